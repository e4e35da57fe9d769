package main

import (
	"hash/fnv"
	"math"
	"math/rand/v2"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// kind is what is counted of a quantity.
type kind uint8

const (
	covers   kind = iota // how often a 95% interval holds the truth
	holds                // the same for a truth that is a whole number, where more cannot be helped
	coarse               // the same for counted data, whose intervals come in steps: more cannot be helped
	rejects              // how often a test rejects a true null at 5%
	coarsely             // the same for a statistic of few values, where less cannot be helped
	bounded              // the same for a p-value that is an upper bound by construction
	counts               // how often something happens that has no nominal rate
)

func (k kind) String() string {
	return [...]string{"covers", "covers (whole numbers, at least)", "covers (discrete, at least)", "rejects", "rejects (discrete, at most)", "rejects (bound, at most)", "happens"}[k]
}

// A quantity is one thing that a study looks at in each of its runs.
type quantity struct {
	name string
	kind kind
	// outside is as in a study, for the quantity alone.
	outside bool
}

// within is a quantity in its domain.
func within(name string, k kind) quantity { return quantity{name: name, kind: k} }

// A study tries one method in one setting.
type study struct {
	section, method, setting string
	// outside says that the setting lies outside the domain of the method:
	// bounds need not hold there, but then it must warn.
	outside    bool
	quantities []quantity
	run        func(g *rand.Rand) []trial
}

// A trial is what one run says of one quantity.
type trial struct {
	hit    bool // covered, rejected, happened
	warned bool
	void   bool // there was no interval or no p-value
}

// A tally is what all runs say of one quantity.
type tally struct {
	runs, hits, warned, void int
}

func (t *tally) add(x trial) {
	if x.warned {
		t.warned++
	}
	if x.void {
		t.void++
		return
	}
	t.runs++
	if x.hit {
		t.hits++
	}
}

func (t tally) rate() float64 { return float64(t.hits) / float64(t.runs) }

// interval is Wilson's interval of the rate.
func (t tally) interval() (low, high float64) {
	const z = 1.959963984540054
	n, p := float64(t.runs), t.rate()
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return (p + z*z/(2*n) - half) / (1 + z*z/n), (p + z*z/(2*n) + half) / (1 + z*z/n)
}

// bounds are the rates that a quantity of a kind may have.
func (k kind) bounds() (low, high float64) {
	switch k {
	case covers:
		return 0.93, 0.97
	case holds, coarse:
		return 0.93, 1
	case rejects:
		return 0.035, 0.065
	case coarsely, bounded:
		return 0, 0.065
	}
	return 0, 1
}

// simulate makes the runs of a study. Every run has a random stream of its
// own, made from the name of the study and the number of the run.
func (s *study) simulate(runs, workers int) []tally {
	out := make([]tally, len(s.quantities))
	all := make([][]trial, runs)
	resample.Parallel(workers, runs, func(_, i int) { all[i] = s.run(s.stream(i)) })
	for _, trials := range all {
		for q, x := range trials {
			out[q].add(x)
		}
	}
	return out
}

func (s *study) stream(run int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(s.section + "\x00" + s.method + "\x00" + s.setting))
	return rand.New(rand.NewPCG(h.Sum64(), uint64(run)))
}

// held asks whether the interval of f holds the truth.
func held(f finding.Finding, truth float64) trial {
	return trial{hit: f.Interval.Contains(truth), warned: len(f.Warnings) > 0, void: !f.Interval.IsDefined()}
}

// rejected asks whether a test rejects at 5%.
func rejected(t finding.Test, warnings []string) trial {
	return trial{hit: t.P < 0.05, warned: len(warnings) > 0, void: math.IsNaN(t.P)}
}

// tested asks whether the test of f rejects at 5%.
func tested(f finding.Finding) trial {
	if f.Test == nil {
		return trial{void: true, warned: len(f.Warnings) > 0}
	}
	return rejected(*f.Test, f.Warnings)
}

// none is the trial of a run that gave an error in place of a result.
func none(n int) []trial {
	out := make([]trial, n)
	for i := range out {
		out[i] = trial{void: true, warned: true}
	}
	return out
}

// plan is the resampling of a run: its seed is drawn, so that the error of
// resampling is averaged over.
func plan(g *rand.Rand, kind resample.Kind, replicates int) resample.Plan {
	return resample.Plan{Seed: g.Uint64(), Kind: kind, Replicates: replicates, Workers: 1}
}

// ar is a stationary first-order autoregression with mean 0 and variance 1.
func ar(g *rand.Rand, n int, phi float64) []float64 {
	y := make([]float64, n)
	fresh := math.Sqrt(1 - phi*phi)
	for i := range y {
		if i == 0 {
			y[i] = g.NormFloat64()
		} else {
			y[i] = phi*y[i-1] + fresh*g.NormFloat64()
		}
	}
	return y
}

// poisson draws a Poisson count.
func poisson(g *rand.Rand, mean float64) float64 {
	n := 0.0
	for mean > 30 {
		n += poisson(g, 30)
		mean -= 30
	}
	for p, least := g.Float64(), math.Exp(-mean); p > least; p *= g.Float64() {
		n++
	}
	return n
}

// gamma draws from the gamma law with mean 1 and the given shape (Marsaglia
// and Tsang 2000).
func gamma(g *rand.Rand, shape float64) float64 {
	lift := 1.0
	k := shape
	if k < 1 {
		lift = math.Pow(g.Float64(), 1/k)
		k++
	}
	d := k - 1.0/3
	for {
		z := g.NormFloat64()
		v := math.Pow(1+z/math.Sqrt(9*d), 3)
		if v > 0 && math.Log(g.Float64()) < z*z/2+d-d*v+d*math.Log(v) {
			return d * v * lift / shape
		}
	}
}

// binomial draws a number of successes.
func binomial(g *rand.Rand, n int, p float64) float64 {
	k := 0.0
	for range n {
		if g.Float64() < p {
			k++
		}
	}
	return k
}
