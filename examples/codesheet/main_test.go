package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

// corpus writes articles of two outlets and two years.
func corpus(t *testing.T) string {
	var articles coverage.Slice
	for i := range 8 {
		date, err := coverage.ParseDate([]string{"2008-11-12", "2010-03"}[i%2])
		if err != nil {
			t.Fatal(err)
		}
		articles = append(articles, coverage.Article{ID: fmt.Sprintf("a%d", i), Title: "After the collapse", Published: date,
			Outlet: coverage.Outlet{Name: []string{"The Ferry Post", "The Herald"}[i/4]},
			Text: "The trust ignored three warnings. Staff carried twice the caseload. A hearing opens on Monday. " +
				"Hounding the nurses is a witch-hunt."})
	}
	path := filepath.Join(t.TempDir(), "corpus.jsonl")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := coverage.WriteJSONL(f, articles.Articles(t.Context())); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDrawAndReport(t *testing.T) {
	path, folder := corpus(t), filepath.Join(t.TempDir(), "coding")
	cuts, err := dates("2009-01")
	if err != nil {
		t.Fatal(err)
	}
	d := drawing{n: 16, seed: 1, perArticle: 2, share: 1, coders: []string{"ann", "ben"}, phases: cuts}
	if err := d.draw(folder, []string{path}); err != nil {
		t.Fatal(err)
	}
	key, err := readKey(filepath.Join(folder, "key.csv"))
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, it := range key {
		count[it.Outlet+"/"+it.Phase]++
	}
	for _, s := range []string{"The Ferry Post/before 2009-01", "The Ferry Post/from 2009-01", "The Herald/before 2009-01", "The Herald/from 2009-01"} {
		if count[s] != 4 {
			t.Errorf("%d sentences of %s, want 4: %v", count[s], s, count)
		}
	}
	for _, coder := range d.coders {
		code(t, filepath.Join(folder, coder+".csv"))
	}
	var b strings.Builder
	sheets := []string{filepath.Join(folder, "ann.csv"), filepath.Join(folder, "ben.csv")}
	if err := report(&b, filepath.Join(folder, "key.csv"), sheets, path, 1); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"16 units coded by 2 coders (ann, ben), from 8 documents; 16 coded twice or more", "| blame ", "1.000 [1.00, 1.00]", "base codebook against the coders' majority"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in the report:\n%s", want, b.String())
		}
	}
	if err := d.draw(folder, []string{path}); !os.IsExist(err) {
		t.Errorf("drawing again: %v, want a refusal to overwrite", err)
	}
}

// code fills a sheet in: blame where warnings are ignored.
func code(t *testing.T, path string) {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(raw), "Herald") || strings.Contains(string(raw), "2008") {
		t.Errorf("%s shows outlet or date", path)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows[0], func(h string) bool { return strings.HasPrefix(h, "blame") })
	for _, r := range rows[1:] {
		r[at] = "0"
		if strings.Contains(r[3], "warnings") {
			r[at] = "1"
		}
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}

func TestReportNamesMistakes(t *testing.T) {
	folder := t.TempDir()
	items := []agreement.Item{{Unit: "uaa", ID: "a#0-1"}}
	key, sheet := filepath.Join(folder, "key.csv"), filepath.Join(folder, "ann.csv")
	if err := create(key, func(w io.Writer) error { return agreement.WriteKey(w, items) }); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(sheet, []byte("unit,blame,systemic,counter,target,voice\nuaa,maybe,,,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := report(&strings.Builder{}, key, []string{sheet}, "", 1)
	if want := `line 2, unit uaa, blame: "maybe" is not one of 0, 1`; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestPhaseOf(t *testing.T) {
	cuts, err := dates("2008-11-11,2009-12")
	if err != nil {
		t.Fatal(err)
	}
	for date, want := range map[string]string{
		"2008-11-10": "before 2008-11-11", "2008-11-11": "from 2008-11-11", "2008-11": unclear, "2009": unclear,
		"2009-11": "from 2008-11-11", "2009-12": "from 2009-12", "2010": "from 2009-12", "": unclear,
	} {
		d, err := coverage.ParseDate(date)
		if err != nil {
			t.Fatal(err)
		}
		if got := phaseOf(d, cuts); got != want {
			t.Errorf("%q is in phase %q, want %q", date, got, want)
		}
	}
	if _, err := dates("2009,2008"); err == nil {
		t.Error("phases out of order were accepted")
	}
}
