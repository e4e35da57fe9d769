package trend_test

import (
	"fmt"
	"testing"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

func investment(t *testing.T) *linear.Fit {
	t.Helper()
	d := readCSV(t, "investment.csv")
	fit, err := linear.OLS(d["RealInv"], linear.Intercept(len(d["RealInv"])), linear.Column{Name: "RealGNP", Values: d["RealGNP"]}, linear.Column{Name: "RealInt", Values: d["RealInt"]})
	if err != nil {
		t.Fatal(err)
	}
	return fit
}

func covariance(t *testing.T, f *linear.Fit, o linear.Options) *linear.Covariance {
	t.Helper()
	c, err := f.Covariance(o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func row(m mat.Matrix, i int) []float64 { return mat.Row(nil, i, m) }

// coefTable is R's coeftest: estimate, standard error, statistic, p.
func coefTable(f *linear.Fit, c *linear.Covariance, i int) []float64 {
	r := f.Coefficient(i, c, 0.95)
	return []float64{r.Estimate, c.StandardError(i), r.Test.Statistic, r.Test.P}
}

func result(x finding.Test, err error) func(*testing.T) []float64 {
	return func(t *testing.T) []float64 {
		if err != nil {
			t.Fatal(err)
		}
		return []float64{x.Statistic, x.P}
	}
}

func init() {
	registries = append(registries, func(c map[string]check) {
		c["inv.coef"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return investment(t).Coef }}
		type variant struct {
			name string
			o    linear.Options
		}
		nw := func(lag int, pre, adj bool) linear.Options {
			return linear.Options{Estimator: linear.Bartlett, Lag: lag, Prewhiten: pre, Adjust: adj}
		}
		variants := []variant{
			{"inv.vcov", linear.Options{}},
			{"inv.HC0", linear.Options{Estimator: linear.HC0}}, {"inv.HC1", linear.Options{Estimator: linear.HC1}}, {"inv.HC2", linear.Options{Estimator: linear.HC2}},
			{"inv.HC3", linear.Options{Estimator: linear.HC3}}, {"inv.HC4", linear.Options{Estimator: linear.HC4}},
			{"inv.NeweyWest.lag4.prewhite", nw(4, true, false)}, {"inv.NeweyWest.auto", nw(linear.Automatic, true, false)},
			{"inv.NeweyWest.lag2.adjust", nw(2, false, true)},
			{"inv.kernHAC", linear.Options{Estimator: linear.QuadraticSpectral, Prewhiten: true, Adjust: true}},
		}
		for l := range 7 {
			variants = append(variants, variant{fmt.Sprintf("inv.NeweyWest.lag%d.noprewhite", l), nw(l, false, false)})
		}
		for _, v := range variants {
			for i := range 3 {
				c[fmt.Sprintf("%s.row%d", v.name, i+1)] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
					return row(covariance(t, investment(t), v.o).Matrix, i)
				}}
			}
		}
		c["inv.bwNeweyWest"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			return []float64{covariance(t, investment(t), nw(linear.Automatic, true, false)).Bandwidth}
		}}
		c["inv.bwAndrews"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			return []float64{covariance(t, investment(t), linear.Options{Estimator: linear.QuadraticSpectral, Prewhiten: true}).Bandwidth}
		}}
		for i := range 3 {
			c[fmt.Sprintf("inv.coeftest.NW4.row%d", i+1)] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
				f := investment(t)
				return coefTable(f, covariance(t, f, nw(4, false, false)), i)
			}}
		}
		c["inv.dw"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			dw := investment(t).DurbinWatson()
			return []float64{dw.Statistic, dw.P}
		}}
		c["inv.bg3"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return result(investment(t).BreuschGodfrey(3))(t) }}
		c["inv.bp"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return result(investment(t).BreuschPagan())(t) }}
	})
}
