package sentiment

// survey is what the words of a sentence tell without regard to their order.
type survey struct {
	wanted    []uint16    // which of the symbols that patterns want occur, but for function words; see pattern.wanted
	functions functionSet // which function words occur
	classes   []uint64    // which classes occur, by their index in program.classes
	tally
}

// tally counts six things at once, ten bits for each: a sentence has no more than
// text.MaxTokens tokens.
type tally uint64

func (t tally) words() int    { return int(t & 1023) }
func (t tally) names() int    { return int(t >> 10 & 1023) } // words with a capital that the codebook does not know
func (t tally) numbers() int  { return int(t >> 20 & 1023) }
func (t tally) quoted() int   { return int(t >> 30 & 1023) } // words inside quotation marks
func (t tally) content() int  { return int(t >> 40 & 1023) }
func (t tally) capitals() int { return int(t >> 50 & 1023) } // of content

// tallyOf is what one token of a shape counts.
var tallyOf = func() (of [64]tally) {
	for i := range of {
		s := shape(i)
		count := func(at int, counts bool) {
			if counts {
				of[i] |= 1 << at
			}
		}
		word := s&shapeWord != 0
		count(0, word)
		count(10, word && s&shapePlain == 0)
		count(20, s&shapeNumber != 0)
		count(30, word && s&shapeQuoted != 0)
		count(40, s&shapeContent != 0)
		count(50, s&shapeContent != 0 && s&shapeCapital != 0)
	}
	return of
}()

// look goes once over the sentence at hand and finds its phrases and anchors,
// what survey holds and whether it is in title case.
func (st *state) look() {
	p := st.prog
	v := &st.survey
	if need := (p.wanted + 15) / 16; len(v.wanted) != need {
		v.wanted = make([]uint16, need)
	}
	if len(v.classes) != p.classWords {
		v.classes = make([]uint64, p.classWords)
	}
	clear(v.wanted)
	clear(v.classes)
	st.anchors = st.anchors[:0]
	toks := st.toks[st.first:st.last]
	var count tally
	var functions functionSet // 0 stands for none and is in no other set
	for i := range toks {
		x := &toks[i]
		count += tallyOf[x.shape&63]
		functions[x.function>>6] |= 1 << (x.function & 63)
		if x.first != 0 && (x.shape&shapePair != 0 || x.use&usePhrase != 0) {
			st.phrases = st.phrasesAt(st.first+i, st.last, st.phrases)
		}
		if x.use&(useWanted|useClass|useAnchor) == 0 {
			continue
		}
		if x.use&useAnchor != 0 {
			st.anchors = append(st.anchors, int32(st.first+i))
		}
		w := &p.words[x.word]
		if x.use&useWanted != 0 {
			for _, b := range p.wantedBlocks[w.wantedFrom:w.wantedTo] {
				v.wanted[b>>16] |= uint16(b)
			}
		}
		if x.use&useClass != 0 {
			for k, bits := range p.classBits[w.classes:][:len(v.classes)] {
				v.classes[k] |= bits
			}
		}
	}
	v.tally, v.functions = count, functions
	st.titleCase = inTitleCase(v.content(), v.capitals())
	for k := range st.phrases {
		for _, sym := range p.nodes[st.phrases[k].node].syms {
			if c := p.classOf[sym]; c >= 0 {
				v.classes[c>>6] |= 1 << (c & 63)
			}
			if w := p.wantedOf[sym]; w >= 0 {
				v.wanted[w>>4] |= 1 << (w & 15)
			}
		}
	}
}

// inTitleCase reports whether a stretch with so many words of content, so many
// of them with a capital, is a headline in title case.
func inTitleCase(content, titles int) bool { return content >= 4 && titles*10 >= content*8 }

// hasClass reports whether a word or phrase of a class occurs, by its index; none
// does of -1.
func (v *survey) hasClass(k int) bool { return k >= 0 && v.classes[k>>6]>>(k&63)&1 != 0 }

// occurs reports whether a wanted symbol occurs.
func (v *survey) occurs(p *program, wanted int32) bool {
	return v.wanted[wanted>>4]>>(wanted&15)&1 != 0 || int(wanted) < len(p.functions) && p.functions[wanted].meets(&v.functions)
}
