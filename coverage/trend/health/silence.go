package health

import (
	"fmt"
	"math"
)

// silences finds stretches without an outlet while the others were not silent,
// between its records (Gap), before them (Start) and after them (Stop). With
// share p of what is published while the outlet is there, the chance of none
// among n is (1−p)ⁿ = exp(n·log(1−p)); [silence] makes it wider by as much as the
// outlet's share varies.
func (s *shelf) silences(level float64) []Flag {
	var out []Flag
	places := 0
	all := weekly(s.own)
	for _, x := range s.papers {
		n := len(x.days)
		if n < leastRecords || n == len(s.own) {
			continue // too few to expect anything of it, or nobody to compare it with
		}
		first, last := x.days[0], x.days[n-1]
		others := func(from, to int) int {
			return below(s.own, to+1) - below(s.own, from) - below(x.days, to+1) + below(x.days, from)
		}
		beside := others(first, last)
		if beside == 0 {
			continue
		}
		odds := float64(n) / float64(beside)
		rate := math.Log1p(odds) // −log(1−p)
		w := wobble(expect(all, weekly(x.days), first, last, odds), 1+odds)
		look := func(k Kind, from, to int, text string) {
			places++
			m := others(from, to)
			if m == 0 {
				return
			}
			p := silence(rate*float64(m), float64(to-from+1)/7, w)
			if p < level {
				out = append(out, Flag{Kind: k, Outlet: x.name, From: dayOf(from), To: dayOf(to), Chance: p,
					Expected: odds * float64(m), Of: m, Text: fmt.Sprintf(text, x.name, dayOf(from), dayOf(to), m)})
			}
		}
		if begin := s.own[0]; begin < first {
			look(Start, begin, first-1, "%s has no record yet from %s to %s, while the others have %d")
		}
		for i := 1; i < n; i++ {
			if x.days[i]-x.days[i-1] > 1 {
				look(Gap, x.days[i-1]+1, x.days[i]-1, "%s has no record from %s to %s, while the others have %d")
			}
		}
		if end := s.own[len(s.own)-1]; end > last {
			look(Stop, last+1, end, "%s has no record any more from %s to %s, while the others have %d")
		}
	}
	for i := range out {
		out[i].Chance = math.Min(1, out[i].Chance*float64(places))
	}
	return out
}

// weekly counts days by week, in order of time, without the weeks that have
// none.
func weekly(days []int) []week {
	var out []week
	for _, d := range days {
		w := d / 7
		if n := len(out); n == 0 || out[n-1].at != w {
			out = append(out, week{at: w})
		}
		out[len(out)-1].y++
	}
	return out
}

// expect lays the weeks of an outlet beside those of all between two days, and
// expects odds for each record of the others.
func expect(all, own []week, first, last int, odds float64) []week {
	var out []week
	for _, w := range all {
		if w.at < first/7 || w.at > last/7 {
			continue
		}
		y := 0.0
		for len(own) > 0 && own[0].at <= w.at {
			if own[0].at == w.at {
				y = own[0].y
			}
			own = own[1:]
		}
		out = append(out, week{w.at, y, odds * (w.y - y)})
	}
	return out
}

// near is the number of days on either side of a silence that tell what was to
// be expected.
const near = 28

// longest is the number of days after which a silence of all tells nothing.
const longest = 91

// wholeGaps finds stretches without any record, given how many there are in
// the four weeks on either side, whichever are fewer. A silence of more than a
// quarter of a year may as well lie between two events, and is passed over.
func (s *shelf) wholeGaps() []Flag {
	days := s.days
	if len(days) == 0 {
		return nil
	}
	start := days[0] / 7
	counts := make([]int, days[len(days)-1]/7-start+1)
	for _, d := range days {
		counts[d/7-start]++
	}
	w := lull(counts)
	var out []Flag
	places := 0
	for i := 1; i < len(days); i++ {
		long := days[i] - days[i-1] - 1
		if long >= 0 {
			places++ // a day after which a silence could have begun
		}
		if long < 2 || long > longest {
			continue
		}
		before := below(days, days[i-1]+1) - below(days, days[i-1]+1-near)
		after := below(days, days[i]+near) - below(days, days[i])
		expected := float64(min(before, after)) / near * float64(long)
		out = append(out, Flag{Kind: Gap, From: dayOf(days[i-1] + 1), To: dayOf(days[i] - 1), Expected: expected, Of: before + after,
			Chance: silence(expected, float64(long)/7, w)})
	}
	for i := range out {
		f := &out[i]
		f.Chance = math.Min(1, f.Chance*float64(places))
		f.Text = fmt.Sprintf("no record at all from %s to %s, in the midst of coverage", f.From, f.To)
	}
	return out
}
