package health

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Compare looks for outlets that are on one of two sides only (Missing), or
// whose records come mostly from one source on the first and from another on the
// second (NewSource), by more than chance. Records need no dates. The sides may
// be two stretches of time, or anything else that might hold the same outlets;
// an empty side has no flags. Only Options.Chance is read.
//
// That an outlet is on one side only is tested by Fisher's exact test and by
// [silence] as in Find, the less sure of the two; a source by Fisher's test. Both
// are corrected for the number of outlets.
func Compare(of, than []Record, o Options) []Flag {
	type outlet struct {
		n       [2]int
		sources [2]map[string]int
	}
	sides := [2][]Record{of, than}
	by := map[string]*outlet{}
	for k, side := range sides {
		for i := range side {
			r := &side[i]
			x := by[r.Outlet]
			if x == nil {
				x = &outlet{sources: [2]map[string]int{{}, {}}}
				by[r.Outlet] = x
			}
			x.n[k]++
			if r.Source != "" {
				x.sources[k][r.Source]++
			}
		}
	}
	total := [2]int{len(of), len(than)}
	long := [2]float64{weeksOf(of), weeksOf(than)}
	looks := float64(len(by))
	var out []Flag
	for _, name := range slices.Sorted(maps.Keys(by)) {
		x := by[name]
		for k := range 2 {
			there, not := x.n[k], total[1-k]
			if x.n[1-k] > 0 || there == 0 || not == 0 {
				continue
			}
			share := float64(there) / float64(total[k])
			p := math.Max(neverAmong(not, total[0]+total[1], there), silence(-math.Log1p(-share)*float64(not), long[1-k], leastWobble))
			out = append(out, Flag{Kind: Missing, Outlet: name, Expected: share * float64(not), Of: not, Chance: math.Min(1, p*looks),
				Text: fmt.Sprintf("%s has %d of the records on one side and none on the other", name, there)})
		}
		a, b := commonest(x.sources[0]), commonest(x.sources[1])
		if a == "" || b == "" || a == b {
			continue
		}
		p := math.Min(shift(x.sources[0], x.sources[1], a), shift(x.sources[1], x.sources[0], b))
		n, m := sum(x.sources[0]), sum(x.sources[1])
		out = append(out, Flag{Kind: NewSource, Outlet: name, Chance: math.Min(1, 2*p*looks),
			Observed: x.sources[1][a], Of: m, Expected: float64(m) * float64(x.sources[0][a]) / float64(n),
			Text: fmt.Sprintf("records of %s come from %s on one side and from %s on the other", name, a, b)})
	}
	return slices.DeleteFunc(out, func(f Flag) bool { return !(f.Chance < o.level()) })
}

// weeksOf is the time that records span, a week at least.
func weeksOf(records []Record) float64 {
	first, last := math.MaxInt, math.MinInt
	for i := range records {
		if p, ok := coverage.PeriodOf(records[i].Date, coverage.Daily); ok {
			first, last = min(first, p.Ordinal), max(last, p.Ordinal)
		}
	}
	return math.Max(1, float64(last-first+1)/7)
}

// shift is the chance that so many of the records from a source, or more, are on
// the side where it is.
func shift(here, there map[string]int, source string) float64 {
	x, k := here[source], here[source]+there[source]
	m, n := sum(here), sum(here)+sum(there)
	p := 0.0
	for i := x; i <= min(k, m); i++ {
		p += math.Exp(lchoose(k, i) + lchoose(n-k, m-i) - lchoose(n, m))
	}
	return math.Min(1, p)
}

func sum(m map[string]int) int {
	n := 0
	for _, k := range m {
		n += k
	}
	return n
}

// commonest is the key with the greatest count, the least of several, "" of none.
func commonest(m map[string]int) string {
	keys := slices.Collect(maps.Keys(m))
	if len(keys) == 0 {
		return ""
	}
	return slices.MinFunc(keys, func(a, b string) int { return cmp.Or(cmp.Compare(m[b], m[a]), cmp.Compare(a, b)) })
}
