package trend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/segmented"
)

func twoBreaks(t *testing.T) *segmented.Result {
	t.Helper()
	d := readCSV(t, "segmented_ex.csv")
	r, err := segmented.Fit(d["x"], d["y"], segmented.Options{Breaks: 2, Wald: true}, linear.Column{Name: "z", Values: d["z"]})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func init() {
	registries = append(registries, func(c map[string]check) {
		c["segmented.2psi.est"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
			r := twoBreaks(t)
			return []float64{r.Breaks[0].Estimate, r.Breaks[1].Estimate}
		}}
		c["segmented.2psi.se"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 { return twoBreaks(t).BreakError }}
		c["segmented.2psi.rss"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 { return []float64{twoBreaks(t).RSS} }}
		// R lists the coefficients of the breaks themselves too, which are zero.
		c["segmented.2psi.coef"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 { return append(twoBreaks(t).Coef, 0, 0) }}
		for i := range 3 {
			// R rounds these to five digits.
			c[fmt.Sprintf("segmented.2psi.slope.row%d", i+1)] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
				f := twoBreaks(t).Slopes[i]
				half := f.Interval.Width() / 2
				se := half / studentQuantile(0.975, 93)
				return []float64{f.Estimate, se, f.Estimate / se, f.Interval.Low, f.Interval.High}
			}}
		}
		c["segmented.1psi"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
			d := readCSV(t, "segmented_ex.csv")
			r, err := segmented.Fit(d["x"], d["y"], segmented.Options{Wald: true})
			if err != nil {
				t.Fatal(err)
			}
			return []float64{r.Breaks[0].Estimate, r.BreakError[0], r.RSS}
		}}
		c["segmented.davies"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			d := readCSV(t, "segmented_ex.csv")
			f := must(t)(segmented.Davies(d["x"], d["y"], segmented.Options{}, linear.Column{Name: "z", Values: d["z"]}))
			return []float64{f.Estimate, f.Test.P}
		}}
	})
}

func studentQuantile(p, nu float64) float64 {
	lo, hi := 0.0, 100.0
	for range 200 {
		if m := (lo + hi) / 2; 1-studentTail(m, nu) < p {
			lo = m
		} else {
			hi = m
		}
	}
	return math.Max(lo, hi)
}
