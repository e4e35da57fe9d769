package chart

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// eventRules are the events of a figure, laid out over one plot: a rule
// through every panel at the event's date and a label above the first.
type eventRules struct {
	flags  []banner
	xs     []float64 // of the rules
	key    []string  // "1  Trial ends", when the labels do not fit above the plot
	height float64   // of the labels above the plot
}

// mostLanes is how many lanes of labels may stand above a plot; with more the
// labels are numbered and listed below it.
const mostLanes = 5

// planEvents lays out the events that lie on the timeline and carry a label.
// A date that is not known as finely as the axis counts is marked "c.".
func (s *sheet) planEvents(left, width, right float64, t *timeline, events []coverage.Event) eventRules {
	var r eventRules
	type mark struct {
		x     float64
		label string
	}
	var marks []mark
	for _, e := range events {
		at, ok := t.at(e.Date)
		if label := clean(e.Label); ok && label != "" {
			if _, sharp := coverage.PeriodOf(e.Date, t.kind); !sharp || e.Date.Basis == coverage.Approximate {
				label = "c. " + label
			}
			marks = append(marks, mark{round2(left + width*at/float64(t.n())), label})
		}
	}
	if len(marks) == 0 {
		return r
	}
	slices.SortStableFunc(marks, func(a, b mark) int { return cmp.Compare(a.x, b.x) })
	lh := s.lineHeight(s.p.text())
	for _, m := range marks {
		r.flags = append(r.flags, banner{x: m.x, text: m.label, w: s.textWidth(m.label, style{})})
		r.xs = append(r.xs, m.x)
	}
	r.xs = slices.Compact(r.xs)
	if n, ok := lanes(r.flags, 1, right, mostLanes); ok {
		r.height = float64(n)*lh + 2
		return r
	}

	// Numbers instead: one for each group of rules that stand close together.
	r.flags = nil
	for i := 0; i < len(marks); {
		j := i + 1
		for j < len(marks) && marks[j].x-marks[j-1].x < s.p.text() {
			j++
		}
		label := fmt.Sprint(i + 1)
		if j > i+1 {
			label = fmt.Sprintf("%d–%d", i+1, j)
		}
		r.flags = append(r.flags, banner{x: marks[i].x, text: label, w: s.textWidth(label, style{bold: true})})
		i = j
	}
	for i, m := range marks {
		r.key = append(r.key, fmt.Sprintf("%d\u2002%s", i+1, m.label))
	}
	n, ok := lanes(r.flags, 1, right, 40)
	if !ok { // a sheet so narrow that even numbers do not fit: the key stands alone
		r.flags, n = nil, 0
	}
	r.height = float64(n)*lh + 2
	return r
}

// drawLabels puts the labels above a plot whose upper edge is at top, and
// leads each down to it.
func (r eventRules) drawLabels(s *sheet, top float64) {
	lh := s.lineHeight(s.p.text())
	for _, f := range r.flags {
		y := top - 2 - (float64(f.lane)+0.5)*lh
		st := style{bold: r.key != nil}
		if f.left {
			st.align = "right"
			s.text(f.x-flagGap, y, f.text, st)
		} else {
			s.text(f.x+flagGap, y, f.text, st)
		}
		s.line(f.x, y-lh/2+1, f.x, top, s.ruleStroke())
	}
}

// drawRules draws the rules through a panel.
func (r eventRules) drawRules(s *sheet, b box) {
	for _, x := range r.xs {
		s.line(x, b.y, x, b.bottom(), s.ruleStroke())
	}
}

func (s *sheet) ruleStroke() stroke {
	return stroke{s.p.Palette.Ink, 0.75, []float64{3, 2}, zRule}
}

// drawKey lists numbered events from y on and returns the y below.
func (r eventRules) drawKey(s *sheet, x, y, right float64) float64 {
	return s.list(x, y, right, r.key)
}
