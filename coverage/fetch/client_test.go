package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A web answers in place of the network. Time in it is that of the bubble, so
// hours of waiting cost nothing.
type web struct {
	handler func(r *http.Request) *http.Response

	mu     sync.Mutex
	asked  []string        // addresses in the order they were asked for
	at     []time.Duration // since start
	start  time.Time
	inside int
	most   int // requests under way at once
}

func newWeb(handler func(r *http.Request) *http.Response) *web {
	return &web{handler: handler, start: time.Now()}
}

func (w *web) RoundTrip(r *http.Request) (*http.Response, error) {
	w.mu.Lock()
	w.asked = append(w.asked, r.URL.String())
	w.at = append(w.at, time.Since(w.start))
	w.inside++
	w.most = max(w.most, w.inside)
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		w.inside--
		w.mu.Unlock()
	}()
	if r.URL.Path == "/robots.txt" {
		if resp := w.handler(r); resp != nil {
			return resp, nil
		}
		return answer(404, ""), nil
	}
	resp := w.handler(r)
	if resp == nil {
		return nil, errors.New("connection refused")
	}
	if resp.StatusCode == 0 { // never answers
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return resp, nil
}

// pages are the addresses asked for, robots.txt left out.
func (w *web) pages() []string {
	var out []string
	for _, a := range w.asked {
		if !strings.HasSuffix(a, "/robots.txt") {
			out = append(out, a)
		}
	}
	return out
}

// answer makes a response; header is name, value, name, value …
func answer(status int, body string, header ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body))}
	for i := 0; i < len(header); i += 2 {
		r.Header.Add(header[i], header[i+1])
	}
	return r
}

// page answers every page with a function and has no robots.txt.
func page(f func(r *http.Request) *http.Response) func(r *http.Request) *http.Response {
	return func(r *http.Request) *http.Response {
		if r.URL.Path == "/robots.txt" {
			return nil
		}
		return f(r)
	}
}

func TestGet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got http.Header
		w := newWeb(page(func(r *http.Request) *http.Response {
			got = r.Header
			return answer(200, "body", "Content-Type", `Text/HTML; Charset="ISO-8859-1"`)
		}))
		c := &Client{Transport: w, Contact: "a@example.org"}
		r, err := c.Get(t.Context(), " HTTPS://Example.org:443/a?b=1#c ")
		if err != nil {
			t.Fatal(err)
		}
		if r.URL != "https://example.org/a?b=1" || string(r.Body) != "body" || r.MediaType != "text/html" || r.Charset != "iso-8859-1" || r.Status != 200 || r.Attempts != 1 || r.FromCache || r.Archived || r.Redirects != nil {
			t.Errorf("%+v", r)
		}
		if want := "Pressframe/1 (+https://github.com/seed-11e619e4/pressframe; a@example.org)"; got.Get("User-Agent") != want {
			t.Errorf("User-Agent %q, want %q", got.Get("User-Agent"), want)
		}
		for _, bad := range []string{"", "/a", "ftp://example.org/", "http://", "https://:443/", "http://[::1", "javascript:alert(1)"} {
			if _, err := c.Get(t.Context(), bad); !errors.Is(err, errNoWebAddress) {
				t.Errorf("%q: %v", bad, err)
			}
		}
	})
}

func TestPace(t *testing.T) {
	tests := []struct {
		name    string
		client  Client
		request Request
		robots  string
		took    time.Duration // of robots.txt and ten pages
	}{
		{"default", Client{}, Request{}, "", 10 * time.Second},
		{"none", Client{Interval: -1}, Request{}, "", 0},
		{"set", Client{Interval: 5 * time.Second}, Request{}, "", 50 * time.Second},
		{"of the host", Client{Interval: 5 * time.Second, Hosts: map[string]Limit{"example.org": {Interval: 2 * time.Second}}}, Request{}, "", 20 * time.Second},
		{"of the API", Client{}, Request{Interval: 30 * time.Second, SkipRobots: true}, "", 270 * time.Second},
		{"of the API, quicker", Client{}, Request{Interval: time.Second / 10, SkipRobots: true}, "", 900 * time.Millisecond},
		{"host before API", Client{Hosts: map[string]Limit{"example.org": {Interval: time.Minute}}}, Request{Interval: time.Second, SkipRobots: true}, "", 9 * time.Minute},
		{"crawl-delay", Client{}, Request{}, "User-agent: *\nCrawl-delay: 10", 100 * time.Second},
		{"crawl-delay below", Client{}, Request{}, "User-agent: *\nCrawl-delay: 0.1", 10 * time.Second},
		{"crawl-delay without interval", Client{Interval: -1}, Request{}, "User-agent: *\nCrawl-delay: 10", 90 * time.Second},
	}
	for i := range tests {
		tt := &tests[i]
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWeb(func(r *http.Request) *http.Response {
					if r.URL.Path == "/robots.txt" {
						return answer(200, tt.robots)
					}
					return answer(200, "x")
				})
				c := &tt.client
				c.Transport = w
				var wg sync.WaitGroup
				for n := range 10 {
					wg.Go(func() {
						req := tt.request
						req.URL = fmt.Sprintf("https://example.org/%d", n)
						if _, err := c.Do(t.Context(), req); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				last := w.at[len(w.at)-1]
				if d := last - tt.took; d < -time.Millisecond || d > time.Millisecond {
					t.Errorf("last request after %v, want %v\n%v", last, tt.took, w.at)
				}
			})
		})
	}
}

func TestHostsAreIndependent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(page(func(r *http.Request) *http.Response {
			if r.URL.Host == "slow.example" {
				return answer(429, "", "Retry-After", "120")
			}
			return answer(200, "x")
		}))
		c := &Client{Transport: w, Attempts: 2}
		go c.Get(t.Context(), "https://slow.example/")
		for range 5 {
			if _, err := c.Get(t.Context(), "https://example.org/"); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(w.start); took > 5*time.Second {
			t.Errorf("one host held up another: %v", took)
		}
		synctest.Wait()
	})
}

func TestPerHost(t *testing.T) {
	for _, n := range []int{0, 1, 3} {
		synctest.Test(t, func(t *testing.T) {
			w := newWeb(page(func(r *http.Request) *http.Response {
				time.Sleep(20 * time.Second)
				return answer(200, "x")
			}))
			c := &Client{Transport: w, PerHost: n, Interval: -1}
			var wg sync.WaitGroup
			for range 9 {
				wg.Go(func() {
					if _, err := c.Get(t.Context(), "https://example.org/"); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if want := max(n, 1) + map[int]int{0: 1}[n]; w.most != want {
				t.Errorf("PerHost %d: %d at once, want %d", n, w.most, want)
			}
		})
	}
}

func TestRetry(t *testing.T) {
	date := func(d time.Duration) string { return time.Now().Add(d).UTC().Format(http.TimeFormat) }
	tests := []struct {
		name    string
		answers func() []*http.Response // the last one is repeated; nil is a failed connection
		status  int                     // of the error; 0: a document, -1: another error
		asked   int
		took    time.Duration // within a second
	}{
		{"passing faults", func() []*http.Response { return []*http.Response{answer(500, ""), answer(502, ""), answer(200, "")} }, 0, 3, 3 * time.Second},
		{"failed connections", func() []*http.Response { return []*http.Response{nil, nil, nil, answer(200, "")} }, 0, 4, 7 * time.Second},
		{"no end", func() []*http.Response { return []*http.Response{answer(503, "")} }, 503, 4, 7 * time.Second},
		{"connection never", func() []*http.Response { return []*http.Response{nil} }, -1, 4, 7 * time.Second},
		{"not found", func() []*http.Response { return []*http.Response{answer(404, "")} }, 404, 1, 0},
		{"forbidden", func() []*http.Response { return []*http.Response{answer(403, "", "Retry-After", "5")} }, 403, 1, 0},
		{"unasked 304", func() []*http.Response { return []*http.Response{answer(304, "")} }, 304, 1, 0},
		{"a part, unasked", func() []*http.Response { return []*http.Response{answer(206, "")} }, 206, 1, 0},
		{"not implemented", func() []*http.Response { return []*http.Response{answer(501, "")} }, 501, 1, 0},
		{"seconds", func() []*http.Response {
			return []*http.Response{answer(429, "", "Retry-After", "100"), answer(200, "")}
		}, 0, 2, 100 * time.Second},
		{"date", func() []*http.Response {
			return []*http.Response{answer(429, "", "Retry-After", date(90*time.Second)), answer(200, "")}
		}, 0, 2, 90 * time.Second},
		{"date by a clock that is off", func() []*http.Response {
			return []*http.Response{answer(503, "", "Retry-After", date(time.Hour+time.Minute), "Date", date(time.Hour)), answer(200, "")}
		}, 0, 2, time.Minute},
		{"429 without a time", func() []*http.Response { return []*http.Response{answer(429, ""), answer(200, "")} }, 0, 2, time.Second},
		{"illegible", func() []*http.Response {
			return []*http.Response{answer(429, "", "Retry-After", "soon"), answer(200, "")}
		}, 0, 2, time.Second},
		{"too long", func() []*http.Response { return []*http.Response{answer(429, "", "Retry-After", "3600")} }, 429, 1, 0},
		{"archived throttling", func() []*http.Response {
			return []*http.Response{answer(429, "", "Retry-After", "100", "Memento-Datetime", date(0))}
		}, 429, 1, 0},
		{"archived failure", func() []*http.Response { return []*http.Response{answer(503, "", "Memento-Datetime", "x")} }, 503, 1, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				answers := tt.answers()
				n := 0
				w := newWeb(func(r *http.Request) *http.Response {
					resp := answers[min(n, len(answers)-1)]
					n++
					return resp
				})
				c := &Client{Transport: w, Interval: -1}
				_, err := c.Do(t.Context(), Request{URL: "https://example.org/", SkipRobots: true})
				took := time.Since(w.start)
				status := 0
				if se, ok := errors.AsType[*StatusError](err); ok {
					status = se.Response.Status
				} else if err != nil {
					status = -1
				}
				if status != tt.status || n != tt.asked || took < tt.took || took > tt.took+time.Second {
					t.Errorf("status %d after %d requests and %v (%v); want %d, %d, %v", status, n, took, err, tt.status, tt.asked, tt.took)
				}
			})
		})
	}
}

// A pause that a server asks for holds for all that is wanted of it.
func TestPauseHoldsForTheHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(page(func(r *http.Request) *http.Response {
			if r.URL.Path == "/busy" {
				return answer(429, "", "Retry-After", "7200")
			}
			return answer(200, "x")
		}))
		c := &Client{Transport: w, Interval: -1}
		_, err := c.Get(t.Context(), "https://example.org/busy")
		se, ok := errors.AsType[*StatusError](err)
		if !ok || se.RetryAfter != 2*time.Hour {
			t.Fatalf("%v", err)
		}
		_, err = c.Get(t.Context(), "https://example.org/other")
		paused, ok := errors.AsType[*PausedError](err)
		if !ok || paused.Status != 429 || !paused.Until.Equal(w.start.Add(2*time.Hour)) {
			t.Fatalf("%v", err)
		}
		time.Sleep(119 * time.Minute)
		if _, err := c.Get(t.Context(), "https://example.org/other"); err != nil || time.Since(w.start) != 2*time.Hour {
			t.Errorf("after the pause: %v at %v", err, time.Since(w.start))
		}
	})
}

func TestTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(page(func(r *http.Request) *http.Response {
			switch r.URL.Path {
			case "/silent":
				return &http.Response{}
			case "/trickle":
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: trickle{r.Context()}, ContentLength: -1}
			}
			return answer(200, "x")
		}))
		c := &Client{Transport: w, Interval: -1, Attempts: 2, Timeout: 10 * time.Second}
		for _, path := range []string{"/silent", "/trickle"} {
			start := time.Now()
			_, err := c.Get(t.Context(), "https://example.org"+path)
			te, ok := errors.AsType[*TimeoutError](err)
			if took := time.Since(start); !ok || !te.Timeout() || took != 21*time.Second {
				t.Errorf("%s: %v after %v", path, err, took)
			}
		}
	})
}

// trickle is a body of one byte a second, without end.
type trickle struct{ ctx context.Context }

func (b trickle) Read(p []byte) (int, error) {
	if err := sleep(b.ctx, time.Second); err != nil {
		<-b.ctx.Done()
		return 0, b.ctx.Err()
	}
	p[0] = 'x'
	return 1, nil
}

func (trickle) Close() error { return nil }

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(page(func(r *http.Request) *http.Response {
			switch r.URL.Path {
			case "/busy":
				return answer(503, "", "Retry-After", "60")
			case "/silent":
				return &http.Response{}
			}
			return answer(500, "x")
		}))
		c := &Client{Transport: w, PerHost: 4, Backoff: 20 * time.Second}
		for _, path := range []string{"/busy", "/silent", "/failing"} {
			ctx, cancel := context.WithCancel(t.Context())
			start := time.Now()
			time.AfterFunc(10*time.Second, cancel)
			_, err := c.Get(ctx, "https://example.org"+path)
			if took := time.Since(start); !errors.Is(err, context.Canceled) || took != 10*time.Second {
				t.Errorf("%s: %v after %v", path, err, took)
			}
			cancel()
		}
		// A wait that cannot end in time is not begun.
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		if _, err := c.Get(ctx, "https://example.org/a"); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 0 {
			t.Errorf("%v after %v", err, time.Since(start))
		}
	})
}

func TestRedirects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		headers := map[string]http.Header{}
		w := newWeb(page(func(r *http.Request) *http.Response {
			headers[r.URL.String()] = r.Header
			to := func(status int, where string) *http.Response { return answer(status, "moved", "Location", where) }
			switch r.URL.Path {
			case "/1":
				return answer(301, "", "Location", "/2?x=1#top", "Set-Cookie", "seen=1; Path=/")
			case "/2":
				return to(302, "https://other.example/3")
			case "/3":
				return to(307, "4")
			case "/loop":
				return to(302, "/loop")
			case "/down":
				return to(302, "http://example.org/plain")
			case "/up":
				return to(302, "https://example.org/safe")
			case "/gate": // sends back until it sees its cookie
				if c, err := r.Cookie("gate"); err == nil && c.Value == "open" {
					return answer(200, "inside")
				}
				return answer(302, "", "Location", "/gate", "Set-Cookie", "gate=open")
			case "/file":
				return to(302, "file:///etc/passwd")
			case "/bad":
				return to(302, "http://[")
			case "/nowhere":
				return answer(302, "")
			case "/inside":
				return to(302, "http://169.254.169.254/latest")
			}
			return answer(200, "end")
		}))
		c := &Client{Transport: w, Interval: -1}
		r, err := c.Do(t.Context(), Request{URL: "https://example.org/1", Header: http.Header{"authorization": {"secret"}, "Accept": {"text/html"}}})
		if err != nil {
			t.Fatal(err)
		}
		want := []Redirect{{"https://example.org/1", 301}, {"https://example.org/2?x=1", 302}, {"https://other.example/3", 307}}
		if d := cmp.Diff(want, r.Redirects); d != "" || r.URL != "https://other.example/4" || r.Attempts != 4 {
			t.Errorf("%s after %d: (-want +got)\n%s", r.URL, r.Attempts, d)
		}
		if h := headers["https://example.org/2?x=1"]; h.Get("Authorization") != "secret" || h.Get("Cookie") != "seen=1" {
			t.Errorf("same host: %v", h)
		}
		if h := headers["https://other.example/3"]; h.Get("Authorization") != "" || h.Get("Cookie") != "" || h.Get("Accept") != "text/html" || h.Get("Referer") != "" {
			t.Errorf("other host: %v", h)
		}
		for address, sent := range map[string]string{"https://example.org/down": "", "http://example.org/up": "secret"} {
			r, err := c.Do(t.Context(), Request{URL: address, Header: http.Header{"Authorization": {"secret"}}})
			if err != nil || headers[r.URL].Get("Authorization") != sent {
				t.Errorf("%s: %v, %v", address, headers[r.URL], err)
			}
		}
		if r, err := c.Get(t.Context(), "https://example.org/gate"); err != nil || string(r.Body) != "inside" {
			t.Errorf("gate: %v", err)
		}
		for path, n := range map[string]int{"/loop": 11, "/file": 1, "/bad": 1} {
			_, err := c.Get(t.Context(), "https://example.org"+path)
			re, ok := errors.AsType[*RedirectError](err)
			if !ok || len(re.Redirects) != n {
				t.Errorf("%s: %v", path, err)
			}
		}
		if _, err := c.Get(t.Context(), "https://example.org/nowhere"); !isStatus(err, 302) {
			t.Errorf("redirect without an address: %v", err)
		}
		_, err = c.Get(t.Context(), "https://example.org/inside")
		if ae, ok := errors.AsType[*AddressError](err); !ok || ae.Address != "169.254.169.254" {
			t.Errorf("redirect inside: %v", err)
		}
		none := &Client{Transport: w, Interval: -1, MaxRedirects: -1}
		if _, err := none.Get(t.Context(), "https://example.org/1"); err == nil {
			t.Error("a redirect was followed")
		}
	})
}

func isStatus(err error, status int) bool {
	se, ok := errors.AsType[*StatusError](err)
	return ok && se.Response.Status == status
}

func TestRobots(t *testing.T) {
	tests := []struct {
		name    string
		robots  func(n int, r *http.Request) *http.Response // n counts the requests
		allowed bool
		reached bool
		asked   int // robots.txt
	}{
		{"none", func(int, *http.Request) *http.Response { return answer(404, "") }, true, true, 1},
		{"forbidden", func(int, *http.Request) *http.Response { return answer(403, "") }, true, true, 1},
		{"allows", func(int, *http.Request) *http.Response { return answer(200, "User-agent: *\nDisallow: /b") }, true, true, 1},
		{"disallows", func(int, *http.Request) *http.Response { return answer(200, "User-agent: *\nDisallow: /a") }, false, true, 1},
		{"names us", func(int, *http.Request) *http.Response {
			return answer(200, "User-agent: *\nAllow: /\nUser-agent: pressframe\nDisallow: /")
		}, false, true, 1},
		{"page instead", func(int, *http.Request) *http.Response { return answer(200, "<html>Not found</html>") }, true, true, 1},
		{"broken server", func(int, *http.Request) *http.Response { return answer(500, "") }, false, false, 4},
		{"throttled", func(int, *http.Request) *http.Response { return answer(429, "") }, false, false, 4},
		{"recovers", func(n int, _ *http.Request) *http.Response {
			if n < 3 {
				return answer(503, "")
			}
			return answer(200, "")
		}, true, true, 3},
		{"moved", func(n int, r *http.Request) *http.Response {
			if r.URL.Host == "example.org" {
				return answer(301, "", "Location", "https://www.example.org/robots.txt")
			}
			return answer(200, "User-agent: *\nDisallow: /")
		}, false, true, 2},
		{"moved for ever", func(n int, _ *http.Request) *http.Response {
			return answer(301, "", "Location", fmt.Sprintf("https://example.org/robots.txt?%d", n))
		}, true, true, 6},
		{"long", func(int, *http.Request) *http.Response {
			return answer(200, "User-agent: *\nDisallow: /a\n"+strings.Repeat("# words\n", 1<<20))
		}, false, true, 1},
		{"silent", func(int, *http.Request) *http.Response {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: trickle{t.Context()}, ContentLength: -1}
		}, false, false, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				asked := 0
				w := newWeb(nil)
				w.handler = func(r *http.Request) *http.Response {
					if r.URL.Path != "/robots.txt" {
						return answer(200, "x")
					}
					asked++
					resp := tt.robots(asked, r)
					if _, ok := resp.Body.(trickle); ok {
						resp.Body = trickle{r.Context()}
					}
					return resp
				}
				c := &Client{Transport: w, Interval: -1}
				for range 2 { // the second time it is known
					_, err := c.Get(t.Context(), "https://example.org/a")
					re, ok := errors.AsType[*RobotsError](err)
					if ok == tt.allowed || err != nil && !ok || ok && (re.Unreachable == nil) != tt.reached {
						t.Errorf("%v", err)
					}
				}
				if asked != tt.asked {
					t.Errorf("robots.txt was asked for %d times, want %d", asked, tt.asked)
				}
				if n := len(w.pages()); n > 0 != tt.allowed {
					t.Errorf("%d pages were read", n)
				}
				if _, err := c.Do(t.Context(), Request{URL: "https://example.org/a", SkipRobots: true}); err != nil && tt.name != "throttled" {
					t.Errorf("robots skipped: %v", err)
				}
			})
		})
	}
}

// A robots.txt is asked for again after a day; if it is then out of reach, the
// one that was read goes on to hold. One that never was is tried again sooner.
func TestRobotsAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		state := 500
		asked := 0
		w := newWeb(func(r *http.Request) *http.Response {
			if r.URL.Path != "/robots.txt" {
				return answer(200, "x")
			}
			asked++
			if state == 500 {
				return answer(500, "")
			}
			return answer(200, "User-agent: *\nDisallow: /b")
		})
		c := &Client{Transport: w, Interval: -1, Attempts: 1}
		get := func(path string, ok bool, n int) {
			t.Helper()
			if _, err := c.Get(t.Context(), "https://example.org"+path); (err == nil) != ok || asked != n {
				t.Errorf("%s: %v, asked %d times, want %d", path, err, asked, n)
			}
		}
		get("/a", false, 1)
		state = 200
		get("/a", false, 1)
		time.Sleep(11 * time.Minute)
		get("/a", true, 2)
		time.Sleep(23 * time.Hour)
		get("/b", false, 2)
		state = 500
		time.Sleep(2 * time.Hour)
		get("/a", true, 3)
		get("/b", false, 3)
	})
}

// Robots.txt is read once, however many pages wait for it, and who gives up
// waiting does not spoil it for the others.
func TestRobotsIsReadOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		w := newWeb(func(r *http.Request) *http.Response {
			if r.URL.Path == "/robots.txt" {
				asked++
				select {
				case <-time.After(30 * time.Second):
				case <-r.Context().Done():
					return answer(500, "")
				}
			}
			return answer(200, "")
		})
		c := &Client{Transport: w, Interval: -1}
		hasty, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := c.Get(hasty, "https://example.org/0"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("hasty: %v", err)
			}
		})
		synctest.Wait()
		for n := range 20 {
			wg.Go(func() {
				if _, err := c.Get(t.Context(), fmt.Sprintf("https://example.org/%d", n)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if asked > 2 {
			t.Errorf("robots.txt was read %d times", asked)
		}
	})
}

func TestErrorText(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWeb(func(r *http.Request) *http.Response { return answer(503, "the key hunter2 is bad") })
		c := &Client{Transport: w, Interval: -1}
		_, err := c.Do(t.Context(), Request{URL: "https://me:hunter2@example.org/a?q=x&api-key=hunter2", SkipRobots: true})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%v", err)
		}
		want := "fetch: https://example.org/a?q=x&api-key=…: status 503 Service Unavailable (after 4 requests)"
		if err.Error() != want {
			t.Errorf("got  %s\nwant %s", err, want)
		}
	})
}
