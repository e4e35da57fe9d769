package montecarlo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The greatest of n absolute errors, scaled: its law is known.
func greatest(e, out []float64) {
	top, s := 0.0, 0.0
	for _, v := range e {
		top = math.Max(top, math.Abs(v))
		s += v * v
	}
	out[0] = top / math.Sqrt(s/float64(len(e)))
}

func p(e []float64) float64 {
	observed, p := make([]float64, 1), []float64{0.5}
	greatest(e, observed)
	Improve(e, observed, p, func() func(e, out []float64) { return greatest })
	return p[0]
}

func TestNullIsRejectedAsOftenAsItSays(t *testing.T) {
	g := rand.New(rand.NewPCG(1, 2))
	const runs = 1000
	low := 0
	for range runs {
		e := make([]float64, 20)
		for i := range e {
			e[i] = g.NormFloat64()
		}
		first := p(e)
		if again := p(e); again != first {
			t.Fatalf("p = %v, then %v", first, again)
		}
		for i := range e {
			e[i] *= 0.3
		}
		if scaled := p(e); scaled != first {
			t.Fatalf("p = %v, in other units %v", first, scaled)
		}
		if first <= 0.1 {
			low++
		}
	}
	// 100 are expected, with a standard deviation of 9.5.
	if low < 65 || low > 135 {
		t.Errorf("%d of %d p-values are at most 0.1", low, runs)
	}
}

func TestAsymptoticValuesStand(t *testing.T) {
	e := make([]float64, Longest+1)
	for i := range e {
		e[i] = float64(i%7) - 3
	}
	never := func() func(e, out []float64) {
		t.Error("drew")
		return greatest
	}
	for _, c := range []struct {
		n    int
		p, x float64
	}{{Longest + 1, 0.5, 1}, {20, 0.0005, 1}, {20, math.NaN(), 1}, {20, 0.5, math.NaN()}} {
		got := []float64{c.p}
		Improve(e[:c.n], []float64{c.x}, got, never)
		if got[0] != c.p && !math.IsNaN(c.p) {
			t.Errorf("%d residuals, statistic %v: p = %v, want %v", c.n, c.x, got[0], c.p)
		}
	}
}
