package newsapi

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// Hansard asks the search of Hansard, the record of what is said in the two
// Houses of the Parliament of the United Kingdom, for contributions with their
// full text. It is a [coverage.Source]. The service needs no key; 100 records
// come on a page.
//
// The date is the day of the sitting. The service overlooks a question whose
// parameters it does not know, and answers with everything; so a contribution
// of a day that was not asked for ends the stream with an error.
type Hansard struct {
	Query string // words or "phrases"
	House string // "Commons" or "Lords"; "" means both
	Kind  string // "Spoken", "Written", "Corrections" or "Petitions"; "" means "Spoken"

	From, To coverage.Date // first and last day; a month or year means all of it

	Options Options
}

// Articles yields what the question finds, the oldest first.
func (q Hansard) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: hansardFormat, options: q.Options, from: q.From, to: q.To, dated: true, strict: true,
		base: "https://hansard-api.parliament.uk", interval: time.Second, most: 100, limit: 10000, unit: day}
	s.problem = func() *QueryError { return required("Query", q.Query) }
	size := s.pageSize()
	s.address = func(w Window, token string) string {
		from, to := w.days(time.DateOnly)
		params := []string{"searchTerm", q.Query, "house", q.House, "startDate", from, "endDate", to,
			"orderBy", "SittingDateAsc", "skip", strconv.Itoa(size * pageNumber(token, 0)), "take", strconv.Itoa(size)}
		for i := 0; i < len(params); i += 2 {
			params[i] = "queryParameters." + params[i] // without it the parameter is overlooked
		}
		return address(s.endpoint(), "/search/contributions/"+url.PathEscape(cmp.Or(q.Kind, "Spoken"))+".json", params...)
	}
	s.next = numbered(size, 0)
	return s.articles(ctx)
}

// ReadHansard reads a saved list of contributions.
func ReadHansard(r io.Reader, from Origin) (*Page, error) { return hansardFormat.read(r, from) }

// The general search gives the first contributions beside other things.
var hansardFormat = &format{service: "hansard", lists: []string{"Results", "Contributions"}, envelope: hansardEnvelope, article: hansardArticle}

func hansardEnvelope(a *answer, p *Page) (ours bool, err error) {
	if m := textOf(a.fields["Message"]); m != "" && !a.listed {
		return true, &ServiceError{Message: m}
	}
	p.Stated = countOf(a.fields["TotalResultCount"]).or(countOf(a.fields["TotalContributions"]).or(-1))
	return false, nil
}

func hansardArticle(raw []byte, b *builder) error {
	var h struct {
		Member     text `json:"MemberName"`
		Attributed text `json:"AttributedTo"`
		ID         text `json:"ContributionExtId"`
		Item       text `json:"ItemId"`
		Excerpt    text `json:"ContributionText"`
		Full       text `json:"ContributionTextFull"`
		Debate     text `json:"DebateSection"`
		DebateID   text `json:"DebateSectionExtId"`
		Date       text `json:"SittingDate"`
		Section    text `json:"Section"`
		House      text `json:"House"`
	}
	if err := decode(raw, &h); err != nil {
		return err
	}
	b.Outlet = coverage.Outlet{Name: "Hansard", Kind: coverage.Official, Country: "GB"}
	b.Language = "en"
	b.Title = plain.Line(string(h.Debate))
	b.Byline = plain.Line(cmp.Or(string(h.Attributed), string(h.Member)))
	b.Section = strings.Trim(plain.Line(string(h.House))+", "+plain.Line(string(h.Section)), ", ")
	b.date(string(h.Date), "sitting date")
	if b.Text = plain.Paragraphs(string(h.Full)); b.Text == "" {
		if b.Text = plain.Paragraphs(string(h.Excerpt)); b.Text != "" {
			b.step("excerpt in place of the text")
		}
	}
	if b.Text == "" && h.ID == "" {
		return fmt.Errorf("newsapi: no contribution: it has neither text nor id")
	}
	if h.DebateID != "" && h.House != "" && b.Published.Precision == coverage.DayPrecision {
		b.URL = coverage.CleanURL(fmt.Sprintf("https://hansard.parliament.uk/%s/%s/debates/%s/%s", url.PathEscape(string(h.House)), b.Published,
			url.PathEscape(string(h.DebateID)), cmp.Or(slug(b.Title), "debate")))
		if b.URL != "" && h.ID != "" {
			b.URL += "#contribution-" + url.PathEscape(string(h.ID))
		}
		b.step("address from the ids")
	}
	// All contributions to a debate share an address but for the fragment.
	if id := cmp.Or(string(h.ID), string(h.Item)); id != "" {
		b.ID = coverage.MakeID(coverage.Article{URL: "hansard\x00" + id})
	}
	return nil
}

// slug is a title as addresses of Hansard spell it: its letters and digits.
func slug(title string) string {
	return strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return -1
	}, title)
}
