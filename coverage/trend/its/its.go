// Package its estimates what a dated event did to a series: interrupted time
// series analysis (Bernal, Cummins and Gasparrini 2017) by segmented
// regression, with several interruptions, ramps, Fourier season, confounders,
// autocorrelation-robust errors, a counterfactual with its interval, placebo
// dates and residual diagnostics.
//
// Values stand at equal steps of time; NaN is a gap and is respected: nothing
// is filled in, and no pair of values across a gap counts as neighbours. The
// way in is [Fit]:
//
//	r, err := its.Fit(y, its.Options{}, its.Interruption{Name: "trial", At: 60})
//	fmt.Println(r.Level[0]) // the jump, with interval and test
package its

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

// ErrData is wrapped by errors about series and interruptions that cannot be
// analysed.
var ErrData = errors.New("no interrupted time series")

// Model is the law of the values.
type Model uint8

const (
	// Gaussian fits levels by least squares; effects are differences.
	Gaussian Model = iota
	// Poisson, NegativeBinomial and QuasiPoisson fit counts; effects are rate
	// ratios.
	Poisson
	QuasiPoisson
	NegativeBinomial
	// QuasiBinomial fits counts out of Options.Trials; effects are odds ratios.
	QuasiBinomial
)

// An Interruption is an event that may have changed level and slope.
type Interruption struct {
	Name string
	At   int // row number, counted from 0, of the first value after the event
	Ramp int // number of steps over which the change of level comes in; 0 is at once
	// LevelOnly leaves the slope as it was.
	LevelOnly bool
}

// A Confounder is another event that may have moved the series.
type Confounder struct {
	Name string
	At   int // row number of the first value after it; may lie outside the series
	// InModel gives it a change of level of its own, where the data can tell
	// it apart. Otherwise it stands in a warning.
	InModel bool
}

// Options are the choices of [Fit]. The zero value is usable.
type Options struct {
	Model    Model
	Trials   []float64 // for QuasiBinomial
	Exposure []float64 // for counts: the size or length behind each value
	// Harmonics is the number of pairs of Fourier terms of Period.
	Harmonics int
	Period    float64 // 0 means 12
	// Errors chooses the standard errors; nil means [linear.Robust]: Newey-West
	// with lag ⌊4(T/100)^{2/9}⌋, corrected for small samples. The plain
	// estimator, prewhitened or not, is far too small in series of the usual
	// length.
	Errors      *linear.Options
	Confidence  float64 // 0 means 0.95
	Confounders []Confounder
	// Near is the distance, in steps, within which a confounder is warned
	// about; 0 means Period.
	Near int
}

// A CounterfactualPoint compares the fitted series with what it would have been
// without the interruptions.
type CounterfactualPoint struct {
	Row       int
	Fitted    float64
	Without   float64          // the counterfactual mean
	Interval  finding.Interval // of the counterfactual mean
	Effect    float64          // Fitted − Without
	EffectInt finding.Interval
}

// A Result is the analysis.
type Result struct {
	// Level[i] is the change of level at interruption i, extrapolated to the
	// step just before its first value; a difference, rate ratio or odds ratio.
	Level []finding.Finding
	// Slope[i] is the change of slope per step; zero Finding if LevelOnly.
	Slope []finding.Finding
	// Trend is the slope per step before the first interruption.
	Trend finding.Finding
	// Average is the mean effect of all interruptions over the observed
	// values after the first.
	Average        finding.Finding
	Counterfactual []CounterfactualPoint
	// Durbin-Watson (Gaussian), Ljung-Box, Breusch-Pagan (Gaussian).
	Diagnostics []finding.Test
	Theta       float64 // negative binomial
	Dispersion  float64 // quasi families
	Names       []string
	Coef        []float64
	Covariance  *linear.Covariance
	Warnings    []string
	N           int

	model  Model
	errors linear.Options
}

// coefficients is what both kinds of model offer.
type coefficients struct {
	names     []string
	coef      []float64
	time      []int
	residuals []float64
	ljungBox  func(most int) (finding.Test, error)
	combine   func(w []float64, c float64) finding.Finding
}

// Fit analyses the series. The regression is
//
//	y_t = β₀ + β₁t + Σᵢ (β₂ᵢ D_t + β₃ᵢ (t−Tᵢ)D_t) + season + confounders + ε
//
// with t counted from 1 and Tᵢ the step before the interruption's first value,
// on the scale of the link for counts and shares. Errors wrap [ErrData],
// [linear.ErrDesign] or [glm.ErrFit].
func Fit(y []float64, o Options, interruptions ...Interruption) (*Result, error) {
	n := len(y)
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if o.Period == 0 {
		o.Period = 12
	}
	if o.Near == 0 {
		o.Near = int(o.Period)
	}
	if len(interruptions) == 0 || !(o.Confidence > 0 && o.Confidence < 1) || o.Harmonics < 0 || !(o.Period > 1) || o.Model > QuasiBinomial {
		return nil, fmt.Errorf("its: %w: invalid options or no interruption", ErrData)
	}
	observed := func(from, to int) int {
		m := 0
		for i := max(0, from); i < min(n, to); i++ {
			if !math.IsNaN(y[i]) {
				m++
			}
		}
		return m
	}
	r := &Result{model: o.Model, Theta: math.NaN(), Dispersion: math.NaN()}
	for i, p := range interruptions {
		if i > 0 && p.At <= interruptions[i-1].At {
			return nil, fmt.Errorf("its: %w: interruption %q does not follow %q", ErrData, p.Name, interruptions[i-1].Name)
		}
		if p.At < 1 || p.At >= n || p.Ramp < 0 {
			return nil, fmt.Errorf("its: %w: interruption %q at row %d of %d", ErrData, p.Name, p.At, n)
		}
		from, to := 0, n
		if i > 0 {
			from = interruptions[i-1].At
		}
		if i+1 < len(interruptions) {
			to = interruptions[i+1].At
		}
		before, after := observed(from, p.At), observed(p.At, to)
		if before < 3 || after < 3 {
			return nil, fmt.Errorf("its: %w: %d values before and %d after %q; three are needed on either side", ErrData, before, after, p.Name)
		}
		if before < 12 || after < 12 {
			r.warn("%d values before and %d after %s: fewer than the twelve on either side that the method asks for", before, after, label(p, i))
		}
		if math.IsNaN(y[p.At-1]) || math.IsNaN(y[p.At]) {
			r.warn("there is a gap at %s: when the change happened within it cannot be told", label(p, i))
		}
	}
	cols := design(n, o, interruptions)
	r.confounders(n, o, interruptions, &cols, observed)
	c, err := r.fit(y, o, cols)
	if err != nil {
		return nil, err
	}
	r.N = len(c.time)
	if gaps := c.time[r.N-1] - c.time[0] + 1 - r.N; gaps > 0 {
		r.warn("%d of %d steps are missing and were not filled in", gaps, c.time[r.N-1]-c.time[0]+1)
	}
	r.diagnose(c)
	unit := func(i int) []float64 { w := make([]float64, len(c.coef)); w[i] = 1; return w }
	name := func(s string) int { return slices.Index(c.names, s) }
	state := func(w []float64, quantity string) finding.Finding {
		f := c.combine(w, o.Confidence)
		f.Quantity = quantity
		f.Assumptions = append(f.Assumptions, "without the interruption the trend would have gone on", "nothing else changed at the same time")
		for _, s := range r.Warnings {
			f.Warn("%s", s)
		}
		return f
	}
	r.Trend = r.scale(state(unit(name("time")), "slope per step before the interruption"))
	for i, p := range interruptions {
		f := r.scale(state(unit(name(fmt.Sprintf("level %d", i+1))), "change of level at "+label(p, i)))
		f.Test.Null = "no change of level"
		r.Level = append(r.Level, f)
		s := finding.New("", math.NaN())
		if !p.LevelOnly {
			s = r.scale(state(unit(name(fmt.Sprintf("slope %d", i+1))), "change of slope per step at "+label(p, i)))
			s.Test.Null = "no change of slope"
		}
		r.Slope = append(r.Slope, s)
	}
	r.counterfactual(c, cols, o, interruptions[0].At, len(interruptions), state)
	return r, nil
}

func label(p Interruption, i int) string {
	if p.Name != "" {
		return p.Name
	}
	return fmt.Sprintf("interruption %d", i+1)
}

func (r *Result) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if !slices.Contains(r.Warnings, w) {
		r.Warnings = append(r.Warnings, w)
	}
}

// scale takes a coefficient to a ratio where the link is a logarithm.
func (r *Result) scale(f finding.Finding) finding.Finding {
	if r.model == Gaussian {
		return f
	}
	kind := " (rate ratio)"
	if r.model == QuasiBinomial {
		kind = " (odds ratio)"
	}
	return glm.Exponentiate(f, f.Quantity+kind)
}

func design(n int, o Options, interruptions []Interruption) []linear.Column {
	column := func(name string, f func(i int) float64) linear.Column {
		c := linear.Column{Name: name, Values: make([]float64, n)}
		for i := range c.Values {
			c.Values[i] = f(i)
		}
		return c
	}
	cols := []linear.Column{linear.Intercept(n), column("time", func(i int) float64 { return float64(i + 1) })}
	for k, p := range interruptions {
		cols = append(cols, column(fmt.Sprintf("level %d", k+1), func(i int) float64 {
			if i < p.At {
				return 0
			}
			return math.Min(1, float64(i-p.At+1)/float64(p.Ramp+1))
		}))
		if !p.LevelOnly {
			cols = append(cols, column(fmt.Sprintf("slope %d", k+1), func(i int) float64 { return math.Max(0, float64(i-p.At+1)) }))
		}
	}
	for h := 1; h <= o.Harmonics; h++ {
		w := 2 * math.Pi * float64(h) / o.Period
		cols = append(cols, column(fmt.Sprintf("sine %d", h), func(i int) float64 { return math.Sin(w * float64(i+1)) }))
		if 2*float64(h) != o.Period { // the cosine alone is left at the Nyquist frequency
			cols = append(cols, column(fmt.Sprintf("cosine %d", h), func(i int) float64 { return math.Cos(w * float64(i+1)) }))
		} else {
			cols[len(cols)-1] = column(fmt.Sprintf("cosine %d", h), func(i int) float64 { return math.Cos(w * float64(i+1)) })
		}
	}
	return cols
}

// confounders adds those that can be told apart and warns of the others.
func (r *Result) confounders(n int, o Options, interruptions []Interruption, cols *[]linear.Column, observed func(from, to int) int) {
	for _, c := range o.Confounders {
		separable := observed(0, c.At) >= 3 && observed(c.At, n) >= 3
		for i, p := range interruptions {
			lo, hi := min(c.At, p.At), max(c.At, p.At)
			if observed(lo, hi) < 3 {
				separable = false
				r.warn("%s lies too close to %s for the data to tell them apart: the change may be due to either", c.Name, label(p, i))
			} else if hi-lo <= o.Near && !c.InModel {
				r.warn("%s happened %d steps from %s and is not in the model", c.Name, hi-lo, label(p, i))
			}
		}
		if !c.InModel {
			continue
		}
		if !separable {
			r.warn("%s is not in the model: there are not three values on either side of it", c.Name)
			continue
		}
		col := linear.Column{Name: "confounder " + c.Name, Values: make([]float64, n)}
		for i := max(0, c.At); i < n; i++ {
			col.Values[i] = 1
		}
		*cols = append(*cols, col)
	}
}

func (r *Result) fit(y []float64, o Options, cols []linear.Column) (*coefficients, error) {
	e := linear.Robust()
	if o.Errors != nil {
		e = *o.Errors
	}
	r.errors = e
	if o.Model == Gaussian {
		f, err := linear.OLS(y, cols...)
		if err != nil {
			return nil, err
		}
		cov, err := f.Covariance(e)
		if err != nil {
			return nil, err
		}
		r.Names, r.Coef, r.Covariance = f.Names, f.Coef, cov
		r.Diagnostics = append(r.Diagnostics, f.DurbinWatson())
		if bp, err := f.BreuschPagan(); err == nil {
			r.Diagnostics = append(r.Diagnostics, bp)
		}
		return &coefficients{f.Names, f.Coef, f.Time, f.Residuals, f.LjungBox, func(w []float64, c float64) finding.Finding { return f.Combination(w, cov, c) }}, nil
	}
	family := [...]glm.Family{Poisson: glm.Poisson, QuasiPoisson: glm.QuasiPoisson, NegativeBinomial: glm.NegativeBinomial, QuasiBinomial: glm.QuasiBinomial}[o.Model]
	m, err := glm.Fit(family, y, glm.Options{Trials: o.Trials, Exposure: o.Exposure}, cols...)
	if err != nil {
		return nil, err
	}
	cov, err := m.Covariance(e)
	if err != nil {
		return nil, err
	}
	r.Names, r.Coef, r.Covariance = m.Names, m.Coef, cov
	r.Theta, r.Dispersion = m.Theta, m.Dispersion
	for _, w := range m.Warnings {
		r.warn("%s", w)
	}
	return &coefficients{m.Names, m.Coef, m.Time, m.PearsonResiduals(), m.LjungBox, func(w []float64, c float64) finding.Finding { return m.Combination(w, cov, c) }}, nil
}

// diagnose tests the residuals and warns where the errors are known not to hold
// their level.
func (r *Result) diagnose(c *coefficients) {
	if most := min(12, r.N/5); most >= 1 {
		if lb, err := c.ljungBox(most); err == nil {
			r.Diagnostics = append(r.Diagnostics, lb)
			if lb.P < 0.05 && r.errors.Estimator < linear.Bartlett {
				r.warn("residuals are autocorrelated (Ljung-Box p = %.3g), and these errors do not allow for it", lb.P)
			}
		}
	}
	switch phi := r.Covariance.Phi; {
	case !r.errors.Correct && r.errors.Estimator >= linear.Bartlett && r.N < linear.LongSeries:
		r.warn("only %d values: errors robust to autocorrelation are too small in short series unless corrected", r.N)
	case r.errors.Correct && float64(r.N)*(1-phi) < 12:
		r.warn("%d values with an autocorrelation of about %.2f: intervals are somewhat too narrow", r.N, phi)
	}
}

func (r *Result) counterfactual(c *coefficients, cols []linear.Column, o Options, first, _ int, state func([]float64, string) finding.Finding) {
	k := len(c.coef)
	isEffect := make([]bool, k)
	for j, name := range c.names {
		isEffect[j] = strings.HasPrefix(name, "level ") || strings.HasPrefix(name, "slope ")
	}
	average := make([]float64, k)
	after := 0.0
	back := func(eta float64, row int) float64 {
		switch r.model {
		case Gaussian:
			return eta
		case QuasiBinomial:
			return 1 / (1 + math.Exp(-eta))
		}
		e := 1.0
		if o.Exposure != nil {
			e = o.Exposure[row]
		}
		return e * math.Exp(eta)
	}
	for _, t := range c.time {
		if t < first {
			continue
		}
		without, effect := make([]float64, k), make([]float64, k)
		var eta0, eta float64
		for j := range k {
			x := cols[j].Values[t]
			eta += x * c.coef[j]
			if isEffect[j] {
				effect[j] = x
				average[j] += x
			} else {
				without[j] = x
				eta0 += x * c.coef[j]
			}
		}
		after++
		half := func(w []float64) float64 {
			v := mat.NewVecDense(k, w)
			se := math.Sqrt(math.Max(0, mat.Inner(v, r.Covariance.Matrix, v)))
			return se * tail.StudentTQuantile((1+o.Confidence)/2, r.Covariance.Freedom(w, r.N-k))
		}
		p := CounterfactualPoint{Row: t, Fitted: back(eta, t), Without: back(eta0, t)}
		h0 := half(without)
		p.Interval = finding.Interval{Low: back(eta0-h0, t), High: back(eta0+h0, t)}
		p.Effect = p.Fitted - p.Without
		// The effect moves on the scale of the link, about the counterfactual.
		h1, d := half(effect), eta-eta0
		p.EffectInt = finding.Interval{Low: back(eta0+d-h1, t) - p.Without, High: back(eta0+d+h1, t) - p.Without}
		r.Counterfactual = append(r.Counterfactual, p)
	}
	for j := range average {
		average[j] /= after
	}
	r.Average = r.scale(state(average, fmt.Sprintf("mean effect over the %.0f values after the interruption", after)))
	r.Average.Test.Null = "no effect on average"
}

// String gives the sentences for a results section.
func (r *Result) String() string {
	var b strings.Builder
	for i := range r.Level {
		f := r.Level[i]
		f.Warnings = nil
		b.WriteString(f.String() + " ")
		if r.Slope[i].Quantity != "" {
			s := r.Slope[i]
			s.Warnings = nil
			b.WriteString(s.String() + " ")
		}
	}
	for _, d := range r.Diagnostics {
		b.WriteString(d.String() + " ")
	}
	for _, w := range r.Warnings {
		b.WriteString("Warning: " + w + ". ")
	}
	return strings.TrimSpace(b.String())
}

// Placebo moves the first interruption to other dates before it, fits each on
// the values before the real one alone, and returns the change of level found
// there. A method that finds changes where none were announced is not to be
// trusted about the one that was.
func Placebo(y []float64, o Options, real Interruption, at ...int) ([]finding.Finding, error) {
	if real.At < 1 || real.At > len(y) {
		return nil, fmt.Errorf("its: %w: interruption at row %d of %d", ErrData, real.At, len(y))
	}
	cut := func(v []float64) []float64 {
		if v == nil {
			return nil
		}
		return v[:min(real.At, len(v))]
	}
	o.Trials, o.Exposure = cut(o.Trials), cut(o.Exposure)
	var out []finding.Finding
	for _, a := range at {
		p := real
		p.At, p.Name = a, fmt.Sprintf("placebo date, row %d", a)
		r, err := Fit(y[:real.At], o, p)
		if err != nil {
			return nil, err
		}
		out = append(out, r.Level[0])
	}
	return out, nil
}
