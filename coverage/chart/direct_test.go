package chart

import (
	"cmp"
	"context"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// boxes returns the bounding box of every subpath of path data.
func boxes(t *testing.T, d string) [][4]float64 {
	t.Helper()
	var out [][4]float64
	var x, y float64
	for _, part := range regexp.MustCompile(`[MLlHVZ][^MLlHVZ]*`).FindAllString(d, -1) {
		var v []float64
		for _, n := range regexp.MustCompile(`-?[0-9.]+`).FindAllString(part, -1) {
			f, err := strconv.ParseFloat(n, 64)
			if err != nil {
				t.Fatal(err)
			}
			v = append(v, f)
		}
		switch part[0] {
		case 'M', 'L':
			x, y = v[0], v[1]
		case 'l':
			x, y = x+v[0], y+v[1]
		case 'H':
			x = v[0]
		case 'V':
			y = v[0]
		case 'Z':
			continue
		}
		if part[0] == 'M' {
			out = append(out, [4]float64{x, y, x, y})
		}
		b := &out[len(out)-1]
		*b = [4]float64{math.Min(b[0], x), math.Min(b[1], y), math.Max(b[2], x), math.Max(b[3], y)}
	}
	// ECharts leaves out what has no height or a single point.
	out = slices.DeleteFunc(out, func(b [4]float64) bool { return b[2]-b[0] < 0.01 || b[3]-b[1] < 0.01 })
	slices.SortFunc(out, func(a, b [4]float64) int {
		return cmp.Or(cmp.Compare(math.Round(a[0]), math.Round(b[0])), cmp.Compare(math.Round(a[1]), math.Round(b[1])))
	})
	return out
}

// TestDirect draws figures with and without ECharts: the marks lie at the same
// places.
func TestDirect(t *testing.T) {
	if underRace {
		t.Skip("slow with the race detector")
	}
	a := sampleAttention()
	a.Groups = []string{"tabloid", "other"}
	for i := range a.Rows {
		if c := a.Rows[i].Count; c.ok {
			half := math.Floor(c.v / 2)
			a.Rows[i].Groups = []Num{N(half), N(c.v - half)}
		}
	}
	for _, p := range []Plot{sampleAttention(), a, sampleChanges(), sampleViews(), sampleShares(), sampleInterruption(), sampleBlameMap(), sampleMatrix()} {
		var got [2]map[string][][4]float64
		for i, most := range []int{1, 100000} {
			f := Figure{ID: "f", Title: "Figure", Profile: Nature(), Plot: p, most: most}
			svg, err := f.SVG(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			checkSVG(t, svg)
			found := map[string][][4]float64{}
			for _, e := range elements(t, svg) {
				if e.name != "path" {
					continue
				}
				look := e.attr["fill"] + " " + e.attr["fill-opacity"] + " " + e.attr["stroke"] + " " + e.attr["stroke-dasharray"]
				found[look] = append(found[look], boxes(t, e.attr["d"])...)
			}
			for _, bs := range found {
				slices.SortFunc(bs, func(a, b [4]float64) int {
					return cmp.Or(cmp.Compare(math.Round(a[0]), math.Round(b[0])), cmp.Compare(math.Round(a[1]), math.Round(b[1])))
				})
			}
			got[i] = found
		}
		compared := 0
		for look, bars := range got[1] {
			direct := got[0][look]
			if strings.HasPrefix(look, "#000 ") { // what ECharts clips with
				continue
			}
			if len(direct) != len(bars) {
				t.Errorf("%s: %d shapes of look %q drawn here, %d by ECharts", p.Kind(), len(direct), look, len(bars))
				continue
			}
			for i := range bars {
				compared++
				for k := range 4 {
					if d := math.Abs(direct[i][k] - bars[i][k]); d > 0.6 {
						t.Fatalf("%s: shape %d of look %q is drawn at %.1f here, at %.1f by ECharts", p.Kind(), i, look, direct[i], bars[i])
					}
				}
			}
		}
		if compared < 8 {
			t.Errorf("%s: only %d shapes were compared", p.Kind(), compared)
		}
	}
}
