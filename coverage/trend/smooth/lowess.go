// Package smooth draws trends and seasons without assuming their shape:
// LOWESS and LOESS (Cleveland 1979; Cleveland and Devlin 1988) and STL, the
// decomposition of a series into season, trend and remainder (Cleveland,
// Cleveland, McRae and Terpenning 1990). All have robust forms.
//
// NaN marks a missing value: it carries no weight and is not filled in. The
// way in is [Loess] for a trend with a band and [STL] for a seasonal series:
//
//	curve, err := smooth.Loess(t, y, smooth.LoessOptions{Robust: true})
//	fit, band := curve.At(12.5, 0.95)
//	parts, err := smooth.STL(views, smooth.STLOptions{Period: 12, Periodic: true})
package smooth

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrData is wrapped by errors about data that cannot be smoothed.
var ErrData = errors.New("cannot smooth")

// LowessOptions are the choices of [Lowess]; the zero value has R's defaults.
type LowessOptions struct {
	// Span is the share of points in a window; 0 means 2/3.
	Span float64
	// Iterations of the robust fit; 0 means 3, negative means none.
	Iterations int
	// Delta: points within Delta of the last fitted one are interpolated. 0
	// fits every point.
	Delta float64
}

// Lowess is Cleveland's locally weighted linear regression of y on x. The
// result is in the order of x; it is NaN where x or y is missing. Errors wrap
// [ErrData].
func Lowess(x, y []float64, o LowessOptions) ([]float64, error) {
	if o.Span == 0 {
		o.Span = 2.0 / 3
	}
	if o.Iterations == 0 {
		o.Iterations = 3
	}
	if !(o.Span > 0 && o.Span <= 1) || !(o.Delta >= 0) {
		return nil, fmt.Errorf("smooth: %w: span %v, delta %v", ErrData, o.Span, o.Delta)
	}
	order, xs, ys, err := arrange(x, y)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(x))
	for i := range out {
		out[i] = math.NaN()
	}
	n := len(xs)
	if n == 1 {
		out[order[0]] = ys[0]
		return out, nil
	}
	l := lowess{x: xs, y: ys, window: max(2, min(n, int(o.Span*float64(n)+1e-7))), fit: make([]float64, n), weight: make([]float64, n)}
	var robust []float64
	for pass := 0; ; pass++ {
		l.pass(robust, o.Delta)
		if pass >= o.Iterations {
			break
		}
		res := make([]float64, n)
		scale := 0.0
		for i := range res {
			res[i] = math.Abs(ys[i] - l.fit[i])
			scale += res[i]
		}
		scale /= float64(n)
		cmad := 6 * median(res)
		if cmad < 1e-7*scale || cmad == 0 {
			break
		}
		robust = make([]float64, n)
		for i, r := range res {
			robust[i] = bisquare(r, cmad)
		}
	}
	for i, v := range l.fit {
		out[order[i]] = v
	}
	return out, nil
}

func bisquare(r, cmad float64) float64 {
	switch {
	case r <= 0.001*cmad:
		return 1
	case r > 0.999*cmad:
		return 0
	}
	u := r / cmad
	return (1 - u*u) * (1 - u*u)
}

// isRounding reports whether the scale of the residuals is no more than what
// rounding leaves of a perfect fit: weights made from it would set points aside
// at random.
func isRounding(scale float64, y []float64) bool {
	top := 0.0
	for _, v := range y {
		if a := math.Abs(v); a > top { // false for NaN
			top = a
		}
	}
	return scale <= 1e-13*top
}

func median(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return middle(0, s)
}

// arrange drops missing pairs and sorts by x; order gives the old positions.
func arrange(x, y []float64) (order []int, xs, ys []float64, err error) {
	if len(x) != len(y) {
		return nil, nil, nil, fmt.Errorf("smooth: %w: %d and %d values", ErrData, len(x), len(y))
	}
	for i := range x {
		if math.IsInf(x[i], 0) || math.IsInf(y[i], 0) {
			return nil, nil, nil, fmt.Errorf("smooth: %w: an infinite value at %d", ErrData, i)
		}
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return nil, nil, nil, fmt.Errorf("smooth: %w: no values", ErrData)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	for _, i := range order {
		xs, ys = append(xs, x[i]), append(ys, y[i])
	}
	return order, xs, ys, nil
}

type lowess struct {
	x, y, fit, weight []float64
	window            int
}

func (l *lowess) pass(robust []float64, delta float64) {
	n := len(l.x)
	left, right := 0, l.window-1
	last := -1 // the last point fitted
	i := 0
	for {
		for right < n-1 && l.x[i]-l.x[left] > l.x[right+1]-l.x[i] {
			left++
			right++
		}
		if v, ok := l.local(l.x[i], left, right, robust); ok {
			l.fit[i] = v
		} else {
			l.fit[i] = l.y[i]
		}
		if last < i-1 {
			d := l.x[i] - l.x[last]
			for j := last + 1; j < i; j++ {
				a := (l.x[j] - l.x[last]) / d
				l.fit[j] = a*l.fit[i] + (1-a)*l.fit[last]
			}
		}
		last = i
		cut := l.x[last] + delta
		for i = last + 1; i < n; i++ {
			if l.x[i] > cut {
				break
			}
			if l.x[i] == l.x[last] {
				l.fit[i] = l.fit[last]
				last = i
			}
		}
		i = max(last+1, i-1)
		if last >= n-1 {
			return
		}
	}
}

// local is the weighted linear fit at at.
func (l *lowess) local(at float64, left, right int, robust []float64) (float64, bool) {
	n := len(l.x)
	span := l.x[n-1] - l.x[0]
	h := math.Max(at-l.x[left], l.x[right]-at)
	h9, h1 := 0.999*h, 0.001*h
	sum := 0.0
	j := left
	for ; j < n; j++ {
		l.weight[j] = 0
		r := math.Abs(l.x[j] - at)
		if r <= h9 {
			w := 1.0
			if r > h1 {
				q := r / h
				c := 1 - q*q*q
				w = c * c * c
			}
			if robust != nil {
				w *= robust[j]
			}
			l.weight[j] = w
			sum += w
		} else if l.x[j] > at {
			break
		}
	}
	if sum <= 0 {
		return 0, false
	}
	end := j
	for k := left; k < end; k++ {
		l.weight[k] /= sum
	}
	if h > 0 {
		a := 0.0
		for k := left; k < end; k++ {
			a += l.weight[k] * l.x[k]
		}
		b, c := at-a, 0.0
		for k := left; k < end; k++ {
			c += l.weight[k] * (l.x[k] - a) * (l.x[k] - a)
		}
		if math.Sqrt(c) > 0.001*span {
			b /= c
			for k := left; k < end; k++ {
				l.weight[k] *= b*(l.x[k]-a) + 1
			}
		}
	}
	v := 0.0
	for k := left; k < end; k++ {
		v += l.weight[k] * l.y[k]
	}
	return v, true
}
