package feed

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/internal/charset"
)

// A Subscription is one feed of an OPML list.
type Subscription struct {
	Title string
	URL   string // of the feed
	Site  string // of the page it belongs to
	Group string // titles of the outlines around it, divided by "/"
}

// maxOutlines is how deep the groups of an OPML list may nest.
const maxOutlines = 32

// ReadOPML reads a list of feeds, as feed readers export it, up to 16 MiB and
// 32 levels deep. Nested groups become Subscription.Group. Names in any case,
// bare ampersands and HTML entities are taken as they are meant. Where the list
// breaks off or is damaged, the error comes with the feeds before that place.
func ReadOPML(r io.Reader) ([]Subscription, error) {
	const limit = 16 << 20
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("feed: OPML: %w", err)
	}
	if len(raw) > limit {
		return nil, &TooLargeError{limit}
	}
	d := xml.NewDecoder(bytes.NewReader(charset.Decode(raw, "text/xml; charset=").Text))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	d.Strict = false
	d.Entity = xml.HTMLEntity
	var list []Subscription
	var path []string // titles of the open outlines
	isOPML := false
	for {
		at := d.InputOffset()
		token, err := d.Token()
		if err == io.EOF && !isOPML {
			err = errors.New("no element found")
		}
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return list, fmt.Errorf("feed: OPML: byte %d: %w", at, err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			name := strings.ToLower(t.Name.Local)
			if !isOPML && name != "opml" {
				return nil, fmt.Errorf("feed: not OPML: the root element is <%s>", t.Name.Local)
			}
			isOPML = true
			if name != "outline" {
				continue
			}
			if len(path) == maxOutlines {
				return list, fmt.Errorf("feed: OPML: byte %d: outlines nest deeper than %d", at, maxOutlines)
			}
			s := subscription(t.Attr)
			if s.URL != "" {
				s.Group = group(path)
				list = append(list, s)
			}
			path = append(path, s.Title)
		case xml.EndElement:
			if strings.EqualFold(t.Name.Local, "outline") && len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
}

// subscription reads the attributes of an outline.
func subscription(attrs []xml.Attr) Subscription {
	var s Subscription
	var text, address, kind string
	for _, a := range attrs {
		value := strings.Join(strings.Fields(a.Value), " ")
		switch strings.ToLower(a.Name.Local) {
		case "title":
			s.Title = value
		case "text":
			text = value
		case "xmlurl":
			s.URL = value
		case "htmlurl":
			s.Site = value
		case "url":
			address = value
		case "type":
			kind = strings.ToLower(value)
		}
	}
	if s.Title == "" {
		s.Title = text
	}
	if s.URL == "" && (kind == "rss" || kind == "atom" || kind == "feed") {
		s.URL = address
	}
	return s
}

// group joins the titles of outlines; a title may itself hold a "/".
func group(path []string) string {
	var parts []string
	for _, title := range path {
		for part := range strings.SplitSeq(title, "/") {
			if part = strings.TrimSpace(part); part != "" {
				parts = append(parts, part)
			}
		}
	}
	return strings.Join(parts, "/")
}

type outline struct {
	Text     string    `xml:"text,attr"`
	Title    string    `xml:"title,attr,omitempty"`
	Type     string    `xml:"type,attr,omitempty"`
	XMLURL   string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL  string    `xml:"htmlUrl,attr,omitempty"`
	Outlines []outline `xml:"outline"`
}

type opml struct {
	XMLName xml.Name `xml:"opml"`
	Version string   `xml:"version,attr"`
	Head    struct {
		Title string `xml:"title"`
	} `xml:"head"`
	Outlines []outline `xml:"body>outline"`
}

// WriteOPML writes a list that ReadOPML reads back. Subscriptions of one
// group that follow each other are put into one outline.
func WriteOPML(w io.Writer, title string, list []Subscription) error {
	doc := opml{Version: "2.0"}
	doc.Head.Title = title
	for _, s := range list {
		leaf := outline{Text: s.Title, Title: s.Title, Type: "rss", XMLURL: s.URL, HTMLURL: s.Site}
		at := &doc.Outlines
		if s.Group != "" {
			for g := range strings.SplitSeq(s.Group, "/") {
				if n := len(*at); n == 0 || (*at)[n-1].Text != g || (*at)[n-1].XMLURL != "" {
					*at = append(*at, outline{Text: g})
				}
				at = &(*at)[len(*at)-1].Outlines
			}
		}
		*at = append(*at, leaf)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	e := xml.NewEncoder(w)
	e.Indent("", "  ")
	if err := e.Encode(doc); err != nil {
		return fmt.Errorf("feed: OPML: %w", err)
	}
	_, err := io.WriteString(w, "\n")
	return err
}
