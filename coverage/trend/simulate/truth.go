package simulate

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
)

// Truth is what was put into a record.
type Truth struct {
	// Defects are the gaps, waves and changes of source as they turned out.
	Defects []Defect

	d      *Design
	dates  []coverage.Date // of the days of the design
	lifted map[coverage.OutletKind][]float64
	lines  [][classes]float64 // by outlet: factors of the shares of frames
}

// A Defect is a planted fault of the record and what it did.
type Defect struct {
	Gap    *Gap          // one of the three is set
	Wave   *Wave         //
	Change *SourceChange //
	// Articles is how many were lost to a gap, printed in a wave, or come
	// through a new source.
	Articles int
}

// A Span says of what part of the coverage the truth is asked.
type Span struct {
	From, To coverage.Date     // both included; zero means from the first or to the last day
	In       func(Outlet) bool // nil means all outlets
	// Population asks for the mean over outlets as they might have been
	// drawn. Otherwise the truth is that of the outlets drawn.
	Population bool
	// Coded asks for what the coder would find in sentences without number.
	Coded bool
}

// Value is what a measure, pooled over the sentences of a span, tends to as
// articles become many. Losses through gaps and sources have no part in it.
func (t *Truth) Value(m trend.Measure, s Span) float64 {
	first, last := t.days(s)
	var c [classes]float64
	targets := map[string]float64{}
	all := 0.0
	add := func(n float64, o int, length float64, day int) {
		f := t.mean(o, day)
		shares := f.shares()
		if o < len(t.lines) && !s.Population {
			for k := range shares {
				shares[k] *= t.lines[o][k]
			}
		}
		blame := shares[Blame]
		if s.Coded && t.d.Coder != nil {
			shares = t.d.Coder.apply(shares)
		}
		n *= length
		all += n
		for k := range shares {
			c[k] += n * shares[k]
		}
		total := 0.0
		for _, w := range f.Targets {
			total += w
		}
		for k, w := range f.Targets {
			if total > 0 {
				targets[k] += n * blame * w / total
			}
		}
	}
	wire := len(t.d.Outlets)
	for o := range t.d.Outlets {
		if s.In != nil && !s.In(t.d.Outlets[o]) {
			continue
		}
		for x := first; x <= last; x++ {
			add(t.own(o, x), o, t.length(o), x)
			if n := t.stories(x) * t.taking(o, t.d.Wire.Takers); n > 0 {
				add(n, wire, t.length(wire), x)
			}
		}
	}
	if !(all > 0) {
		return math.NaN()
	}
	scale := 1e9 / all // whole numbers of 32 bits hold it
	whole := func(v float64) int { return int(math.Round(v * scale)) }
	x := trend.Scored{Counts: trend.Counts{Sentences: whole(all), Blame: whole(c[Blame]), Systemic: whole(c[Systemic]), Counter: whole(c[Counter]), Perpetrators: whole(c[Perpetrators])}}
	x.Counts.Framed = x.Counts.Blame + x.Counts.Systemic + x.Counts.Counter + x.Counts.Perpetrators
	x.Targets = map[string]int{}
	for k, v := range targets {
		x.Targets[k] = whole(v)
	}
	return m.Of(x)
}

// Articles is the number of articles to be expected in a span, agency copy
// included. Waves and losses have no part in it.
func (t *Truth) Articles(s Span) float64 {
	first, last := t.days(s)
	n := 0.0
	for o := range t.d.Outlets {
		if s.In != nil && !s.In(t.d.Outlets[o]) {
			continue
		}
		for x := first; x <= last; x++ {
			n += t.own(o, x) + t.stories(x)*t.taking(o, t.d.Wire.Takers)
		}
	}
	return n
}

// Line is the framing of an outlet on a day, its standing line included.
func (t *Truth) Line(outlet string, on coverage.Date) (Framing, bool) {
	o := slices.IndexFunc(t.d.Outlets, func(x Outlet) bool { return x.Name == outlet })
	if o < 0 {
		return Framing{}, false
	}
	f := t.mean(o, daysBetween(t.d.From, on))
	l := t.lines[o]
	f.Blame, f.Systemic, f.Counter, f.Perpetrators = f.Blame*l[Blame], f.Systemic*l[Systemic], f.Counter*l[Counter], f.Perpetrators*l[Perpetrators]
	return f, true
}

func truthOf(d *Design) *Truth { return &Truth{d: d, lifted: map[coverage.OutletKind][]float64{}} }

// date is a day of the design.
func (t *Truth) date(day int) coverage.Date {
	if t.dates == nil {
		for x := range daysBetween(t.d.From, t.d.To) + 1 {
			t.dates = append(t.dates, plusDays(t.d.From, x))
		}
	}
	return t.dates[day]
}

func (t *Truth) days(s Span) (first, last int) {
	first, last = 0, daysBetween(t.d.From, t.d.To)
	if s.From.IsKnown() {
		from, _ := s.From.Bounds()
		first = max(first, daysBetween(t.d.From, from))
	}
	if s.To.IsKnown() {
		_, to := s.To.Bounds()
		last = min(last, daysBetween(t.d.From, to))
	}
	return first, last
}

// mean is the framing of outlet o on a day, its own line left out. The number
// of outlets stands for the wire.
func (t *Truth) mean(o, day int) Framing {
	f, kind := t.d.Base, coverage.Wire
	if o == len(t.d.Outlets) {
		if t.d.Wire.Framing != nil {
			f = *t.d.Wire.Framing
		}
	} else {
		kind = t.d.Outlets[o].Kind
		if own := t.d.Outlets[o].Framing; own != nil {
			f = *own
		}
	}
	f.Targets = maps.Clone(f.Targets)
	for _, s := range t.d.Shifts {
		since := day - daysBetween(t.d.From, s.At)
		if since < 0 || len(s.Kinds) > 0 && !slices.Contains(s.Kinds, kind) {
			continue
		}
		w := 1.0
		if s.Ramp > 0 {
			w = math.Min(1, float64(since+1)/float64(s.Ramp+1))
		}
		f.Blame += float64(w * s.Blame)
		f.Systemic += float64(w * s.Systemic)
		f.Counter += float64(w * s.Counter)
		f.Perpetrators += float64(w * s.Perpetrators)
		for k, v := range s.Targets {
			if f.Targets == nil {
				f.Targets = map[string]float64{}
			}
			f.Targets[k] += float64(w * v)
		}
	}
	return f
}

func (f *Framing) shares() [classes]float64 {
	return [classes]float64{Blame: f.Blame, Systemic: f.Systemic, Counter: f.Counter, Perpetrators: f.Perpetrators}
}

// apply turns true shares of frames into coded ones.
func (c *Confusion) apply(p [classes]float64) [classes]float64 {
	p[None] = 1
	for k := Blame; k < classes; k++ {
		p[None] -= p[k]
	}
	var out [classes]float64
	for k, row := range c {
		for j, q := range row {
			out[j] += p[k] * q
		}
	}
	out[None] = 0
	return out
}

const monthDays = 30.4375

// raised is the attention of a kind on a day, 1 on a plain one.
func (t *Truth) raised(kind coverage.OutletKind, day int) float64 {
	a, ok := t.lifted[kind]
	if !ok {
		a = make([]float64, daysBetween(t.d.From, t.d.To)+1)
		for x := range a {
			a[x] = t.lift(kind, x)
		}
		t.lifted[kind] = a
	}
	return a[day]
}

func (t *Truth) lift(kind coverage.OutletKind, day int) float64 {
	date := t.date(day)
	a := 1.0
	if t.d.Season != [12]float64{} {
		a = t.d.Season[date.Month-1]
	}
	if t.d.Weekdays != [7]float64{} {
		at, _ := date.Time()
		a *= t.d.Weekdays[at.Weekday()]
	}
	if t.d.Growth != 0 {
		a *= exp(log(1+t.d.Growth) * (float64(day) / 365.25))
	}
	lift := 1.0
	for _, e := range t.d.Events {
		since := day - daysBetween(t.d.From, e.Date)
		if since >= 0 && (len(e.Kinds) == 0 || slices.Contains(e.Kinds, kind)) {
			lift += float64(e.Height * exp(-math.Ln2*(float64(since)/e.HalfLife)))
		}
	}
	return math.Min(a*lift, maxRate)
}

// own is the number of own articles expected of outlet o on a day.
func (t *Truth) own(o, day int) float64 {
	return t.d.Outlets[o].PerMonth / monthDays * t.raised(t.d.Outlets[o].Kind, day)
}

// stories is the number of agency stories expected on a day.
func (t *Truth) stories(day int) float64 {
	if t.d.Wire.PerMonth == 0 {
		return 0
	}
	return t.d.Wire.PerMonth / monthDays * t.raised(coverage.Wire, day)
}

// taking is the chance that outlet o prints an agency story.
func (t *Truth) taking(o int, takers float64) float64 {
	all := 0.0
	for i := range t.d.Outlets {
		all += t.d.Outlets[i].PerMonth
	}
	if all == 0 {
		return 0
	}
	return math.Min(1, takers*t.d.Outlets[o].PerMonth/all)
}

// length is the mean number of sentences of an article.
func (t *Truth) length(o int) float64 {
	if o < len(t.d.Outlets) && t.d.Outlets[o].Sentences > 0 {
		return t.d.Outlets[o].Sentences
	}
	return 12
}

func daysBetween(from, to coverage.Date) int {
	a, _ := from.Time()
	b, _ := to.Time()
	return int(b.Sub(a) / (24 * time.Hour))
}

func plusDays(d coverage.Date, n int) coverage.Date {
	t, _ := d.Time()
	return coverage.DateOf(t.AddDate(0, 0, n))
}
