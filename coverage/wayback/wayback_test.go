package wayback

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
)

// A machine is an archive of n pages with one capture each, and a few that are
// not what they seem.
type machine struct{ n int }

func stampOf(i int) string {
	return time.Date(2019, 3, 12, 0, 0, i, 0, time.UTC).Format(stampLayout)
}

func (m *machine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/cdx/search/cdx" {
		m.index(w, r)
		return
	}
	found := replayAddress.FindStringSubmatch(r.URL.Path)
	if found == nil {
		http.NotFound(w, r)
		return
	}
	at, _ := time.Parse(stampLayout, found[1])
	switch {
	case strings.HasSuffix(found[2], "/gone"):
		http.NotFound(w, r)
		return
	case strings.HasSuffix(found[2], "/moved"):
		w.Header().Set("Memento-Datetime", at.Format(http.TimeFormat))
		http.Redirect(w, r, "/web/"+found[1]+"id_/http://paper.example/new", http.StatusMovedPermanently)
		return
	case strings.HasSuffix(found[2], "/drifts"):
		http.Redirect(w, r, "/web/20200101000000id_/http://paper.example/other", http.StatusFound)
		return
	case strings.HasSuffix(found[2], "/limited"):
		w.Header().Set("Memento-Datetime", at.Format(http.TimeFormat))
		w.Header().Set("Retry-After", "3600")
		http.Error(w, "too many requests, in 2019", http.StatusTooManyRequests)
		return
	}
	w.Header().Set("Memento-Datetime", at.Format(http.TimeFormat))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<html lang=en><head><title>%s</title><meta name=date content="2019-03-11"></head><body><p>The board did not answer the letters of its own pilots, says page %s.</p></body></html>`, found[2], found[2])
}

// index answers as the CDX server does, each capture twice.
func (m *machine) index(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit"))
	from, _ := strconv.Atoi(strings.TrimPrefix(q.Get("resumeKey"), "example%2Cpaper%29%2F+"))
	rows := [][]string{cdxFields}
	i := from
	for ; i < 2*m.n && i < from+limit; i++ {
		rows = append(rows, []string{fmt.Sprintf("example,paper)/%04d", i/2), stampOf(i / 2), fmt.Sprintf("http://paper.example/%04d", i/2), "text/html", "200", fmt.Sprint("D", i/2), "-"})
	}
	if i < 2*m.n && q.Get("showResumeKey") == "true" {
		rows = append(rows, []string{}, []string{"example%2Cpaper%29%2F+" + strconv.Itoa(i)})
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(rows)
}

// archive is an Archive over handler h, for use in a bubble.
func archive(network *fetchtest.Network, h http.Handler) Archive {
	network.Serve("archive.example", h)
	return Archive{Client: &fetch.Client{Transport: network.Transport()}, Base: "http://archive.example"}
}

func TestSource(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		defer network.Close()
		s := &Source{Archive: archive(&network, &machine{n: 25}), Query: Query{URL: "paper.example", Match: Host, PageSize: 7}}
		var got []string
		for a, err := range s.Articles(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, a.Title)
			if len(got) > 1 {
				continue
			}
			p := a.Provenance
			if a.URL != "http://paper.example/0000" || a.Published.String() != "2019-03-11" || p.Source != "wayback" || p.Record != 1 ||
				p.Location != "http://archive.example/web/20190312000000id_/http://paper.example/0000" || p.Steps[0] != "captured 2019-03-12T00:00:00Z by the Wayback Machine" {
				t.Errorf("%+v", a)
			}
		}
		if len(got) != 25 || !slices.IsSorted(got) || s.Resume != "" {
			t.Errorf("%d articles %q, resume %q", len(got), got, s.Resume)
		}
	})
}

// Faults on the way cost no page, and a listing that breaks off goes on where
// it was.
func TestSourceThroughFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		defer network.Close()
		passing := []fetchtest.Fault{fetchtest.Throttled, fetchtest.ThrottledUntil, fetchtest.ThrottledPlain, fetchtest.Unavailable, fetchtest.ServerError, fetchtest.BadGateway,
			fetchtest.Refused, fetchtest.Silent, fetchtest.Truncated, fetchtest.TruncatedChunk, fetchtest.TruncatedGzip, fetchtest.DamagedGzip, fetchtest.NotGzip, fetchtest.WrongCharset}
		faulty := &fetchtest.Faulty{Handler: &machine{n: 200}, Rate: 0.4, Kinds: passing}
		a := archive(&network, faulty)
		s := &Source{Archive: a, Query: Query{URL: "paper.example", Match: Host, PageSize: 30}}
		seen := map[string]int{}
		resume, rounds := "", 0
		for ; rounds < 10; rounds++ {
			s.Resume = resume
			n, ended := 0, true
			for a, err := range s.Articles(t.Context()) {
				if err != nil {
					t.Errorf("round %d: %v", rounds, err)
					continue
				}
				seen[a.URL]++
				if n++; n == 90 { // as if killed
					ended = false
					break
				}
			}
			if resume = s.Resume; ended {
				break
			}
		}
		doubles := 0
		for _, n := range seen {
			doubles += n - 1
		}
		t.Logf("%v; %d rounds, %d pages, read twice after an interruption: %d", faulty.Report(), rounds+1, len(seen), doubles)
		if len(seen) != 200 || doubles > 30*rounds {
			t.Errorf("%d pages of 200, %d read twice", len(seen), doubles)
		}
	})
}

func TestGet(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var network fetchtest.Network
		defer network.Close()
		a := archive(&network, &machine{})
		at := func(path string) Capture {
			return Capture{Timestamp: "20190312060000", Time: time.Date(2019, 3, 12, 6, 0, 0, 0, time.UTC), URL: "http://paper.example" + path}
		}
		r, err := a.Get(t.Context(), at("/moved"))
		if err != nil || r.URL != "http://paper.example/new" || !r.Time.Equal(at("").Time) {
			t.Errorf("a redirect, as archived: %+v, %v", r, err)
		}
		if _, err = a.Get(t.Context(), at("/gone")); !errors.Is(err, ErrNotStored) {
			t.Errorf("listed and not stored: %v", err)
		}
		if _, err = a.Get(t.Context(), at("/drifts")); !errors.As(err, new(*DriftError)) {
			t.Errorf("a capture of another year: %v", err)
		}
		a.MaxDrift = -1
		if r, err = a.Get(t.Context(), at("/drifts")); err != nil || r.Time.Year() != 2020 {
			t.Errorf("a capture of another year, allowed: %+v, %v", r, err)
		}
		start := time.Now()
		_, err = a.Get(t.Context(), at("/limited"))
		if se, ok := errors.AsType[*fetch.StatusError](err); !ok || !se.Response.Archived || time.Since(start) > time.Minute {
			t.Errorf("a rate limit, as archived, after %v: %v", time.Since(start), err)
		}
	})
}

func TestAddressOfQuery(t *testing.T) {
	day := func(s string) coverage.Date {
		d, err := coverage.ParseDate(s)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tt := range []struct {
		query  Query
		resume string
		want   string
	}{
		{Query{URL: "example.org/a?b=c&d"}, "", "url=example.org%2Fa%3Fb%3Dc%26d&output=json&showResumeKey=true&limit=1000"},
		{Query{URL: "example.org", Match: Domain, From: day("2019-02"), To: day("2019-02"), Filters: []string{"statuscode:200", "!mimetype:warc/revisit"}, Collapse: []string{"digest"}, PageSize: 5}, "",
			"url=example.org&output=json&showResumeKey=true&limit=5&matchType=domain&from=20190201&to=20190228&filter=statuscode%3A200&filter=%21mimetype%3Awarc%2Frevisit&collapse=digest"},
		{Query{URL: "example.org"}, "org%2Cexample%29%2F+2019%21", "url=example.org&output=json&showResumeKey=true&limit=1000&resumeKey=org%252Cexample%2529%252F%2B2019%2521"},
	} {
		l := &listing{query: tt.query, resume: tt.resume}
		got, err := l.address()
		if want := "https://web.archive.org/cdx/search/cdx?" + tt.want; err != nil || got != want {
			t.Errorf("%v\n%s", err, cmp.Diff(want, got))
		}
	}
	if _, err := (&listing{}).address(); err == nil {
		t.Error("a query without an address was asked")
	}
}

// answers gives the bodies in turn.
type answers []string

func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body := (*a)[0]
	if len(*a) > 1 {
		*a = (*a)[1:]
	}
	if strings.HasPrefix(body, "403") {
		http.Error(w, body, http.StatusForbidden)
		return
	}
	fmt.Fprint(w, body)
}

func TestIndexFaults(t *testing.T) {
	const row = `["a)/","20190312000000","http://a.example/","text/html","200","D","9"]`
	header := `["urlkey","timestamp","original","mimetype","statuscode","digest","length"]`
	for _, tt := range []struct {
		name     string
		answers  answers
		captures int
		err      any // of the last error
	}{
		{"none", answers{""}, 0, nil},
		{"an empty list", answers{"[]"}, 0, nil},
		{"one", answers{"[" + header + "," + row + "]"}, 1, nil},
		{"a page", answers{"<html>The archive is down</html>"}, 0, ErrBroken},
		{"broken off", answers{"[" + header + "," + row + ",[\"a"}, 1, ErrBroken},
		{"a row of another kind", answers{"[" + header + ",[1,2]," + row + "]"}, 1, ErrCDX},
		{"round in circles", answers{"[" + header + "," + row + `,[],["k"]]`}, 1, "circles"},
		{"blocked", answers{"403 org.archive.util.io.RuntimeIOException: org.archive.wayback.exception.RobotAccessControlException: Blocked By Robots"}, 0, new(*BlockedError)},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var network fetchtest.Network
				defer network.Close()
				captures := 0
				var last error
				for _, err := range archive(&network, &tt.answers).Captures(t.Context(), Query{URL: "a.example"}) {
					if err != nil {
						last = err
					} else {
						captures++
					}
				}
				ok := true
				switch want := tt.err.(type) {
				case nil:
					ok = last == nil
				case error:
					ok = errors.Is(last, want)
				case string:
					ok = last != nil && strings.Contains(last.Error(), want)
				default:
					ok = last != nil && errors.As(last, want)
				}
				if !ok || captures != tt.captures {
					t.Errorf("%d captures, last error %v", captures, last)
				}
			})
		})
	}
}

func TestReadCDX(t *testing.T) {
	const text = "org,example)/ 20190312000000 http://example.org/a b text/html 200 DIGEST 120\n" +
		"org,example)/ 20190013000000 https://example.org:443/ warc/revisit - DIGEST -\n" +
		"org,example)/ 2019 http://example.org/ text/html 200 DIGEST 1\n" +
		"too few fields\n"
	want := []Capture{
		{"org,example)/", "20190312000000", time.Date(2019, 3, 12, 0, 0, 0, 0, time.UTC), "http://example.org/a b", "text/html", 200, "DIGEST", 120},
		{"org,example)/", "20190013000000", time.Time{}, "https://example.org:443/", "warc/revisit", 0, "DIGEST", -1},
	}
	var got []Capture
	errs := 0
	for c, err := range ReadCDX(strings.NewReader(text)) {
		if err != nil {
			errs++
			continue
		}
		got = append(got, c)
	}
	if d := cmp.Diff(want, got); d != "" || errs != 2 {
		t.Errorf("%d errors (-want +got)\n%s", errs, d)
	}
	for in, ok := range map[string]bool{"http://a.example": true, "https:/a.example/x": true, "ftp://a.example": false, "some/path": false, "http://mailto:x@a.example/": false,
		"https://a.example/%22data:image/jpeg;base64,x": false, "http://": false, "": false} {
		if got := webAddress(in) != ""; got != ok {
			t.Errorf("%q: %v", in, got)
		}
	}
}

func FuzzReadCDX(f *testing.F) {
	f.Add([]byte("a)/ 20190312000000 http://a.example/ text/html 200 D 9\n\nkey"))
	f.Add([]byte(`[["urlkey","timestamp","original","mimetype","statuscode","digest","length"],["a)/","20190312000000","http://a.example/","text/html","200","D","-"],[],["k"]]`))
	f.Add([]byte(`[["timestamp","original"],["20190012000000","http://a.example/"],[1],{}`))
	f.Add([]byte("<html>"))
	f.Fuzz(func(t *testing.T, in []byte) {
		resume, n := "", 0
		for c, err := range readCDX(in, &resume) {
			if n++; n > len(in)+1 {
				t.Fatal("more pairs than bytes")
			}
			if err != nil {
				if !errors.Is(err, ErrCDX) && !errors.Is(err, ErrBroken) {
					t.Errorf("error of no kind: %v", err)
				}
				continue
			}
			if len(c.Timestamp) != 14 || webAddress(c.URL) == "" || c.Length < -1 || c.Status < 0 {
				t.Errorf("%+v", c)
			}
		}
	})
}

func BenchmarkReadCDX(b *testing.B) {
	rows := [][]string{cdxFields}
	for i := range 1000 {
		rows = append(rows, []string{"example,paper)/news", stampOf(i), "http://paper.example/news", "text/html", "200", "DIGESTDIGESTDIGESTDIGESTDIGESTDI", "5267"})
	}
	body, err := json.Marshal(rows)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		for _, err := range readCDX(body, new(string)) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
