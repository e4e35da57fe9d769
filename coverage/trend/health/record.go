package health

import (
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Record is what is known of an article without reading it.
type Record struct {
	// Date is the day of publication. A record whose date is not known to the
	// day tells nothing about gaps and changes of source, one whose date is not
	// known to the week nothing about waves.
	Date   coverage.Date
	Outlet string
	// Source is the database, feed or archive that it was read from. Records
	// with no source tell nothing about changes of source.
	Source string
	// Copy is the same for all records that nearly repeat one another: the ID of
	// the record repeated, or of the cluster. The first of them has none, nor has
	// a text of its own.
	Copy string
}

// An outlet's own texts and their days, in order.
type paper struct {
	name    string
	days    []int // of texts that are no copies
	sources []dated
}

type dated struct {
	day    int
	source string
}

// shelf is the dated records, sorted once for every search.
type shelf struct {
	days   []int // of all records
	own    []int // of those that are no copies
	papers []*paper
}

func shelve(records []Record) *shelf {
	s := &shelf{}
	at := map[string]*paper{}
	for i := range records {
		r := &records[i]
		p, ok := coverage.PeriodOf(r.Date, coverage.Daily)
		if !ok {
			continue
		}
		x := at[r.Outlet]
		if x == nil {
			x = &paper{name: r.Outlet}
			at[r.Outlet] = x
			s.papers = append(s.papers, x)
		}
		s.days = append(s.days, p.Ordinal)
		if r.Copy == "" {
			s.own = append(s.own, p.Ordinal)
			x.days = append(x.days, p.Ordinal)
		}
		if r.Source != "" {
			x.sources = append(x.sources, dated{p.Ordinal, r.Source})
		}
	}
	slices.Sort(s.days)
	slices.Sort(s.own)
	slices.SortFunc(s.papers, func(a, b *paper) int { return strings.Compare(a.name, b.name) })
	for _, x := range s.papers {
		slices.Sort(x.days)
	}
	return s
}

// below counts the days before d.
func below(days []int, d int) int { n, _ := slices.BinarySearch(days, d); return n }

func dayOf(ordinal int) coverage.Date {
	first, _ := coverage.Period{Kind: coverage.Daily, Ordinal: ordinal}.Bounds()
	return first
}
