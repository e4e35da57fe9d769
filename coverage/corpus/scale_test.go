package corpus_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// TestScale measures a large corpus and logs what it found. CORPUS_SCALE sets
// the number of articles of about 3 KB each; there is no test without it.
func TestScale(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("CORPUS_SCALE"))
	if n <= 0 {
		t.Skip("CORPUS_SCALE is not set to a number of articles")
	}
	ctx := t.Context()
	path := filepath.Join(t.TempDir(), "c")
	c := openAt(t, path)
	var size int64
	for i := range 1000 {
		size += int64(len(generate(i).Text))
	}
	mb := float64(size) / 1000 * float64(n) / 1e6
	timed := func(what string, f func()) time.Duration {
		start := time.Now()
		f()
		d := time.Since(start)
		t.Logf("%-28s %10v  %7.1f MB/s  peak RSS %s", what, d.Round(time.Millisecond), mb/d.Seconds(), peak())
		return d
	}
	timed("making the articles alone", func() {
		for i := range min(n, 20000) {
			generate(i)
		}
	})
	timed("import", func() { add(t, c, generated(0, n)) })
	timed("import again (all known)", func() { add(t, c, generated(0, min(n, 20000))) })
	timed("iterate in order", func() {
		k := 0
		for _, err := range c.Articles(ctx) {
			if err != nil {
				t.Fatal(err)
			}
			k++
		}
		if k != n {
			t.Errorf("%d articles, want %d", k, n)
		}
	})
	timed("snapshot", func() {
		if _, err := c.Snapshot(ctx); err != nil {
			t.Fatal(err)
		}
	})
	timed("count by month", func() {
		if _, err := c.CountBy(ctx, corpus.Filter{}, corpus.ByMonth); err != nil {
			t.Fatal(err)
		}
	})
	timed("index", func() {
		if err := c.Index(context.Background()); err != nil {
			t.Fatal(err)
		}
	})
	for _, rank := range []int{45000, 5000, 300, 2} {
		q := corpus.Words(word(rank))
		var found, all int
		search := timed("search for word of rank "+strconv.Itoa(rank), func() {
			m, err := c.Search(ctx, corpus.Filter{Query: q}, corpus.SearchOptions{})
			if err != nil {
				t.Fatal(err)
			}
			found = len(m)
		})
		all, err := c.Count(ctx, corpus.Filter{Query: q})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("    %d shown of %d in %v", found, all, search.Round(time.Microsecond))
	}
	timed("two words", func() {
		if _, err := c.Search(ctx, corpus.Filter{Query: corpus.Words(word(3000) + " " + word(4000))}, corpus.SearchOptions{}); err != nil {
			t.Fatal(err)
		}
	})
	if info, err := os.Stat(path); err == nil {
		t.Logf("file of %d MB for %.0f MB of text", info.Size()/1e6, mb)
	}
}

var highWater = regexp.MustCompile(`VmHWM:\s*(\d+ kB)`)

// peak is the greatest resident memory so far, where /proc tells it.
func peak() string {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "unknown"
	}
	if m := highWater.FindSubmatch(b); m != nil {
		return string(m[1])
	}
	return "unknown"
}
