package quote

import (
	"strings"
	"sync"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// pos is a set of things a word may be.
type pos uint64

const (
	pDet pos = 1 << iota
	pPoss
	pSubj
	pObj
	pConj
	pSub
	pWh
	pThat
	pBe
	pHave
	pDo
	pModal
	pTo
	pNeg
	pAdv
	pPrep
	pTime
	pPlural
	pSpeaker
	pLight
	pHedge
	pTitle
	pArt
	pNounVerb // as often a noun as a verb
	pBlamed   // "held responsible"
	pAccount  // "in her view"
	pVerb     // a verb of the lists, cue or plain
	// Forms of a verb.
	pBase
	pS3
	pPast
	pPart // past participle
	pIng
	// Shapes, set from the token rather than the list.
	pCap
	pNum
	pOpaque // closes a noun phrase: brackets, symbols
)

const (
	pAux   = pBe | pHave | pDo | pModal
	pForms = pBase | pS3 | pPast | pPart | pIng
)

// frame says what a cue takes as its content; see words.go.
type frame uint16

const (
	frClause frame = 1 << iota
	frThat
	frQuote
	frAddressee
	frObject
	frInfinitive
	frRole // accused him of, called it a
	frNoun
	frAdjective
	frWeak
	frPrep
	frAs     // the object needs "as": sees it as
	frBlamed // the object needs "responsible": holds it responsible
	frMaybe  // a clause without "that" if a finite verb follows
)

// cue is one sense of a cue word.
type cue struct {
	class  Class
	stance Stance
	fact   Factivity
	frames frame
	preps  uint32 // bit set of prepositions, by entry.prep
	next   uint16 // another sense of the same word, 0 for none
}

// entry is what the list knows of one word form.
type entry struct {
	id    uint64
	pos   pos
	verb  uint16 // first verb sense, index into lexicon.cues
	nom   uint16 // noun or adjective sense
	prep  uint8  // number of a preposition, from 1
	cue   bool   // Finder.collect must look at it
	label bool   // "Update:" and the like
}

// lexicon is an open-addressing table keyed by text.Token.ID.
type lexicon struct {
	table []entry
	mask  uint64
	cues  []cue
	// seen has a bit for every word of the table, so that most other words
	// are told apart without touching it.
	seen [1024]uint64
}

var load = sync.OnceValue(build)

// find returns the entry of a word, or nil.
func (l *lexicon) find(id uint64) *entry {
	if l.seen[id>>16&1023]&(1<<(id>>26&63)) == 0 {
		return nil
	}
	for i := id & l.mask; ; i = (i + 1) & l.mask {
		e := &l.table[i]
		if e.id == id {
			return e
		}
		if e.id == 0 {
			return nil
		}
	}
}

func build() *lexicon {
	const size = 1 << 13
	l := &lexicon{table: make([]entry, size), mask: size - 1, cues: make([]cue, 1)}
	put := func(w string) *entry {
		id := text.Hash(w)
		i := id & l.mask
		for l.table[i].id != 0 && l.table[i].id != id {
			i = (i + 1) & l.mask
		}
		l.table[i].id = id
		l.seen[id>>16&1023] |= 1 << (id >> 26 & 63)
		return &l.table[i]
	}
	for _, g := range []struct {
		words string
		pos   pos
	}{
		{wordsDet, pDet}, {wordsPoss, pPoss}, {wordsSubj, pSubj}, {wordsObj, pObj},
		{wordsConj, pConj}, {wordsSub, pSub}, {wordsWh, pWh}, {"that", pThat | pDet},
		{"who", pWh}, {wordsBe, pBe}, {wordsHave, pHave}, {wordsDo, pDo},
		{wordsModal, pModal}, {"to", pTo}, {wordsNegative, pNeg}, {wordsAdverb, pAdv},
		{wordsPrep, pPrep}, {wordsTime, pTime}, {wordsPlural, pPlural},
		{wordsTitle, pTitle}, {wordsSpeaker, pSpeaker}, {wordsHedge, pHedge | pAdv},
		{"the a an every no", pArt}, {wordsNounVerb, pNounVerb}, {wordsAccount, pAccount}, {wordsBlamed, pBlamed},
	} {
		for _, w := range strings.Fields(g.words) {
			put(w).pos |= g.pos
		}
	}
	preps := map[string]uint8{}
	for i, w := range strings.Fields(wordsParticle) {
		preps[w] = uint8(i + 1)
		put(w).prep = uint8(i + 1)
	}
	for _, w := range strings.Fields(wordsLabel) {
		put(w).label = true
	}
	verb := func(word string, sense uint16, extra pos) {
		for _, f := range inflect(word) {
			e := put(f.word)
			e.pos |= f.form | pVerb | extra
			if sense == 0 {
				continue
			}
			if e.verb == 0 {
				e.verb = sense
				continue
			}
			k := e.verb
			for k != sense && l.cues[k].next != 0 {
				k = l.cues[k].next
			}
			if k != sense {
				l.cues[k].next = sense
			}
		}
	}
	for _, w := range strings.Fields(plainVerbs) {
		verb(w, 0, 0)
	}
	for _, w := range strings.Fields(wordsLight) {
		verb(w, 0, pLight)
	}
	// A sense is linked to others of its word, so every word has its own copy.
	for line := range strings.Lines(verbCues) {
		head, words, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		proto := parseCue(head, preps)
		for _, w := range strings.Fields(words) {
			c := proto
			forms, prep, ok := strings.Cut(w, "+")
			if ok {
				p := preps[prep]
				if p == 0 {
					panic("quote: no preposition " + prep)
				}
				c.preps |= 1 << p
				c.frames |= frPrep
			}
			l.cues = append(l.cues, c)
			verb(forms, uint16(len(l.cues)-1), 0)
		}
	}
	for line := range strings.Lines(nounCues + adjCues) {
		head, words, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		c := parseCue(head, preps)
		l.cues = append(l.cues, c)
		k := uint16(len(l.cues) - 1)
		for _, w := range strings.Fields(words) {
			put(w).nom = k
			if c.frames&frNoun != 0 {
				put(plural(w)).nom = k
			}
		}
	}
	for i := range l.table {
		e := &l.table[i]
		e.cue = e.verb != 0 || e.nom != 0 || e.pos&(pAccount|pHedge) != 0 || e.id == idAccording
	}
	return l
}

// parseCue reads "class stance fact frames+prep+prep".
func parseCue(head string, preps map[string]uint8) cue {
	f := strings.Fields(head)
	var c cue
	c.class = Class(indexOf(classNames[:], f[0]))
	c.stance = Stance(indexOf(stanceNames[:], f[1]))
	c.fact = Factivity(indexOf(factNames[:], f[2]))
	frames := strings.Split(f[3], "+")
	for _, r := range frames[0] {
		switch r {
		case 's':
			c.frames |= frClause | frThat | frQuote
		case 'h':
			c.frames |= frThat
		case 'q':
			c.frames |= frQuote
		case 'a':
			c.frames |= frAddressee | frQuote | frThat
		case 'o':
			c.frames |= frObject
		case 't':
			c.frames |= frInfinitive
		case 'i':
			c.frames |= frRole | frObject
		case 'n':
			c.frames |= frNoun
		case 'j':
			c.frames |= frAdjective
		case 'c':
			c.frames |= frMaybe
		case 'R':
			c.frames |= frObject | frBlamed
		case 'O':
			c.frames |= frObject | frAs
		case 'w':
			c.frames |= frWeak
		}
	}
	for _, p := range frames[1:] {
		switch p {
		case "that":
			c.frames |= frThat
		case "to":
			c.frames |= frInfinitive
		}
		c.preps |= 1 << preps[p]
	}
	return c
}

func indexOf(names []string, s string) int {
	for i, n := range names {
		if strings.EqualFold(n, s) {
			return i
		}
	}
	panic("quote: unknown word in a cue line: " + s)
}

type inflected struct {
	word string
	form pos
}

// inflect returns the forms of a verb given as lemma, lemma/past or
// lemma/past/participle.
func inflect(spec string) []inflected {
	parts := strings.Split(spec, "/")
	lemma := parts[0]
	past, part := regularPast(lemma), ""
	switch len(parts) {
	case 1:
		part = past
	case 2:
		past, part = parts[1], parts[1]
	default:
		past, part = parts[1], parts[2]
	}
	return []inflected{
		{lemma, pBase}, {plural(lemma), pS3}, {past, pPast}, {part, pPart},
		{gerund(lemma, past), pIng},
	}
}

func plural(w string) string {
	n := len(w)
	switch {
	case n > 1 && w[n-1] == 'y' && !isVowel(w[n-2]):
		return w[:n-1] + "ies"
	case strings.HasSuffix(w, "s"), strings.HasSuffix(w, "x"), strings.HasSuffix(w, "z"),
		strings.HasSuffix(w, "ch"), strings.HasSuffix(w, "sh"),
		w[n-1] == 'o' && n > 1 && !isVowel(w[n-2]), w == "do", w == "go":
		return w + "es"
	}
	return w + "s"
}

func regularPast(w string) string {
	n := len(w)
	switch {
	case w[n-1] == 'e':
		return w + "d"
	case w[n-1] == 'y' && n > 1 && !isVowel(w[n-2]):
		return w[:n-1] + "ied"
	case doubles(w):
		return w + w[n-1:] + "ed"
	}
	return w + "ed"
}

func gerund(w, past string) string {
	n := len(w)
	switch {
	case strings.HasSuffix(w, "ie"):
		return w[:n-2] + "ying"
	case w[n-1] == 'e' && n > 2 && w[n-2] != 'e' && w[n-2] != 'y' && w[n-2] != 'o':
		return w[:n-1] + "ing"
	case doubles(w), past == w+w[n-1:]+"ed", w == "begin", w == "forget":
		return w + w[n-1:] + "ing"
	}
	return w + "ing"
}

// doubles reports whether a verb of one syllable doubles its last letter.
func doubles(w string) bool {
	n := len(w)
	if n < 3 || isVowel(w[n-1]) || !isVowel(w[n-2]) || isVowel(w[n-3]) && w[n-3:n-2] != "u" {
		return false
	}
	if c := w[n-1]; c == 'w' || c == 'x' || c == 'y' {
		return false
	}
	vowels := 0
	for i := 0; i < n; i++ {
		if isVowel(w[i]) && !(w[i] == 'u' && i > 0 && w[i-1] == 'q') {
			vowels++
		}
	}
	return vowels == 1
}

func isVowel(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'
}
