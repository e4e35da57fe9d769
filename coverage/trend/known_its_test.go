package trend_test

import (
	"fmt"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

func init() {
	registries = append(registries, func(c map[string]check) {
		for i := range 6 {
			c[fmt.Sprintf("its.coeftest.NW12.row%d", i+1)] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
				d := readCSV(t, "its_ukdriver.csv")
				errs := linear.Options{Estimator: linear.Bartlett, Lag: 12}
				r, err := its.Fit(d["y"], its.Options{Harmonics: 1, Errors: &errs}, its.Interruption{Name: "belt law", At: 169})
				if err != nil {
					t.Fatal(err)
				}
				se := r.Covariance.StandardError(i)
				f := r.Trend
				switch r.Names[i] {
				case "level 1":
					f = r.Level[0]
				case "slope 1":
					f = r.Slope[0]
				case "time":
				default:
					// Terms that are no finding: the test by hand.
					f.Estimate = r.Coef[i]
					f.Test.Statistic = r.Coef[i] / se
					f.Test.P = 2 * studentTail(f.Test.Statistic, float64(r.N-len(r.Coef)))
				}
				return []float64{f.Estimate, se, f.Test.Statistic, f.Test.P}
			}}
		}
	})
}
