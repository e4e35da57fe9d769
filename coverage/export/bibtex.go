package export

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// BibTeX reads BibTeX and BibLaTeX files. @string abbreviations are expanded,
// the accents of LaTeX become letters, and braces that only protect capitals are
// dropped. An entry whose braces do not close is a record error, and reading goes
// on at the next line that begins an entry. The abstract becomes the text, and
// the provenance says so.
type BibTeX struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the entries in the order of the file.
func (x BibTeX) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// isBibStart reports whether a line begins an entry.
func isBibStart(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\xef\xbb\xbf}")
	if len(line) < 3 || line[0] != '@' {
		return false
	}
	i := 1
	for i < len(line) && (line[i] >= 'a' && line[i] <= 'z' || line[i] >= 'A' && line[i] <= 'Z') {
		i++
	}
	rest := bytes.TrimLeft(line[i:], " \t")
	return i > 1 && len(rest) > 0 && (rest[0] == '{' || rest[0] == '(')
}

// Records yields the entries with their fields and bytes.
func (x BibTeX) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatBibTeX, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "text without a BibTeX entry"
		macros := map[string]string{}
		number := 0
		s.cut(in, 256, lineMarker(isBibStart), func(p piece) bool {
			if p.number == 0 {
				return true
			}
			p.step = step
			e, err := parseBibEntry(s.text(&p), macros)
			switch {
			case err == nil && (e.kind == "comment" || e.kind == "preamble"):
				return true
			case err == nil && e.kind == "string":
				for _, f := range e.fields {
					macros[strings.ToLower(f.Label)] = f.Value
				}
				return true
			}
			number++
			p.number = number
			if err != nil {
				return s.fail(p, err)
			}
			r, id, err := s.bibtex(e)
			if err != nil {
				return s.fail(p, err)
			}
			return s.emit(p, r, id)
		})
	})
}

type bibEntry struct {
	kind, key string
	fields    []Field
}

// parseBibEntry reads "@kind{key, name = value # value, …}".
func parseBibEntry(text string, macros map[string]string) (bibEntry, error) {
	var e bibEntry
	p := bibParser{s: text}
	for p.i < len(p.s) && p.s[p.i] != '@' {
		p.i++
	}
	p.i++
	e.kind = strings.ToLower(p.name())
	p.space()
	if p.i >= len(p.s) {
		return e, errBraces
	}
	closing := byte('}')
	if p.s[p.i] == '(' {
		closing = ')'
	}
	p.i++
	if e.kind == "comment" || e.kind == "preamble" {
		return e, nil
	}
	if e.kind != "string" {
		start := p.i
		for p.i < len(p.s) && p.s[p.i] != ',' && p.s[p.i] != closing && p.s[p.i] != '=' {
			p.i++
		}
		if p.i < len(p.s) && p.s[p.i] == '=' {
			p.i = start // an entry without a key
		} else {
			e.key = squeeze(p.s[start:min(p.i, len(p.s))])
		}
	}
	for {
		p.spaceAnd(",")
		if p.i >= len(p.s) {
			return e, errBraces
		}
		if p.s[p.i] == closing {
			return e, nil
		}
		name := p.name()
		p.space()
		if name == "" || p.i >= len(p.s) || p.s[p.i] != '=' {
			return e, fmt.Errorf("%w: %q where a field was expected", errRecord, clip(p.s[min(p.i, len(p.s)):]))
		}
		p.i++
		value, err := p.value(macros)
		if err != nil {
			return e, err
		}
		e.fields = append(e.fields, Field{strings.ToLower(name), value})
	}
}

type bibParser struct {
	s string
	i int
}

func (p *bibParser) space() { p.spaceAnd("") }

func (p *bibParser) spaceAnd(more string) {
	for p.i < len(p.s) && (strings.IndexByte(" \t\r\n", p.s[p.i]) >= 0 || strings.IndexByte(more, p.s[p.i]) >= 0) {
		p.i++
	}
}

func (p *bibParser) name() string {
	start := p.i
	for p.i < len(p.s) {
		c := p.s[p.i]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-_:.+/", c) >= 0 || c >= 0x80) {
			break
		}
		p.i++
	}
	return p.s[start:p.i]
}

// value reads parts joined with "#".
func (p *bibParser) value(macros map[string]string) (string, error) {
	var out strings.Builder
	for {
		p.space()
		if p.i >= len(p.s) {
			return "", errBraces
		}
		switch c := p.s[p.i]; c {
		case '{', '"':
			part, err := p.delimited(c)
			if err != nil {
				return "", err
			}
			out.WriteString(part)
		default:
			name := p.name()
			if name == "" {
				return "", fmt.Errorf("%w: %q where a value was expected", errRecord, clip(p.s[p.i:]))
			}
			if v, ok := macros[strings.ToLower(name)]; ok {
				out.WriteString(v)
			} else {
				out.WriteString(name)
			}
		}
		p.space()
		if p.i >= len(p.s) || p.s[p.i] != '#' {
			return out.String(), nil
		}
		p.i++
	}
}

// delimited reads a value in braces or quotation marks, outer marks dropped.
func (p *bibParser) delimited(open byte) (string, error) {
	p.i++
	start, depth := p.i, 0
	for ; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '\\' && p.i+1 < len(p.s):
			p.i++
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			depth--
		case depth == 0 && (open == '{' && c == '}' || open == '"' && c == '"'):
			p.i++
			return p.s[start : p.i-1], nil
		}
	}
	return "", errBraces
}

func (s *session) bibtex(e bibEntry) (Record, string, error) {
	r := Record{Fields: append([]Field{{"type", e.kind}, {"key", e.key}}, e.fields...)}
	get := func(names ...string) string {
		for _, name := range names {
			for _, f := range e.fields {
				if f.Label == name && strings.TrimSpace(f.Value) != "" {
					return latexText(f.Value)
				}
			}
		}
		return ""
	}
	a := &r.Article
	a.Title = get("title")
	if sub := get("subtitle"); sub != "" {
		a.Title += ": " + sub
	}
	a.Byline = bibNames(e.fields)
	a.Outlet.Name = get("journaltitle", "journal", "booktitle", "maintitle", "publisher", "howpublished", "institution", "school", "organization")
	a.Language = language(get("langid", "language", "hyphenation"))
	if abstract := get("abstract"); abstract != "" {
		a.Text = abstract
		a.Provenance.Steps = append(a.Provenance.Steps, "abstract in place of the text")
	}
	doi := strings.TrimSpace(get("doi"))
	if a.URL = strings.TrimSpace(get("url")); a.URL == "" && doi != "" {
		a.URL = doiURL(doi)
	}
	switch date := get("date"); {
	case date != "":
		s.setDate(&r, firstOf(date, "/"))
		a.Published.Raw = date
	default:
		year, month, day := get("year"), strings.Trim(get("month"), ". "), get("day")
		text := year
		if m, ok := bibMonth(month); ok && year != "" {
			text = fmt.Sprintf("%s-%02d", year, m)
			if d, ok := bibNumber(day, 31); ok {
				text += fmt.Sprintf("-%02d", d)
			}
		}
		if text != "" {
			s.setDate(&r, text)
			a.Published.Raw = squeeze(day + " " + month + " " + year)
		}
	}
	if a.Title == "" {
		return r, "", fmt.Errorf("%w: entry %q has no title", errRecord, e.key)
	}
	id := ""
	if doi != "" {
		id = "doi:" + strings.ToLower(strings.TrimPrefix(doi, "https://doi.org/"))
	}
	return r, id, nil
}

// bibNames joins the authors, or the editors where there is none. An "and" within
// braces belongs to a name.
func bibNames(fields []Field) string {
	for _, role := range []string{"author", "editor"} {
		for _, f := range fields {
			if f.Label != role {
				continue
			}
			var names []string
			add := func(s string) {
				if s = latexText(s); s != "" {
					names = append(names, s)
				}
			}
			v := strings.Map(func(r rune) rune {
				if unicode.IsSpace(r) {
					return ' '
				}
				return r
			}, f.Value)
			depth, from := 0, 0
			for i := 0; i < len(v); i++ {
				switch {
				case v[i] == '{':
					depth++
				case v[i] == '}':
					depth--
				case depth == 0 && strings.HasPrefix(v[i:], " and "):
					add(v[from:i])
					from = i + 5
				}
			}
			add(v[min(from, len(v)):])
			if len(names) > 0 {
				return strings.Join(names, "; ")
			}
		}
	}
	return ""
}

func bibMonth(s string) (int, bool) {
	if n, ok := bibNumber(s, 12); ok {
		return n, true
	}
	m, ok := months[strings.ToLower(s)]
	return int(m), ok
}

func bibNumber(s string, most int) (int, bool) {
	n := 0
	for _, c := range s {
		if c < '0' || c > '9' || n > most {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, n >= 1 && n <= most
}

// latexAccents are the combining characters of LaTeX's accent commands.
var latexAccents = map[string]string{
	"`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307", "\"": "\u0308", "r": "\u030A", "H": "\u030B", "v": "\u030C", "c": "\u0327", "k": "\u0328", "d": "\u0323", "b": "\u0331",
}

var latexLetters = map[string]string{
	"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ",
	"textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“", "textquotedblright": "”", "guillemotleft": "«", "guillemotright": "»",
	"ldots": "…", "dots": "…", "textellipsis": "…", "copyright": "©", "textregistered": "®", "pounds": "£", "textsterling": "£", "texteuro": "€", "euro": "€", "S": "§", "P": "¶", "textasciitilde": "~", "textasciicircum": "^", "textbackslash": "\\", "&": "&", "%": "%", "$": "$", "#": "#", "_": "_", "{": "{", "}": "}", " ": " ", ",": " ", "-": "",
}

// latexText makes plain text of a BibTeX value.
func latexText(s string) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == '{' || c == '}' || c == '$':
			i++
		case c == '~':
			out.WriteByte(' ')
			i++
		case c == '-' && strings.HasPrefix(s[i:], "---"):
			out.WriteString("—")
			i += 3
		case c == '-' && strings.HasPrefix(s[i:], "--"):
			out.WriteString("–")
			i += 2
		case c == '`' && strings.HasPrefix(s[i:], "``"):
			out.WriteString("“")
			i += 2
		case c == '\'' && strings.HasPrefix(s[i:], "''"):
			out.WriteString("”")
			i += 2
		case c == '\\':
			n := latexCommand(s[i+1:], &out)
			i += 1 + n
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			out.WriteRune(r)
			i += size
		}
	}
	return norm.NFC.String(squeeze(out.String()))
}

// latexCommand writes what the command at the start of s stands for and returns
// how many bytes it takes.
func latexCommand(s string, out *strings.Builder) int {
	if s == "" {
		return 0
	}
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z') {
		n++
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(s)
	}
	name := s[:n]
	if mark, ok := latexAccents[name]; ok {
		i := n
		for i < len(s) && (s[i] == ' ' || s[i] == '{') {
			i++
		}
		letter := ""
		if i < len(s) && s[i] == '\\' { // \'{\i}
			var inner strings.Builder
			i += 1 + latexCommand(s[i+1:], &inner)
			letter = strings.NewReplacer("ı", "i", "ȷ", "j").Replace(inner.String())
		} else if i < len(s) {
			r, size := utf8.DecodeRuneInString(s[i:])
			if unicode.IsLetter(r) {
				letter = string(r)
				i += size
			}
		}
		if letter != "" {
			r, size := utf8.DecodeRuneInString(letter)
			out.WriteRune(r)
			out.WriteString(mark)
			out.WriteString(letter[size:])
			return i
		}
		return n
	}
	if letter, ok := latexLetters[name]; ok {
		out.WriteString(letter)
	}
	if n < len(s) && s[n] == ' ' && unicode.IsLetter(rune(name[0])) {
		n++ // the blank that ends the name of a command
	}
	return n
}
