package page

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A block is a piece of text that stands by itself: a paragraph, a heading, a
// caption, an item of a list, the rows of a table.
type block struct {
	text   string // blanks folded; lines divided by "\n", cells by a tab
	size   int    // bytes that are no blanks
	linked int    // of these, bytes within links
	kind   kind
	node   *html.Node // the element that makes it a block
	mark   *mark      // innermost part of the page around it that has a mark
}

type kind uint8

const (
	loose   kind = iota // text of a div, section or other box
	prose               // p
	heading             // h1 to h6
	item                // li, dt, dd
	quote               // blockquote
	caption             // figcaption, caption of a table
	rows                // table of data
	verse               // pre
)

// isProse reports whether the block reads like a sentence of running text.
func (b *block) isProse() bool {
	return b.kind != heading && b.kind != caption && b.size >= 40 && 2*b.linked < b.size
}

// A mark says that a part of the page is, by its element, role or class, not
// the article: navigation, a newsletter box, the comments. A mark on a part
// that holds most of the page's prose is a mistake; see segments.settle.
type mark struct {
	reason string
	outer  *mark
	prose  int  // bytes of prose within
	before int  // bytes of prose before it on the page
	seen   bool // before is set
	hit    bool // a line within says what the mark says
	void   bool
}

// reasonOf returns why the block is not part of the article, "" if it is.
func (b *block) reasonOf() string {
	for m := b.mark; m != nil; m = m.outer {
		if !m.void {
			return m.reason
		}
	}
	return ""
}

// segments is a page cut into blocks, in the order of the document.
type segments struct {
	blocks []block
	span   map[*html.Node][2]int // the blocks within an element
	marks  map[*html.Node]*mark
	buf    []byte
	linked int
	prose  int // bytes of prose in all
}

// place is where the walk stands.
type place struct {
	node  *html.Node
	kind  kind
	mark  *mark
	link  bool
	verse bool
}

func segment(root *html.Node) *segments {
	s := &segments{span: map[*html.Node][2]int{}, marks: map[*html.Node]*mark{}}
	at := place{node: root}
	s.children(root, at)
	s.flush(at)
	s.settle()
	return s
}

func (s *segments) children(n *html.Node, at place) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		switch c.Type {
		case html.TextNode:
			s.text(c.Data, at)
		case html.ElementNode:
			s.element(c, at)
		}
	}
}

func (s *segments) text(t string, at place) {
	for i := 0; i < len(t); i++ {
		switch c := t[i]; {
		case c == '\n' && at.verse:
			s.buf = append(s.buf, '\n')
		case c == ' ', c == '\t', c == '\n', c == '\r', c == '\f', c == '\v', c == 0:
			s.buf = append(s.buf, ' ')
		case c == 0xC2 && strings.HasPrefix(t[i:], softHyphen):
			i += len(softHyphen) - 1
		case c == 0xE2 && strings.HasPrefix(t[i:], zeroWidth):
			i += len(zeroWidth) - 1
		default:
			s.buf = append(s.buf, c)
			if at.link {
				s.linked++
			}
		}
	}
}

// Marks of where a word may be broken are no part of it.
const (
	softHyphen = "\u00AD"
	zeroWidth  = "\u200B"
)

func (s *segments) element(n *html.Node, at place) {
	if isDropped[n.DataAtom] || isUnseen(n) {
		return
	}
	if n.DataAtom == atom.Br {
		s.buf = append(s.buf, '\n')
		return
	}
	within := at
	if n.DataAtom == atom.A {
		within.link = true
	}
	if reason := markOf(n); reason != "" {
		within.mark = &mark{reason: reason, outer: at.mark}
		s.marks[n] = within.mark
	}
	if !isBlock[n.DataAtom] && within.mark == at.mark {
		first := len(s.blocks)
		s.children(n, within)
		if len(s.blocks) > first { // it holds blocks
			s.span[n] = [2]int{first, len(s.blocks)}
		}
		return
	}
	s.flush(at)
	first := len(s.blocks)
	within.node = n
	within.kind, within.verse = kindOf(n, at)
	if n.DataAtom == atom.Table && isData(n) {
		s.table(n, within)
	} else {
		s.children(n, within)
		s.flush(within)
	}
	s.span[n] = [2]int{first, len(s.blocks)}
}

func kindOf(n *html.Node, at place) (k kind, inVerse bool) {
	switch n.DataAtom {
	case atom.P:
		if at.kind == quote || at.kind == item || at.kind == caption {
			return at.kind, at.verse
		}
		return prose, at.verse
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Summary:
		return heading, false
	case atom.Li, atom.Dt, atom.Dd:
		return item, false
	case atom.Blockquote, atom.Q:
		return quote, false
	case atom.Figcaption, atom.Caption:
		return caption, false
	case atom.Pre:
		return verse, true
	case atom.Div, atom.Span, atom.Section:
		return at.kind, at.verse
	}
	return loose, at.verse
}

// flush ends the block that is being gathered. Two line breaks in a row make
// two blocks of it.
func (s *segments) flush(at place) {
	if len(s.buf) == 0 {
		return
	}
	text, linked := string(s.buf), s.linked
	s.buf, s.linked = s.buf[:0], 0
	var lines []string
	end := func() {
		if len(lines) > 0 {
			s.add(strings.Join(lines, "\n"), linked, at)
			linked, lines = 0, nil
		}
	}
	for l := range strings.SplitSeq(text, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			lines = append(lines, l)
		} else if !at.verse {
			end()
		}
	}
	end()
}

func (s *segments) add(text string, linked int, at place) {
	b := block{text: text, kind: at.kind, node: at.node, mark: at.mark}
	b.size = len(text) - strings.Count(text, " ") - strings.Count(text, "\n") - strings.Count(text, "\t")
	b.linked = min(linked, b.size)
	if b.kind == heading && b.size > 100 {
		b.kind = prose // a paragraph in large letters
	}
	if !utf8.ValidString(b.text) {
		b.text = strings.ToValidUTF8(b.text, "\uFFFD")
	}
	s.blocks = append(s.blocks, b)
}

// table adds a table of data as one block, one line a row.
func (s *segments) table(n *html.Node, at place) {
	var lines []string
	linked := 0
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch c.DataAtom {
			case atom.Caption:
				s.element(c, at)
			case atom.Tr:
				var cells []string
				for d := c.FirstChild; d != nil; d = d.NextSibling {
					if d.DataAtom != atom.Td && d.DataAtom != atom.Th {
						continue
					}
					inner := &segments{span: s.span, marks: s.marks}
					inner.children(d, place{node: d})
					inner.flush(place{node: d})
					var words []string
					for _, b := range inner.blocks {
						words = append(words, strings.ReplaceAll(b.text, "\n", " "))
						linked += b.linked
					}
					cells = append(cells, strings.Join(words, " "))
				}
				if row := strings.TrimRight(strings.Join(cells, "\t"), "\t"); strings.TrimSpace(row) != "" {
					lines = append(lines, row)
				}
			default:
				walk(c)
			}
		}
	}
	walk(n)
	if len(lines) > 0 {
		at.kind = rows
		s.add(strings.Join(lines, "\n"), linked, at)
	}
}

// isData tells tables of data from tables that lay out a page: they have
// several rows and columns, and no cell holds another table, a heading of the
// first degree, a form or several paragraphs.
func isData(table *html.Node) bool {
	rows, wide := 0, false
	ok := true
	var walk func(n *html.Node, inCell bool) (paragraphs int)
	walk = func(n *html.Node, inCell bool) (paragraphs int) {
		for c := n.FirstChild; c != nil && ok; c = c.NextSibling {
			if c.Type != html.ElementNode {
				continue
			}
			switch c.DataAtom {
			case atom.Table, atom.H1, atom.Form, atom.Article, atom.Section, atom.Aside, atom.Nav:
				ok = false
				return paragraphs
			case atom.P, atom.Blockquote, atom.Figure:
				paragraphs++
			case atom.Tr:
				rows++
				cells := 0
				for d := c.FirstChild; d != nil; d = d.NextSibling {
					if d.DataAtom == atom.Td || d.DataAtom == atom.Th {
						cells++
						if walk(d, true) > 2 {
							ok = false
						}
					}
				}
				wide = wide || cells > 1
				continue
			}
			paragraphs += walk(c, inCell)
		}
		return paragraphs
	}
	walk(table, false)
	return ok && rows > 1 && wide
}

// settle decides which marks hold. A part that holds most of the prose of the
// page is what the page is for, whatever its class says: "has-sidebar",
// "comments-enabled". Long comments below a short report and a long notice
// about cookies are told apart from that by where they stand. Marks that are
// sure come first; what they hold no longer counts for the others.
func (s *segments) settle() {
	for _, sure := range [...]bool{true, false} {
		total := 0
		for i := range s.blocks {
			b := &s.blocks[i]
			isProse := b.isProse()
			counts := isProse && (sure || !b.isSurely())
			for m := b.mark; m != nil; m = m.outer {
				if m.isSure() != sure {
					continue
				}
				if m.reason == asPaywall && !m.hit {
					m.hit = boilerplate(b) == asPaywall
				}
				if counts {
					m.prose += b.size
					if !m.seen {
						m.before, m.seen = total, true
					}
				}
			}
			if counts {
				total += b.size
			}
		}
		for _, m := range s.marks {
			if m.isSure() == sure {
				m.settle(total)
			}
		}
		s.prose = max(s.prose, total)
	}
	s.unhideSlides()
}

// isSure tells marks that hardly ever stand on the article itself.
func (m *mark) isSure() bool {
	switch m.reason {
	case asCookie, asNewsletter, asComments, asForm, asHidden, asNavigation, asAside:
		return true
	}
	return false
}

// isSurely reports whether the block is in a part whose mark is sure and holds.
func (b *block) isSurely() bool {
	for m := b.mark; m != nil; m = m.outer {
		if m.isSure() && !m.void {
			return true
		}
	}
	return false
}

// lead is how much prose may stand before a part that is yet the first of the
// page: a motto, a notice.
const lead = 150

func (m *mark) settle(total int) {
	switch {
	case m.reason == asPaywall && !m.hit:
		m.void = true
	case m.reason == asCookie, m.reason == asNewsletter:
		m.void = 100*m.prose > 95*total
	case m.reason == asComments:
		m.void = 2*m.prose > total && m.before < lead
	default:
		m.void = 2*m.prose > total && m.before < lead || 5*m.prose > 4*total
	}
}

// unhideSlides takes the mark off elements that are hidden only until a reader
// turns to them: those beside one that is made alike and shown.
func (s *segments) unhideSlides() {
	for n, m := range s.marks {
		if m.reason != asHidden || m.void || m.prose < 100 || n.Parent == nil {
			continue
		}
		name, _, _ := strings.Cut(attribute(n, "class"), " ")
		if name == "" {
			continue
		}
		for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
			first, _, _ := strings.Cut(attribute(c, "class"), " ")
			if c.DataAtom == n.DataAtom && first == name && s.marks[c] == nil {
				m.void = true
				break
			}
		}
	}
}

// isDropped lists elements that never hold text of the article.
var isDropped = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Svg: true, atom.Iframe: true,
	atom.Object: true, atom.Embed: true, atom.Audio: true, atom.Video: true, atom.Canvas: true, atom.Button: true, atom.Select: true,
	atom.Option: true, atom.Textarea: true, atom.Input: true, atom.Datalist: true, atom.Head: true, atom.Title: true, atom.Meta: true,
	atom.Link: true, atom.Base: true, atom.Map: true, atom.Frameset: true, atom.Frame: true, atom.Noframes: true, atom.Progress: true}

// isBlock lists elements that end the block before them.
var isBlock = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Li: true, atom.Ul: true, atom.Ol: true, atom.Dl: true, atom.Dt: true, atom.Dd: true,
	atom.Table: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Caption: true, atom.Thead: true, atom.Tbody: true, atom.Tfoot: true,
	atom.Blockquote: true, atom.Pre: true, atom.Section: true, atom.Article: true, atom.Header: true, atom.Footer: true, atom.Aside: true,
	atom.Main: true, atom.Nav: true, atom.Figure: true, atom.Figcaption: true, atom.Hr: true, atom.H1: true, atom.H2: true, atom.H3: true,
	atom.H4: true, atom.H5: true, atom.H6: true, atom.Address: true, atom.Details: true, atom.Summary: true, atom.Form: true,
	atom.Fieldset: true, atom.Center: true, atom.Body: true, atom.Html: true, atom.Dialog: true, atom.Menu: true, atom.Hgroup: true, atom.Legend: true, atom.Noscript: true}
