package export_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"html"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

// wordFile makes a DOCX of paragraphs; "#x" sets a bookmark x, "---" breaks a
// section, "\n" breaks a line.
func wordFile(t testing.TB, paras ...string) []byte {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, p := range paras {
		b.WriteString(`<w:p>`)
		switch {
		case p == "---":
			b.WriteString(`<w:pPr><w:sectPr/></w:pPr>`)
		case strings.HasPrefix(p, "#"):
			name, text, _ := strings.Cut(p[1:], " ")
			fmt.Fprintf(&b, `<w:bookmarkStart w:id="0" w:name="%s"/><w:r><w:t>%s</w:t></w:r>`, name, html.EscapeString(text))
		default:
			for i, line := range strings.Split(p, "\n") {
				if i > 0 {
					b.WriteString(`<w:r><w:br/></w:r>`)
				}
				fmt.Fprintf(&b, `<w:r><w:t xml:space="preserve">%s</w:t></w:r>`, html.EscapeString(line))
			}
		}
		b.WriteString(`</w:p>`)
	}
	b.WriteString(`</w:body></w:document>`)
	return zipOf(t, "word/document.xml", b.String())
}

func zipOf(t testing.TB, pairs ...string) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(pairs[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func readBytes(t *testing.T, o export.Options, data []byte, name string) outcome {
	t.Helper()
	f, err := o.Read(bytes.NewReader(data), name)
	if err != nil {
		return outcome{errs: []error{err}}
	}
	defer f.Close()
	return readAll(t, f)
}

func TestNexisDOCX(t *testing.T) {
	article := func(head ...string) []string {
		return append(head, "#Body_1 Body", "", "The text stands here.", "A second paragraph.", "#Classification_1 Classification", "\nLanguage: ENGLISH", "Load-Date: July 2, 2019", "End of Document")
	}
	for _, tt := range []struct {
		name  string
		paras []string
		want  string
		warn  string
		count bool
	}{
		{"no cover page", article("#Bookmark_1 ", "Ferry late", "Coastal Times", "July 1, 2019 Monday 9:20 AM GMT", "Copyright 2019 Coastal Times", "Section: NEWS; Version:28", "Length: 12 words", "Byline: By Rosa Lindqvist"),
			"2019-07-01|Coastal Times|Ferry late|Rosa Lindqvist|NEWS|12|en", "", false},
		{"correction in place of the date", article("---", "Ferry late", "Coastal Times", "Correction Appended", "Length: 12 words"),
			"|Coastal Times|Ferry late|||12|en", "Correction Appended", false},
		{"correction before the date", article("---", "Ferry late", "Coastal Times", "July 1, 2019 Monday", "Correction Appended"),
			"2019-07-01|Coastal Times|Ferry late|||0|en", "Correction Appended", false},
		{"headline is a month", article("---", "May 2008", "Coastal Times", "July 1, 2019"),
			"2019-07-01|Coastal Times|May 2008|||0|en", "", false},
		{"cover page and one lost", append([]string{"Documents (2)", "1. Ferry late", "---"}, article("Ferry late", "Coastal Times", "July 1, 2019")...),
			"2019-07-01|Coastal Times|Ferry late|||0|en", "", true},
		{"no body line", []string{"---", "Ferry late", "Coastal Times", "July 1, 2019", "Length: 4 words", "The text stands here.", "A second paragraph.", "End of Document"},
			"2019-07-01|Coastal Times|Ferry late|||4|", "", false},
		{"German words", []string{"---", "Fähre spät", "Küstenbote", "Montag 1. Juli 2019", "Länge: 4 Wörter", "Body", "The text stands here.", "A second paragraph.", "Klassifizierung", "Sprache: DEUTSCH", "Ende des Dokuments"},
			"2019-07-01|Küstenbote|Fähre spät|||4|de", "", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := readBytes(t, export.Options{}, wordFile(t, tt.paras...), "x.docx")
			if len(o.records) != 1 {
				t.Fatalf("%d articles, errors %v", len(o.records), o.errs)
			}
			r := o.records[0]
			if got := summary(r.Article); got != tt.want {
				t.Errorf("\n got %s\nwant %s", got, tt.want)
			}
			if r.Article.Text != "The text stands here.\n\nA second paragraph." {
				t.Errorf("text %q", r.Article.Text)
			}
			if !strings.Contains(strings.Join(r.Article.Provenance.Warnings, "/"), tt.warn) {
				t.Errorf("warnings %q", r.Article.Provenance.Warnings)
			}
			if counted := len(o.errs) == 1 && errors.Is(o.errs[0], coverage.ErrCount); counted != tt.count {
				t.Errorf("errors %v", o.errs)
			}
		})
	}
}

func TestHostileDOCX(t *testing.T) {
	deep := `<w:document>` + strings.Repeat(`<w:x>`, 100000)
	entity := `<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>`
	huge := `<w:document><w:p><w:r><w:t>` + strings.Repeat("a", 3<<20) + `</w:t></w:r></w:p></w:document>`
	for _, tt := range []struct {
		name string
		xml  string
		is   error
		says string
	}{
		{"nested without end", deep, nil, "nested deeper"},
		{"entity bomb", entity, nil, "entities"},
		{"record over the limit", huge, export.ErrTooLarge, ""},
		{"no article", `<w:document><w:p><w:r><w:t>A letter.</w:t></w:r></w:p></w:document>`, export.ErrNoArticles, "Word document"},
		{"cut off", `<w:document><w:p><w:r>`, nil, "damaged"},
	} {
		o := readBytes(t, export.Options{MaxRecord: 1 << 20}, zipOf(t, "word/document.xml", tt.xml), "x.docx")
		if len(o.records) != 0 || len(o.errs) == 0 {
			t.Errorf("%s: %d articles, errors %v", tt.name, len(o.records), o.errs)
			continue
		}
		if err := o.errs[0]; tt.is != nil && !errors.Is(err, tt.is) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	// What unpacks to more than the limit is refused before it is unpacked.
	o := readBytes(t, export.Options{MaxUnzipped: 1 << 20}, zipOf(t, "word/document.xml", huge), "x.docx")
	if len(o.errs) != 1 || !errors.Is(o.errs[0], export.ErrTooLarge) {
		t.Errorf("bomb: %v", o.errs)
	}
}
