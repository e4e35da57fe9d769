package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Changes is figure kind 2: an index or balance with its interval, the levels
// between the change points that were found, and how sure their dates are.
type Changes struct {
	Index string // what the line is: "Balance (log ratio) with 95% interval"
	High  string // what a high value means
	Low   string
	LowN  int // values with a smaller N are drawn hollow; 0 draws none so
	Rows  []ChangeRow

	Points []ChangePoint
	Events []coverage.Event
}

// A ChangeRow is one period.
type ChangeRow struct {
	Period           string
	Value, Low, High Num
	N                int
	Level            Num // of the segment that the period lies in; absent for none
	Link             string
}

// A ChangePoint is a break between two levels.
type ChangePoint struct {
	Period      string // the first period of the new level
	First, Last string // interval of the date, as periods; both "" for none
	Label       string // how sure: "break in 94% of draws"; may be empty
}

// Kind returns "changes".
func (Changes) Kind() string { return "changes" }

// Table returns one row a period; a break is marked in the row it begins.
func (c Changes) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"period", "Period", false}, {"value", or(c.Index, "Value"), true}, {"low", "Low", true}, {"high", "High", true},
		{"n", "n", true}, {"level", "Level", true}, {"break", "Change point", false}}}
	for _, r := range c.Rows {
		mark := ""
		for _, p := range c.Points {
			if p.Period == r.Period {
				mark = "change"
				if p.First != "" {
					mark += " between " + p.First + " and " + p.Last
				}
				if p.Label != "" {
					mark += "; " + clean(p.Label)
				}
			}
		}
		t.add(r.Period, r.Value.String(), r.Low.String(), r.High.String(), fmt.Sprint(r.N), r.Level.String(), mark)
		if r.Link != "" {
			t.link(r.Link)
		}
	}
	return t
}

// Finding states the course of the index, how often its interval excludes
// zero, and the change points.
func (c Changes) Finding() string {
	var first, last *ChangeRow
	below, above, known := 0, 0, 0
	for i := range c.Rows {
		r := &c.Rows[i]
		if !r.Value.ok {
			continue
		}
		known++
		if first == nil {
			first = r
		}
		last = r
		if r.Low.ok && r.Low.v > 0 {
			above++
		}
		if r.High.ok && r.High.v < 0 {
			below++
		}
	}
	if first == nil {
		return "No data: the index is undefined throughout."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s in %s, %s in %s. ", or(c.Index, "Index"), briefSigned(first.Value.v), PeriodName(first.Period), briefSigned(last.Value.v), PeriodName(last.Period))
	fmt.Fprintf(&b, "The interval lies below 0 in %d and above 0 in %d of %d periods. ", below, above, known)
	if len(c.Points) == 0 {
		b.WriteString("No change point is shown.")
	}
	for _, p := range c.Points {
		fmt.Fprintf(&b, "Change at %s", PeriodName(p.Period))
		if p.First != "" {
			fmt.Fprintf(&b, " (between %s and %s)", PeriodName(p.First), PeriodName(p.Last))
		}
		b.WriteString(". ")
	}
	return strings.TrimSpace(b.String())
}

func (c Changes) periods() []string {
	return periodsOf(c.Rows, func(r ChangeRow) string { return r.Period })
}

func (c Changes) check() error {
	if len(c.Rows) == 0 {
		return nil
	}
	if err := checkPeriods(c.periods()); err != nil {
		return err
	}
	t, err := newTimeline(c.periods())
	if err != nil {
		return err
	}
	for _, r := range c.Rows {
		if err := checkInterval(r.Period, r.Value, r.Low, r.High); err != nil {
			return err
		}
	}
	for _, p := range c.Points {
		for _, s := range []string{p.Period, p.First, p.Last} {
			if i := t.index(s); s != "" && (i < 0 || i >= t.n()) {
				return fmt.Errorf("change point at %q, which is not on the axis", s)
			}
		}
		if (p.First == "") != (p.Last == "") {
			return fmt.Errorf("change point at %s: an interval with one end", p.Period)
		}
	}
	return nil
}

func (c Changes) draw(s *sheet) error {
	if len(c.Rows) == 0 {
		return s.nothing(c.Finding())
	}
	t, err := s.timeline(c.periods())
	if err != nil {
		return err
	}
	n := t.n()
	value, low, high, level := make([]Num, n), make([]Num, n), make([]Num, n), make([]Num, n)
	few := make([]bool, n)
	s.links = make([]string, n)
	for _, r := range c.Rows {
		i := t.index(r.Period)
		value[i], low[i], high[i], level[i] = r.Value, r.Low, r.High, r.Level
		few[i] = r.Value.ok && r.N < c.LowN
		s.links[i] = r.Link
	}
	var gaps []int
	for i := range value {
		if !value[i].ok {
			gaps = append(gaps, i)
		}
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	height := s.tall(7, 0.26)
	lo, hi := extent(value, low, high, level)
	ticks := int(height / lh / 1.5)
	sc := indexScale(lo, hi, ticks)
	left := s.scaleWidth(sc) + 4
	right, poles := s.poleRoom(c.High, c.Low)
	left, right = s.margins(left, right)
	width := s.w - left - right

	y := s.panelTitle(s.letter(false), or(c.Index, "Index"), s.top+2)
	if !poles {
		y = s.poleLine(c.High, c.Low, y)
	}
	rules := s.planEvents(left, width, s.w-1, t, c.Events)
	y += math.Max(rules.height, s.headroom())
	b := box{left, y, width, height}
	rules.drawLabels(s, y)
	s.shade(b, t, gaps, true)
	g := grid{box: b, bands: names(t), up: sc, pointer: true}
	gi := s.addGrid(g)
	s.gridLines(g)
	rules.drawRules(s, b)
	band := g.band()
	sure := false
	for _, p := range c.Points {
		at := b.x + float64(t.index(p.Period))*band
		if p.First != "" {
			sure = true
			x1, x2 := b.x+float64(t.index(p.First))*band, b.x+float64(t.index(p.Last)+1)*band
			s.marks = append(s.marks, block{box{x1, b.y, x2 - x1, b.h}, pal.series(1), "", 0.14, zGrid})
		}
		s.line(at, b.y, at, b.bottom(), stroke{pal.series(1), s.p.stroke(), nil, zRule})
	}
	s.steps(g, level, pal.series(1))
	s.curve(curve{name: or(c.Index, "Index"), grid: gi, values: value, colour: pal.series(0), width: s.p.stroke(), dots: band > 7, z: zLine})
	s.interval(gi, g, value, low, high, pal.series(0))
	s.hollow(g, value, few, pal.series(0))
	if poles {
		s.poleLabels(b, c.High, c.Low, right)
	}
	y = s.timeAxis(b, t, true)
	y = rules.drawKey(s, left, y, s.w-8)

	var keys []key
	if hasPair(low, high) {
		keys = append(keys, key{"value and interval", func(x, y float64) { s.bandSample(x, y, pal.series(0)) }})
	}
	if len(c.Points) > 0 {
		keys = append(keys, key{"change point", func(x, y float64) {
			s.line(s.middle(x), y-6, s.middle(x), y+6, stroke{pal.series(1), s.p.stroke(), nil, zText})
		}})
	}
	if sure {
		keys = append(keys, key{"where it may lie", func(x, y float64) {
			s.marks = append(s.marks, block{s.sample(x, y), pal.series(1), "", 0.14, zText})
		}})
	}
	if hasPair(level, level) {
		keys = append(keys, key{"level", func(x, y float64) {
			s.line(x, y, s.sample(x, y).right(), y, stroke{pal.series(1), s.p.stroke() * 0.8, []float64{5, 2}, zText})
		}})
	}
	if anyTrue(few) {
		keys = append(keys, key{fmt.Sprintf("n below %d", c.LowN), func(x, y float64) { s.dot(s.middle(x), y, s.p.stroke()+1.4, pal.series(0), true, zText) }})
	}
	if len(gaps) > 0 {
		keys = append(keys, s.gapKey())
	}
	y = s.legend(left, s.w-8, y+6, keys)
	for _, p := range c.Points {
		if l := clean(p.Label); l != "" {
			for _, one := range wrap(PeriodName(p.Period)+": "+l, s.w-left-8, s.p.text(), false, 2) {
				s.text(left, y+lh/2+2, one, style{colour: pal.Soft})
				y += lh
			}
		}
	}
	s.h = y + 5
	return nil
}

// steps draws levels as broken lines over the bands that they hold for.
func (s *sheet) steps(g grid, level []Num, colour string) {
	for i := 0; i < len(level); {
		j := i + 1
		for j < len(level) && level[j] == level[i] {
			j++
		}
		if level[i].ok {
			y := g.yAt(level[i].v)
			s.line(g.x+float64(i)*g.band(), y, g.x+float64(j)*g.band(), y, stroke{colour, s.p.stroke() * 0.8, []float64{5, 2}, zBar})
		}
		i = j
	}
}

// hollow marks the values that rest on few articles.
func (s *sheet) hollow(g grid, values []Num, few []bool, colour string) {
	for i, f := range few {
		if f && values[i].ok {
			s.dot(g.bandX(i), g.yAt(values[i].v), s.p.stroke()+1.4, colour, true, zDot)
		}
	}
}
