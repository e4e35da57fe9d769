package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// evidenceSection holds the sentences behind every number: phase, month,
// article, sentence; and then the same by who is blamed.
func (a *Analysis) evidenceSection() chart.Section {
	s := chart.Section{ID: "evidence", Title: "The sentences behind the numbers", Blocks: []chart.Block{
		chart.Para(fmt.Sprintf("Every sentence in which the scorer found a frame, with the words that decided it. %s Words in square brackets stand for names.", a.RecordNote())),
	}}
	firsts := a.firstSentences()
	for i, p := range a.Phases {
		part := chart.Section{ID: phaseID(p.ID), Title: fmt.Sprintf("%s (%s to %s)", p.Label, a.Case.Phases[i].From, a.Case.Phases[i].To)}
		part.Blocks = append(part.Blocks, a.monthsOf(p.Articles, i, firsts))
		s.Parts = append(s.Parts, part)
	}
	if len(a.Outside.Articles) > 0 {
		s.Parts = append(s.Parts, chart.Section{ID: phaseID("outside"), Title: "Dates that fit no phase",
			Blocks: []chart.Block{chart.Evidence{{ID: "month-outside", Title: "Dated too coarsely, or outside all phases", Cards: a.markedCards(a.Outside.Articles, firsts)}}}})
	}
	part := chart.Section{ID: "by-target", Title: "By who is blamed"}
	var groups chart.Evidence
	for _, t := range a.Targets() {
		blames := func(x *sentiment.Sentence) bool {
			return slices.ContainsFunc(x.Targets, func(y sentiment.Target) bool { return y.Actor == t.ID })
		}
		groups = append(groups, chart.EvidenceGroup{ID: targetID(t.ID), Title: upperFirst(t.Show), Cards: a.cards(a.All.Articles, blames)})
	}
	if len(groups) > 0 {
		part.Blocks = append(part.Blocks, groups)
		s.Parts = append(s.Parts, part)
	}
	return s
}

func phaseID(id string) string { return "phase-" + slugID(id) }

func targetID(id string) string { return "target-" + slugID(id) }

// slugID makes an HTML id of an id that a researcher chose.
func slugID(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else {
			b.WriteByte('-')
		}
	}
	return b.String()
}

// monthsOf groups the articles of a phase by month. Records of the phase that
// are dated to a year only stand in a group of their own.
func (a *Analysis) monthsOf(articles []int, phase int, firsts map[*sentiment.Sentence][]string) chart.Evidence {
	var out chart.Evidence
	var coarse []int
	at := map[coverage.Period]int{}
	byMonth := map[coverage.Period][]int{}
	var months []coverage.Period
	for _, i := range articles {
		m, ok := coverage.PeriodOf(a.Scored[i].Published, coverage.Monthly)
		if !ok {
			coarse = append(coarse, i)
			continue
		}
		if _, ok := at[m]; !ok {
			at[m] = len(months)
			months = append(months, m)
		}
		byMonth[m] = append(byMonth[m], i)
	}
	slices.SortFunc(months, coverage.Period.Compare)
	for _, m := range months {
		out = append(out, chart.EvidenceGroup{ID: a.monthID(m, phase), Title: monthName(m), Cards: a.markedCards(byMonth[m], firsts)})
	}
	if len(coarse) > 0 {
		out = append(out, chart.EvidenceGroup{ID: "coarse-" + slugID(a.Phases[phase].ID), Title: "Dated to the year only", Cards: a.markedCards(coarse, firsts)})
	}
	return out
}

// monthID names the evidence of a month. A month that two phases share is
// named for the phase too.
func (a *Analysis) monthID(m coverage.Period, phase int) string {
	first, last := m.Bounds()
	if a.Case.Phases[phase].Holds(first) && a.Case.Phases[phase].Holds(last) {
		return "month-" + m.String()
	}
	return "month-" + m.String() + "-" + slugID(a.Phases[phase].ID)
}

// quarterLink returns the id of the first evidence of a quarter, or "".
func (a *Analysis) quarterLink(q Group) string {
	for _, i := range q.Articles {
		s := &a.Scored[i]
		if s.Result.Measures.Framed == 0 {
			continue
		}
		m, ok := coverage.PeriodOf(s.Published, coverage.Monthly)
		switch {
		case s.Phase < 0:
			return "month-outside"
		case ok:
			return a.monthID(m, s.Phase)
		}
	}
	return ""
}

func monthName(m coverage.Period) string {
	t := m.Time()
	return fmt.Sprintf("%s %d", t.Month(), t.Year())
}

func anyFrame(s *sentiment.Sentence) bool { return s.Frames != 0 }

// cards makes a card of every article that has a wanted sentence.
func (a *Analysis) cards(articles []int, want func(*sentiment.Sentence) bool) []chart.Card {
	var cards []chart.Card
	for _, i := range articles {
		if c := a.card(i, want); len(c.Sentences) > 0 {
			cards = append(cards, c)
		}
	}
	return cards
}

// firstID names the first sentence of a frame in the evidence: blame (not of
// perpetrators), systemic, counter-blame or any.
func firstID(frame string) string { return "first-" + frame }

// firstSentences names the first sentence of each frame, by date of the article:
// where the numbers at the head of the report lead.
func (a *Analysis) firstSentences() map[*sentiment.Sentence][]string {
	out := map[*sentiment.Sentence][]string{}
	seen := map[string]bool{}
	for i := range a.Scored {
		for j := range a.Scored[i].Result.Sentences {
			x := &a.Scored[i].Result.Sentences[j]
			var m sentiment.Measures
			m.Add(x)
			for _, f := range []struct {
				name string
				n    int
			}{{"framed", m.Framed}, {"blame", m.Blame}, {"systemic", m.Systemic}, {"counter-blame", m.Counter}} {
				if f.n > 0 && !seen[f.name] {
					seen[f.name] = true
					out[x] = append(out[x], firstID(f.name))
				}
			}
		}
	}
	return out
}

// markedCards are the cards of articles with the places named in ids.
func (a *Analysis) markedCards(articles []int, ids map[*sentiment.Sentence][]string) []chart.Card {
	var cards []chart.Card
	for _, i := range articles {
		c := a.card(i, anyFrame)
		at := 0
		for j := range a.Scored[i].Result.Sentences {
			if x := &a.Scored[i].Result.Sentences[j]; anyFrame(x) {
				c.Sentences[at].IDs = ids[x]
				at++
			}
		}
		if len(c.Sentences) > 0 {
			cards = append(cards, c)
		}
	}
	return cards
}

// card shows an article with its wanted sentences, of which there may be none.
func (a *Analysis) card(i int, want func(*sentiment.Sentence) bool) chart.Card {
	s := &a.Scored[i]
	c := chart.Card{Title: a.Case.roles.Show(s.Title), Outlet: a.Case.roles.Show(s.Outlet.Name), Date: s.Published.String(), URL: s.URL}
	if s.IsAbstract {
		c.Note = "abstract"
	}
	for j := range s.Result.Sentences {
		if x := &s.Result.Sentences[j]; want(x) {
			c.Sentences = append(c.Sentences, a.sentence(s, x))
		}
	}
	return c
}

// sentence shows one scored sentence with roles for names and its deciding
// words marked.
func (a *Analysis) sentence(s *Scored, x *sentiment.Sentence) chart.Sentence {
	raw := s.Text[x.Start:x.End]
	var offsets []int
	var kinds []string
	for _, h := range x.Hits {
		if h.Weight > 0 && x.Frames.Has(h.Counts) && h.Start >= x.Start && h.End <= x.End {
			offsets = append(offsets, h.Start-x.Start, h.End-x.Start)
			kinds = append(kinds, frameName(h.Counts))
		}
	}
	text, moved := a.Case.roles.showWith(raw, offsets)
	out := chart.Sentence{Text: text}
	for i, k := range kinds {
		out.Marks = append(out.Marks, chart.Mark{Start: moved[2*i], End: moved[2*i+1], Kind: k})
	}
	for _, f := range sentiment.Frames {
		if !x.Frames.Has(f) {
			continue
		}
		code := frameName(f)
		if f == sentiment.Blame {
			var who []string
			for i := range x.Targets {
				if w := a.showTarget(&x.Targets[i]); !slices.Contains(who, w) {
					who = append(who, w)
				}
			}
			if len(who) > 0 {
				code += ": " + strings.Join(who, ", ")
			}
		}
		out.Codes = append(out.Codes, code)
	}
	if x.Voice != sentiment.Author {
		out.Codes = append(out.Codes, x.Voice.String())
	}
	return out
}

func frameName(f sentiment.Frame) string {
	if f == sentiment.CounterBlame {
		return "counter-blame"
	}
	return f.String()
}
