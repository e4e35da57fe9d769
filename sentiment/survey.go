package sentiment

import "github.com/seed-11e619e4/pressframe/sentiment/text"

// survey is what the words of a sentence tell without regard to their order.
type survey struct {
	wanted  []uint64 // which of the symbols that patterns want occur; see pattern.wanted
	classes []uint64 // which classes occur, by their index in program.classes
	words   int
	quoted  int // words inside quotation marks
	names   int // unknown words with a capital
	numbers int
}

// look goes once over the sentence at hand and finds its phrases, what
// survey holds and whether it is in title case.
func (st *state) look() {
	p := st.prog
	v := &st.survey
	if need := (p.wanted + 63) / 64; len(v.wanted) != need {
		v.wanted = make([]uint64, need)
	}
	if len(v.classes) != p.classWords {
		v.classes = make([]uint64, p.classWords)
	}
	clear(v.wanted)
	clear(v.classes)
	v.words, v.quoted, v.names, v.numbers = 0, 0, 0, 0
	if n := st.last - st.first + 1; cap(st.phraseFrom) < n {
		st.phraseFrom = make([]int32, n, 2*n)
	} else {
		st.phraseFrom = st.phraseFrom[:n]
	}
	toks, looked := st.doc.Tokens[st.first:st.last], st.toks[st.first:st.last]
	content, titles := 0, 0
	for i := range toks {
		t, x := &toks[i], &looked[i]
		st.phraseFrom[i] = int32(len(st.phrases))
		if x.pos&posPhrase != 0 {
			st.phrases = st.phrasesAt(st.first+i, st.last, st.phrases)
		}
		if x.use != 0 {
			w := &p.words[x.word]
			if x.use&useWanted != 0 {
				for _, b := range p.wantedBlocks[w.wantedFrom:w.wantedTo] {
					v.wanted[b.at] |= b.bits
				}
			}
			if x.use&useClass != 0 {
				for k, bits := range p.classBits[w.classes:][:p.classWords] {
					v.classes[k] |= bits
				}
			}
		}
		switch t.Kind {
		case text.Word:
			v.words++
			if x.quoted {
				v.quoted++
			}
			if t.Flags&text.Title != 0 && x.word == 0 {
				v.names++
			}
			if t.Flags&text.Clitic == 0 && x.pos&(posDet|posPrep|posConj|posTo) == 0 {
				content++
				if t.Flags&text.Title != 0 {
					titles++
				}
			}
		case text.Number:
			v.numbers++
		}
	}
	st.phraseFrom[len(toks)] = int32(len(st.phrases))
	st.titleCase = inTitleCase(content, titles)
	for k := range st.phrases {
		for _, sym := range p.nodes[st.phrases[k].node].syms {
			if c := p.classOf[sym]; c >= 0 {
				v.classes[c>>6] |= 1 << (c & 63)
			}
			if w := p.wantedOf[sym]; w >= 0 {
				v.wanted[w>>6] |= 1 << (w & 63)
			}
		}
	}
}

// inTitleCase reports whether a stretch with so many words of content, so many
// of them with a capital, is a headline in title case.
func inTitleCase(content, titles int) bool { return content >= 4 && titles*10 >= content*8 }

// holds reports whether all the symbols occur in the sentence at hand.
func (st *state) holds(syms []int32) bool {
	if !st.gathered {
		st.gather()
	}
	for _, sym := range syms {
		if st.present[sym>>6]>>(uint(sym)&63)&1 == 0 {
			return false
		}
	}
	return true
}

// gather collects the symbols that occur in the sentence.
func (st *state) gather() {
	st.gathered = true
	p := st.prog
	if len(st.present) != p.stride {
		st.present = make([]uint64, p.stride)
	}
	clear(st.present)
	for i := st.first; i < st.last; i++ {
		w := st.word(i)
		for _, b := range p.sparse[w.from:w.to] {
			st.present[b.at] |= b.bits
		}
	}
	for k := range st.phrases {
		for _, sym := range p.nodes[st.phrases[k].node].syms {
			st.present[sym>>6] |= 1 << (uint(sym) & 63)
		}
	}
}
