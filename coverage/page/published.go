package page

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

// firstYear is the first year in which a page may have been published. A date
// before it belongs to the story, not to the page, or is a fault.
const firstYear = 1800

// published chooses the date of publication: JSON-LD, article:published_time,
// citation_*, Dublin Core, PRISM, other meta elements, microdata and time
// elements, the address, and last a date printed above the text. A date
// that cannot be is refused with a warning and the next is tried.
func (r Reader) published(f *findings, article object, address, language string, printed []string) (st stamp.Stamp, warnings []string) {
	var list []named
	add := func(raw, basis string) {
		if raw = line(raw); raw != "" && len(list) < 100 {
			list = append(list, named{raw, basis})
		}
	}
	if article != nil {
		add(article.text("datePublished"), "json-ld datePublished")
	}
	for _, name := range [...]string{"article:published_time", "og:article:published_time", "article:published", "og:published_time",
		"citation_publication_date", "citation_date", "citation_online_date", "citation_cover_date",
		"dc.date", "dc:date", "dc.date.issued", "dcterms.issued", "dcterms.date", "dc.date.created", "dcterms.created",
		"prism.publicationdate", "prism:publicationdate",
		"parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "published_date",
		"article.published", "article_date_original", "cxenseparse:recs:publishtime", "rnews:datepublished", "originalpublicationdate", "date"} {
		content, _ := f.first(name)
		add(content, name)
	}
	if article != nil {
		add(article.text("dateCreated"), "json-ld dateCreated")
		add(article.text("uploadDate"), "json-ld uploadDate")
	}
	for _, t := range f.times {
		if t.published && !t.aside {
			add(t.raw, "marked datePublished")
		}
	}
	if raw := f.timeElement(); raw != "" {
		add(raw, "time element")
	}
	if raw := dateInURL(address); raw != "" {
		add(raw, "url")
	}
	for _, p := range printed {
		add(p, "printed")
	}
	for _, titled := range [...]bool{true, false} {
		for _, t := range f.times {
			if t.classed && t.titled == titled {
				add(printedDate(t.raw), "printed")
			}
		}
	}
	raw, found := "", false
	for _, c := range list {
		order := r.Order
		if order == stamp.OrderUnknown && c.basis == "printed" {
			order = printedOrder(language)
		}
		got, err := stamp.Parse(c.text, order, r.Zones)
		if err == nil {
			err = r.plausible(got)
		}
		switch {
		case err != nil && (found || c.basis == "time element" || c.basis == "printed"):
			// Such elements hold anything.
		case err != nil:
			warnings = append(warnings, c.basis+" refused: "+err.Error())
			if raw == "" {
				raw = c.text
			}
		case !found, refines(got.Date, st.Date):
			st, found = got, true
			st.Date.Basis = c.basis
		}
		if found && st.Date.Precision == coverage.DayPrecision {
			break
		}
	}
	if !found {
		st.Date.Raw = raw
	}
	for _, d := range st.Doubts {
		warnings = append(warnings, "date: "+d)
	}
	return st, warnings
}

// timeElement returns the first time element below the title. One above it
// counts only where all agree: those of other articles do not.
func (f *findings) timeElement() string {
	first, agree := "", true
	for _, t := range f.times {
		if t.published || t.classed || t.aside {
			continue
		}
		if t.titled {
			return t.raw
		}
		if first == "" {
			first = t.raw
		}
		agree = agree && clipDay(t.raw) == clipDay(first)
	}
	if !agree {
		return ""
	}
	return first
}

func clipDay(s string) string { return s[:min(len(s), len("2006-01-02"))] }

// printedDate returns the part of a line that is a date and nothing else, ""
// if it has none.
func printedDate(line string) string {
	line = printedPrefix.ReplaceAllString(line, "")
	if len(line) > 120 || !strings.ContainsAny(line, "0123456789") {
		return ""
	}
	if isDateOnly(line) {
		return line
	}
	for _, part := range printedParts.Split(line, 8) {
		if part = strings.TrimSpace(printedPrefix.ReplaceAllString(strings.TrimSpace(part), "")); isDateOnly(part) {
			return part
		}
	}
	return ""
}

var (
	printedPrefix = regexp.MustCompile(`(?i)^(?:(?:first |last )?(?:published|posted|date|on|vom|am|veröffentlicht|erstellt|stand|datum|publié|publicado|pubblicato|le|el|il)(?: (?:on|at|am|le|el|il))?(?:\s*:)?\s+)+`)
	printedParts  = regexp.MustCompile(`\s*[|·•/–—]\s+|\s+[|·•/–—-]\s+|,\s+|;\s*`)
)

// dateWords may stand in a printed date beside the names of months.
var dateWords = map[string]bool{}

func init() {
	for w := range strings.FieldsSeq(`mon tue tues wed thu thur thurs fri sat sun monday tuesday wednesday thursday friday saturday sunday
		montag dienstag mittwoch donnerstag freitag samstag sonntag sonnabend mo di mi do fr sa so lundi mardi mercredi jeudi vendredi samedi dimanche
		lunes martes miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica
		maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
		at um uhr à h am pm a m p gmt bst utc cet cest mez mesz est edt et pst pdt ist z t st nd rd th of de du del the den der le er on im`) {
		dateWords[w] = true
	}
}

// isDateOnly reports whether s is a date with at least a month, and no other
// words.
func isDateOnly(s string) bool {
	st, err := stamp.Parse(s, stamp.OrderUnknown, nil)
	if err != nil || len(s) < 6 {
		return false
	}
	months := 0
	for w := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		if !dateWords[w] {
			months++
		}
	}
	if strings.ContainsFunc(s, unicode.IsLetter) && months == 0 {
		return st.Date.Precision >= coverage.MonthPrecision
	}
	return months <= 1 && (months == 1 || st.Date.Precision == coverage.DayPrecision || st.Date.Year > 0 && numeric.MatchString(s))
}

var numeric = regexp.MustCompile(`^\d{1,2}[./-]\d{1,2}[./-]\d{4}`)

// refines reports whether d says more than coarse and does not contradict it.
func refines(d, coarse coverage.Date) bool {
	return d.Precision > coarse.Precision && d.Truncate(coarse.Precision).String() == coarse.String()
}

// printedOrder is the order in which a language writes dates of three numbers.
// English has two, and pages that state en-US are not all American.
func printedOrder(language string) stamp.Order {
	switch base, region, _ := strings.Cut(language, "-"); base {
	case "de", "fr", "es", "it", "nl", "pt", "da", "nb", "nn", "no", "sv", "fi", "pl", "cs", "sk", "el", "tr", "ru", "uk", "ro", "bg", "hr", "sr", "sl", "ca":
		return stamp.DayFirst
	case "en":
		switch region {
		case "GB", "IE", "AU", "NZ", "IN", "ZA":
			return stamp.DayFirst
		}
	}
	return stamp.OrderUnknown
}

// plausible refuses dates before 1800 or after retrieval, and the values that
// programs put where they have no date.
func (r Reader) plausible(st stamp.Stamp) error {
	d := st.Date
	first, _ := d.Time()
	switch {
	case d.Year < firstYear:
		return fmt.Errorf("page: %w: %s is before %d", coverage.ErrDate, d, firstYear)
	case !r.Retrieved.IsZero() && r.Retrieved.AddDate(0, 0, 1).Before(first):
		return fmt.Errorf("page: %w: %s is after retrieval", coverage.ErrDate, d)
	case d.Year > 2100:
		return fmt.Errorf("page: %w: %s is after 2100", coverage.ErrDate, d)
	case d.Year == 1970 && d.Month == time.January && d.Day == 1, d.Year == 1969 && d.Month == time.December && d.Day == 31, d.Year == 1899 && d.Month == time.December && d.Day == 30:
		return fmt.Errorf("page: %w: %s is what a clock shows that was never set", coverage.ErrDate, d)
	}
	return nil
}

func (r Reader) modified(f *findings, article object) stamp.Stamp {
	var list []string
	if article != nil {
		list = append(list, article.text("dateModified"))
	}
	for _, name := range [...]string{"article:modified_time", "og:updated_time", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod"} {
		content, _ := f.first(name)
		list = append(list, content)
	}
	for _, raw := range list {
		if st, err := stamp.Parse(line(raw), r.Order, r.Zones); err == nil && r.plausible(st) == nil {
			return st
		}
	}
	return stamp.Stamp{}
}

var (
	dayInURL     = regexp.MustCompile(`(?:^|[/_-])((?:19|20)\d{2})[/_-](\d{1,2}|[a-z]{3})[/_-](\d{1,2})(?:[/_.-]|$)`)
	compactInURL = regexp.MustCompile(`/((?:19|20)\d{2})(0[1-9]|1[0-2])([0-2]\d|3[01])(?:[/_-]|$)`)
	monthInURL   = regexp.MustCompile(`/((?:19|20)\d{2})/(0[1-9]|1[0-2]|[a-z]{3})/`)
)

// dateInURL finds a date in the path of an address, such as /2008/nov/12/ or
// /2008/11/, and returns it in ISO 8601 form.
func dateInURL(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	path := strings.ToLower(u.Path)
	for _, pattern := range [...]*regexp.Regexp{dayInURL, compactInURL, monthInURL} {
		m := pattern.FindStringSubmatch(path)
		if m == nil {
			continue
		}
		month := monthNumber(m[2])
		if month == 0 {
			continue
		}
		s := fmt.Sprintf("%s-%02d", m[1], month)
		if len(m) > 3 {
			day, _ := strconv.Atoi(m[3])
			s += fmt.Sprintf("-%02d", day)
		}
		if _, err := coverage.ParseDate(s); err == nil {
			return s
		}
	}
	return ""
}

func monthNumber(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n < 1 || n > 12 {
			return 0
		}
		return n
	}
	if at := strings.Index("jan feb mar apr may jun jul aug sep oct nov dec ", s+" "); at >= 0 {
		return at/4 + 1
	}
	return 0
}
