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
	"github.com/seed-11e619e4/pressframe/sentiment/wordvec"
)

// Layer is a model fitted to coded sentences that speaks after the rules: it
// may find a frame where no pattern is sure. What the rules found stays, and
// where they are sure of a frame the layer adds none.
// Fit the model with package learn to the features of Scorer.Features, with
// the labels blame, systemic and counter and without hashing.
type Layer struct {
	Model *learn.Model
	// From is, per Frame, the probability from which a frame that the rules did
	// not find counts as present; Politics is the same in texts about party
	// politics, where the words of policy are the subject rather than the frame.
	// They are above 0 and at most 1; at 1 the layer never adds the frame.
	From, Politics [len(Frames)]float64
}

type layerFile struct {
	From     [len(Frames)]float64 `json:"from"`
	Politics [len(Frames)]float64 `json:"politics"`
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
	l := &Layer{Model: m, From: f.From, Politics: f.Politics}
	if err := l.check(); err != nil {
		return nil, err
	}
	return l, nil
}

// check reports a probability that is none.
func (l *Layer) check() error {
	for k, p := range slices.Concat(l.From[:], l.Politics[:]) {
		if !(p > 0 && p <= 1) {
			return fmt.Errorf("sentiment: layer: %s is present from probability %v: it must be above 0 and at most 1", Frame(k%len(Frames)), p)
		}
	}
	return nil
}

// WriteTo writes the layer as JSON.
func (l *Layer) WriteTo(w io.Writer) (int64, error) {
	if err := l.check(); err != nil {
		return 0, err
	}
	var model bytes.Buffer
	if _, err := l.Model.WriteTo(&model); err != nil {
		return 0, err
	}
	b, err := json.Marshal(layerFile{l.From, l.Politics, model.Bytes()})
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
	least     [2][len(Frames)]float64 // log-odds from which a frame is present, outside politics and in it
	rows      [][len(Frames)]float64  // weights, those of pairs times wordValue; row 0 is empty
	wordRows  []wordRow               // of words; row 0 is empty
	fixed     [len(featureNames)]int32
	patterns  [][len(Frames) + 1]int32
	classes   []int32
	pairs     pairTable // by the ids of both words
}

// wordRow is what a word adds to the scores: itself, times wordValue, and by its
// vector, before that of the sentence is divided by its length.
type wordRow struct{ itself, vector [len(Frames)]float64 }

// newLayerIndex enters the words of the layer into the vocabulary of the program.
func newLayerIndex(l *Layer, p *program) (*layerIndex, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	x := &layerIndex{layer: l, rows: make([][len(Frames)]float64, 1), wordRows: make([]wordRow, 1)}
	labels := l.Model.Labels()
	for f, frame := range Frames {
		if x.label[f] = slices.Index(labels, frame.String()); x.label[f] < 0 {
			return nil, fmt.Errorf("sentiment: the model of the layer has no label %s", frame)
		}
		x.intercept[f] = l.Model.Intercept(x.label[f])
		x.least[0][f] = math.Log(l.From[f] / (1 - l.From[f]))
		x.least[1][f] = math.Log(l.Politics[f] / (1 - l.Politics[f]))
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
	id := func(word string) uint32 { return p.addNew(text.Hash(word)).id }
	for i, name := range names {
		row := int32(i) + 1
		if word, ok := strings.CutPrefix(name, "w:"); ok {
			itself := &x.word(word, p).itself
			for f, w := range x.rows[row] {
				itself[f] = w * wordValue
			}
		} else if a, b, ok := pairOf(name); ok {
			first, second := id(a), id(b)
			x.pairs.put(first, second, row)
			p.pairs.add(pairHash(first, second))
			for f := range x.rows[row] {
				x.rows[row][f] *= wordValue
			}
		}
	}
	x.indexVectors(rows, p)
}

// word returns the row of a word, making one if there is none. The pointer is
// good until the next call.
func (x *layerIndex) word(word string, p *program) *wordRow {
	e := p.addNew(text.Hash(word))
	if e.row == 0 {
		e.row = int32(len(x.wordRows))
		x.wordRows = append(x.wordRows, wordRow{})
	}
	return &x.wordRows[e.row]
}

// indexVectors enters the words that have a vector, if the layer makes use of
// the dimensions.
func (x *layerIndex) indexVectors(rows map[string]int32, p *program) {
	var weights [wordvec.Dims][len(Frames)]float64
	used := false
	for k, name := range dimensionNames {
		weights[k] = x.rows[rows[name]]
		used = used || rows[name] != 0
	}
	if !used {
		return
	}
	for k := range weights {
		for f := range weights[k] {
			weights[k][f] *= wordvec.Step()
		}
	}
	for word, v := range wordvec.All() {
		r := &x.word(word, p).vector
		for k, w := range weights {
			for f := range r {
				r[f] += float64(w[f] * float64(v[k]))
			}
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
	for f := range Frames {
		if out.Prob[f] >= surely {
			return
		}
	}
	x := st.layer
	e := emitter{layerIndex: x, st: st, scores: x.intercept}
	st.features(out, &e)
	least := st.least()
	for f, frame := range Frames {
		if out.Frames.Has(frame) || least[f] == math.Inf(1) {
			continue
		}
		z := x.layer.Model.LogOdds(x.label[f], e.scores[f]) - least[f]
		out.Prob[f] = math.Max(out.Prob[f], 1/(1+math.Exp(-z)))
		if out.Prob[f] >= 0.5 {
			out.Frames = out.Frames.With(frame)
		}
		if st.reasons > 0 {
			st.explainLayer(frame, out)
		}
	}
}

// least returns the log-odds from which the layer adds a frame to the text at
// hand.
func (st *state) least() *[len(Frames)]float64 {
	if st.politics {
		return &st.layer.least[1]
	}
	return &st.layer.least[0]
}

// surely is the probability from which the rules have the word alone: a
// construction that is plainly of one frame is not to be given a second one by
// its vocabulary.
const surely = 0.7
