package sentiment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/learn"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Layer is a model fitted to coded sentences that speaks after the rules: it
// may find a frame where no pattern is sure, or doubt one that the rules found.
// Fit the model with package learn to the features of Scorer.Features, with
// the labels blame, systemic and counter and without hashing.
type Layer struct {
	Model *learn.Model
	// Alone is, per Frame, the probability of the model from which a frame is
	// present though the rules do not say so; above 1 the model finds nothing
	// by itself. Politics is the same for texts about party politics, where the
	// words of policy are the subject rather than the frame.
	Alone, Politics [len(Frames)]float64
	// Veto is the probability under which a frame is absent though the rules
	// found it; 0 for never.
	Veto [len(Frames)]float64
}

type layerFile struct {
	Alone    [len(Frames)]float64 `json:"alone"`
	Politics [len(Frames)]float64 `json:"politics"`
	Veto     [len(Frames)]float64 `json:"veto"`
	Model    json.RawMessage      `json:"model"`
}

// ReadLayer reads what WriteTo wrote.
func ReadLayer(r io.Reader) (*Layer, error) {
	var f layerFile
	if err := json.NewDecoder(r).Decode(&f); err != nil {
		return nil, fmt.Errorf("sentiment: layer: %w", err)
	}
	m, err := learn.Read(bytes.NewReader(f.Model))
	if err != nil {
		return nil, fmt.Errorf("sentiment: layer: %w", err)
	}
	return &Layer{Model: m, Alone: f.Alone, Politics: f.Politics, Veto: f.Veto}, nil
}

// WriteTo writes the layer as JSON.
func (l *Layer) WriteTo(w io.Writer) (int64, error) {
	var model bytes.Buffer
	if _, err := l.Model.WriteTo(&model); err != nil {
		return 0, err
	}
	b, err := json.Marshal(layerFile{l.Alone, l.Politics, l.Veto, model.Bytes()})
	if err != nil {
		return 0, err
	}
	n, err := w.Write(append(b, '\n'))
	return int64(n), err
}

// Option changes how a Scorer works.
type Option func(*Scorer)

// WithLayer lets a learned layer speak after the rules, in place of the one
// that the codebook may carry. Nil means rules alone.
func WithLayer(l *Layer) Option { return func(s *Scorer) { s.layer = l } }

// layerIndex is a layer made ready for one program: where the model keeps each
// feature that the scorer computes.
type layerIndex struct {
	layer   *Layer
	label   [len(Frames)]int
	columns map[string]int32
	words   map[uint64]int32
	pairs   map[uint64]int32
	classes []int32
}

func newLayerIndex(l *Layer, p *program) (*layerIndex, error) {
	x := &layerIndex{layer: l, columns: map[string]int32{}, words: map[uint64]int32{}, pairs: map[uint64]int32{}}
	labels := l.Model.Labels()
	for f, frame := range Frames {
		x.label[f] = -1
		for k, name := range labels {
			if name == frame.String() {
				x.label[f] = k
			}
		}
		if x.label[f] < 0 {
			return nil, fmt.Errorf("sentiment: the model of the layer has no label %s", frame)
		}
		ws, err := l.Model.Weights(frame.String())
		if err != nil {
			return nil, fmt.Errorf("sentiment: layer: %w", err)
		}
		for _, w := range ws {
			name := w.Feature
			col, _ := l.Model.Column(name)
			if col < 0 {
				continue
			}
			switch {
			case strings.HasPrefix(name, "w:"):
				x.words[text.Hash(name[2:])] = col
			case strings.HasPrefix(name, "b:"):
				if a, b, ok := strings.Cut(name[2:], " "); ok {
					x.pairs[text.Hash(a)*31+text.Hash(b)] = col
				}
			default:
				x.columns[name] = col
			}
		}
	}
	for _, c := range p.classes {
		col, ok := x.columns[c.name]
		if !ok {
			col = -1
		}
		x.classes = append(x.classes, col)
	}
	return x, nil
}

// predictor turns features into terms of the model.
type predictor struct {
	*layerIndex
	terms []learn.Term
	probs []float64
}

func (p *predictor) named(name string, v float64) {
	if col, ok := p.columns[name]; ok {
		p.terms = append(p.terms, learn.Term{Column: col, Value: v})
	}
}
func (p *predictor) word(_ string, h uint64, _ int) {
	if len(p.words) > 0 {
		if col, ok := p.words[h]; ok {
			p.terms = append(p.terms, learn.Term{Column: col, Value: wordValue})
		}
	}
}
func (p *predictor) pair(h uint64, _, _ int) {
	if len(p.pairs) > 0 {
		if col, ok := p.pairs[h]; ok {
			p.terms = append(p.terms, learn.Term{Column: col, Value: wordValue})
		}
	}
}
func (p *predictor) class(k int) {
	if col := p.classes[k]; col >= 0 {
		p.terms = append(p.terms, learn.Term{Column: col, Value: 1})
	}
}

// speak lets the layer revise the probabilities of the sentence at hand.
func (st *state) speak(out *Sentence) {
	p := &st.predictor
	p.terms = p.terms[:0]
	st.features(out, p)
	p.probs = p.layer.Model.PredictTerms(p.probs, p.terms)
	out.Frames = 0
	for f, frame := range Frames {
		alone := p.layer.Alone[f]
		if st.politics {
			alone = p.layer.Politics[f]
		}
		out.Prob[f] = together(out.Prob[f], p.probs[p.label[f]], alone, p.layer.Veto[f])
		if out.Prob[f] >= 0.5 {
			out.Frames = out.Frames.With(frame)
		}
	}
}

// together joins the confidence of the rules and the probability of the model
// so that one half keeps its meaning.
func together(rules, model, alone, veto float64) float64 {
	switch {
	case rules >= 0.5 && model < veto:
		return 0.5 * model / veto * 0.98
	case rules >= 0.5:
		return rules
	case alone <= 1 && model >= alone:
		return 0.5 + 0.5*(model-alone)/math.Max(1-alone, 1e-9)
	case alone <= 1:
		return math.Max(rules, 0.49*model/alone)
	}
	return rules
}
