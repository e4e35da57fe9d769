package chart

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Attention is figure kind 1: how much was written (bars, above) and how it
// was framed (line with interval, below) on one time axis, with the rules of
// events through both.
type Attention struct {
	Count string // what a bar counts, for the panel title: "Articles a quarter"
	Index string // what the line is: "Framing index with 95% interval"
	High  string // what a high index means: "faults arrangements"; may be empty
	Low   string // what a low one means

	// Range is the extent of the index axis; the zero Range covers the rows,
	// or −1 to 1 when they lie within it.
	Range [2]float64
	// LowN is the N below which an index is drawn hollow; 0 draws none so.
	LowN int
	// Groups, such as kinds of outlet, split each bar into a stack that a
	// reader of the interactive page can filter. Empty for plain bars.
	Groups []string

	Rows   []AttentionRow
	Events []coverage.Event // those with a Label whose date lies on the axis
}

// An AttentionRow is one period. Periods of the calendar that have no row are
// without data, and so is one with an absent Count.
type AttentionRow struct {
	Period  string // "2008-11", "2008-Q4", "2008", "2008-W46", "2008-11-12", or the name of a phase
	Count   Num    // articles; zero is none, absent is not known
	Partial bool   // the period was not observed to its end
	Groups  []Num  // Count by group, in the order of Attention.Groups
	Index   Num    // absent where it is undefined
	Low     Num    // interval of the index
	High    Num
	N       int    // articles that the index rests on
	Link    string // id of the evidence for this period on the page; may be empty
}

// Kind returns "attention".
func (Attention) Kind() string { return "attention" }

// Table returns one row a period.
func (a Attention) Table() Table {
	t := Table{Heads: 1, Columns: []Column{
		{"period", "Period", false}, {"count", or(a.Count, "Count"), true}, {"state", "State", false}}}
	for i, g := range a.Groups {
		t.Columns = append(t.Columns, Column{fmt.Sprintf("count_%s", slug(g, i)), g, true})
	}
	t.Columns = append(t.Columns, Column{"index", or(a.Index, "Index"), true}, Column{"low", "Low", true}, Column{"high", "High", true}, Column{"n", "n", true})
	for _, r := range a.Rows {
		row := []string{r.Period, r.Count.String(), state(r.Count, r.Partial)}
		for i := range a.Groups {
			row = append(row, nth(r.Groups, i).String())
		}
		row = append(row, r.Index.String(), r.Low.String(), r.High.String(), fmt.Sprint(r.N))
		t.add(row...)
		if r.Link != "" {
			t.link(r.Link)
		}
	}
	return t
}

func state(n Num, partial bool) string {
	switch {
	case !n.Known():
		return "missing"
	case partial:
		return "partial"
	}
	return "observed"
}

func nth(ns []Num, i int) Num {
	if i < len(ns) {
		return ns[i]
	}
	return Num{}
}

func or(s, otherwise string) string {
	if s = clean(s); s == "" {
		return otherwise
	}
	return s
}

// slug makes a column key of a name; i tells apart names that have no letter.
func slug(s string, i int) string {
	var b strings.Builder
	for _, r := range strings.ToLower(clean(s)) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	if k := strings.TrimSuffix(b.String(), "_"); k != "" {
		return k
	}
	return fmt.Sprintf("group_%d", i+1)
}

// Finding states the peak of attention, where the index began and ended, and
// how many periods have no data.
func (a Attention) Finding() string {
	var b strings.Builder
	var peak, first, last *AttentionRow
	for i := range a.Rows {
		r := &a.Rows[i]
		if v, ok := r.Count.Get(); ok && (peak == nil || v > peak.Count.v) {
			peak = r
		}
		if r.Index.Known() {
			if first == nil {
				first = r
			}
			last = r
		}
	}
	if peak == nil {
		return "No data: no period was observed."
	}
	fmt.Fprintf(&b, "%s: highest in %s (%s). ", or(a.Count, "Attention"), PeriodName(peak.Period), brief(peak.Count.v))
	switch {
	case first == nil:
		b.WriteString("The index is undefined throughout. ")
	case first == last:
		fmt.Fprintf(&b, "The index is known for %s only (%s). ", PeriodName(first.Period), briefSigned(first.Index.v))
	default:
		fmt.Fprintf(&b, "The index goes from %s in %s to %s in %s. ", briefSigned(first.Index.v), PeriodName(first.Period), briefSigned(last.Index.v), PeriodName(last.Period))
	}
	if t, err := newTimeline(a.periods()); err == nil {
		if n := len(a.missing(t)); n > 0 {
			fmt.Fprintf(&b, "No data for %d of %d periods.", n, t.n())
		}
	}
	return strings.TrimSpace(b.String())
}

func (a Attention) periods() []string {
	return periodsOf(a.Rows, func(r AttentionRow) string { return r.Period })
}

// missing returns the bands without data, in order.
func (a Attention) missing(t *timeline) []int {
	known := make([]bool, t.n())
	for _, r := range a.Rows {
		known[t.index(r.Period)] = r.Count.Known()
	}
	var out []int
	for i, k := range known {
		if !k {
			out = append(out, i)
		}
	}
	return out
}

func (a Attention) check() error {
	if len(a.Rows) == 0 {
		return nil
	}
	if err := checkPeriods(a.periods()); err != nil {
		return err
	}
	for _, r := range a.Rows {
		if v, ok := r.Count.Get(); ok && v < 0 {
			return fmt.Errorf("%s: a count of %g", r.Period, v)
		}
		if err := checkInterval(r.Period, r.Index, r.Low, r.High); err != nil {
			return err
		}
		if len(r.Groups) > len(a.Groups) {
			return fmt.Errorf("%s: %d group counts for %d groups", r.Period, len(r.Groups), len(a.Groups))
		}
	}
	return nil
}

// checkPeriods makes sure that no period is empty or stands twice.
func checkPeriods(periods []string) error {
	seen := map[string]bool{}
	for _, p := range periods {
		if clean(p) == "" {
			return errors.New("a row has no Period")
		}
		if seen[p] {
			return fmt.Errorf("period %s stands twice", p)
		}
		seen[p] = true
	}
	_, err := newTimeline(periods)
	return err
}

// checkInterval makes sure that an interval holds its value and is whole.
func checkInterval(where string, v, low, high Num) error {
	if low.Known() != high.Known() {
		return fmt.Errorf("%s: an interval with one end", where)
	}
	if !low.Known() {
		return nil
	}
	const eps = 1e-9
	if low.v > high.v+eps || v.Known() && (v.v < low.v-eps || v.v > high.v+eps) {
		return fmt.Errorf("%s: %g is not within its interval %g to %g", where, v.v, low.v, high.v)
	}
	return nil
}

func (a Attention) draw(s *sheet) error {
	if len(a.Rows) == 0 {
		return s.nothing(a.Finding())
	}
	t, err := s.timeline(a.periods())
	if err != nil {
		return err
	}
	n := t.n()
	count, index := make([]Num, n), make([]Num, n)
	low, high := make([]Num, n), make([]Num, n)
	partial, few := make([]bool, n), make([]bool, n)
	groups := make([][]Num, len(a.Groups))
	for g := range groups {
		groups[g] = make([]Num, n)
	}
	most := 0.0
	for _, r := range a.Rows {
		i := t.index(r.Period)
		count[i], index[i], low[i], high[i], partial[i] = r.Count, r.Index, r.Low, r.High, r.Partial
		few[i] = r.Index.Known() && r.N < a.LowN
		most = math.Max(most, r.Count.v)
		sum := 0.0
		for g := range groups {
			groups[g][i] = nth(r.Groups, g)
			sum += groups[g][i].v
		}
		most = math.Max(most, sum)
	}

	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	upHeight := s.tall(4.2, 0.14)
	downHeight := s.tall(5.5, 0.2)
	up := countScale(most, int(upHeight/lh/1.4))
	down := a.indexScale(index, low, high, int(downHeight/lh/1.4))

	left := math.Max(s.scaleWidth(up), s.scaleWidth(down)) + 4
	right, poles := s.poleRoom(a.High, a.Low)
	left, right = s.margins(left, right)
	width := s.w - left - right

	// Panel a.
	y := s.panelTitle(s.letter(true), or(a.Count, "Count"), s.top+2)
	if len(a.Groups) > 0 {
		var keys []key
		for g, name := range a.Groups {
			colour := pal.series(g)
			keys = append(keys, key{name, func(x, y float64) { s.chip(x, y, colour, "") }})
		}
		y = s.legend(left, s.w-8, y, keys) + 2
	}
	rules := s.planEvents(left, width, s.w-1, t, a.Events)
	y += math.Max(rules.height, s.headroom())
	above := box{left, y, width, upHeight}
	rules.drawLabels(s, y)
	gaps := a.missing(t)
	s.shade(above, t, gaps, true)
	ga := grid{box: above, bands: names(t), up: up, pointer: true}
	gi := s.addGrid(ga)
	s.links = make([]string, n)
	for _, r := range a.Rows {
		s.links[t.index(r.Period)] = r.Link
	}
	s.gridLines(ga)
	rules.drawRules(s, above)
	hollow := 0
	for i := range partial {
		if partial[i] && count[i].Known() {
			hollow++
		}
	}
	if len(a.Groups) > 0 {
		for g, name := range a.Groups {
			s.columns(columns{name: name, grid: gi, values: groups[g], colour: pal.series(g), stack: "count", gap: s.air(ga, 12), hollow: partial})
			s.groups = append(s.groups, markup(name))
		}
	} else {
		s.columns(columns{name: or(a.Count, "Count"), grid: gi, values: count, colour: pal.Bar, gap: s.air(ga, 12), hollow: partial})
	}
	y = s.timeAxis(above, t, false)

	// Panel b.
	y += 8
	title := or(a.Index, "Index")
	y = s.panelTitle(s.letter(true), title, y)
	if !poles {
		y = s.poleLine(a.High, a.Low, y)
	}
	y += s.headroom()
	below := box{left, y, width, downHeight}
	s.shade(below, t, gaps, len(rules.xs) == 0)
	gb := grid{box: below, bands: names(t), up: down, pointer: true}
	gj := s.addGrid(gb)
	s.gridLines(gb)
	rules.drawRules(s, below)
	s.curve(curve{name: title, grid: gj, values: index, colour: pal.series(0), width: s.p.stroke(), dots: gb.band() > 7, z: zLine})
	s.interval(gj, gb, index, low, high, pal.series(0))
	s.hollow(gb, index, few, pal.series(0))
	if poles {
		s.poleLabels(below, a.High, a.Low, right)
	}
	y = s.timeAxis(below, t, true)
	y = rules.drawKey(s, left, y, s.w-8)

	var keys []key
	if hasPair(low, high) {
		keys = append(keys, key{"interval", func(x, y float64) { s.bandSample(x, y, pal.series(0)) }})
	}
	if anyTrue(few) {
		keys = append(keys, key{fmt.Sprintf("n below %d", a.LowN), func(x, y float64) { s.dot(s.middle(x), y, s.p.stroke()+1.4, pal.series(0), true, zText) }})
	}
	if hollow > 0 {
		keys = append(keys, key{"period not complete", func(x, y float64) { s.chip(x, y, pal.Paper, pal.Bar) }})
	}
	if len(gaps) > 0 {
		keys = append(keys, s.gapKey())
	}
	if len(keys) > 0 {
		y = s.legend(left, s.w-8, y+6, keys)
	}
	s.h = y + 4
	return nil
}

func (a Attention) indexScale(index, low, high []Num, n int) scale {
	if a.Range[0] < a.Range[1] {
		return niceScale(a.Range[0], a.Range[1], n)
	}
	lo, hi := extent(index, low, high)
	return indexScale(lo, hi, n)
}

// extent returns the least and the greatest of all numbers, or 0, 0.
func extent(lists ...[]Num) (lo, hi float64) {
	found := false
	for _, l := range lists {
		for _, v := range l {
			if !v.ok {
				continue
			}
			if !found {
				lo, hi, found = v.v, v.v, true
			}
			lo, hi = math.Min(lo, v.v), math.Max(hi, v.v)
		}
	}
	return lo, hi
}

func names(t *timeline) []string {
	out := make([]string, t.n())
	for i := range out {
		out[i] = t.name(i)
	}
	return out
}

func hasPair(low, high []Num) bool {
	for i := range low {
		if low[i].ok && high[i].ok {
			return true
		}
	}
	return false
}

func anyTrue(bs []bool) bool {
	for _, b := range bs {
		if b {
			return true
		}
	}
	return false
}
