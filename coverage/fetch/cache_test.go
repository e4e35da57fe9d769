package fetch

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// versions is a server whose documents have versions and validators.
type versions struct {
	*httptest.Server
	version  int
	requests int
	sent     int // bodies
}

func newVersions(t *testing.T) *versions {
	v := &versions{version: 1}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v.requests++
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/tag", http.StatusFound)
			return
		}
		tag := fmt.Sprintf(`W/"%d"`, v.version)
		stamp := time.Unix(1e9+int64(v.version), 0).UTC().Format(http.TimeFormat)
		same := false
		switch r.URL.Path {
		case "/tag", "/nostore", "/big":
			w.Header().Set("ETag", tag)
			same = r.Header.Get("If-None-Match") == tag
		case "/time":
			w.Header().Set("Last-Modified", stamp)
			same = r.Header.Get("If-Modified-Since") == stamp
		}
		w.Header().Set("X-Version", fmt.Sprint(v.version))
		if r.URL.Path == "/nostore" {
			w.Header().Set("Cache-Control", "private, no-store")
		}
		if same {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		v.sent++
		w.Header().Set("Content-Type", "text/html; charset=koi8-r")
		fmt.Fprintf(w, "version %d of %s %s", v.version, r.URL, r.Header.Get("Accept-Language"))
		if r.URL.Path == "/big" {
			w.Write(bytes.Repeat([]byte("x"), 4000))
		}
	}))
	t.Cleanup(v.Close)
	return v
}

func TestCache(t *testing.T) {
	v := newVersions(t)
	dir := filepath.Join(t.TempDir(), "sub", "cache")
	client := func() *Client { c := local(); c.CacheDir = dir; return c }
	c := client()
	get := func(c *Client, req Request, cached bool, body string) {
		t.Helper()
		req.URL, req.SkipRobots = v.URL+req.URL, true
		r, err := c.Do(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if r.FromCache != cached || !strings.HasPrefix(string(r.Body), body) || r.Status != 200 || r.Charset != "koi8-r" || r.Header.Get("X-Version") != fmt.Sprint(v.version) {
			t.Errorf("%s: %+v; want from cache %v, %q", req.URL, r, cached, body)
		}
	}
	for _, path := range []string{"/tag", "/time"} {
		get(c, Request{URL: path}, false, "version 1")
		get(c, Request{URL: path}, true, "version 1")
		get(client(), Request{URL: path}, true, "version 1") // another program
	}
	get(c, Request{URL: "/moved"}, true, "version 1")
	get(c, Request{URL: "/tag", Header: http.Header{"Accept-Language": {"cy"}}}, false, "version 1 of /tag cy")
	get(c, Request{URL: "/tag", Header: http.Header{"Accept-Language": {"cy"}}}, true, "version 1 of /tag cy")
	get(c, Request{URL: "/tag"}, true, "version 1 of /tag ")
	for _, req := range []Request{{URL: "/none"}, {URL: "/nostore"}, {URL: "/tag", Header: http.Header{"authorization": {"x"}}}} {
		get(c, req, false, "version 1")
		get(c, req, false, "version 1")
	}
	v.version = 2
	get(c, Request{URL: "/tag"}, false, "version 2")
	get(c, Request{URL: "/tag"}, true, "version 2")

	// A condition of the caller's own is answered to the caller.
	r, err := c.Do(t.Context(), Request{URL: v.URL + "/tag", SkipRobots: true, Header: http.Header{"If-None-Match": {`W/"2"`}}})
	if err != nil || r.Status != 304 || len(r.Body) > 0 || r.FromCache {
		t.Errorf("own condition: %+v, %v", r, err)
	}

	// Damage is as good as absence.
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for i, name := range files {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		switch i % 3 {
		case 0:
			raw[len(raw)-1]++
		case 1:
			raw = raw[:len(raw)-3]
		case 2:
			raw = nil
		}
		if err := os.WriteFile(name, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	get(c, Request{URL: "/tag"}, false, "version 2")
	get(c, Request{URL: "/time"}, false, "version 2")
}

func TestCacheHoldsNoKeys(t *testing.T) {
	v := newVersions(t)
	c := local()
	c.CacheDir = t.TempDir()
	if _, err := c.Get(t.Context(), v.URL+"/tag?api-key=hunter2"); err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob(filepath.Join(c.CacheDir, "*"))
	if len(files) != 1 {
		t.Fatal(files)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	head, _, _ := bytes.Cut(raw, []byte("\n"))
	if bytes.Contains(head, []byte("hunter2")) || strings.Contains(files[0], "hunter2") {
		t.Errorf("%s: %s", files[0], head)
	}
}

func TestCacheIsBounded(t *testing.T) {
	v := newVersions(t)
	c := local()
	c.CacheDir = t.TempDir()
	c.MaxCache = 100_000
	stale := filepath.Join(c.CacheDir, "left.part")
	if err := os.WriteFile(stale, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(stale, old, old); err != nil {
		t.Fatal(err)
	}
	for n := range 60 {
		if _, err := c.Do(t.Context(), Request{URL: fmt.Sprintf("%s/big?%d", v.URL, n), SkipRobots: true}); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(c.CacheDir)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if total > c.MaxCache*9/8 || total < c.MaxCache/2 {
		t.Errorf("%d files of %d bytes, limit %d", len(entries), total, c.MaxCache)
	}
	if _, err := os.Stat(stale); err == nil {
		t.Error("a file that a killed program left is still there")
	}
}

// A folder that cannot be made costs nothing but the saving.
func TestCacheThatCannotBe(t *testing.T) {
	v := newVersions(t)
	c := local()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c.CacheDir = filepath.Join(file, "cache")
	for range 2 {
		if r, err := c.Do(t.Context(), Request{URL: v.URL + "/tag", SkipRobots: true}); err != nil || r.FromCache {
			t.Errorf("%+v, %v", r, err)
		}
	}
}

func BenchmarkGet(b *testing.B) {
	text := []byte(strings.Repeat("<p>Words of an article, neither long nor short.</p>\n", 1000))
	body := gzipped(b, text)
	tag := fmt.Sprintf("%q", fmt.Sprintf("%x", sha256.Sum256(body)))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	}))
	defer s.Close()
	for _, dir := range []string{"", b.TempDir()} {
		name := map[bool]string{true: "sent", false: "confirmed"}[dir == ""]
		b.Run(name, func(b *testing.B) {
			c := local()
			c.CacheDir = dir
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.Do(b.Context(), Request{URL: s.URL, SkipRobots: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
