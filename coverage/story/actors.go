package story

import (
	"bytes"
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// actors reads the actors of the case and builds the table of names that are
// shown as roles.
func (l *loader) actors(y caseYAML) {
	names := map[string]string{}
	for n, role := range y.Names {
		names[n] = role
	}
	defer func() { l.c.roles = NewRoles(names) }()
	raw, ok := l.optional(y.Actors, "$.actors")
	if !ok {
		return
	}
	book, err := sentiment.ParseCodebook(bytes.NewReader(raw), y.Actors)
	if err != nil {
		l.add(y.Actors, err)
		return
	}
	l.c.Overlay = book
	seen := map[string]bool{}
	for _, a := range book.Actors() {
		seen[a.ID] = true
		role := a.Show
		if r := y.ShownAs[a.ID]; r != "" {
			role = r
		}
		for _, alias := range a.Aliases {
			if !isName(alias) {
				continue
			}
			if _, given := names[alias]; given {
				continue
			}
			switch a.Level {
			case sentiment.Individual, sentiment.Management, sentiment.Perpetrator, sentiment.Family:
				names[alias] = role
			case sentiment.Victim:
				names[alias] = "" // the case goes by this name; a surname inside it must not be replaced
			}
		}
	}
	for id := range y.ShownAs {
		if !seen[id] {
			l.fail(CaseFile, l.at("$.shown_as"), fmt.Errorf("shown_as names %q, which is not in %s", id, y.Actors))
		}
	}
}

// isName reports whether an alias is a proper name: its last word begins with
// a capital letter. "The GP" is a description, but of a kind no title is hurt
// by: only aliases with a capital before a small letter count.
func isName(alias string) bool {
	last := alias
	for i := len(alias) - 1; i >= 0; i-- {
		if alias[i] == ' ' {
			last = alias[i+1:]
			break
		}
	}
	first, w := utf8.DecodeRuneInString(last)
	second, _ := utf8.DecodeRuneInString(last[w:])
	return unicode.IsUpper(first) && unicode.IsLower(second)
}

// Roles returns the table of names that outputs show as roles.
func (c *Case) Roles() *Roles { return c.roles }

// Actor returns the actor with an id.
func (c *Case) Actor(id string) (sentiment.Actor, bool) {
	if c.Overlay == nil {
		return sentiment.Actor{}, false
	}
	for _, a := range c.Overlay.Actors() {
		if a.ID == id {
			return a, true
		}
	}
	return sentiment.Actor{}, false
}
