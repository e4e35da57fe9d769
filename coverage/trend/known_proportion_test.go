package trend_test

import (
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

func init() {
	registries = append(registries, func(c map[string]check) {
		c["wilson.37of100"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			f := must(t)(proportion.Wilson(proportion.Share{Count: 37, Of: 100}, 0.95))
			return []float64{f.Interval.Low, f.Interval.High}
		}}
		c["clopperpearson.37of100"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			f := must(t)(proportion.ClopperPearson(proportion.Share{Count: 37, Of: 100}, 0.95))
			return []float64{f.Interval.Low, f.Interval.High}
		}}
		// R filled the tables by column: rows 8, 1 and 2, 5; rows 30, 15 and 20, 35.
		// Its search for the odds ratio ω stops when 1/ω is within 1.2e-4; ours goes
		// on, and a test of the package shows that it solves the equation.
		c["fisher.8215"] = check{tol: 1e-6, tols: []float64{1e-6, 3e-4}, compute: func(t *testing.T) []float64 {
			f := must(t)(proportion.Fisher(proportion.Share{Count: 8, Of: 9}, proportion.Share{Count: 2, Of: 7}, 0.95))
			return []float64{f.Test.P, f.Estimate}
		}}
		c["chisq.30201535"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			return result(proportion.Yates(proportion.Share{Count: 30, Of: 45}, proportion.Share{Count: 20, Of: 55}))(t)
		}}
	})
}
