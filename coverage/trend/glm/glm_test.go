package glm

import (
	"errors"
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

var nan, inf = math.NaN(), math.Inf(1)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-8*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func column(name string, v ...float64) linear.Column { return linear.Column{Name: name, Values: v} }

func mustFit(t *testing.T, f Family, y []float64, o Options, columns ...linear.Column) (*Model, *linear.Covariance) {
	t.Helper()
	m, err := Fit(f, y, o, columns...)
	if err != nil {
		t.Fatal(err)
	}
	c, err := m.Covariance(linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m, c
}

func TestFitRefuses(t *testing.T) {
	four, one := []float64{1, 2, 4, 3}, linear.Intercept(4)
	after := column("after", 0, 0, 1, 1)
	trials := Options{Trials: []float64{5, 5, 5, 5}}
	for _, tt := range []struct {
		name   string
		family Family
		y      []float64
		o      Options
		cols   []linear.Column
	}{
		{"unknown family", QuasiBinomial + 1, four, Options{}, []linear.Column{one}},
		{"no regressors", Poisson, four, Options{}, nil},
		{"nothing at all", Poisson, nil, Options{}, []linear.Column{linear.Intercept(0)}},
		{"one point", Poisson, []float64{3}, Options{}, []linear.Column{linear.Intercept(1)}},
		{"too few left", Poisson, []float64{1, nan, 2, nan}, Options{}, []linear.Column{one, after}},
		{"all missing", NegativeBinomial, []float64{nan, nan, nan, nan}, Options{}, []linear.Column{one}},
		{"all zero", NegativeBinomial, make([]float64, 4), Options{}, []linear.Column{one}},
		{"negative count", Poisson, []float64{1, 2, -1, 3}, Options{}, []linear.Column{one}},
		{"infinite count", QuasiPoisson, []float64{1, 2, inf, 3}, Options{}, []linear.Column{one}},
		{"infinite exposure", Poisson, four, Options{Exposure: []float64{1, 1, 1, inf}}, []linear.Column{one}},
		{"exposures missing", Poisson, four, Options{Exposure: []float64{1}}, []linear.Column{one}},
		{"no exposure at all", Poisson, four, Options{Exposure: make([]float64, 4)}, []linear.Column{one}},
		{"column too short", Poisson, four, Options{}, []linear.Column{linear.Intercept(3)}},
		{"column twice", Poisson, four, Options{}, []linear.Column{one, after, after}},
		{"column of zeros", Poisson, four, Options{}, []linear.Column{one, column("x", 0, 0, 0, 0)}},
		{"constant beside the intercept", NegativeBinomial, four, Options{}, []linear.Column{one, column("x", 7, 7, 7, 7)}},
		{"regressor without bounds", Poisson, four, Options{}, []linear.Column{one, column("x", 0, inf, inf, inf)}},
		{"no trials", Binomial, four, Options{}, []linear.Column{one}},
		{"trials all zero", Binomial, make([]float64, 4), Options{Trials: make([]float64, 4)}, []linear.Column{one}},
		{"more successes than trials", Binomial, []float64{1, 6, 2, 3}, trials, []linear.Column{one}},
		{"infinite trials", Binomial, four, Options{Trials: []float64{5, 5, 5, inf}}, []linear.Column{one}},
		{"every trial a success", QuasiBinomial, []float64{5, 5, 5, 5}, trials, []linear.Column{one}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := Fit(tt.family, tt.y, tt.o, tt.cols...)
			if !errors.Is(err, ErrFit) {
				t.Errorf("Fit = %v, %v; want ErrFit", m, err)
			}
		})
	}
}

// With an intercept and an indicator the fitted means are those of the two
// groups, 2 and 6. The variance of a log rate is one over the count behind it:
// 1/4 + 1/12 for the ratio 3. Pearson's χ² is 2/2 + 8/6 on two degrees of
// freedom, which scales the variance of the quasi family.
func TestPoissonTwoGroups(t *testing.T) {
	y, cols := []float64{1, 3, 4, 8}, []linear.Column{linear.Intercept(4), column("after", 0, 0, 1, 1)}
	m, c := mustFit(t, Poisson, y, Options{}, cols...)
	near(t, "intercept", m.Coef[0], math.Log(2))
	near(t, "rate ratio", m.Ratio(1, c, 0.95).Estimate, 3)
	near(t, "variance", c.Matrix.At(1, 1), 1./3)
	near(t, "χ²", m.Pearson, 7./3)
	near(t, "deviance", m.Deviance, 2*(3*math.Log(1.5)+math.Log(0.5)+4*math.Log(4./6)+8*math.Log(8./6)))
	q, c := mustFit(t, QuasiPoisson, y, Options{}, cols...)
	near(t, "dispersion", q.Dispersion, 7./6)
	near(t, "quasi variance", c.Matrix.At(1, 1), 7./18)
}

// Ten articles in five days are two a day, with variance 1/10 on the log scale.
func TestPoissonExposure(t *testing.T) {
	m, c := mustFit(t, Poisson, []float64{3, 7}, Options{Exposure: []float64{2, 3}}, linear.Intercept(2))
	near(t, "rate", math.Exp(m.Coef[0]), 2)
	near(t, "variance", c.Matrix.At(0, 0), 0.1)
}

// One of four against three of four: the odds are 1/3 and 3, their ratio 9, and
// the variance of its logarithm 1 + 1/3 + 1/3 + 1.
func TestBinomialTwoByTwo(t *testing.T) {
	m, c := mustFit(t, Binomial, []float64{0, 1, 1, 2}, Options{Trials: []float64{2, 2, 2, 2}},
		linear.Intercept(4), column("after", 0, 0, 1, 1))
	near(t, "odds ratio", m.Ratio(1, c, 0.95).Estimate, 9)
	near(t, "variance", c.Matrix.At(1, 1), 8./3)
}

// Counts that vary less than their mean have no θ: the fit is Poisson's.
func TestNegativeBinomialWithoutOverdispersion(t *testing.T) {
	m, c := mustFit(t, NegativeBinomial, []float64{2, 2, 3, 1}, Options{}, linear.Intercept(4))
	if !math.IsInf(m.Theta, 1) || len(m.Warnings) == 0 {
		t.Errorf("θ = %v with warnings %q", m.Theta, m.Warnings)
	}
	near(t, "mean", math.Exp(m.Coef[0]), 2)
	near(t, "variance", c.Matrix.At(0, 0), 1./8)
}

// Hard data either are refused or have findings whose p-values and intervals
// are in order.
func TestHardData(t *testing.T) {
	after := column("after", 0, 0, 0, 1, 1, 1)
	for _, tt := range []struct {
		name string
		y    []float64
		x    linear.Column
	}{
		{"constant", []float64{1, 1, 1, 1, 1, 1}, after},
		{"one group empty", []float64{0, 0, 0, 1, 0, 1}, after},
		{"separated", []float64{0, 0, 0, 1, 1, 1}, after},
		{"separated by a line", []float64{0, 0, 0, 1, 1, 1}, column("x", 1, 2, 3, 4, 5, 6)},
		{"one event", []float64{0, 0, 0, 0, 0, 1}, after},
		{"missing", []float64{0, nan, 1, 1, nan, 0}, column("x", 0, 1, 2, 3, 4, 7)},
		{"fractions", []float64{0.5, 0.25, 0, 1, 0.75, 0.1}, after},
		{"tiny", []float64{1e-300, 0, 1e-300, 0, 1e-300, 1e-300}, after},
		{"huge", []float64{1e300, 1, 1e300, 0, 1e300, 5}, after},
		{"wide regressor", []float64{0, 1, 0, 1, 1, 0}, column("x", -1e150, 1e150, 0, 1, 2, 1e-150)},
		{"narrow regressor", []float64{0, 1, 0, 1, 1, 0}, column("x", 1e-200, 3e-200, 0, 2e-200, 1e-200, 0)},
	} {
		for f := Poisson; f <= QuasiBinomial; f++ {
			t.Run(tt.name+"/"+f.String(), func(t *testing.T) {
				var o Options
				if f.isBinomial() {
					for _, y := range tt.y {
						o.Trials = append(o.Trials, math.Max(1, y))
					}
				}
				m, err := Fit(f, tt.y, o, linear.Intercept(len(tt.y)), tt.x)
				if err != nil {
					if !errors.Is(err, ErrFit) {
						t.Errorf("error %v does not wrap ErrFit", err)
					}
					return
				}
				for e := linear.Classical; e <= linear.QuadraticSpectral; e++ {
					c, err := m.Covariance(linear.Options{Estimator: e, Lag: 1, Prewhiten: e >= linear.Bartlett})
					if err != nil {
						if e == linear.Classical || e == linear.HC0 {
							t.Errorf("estimator %d: %v", e, err)
						}
						continue
					}
					r := m.Ratio(1, c, 0.95)
					if p := r.Test.P; p < 0 || p > 1 || r.Interval.Low > r.Interval.High {
						t.Errorf("%s: p = %v, interval %v", c.Name, p, r.Interval)
					}
				}
				if got := len(m.PearsonResiduals()); got != m.N {
					t.Errorf("%d residuals for %d rows", got, m.N)
				}
				if d, err := m.Overdispersion(); err == nil && (d.Test.P < 0 || d.Test.P > 1) {
					t.Errorf("overdispersion: p = %v", d.Test.P)
				}
			})
		}
	}
}

func TestNoSuchAnswer(t *testing.T) {
	m, _ := mustFit(t, Binomial, []float64{0, 1, 1}, Options{Trials: []float64{1, 1, 1}}, linear.Intercept(3))
	if _, err := m.Overdispersion(); !errors.Is(err, ErrFit) {
		t.Errorf("overdispersion of shares: %v", err)
	}
	for _, e := range []linear.Estimator{linear.HC2, linear.HC3, linear.HC4, linear.QuadraticSpectral + 1} {
		if _, err := m.Covariance(linear.Options{Estimator: e}); !errors.Is(err, ErrFit) {
			t.Errorf("estimator %d: %v", e, err)
		}
	}
}

func BenchmarkFitNegativeBinomial(b *testing.B) {
	const n = 120 // ten years of months
	y, month, after := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range y {
		y[i] = math.Round(20 + 0.3*float64(i) + 18*math.Sin(1.7*float64(i*i)))
		month[i] = float64(i) / n
		if i >= n/2 {
			after[i] = 1
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Fit(NegativeBinomial, y, Options{}, linear.Intercept(n), column("month", month...), column("after", after...)); err != nil {
			b.Fatal(err)
		}
	}
}
