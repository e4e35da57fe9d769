package misclass

import (
	"errors"
	"fmt"
	"log"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/mat"
	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func of(count, n int) proportion.Share { return proportion.Share{Count: count, Of: n} }

var three = Check{
	Classes: []string{"blame", "systemic", "neither"},
	Counts:  [][]int{{80, 5, 15}, {6, 48, 6}, {10, 15, 175}},
}

func Example() {
	check := Check{
		Classes: []string{"blame", "systemic", "neither"},
		Counts: [][]int{ // rows: by hand, columns: by the scorer
			{80, 5, 15},
			{6, 48, 6},
			{10, 15, 175},
		},
	}
	r, err := check.Shares([]int{412, 197, 933}, Options{Plan: resample.Plan{Seed: 1}})
	if err != nil {
		log.Fatal(err)
	}
	for i, name := range r.Classes {
		f := r.Corrected[i]
		fmt.Printf("%s: %.3f as assigned, %.3f corrected (%.3f to %.3f)\n", name, r.Raw[i].Estimate, f.Estimate, f.Interval.Low, f.Interval.High)
	}
	// Output:
	// blame: 0.267 as assigned, 0.284 corrected (0.233 to 0.343)
	// systemic: 0.128 as assigned, 0.083 corrected (0.030 to 0.123)
	// neither: 0.605 as assigned, 0.633 corrected (0.576 to 0.696)
}

func ExampleRoganGladen() {
	f, err := RoganGladen(proportion.Share{Count: 300, Of: 1000}, proportion.Share{Count: 90, Of: 100}, proportion.Share{Count: 160, Of: 200}, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.3f (%.3f to %.3f)\n", f.Estimate, f.Interval.Low, f.Interval.High)
	// Output: 0.143 (0.056 to 0.219)
}

func TestRefuses(t *testing.T) {
	two := []string{"a", "b"}
	good := [][]int{{8, 2}, {1, 9}}
	for name, tt := range map[string]struct {
		c    Check
		a    []int
		o    Options
		want error
	}{
		"nothing":              {Check{}, nil, Options{}, ErrData},
		"one class":            {Check{Classes: two[:1], Counts: [][]int{{3}}}, []int{3}, Options{}, ErrData},
		"no matrix":            {Check{Classes: two}, []int{1, 2}, Options{}, ErrData},
		"matrix not square":    {Check{Classes: two, Counts: [][]int{{1, 2}, {3}}}, []int{1, 2}, Options{}, ErrData},
		"negative checks":      {Check{Classes: two, Counts: [][]int{{1, -2}, {3, 4}}}, []int{1, 2}, Options{}, ErrData},
		"too many checks":      {Check{Classes: two, Counts: [][]int{{1, math.MaxInt}, {3, 4}}}, []int{1, 2}, Options{}, ErrData},
		"class stands twice":   {Check{Classes: []string{"a", "a"}, Counts: good}, []int{1, 2}, Options{}, ErrData},
		"class never checked":  {Check{Classes: two, Counts: [][]int{{1, 2}, {0, 0}}}, []int{1, 2}, Options{}, ErrData},
		"class never assigned": {Check{Classes: two, Counts: [][]int{{1, 0}, {4, 0}}, Design: ByAssigned}, []int{1, 2}, Options{}, ErrData},
		"unknown design":       {Check{Classes: two, Counts: good, Design: 9}, []int{1, 2}, Options{}, ErrData},
		"counts too few":       {Check{Classes: two, Counts: good}, []int{1}, Options{}, ErrData},
		"negative count":       {Check{Classes: two, Counts: good}, []int{1, -1}, Options{}, ErrData},
		"no difference":        {Check{Classes: two, Counts: [][]int{{5, 5}, {10, 10}}}, []int{1, 2}, Options{}, ErrUseless},
		"few draws":            {Check{Classes: two, Counts: good}, []int{1, 2}, Options{Plan: resample.Plan{Replicates: 3}}, resample.ErrPlan},
	} {
		if _, err := tt.c.Shares(tt.a, tt.o); !errors.Is(err, tt.want) {
			t.Errorf("Shares, %s: %v, want %v", name, err, tt.want)
		}
		if _, err := tt.c.Difference(tt.a, tt.a, tt.o); !errors.Is(err, tt.want) {
			t.Errorf("Difference, %s: %v, want %v", name, err, tt.want)
		}
	}
	byAssigned := Check{Classes: two, Counts: good, Design: ByAssigned}
	if _, err := byAssigned.Difference([]int{1, 2}, []int{2, 1}, Options{}); !errors.Is(err, ErrData) {
		t.Errorf("a difference by assigned classes: %v", err)
	}
	if _, err := FromPairs([]string{"a"}, nil); !errors.Is(err, ErrData) {
		t.Errorf("pairs: %v", err)
	}
	ok := of(8, 10)
	for _, c := range []struct {
		q, se, sp proportion.Share
		level     float64
		want      error
	}{
		{of(3, 2), ok, ok, 0.95, ErrData}, {of(-1, 2), ok, ok, 0.95, ErrData}, {ok, of(0, 0), ok, 0.95, ErrData}, {ok, ok, of(0, 0), 0.95, ErrData},
		{ok, ok, ok, 0, ErrData}, {ok, ok, ok, math.NaN(), ErrData}, {ok, of(5, 10), of(5, 10), 0.95, ErrUseless}, {ok, of(1, 10), of(2, 10), 0.95, ErrUseless},
	} {
		if _, err := RoganGladen(c.q, c.se, c.sp, c.level); !errors.Is(err, c.want) {
			t.Errorf("%v: %v", c, err)
		}
	}
}

func TestFromPairs(t *testing.T) {
	c, err := FromPairs([]string{"b", "a", "b", "b"}, []string{"b", "a", "a", "c"})
	if err != nil {
		t.Fatal(err)
	}
	if want := (Check{Classes: []string{"a", "b", "c"}, Counts: [][]int{{1, 0, 0}, {1, 1, 1}, {0, 0, 0}}}); !reflect.DeepEqual(c, want) {
		t.Errorf("%v, want %v", c, want)
	}
}

// Counts that the rates produce without error give the true shares back, and a
// coder without error changes nothing.
func TestExactCountsGiveTheTruthBack(t *testing.T) {
	c := three
	c.Counts = [][]int{{80, 5, 15}, {6, 48, 6}, {10, 14, 176}}
	truth := []int{300, 200, 500}
	assigned := []int{240 + 20 + 25, 15 + 160 + 35, 45 + 20 + 440}
	r, err := c.Shares(assigned, Options{Plan: resample.Plan{Replicates: 100}})
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range truth {
		if math.Abs(r.Corrected[i].Estimate-float64(n)/1000) > 1e-12 || !r.Corrected[i].Interval.Contains(float64(n)/1000) {
			t.Errorf("%v, want %v", r.Corrected[i], float64(n)/1000)
		}
	}
	perfect := Check{Classes: c.Classes, Counts: [][]int{{500, 0, 0}, {0, 500, 0}, {0, 0, 500}}}
	for _, d := range []Design{ByTruth, ByAssigned} {
		perfect.Design = d
		r, err = perfect.Shares(assigned, Options{Plan: resample.Plan{Replicates: 100}})
		if err != nil {
			t.Fatal(err)
		}
		for i := range r.Raw {
			if math.Abs(r.Raw[i].Estimate-r.Corrected[i].Estimate) > 1e-12 {
				t.Errorf("a perfect coder is corrected from %v to %v", r.Raw[i], r.Corrected[i])
			}
		}
	}
}

// Two classes are Rogan and Gladen's.
func TestTwoClasses(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		tp, fn := rapid.IntRange(0, 60).Draw(rt, "tp"), rapid.IntRange(0, 60).Draw(rt, "fn")
		tn, fp := rapid.IntRange(0, 60).Draw(rt, "tn"), rapid.IntRange(0, 60).Draw(rt, "fp")
		yes, no := rapid.IntRange(0, 200).Draw(rt, "yes"), rapid.IntRange(0, 200).Draw(rt, "no")
		f, err := RoganGladen(of(yes, yes+no), of(tp, tp+fn), of(tn, tn+fp), 0.95)
		if err != nil {
			if !errors.Is(err, ErrData) && !errors.Is(err, ErrUseless) {
				rt.Fatal(err)
			}
			return
		}
		c := Check{Classes: []string{"yes", "no"}, Counts: [][]int{{tp, fn}, {fp, tn}}}
		r, err := c.Shares([]int{yes, no}, Options{Plan: resample.Plan{Replicates: 20}})
		if errors.Is(err, ErrUseless) {
			return // the matrix is refused a little sooner
		}
		if err != nil {
			rt.Fatal(err)
		}
		g := r.Corrected[0]
		if f.IsDefined() != g.IsDefined() || f.IsDefined() && math.Abs(f.Estimate-g.Estimate) > 1e-6 {
			rt.Fatalf("%v and %v", f, g)
		}
		for _, v := range []finding.Finding{f, g} {
			if v.Interval.IsDefined() && !(v.Interval.Low >= 0 && v.Interval.High <= 1 && v.Interval.Contains(v.Estimate)) {
				rt.Fatalf("%v", v)
			}
		}
	})
}

// Every outcome counted: forty items, thirty checks on either side.
func TestLangReiczigelCovers(t *testing.T) {
	const n, m = 40, 30
	law := func(n int, p float64) []float64 {
		out := make([]float64, n+1)
		out[0] = math.Pow(1-p, float64(n))
		for k := range n {
			out[k+1] = out[k] * float64(n-k) / float64(k+1) * p / (1 - p)
		}
		return out
	}
	for _, c := range [][3]float64{{0.3, 0.8, 0.9}, {0.1, 0.9, 0.9}, {0.5, 0.7, 0.8}} {
		p, se, sp := c[0], c[1], c[2]
		lq, lse, lsp := law(n, p*se+(1-p)*(1-sp)), law(m, se), law(m, sp)
		covered := 0.0
		for k, pk := range lq {
			for a, pa := range lse {
				for b, pb := range lsp {
					w := pk * pa * pb
					if w < 1e-9 {
						continue
					}
					f, err := RoganGladen(of(k, n), of(a, m), of(b, m), 0.95)
					if err == nil && f.Interval.Contains(p) {
						covered += w
					}
				}
			}
		}
		if covered < 0.94 || covered > 0.985 {
			t.Errorf("share %v, sensitivity %v, specificity %v: covered %v of the time", p, se, sp, covered)
		}
	}
}

func TestWhatDoesNotFitIsSaid(t *testing.T) {
	r, err := three.Shares([]int{5, 0, 995}, Options{Plan: resample.Plan{Replicates: 50}})
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(r.String(), "do not fit") {
		t.Errorf("%v", r)
	}
	total := 0.0
	for _, f := range r.Corrected {
		total += f.Estimate
		if f.Estimate < 0 || f.Estimate > 1 {
			t.Errorf("%v", f)
		}
	}
	if math.Abs(total-1) > 1e-9 {
		t.Errorf("shares sum to %v", total)
	}
	f, err := RoganGladen(of(0, 100), of(90, 100), of(80, 100), 0.95)
	if err != nil || f.Estimate != 0 || len(f.Warnings) == 0 {
		t.Errorf("%v, %v", f, err)
	}
}

// At the maximum no class gains: Σ q_j M_ij / (M'p)_j is 1 where p_i > 0 and at
// most 1 elsewhere.
func TestLikeliestIsTheMaximum(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.IntRange(2, 4).Draw(rt, "classes")
		m := mat.NewDense(k, k, nil)
		for i := range k {
			row := rapid.SliceOfN(rapid.Float64Range(0.01, 1), k, k).Draw(rt, "row")
			normalise(row)
			m.SetRow(i, row)
		}
		if smallest(m) < 1e-3 {
			rt.Skip("the classes are not told apart")
		}
		q := rapid.SliceOfN(rapid.Float64Range(0, 1), k, k).Draw(rt, "q")
		normalise(q)
		p := likeliest(m, q)
		for i := range k {
			gain := 0.0
			for j := range k {
				total := 0.0
				for l := range k {
					total += p[l] * m.At(l, j)
				}
				gain += q[j] * m.At(i, j) / total
			}
			if gain > 1+1e-4 || p[i] > 1e-3 && gain < 1-1e-4 {
				rt.Fatalf("class %d with share %v gains %v", i, p[i], gain)
			}
		}
	})
}

func TestDifferenceCountsTheMatrixOnce(t *testing.T) {
	a, b := []int{600, 200, 200}, []int{300, 200, 500}
	d, err := three.Difference(a, b, Options{Plan: resample.Plan{Seed: 3}})
	if err != nil {
		t.Fatal(err)
	}
	ra, err := three.Shares(a, Options{})
	if err != nil {
		t.Fatal(err)
	}
	rb, err := three.Shares(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range d {
		if want := ra.Corrected[i].Estimate - rb.Corrected[i].Estimate; math.Abs(f.Estimate-want) > 1e-12 {
			t.Errorf("%v, want %v", f, want)
		}
	}
	if d[0].Interval.Low < 0.2 || d[0].Test.P > 1e-6 || !strings.Contains(d[0].Test.Name, "as assigned") {
		t.Errorf("%v", d[0])
	}
	same, err := three.Difference(a, a, Options{})
	if err != nil || same[0].Estimate != 0 || same[0].Test.P != 1 {
		t.Errorf("%v, %v", same, err)
	}
}

func TestWorkersAndOrderOfClasses(t *testing.T) {
	a := []int{412, 97, 1033}
	one, err := three.Shares(a, Options{Plan: resample.Plan{Seed: 4, Workers: 1, Replicates: 200}})
	if err != nil {
		t.Fatal(err)
	}
	many, err := three.Shares(a, Options{Plan: resample.Plan{Seed: 4, Workers: 7, Replicates: 200}})
	if err != nil || !reflect.DeepEqual(one, many) {
		t.Errorf("%v\n%v\n%v", one, many, err)
	}
	turned := Check{Classes: []string{"neither", "blame", "systemic"}}
	for _, i := range []int{2, 0, 1} {
		turned.Counts = append(turned.Counts, []int{three.Counts[i][2], three.Counts[i][0], three.Counts[i][1]})
	}
	other, err := turned.Shares([]int{a[2], a[0], a[1]}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range one.Classes {
		j := slices.Index(other.Classes, name)
		if math.Abs(one.Corrected[i].Estimate-other.Corrected[j].Estimate) > 1e-6 {
			t.Errorf("%v, in another order %v", one.Corrected[i], other.Corrected[j])
		}
	}
}

func TestOnAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.IntRange(2, 4).Draw(rt, "classes")
		c := Check{Design: Design(rapid.IntRange(0, 1).Draw(rt, "design"))}
		counts := func(name string) []int { return rapid.SliceOfN(rapid.IntRange(0, 9), k, k).Draw(rt, name) }
		for i := range k {
			c.Classes = append(c.Classes, fmt.Sprint(i))
			c.Counts = append(c.Counts, counts("row"))
		}
		a, b := counts("a"), counts("b")
		o := Options{Plan: resample.Plan{Replicates: 20, Seed: rapid.Uint64().Draw(rt, "seed")}}
		typed := func(err error) bool {
			if err != nil && !errors.Is(err, ErrData) && !errors.Is(err, ErrUseless) {
				rt.Fatal(err)
			}
			return err == nil
		}
		if r, err := c.Shares(a, o); typed(err) {
			total := 0.0
			for _, f := range r.Corrected {
				total += f.Estimate
				if f.IsDefined() != (sum(a) > 0) || f.IsDefined() && (f.Estimate < 0 || f.Estimate > 1+1e-12 || !f.Interval.Contains(f.Estimate)) || f.Method == "" || len(f.Assumptions) < 3 {
					rt.Fatalf("%v", f)
				}
			}
			if sum(a) > 0 && math.Abs(total-1) > 1e-6 {
				rt.Fatalf("shares sum to %v", total)
			}
			_ = r.String()
		}
		if d, err := c.Difference(a, b, o); typed(err) {
			for _, f := range d {
				if f.IsDefined() && (math.Abs(f.Estimate) > 1+1e-12 || f.Test.P < 0 || f.Test.P > 1 || !f.Interval.Contains(f.Estimate)) {
					rt.Fatalf("%v", f)
				}
			}
		}
	})
}

// The law of the draws: mean and variance of gamma are its shape.
func TestGamma(t *testing.T) {
	var s resample.Stream
	s.Begin(1, 2)
	for _, shape := range []float64{0.5, 1, 4.5, 300} {
		const n = 40_000
		mean, square := 0.0, 0.0
		for range n {
			g := gamma(&s, shape)
			mean += g / n
			square += g * g / n
		}
		if math.Abs(mean/shape-1) > 0.03 || math.Abs((square-mean*mean)/shape-1) > 0.08 {
			t.Errorf("shape %v: mean %v, variance %v", shape, mean, square-mean*mean)
		}
	}
}

func BenchmarkShares(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := three.Shares([]int{412, 97, 1033}, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
