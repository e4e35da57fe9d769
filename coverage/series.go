package coverage

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"strconv"
	"strings"
)

// Status says what is known of a [Point].
type Status uint8

// The states of a point. Missing is the zero value: a point is a number only
// if somebody says so.
const (
	Missing  Status = iota // no number in the source; not zero
	Observed               // the number for the whole period
	Partial                // a number for part of the period, such as the month of capture
)

var statusNames = [...]string{"missing", "observed", "partial"}

// String returns "missing", "observed" or "partial".
func (s Status) String() string {
	if int(s) < len(statusNames) {
		return statusNames[s]
	}
	return "status(" + strconv.Itoa(int(s)) + ")"
}

// ParseStatus is the inverse of [Status.String].
func ParseStatus(s string) (Status, error) {
	for i, n := range statusNames {
		if s == n {
			return Status(i), nil
		}
	}
	return 0, fmt.Errorf("coverage: unknown status %q (want observed, missing or partial)", s)
}

// MarshalText writes the name of the status.
func (s Status) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name of the status.
func (s *Status) UnmarshalText(b []byte) error {
	v, err := ParseStatus(string(b))
	if err == nil {
		*s = v
	}
	return err
}

// A Point is the value of a series in one period. Value has no meaning when
// Status is Missing; use [Point.Number].
type Point struct {
	Period Period
	Value  float64
	Status Status
	Note   string
}

// Number returns the value, and false when it is missing.
func (p Point) Number() (float64, bool) { return p.Value, p.Status != Missing }

// A Series is a quantity counted or measured by period, such as page views by
// month. Points are in order of time, at most one a period, all of the kind
// Period; a period between the first and the last that has no point is missing
// too, and [Series.Fill] makes it visible.
type Series struct {
	ID         string
	Name       string
	Unit       string // what is counted, such as "views"
	Period     PeriodKind
	Points     []Point
	Provenance Provenance
}

// ErrSeries is wrapped by the errors of [Series.Check] and [Series.Fill].
var ErrSeries = errors.New("invalid series")

// Check reports points out of order, doubled, of another period kind, or with
// a value that is not a finite number. Errors wrap [ErrSeries].
func (s *Series) Check() error {
	for i, p := range s.Points {
		switch {
		case p.Period.Kind != s.Period:
			return fmt.Errorf("coverage: %w %s: point %d is a %s, the series is by %s", ErrSeries, s.ID, i, p.Period.Kind, s.Period)
		case i > 0 && p.Period == s.Points[i-1].Period:
			return fmt.Errorf("coverage: %w %s: %s stands twice", ErrSeries, s.ID, p.Period)
		case i > 0 && p.Period.Ordinal < s.Points[i-1].Period.Ordinal:
			return fmt.Errorf("coverage: %w %s: %s stands after %s", ErrSeries, s.ID, p.Period, s.Points[i-1].Period)
		case p.Status != Missing && (math.IsNaN(p.Value) || math.IsInf(p.Value, 0)):
			return fmt.Errorf("coverage: %w %s: %s is %v", ErrSeries, s.ID, p.Period, p.Value)
		}
	}
	return nil
}

// maxFill bounds what Fill may add: two mistyped years in a daily series must
// not eat the memory.
const maxFill = 1 << 20

// Fill inserts a Missing point for every period between the first and the last
// that has none. It fails with [ErrSeries] when Check does or when more than
// about a million points would result.
func (s *Series) Fill() error {
	if err := s.Check(); err != nil {
		return err
	}
	if len(s.Points) < 2 {
		return nil
	}
	first := s.Points[0].Period
	n := s.Points[len(s.Points)-1].Period.Sub(first) + 1
	if n > maxFill {
		return fmt.Errorf("coverage: %w %s: %d periods between first and last", ErrSeries, s.ID, n)
	}
	if n == len(s.Points) {
		return nil
	}
	full := make([]Point, n)
	for i := range full {
		full[i].Period = first.Add(i)
	}
	for _, p := range s.Points {
		full[p.Period.Sub(first)] = p
	}
	s.Points = full
	return nil
}

// Numbers yields the points that have a value, partial ones included.
func (s *Series) Numbers() iter.Seq[Point] {
	return func(yield func(Point) bool) {
		for _, p := range s.Points {
			if p.Status != Missing && !yield(p) {
				return
			}
		}
	}
}

// Gaps returns the missing periods between the first and the last point,
// whether or not a Missing point stands for them.
func (s *Series) Gaps() []Period {
	var gaps []Period
	for i, p := range s.Points {
		if i > 0 {
			for q := s.Points[i-1].Period.Add(1); q.Ordinal < p.Period.Ordinal; q = q.Add(1) {
				gaps = append(gaps, q)
			}
		}
		if p.Status == Missing {
			gaps = append(gaps, p.Period)
		}
	}
	return gaps
}

// At returns the point of period p, and false when the series has none.
func (s *Series) At(p Period) (Point, bool) {
	for _, q := range s.Points {
		if q.Period == p {
			return q, true
		}
	}
	return Point{}, false
}

// A SeriesSummary is the plain description of a series. Missing points take no
// part; partial ones count in N, Total and the extremes and are given apart.
type SeriesSummary struct {
	N       int // points with a value
	Missing int // periods between first and last without one
	Partial int
	Total   float64
	Mean    float64 // NaN when N is 0
	Min     Point   // the earliest of equals
	Max     Point   // the earliest of equals
}

// Summary describes the series.
func (s *Series) Summary() SeriesSummary {
	var m SeriesSummary
	for p := range s.Numbers() {
		if m.N == 0 || p.Value < m.Min.Value {
			m.Min = p
		}
		if m.N == 0 || p.Value > m.Max.Value {
			m.Max = p
		}
		m.N++
		m.Total += p.Value
		if p.Status == Partial {
			m.Partial++
		}
	}
	m.Missing = len(s.Gaps())
	m.Mean = math.NaN()
	if m.N > 0 {
		m.Mean = m.Total / float64(m.N)
	}
	return m
}

var seriesHeader = []string{"period", "value", "status", "note"}

// WriteCSV writes period,value,status,note with a header line. The value of a
// missing point is empty.
func (s *Series) WriteCSV(w io.Writer) error {
	cw := csv.NewWriter(w)
	if err := cw.Write(seriesHeader); err != nil {
		return err
	}
	for _, p := range s.Points {
		if err := cw.Write([]string{p.Period.String(), p.text(), p.Status.String(), p.Note}); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

func (p Point) text() string {
	if p.Status == Missing {
		return ""
	}
	return strconv.FormatFloat(p.Value, 'g', -1, 64)
}

// ReadSeriesCSV reads what [Series.WriteCSV] writes. The period kind is taken
// from the first row and every row must agree. A missing point must have no
// value and any other must have one. An error is a [*RecordError] with the
// line; name is used in it.
func ReadSeriesCSV(r io.Reader, name string) (*Series, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = len(seriesHeader)
	s := &Series{}
	fail := func(err error) (*Series, error) {
		line, _ := cr.FieldPos(0)
		return nil, &RecordError{Location: name, Line: line, Offset: cr.InputOffset(), Err: err}
	}
	for n := 0; ; n++ {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, &RecordError{Location: name, Offset: cr.InputOffset(), Err: err}
		}
		if n == 0 {
			rec[0] = strings.TrimPrefix(rec[0], "\ufeff")
			if strings.Join(rec, ",") != strings.Join(seriesHeader, ",") {
				return fail(fmt.Errorf("header is %q, want %q", rec, seriesHeader))
			}
			continue
		}
		p := Point{Note: rec[3]}
		if p.Period, err = ParsePeriod(rec[0]); err != nil {
			return fail(err)
		}
		if p.Status, err = ParseStatus(rec[2]); err != nil {
			return fail(err)
		}
		if (rec[1] == "") != (p.Status == Missing) {
			return fail(fmt.Errorf("status %s with value %q", p.Status, rec[1]))
		}
		if rec[1] != "" {
			if p.Value, err = strconv.ParseFloat(rec[1], 64); err != nil {
				return fail(err)
			}
		}
		if s.Period == NoPeriod {
			s.Period = p.Period.Kind
		}
		s.Points = append(s.Points, p)
		if err := s.Check(); err != nil {
			return fail(err)
		}
	}
	return s, nil
}

type pointJSON struct {
	Period Period   `json:"period"`
	Value  *float64 `json:"value"`
	Status Status   `json:"status"`
	Note   string   `json:"note,omitempty"`
}

// MarshalJSON writes the value of a missing point as null.
func (p Point) MarshalJSON() ([]byte, error) {
	j := pointJSON{Period: p.Period, Status: p.Status, Note: p.Note}
	if p.Status != Missing {
		j.Value = &p.Value
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (p *Point) UnmarshalJSON(b []byte) error {
	var j pointJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	if (j.Value == nil) != (j.Status == Missing) {
		return fmt.Errorf("coverage: %w: %s has status %s and the value does not agree", ErrSeries, j.Period, j.Status)
	}
	*p = Point{Period: j.Period, Status: j.Status, Note: j.Note}
	if j.Value != nil {
		p.Value = *j.Value
	}
	return nil
}
