package page

import (
	"bytes"
	"io"
	"net/http"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// notPage tells documents that are no HTML by their first bytes. text is raw
// in UTF-8.
func notPage(raw, text []byte) error {
	head := bytes.TrimLeft(text[:min(len(text), 64<<10)], "\ufeff \t\r\n\x00")
	switch {
	case len(head) == 0 && len(bytes.Trim(text, "\ufeff \t\r\n\x00")) == 0:
		return &NotPageError{Kind: "empty"}
	case bytes.HasPrefix(head, []byte("%PDF-")):
		return &NotPageError{Kind: "PDF"}
	}
	if kind := binaryKind(raw); kind != "" {
		return &NotPageError{Kind: kind, Detail: http.DetectContentType(raw)}
	}
	start := bytes.IndexByte(head, '<')
	switch {
	case len(head) > 0 && (head[0] == '{' || head[0] == '['):
		return &NotPageError{Kind: "JSON"}
	case start < 0 && !bytes.ContainsRune(text, '<'):
		return &NotPageError{Kind: "text", Detail: plain.Clip(string(bytes.ToValidUTF8(head, nil)), 40)}
	case start != 0:
		return nil
	}
	switch name := rootElement(head); name {
	case "rss", "feed", "rdf:rdf", "opml", "channel":
		return &NotPageError{Kind: "feed", Detail: "<" + name + ">"}
	case "urlset", "sitemapindex", "svg", "soap:envelope":
		return &NotPageError{Kind: "XML", Detail: "<" + name + ">"}
	}
	return nil
}

// binaryKind names what the bytes are by the WHATWG MIME sniffing rules.
func binaryKind(raw []byte) string {
	mime := http.DetectContentType(raw)
	switch {
	case mime == "application/pdf":
		return "PDF"
	case strings.HasPrefix(mime, "image/"):
		return "image"
	case mime == "application/x-gzip", mime == "application/zip", mime == "application/x-rar-compressed":
		return "archive"
	case strings.HasPrefix(mime, "audio/"), strings.HasPrefix(mime, "video/"), strings.HasPrefix(mime, "font/"), mime == "application/wasm":
		return "binary"
	}
	// NUL bytes alone are no proof: they may be UTF-16, or a fault.
	return ""
}

// rootElement returns the name of the first element, in lower case.
func rootElement(head []byte) string {
	for len(head) > 1 {
		at := bytes.IndexByte(head, '<')
		if at < 0 || at+1 >= len(head) {
			return ""
		}
		head = head[at+1:]
		end := []byte(">")
		switch {
		case bytes.HasPrefix(head, []byte("!--")):
			end = []byte("-->")
		case head[0] == '!', head[0] == '?':
		default:
			if n := bytes.IndexAny(head, " \t\r\n/>"); n >= 0 {
				head = head[:n]
			}
			return strings.ToLower(plain.Clip(string(head), 30))
		}
		at = bytes.Index(head, end)
		if at < 0 {
			return ""
		}
		head = head[at:]
	}
	return ""
}

// entities finds a DOCTYPE that declares entities.
func entities(text []byte) error {
	head := text[:min(len(text), 64<<10)]
	at := bytes.Index(head, []byte("<!ENTITY"))
	if at < 0 {
		return nil
	}
	doctype := bytes.Index(bytes.ToUpper(head[:at]), []byte("<!DOCTYPE"))
	if doctype < 0 || bytes.IndexByte(head[doctype:at], '[') < 0 {
		return nil
	}
	return &EntityError{int64(at)}
}

// tooComplex estimates how many elements the parser would build. A first pass
// only counts tags, from above; the few pages it suspects are looked at tag by
// tag.
func tooComplex(text []byte, limit int) error {
	if n, cost := countTags(text); n <= limit && cost <= limit {
		return nil
	}
	elements := 0
	open := map[string]int{} // whole tag → how often it is open
	names := map[string][]string{}
	opened := 0
	z := html.NewTokenizer(bytes.NewReader(text))
	for elements <= limit {
		switch z.Next() {
		case html.ErrorToken:
			return nil
		case html.TextToken:
			if opened > 0 && len(bytes.TrimSpace(z.Raw())) > 0 {
				elements += min(opened, maxDepth)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			elements++
			raw := string(z.Raw())
			name, _ := z.TagName()
			if isFormatting(name) && open[raw] < 3 { // more of the same are not opened again
				open[raw]++
				names[string(name)] = append(names[string(name)], raw)
				opened++
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if of := names[string(name)]; len(of) > 0 {
				open[of[len(of)-1]]--
				names[string(name)] = of[:len(of)-1]
				opened--
			}
		}
	}
	return &TooComplexError{Limit: limit, Elements: elements}
}

// countTags counts start tags, and what the formatting elements open at each
// of them could add.
func countTags(text []byte) (tags, cost int) {
	open := 0
	for {
		at := bytes.IndexByte(text, '<')
		if at < 0 || at+2 >= len(text) {
			return tags, cost
		}
		text = text[at+1:]
		c := text[0]
		end := c == '/'
		if end {
			c = text[1]
		}
		if c|0x20 < 'a' || c|0x20 > 'z' {
			continue
		}
		if !end {
			tags++
			cost += min(open, maxDepth) + 1
		}
		name := text
		if end {
			name = text[1:]
		}
		if isFormatting(name) {
			if !end {
				open++
			} else if open > 0 {
				open--
			}
		}
	}
}

// isFormatting names the elements that the HTML parser opens again in every
// block that follows while they are open (section 13.2.4.3 of the standard).
// They are what makes a short page with a great tree possible.
func isFormatting(tag []byte) bool {
	n := 0
	var name [7]byte
	for n < len(tag) && n < len(name) {
		c := tag[n] | 0x20
		if c < 'a' || c > 'z' {
			break
		}
		name[n] = c
		n++
	}
	switch string(name[:n]) {
	case "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u":
		return true
	}
	return false
}

// maxDepth is how deep the parser of golang.org/x/net/html lets elements nest.
const maxDepth = 512

// parse builds the tree. Where elements nest deeper than the parser allows,
// those too deep are left out and their text is kept, as browsers do.
func parse(text []byte) (*html.Node, bool, error) {
	doc, err := parseHTML(bytes.NewReader(text))
	if err == nil {
		return doc, false, nil
	}
	doc, err = parseHTML(flatten(text))
	if err != nil {
		return nil, true, &TooDeepError{maxDepth}
	}
	return doc, true, nil
}

// parseHTML reads noscript elements as a browser without scripts does: some
// pages have their text in them.
func parseHTML(r io.Reader) (*html.Node, error) {
	return html.ParseWithOptions(r, html.ParseOptionEnableScripting(false))
}

// flatDepth leaves room for what the parser opens by itself.
const flatDepth = 200

// impliedEnd lists elements that are rarely ended by a tag of their own.
var impliedEnd = map[atom.Atom]bool{atom.P: true, atom.Li: true, atom.Dt: true, atom.Dd: true, atom.Tr: true, atom.Td: true, atom.Th: true,
	atom.Option: true, atom.Br: true, atom.Hr: true, atom.Img: true, atom.Input: true, atom.Meta: true, atom.Link: true, atom.Area: true,
	atom.Base: true, atom.Col: true, atom.Embed: true, atom.Param: true, atom.Source: true, atom.Track: true, atom.Wbr: true}

func flatten(text []byte) io.Reader {
	var out bytes.Buffer
	z := html.NewTokenizer(bytes.NewReader(text))
	depth := 0
	left := map[string]int{} // open elements left out, by name
	for {
		kind := z.Next()
		raw := z.Raw()
		switch kind {
		case html.ErrorToken:
			return &out
		case html.StartTagToken:
			at := out.Len()
			out.Write(raw)
			name, _ := z.TagName()
			switch a := atom.Lookup(name); {
			case a == atom.Table, isFormatting(name) && depth > flatDepth/2:
				// Tables nest by several elements each, formatting is opened again.
				out.Truncate(at)
				left[string(name)]++
			case impliedEnd[a]:
			case depth >= flatDepth:
				out.Truncate(at)
				left[string(name)]++
			default:
				depth++
			}
		case html.EndTagToken:
			at := out.Len()
			out.Write(raw)
			name, _ := z.TagName()
			switch {
			case left[string(name)] > 0:
				left[string(name)]--
				out.Truncate(at)
			case !impliedEnd[atom.Lookup(name)]:
				depth = max(0, depth-1)
			}
		default:
			out.Write(raw)
		}
	}
}
