package lag

import (
	"fmt"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// CrossOptions are the choices of [Cross].
type CrossOptions struct {
	// Lags to look at, declared before looking: at lag k the first series at t
	// meets the second at t + k, so a positive lag says that the first leads.
	// None means lag 0 alone.
	Lags []int
	// Raw leaves the series as they are. Otherwise each is replaced by the
	// innovations of its own first-order autoregression: two series that only
	// drift will correlate without having anything to do with each other.
	Raw bool
	// Block is the length of the blocks that are permuted; 0 means ⌈n^⅓⌉.
	Block int
	Plan  resample.Plan // permutations and bootstrap
}

// A Link is the relation of two series.
type Link struct {
	// ByLag holds a finding for each declared lag: the correlation with its
	// Fisher interval and the p-value of the block permutation.
	ByLag []finding.Finding
	// Any tests that there is no correlation at any of the lags, by the
	// permutation law of the greatest.
	Any finding.Test
	// Lead is the lag at which the absolute correlation is greatest, with a
	// block bootstrap interval. Without a correlation it means nothing.
	Lead finding.Finding
	// Order says which series leads: the squared correlations summed over the
	// lags at which the first is ahead, minus those at which the second is, for
	// lags declared in both directions, with a block bootstrap interval. An
	// interval about zero leaves it open.
	Order    finding.Finding
	PhiX     float64 // autoregression taken off, NaN when Raw
	PhiY     float64
	Overlap  int // steps at which both have values at lag 0
	Warnings []string
}

// MinPairs is the number of pairs below which a lag has no correlation.
const MinPairs = 8

// Cross correlates two series that share their time axis: x[i] and y[i] belong
// to the same step. Series that overlap in part are padded with NaN, as package
// align does.
func Cross(x, y []float64, o CrossOptions) (*Link, error) {
	if len(x) != len(y) {
		return nil, fmt.Errorf("lag: %w: %d and %d steps; pad with NaN", ErrData, len(x), len(y))
	}
	plan, err := o.Plan.Normal()
	if err != nil {
		return nil, err
	}
	lags := o.Lags
	if len(lags) == 0 {
		lags = []int{0}
	}
	l := &Link{PhiX: math.NaN(), PhiY: math.NaN()}
	for i := range x {
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			l.Overlap++
		}
	}
	u, v := x, y
	if !o.Raw {
		ax, err := FitAR1(x)
		if err != nil {
			return nil, err
		}
		ay, err := FitAR1(y)
		if err != nil {
			return nil, err
		}
		l.PhiX, l.PhiY = ax.Phi, ay.Phi
		u, v = ax.Innovations(x), ay.Innovations(y)
	}
	u, _, vu, err := centre(u)
	if err != nil {
		return nil, err
	}
	v, _, vv, err := centre(v)
	if err != nil {
		return nil, err
	}
	if vu == 0 || vv == 0 {
		return nil, fmt.Errorf("lag: %w: a series is constant", ErrData)
	}
	n := len(u)
	block := o.Block
	if block <= 0 {
		block = resample.BlockLength(n)
	}
	if block > n {
		return nil, fmt.Errorf("lag: %w: blocks of %d in %d steps", ErrData, block, n)
	}
	observed := make([]float64, len(lags))
	pairs := make([]int, len(lags))
	for i, k := range lags {
		observed[i], pairs[i] = correlate(u, v, k)
	}
	// The null law: blocks of the second series in random order and rotation,
	// which keeps what dependence is left within them.
	type scratch struct {
		v      []float64
		blocks []int
	}
	work := make([]scratch, plan.Workers)
	exceed := make([][]float64, len(lags))
	for i := range exceed {
		exceed[i] = make([]float64, plan.Replicates)
	}
	greatest := make([]float64, plan.Replicates)
	streams := make([]resample.Stream, plan.Workers)
	resample.Parallel(plan.Workers, plan.Replicates, func(w, r int) {
		s, sc := &streams[w], &work[w]
		s.Begin(plan.Seed, uint64(r))
		sc.v, sc.blocks = sc.v[:0], sc.blocks[:0]
		for b := 0; b < n; b += block {
			sc.blocks = append(sc.blocks, b)
		}
		resample.Shuffle(s, sc.blocks)
		shift := s.Index(n)
		for _, b := range sc.blocks {
			for i := b; i < min(b+block, n); i++ {
				sc.v = append(sc.v, v[(i+shift)%n])
			}
		}
		for i, k := range lags {
			c, _ := correlate(u, sc.v, k)
			exceed[i][r] = math.Abs(c)
			if !math.IsNaN(c) {
				greatest[r] = math.Max(greatest[r], math.Abs(c))
			}
		}
	})
	p := func(reps []float64, value float64) float64 {
		as, m := 1, 1
		for _, r := range reps {
			if math.IsNaN(r) {
				continue
			}
			m++
			if r >= value-1e-12 {
				as++
			}
		}
		return float64(as) / float64(m)
	}
	top := 0.0
	for i, k := range lags {
		f := finding.New(fmt.Sprintf("cross-correlation at lag %d", k), observed[i])
		f.N, f.Unit = pairs[i], "pairs"
		f.Method = fmt.Sprintf("cross-correlation of first-order innovations, Fisher interval, block permutation (blocks of %d, %d permutations, seed %d)", block, plan.Replicates, plan.Seed)
		if o.Raw {
			f.Method = fmt.Sprintf("cross-correlation, Fisher interval, block permutation (blocks of %d, %d permutations, seed %d)", block, plan.Replicates, plan.Seed)
		}
		f.Assumptions = []string{"both series are stationary", "lags were declared before looking"}
		f.Test = &finding.Test{Null: "the series are unrelated at this lag", Name: "block permutation test", Statistic: observed[i], P: math.NaN()}
		if math.IsNaN(observed[i]) {
			f.Warn("only %d pairs", pairs[i])
		} else {
			f.Test.P = p(exceed[i], math.Abs(observed[i]))
			top = math.Max(top, math.Abs(observed[i]))
			z := math.Atanh(math.Max(-1+1e-15, math.Min(1-1e-15, observed[i])))
			q := -quantileNormal((1-plan.Confidence)/2) / math.Sqrt(float64(max(1, pairs[i]-3)))
			f.Interval, f.Confidence = finding.Interval{Low: math.Tanh(z - q), High: math.Tanh(z + q)}, plan.Confidence
			if pairs[i] < 30 {
				f.Warn("only %d pairs: a correlation below %.2f could not be told from none", pairs[i], 2/math.Sqrt(float64(pairs[i])))
			}
		}
		l.ByLag = append(l.ByLag, f)
	}
	l.Any = finding.Test{Null: "the series are unrelated at all declared lags", Name: "block permutation test of the greatest correlation", Statistic: top, P: p(greatest, top)}
	l.Lead = lead(u, v, lags, block, plan)
	l.Order = order(u, v, lags, block, plan)
	if l.Any.P > 0.05 {
		l.Lead.Warn("no correlation is established, so the lag of the greatest means nothing")
		l.Order.Warn("no correlation is established, so neither series leads the other")
	}
	if math.Abs(l.PhiX) > 0.9 || math.Abs(l.PhiY) > 0.9 {
		l.Warnings = append(l.Warnings, "a series is close to a random walk: difference both first")
	}
	return l, nil
}

func quantileNormal(p float64) float64 { return tail.NormalQuantile(p) }

// correlate is the correlation of u[t] and v[t+k] over the pairs there are.
func correlate(u, v []float64, k int) (float64, int) {
	var su, sv, suu, svv, suv, n float64
	for t := max(0, -k); t < len(u) && t+k < len(v); t++ {
		a, b := u[t], v[t+k]
		if a != a || b != b {
			continue
		}
		su += a
		sv += b
		suu += a * a
		svv += b * b
		suv += a * b
		n++
	}
	if n < MinPairs {
		return math.NaN(), int(n)
	}
	cu, cv := suu-su*su/n, svv-sv*sv/n
	if cu <= 0 || cv <= 0 {
		return math.NaN(), int(n)
	}
	return math.Max(-1, math.Min(1, (suv-su*sv/n)/math.Sqrt(cu*cv))), int(n)
}

// over is the correlation of u[t] and v[t+k] over the steps t in rows, which may
// stand there several times.
func over(u, v []float64, rows []int, k int) float64 {
	var su, sv, suu, svv, suv, m float64
	for _, t := range rows {
		if t+k < 0 || t+k >= len(v) {
			continue
		}
		a, b := u[t], v[t+k]
		if a != a || b != b {
			continue
		}
		su, sv, suu, svv, suv, m = su+a, sv+b, suu+a*a, svv+b*b, suv+a*b, m+1
	}
	if m < MinPairs {
		return math.NaN()
	}
	return (suv - su*sv/m) / math.Sqrt((suu-su*su/m)*(svv-sv*sv/m))
}

// lead finds the lag of the greatest correlation. Blocks of steps are resampled,
// each step with its products at all lags.
func lead(u, v []float64, lags []int, block int, plan resample.Plan) finding.Finding {
	f, err := plan.Blocks(len(u), block, func(rows []int) float64 {
		best, at := -1.0, math.NaN()
		for _, k := range lags {
			if r := math.Abs(over(u, v, rows, k)); r > best {
				best, at = r, float64(k)
			}
		}
		return at
	})
	if err != nil {
		f = finding.New("", math.NaN())
	}
	f.Quantity = "lag of the greatest cross-correlation"
	f.Unit = "steps"
	if len(lags) < 3 {
		f.Warn("only %d lags were looked at", len(lags))
	}
	if f.IsDefined() && len(lags) > 1 && (f.Estimate == float64(slices.Min(lags)) || f.Estimate == float64(slices.Max(lags))) {
		f.Warn("the greatest correlation is at the edge of the lags looked at")
	}
	return f
}

// order compares the lags at which the first series is ahead with those at
// which the second is.
func order(u, v []float64, lags []int, block int, plan resample.Plan) finding.Finding {
	var ahead []int
	for _, k := range lags {
		if k > 0 && slices.Contains(lags, -k) && !slices.Contains(ahead, k) {
			ahead = append(ahead, k)
		}
	}
	f, err := plan.Blocks(len(u), block, func(rows []int) float64 {
		if len(ahead) == 0 {
			return math.NaN()
		}
		sum := 0.0
		for _, k := range ahead {
			r, s := over(u, v, rows, k), over(u, v, rows, -k)
			sum += r*r - s*s
		}
		return sum
	})
	if err != nil {
		f = finding.New("", math.NaN())
	}
	f.Quantity = "squared correlation with the first series ahead minus that with the second ahead"
	f.Unit = "steps"
	if len(ahead) == 0 {
		f.Warnings = nil
		f.Warn("no lag was declared in both directions")
	}
	return f
}
