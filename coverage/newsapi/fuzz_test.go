package newsapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// fixtures calls f with the fixtures of a service.
func fixtures(t testing.TB, service string, f func(body []byte)) {
	t.Helper()
	files, err := filepath.Glob("testdata/" + service + "-*")
	if err != nil || len(files) == 0 {
		t.Fatal(service, err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, ".want") {
			continue
		}
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		f(body)
	}
}

// fuzzPage checks what holds of every answer: it is understood or refused by an
// error of its own, and an article is whole.
func fuzzPage(f *testing.F, service string) {
	fixtures(f, service, func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := pageReaders[service](bytes.NewReader(body), newsapi.Origin{Location: "fuzz", Retrieved: captured})
		if err != nil {
			known(t, err)
			return
		}
		items, errs, last := 0, 0, 0
		for a, err := range p.Articles(t.Context()) {
			record, offset := a.Provenance.Record, a.Provenance.Offset
			if err != nil {
				re, ok := errors.AsType[*coverage.RecordError](err)
				if !ok {
					t.Fatalf("%v", err)
				}
				errs, record, offset = errs+1, re.Record, re.Offset
			} else {
				items++
				whole(t, a)
			}
			if record <= last || offset < 0 || offset > int64(len(body)) {
				t.Fatalf("record %d at %d after record %d", record, offset, last)
			}
			last = record
		}
		if items != len(p.Items) || errs != len(p.Errors) || p.Stated < -1 {
			t.Fatalf("%d and %d, %d and %d, %d", items, len(p.Items), errs, len(p.Errors), p.Stated)
		}
	})
}

func known(t *testing.T, err error) {
	t.Helper()
	_, service := errors.AsType[*newsapi.ServiceError](err)
	_, answer := errors.AsType[*newsapi.AnswerError](err)
	if !service && !answer || !utf8.ValidString(err.Error()) && service {
		t.Fatalf("%T %v", err, err)
	}
}

func whole(t *testing.T, a coverage.Article) {
	t.Helper()
	if a.ID == "" || len(a.Provenance.SHA256) != 64 || a.Published.Check() != nil || a.Words < 0 {
		t.Fatalf("incomplete article %+v", a)
	}
	for _, s := range []string{a.Title, a.Text, a.Byline, a.Outlet.Name, a.Section} {
		if !utf8.ValidString(s) || strings.ContainsAny(s, "\x00\x1b\r") {
			t.Fatalf("not legible: %q", s)
		}
	}
	if y := a.Published.Year; y != 0 && y < 1500 {
		t.Fatalf("implausible year %d", y)
	}
	if _, err := json.Marshal(a); err != nil {
		t.Fatal(err)
	}
}

func FuzzGuardian(f *testing.F)   { fuzzPage(f, "guardian") }
func FuzzGDELT(f *testing.F)      { fuzzPage(f, "gdelt") }
func FuzzMediaCloud(f *testing.F) { fuzzPage(f, "mediacloud") }
func FuzzNYT(f *testing.F)        { fuzzPage(f, "nyt") }
func FuzzGOVUK(f *testing.F)      { fuzzPage(f, "govuk") }
func FuzzHansard(f *testing.F)    { fuzzPage(f, "hansard") }
func FuzzEuropePMC(f *testing.F)  { fuzzPage(f, "europepmc") }
func FuzzCrossref(f *testing.F)   { fuzzPage(f, "crossref") }

func fuzzSeries(f *testing.F, service string) {
	fixtures(f, service, func(body []byte) { f.Add(body) })
	f.Fuzz(func(t *testing.T, body []byte) {
		list, err := seriesReaders[service](bytes.NewReader(body), newsapi.Origin{Location: "fuzz", Retrieved: captured})
		if err != nil {
			known(t, err)
			return
		}
		for _, s := range list {
			if err := s.Check(); err != nil || s.Period != coverage.Daily || !utf8.ValidString(s.Name) {
				t.Fatalf("%v: %+v", err, s)
			}
			for _, p := range s.Points {
				if p.Status == coverage.Missing && p.Value != 0 {
					t.Fatalf("%+v", p)
				}
			}
		}
	})
}

func FuzzGDELTTimeline(f *testing.F)    { fuzzSeries(f, "gdelttimeline") }
func FuzzMediaCloudCounts(f *testing.F) { fuzzSeries(f, "mediacloudcounts") }

// canned gives the same answer to every request, and counts.
type canned struct {
	body  []byte
	asked int
	most  int
	t     *testing.T
}

func (c *canned) Do(_ context.Context, req fetch.Request) (*fetch.Response, error) {
	if c.asked++; c.asked > c.most {
		c.t.Fatalf("more than %d requests; the last is %s", c.most, req.URL)
	}
	return &fetch.Response{URL: req.URL, Status: 200, Body: bytes.Clone(c.body), Retrieved: captured}, nil
}

// FuzzCollect gives one answer to whatever a service is asked: a collection
// ends, and its account agrees. The number chooses the service.
func FuzzCollect(f *testing.F) {
	const services = 8
	for service := range pageReaders {
		fixtures(f, service, func(body []byte) {
			for n := range byte(services) {
				f.Add(n, body)
			}
		})
	}
	day := date("2019-03-04")
	f.Fuzz(func(t *testing.T, service byte, body []byte) {
		var at newsapi.Cursor
		o := newsapi.Options{Client: &canned{body: body, most: 600, t: t}, Key: testKey, Attempts: 1, Cursor: &at}
		src := [services]coverage.Source{
			newsapi.Guardian{From: day, To: day, Options: o},
			newsapi.GDELT{Query: "q", From: day, To: day, Options: o},
			newsapi.MediaCloud{Query: "q", From: day, To: day, Options: o},
			newsapi.NYT{From: day, To: day, Options: o},
			newsapi.GOVUK{Paths: []string{"/a", "/b"}, Options: o},
			newsapi.Hansard{Query: "q", From: day, To: day, Options: o},
			newsapi.EuropePMC{Query: "q", Options: o},
			newsapi.Crossref{Query: "q", Options: o},
		}[service%services]
		articles, errs, ids := 0, 0, map[string]bool{}
		for a, err := range src.Articles(t.Context()) {
			if err != nil {
				errs++
				continue
			}
			articles++
			whole(t, a)
			if ids[a.ID] && at.Requests < 3 {
				t.Fatalf("%T: %s came twice", src, a.ID)
			}
			ids[a.ID] = true
		}
		if at.Articles != articles || at.Done && errs < at.Errors || !at.Done && errs == 0 {
			t.Fatalf("%T: %d articles, %d errors, %+v", src, articles, errs, at)
		}
		if text := save(t, &at); save(t, load(t, text)) != text {
			t.Fatal(text)
		}
	})
}

// FuzzCursor goes on from a damaged cursor: it is refused, or the collection
// ends.
func FuzzCursor(f *testing.F) {
	body := []byte(`{"response":{"docs":[{"web_url":"https://www.nytimes.com/1","headline":{"main":"x"}}],"meta":{"hits":1}}}`)
	source := func(t *testing.T, at *newsapi.Cursor) coverage.Source {
		return newsapi.NYT{From: date("2019-03"), To: date("2019-03"), Options: newsapi.Options{Client: &canned{body: body, most: 4000, t: t}, Key: testKey, Attempts: 1, Cursor: at}}
	}
	begun := func(t *testing.T) string {
		var at newsapi.Cursor
		for range source(t, &at).Articles(t.Context()) {
			break
		}
		return save(t, &at)
	}
	f.Add(`"at":{"index":1`, `"at":{"index":2`)
	f.Add(`"stated":1`, `"stated":4000`)
	f.Add(`2019-03-31`, `2019-12-31`)
	f.Add(`"pending":[`, `"pending":[{"from":"2019-01-01T00:00:00Z","to":"2018-01-01T00:00:00Z","part":true},`)
	f.Add(`"at":{`, `"at":{"token":"9999999999","full":true,"second":true,`)
	f.Fuzz(func(t *testing.T, from, to string) {
		text := strings.Replace(begun(t), from, to, 1)
		var at newsapi.Cursor
		if json.Unmarshal([]byte(text), &at) != nil {
			return
		}
		start := time.Now()
		for range source(t, &at).Articles(t.Context()) {
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Fatalf("took %v", took)
		}
	})
}
