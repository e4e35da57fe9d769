package chart

import (
	"math"
	"strings"
)

// A rowPlot is a plot with one line of text a row: a name at the left, marks
// over a scale in the middle, text at the right.
type rowPlot struct {
	grid  grid
	index int
	row   float64
	n     int
}

// y is the middle of a row in the grid's scale, moved down by a share of a row.
func (r rowPlot) y(i int, down float64) float64 { return float64(r.n-i) - 0.5 - down }

// yAt is the same in pixels.
func (r rowPlot) yAt(i int, down float64) float64 { return r.grid.yAt(r.y(i, down)) }

// addRows puts n rows of the given height into a grid under y.
func (s *sheet) addRows(left, y, width, row float64, n int, across scale) rowPlot {
	g := grid{box: box{left, y, width, row * float64(n)}, across: across, up: scale{lo: 0, hi: float64(n), step: 1}}
	r := rowPlot{grid: g, index: s.addGrid(g), row: row, n: n}
	for i := 0; i < n; i += 2 {
		s.rect(box{left, y + float64(i)*row, width, row}, s.p.Palette.Stripe, "", zShade)
	}
	return r
}

// scaleAxis draws a horizontal scale under a box: lines through it and labels
// below, as many as fit. It returns the y below.
func (s *sheet) scaleAxis(b box, sc scale, write func(float64) string) float64 {
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	if write == nil {
		write = sc.text
	}
	last := math.Inf(-1)
	for _, v := range sc.ticks() {
		x := b.x + b.w*sc.at(v)
		k := stroke{pal.Grid, 0.75, nil, zGrid}
		if v == 0 {
			k.colour = pal.Axis
		}
		s.line(x, b.y, x, b.bottom(), k)
		w := s.textWidth(write(v), style{})
		at := math.Min(math.Max(x, 1+w/2), s.w-1-w/2)
		if at-w/2 < last+6 {
			continue
		}
		last = at + w/2
		s.text(at, b.bottom()+3+lh/2, write(v), style{align: "center"})
	}
	s.line(b.x, b.bottom(), b.right(), b.bottom(), stroke{pal.Axis, 0.75, nil, zRule})
	return b.bottom() + 3 + lh
}

// whisker draws an interval in a row.
func (s *sheet) whisker(r rowPlot, i int, down float64, low, high Num, colour string) {
	if !low.ok || !high.ok {
		return
	}
	y := r.yAt(i, down)
	x1, x2 := r.grid.xAt(low.v), r.grid.xAt(high.v)
	k := stroke{colour, math.Max(1, s.p.stroke()*0.75), nil, zBar}
	s.line(x1, y, x2, y, k)
	s.line(x1, y-2.5, x1, y+2.5, k)
	s.line(x2, y-2.5, x2, y+2.5, k)
}

// rowNames puts the names of rows, broken into lines by wrapNames, at the left,
// right-aligned before x.
func (s *sheet) rowNames(r rowPlot, x float64, names [][]string) {
	lh := s.lineHeight(s.p.text())
	for i, ls := range names {
		s.lines(x, r.yAt(i, 0)-float64(len(ls)-1)*lh/2, ls, style{align: "right"})
	}
}

// wrapNames breaks names to a width and returns the lines, the widest and the
// most lines.
func (s *sheet) wrapNames(names []string, width float64, most int) (out [][]string, widest float64, deep int) {
	deep = 1
	for _, n := range names {
		ls := wrap(n, width, s.p.text(), false, most)
		out = append(out, ls)
		deep = max(deep, len(ls))
		for _, l := range ls {
			widest = math.Max(widest, s.textWidth(l, style{}))
		}
	}
	return out, widest, deep
}

// effect writes a value with its interval, both multiplied by k:
// "+0.31 [0.10, 0.52]". Amounts for which the decimals are too few, or too
// many, are written with three significant digits.
func effect(v, low, high Num, decimals int, k float64) string {
	if !v.ok {
		return "–"
	}
	write := func(x float64) string { return fixed(x, decimals) }
	if m := k * math.Max(math.Abs(v.v), math.Max(math.Abs(low.v), math.Abs(high.v))); m >= 1e6 || m > 0 && m < 0.5*math.Pow(10, -float64(decimals)) {
		write = brief
	}
	s := write(v.v * k)
	if v.v > 0 && strings.Trim(s, "0.,") != "" {
		s = "+" + s
	}
	if low.ok && high.ok {
		s += " [" + write(low.v*k) + ", " + write(high.v*k) + "]"
	}
	return s
}
