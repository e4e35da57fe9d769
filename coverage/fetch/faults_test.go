package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
)

// A watch notes when hosts are asked. What it sees is what the client sends: a
// server learns later that a request was given up.
type watch struct {
	http.RoundTripper
	mu    sync.Mutex
	hosts map[string]*seen
}

type seen struct {
	last         time.Time
	gap          time.Duration // the shortest between two requests
	inside, most int           // under way
}

func (w *watch) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	h, now := w.hosts[r.URL.Host], time.Now()
	if h == nil {
		h = &seen{gap: time.Hour}
		w.hosts[r.URL.Host] = h
	} else {
		h.gap = min(h.gap, now.Sub(h.last))
	}
	h.last = now
	h.inside++
	h.most = max(h.most, h.inside)
	w.mu.Unlock()
	leave := func() {
		w.mu.Lock()
		h.inside--
		w.mu.Unlock()
	}
	resp, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		leave()
		return nil, err
	}
	resp.Body = &watched{resp.Body, sync.OnceFunc(leave)}
	return resp, nil
}

type watched struct {
	io.ReadCloser
	leave func()
}

func (b *watched) Close() error {
	b.leave()
	return b.ReadCloser.Close()
}

// A thousand documents of twenty hosts, whose robots.txt go wrong like all else.
// Every document comes, as it is; no host is asked more often than it should
// be, whatever goes wrong; nothing hangs and the heap stays small.
func TestFaults(t *testing.T) {
	const hosts, documents, tries = 20, 50, 40
	text := func(host, n int) string {
		return strings.Repeat(fmt.Sprintf("Document %d of host %d. ", n, host), 50)
	}
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		defer network.Close()
		var servers []*fetchtest.Faulty
		for h := range hosts {
			f := &fetchtest.Faulty{Rate: 0.5, InRow: 5, Seed: 11, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var n int
				if _, err := fmt.Sscanf(r.URL.Path, "/d/%d", &n); err != nil {
					http.NotFound(w, r)
					return
				}
				w.Header().Set("Content-Type", "text/plain; charset=utf-8")
				fmt.Fprint(w, text(h, n))
			})}
			servers = append(servers, f)
			network.Serve(fmt.Sprintf("h%d.example", h), f)
		}
		w := &watch{RoundTripper: network.Transport(), hosts: map[string]*seen{}}
		client := &fetch.Client{Transport: w, MaxBytes: 1 << 20, CacheDir: t.TempDir()}
		start := time.Now()
		var mu sync.Mutex
		causes := map[string]int{}
		lost, spoilt, asked := 0, 0, 0
		var peak uint64
		get := func(ctx context.Context, h, n int) {
			address := fmt.Sprintf("http://h%d.example/d/%d", h, n)
			for range tries {
				r, err := client.Get(ctx, address)
				mu.Lock()
				asked++
				var m runtime.MemStats
				if asked%20 == 0 {
					runtime.ReadMemStats(&m)
					peak = max(peak, m.HeapInuse)
				}
				if err == nil && r.MediaType == "text/html" { // asks for patience: for the reader of the document to notice
					causes["page instead"]++
				} else if err == nil {
					if string(r.Body) != text(h, n) {
						spoilt++
					}
					mu.Unlock()
					return
				} else {
					var e *fetch.Error
					if !errors.As(err, &e) {
						t.Errorf("%T", err)
					} else {
						causes[fmt.Sprintf("%T", e.Err)]++
					}
				}
				mu.Unlock()
				time.Sleep(11 * time.Minute) // as the next round of a collection
			}
			mu.Lock()
			lost++
			mu.Unlock()
		}
		var wg sync.WaitGroup
		for h := range hosts {
			for n := range documents {
				wg.Go(func() { get(t.Context(), h, n) })
			}
		}
		wg.Wait()
		requests, faults := 0, 0
		gap, most := time.Hour, 0
		for _, s := range servers {
			rep := s.Report()
			requests, faults = requests+rep.Requests, faults+rep.Faults
		}
		for _, h := range w.hosts {
			gap, most = min(gap, h.gap), max(most, h.most)
		}
		t.Logf("%d documents of %d hosts: %d requests, %d faults injected, given up for a while %v; lost %d, spoilt %d", hosts*documents, hosts, requests, faults, causes, lost, spoilt)
		t.Logf("shortest time between two requests to a host %v, at most %d at once; %v of waiting; heap at most %d MB", gap, most, time.Since(start).Round(time.Second), peak>>20)
		if lost+spoilt > 0 {
			t.Error("documents were lost or spoilt")
		}
		if gap < time.Second-time.Millisecond || most > 2 {
			t.Errorf("a host was pressed: %v between requests, %d at once", gap, most)
		}
		if peak > 128<<20 {
			t.Errorf("the heap grew to %d MB", peak>>20)
		}
	})
}
