package story

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
)

func TestPaperStatesTheNumbersOfTheAnalysis(t *testing.T) {
	a := analyse(t, skerrow())
	got := a.methods()
	for _, want := range []string{
		fmt.Sprintf("%d articles from %d outlets", len(a.Scored), a.outlets()), a.Codebook.Hash(), "200 bootstrap replicates", "seed 7",
		fullStop(a.Case.Record.Statement), plural(len(a.Outcomes), "claim"), Version,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("methods.md does not say %q:\n%s", want, got)
		}
	}
	if a.Case.Record.BearsPrevalence() == strings.Contains(got, "no share of all coverage is estimated") {
		t.Error("methods.md is wrong about what the sample bears")
	}
	bib := a.bibliography()
	for _, want := range []string{"@software{pressframe,", a.Codebook.Hash(), "@misc{record-" + slugID(a.Case.ID)} {
		if !strings.Contains(bib, want) {
			t.Errorf("references.bib lacks %q", want)
		}
	}
	for _, table := range a.paperTables() {
		if tex := table.table.LaTeX(table.name, table.caption); strings.Count(tex, `\\`) != len(table.table.Rows)+1 {
			t.Errorf("%s: not one line a row:\n%s", table.name, tex)
		}
	}
}

// The report folder must be a sound data package, and hold no text in it.
func TestReportIsADataPackage(t *testing.T) {
	dir := t.TempDir()
	a := analyse(t, skerrow())
	if err := a.WriteReport(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	p, err := frictionless.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := filepath.Glob(filepath.Join(dir, "data", "*.csv"))
	if err != nil || len(tables) != len(p.Resources) || len(tables) == 0 {
		t.Errorf("%d tables, %d described, %v", len(tables), len(p.Resources), err)
	}
	r, err := p.Resource("articles")
	if err != nil {
		t.Fatal(err)
	}
	types := map[string]string{}
	for _, f := range r.Schema.Fields {
		types[f.Name] = f.Type
	}
	if types["id"] != "string" || types["blame"] != "number" || types["index"] != "number" {
		t.Errorf("columns of articles: %v", types)
	}
	for _, name := range tables {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), "outdated procedures led to") {
			t.Errorf("%s holds the text of an article", name)
		}
	}
}
