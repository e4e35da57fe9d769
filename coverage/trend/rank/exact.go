package rank

import "math"

// exactPairs is the number of pairs compared up to which the law of Kendall's S
// is counted out. Beyond it the normal law is as good.
const exactPairs = 150

// kendallLaw is the law of S = rising − falling pairs of a sample in random
// order whose values have ties of the given sizes: element i is the chance of
// S = 2i − comparable pairs. Orders of n values with i inversions are counted by
// the Gaussian multinomial coefficient, [n]! over the product of [t]!.
func kendallLaw(n int, tied []float64) []float64 {
	law := []float64{1}
	for k := 2; k <= n; k++ { // times (1 + q + … + q^(k−1)) / k
		next := make([]float64, len(law)+k-1)
		for i, p := range law {
			for j := range k {
				next[i+j] += p / float64(k)
			}
		}
		law = next
	}
	for _, t := range tied {
		for k := 2; k <= int(t); k++ { // over the same, by long division
			out := make([]float64, len(law)-k+1)
			for i := range out {
				out[i] = law[i] * float64(k)
				for j := 1; j < k && j <= i; j++ {
					out[i] -= out[i-j]
				}
			}
			law = out
		}
	}
	return law
}

// convolve is the law of the sum of two independent S.
func convolve(a, b []float64) []float64 {
	out := make([]float64, len(a)+len(b)-1)
	for i, p := range a {
		for j, q := range b {
			out[i+j] += p * q
		}
	}
	return out
}

// asFar is the chance that |S| is at least |s| under the law.
func asFar(law []float64, s float64) float64 {
	p, most := 0.0, float64(len(law)-1)
	for i, q := range law {
		if math.Abs(2*float64(i)-most) >= math.Abs(s)-1e-9 {
			p += q
		}
	}
	return math.Max(0, math.Min(1, p))
}

// kolmogorovExact is the chance, under one continuous law, that the distribution
// functions of samples of n and m values are d apart or more: of all orders of
// the two, those that stay nearer are counted (Hodges 1958).
func kolmogorovExact(d float64, n, m int) float64 {
	near := func(i, j int) bool {
		return math.Abs(float64(i)/float64(n)-float64(j)/float64(m)) < d-1e-9
	}
	// u[j] is the chance that an order of i values of the first and j of the
	// second stays near throughout.
	u := make([]float64, m+1)
	for i := range n + 1 {
		for j := range m + 1 {
			switch {
			case !near(i, j):
				u[j] = 0
			case i == 0 && j == 0:
				u[j] = 1
			default:
				p := 0.0
				if i > 0 {
					p += u[j] * float64(i)
				}
				if j > 0 {
					p += u[j-1] * float64(j)
				}
				u[j] = p / float64(i+j)
			}
		}
	}
	return math.Max(0, math.Min(1, 1-u[m]))
}
