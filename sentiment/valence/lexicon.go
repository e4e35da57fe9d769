package valence

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed vader/lexicon.txt
var lexiconFile string

//go:embed vader/emoji.txt
var emojiFile string

const (
	increase   = 0.293 // of a booster
	capitals   = 0.733 // of a word in capitals among others that are not
	negation   = -0.74 // factor
	intensify  = 1.25  // factor of "never so"
	halfway    = 0.5   // factor before "but"
	emphasised = 1.5   // factor after "but"
)

var boosters = map[float64]string{
	increase: `absolutely amazingly awfully completely considerable considerably decidedly deeply
		effing enormous enormously entirely especially exceptional exceptionally extreme extremely
		fabulously flipping flippin frackin fracking fricking frickin frigging friggin fully fuckin
		fucking fuggin fugging greatly hella highly hugely incredible incredibly intensely major
		majorly more most particularly purely quite really remarkably so substantially thoroughly
		total totally tremendous tremendously uber unbelievably unusually utter utterly very`,
	-increase: `almost barely hardly kinda kindof kind-of less little marginal marginally occasional
		occasionally partly scarce scarcely slight slightly somewhat sorta sortof sort-of`,
}

const negations = `aint arent cannot cant couldnt darent didnt doesnt ain't aren't can't couldn't
	daren't didn't doesn't dont hadnt hasnt havent isnt mightnt mustnt neither don't hadn't hasn't
	haven't isn't mightn't mustn't neednt needn't never none nope nor not nothing nowhere oughtnt
	shant shouldnt uhuh wasnt werent oughtn't shan't shouldn't uh-uh wasn't weren't without wont
	wouldnt won't wouldn't rarely seldom despite`

// phrases have a rating of their own, in place of that of their words.
var phrases = map[string]float64{
	"the shit": 3, "the bomb": 3, "bad ass": 1.5, "bus stop": 0, "yeah right": -2,
	"kiss of death": -1.5, "to die for": 3, "beating heart": 3.1, "broken heart": -2.9,
}

// boosterPhrases are added to the word that follows.
var boosterPhrases = map[string]float64{"just enough": -increase, "kind of": -increase, "sort of": -increase}

// entryFlags say what part a word plays beside its rating.
type entryFlags uint16

const (
	isRated entryFlags = 1 << iota
	isBooster
	isNegation
	inPhrase // the longest word of one of phrases or boosterPhrases
	isNo
	isBut
	isLeast
	isNever
	isSoOrThis
	isWithout
	isDoubt
	isOrNor
	isAtOrVery
	isKind
	isOf
)

var roles = map[entryFlags]string{
	isNo: "no", isBut: "but", isLeast: "least", isNever: "never", isSoOrThis: "so this", isWithout: "without",
	isDoubt: "doubt", isOrNor: "or nor", isAtOrVery: "at very", isKind: "kind", isOf: "of",
}

// entry is what is known of a word.
type entry struct {
	word   string
	hash   uint64
	rating float64 // when isRated
	boost  float64 // when isBooster
	flags  entryFlags
}

// phrase is a sequence of two or three entries.
type phrase [3]int32

// lexicon finds words by their hash. Entry 0 stands for all unknown words.
type lexicon struct {
	entries        []entry
	slots          []int32 // open addressing; 0 is free
	mask           uint64
	phrases        map[phrase]float64
	boosterPhrases map[phrase]float64
	emoji          map[rune]string
}

// load reads the embedded lexicon, once.
var load = sync.OnceValue(readLexicon)

func readLexicon() *lexicon {
	l := &lexicon{entries: make([]entry, 1, 8192)}
	const slots = 1 << 15
	l.slots, l.mask = make([]int32, slots), slots-1
	for line := range strings.Lines(lexiconFile) {
		w, rating, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		e := l.add(w)
		// The files are part of the package; a test reads every line.
		e.rating, _ = strconv.ParseFloat(rating, 64)
		e.flags |= isRated
	}
	for boost, words := range boosters {
		for w := range strings.FieldsSeq(words) {
			e := l.add(w)
			e.boost = boost
			e.flags |= isBooster
		}
	}
	for w := range strings.FieldsSeq(negations) {
		l.add(w).flags |= isNegation
	}
	for role, words := range roles {
		for w := range strings.FieldsSeq(words) {
			l.add(w).flags |= role
		}
	}
	l.phrases, l.boosterPhrases = l.sequences(phrases), l.sequences(boosterPhrases)
	l.emoji = map[rune]string{}
	for line := range strings.Lines(emojiFile) {
		e, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		r, _ := utf8.DecodeRuneInString(e)
		l.emoji[r] = name
	}
	return l
}

func (l *lexicon) sequences(in map[string]float64) map[phrase]float64 {
	out := make(map[phrase]float64, len(in))
	for words, rating := range in {
		var p phrase
		longest := ""
		for i, w := range strings.Fields(words) {
			l.add(w)
			p[i] = l.find(w, hash(w))
			if len(w) > len(longest) {
				longest = w
			}
		}
		l.add(longest).flags |= inPhrase
		out[p] = rating
	}
	return out
}

// add returns the entry of a folded word, making it if need be. The pointer is
// good until the next add.
func (l *lexicon) add(w string) *entry {
	h := hash(w)
	if i := l.find(w, h); i != 0 {
		return &l.entries[i]
	}
	l.entries = append(l.entries, entry{word: w, hash: h})
	at := h & l.mask
	for l.slots[at] != 0 {
		at = (at + 1) & l.mask
	}
	l.slots[at] = int32(len(l.entries) - 1)
	return &l.entries[len(l.entries)-1]
}

// find returns the entry of a folded word, 0 if there is none.
func (l *lexicon) find(w string, h uint64) int32 {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		i := l.slots[at]
		if i == 0 || l.entries[i].hash == h && l.entries[i].word == w {
			return i
		}
	}
}

// findBytes is find for bytes.
func (l *lexicon) findBytes(w []byte, h uint64) int32 {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		i := l.slots[at]
		if i == 0 || l.entries[i].hash == h && l.entries[i].word == string(w) {
			return i
		}
	}
}

const (
	hashSeed  = 14695981039346656037
	hashPrime = 1099511628211
)

// hash is FNV-1a with a last mixing, for the low bits choose the slot.
func hash(w string) uint64 {
	h := uint64(hashSeed)
	for i := 0; i < len(w); i++ {
		h = (h ^ uint64(w[i])) * hashPrime
	}
	return mix(h)
}

func mix(h uint64) uint64 { return h ^ h>>32 }
