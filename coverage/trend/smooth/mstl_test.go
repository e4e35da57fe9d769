package smooth

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
)

// Hourly demand with a daily and a weekly season, taken apart by R's mstl
// (Bandara, Hyndman and Bergmeir 2021), which is STL by turns: each season from
// what is left when the other is taken off, twice over, evaluated at every point.
func TestSTLByTurnsAgainstR(t *testing.T) {
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: the recorded decomposition of hourly data is not part of the project")
	}
	f, err := os.Open(filepath.Join(root, "reference", "statsmodels", "mstl_test_results.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := make([][]float64, len(rows[0])) // data, trend, both seasons, remainder
	for _, r := range rows[1:] {
		for c, text := range r {
			v, err := strconv.ParseFloat(text, 64)
			if err != nil {
				t.Fatal(err)
			}
			want[c] = append(want[c], v)
		}
	}
	left := slices.Clone(want[0])
	seasons := [2][]float64{make([]float64, len(left)), make([]float64, len(left))}
	var trend []float64
	for range 2 {
		for s, period := range [2]int{24, 168} {
			for i := range left {
				left[i] += seasons[s][i]
			}
			p, err := STL(left, STLOptions{Period: period, Seasonal: [2]int{11, 15}[s], SeasonalJump: 1, TrendJump: 1, LowPassJump: 1})
			if err != nil {
				t.Fatal(err)
			}
			seasons[s], trend = p.Season, p.Trend
			for i := range left {
				left[i] -= seasons[s][i]
			}
		}
	}
	for _, c := range []struct {
		name      string
		got, want []float64
	}{{"trend", trend, want[1]}, {"daily season", seasons[0], want[2]}, {"weekly season", seasons[1], want[3]}} {
		if far := furthest(c.got, c.want); !(far < 1e-6) {
			t.Errorf("%s differs from R by %.2g of its range", c.name, far)
		}
	}
}
