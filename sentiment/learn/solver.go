package learn

import "math"

const (
	// The tolerance of a fit bounds every component of the least-norm
	// subgradient of the objective at the solution. To choose a penalty the
	// loose one will do.
	tight = 1e-8
	loose = 1e-4

	maxNewton = 200
	maxSweeps = 2000
)

// solver minimises
//
//	f(β₀, β) = Σ wᵢ·logLoss(β₀ + xᵢβ, yᵢ) + λ·((1−r)/2·‖β‖₂² + r·‖β‖₁)
//
// with Σ wᵢ = 1 and the intercept β₀ left free, by the proximal Newton method
// with a line search without and, within, coordinate descent (Yuan, Ho and Lin
// 2012, newGLMNET) or, where r is 0 and all is smooth, conjugate gradients (Lin,
// Weng and Keerthi 2008). It starts from its own last solution.
type solver struct {
	x         *matrix
	y         []bool
	w         []float64
	intercept float64
	beta      []float64
	constant  bool
	steps     int

	z, p, h, xd []float64 // by example: score, residual·w, curvature·w, X·direction
	g, hd, d    []float64 // by feature: gradient, curvature, direction
	xq, hx      []float64 // of smooth, by example
	r, q        []float64 // of smooth, by feature
}

func newSolver(x *matrix, y []bool, weights []float64) *solver {
	n, m := len(y), len(x.names)
	s := &solver{
		x: x, y: y, w: make([]float64, n), beta: make([]float64, m),
		z: make([]float64, n), p: make([]float64, n), h: make([]float64, n), xd: make([]float64, n),
		g: make([]float64, m), hd: make([]float64, m), d: make([]float64, m),
		xq: make([]float64, n), hx: make([]float64, n), r: make([]float64, m), q: make([]float64, m),
	}
	var total, positive float64
	for i, w := range weights {
		total += w
		if y[i] {
			positive += w
		}
	}
	if total == 0 || positive == 0 || positive == total {
		// No finite optimum. Half an example on either side keeps the
		// probability off 0 and 1.
		s.constant = true
		s.intercept = logit((positive + 0.5) / (total + 1))
		return s
	}
	for i, w := range weights {
		s.w[i] = w / total
	}
	s.intercept = logit(positive / total)
	for i := range s.z {
		s.z[i] = s.intercept
	}
	return s
}

// solve reports whether the optimum was reached.
func (s *solver) solve(lambda, ratio, tolerance float64) bool {
	if s.constant {
		return true
	}
	l1 := float64(lambda * ratio)
	l2 := lambda - l1
	f := s.objective(s.intercept, s.beta, s.z, l1, l2)
	trialBeta := make([]float64, len(s.beta))
	trialZ := make([]float64, len(s.z))
	for s.steps = 0; s.steps < maxNewton; s.steps++ {
		g0, h0, violation := s.model(l1, l2)
		if violation <= tolerance {
			return true
		}
		tol := max(violation*0.03, tolerance/10)
		var d0 float64
		if l1 == 0 {
			d0 = s.smooth(g0, h0, l2, tol)
		} else {
			d0 = s.direction(g0, h0, l1, l2, tol)
		}

		// Expected decrease along the direction, for the Armijo rule.
		slope := float64(g0 * d0)
		for j, d := range s.d {
			if d != 0 {
				slope += float64(s.g[j] * d)
				slope += float64(l1 * (math.Abs(s.beta[j]+d) - math.Abs(s.beta[j])))
			}
		}
		t, accepted := 1.0, false
		for range 50 {
			b0 := s.intercept + float64(t*d0)
			for j := range trialBeta {
				trialBeta[j] = s.beta[j] + float64(t*s.d[j])
			}
			for i := range trialZ {
				trialZ[i] = s.z[i] + float64(t*s.xd[i])
			}
			if ft := s.objective(b0, trialBeta, trialZ, l1, l2); ft-f <= float64(0.01*t*slope) {
				f, accepted = ft, true
				s.intercept = b0
				s.beta, trialBeta = trialBeta, s.beta
				s.z, trialZ = trialZ, s.z
				break
			}
			t /= 2
		}
		if !accepted {
			// The decrease has sunk below the rounding of the objective.
			return violation <= 1e-5
		}
	}
	return false
}

func (s *solver) objective(b0 float64, beta, z []float64, l1, l2 float64) float64 {
	var f, norm1, norm2 float64
	for i, w := range s.w {
		if w > 0 {
			f += float64(w * logLoss(z[i], s.y[i]))
		}
	}
	for _, b := range beta {
		norm1 += math.Abs(b)
		norm2 += float64(b * b)
	}
	return f + float64(l1*norm1) + float64(l2*norm2/2)
}

// model computes gradient and curvature at the current point, and the largest
// component of the least-norm subgradient.
func (s *solver) model(l1, l2 float64) (g0, h0, violation float64) {
	for i, w := range s.w {
		if w == 0 {
			s.p[i], s.h[i] = 0, 0
			continue
		}
		p := sigmoid(s.z[i])
		q := 1 - p
		s.h[i] = float64(float64(p*q) * w)
		if s.y[i] {
			s.p[i] = float64(-q * w)
		} else {
			s.p[i] = float64(p * w)
		}
		g0 += s.p[i]
		h0 += s.h[i]
	}
	violation = math.Abs(g0)
	for j := range s.x.cols {
		g := float64(l2 * s.beta[j])
		h := l2
		col := &s.x.cols[j]
		for k, i := range col.index {
			v := col.value[k]
			g += float64(v * s.p[i])
			h += float64(float64(v*v) * s.h[i])
		}
		s.g[j], s.hd[j] = g, h
		violation = max(violation, subgradient(g, s.beta[j], l1))
	}
	return g0, h0, violation
}

// subgradient returns the size of the least-norm subgradient of one coordinate.
func subgradient(g, b, l1 float64) float64 {
	switch {
	case b > 0:
		return math.Abs(g + l1)
	case b < 0:
		return math.Abs(g - l1)
	}
	return max(0, math.Abs(g)-l1)
}

// direction minimises the quadratic model by cyclic coordinate descent until
// every coordinate's subgradient was below the tolerance when visited.
func (s *solver) direction(g0, h0, l1, l2, tol float64) (d0 float64) {
	clear(s.d)
	clear(s.xd)
	h0 = max(h0, 1e-12)
	for range maxSweeps {
		g := g0
		for i, h := range s.h {
			g += float64(h * s.xd[i])
		}
		worst := math.Abs(g)
		step := -g / h0
		d0 += step
		for i := range s.xd {
			s.xd[i] += step
		}
		for j := range s.x.cols {
			h := max(s.hd[j], 1e-12)
			g := s.g[j] + float64(l2*s.d[j])
			col := &s.x.cols[j]
			for k, i := range col.index {
				g += float64(col.value[k] * float64(s.h[i]*s.xd[i]))
			}
			b := s.beta[j] + s.d[j]
			bad := subgradient(g, b, l1)
			if bad == 0 {
				continue
			}
			worst = max(worst, bad)
			// Soft threshold: the minimum of g·δ + h/2·δ² + l1·|b+δ|.
			var step float64
			switch u := b - g/h; {
			case u > l1/h:
				step = u - l1/h - b
			case u < -l1/h:
				step = u + l1/h - b
			default:
				step = -b
			}
			s.d[j] += step
			if step == -b {
				s.d[j] = -s.beta[j] // exactly onto zero
			}
			for k, i := range col.index {
				s.xd[i] += float64(step * col.value[k])
			}
		}
		if worst <= tol {
			break
		}
	}
	return d0
}

// smooth minimises the quadratic model where there is no l1 by conjugate
// gradients, scaled by the curvature of each coordinate, until no component of its
// gradient is above the tolerance.
func (s *solver) smooth(g0, h0, l2, tol float64) (d0 float64) {
	clear(s.d)
	clear(s.xd)
	h0 = max(h0, 1e-12)
	r0, r := -g0, s.r // the residual
	worst := math.Abs(r0)
	q0, q := r0/h0, s.q // the direction of this step
	old := float64(r0 * q0)
	for j, g := range s.g {
		r[j] = -g
		q[j] = r[j] / max(s.hd[j], 1e-12)
		old += float64(r[j] * q[j])
		worst = max(worst, math.Abs(g))
	}
	for n := 0; n < maxSweeps && worst > tol; n++ {
		// The curvature along q: xq is X·q, and then weighted.
		for i := range s.xq {
			s.xq[i] = q0
		}
		for j := range s.x.cols {
			if q[j] == 0 {
				continue
			}
			col := &s.x.cols[j]
			for k, i := range col.index {
				s.xq[i] += float64(q[j] * col.value[k])
			}
		}
		along, a0 := 0.0, 0.0
		for i, h := range s.h {
			hx := float64(h * s.xq[i])
			along += float64(hx * s.xq[i])
			a0 += hx
			s.hx[i] = hx
		}
		for _, x := range q {
			along += float64(l2 * x * x)
		}
		if !(along > 0) {
			break
		}
		t := old / along
		d0 += float64(t * q0)
		for i, x := range s.xq {
			s.xd[i] += float64(t * x)
		}
		r0 -= float64(t * a0)
		worst = math.Abs(r0)
		sum := float64(r0 * r0 / h0)
		for j := range s.x.cols {
			a := float64(l2 * q[j])
			col := &s.x.cols[j]
			for k, i := range col.index {
				a += float64(col.value[k] * s.hx[i])
			}
			s.d[j] += float64(t * q[j])
			r[j] -= float64(t * a)
			worst = max(worst, math.Abs(r[j]))
			sum += float64(r[j] * r[j] / max(s.hd[j], 1e-12))
		}
		next := sum / old
		old = sum
		q0 = r0/h0 + float64(next*q0)
		for j := range q {
			q[j] = r[j]/max(s.hd[j], 1e-12) + float64(next*q[j])
		}
	}
	return d0
}
