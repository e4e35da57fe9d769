package story

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

// A FlagKind is a kind of fault of a record.
type FlagKind uint8

// The faults that are looked for.
const (
	// Gap is a stretch in which an outlet, or the whole record, has nothing
	// though the others, or the weeks on either side, would let one expect it.
	Gap FlagKind = iota
	// Missing is an outlet that is on one side of a comparison only.
	Missing
	// CopyWave is a week with far more near-duplicates than the others.
	CopyWave
	// NewSource is an outlet whose records come from another source on one side
	// of a comparison than on the other.
	NewSource
)

// String names the fault.
func (k FlagKind) String() string {
	return [...]string{"gap", "missing outlet", "wave of near-duplicates", "change of source"}[k]
}

// A Flag is a fault of the record that a change of framing or attention must
// not be mistaken for.
type Flag struct {
	Kind     FlagKind
	Outlet   string // "" if it is of the whole record
	From, To coverage.Date
	Text     string // a sentence without names of persons

	of, than int // Missing: records on each side
}

// implausible is the chance below which a silence is not put down to chance.
const implausible = 0.01

// findFlags looks for the faults of the record as a whole: gaps and waves of
// near-duplicates. A convenience sample is full of holes that mean nothing, so
// gaps are looked for only where all, or a random part, was to be collected.
func (a *Analysis) findFlags() []Flag {
	var days []int // of every record dated to the day, in order
	byOutlet := map[string][]int{}
	for i := range a.Scored {
		x := &a.Scored[i]
		p, ok := coverage.PeriodOf(x.Published, coverage.Daily)
		if !ok {
			continue
		}
		days = append(days, p.Ordinal)
		if x.CopyOf == "" {
			byOutlet[x.Outlet.Name] = append(byOutlet[x.Outlet.Name], p.Ordinal)
		}
	}
	if !a.Case.Record.BearsPrevalence() {
		return a.waves()
	}
	slices.Sort(days)
	flags := wholeGaps(days)
	names := make([]string, 0, len(byOutlet))
	for name := range byOutlet {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		flags = append(flags, outletGaps(name, byOutlet[name], byOutlet)...)
	}
	flags = append(flags, a.waves()...)
	return flags
}

// outletGaps finds silences of an outlet while the others were not silent: with
// share p of what is published, the chance of none among n is (1−p)ⁿ, and there
// are as many silences as records.
func outletGaps(name string, own []int, all map[string][]int) []Flag {
	var others []int
	for k, ds := range all {
		if k != name {
			others = append(others, ds...)
		}
	}
	slices.Sort(others)
	if len(own) < MinSide || len(others) == 0 {
		return nil // too few to expect anything of it
	}
	slices.Sort(own)
	p := float64(len(own)) / float64(len(own)+len(others))
	var out []Flag
	for i := 1; i < len(own); i++ {
		n := below(others, own[i]) - below(others, own[i-1]+1)
		if silence(p, n)*float64(len(own)) < implausible {
			from, to := dayOf(own[i-1]+1), dayOf(own[i]-1)
			out = append(out, Flag{Kind: Gap, Outlet: name, From: from, To: to,
				Text: fmt.Sprintf("%s has no record from %s to %s, while the others have %d", name, from, to, n)})
		}
	}
	return out
}

// silence is the chance that none of n records is from an outlet with share p.
func silence(p float64, n int) float64 { return math.Exp(float64(n) * math.Log1p(-p)) }

// wholeGaps finds stretches without any record, given how many there are in
// the four weeks on either side, whichever are fewer. A silence of more than
// eight weeks may as well lie between two events, and is passed over.
func wholeGaps(days []int) []Flag {
	const near = 28
	var out []Flag
	for i := 1; i < len(days); i++ {
		long := days[i] - days[i-1] - 1
		if long < 2 || long > 2*near {
			continue
		}
		before := below(days, days[i-1]+1) - below(days, days[i-1]+1-near)
		after := below(days, days[i]+near) - below(days, days[i])
		rate := float64(min(before, after)) / near
		if math.Exp(-rate*float64(long))*float64(len(days)) < implausible {
			from, to := dayOf(days[i-1]+1), dayOf(days[i]-1)
			out = append(out, Flag{Kind: Gap, From: from, To: to, Text: fmt.Sprintf("no record at all from %s to %s, in the midst of coverage", from, to)})
		}
	}
	return out
}

// below counts the days before d.
func below(days []int, d int) int { n, _ := slices.BinarySearch(days, d); return n }

func dayOf(ordinal int) coverage.Date {
	first, _ := coverage.Period{Kind: coverage.Daily, Ordinal: ordinal}.Bounds()
	return first
}

// leastWave is the number of near-duplicates below which a week is no wave.
const leastWave = 10

// waves finds weeks in which near-duplicates are more than the share of them in
// the whole record lets one expect, by more than waveSD standard deviations of a
// binomial count whose variance is inflated by the size of the clusters: copies
// come together.
func (a *Analysis) waves() []Flag {
	copies, all := map[int]int{}, map[int]int{}
	size := map[string]float64{}
	first, last := math.MaxInt, math.MinInt
	total, n := 0.0, 0.0
	for i := range a.Scored {
		x := &a.Scored[i]
		p, ok := coverage.PeriodOf(x.Published, coverage.Weekly)
		if !ok {
			continue
		}
		first, last = min(first, p.Ordinal), max(last, p.Ordinal)
		all[p.Ordinal]++
		n++
		if x.CopyOf != "" {
			copies[p.Ordinal]++
			size[x.CopyOf]++
			total++
		}
	}
	if total < leastWave || last-first < 7 {
		return nil
	}
	squares := 0.0
	for _, k := range size {
		squares += k * k // whole numbers: the order does not matter
	}
	share, together := total/n, squares/total
	var out []Flag
	for w := first; w <= last; w++ {
		k, of := float64(copies[w]), float64(all[w])
		if copies[w] < leastWave || k-of*share < waveSD*math.Sqrt(of*share*(1-share)*together) {
			continue
		}
		from, to := coverage.Period{Kind: coverage.Weekly, Ordinal: w}.Bounds()
		if m := len(out); m > 0 && dayAfter(out[m-1].To, 1) == from {
			out[m-1].To = to
			out[m-1].of += copies[w]
			out[m-1].than += all[w]
		} else {
			out = append(out, Flag{Kind: CopyWave, From: from, To: to, of: copies[w], than: all[w]})
		}
	}
	for i := range out {
		f := &out[i]
		f.Text = fmt.Sprintf("from %s to %s, %d of %d records are near-duplicates of others, against %.0f%% of the whole record", f.From, f.To, f.of, f.than, 100*share)
	}
	return out
}

// waveSD is how many standard deviations a week of near-duplicates lies above
// what is usual before it is called a wave.
const waveSD = 3.5

// flagsOf returns the flags that touch the records of a test: gaps and waves
// within the time it looks at, and outlets that are on one side only or change
// their source between the sides.
func (a *Analysis) flagsOf(e *effector, rows []row) []Flag {
	if !e.t.counted() {
		return nil
	}
	t := e.t
	var time []span
	for _, s := range t.sides() {
		time = append(time, e.extent(s)...)
	}
	touches := func(f Flag) bool {
		return slices.ContainsFunc(time, func(s span) bool { return s.first.Compare(f.To) <= 0 && f.From.Compare(s.last) <= 0 })
	}
	mayHold := func(outlet string) bool {
		return slices.ContainsFunc(a.Scored, func(x Scored) bool {
			return x.Outlet.Name == outlet && t.Scope.picks(&x) && slices.ContainsFunc(t.sides(), func(s *Side) bool { return s.picks(&x) })
		})
	}
	var out []Flag
	for _, f := range a.Flags {
		if touches(f) && (f.Outlet == "" || mayHold(f.Outlet)) {
			out = append(out, f)
		}
	}
	if t.Than == nil || t.compare() != "difference" {
		return out
	}
	return append(out, oneSided(e, rows)...)
}

// oneSided compares the outlets of the two sides, where both may hold them.
func oneSided(e *effector, rows []row) []Flag {
	of, than := &e.t.Of, e.t.Than
	if len(of.Outlets)+len(than.Outlets)+len(of.Kinds)+len(than.Kinds) > 0 {
		return nil // sides that are made of different outlets
	}
	n := map[string]*[2]int{}
	sources := map[string]*[2]map[string]int{}
	var total [2]int
	for _, r := range rows {
		name, k := r.s.Outlet, b2i(r.than)
		if n[name] == nil {
			n[name] = new([2]int)
			sources[name] = &[2]map[string]int{{}, {}}
		}
		n[name][k]++
		total[k]++
		sources[name][k][e.a.Scored[r.at].Provenance.Source]++
	}
	names := make([]string, 0, len(n))
	for name := range n {
		names = append(names, name)
	}
	slices.Sort(names)
	var out []Flag
	for _, name := range names {
		c := n[name]
		for k := range 2 {
			there, not := c[k], total[1-k]
			if c[1-k] > 0 || there == 0 {
				continue
			}
			if silence(float64(there)/float64(total[k]), not)*float64(len(names)) < implausible {
				out = append(out, Flag{Kind: Missing, Outlet: name, of: c[0], than: c[1],
					Text: fmt.Sprintf("%s has %s on one side and none on the other", name, plural(there, "record"))})
			}
		}
		a, b := commonest(sources[name][0]), commonest(sources[name][1])
		if c[0] > 0 && c[1] > 0 && a != b {
			out = append(out, Flag{Kind: NewSource, Outlet: name, Text: fmt.Sprintf("records of %s come from %s on one side and from %s on the other", name, a, b)})
		}
	}
	return out
}

// commonest is the key with the greatest count, the least of several.
func commonest(m map[string]int) string {
	best, n := "", -1
	for k, c := range m {
		if c > n || c == n && k < best {
			best, n = k, c
		}
	}
	return best
}

// sound measures the effect again without what is flagged, in the two ways there
// are: without the stretches of time that are flagged, for every outlet; and
// without the outlets that are flagged, for all time. Outlets that are on one
// side only or come from a new source, which have no stretch, and stretches of
// the whole record, which have no outlet, are left out both times. Of a wave
// every copy goes, also those printed after its week, and of other stories the
// earliest stays. A way that leaves nothing to measure gives NaN.
func (e *effector) sound(rows []row, flags []Flag, quick bool) (effects [2]finding.Finding, err error) {
	wave := e.a.inWaves(flags)
	for way := range effects {
		if way == 1 && e.t.compare() == "rank" {
			effects[way] = undefined("without a rival it is another question")
			continue
		}
		outlets := map[string]bool{}
		var out []span
		for _, f := range flags {
			if f.Outlet != "" && (way == 1 || !f.From.IsKnown()) {
				outlets[f.Outlet] = true
			} else {
				out = append(out, span{f.From, f.To})
			}
		}
		kept := e.without(rows, nil, func(x *Scored) bool {
			return !outlets[x.Outlet.Name] && (wave == nil || x.CopyOf == "" && !wave[x.ID])
		})
		if len(kept) == 0 {
			effects[way] = undefined("no record is left")
			continue
		}
		if effects[way], err = e.effect(kept, out, quick); err != nil {
			return effects, err
		}
	}
	return effects, nil
}

// inWaves returns the ids of the stories of which a copy stands in a flagged
// wave, nil if no wave is flagged. A story goes by its earliest record.
func (a *Analysis) inWaves(flags []Flag) map[string]bool {
	var in map[string]bool
	for _, f := range flags {
		if f.Kind != CopyWave {
			continue
		}
		if in == nil {
			in = map[string]bool{}
		}
		for i := range a.Scored {
			if x := &a.Scored[i]; (span{f.From, f.To}).holds(x.Published) {
				in[or(x.CopyOf, x.ID)] = true
			}
		}
	}
	return in
}

// flagText lists flags, in a fixed order.
func flagText(flags []Flag) string {
	fs := slices.Clone(flags)
	slices.SortStableFunc(fs, func(a, b Flag) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Outlet, b.Outlet)) })
	var parts []string
	for _, f := range fs {
		parts = append(parts, f.Text)
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
}
