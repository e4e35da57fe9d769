package agreement

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// Weights says how a disagreement between two codes counts in Cohen's κ.
type Weights uint8

// Disagreement weights. Linear and quadratic weights measure the distance
// between numbers, or between places in Scale.Order.
const (
	Unweighted Weights = iota // every disagreement counts the same
	Linear                    // |i−j|
	Quadratic                 // (i−j)²
)

var weightNames = [...]string{"unweighted", "linear weights", "quadratic weights"}

// Kappa returns Cohen's κ for the coders named a and b:
//
//	κ = 1 − Σ w_ij o_ij / Σ w_ij e_ij
//
// with observed shares o and the shares e that the two coders' own
// distributions would give by chance (Cohen 1960; weighted: Cohen 1968).
// Units that either left uncoded do not count. κ is undefined when no unit has
// both codes, and when both coders used one and the same code throughout.
//
// The level of the scale matters with weights only: nominal codes with an
// Order, ordinal codes and numbers have distances, others are an error.
func Kappa(d Data, a, b string, s Scale, w Weights, boot Bootstrap) (Estimate, error) {
	if int(w) >= len(weightNames) {
		return Estimate{}, fmt.Errorf("agreement: unknown weights %d", w)
	}
	if w != Unweighted && !s.numeric() {
		return Estimate{}, fmt.Errorf("agreement: %s need an ordinal or interval scale", weightNames[w])
	}
	i, j := slices.Index(d.Coders, a), slices.Index(d.Coders, b)
	if i < 0 || j < 0 {
		return Estimate{}, fmt.Errorf("agreement: no coder %q and %q among %q", a, b, d.Coders)
	}
	method := "Cohen's κ, " + weightNames[w]
	c, err := d.encode(s)
	if err != nil {
		return Estimate{}, err
	}
	var pairs [][2]int
	var clusters []string
	for u, row := range c.codes {
		if row[i] >= 0 && row[j] >= 0 {
			pairs = append(pairs, [2]int{row[i], row[j]})
			clusters = append(clusters, c.cluster[u])
		}
	}
	if len(pairs) == 0 {
		return undefined(method, "no unit was coded by both", 0), nil
	}
	distance := func(x, y int) float64 {
		switch w {
		case Linear:
			return math.Abs(c.values[x] - c.values[y])
		case Quadratic:
			return (c.values[x] - c.values[y]) * (c.values[x] - c.values[y])
		}
		if x != y {
			return 1
		}
		return 0
	}
	est, err := boot.estimates(clusters, 1, func() statistic {
		first, second := make([]float64, len(c.labels)), make([]float64, len(c.labels))
		return func(weight []int, out []float64) {
			clear(first)
			clear(second)
			n, observed, expected := 0.0, 0.0, 0.0
			for u, p := range pairs {
				wt := float64(weight[u])
				first[p[0]] += wt
				second[p[1]] += wt
				observed += wt * distance(p[0], p[1])
				n += wt
			}
			for x, f := range first {
				if f == 0 {
					continue
				}
				for y, g := range second {
					if g != 0 {
						expected += f * g * distance(x, y)
					}
				}
			}
			if expected == 0 {
				out[0] = math.NaN()
				return
			}
			out[0] = 1 - observed*n/expected
		}
	})
	if err != nil {
		return Estimate{}, err
	}
	e := est[0]
	e.Method = join(method, e.Method)
	if !e.Defined() {
		e.Undefined = "both coders used one and the same code"
	}
	return e, nil
}

// ErrUnequal reports that units have different numbers of codes, for which
// Fleiss's κ is not defined; use [Alpha].
var ErrUnequal = errors.New("units have different numbers of codes")

// Fleiss returns Fleiss's κ, for units that were all coded the same number of
// times but not necessarily by the same coders (Fleiss 1971):
//
//	κ = (P̄ − P̄_e)/(1 − P̄_e)
//
// Units without any code are left out. κ is undefined when all codes are the
// same.
func Fleiss(d Data, b Bootstrap) (Estimate, error) {
	const method = "Fleiss's κ"
	c, err := d.encode(Scale{})
	if err != nil {
		return Estimate{}, err
	}
	m := -1
	var agree []float64 // pairs of equal codes
	var counts [][]float64
	var clusters []string
	for u, row := range c.codes {
		count := make([]float64, len(c.labels))
		n := 0
		for _, v := range row {
			if v >= 0 {
				count[v]++
				n++
			}
		}
		if n == 0 {
			continue
		}
		if m >= 0 && n != m || n < 2 {
			return Estimate{}, fmt.Errorf("agreement: unit %q has %d codes: %w", d.Units[u].ID, n, ErrUnequal)
		}
		m = n
		pairs := 0.0
		for _, k := range count {
			pairs += k * (k - 1)
		}
		agree = append(agree, pairs/float64(n*(n-1)))
		counts = append(counts, count)
		clusters = append(clusters, c.cluster[u])
	}
	if len(counts) == 0 {
		return undefined(method, "no unit has a code", 0), nil
	}
	est, err := b.estimates(clusters, 1, func() statistic {
		share := make([]float64, len(c.labels))
		return func(weight []int, out []float64) {
			clear(share)
			n, observed, expected := 0.0, 0.0, 0.0
			for u, count := range counts {
				w := float64(weight[u])
				for v, k := range count {
					share[v] += w * k
				}
				observed += w * agree[u]
				n += w
			}
			for _, s := range share {
				expected += s * s
			}
			total := n * float64(m)
			if expected == total*total {
				out[0] = math.NaN()
				return
			}
			expected /= total * total
			out[0] = (observed/n - expected) / (1 - expected)
		}
	})
	if err != nil {
		return Estimate{}, err
	}
	e := est[0]
	e.Method = join(method, e.Method)
	if !e.Defined() {
		e.Undefined = "all codes are the same"
	}
	return e, nil
}

// Percent returns the share of agreeing pairs of codes within units, from 0
// to 1: raw agreement, which chance inflates. It is reported beside the
// coefficients, never instead of them.
func Percent(d Data, b Bootstrap) (Estimate, error) {
	const method = "share of agreeing pairs"
	c, err := d.encode(Scale{})
	if err != nil {
		return Estimate{}, err
	}
	c = c.pairable()
	if len(c.codes) == 0 {
		return undefined(method, "no unit has two codes", 0), nil
	}
	type pairs struct{ equal, all float64 }
	units := make([]pairs, len(c.codes))
	for u, row := range c.codes {
		for i, v := range row {
			for _, w := range row[:i] {
				if v >= 0 && w >= 0 {
					units[u].all++
					if v == w {
						units[u].equal++
					}
				}
			}
		}
	}
	est, err := b.estimates(c.cluster, 1, func() statistic {
		return func(weight []int, out []float64) {
			var equal, all float64
			for u, p := range units {
				equal += float64(weight[u]) * p.equal
				all += float64(weight[u]) * p.all
			}
			out[0] = equal / all
		}
	})
	if err != nil {
		return Estimate{}, err
	}
	est[0].Method = join(method, est[0].Method)
	return est[0], nil
}
