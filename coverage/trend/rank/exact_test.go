package rank

import (
	"math"
	"slices"
	"testing"
)

// All orders of a few values, ties among them, counted one by one.
func TestKendallLawCountsOrders(t *testing.T) {
	for _, v := range [][]float64{{1, 2}, {1, 2, 3, 4, 5}, {1, 1, 2, 3}, {1, 1, 2, 2, 2, 3}, {4, 4, 4}} {
		law := kendallLaw(len(v), ties(v))
		want := make([]float64, len(law))
		orders := 0.0
		var permute func(k int, y []float64)
		permute = func(k int, y []float64) {
			if k == len(y) {
				s := 0.0
				for i := range y {
					for j := i + 1; j < len(y); j++ {
						s += sign(y[j] - y[i])
					}
				}
				want[int(s+float64(len(law)-1))/2]++
				orders++
				return
			}
			for i := k; i < len(y); i++ {
				y[k], y[i] = y[i], y[k]
				permute(k+1, y)
				y[k], y[i] = y[i], y[k]
			}
		}
		permute(0, slices.Clone(v))
		for i := range law {
			near(t, "chance", law[i], want[i]/orders)
		}
	}
}

// At 17 points the variance of the law is that of the formula.
func TestKendallLawHasItsVariance(t *testing.T) {
	for _, tied := range [][]float64{nil, {2, 3, 5}, {17}} {
		law := kendallLaw(17, tied)
		sum, variance, most := 0.0, 0.0, float64(len(law)-1)
		for i, p := range law {
			s := 2*float64(i) - most
			sum += p
			variance += p * s * s
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("ties %v: chances sum to %v", tied, sum)
		}
		if want := kendallVariance(17, tied, nil); math.Abs(variance-want) > 1e-8*(1+want) {
			t.Errorf("ties %v: variance %v, want %v", tied, variance, want)
		}
	}
}

// Of six orders of 2 and 2 values two have all of one before the other, D = 1; of
// 35 orders of 3 and 4 again two.
func TestKolmogorovExact(t *testing.T) {
	near(t, "2, 2", kolmogorovExact(1, 2, 2), 2./6)
	near(t, "3, 4", kolmogorovExact(1, 3, 4), 2./35)
	near(t, "all", kolmogorovExact(0.1, 3, 4), 1)
}
