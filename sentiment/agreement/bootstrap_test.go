package agreement

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// simulated makes two coders who agree on a share of units, in documents of
// the given size; with copies, all units of a document are alike.
func simulated(rng *rand.Rand, units, size int, copies bool) Data {
	d := Data{Coders: []string{"a", "b"}}
	var codes []string
	for i := range units {
		if i%size == 0 || !copies {
			x := fmt.Sprint(rng.IntN(2))
			codes = []string{x, x}
			if rng.Float64() < 0.3 {
				codes[1] = fmt.Sprint(rng.IntN(2))
			}
		}
		d.Units = append(d.Units, Unit{Cluster: fmt.Sprint(i / size), Codes: codes})
	}
	return d
}

func TestBootstrapSameForAnyWorkers(t *testing.T) {
	d := simulated(rand.New(rand.NewPCG(1, 1)), 120, 4, false)
	for _, bca := range []bool{false, true} {
		var first Estimate
		for i, workers := range []int{1, 2, 3, 7, 64} {
			e, err := Alpha(d, Scale{}, Bootstrap{Resamples: 300, Seed: 5, Workers: workers, BCa: bca})
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = e
			} else if diff := cmp.Diff(first, e); diff != "" {
				t.Errorf("%d workers (-1 worker +%d):\n%s", workers, workers, diff)
			}
		}
		other, _ := Alpha(d, Scale{}, Bootstrap{Resamples: 300, Seed: 6, BCa: bca})
		if cmp.Equal(first, other) {
			t.Error("another seed gave the same interval")
		}
	}
}

func TestBootstrapClusters(t *testing.T) {
	d := simulated(rand.New(rand.NewPCG(2, 2)), 400, 10, true)
	b := Bootstrap{Resamples: 500}
	clustered, err := Alpha(d, Scale{}, b)
	if err != nil {
		t.Fatal(err)
	}
	b.IgnoreClusters = true
	naive, err := Alpha(d, Scale{}, b)
	if err != nil {
		t.Fatal(err)
	}
	if clustered.Clusters != 40 || naive.Clusters != 400 {
		t.Errorf("clusters %d and %d, want 40 and 400", clustered.Clusters, naive.Clusters)
	}
	// Ten copies of each unit: the standard error is √10 times as large.
	ratio := (clustered.High - clustered.Low) / (naive.High - naive.Low)
	if ratio < 2.2 || ratio > 4.5 {
		t.Errorf("clustered interval is %.2f times the naive one, want about 3.2", ratio)
	}
}

// The weights of a draw must mean exactly what repeating units means.
func TestWeightsAreRepetition(t *testing.T) {
	weight := []int{2, 0, 1, 3, 1, 0, 2, 1, 1, 1, 2, 0}
	var repeated Data
	repeated.Coders = dataB.Coders
	for i, u := range dataB.Units {
		for range weight[i] {
			repeated.Units = append(repeated.Units, u)
		}
	}
	for _, level := range []Level{Nominal, Ordinal, Interval, Ratio} {
		c, err := dataB.encode(Scale{Level: level})
		if err != nil {
			t.Fatal(err)
		}
		// Unit 11 has two codes, unit 12 one: drop what pairable drops.
		p := c.pairable()
		out := []float64{0}
		newAlpha(p, level).compute(weight[:len(p.codes)], out)
		want := mustAlpha(repeated, Scale{Level: level})
		if math.Abs(out[0]-want) > 1e-12 {
			t.Errorf("%v: weighted %.12f, repeated %.12f", level, out[0], want)
		}
	}
}

func TestIntervalEdges(t *testing.T) {
	// Perfect agreement: no width, and a warning that says so.
	e, err := Alpha(columns("1 2 1 2 1 2", "1 2 1 2 1 2"), Scale{}, Bootstrap{Resamples: 200})
	if err != nil {
		t.Fatal(err)
	}
	if e.Low != 1 || e.High != 1 || len(e.Warnings) == 0 {
		t.Errorf("%v with warnings %q, want [1, 1] and a warning", e, e.Warnings)
	}
	// A code used once is lost from a third of the draws, which have no
	// variation then.
	e, _ = Alpha(columns("1 2 2 2 2 2", "1 2 2 2 2 2"), Scale{}, Bootstrap{Resamples: 200})
	if len(e.Warnings) < 2 {
		t.Errorf("warnings %q, want one on undefined draws", e.Warnings)
	}
	if _, err := Alpha(dataA, Scale{}, Bootstrap{Confidence: 1.5}); err == nil {
		t.Error("confidence 1.5 accepted")
	}
	e, _ = Alpha(dataA, Scale{}, point)
	if !math.IsNaN(e.Low) || e.Confidence != 0 {
		t.Errorf("no draws: %+v, want no interval", e)
	}
}

func TestQuantile(t *testing.T) {
	// R 4.2.2: quantile(c(1,2,4,8), c(0,.1,.5,.975,1)).
	x := []float64{1, 2, 4, 8}
	for p, want := range map[float64]float64{0: 1, 0.1: 1.3, 0.5: 3, 0.975: 7.7, 1: 8} {
		if got := quantile(x, p); math.Abs(got-want) > 1e-12 {
			t.Errorf("quantile(%v) = %v, want %v", p, got, want)
		}
	}
}

// Intervals must cover the true α about as often as they say.
func TestCoverage(t *testing.T) {
	if testing.Short() {
		t.Skip("simulation")
	}
	rng := rand.New(rand.NewPCG(3, 3))
	// Two codes, equally frequent: disagreement 0.3·0.5 against 0.5.
	const truth, rounds = 0.7, 300
	covered := map[bool]int{}
	for range rounds {
		d := simulated(rng, 100, 1, false)
		for _, bca := range []bool{false, true} {
			e, err := Alpha(d, Scale{}, Bootstrap{Resamples: 400, Seed: rng.Uint64(), BCa: bca})
			if err != nil {
				t.Fatal(err)
			}
			if e.Low <= truth && truth <= e.High {
				covered[bca]++
			}
		}
	}
	for bca, n := range covered {
		if share := float64(n) / rounds; share < 0.90 || share > 0.985 {
			t.Errorf("BCa %v: the 95%% interval covered in %.1f%%", bca, 100*share)
		}
	}
}

func TestGroups(t *testing.T) {
	got := Bootstrap{}.groups([]string{"x", "", "y", "x", ""})
	if diff := cmp.Diff([][]int{{0, 3}, {1}, {2}, {4}}, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("groups (-want +got):\n%s", diff)
	}
}

func BenchmarkAlpha(b *testing.B) {
	d := simulated(rand.New(rand.NewPCG(1, 1)), 1000, 5, false)
	for b.Loop() {
		if _, err := Alpha(d, Scale{}, Bootstrap{Resamples: 1000, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEvaluate(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 1))
	pairs := make([]Pair, 1000)
	for i := range pairs {
		pairs[i] = Pair{Truth: []string{fmt.Sprint(rng.IntN(3))}, Predicted: []string{fmt.Sprint(rng.IntN(3))}}
	}
	for b.Loop() {
		if _, err := Evaluate(pairs, nil, Bootstrap{Resamples: 1000, Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
