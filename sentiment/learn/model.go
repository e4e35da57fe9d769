package learn

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// A Model gives an example a probability for each label. It is safe for use by
// several goroutines. Get one from Fit or Read.
type Model struct {
	// Report is the error measured when the model was fitted. A model that was
	// read has its predictions stripped.
	Report *Report

	labels     []label
	hashBits   int
	hashPrefix string
	names      []string // sorted
	weight     []float64
	column     map[string]int32
	bucket     []int32 // column of each hash bucket, or -1
}

// label is what a model knows of one label; its order here is that of the file.
type label struct {
	Name      string  `json:"name"`
	Lambda    float64 `json:"lambda"`
	Intercept float64 `json:"intercept"`
	Slope     float64 `json:"slope"`  // of the calibration
	Offset    float64 `json:"offset"` // of the calibration
	Threshold float64 `json:"threshold"`
}

func (l *label) scaling() scaling { return scaling{l.Slope, l.Offset} }

// ErrLabel says that a model does not know a label.
var ErrLabel = errors.New("learn: unknown label")

func (m *Model) setWeights(names []string, fits []fitted) {
	for j, name := range names {
		zero := true
		row := make([]float64, len(fits))
		for l := range fits {
			row[l] = round6(fits[l].beta[j])
			zero = zero && row[l] == 0
		}
		if !zero {
			m.names = append(m.names, name)
			m.weight = append(m.weight, row...)
		}
	}
	m.index()
}

func (m *Model) index() {
	m.column = make(map[string]int32, len(m.names))
	for j, name := range m.names {
		m.column[name] = int32(j)
	}
	if m.hashBits > 0 {
		m.bucket = make([]int32, 1<<m.hashBits)
		for b := range m.bucket {
			m.bucket[b] = -1
			if j, ok := m.column[bucketName(uint32(b))]; ok {
				m.bucket[b] = j
			}
		}
	}
}

// Labels returns the labels in the order of Predict.
func (m *Model) Labels() []string {
	names := make([]string, len(m.labels))
	for i := range m.labels {
		names[i] = m.labels[i].Name
	}
	return names
}

// Thresholds returns the probability from which each label counts as present.
func (m *Model) Thresholds() []float64 {
	t := make([]float64, len(m.labels))
	for i := range m.labels {
		t[i] = m.labels[i].Threshold
	}
	return t
}

// Features returns the number of features (or buckets) with a weight.
func (m *Model) Features() int { return len(m.names) }

// Column returns where the model keeps a feature, and the sign by which hashing
// multiplies its value (1 for features that are not hashed). It is -1 when the
// feature has no weight.
func (m *Model) Column(name string) (column int32, sign float64) {
	if m.hashBits > 0 && strings.HasPrefix(name, m.hashPrefix) {
		b, sign := bucket(name, m.hashBits)
		return m.bucket[b], sign
	}
	if j, ok := m.column[name]; ok {
		return j, 1
	}
	return -1, 1
}

// Predict appends to dst[:0] the calibrated probability of each label. Features
// that the model does not know, and values that are not finite, count for
// nothing. It allocates only if dst is too small.
func (m *Model) Predict(dst []float64, features []Feature) []float64 {
	dst = m.start(dst)
	for _, f := range features {
		if j, sign := m.Column(f.Name); j >= 0 {
			m.add(dst, j, sign*f.Value)
		}
	}
	return m.finish(dst)
}

// Intercept returns the score of a label, by its number in Labels, without any
// feature.
func (m *Model) Intercept(label int) float64 { return m.labels[label].Intercept }

// Columns returns the features with their weights by label, which must not be
// changed. A scorer that looks its features up once can then add up the scores
// by itself: the intercept, and for each feature its weight times its value.
func (m *Model) Columns() iter.Seq2[string, []float64] {
	return func(yield func(string, []float64) bool) {
		n := len(m.labels)
		for j, name := range m.names {
			if !yield(name, m.weight[j*n:(j+1)*n:(j+1)*n]) {
				return
			}
		}
	}
}

// WeightsOf returns the weights of a feature, one a label in the order of
// Labels; nil if it has none. It is not for hashed features.
func (m *Model) WeightsOf(feature string) []float64 {
	j, ok := m.column[feature]
	if !ok {
		return nil
	}
	return m.weight[int(j)*len(m.labels) : (int(j)+1)*len(m.labels)]
}

// Calibrated returns the probability of a label, by its number in Labels, for a
// score.
func (m *Model) Calibrated(label int, score float64) float64 {
	return sigmoid(m.LogOdds(label, score))
}

// LogOdds returns the log-odds of the probability that Calibrated returns.
func (m *Model) LogOdds(label int, score float64) float64 {
	return m.labels[label].scaling().logOdds(score)
}

func (m *Model) start(dst []float64) []float64 {
	dst = dst[:0]
	for i := range m.labels {
		dst = append(dst, m.labels[i].Intercept)
	}
	return dst
}

func (m *Model) add(dst []float64, column int32, value float64) {
	if value-value != 0 { // NaN or infinite
		return
	}
	w := m.weight[int(column)*len(dst):][:len(dst)]
	for l := range dst {
		dst[l] += float64(w[l] * value)
	}
}

func (m *Model) finish(dst []float64) []float64 {
	for l := range dst {
		dst[l] = m.Calibrated(l, dst[l])
	}
	return dst
}

// Present returns the labels whose probability reaches their threshold.
func (m *Model) Present(probabilities []float64) []string {
	var out []string
	for i := range min(len(m.labels), len(probabilities)) {
		if probabilities[i] >= m.labels[i].Threshold {
			out = append(out, m.labels[i].Name)
		}
	}
	return out
}

// An Explanation takes a probability apart. Base and the contributions, all in
// log-odds after calibration, add up to LogOdds, and Probability is
// 1/(1+e^−LogOdds).
type Explanation struct {
	Label         string
	Base          float64 // log-odds without any feature
	Contributions []Contribution
	LogOdds       float64
	Probability   float64
	Threshold     float64
}

// A Contribution is what one feature added to the log-odds.
type Contribution struct {
	Feature string
	Value   float64
	LogOdds float64
}

// Explain lists what each feature of an example contributed to a label, the
// weightiest first.
func (m *Model) Explain(labelName string, features []Feature) (Explanation, error) {
	l := slices.IndexFunc(m.labels, func(l label) bool { return l.Name == labelName })
	if l < 0 {
		return Explanation{}, fmt.Errorf("%w: %q; have %q", ErrLabel, labelName, m.Labels())
	}
	lab := &m.labels[l]
	e := Explanation{Label: labelName, Base: lab.scaling().logOdds(lab.Intercept), Threshold: lab.Threshold}
	e.LogOdds = e.Base
	for _, f := range sumByName(slices.Clone(features)) {
		j, sign := m.Column(f.Name)
		if j < 0 || f.Value-f.Value != 0 {
			continue
		}
		c := float64(lab.Slope * float64(m.weight[int(j)*len(m.labels)+l]*float64(sign*f.Value)))
		if c != 0 {
			e.Contributions = append(e.Contributions, Contribution{f.Name, f.Value, c})
			e.LogOdds += c
		}
	}
	slices.SortStableFunc(e.Contributions, func(a, b Contribution) int {
		return cmp.Compare(math.Abs(b.LogOdds), math.Abs(a.LogOdds))
	})
	e.Probability = sigmoid(e.LogOdds)
	return e, nil
}

// String prints one line a feature: the log-odds it added, its name, its value.
func (e Explanation) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: p = %.3f (threshold %.3f), log-odds %+.2f\n", e.Label, e.Probability, e.Threshold, e.LogOdds)
	fmt.Fprintf(&b, "  %+6.2f  (base)\n", e.Base)
	for _, c := range e.Contributions {
		fmt.Fprintf(&b, "  %+6.2f  %s", c.LogOdds, c.Feature)
		if c.Value != 1 {
			fmt.Fprintf(&b, " × %.3g", c.Value)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// Weight is one feature's weight for one label, in log-odds a unit of the
// feature, before calibration.
type Weight struct {
	Feature string
	LogOdds float64
}

// Weights returns the features with a weight for the label, from the one that
// speaks most for it to the one that speaks most against it.
func (m *Model) Weights(labelName string) ([]Weight, error) {
	l := slices.IndexFunc(m.labels, func(l label) bool { return l.Name == labelName })
	if l < 0 {
		return nil, fmt.Errorf("%w: %q; have %q", ErrLabel, labelName, m.Labels())
	}
	var out []Weight
	for j, name := range m.names {
		if w := m.weight[j*len(m.labels)+l]; w != 0 {
			out = append(out, Weight{name, w})
		}
	}
	slices.SortStableFunc(out, func(a, b Weight) int { return cmp.Compare(b.LogOdds, a.LogOdds) })
	return out, nil
}
