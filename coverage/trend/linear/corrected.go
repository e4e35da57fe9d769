package linear

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Corrected is the Newey-West estimator of the covariance of least squares
// coefficients, corrected for small samples. Residuals are less autocorrelated
// than errors and the kernel cuts off what is left, so the plain estimator is
// too small; how much, follows exactly from the design once the dependence is
// known. Corrected fits a first-order autoregression to the residuals, with the
// bias that the design puts on it taken off, and under it divides the
// estimator by its expectation and multiplies by the true covariance. The t law
// gets the degrees of freedom that match the variance of the estimate
// (Satterthwaite), that of φ included, for each combination its own. Where dependence is not
// autoregressive, the kernel still sees it and only the correction is
// approximate. With few values and strong autocorrelation together, below
// n(1 − φ) = 12, intervals are somewhat too narrow (91% at n = 30 and φ = 0.8) and
// there is a warning. The idea is that of bias-reduced linearisation (Bell and
// McCaffrey 2002; Imbens and Kolesár 2016; Pustejovsky and Tipton 2018), here
// with a serial working model.
//
// x are the rows of regressors and residuals those of a least squares fit, both
// scaled to one variance; time their times; bread is (X'X)⁻¹. The estimator is
// Bartlett and the lag is given or [Rule].
func Corrected(x *mat.Dense, residuals []float64, time []int, bread mat.Symmetric, o Options) (*Covariance, error) {
	n, k := x.Dims()
	if n <= k || len(residuals) != n || len(time) != n {
		return nil, fmt.Errorf("linear: %w: %d rows, %d residuals, %d times for %d coefficients", ErrDesign, n, len(residuals), len(time), k)
	}
	lag := o.Lag
	if lag == Rule {
		lag = ruleLag(n)
	}
	if o.Estimator != Bartlett || lag < 0 || lag >= n {
		return nil, fmt.Errorf("linear: the correction for small samples is for Bartlett with a lag given or by rule, not lag %d for %d observations", o.Lag, n)
	}
	w := &working{x: x, time: time, lag: lag}
	w.xb = mat.NewDense(n, k, nil)
	w.xb.Mul(x, bread)
	c := &Covariance{Lag: lag, Name: fmt.Sprintf("Newey-West standard errors with lag %d, bias and degrees of freedom corrected under a first-order autoregression", lag),
		Assumptions: []string{"errors are stationary and their dependence dies out"}}
	w.phi = w.estimate(residuals)
	c.Phi = w.phi
	if float64(n)*(1-w.phi) < 12 {
		c.warn("%d values with an autocorrelation of about %.2f: intervals are somewhat too narrow", n, w.phi)
	}
	plain := mat.NewSymDense(k, nil) // X'B … the estimator as it comes
	w.kernel(residuals, plain)
	w.power(time[n-1] - time[0])
	truth, expected := w.moments()
	var lt, le mat.Cholesky
	if !lt.Factorize(truth) || !le.Factorize(expected) {
		c.warn("the correction for small samples failed, errors are too small")
		c.Matrix = plain
		return c, nil
	}
	// V* = L K⁻¹ V K⁻ᵀ Lᵀ with LLᵀ the truth and KKᵀ the expectation.
	var l, kk mat.TriDense
	lt.LTo(&l)
	le.LTo(&kk)
	turn := mat.NewDense(k, k, nil) // L K⁻¹
	if err := turn.Solve(kk.T(), l.T()); err != nil {
		c.warn("the correction for small samples failed, errors are too small")
		c.Matrix = plain
		return c, nil
	}
	turn = mat.DenseCopyOf(turn.T())
	c.Matrix = sandwichOf(turn, plain)
	slope := w.sensitivity()
	u, v := w.lowRank()
	c.df = func(combination []float64) float64 {
		z := mat.NewVecDense(k, combination)
		var d mat.VecDense
		d.MulVec(turn.T(), z)
		// Relative variances: of the quadratic form, and of the correction
		// through that of φ, which is (1 − φ²)/n.
		b := slope(z)
		mean := mat.Inner(&d, expected, &d)
		return 2 / (2*w.square(&d, u, v)/(mean*mean) + b*b*(1-w.phi*w.phi)/float64(n))
	}
	return c, nil
}

// sensitivity returns the derivative, with respect to φ, of the logarithm of
// the correction of a combination.
func (w *working) sensitivity() func(u *mat.VecDense) float64 {
	const step = 0.01
	up, down := *w, *w
	up.phi, up.powers = math.Min(0.995, w.phi+step), nil
	down.phi, down.powers = w.phi-step, nil
	tu, eu := up.moments()
	td, ed := down.moments()
	return func(u *mat.VecDense) float64 {
		ratio := mat.Inner(u, tu, u) * mat.Inner(u, ed, u) / (mat.Inner(u, td, u) * mat.Inner(u, eu, u))
		return math.Log(ratio) / (up.phi - down.phi)
	}
}

func sandwichOf(turn *mat.Dense, v *mat.SymDense) *mat.SymDense {
	k := v.SymmetricDim()
	var a, b mat.Dense
	a.Mul(turn, v)
	b.Mul(&a, turn.T())
	out := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			out.SetSym(i, j, (b.At(i, j)+b.At(j, i))/2)
		}
	}
	return out
}

// working is the autoregression under which the estimator is corrected: errors
// at times s and t have correlation φ^|s−t|.
type working struct {
	x    *mat.Dense
	xb   *mat.Dense // X (X'X)⁻¹
	time []int
	lag  int
	phi  float64

	powers []float64 // of phi, by distance
}

// decay returns V z, with V the correlation matrix of the errors.
func (w *working) decay(z *mat.Dense, phi float64) *mat.Dense {
	n, k := z.Dims()
	out := mat.NewDense(n, k, nil)
	f := make([]float64, k)
	for i := range n {
		if i > 0 {
			p := math.Pow(phi, float64(w.time[i]-w.time[i-1]))
			for j := range f {
				f[j] *= p
			}
		}
		for j := range f {
			f[j] += z.At(i, j)
			out.Set(i, j, f[j])
		}
	}
	clear(f)
	for i := n - 2; i >= 0; i-- {
		p := math.Pow(phi, float64(w.time[i+1]-w.time[i]))
		for j := range f {
			f[j] = p * (f[j] + z.At(i+1, j))
			out.Set(i, j, out.At(i, j)+f[j])
		}
	}
	return out
}

// estimate returns the φ under which the expected lag-one autocorrelation of
// residuals of this design is the one observed.
func (w *working) estimate(e []float64) float64 {
	n, k := w.x.Dims()
	num, den, neighbours := 0.0, 0.0, 0
	next := mat.NewDense(n, k, nil) // A X with A½ at neighbours, both ways
	for a, b := range pairs(w.time, 1) {
		num += e[a] * e[b]
		neighbours++
		for j := range k {
			next.Set(a, j, next.At(a, j)+w.x.At(b, j)/2)
			next.Set(b, j, next.At(b, j)+w.x.At(a, j)/2)
		}
	}
	for _, v := range e {
		den += v * v
	}
	if den == 0 || neighbours == 0 {
		return 0
	}
	observed := num / den
	var xa mat.Dense // (X'X)⁻¹ X'A X
	xa.Mul(w.xb.T(), next)
	ratio := func(phi float64) float64 {
		vx := w.decay(w.x, phi)
		var xv, av, both mat.Dense
		xv.Mul(w.xb.T(), vx) // B X'V X
		av.Mul(next.T(), vx) // X'A V X
		// tr(A H V) = tr(B X'A V X): with H = X B X'.
		trAHV := 0.0
		var bav mat.Dense
		bav.Mul(w.breadOf(), &av)
		for j := range k {
			trAHV += bav.At(j, j)
		}
		both.Mul(&xa, &xv)
		top := float64(neighbours)*phi - 2*trAHV + mat.Trace(&both)
		bottom := float64(n) - mat.Trace(&xv)
		return top / bottom
	}
	lo, hi := -0.9, 0.99
	if observed <= ratio(lo) {
		return lo
	}
	if observed >= ratio(hi) {
		return hi
	}
	for range 40 {
		if m := (lo + hi) / 2; ratio(m) < observed {
			lo = m
		} else {
			hi = m
		}
	}
	return (lo + hi) / 2
}

// breadOf is (X'X)⁻¹, from X B: B = (XB)'(XB) as B X'X B = B.
func (w *working) breadOf() *mat.Dense {
	var b mat.Dense
	b.Mul(w.xb.T(), w.xb)
	return &b
}

// weight is the Bartlett weight of two observations.
func (w *working) weight(i, j int) float64 {
	d := w.time[i] - w.time[j]
	if d < 0 {
		d = -d
	}
	return math.Max(0, 1-float64(d)/float64(w.lag+1))
}

// power is the correlation of errors a distance apart.
func (w *working) power(d int) float64 {
	if d < 0 {
		d = -d
	}
	for len(w.powers) <= d {
		w.powers = append(w.powers, math.Pow(w.phi, float64(len(w.powers))))
	}
	return w.powers[d]
}

// kernel fills v with Σ w_ij a_i a_j' e_i e_j over all pairs, a_i the rows of X B.
func (w *working) kernel(e []float64, v *mat.SymDense) {
	n, k := w.x.Dims()
	sum := mat.NewDense(k, k, nil)
	for i := range n {
		for j := i; j < n && w.time[j]-w.time[i] <= w.lag; j++ {
			f := w.weight(i, j) * e[i] * e[j]
			a, b := w.xb.RawRowView(i), w.xb.RawRowView(j)
			for p := range k {
				for q := range k {
					t := f * a[p] * b[q]
					sum.Set(p, q, sum.At(p, q)+t)
					if i != j {
						sum.Set(q, p, sum.At(q, p)+t)
					}
				}
			}
		}
	}
	for p := range k {
		for q := p; q < k; q++ {
			v.SetSym(p, q, (sum.At(p, q)+sum.At(q, p))/2)
		}
	}
}

// moments returns the true covariance of the coefficients and the expectation
// of the plain estimator under the autoregression, both for variance one.
func (w *working) moments() (truth, expected *mat.SymDense) {
	n, k := w.x.Dims()
	vx := w.decay(w.xb, w.phi) // V X B
	truth = mat.NewSymDense(k, nil)
	for p := range k {
		for q := p; q < k; q++ {
			s := 0.0
			for i := range n {
				s += w.xb.At(i, p) * vx.At(i, q)
			}
			truth.SetSym(p, q, s)
		}
	}
	// The covariance of residuals i and j is that of M V M:
	// V_ij − (x_i'·(VXB)_j) − ((VXB)_i·x_j') + x_i' T x_j, T = B X'V X B.
	var xt mat.Dense
	xt.Mul(w.x, truth)
	expected = mat.NewSymDense(k, nil)
	sum := mat.NewDense(k, k, nil)
	for i := range n {
		for j := i; j < n && w.time[j]-w.time[i] <= w.lag; j++ {
			f := w.weight(i, j) * w.cov(i, j, vx, &xt)
			a, b := w.xb.RawRowView(i), w.xb.RawRowView(j)
			for p := range k {
				for q := range k {
					t := f * a[p] * b[q]
					sum.Set(p, q, sum.At(p, q)+t)
					if i != j {
						sum.Set(q, p, sum.At(q, p)+t)
					}
				}
			}
		}
	}
	for p := range k {
		for q := p; q < k; q++ {
			expected.SetSym(p, q, (sum.At(p, q)+sum.At(q, p))/2)
		}
	}
	return truth, expected
}

// cov is the covariance of residuals i and j.
func (w *working) cov(i, j int, vx, xt *mat.Dense) float64 {
	c := w.power(w.time[j] - w.time[i])
	xi, xj := w.x.RawRowView(i), w.x.RawRowView(j)
	vi, vj, ti := vx.RawRowView(i), vx.RawRowView(j), xt.RawRowView(i)
	for p := range xi {
		c += ti[p]*xj[p] - xi[p]*vj[p] - vi[p]*xj[p]
	}
	return c
}

// lowRank returns U and W with M V M = V + U W'.
func (w *working) lowRank() (u, v *mat.Dense) {
	n, k := w.x.Dims()
	vx := w.decay(w.xb, w.phi)
	truth := mat.NewDense(k, k, nil)
	truth.Mul(w.xb.T(), vx)
	var xt mat.Dense
	xt.Mul(w.x, truth)
	u, v = mat.NewDense(n, 2*k, nil), mat.NewDense(n, 2*k, nil)
	for i := range n {
		for j := range k {
			u.Set(i, j, w.x.At(i, j))
			u.Set(i, k+j, vx.At(i, j)-xt.At(i, j))
			v.Set(i, j, -vx.At(i, j))
			v.Set(i, k+j, -w.x.At(i, j))
		}
	}
	return u, v
}

// square is half the variance of the quadratic form d'V d = e'Q e in the
// residuals e, whose covariance is G = V + U W': tr(QGQG).
func (w *working) square(d *mat.VecDense, u, v *mat.Dense) float64 {
	n, _ := w.x.Dims()
	var a mat.VecDense
	a.MulVec(w.xb, d)
	qu := w.form(&a, u)
	var wqu, sq, cross mat.Dense
	wqu.Mul(v.T(), qu)
	sq.Mul(&wqu, &wqu)
	cross.Mul(v.T(), w.form(&a, w.decay(qu, w.phi)))
	// QV reaches as far as the kernel and the memory of the errors together.
	reach := w.lag + 1
	for r := math.Abs(w.phi); r > 1e-8 && reach < w.time[n-1]-w.time[0]; r *= math.Abs(w.phi) {
		reach++
	}
	rows, first := make([][]float64, n), make([]int, n)
	start, end := 0, 0
	near := make([]float64, n) // a row of Q
	for i := range n {
		for w.time[i]-w.time[start] > reach {
			start++
		}
		for end < n && w.time[end]-w.time[i] <= reach {
			end++
		}
		first[i] = start
		for j := start; j < end; j++ {
			near[j] = w.weight(i, j) * a.AtVec(i) * a.AtVec(j)
		}
		// Times V: what comes from the left, then what comes from the right.
		row := make([]float64, end-start)
		f := 0.0
		for j := start; j < end; j++ {
			if j > start {
				f *= w.power(w.time[j] - w.time[j-1])
			}
			f += near[j]
			row[j-start] = f
		}
		f = 0
		for j := end - 2; j >= start; j-- {
			f = (f + near[j+1]) * w.power(w.time[j+1]-w.time[j])
			row[j-start] += f
		}
		rows[i] = row
	}
	own := 0.0
	for i, row := range rows {
		for p, b := range row {
			if l := first[i] + p; i >= first[l] && i-first[l] < len(rows[l]) {
				own += b * rows[l][i-first[l]]
			}
		}
	}
	return own + 2*mat.Trace(&cross) + mat.Trace(&sq)
}

// form returns Q z, with Q_ij = a_i w_ij a_j.
func (w *working) form(a *mat.VecDense, z *mat.Dense) *mat.Dense {
	n, k := z.Dims()
	out := mat.NewDense(n, k, nil)
	for i := range n {
		for j := i; j < n && w.time[j]-w.time[i] <= w.lag; j++ {
			f := w.weight(i, j) * a.AtVec(i) * a.AtVec(j)
			zi, zj := z.RawRowView(i), z.RawRowView(j)
			oi, oj := out.RawRowView(i), out.RawRowView(j)
			for c := range k {
				oi[c] += f * zj[c]
				if i != j {
					oj[c] += f * zi[c]
				}
			}
		}
	}
	return out
}
