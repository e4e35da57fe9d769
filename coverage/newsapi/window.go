package newsapi

import (
	"fmt"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Window is a span of time, in UTC, of which the first and the last second
// belong to it. The zero Window is all time.
type Window struct {
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
}

const day = 24 * time.Hour

// windowOf is the window from the first to the last day that two dates may
// stand for.
func windowOf(from, to coverage.Date) Window {
	first, _ := from.Bounds()
	_, last := to.Bounds()
	a, okA := first.Time()
	b, okB := last.Time()
	if !okA || !okB {
		return Window{}
	}
	return Window{From: a, To: b.Add(day - time.Second)}
}

func (w Window) bounded() bool { return !w.From.IsZero() && !w.To.IsZero() }

// length counts both ends.
func (w Window) length() time.Duration { return w.To.Sub(w.From) + time.Second }

// halves cuts the window at a multiple of unit from its beginning. It is false
// when the window is no longer than one unit.
func (w Window) halves(unit time.Duration) (a, b Window, ok bool) {
	n := int64((w.length() + unit - time.Second) / unit)
	if !w.bounded() || n < 2 {
		return Window{}, Window{}, false
	}
	cut := w.From.Add(time.Duration(n/2) * unit)
	return Window{w.From, cut.Add(-time.Second)}, Window{cut, w.To}, true
}

// String returns "2008-11-01 to 2008-11-30" for whole days, the times with the
// second otherwise, and "all time".
func (w Window) String() string {
	if !w.bounded() {
		return "all time"
	}
	layout := time.DateOnly
	if w.From.Truncate(day) != w.From || w.To.Add(time.Second).Truncate(day) != w.To.Add(time.Second) {
		layout = time.RFC3339
	}
	if from, to := w.From.Format(layout), w.To.Format(layout); from != to {
		return fmt.Sprintf("%s to %s", from, to)
	}
	return w.From.Format(layout)
}

// days writes the first and the last day of the window, "" for all time.
func (w Window) days(layout string) (from, to string) {
	if !w.bounded() {
		return "", ""
	}
	return w.From.Format(layout), w.To.Format(layout)
}
