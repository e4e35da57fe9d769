package health

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// leastWave is the number of near-duplicates below which a week is no wave.
const leastWave = 10

// shortest is the number of weeks below which a record has no usual week.
const shortest = 8

// asOne is the greatest number of weeks in a row that are weighed as one: a wave does
// not begin on a Monday.
const asOne = 2

// A tally is the records of a week, or of several in a row.
type tally struct {
	at          int // the first week
	copies, all int
	clusters    map[string]int // copies by cluster
}

func (w *tally) add(v *tally) {
	w.copies += v.copies
	w.all += v.all
	for c, k := range v.clusters {
		w.clusters[c] += k
	}
}

// sums are those of a number of tallies. They are whole, so that the order has no
// influence and what was added can be taken away.
type sums struct {
	copies, all, together float64
	kk, ka, aa            float64 // of copies by copies, copies by all, all by all
}

func (s *sums) add(w *tally, sign float64) {
	k, a := float64(w.copies), float64(w.all)
	s.copies += sign * k
	s.all += sign * a
	s.kk += sign * k * k
	s.ka += sign * k * a
	s.aa += sign * a * a
	for _, j := range w.clusters {
		s.together += sign * float64(j) * float64(j)
	}
}

// waves finds weeks in which near-duplicates are more than their share in the
// other weeks lets one expect, one by one and two in a row; the weeks next to
// them, over which a wave may spill, are not asked. Copies come in clusters, and
// it is clusters that come by chance: both numbers are divided by the mean number
// of copies of its own cluster that a copy finds in its week, itself included.
// What the cluster has in other weeks does not make the counts of weeks vary: a
// chain of short texts, each near to the next, may run on for months. The number
// of clusters is negative binomial: its mean varies by [leastWobble], or by as
// much as the other weeks show when they are weighed by the square of what is
// expected. Of stretches that overlap the least likely counts; weeks in a row are
// one wave.
func waves(records []Record, level float64) []Flag {
	by := map[int]*tally{}
	for i := range records {
		p, ok := coverage.PeriodOf(records[i].Date, coverage.Weekly)
		if !ok {
			continue
		}
		w := by[p.Ordinal]
		if w == nil {
			w = &tally{at: p.Ordinal, clusters: map[string]int{}}
			by[p.Ordinal] = w
		}
		w.all++
		if c := records[i].Copy; c != "" {
			w.copies++
			w.clusters[c]++
		}
	}
	var whole sums
	first, last := math.MaxInt, math.MinInt
	for at, w := range by {
		whole.add(w, 1)
		first, last = min(first, at), max(last, at)
	}
	if whole.copies < leastWave || last-first < shortest-1 {
		return nil
	}
	var found []Flag
	places := 0
	for weeks := 1; weeks <= asOne; weeks++ {
		stretches := inRow(by, weeks)
		places += len(stretches)
		found = append(found, crowded(stretches, weeks)...)
	}
	for i := range found {
		found[i].Chance = math.Min(1, float64(places)*found[i].Chance)
	}
	found = slices.DeleteFunc(found, func(f Flag) bool { return !(f.Chance < level) })
	slices.SortFunc(found, func(a, b Flag) int {
		return cmp.Or(cmp.Compare(a.Chance, b.Chance), a.From.Compare(b.From), a.To.Compare(b.To))
	})
	var apart []Flag
	for _, f := range found {
		if !slices.ContainsFunc(apart, func(g Flag) bool { return f.From.Compare(g.To) <= 0 && g.From.Compare(f.To) <= 0 }) {
			apart = append(apart, f)
		}
	}
	slices.SortFunc(apart, func(a, b Flag) int { return a.From.Compare(b.From) })
	var out []Flag
	for _, f := range apart {
		if m := len(out) - 1; m >= 0 && follows(out[m].To, f.From) {
			last := &out[m]
			last.To, last.Observed, last.Of = f.To, last.Observed+f.Observed, last.Of+f.Of
			last.Expected += f.Expected
			last.Chance = math.Min(last.Chance, f.Chance)
		} else {
			out = append(out, f)
		}
	}
	for i := range out {
		f := &out[i]
		f.Text = fmt.Sprintf("from %s to %s, %d of %d records are near-duplicates of others, against %.0f%% of the whole record", f.From, f.To, f.Observed, f.Of, 100*whole.copies/whole.all)
	}
	return out
}

// inRow returns the stretches of so many weeks, by their first week. Every week
// of a stretch holds a record.
func inRow(by map[int]*tally, weeks int) map[int]*tally {
	out := map[int]*tally{}
	for at := range by {
		w := &tally{at: at, clusters: map[string]int{}}
		for i := range weeks {
			v := by[at+i]
			if v == nil {
				w = nil
				break
			}
			w.add(v)
		}
		if w != nil {
			out[at] = w
		}
	}
	return out
}

// crowded returns the stretches of so many weeks with more near-duplicates than
// expected, each with its own chance.
func crowded(stretches map[int]*tally, weeks int) []Flag {
	var all sums
	for _, w := range stretches {
		all.add(w, 1)
	}
	var out []Flag
	for _, w := range stretches {
		if w.copies < leastWave {
			continue
		}
		rest := all // without those that touch the stretch or a week next to it
		for at := w.at - weeks; at <= w.at+weeks; at++ {
			if v := stretches[at]; v != nil {
				rest.add(v, -1)
			}
		}
		k, of := float64(w.copies), float64(w.all)
		share := (rest.copies + 0.5) / (rest.all + 1)
		expected := of * share
		if k <= expected {
			continue
		}
		cluster := (rest.together + 1) / (rest.copies + 1) // 1 if there are none
		vary := leastWobble
		if rest.aa > 0 {
			misses := rest.kk - 2*share*rest.ka + share*share*rest.aa
			vary = math.Max(vary, (misses-cluster*share*rest.all)/(share*share*rest.aa))
		}
		from, _ := coverage.Period{Kind: coverage.Weekly, Ordinal: w.at}.Bounds()
		_, to := coverage.Period{Kind: coverage.Weekly, Ordinal: w.at + weeks - 1}.Bounds()
		out = append(out, Flag{Kind: CopyWave, From: from, To: to, Observed: w.copies, Of: w.all, Expected: expected,
			Chance: atLeast(k/cluster, expected/cluster, 1+vary*expected/cluster)})
	}
	return out
}

// atLeast is the chance of k or more of a negative binomial count with this mean
// and a variance spread times as great.
func atLeast(k, mean, spread float64) float64 {
	spread = math.Max(spread, 1+1e-6)
	return mathext.RegIncBeta(k, mean/(spread-1), 1-1/spread)
}

func follows(day, next coverage.Date) bool {
	a, _ := coverage.PeriodOf(day, coverage.Daily)
	b, _ := coverage.PeriodOf(next, coverage.Daily)
	return b.Sub(a) == 1
}
