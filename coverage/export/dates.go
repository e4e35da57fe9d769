package export

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A printedDate is a date found at the start of a text.
type printedDate struct {
	date    coverage.Date
	rest    string // what follows the date, its weekday and its time
	warning string // why the date is less than it looks, or ""
}

// parseDate reads a date at the very start of s. It reports false when s does
// not begin with one; a date that is there but implausible is true with an
// unknown date and a warning.
func (o Options) parseDate(s, basis string) (printedDate, bool) {
	raw := strings.TrimSpace(s)
	d, ok := o.scanDate(raw)
	if !ok {
		return printedDate{}, false
	}
	d.date.Raw, d.date.Basis = raw, basis
	if !d.date.IsKnown() {
		d.date = coverage.Date{Raw: raw}
	}
	return d, true
}

// wholeDate is parseDate for a text that must be a date and nothing else but an
// edition or a time, which is how a date line differs from a headline such as
// "May 2008 was the wettest": what follows must not run on as a sentence.
func (o Options) wholeDate(s, basis string) (printedDate, bool) {
	d, ok := o.parseDate(s, basis)
	if !ok {
		return d, false
	}
	rest := strings.TrimLeft(d.rest, " ,;.-–")
	r, _ := utf8.DecodeRuneInString(rest)
	if rest != "" && unicode.IsLower(r) || len(strings.Fields(rest)) > 12 {
		return printedDate{}, false
	}
	if rest != "" && d.date.Precision < coverage.DayPrecision && d.warning == "" && !strings.ContainsAny(d.rest, "\n") {
		return printedDate{}, false // "May 2008 Revisited"
	}
	return d, true
}

type token struct {
	kind rune // 'w' word, 'n' number, 'p' punctuation
	text string
	n    int
	end  int // offset after the token
}

const maxDateTokens = 16

func lexDate(s string) []token {
	var toks []token
	for i := 0; i < len(s) && len(toks) < maxDateTokens; {
		r, size := utf8.DecodeRuneInString(s[i:])
		j := i + size
		switch {
		case unicode.IsSpace(r):
			if r == '\n' {
				toks = append(toks, token{kind: 'l', end: j})
			}
			i = j
			continue
		case '0' <= r && r <= '9':
			for j < len(s) && '0' <= s[j] && s[j] <= '9' {
				j++
			}
			n, err := strconv.Atoi(s[i:j])
			if err != nil {
				n = -1
			}
			toks = append(toks, token{kind: 'n', text: s[i:j], n: n, end: j})
		case unicode.IsLetter(r):
			for j < len(s) {
				r, size := utf8.DecodeRuneInString(s[j:])
				if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) {
					break
				}
				j += size
			}
			toks = append(toks, token{kind: 'w', text: strings.ToLower(s[i:j]), end: j})
		default:
			toks = append(toks, token{kind: 'p', text: s[i:j], end: j})
		}
		i = j
	}
	return toks
}

// scanDate tries the forms of a date in turn.
func (o Options) scanDate(s string) (printedDate, bool) {
	toks := lexDate(s)
	p := dateScanner{o: o, s: s, toks: toks, weekday: -1}
	p.weekdayName()
	var y, m, d int
	var precision coverage.Precision
	at := p.i
	form := func(ok bool) bool {
		if !ok {
			p.i = at
		}
		return ok
	}
	switch {
	case form(p.iso(&y, &m, &d)), form(p.dayMonthYear(&y, &m, &d)), form(p.monthDayYear(&y, &m, &d)):
		precision = coverage.DayPrecision
		if d == 0 {
			precision = coverage.MonthPrecision
		}
	case form(p.numeric(&y, &m, &d)):
		precision = coverage.DayPrecision
		if m == 0 {
			precision = coverage.YearPrecision
		}
	case form(p.monthYear(&y, &m)):
		precision = coverage.MonthPrecision
		if m == 0 {
			precision = coverage.YearPrecision
		}
	case form(p.seasonYear(&y)):
		precision = coverage.YearPrecision
	case form(p.year(&y)):
		precision = coverage.YearPrecision
	default:
		return printedDate{}, false
	}
	p.punct(",.")
	p.weekdayName()
	p.punct(",.")
	p.clock()
	rest := s
	if p.i > 0 {
		rest = s[p.toks[p.i-1].end:]
	}
	out := printedDate{rest: strings.TrimSpace(rest), warning: p.warning}
	first, last := o.years()
	if y < first || y > last {
		out.warning = fmt.Sprintf("date refused: year %d is not within %d to %d", y, first, last)
		return out, true
	}
	date := coverage.Date{Year: y, Precision: precision}
	if precision >= coverage.MonthPrecision {
		date.Month = time.Month(m)
	}
	if precision == coverage.DayPrecision {
		date.Day = d
	}
	if err := date.Check(); err != nil {
		out.warning = "date refused: no such day"
		return out, true
	}
	out.date = date
	if t, ok := date.Time(); ok && precision == coverage.DayPrecision && p.weekday >= 0 && t.Weekday() != p.weekday && out.warning == "" {
		out.warning = fmt.Sprintf("date is a %s, the weekday printed is %s", t.Weekday(), p.weekday)
	}
	return out, true
}

type dateScanner struct {
	o       Options
	s       string
	toks    []token
	i       int
	weekday time.Weekday // -1 when none was printed
	warning string
}

func (p *dateScanner) tok() token {
	if p.i < len(p.toks) {
		return p.toks[p.i]
	}
	return token{}
}

func (p *dateScanner) punct(chars string) {
	for t := p.tok(); t.kind == 'p' && strings.Contains(chars, t.text); t = p.tok() {
		p.i++
	}
}

func (p *dateScanner) weekdayName() {
	t := p.tok()
	if t.kind != 'w' {
		return
	}
	day, ok := weekdays[t.text]
	if !ok {
		return
	}
	p.weekday = day
	p.i++
	if next := p.tok(); next.kind == 'p' && next.text == "-" && p.i+1 < len(p.toks) && p.toks[p.i+1].text == "feira" {
		p.i += 2 // Portuguese "segunda-feira"
	}
	p.punct(",.")
	if w := p.tok(); w.kind == 'w' && dateWords[w.text] {
		p.i++
	}
}

func (p *dateScanner) number(lo, hi, digits int) (int, bool) {
	t := p.tok()
	if t.kind != 'n' || t.n < lo || t.n > hi || len(t.text) > digits {
		return 0, false
	}
	p.i++
	return t.n, true
}

func (p *dateScanner) fourDigits(y *int) bool {
	t := p.tok()
	if t.kind != 'n' || len(t.text) != 4 {
		return false
	}
	p.i++
	*y = t.n
	return true
}

func (p *dateScanner) is(text string) bool {
	t := p.tok()
	if t.text != text || t.kind == 'l' {
		return false
	}
	p.i++
	return true
}

// iso reads 2008-11-12, 2008/11/12, 2008-11, 20081112 and 2008年11月12日, with or
// without a time after a T.
func (p *dateScanner) iso(y, m, d *int) bool {
	if t := p.tok(); t.kind == 'n' && (len(t.text) == 8 || len(t.text) == 14) {
		p.i++
		*y, _ = strconv.Atoi(t.text[:4])
		*m, _ = strconv.Atoi(t.text[4:6])
		*d, _ = strconv.Atoi(t.text[6:8])
		return *m >= 1 && *m <= 12 && *d >= 1
	}
	if !p.fourDigits(y) {
		return false
	}
	sep := p.tok().text
	if sep != "-" && sep != "/" && sep != "年" && sep != "." {
		return false
	}
	p.i++
	var ok bool
	if *m, ok = p.number(1, 12, 2); !ok {
		return false
	}
	if sep == "年" && p.is("月") {
		if *d, ok = p.number(1, 31, 2); ok {
			p.is("日")
		}
		return true
	}
	if sep != "年" && p.tok().text == sep {
		p.i++
		if *d, ok = p.number(1, 31, 2); !ok {
			*d = 0
		}
	}
	if t := p.tok(); t.kind == 'w' && t.text == "t" {
		p.i++
	}
	return true
}

// dayMonthYear reads "31. August 2011", "17 mai 2003", "1er mars 2004",
// "3rd of May, 2008", "3 de mayo de 2008", "1.º de março de 2008",
// "12-Nov-2008", "12/nov/2008".
func (p *dateScanner) dayMonthYear(y, m, d *int) bool {
	var ok bool
	if *d, ok = p.number(1, 31, 2); !ok {
		return false
	}
	p.punct(".°-/")
	if t := p.tok(); t.kind == 'w' && (ordinals[t.text] || dateWords[t.text]) {
		p.i++
		if t := p.tok(); t.kind == 'w' && dateWords[t.text] {
			p.i++
		}
	}
	return p.month(m) && p.afterMonth() && p.fourDigits(y)
}

// monthDayYear reads "January 11, 2010" and "Nov. 3rd 2008".
func (p *dateScanner) monthDayYear(y, m, d *int) bool {
	if !p.month(m) {
		return false
	}
	p.punct(".")
	var ok bool
	if *d, ok = p.number(1, 31, 2); !ok {
		return false
	}
	if t := p.tok(); t.kind == 'w' && ordinals[t.text] {
		p.i++
	}
	p.punct(",")
	return p.fourDigits(y)
}

func (p *dateScanner) month(m *int) bool {
	t := p.tok()
	n, ok := months[t.text]
	if t.kind != 'w' || !ok {
		return false
	}
	*m = int(n)
	p.i++
	return true
}

func (p *dateScanner) afterMonth() bool {
	p.punct(".,-/")
	if t := p.tok(); t.kind == 'w' && dateWords[t.text] {
		p.i++
	}
	return true
}

// monthYear reads "January 2009", and "July/August 2008", of which only the
// year is certain.
func (p *dateScanner) monthYear(y, m *int) bool {
	if !p.month(m) {
		return false
	}
	if t := p.tok(); t.kind == 'p' && strings.Contains("/-–&", t.text) {
		p.i++
		var second int
		if !p.month(&second) {
			return false
		}
		*m = 0
	}
	return p.afterMonth() && p.fourDigits(y)
}

func (p *dateScanner) seasonYear(y *int) bool {
	t := p.tok()
	if t.kind != 'w' || !seasons[t.text] {
		return false
	}
	p.i++
	return p.afterMonth() && p.fourDigits(y)
}

// year reads a year that stands alone.
func (p *dateScanner) year(y *int) bool {
	return p.i == 0 && len(p.toks) == 1 && p.fourDigits(y)
}

// numeric reads 12.11.2008, 12/11/2008 and 12-11-2008.
func (p *dateScanner) numeric(y, m, d *int) bool {
	a, ok := p.number(1, 31, 2)
	if !ok {
		return false
	}
	sep := p.tok()
	if sep.kind != 'p' || !strings.Contains("./-", sep.text) {
		return false
	}
	p.i++
	b, ok := p.number(1, 31, 2)
	if !ok || !p.is(sep.text) || !p.fourDigits(y) {
		return false
	}
	order := p.o.DateOrder
	switch {
	case sep.text == "." || a > 12 || a == b:
		order = DayFirst // dots are written day first wherever they are written
	case b > 12:
		order = MonthFirst
	}
	switch order {
	case DayFirst:
		*d, *m = a, b
	case MonthFirst:
		*m, *d = a, b
	default:
		p.warning = "date is known to the year only: the order of day and month is not stated"
	}
	return *m <= 12
}

// clock passes over "8:27 PM AEST", "09:20", "18h30", "a las 12:30 horas",
// "alle ore 10.30", "T01:35:58Z".
func (p *dateScanner) clock() {
	at := p.i
	for range 2 {
		if t := p.tok(); t.kind == 'w' && clockWords[t.text] {
			p.i++
		}
	}
	if _, ok := p.number(0, 24, 2); !ok {
		p.i = at
		return
	}
	if t := p.tok(); t.text != ":" && t.text != "h" && t.text != "." {
		p.i = at
		return
	}
	p.i++
	if _, ok := p.number(0, 59, 2); !ok {
		p.i = at
		return
	}
	for p.is(":") || p.is(".") {
		if _, ok := p.number(0, 1<<30, 9); !ok {
			break
		}
	}
	for {
		t := p.tok()
		if t.kind == 'w' && zones[t.text] {
			p.i++
			continue
		}
		if t.kind == 'p' && (t.text == "+" || t.text == "-") && p.i+1 < len(p.toks) && p.toks[p.i+1].kind == 'n' {
			p.i += 2
			if p.is(":") {
				p.number(0, 59, 2)
			}
			continue
		}
		return
	}
}
