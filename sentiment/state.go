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
	phraseFrom  []int32  // per token of the sentence, its first in phrases; one more at the end
	present     []uint64 // the symbols that occur in the sentence, once gathered
	gathered    bool
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
	observe     func(i int, s *Sentence)

	political, professional int // words of the document that speak of parties, and of professions
	politics                bool
	titleCase               bool // the sentence at hand is a headline in title case
}

// tok is what the codebook and the layer know of a token.
type tok struct {
	word   uint32 // its number among the words of the codebook, 0 for none
	vocab  uint32 // the same with those that only the layer knows
	pos    pos
	use    use
	quoted bool // inside quotation marks
}

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
	doc, p := st.doc, st.prog
	n := len(doc.Tokens)
	if cap(st.toks) < n {
		st.toks = make([]tok, n+n/8)
	}
	st.toks = st.toks[:n]
	st.capped, st.political, st.professional = st.capped[:0], 0, 0
	for i := range doc.Tokens {
		t := &doc.Tokens[i]
		k := p.find(t.ID)
		w := &p.words[k]
		x := tok{vocab: k, pos: w.pos, use: w.use}
		if k < p.known {
			x.word = k
		}
		if x.word == 0 && len(p.wild) > 0 {
			st.wildcard(i, &x)
		}
		st.toks[i] = x
		if t.Flags&text.Title != 0 && t.Kind == text.Word {
			st.capped = append(st.capped, int32(i))
		}
		if x.pos&(posPolitics|posRole) != 0 {
			st.count(&p.words[x.word])
		}
	}
}

// count tells whether a word speaks of party politics or of a profession.
func (st *state) count(w *wordInfo) {
	switch {
	case w.pos&posPolitics != 0:
		st.political++
	case w.role == Individual || w.role == Occupation || w.role == Organisation:
		st.professional++
	}
}

// wildcard gives a word that the codebook does not know the number of the
// longest prefix that it begins with.
func (st *state) wildcard(i int, x *tok) {
	if !st.isWord(i) {
		return
	}
	word := st.doc.Norm(i)
	for _, wild := range st.prog.wild {
		if strings.HasPrefix(word, wild.prefix) {
			w := &st.prog.words[wild.number]
			x.word, x.pos, x.use = wild.number, w.pos, w.use
			return
		}
	}
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
			st.toks[i].quoted = true
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
		if st.toks[i].pos&posPhrase != 0 {
			out = st.phrasesAt(i, last, out)
		}
	}
	return out
}

// phrasesAt appends the phrases that begin with token i, a word that can begin
// one.
func (st *state) phrasesAt(i, last int, out []phraseHit) []phraseHit {
	p := st.prog
	node := p.words[st.toks[i].word].first
	for j := i; ; {
		n := &p.nodes[node]
		j++
		if n.ends {
			out = append(out, phraseHit{int32(i), int32(j), node})
		}
		if j >= last || j >= i+16 {
			return out
		}
		w := st.toks[j].word
		if n.next>>(w&63)&1 == 0 || w == 0 {
			return out
		}
		if node = p.trie.get(node, w); node == 0 {
			return out
		}
	}
}
