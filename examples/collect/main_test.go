package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// TestMain makes the test binary the program itself when it is started so.
func TestMain(m *testing.M) {
	if args := os.Getenv("COLLECT_CHILD"); args != "" {
		var list []string
		if err := json.Unmarshal([]byte(args), &list); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(3)
		}
		os.Args = append(os.Args[:1], list...)
		main()
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A press is a site of papers; each has a feed of so many articles.
type press struct {
	*httptest.Server
	listed   atomic.Int64 // in each feed
	requests atomic.Int64
	before   atomic.Pointer[func(n int64)] // called with the number of the request
	pages    func(w http.ResponseWriter, paper, n int)
}

const words = "The council said that it had acted on every warning it was given. The trust said that two posts had stood empty for a year. "

func newPress(t *testing.T, listed int64) *press {
	p := &press{}
	p.listed.Store(listed)
	p.Server = httptest.NewServer(p)
	t.Cleanup(p.Close)
	return p
}

func (p *press) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n := p.requests.Add(1)
	if before := p.before.Load(); before != nil {
		(*before)(n)
	}
	var paper, article int
	if got, _ := fmt.Sscanf(r.URL.Path, "/a/%d/%d", &paper, &article); got == 2 {
		if p.pages != nil {
			p.pages(w, paper, article)
			return
		}
		writePage(w, paper, article)
		return
	}
	if _, err := fmt.Sscanf(r.URL.Path, "/feed/%d", &paper); err != nil {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintf(w, "<rss><channel><title>Paper %d</title>", paper)
	for n := range p.listed.Load() {
		fmt.Fprintf(w, "<item><title>Report %d of paper %d</title><link>%s/a/%d/%d</link><pubDate>Wed, 12 Nov 2008 09:30:00 GMT</pubDate><description>%s</description></item>",
			n, paper, p.URL, paper, n, words)
	}
	fmt.Fprint(w, "</channel></rss>")
}

func writePage(w http.ResponseWriter, paper, n int) {
	fmt.Fprintf(w, "<!DOCTYPE html><html lang=en><head><title>Report %d of paper %d</title><meta property='og:type' content='article'><meta property='article:published_time' content='2008-11-12T09:30:00Z'></head><body><main><article><h1>Report %d of paper %d</h1>", n, paper, n, paper)
	for i := range 12 {
		fmt.Fprintf(w, "<p>Paragraph %d of report %d. %s</p>", i, n, strings.Repeat(words, 3))
	}
	fmt.Fprint(w, "</article></main></body></html>")
}

// list writes a list of sources and returns its name.
func (p *press) list(t *testing.T, papers int, more ...string) string {
	var b strings.Builder
	b.WriteString("# papers\n\n")
	for n := range papers {
		fmt.Fprintf(&b, "%s/feed/%d | Paper %d | broadsheet | gb\n", p.URL, n, n)
	}
	b.WriteString(strings.Join(more, "\n"))
	name := filepath.Join(t.TempDir(), "sources.txt")
	if err := os.WriteFile(name, []byte(b.String()), 0o666); err != nil {
		t.Fatal(err)
	}
	return name
}

// flags are those of every test: this machine may be read, without a pause.
func flags(dir string, args ...string) []string {
	return append([]string{"-contact", "a@example.org", "-private", "127.0.0.0/8, ::1/128", "-interval", "0", "-out", filepath.Join(dir, "a.jsonl")}, args...)
}

func collect(t *testing.T, args []string) (out, stderr string, err error) {
	t.Helper()
	var o, e bytes.Buffer
	err = run(t.Context(), args, &o, &e)
	return o.String(), e.String(), err
}

// articles reads the file of a collection.
func articles(t *testing.T, dir string) []coverage.Article {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "a.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []coverage.Article
	for a, err := range (coverage.JSONL{R: f, Name: f.Name()}).Articles(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	return out
}

func TestCollect(t *testing.T) {
	p := newPress(t, 3)
	dir := t.TempDir()
	args := flags(dir, p.list(t, 4))
	out, stderr, err := collect(t, args)
	if err != nil || stderr != "" {
		t.Fatalf("%v\n%s", err, stderr)
	}
	list := articles(t, dir)
	if len(list) != 12 || !strings.Contains(out, "      12        0        0  in all, from 4 sources") {
		t.Errorf("%d articles\n%s", len(list), out)
	}
	if a := list[0]; a.Outlet != (coverage.Outlet{Name: "Paper 0", Kind: coverage.Broadsheet, Country: "GB"}) || a.Published.String() != "2008-11-12" || a.Provenance.Location != p.URL+"/feed/0" {
		t.Errorf("%+v", a)
	}
	// Again: nothing. With one article more in each: that one.
	if out, _, err = collect(t, args); err != nil || !strings.Contains(out, "       0        0        0  in all") {
		t.Errorf("again: %v\n%s", err, out)
	}
	p.listed.Add(1)
	if out, _, err = collect(t, args); err != nil || !strings.Contains(out, "       4       12        0  in all") {
		t.Errorf("more: %v\n%s", err, out)
	}
	// A last line that is not complete is written again once its feed lists it.
	file := filepath.Join(dir, "a.jsonl")
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, whole[:len(whole)-40], 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(file + ".state"); err != nil {
		t.Fatal(err)
	}
	if _, _, err := collect(t, args); err != nil {
		t.Fatal(err)
	}
	if list := articles(t, dir); len(list) != 16 {
		t.Errorf("%d articles after mending", len(list))
	}
}

func TestPages(t *testing.T) {
	p := newPress(t, 0)
	p.pages = func(w http.ResponseWriter, paper, n int) {
		if n == 2 {
			w.Header().Set("Content-Type", "application/pdf")
			fmt.Fprint(w, "%PDF-1.4")
			return
		}
		writePage(w, paper, n)
	}
	dir := t.TempDir()
	args := flags(dir, "page:"+p.URL+"/a/0/1", p.list(t, 0, "page:"+p.URL+"/a/0/2", "page:"+p.URL+"/a/0/3 | The Post | local"))
	out, stderr, err := collect(t, args)
	if err == nil || !strings.Contains(stderr, "/a/0/2: page: not an HTML page but PDF") || !strings.Contains(out, "       2        0        1  pages") {
		t.Errorf("%v\n%s%s", err, out, stderr)
	}
	list := articles(t, dir)
	if len(list) != 2 || list[1].Outlet.Name != "The Post" || !strings.Contains(list[0].Text, "Paragraph 11 of report 1.") {
		t.Errorf("%+v", list)
	}
	before := p.requests.Load()
	if out, _, _ = collect(t, args); !strings.Contains(out, "       0        2        1  in all") || p.requests.Load() != before+2 {
		t.Errorf("%d requests\n%s", p.requests.Load()-before, out)
	}
}

// The text of an article is that of its page; where that does not come, what
// the feed says, at once or after three rounds.
func TestFull(t *testing.T) {
	defer func(d time.Duration) { backoff = d }(backoff)
	backoff = time.Millisecond
	p := newPress(t, 3)
	tries := map[string]int{}
	var mu sync.Mutex
	p.pages = func(w http.ResponseWriter, paper, n int) {
		mu.Lock()
		defer mu.Unlock()
		key := fmt.Sprintf("%d/%d", paper, n)
		tries[key]++
		switch {
		case key == "0/1": // never comes
			http.Error(w, "", http.StatusBadGateway)
		case key == "1/1" && tries[key] <= 4: // comes in the second round
			http.Error(w, "", http.StatusBadGateway)
		case key == "1/2":
			http.Error(w, "", http.StatusGone)
		default:
			writePage(w, paper, n)
		}
	}
	dir := t.TempDir()
	args := flags(dir, "-full", p.list(t, 2))
	for round, want := range []int{4, 5, 6, 6} {
		out, stderr, err := collect(t, args)
		if n := len(articles(t, dir)); n != want || (err != nil) != (round < 2) {
			t.Errorf("round %d: %d articles, want %d; %v\n%s%s", round, n, want, err, out, stderr)
		}
	}
	full := 0
	for _, a := range articles(t, dir) {
		if strings.Contains(a.Text, "Paragraph 11 of report") {
			full++
			if s := strings.Join(a.Provenance.Steps, "\n"); !strings.Contains(s, "text read from the page "+a.URL) || strings.Contains(s, "summary") {
				t.Errorf("%s: %s", a.URL, s)
			}
			continue
		}
		if a.Text != strings.TrimSpace(words) || !strings.Contains(strings.Join(a.Provenance.Warnings, "\n"), "the page could not be read") {
			t.Errorf("%+v", a)
		}
	}
	if full != 4 || tries["0/1"] != 12 || tries["1/1"] != 5 || tries["1/2"] != 1 {
		t.Errorf("%d with full text; %v", full, tries)
	}
}

// A private address is refused in terms of the flag that allows it.
func TestPrivateAddressNamesTheFlag(t *testing.T) {
	p := newPress(t, 1)
	dir := t.TempDir()
	_, stderr, err := collect(t, []string{"-contact", "a@example.org", "-out", filepath.Join(dir, "a.jsonl"), p.list(t, 1)})
	if err == nil || err.Error() != "1 thing did not come" {
		t.Errorf("%v", err)
	}
	failures, rerr := os.ReadFile(filepath.Join(dir, "a.jsonl.state", "failures.txt"))
	for _, said := range []string{stderr, string(failures)} {
		if rerr != nil || !strings.Contains(said, "-private 127.0.0.0/8") || strings.Contains(said, "AllowPrivate") {
			t.Errorf("%v: %s", rerr, said)
		}
	}
}

func TestWhatDoesNotCome(t *testing.T) {
	p := newPress(t, 2)
	dir := t.TempDir()
	_, stderr, err := collect(t, flags(dir, p.list(t, 1, p.URL+"/gone?api-key=hunter2", "http://nobody.invalid/feed")))
	if err == nil || err.Error() != "2 things did not come" {
		t.Errorf("%v", err)
	}
	for _, want := range []string{"/gone?api-key=…: status 404 Not Found", "nobody.invalid"} {
		if !strings.Contains(stderr, want) {
			t.Errorf("no %q in\n%s", want, stderr)
		}
	}
	failures, err := os.ReadFile(filepath.Join(dir, "a.jsonl.state", "failures.txt"))
	if err != nil || bytes.Count(failures, []byte("\n")) != 2 {
		t.Errorf("%v\n%s", err, failures)
	}
	if strings.Contains(stderr+string(failures), "hunter2") {
		t.Error("a key was shown")
	}
	if n := len(articles(t, dir)); n != 2 {
		t.Errorf("%d articles", n)
	}
}

func TestUsage(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	opml := write("feeds.opml", `<opml><body><outline text="A" xmlUrl="http://a.invalid/rss"/></body></opml>`)
	sources, err := readSources([]string{"http://b.invalid/", opml, write("list.txt", "\ufeffhttp://c.invalid/ | C | tabloid\n")})
	if err != nil || len(sources) != 3 || sources[1].what != "http://a.invalid/rss" || sources[2].outlet.Kind != coverage.Tabloid {
		t.Errorf("%+v, %v", sources, err)
	}
	for want, args := range map[string][]string{
		"no sources":             flags(dir),
		"-contact is missing":    {"-out", filepath.Join(dir, "x"), "http://a.invalid/"},
		"bad.txt:2: \"nonsense":  flags(dir, write("bad.txt", "# a\nnonsense here\n")),
		"unknown outlet kind":    flags(dir, write("kind.txt", "http://a.invalid/ | A | weekly\n")),
		"no such file":           flags(dir, filepath.Join(dir, "missing.txt")),
		"feed: not OPML":         flags(dir, write("page.html", "<html></html>")),
		"-from":                  flags(dir, "-from", "soon", opml),
		"guardian, hansard":      flags(dir, write("typo.txt", "guradian:council\n")),
		"-private":               flags(dir, "-private", "10.0.0.1", opml),
		"line 1 is not an arti":  flags(dir, "-out", write("notes.txt", "my notes\n"), opml),
		"not an SQLite database": flags(dir, "-store", write("c.corpus", strings.Repeat("no", 1000)), opml),
	} {
		if _, _, err := collect(t, args); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", args, err, want)
		}
	}
}

// Two runs at once would take the same articles for new.
func TestLock(t *testing.T) {
	p := newPress(t, 1)
	dir := t.TempDir()
	args := flags(dir, p.list(t, 1))
	if err := os.MkdirAll(filepath.Join(dir, "a.jsonl.state"), 0o777); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(filepath.Join(dir, "a.jsonl.state", "lock"))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := lock(filepath.Join(dir, "a.jsonl.state", "lock")); err == nil {
		again()
		t.Skip("no locks here")
	}
	if _, _, err := collect(t, args); err == nil || !strings.Contains(err.Error(), "another run") {
		t.Errorf("%v", err)
	}
	unlock()
	if _, _, err := collect(t, args); err != nil {
		t.Error(err)
	}
}

func TestInterrupt(t *testing.T) {
	p := newPress(t, 2)
	ctx, cancel := context.WithCancel(t.Context())
	before := func(n int64) {
		if n == 9 {
			cancel()
		}
	}
	p.before.Store(&before)
	dir := t.TempDir()
	args := flags(dir, p.list(t, 30))
	var out, stderr bytes.Buffer
	err := run(ctx, args, &out, &stderr)
	if err == nil || !strings.Contains(err.Error(), "the same command goes on") || errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	some := len(articles(t, dir))
	if _, _, err := collect(t, args); err != nil {
		t.Fatal(err)
	}
	if n := len(articles(t, dir)); some >= 60 || n != 60 {
		t.Errorf("%d articles before, %d after", some, n)
	}
}
