package learn

import (
	"encoding/json"
	"math"
	"testing"
)

func TestFigures(t *testing.T) {
	var c confusion
	for _, e := range []struct {
		p          float64
		present, y bool
	}{{0.9, true, true}, {0.8, true, true}, {0.7, true, false}, {0.4, false, true}, {0.1, false, false}} {
		c.add(e.p, e.present, e.y, 1)
	}
	closeTo(t, "precision", c.precision(), 2.0/3, 1e-15)
	closeTo(t, "recall", c.recall(), 2.0/3, 1e-15)
	closeTo(t, "F1", c.f1(), 2.0/3, 1e-15)
	closeTo(t, "Brier", c.brier(), (0.01+0.04+0.49+0.36+0.01)/5, 1e-15)
	if p := (confusion{fn: 1}).precision(); !math.IsNaN(p) {
		t.Errorf("precision of no claims = %v", p)
	}
	if f := (confusion{fn: 1}).f1(); f != 0 {
		t.Errorf("F1 of misses only = %v", f)
	}
}

func TestAUC(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    []float64
		y    []bool
		want float64
	}{
		{"perfect", []float64{0.1, 0.2, 0.8}, []bool{false, false, true}, 1},
		{"reversed", []float64{0.9, 0.8, 0.1}, []bool{false, false, true}, 0},
		{"all tied", []float64{0.5, 0.5, 0.5}, []bool{false, true, true}, 0.5},
		{"one tie", []float64{0.3, 0.3, 0.1, 0.7}, []bool{true, false, false, true}, 3.5 / 4},
	} {
		n := len(tt.p)
		group := make([]int, n)
		times := make([]int, n)
		for i := range group {
			group[i], times[i] = i, 1
		}
		closeTo(t, tt.name, newRanking(tt.p, tt.y, ones(n), group).auc(times), tt.want, 1e-15)
	}
}

// 37 of 100: prop.test(37, 100, correct = FALSE) of R 4.2.2.
func TestWilson(t *testing.T) {
	w := wilson(0.37, 100)
	closeTo(t, "low", w.Low, 0.28182360524324535, 1e-6)
	closeTo(t, "high", w.High, 0.46779470410057084, 1e-6)
}

func TestReliability(t *testing.T) {
	bins, ece := reliability([]float64{0.05, 0.05, 0.95, 1}, []bool{false, true, true, true}, ones(4))
	if len(bins) != 2 || bins[0].Examples != 2 || bins[1].Examples != 2 {
		t.Fatalf("bins %+v", bins)
	}
	closeTo(t, "said", bins[1].Said, 0.975, 1e-9)
	closeTo(t, "observed", bins[0].Observed.Value, 0.5, 1e-9)
	closeTo(t, "ECE", ece, 0.45/2+0.025/2, 1e-6)
}

// Percentiles are R's quantile(type = 7).
func TestPercentile(t *testing.T) {
	draws := []float64{math.NaN()}
	for i := range 11 {
		draws = append(draws, float64(10-i))
	}
	e := percentile(5, draws)
	closeTo(t, "low", e.Low, 0.25, 1e-9)
	closeTo(t, "high", e.High, 9.75, 1e-9)
	if percentile(math.NaN(), []float64{1}).Defined() {
		t.Error("an undefined value got an interval")
	}
}

// The bootstrap interval of a mean over groups of one is close to the normal
// one: Brier scores of 0 and 1 in equal parts, n = 400, ± 1.96·0.5/20.
func TestBootstrapInterval(t *testing.T) {
	n := 400
	examples := make([]Example, n)
	var p []float64
	var present []bool
	for i := range examples {
		if i%2 == 0 {
			examples[i].Labels = []string{"a"}
		}
		p = append(p, 1)
		present = append(present, true)
	}
	o, err := Options{Resamples: 4000}.withDefaults(examples)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := newTraining(examples, o)
	if err != nil {
		t.Fatal(err)
	}
	r := measure(tr, o, [][]float64{p}, [][]bool{present})
	closeTo(t, "low", r.Labels[0].Brier.Low, 0.5-1.96*0.025, 0.004)
	closeTo(t, "high", r.Labels[0].Brier.High, 0.5+1.96*0.025, 0.004)
	closeTo(t, "precision", r.Labels[0].Precision.Value, 0.5, 1e-9)
}

func TestEstimateJSON(t *testing.T) {
	for _, e := range []Estimate{{0.5, 0.25, 0.75}, undefined} {
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		var back Estimate
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if back.Defined() != e.Defined() || (e.Defined() && back != e) {
			t.Errorf("%v came back as %v from %s", e, back, data)
		}
	}
}
