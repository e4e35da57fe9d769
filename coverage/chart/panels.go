package chart

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Panels stacks plots in one figure, lettered a, b, c. Plots over calendar
// periods of one kind share their axis: it runs from the first period of any
// to the last of any, and the plots' edges are aligned.
type Panels []Plot

// panelState is what the plots of one figure share.
type panelState struct {
	lettered    bool // single plots get a letter too
	next        int
	axis        *timeline
	left, right float64 // least margins
	wantLeft    float64 // the largest margins asked for
	wantRight   float64
}

// letter returns the letter of the next panel, or "" for a plot that stands
// alone.
func (s *sheet) letter(always bool) string {
	if !always && !s.panels.lettered {
		return ""
	}
	s.panels.next++
	return string(rune('a' + (s.panels.next-1)%26))
}

// timeline returns the axis of the periods: the shared one where there is one
// of their kind.
func (s *sheet) timeline(periods []string) (*timeline, error) {
	t, err := newTimeline(periods)
	if a := s.panels.axis; err == nil && a != nil && t.calendar() && t.kind == a.kind {
		return a, nil
	}
	return t, err
}

// margins returns the margins of a plot over a timeline.
func (s *sheet) margins(left, right float64) (float64, float64) {
	p := &s.panels
	p.wantLeft, p.wantRight = math.Max(p.wantLeft, left), math.Max(p.wantRight, right)
	return math.Max(left, p.left), math.Max(right, p.right)
}

// A timed plot lies over periods.
type timed interface{ periods() []string }

var _ = []timed{Attention{}, Changes{}, Shares{}, Interruption{}, Views{}}

func periodsOf[R any](rows []R, period func(R) string) []string {
	ps := make([]string, len(rows))
	for i, r := range rows {
		ps[i] = period(r)
	}
	return ps
}

// Kind returns "panels".
func (Panels) Kind() string { return "panels" }

// Table returns the values of all panels, one a row.
func (ps Panels) Table() Table {
	t := Table{Heads: 2, Columns: []Column{{"panel", "Panel", false}, {"row", "Row", false}, {"measure", "Measure", false}, {"value", "Value", false}}}
	for i, p := range ps {
		inner := p.Table()
		for _, row := range inner.Rows {
			name := strings.Join(row[:min(max(1, inner.Heads), len(row))], ", ")
			for k := max(1, inner.Heads); k < len(row); k++ {
				t.add(fmt.Sprintf("%d %s", i+1, p.Kind()), name, inner.Columns[k].Head, row[k])
			}
		}
	}
	return t
}

// Finding joins the findings of the panels.
func (ps Panels) Finding() string {
	var said []string
	for _, p := range ps {
		said = append(said, p.Finding())
	}
	return strings.Join(said, " ")
}

func (ps Panels) check() error {
	if len(ps) == 0 {
		return errors.New("no panels")
	}
	for i, p := range ps {
		if p == nil {
			return fmt.Errorf("panel %d is nil", i+1)
		}
		if _, nested := p.(Panels); nested {
			return fmt.Errorf("panel %d: panels within panels", i+1)
		}
		if err := p.check(); err != nil {
			return fmt.Errorf("panel %d: %w", i+1, err)
		}
	}
	return nil
}

func (ps Panels) draw(s *sheet) error {
	var all []string
	for _, p := range ps {
		if t, ok := p.(timed); ok {
			all = append(all, t.periods()...)
		}
	}
	s.panels.lettered = true
	if axis, err := newTimeline(all); err == nil && axis.calendar() {
		s.panels.axis = axis
	}
	// A first pass over a sheet of its own learns the margins.
	trial := *s
	if err := ps.stack(&trial); err != nil {
		return err
	}
	s.panels.left, s.panels.right = trial.panels.wantLeft, trial.panels.wantRight
	return ps.stack(s)
}

func (ps Panels) stack(s *sheet) error {
	for i, p := range ps {
		if i > 0 {
			s.top = s.h + s.lineHeight(s.p.text())*0.6
		}
		if err := p.draw(s); err != nil {
			return err
		}
	}
	s.links = nil // bands of different plots
	return nil
}
