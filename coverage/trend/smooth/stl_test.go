package smooth

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

var nan, inf = math.NaN(), math.Inf(1)

// recorded returns the columns of a reference file of package trend.
func recorded(t *testing.T, name string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for c, head := range rows[0] {
		for _, r := range rows[1:] {
			v, err := strconv.ParseFloat(r[c], 64)
			if err != nil {
				t.Fatal(err)
			}
			out[head] = append(out[head], v)
		}
	}
	return out
}

// furthest is the greatest difference over the greatest value.
func furthest(got, want []float64) float64 {
	scale, far := 0.0, 0.0
	for i, w := range want {
		scale = math.Max(scale, math.Abs(w))
		far = math.Max(far, math.Abs(got[i]-w))
	}
	return far / scale
}

// R 4.2.2 scales the residuals of a robust round by the middle two of them,
// which its partial sort is asked for in falling order, though it places them
// reliably in rising order only. In two of the fifteen rounds on these 468
// values it returns the wrong one for the upper: places 237 and 236 in rising
// order from 0, not 234. With that put in place of the median every value of R
// is met; with the median itself the season differs by 0.4% of its range.
func TestRobustSTLAgainstR(t *testing.T) {
	want := recorded(t, "stl_logco2_s7_t23_robust.csv")
	o := STLOptions{Period: 12, Seasonal: 7, Trend: 23, Robust: true}
	asR := func(round int, sorted []float64) float64 {
		upper := 234
		switch round {
		case 4:
			upper = 237
		case 12:
			upper = 236
		}
		return (sorted[233] + sorted[upper]) / 2
	}
	p, err := decompose(want["y"], o, asR)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name      string
		got, want []float64
	}{
		{"seasonal", p.Season, want["seasonal"]}, {"trend", p.Trend, want["trend"]},
		{"remainder", p.Remainder, want["remainder"]}, {"weight", p.Weight, want["w"]},
	} {
		if far := furthest(c.got, c.want); !(far < 1e-9) {
			t.Errorf("%s differs from R by %.2g of its range", c.name, far)
		}
	}
	p, err = STL(want["y"], o)
	if err != nil {
		t.Fatal(err)
	}
	if far := furthest(p.Season, want["seasonal"]); far < 1e-4 || far > 4e-3 {
		t.Errorf("with the median the season differs from R by %.2g of its range, 0.4%% was measured", far)
	}
}

func TestSTLRefuses(t *testing.T) {
	two := []float64{1, 2, 1, 2, 1, 2}
	for _, tt := range []struct {
		name string
		y    []float64
		o    STLOptions
	}{
		{"empty", nil, STLOptions{Period: 2, Periodic: true}},
		{"no period", two, STLOptions{Periodic: true}},
		{"period beyond any index", two, STLOptions{Period: math.MaxInt, Periodic: true}},
		{"one cycle and a half", two[:3], STLOptions{Period: 2, Periodic: true}},
		{"all missing", []float64{nan, nan, nan, nan}, STLOptions{Period: 2, Periodic: true}},
		{"a place of the cycle never seen", []float64{1, nan, 2, nan, 3, nan}, STLOptions{Period: 2, Periodic: true}},
		{"infinite", []float64{1, 2, inf, 2}, STLOptions{Period: 2, Periodic: true}},
		{"no seasonal span", two, STLOptions{Period: 2}},
		{"even seasonal span", two, STLOptions{Period: 2, Seasonal: 8}},
		{"short seasonal span", two, STLOptions{Period: 2, Seasonal: 5}},
		{"even trend span", two, STLOptions{Period: 2, Periodic: true, Trend: 4}},
		{"short low-pass span", two, STLOptions{Period: 2, Periodic: true, LowPass: 1}},
		{"negative trend span", two, STLOptions{Period: 2, Periodic: true, Trend: -3}},
	} {
		if p, err := STL(tt.y, tt.o); !errors.Is(err, ErrData) {
			t.Errorf("%s: %v, %v", tt.name, p, err)
		}
	}
}

func TestSTLKeepsTheParts(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		period := rapid.IntRange(2, 7).Draw(rt, "period")
		n := rapid.IntRange(2*period, 40).Draw(rt, "n")
		y := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(-100, 100), rapid.Just(3.0), rapid.Just(nan)), n, n).Draw(rt, "y")
		o := STLOptions{Period: period, Robust: rapid.Bool().Draw(rt, "robust"), SeasonalLinear: rapid.Bool().Draw(rt, "linear")}
		if o.Periodic = rapid.Bool().Draw(rt, "periodic"); !o.Periodic {
			o.Seasonal = 7 + 2*rapid.IntRange(0, 5).Draw(rt, "span")
		}
		p, err := STL(y, o)
		if err != nil {
			if !errors.Is(err, ErrData) {
				rt.Fatal(err)
			}
			return
		}
		for i, v := range y {
			if math.IsNaN(p.Season[i]) || math.IsNaN(p.Trend[i]) || math.IsInf(p.Season[i]+p.Trend[i], 0) {
				rt.Fatalf("season %v and trend %v at %d", p.Season[i], p.Trend[i], i)
			}
			if math.IsNaN(v) != math.IsNaN(p.Remainder[i]) {
				rt.Fatalf("remainder %v where the value is %v", p.Remainder[i], v)
			}
			if !math.IsNaN(v) && math.Abs(p.Season[i]+p.Trend[i]+p.Remainder[i]-v) > 1e-9 {
				rt.Fatalf("parts sum to %v, not %v", p.Season[i]+p.Trend[i]+p.Remainder[i], v)
			}
			if w := p.Weight[i]; !(w >= 0 && w <= 1) {
				rt.Fatalf("weight %v", w)
			}
			if o.Periodic && i >= period && p.Season[i] != p.Season[i-period] {
				rt.Fatalf("the season is %v and %v at the same place", p.Season[i-period], p.Season[i])
			}
		}
	})
}

// A constant has neither season nor trend to speak of, and an exact season over
// a line is found as it is, also over a gap.
func TestSTLFindsExactParts(t *testing.T) {
	y := make([]float64, 60)
	for i := range y {
		y[i] = 5
	}
	for _, robust := range []bool{false, true} {
		p, err := STL(y, STLOptions{Period: 12, Periodic: true, Robust: robust})
		if err != nil {
			t.Fatal(err)
		}
		for i := range y {
			if math.Abs(p.Season[i]) > 1e-12 || math.Abs(p.Trend[i]-5) > 1e-12 {
				t.Fatalf("a constant has season %v and trend %v at %d", p.Season[i], p.Trend[i], i)
			}
		}
	}
	wave := [4]float64{3, -1, -4, 2}
	for i := range y {
		y[i] = 0.5*float64(i) + wave[i%4]
	}
	y[20], y[21] = nan, nan
	p, err := STL(y, STLOptions{Period: 4, Periodic: true, Inner: 20})
	if err != nil {
		t.Fatal(err)
	}
	if p.Missing != 2 {
		t.Errorf("%d missing, want 2", p.Missing)
	}
	for i := range y {
		if math.Abs(p.Season[i]-wave[i%4]) > 1e-6 || math.Abs(p.Trend[i]-0.5*float64(i)) > 1e-6 {
			t.Errorf("season %v and trend %v at %d, want %v and %v", p.Season[i], p.Trend[i], i, wave[i%4], 0.5*float64(i))
		}
	}
}

// One wild value must not move a robust decomposition.
func TestRobustSTLSetsAsideAnOutlier(t *testing.T) {
	y := make([]float64, 96)
	for i := range y {
		y[i] = 10*math.Sin(2*math.Pi*float64(i)/12) + math.Sin(float64(i*i))
	}
	o := STLOptions{Period: 12, Periodic: true, Robust: true}
	clean, err := STL(y, o)
	if err != nil {
		t.Fatal(err)
	}
	y[40] += 1000
	wild, err := STL(y, o)
	if err != nil {
		t.Fatal(err)
	}
	if wild.Weight[40] != 0 {
		t.Errorf("the outlier has weight %v", wild.Weight[40])
	}
	for i := range y {
		if math.Abs(clean.Trend[i]-wild.Trend[i]) > 0.5 {
			t.Errorf("the outlier moves the trend at %d from %v to %v", i, clean.Trend[i], wild.Trend[i])
		}
	}
}

func BenchmarkSTL(b *testing.B) {
	y := make([]float64, 240) // twenty years of months
	for i := range y {
		y[i] = 10*math.Sin(2*math.Pi*float64(i)/12) + math.Sin(float64(i*i))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := STL(y, STLOptions{Period: 12, Seasonal: 7, Robust: true}); err != nil {
			b.Fatal(err)
		}
	}
}
