package story

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
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
		"unknown key":           {"case.yaml", "about:", "abuot:", "case.yaml:3: unknown field \"abuot\"; is \"about\" meant?"},
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
		"capture date":          {"case.yaml", "captured: 2020-01-15", "captured: today", "case.yaml:17: views.captured: invalid date"},
		"actor level":           {"actors.yaml", "level: individual", "level: captain", "actors.yaml:1: no level is called \"captain\" (levels: perpetrator, individual,"},
		"record not JSON":       {"articles.jsonl", "\"title\":\"Crews", "\"title\":Crews", "articles.jsonl:2"},
		"record field":          {"articles.jsonl", "\"abstract\":\"Chronic", "\"abstrct\":\"Chronic", "articles.jsonl:2: record 2: unknown field \"abstrct\"; is \"abstract\" meant?"},
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
		"figure not a number":   {"figures.csv", "120", "many", "figures.csv:2: record 1: value is \"many\" (want a number"},
		"event of one cell":     {"events.csv", "2019-03-01,day,", "2019-03-01,", "events.csv:2: wrong number of fields"},
		"figure without source": {"figures.csv", "Port office", "", "figures.csv:2"},
		"figure header":         {"figures.csv", "series_id", "series", "figures.csv:1"},
		"zero for missing":      {"views.csv", "2019-11,,missing", "2019-11,0,missing", "views.csv:3"},
		"negative count":        {"views.csv", "2019-12,", "2019-12,-", "views.csv:4: 2019-12 has the count -"},
		"records in Latin-1":    {"articles.jsonl", "Chronic", "Chr\xf3nic", "articles.jsonl:2: is not UTF-8; save the file as UTF-8"},
		"actors in Latin-1":     {"actors.yaml", "Skerrow", "Sk\xe9rrow", "actors.yaml:2: is not UTF-8; save the file as UTF-8"},
		"events in Latin-1":     {"events.csv", "2019-03-01,", "2019-03-01,\xe9", "events.csv:2: is not UTF-8"},
		"misspelt id":           {"case.yaml", "id: ferry", "ids: ferry", "case.yaml:1: unknown field \"ids\"; is \"id\" meant?"},
		"misspelt phases":       {"case.yaml", "phases:", "phase:", "case.yaml:9: unknown field \"phase\"; is \"phases\" meant?"},
		"misspelt phase date":   {"case.yaml", "from: 2019-03-08", "form: 2019-03-08", "case.yaml:11: unknown field \"form\"; is \"from\" meant?"},
		"field of nothing like": {"case.yaml", "about:", "wxyz:", "case.yaml:3: unknown field \"wxyz\" (known: id, title, about,"},
		"coders in words":       {"case.yaml", "coders: 1", "coders: none", "case.yaml:7: coders: want a whole number"},
		"names as list":         {"case.yaml", "names: {Idris Vane: inspector}", "names: [Idris Vane]", "case.yaml:19: names: want a mapping"},
		"tab":                   {"case.yaml", "  sample:", "\tsample:", "case.yaml:5: indent with spaces, not with a tab"},
		"tab in actors":         {"actors.yaml", "- {id: company,", "-\tid: company\n\tshow: x #", "indent with spaces, not with a tab"},
		"no such day":           {"events.csv", "2019-03-01", "2019-02-31", "events.csv:2: invalid date: \"2019-02-31\": there is no such day"},
		"no such day of record": {"articles.jsonl", "\"2019-03-04\"", "\"2019-02-31\"", "articles.jsonl:1: record 1: invalid date: \"2019-02-31\": there is no such day"},
		"no such day of phase":  {"case.yaml", "from: 2019-03-08", "from: 2019-02-31", "case.yaml:11: phase \"later\": from is \"2019-02-31\" (there is no such day)"},
		"file not there":        {"case.yaml", "events: events.csv", "events: happenings.csv", "cannot read happenings.csv: there is no such file in the folder"},
		"line cut":              {"articles.jsonl", "\"title\":\"Crews", "\n\"title\":\"Crews", "articles.jsonl:2: record 2: the line ends within the record"},
		"number for a title":    {"articles.jsonl", "\"title\":\"Crews worked double shifts\"", "\"title\":3", "articles.jsonl:2: record 2: title: want a text, not a number"},
		"value column":          {"views.csv", "total_views", "readers", "views.csv:1: no table of counts found: no column for the number"},
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
		if at := regexp.MustCompile(`(sentiment|coverage|views|story|json): `).FindString(err.Error()); at != "" {
			t.Errorf("%s: %q names the package %s", name, err, at)
		}
		lines := 0
		if name == "line cut" {
			lines = 1 // the rest of the record is a second one
		}
		if n := strings.Count(err.Error(), "\n"); n > lines {
			t.Errorf("%s: %d lines for one mistake:\n%v", name, n+1, err)
		}
	}
}

func TestTooShortForASeasonIsSaidPlainly(t *testing.T) {
	a := analyse(t, ferry())
	if w := a.Views.Warnings; len(w) != 1 || !strings.HasPrefix(w[0], "No season or trend: January is observed") {
		t.Errorf("%q", w)
	}
}

func TestLoadSaysThatThereIsNoFolder(t *testing.T) {
	_, err := Load(os.DirFS(filepath.Join(t.TempDir(), "none")))
	if err == nil || err.Error() != "the folder does not exist" {
		t.Errorf("%v", err)
	}
	if _, err := Load(os.DirFS("case.go")); err == nil || !strings.Contains(err.Error(), "want a folder") {
		t.Errorf("a file for a folder: %v", err)
	}
}

// Faults of all files are reported together, each once, and what follows from
// one is not reported too.
func TestLoadReportsAllFaultsAndNoFollowUps(t *testing.T) {
	claims := `
- {id: C1, statement: x, short: y, test: {measure: target_share, targets: [master], against: [organisation], expect: higher, tolerance: 0.1}}
- {id: C2, statement: x, test: {measure: index, compare: break, at: Grounding, expect: rises, tolerance: 0.1}}
- {id: C3, statement: x, test: {measure: series, compare: break, at: Grounding, of: {series: skerrow}, expect: rises, tolerance: 0.1}}
- {id: C4, statement: x, test: {measure: attention, of: {around: {event: Grounding, from: 0, to: 27}}, than: {around: {event: Grounding, from: -28, to: -1}}, expect: higher, tolerance: 0.1}}
- {id: C5, statement: x, test: {measure: growth, of: {series: passengers, from: 2019-03, to: 2019-04}, expect: higher, tolerance: 0.1}}
- {id: C6, statement: x, evidence: [herald-1], test: {measure: index, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.1}}
`
	good := ferry()
	good["claims.yaml"] = claims
	if _, err := Load(caseFS(good)); err != nil {
		t.Fatalf("without fault: %v", err)
	}
	for name, c := range map[string]struct {
		edits [][3]string // file, old, new
		want  []string    // how the lines begin, in any order
	}{
		"actors":        {[][3]string{{"actors.yaml", "level: individual", "level: captain"}}, []string{"actors.yaml:1: no level"}},
		"events":        {[][3]string{{"events.csv", "2019-03-01", "1 March"}}, []string{"events.csv:2:"}},
		"no events":     {[][3]string{{"case.yaml", "events: events.csv", "events: none.csv"}}, []string{"case.yaml:14:"}},
		"views":         {[][3]string{{"views.csv", "2019-12,7", "2019-12,-7"}}, []string{"views.csv:4:"}},
		"view settings": {[][3]string{{"case.yaml", "id: skerrow", "ids: skerrow"}}, []string{"case.yaml:17: unknown field"}},
		"figures":       {[][3]string{{"figures.csv", "120", "many"}}, []string{"figures.csv:2:"}},
		"articles":      {[][3]string{{"articles.jsonl", "\"local\"", "\"weekly\""}, {"articles.jsonl", "\"2019-04\"", "\"2019-24\""}}, []string{"articles.jsonl:1:", "articles.jsonl:2:"}},
		"phase":         {[][3]string{{"case.yaml", "from: 2019-03-08", "from: March"}}, []string{"case.yaml:11:"}},
		"fields everywhere": {[][3]string{{"case.yaml", "title:", "titel:"}, {"case.yaml", "text: abstract", "txt: abstract"}, {"claims.yaml", "short: y", "shirt: y"},
			{"claims.yaml", "tolerance: 0.1}}\n- {id: C2", "toleranz: 0.1}}\n- {id: C2"}, {"claims.yaml", "at: Grounding, of: {series: skerrow}", "at: Grounding, of: {siries: skerrow}"}, {"events.csv", "2019-03-01", "2019-02-30"}},
			[]string{"case.yaml:2: unknown field \"titel\"", "case.yaml:6: unknown field \"txt\"", "claims.yaml:2: unknown field \"shirt\"", "claims.yaml:2: unknown field \"toleranz\"", "claims.yaml:4: unknown field \"siries\"", "events.csv:2:"}},
		"kinds of values": {[][3]string{{"case.yaml", "coders: 1", "coders: one"}, {"claims.yaml", "phases: [later]", "phases: later"}, {"claims.yaml", "expect: rises, tolerance: 0.1", "expect: up, tolerance: 0.1"}},
			[]string{"case.yaml:7: coders: want a whole number", "claims.yaml:7: phases: want a list", "claims.yaml:3: test of claim C2: expect is"}},
		"a real fault beside one that is open": {[][3]string{{"events.csv", "2019-03-01", "1 March"}, {"claims.yaml", "rises", "up"}}, []string{"events.csv:2:", "claims.yaml:3: test of claim C2: expect is"}},
	} {
		files := maps.Clone(good)
		for _, e := range c.edits {
			if !strings.Contains(files[e[0]], e[1]) {
				t.Fatalf("%s: %s does not hold %q", name, e[0], e[1])
			}
			files[e[0]] = strings.Replace(files[e[0]], e[1], e[2], 1)
		}
		_, err := Load(caseFS(files))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		lines := strings.Split(err.Error(), "\n")
		for _, w := range c.want {
			if n := len(slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return !strings.HasPrefix(s, w) })); n != 1 {
				t.Errorf("%s: %d lines begin with %q:\n%v", name, n, w, err)
			}
		}
		if len(lines) != len(c.want) {
			t.Errorf("%s: %d lines, want %d:\n%v", name, len(lines), len(c.want), err)
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
