package sans

import (
	"math"
	"testing"
)

// The widths are those of the Arial metrics (Adobe's Helvetica AFM files give
// the same in 1/1000 em).
func TestWidth(t *testing.T) {
	for _, c := range []struct {
		text string
		bold bool
		want float64 // em
	}{
		{"", false, 0},
		{"0", false, 0.556},
		{"A", false, 0.667},
		{"A", true, 0.722},
		{"i", false, 0.222},
		{"WW", false, 1.888},
		{"Ж", false, 0.923},
		{"Ω", false, 0.748},
		{"e\u0301", false, 0.556},
		{"漢", false, 1},
		{"\U0001F600", false, 1.3},
		{"\u200b", false, 0},
	} {
		if got := Width(c.text, 1, c.bold); math.Abs(got-c.want) > 0.002 {
			t.Errorf("Width(%q, 1, %v) = %.4f, want %.3f", c.text, c.bold, got, c.want)
		}
	}
}

func BenchmarkWidth(b *testing.B) {
	for b.Loop() {
		Width("the director of children’s services", 10, false)
	}
}
