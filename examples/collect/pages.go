package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/page"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
)

// workers is the number of pages that are read at once; each host has its pace.
const workers = 16

// pages collects single pages. One that was read is not read again.
func (c *collection) pages(ctx context.Context, sources []source) error {
	done, err := openTicklist(filepath.Join(c.stateDir, "pages.txt"))
	if err != nil {
		return err
	}
	defer done.file.Close()
	t := tally{name: "pages"}
	var list []source
	var requests []fetch.Request
	for _, s := range sources {
		if s.kind != "page" {
			continue
		}
		if done.ticked[fetch.Redact(s.what)] {
			t.known++
			continue
		}
		list = append(list, s)
		requests = append(requests, fetch.Request{URL: s.what})
	}
	bar := progress.New(os.Stderr, "pages")
	defer bar.Done()
	i := 0
	for r, err := range c.client.Each(ctx, requests, workers) {
		if ctx.Err() != nil {
			break
		}
		s := list[i]
		i++
		bar.Update(i, len(list))
		var p *page.Page
		if err == nil {
			p, err = readPage(r, s.what, s.outlet)
		}
		if err != nil {
			t.unread++
			c.sum.fail(err)
			continue
		}
		if err := c.store.add(ctx, &t, []coverage.Article{p.Article}); err != nil {
			return err
		}
		if err := done.tick(fetch.Redact(s.what)); err != nil {
			return err
		}
	}
	if t != (tally{name: "pages"}) {
		c.sum.add(t)
	}
	return ctx.Err()
}

// readPage makes an article of a document.
func readPage(r *fetch.Response, asked string, o coverage.Outlet) (*page.Page, error) {
	p, err := page.Reader{URL: fetch.Redact(r.URL), ContentType: r.ContentType(), Retrieved: r.Retrieved, Outlet: o}.Read(bytes.NewReader(r.Body))
	if err != nil {
		return nil, &coverage.RecordError{Location: fetch.Redact(asked), Err: err}
	}
	if len(r.Redirects) > 0 {
		prov := &p.Article.Provenance
		prov.Steps = append(prov.Steps, "asked for at "+fetch.Redact(asked))
	}
	return p, nil
}
