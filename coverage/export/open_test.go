package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

func TestFilesWithoutArticles(t *testing.T) {
	for _, tt := range []struct{ name, data, found string }{
		{"empty", "", "an empty file"},
		{"blank", "\xef\xbb\xbf \r\n", "an empty file"},
		{"PDF", "%PDF-1.7\n", "a PDF file"},
		{"old Word", "\xd0\xcf\x11\xe0\xa1\xb1", "an old Word"},
		{"gzip", "\x1f\x8b\x08", "a gzip file"},
		{"page", "<!DOCTYPE html><html><title>Sign in &amp; out</title>", `an HTML page titled`},
		{"feed", "<?xml version='1.0'?><rss version='2.0'>", "a feed"},
		{"API answer", `{"response":{"status":"ok"}}`, "the answer of a news API"},
		{"other JSON", `{"a":1}`, "a JSON object without"},
		{"damaged JSON", `{"a":`, "a damaged JSON file"},
		{"binary", "\x00\x01\x02\x03", "a binary file"},
		{"counts", "date,count,total_count,ratio\n", "counts over time"},
		{"workbook", string(zipOf(t, "xl/workbook.xml", "<x/>")), "an Excel workbook"},
		{"no archive content", string(zipOf(t)), "an empty zip archive"},
	} {
		o := readBytes(t, export.Options{}, []byte(tt.data), tt.name)
		if len(o.errs) != 1 || !strings.Contains(o.errs[0].Error(), tt.found) {
			t.Errorf("%s: %v, want %q", tt.name, o.errs, tt.found)
			continue
		}
		if !errors.Is(o.errs[0], export.ErrNoArticles) {
			t.Errorf("%s: not ErrNoArticles: %v", tt.name, o.errs[0])
		}
	}
}

// TestArchive reads a zip of every fixture and finds in it what the files hold
// one by one, in order, with the errors of each.
func TestArchive(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	pairs := []string{"__MACOSX/x", "junk", "folder/", "", ".hidden", "junk"}
	articles, errs := 0, 0
	for _, file := range files {
		if strings.HasSuffix(file, ".want") {
			continue
		}
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, "folder/"+filepath.Base(file), string(data))
		o := readBytes(t, export.Options{}, data, file)
		articles += len(o.records)
		errs += len(o.errs)
	}
	pairs = append(pairs, "word.docx", string(wordFile(t, "---", "Ferry late", "Coastal Times", "July 1, 2019", "Body", "Text.", "End of Document")))
	pairs = append(pairs, "inner.zip", string(zipOf(t, "a.txt", "x")))
	articles++
	errs++
	// A reader that cannot seek takes the way over a temporary file.
	f, err := export.Options{}.Read(struct{ io.Reader }{bytes.NewReader(zipOf(t, pairs...))}, "all.zip")
	if err != nil {
		t.Fatal(err)
	}
	o := readAll(t, f)
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if len(o.records) != articles || len(o.errs) != errs {
		t.Errorf("%d articles and %d errors, want %d and %d\n%v", len(o.records), len(o.errs), articles, errs, o.errs)
	}
	for _, r := range o.records {
		if !strings.HasPrefix(r.Article.Provenance.Location, "all.zip!") {
			t.Errorf("location %q", r.Article.Provenance.Location)
		}
	}
}

// TestUTF16 reads every text fixture as UTF-16 of both orders, with the same
// articles as from UTF-8.
func TestUTF16(t *testing.T) {
	for _, name := range []string{"nexis-cover-and-traps.txt", "ris-partial-dates.ris", "table-tabs.tsv", "mediacloud-stories.csv", "nexis-uk-labels-by-words.html", "proquest-rules.txt"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		want := readBytes(t, export.Options{}, data, name)
		units := utf16.Encode([]rune("\ufeff" + strings.TrimPrefix(string(data), "\ufeff")))
		for _, little := range []bool{true, false} {
			var wide []byte
			for _, u := range units {
				hi, lo := byte(u>>8), byte(u)
				if little {
					hi, lo = lo, hi
				}
				wide = append(wide, hi, lo)
			}
			got := readBytes(t, export.Options{}, wide, name)
			if len(got.records) != len(want.records) {
				t.Errorf("%s: %d articles, want %d: %v", name, len(got.records), len(want.records), got.errs)
				continue
			}
			for i := range got.records {
				if g, w := summary(got.records[i].Article), summary(want.records[i].Article); g != w {
					t.Errorf("%s: %s, want %s", name, g, w)
				}
				if got.records[i].Article.ID != want.records[i].Article.ID {
					t.Errorf("%s: id differs by encoding", name)
				}
			}
		}
	}
}

func TestRecordOverLimit(t *testing.T) {
	long := "   1 of 3 DOCUMENTS\n\n        Paper\n\n        January 1, 2009\n\nShort\n\nLENGTH: 1 words\n\nText.\n\n" +
		"   2 of 3 DOCUMENTS\n\n        Paper\n\nLong\n\nLENGTH: 1 words\n\n" + strings.Repeat("word ", 100000) + "\n\n" +
		"   3 of 3 DOCUMENTS\n\n        Paper\n\n        January 2, 2009\n\nShort again\n\nLENGTH: 1 words\n\nText.\n"
	o := readBytes(t, export.Options{MaxRecord: 4096}, []byte(long), "long.txt")
	if len(o.records) != 2 || len(o.errs) != 1 || !errors.Is(o.errs[0], export.ErrTooLarge) {
		t.Fatalf("%d articles, errors %v", len(o.records), o.errs)
	}
	if o.records[1].Article.Title != "Short again" || o.records[1].Article.Provenance.Record != 3 {
		t.Errorf("%+v", o.records[1].Article)
	}
	lines := `{"title":"a"}` + "\n" + `{"title":"` + strings.Repeat("b", 5000) + `"}` + "\n" + `{"title":"c"}` + "\n"
	o = readBytes(t, export.Options{MaxRecord: 4096}, []byte(lines), "long.jsonl")
	if len(o.records) != 2 || len(o.errs) != 1 || !errors.Is(o.errs[0], export.ErrTooLarge) {
		t.Errorf("jsonl: %d articles, errors %v", len(o.records), o.errs)
	}
}

func TestOptions(t *testing.T) {
	data := []byte("Kopf,Blatt,Tag,title\nA,B,03/04/2009,not this\n")
	o := readBytes(t, export.Options{
		Columns: map[string]string{"title": "Kopf", "outlet": "Blatt", "published": "Tag"}, DateOrder: export.MonthFirst, Language: "de",
		Outlet: coverage.Outlet{Name: "unused"},
	}, data, "t.csv")
	if len(o.records) != 1 || summary(o.records[0].Article) != "2009-03-04|B|A|||0|de" {
		t.Errorf("%v %+v", o.errs, o.records)
	}
	o = readBytes(t, export.Options{Columns: map[string]string{"title": "Nope"}}, data, "t.csv")
	if len(o.errs) != 1 || !strings.Contains(o.errs[0].Error(), `no column "Nope"`) {
		t.Errorf("missing column: %v", o.errs)
	}
	o = readBytes(t, export.Options{Columns: map[string]string{"headlien": "Kopf"}}, data, "t.csv")
	if len(o.errs) != 1 || !strings.Contains(o.errs[0].Error(), `no field "headlien"`) {
		t.Errorf("unknown field: %v", o.errs)
	}
	o = readBytes(t, export.Options{Format: export.FormatText}, data, "t.csv")
	if len(o.records) != 1 || o.records[0].Article.Provenance.Source != "text" {
		t.Errorf("forced format: %v", o.errs)
	}
	o = readBytes(t, export.Options{FirstYear: 2010}, []byte("title,date\nA,2009-03-04\n"), "t.csv")
	if len(o.records) != 1 || o.records[0].Article.Published.IsKnown() {
		t.Errorf("year bounds: %+v", o.records)
	}
}

// TestSameArticleTwice shows what makes an identity: two editions with one
// headline differ, the same record in another file does not.
func TestSameArticleTwice(t *testing.T) {
	table := func(text string) []byte { return []byte("title,outlet,date,text\nA,B,2009-03-04,\"" + text + "\"\n") }
	id := func(text, name string) string {
		return readBytes(t, export.Options{}, table(text), name).records[0].Article.ID
	}
	if id("One text.", "x") != id("One  text. ", "y") {
		t.Error("white space changes the id")
	}
	if id("One text.", "x") == id("Another text.", "x") {
		t.Error("two texts have one id")
	}
}

func TestOwnArticlesComeBack(t *testing.T) {
	o := readBytes(t, export.Options{}, mustRead(t, "testdata/nexis-cover-and-traps.txt"), "n.txt")
	var want []coverage.Article
	var buf bytes.Buffer
	for _, r := range o.records {
		want = append(want, r.Article)
	}
	if err := coverage.WriteJSONL(&buf, coverage.Slice(want).Articles(t.Context())); err != nil {
		t.Fatal(err)
	}
	var got []coverage.Article
	for _, r := range readBytes(t, export.Options{}, buf.Bytes(), "own.jsonl").records {
		got = append(got, r.Article)
	}
	a, _ := json.Marshal(want)
	b, _ := json.Marshal(got)
	if diff := cmp.Diff(string(a), string(b)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func mustRead(t testing.TB, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestCancelAndStop(t *testing.T) {
	data := mustRead(t, "testdata/nexis-cover-and-traps.txt")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	f, err := export.Options{}.Read(bytes.NewReader(data), "n.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	var last error
	for _, err := range f.Articles(ctx) {
		n++
		last = err
		cancel()
	}
	if n != 2 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d pairs, last %v", n, last)
	}
	f, _ = export.Options{}.Read(bytes.NewReader(data), "n.txt")
	for range f.Articles(t.Context()) {
		break
	}
}

// TestCitations reads the citation files that reference managers exchange.
func TestCitations(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(extdata(t), "citations-zotero", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		ext := filepath.Ext(file)
		if ext != ".ris" && ext != ".bib" && !(ext == ".json" && !strings.Contains(file, "expected")) {
			continue
		}
		var want []struct {
			Title string `json:"title"`
		}
		if err := json.Unmarshal(mustRead(t, strings.TrimSuffix(file, ext)+".expected.json"), &want); err != nil {
			t.Fatal(err)
		}
		f, err := export.Open(file)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		o := readAll(t, f)
		f.Close()
		if len(o.records)+len(o.errs) != len(want) {
			t.Errorf("%s: %d articles and %d errors, want %d items: %v", filepath.Base(file), len(o.records), len(o.errs), len(want), o.errs)
		}
	}
}

func BenchmarkNexisText(b *testing.B) {
	paragraph := "Words of a text that is wrapped at seventy-eight columns, as the database\r\nwraps it, and that goes on for a while before it comes to its end.\r\n\r\n"
	one := "                     1 of 9 DOCUMENTS\r\n\r\n               Coastal Times\r\n\r\n           January 1, 2009 Thursday\r\n\r\nA headline\r\n\r\nBYLINE: Ada Fenn\r\n\r\nLENGTH: 500 words\r\n\r\n" +
		strings.Repeat(paragraph, 20) + "LOAD-DATE: January 2, 2009\r\n\r\nLANGUAGE: ENGLISH\r\n\r\n"
	benchmark(b, []byte(strings.Repeat(one, 500)))
}

func BenchmarkFactivaHTML(b *testing.B) {
	one := strings.Replace(string(mustRead(b, "testdata/factiva-coded-rows.html")), "Nobody knows more.", strings.Repeat("Nobody knows more than that. ", 100), 1)
	benchmark(b, []byte(strings.Repeat(one, 200)))
}

func BenchmarkTable(b *testing.B) {
	row := "https://a.example/x,Coastal Times,\"A headline, long enough\",2008-11-12,\"" + strings.Repeat("Words of the text. ", 100) + "\"\n"
	benchmark(b, []byte("url,outlet,title,date,text\n"+strings.Repeat(row, 500)))
}

func BenchmarkDOCX(b *testing.B) {
	var paras []string
	for range 200 {
		paras = append(paras, "---", "Ferry late", "Coastal Times", "July 1, 2019", "Body", strings.Repeat("Words of the text. ", 100), "End of Document")
	}
	benchmark(b, wordFile(b, paras...))
}

func benchmark(b *testing.B, data []byte) {
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		f, err := export.Options{}.Read(bytes.NewReader(data), "bench")
		if err != nil {
			b.Fatal(err)
		}
		for range f.Articles(b.Context()) {
		}
		f.Close()
	}
}
