package structural

import (
	"math"
	"runtime"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

const (
	// simulated is the number of observations up to which p-values come from
	// the law of the statistic for that number, not from its limit.
	simulated = 500
	draws     = 999
	// clear is the asymptotic p-value below which it is kept: that the null does
	// not hold is then plain, and so many draws could not tell it more finely.
	clear = 0.001
)

// smallSample replaces asymptotic p-values by those of simulation: given the
// regressors, the law of these statistics under independent normal errors holds
// no unknown, so it can be drawn from (a Monte Carlo test, Dwass 1957), with the
// draws the same in every call. statistics fills in the values for a series of
// errors.
func smallSample(fit *linear.Fit, observed, p []float64, statistics func(errors, out []float64)) {
	if fit.N > simulated {
		return
	}
	wanted := false
	for i := range p {
		wanted = wanted || p[i] >= clear && !math.IsNaN(observed[i])
	}
	if !wanted {
		return
	}
	workers := runtime.GOMAXPROCS(0)
	type scratch struct {
		stream resample.Stream
		e      []float64
	}
	work := make([]scratch, workers)
	values := make([][]float64, draws)
	resample.Parallel(workers, draws, func(w, r int) {
		x := &work[w]
		if x.e == nil {
			x.e = make([]float64, fit.N)
		}
		x.stream.Begin(1957, uint64(r))
		for i := range x.e {
			x.e[i] = x.stream.Normal()
		}
		values[r] = make([]float64, len(observed))
		statistics(x.e, values[r])
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
