package page

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The main text is found in three steps. go-trafilatura says where on the page
// it stands. The paragraphs there are then taken from the page itself, for
// go-trafilatura leaves out captions, parts of tables, text within some inline
// elements, and lone paragraphs. Last, lines of the site are left out.

// extraction is the main text of a page with how it was found.
type extraction struct {
	blocks   []*block // what is kept, in order
	language string   // ISO 639-1, as read from the text
	steps    []string
	left     map[string]int // what was left out within the text, by reason
	printed  []string       // lines above the text that are dates
	byline   string         // a line above the text that names who wrote it
	barrier  bool           // a line says that the rest is for subscribers
}

// thin is the size below which the text of go-trafilatura is not trusted alone.
const thin = 250

// fallbackLimit is the number of blocks up to which the slower extractors
// behind go-trafilatura are tried.
const fallbackLimit = 2000

// A head is what stands above the text of an article and is no part of it.
type head struct {
	titles   map[string]bool // folded
	byline   string
	language string
}

// mainText finds the main text below root, which is cut into s.
func mainText(root *html.Node, s *segments, bodies []*html.Node, h head) *extraction {
	x := &extraction{left: map[string]int{}}
	if len(s.blocks) == 0 {
		return x
	}
	kept := make([]bool, len(s.blocks))
	by, weight := "go-trafilatura", 0
	own := s.proseLeft()
	if s.isShort() {
		reduced := s.reduce(root)
		weight = x.locate(s, reduced, kept, false)
		if (weight < thin || 2*weight < own) && len(s.blocks) <= fallbackLimit {
			other := make([]bool, len(s.blocks))
			if w := x.locate(s, reduced, other, true); w > weight+weight/4 {
				weight, kept, by = w, other, "go-trafilatura with its fallbacks"
			}
		}
	}
	if 2*weight < own {
		// What go-trafilatura found is the lesser part, such as a notice.
		by = "the paragraphs of the page"
		for i := range s.blocks {
			kept[i] = s.blocks[i].isProse() && s.blocks[i].reasonOf() == ""
		}
	}
	lo, hi := s.region(root, kept, bodies)
	s.standfirst(kept, lo, h)
	x.choose(s, kept, lo, hi, h)
	if len(x.blocks) > 0 {
		x.steps = append(x.steps, "main text found by "+by)
	}
	return x
}

// extractorCost bounds the product of blocks and bytes of a page that is given
// to go-trafilatura, whose time grows with it: 2,000 blocks of 500 KB in all.
const extractorCost = 1 << 30

// longText is the size beyond which a text is no article that
// go-trafilatura has to find.
const longText = 1 << 20

// longValue is the size beyond which the value of an attribute or a stretch of
// text is not copied as it is.
const longValue = 2000

// isShort reports whether go-trafilatura reads the page in reasonable time.
func (s *segments) isShort() bool {
	bytes := 0
	for i := range s.blocks {
		bytes += s.blocks[i].size
	}
	return bytes <= longText && len(s.blocks)*bytes <= extractorCost
}

// shows reports whether the page has a line that says s and nothing else.
func (s *segments) shows(line string) bool {
	key := fold(line)
	for i := range s.blocks {
		if b := &s.blocks[i]; len(b.text) < 500 {
			for l := range strings.SplitSeq(b.text, "\n") {
				if len(l) < 2*len(line)+20 && fold(l) == key {
					return true
				}
			}
		}
	}
	return false
}

// proseLeft is the prose outside of parts that are not the article.
func (s *segments) proseLeft() (n int) {
	for i := range s.blocks {
		if b := &s.blocks[i]; b.isProse() && b.reasonOf() == "" {
			n += b.size
		}
	}
	return n
}

// reduce copies the tree below root without what cannot be the article.
// Elements that go-trafilatura would drop with their text are made ones that
// it keeps.
func (s *segments) reduce(root *html.Node) *html.Node {
	doc := &html.Node{Type: html.DocumentNode}
	top := &html.Node{Type: html.ElementNode, Data: "html", DataAtom: atom.Html}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	doc.AppendChild(top)
	top.AppendChild(body)
	var walk func(from, to *html.Node)
	walk = func(from, to *html.Node) {
		for c := from.FirstChild; c != nil; c = c.NextSibling {
			switch c.Type {
			case html.TextNode:
				data := c.Data
				if len(data) > longValue {
					data = strings.Join(strings.Fields(data), " ")
				}
				to.AppendChild(&html.Node{Type: html.TextNode, Data: data})
			case html.ElementNode:
				if isDropped[c.DataAtom] || isUnseen(c) {
					continue
				}
				if m := s.marks[c]; m != nil && !m.void {
					continue
				}
				n := &html.Node{Type: html.ElementNode, Data: c.Data, DataAtom: c.DataAtom, Attr: c.Attr}
				for _, a := range c.Attr {
					if len(a.Val) > longValue {
						n.Attr = nil // a picture in an address, or an attack
					}
				}
				switch c.DataAtom {
				case atom.Body, atom.Form, atom.Fieldset, atom.Ins, atom.Time, atom.Label, atom.Small, atom.Picture, atom.Noscript:
					walk(c, to)
					continue
				case atom.Figure, atom.Aside, atom.Footer, atom.Nav, atom.Dialog, atom.Menu:
					n.Data, n.DataAtom = "div", atom.Div
				case atom.Figcaption:
					n.Data, n.DataAtom = "p", atom.P
				}
				if n.DataAtom == 0 && strings.ContainsRune(n.Data, '-') {
					n.Data, n.DataAtom = "div", atom.Div // an element of the site's own
				}
				if m := s.marks[c]; m != nil {
					n.Attr = nil // void, yet go-trafilatura might drop it
				}
				to.AppendChild(n)
				walk(c, n)
			}
		}
	}
	walk(root, body)
	return doc
}

// locate runs go-trafilatura and says which blocks are in its text. It
// returns their size.
func (x *extraction) locate(s *segments, doc *html.Node, kept []bool, fallback bool) (weight int) {
	result, err := extract(doc, trafilatura.Options{EnableFallback: fallback, ExcludeComments: true, HtmlDateMode: trafilatura.Disabled})
	if err != nil || result.ContentNode == nil {
		return 0
	}
	if x.language == "" {
		x.language = result.Metadata.Language
	}
	found := segment(result.ContentNode)
	exact := make(map[string]bool, len(found.blocks))
	var all strings.Builder
	for i := range found.blocks {
		key := squeeze(found.blocks[i].text)
		exact[key] = true
		all.WriteString(key)
	}
	whole, from := all.String(), 0
	budget := 64 << 20 // bytes to search through
	for i := range s.blocks {
		b := &s.blocks[i]
		if b.reasonOf() != "" {
			continue
		}
		key := squeeze(b.text)
		kept[i] = exact[key]
		if !kept[i] && len(key) >= 24 && budget > 0 {
			at := strings.Index(whole[from:], key)
			if at < 0 && from > 0 {
				at = strings.Index(whole, key) - from
			}
			budget -= len(whole)
			if kept[i] = at+from >= 0; kept[i] {
				from += at + len(key)
			}
		}
		if kept[i] {
			weight += b.size
		}
	}
	return weight
}

var errExtract = errors.New("page: go-trafilatura failed")

// extract calls go-trafilatura, which may panic on trees it does not expect.
func extract(doc *html.Node, o trafilatura.Options) (result *trafilatura.ExtractResult, err error) {
	defer func() {
		if recover() != nil {
			result, err = nil, errExtract
		}
	}()
	return trafilatura.ExtractDocument(doc, o)
}

// squeeze leaves out blanks.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

// text joins the blocks, an empty line between them.
func (x *extraction) text() string {
	texts := make([]string, len(x.blocks))
	for i, b := range x.blocks {
		texts[i] = b.text
	}
	return strings.Join(texts, "\n\n")
}

// account says what was left out within the text.
func (x *extraction) account() string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(x.left)) {
		parts = append(parts, fmt.Sprintf("%s %d", reason, x.left[reason]))
	}
	return strings.Join(parts, ", ")
}
