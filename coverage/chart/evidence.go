package chart

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Evidence is figure kind 12: the sentences behind the numbers, group by group
// (a month, an actor), article by article. As a [Block] it puts cards on a
// page, to which the rows of the other figures link by the groups' ids; as a
// [Plot] it is drawn, for a paper or a slide.
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
	IDs   []string // as of a figure: places on the page to which a [Ref] leads
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
		for _, id := range s.IDs {
			w.printf("<span id=\"%s\"></span>", id)
		}
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

// Kind returns "evidence".
func (Evidence) Kind() string { return "evidence" }

// Table returns one row a sentence.
func (e Evidence) Table() Table {
	t := Table{Heads: 2, Columns: []Column{{"group", "Group", false}, {"article", "Article", false}, {"outlet", "Outlet", false}, {"date", "Date", false},
		{"sentence", "Sentence", false}, {"marked", "Marked words", false}, {"codes", "Codes", false}, {"address", "Address", false}}}
	for _, g := range e {
		for _, c := range g.Cards {
			for _, s := range c.Sentences {
				var marked []string
				for _, m := range s.Marks {
					if from, to := boundary(s.Text, m.Start, -1), boundary(s.Text, m.End, 1); from < to {
						marked = append(marked, s.Text[from:to]+" ["+m.Kind+"]")
					}
				}
				t.add(g.Title, c.Title, c.Outlet, c.Date, s.Text, strings.Join(marked, "; "), strings.Join(s.Codes, "; "), c.URL)
				t.link(g.ID)
			}
		}
	}
	return t
}

// Finding counts what there is.
func (e Evidence) Finding() string {
	articles, sentences := 0, 0
	for _, g := range e {
		articles += len(g.Cards)
		for _, c := range g.Cards {
			sentences += len(c.Sentences)
		}
	}
	if sentences == 0 {
		return "No data: no sentence is shown."
	}
	return fmt.Sprintf("%s of %s in %s, with the words that were counted marked.", plural(sentences, "sentence"), plural(articles, "article"), plural(len(e), "group"))
}

func (e Evidence) check() error {
	for _, g := range e {
		if clean(g.Title) == "" {
			return errors.New("a group of evidence has no Title")
		}
	}
	return nil
}

// underlines are how the kinds of marks are drawn, so that they differ without
// colour too: the colour's place in the palette and the dash.
var underlines = map[string]struct {
	colour int
	dash   []float64
}{"blame": {1, nil}, "systemic": {0, []float64{7, 2}}, "counter-blame": {2, []float64{3, 2}}}

func (e Evidence) draw(s *sheet) error {
	if len(e.Table().Rows) == 0 {
		return s.nothing(e.Finding())
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	y := s.panelTitle(s.letter(false), "Evidence", s.top+2)
	var keys []key
	for _, kind := range []string{"blame", "systemic", "counter-blame"} {
		u := underlines[kind]
		keys = append(keys, key{kind, func(x, y float64) {
			s.line(x, y+3, s.sample(x, y).right(), y+3, stroke{pal.series(u.colour), 1.6, u.dash, zDot})
		}})
	}
	y = s.legend(2, s.w-8, y, keys) + 4
	small := style{size: s.p.small(), colour: pal.Soft}
	for _, g := range e {
		y = s.lines(2, y+lh/2, wrap(g.Title, s.w-8, s.p.text(), true, 2), style{bold: true}) - lh/2
		for _, c := range g.Cards {
			top := y
			about := strings.Join(slices.DeleteFunc([]string{clean(c.Title), clean(c.Outlet), clean(c.Date), clean(c.Note)}, func(p string) bool { return p == "" }), " · ")
			y = s.lines(14, y+lh/2+2, wrap(about, s.w-24, s.p.small(), false, 3), small) - lh/2
			for _, one := range c.Sentences {
				y = s.marked(one, 22, y+2, s.w-32)
				if codes := clean(strings.Join(one.Codes, " · ")); codes != "" {
					y = s.lines(22, y+lh/2, wrap(codes, s.w-32, s.p.small(), false, 2), small) - lh/2
				}
			}
			y += 5
			s.rect(box{6, top + 2, 2, y - top - 5}, pal.Grid, "", zGrid)
		}
		y += 3
	}
	s.h = y
	return nil
}

// marked writes a sentence in lines with its marked words underlined and
// returns the y below.
func (s *sheet) marked(one Sentence, x, y, width float64) float64 {
	size, lh := s.p.text(), s.lineHeight(s.p.text())
	type word struct{ text, kind string }
	var words []word
	for at := 0; at < len(one.Text); {
		end := at + strings.IndexByte(one.Text[at:]+" ", ' ')
		w := word{text: clean(one.Text[at:end])}
		for _, m := range one.Marks {
			if m.Start < end && m.End > at {
				w.kind = m.Kind
			}
		}
		for w.text != "" { // a word wider than the line is cut
			n := cut(w.text, width, size, false)
			words = append(words, word{w.text[:n], w.kind})
			w.text = w.text[n:]
		}
		at = end + 1
	}
	for len(words) > 0 {
		line, n := words[0].text, 1
		for n < len(words) && s.textWidth(line+" "+words[n].text, style{}) <= width {
			line += " " + words[n].text
			n++
		}
		s.text(x, y+lh/2, line, style{})
		for i := 0; i < n; {
			j := i + 1
			for j < n && words[j].kind == words[i].kind {
				j++
			}
			if words[i].kind != "" {
				var before, in []string
				for k := range j {
					if k < i {
						before = append(before, words[k].text)
					} else {
						in = append(in, words[k].text)
					}
				}
				from := x
				if i > 0 {
					from += s.textWidth(strings.Join(before, " "), style{}) + s.textWidth("a a", style{}) - s.textWidth("aa", style{})
				}
				k := stroke{s.p.Palette.Soft, 1.6, []float64{1, 2}, zDot}
				if u, ok := underlines[words[i].kind]; ok {
					k.colour, k.dash = s.p.Palette.series(u.colour), u.dash
				}
				base := y + lh/2 + size*0.47
				s.line(from, base, from+s.textWidth(strings.Join(in, " "), style{}), base, k)
			}
			i = j
		}
		y += lh + 1
		words = words[n:]
	}
	return y
}
