package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// A service that fails half way gives the rest the next time, and nothing twice;
// its key is seen nowhere.
func TestService(t *testing.T) {
	defer func(d time.Duration, o newsapi.Options) { backoff, serviceOptions = d, o }(backoff, serviceOptions)
	const key, all, size = "hunter2hunter2", 120, 20
	working := false
	var asked []int
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page, err := strconv.Atoi(r.FormValue("page"))
		if err != nil || r.FormValue("api-key") != key || r.FormValue("q") != "council | trust" || !strings.HasPrefix(r.FormValue("from-date"), "2008-11-01") || !strings.HasPrefix(r.FormValue("to-date"), "2008-12-31") {
			http.Error(w, r.URL.RawQuery, http.StatusBadRequest)
			return
		}
		asked = append(asked, page)
		if page == 4 && !working {
			http.Error(w, "down", http.StatusInternalServerError)
			return
		}
		var results []string
		for n := (page - 1) * size; n < page*size; n++ {
			results = append(results, fmt.Sprintf(`{"id":"society/%d","type":"article","webPublicationDate":"2008-11-12T09:30:00Z","webTitle":"Report %d","webUrl":"https://example.org/society/%d","fields":{"body":"<p>Words.</p>"}}`, n, n, n))
		}
		fmt.Fprintf(w, `{"response":{"status":"ok","total":%d,"startIndex":%d,"pageSize":%d,"currentPage":%d,"pages":%d,"results":[%s]}}`, all, (page-1)*size+1, size, page, all/size, strings.Join(results, ","))
	}))
	defer s.Close()
	backoff = time.Millisecond
	serviceOptions = newsapi.Options{Base: s.URL, Interval: -1, PageSize: size, Key: key}
	dir := t.TempDir()
	args := flags(dir, "-from", "2008-11", "-to", "2008-12", "guardian: council | trust")
	out, stderr, err := collect(t, args)
	if err == nil || !strings.Contains(stderr, "HTTP status 500") || !strings.Contains(stderr, "goes on from here") || len(articles(t, dir)) != 60 {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	shown := out + stderr
	working, asked = true, nil
	if out, stderr, err = collect(t, args); err != nil || len(articles(t, dir)) != all || !strings.Contains(out, "      60        0        0  guardian:council | trust") {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	if fmt.Sprint(asked) != "[4 5 6]" {
		t.Errorf("pages asked for after the fault: %v", asked)
	}
	shown += out + stderr
	asked = nil
	if out, _, err = collect(t, args); err != nil || !strings.Contains(out, "       0      120        0  in all") || asked != nil {
		t.Errorf("again: %v, %v\n%s", err, asked, out)
	}
	err = filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(name)
		shown += string(raw)
		return err
	})
	if err != nil || strings.Contains(shown, key) {
		t.Errorf("%v; the key is seen: %v", err, strings.Contains(shown, key))
	}
}
