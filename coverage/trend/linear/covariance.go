package linear

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Estimator says how the covariance of the coefficients is estimated.
type Estimator uint8

const (
	// Classical assumes independent errors of one variance.
	Classical Estimator = iota
	// HC0 to HC4 allow any variances (White 1980; MacKinnon and White 1985;
	// Cribari-Neto 2004) but need independent errors. In short series HC0 to HC2
	// are too small (95% intervals cover 90% with 30 observations whose variance
	// grows with the regressor), and below [FewForHC] there is a warning: take
	// HC3.
	HC0
	HC1
	HC2
	HC3
	HC4
	// Bartlett weighs autocovariances by 1 − l/(L+1) (Newey and West 1987).
	Bartlett
	// QuadraticSpectral is the kernel of Andrews (1991).
	QuadraticSpectral
)

// Automatic, as a Lag, lets the data choose: Newey and West (1994) for
// Bartlett, Andrews (1991) with AR(1) for QuadraticSpectral.
const Automatic = -1

// Rule, as a Lag, is ⌊4(T/100)^{2/9}⌋.
const Rule = -2

// LongSeries is the number of observations below which the uncorrected
// autocorrelation-robust estimators are too small to be used without a warning.
const LongSeries = 300

// FewForHC is the number of observations below which HC0, HC1 and HC2 are warned
// about.
const FewForHC = 50

// Options choose a covariance estimator. The zero value is Classical.
type Options struct {
	Estimator Estimator
	// Lag is the number of autocovariances for Bartlett, or [Automatic] or
	// [Rule]. QuadraticSpectral always chooses its own bandwidth.
	Lag int
	// Prewhiten fits a VAR(1) to the scores first and recolours afterwards
	// (Andrews and Monahan 1992).
	Prewhiten bool
	// Adjust multiplies by n/(n − k).
	Adjust bool
	// Correct, for Bartlett, takes off the bias in small samples and finds the
	// degrees of freedom, as [Corrected] does, in place of Prewhiten and Adjust.
	Correct bool
}

// NeweyWest is Bartlett with a given lag, no prewhitening, adjusted for small
// samples.
func NeweyWest(lag int) Options { return Options{Estimator: Bartlett, Lag: lag, Adjust: true} }

// Robust is the choice for series whose errors may be autocorrelated, when
// nothing more is known: Bartlett with a lag by [Rule], corrected for small
// samples.
func Robust() Options { return Options{Estimator: Bartlett, Lag: Rule, Correct: true} }

// A Covariance is the estimated covariance matrix of the coefficients.
type Covariance struct {
	Matrix      *mat.SymDense
	Name        string // as in a paper
	Lag         int    // autocovariances used, for Bartlett
	Bandwidth   float64
	Phi         float64 // of the working autoregression, where there is one
	Assumptions []string
	Warnings    []string

	df func(w []float64) float64
}

// Freedom returns the degrees of freedom of the t law of the combination Σ wᵢβᵢ;
// residual, those of the residuals, where the estimator knows none of its own.
func (c *Covariance) Freedom(w []float64, residual int) float64 {
	if c.df != nil {
		if df := c.df(w); df > 0 {
			return math.Min(df, float64(residual))
		}
	}
	return float64(residual)
}

// Covariance estimates the covariance matrix of the coefficients.
func (f *Fit) Covariance(o Options) (*Covariance, error) {
	if o.Correct {
		return Corrected(f.X, f.Residuals, f.Time, f.bread, o)
	}
	switch {
	case o.Estimator == Classical:
		m := mat.NewSymDense(f.K, nil)
		m.ScaleSym(f.Sigma2(), f.bread)
		return &Covariance{Matrix: m, Name: "classical standard errors", Assumptions: []string{"errors are independent and of one variance"}}, nil
	case o.Estimator <= HC4:
		return f.hc(o.Estimator), nil
	case o.Estimator > QuadraticSpectral:
		return nil, fmt.Errorf("linear: unknown covariance estimator %d", o.Estimator)
	}
	scores := mat.NewDense(f.N, f.K, nil)
	for i := range f.N {
		for j := range f.K {
			scores.Set(i, j, f.X.At(i, j)*f.Residuals[i])
		}
	}
	intercept := -1
	for j, n := range f.Names {
		if n == InterceptName && f.K > 1 {
			intercept = j
		}
	}
	meat, c, err := LongRun(scores, f.Time, intercept, o)
	if err != nil {
		return nil, err
	}
	c.Matrix = sandwich(f.bread, meat)
	return c, nil
}

func (f *Fit) hc(e Estimator) *Covariance {
	h := f.Hat()
	meat := mat.NewSymDense(f.K, nil)
	n, k := float64(f.N), float64(f.K)
	c := &Covariance{Name: "heteroscedasticity-consistent standard errors (" + [...]string{"", "HC0", "HC1", "HC2", "HC3", "HC4"}[e] + ")",
		Assumptions: []string{"errors are independent"}}
	if f.N < FewForHC && e < HC3 {
		c.warn("only %d observations: these errors are too small in short series, HC3 is better", f.N)
	}
	for i, r := range f.Residuals {
		w := r * r
		left := 1 - h[i]
		if left < 1e-12 && e >= HC2 {
			// An observation with a coefficient of its own has residual 0.
			c.warn("an observation has leverage 1 and takes no part in the error")
			continue
		}
		switch e {
		case HC1:
			w *= n / (n - k)
		case HC2:
			w /= left
		case HC3:
			w /= left * left
		case HC4:
			w /= math.Pow(left, math.Min(4, n*h[i]/k))
		}
		meat.SymRankOne(meat, w, f.X.RowView(i))
	}
	c.Matrix = sandwich(f.bread, meat)
	return c
}

func (c *Covariance) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	for _, have := range c.Warnings {
		if have == w {
			return
		}
	}
	c.Warnings = append(c.Warnings, w)
}

func sandwich(bread, meat mat.Symmetric) *mat.SymDense {
	k := bread.SymmetricDim()
	var t, s mat.Dense
	t.Mul(bread, meat)
	s.Mul(&t, bread)
	out := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			out.SetSym(i, j, (s.At(i, j)+s.At(j, i))/2)
		}
	}
	return out
}

// LongRun estimates n times the long-run covariance of the rows of scores,
// which are observations at the given times: the middle of the sandwich. It is
// meant for other packages that fit models by estimating equations. intercept
// is the column that takes no part in choosing a bandwidth, or -1. Matrix of
// the result is nil.
func LongRun(scores *mat.Dense, time []int, intercept int, o Options) (*mat.SymDense, *Covariance, error) {
	n, k := scores.Dims()
	if n <= k || len(time) != n {
		return nil, nil, fmt.Errorf("linear: %w: %d scores for %d coefficients", ErrDesign, n, k)
	}
	if o.Lag < Rule {
		return nil, nil, fmt.Errorf("linear: lag %d", o.Lag)
	}
	c := &Covariance{Assumptions: []string{"errors are stationary and their dependence dies out"}}
	u, at := scores, time
	var recolour *mat.Dense
	used := n
	if o.Prewhiten {
		var ok bool
		u, at, recolour, ok = prewhiten(scores, time)
		if !ok {
			c.warn("prewhitening failed, the scores are close to a unit root; errors are not prewhitened")
			u, at, recolour = scores, time, nil
			o.Prewhiten = false
		} else {
			used, _ = u.Dims()
		}
	}
	var weights []float64
	switch o.Estimator {
	case QuadraticSpectral:
		c.Bandwidth = bandwidthAndrews(u, at, intercept)
		for l := 0; l < n; l++ {
			weights = append(weights, quadraticSpectral(float64(l)/c.Bandwidth))
		}
		for len(weights) > 1 && math.Abs(weights[len(weights)-1]) <= 1e-7 {
			weights = weights[:len(weights)-1]
		}
		c.Name = fmt.Sprintf("HAC standard errors with quadratic spectral kernel (Andrews 1991), bandwidth %.3g", c.Bandwidth)
	default:
		switch o.Lag {
		case Rule:
			c.Lag = ruleLag(n)
		case Automatic:
			c.Bandwidth = bandwidthNeweyWest(u, at, n, intercept, o.Prewhiten)
			c.Lag = int(math.Min(math.Floor(c.Bandwidth), float64(used-1)))
		default:
			c.Lag = o.Lag
		}
		if c.Lag >= used {
			return nil, nil, fmt.Errorf("linear: lag %d for %d observations", c.Lag, used)
		}
		for l := 0; l <= c.Lag; l++ {
			weights = append(weights, 1-float64(l)/float64(c.Lag+1))
		}
		c.Name = fmt.Sprintf("Newey-West standard errors with lag %d", c.Lag)
		if o.Lag == Automatic {
			c.Name += " (chosen by Newey and West 1994)"
		}
	}
	if o.Prewhiten {
		c.Name += ", prewhitened"
	}
	meat := mat.NewDense(k, k, nil)
	for l, w := range weights {
		if w == 0 {
			continue
		}
		if l == 0 {
			w /= 2
		}
		addAutocovariance(meat, u, at, l, w)
	}
	sum := mat.NewDense(k, k, nil)
	sum.Add(meat, meat.T())
	if recolour != nil {
		var t mat.Dense
		t.Mul(recolour, sum)
		sum.Mul(&t, recolour.T())
	}
	scale := 1.0
	if o.Adjust {
		scale = float64(n) / float64(n-k)
		c.Name += ", adjusted by n/(n−k)"
	}
	out := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			out.SetSym(i, j, scale*(sum.At(i, j)+sum.At(j, i))/2)
		}
	}
	if n < LongSeries {
		c.warn("only %d observations: errors robust to autocorrelation are too small in short series unless corrected", n)
	}
	return out, c, nil
}

// ruleLag is ⌊4(T/100)^{2/9}⌋, but less than n.
func ruleLag(n int) int { return min(n-1, int(4*math.Pow(float64(n)/100, 2.0/9))) }

// addAutocovariance adds w Σ u_t u_{t−l}' over the pairs that lie l apart.
func addAutocovariance(m *mat.Dense, u *mat.Dense, time []int, l int, w float64) {
	_, k := u.Dims()
	for a, b := range pairs(time, l) {
		ra, rb := u.RawRowView(a), u.RawRowView(b)
		for i := range k {
			for j := range k {
				m.Set(i, j, m.At(i, j)+w*ra[i]*rb[j])
			}
		}
	}
}

// pairs yields the positions of observations that lie l apart in time.
func pairs(time []int, l int) func(func(int, int) bool) {
	return func(yield func(int, int) bool) {
		j := 0
		for i, t := range time {
			for j < len(time) && time[j] < t+l {
				j++
			}
			if j < len(time) && time[j] == t+l && !yield(i, j) {
				return
			}
		}
	}
}

// prewhiten fits u_t = A u_{t−1} + e by least squares and returns e, its times
// and (I − A)⁻¹.
func prewhiten(u *mat.Dense, time []int) (*mat.Dense, []int, *mat.Dense, bool) {
	_, k := u.Dims()
	var from, to []int
	for a, b := range pairs(time, 1) {
		from, to = append(from, a), append(to, b)
	}
	if len(from) <= k {
		return nil, nil, nil, false
	}
	lagged, now := mat.NewDense(len(from), k, nil), mat.NewDense(len(from), k, nil)
	at := make([]int, len(from))
	for i := range from {
		lagged.SetRow(i, u.RawRowView(from[i]))
		now.SetRow(i, u.RawRowView(to[i]))
		at[i] = time[to[i]]
	}
	var at1 mat.Dense // A transposed
	if err := at1.Solve(lagged, now); err != nil {
		return nil, nil, nil, false
	}
	e := mat.NewDense(len(from), k, nil)
	e.Mul(lagged, &at1)
	e.Sub(now, e)
	ident := mat.NewDense(k, k, nil)
	for i := range k {
		for j := range k {
			ident.Set(i, j, -at1.At(j, i))
		}
		ident.Set(i, i, ident.At(i, i)+1)
	}
	var d mat.Dense
	if err := d.Inverse(ident); err != nil {
		return nil, nil, nil, false
	}
	return e, at, &d, true
}

func bandwidthNeweyWest(u *mat.Dense, time []int, n, intercept int, prewhitened bool) float64 {
	rows, k := u.Dims()
	c := 4.0
	if prewhitened {
		c = 3
	}
	lag := int(c * math.Pow(float64(n)/100, 2.0/9))
	h := make([]float64, rows)
	for i := range rows {
		for j := range k {
			if j != intercept {
				h[i] += u.At(i, j)
			}
		}
	}
	var s0, s1 float64
	for l := 0; l <= min(lag, rows-1); l++ {
		s := 0.0
		for a, b := range pairs(time, l) {
			s += h[a] * h[b]
		}
		s /= float64(rows)
		if l == 0 {
			s0 = s
		} else {
			s0 += 2 * s
			s1 += 2 * float64(l) * s
		}
	}
	if s0 == 0 {
		return 0
	}
	q := s1 / s0
	if math.IsNaN(q) { // the scores overflow, and so will the covariance
		return 0
	}
	return 1.1447 * math.Cbrt(q*q) * math.Cbrt(float64(n))
}

func bandwidthAndrews(u *mat.Dense, time []int, intercept int) float64 {
	rows, k := u.Dims()
	var num, den float64
	for j := range k {
		if j == intercept {
			continue
		}
		var x, y []float64
		for a, b := range pairs(time, 1) {
			x, y = append(x, u.At(a, j)), append(y, u.At(b, j))
		}
		rho, sigma2 := regress(x, y)
		s4 := sigma2 * sigma2
		num += 4 * rho * rho * s4 / math.Pow(1-rho, 8)
		den += s4 / math.Pow(1-rho, 4)
	}
	bw := 0.0
	if den > 0 {
		bw = 1.3221 * math.Pow(float64(rows)*num/den, 0.2)
	}
	return math.Max(bw, 1e-6)
}

// regress returns the slope of y on x and a constant, and the mean squared
// residual.
func regress(x, y []float64) (slope, sigma2 float64) {
	n := float64(len(x))
	if n < 3 {
		return 0, 0
	}
	var mx, my float64
	for i := range x {
		mx += x[i]
		my += y[i]
	}
	mx, my = mx/n, my/n
	var sxx, sxy, syy float64
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		sxx += dx * dx
		sxy += dx * dy
		syy += dy * dy
	}
	if sxx == 0 {
		return 0, syy / n
	}
	slope = sxy / sxx
	return slope, (syy - slope*sxy) / n
}

func quadraticSpectral(x float64) float64 {
	if x == 0 {
		return 1
	}
	y := 6 * math.Pi * x / 5
	return 3 / (y * y) * (math.Sin(y)/y - math.Cos(y))
}
