package chart

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Keyness is figure kind 6: the words that one group of texts uses more than
// another, as bars to either side.
type Keyness struct {
	Statistic string   // what a bar is: "log-odds ratio, z" or "G²"
	Left      string   // the group whose words have negative values
	Right     string   // the group whose words have positive values
	Cut       Num      // values closer to zero are not distinctive; drawn as two lines
	CutLabel  string   // how the cut was chosen: "Benjamini–Hochberg, 5%"
	Rows      []KeyRow // drawn by falling value
}

// A KeyRow is one word or phrase.
type KeyRow struct {
	Term        string
	Value       Num
	Low, High   Num // interval of the value
	Left, Right int // how often each group uses it
}

// Kind returns "keyness".
func (Keyness) Kind() string { return "keyness" }

func (k Keyness) sorted() []KeyRow {
	rows := slices.Clone(k.Rows)
	slices.SortStableFunc(rows, func(a, b KeyRow) int {
		return cmp.Or(cmp.Compare(b.Value.v, a.Value.v), strings.Compare(a.Term, b.Term))
	})
	return rows
}

// Table returns one row a term.
func (k Keyness) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"term", "Term", false}, {"value", or(k.Statistic, "Statistic"), true}, {"low", "Low", true}, {"high", "High", true},
		{"n_left", "n, " + or(k.Left, "left"), true}, {"n_right", "n, " + or(k.Right, "right"), true}}}
	for _, r := range k.sorted() {
		t.add(r.Term, r.Value.String(), r.Low.String(), r.High.String(), fmt.Sprint(r.Left), fmt.Sprint(r.Right))
	}
	return t
}

// Finding names the most distinctive terms of each group.
func (k Keyness) Finding() string {
	rows := k.sorted()
	if len(rows) == 0 {
		return "No data: no term was compared."
	}
	var right, left []string
	for _, r := range rows {
		if r.Value.v > 0 && len(right) < 3 {
			right = append(right, clean(r.Term))
		}
	}
	for _, r := range slices.Backward(rows) {
		if r.Value.v < 0 && len(left) < 3 {
			left = append(left, clean(r.Term))
		}
	}
	say := func(who string, terms []string) string {
		if terms == nil {
			return "none for " + who
		}
		return who + ": " + strings.Join(terms, ", ")
	}
	return "Most distinctive terms: " + say(or(k.Right, "right"), right) + "; " + say(or(k.Left, "left"), left) + "."
}

func (k Keyness) check() error {
	if len(k.Rows) > 80 {
		return fmt.Errorf("%d terms (80 rows are the most)", len(k.Rows))
	}
	for _, r := range k.Rows {
		if clean(r.Term) == "" {
			return errors.New("a row has no Term")
		}
		if !r.Value.ok {
			return fmt.Errorf("term %q has no value", r.Term)
		}
		if err := checkInterval(r.Term, r.Value, r.Low, r.High); err != nil {
			return err
		}
	}
	return nil
}

func (k Keyness) draw(s *sheet) error {
	rows := k.sorted()
	if len(rows) == 0 {
		return s.nothing(k.Finding())
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	var values, lows, highs []Num
	var terms, counts []string
	room := 0.0
	for _, r := range rows {
		values, lows, highs = append(values, r.Value), append(lows, r.Low), append(highs, r.High)
		terms = append(terms, r.Term)
		c := fixed(float64(r.Left), 0) + " : " + fixed(float64(r.Right), 0)
		counts = append(counts, c)
		room = math.Max(room, s.textWidth(c, style{}))
	}
	lo, hi := extent(values, lows, highs)
	if k.Cut.ok {
		lo, hi = math.Min(lo, -k.Cut.v), math.Max(hi, k.Cut.v)
	}
	sc := niceScale(math.Min(lo, 0), math.Max(hi, 0), int(s.w/100))
	lines, widest, deep := s.wrapNames(terms, s.w*0.3, 2)
	left, right := widest+12, room+14
	row := math.Max(lh*1.35, lh*float64(deep)+3)

	y := s.panelTitle(s.letter(false), or(k.Statistic, "Keyness"), s.top+2)
	heading := "n " + or(k.Left, "left") + " : n " + or(k.Right, "right")
	keys := []key{
		{"typical of " + or(k.Right, "right"), func(x, y float64) { s.chip(x, y, pal.series(0), "") }},
		{"typical of " + or(k.Left, "left"), func(x, y float64) { s.chip(x, y, pal.series(1), "") }},
	}
	if k.Cut.ok {
		name := "cut-off ±" + brief(k.Cut.v)
		if l := clean(k.CutLabel); l != "" {
			name += " (" + l + ")"
		}
		keys = append(keys, key{name, func(x, y float64) { s.line(s.middle(x), y-6, s.middle(x), y+6, s.ruleStroke()) }})
	}
	y = s.legend(2, s.w-8, y, keys)
	for _, l := range wrap(heading, s.w-8, s.p.small(), false, 2) {
		s.text(s.w-4, y+lh/2, l, style{align: "right", size: s.p.small(), colour: pal.Soft})
		y += lh
	}
	y += 2
	rp := s.addRows(left, y, s.w-left-right, row, len(rows), sc)
	s.rowNames(rp, left-8, lines)
	bars := rp.grid
	bars.rows = terms
	colours := make([]string, len(rows))
	for i, r := range rows {
		colours[i] = pal.series(0)
		if r.Value.v < 0 {
			colours[i] = pal.series(1)
		}
		s.whisker(rp, i, 0, r.Low, r.High, pal.Ink)
		s.text(s.w-4, rp.yAt(i, 0), counts[i], style{align: "right"})
	}
	s.columns(columns{name: or(k.Statistic, "value"), grid: s.addGrid(bars), values: values, colour: pal.series(0), colours: colours, gap: "34%", names: terms})
	if k.Cut.ok {
		for _, v := range []float64{-k.Cut.v, k.Cut.v} {
			x := rp.grid.xAt(v)
			s.line(x, rp.grid.y, x, rp.grid.bottom(), s.ruleStroke())
		}
	}
	s.h = s.scaleAxis(rp.grid.box, sc, nil) + 4
	return nil
}
