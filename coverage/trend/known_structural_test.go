package trend_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

func nileBreaks(t *testing.T) *structural.Partition {
	t.Helper()
	_, y := nile(t)
	p, err := structural.Breakpoints(y, structural.Options{}, linear.Intercept(len(y)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func seatbelt(t *testing.T) ([]float64, []linear.Column) {
	t.Helper()
	d := readCSV(t, "seatbelt.csv")
	return d["y"], []linear.Column{linear.Intercept(len(d["y"])), {Name: "ylag1", Values: d["ylag1"]}, {Name: "ylag12", Values: d["ylag12"]}}
}

func seatbeltBreaks(t *testing.T) *structural.Partition {
	t.Helper()
	y, cols := seatbelt(t)
	p, err := structural.Breakpoints(y, structural.Options{Trim: 0.1, MaxBreaks: 8}, cols...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// oneBased turns row numbers into R's; no break is NaN.
func oneBased(rows []int) []float64 {
	if len(rows) == 0 {
		return []float64{math.NaN()}
	}
	out := make([]float64, len(rows))
	for i, r := range rows {
		out[i] = float64(r + 1)
	}
	return out
}

func init() {
	registries = append(registries, func(c map[string]check) {
		c["nile.breakpoints.opt"] = check{compute: func(t *testing.T) []float64 { p := nileBreaks(t); return oneBased(p.Breaks[p.Best]) }}
		c["nile.breakpoints.RSS"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return nileBreaks(t).RSS }}
		c["nile.breakpoints.BIC"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return nileBreaks(t).BIC }}
		for m := 1; m <= 5; m++ {
			c[fmt.Sprintf("nile.breakpoints.m%d", m)] = check{compute: func(t *testing.T) []float64 { return oneBased(nileBreaks(t).Breaks[m]) }}
		}
		c["nile.breakpoints.ci95"] = check{compute: func(t *testing.T) []float64 {
			d := nileBreaks(t).Dates(1, 0.95)[0]
			return []float64{d.Interval.Low, d.Estimate, d.Interval.High}
		}}
		nileF := func(t *testing.T) *structural.FTests {
			_, y := nile(t)
			f, err := structural.F(y, 0.15, linear.Intercept(len(y)))
			if err != nil {
				t.Fatal(err)
			}
			return f
		}
		sp := func(f finding.Finding) []float64 { return []float64{f.Test.Statistic, f.Test.P} }
		// R gives these p-values as 1 − CDF, so they are good to 1e-15 only; aveF
		// and expF are 0 there.
		c["nile.supF"] = check{tol: 1e-6, absolute: 1e-14, compute: func(t *testing.T) []float64 {
			f := nileF(t)
			return append(sp(f.Sup), float64(f.Break+1))
		}}
		c["nile.aveF"] = check{tol: 1e-6, absolute: 1e-8, compute: func(t *testing.T) []float64 { return sp(nileF(t).Ave) }}
		c["nile.expF"] = check{tol: 1e-6, absolute: 1e-12, compute: func(t *testing.T) []float64 { return sp(nileF(t).Exp) }}
		c["nile.chow28"] = check{tol: 1e-6, absolute: 1e-15, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			return sp(must(t)(structural.Chow(y, 27, linear.Intercept(len(y)))))
		}}
		c["nile.olscusum"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			return sp(must(t)(structural.OLSCusum(y, linear.Intercept(len(y)))))
		}}
		c["nile.reccusum"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			_, y := nile(t)
			return sp(must(t)(structural.RecursiveCusum(y, linear.Intercept(len(y)))))
		}}
		c["seatbelt.breakpoints.opt"] = check{compute: func(t *testing.T) []float64 { p := seatbeltBreaks(t); return oneBased(p.Breaks[p.Best]) }}
		c["seatbelt.breakpoints.RSS"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return seatbeltBreaks(t).RSS }}
		c["seatbelt.breakpoints.BIC"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 { return seatbeltBreaks(t).BIC }}
		c["seatbelt.supF"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			y, cols := seatbelt(t)
			f, err := structural.F(y, 0.1, cols...)
			if err != nil {
				t.Fatal(err)
			}
			// R gives the asymptotic p-value; that of the test is of the law for
			// this many observations, found to within 0.003 (a standard error) by
			// 999 draws.
			if got := f.Sup.Test.P; math.Abs(got-0.0067) > 0.006 {
				t.Errorf("p %v in small samples", got)
			}
			tau := float64(f.From+1) / float64(f.Sup.N)
			return []float64{f.Sup.Estimate, structural.SupP(f.Sup.Estimate, len(cols), tau)}
		}}
	})
}
