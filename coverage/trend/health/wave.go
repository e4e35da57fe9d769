package health

import (
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

// A tally is the records of a week, or of several.
type tally struct {
	at          int
	copies, all int
	clusters    map[string]int // copies by cluster
}

// waves finds weeks in which near-duplicates are more than their share in the
// other weeks lets one expect; the weeks next to it, over which a wave may spill,
// are not asked. Copies come in clusters, and it is clusters that come by chance:
// both numbers are divided by the mean size of the cluster that a copy is in. The
// number of clusters is negative binomial: its mean varies by [leastWobble], or by
// as much as the other weeks show when they are weighed by the square of what is
// expected. Weeks in a row are one wave.
func waves(records []Record, level float64) []Flag {
	by := map[int]*tally{}
	size := map[string]int{}
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
			size[c]++
		}
	}
	weeks := make([]*tally, 0, len(by))
	var n, total, squares, kk, ka, aa float64 // whole numbers: the order does not matter
	for _, w := range by {
		weeks = append(weeks, w)
		k, a := float64(w.copies), float64(w.all)
		n, total = n+a, total+k
		kk, ka, aa = kk+k*k, ka+k*a, aa+a*a
	}
	for _, k := range size {
		squares += float64(k) * float64(k)
	}
	slices.SortFunc(weeks, func(a, b *tally) int { return a.at - b.at })
	if total < leastWave || weeks[len(weeks)-1].at-weeks[0].at < shortest-1 {
		return nil
	}
	var out []Flag
	for _, w := range weeks {
		if w.copies < leastWave {
			continue
		}
		// What is left without the week and those next to it.
		n, total, squares, kk, ka, aa := n, total, squares, kk, ka, aa
		gone := map[string]int{}
		for _, v := range []*tally{by[w.at-1], w, by[w.at+1]} {
			if v == nil {
				continue
			}
			k, a := float64(v.copies), float64(v.all)
			n, total = n-a, total-k
			kk, ka, aa = kk-k*k, ka-k*a, aa-a*a
			for c, j := range v.clusters {
				gone[c] += j
			}
		}
		for c, j := range gone {
			k, left := float64(size[c]), float64(size[c]-j)
			squares += left*left - k*k
		}
		k, of := float64(w.copies), float64(w.all)
		share := (total + 0.5) / (n + 1)
		expected := of * share
		cluster := (squares + 1) / (total + 1) // of the others, 1 if there are none
		vary := leastWobble
		if aa > 0 {
			misses := kk - 2*share*ka + share*share*aa
			vary = math.Max(vary, (misses-cluster*share*n)/(share*share*aa))
		}
		chance := math.Min(1, float64(len(weeks))*atLeast(k/cluster, expected/cluster, 1+vary*expected/cluster))
		if k <= expected || !(chance < level) {
			continue
		}
		from, to := coverage.Period{Kind: coverage.Weekly, Ordinal: w.at}.Bounds()
		f := Flag{Kind: CopyWave, From: from, To: to, Observed: w.copies, Of: w.all, Expected: expected, Chance: chance}
		if m := len(out) - 1; m >= 0 && follows(out[m].To, from) {
			last := &out[m]
			last.To, last.Observed, last.Of = to, last.Observed+f.Observed, last.Of+f.Of
			last.Expected += expected
			last.Chance = math.Min(last.Chance, chance)
		} else {
			out = append(out, f)
		}
	}
	for i := range out {
		f := &out[i]
		f.Text = fmt.Sprintf("from %s to %s, %d of %d records are near-duplicates of others, against %.0f%% of the whole record", f.From, f.To, f.Observed, f.Of, 100*total/n)
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
