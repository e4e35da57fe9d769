package coverage

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
)

// An Event is a dated happening that coverage may follow: a verdict, a review,
// a broadcast.
type Event struct {
	Date       Date     `json:"date"`
	Title      string   `json:"title"`
	Label      string   `json:"label,omitempty"` // a few words for a figure; empty if it is not to be drawn
	Kind       string   `json:"kind,omitempty"`
	Actors     []string `json:"actors,omitempty"`
	Sources    []string `json:"sources,omitempty"`  // article ids or citations
	Conflict   string   `json:"conflict,omitempty"` // what accounts disagree about
	Note       string   `json:"note,omitempty"`
	Prehistory bool     `json:"prehistory,omitempty"` // before the period under study
}

// Approximate is the [Date.Basis] of an event whose day is an estimate.
const Approximate = "approximate"

var eventHeader = []string{"date", "precision", "title", "label", "kind", "actors", "sources", "conflict", "note", "prehistory"}

// WriteEventsCSV writes a header line and one line an event; lists are joined
// with ";". A date whose basis is [Approximate] has the precision "approx".
func WriteEventsCSV(w io.Writer, events []Event) error {
	cw := csv.NewWriter(w)
	if err := cw.Write(eventHeader); err != nil {
		return err
	}
	for _, e := range events {
		precision, pre := e.Date.Precision.String(), ""
		if e.Date.Basis == Approximate {
			precision = "approx"
		}
		if e.Prehistory {
			pre = "yes"
		}
		err := cw.Write([]string{e.Date.String(), precision, e.Title, e.Label, e.Kind,
			strings.Join(e.Actors, ";"), strings.Join(e.Sources, ";"), e.Conflict, e.Note, pre})
		if err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

// ReadEventsCSV reads the columns that [WriteEventsCSV] writes, in any order;
// date and title must be there, others may be absent. A column it does not
// know is an error, as is a date of another precision than stated. Events
// come back in order of date. An error is a [*RecordError] with the line.
func ReadEventsCSV(r io.Reader, name string) ([]Event, error) {
	cr := csv.NewReader(r)
	fail := func(err error) ([]Event, error) {
		line, _ := cr.FieldPos(0)
		return nil, &RecordError{Location: name, Line: line, Offset: cr.InputOffset(), Err: err}
	}
	head, err := cr.Read()
	if err != nil {
		return nil, &RecordError{Location: name, Line: 1, Err: fmt.Errorf("no header line: %w", err)}
	}
	head = slices.Clone(head)
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	for i, h := range head {
		if !slices.Contains(eventHeader, h) {
			return fail(fmt.Errorf("unknown column %q (know %s)", h, strings.Join(eventHeader, ", ")))
		}
		if slices.Contains(head[:i], h) {
			return fail(fmt.Errorf("column %q stands twice", h))
		}
	}
	for _, need := range []string{"date", "title"} {
		if !slices.Contains(head, need) {
			return fail(fmt.Errorf("no column %q", need))
		}
	}
	var events []Event
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &RecordError{Location: name, Offset: cr.InputOffset(), Err: err}
		}
		e, err := eventFromRow(head, rec)
		if err != nil {
			return fail(err)
		}
		events = append(events, e)
	}
	slices.SortStableFunc(events, func(a, b Event) int { return a.Date.Compare(b.Date) })
	return events, nil
}

func eventFromRow(head, rec []string) (Event, error) {
	var e Event
	var precision string
	for i, h := range head {
		v := rec[i]
		switch h {
		case "date":
			d, err := ParseDate(v)
			if err != nil {
				return e, err
			}
			e.Date = d
		case "precision":
			precision = v
		case "title":
			e.Title = v
		case "label":
			e.Label = v
		case "kind":
			e.Kind = v
		case "actors":
			e.Actors = splitList(v)
		case "sources":
			e.Sources = splitList(v)
		case "conflict":
			e.Conflict = v
		case "note":
			e.Note = v
		case "prehistory":
			if v != "" && v != "yes" && v != "no" {
				return e, fmt.Errorf("prehistory is %q (want yes, no or empty)", v)
			}
			e.Prehistory = v == "yes"
		}
	}
	if e.Title == "" {
		return e, fmt.Errorf("event of %s has no title", e.Date)
	}
	if precision == "approx" {
		e.Date.Basis = Approximate
	} else if precision != "" {
		p, err := ParsePrecision(precision)
		if err != nil {
			return e, err
		}
		if p != e.Date.Precision {
			return e, fmt.Errorf("date %q is not of precision %s", e.Date, p)
		}
	}
	return e, nil
}

func splitList(s string) []string {
	var out []string
	for f := range strings.SplitSeq(s, ";") {
		if f = strings.TrimSpace(f); f != "" {
			out = append(out, f)
		}
	}
	return out
}
