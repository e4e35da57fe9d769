package corpus_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "corpus")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	c, err := corpus.Open(ctx, filepath.Join(dir, "case.corpus"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()

	day, _ := coverage.Day(2008, 11, 12)
	articles := coverage.Slice{{ID: "1", Title: "Ferry late again", Published: day, Text: "The ferry was an hour late."}}
	for range 2 {
		rep, err := c.Add(ctx, articles, corpus.ImportOptions{Name: "by hand"})
		fmt.Println(rep.Added, "added,", rep.Known, "known", err)
	}
	hits, err := c.Search(ctx, corpus.Filter{Query: "hour"}, corpus.SearchOptions{})
	for _, m := range hits.Matches {
		fmt.Println(m.Article.Published, m.Snippet)
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 added, 0 known <nil>
	// 0 added, 1 known <nil>
	// 2008-11-12 The ferry was an [hour] late.
}
