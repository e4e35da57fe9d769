package story

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// WriteSummary prints what a person reads first: what the records are, how
// many there are, how the framing moved with its intervals, who was blamed,
// the view counts, and what the record cannot say. It is plain text of at most
// about 100 columns.
func (a *Analysis) WriteSummary(w io.Writer) error {
	s := &summary{w: w, a: a}
	s.head()
	s.kinds()
	s.framing()
	s.documents()
	s.blamed()
	s.views()
	s.claims()
	s.coding()
	s.limits()
	return s.err
}

type summary struct {
	w   io.Writer
	a   *Analysis
	err error
}

func (s *summary) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.w, format, args...)
	}
}

// table prints rows of cells: the first column set left, the others right.
func (s *summary) table(rows func(row func(cells ...any))) {
	var lines [][]string
	var widths []int
	rows(func(cells ...any) {
		var line []string
		for i, c := range cells {
			text := fmt.Sprint(c)
			if n, ok := c.(int); ok {
				text = thousands(n)
			}
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(text))
			line = append(line, text)
		}
		lines = append(lines, line)
	})
	for _, line := range lines {
		var b strings.Builder
		for i, text := range line {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if i == 0 {
				b.WriteString("  " + text + pad)
			} else {
				b.WriteString("  " + pad + text)
			}
		}
		s.printf("%s\n", strings.TrimRight(b.String(), " "))
	}
}

func (s *summary) head() {
	a := s.a
	days, months, years, unknown := 0, 0, 0, 0
	for i := range a.Scored {
		switch a.Scored[i].Published.Precision {
		case coverage.DayPrecision:
			days++
		case coverage.MonthPrecision:
			months++
		case coverage.YearPrecision:
			years++
		default:
			unknown++
		}
	}
	s.printf("%s\n\n", a.Case.Title)
	s.printf("%s (%s), scored with codebook %s %s (sha256 %.12s).\n",
		plural(len(a.Scored), "record"), a.textsAre(), a.Codebook.Name, a.Codebook.Version, a.Codebook.Hash())
	s.printf("Dated to the day %d, the month %d, the year %d, not at all %d.\n", days, months, years, unknown)
}

// textsAre says what was scored.
func (a *Analysis) textsAre() string {
	abstracts := 0
	for i := range a.Scored {
		if a.Scored[i].IsAbstract {
			abstracts++
		}
	}
	switch abstracts {
	case 0:
		return "full texts"
	case len(a.Scored):
		return "abstracts, not the articles"
	}
	return fmt.Sprintf("%d abstracts, %d full texts", abstracts, len(a.Scored)-abstracts)
}

func (s *summary) kinds() {
	a := s.a
	s.printf("\nRecords by outlet kind and phase\n")
	s.table(func(row func(...any)) {
		head := []any{""}
		for i := range a.Phases {
			head = append(head, fmt.Sprintf("(%d)", i+1))
		}
		row(append(head, "no phase", "all")...)
		for _, k := range a.Kinds {
			counts := make([]int, len(a.Phases)+1)
			for _, i := range k.Articles {
				p := a.Scored[i].Phase
				if p < 0 {
					p = len(a.Phases)
				}
				counts[p]++
			}
			cells := []any{k.Label}
			for _, n := range counts {
				cells = append(cells, n)
			}
			row(append(cells, len(k.Articles))...)
		}
		cells := []any{"all"}
		for _, p := range a.Phases {
			cells = append(cells, len(p.Articles))
		}
		row(append(cells, len(a.Outside.Articles), len(a.All.Articles))...)
	})
	for i, p := range a.Case.Phases {
		s.printf("  (%d) %s, %s to %s\n", i+1, p.Label, p.From, p.To)
	}
}

func (s *summary) framing() {
	a := s.a
	s.printf("\nFraming by phase: sentences, and index (systemic − blame)/(systemic + blame), pooled,\nwith 95%% bootstrap interval (articles resampled, %d replicates, seed %d)\n", a.Options.Replicates, a.Options.Seed)
	s.table(func(row func(...any)) {
		head := []any{"", "articles", "sentences", "blame", "systemic", "counter", "index", "interval"}
		if a.Coded != nil {
			head = append(head, "hand codes", "interval")
		}
		row(head...)
		for _, g := range append(slices.Clone(a.Phases), a.Outside, a.All) {
			if len(g.Articles) == 0 {
				row(g.Label, 0, "–", "–", "–", "–", "no data", "")
				continue
			}
			m := g.Measures
			index, between := interval(g.Index)
			cells := []any{g.Label, len(g.Articles), m.Sentences, m.Blame, m.Systemic, m.Counter, index, between}
			if a.Coded != nil {
				hand, between := interval(g.Hand)
				cells = append(cells, hand, between)
			}
			row(cells...)
		}
	})
	if a.Coded != nil {
		for _, line := range wrap(a.trustText(), 96) {
			s.printf("  %s\n", line)
		}
	}
	s.printf("  Blame of perpetrators is kept apart (%s) and is not in the index.\n", plural(a.All.Measures.PerpetratorBlame, "sentence"))
	s.printf("  %s\n", a.copiesText())
	var few []string
	for _, g := range a.Phases {
		if len(g.Articles) < trend.SmallCell {
			few = append(few, g.Label)
		}
	}
	if len(few) > 0 {
		s.printf("  Fewer than %d records, so the interval is too narrow: %s.\n", trend.SmallCell, strings.Join(few, ", "))
	}
}

// copiesText says how many records repeat another, and the index without them.
func (a *Analysis) copiesText() string {
	if a.Copies == 0 {
		return "No record nearly repeats another."
	}
	v, between := interval(a.Distinct)
	return fmt.Sprintf("%s nearly repeat another; without them the index of all is %s %s.", plural(a.Copies, "record"), v, between)
}

// interval prints a finding to two decimals and its interval apart.
func interval(f finding.Finding) (value, interval string) {
	if !f.IsDefined() {
		return "undefined", ""
	}
	switch {
	case !f.Interval.IsDefined() || f.N < 2:
		return signed(f.Estimate), "no interval"
	case f.Interval.Low == f.Interval.High:
		return signed(f.Estimate), "no variation"
	}
	return signed(f.Estimate), fmt.Sprintf("[%s, %s]", signed(f.Interval.Low), signed(f.Interval.High))
}

// fewDocuments is the number of records up to which they are listed one by one.
const fewDocuments = 40

func (s *summary) documents() {
	a := s.a
	if len(a.Scored) > fewDocuments {
		return
	}
	s.printf("\nRecord by record\n")
	s.table(func(row func(...any)) {
		row("", "date", "blame", "perp.", "systemic", "counter", "leading")
		for i := range a.Scored {
			x := &a.Scored[i]
			m := x.Result.Measures
			row(clip(a.Case.roles.Show(x.Outlet.Name+": "+x.Title), 58), x.Published, m.Blame, m.PerpetratorBlame, m.Systemic, m.Counter, Leading(&m))
		}
	})
}

// Leading names the frame that most sentences of a text carry: "blame",
// "systemic", "counter-blame", "mixed" where the two highest are equal, or
// "none". Blame of perpetrators does not count.
func Leading(m *sentiment.Measures) string {
	counts := [...]int{m.Blame, m.Systemic, m.Counter}
	best, equal := 0, false
	for i := 1; i < len(counts); i++ {
		switch {
		case counts[i] > counts[best]:
			best, equal = i, false
		case counts[i] == counts[best]:
			equal = true
		}
	}
	switch {
	case counts[best] == 0:
		return "none"
	case equal:
		return "mixed"
	}
	return frameName(sentiment.Frames[best])
}

// clip shortens s to n runes.
func clip(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}

// signed prints a number to two decimals with a sign, and a real minus.
func signed(v float64) string {
	s := fmt.Sprintf("%+.2f", v)
	if s == "-0.00" || s == "+0.00" {
		return "0.00"
	}
	if math.Abs(v) >= 1000 {
		whole, frac, _ := strings.Cut(s[1:], ".")
		if n, err := strconv.Atoi(whole); err == nil {
			s = s[:1] + thousands(n) + "." + frac
		}
	}
	return strings.Replace(s, "-", "−", 1)
}

func (s *summary) blamed() {
	a := s.a
	targets := a.Targets()
	if len(targets) == 0 {
		s.printf("\nNo sentence blames a known actor.\n")
		return
	}
	s.printf("\nWho is blamed, by phase (sentences that blame; one that blames two counts for both)\n")
	s.table(func(row func(...any)) {
		head := []any{""}
		for i := range a.Phases {
			head = append(head, fmt.Sprintf("(%d)", i+1))
		}
		row(append(head, "all")...)
		for _, t := range targets[:min(12, len(targets))] {
			cells := []any{t.Show}
			for _, p := range a.Phases {
				cells = append(cells, p.Measures.ByActor[t.ID])
			}
			row(append(cells, t.Sentences)...)
		}
	})
	if n := len(targets) - 12; n > 0 {
		s.printf("  and %d more in data/targets.csv\n", n)
	}
}

// A TargetCount is an actor that is blamed and in how many sentences.
type TargetCount struct {
	ID        string
	Show      string // role
	Level     sentiment.Level
	Sentences int
}

// Targets returns the actors of the case's codebook that are blamed, the most
// blamed first. Candidates that no codebook knows are counted together under
// the role "others, by level", for a report shows no name it was not given a
// role for.
func (a *Analysis) Targets() []TargetCount {
	known := map[string]sentiment.Actor{}
	for _, act := range a.Codebook.Actors() {
		known[act.ID] = act
	}
	var out []TargetCount
	for id, n := range a.All.Measures.ByActor {
		if act, ok := known[id]; ok {
			out = append(out, TargetCount{ID: id, Show: or(act.Show, id), Level: act.Level, Sentences: n})
		}
	}
	slices.SortFunc(out, func(x, y TargetCount) int {
		if x.Sentences != y.Sentences {
			return y.Sentences - x.Sentences
		}
		return strings.Compare(x.ID, y.ID)
	})
	return out
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (s *summary) views() {
	v := s.a.Case.Views
	if v == nil {
		return
	}
	m := v.Series.Summary()
	s.printf("\n%s\n", v.Series.Name)
	s.printf("  Total %s over %d observed %ss (%d partial), mean %s; highest %s in %s, lowest %s.\n",
		number(m.Total), m.N, v.Series.Period, m.Partial, forReading(fmt.Sprintf("%.1f", m.Mean)), number(m.Max.Value), m.Max.Period, number(m.Min.Value))
	if gaps := v.Series.Gaps(); len(gaps) > 0 {
		s.printf("  No number for %s: left out, not zero.\n", joinPeriods(gaps))
	}
	for _, f := range s.a.Views.findings() {
		for i, line := range wrap(f, 96) {
			if i > 0 {
				line = "  " + line
			}
			s.printf("  %s\n", line)
		}
	}
}

func (s *summary) claims() {
	if len(s.a.Outcomes) == 0 {
		return
	}
	s.printf("\nThe claims (effects have units of their own; p corrected by Holm over the tests made)\n")
	s.table(func(row func(...any)) {
		row("", "effect", "interval", "p", "verdict")
		for i := range s.a.Outcomes {
			o := &s.a.Outcomes[i]
			effect, between, p := "", "", ""
			if o.Effect.IsDefined() {
				effect, between = interval(o.Effect)
			}
			if o.P == o.P {
				p = fmt.Sprintf("%.3f", o.P)
				if o.P < 0.001 {
					p = "<0.001"
				}
			}
			row(o.Claim.ID+" "+clip(or(o.Claim.Short, o.Claim.Statement), 40), effect, between, p, o.Verdict)
		}
	})
}

func (s *summary) coding() {
	c := s.a.Coded
	if c == nil {
		s.printf("\nNo hand codes: the agreement of the scorer with people on these texts is not known.\n")
		return
	}
	s.printf("\nScorer against hand codes, article by article (%s; a frame is coded present from %d of 3)\n", plural(c.N, "article"), CodedPresent)
	s.table(func(row func(...any)) {
		row("", "precision", "recall", "F1", "95% interval", "α")
		for i, class := range c.Scores.Classes {
			row(class.Label, figure2(class.Precision.Value), figure2(class.Recall.Value), figure2(class.F1.Value),
				fmt.Sprintf("[%.2f, %.2f]", class.F1.Low, class.F1.High), figure2(c.Alpha[i].Value))
		}
		f := c.Scores.Macro.F1
		row("macro", "", "", figure2(f.Value), fmt.Sprintf("[%.2f, %.2f]", f.Low, f.High), "")
	})
	s.printf("  α is Krippendorff's, scorer and coder as two coders.")
	if s.a.Case.Record.Coders < 2 {
		s.printf(" The hand codes themselves have no second coder.")
	}
	s.printf("\n")
}

func figure2(v float64) string {
	if v != v {
		return "–"
	}
	return strings.Replace(fmt.Sprintf("%.2f", v), "-", "−", 1)
}

func (s *summary) limits() {
	d := s.a.Case.Record
	s.printf("\nWhat this cannot say\n")
	for _, line := range wrap(d.Statement, 96) {
		s.printf("  %s\n", line)
	}
	if !d.BearsPrevalence() {
		s.printf("  The differences above describe these records; intervals are for resampling them, not for the press.\n")
	}
}

// wrap breaks text into lines of at most n bytes where words allow.
func wrap(text string, n int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && len(line)+1+len(word) > n {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		lines = append(lines, line)
	}
	return lines
}
