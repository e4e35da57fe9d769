package changepoint_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/changepoint"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func ExamplePELT() {
	y := []float64{1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8, 9, 8}
	s, err := changepoint.PELT(y, changepoint.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Changes, s.Segments[0].Level, s.Segments[1].Level)
	// Output: [9] 1.5 8.5
}

// steps makes n points with a change of level every length points.
func steps(n, length int, jump float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	y := make([]float64, n)
	level := 0.0
	for i := range y {
		if i > 0 && i%length == 0 {
			level = jump - level
		}
		y[i] = level + r.NormFloat64()
	}
	return y
}

// exhaustive is the least penalised cost by trying every segmentation, by
// optimal partitioning without pruning.
func exhaustive(y []float64, least int, penalty float64, cost func([]float64) float64) float64 {
	best := make([]float64, len(y)+1)
	best[0] = -penalty
	for t := 1; t <= len(y); t++ {
		best[t] = math.Inf(1)
		for s := 0; s+least <= t; s++ {
			best[t] = math.Min(best[t], best[s]+cost(y[s:t])+penalty)
		}
	}
	return best[len(y)]
}

func sse(v []float64) float64 {
	m := 0.0
	for _, x := range v {
		m += x / float64(len(v))
	}
	s := 0.0
	for _, x := range v {
		s += (x - m) * (x - m)
	}
	return s
}

func poisson(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	if s == 0 {
		return 0
	}
	return -2 * s * math.Log(s/float64(len(v)))
}

func TestPELTIsExact(t *testing.T) {
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 3))
		y := steps(40+int(seed%30), 5+int(seed%13), 2, seed)
		least := 1 + int(seed%4)
		pen := 1 + 8*r.Float64()
		s, err := changepoint.PELT(y, changepoint.Options{Penalty: changepoint.Manual, Value: pen, Sigma: 1, MinSegment: least})
		if err != nil {
			t.Fatal(err)
		}
		got, want := s.Cost+pen*float64(len(s.Changes)), exhaustive(y, least, pen, sse)
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("seed %d, least %d: cost %v, exhaustive search %v", seed, least, got, want)
		}
		for i := range y {
			y[i] = math.Floor(math.Abs(3 * y[i]))
		}
		s, err = changepoint.PELT(y, changepoint.Options{Cost: changepoint.Poisson, Penalty: changepoint.Manual, Value: pen, MinSegment: least})
		if err != nil {
			t.Fatal(err)
		}
		got, want = s.Cost+pen*float64(len(s.Changes)), exhaustive(y, least, pen, poisson)
		if math.Abs(got-want) > 1e-8 {
			t.Errorf("seed %d, Poisson: cost %v, exhaustive search %v", seed, got, want)
		}
	}
}

func TestFindsWhatIsThere(t *testing.T) {
	y := steps(300, 100, 3, 1)
	for name, find := range map[string]func([]float64, changepoint.Options) (*changepoint.Segmentation, error){"PELT": changepoint.PELT, "binary": changepoint.BinarySegmentation} {
		for _, pen := range []changepoint.Penalty{changepoint.BIC, changepoint.MBIC} {
			s, err := find(y, changepoint.Options{Penalty: pen})
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Changes) != 2 || math.Abs(float64(s.Changes[0]-99)) > 2 || math.Abs(float64(s.Changes[1]-199)) > 2 {
				t.Errorf("%s: %v", name, s)
			}
		}
	}
	// Spread alone.
	r := rand.New(rand.NewPCG(9, 9))
	for i := range y {
		y[i] = r.NormFloat64()
		if i >= 150 {
			y[i] *= 5
		}
	}
	s, _ := changepoint.PELT(y, changepoint.Options{Cost: changepoint.MeanVariance, MinSegment: 5})
	if len(s.Changes) != 1 || math.Abs(float64(s.Changes[0]-149)) > 10 {
		t.Errorf("spread: %v", s)
	}
	// A proportion with changing denominators.
	k, n := make([]float64, 80), make([]float64, 80)
	for i := range k {
		n[i] = float64(5 + i%7)
		p := 0.2
		if i >= 40 {
			p = 0.8
		}
		for range int(n[i]) {
			if r.Float64() < p {
				k[i]++
			}
		}
	}
	s, err := changepoint.PELT(k, changepoint.Options{Cost: changepoint.Proportion, Trials: n})
	if err != nil || len(s.Changes) != 1 || math.Abs(float64(s.Changes[0]-39)) > 1 {
		t.Errorf("proportion: %v, %v", s, err)
	}
}

func TestNoChangeIsAnAnswer(t *testing.T) {
	y := steps(200, 1000, 0, 5)
	s, err := changepoint.PELT(y, changepoint.Options{})
	if err != nil || len(s.Changes) != 0 {
		t.Fatalf("%v, %v", s, err)
	}
	p, err := s.Test(resample.Plan{Replicates: 199})
	if err != nil || p.P < 0.05 {
		t.Errorf("%v, %v", p, err)
	}
	if got := s.String(); got[:34] != "no change in 200 points: a constan" {
		t.Error(got)
	}
	constant := make([]float64, 50)
	for _, c := range []changepoint.Cost{changepoint.Mean, changepoint.MeanVariance, changepoint.Poisson} {
		if s, err := changepoint.PELT(constant, changepoint.Options{Cost: c}); err != nil || len(s.Changes) > 0 {
			t.Errorf("a constant series, %s: %v, %v", c, s, err)
		}
	}
}

func TestGapsAreKept(t *testing.T) {
	y := steps(100, 50, 8, 2)
	for i := 45; i < 55; i++ {
		y[i] = math.NaN()
	}
	s, err := changepoint.PELT(y, changepoint.Options{})
	if err != nil || !reflect.DeepEqual(s.Changes, []int{44}) || s.Segments[1].First != 55 {
		t.Fatalf("%v, %v", s, err)
	}
	if len(s.Warnings) == 0 {
		t.Error("the gap is not told")
	}
}

func TestPathFallsFromManyToNone(t *testing.T) {
	y := steps(200, 40, 2, 11)
	path, err := changepoint.Path(y, changepoint.Options{Sigma: 1}, 2, 500)
	if err != nil {
		t.Fatal(err)
	}
	for i, st := range path {
		mid := (st.From + st.To) / 2
		s, err := changepoint.PELT(y, changepoint.Options{Sigma: 1, Penalty: changepoint.Manual, Value: mid})
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(append([]int{}, s.Changes...), st.Changes) {
			t.Errorf("penalty %v: path has %v, PELT %v", mid, st.Changes, s.Changes)
		}
		if i > 0 && (st.From != path[i-1].To || len(st.Changes) >= len(path[i-1].Changes)) {
			t.Errorf("step %d does not follow: %+v after %+v", i, st, path[i-1])
		}
	}
	if len(path[len(path)-1].Changes) != 0 {
		t.Errorf("at penalty 500 there are changes: %v", path[len(path)-1])
	}
}

func TestDatesAreSeededAndHoldTheEstimate(t *testing.T) {
	s, err := changepoint.PELT(steps(120, 60, 2, 8), changepoint.Options{})
	if err != nil || len(s.Changes) != 1 {
		t.Fatalf("%v, %v", s, err)
	}
	one, err := s.Dates(resample.Plan{Seed: 3, Replicates: 400, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	four, _ := s.Dates(resample.Plan{Seed: 3, Replicates: 400, Workers: 4})
	if !reflect.DeepEqual(one, four) {
		t.Errorf("%v and %v", one, four)
	}
	if !one[0].Interval.Contains(one[0].Estimate) {
		t.Errorf("%v", one[0])
	}
}

func TestDegenerateInput(t *testing.T) {
	for name, y := range map[string][]float64{"empty": nil, "all missing": {math.NaN(), math.NaN()}, "infinite": {1, math.Inf(1)}} {
		if _, err := changepoint.PELT(y, changepoint.Options{}); !errors.Is(err, changepoint.ErrData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := changepoint.PELT([]float64{1, -1}, changepoint.Options{Cost: changepoint.Poisson}); !errors.Is(err, changepoint.ErrData) {
		t.Errorf("negative count: %v", err)
	}
	if s, err := changepoint.PELT([]float64{2.2e-162, 0}, changepoint.Options{}); err != nil || math.IsNaN(s.Cost) {
		t.Errorf("noise whose square is lost: %v, %v", s, err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(0, 4), rapid.Just(0.0), rapid.Float64Range(0, 1e12))
		y := rapid.SliceOfN(value, 0, 30).Draw(rt, "y")
		o := changepoint.Options{Cost: changepoint.Cost(rapid.IntRange(0, 2).Draw(rt, "cost")), Penalty: changepoint.Penalty(rapid.IntRange(0, 1).Draw(rt, "pen")), MinSegment: rapid.IntRange(0, 5).Draw(rt, "least")}
		s, err := changepoint.PELT(y, o)
		if err != nil {
			if !errors.Is(err, changepoint.ErrData) {
				rt.Fatal(err)
			}
			return
		}
		points := 0
		for i, seg := range s.Segments {
			points += seg.N
			if seg.First > seg.Last || i > 0 && seg.First <= s.Segments[i-1].Last || math.IsNaN(seg.Level) {
				rt.Fatalf("segments %+v", s.Segments)
			}
		}
		if points != s.N || len(s.Segments) != len(s.Changes)+1 || math.IsNaN(s.Cost) {
			rt.Fatalf("%d points in segments of %d; %v", points, s.N, s)
		}
		if _, err := s.Dates(resample.Plan{Replicates: 20}); err != nil {
			rt.Fatal(err)
		}
	})
}

// levels makes n points with a new random level every 100 points.
func levels(n int) []float64 {
	r := rand.New(rand.NewPCG(1, 7))
	y := make([]float64, n)
	level := 0.0
	for i := range y {
		if i%100 == 0 {
			level = 5 * r.NormFloat64()
		}
		y[i] = level + r.NormFloat64()
	}
	return y
}

func BenchmarkPELT(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		y := levels(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := changepoint.PELT(y, changepoint.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/point")
		})
	}
}

func BenchmarkBinarySegmentation(b *testing.B) {
	for _, n := range []int{1000, 10_000, 100_000} {
		y := levels(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				if _, err := changepoint.BinarySegmentation(y, changepoint.Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/point")
		})
	}
}
