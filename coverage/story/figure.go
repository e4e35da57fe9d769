package story

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Figure is one published number with the span or day it stands for. Figures
// of one SeriesID are of one vintage; different vintages are never mixed.
type Figure struct {
	SeriesID  string
	Title     string
	Unit      string
	Geography string
	From, To  coverage.Date // equal for a single month, year or day
	Kind      string        // "month", "financial year", "span" or "date"
	Value     float64
	Status    string // "reported" or "derived"
	Source    string
	Note      string
}

var figureHeader = []string{"series_id", "title", "unit", "geography", "period", "period_kind", "value", "status", "source", "note"}

// readFigures reads the long table of official figures. A period is a date
// ("2008-11") or two joined by a slash ("2008-04/2009-03").
func readFigures(r io.Reader, name string) ([]Figure, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = len(figureHeader)
	var figures []Figure
	for n := 0; ; n++ {
		rec, err := cr.Read()
		if err == io.EOF {
			return figures, nil
		}
		if err == nil && n == 0 {
			if !slices.Equal(rec, figureHeader) {
				err = fmt.Errorf("header is %q, want %q", rec, figureHeader)
			} else {
				continue
			}
		}
		var f Figure
		if err == nil {
			f, err = figureFromRow(rec)
		}
		if err != nil {
			line := 0
			if len(rec) > 0 {
				line, _ = cr.FieldPos(0)
			}
			return nil, &coverage.RecordError{Location: name, Line: line, Record: n, Err: err}
		}
		figures = append(figures, f)
	}
}

func figureFromRow(rec []string) (Figure, error) {
	f := Figure{SeriesID: rec[0], Title: rec[1], Unit: rec[2], Geography: rec[3], Kind: rec[5], Status: rec[7], Source: rec[8], Note: rec[9]}
	from, to, span := strings.Cut(rec[4], "/")
	if !span {
		to = from
	}
	var err error
	if f.From, err = coverage.ParseDate(from); err != nil {
		return f, err
	}
	if f.To, err = coverage.ParseDate(to); err != nil {
		return f, err
	}
	if !f.From.IsKnown() || f.To.Compare(f.From) < 0 {
		return f, fmt.Errorf("period %q", rec[4])
	}
	if f.Value, err = strconv.ParseFloat(rec[6], 64); err != nil {
		return f, &plainError{fmt.Sprintf("value is %q (want a number such as 1234.5)", rec[6]), err}
	}
	if f.Source == "" {
		return f, fmt.Errorf("%s of %s has no source", f.SeriesID, rec[4])
	}
	return f, nil
}

// FigureSeries returns the figures of one series as a series with its gaps: its
// months, else its quarters, else its years. A financial year goes by the year
// in which it begins. It is an error if a period stands twice.
func (c *Case) FigureSeries(id string) (*coverage.Series, error) {
	s := &coverage.Series{ID: id}
	for _, k := range []struct {
		name   string
		period coverage.PeriodKind
	}{{"month", coverage.Monthly}, {"quarter", coverage.Quarterly}, {"year", coverage.Yearly}, {"financial year", coverage.Yearly}} {
		s.Period = k.period
		for _, f := range c.Figures {
			if f.SeriesID != id || f.Kind != k.name {
				continue
			}
			day, _ := f.From.Bounds()
			p, _ := coverage.PeriodOf(day, k.period)
			s.Name, s.Unit = f.Title, f.Unit
			s.Points = append(s.Points, coverage.Point{Period: p, Value: f.Value, Status: coverage.Observed, Note: f.Note})
		}
		if len(s.Points) > 0 {
			break
		}
	}
	slices.SortFunc(s.Points, func(a, b coverage.Point) int { return a.Period.Compare(b.Period) })
	if err := s.Fill(); err != nil {
		return nil, err
	}
	return s, nil
}
