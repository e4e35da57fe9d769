package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// BlameMap is figure kind 3: who is blamed when, one cell an actor and period,
// with its value written in it.
type BlameMap struct {
	Measure string   // what a cell holds, with its unit: "Blame per 100 sentences"
	Actors  []string // rows from the top, as roles; the order of the cells when empty
	Periods []string // columns from the left; those of the cells when empty
	LowN    int      // cells resting on fewer are marked with a dagger; 0 marks none
	Unit    string   // what n counts: "articles"
	Cells   []Cell
}

// A Cell is the blame of one actor in one period. A cell that is not given, or
// has no Value, is without data; a Value of zero is drawn as zero.
type Cell struct {
	Actor, Period string
	Value         Num
	N             int
	Link          string // id of the evidence on the page; may be empty
}

// Kind returns "blame-map".
func (BlameMap) Kind() string { return "blame-map" }

// Table returns one row a cell, actor by actor; cells without data are there.
func (m BlameMap) Table() Table {
	t := Table{Heads: 2, Columns: []Column{{"actor", "Actor", false}, {"period", "Period", false}, {"value", or(m.Measure, "Value"), true}, {"n", "n", true}, {"state", "State", false}}}
	cells := m.index()
	for _, a := range m.actors() {
		for _, p := range m.periods() {
			c := cells[[2]string{a, p}]
			t.add(a, p, c.Value.String(), fmt.Sprint(c.N), state(c.Value, false))
			if c.Link != "" {
				t.link(c.Link)
			}
		}
	}
	return t
}

func (m BlameMap) index() map[[2]string]Cell {
	cells := make(map[[2]string]Cell, len(m.Cells))
	for _, c := range m.Cells {
		cells[[2]string{c.Actor, c.Period}] = c
	}
	return cells
}

func (m BlameMap) actors() []string {
	if len(m.Actors) > 0 {
		return m.Actors
	}
	var out []string
	for _, c := range m.Cells {
		if !slices.Contains(out, c.Actor) {
			out = append(out, c.Actor)
		}
	}
	return out
}

func (m BlameMap) periods() []string {
	ps := m.Periods
	if len(ps) == 0 {
		for _, c := range m.Cells {
			ps = append(ps, c.Period)
		}
	}
	t, err := newTimeline(ps)
	if err != nil {
		return nil
	}
	return t.labels
}

// Finding names the highest cell and the actor with the most blame in the
// first and in the last period with data.
func (m BlameMap) Finding() string {
	var top *Cell
	best := map[string]*Cell{}
	for i := range m.Cells {
		c := &m.Cells[i]
		if !c.Value.ok {
			continue
		}
		if top == nil || c.Value.v > top.Value.v {
			top = c
		}
		if b := best[c.Period]; b == nil || c.Value.v > b.Value.v {
			best[c.Period] = c
		}
	}
	if top == nil {
		return "No data: no cell has a value."
	}
	if top.Value.v == 0 {
		return or(m.Measure, "Value") + ": zero for every actor in every period with data."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: highest for %s in %s (%s). ", or(m.Measure, "Value"), clean(top.Actor), PeriodName(top.Period), brief(top.Value.v))
	var ends []*Cell
	for _, p := range m.periods() {
		if c := best[p]; c != nil && c.Value.v > 0 {
			ends = append(ends, c)
		}
	}
	if len(ends) > 1 {
		f, l := ends[0], ends[len(ends)-1]
		fmt.Fprintf(&b, "Most blamed in %s: %s (%s); in %s: %s (%s).", PeriodName(f.Period), clean(f.Actor), brief(f.Value.v), PeriodName(l.Period), clean(l.Actor), brief(l.Value.v))
	}
	return strings.TrimSpace(b.String())
}

func (m BlameMap) check() error {
	seen := map[[2]string]bool{}
	actors, periods := m.actors(), m.periods()
	for _, c := range m.Cells {
		k := [2]string{c.Actor, c.Period}
		switch {
		case clean(c.Actor) == "" || clean(c.Period) == "":
			return errors.New("a cell has no actor or no period")
		case seen[k]:
			return fmt.Errorf("the cell of %q in %s stands twice", c.Actor, c.Period)
		case !slices.Contains(actors, c.Actor):
			return fmt.Errorf("actor %q has a cell and is not among Actors", c.Actor)
		case !slices.Contains(periods, c.Period):
			return fmt.Errorf("period %q has a cell and is not among Periods", c.Period)
		case c.Value.v < 0:
			return fmt.Errorf("%q in %s: a value of %g; cells hold amounts", c.Actor, c.Period, c.Value.v)
		}
		seen[k] = true
	}
	if len(actors)*len(periods) > 4000 {
		return fmt.Errorf("%d actors by %d periods (4000 cells are the most)", len(actors), len(periods))
	}
	return nil
}

func (m BlameMap) draw(s *sheet) error {
	actors, periods := m.actors(), m.periods()
	if len(actors) == 0 || len(periods) == 0 {
		return s.nothing(m.Finding())
	}
	t, err := newTimeline(periods)
	if err != nil {
		return err
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())

	// Names at the left, on two lines if a third of the sheet is too little.
	left := 0.0
	limit := s.w * 0.34
	labels := make([][]string, len(actors))
	deep := 1
	for i, a := range actors {
		labels[i] = wrap(a, limit, s.p.text(), false, 2)
		deep = max(deep, len(labels[i]))
		for _, l := range labels[i] {
			left = math.Max(left, s.textWidth(l, style{}))
		}
	}
	left += 10
	right := 4.0
	width := s.w - left - right
	row := math.Max(lh*float64(deep)+4, lh*1.5)

	y := s.panelTitle(s.letter(false), or(m.Measure, "Value"), s.top+2)
	b := box{left, y, width, row * float64(len(actors))}
	g := grid{box: b, bands: names(t), rows: actors}
	gi := s.addGrid(g)
	band := g.band()

	cells := m.index()
	most := 0.0
	for _, c := range m.Cells {
		most = math.Max(most, c.Value.v)
	}
	whole := allWhole(m.Cells)
	steps := classes(most, len(pal.Ramp), whole)
	size := s.p.small()
	decimals := 0
	if !whole && most < 100 {
		decimals = 1
	}
	write := func(v float64) string {
		switch {
		case most >= 1e5 || most > 0 && most < 0.1:
			return power(v)
		case v > 0 && v < 0.5*math.Pow(10, -float64(decimals)):
			return "<" + fixed(math.Pow(10, -float64(decimals)), decimals)
		}
		return fixed(v, decimals)
	}
	room := func() float64 {
		w := 0.0
		for _, c := range m.Cells {
			if c.Value.ok {
				w = math.Max(w, s.textWidth(write(c.Value.v)+"†", style{size: size}))
			}
		}
		return w
	}
	widest := room()
	if widest+2 > band && decimals > 0 {
		decimals = 0
		widest = room()
	}
	numbers := widest+2 <= band
	gaps, daggers := false, false
	var data []heatCell
	for i, a := range actors {
		for j, p := range periods {
			c := cells[[2]string{a, p}]
			cell := box{b.x + float64(j)*band, b.y + float64(i)*row, band, row}
			v, ok := c.Value.Get()
			if !ok {
				gaps = true
				s.hatch(inset(cell, 0.5), zShade)
				if numbers {
					s.text(cell.x+band/2, cell.y+row/2, "–", style{size: size, colour: pal.Soft, align: "center"})
				}
				continue
			}
			k := classOf(v, steps)
			data = append(data, heatCell{j, i, v, pal.Ramp[k], a + ", " + t.name(j)})
			low := c.N < m.LowN
			daggers = daggers || low
			if numbers {
				text := write(v)
				if low {
					text += "†"
				}
				s.text(cell.x+band/2, cell.y+row/2, text, style{size: size, colour: pal.on(pal.Ramp[k]), align: "center"})
			} else if low {
				s.dot(cell.x+band/2, cell.y+row/2, math.Min(1.6, band/4), pal.on(pal.Ramp[k]), false, zText)
			}
		}
	}
	s.cells(gi, or(m.Measure, "Value"), data)
	for i := range actors {
		mid := b.y + (float64(i)+0.5)*row
		s.lines(left-8, mid-float64(len(labels[i])-1)*lh/2, labels[i], style{align: "right"})
	}
	y = s.timeAxis(b, t, true)

	var keys []key
	for k, colour := range pal.Ramp {
		name := "0"
		if k > 0 {
			if most == 0 || steps[k] >= most {
				break
			}
			name = className(steps, k, whole, write)
		}
		keys = append(keys, key{name, func(x, y float64) { s.chip(x, y, colour, pal.Axis) }})
	}
	if gaps {
		keys = append(keys, key{"no data", func(x, y float64) {
			s.hatch(s.sample(x, y), zText)
			s.text(s.middle(x), y, "–", style{size: size, colour: pal.Soft, align: "center"})
		}})
	}
	if daggers {
		mark := func(x, y float64) { s.text(s.middle(x), y, "†", style{align: "center"}) }
		if !numbers {
			mark = func(x, y float64) { s.dot(s.middle(x), y, 1.6, pal.Ink, false, zText) }
		}
		keys = append(keys, key{fmt.Sprintf("fewer than %d %s", m.LowN, or(m.Unit, "articles")), mark})
	}
	s.h = s.legend(left, s.w-4, y+6, keys) + 4
	return nil
}

func inset(b box, d float64) box { return box{b.x + d, b.y + d, b.w - 2*d, b.h - 2*d} }

func allWhole(cs []Cell) bool {
	for _, c := range cs {
		if c.Value.v != math.Trunc(c.Value.v) {
			return false
		}
	}
	return true
}

// classes returns the lower bounds of n classes of amounts up to most: the
// first holds zero alone, the others have the least round width that covers
// most. When every amount is whole, so is the width.
func classes(most float64, n int, whole bool) []float64 {
	lows := make([]float64, n)
	if most <= 0 {
		return lows
	}
	raw := most / float64(n-1)
	unit := math.Pow(10, math.Floor(math.Log10(raw)))
	step := 10 * unit
	for _, m := range []float64{1, 1.5, 2, 2.5, 3, 4, 5, 6, 8} {
		if w := m * unit; w >= raw*(1-1e-9) && !(whole && w != math.Trunc(w)) {
			step = w
			break
		}
	}
	if whole {
		step = math.Max(step, 1)
	}
	for k := 2; k < n; k++ {
		lows[k] = step * float64(k-1)
	}
	return lows
}

// classOf puts zero in class 0 and a value above lows[k], k > 0, in class k.
func classOf(v float64, lows []float64) int {
	k := 0
	for i := 1; i < len(lows); i++ {
		if v > lows[i] {
			k = i
		}
	}
	return k
}

// className names class k > 0: "1–15" for whole amounts, "0–1.5" otherwise,
// where a class holds its upper bound and not its lower.
func className(lows []float64, k int, whole bool, write func(float64) string) string {
	step := lows[2]
	if !whole {
		return write(lows[k]) + "–" + write(lows[k]+step)
	}
	if step == 1 {
		return write(lows[k] + 1)
	}
	return write(lows[k]+1) + "–" + write(lows[k]+step)
}

// on returns the text colour that stands out more on a fill.
func (p Palette) on(fill string) string {
	if contrast(p.Ink, fill) >= contrast(p.Paper, fill) {
		return p.Ink
	}
	return p.Paper
}
