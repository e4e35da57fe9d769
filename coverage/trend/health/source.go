package health

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/combin"
)

// sourceChanges finds the days from which records of an outlet come from a
// source that it had not had, or no longer from one. If n of N records come
// before the first of k from a source, the chance of that is C(N−n, k)/C(N, k),
// each order of the sources being as likely as any other.
func (s *shelf) sourceChanges(level float64) []Flag {
	type turn struct {
		at       int // records before it
		from, to string
		chance   float64
		expected float64
		of       int
	}
	var out []Flag
	places := 0
	for _, x := range s.papers {
		n := len(x.sources)
		seq := slices.Clone(x.sources)
		slices.SortFunc(seq, func(a, b dated) int { return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.source, b.source)) })
		first, last, count := map[string]int{}, map[string]int{}, map[string]int{}
		for i, r := range seq {
			if _, ok := first[r.source]; !ok {
				first[r.source] = i
			}
			last[r.source] = i + 1
			count[r.source]++
		}
		if len(count) < 2 {
			continue
		}
		turns := map[int]*turn{}
		add := func(at, without int, k int, name string, begins bool) {
			places++
			p := neverAmong(without, n, k)
			t := turns[at]
			if t == nil {
				t = &turn{at: at, chance: 1}
				turns[at] = t
			}
			if begins {
				t.to = name
			} else {
				t.from = name
			}
			if p < t.chance {
				t.chance, t.of, t.expected = p, without, float64(without)*float64(k)/float64(n)
			}
		}
		for _, name := range slices.Sorted(maps.Keys(count)) {
			k := count[name]
			if first[name] > 0 {
				add(first[name], first[name], k, name, true)
			}
			if last[name] < n {
				add(last[name], n-last[name], k, name, false)
			}
		}
		found := make([]*turn, 0, len(turns))
		for _, t := range turns {
			if t.chance < level {
				found = append(found, t)
			}
		}
		slices.SortFunc(found, func(a, b *turn) int { return a.at - b.at })
		for _, t := range found {
			f := Flag{Kind: NewSource, Outlet: x.name, From: dayOf(seq[t.at-1].day), To: dayOf(seq[t.at].day), Expected: t.expected, Of: t.of, Chance: t.chance}
			switch {
			case t.from == "":
				f.Text = fmt.Sprintf("records of %s come from %s too from %s on", x.name, t.to, f.To)
			case t.to == "":
				f.Text = fmt.Sprintf("records of %s come from %s no longer after %s", x.name, t.from, f.From)
			default:
				f.Text = fmt.Sprintf("records of %s come from %s up to %s and from %s from %s on", x.name, t.from, f.From, t.to, f.To)
			}
			out = append(out, f)
		}
	}
	for i := range out {
		out[i].Chance = math.Min(1, out[i].Chance*float64(places))
	}
	return out
}

// neverAmong is the chance that none of k lies among the first m of n in random
// order.
func neverAmong(m, n, k int) float64 {
	return math.Exp(lchoose(n-m, k) - lchoose(n, k))
}

// lchoose is log C(n, k), −∞ where k is above n.
func lchoose(n, k int) float64 {
	if k > n {
		return math.Inf(-1)
	}
	return combin.LogGeneralizedBinomial(float64(n), float64(k))
}
