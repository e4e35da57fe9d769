// Package tail gives survival functions that keep their relative accuracy far
// out, where one minus a distribution function loses it.
package tail

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Normal is P(Z > z).
func Normal(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// StudentT is P(T > t) with nu degrees of freedom.
func StudentT(t, nu float64) float64 {
	if math.IsNaN(t) || !(nu > 0) {
		return math.NaN()
	}
	if math.IsInf(t, 0) {
		return (1 - math.Copysign(1, t)) / 2
	}
	half := 0.5 * mathext.RegIncBeta(nu/2, 0.5, nu/(nu+t*t))
	if t < 0 {
		return 1 - half
	}
	return half
}

// F is P(F > f) with d1 and d2 degrees of freedom.
func F(f, d1, d2 float64) float64 {
	if math.IsNaN(f) || !(d1 > 0 && d2 > 0) {
		return math.NaN()
	}
	if f <= 0 {
		return 1
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// ChiSquared is P(X > x) with k degrees of freedom.
func ChiSquared(x, k float64) float64 {
	if math.IsNaN(x) || !(k > 0) {
		return math.NaN()
	}
	if x <= 0 {
		return 1
	}
	if k == 1 {
		return math.Erfc(math.Sqrt(x / 2))
	}
	return mathext.GammaIncRegComp(k/2, x/2)
}

// StudentTQuantile is the q quantile of the t law with nu degrees of freedom,
// which need not be whole.
func StudentTQuantile(q, nu float64) float64 {
	if !(q > 0 && q < 1) || !(nu > 0) {
		return math.NaN()
	}
	if q == 0.5 {
		return 0
	}
	p := 2 * math.Min(q, 1-q)
	x := mathext.InvRegIncBeta(nu/2, 0.5, p)
	t := math.Sqrt(nu * (1 - x) / x)
	if q < 0.5 {
		return -t
	}
	return t
}

// NormalQuantile is the inverse of the standard normal distribution function,
// NaN outside (0, 1).
func NormalQuantile(p float64) float64 {
	if !(p > 0 && p < 1) {
		return math.NaN()
	}
	return mathext.NormalQuantile(p)
}
