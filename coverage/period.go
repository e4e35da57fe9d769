package coverage

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// PeriodKind is the length of a [Period].
type PeriodKind uint8

// The kinds of period, from short to long. Weeks are ISO 8601 weeks, which
// begin on Monday.
const (
	NoPeriod PeriodKind = iota
	Daily
	Weekly
	Monthly
	Quarterly
	Yearly
)

var periodKindNames = [...]string{"", "day", "week", "month", "quarter", "year"}

// String returns "day", "week", "month", "quarter", "year", or "" for NoPeriod.
func (k PeriodKind) String() string {
	if int(k) < len(periodKindNames) {
		return periodKindNames[k]
	}
	return "period(" + strconv.Itoa(int(k)) + ")"
}

// ParsePeriodKind is the inverse of [PeriodKind.String].
func ParsePeriodKind(s string) (PeriodKind, error) {
	for i, n := range periodKindNames {
		if s == n {
			return PeriodKind(i), nil
		}
	}
	return 0, fmt.Errorf("coverage: unknown period %q (want day, week, month, quarter or year)", s)
}

// MarshalText writes the name of the kind.
func (k PeriodKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the name of the kind.
func (k *PeriodKind) UnmarshalText(b []byte) error {
	v, err := ParsePeriodKind(string(b))
	if err == nil {
		*k = v
	}
	return err
}

// ErrPeriod is wrapped by errors about text that names no period.
var ErrPeriod = errors.New("invalid period")

// A Period is one day, week, month, quarter or year of the calendar. Periods
// are comparable with == and may be map keys. The zero Period is no period.
//
// Ordinal counts periods of the same kind, so that p.Ordinal+1 is the period
// that follows and differences count periods: days and weeks since Monday
// 0001-01-01, months since 0000-01, quarters since 0000-Q1, and the year.
type Period struct {
	Kind    PeriodKind
	Ordinal int
}

// Month returns the calendar month.
func Month(year int, m time.Month) Period {
	return Period{Monthly, year*12 + int(m) - 1}
}

const daysToUnix = 719162 // days from 0001-01-01 to 1970-01-01

func dayOrdinal(t time.Time) int { return int(t.Unix()/86400) + daysToUnix }

func ordinalDay(n int) time.Time {
	return time.Unix(int64(n-daysToUnix)*86400, 0).UTC()
}

// PeriodOf returns the period of kind k that holds d. It is false when d is
// not precise enough to say: a date known to the month lies in a quarter and a
// year, but in no known week or day. Nothing is guessed.
func PeriodOf(d Date, k PeriodKind) (Period, bool) {
	first, last := d.Bounds()
	if !first.IsKnown() {
		return Period{}, false
	}
	p, q := periodOfDay(first, k), periodOfDay(last, k)
	return p, p == q && p.Kind != NoPeriod
}

func periodOfDay(d Date, k PeriodKind) Period {
	switch k {
	case Daily, Weekly:
		t, _ := d.Time()
		n := dayOrdinal(t)
		if k == Weekly {
			n /= 7
		}
		return Period{k, n}
	case Monthly:
		return Month(d.Year, d.Month)
	case Quarterly:
		return Period{k, d.Year*4 + (int(d.Month)-1)/3}
	case Yearly:
		return Period{k, d.Year}
	}
	return Period{}
}

// Bounds returns the first and the last day of p, both to the day, or two
// unknown dates for the zero Period.
func (p Period) Bounds() (first, last Date) {
	start, ok := p.start()
	if !ok {
		return Date{}, Date{}
	}
	next, _ := p.Add(1).start()
	return DateOf(start), DateOf(next.AddDate(0, 0, -1))
}

func (p Period) start() (time.Time, bool) {
	switch p.Kind {
	case Daily:
		return ordinalDay(p.Ordinal), true
	case Weekly:
		return ordinalDay(p.Ordinal * 7), true
	case Monthly:
		return time.Date(p.Ordinal/12, time.Month(p.Ordinal%12+1), 1, 0, 0, 0, 0, time.UTC), true
	case Quarterly:
		return time.Date(p.Ordinal/4, time.Month(p.Ordinal%4*3+1), 1, 0, 0, 0, 0, time.UTC), true
	case Yearly:
		return time.Date(p.Ordinal, 1, 1, 0, 0, 0, 0, time.UTC), true
	}
	return time.Time{}, false
}

// Time returns midnight UTC of the first day of p; the zero time for the zero
// Period.
func (p Period) Time() time.Time {
	t, _ := p.start()
	return t
}

// Days returns the number of days in p.
func (p Period) Days() int {
	a, ok := p.start()
	if !ok {
		return 0
	}
	b, _ := p.Add(1).start()
	return dayOrdinal(b) - dayOrdinal(a)
}

// Add returns the period n periods after p (before, if n is negative).
func (p Period) Add(n int) Period { return Period{p.Kind, p.Ordinal + n} }

// Sub returns how many periods p lies after q, which must be of the same kind.
func (p Period) Sub(q Period) int { return p.Ordinal - q.Ordinal }

// Compare orders periods by their first day, and longer periods before the
// shorter ones that begin with them.
func (p Period) Compare(q Period) int {
	if p.Kind == q.Kind {
		return cmp.Compare(p.Ordinal, q.Ordinal)
	}
	return cmp.Or(p.Time().Compare(q.Time()), cmp.Compare(q.Kind, p.Kind))
}

// String returns "2008-11-12", "2008-W46", "2008-11", "2008-Q4" or "2008".
func (p Period) String() string {
	t, ok := p.start()
	if !ok {
		return ""
	}
	switch p.Kind {
	case Daily:
		return t.Format(time.DateOnly)
	case Weekly:
		y, w := t.ISOWeek()
		return fmt.Sprintf("%04d-W%02d", y, w)
	case Monthly:
		return fmt.Sprintf("%04d-%02d", t.Year(), int(t.Month()))
	case Quarterly:
		return fmt.Sprintf("%04d-Q%d", t.Year(), (int(t.Month())+2)/3)
	}
	return fmt.Sprintf("%04d", t.Year())
}

// ParsePeriod reads what [Period.String] writes. The error wraps [ErrPeriod].
func ParsePeriod(s string) (Period, error) {
	bad := fmt.Errorf("coverage: %w: %q (want 2008, 2008-Q4, 2008-11, 2008-W46 or 2008-11-12)", ErrPeriod, s)
	if y, rest, ok := strings.Cut(s, "-"); ok && rest != "" && (rest[0] == 'Q' || rest[0] == 'W') {
		year, err := ParseDate(y)
		n, err2 := strconv.Atoi(rest[1:])
		if err != nil || err2 != nil || year.Precision != YearPrecision || rest[1] < '0' || rest[1] > '9' {
			return Period{}, bad
		}
		if rest[0] == 'Q' {
			if len(rest) != 2 || n < 1 || n > 4 {
				return Period{}, bad
			}
			return Period{Quarterly, year.Year*4 + n - 1}, nil
		}
		// 4 January is always in week 1.
		jan4 := time.Date(year.Year, 1, 4, 0, 0, 0, 0, time.UTC)
		p := Period{Weekly, dayOrdinal(jan4)/7 + n - 1}
		if len(rest) != 3 || p.String() != s {
			return Period{}, bad
		}
		return p, nil
	}
	d, err := ParseDate(s)
	for _, no := range []error{ErrNoSuchDay, ErrNoSuchMonth} {
		if errors.Is(err, no) {
			return Period{}, fmt.Errorf("coverage: %w: %q: %w", ErrPeriod, s, no)
		}
	}
	if err != nil || !d.IsKnown() {
		return Period{}, bad
	}
	p, _ := PeriodOf(d, [...]PeriodKind{NoPeriod, Yearly, Monthly, Daily}[d.Precision])
	return p, nil
}

// MarshalText writes p as [Period.String] does.
func (p Period) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what MarshalText writes; empty text is the zero Period.
func (p *Period) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*p = Period{}
		return nil
	}
	v, err := ParsePeriod(string(b))
	if err == nil {
		*p = v
	}
	return err
}
