package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/page"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
)

// A waiting article was listed by a feed; its page is to be read before it is
// stored.
type waiting struct {
	Article coverage.Article
	Tries   int // rounds in which the page did not come
}

// maxTries is in how many rounds a page is asked for before the article is
// stored with what its feed says.
const maxTries = 3

// pagesAtOnce is how many pages are read between two times that they are stored.
const pagesAtOnce = 20

// A queue holds waiting articles, also over a kill.
type queue struct {
	place place
	list  []waiting
	ids   map[string]bool
}

func (c *collection) openQueue() (*queue, error) {
	q := &queue{place: c.place("queue"), ids: map[string]bool{}}
	raw, err := q.place.load()
	if err != nil || raw == nil {
		return q, err
	}
	if err := json.Unmarshal(raw, &q.list); err != nil {
		return nil, fmt.Errorf("%s: %w", q.place.name, err)
	}
	for _, w := range q.list {
		q.ids[w.Article.ID] = true
	}
	return q, nil
}

// add puts articles in the queue. When it returns nil they are on disk.
func (q *queue) add(t *tally, articles []coverage.Article) error {
	n := len(q.list)
	for _, a := range articles {
		if q.ids[a.ID] {
			t.known++
			continue
		}
		q.ids[a.ID] = true
		q.list = append(q.list, waiting{Article: a})
	}
	if len(q.list) == n {
		return nil
	}
	return q.save()
}

func (q *queue) save() error {
	raw, err := json.Marshal(q.list)
	if err != nil {
		return err
	}
	return q.place.save(raw)
}

// fullTexts reads the pages of the articles in the queue, hosts in turn, and
// stores the articles. What may come another time stays in the queue.
func (c *collection) fullTexts(ctx context.Context, q *queue) error {
	t := tally{name: "pages of feeds"}
	todo := inTurn(q.list)
	requests := make([]fetch.Request, len(todo))
	for i, w := range todo {
		requests[i].URL = w.Article.URL
	}
	bar := progress.New(os.Stderr, "pages of feeds")
	defer bar.Done()
	var ready []coverage.Article // to be stored
	flush := func() error {
		if err := c.store.add(context.WithoutCancel(ctx), &t, ready); err != nil {
			return err
		}
		for _, a := range ready {
			delete(q.ids, a.ID)
		}
		q.list = slices.DeleteFunc(q.list, func(w waiting) bool { return !q.ids[w.Article.ID] })
		ready = ready[:0]
		return q.save()
	}
	i := 0
	for r, err := range c.client.Each(ctx, requests, workers) {
		if ctx.Err() != nil {
			break
		}
		w := todo[i]
		i++
		bar.Update(i, len(todo))
		var p *page.Page
		if err == nil {
			p, err = readPage(r, w.Article.URL, coverage.Outlet{})
		}
		switch {
		case err == nil:
			w.Article = withText(w.Article, p)
		case fetch.MayPass(err) && w.Tries+1 < maxTries:
			c.sum.fail(fmt.Errorf("%w; will be asked for again", err))
			t.unread++
			for j := range q.list {
				if q.list[j].Article.ID == w.Article.ID {
					q.list[j].Tries++
				}
			}
			continue
		default:
			c.sum.note("stored as its feed has it: " + err.Error())
			prov := &w.Article.Provenance
			prov.Warnings = append(prov.Warnings, "the page could not be read: "+err.Error())
		}
		ready = append(ready, w.Article)
		if len(ready) == pagesAtOnce {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if t != (tally{name: t.name}) {
		c.sum.add(t)
	}
	return ctx.Err()
}

// withText puts what the page says into an article of a feed, which keeps its
// identity, title and date.
func withText(a coverage.Article, p *page.Page) coverage.Article {
	from := p.Article
	prov := &a.Provenance
	prov.Warnings = append(prov.Warnings, from.Provenance.Warnings...)
	if len(from.Text) <= len(a.Text) {
		prov.Warnings = append(prov.Warnings, "the page has no more text than the feed")
		return a
	}
	a.Text = from.Text
	prov.Steps = slices.DeleteFunc(prov.Steps, func(s string) bool { return s == "text is the summary of the feed" })
	prov.Steps = append(prov.Steps, fmt.Sprintf("text read from the page %s, SHA-256 %s", from.Provenance.Location, from.Provenance.SHA256))
	prov.Steps = append(prov.Steps, from.Provenance.Steps...)
	if a.Byline == "" {
		a.Byline = from.Byline
	}
	if a.Language == "" {
		a.Language = from.Language
	}
	if p.Paywall {
		prov.Warnings = append(prov.Warnings, "the page says that the rest is for subscribers")
	}
	return a
}

// inTurn orders articles so that hosts take turns: none is waited for while
// another could be read.
func inTurn(list []waiting) []waiting {
	var hosts []string
	byHost := map[string][]waiting{}
	for _, w := range list {
		host := ""
		if u, err := url.Parse(w.Article.URL); err == nil {
			host = u.Host
		}
		if byHost[host] == nil {
			hosts = append(hosts, host)
		}
		byHost[host] = append(byHost[host], w)
	}
	var out []waiting
	for n := 0; len(out) < len(list); n++ {
		for _, h := range hosts {
			if n < len(byHost[h]) {
				out = append(out, byHost[h][n])
			}
		}
	}
	return out
}
