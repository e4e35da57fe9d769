package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// allowed lists the elements that a finished figure may keep of the drawing
// runtime's and the attributes of each; texts are all the sheet's own. Another
// element is an error; another attribute (a class, metadata, a pointer event)
// is left out.
var allowed = map[string][]string{
	"svg":      nil, // written anew
	"g":        {"clip-path", "transform"},
	"path":     {"d", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-linejoin", "stroke-linecap"},
	"rect":     {"x", "y", "width", "height", "fill", "fill-opacity", "stroke", "stroke-width"},
	"circle":   {"cx", "cy", "r", "transform", "fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity"},
	"defs":     nil,
	"clipPath": {"id"},
}

var errMarkup = errors.New("the drawing runtime wrote markup that a figure may not hold")

// A heading is what the root element of a figure says.
type heading struct{ id, title, desc string }

// finish makes the figure of the runtime's SVG, which holds the series, and
// the sheet's marks. Of the SVG it keeps only allowed elements and attributes,
// with ids that begin with the figure's id and coordinates of at most two
// decimals; the root gets its size in millimetres, a title and a description.
func finish(raw string, s *sheet, head heading) (string, error) {
	var b strings.Builder
	b.Grow(len(raw) + 120*len(s.marks))
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="%smm" height="%smm" viewBox="0 0 %s %s" role="img" aria-labelledby="%s-title %[5]s-desc">`,
		mm(s.w), mm(s.h), num(s.w), num(s.h), head.id)
	fmt.Fprintf(&b, "\n<title id=\"%s-title\">%s</title>\n<desc id=\"%[1]s-desc\">%[3]s</desc>\n", head.id, escape(head.title), escape(head.desc))
	// Crisp, or the host page shines through half a pixel at the edge.
	fmt.Fprintf(&b, "<rect width=\"%s\" height=\"%s\" fill=\"%s\" shape-rendering=\"crispEdges\"/>\n", num(s.w), num(s.h), s.p.Palette.Paper)
	shapes := merge(s.marks)
	marks := func(from, to int) {
		for z := from; z <= to; z++ {
			for _, m := range shapes {
				if m.level() == z {
					m.write(&b)
				}
			}
		}
	}
	marks(zShade, zData)
	next := zData + 1

	d := xml.NewDecoder(strings.NewReader(raw))
	depth, skip := 0, 0
	var open []string
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			return "", fmt.Errorf("svg: %w", err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			depth++
			name := t.Name.Local
			if skip > 0 || name == "style" || invisible(t) {
				skip++
				continue
			}
			keep, ok := allowed[name]
			if !ok {
				return "", fmt.Errorf("svg: %w: element %q", errMarkup, name)
			}
			open = append(open, name)
			if depth == 1 {
				continue
			}
			if z := level(t); z > 0 {
				marks(next, z)
				next = z + 1
				skip++
				open = open[:len(open)-1]
				continue
			}
			attrs, err := attributes(t, keep, head.id)
			if err != nil {
				return "", err
			}
			b.WriteString("<" + name + attrs + ">")
		case xml.EndElement:
			depth--
			if skip > 0 {
				skip--
				continue
			}
			open = open[:len(open)-1]
			if depth > 0 {
				b.WriteString("</" + t.Name.Local + ">")
				if t.Name.Local != "clipPath" {
					b.WriteByte('\n')
				}
			}
		}
	}
	marks(next, zText)
	b.WriteString("</svg>\n")
	out := b.String()
	for _, name := range []string{"path", "rect", "circle"} {
		out = strings.ReplaceAll(out, "></"+name+">", "/>")
	}
	for _, empty := range []string{"<defs>\n</defs>\n", "<defs></defs>\n"} {
		out = strings.ReplaceAll(out, empty, "")
	}
	return out, nil
}

// level returns the level of a marker, or 0.
func level(t xml.StartElement) int {
	for _, a := range t.Attr {
		if a.Name.Local == "fill" {
			for z := zData + 1; z < zText; z++ {
				if a.Value == marker(z) {
					return z
				}
			}
		}
	}
	return 0
}

// invisible reports whether an element draws nothing: the runtime keeps the
// lines that carry a band with an opacity of zero.
func invisible(t xml.StartElement) bool {
	if t.Name.Local != "path" && t.Name.Local != "rect" {
		return false
	}
	fill, stroke := true, false
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "d":
			if a.Value == "" {
				return true
			}
		case "fill":
			fill = a.Value != "none"
		case "stroke":
			stroke = stroke || a.Value != "none"
		}
	}
	for _, a := range t.Attr {
		zero := a.Value == "0"
		switch a.Name.Local {
		case "fill-opacity":
			fill = fill && !zero
		case "stroke-opacity", "stroke-width":
			stroke = stroke && !zero
		}
	}
	return !fill && !stroke
}

// attributes writes the allowed attributes of an element.
func attributes(t xml.StartElement, keep []string, id string) (string, error) {
	var b strings.Builder
	put := func(k, v string) { b.WriteString(" " + k + `="` + escape(v) + `"`) }
	for _, a := range t.Attr {
		k, v := a.Name.Local, a.Value
		switch {
		case k == "id":
			put(k, id+"-"+strings.TrimPrefix(v, "zr0-"))
		case !slices.Contains(keep, k):
		case k == "clip-path":
			ref, ok := strings.CutPrefix(v, "url(#zr0-")
			if !ok {
				return "", fmt.Errorf("svg: %w: %s=%q", errMarkup, k, v)
			}
			put(k, "url(#"+id+"-"+ref)
		case k == "fill" || k == "stroke":
			if v != "none" && !isHexColour(v) && v != "#000" {
				return "", fmt.Errorf("svg: %w: %s=%q", errMarkup, k, v)
			}
			put(k, v)
		case k == "stroke-linejoin" || k == "stroke-linecap":
			put(k, v)
		default:
			put(k, roundAll(v))
		}
	}
	return b.String(), nil
}

// num writes a coordinate: at most two decimals, no negative zero. Rounding is
// what makes the bytes the same where floating point units differ in the last
// bit.
func num(v float64) string {
	v = math.Round(v*100) / 100
	if v == 0 {
		return "0"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// mm writes pixels as millimetres, to a hundredth.
func mm(px float64) string {
	return strconv.FormatFloat(math.Round(px/pxPerMM*100)/100, 'f', -1, 64)
}

// roundAll rounds every number in path data or a transformation.
func roundAll(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && (s[j] >= '0' && s[j] <= '9' || s[j] == '.' ||
			s[j] == '-' && (j == i || s[j-1] == 'e') || j > i && (s[j] == 'e' || s[j] == '+' && s[j-1] == 'e')) {
			j++
		}
		if j == i {
			b.WriteByte(s[i])
			i++
			continue
		}
		v, err := strconv.ParseFloat(s[i:j], 64)
		if err != nil {
			b.WriteString(s[i:j])
		} else {
			b.WriteString(num(v))
		}
		i = j
	}
	return b.String()
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#39;")

// escape writes text for an element or a quoted attribute of XML or HTML.
func escape(s string) string { return escaper.Replace(clean1(s)) }

// clean1 takes out what XML forbids and leaves spaces alone.
func clean1(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 && r != '\n' && r != '\t' || r == 0x7f || r == '\ufffe' || r == '\uffff' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
