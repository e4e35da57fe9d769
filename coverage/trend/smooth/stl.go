package smooth

import (
	"fmt"
	"math"
	"slices"
)

// STLOptions are the choices of [STL]. Zero values have R's defaults.
type STLOptions struct {
	Period int // points in a cycle, at least 2
	// Seasonal is the span, in cycles, of the smoother of each place in the
	// cycle: odd, at least 7. Required unless Periodic.
	Seasonal int
	// Periodic makes the season the same in every cycle.
	Periodic bool
	// Trend is the span of the trend smoother in points, odd; 0 means the
	// least odd number not below 1.5·Period/(1 − 1.5/Seasonal).
	Trend int
	// LowPass is the span of the low-pass filter, odd; 0 means the least odd
	// number not below Period.
	LowPass int
	// SeasonalLinear fits the season locally linear rather than constant.
	// TrendConstant and LowPassConstant do the reverse for the others.
	SeasonalLinear, TrendConstant, LowPassConstant bool
	// The smoothers are evaluated at every Jump-th point and interpolated
	// between; 0 means a tenth of the span, rounded up.
	SeasonalJump, TrendJump, LowPassJump int
	// Robust downweights outliers. Inner and Outer are the numbers of loops;
	// 0 means 2 and none, or 1 and 15 when Robust.
	Robust       bool
	Inner, Outer int
}

// Parts are the components of a series: value = Season + Trend + Remainder.
type Parts struct {
	Season, Trend, Remainder []float64 // Remainder is NaN where the value is missing
	Weight                   []float64 // robustness weights, 1 unless robust
	Missing                  int
}

// STL decomposes y. Missing values (NaN) carry no weight; season and trend are
// defined there, the remainder is not. At least two whole cycles are needed
// and at least one value at every place in the cycle. Errors wrap [ErrData].
func STL(y []float64, o STLOptions) (*Parts, error) { return decompose(y, o, middle) }

// middle is the median that scales the residuals of a robust round.
func middle(_ int, sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// decompose is STL with a choice of the middle of the sorted absolute residuals
// in each robust round, counted from 0.
func decompose(y []float64, o STLOptions, middle func(round int, sorted []float64) float64) (*Parts, error) {
	n := len(y)
	if o.Period < 2 {
		return nil, fmt.Errorf("smooth: %w: STL needs a period of at least 2, not %d", ErrData, o.Period)
	}
	if o.Period > n/2 {
		return nil, fmt.Errorf("smooth: %w: STL needs two cycles, %d points are fewer than twice %d", ErrData, n, o.Period)
	}
	weight := make([]float64, n)
	held := make([]bool, o.Period)
	p := &Parts{}
	for i, v := range y {
		switch {
		case math.IsInf(v, 0):
			return nil, fmt.Errorf("smooth: %w: an infinite value at %d", ErrData, i)
		case math.IsNaN(v):
			p.Missing++
		default:
			weight[i] = 1
			held[i%o.Period] = true
		}
	}
	for k, ok := range held {
		if !ok {
			return nil, fmt.Errorf("smooth: %w: no value at place %d of the cycle", ErrData, k)
		}
	}
	if o.Periodic {
		o.Seasonal = 10*n + 1
		o.SeasonalLinear = false
	}
	if o.Seasonal < 7 || o.Seasonal%2 == 0 {
		return nil, fmt.Errorf("smooth: %w: the seasonal span must be odd and at least 7, not %d", ErrData, o.Seasonal)
	}
	if o.Trend == 0 {
		o.Trend = odd(1.5 * float64(o.Period) / (1 - 1.5/float64(o.Seasonal)))
	}
	if o.LowPass == 0 {
		o.LowPass = odd(float64(o.Period))
	}
	if o.Trend < 3 || o.Trend%2 == 0 || o.LowPass < 3 || o.LowPass%2 == 0 {
		return nil, fmt.Errorf("smooth: %w: spans must be odd and at least 3 (trend %d, low-pass %d)", ErrData, o.Trend, o.LowPass)
	}
	jump := func(j *int, span int) {
		if *j <= 0 {
			*j = (span + 9) / 10
		}
	}
	jump(&o.SeasonalJump, o.Seasonal)
	jump(&o.TrendJump, o.Trend)
	jump(&o.LowPassJump, o.LowPass)
	if o.Inner <= 0 {
		o.Inner = 2
		if o.Robust {
			o.Inner = 1
		}
	}
	if o.Outer <= 0 && o.Robust {
		o.Outer = 15
	}
	s := stl{o: o, y: y, base: weight, weight: slices.Clone(weight), season: make([]float64, n), trend: make([]float64, n)}
	for round := 0; ; round++ {
		for range o.Inner {
			s.inner()
		}
		if round >= o.Outer {
			break
		}
		s.reweigh(round, middle)
	}
	p.Season, p.Trend = s.season, s.trend
	if o.Periodic {
		for k := range o.Period {
			sum, m := 0.0, 0.0
			for i := k; i < n; i += o.Period {
				sum += p.Season[i]
				m++
			}
			for i := k; i < n; i += o.Period {
				p.Season[i] = sum / m
			}
		}
	}
	p.Remainder = make([]float64, n)
	p.Weight = make([]float64, n)
	for i, v := range y {
		p.Remainder[i] = v - p.Season[i] - p.Trend[i]
		p.Weight[i] = 1
		if o.Outer > 0 {
			p.Weight[i] = s.weight[i]
		}
	}
	return p, nil
}

func odd(x float64) int {
	n := int(math.Ceil(x - 1e-9))
	return n + 1 - n%2
}

type stl struct {
	o             STLOptions
	y             []float64
	base, weight  []float64 // 0 where missing; robustness
	season, trend []float64
}

// inner is one pass of the inner loop.
func (s *stl) inner() {
	n, np := len(s.y), s.o.Period
	detrended := make([]float64, n)
	for i := range detrended {
		detrended[i] = s.y[i] - s.trend[i]
	}
	cycle := make([]float64, n+2*np)
	for k := range np {
		var v, w []float64
		for i := k; i < n; i += np {
			v, w = append(v, detrended[i]), append(w, s.weight[i])
		}
		degree := 0
		if s.o.SeasonalLinear {
			degree = 1
		}
		m := len(v)
		fit := smoothAll(v, w, s.o.Seasonal, degree, s.o.SeasonalJump)
		before, ok := local(v, w, s.o.Seasonal, degree, 0, 1, min(s.o.Seasonal, m))
		if !ok {
			before = fit[0]
		}
		after, ok := local(v, w, s.o.Seasonal, degree, float64(m+1), max(1, m-s.o.Seasonal+1), m)
		if !ok {
			after = fit[m-1]
		}
		cycle[k] = before
		for i, f := range fit {
			cycle[k+(i+1)*np] = f
		}
		cycle[k+(m+1)*np] = after
	}
	low := average(average(average(cycle, np), np), 3)
	one := func(constant bool) int {
		if constant {
			return 0
		}
		return 1
	}
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	filtered := smoothAll(low, ones, s.o.LowPass, one(s.o.LowPassConstant), s.o.LowPassJump)
	rest := make([]float64, n)
	for i := range rest {
		s.season[i] = cycle[np+i] - filtered[i]
		rest[i] = s.y[i] - s.season[i]
	}
	s.trend = smoothAll(rest, s.weight, s.o.Trend, one(s.o.TrendConstant), s.o.TrendJump)
}

func (s *stl) reweigh(round int, middle func(int, []float64) float64) {
	var res []float64
	for i, v := range s.y {
		if s.base[i] > 0 {
			res = append(res, math.Abs(v-s.season[i]-s.trend[i]))
		}
	}
	slices.Sort(res)
	cmad := 6 * middle(round, res)
	if isRounding(cmad, s.y) {
		copy(s.weight, s.base)
		return
	}
	for i, v := range s.y {
		if s.base[i] > 0 {
			s.weight[i] = bisquare(math.Abs(v-s.season[i]-s.trend[i]), cmad)
		}
	}
}

// average is the moving average of a span; the result is span−1 shorter.
func average(x []float64, span int) []float64 {
	out := make([]float64, len(x)-span+1)
	sum := 0.0
	for _, v := range x[:span] {
		sum += v
	}
	for i := range out {
		out[i] = sum / float64(span)
		if i+span < len(x) {
			sum += x[i+span] - x[i]
		}
	}
	return out
}

// smoothAll is the loess smoother of STL over equally spaced points.
func smoothAll(y, w []float64, span, degree, jump int) []float64 {
	n := len(y)
	out := make([]float64, n)
	if n < 2 {
		copy(out, y)
		return out
	}
	jump = min(jump, n-1)
	half := (span + 1) / 2
	at := func(i int) { // i counts from 1
		var left, right int
		switch {
		case span >= n:
			left, right = 1, n
		case i < half:
			left, right = 1, span
		case i >= n-half+1:
			left, right = n-span+1, n
		default:
			left, right = i-half+1, span+i-half
		}
		v, ok := local(y, w, span, degree, float64(i), left, right)
		for wider := span; !ok && wider < 4*n; {
			// No weight in the window: a gap. Widen it until there is.
			wider *= 2
			v, ok = local(y, w, wider, degree, float64(i), max(1, i-wider/2), min(n, i+wider/2))
		}
		if !ok {
			v = nearest(y, i-1)
		}
		out[i-1] = v
	}
	for i := 1; i <= n; i += jump {
		at(i)
	}
	if jump == 1 {
		return out
	}
	for i := 1; i+jump <= n; i += jump {
		d := (out[i+jump-1] - out[i-1]) / float64(jump)
		for j := i + 1; j < i+jump; j++ {
			out[j-1] = out[i-1] + d*float64(j-i)
		}
	}
	if k := (n-1)/jump*jump + 1; k != n {
		at(n)
		d := (out[n-1] - out[k-1]) / float64(n-k)
		for j := k + 1; j < n; j++ {
			out[j-1] = out[k-1] + d*float64(j-k)
		}
	}
	return out
}

// nearest is the value at i or, where that is missing, the one next to it: what
// is left when robustness has set every point aside.
func nearest(y []float64, i int) float64 {
	for d := range y {
		for _, j := range [...]int{i - d, i + d} {
			if j >= 0 && j < len(y) && !math.IsNaN(y[j]) {
				return y[j]
			}
		}
	}
	return math.NaN()
}

// local is the weighted fit at xs from the points left to right, counted from
// 1. It is false when no point has weight.
func local(y, w []float64, span, degree int, xs float64, left, right int) (float64, bool) {
	n := len(y)
	h := math.Max(xs-float64(left), float64(right)-xs)
	if span > n {
		h += float64((span - n) / 2)
	}
	h9, h1 := 0.999*h, 0.001*h
	sum := 0.0
	kernel := make([]float64, right-left+1)
	for j := left; j <= right; j++ {
		r := math.Abs(float64(j) - xs)
		if r > h9 || w[j-1] == 0 {
			continue
		}
		k := w[j-1]
		if r > h1 {
			q := r / h
			c := 1 - q*q*q
			k *= c * c * c
		}
		kernel[j-left] = k
		sum += k
	}
	if sum <= 0 {
		return 0, false
	}
	for j := range kernel {
		kernel[j] /= sum
	}
	if h > 0 && degree > 0 {
		a := 0.0
		for j, k := range kernel {
			a += k * float64(j+left)
		}
		b, c := xs-a, 0.0
		for j, k := range kernel {
			d := float64(j+left) - a
			c += k * d * d
		}
		if math.Sqrt(c) > 0.001*float64(n-1) {
			b /= c
			for j := range kernel {
				kernel[j] *= b*(float64(j+left)-a) + 1
			}
		}
	}
	v := 0.0
	for j, k := range kernel {
		if k != 0 {
			v += k * y[j+left-1]
		}
	}
	return v, true
}
