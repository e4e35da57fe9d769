// Package align lays series out side by side at equal steps of time, as the
// estimators below coverage/trend read them: one value a step, NaN where
// nothing is known. Nothing is filled in.
//
// The way in is [Values] for one series, [Together] for several that overlap
// in part, and [Coarsen] to bring a series by day or month to the longer
// periods of another:
//
//	grid, err := align.Together(false, coverageByMonth, viewsByMonth)
//	link, err := lag.Cross(grid.Values[0], grid.Values[1], lag.CrossOptions{Lags: []int{0, 1, 2}})
package align

import (
	"errors"
	"fmt"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ErrSeries is wrapped by errors about series that cannot be laid out.
var ErrSeries = errors.New("no common steps")

// most bounds the steps: two mistyped years in a daily series must not eat the
// memory.
const most = 1 << 20

// Values lays a series out at equal steps, NaN where nothing was observed.
// Partial points count only if withPartial. The row of a period p is
// p.Sub(first). Errors wrap [ErrSeries] or [coverage.ErrSeries].
func Values(s *coverage.Series, withPartial bool) (y []float64, first coverage.Period, err error) {
	g, err := Together(withPartial, s)
	if err != nil {
		return nil, coverage.Period{}, err
	}
	return g.Values[0], g.First, nil
}

// A Grid holds series on a common axis.
type Grid struct {
	First   coverage.Period
	Values  [][]float64 // by series, then by step from First
	Overlap int         // steps at which every series has a value
}

// Len returns the number of steps.
func (g *Grid) Len() int { return len(g.Values[0]) }

// Period returns the period of step i.
func (g *Grid) Period(i int) coverage.Period { return g.First.Add(i) }

// Row returns the step of a period, and false when it lies outside.
func (g *Grid) Row(p coverage.Period) (int, bool) {
	i := p.Sub(g.First)
	return i, p.Kind == g.First.Kind && i >= 0 && i < g.Len()
}

// Together lays series by the same kind of period out over all the time that
// any of them covers. Errors wrap [ErrSeries] or [coverage.ErrSeries].
func Together(withPartial bool, series ...*coverage.Series) (*Grid, error) {
	if len(series) == 0 {
		return nil, fmt.Errorf("align: %w: no series", ErrSeries)
	}
	var last coverage.Period
	g := &Grid{}
	for i, s := range series {
		if err := s.Check(); err != nil {
			return nil, fmt.Errorf("align: %w", err)
		}
		switch {
		case len(s.Points) == 0:
			return nil, fmt.Errorf("align: %w: series %d (%s) has no points", ErrSeries, i, s.ID)
		case s.Period != series[0].Period:
			return nil, fmt.Errorf("align: %w: series %d (%s) is by %s, the first by %s; see Coarsen", ErrSeries, i, s.ID, s.Period, series[0].Period)
		}
		from, to := s.Points[0].Period, s.Points[len(s.Points)-1].Period
		if i == 0 || from.Ordinal < g.First.Ordinal {
			g.First = from
		}
		if i == 0 || to.Ordinal > last.Ordinal {
			last = to
		}
	}
	n := last.Sub(g.First) + 1
	if n > most {
		return nil, fmt.Errorf("align: %w: %d steps from %s to %s", ErrSeries, n, g.First, last)
	}
	for _, s := range series {
		y := make([]float64, n)
		for i := range y {
			y[i] = math.NaN()
		}
		for _, p := range s.Points {
			if p.Status == coverage.Observed || p.Status == coverage.Partial && withPartial {
				y[p.Period.Sub(g.First)] = p.Value
			}
		}
		g.Values = append(g.Values, y)
	}
	for i := range n {
		all := true
		for _, y := range g.Values {
			all = all && !math.IsNaN(y[i])
		}
		if all {
			g.Overlap++
		}
	}
	return g, nil
}

// How says what the value of a longer period is.
type How uint8

const (
	Sum  How = iota // of counts
	Mean            // of levels and shares
)

// Coarsen brings a series to longer periods. A period all of whose parts are
// observed is observed; one with some parts missing or partial is partial, with
// the sum or mean of what there is; one with none is missing. Days make weeks
// and anything longer, months make quarters and years, quarters make years;
// weeks make nothing, as they straddle the ends of months and years. Errors
// wrap [ErrSeries] or [coverage.ErrSeries].
func Coarsen(s *coverage.Series, kind coverage.PeriodKind, how How) (*coverage.Series, error) {
	if err := s.Check(); err != nil {
		return nil, fmt.Errorf("align: %w", err)
	}
	if kind <= s.Period || kind > coverage.Yearly || s.Period == coverage.NoPeriod || s.Period == coverage.Weekly || how > Mean {
		return nil, fmt.Errorf("align: %w: a series by %s cannot be brought to one by %s", ErrSeries, s.Period, kind)
	}
	out := &coverage.Series{ID: s.ID, Name: s.Name, Unit: s.Unit, Period: kind, Provenance: s.Provenance}
	for i := 0; i < len(s.Points); {
		whole, ok := coverage.PeriodOf(start(s.Points[i].Period), kind)
		if !ok {
			return nil, fmt.Errorf("align: %w: %s lies in no %s", ErrSeries, s.Points[i].Period, kind)
		}
		_, end := whole.Bounds()
		sum, observed, valued := 0.0, 0, 0
		for ; i < len(s.Points) && start(s.Points[i].Period).Compare(end) <= 0; i++ {
			if v, ok := s.Points[i].Number(); ok {
				sum += v
				valued++
				if s.Points[i].Status == coverage.Observed {
					observed++
				}
			}
		}
		p := coverage.Point{Period: whole}
		if valued > 0 {
			p.Value, p.Status = sum, coverage.Partial
			if how == Mean {
				p.Value /= float64(valued)
			}
			if observed == parts(whole, s.Period) {
				p.Status = coverage.Observed
			}
			if math.IsInf(p.Value, 0) {
				return nil, fmt.Errorf("align: %w: the sum of %s is too large", ErrSeries, whole)
			}
		}
		out.Points = append(out.Points, p)
	}
	return out, nil
}

// start is the first day of a period.
func start(p coverage.Period) coverage.Date {
	first, _ := p.Bounds()
	return first
}

// parts is the number of periods of kind that make p.
func parts(p coverage.Period, kind coverage.PeriodKind) int {
	first, last := p.Bounds()
	a, _ := coverage.PeriodOf(first, kind)
	b, _ := coverage.PeriodOf(last, kind)
	return b.Sub(a) + 1
}
