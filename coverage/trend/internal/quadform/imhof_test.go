package quadform_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/quadform"
)

func TestAbove(t *testing.T) {
	// Equal weights are a plain χ²; the other rows are from table 1 of Imhof (1961).
	chi := distuv.ChiSquared{K: 6}
	for _, c := range []struct {
		name   string
		x      float64
		weight []float64
		df     float64
		want   float64
		tol    float64
	}{
		{"chi-squared 6", 8, []float64{2, 2, 2}, 2, chi.Survival(4), 1e-9},
		{"chi-squared 6, far out", 40, []float64{1, 1, 1, 1, 1, 1}, 1, chi.Survival(40), 1e-9},
		{"Q1", 2, []float64{0.6, 0.3, 0.1}, 1, 0.1240, 6e-5},
		{"negative weights, symmetric", 0, []float64{1, 1, 1, 1, -1, -1, -1, -1}, 2, 0.5, 1e-9},
	} {
		if got := quadform.Above(c.x, c.weight, c.df); !(math.Abs(got-c.want) < c.tol) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if got := quadform.Above(1, []float64{0, 0}, 1); !math.IsNaN(got) {
		t.Errorf("no weight: %v", got)
	}
}
