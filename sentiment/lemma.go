package sentiment

import "strings"

// form is an inflected form of a verb or noun.
type form uint8

const (
	formBase form = 1 << iota
	formS
	formEd // past tense
	formEn // past participle
	formIng
	formAny = formBase | formS | formEd | formEn | formIng
)

type inflected struct {
	word  string
	forms form
}

// inflect returns the forms of an English verb. Where spelling depends on
// stress or country (labeled, labelled) it returns both.
func inflect(lemma string) []inflected {
	out := []inflected{{lemma, formBase}}
	add := func(w string, f form) {
		for i := range out {
			if out[i].word == w {
				out[i].forms |= f
				return
			}
		}
		out = append(out, inflected{w, f})
	}
	base, prefix := lemma, ""
	irr, ok := irregular[base]
	if !ok {
		for _, p := range []string{"mis", "under", "over", "out", "with", "fore", "re"} {
			if rest, cut := strings.CutPrefix(lemma, p); cut && len(rest) > 2 {
				if v, found := irregular[rest]; found {
					irr, ok, prefix = v, true, p
					break
				}
			}
		}
	}
	add(plural(lemma), formS)
	for _, stem := range ingStems(lemma) {
		add(stem+"ing", formIng)
	}
	if ok {
		for _, w := range strings.Split(irr.past, "/") {
			add(prefix+w, formEd)
		}
		for _, w := range strings.Split(irr.participle, "/") {
			add(prefix+w, formEn)
		}
		if irr.s != "" {
			for _, w := range strings.Split(irr.s, "/") {
				add(prefix+w, formS)
			}
		}
		return out
	}
	for _, w := range edForms(lemma) {
		add(w, formEd|formEn)
	}
	return out
}

// plural returns the -s form of a noun or verb.
func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "man") && w != "human" && w != "german":
		return w[:len(w)-2] + "en"
	case hasSuffix(w, "wife", "life", "knife"):
		return w[:len(w)-2] + "ves"
	case w == "thief":
		return "thieves"
	case w == "person":
		return "people"
	case w == "child":
		return "children"
	case hasSuffix(w, "s", "x", "z", "ch", "sh") || len(w) > 2 && strings.HasSuffix(w, "o") && !isVowel(w[len(w)-2]):
		return w + "es"
	case endsConsonantY(w):
		return w[:len(w)-1] + "ies"
	}
	return w + "s"
}

func ingStems(w string) []string {
	switch {
	case strings.HasSuffix(w, "ie"):
		return []string{w[:len(w)-2] + "y"}
	case strings.HasSuffix(w, "e") && !hasSuffix(w, "ee", "oe", "ye") && len(w) > 2:
		return []string{w[:len(w)-1]}
	}
	return doubled(w)
}

func edForms(w string) []string {
	switch {
	case strings.HasSuffix(w, "e"):
		return []string{w + "d"}
	case endsConsonantY(w):
		return []string{w[:len(w)-1] + "ied"}
	}
	var out []string
	for _, s := range doubled(w) {
		out = append(out, s+"ed")
	}
	return out
}

// doubled returns the stem and, if it ends in one vowel and one consonant,
// the stem with that consonant doubled.
func doubled(w string) []string {
	n := len(w)
	if n < 3 {
		return []string{w}
	}
	c, v, b := w[n-1], w[n-2], w[n-3]
	if isVowel(c) || c == 'w' || c == 'x' || c == 'y' || !isVowel(v) || isVowel(b) && !(b == 'u' && n > 3 && w[n-4] == 'q') {
		return []string{w}
	}
	if n <= 4 && !hasSuffix(w, "en", "er") {
		return []string{w + string(c)}
	}
	return []string{w, w + string(c)}
}

func endsConsonantY(w string) bool {
	return len(w) > 2 && w[len(w)-1] == 'y' && !isVowel(w[len(w)-2])
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

func hasSuffix(s string, suffixes ...string) bool {
	for _, x := range suffixes {
		if strings.HasSuffix(s, x) {
			return true
		}
	}
	return false
}

// pastForms are the irregular past forms that are not base forms too.
var pastForms = func() map[string]bool {
	m := map[string]bool{}
	for base, v := range irregular {
		for _, w := range strings.Split(v.past, "/") {
			if w != base && w != "lay" && w != "found" && w != "saw" && w != "felt" && w != "left" || w == "saw" {
				m[w] = true
			}
		}
	}
	return m
}()

type verbForms struct{ past, participle, s string }

var irregular = func() map[string]verbForms {
	m := map[string]verbForms{"be": {"was/were", "been", "is/are/am/'s/'re/'m"}, "have": {"had", "had", "has/'ve"}, "do": {"did", "done", "does"}, "go": {"went", "gone", "goes"}}
	const table = `arise arose arisen;bear bore borne/born;beat beat beaten;become became become;begin began begun;bend bent bent;bind bound bound;
bite bit bitten;bleed bled bled;blow blew blown;break broke broken;breed bred bred;bring brought brought;build built built;burn burned/burnt burned/burnt;
buy bought bought;cast cast cast;catch caught caught;choose chose chosen;cling clung clung;come came come;cost cost cost;cut cut cut;deal dealt dealt;
dig dug dug;draw drew drawn;drag dragged dragged;drink drank drunk;drive drove driven;eat ate eaten;fall fell fallen;feed fed fed;feel felt felt;fight fought fought;
find found found;flee fled fled;fly flew flown;forbid forbade forbidden;forget forgot forgotten;forgive forgave forgiven;freeze froze frozen;get got got/gotten;
give gave given;grind ground ground;grow grew grown;hang hung/hanged hung/hanged;hear heard heard;hide hid hidden;hit hit hit;hold held held;hurt hurt hurt;keep kept kept;
know knew known;lay laid laid;lead led led;lean leaned/leant leaned/leant;learn learned/learnt learned/learnt;leave left left;lend lent lent;let let let;lie lied/lay lied/lain;light lit lit;
lose lost lost;make made made;mean meant meant;meet met met;mislead misled misled;pay paid paid;put put put;quit quit quit;read read read;rend rent rent;ride rode ridden;
ring rang rung;rise rose risen;run ran run;say said said;see saw seen;seek sought sought;sell sold sold;send sent sent;set set set;shake shook shaken;shed shed shed;
shine shone shone;shoot shot shot;show showed shown;shrink shrank shrunk;shut shut shut;sing sang sung;sink sank sunk;sit sat sat;sleep slept slept;slide slid slid;
sling slung slung;sow sowed sown;speak spoke spoken;speed sped sped;spend spent spent;spin spun spun;split split split;spread spread spread;spring sprang sprung;stand stood stood;
steal stole stolen;stick stuck stuck;sting stung stung;strike struck struck/stricken;strip stripped stripped;strive strove striven;swear swore sworn;sweep swept swept;swing swung swung;
take took taken;teach taught taught;tear tore torn;tell told told;think thought thought;throw threw thrown;thrust thrust thrust;tread trod trodden;wake woke woken;wear wore worn;
weave wove woven;weep wept wept;win won won;wind wound wound;write wrote written;panic panicked panicked;err erred erred;fit fitted/fit fitted/fit;shove shoved shoved;spill spilled/spilt spilled/spilt`
	for _, e := range strings.Split(table, ";") {
		f := strings.Fields(e)
		m[f[0]] = verbForms{f[1], f[2], ""}
	}
	return m
}()
