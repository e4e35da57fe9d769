package story

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A Sensitivity is the effect measured again in another way: without some of
// the records, or counted otherwise.
type Sensitivity struct {
	How       string  // "without each outlet in turn"
	N         int     // ways in which the effect was measured again
	Low, High float64 // least and greatest effect found
	Turns     bool    // some way turns the direction
}

// An Alternative is another codebook with which the claims are judged again,
// to see what hangs on its weights.
type Alternative struct {
	Name     string
	Codebook *sentiment.Codebook // without the actors of the case, which are laid over it
	Options  []sentiment.Option  // for instance sentiment.WithLayer(nil): the rules alone
}

// Confidences at which a frame is counted in place of the scorer's one half,
// to see what hangs on the weights of the codebook.
var otherLevels = [...]float64{0.4, 0.6}

// mostLeftOut bounds the groups that are left out in turn.
const mostLeftOut = 60

// sensitivities measures the effect of a test again: with near-duplicates or
// without, without agency copy, without each outlet and each month in turn, and
// with other weights of the codebook.
func (a *Analysis) sensitivities(o *Outcome, e *effector, rows []row) error {
	t := e.t
	if !o.Effect.IsDefined() || !t.counted() {
		return nil
	}
	measure := func(how string, effects ...float64) {
		s := Sensitivity{How: how, Low: math.Inf(1), High: math.Inf(-1)}
		for _, v := range effects {
			if math.IsNaN(v) {
				continue
			}
			s.N++
			s.Low, s.High = math.Min(s.Low, v), math.Max(s.High, v)
			s.Turns = s.Turns || (v-e.null)*(o.Effect.Estimate-e.null) < 0
		}
		if s.N > 0 {
			o.Sensitivity = append(o.Sensitivity, s)
		}
	}
	counted := func(how counting) (float64, error) {
		f, err := e.effect(a.rows(t, how), nil, true)
		return f.Estimate, err
	}
	usual := a.counting(t)
	if a.Copies > 0 {
		other := usual
		other.copies = !usual.copies
		v, err := counted(other)
		if err != nil {
			return err
		}
		how := "with all near-duplicates counted"
		if usual.copies {
			how = "with each story counted once"
		}
		measure(how, v)
		other = usual
		other.wire = false
		if v, err = counted(other); err != nil {
			return err
		}
		measure("without copy that went round", v)
	}
	byOutlet, err := e.leftOut(rows, func(x *Scored) string { return x.Outlet.Name }, false)
	if err != nil {
		return err
	}
	measure("without each outlet in turn", byOutlet...)
	byMonth, err := e.leftOut(rows, func(x *Scored) string {
		if m, ok := coverage.PeriodOf(x.Published, coverage.Monthly); ok {
			return m.String()
		}
		return ""
	}, true)
	if err != nil {
		return err
	}
	measure("without each month in turn", byMonth...)
	if t.compare() == "first" {
		v, err := e.withoutEarliest(rows)
		if err != nil {
			return err
		}
		measure("without the earliest record of either side", v...)
	}
	if !t.framing() {
		return nil
	}
	var levels []float64
	for _, level := range otherLevels {
		other := usual
		other.level = level
		v, err := counted(other)
		if err != nil {
			return err
		}
		levels = append(levels, v)
	}
	measure(fmt.Sprintf("with other weights of the codebook (a frame counts from a confidence of %v or %v)", otherLevels[0], otherLevels[1]), levels...)
	for k, alt := range a.Options.Alternatives {
		other := usual
		other.results = func(i int) *sentiment.Result { return a.alternatives[k][i] }
		v, err := counted(other)
		if err != nil {
			return err
		}
		measure("scored with "+alt.Name, v)
	}
	return nil
}

// leftOut measures the effect without each group of records in turn, the
// largest groups if there are many. Months are left out with their days.
func (e *effector) leftOut(rows []row, key func(*Scored) string, months bool) ([]float64, error) {
	size := map[string]int{}
	for _, r := range rows {
		size[key(&e.a.Scored[r.at])]++
	}
	names := make([]string, 0, len(size))
	for k := range size {
		if k != "" {
			names = append(names, k)
		}
	}
	if len(names) < 3 {
		return nil, nil
	}
	quick := e.t.framing() && e.t.compare() == "difference" && e.t.Than != nil
	slices.SortFunc(names, func(x, y string) int { return cmp.Or(cmp.Compare(size[y], size[x]), cmp.Compare(x, y)) })
	if e.t.compare() == "rank" { // the outlet itself cannot be left out
		names = slices.DeleteFunc(names, func(s string) bool { return contains(e.t.Of.Outlets, s) })
	}
	names = names[:min(len(names), mostLeftOut)]
	if quick {
		return e.pooledWithout(rows, key, names), nil
	}
	var out []float64
	for _, name := range names {
		var gone []span
		kept := rows
		if p, err := coverage.ParsePeriod(name); months && err == nil {
			first, last := p.Bounds()
			gone = []span{{first, last}}
		} else {
			kept = e.without(rows, nil, func(x *Scored) bool { return key(x) != name })
		}
		f, err := e.effect(kept, gone, true)
		if err != nil {
			return nil, err
		}
		out = append(out, f.Estimate)
	}
	return out, nil
}

// pooledWithout is the difference of framing without each group: what the group
// holds is taken from the sums of both sides.
func (e *effector) pooledWithout(rows []row, key func(*Scored) string, names []string) []float64 {
	groups := map[string][]row{}
	for _, r := range rows {
		k := key(&e.a.Scored[r.at])
		groups[k] = append(groups[k], r)
	}
	m := measureOf[e.t.Measure]
	of, than := pool(rows, false), pool(rows, true)
	var out []float64
	for _, name := range names {
		out = append(out, m.Of(less(of, pool(groups[name], false)))-m.Of(less(than, pool(groups[name], true))))
	}
	return out
}

// less takes the counts of b from those of a.
func less(a, b trend.Scored) trend.Scored {
	c, d := &a.Counts, &b.Counts
	out := trend.Scored{Counts: trend.Counts{Sentences: c.Sentences - d.Sentences, Framed: c.Framed - d.Framed, Blame: c.Blame - d.Blame,
		Systemic: c.Systemic - d.Systemic, Counter: c.Counter - d.Counter, Perpetrators: c.Perpetrators - d.Perpetrators}}
	for k, n := range a.Targets {
		if out.Targets == nil {
			out.Targets = map[string]int{}
		}
		out.Targets[k] = n - b.Targets[k]
	}
	return out
}

// withoutEarliest asks who was first if the earliest record of a side is
// wrongly dated or wrongly read.
func (e *effector) withoutEarliest(rows []row) ([]float64, error) {
	var out []float64
	for _, than := range []bool{false, true} {
		earliest := -1
		for i := range rows {
			if r := &rows[i]; r.than == than && r.s.Date.IsKnown() && e.shows(r) && (earliest < 0 || firstKey(r).Compare(firstKey(&rows[earliest])) < 0) {
				earliest = i
			}
		}
		if earliest < 0 {
			continue
		}
		f, err := e.effect(slices.Concat(rows[:earliest], rows[earliest+1:]), nil, true)
		if err != nil {
			return nil, err
		}
		out = append(out, f.Estimate)
	}
	return out, nil
}
