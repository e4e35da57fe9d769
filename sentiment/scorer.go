package sentiment

import (
	"sync"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Scorer scores texts with one codebook. It is safe for concurrent use and
// gives the same result for the same text whoever else uses it.
type Scorer struct {
	prog    *program
	hash    string
	pool    sync.Pool
	layer   *Layer
	reasons int
}

// NewScorer compiles a codebook. If the codebook carries a learned layer, the
// scorer uses it; WithLayer(nil) leaves the rules alone.
func NewScorer(cb *Codebook, options ...Option) (*Scorer, error) {
	prog, err := compile(cb)
	if err != nil {
		return nil, err
	}
	s := &Scorer{prog: prog, hash: cb.Hash(), layer: cb.layer}
	for _, o := range options {
		o(s)
	}
	var index *layerIndex
	if s.layer != nil {
		if index, err = newLayerIndex(s.layer, prog); err != nil {
			return nil, err
		}
	}
	s.pool.New = func() any { return &state{prog: prog, layer: index, reasons: s.reasons} }
	return s, nil
}

// Score scores a document.
func (s *Scorer) Score(d Document) *Result {
	st := s.pool.Get().(*state)
	defer s.pool.Put(st)
	return s.score(st, st.parser.Parse(d.Text), d)
}

// ScoreParsed scores a text that has been parsed already; d.Text is not read.
func (s *Scorer) ScoreParsed(doc *text.Document, d Document) *Result {
	st := s.pool.Get().(*state)
	defer s.pool.Put(st)
	return s.score(st, doc, d)
}

func (s *Scorer) score(st *state, doc *text.Document, d Document) *Result {
	r := &Result{ID: d.ID, Codebook: s.hash, Sentences: make([]Sentence, len(doc.Sentences))}
	r.Measures.Documents = 1
	st.titleFrames, st.titleProb = 0, [len(Frames)]float64{}
	if d.Title != "" {
		var p text.Parser
		if r.Title = s.title(st, p.Parse(d.Title)); r.Title != nil {
			st.titleFrames, st.titleProb = r.Title.Frames, r.Title.Prob
		}
	}
	st.begin(doc)
	for i := range doc.Sentences {
		st.sentence(i, &r.Sentences[i])
		r.Measures.Add(&r.Sentences[i])
	}
	return r
}

// title scores a headline as one sentence. Of a title longer than
// text.MaxTokens words the first sentences count.
func (s *Scorer) title(st *state, doc *text.Document) *Sentence {
	if len(doc.Sentences) == 0 {
		return nil
	}
	// One sentence, if it is as short as titles are.
	whole, n := &doc.Sentences[0], 1
	for n < len(doc.Sentences) && doc.Sentences[n].Last <= text.MaxTokens {
		n++
	}
	whole.End, whole.Last = doc.Sentences[n-1].End, doc.Sentences[n-1].Last
	doc.Sentences, doc.Tokens = doc.Sentences[:1], doc.Tokens[:whole.Last]
	st.begin(doc)
	out := &Sentence{}
	observe := st.observe
	st.observe = nil
	st.sentence(0, out)
	st.observe = observe
	return out
}
