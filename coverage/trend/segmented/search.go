package segmented

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// search looks for the breaks with the least residual sum of squares. Rows are
// complete, sorted by x, and x runs from −1 to 1.
type search struct {
	x, y  []float64
	plain [][]float64 // columns of the model without breaks, x among them
	place []float64   // distinct values of x
	first []int       // first[j] is the first row with x = place[j]
	least int         // least number of places in a segment
}

// candidate is a set of breaks in rising order.
type candidate struct {
	breaks []float64
	rss    float64
}

// best is the global search: greedy first, then from restarts at random, each
// improved one break at a time over all places, then all breaks together.
func (s *search) best(m, restarts int, seed uint64) (candidate, bool) {
	var top candidate
	found := false
	consider := func(breaks []float64) {
		if len(breaks) != m {
			return
		}
		c := s.descend(breaks)
		if !found || c.rss < top.rss {
			top, found = c, true
		}
	}
	var greedy []float64
	for range m {
		at, ok := s.addOne(greedy)
		if !ok {
			break
		}
		greedy = append(greedy, at)
		slices.Sort(greedy)
	}
	consider(greedy)
	if even, ok := s.even(m); ok {
		consider(even)
	}
	if m > 1 {
		var random resample.Stream
		for r := range restarts {
			random.Begin(seed, uint64(r))
			if b, ok := s.random(m, &random); ok {
				consider(b)
			}
		}
	}
	return top, found
}

// room reports whether m breaks fit.
func (s *search) room(m int) bool { return len(s.place)-1 >= (m+1)*(s.least-1) }

// even places the breaks so that segments hold about as many places as each
// other.
func (s *search) even(m int) ([]float64, bool) {
	if !s.room(m) {
		return nil, false
	}
	out := make([]float64, m)
	for i := range out {
		out[i] = s.place[(i+1)*(len(s.place)-1)/(m+1)]
	}
	return out, true
}

// random places the breaks at random with room for every segment.
func (s *search) random(m int, r *resample.Stream) ([]float64, bool) {
	if !s.room(m) {
		return nil, false
	}
	spare := len(s.place) - 1 - (m+1)*(s.least-1)
	at := make([]int, m)
	for i := range at {
		at[i] = r.Index(spare + 1)
	}
	slices.Sort(at)
	out := make([]float64, m)
	for i, a := range at {
		out[i] = s.place[a+(i+1)*(s.least-1)]
	}
	return out, true
}

// addOne returns the best place for one more break beside those given.
func (s *search) addOne(breaks []float64) (float64, bool) {
	at, _, ok := s.scan(breaks)
	return at, ok
}

// descend improves breaks until nothing is gained.
func (s *search) descend(breaks []float64) candidate {
	c := candidate{slices.Clone(breaks), math.Inf(1)}
	c.rss = s.rss(c.breaks)
	for range 100 {
		before := c.rss
		for k := range c.breaks {
			at, rss, ok := s.scan(slices.Concat(c.breaks[:k], c.breaks[k+1:]))
			if ok && rss < c.rss {
				c.breaks[k], c.rss = at, rss
			}
		}
		slices.Sort(c.breaks)
		s.together(&c)
		if !(c.rss < before-1e-12*before) || c.rss <= 1e-24*dot(s.y, s.y) {
			break
		}
	}
	return c
}

// together moves all breaks at once by Muggeo's iteration: the regression on
// U = (x−ψ)₊ and V = −I(x > ψ) has coefficients β and γ, and ψ + γ/β is the
// next ψ. A step that gains nothing is halved. With no break passing a place of
// x a full step lands on the minimum.
func (s *search) together(c *candidate) {
	m := len(c.breaks)
	for range 50 {
		cols := slices.Clone(s.plain)
		for _, b := range c.breaks {
			cols = append(cols, s.hinge(b))
		}
		for _, b := range c.breaks {
			cols = append(cols, s.after(b))
		}
		beta, ok := leastSquares(cols, s.y)
		if !ok {
			return
		}
		slope, shift := beta[len(s.plain):len(s.plain)+m], beta[len(s.plain)+m:]
		gained := false
		for h := 1.0; h > 1e-4; h /= 2 {
			next := slices.Clone(c.breaks)
			for k := range next {
				if slope[k] != 0 {
					next[k] -= h * shift[k] / slope[k] // after is I, not −I
				}
			}
			if !s.admissible(next) {
				continue
			}
			if rss := s.rss(next); rss < c.rss {
				gained = rss < c.rss-1e-14*c.rss
				c.breaks, c.rss = next, rss
				break
			}
		}
		if !gained {
			return
		}
	}
}

// admissible reports whether every segment holds enough places of x; a break
// that stands on one belongs to both its segments, so that the admissible
// breaks are a closed set and the best of them exists.
func (s *search) admissible(breaks []float64) bool {
	from := 0
	for i := 0; i <= len(breaks); i++ {
		to, next := len(s.place), 0
		if i < len(breaks) {
			if math.IsNaN(breaks[i]) {
				return false
			}
			var on bool
			next, on = slices.BinarySearch(s.place, breaks[i])
			to = next
			if on {
				to++
			}
		}
		if to-from < s.least {
			return false
		}
		from = next
	}
	return true
}

func (s *search) hinge(at float64) []float64 {
	out := make([]float64, len(s.x))
	for i, x := range s.x {
		out[i] = math.Max(0, x-at)
	}
	return out
}

func (s *search) after(at float64) []float64 {
	out := make([]float64, len(s.x))
	for i, x := range s.x {
		if x > at {
			out[i] = 1
		}
	}
	return out
}

// basis returns an orthonormal basis of the columns by Gram and Schmidt, twice
// over; columns that add nothing are left out.
func basis(cols [][]float64) [][]float64 {
	var q [][]float64
	for _, c := range cols {
		v := slices.Clone(c)
		size := norm(v)
		for range 2 {
			for _, u := range q {
				add(v, u, -dot(v, u))
			}
		}
		if left := norm(v); left > 1e-10*size && left > 0 {
			for i := range v {
				v[i] /= left
			}
			q = append(q, v)
		}
	}
	return q
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

func norm(a []float64) float64 { return math.Sqrt(dot(a, a)) }

func add(to, v []float64, times float64) {
	for i := range to {
		to[i] += times * v[i]
	}
}

// rss is the residual sum of squares with breaks at the places given.
func (s *search) rss(breaks []float64) float64 {
	r := s.residuals(s.model(breaks))
	return dot(r, r)
}

func (s *search) model(breaks []float64) [][]float64 {
	cols := slices.Clone(s.plain)
	for _, b := range breaks {
		cols = append(cols, s.hinge(b))
	}
	return cols
}

func (s *search) residuals(cols [][]float64) []float64 {
	r := slices.Clone(s.y)
	q := basis(cols)
	for range 2 {
		for _, u := range q {
			add(r, u, -dot(r, u))
		}
	}
	return r
}

// scan tries one more break in every gap between neighbouring places that
// leaves room for the segments, and returns the best with its sum of squares.
// Within a gap the sum of squares is known in closed
// form (Hudson 1966): the two lines are fitted freely, and where they meet
// inside the gap that is its minimum; else the minimum is at an end.
//
// Sums run from the right, so that the whole scan costs one pass.
func (s *search) scan(others []float64) (at, rss float64, ok bool) {
	cols := s.model(others)
	q := basis(cols)
	e := slices.Clone(s.y)
	for range 2 {
		for _, u := range q {
			add(e, u, -dot(e, u))
		}
	}
	full := dot(e, e)
	gain := 0.0
	a, b := make([]float64, len(q)), make([]float64, len(q)) // Q'I and Q'xI of the rows to the right
	var n, sx, sxx, se, sxe float64
	row := len(s.x)
	for j := len(s.place) - 2; j >= 0; j-- {
		for row > s.first[j+1] {
			row--
			x := s.x[row]
			n++
			sx += x
			sxx += x * x
			se += e[row]
			sxe += x * e[row]
			for k, u := range q {
				a[k] += u[row]
				b[k] += u[row] * x
			}
		}
		lo, hi := s.place[j], s.place[j+1]
		aa, ab, bb := dot(a, a), dot(a, b), dot(b, b)
		g11, g12, g22 := n-aa, sx-ab, sxx-bb
		// try takes a break at psi if it gains and leaves room.
		try := func(psi float64) {
			v := g22 - 2*psi*g12 + psi*psi*g11
			r := sxe - psi*se
			if !(v > 1e-12*(sxx+psi*psi*n)) || !(r*r/v > gain) {
				return
			}
			if t := append(slices.Clone(others), psi); s.admissible(sorted(t)) {
				gain, at, ok = r*r/v, psi, true
			}
		}
		if det := g11*g22 - g12*g12; det > 1e-12*math.Abs(g11*g22) {
			alpha, beta := (g22*se-g12*sxe)/det, (g11*sxe-g12*se)/det
			if psi := -alpha / beta; psi > lo && psi < hi {
				try(psi)
				continue
			}
		}
		try(hi)
		try(lo)
	}
	return at, full - gain, ok
}

func sorted(v []float64) []float64 {
	slices.Sort(v)
	return v
}

// leastSquares returns the coefficients, false when columns depend on each
// other.
func leastSquares(cols [][]float64, y []float64) ([]float64, bool) {
	n, k := len(y), len(cols)
	if n < k {
		return nil, false
	}
	x := mat.NewDense(n, k, nil)
	for j, c := range cols {
		x.SetCol(j, c)
	}
	var qr mat.QR
	qr.Factorize(x)
	var r mat.Dense
	qr.RTo(&r)
	for j := range k {
		if math.Abs(r.At(j, j)) < 1e-10*norm(cols[j]) {
			return nil, false
		}
	}
	var beta mat.VecDense
	if err := qr.SolveVecTo(&beta, false, mat.NewVecDense(n, slices.Clone(y))); err != nil {
		return nil, false
	}
	return beta.RawVector().Data, true
}

// places returns the distinct values of sorted x and the first row of each.
func places(x []float64) (place []float64, first []int) {
	for i, v := range x {
		if i == 0 || v != x[i-1] {
			place, first = append(place, v), append(first, i)
		}
	}
	return place, first
}

// order returns the rows sorted by x, ties as they stood.
func order(x []float64, rows []int) []int {
	out := slices.Clone(rows)
	slices.SortStableFunc(out, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	return out
}
