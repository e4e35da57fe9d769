package learn

import (
	"fmt"
	"math"
	"testing"
)

// dense builds a matrix from rows of values.
func dense(t testing.TB, rows [][]float64) *matrix {
	t.Helper()
	var examples []Example
	for _, row := range rows {
		var e Example
		for j, v := range row {
			e.Features = append(e.Features, Feature{fmt.Sprintf("x%02d", j), v})
		}
		examples = append(examples, e)
	}
	m, err := newMatrix(examples, Options{MinCount: 1})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func ones(n int) []float64 {
	w := make([]float64, n)
	for i := range w {
		w[i] = 1
	}
	return w
}

func closeTo(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol) {
		t.Errorf("%s = %.12g, want %.12g within %g", what, got, want, tol)
	}
}

// With one binary feature and no penalty to speak of, the coefficients are
// log odds and a log odds ratio.
func TestSolverTwoByTwo(t *testing.T) {
	var rows [][]float64
	var y []bool
	cell := func(x float64, label bool, n int) {
		for range n {
			rows = append(rows, []float64{x})
			y = append(y, label)
		}
	}
	cell(1, true, 30)
	cell(1, false, 10)
	cell(0, true, 12)
	cell(0, false, 48)
	s := newSolver(dense(t, rows), y, ones(len(y)))
	if !s.solve(1e-12, 0, tight) {
		t.Fatal("did not converge")
	}
	closeTo(t, "intercept", s.intercept, math.Log(12.0/48), 1e-6)
	closeTo(t, "coefficient", s.beta[0], math.Log(30*48/(10*12.0)), 1e-6)
}

// Collett's tobacco budworms, with binomial counts as weights: R's
// glm(cbind(dead, alive) ~ sex + ldose − 1, binomial) as printed in Venables
// and Ripley, Modern Applied Statistics with S (2002), section 7.2: sexF
// −3.4732, sexM −2.3724, ldose 1.0642. The further digits are from Newton's
// method at 40 digits on the same data.
func TestSolverBudworm(t *testing.T) {
	dead := []float64{1, 4, 9, 13, 18, 20, 0, 2, 6, 10, 12, 16}
	var rows [][]float64
	var y []bool
	var w []float64
	for i, d := range dead {
		male := 0.0
		if i < 6 {
			male = 1
		}
		row := []float64{male, float64(i % 6)}
		rows = append(rows, row, row)
		y = append(y, true, false)
		w = append(w, d, 20-d)
	}
	s := newSolver(dense(t, rows), y, w)
	if !s.solve(1e-13, 0, tight) {
		t.Fatal("did not converge")
	}
	closeTo(t, "sexF", s.intercept, -3.473155307087, 1e-6)
	closeTo(t, "sexM", s.intercept+s.beta[0], -2.372411944092, 1e-6)
	closeTo(t, "ldose", s.beta[1], 1.064213969919, 1e-6)
}

// The ridge estimate of one feature solves two scalar equations; here they are
// solved by bisection within bisection.
func TestSolverRidgeOneFeature(t *testing.T) {
	x := []float64{-1.5, -1, -0.2, 0, 0.3, 0.9, 1.4, 2}
	y := []bool{false, false, true, false, true, false, true, true}
	const lambda = 0.05
	bisect := func(f func(float64) float64) float64 {
		lo, hi := -20.0, 20.0
		for range 200 {
			if mid := (lo + hi) / 2; f(mid) < 0 {
				lo = mid
			} else {
				hi = mid
			}
		}
		return lo
	}
	gradient := func(b0, b float64, k int) float64 {
		g := 0.0
		for i := range x {
			p := 1 / (1 + math.Exp(-b0-b*x[i]))
			if y[i] {
				p--
			}
			g += p * math.Pow(x[i], float64(k)) / float64(len(x))
		}
		return g
	}
	inner := func(b float64) float64 { return bisect(func(b0 float64) float64 { return gradient(b0, b, 0) }) }
	wantB := bisect(func(b float64) float64 { return gradient(inner(b), b, 1) + lambda*b })

	var rows [][]float64
	for _, v := range x {
		rows = append(rows, []float64{v})
	}
	s := newSolver(dense(t, rows), y, ones(len(y)))
	if !s.solve(lambda, 0, tight) {
		t.Fatal("did not converge")
	}
	closeTo(t, "coefficient", s.beta[0], wantB, 1e-6)
	closeTo(t, "intercept", s.intercept, inner(wantB), 1e-6)
}

// noisy draws a sparse design in which the first features matter.
func noisy(n, m, nonzero int, seed uint64) ([]Example, []bool) {
	r := &random{seed}
	var examples []Example
	var y []bool
	for i := range n {
		e := Example{ID: fmt.Sprint("e", i), Group: fmt.Sprint("g", i/8)}
		z := -1.0
		for range nonzero {
			u := float64(r.next()>>11) / (1 << 53)
			j := int(u * u * float64(m))
			v := 1 + 0.1*float64(r.below(5))
			e.Features = append(e.Features, Feature{fmt.Sprintf("f%04d", j), v})
			if j < 6 {
				z += v * float64(3-j)
			}
		}
		label := float64(r.next()>>11)/(1<<53) < 1/(1+math.Exp(-z))
		if label {
			e.Labels = []string{"yes"}
		}
		examples = append(examples, e)
		y = append(y, label)
	}
	return examples, y
}

// The conditions of optimality hold at every solution: the gradient of the
// loss is −λ₂β−λ₁sign(β) where β ≠ 0 and at most λ₁ in size where β = 0.
func TestSolverOptimality(t *testing.T) {
	for _, tt := range []struct {
		lambda, ratio float64
		n, m          int
	}{
		{0.1, 0, 200, 50}, {0.001, 0, 200, 400}, {1e-6, 0, 300, 30},
		{0.02, 1, 200, 50}, {0.002, 1, 200, 400},
		{0.02, 0.5, 200, 50}, {0.0005, 0.9, 300, 600},
	} {
		t.Run(fmt.Sprintf("λ=%v,r=%v,m=%d", tt.lambda, tt.ratio, tt.m), func(t *testing.T) {
			examples, y := noisy(tt.n, tt.m, 8, 7)
			x, err := newMatrix(examples, Options{MinCount: 1})
			if err != nil {
				t.Fatal(err)
			}
			s := newSolver(x, y, ones(len(y)))
			if !s.solve(tt.lambda, tt.ratio, tight) {
				t.Fatalf("did not converge in %d steps", s.steps)
			}
			l1, l2 := tt.lambda*tt.ratio, tt.lambda*(1-tt.ratio)
			g0 := 0.0
			g := make([]float64, len(s.beta))
			for i := range y {
				z := s.intercept
				for k, j := range x.rows[i].index {
					z += x.rows[i].value[k] * s.beta[j]
				}
				res := 1 / (1 + math.Exp(-z))
				if y[i] {
					res--
				}
				res /= float64(len(y))
				g0 += res
				for k, j := range x.rows[i].index {
					g[j] += res * x.rows[i].value[k]
				}
			}
			closeTo(t, "gradient of the intercept", g0, 0, 1e-6)
			zeros := 0
			for j, b := range s.beta {
				switch {
				case b == 0 && l1 > 0:
					zeros++
					if math.Abs(g[j]) > l1+1e-6 {
						t.Errorf("%s = 0 but its gradient %g exceeds %g", x.names[j], g[j], l1)
					}
				default:
					closeTo(t, "subgradient of "+x.names[j], g[j]+l2*b+l1*math.Copysign(1, b), 0, 1e-6)
				}
			}
			if tt.ratio == 1 && zeros == 0 {
				t.Error("the lasso left no feature out")
			}
		})
	}
}

// Above λmax = max|Σ wᵢxᵢ(yᵢ−ȳ)| the lasso keeps nothing, just below it keeps
// one feature.
func TestSolverLassoStart(t *testing.T) {
	examples, y := noisy(150, 40, 6, 3)
	x, _ := newMatrix(examples, Options{MinCount: 1})
	mean := 0.0
	for _, v := range y {
		if v {
			mean += 1 / float64(len(y))
		}
	}
	lambdaMax := 0.0
	for _, c := range x.cols {
		g := 0.0
		for k, i := range c.index {
			d := -mean
			if y[i] {
				d++
			}
			g += c.value[k] * d / float64(len(y))
		}
		lambdaMax = max(lambdaMax, math.Abs(g))
	}
	count := func(lambda float64) (n int) {
		s := newSolver(x, y, ones(len(y)))
		if !s.solve(lambda, 1, tight) {
			t.Fatal("did not converge")
		}
		for _, b := range s.beta {
			if b != 0 {
				n++
			}
		}
		return n
	}
	if n := count(lambdaMax * 1.0001); n != 0 {
		t.Errorf("above λmax: %d features", n)
	}
	if n := count(lambdaMax * 0.999); n != 1 {
		t.Errorf("just below λmax: %d features, want 1", n)
	}
}

func TestSolverOneClass(t *testing.T) {
	x := dense(t, [][]float64{{1}, {0}, {1}})
	s := newSolver(x, []bool{false, false, false}, ones(3))
	if !s.solve(0.1, 0, tight) || s.beta[0] != 0 {
		t.Errorf("want a constant, got β = %v", s.beta)
	}
	closeTo(t, "intercept", s.intercept, math.Log(0.5/3.5), 1e-12)
}

// A separable problem has no unpenalised optimum; any penalty gives one.
func TestSolverSeparable(t *testing.T) {
	x := dense(t, [][]float64{{1, 0}, {1, 1}, {0, 1}, {0, 1}})
	s := newSolver(x, []bool{true, true, false, false}, ones(4))
	if !s.solve(1e-4, 0, tight) {
		t.Error("did not converge")
	}
	if p := sigmoid(s.intercept + s.beta[0]); p < 0.95 {
		t.Errorf("p of a clear case is %v", p)
	}
}

func BenchmarkFit300(b *testing.B) {
	examples, _ := noisy(300, 1500, 40, 1)
	for b.Loop() {
		if _, err := Fit(examples, Options{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSolve3000(b *testing.B) {
	examples, y := noisy(3000, 20000, 60, 1)
	x, _ := newMatrix(examples, Options{MinCount: 2})
	b.ReportMetric(float64(len(x.names)), "features")
	for b.Loop() {
		newSolver(x, y, ones(len(y))).solve(0.001, 0, tight)
	}
}
