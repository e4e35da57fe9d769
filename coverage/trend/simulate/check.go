package simulate

import (
	"errors"
	"fmt"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ErrDesign is wrapped by errors about a design that cannot be run.
var ErrDesign = errors.New("invalid design")

// maxDays bounds the span of a design: two centuries.
const maxDays = 73_100

// maxRate bounds the articles of an outlet on a day: a mistyped height must not
// eat the memory.
const maxRate = 1e5

// Check reports the first thing that keeps the design from being run. Errors
// wrap [ErrDesign].
func (d *Design) Check() error {
	bad := func(format string, args ...any) error {
		return fmt.Errorf("simulate: %w: %s", ErrDesign, fmt.Sprintf(format, args...))
	}
	isDay := func(x coverage.Date) bool { return x.Precision == coverage.DayPrecision && x.Check() == nil }
	if !isDay(d.From) || !isDay(d.To) || d.To.Compare(d.From) < 0 || daysBetween(d.From, d.To) > maxDays {
		return bad("from %q to %q (want two days in order, at most %d apart)", d.From, d.To, maxDays)
	}
	if len(d.Outlets) == 0 {
		return bad("no outlets")
	}
	for _, n := range []struct {
		name     string
		v        float64
		low, top float64
	}{
		{"growth", d.Growth, -0.99, 100}, {"burst", d.Burst, 0, 10}, {"persist", d.Persist, 0, 0.999}, {"whim", d.Whim, 0, 10},
		{"spread", d.Spread, 0, 1 / reach}, {"drift", d.Drift, 0, 1 / reach}, {"likeness", d.Likeness, 0, 0.999},
		{"wire stories a month", d.Wire.PerMonth, 0, maxRate}, {"takers of wire stories", d.Wire.Takers, 0, maxRate},
	} {
		if !(n.v >= n.low && n.v <= n.top) {
			return bad("%s is %v (want %.3g to %.3g)", n.name, n.v, n.low, n.top)
		}
	}
	if !isFactors(d.Season[:]) || !isFactors(d.Weekdays[:]) {
		return bad("season or weekdays hold a factor below zero or above 10,000")
	}
	seen := map[string]bool{}
	for _, o := range d.Outlets {
		switch {
		case o.Name == "" || seen[o.Name]:
			return bad("outlet %q has no name of its own", o.Name)
		case !(o.PerMonth >= 0 && o.PerMonth <= maxRate) || !(o.Output >= 0 && o.Output <= 1e9):
			return bad("outlet %q has %v articles a month of %v", o.Name, o.PerMonth, o.Output)
		case !(o.Sentences == 0 || o.Sentences >= 1 && o.Sentences <= 1e4):
			return bad("outlet %q has %v sentences in an article", o.Name, o.Sentences)
		}
		seen[o.Name] = true
	}
	for _, e := range d.Events {
		if !isDay(e.Date) || !(e.Height >= 0 && e.Height <= 1e4) || !(e.HalfLife > 0 && e.HalfLife <= maxDays) {
			return bad("event %q: date %q, height %v, half-life %v", e.Name, e.Date, e.Height, e.HalfLife)
		}
	}
	for _, s := range d.Shifts {
		if !isDay(s.At) || s.Ramp < 0 || s.Ramp > maxDays {
			return bad("shift %q: date %q, ramp of %d days", s.Name, s.At, s.Ramp)
		}
	}
	for _, g := range d.Gaps {
		if !isDay(g.From) || !isDay(g.To) || g.To.Compare(g.From) < 0 || !(g.Kept >= 0 && g.Kept <= 1) {
			return bad("gap from %q to %q, kept %v", g.From, g.To, g.Kept)
		}
		if g.Outlet != "" && !seen[g.Outlet] {
			return bad("gap of outlet %q, which is not in the design", g.Outlet)
		}
	}
	for _, w := range d.Waves {
		if !isDay(w.From) || w.Days < 0 || w.Days > maxDays || w.Stories < 0 || w.Stories > maxRate || !(w.Takers >= 0 && w.Takers <= maxRate) {
			return bad("wave from %q: %d days, %d stories, %v takers", w.From, w.Days, w.Stories, w.Takers)
		}
	}
	for _, c := range d.Changes {
		if !isDay(c.At) || c.To == "" || !(c.Yield >= 0 && c.Yield <= 1) || !(c.Length >= 0 && c.Length <= 1) {
			return bad("change of source at %q to %q: yield %v, length %v", c.At, c.To, c.Yield, c.Length)
		}
		for _, o := range c.Outlets {
			if !seen[o] {
				return bad("change of source of outlet %q, which is not in the design", o)
			}
		}
	}
	if d.Coder != nil {
		for k, row := range d.Coder {
			sum := 0.0
			for _, p := range row {
				if !(p >= 0 && p <= 1) {
					return bad("the coder codes class %d with chance %v", k, p)
				}
				sum += p
			}
			if math.Abs(sum-1) > 1e-9 {
				return bad("the chances of the coder for class %d sum to %v", k, sum)
			}
		}
	}
	return d.checkFraming(bad)
}

func isFactors(f []float64) bool {
	for _, v := range f {
		if !(v >= 0 && v <= 1e4) {
			return false
		}
	}
	return true
}

// checkFraming looks at every framing on every day on which it turns.
func (d *Design) checkFraming(bad func(string, ...any) error) error {
	turns := []coverage.Date{d.From, d.To}
	for _, s := range d.Shifts {
		turns = append(turns, s.At, plusDays(s.At, s.Ramp))
	}
	most := (1 + reach*d.Spread) * (1 + reach*d.Drift)
	t := truthOf(d)
	for o := range len(d.Outlets) + 1 {
		name := "the wire"
		if o < len(d.Outlets) {
			name = fmt.Sprintf("outlet %q", d.Outlets[o].Name)
		}
		for _, x := range turns {
			f := t.mean(o, daysBetween(d.From, x))
			sum := 0.0
			for _, p := range f.shares() {
				if !(p >= 0 && p <= 1) {
					return bad("%s on %s: a frame in %v of sentences", name, x, p)
				}
				sum += p
			}
			if sum*most > 1+1e-9 {
				return bad("%s on %s: frames in %.3g of sentences, up to %.3g times that with the spread and drift of outlets", name, x, sum, most)
			}
			for k, w := range f.Targets {
				if !(w >= 0) {
					return bad("%s on %s: target %q has the weight %v", name, x, k, w)
				}
			}
		}
	}
	return nil
}
