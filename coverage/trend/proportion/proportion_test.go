package proportion_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

var nan, inf = math.NaN(), math.Inf(1)

type share = proportion.Share

func ExampleWilson() {
	f, err := proportion.Wilson(proportion.Share{Count: 37, Of: 100}, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(f)
	// Output: share: 0.37 (95% interval 0.2818 to 0.4678, n = 100 items; Wilson score interval).
}

func ExampleBeforeAfter() {
	c, err := proportion.BeforeAfter(0.95,
		proportion.Stratum{Name: "The Daily", Before: proportion.Share{Count: 12, Of: 80}, After: proportion.Share{Count: 40, Of: 90}},
		proportion.Stratum{Name: "The Courier", Before: proportion.Share{Count: 20, Of: 70}, After: proportion.Share{Count: 24, Of: 75}},
		proportion.Stratum{Name: "Evening Post", Before: proportion.Share{Count: 5, Of: 40}, After: proportion.Share{Count: 11, Of: 38}},
	)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range c.Strata {
		d := s.Difference
		fmt.Printf("%s: %+.2f (%.2f to %.2f), Holm %.4f\n", s.Name, d.Estimate, d.Interval.Low, d.Interval.High, s.Holm)
	}
	fmt.Printf("together: %+.2f (%.2f to %.2f)\n", c.Pooled.Estimate, c.Pooled.Interval.Low, c.Pooled.Interval.High)
	// Output:
	// The Daily: +0.29 (0.16 to 0.41), Holm 0.0001
	// The Courier: +0.03 (-0.11 to 0.18), Holm 0.6536
	// Evening Post: +0.16 (-0.02 to 0.34), Holm 0.1443
	// together: +0.17 (0.09 to 0.26)
}

func TestRefuses(t *testing.T) {
	good := share{1, 2}
	for _, c := range []struct {
		s     share
		level float64
	}{{share{-1, 2}, 0.95}, {share{3, 2}, 0.95}, {share{0, -1}, 0.95}, {share{0, math.MaxInt}, 0.95}, {good, 0}, {good, 1}, {good, -1}, {good, nan}} {
		_, e1 := proportion.Wilson(c.s, c.level)
		_, e2 := proportion.ClopperPearson(c.s, c.level)
		_, e3 := proportion.Difference(c.s, good, c.level)
		_, e4 := proportion.Fisher(good, c.s, c.level)
		_, e5 := proportion.BeforeAfter(c.level, proportion.Stratum{Name: "a", Before: c.s, After: good})
		_, e6 := proportion.Yates(c.s, good)
		if c.level != 0.95 {
			e6 = e1
		}
		for i, err := range []error{e1, e2, e3, e4, e5, e6} {
			if !errors.Is(err, proportion.ErrData) {
				t.Errorf("%v at %v, method %d: %v", c.s, c.level, i, err)
			}
		}
	}
	if _, err := proportion.Fisher(share{1, 1 << 24}, share{1, 2}, 0.95); !errors.Is(err, proportion.ErrData) {
		t.Errorf("Fisher of millions: %v", err)
	}
	if _, err := proportion.BeforeAfter(0.95, proportion.Stratum{Name: "a"}, proportion.Stratum{Name: "a"}); !errors.Is(err, proportion.ErrData) {
		t.Errorf("doubled stratum: %v", err)
	}
	for _, table := range [][][]int{{{1, 2}, {3}}, {{1, -2}, {3, 4}}} {
		if _, err := proportion.ChiSquared(table); !errors.Is(err, proportion.ErrData) {
			t.Errorf("%v: %v", table, err)
		}
	}
}

func TestNothingAndAll(t *testing.T) {
	for _, c := range []struct {
		s         share
		low, high float64
	}{{share{0, 0}, nan, nan}, {share{0, 1}, 0, 0.9750}, {share{1, 1}, 0.0250, 1}, {share{0, 10}, 0, 0.3085}, {share{10, 10}, 0.6915, 1}} {
		f, err := proportion.ClopperPearson(c.s, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		w, err := proportion.Wilson(c.s, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if c.s.Of == 0 {
			if f.IsDefined() || w.IsDefined() || f.Interval.IsDefined() || w.Interval.IsDefined() || len(w.Warnings) == 0 {
				t.Errorf("a share of nothing: %v, %v", f, w)
			}
			continue
		}
		if math.Abs(f.Interval.Low-c.low) > 5e-5 || math.Abs(f.Interval.High-c.high) > 5e-5 {
			t.Errorf("%v: exact interval %v, want %v to %v", c.s, f.Interval, c.low, c.high)
		}
		if c.s.Count == 0 && w.Interval.Low != 0 || c.s.Count == c.s.Of && w.Interval.High != 1 {
			t.Errorf("%v: %v", c.s, w.Interval)
		}
	}
	d, err := proportion.Difference(share{1, 3}, share{0, 0}, 0.95)
	if err != nil || d.IsDefined() || d.Interval.IsDefined() || !math.IsNaN(d.Test.P) || len(d.Warnings) == 0 {
		t.Errorf("against nothing: %v, %v", d, err)
	}
	d, err = proportion.Difference(share{0, 30}, share{0, 30}, 0.95)
	if err != nil || d.Estimate != 0 || d.Test.P != 1 || !(d.Interval.Low < -0.05 && d.Interval.High > 0.05) {
		t.Errorf("none against none: %v, %v", d, err)
	}
}

// The interval of Newcombe (1998), method 10, from his table II: 56/70 − 48/80,
// 9/10 − 3/10, 10/10 − 0/20.
func TestNewcombe(t *testing.T) {
	for _, c := range []struct {
		a, b      share
		low, high float64
	}{
		{share{56, 70}, share{48, 80}, 0.0524, 0.3339}, {share{9, 10}, share{3, 10}, 0.1705, 0.8090},
		{share{6, 7}, share{2, 7}, 0.0582, 0.8062}, {share{10, 10}, share{0, 20}, 0.6791, 1}, {share{10, 10}, share{0, 10}, 0.6075, 1},
	} {
		f, err := proportion.Difference(c.a, c.b, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(f.Interval.Low-c.low) > 5e-5 || math.Abs(f.Interval.High-c.high) > 5e-5 {
			t.Errorf("%v − %v: %v, want %v to %v", c.a, c.b, f.Interval, c.low, c.high)
		}
	}
}

// The interval covers the truth 95 times in a hundred on average over the
// truths, counted exactly; Clopper and Pearson's never less.
func TestWilsonCovers(t *testing.T) {
	for _, n := range []int{15, 40, 100} {
		average, truths := 0.0, 0.0
		for p := 0.02; p < 0.99; p += 0.01 {
			wilson, exact := 0.0, 0.0
			chance := math.Pow(1-p, float64(n))
			for k := 0; k <= n; k++ {
				w, err := proportion.Wilson(share{k, n}, 0.95)
				if err != nil {
					t.Fatal(err)
				}
				e, err := proportion.ClopperPearson(share{k, n}, 0.95)
				if err != nil {
					t.Fatal(err)
				}
				if w.Interval.Contains(p) {
					wilson += chance
				}
				if e.Interval.Contains(p) {
					exact += chance
				}
				chance *= float64(n-k) / float64(k+1) * p / (1 - p)
			}
			if exact < 0.95-1e-9 {
				t.Errorf("the exact interval covers %v of %d only %v of the time", p, n, exact)
			}
			average += wilson
			truths++
		}
		if average /= truths; average < 0.945 || average > 0.96 {
			t.Errorf("Wilson's interval with n = %d covers %v on average", n, average)
		}
	}
}

func TestChiSquaredDegenerate(t *testing.T) {
	for _, table := range [][][]int{nil, {}, {{}}, {{3, 4}}, {{3}, {4}}, {{0, 0}, {0, 0}}, {{3, 0}, {4, 0}}, {{0, 0}, {4, 5}}} {
		f, err := proportion.ChiSquared(table)
		if err != nil || f.IsDefined() || !math.IsNaN(f.Test.P) || len(f.Warnings) == 0 {
			t.Errorf("%v: %v, %v", table, f, err)
		}
	}
	for _, c := range [][2]share{{{0, 0}, {0, 0}}, {{0, 0}, {1, 2}}, {{2, 2}, {3, 3}}, {{0, 2}, {0, 3}}} {
		if y, err := proportion.Yates(c[0], c[1]); err != nil || !math.IsNaN(y.P) {
			t.Errorf("%v: %v, %v", c, y, err)
		}
	}
	if y, err := proportion.Yates(share{5, 10}, share{5, 10}); err != nil || y.P != 1 {
		t.Errorf("equal shares: %v, %v", y, err)
	}
	f, err := proportion.ChiSquared([][]int{{10, 0, 0}, {0, 10, 0}, {0, 0, 0}})
	if err != nil || f.Estimate != 1 || f.Test.DF[0] != 1 {
		t.Errorf("full dependence: %v, %v", f, err)
	}
}

// The odds ratio makes the expected count, given the margins, the one observed:
// for 8 of 9 against 2 of 7 the weights of 3 to 9 are C(9, x)·C(7, 10−x)·ωˣ. The
// end of the interval for 5 of 5 against 0 of 5 solves ω⁵ = 0.025·Σ C(5, x)²ωˣ.
func TestFisherSolvesItsEquations(t *testing.T) {
	f, err := proportion.Fisher(share{8, 9}, share{2, 7}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	weights := []float64{84 * 1, 126 * 7, 126 * 21, 84 * 35, 36 * 35, 9 * 21, 1 * 7}
	var mean, total float64
	for i, w := range weights {
		w *= math.Pow(f.Estimate, float64(i))
		mean += w * float64(3+i)
		total += w
	}
	if math.Abs(mean/total-8) > 1e-9 {
		t.Errorf("at %v the count expected is %v, want 8", f.Estimate, mean/total)
	}
	f, err = proportion.Fisher(share{5, 5}, share{0, 5}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	w := f.Interval.Low
	if got := math.Pow(w, 5) / (1 + 25*w + 100*w*w + 100*w*w*w + 25*math.Pow(w, 4) + math.Pow(w, 5)); math.Abs(got-0.025) > 1e-9 {
		t.Errorf("at %v the chance is %v, want 0.025", w, got)
	}
}

func TestFisherDegenerate(t *testing.T) {
	for _, c := range []struct {
		a, b      share
		or        float64
		low, high float64
	}{
		{share{0, 0}, share{0, 0}, nan, nan, nan}, {share{0, 5}, share{0, 5}, nan, nan, nan}, {share{5, 5}, share{5, 5}, nan, nan, nan},
		{share{5, 5}, share{0, 5}, inf, 2.29705, inf}, {share{0, 5}, share{5, 5}, 0, 0, 1 / 2.29705},
	} {
		f, err := proportion.Fisher(c.a, c.b, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		if same := f.Estimate == c.or || math.IsNaN(f.Estimate) && math.IsNaN(c.or); !same {
			t.Errorf("%v, %v: %v", c.a, c.b, f)
		}
		if !math.IsNaN(c.low) && (!(math.Abs(f.Interval.Low-c.low) < 1e-3) || f.Interval.High != c.high && !(math.Abs(f.Interval.High-c.high) < 1e-3)) {
			t.Errorf("%v, %v: %v", c.a, c.b, f.Interval)
		}
		if !(f.Test.P > 0 && f.Test.P <= 1) {
			t.Errorf("%v, %v: p = %v", c.a, c.b, f.Test.P)
		}
	}
}

func draw(rt *rapid.T, name string) share {
	n := rapid.IntRange(0, 60).Draw(rt, name+" of")
	return share{rapid.IntRange(0, n).Draw(rt, name), n}
}

func TestSymmetries(t *testing.T) {
	near := func(a, b float64) bool {
		return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= 1e-7*(1+math.Abs(a))
	}
	rapid.Check(t, func(rt *rapid.T) {
		a, b := draw(rt, "a"), draw(rt, "b")
		level := rapid.Float64Range(0.5, 0.999).Draw(rt, "level")
		must := func(f finding.Finding, err error) finding.Finding {
			if err != nil {
				rt.Fatal(err)
			}
			i := f.Interval
			if i.IsDefined() && !(i.Low <= f.Estimate+1e-12 && f.Estimate <= i.High+1e-12) {
				rt.Fatalf("the estimate lies outside: %v", f)
			}
			if f.Test != nil && (f.Test.P < 0 || f.Test.P > 1) {
				rt.Fatalf("p: %v", f)
			}
			if f.Method == "" || len(f.Assumptions) == 0 || f.Unit == "" {
				rt.Fatalf("something is left out: %+v", f)
			}
			return f
		}
		flip := func(s share) share { return share{s.Of - s.Count, s.Of} }
		for _, method := range []func(share, float64) (finding.Finding, error){proportion.Wilson, proportion.ClopperPearson} {
			f, g := must(method(a, level)), must(method(flip(a), level))
			if !near(f.Interval.Low, 1-g.Interval.High) || !near(f.Interval.High, 1-g.Interval.Low) || f.Interval.Low < 0 || f.Interval.High > 1 {
				rt.Fatalf("hits %v, misses %v", f, g)
			}
		}
		f, g := must(proportion.Difference(a, b, level)), must(proportion.Difference(b, a, level))
		if !near(f.Estimate, -g.Estimate) || !near(f.Interval.Low, -g.Interval.High) || !near(f.Test.P, g.Test.P) {
			rt.Fatalf("%v, reversed %v", f, g)
		}
		o, u := must(proportion.Fisher(a, b, level)), must(proportion.Fisher(b, a, level))
		if !near(o.Test.P, u.Test.P) || o.IsDefined() && !near(math.Log(o.Estimate), -math.Log(u.Estimate)) || o.Interval.IsDefined() && !near(math.Log(o.Interval.Low), -math.Log(u.Interval.High)) {
			rt.Fatalf("%v, reversed %v", o, u)
		}
	})
}

func TestBeforeAfter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var strata []proportion.Stratum
		for i := range rapid.IntRange(0, 6).Draw(rt, "strata") {
			strata = append(strata, proportion.Stratum{Name: fmt.Sprint(i), Before: draw(rt, "before"), After: draw(rt, "after")})
		}
		c, err := proportion.BeforeAfter(0.95, strata...)
		if err != nil {
			rt.Fatal(err)
		}
		slices.Reverse(strata)
		r, err := proportion.BeforeAfter(0.95, strata...)
		if err != nil {
			rt.Fatal(err)
		}
		if d := c.Pooled.Estimate - r.Pooled.Estimate; math.Abs(d) > 1e-12 {
			rt.Fatalf("the order of strata changes %v to %v", c.Pooled.Estimate, r.Pooled.Estimate)
		}
		least, greatest := inf, -inf
		for i, s := range c.Strata {
			if back := r.Strata[len(strata)-1-i]; s.Name != back.Name || math.Abs(s.Holm-back.Holm) > 1e-12 {
				rt.Fatalf("%v, %v", s, back)
			}
			if s.Difference.IsDefined() {
				least, greatest = math.Min(least, s.Difference.Estimate), math.Max(greatest, s.Difference.Estimate)
				if !(s.Difference.Test.P <= s.BH+1e-12 && s.BH <= s.Holm+1e-12 && s.Holm <= 1) {
					rt.Fatalf("p %v, BH %v, Holm %v", s.Difference.Test.P, s.BH, s.Holm)
				}
			} else if !math.IsNaN(s.Holm) || !math.IsNaN(s.BH) {
				rt.Fatalf("a corrected p-value of nothing: %+v", s)
			}
		}
		for _, f := range []finding.Finding{c.Pooled, c.Typical} {
			if f.IsDefined() != !math.IsInf(least, 1) {
				rt.Fatalf("%v", f)
			}
			if f.IsDefined() && (f.Estimate < least-1e-12 || f.Estimate > greatest+1e-12) {
				rt.Fatalf("%v is not between %v and %v", f, least, greatest)
			}
			if f.Interval.IsDefined() && !f.Interval.Contains(f.Estimate) || f.Test != nil && (f.Test.P < 0 || f.Test.P > 1) {
				rt.Fatalf("%v", f)
			}
		}
		if p := c.Homogeneity.P; p < 0 || p > 1 {
			rt.Fatalf("%v", c.Homogeneity)
		}
		_ = c.String()
	})
}

// With one stratum the pooled difference is that stratum's, and the
// Mantel-Haenszel statistic is Pearson's times (n−1)/n.
func TestOneStratum(t *testing.T) {
	c, err := proportion.BeforeAfter(0.95, proportion.Stratum{Name: "a", Before: share{20, 50}, After: share{30, 40}})
	if err != nil {
		t.Fatal(err)
	}
	d := c.Strata[0].Difference
	if math.Abs(c.Pooled.Estimate-0.35) > 1e-15 || math.Abs(c.Pooled.Test.Statistic-d.Test.Statistic*89/90) > 1e-12 {
		t.Errorf("%v, pooled %v", d, c.Pooled)
	}
	if len(c.Typical.Warnings) == 0 || c.Typical.Interval.IsDefined() || !math.IsNaN(c.Homogeneity.P) {
		t.Errorf("one stratum has no spread: %v", c.Typical)
	}
}

func TestStrataThatDisagreeAreSaidTo(t *testing.T) {
	c, err := proportion.BeforeAfter(0.95,
		proportion.Stratum{Name: "a", Before: share{20, 100}, After: share{60, 100}},
		proportion.Stratum{Name: "b", Before: share{60, 100}, After: share{20, 100}})
	if err != nil {
		t.Fatal(err)
	}
	if c.Homogeneity.P > 1e-6 || !strings.Contains(c.String(), "not the same in all strata") {
		t.Errorf("%v", c)
	}
}

func BenchmarkBeforeAfter(b *testing.B) {
	var strata []proportion.Stratum
	for i := range 40 {
		strata = append(strata, proportion.Stratum{Name: fmt.Sprint(i), Before: share{i, 100}, After: share{2 * i, 120}})
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := proportion.BeforeAfter(0.95, strata...); err != nil {
			b.Fatal(err)
		}
	}
}
