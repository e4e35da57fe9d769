package sentiment

import (
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/quote"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// state is the working memory of one scoring; it is reused.
type state struct {
	prog   *program
	parser text.Parser
	doc    *text.Document
	toks   []tok   // by token
	capped []int32 // the tokens that are words with a capital
	finder quote.Finder
	quotes *quote.Result

	first, last int // tokens of the sentence at hand
	survey      survey
	phrases     []phraseHit
	anchors     []int32 // tokens that patterns have for their anchor
	hits        []hit
	scopes      []scopeHit
	mentions    []mention // of the sentences looked at so far, in order
	spans       []mentionSpan

	names       names
	namesFor    *text.Document
	titleFrames FrameSet
	recent      [2]FrameSet // of the two sentences before
	titleProb   [len(Frames)]float64
	recentProb  [2][len(Frames)]float64
	rules       [len(Frames)]float64 // of the sentence at hand, by rules alone
	index       int                  // of the sentence at hand
	layer       *layerIndex          // nil without one
	reasons     int                  // for each frame, of the layer
	observe     func(i int, s *Sentence)

	political, professional int // words of the document that speak of parties, and of professions
	politics                bool
	titleCase               bool // the sentence at hand is a headline in title case
}

// tok is what the codebook and the layer know of a token.
type tok struct {
	word     uint32 // its number among the words of the codebook, 0 for none
	id       uint32 // its id in the vocabulary, 0 for none
	first    int32  // as in entry
	row      int32
	pos      pos
	use      use
	function uint8
	shape    shape
}

// shape is what a token adds to a survey.
type shape uint8

const (
	shapeWord    shape = 1 << iota
	shapePlain         // a word that is not a name the codebook does not know
	shapeContent       // a word that a headline in title case gives a capital
	shapeCapital       // with one
	shapeNumber
	shapeQuoted // inside quotation marks
	shapePair   // with the next token it may begin a phrase or have a row of the layer
)

type phraseHit struct {
	start, end int32 // tokens
	node       int32
}

// mentionSpan is where the mentions of a sentence lie in state.mentions.
type mentionSpan struct {
	sentence int
	from, to int
}

func (st *state) begin(doc *text.Document) {
	st.doc = doc
	st.mentions = st.mentions[:0]
	st.spans = st.spans[:0]
	st.namesFor = nil
	st.recent, st.recentProb = [2]FrameSet{}, [2][len(Frames)]float64{}
	st.lookUp()
	st.markQuotes()
}

// lookUp finds out what is known of each token.
func (st *state) lookUp() {
	doc, v := st.doc, &st.prog.vocabulary
	n := len(doc.Tokens)
	if cap(st.toks) < n {
		st.toks = make([]tok, n+n/8)
	}
	st.toks = st.toks[:n]
	st.capped, st.political, st.professional = st.capped[:0], 0, 0
	known, wild := uint32(len(v.words)), len(st.prog.wild) > 0
	entries, mask := v.entries, v.mask
	prev := uint32(0)
	toks := st.toks[:len(doc.Tokens)]
	for i := range doc.Tokens {
		t, x := &doc.Tokens[i], &toks[i]
		*x = tok{}
		id, p, shape := uint32(0), pos(0), shape(0)
		if v.seen.has(t.ID) {
			// As in vocabulary.slot.
			for at := slotOf(t.ID) & mask; ; at = (at + 1) & mask {
				e := &entries[at]
				if e.id == 0 {
					break
				}
				if e.tag == uint32(t.ID>>32) {
					id, p = e.id, e.pos
					x.id, x.first, x.row, x.pos, x.use, x.function = id, e.first, e.row, p, e.use, e.function
					if id < known {
						x.word = id
					}
					break
				}
			}
		}
		if id != 0 && prev != 0 && v.pairs.has(pairHash(prev, id)) {
			toks[i-1].shape |= shapePair
		}
		prev = id
		switch t.Kind {
		case text.Word:
			if wild && x.word == 0 {
				if x.word = st.wildcard(i); x.word != 0 {
					w := &v.words[x.word]
					p = w.pos
					x.first, x.pos, x.use, shape = w.first, p, w.use, shapePair
					if i > 0 {
						toks[i-1].shape |= shapePair
					}
				}
			}
			shape |= shapeWord | shapePlain
			if t.Flags&text.Clitic == 0 && p&(posDet|posPrep|posConj|posTo) == 0 {
				shape |= shapeContent
			}
			if t.Flags&text.Title != 0 {
				st.capped = append(st.capped, int32(i))
				shape |= shapeCapital
				if x.word == 0 {
					shape &^= shapePlain
				}
			}
		case text.Number:
			shape = shapeNumber
		}
		x.shape = shape
		if x.use&(usePolitical|useProfessional) != 0 {
			if x.use&usePolitical != 0 {
				st.political++
			} else {
				st.professional++
			}
		}
	}
}

// wildcard returns the number of the longest prefix that token i, a word that
// the codebook does not know, begins with.
func (st *state) wildcard(i int) uint32 {
	word := st.doc.Norm(i)
	for _, wild := range st.prog.wild {
		if strings.HasPrefix(word, wild.prefix) {
			return wild.number
		}
	}
	return 0
}

// markQuotes tells for each token whether it stands in a quotation.
func (st *state) markQuotes() {
	st.quotes = st.finder.Find(st.doc)
	toks := st.doc.Tokens
	i := 0
	for _, q := range st.quotes.Quotations {
		if q.Level > 0 {
			continue
		}
		for i < len(toks) && int(toks[i].Start) < q.Start {
			i++
		}
		for i < len(toks) && int(toks[i].Start) < q.End {
			st.toks[i].shape |= shapeQuoted
			i++
		}
	}
}

func (st *state) pos(i int) pos { return st.toks[i].pos }

// word returns what the codebook knows of token i.
func (st *state) word(i int) *wordInfo { return &st.prog.words[st.toks[i].word] }

// known reports whether the codebook knows token i.
func (st *state) known(i int) bool { return st.toks[i].word != 0 }

func (st *state) token(i int) *text.Token { return &st.doc.Tokens[i] }

// is reports whether token i is the given mark.
func (st *state) is(i int, c byte) bool {
	t := &st.doc.Tokens[i]
	return t.End-t.Start == 1 && st.doc.Source[t.Start] == c
}

func (st *state) isWord(i int) bool { return st.doc.Tokens[i].Kind == text.Word }

// isAdverb: listed, or an unknown word in -ly.
func (st *state) isAdverb(i int) bool {
	p := st.pos(i)
	if p&posAdv != 0 {
		return true
	}
	t := st.token(i)
	n := t.End - t.Start
	if t.Kind != text.Word || n < 5 || p&posRole != 0 || t.Flags&text.Title != 0 {
		return false
	}
	return st.doc.Source[t.End-2:t.End] == "ly"
}

// isComma: a comma, dash or bracket that parts a clause.
func (st *state) isBreak(i int) bool {
	t := st.token(i)
	if t.Kind != text.Punct {
		return false
	}
	switch st.doc.Source[t.Start] {
	case ',', ';', ':', '(', ')', '-', '.', '?', '!':
		return true
	}
	return t.End-t.Start > 1
}

// findPhrases appends the phrases of tokens [first, last).
func (st *state) findPhrases(first, last int, out []phraseHit) []phraseHit {
	for i := first; i < last; i++ {
		if x := &st.toks[i]; x.first != 0 && (x.shape&shapePair != 0 || x.use&usePhrase != 0) {
			out = st.phrasesAt(i, last, out)
		}
	}
	return out
}

// phrasesAt appends the phrases that begin with token i, a word that can begin
// one.
func (st *state) phrasesAt(i, last int, out []phraseHit) []phraseHit {
	x := &st.toks[i]
	if x.use&usePhrase != 0 {
		out = append(out, phraseHit{int32(i), int32(i + 1), x.first})
	}
	node := x.first
	for j := i + 1; j < last && j < i+16; j++ {
		w := st.toks[j].word
		if w == 0 {
			break
		}
		if node = st.prog.trie.get(uint32(node), w); node == 0 {
			break
		}
		if st.prog.nodes[node].ends {
			out = append(out, phraseHit{int32(i), int32(j + 1), node})
		}
	}
	return out
}
