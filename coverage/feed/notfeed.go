package feed

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// htmlPage describes an HTML page given as a feed: its title, and the feeds
// it advertises.
func htmlPage(source []byte) *NotFeedError {
	e := &NotFeedError{Kind: "HTML page"}
	z := html.NewTokenizer(bytes.NewReader(source))
	z.SetMaxBuf(1 << 20)
	inTitle := false
	for tokens := 0; tokens < 20000; tokens++ {
		switch z.Next() {
		case html.ErrorToken:
			return e
		case html.TextToken:
			if inTitle && e.Detail == "" {
				e.Detail = plain.Clip(strings.Join(strings.Fields(string(z.Text())), " "), 100)
			}
		case html.EndTagToken:
			inTitle = false
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Title:
				inTitle = true
			case atom.Link:
				attrs := map[string]string{}
				for {
					k, v, more := z.TagAttr()
					attrs[string(k)] = string(v)
					if !more {
						break
					}
				}
				switch strings.ToLower(attrs["type"]) {
				case "application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json":
					if attrs["href"] != "" && strings.Contains(strings.ToLower(attrs["rel"]), "alternate") && len(e.Feeds) < 50 {
						e.Feeds = append(e.Feeds, attrs["href"])
					}
				}
			}
		}
	}
	return e
}
