package story

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ferry reads a small fictional case without fault: file names and contents.
func ferry() map[string]string {
	dir := filepath.Join("..", "..", "testdata", "ferry")
	entries, err := os.ReadDir(dir)
	if err != nil {
		panic(err)
	}
	files := map[string]string{}
	for _, e := range entries {
		data, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			panic(err)
		}
		files[e.Name()] = string(data)
	}
	return files
}

func caseFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	return fsys
}

func TestLoad(t *testing.T) {
	c, err := Load(caseFS(ferry()))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Records) != 2 || len(c.Phases) != 2 || len(c.Events) != 1 || len(c.Claims) != 1 || len(c.Figures) != 2 || len(c.Inputs) != 7 {
		t.Errorf("%d records, %d phases, %d events, %d claims, %d figures, %d inputs", len(c.Records), len(c.Phases), len(c.Events), len(c.Claims), len(c.Figures), len(c.Inputs))
	}
	if got := c.Roles().Show(c.Records[0].Title); got != "[ferry master] blamed for grounding" {
		t.Errorf("title shown as %q", got)
	}
	if got := c.Roles().Show("Idris Vane reports; the master silent"); got != "[inspector] reports; the master silent" {
		t.Errorf("shown as %q", got)
	}
	if gaps := c.Views.Series.Gaps(); len(gaps) != 1 {
		t.Errorf("gaps %v", gaps)
	}
	if c.Record.BearsPrevalence() {
		t.Error("a convenience sample bears prevalence")
	}
}

// Each mistake gets one line that names the file, the line and what is wrong.
func TestLoadNamesTheMistake(t *testing.T) {
	type edit struct{ file, old, new, says string }
	for name, e := range map[string]edit{
		"no case file":          {"case.yaml", "", "", "case.yaml: cannot read case.yaml"},
		"not YAML":              {"case.yaml", "title: The", "title: [The", "case.yaml:"},
		"unknown key":           {"case.yaml", "about:", "abuot:", "case.yaml:3: unknown field"},
		"no id":                 {"case.yaml", "id: ferry", "id: \"\"", "case.yaml:1: id is"},
		"id with capitals":      {"case.yaml", "id: ferry", "id: Ferry", "case.yaml:1: id is"},
		"no title":              {"case.yaml", "title: The ferry at Skerrow", "title: \"\"", "case.yaml:2: no title"},
		"sample":                {"case.yaml", "sample: convenience", "sample: all", "case.yaml:5: record.sample"},
		"text":                  {"case.yaml", "text: abstract", "text: summary", "case.yaml:6: record.text"},
		"no statement":          {"case.yaml", "statement: A handful of invented articles.", "statement: \"\"", "record.statement is empty"},
		"phase date":            {"case.yaml", "from: 2019-03-08", "from: March", "case.yaml:11: phase \"later\": from"},
		"phase backwards":       {"case.yaml", "to: 2019-12", "to: 2018-12", "case.yaml:11: phase \"later\" ends"},
		"phases overlap":        {"case.yaml", "from: 2019-03-08", "from: 2019-03-07", "case.yaml:11: phase \"later\" begins"},
		"phase twice":           {"case.yaml", "id: later", "id: first", "case.yaml:11: phase \"first\" stands twice"},
		"phase without label":   {"case.yaml", "label: Later", "label: \"\"", "case.yaml:11: a phase needs"},
		"no articles":           {"case.yaml", "articles: articles.jsonl\n", "", "no articles"},
		"missing file":          {"case.yaml", "events: events.csv", "events: happenings.csv", "case.yaml:14: cannot read happenings.csv"},
		"role of nobody":        {"case.yaml", "shown_as: {master:", "shown_as: {captain:", "shown_as names \"captain\""},
		"capture date":          {"case.yaml", "captured: 2020-01-15", "captured: today", "case.yaml:17: coverage: invalid date"},
		"actor level":           {"actors.yaml", "level: individual", "level: captain", "actors.yaml:1"},
		"record not JSON":       {"articles.jsonl", "\"title\":\"Crews", "\"title\":Crews", "articles.jsonl:2"},
		"record field":          {"articles.jsonl", "\"abstract\":\"Chronic", "\"abstrct\":\"Chronic", "articles.jsonl:2: record 2: json: unknown field \"abstrct\""},
		"record without title":  {"articles.jsonl", "Crews worked double shifts", "", "articles.jsonl:2: record 2: no title"},
		"record date":           {"articles.jsonl", "\"2019-04\"", "\"2019-24\"", "articles.jsonl:2"},
		"date precision":        {"articles.jsonl", "\"day\"", "\"month\"", "articles.jsonl:1: record 1: date \"2019-03-04\" is not of precision month"},
		"outlet kind":           {"articles.jsonl", "\"local\"", "\"weekly\"", "unknown outlet kind \"weekly\""},
		"record twice":          {"articles.jsonl", "herald-1", "post-1", "articles.jsonl:2: record 2: id \"post-1\" stands twice"},
		"code out of range":     {"articles.jsonl", "\"systemic\":3", "\"systemic\":4", "a code of 4"},
		"primary code":          {"articles.jsonl", "\"primary\":\"systemic\"", "\"primary\":\"system\"", "primary code is"},
		"no records":            {"articles.jsonl", ferry()["articles.jsonl"], "\n", "holds no records"},
		"event date":            {"events.csv", "2019-03-01", "1 March", "events.csv:2"},
		"event column":          {"events.csv", "label", "lable", "events.csv:1: unknown column \"lable\""},
		"claim without a word":  {"claims.yaml", "The master was blamed first", "\"\"", "claims.yaml:1: a claim needs"},
		"claim on no record":    {"claims.yaml", "herald-1", "herald-2", "claims.yaml:1: claim C1 names the record \"herald-2\""},
		"figure not a number":   {"figures.csv", "120", "many", "figures.csv:2"},
		"figure without source": {"figures.csv", "Port office", "", "figures.csv:2"},
		"figure header":         {"figures.csv", "series_id", "series", "figures.csv:1"},
		"zero for missing":      {"views.csv", "2019-11,,missing", "2019-11,0,missing", "views.csv:3"},
		"month twice":           {"views.csv", "2019-12", "2019-10", "views.csv"},
	} {
		files := maps.Clone(ferry())
		if e.old == "" {
			delete(files, e.file)
		} else {
			if !strings.Contains(files[e.file], e.old) {
				t.Errorf("%s: %s does not hold %q", name, e.file, e.old)
			}
			files[e.file] = strings.Replace(files[e.file], e.old, e.new, 1)
		}
		_, err := Load(caseFS(files))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if !strings.Contains(err.Error(), e.says) {
			t.Errorf("%s: %q does not say %q", name, err, e.says)
		}
		if n := strings.Count(err.Error(), "\n"); n > 1 {
			t.Errorf("%s: %d lines for one mistake:\n%v", name, n+1, err)
		}
	}
}

// What a collector or a corpus writes is a record as it stands.
func TestArticlesAreRecords(t *testing.T) {
	article := func(id, text string, steps ...string) coverage.Article {
		return coverage.Article{ID: id, Title: "Ferry aground", Text: text, Outlet: coverage.Outlet{Name: "The Example", Kind: coverage.Broadsheet, Country: "GB"},
			Published: coverage.Date{Year: 2019, Month: 3, Day: 4, Precision: coverage.DayPrecision}, Provenance: coverage.Provenance{Source: "feed", Location: "https://example.org/rss", Record: 7, Steps: steps}}
	}
	want := []coverage.Article{article("a", "The union blamed the master.", "text is the summary of the feed"), article("b", "The ferry sails.")}
	var b strings.Builder
	for _, a := range want {
		line, err := json.Marshal(a)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(append(line, '\n'))
	}
	got, err := ReadRecords(strings.NewReader(b.String()), "articles.jsonl")
	if err != nil || len(got) != 2 {
		t.Fatalf("%d records, %v", len(got), err)
	}
	for i, r := range got {
		if r.ID != want[i].ID || r.Outlet != want[i].Outlet || r.Published.Compare(want[i].Published) != 0 || r.Text != want[i].Text || r.Provenance.Location != "https://example.org/rss" {
			t.Errorf("record %d: %+v", i, r)
		}
	}
	if !got[0].IsAbstract || got[1].IsAbstract {
		t.Error("a summary is an abstract, a text is none")
	}
	misspelt := strings.Replace(b.String(), `"title"`, `"titel"`, 1)
	if _, err := ReadRecords(strings.NewReader(misspelt), "articles.jsonl"); err == nil || !strings.Contains(err.Error(), "titel") {
		t.Errorf("a misspelt field: %v", err)
	}
}

func FuzzReadRecords(f *testing.F) {
	f.Add(ferry()["articles.jsonl"])
	f.Add(`{"title":"x","published":{"date":"2019-03-04","precision":"day"},"outlet":{"name":"y"}}`)
	f.Add("{\"title\":\"x\",\"date\":\"2019\",\"date_precision\":\"year\",\"codes\":{\"primary\":\"none\"}}\n{")
	f.Fuzz(func(t *testing.T, in string) {
		records, _ := ReadRecords(strings.NewReader(in), "f")
		for i, r := range records {
			if r.ID == "" || r.Title == "" || r.Published.Check() != nil {
				t.Errorf("bad record %+v", r)
			}
			if i > 0 && records[i-1].Published.Compare(r.Published) > 0 {
				t.Error("records are out of order")
			}
		}
	})
}
