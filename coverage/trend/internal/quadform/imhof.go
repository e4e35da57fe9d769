// Package quadform gives tail probabilities of weighted sums of χ² variables,
// Σ λⱼ χ²(kⱼ), by numerical inversion of the characteristic function (Imhof,
// Biometrika 1961).
package quadform

import "math"

// Above returns P(Σ weight[j]·χ²(df) > x) for independent χ² with the same
// number of degrees of freedom. It is accurate to about 1e-9 when at least
// three terms are of like size; the integrand is cut where it is below that.
// Weights may be negative. It is NaN when all weights are zero or x is NaN.
func Above(x float64, weight []float64, df float64) float64 {
	scale := 0.0
	for _, w := range weight {
		scale = math.Max(scale, math.Abs(w))
	}
	if scale == 0 || math.IsNaN(x) || math.IsNaN(scale) || math.IsInf(scale, 0) {
		return math.NaN()
	}
	x /= scale
	w := make([]float64, 0, len(weight))
	for _, v := range weight {
		if v != 0 {
			w = append(w, v/scale)
		}
	}
	if b := chernoff(x, w, df); b < 1e-12 {
		return b
	}
	f := func(u float64) float64 {
		theta, logRho := -0.5*x*u, 0.0
		for _, v := range w {
			theta += 0.5 * df * math.Atan(v*u)
			logRho += 0.25 * df * math.Log1p(v*v*u*u)
		}
		if u == 0 {
			s := -0.5 * x
			for _, v := range w {
				s += 0.5 * df * v
			}
			return s
		}
		return math.Sin(theta) / (u * math.Exp(logRho))
	}
	// The envelope 1/(u·ρ(u)) bounds what is cut off.
	end := 1.0
	for end < 1e7 {
		logRho := 0.0
		for _, v := range w {
			logRho += 0.25 * df * math.Log1p(v*v*end*end)
		}
		if -logRho-math.Log(end) < math.Log(1e-11) {
			break
		}
		end *= 1.5
	}
	// Pieces that hold about half a turn of the phase, each by Gauss-Legendre.
	turn := 0.5 * math.Abs(x)
	for _, v := range w {
		turn += 0.5 * df * math.Abs(v)
	}
	sum, a := 0.0, 0.0
	for a < end {
		// Near zero the phase turns at the rate turn; far out only at x/2.
		rate := 0.5 * math.Abs(x)
		for _, v := range w {
			rate += 0.5 * df * math.Abs(v) / (1 + v*v*a*a)
		}
		step := math.Min(1.5/math.Max(rate, 1e-3), math.Max(0.5, 0.5*a))
		b := math.Min(a+step, end)
		sum += gauss(f, a, b)
		a = b
	}
	return math.Min(1, math.Max(0, 0.5+sum/math.Pi))
}

// chernoff bounds the probability by the moment generating function, for the
// greatest weight 1 or less.
func chernoff(x float64, w []float64, df float64) float64 {
	best := 1.0
	for _, t := range [...]float64{0.25, 0.4, 0.45, 0.48, 0.495} {
		l := -t * x
		for _, v := range w {
			l -= df / 2 * math.Log1p(-2*t*v)
		}
		best = math.Min(best, math.Exp(l))
	}
	return best
}

var node = [...]float64{0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717}
var mass = [...]float64{0.2955242247147529, 0.2692667193099963, 0.2190863625159820, 0.1494513491505806, 0.0666713443086881}

// gauss is ten-point Gauss-Legendre quadrature.
func gauss(f func(float64) float64, a, b float64) float64 {
	c, h := (a+b)/2, (b-a)/2
	s := 0.0
	for i, x := range node {
		s += mass[i] * (f(c-h*x) + f(c+h*x))
	}
	return s * h
}
