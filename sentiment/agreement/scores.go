package agreement

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Pair holds, for one unit, the labels that are true and those that a scorer
// gave. One label each is ordinary classification; none or several is
// multi-label. Order and repetition do not matter.
type Pair struct {
	Truth, Predicted []string
	Cluster          string // as in Unit
}

// Counts are the outcomes for one label over all units.
type Counts struct {
	TP, FP, FN, TN int
}

// Precision is TP/(TP+FP): the share of the given labels that are right; NaN
// when the label was never given.
func (c Counts) Precision() float64 { return share(c.TP, c.TP+c.FP) }

// Recall is TP/(TP+FN): the share of the true labels that were given; NaN when
// the label is never true.
func (c Counts) Recall() float64 { return share(c.TP, c.TP+c.FN) }

// F1 is 2TP/(2TP+FP+FN), the harmonic mean of the two; NaN only when the label
// is neither true nor given anywhere.
func (c Counts) F1() float64 { return share(2*c.TP, 2*c.TP+c.FP+c.FN) }

func share(a, b int) float64 {
	if b == 0 {
		return math.NaN()
	}
	return float64(a) / float64(b)
}

// ClassScore is the quality of one label.
type ClassScore struct {
	Label string
	Counts
	Precision, Recall, F1 Estimate
}

// Average is the quality over all labels.
type Average struct {
	Precision, Recall, F1 Estimate
}

// Scores is the quality of a scorer against a reference coding.
type Scores struct {
	N, Clusters int
	Classes     []ClassScore
	// Macro is the plain mean over labels, so that rare labels count as
	// much as common ones; F1 is the mean of the labels' F1. Weighted is
	// the mean weighted by how often each label is true. Micro pools the
	// counts of all labels; with exactly one label on both sides and all
	// labels included, its three figures equal Exact.
	Macro, Micro, Weighted Average
	// Exact is the share of units whose labels (among those scored) are
	// all right: accuracy, when there is one label per unit.
	Exact Estimate
}

// ErrNoPairs reports that there is nothing to evaluate.
var ErrNoPairs = errors.New("agreement: no units to evaluate")

// Evaluate compares a scorer with a reference coding, label by label. Labels
// chooses and orders the labels to report; nil means all that occur, sorted. A
// label left out does not enter any average: give the frames without "none"
// for a macro average over frames.
//
// In averages, a precision or recall without denominator counts as 0; a label
// that is neither true nor given in a sample is left out of the macro average
// of that sample.
func Evaluate(pairs []Pair, labels []string, b Bootstrap) (Scores, error) {
	if len(pairs) == 0 {
		return Scores{}, ErrNoPairs
	}
	if labels == nil {
		labels = labelsOf(pairs)
	}
	k := len(labels)
	if k == 0 {
		return Scores{}, errors.New("agreement: no labels to evaluate")
	}
	index := make(map[string]int, k)
	for i, l := range labels {
		if _, dup := index[l]; dup {
			return Scores{}, fmt.Errorf("agreement: label %q is given twice", l)
		}
		index[l] = i
	}
	const isTrue, isGiven = 1, 2
	outcome := make([][]uint8, len(pairs))
	clusters := make([]string, len(pairs))
	for u, p := range pairs {
		o := make([]uint8, k)
		for _, l := range p.Truth {
			if i, ok := index[l]; ok {
				o[i] |= isTrue
			}
		}
		for _, l := range p.Predicted {
			if i, ok := index[l]; ok {
				o[i] |= isGiven
			}
		}
		outcome[u], clusters[u] = o, p.Cluster
	}
	count := func(weight []int, counts []Counts) (exact, n int) {
		clear(counts)
		for u, o := range outcome {
			w := weight[u]
			right := true
			for i, v := range o {
				switch v {
				case isTrue | isGiven:
					counts[i].TP += w
				case isGiven:
					counts[i].FP += w
					right = false
				case isTrue:
					counts[i].FN += w
					right = false
				default:
					counts[i].TN += w
				}
			}
			if right {
				exact += w
			}
			n += w
		}
		return exact, n
	}
	figures := 3*k + 10
	est, err := b.estimates(clusters, figures, func() statistic {
		counts := make([]Counts, k)
		return func(weight []int, out []float64) {
			exact, n := count(weight, counts)
			averages(counts, out)
			out[figures-1] = share(exact, n)
		}
	})
	if err != nil {
		return Scores{}, err
	}
	one := make([]int, len(pairs))
	for i := range one {
		one[i] = 1
	}
	counts := make([]Counts, k)
	count(one, counts)
	s := Scores{N: len(pairs), Clusters: est[0].Clusters, Classes: make([]ClassScore, k)}
	for i := range est {
		if !est[i].Defined() {
			est[i].Undefined = "no units to divide by"
		}
	}
	for i, l := range labels {
		e := est[3*i:]
		s.Classes[i] = ClassScore{Label: l, Counts: counts[i], Precision: e[0], Recall: e[1], F1: e[2]}
	}
	e := est[3*k:]
	s.Macro = Average{e[0], e[1], e[2]}
	s.Micro = Average{e[3], e[4], e[5]}
	s.Weighted = Average{e[6], e[7], e[8]}
	s.Exact = e[9]
	return s, nil
}

// averages writes precision, recall and F1 of every label, then macro, micro
// and weighted averages.
func averages(counts []Counts, out []float64) {
	var macro, weighted [3]float64
	var pool Counts
	present, support := 0.0, 0.0
	for i, c := range counts {
		v := [3]float64{c.Precision(), c.Recall(), c.F1()}
		copy(out[3*i:], v[:])
		pool.TP, pool.FP, pool.FN = pool.TP+c.TP, pool.FP+c.FP, pool.FN+c.FN
		if c.TP+c.FP+c.FN == 0 {
			continue
		}
		positives := float64(c.TP + c.FN)
		present++
		support += positives
		for j, x := range v {
			if !math.IsNaN(x) {
				macro[j] += x
				weighted[j] += positives * x
			}
		}
	}
	out = out[3*len(counts):]
	for j := range 3 {
		out[j] = macro[j] / present // NaN when no label occurs
		out[6+j] = weighted[j] / support
	}
	out[3], out[4], out[5] = pool.Precision(), pool.Recall(), pool.F1()
}

func labelsOf(pairs []Pair) []string {
	var labels []string
	for _, p := range pairs {
		labels = append(append(labels, p.Truth...), p.Predicted...)
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}
