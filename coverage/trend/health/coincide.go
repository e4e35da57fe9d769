package health

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Change is a change that was estimated: a change point, or a break set at an
// event.
type Change struct {
	At coverage.Date // of any precision; the whole of its month or year counts
	// Low and High are the ends of the interval of At; unknown means At itself.
	Low, High coverage.Date
	// Near is the number of days on either side of the interval that count as
	// the same time. 0 means 7; a negative number means none.
	Near int
}

// A Stretch of time, both days included. An unknown end is open.
type Stretch struct{ From, To coverage.Date }

// touches reports whether some day may lie in both.
func (s Stretch) touches(o Stretch) bool {
	return ordered(s.From, o.To) && ordered(o.From, s.To)
}

// within reports whether every day of s lies in o.
func (s Stretch) within(o Stretch) bool {
	a, _ := s.From.Bounds()
	_, b := s.To.Bounds()
	c, _ := o.From.Bounds()
	_, d := o.To.Bounds()
	return (!c.IsKnown() || a.IsKnown() && c.Compare(a) <= 0) && (!d.IsKnown() || b.IsKnown() && b.Compare(d) <= 0)
}

// ordered reports whether a day of from may be one of to or before it.
func ordered(from, to coverage.Date) bool {
	first, _ := from.Bounds()
	_, last := to.Bounds()
	return !first.IsKnown() || !last.IsKnown() || first.Compare(last) <= 0
}

// A Coincidence is the flags that an estimated change may be owed to.
type Coincidence struct {
	Flags []Flag // none if nothing was found
	Text  string // for the report: a sentence or two
}

// AtChange returns the flags of [Find] that coincide with a change: silences,
// waves and changes of source that touch its interval or come within Near days
// of it. An outlet that starts or stops does so on a day: its long absence
// coincides with nothing else. Flags without days, those of [Compare], never
// coincide, and nothing does with a change at no known date.
func AtChange(flags []Flag, c Change) Coincidence {
	in := c.interval()
	if !in.From.IsKnown() {
		return Coincidence{Text: "The change has no date to hold against the faults of the record."}
	}
	near := 7
	if c.Near != 0 {
		near = max(0, c.Near)
	}
	wide := Stretch{plusDays(in.From, -near), plusDays(in.To, near)}
	var hit []Flag
	for _, f := range flags {
		if s := f.moment(); s.From.IsKnown() && s.touches(wide) {
			hit = append(hit, f)
		}
	}
	what := "The change of " + c.At.String()
	if !c.At.IsKnown() {
		what = "The change"
	}
	if c.Low.IsKnown() || c.High.IsKnown() {
		what += fmt.Sprintf(" (interval %s to %s)", in.From, in.To)
	}
	return Coincidence{hit, tell(what, hit)}
}

// interval is the first and last day that the change may lie on.
func (c Change) interval() Stretch {
	low, high := c.Low, c.High
	if !low.IsKnown() {
		low = c.At
	}
	if !high.IsKnown() {
		high = c.At
	}
	first, _ := low.Bounds()
	_, last := high.Bounds()
	if !first.IsKnown() {
		first, _ = high.Bounds()
	}
	if !last.IsKnown() {
		_, last = low.Bounds()
	}
	if last.Compare(first) < 0 {
		first, last = last, first
	}
	return Stretch{first, last}
}

// moment is the time at which a fault may look like a change.
func (f *Flag) moment() Stretch {
	switch f.Kind {
	case Start:
		return Stretch{f.To, plusDays(f.To, 1)}
	case Stop:
		return Stretch{plusDays(f.From, -1), f.From}
	}
	return Stretch{f.From, f.To}
}

// Between returns the flags that coincide with a difference between two
// stretches of time: those whose days touch one or both, and those without days,
// which come from [Compare]. What takes up the whole of both stretches is the
// same on either side and no reason for a difference.
func Between(flags []Flag, of, than Stretch) Coincidence {
	hit := Touching(flags, of, than)
	hit = slices.DeleteFunc(hit, func(f Flag) bool {
		s := Stretch{f.From, f.To}
		return f.From.IsKnown() && of.within(s) && than.within(s)
	})
	return Coincidence{hit, tell(fmt.Sprintf("The difference between %s and %s", of, than), hit)}
}

// Touching returns the flags whose days touch one of the stretches, and those
// without days, in their order.
func Touching(flags []Flag, time ...Stretch) []Flag {
	var out []Flag
	for _, f := range flags {
		s := Stretch{f.From, f.To}
		if !f.From.IsKnown() || slices.ContainsFunc(time, s.touches) {
			out = append(out, f)
		}
	}
	return out
}

// String returns "2008-11-01 to 2009-01-31", "all time", or a form with one end.
func (s Stretch) String() string {
	switch {
	case s.From.IsKnown() && s.To.IsKnown():
		return fmt.Sprintf("%s to %s", s.From, s.To)
	case s.From.IsKnown():
		return fmt.Sprintf("%s and after", s.From)
	case s.To.IsKnown():
		return fmt.Sprintf("%s and before", s.To)
	}
	return "all time"
}

// tell says what coincides.
func tell(what string, flags []Flag) string {
	if len(flags) == 0 {
		return what + " coincides with no fault that was found in the record."
	}
	n := "a fault"
	if len(flags) > 1 {
		n = fmt.Sprintf("%d faults", len(flags))
	}
	return fmt.Sprintf("%s coincides with %s of the record and may be owed to it: %s.", what, n, List(flags))
}

// List puts the texts of flags in a row, by kind and outlet, parted by
// semicolons.
func List(flags []Flag) string {
	fs := slices.Clone(flags)
	slices.SortStableFunc(fs, func(a, b Flag) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Outlet, b.Outlet)) })
	texts := make([]string, len(fs))
	for i := range fs {
		texts[i] = fs[i].Text
	}
	return strings.Join(texts, "; ")
}

// plusDays moves a day, but not out of the calendar.
func plusDays(d coverage.Date, n int) coverage.Date {
	p, ok := coverage.PeriodOf(d, coverage.Daily)
	if !ok {
		return d
	}
	if moved := dayOf(p.Ordinal + n); moved.IsKnown() {
		return moved
	}
	return d
}
