package trend_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/attention"
	"github.com/seed-11e619e4/pressframe/coverage/trend/changepoint"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/coverage/trend/segmented"
	"github.com/seed-11e619e4/pressframe/coverage/trend/smooth"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

// estimators are what takes a series of numbers, each in a way that a caller
// might. What they return as nil has been looked at.
var estimators = map[string]func(y, x []float64) ([]finding.Finding, error){
	"rank.Trend":             func(y, _ []float64) ([]finding.Finding, error) { return only(rank.Trend(y, rank.Options{})) },
	"rank.Trend, season":     func(y, _ []float64) ([]finding.Finding, error) { return only(rank.Trend(y, rank.Options{Season: 12})) },
	"rank.Kendall":           func(y, x []float64) ([]finding.Finding, error) { return only(rank.Kendall(y, x)) },
	"rank.Spearman":          func(y, x []float64) ([]finding.Finding, error) { return only(rank.Spearman(y, x)) },
	"rank.Wilcoxon":          func(y, x []float64) ([]finding.Finding, error) { return only(rank.Wilcoxon(y, x)) },
	"rank.Welch":             func(y, x []float64) ([]finding.Finding, error) { return only(rank.Welch(y, x, 0.95)) },
	"rank.KolmogorovSmirnov": func(y, x []float64) ([]finding.Finding, error) { return only(rank.KolmogorovSmirnov(y, x)) },
	"lag.ACF":                func(y, _ []float64) ([]finding.Finding, error) { return lag.ACF(y, 3) },
	"structural.F": func(y, _ []float64) ([]finding.Finding, error) {
		f, err := structural.F(y, 0.15, linear.Intercept(len(y)))
		if err != nil {
			return nil, err
		}
		return []finding.Finding{f.Sup, f.Ave, f.Exp}, nil
	},
	"structural.Chow": func(y, _ []float64) ([]finding.Finding, error) {
		return only(structural.Chow(y, len(y)/2, linear.Intercept(len(y))))
	},
	"structural.OLSCusum": func(y, _ []float64) ([]finding.Finding, error) {
		return only(structural.OLSCusum(y, linear.Intercept(len(y))))
	},
	"structural.Recursive": func(y, _ []float64) ([]finding.Finding, error) {
		return only(structural.RecursiveCusum(y, linear.Intercept(len(y))))
	},
	"structural.Breakpoints": func(y, _ []float64) ([]finding.Finding, error) {
		b, err := structural.Breakpoints(y, structural.Options{}, linear.Intercept(len(y)))
		if err != nil {
			return nil, err
		}
		return b.Dates(1, 0.95), nil
	},
	"segmented.Davies": func(y, x []float64) ([]finding.Finding, error) {
		return only(segmented.Davies(x, y, segmented.Options{}))
	},
	"segmented.Fit": func(y, x []float64) ([]finding.Finding, error) {
		f, err := segmented.Fit(x, y, segmented.Options{})
		if err != nil {
			return nil, err
		}
		return append(f.Breaks, f.Slopes...), nil
	},
	"linear.OLS": func(y, x []float64) ([]finding.Finding, error) {
		f, err := linear.OLS(y, linear.Intercept(len(y)), linear.Column{Name: "x", Values: x})
		if err != nil {
			return nil, err
		}
		_, _ = f.DurbinWatson(), f.RSquared()
		c, err := f.Covariance(linear.NeweyWest(3))
		if err != nil {
			return nil, err
		}
		return []finding.Finding{f.Coefficient(1, c, 0.95)}, nil
	},
	"its.Fit": func(y, _ []float64) ([]finding.Finding, error) {
		f, err := its.Fit(y, its.Options{}, its.Interruption{Name: "event", At: len(y) / 2})
		if err != nil {
			return nil, err
		}
		return []finding.Finding{f.Level[0], f.Slope[0], f.Trend, f.Average}, nil
	},
	"changepoint.PELT": func(y, _ []float64) ([]finding.Finding, error) {
		s, err := changepoint.PELT(y, changepoint.Options{})
		if err != nil {
			return nil, err
		}
		return s.Dates(resample.Plan{Replicates: 20})
	},
	"changepoint.BinarySegmentation": func(y, _ []float64) ([]finding.Finding, error) {
		_, err := changepoint.BinarySegmentation(y, changepoint.Options{})
		return nil, err
	},
	"lag.Cross": func(y, x []float64) ([]finding.Finding, error) {
		c, err := lag.Cross(y, x, lag.CrossOptions{Lags: []int{-1, 0, 1}, Plan: resample.Plan{Replicates: 20}})
		if err != nil {
			return nil, err
		}
		return append(c.ByLag, c.Lead, c.Order), nil
	},
	"resample.Blocks": func(y, _ []float64) ([]finding.Finding, error) {
		return only(resample.Plan{Replicates: 20}.Blocks(len(y), 0, func(pick []int) float64 {
			m := 0.0
			for _, i := range pick {
				m += y[i] / float64(len(pick))
			}
			return m
		}))
	},
}

func init() {
	for f, name := range map[glm.Family]string{glm.Poisson: "Poisson", glm.NegativeBinomial: "negative binomial"} {
		estimators["glm.Fit, "+name] = func(y, x []float64) ([]finding.Finding, error) {
			m, err := glm.Fit(f, y, glm.Options{}, linear.Intercept(len(y)), linear.Column{Name: "x", Values: x})
			if err != nil {
				return nil, err
			}
			c, err := m.Covariance(linear.Options{})
			if err != nil {
				return nil, err
			}
			return []finding.Finding{m.Coefficient(1, c, 0.95), m.Ratio(1, c, 0.95)}, nil
		}
	}
}

func only(f finding.Finding, err error) ([]finding.Finding, error) { return []finding.Finding{f}, err }

// defined asks of an answer that it is an error or findings that say what they
// are, in which no interval stands on its head and no p-value is outside 0 to 1.
func defined(name string, f func(y, x []float64) ([]finding.Finding, error), y, x []float64) (fault string) {
	defer func() {
		if r := recover(); r != nil {
			fault = fmt.Sprintf("%s panics: %v", name, r)
		}
	}()
	fs, err := f(y, x)
	if err != nil {
		if text := err.Error(); !strings.Contains(text, ": ") {
			return fmt.Sprintf("%s: error without its package: %s", name, text)
		}
		return ""
	}
	for _, a := range fs {
		if a.Quantity == "" {
			return name + ": a finding of nothing, and no error"
		}
		if a.Interval.IsDefined() && a.Interval.Low > a.Interval.High {
			return fmt.Sprintf("%s: interval on its head: %s", name, a)
		}
		if t := a.Test; t != nil && (t.P < 0 || t.P > 1) {
			return fmt.Sprintf("%s: p = %v", name, t.P)
		}
	}
	return ""
}

func TestDegenerateSeriesEverywhere(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	fill := func(n int, f func(i int) float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = f(i)
		}
		return y
	}
	line := func(i int) float64 { return float64(i) }
	wave := func(i int) float64 { return math.Round(20 + 8*math.Sin(float64(i*i))) }
	with := func(at int, v float64) []float64 { y := fill(40, wave); y[at] = v; return y }
	clock := func(n int) []float64 { return fill(n, line) }
	for name, d := range map[string]struct{ y, x []float64 }{
		"empty": {}, "one point": {clock(1), clock(1)}, "two": {clock(2), clock(2)}, "three": {fill(3, wave), clock(3)},
		"constant": {fill(40, func(int) float64 { return 5 }), clock(40)}, "zeros": {make([]float64, 40), clock(40)},
		"all missing": {fill(40, func(int) float64 { return nan }), clock(40)}, "one missing": {with(7, nan), clock(40)},
		"one left":    {fill(40, func(i int) float64 { return map[bool]float64{true: 3, false: nan}[i == 9] }), clock(40)},
		"an infinity": {with(7, inf), clock(40)}, "minus infinity": {with(0, -inf), clock(40)}, "huge": {with(7, math.MaxFloat64), clock(40)}, "tiny": {fill(40, func(int) float64 { return math.SmallestNonzeroFloat64 }), clock(40)},
		"negative": {with(7, -3), clock(40)}, "a perfect line": {clock(40), clock(40)}, "one spike": {fill(40, func(i int) float64 { return float64(i / 39) }), clock(40)},
		"unsorted": {fill(40, wave), fill(40, func(i int) float64 { return float64(i * 17 % 40) })}, "every date twice": {fill(40, wave), fill(40, func(i int) float64 { return float64(i / 2) })},
		"one date": {fill(40, wave), make([]float64, 40)}, "dates missing": {fill(40, wave), fill(40, func(int) float64 { return nan })}, "dates infinite": {fill(40, wave), fill(40, func(int) float64 { return inf })},
		"lengths differ": {fill(40, wave), clock(39)},
	} {
		for what, f := range estimators {
			if fault := defined(what, f, d.y, d.x); fault != "" {
				t.Errorf("%s: %s", name, fault)
			}
		}
	}
}

func TestAnySeriesEverywhere(t *testing.T) {
	value := rapid.OneOf(rapid.SampledFrom([]float64{math.NaN(), math.Inf(1), math.Inf(-1), 0, 0, 1, 1, 2, 1e300, -1}), rapid.Float64Range(0, 50))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 24).Draw(t, "n")
		y, x := rapid.SliceOfN(value, n, n).Draw(t, "y"), rapid.SliceOfN(value, n, n).Draw(t, "x")
		for what, f := range estimators {
			if fault := defined(what, f, y, x); fault != "" {
				t.Fatal(fault)
			}
		}
		_, _ = smooth.Loess(x, y, smooth.LoessOptions{})
		for _, p := range [][]float64{multiplicity.Holm(y), multiplicity.Hochberg(y), multiplicity.BenjaminiHochberg(y), multiplicity.BenjaminiYekutieli(y), multiplicity.Bonferroni(y)} {
			for i := range p {
				if math.IsNaN(p[i]) != math.IsNaN(y[i]) || p[i] > 1 {
					t.Fatalf("%v is corrected to %v", y[i], p[i])
				}
			}
		}
	})
}

// Series with their points out of order, twice, missing or endless.
func TestDegenerateCoverageSeries(t *testing.T) {
	at := func(i int, v float64, s coverage.Status) coverage.Point {
		return coverage.Point{Period: coverage.Month(2010, 1).Add(i), Value: v, Status: s}
	}
	var missing, constant, twice, unsorted, endless []coverage.Point
	for i := range 36 {
		missing = append(missing, at(i, 0, coverage.Missing))
		constant = append(constant, at(i, 4, coverage.Observed))
		twice = append(twice, at(i/2, 4, coverage.Observed))
		unsorted = append(unsorted, at(i*7%36, float64(i), coverage.Observed))
		endless = append(endless, at(i, math.Inf(1), coverage.Observed))
	}
	event := coverage.Date{Year: 2011, Month: time.June, Precision: coverage.MonthPrecision}
	for name, points := range map[string][]coverage.Point{"empty": nil, "one": constant[:1], "all missing": missing, "constant": constant, "twice": twice, "unsorted": unsorted, "endless": endless} {
		s := &coverage.Series{Period: coverage.Monthly, Points: points}
		for what, f := range map[string]func() error{
			"Season":   func() error { _, err := trend.Season(s, trend.SeasonOptions{}); return err },
			"Share":    func() error { _, err := attention.Share(s, s, 0.95); return err },
			"HalfLife": func() error { _, err := attention.HalfLife(s, event, attention.DecayOptions{}); return err },
			"Window":   func() error { _, err := attention.Window(s, attention.WindowOptions{}, event); return err },
			"Anniversaries": func() error {
				_, err := attention.Anniversaries(s, event, attention.AnniversaryOptions{Plan: resample.Plan{Replicates: 20}})
				return err
			},
		} {
			err := f() // a panic fails the test
			bad := name == "twice" || name == "unsorted" || name == "endless"
			if bad && err == nil {
				t.Errorf("%s takes a series that is %s", what, name)
			}
		}
	}
}
