package structural

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

var nan, inf = math.NaN(), math.Inf(1)

// steps is a series of the given length whose level rises by jump at each row
// of at, with normal noise.
func steps(n int, jump float64, seed uint64, at ...int) []float64 {
	var s resample.Stream
	s.Begin(seed, 0)
	y := make([]float64, n)
	for i := range y {
		y[i] = s.Normal()
		for _, a := range at {
			if i >= a {
				y[i] += jump
			}
		}
	}
	return y
}

func TestBreakpointsRefuse(t *testing.T) {
	for _, tt := range []struct {
		name string
		y    []float64
		o    Options
		want error
	}{
		{name: "empty", want: linear.ErrDesign},
		{name: "one point", y: []float64{1}, want: linear.ErrDesign},
		{name: "all missing", y: []float64{nan, nan, nan, nan}, want: linear.ErrDesign},
		{name: "infinite", y: []float64{1, 2, inf, 4}, want: linear.ErrDesign},
		{name: "three points", y: []float64{1, 2, 3}, want: ErrData},
		{name: "segments too long", y: steps(20, 0, 1), o: Options{Trim: 11}, want: ErrData},
		{name: "segments longer than any index", y: steps(20, 0, 1), o: Options{Trim: 1e300}, want: ErrData},
		{name: "negative trim", y: steps(20, 0, 1), o: Options{Trim: -0.1}, want: ErrData},
		{name: "trim missing", y: steps(20, 0, 1), o: Options{Trim: nan}, want: ErrData},
		{name: "trim infinite", y: steps(20, 0, 1), o: Options{Trim: inf}, want: ErrData},
		{name: "too long", y: make([]float64, 5001), want: ErrData},
	} {
		p, err := Breakpoints(tt.y, tt.o, linear.Intercept(len(tt.y)))
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, %v, want %v", tt.name, p, err, tt.want)
		}
	}
	y := steps(20, 0, 1)
	double := linear.Intercept(20)
	double.Name = "again"
	if _, err := Breakpoints(y, Options{}, linear.Intercept(20), double); !errors.Is(err, linear.ErrDesign) {
		t.Errorf("collinear: %v", err)
	}
}

// Placing breaks by the dynamic programme is the same as trying every place.
func TestOneBreakIsTheBestOfAll(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(8, 30).Draw(rt, "n")
		y := rapid.SliceOfN(rapid.Float64Range(-5, 5), n, n).Draw(rt, "y")
		y[rapid.IntRange(0, n-1).Draw(rt, "hole")] = nan
		p, err := Breakpoints(y, Options{Trim: 2, MaxBreaks: 1}, linear.Intercept(n))
		if err != nil {
			rt.Fatal(err)
		}
		var rows []int
		for i, v := range y {
			if !math.IsNaN(v) {
				rows = append(rows, i)
			}
		}
		sse := func(rows []int) float64 {
			m, s := 0.0, 0.0
			for _, i := range rows {
				m += y[i] / float64(len(rows))
			}
			for _, i := range rows {
				s += (y[i] - m) * (y[i] - m)
			}
			return s
		}
		least := inf
		for c := 2; c <= len(rows)-2; c++ {
			least = math.Min(least, sse(rows[:c])+sse(rows[c:]))
		}
		if math.Abs(p.RSS[1]-least) > 1e-9*(1+least) {
			rt.Fatalf("RSS %v, the least of all is %v", p.RSS[1], least)
		}
		c := slices.Index(rows, p.Breaks[1][0]) + 1
		if got := sse(rows[:c]) + sse(rows[c:]); math.Abs(got-least) > 1e-9*(1+least) {
			rt.Fatalf("the break after row %d has RSS %v, not %v", p.Breaks[1][0], got, least)
		}
	})
}

func TestFindsBreaksAndTheirAbsence(t *testing.T) {
	n := 120
	p, err := Breakpoints(steps(n, 4, 3, 40, 80), Options{}, linear.Intercept(n))
	if err != nil {
		t.Fatal(err)
	}
	if want := []int{39, 79}; p.Best != 2 || !slices.Equal(p.Breaks[2], want) {
		t.Errorf("%d breaks at %v, want %v", p.Best, p.Breaks[p.Best], want)
	}
	for i, f := range p.Dates(2, 0.95) {
		if !f.Interval.Contains(float64(40 + 40*i)) {
			t.Errorf("the date lies outside: %v", f)
		}
	}
	if p.Dates(0, 0.95) != nil || p.Dates(-1, 0.95) != nil || p.Dates(99, 0.95) != nil {
		t.Error("dates of breaks that are not there")
	}
	for _, f := range p.Dates(1, 0) {
		if f.Interval.IsDefined() || len(f.Warnings) == 0 {
			t.Errorf("an interval at no level: %v", f)
		}
	}
	p, err = Breakpoints(steps(n, 0, 3), Options{}, linear.Intercept(n))
	if err != nil {
		t.Fatal(err)
	}
	if p.Best != 0 {
		t.Errorf("noise has %d breaks", p.Best)
	}
}

// Rows are those of the data handed in, missing ones counted.
func TestGapsDoNotMoveRows(t *testing.T) {
	n := 100
	y := steps(n, 6, 8, 60)
	for i := 10; i < 25; i++ {
		y[i] = nan
	}
	p, err := Breakpoints(y, Options{}, linear.Intercept(n))
	if err != nil {
		t.Fatal(err)
	}
	if p.N != 85 || p.Best < 1 || !slices.Contains(p.Breaks[p.Best], 59) {
		t.Errorf("%d rows, breaks after %v, want one after 59", p.N, p.Breaks[p.Best])
	}
	f, err := F(y, 0.15, linear.Intercept(n))
	if err != nil {
		t.Fatal(err)
	}
	if f.Break != 59 || f.Sup.Test.P > 1e-6 {
		t.Errorf("supF breaks after row %d: %v", f.Break, f.Sup)
	}
}

func TestSeriesWithoutNoise(t *testing.T) {
	for name, y := range map[string][]float64{"zero": make([]float64, 20), "constant": {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7}} {
		n := len(y)
		p, err := Breakpoints(y, Options{}, linear.Intercept(n))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if p.Best != 0 {
			t.Errorf("%s: %d breaks", name, p.Best)
		}
		if _, err := F(y, 0.15, linear.Intercept(n)); !errors.Is(err, ErrData) {
			t.Errorf("%s: supF %v", name, err)
		}
		for _, test := range []func([]float64, ...linear.Column) (finding.Finding, error){OLSCusum, RecursiveCusum} {
			f, err := test(y, linear.Intercept(n))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if f.IsDefined() || !math.IsNaN(f.Test.P) || len(f.Warnings) == 0 {
				t.Errorf("%s: %v", name, f)
			}
		}
	}
	// One step without noise: the break is where it is, and no date is certain
	// beyond it.
	y := append(make([]float64, 10), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
	p, err := Breakpoints(y, Options{}, linear.Intercept(20))
	if err != nil {
		t.Fatal(err)
	}
	if p.Best < 1 || !slices.Contains(p.Breaks[p.Best], 9) {
		t.Errorf("breaks after %v, want 9", p.Breaks[p.Best])
	}
	for _, f := range p.Dates(1, 0.95) {
		if f.Interval.IsDefined() && f.Interval.Low > f.Interval.High {
			t.Errorf("%v", f)
		}
	}
}

func TestChow(t *testing.T) {
	y := steps(40, 3, 5, 20)
	f, err := Chow(y, 19, linear.Intercept(40))
	if err != nil {
		t.Fatal(err)
	}
	if f.Test.P > 1e-4 {
		t.Errorf("a break of three deviations: %v", f)
	}
	for _, at := range []int{-1, 0, 38, 39, math.MaxInt, math.MinInt} {
		if _, err := Chow(y, at, linear.Intercept(40)); !errors.Is(err, ErrData) {
			t.Errorf("at row %d: %v", at, err)
		}
	}
}

func TestSupPIsAProbability(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k, tau := rapid.IntRange(1, 12).Draw(rt, "k"), rapid.Float64Range(0.001, 0.5).Draw(rt, "tau")
		x := rapid.Float64Range(0, 60).Draw(rt, "x")
		p, q := SupP(x, k, tau), SupP(x+1, k, tau)
		if !(p >= 0 && p <= 1) || q > p+1e-9 && k <= len(supTable) {
			rt.Fatalf("P(supF > %v) = %v, P(supF > %v) = %v", x, p, x+1, q)
		}
	})
	for _, c := range [][3]float64{{nan, 1, 0.15}, {5, 0, 0.15}, {5, -1, 0.15}, {5, 1, 0}, {5, 1, 0.6}, {5, 1, nan}} {
		if p := SupP(c[0], int(c[1]), c[2]); !math.IsNaN(p) {
			t.Errorf("SupP%v = %v", c, p)
		}
	}
	if p := SupP(0, 1, 0.15); p != 1 {
		t.Errorf("P(supF > 0) = %v", p)
	}
}

func TestTestsOnAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(rt, "n")
		value := rapid.OneOf(rapid.Float64Range(-5, 5), rapid.Just(1.0), rapid.Just(1.0), rapid.Just(nan))
		y := rapid.SliceOfN(value, n, n).Draw(rt, "y")
		time := linear.Column{Name: "time", Values: make([]float64, n)}
		for i := range time.Values {
			time.Values[i] = float64(i)
		}
		cols := []linear.Column{linear.Intercept(n), time}[:rapid.IntRange(1, 2).Draw(rt, "k")]
		typed := func(err error) bool {
			if err != nil && !errors.Is(err, ErrData) && !errors.Is(err, linear.ErrDesign) {
				rt.Fatal(err)
			}
			return err == nil
		}
		check := func(f finding.Finding) {
			if p := f.Test.P; p < 0 || p > 1 {
				rt.Fatalf("p = %v: %v", p, f)
			}
		}
		if p, err := Breakpoints(y, Options{}, cols...); typed(err) {
			for m := range p.RSS {
				if !slices.IsSorted(p.Breaks[m]) || len(p.Breaks[m]) != m {
					rt.Fatalf("%d breaks: %v", m, p.Breaks[m])
				}
				for _, f := range p.Dates(m, 0.9) {
					if f.Interval.IsDefined() && !(f.Interval.Low <= f.Estimate && f.Estimate <= f.Interval.High) {
						rt.Fatalf("%v", f)
					}
				}
			}
		}
		if f, err := Chow(y, n/2, cols...); typed(err) {
			check(f)
		}
		if f, err := OLSCusum(y, cols...); typed(err) {
			check(f)
		}
		if f, err := RecursiveCusum(y, cols...); typed(err) {
			check(f)
		}
	})
	y := steps(12, 0, 2)
	for _, trim := range []float64{0, 0.5} {
		f, err := F(y, trim, linear.Intercept(len(y)))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []finding.Finding{f.Sup, f.Ave, f.Exp} {
			if p := v.Test.P; !(p >= 0 && p <= 1) {
				t.Errorf("%v", v)
			}
		}
	}
}

func BenchmarkBreakpoints(b *testing.B) {
	y := steps(200, 3, 1, 60, 130)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Breakpoints(y, Options{}, linear.Intercept(len(y))); err != nil {
			b.Fatal(err)
		}
	}
}
