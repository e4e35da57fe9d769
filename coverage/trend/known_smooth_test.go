package trend_test

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/smooth"
)

func compare(t *testing.T, what string, got, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	scale := 0.0
	for _, w := range want {
		scale = math.Max(scale, math.Abs(w))
	}
	bad := 0
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tol*scale) {
			if bad++; bad < 4 {
				t.Errorf("%s[%d]: %v, want %v", what, i, got[i], want[i])
			}
		}
	}
	if bad > 0 {
		t.Errorf("%s: %d of %d differ", what, bad, len(want))
	}
}

func init() {
	registries = append(registries, func(c map[string]check) {
		c["loess_cars.meta"] = check{tol: 1e-6, compute: func(t *testing.T) []float64 {
			d := readCSV(t, "cars.csv")
			curve, err := smooth.Loess(d["speed"], d["dist"], smooth.LoessOptions{})
			if err != nil {
				t.Fatal(err)
			}
			return []float64{curve.ENP, curve.Sigma, curve.Trace}
		}}
	})
}

func TestLoessAgainstR(t *testing.T) {
	d := readCSV(t, "cars.csv")
	curve, err := smooth.Loess(d["speed"], d["dist"], smooth.LoessOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := readCSV(t, "loess_cars.csv")
	var fit, se []float64
	for _, s := range want["speed"] {
		v, _ := curve.At(s, 0.95)
		fit, se = append(fit, v), append(se, curve.SE(s))
	}
	compare(t, "fit", fit, want["fit"], 1e-6)
	compare(t, "se", se, want["se"], 1e-6)
	robust, err := smooth.Loess(d["speed"], d["dist"], smooth.LoessOptions{Span: 0.5, Degree: smooth.Linear, Robust: true})
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "robust fit", robust.Fitted, readCSV(t, "loess_cars_sym.csv")["fit"], 1e-6)
}

func TestLowessAgainstR(t *testing.T) {
	cars := readCSV(t, "cars.csv")
	delta := readCSV(t, "test_lowess_delta.csv")
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, x := range delta["x"] {
		lo, hi = math.Min(lo, x), math.Max(hi, x)
	}
	for _, c := range []struct {
		name, file, column string
		x, y               []float64
		o                  smooth.LowessOptions
	}{
		{"cars", "lowess_cars.csv", "y", cars["speed"], cars["dist"], smooth.LowessOptions{Delta: 0.01 * 21}},
		{"cars, narrow", "lowess_cars_f02_i0.csv", "y", cars["speed"], cars["dist"], smooth.LowessOptions{Span: 0.2, Iterations: -1, Delta: 0.01 * 21}},
		{"simple", "test_lowess_simple.csv", "out", nil, nil, smooth.LowessOptions{}},
		{"span 2/3", "test_lowess_frac.csv", "out_2_3", nil, nil, smooth.LowessOptions{}},
		{"span 1/5", "test_lowess_frac.csv", "out_1_5", nil, nil, smooth.LowessOptions{Span: 0.2}},
		{"no iteration", "test_lowess_iter.csv", "out_0", nil, nil, smooth.LowessOptions{Iterations: -1}},
		{"three iterations", "test_lowess_iter.csv", "out_3", nil, nil, smooth.LowessOptions{}},
		{"delta 0", "test_lowess_delta.csv", "out_0", nil, nil, smooth.LowessOptions{Span: 0.1}},
		{"delta of R", "test_lowess_delta.csv", "out_Rdef", nil, nil, smooth.LowessOptions{Span: 0.1, Delta: 0.01 * (hi - lo)}},
		{"delta 1", "test_lowess_delta.csv", "out_1", nil, nil, smooth.LowessOptions{Span: 0.1, Delta: 1 + 1e-10}},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := readCSV(t, c.file)
			if c.x == nil {
				c.x, c.y = want["x"], want["y"]
			}
			got, err := smooth.Lowess(c.x, c.y, c.o)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "fit", got, want[c.column], 1e-6)
		})
	}
}

func TestSTLAgainstR(t *testing.T) {
	for _, c := range []struct {
		file string
		o    smooth.STLOptions
		tol  float64
	}{
		{"stl_nottem_periodic.csv", smooth.STLOptions{Period: 12, Periodic: true}, 1e-6},
		{"stl_logco2_s21.csv", smooth.STLOptions{Period: 12, Seasonal: 21}, 1e-6},
		// stl_logco2_s7_t23_robust.csv is checked in package smooth, where the
		// defect of R's median can be put in the place of the median.
	} {
		t.Run(c.file, func(t *testing.T) {
			want := readCSV(t, c.file)
			p, err := smooth.STL(want["y"], c.o)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "seasonal", p.Season, want["seasonal"], c.tol)
			compare(t, "trend", p.Trend, want["trend"], c.tol)
			compare(t, "remainder", p.Remainder, want["remainder"], 10*c.tol)
		})
	}
}

// The scenarios are those of statsmodels, computed with Cleveland's Fortran:
// period 12, seasonal 35, trend 19, low-pass 13, 1 inner and 2 outer loops,
// jumps 4, 2, 2, all linear, except as named.
func TestSTLAgainstFortran(t *testing.T) {
	f, err := os.Open("testdata/stl_co2.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var y []float64
	for sc := bufio.NewScanner(f); sc.Scan(); {
		v, err := strconv.ParseFloat(strings.TrimSpace(sc.Text()), 64)
		if err != nil {
			t.Fatal(err)
		}
		y = append(y, v)
	}
	raw, err := os.ReadFile("testdata/stl_test_results.csv")
	if err != nil {
		t.Fatal(err)
	}
	type rows struct{ season, trend, weight []float64 }
	want := map[string]*rows{}
	for i, line := range strings.Split(string(raw), "\n") {
		p := strings.Split(line, ",")
		if i == 0 || len(p) < 5 {
			continue
		}
		name := strings.TrimSpace(p[0])
		if want[name] == nil {
			want[name] = &rows{}
		}
		num := func(s string) float64 {
			v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		r := want[name]
		r.season, r.trend, r.weight = append(r.season, num(p[2])), append(r.trend, num(p[3])), append(r.weight, num(p[4]))
	}
	base := smooth.STLOptions{Period: 12, Seasonal: 35, Trend: 19, LowPass: 13, Inner: 1, Outer: 2, SeasonalJump: 4, TrendJump: 2, LowPassJump: 2, SeasonalLinear: true, Robust: true}
	with := func(change func(*smooth.STLOptions)) smooth.STLOptions { o := base; change(&o); return o }
	scenarios := stlScenarios(base, with)
	for name, w := range want {
		t.Run(name, func(t *testing.T) {
			o, ok := scenarios[name]
			if !ok {
				t.Fatalf("no options for scenario %q", name)
			}
			p, err := smooth.STL(y[:len(w.season)], o)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, "season", p.Season, w.season, 1e-6)
			compare(t, "trend", p.Trend, w.trend, 1e-6)
			if o.Outer > 0 {
				compare(t, "weight", p.Weight, w.weight, 1e-5)
			}
		})
	}
}

func stlScenarios(base smooth.STLOptions, with func(func(*smooth.STLOptions)) smooth.STLOptions) map[string]smooth.STLOptions {
	return map[string]smooth.STLOptions{
		"baseline":          base,
		"short":             base,
		"nljump-1":          with(func(o *smooth.STLOptions) { o.LowPassJump = 1 }),
		"ntjump-1":          with(func(o *smooth.STLOptions) { o.TrendJump = 1 }),
		"nljump-1-ntjump-1": with(func(o *smooth.STLOptions) { o.LowPassJump, o.TrendJump = 1, 1 }),
		"stlez":             with(func(o *smooth.STLOptions) { o.Inner, o.Outer, o.Robust = 2, 0, false }),
		// The Fortran stops when season and trend have settled, here after 2 loops.
		"stlez-robust": with(func(o *smooth.STLOptions) { o.Inner, o.Outer = 1, 2 }),
	}
}
