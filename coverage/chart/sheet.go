package chart

import (
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// family is the font list of every text. The three faces have the same widths.
const family = "Arial, Helvetica, 'Liberation Sans', sans-serif"

// A sheet is a figure while it is being laid out: positions are pixels of
// 1/96 inch from the top left corner. Furniture (axes, labels, rules) is put
// on it at once; data marks are ECharts series in grids, so that they answer
// to a reader's pointer on an interactive page.
type sheet struct {
	p      Profile
	w, h   float64
	grids  []grid
	series []series
	marks  []map[string]any
	groups []string // names of the series that a reader may hide
	links  []string // for each band, the id of the evidence; nil for none
}

// Heights at which things lie over one another.
const (
	zShade = 0
	zGrid  = 1
	zData  = 2 // and up to 8
	zRule  = 4
	zLine  = 6
	zText  = 10
)

// A box is a rectangle in pixels.
type box struct{ x, y, w, h float64 }

func (b box) right() float64  { return b.x + b.w }
func (b box) bottom() float64 { return b.y + b.h }

// A style is how a text is set.
type style struct {
	size   float64 // pixels; 0 is the profile's text size
	bold   bool
	colour string // "" is ink
	align  string // "left" (or ""), "center", "right"
}

// line is the height of a line of text.
func (s *sheet) lineHeight(size float64) float64 { return math.Ceil(size * 1.25) }

func (s *sheet) textWidth(t string, st style) float64 {
	return sans.Width(clean(t), s.size(st), st.bold)
}

func (s *sheet) size(st style) float64 {
	if st.size == 0 {
		return s.p.text()
	}
	return st.size
}

// text puts one line of text with its middle at y.
func (s *sheet) text(x, y float64, t string, st style) {
	t = clean(t)
	if t == "" {
		return
	}
	size, colour, align, weight := s.size(st), st.colour, st.align, "normal"
	if colour == "" {
		colour = s.p.Palette.Ink
	}
	if align == "" {
		align = "left"
	}
	if st.bold {
		weight = "bold"
	}
	s.marks = append(s.marks, map[string]any{
		"type": "text", "silent": true, "z": zText, "x": round2(x), "y": round2(y),
		"style": map[string]any{
			"text": t, "fontFamily": family, "fontSize": round2(size), "fontWeight": weight,
			"fill": colour, "align": align, "verticalAlign": "middle",
		},
	})
}

// lines puts lines of text, the first with its middle at y, and returns the y
// of the line that would follow.
func (s *sheet) lines(x, y float64, ls []string, st style) float64 {
	for _, l := range ls {
		s.text(x, y, l, st)
		y += s.lineHeight(s.size(st))
	}
	return y
}

// A stroke is how a line is drawn.
type stroke struct {
	colour string
	width  float64
	dash   []float64
	z      int
}

func (s *sheet) line(x1, y1, x2, y2 float64, k stroke) {
	st := map[string]any{"stroke": k.colour, "lineWidth": k.width}
	if k.dash != nil {
		st["lineDash"] = k.dash
	}
	s.marks = append(s.marks, map[string]any{
		"type": "line", "silent": true, "z": k.z,
		"shape": map[string]any{"x1": round2(x1), "y1": round2(y1), "x2": round2(x2), "y2": round2(y2)},
		"style": st,
	})
}

// rect fills a rectangle; an edge colour of "" leaves it without an outline.
func (s *sheet) rect(b box, fill, edge string, z int) {
	st := map[string]any{"fill": fill}
	if edge != "" {
		st["stroke"], st["lineWidth"] = edge, 0.75
	}
	s.marks = append(s.marks, map[string]any{
		"type": "rect", "silent": true, "z": z,
		"shape": map[string]any{"x": round2(b.x), "y": round2(b.y), "width": round2(b.w), "height": round2(b.h)},
		"style": st,
	})
}

// dot draws a circle; hollow ones have the paper inside.
func (s *sheet) dot(x, y, r float64, colour string, hollow bool, z int) {
	st := map[string]any{"fill": colour, "stroke": colour, "lineWidth": 1}
	if hollow {
		st["fill"], st["lineWidth"] = s.p.Palette.Paper, 1.2
	}
	s.marks = append(s.marks, map[string]any{
		"type": "circle", "silent": true, "z": z,
		"shape": map[string]any{"cx": round2(x), "cy": round2(y), "r": round2(r)},
		"style": st,
	})
}

// hatch fills a box with the shade and thin diagonal lines: no data here.
func (s *sheet) hatch(b box, z int) {
	pal := s.p.Palette
	s.rect(b, pal.Shade, "", z)
	const gap = 6.0
	for d := gap; d < b.w+b.h; d += gap {
		x1, y1 := b.x+d, b.y
		if x1 > b.right() {
			x1, y1 = b.right(), b.y+d-b.w
		}
		x2, y2 := b.x, b.y+d
		if y2 > b.bottom() {
			x2, y2 = b.x+d-b.h, b.bottom()
		}
		s.line(x1, y1, x2, y2, stroke{pal.Grid, 1, nil, z})
	}
}

// A grid is a rectangle of data marks: bands of a timeline or a scale across,
// a scale upwards.
type grid struct {
	box
	bands   []string // categories from the left; nil for a scale across
	across  scale
	up      scale
	rows    []string // categories from the top instead of a scale upwards
	pointer bool     // shows the values under the pointer
}

func (g grid) band() float64         { return g.w / float64(max(1, len(g.bands))) }
func (g grid) bandX(i int) float64   { return g.x + (float64(i)+0.5)*g.band() }
func (g grid) xAt(v float64) float64 { return g.x + g.w*g.across.at(v) }
func (g grid) yAt(v float64) float64 { return g.bottom() - g.h*g.up.at(v) }

// addGrid returns the index of the grid, by which series name it.
func (s *sheet) addGrid(g grid) int {
	s.grids = append(s.grids, g)
	return len(s.grids) - 1
}

// gridLines draws the scale at the left of a grid: lines, labels right-aligned
// before it. It leaves out labels that would touch one another.
func (s *sheet) gridLines(g grid) {
	pal := s.p.Palette
	prev := math.Inf(1)
	for _, v := range g.up.ticks() {
		y := g.yAt(v)
		k := stroke{pal.Grid, 0.75, nil, zGrid}
		if v == 0 {
			k.colour = pal.Axis
		}
		s.line(g.x, y, g.right(), y, k)
		if prev-y >= s.p.text()*1.1 || math.IsInf(prev, 1) {
			s.text(g.x-6, y, g.up.text(v), style{align: "right"})
			prev = y
		}
	}
}

// scaleWidth is the room that the labels of gridLines take.
func (s *sheet) scaleWidth(sc scale) float64 {
	w := 0.0
	for _, v := range sc.ticks() {
		w = math.Max(w, s.textWidth(sc.text(v), style{}))
	}
	return w + 6
}

// timeAxis draws the axis line, ticks and labels of a timeline under a grid
// and returns the y below them.
func (s *sheet) timeAxis(b box, t *timeline, labels bool) float64 {
	pal := s.p.Palette
	y := b.bottom()
	s.line(b.x, y, b.right(), y, stroke{pal.Axis, 0.75, nil, zRule})
	band := b.w / float64(max(1, t.n()))
	rows := t.rows(band, s.p.text(), func(l string) float64 { return s.textWidth(l, style{}) })
	for i, row := range rows {
		for _, k := range row {
			if k.edge && k.lo > 0 {
				x := b.x + k.lo*band
				long := 3.0
				if labels {
					long += float64(i) * s.lineHeight(s.p.text())
				}
				s.line(x, y, x, y+long, stroke{pal.Axis, 0.75, nil, zGrid})
			}
		}
	}
	if !labels {
		return y + 4
	}
	lh := s.lineHeight(s.p.text())
	top := y + 4
	for _, row := range rows {
		deep := 1
		for _, k := range row {
			x := b.x + (k.lo+k.hi)/2*band
			ls := []string{k.text}
			if !t.calendar() {
				ls = wrap(k.text, (k.hi-k.lo)*band-6, s.p.text(), false, 3)
				deep = max(deep, len(ls))
			} else if w := s.textWidth(k.text, style{}); w > (k.hi-k.lo)*band+4 && (k.lo == 0 || int(k.hi) == t.n()) && len(rows) > 1 {
				continue // a unit cut off by the end of the axis
			} else {
				x = math.Max(x, 1+w/2)
				x = math.Min(x, s.w-1-w/2)
			}
			s.lines(x, top+lh/2, ls, style{align: "center"})
		}
		top += lh * float64(deep)
	}
	return top
}

// A key is an entry of a legend.
type key struct {
	text string
	mark func(x, y float64) // draws a sample, 14 pixels wide, with its middle at y; nil for words alone
}

// legend puts keys in rows from x on, no further than right, and returns the y
// below. top is the upper edge of the first row.
func (s *sheet) legend(x, right, top float64, keys []key) float64 {
	if len(keys) == 0 {
		return top
	}
	lh := s.lineHeight(s.p.text()) + 1
	at, y := x, top+lh/2
	for _, k := range keys {
		in := 20.0
		if k.mark == nil {
			in = 0
		}
		t := fit(k.text, right-x-in, s.p.text(), false)
		w := in + s.textWidth(t, style{})
		if at > x && at+w > right {
			at = x
			y += lh
		}
		if k.mark != nil {
			k.mark(at, y)
		}
		s.text(at+in, y, t, style{})
		at += w + 14
	}
	return y + lh/2
}
