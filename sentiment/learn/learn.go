package learn

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"sync"
)

// A Feature is a named property of an example. A name that occurs twice in
// one example counts with the sum of its values. Values should be of the order
// of one: the penalty treats all features alike.
type Feature struct {
	Name  string
	Value float64
}

// An Example is one coded sentence.
type Example struct {
	ID       string    // for the predictions in the report
	Group    string    // document or case; an example without one is a group of its own
	Features []Feature // order does not matter
	Labels   []string  // those present; none is a coding too
	Weight   float64   // zero means one; negative is an error
}

// Options of a fit. The zero value is a sound start.
type Options struct {
	// Labels to be learnt, in the order of Predict. Nil means every label
	// that occurs, sorted.
	Labels []string

	// Lambda is the strength of the penalty
	//
	//	λ·((1−L1Ratio)/2·‖β‖₂² + L1Ratio·‖β‖₁)
	//
	// added to the mean log loss (the parametrisation of glmnet: Friedman,
	// Hastie and Tibshirani 2010). Zero chooses one of Lambdas for each
	// label by cross-validation.
	Lambda float64

	// Lambdas are the strengths to choose from. Nil means half-decades from
	// 0.3 down to 0.0001.
	Lambdas []float64

	// L1Ratio in [0, 1] divides the penalty: 0 is ridge, 1 is the lasso,
	// which leaves most features out.
	L1Ratio float64

	// MinCount leaves out features that occur in fewer examples. Zero means 2.
	MinCount int

	// HashBits, when above zero, folds the features whose name begins with
	// HashPrefix into 2^HashBits signed buckets (Weinberger et al. 2009): the
	// model is smaller, but those features lose their names and are listed as
	// "#" and a number, which no other feature may then be called. At most 24.
	HashBits   int
	HashPrefix string

	// Folds is the number of cross-validation folds. Zero means 5; fewer
	// groups than folds mean as many folds as groups.
	Folds int

	// Calibration of scores to probabilities. The zero value is Platt.
	Calibration Calibration

	// Threshold in (0, 1) above which a label counts as present. Zero chooses
	// for each label the one with the best F1 out of fold.
	Threshold float64

	// Resamples of the bootstrap. Zero means 1000.
	Resamples int

	// Seed of the folds and of the bootstrap.
	Seed uint64

	// Workers that fit at the same time. Zero means one a processor. The
	// result does not depend on it.
	Workers int
}

// Errors of Fit and Evaluate, wrapped with what was wrong.
var (
	ErrData    = errors.New("learn: unusable examples")
	ErrOptions = errors.New("learn: impossible options")
)

var defaultLambdas = []float64{0.3, 0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001}

func (o Options) withDefaults(examples []Example) (Options, error) {
	if o.Labels == nil {
		for _, e := range examples {
			for _, l := range e.Labels {
				if !slices.Contains(o.Labels, l) {
					o.Labels = append(o.Labels, l)
				}
			}
		}
		slices.Sort(o.Labels)
	}
	if o.Lambdas == nil {
		o.Lambdas = defaultLambdas
	}
	if o.Lambda != 0 {
		o.Lambdas = []float64{o.Lambda}
	}
	o.Lambdas = slices.Clone(o.Lambdas)
	slices.Sort(o.Lambdas)
	slices.Reverse(o.Lambdas) // from strong to weak: each fit starts from the one before
	if o.MinCount == 0 {
		o.MinCount = 2
	}
	if o.Folds == 0 {
		o.Folds = 5
	}
	if o.Resamples == 0 {
		o.Resamples = 1000
	}
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	positive := func(x float64) bool { return x > 0 && !math.IsInf(x, 1) }
	switch {
	case len(o.Labels) == 0:
		return o, fmt.Errorf("%w: no label in the options nor in any example", ErrData)
	case len(o.Lambdas) == 0 || !positive(o.Lambdas[0]) || !positive(o.Lambdas[len(o.Lambdas)-1]):
		return o, fmt.Errorf("%w: the penalty must be positive, have %v", ErrOptions, o.Lambdas)
	case !(o.L1Ratio >= 0 && o.L1Ratio <= 1):
		return o, fmt.Errorf("%w: L1Ratio %v is not in [0, 1]", ErrOptions, o.L1Ratio)
	case o.HashBits < 0 || o.HashBits > maxHashBits:
		return o, fmt.Errorf("%w: HashBits %d is not in [0, %d]", ErrOptions, o.HashBits, maxHashBits)
	case o.Folds < 2:
		return o, fmt.Errorf("%w: %d folds; at least 2 are needed", ErrOptions, o.Folds)
	case o.Threshold != 0 && !(o.Threshold > 0 && o.Threshold < 1):
		return o, fmt.Errorf("%w: Threshold %v is not in (0, 1)", ErrOptions, o.Threshold)
	case o.Resamples < 0 || o.MinCount < 0 || o.Workers < 0:
		return o, fmt.Errorf("%w: Resamples, MinCount and Workers may not be negative", ErrOptions)
	case o.Calibration < Platt || o.Calibration > Uncalibrated:
		return o, fmt.Errorf("%w: unknown calibration %d", ErrOptions, o.Calibration)
	}
	seen := make(map[string]bool)
	for _, l := range o.Labels {
		if l == "" || seen[l] {
			return o, fmt.Errorf("%w: label %q is empty or listed twice", ErrOptions, l)
		}
		seen[l] = true
	}
	return o, nil
}

// Fit fits one model a label to the examples and measures its error by
// cross-validation over groups.
//
// It fails (ErrData) when there are fewer than two groups, no label, or a value
// that is not finite. Labels that are too rare to learn do not fail: they get a
// constant probability, and the report warns.
func Fit(examples []Example, o Options) (*Model, error) {
	o, err := o.withDefaults(examples)
	if err != nil {
		return nil, err
	}
	t, err := newTraining(examples, o)
	if err != nil {
		return nil, err
	}

	all := t.weights(func(int) bool { return true })
	nLabels, n := len(o.Labels), len(examples)
	scores := make([][]float64, nLabels)
	finals := make([]fitted, nLabels)
	for l := range nLabels {
		scores[l] = make([]float64, n)
	}
	var tasks []func()
	for l := range nLabels {
		tasks = append(tasks, func() {
			finals[l] = t.fit(l, all, t.chooseLambda(l, all, t.fold, t.folds))
		})
		for k := range t.folds {
			tasks = append(tasks, func() {
				w := t.weights(func(i int) bool { return t.fold[i] != k })
				fold, folds := t.deal(func(i int) bool { return t.fold[i] != k })
				f := t.fit(l, w, t.chooseLambda(l, w, fold, folds))
				for i := range n {
					if t.fold[i] == k {
						scores[l][i] = t.x.score(i, f.beta, f.intercept)
					}
				}
			})
		}
	}
	run(o.Workers, tasks)

	m := &Model{hashBits: o.HashBits, hashPrefix: o.HashPrefix}
	probabilities := make([][]float64, nLabels)
	present := make([][]bool, nLabels)
	for l, name := range o.Labels {
		y := t.y[l]
		probabilities[l], present[l] = judge(scores[l], y, t, o)
		cal := calibrate(o.Calibration, scores[l], y, t.weight)
		threshold := o.Threshold
		if threshold == 0 {
			threshold = bestThreshold(cal.applyAll(scores[l]), y, t.weight)
		}
		m.labels = append(m.labels, label{
			Name: name, Lambda: finals[l].lambda, Intercept: round6(finals[l].intercept),
			Slope: round6(cal.slope), Offset: round6(cal.offset), Threshold: round6(threshold),
		})
	}
	m.setWeights(t.x.names, finals)
	m.Report = newReport(t, o, finals, probabilities, present)
	return m, nil
}

// judge turns the scores out of fold into probabilities and decisions, each
// fold with a calibration and a threshold fitted to the other folds.
func judge(scores []float64, y []bool, t *training, o Options) ([]float64, []bool) {
	p := make([]float64, len(scores))
	present := make([]bool, len(scores))
	w := make([]float64, len(scores))
	for k := range t.folds {
		for i := range w {
			w[i] = t.weight[i]
			if t.fold[i] == k {
				w[i] = 0
			}
		}
		cal := calibrate(o.Calibration, scores, y, w)
		calibrated := cal.applyAll(scores)
		threshold := o.Threshold
		if threshold == 0 {
			threshold = bestThreshold(calibrated, y, w)
		}
		for i := range p {
			if t.fold[i] == k {
				p[i] = calibrated[i]
				present[i] = calibrated[i] >= threshold
			}
		}
	}
	return p, present
}

// chooseLambda returns the penalty with the least log loss out of fold,
// the stronger of two equals.
func (t *training) chooseLambda(l int, w []float64, fold []int, folds int) float64 {
	if len(t.lambdas) == 1 || folds < 2 {
		return t.lambdas[0]
	}
	loss := make([]float64, len(t.lambdas))
	train := make([]float64, len(w))
	for k := range folds {
		for i := range w {
			train[i] = w[i]
			if fold[i] == k {
				train[i] = 0
			}
		}
		s := newSolver(t.x, t.y[l], train)
		for c, lambda := range t.lambdas {
			s.solve(lambda, t.l1, loose)
			for i := range w {
				if w[i] > 0 && fold[i] == k {
					loss[c] += float64(w[i] * logLoss(t.x.score(i, s.beta, s.intercept), t.y[l][i]))
				}
			}
		}
	}
	best := 0
	for c := range loss {
		if loss[c] < loss[best] {
			best = c
		}
	}
	return t.lambdas[best]
}

// fitted is the solution for one label.
type fitted struct {
	lambda    float64
	intercept float64
	beta      []float64
	converged bool
	constant  bool // only one class among the examples
}

func (t *training) fit(l int, w []float64, lambda float64) fitted {
	s := newSolver(t.x, t.y[l], w)
	ok := s.solve(lambda, t.l1, tight)
	return fitted{lambda: lambda, intercept: s.intercept, beta: s.beta, converged: ok, constant: s.constant}
}

// training is what all fits of one call share.
type training struct {
	x          *matrix
	y          [][]bool // label, example
	weight     []float64
	ids        []string
	group      []int // index of the example's group
	groups     []string
	groupNames []string // as given, by example
	fold       []int
	folds      int
	seed       uint64
	nFolds     int
	lambdas    []float64
	l1         float64
}

func newTraining(examples []Example, o Options) (*training, error) {
	t := &training{lambdas: o.Lambdas, l1: o.L1Ratio, seed: o.Seed, nFolds: o.Folds}
	index := make(map[string]int)
	for i, e := range examples {
		name := "g" + e.Group
		if e.Group == "" {
			name = "e" + strconv.Itoa(i)
		}
		g, ok := index[name]
		if !ok {
			g = len(t.groups)
			index[name] = g
			t.groups = append(t.groups, name)
		}
		t.group = append(t.group, g)
		t.ids = append(t.ids, e.ID)
		t.groupNames = append(t.groupNames, e.Group)
		w := e.Weight
		if w == 0 {
			w = 1
		}
		if !(w > 0) || math.IsInf(w, 1) {
			return nil, fmt.Errorf("%w: example %d (%q) has weight %v", ErrData, i, e.ID, e.Weight)
		}
		t.weight = append(t.weight, w)
	}
	if len(t.groups) < 2 {
		return nil, fmt.Errorf("%w: %d groups; cross-validation needs at least 2", ErrData, len(t.groups))
	}
	for _, l := range o.Labels {
		y := make([]bool, len(examples))
		for i, e := range examples {
			y[i] = slices.Contains(e.Labels, l)
		}
		t.y = append(t.y, y)
	}
	x, err := newMatrix(examples, o)
	if err != nil {
		return nil, err
	}
	t.x = x
	t.fold, t.folds = t.deal(func(int) bool { return true })
	return t, nil
}

// weights returns the examples' weights, zero for those left out.
func (t *training) weights(keep func(int) bool) []float64 {
	w := make([]float64, len(t.weight))
	for i := range w {
		if keep(i) {
			w[i] = t.weight[i]
		}
	}
	return w
}

// run executes independent tasks on at most the given number of goroutines.
func run(workers int, tasks []func()) {
	next := make(chan func())
	var wg sync.WaitGroup
	for range min(workers, len(tasks)) {
		wg.Go(func() {
			for task := range next {
				task()
			}
		})
	}
	for _, task := range tasks {
		next <- task
	}
	close(next)
	wg.Wait()
}
