package learn

import (
	"math"
	"strconv"
)

// The functions here use only operations that IEEE 754 defines exactly, and
// every product that is added to something is converted to float64 first,
// which forbids the compiler to fuse the two. math.Exp and math.Log are
// assembly on some processors and differ in the last bit.

// exp returns e**x to within an ulp or two.
func exp(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01 // 33 bits, so that k·ln2Hi is exact
		ln2Lo = 1.90821492927058770002e-10
		log2e = 1.44269504088896338700
	)
	switch {
	case math.IsNaN(x):
		return x
	case x > 709.782712893384: // log of the largest float64
		return math.Inf(1)
	case x < -745.2:
		return 0
	}
	k := math.Floor(float64(x*log2e) + 0.5)
	r := x - float64(k*ln2Hi)
	r -= float64(k * ln2Lo)
	// Taylor series on |r| ≤ ln2/2: the first term left out is below 2⁻⁵⁸.
	sum := 1.0
	for n := 14.0; n >= 1; n-- {
		sum = 1 + float64(sum*r/n)
	}
	return math.Ldexp(sum, int(k))
}

// log returns the natural logarithm of a positive number.
func log(x float64) float64 {
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
	)
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x) // NaN or an infinity on every processor
	}
	f, k := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f *= 2
		k--
	}
	return float64(float64(k)*ln2Hi) + (logNearOne(f-1, f+1) + float64(float64(k)*ln2Lo))
}

// logNearOne returns log(1+d) given d and 2+d, as 2·artanh(d/(2+d)).
func logNearOne(d, two float64) float64 {
	s := d / two
	z := float64(s * s)
	sum := 0.0
	for n := 25.0; n >= 3; n -= 2 {
		sum = float64((sum + 1/n) * z)
	}
	return 2 * (s + float64(s*sum))
}

// log1p returns log(1+x) for x in [0, 1], without losing a small x.
func log1p(x float64) float64 {
	if x < 0.25 {
		return logNearOne(x, 2+x)
	}
	return log(1 + x)
}

// sigmoid returns 1/(1+e**-x).
func sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + exp(-x))
	}
	e := exp(x)
	return e / (1 + e)
}

// logLoss returns the negative log-likelihood of y given log-odds s.
func logLoss(s float64, y bool) float64 {
	if y {
		s = -s
	}
	return max(s, 0) + log1p(exp(-math.Abs(s)))
}

// logit returns the log-odds of a probability.
func logit(p float64) float64 { return log(p / (1 - p)) }

// round6 keeps six significant digits: what is reported, saved and loaded is
// the same number.
func round6(x float64) float64 {
	y, err := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 6, 64), 64)
	if err != nil || y == 0 {
		return 0 // no negative zero; no overflow is possible from six digits of a finite number
	}
	return y
}
