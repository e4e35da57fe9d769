package agreement

import "math"

// Alpha returns Krippendorff's α for any number of coders and with missing
// codings:
//
//	α = 1 − D_o/D_e
//
// where D_o is the mean squared distance between codes of the same unit and
// D_e that between all codes put together, with the distance of the scale's
// level (Krippendorff, Content Analysis, 4th ed. 2019, ch. 12; Computing
// Krippendorff's alpha-reliability, 2011). Units with fewer than two codes do
// not count. 1 is perfect agreement, 0 what chance would give; values below 0
// are systematic disagreement.
//
// α is undefined when there is no unit with two codes, and when all codes are
// the same: agreement cannot be told from a constant habit. Krippendorff's
// reading: above 0.8 reliable, 0.667 to 0.8 for tentative conclusions only.
//
// For the ordinal level the distance is taken between mid-ranks, which is
// Krippendorff's ordinal metric rewritten so that no table of pairs is needed.
func Alpha(d Data, s Scale, b Bootstrap) (Estimate, error) {
	method := "Krippendorff's α, " + s.Level.String()
	c, err := d.encode(s)
	if err != nil {
		return Estimate{}, err
	}
	c = c.pairable()
	if len(c.codes) == 0 {
		return undefined(method, "no unit has two codes", 0), nil
	}
	est, err := b.estimates(c.cluster, 1, func() statistic { return newAlpha(c, s.Level).compute })
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

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + "; " + b
}

// pairable keeps the units with at least two codes.
func (c coded) pairable() coded {
	out := coded{labels: c.labels, values: c.values}
	for i, row := range c.codes {
		n := 0
		for _, v := range row {
			if v >= 0 {
				n++
			}
		}
		if n >= 2 {
			out.codes = append(out.codes, row)
			out.cluster = append(out.cluster, c.cluster[i])
		}
	}
	return out
}

// alpha holds the codes of each unit without the missing ones, and buffers.
type alpha struct {
	level  Level
	values []float64
	units  [][]int
	freq   []float64 // n_c: how often each value occurs
	scaled []float64 // what the distance is measured on
	within []float64 // per unit value counts, zero between units
}

func newAlpha(c coded, level Level) *alpha {
	a := &alpha{level: level, values: c.values}
	a.units = make([][]int, len(c.codes))
	for i, row := range c.codes {
		for _, v := range row {
			if v >= 0 {
				a.units[i] = append(a.units[i], v)
			}
		}
	}
	k := len(c.values)
	a.freq, a.scaled, a.within = make([]float64, k), make([]float64, k), make([]float64, k)
	return a
}

// compute is the statistic: α of the units, each counted weight times.
func (a *alpha) compute(weight []int, out []float64) {
	clear(a.freq)
	n := 0.0
	for u, codes := range a.units {
		w := float64(weight[u])
		for _, v := range codes {
			a.freq[v] += w
		}
		n += w * float64(len(codes))
	}
	observed, expected := 0.0, 0.0
	switch a.level {
	case Nominal:
		for u, codes := range a.units {
			if weight[u] == 0 {
				continue
			}
			for _, v := range codes {
				a.within[v]++
			}
			m := float64(len(codes))
			pairs := m * m
			for _, v := range codes {
				pairs -= a.within[v]
			}
			for _, v := range codes {
				a.within[v] = 0
			}
			observed += float64(weight[u]) * pairs / (m - 1)
		}
		expected = n * n
		for _, f := range a.freq {
			expected -= f * f
		}
	case Ratio:
		for u, codes := range a.units {
			if weight[u] == 0 {
				continue
			}
			sum := 0.0
			for i, v := range codes {
				for _, w := range codes[:i] {
					sum += 2 * ratio2(a.values[v], a.values[w])
				}
			}
			observed += float64(weight[u]) * sum / float64(len(codes)-1)
		}
		for i, f := range a.freq {
			if f == 0 {
				continue
			}
			for j, g := range a.freq[:i] {
				expected += 2 * f * g * ratio2(a.values[i], a.values[j])
			}
		}
	default:
		a.scale(n)
		for u, codes := range a.units {
			if weight[u] == 0 {
				continue
			}
			mean := 0.0
			for _, v := range codes {
				mean += a.scaled[v]
			}
			m := float64(len(codes))
			mean /= m
			ss := 0.0
			for _, v := range codes {
				d := a.scaled[v] - mean
				ss += d * d
			}
			// Σ over ordered pairs of (x−y)² is 2m Σ(x−mean)².
			observed += float64(weight[u]) * 2 * m * ss / (m - 1)
		}
		ss := 0.0
		for v, f := range a.freq {
			ss += f * a.scaled[v] * a.scaled[v]
		}
		expected = 2 * n * ss
	}
	if n < 2 || expected <= 0 {
		out[0] = math.NaN()
		return
	}
	out[0] = 1 - observed*(n-1)/expected
}

// scale sets the values that distances are taken between, centred on their
// mean so that squares lose no digits: the values themselves, or mid-ranks.
func (a *alpha) scale(n float64) {
	below := 0.0
	for v, f := range a.freq {
		if a.level == Ordinal {
			a.scaled[v] = below + f/2
			below += f
		} else {
			a.scaled[v] = a.values[v]
		}
	}
	mean, used := 0.0, 0
	for v, f := range a.freq {
		mean += f * (a.scaled[v] / n)
		if f > 0 {
			used++
		}
	}
	for v, f := range a.freq {
		if a.scaled[v] -= mean; used == 1 && f > 0 {
			a.scaled[v] = 0 // one value only: rounding must not feign variance
		}
	}
}

func ratio2(x, y float64) float64 {
	if x+y == 0 {
		return 0
	}
	r := (x - y) / (x + y)
	return r * r
}
