package trend_test

import (
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
)

func init() {
	registries = append(registries, func(c map[string]check) {
		p := []float64{0.01, 0.02, 0.03, 0.04, 0.05, 0.2, 0.9, 0.0004}
		c["padjust.input"] = check{compute: func(*testing.T) []float64 { return p }}
		for name, adjust := range map[string]func([]float64) []float64{
			"holm": multiplicity.Holm, "hochberg": multiplicity.Hochberg, "BH": multiplicity.BenjaminiHochberg,
			"BY": multiplicity.BenjaminiYekutieli, "bonferroni": multiplicity.Bonferroni,
		} {
			c["padjust."+name] = check{tol: 1e-6, compute: func(*testing.T) []float64 { return adjust(p) }}
		}
	})
}
