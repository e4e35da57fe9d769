package neardup

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Relation says how an article stands to the representative of its cluster.
type Relation string

// The relations.
const (
	Representative Relation = "representative"
	Edition        Relation = "edition" // the same outlet on the same day: another edition, or online and print
	Update         Relation = "update"  // the same outlet on another day: a later version or a repeat
	Copy           Relation = "copy"    // another outlet
)

// An Entry is what clustering keeps of an article.
type Entry struct {
	ID         string
	Published  coverage.Date
	Outlet     string
	Words      int     // in the text, as counted here
	Agency     bool    // from a news agency, by the kind of outlet or the byline
	Similarity float64 // containment with the member through which it came to the cluster; 1 for the first
}

// A Member is an entry of a cluster.
type Member struct {
	Entry
	Relation Relation
}

// A Cluster is a set of at least two near-duplicates.
type Cluster struct {
	// ID is the id of the representative: the earliest article, of several the
	// longest, then the one with the least id. It changes if an earlier copy
	// comes to light.
	ID string

	// Wire is set if copy went round: the articles are from at least two
	// outlets and one of them names an agency, or from three outlets or more.
	Wire bool

	// Members are ordered by date, then id; the representative is one of them.
	Members []Member
}

// Assemble makes a cluster of entries that belong together. The order of the
// entries does not matter.
func Assemble(entries []Entry) Cluster {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(a.ID, b.ID))
	})
	rep := slices.MinFunc(entries, func(a, b Entry) int {
		return cmp.Or(a.Published.Compare(b.Published), cmp.Compare(b.Words, a.Words), cmp.Compare(a.ID, b.ID))
	})
	c := Cluster{ID: rep.ID}
	outlets := map[string]bool{}
	agency := false
	for _, e := range entries {
		key := outletKey(e.Outlet)
		outlets[key] = true
		agency = agency || e.Agency
		m := Member{Entry: e, Relation: Copy}
		switch {
		case e.ID == rep.ID:
			m.Relation = Representative
		case key != outletKey(rep.Outlet) || key == "":
		case e.Published.Compare(rep.Published) == 0:
			m.Relation = Edition
		default:
			m.Relation = Update
		}
		c.Members = append(c.Members, m)
	}
	c.Wire = len(outlets) >= 3 || len(outlets) == 2 && agency
	return c
}

// outletKey folds the ways databases write one outlet: "The Guardian (London)",
// "Guardian", "guardian.com".
func outletKey(name string) string {
	name = strings.ToLower(name)
	if i := strings.IndexByte(name, '('); i > 0 {
		name = name[:i]
	}
	name = strings.TrimSpace(name)
	for _, end := range []string{".co.uk", ".com", ".net", ".org", ".de", ".fr", " online"} {
		name = strings.TrimSuffix(name, end)
	}
	name = strings.TrimPrefix(strings.TrimPrefix(name, "www."), "the ")
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
}

// Agencies are the news agencies that [Options.Agencies] stands for by default.
func Agencies() []string {
	return []string{"AAP", "AFP", "Agence France-Presse", "Agencia EFE", "ANP", "ANSA", "AP", "APA", "Associated Press", "Belga", "Bloomberg News", "Canadian Press", "dpa", "EFE", "IANS",
		"Interfax", "Kyodo", "Lusa", "NTB", "PA", "PA Media", "PAP", "Press Association", "PTI", "Reuters", "Ritzau", "STT", "TASS", "TT", "United Press International", "UPI", "Xinhua"}
}

// names reports whether a byline names one of the agencies, word by word; those
// that are all capitals must be written so.
func names(byline string, agencies []string) bool {
	if byline == "" {
		return false
	}
	split := func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	}
	have := split(byline)
	for _, a := range agencies {
		want := split(a)
		exact := a == strings.ToUpper(a)
		for i := 0; i+len(want) <= len(have) && len(want) > 0; i++ {
			ok := true
			for j, w := range want {
				ok = ok && (have[i+j] == w || !exact && strings.EqualFold(have[i+j], w))
			}
			if ok {
				return true
			}
		}
	}
	return false
}
