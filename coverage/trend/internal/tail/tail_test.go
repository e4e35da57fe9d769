package tail_test

import (
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// The normal and t values are R 4.2's, from testdata/known-answers.json. R's
// own output for the F and χ² statistics there was made as 1 − CDF and holds
// only two or three digits, so those two rows are the series values themselves,
// which agree with R's to its last absolute digit (1e-16).
func TestTails(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"normal", 2 * tail.Normal(12.671926848977478), 8.461018707023038e-37},
		{"t", 2 * tail.StudentT(27.198965618238258, 186), 9.863692452396971e-67},
		{"t, lower side", tail.StudentT(-10.097225025370498, 16), 1 - 2.4004712733853407e-08/2},
		{"F", tail.F(75.92976942748543, 1, 98), 7.439042309812401e-14},
		{"chi-squared", tail.ChiSquared(88.12687155129997, 10), 1.258632767020495e-14},
	} {
		if !(math.Abs(c.got/c.want-1) < 1e-8) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}
