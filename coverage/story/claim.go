package story

import (
	"errors"
	"fmt"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A Claim is one hypothesis of a published argument: what would speak for and
// against it, what the record holds, and the test that decides it. The test is
// read and checked before any text is scored.
type Claim struct {
	ID              string   `yaml:"id"`
	Statement       string   `yaml:"statement"`
	Short           string   `yaml:"short"` // a few words for figures; the statement if empty
	WouldSupport    string   `yaml:"would_support"`
	WouldContradict string   `yaml:"would_contradict"`
	StatedIn        []string `yaml:"stated_in"`
	StatedNote      string   `yaml:"stated_note"`
	Record          string   `yaml:"record"`
	Evidence        []string `yaml:"evidence"`
	Caution         string   `yaml:"caution"`
	Test            *Test    `yaml:"test"`
	NoData          string   `yaml:"no_data"` // why no test is possible; exclusive with Test
}

// A Test says how a claim is judged: what is measured, on which records, what
// it is compared with, and what size of difference matters.
type Test struct {
	// Measure is one of
	//
	//	attention        records a day; effect: log of the ratio of rates
	//	index            (S−B)/(S+B); effect: difference
	//	contested_share  C/(B+C); effect: difference
	//	intensity        share of sentences with a frame; effect: difference
	//	target_share     share of blame that falls on Targets; effect: difference
	//	growth           growth of an official figure; effect: difference of logs
	Measure string `yaml:"measure"`
	// Targets are ids of actors or names of levels; Against, if given, limits
	// the share to Targets and Against.
	Targets []string `yaml:"targets"`
	Against []string `yaml:"against"`
	// Of is compared with Than. A target_share without Than is compared with
	// one half; a growth without Than with no growth.
	Of   Side  `yaml:"of"`
	Than *Side `yaml:"than"`
	// Expect is the direction that would support the claim: higher, lower or
	// same.
	Expect string `yaml:"expect"`
	// Tolerance is the smallest difference that matters, in units of the
	// effect. It must be above zero.
	Tolerance   float64  `yaml:"tolerance"`
	Confounders []string `yaml:"confounders"`
}

// A Side is one of the two sets that a test compares: records by phase, kind
// of outlet and outlet (an empty list is all), or a figure at two times.
type Side struct {
	Phases  []string `yaml:"phases"`
	Kinds   []string `yaml:"kinds"`
	Outlets []string `yaml:"outlets"`

	Series string `yaml:"series"` // growth: id in the table of official figures
	From   string `yaml:"from"`   // growth: period as in the table
	To     string `yaml:"to"`
}

var measureNames = []string{"attention", "index", "contested_share", "intensity", "target_share", "growth"}

// checkTest reports the first thing that keeps a test from being made.
func (c *Case) checkTest(t *Test) error {
	if !slices.Contains(measureNames, t.Measure) {
		return fmt.Errorf("measure is %q (want one of %v)", t.Measure, measureNames)
	}
	if !slices.Contains([]string{"higher", "lower", "same"}, t.Expect) {
		return fmt.Errorf("expect is %q (want higher, lower or same)", t.Expect)
	}
	if !(t.Tolerance > 0) {
		return fmt.Errorf("tolerance is %v: say what difference matters, above zero", t.Tolerance)
	}
	sides := []Side{t.Of}
	if t.Than != nil {
		sides = append(sides, *t.Than)
	} else if t.Measure != "target_share" && t.Measure != "growth" {
		return fmt.Errorf("measure %s needs than: what is it compared with?", t.Measure)
	}
	for _, s := range sides {
		if err := c.checkSide(t.Measure, s); err != nil {
			return err
		}
	}
	if (t.Measure == "target_share") != (len(t.Targets) > 0) {
		return errors.New("targets go with measure target_share, and it needs them")
	}
	if t.Measure == "target_share" && t.Than == nil && len(t.Against) == 0 {
		return errors.New("target_share without than needs against: the targets it is compared with")
	}
	for _, id := range slices.Concat(t.Targets, t.Against) {
		if _, ok := c.Actor(id); !ok && !isLevel(id) {
			return fmt.Errorf("target %q is neither an actor of the case nor a level", id)
		}
	}
	return nil
}

func (c *Case) checkSide(measure string, s Side) error {
	if measure == "growth" {
		for _, p := range []string{s.From, s.To} {
			if _, err := c.figureAt(s.Series, p); err != nil {
				return err
			}
		}
		return nil
	}
	for _, id := range s.Phases {
		if !slices.ContainsFunc(c.Phases, func(p Phase) bool { return p.ID == id }) {
			return fmt.Errorf("no phase is called %q", id)
		}
	}
	if measure == "attention" && len(s.Phases) == 0 {
		return errors.New("attention needs phases on both sides, to count days")
	}
	for _, k := range s.Kinds {
		if _, err := coverage.ParseOutletKind(k); err != nil {
			return err
		}
	}
	return nil
}

func isLevel(s string) bool {
	var l sentiment.Level
	return s != "" && l.UnmarshalText([]byte(s)) == nil
}

// figureAt returns the official figure of a series and period.
func (c *Case) figureAt(series, period string) (Figure, error) {
	for _, f := range c.Figures {
		p := f.From.String()
		if f.To.Compare(f.From) != 0 {
			p += "/" + f.To.String()
		}
		if f.SeriesID == series && p == period {
			return f, nil
		}
	}
	return Figure{}, fmt.Errorf("no official figure of %q for %q", series, period)
}

// holds reports whether a side takes in a record. By the phases of the case: a
// record whose date fits none is in no side that names phases.
func (s Side) holds(a *Analysis, x *Scored) bool {
	if len(s.Phases) > 0 && (x.Phase < 0 || !slices.Contains(s.Phases, a.Phases[x.Phase].ID)) {
		return false
	}
	if len(s.Kinds) > 0 && !slices.Contains(s.Kinds, x.Outlet.Kind.String()) {
		return false
	}
	return len(s.Outlets) == 0 || slices.Contains(s.Outlets, x.Outlet.Name)
}
