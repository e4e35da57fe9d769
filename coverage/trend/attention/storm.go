package attention

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

// StormOptions are the thresholds of [Storms]. The zero value has those of
// Boydstun, Hardy and Walgrave (2014) for front pages: attention rises by at
// least 150 per cent over the week before, to at least a fifth of all stories,
// and stays for at least a week. For whole papers a fifth is never reached; say
// which level is used and why.
type StormOptions struct {
	Rise     float64 // times the share before; 0 means 2.5
	Level    float64 // least share; 0 means 0.2
	Duration int     // least length in periods; 0 means 7 days, else one period
	// Confidence of the intervals; 0 means 0.95.
	Confidence float64
}

// A Storm is a sudden, high and sustained share of attention.
type Storm struct {
	First, Last, Peak coverage.Period
	Stories           int
	Share             finding.Finding // of all stories from First to Last
	Rise              finding.Finding // share of the first Duration periods over that of as many before
	// Margin is by what factor both thresholds could be raised without losing
	// the storm; near 1 it depends on where they are set.
	Margin   float64
	Warnings []string
}

// A StormReport is what [Storms] found.
type StormReport struct {
	Storms []Storm
	// Unseen are spells as high and as long as a storm, whose beginning falls
	// in a gap or before the data: whether they came suddenly cannot be told.
	Unseen   []Spell
	N        int // periods with a known share
	Options  StormOptions
	Warnings []string
}

// A Spell is a stretch of periods, both ends included.
type Spell struct{ First, Last coverage.Period }

// Storms finds media storms: stretches of at least Duration periods that begin
// and end at or above Level, whose share over any Duration periods in a row
// stays there, and that at their beginning have Rise times the share of as many
// periods before. A stretch that becomes high slowly and then leaps is a storm
// from the leap on. Windows of which fewer than half the periods are known
// decide nothing. Errors wrap [ErrData].
func Storms(s *Shares, o StormOptions) (*StormReport, error) {
	if o.Rise == 0 {
		o.Rise = 2.5
	}
	if o.Level == 0 {
		o.Level = 0.2
	}
	if o.Duration == 0 {
		o.Duration = 1
		if s.Kind == coverage.Daily {
			o.Duration = 7
		}
	}
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if !(o.Rise > 1) || math.IsInf(o.Rise, 0) || !(o.Level > 0 && o.Level < 1) || o.Duration < 1 || o.Duration > 10_000 || !(o.Confidence > 0 && o.Confidence < 1) {
		return nil, fmt.Errorf("attention: %w: rise %v, level %v, duration %d, confidence %v", ErrData, o.Rise, o.Level, o.Duration, o.Confidence)
	}
	r := &StormReport{Options: o}
	for i := range s.Points {
		if s.Points[i].Share.IsDefined() {
			r.N++
		}
	}
	if r.N == 0 {
		warn(&r.Warnings, "no period has a known share")
	} else if r.N < len(s.Points) {
		warn(&r.Warnings, "%d of %d periods have no known share: a storm in them is not seen", len(s.Points)-r.N, len(s.Points))
	}
	for t := 0; t < len(s.Points); {
		from, to, ok := s.spell(t, o)
		if !ok {
			t++
			continue
		}
		s.judge(r, from, to)
		t = to + 1
	}
	return r, nil
}

// spell returns the stretch that begins at t, if one does: t itself is high,
// and so is every window of Duration periods from t on, to the last high period.
func (s *Shares) spell(t int, o StormOptions) (from, to int, ok bool) {
	high := func(i int) bool {
		p := &s.Points[i]
		return p.Share.IsDefined() && p.Share.Estimate >= o.Level
	}
	if !high(t) {
		return 0, 0, false
	}
	to = -1
	for u := t; u+o.Duration <= len(s.Points); u++ {
		w, known := s.pooled(u, u+o.Duration-1)
		if 2*known < o.Duration || w.Value() < o.Level {
			break
		}
		to = u + o.Duration - 1
	}
	for to >= t && !high(to) {
		to--
	}
	return t, to, to-t+1 >= o.Duration
}

// judge looks for the place in a high spell where attention came suddenly.
func (s *Shares) judge(r *StormReport, from, to int) {
	o := r.Options
	seen := true
	for u := from; to-u+1 >= o.Duration; u++ {
		if p := &s.Points[u]; !p.Share.IsDefined() || p.Share.Estimate < o.Level {
			continue
		}
		begin, _ := s.pooled(u, u+o.Duration-1)
		before, known := s.pooled(u-o.Duration, u-1)
		switch {
		case 2*known < o.Duration || known == 0:
			seen = seen && u > from
		case before.Count == 0 || begin.Value() >= o.Rise*before.Value():
			s.add(r, u, to, begin, before)
			return
		}
	}
	if !seen {
		r.Unseen = append(r.Unseen, Spell{s.Points[from].Period, s.Points[to].Period})
	}
}

func (s *Shares) add(r *StormReport, from, to int, begin, before proportion.Share) {
	o := r.Options
	all, within := s.pooled(from, to)
	storm := Storm{First: s.Points[from].Period, Last: s.Points[to].Period, Stories: all.Count}
	top := -1.0
	for i := from; i <= to; i++ {
		if p := &s.Points[i]; p.Share.IsDefined() && p.Share.Estimate > top {
			top, storm.Peak = p.Share.Estimate, p.Period
		}
	}
	storm.Share, _ = proportion.Wilson(all, o.Confidence) // counts were checked by Share
	storm.Share.Quantity = fmt.Sprintf("share of all stories from %s to %s", storm.First, storm.Last)
	storm.Share.Unit = "stories"
	storm.Rise = rise(begin, before, o)
	storm.Margin = begin.Value() / o.Level
	if before.Count > 0 {
		storm.Margin = math.Min(storm.Margin, begin.Value()/before.Value()/o.Rise)
	}
	if storm.Margin < 1.2 {
		warn(&storm.Warnings, "thresholds a fifth higher would not call this a storm")
	}
	if storm.Share.Interval.Low < o.Level {
		warn(&storm.Warnings, "with so few stories the share could lie below the level by chance")
	}
	if length := to - from + 1; within < length {
		warn(&storm.Warnings, "%d of its %d periods are not known", length-within, length)
	}
	if to == len(s.Points)-1 {
		warn(&storm.Warnings, "the data end before the storm does")
	}
	r.Storms = append(r.Storms, storm)
}

// rise is the ratio of two shares with half a story added to each side, so that
// none before has an interval too (Katz, Baptista, Azen and Pike 1978; Pettigrew,
// Gart and Thomas 1986).
func rise(begin, before proportion.Share, o StormOptions) finding.Finding {
	f := finding.New(fmt.Sprintf("share of all stories at the beginning over that of the %d periods before", o.Duration), begin.Value()/before.Value())
	f.N, f.Unit, f.Method = begin.Of+before.Of, "stories", "ratio of two shares with log interval"
	f.Assumptions = []string{"stories are independent of each other"}
	a, n := float64(begin.Count)+0.5, float64(begin.Of)+0.5
	b, m := float64(before.Count)+0.5, float64(before.Of)+0.5
	se := math.Sqrt(math.Max(0, 1/a-1/n+1/b-1/m))
	q := tail.NormalQuantile((1+o.Confidence)/2) * se
	middle := math.Log(a/n) - math.Log(b/m)
	f.Interval = finding.Interval{Low: math.Exp(middle - q), High: math.Exp(middle + q)}
	if before.Count == 0 {
		f.Interval.High = math.Inf(1)
		f.Warn("there was no story before")
	}
	f.Interval.Low, f.Interval.High = math.Min(f.Interval.Low, f.Estimate), math.Max(f.Interval.High, f.Estimate)
	f.Confidence = o.Confidence
	return f
}

// String lists the storms and the thresholds.
func (r *StormReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d media storms in %d periods with a known share (sudden, high and sustained after Boydstun, Hardy and Walgrave 2014: at least %s times the share before, at least %s of all stories, at least %d periods).",
		len(r.Storms), r.N, finding.Number(r.Options.Rise), finding.Number(r.Options.Level), r.Options.Duration)
	for i := range r.Storms {
		s := &r.Storms[i]
		fmt.Fprintf(&b, " %s to %s, peak %s: %s %s%s", s.First, s.Last, s.Peak, s.Share, s.Rise, warnings(s.Warnings))
	}
	for _, u := range r.Unseen {
		fmt.Fprintf(&b, " %s to %s is as high and long, but its beginning is not in the data.", u.First, u.Last)
	}
	b.WriteString(warnings(r.Warnings))
	return b.String()
}
