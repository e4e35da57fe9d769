package valence

import (
	"math"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// feature is one named thing seen of a sentence from its target.
type feature struct {
	name  string
	value float64
}

// features describes the sentence that r has read to a model. Words of the
// target itself are left out unless names is set, so that a model judges what
// is said and not of whom.
func (r *reader) features(dst []feature, names bool) []feature {
	f := describer{r: r, out: dst}
	f.words()
	f.letters()
	f.classes()
	f.shape()
	f.sums()
	f.syntax()
	f.situation()
	f.patterns()
	f.rules()
	if names {
		for i := r.first; i < r.last; i++ {
			f.add("name:"+r.terms[i].form, 1)
		}
	}
	return f.out
}

type describer struct {
	r   *reader
	out []feature
}

func (f *describer) add(name string, v float64) { f.out = append(f.out, feature{name, v}) }

// symbol is term i in n-grams.
func (f *describer) symbol(i int) string {
	ts := f.r.terms
	switch {
	case i < 0:
		return "<"
	case i >= len(ts):
		return ">"
	case ts[i].target:
		return "TARGET"
	case ts[i].mention:
		return "MENTION"
	}
	return ts[i].stem
}

// zone is a distance from the target in four steps.
func zone(n int) string {
	switch {
	case n <= 2:
		return "a"
	case n <= 5:
		return "b"
	case n <= 10:
		return "c"
	}
	return "d"
}

// words are stems by their place, alone and in pairs and threes.
func (f *describer) words() {
	r := f.r
	left := func(k int) string { return f.symbol(r.first - k) }
	right := func(k int) string { return f.symbol(r.last - 1 + k) }
	for k := 1; k <= 4; k++ {
		f.add("L"+strconv.Itoa(k)+":"+left(k), 1)
		f.add("R"+strconv.Itoa(k)+":"+right(k), 1)
	}
	f.add("L12:"+left(2)+" "+left(1), 1)
	f.add("R12:"+right(1)+" "+right(2), 1)
	f.add("L123:"+left(3)+" "+left(2)+" "+left(1), 1)
	f.add("R123:"+right(1)+" "+right(2)+" "+right(3), 1)
	f.add("LR:"+left(1)+" "+right(1), 1)
	f.add("L23:"+left(3)+" "+left(2), 1)
	f.add("R23:"+right(2)+" "+right(3), 1)
	target := &r.terms[r.first]
	before := "<"
	for i := range r.terms {
		t := &r.terms[i]
		s := f.symbol(i)
		if t.target {
			before = s
			continue
		}
		n, side := r.distance(i)
		if t.isWord() {
			f.add("word:"+s, 0.7)
			f.add(side+zone(n)+":"+s, 1)
			if t.clause == target.clause {
				f.add("clause"+side+":"+s, 1)
			}
			quote := "other"
			if t.quoted == target.quoted {
				quote = "same"
			}
			f.add(quote+side+":"+s, 0.7)
		}
		f.add("pair:"+before+" "+s, 0.5)
		f.add("pair"+side+":"+before+" "+s, 0.5)
		before = s
	}
}

// letters are parts of words, for words that no list knows.
func (f *describer) letters() {
	const shortest = 5
	for i := range f.r.terms {
		t := &f.r.terms[i]
		if t.target || t.kind != text.Word || len(t.form) < shortest {
			continue
		}
		w := "^" + t.form + "$"
		for n := 4; n <= 5; n++ {
			for k := 0; k+n <= len(w); k++ {
				f.add("part:"+w[k:k+n], 0.2)
			}
		}
	}
}

// kinds calls do with the name of every class and tone of a term.
func kinds(t *term, do func(kind string)) {
	for _, c := range openClasses {
		if c.abbr != "" && t.is(c.class) {
			do(c.abbr)
		}
	}
	bad, good := t.tone()
	if bad {
		do("neg")
	}
	if good {
		do("pos")
	}
}

func sign(negated bool) string {
	if negated {
		return "!"
	}
	return ""
}

// classes are the classes and tones of words by their place.
func (f *describer) classes() {
	target := &f.r.terms[f.r.first]
	for i := range f.r.terms {
		t := &f.r.terms[i]
		if t.target {
			continue
		}
		n, side := f.r.distance(i)
		where := "far"
		if t.clause == target.clause {
			where = "near"
		}
		if t.quoted != target.quoted {
			where += "q"
		}
		kinds(t, func(k string) {
			k = sign(t.negated) + k
			f.add("kind:"+k, 0.7)
			f.add("kind"+side+zone(n)+":"+k, 1)
			f.add("kind"+side+where+":"+k, 1)
		})
	}
}

// shape is what sort of expression the target is, and where it stands.
func (f *describer) shape() {
	r, ts := f.r, f.r.terms
	words := 0
	anyQuoted := false
	for i := range ts {
		if ts[i].isWord() {
			words++
		}
		anyQuoted = anyQuoted || ts[i].quoted
	}
	f.add("length:"+zone(words/3), 1)
	f.add("targetlength:"+zone(r.last-r.first), 1)
	form := ts[r.first].form
	pronoun := ""
	if r.last-r.first == 1 {
		pronoun = pronounCase(form)
	}
	switch {
	case pronoun != "":
		f.add("pronoun:"+pronoun, 1)
		f.add("pronoun:"+form, 1)
	case ts[r.first].flags&text.Title != 0:
		f.add("isname", 1)
	default:
		f.add("isnoun", 1)
		for i := r.first; i < r.last; i++ {
			f.add("noun:"+ts[i].stem, 1)
		}
	}
	if from, to := r.possessed(); from < to {
		f.add("possessive", 1)
	}
	if r.first == 0 {
		f.add("first", 1)
	}
	f.add("quarter:"+strconv.Itoa(4*r.first/len(ts)), 1)
	switch {
	case ts[r.first].quoted:
		f.add("quoted", 1)
	case anyQuoted:
		f.add("besidequote", 1)
	}
	f.add("end:"+ts[len(ts)-1].form, 1)
}

func pronounCase(w string) string {
	switch w {
	case "he", "she", "they", "it", "we", "i", "you", "who":
		return "subject"
	case "him", "them", "us", "me", "himself", "herself", "themselves":
		return "object"
	case "his", "her", "their", "its", "our", "my":
		return "possessive"
	}
	return ""
}

// sums are sums of tone over parts of the sentence.
func (f *describer) sums() {
	r := f.r
	target := &r.terms[r.first]
	const whole, weighted, clause, near, left, right, quoted, outside = 0, 1, 2, 3, 4, 5, 6, 7
	names := [...]string{"whole", "weighted", "clause", "near", "left", "right", "quoted", "outside"}
	var sum [len(names)]float64
	for i := range r.terms {
		t := &r.terms[i]
		v := t.value()
		if v == 0 {
			continue
		}
		n, side := r.distance(i)
		sum[whole] += v
		sum[weighted] += v / math.Sqrt(float64(n))
		if t.clause == target.clause {
			sum[clause] += v
		}
		if n <= 4 {
			sum[near] += v
		}
		if side == "L" {
			sum[left] += v
		} else {
			sum[right] += v
		}
		if t.quoted {
			sum[quoted] += v
		} else {
			sum[outside] += v
		}
	}
	for i, v := range sum {
		x := v / math.Sqrt(float64(v*v)+6)
		switch {
		case x > 0:
			f.add("sum+"+names[i], 2*x)
		case x < 0:
			f.add("sum-"+names[i], -2*x)
		}
		step := 0
		for _, s := range [...]float64{0.15, 0.7} {
			if x > s {
				step++
			} else if x < -s {
				step--
			}
		}
		f.add("sum"+names[i]+":"+strconv.Itoa(step), 1)
	}
}

// syntax is the verb that the target is the subject of, the word that it hangs
// on, and what it possesses.
func (f *describer) syntax() {
	r, ts := f.r, f.r.terms
	kindsOf := func(prefix string, t *term) {
		kinds(t, func(k string) { f.add(prefix+sign(t.negated)+k, 1.5) })
	}
	if verb, passive, negated := r.verbAfter(r.last); verb >= 0 {
		v := &ts[verb]
		p := "does"
		if passive {
			p = "isdone"
		}
		p += sign(negated)
		f.add(p+":"+v.stem, 1.5)
		kindsOf(p, v)
		for k := 1; k <= 6 && verb+k < len(ts); k++ {
			o := &ts[verb+k]
			if !o.isWord() && o.kind != text.Quote {
				break
			}
			f.add(p+"what:"+o.stem, 0.7)
			f.add(p+":"+v.stem+"+"+o.stem, 0.7)
			kindsOf(p+"what", o)
		}
	}
	if g := r.governor(); g >= 0 {
		t := &ts[g]
		f.add("under:"+t.stem, 1.5)
		kindsOf("under", t)
		if t.is(classPreposition) && g > 0 {
			f.add("under:"+ts[g-1].stem+" "+t.stem, 1.5)
			kindsOf("under"+t.stem, &ts[g-1])
			kindsOf("underprep", &ts[g-1])
		}
	}
	for i, to := r.possessed(); i < to; i++ {
		f.add("has:"+ts[i].stem, 1)
		kindsOf("has", &ts[i])
	}
}

// situation crosses what the target does in the sentence with the tone of all
// its words: what a speaker says of others is no judgement of the speaker.
func (f *describer) situation() {
	r, ts := f.r, f.r.terms
	state := ""
	verb, passive, _ := r.verbAfter(r.last)
	gov := r.governor()
	switch {
	case verb >= 0 && passive:
		state = "passive"
	case verb >= 0 && ts[verb].is(classSay):
		state = "says"
	case verb >= 0:
		state = "does"
	case gov >= 0 && ts[gov].is(classSay):
		state = "said"
	case gov >= 0 && ts[gov].is(classPreposition):
		state = "prep " + ts[gov].form
	case gov >= 0:
		state = "object"
	}
	quote := func(t *term) string {
		if t.quoted {
			return "q"
		}
		return "-"
	}
	state += quote(&ts[r.first])
	f.add("state:"+state, 1)
	for i := range ts {
		if t := &ts[i]; !t.target {
			_, side := r.distance(i)
			kinds(t, func(k string) { f.add("state:"+state+quote(t)+side+sign(t.negated)+k, 1) })
		}
	}
}

// abstract is term i as its class or, for a function word, itself.
func (f *describer) abstract(i int) string {
	ts := f.r.terms
	if i < 0 || i >= len(ts) || ts[i].target || ts[i].mention {
		return f.symbol(i)
	}
	t := &ts[i]
	if t.kind == text.Word && pronounCase(t.form) == "" && t.flags&text.Title != 0 && i > 0 && ts[i-1].kind != text.Quote {
		return "NAME"
	}
	kind := ""
	kinds(t, func(k string) {
		if kind == "" {
			kind = sign(t.negated) + k
		}
	})
	switch {
	case kind != "":
		return kind
	case !t.isWord():
		return t.form
	case t.is(classBe):
		return "be"
	case t.is(classHave):
		return "have"
	case t.is(classModal|classNegator|classContrast|classBreak|classPreposition) || len(t.form) <= 3:
		return t.form
	}
	for _, ending := range [...]string{"ed", "ing", "ly"} {
		if strings.HasSuffix(t.form, ending) {
			return "-" + ending
		}
	}
	return "w"
}

// patterns are sequences of classes, which carry over to words never seen.
func (f *describer) patterns() {
	const span, reach = 5, 12
	r := f.r
	var right [span]string
	for k := range right {
		right[k] = f.abstract(r.last + k)
	}
	left, after := "", ""
	for k := range span {
		left = f.abstract(r.first-1-k) + " " + left
		after += " " + right[k]
		f.add("before:"+left, 1)
		f.add("after:"+after, 1)
		if k < 2 {
			for j := range 3 {
				f.add("around:"+left+"_"+strings.Join(right[:j+1], " "), 0.7)
			}
		}
	}
	before := "<"
	for i := range r.terms {
		s := f.abstract(i)
		if !r.terms[i].target {
			_, side := r.distance(i)
			f.add("kinds"+side+":"+before+" "+s, 0.5)
		}
		before = s
	}
	for k := r.last; k < min(len(r.terms), r.last+reach) && !r.terms[k].isMark("."); k++ {
		if s := f.abstract(k); s != "w" {
			f.add("later:"+right[0]+"~"+s, 0.5)
		}
	}
}

// rules are what the rules say.
func (f *describer) rules() {
	b := f.r.weigh(nil)
	for i, s := range [...]float64{-4, -2, -1, negativeFrom, positiveFrom, 1, 2, 4} {
		name := "rule" + strconv.Itoa(i) + strconv.FormatBool(b.sum > s)
		f.add(name, 1)
		if b.speaks {
			f.add(name+"says", 1)
		}
	}
}
