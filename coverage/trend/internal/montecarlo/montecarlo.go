// Package montecarlo gives p-values of statistics of regression residuals whose
// law under independent normal errors holds no unknown, given the regressors, so
// that it can be drawn from (Dwass 1957).
package montecarlo

import (
	"cmp"
	"hash/fnv"
	"math"
	"runtime"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

const (
	// Longest is the number of observations up to which p-values are drawn and
	// not taken from the limit.
	Longest = 500
	draws   = 999
	// clear is the asymptotic p-value below which it is kept: that the null does
	// not hold is then plain, and so many draws could not tell it more finely.
	clear = 0.001
)

// Improve replaces asymptotic p-values p of the observed statistics by those of
// simulation. prepare returns a function, for one goroutine, that fills in the
// statistics of a series of as many errors as there are residuals.
//
// The seed comes from the order of the residuals by size. So the same data, in
// whatever units, give the same p-value; but other data have other draws, and
// over many data sets the test rejects a true null exactly as often as it says.
// With the same draws for all, their error would be shared: at 5% and 999 draws,
// up to one and a half points either way.
func Improve(residuals, observed, p []float64, prepare func() func(errors, out []float64)) {
	n := len(residuals)
	if n > Longest {
		return
	}
	wanted := false
	for i := range p {
		wanted = wanted || p[i] >= clear && !math.IsNaN(observed[i])
	}
	if !wanted {
		return
	}
	seed := seedOf(residuals)
	workers := runtime.GOMAXPROCS(0)
	type scratch struct {
		stream     resample.Stream
		e          []float64
		statistics func(errors, out []float64)
	}
	work := make([]scratch, workers)
	values := make([][]float64, draws)
	resample.Parallel(workers, draws, func(w, r int) {
		x := &work[w]
		if x.e == nil {
			x.e, x.statistics = make([]float64, n), prepare()
		}
		x.stream.Begin(seed, uint64(r))
		for i := range x.e {
			x.e[i] = x.stream.Normal()
		}
		values[r] = make([]float64, len(observed))
		x.statistics(x.e, values[r])
	})
	for i := range p {
		if !(p[i] >= clear) {
			continue
		}
		as := 1
		for _, v := range values {
			if v[i] >= observed[i] {
				as++
			}
		}
		p[i] = float64(as) / (draws + 1)
	}
}

func seedOf(residuals []float64) uint64 {
	order := make([]int, len(residuals))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(residuals[a], residuals[b]) })
	h := fnv.New64a()
	for _, i := range order {
		h.Write([]byte{byte(i), byte(i >> 8)})
	}
	return h.Sum64()
}
