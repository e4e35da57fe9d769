package story

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
)

func analyse(t testing.TB, files map[string]string) *Analysis {
	t.Helper()
	c, err := Load(caseFS(files))
	if err != nil {
		t.Fatal(err)
	}
	a, err := Analyse(context.Background(), c, Options{Seed: 7, Replicates: 200})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// skerrow is the ferry case with many records, some with hostile titles.
func skerrow() map[string]string {
	files := maps.Clone(ferry())
	var b strings.Builder
	b.WriteString(files["articles.jsonl"])
	texts := []string{
		"The inquiry blamed Olaf Brandt for the grounding. The company failed to train its crews.",
		"Chronic understaffing and outdated procedures led to the accident.",
		"The union said the master had been made a scapegoat. It called the press coverage a witch-hunt.",
		"The ferry sails again on Monday.",
	}
	titles := []string{"</script><script>alert(1)</script>", "=HYPERLINK(\"x\")", "Olaf Brandt speaks", "<!--<script>", "__f__(alert(1))__f__", "Idris Vane reports"}
	for i := range 40 {
		rec, err := json.Marshal(map[string]any{
			"id": fmt.Sprintf("r%02d", i), "outlet": fmt.Sprintf("Outlet %d", i%5), "outlet_kind": []string{"tabloid", "broadsheet", "local", ""}[i%4],
			"title": titles[i%len(titles)], "date": fmt.Sprintf("2019-%02d-%02d", 3+i%6, 1+i%28), "abstract": texts[i%len(texts)], "url": "javascript:alert(1)",
		})
		if err != nil {
			panic(err)
		}
		b.Write(rec)
		b.WriteByte('\n')
	}
	files["articles.jsonl"] = b.String()
	return files
}

// What is counted apart must sum to what is counted together.
func TestCountsReconcile(t *testing.T) {
	a := analyse(t, skerrow())
	if len(a.All.Articles) != 42 {
		t.Fatalf("%d records", len(a.All.Articles))
	}
	n, sentences, blame := len(a.Outside.Articles), a.Outside.Measures.Sentences, a.Outside.Measures.Blame
	for _, p := range a.Phases {
		n += len(p.Articles)
		sentences += p.Measures.Sentences
		blame += p.Measures.Blame
	}
	m := a.All.Measures
	if n != 42 || sentences != m.Sentences || blame != m.Blame {
		t.Errorf("phases hold %d records, %d sentences, %d blaming; all: 42, %d, %d", n, sentences, blame, m.Sentences, m.Blame)
	}
	if m.Blame == 0 || m.Systemic == 0 || m.Counter == 0 {
		t.Errorf("no frame was found at all: %+v", m)
	}
	kinds := 0
	for _, k := range a.Kinds {
		kinds += len(k.Articles)
	}
	if kinds != 42 {
		t.Errorf("kinds hold %d records", kinds)
	}
	quarters := 0
	for _, q := range a.Quarters {
		quarters += len(q.Articles)
	}
	if quarters != 42 {
		t.Errorf("quarters hold %d records", quarters)
	}
	for _, g := range append(slices.Clone(a.Phases), a.All) {
		if v, ok := g.Measures.Index(); ok && !(abs(v-g.Index.Estimate) < 1e-12) {
			t.Errorf("%s: index %v by counts, %v estimated", g.ID, v, g.Index.Estimate)
		}
	}
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

func reportOf(t testing.TB, files map[string]string) map[string][]byte {
	t.Helper()
	out, err := analyse(t, files).Files(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	m := map[string][]byte{}
	for _, f := range out {
		m[f.Name] = f.Data
	}
	return m
}

func TestSameReportOnOneProcessor(t *testing.T) {
	want := reportOf(t, skerrow())
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	got := reportOf(t, skerrow())
	for name := range want {
		if !bytes.Equal(want[name], got[name]) {
			t.Errorf("%s differs", name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d files, then %d", len(want), len(got))
	}
}

func TestReportShowsRolesAndNoScript(t *testing.T) {
	for name, data := range reportOf(t, skerrow()) {
		for _, private := range []string{"Brandt", "Idris Vane"} {
			if bytes.Contains(data, []byte(private)) {
				t.Errorf("%s holds the name %q", name, private)
			}
		}
		if strings.HasSuffix(name, ".html") && bytes.Contains(data, []byte("alert(1)</script>")) {
			t.Errorf("%s holds a script of a title", name)
		}
		if strings.HasSuffix(name, ".html") && bytes.Contains(data, []byte("href=\"javascript:")) {
			t.Errorf("%s links to a script", name)
		}
		if strings.HasSuffix(name, ".csv") && bytes.Contains(data, []byte(",=HYPERLINK")) {
			t.Errorf("%s holds a formula", name)
		}
	}
}

func TestManifestNamesEveryFile(t *testing.T) {
	files := reportOf(t, ferry())
	var m manifestJSON
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if len(m.Outputs) != len(files)-1 || len(m.Inputs) != 7 || m.Codebook.SHA256 == "" || m.Settings.Seed != 7 {
		t.Errorf("manifest %+v", m)
	}
	for _, o := range m.Outputs {
		if data, ok := files[o.Name]; !ok || coverage.SHA256Hex(data) != o.SHA256 || len(data) != o.Bytes {
			t.Errorf("%s: not as the manifest says", o.Name)
		}
	}
}

func TestArticleTable(t *testing.T) {
	files := reportOf(t, ferry())
	rows, err := csv.NewReader(bytes.NewReader(files["data/articles.csv"])).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := map[string]int{}
	for i, h := range rows[0] {
		col[h] = i
	}
	for _, h := range []string{"id", "date", "outlet", "outlet_kind", "sentences", "blame", "systemic", "counter_blame", "index"} {
		if _, ok := col[h]; !ok {
			t.Errorf("no column %s", h)
		}
	}
	for _, r := range rows[1:] {
		b, _ := strconv.Atoi(r[col["blame"]])
		s, _ := strconv.Atoi(r[col["systemic"]])
		if (r[col["index"]] == "") != (b+s == 0) {
			t.Errorf("%s: index %q with blame %d and systemic %d", r[col["id"]], r[col["index"]], b, s)
		}
	}
	if got := string(files["data/skerrow_views.csv"]); !strings.Contains(got, "2019-11,,missing,no row\n") {
		t.Errorf("the gap is not in the view counts:\n%s", got)
	}
}

// A case with nothing but records still gives a report.
func TestBareCase(t *testing.T) {
	files := map[string]string{
		"case.yaml":      "id: bare\ntitle: Bare\nrecord: {sample: census, text: full, statement: One record.}\narticles: a.jsonl\n",
		"a.jsonl":        `{"title":"Undated","text":"Nothing happened."}` + "\n",
		"not-named.yaml": "ignored",
	}
	a := analyse(t, files)
	var b strings.Builder
	if err := a.WriteSummary(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 record (full texts)", "No hand codes", "No sentence blames"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("summary does not say %q:\n%s", want, b.String())
		}
	}
	if _, err := a.Files(context.Background()); err != nil {
		t.Error(err)
	}
}

// A record that lies in no phase is no reason to fail.
func TestNoRecordInAnyPhase(t *testing.T) {
	files := map[string]string{
		"case.yaml": "id: late\ntitle: Late\nrecord: {sample: census, text: full, statement: One record.}\narticles: a.jsonl\n" +
			"phases:\n  - {id: one, label: One, from: 2001-01-01, to: 2001-12-31}\n  - {id: two, label: Two, from: 2002-01-01, to: 2002-12-31}\n",
		"a.jsonl": `{"title":"Late","date":"2019-03-04","text":"The union blamed the company. Understaffing was chronic."}` + "\n",
	}
	a := analyse(t, files)
	if len(a.Steps) != 1 || a.Steps[0].IsDefined() || len(a.Outside.Articles) != 1 {
		t.Errorf("steps %v, %d records outside", a.Steps, len(a.Outside.Articles))
	}
	if _, err := a.Files(context.Background()); err != nil {
		t.Error(err)
	}
	if err := a.WriteSummary(new(strings.Builder)); err != nil {
		t.Error(err)
	}
}

func TestAnalyseStops(t *testing.T) {
	c, err := Load(caseFS(ferry()))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Analyse(ctx, c, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	c.Records[0].Published.Year = 2019
	far := c.Records[0]
	far.ID, far.Published = "far", coverage.Date{Year: 1246, Month: 3, Precision: coverage.MonthPrecision}
	if _, err := Analyse(context.Background(), c, Options{Records: append(c.Records, far)}); err == nil || !strings.Contains(err.Error(), "mend the wrong date") {
		t.Errorf("a record of 1246: error %v", err)
	}
}

// Copy that went round must be seen, and the index must be there without it.
func TestCopies(t *testing.T) {
	files := maps.Clone(ferry())
	long := "The inquiry blamed Olaf Brandt for the grounding and said that the company had failed to train its crews over three winters, while passengers waited on deck for help that came late."
	var b strings.Builder
	for i, outlet := range []string{"The Ferry Post", "The Herald", "Northern Star"} {
		fmt.Fprintf(&b, "{\"id\":\"copy-%d\",\"outlet\":%q,\"title\":\"Inquiry reports\",\"date\":\"2019-03-0%d\",\"text\":%q}\n", i, outlet, 4+i, long)
	}
	files["articles.jsonl"] += b.String()
	a := analyse(t, files)
	if a.Copies != 2 {
		t.Errorf("%d copies, want 2", a.Copies)
	}
	if a.Distinct.N != a.All.Index.N-2 {
		t.Errorf("%d records without copies, %d with", a.Distinct.N, a.All.Index.N)
	}
	if analyse(t, ferry()).Copies != 0 {
		t.Error("copies where there are none")
	}
}

func TestLeading(t *testing.T) {
	a := analyse(t, ferry())
	for i, want := range map[int]string{0: "blame", 1: "systemic"} {
		if got := Leading(&a.Scored[i].Result.Measures); got != want {
			t.Errorf("%s: leading frame %s, want %s", a.Scored[i].ID, got, want)
		}
	}
}

func BenchmarkAnalyse(b *testing.B) {
	c, err := Load(caseFS(skerrow()))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := Analyse(context.Background(), c, Options{Replicates: 200}); err != nil {
			b.Fatal(err)
		}
	}
}
