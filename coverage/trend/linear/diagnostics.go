package linear

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/montecarlo"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/quadform"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// DurbinWatson tests for first-order autocorrelation of the errors against the
// alternative that it is positive. The p-value is exact for normal errors (by
// Imhof's method) up to 100 observations and normal with the exact first two
// moments beyond. Pairs that do not follow each other in time are left out of
// the statistic, and then the p-value is NaN.
func (f *Fit) DurbinWatson() finding.Test {
	t := finding.Test{Null: "errors are not positively autocorrelated", Name: "Durbin-Watson test", Statistic: math.NaN(), P: math.NaN()}
	if f.RSS == 0 {
		return t
	}
	s := 0.0
	for a, b := range pairs(f.Time, 1) {
		d := f.Residuals[b] - f.Residuals[a]
		s += d * d
	}
	t.Statistic = s / f.RSS
	if f.Gaps() > 0 {
		return t
	}
	// DW = e'Ae/e'e with A the second-difference matrix. Its law is that of
	// Σ(νⱼ − d)χ²(1), with νⱼ the eigenvalues of MA that belong to the residual
	// space.
	n, k := f.N, f.K
	ax := mat.NewDense(n, k, nil) // A X
	for i := range n {
		for j := range k {
			v := 2 * f.X.At(i, j)
			if i == 0 || i == n-1 {
				v = f.X.At(i, j)
			}
			if i > 0 {
				v -= f.X.At(i-1, j)
			}
			if i < n-1 {
				v -= f.X.At(i+1, j)
			}
			ax.Set(i, j, v)
		}
	}
	if n > 100 {
		var xax, xaax, p, q, pp mat.Dense
		xax.Mul(f.X.T(), ax)
		xaax.Mul(ax.T(), ax)
		p.Mul(&xax, f.bread)
		q.Mul(&xaax, f.bread)
		pp.Mul(&p, &p)
		trA := 2 * float64(n-1)
		trA2 := float64(6*n - 8)
		m1 := trA - mat.Trace(&p)
		m2 := trA2 - 2*mat.Trace(&q) + mat.Trace(&pp)
		df := float64(n - k)
		mean := m1 / df
		variance := 2 / (df * (df + 2)) * (m2 - m1*mean)
		t.P = distuv.Normal{Mu: mean, Sigma: math.Sqrt(variance)}.CDF(t.Statistic)
		return t
	}
	m := mat.NewSymDense(n, nil)
	var xb mat.Dense
	xb.Mul(f.X, f.bread)
	proj := mat.NewDense(n, n, nil)
	proj.Mul(&xb, f.X.T())
	resid := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			v := -proj.At(i, j)
			if i == j {
				v++
			}
			resid.Set(i, j, v)
		}
	}
	a := mat.NewDense(n, n, nil)
	for i := range n {
		a.Set(i, i, 2)
		if i == 0 || i == n-1 {
			a.Set(i, i, 1)
		}
		if i > 0 {
			a.Set(i, i-1, -1)
			a.Set(i-1, i, -1)
		}
	}
	var t1, mam mat.Dense
	t1.Mul(resid, a)
	mam.Mul(&t1, resid)
	for i := range n {
		for j := i; j < n; j++ {
			// Subtracting d·M moves the residual space's eigenvalues to ν − d
			// and leaves the k null ones at zero.
			m.SetSym(i, j, (mam.At(i, j)+mam.At(j, i))/2-t.Statistic*(resid.At(i, j)+resid.At(j, i))/2)
		}
	}
	var eig mat.EigenSym
	if !eig.Factorize(m, false) {
		return t
	}
	values := eig.Values(nil)
	for i, v := range values {
		if math.Abs(v) < 1e-10 {
			values[i] = 0
		}
	}
	t.P = 1 - quadform.Above(0, values, 1)
	return t
}

// BreuschGodfrey tests for autocorrelation of the errors up to an order, by
// the χ² form with residuals before the first set to zero.
func (f *Fit) BreuschGodfrey(order int) (finding.Test, error) {
	t := finding.Test{Null: fmt.Sprintf("errors have no autocorrelation up to lag %d", order), Name: "Breusch-Godfrey test", DF: []float64{float64(order)}, Statistic: math.NaN(), P: math.NaN()}
	if order < 1 || order >= f.N-f.K {
		return t, fmt.Errorf("linear: Breusch-Godfrey order %d with %d observations", order, f.N)
	}
	if f.RSS == 0 {
		return t, nil
	}
	cols := f.columns()
	for l := 1; l <= order; l++ {
		v := make([]float64, f.N)
		for a, b := range pairs(f.Time, l) {
			v[b] = f.Residuals[a]
		}
		cols = append(cols, Column{fmt.Sprintf("lag %d", l), v})
	}
	aux, err := OLS(f.Residuals, cols...)
	if err != nil {
		return t, err
	}
	t.Statistic = float64(f.N) * (1 - aux.RSS/f.RSS)
	t.P = tail.ChiSquared(t.Statistic, float64(order))
	return t, nil
}

// LjungBox tests that the autocorrelations of the errors at lags 1 to most are
// all zero. Those of the residuals are not zero then, for the regression has
// taken something off them: each is centred and scaled by its mean and variance
// under independent normal errors, which follow from the regressors (as Dufour
// and Roy 1985 do for a mean), and the squares are summed. Package lag has the
// plain form for series that are no residuals.
func (f *Fit) LjungBox(most int) (finding.Test, error) {
	return ResidualLjungBox(f.X, f.Residuals, f.Time, f.bread, most)
}

// ResidualLjungBox is [Fit.LjungBox] for residuals of another regression,
// scaled, like the rows of regressors, to one variance. bread is (X'X)⁻¹.
func ResidualLjungBox(x *mat.Dense, residuals []float64, time []int, bread mat.Symmetric, most int) (finding.Test, error) {
	n, k := x.Dims()
	t := finding.Test{Null: fmt.Sprintf("errors have no autocorrelation up to lag %d", most), Name: "Ljung-Box test for residuals", Statistic: math.NaN(), P: math.NaN()}
	if most < 1 || n <= k || len(residuals) != n || len(time) != n || most > time[n-1]-time[0] {
		return t, fmt.Errorf("linear: Ljung-Box with %d lags and %d residuals", most, n)
	}
	rss := 0.0
	for _, r := range residuals {
		rss += r * r
	}
	if rss == 0 {
		return t, nil
	}
	m := float64(n - k)
	type moment struct {
		lag            int
		mean, variance float64
	}
	var moments []moment
	for l := 1; l <= most; l++ {
		ax := mat.NewDense(n, k, nil)
		count := 0.0
		for a, b := range pairs(time, l) {
			count++
			for j := range k {
				ax.Set(a, j, ax.At(a, j)+x.At(b, j)/2)
				ax.Set(b, j, ax.At(b, j)+x.At(a, j)/2)
			}
		}
		var xax, xaax, p, pp, s mat.Dense
		xax.Mul(x.T(), ax)
		xaax.Mul(ax.T(), ax)
		p.Mul(bread, &xax)
		pp.Mul(&p, &p)
		s.Mul(bread, &xaax)
		tr := -mat.Trace(&p)
		tr2 := count/2 - 2*mat.Trace(&s) + mat.Trace(&pp)
		variance := 2 * (m*tr2 - tr*tr) / (m * m * (m + 2))
		if count == 0 || !(variance > 0) {
			continue
		}
		moments = append(moments, moment{l, tr / m, variance})
	}
	sum := func(e []float64, rss float64) float64 {
		q := 0.0
		for _, w := range moments {
			r := 0.0
			for a, b := range pairs(time, w.lag) {
				r += e[a] * e[b]
			}
			d := r/rss - w.mean
			q += d * d / w.variance
		}
		return q
	}
	df := float64(len(moments))
	t.DF = []float64{df}
	if df == 0 {
		return t, nil
	}
	q := []float64{sum(residuals, rss)}
	p := []float64{tail.ChiSquared(q[0], df)}
	var xb mat.Dense
	xb.Mul(x, bread)
	montecarlo.Improve(residuals, q, p, func() func(e, out []float64) {
		beta := make([]float64, k)
		return func(e, out []float64) {
			clear(beta)
			for i, v := range e {
				for j, b := range xb.RawRowView(i) {
					beta[j] += b * v
				}
			}
			squares := 0.0
			for i, v := range e {
				for j, b := range x.RawRowView(i) {
					v -= b * beta[j]
				}
				e[i] = v
				squares += v * v
			}
			out[0] = sum(e, squares)
		}
	})
	t.Statistic, t.P = q[0], p[0]
	return t, nil
}

// BreuschPagan tests for unequal variance that depends on the regressors
// (studentised, Koenker 1981).
func (f *Fit) BreuschPagan() (finding.Test, error) {
	t := finding.Test{Null: "errors have one variance", Name: "studentised Breusch-Pagan test", DF: []float64{float64(f.K - 1)}, Statistic: math.NaN(), P: math.NaN()}
	if f.K < 2 || f.RSS == 0 {
		return t, nil
	}
	w := make([]float64, f.N)
	sigma2 := f.RSS / float64(f.N)
	tss := 0.0
	for i, r := range f.Residuals {
		w[i] = r*r - sigma2
		tss += w[i] * w[i]
	}
	aux, err := OLS(w, f.columns()...)
	if err != nil {
		return t, err
	}
	if tss == 0 {
		return t, nil
	}
	t.Statistic = float64(f.N) * (1 - aux.RSS/tss)
	t.P = tail.ChiSquared(t.Statistic, float64(f.K-1))
	return t, nil
}

func (f *Fit) columns() []Column {
	cols := make([]Column, f.K)
	for j := range cols {
		cols[j] = Column{f.Names[j], mat.Col(nil, j, f.X)}
	}
	return cols
}
