package newsapi

// mend repairs the strings of a JSON document that services are known to spoil
// when they copy titles into it: escapes that JSON does not have (\', \x, a
// lone backslash), raw control characters, and quotation marks within a text.
// Everything else stays as it is. The edits say where bytes were put in.
func mend(doc []byte) (mended []byte, edits []edit) {
	m := &mender{doc: doc, out: make([]byte, 0, len(doc)+len(doc)/64+16)}
	for m.at < len(doc) {
		if m.inString {
			m.within()
		} else {
			m.between()
		}
	}
	return m.out, m.edits
}

type mender struct {
	doc, out []byte
	at       int
	edits    []edit
	inString bool
	isName   bool   // the string is the name of a member
	open     []byte // the brackets around
}

// put writes s in place of the next n bytes.
func (m *mender) put(s string, n int) {
	m.out = append(m.out, s...)
	m.at += n
	if grown := len(s) - n; grown != 0 {
		m.edits = append(m.edits, edit{at: len(m.out), grown: grown})
	}
}

// keep copies the next n bytes.
func (m *mender) keep(n int) {
	m.out = append(m.out, m.doc[m.at:m.at+n]...)
	m.at += n
}

func (m *mender) inObject() bool { return len(m.open) > 0 && m.open[len(m.open)-1] == '{' }

func (m *mender) between() {
	switch c := m.doc[m.at]; c {
	case '{', '[':
		m.open = append(m.open, c)
		m.isName = c == '{'
	case '}', ']':
		m.open = m.open[:max(len(m.open)-1, 0)]
	case ':':
		m.isName = false
	case ',':
		m.isName = m.inObject()
	case '"':
		m.inString = true
	}
	m.keep(1)
}

func (m *mender) within() {
	switch c := m.doc[m.at]; {
	case c == '"' && m.closes(m.doc[m.at+1:]):
		m.inString = false
		m.keep(1)
	case c == '"':
		m.put(`\"`, 1)
	case c == '\\':
		if n := escape(m.doc[m.at:]); n > 0 && !m.endsWith(m.doc[m.at+1:]) {
			m.keep(n)
		} else if m.at+1 < len(m.doc) && m.doc[m.at+1] == '\'' {
			m.put("'", 2)
		} else {
			m.put(`\\`, 1)
		}
	case c < ' ':
		const hex = "0123456789abcdef"
		m.put(`\u00`+string([]byte{hex[c>>4], hex[c&15]}), 1)
	default:
		m.keep(1)
	}
}

// closes tells from what follows a quotation mark whether it ends the string.
func (m *mender) closes(rest []byte) bool {
	c, rest := next(rest)
	switch {
	case c == 0:
		return true
	case m.inObject() && m.isName:
		return c == ':'
	case !m.inObject():
		return c == ',' || c == ']'
	case c == ',':
		return startsName(rest, true)
	}
	return c == '}'
}

// endsWith tells whether a backslash is the last letter of a value: a quotation
// mark follows it, and then another member. Within a string that could not be.
func (m *mender) endsWith(rest []byte) bool {
	if rest[0] != '"' || !m.inObject() || m.isName {
		return false
	}
	c, rest := next(rest[1:])
	return c == ',' && startsName(rest, false)
}

// startsName tells whether the name of a member comes next. Where the document
// ends before that is certain, the answer is cut.
func startsName(s []byte, cut bool) bool {
	c, s := next(s)
	if c != '"' {
		return c == 0 && cut
	}
	s = s[:min(len(s), 256)]
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '"':
			c, _ = next(s[i+1:])
			return c == ':' || c == 0 && cut
		case s[i] == '\\':
			i++
		case s[i] < ' ':
			return false
		}
	}
	return len(s) < 256 && cut
}

// An edit says that from at on, in the mended document, positions are later by
// grown bytes than they were.
type edit struct{ at, grown int }

// original translates a position in the mended document. Within what was put
// in it means nothing.
func original(edits []edit, at int) int {
	shift := 0
	for _, e := range edits {
		if e.at > at {
			break
		}
		shift += e.grown
	}
	return at - shift
}

// escape is the length of the escape that s begins with; 0 if JSON has none
// such.
func escape(s []byte) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(s) < 6 {
			return 0
		}
		for _, c := range s[2:6] {
			if (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return 0
			}
		}
		return 6
	}
	return 0
}

// next is the first byte that is no white space, and what follows it; 0 at the
// end.
func next(s []byte) (byte, []byte) {
	for i, c := range s {
		if c != ' ' && c != '\t' && c != '\n' && c != '\r' {
			return c, s[i+1:]
		}
	}
	return 0, nil
}
