package chart

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A timeline is a horizontal axis of equally wide bands, one a period. When
// all periods are of the calendar and of one kind, every period between the
// first and the last has a band, whether there is a row for it or not.
// Otherwise the periods are phases, in the order in which they came.
type timeline struct {
	kind   coverage.PeriodKind // NoPeriod for phases
	first  int                 // ordinal of the first period
	labels []string            // one a band
}

// maxBands bounds a timeline: beyond it a band is far below a pixel.
const maxBands = 20000

func newTimeline(periods []string) (*timeline, error) {
	t := &timeline{}
	var ps []coverage.Period
	for _, s := range periods {
		p, err := coverage.ParsePeriod(s)
		if err != nil || len(ps) > 0 && p.Kind != ps[0].Kind {
			ps = nil
			break
		}
		ps = append(ps, p)
	}
	if len(ps) > 0 {
		lo, hi := ps[0].Ordinal, ps[0].Ordinal
		for _, p := range ps {
			lo, hi = min(lo, p.Ordinal), max(hi, p.Ordinal)
		}
		if hi-lo >= maxBands {
			return nil, fmt.Errorf("periods from %s to %s are %d %ss (at most %d are drawn)", coverage.Period{Kind: ps[0].Kind, Ordinal: lo}, coverage.Period{Kind: ps[0].Kind, Ordinal: hi}, hi-lo+1, ps[0].Kind, maxBands)
		}
		t.kind, t.first = ps[0].Kind, lo
		for o := lo; o <= hi; o++ {
			t.labels = append(t.labels, coverage.Period{Kind: t.kind, Ordinal: o}.String())
		}
		return t, nil
	}
	for _, s := range periods {
		if !slices.Contains(t.labels, s) {
			t.labels = append(t.labels, s)
		}
	}
	return t, nil
}

func (t *timeline) n() int { return len(t.labels) }

func (t *timeline) calendar() bool { return t.kind != coverage.NoPeriod }

// index returns the band of a period that newTimeline was given.
func (t *timeline) index(period string) int {
	if t.calendar() {
		p, err := coverage.ParsePeriod(period)
		if err != nil || p.Kind != t.kind {
			return -1
		}
		return p.Ordinal - t.first
	}
	return slices.Index(t.labels, period)
}

func (t *timeline) period(i int) coverage.Period {
	return coverage.Period{Kind: t.kind, Ordinal: t.first + i}
}

// at returns where a date lies, in bands from the left edge of the axis. A
// date that is not known to the day lies in the middle of what is known. It
// is false for a date outside the axis, an unknown date and an axis of phases.
func (t *timeline) at(d coverage.Date) (float64, bool) {
	a, b := d.Bounds()
	if !t.calendar() || !a.IsKnown() {
		return 0, false
	}
	x := (t.day(a, 0) + t.day(b, 1)) / 2
	return x, x >= 0 && x <= float64(t.n())
}

// day returns the start (or, with 1, the end) of a day in bands.
func (t *timeline) day(d coverage.Date, end float64) float64 {
	p, ok := coverage.PeriodOf(d, t.kind)
	if !ok {
		return -1
	}
	when, _ := d.Time()
	in := float64(int(when.Sub(p.Time())/(24*time.Hour))) + end
	return float64(p.Ordinal-t.first) + in/float64(p.Days())
}

// name writes band i for a reader: "Nov 2008", "2008 Q4", "12 Nov 2008".
func (t *timeline) name(i int) string {
	if !t.calendar() {
		return clean(t.labels[i])
	}
	return periodName(t.period(i))
}

func periodName(p coverage.Period) string {
	when := p.Time()
	switch p.Kind {
	case coverage.Daily:
		return strconv.Itoa(when.Day()) + " " + when.Format("Jan 2006")
	case coverage.Weekly:
		return "week of " + strconv.Itoa(when.Day()) + " " + when.Format("Jan 2006")
	case coverage.Monthly:
		return when.Format("Jan 2006")
	case coverage.Quarterly:
		return fmt.Sprintf("%d Q%d", when.Year(), (int(when.Month())+2)/3)
	}
	return strconv.Itoa(when.Year())
}

// PeriodName writes a period as figures do: "2008-11" as "Nov 2008". Text that
// is no calendar period comes back as it is.
func PeriodName(period string) string {
	p, err := coverage.ParsePeriod(period)
	if err != nil {
		return period
	}
	return periodName(p)
}

// A tick is a label under an axis, centred at the middle of the bands from
// lo up to hi.
type tick struct {
	lo, hi float64 // in bands
	text   string
	edge   bool // a tick stands at lo
}

// rows returns the rows of labels that fit under an axis whose bands are so
// many pixels wide: the finest unit that fits, and years below it.
// room is the least space between two labels.
func (t *timeline) rows(band, room float64, width func(string) float64) [][]tick {
	if !t.calendar() {
		var row []tick
		for i := range t.labels {
			row = append(row, tick{float64(i), float64(i + 1), t.name(i), true})
		}
		return [][]tick{row}
	}
	years := t.group(func(p coverage.Period) (int, string) {
		y := p.Time().Year()
		return y, strconv.Itoa(y)
	})
	year := width("2000") + room
	if t.kind != coverage.Yearly {
		for _, unit := range t.units() {
			if fine := t.group(unit); fits(fine, band, width, room) && longest(years)*band >= year {
				return [][]tick{fine, keep(years, func(k tick) bool { return (k.hi-k.lo)*band >= year })}
			}
		}
	}
	// The years alone, every one or every 2nd, 5th, 10th.
	perYear := float64(t.n()) / float64(len(years))
	if t.kind != coverage.Yearly && longest(years) > perYear {
		perYear = longest(years)
	}
	for _, step := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000} {
		if perYear*float64(step)*band < year {
			continue
		}
		row := keep(years, func(k tick) bool {
			y, _ := strconv.Atoi(k.text)
			return y%step == 0
		})
		if step == 1 {
			row = keep(row, func(k tick) bool { return (k.hi-k.lo)*band >= year-room+2 })
		} else {
			for i := range row { // the label stands under the start of its year
				row[i].hi = row[i].lo + min(1, row[i].hi-row[i].lo)
			}
		}
		if len(row) > 0 {
			return [][]tick{row}
		}
	}
	return [][]tick{{{0, float64(t.n()), t.name(0) + "–" + t.name(t.n()-1), true}}}
}

// units are the groupings below the year, from fine to coarse.
func (t *timeline) units() []func(coverage.Period) (int, string) {
	var us []func(coverage.Period) (int, string)
	month := func(p coverage.Period) int { return p.Time().Year()*12 + int(p.Time().Month()) - 1 }
	switch t.kind {
	case coverage.Daily:
		us = append(us, func(p coverage.Period) (int, string) { return p.Ordinal, strconv.Itoa(p.Time().Day()) })
		fallthrough
	case coverage.Weekly, coverage.Monthly:
		us = append(us,
			func(p coverage.Period) (int, string) { return month(p), p.Time().Format("Jan") },
			func(p coverage.Period) (int, string) {
				return month(p) / 3, []string{"Jan–Mar", "Apr–Jun", "Jul–Sep", "Oct–Dec"}[month(p)/3%4]
			},
			func(p coverage.Period) (int, string) {
				return month(p) / 3, []string{"Q1", "Q2", "Q3", "Q4"}[month(p)/3%4]
			})
	case coverage.Quarterly:
		us = append(us, func(p coverage.Period) (int, string) {
			return p.Ordinal, []string{"Q1", "Q2", "Q3", "Q4"}[p.Ordinal%4]
		})
	}
	return us
}

func (t *timeline) group(unit func(coverage.Period) (int, string)) []tick {
	var ts []tick
	last := 0
	for i := range t.labels {
		k, s := unit(t.period(i))
		if len(ts) == 0 || k != last {
			ts = append(ts, tick{float64(i), float64(i + 1), s, i > 0})
		} else {
			ts[len(ts)-1].hi++
		}
		last = k
	}
	return ts
}

func fits(ts []tick, band float64, width func(string) float64, room float64) bool {
	for i, k := range ts {
		inner := i > 0 && i < len(ts)-1
		if w := width(k.text) + room; (k.hi-k.lo)*band < w && (inner || len(ts) < 3) {
			return false
		}
	}
	return true
}

func longest(ts []tick) float64 {
	m := 0.0
	for _, k := range ts {
		m = max(m, k.hi-k.lo)
	}
	return m
}

func keep(ts []tick, ok func(tick) bool) []tick {
	var out []tick
	for _, k := range ts {
		if ok(k) {
			out = append(out, k)
		}
	}
	return out
}
