package story

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// DrawnFigures returns the figures of the report in their order.
func (a *Analysis) DrawnFigures() []*chart.Figure {
	figures := []*chart.Figure{a.attentionFigure(), a.blameFigure()}
	if a.Coded != nil && len(a.Phases) > 0 {
		figures = append(figures, a.handFigure())
	}
	if a.Views != nil {
		figures = append(figures, a.viewsFigure())
	}
	if slices.ContainsFunc(a.Outcomes, func(o Outcome) bool { return o.Effect.IsDefined() }) {
		figures = append(figures, a.claimsFigure())
	}
	return figures
}

// attentionFigure is attention and framing by quarter.
func (a *Analysis) attentionFigure() *chart.Figure {
	plot := chart.Attention{
		Count: "Records a quarter",
		Index: "Framing index with 95% interval",
		High:  "arrangements",
		Low:   "blame",
		Range: [2]float64{-1, 1},
		LowN:  trend.SmallCell,
	}
	for _, k := range a.Kinds {
		plot.Groups = append(plot.Groups, k.Label)
	}
	for _, q := range a.Quarters {
		row := chart.AttentionRow{Period: q.ID, Count: chart.N(float64(len(q.Articles))), N: len(q.Articles), Link: a.quarterLink(q)}
		row.Index, row.Low, row.High = numbers(q.Index)
		for _, k := range a.Kinds {
			n := 0
			for _, i := range q.Articles {
				if kindName(a.Scored[i].Outlet.Kind) == k.ID {
					n++
				}
			}
			row.Groups = append(row.Groups, chart.N(float64(n)))
		}
		plot.Rows = append(plot.Rows, row)
	}
	plot.Events = a.Case.Events
	caption := a.caption("Bars: records found in each quarter, by kind of outlet. Line: (systemic − blame)/(systemic + blame), sentences pooled; "+
		"+1 is all arrangements, −1 is all blame of professionals and bodies. Quarters without such sentences have no index.",
		"records a quarter; index without unit")
	caption.Interval = a.bootstrapText()
	if n := a.coarse(coverage.Quarterly); n > 0 {
		caption.Notes = append(caption.Notes, fmt.Sprintf("Not drawn: %s dated only to the year, or not at all.", plural(n, "record")))
	}
	return &chart.Figure{ID: "attention", Title: "Attention and framing", Caption: caption, Plot: plot}
}

// handFigure is the index of the hand codes by phase.
func (a *Analysis) handFigure() *chart.Figure {
	plot := chart.Changes{Index: "Framing index of the hand codes with 95% interval", High: "arrangements", Low: "blame", LowN: trend.SmallCell}
	for i, p := range a.Phases {
		row := chart.ChangeRow{Period: a.phaseLabel(i), N: p.Hand.N, Link: phaseID(p.ID)}
		row.Value, row.Low, row.High = numbers(p.Hand)
		plot.Rows = append(plot.Rows, row)
	}
	c := a.caption("(ΣS − ΣB)/(ΣS + ΣB) over the coder's scores from 0 to 3 for each record; records in which the coder saw only perpetrators blamed are left out of B.", "index, without unit")
	c.N = plural(a.Coded.N, "coded record")
	c.Interval = a.bootstrapText()
	return &chart.Figure{ID: "hand-codes", Title: "Framing by phase, as coded by hand", Caption: c, Plot: plot}
}

// coarse counts the records whose date is too coarse for a period.
func (a *Analysis) coarse(k coverage.PeriodKind) int {
	n := 0
	for i := range a.Scored {
		if _, ok := coverage.PeriodOf(a.Scored[i].Published, k); !ok {
			n++
		}
	}
	return n
}

// BlameRows is how many actors the blame figure shows.
const BlameRows = 14

// minSentences is the number below which a phase has no rate: one sentence of
// one would be 100 in 100.
const minSentences = 10

// blameFigure is who is blamed in which phase.
func (a *Analysis) blameFigure() *chart.Figure {
	plot := chart.BlameMap{Measure: "Sentences that blame, per 100 sentences", LowN: trend.SmallCell, Unit: "records"}
	for i := range a.Phases {
		plot.Periods = append(plot.Periods, a.phaseLabel(i))
	}
	targets := a.Targets()
	for _, t := range targets[:min(BlameRows, len(targets))] {
		plot.Actors = append(plot.Actors, t.Show)
		for i, p := range a.Phases {
			c := chart.Cell{Actor: t.Show, Period: a.phaseLabel(i), N: len(p.Articles)}
			if p.Measures.Sentences >= minSentences {
				c.Value = chart.N(per100(p.Measures.ByActor[t.ID], p.Measures.Sentences))
				if p.Measures.ByActor[t.ID] > 0 {
					c.Link = targetID(t.ID)
				}
			}
			plot.Cells = append(plot.Cells, c)
		}
	}
	caption := a.caption("Sentences that blame each actor, per 100 sentences of the phase, whoever speaks. A sentence that blames two counts for both. "+
		fmt.Sprintf("Zero is a value; a phase with fewer than %d sentences has none.", minSentences), "sentences per 100 sentences")
	caption.Interval = "none; the table beside it gives the counts"
	if n := len(targets) - BlameRows; n > 0 {
		caption.Notes = append(caption.Notes, fmt.Sprintf("The %d most blamed of %d actors are drawn; data/targets.csv has all.", BlameRows, len(targets)))
	}
	return &chart.Figure{ID: "blame", Title: "Who is blamed, and when", Caption: caption, Plot: plot}
}

// per100 is a rate per 100, to one decimal.
func per100(n, of int) float64 { return math.Round(1000*float64(n)/float64(of)) / 10 }

func (a *Analysis) phaseLabel(i int) string { return a.Phases[i].Label }

func numbers(f finding.Finding) (v, low, high chart.Num) {
	if !f.IsDefined() {
		return
	}
	if f.Interval.IsDefined() && f.N >= 2 {
		low, high = chart.N(f.Interval.Low), chart.N(f.Interval.High)
	}
	return chart.N(f.Estimate), low, high
}

// viewsFigure is the view counts with their gaps, trend and season.
func (a *Analysis) viewsFigure() *chart.Figure {
	v := a.Views
	s := &a.Case.Views.Series
	plot := chart.Views{
		Count: upperFirst(s.Unit) + " a " + s.Period.String(), SeasonTitle: v.seasonTitle(), Season: v.season(),
		Captured: a.Case.Views.Captured.String(), Events: a.Case.Events,
	}
	if v.Seasonal != nil {
		plot.Trend = "Trend (LOESS) with 95% interval"
	}
	curve := v.curve(s)
	for i, p := range s.Points {
		row := chart.ViewRow{Period: p.Period.String(), Partial: p.Status == coverage.Partial}
		if n, ok := p.Number(); ok {
			row.Count = chart.N(n)
		}
		row.Trend, row.Low, row.High = curve[i].value, curve[i].low, curve[i].high
		plot.Rows = append(plot.Rows, row)
	}
	m := s.Summary()
	gaps := ""
	switch {
	case m.Missing == 1:
		gaps = fmt.Sprintf(" 1 %s without data is shaded and is not zero: %s.", s.Period, joinPeriods(s.Gaps()))
	case m.Missing > 1:
		gaps = fmt.Sprintf(" %d %ss without data are shaded and are not zero: %s.", m.Missing, s.Period, joinPeriods(s.Gaps()))
	}
	caption := chart.Caption{
		Text: fmt.Sprintf("%s. Total %s over %d observed %ss, highest %s in %s.%s",
			s.Name, number(m.Total), m.N, s.Period, number(m.Max.Value), m.Max.Period, gaps),
		N: plural(m.N, s.Period.String()), Period: fmt.Sprintf("%s to %s", s.Points[0].Period, s.Points[len(s.Points)-1].Period),
		Unit: s.Unit + " a " + s.Period.String(), Interval: "95%; of the trend by LOESS, of the months by quasi-Poisson regression on month and linear trend", Captured: a.Case.Views.Captured.String(), Version: a.version(),
		Agreement: "not applicable to counts", Notes: append([]string{a.Case.Views.Note}, v.Warnings...),
	}
	if few := v.fewMonths(); len(few) > 0 {
		caption.Notes = append(caption.Notes, fmt.Sprintf("No interval is drawn for calendar months with fewer than %d values: %s.", chart.SeasonValues, strings.Join(few, ", ")))
	}
	return &chart.Figure{ID: "views", Title: "View counts", Caption: caption, Plot: plot}
}

func joinPeriods(ps []coverage.Period) string {
	var s []string
	for _, p := range ps {
		s = append(s, p.String())
	}
	if len(s) == 0 {
		return "none"
	}
	return strings.Join(s, ", ")
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return thousands(n) + " " + noun + "s"
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// caption fills in what every figure of the records must say.
func (a *Analysis) caption(text, unit string) chart.Caption {
	m := a.All.Measures
	c := chart.Caption{
		Text: text, Unit: unit, N: plural(len(a.Scored), "record") + ", " + plural(m.Sentences, "sentence"),
		Outlets: plural(a.outlets(), "outlet"), Period: a.period(), Agreement: a.agreementText(), Version: a.version(),
		Notes: []string{a.RecordNote()},
	}
	return c
}

// RecordNote says, in a sentence or two, what the records are and what cannot
// be read from them. It stands beside every figure.
func (a *Analysis) RecordNote() string {
	d := a.Case.Record
	var b strings.Builder
	switch d.Sample {
	case "convenience":
		b.WriteString("The records are a convenience sample")
	case "random":
		b.WriteString("The records are a random sample")
	default:
		b.WriteString("The records are all that the source holds")
	}
	switch {
	case d.Coders == 1:
		b.WriteString(" coded by one coder")
	case d.Coders > 1:
		fmt.Fprintf(&b, " coded by %d coders", d.Coders)
	}
	fmt.Fprintf(&b, "; scored are %s.", a.textsAre())
	if !d.BearsPrevalence() {
		b.WriteString(" Shares of all coverage cannot be read from them.")
	}
	return b.String()
}

func (a *Analysis) agreementText() string {
	if a.Coded == nil {
		return ""
	}
	var parts []string
	for i, alpha := range a.Coded.Alpha {
		parts = append(parts, frameLabels[i]+" "+figure2(alpha.Value))
	}
	s := fmt.Sprintf("scorer with hand codes, Krippendorff's α: %s (n = %d)", strings.Join(parts, ", "), a.Coded.N)
	if a.Case.Record.Coders < 2 {
		s += "; between coders: not measured"
	}
	return s
}

func (a *Analysis) bootstrapText() string {
	return fmt.Sprintf("95%% bootstrap over records, %s replicates, seed %d; hollow where fewer than %d records", thousands(a.Options.Replicates), a.Options.Seed, trend.SmallCell)
}

func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

func (a *Analysis) version() string {
	return fmt.Sprintf("Pressframe %s, codebook %s %s (%.12s)", Version, a.Codebook.Name, a.Codebook.Version, a.Codebook.Hash())
}

func (a *Analysis) outlets() int {
	seen := map[string]bool{}
	for i := range a.Scored {
		seen[a.Scored[i].Outlet.Name] = true
	}
	return len(seen)
}

func (a *Analysis) period() string {
	var dates []coverage.Date
	for i := range a.Scored {
		if d := a.Scored[i].Published; d.IsKnown() {
			dates = append(dates, d)
		}
	}
	if len(dates) == 0 {
		return "undated"
	}
	first := slices.MinFunc(dates, coverage.Date.Compare)
	last := slices.MaxFunc(dates, coverage.Date.Compare)
	return fmt.Sprintf("%s to %s", first, last)
}

// showTarget names a target as a role; one that no codebook knows is named by
// its level alone.
func (a *Analysis) showTarget(t *sentiment.Target) string {
	for _, act := range a.Codebook.Actors() {
		if act.ID == t.Actor {
			return or(act.Show, act.ID)
		}
	}
	return t.Level.String() + " not in the actor list"
}

// claimsFigure is the argument, claim by claim.
func (a *Analysis) claimsFigure() *chart.Figure {
	plot := chart.Claims{Title: "Effect and verdict, claim by claim"}
	for i := range a.Outcomes {
		o := &a.Outcomes[i]
		r := chart.ClaimRow{ID: o.Claim.ID, Claim: or(o.Claim.Short, o.Claim.Statement), Unit: o.Unit, Verdict: o.Verdict.String(), P: chart.N(o.P), Link: claimID(o.Claim.ID)}
		if o.Effect.IsDefined() {
			r.Effect, r.Low, r.High = numbers(o.Effect)
			r.Null, r.N = chart.N(o.Null), o.Effect.N
		}
		plot.Rows = append(plot.Rows, r)
	}
	c := a.caption("Effect of each claim's test with its interval; a claim without a mark has no test that these records could bear. "+
		"The verdict weighs the direction, the size that matters and what the records are.", "as named at the left; each measure has a scale of its own")
	c.Interval = "95%; bootstrap over records for framing, Wald for counts and official figures; p-values corrected by Holm"
	return &chart.Figure{ID: "claims", Title: "The claims and what the data say", Caption: c, Plot: plot}
}
