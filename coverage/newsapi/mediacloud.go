package newsapi

import (
	"cmp"
	"context"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// MediaCloud asks the search of Media Cloud (API version 4), an archive of
// online news for research, for addresses and titles of stories. It is a
// [coverage.Source]. Texts are not given.
//
// The key is Options.Key or the environment variable MEDIACLOUD_API_KEY. The
// service allows two requests a minute and some thousands a week; 1,000 records
// come on a page, and one request more states how many there are.
type MediaCloud struct {
	Query       string   // in the service's syntax: words, "phrases", AND, OR, NOT
	Sources     []string // numbers of outlets; none means all
	Collections []string // numbers of collections, such as "34412476", national outlets of the United Kingdom

	From, To coverage.Date // first and last day of publication; a month or year means all of it

	Options Options
}

// Articles yields what the question finds, in the service's order.
func (q MediaCloud) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := q.source()
	s.format, s.most = mediaCloudFormat, 1000
	s.address = func(w Window, token string) string {
		return q.address(s, w, "story-list", "page_size", strconv.Itoa(s.pageSize()), "pagination_token", token)
	}
	s.total = func(w Window) string { return q.address(s, w, "total-count") }
	s.stated = mediaCloudTotal
	s.next = named
	s.forgets = true
	return s.articles(ctx)
}

// source is what lists of stories and counts over time have in common.
func (q MediaCloud) source() *source {
	return &source{options: q.Options, from: q.From, to: q.To, dated: true, base: "https://search.mediacloud.org",
		keyFrom: "MEDIACLOUD_API_KEY", interval: 30 * time.Second, unit: day,
		problem: func() *QueryError { return required("Query", q.Query) },
		sign:    func(r *fetch.Request, key string) { r.Header.Set("Authorization", "Token "+key) }}
}

func (q MediaCloud) address(s *source, w Window, what string, more ...string) string {
	from, to := w.days(time.DateOnly)
	params := []string{"q", q.Query, "start", from, "end", to, "ss", strings.Join(q.Sources, ","), "cs", strings.Join(q.Collections, ",")}
	return address(s.endpoint(), "/api/search/"+what, append(params, more...)...)
}

// ReadMediaCloud reads a saved list of stories in JSON. Tables in CSV are read
// by package export.
func ReadMediaCloud(r io.Reader, from Origin) (*Page, error) { return mediaCloudFormat.read(r, from) }

var mediaCloudFormat = &format{service: "mediacloud", lists: []string{"stories"}, envelope: mediaCloudEnvelope, article: mediaCloudArticle}

func mediaCloudEnvelope(a *answer, p *Page) (ours bool, err error) {
	if e := mediaCloudProblem(a); e != nil {
		return true, e
	}
	p.Next = textOf(a.fields["pagination_token"])
	return false, nil
}

// mediaCloudProblem is what the service says of an error, nil if it says nothing.
func mediaCloudProblem(a *answer) *ServiceError {
	detail, note := textOf(a.fields["detail"]), textOf(a.fields["note"])
	if detail == "" && textOf(a.fields["status"]) != "error" {
		return nil
	}
	return &ServiceError{Message: cmp.Or(detail, note, "error"), passing: textOf(a.fields["temporary"]) == "true"}
}

// mediaCloudTotal reads {"count":{"relevant":10,"total":50}}.
func mediaCloudTotal(body []byte, from Origin) (int, error) {
	location := fetch.Redact(from.Location)
	if err := notJSON("mediacloud", location, body); err != nil {
		return 0, err
	}
	a := takeApart(body, "count.none") // take apart what stands under "count"
	if e := mediaCloudProblem(a); e != nil {
		e.Service, e.Location = "mediacloud", location
		e.judge()
		return 0, e
	}
	c := countOf(a.fields["count.relevant"])
	if !c.stated {
		return 0, &AnswerError{Service: "mediacloud", Location: location, Reason: "the answer states no number of stories", Err: a.broken}
	}
	return c.n, nil
}

func mediaCloudArticle(raw []byte, b *builder) error {
	var m struct {
		ID        text `json:"id"`
		Media     text `json:"media_name"`
		MediaURL  text `json:"media_url"`
		Title     text `json:"title"`
		Published text `json:"publish_date"`
		URL       text `json:"url"`
		Language  text `json:"language"`
		Indexed   text `json:"indexed_date"`
	}
	if err := decode(raw, &m); err != nil {
		return err
	}
	b.link(string(m.URL))
	b.Title = plain.Line(string(m.Title))
	b.Outlet.Name = plain.Line(string(m.Media))
	if b.Outlet.Name == "" {
		b.Outlet.Name = string(m.MediaURL)
	}
	b.Language = string(m.Language)
	b.date(string(m.Published), "publish_date")
	if !b.Published.IsKnown() && m.Indexed != "" {
		b.note("not dated; indexed by Media Cloud", string(m.Indexed))
	}
	if b.URL == "" && m.ID != "" {
		b.ID = coverage.MakeID(coverage.Article{URL: "mediacloud\x00" + string(m.ID)})
	}
	return nil
}
