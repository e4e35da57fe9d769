package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Views is figure kind 10: a count series such as the monthly views of an
// article, with its gaps, its trend and its season.
type Views struct {
	Count string // what a bar counts: "Views a month"
	Trend string // how the line was made: "Trend (STL)"; may be empty
	// Season, if not empty, is the mean course of a year, drawn in a second
	// panel: one value a period of the cycle, with the label under it.
	Season      []SeasonRow
	SeasonTitle string
	Captured    string // when the counts were read; said in the figure

	Rows   []ViewRow
	Events []coverage.Event
}

// A ViewRow is one period. Periods of the calendar between the first and the
// last that have no row are missing.
type ViewRow struct {
	Period  string
	Count   Num  // absent is missing, not zero
	Partial bool // the period was not observed to its end
	Trend   Num
	Low     Num // interval of the trend
	High    Num
}

// A SeasonRow is one part of the year.
type SeasonRow struct {
	Label     string // "Jan"
	Value     Num    // deviation from the trend, in the unit of the counts
	Low, High Num
	N         int // years that it rests on; 0 if not known
}

// SeasonValues is the number of values of a part of the year below which its
// interval is not drawn: that of two values is so wide that it would flatten
// all others.
const SeasonValues = 3

// shown returns the interval that is drawn, and what is said if there is none.
func (r SeasonRow) shown() (low, high Num, says string) {
	if r.N > 0 && r.N < SeasonValues {
		return Num{}, Num{}, "no interval: fewer than three values"
	}
	return r.Low, r.High, ""
}

// Kind returns "views".
func (Views) Kind() string { return "views" }

// Table returns one row a period, those without a row in the figure included,
// and then the season.
func (v Views) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"period", "Period", false}, {"count", or(v.Count, "Count"), true}, {"state", "State", false},
		{"trend", or(v.Trend, "Trend"), true}, {"low", "Low", true}, {"high", "High", true}}}
	rows, line := v.rows()
	for i, r := range rows {
		t.add(line.labels[i], r.Count.String(), state(r.Count, r.Partial), r.Trend.String(), r.Low.String(), r.High.String())
	}
	for _, r := range v.Season {
		low, high, says := r.shown()
		t.add("season: "+r.Label, "", says, r.Value.String(), low.String(), high.String())
	}
	return t
}

// rows returns a row for every band of the timeline.
func (v Views) rows() ([]ViewRow, *timeline) {
	t, err := newTimeline(v.periods())
	if err != nil {
		return nil, &timeline{}
	}
	return v.on(t), t
}

// on returns a row for every band of a timeline that holds the rows.
func (v Views) on(t *timeline) []ViewRow {
	rows := make([]ViewRow, t.n())
	for _, r := range v.Rows {
		rows[t.index(r.Period)] = r
	}
	return rows
}

func (v Views) periods() []string {
	return periodsOf(v.Rows, func(r ViewRow) string { return r.Period })
}

// Finding states the total, the peak, the share of the three highest periods,
// and the gaps.
func (v Views) Finding() string {
	rows, t := v.rows()
	total, seen := 0.0, 0
	peak := -1
	var top [3]float64
	var gaps []string
	for i, r := range rows {
		c, ok := r.Count.Get()
		if !ok {
			gaps = append(gaps, t.name(i))
			continue
		}
		seen++
		total += c
		if peak < 0 || c > rows[peak].Count.v {
			peak = i
		}
		for k := range top {
			if c > top[k] {
				copy(top[k+1:], top[k:2])
				top[k] = c
				break
			}
		}
	}
	if seen == 0 {
		return "No data: no period was observed."
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s in %s, highest in %s (%s). ", or(v.Count, "Count"), wholeOr(total), plural(seen, "observed period"), t.name(peak), brief(rows[peak].Count.v))
	if seen > 6 && total > 0 {
		fmt.Fprintf(&b, "The three highest periods hold %.0f%% of the total. ", 100*(top[0]+top[1]+top[2])/total)
	}
	switch {
	case len(gaps) > 4:
		fmt.Fprintf(&b, "No data for %d periods.", len(gaps))
	case len(gaps) > 0:
		fmt.Fprintf(&b, "No data for %s.", strings.Join(gaps, ", "))
	}
	return strings.TrimSpace(b.String())
}

// wholeOr writes a sum of counts in full, and one of rates in brief.
func wholeOr(v float64) string {
	if v == math.Trunc(v) {
		return fixed(v, 0)
	}
	return brief(v)
}

func (v Views) check() error {
	if len(v.Rows) == 0 {
		return nil
	}
	if err := checkPeriods(v.periods()); err != nil {
		return err
	}
	for _, r := range v.Rows {
		if r.Count.v < 0 {
			return fmt.Errorf("%s: a count of %g", r.Period, r.Count.v)
		}
		if err := checkInterval(r.Period, r.Trend, r.Low, r.High); err != nil {
			return err
		}
	}
	for _, r := range v.Season {
		if err := checkInterval("season "+r.Label, r.Value, r.Low, r.High); err != nil {
			return err
		}
	}
	return nil
}

func (v Views) draw(s *sheet) error {
	if len(v.Rows) == 0 {
		return s.nothing(v.Finding())
	}
	t, err := s.timeline(v.periods())
	if err != nil {
		return err
	}
	rows := v.on(t)
	n := len(rows)
	count, trend := make([]Num, n), make([]Num, n)
	low, high := make([]Num, n), make([]Num, n)
	partial := make([]bool, n)
	var gaps []int
	hollow := false
	for i, r := range rows {
		count[i], trend[i], low[i], high[i], partial[i] = r.Count, r.Trend, r.Low, r.High, r.Partial
		hollow = hollow || r.Partial && r.Count.ok
		if !r.Count.ok {
			gaps = append(gaps, i)
		}
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	height := s.tall(6, 0.21)
	_, most := extent(count, trend, high)
	least, _ := extent(trend, low)
	sc := countScale(most, int(height/lh/1.5))
	if least < 0 {
		sc = niceScale(least, most, int(height/lh/1.5))
	}
	var season scale
	seasonHeight := s.tall(4.5, 0.11)
	left := s.scaleWidth(sc)
	if len(v.Season) > 0 {
		var a, b, c []Num
		for _, r := range v.Season {
			low, high, _ := r.shown()
			a, b, c = append(a, r.Value), append(b, low), append(c, high)
		}
		lo, hi := extent(a, b, c)
		season = niceScale(math.Min(lo, 0), math.Max(hi, 0), int(seasonHeight/lh/1.4))
		left = math.Max(left, s.scaleWidth(season))
	}
	left, right := s.margins(left+4, 8)
	width := s.w - left - right

	y := s.panelTitle(s.letter(len(v.Season) > 0), or(v.Count, "Count"), s.top+2)
	rules := s.planEvents(left, width, s.w-1, t, v.Events)
	y += math.Max(rules.height, s.headroom())
	b := box{left, y, width, height}
	rules.drawLabels(s, y)
	s.shade(b, t, gaps, true)
	g := grid{box: b, bands: names(t), up: sc, pointer: true}
	gi := s.addGrid(g)
	s.gridLines(g)
	rules.drawRules(s, b)
	s.columns(columns{name: or(v.Count, "Count"), grid: gi, values: count, colour: pal.Bar, gap: s.air(g, 14), hollow: partial})
	s.curve(curve{name: or(v.Trend, "Trend"), grid: gi, values: trend, colour: pal.series(0), width: s.p.stroke(), z: zLine})
	s.interval(gi, g, trend, low, high, pal.series(0))
	y = s.timeAxis(b, t, true)
	y = rules.drawKey(s, left, y, s.w-8)

	keys := []key{{"observed", func(x, y float64) { s.chip(x, y, pal.Bar, "") }}}
	if hollow {
		keys = append(keys, key{"period not complete", func(x, y float64) { s.chip(x, y, pal.Paper, pal.Bar) }})
	}
	if _, any := extent(trend); any != 0 || hasPair(trend, trend) {
		keys = append(keys, key{or(v.Trend, "trend"), func(x, y float64) {
			if hasPair(low, high) {
				s.bandSample(x, y, pal.series(0))
			} else {
				s.line(x, y, s.sample(x, y).right(), y, stroke{pal.series(0), s.p.stroke(), nil, zText})
			}
		}})
	}
	if len(gaps) > 0 {
		keys = append(keys, s.gapKey())
	}
	if c := clean(v.Captured); c != "" {
		keys = append(keys, key{"counts read " + c, nil})
	}
	y = s.legend(left, s.w-8, y+6, keys)

	if len(v.Season) > 0 {
		y = s.panelTitle(s.letter(true), or(v.SeasonTitle, "Season: deviation from the trend"), y+10) + s.headroom()
		var labels []string
		value, lo, hi := make([]Num, len(v.Season)), make([]Num, len(v.Season)), make([]Num, len(v.Season))
		for i, r := range v.Season {
			labels = append(labels, r.Label)
			value[i] = r.Value
			lo[i], hi[i], _ = r.shown()
		}
		sb := box{left, y, width, seasonHeight}
		sg := grid{box: sb, bands: labels, up: season, pointer: false}
		si := s.addGrid(sg)
		s.gridLines(sg)
		s.columns(columns{name: or(v.SeasonTitle, "Season"), grid: si, values: value, colour: pal.series(1), gap: s.air(sg, 30)})
		for i := range value {
			if lo[i].ok && hi[i].ok {
				k := stroke{pal.Ink, 1, nil, zBar}
				x, y1, y2 := sg.bandX(i), sg.yAt(lo[i].v), sg.yAt(hi[i].v)
				s.line(x, y1, x, y2, k)
				s.line(x-2.5, y1, x+2.5, y1, k)
				s.line(x-2.5, y2, x+2.5, y2, k)
			}
		}
		st := &timeline{labels: labels}
		y = s.timeAxis(sb, st, true)
	}
	s.h = y + 4
	return nil
}
