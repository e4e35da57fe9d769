package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
)

// services are the search services by their names.
var services = map[string]func(query string, from, to coverage.Date, o newsapi.Options) coverage.Source{
	"crossref": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.Crossref{Query: q, From: from, To: to, Options: o}
	},
	"europepmc": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.EuropePMC{Query: q, From: from, To: to, Options: o}
	},
	"gdelt": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.GDELT{Query: q, From: from, To: to, Options: o}
	},
	"govuk": func(q string, _, _ coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.GOVUK{Paths: strings.Fields(q), Options: o}
	},
	"guardian": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.Guardian{Query: q, From: from, To: to, Options: o}
	},
	"hansard": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.Hansard{Query: q, From: from, To: to, Options: o}
	},
	"mediacloud": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.MediaCloud{Query: q, From: from, To: to, Options: o}
	},
	"nyt": func(q string, from, to coverage.Date, o newsapi.Options) coverage.Source {
		return newsapi.NYT{Query: q, From: from, To: to, Options: o}
	},
}

func serviceNames() string { return strings.Join(slices.Sorted(maps.Keys(services)), ", ") }

// serviceOptions are for tests.
var serviceOptions newsapi.Options

// ask collects from a search service. The cursor is saved with every part that
// is stored; a question that was answered whole is not asked again.
func (c *collection) ask(ctx context.Context, s source) error {
	name := fmt.Sprintf("%s:%s from %s to %s", s.kind, s.what, c.from, c.to)
	at := c.place(name)
	cursor := &newsapi.Cursor{}
	raw, err := at.load()
	if err == nil && raw != nil {
		if err = json.Unmarshal(raw, cursor); err != nil {
			err = fmt.Errorf("%s: %w", at.name, err)
		}
	}
	if err != nil {
		return err
	}
	if cursor.Done {
		c.sum.add(tally{name: s.String(), known: cursor.Articles})
		return nil
	}
	bar := progress.New(os.Stderr, s.kind)
	defer bar.Done()
	o := serviceOptions
	o.Client, o.Cursor = c.client, cursor
	o.Progress = func(at *newsapi.Cursor) {
		if at.Stated > 0 {
			bar.Update(at.Articles+at.Errors+at.Repeated, at.Stated)
		}
	}
	err = c.stream(ctx, s.String(), services[s.kind](s.what, c.from, c.to, o), func() error {
		raw, err := json.Marshal(cursor)
		if err != nil {
			return err
		}
		return at.save(raw)
	})
	if err == nil && !cursor.Done {
		c.sum.fail(errors.New(s.String() + ": not answered whole; the same command goes on from here"))
	}
	return err
}
