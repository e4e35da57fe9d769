package chart

import (
	"fmt"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// A mark is a shape or a text at a fixed place on the sheet. It is written
// into the drawing by itself, and into the option as a graphic element, so that
// an interactive page looks the same.
type mark interface {
	level() int
	graphic() map[string]any
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
	weight := "normal"
	if l.bold {
		weight = "bold"
	}
	return map[string]any{
		"type": "text", "silent": true, "z": zText, "x": round2(l.x), "y": round2(l.y),
		"style": map[string]any{
			"text": l.text, "fontFamily": family, "fontSize": round2(l.size), "fontWeight": weight,
			"fill": l.colour, "align": l.align, "verticalAlign": "middle",
		},
	}
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
	fmt.Fprintf(b, " fill=\"%s\">%s</text>\n", l.colour, escape(l.text))
}

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
		"type": "line", "silent": true, "z": s.z,
		"shape": map[string]any{"x1": round2(s.x1), "y1": round2(s.y1), "x2": round2(s.x2), "y2": round2(s.y2)},
		"style": st,
	}
}

func (s segment) write(b *strings.Builder) {
	fmt.Fprintf(b, `<path d="M%s %sL%s %s" fill="none" stroke="%s" stroke-width="%s"`, num(s.x1), num(s.y1), num(s.x2), num(s.y2), s.colour, num(s.width))
	for i, d := range s.dash {
		if i == 0 {
			b.WriteString(` stroke-dasharray="`)
		} else {
			b.WriteByte(',')
		}
		b.WriteString(num(d))
	}
	if s.dash != nil {
		b.WriteByte('"')
	}
	b.WriteString("/>\n")
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
		"type": "rect", "silent": true, "z": r.z,
		"shape": map[string]any{"x": round2(r.x), "y": round2(r.y), "width": round2(r.w), "height": round2(r.h)},
		"style": st,
	}
}

func (r block) write(b *strings.Builder) {
	fmt.Fprintf(b, `<rect x="%s" y="%s" width="%s" height="%s" fill="%s"`, num(r.x), num(r.y), num(r.w), num(r.h), r.fill)
	if r.opacity > 0 {
		fmt.Fprintf(b, ` fill-opacity="%s"`, num(r.opacity))
	}
	if r.edge != "" {
		fmt.Fprintf(b, ` stroke="%s" stroke-width="0.75"`, r.edge)
	}
	b.WriteString("/>\n")
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
		"type": "circle", "silent": true, "z": d.z,
		"shape": map[string]any{"cx": round2(d.x), "cy": round2(d.y), "r": round2(d.r)},
		"style": map[string]any{"fill": d.fill, "stroke": d.colour, "lineWidth": d.width},
	}
}

func (d disc) write(b *strings.Builder) {
	fmt.Fprintf(b, "<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n", num(d.x), num(d.y), num(d.r), d.fill, d.colour, num(d.width))
}

// A polygon is a filled outline.
type polygon struct {
	points  [][2]float64
	fill    string
	opacity float64 // 0 is opaque
	z       int
}

func (p polygon) level() int { return p.z }

func (p polygon) graphic() map[string]any {
	pts := make([][2]float64, len(p.points))
	for i, q := range p.points {
		pts[i] = [2]float64{round2(q[0]), round2(q[1])}
	}
	st := map[string]any{"fill": p.fill}
	if p.opacity > 0 {
		st["fillOpacity"] = p.opacity
	}
	return map[string]any{"type": "polygon", "silent": true, "z": p.z, "shape": map[string]any{"points": pts}, "style": st}
}

func (p polygon) write(b *strings.Builder) {
	b.WriteString(`<path d="`)
	for i, q := range p.points {
		op := "L"
		if i == 0 {
			op = "M"
		}
		b.WriteString(op + num(q[0]) + " " + num(q[1]))
	}
	fmt.Fprintf(b, `Z" fill="%s"`, p.fill)
	if p.opacity > 0 {
		fmt.Fprintf(b, ` fill-opacity="%s"`, num(p.opacity))
	}
	b.WriteString("/>\n")
}

// A marker is the colour of an invisible shape that tells, in the drawing of
// the series, where the marks of a level belong. Markers never reach a figure.
func marker(z int) string { return fmt.Sprintf("#fe00%02x", z) }
