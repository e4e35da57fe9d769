package main

import (
	"context"
	"errors"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Articles of a stream are stored in parts of this size.
const (
	partArticles = 100
	partBytes    = 4 << 20
)

// stream collects from a source that goes on where it stood: save is called
// after every part, when that is stored, to remember the place.
func (c *collection) stream(ctx context.Context, name string, src coverage.Source, save func() error) error {
	t := tally{name: name}
	defer func() { c.sum.add(t) }()
	var part []coverage.Article
	size := 0
	flush := func() error {
		// What was read is stored even if the run is being ended.
		if err := c.store.add(context.WithoutCancel(ctx), &t, part); err != nil {
			return err
		}
		part, size = part[:0], 0
		return save()
	}
	for a, err := range src.Articles(ctx) {
		switch {
		case err != nil && ctx.Err() != nil:
			return errors.Join(flush(), ctx.Err())
		case err != nil:
			t.unread++
			c.sum.fail(err)
			continue
		}
		part = append(part, a)
		size += len(a.Text)
		if len(part) >= partArticles || size >= partBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
