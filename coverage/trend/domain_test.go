package trend_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/attention"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

// Outside the domains that SIMULATIONS.md names, methods warn; well inside, they
// do not.
func TestMethodsWarnOutsideTheirDomain(t *testing.T) {
	g := rand.New(rand.NewPCG(3, 4))
	series := func(n int, phi float64) []float64 {
		y := make([]float64, n)
		for i := range y {
			y[i] = g.NormFloat64()
			if i > 0 {
				y[i] += phi * y[i-1]
			}
		}
		return y
	}
	coefficient := func(n int, phi float64, o linear.Options) finding.Finding {
		x := linear.Column{Name: "x", Values: series(n, phi)}
		fit, err := linear.OLS(series(n, phi), linear.Intercept(n), x)
		if err != nil {
			t.Fatal(err)
		}
		c, err := fit.Covariance(o)
		if err != nil {
			t.Fatal(err)
		}
		return fit.Coefficient(1, c, 0.95)
	}
	mean := func(y []float64) func([]int) float64 {
		return func(pick []int) float64 {
			s := 0.0
			for _, i := range pick {
				s += y[i]
			}
			return s / float64(len(pick))
		}
	}
	blocks := func(n int, phi float64) finding.Finding {
		return must(t)(resample.Plan{Replicates: 200}.Blocks(n, 0, mean(series(n, phi))))
	}
	units := func(n int) finding.Finding {
		return must(t)(resample.Plan{Replicates: 200}.Units(n, mean(series(n, 0))))
	}
	date := func(jump float64) finding.Finding {
		y := series(100, 0)
		for i := range 60 {
			y[40+i] += jump
		}
		p, err := structural.Breakpoints(y, structural.Options{MaxBreaks: 1}, linear.Intercept(100))
		if err != nil {
			t.Fatal(err)
		}
		f := p.Dates(1, 0.95)[0]
		// That BIC sees no break is another warning.
		f.Warnings = nil
		for _, w := range p.Dates(1, 0.95)[0].Warnings {
			if strings.Contains(w, "small against the noise") {
				f.Warn("%s", w)
			}
		}
		return f
	}
	negative := func(n int) finding.Finding {
		y := make([]float64, n)
		for i := range y {
			y[i] = float64(i * i * 7 % 13)
		}
		m, err := glm.Fit(glm.NegativeBinomial, y, glm.Options{}, linear.Intercept(n))
		if err != nil {
			t.Fatal(err)
		}
		c, err := m.Covariance(linear.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return m.Coefficient(0, c, 0.95)
	}
	articles := func(outlets, each int, spread float64) finding.Finding {
		var a trend.Articles
		for o := range outlets {
			for i := range each {
				s := trend.Scored{ID: fmt.Sprint(o, "-", i), Outlet: fmt.Sprint(o), Date: coverage.Date{Year: 2010, Month: time.March, Day: 1 + i%28, Precision: coverage.DayPrecision}}
				s.Counts.Sentences = 10
				for range 10 {
					if g.Float64() < 0.3*(1+spread*(2*float64(o%2)-1)) {
						s.Counts.Blame++
						s.Counts.Framed++
					}
				}
				if err := a.Add(s); err != nil {
					t.Fatal(err)
				}
			}
		}
		table, err := a.Table(trend.BlameShare, trend.Options{Bootstrap: resample.Plan{Replicates: 200}})
		if err != nil {
			t.Fatal(err)
		}
		return table.Cells[0].Finding
	}
	wilson := func(k, n int) finding.Finding {
		return must(t)(proportion.Wilson(proportion.Share{Count: k, Of: n}, 0.95))
	}
	for _, c := range []struct {
		name string
		f    finding.Finding
		want bool
	}{
		{"HC1 with 30", coefficient(30, 0, linear.Options{Estimator: linear.HC1}), true},
		{"HC1 with 60", coefficient(60, 0, linear.Options{Estimator: linear.HC1}), false},
		{"HC3 with 30", coefficient(30, 0, linear.Options{Estimator: linear.HC3}), false},
		{"corrected, short and strong", coefficient(30, 0.95, linear.Robust()), true},
		{"corrected, long and weak", coefficient(120, 0.3, linear.Robust()), false},
		{"blocks, strong", blocks(200, 0.8), true},
		{"blocks, none", blocks(200, 0), false},
		{"20 units", units(20), true},
		{"40 units", units(40), false},
		{"break by a half", date(0.5), true},
		{"break by two", date(2), false},
		{"negative binomial with 20", negative(20), true},
		{"negative binomial with 60", negative(60), false},
		{"25 articles", articles(1, 25, 0), true},
		{"40 articles", articles(1, 40, 0), false},
		{"outlets differ", articles(10, 10, 0.7), true},
		{"outlets are alike", articles(10, 10, 0), false},
		{"10 items", wilson(5, 10), true},
		{"3 of 40 items", wilson(3, 40), true},
		{"20 of 40 items", wilson(20, 40), false},
		{"8 pairs", must(t)(rank.Spearman(series(8, 0), series(8, 0))), true},
		{"12 pairs", must(t)(rank.Spearman(series(12, 0), series(12, 0))), false},
	} {
		if got := len(c.f.Warnings) > 0; got != c.want {
			t.Errorf("%s: warnings %q, want some: %v", c.name, c.f.Warnings, c.want)
		}
	}
}

// Autocorrelation widens the interval of a trend that allows for it.
func TestSerialTrend(t *testing.T) {
	g := rand.New(rand.NewPCG(5, 6))
	y := make([]float64, 120)
	for i := range y {
		y[i] = g.NormFloat64()
		if i > 0 {
			y[i] += 0.6 * y[i-1]
		}
	}
	plain := must(t)(rank.Trend(y, rank.Options{Season: 12}))
	serial := must(t)(rank.Trend(y, rank.Options{Season: 12, Serial: true}))
	if r := serial.Interval.Width() / plain.Interval.Width(); r < 1.5 || r > 3.5 || serial.Estimate != plain.Estimate || serial.Test.P < plain.Test.P {
		t.Errorf("%v\n%v\nwidth %.2f times, want two to three", plain, serial, r)
	}
}

// A week far above the curve lengthens the interval, for it shows how far weeks
// with much news scatter; the level is known as well as before.
func TestScatterOfGreatWeeks(t *testing.T) {
	first, _ := coverage.PeriodOf(coverage.Date{Year: 2010, Month: 1, Day: 4, Precision: coverage.DayPrecision}, coverage.Weekly)
	event, _ := first.Add(20).Bounds()
	fit := func(off float64) *attention.Decay {
		s := &coverage.Series{ID: "s", Period: coverage.Weekly}
		for i := range 50 {
			v := float64(5 + i%3 - 1)
			if i >= 20 {
				v += 160 * math.Exp2(-float64(i-20)/3)
			}
			if i == 22 || i == 24 {
				v *= off
			}
			s.Points = append(s.Points, coverage.Point{Period: first.Add(i), Value: float64(int(v)), Status: coverage.Observed})
		}
		d, err := attention.HalfLife(s, event, attention.DecayOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	calm, wild := fit(1), fit(0.6)
	if !(wild.Extra > calm.Extra) || !(wild.HalfLife.Interval.Width() > 1.2*calm.HalfLife.Interval.Width()) {
		t.Errorf("%v, α %v\n%v, α %v", calm, calm.Extra, wild, wild.Extra)
	}
}
