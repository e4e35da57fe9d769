package page

import (
	"html"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// findings is what one walk over the tree gathers, before anything is decided.
type findings struct {
	meta      map[string][]string // names and properties in lower case → contents
	title     string              // the title element
	headings  []string            // h1
	canonical string
	base      string
	lang      string
	ld        graph
	times     []timeFound
	bylines   []string // elements marked as byline or author
	bodies    []*xhtml.Node
}

// A timeFound is an element that gives a time.
type timeFound struct {
	raw       string
	published bool // marked as the date of publication
	classed   bool // an element whose class says that it holds a date
	aside     bool // in a part of the page that is not the article
	titled    bool // after the first h1
}

// Bounds on what is kept, so that a page cannot make the lists grow without
// end.
const (
	maxContents = 50
	maxTimes    = 200
)

func examine(doc *xhtml.Node) *findings {
	f := &findings{meta: map[string][]string{}}
	f.walk(doc, false)
	return f
}

// first returns the first content that is not empty under the names, in their
// order.
func (f *findings) first(names ...string) (content, name string) {
	for _, name := range names {
		for _, c := range f.meta[name] {
			if c != "" {
				return c, name
			}
		}
	}
	return "", ""
}

func (f *findings) walk(n *xhtml.Node, aside bool) {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != xhtml.ElementNode {
			continue
		}
		within := aside
		switch c.DataAtom {
		case atom.Html:
			f.lang = attribute(c, "lang")
			if f.lang == "" {
				f.lang = attribute(c, "xml:lang")
			}
		case atom.Meta:
			f.metaElement(c)
			continue
		case atom.Link:
			f.link(c)
			continue
		case atom.Base:
			if f.base == "" {
				f.base = attribute(c, "href")
			}
			continue
		case atom.Title:
			if f.title == "" && c.Namespace == "" {
				f.title = line(textOf(c, 1000))
			}
			continue
		case atom.Script:
			// "application/ld+json; charset=utf-8" occurs
			if strings.Contains(strings.ToLower(attribute(c, "type")), "ld+json") && c.FirstChild != nil {
				f.ld.add(c.FirstChild.Data)
			}
			continue
		case atom.Style, atom.Svg, atom.Template, atom.Iframe, atom.Object:
			continue
		case atom.H1:
			if h := strings.Join(strings.Fields(textOf(c, 1000)), " "); h != "" && len(f.headings) < 10 {
				f.headings = append(f.headings, h)
			}
		case atom.Aside, atom.Footer, atom.Nav:
			within = true
		case atom.Time:
			raw := attribute(c, "datetime")
			if raw == "" {
				raw = textOf(c, 100)
			}
			f.time(timeFound{raw: raw, published: hasAttribute(c, "pubdate"), aside: aside})
		}
		f.marked(c, within)
		f.walk(c, within)
	}
}

// metaElement takes a meta element under each of its names.
func (f *findings) metaElement(n *xhtml.Node) {
	content := attribute(n, "content")
	if content == "" {
		return
	}
	for _, key := range [...]string{"property", "name", "itemprop", "http-equiv"} {
		for name := range strings.FieldsSeq(attribute(n, key)) {
			name = strings.ToLower(name)
			if key == "itemprop" && name == "datepublished" {
				f.time(timeFound{raw: content, published: true})
			}
			if list := f.meta[name]; len(list) < maxContents {
				f.meta[name] = append(list, strings.TrimSpace(content))
			}
		}
	}
}

func (f *findings) link(n *xhtml.Node) {
	for rel := range strings.FieldsSeq(attribute(n, "rel")) {
		if f.canonical == "" && strings.EqualFold(rel, "canonical") {
			f.canonical = attribute(n, "href")
		}
	}
}

// marked looks for what an element says of itself: by microdata, by rel, or by
// its class.
func (f *findings) marked(n *xhtml.Node, aside bool) {
	if len(n.Attr) == 0 {
		return
	}
	isByline := false
	for _, a := range n.Attr {
		switch a.Key {
		case "itemprop":
			for name := range strings.FieldsSeq(a.Val) {
				switch name {
				case "datePublished":
					raw := attribute(n, "datetime")
					if raw == "" {
						raw = attribute(n, "content")
					}
					if raw == "" {
						raw = textOf(n, 100)
					}
					f.time(timeFound{raw: raw, published: true, aside: aside})
				case "articleBody":
					f.bodies = append(f.bodies, n)
				case "author":
					isByline = true
				}
			}
		case "rel":
			isByline = isByline || n.DataAtom == atom.A && containsWord(a.Val, "author")
		case "class":
			isByline = isByline || isBylineClass(a.Val)
			if !aside && isDateClass(a.Val) {
				f.time(timeFound{raw: textOf(n, 100), classed: true})
			}
		}
	}
	if isByline && !aside && len(f.bylines) < 20 {
		if s := strings.Join(strings.Fields(textOf(n, 300)), " "); s != "" && len(s) < 300 {
			f.bylines = append(f.bylines, s)
		}
	}
}

func isBylineClass(class string) bool {
	lower := strings.ToLower(class)
	if strings.Contains(lower, "byline") {
		return true
	}
	return containsWord(lower, "author") || containsWord(lower, "author-name") || containsWord(lower, "article-author") ||
		containsWord(lower, "article__author") || containsWord(lower, "contributor") || containsWord(lower, "autor") || containsWord(lower, "auteur")
}

// isDateClass reports whether a class says that the element holds a date.
func isDateClass(class string) bool {
	lower := strings.ToLower(class)
	for _, w := range [...]string{"date", "datum", "fecha", "publish", "posted-on", "timestamp"} {
		if strings.Contains(lower, w) {
			return !strings.Contains(lower, "update") && !strings.Contains(lower, "modified")
		}
	}
	return false
}

func (f *findings) time(t timeFound) {
	t.raw = strings.Join(strings.Fields(t.raw), " ")
	t.titled = len(f.headings) > 0
	if t.raw != "" && len(t.raw) <= 100 && len(f.times) < maxTimes {
		f.times = append(f.times, t)
	}
}

func attribute(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func hasAttribute(n *xhtml.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}

// containsWord reports whether word is one of the words of list, without
// regard to case.
func containsWord(list, word string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.EqualFold(w, word) {
			return true
		}
	}
	return false
}

// textOf returns the text below n, at most about limit bytes of it.
func textOf(n *xhtml.Node, limit int) string {
	if n.FirstChild != nil && n.FirstChild.NextSibling == nil && n.FirstChild.Type == xhtml.TextNode {
		return n.FirstChild.Data
	}
	var b strings.Builder
	var walk func(*xhtml.Node)
	walk = func(n *xhtml.Node) {
		for c := n.FirstChild; c != nil && b.Len() < limit; c = c.NextSibling {
			switch {
			case c.Type == xhtml.TextNode:
				b.WriteString(c.Data)
			case c.Type != xhtml.ElementNode, isDropped[c.DataAtom]:
			default:
				if isBlock[c.DataAtom] || c.DataAtom == atom.Br {
					b.WriteByte(' ')
				}
				walk(c)
			}
		}
	}
	walk(n)
	return b.String()
}

// line makes one line of plain text of metadata. Contents are often escaped
// once too often, and some hold markup.
func line(s string) string {
	if strings.ContainsRune(s, '&') {
		s = html.UnescapeString(html.UnescapeString(s))
	}
	if at := strings.IndexByte(s, '<'); at >= 0 && strings.IndexByte(s[at:], '>') > 0 {
		s = tag.ReplaceAllString(s, " ")
	}
	return strings.Join(strings.Fields(s), " ")
}
