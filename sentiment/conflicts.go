package sentiment

import (
	"fmt"
	"slices"
	"strings"
)

// line is one match line of a pattern or scope, parsed.
type line struct {
	src   string
	file  string
	at    int
	alts  [][]elem
	owner string // pattern x, scope y
	// counts is what a match counts for: two lines that match the same and
	// count for different things contradict each other.
	counts string
	weight float64
	// plain: nothing takes a match back.
	plain bool
}

func (l *line) where() string { return fmt.Sprintf("%q of %s", l.src, l.owner) }

// linesOf returns the match lines of patterns and scopes; those that do not
// parse were reported already.
func linesOf(patterns []*patternDef, scopes []*scopeDef) []*line {
	var out []*line
	add := func(l line, match []string, at []int) {
		for i, src := range match {
			x := l
			x.src = src
			if i < len(at) {
				x.at = at[i]
			}
			var err error
			if x.alts, err = parsePattern(src); err == nil {
				out = append(out, &x)
			}
		}
	}
	for _, p := range patterns {
		add(line{file: p.file, at: p.line, owner: "pattern " + p.id, weight: p.weight, plain: len(p.unless) == 0 && p.after == "",
			counts: p.frame.String() + " negated " + p.negated + " denied " + p.denied}, p.match, p.lines)
	}
	for _, s := range scopes {
		add(line{file: s.file, at: s.line, owner: "scope " + s.kind.names(), plain: true,
			counts: s.kind.names() + " " + s.reach}, s.match, s.lines)
	}
	return out
}

// lineWarnings compares the new lines with each other and with those before
// them, and says which repeat, never count or contradict another.
func lineWarnings(before, after []*line) []string {
	var out []string
	warn := func(l *line, format string, args ...any) {
		out = append(out, fmt.Sprintf("%s:%d: %s %s", l.file, l.at, l.where(), fmt.Sprintf(format, args...)))
	}
	// Only lines of one length can say the same.
	byLength := map[int][]*line{}
	for _, l := range before {
		byLength[len(l.alts[0])] = append(byLength[len(l.alts[0])], l)
	}
	for _, l := range after {
		n := len(l.alts[0])
		for _, o := range byLength[n] {
			if isScope(l) != isScope(o) {
				continue
			}
			covered, covers := o.covers(l), l.covers(o)
			if !covered && !covers {
				continue
			}
			place := fmt.Sprintf("%s (%s:%d)", o.where(), o.file, o.at)
			switch {
			case covered && covers && frameOf(l) != frameOf(o):
				warn(l, "contradicts %s: the same words count for both", place)
			case covered && covers:
				warn(l, "repeats %s", place)
			case covered && l.counts == o.counts && o.plain && l.weight <= o.weight:
				warn(l, "is never needed: %s matches whatever it matches", place)
			case covers && l.counts == o.counts && l.plain && o.weight <= l.weight:
				warn(o, "is never needed: %s (%s:%d) matches whatever it matches", l.where(), l.file, l.at)
			default:
				continue
			}
			break // one is enough
		}
		byLength[n] = append(byLength[n], l)
	}
	return out
}

func isScope(l *line) bool { return l.owner[0] == 's' }

// frameOf is what a line is for, whatever negation makes of it.
func frameOf(l *line) string {
	frame, _, _ := strings.Cut(l.counts, " ")
	return frame
}

// covers reports whether l matches wherever o does.
func (l *line) covers(o *line) bool {
	for _, b := range o.alts {
		if !slices.ContainsFunc(l.alts, func(a []elem) bool { return coverElems(a, b) }) {
			return false
		}
	}
	return true
}

func coverElems(a, b []elem) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].covers(&b[i]) {
			return false
		}
	}
	return true
}

// covers reports whether a matches whatever b matches.
func (a *elem) covers(b *elem) bool {
	if a.kind != b.kind || b.optional && !a.optional {
		return false
	}
	switch a.kind {
	case elemGap:
		return a.gap >= b.gap
	case elemSlot:
		return a.slot == b.slot && (!a.named || b.named) && (a.levels == 0 || b.levels != 0 && b.levels&^a.levels == 0)
	case elemSet:
		if a.set.class != b.set.class || a.cond != condNone && a.cond != b.cond {
			return false
		}
		if a.set.class != "" {
			return b.set.forms&^a.set.forms == 0
		}
		for _, m := range b.set.members {
			if !slices.Contains(a.set.members, m) {
				return false
			}
		}
	}
	return true
}

// neverCounts reports whether an unless line stands inside a match line as it
// is, so that every match is taken back.
func neverCounts(match, unless string) bool {
	ms, err := parsePattern(match)
	if err != nil {
		return false
	}
	us, err := parsePattern(unless)
	if err != nil {
		return false
	}
	for _, m := range ms {
		if !slices.ContainsFunc(us, func(u []elem) bool { return within(u, m) }) {
			return false
		}
	}
	return true
}

// within reports whether u, without anything that may be missing from m, is a
// run of elements of m.
func within(u, m []elem) bool {
	for at := 0; at+len(u) <= len(m); at++ {
		part := m[at : at+len(u)]
		if coverElems(u, part) && !slices.ContainsFunc(part, func(e elem) bool { return e.optional }) {
			return true
		}
	}
	return false
}
