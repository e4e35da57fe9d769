package chart

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// family is the font list of every text. The three faces have the same widths.
const family = "Arial, Helvetica, Liberation Sans, sans-serif"

// A sheet is a figure while it is being laid out: positions are pixels of
// 1/96 inch from the top left corner. Furniture (axes, labels, rules) is put
// on it at once; data marks are ECharts series in grids, so that they answer
// to a reader's pointer on an interactive page.
type sheet struct {
	p      Profile
	w, h   float64
	grids  []grid
	series []series
	marks  []mark
	most   int // values of a series that ECharts draws; 0 is mostDrawn
	bases  map[string][]float64
	panels panelState
	top    float64  // upper edge of the plot that is being drawn
	shrink float64  // of the heights of plots, so that the figure fits its profile
	groups []string // names of the series that a reader may hide
	links  []string // for each band, the id of the evidence; nil for none
}

// Heights at which things lie over one another. Series have the heights of
// their own kind and marks the others, so that the order is never in doubt.
const (
	zShade = 0
	zGrid  = 1
	zData  = 2 // series: bars, cells, areas
	zRule  = 4
	zBand  = 5 // series: intervals
	zBar   = 6 // intervals as bars
	zLine  = 8 // series: lines, points
	zDot   = 9
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

// tall is the height of a plot: so many lines of text or, if that is more, a
// share of the sheet's width.
func (s *sheet) tall(lines, share float64) float64 {
	return round2(math.Max(lines*s.lineHeight(s.p.text()), s.w*share) * s.shrink)
}

// air is the gap between bars, in percent of a band: at least so much, and more
// when a bar would be wider than eight letters are high.
func (s *sheet) air(g grid, least float64) string {
	if g.band() < 3 {
		least = 0
	}
	return strconv.FormatFloat(math.Round(math.Max(least, 100-800*s.p.text()/g.band())), 'f', -1, 64) + "%"
}

// headroom is the least distance of a plot from the title above it: half of
// the uppermost label of its scale stands there.
func (s *sheet) headroom() float64 { return round2(0.55 * s.lineHeight(s.p.text())) }

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
	colour, align := st.colour, st.align
	if colour == "" {
		colour = s.p.Palette.Ink
	}
	if align == "" {
		align = "left"
	}
	s.marks = append(s.marks, label{x, y, s.size(st), t, colour, align, st.bold})
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
	s.marks = append(s.marks, segment{x1, y1, x2, y2, k})
}

// rect fills a rectangle; an edge colour of "" leaves it without an outline.
func (s *sheet) rect(b box, fill, edge string, z int) {
	s.marks = append(s.marks, block{b, fill, edge, 0, z})
}

// dot draws a circle; hollow ones have the paper inside.
func (s *sheet) dot(x, y, r float64, colour string, hollow bool, z int) {
	d := disc{x, y, r, colour, colour, 0.5, z}
	if hollow {
		d.fill, d.width = s.p.Palette.Paper, 1.2
	}
	s.marks = append(s.marks, d)
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
	if !t.calendar() {
		return s.phaseLabels(b.x, band, top, rows[0])
	}
	for _, row := range rows {
		for _, k := range row {
			w := s.textWidth(k.text, style{})
			if w > (k.hi-k.lo)*band+4 && (k.lo == 0 || int(k.hi) == t.n()) && len(rows) > 1 {
				continue // a unit cut off by the end of the axis
			}
			x := math.Max(b.x+(k.lo+k.hi)/2*band, b.x+w/2) // clear of the scale's lowest label
			s.text(math.Min(x, s.w-1-w/2), top+lh/2, k.text, style{align: "center"})
		}
		top += lh
	}
	return top
}

// phaseLabels puts the names of phases under their bands, on up to three
// lines. Names with a word that is too wide for its band are cut to the first
// letter when they are as short as those of months, or numbered and listed.
func (s *sheet) phaseLabels(x, band, top float64, row []tick) float64 {
	lh := s.lineHeight(s.p.text())
	longest, letters := 0.0, 0
	for _, k := range row {
		longest = math.Max(longest, s.longestWord(k.text))
		letters = max(letters, utf8.RuneCountInString(k.text))
	}
	deep := 1
	var list []string
	for i, k := range row {
		at := x + (k.lo+k.hi)/2*band
		var ls []string
		switch {
		case longest <= band-4:
			ls = wrap(k.text, band-4, s.p.text(), false, 3)
		case letters <= 4:
			r, _ := utf8.DecodeRuneInString(k.text)
			ls = []string{string(r)}
		default:
			n := strconv.Itoa(i + 1)
			list = append(list, n+"\u2002"+k.text)
			if every := int(math.Ceil((s.textWidth("00", style{}) + 4) / band)); i%every == 0 {
				ls = []string{n}
			}
		}
		deep = max(deep, len(ls))
		s.lines(at, top+lh/2, ls, style{align: "center"})
	}
	top += lh * float64(deep)
	return s.list(x, top, s.w-8, list)
}

// list puts entries in columns from y on and returns the y below.
func (s *sheet) list(x, y, right float64, entries []string) float64 {
	if len(entries) == 0 {
		return y
	}
	y += 4
	lh := s.lineHeight(s.p.text())
	widest := 0.0
	for _, e := range entries {
		widest = math.Max(widest, s.textWidth(e, style{}))
	}
	cols := min(len(entries), max(1, int((right-x+16)/(widest+16))))
	if cols == 1 {
		for _, e := range entries {
			for i, l := range wrap(e, right-x-16, s.p.text(), false, 3) {
				in := 0.0
				if i > 0 {
					in = 16
				}
				s.text(x+in, y+lh/2, l, style{})
				y += lh
			}
		}
		return y
	}
	rows := (len(entries) + cols - 1) / cols
	for i, e := range entries {
		s.text(x+float64(i/rows)*(widest+16), y+float64(i%rows)*lh+lh/2, e, style{})
	}
	return y + float64(rows)*lh
}

// A key is an entry of a legend.
type key struct {
	text string
	mark func(x, y float64) // draws a sample from x on, with its middle at y; nil for words alone
}

// sample is the room for the sample of a key.
func (s *sheet) sample(x, y float64) box {
	u := s.p.text()
	return box{x, y - 0.38*u, 1.08 * u, 0.76 * u}
}

// middle is the middle of a sample that begins at x.
func (s *sheet) middle(x float64) float64 { return x + 0.54*s.p.text() }

// chip fills the sample of a key.
func (s *sheet) chip(x, y float64, fill, edge string) { s.rect(s.sample(x, y), fill, edge, zText) }

// dotSize is the radius of a dot that stands for a value.
func (s *sheet) dotSize() float64 { return round2(0.26 * s.p.text()) }

// legend puts keys in rows from x on, no further than right, and returns the y
// below. top is the upper edge of the first row.
func (s *sheet) legend(x, right, top float64, keys []key) float64 {
	if len(keys) == 0 {
		return top
	}
	lh := s.lineHeight(s.p.text()) + 1
	at, y := x, top+lh/2
	for _, k := range keys {
		in := s.sample(0, 0).w + s.p.text()*0.45
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
		at += w + s.p.text()
	}
	return y + lh/2
}
