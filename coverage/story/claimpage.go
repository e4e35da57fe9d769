package story

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// claimSection is the argument, claim by claim: the verdict, what is known
// against the claim, the test, the effect, and the records behind it.
func (a *Analysis) claimSection(figure *chart.Figure) chart.Section {
	frozen := chart.P{chart.Text("What was declared of the claims has the SHA-256 "), chart.Code(a.Registration.SHA256),
		chart.Text(" (data/claims-registered.json): whoever changes a test, a phase or the date of an event that a test names gets another. " + a.Case.registeredOn())}
	s := chart.Section{ID: "argument", Title: "The argument, claim by claim", Blocks: []chart.Block{
		chart.Para("Each claim declares its measure, the records compared, the direction that would support it and the smallest difference that matters, in a file that is read and checked before any text is scored. " +
			"P-values are corrected for all claims tested together (Holm). No clear difference means that a difference that matters would have been seen; " +
			"too little data means that it would not, or that records of this kind or number cannot decide it. " + a.Case.Record.decides()),
		frozen,
		chart.Note{chart.Strong("Mind the record. "), chart.Text(a.RecordNote())},
	}}
	if figure != nil { // nil when no claim could be measured
		s.Blocks = append(s.Blocks, chart.FigureBlock{Figure: figure})
	}
	for i := range a.Outcomes {
		s.Parts = append(s.Parts, a.claimPart(&a.Outcomes[i]))
	}
	return s
}

func claimID(id string) string { return "claim-" + slugID(id) }

// sideID names the evidence of one side of a claim.
func sideID(id string, side int) string {
	return claimID(id) + [...]string{"-of", "-than"}[side]
}

func (a *Analysis) claimPart(o *Outcome) chart.Section {
	c := o.Claim
	part := chart.Section{ID: claimID(c.ID), Title: c.ID + ". " + c.Statement}
	text := func(s string) []chart.Inline { return []chart.Inline{chart.Text(s)} }
	facts := chart.Facts{{Term: upperFirst(o.Verdict.String()), Value: text(a.Case.roles.Show(o.Why))}}
	for _, k := range c.Against {
		facts = append(facts, chart.Fact{Term: "Known against it", Value: text(a.counterText(k))})
	}
	evidence := a.claimEvidence(o)
	if c.Test != nil {
		facts = append(facts, chart.Fact{Term: "Test", Value: text(upperFirst(c.Test.describe(a.Case)) + ".")})
		if o.Effect.IsDefined() {
			facts = append(facts, chart.Fact{Term: "Effect", Value: a.effectText(o, evidence)})
		}
		if len(o.Sensitivity) > 0 {
			facts = append(facts, chart.Fact{Term: "Sensitivity", Value: text(o.sensitivityText())})
		}
		if len(o.Flags) > 0 {
			facts = append(facts, chart.Fact{Term: "Faults of the record", Value: text(a.Case.roles.Show(o.flagged()))})
		}
		if len(c.Test.Confounders) > 0 {
			facts = append(facts, chart.Fact{Term: "Confounders", Value: text(upperFirst(strings.Join(c.Test.Confounders, "; ")) + ".")})
		}
	}
	for _, f := range []struct{ term, text string }{
		{"Would support it", upperFirst(c.WouldSupport)}, {"Would contradict it", upperFirst(c.WouldContradict)},
		{"In the record, for and against", upperFirst(a.recordText(c.Record))}, {"Caution", upperFirst(c.Caution)},
	} {
		if f.text != "" {
			facts = append(facts, chart.Fact{Term: f.term, Value: text(f.text)})
		}
	}
	list := chart.List{}
	for _, f := range facts { // terms with whole sentences: a list reads better than a table of figures
		list.Items = append(list.Items, append([]chart.Inline{chart.Strong(f.Term + ". ")}, f.Value...))
	}
	part.Blocks = append(part.Blocks, list)
	if len(evidence) > 0 {
		part.Blocks = append(part.Blocks, evidence)
	}
	return part
}

// counterText is a piece of evidence against a claim with its sources.
func (a *Analysis) counterText(k Counter) string {
	s := k.Text
	if len(k.Records) > 0 {
		s = strings.TrimSuffix(s, ".") + " (" + a.recordText(strings.Join(k.Records, "; ")) + ")."
	}
	return a.Case.roles.Show(s)
}

// sideCards is how many records of a side a claim shows.
const sideCards = 8

// claimEvidence shows the records of each side that weigh most, with the
// sentences that were counted.
func (a *Analysis) claimEvidence(o *Outcome) chart.Evidence {
	var out chart.Evidence
	if o.Claim.Test == nil {
		return nil
	}
	for k, s := range o.Claim.Test.sides() {
		all := o.weighty[k]
		if len(all) == 0 {
			continue
		}
		title := [...]string{"First side", "Second side"}[k]
		if o.Claim.Test.Than == nil {
			title = "Records"
		}
		shown := all[:min(len(all), sideCards)]
		if n := len(all) - len(shown); n > 0 {
			title += fmt.Sprintf(": the %d that weigh most of %d; the others are in data/claim-records.csv", len(shown), len(all))
		} else {
			title += fmt.Sprintf(": %s", plural(len(all), "record"))
		}
		g := chart.EvidenceGroup{ID: sideID(o.Claim.ID, k), Title: title}
		for _, i := range shown {
			g.Cards = append(g.Cards, a.card(i, func(x *sentiment.Sentence) bool { return o.Claim.Test.looksAt(s, x) }))
		}
		out = append(out, g)
	}
	return out
}

// looksAt reports whether a test counts a sentence for more than its length.
func (t *Test) looksAt(s *Side, x *sentiment.Sentence) bool {
	if x.Frames == 0 || len(t.Scope.Voice) > 0 && !contains(t.Scope.Voice, x.Voice.String()) || len(s.Voice) > 0 && !contains(s.Voice, x.Voice.String()) {
		return false
	}
	switch t.Measure {
	case "target_share", "speaker_share":
		return t.named(x) != ""
	case "blame_share":
		return x.Frames.Has(sentiment.Blame)
	case "systemic_share":
		return x.Frames.Has(sentiment.Systemic)
	case "contested_share":
		return x.Frames.Has(sentiment.Blame) || x.Frames.Has(sentiment.CounterBlame)
	case "index":
		return x.Frames.Has(sentiment.Blame) || x.Frames.Has(sentiment.Systemic)
	}
	return true
}

// effectText is the effect with its interval, n, p and the smallest effect
// that would have been seen. Each n leads to the records.
func (a *Analysis) effectText(o *Outcome, evidence chart.Evidence) []chart.Inline {
	v, between := interval(o.Effect)
	out := []chart.Inline{chart.Text(fmt.Sprintf("%s: %s %s", upperFirst(o.Unit), v, between))}
	n := func(side, count int) {
		for _, g := range evidence {
			if g.ID == sideID(o.Claim.ID, side) {
				out = append(out, chart.Ref{ID: g.ID, Text: strconv.Itoa(count)})
				return
			}
		}
		out = append(out, chart.Text(strconv.Itoa(count)))
	}
	if o.Claim.Test.counted() {
		out = append(out, chart.Text("; n = "))
		n(0, len(o.Of))
		if o.Claim.Test.Than != nil {
			out = append(out, chart.Text(" and "))
			n(1, len(o.Than))
		}
	} else {
		out = append(out, chart.Text(fmt.Sprintf("; n = %d %s", o.Effect.N, o.Effect.Unit)))
	}
	s := ""
	if o.P == o.P {
		s += "; " + pText(o.P) + ", corrected"
	}
	if o.Detectable == o.Detectable {
		s += fmt.Sprintf("; smallest effect that would have been seen with a power of 0.8: %.2f", o.Detectable)
	}
	s += ". " + upperFirst(o.Effect.Method) + "."
	for _, w := range o.Effect.Warnings {
		s += " " + upperFirst(w) + "."
	}
	return append(out, chart.Text(s))
}

func (o *Outcome) sensitivityText() string {
	var parts []string
	for _, s := range o.Sensitivity {
		effect := "the effect is " + signed(s.Low)
		if s.N > 1 {
			effect = fmt.Sprintf("the effect lies between %s and %s", signed(s.Low), signed(s.High))
		}
		turns := "the direction stays"
		none := func(v float64) bool { return signed(v-o.Null) == signed(0) } // as it is printed
		switch {
		case none(s.Low) && none(s.High):
			turns = "no direction is left"
		case s.Turns:
			turns = "the direction turns"
		case none(s.Low) || none(s.High):
			turns = "the direction stays, or none is left"
		}
		parts = append(parts, fmt.Sprintf("%s, %s (%s)", s.How, effect, turns))
	}
	return upperFirst(strings.Join(parts, "; ")) + "."
}

// flagged says what faults the test meets and what is left without them.
func (o *Outcome) flagged() string {
	return flagText(o.Flags) + " " + o.soundText()
}

// faultSection lists the faults of the record.
func (a *Analysis) faultSection() chart.Section {
	var items [][]chart.Inline
	for _, f := range a.Flags {
		items = append(items, []chart.Inline{chart.Strong(upperFirst(f.Kind.String()) + ": "), chart.Text(a.Case.roles.Show(f.Text) + ".")})
	}
	return chart.Section{ID: "record-faults", Title: "Faults of the record", Blocks: []chart.Block{
		chart.Para("A silence of an outlet may be a silence of the paper or a hole in the collecting; many copies of one story are one story. " +
			"These stretches were found by counting records alone. A claim that meets them is measured without them too, and is not decided by an effect that is then gone."),
		chart.List{Items: items}}}
}

// claimTable has one row a claim.
func (a *Analysis) claimTable() chart.Table {
	t := chart.Table{Heads: 1, Columns: []chart.Column{column("id"), column("claim"), column("verdict"), column("why"), column("measure"), column("comparison"), column("unit"),
		count("effect"), count("low"), count("high"), count("null"), count("n_of"), count("n_than"), count("p_corrected"), count("detectable"), column("expected"), count("tolerance"),
		column("flags"), count("effect_without_flagged_time"), count("effect_without_flagged_outlets"), column("known_against")}}
	for i := range a.Outcomes {
		o := &a.Outcomes[i]
		row := []string{o.Claim.ID, o.Claim.Statement, o.Verdict.String(), a.Case.roles.Show(o.Why)}
		if test := o.Claim.Test; test != nil {
			known := o.Effect.IsDefined()
			row = append(row, test.Measure, test.compare(), o.Unit, decimal(o.Effect.Estimate, known), decimal(o.Effect.Interval.Low, known), decimal(o.Effect.Interval.High, known), decimal(o.Null, known),
				strconv.Itoa(len(o.Of)), strconv.Itoa(len(o.Than)), decimal(o.P, true), decimal(o.Detectable, true), test.Expect, decimal(test.Tolerance, true))
			flags := ""
			if len(o.Flags) > 0 {
				flags = a.Case.roles.Show(flagText(o.Flags))
			}
			row = append(row, flags, decimal(o.Sound[0].Estimate, true), decimal(o.Sound[1].Estimate, true))
		} else {
			row = append(row, make([]string, 16)...)
		}
		var against []string
		for _, k := range o.Claim.Against {
			against = append(against, a.counterText(k))
		}
		t.Rows = append(t.Rows, append(row, strings.Join(against, " ")))
	}
	return t
}

// claimRecordTable names every record that a claim rests on, by side, the
// weightiest first.
func (a *Analysis) claimRecordTable() chart.Table {
	t := chart.Table{Heads: 2, Columns: []chart.Column{column("claim"), column("side"), column("article"), column("date"), column("outlet")}}
	for i := range a.Outcomes {
		o := &a.Outcomes[i]
		for k, side := range []string{"of", "than"} {
			for _, at := range o.weighty[k] {
				x := &a.Scored[at]
				t.Rows = append(t.Rows, []string{o.Claim.ID, side, x.ID, x.Published.String(), a.Case.roles.Show(x.Outlet.Name)})
			}
		}
	}
	return t
}

// sensitivityTable has one row a way in which a claim was measured again.
func (a *Analysis) sensitivityTable() chart.Table {
	t := chart.Table{Heads: 2, Columns: []chart.Column{column("claim"), column("how"), count("ways"), count("low"), count("high"), column("turns")}}
	for i := range a.Outcomes {
		o := &a.Outcomes[i]
		for _, s := range o.Sensitivity {
			turns := "no"
			if s.Turns {
				turns = "yes"
			}
			t.Rows = append(t.Rows, []string{o.Claim.ID, s.How, strconv.Itoa(s.N), decimal(s.Low, true), decimal(s.High, true), turns})
		}
	}
	return t
}
