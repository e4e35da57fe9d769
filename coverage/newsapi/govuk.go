package newsapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// GOVUK asks the Content API of GOV.UK for pages of the government of the
// United Kingdom: news, speeches, guidance, reports. It is a [coverage.Source].
// The service needs no key and wants no more than ten requests a second.
//
// The service knows pages by their path and does not search. A page that is
// gone, moved or not there is an error of its own, and the stream goes on.
type GOVUK struct {
	// Paths are the pages, such as "/government/news/some-report" or the whole
	// address. One that is listed twice is asked for once.
	Paths []string

	Options Options
}

// Articles yields the pages in order.
func (q GOVUK) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: govukFormat, options: q.Options, base: "https://www.gov.uk", interval: 100 * time.Millisecond}
	var paths []string
	var wrong string
	for _, p := range q.Paths {
		path, ok := govukPath(p)
		if !ok && wrong == "" {
			wrong = p
		}
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	s.problem = func() *QueryError {
		if len(paths) == 0 {
			return &QueryError{Field: "Paths", Reason: "must not be empty"}
		}
		if wrong != "" {
			return &QueryError{Field: "Paths", Reason: fmt.Sprintf("%q is no page of GOV.UK", plain.Clip(wrong, 120))}
		}
		return nil
	}
	s.extra = strings.Join(paths, "\n")
	s.address = func(_ Window, token string) string {
		n := pageNumber(token, 0)
		if n >= len(paths) {
			return address(s.endpoint(), "/api/content")
		}
		return address(s.endpoint(), "/api/content"+(&url.URL{Path: paths[n]}).EscapedPath())
	}
	s.next = func(_ *Page, _ Window, token string) string {
		if n := pageNumber(token, 0) + 1; n < len(paths) {
			return strconv.Itoa(n)
		}
		return ""
	}
	s.alone = func(err error, location string) *Page {
		bad, ok := errors.AsType[*ServiceError](err)
		if ok && bad.Status != http.StatusNotFound && bad.Status != http.StatusGone && bad.Status != http.StatusForbidden {
			return nil
		}
		if _, odd := errors.AsType[*AnswerError](err); !ok && !odd {
			return nil
		}
		p := &Page{Stated: -1}
		p.fail(location, true, &coverage.RecordError{Location: location, Err: err})
		return p
	}
	return s.articles(ctx)
}

// govukPath is the path of a page of GOV.UK.
func govukPath(s string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || u.Host != "" && u.Host != "www.gov.uk" && u.Host != "gov.uk" || u.Host == "" && u.Scheme != "" {
		return s, false
	}
	path := "/" + strings.Trim(u.Path, "/")
	if rest, ok := strings.CutPrefix(path, "/api/content/"); ok {
		path = "/" + rest
	}
	return path, path != "/"
}

// ReadGOVUK reads a saved page of the Content API.
func ReadGOVUK(r io.Reader, from Origin) (*Page, error) { return govukFormat.read(r, from) }

var govukFormat = &format{service: "govuk", envelope: govukEnvelope, single: govukSingle, article: govukArticle}

func govukEnvelope(*answer, *Page) (ours bool, err error) { return false, nil }

// govukSingle takes the whole answer for the page that it is.
func govukSingle(a *answer) []byte {
	if textOf(a.fields["base_path"]) == "" && textOf(a.fields["content_id"]) == "" {
		return nil
	}
	return bytes.TrimSpace(a.doc)
}

type govukItem struct {
	Path        text            `json:"base_path"`
	ID          text            `json:"content_id"`
	Type        text            `json:"document_type"`
	Title       text            `json:"title"`
	Description text            `json:"description"`
	Language    text            `json:"locale"`
	Published   text            `json:"first_published_at"`
	Updated     text            `json:"public_updated_at"`
	Withdrawn   json.RawMessage `json:"withdrawn_notice"`
	Details     struct {
		Body        json.RawMessage `json:"body"`
		FirstPublic text            `json:"first_public_at"`
		Parts       listOf[struct {
			Title text            `json:"title"`
			Body  json.RawMessage `json:"body"`
		}] `json:"parts"`
		Political bool `json:"political"`
	} `json:"details"`
	Links struct {
		Primary       listOf[govukLink] `json:"primary_publishing_organisation"`
		Organisations listOf[govukLink] `json:"organisations"`
		Government    listOf[govukLink] `json:"government"`
	} `json:"links"`
}

type govukLink struct {
	Title   text `json:"title"`
	Details struct {
		Current *bool `json:"current"`
	} `json:"details"`
}

func govukArticle(raw []byte, b *builder) error {
	var g govukItem
	if err := decode(raw, &g); err != nil {
		return err
	}
	if g.Type == "redirect" || g.Type == "gone" {
		return fmt.Errorf("newsapi: the page %s is %s", plain.Clip(string(g.Path), 120), map[text]string{"redirect": "moved", "gone": "gone"}[g.Type])
	}
	b.Outlet = coverage.Outlet{Name: "GOV.UK", Kind: coverage.Official, Country: "GB"}
	for _, l := range append(g.Links.Primary, g.Links.Organisations...) {
		if name := plain.Line(string(l.Title)); name != "" {
			b.Outlet.Name = name
			break
		}
	}
	if g.Path != "" {
		b.link("https://www.gov.uk" + string(g.Path))
	}
	b.Title = plain.Line(string(g.Title))
	b.Section = strings.ReplaceAll(string(g.Type), "_", " ")
	b.Language = string(g.Language)
	b.date(string(g.Published), "first_published_at")
	b.date(string(g.Details.FirstPublic), "first_public_at")
	if !b.Published.IsKnown() && g.Updated != "" {
		b.date(string(g.Updated), "public_updated_at")
		b.warn("date is of the last update, not of first publication")
	} else if b.Published.IsKnown() {
		b.updated(string(g.Updated))
	}
	b.Text = govukText(g.Details.Body)
	for _, part := range g.Details.Parts {
		for _, t := range []string{plain.Line(string(part.Title)), govukText(part.Body)} {
			if t != "" {
				b.Text = strings.TrimPrefix(b.Text+"\n\n"+t, "\n\n")
			}
		}
	}
	if b.Text == "" {
		if b.Text = plain.Paragraphs(string(g.Description)); b.Text != "" {
			b.step("description in place of the text")
		}
	}
	var w struct {
		Explanation text `json:"explanation"`
		At          text `json:"withdrawn_at"`
	}
	if len(g.Withdrawn) > 0 && decode(g.Withdrawn, &w) == nil && (w.At != "" || w.Explanation != "") {
		when, _, _ := strings.Cut(string(w.At), "T")
		b.warn(strings.TrimRight(strings.TrimSpace("withdrawn "+when)+": "+plain.Line(string(w.Explanation)), ": "))
	}
	for _, l := range g.Links.Government {
		if current := l.Details.Current; g.Details.Political && current != nil && !*current {
			b.step("published under the " + plain.Line(string(l.Title)))
		}
	}
	if b.URL == "" && g.ID != "" {
		b.ID = coverage.MakeID(coverage.Article{URL: "govuk\x00" + string(g.ID)})
	}
	return nil
}

// updated notes a later version, which is the one that was read.
func (b *builder) updated(raw string) {
	day, _, _ := strings.Cut(raw, "T")
	if d, err := coverage.ParseDate(day); err == nil && d.Compare(b.Published) > 0 {
		b.step("updated " + d.String())
	}
}

// govukText is a body: HTML, or the same text in several forms, of which HTML is
// taken.
func govukText(raw json.RawMessage) string {
	if s := textOf(raw); s != "" {
		return plain.Paragraphs(s)
	}
	var forms listOf[struct {
		Type    text `json:"content_type"`
		Content text `json:"content"`
	}]
	_ = forms.UnmarshalJSON(raw) // never fails
	var best string
	for _, f := range forms {
		if t := string(f.Content); best == "" || f.Type == "text/html" {
			best = cmp.Or(t, best)
		}
	}
	return plain.Paragraphs(best)
}
