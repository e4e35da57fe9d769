package lag_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func ExampleCross() {
	r := rand.New(rand.NewPCG(1, 2))
	x, y := make([]float64, 80), make([]float64, 80)
	for i := range x {
		x[i] = r.NormFloat64()
		if i >= 2 {
			y[i] = x[i-2] + 0.5*r.NormFloat64() // y follows x two steps later
		}
	}
	link, err := lag.Cross(x, y, lag.CrossOptions{Lags: []int{0, 1, 2, 3}, Plan: resample.Plan{Seed: 1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(link.Lead.Estimate, link.Any.P < 0.01)
	// Output: 2 true
}

func ar(n int, phi float64, seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 4))
	y := make([]float64, n)
	for i := range y {
		y[i] = r.NormFloat64()
		if i > 0 {
			y[i] += phi * y[i-1]
		}
	}
	return y
}

func TestWhichSeriesLeads(t *testing.T) {
	x := ar(160, 0.3, 1)
	y := ar(160, 0.3, 2)
	for i := 1; i < len(y); i++ {
		y[i] += x[i-1]
	}
	o := lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2}, Plan: resample.Plan{Seed: 3, Replicates: 500}}
	link, err := lag.Cross(x, y, o)
	if err != nil {
		t.Fatal(err)
	}
	if !(link.Order.Interval.Low > 0) || link.Lead.Estimate != 1 || !link.Lead.Interval.Contains(1) {
		t.Errorf("%v\n%v", link.Order, link.Lead)
	}
	back, err := lag.Cross(y, x, o)
	if err != nil {
		t.Fatal(err)
	}
	if !(back.Order.Interval.High < 0) || math.Abs(back.Order.Estimate+link.Order.Estimate) > 1e-9 {
		t.Errorf("the other way round: %v", back.Order)
	}
	o.Lags = []int{0, 1}
	if link, err = lag.Cross(x, y, o); err != nil || link.Order.IsDefined() || len(link.Order.Warnings) != 1 {
		t.Errorf("one direction: %v, %v", link.Order, err)
	}
}

func TestUnrelatedDriftingSeriesDoNotCorrelate(t *testing.T) {
	x, y := ar(100, 0.9, 1), ar(100, 0.9, 2)
	link, err := lag.Cross(x, y, lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2}, Plan: resample.Plan{Seed: 5, Replicates: 500}})
	if err != nil {
		t.Fatal(err)
	}
	if link.Any.P < 0.05 {
		t.Errorf("%v", link.Any)
	}
	again, _ := lag.Cross(x, y, lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2}, Plan: resample.Plan{Seed: 5, Replicates: 500, Workers: 7}})
	if !reflect.DeepEqual(link, again) {
		t.Error("the number of workers changes the result")
	}
}

func TestGapsLeaveARegressionAlone(t *testing.T) {
	y := ar(4000, 0.6, 3)
	whole, err := lag.FitAR1(y)
	if err != nil {
		t.Fatal(err)
	}
	for i := range y {
		if i%7 == 3 || i > 1000 && i < 1100 {
			y[i] = math.NaN()
		}
	}
	gappy, err := lag.FitAR1(y)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(whole.Phi-0.6) > 0.04 || math.Abs(gappy.Phi-0.6) > 0.05 {
		t.Errorf("φ %v whole, %v with gaps", whole.Phi, gappy.Phi)
	}
	r, err := lag.ACF(y, 2)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r[1].Estimate-0.6) > 0.06 || math.Abs(r[2].Estimate-0.36) > 0.06 {
		t.Errorf("with gaps: %v", r)
	}
}

func TestDifference(t *testing.T) {
	got := lag.Difference([]float64{1, 3, math.NaN(), 4, 9}, 1)
	want := []float64{math.NaN(), 2, math.NaN(), math.NaN(), 5}
	for i := range want {
		if got[i] != want[i] && !(math.IsNaN(got[i]) && math.IsNaN(want[i])) {
			t.Errorf("%v, want %v", got, want)
		}
	}
}

func TestDegenerateInput(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(-5, 5), rapid.Just(1.0), rapid.Just(math.Inf(1)))
		n := rapid.IntRange(0, 30).Draw(rt, "n")
		x, y := rapid.SliceOfN(value, n, n).Draw(rt, "x"), rapid.SliceOfN(value, n, n).Draw(rt, "y")
		if r, err := lag.ACF(x, min(3, n)); err == nil {
			for _, f := range r {
				if f.Estimate < -1.5 || f.Estimate > 1.5 {
					rt.Fatalf("%v", f)
				}
			}
		} else if !errors.Is(err, lag.ErrData) {
			rt.Fatal(err)
		}
		if lb, err := lag.LjungBox(x, 2, 0); err == nil && (lb.P < 0 || lb.P > 1) {
			rt.Fatalf("%v", lb)
		}
		link, err := lag.Cross(x, y, lag.CrossOptions{Lags: []int{0, 1}, Plan: resample.Plan{Replicates: 20}})
		if err != nil {
			if !errors.Is(err, lag.ErrData) {
				rt.Fatal(err)
			}
			return
		}
		for _, f := range link.ByLag {
			if f.IsDefined() && (math.Abs(f.Estimate) > 1 || !(f.Test.P > 0 && f.Test.P <= 1)) {
				rt.Fatalf("%v", f)
			}
		}
	})
}

func BenchmarkCross(b *testing.B) {
	x, y := ar(120, 0.5, 1), ar(120, 0.5, 2)
	for b.Loop() {
		if _, err := lag.Cross(x, y, lag.CrossOptions{Lags: []int{-3, -2, -1, 0, 1, 2, 3}}); err != nil {
			b.Fatal(err)
		}
	}
}
