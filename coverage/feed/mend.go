package feed

import (
	"bytes"
	"html"
	"strings"
	"unicode/utf8"
)

// mended is a feed rewritten as well-formed XML, with what had to be mended.
//
// gofeed gives up on a whole feed for one stray '<' or a missing last tag, so
// the text is first put right: one pass over the bytes, no recursion, nothing
// kept but a stack of open elements. Everything that can be read is kept;
// what cannot be read as markup is kept as text.
type mended struct {
	xml   []byte
	root  string // local name of the root element, lower case: rss, rdf or feed
	items []span // where each item or entry stands in the input, in order
	// faults lists what was mended, each kind once, in order of appearance.
	faults    []string
	truncated bool // the document ends before its root element does
	cutItem   bool // and in the middle of its last item
}

type span struct{ from, to int }

// mender is the state of the pass.
type mender struct {
	src      []byte
	pos      int
	out      bytes.Buffer
	stack    []openElement
	entities map[string]string
	result   mended
	seen     map[string]bool
	maxDepth int
	doctypes int
	// found remembers for a few needles where the next one is, so that input
	// full of openings without an end costs one search and not one each.
	found map[string]int
	// ended is set once the end tag of the root was met. The root is closed
	// only at the end of the input: items after a premature end are kept,
	// anything else there is dropped.
	ended bool
}

type openElement struct {
	name  string // as written, with prefix
	local string // lower case, without prefix
}

// mend rewrites src. It fails only where src is no feed at all, nests deeper
// than maxDepth, or declares entities that expand into each other.
func mend(src []byte, maxDepth int) (mended, error) {
	m := &mender{src: src, maxDepth: maxDepth, seen: map[string]bool{}, found: map[string]int{}}
	m.out.Grow(len(src) + len(src)/16)
	if err := m.findRoot(); err != nil {
		return mended{}, err
	}
	for m.pos < len(m.src) {
		if err := m.step(); err != nil {
			return mended{}, err
		}
	}
	if !m.ended {
		m.result.truncated = true
		m.fault("the document ends before its root element does")
		m.result.cutItem = m.inItem() >= 0
	}
	m.closeTo(0)
	m.result.xml = m.out.Bytes()
	return m.result, nil
}

// next returns the offset of the first needle at or after from, or -1.
func (m *mender) next(needle string, from int) int {
	at, known := m.found[needle]
	if !known || at >= 0 && at < from {
		at = bytes.Index(m.src[from:], []byte(needle))
		if at >= 0 {
			at += from
		}
		m.found[needle] = at
	}
	return at
}

func (m *mender) fault(what string) {
	if !m.seen[what] {
		m.seen[what] = true
		m.result.faults = append(m.result.faults, what)
	}
}

// findRoot moves to the root element. What stands before it (declaration,
// comments, a DOCTYPE, a warning printed by the server's own software) is not
// passed on, so that the root always lies within the few kilobytes in which
// gofeed looks for it.
func (m *mender) findRoot() error {
	stray := false
	first := ""
	for m.pos < len(m.src) {
		rest := m.src[m.pos:]
		switch {
		case bytes.HasPrefix(rest, []byte("<!--")):
			m.skipComment()
		case bytes.HasPrefix(rest, []byte("<?")):
			m.skipInstruction()
		case hasPrefixFold(rest, "<!doctype"):
			if err := m.doctype(); err != nil {
				return err
			}
		case rest[0] == '<' && len(rest) > 1 && isNameStart(rest[1]):
			t, n := scanTag(rest)
			if n == 0 {
				m.pos++
				stray = true
				continue
			}
			switch t.local() {
			case "rss", "rdf", "feed":
				if stray || first != "" {
					m.fault("text before the root element was dropped")
				}
				return nil
			}
			if first == "" {
				first = t.local()
			}
			m.pos += n
		default:
			if !isSpace(rest[0]) {
				stray = true
			}
			next := bytes.IndexByte(rest[1:], '<')
			if next < 0 {
				m.pos = len(m.src)
			} else {
				m.pos += 1 + next
			}
		}
	}
	switch first {
	case "":
		return &NotFeedError{Kind: "text", Detail: "no element found"}
	case "html", "head", "body", "title", "meta", "div", "p", "script", "center", "h1":
		return htmlPage(m.src)
	}
	return &NotFeedError{Kind: "XML", Detail: "the root element is <" + first + ">, not rss, rdf:RDF or feed"}
}

// step copies one piece: a run of text, a CDATA section or a tag.
func (m *mender) step() error {
	rest := m.src[m.pos:]
	if rest[0] != '<' {
		n := bytes.IndexByte(rest, '<')
		if n < 0 {
			n = len(rest)
		}
		m.text(rest[:n])
		m.pos += n
		return nil
	}
	switch {
	case bytes.HasPrefix(rest, []byte("<![CDATA[")):
		m.cdata()
	case bytes.HasPrefix(rest, []byte("<!--")):
		m.skipComment()
	case bytes.HasPrefix(rest, []byte("<?")):
		m.skipInstruction()
	case hasPrefixFold(rest, "<!doctype"):
		return m.doctype()
	case len(rest) > 2 && rest[1] == '/' && isNameStart(rest[2]):
		m.endTag(rest)
	case len(rest) > 1 && isNameStart(rest[1]):
		return m.startTag(rest)
	default:
		m.strayLess()
	}
	return nil
}

func (m *mender) strayLess() {
	m.fault("a '<' that starts no tag was kept as text")
	if m.writable() {
		m.out.WriteString("&lt;")
	}
	m.pos++
}

// writable reports whether text may be written here: inside the root, and
// not after its end tag unless an item has been opened since.
func (m *mender) writable() bool {
	return len(m.stack) > 0 && (!m.ended || m.inItem() >= 0)
}

// inItem is the index in the stack of the open item or entry, or -1.
func (m *mender) inItem() int {
	for i, e := range m.stack {
		if i > 0 && i < 4 && isItem(e.local) {
			return i
		}
	}
	return -1
}

func isItem(local string) bool { return local == "item" || local == "entry" }

// leaf elements of an RSS item hold plain text; when a sibling opens inside
// one, its end tag was forgotten.
func isLeaf(local string) bool {
	switch local {
	case "title", "link", "guid", "pubdate", "author", "category", "comments":
		return true
	}
	return false
}

func isItemChild(name string) bool {
	switch strings.ToLower(name) {
	case "title", "link", "guid", "pubdate", "author", "category", "comments", "description",
		"enclosure", "source", "content:encoded", "dc:creator", "dc:date", "media:content", "media:thumbnail":
		return true
	}
	return false
}

// isVoid reports HTML elements without an end tag, met where markup stands
// unescaped in a description. link and source are elements of RSS.
func isVoid(name string) bool {
	switch strings.ToLower(name) {
	case "br", "hr", "img", "input", "wbr", "area", "col", "embed", "param":
		return true
	}
	return false
}

func (m *mender) startTag(rest []byte) error {
	t, n := scanTag(rest)
	if n == 0 {
		if endsInside(rest) {
			m.fault("the document ends inside a tag")
			m.pos = len(m.src)
			return nil
		}
		m.strayLess()
		return nil
	}
	local := t.local()
	depth := len(m.stack)
	item := m.inItem()
	opensItem := false

	switch {
	case isItem(local) && depth > 0:
		switch {
		case item >= 0 && depth-item <= 2:
			// An item within an item: the end tag of the first is missing.
			m.fault("an item without end tag was closed at the next one")
			m.closeTo(item)
		case item >= 0:
			// Deep inside another item's content: part of that content.
		case m.ended:
			m.fault("items after the end of the feed were kept")
		}
		if m.inItem() < 0 {
			base := 1
			if len(m.stack) > 1 && m.stack[1].local == "channel" {
				base = 2
			}
			if len(m.stack) > base {
				// The feed's own title, image or link was not closed.
				m.fault("an element without end tag was closed")
				m.closeTo(base)
			}
			opensItem = true
		}
	case m.ended && item < 0:
		m.pos += n
		return nil
	case local == "channel" && depth >= 2 && item < 0 && m.stack[1].local == "channel":
		m.fault("a second channel was read as part of the first")
		m.pos += n
		return nil
	case depth > 0 && isRoot(local) && depth <= 2 && item < 0:
		m.fault("a second root element was dropped")
		m.pos += n
		return nil
	}
	if top := len(m.stack) - 1; top >= 1 && isLeaf(m.stack[top].local) && m.stack[0].local != "feed" &&
		!strings.Contains(m.stack[top].name, ":") && isItemChild(t.name) && !isItem(local) {
		m.fault("an element without end tag was closed")
		m.closeTo(top)
	}
	if len(m.stack) >= m.maxDepth {
		return &TooDeepError{Limit: m.maxDepth, Offset: int64(m.pos)}
	}
	if len(m.stack) == 0 {
		m.result.root = local
	}
	if opensItem {
		m.result.items = append(m.result.items, span{m.pos, len(m.src)})
	}
	m.pos += n
	if t.unquoted {
		m.fault("an attribute was not quoted properly")
	}
	m.out.WriteByte('<')
	m.out.WriteString(t.name)
	for _, a := range t.attrs {
		m.out.WriteByte(' ')
		m.out.Write(a.name)
		m.out.WriteString(`="`)
		m.escaped(a.value, true)
		m.out.WriteByte('"')
	}
	if t.empty || (isVoid(t.name) && item >= 0) {
		m.out.WriteString("/>")
		if opensItem {
			m.result.items[len(m.result.items)-1].to = m.pos
		}
		if len(m.stack) == 0 {
			// A root without content: keep it open so that the end is uniform.
			m.out.Truncate(m.out.Len() - 2)
			m.out.WriteByte('>')
			m.stack = append(m.stack, openElement{t.name, local})
			m.ended = true
		}
		return nil
	}
	m.out.WriteByte('>')
	m.stack = append(m.stack, openElement{t.name, local})
	return nil
}

func isRoot(local string) bool { return local == "rss" || local == "rdf" || local == "feed" }

func (m *mender) endTag(rest []byte) {
	end := bytes.IndexAny(rest[1:], "<>") + 1
	if end > 0 && rest[end] == '<' {
		// "</title <link>": the '>' is missing; the tag ends with its name.
		m.fault("a tag without '>' was closed")
		m.pos += end
	} else if end == 0 {
		m.fault("the document ends inside a tag")
		end = len(rest)
		m.pos = len(m.src)
	} else {
		m.pos += end + 1
	}
	name := cleanName(nameAt(rest[2:min(end, len(rest))]))
	at := -1
	for i := len(m.stack) - 1; i >= 0; i-- {
		if strings.EqualFold(m.stack[i].name, name) {
			at = i
			break
		}
	}
	switch {
	case at < 0:
		if !isVoid(name) && !m.ended {
			m.fault("an end tag without start tag was dropped")
		}
	case at == 0 || at == 1 && m.stack[1].local == "channel":
		// Kept open until the end of the input.
		if m.inItem() >= 0 {
			m.fault("an element without end tag was closed")
		}
		m.closeTo(at + 1)
		m.ended = m.ended || at == 0
	default:
		if at != len(m.stack)-1 {
			m.fault("an element without end tag was closed")
		}
		m.closeTo(at)
	}
}

// closeTo closes the open elements down to the given depth.
func (m *mender) closeTo(depth int) {
	for len(m.stack) > depth {
		top := len(m.stack) - 1
		if n := len(m.result.items); n > 0 && top == m.inItem() {
			m.result.items[n-1].to = m.pos
		}
		m.out.WriteString("</")
		m.out.WriteString(m.stack[top].name)
		m.out.WriteByte('>')
		m.stack = m.stack[:top]
	}
}

func (m *mender) text(s []byte) {
	if m.writable() {
		m.escaped(s, false)
	}
}

// escaped writes character data. References to characters and to the five
// entities of XML stay, named HTML entities become their characters, and an
// ampersand that begins no reference is escaped.
func (m *mender) escaped(s []byte, attribute bool) {
	for len(s) > 0 {
		n := 0
		for n < len(s) && !special[s[n]] {
			n++
		}
		if n == len(s) {
			m.out.Write(s)
			return
		}
		m.out.Write(s[:n])
		s = s[n:]
		switch s[0] {
		case '&':
			ref, width := m.reference(s)
			m.out.WriteString(ref)
			s = s[width:]
		case '<':
			m.out.WriteString("&lt;")
			s = s[1:]
		case '>':
			m.out.WriteString("&gt;")
			s = s[1:]
		case '"':
			if attribute {
				m.out.WriteString("&quot;")
			} else {
				m.out.WriteByte('"')
			}
			s = s[1:]
		default:
			r, width := utf8.DecodeRune(s)
			if forbidden(r) {
				m.fault("characters that XML forbids were dropped")
			} else {
				m.out.Write(s[:width])
			}
			s = s[width:]
		}
	}
}

// special marks the bytes that escaped looks at; 0xEF begins U+FFFE and U+FFFF.
var special = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = c != '\t' && c != '\n' && c != '\r'
	}
	t['&'], t['<'], t['>'], t['"'], t[0xEF] = true, true, true, true, true
	return t
}()

// forbidden reports characters outside the Char production of XML 1.0.
func forbidden(r rune) bool {
	return r < 0x20 && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF
}

// reference reads what follows an ampersand and returns its replacement and
// the number of bytes it stands for.
func (m *mender) reference(s []byte) (string, int) {
	end := -1
	for i := 1; i < len(s) && i < 40; i++ {
		c := s[i]
		if c == ';' {
			end = i
			break
		}
		if !(c == '#' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z') {
			break
		}
	}
	if end < 2 {
		m.fault("an '&' that starts no entity was kept as text")
		return "&amp;", 1
	}
	name := string(s[1:end])
	whole := string(s[:end+1])
	switch name {
	case "amp", "lt", "gt", "quot", "apos":
		return whole, end + 1
	}
	if value, ok := m.entities[name]; ok {
		return escapeText(value), end + 1
	}
	plain := html.UnescapeString(whole)
	if plain == whole || name[0] != '#' && plain == html.UnescapeString(whole[:end])+";" {
		m.fault("an '&' that starts no entity was kept as text")
		return "&amp;", 1
	}
	for _, r := range plain {
		if r == utf8.RuneError || r < 0x20 && r != '\t' && r != '\n' && r != '\r' {
			m.fault("characters that XML forbids were dropped")
			return "", end + 1
		}
	}
	return escapeText(plain), end + 1
}

var textEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "\uFFFE", "", "\uFFFF", "")

func escapeText(s string) string { return textEscaper.Replace(s) }

// cdata copies a CDATA section. One without end runs up to the end tag of
// the element that holds it.
func (m *mender) cdata() {
	const open, shut = "<![CDATA[", "]]>"
	start := m.pos + len(open)
	body := m.src[start:]
	end := m.next(shut, start) - start
	width := len(open) + end + len(shut)
	unfinished := end < 0
	if again := m.next(open, start) - start; end >= 0 && again >= 0 && again < end && len(m.stack) > 0 {
		holder := "</" + m.stack[len(m.stack)-1].name
		unfinished = indexFold(body[:again], holder) >= 0
	}
	if unfinished {
		m.fault("a CDATA section without end was closed")
		end = len(body)
		if len(m.stack) > 0 {
			if i := indexFold(body, "</"+m.stack[len(m.stack)-1].name); i >= 0 {
				end = i
			}
		}
		width = len(open) + end
	}
	if m.writable() {
		m.out.WriteString(open)
		m.out.Write(m.legal(body[:end]))
		m.out.WriteString(shut)
	}
	m.pos += width
}

// legal drops characters that XML forbids.
func (m *mender) legal(s []byte) []byte {
	if bytes.IndexFunc(s, forbidden) < 0 {
		return s
	}
	m.fault("characters that XML forbids were dropped")
	return bytes.Map(func(r rune) rune {
		if forbidden(r) {
			return -1
		}
		return r
	}, s)
}

func (m *mender) skipComment() {
	end := m.next("-->", m.pos+4)
	if end < 0 {
		m.fault("a comment without end was read on")
		m.pos += 4
		return
	}
	m.pos = end + 3
}

func (m *mender) skipInstruction() {
	end, tag := m.next("?>", m.pos), m.next("<", m.pos+1)
	switch {
	case end >= 0 && (tag < 0 || end < tag):
		m.pos = end + 2
	case tag >= 0:
		m.fault("a processing instruction without end was dropped")
		m.pos = tag
	default:
		m.fault("a processing instruction without end was dropped")
		m.pos = len(m.src)
	}
}

// doctype skips a DOCTYPE and keeps the entities it declares as plain text.
// Entities that refer to entities are the ones that explode: refused.
func (m *mender) doctype() error {
	start := m.pos
	s := m.src[m.pos:]
	i := len("<!doctype")
	var quoted byte
	inSubset := false
	m.doctypes++
	for ; i < len(s) && m.doctypes == 1; i++ {
		c := s[i]
		switch {
		case quoted != 0:
			if c == quoted {
				quoted = 0
			}
		case (c == '"' || c == '\'') && !inSubset:
			quoted = c
		case c == '[':
			inSubset = true
		case c == ']':
			inSubset = false
		case c == '>' && !inSubset:
			m.pos += i + 1
			return m.declarations(s[:i], start)
		}
	}
	// No end, or a second one: read on behind its first '>'.
	m.fault("a DOCTYPE without end was dropped")
	if gt := m.next(">", m.pos); gt >= 0 {
		m.pos = gt + 1
	} else {
		m.pos = len(m.src)
	}
	return m.declarations(m.src[start:m.pos], start)
}

func (m *mender) declarations(subset []byte, offset int) error {
	const maxEntities = 512
	for {
		i := indexFold(subset, "<!entity")
		if i < 0 {
			return nil
		}
		subset = subset[i+len("<!entity"):]
		end := bytes.IndexByte(subset, '>')
		if end < 0 {
			end = len(subset)
		}
		declaration := subset[:end]
		name, value, ok := entityDeclaration(declaration)
		if !ok {
			continue // parameter or external: never fetched, never expanded
		}
		if len(m.entities) >= maxEntities || len(value) > 1024 || refersToEntity(value) {
			return &EntityError{Name: name, Offset: int64(offset)}
		}
		if m.entities == nil {
			m.entities = map[string]string{}
		}
		if _, taken := m.entities[name]; !taken {
			m.entities[name] = html.UnescapeString(value)
		}
	}
}

func entityDeclaration(s []byte) (name, value string, ok bool) {
	s = bytes.TrimSpace(s)
	n := bytes.IndexAny(s, " \t\r\n")
	if n <= 0 || s[0] == '%' {
		return "", "", false
	}
	name = string(s[:n])
	s = bytes.TrimSpace(s[n:])
	if len(s) < 2 || s[0] != '"' && s[0] != '\'' {
		return name, "", false
	}
	end := bytes.IndexByte(s[1:], s[0])
	if end < 0 {
		return name, "", false
	}
	return name, string(s[1 : 1+end]), true
}

// refersToEntity reports a reference to anything but a character.
func refersToEntity(value string) bool {
	for i := 0; i < len(value); i++ {
		if value[i] == '&' && i+1 < len(value) && value[i+1] != '#' || value[i] == '%' {
			switch rest := value[i:]; {
			case strings.HasPrefix(rest, "&amp;"), strings.HasPrefix(rest, "&lt;"), strings.HasPrefix(rest, "&gt;"),
				strings.HasPrefix(rest, "&quot;"), strings.HasPrefix(rest, "&apos;"):
			default:
				return true
			}
		}
	}
	return false
}

// tag is a start tag as written.
type tag struct {
	name     string
	attrs    []attribute
	empty    bool
	unquoted bool
}

type attribute struct{ name, value []byte }

func (t tag) local() string {
	name := t.name
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(name)
}

// maxTag bounds the length of one tag, so that a lost quote costs no more
// than that.
const maxTag = 1 << 16

// scanTag reads the start tag at the beginning of s and its length; the
// length is 0 where s begins no tag: a '<' comes before its '>'.
func scanTag(s []byte) (tag, int) {
	var t tag
	name := nameAt(s[1:])
	t.name = cleanName(name)
	if t.name == "" {
		return t, 0
	}
	i := 1 + len(name)
	limit := min(len(s), maxTag)
	for i < limit {
		for i < limit && (isSpace(s[i]) || s[i] == ',') {
			i++
		}
		if i >= limit {
			break
		}
		switch c := s[i]; {
		case c == '>':
			return t, i + 1
		case c == '/':
			t.empty = i+1 < limit && s[i+1] == '>'
			i++
			continue
		case c == '<':
			return t, 0
		case !isNameStart(c):
			t.unquoted = true
			i++
			continue
		}
		key := nameAt(s[i:])
		i += len(key)
		for i < limit && isSpace(s[i]) {
			i++
		}
		if i >= limit || s[i] != '=' {
			t.unquoted = true
			t.add(key, key)
			continue
		}
		i++
		for i < limit && isSpace(s[i]) {
			i++
		}
		if i >= limit {
			break
		}
		if q := s[i]; q == '"' || q == '\'' {
			end := bytes.IndexByte(s[i+1:limit], q)
			if end >= 0 && bytes.IndexByte(s[i+1:i+1+end], '<') < 0 {
				t.add(key, s[i+1:i+1+end])
				i += end + 2
				continue
			}
			i++ // the closing quote is missing: the value ends at '>' or a blank
		}
		t.unquoted = true
		end := bytes.IndexAny(s[i:limit], "<> \t\r\n\"'")
		if end < 0 {
			break
		}
		value := s[i : i+end]
		i += end
		if bytes.HasSuffix(value, []byte("/")) && i < limit && s[i] == '>' && !bytes.Contains(value, []byte("//")) {
			value = value[:len(value)-1]
			t.empty = true
		}
		t.add(key, value)
	}
	return t, 0
}

func (t *tag) add(name, value []byte) {
	name = []byte(cleanName(name))
	if len(name) == 0 || len(t.attrs) >= 64 {
		return
	}
	for _, a := range t.attrs {
		if bytes.Equal(a.name, name) {
			return
		}
	}
	t.attrs = append(t.attrs, attribute{name, value})
}

// endsInside reports whether a tag is cut off by the end of the input.
func endsInside(s []byte) bool { return !bytes.ContainsAny(s[1:], "<>") && len(s) < maxTag }

func nameAt(s []byte) []byte {
	n := 0
	for n < len(s) && (isNameStart(s[n]) || s[n] >= '0' && s[n] <= '9' || s[n] == '-' || s[n] == '.') {
		n++
	}
	return s[:n]
}

// cleanName leaves one colon at most, and none at the ends.
func cleanName(name []byte) string {
	s := strings.Trim(string(name), ":")
	prefix, rest, ok := strings.Cut(s, ":")
	if !ok {
		return s
	}
	rest = strings.TrimLeft(strings.ReplaceAll(rest, ":", ""), "-.0123456789")
	if rest == "" {
		return prefix
	}
	return prefix + ":" + rest
}

// isNameStart takes ASCII only: no vocabulary of feeds has other names, and
// "<" before another character is more likely text.
func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':'
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func hasPrefixFold(s []byte, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(string(s[:len(prefix)]), prefix)
}

// indexFold is bytes.Index for an ASCII needle in any case.
func indexFold(s []byte, needle string) int {
	first := needle[0]
	for i := 0; i+len(needle) <= len(s); {
		n := bytes.IndexByte(s[i:], first)
		if n < 0 || i+n+len(needle) > len(s) {
			return -1
		}
		i += n
		if strings.EqualFold(string(s[i:i+len(needle)]), needle) {
			return i
		}
		i++
	}
	return -1
}
