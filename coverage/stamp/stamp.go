// Package stamp reads dates as the web writes them: in feeds, in the metadata
// of pages and in the answers of services.
//
// The way in is [Parse]. It gives the civil day as written, and the instant
// only where time and zone are certain; nothing is ever taken from the clock
// or the zone of the machine:
//
//	st, err := stamp.Parse("Wed, 12 Nov 2008 23:30:00 IST", stamp.OrderUnknown, nil)
//	// st.Date is 2008-11-12; st.Time is zero, since IST is three zones;
//	// st.Doubts says so
package stamp

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// A Stamp is a date as the web gives it: the civil day as written, and the
// instant where, and only where, the text names a time and a zone whose offset
// is certain.
type Stamp struct {
	Date   coverage.Date // Raw and Basis say what was read and where it stood
	Time   time.Time     // zero when time or zone are not known
	Doubts []string      // what was not certain, for Provenance.Warnings
}

// Order says how to read "03/04/2024".
type Order uint8

// The orders. With OrderUnknown a date of three numbers that could be read
// either way is known to the year only, or to the day when both readings agree.
const (
	OrderUnknown Order = iota
	DayFirst
	MonthFirst
)

// rfc822Zones are the zones with letters that RFC 822 section 5.1 defines.
// BST, IST, AEST and their like mean different offsets in different places.
var rfc822Zones = map[string]int{"Z": 0, "UT": 0, "UTC": 0, "GMT": 0,
	"EST": -5 * 3600, "EDT": -4 * 3600, "CST": -6 * 3600, "CDT": -5 * 3600,
	"MST": -7 * 3600, "MDT": -6 * 3600, "PST": -8 * 3600, "PDT": -7 * 3600}

var (
	isoDate   = regexp.MustCompile(`^(\d{4})[-/](\d{1,2})(?:[-/](\d{1,2}))?(?:[Tt ]\s*(.+))?$`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:[Tt]?(\d{2})(\d{2})(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?$`)
	yearOnly  = regexp.MustCompile(`^\d{4}$`)
	unixTime  = regexp.MustCompile(`^1\d{9}(\d{3})?$`)
	threeNums = regexp.MustCompile(`^(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})(?:[,T ]+(.+))?$`)
	clock     = regexp.MustCompile(`(?i)(?:^|[\sT])(\d{1,2})[:.](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?`)
	offset    = regexp.MustCompile(`(?i)(?:GMT|UTC)?\s*([+-])\s*(\d{1,2}):?(\d{2})?$`)
	zoneName  = regexp.MustCompile(`([A-Za-z]{1,5})$`)
	comment   = regexp.MustCompile(`\([^()]*\)`)
	word      = regexp.MustCompile(`\p{L}+|\d+`)
)

// Parse reads a date in the forms the web uses: RFC 822 and 1123 in all
// their variants, RFC 3339 and other ISO 8601 forms, Unix seconds, and dates
// of three numbers by order. Month names are English, German, French,
// Spanish, Italian and Dutch. zones adds zone names with their offset in
// seconds east of Greenwich. Text that cannot be read is an error that wraps
// [coverage.ErrDate].
func Parse(raw string, order Order, zones map[string]int) (Stamp, error) {
	s := strings.Join(strings.Fields(comment.ReplaceAllString(raw, " ")), " ")
	bad := func(why string) (Stamp, error) {
		return Stamp{}, fmt.Errorf("stamp: %w: %q: %s", coverage.ErrDate, plain.Clip(raw, 60), why)
	}
	if len(s) > 100 {
		return bad("too long")
	}
	var st Stamp
	var rest string // time and zone
	var err error
	atoi := func(t string) int { n, _ := strconv.Atoi(t); return n }
	switch {
	case s == "":
		return bad("empty")
	case yearOnly.MatchString(s):
		st.Date, err = coverage.ParseDate(s)
	case unixTime.MatchString(s):
		sec, _ := strconv.ParseInt(s[:10], 10, 64)
		st.Time = time.Unix(sec, 0).UTC()
		st.Date = coverage.DateOf(st.Time)
		st.doubt("a number was read as Unix time, UTC")
	case compact.MatchString(s):
		m := compact.FindStringSubmatch(s)
		st.Date, err = coverage.Day(atoi(m[1]), time.Month(atoi(m[2])), atoi(m[3]))
		if m[4] != "" {
			rest = m[4] + ":" + m[5] + ":" + m[6] + " " + m[7]
		}
	case isoDate.MatchString(s):
		m := isoDate.FindStringSubmatch(s)
		if m[3] == "" {
			st.Date, err = coverage.ParseDate(fmt.Sprintf("%s-%02d", m[1], atoi(m[2])))
		} else {
			st.Date, err = coverage.Day(atoi(m[1]), time.Month(atoi(m[2])), atoi(m[3]))
		}
		rest = m[4]
	case threeNums.MatchString(s):
		m := threeNums.FindStringSubmatch(s)
		err = st.numeric(atoi(m[1]), atoi(m[3]), st.year(m[4]), m[2], order)
		rest = m[5]
	default:
		rest, err = st.named(s)
	}
	if err != nil {
		return bad("no such date")
	}
	st.Date.Raw = strings.TrimSpace(raw)
	if rest != "" && st.Date.Precision == coverage.DayPrecision && st.Time.IsZero() {
		st.clock(rest, zones)
	}
	return st, nil
}

func (st *Stamp) doubt(what string) { st.Doubts = append(st.Doubts, what) }

func (st *Stamp) year(s string) int {
	n, _ := strconv.Atoi(s)
	if len(s) > 2 {
		return n
	}
	st.doubt("the year has two digits")
	if n < 50 { // RFC 2822 section 4.3
		return 2000 + n
	}
	return 1900 + n
}

func (st *Stamp) numeric(a, b, year int, separator string, order Order) (err error) {
	switch {
	case separator == "." || a > 12 || order == DayFirst && b <= 12:
		st.Date, err = coverage.Day(year, time.Month(b), a)
	case b > 12 || a == b || order == MonthFirst:
		st.Date, err = coverage.Day(year, time.Month(a), b)
	default:
		st.doubt("day and month cannot be told apart; only the year is kept")
		st.Date, err = coverage.ParseDate(fmt.Sprintf("%04d", year))
	}
	return err
}

// named reads a date with a month's name and returns what follows it.
func (st *Stamp) named(s string) (rest string, err error) {
	s = strings.NewReplacer("ſ", "s", "’", "'").Replace(s)
	var weekday, dayText, yearText string
	month := time.Month(0)
	end := 0
	for _, at := range word.FindAllStringIndex(s, -1) {
		t := s[at[0]:at[1]]
		isNumber := t[0] >= '0' && t[0] <= '9'
		after := byte(0)
		if at[1] < len(s) {
			after = s[at[1]]
		}
		switch {
		case isNumber && (after == ':' || at[0] > 0 && s[at[0]-1] == ':' || month != 0 && dayText != "" && yearText != ""):
			// the time of day
		case isNumber && len(t) == 4 && yearText == "":
			yearText = t
		case isNumber && len(t) <= 2 && dayText == "":
			dayText = t
		case isNumber && len(t) == 2 && yearText == "":
			yearText = t
		case isNumber:
			return "", coverage.ErrDate
		case month == 0 && monthNamed(t) != 0:
			month = monthNamed(t)
		case weekday == "" && len(t) >= 3 && month == 0 && dayText == "":
			weekday = t
		default:
			continue
		}
		if month != 0 && dayText != "" && yearText != "" {
			end = at[1]
			break
		}
		end = at[1]
	}
	if month == 0 || yearText == "" {
		return "", coverage.ErrDate
	}
	if dayText == "" {
		st.Date, err = coverage.ParseDate(fmt.Sprintf("%04d-%02d", st.year(yearText), int(month)))
		return "", err
	}
	day, _ := strconv.Atoi(dayText)
	if st.Date, err = coverage.Day(st.year(yearText), month, day); err != nil {
		return "", err
	}
	t, _ := st.Date.Time()
	if len(weekday) >= 3 && englishWeekday[strings.ToLower(weekday[:3])] && !strings.EqualFold(weekday[:3], t.Weekday().String()[:3]) {
		st.doubt("the weekday " + weekday + " is not that of the date")
	}
	rest = s[end:]
	if !clock.MatchString(rest) && clock.MatchString(s[:end]) {
		rest = s // the time stands before the date or the year
	}
	return rest, nil
}

var englishWeekday = map[string]bool{"mon": true, "tue": true, "wed": true, "thu": true, "fri": true, "sat": true, "sun": true}

// monthNames are the names of the months in English, German, French, Spanish,
// Italian and Dutch.
var monthNames = [...]string{
	1:  "january januar janvier enero gennaio januari jänner",
	2:  "february februar février fevrier febrero febbraio februari feber",
	3:  "march märz maerz mars marzo maart",
	4:  "april avril abril aprile",
	5:  "may mai mayo maggio mei",
	6:  "june juni juin junio giugno",
	7:  "july juli juillet julio luglio",
	8:  "august août aout agosto augustus",
	9:  "september septembre septiembre settembre",
	10: "october oktober octobre octubre ottobre",
	11: "november novembre noviembre",
	12: "december dezember décembre decembre diciembre dicembre",
}

// irregular are short forms that do not begin a name.
var irregular = map[string]time.Month{"mrz": 3, "mrt": 3, "sept": 9, "juill": 7, "oktb": 10}

// monthNamed reads the name of a month, or its beginning if that has at least
// three letters.
func monthNamed(s string) time.Month {
	s = strings.ToLower(s)
	if m := irregular[s]; m != 0 {
		return m
	}
	if utf8.RuneCountInString(s) < 3 || s == "jui" { // juin or juillet
		return 0
	}
	for m := range monthNames {
		for name := range strings.FieldsSeq(monthNames[m]) {
			if strings.HasPrefix(name, s) {
				return time.Month(m)
			}
		}
	}
	return 0
}

// clock reads the time of day and the zone, and sets Time if both are certain.
func (st *Stamp) clock(rest string, zones map[string]int) {
	at := clock.FindStringSubmatchIndex(rest)
	if at == nil {
		return
	}
	m := clock.FindStringSubmatch(rest)
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	second, _ := strconv.Atoi(m[3])
	if m[4] != "" {
		if hour < 1 || hour > 12 {
			st.doubt("the time of day cannot be read")
			return
		}
		hour %= 12
		if strings.EqualFold(m[4][:1], "p") {
			hour += 12
		}
	}
	if hour > 24 || minute > 59 || second > 60 || hour == 24 && (minute > 0 || second > 0) {
		st.doubt("the time of day cannot be read")
		return
	}
	east, ok := st.zone(strings.TrimSpace(rest[at[1]:]), zones)
	if !ok {
		return
	}
	d := st.Date
	st.Time = time.Date(d.Year, d.Month, d.Day, hour, minute, second, 0, time.FixedZone("", east))
}

func (st *Stamp) zone(z string, zones map[string]int) (east int, ok bool) {
	if z == "" {
		st.doubt("the time has no zone; the day is kept as written")
		return 0, false
	}
	if m := offset.FindStringSubmatch(z); m != nil {
		h, _ := strconv.Atoi(m[2])
		min, _ := strconv.Atoi(m[3])
		if h > 15 || min > 59 {
			st.doubt("the zone " + plain.Clip(z, 12) + " does not exist; the day is kept as written")
			return 0, false
		}
		east = h*3600 + min*60
		if m[1] == "-" {
			east = -east
		}
		return east, true
	}
	if m := zoneName.FindStringSubmatch(z); m != nil {
		name := strings.ToUpper(m[1])
		if east, ok = zones[name]; ok {
			return east, true
		}
		if east, ok = rfc822Zones[name]; ok {
			return east, true
		}
	}
	st.doubt("the zone " + plain.Clip(z, 12) + " has no certain offset; the day is kept as written")
	return 0, false
}
