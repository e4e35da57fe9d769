package sentiment

import (
	"fmt"
	"math"
	mathbits "math/bits"

	"github.com/seed-11e619e4/pressframe/sentiment/learn"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
	"github.com/seed-11e619e4/pressframe/sentiment/wordvec"
)

// Features returns, for each sentence of a document, what a learned layer may
// use: the patterns that matched and what their scopes made of them, the
// confidence of the rules here, in the title and in the two sentences before,
// voice, the word classes that occur, shape, words and pairs of words, and where
// the words lie in the space of package wordvec.
//
// The prefix of a name tells its kind: "h:" a pattern that counts, "v:" one
// that was turned down, "x:" a scope, "r:" a confidence of the rules (as
// log-odds, halved), "q:" voice and quotation, "c:" a class, "s:" shape, "w:" a
// folded word, "b:" a pair of them, "d:" a dimension of the space. The names and values are those that a Scorer
// with a model computes itself.
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
	ruleFeature      feature = 0
	beforeFeature            = ruleFeature + feature(len(Frames))
	titleFeature             = beforeFeature + feature(len(Frames))
	voiceFeature             = titleFeature + feature(len(Frames))
	scopeFeature             = voiceFeature + feature(len(voiceNames))
	shareFeature             = scopeFeature + feature(len(scopeNames))
	lengthFeature            = shareFeature + 1
	nameFeature              = shareFeature + 2
	numberFeature            = shareFeature + 3
	paragraphFeature         = shareFeature + 4
	politicsFeature          = shareFeature + 5
	firstFeature             = shareFeature + 6
	questionFeature          = shareFeature + 7
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

// The vector of a sentence is what those of its words come to over twice the root
// of their number: a long one is not surer for being long. perWords holds what to
// multiply by, for n words.
var perWords = func() (of [text.MaxTokens + 1]float64) {
	for n := range of {
		of[n] = 1 / overWords(n)
	}
	return of
}()

func overWords(n int) float64 { return 2 * math.Sqrt(float64(max(n, 1))) }

// dimensionNames names the features of the vectors.
var dimensionNames = func() (of [wordvec.Dims]string) {
	for k := range of {
		of[k] = fmt.Sprintf("d:%02d", k)
	}
	return of
}()

// logOfLength holds math.Log(n+1)-3 for n words.
var logOfLength = func() (of [text.MaxTokens + 1]float64) {
	for n := range of {
		of[n] = math.Log(float64(n)+1) - 3
	}
	return of
}()

// logit is half the log-odds of p, kept within bounds.
func logit(p float64) float64 {
	if p <= leastProb {
		return leastLogit // of most sentences
	}
	return halfLogOdds(min(p, 1-leastProb))
}

const leastProb = 0.02

var leastLogit = halfLogOdds(leastProb)

func halfLogOdds(p float64) float64 { return math.Log(p/(1-p)) / 2 }

// features sends the features of the sentence at hand, scored as out, to e.
func (st *state) features(out *Sentence, e *emitter) {
	for f := range Frames {
		e.named(ruleFeature+feature(f), logit(st.rules[f]))
		if p := max(st.recentProb[0][f], st.recentProb[1][f]); p > 0 {
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
	e.words()
	v := &st.survey
	for k, bits := range v.classes {
		for ; bits != 0; bits &= bits - 1 {
			e.class(k*64 + mathbits.TrailingZeros64(bits))
		}
	}
	e.named(lengthFeature, logOfLength[v.words()])
	if v.quoted() > 0 {
		e.named(shareFeature, float64(v.quoted())/float64(v.words()))
	}
	if v.names() > 0 {
		e.named(nameFeature, 1)
	}
	if v.numbers() > 0 {
		e.named(numberFeature, 1)
	}
	if st.doc.Sentences[st.index].Flags&text.ParagraphStart != 0 {
		e.named(paragraphFeature, 1)
	}
	st.learnNames()
	if st.politics {
		e.named(politicsFeature, 1)
	}
	if st.index == 0 {
		e.named(firstFeature, 1)
	}
	if st.last > st.first && st.is(st.last-1, '?') {
		e.named(questionFeature, 1)
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

// words is for the words of the sentence and, where one follows the other,
// their pairs, at wordValue each, and for the vectors of the words. An unknown
// name tells of the case, not of the frame: it is left out.
func (e *emitter) words() {
	st := e.st
	if e.layerIndex != nil {
		e.addWords(st.toks[st.first:st.last])
		return
	}
	var sum [wordvec.Dims]int
	prev := ""
	for i := st.first; i < st.last; i++ {
		if st.toks[i].shape&shapePlain == 0 {
			prev = ""
			continue
		}
		word := st.doc.Norm(i)
		e.keep("w:"+word, wordValue)
		for k, x := range wordvec.Of(word) {
			sum[k] += int(x)
		}
		if prev != "" {
			e.keep("b:"+prev+" "+word, wordValue)
		}
		prev = word
	}
	per := wordvec.Step() / overWords(st.survey.words())
	for k, x := range sum {
		e.keep(dimensionNames[k], float64(x)*per)
	}
}

// addWords adds up the words, their vectors and the pairs. The weights of words
// and pairs are for wordValue already.
func (e *emitter) addWords(toks []tok) {
	s0, s1, s2 := e.scores[Blame], e.scores[Systemic], e.scores[CounterBlame]
	var n0, n1, n2 float64
	first := uint32(0) // of a pair that this token may end
	for i := range toks {
		x := &toks[i]
		if x.shape&shapePlain == 0 {
			first = 0
			continue
		}
		if x.row != 0 {
			r := &e.wordRows[x.row]
			s0, s1, s2 = s0+r.itself[Blame], s1+r.itself[Systemic], s2+r.itself[CounterBlame]
			n0, n1, n2 = n0+r.vector[Blame], n1+r.vector[Systemic], n2+r.vector[CounterBlame]
		}
		if first != 0 && x.id != 0 {
			if row := e.pairs.get(first, x.id); row != 0 {
				r := &e.rows[row]
				s0, s1, s2 = s0+r[Blame], s1+r[Systemic], s2+r[CounterBlame]
			}
		}
		first = 0
		if x.shape&shapePair != 0 {
			first = x.id
		}
	}
	per := perWords[e.st.survey.words()]
	e.scores = [len(Frames)]float64{Blame: s0 + float64(n0*per), Systemic: s1 + float64(n1*per), CounterBlame: s2 + float64(n2*per)}
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
