package trend_test

import (
	"encoding/csv"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"
)

// readCSV returns the columns of a file in testdata; what is no number is NaN.
func readCSV(t testing.TB, name string) map[string][]float64 {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for i, h := range rows[0] {
		h = strings.Trim(h, `" `)
		for _, r := range rows[1:] {
			v, err := strconv.ParseFloat(strings.TrimSpace(r[i]), 64)
			if err != nil {
				v = math.NaN()
			}
			out[h] = append(out[h], v)
		}
	}
	return out
}

// answers are recorded results by name; an object's values stand under
// "entry.key", an array's under "entry.0", "entry.1", ….
func answers(t *testing.T) map[string][]float64 {
	t.Helper()
	b, err := os.ReadFile("testdata/known-answers.json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for k, v := range raw {
		var list []*float64
		if json.Unmarshal(v, &list) == nil {
			for _, x := range list {
				if x == nil {
					out[k] = append(out[k], math.NaN())
				} else {
					out[k] = append(out[k], *x)
				}
			}
			continue
		}
		// Objects keep their order in the file.
		dec := json.NewDecoder(strings.NewReader(string(v)))
		for {
			tok, err := dec.Token()
			if err != nil {
				break
			}
			if x, ok := tok.(float64); ok {
				out[k] = append(out[k], x)
			}
		}
	}
	return out
}

// within reports whether got is want to a relative error; want 0 is absolute.
func within(got, want, tol float64) bool {
	if math.IsNaN(want) {
		return math.IsNaN(got)
	}
	return math.Abs(got-want) <= tol*math.Max(math.Abs(want), 1e-300) || want == 0 && math.Abs(got) <= tol
}

// A check computes what an entry records. tol is the relative error allowed:
// 1e-6 for closed forms, 1e-4 for iterative fits. absolute, when not 0, is an
// absolute error allowed instead, for p-values far in the tail.
//
// tols gives the relative error of each value where R itself stops early.
//
// lastIsP marks tables that end in a statistic and its p-value: a p-value far
// out multiplies a relative error of the statistic z by about z².
type check struct {
	tol, absolute float64
	tols          []float64 // by value, where they differ
	lastIsP       bool
	compute       func(t *testing.T) []float64
}

// outOfScope lists the entries that no estimator of this package claims, with
// the reason.
var outOfScope = map[string]string{
	"hw.co2": "Holt-Winters smoothing is a forecasting method; nothing here forecasts",
}

func TestKnownAnswers(t *testing.T) {
	want := answers(t)
	checks := map[string]check{}
	for _, register := range registries {
		register(checks)
	}
	var names []string
	for k := range want {
		names = append(names, k)
	}
	sort.Strings(names)
	for _, k := range names {
		t.Run(k, func(t *testing.T) {
			if why, ok := outOfScope[k]; ok {
				t.Skip(why)
			}
			c, ok := checks[k]
			if !ok {
				t.Fatal("no check for this entry")
			}
			got := c.compute(t)
			if len(got) != len(want[k]) {
				t.Fatalf("%d values, want %d: %v and %v", len(got), len(want[k]), got, want[k])
			}
			for i, w := range want[k] {
				tol := c.tol
				if c.tols != nil {
					tol = c.tols[i]
				}
				if last := len(got) - 1; c.lastIsP && i == last {
					tol *= 1 + want[k][last-1]*want[k][last-1]
				}
				if !within(got[i], w, tol) && !(c.absolute > 0 && math.Abs(got[i]-w) <= c.absolute) {
					t.Errorf("value %d: got %v, want %v (relative error %.2g)", i, got[i], w, math.Abs(got[i]-w)/math.Abs(w))
				}
			}
		})
	}
	for k := range checks {
		if _, ok := want[k]; !ok {
			t.Errorf("check %q answers no entry", k)
		}
	}
}

var registries []func(map[string]check)
