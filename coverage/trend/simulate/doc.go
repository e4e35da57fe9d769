// Package simulate makes press coverage whose truth is known: outlets with
// kinds and sizes, attention that rises after events and dies down, framing
// that shifts at a date, agency copy, gaps in the collecting, a change of
// source, and a coder who errs. What it yields is scored articles, as package
// trend takes them, and beside them what was put in.
//
// It serves two ends. Methods are tried on it before they are believed. And
// whoever plans a study can ask beforehand how many articles a shift of a
// certain size would take to be seen: see [Power].
//
// The way in is a [Design]:
//
//	d := simulate.Typical()
//	d.Shifts = []simulate.Shift{{Name: "the review", At: date, Blame: -0.05, Systemic: 0.05}}
//	record, err := d.Run(0)
//	err = articles.Add(record.Scored()...)
//
// The same design, seed and run number give the same bytes on every processor:
// random numbers come from PCG streams, and whatever is computed from them
// keeps to operations that IEEE 754 fixes to the bit. Every purpose has a
// stream of its own, so a gap or a coder added to a design changes nothing else.
package simulate
