package linear_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

// stationary is a first-order autoregression of variance one.
func stationary(r *rand.Rand, n int, phi float64) []float64 {
	y := make([]float64, n)
	y[0] = r.NormFloat64()
	for i := 1; i < n; i++ {
		y[i] = phi*y[i-1] + math.Sqrt(1-phi*phi)*r.NormFloat64()
	}
	return y
}

// segments are the regressors of an interrupted time series.
func segments(n int) []linear.Column {
	time, level, slope := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		time[i] = float64(i + 1)
		if i >= n/2 {
			level[i], slope[i] = 1, float64(i-n/2+1)
		}
	}
	return []linear.Column{linear.Intercept(n), {Name: "time", Values: time}, {Name: "level", Values: level}, {Name: "slope", Values: slope}}
}

// The plain estimator of these lags is far too small for forty values; the
// corrected one has the right mean, and its intervals the right coverage.
func TestCorrectedErrorsHoldTheirLevelInShortSeries(t *testing.T) {
	const n, runs = 40, 400
	cols := segments(n)
	for _, phi := range []float64{0, 0.4, 0.7} {
		r := rand.New(rand.NewPCG(11, uint64(100*phi)))
		var estimates, corrected, plain, phis, covered, coveredPlain float64
		for range runs {
			fit, err := linear.OLS(stationary(r, n, phi), cols...)
			if err != nil {
				t.Fatal(err)
			}
			c, err := fit.Covariance(linear.Robust())
			if err != nil {
				t.Fatal(err)
			}
			nw, err := fit.Covariance(linear.Options{Estimator: linear.Bartlett, Lag: linear.Rule, Adjust: true})
			if err != nil {
				t.Fatal(err)
			}
			estimates += fit.Coef[2] * fit.Coef[2] / runs
			corrected += c.Matrix.At(2, 2) / runs
			plain += nw.Matrix.At(2, 2) / runs
			phis += c.Phi / runs
			if fit.Coefficient(2, c, 0.95).Interval.Contains(0) {
				covered++
			}
			if fit.Coefficient(2, nw, 0.95).Interval.Contains(0) {
				coveredPlain++
			}
		}
		if ratio := corrected / estimates; ratio < 0.85 || ratio > 1.4 {
			t.Errorf("φ %v: the corrected variance is %.2f of the true one", phi, ratio)
		}
		if plain > 0.9*estimates {
			t.Errorf("φ %v: the plain variance is %.2f of the true one, so there was nothing to correct", phi, plain/estimates)
		}
		if math.Abs(phis-phi) > 0.09 {
			t.Errorf("φ %v is estimated as %.2f on average", phi, phis)
		}
		if share := covered / runs; share < 0.92 || share > 0.975 {
			t.Errorf("φ %v: intervals cover %.3f, plain ones %.3f", phi, share, coveredPlain/runs)
		}
	}
}

// Without autocorrelation and with lag 0, the moments are known in closed form.
func TestCorrectedAgainstBruteForce(t *testing.T) {
	const n = 24
	r := rand.New(rand.NewPCG(3, 3))
	y := stationary(r, n, 0.5)
	y[7], y[8] = math.NaN(), math.NaN() // a gap
	fit, err := linear.OLS(y, segments(n)...)
	if err != nil {
		t.Fatal(err)
	}
	o := linear.Robust()
	o.Lag = 3
	c, err := fit.Covariance(o)
	if err != nil {
		t.Fatal(err)
	}
	// V, M and the kernel as whole matrices.
	m, k := fit.N, fit.K
	v, resid, kernel := mat.NewDense(m, m, nil), mat.NewDense(m, m, nil), mat.NewDense(m, m, nil)
	xb := mat.NewDense(m, k, nil)
	xb.Mul(fit.X, fit.Bread())
	var hat mat.Dense
	hat.Mul(xb, fit.X.T())
	for i := range m {
		for j := range m {
			d := math.Abs(float64(fit.Time[i] - fit.Time[j]))
			v.Set(i, j, math.Pow(c.Phi, d))
			kernel.Set(i, j, math.Max(0, 1-d/4))
			resid.Set(i, j, -hat.At(i, j))
			if i == j {
				resid.Set(i, j, 1-hat.At(i, j))
			}
		}
	}
	var mv, g mat.Dense
	mv.Mul(resid, v)
	g.Mul(&mv, resid)
	// φ makes the expected lag-one autocorrelation that of the residuals.
	var num, den, top, bottom float64
	for i := range m {
		den += fit.Residuals[i] * fit.Residuals[i]
		bottom += g.At(i, i)
		if i > 0 && fit.Time[i] == fit.Time[i-1]+1 {
			num += fit.Residuals[i] * fit.Residuals[i-1]
			top += g.At(i, i-1)
		}
	}
	if got, want := top/bottom, num/den; math.Abs(got-want) > 1e-6 {
		t.Errorf("at φ = %v the expected autocorrelation is %v, observed is %v", c.Phi, got, want)
	}
	// The expectation of the plain estimator is turned into the truth.
	sandwich := func(z *mat.Dense) *mat.Dense {
		var a, b mat.Dense
		a.Mul(xb.T(), z)
		b.Mul(&a, xb)
		return &b
	}
	weigh := func(z func(i, j int) float64) *mat.Dense {
		out := mat.NewDense(m, m, nil)
		for i := range m {
			for j := range m {
				out.Set(i, j, kernel.At(i, j)*z(i, j))
			}
		}
		return sandwich(out)
	}
	truth, expected := sandwich(v), weigh(g.At)
	plain := weigh(func(i, j int) float64 { return fit.Residuals[i] * fit.Residuals[j] })
	root := func(a *mat.Dense) *mat.TriDense {
		s := mat.NewSymDense(k, nil)
		for i := range k {
			for j := i; j < k; j++ {
				s.SetSym(i, j, a.At(i, j))
			}
		}
		var ch mat.Cholesky
		if !ch.Factorize(s) {
			t.Fatal("not positive definite")
		}
		var l mat.TriDense
		ch.LTo(&l)
		return &l
	}
	var inv, turn, left, want mat.Dense
	if err := inv.Inverse(root(expected)); err != nil {
		t.Fatal(err)
	}
	turn.Mul(root(truth), &inv)
	left.Mul(&turn, plain)
	want.Mul(&left, turn.T())
	for i := range k {
		for j := range k {
			if got := c.Matrix.At(i, j); math.Abs(got-want.At(i, j)) > 1e-8*math.Abs(want.At(i, i))+1e-12 {
				t.Errorf("covariance %d, %d: %v, want %v", i, j, got, want.At(i, j))
			}
		}
	}
	// The degrees of freedom, without the part for the error of φ, bound those
	// given from above.
	var d, a mat.VecDense
	d.MulVec(turn.T(), mat.NewVecDense(k, []float64{0, 0, 1, 0}))
	a.MulVec(xb, &d)
	var qg, qgqg mat.Dense
	q := mat.NewDense(m, m, nil)
	for i := range m {
		for j := range m {
			q.Set(i, j, a.AtVec(i)*kernel.At(i, j)*a.AtVec(j))
		}
	}
	qg.Mul(q, &g)
	qgqg.Mul(&qg, &qg)
	exact := mat.Trace(&qg) * mat.Trace(&qg) / mat.Trace(&qgqg)
	const step = 0.01
	slope := 0.0
	for _, sign := range []float64{1, -1} {
		v2, g2 := mat.NewDense(m, m, nil), mat.NewDense(m, m, nil)
		for i := range m {
			for j := range m {
				v2.Set(i, j, math.Pow(c.Phi+sign*step, math.Abs(float64(fit.Time[i]-fit.Time[j]))))
			}
		}
		var left mat.Dense
		left.Mul(resid, v2)
		g2.Mul(&left, resid)
		slope += sign * math.Log(sandwich(v2).At(2, 2)/weigh(g2.At).At(2, 2)) / (2 * step)
	}
	want2 := 2 / (2/exact + slope*slope*(1-c.Phi*c.Phi)/float64(m))
	if df := c.Freedom([]float64{0, 0, 1, 0}, fit.DF()); math.Abs(df-want2) > 1e-5*want2 {
		t.Errorf("%v degrees of freedom, want %v", df, want2)
	}
}

func TestCorrectedAtItsEdges(t *testing.T) {
	n := 30
	exact := make([]float64, n)
	for i := range exact {
		exact[i] = 2 + 3*float64(i)
	}
	fit, err := linear.OLS(exact, segments(n)...)
	if err != nil {
		t.Fatal(err)
	}
	c, err := fit.Covariance(linear.Robust())
	if err != nil {
		t.Fatal(err)
	}
	if f := fit.Coefficient(2, c, 0.95); math.IsNaN(f.Estimate) || f.Interval.IsDefined() && f.Interval.Width() > 1e-6 {
		t.Errorf("without residuals: %v", f)
	}
	for _, o := range []linear.Options{
		{Estimator: linear.HC1, Correct: true}, {Estimator: linear.QuadraticSpectral, Correct: true},
		{Estimator: linear.Bartlett, Lag: linear.Automatic, Correct: true}, {Estimator: linear.Bartlett, Lag: n, Correct: true},
	} {
		if _, err := fit.Covariance(o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	// In a long series the t law is nearly normal.
	r := rand.New(rand.NewPCG(1, 1))
	long, err := linear.OLS(stationary(r, 2000, 0.3), segments(2000)...)
	if err != nil {
		t.Fatal(err)
	}
	c, err = long.Covariance(linear.Robust())
	if err != nil {
		t.Fatal(err)
	}
	if df := c.Freedom([]float64{0, 1, 0, 0}, long.DF()); df < 60 || df > float64(long.DF()) {
		t.Errorf("%v degrees of freedom of %d", df, long.DF())
	}
}

func BenchmarkCorrected(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 1))
	fit, err := linear.OLS(stationary(r, 120, 0.3), segments(120)...)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		c, err := fit.Covariance(linear.Robust())
		if err != nil {
			b.Fatal(err)
		}
		fit.Coefficient(2, c, 0.95)
	}
}
