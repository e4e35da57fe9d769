package story

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Roles turns names of private persons into the roles in which they appear in
// the story. Titles of articles keep every other word: "Smith cleared" becomes
// "[team manager] cleared", the square brackets saying that the word is not
// the paper's.
type Roles struct {
	names []string // longest first
	role  map[string]string
}

// NewRoles returns the replacement of the given names by roles. A name that
// maps to "" is protected: it is left alone, with any shorter name inside it.
func NewRoles(role map[string]string) *Roles {
	r := &Roles{role: role}
	for n := range role {
		if n != "" {
			r.names = append(r.names, n)
		}
	}
	slices.SortFunc(r.names, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return r
}

// Show returns s with every name, at word boundaries, replaced by its role in
// square brackets. The longest name wins where several begin.
func (r *Roles) Show(s string) string {
	shown, _ := r.showWith(s, nil)
	return shown
}

// showWith is Show for a text with byte offsets in it: it returns where each
// offset went. An offset inside a replaced name goes to the nearer end of the
// role.
func (r *Roles) showWith(s string, offsets []int) (string, []int) {
	edits := r.find(s)
	if len(edits) == 0 {
		return s, offsets
	}
	moved := slices.Clone(offsets)
	var b strings.Builder
	last := 0
	for _, e := range edits {
		b.WriteString(s[last:e.start])
		start := b.Len()
		b.WriteString("[" + e.role + "]")
		for i, at := range offsets {
			switch {
			case at >= e.end:
				moved[i] = at + b.Len() - e.end
			case at > e.start && at-e.start > e.end-at:
				moved[i] = b.Len()
			case at > e.start:
				moved[i] = start
			}
		}
		last = e.end
	}
	b.WriteString(s[last:])
	return b.String(), moved
}

type edit struct {
	start, end int
	role       string
}

func (r *Roles) find(s string) []edit {
	if r == nil {
		return nil
	}
	var edits []edit
scan:
	for i := 0; i < len(s); {
		if wordBoundary(s, i) {
			for _, n := range r.names {
				if strings.HasPrefix(s[i:], n) && wordBoundary(s, i+len(n)) {
					if role := r.role[n]; role != "" {
						edits = append(edits, edit{i, i + len(n), role})
					}
					i += len(n)
					continue scan
				}
			}
		}
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	return edits
}

// wordBoundary reports whether no word runs across offset i of s.
func wordBoundary(s string, i int) bool {
	if i == 0 || i == len(s) {
		return true
	}
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	return !isWordRune(before) || !isWordRune(after)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// HasName reports whether Show would change s.
func (r *Roles) HasName(s string) bool { return r.Show(s) != s }
