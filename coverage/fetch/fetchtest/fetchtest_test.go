package fetchtest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
)

// Every fault is one: none comes through as the document it spoils, and the
// client of package fetch has an answer to each, in bounded time.
func TestFaults(t *testing.T) {
	body := strings.Repeat("Words of an article. ", 500)
	final := map[fetchtest.Fault]bool{fetchtest.Bomb: true, fetchtest.Endless: true, fetchtest.PrivateRedirect: true}
	for _, kind := range fetchtest.Faults() {
		t.Run(kind.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				faulty := &fetchtest.Faulty{Rate: 1, InRow: 1, Kinds: []fetchtest.Fault{kind}, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("Content-Type", "text/plain; charset=utf-8")
					fmt.Fprint(w, body)
				})}
				var network fetchtest.Network
				network.Serve("site.example", faulty)
				defer network.Close()
				c := &fetch.Client{Transport: network.Transport()}
				start := time.Now()
				r, err := c.Do(t.Context(), fetch.Request{URL: "http://site.example/a", SkipRobots: true})
				rep := faulty.Report()
				if rep.Faults != 1 || rep.ByKind[kind] != 1 {
					t.Fatalf("%s", rep)
				}
				switch {
				case kind == fetchtest.PageInstead:
					if err != nil || string(r.Body) == body {
						t.Errorf("%v", err)
					}
				case final[kind]:
					if err == nil {
						t.Error("got through")
					} else {
						t.Log(err)
					}
				case err != nil || string(r.Body) != body:
					t.Errorf("%v", err)
				case kind == fetchtest.WrongCharset && r.Charset == "utf-8":
					t.Error("the charset is right")
				case kind != fetchtest.WrongCharset && kind != fetchtest.NotGzip && rep.Requests != 2:
					t.Errorf("%s", rep)
				}
				if took := time.Since(start); took > 5*time.Minute {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

// The faults do not depend on the order in which requests come.
func TestFaultsRepeat(t *testing.T) {
	run := func(paths []string) string {
		faulty := &fetchtest.Faulty{Rate: 0.5, Seed: 7, Kinds: []fetchtest.Fault{fetchtest.ServerError, fetchtest.BadGateway}, Handler: http.NotFoundHandler()}
		var network fetchtest.Network
		network.Serve("site.example", faulty)
		defer network.Close()
		c := &http.Client{Transport: network.Transport()}
		for range 20 {
			for _, p := range paths {
				r, err := c.Get("http://site.example" + p)
				if err != nil {
					t.Fatal(err)
				}
				_, _ = io.Copy(io.Discard, r.Body)
				r.Body.Close()
			}
		}
		return faulty.Report().String()
	}
	a, b := run([]string{"/1", "/2", "/3"}), run([]string{"/3", "/1", "/2"})
	if a != b {
		t.Errorf("%s\n%s", a, b)
	}
	if !strings.HasPrefix(a, "60 requests, ") || !strings.Contains(a, " 500, ") || !strings.Contains(a, " 502") {
		t.Errorf("%s", a)
	}
}

func TestNetworkKnowsItsHostsOnly(t *testing.T) {
	var network fetchtest.Network
	network.Serve("a.example", http.NotFoundHandler())
	tr := network.Transport()
	for host, ok := range map[string]bool{"a.example": true, "A.EXAMPLE:80": true, "b.example": false} {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, "http://"+host+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := tr.RoundTrip(req)
		if err == nil {
			r.Body.Close()
		}
		if (err == nil) != ok {
			t.Errorf("%s: %v", host, err)
		}
	}
	network.Close()
}

func ExampleFaulty() {
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "words") })
	faulty := &fetchtest.Faulty{Handler: site, Rate: 1, InRow: 2, Kinds: []fetchtest.Fault{fetchtest.ServerError}}
	var network fetchtest.Network
	network.Serve("site.example", faulty)
	defer network.Close()
	c := &fetch.Client{Transport: network.Transport(), Interval: -1, Backoff: 1}
	r, err := c.Do(context.Background(), fetch.Request{URL: "http://site.example/", SkipRobots: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s after %d requests\n", r.Body, r.Attempts)
	fmt.Println(faulty.Report())
	// Output:
	// words after 3 requests
	// 3 requests, 2 faults injected: 2 500
}
