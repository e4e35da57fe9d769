package story

import (
	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Claim is one hypothesis of a published argument: what would speak for and
// against it, what the record holds, and the test that decides it. Claims are
// read from the file that case.yaml names, or written in Go into [Case.Claims];
// either way they are checked before any text is scored, and [Case.Register]
// freezes them.
type Claim struct {
	ID              string   `yaml:"id" json:"id"`
	Statement       string   `yaml:"statement" json:"statement"`
	Short           string   `yaml:"short" json:"-"` // a few words for figures; the statement if empty
	WouldSupport    string   `yaml:"would_support" json:"would_support,omitempty"`
	WouldContradict string   `yaml:"would_contradict" json:"would_contradict,omitempty"`
	StatedIn        []string `yaml:"stated_in" json:"stated_in,omitempty"`
	StatedNote      string   `yaml:"stated_note" json:"-"`
	Record          string   `yaml:"record" json:"-"`
	Evidence        []string `yaml:"evidence" json:"-"`
	Caution         string   `yaml:"caution" json:"-"`
	// Against is known evidence to the contrary, whatever the test may say. It
	// stands beside the verdict.
	Against []Counter `yaml:"against" json:"-"`
	Needs   Needs     `yaml:"needs" json:"needs,omitzero"`
	Test    *Test     `yaml:"test" json:"test,omitempty"`
	NoData  string    `yaml:"no_data" json:"no_data,omitempty"` // why no test is possible; exclusive with Test
}

// A Counter is one piece of evidence against a claim, with the records that
// hold it.
type Counter struct {
	Text    string   `yaml:"text"`
	Records []string `yaml:"records"`
}

// Needs are the records without which a claim is not decided. A claim whose
// needs are not met has no data.
type Needs struct {
	Records int      `yaml:"records" json:"records,omitempty"` // on each side of the test; [MinSide] if 0
	Outlets []string `yaml:"outlets" json:"outlets,omitempty"` // each with a record at least
	Kinds   []string `yaml:"kinds" json:"kinds,omitempty"`
}

// A Test says how a claim is judged: what is measured, on which records, what
// it is compared with, and what size of difference matters.
type Test struct {
	// Measure is one of
	//
	//	attention        records a day
	//	index            (S−B)/(S+B)
	//	contested_share  C/(B+C)
	//	blame_share      share of sentences that blame
	//	systemic_share   share of sentences that are systemic
	//	intensity        share of sentences with a frame
	//	target_share     share of blame that falls on Targets
	//	speaker_share    share of quoted and reported blame that Speakers voice
	//	series           values of an official series or of the view counts
	//	growth           growth of an official figure between two periods
	Measure string `yaml:"measure" json:"measure"`
	// Compare is one of
	//
	//	difference  Of minus Than: before and after, or between groups; the
	//	            default. Logarithms of attention, series and growth are
	//	            compared, so that the effect is a log ratio.
	//	break       change of level at At in the series of Of, by interrupted
	//	            time series
	//	trend       slope a year of the series of Of (Theil-Sen)
	//	first       days by which Of shows the measure before Than does
	//	lead        correlation of the series of Of with that of Than, Lag
	//	            periods later, both prewhitened
	//	rank        least difference between the outlet of Of and any outlet of
	//	            Than taken by itself: who blames most
	//
	// Growth allows no other than difference, and first and rank allow no
	// series.
	Compare string `yaml:"compare" json:"compare,omitempty"`

	// Targets and Speakers are ids of actors or names of levels; Against, if
	// given, limits a share of targets to Targets and Against.
	Targets  []string `yaml:"targets" json:"targets,omitempty"`
	Against  []string `yaml:"against" json:"against,omitempty"`
	Speakers []string `yaml:"speakers" json:"speakers,omitempty"`

	// Scope limits both sides, and the sole side of a break or trend. Of is
	// compared with Than. A target_share without Than is compared with one
	// half; a growth without Than with no growth.
	Scope Side  `yaml:"scope" json:"scope,omitzero"`
	Of    Side  `yaml:"of" json:"of,omitzero"`
	Than  *Side `yaml:"than" json:"than,omitempty"`

	// At is the date of a break, or the label or title of an event of the case.
	At string `yaml:"at" json:"at,omitempty"`
	// Period is the step of the series that break, trend and lead look at: day,
	// week, month, quarter or year. Default month, and for an official series
	// its own.
	Period string `yaml:"period" json:"period,omitempty"`
	// Lag is the number of periods by which Of leads; lead only, above zero.
	Lag int `yaml:"lag" json:"lag,omitempty"`
	// Harmonics is the number of pairs of seasonal terms of a break.
	Harmonics int `yaml:"harmonics" json:"harmonics,omitempty"`

	// Expect is the direction that would support the claim: higher, lower or
	// same; rises and falls, earlier and later say the same of a trend, a break
	// or of who was first.
	Expect string `yaml:"expect" json:"expect"`
	// Tolerance is the smallest difference that matters, in units of the
	// effect. It must be above zero.
	Tolerance float64 `yaml:"tolerance" json:"tolerance"`

	// Copies says what near-duplicates count: "one" story counts once, the
	// default, or "all" of them count.
	Copies string `yaml:"copies" json:"copies,omitempty"`
	// Resample is what is drawn anew and exchanged between the sides of a
	// difference of framing: articles, the default; outlets; weeks or months,
	// when news comes in waves.
	Resample    string   `yaml:"resample" json:"resample,omitempty"`
	Confounders []string `yaml:"confounders" json:"confounders,omitempty"`
}

// A Side is one of the two sets that a test compares: records by phase, dates,
// kind of outlet and outlet, and of their sentences those of some voice (an
// empty list is all); or an official series, or a figure of it at two times.
type Side struct {
	Phases  []string `yaml:"phases" json:"phases,omitempty"`
	Kinds   []string `yaml:"kinds" json:"kinds,omitempty"`
	Outlets []string `yaml:"outlets" json:"outlets,omitempty"`
	Voice   []string `yaml:"voice" json:"voice,omitempty"` // author, quoted, reported
	Around  *Window  `yaml:"around" json:"around,omitempty"`

	// From and To are the first and the last date, both included; for growth,
	// the two periods as they stand in the table.
	From string `yaml:"from" json:"from,omitempty"`
	To   string `yaml:"to" json:"to,omitempty"`

	Series string `yaml:"series" json:"series,omitempty"` // id in the table of official figures, or of the view counts
}

// A Window is a stretch of days about an event: From and To count days from it,
// both included; the day itself is 0, the four weeks before it −28 to −1.
type Window struct {
	Event string `yaml:"event" json:"event"` // a date, or the label or title of an event of the case
	From  int    `yaml:"from" json:"from"`
	To    int    `yaml:"to" json:"to"`
}

// The words of the claim language.
var (
	measureNames = []string{"attention", "index", "contested_share", "blame_share", "systemic_share", "intensity", "target_share", "speaker_share", "series", "growth"}
	compareNames = []string{"difference", "break", "trend", "first", "lead", "rank"}
	expectSigns  = map[string]float64{"higher": 1, "rises": 1, "earlier": 1, "lower": -1, "falls": -1, "later": -1, "same": 0}
)

// compare returns the comparison with its default.
func (t *Test) compare() string { return or(t.Compare, "difference") }

// sign is 1 if a higher effect would support the claim, −1 if a lower one, 0
// if none would.
func (t *Test) sign() float64 { return expectSigns[t.Expect] }

// counted reports whether the test counts records, so that what the records
// are decides what it can show.
func (t *Test) counted() bool { return t.Measure != "series" && t.Measure != "growth" }

// whole reports whether the test reads framing and not only the number or date
// of records.
func (t *Test) framing() bool { return t.counted() && t.Measure != "attention" }

// sides returns the sides that the test names.
func (t *Test) sides() []*Side {
	if t.Than == nil {
		return []*Side{&t.Of}
	}
	return []*Side{&t.Of, t.Than}
}

// period returns the step of the series of a test.
func (t *Test) period() coverage.PeriodKind {
	k, err := coverage.ParsePeriodKind(or(t.Period, "month"))
	if err != nil {
		return coverage.Monthly
	}
	return k
}

// when returns the date that a test names: a date, or the date of the only
// event of the case with that label or title.
func (c *Case) when(name string) (coverage.Date, error) {
	if d, err := coverage.ParseDate(name); err == nil && d.IsKnown() {
		return d, nil
	}
	var found []coverage.Event
	for _, e := range c.Events {
		if e.Label == name || e.Title == name {
			found = append(found, e)
		}
	}
	switch {
	case len(found) == 0:
		return coverage.Date{}, errNoEvent(name)
	case len(found) > 1:
		return coverage.Date{}, errManyEvents(name, len(found))
	}
	return found[0].Date, nil
}

// A span is a stretch of days, both ends included and known to the day.
type span struct{ first, last coverage.Date }

func (s span) holds(d coverage.Date) bool {
	first, last := d.Bounds()
	return first.IsKnown() && first.Compare(s.first) >= 0 && last.Compare(s.last) <= 0
}

// days returns the number of days of the span.
func (s span) days() int {
	a, _ := coverage.PeriodOf(s.first, coverage.Daily)
	b, _ := coverage.PeriodOf(s.last, coverage.Daily)
	return b.Sub(a) + 1
}

// spans returns the stretches of time of a side within the scope of its test,
// nil if it has none: then all time is meant. The test has been checked.
func (c *Case) spans(t *Test, s *Side) []span {
	var out []span
	narrow := func(with []span) {
		if out == nil {
			out = with
			return
		}
		both := []span{}
		for _, a := range out {
			for _, b := range with {
				x := span{later(a.first, b.first), earlier(a.last, b.last)}
				if x.first.Compare(x.last) <= 0 {
					both = append(both, x)
				}
			}
		}
		out = both
	}
	for _, part := range []*Side{&t.Scope, s} {
		if len(part.Phases) > 0 {
			var with []span
			for _, p := range c.Phases {
				if contains(part.Phases, p.ID) {
					first, _ := p.From.Bounds()
					_, last := p.To.Bounds()
					with = append(with, span{first, last})
				}
			}
			narrow(with)
		}
		if part.From != "" || part.To != "" {
			x := span{firstDay, lastDay}
			if d, err := coverage.ParseDate(part.From); err == nil && d.IsKnown() {
				x.first, _ = d.Bounds()
			}
			if d, err := coverage.ParseDate(part.To); err == nil && d.IsKnown() {
				_, x.last = d.Bounds()
			}
			narrow([]span{x})
		}
		if w := part.Around; w != nil {
			if d, err := c.when(w.Event); err == nil {
				day, _ := coverage.PeriodOf(d, coverage.Daily)
				first, _ := day.Add(w.From).Bounds()
				last, _ := day.Add(w.To).Bounds()
				narrow([]span{{first, last}})
			}
		}
	}
	return out
}

var (
	firstDay, _ = earliest.Bounds()
	_, lastDay  = latest.Bounds()
)

func later(a, b coverage.Date) coverage.Date {
	if a.Compare(b) >= 0 {
		return a
	}
	return b
}

func earlier(a, b coverage.Date) coverage.Date {
	if a.Compare(b) <= 0 {
		return a
	}
	return b
}
