// Embed writes one set of figures in every form that a paper, a web page or a
// slide can take, and a page and a document that take them:
//
//	go run ./examples/embed -out embed
//
// writes
//
//	embed/views.svg, blame.svg    the drawings, for LaTeX or a slide
//	embed/views.csv, blame.csv    the rows behind them
//	embed/views.html, blame.html  fragments to be pasted into a page
//	embed/views-frame.html        the same within an iframe
//	embed/views-page.html         the figure alone, answering to the pointer
//	embed/host.html               a page with two fragments, an iframe and an image
//	embed/paper.tex, paper.qmd    documents that place the drawings
//
// The counts are made up for the example. To make paper.pdf:
//
//	cd embed && for f in views blame; do rsvg-convert -f pdf -o $f.pdf $f.svg; done && pdflatex paper
package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage/chart"
)

func main() {
	out := flag.String("out", "embed", "folder to write into")
	flag.Parse()
	if err := run(context.Background(), *out); err != nil {
		fmt.Fprintln(os.Stderr, "embed:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	write := func(name string, data []byte) error {
		return os.WriteFile(filepath.Join(dir, name), data, 0o644)
	}

	views, blame := viewsFigure(), blameFigure()
	var fragments, tex, markdown []string
	for _, f := range []*chart.Figure{views, blame} {
		// For print: the journal's size.
		paper := *f
		paper.Profile = chart.PLOS()
		svg, err := paper.SVG(ctx)
		if err != nil {
			return err
		}
		if err := write(f.ID+".svg", svg); err != nil {
			return err
		}
		tex = append(tex, paper.LaTeX(f.ID+".pdf"))
		markdown = append(markdown, paper.Markdown(f.ID+".svg"))

		var rows bytes.Buffer
		if err := f.WriteCSV(&rows); err != nil {
			return err
		}
		if err := write(f.ID+".csv", rows.Bytes()); err != nil {
			return err
		}

		// For a page: the zero profile, which is the Web's.
		fragment, err := f.Fragment(ctx)
		if err != nil {
			return err
		}
		fragments = append(fragments, fragment)
		if err := write(f.ID+".html", []byte(fragment)); err != nil {
			return err
		}
	}

	frame, err := views.Srcdoc(ctx)
	if err != nil {
		return err
	}
	if err := write("views-frame.html", []byte(frame)); err != nil {
		return err
	}
	page, err := views.Page(ctx)
	if err != nil {
		return err
	}
	if err := write("views-page.html", page); err != nil {
		return err
	}
	image, err := blame.DataURI(ctx)
	if err != nil {
		return err
	}

	host := fmt.Sprintf(hostPage, fragments[0], fragments[1], frame, image, html.EscapeString(blame.Description()))
	if err := write("host.html", []byte(host)); err != nil {
		return err
	}
	if err := write("paper.tex", fmt.Appendf(nil, latexPaper, tex[0], tex[1])); err != nil {
		return err
	}
	if err := write("paper.qmd", fmt.Appendf(nil, quartoPaper, markdown[0], markdown[1])); err != nil {
		return err
	}
	fmt.Printf("wrote %s; open %s\n", dir, filepath.Join(dir, "host.html"))
	return nil
}

// viewsFigure has three years of monthly views with a gap.
func viewsFigure() *chart.Figure {
	var rows []chart.ViewRow
	for i := range 36 {
		row := chart.ViewRow{Period: fmt.Sprintf("%d-%02d", 2021+i/12, i%12+1)}
		if i != 14 { // a month that the archive lacks: no Count, not a Count of zero
			trend := 9 - 0.1*float64(i)
			row.Count = chart.N(math.Round(trend + 4*math.Sin(float64(i)*math.Pi/6)))
			row.Trend = chart.N(trend)
		}
		rows = append(rows, row)
	}
	rows[35].Partial = true
	return &chart.Figure{
		ID: "views", Title: "Readers come with the academic year",
		Caption: chart.Caption{Text: "Monthly views of an article; invented for this example.", N: "35 observed months", Period: "January 2021 to December 2023",
			Unit: "views a month", Captured: "17 December 2023", Notes: []string{"March 2022 is missing from the archive."}},
		Plot: chart.Views{Count: "Views a month", Trend: "trend", Captured: "17 December 2023", Rows: rows},
	}
}

// blameFigure has four actors over five years.
func blameFigure() *chart.Figure {
	m := chart.BlameMap{Measure: "Blame per 100 sentences", Unit: "articles", LowN: 4}
	for i, actor := range []string{"train driver", "operator", "signalling contractor", "regulator"} {
		for k := range 5 {
			cell := chart.Cell{Actor: actor, Period: fmt.Sprint(2019 + k), N: 3 + 2*k}
			if !(i == 2 && k == 0) {
				cell.Value = chart.N(float64(max(0, 30-9*k+i*(6*k-8))))
			}
			m.Cells = append(m.Cells, cell)
		}
	}
	return &chart.Figure{
		ID: "blame", Title: "Blame moves from the driver to the regulator",
		Caption: chart.Caption{Text: "Blame by actor and year; invented for this example.", N: "40 articles", Outlets: "6 outlets", Period: "2019 to 2023", Unit: "sentences that blame the actor, per 100"},
		Plot:    m,
	}
}

const hostPage = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A page that takes figures</title>
<style>
body { max-width: 720px; margin: 24px auto; padding: 0 16px; font: 17px/1.5 Georgia, serif; }
iframe { max-width: 100%%; border: 1px solid #ccc; }
img { max-width: 100%%; }
svg text { fill: red; } /* the fragments keep their colours */
</style>
</head>
<body>
<h1>A page that takes figures</h1>
<p>Two fragments, each with its drawing, caption and table:</p>
%s
%s
<p>The first in a frame, for hosts that filter fragments:</p>
%s
<p>The second as an image:</p>
<img src="%s" alt="%s">
</body>
</html>
`

const latexPaper = `\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[a4paper,margin=9mm]{geometry}
\usepackage{graphicx}
\begin{document}
Figure~\ref{fig:views} shows the views and Figure~\ref{fig:blame} the blame.

%s
%s
\end{document}
`

const quartoPaper = `---
title: A paper with two figures
format: html
---

@fig-views shows the views and @fig-blame the blame.

%s
%s
`
