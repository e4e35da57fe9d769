package poll_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
	"github.com/seed-11e619e4/pressframe/coverage/feed/poll"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
)

// A press is a web site of feeds: /f/3 lists the first articles of paper 3.
type press struct {
	mu     sync.Mutex
	listed int // articles in every feed
	tags   bool
	status int // of every answer, 0: 200
	sent   int // documents
}

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var paper int
	switch n, _ := fmt.Sscanf(r.URL.Path, "/f/%d", &paper); {
	case r.URL.Path == "/moved":
		http.Redirect(w, r, "/f/1", http.StatusMovedPermanently)
		return
	case r.URL.Path == "/lent":
		http.Redirect(w, r, "/f/1", http.StatusFound)
		return
	case n != 1:
		http.NotFound(w, r)
		return
	case p.status != 0:
		w.WriteHeader(p.status)
		return
	}
	tag := fmt.Sprintf(`"%d-%d"`, paper, p.listed)
	if p.tags {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	p.sent++
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	fmt.Fprint(w, document(paper, p.listed))
}

func document(paper, articles int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Paper %d</title>`, paper)
	for n := range articles {
		fmt.Fprintf(&b, "<item><title>%s</title><link>http://press.example/p%d/a%d?utm_source=rss</link><description>Words.</description></item>\n", title(paper, n), paper, n)
	}
	b.WriteString("</channel></rss>")
	return b.String()
}

func title(paper, n int) string { return fmt.Sprintf("Café %d – report %d", paper, n) }

func feeds(n int) []feed.Subscription {
	var list []feed.Subscription
	for i := range n {
		list = append(list, feed.Subscription{URL: fmt.Sprintf("http://press.example/f/%d", i)})
	}
	return list
}

// online runs f in a bubble with a network in which press.example is h.
func online(t *testing.T, h http.Handler, f func(t *testing.T, c *fetch.Client)) {
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		network.Serve("press.example", h)
		defer network.Close()
		f(t, &fetch.Client{Transport: network.Transport(), Interval: -1})
	})
}

// round takes a round and returns the titles it brought, acknowledged or not.
func round(t *testing.T, s *poll.Set, ack bool) (titles []string, errs []error) {
	t.Helper()
	for b, err := range s.Round(t.Context()) {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if n := len(b.Items) + len(b.Errors) + b.Known + b.Repeated; n != b.Listed {
			t.Errorf("%s: lists %d, accounts for %d", b.Feed.URL, b.Listed, n)
		}
		for a, err := range b.Articles(t.Context()) {
			if err != nil {
				t.Error(err)
			}
			titles = append(titles, a.Title)
		}
		if ack {
			if err := b.Ack(); err != nil {
				t.Error(err)
			}
		}
	}
	return titles, errs
}

func TestRound(t *testing.T) {
	for _, tags := range []bool{true, false} {
		p := &press{listed: 2, tags: tags}
		online(t, p, func(t *testing.T, c *fetch.Client) {
			dir := filepath.Join(t.TempDir(), "state")
			fresh := func() *poll.Set {
				return &poll.Set{Feeds: append(feeds(3), feeds(1)...), Client: c, StateDir: dir}
			}
			s := fresh()
			first := []string{title(0, 0), title(0, 1), title(1, 0), title(1, 1), title(2, 0), title(2, 1)}
			check := func(what string, s *poll.Set, ack bool, want []string) {
				t.Helper()
				got, errs := round(t, s, ack)
				if d := cmp.Diff(want, got); d != "" || errs != nil {
					t.Errorf("%s: %v (-want +got)\n%s", what, errs, d)
				}
			}
			check("first", s, false, first)
			check("not acknowledged", s, false, first)
			check("after a kill", fresh(), false, first)
			check("again", s, true, first)
			p.sent = 0
			check("acknowledged", s, true, nil)
			check("acknowledged, another program", fresh(), true, nil)
			if want := map[bool]int{true: 0, false: 6}[tags]; p.sent != want {
				t.Errorf("tags %v: %d documents were sent, want %d", tags, p.sent, want)
			}
			p.listed = 3
			news := []string{title(0, 2), title(1, 2), title(2, 2)}
			check("news", s, false, news)
			check("news after a kill", fresh(), true, news)
			check("no news", fresh(), true, nil)
		})
	}
}

func TestBatch(t *testing.T) {
	doubled := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		const item = `<item><title>x</title><link>/1</link></item>`
		fmt.Fprintf(w, "<rss><channel><title>P</title>%s%s<item></item></channel></rss>", item, item)
	})
	online(t, doubled, func(t *testing.T, c *fetch.Client) {
		s := &poll.Set{Feeds: []feed.Subscription{{URL: "http://press.example/?key=hunter2"}}, Client: c,
			Outlet: func(feed.Subscription) coverage.Outlet {
				return coverage.Outlet{Name: "The Post", Kind: coverage.Local}
			}}
		for b, err := range s.Round(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if b.Title != "P" || b.Listed != 3 || len(b.Items) != 1 || b.Repeated != 1 || len(b.Errors) != 1 || b.Unchanged || b.Partial || b.Moved != "" {
				t.Errorf("%+v", b)
			}
			a := b.Items[0].Article
			if a.URL != "http://press.example/1" || a.Outlet.Kind != coverage.Local || a.Provenance.Location != "http://press.example/?key=…" || a.Provenance.Retrieved.IsZero() {
				t.Errorf("%+v", a)
			}
		}
	})
}

func TestMoved(t *testing.T) {
	online(t, &press{listed: 1}, func(t *testing.T, c *fetch.Client) {
		s := &poll.Set{Feeds: []feed.Subscription{{URL: "http://press.example/moved"}, {URL: "http://press.example/lent"}}, Client: c}
		want := []string{"http://press.example/f/1", ""}
		for b, err := range s.Round(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if b.Moved != want[0] || b.URL != "http://press.example/f/1" {
				t.Errorf("%s moved to %q, found at %q", b.Feed.URL, b.Moved, b.URL)
			}
			if steps := b.Items[0].Article.Provenance.Steps; !slices.Contains(steps, "the feed was found at http://press.example/f/1") {
				t.Errorf("%q", steps)
			}
			want = want[1:]
		}
	})
}

func TestErrors(t *testing.T) {
	p := &press{listed: 1}
	online(t, p, func(t *testing.T, c *fetch.Client) {
		dir := t.TempDir()
		set := func() *poll.Set {
			return &poll.Set{Feeds: append([]feed.Subscription{{URL: "http://press.example/gone"}, {URL: "http://nobody.example/"}}, feeds(1)...), Client: c, StateDir: dir}
		}
		titles, errs := round(t, set(), true)
		if len(titles) != 1 || len(errs) != 2 {
			t.Fatalf("%q, %v", titles, errs)
		}
		var fe *poll.FeedError
		var se *fetch.StatusError
		if !errors.As(errs[0], &fe) || !errors.As(errs[0], &se) || fe.Feed.URL != "http://press.example/gone" || se.Response.Status != 404 {
			t.Errorf("%v", errs[0])
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		for _, damage := range []string{"", "{", `{"feed":"x"}`} {
			if err := os.WriteFile(files[0], []byte(damage), 0o600); err != nil {
				t.Fatal(err)
			}
			titles, errs := round(t, set(), true)
			var st *poll.StateError
			if len(titles) > 0 || len(errs) != 3 || !errors.As(errs[2], &st) || st.Path != files[0] {
				t.Errorf("state %q: %q, %v", damage, titles, errs)
			}
		}
		// A state that cannot be written is an error of Ack, and nothing is taken over.
		blocked := filepath.Join(t.TempDir(), "state")
		s := &poll.Set{Feeds: feeds(1), Client: c, StateDir: blocked}
		for range 2 {
			for b, err := range s.Round(t.Context()) {
				if err != nil || len(b.Items) != 1 {
					t.Fatalf("%+v, %v", b, err)
				}
				if err := os.WriteFile(blocked, nil, 0o600); err != nil {
					t.Fatal(err)
				}
				var st *poll.StateError
				if err := b.Ack(); !errors.As(err, &st) {
					t.Errorf("%v", err)
				}
			}
		}
	})
}

// A document that breaks off gives the items that are whole, and the rest once
// it comes whole; if it never does, what there is of the last item.
func TestPartial(t *testing.T) {
	doc := document(1, 10)
	middle := strings.Index(doc, "<item><title>"+title(1, 6)) + 60 // within the link
	between := strings.Index(doc, "<item><title>"+title(1, 6))
	tests := []struct {
		name   string
		cut    []int // where the document ends, round by round; 0: it is whole
		stated bool  // by its Content-Length it should be longer
		want   []int // articles
		last   bool  // the last round is conditional
	}{
		{"connection broke", []int{middle, 0, 0}, true, []int{6, 4, 0}, true},
		{"connection broke between items", []int{between, 0, 0}, true, []int{6, 4, 0}, true},
		{"connection breaks always", []int{middle, middle, middle}, true, []int{6, 1, 0}, false},
		{"server broke off", []int{middle, 0, 0}, false, []int{6, 4, 0}, true},
		{"server breaks off always", []int{middle, middle, middle}, false, []int{6, 1, 0}, true},
		{"breaks off elsewhere", []int{middle, middle + 3, 0}, false, []int{6, 0, 4}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			cut := 0
			conditional := false
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/robots.txt" {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("ETag", `"x"`)
				if conditional = r.Header.Get("If-None-Match") != ""; conditional {
					w.WriteHeader(http.StatusNotModified)
					return
				}
				if cut == 0 {
					fmt.Fprint(w, doc)
					return
				}
				if tt.stated {
					w.Header().Set("Content-Length", fmt.Sprint(len(doc)))
				}
				fmt.Fprint(w, doc[:cut])
				w.(http.Flusher).Flush()
				if tt.stated {
					panic(http.ErrAbortHandler)
				}
			})
			online(t, h, func(t *testing.T, c *fetch.Client) {
				dir := t.TempDir()
				for i := range tt.cut {
					cut = tt.cut[i]
					s := &poll.Set{Feeds: []feed.Subscription{{URL: "http://press.example/"}}, Client: c, StateDir: dir}
					titles, errs := round(t, s, true)
					if len(titles) != tt.want[i] || errs != nil {
						t.Errorf("round %d: %q, %v; want %d articles", i, titles, errs, tt.want[i])
					}
				}
				if conditional != tt.last {
					t.Errorf("the last round is conditional: %v, want %v", conditional, tt.last)
				}
			})
		})
	}
}

// Order is that of the set, whichever feed is quickest; and a round that is
// left, by break or by its context, leaves nothing running.
func TestOrderAndEnd(t *testing.T) {
	slow := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n int
		fmt.Sscanf(r.URL.Path, "/f/%d", &n)
		time.Sleep(time.Duration(97-n%13*7) * time.Second / 10)
		fmt.Fprint(w, document(n, 1))
	})
	online(t, slow, func(t *testing.T, c *fetch.Client) {
		s := &poll.Set{Feeds: feeds(100), Client: c, Workers: 5}
		titles, errs := round(t, s, false)
		for n, got := range titles {
			if got != title(n, 0) {
				t.Errorf("%d is %q", n, got)
			}
		}
		if len(titles) != 100 || errs != nil {
			t.Errorf("%d titles, %v", len(titles), errs)
		}
		n := 0
		for range s.Round(t.Context()) {
			if n++; n == 3 {
				break
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		n = 0
		var last error
		for _, err := range s.Round(ctx) {
			last = err
			if n++; n == 3 {
				cancel()
			}
		}
		if n != 4 || !errors.Is(last, context.Canceled) {
			t.Errorf("%d pairs, the last is %v", n, last)
		}
		cancel()
	})
}

func TestForget(t *testing.T) {
	p := &press{listed: 3}
	online(t, p, func(t *testing.T, c *fetch.Client) {
		s := &poll.Set{Feeds: feeds(1), Client: c, StateDir: t.TempDir(), Forget: 48 * time.Hour}
		steps := []struct {
			listed, news int
			later        time.Duration
		}{{3, 3, 0}, {1, 0, 0}, {3, 0, 24 * time.Hour}, {1, 0, 0}, {2, 0, 47 * time.Hour}, {1, 0, 0}, {0, 0, 96 * time.Hour}, {2, 2, 96 * time.Hour}}
		for i, step := range steps {
			time.Sleep(step.later)
			p.listed = step.listed
			if titles, errs := round(t, s, true); len(titles) != step.news || errs != nil {
				t.Errorf("step %d: %q, %v; want %d articles", i, titles, errs, step.news)
			}
		}
	})
}

// A thousand articles of forty feeds, every way of going wrong, and a program
// that starts anew after every round: each article is acknowledged once.
func TestFaults(t *testing.T) {
	p := &press{tags: true}
	faulty := &fetchtest.Faulty{Handler: p, Rate: 0.6, InRow: 6, Seed: 3}
	online(t, faulty, func(t *testing.T, c *fetch.Client) {
		const papers, articles = 40, 25
		dir := t.TempDir()
		got := map[string]int{}
		start := time.Now()
		rounds, failures, partial := 0, 0, 0
		var peak uint64
		for p.listed = 5; p.listed <= articles; p.listed += 5 {
			for read := map[string]bool{}; len(read) < papers; rounds++ {
				if rounds > 200 {
					t.Fatalf("no end: %d articles after %d rounds", len(got), rounds)
				}
				s := &poll.Set{Feeds: feeds(papers), Client: c, StateDir: dir, Reader: feed.Reader{MaxBytes: 2 << 20}}
				for b, err := range s.Round(t.Context()) {
					if err != nil {
						if _, ok := errors.AsType[*poll.FeedError](err); !ok {
							t.Fatal(err)
						}
						failures++
						continue
					}
					if b.Partial {
						partial++
					} else {
						read[b.Feed.URL] = true
					}
					for _, it := range b.Items {
						got[it.Article.Title]++
					}
					if err := b.Ack(); err != nil {
						t.Fatal(err)
					}
					var m runtime.MemStats
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				}
			}
		}
		lost, doubled := 0, 0
		for paper := range papers {
			for n := range articles {
				switch got[title(paper, n)] {
				case 0:
					lost++
				case 1:
				default:
					doubled++
				}
			}
		}
		t.Logf("%s", faulty.Report())
		t.Logf("%d articles in %d rounds, %d feeds failed for a round, %d were partial; lost %d, doubled %d, invented %d; %v of waiting; heap at most %d MB",
			len(got), rounds, failures, partial, lost, doubled, len(got)+lost-papers*articles, time.Since(start).Round(time.Second), peak>>20)
		if lost+doubled > 0 || len(got) != papers*articles {
			t.Error("articles were lost, doubled or spoilt")
		}
		if peak > 256<<20 {
			t.Errorf("the heap grew to %d MB", peak>>20)
		}
	})
}

// A round of 50 feeds of 40 articles, one of them new in each.
func BenchmarkRound(b *testing.B) {
	p := &press{listed: 40}
	var network fetchtest.Network
	network.Serve("press.example", p)
	defer network.Close()
	s := &poll.Set{Feeds: feeds(50), StateDir: b.TempDir(), Client: &fetch.Client{Transport: network.Transport(), Interval: -1}}
	articles := 0
	b.ReportAllocs()
	for b.Loop() {
		for batch, err := range s.Round(b.Context()) {
			if err != nil {
				b.Fatal(err)
			}
			articles += batch.Listed
			if err := batch.Ack(); err != nil {
				b.Fatal(err)
			}
		}
		p.mu.Lock()
		p.listed++
		p.mu.Unlock()
	}
	b.ReportMetric(float64(articles)/b.Elapsed().Seconds(), "articles/s")
}
