package valence

import (
	"strings"

	"github.com/blevesearch/snowballstem"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// term is a token of a sentence with what rules and features need of it.
type term struct {
	form, stem string
	start, end int
	kind       text.Kind
	flags      text.Flags
	class      class
	rating     float64 // of the lexicon, without context
	clause     int
	quoted     bool
	negated    bool
	target     bool // part of the target
	mention    bool // part of another mention of the target
}

func (t *term) is(c class) bool { return t.class&c != 0 }

func (t *term) isWord() bool { return t.kind == text.Word || t.kind == text.Number }

func (t *term) isMark(s string) bool { return t.kind == text.Punct && t.form == s }

// tone returns whether a term sounds bad, good, or both by different lights.
func (t *term) tone() (bad, good bool) {
	return t.rating < 0 || t.is(classBad), t.rating > 0 || t.is(classGood)
}

// value is the rating of a term or, if it has none, that of its class.
func (t *term) value() float64 {
	v := t.rating
	if v == 0 {
		switch {
		case t.is(classBad):
			v = -2
		case t.is(classGood):
			v = 1.5
		case t.is(classMisdeed | classAttack | classCharge):
			v = -1.5
		case t.is(classYield):
			v = -1
		case t.is(classPraise | classDeed):
			v = 1
		}
	}
	return t.flip(v)
}

// flip returns v, turned and halved if the term is negated.
func (t *term) flip(v float64) float64 { return flip(v, t.negated) }

func flip(v float64, negated bool) float64 {
	if negated {
		return -0.5 * v
	}
	return v
}

// reader analyses a sentence around a target and keeps its memory from one to
// the next. It has no parser of grammar: clauses end at marks and at words that
// begin one, a subject is what stands before a verb.
type reader struct {
	parser      text.Parser
	env         *snowballstem.Env
	stems       map[string]string
	terms       []term
	first, last int // terms of the target: [first, last)

	weights, roles []float64
}

// reach is the number of words that a negation reaches.
const reach = 4

// read cuts a sentence into terms. It reports whether the target covers any.
func (r *reader) read(sentence string, target Target) bool {
	if r.env == nil {
		r.env = snowballstem.NewEnv("")
		r.stems = map[string]string{}
	}
	lex, classes := load(), loadClasses()
	d := r.parser.Parse(sentence)
	r.terms = r.terms[:0]
	r.first, r.last = -1, -1
	quoted, clause, negation := false, 0, 0
	for i, tok := range d.Tokens {
		t := term{form: d.Norm(i), start: int(tok.Start), end: int(tok.End), kind: tok.Kind, flags: tok.Flags}
		switch tok.Kind {
		case text.Word:
			t.stem = r.stemOf(t.form)
			t.class = classes.of(t.form, t.stem)
			if e := &lex.entries[lex.find(t.form, hash(t.form))]; e.flags&isRated != 0 && !t.is(classContrast|classNegator|classFlat) {
				t.rating = e.rating
			}
		case text.Number:
			t.stem = "0"
		case text.Quote:
			t.stem = `"`
			if isDouble(t.form) {
				quoted = opens(tok, quoted)
				clause++
			}
		default:
			t.stem = t.form
		}
		if target.overlaps(t.start, t.end) {
			t.target, t.class, t.rating = true, 0, 0
			if r.first < 0 {
				r.first = i
			}
			r.last = i + 1
		} else if target.mentioned(t.start, t.end) {
			t.mention, t.class, t.rating = true, 0, 0
		}
		if tok.Kind == text.Punct && (t.form == "--" || strings.ContainsAny(t.form, ",;:()—–.")) {
			clause++
			negation = 0
		} else if t.is(classBreak) {
			clause++
		}
		t.clause, t.quoted = clause, quoted
		if negation > 0 {
			t.negated = true
			negation--
		}
		if t.is(classNegator) {
			negation = reach
		}
		r.terms = append(r.terms, t)
	}
	r.quoteFromBefore()
	return r.first >= 0
}

func isDouble(form string) bool { return form == `"` || form == "“" || form == "”" }

// opens tells whether text is quoted after a quotation mark.
func opens(mark text.Token, quoted bool) bool {
	switch {
	case mark.Has(text.Opening):
		return true
	case mark.Has(text.Closing):
		return false
	}
	return !quoted
}

// quoteFromBefore marks what stands before a closing mark without an opening
// one: the sentence was cut from a longer quotation.
func (r *reader) quoteFromBefore() {
	for i := range r.terms {
		if t := &r.terms[i]; t.kind == text.Quote && isDouble(t.form) {
			if t.flags&(text.Closing|text.Opening) == text.Closing {
				for j := range i {
					r.terms[j].quoted = true
				}
			}
			return
		}
	}
}

func (r *reader) stemOf(w string) string {
	if s, ok := r.stems[w]; ok {
		return s
	}
	if len(r.stems) > 1<<16 {
		clear(r.stems)
	}
	s := stem(r.env, w)
	r.stems[strings.Clone(w)] = s
	return s
}

// distance returns how many terms term i is from the target, from 1 up, and
// on which side.
func (r *reader) distance(i int) (n int, side string) {
	if i < r.first {
		return r.first - i, "L"
	}
	return i - r.last + 1, "R"
}

// verbAfter finds the verb whose subject ends before term i: it skips an aside
// between commas, auxiliaries and adverbs. verb is −1 when there is none near.
func (r *reader) verbAfter(i int) (verb int, passive, negated bool) {
	const aside, near = 18, 8
	ts := r.terms
	if i < len(ts) && ts[i].isMark(",") {
		for j := i + 1; j < min(len(ts), i+aside); j++ {
			if ts[j].isMark(",") {
				i = j + 1
				break
			}
		}
	}
	be := false
	for j := i; j < min(len(ts), i+near); j++ {
		t := &ts[j]
		switch {
		case t.is(classNegator):
			negated = true
			be = be || t.is(classBe)
		case t.is(classBe):
			be = true
		case t.is(classHave | classModal), strings.HasSuffix(t.form, "ly"), t.kind == text.Quote, t.form == "who", t.form == "that":
		case !t.isWord():
			return -1, false, false
		default:
			participle := strings.HasSuffix(t.form, "ed") || strings.HasSuffix(t.form, "en")
			if be && !participle && t.is(classPreposition) {
				continue
			}
			return j, be && participle, negated
		}
	}
	return -1, false, false
}

// governor finds the word that the target hangs on to its left, a verb or a
// preposition, past articles and titles; −1 when there is none near.
func (r *reader) governor() int {
	const near = 5
	for j := r.first - 1; j >= max(0, r.first-near); j-- {
		t := &r.terms[j]
		switch {
		case t.kind == text.Quote:
		case !t.isWord():
			return -1
		case t.is(classPreposition):
			return j
		case t.form == "the" || t.form == "a" || t.form == "an" || isPossessive(t.form) || t.flags&text.Title != 0 && j > 0:
		default:
			return j
		}
	}
	return -1
}

// possessed returns the terms that the target possesses, if it is a possessive.
func (r *reader) possessed() (from, to int) {
	from = r.last
	clitic := r.terms[r.last-1].flags&text.Clitic != 0
	if from < len(r.terms) && r.terms[from].flags&text.Clitic != 0 {
		from++
		clitic = true
	}
	if !clitic && !(r.last-r.first == 1 && isPossessive(r.terms[r.first].form)) {
		return from, from
	}
	for to = from; to < min(len(r.terms), from+3) && r.terms[to].isWord(); to++ {
	}
	return from, to
}

func isPossessive(w string) bool {
	switch w {
	case "his", "her", "their", "its", "our", "my", "your", "whose":
		return true
	}
	return false
}
