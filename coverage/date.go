package coverage

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Precision says how much of a [Date] is known.
type Precision uint8

// The precisions, from nothing known to the day.
const (
	UnknownPrecision Precision = iota
	YearPrecision
	MonthPrecision
	DayPrecision
)

var precisionNames = [...]string{"unknown", "year", "month", "day"}

// String returns "unknown", "year", "month" or "day".
func (p Precision) String() string {
	if int(p) < len(precisionNames) {
		return precisionNames[p]
	}
	return "precision(" + strconv.Itoa(int(p)) + ")"
}

// ParsePrecision is the inverse of [Precision.String]. The empty string is
// UnknownPrecision.
func ParsePrecision(s string) (Precision, error) {
	if s == "" {
		return UnknownPrecision, nil
	}
	for i, n := range precisionNames {
		if s == n {
			return Precision(i), nil
		}
	}
	return 0, fmt.Errorf("coverage: unknown precision %q (want day, month, year or unknown)", s)
}

// ErrDate is wrapped by every error about a date that cannot be read or
// cannot exist.
var ErrDate = errors.New("invalid date")

// Texts that are written as dates are, but name what the calendar does not have,
// have one of these in their error too.
var (
	ErrNoSuchDay   = errors.New("there is no such day")
	ErrNoSuchMonth = errors.New("there is no such month")
)

// A Date is a calendar date known to the day, the month, the year or not at
// all. The zero Date is unknown. Dates are civil dates of the place of
// publication; they carry no time zone.
//
// Raw and Basis are kept for the reader of the record and take no part in
// comparison.
type Date struct {
	Year      int        // 1 to 9999; 0 when unknown
	Month     time.Month // 1 to 12; 0 when coarser than a month
	Day       int        // 1 to 31; 0 when coarser than a day
	Precision Precision
	Raw       string // the text the date was read from, as found; may be empty
	Basis     string // how it was found: "printed", "url", "json-ld", "inferred", …
}

// Day returns the date y-m-d. It fails with [ErrDate] when there is no such day.
func Day(y int, m time.Month, d int) (Date, error) {
	t := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	if y < 1 || y > 9999 || t.Year() != y || t.Month() != m || t.Day() != d {
		return Date{}, fmt.Errorf("coverage: %w: %04d-%02d-%02d", ErrDate, y, int(m), d)
	}
	return Date{Year: y, Month: m, Day: d, Precision: DayPrecision}, nil
}

// DateOf returns the civil date of t in t's own location, to the day.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	if y < 1 || y > 9999 {
		return Date{}
	}
	return Date{Year: y, Month: m, Day: d, Precision: DayPrecision}
}

// ParseDate reads "2008-11-12", "2008-11", "2008" or the empty string
// (unknown). Raw is set to s. Any other text is an error that wraps [ErrDate];
// free-form press dates are the business of the package that knows the source.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	bad := func() (Date, error) {
		return Date{}, fmt.Errorf("coverage: %w: %q (want YYYY-MM-DD, YYYY-MM or YYYY)", ErrDate, s)
	}
	var parts [3]int
	n := 0
	for f := range strings.SplitSeq(s, "-") {
		if n == 3 || len(f) != [3]int{4, 2, 2}[n] {
			return bad()
		}
		for i := 0; i < len(f); i++ {
			if f[i] < '0' || f[i] > '9' {
				return bad()
			}
			parts[n] = parts[n]*10 + int(f[i]-'0')
		}
		n++
	}
	d := Date{Year: parts[0], Raw: s, Precision: YearPrecision}
	if d.Year < 1 {
		return bad()
	}
	if n >= 2 {
		d.Month, d.Precision = time.Month(parts[1]), MonthPrecision
		if d.Month < 1 || d.Month > 12 {
			return Date{}, fmt.Errorf("coverage: %w: %q: %w", ErrDate, s, ErrNoSuchMonth)
		}
	}
	if n == 3 {
		full, err := Day(parts[0], d.Month, parts[2])
		if err != nil {
			return Date{}, fmt.Errorf("coverage: %w: %q: %w", ErrDate, s, ErrNoSuchDay)
		}
		full.Raw = s
		return full, nil
	}
	return d, nil
}

// IsKnown reports whether at least the year is known.
func (d Date) IsKnown() bool { return d.Precision != UnknownPrecision }

// String returns the date in ISO 8601 form, as long as it is precise:
// "2008-11-12", "2008-11", "2008", or "" when unknown.
func (d Date) String() string {
	switch d.Precision {
	case DayPrecision:
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	case MonthPrecision:
		return fmt.Sprintf("%04d-%02d", d.Year, int(d.Month))
	case YearPrecision:
		return fmt.Sprintf("%04d", d.Year)
	}
	return ""
}

// Truncate returns d made no more precise than p, keeping Raw and Basis.
func (d Date) Truncate(p Precision) Date {
	if p >= d.Precision {
		return d
	}
	d.Precision = p
	if p < DayPrecision {
		d.Day = 0
	}
	if p < MonthPrecision {
		d.Month = 0
	}
	if p < YearPrecision {
		d.Year = 0
	}
	return d
}

// Bounds returns the first and the last day that d may stand for. Both are the
// zero Date when d is unknown.
func (d Date) Bounds() (first, last Date) {
	first = Date{Year: d.Year, Month: d.Month, Day: d.Day, Precision: DayPrecision}
	last = first
	switch d.Precision {
	case UnknownPrecision:
		return Date{}, Date{}
	case YearPrecision:
		first.Month, first.Day = time.January, 1
		last.Month, last.Day = time.December, 31
	case MonthPrecision:
		first.Day = 1
		last.Day = time.Date(d.Year, d.Month+1, 0, 0, 0, 0, 0, time.UTC).Day()
	}
	return first, last
}

// Compare orders dates by the first day they may stand for; of two that begin
// on the same day the more precise comes first. Unknown dates come last. The
// result is negative, zero or positive as in [cmp.Compare].
func (d Date) Compare(e Date) int {
	if d.IsKnown() != e.IsKnown() {
		if d.IsKnown() {
			return -1
		}
		return 1
	}
	df, _ := d.Bounds()
	ef, _ := e.Bounds()
	return cmp.Or(
		cmp.Compare(df.Year, ef.Year),
		cmp.Compare(df.Month, ef.Month),
		cmp.Compare(df.Day, ef.Day),
		cmp.Compare(e.Precision, d.Precision),
	)
}

// Time returns midnight UTC of the first day d may stand for, and false when d
// is unknown. It is for arithmetic and axes, not for display.
func (d Date) Time() (time.Time, bool) {
	if !d.IsKnown() {
		return time.Time{}, false
	}
	f, _ := d.Bounds()
	return time.Date(f.Year, f.Month, f.Day, 0, 0, 0, 0, time.UTC), true
}

// Check reports whether the fields agree with each other: an error wraps
// [ErrDate]. The zero Date is valid.
func (d Date) Check() error {
	ok := true
	switch d.Precision {
	case UnknownPrecision:
		ok = d.Year == 0 && d.Month == 0 && d.Day == 0
	case YearPrecision:
		ok = d.Year >= 1 && d.Year <= 9999 && d.Month == 0 && d.Day == 0
	case MonthPrecision:
		ok = d.Year >= 1 && d.Year <= 9999 && d.Month >= 1 && d.Month <= 12 && d.Day == 0
	case DayPrecision:
		_, err := Day(d.Year, d.Month, d.Day)
		return err
	default:
		ok = false
	}
	if !ok {
		return fmt.Errorf("coverage: %w: year %d, month %d, day %d with precision %s", ErrDate, d.Year, int(d.Month), d.Day, d.Precision)
	}
	return nil
}

type dateJSON struct {
	Date      string `json:"date"`
	Precision string `json:"precision"`
	Raw       string `json:"raw,omitempty"`
	Basis     string `json:"basis,omitempty"`
}

// MarshalJSON writes {"date":"2008-11","precision":"month","raw":…,"basis":…}.
func (d Date) MarshalJSON() ([]byte, error) {
	return json.Marshal(dateJSON{d.String(), d.Precision.String(), d.Raw, d.Basis})
}

// UnmarshalJSON reads what MarshalJSON writes, and a bare "2008-11-12" too.
func (d *Date) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		v, err := ParseDate(s)
		if err != nil {
			return err
		}
		*d = v
		return nil
	}
	var j dateJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	v, err := ParseDate(j.Date)
	if err != nil {
		return err
	}
	if j.Precision != "" {
		p, err := ParsePrecision(j.Precision)
		if err != nil {
			return err
		}
		if p > v.Precision {
			return fmt.Errorf("coverage: %w: %q is not known to the %s", ErrDate, j.Date, p)
		}
		v = v.Truncate(p)
	}
	v.Raw, v.Basis = j.Raw, j.Basis
	*d = v
	return nil
}
