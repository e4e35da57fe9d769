package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// OutletShift is figure kind 5: each outlet before and after, with intervals,
// and the change between. Rows are sorted by the change. It is drawn as a row
// an outlet rather than as a slope graph, in which the intervals of many
// outlets would lie over one another.
type OutletShift struct {
	Measure string // "Systemic share of framed sentences"
	Before  string // "to December 2010"
	After   string // "from January 2011"
	Percent bool   // values are shares from 0 to 1, shown in percent
	Rows    []ShiftRow
}

// A ShiftRow is one outlet or group of outlets.
type ShiftRow struct {
	Outlet                        string
	Before, BeforeLow, BeforeHigh Num
	After, AfterLow, AfterHigh    Num
	NBefore, NAfter               int // articles
	Change, ChangeLow, ChangeHigh Num // absent: After minus Before, without an interval
	Link                          string
}

// Kind returns "outlet-shift".
func (OutletShift) Kind() string { return "outlet-shift" }

func (r ShiftRow) change() Num {
	if r.Change.ok {
		return r.Change
	}
	if r.Before.ok && r.After.ok {
		return N(r.After.v - r.Before.v)
	}
	return Num{}
}

// sorted returns the rows by falling change, those without one last.
func (o OutletShift) sorted() []ShiftRow {
	rows := slices.Clone(o.Rows)
	slices.SortStableFunc(rows, func(a, b ShiftRow) int {
		x, y := a.change(), b.change()
		switch {
		case x.ok != y.ok:
			if x.ok {
				return -1
			}
			return 1
		case x.v != y.v:
			return cmp.Compare(y.v, x.v)
		}
		return strings.Compare(a.Outlet, b.Outlet)
	})
	return rows
}

// Table returns one row an outlet.
func (o OutletShift) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"outlet", "Outlet", false},
		{"before", "Before", true}, {"before_low", "Low", true}, {"before_high", "High", true}, {"n_before", "n before", true},
		{"after", "After", true}, {"after_low", "Low", true}, {"after_high", "High", true}, {"n_after", "n after", true},
		{"change", "Change", true}, {"change_low", "Low", true}, {"change_high", "High", true}}}
	for _, r := range o.sorted() {
		t.add(r.Outlet, r.Before.String(), r.BeforeLow.String(), r.BeforeHigh.String(), fmt.Sprint(r.NBefore),
			r.After.String(), r.AfterLow.String(), r.AfterHigh.String(), fmt.Sprint(r.NAfter),
			N(significant(r.change().v)).when(r.change().ok).String(), r.ChangeLow.String(), r.ChangeHigh.String())
		if r.Link != "" {
			t.link(r.Link)
		}
	}
	return t
}

// when returns n, or the absent Num.
func (n Num) when(ok bool) Num {
	if !ok {
		return Num{}
	}
	return n
}

// Finding states how many rose and fell, and the largest changes.
func (o OutletShift) Finding() string {
	rows := o.sorted()
	up, down, clear, known := 0, 0, 0, 0
	for _, r := range rows {
		c := r.change()
		if !c.ok {
			continue
		}
		known++
		if c.v > 0 {
			up++
		} else if c.v < 0 {
			down++
		}
		if r.ChangeLow.ok && (r.ChangeLow.v > 0 || r.ChangeHigh.v < 0) {
			clear++
		}
	}
	if known == 0 {
		return "No data: no outlet has a value both before and after."
	}
	d := o.decimals()
	unit := ""
	if o.Percent {
		unit = ", percentage points"
	}
	s := fmt.Sprintf("%s%s: of %d outlets %d rose and %d fell; the interval of the change excludes 0 for %d. ", or(o.Measure, "Value"), unit, known, up, down, clear)
	s += fmt.Sprintf("Largest rise or smallest fall: %s (%s)", clean(rows[0].Outlet), effect(rows[0].change(), rows[0].ChangeLow, rows[0].ChangeHigh, d, scaleOf(o.Percent)))
	if last := rows[known-1]; known > 1 {
		s += fmt.Sprintf("; largest fall or smallest rise: %s (%s)", clean(last.Outlet), effect(last.change(), last.ChangeLow, last.ChangeHigh, d, scaleOf(o.Percent)))
	}
	return s + "."
}

// scaleOf is what values are multiplied with to be shown.
func scaleOf(percent bool) float64 {
	if percent {
		return 100
	}
	return 1
}

func (o OutletShift) decimals() int {
	if o.Percent {
		return 0
	}
	return 2
}

func (o OutletShift) check() error {
	if len(o.Rows) > 60 {
		return fmt.Errorf("%d outlets (60 rows are the most)", len(o.Rows))
	}
	for _, r := range o.Rows {
		if clean(r.Outlet) == "" {
			return fmt.Errorf("a row has no Outlet")
		}
		for _, e := range []error{checkInterval(r.Outlet+" before", r.Before, r.BeforeLow, r.BeforeHigh),
			checkInterval(r.Outlet+" after", r.After, r.AfterLow, r.AfterHigh),
			checkInterval(r.Outlet+" change", r.Change, r.ChangeLow, r.ChangeHigh)} {
			if e != nil {
				return e
			}
		}
	}
	return nil
}

func (o OutletShift) draw(s *sheet) error {
	if len(o.Rows) == 0 {
		return s.nothing(o.Finding())
	}
	rows := o.sorted()
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	var nums []Num
	var labels []string
	for _, r := range rows {
		nums = append(nums, r.Before, r.BeforeLow, r.BeforeHigh, r.After, r.AfterLow, r.AfterHigh)
		labels = append(labels, r.Outlet)
	}
	lo, hi := extent(nums)
	if o.Percent {
		lo, hi = math.Min(lo, 0), math.Max(hi, math.Min(1, hi))
	}
	sc := niceScale(math.Min(lo, 0), math.Max(hi, 0), int(s.w/110))

	// Name | marks | change in words.
	lines, widest, deep := s.wrapNames(labels, s.w*0.3, 2)
	left := widest + 12
	var changes []string
	head := "change"
	if o.Percent {
		head = "change, points"
	}
	room := s.textWidth(head, style{bold: true})
	for _, r := range rows {
		c := effect(r.change(), r.ChangeLow, r.ChangeHigh, o.decimals(), scaleOf(o.Percent))
		if !r.change().ok {
			c = "no data"
		}
		changes = append(changes, c)
		room = math.Max(room, s.textWidth(c, style{}))
	}
	narrow := left+room+12 > s.w*0.62
	if narrow { // without the interval, which the marks show
		room = s.textWidth(head, style{bold: true})
		for i, r := range rows {
			if r.change().ok {
				changes[i] = effect(r.change(), Num{}, Num{}, o.decimals(), scaleOf(o.Percent))
			}
			room = math.Max(room, s.textWidth(changes[i], style{}))
		}
	}
	right := room + 12
	row := math.Max(lh*1.5, lh*float64(deep)+3)

	y := s.panelTitle(s.letter(false), or(o.Measure, "Value"), s.top+2)
	y = s.legend(2, s.w-8, y, []key{
		{"before: " + or(o.Before, "earlier"), func(x, y float64) { s.dot(s.middle(x), y, s.dotSize(), pal.Bar, false, zText) }},
		{"after: " + or(o.After, "later"), func(x, y float64) { s.dot(s.middle(x), y, s.dotSize(), pal.series(0), false, zText) }},
	})
	s.text(s.w-4, y+lh/2, head, style{bold: true, align: "right"})
	y += lh + 2
	rp := s.addRows(left, y, s.w-left-right, row, len(rows), sc)
	s.rowNames(rp, left-8, lines)
	var before, after [][2]float64
	var nb, na []string
	for i, r := range rows {
		if r.Before.ok && r.After.ok {
			s.line(rp.grid.xAt(r.Before.v), rp.yAt(i, -0.14), rp.grid.xAt(r.After.v), rp.yAt(i, 0.14), stroke{pal.Soft, 1, nil, zRule})
		}
		s.whisker(rp, i, -0.14, r.BeforeLow, r.BeforeHigh, pal.Bar)
		s.whisker(rp, i, 0.14, r.AfterLow, r.AfterHigh, pal.series(0))
		if r.Before.ok {
			before = append(before, [2]float64{r.Before.v, rp.y(i, -0.14)})
			nb = append(nb, r.Outlet)
		}
		if r.After.ok {
			after = append(after, [2]float64{r.After.v, rp.y(i, 0.14)})
			na = append(na, r.Outlet)
		}
		colour := pal.Ink
		if !r.change().ok {
			colour = pal.Soft
		}
		s.text(s.w-4, rp.yAt(i, 0), changes[i], style{align: "right", colour: colour})
	}
	size := [2]float64{2 * s.dotSize(), 2 * s.dotSize()}
	s.cloud(cloud{name: "before", grid: rp.index, points: before, names: nb, colour: pal.Bar, size: size, shape: "circle"})
	s.cloud(cloud{name: "after", grid: rp.index, points: after, names: na, colour: pal.series(0), size: size, shape: "circle"})
	s.h = s.scaleAxis(rp.grid.box, sc, o.tick(sc)) + 4
	return nil
}

func (o OutletShift) tick(sc scale) func(float64) string {
	if !o.Percent {
		return nil
	}
	return func(v float64) string { return fixed(v*100, max(0, sc.decimals-2)) + "%" }
}
