package structural

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/montecarlo"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/quadform"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// FTests are the tests for one break at an unknown date (Andrews 1993; Andrews
// and Ploberger 1994).
type FTests struct {
	F     []float64 // Wald-type F statistic of a break after each candidate
	From  int       // row number, counted from 0, of the first candidate among the rows used
	Sup   finding.Finding
	Ave   finding.Finding
	Exp   finding.Finding
	Break int // row number, counted from 0, of the last observation before the break that maximises F
}

// F computes the F statistics at every date that leaves the share Trim of the
// observations on either side, and their supremum, mean and log mean
// exponential. Up to 500 observations the p-values are those of the statistics'
// own law for the regressors, by 999 draws of normal errors with a seed made from
// the order of the residuals; the limiting
// laws ([SupP], [AveP], [ExpP]) reject a true null too often in short series
// and serve beyond, and where they give less than 0.001.
//
// Autocorrelated errors make all three reject too often; there is a warning
// when the residuals show it.
func F(y []float64, trim float64, columns ...linear.Column) (*FTests, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return nil, err
	}
	n, k := fit.N, fit.K
	from, err := segment(trim, n, k)
	if err != nil {
		return nil, err
	}
	if exact(fit) {
		return nil, fmt.Errorf("structural: %w: the regression fits without residuals", ErrData)
	}
	s := sweep{fit, from}
	t := &FTests{From: from - 1, F: s.f(fit.Y)}
	top := 0
	for i, f := range t.F {
		if f > t.F[top] {
			top = i
		}
	}
	t.Break = fit.Time[from-1+top]
	observed := make([]float64, 3)
	summary(t.F, observed)
	lambda := float64((n-from)*(n-from)) / float64(from*from)
	tau := 1 / (1 + math.Sqrt(lambda))
	p := []float64{SupP(observed[0], k, tau), AveP(observed[1], k, tau), math.NaN()}
	if p[2] = SupP(2*observed[2], k, tau); n > montecarlo.Longest && p[2] >= 0.001 {
		p[2] = ExpP(observed[2], k, tau)
	}
	montecarlo.Improve(fit.Residuals, observed, p, func() func(e, out []float64) {
		return func(e, out []float64) { summary(s.f(e), out) }
	})
	make := func(i int, name string) finding.Finding {
		f := finding.New(name+" statistic", observed[i])
		f.N, f.Unit, f.Method = n, "observations", name+" test for a break at an unknown date"
		f.Assumptions = []string{"errors are independent and of one variance", "regressors are stationary"}
		f.Test = &finding.Test{Null: "coefficients do not change", Name: name + " test", Statistic: observed[i], P: p[i]}
		if bg, err := fit.BreuschGodfrey(1); err == nil && bg.P < 0.05 {
			f.Warn("residuals are autocorrelated (Breusch-Godfrey p = %.3g): the test rejects too often", bg.P)
		}
		return f
	}
	t.Sup, t.Ave, t.Exp = make(0, "supF"), make(1, "aveF"), make(2, "expF")
	return t, nil
}

// summary fills in supremum, mean and log mean exponential of half.
func summary(f, out []float64) {
	top, sum := math.Inf(-1), 0.0
	for _, v := range f {
		top = math.Max(top, v)
		sum += v
	}
	exp := 0.0
	for _, v := range f {
		exp += math.Exp((v - top) / 2)
	}
	m := float64(len(f))
	out[0], out[1], out[2] = top, sum/m, top/2+math.Log(exp/m)
}

// A sweep computes F statistics for series over the same regressors.
type sweep struct {
	fit  *linear.Fit
	from int
}

// f returns the F statistic of a break after each candidate.
func (s sweep) f(y []float64) []float64 {
	n, k := s.fit.N, s.fit.K
	forward, backward := growing(s.fit.X, y, false), growing(s.fit.X, y, true)
	rss := forward[n-1]
	var out []float64
	for i := s.from - 1; i < n-s.from; i++ {
		u := forward[i] + backward[i+1]
		out = append(out, (rss-u)/(u/float64(n-2*k)))
	}
	return out
}

func sumSquares(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return s
}

// growing returns residual sums of squares of rows 0..i for every i, or of rows
// i..n−1.
func growing(x *mat.Dense, y []float64, backwards bool) []float64 {
	n, k := x.Dims()
	r := make([]float64, k*(k+1)) // triangle and right-hand side
	row := make([]float64, k+1)
	out := make([]float64, n+1)
	sum := 0.0
	for j := range n {
		i := j
		if backwards {
			i = n - 1 - j
		}
		copy(row, x.RawRowView(i))
		row[k] = y[i]
		sum += rotate(r, row, k)
		out[i] = sum
	}
	return out
}

// SupP is the p-value of a supF statistic for k regressors and symmetric
// trimming tau.
func SupP(x float64, k int, tau float64) float64 {
	if math.IsNaN(x) || k < 1 || !(tau > 0 && tau <= 0.5) {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	plain := tail.ChiSquared(x, float64(k))
	if k > len(supTable) {
		lambda := (1 - tau) / tau
		lambda *= lambda
		lg, _ := math.Lgamma(float64(k) / 2)
		p := math.Exp(-lg+float64(k)/2*math.Log(x/2)-x/2) * math.Abs(math.Log(lambda)*(1-float64(k)/x)+2/x)
		if !(p > plain) { // NaN next to zero
			p = plain
		}
		return math.Min(1, p)
	}
	b := &supTable[k-1]
	at := func(i int) float64 { return tail.ChiSquared(math.Max(0, b[0][i]+b[1][i]*x), b[2][i]) }
	switch {
	case tau == 0.5:
		return plain
	case tau <= 0.01:
		return at(24)
	case tau >= 0.49:
		return math.Min(1, ((0.5-tau)*at(0)+(tau-0.49)*plain)*100) // rounding
	}
	place := (0.51 - tau) * 50
	i := int(place)
	return math.Min(1, (float64(i+1)-place)*at(i-1)+(place-float64(i))*at(i))
}

// AveP is the asymptotic p-value of an aveF statistic: the limit of aveF is a quadratic form in a Gaussian process:
// Σ λⱼ χ²(k), with λⱼ the eigenvalues of its correlation kernel.
func AveP(x float64, k int, tau float64) float64 {
	const m = 160
	if tau >= 0.5-1e-9 {
		return tail.ChiSquared(x, float64(k))
	}
	kernel := mat.NewSymDense(m, nil)
	for i := range m {
		s := tau + (1-2*tau)*(float64(i)+0.5)/m
		for j := i; j < m; j++ {
			t := tau + (1-2*tau)*(float64(j)+0.5)/m
			kernel.SetSym(i, j, s*(1-t)/math.Sqrt(s*(1-s)*t*(1-t))/m)
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(kernel, false) {
		return math.NaN()
	}
	var w []float64
	for _, v := range eig.Values(nil) {
		if v > 1e-6 {
			w = append(w, v)
		}
	}
	return quadform.Above(x, w, float64(k))
}

// ExpP is the asymptotic p-value of an expF statistic, by 20,000 seeded
// simulations of the limiting process. Below their resolution it falls back on
// expF ≤ supF/2.
func ExpP(x float64, k int, tau float64) float64 {
	const paths, steps = 20000, 200
	bound := SupP(2*x, k, tau)
	if bound < 1e-6 {
		return bound
	}
	// In the time u = log(t/(1−t)) the standardised bridge is a stationary
	// Ornstein-Uhlenbeck process with correlation exp(−|Δu|/2).
	above := 0
	var s resample.Stream
	ts := make([]float64, steps)
	rho := make([]float64, steps)
	for i := range ts {
		ts[i] = tau + (1-2*tau)*(float64(i)+0.5)/steps
		if i > 0 {
			du := math.Log(ts[i]/(1-ts[i])) - math.Log(ts[i-1]/(1-ts[i-1]))
			rho[i] = math.Exp(-du / 2)
		}
	}
	z := make([]float64, k)
	for p := range paths {
		s.Begin(1994, uint64(p))
		sum := 0.0
		for i := range ts {
			q := 0.0
			for j := range z {
				e := s.Normal()
				if i > 0 {
					e = rho[i]*z[j] + math.Sqrt(1-rho[i]*rho[i])*e
				}
				z[j] = e
				q += e * e
			}
			sum += math.Exp(q / 2)
		}
		if math.Log(sum/steps) >= x {
			above++
		}
	}
	return math.Min(float64(above+1)/(paths+1), math.Max(bound, 1.0/(paths+1)))
}

// Chow tests for a break after row number at, counted from 0, a date known
// beforehand. A date read off the same data makes the test worthless.
func Chow(y []float64, at int, columns ...linear.Column) (finding.Finding, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return finding.Finding{}, err
	}
	n, k := fit.N, fit.K
	before := 0
	for before < n && fit.Time[before] <= at {
		before++
	}
	if before <= k || n-before <= k {
		return finding.Finding{}, fmt.Errorf("structural: %w: %d and %d observations on the sides of the date", ErrData, before, n-before)
	}
	u := growing(fit.X, fit.Y, false)[before-1] + growing(fit.X, fit.Y, true)[before]
	stat := (fit.RSS - u) / float64(k) / (u / float64(n-2*k))
	f := finding.New("Chow statistic", stat)
	f.N, f.Unit, f.Method = n, "observations", "Chow test for a break at a date given beforehand"
	f.Assumptions = []string{"errors are independent and of one variance", "the date was not chosen from the data"}
	f.Test = &finding.Test{Null: "coefficients are the same before and after", Name: "Chow test", Statistic: stat, DF: []float64{float64(k), float64(n - 2*k)}, P: tail.F(stat, float64(k), float64(n-2*k))}
	return f, nil
}

// OLSCusum is the CUSUM test on least squares residuals (Ploberger and Krämer
// 1992). The p-value is found as in [F]: the limit, [OLSCusumP], rejects too
// rarely in short series.
func OLSCusum(y []float64, columns ...linear.Column) (finding.Finding, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return finding.Finding{}, err
	}
	scale := math.Sqrt(fit.Sigma2() * float64(fit.N))
	stat := []float64{furthest(fit.Residuals) / scale}
	p := []float64{OLSCusumP(stat[0])}
	if !exact(fit) {
		var xb mat.Dense
		xb.Mul(fit.X, fit.Bread())
		montecarlo.Improve(fit.Residuals, stat, p, func() func(e, out []float64) {
			return func(e, out []float64) {
				r := residuals(fit.X, &xb, e)
				out[0] = furthest(r) / math.Sqrt(sumSquares(r)/float64(fit.DF())*float64(fit.N))
			}
		})
	}
	return cusum(fit, "OLS-based CUSUM test", stat[0], p[0]), nil
}

// furthest is the greatest absolute cumulative sum.
func furthest(v []float64) float64 {
	sum, top := 0.0, 0.0
	for _, r := range v {
		sum += r
		top = math.Max(top, math.Abs(sum))
	}
	return top
}

// residuals of y on x, with xb = X(X'X)⁻¹.
func residuals(x, xb *mat.Dense, y []float64) []float64 {
	n, k := x.Dims()
	beta := make([]float64, k)
	for i, v := range y {
		for j, b := range xb.RawRowView(i) {
			beta[j] += b * v
		}
	}
	out := make([]float64, n)
	for i, v := range y {
		for j, b := range x.RawRowView(i) {
			v -= b * beta[j]
		}
		out[i] = v
	}
	return out
}

// OLSCusumP is the asymptotic p-value of an OLS-based CUSUM statistic, from the
// supremum of a Brownian bridge.
func OLSCusumP(x float64) float64 { return rank.KolmogorovTail(x) }

// RecursiveCusum is the CUSUM test on recursive residuals (Brown, Durbin and
// Evans 1975). The p-value is found as in [F]; the limit is [RecursiveCusumP].
func RecursiveCusum(y []float64, columns ...linear.Column) (finding.Finding, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return finding.Finding{}, err
	}
	w, err := recursiveResiduals(fit)
	if err != nil {
		return finding.Finding{}, err
	}
	stat := []float64{recursive(w)}
	p := []float64{RecursiveCusumP(stat[0])}
	if !exact(fit) {
		// Recursive residuals are independent whatever the regressors.
		montecarlo.Improve(fit.Residuals, stat, p, func() func(e, out []float64) {
			return func(e, out []float64) { out[0] = recursive(e[:len(w)]) }
		})
	}
	return cusum(fit, "recursive CUSUM test", stat[0], p[0]), nil
}

// recursive is the CUSUM statistic of recursive residuals.
func recursive(w []float64) float64 {
	m := float64(len(w))
	mean, v := 0.0, 0.0
	for _, x := range w {
		mean += x / m
	}
	for _, x := range w {
		v += (x - mean) * (x - mean)
	}
	scale := math.Sqrt(v / (m - 1) * m)
	sum, top := 0.0, 0.0
	for i, x := range w {
		sum += x
		top = math.Max(top, math.Abs(sum)/(1+2*float64(i+1)/m))
	}
	return top / scale
}

// RecursiveCusumP is the asymptotic p-value of a recursive CUSUM statistic.
func RecursiveCusumP(x float64) float64 {
	if x < 0.3 {
		return 1 - 0.1464*x
	}
	n := func(z float64) float64 { return tail.Normal(-z) }
	return 2 * (tail.Normal(3*x) + math.Exp(-4*x*x)*(n(x)+n(5*x)-1) - math.Exp(-16*x*x)*tail.Normal(x))
}

// exact reports whether the regression fits without residuals.
func exact(fit *linear.Fit) bool { return fit.RSS <= 1e-20*sumSquares(fit.Y) }

func cusum(fit *linear.Fit, name string, stat, p float64) finding.Finding {
	if exact(fit) {
		stat, p = math.NaN(), math.NaN()
	}
	f := finding.New("CUSUM statistic", stat)
	f.N, f.Unit, f.Method = fit.N, "observations", name
	f.Assumptions = []string{"errors are independent and of one variance"}
	f.Test = &finding.Test{Null: "coefficients do not change", Name: name, Statistic: stat, P: p}
	if math.IsNaN(stat) {
		f.Warn("the regression fits without residuals")
	} else if bg, err := fit.BreuschGodfrey(1); err == nil && bg.P < 0.05 {
		f.Warn("residuals are autocorrelated (Breusch-Godfrey p = %.3g): the test rejects too often", bg.P)
	}
	return f
}

// recursiveResiduals are the standardised one-step prediction errors after
// the first K rows.
func recursiveResiduals(f *linear.Fit) ([]float64, error) {
	k := f.K
	var out []float64
	for i := k; i < f.N; i++ {
		x := f.X.Slice(0, i, 0, k)
		var beta, inv mat.Dense
		if err := beta.Solve(x, mat.NewDense(i, 1, append([]float64(nil), f.Y[:i]...))); err != nil {
			return nil, fmt.Errorf("structural: %w: the first %d rows do not identify the coefficients", ErrData, i)
		}
		var xx mat.Dense
		xx.Mul(x.T(), x)
		if err := inv.Inverse(&xx); err != nil {
			return nil, fmt.Errorf("structural: %w: the first %d rows do not identify the coefficients", ErrData, i)
		}
		row := f.X.RowView(i)
		fitted := mat.Dot(row, beta.ColView(0))
		out = append(out, (f.Y[i]-fitted)/math.Sqrt(1+mat.Inner(row, &inv, row)))
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("structural: %w: %d recursive residuals", ErrData, len(out))
	}
	return out, nil
}
