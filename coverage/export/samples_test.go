package export_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

// extdata returns the folder of outside material or skips the test.
func extdata(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: real database exports are not part of the project")
	}
	return filepath.Join(dir, "samples")
}

type outcome struct {
	records []export.Record
	errs    []error
}

func readAll(t *testing.T, f export.Reader) outcome {
	t.Helper()
	var o outcome
	for r, err := range f.Records(t.Context()) {
		if err != nil {
			o.errs = append(o.errs, err)
			continue
		}
		r.Raw = append([]byte(nil), r.Raw...)
		o.records = append(o.records, r)
	}
	return o
}

func TestSamples(t *testing.T) {
	dir := extdata(t)
	for _, tt := range []struct {
		file     string
		format   export.Format
		articles int
		errors   int    // records that could not be read
		count    bool   // the file's own count differs
		first    string // "date|outlet|title|byline|section|words|language" of the first article
	}{
		{"nexis-txt-lnt/sample.TXT", export.FormatNexisTXT, 10, 0, false, "2010-01-11|Guardian.com|Lorem ipsum dolor sit amet|Andrew Sparrow||355|en"},
		{"nexis-docx-lnt/sample.DOCX", export.FormatNexisDOCX, 10, 0, false, "2019-07-01|The Guardian(London)|Lorem ipsum dolor sit amet|Mattha Busby (now), Andrew Sparrow (earlier)|POLITICS|355|"},
		{"nexis-html-temis/lexisnexis_test_en.html", export.FormatNexisHTML, 2, 0, true, "1991-12-19|Some Newspaper|Heading One|PAPER AUTHOR|Section 5; Part 2; Page 16; Column 2; National Desk|584|en"},
		{"nexis-html-temis/lexisnexis_test_fr.html", export.FormatNexisHTML, 3, 0, false, "2013-04-12|My newpaper|Title of first article||INTERNATIONAL; Pg. 35|143|en"},
		{"nexis-html-temis/lexisnexis_test_copyright_error.html", export.FormatNexisHTML, 1, 1, false, "2018-12-31|The Daily Planet|||Pg. B22|44|en"},
		{"factiva-temis/factiva_test.html", export.FormatFactivaHTML, 2, 0, false, "2011-12-29|Test newspaper|Test 1|||295|fr"},
		{"factiva-temis/factiva_test.xml", export.FormatFactivaXML, 3, 0, false, "2012-01-09|My Newspaper|TEST - first test article|||942|en"},
		{"factiva-temis/reut21578-factiva.xml", export.FormatFactivaXML, 19, 0, true, "1987-02-26|Reuters-21578|DIAMOND SHAMROCK (DIA) CUTS CRUDE PRICES|||0|en"},
		{"europresse-temis/europresse_test1.html", export.FormatEuropresse, 3, 0, false, "2013-10-05|l'Humanité|A heading: some text||Politique|0|"},
		{"europresse-temis/europresse_test2.html", export.FormatEuropresse, 4, 0, false, "2006-03-14|Newspaper|Title|Author|Communication|0|"},
	} {
		t.Run(filepath.Base(tt.file), func(t *testing.T) {
			f, err := export.Open(filepath.Join(dir, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if f.Format() != tt.format {
				t.Errorf("format %s, want %s", f.Format(), tt.format)
			}
			o := readAll(t, f)
			errs, count := 0, false
			for _, err := range o.errs {
				if errors.Is(err, coverage.ErrCount) {
					count = true
				} else {
					errs++
				}
			}
			if len(o.records) != tt.articles || errs != tt.errors || count != tt.count {
				t.Errorf("%d articles, %d errors, count differs %v; want %d, %d, %v; errors: %v", len(o.records), errs, count, tt.articles, tt.errors, tt.count, o.errs)
			}
			ids := map[string]bool{}
			for _, r := range o.records {
				a := r.Article
				if ids[a.ID] {
					t.Errorf("id %s twice", a.ID)
				}
				ids[a.ID] = true
				if a.Text == "" || a.Outlet.Name == "" || !a.Published.IsKnown() || a.Provenance.SHA256 != coverage.SHA256Hex(r.Raw) {
					t.Errorf("incomplete article %+v", a)
				}
				if os.Getenv("PRESSFRAME_DUMP") != "" {
					t.Logf("%s\n  edition %q correction %q\n  warnings %q\n  fields %q\n  text %.300q … %q", summary(a), r.Edition, r.Correction, a.Provenance.Warnings, r.Fields, a.Text, a.Text[max(0, len(a.Text)-80):])
				}
			}
			if len(o.records) > 0 {
				if got := summary(o.records[0].Article); got != tt.first {
					t.Errorf("first article\n got %s\nwant %s", got, tt.first)
				}
			}
		})
	}

	t.Run("docx without articles", func(t *testing.T) {
		f, err := export.Open(filepath.Join(dir, "nexis-docx-lnt/test.DOCX"))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		o := readAll(t, f)
		if len(o.records) != 0 || len(o.errs) != 1 || !errors.Is(o.errs[0], export.ErrNoArticles) {
			t.Errorf("%d articles, errors %v", len(o.records), o.errs)
		}
	})
}

func summary(a coverage.Article) string {
	return strings.Join([]string{a.Published.String(), a.Outlet.Name, a.Title, a.Byline, a.Section, itoa(a.Words), a.Language}, "|")
}
