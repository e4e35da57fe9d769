package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/wayback"
)

// archiveOf writes a WARC file of so many pages and returns its name.
func archiveOf(t *testing.T, pages int) string {
	t.Helper()
	var b bytes.Buffer
	for n := range pages {
		page := httptest.NewRecorder()
		writePage(page, 0, n)
		body := "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page.Body.String()
		fmt.Fprintf(&b, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: 2008-12-01T00:00:00Z\r\nWARC-Target-URI: https://example.org/a/%d\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", n, len(body), body)
	}
	name := filepath.Join(t.TempDir(), "crawl.warc")
	if err := os.WriteFile(name, b.Bytes(), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestArchiveFile(t *testing.T) {
	dir := t.TempDir()
	args := []string{"-out", filepath.Join(dir, "a.jsonl"), archiveOf(t, 120)} // no contact: nobody is asked
	out, stderr, err := collect(t, args)
	if err != nil || len(articles(t, dir)) != 120 || !strings.Contains(stderr, "records: response 120") {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	if out, _, err = collect(t, args); err != nil || !strings.Contains(out, "       0      120        0  in all") {
		t.Errorf("again: %v\n%s", err, out)
	}
}

// A capture that fails for the moment is read in the next run, and the others
// are not stored twice.
func TestWayback(t *testing.T) {
	defer func(d time.Duration, m wayback.Archive) { backoff, machine = d, m }(backoff, machine)
	const pages = 6
	failing := "3"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/cdx/search/cdx" {
			if r.FormValue("matchType") != "prefix" || !strings.HasPrefix(r.FormValue("from"), "2008") {
				http.Error(w, r.URL.RawQuery, http.StatusBadRequest)
				return
			}
			rows := [][]string{{"urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"}}
			for n := range pages {
				rows = append(rows, []string{fmt.Sprintf("org,example)/a/%d", n), "20081112000000", fmt.Sprintf("http://example.org/a/%d", n), "text/html", "200", fmt.Sprint("D", n), "900"})
			}
			w.Header().Set("Content-Type", "application/json")
			if err := json.NewEncoder(w).Encode(rows); err != nil {
				t.Error(err)
			}
			return
		}
		_, last, _ := strings.Cut(r.URL.Path, "/a/")
		n, err := strconv.Atoi(last)
		if err != nil {
			http.NotFound(w, r)
			return
		}
		if last == failing {
			http.Error(w, "", http.StatusBadGateway)
			return
		}
		w.Header().Set("Memento-Datetime", "Wed, 12 Nov 2008 00:00:00 GMT")
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		writePage(w, 0, n)
	}))
	defer s.Close()
	backoff, machine = time.Millisecond, wayback.Archive{Base: s.URL, ListInterval: -1, ReadInterval: -1}
	dir := t.TempDir()
	args := flags(dir, "-from", "2008", "-to", "2008", "wayback:example.org/a/*")
	out, stderr, err := collect(t, args)
	if err == nil || !strings.Contains(stderr, "status 502") || !strings.Contains(stderr, "not read whole") || len(articles(t, dir)) != pages-1 {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	failing = ""
	if out, stderr, err = collect(t, args); err != nil || len(articles(t, dir)) != pages {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	if out, _, err = collect(t, args); err != nil || !strings.Contains(out, "in all, from 1 sources") || len(articles(t, dir)) != pages {
		t.Errorf("again: %v\n%s", err, out)
	}
}
