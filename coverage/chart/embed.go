package chart

import (
	"context"
	"encoding/base64"
	"fmt"
	"html"
	"math"
	"strings"
)

// Srcdoc returns an <iframe> that holds the figure on a page of its own within
// the host page, walled off by sandbox="" and without script: for hosts that
// allow an iframe and would filter a fragment. The height suits a column as
// wide as the profile.
func (f *Figure) Srcdoc(ctx context.Context) (string, error) {
	d, err := f.draw(ctx, f.profile(), f.ID)
	if err != nil {
		return "", err
	}
	p := Page{Title: f.Title, About: f.Description(), Opening: []Block{FigureBlock{Figure: f, plain: true}}, Workers: 1, bare: true}
	page, err := p.HTML(ctx)
	if err != nil {
		return "", err
	}
	// Room for the caption (15 pixels a line, 110 letters at full width) and
	// the closed table.
	lines := math.Ceil(float64(len(f.Caption.String()))/110) + 1
	return fmt.Sprintf("<iframe title=\"%s\" sandbox=\"\" width=\"%.0f\" height=\"%.0f\" srcdoc=\"%s\"></iframe>\n",
		escape(clean(f.Title)), math.Ceil(d.w)+32, math.Ceil(d.h+lines*21+110), html.EscapeString(string(page))), nil
}

// LaTeX returns a figure environment that places the figure, converted to
// PDF, at the size of its profile, with caption and label. file is the name
// of the PDF as the document sees it; the document needs graphicx.
func (f *Figure) LaTeX(file string) string {
	return fmt.Sprintf("\\begin{figure}[t]\n  \\centering\n  \\includegraphics[width=%smm]{%s}\n  \\caption{\\textbf{%s} %s}\n  \\label{fig:%s}\n\\end{figure}\n",
		trimNumber(f.profile().Width), texPath(file), texEscape(sentence(f.Title)), texEscape(f.Caption.String()), f.ID)
}

// Markdown returns the figure for Quarto and Pandoc: an image with caption,
// cross-reference id, alternative text and width.
func (f *Figure) Markdown(file string) string {
	return fmt.Sprintf("![**%s** %s](%s){#fig-%s fig-alt=\"%s\" width=%smm}\n",
		mdEscape(sentence(f.Title)), mdEscape(f.Caption.String()), mdPath(file), f.ID, strings.ReplaceAll(mdEscape(f.Description()), `"`, "&quot;"), trimNumber(f.profile().Width))
}

// DataURI returns the drawing as an address for an <img> element, for hosts
// that take nothing else. The alternative text is the caller's to set: see
// [Figure.Description].
func (f *Figure) DataURI(ctx context.Context) (string, error) {
	svg, err := f.SVG(ctx)
	if err != nil {
		return "", err
	}
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(svg), nil
}

func sentence(s string) string { return strings.TrimSuffix(clean(s), ".") + "." }

func trimNumber(v float64) string { return num(v) }

var texSpecial = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\{`, "}", `\}`, "$", `\$`, "&", `\&`, "#", `\#`, "%", `\%`, "_", `\_`,
	"~", `\textasciitilde{}`, "^", `\textasciicircum{}`, minus, `$-$`, "‘", "`", "“", "``", "”", "''", "\u202f", `\,`, "\u2002", " ", "≥", `$\geq$`, "≤", `$\leq$`, "α", `$\alpha$`, "×", `$\times$`, "²", `\textsuperscript{2}`)

// texEscape writes text for LaTeX: nothing in it is a command.
func texEscape(s string) string { return texSpecial.Replace(clean(s)) }

// texPath keeps of a file name what is safe in an argument.
func texPath(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("{}\\%#$&~^ \"'`\n\r\t", r) {
			return '-'
		}
		return r
	}, s)
}

const mdSpecialChars = "\\`*_{}[]()<>#+!|~^$@:\"'"

// mdEscape writes text for Pandoc's Markdown: every character with a meaning
// gets a backslash.
func mdEscape(s string) string {
	var b strings.Builder
	for _, r := range clean(s) {
		if strings.ContainsRune(mdSpecialChars, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func mdPath(s string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("()<>[]\"' \n\r\t", r) {
			return '-'
		}
		return r
	}, s)
}
