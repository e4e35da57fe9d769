package newsapi

import (
	"context"
	"io"
	"iter"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// GDELT asks the DOC 2.0 API of the GDELT Project, which watches news sites of
// the world since 2017, for addresses and titles of articles. It is a
// [coverage.Source]. The service needs no key; it wants no more than one
// request in five seconds, gives 250 records for a window and has no pages.
//
// The date of an article is when GDELT saw it. That may be days or, for an old
// page, years after it was published: its basis is "seen", and the record
// carries a warning. The service does not say how many records there are.
type GDELT struct {
	Query string // words, "phrases", (a OR b), sourcecountry:UK, domain:bbc.co.uk, …

	From, To coverage.Date // first and last day, in UTC; a month or year means all of it

	Options Options
}

// Articles yields what the question finds, the first seen first.
func (q GDELT) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: gdeltFormat, options: q.Options, from: q.From, to: q.To, dated: true,
		base: gdeltBase, interval: gdeltInterval, most: 250, unit: time.Second}
	s.problem = func() *QueryError { return required("Query", q.Query) }
	s.limit = s.pageSize()
	s.address = func(w Window, _ string) string {
		from, to := w.days(gdeltTime)
		return address(s.endpoint(), gdeltPath, "query", q.Query, "mode", "artlist", "format", "json",
			"maxrecords", strconv.Itoa(s.pageSize()), "sort", "dateasc", "startdatetime", from, "enddatetime", to)
	}
	s.next = func(*Page, Window, string) string { return "" }
	return s.articles(ctx)
}

const (
	gdeltBase     = "https://api.gdeltproject.org"
	gdeltPath     = "/api/v2/doc/doc"
	gdeltTime     = "20060102150405"
	gdeltInterval = 5 * time.Second
)

// required is the problem of a question without a word in it.
func required(field, value string) *QueryError {
	if strings.TrimSpace(value) == "" {
		return &QueryError{Field: field, Reason: "must not be empty"}
	}
	return nil
}

// ReadGDELT reads a saved list of articles in JSON. Tables in CSV are read by
// package export.
func ReadGDELT(r io.Reader, from Origin) (*Page, error) { return gdeltFormat.read(r, from) }

var gdeltFormat = &format{service: "gdelt", lists: []string{"articles"}, envelope: gdeltEnvelope, article: gdeltArticle}

// gdeltEnvelope knows the empty object, by which GDELT says that it found
// nothing.
func gdeltEnvelope(a *answer, _ *Page) (ours bool, err error) {
	return len(a.fields) == 0 && a.broken == nil, nil
}

func gdeltArticle(raw []byte, b *builder) error {
	var g struct {
		URL      text `json:"url"`
		Title    text `json:"title"`
		Seen     text `json:"seendate"`
		Domain   text `json:"domain"`
		Language text `json:"language"`
		Country  text `json:"sourcecountry"`
	}
	if err := decode(raw, &g); err != nil {
		return err
	}
	b.link(string(g.URL))
	b.Title = plain.Line(string(g.Title))
	b.Outlet = coverage.Outlet{Name: strings.ToLower(string(g.Domain)), Country: regionNamed(string(g.Country))}
	b.Language = languageNamed(string(g.Language))
	b.date(string(g.Seen), "seen")
	if b.Published.IsKnown() {
		b.warn("date is when GDELT saw the page, not when it was published")
	}
	return nil
}

// names are the English names of the languages and regions of two letters.
var names = sync.OnceValue(func() (n struct{ languages, regions map[string]string }) {
	n.languages, n.regions = map[string]string{}, map[string]string{}
	languages, regions := display.English.Languages(), display.English.Regions()
	for a := 'a'; a <= 'z'; a++ {
		for z := 'a'; z <= 'z'; z++ {
			code := string([]rune{a, z})
			if base, err := language.ParseBase(code); err == nil && base.String() == code {
				if name := strings.ToLower(languages.Name(base)); name != "" {
					n.languages[name] = code
				}
			}
			code = strings.ToUpper(code)
			if region, err := language.ParseRegion(code); err == nil && region.IsCountry() && region.Canonicalize().String() == code {
				if name := strings.ToLower(regions.Name(region)); name != "" {
					n.regions[name] = code
				}
			}
		}
	}
	return n
})

// languageNamed returns the BCP 47 code of an English name, "" if none is known.
func languageNamed(name string) string { return names().languages[strings.ToLower(name)] }

// regionNamed returns the ISO 3166 code of an English name, "" if none is known.
func regionNamed(name string) string { return names().regions[strings.ToLower(name)] }
