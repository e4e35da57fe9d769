package wayback

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/page"
)

func samples(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: real answers of the archive are not part of the project")
	}
	return filepath.Join(dir, "samples", "wayback-cdx")
}

// TestSamples reads real answers of the index.
func TestSamples(t *testing.T) {
	dir := samples(t)
	for _, tt := range []struct {
		file            string
		rows, different int
		errors          int
		untimed         int // captures whose timestamp is no time
		resume          string
	}{
		{"decoded-test_search-1.200.txt", 3, 1, 0, 0, ""},
		{"decoded-test_search_does_not_repeat_results-1.200.txt", 15, 15, 0, 0, ""},
		{"decoded-test_search_multipage-1.200.txt", 25, 7, 0, 0, "com%2Ccnn%29%2F+2001041400593%3A"},
		{"decoded-test_search_multipage-2.200.txt", 25, 7, 0, 0, "com%2Ccnn%29%2F+20010503212619"},
		{"decoded-test_search_multipage-3.200.txt", 25, 7, 0, 0, "com%2Ccnn%29%2F+20010504092326"},
		{"decoded-test_search_raises_for_blocked_urls-1.403.txt", 0, 0, 1, 0, ""},
		{"malformed_cdx.txt", 2, 2, 3, 0, ""}, // mailto:, data: and a path for addresses
		{"zero_length_cdx.txt", 5, 5, 0, 0, ""},
		{"bad_timestamp_cdx.txt", 5, 5, 0, 2, ""},
	} {
		t.Run(tt.file, func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(dir, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			rows, errs, untimed, resume := 0, 0, 0, ""
			different := map[Capture]bool{}
			for c, err := range readCDX(body, &resume) {
				if err != nil {
					if !errors.Is(err, ErrCDX) {
						t.Error(err)
					}
					errs++
					continue
				}
				rows++
				different[c] = true
				if c.Time.IsZero() {
					untimed++
				}
			}
			if rows != tt.rows || len(different) != tt.different || errs != tt.errors || untimed != tt.untimed || resume != tt.resume {
				t.Errorf("%d rows, %d different, %d errors, %d without time, resume %q; want %d, %d, %d, %d, %q",
					rows, len(different), errs, untimed, resume, tt.rows, tt.different, tt.errors, tt.untimed, tt.resume)
			}
		})
	}
	raw, err := os.ReadFile(filepath.Join(dir, "fws-gov-birds.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if p, err := (page.Reader{URL: "https://www.fws.gov/birds/"}).Read(bytes.NewReader(raw)); err != nil || p.Article.Title == "" || p.Article.Text == "" {
		t.Errorf("a stored page: %+v, %v", p, err)
	}
}

// A cassette answers with recorded answers.
type cassette struct {
	Interactions []struct {
		Request  struct{ URI string }
		Response struct {
			Body    struct{ String string }
			Headers map[string][]string
			Status  struct{ Code int }
		}
	}
}

func (c *cassette) RoundTrip(r *http.Request) (*http.Response, error) {
	for _, i := range c.Interactions {
		recorded, err := url.Parse(i.Request.URI)
		if err != nil {
			return nil, err
		}
		// Queries of the index differ in form; what counts is the page asked for.
		same := recorded.Path == r.URL.Path && recorded.Query().Get("resumeKey") == r.URL.Query().Get("resumeKey")
		if !same {
			continue
		}
		h := http.Header{}
		for name, values := range i.Response.Headers {
			h[http.CanonicalHeaderKey(name)] = values
		}
		h.Del("Content-Length")
		if !strings.HasPrefix(i.Response.Body.String, "\x1f\x8b") {
			h.Del("Content-Encoding") // unpacked by the recorder
		}
		return &http.Response{StatusCode: i.Response.Status.Code, Header: h, Body: io.NopCloser(strings.NewReader(i.Response.Body.String)), ContentLength: -1, Request: r}, nil
	}
	return nil, fmt.Errorf("not recorded: %s", r.URL)
}

func play(t *testing.T, files ...string) (Archive, *cassette) {
	t.Helper()
	all := &cassette{}
	for _, file := range files {
		raw, err := os.ReadFile(filepath.Join(samples(t), file))
		if err != nil {
			t.Fatal(err)
		}
		c := &cassette{}
		if err := yaml.Unmarshal(raw, c); err != nil || len(c.Interactions) == 0 {
			t.Fatal(file, err)
		}
		all.Interactions = append(all.Interactions, c.Interactions...)
	}
	return Archive{Client: &fetch.Client{Transport: all, Interval: -1, Attempts: 1}, ReadInterval: -1, ListInterval: -1}, all
}

// TestRecordedReplay reads captures as the archive once answered.
func TestRecordedReplay(t *testing.T) {
	get := func(t *testing.T, files ...string) (*Replay, error) {
		a, c := play(t, files...)
		m := replayAddress.FindStringSubmatch(c.Interactions[0].Request.URI)
		if m == nil {
			t.Fatal(c.Interactions[0].Request.URI)
		}
		asked, err := capture(cdxFields, []string{"x", m[1], m[2], "text/html", "200", "X", "1"})
		if err != nil {
			t.Fatal(err)
		}
		return a.Get(t.Context(), asked)
	}
	for _, tt := range []struct{ file, url, stored, title string }{
		{"test_get_memento.yaml", "https://www.fws.gov/birds/", "2017-11-24T15:13:15Z", "2017 Federal Duck Stamp Art Contest!"},
		{"test_get_memento_with_redirects.yaml", "https://www.epa.gov/ghgreporting/proposed-rule-fact-sheet-greenhouse-gas-reporting-program-addition-global-warming", "2018-08-08T10:45:00Z",
			"Proposed Rule Fact Sheet: Greenhouse Gas Reporting Program: Addition of Global Warming Potentials"},
	} {
		r, err := get(t, tt.file)
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		p, err := page.Reader{URL: r.URL, Retrieved: r.Time}.Read(bytes.NewReader(r.Response.Body))
		if err != nil {
			t.Errorf("%s: %v", tt.file, err)
			continue
		}
		if got := r.Time.Format(time.RFC3339); r.URL != tt.url || got != tt.stored || !strings.Contains(p.Article.Title, tt.title) || p.Article.Text == "" {
			t.Errorf("%s: %s of %s, %q with %d bytes", tt.file, r.URL, got, p.Article.Title, len(p.Article.Text))
		}
	}
	_, err := get(t, "test_get_memento_works_on_archived_rate_limit_responses.yaml")
	if se, ok := errors.AsType[*fetch.StatusError](err); !ok || se.Response.Status != 429 || !se.Response.Archived {
		t.Errorf("a rate limit, as archived: %v", err)
	}
	if _, err := get(t, "test_get_memento_raises_no_memento_error.yaml"); !errors.Is(err, ErrNotStored) {
		t.Errorf("no capture: %v", err)
	}
	_, err = get(t, "test_get_memento_raises_when_memento_is_outside_target_window.yaml", "test_get_memento.yaml")
	if drift, ok := errors.AsType[*DriftError](err); !ok || drift.Got.Format("2006-01-02") != "2017-11-24" {
		t.Errorf("a capture of another time: %v", err)
	}
}

// TestRecordedIndex lists captures as the index once answered.
func TestRecordedIndex(t *testing.T) {
	for _, tt := range []struct {
		file             string
		captures, errors int
	}{
		{"test_search.yaml", 1, 0},
		{"test_search_does_not_repeat_results.yaml", 15, 0},
		{"test_search_multipage.yaml", 96, 0}, // of 350 lines in 15 answers
		{"test_search_raises_for_blocked_urls.yaml", 0, 1},
	} {
		a, _ := play(t, tt.file)
		captures, errs := 0, []error{}
		for _, err := range a.Captures(t.Context(), Query{URL: "x.example"}) {
			if err != nil {
				errs = append(errs, err)
			} else {
				captures++
			}
		}
		if captures != tt.captures || len(errs) != tt.errors {
			t.Errorf("%s: %d captures, errors %v", tt.file, captures, errs)
		}
		if len(errs) > 0 {
			if blocked, ok := errors.AsType[*BlockedError](errs[0]); !ok || blocked.Reason != "Blocked Site Error" {
				t.Errorf("%s: %v", tt.file, errs[0])
			}
		}
	}
}
