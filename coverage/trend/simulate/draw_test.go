package simulate

import (
	"math"
	"testing"
)

func TestExpAndLogAgreeWithTheLibrary(t *testing.T) {
	for x := -600.0; x < 600; x += 0.37 {
		if got, want := exp(x), math.Exp(x); math.Abs(got/want-1) > 2e-15 {
			t.Errorf("exp(%v) = %v, want %v", x, got, want)
		}
	}
	if exp(-1e9) != 0 || exp(0) != 1 || log(1) != 0 {
		t.Error("edges")
	}
	for x := 1e-300; x < 1e300; x *= 1.9 {
		if got, want := log(x), math.Log(x); math.Abs(got-want) > 2e-15*math.Max(1, math.Abs(want)) {
			t.Errorf("log(%v) = %v, want %v", x, got, want)
		}
	}
}

func TestDrawsFollowTheirLaws(t *testing.T) {
	const n = 200_000
	for _, mean := range []float64{0, 0.3, 5, 40} {
		g := newDice(1, 1, "poisson")
		var s, q float64
		for range n {
			v := float64(g.poisson(mean))
			s += v
			q += v * v
		}
		m := s / n
		if v := q/n - m*m; math.Abs(m-mean) > 5*math.Sqrt(mean/n) || math.Abs(v-mean) > 0.03*mean {
			t.Errorf("Poisson of mean %v: mean %v, variance %v", mean, m, v)
		}
	}
	g := newDice(1, 2, "normal")
	var s, q, beyond float64
	for range n {
		v := g.normal()
		s += v
		q += v * v
		if v > 1.6448536 {
			beyond++
		}
	}
	if math.Abs(s/n) > 0.01 || math.Abs(q/n-1) > 0.015 || math.Abs(beyond/n-0.05) > 0.0025 {
		t.Errorf("normal: mean %v, variance %v, beyond 1.645 %v", s/n, q/n, beyond/n)
	}
}
