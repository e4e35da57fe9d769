package agreement

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// labelled makes pairs from two rows of label sets joined by "|".
func labelled(truth, predicted string) []Pair {
	split := func(s string) []string {
		if s == "." {
			return nil
		}
		return strings.Split(s, Separator)
	}
	t, p := strings.Fields(truth), strings.Fields(predicted)
	pairs := make([]Pair, len(t))
	for i := range t {
		pairs[i] = Pair{Truth: split(t[i]), Predicted: split(p[i])}
	}
	return pairs
}

func near(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-12
}

func TestEvaluate(t *testing.T) {
	nan := math.NaN()
	tests := []struct {
		name                   string
		pairs                  []Pair
		labels                 []string
		classes                [][3]float64 // precision, recall, F1
		macro, micro, weighted [3]float64
		exact                  float64
	}{
		{
			// The example in scikit-learn's documentation of
			// precision_recall_fscore_support (1.5): macro 2/9, 1/3, 4/15;
			// micro 1/3; weighted 2/9, 1/3, 4/15.
			"one label", labelled("cat dog pig cat dog pig", "cat pig dog cat cat dog"), []string{"pig", "dog", "cat"},
			[][3]float64{{0, 0, 0}, {0, 0, 0}, {2.0 / 3, 1, 0.8}},
			[3]float64{2.0 / 9, 1.0 / 3, 4.0 / 15}, [3]float64{1.0 / 3, 1.0 / 3, 1.0 / 3}, [3]float64{2.0 / 9, 1.0 / 3, 4.0 / 15}, 1.0 / 3,
		},
		{
			// a: tp 1 fp 1 fn 0; b: tp 1 fp 0 fn 1; c: fn 1.
			"several labels", labelled("a|b b . c", "a|b a . ."), nil,
			[][3]float64{{0.5, 1, 2.0 / 3}, {1, 0.5, 2.0 / 3}, {nan, 0, 0}},
			[3]float64{0.5, 0.5, 4.0 / 9}, [3]float64{2.0 / 3, 0.5, 4.0 / 7}, [3]float64{0.625, 0.5, 0.5}, 0.5,
		},
		{
			"label that never occurs is left out", labelled("a a", "a a"), []string{"a", "z"},
			[][3]float64{{1, 1, 1}, {nan, nan, nan}},
			[3]float64{1, 1, 1}, [3]float64{1, 1, 1}, [3]float64{1, 1, 1}, 1,
		},
		{
			"none is left out of the averages", labelled("none none a b", "none a a none"), []string{"a", "b"},
			[][3]float64{{0.5, 1, 2.0 / 3}, {nan, 0, 0}},
			[3]float64{0.25, 0.5, 1.0 / 3}, [3]float64{0.5, 0.5, 0.5}, [3]float64{0.25, 0.5, 1.0 / 3}, 0.5,
		},
		{
			"order and repetition do not matter", labelled("a|b|b", "b|a"), nil,
			[][3]float64{{1, 1, 1}, {1, 1, 1}},
			[3]float64{1, 1, 1}, [3]float64{1, 1, 1}, [3]float64{1, 1, 1}, 1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Evaluate(tt.pairs, tt.labels, point)
			if err != nil {
				t.Fatal(err)
			}
			check := func(what string, p, r, f Estimate, want [3]float64) {
				if !near(p.Value, want[0]) || !near(r.Value, want[1]) || !near(f.Value, want[2]) {
					t.Errorf("%s: %.4f %.4f %.4f, want %.4f", what, p.Value, r.Value, f.Value, want)
				}
			}
			for i, c := range s.Classes {
				check(c.Label, c.Precision, c.Recall, c.F1, tt.classes[i])
			}
			check("macro", s.Macro.Precision, s.Macro.Recall, s.Macro.F1, tt.macro)
			check("micro", s.Micro.Precision, s.Micro.Recall, s.Micro.F1, tt.micro)
			check("weighted", s.Weighted.Precision, s.Weighted.Recall, s.Weighted.F1, tt.weighted)
			if !near(s.Exact.Value, tt.exact) {
				t.Errorf("exact %.4f, want %.4f", s.Exact.Value, tt.exact)
			}
		})
	}
	if _, err := Evaluate(nil, nil, point); !errors.Is(err, ErrNoPairs) {
		t.Errorf("no pairs: %v", err)
	}
	if _, err := Evaluate(labelled("a", "a"), []string{"a", "a"}, point); err == nil {
		t.Error("label given twice accepted")
	}
}

func TestEvaluateInterval(t *testing.T) {
	// 200 units, 80% right: the interval of accuracy is near the binomial
	// one, 0.8 ± 1.96·√(0.8·0.2/200) = [0.745, 0.855].
	var pairs []Pair
	for i := range 200 {
		p := Pair{Truth: []string{"x"}, Predicted: []string{"x"}}
		if i%5 == 0 {
			p.Predicted = []string{"y"}
		}
		pairs = append(pairs, p)
	}
	s, err := Evaluate(pairs, nil, Bootstrap{})
	if err != nil {
		t.Fatal(err)
	}
	if e := s.Exact; math.Abs(e.Low-0.745) > 0.015 || math.Abs(e.High-0.855) > 0.015 {
		t.Errorf("interval %v, want about [0.745, 0.855]", e)
	}
}

func TestConfusion(t *testing.T) {
	var c, part Confusion
	c.Add("a", "a")
	c.Add("a", "b")
	part.AddN("b", "b", 2)
	part.Add("c", "a")
	c.Merge(&part)
	if got, want := c.Matrix(nil), [][]int{{1, 1, 0}, {0, 2, 0}, {1, 0, 0}}; !cmp.Equal(got, want) {
		t.Errorf("matrix %v, want %v", got, want)
	}
	if got, want := c.Counts("a"), (Counts{TP: 1, FP: 1, FN: 1, TN: 2}); got != want {
		t.Errorf("counts %+v, want %+v", got, want)
	}
	if c.N() != 5 {
		t.Errorf("n = %d, want 5", c.N())
	}
	var b strings.Builder
	if _, err := c.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	want := `| coded \ scored |   a |   b |   c |
|----------------|----:|----:|----:|
| a              |   1 |   1 |   0 |
| b              |   0 |   2 |   0 |
| c              |   1 |   0 |   0 |
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("table (-want +got):\n%s", diff)
	}
}

func TestConfusionJSON(t *testing.T) {
	var c Confusion
	c.AddN("b", "a", 2)
	c.Add("a", "a")
	raw, err := json.Marshal(&c)
	if want := `{"labels":["a","b"],"counts":[[1,0],[2,0]]}`; err != nil || string(raw) != want {
		t.Fatalf("%s (%v), want %s", raw, err, want)
	}
	var back Confusion
	if err := json.Unmarshal(raw, &back); err != nil || !cmp.Equal(c.Matrix(nil), back.Matrix(nil)) {
		t.Errorf("read back %v (%v)", back.Matrix(nil), err)
	}
	for _, bad := range []string{`{"labels":["a"],"counts":[]}`, `{"labels":["a"],"counts":[[1,2]]}`, `{"labels":["a"],"counts":[[-1]]}`, `[]`} {
		if err := json.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%s was accepted", bad)
		}
	}
}
