package views

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Columns choose the columns of a CSV file by header name, in any case. An
// empty field takes the first of the usual names that the header has.
type Columns struct {
	Period string // default: period, month, date, year, quarter, week, day, time
	Value  string // default: total_views, views, value, count, total, pageviews
	Status string // default: status; it may be absent
	Note   string // default: note; it may be absent
	// By is the kind of period. Default: as the first row is written. With
	// Monthly, Quarterly or Yearly, a day stands for the period it lies in.
	By coverage.PeriodKind
}

var (
	periodNames = []string{"period", "month", "date", "year", "quarter", "week", "day", "time"}
	valueNames  = []string{"total_views", "total views", "views", "value", "count", "total", "pageviews"}
)

// ReadCSV reads counts by period from a CSV file with a header line. Cells
// may be divided by commas, semicolons or tabs; a byte order mark is passed
// over.
//
// With a status column the statuses are those of the file: observed, partial
// or missing, and a missing row must have no number and any other must have
// one. No count may be below 0. Without, a row with a number is observed and one without is missing,
// and edges are partial only where Options say so: Captured is set or the
// file is not the caller's own. A bad row is a [*coverage.RecordError] with
// its line.
func ReadCSV(r io.Reader, c Columns, o Options) (*coverage.Series, error) {
	raw, err := readAll(r, o)
	if err != nil {
		return nil, err
	}
	text := plainText(raw)
	cr := csv.NewReader(bytes.NewReader(text))
	cr.Comma = delimiter(text)
	cr.FieldsPerRecord = -1
	cr.TrimLeadingSpace = cr.Comma != '\t'
	fail := func(line int, err error) (*coverage.Series, error) {
		return nil, &coverage.RecordError{Location: o.Location, Line: line, Offset: cr.InputOffset(), Err: err}
	}
	head, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return fail(1, fmt.Errorf("views: %w: the file is empty", ErrNoTable))
	}
	if err != nil {
		return fail(1, err)
	}
	at, err := c.locate(head)
	if err != nil {
		return fail(1, err)
	}
	var entries []entry
	var statuses []coverage.Status
	kind := c.By
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fail(0, err)
		}
		line, _ := cr.FieldPos(0)
		cell := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return strings.TrimSpace(row[i])
		}
		if len(row) == 1 && cell(0) == "" {
			continue
		}
		e := entry{line: line, note: cell(at.note)}
		p, ok := parsePeriod(cell(at.period))
		if !ok {
			if _, err := coverage.ParsePeriod(cell(at.period)); errors.Is(err, coverage.ErrNoSuchDay) || errors.Is(err, coverage.ErrNoSuchMonth) {
				return fail(line, fmt.Errorf("views: %w", err))
			}
			return fail(line, fmt.Errorf("views: %q is not a period (want 2016-11, November 2016, 2016-11-30, 2016-Q4, 2016-W46 or 2016)", cell(at.period)))
		}
		if kind == coverage.NoPeriod {
			kind = p.Kind
		}
		if p.Kind != kind {
			first, _ := p.Bounds()
			wider, within := coverage.PeriodOf(first, kind)
			if !within || wider.Days() < p.Days() {
				return fail(line, fmt.Errorf("views: %s is a %s, the series is by %s", p, p.Kind, kind))
			}
			p = wider
		}
		e.period = p
		if e.value, e.absent, err = parseNumber(cell(at.value)); err != nil {
			return fail(line, err)
		}
		if e.value < 0 {
			return fail(line, fmt.Errorf("views: %s has the count %s: no count is below 0; leave the number empty where none is known", p, e.text()))
		}
		status := coverage.Observed
		if e.absent {
			status = coverage.Missing
		}
		if at.status >= 0 {
			if status, err = coverage.ParseStatus(strings.ToLower(cell(at.status))); err != nil {
				return fail(line, err)
			}
			if e.absent != (status == coverage.Missing) {
				return fail(line, fmt.Errorf("views: %s is %s and its number is %q", p, status, cell(at.value)))
			}
		}
		entries = append(entries, e)
		statuses = append(statuses, status)
	}
	if len(entries) == 0 {
		return fail(1, fmt.Errorf("views: %w: a header and no rows", ErrNoTable))
	}
	byPeriod := make(map[coverage.Period]coverage.Status, len(entries))
	for i, e := range entries {
		byPeriod[e.period] = statuses[i]
	}
	p := coverage.Provenance{Source: "csv", Location: o.Location, SHA256: coverage.SHA256Hex(raw)}
	s, err := assemble(entries, kind, o, p)
	if err != nil {
		return nil, err
	}
	s.Unit = "views"
	for i := range s.Points {
		if status, ok := byPeriod[s.Points[i].Period]; ok {
			s.Points[i].Status = status
		}
	}
	if at.status < 0 && o.Captured.IsKnown() {
		o.FirstIsWhole = true
		markEdges(s, o)
	}
	return s, nil
}

type columnIndex struct{ period, value, status, note int }

func (c Columns) locate(head []string) (columnIndex, error) {
	find := func(chosen string, usual []string) int {
		if chosen != "" {
			usual = []string{chosen}
		}
		for _, name := range usual {
			if i := slices.IndexFunc(head, func(h string) bool { return strings.EqualFold(strings.Trim(strings.TrimSpace(h), ":"), name) }); i >= 0 {
				return i
			}
		}
		return -1
	}
	at := columnIndex{find(c.Period, periodNames), find(c.Value, valueNames), find(c.Status, []string{"status"}), find(c.Note, []string{"note"})}
	switch {
	case at.period < 0:
		return at, fmt.Errorf("views: %w: no column for the period in the header %q; %s", ErrNoTable, head, call(c.Period, periodNames))
	case at.value < 0:
		return at, fmt.Errorf("views: %w: no column for the number in the header %q; %s", ErrNoTable, head, call(c.Value, valueNames))
	case c.Status != "" && at.status < 0:
		return at, fmt.Errorf("views: no column %q in the header %q", c.Status, head)
	case c.Note != "" && at.note < 0:
		return at, fmt.Errorf("views: no column %q in the header %q", c.Note, head)
	}
	return at, nil
}

// call says what a column must be called to be found.
func call(chosen string, usual []string) string {
	if chosen != "" {
		return fmt.Sprintf("there is none called %q", chosen)
	}
	return "call it " + strings.Join(usual[:len(usual)-1], ", ") + " or " + usual[len(usual)-1]
}

// parseNumber reads a count, or a decimal number as spreadsheets write it.
func parseNumber(s string) (float64, bool, error) {
	v, absent, err := parseCount(s)
	if err == nil {
		return v, absent, nil
	}
	f, ferr := strconv.ParseFloat(s, 64)
	if ferr != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false, err
	}
	return f, false, nil
}

// delimiter takes the commonest of comma, semicolon and tab in the first line.
func delimiter(text []byte) rune {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	best, n := ',', bytes.Count(line, []byte(","))
	for _, c := range []rune{';', '\t'} {
		if k := bytes.Count(line, []byte(string(c))); k > n {
			best, n = c, k
		}
	}
	return best
}
