package views

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Doer sends HTTP requests. [*http.Client] is one; so is the polite client
// of package fetch, which is the one to use.
type Doer interface {
	Do(*http.Request) (*http.Response, error)
}

// Pageviews asks the Wikimedia pageview API how often the pages on one
// subject were read. Wikimedia does not follow renames: list every title the
// page has had in Titles, and the counts are summed.
//
// Counts exist from 1 July 2015. The API answers 404 alike for an unknown
// title, for a period without data and for zero views, so a 404 is read as
// "no data". Wikimedia requires a User-Agent with a contact; without one,
// requests are refused.
type Pageviews struct {
	Client    Doer
	UserAgent string // required: "project-name/1.0 (mailto:…)"

	Project string // default "en.wikipedia"
	Titles  []string
	From    coverage.Date // first day; a month or a year means its first day
	To      coverage.Date // last day; a month or a year means its last day
	Daily   bool          // days instead of months
	Access  string        // default "all-access"
	Agent   string        // default "user": readers, not crawlers
	Base    string        // default "https://wikimedia.org/api/rest_v1"
	Today   coverage.Date // the day of asking; periods that hold it are partial. Default: not known
}

// StatusError says that the service answered with an HTTP status that is
// neither data nor "no data".
type StatusError struct {
	Code   int
	URL    string
	Detail string // the service's own words, shortened
}

func (e *StatusError) Error() string {
	return fmt.Sprintf("views: %s answered %d %s: %s", e.URL, e.Code, http.StatusText(e.Code), e.Detail)
}

// URL returns the address asked for one title.
func (q Pageviews) URL(title string) string {
	or := func(s, alternative string) string {
		if s == "" {
			return alternative
		}
		return s
	}
	from, _ := q.From.Bounds()
	_, to := q.To.Bounds()
	granularity := "monthly"
	if q.Daily {
		granularity = "daily"
	}
	day := func(d coverage.Date) string { return fmt.Sprintf("%04d%02d%02d", d.Year, int(d.Month), d.Day) }
	return strings.Join([]string{
		strings.TrimRight(or(q.Base, "https://wikimedia.org/api/rest_v1"), "/"), "metrics/pageviews/per-article",
		url.PathEscape(or(q.Project, "en.wikipedia")), url.PathEscape(or(q.Access, "all-access")),
		url.PathEscape(or(q.Agent, "user")), url.PathEscape(strings.ReplaceAll(title, " ", "_")),
		granularity, day(from), day(to)}, "/")
}

// Series asks for every title and sums the answers as [SumPageviews] does.
// Any answer but data or 404 ends it with an error, for a sum over some of
// the titles would look like a fall in interest.
func (q Pageviews) Series(ctx context.Context, o Options) (*coverage.Series, error) {
	switch {
	case q.Client == nil:
		return nil, errors.New("views: Pageviews.Client is nil; hand in a client")
	case q.UserAgent == "":
		return nil, errors.New("views: Pageviews.UserAgent is empty; Wikimedia requires one with a contact")
	case len(q.Titles) == 0:
		return nil, errors.New("views: Pageviews.Titles is empty")
	case !q.From.IsKnown() || !q.To.IsKnown():
		return nil, errors.New("views: Pageviews.From and To must be known")
	}
	var answers []io.Reader
	var silent []string
	for _, title := range q.Titles {
		body, err := q.ask(ctx, q.URL(title), o)
		if err != nil {
			return nil, err
		}
		if body == "" {
			silent = append(silent, title)
			continue
		}
		answers = append(answers, strings.NewReader(body))
	}
	kind := coverage.Monthly
	if q.Daily {
		kind = coverage.Daily
	}
	if !o.Captured.IsKnown() {
		o.Captured = q.Today
	}
	if from, _ := q.From.Bounds(); q.Daily || from.Day == 1 {
		o.FirstIsWhole = true
	}
	if o.Location == "" {
		o.Location = q.URL(q.Titles[0])
	}
	if len(answers) == 0 {
		s := &coverage.Series{ID: o.ID, Name: o.Name, Unit: "views", Period: kind,
			Provenance: coverage.Provenance{Source: "wikimedia-pageviews", Location: o.Location}}
		warn(&s.Provenance, "no data for any title: "+strings.Join(silent, ", "))
		return s, nil
	}
	s, err := SumPageviews(answers, o)
	if err != nil {
		return nil, err
	}
	for _, title := range silent {
		warn(&s.Provenance, "no data for title "+title+" (unknown title, no data or no views)")
	}
	return s, nil
}

// ask returns the body, or "" for 404.
func (q Pageviews) ask(ctx context.Context, address string, o Options) (string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", fmt.Errorf("views: %w", err)
	}
	req.Header.Set("User-Agent", q.UserAgent)
	req.Header.Set("Accept", "application/json")
	res, err := q.Client.Do(req)
	if err != nil {
		return "", fmt.Errorf("views: %w", err)
	}
	defer res.Body.Close()
	body, err := readAll(res.Body, o)
	switch {
	case err != nil:
		return "", err
	case res.StatusCode == http.StatusNotFound:
		return "", nil
	case res.StatusCode != http.StatusOK:
		return "", &StatusError{Code: res.StatusCode, URL: address, Detail: shorten(string(body), 200)}
	}
	return string(body), nil
}

func shorten(s string, n int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " ")
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

type pageviewAnswer struct {
	Items []struct {
		Article     string   `json:"article"`
		Project     string   `json:"project"`
		Granularity string   `json:"granularity"`
		Timestamp   string   `json:"timestamp"`
		Views       *float64 `json:"views"`
	} `json:"items"`
	Status int    `json:"status"`
	Detail string `json:"detail"`
	Title  string `json:"title"`
}

// ReadPageviews reads one saved answer of the API. The saved form of a 404 is
// an error that wraps [ErrNoTable]; any other problem report of the service
// is a [*StatusError]. The API leaves out a month that was not over, or gives
// the part that was: unless Options say that they are whole, the first and
// the last period are partial.
func ReadPageviews(r io.Reader, o Options) (*coverage.Series, error) {
	return SumPageviews([]io.Reader{r}, o)
}

// SumPageviews reads several saved answers, one for each title a page has
// had, and sums them period by period. A period that no title has is missing;
// one that only some have is summed over those, and its note says how many.
func SumPageviews(answers []io.Reader, o Options) (*coverage.Series, error) {
	type sum struct {
		views  float64
		titles []string
	}
	sums := map[coverage.Period]*sum{}
	var titles []string
	kind := coverage.NoPeriod
	var digest []byte
	for n, r := range answers {
		raw, err := readAll(r, o)
		if err != nil {
			return nil, err
		}
		fail := func(err error) (*coverage.Series, error) {
			return nil, &coverage.RecordError{Location: o.Location, Record: n + 1, Err: err}
		}
		digest = append(digest, coverage.SHA256Hex(raw)...)
		var a pageviewAnswer
		if err := json.Unmarshal(plainText(raw), &a); err != nil {
			return fail(&StatusError{URL: o.Location, Detail: "not JSON: " + shorten(string(raw), 120)})
		}
		if len(a.Items) == 0 {
			if a.Status != 0 && a.Status != http.StatusNotFound {
				return fail(&StatusError{Code: a.Status, URL: o.Location, Detail: shorten(a.Detail, 200)})
			}
			return fail(fmt.Errorf("views: %w: the service has no data (%s)", ErrNoTable, shorten(a.Title+" "+a.Detail, 200)))
		}
		for i, item := range a.Items {
			p, ok := pageviewPeriod(item.Timestamp, item.Granularity)
			if !ok || item.Views == nil || *item.Views < 0 {
				return fail(fmt.Errorf("views: item %d: timestamp %q, granularity %q, views %v", i+1, item.Timestamp, item.Granularity, item.Views))
			}
			if kind == coverage.NoPeriod {
				kind = p.Kind
			}
			if p.Kind != kind {
				return fail(fmt.Errorf("views: item %d is by %s, those before by %s", i+1, p.Kind, kind))
			}
			t := sums[p]
			if t == nil {
				t = &sum{}
				sums[p] = t
			}
			if slices.Contains(t.titles, item.Article) {
				return fail(fmt.Errorf("views: %w: %s has %s twice", ErrConflict, item.Article, p))
			}
			t.titles = append(t.titles, item.Article)
			t.views += *item.Views
			if !slices.Contains(titles, item.Article) {
				titles = append(titles, item.Article)
			}
		}
	}
	if kind == coverage.NoPeriod {
		return nil, &coverage.RecordError{Location: o.Location, Err: fmt.Errorf("views: %w: no answers", ErrNoTable)}
	}
	entries := make([]entry, 0, len(sums))
	for p, t := range sums {
		e := entry{period: p, value: t.views}
		if len(t.titles) < len(titles) {
			e.note = fmt.Sprintf("%d of %d titles have data", len(t.titles), len(titles))
		}
		entries = append(entries, e)
	}
	provenance := coverage.Provenance{Source: "wikimedia-pageviews", Location: o.Location, SHA256: coverage.SHA256Hex(digest)}
	if len(titles) > 1 {
		provenance.Steps = append(provenance.Steps, "summed over the titles "+strings.Join(titles, ", "))
	}
	if len(answers) == 1 {
		provenance.SHA256 = string(digest)
	}
	if o.Name == "" {
		o.Name = strings.Join(titles, " + ")
	}
	s, err := assemble(entries, kind, o, provenance)
	if err != nil {
		return nil, err
	}
	s.Unit = "views"
	if kind == coverage.Daily {
		o.FirstIsWhole = true // a day is only ever counted whole
		o.LastIsWhole = o.LastIsWhole || !o.Captured.IsKnown()
	}
	markEdges(s, o)
	return s, nil
}

// pageviewPeriod reads "2015100100": year, month, day and the hour 00.
func pageviewPeriod(stamp, granularity string) (coverage.Period, bool) {
	if len(stamp) != 10 {
		return coverage.Period{}, false
	}
	t, err := time.Parse("20060102", stamp[:8])
	if err != nil || stamp[8:] != "00" || t.Year() < 1 {
		return coverage.Period{}, false
	}
	kind := coverage.Monthly
	switch granularity {
	case "daily":
		kind = coverage.Daily
	case "monthly", "":
	default:
		return coverage.Period{}, false
	}
	return coverage.PeriodOf(coverage.DateOf(t), kind)
}
