// Package lag measures how a series depends on its own past and on that of
// another: autocorrelation, the Ljung-Box test, differences, first-order
// autoregression, and cross-correlation at lags declared beforehand, with the
// autocorrelation of both series taken off first.
//
// Series are values at equal steps of time, NaN where missing. Nothing is
// filled in: a pair takes part when both of its values are there. The way in
// is [ACF] for one series and [Cross] for two:
//
//	r, err := lag.ACF(y, 12)
//	link, err := lag.Cross(coverage, views, lag.CrossOptions{Lags: []int{0, 1, 2}})
package lag

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// ErrData is wrapped by errors about series too short or not finite.
var ErrData = errors.New("no correlation over time")

// check counts the values and centres them.
func centre(y []float64) (d []float64, n int, variance float64, err error) {
	mean := 0.0
	for i, v := range y {
		if math.IsInf(v, 0) {
			return nil, 0, 0, fmt.Errorf("lag: %w: an infinite value at %d", ErrData, i)
		}
		if !math.IsNaN(v) {
			n++
		}
	}
	if n == 0 {
		return nil, 0, 0, fmt.Errorf("lag: %w: no values", ErrData)
	}
	for _, v := range y {
		if !math.IsNaN(v) {
			mean += v / float64(n)
		}
	}
	d = make([]float64, len(y))
	top := 0.0
	for i, v := range y {
		d[i] = v - mean
		if !math.IsNaN(v) {
			variance += d[i] * d[i] / float64(n)
			top = math.Max(top, math.Abs(v))
		}
	}
	if variance <= 1e-24*top*top {
		variance = 0
	}
	return d, n, variance, nil
}

// ACF returns the autocorrelations at lags 0 to most. Each comes with the
// interval ±z/√n in which it would lie in a series without autocorrelation,
// not an interval for the correlation itself. With gaps, products are averaged
// over the pairs there are. A constant series has none: NaN.
func ACF(y []float64, most int) ([]finding.Finding, error) {
	d, n, v, err := centre(y)
	if err != nil {
		return nil, err
	}
	if most < 0 || most >= len(y) {
		return nil, fmt.Errorf("lag: %w: lag %d in %d points", ErrData, most, len(y))
	}
	out := make([]finding.Finding, most+1)
	band := distuv.UnitNormal.Quantile(0.975) / math.Sqrt(float64(n))
	for k := range out {
		r, pairs := autocorrelation(d, v, k)
		f := finding.New(fmt.Sprintf("autocorrelation at lag %d", k), r)
		f.N, f.Unit, f.Method = pairs, "pairs", "sample autocorrelation with white-noise band"
		f.Assumptions = []string{"the series is stationary"}
		f.Interval, f.Confidence = finding.Interval{Low: -band, High: band}, 0.95
		if v == 0 {
			f.Warn("the series is constant")
		}
		out[k] = f
	}
	return out, nil
}

func autocorrelation(d []float64, variance float64, k int) (r float64, pairs int) {
	s := 0.0
	for i := k; i < len(d); i++ {
		if p := d[i] * d[i-k]; !math.IsNaN(p) {
			s += p
			pairs++
		}
	}
	if variance == 0 || pairs == 0 {
		return math.NaN(), pairs
	}
	n := float64(len(d))
	return s / float64(pairs) * (n - float64(k)) / n / variance, pairs
}

// LjungBox tests that the autocorrelations at lags 1 to most are all zero.
// fitted is the number of autoregressive coefficients estimated before, 0 for
// raw data.
func LjungBox(y []float64, most, fitted int) (finding.Test, error) {
	t := finding.Test{Null: fmt.Sprintf("no autocorrelation up to lag %d", most), Name: "Ljung-Box test", Statistic: math.NaN(), P: math.NaN(), DF: []float64{float64(most - fitted)}}
	d, _, v, err := centre(y)
	if err != nil {
		return t, err
	}
	if most < 1 || most >= len(y) || fitted < 0 || most <= fitted {
		return t, fmt.Errorf("lag: %w: Ljung-Box with %d lags, %d fitted, %d points", ErrData, most, fitted, len(y))
	}
	if v == 0 {
		return t, nil
	}
	q := 0.0
	n := 0.0
	for _, x := range d {
		if !math.IsNaN(x) {
			n++
		}
	}
	for k := 1; k <= most; k++ {
		r, pairs := autocorrelation(d, v, k)
		if pairs == 0 {
			continue
		}
		if pairs == len(d)-k {
			q += n * (n + 2) * r * r / (n - float64(k))
		} else {
			// With gaps the variance of r is that of a mean over the pairs.
			raw := r * float64(len(d)) / float64(len(d)-k)
			q += raw * raw * float64(pairs)
		}
	}
	t.Statistic = q
	t.P = tail.ChiSquared(q, float64(most-fitted))
	return t, nil
}

// Difference returns y[i] − y[i−step], NaN for the first step values and
// wherever one of the two is missing.
func Difference(y []float64, step int) []float64 {
	out := make([]float64, len(y))
	for i := range out {
		out[i] = math.NaN()
		if step > 0 && i >= step {
			out[i] = y[i] - y[i-step]
		}
	}
	return out
}

// An AR1 is a first-order autoregression about a mean.
type AR1 struct {
	Phi, Mean, Sigma2, LogLik float64
	N                         int
}

// FitAR1 fits y_t − μ = φ(y_{t−1} − μ) + ε by exact maximum likelihood; over a
// gap of d steps the correlation is φ^d. It needs three values that are not
// all equal.
func FitAR1(y []float64) (AR1, error) {
	_, n, v, err := centre(y)
	if err != nil {
		return AR1{}, err
	}
	if n < 3 || v == 0 {
		return AR1{}, fmt.Errorf("lag: %w: an autoregression needs three values that differ", ErrData)
	}
	// Maximise over φ by golden section from the best of a grid.
	best, top := 0.0, math.Inf(-1)
	for phi := -0.99; phi <= 0.991; phi += 0.03 {
		if a := ar1Given(y, phi); a.LogLik > top {
			best, top = phi, a.LogLik
		}
	}
	lo, hi := math.Max(best-0.03, -0.99999), math.Min(best+0.03, 0.99999)
	g := (math.Sqrt(5) - 1) / 2
	for hi-lo > 1e-10 {
		a, b := hi-g*(hi-lo), lo+g*(hi-lo)
		if ar1Given(y, a).LogLik > ar1Given(y, b).LogLik {
			hi = b
		} else {
			lo = a
		}
	}
	out := ar1Given(y, (lo+hi)/2)
	out.N = n
	return out, nil
}

// ar1Given profiles the likelihood over mean and variance.
func ar1Given(y []float64, phi float64) AR1 {
	var num, den, logDet float64
	type term struct{ y, m, w float64 }
	terms := make([]term, 0, len(y))
	last := -1
	n := 0.0
	for i, v := range y {
		if math.IsNaN(v) {
			continue
		}
		t := term{v, 1, 1 - phi*phi} // variance σ²/(1−φ²) of the first
		if last >= 0 {
			p := math.Pow(phi, float64(i-last))
			t = term{v - p*y[last], 1 - p, (1 - phi*phi) / (1 - p*p)}
		}
		terms = append(terms, t)
		num += t.w * t.m * t.y
		den += t.w * t.m * t.m
		logDet += math.Log(t.w)
		last = i
		n++
	}
	a := AR1{Phi: phi, Mean: num / den}
	rss := 0.0
	for _, t := range terms {
		r := t.y - t.m*a.Mean
		rss += t.w * r * r
	}
	a.Sigma2 = rss / n
	a.LogLik = -0.5*n*(math.Log(2*math.Pi*a.Sigma2)+1) + 0.5*logDet
	return a
}

// Innovations returns y_t − μ − φ(y_{t−1} − μ), NaN where one of the two is
// missing.
func (a AR1) Innovations(y []float64) []float64 {
	out := make([]float64, len(y))
	for i := range out {
		out[i] = math.NaN()
		if i > 0 {
			out[i] = y[i] - a.Mean - a.Phi*(y[i-1]-a.Mean)
		}
	}
	return out
}
