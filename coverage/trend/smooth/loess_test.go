package smooth

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func count(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = float64(i)
	}
	return x
}

func TestSmoothersRefuse(t *testing.T) {
	x, y := count(10), count(10)
	for _, tt := range []struct {
		name string
		x, y []float64
	}{
		{"empty", nil, nil}, {"lengths differ", x, y[:9]}, {"all missing", x[:3], []float64{nan, nan, nan}},
		{"infinite value", x[:3], []float64{1, inf, 2}}, {"infinite place", []float64{0, -inf, 2}, y[:3]},
	} {
		if v, err := Lowess(tt.x, tt.y, LowessOptions{}); !errors.Is(err, ErrData) {
			t.Errorf("Lowess, %s: %v, %v", tt.name, v, err)
		}
		if c, err := Loess(tt.x, tt.y, LoessOptions{}); !errors.Is(err, ErrData) {
			t.Errorf("Loess, %s: %v, %v", tt.name, c, err)
		}
	}
	for _, o := range []LowessOptions{{Span: -1}, {Span: 1.1}, {Span: nan}, {Delta: -1}, {Delta: nan}} {
		if _, err := Lowess(x, y, o); !errors.Is(err, ErrData) {
			t.Errorf("Lowess with %+v: %v", o, err)
		}
	}
	for _, o := range []LoessOptions{{Span: -1}, {Span: nan}, {Span: inf}, {Degree: Constant + 1}, {Span: 0.2}} {
		if _, err := Loess(x, y, o); !errors.Is(err, ErrData) {
			t.Errorf("Loess with %+v: %v", o, err)
		}
	}
	same := []float64{4, 4, 4, 4, 4, 4, 4, 4, 4, 4}
	if _, err := Loess(same, y, LoessOptions{}); !errors.Is(err, ErrData) {
		t.Errorf("Loess at one place: %v", err)
	}
}

func TestLowessOfLittle(t *testing.T) {
	for _, tt := range []struct {
		name       string
		x, y, want []float64
	}{
		{"one point", []float64{3}, []float64{7}, []float64{7}},
		{"one point among missing", []float64{3, nan, 5}, []float64{7, 1, nan}, []float64{7, nan, nan}},
		{"two points", []float64{0, 1}, []float64{2, 4}, []float64{2, 4}},
		{"all at one place", []float64{1, 1, 1}, []float64{5, 5, 5}, []float64{5, 5, 5}},
	} {
		got, err := Lowess(tt.x, tt.y, LowessOptions{})
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		for i, w := range tt.want {
			if got[i] != w && !(math.IsNaN(got[i]) && math.IsNaN(w)) {
				t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
				break
			}
		}
	}
}

// A local line follows a line exactly and a local parabola a parabola, whatever
// the order of the points, and a missing value stays missing.
func TestSmoothersKeepPolynomials(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(8, 40).Draw(rt, "n")
		a, b, c := rapid.Float64Range(-5, 5).Draw(rt, "a"), rapid.Float64Range(-5, 5).Draw(rt, "b"), rapid.Float64Range(-1, 1).Draw(rt, "c")
		x := rapid.Permutation(count(n)).Draw(rt, "x")
		line, parabola := make([]float64, n), make([]float64, n)
		for i, v := range x {
			line[i] = a + b*v
			parabola[i] = line[i] + c*v*v
		}
		hole := rapid.IntRange(0, n-1).Draw(rt, "hole")
		want := line[hole]
		line[hole] = nan
		tol := 1e-7 * float64(n*n)
		low, err := Lowess(x, line, LowessOptions{Iterations: -1})
		if err != nil {
			rt.Fatal(err)
		}
		flat, err := Loess(x, line, LoessOptions{Degree: Linear})
		if err != nil {
			rt.Fatal(err)
		}
		bent, err := Loess(x, parabola, LoessOptions{Robust: rapid.Bool().Draw(rt, "robust")})
		if err != nil {
			rt.Fatal(err)
		}
		if !math.IsNaN(low[hole]) || !math.IsNaN(flat.Fitted[hole]) {
			rt.Fatalf("the missing value is filled in: %v, %v", low[hole], flat.Fitted[hole])
		}
		if x[hole] > 0 && x[hole] < float64(n-1) {
			if v, _ := flat.At(x[hole], 0.95); math.Abs(v-want) > tol {
				rt.Fatalf("the curve passes the gap at %v, want %v", v, want)
			}
		}
		for i := range x {
			if i != hole && (math.Abs(low[i]-line[i]) > tol || math.Abs(flat.Fitted[i]-line[i]) > tol) {
				rt.Fatalf("line %v, Lowess %v, Loess %v", line[i], low[i], flat.Fitted[i])
			}
			if math.Abs(bent.Fitted[i]-parabola[i]) > 10*tol {
				rt.Fatalf("parabola %v, Loess %v", parabola[i], bent.Fitted[i])
			}
		}
	})
}

func TestSmoothersOnAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(0, 30).Draw(rt, "n")
		value := rapid.OneOf(rapid.Float64Range(-10, 10), rapid.Just(1.0), rapid.Just(0.0), rapid.Just(nan))
		x, y := rapid.SliceOfN(value, n, n).Draw(rt, "x"), rapid.SliceOfN(value, n, n).Draw(rt, "y")
		low, err := Lowess(x, y, LowessOptions{Span: rapid.Float64Range(0.05, 1).Draw(rt, "span"), Delta: rapid.SampledFrom([]float64{0, 0.5}).Draw(rt, "delta")})
		if err != nil && !errors.Is(err, ErrData) {
			rt.Fatal(err)
		}
		for i, v := range low {
			if missing := math.IsNaN(x[i]) || math.IsNaN(y[i]); missing != math.IsNaN(v) || math.IsInf(v, 0) {
				rt.Fatalf("Lowess gives %v at (%v, %v)", v, x[i], y[i])
			}
		}
		c, err := Loess(x, y, LoessOptions{Span: rapid.Float64Range(0.3, 2).Draw(rt, "loess span"), Degree: Degree(rapid.IntRange(0, 2).Draw(rt, "degree")), Robust: rapid.Bool().Draw(rt, "robust")})
		if err != nil {
			if !errors.Is(err, ErrData) {
				rt.Fatal(err)
			}
			return
		}
		for i, v := range c.Fitted {
			if missing := math.IsNaN(x[i]) || math.IsNaN(y[i]); missing != math.IsNaN(v) || math.IsInf(v, 0) {
				rt.Fatalf("Loess gives %v at (%v, %v)", v, x[i], y[i])
			}
		}
		if c.Sigma < 0 || c.DF < 0 {
			rt.Fatalf("σ = %v on %v degrees of freedom", c.Sigma, c.DF)
		}
		if _, band := c.At(c.x[0], 0.95); band.IsDefined() && band.Low > band.High {
			rt.Fatalf("band %v", band)
		}
	})
}

func TestLoessDoesNotExtrapolate(t *testing.T) {
	x := count(30)
	y := make([]float64, 30)
	for i := range y {
		y[i] = math.Sin(float64(i * i))
	}
	c, err := Loess(x, y, LoessOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, at := range []float64{-0.1, 29.1, nan, inf, -inf} {
		if v, band := c.At(at, 0.95); !math.IsNaN(v) || band.IsDefined() {
			t.Errorf("at %v: %v, %v", at, v, band)
		}
	}
	for _, level := range []float64{0, 1, -1, nan} {
		if v, band := c.At(3, level); math.IsNaN(v) || band.IsDefined() {
			t.Errorf("at level %v: %v, %v", level, v, band)
		}
	}
	v, band := c.At(3, 0.95)
	if wide := c.SE(3); !(band.Low < v && v < band.High && wide > 0) {
		t.Errorf("%v in %v, standard error %v", v, band, wide)
	}
	if len(c.Warnings) != 0 {
		t.Errorf("thirty points are warned about: %q", c.Warnings)
	}
	few, err := Loess(x[:12], y[:12], LoessOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(few.Warnings) == 0 {
		t.Error("twelve points are not warned about")
	}
}

func TestRobustLoessSetsAsideAnOutlier(t *testing.T) {
	x := count(40)
	y := slices.Clone(x)
	for i := range y {
		y[i] += 0.1 * math.Sin(float64(i*i))
	}
	y[20] = 500
	c, err := Loess(x, y, LoessOptions{Degree: Linear, Robust: true})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(c.Fitted[20]-20) > 0.5 {
		t.Errorf("fit at the outlier: %v, want about 20", c.Fitted[20])
	}
}

func BenchmarkLoess(b *testing.B) {
	x := count(240)
	y := make([]float64, 240)
	for i := range y {
		y[i] = math.Sin(float64(i * i))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Loess(x, y, LoessOptions{Robust: true}); err != nil {
			b.Fatal(err)
		}
	}
}
