package agreement

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// point asks for the figure alone.
var point = Bootstrap{Resamples: -1}

func columns(cols ...string) Data {
	names := make([]string, len(cols))
	split := make([][]string, len(cols))
	for i, c := range cols {
		names[i] = string(rune('a' + i))
		for _, code := range strings.Fields(c) {
			split[i] = append(split[i], strings.Trim(code, "."))
		}
	}
	return FromColumns(names, split...)
}

// Data A is the example of Krippendorff (2011, also on Wikipedia), data B that
// of Content Analysis (4th ed.). Published figures to three or six digits;
// digits beyond from an independent implementation, checked against
// fast-krippendorff.
var (
	dataA = columns(
		". . . . . 3 4 1 2 1 1 3 3 . 3",
		"1 . 2 1 3 3 4 3 . . . . . . .",
		". . 2 1 3 4 4 . 2 1 1 3 3 . 4")
	dataB = columns(
		"1 2 3 3 2 1 4 1 2 . . .",
		"1 2 3 3 2 2 4 1 2 5 . 3",
		". 3 3 3 2 3 4 2 2 5 1 .",
		"1 2 3 3 2 4 4 1 2 5 1 .")
)

func TestAlphaPublished(t *testing.T) {
	tests := []struct {
		name  string
		data  Data
		level Level
		want  float64
		n     int
	}{
		{"A", dataA, Nominal, 0.691358024691358, 12},
		{"A", dataA, Ordinal, 0.8067214199413153, 12},
		{"A", dataA, Interval, 0.8108448928121059, 12},
		{"A", dataA, Ratio, 0.8089436707842471, 12},
		{"B", dataB, Nominal, 0.743421052631579, 11},
		{"B", dataB, Ordinal, 0.8153875037548813, 11},
		{"B", dataB, Interval, 0.8491071428571428, 11},
		{"B", dataB, Ratio, 0.797402774711612, 11},
	}
	for _, tt := range tests {
		t.Run(tt.name+" "+tt.level.String(), func(t *testing.T) {
			e, err := Alpha(tt.data, Scale{Level: tt.level}, point)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(e.Value-tt.want) > 1e-12 {
				t.Errorf("α = %.15f, want %.15f", e.Value, tt.want)
			}
			if e.N != tt.n {
				t.Errorf("n = %d, want %d pairable units", e.N, tt.n)
			}
		})
	}
}

// extdata returns the folder of outside material, or skips.
func extdata(t testing.TB) string {
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set")
	}
	return dir
}

func TestAlphaReferenceFile(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(extdata(t), "reference", "agreement", "krippendorff.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Data    map[string][][]*int
		Results []struct {
			Dataset, Level string
			Alpha          float64
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Results) == 0 {
		t.Fatal("no results in the file")
	}
	for _, r := range file.Results {
		var names []string
		var cols [][]string
		for i, coder := range file.Data[r.Dataset] {
			col := make([]string, len(coder))
			for j, v := range coder {
				if v != nil {
					col[j] = strconv.Itoa(*v)
				}
			}
			names, cols = append(names, strconv.Itoa(i)), append(cols, col)
		}
		level := map[string]Level{"nominal": Nominal, "ordinal": Ordinal, "interval": Interval, "ratio": Ratio}[r.Level]
		e, err := Alpha(FromColumns(names, cols...), Scale{Level: level}, point)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(e.Value-r.Alpha) > 1e-6 {
			t.Errorf("%s %s: α = %.9f, want %.9f", r.Dataset, r.Level, e.Value, r.Alpha)
		}
	}
}

func TestAlphaEdges(t *testing.T) {
	tests := []struct {
		name  string
		data  Data
		scale Scale
		want  float64 // NaN: undefined
		why   string
	}{
		{"perfect", columns("1 2 3 1", "1 2 3 1"), Scale{}, 1, ""},
		{"perfect interval", columns("1 2 3 1", "1 2 3 1"), Scale{Level: Interval}, 1, ""},
		{"perfect ordinal", columns("1 2 3 1", "1 2 3 1"), Scale{Level: Ordinal}, 1, ""},
		{"no variation", columns("1 1 1", "1 1 1"), Scale{}, math.NaN(), "all codes are the same"},
		{"no variation interval", columns("0.1 0.1 0.1", "0.1 0.1 0.1"), Scale{Level: Interval}, math.NaN(), "all codes are the same"},
		{"no pair", columns("1 2 . .", ". . 1 2"), Scale{}, math.NaN(), "no unit has two codes"},
		{"empty", columns("", ""), Scale{}, math.NaN(), "no unit has two codes"},
		// o = (1,2),(2,1): D_o = 1, D_e = (16-8)/(4·3) = 2/3.
		{"systematic", columns("1 2", "2 1"), Scale{}, 1 - 1/(2.0/3), ""},
		{"numbers spelt differently", columns("1 2 3", "1.0 2.0 3.0"), Scale{Level: Interval}, 1, ""},
		{"huge offset", columns("1000000001 1000000002 1000000003", "1000000001 1000000002 1000000004"), Scale{Level: Interval},
			// as for 1 2 3 against 1 2 4: D_o = 2/6; Σ over pairs of squares = 2(6·35 − 13²) = 82, D_e = 82/30.
			1 - (2.0/6)/(82.0/30), ""},
		// Words ranked by Order agree with their ranks.
		{"ordinal words", columns("low mid high low", "low mid mid low"), Scale{Level: Ordinal, Order: []string{"low", "mid", "high"}},
			mustAlpha(columns("1 2 3 1", "1 2 2 1"), Scale{Level: Ordinal}), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, err := Alpha(tt.data, tt.scale, point)
			if err != nil {
				t.Fatal(err)
			}
			if math.IsNaN(tt.want) {
				if e.Defined() || e.Undefined != tt.why {
					t.Errorf("got %v, want undefined because %q", e, tt.why)
				}
				return
			}
			if math.Abs(e.Value-tt.want) > 1e-9 {
				t.Errorf("α = %.12f, want %.12f", e.Value, tt.want)
			}
		})
	}
}

func mustAlpha(d Data, s Scale) float64 {
	e, err := Alpha(d, s, point)
	if err != nil {
		panic(err)
	}
	return e.Value
}

func TestScaleErrors(t *testing.T) {
	for _, tt := range []struct {
		data  Data
		scale Scale
	}{
		{columns("1 x", "1 2"), Scale{Level: Interval}},
		{columns("1 NaN", "1 2"), Scale{Level: Interval}},
		{columns("1 -2", "1 2"), Scale{Level: Ratio}},
		{columns("low top", "low low"), Scale{Level: Ordinal, Order: []string{"low", "mid"}}},
	} {
		if _, err := Alpha(tt.data, tt.scale, point); !errors.Is(err, ErrScale) {
			t.Errorf("%v: error %v, want ErrScale", tt.data.Units, err)
		}
	}
	if _, err := Alpha(columns("1"), Scale{Level: 9}, point); err == nil {
		t.Error("unknown level accepted")
	}
}

func TestKappa(t *testing.T) {
	tests := []struct {
		name string
		data Data
		w    Weights
		want float64
	}{
		// Example of scikit-learn's cohen_kappa_score (1.5): 0.6875.
		{"documented", columns("neg pos neg neu pos", "neg pos neg neu neg"), Unweighted, 0.6875},
		// 2×2 table 20 5 10 15 (Wikipedia, Cohen's kappa): 0.4.
		{"grants", table2(20, 5, 10, 15), Unweighted, 0.4},
		{"same marginals", table2(45, 15, 25, 15), Unweighted, 0.1304347826086957},
		{"other marginals", table2(25, 35, 5, 35), Unweighted, 0.2592592592592593},
		{"chance", columns("1 1 2 2", "1 2 1 2"), Unweighted, 0},
		{"perfect", columns("1 2 2", "1 2 2"), Unweighted, 1},
		{"missing left out", columns("1 2 2 . 1", "1 2 2 1 ."), Unweighted, 1},
		// Pairs 1-1 1-2 2-3 3-3: Σwo = 2/4; first 2,1,1, second 1,1,2:
		// Σw·e = (2·(1·1+2·2) + 1·(1+2) + 1·(2·1+1))/16 = 16/16.
		{"linear", columns("1 1 2 3", "1 2 3 3"), Linear, 0.5},
		// Σw·e = (2·(1·1+2·4) + (1+2) + (4+1))/16 = 26/16.
		{"quadratic", columns("1 1 2 3", "1 2 3 3"), Quadratic, 1 - 0.5/(26.0/16)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := Scale{}
			if tt.w != Unweighted {
				s.Level = Interval
			}
			e, err := Kappa(tt.data, "a", "b", s, tt.w, point)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(e.Value-tt.want) > 1e-12 {
				t.Errorf("κ = %.15f, want %.15f", e.Value, tt.want)
			}
		})
	}
	if e, _ := Kappa(columns("1 1", "1 1"), "a", "b", Scale{}, Unweighted, point); e.Defined() {
		t.Errorf("one code only: κ = %v, want undefined", e)
	}
	if e, _ := Kappa(columns("1 .", ". 1"), "a", "b", Scale{}, Unweighted, point); e.Defined() {
		t.Errorf("no common unit: κ = %v, want undefined", e)
	}
	if _, err := Kappa(dataA, "a", "z", Scale{}, Unweighted, point); err == nil {
		t.Error("unknown coder accepted")
	}
	if _, err := Kappa(dataA, "a", "b", Scale{}, Linear, point); err == nil {
		t.Error("weights on a nominal scale accepted")
	}
}

// table2 makes two coders from a 2×2 table, first coder by rows.
func table2(yy, yn, ny, nn int) Data {
	var a, b []string
	for _, c := range []struct {
		n    int
		x, y string
	}{{yy, "y", "y"}, {yn, "y", "n"}, {ny, "n", "y"}, {nn, "n", "n"}} {
		for range c.n {
			a, b = append(a, c.x), append(b, c.y)
		}
	}
	return FromColumns([]string{"a", "b"}, a, b)
}

// fleissTable is the example of Fleiss (1971), ten subjects, fourteen raters,
// five categories; κ = 0.210 in print.
var fleissTable = [][]int{
	{0, 0, 0, 0, 14}, {0, 2, 6, 4, 2}, {0, 0, 3, 5, 6}, {0, 3, 9, 2, 0}, {2, 2, 8, 1, 1},
	{7, 7, 0, 0, 0}, {3, 2, 6, 3, 0}, {2, 5, 3, 2, 2}, {6, 5, 2, 1, 0}, {0, 2, 2, 3, 7},
}

func fromCounts(table [][]int) Data {
	var d Data
	for i, row := range table {
		u := Unit{ID: strconv.Itoa(i)}
		for cat, n := range row {
			for range n {
				u.Codes = append(u.Codes, strconv.Itoa(cat))
			}
		}
		for len(d.Coders) < len(u.Codes) {
			d.Coders = append(d.Coders, strconv.Itoa(len(d.Coders)))
		}
		d.Units = append(d.Units, u)
	}
	return d
}

func TestFleiss(t *testing.T) {
	e, err := Fleiss(fromCounts(fleissTable), point)
	if err != nil {
		t.Fatal(err)
	}
	if want := 0.20993070442195522; math.Abs(e.Value-want) > 1e-12 {
		t.Errorf("κ = %.15f, want %.15f", e.Value, want)
	}
	if e, _ := Fleiss(columns("1 1", "1 1"), point); e.Defined() {
		t.Errorf("one code only: %v, want undefined", e)
	}
	if _, err := Fleiss(dataB, point); !errors.Is(err, ErrUnequal) {
		t.Errorf("unequal numbers of codes: error %v", err)
	}
	if e, _ := Fleiss(columns("1 2 .", "1 2 ."), point); e.Value != 1 || e.N != 2 {
		t.Errorf("unit without codes: %v, want 1 with n=2", e)
	}
}

func TestFleissReferenceFile(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(extdata(t), "reference", "agreement", "fightin_words.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Fleiss struct {
			Table [][]int
			Kappa float64
		}
	}
	if err := json.Unmarshal(raw, &file); err != nil {
		t.Fatal(err)
	}
	e, err := Fleiss(fromCounts(file.Fleiss.Table), point)
	if err != nil || math.Abs(e.Value-file.Fleiss.Kappa) > 1e-6 {
		t.Errorf("κ = %v (%v), want %v", e.Value, err, file.Fleiss.Kappa)
	}
}

func TestPercent(t *testing.T) {
	e, err := Percent(columns("1 1 2 .", "1 2 2 1", "1 2 . ."), point)
	if err != nil {
		t.Fatal(err)
	}
	// Pairs: 3 of 3, 1 of 3, 1 of 1, none.
	if want := 5.0 / 7; math.Abs(e.Value-want) > 1e-12 || e.N != 3 {
		t.Errorf("agreement %v, want %v with n=3", e, want)
	}
}

func TestIndicator(t *testing.T) {
	d := columns("a|b b . c", "a a|c b c").Indicator("b")
	want := [][]string{{"1", "0"}, {"1", "0"}, {"", "1"}, {"0", "0"}}
	for i, u := range d.Units {
		if u.Codes[0] != want[i][0] || u.Codes[1] != want[i][1] {
			t.Errorf("unit %d: %q, want %q", i, u.Codes, want[i])
		}
	}
}

func TestEstimateFormats(t *testing.T) {
	nan := math.NaN()
	for _, tt := range []struct {
		e         Estimate
		text, raw string
	}{
		{Estimate{Value: 0.7434, Low: 0.51, High: 0.92, N: 40, Clusters: 40}, "0.743 [0.51, 0.92], n=40", `{"value":0.7434,"low":0.51,"high":0.92,"n":40,"clusters":40}`},
		{Estimate{Value: 1, Low: nan, High: nan, N: 4, Clusters: 2}, "1.000, n=4 in 2 clusters", `{"value":1,"low":null,"high":null,"n":4,"clusters":2}`},
		{undefined("m", "no unit", 0), "undefined (no unit), n=0", `{"value":null,"low":null,"high":null,"n":0,"method":"m","undefined":"no unit"}`},
		{Estimate{Value: -0.0001, Low: nan, High: nan, N: 1}, "0.000, n=1", `{"value":-0.0001,"low":null,"high":null,"n":1}`},
	} {
		if got := tt.e.String(); got != tt.text {
			t.Errorf("String() = %q, want %q", got, tt.text)
		}
		raw, err := json.Marshal(tt.e)
		if err != nil || string(raw) != tt.raw {
			t.Errorf("JSON %s (%v), want %s", raw, err, tt.raw)
		}
	}
}
