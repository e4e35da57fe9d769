package chart

import (
	"math"
	"strconv"
	"strings"
)

// mostDrawn is how many values a series may have for ECharts to draw it. The
// interpreter that runs ECharts takes about a millisecond a bar; longer series
// are drawn here, at the same places, within a few milliseconds in all.
const mostDrawn = 48

// direct reports whether the series added last, of n values, is drawn here; it
// is then taken out of what ECharts draws.
func (s *sheet) direct(n int) bool {
	most := s.most
	if most == 0 {
		most = mostDrawn
	}
	if n <= most {
		return false
	}
	s.series[len(s.series)-1].unseen = true
	return true
}

// drawCurve draws a line with a break at every absent value.
func (s *sheet) drawCurve(c curve) {
	g := s.grids[c.grid]
	var d strings.Builder
	for i, v := range c.values {
		if !v.ok {
			continue
		}
		before := i > 0 && c.values[i-1].ok
		after := i+1 < len(c.values) && c.values[i+1].ok
		x, y := g.bandX(i), g.yAt(v.v)
		switch {
		case before:
			d.WriteString("L" + num(x) + " " + num(y))
		case after:
			d.WriteString("M" + num(x) + " " + num(y))
		}
		if c.dots || !before && !after {
			s.marks = append(s.marks, printedDisc{disc{x, y, math.Ceil(c.width*1.5+2) / 2, c.colour, c.colour, 0.1, zDot}})
		}
	}
	if d.Len() > 0 {
		s.marks = append(s.marks, trace{d: d.String(), stroke: stroke{c.colour, c.width, c.dash, c.z}})
	}
}

// drawBand fills between two curves, run by run.
func (s *sheet) drawBand(gi int, low, high []Num, colour string, opacity float64) {
	g := s.grids[gi]
	whole := func(i int) bool { return i < len(low) && low[i].ok && high[i].ok }
	var d strings.Builder
	for i := 0; i < len(low); i++ {
		if !whole(i) {
			continue
		}
		from := i
		for whole(i) {
			op := "L"
			if i == from {
				op = "M"
			}
			d.WriteString(op + num(g.bandX(i)) + " " + num(g.yAt(high[i].v)))
			i++
		}
		for k := i - 1; k >= from; k-- {
			d.WriteString("L" + num(g.bandX(k)) + " " + num(g.yAt(low[k].v)))
		}
		d.WriteByte('Z')
	}
	if d.Len() > 0 {
		s.marks = append(s.marks, trace{d: d.String(), fill: colour, opacity: opacity, stroke: stroke{z: zBand}})
	}
}

// drawColumns draws bars upwards from zero, those of a stack upon one another.
func (s *sheet) drawColumns(c columns) {
	g := s.grids[c.grid]
	percent, _ := strconv.ParseFloat(strings.TrimSuffix(c.gap, "%"), 64)
	width := g.band() * (1 - percent/100)
	base := make([]float64, len(c.values))
	if c.stack != "" {
		if s.bases == nil {
			s.bases = map[string][]float64{}
		}
		key := c.stack + " " + strconv.Itoa(c.grid)
		if s.bases[key] == nil {
			s.bases[key] = base
		}
		base = s.bases[key]
	}
	for i, v := range c.values {
		if !v.ok {
			continue
		}
		y1, y2 := g.yAt(base[i]), g.yAt(base[i]+v.v)
		base[i] += v.v
		fill, edge := c.colour, ""
		if c.colours != nil {
			fill = c.colours[i]
		}
		if c.edge {
			edge = s.p.Palette.Paper
		}
		if c.hollow != nil && c.hollow[i] {
			fill, edge = s.p.Palette.Paper, c.colour
		}
		s.marks = append(s.marks, printed{block{box{g.bandX(i) - width/2, math.Min(y1, y2), width, math.Abs(y2 - y1)}, fill, edge, 0, zData}})
	}
}

// drawCells fills cells, a thin line of paper between them.
func (s *sheet) drawCells(gi int, cs []heatCell) {
	g := s.grids[gi]
	w, h := g.band(), g.h/float64(len(g.rows))
	for _, c := range cs {
		s.marks = append(s.marks, printed{block{box{g.x + float64(c.col)*w, g.y + float64(c.row)*h, w, h}, c.fill, s.p.Palette.Paper, 0, zData}})
	}
}

// drawPoints draws values as dots.
func (s *sheet) drawPoints(gi int, values []Num, colour string, size float64) {
	g := s.grids[gi]
	for i, v := range values {
		if v.ok {
			s.marks = append(s.marks, printedDisc{disc{g.bandX(i), g.yAt(v.v), size / 2, colour, colour, 0.1, zLine}})
		}
	}
}

// A printedDisc is in the drawing only.
type printedDisc struct{ disc }

func (printedDisc) graphic() map[string]any { return nil }
