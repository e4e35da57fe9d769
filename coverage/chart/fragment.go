package chart

import (
	"context"
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
)

//go:embed assets/fragment.css
var fragmentCSS string

//go:embed assets/dark.css
var darkFrame string

// FragmentStyle returns the style sheet that [Figure.Fragment] carries. A host
// page with a content security policy allows it by its hash: see [CSPHash].
func FragmentStyle() string { return fragmentCSS + darkRules() }

// darkRules maps the light palette to the dark one for readers who ask for a
// dark page. The colours of a drawing are presentation attributes, so that
// attribute selectors reach every one of them.
var darkRules = func() string {
	light, dark := Light().all(), Dark().all()
	var b strings.Builder
	seen := map[string]bool{}
	for i, c := range light {
		if seen[c] {
			continue
		}
		seen[c] = true
		fmt.Fprintf(&b, `.pf-auto svg [fill="%s"]{fill:%s!important}.pf-auto svg [stroke="%[1]s"]{stroke:%s!important}`, c, dark[i], dark[i])
	}
	return strings.Replace(darkFrame, "/*colours*/", b.String(), 1)
}

// Fragment returns the figure as HTML to be pasted into any page: a <figure>
// with a style sheet, the drawing (for the Web profile a second one for narrow
// columns), the caption and the table of the data. It has no script, and its
// style sheet keeps the host page's rules away from it. Two fragments in one
// page must have different ids.
func (f *Figure) Fragment(ctx context.Context) (string, error) {
	body, _, err := f.html(ctx, sentence(f.Title), nil)
	if err != nil {
		return "", err
	}
	return "<style>" + FragmentStyle() + "</style>\n" + body, nil
}

// html returns the <figure> element. lead is the bold beginning of the
// caption; more, if not nil, adds what a page puts under the table.
func (f *Figure) html(ctx context.Context, lead string, more func(b *strings.Builder)) (string, drawing, error) {
	p := f.profile()
	wide, err := f.draw(ctx, p, f.ID)
	if err != nil {
		return "", wide, err
	}
	narrow := ""
	if p.Name == "web" {
		phone := Phone()
		phone.Palette = p.Palette
		d, err := f.draw(ctx, phone, f.ID+"-narrow")
		if err != nil {
			return "", wide, err
		}
		narrow = d.svg
	}
	class := "pf-figure"
	if p.turnsDark() {
		class += " pf-auto"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "<figure class=\"%s\" id=\"%s\">\n<div class=\"pf-plot pf-wide\">\n%s</div>\n", class, f.ID, wide.svg)
	if narrow != "" {
		fmt.Fprintf(&b, "<div class=\"pf-plot pf-narrow\">\n%s</div>\n", narrow)
	}
	fmt.Fprintf(&b, "<figcaption><b>%s</b> %s</figcaption>\n", escape(lead), escape(f.Caption.String()))
	t := f.Table()
	fmt.Fprintf(&b, "<details class=\"pf-data\"><summary>Data of the figure (%s)</summary>\n", rowCount(len(t.Rows)))
	t.html(&b, f.Title, more != nil)
	b.WriteString("</details>\n")
	if more != nil {
		more(&b)
	}
	b.WriteString("</figure>\n")
	return b.String(), wide, nil
}

func rowCount(n int) string {
	if n == 1 {
		return "1 row"
	}
	return fixed(float64(n), 0) + " rows"
}

// html writes the table, within a box that scrolls when it is wider than the
// page. Links lead to the evidence when the page holds it.
func (t Table) html(b *strings.Builder, caption string, links bool) {
	fmt.Fprintf(b, "<div class=\"pf-scroll\" role=\"region\" aria-label=\"%s\" tabindex=\"0\">\n<table><caption>%s</caption>\n<thead><tr>", escape("Table: "+clean(caption)), escape(clean(caption)))
	for _, c := range t.Columns {
		class := ""
		if c.Number {
			class = ` class="pf-n"`
		}
		fmt.Fprintf(b, `<th scope="col"%s>%s</th>`, class, escape(clean(c.Head)))
	}
	b.WriteString("</tr></thead>\n<tbody>\n")
	for i, row := range t.Rows {
		b.WriteString("<tr>")
		for j, c := range t.Columns {
			cell := ""
			if j < len(row) {
				cell = clean(row[j])
			}
			shown := escape(cell)
			if c.Number {
				shown = escape(readable(cell))
			}
			if cell == "" {
				shown = "–"
			}
			if j == 0 && links && i < len(t.Links) && t.Links[i] != "" {
				shown = fmt.Sprintf(`<a href="#%s">%s</a>`, escape(t.Links[i]), shown)
			}
			switch {
			case j < t.Heads:
				fmt.Fprintf(b, `<th scope="row">%s</th>`, shown)
			case c.Number:
				fmt.Fprintf(b, `<td class="pf-n">%s</td>`, shown)
			default:
				fmt.Fprintf(b, `<td>%s</td>`, shown)
			}
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table>\n</div>\n")
}

// readable writes a number of a table for a reader: four significant digits if
// it has decimals, a comma between thousands, a true minus sign. CSV keeps all
// digits.
func readable(cell string) string {
	sign, digits := "", cell
	if strings.HasPrefix(cell, "-") {
		sign, digits = minus, cell[1:]
	}
	if digits == "" || strings.Trim(digits, "0123456789.") != "" || strings.Count(digits, ".") > 1 {
		return strings.Replace(cell, "-", minus, 1)
	}
	whole, frac, hasFrac := strings.Cut(digits, ".")
	if hasFrac && len(strings.TrimLeft(whole+frac, "0")) > 4 {
		if v, err := strconv.ParseFloat(digits, 64); err == nil && v > 0 {
			places := max(0, 3-int(math.Floor(math.Log10(v))))
			whole, frac, hasFrac = strings.Cut(strconv.FormatFloat(v, 'f', places, 64), ".")
		}
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasFrac {
		whole += "." + frac
	}
	return sign + whole
}
