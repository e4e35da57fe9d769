package trend_test

import (
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
)

func init() {
	registries = append(registries, func(c map[string]check) {
		c["nile.acf"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			r, err := lag.ACF(y, 10)
			if err != nil {
				t.Fatal(err)
			}
			var out []float64
			for _, f := range r {
				out = append(out, f.Estimate)
			}
			return out
		}}
		c["nile.ljungbox10"] = check{tol: 1e-6, absolute: 1e-15, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			return result(lag.LjungBox(y, 10, 0))(t)
		}}
		c["nile.ar1"] = check{tol: 1e-4, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			a, err := lag.FitAR1(y)
			if err != nil {
				t.Fatal(err)
			}
			return []float64{a.Phi, a.Mean, a.Sigma2, a.LogLik}
		}}
	})
}
