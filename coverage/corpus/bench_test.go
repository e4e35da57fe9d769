package corpus_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// material is made once, outside the clock.
func material(n int) (coverage.Slice, int64) {
	var out coverage.Slice
	var size int64
	for i := range n {
		a := generate(i)
		size += int64(len(a.Text))
		out = append(out, a)
	}
	return out, size
}

func BenchmarkAdd(b *testing.B) {
	articles, size := material(4000)
	b.SetBytes(size)
	for b.Loop() {
		c, err := corpus.Open(context.Background(), filepath.Join(b.TempDir(), "c"))
		if err != nil {
			b.Fatal(err)
		}
		add(b, c, articles)
		c.Close()
	}
}

func BenchmarkIndex(b *testing.B) {
	articles, size := material(4000)
	b.SetBytes(size)
	for b.Loop() {
		c, err := corpus.Open(context.Background(), filepath.Join(b.TempDir(), "c"))
		if err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		add(b, c, articles)
		b.StartTimer()
		if err := c.Index(context.Background()); err != nil {
			b.Fatal(err)
		}
		c.Close()
	}
}

func BenchmarkIterate(b *testing.B) {
	articles, size := material(4000)
	c := open(b)
	add(b, c, articles)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range c.Articles(context.Background()) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkSearch(b *testing.B) {
	articles, _ := material(4000)
	c := open(b)
	add(b, c, articles)
	if err := c.Index(context.Background()); err != nil {
		b.Fatal(err)
	}
	f := corpus.Filter{Query: corpus.Words(word(1000))}
	for b.Loop() {
		if _, err := c.Search(context.Background(), f, corpus.SearchOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
