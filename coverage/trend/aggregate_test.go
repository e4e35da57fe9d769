package trend_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func month(y, m int) coverage.Date {
	return coverage.Date{Year: y, Month: time.Month(m), Precision: coverage.MonthPrecision}
}

func article(id, outlet string, d coverage.Date, sentences, blame, systemic, counter int) trend.Scored {
	return trend.Scored{ID: id, Outlet: outlet, Date: d,
		Counts: trend.Counts{Sentences: sentences, Framed: max(blame, systemic, counter), Blame: blame, Systemic: systemic, Counter: counter}}
}

func table(t testing.TB, m trend.Measure, o trend.Options, s ...trend.Scored) *trend.Table {
	t.Helper()
	var a trend.Articles
	if err := a.Add(s...); err != nil {
		t.Fatal(err)
	}
	tab, err := a.Table(m, o)
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func Example() {
	var articles trend.Articles
	err := articles.Add(
		trend.Scored{ID: "a", Date: month(2008, 11), Counts: trend.Counts{Sentences: 10, Framed: 5, Blame: 4, Systemic: 1}},
		trend.Scored{ID: "b", Date: month(2009, 1), Counts: trend.Counts{Sentences: 20, Framed: 4, Blame: 1, Systemic: 3}},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	tab, err := articles.Table(trend.Index, trend.Options{NoIntervals: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range tab.Cells {
		fmt.Println(c.Finding)
	}
	// Output:
	// framing index, 2008-11: -0.6 (n = 1 articles; counts pooled over articles).
	// framing index, 2008-12: undefined (n = 0 articles; counts pooled over articles). Warning: no articles: no value, which is not zero.
	// framing index, 2009-01: 0.5 (n = 1 articles; counts pooled over articles).
}

func TestWeightings(t *testing.T) {
	arts := []trend.Scored{
		article("long", "A", month(2009, 1), 40, 8, 0, 0),
		article("short", "A", month(2009, 1), 10, 0, 2, 1),
		article("other", "B", month(2009, 1), 10, 1, 3, 0),
		article("mute", "B", month(2009, 1), 40, 0, 0, 0),
	}
	for _, c := range []struct {
		name string
		m    trend.Measure
		o    trend.Options
		want float64
	}{
		{"pooled index", trend.Index, trend.Options{}, (5.0 - 9) / 14},
		{"article mean leaves out the undefined", trend.Index, trend.Options{Across: trend.ArticleMean}, (-1 + 1 + 0.5) / 3},
		{"outlet mean", trend.Index, trend.Options{Across: trend.OutletMean}, ((2.0-8)/10 + 0.5) / 2},
		{"by document", trend.Index, trend.Options{Within: trend.ByDocument}, (-0.2 + 0.2 + 0.2) / (0.2 + 0.2 + 0.4)},
		{"by presence", trend.Index, trend.Options{Within: trend.ByPresence}, (2.0 - 2) / 4},
		{"balance", trend.Balance, trend.Options{}, math.Log(5.5 / 9.5)},
		{"contested", trend.ContestedShare, trend.Options{}, 0.1},
		{"blame share", trend.BlameShare, trend.Options{}, 0.09},
	} {
		c.o.NoIntervals = true
		got := table(t, c.m, c.o, arts...).Cells[0].Finding.Estimate
		if math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestWindowBorrowsFromEarlierPeriodsOnly(t *testing.T) {
	tab := table(t, trend.Index, trend.Options{OverTime: trend.OverTime{Window: 2, HalfLife: 1}, NoIntervals: true},
		article("a", "A", month(2009, 1), 10, 4, 0, 0), article("b", "A", month(2009, 2), 10, 0, 3, 0), article("c", "A", month(2009, 5), 10, 0, 1, 0))
	want := []float64{-1, (3 - 2) / 5.0, 1, math.NaN(), 1}
	for i, w := range want {
		if got := tab.Cells[i].Finding.Estimate; got != w && !(math.IsNaN(got) && math.IsNaN(w)) {
			t.Errorf("%s: %v, want %v", tab.Cells[i].Label, got, w)
		}
	}
}

func TestSilenceIsMissing(t *testing.T) {
	for _, m := range []trend.Measure{trend.Index, trend.Balance, trend.ContestedShare, trend.Intensity, trend.TargetShare("regulator")} {
		tab := table(t, m, trend.Options{}, article("a", "A", month(2009, 1), 10, 1, 1, 0), article("b", "A", month(2009, 3), 10, 1, 1, 0))
		c := tab.Cells[1]
		if !math.IsNaN(c.Finding.Estimate) || c.Finding.Interval.IsDefined() || len(c.Finding.Warnings) == 0 {
			t.Errorf("%s in a month without articles: %v", m.Name, c.Finding)
		}
		s, err := tab.Series("")
		if err != nil {
			t.Fatal(err)
		}
		if len(s.Points) != 3 || s.Points[1].Status != coverage.Missing {
			t.Errorf("%s: series %v", m.Name, s.Points)
		}
	}
}

func TestPhasesAndImpreciseDates(t *testing.T) {
	phases := []trend.Phase{{"trial", month(2008, 11), month(2009, 5)}, {"review", month(2009, 6), coverage.Date{Year: 2012, Precision: coverage.YearPrecision}}}
	tab := table(t, trend.Index, trend.Options{Phases: phases, NoIntervals: true},
		article("in", "A", month(2008, 12), 9, 1, 0, 0), article("late", "A", coverage.Date{Year: 2011, Precision: coverage.YearPrecision}, 9, 0, 1, 0),
		article("straddles", "A", coverage.Date{Year: 2009, Precision: coverage.YearPrecision}, 9, 1, 0, 0), article("undated", "A", coverage.Date{}, 9, 1, 0, 0))
	if got, want := tab.Unplaced, []string{"straddles", "undated"}; !reflect.DeepEqual(got, want) {
		t.Errorf("unplaced %v, want %v", got, want)
	}
	if tab.Cells[0].Finding.Estimate != -1 || tab.Cells[1].Finding.Estimate != 1 {
		t.Errorf("phases: %v, %v", tab.Cells[0].Finding, tab.Cells[1].Finding)
	}
}

func TestGroupsFiltersPerpetrators(t *testing.T) {
	s := []trend.Scored{article("a", "A", month(2009, 1), 10, 2, 2, 0), article("b", "B", month(2009, 1), 10, 2, 0, 0), article("c", "B", month(2009, 1), 10, 0, 4, 0)}
	s[0].Kind, s[1].Kind, s[2].Kind = coverage.Tabloid, coverage.Local, coverage.Local
	s[0].Counts.Perpetrators = 4
	s[1].Wire, s[2].Copy = true, "a"
	if got := table(t, trend.Index.WithPerpetrators(), trend.Options{Group: trend.ByKind, NoIntervals: true}, s...); got.Groups[0] != "local" || got.Cells[1].Finding.Estimate != -0.5 {
		t.Errorf("groups %v, cells %v", got.Groups, got.Cells)
	}
	got := table(t, trend.Index, trend.Options{WithoutWire: true, WithoutCopies: true, NoIntervals: true}, s...)
	if got.Cells[0].Finding.N != 1 || !reflect.DeepEqual(got.Excluded, []string{"b", "c"}) {
		t.Errorf("excluded %v, n %d", got.Excluded, got.Cells[0].Finding.N)
	}
}

func TestContributionsMakeTheValue(t *testing.T) {
	for _, o := range []trend.Options{{}, {Across: trend.ArticleMean}, {Within: trend.ByPresence}, {Within: trend.ByDocument}} {
		o.NoIntervals = true
		tab := table(t, trend.Index, o, synthetic(60, 1, 3)...)
		c := &tab.Cells[0]
		weights, sum := 0.0, 0.0
		for _, k := range tab.Contributions(c) {
			weights += k.Weight
			if k.Weight > 0 {
				sum += k.Weight * k.Value
			}
		}
		if math.Abs(weights-1) > 1e-9 || math.Abs(sum-c.Finding.Estimate) > 1e-9 {
			t.Errorf("%+v: weights sum to %v, parts to %v, value %v", o, weights, sum, c.Finding.Estimate)
		}
	}
}

// synthetic makes n articles over some months from ten outlets.
func synthetic(n, months int, seed uint64) []trend.Scored {
	r := rand.New(rand.NewPCG(seed, 1))
	out := make([]trend.Scored, n)
	for i := range out {
		k := 5 + r.IntN(30)
		out[i] = article(fmt.Sprintf("s%06d", i), fmt.Sprintf("outlet%d", r.IntN(10)), month(2000+(i%months)/12, (i%months)%12+1), k, r.IntN(k/2), r.IntN(k/3), r.IntN(k/4))
	}
	return out
}

func TestSameForAnyNumberOfWorkersAndOrder(t *testing.T) {
	arts := synthetic(300, 5, 7)
	rev := make([]trend.Scored, len(arts))
	for i := range arts {
		rev[len(arts)-1-i] = arts[i]
	}
	for _, o := range []trend.Options{{}, {ByClusters: true}, {Across: trend.OutletMean}, {Across: trend.OutletMean, ByClusters: true}, {Across: trend.ArticleMean}} {
		for _, kind := range []resample.Kind{resample.Percentile, resample.BCa} {
			o.Bootstrap = resample.Plan{Seed: 11, Replicates: 200, Kind: kind, Workers: 1}
			one := table(t, trend.Balance, o, arts...)
			o.Bootstrap.Workers = 5
			five := table(t, trend.Balance, o, rev...)
			for i := range one.Cells {
				if !reflect.DeepEqual(one.Cells[i].Finding, five.Cells[i].Finding) {
					t.Fatalf("cell %d differs:\n%v\n%v", i, one.Cells[i].Finding, five.Cells[i].Finding)
				}
			}
			d1, d5 := one.Difference(&one.Cells[0], &one.Cells[1]), five.Difference(&five.Cells[0], &five.Cells[1])
			if !reflect.DeepEqual(d1, d5) {
				t.Fatalf("difference: %v and %v", d1, d5)
			}
		}
	}
}

func TestMergeAndEncodingAreTheSameAsOneLoop(t *testing.T) {
	arts := synthetic(40, 2, 9)
	var whole, left, right, back trend.Articles
	_ = whole.Add(arts...)
	_ = left.Add(arts[:13]...)
	_ = right.Add(arts[13:]...)
	if err := right.Merge(&left); err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(&whole)
	b, _ := json.Marshal(&right)
	if string(a) != string(b) {
		t.Error("merged articles encode differently")
	}
	if err := json.Unmarshal(a, &back); err != nil || back.Len() != 40 {
		t.Errorf("read back %d: %v", back.Len(), err)
	}
	if err := right.Merge(&left); !errors.Is(err, trend.ErrScored) {
		t.Errorf("doubled ids: %v", err)
	}
}

func TestDifferenceFindsAShiftAndNotItsAbsence(t *testing.T) {
	var arts []trend.Scored
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 120 {
		b, s := 2+r.IntN(4), r.IntN(3)
		if i >= 60 {
			b, s = s, b
		}
		arts = append(arts, article(fmt.Sprint(i), "A", month(2009, 1+i/60), 20, b, s, 0))
	}
	tab := table(t, trend.Index, trend.Options{}, arts...)
	d := tab.Difference(&tab.Cells[1], &tab.Cells[0])
	if d.Interval.Low < 0.5 || d.Test.P > 0.01 {
		t.Errorf("a clear shift: %v", d)
	}
	if e, err := trend.Detectable(d, 0.8); err != nil || !(e > d.Interval.Width()/2 && e < d.Interval.Width()) {
		t.Errorf("detectable %v, %v", e, err)
	}
}

func TestBadArticlesAndOptions(t *testing.T) {
	var a trend.Articles
	for _, s := range []trend.Scored{
		{}, {ID: "x", Counts: trend.Counts{Blame: 1}}, {ID: "x", Counts: trend.Counts{Sentences: 1, Framed: -1}},
		{ID: "x", Date: coverage.Date{Year: 2009}}, {ID: "x", Targets: map[string]int{"press": 2}},
	} {
		if err := a.Add(s); !errors.Is(err, trend.ErrScored) {
			t.Errorf("%+v: %v", s, err)
		}
	}
	for _, o := range []trend.Options{
		{Bootstrap: resample.Plan{Replicates: 3}}, {Bootstrap: resample.Plan{Confidence: 2}}, {OverTime: trend.OverTime{Window: -1}}, {Within: 9},
		{Phases: []trend.Phase{{}}}, {Period: coverage.Monthly, Phases: []trend.Phase{{"p", month(2009, 1), month(2009, 2)}}},
		{Phases: []trend.Phase{{"p", month(2009, 1), month(2009, 2)}, {"q", month(2009, 2), month(2009, 3)}}},
	} {
		if _, err := a.Table(trend.Index, o); err == nil {
			t.Errorf("%+v: no error", o)
		}
	}
	tab, err := a.Table(trend.Index, trend.Options{})
	if err != nil || len(tab.Cells) != 0 {
		t.Errorf("no articles: %v, %v", tab, err)
	}
	if _, err := a.Table(trend.Measure{}, trend.Options{}); !errors.Is(err, trend.ErrOptions) {
		t.Errorf("no measure: %v", err)
	}
}

func TestEveryValueIsInItsRangeOrUndefined(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		var a trend.Articles
		for i := range rapid.IntRange(0, 12).Draw(rt, "n") {
			k := rapid.IntRange(0, 6).Draw(rt, "sentences")
			n := func(s string) int { return rapid.IntRange(0, k).Draw(rt, s) }
			s := trend.Scored{ID: fmt.Sprint(i), Outlet: fmt.Sprint(i % 3), Date: month(2009, rapid.IntRange(1, 4).Draw(rt, "m")),
				Counts: trend.Counts{Sentences: k, Framed: n("f"), Blame: n("b"), Systemic: n("s"), Counter: n("c"), Perpetrators: n("p")}}
			if err := a.Add(s); err != nil {
				rt.Fatal(err)
			}
		}
		o := trend.Options{
			Within: trend.Within(rapid.IntRange(0, 2).Draw(rt, "within")), Across: trend.Across(rapid.IntRange(0, 2).Draw(rt, "across")),
			OverTime: trend.OverTime{Window: rapid.IntRange(0, 3).Draw(rt, "w")}, ByClusters: rapid.Bool().Draw(rt, "cl"),
			Bootstrap: resample.Plan{Replicates: 30, Kind: resample.Kind(rapid.IntRange(0, 1).Draw(rt, "kind"))},
		}
		if !o.ByClusters && rapid.Bool().Draw(rt, "blocks") {
			o.ByBlocks = coverage.Daily
		}
		for _, m := range []trend.Measure{trend.Index, trend.Balance, trend.ContestedShare, trend.Intensity} {
			tab, err := a.Table(m, o)
			if err != nil {
				rt.Fatal(err)
			}
			for i, c := range tab.Cells {
				f := c.Finding
				if f.IsDefined() && (f.Estimate < m.Low-1e-12 || f.Estimate > m.High+1e-12 || math.IsInf(f.Estimate, 0)) {
					if m.Name != trend.Intensity.Name {
						rt.Fatalf("%v", f)
					}
				}
				if f.Interval.IsDefined() && f.Interval.Low > f.Interval.High {
					rt.Fatalf("interval upside down: %v", f)
				}
				if f.N == 0 && o.OverTime.Window < 2 && f.IsDefined() {
					rt.Fatalf("a value from nothing: %v", f)
				}
				tab.Contributions(&tab.Cells[i])
				tab.Difference(&tab.Cells[i], &tab.Cells[0])
			}
		}
	})
}

func BenchmarkBootstrap10kArticles120Months2000Replicates(b *testing.B) {
	var a trend.Articles
	if err := a.Add(synthetic(10_000, 120, 1)...); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.Table(trend.Index, trend.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
