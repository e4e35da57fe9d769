package align_test

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
)

// monthly is a series from a month on; NaN leaves the month out.
func monthly(first coverage.Period, values ...float64) *coverage.Series {
	s := &coverage.Series{ID: "s", Period: first.Kind}
	for i, v := range values {
		if !math.IsNaN(v) {
			s.Points = append(s.Points, coverage.Point{Period: first.Add(i), Value: v, Status: coverage.Observed})
		}
	}
	return s
}

func ExampleTogether() {
	articles := monthly(coverage.Month(2008, time.November), 41, 63, 18)
	views := monthly(coverage.Month(2008, time.December), 900, math.NaN(), 450)
	grid, err := align.Together(false, articles, views)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range grid.Len() {
		fmt.Println(grid.Period(i), grid.Values[0][i], grid.Values[1][i])
	}
	// Output:
	// 2008-11 41 NaN
	// 2008-12 63 900
	// 2009-01 18 NaN
	// 2009-02 NaN 450
}

func TestRefuses(t *testing.T) {
	m := monthly(coverage.Month(2008, 1), 1, 2)
	y := &coverage.Series{Period: coverage.Yearly, Points: []coverage.Point{{Period: coverage.Period{Kind: coverage.Yearly, Ordinal: 2008}}}}
	long := &coverage.Series{Period: coverage.Daily, Points: []coverage.Point{{Period: coverage.Period{Kind: coverage.Daily, Ordinal: 1}}, {Period: coverage.Period{Kind: coverage.Daily, Ordinal: 3_000_000}}}}
	for name, series := range map[string][]*coverage.Series{
		"none": nil, "empty": {m, {Period: coverage.Monthly}}, "kinds differ": {m, y}, "too long": {long},
	} {
		if _, err := align.Together(false, series...); !errors.Is(err, align.ErrSeries) {
			t.Errorf("%s: %v", name, err)
		}
	}
	unsorted := &coverage.Series{Period: coverage.Monthly, Points: []coverage.Point{{Period: coverage.Month(2008, 2)}, {Period: coverage.Month(2008, 1)}}}
	doubled := &coverage.Series{Period: coverage.Monthly, Points: []coverage.Point{{Period: coverage.Month(2008, 2)}, {Period: coverage.Month(2008, 2)}}}
	infinite := monthly(coverage.Month(2008, 1), math.Inf(1))
	for _, s := range []*coverage.Series{unsorted, doubled, infinite} {
		if _, _, err := align.Values(s, false); !errors.Is(err, coverage.ErrSeries) {
			t.Errorf("%v: %v", s.Points, err)
		}
		if _, err := align.Coarsen(s, coverage.Yearly, align.Sum); !errors.Is(err, coverage.ErrSeries) {
			t.Errorf("%v: %v", s.Points, err)
		}
	}
	weekly := &coverage.Series{Period: coverage.Weekly}
	for _, c := range []struct {
		s    *coverage.Series
		kind coverage.PeriodKind
		how  align.How
	}{{m, coverage.Monthly, 0}, {m, coverage.Daily, 0}, {m, 99, 0}, {m, coverage.NoPeriod, 0}, {m, coverage.Yearly, 9}, {weekly, coverage.Monthly, 0}, {&coverage.Series{}, coverage.Monthly, 0}} {
		if _, err := align.Coarsen(c.s, c.kind, c.how); !errors.Is(err, align.ErrSeries) {
			t.Errorf("%s to %s: %v", c.s.Period, c.kind, err)
		}
	}
	huge := monthly(coverage.Month(2008, 1), math.MaxFloat64, math.MaxFloat64)
	if _, err := align.Coarsen(huge, coverage.Yearly, align.Sum); !errors.Is(err, align.ErrSeries) {
		t.Errorf("overflow: %v", err)
	}
}

func TestPartialPoints(t *testing.T) {
	s := monthly(coverage.Month(2008, 1), 5, 7)
	s.Points[1].Status = coverage.Partial
	y, first, err := align.Values(s, false)
	if err != nil || first != coverage.Month(2008, 1) || y[0] != 5 || !math.IsNaN(y[1]) {
		t.Errorf("%v from %s, %v", y, first, err)
	}
	if y, _, _ = align.Values(s, true); y[1] != 7 {
		t.Errorf("%v, want the partial point", y)
	}
}

func TestCoarsen(t *testing.T) {
	nan := math.NaN()
	s := monthly(coverage.Month(2008, 2), 1, 2, 3, 4, 5, nan, 7, 8, nan, nan, nan, 1, 1, 1)
	for _, c := range []struct {
		how  align.How
		want string
	}{
		{align.Sum, "2008-Q1 3 partial; 2008-Q2 12 observed; 2008-Q3 15 partial; 2009-Q1 3 observed; "},
		{align.Mean, "2008-Q1 1.5 partial; 2008-Q2 4 observed; 2008-Q3 7.5 partial; 2009-Q1 1 observed; "},
	} {
		q, err := align.Coarsen(s, coverage.Quarterly, c.how)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, p := range q.Points {
			got += fmt.Sprintf("%s %v %s; ", p.Period, p.Value, p.Status)
		}
		if got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
		if gaps := q.Gaps(); len(gaps) != 1 || gaps[0].String() != "2008-Q4" {
			t.Errorf("gaps %v", gaps)
		}
	}
	s.Points[2].Status = coverage.Missing
	q, err := align.Coarsen(s, coverage.Yearly, align.Sum)
	if err != nil || q.Points[0].Status != coverage.Partial || q.Points[0].Value != 27 {
		t.Errorf("%v, %v", q, err)
	}
}

// The total is kept whatever the period, and a leap year of days is whole.
func TestCoarsenKeepsTheTotal(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		first := coverage.Period{Kind: coverage.Daily, Ordinal: rapid.IntRange(700_000, 740_000).Draw(rt, "first")}
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float64Range(0, 9), rapid.Just(math.NaN())), 1, 800).Draw(rt, "values")
		s := monthly(first, values...)
		total := s.Summary().Total
		for kind := coverage.Weekly; kind <= coverage.Yearly; kind++ {
			c, err := align.Coarsen(s, kind, align.Sum)
			if err != nil {
				rt.Fatal(err)
			}
			if err := c.Check(); err != nil {
				rt.Fatal(err)
			}
			if got := c.Summary().Total; math.Abs(got-total) > 1e-9*(1+total) {
				rt.Fatalf("by %s the total is %v, want %v", kind, got, total)
			}
			for _, p := range c.Points {
				from, _ := p.Period.Bounds()
				d, _ := coverage.PeriodOf(from, coverage.Daily)
				whole := true
				for i := range p.Period.Days() {
					q, ok := s.At(d.Add(i))
					whole = whole && ok && q.Status == coverage.Observed
				}
				if whole != (p.Status == coverage.Observed) {
					rt.Fatalf("%s is %s", p.Period, p.Status)
				}
			}
		}
	})
}

func TestRow(t *testing.T) {
	g, err := align.Together(false, monthly(coverage.Month(2008, 1), 1, 2, 3))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		p  coverage.Period
		at int
		ok bool
	}{{coverage.Month(2008, 1), 0, true}, {coverage.Month(2008, 3), 2, true}, {coverage.Month(2008, 4), 3, false}, {coverage.Month(2007, 12), -1, false}, {coverage.Period{Kind: coverage.Daily, Ordinal: g.First.Ordinal}, 0, false}} {
		if at, ok := g.Row(c.p); at != c.at || ok != c.ok {
			t.Errorf("%s: %d %v", c.p, at, ok)
		}
	}
	if g.Overlap != 3 {
		t.Errorf("overlap %d", g.Overlap)
	}
}

func BenchmarkTogether(b *testing.B) {
	values := make([]float64, 5000)
	s := monthly(coverage.Period{Kind: coverage.Daily, Ordinal: 733_000}, values...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := align.Together(false, s, s); err != nil {
			b.Fatal(err)
		}
	}
}
