package story

import (
	"context"
	"encoding/csv"
	"html"
	"maps"
	"regexp"
	"strings"
	"testing"
)

var (
	anchors = regexp.MustCompile(`\bid="([^"]*)"`)
	links   = regexp.MustCompile(`<a [^>]*href="([^"]*)"`)
	files   = regexp.MustCompile(`\bdata/[a-z0-9_-]+\.(?:csv|json)\b`)
)

// The numbers at the head lead each to a sentence of their own frame.
func TestNumbersLeadToTheirFrame(t *testing.T) {
	a := analyse(t, skerrow())
	html := pageOf(t, a)
	for frame, code := range map[string]string{"blame": "blame", "systemic": "systemic", "counter-blame": "counter-blame"} {
		if n := strings.Count(html, `href="#first-`+frame+`"`); n != 1 {
			t.Errorf("%d links to the first sentence of %s", n, frame)
		}
		_, after, ok := strings.Cut(html, `<span id="first-`+frame+`">`)
		card, _, _ := strings.Cut(after, "</blockquote>")
		if _, codes, _ := strings.Cut(card, "pf-codes"); !ok || !strings.Contains(codes, code) {
			t.Errorf("the first sentence of %s has the codes %q", frame, codes)
		}
	}
	if strings.Contains(html, "Hand codes: the index") != (a.Coded != nil) {
		t.Error("hand codes are explained without a column of them, or not explained")
	}
	files := skerrow()
	files["articles.jsonl"] = `{"id":"a","outlet":"Post","outlet_kind":"local","title":"The ferry sails","date":"2019-03-04","text":"The ferry sails on Monday."}` + "\n"
	files["claims.yaml"] = "- {id: C, statement: x, no_data: y}\n"
	b := analyse(t, files)
	none := pageOf(t, b)
	if strings.Contains(none, `href="#first-`) || !strings.Contains(none, "0 sentences") {
		t.Error("zero sentences have a link")
	}
	if strings.Contains(none, "Hand codes: the index") {
		t.Error("hand codes are explained without a column of them")
	}
}

func pageOf(t *testing.T, a *Analysis) string {
	t.Helper()
	files, err := a.Files(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if f.Name == "index.html" {
			return string(f.Data)
		}
	}
	t.Fatal("no index.html")
	return ""
}

// Text and figures print numbers alike.
func TestNumbersForReading(t *testing.T) {
	for in, want := range map[string]string{
		"slope -129.9 (-250 to -0.5)": "slope −129.9 (−250 to −0.5)",
		"in 2016-11 and 2017":         "in 2016-11 and 2017",
		"total 21988, 1234.5 a month": "total 21,988, 1,234.5 a month",
		"1234":                        "1,234",
		"-1234":                       "−1,234",
		"1234567":                     "1,234,567",
		"0.5192":                      "0.5192",
	} {
		if got := forReading(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for v, want := range map[float64]string{-21988.456: "−21,988.46", 1000: "+1,000.00", 999.5: "+999.50", -0.004: "0.00"} {
		if got := signed(v); got != want {
			t.Errorf("%v: %q, want %q", v, got, want)
		}
	}
	if got := plural(21988, "record"); got != "21,988 records" {
		t.Error(got)
	}
	for p, want := range map[float64]string{0: "p < 0.001", 0.00099: "p < 0.001", 0.0124: "p = 0.012"} {
		if got := pText(p); got != want {
			t.Errorf("%v: %q, want %q", p, got, want)
		}
	}
}

// Every link of the page leads somewhere: to a place in it, to the web, or to
// data that it carries; and every file it names is in the report.
func TestNoDeadLink(t *testing.T) {
	report := reportOf(t, reportClaims())
	page := string(report["index.html"])
	ids := map[string]bool{}
	for _, m := range anchors.FindAllStringSubmatch(page, -1) {
		ids[html.UnescapeString(m[1])] = true
	}
	inner := 0
	for _, m := range links.FindAllStringSubmatch(page, -1) {
		switch to := html.UnescapeString(m[1]); {
		case strings.HasPrefix(to, "#"):
			inner++
			if !ids[to[1:]] {
				t.Errorf("link to %s, which the page does not hold", to)
			}
		case strings.HasPrefix(to, "https://"), strings.HasPrefix(to, "http://"), strings.HasPrefix(to, "data:"):
		default:
			t.Errorf("link to %q", to)
		}
	}
	if inner < 30 {
		t.Errorf("only %d links within the page", inner)
	}
	for _, name := range files.FindAllString(page, -1) {
		if _, ok := report[name]; !ok {
			t.Errorf("the page names %s, which is not in the report", name)
		}
	}
}

// From each n of a claim a reader comes to records and their sentences, and
// every record behind a claim is in the table.
func TestClaimLeadsToSentences(t *testing.T) {
	report := reportOf(t, reportClaims())
	page := string(report["index.html"])
	for _, side := range []string{"claim-a-of", "claim-a-than"} {
		if !strings.Contains(page, `<a href="#`+side+`">`) {
			t.Errorf("no number leads to %s", side)
		}
		_, rest, _ := strings.Cut(page, `id="`+side+`"`)
		rest, _, _ = strings.Cut(rest, "</details>")
		if !strings.Contains(rest, "<blockquote>") || !strings.Contains(rest, "<mark") {
			t.Errorf("%s shows no sentence with its words", side)
		}
	}
	a := analyse(t, reportClaims())
	rows, err := csv.NewReader(strings.NewReader(string(report["data/claim-records.csv"]))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int{}
	for _, r := range rows[1:] {
		n[r[0]+r[1]]++
	}
	for _, o := range a.Outcomes {
		if n[o.Claim.ID+"of"] != len(o.Of) || n[o.Claim.ID+"than"] != len(o.Than) {
			t.Errorf("%s: %d and %d records in the table, %d and %d behind the claim", o.Claim.ID, n[o.Claim.ID+"of"], n[o.Claim.ID+"than"], len(o.Of), len(o.Than))
		}
	}
	for _, want := range []string{"Known against it.", "A tribunal saw it otherwise", "with other weights of the codebook"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// reportClaims is the ferry case with two claims that are measured.
func reportClaims() map[string]string {
	m := withClaims(`
- id: A
  statement: The later records are more systemic
  against: [{text: A tribunal saw it otherwise., records: [herald-1]}]
  test: {measure: index, of: {from: 2019-05}, than: {to: 2019-04}, expect: higher, tolerance: 0.1}
- id: B
  statement: Blame rose
  test: {measure: blame_share, compare: trend, expect: rises, tolerance: 0.1}
`)
	return maps.Clone(m)
}
