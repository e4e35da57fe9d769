package story

import (
	"encoding/json"
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Registration is the claims of a case as they were declared, in a form that
// does not change with the layout of their file: whatever decides a verdict
// stands in it, and nothing else. Its digest can be published before the texts
// are read.
type Registration struct {
	Text   []byte // JSON, one claim an object
	SHA256 string
}

// registrationJSON is the canonical text. Dates of phases and of events that
// tests name stand in it, for a claim about a phase changes with the phase.
type registrationJSON struct {
	Case       string           `json:"case"`
	Sample     string           `json:"sample"`
	Text       string           `json:"text"`
	Confidence float64          `json:"confidence"`
	Alpha      float64          `json:"alpha"`
	Power      float64          `json:"power"`
	Correction string           `json:"correction"`
	MinSide    int              `json:"least_records_on_a_side"`
	MinValues  int              `json:"least_values_on_a_side_of_a_break,omitempty"`
	Phases     []registeredDate `json:"phases,omitempty"`
	Events     []registeredDate `json:"events,omitempty"`
	Claims     []Claim          `json:"claims"`
}

type registeredDate struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to,omitempty"`
}

// Register freezes the claims: two cases whose claims would be judged alike on
// the same records have the same digest, and a changed test, phase or date of
// an event named gives another.
func (c *Case) Register() (Registration, error) {
	r := registrationJSON{Case: c.ID, Sample: c.Record.Sample, Text: c.Record.Text, Confidence: confidence, Alpha: alpha, Power: power,
		Correction: "holm", MinSide: MinSide, Claims: c.Claims}
	phases, events := map[string]bool{}, map[string]bool{}
	for i := range c.Claims {
		t := c.Claims[i].Test
		if t == nil {
			continue
		}
		if t.compare() == "break" {
			r.MinValues = minValues
		}
		for _, s := range append(t.sides(), &t.Scope) {
			for _, p := range s.Phases {
				phases[p] = true
			}
			if s.Around != nil {
				events[s.Around.Event] = true
			}
		}
		if t.At != "" {
			events[t.At] = true
		}
	}
	for _, p := range c.Phases {
		if phases[p.ID] {
			r.Phases = append(r.Phases, registeredDate{p.ID, p.From.String(), p.To.String()})
		}
	}
	for _, e := range c.Events {
		for _, name := range []string{e.Label, e.Title} {
			if name != "" && events[name] {
				r.Events = append(r.Events, registeredDate{Name: name, From: e.Date.String()})
			}
		}
	}
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return Registration{}, fmt.Errorf("story: registering the claims: %w", err)
	}
	b = append(b, '\n')
	return Registration{b, coverage.SHA256Hex(b)}, nil
}

// registered is what case.yaml says of an earlier registration.
type registered struct {
	SHA256 string `yaml:"sha256"`
	On     string `yaml:"on"`
	Where  string `yaml:"where"`
}

// A Preregistration says when and where the claims were frozen. [Load] refuses
// a case whose claims are no longer those.
type Preregistration struct {
	SHA256 string
	On     coverage.Date
	Where  string // an address or a name; may be empty
}

// registered checks that the claims are those that were frozen.
func (l *loader) registered(y caseYAML) {
	if y.Registered == nil {
		return
	}
	on, err := coverage.ParseDate(y.Registered.On)
	if err != nil || !on.IsKnown() {
		l.fail(CaseFile, l.at("$.registered.on"), fmt.Errorf("registered.on is %q (want the date on which the claims were frozen)", y.Registered.On))
		return
	}
	now, err := l.c.Register()
	if err != nil {
		l.fail(CaseFile, l.at("$.registered"), err)
		return
	}
	if now.SHA256 != y.Registered.SHA256 {
		l.fail(CaseFile, l.at("$.registered.sha256"), fmt.Errorf("the claims are not those frozen on %s: their digest is %s, registered is %q; put back the claims, phases and events as they were, or register anew and say so", on, now.SHA256, y.Registered.SHA256))
		return
	}
	l.c.Registered = &Preregistration{now.SHA256, on, y.Registered.Where}
}
