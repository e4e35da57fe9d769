package trend_test

import (
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
)

func nile(t testing.TB) (year, flow []float64) {
	d := readCSV(t, "nile.csv")
	return d["year"], d["flow"]
}

func must(t testing.TB) func(finding.Finding, error) finding.Finding {
	return func(f finding.Finding, err error) finding.Finding {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

func init() {
	registries = append(registries, func(c map[string]check) {
		c["nile.kendall"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			f := must(t)(rank.Kendall(nile(t)))
			return []float64{f.Estimate, f.Test.Statistic, f.Test.P}
		}}
		c["nile.spearman"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			f := must(t)(rank.Spearman(nile(t)))
			return []float64{f.Estimate, f.Test.P}
		}}
		c["nile.wilcox28"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			f := must(t)(rank.Wilcoxon(y[:28], y[28:]))
			return []float64{f.Test.Statistic, f.Test.P}
		}}
		c["nile.welch28"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			f := must(t)(rank.Welch(y[:28], y[28:], 0.95))
			return []float64{f.Test.Statistic, f.Test.DF[0], f.Test.P}
		}}
		c["nile.ks28"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			f := must(t)(rank.KolmogorovSmirnov(y[:28], y[28:]))
			return []float64{f.Estimate, f.Test.P}
		}}
	})
}
