package trend

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/smooth"
)

// A Calendar names a set of months whose level is compared with that of the
// other months.
type Calendar struct {
	Name   string
	Months []time.Month
}

// AcademicYear holds the months of teaching and examining at universities of
// the northern hemisphere, October to May; June to September are the rest.
var AcademicYear = Calendar{"teaching months (October to May)", []time.Month{10, 11, 12, 1, 2, 3, 4, 5}}

// SeasonOptions are the choices of [Season]. The zero value is usable.
type SeasonOptions struct {
	Confidence float64  // 0 means 0.95
	Calendar   Calendar // compared with the other months; no comparison if empty
	// WithPartial lets partial points count as if they were whole. They are
	// left out otherwise.
	WithPartial bool
	// Span of the LOESS curve; 0 means 0.75.
	Span float64
}

// A MonthLevel is the level of one calendar month.
type MonthLevel struct {
	Month time.Month
	N     int     // years observed
	Mean  float64 // of the observed values, NaN without any
	// Level is the ratio to the geometric mean of the twelve months for
	// counts, the difference from their mean otherwise, trend removed; the
	// test has the p-value after Holm's correction over the months.
	Level finding.Finding
	// High and Low say that the month differs after that correction.
	High, Low bool
}

// A CurvePoint is the smoothed trend in one period.
type CurvePoint struct {
	Period   coverage.Period
	Value    float64
	Interval finding.Interval
}

// A Seasonal is the season-and-trend view of a monthly series.
type Seasonal struct {
	Months   [12]MonthLevel
	Season   finding.Finding // estimate: share of variation (deviance) due to the month; test of no season
	Calendar finding.Finding // zero Finding when no calendar was given
	Trend    finding.Finding // seasonal Theil-Sen slope per year with seasonal Mann-Kendall test
	Curve    []CurvePoint    // LOESS at the observed points
	Observed int
	Partial  int
	Gaps     []coverage.Period
	Counts   bool // whether a count model was used
	Warnings []string
}

// Season describes a monthly series that may have gaps: which calendar months
// are high or low, with intervals; whether a set of months stands above the
// others; and the trend. Nothing is filled in: missing points, and partial
// ones unless asked for, take no part.
//
// Values that are whole and not negative are taken for counts and fitted by
// quasi-Poisson regression on month and linear trend, so levels are ratios;
// other values by least squares, so levels are differences. Errors allow for
// autocorrelation ([linear.Robust]), those of the trend too ([rank.Options]), but
// the F test does not; there is a warning when the residuals show it. At least two years
// with every calendar month observed twice are needed; the error wraps
// [ErrOptions].
func Season(s *coverage.Series, o SeasonOptions) (*Seasonal, error) {
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if !(o.Confidence > 0 && o.Confidence < 1) {
		return nil, fmt.Errorf("trend: %w: confidence %v", ErrOptions, o.Confidence)
	}
	if s.Period != coverage.Monthly {
		return nil, fmt.Errorf("trend: %w: a season needs a monthly series, not one by %s", ErrOptions, s.Period)
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	for _, m := range o.Calendar.Months {
		if m < 1 || m > 12 {
			return nil, fmt.Errorf("trend: %w: month %d in calendar %q", ErrOptions, m, o.Calendar.Name)
		}
	}
	out := &Seasonal{Gaps: s.Gaps(), Counts: true}
	var y []float64 // NaN where nothing counts
	var first coverage.Period
	for _, p := range s.Points {
		if y == nil {
			first = p.Period
		}
		for len(y) < p.Period.Sub(first) {
			y = append(y, math.NaN())
		}
		v := math.NaN()
		if p.Status == coverage.Observed || p.Status == coverage.Partial && o.WithPartial {
			v = p.Value
			out.Observed++
			if v < 0 || v != math.Trunc(v) {
				out.Counts = false
			}
		}
		if p.Status == coverage.Partial {
			out.Partial++
		}
		y = append(y, v)
	}
	month := func(i int) int { return (first.Ordinal + i) % 12 }
	for m := range out.Months {
		l := &out.Months[m]
		l.Month, l.Mean = time.Month(m+1), math.NaN()
		sum := 0.0
		for i, v := range y {
			if month(i) == m && !math.IsNaN(v) {
				sum += v
				l.N++
			}
		}
		if l.N > 0 {
			l.Mean = sum / float64(l.N)
		}
		if l.N < 2 {
			return nil, fmt.Errorf("trend: %w: %s is observed %d times, a season needs every month twice", ErrOptions, l.Month, l.N)
		}
	}
	switch {
	case o.WithPartial:
	case out.Partial == 1:
		out.Warnings = append(out.Warnings, "1 partial point was left out")
	case out.Partial > 1:
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d partial points were left out", out.Partial))
	}
	switch n := len(out.Gaps); {
	case n == 1:
		out.Warnings = append(out.Warnings, "1 month is missing and was not filled in")
	case n > 1:
		out.Warnings = append(out.Warnings, fmt.Sprintf("%d months are missing and were not filled in", n))
	}
	if err := out.levels(y, month, o); err != nil {
		return nil, err
	}
	return out, out.trend(y, first, o)
}

// model is what levels needs of a fitted regression.
type model struct {
	combination func(w []float64) finding.Finding
	shift       float64 // the share of variation explained by the month
	f, d1, d2   float64
}

func (out *Seasonal) levels(y []float64, month func(int) int, o SeasonOptions) error {
	n := len(y)
	var cols []linear.Column
	for m := range 12 {
		c := linear.Column{Name: time.Month(m + 1).String(), Values: make([]float64, n)}
		for i := range y {
			if month(i) == m {
				c.Values[i] = 1
			}
		}
		cols = append(cols, c)
	}
	slope := linear.Column{Name: "trend", Values: make([]float64, n)}
	for i := range y {
		slope.Values[i] = (float64(i) - float64(n-1)/2) / 12
	}
	cols = append(cols, slope)
	fit := out.fitGaussian
	if out.Counts {
		fit = out.fitCounts
	}
	m, err := fit(y, cols, slope, o)
	if err != nil {
		return fmt.Errorf("trend: season: %w", err)
	}
	kind := "difference from the mean of the months"
	if out.Counts {
		kind = "ratio to the geometric mean of the months"
	}
	ps := make([]float64, 12)
	for i := range out.Months {
		w := make([]float64, 13)
		for j := range 12 {
			w[j] = -1.0 / 12
		}
		w[i]++
		f := m.combination(w)
		ps[i] = f.Test.P
		if out.Counts {
			f = glm.Exponentiate(f, "")
		}
		f.Quantity = fmt.Sprintf("level of %s, %s", out.Months[i].Month, kind)
		f.N, f.Unit = out.Months[i].N, "years"
		if f.N < 5 {
			f.Warn("only %d years", f.N)
		}
		f.Test.Null = "the month is at the level of the others"
		out.Months[i].Level = f
	}
	for i, p := range multiplicity.Holm(ps) {
		l := &out.Months[i]
		l.Level.Test.P = p
		l.Level.Test.Name += ", Holm-corrected over twelve months"
		neutral := 0.0
		if out.Counts {
			neutral = 1
		}
		if p < 1-o.Confidence {
			l.High, l.Low = l.Level.Estimate > neutral, l.Level.Estimate < neutral
		}
	}
	out.Season = finding.New("share of the variation that goes with the calendar month, trend removed", m.shift)
	out.Season.N, out.Season.Unit = out.Observed, "months"
	out.Season.Method = "regression on calendar month and linear trend"
	if out.Counts {
		out.Season.Method = "quasi-Poisson " + out.Season.Method
	}
	out.Season.Assumptions = []string{"the season is the same in every year", "the trend is about linear (on the log scale for counts)"}
	out.Season.Test = &finding.Test{Null: "no season", Name: "F test", Statistic: m.f, DF: []float64{m.d1, m.d2}, P: tail.F(m.f, m.d1, m.d2)}
	if len(o.Calendar.Months) > 0 {
		w := make([]float64, 13)
		in := map[time.Month]bool{}
		for _, k := range o.Calendar.Months {
			in[k] = true
		}
		if len(in) < 12 {
			for j := range 12 {
				if in[time.Month(j+1)] {
					w[j] = 1 / float64(len(in))
				} else {
					w[j] = -1 / float64(12-len(in))
				}
			}
			f := m.combination(w)
			if out.Counts {
				f = glm.Exponentiate(f, "")
				f.Quantity = "ratio of " + o.Calendar.Name + " to the other months"
			} else {
				f.Quantity = "difference of " + o.Calendar.Name + " from the other months"
			}
			f.N, f.Unit = out.Observed, "months"
			f.Test.Null = "no difference"
			out.Calendar = f
		}
	}
	return nil
}

func (out *Seasonal) fitCounts(y []float64, cols []linear.Column, slope linear.Column, o SeasonOptions) (*model, error) {
	full, err := glm.Fit(glm.QuasiPoisson, y, glm.Options{}, cols...)
	if err != nil {
		return nil, err
	}
	null, err := glm.Fit(glm.QuasiPoisson, y, glm.Options{}, linear.Intercept(len(y)), slope)
	if err != nil {
		return nil, err
	}
	co := linear.Robust()
	out.autocorrelated(full.PearsonResiduals(), full.Time)
	cov, err := full.Covariance(co)
	if err != nil {
		return nil, err
	}
	m := &model{combination: func(w []float64) finding.Finding { return full.Combination(w, cov, o.Confidence) }, d1: 11, d2: float64(full.N - full.K)}
	m.f = (null.Deviance - full.Deviance) / 11 / full.Dispersion
	m.shift = 1 - full.Deviance/null.Deviance
	return m, nil
}

func (out *Seasonal) fitGaussian(y []float64, cols []linear.Column, slope linear.Column, o SeasonOptions) (*model, error) {
	full, err := linear.OLS(y, cols...)
	if err != nil {
		return nil, err
	}
	null, err := linear.OLS(y, linear.Intercept(len(y)), slope)
	if err != nil {
		return nil, err
	}
	co := linear.Robust()
	out.autocorrelated(full.Residuals, full.Time)
	cov, err := full.Covariance(co)
	if err != nil {
		return nil, err
	}
	m := &model{combination: func(w []float64) finding.Finding { return full.Combination(w, cov, o.Confidence) }, d1: 11, d2: float64(full.DF())}
	m.f = (null.RSS - full.RSS) / 11 / full.Sigma2()
	m.shift = 1 - full.RSS/null.RSS
	return m, nil
}

// autocorrelated reports whether the residuals have a lag-one autocorrelation
// of more than twice its standard error.
func (out *Seasonal) autocorrelated(r []float64, at []int) bool {
	var num, den, pairs float64
	for i, v := range r {
		den += v * v
		if i > 0 && at[i] == at[i-1]+1 {
			num += v * r[i-1]
			pairs++
		}
	}
	if den == 0 || pairs == 0 {
		return false
	}
	rho := num / pairs / (den / float64(len(r)))
	if math.Abs(rho) <= 2/math.Sqrt(pairs) {
		return false
	}
	out.Warnings = append(out.Warnings, fmt.Sprintf("neighbouring months resemble each other beyond season and trend (autocorrelation %.2f): intervals allow for it, the F test of the season does not", rho))
	return true
}

func (out *Seasonal) trend(y []float64, first coverage.Period, o SeasonOptions) error {
	f, err := rank.Trend(y, rank.Options{Season: 12, Confidence: o.Confidence, TimeUnit: "year", Serial: true})
	if err != nil {
		return fmt.Errorf("trend: season: %w", err)
	}
	// Slopes are per month; a reader thinks in years.
	f.Estimate *= 12
	f.Interval.Low *= 12
	f.Interval.High *= 12
	out.Trend = f
	var x, v []float64
	for i, w := range y {
		if !math.IsNaN(w) {
			x, v = append(x, float64(i)), append(v, w)
		}
	}
	c, err := smooth.Loess(x, v, smooth.LoessOptions{Span: o.Span, Degree: smooth.Linear})
	if err != nil {
		return fmt.Errorf("trend: season: %w", err)
	}
	for _, i := range x {
		p := CurvePoint{Period: first.Add(int(i))}
		p.Value, p.Interval = c.At(i, o.Confidence)
		out.Curve = append(out.Curve, p)
	}
	return nil
}

// High returns the calendar months above the others after correction, in
// order of level.
func (out *Seasonal) High() []time.Month {
	return out.pick(func(m *MonthLevel) bool { return m.High }, -1)
}

// Low returns the calendar months below the others, the lowest first.
func (out *Seasonal) Low() []time.Month {
	return out.pick(func(m *MonthLevel) bool { return m.Low }, 1)
}

func (out *Seasonal) pick(is func(*MonthLevel) bool, order float64) []time.Month {
	var months []time.Month
	for i := range out.Months {
		if is(&out.Months[i]) {
			months = append(months, out.Months[i].Month)
		}
	}
	slices.SortStableFunc(months, func(a, b time.Month) int {
		d := order * (out.Months[a-1].Level.Estimate - out.Months[b-1].Level.Estimate)
		switch {
		case d < 0:
			return -1
		case d > 0:
			return 1
		}
		return 0
	})
	return months
}

// String says in a few sentences what was found.
func (out *Seasonal) String() string {
	var b strings.Builder
	list := func(months []time.Month) string {
		if len(months) == 0 {
			return "none"
		}
		names := make([]string, len(months))
		for i, m := range months {
			l := out.Months[m-1].Level
			names[i] = fmt.Sprintf("%s (%s, %s to %s)", m, finding.Number(l.Estimate), finding.Number(l.Interval.Low), finding.Number(l.Interval.High))
		}
		return strings.Join(names, ", ")
	}
	fmt.Fprintf(&b, "%d months observed, %d missing. High months: %s. Low months: %s. ", out.Observed, len(out.Gaps), list(out.High()), list(out.Low()))
	b.WriteString(out.Season.Test.String())
	if out.Calendar.Quantity != "" {
		b.WriteString(" " + out.Calendar.String())
	}
	b.WriteString(" " + out.Trend.String())
	for _, w := range out.Warnings {
		b.WriteString(" Warning: " + w + ".")
	}
	return b.String()
}
