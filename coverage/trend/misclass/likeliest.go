package misclass

import (
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// likeliest maximises Σ q log(M'p) over shares p. That they sum to one is met
// by the maximum of Σ q log(M'p) − Σp over p ≥ 0. It is found by Newton's method
// on the shares that are not held at zero: one that reaches zero on the way is
// held there, and let go again if the others have settled and it would gain.
func likeliest(rates *mat.Dense, q []float64) []float64 {
	f := fit{rates, q}
	k := len(q)
	p := make([]float64, k)
	normalise(p)
	held := make([]bool, k)
	settled := false // no step on the free shares gains any more
	for range 500 {
		slope, curve := f.derive(p)
		var free []int
		worst, top, best := 0.0, 1e-9, -1
		for i := range k {
			switch {
			case !held[i]:
				free = append(free, i)
				worst = math.Max(worst, math.Abs(slope[i]))
			case slope[i] > top:
				top, best = slope[i], i
			}
		}
		if settled || worst < 1e-10 {
			if best < 0 {
				break
			}
			held[best], settled = false, false
			continue
		}
		m := mat.NewSymDense(len(free), nil)
		step := mat.NewVecDense(len(free), nil)
		for a, i := range free {
			step.SetVec(a, slope[i])
			for b := a; b < len(free); b++ {
				m.SetSym(a, b, curve.At(i, free[b]))
			}
			m.SetSym(a, a, m.At(a, a)*(1+1e-12)+1e-12)
		}
		rise := 0.0
		if err := step.SolveVec(m, mat.VecDenseCopyOf(step)); err != nil && !errors.As(err, new(mat.Condition)) {
			break
		}
		// No further than where the first share reaches zero.
		h, hits := 1.0, -1
		for a, i := range free {
			d := step.AtVec(a)
			rise += slope[i] * d
			if d < 0 && p[i]/-d < h {
				h, hits = p[i]/-d, i
			}
		}
		from := f.value(p)
		next := slices.Clone(p)
		move := func() {
			for a, i := range free {
				next[i] = math.Max(0, p[i]+h*step.AtVec(a))
			}
		}
		move()
		for halved := 0; !(f.value(next) >= from+1e-4*h*rise) && halved < 60; halved++ {
			h, hits = h/2, -1
			move()
		}
		if hits >= 0 {
			next[hits], held[hits] = 0, true
		}
		settled = slices.Equal(next, p)
		p = next
	}
	normalise(p)
	return p
}

type fit struct {
	rates *mat.Dense
	q     []float64
}

// expected is the share assigned to class j under p.
func (f *fit) expected(p []float64, j int) float64 {
	t := 0.0
	for i, v := range p {
		t += v * f.rates.At(i, j)
	}
	return t
}

func (f *fit) value(p []float64) float64 {
	sum := 0.0
	for j, w := range f.q {
		if w > 0 {
			sum += w * math.Log(f.expected(p, j))
		}
	}
	for _, v := range p {
		sum -= v
	}
	return sum
}

// derive returns the first derivatives and minus the second ones.
func (f *fit) derive(p []float64) ([]float64, *mat.SymDense) {
	k := len(p)
	slope, curve := make([]float64, k), mat.NewSymDense(k, nil)
	for i := range slope {
		slope[i] = -1
	}
	for j, w := range f.q {
		t := f.expected(p, j)
		if w == 0 || t == 0 {
			continue
		}
		for i := range k {
			slope[i] += w * f.rates.At(i, j) / t
			for l := i; l < k; l++ {
				curve.SetSym(i, l, curve.At(i, l)+w*f.rates.At(i, j)*f.rates.At(l, j)/(t*t))
			}
		}
	}
	return slope, curve
}
