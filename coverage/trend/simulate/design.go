package simulate

import (
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Design says what the coverage is like. Only From, To and Outlets are
// needed; a zero field leaves its matter out.
type Design struct {
	Seed     uint64
	From, To coverage.Date // known to the day, both included
	Outlets  []Outlet

	// Season multiplies attention by calendar month, January first. All zeros
	// mean no season.
	Season [12]float64
	// Weekdays multiplies attention by day of the week, Sunday first. All
	// zeros mean that days are alike.
	Weekdays [7]float64
	// Growth is the growth of attention in a year: 0.1 is a tenth more.
	Growth float64
	Events []Event
	// Burst is the coefficient of variation of a factor that multiplies the
	// attention of all outlets, new every week; Persist, from 0 to below 1, is
	// the autocorrelation of its logarithm from week to week.
	Burst, Persist float64
	// Whim is the same for each outlet by itself.
	Whim float64

	Base   Framing // of outlets that have no framing of their own
	Shifts []Shift
	// Spread is the coefficient of variation of the standing lines of outlets:
	// each multiplies the shares of frames by factors of its own. Drift is that
	// of a further factor, new for every outlet every month. Both are at most
	// 0.57, and the mean over outlets stays what the framing says.
	Spread, Drift float64
	// Likeness is the intraclass correlation of sentences in an article, from 0
	// to below 1: a text that blames once is likely to blame again.
	Likeness float64
	Wire     Wire

	Gaps    []Gap
	Waves   []Wave
	Changes []SourceChange
	// Coder is how sentences are coded; nil codes all as they are.
	Coder *Confusion
}

// An Outlet is a paper, a station or a site.
type Outlet struct {
	Name string // its own
	Kind coverage.OutletKind
	// PerMonth is the number of own articles on the case to be expected in a
	// month of 30.4375 days when nothing raises attention.
	PerMonth float64
	// Output is the number of its articles on all matters in such a month; 0
	// means that it is not known.
	Output float64
	// Source is the reader that its articles come through; empty means
	// "database".
	Source string
	// Sentences is the mean length of an article; 0 means 12. The least is 1.
	Sentences float64
	Framing   *Framing // nil means the Base of the design
}

// Framing is what sentences carry: shares of all sentences. In the simulation
// a sentence carries one frame or none.
type Framing struct {
	Blame, Systemic, Counter, Perpetrators float64
	// Targets share out the blame, in proportion; none leaves it without.
	Targets map[string]float64
}

// An Event raises attention.
type Event struct {
	Name string
	Date coverage.Date
	// Height is what it adds on its day, in multiples of the attention that
	// there would be without events.
	Height float64
	// HalfLife is the number of days after which half of that is left.
	HalfLife float64
	Kinds    []coverage.OutletKind // none means all
}

// A Shift changes the framing from a date on.
type Shift struct {
	Name  string
	At    coverage.Date // the first day
	Ramp  int           // days over which it comes in; 0 is at once
	Kinds []coverage.OutletKind
	// What is added to the shares.
	Blame, Systemic, Counter, Perpetrators float64
	Targets                                map[string]float64 // added to the weights
}

// Wire is agency copy: stories that several outlets print alike.
type Wire struct {
	PerMonth float64 // stories in a month, raised by season and events as the outlets' own are
	// Takers is the number of outlets that print a story, on average: each
	// does so by itself, in proportion to its size, on the day or one of the
	// two days after it.
	Takers  float64
	Framing *Framing // nil means the Base of the design
}

// A Gap is a stretch in which articles were published and not collected.
type Gap struct {
	From, To coverage.Date
	Outlet   string // empty means any
	Source   string // empty means any
	// Kept is the share that is collected all the same.
	Kept float64
}

// A Wave is a rush of agency copy.
type Wave struct {
	From    coverage.Date
	Days    int // 0 means 7
	Stories int
	Takers  float64 // as in Wire
}

// A SourceChange lets articles come through another reader.
type SourceChange struct {
	At      coverage.Date // the first day
	Outlets []string      // none means all
	To      string        // the new source
	// Yield is the share of the articles that the new source finds; 0 means
	// all. Length multiplies the number of sentences, as when it brings
	// abstracts; 0 means 1. It is not above 1.
	Yield, Length float64
}

// Class is what one sentence is coded as.
type Class int

// The classes of a sentence.
const (
	None Class = iota
	Blame
	Systemic
	Counter
	Perpetrators
	classes
)

// Confusion tells how a coder errs: Confusion[true][coded] is the chance that
// a sentence of one class is coded as another. Rows sum to 1.
type Confusion [classes][classes]float64

// Erring is a coder who finds each frame with the same recall and calls a
// sentence without one framed with the given rate, any of the four frames
// alike. Frames that are missed are coded as none.
func Erring(recall, falseAlarm float64) *Confusion {
	var c Confusion
	c[None][None] = 1 - falseAlarm
	for k := Blame; k < classes; k++ {
		c[None][k] = falseAlarm / float64(classes-1)
		c[k][k], c[k][None] = recall, 1-recall
	}
	return &c
}

// Typical is a design to start from: five years, twenty outlets of five kinds
// with some 150 articles a month, agency copy, a news cycle, and a framing in
// which blame leads. It has no events, shifts or defects.
func Typical() Design {
	d := Design{
		From: day(2010, 1, 1), To: day(2014, 12, 31),
		Burst: 0.3, Persist: 0.3, Whim: 0.15,
		Base:   Framing{Blame: 0.12, Systemic: 0.06, Counter: 0.02, Perpetrators: 0.02},
		Spread: 0.25, Drift: 0.1, Likeness: 0.1,
		Wire: Wire{PerMonth: 4, Takers: 3},
	}
	for _, k := range []struct {
		kind     coverage.OutletKind
		perMonth []float64
		framing  Framing
		length   float64
	}{
		{coverage.Tabloid, []float64{14, 12, 9, 6}, Framing{Blame: 0.18, Systemic: 0.03, Counter: 0.01, Perpetrators: 0.04}, 9},
		{coverage.Broadsheet, []float64{16, 14, 11, 8, 6}, Framing{Blame: 0.11, Systemic: 0.07, Counter: 0.02, Perpetrators: 0.01}, 16},
		{coverage.Broadcaster, []float64{12, 9, 6}, Framing{Blame: 0.10, Systemic: 0.06, Counter: 0.01, Perpetrators: 0.02}, 11},
		{coverage.Local, []float64{8, 5, 4, 3, 2}, Framing{Blame: 0.12, Systemic: 0.05, Counter: 0.02, Perpetrators: 0.03}, 10},
		{coverage.Professional, []float64{5, 4, 3}, Framing{Blame: 0.05, Systemic: 0.14, Counter: 0.05}, 18},
	} {
		for i, n := range k.perMonth {
			f := k.framing
			d.Outlets = append(d.Outlets, Outlet{
				Name: k.kind.String() + " " + string(rune('A'+i)), Kind: k.kind, PerMonth: n, Output: 1000, Sentences: k.length, Framing: &f,
			})
		}
	}
	return d
}

func day(y int, m time.Month, d int) coverage.Date {
	return coverage.Date{Year: y, Month: m, Day: d, Precision: coverage.DayPrecision}
}
