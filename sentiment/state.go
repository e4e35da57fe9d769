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
	w      []uint32 // word number per token
	quoted []bool   // per token: inside quotation marks
	finder quote.Finder
	quotes *quote.Result

	first, last int // tokens of the sentence at hand
	phrases     []phraseHit
	present     []uint64 // the symbols that occur in the sentence
	phraseFrom  []int32  // per token of the sentence, its first in phrases; one more at the end
	hits        []hit
	scopes      []scopeHit
	mentions    []mention // of the sentences looked at so far, in order
	spans       []mentionSpan

	names       map[uint64]nameInfo
	namesFor    *text.Document
	titleFrames FrameSet
	recent      [2]FrameSet // of the two sentences before
	titleProb   [len(Frames)]float64
	recentProb  [2][len(Frames)]float64
	rules       [len(Frames)]float64 // of the sentence at hand, by rules alone
	index       int                  // of the sentence at hand
	predictor   predictor            // without an index when there is no layer
	observe     func(i int, s *Sentence)

	politics  bool
	titleCase bool // the sentence at hand is a headline in title case
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
	n := len(doc.Tokens)
	if cap(st.w) < n {
		st.w = make([]uint32, n+n/8)
		st.quoted = make([]bool, n+n/8)
	}
	st.w, st.quoted = st.w[:n], st.quoted[:n]
	for i := range doc.Tokens {
		st.w[i] = st.prog.lookup(doc.Tokens[i].ID)
	}
	if len(st.prog.wild) > 0 {
		st.wildcards()
	}
	st.markQuotes()
}

// wildcards gives words that the codebook does not know the number of the
// longest prefix that they begin with.
func (st *state) wildcards() {
	for i := range st.doc.Tokens {
		if st.w[i] != 0 || !st.isWord(i) {
			continue
		}
		word := st.doc.Norm(i)
		for _, w := range st.prog.wild {
			if strings.HasPrefix(word, w.prefix) {
				st.w[i] = w.number
				break
			}
		}
	}
}

// markQuotes tells for each token whether it stands in a quotation.
func (st *state) markQuotes() {
	st.quotes = st.finder.Find(st.doc)
	clear(st.quoted)
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
			st.quoted[i] = true
			i++
		}
	}
}

func (st *state) pos(i int) pos { return st.prog.words[st.w[i]].pos }

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

// findPhrases fills st.phrases for tokens [first, last).
func (st *state) findPhrases(first, last int, out []phraseHit) []phraseHit {
	p := st.prog
	for i := first; i < last; i++ {
		if p.words[st.w[i]].pos&posPhrase == 0 {
			continue
		}
		node := int32(0)
		for j := i; j < last && j < i+16; j++ {
			if st.w[j] == 0 {
				break
			}
			if node = p.trie.get(node, st.w[j]); node == 0 {
				break
			}
			if p.nodes[node].ends {
				out = append(out, phraseHit{int32(i), int32(j + 1), node})
			}
		}
	}
	return out
}
