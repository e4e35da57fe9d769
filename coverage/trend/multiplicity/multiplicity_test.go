package multiplicity_test

import (
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
)

func ExampleHolm() {
	fmt.Println(multiplicity.Holm([]float64{0.01, 0.04, 0.03}))
	// Output: [0.03 0.06 0.06]
}

func TestUntestedStaysUntested(t *testing.T) {
	got := multiplicity.BenjaminiHochberg([]float64{0.02, math.NaN(), 0.04})
	if got[0] != 0.04 || !math.IsNaN(got[1]) || got[2] != 0.04 {
		t.Errorf("got %v", got)
	}
	if len(multiplicity.Holm(nil)) != 0 {
		t.Error("no tests gave p-values")
	}
}

func TestOrderOfTheCorrections(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 0, 12).Draw(rt, "p")
		bh, hoch, holm, bon := multiplicity.BenjaminiHochberg(p), multiplicity.Hochberg(p), multiplicity.Holm(p), multiplicity.Bonferroni(p)
		for i := range p {
			if !(p[i] <= bh[i]+1e-15 && bh[i] <= hoch[i]+1e-15 && hoch[i] <= holm[i]+1e-15 && holm[i] <= bon[i]+1e-15 && bon[i] <= 1) {
				rt.Fatalf("%v: BH %v, Hochberg %v, Holm %v, Bonferroni %v", p[i], bh[i], hoch[i], holm[i], bon[i])
			}
		}
	})
}
