package newsapi

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// NYT asks the Article Search of The New York Times, which knows its articles
// since 1851 by headline, abstract and first paragraph; full texts are not
// given. It is a [coverage.Source].
//
// The key is Options.Key or the environment variable NYT_API_KEY. The service
// allows five requests a minute and 500 a day, gives 10 records on a page and
// 100 pages for a window.
type NYT struct {
	Query  string // words and "phrases"; "" finds everything
	Filter string // in the service's Lucene syntax, such as `section.name:"World"`

	From, To coverage.Date // first and last day; a month or year means all of it

	Options Options
}

// Articles yields what the question finds, the oldest first.
func (q NYT) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: nytFormat, options: q.Options, from: q.From, to: q.To, dated: true,
		base: "https://api.nytimes.com", keyFrom: "NYT_API_KEY", interval: 12 * time.Second, most: 10, limit: 1000, unit: day}
	s.options.PageSize = 10 // the service knows no other
	s.address = func(w Window, token string) string {
		from, to := w.days("20060102")
		return address(s.endpoint(), "/svc/search/v2/articlesearch.json", "q", q.Query, "fq", q.Filter,
			"begin_date", from, "end_date", to, "sort", "oldest", "page", strconv.Itoa(pageNumber(token, 0)))
	}
	s.sign = func(r *fetch.Request, key string) { r.URL = withKey(r.URL, "api-key", key) }
	s.next = numbered(10, 0)
	return s.articles(ctx)
}

// ReadNYT reads a saved answer of the Article Search.
func ReadNYT(r io.Reader, from Origin) (*Page, error) { return nytFormat.read(r, from) }

var nytFormat = &format{service: "nyt", lists: []string{"response.docs"}, envelope: nytEnvelope, article: nytArticle}

func nytEnvelope(a *answer, p *Page) (ours bool, err error) {
	if fault := a.fields["fault"]; fault != nil {
		var v any
		_ = json.Unmarshal(fault, &v) // it was cut out of valid JSON
		return true, &ServiceError{Message: findMessage(v, 0)}
	}
	if status := textOf(a.fields["status"]); status != "" && status != "OK" {
		var v any
		_ = json.Unmarshal(a.fields["errors"], &v)
		m := findMessage(v, 0)
		if l := (texts{}); m == "" && l.UnmarshalJSON(a.fields["errors"]) == nil {
			m = strings.Join(l, "; ")
		}
		return true, &ServiceError{Message: strings.TrimSpace(status + " " + m)}
	}
	for _, name := range []string{"response.metadata", "response.meta"} {
		var m struct{ Hits count }
		if decode(a.fields[name], &m) == nil && m.Hits.stated {
			p.Stated = m.Hits.n
			break
		}
	}
	return p.Stated >= 0, nil
}

func nytArticle(raw []byte, b *builder) error {
	var n struct {
		ID        text            `json:"_id"`
		URL       text            `json:"web_url"`
		Headline  json.RawMessage `json:"headline"`
		Byline    json.RawMessage `json:"byline"`
		Published text            `json:"pub_date"`
		Section   text            `json:"section_name"`
		Words     count           `json:"word_count"`
		Abstract  text            `json:"abstract"`
		Lead      text            `json:"lead_paragraph"`
		Snippet   text            `json:"snippet"`
		Source    text            `json:"source"`
		Type      text            `json:"type_of_material"`
	}
	if err := decode(raw, &n); err != nil {
		return err
	}
	b.Outlet = coverage.Outlet{Name: "The New York Times", Kind: coverage.Broadsheet, Country: "US"}
	if n.Source != "" && n.Source != "The New York Times" {
		b.step("source: " + plain.Line(string(n.Source)))
	}
	b.link(string(n.URL))
	b.Title = plain.Line(member(n.Headline, "main", "print_headline", "name"))
	b.Byline = cleanByline(member(n.Byline, "original"))
	b.Section = plain.Line(string(n.Section))
	b.Words = n.Words.or(0)
	b.date(string(n.Published), "pub_date")
	if n.Type != "" && n.Type != "News" {
		b.step("type: " + plain.Clip(string(n.Type), 40))
	}
	abstract, lead := plain.Paragraphs(string(n.Abstract)), plain.Paragraphs(string(n.Lead))
	if abstract == "" {
		abstract = plain.Paragraphs(string(n.Snippet))
	}
	switch {
	case abstract == "" && lead == "":
	case lead == "" || strings.HasPrefix(abstract, lead):
		b.Text = abstract
		b.step("abstract in place of the text")
	case abstract == "" || strings.HasPrefix(lead, abstract):
		b.Text = lead
		b.step("first paragraph in place of the text")
	default:
		b.Text = abstract + "\n\n" + lead
		b.step("abstract and first paragraph in place of the text")
	}
	if b.URL == "" && n.ID != "" {
		b.ID = coverage.MakeID(coverage.Article{URL: string(n.ID)})
	}
	return nil
}

// member is the first of some members of an object that has a text, or the
// value itself where it is a text.
func member(raw json.RawMessage, names ...string) string {
	if s := textOf(raw); s != "" {
		return s
	}
	var m map[string]json.RawMessage
	if json.Unmarshal(raw, &m) != nil {
		return ""
	}
	for _, name := range names {
		if s := textOf(m[name]); s != "" {
			return s
		}
	}
	return ""
}
