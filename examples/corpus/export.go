package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"iter"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/parquet"
)

// export writes all articles that are not excluded as one table.
func (p *program) export(ctx context.Context, args []string) error {
	f := flag.NewFlagSet("corpus export", flag.ContinueOnError)
	f.SetOutput(p.err)
	format := f.String("format", "jsonl", "parquet, csv or jsonl")
	text := f.Bool("text", false, "write the texts too")
	if err := f.Parse(args); err != nil {
		return err
	}
	if f.NArg() > 0 {
		return errors.New("export: the table goes to standard output, nothing else is to be named")
	}
	articles := p.c.Articles(ctx)
	if !*text {
		articles = withoutText(articles)
	}
	switch *format {
	case "jsonl":
		return coverage.WriteJSONL(p.out, articles)
	case "csv":
		return coverage.WriteCSV(p.out, articles)
	case "parquet":
		return p.parquet(ctx, *text)
	}
	return fmt.Errorf("export -format %s: use parquet, csv or jsonl", *format)
}

func withoutText(seq iter.Seq2[coverage.Article, error]) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		for a, err := range seq {
			a.Text = ""
			if !yield(a, err) {
				return
			}
		}
	}
}

// parquet adds to each article its cluster of near-duplicates, so that copies can
// be counted once, and to the file which state of the corpus it holds.
func (p *program) parquet(ctx context.Context, text bool) error {
	s, err := p.c.Snapshot(ctx)
	if err != nil {
		return err
	}
	clusters, err := p.c.Clusters(ctx)
	if err != nil {
		return err
	}
	clusterOf := map[string]string{}
	for _, c := range clusters {
		for _, m := range c.Members {
			clusterOf[m.ID] = c.ID
		}
	}
	_, err = parquet.Write(p.out, p.c.Articles(ctx), parquet.Options{
		Text:     text,
		Metadata: map[string]string{"snapshot": s.Hash},
		Columns: []parquet.Column{{Name: "cluster", Text: func(a coverage.Article) (string, bool) {
			id, ok := clusterOf[a.ID]
			return id, ok
		}}},
	})
	return err
}
