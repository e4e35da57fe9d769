package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Interruption is figure kind 7: an interrupted time series, with what was
// observed, what the model fits, and what would have been without the event.
type Interruption struct {
	Measure string // "Framing index"
	Effects []Effect
	Rows    []InterruptionRow
	Events  []coverage.Event // the interruptions, and others with a Label
}

// An Effect is an estimate to be written into the figure.
type Effect struct {
	Name             string // "level change at the second review"
	Value, Low, High Num
	P                Num
}

// An InterruptionRow is one period.
type InterruptionRow struct {
	Period         string
	Observed       Num
	Fitted         Num
	Counterfactual Num // from the interruption on
	Low, High      Num // interval of the counterfactual
	N              int
	Break          bool // the first period after an interruption: the fitted line starts anew
}

// Kind returns "interruption".
func (Interruption) Kind() string { return "interruption" }

// Table returns one row a period.
func (f Interruption) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"period", "Period", false}, {"observed", or(f.Measure, "Observed"), true}, {"n", "n", true}, {"fitted", "Fitted", true},
		{"counterfactual", "Without the event", true}, {"low", "Low", true}, {"high", "High", true}}}
	for _, r := range f.Rows {
		t.add(r.Period, r.Observed.String(), fmt.Sprint(r.N), r.Fitted.String(), r.Counterfactual.String(), r.Low.String(), r.High.String())
	}
	return t
}

// String writes the effect as in "level change +0.33 [0.21, 0.45], p < 0.001".
func (e Effect) String() string {
	s := clean(e.Name) + " " + effect(e.Value, e.Low, e.High, 2, 1)
	if e.P.ok {
		s += ", " + probability(e.P.v)
	}
	return s
}

// probability writes a p value: "p = 0.03" or "p < 0.001".
func probability(p float64) string {
	switch {
	case p < 0.001:
		return "p < 0.001"
	case p < 0.0095:
		return "p = " + fixed(p, 3)
	}
	return "p = " + fixed(p, 2)
}

// Finding states the effects, or that none was estimated.
func (f Interruption) Finding() string {
	known := 0
	for _, r := range f.Rows {
		if r.Observed.ok {
			known++
		}
	}
	if known == 0 {
		return "No data: no period was observed."
	}
	if len(f.Effects) == 0 {
		return fmt.Sprintf("%s in %d periods; no effect was estimated.", or(f.Measure, "Values"), known)
	}
	var said []string
	for _, e := range f.Effects {
		said = append(said, e.String())
	}
	return or(f.Measure, "Values") + ": " + strings.Join(said, "; ") + "."
}

func (f Interruption) periods() []string {
	return periodsOf(f.Rows, func(r InterruptionRow) string { return r.Period })
}

func (f Interruption) check() error {
	if len(f.Rows) == 0 {
		return nil
	}
	for _, r := range f.Rows {
		if err := checkInterval(r.Period, r.Counterfactual, r.Low, r.High); err != nil {
			return err
		}
	}
	for _, e := range f.Effects {
		if err := checkInterval(e.Name, e.Value, e.Low, e.High); err != nil {
			return err
		}
	}
	return checkPeriods(f.periods())
}

func (f Interruption) draw(s *sheet) error {
	if len(f.Rows) == 0 {
		return s.nothing(f.Finding())
	}
	t, err := s.timeline(f.periods())
	if err != nil {
		return err
	}
	n := t.n()
	seen, fitted, other := make([]Num, n), make([]Num, n), make([]Num, n)
	low, high, starts := make([]Num, n), make([]Num, n), make([]bool, n)
	for _, r := range f.Rows {
		i := t.index(r.Period)
		seen[i], fitted[i], other[i], low[i], high[i], starts[i] = r.Observed, r.Fitted, r.Counterfactual, r.Low, r.High, r.Break
	}
	var gaps, breaks []int
	for i := range seen {
		if !seen[i].ok {
			gaps = append(gaps, i)
		}
	}
	for i := 1; i < n; i++ {
		if starts[i] || other[i].ok && !other[i-1].ok {
			breaks = append(breaks, i)
		}
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	height := s.tall(8, 0.28)
	lo, hi := extent(seen, fitted, other, low, high)
	sc := niceScale(lo, hi, int(height/lh/1.5))
	left, right := s.margins(s.scaleWidth(sc)+4, 8)
	width := s.w - left - right

	y := s.panelTitle(s.letter(false), or(f.Measure, "Value"), s.top+2)
	for _, e := range f.Effects {
		y = s.lines(2, y+lh/2, wrap(e.String(), s.w-8, s.p.text(), false, 2), style{}) - lh/2
	}
	rules := s.planEvents(left, width, s.w-1, t, f.Events)
	y += math.Max(rules.height, s.headroom()) + 2
	b := box{left, y, width, height}
	rules.drawLabels(s, y)
	s.shade(b, t, gaps, true)
	g := grid{box: b, bands: names(t), up: sc, pointer: true}
	gi := s.addGrid(g)
	s.gridLines(g)
	rules.drawRules(s, b)
	s.curve(curve{name: "without the event", grid: gi, values: other, colour: pal.series(1), width: s.p.stroke(), dash: []float64{5, 3}, z: zLine})
	s.interval(gi, g, other, low, high, pal.series(1))
	for _, part := range split(fitted, breaks) {
		s.curve(curve{name: "fitted", grid: gi, values: part, colour: pal.series(0), width: s.p.stroke(), z: zLine})
	}
	s.points(gi, "observed", seen, pal.Soft, math.Min(5, math.Max(2.5, g.band())))
	y = s.timeAxis(b, t, true)
	y = rules.drawKey(s, left, y, s.w-8)

	keys := []key{{"observed", func(x, y float64) { s.dot(s.middle(x), y, 2.5, pal.Soft, false, zText) }}}
	if hasPair(fitted, fitted) {
		keys = append(keys, key{"fitted", func(x, y float64) {
			s.line(x, y, s.sample(x, y).right(), y, stroke{pal.series(0), s.p.stroke(), nil, zText})
		}})
	}
	if hasPair(other, other) {
		name := "without the event"
		if hasPair(low, high) {
			name += ", with interval"
		}
		keys = append(keys, key{name, func(x, y float64) {
			if hasPair(low, high) {
				s.marks = append(s.marks, block{s.sample(x, y), pal.series(1), "", 0.22, zText})
			}
			s.line(x, y, s.sample(x, y).right(), y, stroke{pal.series(1), s.p.stroke(), []float64{5, 3}, zText})
		}})
	}
	if len(gaps) > 0 {
		keys = append(keys, s.gapKey())
	}
	s.h = s.legend(left, s.w-8, y+6, keys) + 4
	return nil
}

// split returns a copy of the values for each stretch between breaks, absent
// outside it, so that no line is drawn across a break.
func split(values []Num, breaks []int) [][]Num {
	var out [][]Num
	from := 0
	for _, to := range append(breaks, len(values)) {
		part := make([]Num, len(values))
		copy(part[from:to], values[from:to])
		out = append(out, part)
		from = to
	}
	return out
}
