package feed

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/seed-11e619e4/pressframe/coverage"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t testing.TB, r Reader, in []byte) *Feed {
	t.Helper()
	f, err := r.Read(bytes.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestReadFull(t *testing.T) {
	f := read(t, Reader{URL: "https://example.org/rss"}, fixture(t, "full.xml"))
	if len(f.Items) != 2 || len(f.Warnings) != 0 || f.Format != "rss 2.0" {
		t.Fatalf("%d items, format %q, warnings %q", len(f.Items), f.Format, f.Warnings)
	}
	it := f.Items[0]
	a := it.Article
	for _, c := range []struct{ what, got, want string }{
		{"title", a.Title, "Report & reply: a council answers"},
		{"url", a.URL, "https://example.org/news/1?id=7"},
		{"text", a.Text, "First paragraph & more.\n\nSecond\nline."},
		{"summary", it.Summary, "A short summary."},
		{"byline", a.Byline, "A. Writer"},
		{"section", a.Section, "Society"},
		{"language", a.Language, "en-GB"},
		{"outlet", a.Outlet.Name, "The Test Post"},
		{"date", a.Published.String() + "|" + a.Published.Raw + "|" + a.Published.Basis, "2008-11-12|Wed, 12 Nov 2008 09:30:00 GMT|feed pubDate"},
		{"time", it.Time.Format(time.RFC3339), "2008-11-12T09:30:00Z"},
		{"categories", fmt.Sprint(it.Categories), "[{Society https://example.org/tags} {Councils }]"},
		{"media", fmt.Sprint(it.Media), "[{https://example.org/p.jpg image/jpeg Agency }]"},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %q, want %q", c.what, c.got, c.want)
		}
	}
	b := f.Items[1].Article
	if b.URL != "https://example.org/news/2" || b.Published.String() != "2008-11-13" || b.Published.Basis != "feed dc:date" || len(b.Provenance.Warnings) != 1 {
		t.Errorf("second item: %s %s %q", b.URL, b.Published, b.Provenance.Warnings)
	}
	if at := b.Provenance.Offset; !bytes.HasPrefix(fixture(t, "full.xml")[at:], []byte("<item><title>Second")) {
		t.Errorf("offset %d is not that of the second item", at)
	}
}

func TestReadMended(t *testing.T) {
	f := read(t, Reader{}, fixture(t, "stray-less-and-truncated.xml"))
	var got []string
	for _, it := range f.Items {
		got = append(got, it.Article.Title+" "+it.Article.URL)
	}
	want := []string{"a < b & c https://example.org/1?a=1&b=2", "no end tag https://example.org/2", "open section]] https://example.org/3", "whole https://example.org/4", "cut https://example.org/5"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if !f.Truncated || !f.CutItem {
		t.Errorf("truncated %v, last item cut %v", f.Truncated, f.CutItem)
	}
	all := strings.Join(f.Warnings, "\n")
	for _, w := range []string{"'<' that starts no tag", "'&' that starts no entity", "CDATA section without end", "ends before its root", "cut short", "item without end tag"} {
		if !strings.Contains(all, w) {
			t.Errorf("no warning %q in\n%s", w, all)
		}
	}
}

func TestReadForms(t *testing.T) {
	const item = `<item><title>x</title><link>https://example.org/1</link></item>`
	tests := []struct {
		name, in string
		items    int
		warned   bool
	}{
		{"rdf", string(fixture(t, "rdf.xml")), 1, false},
		{"atom", string(fixture(t, "atom.xml")), 1, false},
		{"mistyped JSON", string(fixture(t, "mistyped.json")), 2, true},
		{"JSON cut off", `{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a"},{"id":"2","ti`, 1, true},
		{"long comment before the root", "<!--" + strings.Repeat("x", 9000) + "--><rss><channel>" + item + "</channel></rss>", 1, false},
		{"HTML doctype", "<!DOCTYPE html><rss><channel>" + item + "</channel></rss>", 1, false},
		{"server notice", "<br /><b>Warning</b>: disk full <rss><channel>" + item + "</channel></rss>", 1, true},
		{"entity of its own", `<!DOCTYPE rss [<!ENTITY dash "&#8211;">]><rss><channel><item><title>a&dash;b</title></item></channel></rss>`, 1, false},
		{"items after the end", "<rss><channel>" + item + "</channel></rss>" + item + "<p>x</p>", 2, true},
		{"capitals", "<RSS><CHANNEL><ITEM><TITLE>x</title></ITEM></CHANNEL></RSS>", 1, false},
		{"undeclared prefix", "<rss><channel><item><title>x</title><foo:bar>1</foo:bar></item></channel></rss>", 1, false},
		{"control characters", "<rss><channel><item><title>a\x0bb&#11;c</title></item></channel></rss>", 1, true},
		{"end inside a tag", "<rss><channel>" + item + "<item><title>y</title></ite", 2, true},
		{"empty root", "<rss/>", 0, false},
		{"empty item", "<rss><channel><item></item></channel></rss>", 0, false},
		{"unquoted attributes", "<rss version=2.0><channel>" + item + "</channel></rss>", 1, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, Reader{URL: "https://example.org/feed"}, []byte(tt.in))
			if len(f.Items) != tt.items || len(f.Warnings) > 0 != tt.warned {
				t.Errorf("%d items, warnings %q; want %d, warned %v", len(f.Items), f.Warnings, tt.items, tt.warned)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	kinds := map[string]string{
		"":                                      "empty",
		" \n":                                   "empty",
		"just words":                            "text",
		"<note><to>x</to></note>":               "XML",
		string(fixture(t, "page-instead.html")): "HTML page",
		`{"response":{"status":"ok"}}`:          "news API response",
		`{"articles":[]}`:                       "news API response",
		`{"a":1}`:                               "JSON",
		`[1]`:                                   "JSON",
	}
	for in, kind := range kinds {
		_, err := Reader{}.Read(strings.NewReader(in))
		var not *NotFeedError
		if !errors.As(err, &not) || not.Kind != kind {
			t.Errorf("%.40q: %v, want kind %s", in, err, kind)
		} else if kind == "HTML page" && (len(not.Feeds) != 1 || not.Feeds[0] != "/rss" || not.Detail != "News front") {
			t.Errorf("page: %+v", not)
		}
	}
	var large *TooLargeError
	if _, err := (Reader{MaxBytes: 10}).Read(strings.NewReader("<rss></rss>")); !errors.As(err, &large) {
		t.Errorf("11 bytes of 10: %v", err)
	}
}

// What is hostile is refused, or read, in under a second and 64 MB.
func TestHostile(t *testing.T) {
	bomb := "<!DOCTYPE rss [<!ENTITY a \"xxxxxxxxxx\">\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += fmt.Sprintf("<!ENTITY %c \"%s\">\n", c, strings.Repeat("&"+string(c-1)+";", 10))
	}
	tests := []struct {
		name, in string
		want     any
	}{
		{"a million nested tags", "<rss><channel><item>" + strings.Repeat("<a>", 1e6), new(*TooDeepError)},
		{"entity bomb", bomb + "]><rss><channel><title>&y;</title></channel></rss>", new(*EntityError)},
		{"a million lists", strings.Repeat("[", 1e6), new(*NotFeedError)},
		{"a million objects", `{"items":[` + strings.Repeat(`{"a":`, 1e6), new(*NotFeedError)},
		{"open comments", "<rss>" + strings.Repeat("<!--", 500000), nil},
		{"open sections", "<rss><channel><title>" + strings.Repeat("<![CDATA[x</title><title>", 100000) + "]]>", nil},
		{"open instructions", "<rss>" + strings.Repeat("<?", 500000), nil},
		{"open doctypes", "<rss>" + strings.Repeat("<!doctype [>", 100000), nil},
		{"open end tags", "<rss>" + strings.Repeat("</a", 500000), nil},
		{"open quotes", "<rss><channel>" + strings.Repeat("<a b='", 300000), nil},
		{"ampersands", "<rss><channel><title>" + strings.Repeat("&", 1e6), nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := Reader{}.Read(strings.NewReader(tt.in))
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if tt.want != nil && (err == nil || !errors.As(err, tt.want)) {
				t.Errorf("error %v, want %T", err, tt.want)
			}
			if underRace {
				return
			}
			if took > 3*time.Second { // generous for a busy machine
				t.Errorf("took %v", took)
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 64 {
				t.Errorf("allocated %d MB in all", used)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	const body = "<rss><channel><item><title>Caf\u00e9 \u2013 report</title></item></channel></rss>"
	encode := func(s string, e interface{ Bytes([]byte) ([]byte, error) }) string {
		b, err := e.Bytes([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	w1252 := charmap.Windows1252.NewEncoder()
	tests := []struct{ name, in, contentType, evidence string }{
		{"utf-8", body, "", "utf-8 (default)"},
		{"byte order mark", "\ufeff" + body, "text/xml; charset=iso-8859-1", "utf-8 (byte order mark)"},
		{"utf-16 with mark", encode(body, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), "", "utf-16le (byte order mark)"},
		{"utf-16 without mark", encode(body, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder()), "", "utf-16be (byte pattern)"},
		{"HTTP over declaration", encode(`<?xml version="1.0" encoding="koi8-r"?>`+body, w1252), "text/xml; charset=windows-1252", "windows-1252 (HTTP charset)"},
		{"declaration", encode(`<?xml version="1.0" encoding="windows-1252"?>`+body, w1252), "text/xml", "windows-1252 (XML declaration)"},
		{"declaration lies", `<?xml version="1.0" encoding="iso-8859-1"?>` + body, "", "utf-8 (default)"},
		{"bogus name", `<?xml version="1.0" encoding="bogus"?>` + body, "", "utf-8 (default)"},
		{"HTTP lies", encode(`<?xml version="1.0" encoding="windows-1252"?>`+body, w1252), "text/xml; charset=utf-8", "windows-1252 (XML declaration)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := read(t, Reader{ContentType: tt.contentType}, []byte(tt.in))
			if f.Encoding != tt.evidence || len(f.Items) != 1 || f.Items[0].Article.Title != "Caf\u00e9 \u2013 report" {
				t.Errorf("%s: %+v", f.Encoding, f.Items)
			}
		})
	}
}

var header = regexp.MustCompile(`(?m)^\s*Header:\s*Content-type:\s*(.+)$`)

// The bar is what feedparser reads: every real or malformed feed of the
// samples but those that are none.
func TestSamples(t *testing.T) {
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: test over outside samples skipped")
	}
	noFeed := map[string]bool{"empty_feed.xml": true, "invalid.json": true, "unknown_feed.xml": true, "rss_empty_document.xml": true}
	n := 0
	for _, dir := range []string{"feeds-feedparser-encoding", "feeds-feedparser-illformed", "feeds-gofeed"} {
		files, err := filepath.Glob(filepath.Join(root, "samples", dir, "*.*"))
		if err != nil || len(files) == 0 {
			t.Fatal(dir, err)
		}
		for _, file := range files {
			base := filepath.Base(file)
			if base == "SOURCE.txt" {
				continue
			}
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			n++
			r := Reader{URL: "https://example.org/feed"}
			if m := header.FindSubmatch(raw); m != nil {
				r.ContentType = strings.TrimSpace(string(m[1]))
			}
			f, err := r.Read(bytes.NewReader(raw))
			if noFeed[base] {
				var not *NotFeedError
				if !errors.As(err, &not) {
					t.Errorf("%s: %v, want a NotFeedError", base, err)
				}
				continue
			}
			if err != nil {
				t.Errorf("%s: %v", base, err)
				continue
			}
			if want := bytes.Count(raw, []byte("<item>")) + bytes.Count(raw, []byte("<entry>")); want > len(f.Items)+len(f.Errors) {
				t.Errorf("%s: %d items of %d, warnings %q", base, len(f.Items), want, f.Warnings)
			}
		}
	}
	t.Logf("%d samples", n)
}

func FuzzRead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, name := range files {
		f.Add(fixture(f, filepath.Base(name)), "text/xml; charset=utf-8")
	}
	f.Fuzz(func(t *testing.T, in []byte, contentType string) {
		feed, err := Reader{ContentType: contentType, URL: "https://example.org/feed"}.Read(bytes.NewReader(in))
		if err != nil {
			var not *NotFeedError
			var deep *TooDeepError
			var entity *EntityError
			if !errors.As(err, &not) && !errors.As(err, &deep) && !errors.As(err, &entity) {
				t.Errorf("a mended document was refused: %v", err)
			}
			return
		}
		for a, err := range feed.Articles(context.Background()) {
			if err != nil {
				continue
			}
			if _, err := json.Marshal(a); err != nil || a.ID == "" || a.Published.Check() != nil {
				t.Errorf("article %+v: %v, %v", a, err, a.Published.Check())
			}
		}
	})
}

func BenchmarkRead(b *testing.B) {
	item := `<item><title>A council answers</title><link>https://example.org/1?utm_source=x</link><pubDate>Wed, 12 Nov 2008 09:30:00 GMT</pubDate><description>` +
		strings.Repeat("&lt;p&gt;Words of a summary, neither long nor short.&lt;/p&gt;", 10) + `</description></item>`
	in := "<rss><channel><title>T</title>" + strings.Repeat(item, 200) + "</channel></rss>"
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (Reader{}).Read(strings.NewReader(in)); err != nil {
			b.Fatal(err)
		}
	}
}

// An item of a collected feed is of the outlet that it names, unless the caller
// says of which outlet the feed is.
func TestSourceOfItem(t *testing.T) {
	for name, doc := range map[string]string{
		"rss":  `<rss version="2.0"><channel><title>All of it</title><item><title>a</title><source url="https://b.example/feed">The Isle  Post</source></item><item><title>b</title></item></channel></rss>`,
		"atom": `<feed xmlns="http://www.w3.org/2005/Atom"><title>All of it</title><entry><title>a</title><source><title>The Isle Post</title></source></entry><entry><title>b</title></entry></feed>`,
	} {
		f, err := Reader{}.Read(strings.NewReader(doc))
		if err != nil {
			t.Fatal(name, err)
		}
		if a, b := f.Items[0].Article.Outlet.Name, f.Items[1].Article.Outlet.Name; a != "The Isle Post" || b != "All of it" {
			t.Errorf("%s: outlets %q and %q", name, a, b)
		}
		f, err = Reader{Outlet: coverage.Outlet{Name: "Mine"}}.Read(strings.NewReader(doc))
		if err != nil {
			t.Fatal(name, err)
		}
		a := f.Items[0].Article
		if a.Outlet.Name != "Mine" || !slices.ContainsFunc(a.Provenance.Warnings, func(w string) bool { return strings.Contains(w, "The Isle Post") }) {
			t.Errorf("%s: outlet %q, warnings %q", name, a.Outlet.Name, a.Provenance.Warnings)
		}
	}
}
