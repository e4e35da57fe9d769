package structural

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
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
// exponential. p-values: supF after Hansen (1997), with up to six regressors,
// and Estrella (2003) beyond; aveF exact in the limit, by the eigenvalues of
// the limiting process; expF by 20,000 seeded simulations of that process.
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
	if fit.RSS <= 1e-20*sumSquares(fit.Y) {
		return nil, fmt.Errorf("structural: %w: the regression fits without residuals", ErrData)
	}
	forward := segmentRSS(fit, 0)
	backward := backwardRSS(fit)
	t := &FTests{From: from - 1, Break: -1}
	sum, top := 0.0, math.Inf(-1)
	for i := from - 1; i < n-from; i++ {
		u := forward[i] + backward[i+1]
		f := (fit.RSS - u) / (u / float64(n-2*k))
		t.F = append(t.F, f)
		sum += f
		if f > top {
			top, t.Break = f, fit.Time[i]
		}
	}
	exp := 0.0
	for _, f := range t.F {
		exp += math.Exp((f - top) / 2)
	}
	m := float64(len(t.F))
	lambda := float64((n-from)*(n-from)) / float64(from*from)
	tau := 1 / (1 + math.Sqrt(lambda))
	make := func(name string, stat, p float64) finding.Finding {
		f := finding.New(name+" statistic", stat)
		f.N, f.Unit, f.Method = n, "observations", name+" test for a break at an unknown date"
		f.Assumptions = []string{"errors are independent and of one variance", "regressors are stationary"}
		f.Test = &finding.Test{Null: "coefficients do not change", Name: name + " test", Statistic: stat, P: p}
		if bg, err := fit.BreuschGodfrey(1); err == nil && bg.P < 0.05 {
			f.Warn("residuals are autocorrelated (Breusch-Godfrey p = %.3g): the test rejects too often", bg.P)
		}
		if n < 40 {
			f.Warn("only %d observations: the p-value is asymptotic", n)
		}
		return f
	}
	t.Sup = make("supF", top, SupP(top, k, tau))
	t.Ave = make("aveF", sum/m, aveP(sum/m, k, tau))
	e := top/2 + math.Log(exp/m)
	t.Exp = make("expF", e, expP(e, k, tau))
	return t, nil
}

func sumSquares(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x * x
	}
	return s
}

// backwardRSS[i] is the sum of squares of rows i..n-1.
func backwardRSS(f *linear.Fit) []float64 {
	k := f.K
	r := make([]float64, k*(k+1))
	row := make([]float64, k+1)
	out := make([]float64, f.N+1)
	sum := 0.0
	for i := f.N - 1; i >= 0; i-- {
		copy(row, f.X.RawRowView(i))
		row[k] = f.Y[i]
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

// aveP uses that the limit of aveF is a quadratic form in a Gaussian process:
// Σ λⱼ χ²(k), with λⱼ the eigenvalues of its correlation kernel.
func aveP(x float64, k int, tau float64) float64 {
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

// expP simulates the limiting process. Below the resolution of the simulation
// it falls back on expF ≤ supF/2.
func expP(x float64, k int, tau float64) float64 {
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
	u := segmentRSS(fit, 0)[before-1] + backwardRSS(fit)[before]
	stat := (fit.RSS - u) / float64(k) / (u / float64(n-2*k))
	f := finding.New("Chow statistic", stat)
	f.N, f.Unit, f.Method = n, "observations", "Chow test for a break at a date given beforehand"
	f.Assumptions = []string{"errors are independent and of one variance", "the date was not chosen from the data"}
	f.Test = &finding.Test{Null: "coefficients are the same before and after", Name: "Chow test", Statistic: stat, DF: []float64{float64(k), float64(n - 2*k)}, P: tail.F(stat, float64(k), float64(n-2*k))}
	return f, nil
}

// OLSCusum is the CUSUM test on least squares residuals (Ploberger and Krämer
// 1992).
func OLSCusum(y []float64, columns ...linear.Column) (finding.Finding, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return finding.Finding{}, err
	}
	scale := math.Sqrt(fit.Sigma2() * float64(fit.N))
	sum, top := 0.0, 0.0
	for _, r := range fit.Residuals {
		sum += r
		top = math.Max(top, math.Abs(sum))
	}
	return cusum(fit, "OLS-based CUSUM test", top/scale, rank.KolmogorovTail(top/scale)), nil
}

// RecursiveCusum is the CUSUM test on recursive residuals (Brown, Durbin and
// Evans 1975).
func RecursiveCusum(y []float64, columns ...linear.Column) (finding.Finding, error) {
	fit, err := linear.OLS(y, columns...)
	if err != nil {
		return finding.Finding{}, err
	}
	w, err := recursiveResiduals(fit)
	if err != nil {
		return finding.Finding{}, err
	}
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
	x := top / scale
	p := 1 - 0.1464*x
	if x >= 0.3 {
		n := func(z float64) float64 { return tail.Normal(-z) }
		p = 2 * (tail.Normal(3*x) + math.Exp(-4*x*x)*(n(x)+n(5*x)-1) - math.Exp(-16*x*x)*tail.Normal(x))
	}
	return cusum(fit, "recursive CUSUM test", x, p), nil
}

func cusum(fit *linear.Fit, name string, stat, p float64) finding.Finding {
	if fit.RSS <= 1e-20*sumSquares(fit.Y) {
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
