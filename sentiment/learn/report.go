package learn

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Report says how a model does on groups that it has not seen.
type Report struct {
	// Method of the measurement, for a methods section.
	Method   string        `json:"method"`
	Examples int           `json:"examples"`
	Groups   int           `json:"groups"`
	Features int           `json:"features"` // in the dictionary
	Labels   []LabelReport `json:"labels"`
	// MacroF1 is the mean F1 of the labels for which it is defined.
	MacroF1  Estimate `json:"macro_f1"`
	Warnings []string `json:"warnings,omitempty"`

	// Predictions are those that were judged, in the order of the examples.
	// They are not saved with the model.
	Predictions []Prediction `json:"-"`
}

// A LabelReport is the error for one label. All figures are weighted by the
// examples' weights.
type LabelReport struct {
	Label     string   `json:"label"`
	Positives int      `json:"positives"` // examples that carry it
	Precision Estimate `json:"precision"`
	Recall    Estimate `json:"recall"`
	F1        Estimate `json:"f1"`
	// AUC is the chance that an example with the label has a higher
	// probability than one without; ties count half.
	AUC Estimate `json:"auc"`
	// Brier is the mean squared error of the probability; BrierBase is that of
	// always saying the base rate.
	Brier     Estimate `json:"brier"`
	BrierBase float64  `json:"brier_base"`
	LogLoss   float64  `json:"log_loss"`
	// ECE is the expected calibration error over Reliability (Guo et al. 2017):
	// the mean distance, weighted by bin, between the probability said and the
	// rate observed.
	ECE         float64 `json:"ece"`
	Reliability []Bin   `json:"reliability"`
}

// A Bin of the reliability table: tenths of the probability, empty ones left out.
type Bin struct {
	From     float64  `json:"from"` // the bin is [From, From+0.1)
	Examples int      `json:"examples"`
	Said     float64  `json:"said"`     // mean probability
	Observed Estimate `json:"observed"` // share with the label, Wilson interval
}

// A Prediction is what was said of one example.
type Prediction struct {
	ID            string
	Group         string
	Fold          int // -1 from Evaluate
	Probabilities []float64
	Present       []bool
}

// An Estimate has a 95% interval. Where nothing is to be estimated (the
// precision of a label never claimed) all three are NaN; JSON has null.
type Estimate struct{ Value, Low, High float64 }

// Defined reports whether there is a value.
func (e Estimate) Defined() bool { return !math.IsNaN(e.Value) }

func (e Estimate) String() string {
	if !e.Defined() {
		return "undefined"
	}
	return fmt.Sprintf("%.3f [%.3f, %.3f]", e.Value, e.Low, e.High)
}

// MarshalJSON writes [value, low, high] or null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	if !e.Defined() {
		return []byte("null"), nil
	}
	return json.Marshal([3]float64{e.Value, e.Low, e.High})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (e *Estimate) UnmarshalJSON(data []byte) error {
	var v *[3]float64
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	if v == nil {
		*e = undefined
		return nil
	}
	*e = Estimate{v[0], v[1], v[2]}
	return nil
}

var undefined = Estimate{math.NaN(), math.NaN(), math.NaN()}

func newReport(t *training, o Options, fits []fitted, p [][]float64, present [][]bool) *Report {
	r := measure(t, o, p, present)
	r.Features = len(t.x.names)
	r.Method = fmt.Sprintf("%d-fold cross-validation by group; penalty chosen within the training part; calibration (%v) and threshold fitted without the fold judged; 95%% percentile intervals from %d resamplings of groups",
		t.folds, o.Calibration, o.Resamples)
	if o.Lambda != 0 {
		r.Method = strings.Replace(r.Method, "penalty chosen within the training part", "penalty given", 1)
	}
	if o.Threshold != 0 {
		r.Method = strings.Replace(r.Method, "calibration ("+o.Calibration.String()+") and threshold fitted", "threshold given, calibration ("+o.Calibration.String()+") fitted", 1)
	}
	for l, name := range o.Labels {
		switch f := fits[l]; {
		case f.constant:
			r.warn("%s: the examples are all of one kind; the probability is a constant", name)
		case !f.converged:
			r.warn("%s: the fit did not reach its optimum", name)
		}
	}
	for i := range r.Predictions {
		r.Predictions[i].Fold = t.fold[i]
	}
	return r
}

// Evaluate measures the model as it is, calibration and thresholds included, on
// examples that it was not fitted to. Labels that the model does not know count
// for nothing. Of the options it uses Resamples, Seed and Workers.
func (m *Model) Evaluate(examples []Example, o Options) (*Report, error) {
	o.Labels = m.Labels()
	o, err := o.withDefaults(examples)
	if err != nil {
		return nil, err
	}
	o.HashBits, o.MinCount = 0, math.MaxInt // no matrix is needed
	t, err := newTraining(examples, o)
	if err != nil {
		return nil, err
	}
	p := make([][]float64, len(m.labels))
	present := make([][]bool, len(m.labels))
	var buf []float64
	for _, e := range examples {
		buf = m.Predict(buf, e.Features)
		for l := range m.labels {
			p[l] = append(p[l], buf[l])
			present[l] = append(present[l], buf[l] >= m.labels[l].Threshold)
		}
	}
	r := measure(t, o, p, present)
	r.Features = len(m.names)
	r.Method = fmt.Sprintf("a fitted model on other examples; 95%% percentile intervals from %d resamplings of groups", o.Resamples)
	return r, nil
}

func (r *Report) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
}

// measure judges probabilities and decisions (label, example).
func measure(t *training, o Options, p [][]float64, present [][]bool) *Report {
	r := &Report{Examples: len(t.weight), Groups: len(t.groups)}
	for i := range t.weight {
		pr := Prediction{ID: t.ids[i], Group: t.groupNames[i], Fold: -1}
		for l := range p {
			pr.Probabilities = append(pr.Probabilities, p[l][i])
			pr.Present = append(pr.Present, present[l][i])
		}
		r.Predictions = append(r.Predictions, pr)
	}
	if len(t.groups) < 10 {
		r.warn("%d groups: the intervals, which resample groups, are too narrow", len(t.groups))
	}

	var confusions [][]confusion // label, group
	for l, name := range o.Labels {
		y := t.y[l]
		lr := LabelReport{Label: name}
		groups := make([]confusion, len(t.groups))
		with := make(map[int]bool)
		for i := range y {
			groups[t.group[i]].add(p[l][i], present[l][i], y[i], t.weight[i])
			if y[i] {
				lr.Positives++
				with[t.group[i]] = true
			}
		}
		confusions = append(confusions, groups)
		if lr.Positives < 20 || len(with) < 5 {
			r.warn("%s: only %d examples in %d groups carry it; its figures mean little", name, lr.Positives, len(with))
		}
		lr.Reliability, lr.ECE = reliability(p[l], y, t.weight)
		var loss, total, positive float64
		for i, w := range t.weight {
			q := p[l][i]
			if !y[i] {
				q = 1 - q
			}
			loss -= float64(w * log(max(q, 1e-15)))
			total += w
			if y[i] {
				positive += w
			}
		}
		lr.LogLoss = round6(loss / total)
		rate := positive / total
		lr.BrierBase = round6(rate * (1 - rate))
		r.Labels = append(r.Labels, lr)
	}
	r.resample(t, o, confusions, p)
	return r
}

// confusion is what one group adds to the figures of one label.
type confusion struct{ tp, fp, fn, squared, weight float64 }

func (c *confusion) add(p float64, present, y bool, w float64) {
	d := p
	if y {
		d = 1 - p
	}
	c.squared += float64(w * float64(d*d))
	c.weight += w
	switch {
	case present && y:
		c.tp += w
	case present:
		c.fp += w
	case y:
		c.fn += w
	}
}

func (c *confusion) merge(d confusion) {
	c.tp += d.tp
	c.fp += d.fp
	c.fn += d.fn
	c.squared += d.squared
	c.weight += d.weight
}

func (c confusion) precision() float64 { return c.tp / (c.tp + c.fp) }
func (c confusion) recall() float64    { return c.tp / (c.tp + c.fn) }
func (c confusion) f1() float64        { return 2 * c.tp / (2*c.tp + c.fp + c.fn) }
func (c confusion) brier() float64     { return c.squared / c.weight }

// resample fills in the estimates: the value from all groups, the interval from
// groups drawn with replacement. Draws in which a figure is undefined are left
// out of its interval.
func (r *Report) resample(t *training, o Options, confusions [][]confusion, p [][]float64) {
	const figures = 5 // precision, recall, f1, brier, auc
	nLabels := len(confusions)
	rankings := make([]ranking, nLabels)
	for l := range rankings {
		rankings[l] = newRanking(p[l], t.y[l], t.weight, t.group)
	}
	times := make([]int, len(t.groups))
	draw := func() (values [][figures]float64, macro float64) {
		defined := 0
		for l := range nLabels {
			var c confusion
			for g, n := range times {
				for range n {
					c.merge(confusions[l][g])
				}
			}
			v := [figures]float64{c.precision(), c.recall(), c.f1(), c.brier(), rankings[l].auc(times)}
			values = append(values, v)
			if !math.IsNaN(v[2]) {
				macro += v[2]
				defined++
			}
		}
		return values, macro / float64(defined)
	}

	for g := range times {
		times[g] = 1
	}
	point, macro := draw()
	samples := make([][figures][]float64, nLabels)
	var macros []float64
	rng := &random{o.Seed ^ 0x6d65617375726521}
	for range o.Resamples {
		clear(times)
		for range times {
			times[rng.below(len(times))]++
		}
		values, m := draw()
		for l := range values {
			for f, v := range values[l] {
				samples[l][f] = append(samples[l][f], v)
			}
		}
		macros = append(macros, m)
	}
	for l := range nLabels {
		lr := &r.Labels[l]
		for f, e := range []*Estimate{&lr.Precision, &lr.Recall, &lr.F1, &lr.Brier, &lr.AUC} {
			*e = percentile(point[l][f], samples[l][f])
		}
	}
	r.MacroF1 = percentile(macro, macros)
}

func percentile(value float64, draws []float64) Estimate {
	draws = slices.DeleteFunc(draws, math.IsNaN)
	if math.IsNaN(value) || len(draws) == 0 {
		return undefined
	}
	slices.Sort(draws)
	at := func(q float64) float64 {
		h := q * float64(len(draws)-1)
		i := int(h)
		if i+1 == len(draws) {
			return draws[i]
		}
		return draws[i] + float64((h-float64(i))*(draws[i+1]-draws[i]))
	}
	return Estimate{round6(value), round6(at(0.025)), round6(at(0.975))}
}

// ranking holds the examples in the order of their probability, so that the
// AUC of a resampling is one pass.
type ranking struct {
	group  []int
	y      []bool
	weight []float64
	tied   []bool // with the one before
}

func newRanking(p []float64, y []bool, w []float64, group []int) ranking {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	var r ranking
	for k, i := range order {
		r.group = append(r.group, group[i])
		r.y = append(r.y, y[i])
		r.weight = append(r.weight, w[i])
		r.tied = append(r.tied, k > 0 && p[order[k-1]] == p[i])
	}
	return r
}

func (r ranking) auc(times []int) float64 {
	var pos, neg, wins, tiePos, tieNeg float64
	flush := func() {
		wins += float64(tiePos * (neg + float64(tieNeg/2)))
		pos += tiePos
		neg += tieNeg
		tiePos, tieNeg = 0, 0
	}
	for k, g := range r.group {
		if !r.tied[k] {
			flush()
		}
		w := float64(r.weight[k] * float64(times[g]))
		if r.y[k] {
			tiePos += w
		} else {
			tieNeg += w
		}
	}
	flush()
	return wins / float64(pos*neg)
}

func reliability(p []float64, y []bool, w []float64) (bins []Bin, ece float64) {
	var count [10]int
	var weight, squares, said, with [10]float64
	var total float64
	for i := range p {
		b := min(int(p[i]*10), 9)
		count[b]++
		weight[b] += w[i]
		squares[b] += float64(w[i] * w[i])
		said[b] += float64(w[i] * p[i])
		if y[i] {
			with[b] += w[i]
		}
		total += w[i]
	}
	for b := range count {
		if count[b] == 0 {
			continue
		}
		mean, rate := said[b]/weight[b], with[b]/weight[b]
		ece += float64(weight[b] / total * math.Abs(mean-rate))
		bins = append(bins, Bin{
			From: float64(b) / 10, Examples: count[b], Said: round6(mean),
			Observed: wilson(rate, float64(weight[b]*weight[b])/squares[b]),
		})
	}
	return bins, round6(ece)
}

// wilson is the 95% score interval of a share of n (Wilson 1927); n may be an
// effective size.
func wilson(p, n float64) Estimate {
	const z = 1.959963984540054
	zz := z * z / n
	centre := (p + zz/2) / (1 + zz)
	half := z / (1 + zz) * math.Sqrt((float64(p*(1-p))+zz/4)/n)
	return Estimate{round6(p), round6(max(0, centre-half)), round6(min(1, centre+half))}
}

// String is the report as a table.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d examples in %d groups, %d features. %s.\n", r.Examples, r.Groups, r.Features, r.Method)
	width := len("label")
	for _, l := range r.Labels {
		width = max(width, len(l.Label))
	}
	fmt.Fprintf(&b, "%-*s %5s  %-21s %-21s %-21s %-21s %-21s %5s\n", width, "label", "n", "precision", "recall", "F1", "AUC", "Brier", "ECE")
	for _, l := range r.Labels {
		fmt.Fprintf(&b, "%-*s %5d  %-21s %-21s %-21s %-21s %-21s %.3f\n", width, l.Label, l.Positives,
			l.Precision, l.Recall, l.F1, l.AUC, l.Brier, l.ECE)
	}
	fmt.Fprintf(&b, "macro-F1 %v\n", r.MacroF1)
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}
