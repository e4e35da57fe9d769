package health

import "math"

// leastWobble is the wobble that every outlet is credited with: its weekly
// interest varies by a factor whose coefficient of variation is 0.3.
const leastWobble = 0.1

// memory is the number of weeks over which interest is taken to hang together.
const memory = 4

// silence is the chance of no record where so many are expected over so many
// weeks. Interest is a gamma variable in each week, so the count is negative
// binomial: wobble is the squared coefficient of variation of a week's interest,
// multiplied by the weeks that hang together. Without wobble it is Poisson's
// exp(−expected).
func silence(expected, weeks, wobble float64) float64 {
	return math.Exp(-weeks / wobble * math.Log1p(expected*wobble/weeks))
}

// wobble measures by how much more than by Poisson's law the weekly counts y
// vary about what is expected of them: the excess variance of the ratio and
// Bartlett's sum of its autocovariances up to [memory]. In the moments weeks
// count by the square of what is expected. noise is the variance of a count for
// each record expected, 1 if what is expected is known.
func wobble(weeks []week, noise float64) float64 {
	var sum, by [memory + 1]float64
	for i := range weeks {
		a := &weeks[i]
		for j := i; j < len(weeks) && weeks[j].at-a.at <= memory; j++ {
			b := &weeks[j]
			k := b.at - a.at
			excess := float64((a.y - a.e) * (b.y - b.e))
			if k == 0 {
				excess -= float64(noise * a.y)
			}
			sum[k] += excess
			by[k] += float64(a.e * b.e)
		}
	}
	if by[0] == 0 {
		return leastWobble
	}
	v := sum[0] / by[0]
	for k := 1; k <= memory; k++ {
		if by[k] > 0 {
			v += 2 * (1 - float64(k)/(memory+1)) * sum[k] / by[k]
		}
	}
	return math.Max(leastWobble, v)
}

// A week, by its number, with a count and what was expected.
type week struct {
	at   int
	y, e float64
}

// lull measures the wobble of a whole record from how far weeks fall short of
// the calmer of the four weeks before and after them: bursts do not count, as
// only a silence is asked about. It is twice Bartlett's sum of the mean products
// of the shortfalls of weeks up to [memory] apart, since with a factor that
// spreads as far down as up half of the variance is below.
func lull(counts []int) float64 {
	short := make([]float64, len(counts)) // of the level, as a share; NaN where the level is low
	var sum, n [memory + 1]float64
	before, after := 0, 0 // in the four weeks on either side of i
	at := func(i int) int {
		if i < 0 || i >= len(counts) {
			return 0
		}
		return counts[i]
	}
	for i := range memory {
		after += at(i)
	}
	for i := range counts {
		after += at(i+memory) - counts[i]
		m := float64(min(before, after)) / memory
		before += counts[i] - at(i-memory)
		if m < 1 {
			short[i] = math.NaN()
			continue
		}
		short[i] = math.Max(0, 1-float64(counts[i])/m)
		for k := 0; k <= min(memory, i); k++ {
			if !math.IsNaN(short[i-k]) {
				sum[k] += float64(short[i] * short[i-k])
				n[k]++
			}
		}
		sum[0] -= shortByChance(m)
	}
	v := 0.0
	for k := range sum {
		if n[k] > 0 {
			w := 2 * (1 - float64(k)/(memory+1))
			if k == 0 {
				w = 1
			}
			v += w * sum[k] / n[k]
		}
	}
	return math.Max(leastWobble, 2*v)
}

// shortByChance is the mean square of the share by which a Poisson number falls
// short of its mean m.
func shortByChance(m float64) float64 {
	if m > 50 {
		return 0.5 / m
	}
	s, p := 0.0, math.Exp(-m)
	for y := 0; float64(y) < m; y++ {
		d := 1 - float64(y)/m
		s += float64(d * d * p)
		p *= m / float64(y+1)
	}
	return s
}
