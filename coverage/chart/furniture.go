package chart

import (
	"math"
	"strings"
)

// panelTitle puts the letter and the title of a panel with its upper edge at
// y, on as many lines as it needs, and returns the y below.
func (s *sheet) panelTitle(letter, title string, y float64) float64 {
	st := style{bold: true}
	lh := s.lineHeight(s.p.text())
	x := 2.0
	if letter != "" {
		s.text(x, y+lh/2, letter, st)
		x += s.textWidth(letter, st) + s.p.text()*0.7
	}
	ls := wrap(title, s.w-x-4, s.p.text(), true, 3)
	s.lines(x, y+lh/2, ls, st)
	return y + lh*math.Max(1, float64(len(ls))) + 3
}

// nothing draws a sheet that says why it is empty.
func (s *sheet) nothing(why string) error {
	lh := s.lineHeight(s.p.text())
	ls := wrap(why, s.w-60, s.p.text(), false, 6)
	h := math.Max(5*lh, float64(len(ls)+3)*lh)
	s.hatch(box{0.5, s.top + 0.5, s.w - 1, h - 1}, zShade)
	widest := 0.0
	for _, l := range ls {
		widest = math.Max(widest, s.textWidth(l, style{}))
	}
	top := s.top + (h-float64(len(ls))*lh)/2
	s.rect(box{(s.w-widest)/2 - 8, top - 5, widest + 16, float64(len(ls))*lh + 10}, s.p.Palette.Paper, "", zGrid)
	s.lines(s.w/2, top+lh/2, ls, style{align: "center"})
	s.h = s.top + h
	return nil
}

// shade fills the bands without data, and says so inside a run of them that
// has the room.
func (s *sheet) shade(b box, t *timeline, missing []int, say bool) {
	band := b.w / float64(max(1, t.n()))
	lh := s.lineHeight(s.p.small())
	for i := 0; i < len(missing); {
		j := i + 1
		for j < len(missing) && missing[j] == missing[j-1]+1 {
			j++
		}
		run := box{b.x + float64(missing[i])*band, b.y, float64(j-i) * band, b.h}
		s.rect(run, s.p.Palette.Shade, "", zShade)
		if st := (style{size: s.p.small(), colour: s.p.Palette.Soft, align: "center"}); say && run.w > s.textWidth("data", st)+4 && b.h > 2.5*lh {
			mid := run.x + run.w/2
			if run.w > s.textWidth("no data", st)+6 {
				s.text(mid, b.y+lh, "no data", st)
			} else {
				s.lines(mid, b.y+lh, []string{"no", "data"}, st)
			}
		}
		i = j
	}
}

func (s *sheet) gapKey() key {
	return key{"no data", func(x, y float64) {
		s.chip(x, y, s.p.Palette.Shade, s.p.Palette.Grid)
	}}
}

// interval draws a band between low and high; where a period stands alone, so
// that a band has no width, it draws a bar with caps.
func (s *sheet) interval(gi int, g grid, mid, low, high []Num, colour string) {
	n := len(low)
	whole := func(i int) bool { return i >= 0 && i < n && low[i].ok && high[i].ok }
	lo, hi := make([]Num, n), make([]Num, n)
	run := false
	for i := range n {
		if !whole(i) {
			continue
		}
		if whole(i-1) || whole(i+1) {
			lo[i], hi[i] = low[i], high[i]
			run = true
			continue
		}
		x, y1, y2 := g.bandX(i), g.yAt(low[i].v), g.yAt(high[i].v)
		k := stroke{colour, s.p.stroke() * 0.7, nil, zBar}
		s.line(x, y1, x, y2, k)
		s.line(x-2.5, y1, x+2.5, y1, k)
		s.line(x-2.5, y2, x+2.5, y2, k)
	}
	if run {
		s.band(gi, "interval", lo, hi, colour, 0.22)
	}
	if hasPair(low, high) {
		s.curve(curve{name: "lower end", grid: gi, values: low, colour: colour, hidden: true})
		s.curve(curve{name: "upper end", grid: gi, values: high, colour: colour, hidden: true})
	}
}

// bandSample is the legend's picture of an interval around a line.
func (s *sheet) bandSample(x, y float64, colour string) {
	s.marks = append(s.marks, block{s.sample(x, y), colour, "", 0.22, zText})
	s.line(x, y, s.sample(x, y).right(), y, stroke{colour, s.p.stroke(), nil, zText})
}

func (s *sheet) longestWord(t string) float64 {
	w := 0.0
	for _, f := range strings.Fields(clean(t)) {
		w = math.Max(w, s.textWidth(f, style{}))
	}
	return w
}

// poleRoom returns the margin at the right of a panel whose scale has names
// for its ends, and whether the names stand there; on a narrow sheet they go
// into a line above the panel instead.
func (s *sheet) poleRoom(high, low string) (float64, bool) {
	if clean(high) == "" && clean(low) == "" || s.w < 480 {
		return 8, false
	}
	w := math.Max(s.longestWord(high), s.longestWord(low))
	if w > s.w*0.16 {
		return 8, false
	}
	return w + 14, true
}

// poleLine writes the names of the ends in a line and returns the y below.
func (s *sheet) poleLine(high, low string, y float64) float64 {
	var said []string
	if h := clean(high); h != "" {
		said = append(said, "high: "+h)
	}
	if l := clean(low); l != "" {
		said = append(said, "low: "+l)
	}
	if said == nil {
		return y
	}
	lh := s.lineHeight(s.p.text())
	st := style{colour: s.p.Palette.Soft}
	return s.lines(2, y+lh/2, wrap(strings.Join(said, "; "), s.w-4, s.p.text(), false, 2), st) - lh/2 + 2
}

// poleLabels writes the names of the ends into the right margin.
func (s *sheet) poleLabels(b box, high, low string, right float64) {
	lh := s.lineHeight(s.p.text())
	st := style{colour: s.p.Palette.Soft}
	top := wrap(high, right-10, s.p.text(), false, 4)
	end := wrap(low, right-10, s.p.text(), false, 4)
	if float64(len(top)+len(end))*lh > b.h {
		return
	}
	s.lines(b.right()+8, b.y+lh/2-4, top, st)
	s.lines(b.right()+8, b.bottom()-float64(len(end))*lh+lh/2+2, end, st)
}
