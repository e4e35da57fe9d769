package resample

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

var nan, inf = math.NaN(), math.Inf(1)

func mean(x []float64) func(pick []int) float64 {
	return func(pick []int) float64 {
		s := 0.0
		for _, i := range pick {
			s += x[i]
		}
		return s / float64(len(pick))
	}
}

func count(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

func TestPlanRefuses(t *testing.T) {
	for _, p := range []Plan{
		{Replicates: 19}, {Replicates: -1}, {Replicates: 10_000_001}, {Confidence: -0.1}, {Confidence: 1}, {Confidence: nan}, {Workers: -1}, {Kind: BCa + 1},
	} {
		if _, err := p.Normal(); !errors.Is(err, ErrPlan) {
			t.Errorf("%+v: %v", p, err)
		}
		if _, err := p.Units(3, mean(count(3))); !errors.Is(err, ErrPlan) {
			t.Errorf("Units with %+v: %v", p, err)
		}
		if _, err := p.Clusters([]string{"a", "b"}, mean(count(2))); !errors.Is(err, ErrPlan) {
			t.Errorf("Clusters with %+v: %v", p, err)
		}
		if _, err := p.Blocks(3, 1, mean(count(3))); !errors.Is(err, ErrPlan) {
			t.Errorf("Blocks with %+v: %v", p, err)
		}
		if _, err := p.TwoSamples(3, 3, func(a, b []int) float64 { return 0 }); !errors.Is(err, ErrPlan) {
			t.Errorf("TwoSamples with %+v: %v", p, err)
		}
	}
	none := func([]int) float64 { return 0 }
	for name, err := range map[string]error{
		"no units":       second(Plan{}.Units(0, none)),
		"negative units": second(Plan{}.Units(-1, none)),
		"no clusters":    second(Plan{}.Clusters(nil, none)),
		"empty series":   second(Plan{}.Blocks(0, 0, none)),
		"long blocks":    second(Plan{}.Blocks(3, 4, none)),
		"negative block": second(Plan{}.Blocks(3, -1, none)),
		"empty sample":   second(Plan{}.TwoSamples(3, 0, func(a, b []int) float64 { return 0 })),
	} {
		if !errors.Is(err, ErrPlan) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second(_ finding.Finding, err error) error { return err }

// every draws with each of the ways to resample.
func every(p Plan, x []float64) map[string]finding.Finding {
	clusters := make([]string, len(x))
	for i := range clusters {
		clusters[i] = string(rune('a' + i%5))
	}
	out := map[string]finding.Finding{}
	out["units"], _ = p.Units(len(x), mean(x))
	out["clusters"], _ = p.Clusters(clusters, mean(x))
	out["blocks"], _ = p.Blocks(len(x), 0, mean(x))
	out["two samples"], _ = p.TwoSamples(len(x), len(x), func(a, b []int) float64 { return mean(x)(a) - mean(x)(b)/2 })
	return out
}

func TestWorkersAndSeed(t *testing.T) {
	x := count(37)
	for _, kind := range []Kind{Percentile, BCa} {
		one := every(Plan{Seed: 5, Replicates: 101, Kind: kind, Workers: 1}, x)
		for _, w := range []int{2, 3, 64} {
			if again := every(Plan{Seed: 5, Replicates: 101, Kind: kind, Workers: w}, x); !reflect.DeepEqual(one, again) {
				t.Errorf("%s: %d workers give\n%v, one gives\n%v", kind, w, again, one)
			}
		}
		other := every(Plan{Seed: 6, Replicates: 101, Kind: kind}, x)
		for name := range one {
			if one[name].Interval == other[name].Interval {
				t.Errorf("%s over %s: seeds 5 and 6 give the same interval", kind, name)
			}
		}
	}
}

// BCa of the mean of a skewed sample reaches further to the long side than the
// percentiles do, and transforming the statistic transforms the interval.
func TestBCaCorrectsForSkewAndKeepsTransformations(t *testing.T) {
	x := make([]float64, 40)
	for i := range x {
		x[i] = math.Exp(float64(i) / 8)
	}
	plan := Plan{Seed: 2, Replicates: 4000}
	flat, err := plan.Units(len(x), mean(x))
	if err != nil {
		t.Fatal(err)
	}
	plan.Kind = BCa
	bent, err := plan.Units(len(x), mean(x))
	if err != nil {
		t.Fatal(err)
	}
	if !(bent.Interval.Low > flat.Interval.Low && bent.Interval.High > flat.Interval.High) {
		t.Errorf("percentile %v, BCa %v", flat.Interval, bent.Interval)
	}
	logged, err := plan.Units(len(x), func(pick []int) float64 { return math.Log(mean(x)(pick)) })
	if err != nil {
		t.Fatal(err)
	}
	// The acceleration of a logarithm differs a little, so only nearly.
	if math.Abs(math.Exp(logged.Interval.Low)-bent.Interval.Low) > 0.02*bent.Interval.Low || math.Abs(math.Exp(logged.Interval.High)-bent.Interval.High) > 0.02*bent.Interval.High {
		t.Errorf("BCa %v, exp of BCa of the logarithm (%v, %v)", bent.Interval, math.Exp(logged.Interval.Low), math.Exp(logged.Interval.High))
	}
}

// For one sample Pool changes nothing, and the acceleration of a difference of
// means is that of its influence values.
func TestPool(t *testing.T) {
	jack := []float64{1, 2, 4, 9}
	a, ok := acceleration(jack)
	b, okPooled := acceleration(Pool(jack))
	if !ok || !okPooled || math.Abs(a-b) > 1e-15 {
		t.Errorf("acceleration %v alone, %v pooled", a, b)
	}
	// Means of {0, 1, 5} and {0, 2}: the empirical influence over n is
	// (x − mean)/n, so (−2, −1, 3)/3 and, with its sign, (1, −1)/2.
	left := []float64{(1 + 5) / 2., (0 + 5) / 2., (0 + 1) / 2.}
	right := []float64{-2, -0}
	got, _ := acceleration(Pool(left, right))
	s2 := (4+1+9)/9. + 2/4.
	s3 := (-8-1+27)/27. + 0
	if want := s3 / (6 * math.Pow(s2, 1.5)); math.Abs(got-want) > 1e-12 {
		t.Errorf("acceleration %v, want %v", got, want)
	}
	if len(Pool()) != 0 || len(Pool(nil, nil)) != 0 {
		t.Error("values of nothing")
	}
}

func TestOneUnit(t *testing.T) {
	for _, kind := range []Kind{Percentile, BCa} {
		for name, f := range every(Plan{Kind: kind, Replicates: 50}, []float64{3}) {
			if want := 3.0; name != "two samples" && f.Estimate != want {
				t.Errorf("%s over %s: %v", kind, name, f)
			}
			if len(f.Warnings) == 0 || f.Interval.Width() != 0 {
				t.Errorf("one point is no sample: %s over %s: %v", kind, name, f)
			}
		}
	}
}

func TestUndefinedStatistics(t *testing.T) {
	x := count(12)
	never := func([]int) float64 { return nan }
	f, err := Plan{}.Units(12, never)
	if err != nil || f.IsDefined() || f.Interval.IsDefined() || len(f.Warnings) == 0 {
		t.Errorf("never defined: %v, %v", f, err)
	}
	rarely := func(pick []int) float64 {
		if slices.Max(pick) < 11 {
			return nan
		}
		return mean(x)(pick)
	}
	f, err = Plan{Kind: BCa}.Units(12, rarely)
	if err != nil || !f.Interval.IsDefined() || !strings.Contains(strings.Join(f.Warnings, ";"), "undefined in") {
		t.Errorf("sometimes undefined: %v, %v", f, err)
	}
	infinite := func(pick []int) float64 { return inf }
	f, err = Plan{Kind: BCa}.Units(12, infinite)
	if err != nil || f.Interval != (finding.Interval{Low: inf, High: inf}) {
		t.Errorf("infinite: %v, %v", f, err)
	}
}

func TestBlocksKeepNeighbours(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 50).Draw(rt, "n")
		length := rapid.IntRange(1, n).Draw(rt, "length")
		var s Stream
		s.Begin(rapid.Uint64().Draw(rt, "seed"), 0)
		pick := AppendBlocks(nil, &s, n, length)
		if len(pick) != n {
			rt.Fatalf("%d points, want %d", len(pick), n)
		}
		for i, v := range pick {
			if v < 0 || v >= n || i%length > 0 && v != (pick[i-1]+1)%n {
				rt.Fatalf("blocks of %d: %v", length, pick)
			}
		}
	})
	for n, want := range map[int]int{0: 1, 1: 1, 2: 2, 8: 2, 9: 3, 27: 3, 28: 4, 1000: 10, 1001: 11} {
		if got := BlockLength(n); got != want {
			t.Errorf("BlockLength(%d) = %d, want %d", n, got, want)
		}
	}
}

func TestShuffleAndIndex(t *testing.T) {
	var s Stream
	s.Begin(1, 1)
	counts := make([]int, 24)
	for range 24000 {
		x := []int{0, 1, 2, 3}
		Shuffle(&s, x)
		seen := [4]bool{}
		rank := 0
		for i, v := range x {
			less := 0
			for w := range v {
				if !seen[w] {
					less++
				}
			}
			seen[v] = true
			rank = rank*(4-i) + less
		}
		counts[rank]++
	}
	x2 := 0.0
	for _, c := range counts {
		x2 += float64((c-1000)*(c-1000)) / 1000
	}
	if x2 > 50 { // χ² with 23 degrees of freedom exceeds 49.7 once in a thousand
		t.Errorf("permutations are not equally frequent: %v", counts)
	}
	var sum, squares float64
	for range 20000 {
		z := s.Normal()
		sum, squares = sum+z, squares+z*z
		if u := s.Float64(); u < 0 || u >= 1 {
			t.Fatalf("Float64 = %v", u)
		}
	}
	if math.Abs(sum/20000) > 0.03 || math.Abs(squares/20000-1) > 0.05 {
		t.Errorf("normal numbers have mean %v and mean square %v", sum/20000, squares/20000)
	}
}

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		v       []float64
		q, want float64
	}{
		{nil, 0.5, nan}, {[]float64{3}, 0.2, 3}, {[]float64{1, 2}, 0.5, 1.5}, {[]float64{1, 2, 4}, 0.75, 3},
		{[]float64{1, 2}, -1, 1}, {[]float64{1, 2}, 2, 2}, {[]float64{1, 2}, nan, nan},
		{[]float64{-inf, -inf, 0}, 0.25, -inf}, {[]float64{0, inf, inf}, 0.75, inf},
	} {
		if got := Quantile(c.v, c.q); got != c.want && !(math.IsNaN(got) && math.IsNaN(c.want)) {
			t.Errorf("Quantile(%v, %v) = %v, want %v", c.v, c.q, got, c.want)
		}
	}
}

func TestParallel(t *testing.T) {
	for _, c := range [][2]int{{1, 0}, {4, 0}, {0, 3}, {-1, 3}, {1, 3}, {3, 100}, {100, 3}} {
		seen := make([]int, c[1])
		Parallel(c[0], c[1], func(worker, i int) {
			if worker < 0 || worker >= max(1, c[0]) {
				t.Errorf("worker %d of %d", worker, c[0])
			}
			seen[i]++
		})
		for i, n := range seen {
			if n != 1 {
				t.Errorf("%d workers did job %d of %d %d times", c[0], i, c[1], n)
			}
		}
	}
}

func TestIntervalsHoldAndAreInOrder(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.Float64Range(-5, 5), rapid.Just(1.0), rapid.Just(nan))
		x := rapid.SliceOfN(value, 1, 25).Draw(rt, "x")
		plan := Plan{Seed: rapid.Uint64().Draw(rt, "seed"), Replicates: 40, Kind: Kind(rapid.IntRange(0, 1).Draw(rt, "kind"))}
		for name, f := range every(plan, x) {
			if f.Interval.IsDefined() && f.Interval.Low > f.Interval.High {
				rt.Fatalf("%s: %v", name, f)
			}
			if f.Confidence != 0.95 || f.Method == "" || len(f.Assumptions) == 0 || f.N == 0 {
				rt.Fatalf("%s leaves something out: %+v", name, f)
			}
		}
	})
}

func BenchmarkUnits(b *testing.B) {
	x := count(1000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (Plan{}).Units(len(x), mean(x)); err != nil {
			b.Fatal(err)
		}
	}
}
