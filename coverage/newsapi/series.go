package newsapi

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

// A quantity is one series in the making: numbers by day.
type quantity struct {
	id, name, unit string
	sums           bool // several numbers of a day are added up
	points         []dayPoint
}

type dayPoint struct {
	day   coverage.Period
	value number // not stated: the service says that it has none
	note  string
	full  bool // the number is for the whole day, as far as the service is concerned
}

// series puts the numbers in order of time. A day between them that has none is
// missing. The first and the last day are partial unless it is known that they
// are whole: what was asked began and ended with the day, and the last was over.
func (q *quantity) series(p coverage.Provenance, asked Window) (*coverage.Series, error) {
	s := &coverage.Series{ID: q.id, Name: q.name, Unit: q.unit, Period: coverage.Daily, Provenance: p}
	points := slices.Clone(q.points)
	slices.SortStableFunc(points, func(a, b dayPoint) int { return a.day.Compare(b.day) })
	for _, d := range points {
		point := coverage.Point{Period: d.day, Value: d.value.v, Status: coverage.Observed, Note: d.note}
		if !d.value.stated {
			point = coverage.Point{Period: d.day, Note: d.note}
		}
		n := len(s.Points)
		if n == 0 || s.Points[n-1].Period != d.day {
			s.Points = append(s.Points, point)
			continue
		}
		last := &s.Points[n-1]
		switch {
		case q.sums && d.value.stated:
			last.Value, last.Status = last.Value+d.value.v, coverage.Observed
		case q.sums, last.Value == point.Value && last.Status == point.Status:
		default:
			return nil, fmt.Errorf("newsapi: two different numbers for %s", d.day)
		}
	}
	today, _ := coverage.PeriodOf(coverage.DateOf(p.Retrieved), coverage.Daily)
	if asked.bounded() {
		from, _ := coverage.PeriodOf(coverage.DateOf(asked.From), coverage.Daily)
		to, _ := coverage.PeriodOf(coverage.DateOf(asked.To), coverage.Daily)
		if !p.Retrieved.IsZero() && to.Compare(today) > 0 {
			to = today
		}
		const none = "the service gives no number"
		if n := len(s.Points); n > 0 && s.Points[0].Period.Compare(from) > 0 {
			s.Points = slices.Insert(s.Points, 0, coverage.Point{Period: from, Note: none})
		}
		if n := len(s.Points); n > 0 && s.Points[n-1].Period.Compare(to) < 0 {
			s.Points = append(s.Points, coverage.Point{Period: to, Note: none})
		}
	}
	for i := range s.Points {
		point := &s.Points[i]
		atEdge := !asked.bounded() && (i == 0 || i == len(s.Points)-1)
		notOver := !p.Retrieved.IsZero() && point.Period.Compare(today) >= 0
		if point.Status == coverage.Observed && (atEdge || notOver) {
			point.Status = coverage.Partial
		}
	}
	return s, s.Fill()
}

// dayOf reads the day of a number, and tells whether a time of day other than
// midnight stands with it.
func dayOf(raw string) (day coverage.Period, within, ok bool) {
	st, err := stamp.Parse(raw, stamp.OrderUnknown, nil)
	if err != nil {
		return coverage.Period{}, false, false
	}
	day, ok = coverage.PeriodOf(st.Date, coverage.Daily)
	return day, !st.Time.IsZero() && !st.Time.Equal(st.Time.Truncate(24*time.Hour)), ok
}

// seriesFrom is the provenance of series read from one answer.
func seriesFrom(service string, body []byte, from Origin) coverage.Provenance {
	p := coverage.Provenance{Source: service, Location: fetch.Redact(from.Location), SHA256: coverage.SHA256Hex(body)}
	if !from.Retrieved.IsZero() {
		p.Retrieved = from.Retrieved.UTC()
	}
	return p
}

// A table is a CSV body with its header read.
type table struct {
	columns map[string]int // by name in lower case
	r       *csv.Reader
}

// openTable returns nil if the body is no table whose header has the columns.
func openTable(body []byte, columns ...string) *table {
	t := &table{columns: map[string]int{}, r: csv.NewReader(bytes.NewReader(bytes.TrimPrefix(body, bom)))}
	t.r.FieldsPerRecord, t.r.LazyQuotes = -1, true
	header, err := t.r.Read()
	if err != nil {
		return nil
	}
	for i, name := range header {
		t.columns[strings.ToLower(strings.TrimSpace(name))] = i
	}
	for _, c := range columns {
		if _, ok := t.columns[c]; !ok {
			return nil
		}
	}
	return t
}

// next returns the next row by column, and its line; io.EOF at the end.
func (t *table) next() (get func(column string) string, line int, err error) {
	row, err := t.r.Read()
	if err != nil {
		if err == io.EOF {
			return nil, 0, err
		}
		if pe, ok := err.(*csv.ParseError); ok {
			return nil, pe.Line, pe.Err
		}
		return nil, 0, err
	}
	line, _ = t.r.FieldPos(0)
	return func(column string) string {
		if i, ok := t.columns[column]; ok && i < len(row) {
			return strings.TrimSpace(row[i])
		}
		return ""
	}, line, nil
}
