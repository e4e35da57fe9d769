package learn

import (
	"math"
	"testing"
)

func TestArithmeticAgreesWithMath(t *testing.T) {
	near := func(got, want float64) bool {
		return got == want || math.Abs(got-want) <= 4e-16*math.Abs(want)+5e-324
	}
	r := &random{1}
	for range 200_000 {
		u := float64(r.next()>>11) / (1 << 53)
		x := (u - 0.5) * 1480
		if got, want := exp(x), math.Exp(x); !near(got, want) && want > 1e-300 {
			t.Fatalf("exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Ldexp(0.5+u, int(r.below(600))-300)
		if got, want := log(y), math.Log(y); !near(got, want) {
			t.Fatalf("log(%v) = %v, want %v", y, got, want)
		}
		if got, want := log1p(u), math.Log1p(u); math.Abs(got-want) > 1e-15*want {
			t.Fatalf("log1p(%v) = %v, want %v", u, got, want)
		}
		small := math.Ldexp(u, -40)
		if got, want := log1p(small), math.Log1p(small); !near(got, want) {
			t.Fatalf("log1p(%v) = %v, want %v", small, got, want)
		}
	}
	for _, tt := range []struct{ got, want float64 }{
		{exp(0), 1}, {exp(1), math.E}, {exp(-800), 0}, {exp(math.Inf(-1)), 0},
		{exp(800), math.Inf(1)}, {log(1), 0}, {log(0), math.Inf(-1)},
		{sigmoid(0), 0.5}, {sigmoid(-800), 0}, {sigmoid(800), 1},
		{logit(0.5), 0}, {logLoss(0, true), math.Ln2}, {logLoss(1000, false), 1000}, {logLoss(1000, true), 0},
		{round6(1234567), 1234570}, {round6(-0.00012345678), -0.000123457},
	} {
		if !near(tt.got, tt.want) {
			t.Errorf("got %v, want %v", tt.got, tt.want)
		}
	}
	if math.Signbit(round6(math.Copysign(0, -1))) {
		t.Error("round6 kept a negative zero")
	}
}
