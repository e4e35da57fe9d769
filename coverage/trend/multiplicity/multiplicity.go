// Package multiplicity corrects p-values for having looked more than once.
//
//	adjusted := multiplicity.Holm([]float64{0.01, 0.04, 0.03})
//
// Holm, Hochberg and Bonferroni bound the chance of any false alarm;
// BenjaminiHochberg and BenjaminiYekutieli the share of false alarms among the
// findings. NaN stands for a test that was not made: it stays NaN and does not
// count.
package multiplicity

import (
	"cmp"
	"math"
	"slices"
)

// Holm returns p-values adjusted by Holm (1979). It needs no assumption about
// dependence.
func Holm(p []float64) []float64 {
	return adjust(p, true, func(rank, m int) float64 { return float64(m - rank + 1) })
}

// Hochberg returns p-values adjusted by Hochberg (1988), for tests that are
// independent or positively dependent.
func Hochberg(p []float64) []float64 {
	return adjust(p, false, func(rank, m int) float64 { return float64(m - rank + 1) })
}

// BenjaminiHochberg returns p-values adjusted for the false discovery rate
// (1995), for tests that are independent or positively dependent.
func BenjaminiHochberg(p []float64) []float64 {
	return adjust(p, false, func(rank, m int) float64 { return float64(m) / float64(rank) })
}

// BenjaminiYekutieli is the form of [BenjaminiHochberg] for any dependence
// (2001).
func BenjaminiYekutieli(p []float64) []float64 {
	return adjust(p, false, func(rank, m int) float64 {
		h := 0.0
		for i := 1; i <= m; i++ {
			h += 1 / float64(i)
		}
		return h * float64(m) / float64(rank)
	})
}

// Bonferroni multiplies each p-value by their number.
func Bonferroni(p []float64) []float64 {
	return adjust(p, true, func(_, m int) float64 { return float64(m) })
}

// adjust multiplies the p-value of each rank (1 the smallest) by factor and
// makes the result monotone, upwards from the smallest (stepDown) or downwards
// from the greatest.
func adjust(p []float64, stepDown bool, factor func(rank, m int) float64) []float64 {
	out := make([]float64, len(p))
	var order []int
	for i, v := range p {
		out[i] = math.NaN()
		if !math.IsNaN(v) {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	m := len(order)
	if stepDown {
		least := 0.0
		for r, i := range order {
			least = math.Max(least, math.Min(1, p[i]*factor(r+1, m)))
			out[i] = least
		}
		return out
	}
	most := 1.0
	for r := m - 1; r >= 0; r-- {
		i := order[r]
		most = math.Min(most, p[i]*factor(r+1, m))
		out[i] = most
	}
	return out
}
