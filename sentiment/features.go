package sentiment

import (
	"math"
	mathbits "math/bits"

	"github.com/seed-11e619e4/pressframe/sentiment/learn"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Features returns, for each sentence of a document, what a learned layer may
// use: the patterns that matched and what their scopes made of them, the
// confidence of the rules here, in the title and in the two sentences before,
// voice, levels of targets and speaker, the word classes that occur, shape,
// and words and pairs of words.
//
// The prefix of a name tells its kind: "h:" a pattern that counts, "v:" one
// that was turned down, "x:" a scope, "r:" a confidence of the rules (as
// log-odds, halved), "t:" a level, "q:" voice and quotation, "c:" a class,
// "s:" shape, "w:" a folded word, "b:" a pair of them. The names and values
// are those that a Scorer with a model computes itself.
func (s *Scorer) Features(d Document) [][]learn.Feature {
	st := &state{prog: s.prog}
	var out [][]learn.Feature
	st.observe = func(_ int, sent *Sentence) {
		e := emitter{st: st}
		st.features(sent, &e)
		out = append(out, e.features)
	}
	s.score(st, st.parser.Parse(d.Text), d)
	return out
}

// feature is a feature that every codebook has.
type feature int

// The features that come once per Frame stand in the order of Frames, scopes in
// that of Scope and voices in that of Voice.
const (
	ruleFeature    feature = 0
	beforeFeature          = ruleFeature + feature(len(Frames))
	titleFeature           = beforeFeature + feature(len(Frames))
	voiceFeature           = titleFeature + feature(len(Frames))
	scopeFeature           = voiceFeature + feature(len(voiceNames))
	shareQuoted            = scopeFeature + feature(len(scopeNames))
	shapeLength            = shareQuoted + 1
	shapeName              = shareQuoted + 2
	shapeNumber            = shareQuoted + 3
	shapeParagraph         = shareQuoted + 4
	shapePolitics          = shareQuoted + 5
	shapeFirst             = shareQuoted + 6
	shapeQuestion          = shareQuoted + 7
)

// featureNames names them in the same order.
var featureNames = [...]string{
	"r:blame", "r:systemic", "r:counter",
	"r:before:blame", "r:before:systemic", "r:before:counter",
	"r:title:blame", "r:title:systemic", "r:title:counter",
	"q:author", "q:quoted", "q:reported",
	"x:negated", "x:rejected", "x:contrasted", "x:questioned", "x:supposed", "x:ironic",
	"q:share", "s:length", "s:name", "s:number", "s:paragraph", "s:politics", "s:first", "s:question",
}

// classFeature is a codebook class as a feature.
type classFeature struct {
	sym  int32
	name string
}

// wordValue is the value of word features: less than one, as there are many.
const wordValue = 0.5

func logit(p float64) float64 {
	p = math.Min(math.Max(p, 0.02), 0.98)
	return math.Log(p/(1-p)) / 2
}

// features sends the features of the sentence at hand, scored as out, to e.
func (st *state) features(out *Sentence, e *emitter) {
	for f := range Frames {
		e.named(ruleFeature+feature(f), logit(st.rules[f]))
		if p := math.Max(st.recentProb[0][f], st.recentProb[1][f]); p > 0 {
			e.named(beforeFeature+feature(f), p)
		}
		if p := st.titleProb[f]; p > 0 {
			e.named(titleFeature+feature(f), p)
		}
	}
	var scopes Scope
	for k := range out.Hits {
		h := &out.Hits[k]
		if h.Weight > 0 {
			e.pattern(st.hits[k].pattern, int(h.Counts))
		} else {
			e.pattern(st.hits[k].pattern, len(Frames))
		}
		scopes |= h.Scope
	}
	for i := range scopeNames {
		if scopes>>i&1 != 0 {
			e.named(scopeFeature+feature(i), 1)
		}
	}
	e.named(voiceFeature+feature(out.Voice), 1)
	prev := -1
	for i := st.first; i < st.last; i++ {
		// An unknown name tells of the case, not of the frame.
		if t := st.token(i); t.Kind != text.Word || t.Flags&text.Title != 0 && !st.known(i) {
			prev = -1
			continue
		}
		e.word(i)
		if prev >= 0 {
			e.pair(prev, i)
		}
		prev = i
	}
	v := &st.survey
	for k, bits := range v.classes {
		for ; bits != 0; bits &= bits - 1 {
			e.class(k*64 + mathbits.TrailingZeros64(bits))
		}
	}
	e.named(shapeLength, math.Log(float64(v.words)+1)-3)
	if v.quoted > 0 {
		e.named(shareQuoted, float64(v.quoted)/float64(v.words))
	}
	if v.names > 0 {
		e.named(shapeName, 1)
	}
	if v.numbers > 0 {
		e.named(shapeNumber, 1)
	}
	if st.doc.Sentences[st.index].Flags&text.ParagraphStart != 0 {
		e.named(shapeParagraph, 1)
	}
	st.learnNames()
	if st.politics {
		e.named(shapePolitics, 1)
	}
	if st.index == 0 {
		e.named(shapeFirst, 1)
	}
	if st.last > st.first && st.is(st.last-1, '?') {
		e.named(shapeQuestion, 1)
	}
}

// emitter takes the features of a sentence. With a layer it adds up what they
// score there; without one it keeps them by name, for training.
type emitter struct {
	*layerIndex
	st       *state
	scores   [len(Frames)]float64
	features []learn.Feature
}

func (e *emitter) named(f feature, v float64) {
	if e.layerIndex == nil {
		e.keep(featureNames[f], v)
	} else {
		e.add(e.fixed[f], v)
	}
}

// pattern is for a hit that counts for a frame, or for none: len(Frames).
func (e *emitter) pattern(p int32, counts int) {
	if e.layerIndex == nil {
		e.keep(e.st.prog.patterns[p].features[counts], 1)
	} else {
		e.add(e.patterns[p][counts], 1)
	}
}

func (e *emitter) word(i int) {
	if e.layerIndex == nil {
		e.keep("w:"+e.st.doc.Norm(i), wordValue)
	} else if row := e.words[e.st.toks[i].vocab]; row != 0 {
		e.add(row, wordValue)
	}
}

func (e *emitter) pair(i, j int) {
	if e.layerIndex == nil {
		e.keep("b:"+e.st.doc.Norm(i)+" "+e.st.doc.Norm(j), wordValue)
	} else if a, b := e.st.toks[i].vocab, e.st.toks[j].vocab; e.follow[a]>>(b&63)&1 != 0 && b != 0 {
		e.add(e.pairs.get(int32(a), b), wordValue)
	}
}

func (e *emitter) class(k int) {
	if e.layerIndex == nil {
		e.keep(e.st.prog.classes[k].name, 1)
	} else {
		e.add(e.classes[k], 1)
	}
}

func (e *emitter) keep(name string, v float64) {
	e.features = append(e.features, learn.Feature{Name: name, Value: v})
}

// add adds a feature to the scores; row 0 is that of features without weight.
func (e *emitter) add(row int32, v float64) {
	if row == 0 {
		return
	}
	for f, w := range e.rows[row] {
		e.scores[f] += float64(w * v)
	}
}
