package export

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// An htmlBlock is a run of text between the block elements of a page.
type htmlBlock struct {
	text    string // lines parted by "\n"
	classes string // of all open elements, outermost first, in lower case
	tags    string // of all open elements, as " div p "
	broke   bool   // a line break stands at its end
}

// blockTags end a run of text.
var blockTags = map[atom.Atom]bool{
	atom.P: true, atom.Div: true, atom.Table: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Li: true, atom.Ul: true, atom.Ol: true,
	atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Article: true, atom.Header: true,
	atom.Section: true, atom.Footer: true, atom.Aside: true, atom.Blockquote: true, atom.Hr: true, atom.Body: true, atom.Form: true, atom.Pre: true,
}

var voidTags = map[atom.Atom]bool{
	atom.Br: true, atom.Img: true, atom.Hr: true, atom.Meta: true, atom.Link: true, atom.Input: true, atom.Col: true, atom.Base: true, atom.Area: true, atom.Wbr: true,
}

type openTag struct {
	tag   atom.Atom
	name  string
	class string
}

// maxOpenTags bounds the elements that are kept open: what is nested deeper is
// read as if it stood at that depth.
const maxOpenTags = 128

// htmlBlocks parts a fragment of HTML, however badly nested, at block elements,
// and at elements whose class split names.
func htmlBlocks(fragment string, split func(class string) bool) []htmlBlock {
	var (
		out   []htmlBlock
		text  strings.Builder
		stack []openTag
		skip  int
	)
	describe := func() (classes, tags string) {
		var c, t strings.Builder
		t.WriteByte(' ')
		for _, o := range stack {
			if o.class != "" {
				c.WriteString(o.class)
				c.WriteByte(' ')
			}
			t.WriteString(o.name)
			t.WriteByte(' ')
		}
		return c.String(), t.String()
	}
	flush := func() {
		s := tidyLines(text.String())
		broke := strings.HasSuffix(strings.TrimRight(text.String(), " \t\r\u00a0"), "\n")
		text.Reset()
		if s == "" {
			return
		}
		classes, tags := describe()
		out = append(out, htmlBlock{text: s, classes: classes, tags: tags, broke: broke})
	}
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			flush()
			return out
		case html.TextToken:
			if skip == 0 {
				s := string(z.Text())
				text.WriteString(strings.Map(func(r rune) rune {
					if r == '\n' || r == '\r' || r == '\t' {
						return ' ' // only a <br> breaks a line
					}
					return r
				}, s))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, more := z.TagName()
			tag := atom.Lookup(name)
			o := openTag{tag: tag, name: string(name)}
			for more {
				var k, v []byte
				k, v, more = z.TagAttr()
				if string(k) == "class" {
					o.class = strings.ToLower(string(v))
				}
			}
			if tag == atom.Br {
				text.WriteByte('\n')
				continue
			}
			if blockTags[tag] || o.class != "" && split(o.class) {
				flush()
			}
			if voidTags[tag] {
				continue
			}
			if tag == atom.Style || tag == atom.Script {
				skip++
			}
			if len(stack) < maxOpenTags {
				stack = append(stack, o)
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			if (tag == atom.Style || tag == atom.Script) && skip > 0 {
				skip--
			}
			at := len(stack) - 1
			for at >= 0 && stack[at].name != string(name) {
				at--
			}
			if at < 0 {
				if blockTags[tag] {
					flush()
				}
				continue
			}
			cuts := blockTags[tag]
			for _, o := range stack[at:] {
				cuts = cuts || blockTags[o.tag] || o.class != "" && split(o.class)
			}
			if cuts {
				flush()
			}
			stack = stack[:at]
		}
	}
}

// tidyLines squeezes each line and drops empty ones.
func tidyLines(s string) string {
	var lines []string
	for line := range strings.SplitSeq(s, "\n") {
		if line = squeeze(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

func never(string) bool { return false }

func (b htmlBlock) has(class string) bool { return strings.Contains(b.classes, class) }
func (b htmlBlock) in(tag string) bool    { return strings.Contains(b.tags, " "+tag+" ") }

var centredRule = regexp.MustCompile(`(?i)\.([A-Za-z0-9_-]+)\s*\{[^}]*text-align:\s*center`)

// centredClasses lists the classes that a style sheet centres.
func centredClasses(head string) map[string]bool {
	out := map[string]bool{}
	for _, m := range centredRule.FindAllStringSubmatch(head, -1) {
		out[strings.ToLower(m[1])] = true
	}
	return out
}
