// Package page turns one HTML page into an article.
//
// The way in is [Reader.Read], which takes the bytes of a page of any
// encoding and any state of repair:
//
//	p, err := page.Reader{URL: "https://example.org/news/1", Retrieved: now}.Read(body)
//	if err != nil {
//		log.Fatal(err) // a PDF, a feed, a page without text: a typed error
//	}
//	fmt.Println(p.Article.Published, p.Article.Title, p.Article.Byline)
//
// # What is read where
//
// Each field is taken from the first place that has it: JSON-LD, OpenGraph and
// article:*, citation_*, Dublin Core and PRISM, microdata and time elements,
// the address, the text of the page. A headline that is only the name of the
// site or of its software is passed over. The date keeps its precision, the
// text it was read from and where that stood ([coverage.Date] Raw and Basis);
// dates before 1800, after retrieval or of a clock never set are refused with
// a warning.
//
// The main text is found by go-trafilatura and taken paragraph by paragraph
// from the page itself, with its captions, quotes, lists and tables. Notices
// about cookies, newsletters and subscriptions, buttons to share, links to
// other articles and the like are left out; a step in the provenance counts
// them. Where the articleBody of JSON-LD holds more, that is taken. Where a
// page has no text but a description, Text is the description and a step says
// so.
//
// # Limits
//
// The package does no HTTP and runs no scripts: a page that builds its text in
// the browser gives what its metadata hold, or a [*NoArticleError]. Input is
// read whole, up to MaxBytes and MaxElements.
package page

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/RadhiFadlillah/whatlanggo"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/bounded"
	"github.com/seed-11e619e4/pressframe/coverage/internal/charset"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

// Reader holds what a page does not say itself. The zero value is ready to use.
type Reader struct {
	URL         string          // address the page was read from: base of relative links, and Provenance.Location
	ContentType string          // HTTP Content-Type; its charset overrides what the page declares
	Outlet      coverage.Outlet // default: the publisher the page names, else its host
	Retrieved   time.Time       // for Provenance, and the last day a date may name; default: unset
	Order       stamp.Order     // how to read 03/04/2024; default: not at all
	Zones       map[string]int  // more zone names, in capitals, in seconds east of Greenwich
	MaxBytes    int64           // default 8 MiB
	MaxElements int             // default 50,000
}

// A Page is what a page says.
type Page struct {
	Article     coverage.Article
	Time        time.Time   // instant of publication; zero when time or zone are not certain
	Modified    stamp.Stamp // last change, as the page states it
	Description string
	Type        string // as the page states it: "NewsArticle", "LiveBlogPosting", "article"; "" if it does not
	Keywords    []string
	Paywall     bool   // the page says that it is not free, or that the rest is for subscribers
	Encoding    string // of the input, and how it was found
}

// Read reads one page. The error is a [*NotPageError], [*NoArticleError],
// [*TooLargeError], [*TooComplexError], [*TooDeepError], [*EntityError] or an
// error of in.
func (r Reader) Read(in io.Reader) (*Page, error) {
	if r.MaxBytes <= 0 {
		r.MaxBytes = 8 << 20
	}
	if r.MaxElements <= 0 {
		r.MaxElements = 50_000
	}
	raw, err := bounded.ReadAll(in, r.MaxBytes)
	if errors.Is(err, bounded.ErrTooLarge) {
		return nil, &TooLargeError{r.MaxBytes}
	}
	if err != nil {
		return nil, fmt.Errorf("page: %w", err)
	}
	decoded := charset.Decode(raw, r.ContentType)
	if err := notPage(raw, decoded.Text); err != nil {
		return nil, err
	}
	if err := entities(decoded.Text); err != nil {
		return nil, err
	}
	if err := tooComplex(decoded.Text, r.MaxElements); err != nil {
		return nil, err
	}
	doc, flattened, err := parse(decoded.Text)
	if err != nil {
		return nil, err
	}
	p := r.read(doc)
	prov := &p.Article.Provenance
	prov.SHA256 = coverage.SHA256Hex(raw)
	p.Encoding = decoded.Encoding + " (" + decoded.Evidence + ")"
	prov.Warnings = append(decoded.Doubts, prov.Warnings...)
	if flattened {
		prov.Warnings = append(prov.Warnings, fmt.Sprintf("elements nest deeper than %d; the deepest were left out, their text was kept", maxDepth))
	}
	a := &p.Article
	if a.Text == "" && (a.Title == "" || p.Description == "" && !a.Published.IsKnown()) {
		return nil, &NoArticleError{a.Title}
	}
	a.ID = coverage.MakeID(*a)
	return p, nil
}

// read makes an article of a tree.
func (r Reader) read(doc *html.Node) *Page {
	p := &Page{}
	a := &p.Article
	a.Provenance = coverage.Provenance{Source: "page", Location: r.URL}
	if !r.Retrieved.IsZero() {
		a.Provenance.Retrieved = r.Retrieved.UTC()
	}
	warn := func(w ...string) { a.Provenance.Warnings = append(a.Provenance.Warnings, w...) }
	step := func(s ...string) { a.Provenance.Steps = append(a.Provenance.Steps, s...) }

	f := examine(doc)
	from := original(r.URL)
	article := f.ld.article(f.isAddress(from), f.isHeading)
	if f.ld.bad > 0 {
		warn(fmt.Sprintf("%d block(s) of JSON-LD could not be read", f.ld.bad))
	}

	var w []string
	a.URL, w = f.canonicalURL(article, from)
	warn(w...)
	a.Outlet = r.Outlet
	if a.Outlet.Name == "" {
		a.Outlet.Name = f.outlet(article, a.URL)
	}
	names := f.siteNames(article, a.Outlet.Name, a.URL)
	s := segment(doc)
	a.Title, w = f.headline(article, names, s.shows)
	warn(w...)
	a.Language = f.language(article)
	a.Byline = f.byline(article, a.Language, names)
	a.Section = f.section(article)
	p.Description = f.description(article)
	p.Keywords = f.keywords(article)
	p.Modified = r.modified(f, article)
	p.Type, _ = f.first("og:type")
	if article != nil && len(article.types()) > 0 && articleRank(article.types()) > 1 {
		p.Type = article.types()[0]
	}

	h := head{titles: map[string]bool{fold(a.Title): true}, byline: a.Byline, language: a.Language}
	for _, t := range f.headings {
		h.titles[fold(t)] = true
	}
	delete(h.titles, "")
	x := mainText(doc, s, f.bodies, h)
	if a.Byline == "" {
		a.Byline = x.byline
	}
	body, bodySteps := f.ld.bodyOf(article)
	if body = x.guarded(body); fuller(body, x) {
		if len(body) == 1 {
			body = realign(body[0], x.blocks)
		}
		a.Text = strings.Join(body, "\n\n")
		step("text is the articleBody of JSON-LD")
		step(bodySteps...)
	} else {
		a.Text = x.text()
		step(x.steps...)
	}
	if left := x.account(); left != "" && a.Text != "" {
		step("left out: " + left)
	}
	if a.Text == "" && p.Description != "" {
		a.Text = p.Description
		step("text is the description of the page")
	}

	st, w := r.published(f, article, a.URL, a.Language, x.printed)
	a.Published, p.Time = st.Date, st.Time
	warn(w...)
	if m := p.Modified.Date; m.IsKnown() && a.Published.IsKnown() && m.Compare(a.Published) < 0 {
		warn("date: the page says it was changed on " + m.String() + ", before it was published")
	}
	if x.language == "" && a.Text != "" {
		x.language = whatlanggo.DetectLang(a.Text[:min(len(a.Text), 4<<10)]).Iso6391()
	}
	if a.Language == "" && x.language != "" {
		a.Language = x.language
		step("language read from the text")
	} else if base, _, _ := strings.Cut(a.Language, "-"); x.language != "" && base != x.language && utf8.RuneCountInString(a.Text) > 600 {
		warn("language: the page states " + a.Language + ", the text reads like " + x.language)
	}
	p.Paywall = f.notFree(article) || x.barrier
	if p.Paywall && utf8.RuneCountInString(a.Text) < 1500 {
		warn("the page is not free; the text may be cut short")
	}
	for _, field := range [...]*string{&a.Title, &a.Byline, &a.Text, &a.Section, &p.Description} {
		*field = norm.NFC.String(*field)
	}
	return p
}

// notFree reports whether the metadata say that the article is for subscribers.
func (f *findings) notFree(article object) bool {
	if article != nil {
		if article.isFalse("isAccessibleForFree") {
			return true
		}
		parts, ok := article["hasPart"].([]any)
		if !ok {
			parts = []any{article["hasPart"]}
		}
		for _, part := range parts {
			if o, ok := part.(map[string]any); ok && object(o).isFalse("isAccessibleForFree") {
				return true
			}
		}
	}
	tier, _ := f.first("article:content_tier", "content_tier")
	switch strings.ToLower(tier) {
	case "locked", "metered", "paid", "premium":
		return true
	}
	return false
}
