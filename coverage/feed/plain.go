package feed

import (
	"bytes"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// paragraphs turns HTML into plain text: blocks divided by an empty line,
// white space folded, scripts and styles left out.
func paragraphs(source string) string {
	if !strings.ContainsAny(source, "<&") {
		return foldBlocks(source)
	}
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(1 << 20)
	hidden := 0
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return foldBlocks(out.String())
		case html.TextToken:
			if hidden == 0 {
				// Line breaks of the source are white space; blocks break lines.
				out.WriteString(lineBreaks.Replace(html.UnescapeString(string(z.Raw()))))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Script, atom.Style, atom.Template, atom.Iframe, atom.Object:
				if kind == html.StartTagToken {
					hidden++
				} else if kind == html.EndTagToken {
					hidden = max(0, hidden-1)
				}
			case atom.Br:
				out.WriteByte('\n')
			case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Table, atom.Blockquote, atom.Pre,
				atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Figure, atom.Figcaption, atom.Hr,
				atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
				out.WriteString("\n\n")
			case atom.Td, atom.Th:
				out.WriteByte(' ')
			}
		}
	}
}

var lineBreaks = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

// foldBlocks folds blanks within lines and lets one empty line divide blocks.
func foldBlocks(s string) string {
	var out strings.Builder
	empty := 0
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			empty++
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
			if empty > 0 {
				out.WriteByte('\n')
			}
		}
		out.WriteString(line)
		empty = 0
	}
	return out.String()
}

// line is paragraphs on one line, for titles and names.
func line(source string) string { return strings.Join(strings.Fields(paragraphs(source)), " ") }

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
				e.Detail = clip(strings.Join(strings.Fields(string(z.Text())), " "), 100)
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

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// tracking names query parameters that tell who clicked where and nothing
// about what is shown. A trailing * matches the rest of the name.
var tracking = []string{
	"utm_*", "at_*", "ns_*", "mc_cid", "mc_eid", "fbclid", "gclid", "dclid", "gbraid", "wbraid", "msclkid", "twclid", "yclid", "igshid",
	"_hsenc", "_hsmi", "mkt_tok", "cmp", "icid", "ito", "ocid", "xtor", "s_cid", "smid", "ref_src", "ref_url", "wt.mc_id", "cmpid", "ncid",
	"soc_src", "soc_trk", "sh_kit", "guccounter", "guce_referrer", "guce_referrer_sig", "piano_*", "pk_*", "mtm_*",
}

func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, t := range tracking {
		if prefix, open := strings.CutSuffix(t, "*"); open && strings.HasPrefix(name, prefix) || name == t {
			return true
		}
	}
	return false
}

// CleanURL returns the address that stands for an article: scheme and host in
// lower case, default port, fragment and tracking parameters (utm_source,
// fbclid, at_medium, CMP, …) left out, all else as it was. It returns "" for
// an address that is not http or https.
func CleanURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return ""
	}
	u.Scheme = strings.ToLower(u.Scheme)
	u.Host = strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	default:
		return ""
	}
	u.User = nil
	if !strings.HasPrefix(u.Fragment, "!") {
		u.Fragment, u.RawFragment = "", ""
	}
	if u.RawQuery != "" {
		var kept []string
		for part := range strings.SplitSeq(u.RawQuery, "&") {
			name, _, _ := strings.Cut(part, "=")
			if plain, err := url.QueryUnescape(name); err == nil {
				name = plain
			}
			if part != "" && !isTracking(name) {
				kept = append(kept, part)
			}
		}
		u.RawQuery = strings.Join(kept, "&")
	}
	u.ForceQuery = false
	return u.String()
}
