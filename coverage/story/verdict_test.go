package story

import (
	"math"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

func TestVerdict(t *testing.T) {
	census := RecordDesign{Sample: "census"}
	many := make([]int, 50)
	for _, c := range []struct {
		name           string
		expect         string
		est, low, high float64
		p, detectable  float64
		of, than       []int
		design         RecordDesign
		want           Verdict
	}{
		{"as expected", "higher", 0.4, 0.2, 0.6, 0.001, 0.28, many, many, census, Supported},
		{"as expected, downwards", "lower", -0.4, -0.6, -0.2, 0.001, 0.28, many, many, census, Supported},
		{"against", "higher", -0.4, -0.6, -0.2, 0.001, 0.28, many, many, census, Contradicted},
		{"against, downwards", "lower", 0.4, 0.2, 0.6, 0.001, 0.28, many, many, census, Contradicted},
		{"real but small", "higher", 0.05, 0.02, 0.08, 0.001, 0.04, many, many, census, NoClearDifference},
		{"nothing, well seen", "higher", 0.01, -0.05, 0.07, 0.8, 0.09, many, many, census, NoClearDifference},
		{"nothing, badly seen", "higher", 0.1, -0.4, 0.6, 0.7, 0.7, many, many, census, TooLittleData},
		{"large, but not after correction", "higher", 0.3, 0.01, 0.6, 0.2, 0.42, many, many, census, TooLittleData},
		{"the same", "same", 0.01, -0.05, 0.07, 0.8, 0.09, many, many, census, Supported},
		{"not the same", "same", 0.4, 0.2, 0.6, 0.001, 0.28, many, many, census, Contradicted},
		{"the same, badly seen", "same", 0.1, -0.4, 0.6, 0.7, 0.7, many, many, census, TooLittleData},
		{"few records", "higher", 0.4, 0.2, 0.6, 0.001, 0.28, many, many[:5], census, TooLittleData},
		{"no records", "higher", math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), nil, nil, census, NoData},
		{"undefined", "higher", math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), many, many, census, TooLittleData},
		{"convenience sample", "higher", 0.4, 0.2, 0.6, 0.001, 0.28, many, many, RecordDesign{Sample: "convenience"}, TooLittleData},
	} {
		f := finding.New("x", c.est)
		f.Interval, f.Confidence = finding.Interval{Low: c.low, High: c.high}, 0.95
		o := Outcome{Claim: &Claim{ID: "C", Test: &Test{Measure: "index", Expect: c.expect, Tolerance: 0.1, Than: &Side{}}},
			Effect: f, P: c.p, Detectable: c.detectable, Of: c.of, Than: c.than}
		o.small = min(len(c.of), len(c.than))
		o.judge(c.design, "")
		if o.Verdict != c.want || o.Why == "" {
			t.Errorf("%s: %s (%s), want %s", c.name, o.Verdict, o.Why, c.want)
		}
		if c.design.Sample == "convenience" && !strings.Contains(o.Why, "convenience sample") {
			t.Errorf("%s: does not say why: %s", c.name, o.Why)
		}
	}
	o := Outcome{Claim: &Claim{ID: "C", NoData: "No pages."}}
	o.judge(census, "")
	if o.Verdict != NoData || o.Why != "No pages." {
		t.Errorf("without a test: %s, %s", o.Verdict, o.Why)
	}
}

// A break whose own method warns of too few values is not decided, however small
// its p.
func TestBreakNeedsValuesOnBothSides(t *testing.T) {
	for _, c := range []struct {
		values [2]int
		want   Verdict
		says   string
	}{
		{[2]int{12, 27}, Supported, "in the direction expected"},
		{[2]int{6, 27}, TooLittleData, "6 values before the break and 27 after it"},
		{[2]int{27, 11}, TooLittleData, "27 values before the break and 11 after it"},
	} {
		f := finding.New("x", 0.4)
		f.Interval, f.Confidence = finding.Interval{Low: 0.2, High: 0.6}, 0.95
		o := Outcome{Claim: &Claim{ID: "C", Test: &Test{Measure: "series", Compare: "break", Expect: "rises", Tolerance: 0.1}}, Effect: f, P: 0.0001, values: c.values}
		o.judge(RecordDesign{Sample: "convenience"}, "")
		if o.Verdict != c.want || !strings.Contains(o.Why, c.says) {
			t.Errorf("%v: %s (%s), want %s", c.values, o.Verdict, o.Why, c.want)
		}
	}
}

// The least number of values decides a break, and so it is registered with one.
func TestRegistrationOfABreakHasItsLeastValues(t *testing.T) {
	for claims, want := range map[string]bool{
		"- {id: A, statement: x, test: {measure: series, compare: break, at: Grounding, of: {series: skerrow}, expect: rises, tolerance: 0.1}}\n": true,
		"- {id: A, statement: x, test: {measure: index, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.1}}\n":       false,
	} {
		files := ferry()
		files["claims.yaml"] = claims
		c, err := Load(caseFS(files))
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Register()
		if err != nil || strings.Contains(string(r.Text), `"least_values_on_a_side_of_a_break": 12`) != want {
			t.Errorf("%v: %s", err, r.Text)
		}
	}
}

// On a convenience sample the section must say why its verdicts are what they
// are, and elsewhere must not.
func TestVerdictsOnAConvenienceSampleAreExplained(t *testing.T) {
	const says = "never more than a difference among these records"
	if s := (RecordDesign{Sample: "convenience"}).decides(); !strings.Contains(s, says) {
		t.Errorf("%q does not say %q", s, says)
	}
	if s := (RecordDesign{Sample: "census"}).decides(); s != "" {
		t.Errorf("a census is explained: %q", s)
	}
	if s := (&Test{Measure: "index"}).design(RecordDesign{Sample: "convenience"}); !strings.Contains(s, says) {
		t.Errorf("%q does not say %q", s, says)
	}
}

// A sensitivity that leaves nothing must not be called one that keeps the
// direction.
func TestSensitivityTextSaysWhenNothingIsLeft(t *testing.T) {
	for _, c := range []struct {
		s    Sensitivity
		null float64
		says string
	}{
		{Sensitivity{N: 1, Low: 0, High: 0}, 0, "the effect is 0.00 (no direction is left)"},
		{Sensitivity{N: 1, Low: 0.004, High: 0.004, Turns: true}, 0, "the effect is 0.00 (no direction is left)"},
		{Sensitivity{N: 1, Low: 0.5, High: 0.5}, 0.5, "(no direction is left)"},
		{Sensitivity{N: 1, Low: -0.03, High: -0.03}, 0, "the effect is −0.03 (the direction stays)"},
		{Sensitivity{N: 3, Low: -0.03, High: 0.001}, 0, "(the direction stays, or none is left)"},
		{Sensitivity{N: 3, Low: -0.03, High: 0.02, Turns: true}, 0, "(the direction turns)"},
	} {
		o := Outcome{Null: c.null, Sensitivity: []Sensitivity{c.s}}
		if got := o.sensitivityText(); !strings.Contains(got, c.says) {
			t.Errorf("%+v: %q does not say %q", c.s, got, c.says)
		}
	}
}

func TestASeriesIsNamedToAReader(t *testing.T) {
	c, err := Load(caseFS(ferry()))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"skerrow": "the series “Views”", "unknown": "the series unknown"} {
		if got := (&Side{Series: id}).describe(c, &Test{Measure: "series"}); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if got := (&Side{Series: "passengers", From: "2019-03", To: "2019-04"}).describe(c, &Test{Measure: "growth"}); strings.Contains(got, "of passengers from") {
		t.Errorf("growth by id: %q", got)
	}
}

// withClaims is the ferry case with many records and the claims given.
func withClaims(claims string) map[string]string {
	files := skerrow()
	files["claims.yaml"] = claims
	files["case.yaml"] = strings.Replace(files["case.yaml"], "sample: convenience", "sample: census", 1)
	return files
}

func TestClaimsAreMeasured(t *testing.T) {
	a := analyse(t, withClaims(`
- id: A
  statement: Attention rose.
  test: {measure: attention, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.5}
- id: B
  statement: Passengers grew.
  test: {measure: growth, of: {series: passengers, from: 2019-03, to: 2019-04}, expect: higher, tolerance: 0.1}
- id: C
  statement: The master and not the company.
  test: {measure: target_share, targets: [master], against: [organisation], of: {}, expect: higher, tolerance: 0.1}
- id: D
  statement: Tabloids blame more.
  test: {measure: index, of: {kinds: [tabloid]}, than: {kinds: [broadsheet]}, expect: lower, tolerance: 0.1}
- id: E
  statement: Untestable.
  no_data: Nothing was kept.
`))
	got := map[string]Outcome{}
	for _, o := range a.Outcomes {
		got[o.Claim.ID] = o
	}
	// 120 passengers, then 240: the figure is in the ferry case's table below.
	if e := got["B"].Effect; math.Abs(e.Estimate-math.Log(2)) > 1e-12 || math.Abs(e.Interval.High-e.Estimate-1.959964*math.Sqrt(1/120.0+1/240.0)) > 1e-6 {
		t.Errorf("growth %+v, want log 2 with the interval of two counts", e)
	}
	n := len(got["A"].Of) + len(got["A"].Than)
	if n == 0 || got["A"].Effect.N != n {
		t.Errorf("attention rests on %d records, sides hold %d", got["A"].Effect.N, n)
	}
	days := math.Log(298.0 / 7) // 8 March to 31 December against one week
	want := math.Log(float64(len(got["A"].Of))/float64(len(got["A"].Than))) - days
	if e := got["A"].Effect.Estimate; math.Abs(e-want) > 0.02 {
		t.Errorf("attention %v, want %v", e, want)
	}
	if c := got["C"]; c.Null != 0.5 || !c.Effect.IsDefined() || c.Effect.Estimate < 0 || c.Effect.Estimate > 1 {
		t.Errorf("share of blame: %+v", c.Effect)
	}
	if d := got["D"]; len(d.Of) == 0 || len(d.Than) == 0 || len(d.Sensitivity) == 0 {
		t.Errorf("index by kind: %d and %d records, %d sensitivities", len(d.Of), len(d.Than), len(d.Sensitivity))
	}
	if got["E"].Verdict != NoData {
		t.Errorf("untestable: %s", got["E"].Verdict)
	}
	tested := 0
	for id, o := range got {
		if o.Effect.Test != nil && !(o.P >= o.Effect.Test.P) {
			t.Errorf("%s: p %v is below the uncorrected %v", id, o.P, o.Effect.Test.P)
		}
		if o.P == o.P {
			tested++
		}
	}
	if tested < 3 {
		t.Errorf("only %d tests were made", tested)
	}
}

func TestClaimMistakesAreNamed(t *testing.T) {
	const good = "{measure: index, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.1}"
	for name, c := range map[string]struct{ old, new, says string }{
		"measure":            {"measure: index", "measure: tone", "measure is \"tone\""},
		"expect":             {"expect: higher", "expect: up", "expect is \"up\""},
		"no tolerance":       {", tolerance: 0.1", "", "tolerance is 0"},
		"negative tolerance": {"0.1", "-0.1", "tolerance is -0.1"},
		"phase":              {"[later]", "[last]", "no phase is called \"last\""},
		"kind":               {"{phases: [first]}", "{kinds: [weekly]}", "unknown outlet kind"},
		"nothing compared":   {", than: {phases: [first]}", "", "needs than"},
		"targets for index":  {"measure: index", "measure: index, targets: [master]", "targets go with measure target_share"},
		"nobody":             {"measure: index", "measure: target_share, targets: [captain]", "target \"captain\""},
		"no targets":         {"measure: index", "measure: target_share", "it needs them"},
		"no such figure":     {"measure: index, of: {phases: [later]}", "measure: growth, of: {series: ships, from: 2019-03, to: 2019-04}", "no official figure of \"ships\""},
		"days":               {"measure: index, of: {phases: [later]}", "measure: attention, of: {}", "attention needs phases"},
		"unknown key":        {"expect", "expects", "unknown field \"expects\""},
	} {
		files := withClaims("- id: A\n  statement: x\n  test: " + strings.Replace(good, c.old, c.new, 1) + "\n")
		_, err := Load(caseFS(files))
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "claims.yaml:") {
			t.Errorf("%s: error %v does not say %q with the line", name, err, c.says)
		}
	}
	files := withClaims("- id: A\n  statement: x\n  no_data: y\n  test: " + good + "\n")
	if _, err := Load(caseFS(files)); err == nil || !strings.Contains(err.Error(), "has a test and says that there are no data") {
		t.Errorf("test and no_data together: %v", err)
	}
}
