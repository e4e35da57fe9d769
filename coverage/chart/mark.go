package chart

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// A mark is a shape or a text at a fixed place on the sheet. It is written
// into the drawing by itself, and into the option as a graphic element, so that
// an interactive page looks the same.
type mark interface {
	level() int
	graphic() map[string]any
}

// A shape is what marks are written into a drawing as.
type shape interface {
	level() int
	write(b *strings.Builder)
}

// A label is one line of text with its middle at y.
type label struct {
	x, y, size   float64
	text, colour string
	align        string
	bold         bool
}

func (l label) level() int { return zText }

func (l label) graphic() map[string]any {
	st := map[string]any{"text": l.text, "fontFamily": family, "fontSize": round2(l.size), "fill": l.colour, "verticalAlign": "middle"}
	if l.bold {
		st["fontWeight"] = "bold"
	}
	if l.align != "left" {
		st["align"] = l.align
	}
	return map[string]any{"type": "text", "z": zText, "x": round2(l.x), "y": round2(l.y), "style": st}
}

var anchors = map[string]string{"center": "middle", "right": "end"}

func (l label) write(b *strings.Builder) {
	// Not every program that reads SVG knows a central baseline: the
	// alphabetic one lies so far below.
	fmt.Fprintf(b, `<text x="%s" y="%s" font-family="%s" font-size="%s"`, num(l.x), num(l.y+sans.Central*l.size), escape(family), num(l.size))
	if l.bold {
		b.WriteString(` font-weight="bold"`)
	}
	if a := anchors[l.align]; a != "" {
		b.WriteString(` text-anchor="` + a + `"`)
	}
	if utf8.RuneCountInString(l.text) > 3 && !strings.ContainsFunc(l.text, standsIn) {
		// Where none of the family is installed another font, often a wider one,
		// takes its place: the room that was measured is kept all the same.
		fmt.Fprintf(b, ` textLength="%s" lengthAdjust="spacingAndGlyphs"`, num(sans.Width(l.text, l.size, l.bold)))
	}
	fmt.Fprintf(b, " fill=\"%s\">%s</text>\n", l.colour, escape(l.text))
}

// standsIn reports whether r is of a script that the family lacks, whose width is
// a guess.
func standsIn(r rune) bool { return r >= 0x530 && (r < 0x2000 || r >= 0x2300) }

// A segment is a straight line.
type segment struct {
	x1, y1, x2, y2 float64
	stroke
}

func (s segment) level() int { return s.z }

func (s segment) graphic() map[string]any {
	st := map[string]any{"stroke": s.colour, "lineWidth": s.width}
	if s.dash != nil {
		st["lineDash"] = s.dash
	}
	return map[string]any{
		"type": "line", "z": s.z,
		"shape": map[string]any{"x1": round2(s.x1), "y1": round2(s.y1), "x2": round2(s.x2), "y2": round2(s.y2)},
		"style": st,
	}
}

// A block is a filled rectangle.
type block struct {
	box
	fill, edge string
	opacity    float64 // 0 is opaque
	z          int
}

func (r block) level() int { return r.z }

func (r block) graphic() map[string]any {
	st := map[string]any{"fill": r.fill}
	if r.opacity > 0 {
		st["fillOpacity"] = r.opacity
	}
	if r.edge != "" {
		st["stroke"], st["lineWidth"] = r.edge, 0.75
	}
	return map[string]any{
		"type": "rect", "z": r.z,
		"shape": map[string]any{"x": round2(r.x), "y": round2(r.y), "width": round2(r.w), "height": round2(r.h)},
		"style": st,
	}
}

// A disc is a circle, full or hollow.
type disc struct {
	x, y, r      float64
	fill, colour string
	width        float64
	z            int
}

func (d disc) level() int { return d.z }

func (d disc) graphic() map[string]any {
	return map[string]any{
		"type": "circle", "z": d.z,
		"shape": map[string]any{"cx": round2(d.x), "cy": round2(d.y), "r": round2(d.r)},
		"style": map[string]any{"fill": d.fill, "stroke": d.colour, "lineWidth": d.width},
	}
}

func (d disc) write(b *strings.Builder) {
	fmt.Fprintf(b, "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n", num(d.x), num(d.y), num(d.r), d.fill, d.colour, num(d.width))
}

// A printed block is in the drawing only; on a page a series stands for it.
type printed struct{ block }

func (printed) graphic() map[string]any { return nil }

// A trace is a path that is in the drawing only, as is a printed block.
type trace struct {
	d       string
	fill    string // "" for a line
	opacity float64
	stroke
}

func (t trace) level() int            { return t.z }
func (trace) graphic() map[string]any { return nil }

func (t trace) write(b *strings.Builder) {
	if t.fill != "" {
		fmt.Fprintf(b, "<path d=\"%s\" fill=\"%s\" fill-opacity=\"%s\"/>\n", t.d, t.fill, num(t.opacity))
		return
	}
	fmt.Fprintf(b, "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"", t.d, t.colour, num(t.width))
	writeDash(b, t.dash)
	b.WriteString(" stroke-linejoin=\"bevel\"/>\n")
}

func writeDash(b *strings.Builder, dash []float64) {
	if dash == nil {
		return
	}
	for i, d := range dash {
		if i == 0 {
			b.WriteString(` stroke-dasharray="`)
		} else {
			b.WriteByte(',')
		}
		b.WriteString(num(d))
	}
	b.WriteByte('"')
}

// merge joins the lines of one look, and the rectangles of one look, that are
// on one level into one mark: a hatched cell is one shape and not twenty. The
// order within a level is that of the first of each look; texts come last.
func merge(marks []mark) []shape {
	var out []shape
	at := map[string]int{}
	for _, m := range marks {
		var look, d string
		var joined outline
		if p, ok := m.(printed); ok {
			m = p.block
		}
		switch k := m.(type) {
		case segment:
			look = fmt.Sprint("line", k.stroke)
			d = fmt.Sprintf("M%s %sL%s %s", num(k.x1), num(k.y1), num(k.x2), num(k.y2))
			joined = outline{stroke: k.stroke}
		case block:
			look = fmt.Sprint("rect", k.fill, k.edge, k.opacity, k.z)
			d = fmt.Sprintf("M%s %sH%sV%sH%sZ", num(k.x), num(k.y), num(k.right()), num(k.bottom()), num(k.x))
			joined = outline{fill: k.fill, opacity: k.opacity, stroke: stroke{colour: k.edge, width: 0.75, z: k.z}}
		case shape:
			out = append(out, k)
			continue
		}
		i, ok := at[look]
		if !ok {
			i = len(out)
			at[look] = i
			joined.d = &strings.Builder{}
			out = append(out, joined)
		}
		out[i].(outline).d.WriteString(d)
	}
	return out
}

// An outline is several lines or rectangles of one look.
type outline struct {
	d       *strings.Builder // path data
	fill    string           // "" for lines
	opacity float64
	stroke
}

func (o outline) level() int { return o.z }

func (o outline) write(b *strings.Builder) {
	fmt.Fprintf(b, `<path d="%s"`, o.d.String())
	if o.fill == "" {
		b.WriteString(` fill="none"`)
	} else {
		fmt.Fprintf(b, ` fill="%s"`, o.fill)
	}
	if o.opacity > 0 {
		fmt.Fprintf(b, ` fill-opacity="%s"`, num(o.opacity))
	}
	if o.colour != "" {
		fmt.Fprintf(b, ` stroke="%s" stroke-width="%s"`, o.colour, num(o.width))
	}
	writeDash(b, o.dash)
	b.WriteString("/>\n")
}

// A marker is the colour of an invisible shape that tells, in the drawing of
// the series, where the marks of a level belong. Markers never reach a figure.
func marker(z int) string { return fmt.Sprintf("#fe00%02x", z) }
