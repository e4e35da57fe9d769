package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
	"github.com/seed-11e619e4/pressframe/coverage/feed/poll"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
)

// feedSet makes a set of the feeds among the sources.
func (c *collection) feedSet(sources []source) *poll.Set {
	outlets := map[string]coverage.Outlet{}
	set := &poll.Set{Client: c.client, StateDir: filepath.Join(c.stateDir, "feeds")}
	for _, s := range sources {
		if s.kind == "feed" {
			set.Feeds = append(set.Feeds, feed.Subscription{URL: s.what, Title: s.title})
			outlets[s.what] = s.outlet
		}
	}
	set.Outlet = func(f feed.Subscription) coverage.Outlet { return outlets[f.URL] }
	return set
}

// feeds takes a round of the feeds. A batch is acknowledged when its articles
// are stored, or are in the queue of those whose pages are to be read, and never
// before.
func (c *collection) feeds(ctx context.Context, set *poll.Set) error {
	q, err := c.openQueue()
	if err != nil {
		return err
	}
	bar := progress.New(os.Stderr, "feeds")
	defer bar.Done()
	done := 0
	for b, err := range set.Round(ctx) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		done++
		bar.Update(done, len(set.Feeds))
		if err != nil {
			c.sum.fail(err)
			continue
		}
		t := tally{name: fetch.Redact(b.Feed.URL), known: b.Known + b.Repeated}
		for _, w := range b.Warnings {
			c.sum.note(t.name + ": " + w)
		}
		if b.Moved != "" {
			c.sum.note(t.name + " has moved to " + fetch.Redact(b.Moved) + "; change the list")
		}
		for _, e := range b.Errors {
			t.unread++
			c.sum.fail(e)
		}
		var ready, later []coverage.Article
		for _, it := range b.Items {
			if c.full && it.Article.URL != "" && !c.store.has(it.Article.ID) {
				later = append(later, it.Article)
			} else {
				ready = append(ready, it.Article)
			}
		}
		if err := c.store.add(ctx, &t, ready); err != nil {
			return err
		}
		if err := q.add(&t, later); err != nil {
			return err
		}
		if err := b.Ack(); err != nil {
			return err
		}
		c.sum.add(t)
	}
	bar.Done()
	return c.fullTexts(ctx, q)
}
