package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/warc"
	"github.com/seed-11e619e4/pressframe/coverage/wayback"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
)

// A reading is how far an archive was read.
type reading struct {
	Record int    // of a file: number of the last record whose article is stored
	Resume string // of a listing: where its present part begins
	Done   bool
	Stored int // articles
}

// resume goes on with a reading, unless it is done, and remembers how far it
// went. open returns the source from there on; at notes the place of an article
// that came from it. Where something failed that may come another time, the
// place is not moved any more: the next run begins there again.
func (c *collection) resume(ctx context.Context, name, key string, open func(from reading) coverage.Source, at func(*reading, coverage.Article)) error {
	p := c.place(key)
	var r reading
	raw, err := p.load()
	if err == nil && raw != nil {
		err = json.Unmarshal(raw, &r)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", p.name, err)
	}
	if r.Done {
		c.sum.add(tally{name: name, known: r.Stored})
		return nil
	}
	save := func() error {
		raw, err := json.Marshal(r)
		if err != nil {
			return err
		}
		return p.save(raw)
	}
	src, whole, lapsed := open(r), true, false
	watched := coverage.SourceFunc(func(ctx context.Context) iter.Seq2[coverage.Article, error] {
		return func(yield func(coverage.Article, error) bool) {
			for a, err := range src.Articles(ctx) {
				// An error that is not about a record ends the stream.
				_, isRecord := errors.AsType[*coverage.RecordError](err)
				whole = err == nil || isRecord
				lapsed = lapsed || fetch.MayPass(err)
				if err == nil {
					r.Stored++
				}
				if err == nil && !lapsed {
					at(&r, a)
				}
				if !yield(a, err) {
					whole = false
					return
				}
			}
		}
	})
	if err := c.stream(ctx, name, watched, save); err != nil {
		return err
	}
	if r.Done = whole && !lapsed; !r.Done {
		c.sum.fail(errors.New(name + ": not read whole; the same command goes on from where something is missing"))
	}
	return save()
}

// readFile collects from a WARC or ARC file.
func (c *collection) readFile(ctx context.Context, s source) error {
	f, err := os.Open(s.what)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	bar := progress.New(os.Stderr, s.what+", MB")
	defer bar.Done()
	read := int64(0)
	src := &warc.Source{Reader: warc.Reader{Name: s.what, R: readerFunc(func(p []byte) (int, error) {
		n, err := f.Read(p)
		read += int64(n)
		bar.Update(int(read>>20), int(info.Size()>>20))
		return n, err
	})}}
	src.Page.Outlet = s.outlet
	open := func(from reading) coverage.Source {
		src.After = from.Record
		return src
	}
	err = c.resume(ctx, s.String(), fmt.Sprintf("%s %d", s, info.Size()), open, func(r *reading, a coverage.Article) { r.Record = a.Provenance.Record })
	if src.Account.Types != nil {
		c.sum.note(s.String() + ": " + src.Account.String())
	}
	return err
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// machine is the Wayback Machine; tests have their own.
var machine wayback.Archive

// readWayback collects what the Wayback Machine has of an address, of all that
// begins so ("example.org/news/*"), or of a domain ("*.example.org").
func (c *collection) readWayback(ctx context.Context, s source) error {
	q := wayback.Query{URL: s.what, From: c.from, To: c.to, PageSize: 100}
	if address, ok := strings.CutPrefix(s.what, "*."); ok {
		q.URL, q.Match = address, wayback.Domain
	} else if address, ok := strings.CutSuffix(s.what, "*"); ok {
		q.URL, q.Match = address, wayback.Prefix
	}
	src := &wayback.Source{Archive: machine, Query: q}
	src.Client = c.client
	src.Page.Outlet = s.outlet
	open := func(from reading) coverage.Source {
		src.Resume = from.Resume
		return src
	}
	key := fmt.Sprintf("%s from %s to %s", s, c.from, c.to)
	return c.resume(ctx, s.String(), key, open, func(r *reading, _ coverage.Article) { r.Resume = src.Resume })
}
