package story

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
)

// A Verdict is the answer to a claim.
type Verdict uint8

// The five answers. No clear difference says that a difference of the size
// that matters would have been seen; too little data says that it would not, or
// that what was seen cannot be trusted to be more than a difference among these
// records: on a convenience sample, on few records, beside a fault of the record.
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
// not decided, unless it needs more or fewer.
const MinSide = trend.SmallCell

// minValues is the number of values on either side of a break below which it is
// not decided: with fewer, the level before is not known well enough, whatever
// the interval says (Wagner et al. 2002).
const minValues = 12

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
	Design  string          // what the records cannot bear in this claim; empty if nothing is to be said
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
	// Flags are faults of the record within the time and outlets of the test.
	// Sound is the effect without the stretches of time they name and without
	// the outlets they name, NaN where that leaves nothing to measure. A verdict
	// is not given unless Sound holds it, its p-value corrected as that of Effect.
	Flags []Flag
	Sound [2]finding.Finding

	weighty [2][]int // records of each side, the weightiest first
	small   int      // records on the smaller side
	values  [2]int   // of the series before and after a break
}

// Verdicts scores the records and judges the claims, without the rest of an
// analysis.
func Verdicts(ctx context.Context, c *Case, o Options) ([]Outcome, error) {
	a, err := begin(ctx, c, o)
	if err != nil {
		return nil, err
	}
	if err := a.judgeClaims(); err != nil {
		return nil, err
	}
	return a.Outcomes, nil
}

// judgeClaims tests every claim of the case. P-values are corrected over all
// the tests made (Holm) before any verdict is given.
func (a *Analysis) judgeClaims() error {
	var ps []float64
	for i := range a.Case.Claims {
		o := Outcome{Claim: &a.Case.Claims[i], Effect: finding.New("", math.NaN()), P: math.NaN(), Detectable: math.NaN()}
		o.Sound[0], o.Sound[1] = o.Effect, o.Effect
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
		if o.Claim.Test != nil && o.Claim.Test.compare() != "first" {
			if d, err := trend.Detectable(o.Effect, power); err == nil {
				o.Detectable = d
			}
		}
		if len(o.Flags) > 0 && o.Effect.IsDefined() && o.decided() {
			e := a.effector(o.Claim.Test)
			var err error
			if o.Sound, err = e.sound(a.rows(e.t, a.counting(e.t)), o.Flags, false); err != nil {
				return fmt.Errorf("story: claim %s: %w", o.Claim.ID, err)
			}
		}
		o.judge(a.Case.Record, a.unmet(o))
	}
	return nil
}

// measure computes the effect of a claim's test and all that is said with it.
func (a *Analysis) measure(o *Outcome) error {
	t := o.Claim.Test
	e := a.effector(t)
	rows := a.rows(t, a.counting(t))
	for _, r := range rows {
		if r.than {
			o.Than = append(o.Than, r.at)
		} else {
			o.Of = append(o.Of, r.at)
		}
	}
	var err error
	if o.Effect, err = e.effect(rows, nil, false); err != nil {
		return err
	}
	o.Unit, o.Null, o.values = e.unit, e.null, e.sides
	o.small = a.smaller(o)
	if o.Flags = a.flagsOf(e, rows); len(o.Flags) > 0 && o.Effect.IsDefined() {
		if o.Sound, err = e.sound(rows, o.Flags, true); err != nil {
			return err
		}
	}
	for k := range t.sides() {
		o.weighty[k] = e.weighty(rows, k == 1)
	}
	if a.Options.NoSensitivity && t.compare() != "first" {
		return nil
	}
	return a.sensitivities(o, e, rows)
}

// smaller counts the records on the smaller side; for a break those before and
// after it.
func (a *Analysis) smaller(o *Outcome) int {
	t := o.Claim.Test
	switch {
	case t.compare() == "break":
		at, err := a.Case.when(t.At)
		if err != nil {
			return 0
		}
		before := 0
		for _, i := range o.Of {
			if a.Scored[i].Published.Compare(at) < 0 {
				before++
			}
		}
		return min(before, len(o.Of)-before)
	case t.Than == nil:
		return len(o.Of)
	}
	return min(len(o.Of), len(o.Than))
}

// unmet says which need of a claim the records do not meet, "" if all are met.
func (a *Analysis) unmet(o *Outcome) string {
	n := o.Claim.Needs
	has := func(is func(*Scored) bool) bool {
		for i := range a.Scored {
			if is(&a.Scored[i]) {
				return true
			}
		}
		return false
	}
	for _, name := range n.Outlets {
		if !has(func(x *Scored) bool { return x.Outlet.Name == name }) {
			return fmt.Sprintf("The claim needs records of %s, and there are none.", a.Case.roles.Show(name))
		}
	}
	for _, kind := range n.Kinds {
		if !has(func(x *Scored) bool { return x.Outlet.Kind.String() == kind }) {
			return fmt.Sprintf("The claim needs records of the kind %s, and there are none.", kind)
		}
	}
	return ""
}

// judge gives the verdict. A need that is not met decides it, whatever was
// measured.
func (o *Outcome) judge(d RecordDesign, unmet string) {
	t := o.Claim.Test
	if t == nil {
		o.Verdict, o.Why = NoData, or(o.Claim.NoData, "No test is declared for it.")
		return
	}
	o.Design = t.design(d)
	wanted := MinSide
	if o.Claim.Needs.Records > 0 {
		wanted = o.Claim.Needs.Records
	} else if t.compare() == "first" {
		wanted = 1
	}
	switch {
	case unmet != "":
		o.Verdict, o.Why = NoData, unmet
		return
	case t.counted() && len(o.Of)+len(o.Than) == 0:
		o.Verdict, o.Why = NoData, "No record is on either side."
		return
	case !o.Effect.IsDefined():
		o.Verdict, o.Why = TooLittleData, fmt.Sprintf("The measure is undefined on a side (%d and %d records).", len(o.Of), len(o.Than))
		if len(o.Effect.Warnings) > 0 {
			o.Why = "It cannot be measured: " + strings.Join(o.Effect.Warnings, "; ") + "."
		}
		return
	}
	verdict, why := o.compare()
	fault := ""
	if verdict == Supported || verdict == Contradicted {
		fault = o.fault()
	}
	switch {
	case o.Design != "":
		o.Verdict = TooLittleData
		o.Why = o.Design + " Among these records: " + why
	case t.counted() && o.small < wanted:
		o.Verdict = TooLittleData
		o.Why = fmt.Sprintf("Only %s on one side (%d are wanted). Among them: %s", plural(o.small, "record"), wanted, why)
	case t.compare() == "break" && min(o.values[0], o.values[1]) < minValues:
		o.Verdict = TooLittleData
		o.Why = fmt.Sprintf("The series has %s before the break and %d after it, and a break is not decided on fewer than %d on either side. As measured: %s",
			plural(o.values[0], "value"), o.values[1], minValues, why)
	case fault != "":
		o.Verdict = TooLittleData
		o.Why = fault + " As measured: " + why
	default:
		o.Verdict, o.Why = verdict, upperFirst(why)
	}
}

// design says why records of a design cannot decide a test, "" if they can.
func (t *Test) design(d RecordDesign) string {
	switch {
	case !t.counted():
		return ""
	case !d.BearsPrevalence():
		return "The records are a convenience sample, on which a difference, however clear, is never more than a difference among these records; so it does not decide the claim."
	case t.compare() == "first" && d.Sample != "census":
		return "Who was first can be told only where all that was published is in the record, and this is a sample."
	}
	return ""
}

// decides says what verdicts the design leaves open, "" if it leaves all.
func (d RecordDesign) decides() string {
	if d.BearsPrevalence() {
		return ""
	}
	return "These records are a convenience sample, on which a difference is never more than a difference among these records: " +
		"a claim about records is then answered with too little data, however large the difference and small its p. Claims about official figures and view counts do not hang on the sample."
}

// fault says why an effect is not to be trusted though it is there: without
// what is flagged it would not be, or it hangs on a single record. It is "" if
// all is well.
func (o *Outcome) fault() string {
	holds := func(effect float64) bool {
		t, x := o.Claim.Test, effect-o.Null
		if t.sign() == 0 && math.Abs(o.Effect.Estimate-o.Null) < t.Tolerance {
			return math.Abs(x) < t.Tolerance
		}
		return math.Abs(x) >= t.Tolerance && x*(o.Effect.Estimate-o.Null) > 0
	}
	if len(o.Flags) > 0 {
		stands := false
		for _, f := range o.Sound {
			if !f.IsDefined() {
				continue
			}
			stands = holds(f.Estimate)
			if f.Test != nil && o.Effect.Test != nil && o.Claim.Test.sign() != 0 {
				stands = stands && f.Test.P*o.P/o.Effect.Test.P < alpha
			}
			if !stands {
				break
			}
		}
		if !stands {
			return fmt.Sprintf("It coincides with a fault of the record: %s. %s", strings.TrimSuffix(lowerFirst(flagText(o.Flags)), "."), o.soundText())
		}
	}
	for _, s := range o.Sensitivity {
		if o.Claim.Test.compare() == "first" && strings.Contains(s.How, "earliest") && !(holds(s.Low) && holds(s.High)) {
			return "It hangs on a single record: without the earliest of either side, the effect is not there."
		}
	}
	return ""
}

// decided reports whether the effect would decide the claim if record and
// design could bear it.
func (o *Outcome) decided() bool {
	v, _ := o.compare()
	return v == Supported || v == Contradicted
}

// soundText says what is left of the effect without what is flagged.
func (o *Outcome) soundText() string {
	var parts []string
	for i, f := range o.Sound {
		v := f.Estimate
		what := [...]string{"without these stretches of time", "without these outlets"}[i]
		switch {
		case math.IsNaN(v):
			parts = append(parts, what+" nothing is left to measure")
		case i == 1 && v == o.Sound[0].Estimate:
		default:
			parts = append(parts, what+" the effect is "+signed(v))
		}
	}
	return upperFirst(strings.Join(parts, ", ")) + "."
}

// compare reads the effect as if the record could bear it.
func (o *Outcome) compare() (Verdict, string) {
	t := o.Claim.Test
	sign := t.sign()
	effect := o.Effect.Estimate - o.Null
	low, high := o.Effect.Interval.Low-o.Null, o.Effect.Interval.High-o.Null
	if !o.Effect.Interval.IsDefined() {
		return TooLittleData, "there is no interval."
	}
	inside := low > -t.Tolerance && high < t.Tolerance
	differs := (low > 0 || high < 0) && o.P < alpha
	if t.compare() == "first" { // nothing is sampled: the dates decide
		differs = low >= t.Tolerance || high <= -t.Tolerance
	}
	large := math.Abs(effect) >= t.Tolerance
	expected := effect*sign > 0
	seen := fmt.Sprintf("%s [%s, %s]", signed(o.Effect.Estimate), signed(o.Effect.Interval.Low), signed(o.Effect.Interval.High))
	matters := fmt.Sprintf("%.2f", t.Tolerance)
	switch {
	case sign == 0 && inside:
		return Supported, fmt.Sprintf("the effect, %s, lies within ±%s.", seen, matters)
	case sign == 0 && differs && large:
		return Contradicted, fmt.Sprintf("the effect, %s, is a difference that matters.", seen)
	case sign != 0 && differs && large && expected:
		return Supported, fmt.Sprintf("the effect, %s, is in the direction expected and at least %s.", seen, matters)
	case sign != 0 && differs && large:
		return Contradicted, fmt.Sprintf("the effect, %s, runs against the claim and is at least %s.", seen, matters)
	case sign != 0 && (inside || differs || o.Detectable <= t.Tolerance):
		return NoClearDifference, fmt.Sprintf("the effect, %s, is not the difference of %s that would matter and would have been seen.", seen, matters)
	}
	return TooLittleData, fmt.Sprintf("the interval of the effect, %s, holds both no difference and one that matters (%s).", seen, matters)
}

// describe puts a test into a sentence.
func (t *Test) describe(c *Case) string {
	what := strings.ReplaceAll(t.Measure, "_", " ")
	switch t.Measure {
	case "target_share":
		what = "share of the blame that falls on " + c.show(t.Targets)
		if len(t.Against) > 0 {
			what += ", among these and " + c.show(t.Against)
		}
	case "speaker_share":
		what = "share of quoted and reported blame that is voiced by " + c.show(t.Speakers)
	case "blame_share":
		what = "share of sentences that blame"
	case "systemic_share":
		what = "share of sentences that are systemic"
	}
	of := t.Of.describe(c, t)
	than := ""
	if t.Than != nil {
		than = t.Than.describe(c, t)
	}
	var s string
	switch t.compare() {
	case "break":
		s = fmt.Sprintf("change of level of the %s by %s in %s at %s", what, or(t.Period, "month"), of, t.At)
		if t.counted() {
			break
		}
		s = fmt.Sprintf("change of level of %s at %s", of, t.At)
	case "trend":
		s = fmt.Sprintf("slope of the %s by %s in %s", what, or(t.Period, "month"), of)
		if !t.counted() {
			s = "slope of " + of
		}
	case "first":
		s = fmt.Sprintf("first %s in %s and in %s", firstWhat[t.Measure], of, than)
		if t.Measure == "target_share" || t.Measure == "speaker_share" {
			s = fmt.Sprintf("first record with a %s in %s and in %s", strings.TrimPrefix(what, "share of the "), of, than)
		}
	case "lead":
		s = fmt.Sprintf("%s in %s against %s, %s later", what, of, than, plural(t.Lag, or(t.Period, "month")))
	case "rank":
		s = fmt.Sprintf("%s in %s compared with each outlet of %s by itself", what, of, than)
	default:
		switch {
		case t.Measure == "growth" || t.Measure == "series":
			s = of
		default:
			s = what + " in " + of
		}
		s += " compared with " + or(than, map[bool]string{true: "no growth", false: "one half"}[t.Measure == "growth"])
	}
	if scope := t.Scope.limits(c, t); scope != "" {
		s += ", within " + scope
	}
	s += fmt.Sprintf("; expected %s; a difference of %v matters", t.Expect, t.Tolerance)
	if t.counted() {
		if t.Copies == "all" {
			s += "; near-duplicates count"
		} else {
			s += "; of near-duplicates the earliest counts"
		}
	}
	if t.Resample != "" && t.Resample != "articles" {
		s += "; " + t.Resample + " are resampled"
	}
	return s
}

var firstWhat = map[string]string{"attention": "record", "index": "systemic sentence", "systemic_share": "systemic sentence", "blame_share": "blame", "contested_share": "counter-blame"}

// show names actors by their roles and levels by themselves.
func (c *Case) show(ids []string) string {
	var names []string
	for _, id := range ids {
		if act, ok := c.Actor(id); ok {
			id = or(act.Show, id)
		}
		names = append(names, id)
	}
	return strings.Join(names, ", ")
}

// describe names a side.
func (s *Side) describe(c *Case, t *Test) string {
	switch t.Measure {
	case "growth":
		return fmt.Sprintf("growth of %s from %s to %s", c.seriesName(s.Series), s.From, s.To)
	case "series":
		name := c.seriesName(s.Series)
		if s.From != "" || s.To != "" {
			name += fmt.Sprintf(" from %s to %s", or(s.From, "its beginning"), or(s.To, "its end"))
		}
		return "the series " + name
	}
	return or(s.limits(c, t), "all records")
}

// seriesName names a series to a reader: its name in quotation marks, its id if
// it has none.
func (c *Case) seriesName(id string) string {
	name := ""
	if c.Views != nil && c.Views.Series.ID == id {
		name = c.Views.Series.Name
	}
	for _, f := range c.Figures {
		if f.SeriesID == id {
			name = or(name, f.Title)
		}
	}
	if name == "" {
		return id
	}
	return "“" + c.roles.Show(name) + "”"
}

// limits lists what a side or scope is limited to.
func (s *Side) limits(c *Case, t *Test) string {
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
	if s.From != "" || s.To != "" {
		parts = append(parts, fmt.Sprintf("%s to %s", or(s.From, "the beginning"), or(s.To, "the end")))
	}
	if w := s.Around; w != nil {
		parts = append(parts, fmt.Sprintf("days %s to %s from “%s”", signedDay(w.From), signedDay(w.To), w.Event))
	}
	if len(s.Kinds) > 0 {
		parts = append(parts, strings.Join(s.Kinds, ", "))
	}
	if len(s.Outlets) > 0 {
		var names []string
		for _, o := range s.Outlets {
			names = append(names, c.roles.Show(o))
		}
		parts = append(parts, strings.Join(names, ", "))
	}
	if len(s.Voice) > 0 {
		parts = append(parts, strings.Join(s.Voice, ", ")+" voice")
	}
	return strings.Join(parts, ", ")
}

func signedDay(n int) string { return strings.Replace(fmt.Sprintf("%+d", n), "-", "−", 1) }

// registeredOn says when the claims were frozen.
func (c *Case) registeredOn() string {
	if c.Registered == nil {
		return ""
	}
	s := "They were registered on " + c.Registered.On.String()
	if c.Registered.Where != "" {
		s += " (" + c.Registered.Where + ")"
	}
	return s + "."
}
