package learn

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func mustFit(t testing.TB, examples []Example, o Options) *Model {
	t.Helper()
	m, err := Fit(examples, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func encode(t testing.TB, m *Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// twoLabels draws examples with two labels that depend on different features.
func twoLabels(n int) []Example {
	a, _ := noisy(n, 60, 8, 11)
	_, y := noisy(n, 60, 8, 12)
	for i := range a {
		a[i].Labels = slices.Clone(a[i].Labels)
		if y[i] {
			a[i].Labels = append(a[i].Labels, "also")
			if i%3 > 0 {
				a[i].Features = append(a[i].Features, Feature{"mark", 1})
			}
		}
	}
	return a
}

func TestFitIsTheSameForAnyWorkersAndOrderOfFeatures(t *testing.T) {
	examples := twoLabels(160)
	want := encode(t, mustFit(t, examples, Options{Workers: 1, Seed: 5}))
	for i := range examples {
		slices.Reverse(examples[i].Features)
	}
	got := encode(t, mustFit(t, examples, Options{Workers: 7, Seed: 5}))
	if !bytes.Equal(got, want) {
		t.Error("the saved model depends on workers or on the order of features")
	}
	if other := encode(t, mustFit(t, examples, Options{Seed: 6})); bytes.Equal(other, want) {
		t.Error("the seed changes nothing")
	}
}

// The golden file pins every bit on every processor.
func TestFitGolden(t *testing.T) {
	for name, o := range map[string]Options{
		"ridge.json":   {Seed: 1},
		"elastic.json": {Seed: 1, L1Ratio: 0.5, HashBits: 4, HashPrefix: "f", Calibration: Temperature, Threshold: 0.5},
	} {
		got := encode(t, mustFit(t, twoLabels(120), o))
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s: the fit differs from the golden file; if that is meant, run with -update", name)
		}
	}
}

// A feature that gives the group away predicts perfectly within the group and
// not at all outside it. The report must not be fooled.
func TestReportDoesNotLeakGroups(t *testing.T) {
	r := &random{9}
	var examples []Example
	for g := range 40 {
		label := r.below(2) == 0
		for i := range 6 {
			e := Example{Group: fmt.Sprint("doc", g), Features: []Feature{{fmt.Sprint("name", g), 1}, {"constant", 1}}}
			if label != (i == 5) {
				e.Labels = []string{"blame"}
			}
			examples = append(examples, e)
		}
	}
	m := mustFit(t, examples, Options{Seed: 2})
	if auc := m.Report.Labels[0].AUC; auc.Value > 0.6 || auc.High > 0.75 {
		t.Errorf("AUC out of fold = %v; the groups leak", auc)
	}
	for _, p := range m.Report.Predictions {
		for _, q := range m.Report.Predictions {
			if p.Group == q.Group && p.Fold != q.Fold {
				t.Fatalf("group %s is in folds %d and %d", p.Group, p.Fold, q.Fold)
			}
		}
	}
}

// Labels drawn by lot cannot be learnt, however many features there are to
// overfit and penalties to choose from.
func TestReportOnNoise(t *testing.T) {
	examples, _ := noisy(240, 800, 20, 21)
	r := &random{5}
	for i := range examples {
		examples[i].Labels = nil
		if r.below(4) == 0 {
			examples[i].Labels = []string{"x"}
		}
	}
	l := mustFit(t, examples, Options{}).Report.Labels[0]
	if l.AUC.Low > 0.5 || l.AUC.High < 0.5 {
		t.Errorf("AUC = %v does not contain 0.5", l.AUC)
	}
	if l.Brier.Value > l.BrierBase*1.1 {
		t.Errorf("Brier %v is worse than the base rate's %v: calibration failed to give up", l.Brier, l.BrierBase)
	}
}

func TestFitLearnsAndIsCalibrated(t *testing.T) {
	examples, _ := noisy(1600, 60, 8, 4)
	m := mustFit(t, examples, Options{})
	l := m.Report.Labels[0]
	if l.AUC.Value < 0.8 {
		t.Errorf("AUC = %v", l.AUC)
	}
	if l.Brier.High >= l.BrierBase {
		t.Errorf("Brier %v is no better than the base rate's %v", l.Brier, l.BrierBase)
	}
	if l.ECE > 0.05 {
		t.Errorf("ECE = %v\n%v", l.ECE, l.Reliability)
	}
	n := 0
	for _, b := range l.Reliability {
		n += b.Examples
		if b.Said < b.From || b.Said > b.From+0.1 {
			t.Errorf("bin %v says %v", b.From, b.Said)
		}
	}
	if n != len(examples) {
		t.Errorf("the reliability table holds %d of %d examples", n, len(examples))
	}

	// A fresh draw from the same source confirms the figures.
	fresh, _ := noisy(1600, 60, 8, 40)
	r, err := m.Evaluate(fresh, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Labels[0]; math.Abs(f.F1.Value-l.F1.Value) > 0.06 || f.ECE > 0.06 {
		t.Errorf("out of fold F1 %v ECE %v; on fresh examples %v and %v", l.F1, l.ECE, f.F1, f.ECE)
	}
}

func TestFitWarns(t *testing.T) {
	examples, _ := noisy(40, 10, 3, 1)
	for i := range examples {
		examples[i].Labels = nil
	}
	examples[3].Labels = []string{"rare"}
	m := mustFit(t, examples, Options{Labels: []string{"rare", "absent"}})
	all := strings.Join(m.Report.Warnings, "\n")
	for _, want := range []string{"5 groups", "rare: only 1 examples in 1 groups", "absent: the examples are all of one kind"} {
		if !strings.Contains(all, want) {
			t.Errorf("no warning %q in\n%s", want, all)
		}
	}
	p := m.Predict(nil, examples[0].Features)
	if p[1] <= 0 || p[1] > 0.05 {
		t.Errorf("probability of a label never seen = %v", p[1])
	}
	if l := m.Report.Labels[1]; l.Recall.Defined() || l.AUC.Defined() {
		t.Errorf("recall %v and AUC %v of a label never seen are defined", l.Recall, l.AUC)
	}
}

func TestFitErrors(t *testing.T) {
	good := func() []Example { e, _ := noisy(40, 10, 3, 1); return e }
	for _, tt := range []struct {
		name   string
		change func([]Example) []Example
		o      Options
		want   error
	}{
		{"no examples", func([]Example) []Example { return nil }, Options{}, ErrData},
		{"one group", func(e []Example) []Example {
			for i := range e {
				e[i].Group = "one"
			}
			return e
		}, Options{}, ErrData},
		{"NaN", func(e []Example) []Example { e[7].Features[0].Value = math.NaN(); return e }, Options{}, ErrData},
		{"negative weight", func(e []Example) []Example { e[7].Weight = -1; return e }, Options{}, ErrData},
		{"bucket name", func(e []Example) []Example { e[0].Features[0].Name = "#1"; return e }, Options{HashBits: 3, HashPrefix: "x"}, ErrData},
		{"lambda", nil, Options{Lambda: -1}, ErrOptions},
		{"lambdas", nil, Options{Lambdas: []float64{1, math.NaN()}}, ErrOptions},
		{"ratio", nil, Options{L1Ratio: 1.1}, ErrOptions},
		{"folds", nil, Options{Folds: 1}, ErrOptions},
		{"threshold", nil, Options{Threshold: 1}, ErrOptions},
		{"hash", nil, Options{HashBits: 99}, ErrOptions},
		{"label twice", nil, Options{Labels: []string{"a", "a"}}, ErrOptions},
		{"calibration", nil, Options{Calibration: 9}, ErrOptions},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := good()
			if tt.change != nil {
				e = tt.change(e)
			}
			if _, err := Fit(e, tt.o); !errors.Is(err, tt.want) {
				t.Errorf("error %v, want %v", err, tt.want)
			}
		})
	}
}

func TestExplainAddsUp(t *testing.T) {
	examples := twoLabels(160)
	for _, o := range []Options{{}, {HashBits: 5}} {
		m := mustFit(t, examples, o)
		for _, e := range examples[:40] {
			p := m.Predict(nil, e.Features)
			for l, name := range m.Labels() {
				x, err := m.Explain(name, e.Features)
				if err != nil {
					t.Fatal(err)
				}
				sum := x.Base
				for k, c := range x.Contributions {
					sum += c.LogOdds
					if k > 0 && math.Abs(c.LogOdds) > math.Abs(x.Contributions[k-1].LogOdds) {
						t.Error("contributions are not in order")
					}
				}
				closeTo(t, "sum of contributions", sum, x.LogOdds, 1e-12)
				closeTo(t, "probability", x.Probability, p[l], 1e-12)
			}
		}
		if _, err := m.Explain("none such", nil); !errors.Is(err, ErrLabel) {
			t.Errorf("error %v, want ErrLabel", err)
		}
	}
}

func TestPredict(t *testing.T) {
	examples := twoLabels(160)
	for _, o := range []Options{{}, {HashBits: 5, HashPrefix: "f00"}} {
		m := mustFit(t, examples, o)
		if !slices.Equal(m.Labels(), []string{"also", "yes"}) {
			t.Fatalf("labels %v", m.Labels())
		}
		base := m.Predict(nil, nil)
		odd := []Feature{{"never seen", 3}, {"mark", math.NaN()}, {"mark", math.Inf(1)}}
		if got := m.Predict(nil, odd); !slices.Equal(got, base) {
			t.Errorf("unknown and unusable features change %v to %v", base, got)
		}
		if w, _ := m.Weights("also"); w[0].Feature != "mark" || w[0].LogOdds < 1 {
			t.Errorf("the weightiest feature is %v", w[0])
		}
		rows := map[string][]float64{}
		for name, row := range m.Columns() {
			rows[name] = row
		}
		var dst []float64
		for _, e := range examples {
			want := m.Predict(nil, e.Features)
			if o.HashBits > 0 {
				break // its columns are buckets, not features
			}
			for l := range want {
				score := m.Intercept(l)
				for _, f := range e.Features {
					if row := rows[f.Name]; row != nil {
						score += float64(row[l] * f.Value)
					}
				}
				if got := m.Calibrated(l, score); got != want[l] {
					t.Fatalf("by columns %v, by Predict %v", got, want[l])
				}
			}
		}
		if n := testing.AllocsPerRun(100, func() { dst = m.Predict(dst, examples[0].Features) }); n != 0 {
			t.Errorf("Predict allocates %v times", n)
		}
		p := m.Thresholds()
		if got := m.Present(p); len(got) != 2 {
			t.Errorf("at the thresholds present are %v", got)
		}
		if got := m.Present([]float64{0, 0}); got != nil {
			t.Errorf("at zero present are %v", got)
		}
	}
}

func TestWeightsOfExamples(t *testing.T) {
	// An example of weight three counts as three.
	base, _ := noisy(60, 12, 4, 8)
	weighted := slices.Clone(base)
	var repeated []Example
	for i, e := range base {
		repeated = append(repeated, e)
		if i%4 == 0 {
			weighted[i].Weight = 3
			repeated = append(repeated, e, e)
		}
	}
	x, _ := newMatrix(weighted, Options{MinCount: 1})
	xr, _ := newMatrix(repeated, Options{MinCount: 1})
	solve := func(x *matrix, es []Example) *solver {
		var y []bool
		var w []float64
		for _, e := range es {
			y = append(y, len(e.Labels) > 0)
			w = append(w, max(e.Weight, 1))
		}
		s := newSolver(x, y, w)
		if !s.solve(0.01, 0.3, tight) {
			t.Fatal("did not converge")
		}
		return s
	}
	a, b := solve(x, weighted), solve(xr, repeated)
	for j := range a.beta {
		closeTo(t, x.names[j], a.beta[j], b.beta[j], 1e-6)
	}
}

func TestDealBalances(t *testing.T) {
	examples := twoLabels(400)
	o, err := Options{Seed: 3}.withDefaults(examples)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := newTraining(examples, o)
	if err != nil {
		t.Fatal(err)
	}
	n := make([]int, tr.folds)
	yes := make([]int, tr.folds)
	for i, k := range tr.fold {
		n[k]++
		if tr.y[1][i] {
			yes[k]++
		}
	}
	if slices.Max(n)-slices.Min(n) > 16 || slices.Max(yes)-slices.Min(yes) > 8 {
		t.Errorf("folds of %v examples with %v positives", n, yes)
	}
}

func TestSaveAndRead(t *testing.T) {
	for _, o := range []Options{{Seed: 4}, {HashBits: 6, HashPrefix: "f"}} {
		examples := twoLabels(120)
		m := mustFit(t, examples, o)
		data := encode(t, m)
		back, err := Read(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if again := encode(t, back); !bytes.Equal(again, data) {
			t.Error("saving what was read gives other bytes")
		}
		for _, e := range examples {
			if got, want := back.Predict(nil, e.Features), m.Predict(nil, e.Features); !slices.Equal(got, want) {
				t.Fatalf("read model says %v, saved one said %v", got, want)
			}
		}
		if !reflect.DeepEqual(back.Report.MacroF1, m.Report.MacroF1) {
			t.Errorf("macro-F1 %v was saved as %v", m.Report.MacroF1, back.Report.MacroF1)
		}
	}
}

const small = `{"schema": "pressframe.learn/1",
"labels": [{"name":"a","lambda":0.1,"intercept":-1,"slope":1,"offset":0,"threshold":0.5}],
"features": [{"f":"x","w":[1]},{"f":"y","w":[-2]}]}`

func TestReadRejects(t *testing.T) {
	if _, err := Read(strings.NewReader(small)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"other version", "learn/1", "learn/2", "schema"},
		{"other version with other fields", `learn/1",`, `learn/2","scale":1,`, "schema"},
		{"not JSON", `{"schema"`, `schema`, "invalid character"},
		{"truncated", `]}`, ``, "unexpected EOF"},
		{"unknown field", `"labels"`, `"mood":1,"labels"`, "unknown field"},
		{"trailing text", `[-2]}]}`, `[-2]}]} x`, "follows"},
		{"no labels", `{"name":"a","lambda":0.1,"intercept":-1,"slope":1,"offset":0,"threshold":0.5}`, ``, "no labels"},
		{"empty name", `"name":"a"`, `"name":""`, "empty"},
		{"threshold", `0.5}`, `1.5}`, "threshold"},
		{"slope", `"slope":1`, `"slope":-1`, "slope"},
		{"too few weights", `[-2]`, `[]`, "0 weights for 1 labels"},
		{"out of order", `"f":"y"`, `"f":"a"`, "out of order"},
		{"twice", `"f":"y"`, `"f":"x"`, "twice"},
		{"huge weight", `[-2]`, `[1e300]`, "beyond"},
		{"overflow", `[-2]`, `[1e999]`, "1e999"},
		{"hash bits", `"labels"`, `"hash_bits":60,"labels"`, "hash_bits"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := strings.Replace(small, tt.old, tt.new, 1)
			if s == small {
				t.Fatal("the case changes nothing")
			}
			_, err := Read(strings.NewReader(s))
			if !errors.Is(err, ErrModel) || !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("error %v, want ErrModel with %q", err, tt.want)
			}
		})
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(small))
	f.Add([]byte(`{"schema":"pressframe.learn/1","hash_bits":2,"labels":[{"name":"é","threshold":0.1,"slope":0}],"features":[{"f":"#3","w":[0]}]}`))
	f.Add([]byte(`{"schema":"pressframe.learn/1","labels":[{"name":"a","threshold":0.1}],"report":{"macro_f1":null,"labels":[{"f1":[1,0,1]}]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Read(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, ErrModel) {
				t.Fatalf("error %v is not ErrModel", err)
			}
			return
		}
		for _, p := range m.Predict(nil, []Feature{{"x", 1e6}, {"", -3}, {"y", 0.5}}) {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("probability %v", p)
			}
		}
		var once, twice bytes.Buffer
		if _, err := m.WriteTo(&once); err != nil {
			t.Fatal(err)
		}
		back, err := Read(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatalf("cannot read what was written: %v\n%s", err, once.Bytes())
		}
		if _, err := back.WriteTo(&twice); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("unstable:\n%s\n%s", once.Bytes(), twice.Bytes())
		}
	})
}

func BenchmarkPredict(b *testing.B) {
	examples, _ := noisy(400, 2000, 60, 1)
	m := mustFit(b, examples, Options{Lambda: 0.01, Resamples: 10})
	var dst []float64
	b.Run("names", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			dst = m.Predict(dst, examples[0].Features)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	examples, _ := noisy(2000, 20000, 60, 1)
	data := encode(b, mustFit(b, examples, Options{Lambda: 0.01, Resamples: 10}))
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := Read(bytes.NewReader(data)); err != nil {
			b.Fatal(err)
		}
	}
}
