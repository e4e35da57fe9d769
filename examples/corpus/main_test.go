package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	pq "github.com/parquet-go/parquet-go"

	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/story"
)

// TestCommands goes the whole way with the fixtures of package export.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	exports := filepath.Join(dir, "exports")
	fixtures, err := filepath.Glob(filepath.Join("..", "..", "coverage", "export", "testdata", "*"))
	if err != nil || len(fixtures) == 0 {
		t.Fatal("no fixtures", err)
	}
	if err := os.Mkdir(exports, 0o777); err != nil {
		t.Fatal(err)
	}
	for _, name := range fixtures {
		if b, err := os.ReadFile(name); err == nil && filepath.Ext(name) != ".want" {
			if err := os.WriteFile(filepath.Join(exports, filepath.Base(name)), b, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	call := func(file string, args ...string) (string, string, error) {
		var out, errs bytes.Buffer
		err := run(t.Context(), append([]string{"-file", filepath.Join(dir, file)}, args...), &out, &errs)
		return out.String(), errs.String(), err
	}
	must := func(out, errs string, err error) string {
		t.Helper()
		if err != nil {
			t.Fatalf("%v\n%s", err, errs)
		}
		return out
	}
	has := func(text string, parts ...string) {
		t.Helper()
		for _, p := range parts {
			if !strings.Contains(text, p) {
				t.Errorf("no %q in\n%s", p, text)
			}
		}
	}

	out, errs, err := call("a", "import", exports)
	if err == nil || !strings.Contains(err.Error(), "could not be read in full") {
		t.Errorf("importing damaged fixtures: %v", err)
	}
	has(out, "nexis-txt            4 added", "factiva-html", "near-duplicates in")
	has(errs, "a GDELT timeline", "record count differs")
	again, _, _ := call("a", "import", filepath.Join(exports, "nexis-cover-and-traps.txt"))
	has(again, "0 added     4 known   0 errors")

	shown := must(call("a", "show"))
	has(shown, "by outlet", "The Harbour Post (Northtown)", "by month", "2008-11", "no article", "imports", "snapshot sha256:")

	found := must(call("a", "search", "pencil"))
	has(found, "[pencil]", "1 of 1 articles found")
	has(must(call("a", "-all", "search", "pencil")), "1 of 1 articles found")
	id, _, _ := strings.Cut(found, " ")
	must(call("a", "exclude", "about a pencil", id))
	has(must(call("a", "search", "pencil")), "0 of 0 articles found")
	has(must(call("a", "cite", "ris")), "TY  - NEWS", "T2  - The Harbour Post")
	has(must(call("a", "cite", "bibtex")), "@article{", "journal = {Coastal Times}")
	has(must(call("a", "cite", "csv")), "id,")
	records, err := story.ReadRecords(strings.NewReader(must(call("a", "articles"))), "articles.jsonl")
	if err != nil || len(records) == 0 || records[0].Text == "" {
		t.Errorf("a case cannot read the articles: %d records, %v", len(records), err)
	}

	table := must(call("a", "export", "-format", "parquet"))
	f, err := pq.OpenFile(strings.NewReader(table), int64(len(table)))
	if err != nil {
		t.Fatal(err)
	}
	if f.NumRows() != int64(len(records)) || f.Root().Column("cluster") == nil || f.Root().Column("text") != nil {
		t.Errorf("%d rows for %d records, columns %v", f.NumRows(), len(records), f.Schema())
	}
	if snapshot, _ := f.Lookup("snapshot"); !strings.HasPrefix(snapshot, "sha256:") {
		t.Errorf("snapshot %q in the file", snapshot)
	}
	full := must(call("a", "export", "-format", "parquet", "-text"))
	if f, err := pq.OpenFile(strings.NewReader(full), int64(len(full))); err != nil || f.Root().Column("text") == nil {
		t.Errorf("no texts with -text: %v", err)
	}
	if lines := must(call("a", "export")); strings.Count(lines, "\n") != len(records) || strings.Contains(lines, `"text":`) {
		t.Errorf("export as JSONL:\n%s", lines)
	}
	has(must(call("a", "export", "-format", "csv", "-text")), "id,", "ferry")

	pkg := filepath.Join(dir, "pkg")
	has(must(call("a", "share", pkg)), "articles.csv", "counts.csv")
	has(must(call("b", "hydrate", pkg, exports)), "the corpus is the one shared: true")
	checked := must(call("b", "check"))
	has(checked, "are sound")
	if _, hash, _ := strings.Cut(must(call("a", "check")), "\n"); !strings.Contains(checked, hash) {
		t.Errorf("snapshots differ: %s and %s", hash, checked)
	}

	for _, bad := range [][]string{{}, {"nothing"}, {"search", "("}, {"cite", "docx"}, {"export", "-format", "xlsx"}, {"export", "name"}, {"exclude", "x"}, {"import"}, {"import", filepath.Join(dir, "nowhere")}, {"-dates", "ymd", "show"}} {
		if _, _, err := call("c", bad...); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}

func TestSummary(t *testing.T) {
	matches := make([]corpus.Match, 10)
	for _, tt := range []struct {
		h    corpus.Hits
		want string
	}{
		{corpus.Hits{Matches: matches, Found: 12, Order: corpus.BestOfAll, Weighed: 12}, "10 of 12 articles found"},
		{corpus.Hits{Matches: matches, Found: 9000, Order: corpus.BestOfSample, Weighed: 5012},
			"10 of 9000 articles found: the best of 5012 that were weighed, spread evenly over the corpus; narrow the query, or weigh all of them with -all"},
		{corpus.Hits{Matches: matches, Found: 100000, More: true, Order: corpus.LastAdded},
			"10 of more than 100000 articles found: those added last, not the best; narrow the query, or weigh all of them with -all"},
	} {
		if got := summary(tt.h); got != tt.want {
			t.Errorf("%+v:\n%s\nwant\n%s", tt.h, got, tt.want)
		}
	}
}
