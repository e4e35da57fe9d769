package story

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A Verdict is the answer to a claim.
type Verdict uint8

// The five answers. No clear difference says that a difference of the size
// that matters would have been seen; too little data says that it would not.
const (
	NoData Verdict = iota
	TooLittleData
	NoClearDifference
	Contradicted
	Supported
)

var verdictNames = [...]string{"no data", "too little data", "no clear difference", "contradicted", "supported"}

// String returns the verdict in words.
func (v Verdict) String() string {
	if int(v) < len(verdictNames) {
		return verdictNames[v]
	}
	return fmt.Sprintf("verdict(%d)", uint8(v))
}

// MarshalText writes the verdict in words.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// MinSide is the number of records on the smaller side below which a claim is
// not decided.
const MinSide = trend.SmallCell

// Level and power of the tests of claims.
const (
	alpha = 0.05
	power = 0.8
)

// An Outcome is a claim with what came of its test.
type Outcome struct {
	Claim   *Claim
	Verdict Verdict
	Why     string          // one or two sentences
	Effect  finding.Finding // undefined if nothing could be measured
	Null    float64         // the effect that means no difference
	Unit    string          // of the effect
	Of      []int           // records on each side, as indices into Analysis.Scored
	Than    []int
	P       float64 // corrected for all claims tested (Holm); NaN if there was no test
	// Detectable is the smallest effect that would have been seen with a
	// power of 0.8; NaN if unknown.
	Detectable  float64
	Sensitivity []Sensitivity
}

// A Sensitivity is the effect measured again without some of the records.
type Sensitivity struct {
	Without   string
	Low, High float64 // least and greatest effect of the omissions
	Turns     bool    // some omission turns its direction
}

// judgeClaims tests every claim of the case. P-values are corrected over all
// the tests made (Holm) before any verdict is given.
func (a *Analysis) judgeClaims() error {
	var ps []float64
	for i := range a.Case.Claims {
		o := Outcome{Claim: &a.Case.Claims[i], Effect: finding.New("", math.NaN()), P: math.NaN(), Detectable: math.NaN()}
		if o.Claim.Test != nil {
			if err := a.measure(&o); err != nil {
				return fmt.Errorf("story: claim %s: %w", o.Claim.ID, err)
			}
		}
		p := math.NaN()
		if o.Effect.Test != nil {
			p = o.Effect.Test.P
		}
		ps = append(ps, p)
		a.Outcomes = append(a.Outcomes, o)
	}
	for i, p := range multiplicity.Holm(ps) {
		o := &a.Outcomes[i]
		o.P = p
		if d, err := trend.Detectable(o.Effect, power); err == nil {
			o.Detectable = d
		}
		o.judge(a.Case.Record)
	}
	return nil
}

// measure computes the effect of a claim's test.
func (a *Analysis) measure(o *Outcome) error {
	t := o.Claim.Test
	if t.Measure == "growth" {
		return a.growth(o)
	}
	side := map[string]string{}
	for i := range a.Scored {
		x := &a.Scored[i]
		of := t.Of.holds(a, x)
		than := t.Than != nil && t.Than.holds(a, x)
		switch {
		case of && than:
			return fmt.Errorf("record %s stands on both sides", x.ID)
		case of:
			o.Of = append(o.Of, i)
			side[x.ID] = "of"
		case than:
			o.Than = append(o.Than, i)
			side[x.ID] = "than"
		}
	}
	if t.Measure == "attention" {
		a.attention(o)
		return nil
	}
	var err error
	if o.Effect, err = a.framing(o, side, false); err != nil {
		return err
	}
	return a.omissions(o, side)
}

// framing compares a measure of framing between the sides, or with one half.
func (a *Analysis) framing(o *Outcome, side map[string]string, quick bool) (finding.Finding, error) {
	t := o.Claim.Test
	measures := map[string]trend.Measure{
		"index": trend.Index, "contested_share": trend.ContestedShare, "intensity": trend.Intensity, "target_share": trend.TargetShare("named"),
	}
	m := measures[t.Measure]
	o.Unit = "difference of the " + m.Name
	if t.Measure == "target_share" {
		o.Unit = "difference of the share of blame"
	}
	var articles trend.Articles
	for _, i := range slices.Concat(o.Of, o.Than) {
		x := &a.Scored[i]
		if _, ok := side[x.ID]; !ok {
			continue
		}
		s := x.counts()
		if t.Measure == "target_share" {
			s.Targets = a.sorted(t, x.Result)
		}
		if err := articles.Add(s); err != nil {
			return finding.Finding{}, err
		}
	}
	table, err := articles.Table(m, trend.Options{
		Phases: []trend.Phase{{Name: "all", First: earliest, Last: latest}}, Group: func(s *trend.Scored) string { return side[s.ID] },
		Bootstrap: resample.Plan{Seed: a.Options.Seed, Replicates: a.Options.Replicates}, NoIntervals: quick,
	})
	if err != nil {
		return finding.Finding{}, err
	}
	none := finding.New(m.Name, math.NaN())
	of, ok := table.Cell("all", "of")
	if !ok {
		return none, nil
	}
	if t.Than == nil {
		o.Null = 0.5
		o.Unit = "share of blame"
		return againstHalf(of.Finding), nil
	}
	than, ok := table.Cell("all", "than")
	if !ok {
		return none, nil
	}
	if quick {
		return finding.New(m.Name, of.Finding.Estimate-than.Finding.Estimate), nil
	}
	return table.Difference(of, than), nil
}

// sorted counts the sentences of an article that blame a named target, and
// those that blame another (with Against, one of those). A sentence that blames
// one of each counts on both sides.
func (a *Analysis) sorted(t *Test, r *sentiment.Result) map[string]int {
	out := map[string]int{}
	for i := range r.Sentences {
		named, against := false, false
		for _, who := range r.Sentences[i].Targets {
			in := func(list []string) bool {
				return slices.Contains(list, who.Actor) || slices.Contains(list, who.Level.String())
			}
			switch {
			case in(t.Targets):
				named = true
			case len(t.Against) == 0 || in(t.Against):
				against = true
			}
		}
		if named {
			out["named"]++
		}
		if against {
			out["against"]++
		}
	}
	return out
}

// againstHalf tests a share against one half by the standard error of its
// bootstrap interval.
func againstHalf(f finding.Finding) finding.Finding {
	if !f.IsDefined() || !f.Interval.IsDefined() {
		return f
	}
	f.Test = &finding.Test{Null: "the share is one half", Name: "Wald test with bootstrap standard error", Statistic: math.NaN(), P: math.NaN()}
	if se := f.Interval.Width() / (2 * normalQuantile(f.Confidence)); se > 0 {
		f.Test.Statistic = (f.Estimate - 0.5) / se
		f.Test.P = math.Erfc(math.Abs(f.Test.Statistic) / math.Sqrt2)
	}
	return f
}

func normalQuantile(confidence float64) float64 { return math.Sqrt2 * math.Erfinv(confidence) }

// attention compares records a day on the two sides: the log ratio of rates
// with a half added to each count, and its Wald interval.
func (a *Analysis) attention(o *Outcome) {
	t := o.Claim.Test
	days := func(s Side) float64 {
		n := 0.0
		for _, p := range a.Case.Phases {
			if slices.Contains(s.Phases, p.ID) {
				from, _ := p.From.Time()
				_, last := p.To.Bounds()
				to, _ := last.Time()
				n += to.Sub(from).Hours()/24 + 1
			}
		}
		return n
	}
	o.Unit = "log ratio of records a day"
	o.Effect = logRatio("log ratio of records a day", float64(len(o.Of))+0.5, float64(len(o.Than))+0.5)
	o.Effect.Estimate -= math.Log(days(t.Of) / days(*t.Than))
	shift(&o.Effect, -math.Log(days(t.Of)/days(*t.Than)))
	o.Effect.N, o.Effect.Unit = len(o.Of)+len(o.Than), "records"
	o.Effect.Method = "Wald interval of the log rate ratio, a half added to each count"
	o.Effect.Assumptions = []string{"records are independent Poisson counts"}
}

// growth compares the growth of official figures.
func (a *Analysis) growth(o *Outcome) error {
	t := o.Claim.Test
	one := func(s Side) (finding.Finding, error) {
		from, err := a.Case.figureAt(s.Series, s.From)
		if err != nil {
			return finding.Finding{}, err
		}
		to, err := a.Case.figureAt(s.Series, s.To)
		if err != nil {
			return finding.Finding{}, err
		}
		if from.Value <= 0 || to.Value <= 0 {
			return finding.Finding{}, fmt.Errorf("growth from %v to %v has no logarithm", from.Value, to.Value)
		}
		return logRatio(fmt.Sprintf("log growth of %s", s.Series), to.Value, from.Value), nil
	}
	f, err := one(t.Of)
	if err != nil {
		return err
	}
	o.Unit = "log growth"
	if t.Than != nil {
		g, err := one(*t.Than)
		if err != nil {
			return err
		}
		se := math.Hypot(f.Interval.Width(), g.Interval.Width()) / 2
		f.Estimate -= g.Estimate
		f.Quantity += " minus " + g.Quantity
		f.Interval = finding.Interval{Low: f.Estimate - se, High: f.Estimate + se}
		f.N = 4
		o.Unit = "difference of log growth"
	}
	setP(&f)
	f.Warn("two or four published figures: the interval is that of counts alone and leaves out changes of definition and the trend before")
	o.Effect = f
	return nil
}

// logRatio is log(a/b) of two counts with its Wald interval.
func logRatio(what string, a, b float64) finding.Finding {
	f := finding.New(what, math.Log(a/b))
	half := normalQuantile(confidence) * math.Sqrt(1/a+1/b)
	f.Interval = finding.Interval{Low: f.Estimate - half, High: f.Estimate + half}
	f.Confidence, f.N, f.Unit = confidence, 2, "figures"
	f.Method = "Wald interval of the log ratio of two counts"
	f.Assumptions = []string{"counts vary as Poisson counts"}
	setP(&f)
	return f
}

// shift moves an interval and renews the test.
func shift(f *finding.Finding, by float64) {
	f.Interval.Low += by
	f.Interval.High += by
	setP(f)
}

func setP(f *finding.Finding) {
	z := f.Estimate / (f.Interval.Width() / (2 * normalQuantile(f.Confidence)))
	f.Test = &finding.Test{Null: "no difference", Name: "Wald test", Statistic: z, P: math.Erfc(math.Abs(z) / math.Sqrt2)}
}

// omissions measures the effect again without each outlet and each month.
func (a *Analysis) omissions(o *Outcome, side map[string]string) error {
	if !o.Effect.IsDefined() {
		return nil
	}
	for _, by := range []struct {
		name string
		key  func(x *Scored) string
	}{
		{"each outlet", func(x *Scored) string { return x.Outlet.Name }},
		{"each month", func(x *Scored) string { return x.Published.Truncate(2).String() }},
	} {
		groups := map[string][]string{}
		for _, i := range slices.Concat(o.Of, o.Than) {
			k := by.key(&a.Scored[i])
			groups[k] = append(groups[k], a.Scored[i].ID)
		}
		if len(groups) < 3 {
			continue
		}
		s := Sensitivity{Without: by.name, Low: math.Inf(1), High: math.Inf(-1)}
		for _, ids := range groups {
			kept := make(map[string]string, len(side))
			for id, where := range side {
				if !slices.Contains(ids, id) {
					kept[id] = where
				}
			}
			f, err := a.framing(o, kept, true)
			if err != nil {
				return err
			}
			if !f.IsDefined() {
				continue
			}
			s.Low, s.High = math.Min(s.Low, f.Estimate), math.Max(s.High, f.Estimate)
		}
		if s.Low <= s.High {
			s.Turns = (s.Low-o.Null)*(s.High-o.Null) < 0
			o.Sensitivity = append(o.Sensitivity, s)
		}
	}
	return nil
}

// judge gives the verdict.
func (o *Outcome) judge(d RecordDesign) {
	t := o.Claim.Test
	if t == nil {
		o.Verdict, o.Why = NoData, or(o.Claim.NoData, "No test is declared for it.")
		return
	}
	counted := t.Measure != "growth"
	small := len(o.Of)
	if t.Than != nil {
		small = min(small, len(o.Than))
	}
	switch {
	case counted && len(o.Of)+len(o.Than) == 0:
		o.Verdict, o.Why = NoData, "No record is on either side."
		return
	case !o.Effect.IsDefined():
		o.Verdict, o.Why = TooLittleData, fmt.Sprintf("The measure is undefined on a side (%d and %d records).", len(o.Of), len(o.Than))
		return
	}
	verdict, why := o.compare()
	switch {
	case counted && !d.BearsPrevalence():
		o.Verdict = TooLittleData
		o.Why = "A convenience sample cannot decide it. Among these records: " + why
	case counted && small < MinSide:
		o.Verdict = TooLittleData
		o.Why = fmt.Sprintf("Only %d records on one side (%d are wanted). Among them: %s", small, MinSide, why)
	default:
		o.Verdict, o.Why = verdict, upperFirst(why)
	}
}

// compare reads the effect as if the record could bear it.
func (o *Outcome) compare() (Verdict, string) {
	t := o.Claim.Test
	effect := o.Effect.Estimate - o.Null
	low, high := o.Effect.Interval.Low-o.Null, o.Effect.Interval.High-o.Null
	if !o.Effect.Interval.IsDefined() {
		return TooLittleData, "there is no interval."
	}
	inside := low > -t.Tolerance && high < t.Tolerance
	differs := (low > 0 || high < 0) && o.P < alpha
	large := math.Abs(effect) >= t.Tolerance
	expected := effect > 0
	if t.Expect == "lower" {
		expected = effect < 0
	}
	seen := fmt.Sprintf("%s [%s, %s]", signed(o.Effect.Estimate), signed(o.Effect.Interval.Low), signed(o.Effect.Interval.High))
	matters := fmt.Sprintf("%.2f", t.Tolerance)
	switch {
	case t.Expect == "same" && inside:
		return Supported, fmt.Sprintf("the effect, %s, lies within ±%s.", seen, matters)
	case t.Expect == "same" && differs && large:
		return Contradicted, fmt.Sprintf("the effect, %s, is a difference that matters.", seen)
	case t.Expect != "same" && differs && large && expected:
		return Supported, fmt.Sprintf("the effect, %s, is in the direction expected and at least %s.", seen, matters)
	case t.Expect != "same" && differs && large:
		return Contradicted, fmt.Sprintf("the effect, %s, runs against the claim and is at least %s.", seen, matters)
	case t.Expect != "same" && (inside || differs || o.Detectable <= t.Tolerance):
		return NoClearDifference, fmt.Sprintf("the effect, %s, is not the difference of %s that would matter and would have been seen.", seen, matters)
	}
	return TooLittleData, fmt.Sprintf("the interval of the effect, %s, holds both no difference and one that matters (%s).", seen, matters)
}

// describe puts a test into a sentence.
func (t *Test) describe(c *Case) string {
	side := func(s Side) string {
		if t.Measure == "growth" {
			return fmt.Sprintf("growth of %s from %s to %s", s.Series, s.From, s.To)
		}
		var parts []string
		var phases []string
		for _, p := range c.Phases {
			if slices.Contains(s.Phases, p.ID) {
				phases = append(phases, "“"+p.Label+"”")
			}
		}
		if len(phases) > 0 {
			parts = append(parts, strings.Join(phases, " and "))
		}
		if len(s.Kinds) > 0 {
			parts = append(parts, strings.Join(s.Kinds, ", "))
		}
		if len(s.Outlets) > 0 {
			parts = append(parts, strings.Join(s.Outlets, ", "))
		}
		if len(parts) == 0 {
			return "all records"
		}
		return strings.Join(parts, ", ")
	}
	show := func(ids []string) string {
		var names []string
		for _, id := range ids {
			if act, ok := c.Actor(id); ok {
				id = or(act.Show, id)
			}
			names = append(names, id)
		}
		return strings.Join(names, ", ")
	}
	what := strings.ReplaceAll(t.Measure, "_", " ")
	if t.Measure == "target_share" {
		what = "share of the blame that falls on " + show(t.Targets)
		if len(t.Against) > 0 {
			what += ", among these and " + show(t.Against)
		}
	}
	if t.Measure == "growth" {
		what = ""
	} else {
		what += " in "
	}
	than := "one half"
	switch {
	case t.Than != nil:
		than = side(*t.Than)
	case t.Measure == "growth":
		than = "no growth"
	}
	return fmt.Sprintf("%s compared with %s; expected %s; a difference of %v matters", upperFirst(what+side(t.Of)), than, t.Expect, t.Tolerance)
}
