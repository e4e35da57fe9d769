package chart

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// Ties is figure kind 8: who blames whom. Up to 30 ties are drawn as flows
// from the speakers at the left to the blamed at the right, so that an actor
// may stand on both sides; more are drawn as a matrix.
type Ties struct {
	Measure string // "Sentences in which a speaker blames an actor"
	Rows    []Tie
}

// A Tie is one speaker blaming one target, as roles.
type Tie struct {
	Speaker, Target string
	Count           int
	Articles        int
	Link            string
}

const mostFlows = 30

// Kind returns "ties".
func (Ties) Kind() string { return "ties" }

func (t Ties) sorted() []Tie {
	rows := slices.DeleteFunc(slices.Clone(t.Rows), func(r Tie) bool { return r.Count == 0 })
	slices.SortStableFunc(rows, func(a, b Tie) int {
		return cmp.Or(b.Count-a.Count, cmp.Compare(a.Speaker, b.Speaker), cmp.Compare(a.Target, b.Target))
	})
	return rows
}

// Table returns one row a tie, the strongest first.
func (t Ties) Table() Table {
	out := Table{Heads: 2, Columns: []Column{{"speaker", "Who blames", false}, {"target", "Who is blamed", false}, {"count", "Sentences", true}, {"articles", "Articles", true}}}
	for _, r := range t.sorted() {
		out.add(r.Speaker, r.Target, fmt.Sprint(r.Count), fmt.Sprint(r.Articles))
		if r.Link != "" {
			out.link(r.Link)
		}
	}
	return out
}

// Finding names the strongest tie and the most blamed.
func (t Ties) Finding() string {
	rows := t.sorted()
	if len(rows) == 0 {
		return "No data: no sentence in which a speaker blames an actor."
	}
	_, right, total := t.sides(rows)
	return fmt.Sprintf("%s: %s in %d ties. Strongest: %s blaming %s (%d). Most blamed: %s (%.0f of %s).",
		or(t.Measure, "Ties"), fixed(total, 0), len(rows), clean(rows[0].Speaker), clean(rows[0].Target), rows[0].Count, clean(right[0].name), right[0].value, fixed(total, 0))
}

// sides returns speakers and targets by falling weight, and the sum.
func (t Ties) sides(rows []Tie) (left, right []flowNode, total float64) {
	add := func(side []flowNode, name string, v float64) []flowNode {
		i := slices.IndexFunc(side, func(n flowNode) bool { return n.name == name })
		if i < 0 {
			return append(side, flowNode{name: name, value: v})
		}
		side[i].value += v
		return side
	}
	for _, r := range rows {
		left = add(left, r.Speaker, float64(r.Count))
		right = add(right, r.Target, float64(r.Count))
		total += float64(r.Count)
	}
	heavy := func(a, b flowNode) int { return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(a.name, b.name)) }
	slices.SortStableFunc(left, heavy)
	slices.SortStableFunc(right, heavy)
	return left, right, total
}

func (t Ties) check() error {
	seen := map[[2]string]bool{}
	for _, r := range t.Rows {
		switch {
		case clean(r.Speaker) == "" || clean(r.Target) == "":
			return errors.New("a tie has no speaker or no target")
		case seen[[2]string{r.Speaker, r.Target}]:
			return fmt.Errorf("the tie of %q to %q stands twice", r.Speaker, r.Target)
		case r.Count < 0:
			return fmt.Errorf("the tie of %q to %q: a count of %d", r.Speaker, r.Target, r.Count)
		}
		seen[[2]string{r.Speaker, r.Target}] = true
	}
	return nil
}

func (t Ties) draw(s *sheet) error {
	rows := t.sorted()
	if len(rows) == 0 {
		return s.nothing(t.Finding())
	}
	left, right, _ := t.sides(rows)
	if len(rows) > mostFlows {
		return t.matrix(s, rows, left, right)
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	for i := range left {
		left[i].colour = pal.series(i % 8)
	}
	for i := range right {
		right[i].colour = pal.Axis
	}
	names := func(ns []flowNode) []string {
		var out []string
		for _, n := range ns {
			out = append(out, fmt.Sprintf("%s %.0f", n.name, n.value))
		}
		return out
	}
	ll, lw, ld := s.wrapNames(names(left), s.w*0.27, 2)
	rl, rw, rd := s.wrapNames(names(right), s.w*0.27, 2)
	tall := lh * float64(max(ld, rd))
	y := s.panelTitle(s.letter(false), or(t.Measure, "Who blames whom: sentences"), s.top+2)
	s.text(lw+10, y+lh/2, "who blames", style{bold: true, align: "right"})
	s.text(s.w-rw-10, y+lh/2, "who is blamed", style{bold: true})
	if s.textWidth("who blames", style{bold: true}) > lw+8 {
		s.marks = s.marks[:len(s.marks)-2]
		s.text(2, y+lh/2, "who blames", style{bold: true})
		s.text(s.w-2, y+lh/2, "who is blamed", style{bold: true, align: "right"})
	}
	y += lh + math.Max(6, tall/2-2)
	// The distance between two nodes has room for a label, so that every label
	// stands at the middle of its node.
	n := float64(max(len(left), len(right)))
	air := tall + 2
	height := (n-1)*air + s.tall(6, 0.16)
	b := box{lw + 16, y, s.w - lw - rw - 32, height}
	f := flow{box: b, left: left, right: right, bar: 9, air: air}
	for _, r := range rows {
		f.links = append(f.links, flowLink{
			slices.IndexFunc(left, func(n flowNode) bool { return n.name == r.Speaker }),
			slices.IndexFunc(right, func(n flowNode) bool { return n.name == r.Target }), float64(r.Count)})
	}
	s.flow(f)
	place := func(ns []flowNode, ls [][]string, x float64, align string) {
		for i, bar := range f.bars(ns) {
			s.lines(x, bar.y+bar.h/2-float64(len(ls[i])-1)*lh/2, ls[i], style{align: align})
		}
	}
	place(left, ll, b.x-7, "right")
	place(right, rl, b.right()+7, "left")
	s.h = y + height + tall/2 + 4
	return nil
}

// bars returns where the layout puts the nodes of one side: from the top, in
// their order, with heights in proportion over both sides.
func (f flow) bars(side []flowNode) []box {
	scale := math.Inf(1)
	for _, ns := range [][]flowNode{f.left, f.right} {
		sum := 0.0
		for _, n := range ns {
			sum += n.value
		}
		scale = math.Min(scale, (f.h-f.air*float64(len(ns)-1))/sum)
	}
	y := f.y
	var out []box
	for _, n := range side {
		out = append(out, box{f.x, y, f.bar, n.value * scale})
		y += n.value*scale + f.air
	}
	return out
}

// matrix draws the ties as cells, speakers down and targets across.
func (t Ties) matrix(s *sheet, rows []Tie, left, right []flowNode) error {
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	var down, across []string
	for _, n := range left {
		down = append(down, n.name)
	}
	for _, n := range right {
		across = append(across, n.name)
	}
	lines, widest, deep := s.wrapNames(down, s.w*0.3, 2)
	x := widest + 12
	width := s.w - x - 8
	row := math.Max(lh*1.4, lh*float64(deep)+3)
	y := s.panelTitle(s.letter(false), or(t.Measure, "Who blames whom: sentences")+" (rows blame columns)", s.top+2)
	b := box{x, y, width, row * float64(len(down))}
	g := grid{box: b, bands: across, rows: down}
	gi := s.addGrid(g)
	most := float64(rows[0].Count)
	steps := classes(most, len(pal.Ramp), true)
	write := func(v float64) string { return fixed(v, 0) }
	size := s.p.small()
	numbers := s.textWidth(write(most), style{size: size})+2 <= g.band()
	seen := map[[2]int]bool{}
	var data []heatCell
	for _, r := range rows {
		i, j := slices.Index(down, r.Speaker), slices.Index(across, r.Target)
		seen[[2]int{i, j}] = true
		fill := pal.Ramp[classOf(float64(r.Count), steps)]
		data = append(data, heatCell{j, i, float64(r.Count), fill, r.Speaker + " → " + r.Target})
		if numbers {
			s.text(g.bandX(j), b.y+(float64(i)+0.5)*row, write(float64(r.Count)), style{size: size, align: "center", colour: pal.on(fill)})
		}
	}
	for i := range down {
		for j := range across {
			if !seen[[2]int{i, j}] {
				data = append(data, heatCell{j, i, 0, pal.Ramp[0], down[i] + " → " + across[j]})
			}
		}
		s.lines(x-8, b.y+(float64(i)+0.5)*row-float64(len(lines[i])-1)*lh/2, lines[i], style{align: "right"})
	}
	s.cells(gi, or(t.Measure, "sentences"), data)
	y = s.timeAxis(b, &timeline{labels: across}, true)
	var keys []key
	for k, colour := range pal.Ramp {
		name := "0"
		if k > 0 {
			if steps[k] >= most {
				break
			}
			name = className(steps, k, true, write)
		}
		keys = append(keys, key{name, func(x, y float64) { s.chip(x, y, colour, pal.Axis) }})
	}
	s.h = s.legend(x, s.w-8, y+6, keys) + 4
	return nil
}
