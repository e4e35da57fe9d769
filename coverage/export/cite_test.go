package export_test

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

// TestCitationsComeBack writes articles and reads them again.
func TestCitationsComeBack(t *testing.T) {
	day, _ := coverage.ParseDate("2008-11-12")
	month, _ := coverage.ParseDate("2008-11")
	year, _ := coverage.ParseDate("2008")
	in := coverage.Slice{
		{ID: "a1", Title: `50% of "it" & {more} \ -- ~tilde^ $5 #1 a_b ''x'' “Fähre”`, Byline: "Fenn, Ada; Petersen, Jörg and Co", Outlet: coverage.Outlet{Name: "Post & Times"}, Published: day, Language: "en", URL: "https://example.org/a_b?x=1&y=2#z~", Text: "not written"},
		{ID: "b 2", Title: "Month", Outlet: coverage.Outlet{Name: "Review", Kind: coverage.Academic}, Published: month},
		{ID: "ü", Title: "Year", Outlet: coverage.Outlet{Name: "Blog", Kind: coverage.Blog}, Published: year},
		{ID: "d", Title: "Undated"},
	}
	for name, write := range map[string]func(io.Writer, iter.Seq2[coverage.Article, error]) error{"ris": export.WriteRIS, "bibtex": export.WriteBibTeX} {
		var buf bytes.Buffer
		if err := write(&buf, in.Articles(t.Context())); err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(buf.Bytes(), []byte("not written")) {
			t.Errorf("%s holds the text", name)
		}
		o := readBytes(t, export.Options{}, buf.Bytes(), name)
		if len(o.records) != len(in) || len(o.errs) != 0 {
			t.Fatalf("%s: %d articles, %v\n%s", name, len(o.records), o.errs, buf.Bytes())
		}
		for i, r := range o.records {
			got, want := r.Article, in[i]
			if got.Title != want.Title || got.Byline != want.Byline || got.Outlet.Name != want.Outlet.Name || got.Published.String() != want.Published.String() || got.URL != want.URL || got.Language != want.Language {
				t.Errorf("%s: got  %+v\nwant %+v\n%s", name, got, want, buf.Bytes())
			}
		}
		bad := errors.New("bad")
		err := write(io.Discard, func(yield func(coverage.Article, error) bool) { yield(coverage.Article{}, bad) })
		if !errors.Is(err, bad) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
