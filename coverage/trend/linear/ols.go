// Package linear fits linear regressions to series and says how far their
// errors can be trusted: ordinary least squares with covariance matrices that
// survive unequal variance (HC0 to HC4) and autocorrelation (Newey-West,
// Andrews), prewhitened, corrected for small samples or plain, and the usual
// residual diagnostics.
//
// A row whose response or regressor is NaN is left out, and its place in time
// is remembered: autocovariances pair only observations that truly lie the lag
// apart. The way in is [OLS]:
//
//	fit, err := linear.OLS(y, linear.Intercept(len(y)), linear.Column{Name: "time", Values: t})
//	cov, err := fit.Covariance(linear.Robust())
//	fmt.Println(fit.Coefficient(1, cov, 0.95))
package linear

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// A Column is a regressor.
type Column struct {
	Name   string
	Values []float64
}

// InterceptName is the name of the constant regressor.
const InterceptName = "(Intercept)"

// Intercept returns a column of n ones.
func Intercept(n int) Column {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return Column{InterceptName, v}
}

// ErrDesign is wrapped by errors about data that no regression can be fitted
// to: columns of different length, infinities, fewer rows than needed, or
// columns that are linear combinations of others.
var ErrDesign = errors.New("no regression can be fitted")

// A Fit is a fitted regression. Rows left out for missing values appear in no
// field but Time.
type Fit struct {
	Names     []string
	Coef      []float64
	Fitted    []float64
	Residuals []float64
	Y         []float64
	X         *mat.Dense // the rows used
	Time      []int      // the row number of each observation used; gaps show
	N, K      int
	RSS       float64
	bread     *mat.SymDense // (X'X)⁻¹
}

// OLS fits y = Xβ + ε by least squares through a QR decomposition. Errors wrap
// [ErrDesign].
func OLS(y []float64, columns ...Column) (*Fit, error) {
	if len(columns) == 0 {
		return nil, fmt.Errorf("linear: %w: no regressors", ErrDesign)
	}
	k := len(columns)
	f := &Fit{K: k}
	for _, c := range columns {
		if len(c.Values) != len(y) {
			return nil, fmt.Errorf("linear: %w: %q has %d values, the response %d", ErrDesign, c.Name, len(c.Values), len(y))
		}
		f.Names = append(f.Names, c.Name)
	}
	var rows []float64
	for i, v := range y {
		whole := !math.IsNaN(v)
		if math.IsInf(v, 0) {
			return nil, fmt.Errorf("linear: %w: the response is infinite in row %d", ErrDesign, i)
		}
		for _, c := range columns {
			if math.IsInf(c.Values[i], 0) {
				return nil, fmt.Errorf("linear: %w: %q is infinite in row %d", ErrDesign, c.Name, i)
			}
			whole = whole && !math.IsNaN(c.Values[i])
		}
		if !whole {
			continue
		}
		for _, c := range columns {
			rows = append(rows, c.Values[i])
		}
		f.Y = append(f.Y, v)
		f.Time = append(f.Time, i)
	}
	f.N = len(f.Y)
	if f.N <= k {
		return nil, fmt.Errorf("linear: %w: %d rows for %d coefficients", ErrDesign, f.N, k)
	}
	f.X = mat.NewDense(f.N, k, rows)
	var err error
	f.Coef, f.bread, err = solve(f.X, f.Y, f.Names)
	if err != nil {
		return nil, err
	}
	f.Fitted = make([]float64, f.N)
	mat.NewVecDense(f.N, f.Fitted).MulVec(f.X, mat.NewVecDense(k, f.Coef))
	f.Residuals = make([]float64, f.N)
	for i := range f.Y {
		f.Residuals[i] = f.Y[i] - f.Fitted[i]
		f.RSS += f.Residuals[i] * f.Residuals[i]
	}
	return f, nil
}

// solve scales the columns to unit length, so that the rank test does not
// depend on units.
func solve(x *mat.Dense, y []float64, names []string) ([]float64, *mat.SymDense, error) {
	n, k := x.Dims()
	scaled := mat.DenseCopyOf(x)
	scale := make([]float64, k)
	for j := range k {
		col := scaled.ColView(j)
		scale[j] = mat.Norm(col, 2)
		if scale[j] == 0 || math.IsInf(scale[j], 0) {
			return nil, nil, fmt.Errorf("linear: %w: %q is zero or too large throughout", ErrDesign, names[j])
		}
		for i := range n {
			scaled.Set(i, j, scaled.At(i, j)/scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(scaled)
	var r mat.Dense
	qr.RTo(&r)
	for j := range k {
		if math.Abs(r.At(j, j)) < 1e-9 {
			return nil, nil, fmt.Errorf("linear: %w: %q is a linear combination of the columns before it", ErrDesign, names[j])
		}
	}
	var beta mat.VecDense
	if err := qr.SolveVecTo(&beta, false, mat.NewVecDense(n, y)); err != nil {
		return nil, nil, fmt.Errorf("linear: %w: %v", ErrDesign, err)
	}
	// (X'X)⁻¹ = R⁻¹R⁻ᵀ.
	inv := mat.NewTriDense(k, mat.Upper, nil)
	top := mat.NewTriDense(k, mat.Upper, nil)
	for i := range k {
		for j := i; j < k; j++ {
			top.SetTri(i, j, r.At(i, j))
		}
	}
	if err := inv.InverseTri(top); err != nil && !errors.As(err, new(mat.Condition)) {
		return nil, nil, fmt.Errorf("linear: %w: %v", ErrDesign, err)
	}
	bread := mat.NewSymDense(k, nil)
	coef := make([]float64, k)
	for i := range k {
		coef[i] = beta.AtVec(i) / scale[i]
		for j := i; j < k; j++ {
			s := 0.0
			for l := j; l < k; l++ {
				s += inv.At(i, l) * inv.At(j, l)
			}
			bread.SetSym(i, j, s/(scale[i]*scale[j]))
		}
	}
	return coef, bread, nil
}

// DF returns the residual degrees of freedom.
func (f *Fit) DF() int { return f.N - f.K }

// Sigma2 returns the residual variance, RSS/(n − k).
func (f *Fit) Sigma2() float64 { return f.RSS / float64(f.DF()) }

// RSquared returns 1 − RSS/TSS about the mean, NaN for a constant response.
func (f *Fit) RSquared() float64 {
	mean := 0.0
	for _, v := range f.Y {
		mean += v
	}
	mean /= float64(f.N)
	tss := 0.0
	for _, v := range f.Y {
		tss += (v - mean) * (v - mean)
	}
	if tss == 0 {
		return math.NaN()
	}
	return 1 - f.RSS/tss
}

// Gaps returns the number of rows missing between the first and the last used.
func (f *Fit) Gaps() int {
	if f.N == 0 {
		return 0
	}
	return f.Time[f.N-1] - f.Time[0] + 1 - f.N
}

// Bread returns (X'X)⁻¹.
func (f *Fit) Bread() mat.Symmetric { return f.bread }

// Hat returns the leverage of each observation.
func (f *Fit) Hat() []float64 {
	h := make([]float64, f.N)
	for i := range h {
		row := f.X.RowView(i)
		h[i] = mat.Inner(row, f.bread, row)
	}
	return h
}

// Coefficient returns coefficient i with a t interval and t test on n − k
// degrees of freedom.
func (f *Fit) Coefficient(i int, cov *Covariance, confidence float64) finding.Finding {
	w := make([]float64, f.K)
	w[i] = 1
	out := f.Combination(w, cov, confidence)
	out.Quantity = f.Names[i]
	return out
}

// Combination returns the linear combination Σ wᵢβᵢ with its t interval and
// the t test that it is zero. The degrees of freedom are n − k, or fewer where
// the covariance has its own.
func (f *Fit) Combination(w []float64, cov *Covariance, confidence float64) finding.Finding {
	est := 0.0
	for i, c := range f.Coef {
		est += w[i] * c
	}
	v := mat.NewVecDense(f.K, w)
	se := math.Sqrt(math.Max(0, mat.Inner(v, cov.Matrix, v)))
	out := finding.New("linear combination", est)
	out.N, out.Unit, out.Method = f.N, "observations", "ordinary least squares, "+cov.Name
	out.Assumptions = append([]string{"the mean is linear in the regressors"}, cov.Assumptions...)
	out.Warnings = append(out.Warnings, cov.Warnings...)
	df := cov.Freedom(w, f.DF())
	if se > 0 && confidence > 0 && confidence < 1 {
		q := tail.StudentTQuantile((1+confidence)/2, df)
		out.Interval, out.Confidence = finding.Interval{Low: est - q*se, High: est + q*se}, confidence
	}
	p, stat := math.NaN(), math.NaN()
	if se > 0 {
		stat = est / se
		p = 2 * tail.StudentT(math.Abs(stat), df)
	} else {
		out.Warn("the residuals are all zero: no error can be stated")
	}
	out.Test = &finding.Test{Null: "the coefficient is zero", Name: "t test", Statistic: stat, DF: []float64{df}, P: p}
	return out
}

// StandardError returns the standard error of coefficient i.
func (c *Covariance) StandardError(i int) float64 { return math.Sqrt(c.Matrix.At(i, i)) }
