package rank

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

var nan, inf = math.NaN(), math.Inf(1)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestTrendDegenerate(t *testing.T) {
	const huge = math.MaxFloat64
	for _, tt := range []struct {
		name     string
		y        []float64
		o        Options
		estimate float64
		tested   bool
		err      error
	}{
		{name: "empty", estimate: nan},
		{name: "one point", y: []float64{3}, estimate: nan},
		{name: "all missing", y: []float64{nan, nan, nan, nan, nan}, estimate: nan},
		{name: "three points", y: []float64{1, 2, 3, nan}, estimate: nan},
		{name: "constant", y: []float64{2, 2, 2, 2, 2}, estimate: 0},
		{name: "straight", y: []float64{0, 3, 6, 9, 12}, estimate: 3, tested: true},
		{name: "straight with a gap", y: []float64{0, nan, 6, 9, 12}, estimate: 3, tested: true},
		{name: "alternating", y: []float64{1, 0, 1, 0, 1, 0}, estimate: 0, tested: true},
		{name: "season of the whole series", y: []float64{1, 2, 3, 4}, o: Options{Season: 4}, estimate: nan},
		{name: "season longer than the series", y: []float64{1, 2, 3, 4}, o: Options{Season: 12}, estimate: nan},
		{name: "season beyond any index", y: []float64{1, 2, 3, 4}, o: Options{Season: math.MaxInt}, estimate: nan},
		{name: "seasons constant", y: []float64{1, 9, 1, 9, 1, 9}, o: Options{Season: 2}, estimate: 0},
		{name: "seasons rise", y: []float64{1, 9, 2, 10, 3, 11}, o: Options{Season: 2}, estimate: 0.5, tested: true},
		{name: "almost certain", y: []float64{0, 3, 6, 9}, o: Options{Confidence: math.Nextafter(1, 0)}, estimate: 3, tested: true},
		{name: "differences overflow", y: []float64{-huge, huge, huge, huge}, estimate: inf, tested: true},
		{name: "infinite value", y: []float64{1, 2, 3, -inf}, err: ErrData},
		{name: "negative season", y: []float64{1, 2, 3, 4}, o: Options{Season: -1}, err: ErrData},
		{name: "confidence of one", y: []float64{1, 2, 3, 4}, o: Options{Confidence: 1}, err: ErrData},
		{name: "confidence missing", y: []float64{1, 2, 3, 4}, o: Options{Confidence: nan}, err: ErrData},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Trend(tt.y, tt.o)
			if !errors.Is(err, tt.err) {
				t.Fatalf("error %v, want %v", err, tt.err)
			}
			if err != nil {
				return
			}
			if f.Estimate != tt.estimate && !(math.IsNaN(f.Estimate) && math.IsNaN(tt.estimate)) {
				t.Errorf("slope %v, want %v", f.Estimate, tt.estimate)
			}
			if tested := f.Test.P >= 0 && f.Test.P <= 1; tested != tt.tested {
				t.Errorf("p = %v, want a test: %v", f.Test.P, tt.tested)
			}
			if !tt.tested && (len(f.Warnings) == 0 || f.Interval.IsDefined()) {
				t.Errorf("interval %v and warnings %q without a test", f.Interval, f.Warnings)
			}
		})
	}
}

// 1, 3, 2, 4 has the slopes 2, ½, 1, −1, ½, 2 between its six pairs: the median
// is (½+1)/2. Five pairs rise and one falls, S = 4 with variance n(n−1)(2n+5)/18
// = 26/3, and continuity takes one off S. τ is S over the six pairs; two ranks
// are one off, so ρ = 1 − 6·2/(4·15). Of the 24 orders, one each has S = ±6 and
// three each have ±4: the exact p is a third.
func TestFourPoints(t *testing.T) {
	y := []float64{1, 3, 2, 4}
	trend, err := Trend(y, Options{})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "slope", trend.Estimate, 0.75)
	near(t, "Mann-Kendall", trend.Test.Statistic, 3/math.Sqrt(26./3))
	near(t, "p", trend.Test.P, 1./3)
	x := []float64{10, 20, 30, 40}
	tau, err := Kendall(x, y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "τ", tau.Estimate, 4./6)
	rho, err := Spearman(x, y)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "ρ", rho.Estimate, 0.8)
}

// Welch: variances 2 and 8 of two values each give 1 + 4 under the root and
// 5²/(1² + 4²) degrees of freedom. Wilcoxon: no pair has the first greater; the
// expected count is 4.5, its variance 3·3·7/12, continuity takes off ½.
// Kolmogorov-Smirnov: before the first value of y the functions are ⅔ and 0.
func TestTwoSamples(t *testing.T) {
	welch, err := Welch([]float64{1, 3}, []float64{4, 8}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "difference", welch.Estimate, -4)
	near(t, "t", welch.Test.Statistic, -4/math.Sqrt(5))
	near(t, "degrees of freedom", welch.Test.DF[0], 25./17)
	w, err := Wilcoxon([]float64{1, 2, 3}, []float64{4, 5, 6})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "W", w.Test.Statistic, 0)
	near(t, "p", w.Test.P, math.Erfc(4/math.Sqrt(2*5.25)))
	d, err := KolmogorovSmirnov([]float64{1, 2, 5}, []float64{4, 6, 7})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "D", d.Estimate, 2./3)
}

func TestTwoVariablesDegenerate(t *testing.T) {
	type method func(x, y []float64) (finding.Finding, error)
	methods := map[string]method{
		"Kendall": Kendall, "Spearman": Spearman, "Wilcoxon": Wilcoxon, "Kolmogorov-Smirnov": KolmogorovSmirnov,
		"Welch": func(x, y []float64) (finding.Finding, error) { return Welch(x, y, 0.95) },
	}
	all := []string{"Kendall", "Spearman", "Wilcoxon", "Kolmogorov-Smirnov", "Welch"}
	pairs, samples := all[:2], all[2:]
	for _, tt := range []struct {
		name   string
		x, y   []float64
		refuse []string // methods that return ErrData
		noP    []string // methods that answer without a p-value, and say so
	}{
		{name: "empty", refuse: all},
		{name: "one empty", x: []float64{1, 2, 3}, refuse: all},
		{name: "all missing", x: []float64{nan, nan, nan}, y: []float64{1, 2, 3}, refuse: all},
		{name: "infinite", x: []float64{1, 2, 3}, y: []float64{1, 2, inf}, refuse: all},
		{name: "one value each", x: []float64{1}, y: []float64{2}, refuse: []string{"Kendall", "Spearman", "Welch"}},
		{name: "lengths differ", x: []float64{1, 2, 3}, y: []float64{4, 6}, refuse: pairs},
		{name: "two pairs left", x: []float64{1, 2, nan}, y: []float64{4, 6, 5}, refuse: pairs},
		{name: "one constant", x: []float64{1, 1, 1}, y: []float64{1, 2, 3}, noP: pairs},
		{name: "all equal", x: []float64{1, 1, 1}, y: []float64{1, 1, 1}, noP: []string{"Kendall", "Spearman", "Wilcoxon", "Welch"}},
		{name: "identical", x: []float64{1, 2, 2, 3}, y: []float64{1, 2, 2, 3}},
		{name: "opposite", x: []float64{1, 2, 3}, y: []float64{3, 2, 1}},
	} {
		for _, name := range slices.Concat(pairs, samples) {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				f, err := methods[name](tt.x, tt.y)
				if refused := errors.Is(err, ErrData); refused != slices.Contains(tt.refuse, name) || err != nil && !refused {
					t.Fatalf("error %v", err)
				}
				if err != nil {
					return
				}
				if slices.Contains(tt.noP, name) {
					if !math.IsNaN(f.Test.P) || len(f.Warnings) == 0 {
						t.Errorf("p = %v with warnings %q, want NaN and a warning", f.Test.P, f.Warnings)
					}
				} else if !(f.Test.P >= 0 && f.Test.P <= 1) {
					t.Errorf("p = %v", f.Test.P)
				}
			})
		}
	}
}

func TestRanks(t *testing.T) {
	for _, tt := range []struct{ v, want []float64 }{
		{nil, nil},
		{[]float64{7}, []float64{1}},
		{[]float64{3, 1, 2}, []float64{3, 1, 2}},
		{[]float64{5, 1, 5, 5}, []float64{3, 1, 3, 3}}, // places 2, 3, 4
		{[]float64{inf, 0, -inf}, []float64{3, 2, 1}},
	} {
		if got := Ranks(tt.v); !slices.Equal(got, tt.want) {
			t.Errorf("Ranks(%v) = %v, want %v", tt.v, got, tt.want)
		}
	}
}

func TestKolmogorovTailEnds(t *testing.T) {
	for _, tt := range []struct{ z, want float64 }{{-1, 1}, {0, 1}, {5e-324, 1}, {1e-9, 1}, {inf, 0}, {1e200, 0}} {
		if got := KolmogorovTail(tt.z); got != tt.want {
			t.Errorf("KolmogorovTail(%v) = %v, want %v", tt.z, got, tt.want)
		}
	}
	if got := KolmogorovTail(nan); !math.IsNaN(got) {
		t.Errorf("KolmogorovTail(NaN) = %v", got)
	}
	// The two series meet at 1.
	below, above := KolmogorovTail(math.Nextafter(1, 0)), KolmogorovTail(1)
	near(t, "just below 1", below, above)
}

func BenchmarkTrend(b *testing.B) {
	y := make([]float64, 120) // ten years of months
	for i := range y {
		y[i] = 20 + 0.3*float64(i) + math.Round(5*math.Sin(1.7*float64(i*i)))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Trend(y, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
