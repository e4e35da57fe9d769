package story

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

// confidence is the level of every interval of a report.
const confidence = 0.95

// page puts the report together.
func (a *Analysis) page(figures []*chart.Figure) *chart.Page {
	p := &chart.Page{
		Title:       a.Case.Title,
		Subtitle:    fmt.Sprintf("How responsibility was framed, %s: %s from %s", a.period(), plural(len(a.Scored), "record"), plural(a.outlets(), "outlet")),
		About:       fmt.Sprintf("Framing of responsibility in %s about %s, with intervals and the sentences behind every number.", plural(len(a.Scored), "record"), a.Case.Title),
		Interactive: true,
		Opening:     []chart.Block{chart.Para(a.Case.About), chart.Note{chart.Strong("What the records are. "), chart.Text(a.Case.Record.Statement)}},
		Footer: []chart.Inline{chart.Text("Made by " + a.version() + ". Codebook SHA-256 "), chart.Code(a.Codebook.Hash()),
			chart.Text(". manifest.json beside this page lists every input and output with its digest.")},
	}
	byID := map[string]*chart.Figure{}
	for _, f := range figures {
		byID[f.ID] = f
	}
	p.Sections = append(p.Sections, a.overview())
	framing := chart.Section{ID: "framing", Title: "Attention and framing over time"}
	framing.Blocks = append(framing.Blocks, a.framingWords()...)
	framing.Blocks = append(framing.Blocks, chart.FigureBlock{Figure: byID["attention"]}, a.phaseBlock())
	if f := byID["hand-codes"]; f != nil {
		framing.Blocks = append(framing.Blocks, chart.Para(a.trustText()), chart.FigureBlock{Figure: f})
	}
	p.Sections = append(p.Sections, framing)
	if len(a.Scored) <= fewDocuments {
		p.Sections = append(p.Sections, a.documentSection())
	}
	p.Sections = append(p.Sections, chart.Section{ID: "blamed", Title: "Who is blamed",
		Blocks: []chart.Block{a.blameWords(), chart.FigureBlock{Figure: byID["blame"]}}})
	if a.Views != nil {
		p.Sections = append(p.Sections, chart.Section{ID: "view-counts", Title: "View counts",
			Blocks: append(a.viewWords(), chart.FigureBlock{Figure: byID["views"]})})
	}
	if len(a.Case.Claims) > 0 {
		p.Sections = append(p.Sections, a.claimSection(byID["claims"]))
	}
	if len(a.Flags) > 0 {
		p.Sections = append(p.Sections, a.faultSection())
	}
	if len(a.Case.Events) > 0 {
		p.Sections = append(p.Sections, a.eventSection())
	}
	p.Sections = append(p.Sections, a.methodSection(), a.limitSection(), a.evidenceSection())
	return p
}

func (a *Analysis) overview() chart.Section {
	m := a.All.Measures
	value := func(s string) []chart.Inline { return []chart.Inline{chart.Text(s)} }
	leads := func(id, number, rest string) []chart.Inline {
		return []chart.Inline{chart.Ref{ID: id, Text: number}, chart.Text(rest)}
	}
	// counted leads to the first sentence that was counted; nothing leads nowhere.
	counted := func(frame string, n int, number, rest string) []chart.Inline {
		if n == 0 {
			return value(number + rest)
		}
		return leads(firstID(frame), number, rest)
	}
	facts := chart.Facts{
		{Term: "Records", Value: leads("records", thousands(len(a.Scored)), fmt.Sprintf(" from %s, %s; %s", plural(a.outlets(), "outlet"), a.period(), a.textsAre()))},
		{Term: "Sentences", Value: append(value(fmt.Sprintf("%s, of which ", thousands(m.Sentences))), counted("framed", m.Framed, thousands(m.Framed), " carry a frame")...)},
		{Term: "Blame", Value: counted("blame", m.Blame, plural(m.Blame, "sentence"), fmt.Sprintf(" of professionals, bodies or others, and %s of perpetrators, kept apart", thousands(m.PerpetratorBlame)))},
		{Term: "Systemic failure", Value: counted("systemic", m.Systemic, plural(m.Systemic, "sentence"), "")},
		{Term: "Counter-blame", Value: counted("counter-blame", m.Counter, plural(m.Counter, "sentence"), "")},
		{Term: "Index, all records", Value: leads("phases", findingText(a.All.Index), "")},
		{Term: "Near-duplicates", Value: value(a.copiesText())},
	}
	if len(a.Flags) > 0 {
		facts = append(facts, chart.Fact{Term: "Faults of the record", Value: leads("record-faults", plural(len(a.Flags), "fault"), " found: gaps or waves of near-duplicates")})
	}
	if a.Coded != nil {
		f := a.Coded.Scores.Macro.F1
		facts = append(facts, chart.Fact{Term: "Scorer against hand codes", Value: value(fmt.Sprintf("macro-F1 %s [%s, %s] over three frames, %s", figure2(f.Value), figure2(f.Low), figure2(f.High), plural(a.Coded.N, "article")))})
	} else {
		facts = append(facts, chart.Fact{Term: "Scorer against people", Value: value("not measured on these texts: there are no hand codes")})
	}
	return chart.Section{ID: "overview", Title: "In brief", Blocks: []chart.Block{facts, a.kindBlock()}}
}

// findingText is a finding in a few words: −0.41 [−0.55, −0.26], n = 212 articles.
func findingText(f finding.Finding) string {
	v, between := interval(f)
	if between == "" {
		return fmt.Sprintf("%s (n = %d %s)", v, f.N, f.Unit)
	}
	return fmt.Sprintf("%s %s, n = %d %s", v, between, f.N, f.Unit)
}

// kindBlock is the table of records by outlet kind and phase.
func (a *Analysis) kindBlock() chart.Block {
	t := chart.Table{Heads: 1, Columns: []chart.Column{{Key: "outlet_kind", Head: "Outlet kind"}}}
	for _, p := range a.Phases {
		t.Columns = append(t.Columns, chart.Column{Key: p.ID, Head: p.Label, Number: true})
	}
	t.Columns = append(t.Columns, chart.Column{Key: "no_phase", Head: "No phase", Number: true}, chart.Column{Key: "all", Head: "All", Number: true})
	row := func(label string, articles []int) {
		counts := make([]int, len(a.Phases)+1)
		for _, i := range articles {
			p := a.Scored[i].Phase
			if p < 0 {
				p = len(a.Phases)
			}
			counts[p]++
		}
		cells := []string{label}
		for _, n := range counts {
			cells = append(cells, strconv.Itoa(n))
		}
		t.Rows = append(t.Rows, append(cells, strconv.Itoa(len(articles))))
	}
	for _, k := range a.Kinds {
		row(k.Label, k.Articles)
	}
	row("all", a.All.Articles)
	return chart.TableBlock{ID: "records", Title: "Records by outlet kind and phase", Caption: a.caption("Counts of records.", "records"), Table: t}
}

// framingWords states the index by phase and the step between phases.
func (a *Analysis) framingWords() []chart.Block {
	blocks := []chart.Block{chart.Para("The index compares sentences that place the fault in arrangements (systemic) with sentences that blame persons or bodies: +1 is all arrangements, " +
		"−1 all blame, and where neither occurs there is no index. Blame of the perpetrators of the harm is kept apart. Counter-blame, which contests the blaming, is a frame of its own.")}
	if len(a.Steps) == 0 {
		return blocks
	}
	var items [][]chart.Inline
	for i, s := range a.Steps {
		before, after := a.Phases[i], a.Phases[i+1]
		text := fmt.Sprintf(" → %s: ", after.Label)
		switch {
		case !s.IsDefined():
			text += "no comparison, for one of the two has no index."
		default:
			v, between := interval(s)
			text += fmt.Sprintf("%s %s", v, between)
			if s.Test != nil && s.Test.P == s.Test.P {
				text += "; permutation " + pText(s.Test.P)
			}
			text += fmt.Sprintf(" (n = %d and %d).", len(before.Articles), len(after.Articles))
			if len(s.Warnings) > 0 {
				text += " " + upperFirst(strings.Join(s.Warnings, "; ")) + "."
			}
		}
		items = append(items, []chart.Inline{chart.Ref{ID: phaseID(before.ID), Text: before.Label}, chart.Text(text)})
	}
	return append(blocks, chart.Para("Change of the index from each phase to the next, with 95% bootstrap interval; the p-values are not corrected for their number:"), chart.List{Items: items})
}

func (a *Analysis) phaseBlock() chart.Block {
	t := chart.Table{Heads: 1, Columns: []chart.Column{
		{Key: "phase", Head: "Phase"}, {Key: "records", Head: "Records", Number: true}, {Key: "sentences", Head: "Sentences", Number: true},
		{Key: "blame", Head: "Blame", Number: true}, {Key: "systemic", Head: "Systemic", Number: true}, {Key: "counter_blame", Head: "Counter", Number: true},
		{Key: "perpetrators", Head: "Perp.", Number: true},
		{Key: "index", Head: "Index [95% interval]"}, {Key: "contested", Head: "Contested", Number: true},
	}}
	if a.Coded != nil {
		t.Columns = append(t.Columns, chart.Column{Key: "hand_index", Head: "Index of hand codes"})
	}
	for _, g := range append(slices.Clone(a.Phases), a.Outside, a.All) {
		m := g.Measures
		v, between := interval(g.Index)
		if len(g.Articles) == 0 {
			v, between = "no data", ""
		}
		v = strings.TrimSpace(v + " " + between)
		contested := "undefined"
		if c, ok := m.ContestedShare(); ok {
			contested = fmt.Sprintf("%.2f", c)
		}
		row := []string{g.Label, strconv.Itoa(len(g.Articles)), strconv.Itoa(m.Sentences), strconv.Itoa(m.Blame), strconv.Itoa(m.Systemic),
			strconv.Itoa(m.Counter), strconv.Itoa(m.PerpetratorBlame), v, contested}
		if a.Coded != nil {
			hand, between := interval(g.Hand)
			row = append(row, strings.TrimSpace(hand+" "+between))
		}
		t.Rows = append(t.Rows, row)
		link := ""
		switch {
		case g.Measures.Framed == 0: // no sentence to show
		case g.ID == "all":
			link = "evidence"
		default:
			link = phaseID(g.ID)
		}
		t.Links = append(t.Links, link)
	}
	hand := ""
	if a.Coded != nil {
		hand = " Hand codes: the index (ΣS − ΣB)/(ΣS + ΣB) over the coder's scores from 0 to 3, records in which the coder saw only perpetrators blamed left out of B."
	}
	c := a.caption("Sentences by frame, pooled over the records of a phase. Perp.: sentences that blame perpetrators alone, kept apart. Contested: C/(B + C)."+hand, "sentences")
	c.Interval = fmt.Sprintf("95%% bootstrap over records, %s replicates, seed %d", thousands(a.Options.Replicates), a.Options.Seed)
	for _, g := range a.Phases {
		for _, w := range g.Index.Warnings {
			c.Notes = append(c.Notes, g.Label+": "+w+".")
		}
	}
	return chart.TableBlock{ID: "phases", Title: "Framing by phase", Caption: c, Table: t}
}

// trustText says whether the scorer may stand for the hand codes.
func (a *Analysis) trustText() string {
	var low []string
	for i, alpha := range a.Coded.Alpha {
		if !(alpha.Value >= agreement.Tentative) {
			low = append(low, fmt.Sprintf("%s (α = %s)", frameLabels[i], figure2(alpha.Value)))
		}
	}
	if len(low) == 0 {
		return "The scorer agrees with the hand codes well enough for tentative conclusions on every frame (α of at least 0.667)."
	}
	return fmt.Sprintf("On these texts the scorer does not agree with the hand codes well enough to stand for them. Below 0.667, "+
		"the least for tentative conclusions: %s. Where the two differ, the hand codes are the better reading, though they are one coder's.", strings.Join(low, ", "))
}

// documentSection lists few records one by one, each with its evidence.
func (a *Analysis) documentSection() chart.Section {
	t := chart.Table{Heads: 1, Columns: []chart.Column{{Key: "record", Head: "Record"}, {Key: "date", Head: "Date"},
		{Key: "blame", Head: "Blame", Number: true}, {Key: "perpetrators", Head: "Perp.", Number: true}, {Key: "systemic", Head: "Systemic", Number: true},
		{Key: "counter_blame", Head: "Counter", Number: true}, {Key: "leading", Head: "Leading frame"}}}
	var groups chart.Evidence
	for i := range a.Scored {
		x := &a.Scored[i]
		m := &x.Result.Measures
		t.Rows = append(t.Rows, []string{a.Case.roles.Show(x.Outlet.Name + ": " + x.Title), x.Published.String(), strconv.Itoa(m.Blame), strconv.Itoa(m.PerpetratorBlame),
			strconv.Itoa(m.Systemic), strconv.Itoa(m.Counter), Leading(m)})
		link := ""
		if m.Framed > 0 {
			link = fmt.Sprintf("record-%d", i+1)
			groups = append(groups, chart.EvidenceGroup{ID: link, Title: a.Case.roles.Show(x.Outlet.Name) + ", " + or(x.Published.String(), "undated"), Cards: a.cards([]int{i}, anyFrame)})
		}
		t.Links = append(t.Links, link)
	}
	c := a.caption("Sentences by frame. The leading frame is the one that most sentences carry.", "sentences")
	return chart.Section{ID: "record-by-record", Title: "Record by record", Blocks: []chart.Block{
		chart.TableBlock{ID: "documents", Title: "Framing of each record", Caption: c, Table: t}, groups}}
}

func (a *Analysis) blameWords() chart.Block {
	targets := a.Targets()
	if len(targets) == 0 {
		return chart.Para("No sentence blames an actor of the list.")
	}
	p := chart.P{chart.Text("Most blamed over all records: ")}
	for i, t := range targets[:min(3, len(targets))] {
		if i > 0 {
			p = append(p, chart.Text(", "))
		}
		p = append(p, chart.Ref{ID: targetID(t.ID), Text: t.Show}, chart.Text(fmt.Sprintf(" (%s)", plural(t.Sentences, "sentence"))))
	}
	listed := 0
	for _, t := range targets {
		listed += t.Sentences
	}
	all := 0
	for _, n := range a.All.Measures.ByActor {
		all += n
	}
	return append(p, chart.Text(fmt.Sprintf(". Of %s of somebody blamed, %s are of actors in the case's list; the others are counted by level only.", plural(all, "finding"), thousands(listed))))
}

func (a *Analysis) viewWords() []chart.Block {
	s := &a.Case.Views.Series
	m := s.Summary()
	noNumber := func(s *coverage.Series) string {
		if len(s.Gaps()) == 0 {
			return ""
		}
		return fmt.Sprintf("No number is known for %s; these %ss are left out, not counted as zero. ", joinPeriods(s.Gaps()), s.Period)
	}
	blocks := []chart.Block{chart.Para(fmt.Sprintf("%s: %s %s over %d observed %ss, mean %s, highest %s in %s, lowest %s. %s%s",
		s.Name, number(m.Total), s.Unit, m.N, s.Period, forReading(fmt.Sprintf("%.1f", m.Mean)), number(m.Max.Value), m.Max.Period, number(m.Min.Value), noNumber(s), a.Case.Views.Note))}
	for _, f := range a.Views.findings() {
		blocks = append(blocks, chart.Para(upperFirst(f)))
	}
	return blocks
}

// recordText puts outlet and date for the ids of records in a text, which say
// little to a reader and hold names.
func (a *Analysis) recordText(s string) string {
	for i := range a.Case.Records {
		r := &a.Case.Records[i]
		if strings.Contains(s, r.ID) {
			s = strings.ReplaceAll(s, r.ID, fmt.Sprintf("%s, %s", r.Outlet.Name, or(r.Published.String(), "undated")))
		}
	}
	return a.Case.roles.Show(s)
}

func (a *Analysis) eventSection() chart.Section {
	t := chart.Table{Heads: 1, Columns: []chart.Column{{Key: "date", Head: "Date"}, {Key: "event", Head: "Event"}, {Key: "kind", Head: "Kind"}, {Key: "conflict", Head: "Accounts differ"}}}
	for _, e := range a.Case.Events {
		date := e.Date.String()
		if e.Date.Basis == coverage.Approximate {
			date = "about " + date
		}
		t.Rows = append(t.Rows, []string{date, a.Case.roles.Show(e.Title), e.Kind, a.recordText(e.Conflict)})
	}
	return chart.Section{ID: "events", Title: "What happened when", Blocks: []chart.Block{
		chart.TableBlock{ID: "event-table", Title: "Events", Caption: chart.Caption{Text: "Events of the case; dates no more precise than the sources.", N: plural(len(t.Rows), "event"), Agreement: "not applicable", Version: a.version()}, Table: t}}}
}

func (a *Analysis) methodSection() chart.Section {
	text := fmt.Sprintf("Each sentence was read with its title and the sentences before it and scored for three frames, each present or absent: blame, systemic failure and counter-blame "+
		"(codebook %s %s, SHA-256 %s). Frames that are denied, rejected or on the losing side of a contrast are not counted as themselves. Every sentence of an article counts once a frame; "+
		"counts are pooled over the articles of a phase or period. The index is (S − B)/(S + B), where B leaves out the blame of perpetrators; it is undefined, not zero, where S + B = 0. "+
		"Intervals are percentile intervals of %s bootstrap replicates that resample articles (seed %d).",
		a.Codebook.Name, a.Codebook.Version, a.Codebook.Hash(), thousands(a.Options.Replicates), a.Options.Seed)
	blocks := []chart.Block{chart.Para(text)}
	if a.Coded != nil {
		t := chart.Table{Heads: 1, Columns: []chart.Column{{Key: "frame", Head: "Frame"}, {Key: "precision", Head: "Precision", Number: true}, {Key: "recall", Head: "Recall", Number: true},
			{Key: "f1", Head: "F1", Number: true}, {Key: "interval", Head: "95% interval"}, {Key: "alpha", Head: "α", Number: true}, {Key: "alpha_interval", Head: "95% interval"}}}
		for i, c := range a.Coded.Scores.Classes {
			al := a.Coded.Alpha[i]
			t.Rows = append(t.Rows, []string{c.Label, figure2(c.Precision.Value), figure2(c.Recall.Value), figure2(c.F1.Value), fmt.Sprintf("[%s, %s]", figure2(c.F1.Low), figure2(c.F1.High)),
				figure2(al.Value), fmt.Sprintf("[%s, %s]", figure2(al.Low), figure2(al.High))})
		}
		blocks = append(blocks, chart.TableBlock{ID: "agreement", Title: "Scorer against hand codes",
			Caption: chart.Caption{Text: fmt.Sprintf("Article by article: a frame is present for the coder from %d of 3, for the scorer if any sentence carries it. α is Krippendorff's.", CodedPresent),
				N: plural(a.Coded.N, "article"), Interval: "95% bootstrap over articles", Agreement: a.agreementText(), Version: a.version(), Notes: []string{a.RecordNote()}}, Table: t})
	} else {
		blocks = append(blocks, chart.Para("There are no hand codes of these texts, so this report has no agreement figure. Draw a coding sheet before you publish."))
	}
	return chart.Section{ID: "method", Title: "Method", Blocks: blocks}
}

func (a *Analysis) limitSection() chart.Section {
	d := a.Case.Record
	items := [][]chart.Inline{{chart.Text(d.Statement)}}
	add := func(s string) { items = append(items, []chart.Inline{chart.Text(s)}) }
	if !d.BearsPrevalence() {
		add("Intervals and p-values say how much the numbers would vary over other samples drawn like these records. They are not intervals for what the press wrote.")
	}
	few := 0
	for _, p := range a.Phases {
		if len(p.Articles) < trend.SmallCell {
			few++
		}
	}
	if few > 0 {
		add(fmt.Sprintf("%d of %d phases hold fewer than %d records: their intervals are too narrow for what is not known.", few, len(a.Phases), trend.SmallCell))
	}
	if n := len(a.Outside.Articles); n > 0 {
		add(fmt.Sprintf("%s dated too coarsely for a phase, or outside all, and enter only the totals.", plural(n, "record")))
	}
	add("The scorer reads sentences, not pictures, layout or prominence; what it misses and what it finds wrongly is in the agreement table where there is one.")
	return chart.Section{ID: "limits", Title: "What this cannot say", Blocks: []chart.Block{chart.List{Items: items}, chart.Para("Source: " + d.Source)}}
}

// number prints a number as the figures do: a comma between thousands, a true
// minus sign.
func number(v float64) string {
	return forReading(strconv.FormatFloat(v, 'f', -1, 64))
}

// pText is a p-value with its sign, for a sentence.
func pText(p float64) string {
	if p < 0.001 {
		return "p < 0.001"
	}
	return fmt.Sprintf("p = %.3f", p)
}

var (
	hyphenMinus = regexp.MustCompile(`(^|[\s(\[,;=])-(\d)`)
	longNumber  = regexp.MustCompile(`(^|[\s(\[,;=−+])(\d{5,}|\d{4}\b)(\.\d+)?`)
)

// forReading gives the numbers of a sentence a comma between thousands and a
// true minus sign. A whole number of four digits without a sign may be a year
// and stays as it is, unless the text is the number alone.
func forReading(s string) string {
	s = hyphenMinus.ReplaceAllString(s, "$1−$2")
	return longNumber.ReplaceAllStringFunc(s, func(m string) string {
		part := longNumber.FindStringSubmatch(m)
		if len(part[2]) == 4 && part[3] == "" && part[1] != "−" && part[1] != "+" && m != s {
			return m
		}
		n, err := strconv.Atoi(part[2])
		if err != nil {
			return m
		}
		return part[1] + thousands(n) + part[3]
	})
}
