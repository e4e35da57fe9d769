package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Evidence is figure kind 12: the sentences behind the numbers, group by group
// (a month, an actor), article by article. The groups' ids are what the rows
// of a figure link to.
type Evidence []EvidenceGroup

// An EvidenceGroup is what one point of a figure rests on.
type EvidenceGroup struct {
	ID    string // as of a figure; unique on the page
	Title string // "November 2008"
	Cards []Card
}

// A Card is one article with the sentences that were counted.
type Card struct {
	Title     string // as published, or what describes it
	Outlet    string
	Date      string
	URL       string // http or https; "" for none
	Note      string // "abstract, coded by one reader"
	Sentences []Sentence
}

// A Sentence is what was read and what was seen in it.
type Sentence struct {
	Text  string
	Marks []Mark   // byte ranges of Text
	Codes []string // "blame: social worker", "systemic"
}

// A Mark is a range of bytes that caused a code.
type Mark struct {
	Start, End int
	Kind       string // "blame", "systemic", "counter-blame" or another word
}

var markKinds = map[string]string{"blame": "pf-m0", "systemic": "pf-m1", "counter-blame": "pf-m2"}

func (e Evidence) block(w *pageWriter) error {
	for _, g := range e {
		// The id is within the group: a browser opens it for a link that
		// leads there.
		w.printf("<details class=\"pf-group\"><summary>%s <span class=\"pf-soft\">(%s)</span></summary>\n<div id=\"%s\">\n", escape(g.Title), plural(len(g.Cards), "article"), g.ID)
		for _, c := range g.Cards {
			c.html(w)
		}
		w.printf("</div>\n</details>\n")
	}
	return nil
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (c Card) html(w *pageWriter) {
	w.printf("<div class=\"pf-card\">\n<p class=\"pf-source\"><cite>")
	Link{c.Title, c.URL}.inline(w)
	w.printf("</cite>")
	var about []string
	for _, s := range []string{c.Outlet, c.Date, c.Note} {
		if s = clean(s); s != "" {
			about = append(about, s)
		}
	}
	w.printf(" <span class=\"pf-soft\">%s</span></p>\n", escape(strings.Join(about, " · ")))
	for _, s := range c.Sentences {
		w.printf("<blockquote><p>")
		s.html(w)
		w.printf("</p>")
		if len(s.Codes) > 0 {
			w.printf("<p class=\"pf-codes\">%s</p>", escape(clean(strings.Join(s.Codes, " · "))))
		}
		w.printf("</blockquote>\n")
	}
	w.printf("</div>\n")
}

// html writes the sentence with its marks. Marks that overlap are joined; what
// lies outside the text, or within a character, is moved to the nearest one.
func (s Sentence) html(w *pageWriter) {
	marks := slices.Clone(s.Marks)
	for i := range marks {
		marks[i].Start = boundary(s.Text, marks[i].Start, -1)
		marks[i].End = boundary(s.Text, marks[i].End, 1)
	}
	slices.SortStableFunc(marks, func(a, b Mark) int { return cmp.Compare(a.Start, b.Start) })
	at := 0
	for _, m := range marks {
		if m.Start = max(m.Start, at); m.Start >= m.End {
			continue
		}
		class := markKinds[m.Kind]
		if class == "" {
			class = "pf-m3"
		}
		w.text(s.Text[at:m.Start])
		w.printf(`<mark class="%s" title="%s">%s</mark>`, class, escape(clean(m.Kind)), escape(s.Text[m.Start:m.End]))
		at = m.End
	}
	w.text(s.Text[at:])
}

func boundary(s string, i, step int) int {
	i = min(max(i, 0), len(s))
	for i > 0 && i < len(s) && s[i]&0xC0 == 0x80 {
		i += step
	}
	return i
}
