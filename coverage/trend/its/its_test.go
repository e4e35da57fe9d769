package its_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

func ExampleFit() {
	y := make([]float64, 120)
	for i := range y {
		y[i] = 10 + 0.1*float64(i) + math.Sin(7*float64(i))
		if i >= 60 {
			y[i] += 5
		}
	}
	r, err := its.Fit(y, its.Options{}, its.Interruption{Name: "the verdict", At: 60})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.1f\n", r.Level[0].Estimate)
	// Output: 5.1
}

// careApplications are monthly care applications of April to September, 2008
// to 2012 (Cafcass, figures of January 2013); October to March are not known.
func careApplications() *coverage.Series {
	values := [][]float64{{380, 399, 369, 485, 492, 483}, {682, 648, 798, 793, 687, 722}, {692, 686, 774, 848, 777, 759}, {679, 836, 861, 873, 891, 842}, {756, 984, 808, 991, 981}}
	s := &coverage.Series{ID: "care applications", Period: coverage.Monthly}
	for y, months := range values {
		for m, v := range months {
			s.Points = append(s.Points, coverage.Point{Period: coverage.Month(2008+y, time.Month(4+m)), Value: v, Status: coverage.Observed})
		}
	}
	return s
}

func TestGapsAndConfoundersOfTheRecord(t *testing.T) {
	s := careApplications()
	y, first, err := align.Values(s, false)
	if err != nil {
		t.Fatal(err)
	}
	if len(y) != 53 {
		t.Fatalf("%d steps, want 53", len(y))
	}
	row := func(year int, m time.Month) int { return coverage.Month(year, m).Sub(first) }
	r, err := its.Fit(y, its.Options{Model: its.NegativeBinomial, Confounders: []its.Confounder{
		{Name: "the court reform of April 2008", At: row(2008, time.April), InModel: true},
		{Name: "the fee rise of May 2008", At: row(2008, time.May), InModel: true},
	}}, its.Interruption{Name: "November 2008", At: row(2008, time.November)})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(r)
	if r.N != 29 {
		t.Errorf("%d values took part, 29 are known", r.N)
	}
	text := r.String()
	for _, want := range []string{
		"there is a gap at November 2008", "steps are missing and were not filled in",
		"the court reform of April 2008 is not in the model", "the fee rise of May 2008 is not in the model", "6 values before",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text does not say %q:\n%s", want, text)
		}
	}
	for _, p := range r.Counterfactual {
		if math.IsNaN(y[p.Row]) {
			t.Errorf("a value was made up for row %d", p.Row)
		}
	}
	// A confounder in the middle of the record enters the model.
	r, err = its.Fit(y, its.Options{Confounders: []its.Confounder{{Name: "later", At: row(2011, time.June), InModel: true}}}, its.Interruption{At: row(2008, time.November)})
	if err != nil || r.Names[len(r.Names)-1] != "confounder later" {
		t.Errorf("%v, %v", r, err)
	}
}

func TestModelsFindTheirTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 8))
	n := 400
	count, share, trials := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range count {
		mu := math.Exp(2 + 0.001*float64(i))
		p := 0.3
		if i >= 200 {
			mu *= 1.5
			p = 0.5
		}
		for l, k := math.Exp(-mu), 1.0; ; count[i]++ {
			if k *= r.Float64(); k < l {
				break
			}
		}
		trials[i] = float64(10 + i%9)
		for range int(trials[i]) {
			if r.Float64() < p {
				share[i]++
			}
		}
	}
	for _, m := range []its.Model{its.Poisson, its.QuasiPoisson, its.NegativeBinomial} {
		f, err := its.Fit(count, its.Options{Model: m}, its.Interruption{At: 200})
		if err != nil {
			t.Fatal(err)
		}
		if !f.Level[0].Interval.Contains(1.5) || f.Level[0].Interval.Width() > 0.5 {
			t.Errorf("model %d: %v, want 1.5", m, f.Level[0])
		}
	}
	f, err := its.Fit(share, its.Options{Model: its.QuasiBinomial, Trials: trials}, its.Interruption{At: 200, LevelOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	const want = 1 / (0.3 / 0.7) // odds of one half over odds of 0.3
	if !f.Level[0].Interval.Contains(want) {
		t.Errorf("%v, want %v", f.Level[0], want)
	}
}

func TestRampSeasonAndSeveral(t *testing.T) {
	n := 144
	y := make([]float64, n)
	r := rand.New(rand.NewPCG(3, 3))
	for i := range y {
		y[i] = 3*math.Sin(2*math.Pi*float64(i+1)/12) + 0.2*r.NormFloat64()
		y[i] += 6 * math.Max(0, math.Min(1, float64(i-59)/6)) // comes in over six steps
		if i >= 100 {
			y[i] -= 2 + 0.1*float64(i-99)
		}
	}
	f, err := its.Fit(y, its.Options{Harmonics: 2}, its.Interruption{At: 60, Ramp: 5, LevelOnly: true}, its.Interruption{At: 100})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(f.Level[0].Estimate-6) > 0.2 || math.Abs(f.Level[1].Estimate+2) > 0.3 || math.Abs(f.Slope[1].Estimate+0.1) > 0.02 {
		t.Errorf("levels %v and %v, slope %v", f.Level[0], f.Level[1], f.Slope[1])
	}
	placebo, err := its.Placebo(y, its.Options{Harmonics: 2}, its.Interruption{At: 60}, 20, 40)
	if err != nil || len(placebo) != 2 {
		t.Fatal(placebo, err)
	}
	for _, p := range placebo {
		if math.Abs(p.Estimate) > 0.5 {
			t.Errorf("a change where there was none: %v", p)
		}
	}
}

func TestDegenerateInput(t *testing.T) {
	for name, y := range map[string][]float64{"empty": nil, "short": {1, 2, 3}, "missing": {math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()}} {
		if _, err := its.Fit(y, its.Options{}, its.Interruption{At: 2}); !errors.Is(err, its.ErrData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	rapid.Check(t, func(rt *rapid.T) {
		value := rapid.OneOf(rapid.Just(math.NaN()), rapid.Float64Range(0, 9), rapid.Just(2.0), rapid.Just(math.Inf(1)))
		y := rapid.SliceOfN(value, 0, 40).Draw(rt, "y")
		m := its.Model(rapid.IntRange(0, 3).Draw(rt, "model"))
		if m != its.Gaussian {
			for i := range y {
				y[i] = math.Floor(y[i])
			}
		}
		r, err := its.Fit(y, its.Options{Model: m}, its.Interruption{At: rapid.IntRange(-1, 41).Draw(rt, "at")})
		if err != nil {
			if !errors.Is(err, its.ErrData) && !errors.Is(err, linear.ErrDesign) && !errors.Is(err, glm.ErrFit) {
				rt.Fatal(err)
			}
			return
		}
		f := r.Level[0]
		if !f.IsDefined() || f.Interval.IsDefined() && f.Interval.Low > f.Interval.High {
			rt.Fatalf("%v", f)
		}
	})
}

func BenchmarkFit(b *testing.B) {
	y := make([]float64, 120)
	for i := range y {
		y[i] = math.Sin(float64(i * i))
	}
	for b.Loop() {
		if _, err := its.Fit(y, its.Options{Harmonics: 2}, its.Interruption{At: 60}); err != nil {
			b.Fatal(err)
		}
	}
}
