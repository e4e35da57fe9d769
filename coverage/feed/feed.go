// Package feed reads RSS, Atom, RDF and JSON Feed into articles.
//
// The way in is [Reader.Read], which takes a document of any encoding and any
// state of repair; the [Feed] it returns is a [coverage.Source]:
//
//	f, err := feed.Reader{URL: "https://example.org/rss"}.Read(body)
//	if err != nil {
//		log.Fatal(err) // a page or another service's JSON is a *NotFeedError
//	}
//	for a, err := range f.Articles(ctx) { … }
//
// Reading goes in four steps: the bytes become UTF-8 (byte order mark, HTTP
// charset, declaration, guess), the XML is mended so that one stray '<' or a
// lost end costs one item and not the feed, gofeed parses it, and each item
// becomes an article. Whatever was mended, guessed or left uncertain is in
// Feed.Warnings and in the Provenance of the articles.
//
// The package does no HTTP. Input is read whole, up to MaxBytes.
package feed

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mmcdole/gofeed"
	"github.com/mmcdole/gofeed/atom"
	ext "github.com/mmcdole/gofeed/extensions"
	"github.com/mmcdole/gofeed/rss"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/charset"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

// Reader holds what a feed document does not say itself. The zero value is
// ready to use.
type Reader struct {
	ContentType string          // HTTP Content-Type; its charset overrides the XML declaration
	URL         string          // address of the feed: Provenance.Location, and part of the identity of items without a link
	Base        string          // where the document was found in the end, base of relative links; default: URL
	Outlet      coverage.Outlet // default: the source that an item names, else the feed's title as name
	Retrieved   time.Time       // for Provenance; default: unset
	Order       stamp.Order     // how to read 03/04/2024; default: not at all
	Zones       map[string]int  // more zone names, in capitals, in seconds east of Greenwich
	MaxBytes    int64           // default 16 MiB
	MaxDepth    int             // elements within elements; default 128
}

// A Feed is a document read. It is a [coverage.Source] and can be read again.
type Feed struct {
	Title, Link, Language string
	Format                string // "rss 2.0", "atom 1.0", "json 1.1", …
	Encoding              string // of the input, and how it was found
	SHA256                string // of the document as read
	Items                 []Item
	Errors                []*coverage.RecordError // items that hold nothing to keep
	Warnings              []string                // about the document as a whole
	Truncated             bool                    // the document ends before it should
	CutItem               bool                    // and within its last item, of which the rest is missing
}

// An Item is one entry with all that the feed says of it.
type Item struct {
	Article    coverage.Article
	GUID       string
	Link       string // as written, tracking parameters included
	Time       time.Time
	Updated    stamp.Stamp
	Summary    string // plain text
	Categories []Category
	Media      []Media
}

// A Category is a subject; Domain names the scheme it is taken from.
type Category struct{ Name, Domain string }

// Media is a picture, film or sound that goes with an item.
type Media struct{ URL, Type, Credit, Caption string }

// Articles yields the items in the order of the feed, then the errors.
func (f *Feed) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		for i := range f.Items {
			if err := ctx.Err(); err != nil {
				yield(coverage.Article{}, err)
				return
			}
			if !yield(f.Items[i].Article, nil) {
				return
			}
		}
		for _, e := range f.Errors {
			if !yield(coverage.Article{}, e) {
				return
			}
		}
	}
}

// Read reads one feed. The error is a [*NotFeedError], [*TooLargeError],
// [*TooDeepError], [*EntityError], an error of in, or one of gofeed.
func (r Reader) Read(in io.Reader) (*Feed, error) {
	if r.MaxBytes <= 0 {
		r.MaxBytes = 16 << 20
	}
	if r.MaxDepth <= 0 {
		r.MaxDepth = 128
	}
	raw, err := io.ReadAll(io.LimitReader(in, r.MaxBytes+1))
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	if int64(len(raw)) > r.MaxBytes {
		return nil, &TooLargeError{r.MaxBytes}
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return nil, &NotFeedError{Kind: "empty"}
	}
	d := charset.Decode(raw, r.ContentType)
	f := &Feed{Encoding: d.Encoding + " (" + d.Evidence + ")", SHA256: coverage.SHA256Hex(raw), Warnings: d.Doubts}
	text := bytes.TrimLeft(d.Text, "\ufeff \t\r\n\x00")
	var spans []span
	var ready []byte
	if len(text) > 0 && (text[0] == '{' || text[0] == '[') {
		if ready, err = r.jsonFeed(text, f); err != nil {
			return nil, err
		}
		text = ready
	} else {
		m, err := mend(d.Text, r.MaxDepth)
		if err != nil {
			return nil, err
		}
		text, ready, spans = d.Text, m.xml, m.items
		f.Warnings = append(f.Warnings, m.faults...)
		f.Truncated, f.CutItem = m.truncated, m.cutItem
		if m.cutItem {
			f.Warnings = append(f.Warnings, "the last item is cut short")
		}
	}
	p := gofeed.NewParser()
	p.KeepOriginalFeed = true
	g, err := p.Parse(bytes.NewReader(ready))
	if err != nil {
		return nil, fmt.Errorf("feed: %w", err)
	}
	if spans != nil && len(spans) != len(g.Items) {
		f.Warnings = append(f.Warnings, fmt.Sprintf("%d items stand in the document, %d were read", len(spans), len(g.Items)))
		spans = nil
	}
	f.Title, f.Language = plain.Line(g.Title), strings.TrimSpace(g.Language)
	f.Link = r.resolve(g.Link, cmp.Or(r.Base, r.URL))
	f.Format = strings.TrimSpace(g.FeedType + " " + g.FeedVersion)
	for i, gi := range g.Items {
		var at span
		if i < len(spans) {
			at = spans[i]
		}
		item, err := r.item(f, g, gi, i, at)
		if err != nil {
			f.Errors = append(f.Errors, &coverage.RecordError{Location: r.URL, Record: i + 1, Offset: int64(at.from), Err: err})
			continue
		}
		if at.to > at.from {
			item.Article.Provenance.SHA256 = coverage.SHA256Hex(text[at.from:at.to])
		}
		f.Items = append(f.Items, item)
	}
	return f, nil
}

// resolve returns an absolute http address, or "".
func (r Reader) resolve(ref, base string) string {
	ref = strings.TrimSpace(ref)
	if ref == "" {
		return ""
	}
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	if !u.IsAbs() {
		b, err := url.Parse(base)
		if err != nil || !b.IsAbs() {
			return ""
		}
		u = b.ResolveReference(u)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	return u.String()
}

var errEmptyItem = errors.New("feed: the item has neither title nor link nor text")

func (r Reader) item(f *Feed, g *gofeed.Feed, gi *gofeed.Item, i int, at span) (Item, error) {
	it := Item{GUID: strings.TrimSpace(gi.GUID)}
	a := &it.Article
	a.Outlet = r.Outlet
	named := source(g, i)
	if a.Outlet.Name == "" {
		a.Outlet.Name = cmp.Or(named, f.Title)
	}
	a.Provenance = coverage.Provenance{Source: "feed", Location: r.URL, Record: i + 1, Offset: int64(at.from), Retrieved: r.Retrieved.UTC()}
	if r.Retrieved.IsZero() {
		a.Provenance.Retrieved = time.Time{}
	}
	p := &a.Provenance
	if named != "" && named != a.Outlet.Name {
		p.Warnings = append(p.Warnings, "the item names another source than its outlet: "+plain.Clip(named, 80))
	}
	base := cmp.Or(f.Link, r.Base, r.URL)
	it.Link = strings.TrimSpace(gi.Link)
	if u := extension(gi.Extensions, "feedburner", "origLink"); u != "" {
		it.Link = u
	}
	if it.Link == "" {
		if o, ok := original(g, i); !ok || o.GUID == nil || !strings.EqualFold(o.GUID.IsPermalink, "false") {
			if strings.HasPrefix(it.GUID, "http") {
				it.Link = it.GUID
			}
		}
	}
	full := r.resolve(it.Link, base)
	a.URL = coverage.CleanURL(full)
	if a.URL == "" && it.Link != "" {
		p.Warnings = append(p.Warnings, "the link is no web address: "+plain.Clip(it.Link, 80))
	} else if a.URL != full {
		p.Steps = append(p.Steps, "link cleaned of tracking parameters and fragment")
	}
	a.Title = plain.Line(gi.Title)
	it.Summary = plain.Paragraphs(gi.Description)
	a.Text = plain.Paragraphs(gi.Content)
	if a.Text == "" {
		a.Text = it.Summary
		if a.Text != "" {
			p.Steps = append(p.Steps, "text is the summary of the feed")
		}
	}
	if a.Title == "" && a.URL == "" && a.Text == "" {
		return Item{}, errEmptyItem
	}
	a.Byline = byline(gi)
	a.Language = f.Language
	if gi.DublinCoreExt != nil && len(gi.DublinCoreExt.Language) > 0 {
		a.Language = strings.TrimSpace(gi.DublinCoreExt.Language[0])
	}
	it.Categories = categories(g, gi, i)
	if len(it.Categories) > 0 {
		a.Section = it.Categories[0].Name
	}
	it.Media = media(gi)
	r.date(&it, g, gi, i)
	a.ID = coverage.MakeID(*a)
	if a.URL == "" && it.GUID != "" {
		a.ID = coverage.MakeID(coverage.Article{URL: r.URL + "\x00" + it.GUID})
	}
	return it, nil
}

// original is the RSS item behind an item, where gofeed kept them in step.
func original(g *gofeed.Feed, i int) (*rss.Item, bool) {
	o, ok := g.OriginalFeed().(*rss.Feed)
	if !ok || i >= len(o.Items) {
		return nil, false
	}
	return o.Items[i], true
}

// source is the outlet that an item of a collected feed comes from, as <source>
// names it; "" if it does not say.
func source(g *gofeed.Feed, i int) string {
	switch o := g.OriginalFeed().(type) {
	case *rss.Feed:
		if i < len(o.Items) && o.Items[i].Source != nil {
			return plain.Line(o.Items[i].Source.Title)
		}
	case *atom.Feed:
		if i < len(o.Entries) && o.Entries[i].Source != nil {
			return plain.Line(o.Entries[i].Source.Title)
		}
	}
	return ""
}

func extension(e ext.Extensions, prefix, name string) string {
	if list := e[prefix][name]; len(list) > 0 {
		return strings.TrimSpace(list[0].Value)
	}
	return ""
}

// date takes the first date that can be read; what could not be is warned of.
func (r Reader) date(it *Item, g *gofeed.Feed, gi *gofeed.Item, i int) {
	type candidate struct{ raw, basis string }
	var list []candidate
	if o, ok := original(g, i); ok {
		list = append(list, candidate{o.PubDate, "feed pubDate"})
		if dc := gi.DublinCoreExt; dc != nil {
			for _, d := range dc.Date {
				list = append(list, candidate{d, "feed dc:date"})
			}
		}
		for _, prefix := range []string{"dcterms", "dct"} {
			list = append(list, candidate{extension(gi.Extensions, prefix, "issued"), "feed dcterms:issued"},
				candidate{extension(gi.Extensions, prefix, "created"), "feed dcterms:created"})
		}
		list = append(list, candidate{extension(gi.Extensions, "atom", "published"), "feed atom:published"})
	} else {
		list = append(list, candidate{gi.Published, "feed published"}, candidate{gi.Updated, "feed updated"})
	}
	a := &it.Article
	for _, c := range list {
		if strings.TrimSpace(c.raw) == "" {
			continue
		}
		st, err := stamp.Parse(c.raw, r.Order, r.Zones)
		if err == nil && (st.Date.Year < 1800 || !r.Retrieved.IsZero() && r.Retrieved.AddDate(0, 0, 2).Before(first(st.Date))) {
			err = fmt.Errorf("feed: %w: %s is before 1800 or after retrieval", coverage.ErrDate, st.Date)
		}
		if err != nil {
			a.Provenance.Warnings = append(a.Provenance.Warnings, strings.TrimPrefix(c.basis, "feed ")+" refused: "+err.Error())
			continue
		}
		st.Date.Basis = c.basis
		a.Published, it.Time = st.Date, st.Time
		for _, d := range st.Doubts {
			a.Provenance.Warnings = append(a.Provenance.Warnings, "date: "+d)
		}
		break
	}
	if !a.Published.IsKnown() && len(list) > 0 && list[0].raw != "" {
		a.Published.Raw = strings.TrimSpace(list[0].raw)
	}
	if gi.Updated != "" {
		if st, err := stamp.Parse(gi.Updated, r.Order, r.Zones); err == nil {
			it.Updated = st
		}
	}
}

func first(d coverage.Date) time.Time { t, _ := d.Time(); return t }

func byline(gi *gofeed.Item) string {
	var names []string
	for _, a := range gi.Authors {
		name := plain.Line(a.Name)
		if name == "" {
			name = strings.TrimSpace(a.Email)
		}
		if len(name) > 3 && strings.EqualFold(name[:3], "by ") {
			name = strings.TrimSpace(name[3:])
		}
		if name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

func categories(g *gofeed.Feed, gi *gofeed.Item, i int) []Category {
	var list []Category
	add := func(name, domain string) {
		c := Category{plain.Line(name), strings.TrimSpace(domain)}
		if c.Name != "" && !slices.ContainsFunc(list, func(o Category) bool { return o.Name == c.Name }) {
			list = append(list, c)
		}
	}
	if o, ok := original(g, i); ok {
		for _, c := range o.Categories {
			add(c.Value, c.Domain)
		}
	}
	for _, c := range gi.Categories {
		add(c, "")
	}
	return list
}

func media(gi *gofeed.Item) []Media {
	var list []Media
	add := func(m Media) {
		if m.URL != "" && !slices.ContainsFunc(list, func(o Media) bool { return o.URL == m.URL }) {
			list = append(list, m)
		}
	}
	child := func(e ext.Extension, name string) string {
		if c := e.Children[name]; len(c) > 0 {
			return plain.Line(c[0].Value)
		}
		return ""
	}
	collect := func(m map[string][]ext.Extension) {
		for _, name := range []string{"content", "thumbnail"} {
			for _, e := range m[name] {
				add(Media{strings.TrimSpace(e.Attrs["url"]), e.Attrs["type"], child(e, "credit"), child(e, "description")})
			}
		}
	}
	collect(gi.Extensions["media"])
	for _, group := range gi.Extensions["media"]["group"] {
		collect(group.Children)
	}
	for _, e := range gi.Enclosures {
		add(Media{URL: strings.TrimSpace(e.URL), Type: e.Type})
	}
	return list
}
