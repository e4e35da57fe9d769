// Package views reads how often something was looked at, month by month or
// year by year, into a [coverage.Series]: the metrics table of a journal
// article, CSV files, Wikimedia page views, COUNTER 5 usage reports, PLOS
// (Lagotto) counters and OpenAlex citations by year.
//
// The way in is the reader for what you have:
//
//	page, _ := os.Open("article-metrics.html")
//	series, err := views.ReadJournal(page, views.Options{Location: "article-metrics.html"})
//	if err != nil {
//		log.Fatal(err) // says line and what was found there
//	}
//	fmt.Println(series.Summary().Total, series.Gaps())
//
// Every reader keeps three rules. A period the source does not list is a
// [coverage.Missing] point, never a zero. The first and the last period of a
// counter are [coverage.Partial] unless it is known that they are whole: a
// counter begins on some day of its first month, and a page is saved on some
// day of its last. And where the source states a total of its own, the sum is
// held against it and a difference is said in Provenance.Warnings.
package views

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Options say what a file of counts does not say itself. The zero value is
// ready to use.
type Options struct {
	// Location is the file name or address, for errors and Provenance.
	Location string
	// ID and Name of the series. Default: what the source says, else empty.
	ID, Name string
	// Captured is the day the counts were taken. The period that holds it is
	// partial; periods that end before it are whole; periods that begin after
	// it are an error of the source and are warned about. Default: not known,
	// and the last period is taken to be partial.
	Captured coverage.Date
	// FirstIsWhole says that the counter ran from the first day of its first
	// period. Default: the first period is partial.
	FirstIsWhole bool
	// LastIsWhole says that the last period was over when the counts were
	// taken. Default: see Captured.
	LastIsWhole bool
	// AbsentIsZero makes periods without an entry, between the first and the
	// last, observed zeros. Set it only where the source documents that it
	// leaves out zeros, as COUNTER and OpenAlex do.
	AbsentIsZero bool
	// MaxBytes is the most that is read. Default 64 MiB.
	MaxBytes int64
}

// ErrNoTable is wrapped by the error for input that holds no counts of the
// kind asked for.
var ErrNoTable = errors.New("no table of counts found")

// ErrConflict is wrapped by the error for a period that stands twice with
// different numbers.
var ErrConflict = errors.New("two different numbers for one period")

// ErrTooLarge is wrapped by the error for input beyond Options.MaxBytes.
var ErrTooLarge = errors.New("input is larger than allowed")

func readAll(r io.Reader, o Options) ([]byte, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = 64 << 20
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, &coverage.RecordError{Location: o.Location, Offset: int64(len(b)), Err: err}
	}
	if int64(len(b)) > limit {
		return nil, &coverage.RecordError{Location: o.Location, Offset: limit, Err: fmt.Errorf("views: %w (%d bytes)", ErrTooLarge, limit)}
	}
	return b, nil
}

func plainText(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		b = bytes.ToValidUTF8(b, []byte("\uFFFD"))
	}
	return b
}

// An entry is one row of a source: a period and its number, or an explicit
// statement that there is none.
type entry struct {
	period coverage.Period
	value  float64
	absent bool
	line   int
	note   string
}

// assemble puts entries in order and fills the gaps. It does not judge edges.
func assemble(entries []entry, kind coverage.PeriodKind, o Options, p coverage.Provenance) (*coverage.Series, error) {
	s := &coverage.Series{ID: o.ID, Name: o.Name, Period: kind, Provenance: p}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.period.Compare(b.period) })
	for i, e := range entries {
		if i > 0 && e.period == entries[i-1].period {
			if e.value != entries[i-1].value || e.absent != entries[i-1].absent {
				return nil, &coverage.RecordError{Location: o.Location, Line: e.line,
					Err: fmt.Errorf("views: %w: %s has %s and %s", ErrConflict, e.period, entries[i-1].text(), e.text())}
			}
			warn(&s.Provenance, fmt.Sprintf("%s stands twice with the same number; counted once", e.period))
			continue
		}
		pt := coverage.Point{Period: e.period, Value: e.value, Status: coverage.Observed, Note: e.note}
		if e.absent {
			pt.Value, pt.Status = 0, coverage.Missing
			if pt.Note == "" {
				pt.Note = "the source gives no number"
			}
		}
		s.Points = append(s.Points, pt)
	}
	listed := len(s.Points)
	if err := s.Fill(); err != nil {
		return nil, &coverage.RecordError{Location: o.Location, Err: err}
	}
	if listed != len(s.Points) {
		for i := range s.Points {
			q := &s.Points[i]
			if q.Status != coverage.Missing || q.Note != "" {
				continue
			}
			if o.AbsentIsZero {
				q.Value, q.Status, q.Note = 0, coverage.Observed, "not listed; the source leaves out zeros"
			} else {
				q.Note = "not listed in the source"
			}
		}
	}
	return s, nil
}

func (e entry) text() string {
	if e.absent {
		return "none"
	}
	return strconv.FormatFloat(e.value, 'g', -1, 64)
}

func warn(p *coverage.Provenance, text string) {
	if !slices.Contains(p.Warnings, text) {
		p.Warnings = append(p.Warnings, text)
	}
}

// markEdges makes the first and the last period partial as Options say.
func markEdges(s *coverage.Series, o Options) {
	if len(s.Points) == 0 {
		return
	}
	mark := func(pt *coverage.Point, note string) {
		if pt.Status == coverage.Observed {
			pt.Status = coverage.Partial
		}
		if pt.Status == coverage.Partial && pt.Note == "" {
			pt.Note = note
		}
	}
	if !o.FirstIsWhole {
		mark(&s.Points[0], "first "+s.Period.String()+" of the counter")
	}
	captured := o.Captured
	if !captured.IsKnown() {
		if !o.LastIsWhole {
			mark(&s.Points[len(s.Points)-1], "last "+s.Period.String()+"; the day of capture is not known")
		}
		return
	}
	from, to := captured.Bounds()
	for i := range s.Points {
		first, last := s.Points[i].Period.Bounds()
		switch {
		case first.Compare(to) > 0:
			warn(&s.Provenance, fmt.Sprintf("%s begins after the day of capture %s", s.Points[i].Period, captured))
		case last.Compare(from) >= 0 && !o.LastIsWhole:
			mark(&s.Points[i], "counts were taken on "+captured.String())
		}
	}
}

// checkTotal holds the sum of the points against the source's own total.
func checkTotal(s *coverage.Series, stated float64, what string) {
	if got := s.Summary().Total; got != stated {
		warn(&s.Provenance, fmt.Sprintf("%s is %s, the periods sum to %s", what,
			strconv.FormatFloat(stated, 'f', -1, 64), strconv.FormatFloat(got, 'f', -1, 64)))
	}
}

// parseCount reads a count as pages print it: digits with thousands set off
// by commas, apostrophes or (no-break, thin) blanks. A dash or "n/a" is no
// number: absent.
func parseCount(s string) (value float64, absent bool, err error) {
	t := strings.TrimSpace(s)
	switch strings.ToLower(t) {
	case "", "-", "–", "—", "n/a", "na", "null", "none", "not available":
		return 0, true, nil
	}
	var digits strings.Builder
	group, grouped := 0, false // digits since the last separator
	for _, r := range t {
		switch {
		case r >= '0' && r <= '9':
			digits.WriteRune(r)
			group++
		case r == ',' || r == '\'' || r == '’' || r == ' ' || r == '\u00a0' || r == '\u2009' || r == '\u202f':
			if group == 0 || group > 3 || grouped && group != 3 {
				return 0, false, fmt.Errorf("views: %q is not a count", s)
			}
			group, grouped = 0, true
		default:
			return 0, false, fmt.Errorf("views: %q is not a count", s)
		}
	}
	if grouped && group != 3 || digits.Len() == 0 || digits.Len() > 15 {
		return 0, false, fmt.Errorf("views: %q is not a count", s)
	}
	n, err := strconv.ParseInt(digits.String(), 10, 64)
	if err != nil {
		return 0, false, fmt.Errorf("views: %q is not a count", s)
	}
	return float64(n), false, nil
}

// parsePeriod reads a period as tables label it: what [coverage.ParsePeriod]
// reads, and "December 2016", "Dec 2016", "Dec-2016", "2016 December",
// "12/2016". English names only.
func parsePeriod(s string) (coverage.Period, bool) {
	s = strings.TrimRight(strings.TrimSpace(s), ":")
	if p, err := coverage.ParsePeriod(s); err == nil {
		return p, true
	}
	parts := strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || r == '-' || r == '/' || r == ',' || r == '.' || r == '\u00a0' || r == '\u2011'
	})
	if len(parts) != 2 {
		return coverage.Period{}, false
	}
	a, b := parts[0], parts[1]
	if isYear(a) {
		a, b = b, a
	}
	if !isYear(b) {
		return coverage.Period{}, false
	}
	m := monthNamed(a)
	if m == 0 && len(a) <= 2 {
		if n, err := strconv.Atoi(a); err == nil && n >= 1 && n <= 12 {
			m = time.Month(n)
		}
	}
	if m == 0 {
		return coverage.Period{}, false
	}
	year, _ := strconv.Atoi(b)
	return coverage.Month(year, m), true
}

func isYear(s string) bool {
	if len(s) != 4 {
		return false
	}
	n, err := strconv.Atoi(s)
	return err == nil && n >= 1000 && s[0] != '+'
}

// monthNamed returns the month of an English name, full or cut to three or
// more letters ("Sept"); 0 if s is none.
func monthNamed(s string) time.Month {
	s = strings.ToLower(s)
	if len(s) < 3 {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), s) {
			return m
		}
	}
	return 0
}
