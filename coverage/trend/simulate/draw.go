package simulate

import (
	"hash/fnv"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// dice is the random stream of one purpose.
type dice struct{ resample.Stream }

// newDice returns the stream of a purpose in a run.
func newDice(seed, run uint64, purpose string) *dice {
	h := fnv.New64a()
	h.Write([]byte(purpose))
	d := &dice{}
	d.Begin(seed^h.Sum64(), run)
	return d
}

// normal is a standard normal number by Marsaglia's polar method. Unlike that
// of package resample it is the same to the bit on every processor.
func (d *dice) normal() float64 {
	for {
		u, v := 2*d.Float64()-1, 2*d.Float64()-1
		if q := float64(u*u) + float64(v*v); q > 0 && q < 1 {
			return u * math.Sqrt(-2*log(q)/q)
		}
	}
}

// even is a number with mean 1 and the given spread (standard deviation) that
// lies within 1 ± √3·spread, all of it equally likely.
func (d *dice) even(spread float64) float64 {
	return 1 + float64(spread*reach*(2*d.Float64()-1))
}

// reach is √3: how many standard deviations an even number can lie off.
const reach = 1.7320508075688772

// poisson is a Poisson number.
func (d *dice) poisson(mean float64) int {
	const piece = 16 // exp of it is far from underflow
	n := 0
	for mean > piece {
		n += d.poisson(piece)
		mean -= piece
	}
	if !(mean > 0) {
		return n
	}
	least := exp(-mean)
	for p := d.Float64(); p > least; p *= d.Float64() {
		n++
	}
	return n
}

// pick returns an index in proportion to the weights.
func (d *dice) pick(weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	at := float64(d.Float64() * total)
	for i, w := range weights {
		if at < w {
			return i
		}
		at -= w
	}
	return len(weights) - 1
}

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// exp is eˣ in steps that no processor may fuse or replace by its own: package
// math has machine code of its own on some. Good to about two units in the
// last place.
func exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	k := math.Floor(x/math.Ln2 + 0.5)
	r := x - float64(k*ln2Hi)
	r -= float64(k * ln2Lo)
	s := 1.0
	for i := 16; i >= 1; i-- {
		s = 1 + float64(s*r)/float64(i)
	}
	return math.Ldexp(s, int(k))
}

// log is the natural logarithm, made as exp is.
func log(x float64) float64 {
	f, k := math.Frexp(x)
	if f < math.Sqrt2/2 {
		f, k = f*2, k-1
	}
	s := (f - 1) / (f + 1)
	q := float64(s * s)
	t := 0.0
	for i := 27; i >= 1; i -= 2 {
		t = 1/float64(i) + float64(t*q)
	}
	return float64(float64(k)*ln2Hi) + (float64(float64(k)*ln2Lo) + float64(2*s*t))
}
