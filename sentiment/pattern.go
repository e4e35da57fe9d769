package sentiment

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The pattern language, one element after the other, parted by spaces:
//
//	word        the word, in any case
//	word~       a verb in all its forms
//	word+       a noun, singular and plural
//	word*       every word that begins so
//	a|b         either
//	{a b|c}     a set of words and phrases
//	<class>     a member of a word class
//	<class:f>   in a form: base s ed en ing fin (base, s or ed), act (a verb
//	            in the active voice), pass (a participle in the passive)
//	<any-participle> <any-number> <any-ing> <any-verb> <question-mark>
//	            any token of that kind
//	e?          the element may be missing
//	...  ..7    up to 4, or up to 7, words that are skipped
//	TARGET SPEAKER BODY ACTOR
//	            an actor: the one blamed, the one who says it, a body, anybody.
//	            Before a verb it is the verb's subject, wherever that stands;
//	            before 's the possessor; elsewhere the noun phrase that begins
//	            there. TARGET@media|politician asks for a level, TARGET! for
//	            more than a pronoun.
//	NP          any noun phrase
//	A NEAR/5 B  A and B, in either order, with up to 5 words between
//	A BEFORE/5 B, A AFTER/5 B
//
// No pattern reaches beyond its sentence.

type elemKind uint8

const (
	elemSet elemKind = iota
	elemGap
	elemSlot
	elemNP
)

type slotKind uint8

const (
	slotTarget slotKind = iota + 1
	slotSpeaker
	slotBody
	slotActor
)

type condition uint8

const (
	condNone condition = iota
	condAct
	condPass
)

// elem is one element of a parsed pattern.
type elem struct {
	kind     elemKind
	set      setSpec
	optional bool
	gap      int
	slot     slotKind
	levels   uint16 // bit per Level; 0 for any
	cond     condition
	named    bool // a slot that no pronoun fills: TARGET!
}

// setSpec names a set of words and phrases, before it is resolved to words.
type setSpec struct {
	class   string
	forms   form
	members []string // when class is empty
}

func (s setSpec) key() string {
	if s.class != "" {
		return fmt.Sprintf("<%s:%d>", s.class, s.forms)
	}
	return strings.Join(s.members, "|")
}

var formNames = map[string]struct {
	forms form
	cond  condition
}{
	"base": {formBase, 0}, "s": {formS, 0}, "ed": {formEd, 0}, "en": {formEn, 0}, "ing": {formIng, 0},
	"fin": {formBase | formS | formEd, 0}, "act": {formBase | formS | formEd | formEn | formIng, condAct},
	"pass": {formEn, condPass}, "any": {formAny, 0},
}

// parsePattern returns the alternatives a pattern stands for: one, or two when
// it holds a NEAR.
func parsePattern(s string) ([][]elem, error) {
	words, err := patternWords(s)
	if err != nil {
		return nil, err
	}
	for i, w := range words {
		op, n, ok := strings.Cut(w, "/")
		if !ok || op != "NEAR" && op != "BEFORE" && op != "AFTER" {
			continue
		}
		dist, err := strconv.Atoi(n)
		if err != nil || dist < 0 || dist > maxGap {
			return nil, fmt.Errorf("%s: the distance is a number up to %d", w, maxGap)
		}
		left, err := parseElems(words[:i])
		if err != nil {
			return nil, err
		}
		right, err := parseElems(words[i+1:])
		if err != nil {
			return nil, err
		}
		gap := elem{kind: elemGap, gap: dist}
		join := func(a, b []elem) []elem { return append(append(append([]elem(nil), a...), gap), b...) }
		switch op {
		case "BEFORE":
			return checked([][]elem{join(left, right)})
		case "AFTER":
			return checked([][]elem{join(right, left)})
		}
		return checked([][]elem{join(left, right), join(right, left)})
	}
	es, err := parseElems(words)
	if err != nil {
		return nil, err
	}
	return checked([][]elem{es})
}

const (
	maxGap   = 30
	maxElems = 16
)

// contractions adds, for an auxiliary followed by not|n't, the pattern with
// the contracted form: "did not|n't act" stands for "didn't act" too.
func contractions(alts [][]elem) [][]elem {
	out := alts
	for _, es := range alts {
		for i := 1; i < len(es); i++ {
			if es[i].kind != elemSet || es[i-1].kind != elemSet || es[i-1].set.class != "" || !contains(es[i].set.members, "n't") {
				continue
			}
			var short []string
			for _, w := range es[i-1].set.members {
				ws := []string{w}
				if w == "be~" {
					ws = []string{"is", "are", "was", "were"}
				}
				for _, w := range ws {
					if c := contracted(w); c != "" {
						short = append(short, c)
					}
				}
			}
			if len(short) == 0 {
				continue
			}
			e := es[i-1]
			e.set.members = short
			alt := append(append([]elem(nil), es[:i-1]...), e)
			out = append(out, append(alt, es[i+1:]...))
			break
		}
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func contracted(aux string) string {
	switch aux {
	case "will":
		return "won't"
	case "can":
		return "can't"
	case "is", "are", "was", "were", "do", "does", "did", "has", "have", "had", "could", "would", "should", "must":
		return aux + "n't"
	}
	return ""
}

func checked(alts [][]elem) ([][]elem, error) {
	alts = contractions(alts)
	for _, es := range alts {
		anchored := false
		for _, e := range es {
			anchored = anchored || e.kind == elemSet && !e.optional && kindClasses[e.set.class] == 0
		}
		switch {
		case !anchored:
			return nil, errors.New("no word that must be there")
		case len(es) > maxElems:
			return nil, fmt.Errorf("more than %d elements", maxElems)
		case es[0].kind == elemGap || es[len(es)-1].kind == elemGap:
			return nil, errors.New("a gap at the edge matches anything")
		}
	}
	return alts, nil
}

// patternWords splits at spaces outside braces.
func patternWords(s string) ([]string, error) {
	var out []string
	depth, start := 0, -1
	for i := 0; i <= len(s); i++ {
		if i == len(s) || s[i] == ' ' && depth == 0 {
			if start >= 0 {
				out = append(out, s[start:i])
				start = -1
			}
			continue
		}
		if start < 0 {
			start = i
		}
		switch s[i] {
		case '{':
			depth++
		case '}':
			depth--
		}
		if depth < 0 || depth > 1 {
			return nil, errors.New("braces do not match")
		}
	}
	if depth != 0 {
		return nil, errors.New("braces do not match")
	}
	if len(out) == 0 {
		return nil, errors.New("empty")
	}
	return out, nil
}

func parseElems(words []string) ([]elem, error) {
	var out []elem
	for _, w := range words {
		e, err := parseElem(w)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	if len(out) == 0 {
		return nil, errors.New("nothing on one side")
	}
	return out, nil
}

func parseElem(w string) (elem, error) {
	var e elem
	if w == "..." {
		return elem{kind: elemGap, gap: 4}, nil
	}
	if n, ok := strings.CutPrefix(w, ".."); ok {
		g, err := strconv.Atoi(n)
		if err != nil || g < 0 || g > maxGap {
			return e, fmt.Errorf("%s: a gap is a number up to %d", w, maxGap)
		}
		return elem{kind: elemGap, gap: g}, nil
	}
	if len(w) > 1 && w[len(w)-1] == '?' {
		e.optional = true
		w = w[:len(w)-1]
	}
	name, levels, hasLevel := strings.Cut(w, "@")
	if n, ok := strings.CutSuffix(name, "!"); ok && !hasLevel {
		name, e.named = n, true
	}
	switch name {
	case "TARGET", "SPEAKER", "BODY", "ACTOR":
		e.kind = elemSlot
		e.slot = map[string]slotKind{"TARGET": slotTarget, "SPEAKER": slotSpeaker, "BODY": slotBody, "ACTOR": slotActor}[name]
		if hasLevel {
			for _, s := range strings.Split(levels, "|") {
				var l Level
				if err := l.UnmarshalText([]byte(s)); err != nil {
					return e, fmt.Errorf("no level is called %q", s)
				}
				e.levels |= 1 << l
			}
		} else if name == "BODY" {
			e.levels = 1<<Organisation | 1<<Regulator | 1<<Government | 1<<Media | 1<<Management
		}
		return e, nil
	case "NP":
		e.kind = elemNP
		return e, nil
	}
	switch {
	case w[0] == '<':
		if w[len(w)-1] != '>' {
			return e, fmt.Errorf("%s: no >", w)
		}
		class, f, has := strings.Cut(w[1:len(w)-1], ":")
		e.set = setSpec{class: class, forms: formAny}
		if has {
			fc, ok := formNames[f]
			if !ok {
				return e, fmt.Errorf("%s: no form is called %q", w, f)
			}
			e.set.forms, e.cond = fc.forms, fc.cond
		}
	case w[0] == '{':
		if w[len(w)-1] != '}' {
			return e, fmt.Errorf("%s: no }", w)
		}
		for _, m := range strings.Split(w[1:len(w)-1], "|") {
			if m = strings.TrimSpace(m); m != "" {
				e.set.members = append(e.set.members, m)
			}
		}
		if len(e.set.members) == 0 {
			return e, errors.New("an empty set")
		}
	default:
		for _, m := range strings.Split(w, "|") {
			if m != "" {
				e.set.members = append(e.set.members, m)
			}
		}
		if len(e.set.members) == 0 {
			return e, errors.New("an empty set")
		}
	}
	if e.set.class == "" {
		e.set.forms = formAny
	}
	return e, nil
}
