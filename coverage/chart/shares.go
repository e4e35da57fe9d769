package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Shares is figure kind 4: how a whole divides over frames, period by period,
// with the shares of the last period written at its end and, below, what the
// shares are of.
type Shares struct {
	Title  string   // "Share of sentences with a frame"
	Whole  string   // what n counts: "sentences with a frame"
	Parts  []string // from the bottom
	Rows   []ShareRow
	Events []coverage.Event
}

// A ShareRow is one period. Counts are of the parts, in the order of
// Shares.Parts; they may be weighted. A row without Counts is without data.
type ShareRow struct {
	Period string
	Counts []float64
	Link   string
}

// Kind returns "shares".
func (Shares) Kind() string { return "shares" }

func (r ShareRow) total() float64 {
	sum := 0.0
	for _, c := range r.Counts {
		sum += c
	}
	return sum
}

// share returns part i of the row, from 0 to 1; it is absent when the whole is
// zero.
func (r ShareRow) share(i int) Num {
	t := r.total()
	if t <= 0 || i >= len(r.Counts) {
		return Num{}
	}
	return N(r.Counts[i] / t)
}

// Table returns one row a period: counts, their sum and the shares.
func (f Shares) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"period", "Period", false}}}
	for i, p := range f.Parts {
		t.Columns = append(t.Columns, Column{"count_" + slug(p, i), p, true})
	}
	t.Columns = append(t.Columns, Column{"total", "All " + or(f.Whole, "counted"), true})
	for i, p := range f.Parts {
		t.Columns = append(t.Columns, Column{"share_" + slug(p, i), p + ", share", true})
	}
	for _, r := range f.Rows {
		row := []string{r.Period}
		for i := range f.Parts {
			if i < len(r.Counts) {
				row = append(row, N(r.Counts[i]).String())
			} else {
				row = append(row, "")
			}
		}
		total := ""
		if len(r.Counts) > 0 {
			total = N(r.total()).String()
		}
		row = append(row, total)
		for i := range f.Parts {
			s := r.share(i)
			if s.ok {
				s.v = math.Round(s.v*1e4) / 1e4
			}
			row = append(row, s.String())
		}
		t.add(row...)
		if r.Link != "" {
			t.link(r.Link)
		}
	}
	return t
}

// ends returns the first and the last row with a whole above zero.
func (f Shares) ends() (first, last *ShareRow) {
	for i := range f.Rows {
		if f.Rows[i].total() > 0 {
			if first == nil {
				first = &f.Rows[i]
			}
			last = &f.Rows[i]
		}
	}
	return first, last
}

// Finding states the shares of the last period and those of the first.
func (f Shares) Finding() string {
	first, last := f.ends()
	if last == nil {
		return "No data: nothing was counted in any period."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s (n = %s):", or(f.Title, "Shares"), PeriodName(last.Period), brief(last.total()))
	for i, p := range f.Parts {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, " %s %.0f%%", clean(p), 100*last.share(i).v)
		if first != last {
			fmt.Fprintf(&b, " (%.0f%% in %s)", 100*first.share(i).v, PeriodName(first.Period))
		}
	}
	b.WriteByte('.')
	return b.String()
}

func (f Shares) periods() []string {
	return periodsOf(f.Rows, func(r ShareRow) string { return r.Period })
}

func (f Shares) check() error {
	if len(f.Rows) == 0 {
		return nil
	}
	if len(f.Parts) == 0 || len(f.Parts) > 8 {
		return fmt.Errorf("%d parts (1 to 8 can be told apart)", len(f.Parts))
	}
	for _, r := range f.Rows {
		if len(r.Counts) != 0 && len(r.Counts) != len(f.Parts) {
			return fmt.Errorf("%s: %d counts for %d parts", r.Period, len(r.Counts), len(f.Parts))
		}
		for i, c := range r.Counts {
			if !(c >= 0) || math.IsInf(c, 0) {
				return fmt.Errorf("%s: a count of %g for %q", r.Period, c, f.Parts[i])
			}
		}
	}
	return checkPeriods(f.periods())
}

func (f Shares) draw(s *sheet) error {
	_, last := f.ends()
	if last == nil {
		return s.nothing(f.Finding())
	}
	t, err := s.timeline(f.periods())
	if err != nil {
		return err
	}
	n := t.n()
	rows := make([]ShareRow, n)
	s.links = make([]string, n)
	for _, r := range f.Rows {
		rows[t.index(r.Period)] = r
		s.links[t.index(r.Period)] = r.Link
	}
	var gaps []int
	whole := make([]Num, n)
	most := 0.0
	for i, r := range rows {
		if len(r.Counts) > 0 {
			whole[i] = N(r.total())
			most = math.Max(most, whole[i].v)
		}
		if r.total() <= 0 {
			gaps = append(gaps, i)
		}
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	height := s.tall(8, 0.24)
	under := s.tall(3, 0.06)
	sc := scale{lo: 0, hi: 100, step: 25}
	ns := countScale(most, max(1, int(under/lh/1.3)))
	left := math.Max(s.scaleWidth(sc), s.scaleWidth(ns)) + 4

	// Labels at the end of the last period, or a legend on a narrow sheet.
	right := 8.0
	var labels [][]string
	beside := s.w >= 480 && t.index(last.Period) == n-1
	if beside {
		var ends []string
		for i, p := range f.Parts {
			ends = append(ends, fmt.Sprintf("%.0f%% %s", 100*last.share(i).v, p))
		}
		var widest float64
		var deep int
		labels, widest, deep = s.wrapNames(ends, s.w*0.24, 2)
		if beside = float64(deep*len(ends))*lh <= height; beside {
			right = widest + 30
		}
	}
	left, right = s.margins(left, right)
	width := s.w - left - right

	y := s.panelTitle(s.letter(true), or(f.Title, "Shares")+", %", s.top+2)
	var keys []key
	for i, p := range f.Parts {
		colour := pal.series(i)
		name := fmt.Sprintf("%.0f%% %s", 100*last.share(i).v, p)
		keys = append(keys, key{name, func(x, y float64) { s.chip(x, y, colour, "") }})
	}
	if !beside {
		keys = append([]key{{PeriodName(last.Period) + ":", nil}}, keys...)
		y = s.legend(left, s.w-8, y, keys) + 2
	}
	rules := s.planEvents(left, width, s.w-1, t, f.Events)
	y += math.Max(rules.height, s.headroom())
	b := box{left, y, width, height}
	rules.drawLabels(s, y)
	s.shade(b, t, gaps, true)
	g := grid{box: b, bands: names(t), up: sc, pointer: true}
	gi := s.addGrid(g)
	s.gridLines(g)
	air := s.air(g, 6)
	for i, p := range f.Parts {
		values := make([]Num, n)
		for k := range rows {
			if v := rows[k].share(i); v.ok {
				values[k] = N(100 * v.v)
			}
		}
		s.columns(columns{name: p, grid: gi, values: values, colour: pal.series(i), stack: "share", gap: air, edge: g.band() >= 6})
	}
	rules.drawRules(s, b)
	if beside {
		var at []float64
		sum := 0.0
		tall := lh
		for i := range f.Parts {
			v := last.share(i).v
			at = append(at, b.bottom()-b.h*(sum+v/2))
			sum += v
			if len(labels[i]) > 1 {
				tall = 2 * lh
			}
		}
		moved := dodge(at, tall, b.y+tall/2-4, b.bottom()-tall/2+4)
		for i := range f.Parts {
			x := b.right()
			s.line(x+1, at[i], x+9, moved[i], stroke{pal.Axis, 0.75, nil, zRule})
			s.rect(box{x + 11, moved[i] - 5, 10, 10}, pal.series(i), "", zText)
			s.lines(x+25, moved[i]-float64(len(labels[i])-1)*lh/2, labels[i], style{})
		}
	}
	y = s.timeAxis(b, t, false)

	y = s.panelTitle(s.letter(true), "Number of "+or(f.Whole, "sentences"), y+8) + s.headroom()
	nb := box{left, y, width, under}
	s.shade(nb, t, gaps, false)
	ng := grid{box: nb, bands: names(t), up: ns, pointer: true}
	ni := s.addGrid(ng)
	s.gridLines(ng)
	s.columns(columns{name: "n", grid: ni, values: whole, colour: pal.Bar, gap: s.air(ng, 12)})
	rules.drawRules(s, nb)
	if beside {
		s.text(nb.right()+11, nb.bottom()-lh/2, "n = "+brief(last.total()), style{})
	}
	y = s.timeAxis(nb, t, true)
	y = rules.drawKey(s, left, y, s.w-8)
	if len(gaps) > 0 {
		y = s.legend(left, s.w-8, y+6, []key{s.gapKey()})
	}
	s.h = y + 4
	return nil
}
