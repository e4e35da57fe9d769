package simulate_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"reflect"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/simulate"
)

// twoMonths is a study of one month against the next, in a press without lines:
// ten sentences an article, each by itself, a fifth of them blame.
func twoMonths(shift float64) simulate.Study {
	d := simulate.Design{From: day(2010, 3, 1), To: day(2010, 4, 30), Base: simulate.Framing{Blame: 0.2}}
	for i := range 4 {
		d.Outlets = append(d.Outlets, simulate.Outlet{Name: fmt.Sprint(i), PerMonth: 20, Sentences: 10})
	}
	return simulate.Study{
		Design: d, Measure: trend.BlameShare, Shift: simulate.Shift{At: day(2010, 4, 1), Blame: shift},
		Before: trend.Phase{Name: "before", First: day(2010, 3, 1), Last: day(2010, 3, 31)},
		After:  trend.Phase{Name: "after", First: day(2010, 4, 1), Last: day(2010, 4, 30)},
		Runs:   80,
	}
}

func ExamplePower() {
	curve, err := simulate.Power(twoMonths(-0.05)) // blame falls from 20% to 15% of sentences
	if err != nil {
		log.Fatal(err)
	}
	n := func(x float64) float64 { return 20 * math.Round(x/20) }
	fmt.Printf("about %.0f articles (%.0f to %.0f) show a shift of %.2f\n",
		n(curve.Needed.Estimate), n(curve.Needed.Interval.Low), n(curve.Needed.Interval.High), curve.Shift)
	// Output:
	// about 160 articles (140 to 200) show a shift of -0.05
}

func TestPowerAgreesWithTheFormula(t *testing.T) {
	c, err := simulate.Power(twoMonths(-0.05))
	if err != nil {
		t.Fatal(err)
	}
	// Two shares of independent sentences, ten an article whose number varies
	// little: n = (z₀.₉₇₅ + z₀.₈)² (p₁q₁ + p₂q₂)/δ² sentences a side.
	want := 2 * 2 * math.Pow(1.96+0.8416, 2) * (0.2*0.8 + 0.15*0.85) / (0.05 * 0.05) / 10 / 2
	if f := c.Needed; math.Abs(f.Estimate/want-1) > 0.25 || !(f.Interval.Low < f.Estimate && f.Estimate < f.Interval.High) {
		t.Errorf("%v, by the formula %.0f", f, want)
	}
	if math.Abs(c.Shift+0.05) > 1e-6 {
		t.Errorf("the true difference is −0.05, not %v", c.Shift)
	}
	if c.Check.Estimate < 0.65 || c.Check.Estimate > 0.92 {
		t.Errorf("power in fresh runs: %v", c.Check)
	}
	if c.False.Estimate > 0.12 || c.False.N != 80 {
		t.Errorf("without a shift: %v", c.False)
	}
	for i := 1; i < len(c.Points); i++ {
		if c.Points[i].Articles <= c.Points[i-1].Articles {
			t.Error("sizes are not in order")
		}
	}
	s := twoMonths(-0.05)
	s.Workers = 5
	if again, err := simulate.Power(s); err != nil || !reflect.DeepEqual(again, c) {
		t.Errorf("the number of workers changes the result: %v, %v", again, err)
	}
}

func TestPowerSaysWhenNothingHelps(t *testing.T) {
	s := twoMonths(0)
	s.Runs, s.Most = 50, 200
	c, err := simulate.Power(s)
	if err != nil {
		t.Fatal(err)
	}
	if c.Needed.IsDefined() || len(c.Needed.Warnings) == 0 {
		t.Errorf("there is no shift to be seen: %v", c.Needed)
	}
	for name, spoil := range map[string]func(s *simulate.Study){
		"no measure":      func(s *simulate.Study) { s.Measure = trend.Measure{} },
		"no articles":     func(s *simulate.Study) { s.Design.Outlets = s.Design.Outlets[:1]; s.Design.Outlets[0].PerMonth = 0 },
		"impossible":      func(s *simulate.Study) { s.Shift.Blame = 2 },
		"level":           func(s *simulate.Study) { s.Level = 0.9 },
		"too few runs":    func(s *simulate.Study) { s.Runs = 3 },
		"phases turned":   func(s *simulate.Study) { s.Before, s.After = s.After, s.Before },
		"undated phase":   func(s *simulate.Study) { s.Before.First = coverage.Date{} },
		"too few at most": func(s *simulate.Study) { s.Most = 3 },
	} {
		s := twoMonths(-0.05)
		spoil(&s)
		if _, err := simulate.Power(s); !errors.Is(err, simulate.ErrDesign) && !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
