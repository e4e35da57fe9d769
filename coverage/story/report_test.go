package story

import (
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
