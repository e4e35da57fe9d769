package export_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

// seed adds the fixtures with a prefix to a fuzz target.
func seed(f *testing.F, prefixes ...string) {
	for _, prefix := range prefixes {
		files, err := filepath.Glob("testdata/" + prefix + "*")
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			if info, err := os.Stat(file); err == nil && !info.IsDir() && !strings.HasSuffix(file, ".want") {
				f.Add(mustRead(f, file))
			}
		}
	}
}

// fuzzFormat checks what holds of every reader: it ends, its accounts agree,
// and an article is whole.
func fuzzFormat(f *testing.F, format export.Format, prefixes ...string) {
	seed(f, prefixes...)
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := export.Options{Format: format, MaxRecord: 1 << 16}.Read(bytes.NewReader(data), "fuzz")
		if err != nil {
			return
		}
		check(t, file, data)
	})
}

func check(t *testing.T, file *export.File, data []byte) {
	defer file.Close()
	pairs, last := 0, 0
	for r, err := range file.Records(t.Context()) {
		pairs++
		if pairs > len(data)+2 {
			t.Fatal("more records than bytes")
		}
		if err != nil {
			if re, ok := errors.AsType[*coverage.RecordError](err); ok && re.Record > 0 {
				if re.Record <= last {
					t.Fatalf("record %d after %d", re.Record, last)
				}
				last = re.Record
			}
			continue
		}
		a := r.Article
		if a.ID == "" || a.Provenance.SHA256 == "" || a.Published.Check() != nil {
			t.Fatalf("incomplete article %+v", a)
		}
		for _, s := range []string{a.Title, a.Text, a.Byline, a.Outlet.Name, a.Section} {
			if !utf8.ValidString(s) {
				t.Fatalf("not UTF-8: %q", s)
			}
		}
		if y := a.Published.Year; y != 0 && (y < 1600 || y > 2100) {
			t.Fatalf("implausible year %d", y)
		}
	}
	if pairs == 0 {
		t.Fatal("a stream without an article and without an error")
	}
}

func FuzzNexisText(f *testing.F)   { fuzzFormat(f, export.FormatNexisTXT, "nexis-") }
func FuzzNexisHTML(f *testing.F)   { fuzzFormat(f, export.FormatNexisHTML, "nexis-uk") }
func FuzzNexisRTF(f *testing.F)    { fuzzFormat(f, export.FormatNexisRTF, "nexis-rich", "plain") }
func FuzzFactivaHTML(f *testing.F) { fuzzFormat(f, export.FormatFactivaHTML, "factiva") }
func FuzzFactivaXML(f *testing.F)  { fuzzFormat(f, export.FormatFactivaXML, "factiva-count") }
func FuzzEuropresse(f *testing.F)  { fuzzFormat(f, export.FormatEuropresse, "europresse") }
func FuzzProQuest(f *testing.F)    { fuzzFormat(f, export.FormatProQuestTXT, "proquest") }
func FuzzRIS(f *testing.F)         { fuzzFormat(f, export.FormatRIS, "ris") }
func FuzzBibTeX(f *testing.F)      { fuzzFormat(f, export.FormatBibTeX, "bibtex") }
func FuzzCSLJSON(f *testing.F)     { fuzzFormat(f, export.FormatCSLJSON, "csl") }
func FuzzTable(f *testing.F)       { fuzzFormat(f, export.FormatTable, "table", "mediacloud", "gdelt") }
func FuzzJSONL(f *testing.F)       { fuzzFormat(f, export.FormatJSONL, "jsonl") }
func FuzzText(f *testing.F)        { fuzzFormat(f, export.FormatText, "12", "undated") }

// FuzzOpen lets the content choose the reader.
func FuzzOpen(f *testing.F) {
	seed(f, "")
	f.Add(wordFile(f, "---", "Ferry late", "Coastal Times", "July 1, 2019", "Body", "Text.", "End of Document"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := export.Options{MaxRecord: 1 << 16, MaxUnzipped: 1 << 20}.Read(bytes.NewReader(data), "fuzz")
		if err != nil {
			return
		}
		if file.Format() == export.FormatZip {
			file.Close()
			return
		}
		check(t, file, data)
	})
}

// FuzzDOCX fuzzes the XML within a Word file.
func FuzzDOCX(f *testing.F) {
	f.Add([]byte(`<w:document><w:p><w:bookmarkStart w:name="Bookmark_1"/></w:p><w:p><w:r><w:t>Head</w:t></w:r></w:p><w:p><w:r><w:t>Source</w:t></w:r></w:p><w:p><w:r><w:t>July 1, 2019</w:t></w:r></w:p><w:p><w:r><w:t>Body</w:t></w:r></w:p><w:p><w:r><w:t>Text</w:t></w:r></w:p><w:p><w:r><w:t>End of Document</w:t></w:r></w:p></w:document>`))
	f.Fuzz(func(t *testing.T, xml []byte) {
		data := zipOf(t, "word/document.xml", string(xml))
		file, err := export.Options{MaxRecord: 1 << 16, MaxUnzipped: 1 << 20}.Read(bytes.NewReader(data), "fuzz")
		if err != nil {
			t.Fatal(err)
		}
		check(t, file, xml)
	})
}
