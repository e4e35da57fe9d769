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
	var names []string
	queries := map[string]string{}
	query := func(name, q string) { names, queries[name] = append(names, name), q }
	for _, rank := range []int{45000, 8000, 3000, 600, 300, 100, 0} {
		query("word of rank "+strconv.Itoa(rank), word(rank))
	}
	query("two rare words", word(3000)+" "+word(4000))
	query("two frequent words", word(100)+" "+word(300))
	query("a rare and a frequent word", word(0)+" "+word(45000))
	query("phrase of frequent words", `"`+word(20)+" "+word(100)+`"`)
	query("prefix", word(2000)+"*")
	for _, name := range names {
		for _, f := range []corpus.Filter{{Query: queries[name]}, {Query: queries[name], Outlets: []string{"Outlet 7"}}} {
			var h corpus.Hits
			best := time.Hour
			for range 3 {
				start := time.Now()
				var err error
				if h, err = c.Search(ctx, f, corpus.SearchOptions{}); err != nil {
					t.Fatal(err)
				}
				best = min(best, time.Since(start))
			}
			t.Logf("%-28s %10v  %s; %d found, more: %v; %d outlets chosen", name, best.Round(100*time.Microsecond), h.Order, h.Found, h.More, len(f.Outlets))
		}
	}
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
