package sentiment

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"
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

// layerIndex is a layer made ready for one program: what each feature that the
// scorer computes adds to the scores.
type layerIndex struct {
	layer     *Layer
	label     [len(Frames)]int // of the model, by Frame
	intercept [len(Frames)]float64
	rows      [][len(Frames)]float64 // weights; row 0 is empty
	fixed     [len(featureNames)]int32
	patterns  [][len(Frames) + 1]int32
	classes   []int32
	words     []int32   // by vocabulary number
	pairs     pairTable // by the vocabulary numbers of both
	follow    []uint64  // by vocabulary number, what may come second: bit number%64
}

// newLayerIndex enters the words of the layer into the vocabulary of the program.
func newLayerIndex(l *Layer, p *program) (*layerIndex, error) {
	x := &layerIndex{layer: l, rows: make([][len(Frames)]float64, 1)}
	labels := l.Model.Labels()
	for f, frame := range Frames {
		if x.label[f] = slices.Index(labels, frame.String()); x.label[f] < 0 {
			return nil, fmt.Errorf("sentiment: the model of the layer has no label %s", frame)
		}
		x.intercept[f] = l.Model.Intercept(x.label[f])
	}
	var names []string
	for name, weights := range l.Model.Columns() {
		var row [len(Frames)]float64
		for f := range row {
			row[f] = weights[x.label[f]]
		}
		names = append(names, name)
		x.rows = append(x.rows, row)
	}
	x.index(names, p)
	return x, nil
}

// index finds the rows of the features of a program; names[i] has row i+1.
func (x *layerIndex) index(names []string, p *program) {
	rows := make(map[string]int32, len(names))
	for i, name := range names {
		rows[name] = int32(i) + 1
	}
	for f, name := range featureNames {
		x.fixed[f] = rows[name]
	}
	for _, pat := range p.patterns {
		var to [len(Frames) + 1]int32
		for k, name := range pat.features {
			to[k] = rows[name]
		}
		x.patterns = append(x.patterns, to)
	}
	for _, c := range p.classes {
		x.classes = append(x.classes, rows[c.name])
	}
	for _, name := range names {
		if word, ok := strings.CutPrefix(name, "w:"); ok {
			p.add(text.Hash(word))
		} else if a, b, ok := pairOf(name); ok {
			p.add(text.Hash(a))
			p.add(text.Hash(b))
		}
	}
	x.words, x.follow = make([]int32, len(p.words)), make([]uint64, len(p.words))
	for i, name := range names {
		row := int32(i) + 1
		if word, ok := strings.CutPrefix(name, "w:"); ok {
			x.words[p.add(text.Hash(word))] = row
		} else if a, b, ok := pairOf(name); ok {
			first, second := p.add(text.Hash(a)), p.add(text.Hash(b))
			x.pairs.put(int32(first), second, row)
			x.follow[first] |= 1 << (second & 63)
		}
	}
}

// pairOf returns the two words of the feature of a pair.
func pairOf(name string) (a, b string, ok bool) {
	if name, ok = strings.CutPrefix(name, "b:"); !ok {
		return "", "", false
	}
	return strings.Cut(name, " ")
}

// speak lets the layer revise the probabilities of the sentence at hand.
func (st *state) speak(out *Sentence) {
	x := st.layer
	e := emitter{layerIndex: x, st: st, scores: x.intercept}
	st.features(out, &e)
	out.Frames = 0
	for f, frame := range Frames {
		alone := x.layer.Alone[f]
		if st.politics {
			alone = x.layer.Politics[f]
		}
		p := x.layer.Model.Calibrated(x.label[f], e.scores[f])
		out.Prob[f] = together(out.Prob[f], p, alone, x.layer.Veto[f])
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
		return 0.5 + float64(0.5*(model-alone)/math.Max(1-alone, 1e-9))
	case alone <= 1:
		return math.Max(rules, 0.49*model/alone)
	}
	return rules
}
