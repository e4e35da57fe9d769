package feed

import (
	"encoding/xml"
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

// maxOutlines is how deep the groups of an OPML list may nest.
const maxOutlines = 32

// ReadOPML reads a list of feeds, as feed readers export it, up to 16 MiB
// and 32 levels deep.
// Nested groups become Subscription.Group.
func ReadOPML(r io.Reader) ([]Subscription, error) {
	const limit = 16 << 20
	raw, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("feed: OPML: %w", err)
	}
	if len(raw) > limit {
		return nil, &TooLargeError{limit}
	}
	d := xml.NewDecoder(strings.NewReader(string(charset.Decode(raw, "text/xml; charset=").Text)))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var doc opml
	if err := d.Decode(&doc); err != nil {
		return nil, fmt.Errorf("feed: OPML: %w", err)
	}
	var list []Subscription
	var walk func(nodes []outline, group string, depth int) error
	walk = func(nodes []outline, group string, depth int) error {
		if depth > maxOutlines {
			return fmt.Errorf("feed: OPML: outlines nest deeper than %d", maxOutlines)
		}
		for _, o := range nodes {
			title := o.Title
			if title == "" {
				title = o.Text
			}
			if o.XMLURL != "" {
				list = append(list, Subscription{Title: title, URL: o.XMLURL, Site: o.HTMLURL, Group: group})
			}
			if err := walk(o.Outlines, strings.TrimPrefix(group+"/"+title, "/"), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	if err := walk(doc.Outlines, "", 1); err != nil {
		return nil, err
	}
	return list, nil
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
