package trend

import (
	"fmt"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// Difference estimates the value of cell a minus that of cell b. The interval
// comes from resampling both cells, whatever the cells' own intervals; the test
// permutes articles (outlets with ByClusters, blocks with ByBlocks) between
// them, so its null is that the cell an article stands in makes no difference.
//
// An outlet (or block) that stands in both cells is resampled in both at once,
// and the test exchanges its two parts with each other: what an outlet is like
// does not come between its own before and after.
func (t *Table) Difference(a, b *Cell) finding.Finding {
	plan := t.Options.Bootstrap
	q := fmt.Sprintf("%s, %s minus %s", t.Measure.Name, name(a), name(b))
	f := finding.New(q, a.Finding.Estimate-b.Finding.Estimate)
	f.N, f.Unit = len(a.members)+len(b.members), "articles"
	if !f.IsDefined() {
		f.Method = t.method()
		f.Warn("one of the two has no value")
		return f
	}
	p := t.pairing(a, b)
	var fewest int
	if len(p.both) == 0 {
		fewest = min(len(p.left), len(p.right))
		ra, rb := t.replicates(a), t.replicates(b)
		few := resample.FewInTwo(variance(ra), len(p.left), variance(rb), len(p.right))
		for i := range ra {
			ra[i] -= rb[i]
		}
		f = plan.Summarise(f.Estimate, ra, few, func() []float64 {
			jb := t.jackknife(b)
			for i := range jb {
				jb[i] = -jb[i]
			}
			return resample.Pool(t.jackknife(a), jb)
		})
	} else {
		fewest = len(p.both) + min(len(p.left), len(p.right))
		one := plan
		one.Seed = a.stream(plan.Seed) ^ b.stream(plan.Seed)<<1
		few := resample.FewUnits(len(p.both) + len(p.left) + len(p.right))
		f = plan.Summarise(f.Estimate, p.replicates(one), few, p.jackknife)
	}
	f.Quantity, f.N, f.Unit = q, len(a.members)+len(b.members), "articles"
	f.Method = t.point() + ", " + t.bootstrap()
	f.Assumptions = t.assumptions()
	if w := t.Options.OverTime.Window; w > 1 && a.Group == b.Group && abs(a.Period.Sub(b.Period)) < w {
		f.Warn("the windows of both overlap: they share articles, which the interval and the test take for independent")
	}
	t.few(&f, fewest, " on one side")
	if t.clustered(a) || t.clustered(b) {
		f.Warn(resemble)
	}
	if k := len(p.both); k > 0 && k < 6 && len(p.left) == 0 && len(p.right) == 0 {
		f.Warn("%d %s can be exchanged in %d ways only: p cannot fall below %s", k, t.unit(), 1<<k, finding.Number(math.Exp2(float64(1-k))))
	}
	plan.Seed = a.stream(plan.Seed) + b.stream(plan.Seed+1)
	f.Test = p.permutation(plan, f.Estimate)
	return f
}

func name(c *Cell) string {
	if c.Group == "" {
		return c.Label
	}
	return c.Label + " (" + c.Group + ")"
}

func abs(n int) int { return max(n, -n) }

// variance of the replicates that are defined.
func variance(v []float64) float64 {
	n, mean, s := 0.0, 0.0, 0.0
	for _, x := range v {
		if !math.IsNaN(x) {
			n++
			d := x - mean
			mean += d / n
			s += d * (x - mean)
		}
	}
	return s / n
}

// A pairing holds what is resampled: units of one cell only, and those that
// stand in both.
type pairing struct {
	t                 *Table
	both, left, right []unit
}

// A unit is an article, an outlet or a block: its rows in either cell.
type unit struct{ a, b []row }

func (t *Table) pairing(a, b *Cell) *pairing {
	p := &pairing{t: t}
	ua, ub := t.units(a.rows), t.units(b.rows)
	single := t.unit() == "articles"
	key := func(r []row) int {
		if t.Options.ByClusters {
			return r[0].outlet
		}
		return r[0].block
	}
	at := map[int]int{}
	if !single {
		for i, r := range ub {
			at[key(r)] = i
		}
	}
	for _, r := range ua {
		j, ok := 0, false
		if !single {
			j, ok = at[key(r)]
		}
		if !ok {
			p.left = append(p.left, unit{a: r})
			continue
		}
		p.both = append(p.both, unit{r, ub[j]})
		delete(at, key(r))
	}
	for _, r := range ub {
		if single {
			p.right = append(p.right, unit{b: r})
		} else if _, ok := at[key(r)]; ok {
			p.right = append(p.right, unit{b: r})
		}
	}
	return p
}

// side gathers the rows of one cell; an outlet drawn twice counts twice, also
// in a mean of outlets.
type side struct {
	rows  []row
	total float64 // of the outlets' values
	n     int     // outlets with a value
}

func (x *side) reset() { x.rows, x.total, x.n = x.rows[:0], 0, 0 }

func (x *side) add(t *Table, rows []row) {
	if len(rows) == 0 {
		return
	}
	if !t.ofOutlets() {
		x.rows = append(x.rows, rows...)
		return
	}
	var a, b float64
	for i := range rows {
		a += rows[i].a
		b += rows[i].b
	}
	if v := t.Measure.value(a, b); !math.IsNaN(v) {
		x.total += v
		x.n++
	}
}

func (x *side) value(t *Table) float64 {
	if t.ofOutlets() {
		return ratio(x.total, float64(x.n))
	}
	return t.value(x.rows)
}

// ofOutlets reports whether values are means over outlets and outlets are what
// is resampled.
func (t *Table) ofOutlets() bool {
	return t.Options.Across == OutletMean && t.Options.ByClusters
}

// replicates draws units with replacement, from each kind as many as there are.
func (p *pairing) replicates(plan resample.Plan) []float64 {
	work := make([]struct{ a, b side }, plan.Workers)
	return plan.Run(func(w int, s *resample.Stream) float64 {
		x := &work[w]
		x.a.reset()
		x.b.reset()
		for _, units := range [][]unit{p.both, p.left, p.right} {
			for range units {
				u := &units[s.Index(len(units))]
				x.a.add(p.t, u.a)
				x.b.add(p.t, u.b)
			}
		}
		return x.a.value(p.t) - x.b.value(p.t)
	})
}

// jackknife leaves out one unit at a time.
func (p *pairing) jackknife() []float64 {
	kinds := [][]unit{p.both, p.left, p.right}
	var parts [][]float64
	for k := range kinds {
		var out []float64
		for leave := range kinds[k] {
			var a, b side
			for l, units := range kinds {
				for i := range units {
					if l != k || i != leave {
						a.add(p.t, units[i].a)
						b.add(p.t, units[i].b)
					}
				}
			}
			out = append(out, a.value(p.t)-b.value(p.t))
		}
		parts = append(parts, out)
	}
	return resample.Pool(parts...)
}

// permutation exchanges the parts of units that stand in both cells, and units
// of one cell with those of the other.
func (p *pairing) permutation(plan resample.Plan, observed float64) *finding.Test {
	single := append(append([]unit(nil), p.left...), p.right...)
	var reps []float64
	if len(p.both) == 0 && p.t.Options.Across != OutletMean {
		reps = p.shuffled(plan, single)
	} else {
		reps = p.exchanged(plan, single)
	}
	extreme, n := 1, 1 // the observed arrangement is one of them
	for _, r := range reps {
		if math.IsNaN(r) {
			continue
		}
		n++
		if math.Abs(r) >= math.Abs(observed)*(1-1e-12) {
			extreme++
		}
	}
	t := &finding.Test{
		Null: p.t.unit() + " of both could be exchanged", Name: fmt.Sprintf("permutation test (%d permutations)", n-1),
		Statistic: observed, P: float64(extreme) / float64(n),
	}
	if len(p.both) > 0 {
		t.Null = "the parts that " + p.t.unit() + " have in both could be exchanged"
	}
	return t
}

// shuffled permutes the sums of units, which is all that pooled values and means
// of articles need.
func (p *pairing) shuffled(plan resample.Plan, single []unit) []float64 {
	type sums struct {
		a, b float64
		n    int
	}
	all := make([]sums, len(single))
	for i, u := range single {
		for _, rows := range [][]row{u.a, u.b} {
			for j := range rows {
				all[i].a += rows[j].a
				all[i].b += rows[j].b
				all[i].n++
			}
		}
	}
	work := make([][]sums, plan.Workers)
	return plan.Run(func(w int, s *resample.Stream) float64 {
		x := append(work[w][:0], all...)
		work[w] = x
		resample.Shuffle(s, x)
		value := func(part []sums) float64 {
			var t sums
			for i := range part {
				t.a += part[i].a
				t.b += part[i].b
				t.n += part[i].n
			}
			return p.t.fromSums(t.a, t.b, t.n)
		}
		return value(x[:len(p.left)]) - value(x[len(p.left):])
	})
}

// exchanged permutes units with their rows.
func (p *pairing) exchanged(plan resample.Plan, single []unit) []float64 {
	type scratch struct {
		single []unit
		a, b   side
	}
	work := make([]scratch, plan.Workers)
	return plan.Run(func(w int, s *resample.Stream) float64 {
		x := &work[w]
		x.a.reset()
		x.b.reset()
		x.single = append(x.single[:0], single...)
		resample.Shuffle(s, x.single)
		for i, u := range x.single {
			to := &x.a
			if i >= len(p.left) {
				to = &x.b
			}
			to.add(p.t, u.a)
			to.add(p.t, u.b)
		}
		for _, u := range p.both {
			if s.Index(2) == 1 {
				u.a, u.b = u.b, u.a
			}
			x.a.add(p.t, u.a)
			x.b.add(p.t, u.b)
		}
		return x.a.value(p.t) - x.b.value(p.t)
	})
}
