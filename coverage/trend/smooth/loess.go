package smooth

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// Degree of the local polynomial.
type Degree uint8

const (
	Quadratic Degree = iota
	Linear
	Constant
)

func (d Degree) terms() int { return 3 - int(d) }

// LoessOptions are the choices of [Loess]; the zero value has R's defaults.
type LoessOptions struct {
	// Span is the share of points in a window; 0 means 0.75. Above 1 all
	// points enter and the window widens.
	Span float64
	// Degree of the local polynomial, Quadratic unless set.
	Degree Degree
	// Robust downweights outliers in four iterations (family "symmetric"
	// in R).
	Robust bool
}

// A Curve is a fitted LOESS. It is evaluated as in Cleveland and Grosse
// (1991): exactly at the vertices of a k-d tree and by cubic blending between.
type Curve struct {
	Fitted []float64 // in the order of the data, NaN where missing
	N      int
	// Trace of the smoother matrix and the equivalent number of parameters.
	Trace, ENP float64
	// Sigma is the residual standard error; DF its look-up degrees of freedom.
	Sigma, DF float64
	Options   LoessOptions
	Warnings  []string

	x, y   []float64 // sorted
	robust []float64
	at     []float64 // vertices, ascending
	value  []float64
	slope  []float64
	op     [][2][]float64 // per vertex: operator of value and of slope
}

// Loess fits a local regression of y on x. Errors wrap [ErrData].
func Loess(x, y []float64, o LoessOptions) (*Curve, error) {
	if o.Span == 0 {
		o.Span = 0.75
	}
	if !(o.Span > 0) || math.IsInf(o.Span, 0) || o.Degree > Constant {
		return nil, fmt.Errorf("smooth: %w: span %v, degree %d", ErrData, o.Span, o.Degree)
	}
	order, xs, ys, err := arrange(x, y)
	if err != nil {
		return nil, err
	}
	n := len(xs)
	nf := min(n, int(float64(n)*o.Span+1e-5))
	distinct := 1
	for i := 1; i < n; i++ {
		if xs[i] != xs[i-1] {
			distinct++
		}
	}
	if nf < o.Degree.terms()+1 || distinct < o.Degree.terms()+1 {
		return nil, fmt.Errorf("smooth: %w: %d points (%d places) in a window of %d for a local polynomial with %d terms", ErrData, n, distinct, nf, o.Degree.terms())
	}
	c := &Curve{N: n, Options: o, x: xs, y: ys, robust: make([]float64, n)}
	for i := range c.robust {
		c.robust[i] = 1
	}
	c.at = vertices(xs, int(math.Floor(float64(n)*o.Span*0.2)))
	rounds := 1
	if o.Robust {
		rounds = 4
	}
	var fit []float64
	for round := range rounds {
		if err := c.solve(nf); err != nil {
			return nil, err
		}
		fit = make([]float64, n)
		for i, v := range xs {
			fit[i] = c.interpolate(v)
		}
		if round < rounds-1 {
			res := make([]float64, n)
			for i := range res {
				res[i] = math.Abs(ys[i] - fit[i])
			}
			cmad := 6 * median(res)
			if isRounding(cmad, ys) {
				break
			}
			for i, r := range res {
				c.robust[i] = bisquare(r, cmad)
			}
		}
	}
	c.Fitted = make([]float64, len(x))
	for i := range c.Fitted {
		c.Fitted[i] = math.NaN()
	}
	for i, v := range fit {
		c.Fitted[order[i]] = v
	}
	c.statistics(fit)
	return c, nil
}

// vertices are the corners of a one-dimensional k-d tree whose cells hold no
// more than fc points, cut at medians.
func vertices(x []float64, fc int) []float64 {
	lo, hi := x[0], x[len(x)-1]
	margin := 0.005 * math.Max(hi-lo, 1e-10*math.Max(math.Abs(lo), math.Abs(hi))+1e-30)
	out := []float64{lo - margin, hi + margin}
	var cut func(l, u int, from, to float64)
	cut = func(l, u int, from, to float64) {
		if u-l+1 <= fc {
			return
		}
		m := (l + u + 2) / 2 // the middle by one-based count
		m--
		// Ties stay together: look outwards for a place to cut.
		for offset := 0; m+offset < u && m+offset >= l; {
			if x[m+offset] == x[m+offset+1] {
				offset = -offset
				if offset >= 0 {
					offset++
				}
			} else {
				m += offset
				break
			}
		}
		v := x[m]
		if v == from || v == to {
			return
		}
		out = append(out, v)
		cut(l, m, from, v)
		cut(m+1, u, v, to)
	}
	cut(0, len(x)-1, out[0], out[1])
	slices.Sort(out)
	return slices.Compact(out)
}

// solve makes the local fit, value and slope, at every vertex.
func (c *Curve) solve(nf int) error {
	c.value, c.slope = make([]float64, len(c.at)), make([]float64, len(c.at))
	c.op = make([][2][]float64, len(c.at))
	for v, at := range c.at {
		value, slope, err := c.operator(at, nf)
		if err != nil {
			return err
		}
		c.op[v] = [2][]float64{value, slope}
		for i, y := range c.y {
			c.value[v] += value[i] * y
			c.slope[v] += slope[i] * y
		}
	}
	return nil
}

// operator returns the weights that make value and slope at a place from y.
func (c *Curve) operator(at float64, nf int) (value, slope []float64, err error) {
	n := len(c.x)
	dist := make([]float64, n)
	for i, x := range c.x {
		dist[i] = math.Abs(x - at)
	}
	sorted := slices.Clone(dist)
	slices.Sort(sorted)
	h := sorted[nf-1] * math.Sqrt(math.Max(1, c.Options.Span))
	terms := c.Options.Degree.terms()
	value, slope = make([]float64, n), make([]float64, n)
	if h <= 0 {
		return nil, nil, fmt.Errorf("smooth: %w: more than %d points stand at one place; widen the span", ErrData, nf)
	}
	var rows []int
	var data, root []float64
	for i, d := range dist {
		if d >= h {
			continue
		}
		u := d / h
		t := 1 - u*u*u
		w := math.Sqrt(c.robust[i] * t * t * t)
		if w == 0 {
			continue
		}
		rows = append(rows, i)
		root = append(root, w)
		p := w
		for range terms {
			data = append(data, p)
			p *= (c.x[i] - at) / h
		}
	}
	if len(rows) == 0 {
		return nil, nil, fmt.Errorf("smooth: %w: no point with weight near %v", ErrData, at)
	}
	// The pseudo-inverse by singular values, small ones cut, as a window may
	// hold fewer places than terms.
	var svd mat.SVD
	if !svd.Factorize(mat.NewDense(len(rows), terms, data), mat.SVDThin) {
		return nil, nil, fmt.Errorf("smooth: %w: no local fit at %v", ErrData, at)
	}
	var u, vt mat.Dense
	svd.UTo(&u)
	svd.VTo(&vt)
	sing := svd.Values(nil)
	for k, s := range sing {
		if s <= sing[0]*1e-8 {
			continue
		}
		for r, i := range rows {
			g := u.At(r, k) / s * root[r]
			value[i] += vt.At(0, k) * g
			if terms > 1 {
				slope[i] += vt.At(1, k) * g / h
			}
		}
	}
	return value, slope, nil
}

// cell returns the vertex left of x, and the Hermite weights there.
func (c *Curve) cell(x float64) (i int, w [4]float64) {
	i, found := slices.BinarySearch(c.at, x)
	if !found || i > 0 {
		i--
	}
	i = max(0, min(i, len(c.at)-2))
	d := c.at[i+1] - c.at[i]
	h := (x - c.at[i]) / d
	w[0] = (1 - h) * (1 - h) * (1 + 2*h)
	w[1] = h * h * (3 - 2*h)
	w[2] = h * (1 - h) * (1 - h) * d
	w[3] = h * h * (h - 1) * d
	return i, w
}

func (c *Curve) interpolate(x float64) float64 {
	i, w := c.cell(x)
	return w[0]*c.value[i] + w[1]*c.value[i+1] + w[2]*c.slope[i] + w[3]*c.slope[i+1]
}

// row is the smoother's weights at x.
func (c *Curve) row(x float64) []float64 {
	i, w := c.cell(x)
	out := make([]float64, len(c.x))
	for j := range out {
		out[j] = w[0]*c.op[i][0][j] + w[1]*c.op[i+1][0][j] + w[2]*c.op[i][1][j] + w[3]*c.op[i+1][1][j]
	}
	return out
}

func (c *Curve) statistics(fit []float64) {
	n := float64(c.N)
	for i, x := range c.x {
		c.Trace += c.row(x)[i]
	}
	d1, d2 := deltas(c.N, c.Options.Degree, c.Trace)
	c.ENP = d1 + 2*c.Trace - n
	rss := 0.0
	if c.Options.Robust {
		rss = c.pseudoRSS(fit)
	} else {
		for i, f := range fit {
			rss += (c.y[i] - f) * (c.y[i] - f)
		}
	}
	c.Sigma, c.DF = math.NaN(), math.NaN()
	if d1 > 0 && d2 > 0 {
		c.Sigma, c.DF = math.Sqrt(rss/d1), d1*d1/d2
	}
	if c.N < 20 {
		c.Warnings = append(c.Warnings, fmt.Sprintf("only %d points: the shape of the curve is hardly determined", c.N))
	}
}

// pseudoRSS is the residual sum of squares of Cleveland's pseudovalues, which
// stand in for y after a robust fit.
func (c *Curve) pseudoRSS(fit []float64) float64 {
	n := len(fit)
	res := make([]float64, n)
	for i := range res {
		res[i] = math.Abs(c.y[i] - fit[i])
	}
	mad := 6 * median(res)
	if mad == 0 {
		return 0
	}
	sum := 0.0
	pseudo := make([]float64, n)
	for i := range pseudo {
		r := (c.y[i] - fit[i]) / mad
		psi := 0.0
		if math.Abs(r) < 1 {
			sum += (1 - r*r) * (1 - 5*r*r)
			psi = (c.y[i] - fit[i]) * (1 - r*r) * (1 - r*r)
		}
		pseudo[i] = psi
	}
	if sum <= 0 {
		return math.NaN()
	}
	k := float64(n) / sum
	for i := range pseudo {
		pseudo[i] = fit[i] + k*pseudo[i]
	}
	rss := 0.0
	for i, x := range c.x {
		smoothed := 0.0
		for j, w := range c.row(x) {
			smoothed += w * pseudo[j]
		}
		rss += (pseudo[i] - smoothed) * (pseudo[i] - smoothed)
	}
	return rss
}

// At returns the curve at x and its pointwise t interval. Outside the range of
// the data both are NaN: a smoother does not extrapolate.
func (c *Curve) At(x, confidence float64) (float64, finding.Interval) {
	if !(x >= c.x[0] && x <= c.x[len(c.x)-1]) {
		return math.NaN(), finding.None()
	}
	se := c.SE(x)
	fit := c.interpolate(x)
	if math.IsNaN(se) || !(confidence > 0 && confidence < 1) {
		return fit, finding.None()
	}
	q := tail.StudentTQuantile((1+confidence)/2, c.DF)
	return fit, finding.Interval{Low: fit - q*se, High: fit + q*se}
}

// SE returns the standard error of the curve at x.
func (c *Curve) SE(x float64) float64 {
	s := 0.0
	for _, w := range c.row(x) {
		s += w * w
	}
	return c.Sigma * math.Sqrt(s)
}

// deltas interpolates δ₁ and δ₂, the first two moments of the residual sum of
// squares, from n and the trace (Cleveland and Grosse 1991). The constants are
// theirs, for one predictor.
func deltas(n int, d Degree, trace float64) (d1, d2 float64) {
	if d == Constant {
		d = Linear
	}
	k := float64(d.terms())
	corner := math.Sqrt(k / float64(n))
	z := (math.Sqrt(k/trace) - corner) / (1 - corner)
	z = math.Min(1, math.Max(0, z))
	c4 := math.Exp(deltaSurface(z))
	coef := [2][3]float64{{0.2971620, 0.3802660, 0.5886043}, {0.2848308, 0.2254512, 0.2914126}}
	if d == Quadratic {
		coef = [2][3]float64{{0.1611761, 0.3091323, 0.4401023}, {0.2075670, 0.2822574, 0.2369957}}
	}
	delta := func(c [3]float64) float64 {
		return float64(n) - trace*math.Exp(c[0]*math.Pow(z, c[1])*math.Pow(1-z, c[2])*c4)
	}
	return delta(coef[0]), delta(coef[1])
}

// deltaSurface is the one-dimensional blending function of the same table.
func deltaSurface(z float64) float64 {
	at := [...]float64{-0.005, 0.1204, 0.2017, 0.2815, 0.3705, 0.4536, 0.5591, 0.7132, 0.8751, 1.005}
	value := [...]float64{-0.090572, 0.095807, 0.026152, -0.031926, -0.053718, -0.064170, -0.058387, -0.020636, 0.040172, -0.010856}
	slope := [...]float64{4.4844, -0.7978, -0.7286, -0.4457, -0.3495, 0.032813, 0.1611, 0.3350, -0.041032, -0.7736}
	i := 0
	for i < len(at)-2 && z > at[i+1] {
		i++
	}
	d := at[i+1] - at[i]
	h := (z - at[i]) / d
	return (1-h)*(1-h)*(1+2*h)*value[i] + h*h*(3-2*h)*value[i+1] + d*(h*(1-h)*(1-h)*slope[i]+h*h*(h-1)*slope[i+1])
}
