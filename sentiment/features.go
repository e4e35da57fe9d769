package sentiment

import (
	"math"

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
	st.observe = func(i int, sent *Sentence) {
		e := collector{st: st}
		st.features(sent, &e)
		out = append(out, e.features)
	}
	s.score(st, st.parser.Parse(d.Text), d)
	return out
}

// emitter receives features.
type emitter interface {
	named(name string, value float64)
	word(prefix string, hash uint64, i int)
	pair(hash uint64, i, j int)
	class(k int)
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

var (
	ruleFeature   = [...]string{"r:blame", "r:systemic", "r:counter"}
	beforeFeature = [...]string{"r:before:blame", "r:before:systemic", "r:before:counter"}
	titleFeature  = [...]string{"r:title:blame", "r:title:systemic", "r:title:counter"}
	voiceFeature  = [...]string{"q:author", "q:quoted", "q:reported"}
	scopeFeature  = [...]string{"x:negated", "x:rejected", "x:contrasted", "x:questioned", "x:supposed", "x:ironic"}
)

// features sends the features of the sentence at hand, scored as out, to e.
func (st *state) features(out *Sentence, e emitter) {
	for f := range Frames {
		e.named(ruleFeature[f], logit(st.rules[f]))
		if p := math.Max(st.recentProb[0][f], st.recentProb[1][f]); p > 0 {
			e.named(beforeFeature[f], p)
		}
		if p := st.titleProb[f]; p > 0 {
			e.named(titleFeature[f], p)
		}
	}
	var scopes Scope
	for k := range out.Hits {
		p := st.prog.patterns[st.hits[k].pattern]
		if h := &out.Hits[k]; h.Weight > 0 {
			e.named(p.features[h.Counts], 1)
		} else {
			e.named(p.features[len(Frames)], 1)
		}
		scopes |= out.Hits[k].Scope
	}
	for i, name := range scopeFeature {
		if scopes>>i&1 != 0 {
			e.named(name, 1)
		}
	}
	e.named(voiceFeature[out.Voice], 1)
	words, quoted, names, numbers := 0, 0, 0, 0
	var prev uint64
	prevAt := -1
	for i := st.first; i < st.last; i++ {
		t := st.token(i)
		switch t.Kind {
		case text.Word:
			words++
			if st.quoted[i] {
				quoted++
			}
			if t.Flags&text.Title != 0 && st.w[i] == 0 {
				names++
				prev, prevAt = 0, -1
				continue // an unknown name tells of the case, not of the frame
			}
		case text.Number:
			numbers++
			prev, prevAt = 0, -1
			continue
		default:
			prev, prevAt = 0, -1
			continue
		}
		e.word("w:", t.ID, i)
		if prevAt >= 0 {
			e.pair(prev*31+t.ID, prevAt, i)
		}
		prev, prevAt = t.ID, i
	}
	for k := range st.prog.classes {
		sym := st.prog.classes[k].sym
		if st.present[sym>>6]>>(uint(sym)&63)&1 != 0 {
			e.class(k)
		}
	}
	e.named("s:length", math.Log(float64(words)+1)-3)
	if quoted > 0 {
		e.named("q:share", float64(quoted)/float64(words))
	}
	if names > 0 {
		e.named("s:name", 1)
	}
	if numbers > 0 {
		e.named("s:number", 1)
	}
	if st.doc.Sentences[st.index].Flags&text.ParagraphStart != 0 {
		e.named("s:paragraph", 1)
	}
	st.learnNames()
	if st.politics {
		e.named("s:politics", 1)
	}
	if st.index == 0 {
		e.named("s:first", 1)
	}
	if st.last > st.first && st.is(st.last-1, '?') {
		e.named("s:question", 1)
	}
}

// collector keeps features by name, for training.
type collector struct {
	features []learn.Feature
	st       *state
}

func (c *collector) named(name string, v float64) {
	c.features = append(c.features, learn.Feature{Name: name, Value: v})
}
func (c *collector) word(prefix string, _ uint64, i int) { c.named(prefix+c.st.doc.Norm(i), wordValue) }
func (c *collector) pair(_ uint64, i, j int) {
	c.named("b:"+c.st.doc.Norm(i)+" "+c.st.doc.Norm(j), wordValue)
}
func (c *collector) class(k int) { c.named(c.st.prog.classes[k].name, 1) }
