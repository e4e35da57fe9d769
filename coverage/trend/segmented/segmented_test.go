package segmented

import (
	"errors"
	"fmt"
	"log"
	"math"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

var nan, inf = math.NaN(), math.Inf(1)

func count(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

// bent is a line through 2 that bends at each of at by 1, −1, 1, …, with noise.
func bent(x []float64, noise float64, seed uint64, at ...float64) []float64 {
	var s resample.Stream
	s.Begin(seed, 0)
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 2 + 0.2*v + noise*s.Normal()
		for k, a := range at {
			y[i] += math.Pow(-1, float64(k)) * math.Max(0, v-a)
		}
	}
	return y
}

func Example() {
	month := count(48)
	share := make([]float64, 48) // falls for two years, then rises
	for i := range share {
		share[i] = 0.4 - 0.005*month[i] + 0.012*math.Max(0, month[i]-23.5) + 0.01*math.Sin(float64(i*i))
	}
	test, err := Davies(month, share, Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, err := Fit(month, share, Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(finding.PValue(test.Test.P))
	for _, f := range []finding.Finding{r.Slopes[0], r.Breaks[0], r.Slopes[1]} {
		fmt.Printf("%s: %.3g (%.3g to %.3g)\n", f.Quantity, f.Estimate, f.Interval.Low, f.Interval.High)
	}
	// Output:
	// p < 0.001
	// slope of segment 1: -0.00488 (-0.00532 to -0.00445)
	// break 1 of the line: 23.8 (23 to 24.4)
	// slope of segment 2: 0.00712 (0.00668 to 0.00756)
}

func TestRefuses(t *testing.T) {
	x, y := count(20), bent(count(20), 1, 1, 10)
	short := linear.Column{Name: "z", Values: []float64{1}}
	wild := linear.Column{Name: "z", Values: slices.Clone(x)}
	wild.Values[3] = inf
	same := linear.Column{Name: "z", Values: x}
	for _, tt := range []struct {
		name string
		x, y []float64
		o    Options
		cols []linear.Column
		want error
	}{
		{name: "empty", want: ErrData},
		{name: "lengths differ", x: x, y: y[:5], want: ErrData},
		{name: "one point", x: x[:1], y: y[:1], want: ErrData},
		{name: "all missing", x: x[:4], y: []float64{nan, nan, nan, nan}, want: ErrData},
		{name: "infinite value", x: x[:4], y: []float64{1, 2, inf, 4}, want: ErrData},
		{name: "infinite place", x: []float64{0, 1, -inf, 3}, y: y[:4], want: ErrData},
		{name: "one place", x: []float64{2, 2, 2, 2, 2, 2, 2, 2}, y: y[:8], want: ErrData},
		{name: "no room", x: x[:4], y: y[:4], want: ErrData},
		{name: "no room for three", x: x[:8], y: y[:8], o: Options{Breaks: 3}, want: ErrData},
		{name: "negative breaks", x: x, y: y, o: Options{Breaks: -1}, want: ErrData},
		{name: "too many breaks", x: x, y: y, o: Options{Breaks: 101}, want: ErrData},
		{name: "no confidence", x: x, y: y, o: Options{Confidence: 1}, want: ErrData},
		{name: "two places a segment", x: x, y: y, o: Options{LeastPlaces: 2}, want: ErrData},
		{name: "negative restarts", x: x, y: y, o: Options{Restarts: -1}, want: ErrData},
		{name: "one point of Davies", x: x, y: y, o: Options{Points: 1}, want: ErrData},
		{name: "short column", x: x, y: y, cols: []linear.Column{short}, want: linear.ErrDesign},
		{name: "infinite column", x: x, y: y, cols: []linear.Column{wild}, want: linear.ErrDesign},
		{name: "x twice", x: x, y: y, cols: []linear.Column{same}, want: linear.ErrDesign},
	} {
		if r, err := Fit(tt.x, tt.y, tt.o, tt.cols...); !errors.Is(err, tt.want) {
			t.Errorf("Fit, %s: %v, %v, want %v", tt.name, r, err, tt.want)
		}
		if strings.HasPrefix(tt.name, "no room") {
			continue
		}
		if f, err := Davies(tt.x, tt.y, tt.o, tt.cols...); !errors.Is(err, tt.want) {
			t.Errorf("Davies, %s: %v, %v, want %v", tt.name, f, err, tt.want)
		}
		if _, _, err := Select(tt.x, tt.y, 2, tt.o, tt.cols...); tt.o.Breaks <= 100 && !errors.Is(err, tt.want) {
			t.Errorf("Select, %s: %v, want %v", tt.name, err, tt.want)
		}
	}
	if _, _, err := Select(x, y, -1, Options{}); !errors.Is(err, ErrData) {
		t.Errorf("Select of -1 breaks: %v", err)
	}
	if _, err := Fit(x, y, Options{Errors: linear.NeweyWest(99)}); err == nil {
		t.Error("a lag longer than the series: no error")
	}
}

// The sum of squares is the least over a fine grid of breaks, fitted one by one.
func TestOneBreakIsTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(8, 25).Draw(rt, "n")
		x := make([]float64, n)
		for i, v := range rapid.SliceOfN(rapid.IntRange(0, 40), n, n).Draw(rt, "x") {
			x[i] = float64(v) / 4
		}
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(rt, "y")
		z := linear.Column{Name: "z", Values: rapid.SliceOfN(rapid.Float64Range(-1, 1), n, n).Draw(rt, "z")}
		r, err := Fit(x, y, Options{}, z)
		if err != nil {
			if !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) {
				rt.Fatal(err)
			}
			return
		}
		place := slices.Compact(slices.Sorted(slices.Values(x)))
		for j := 2; j+3 < len(place); j++ {
			for _, share := range []float64{0, 0.2, 0.4, 0.6, 0.8} {
				psi := place[j] + share*(place[j+1]-place[j])
				u := linear.Column{Name: "u", Values: make([]float64, n)}
				for i, v := range x {
					u.Values[i] = math.Max(0, v-psi)
				}
				f, err := linear.OLS(y, linear.Intercept(n), linear.Column{Name: "x", Values: x}, z, u)
				if err == nil && f.RSS < r.RSS-1e-6*(1+r.RSS) {
					rt.Fatalf("break %v with RSS %v, at %v it is %v", r.Breaks[0].Estimate, r.RSS, psi, f.RSS)
				}
			}
		}
	})
}

func TestFindsExactBreaks(t *testing.T) {
	x := count(60)
	for _, at := range [][]float64{{20.4}, {20}, {15.5, 40.25}, {12, 30.5, 47.75}} {
		r, err := Fit(x, bent(x, 0, 1, at...), Options{Breaks: len(at)})
		if err != nil {
			t.Fatal(err)
		}
		for k, want := range at {
			if math.Abs(r.Breaks[k].Estimate-want) > 1e-5 {
				t.Errorf("breaks %v: break %d at %v", at, k, r.Breaks[k].Estimate)
			}
		}
		if math.Abs(r.At(5)-3) > 1e-6 || math.Abs(r.Slopes[0].Estimate-0.2) > 1e-6 || math.Abs(r.Slopes[1].Estimate-1.2) > 1e-6 {
			t.Errorf("breaks %v: line at 5 is %v, slopes %v", at, r.At(5), r.Slopes)
		}
	}
}

// Units of x and y and the order of rows make no difference.
func TestUnitsAndOrder(t *testing.T) {
	x := count(80)
	y := bent(x, 1, 4, 30.2, 55.7)
	o := Options{Breaks: 2, Restarts: 2, Wald: true}
	r, err := Fit(x, y, o)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := rapid.Float64Range(-1e5, 1e5).Draw(rt, "a"), rapid.Float64Range(1e-4, 1e4).Draw(rt, "b")
		order := rapid.Permutation(count(80)).Draw(rt, "order")
		u, v := make([]float64, 80), make([]float64, 80)
		for i, k := range order {
			u[i], v[i] = a+b*x[int(k)], 3-2*y[int(k)]
		}
		s, err := Fit(u, v, o)
		if err != nil {
			rt.Fatal(err)
		}
		for k := range 2 {
			f, g := r.Breaks[k], s.Breaks[k]
			for _, c := range [][2]float64{{f.Estimate, g.Estimate}, {f.Interval.Low, g.Interval.Low}, {f.Interval.High, g.Interval.High}} {
				if math.Abs(a+b*c[0]-c[1]) > 1e-4*b+1e-9*math.Abs(a) {
					rt.Fatalf("%v, in other units %v", f, g)
				}
			}
		}
		if want := -2 * r.Slopes[1].Estimate / b; math.Abs(s.Slopes[1].Estimate-want) > 1e-4*math.Abs(want) {
			rt.Fatalf("slope %v, want %v", s.Slopes[1].Estimate, want)
		}
	})
}

func TestMissingRowsTakeNoPart(t *testing.T) {
	x := count(60)
	y := bent(x, 1, 2, 25.5)
	var fewX, fewY []float64
	for i := range x {
		if i%7 == 3 {
			y[i] = nan
		} else {
			fewX, fewY = append(fewX, x[i]), append(fewY, y[i])
		}
	}
	r, err := Fit(x, y, Options{})
	if err != nil {
		t.Fatal(err)
	}
	few, err := Fit(fewX, fewY, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != len(fewX) || math.Abs(r.Breaks[0].Estimate-few.Breaks[0].Estimate) > 1e-9 {
		t.Errorf("%v, without the rows %v", r.Breaks[0], few.Breaks[0])
	}
}

func TestNoiseFreeAndConstant(t *testing.T) {
	x := count(20)
	for name, y := range map[string][]float64{"zero": make([]float64, 20), "straight": x} {
		r, err := Fit(x, y, Options{})
		if err == nil {
			if len(r.Warnings) == 0 || !strings.Contains(r.String(), "not clear") {
				t.Errorf("%s: %v", name, r)
			}
		} else if !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) {
			t.Errorf("%s: %v", name, err)
		}
		f, err := Davies(x, y, Options{})
		if err != nil || !math.IsNaN(f.Test.P) || len(f.Warnings) == 0 {
			t.Errorf("Davies, %s: %v, %v", name, f, err)
		}
	}
	f, err := Davies(x, bent(x, 0, 1, 9.5), Options{Points: 19})
	if err != nil || !(f.Test.P < 1e-6) {
		t.Errorf("Davies, a bend without noise: %v, %v", f, err)
	}
}

func TestNoiseIsNotABend(t *testing.T) {
	x := count(50)
	y := bent(x, 1, 9)
	f, err := Davies(x, y, Options{})
	if err != nil || f.Test.P < 0.05 {
		t.Errorf("%v, %v", f, err)
	}
	fits, best, err := Select(x, y, 3, Options{})
	if err != nil || best != 0 || len(fits) != 4 {
		t.Fatalf("%d breaks of %d fits, %v", best, len(fits), err)
	}
	if !strings.Contains(fits[1].String(), "BIC prefers 0 breaks") || !strings.Contains(fits[1].String(), "not clear") {
		t.Errorf("%v", fits[1])
	}
	for i := 1; i < len(fits); i++ {
		if fits[i].RSS > fits[i-1].RSS*(1+1e-9) {
			t.Errorf("RSS rises from %v to %v with break %d", fits[i-1].RSS, fits[i].RSS, i)
		}
	}
	fits, best, err = Select(x, bent(x, 1, 9, 15, 32), 9, Options{})
	if err != nil || best != 2 {
		t.Errorf("two bends: %d, %d fits, %v", best, len(fits), err)
	}
	fits, _, err = Select(x[:8], y[:8], 9, Options{})
	if err != nil || len(fits) != 3 {
		t.Errorf("eight points have room for two breaks: %d fits, %v", len(fits), err)
	}
}

// An autocorrelated series is warned about, and Newey-West gives a wider
// interval, by standard error.
func TestAutocorrelation(t *testing.T) {
	x := count(120)
	y := bent(x, 0, 1, 60)
	var s resample.Stream
	s.Begin(3, 3)
	e := 0.0
	for i := range y {
		e = 0.7*e + s.Normal()
		y[i] += 3 * e
	}
	r, err := Fit(x, y, Options{Wald: true})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.String(), "autocorrelated") {
		t.Errorf("%v", r)
	}
	hac, err := Fit(x, y, Options{Errors: linear.Options{Estimator: linear.Bartlett, Lag: 10}})
	if err != nil {
		t.Fatal(err)
	}
	if hac.BreakError[0] < 1.2*r.BreakError[0] || !strings.Contains(hac.Breaks[0].Method, "Newey-West") || hac.Breaks[0].Interval.Width() < r.Breaks[0].Interval.Width() {
		t.Errorf("classical %v, Newey-West %v", r.Breaks[0], hac.Breaks[0])
	}
	f, err := Davies(x, y, Options{})
	if err != nil || len(f.Warnings) == 0 {
		t.Errorf("%v, %v", f, err)
	}
}

// At an interior minimum the covariance is σ²(X'X)⁻¹ of the regression with
// −δI(x > ψ), whose coefficient there is zero.
func TestStandardErrorIsMuggeos(t *testing.T) {
	x := count(50)
	y := bent(x, 1, 6, 22.4)
	r, err := Fit(x, y, Options{Wald: true})
	if err != nil {
		t.Fatal(err)
	}
	psi, delta := r.Breaks[0].Estimate, r.Changes[0].Estimate
	m := mat.NewDense(50, 4, nil)
	for i, v := range x {
		m.SetRow(i, []float64{1, v, math.Max(0, v-psi), 0})
		if v > psi {
			m.Set(i, 3, -delta)
		}
	}
	var xx, inv mat.Dense
	xx.Mul(m.T(), m)
	if err := inv.Inverse(&xx); err != nil {
		t.Fatal(err)
	}
	if want := math.Sqrt(inv.At(3, 3) * r.RSS / 46); math.Abs(r.BreakError[0]-want) > 1e-6*want {
		t.Errorf("standard error %v, want %v", r.BreakError[0], want)
	}
	// The ends of the profile interval are where F reaches its quantile.
	p, err := Fit(x, y, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, end := range []float64{p.Breaks[0].Interval.Low, p.Breaks[0].Interval.High} {
		u := linear.Column{Name: "u", Values: make([]float64, 50)}
		for i, v := range x {
			u.Values[i] = math.Max(0, v-end)
		}
		f, err := linear.OLS(y, linear.Intercept(50), linear.Column{Name: "x", Values: x}, u)
		if err != nil {
			t.Fatal(err)
		}
		if got := (f.RSS - r.RSS) / (r.RSS / 46); math.Abs(got-fQuantile(0.95, 46)) > 1e-3 {
			t.Errorf("F at %v is %v, want %v", end, got, fQuantile(0.95, 46))
		}
	}
}

func TestSeedDecides(t *testing.T) {
	x := count(60)
	y := bent(x, 2, 11, 20, 35, 50)
	a, err := Fit(x, y, Options{Breaks: 3, Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Fit(x, y, Options{Breaks: 3, Seed: 7})
	if a.String() != b.String() {
		t.Errorf("the same seed gives\n%v\n%v", a, b)
	}
}

func TestOnAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(rt, "n")
		value := rapid.Custom(func(rt *rapid.T) float64 {
			if k := rapid.IntRange(0, 19).Draw(rt, "kind"); k < 3 {
				return []float64{nan, 0, 1}[k]
			}
			return rapid.Float64Range(-10, 10).Draw(rt, "value")
		})
		x, y := rapid.SliceOfN(value, n, n).Draw(rt, "x"), rapid.SliceOfN(value, n, n).Draw(rt, "y")
		o := Options{Breaks: rapid.IntRange(1, 3).Draw(rt, "breaks"), Restarts: 2, Wald: rapid.Bool().Draw(rt, "wald")}
		if rapid.Bool().Draw(rt, "HC") {
			o.Errors.Estimator = linear.HC3
		}
		typed := func(err error) bool {
			if err != nil && !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) {
				rt.Fatal(err)
			}
			return err == nil
		}
		if r, err := Fit(x, y, o); typed(err) {
			last := -inf
			for _, f := range slices.Concat(r.Breaks, r.Slopes, r.Changes) {
				if f.Interval.IsDefined() && !(f.Interval.Low <= f.Estimate && f.Estimate <= f.Interval.High) {
					rt.Fatalf("%v", f)
				}
				if f.Method == "" || len(f.Assumptions) == 0 || f.N == 0 {
					rt.Fatalf("something is left out: %+v", f)
				}
			}
			for _, f := range r.Breaks {
				if !(f.Estimate > last) {
					rt.Fatalf("breaks out of order: %v", r.Breaks)
				}
				last = f.Estimate
			}
			_ = r.String()
		}
		if f, err := Davies(x, y, o); typed(err) && (f.Test.P < 0 || f.Test.P > 1) {
			rt.Fatalf("%v", f)
		}
	})
}

func TestExtremes(t *testing.T) {
	const huge = math.MaxFloat64
	x := count(12)
	for name, d := range map[string][2][]float64{
		"values overflow when squared": {x, {1e200, -1e200, 1e200, 2e200, 1e200, -1e200, 3e200, 1e200, 1e200, 0, 1e200, 1e200}},
		"largest values":               {x, {huge, -huge, huge, -huge, huge, huge, huge, -huge, 1, 2, 3, huge}},
		"subnormal values":             {x, {5e-324, 0, 5e-324, 0, 0, 5e-324, 0, 0, 5e-324, 0, 5e-324, 0}},
		"places across all numbers":    {{-huge, -1e300, -1, -1e-300, 0, 1e-300, 1, 2, 3, 1e300, 1e305, huge}, x},
		"places next to each other":    {{1, 1 + 1e-16, 1 + 2e-16, 1 + 3e-16, 1 + 4e-16, 1 + 5e-16, 1 + 6e-16, 1, 1, 1, 1, 1}, x},
		"places far from zero":         {{1e15, 1e15 + 1, 1e15 + 2, 1e15 + 3, 1e15 + 4, 1e15 + 5, 1e15 + 6, 1e15 + 7, 1e15 + 8, 1e15 + 9, 1e15 + 10, 1e15 + 11}, {0, 1, 0, 1, 0, 1, 5, 9, 12, 17, 20, 25}},
	} {
		r, err := Fit(d[0], d[1], Options{})
		if err != nil && !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil && r.RSS < 0 {
			t.Errorf("%s: %v", name, r)
		}
		f, err := Davies(d[0], d[1], Options{})
		if err != nil && !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) || err == nil && (f.Test.P < 0 || f.Test.P > 1) {
			t.Errorf("Davies, %s: %v, %v", name, f, err)
		}
	}
}

func BenchmarkFit(b *testing.B) {
	for _, n := range []int{100, 1000, 10_000} {
		x := count(n)
		y := bent(x, float64(n)/50, 1, float64(n)/2)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Fit(x, y, Options{Wald: true}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
