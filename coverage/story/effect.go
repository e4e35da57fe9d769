package story

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A counting is one way to count the records of a test. The zero value is not
// usable; see [Analysis.counting].
type counting struct {
	copies, wire bool    // near-duplicates and agency copy count
	level        float64 // confidence from which a frame is present; 0 leaves the scorer's answer
	results      func(i int) *sentiment.Result
}

// A row is a record on one side of a test, with what is counted of it.
type row struct {
	at   int // index into Analysis.Scored
	than bool
	s    trend.Scored
}

// An effector measures the effect of one test.
type effector struct {
	a    *Analysis
	t    *Test
	unit string
	null float64
	// sides counts the values before and after a break; zero for any other
	// comparison.
	sides [2]int
}

func (a *Analysis) effector(t *Test) *effector {
	e := &effector{a: a, t: t}
	switch t.compare() {
	case "break":
		e.unit = "change of the " + e.what()
	case "trend":
		e.unit = "change of the " + e.what() + " a year"
	case "first":
		e.unit = "days earlier"
	case "lead":
		e.unit = fmt.Sprintf("correlation %s later", plural(t.Lag, or(t.Period, "month")))
	default:
		e.unit = "difference of the " + e.what()
		switch {
		case t.Measure == "growth" && t.Than == nil:
			e.unit = "log growth"
		case t.Measure == "growth":
			e.unit = "difference of log growth"
		case t.Measure == "attention":
			e.unit = "log ratio of records a day"
		case t.Measure == "series":
			e.unit = "log ratio of the series"
		case t.Than == nil && t.compare() == "difference":
			e.unit, e.null = "share of blame", 0.5
		}
	}
	return e
}

// what names the measure in a unit.
func (e *effector) what() string {
	switch e.t.Measure {
	case "attention":
		return "log of records a day"
	case "series":
		return "log of the series"
	case "target_share":
		return "share of blame"
	case "speaker_share":
		return "share of voiced blame"
	}
	return measureOf[e.t.Measure].Name
}

// measureOf are the measures of framing by their names in the claim language.
// The shares of targets and speakers count their sentences as a target of
// their own.
var measureOf = map[string]trend.Measure{
	"index": trend.Index, "contested_share": trend.ContestedShare, "blame_share": trend.BlameShare, "systemic_share": trend.SystemicShare,
	"intensity": trend.Intensity, "target_share": trend.TargetShare("named"), "speaker_share": trend.TargetShare("named"),
}

// without returns the rows of records that keep wants and that do not lie in
// the stretches of time taken out.
func (e *effector) without(rows []row, out []span, keep func(*Scored) bool) []row {
	if len(out) == 0 && keep == nil {
		return rows
	}
	var kept []row
	for _, r := range rows {
		x := &e.a.Scored[r.at]
		if keep != nil && !keep(x) || slices.ContainsFunc(out, func(s span) bool { return s.holds(x.Published) }) {
			continue
		}
		kept = append(kept, r)
	}
	return kept
}

// effect measures the effect on the rows. The stretches of time in out are
// left out as if nothing had been looked for in them. A quick effect has no
// interval.
func (e *effector) effect(rows []row, out []span, quick bool) (finding.Finding, error) {
	rows = e.without(rows, out, nil)
	switch e.t.compare() {
	case "break":
		return e.breakAt(rows, out)
	case "trend":
		return e.trend(rows, out)
	case "first":
		return e.first(rows), nil
	case "lead":
		return e.lead(rows, out, quick)
	case "rank":
		return e.rank(rows, out, quick)
	}
	switch e.t.Measure {
	case "growth":
		return e.growth()
	case "series":
		return e.seriesDifference()
	case "attention":
		return e.attention(rows, out)
	}
	return e.framing(rows, quick)
}

// plan is the resampling of the analysis.
func (e *effector) plan() resample.Plan {
	return resample.Plan{Seed: e.a.Options.Seed, Replicates: e.a.Options.Replicates}
}

// undefined is an effect that could not be measured, and why.
func undefined(format string, args ...any) finding.Finding {
	f := finding.New("", math.NaN())
	f.Warn(format, args...)
	return f
}

// framing compares a measure of framing between the sides, or a share with one
// half.
func (e *effector) framing(rows []row, quick bool) (finding.Finding, error) {
	m := measureOf[e.t.Measure]
	if quick {
		of, than := m.Of(pool(rows, false)), m.Of(pool(rows, true))
		if e.t.Than == nil {
			than = 0
		}
		return finding.New(m.Name, of-than), nil
	}
	table, err := e.table(rows, m)
	if err != nil {
		return finding.Finding{}, err
	}
	of, ok := table.Cell("all", "of")
	if !ok {
		return undefined("no record on the first side"), nil
	}
	if e.t.Than == nil {
		return againstHalf(of.Finding), nil
	}
	than, ok := table.Cell("all", "than")
	if !ok {
		return undefined("no record on the second side"), nil
	}
	return table.Difference(of, than), nil
}

// pool adds up one side.
func pool(rows []row, than bool) trend.Scored {
	var sum trend.Scored
	for i := range rows {
		if rows[i].than != than {
			continue
		}
		sum.Counts = sum.Counts.Plus(rows[i].s.Counts)
		for k, n := range rows[i].s.Targets {
			if sum.Targets == nil {
				sum.Targets = map[string]int{}
			}
			sum.Targets[k] += n
		}
	}
	return sum
}

// table aggregates the rows, the sides as groups.
func (e *effector) table(rows []row, m trend.Measure) (*trend.Table, error) {
	var articles trend.Articles
	side := make(map[string]string, len(rows))
	for _, r := range rows {
		if r.than {
			r.s.ID += "\x00than" // a record whose voices are compared stands on both sides
			side[r.s.ID] = "than"
		} else {
			side[r.s.ID] = "of"
		}
		if err := articles.Add(r.s); err != nil {
			return nil, err
		}
	}
	o := trend.Options{Phases: []trend.Phase{{Name: "all", First: earliest, Last: latest}}, Bootstrap: e.plan(),
		Group: func(s *trend.Scored) string { return side[s.ID] }}
	e.resampling(&o)
	return articles.Table(m, o)
}

func (e *effector) resampling(o *trend.Options) {
	switch e.t.Resample {
	case "outlets":
		o.ByClusters = true
	case "weeks":
		o.ByBlocks = coverage.Weekly
	case "months":
		o.ByBlocks = coverage.Monthly
	}
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

// attention compares records a day on the two sides by quasi-Poisson
// regression of counts by day if a side is shorter than twelve weeks, else by
// week, or by month where records are dated no more precisely. News comes in
// waves and dies down: a Poisson interval would be too narrow, and errors allow
// for autocorrelation over a week or a month.
func (e *effector) attention(rows []row, out []span) (finding.Finding, error) {
	bins, err := e.bins(rows, out)
	if err != nil {
		return finding.Finding{}, err
	}
	var days, n [2]float64
	for _, b := range bins {
		days[b.side] += b.days
		n[b.side] += b.n
	}
	const what = "log ratio of records a day"
	count := int(n[0] + n[1])
	if days[0] == 0 || days[1] == 0 {
		return undefined("no day is left on one side"), nil
	}
	if n[0] == 0 || n[1] == 0 || len(bins) < 4 {
		f := logRatio(what, n[0]+0.5, n[1]+0.5)
		shift(&f, -math.Log(days[0]/days[1]))
		f.N, f.Unit = count, "records"
		f.Method = "Wald interval of the log rate ratio, a half added to each count"
		f.Assumptions = []string{"records are independent Poisson counts"}
		f.Warn("a side without records, or too few weeks to see how much counts vary: the interval is that of independent counts")
		return f, nil
	}
	slices.SortStableFunc(bins, func(a, b bin) int { return a.first.Compare(b.first) })
	y, exposure, side := make([]float64, len(bins)), make([]float64, len(bins)), make([]float64, len(bins))
	apart := true // in time: then neighbours are neighbours
	for i, b := range bins {
		y[i], exposure[i], side[i] = b.n, b.days, float64(1-b.side)
		apart = apart && (i == 0 || bins[i-1].first != b.first)
	}
	columns := []linear.Column{linear.Intercept(len(y)), {Name: "of", Values: side}}
	m, err := glm.Fit(glm.QuasiPoisson, y, glm.Options{Exposure: exposure}, columns...)
	if err == nil && m.Dispersion < 1 {
		m, err = glm.Fit(glm.Poisson, y, glm.Options{Exposure: exposure}, columns...)
	}
	if errors.Is(err, glm.ErrFit) || errors.Is(err, linear.ErrDesign) {
		return undefined("counts could not be compared: %v", err), nil
	}
	if err != nil {
		return finding.Finding{}, err
	}
	errorsAs := linear.Options{} // the model's own
	if apart && len(bins) >= 30 {
		errorsAs = linear.NeweyWest(map[string]int{"day": 7, "week": 4, "month": 3}[binName(bins)])
	}
	cov, err := m.Covariance(errorsAs)
	if err != nil {
		return finding.Finding{}, err
	}
	f := m.Coefficient(1, cov, confidence)
	f.Quantity, f.N, f.Unit = what, count, "records"
	f.Method = fmt.Sprintf("%s of counts by %s with days as exposure", m.Family, binName(bins))
	return f, nil
}

// A bin is a stretch of one side with the records in it.
type bin struct {
	side  int // 0 of, 1 than
	first coverage.Date
	kind  string
	days  float64
	n     float64
}

func binName(bins []bin) string { return bins[0].kind }

// bins cuts the time of both sides into days, weeks from their first day, or
// months.
func (e *effector) bins(rows []row, out []span) ([]bin, error) {
	kind, step := "week", 7
	for _, s := range e.t.sides() {
		days := 0
		for _, x := range e.a.Case.spans(e.t, s) {
			days += x.days()
		}
		if days < 12*7 {
			kind, step = "day", 1
		}
	}
	for _, r := range rows {
		if r.s.Date.Precision != coverage.DayPrecision {
			kind = "month"
		}
	}
	var bins []bin
	for side, s := range e.t.sides() {
		for _, x := range e.a.Case.spans(e.t, s) {
			for first := x.first; first.Compare(x.last) <= 0; {
				b := bin{side: side, first: first, kind: kind}
				last := dayAfter(first, step-1)
				if kind == "month" {
					m, _ := coverage.PeriodOf(first, coverage.Monthly)
					_, last = m.Bounds()
				}
				last = earlier(last, x.last)
				here := span{first, last}
				b.days = float64(here.days() - daysOut(here, out))
				for _, r := range rows {
					if r.than == (side == 1) && here.holds(r.s.Date) {
						b.n++
					}
				}
				if b.days > 0 {
					bins = append(bins, b)
				}
				if len(bins) > maxPeriods*5 {
					return nil, fmt.Errorf("story: a side of a test covers more than %d weeks; mend its dates", maxPeriods*5)
				}
				first = dayAfter(last, 1)
			}
		}
	}
	return bins, nil
}

func dayAfter(d coverage.Date, n int) coverage.Date {
	p, _ := coverage.PeriodOf(d, coverage.Daily)
	first, _ := p.Add(n).Bounds()
	return first
}

// daysOut counts the days of s that lie in one of the stretches.
func daysOut(s span, out []span) int {
	n := 0
	for d := s.first; d.Compare(s.last) <= 0; d = dayAfter(d, 1) {
		if slices.ContainsFunc(out, func(o span) bool { return o.holds(d) }) {
			n++
		}
	}
	return n
}

// growth compares the growth of official figures.
func (e *effector) growth() (finding.Finding, error) {
	one := func(s *Side) (finding.Finding, error) {
		from, err := e.a.Case.figureAt(s.Series, s.From)
		if err != nil {
			return finding.Finding{}, err
		}
		to, err := e.a.Case.figureAt(s.Series, s.To)
		if err != nil {
			return finding.Finding{}, err
		}
		return logRatio(fmt.Sprintf("log growth of %s", s.Series), to.Value, from.Value), nil
	}
	f, err := one(&e.t.Of)
	if err != nil {
		return f, err
	}
	if e.t.Than != nil {
		g, err := one(e.t.Than)
		if err != nil {
			return f, err
		}
		se := math.Hypot(f.Interval.Width(), g.Interval.Width()) / 2
		f.Estimate -= g.Estimate
		f.Quantity += " minus " + g.Quantity
		f.Interval = finding.Interval{Low: f.Estimate - se, High: f.Estimate + se}
		f.N = 4
	}
	setP(&f)
	f.Warn("two or four published figures: the interval is that of counts alone and leaves out changes of definition and the trend before")
	return f, nil
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

// shift moves an estimate with its interval and renews the test.
func shift(f *finding.Finding, by float64) {
	f.Estimate += by
	f.Interval.Low += by
	f.Interval.High += by
	setP(f)
}

func setP(f *finding.Finding) {
	z := f.Estimate / (f.Interval.Width() / (2 * normalQuantile(f.Confidence)))
	f.Test = &finding.Test{Null: "no difference", Name: "Wald test", Statistic: z, P: math.Erfc(math.Abs(z) / math.Sqrt2)}
}

// seriesDifference compares the levels of one or two official series between
// two stretches of time, on the log scale where all values are above zero.
func (e *effector) seriesDifference() (finding.Finding, error) {
	var values [2][]float64
	logs := true
	for i, s := range e.t.sides() {
		y, first, err := e.official(s)
		if err != nil {
			return undefined("%v", err), nil
		}
		_ = first
		for _, v := range y {
			if !math.IsNaN(v) {
				values[i] = append(values[i], v)
				logs = logs && v > 0
			}
		}
	}
	if logs {
		for i := range values {
			logged(values[i])
		}
	} else {
		e.unit = "difference of the series"
	}
	f, err := rank.Welch(values[0], values[1], confidence)
	if errors.Is(err, rank.ErrData) {
		return undefined("%v", err), nil
	}
	if err != nil {
		return f, err
	}
	f.Warn("neighbouring values of a series resemble each other: the interval is likely too narrow")
	return f, nil
}

func logged(y []float64) {
	for i := range y {
		y[i] = math.Log(y[i])
	}
}

// official returns the values of an official series from the first to the last
// date of a side, NaN where there is none.
func (e *effector) official(s *Side) ([]float64, coverage.Period, error) {
	series, err := e.a.Case.series(s.Series)
	if err != nil {
		return nil, coverage.Period{}, err
	}
	if e.t.Period != "" && e.t.period() != series.Period {
		if series, err = align.Coarsen(series, e.t.period(), align.Sum); err != nil {
			return nil, coverage.Period{}, err
		}
	}
	y, first, err := align.Values(series, false)
	if err != nil {
		return nil, first, err
	}
	all := e.a.Case.spans(e.t, s)
	for i := range y {
		a, b := first.Add(i).Bounds()
		if all != nil && !slices.ContainsFunc(all, func(x span) bool { return x.holds(a) && x.holds(b) }) {
			y[i] = math.NaN()
		}
	}
	return y, first, nil
}

// values returns the series of one side: an official one, or a measure of the
// records by period. Counts come as they are, with days as exposure.
func (e *effector) values(rows []row, than bool, out []span) (y, exposure []float64, first coverage.Period, err error) {
	t := e.t
	side := t.sides()[0]
	if than {
		side = t.sides()[1]
	}
	if !t.counted() {
		y, first, err = e.official(side)
		return y, nil, first, err
	}
	kind := t.period()
	whole := e.extent(side)
	from, ok := coverage.PeriodOf(whole[0].first, kind)
	to, ok2 := coverage.PeriodOf(whole[len(whole)-1].last, kind)
	n := to.Sub(from) + 1
	if !ok || !ok2 || n < 1 || n > maxPeriods*31 {
		return nil, nil, first, fmt.Errorf("from %s to %s there is no series", whole[0].first, whole[len(whole)-1].last)
	}
	y, exposure = make([]float64, n), make([]float64, n)
	for i := range y {
		a, b := from.Add(i).Bounds()
		here := span{a, b}
		exposure[i] = float64(here.days() - daysOut(here, out))
		inside := slices.ContainsFunc(whole, func(x span) bool { return x.holds(a) && x.holds(b) })
		if !inside || exposure[i] < float64(here.days())/2 {
			y[i] = math.NaN() // a part of a period is not a period
		}
	}
	if t.Measure == "attention" {
		for _, r := range rows {
			if p, ok := coverage.PeriodOf(r.s.Date, kind); ok && r.than == than {
				if i := p.Sub(from); i >= 0 && i < n {
					y[i]++ // NaN stays NaN
				}
			}
		}
		return y, exposure, from, nil
	}
	byPeriod := make(map[int][]row)
	for _, r := range rows {
		if p, ok := coverage.PeriodOf(r.s.Date, kind); ok && r.than == than {
			byPeriod[p.Sub(from)] = append(byPeriod[p.Sub(from)], r)
		}
	}
	m := measureOf[t.Measure]
	for i := range y {
		if !math.IsNaN(y[i]) {
			y[i] = m.Of(pool(byPeriod[i], than)) // no records, no value
		}
	}
	return y, exposure, from, nil
}

// extent is the time that a side's records were looked for in: that of the
// side, else that of the phases of the case, else that of the records.
func (e *effector) extent(s *Side) []span {
	if in := e.a.Case.spans(e.t, s); len(in) > 0 {
		slices.SortFunc(in, func(a, b span) int { return a.first.Compare(b.first) })
		return in
	}
	if p := e.a.Case.Phases; len(p) > 0 {
		first, _ := p[0].From.Bounds()
		_, last := p[len(p)-1].To.Bounds()
		return []span{{first, last}}
	}
	x := span{lastDay, firstDay}
	for i := range e.a.Scored {
		if a, b := e.a.Scored[i].Published.Bounds(); a.IsKnown() {
			x.first, x.last = earlier(x.first, a), later(x.last, b)
		}
	}
	return []span{x}
}

// noSeries tells errors that say that a series is too short or too even from
// those of the program.
func noSeries(err error) bool {
	for _, target := range []error{its.ErrData, linear.ErrDesign, glm.ErrFit, lag.ErrData, rank.ErrData, align.ErrSeries, coverage.ErrSeries} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

// breakAt estimates the change of level at a date by interrupted time series.
func (e *effector) breakAt(rows []row, out []span) (finding.Finding, error) {
	y, exposure, first, err := e.values(rows, false, out)
	if err != nil {
		return undefined("%v", err), nil
	}
	day, err := e.a.Case.when(e.t.At)
	if err != nil {
		return finding.Finding{}, err
	}
	at, ok := coverage.PeriodOf(day, first.Kind)
	if !ok {
		return undefined("%s does not say in which %s it lies", day, first.Kind), nil
	}
	if start, _ := at.Bounds(); start.Compare(day) < 0 && first.Kind != coverage.Daily {
		at = at.Add(1) // the period of the event itself is of both sides
		if i := at.Sub(first) - 1; i >= 0 && i < len(y) {
			y[i] = math.NaN()
		}
	}
	o := its.Options{Harmonics: e.t.Harmonics, Period: perYear(first.Kind), Confidence: confidence}
	logs := true
	for _, v := range y {
		logs = logs && !(v <= 0)
	}
	switch {
	case e.t.Measure == "attention":
		o.Model, o.Exposure = its.QuasiPoisson, exposure
	case e.t.Measure == "series" && logs:
		logged(y)
	case e.t.Measure == "series":
		e.unit = "change of the series"
	}
	e.sides = [2]int{}
	for i, v := range y {
		switch {
		case math.IsNaN(v):
		case i < at.Sub(first):
			e.sides[0]++
		default:
			e.sides[1]++
		}
	}
	r, err := its.Fit(y, o, its.Interruption{Name: e.t.At, At: at.Sub(first), LevelOnly: true})
	if noSeries(err) {
		return undefined("%v", err), nil
	}
	if err != nil {
		return finding.Finding{}, err
	}
	f := r.Level[0]
	if o.Model == its.QuasiPoisson {
		f.Estimate, f.Interval.Low, f.Interval.High = math.Log(f.Estimate), math.Log(f.Interval.Low), math.Log(f.Interval.High)
	}
	f.N, f.Unit = r.N, first.Kind.String()+"s"
	f.Method = or(f.Method, "interrupted time series")
	for _, w := range r.Warnings {
		f.Warn("%s", w)
	}
	return f, nil
}

// perYear is the number of periods in a year.
func perYear(k coverage.PeriodKind) float64 {
	switch k {
	case coverage.Daily:
		return 365.25
	case coverage.Weekly:
		return 365.25 / 7
	case coverage.Quarterly:
		return 4
	case coverage.Yearly:
		return 1
	}
	return 12
}

// trend estimates the slope a year.
func (e *effector) trend(rows []row, out []span) (finding.Finding, error) {
	y, exposure, first, err := e.values(rows, false, out)
	if err != nil {
		return undefined("%v", err), nil
	}
	logs := e.t.Measure == "series"
	for i, v := range y {
		if e.t.Measure == "attention" {
			y[i] = math.Log((v + 0.5) / exposure[i])
		}
		logs = logs && !(v <= 0)
	}
	if logs {
		logged(y)
	} else if e.t.Measure == "series" {
		e.unit = "change of the series a year"
	}
	o := rank.Options{Confidence: confidence, TimeUnit: "year"}
	if k := perYear(first.Kind); k == math.Trunc(k) && k > 1 && float64(len(y)) >= 3*k {
		o.Season = int(k)
	}
	f, err := rank.Trend(y, o)
	if noSeries(err) {
		return undefined("%v", err), nil
	}
	scale := perYear(first.Kind)
	f.Estimate *= scale
	f.Interval.Low *= scale
	f.Interval.High *= scale
	f.Unit = first.Kind.String() + "s"
	return f, err
}

// lead correlates the series of the first side with that of the second Lag
// periods later, both prewhitened.
func (e *effector) lead(rows []row, out []span, quick bool) (finding.Finding, error) {
	x, ex, first, err := e.values(rows, false, out)
	if err != nil {
		return undefined("%v", err), nil
	}
	y, ey, second, err := e.values(rows, true, out)
	if err != nil {
		return undefined("%v", err), nil
	}
	if first.Kind != second.Kind {
		return undefined("one series is by %s, the other by %s", first.Kind, second.Kind), nil
	}
	if e.t.Measure == "attention" {
		for i := range x {
			x[i] = math.Log((x[i] + 0.5) / ex[i])
		}
		for i := range y {
			y[i] = math.Log((y[i] + 0.5) / ey[i])
		}
	}
	from := first
	if second.Ordinal < from.Ordinal {
		from = second
	}
	n := max(len(x)+first.Sub(from), len(y)+second.Sub(from))
	lay := func(v []float64, at coverage.Period) []float64 {
		all := make([]float64, n)
		for i := range all {
			all[i] = math.NaN()
		}
		copy(all[at.Sub(from):], v)
		return all
	}
	plan := e.plan()
	if quick {
		plan.Replicates = 20
	}
	l, err := lag.Cross(lay(x, first), lay(y, second), lag.CrossOptions{Lags: []int{e.t.Lag}, Plan: plan})
	if noSeries(err) {
		return undefined("%v", err), nil
	}
	if err != nil {
		return finding.Finding{}, err
	}
	f := l.ByLag[0]
	for _, w := range l.Warnings {
		f.Warn("%s", w)
	}
	return f, nil
}

// first finds on which day each side shows the measure for the first time. The
// interval is what the precision of the dates leaves open; there is no
// sampling in it and so no test.
func (e *effector) first(rows []row) finding.Finding {
	var seen [2]*row
	for i := range rows {
		r := &rows[i]
		k := 0
		if r.than {
			k = 1
		}
		if !r.s.Date.IsKnown() || !e.shows(r) {
			continue
		}
		if seen[k] == nil || firstKey(r).Compare(firstKey(seen[k])) < 0 {
			seen[k] = r
		}
	}
	if seen[0] == nil || seen[1] == nil {
		return undefined("one side never shows it")
	}
	between := func(a, b coverage.Date) float64 {
		p, _ := coverage.PeriodOf(a, coverage.Daily)
		q, _ := coverage.PeriodOf(b, coverage.Daily)
		return float64(q.Sub(p))
	}
	a1, a2 := seen[0].s.Date.Bounds()
	b1, b2 := seen[1].s.Date.Bounds()
	low, high := between(a2, b1), between(a1, b2)
	f := finding.New("days by which the first is ahead", (low+high)/2)
	f.Interval, f.Confidence = finding.Interval{Low: low, High: high}, 1
	f.N, f.Unit, f.Method = len(rows), "records", "first dated record of each side; the interval is what the dates leave open"
	return f
}

func firstKey(r *row) coverage.Date { first, _ := r.s.Date.Bounds(); return first }

// shows reports whether a record shows what the measure is about.
func (e *effector) shows(r *row) bool {
	c := &r.s.Counts
	switch e.t.Measure {
	case "attention":
		return true
	case "blame_share":
		return c.Blame > 0
	case "contested_share":
		return c.Counter > 0
	case "target_share", "speaker_share":
		return r.s.Targets["named"] > 0
	}
	return c.Systemic > 0
}

// rank compares the outlet of the first side with each outlet of the second.
// The effect is the least difference in the direction expected: the outlet
// leads only if it leads all, so the greatest of the p-values is that of the
// claim (Berger 1982, intersection-union test). An outlet with fewer than
// [trend.SmallCell] records is no rival.
func (e *effector) rank(rows []row, out []span, quick bool) (finding.Finding, error) {
	rivals := map[string][]row{}
	var own []row
	for _, r := range rows {
		if r.than {
			rivals[r.s.Outlet] = append(rivals[r.s.Outlet], r)
		} else {
			own = append(own, r)
		}
	}
	names := make([]string, 0, len(rivals))
	for name, rs := range rivals {
		if len(rs) >= trend.SmallCell {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	if len(names) == 0 {
		return undefined("no rival has %d records", trend.SmallCell), nil
	}
	sign := e.t.sign()
	var least finding.Finding
	p, who := 0.0, ""
	for i, name := range names {
		two := append(slices.Clone(own), rivals[name]...)
		var f finding.Finding
		var err error
		if e.t.Measure == "attention" {
			f, err = e.attention(two, out)
		} else {
			f, err = e.framing(two, quick)
		}
		if err != nil {
			return f, err
		}
		if !f.IsDefined() {
			continue
		}
		if f.Test != nil && f.Interval.IsDefined() && e.t.framing() {
			// A permutation test among many rivals would be at the end of its
			// resolution: take the error of the bootstrap.
			z := f.Estimate / (f.Interval.Width() / (2 * normalQuantile(f.Confidence)))
			f.Test = &finding.Test{Null: "no difference", Name: "Wald test with bootstrap standard error", Statistic: z, P: math.Erfc(math.Abs(z) / math.Sqrt2)}
		}
		if f.Test != nil {
			p = max(p, f.Test.P)
		}
		if who == "" || sign*f.Estimate < sign*least.Estimate {
			least, who = f, names[i]
		}
	}
	if who == "" {
		return undefined("no rival has a value"), nil
	}
	if least.Test != nil {
		test := *least.Test
		if sign*least.Estimate > 0 {
			test.P = p
		} else {
			// Behind one rival of many is no surprise: correct for having taken
			// the worst.
			test.P = math.Min(1, test.P*float64(len(names)))
		}
		least.Test = &test
	}
	least.Warn("nearest of %s: %s", plural(len(names), "rival"), e.a.Case.roles.Show(who))
	return least, nil
}

// counting is the way a test counts unless a sensitivity asks otherwise.
func (a *Analysis) counting(t *Test) counting {
	return counting{copies: t.Copies == "all", wire: true, results: func(i int) *sentiment.Result { return a.Scored[i].Result }}
}

// rows places the records on the sides of a test, in order of date, then id.
func (a *Analysis) rows(t *Test, how counting) []row {
	if !t.counted() {
		return nil
	}
	var spans [2][]span
	for k, s := range t.sides() {
		spans[k] = a.Case.spans(t, s)
	}
	var out []row
	for i := range a.Scored {
		x := &a.Scored[i]
		if !how.copies && x.CopyOf != "" || !how.wire && x.Wire {
			continue
		}
		for k, s := range t.sides() {
			if !t.Scope.picks(x) || !s.picks(x) {
				continue
			}
			if k == 1 && t.compare() == "rank" && contains(t.Of.Outlets, x.Outlet.Name) {
				continue
			}
			if spans[k] != nil && !slices.ContainsFunc(spans[k], func(w span) bool { return w.holds(x.Published) }) {
				continue
			}
			out = append(out, row{at: i, than: k == 1, s: a.count(t, s, i, how)})
		}
	}
	return out
}

// picks reports whether a side takes in a record by its outlet.
func (s *Side) picks(x *Scored) bool {
	return (len(s.Kinds) == 0 || contains(s.Kinds, x.Outlet.Kind.String())) && (len(s.Outlets) == 0 || contains(s.Outlets, x.Outlet.Name))
}

// count counts the sentences of a record that a test looks at.
func (a *Analysis) count(t *Test, s *Side, i int, how counting) trend.Scored {
	x := &a.Scored[i]
	r := how.results(i)
	out := x.counts()
	voices := slices.Concat(t.Scope.Voice, s.Voice)
	named := t.Measure == "target_share" || t.Measure == "speaker_share"
	if len(voices) == 0 && how.level == 0 && r == x.Result && !named {
		return out
	}
	var m sentiment.Measures
	out.Targets = nil
	for j := range r.Sentences {
		one := r.Sentences[j]
		if len(t.Scope.Voice) > 0 && !contains(t.Scope.Voice, one.Voice.String()) || len(s.Voice) > 0 && !contains(s.Voice, one.Voice.String()) {
			continue
		}
		if how.level > 0 {
			one.Frames = 0
			for _, f := range sentiment.Frames {
				if one.Prob[f] >= how.level {
					one.Frames = one.Frames.With(f)
				}
			}
		}
		m.Add(&one)
		if named {
			if who := t.named(&one); who != "" {
				if out.Targets == nil {
					out.Targets = map[string]int{}
				}
				if strings.Contains(who, "n") {
					out.Targets["named"]++
				}
				if strings.Contains(who, "a") {
					out.Targets["against"]++
				}
			}
		}
	}
	out.Counts = trend.Counts{Sentences: m.Sentences, Framed: m.Framed, Blame: m.Blame, Systemic: m.Systemic, Counter: m.Counter, Perpetrators: m.PerpetratorBlame}
	return out
}

// named tells whether a sentence blames one of the targets ("n"), another one
// ("a"), one of each ("na") or nobody; or the same of who voices the blame.
func (t *Test) named(x *sentiment.Sentence) string {
	if !x.Frames.Has(sentiment.Blame) {
		return ""
	}
	if t.Measure == "speaker_share" {
		switch {
		case x.Voice == sentiment.Author:
			return ""
		case contains(t.Speakers, x.Speaker.Actor) || x.Speaker != (sentiment.Speaker{}) && contains(t.Speakers, x.Speaker.Level.String()):
			return "n"
		}
		return "a"
	}
	out := ""
	for _, who := range x.Targets {
		in := func(list []string) bool { return contains(list, who.Actor) || contains(list, who.Level.String()) }
		switch {
		case in(t.Targets):
			if !strings.Contains(out, "n") {
				out += "n"
			}
		case len(t.Against) == 0 || in(t.Against):
			if !strings.Contains(out, "a") {
				out += "a"
			}
		}
	}
	return out
}

// weighty orders the records of a side by how much they move its value, the
// weightiest first; where the measure has no value, by their frames.
func (e *effector) weighty(rows []row, than bool) []int {
	if e.t.framing() && e.t.compare() == "difference" {
		var side []row
		for _, r := range rows {
			if r.than == than {
				side = append(side, r)
			}
		}
		if table, err := e.quickTable(side); err == nil {
			for _, group := range []string{"of", "than"} {
				if c, ok := table.Cell("all", group); ok {
					at := map[string]int{}
					for _, r := range side {
						at[r.s.ID] = r.at
					}
					var out []int
					for _, x := range table.Contributions(c) {
						out = append(out, at[strings.TrimSuffix(x.ID, "\x00than")])
					}
					return out
				}
			}
		}
	}
	var side []row
	for _, r := range rows {
		if r.than == than {
			side = append(side, r)
		}
	}
	if e.t.compare() == "first" {
		slices.SortStableFunc(side, func(a, b row) int {
			return cmp.Or(cmp.Compare(b2i(!e.shows(&a)), b2i(!e.shows(&b))), firstKey(&a).Compare(firstKey(&b)))
		})
	} else {
		slices.SortStableFunc(side, func(a, b row) int { return cmp.Compare(b.s.Counts.Framed, a.s.Counts.Framed) })
	}
	out := make([]int, len(side))
	for i, r := range side {
		out[i] = r.at
	}
	return out
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (e *effector) quickTable(rows []row) (*trend.Table, error) {
	var articles trend.Articles
	than := map[string]bool{}
	for _, r := range rows {
		than[r.s.ID] = r.than
		if err := articles.Add(r.s); err != nil {
			return nil, err
		}
	}
	return articles.Table(measureOf[e.t.Measure], trend.Options{Phases: []trend.Phase{{Name: "all", First: earliest, Last: latest}}, NoIntervals: true,
		Group: func(s *trend.Scored) string {
			if than[s.ID] {
				return "than"
			}
			return "of"
		}})
}
