// Package chart turns results into figures and reports that can go into a
// paper as they are: SVG at a journal's size, HTML to paste into any page, a
// report in one file, and always the rows behind a figure as CSV.
//
// A figure is data. Say what is plotted, then ask for the output:
//
//	fig := chart.Figure{
//		ID: "attention", Title: "Attention and framing", Profile: chart.PLOS(),
//		Plot: chart.Attention{Count: "Articles a month", Rows: rows, Events: events},
//	}
//	svg, err := fig.SVG(ctx)
//
// The kinds of figure are the types that implement [Plot]: [Attention],
// [Changes], [BlameMap], [Shares], [OutletShift], [Keyness], [Interruption],
// [Ties], [Dispersion], [Views], [Claims], [Evidence], and [Panels] of them.
//
// The way from rows to a picture has three steps:
//
//  1. A plot lays itself out in Go for a [Profile]: where each label goes is
//     decided with the real widths of the letters, so that none overlaps
//     another or leaves the sheet. Axes, labels, rules and legends are drawn
//     from this layout.
//  2. The data marks become an ECharts option, made with go-echarts' builders:
//     pure data without functions. go-echarts' own renderer is not used.
//  3. Apache ECharts draws the series of the option as SVG, run by an
//     interpreter written in Go; what it writes is cleaned down to shapes.
//     Series of more than 48 values, for which the interpreter is slow, are
//     drawn directly at the same places.
//
// On an interactive [Page] the browser draws the same option anew, over the
// drawing, so that values show under the pointer; without script the drawing
// stands. A page carries its own content security policy.
//
// Whatever text comes in, an article's title or an actor's name, goes out
// escaped; nothing in it can run, load or break a page. The same figure gives
// the same bytes on every machine.
//
// A number that is missing is drawn as a gap, shaded and said, never as zero:
// that is why rows hold [Num] and not float64.
//
// For a vector PDF of the same size convert the SVG, for example with
// "rsvg-convert -f pdf", which embeds the fonts.
package chart
