package linear

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

var nan, inf = math.NaN(), math.Inf(1)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func steps(n int) Column {
	c := Column{"time", make([]float64, n)}
	for i := range c.Values {
		c.Values[i] = float64(i)
	}
	return c
}

func TestOLSRefuses(t *testing.T) {
	four := []float64{1, 2, 4, 3}
	for _, tt := range []struct {
		name string
		y    []float64
		cols []Column
	}{
		{"no regressors", four, nil},
		{"nothing at all", nil, []Column{Intercept(0)}},
		{"one point", four[:1], []Column{Intercept(1)}},
		{"as many points as coefficients", four[:2], []Column{Intercept(2), steps(2)}},
		{"all missing", []float64{nan, nan, nan}, []Column{Intercept(3)}},
		{"too few left", []float64{1, nan, 2}, []Column{Intercept(3), steps(3)}},
		{"infinite response", []float64{1, 2, -inf, 3}, []Column{Intercept(4)}},
		{"infinite regressor", four, []Column{Intercept(4), {"x", []float64{0, inf, 1, 2}}}},
		{"column too short", four, []Column{Intercept(3)}},
		{"column of zeros", four, []Column{Intercept(4), {"x", make([]float64, 4)}}},
		{"column twice", four, []Column{Intercept(4), steps(4), steps(4)}},
		{"constant beside the intercept", four, []Column{Intercept(4), {"x", []float64{7, 7, 7, 7}}}},
		{"column too large to square", four, []Column{Intercept(4), {"x", []float64{1e308, -1e308, 1e308, 1e308}}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if fit, err := OLS(tt.y, tt.cols...); !errors.Is(err, ErrDesign) {
				t.Errorf("OLS = %v, %v; want ErrDesign", fit, err)
			}
		})
	}
}

// The line through (0,1), (1,3), (2,2): both means are 1 and 2, so the slope is
// Σ(t−1)(y−2)/Σ(t−1)² = 1/2 and the intercept 2 − 1/2. The residuals are −½, 1,
// −½, hence RSS 3/2 on one degree of freedom against a total of 2.
func TestThreePoints(t *testing.T) {
	fit, err := OLS([]float64{1, 3, 2}, Intercept(3), steps(3))
	if err != nil {
		t.Fatal(err)
	}
	near(t, "intercept", fit.Coef[0], 1.5)
	near(t, "slope", fit.Coef[1], 0.5)
	near(t, "RSS", fit.RSS, 1.5)
	near(t, "σ²", fit.Sigma2(), 1.5)
	near(t, "R²", fit.RSquared(), 0.25)
	// Both successive differences of the residuals are 3/2 in size: DW = 4.5/1.5.
	near(t, "Durbin-Watson", fit.DurbinWatson().Statistic, 3)
	// Leverage is 1/3 + (t−1)²/2.
	for i, want := range []float64{5. / 6, 1. / 3, 5. / 6} {
		near(t, "leverage", fit.Hat()[i], want)
	}
	// The slope's variance is Σ(t−1)²ω/Σ²(t−1)² = (ω₀+ω₂)/4, with ω = σ², or
	// r² = ¼, times n/(n−k) = 3, or divided by 1−h = 1/6 once or twice; HC4
	// divides by (1−h) to the power n·h/k = 5/4.
	for _, tt := range []struct {
		e    Estimator
		want float64
	}{
		{Classical, 0.75}, {HC0, 0.125}, {HC1, 0.375}, {HC2, 0.75}, {HC3, 4.5}, {HC4, 0.125 * math.Pow(6, 1.25)},
	} {
		cov, err := fit.Covariance(Options{Estimator: tt.e})
		if err != nil {
			t.Fatal(err)
		}
		near(t, cov.Name, cov.Matrix.At(1, 1), tt.want)
	}
}

// Around the mean of 1, 3, 2 the residuals are −1, 1, 0. With lag 1 the middle
// of the sandwich is Σr² + 2·½·Σrₜrₜ₋₁ = 2 − 1 and the bread 1/3. A month
// missing after the first value leaves only the pair (1, 0): 2 + 0.
func TestNeweyWestOfMean(t *testing.T) {
	for _, tt := range []struct {
		name string
		y    []float64
		o    Options
		want float64
	}{
		{"no gap", []float64{1, 3, 2}, Options{Estimator: Bartlett, Lag: 1}, 1. / 9},
		{"gap", []float64{1, nan, 3, 2}, Options{Estimator: Bartlett, Lag: 1}, 2. / 9},
		{"adjusted", []float64{1, 3, 2}, NeweyWest(1), 1. / 6},
		{"lag 0", []float64{1, 3, 2}, NeweyWest(0), 1. / 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fit, err := OLS(tt.y, Intercept(len(tt.y)))
			if err != nil {
				t.Fatal(err)
			}
			cov, err := fit.Covariance(tt.o)
			if err != nil {
				t.Fatal(err)
			}
			near(t, "variance", cov.Matrix.At(0, 0), tt.want)
			near(t, "standard error", cov.StandardError(0), math.Sqrt(tt.want))
		})
	}
}

func everyCovariance() []Options {
	var all []Options
	for e := Classical; e <= QuadraticSpectral; e++ {
		for _, lag := range []int{0, 1, Automatic, Rule} {
			for _, pre := range []bool{false, true} {
				all = append(all, Options{Estimator: e, Lag: lag, Prewhiten: pre, Adjust: true})
			}
		}
	}
	return all
}

// Series that leave no error to speak of, or far too much, still have every
// covariance and diagnostic; what is undefined is NaN.
func TestDegenerateSeries(t *testing.T) {
	for _, tt := range []struct {
		name string
		y    []float64
		flat bool // all residuals are exactly zero
	}{
		{"zero", make([]float64, 8), true},
		{"constant", []float64{5, 5, 5, 5, 5, 5, 5, 5}, false},
		{"straight", []float64{1, 2, 3, 4, 5, 6, 7, 8}, false},
		{"as few as can be", []float64{1, 3, 2}, false},
		{"mostly missing", []float64{1, nan, nan, 2, nan, nan, nan, 1}, false},
		{"one apart from zeros", []float64{0, 0, 0, 0, 0, 0, 0, 1}, false},
		{"alternating", []float64{1, -1, 1, -1, 1, -1, 1, -1}, false},
		{"subnormal", []float64{5e-324, 0, 5e-324, 0, 0, 5e-324}, false},
		{"squares overflow", []float64{1e200, -1e200, 1e200, 3e200, -1e200, 2e200}, false},
		{"largest", []float64{math.MaxFloat64, -math.MaxFloat64, math.MaxFloat64, -math.MaxFloat64, 1}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			fit, err := OLS(tt.y, Intercept(len(tt.y)), steps(len(tt.y)))
			if err != nil {
				if !errors.Is(err, ErrDesign) {
					t.Errorf("error %v does not wrap ErrDesign", err)
				}
				return
			}
			for _, o := range everyCovariance() {
				cov, err := fit.Covariance(o)
				if err != nil {
					if o.Estimator < Bartlett {
						t.Errorf("%+v: %v", o, err)
					}
					continue
				}
				if cov.Lag < 0 || cov.Bandwidth < 0 {
					t.Errorf("%s: bandwidth %v", cov.Name, cov.Bandwidth)
				}
				f := fit.Coefficient(1, cov, 0.95)
				if p := f.Test.P; p < 0 || p > 1 {
					t.Errorf("%s: p = %v", cov.Name, p)
				}
				if f.Interval.Low > f.Interval.High {
					t.Errorf("%s: interval %v", cov.Name, f.Interval)
				}
				if tt.flat && (f.Estimate != 0 || !math.IsNaN(f.Test.P) || f.Interval.IsDefined() || len(f.Warnings) == 0) {
					t.Errorf("%s: a flat series gives %v", cov.Name, f)
				}
			}
			dw := fit.DurbinWatson()
			bp, err := fit.BreuschPagan()
			if err != nil && !errors.Is(err, ErrDesign) {
				t.Errorf("Breusch-Pagan: %v", err)
			}
			if dw.P < -1e-6 || dw.P > 1+1e-6 || bp.P < 0 || bp.P > 1 {
				t.Errorf("p = %v (Durbin-Watson), %v (Breusch-Pagan)", dw.P, bp.P)
			}
			if tt.flat && !(math.IsNaN(dw.P) && math.IsNaN(bp.P) && math.IsNaN(fit.RSquared())) {
				t.Errorf("a flat series gives p = %v, %v and R² = %v", dw.P, bp.P, fit.RSquared())
			}
		})
	}
}

func TestCovarianceRefuses(t *testing.T) {
	fit, err := OLS([]float64{1, 3, 2, 5}, Intercept(4), steps(4))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{
		{Estimator: QuadraticSpectral + 1}, NeweyWest(4), NeweyWest(math.MaxInt), NeweyWest(Rule - 1), NeweyWest(math.MinInt),
	} {
		if _, err := fit.Covariance(o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	for _, order := range []int{math.MinInt, -1, 0, 2, 3, math.MaxInt} {
		if _, err := fit.BreuschGodfrey(order); err == nil {
			t.Errorf("Breusch-Godfrey of order %d: no error", order)
		}
	}
	for _, scores := range []*mat.Dense{{}, mat.NewDense(2, 2, nil), mat.NewDense(5, 1, nil)} {
		if _, _, err := LongRun(scores, []int{0, 1}, -1, Options{Estimator: Bartlett}); !errors.Is(err, ErrDesign) {
			t.Errorf("LongRun: %v, want ErrDesign", err)
		}
	}
}

func BenchmarkOLSNeweyWest(b *testing.B) {
	const n = 120 // ten years of months
	y, month, after := make([]float64, n), steps(n), Column{"after", make([]float64, n)}
	for i := range y {
		y[i] = 20 + 0.3*float64(i) + 5*math.Sin(1.7*float64(i*i))
		if i >= n/2 {
			after.Values[i] = 1
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		fit, err := OLS(y, Intercept(n), month, after)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := fit.Covariance(NeweyWest(4)); err != nil {
			b.Fatal(err)
		}
	}
}
