package story

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// Each mistake in a claim gets one line that names the file, the line of the
// mistake and what to do.
func TestClaimFieldsAreChecked(t *testing.T) {
	const good = `- id: A
  statement: x
  test:
    measure: index
    of:
      phases: [later]
    than:
      phases: [first]
    expect: higher
    tolerance: 0.1
`
	for name, c := range map[string]struct {
		old, new, says string
		line           int
	}{
		"comparison":              {"measure: index", "measure: index\n    compare: ratio", "compare is \"ratio\" (want difference, break", 5},
		"voice":                   {"phases: [later]", "phases: [later]\n      voice: [paper]", "voice is \"paper\" (want author", 7},
		"outlet misspelt":         {"phases: [later]", "phases: [later]\n      outlets: [The Ferry Pots]", "no record is from the outlet \"The Ferry Pots\"", 7},
		"phase":                   {"[later]", "[last]", "no phase is called \"last\"", 6},
		"date":                    {"phases: [later]", "from: May", "from is \"May\" (want a date", 6},
		"dates backwards":         {"phases: [later]", "from: 2019-05\n      to: 2019-04", "of ends (2019-04) before it begins", 7},
		"window without event":    {"phases: [later]", "around: {event: Sinking, from: 0, to: 6}", "no event is called \"Sinking\"", 6},
		"window backwards":        {"phases: [later]", "around: {event: Grounding, from: 6, to: 0}", "around ends (0) before it begins (6)", 6},
		"sides that meet":         {"phases: [first]", "from: 2019-12", "a record would stand on both sides", 8},
		"sides not apart":         {"than:\n      phases: [first]", "than: {}", "of and than are not apart", 7},
		"scope that excludes":     {"measure: index", "measure: index\n    scope: {to: 2018}", "of has no day", 7},
		"attention has no voice":  {"measure: index", "measure: attention\n    scope: {voice: [quoted]}", "attention counts records, which have no voice", 5},
		"series of records":       {"phases: [later]", "phases: [later]\n      series: passengers", "series goes with measures series and growth", 7},
		"records of series":       {"measure: index", "measure: series", "of has series, from and to", 6},
		"unknown series":          {"measure: index\n    of:\n      phases: [later]", "measure: series\n    of: {series: ships}", "no official series \"ships\"", 5},
		"break without date":      {"measure: index\n    of:\n      phases: [later]\n    than:\n      phases: [first]", "measure: index\n    compare: break", "a break needs at", 4},
		"break on an unknown day": {"measure: index\n    of:\n      phases: [later]\n    than:\n      phases: [first]", "measure: index\n    compare: break\n    at: 2019-05", "is known to the month only", 6},
		"date without break":      {"measure: index", "measure: index\n    at: Grounding", "at goes with compare: break", 5},
		"break with two sides":    {"measure: index", "measure: index\n    compare: break\n    at: Grounding", "a break has one side", 10},
		"lead without lag":        {"measure: index", "measure: index\n    compare: lead", "lag is 0", 4},
		"lag without lead":        {"measure: index", "measure: index\n    lag: 2", "lag goes with compare: lead", 5},
		"period":                  {"measure: index\n    of:\n      phases: [later]\n    than:\n      phases: [first]", "measure: index\n    compare: trend\n    period: fortnight", "unknown period \"fortnight\"", 6},
		"rank of two":             {"measure: index", "measure: index\n    compare: rank", "a rank needs exactly one outlet", 7},
		"first of intensity":      {"measure: index", "measure: intensity\n    compare: first", "nobody is first with it", 4},
		"first without direction": {"measure: index\n    of:\n      phases: [later]\n    than:\n      phases: [first]\n    expect: higher", "measure: index\n    compare: first\n    of:\n      phases: [later]\n    than:\n      phases: [first]\n    expect: same", "to be first has a direction", 10},
		"speakers":                {"measure: index", "measure: speaker_share", "speakers go with measure speaker_share", 4},
		"target against itself":   {"measure: index", "measure: target_share\n    targets: [master]\n    against: [master]", "compared with itself", 6},
		"copies":                  {"tolerance: 0.1", "tolerance: 0.1\n    copies: none", "copies is \"none\" (want one or all)", 11},
		"resample":                {"tolerance: 0.1", "tolerance: 0.1\n    resample: days", "resample is \"days\"", 11},
		"expect":                  {"expect: higher", "expect: more", "expect is \"more\"", 9},
		"harmonics":               {"measure: index", "measure: index\n    harmonics: 1", "harmonics goes with compare: break", 5},
		"needs":                   {"statement: x", "statement: x\n  needs: {records: -1}", "needs -1 records", 3},
		"kind that is needed":     {"statement: x", "statement: x\n  needs: {kinds: [weekly]}", "unknown outlet kind", 3},
		"evidence without text":   {"statement: x", "statement: x\n  against: [{records: [post-1]}]", "without text", 3},
		"evidence on no record":   {"statement: x", "statement: x\n  against: [{text: y, records: [post-9]}]", "names the record \"post-9\"", 3},
		"claim without statement": {"statement: x", "statement: \"\"", "a claim needs id and statement", 1},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Errorf("%s: the claim does not hold %q", name, c.old)
			continue
		}
		_, err := Load(caseFS(withClaims(text)))
		if err == nil {
			t.Errorf("%s: no error", name)
			continue
		}
		if !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), fmt.Sprintf("claims.yaml:%d: ", c.line)) {
			t.Errorf("%s: %q does not say %q at line %d", name, err, c.says, c.line)
		}
		if strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: more than one line for one mistake:\n%v", name, err)
		}
	}
	if _, err := Load(caseFS(withClaims(good))); err != nil {
		t.Error(err)
	}
}

// Claims written in Go are checked before any text is scored.
func TestClaimsInGo(t *testing.T) {
	c, err := Load(caseFS(withClaims("[]")))
	if err != nil {
		t.Fatal(err)
	}
	c.Claims = []Claim{{ID: "G", Statement: "Later is more systemic", Test: &Test{Measure: "index", Of: Side{Phases: []string{"last"}}, Than: &Side{Phases: []string{"first"}}, Expect: "higher", Tolerance: 0.1}}}
	var scored atomic.Bool // several workers call Score
	o := Options{Replicates: 50, Score: func(Record) *sentiment.Result { scored.Store(true); return &sentiment.Result{} }}
	_, err = Verdicts(context.Background(), c, o)
	if ce, ok := errors.AsType[*ClaimError](err); !ok || ce.Field != "test.of.phases[0]" || scored.Load() {
		t.Errorf("error %v, scored %v: want a ClaimError before any text is read", err, scored.Load())
	}
	c.Claims[0].Test.Of.Phases[0] = "later"
	if _, err := Verdicts(context.Background(), c, o); err != nil || !scored.Load() {
		t.Errorf("error %v, scored %v", err, scored.Load())
	}
}

// The digest stays with what decides, and changes with it.
func TestRegister(t *testing.T) {
	claims := "- id: A\n  statement: x\n  test: {measure: index, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.1}\n"
	digest := func(files map[string]string) string {
		t.Helper()
		c, err := Load(caseFS(files))
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Register()
		if err != nil {
			t.Fatal(err)
		}
		return r.SHA256
	}
	base := withClaims(claims)
	want := digest(base)
	same := maps.Clone(base)
	same["claims.yaml"] = "# a word before\n- statement: x\n  id: A\n  short: y\n  caution: z\n  test:\n    {tolerance: 0.10, expect: higher, measure: index, of: {phases: [later]}, than: {phases: [first]}}\n"
	if digest(same) != want {
		t.Error("another layout, a label and a caution changed the digest")
	}
	for name, change := range map[string][3]string{
		"tolerance": {"claims.yaml", "0.1", "0.2"}, "direction": {"claims.yaml", "higher", "lower"}, "statement": {"claims.yaml", "x", "w"},
		"phase": {"case.yaml", "to: 2019-12", "to: 2019-11"}, "sample": {"case.yaml", "sample: census", "sample: random"},
	} {
		other := maps.Clone(base)
		other[change[0]] = strings.Replace(other[change[0]], change[1], change[2], 1)
		if digest(other) == want {
			t.Errorf("%s: the digest stayed", name)
		}
	}

	frozen := maps.Clone(base)
	frozen["case.yaml"] += "registered: {sha256: " + want + ", on: 2019-02-01, where: a notebook}\n"
	a := analyse(t, frozen)
	if a.Case.Registered == nil || a.Case.Registered.Where != "a notebook" {
		t.Errorf("registration %+v", a.Case.Registered)
	}
	files := reportOf(t, frozen)
	if !strings.Contains(string(files["manifest.json"]), `"registered_on": "2019-02-01"`) || !strings.Contains(string(files["manifest.json"]), want) ||
		!strings.Contains(string(files["index.html"]), want) || coverage.SHA256Hex(files["data/claims-registered.json"]) != want {
		t.Error("manifest, page and text of the registration do not agree")
	}
	frozen["claims.yaml"] = strings.Replace(frozen["claims.yaml"], "0.1", "0.05", 1)
	if _, err := Load(caseFS(frozen)); err == nil || !strings.Contains(err.Error(), "the claims are not those frozen on 2019-02-01") || !strings.Contains(err.Error(), "case.yaml:") {
		t.Errorf("claims changed after they were frozen: %v", err)
	}
	frozen["case.yaml"] = strings.Replace(frozen["case.yaml"], "on: 2019-02-01", "on: then", 1)
	if _, err := Load(caseFS(frozen)); err == nil || !strings.Contains(err.Error(), "registered.on is \"then\"") {
		t.Errorf("date of registration: %v", err)
	}
}

// What a record cannot bear, no test decides: who was first in a sample, how
// common something was in a convenience sample. Official series it may decide.
func TestDesignIsKnown(t *testing.T) {
	for _, c := range []struct {
		measure, compare, sample string
		decides                  bool
	}{
		{"index", "", "census", true}, {"index", "", "random", true}, {"index", "", "convenience", false},
		{"attention", "first", "census", true}, {"attention", "first", "random", false}, {"attention", "first", "convenience", false},
		{"series", "break", "convenience", true}, {"growth", "", "convenience", true}, {"attention", "rank", "convenience", false},
	} {
		test := &Test{Measure: c.measure, Compare: c.compare}
		if got := test.design(RecordDesign{Sample: c.sample}) == ""; got != c.decides {
			t.Errorf("%s of %s in a %s: decides %v, want %v", c.compare, c.measure, c.sample, got, c.decides)
		}
	}
}

func TestNeeds(t *testing.T) {
	test := "  test: {measure: index, of: {phases: [later]}, than: {phases: [first]}, expect: higher, tolerance: 0.1}\n"
	a := analyse(t, withClaims("- id: A\n  statement: x\n  needs: {outlets: [The Nightly Mail]}\n"+test+"- id: B\n  statement: x\n  needs: {kinds: [academic]}\n"+test+"- id: C\n  statement: x\n  needs: {records: 1000}\n"+test))
	for i, want := range []struct {
		v    Verdict
		says string
	}{{NoData, "needs records of The Nightly Mail"}, {NoData, "of the kind academic"}, {TooLittleData, "1000 are wanted"}} {
		if o := a.Outcomes[i]; o.Verdict != want.v || !strings.Contains(o.Why, want.says) {
			t.Errorf("%s: %s (%s), want %s with %q", o.Claim.ID, o.Verdict, o.Why, want.v, want.says)
		}
	}
}

// invented is a case of n records a day apart, cycling through outlets, each
// with the frames that f says.
func invented(t *testing.T, n int, claims string, f func(i int, r *Record) *sentiment.Result) *Analysis {
	t.Helper()
	files := withClaims(claims)
	c, err := Load(caseFS(files))
	if err != nil {
		t.Fatal(err)
	}
	first, _ := coverage.PeriodOf(coverage.Date{Year: 2019, Month: 3, Day: 1, Precision: coverage.DayPrecision}, coverage.Daily)
	results := map[string]*sentiment.Result{}
	c.Records = nil
	for i := range n {
		r := Record{}
		r.ID, r.Title, r.Text = fmt.Sprintf("r%04d", i), "t", fmt.Sprintf("%d", i)
		r.Published, _ = first.Add(i / 4).Bounds()
		r.Outlet = coverage.Outlet{Name: fmt.Sprintf("Outlet %d", i%4), Kind: []coverage.OutletKind{coverage.Tabloid, coverage.Broadsheet}[i%2]}
		results[r.ID] = f(i, &r)
		c.Records = append(c.Records, r)
	}
	a, err := Analyse(context.Background(), c, Options{Replicates: 200, Seed: 3, Score: func(r Record) *sentiment.Result { return results[r.ID] }})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func coded(frames ...sentiment.Frame) *sentiment.Result {
	r := &sentiment.Result{}
	for _, f := range frames {
		x := sentiment.Sentence{Frames: sentiment.FrameSet(0).With(f)}
		x.Prob[f] = 1
		if f == sentiment.Blame {
			x.Targets = []sentiment.Target{{Actor: "master", Level: sentiment.Individual}}
		}
		r.Sentences = append(r.Sentences, x)
		r.Measures.Add(&x)
	}
	return r
}

func TestComparisons(t *testing.T) {
	a := invented(t, 800, `
- id: break
  statement: x
  test: {measure: index, compare: break, at: "2019-06-10", period: week, expect: rises, tolerance: 0.5}
- id: trend
  statement: x
  test: {measure: blame_share, compare: trend, period: week, expect: falls, tolerance: 0.5}
- id: first
  statement: x
  test: {measure: systemic_share, compare: first, of: {kinds: [tabloid]}, than: {kinds: [broadsheet]}, expect: earlier, tolerance: 7}
- id: around
  statement: x
  test: {measure: index, of: {around: {event: "2019-06-10", from: 0, to: 27}}, than: {around: {event: "2019-06-10", from: -28, to: -1}}, expect: higher, tolerance: 0.5}
- id: voice
  statement: x
  test: {measure: blame_share, of: {voice: [quoted]}, than: {voice: [author]}, expect: same, tolerance: 0.2}
`, func(i int, r *Record) *sentiment.Result {
		after := i/4 >= 101 // 10 June
		switch {
		case after && i%3 > 0:
			return coded(sentiment.Systemic, sentiment.Blame, sentiment.Systemic, sentiment.Systemic)
		case i%3 == 0:
			return coded(sentiment.Blame, sentiment.Systemic)
		case i%2 == 1 && i < 300:
			return coded(sentiment.Blame, sentiment.Blame)
		}
		return coded(sentiment.Blame, sentiment.Blame, sentiment.Blame)
	})
	got := map[string]Outcome{}
	for _, o := range a.Outcomes {
		got[o.Claim.ID] = o
	}
	for id, want := range map[string]Verdict{"break": Supported, "around": Supported, "trend": Supported} {
		if got[id].Verdict != want {
			t.Errorf("%s: %s (%s)", id, got[id].Verdict, got[id].Why)
		}
	}
	// Record 0 and record 3 carry a systemic sentence; 3 is of the first day too.
	if o := got["first"]; o.Effect.Estimate != 0 || o.Verdict != NoClearDifference {
		t.Errorf("first: %v days, %s (%s)", o.Effect.Estimate, o.Verdict, o.Why)
	}
	if n := len(got["around"].Of); n != 28*4 {
		t.Errorf("around: %d records in 28 days of four, want 112", n)
	}
	// Nothing is quoted: the measure has no value there.
	if o := got["voice"]; o.Verdict != TooLittleData || o.Effect.IsDefined() {
		t.Errorf("voice: %s (%s)", o.Verdict, o.Why)
	}
	if o := got["break"]; o.Effect.Unit != "weeks" || !(o.P < 0.05) {
		t.Errorf("break: %+v", o.Effect)
	}
}

// A hole in the collecting and a wave of copies are named, and an effect that
// is theirs is not called.
func TestFaultsAreNamed(t *testing.T) {
	claims := `
- id: hole
  statement: x
  test: {measure: index, of: {from: 2019-05, to: 2019-06}, than: {from: 2019-07, to: 2019-08}, expect: higher, tolerance: 0.2}
`
	a := invented(t, 1200, claims, func(i int, r *Record) *sentiment.Result {
		if i%4 == 0 { // the outlet that blames is not there in May and June
			if m := r.Published.Month; m == 5 || m == 6 {
				r.Outlet.Name = "Outlet 1"
				return coded(sentiment.Systemic, sentiment.Blame, sentiment.Blame, sentiment.Systemic)
			}
			return coded(sentiment.Blame, sentiment.Blame, sentiment.Blame, sentiment.Blame, sentiment.Blame)
		}
		if i%3 == 0 {
			return coded(sentiment.Systemic, sentiment.Blame, sentiment.Systemic)
		}
		return coded(sentiment.Systemic, sentiment.Blame, sentiment.Blame)
	})
	o := a.Outcomes[0]
	if v, _ := o.compare(); v != Supported {
		t.Fatalf("without a look at the record: %s, effect %v; the trial needs an effect", v, o.Effect)
	}
	if o.Verdict != TooLittleData || !strings.Contains(o.Why, "coincides with a fault of the record") || !strings.Contains(o.Why, "Outlet 0") {
		t.Errorf("%s (%s)", o.Verdict, o.Why)
	}
	gap := false
	for _, f := range o.Flags {
		gap = gap || f.Kind == Gap && f.Outlet == "Outlet 0" && f.From.Month == 5 && f.To.Month == 6
	}
	if !gap {
		t.Errorf("flags %+v", o.Flags)
	}
	if x := o.Sound[1]; !x.IsDefined() || math.Abs(x.Estimate) > 0.15 {
		t.Errorf("without the outlet the effect is %v", x.Estimate)
	}
}

func TestOutletOnOneSide(t *testing.T) {
	e := &effector{a: &Analysis{Case: &Case{}}, t: &Test{Measure: "index", Than: &Side{}}}
	var rows []row
	for i := range 120 {
		x := Scored{}
		x.Outlet.Name = []string{"A", "B"}[i%2]
		x.Provenance.Source = "database"
		than := i >= 60
		if than && i%2 == 1 {
			x.Outlet.Name = "A"
		}
		if than {
			x.Provenance.Source = "feed"
		}
		e.a.Scored = append(e.a.Scored, x)
		r := row{at: i, than: than}
		r.s.Outlet = x.Outlet.Name
		rows = append(rows, r)
	}
	flags := oneSided(e, rows)
	if len(flags) != 2 || flags[0].Kind != NewSource || flags[0].Outlet != "A" || flags[1].Kind != Missing || flags[1].Outlet != "B" {
		t.Errorf("flags %+v", flags)
	}
}
