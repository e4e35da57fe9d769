package agreement

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/stat/distuv"
)

// Bootstrap says how intervals are made: units, or clusters of units, are
// drawn with replacement and the figure is computed anew from each draw
// (Efron and Tibshirani 1993). The zero value is 2,000 draws, 95 per cent,
// percentile interval, seed 0.
//
// Draw number i has a generator of its own, seeded by Seed and i, so that the
// interval is the same for any number of workers.
type Bootstrap struct {
	Resamples  int     // number of draws; 0 means 2000, negative means no interval
	Confidence float64 // coverage between 0 and 1; 0 means 0.95
	Seed       uint64
	Workers    int // 0 means GOMAXPROCS
	// BCa asks for the bias-corrected and accelerated interval instead of
	// the percentile interval (Efron 1987). Where it cannot be computed,
	// as when leaving out any one unit changes nothing, the percentile
	// interval is given and the method says so.
	BCa bool
	// IgnoreClusters resamples units even where they have a cluster.
	// Intervals are then too narrow if units of a cluster resemble each
	// other.
	IgnoreClusters bool
}

const defaultResamples = 2000

// statistic computes figures from units that count weight[i] times each. It
// must not keep weight, and writes NaN for what is undefined.
type statistic func(weight []int, out []float64)

// estimates runs the statistic on the whole sample and on every draw, and
// returns one Estimate per figure. Statistics are made by newStat, once per
// worker, so that each may own buffers.
func (b Bootstrap) estimates(clusters []string, figures int, newStat func() statistic) ([]Estimate, error) {
	if b.Confidence < 0 || b.Confidence >= 1 || math.IsNaN(b.Confidence) {
		return nil, fmt.Errorf("agreement: confidence %v is not between 0 and 1", b.Confidence)
	}
	conf := b.Confidence
	if conf == 0 {
		conf = 0.95
	}
	draws := b.Resamples
	if draws == 0 {
		draws = defaultResamples
	}
	n := len(clusters)
	groups := b.groups(clusters)
	weight := make([]int, n)
	for i := range weight {
		weight[i] = 1
	}
	whole := make([]float64, figures)
	newStat()(weight, whole)
	out := make([]Estimate, figures)
	for f := range out {
		out[f] = Estimate{Value: whole[f], Low: math.NaN(), High: math.NaN(), N: n, Clusters: len(groups)}
	}
	if draws < 0 || n == 0 {
		return out, nil
	}

	results := make([]float64, draws*figures)
	b.parallel(draws, newStat, n, func(stat statistic, weight []int, i int) {
		rng := rand.New(rand.NewPCG(b.Seed, uint64(i)))
		clear(weight)
		for range groups {
			for _, u := range groups[rng.IntN(len(groups))] {
				weight[u]++
			}
		}
		stat(weight, results[i*figures:(i+1)*figures])
	})
	var jack []float64
	if b.BCa {
		jack = make([]float64, len(groups)*figures)
		b.parallel(len(groups), newStat, n, func(stat statistic, weight []int, i int) {
			for u := range weight {
				weight[u] = 1
			}
			for _, u := range groups[i] {
				weight[u] = 0
			}
			stat(weight, jack[i*figures:(i+1)*figures])
		})
	}
	column := func(m []float64, f int) []float64 {
		var c []float64
		for i := f; i < len(m); i += figures {
			if !math.IsNaN(m[i]) {
				c = append(c, m[i])
			}
		}
		return c
	}
	for f := range out {
		e := &out[f]
		if !e.Defined() {
			continue
		}
		vals := column(results, f)
		e.interval(vals, draws, conf, column(jack, f), b.BCa)
		if len(groups) < 20 {
			e.Warnings = append(e.Warnings, fmt.Sprintf("only %d independent units: the interval is rough", len(groups)))
		}
	}
	return out, nil
}

// interval sets Low and High from the figures of the draws.
func (e *Estimate) interval(vals []float64, draws int, conf float64, jack []float64, bca bool) {
	if lost := draws - len(vals); lost*20 > draws {
		e.Warnings = append(e.Warnings, fmt.Sprintf("undefined in %d of %d draws, which the interval leaves out", lost, draws))
	}
	if len(vals) < 2 {
		return
	}
	slices.Sort(vals)
	lo, hi := (1-conf)/2, (1+conf)/2
	method := "percentile bootstrap"
	if bca {
		if l, h, ok := bcaLevels(vals, e.Value, jack, lo, hi); ok {
			lo, hi, method = l, h, "BCa bootstrap"
		} else {
			method = "percentile bootstrap (BCa not computable)"
		}
	}
	e.Low, e.High, e.Confidence = quantile(vals, lo), quantile(vals, hi), conf
	e.Method = strings.TrimSpace(fmt.Sprintf("%s, %d draws", method, draws))
	if vals[0] == vals[len(vals)-1] {
		e.Warnings = append(e.Warnings, "every draw gives the same figure: the interval has no width, which is no proof of certainty")
	}
}

// bcaLevels returns the corrected quantile levels (Efron 1987, eq. 2.3).
func bcaLevels(vals []float64, whole float64, jack []float64, lo, hi float64) (l, h float64, ok bool) {
	below := 0.0
	for _, v := range vals {
		switch {
		case v < whole:
			below++
		case v == whole:
			below += 0.5
		}
	}
	norm := distuv.UnitNormal
	z0 := norm.Quantile(below / float64(len(vals)))
	var mean, s2, s3 float64
	for _, v := range jack {
		mean += v
	}
	mean /= float64(len(jack))
	for _, v := range jack {
		d := mean - v
		s2 += d * d
		s3 += d * d * d
	}
	if s2 == 0 || math.IsInf(z0, 0) || math.IsNaN(z0) {
		return 0, 0, false
	}
	a := s3 / (6 * math.Pow(s2, 1.5))
	level := func(p float64) float64 {
		z := z0 + norm.Quantile(p)
		return norm.CDF(z0 + z/(1-a*z))
	}
	l, h = level(lo), level(hi)
	return l, h, !math.IsNaN(l) && !math.IsNaN(h) && l < h
}

// quantile interpolates linearly between order statistics (type 7 of Hyndman
// and Fan 1996, the default of R and NumPy).
func quantile(sorted []float64, p float64) float64 {
	x := p * float64(len(sorted)-1)
	i := int(math.Floor(x))
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (x-float64(i))*(sorted[i+1]-sorted[i])
}

// groups returns the units of each cluster, in order of first appearance.
func (b Bootstrap) groups(clusters []string) [][]int {
	var groups [][]int
	at := map[string]int{}
	for i, c := range clusters {
		if c == "" || b.IgnoreClusters {
			groups = append(groups, []int{i})
			continue
		}
		g, ok := at[c]
		if !ok {
			g = len(groups)
			at[c] = g
			groups = append(groups, nil)
		}
		groups[g] = append(groups[g], i)
	}
	return groups
}

// parallel calls do for 0 ≤ i < n, each i once, on several goroutines.
func (b Bootstrap) parallel(n int, newStat func() statistic, units int, do func(statistic, []int, int)) {
	workers := b.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, n))
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			stat, weight := newStat(), make([]int, units)
			for i := w; i < n; i += workers {
				do(stat, weight, i)
			}
		})
	}
	wg.Wait()
}
