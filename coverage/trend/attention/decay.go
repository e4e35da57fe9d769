package attention

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
)

// DecayOptions are the choices of [HalfLife]. The zero value is usable.
type DecayOptions struct {
	// Total, if not nil, are all stories of the same sources: what decays is
	// then the share. Periods without a total take no part.
	Total *coverage.Series
	// Before and After are the numbers of periods on either side of the event
	// that enter; 0 means all there are. A second event on either side spoils
	// the fit: leave it out.
	Before, After int
	// ToZero takes it that attention returns to nothing. Otherwise it returns
	// to a level that is estimated together with the decay, from the periods
	// before the event too.
	ToZero     bool
	Confidence float64 // 0 means 0.95
}

// A DecayPoint compares one period with the fit.
type DecayPoint struct {
	Period        coverage.Period
	Value, Fitted float64
}

// A Decay is the return of attention after an event.
type Decay struct {
	// HalfLife is in periods: after it, half of what the event added is left.
	// Its test is that attention does not decay but stays.
	HalfLife finding.Finding
	// Added is what the event added in its own period, Level what attention
	// returns to; stories a period, or shares when a total was given.
	Added, Level float64
	// Rise tests that the event added nothing.
	Rise finding.Test
	// Dispersion is the variance over the mean, by Pearson's χ²; Extra is α in
	// the variance μ + αμ² that the fit allows for.
	Dispersion, Extra float64
	Points            []DecayPoint
	N                 int
	Warnings          []string
}

// HalfLife fits y_t = Level + Added · 2^(−(t−T)/h) from the event at T on, and
// y_t = Level before it, to counts with variance μ + αμ² (negative binomial), for
// weeks with much news differ from the curve by far more than quiet ones. α is
// that of greatest likelihood, adjusted for the parameters fitted beside it (Cox
// and Reid 1987). The half-life h and its interval come from the profile of the
// deviance at that α, by an F test. An upper end of infinity says that the data
// would also bear no decay at all, a lower end of zero that all may have been
// over within the period of the event.
//
// The date must be known to the period of the series. Values must not be
// negative. Errors wrap [ErrData], [align.ErrSeries] or [coverage.ErrSeries].
func HalfLife(s *coverage.Series, event coverage.Date, o DecayOptions) (*Decay, error) {
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if o.Before < 0 || o.After < 0 || !(o.Confidence > 0 && o.Confidence < 1) {
		return nil, fmt.Errorf("attention: %w: %d periods before, %d after, confidence %v", ErrData, o.Before, o.After, o.Confidence)
	}
	series := []*coverage.Series{s}
	if o.Total != nil {
		series = append(series, o.Total)
	}
	g, err := align.Together(false, series...)
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	at, err := row(g, event)
	if err != nil {
		return nil, err
	}
	from, to := 0, g.Len()-1
	if o.Before > 0 {
		from = max(from, at-o.Before)
	}
	if o.After > 0 {
		to = min(to, at+o.After-1)
	}
	m := decay{toZero: o.ToZero}
	for i := from; i <= to; i++ {
		y, n := g.Values[0][i], 1.0
		if o.Total != nil {
			n = g.Values[1][i]
		}
		if y < 0 || n < 0 {
			return nil, fmt.Errorf("attention: %w: %v in %s", ErrData, math.Min(y, n), g.Period(i))
		}
		if math.IsNaN(y) || math.IsNaN(n) || n == 0 {
			m.missing++
			continue
		}
		m.at, m.y, m.n = append(m.at, i-at), append(m.y, y), append(m.n, n)
	}
	return m.fit(g, at, o)
}

// row is the step of an event on the grid.
func row(g *align.Grid, event coverage.Date) (int, error) {
	p, ok := coverage.PeriodOf(event, g.First.Kind)
	if !ok {
		return 0, fmt.Errorf("attention: %w: %s is not known to the %s", ErrData, event, g.First.Kind)
	}
	i, ok := g.Row(p)
	if !ok {
		return 0, fmt.Errorf("attention: %w: %s lies outside the series, which is from %s to %s", ErrData, event, g.First, g.Period(g.Len()-1))
	}
	return i, nil
}

// decay is the data about one event: steps from it, values, totals.
type decay struct {
	at      []int
	y, n    []float64
	missing int
	toZero  bool
	alpha   float64 // the variance is μ + alpha·μ²
	scale   float64 // by which deviances are divided; 0 without residuals
}

// never stands for no decay: attention stays where the event put it.
var never = math.Inf(1)

func (m *decay) curve(half float64) []float64 {
	x := make([]float64, len(m.at))
	for i, t := range m.at {
		switch {
		case t < 0:
		case math.IsInf(half, 1):
			x[i] = 1
		case half == 0:
			if t == 0 {
				x[i] = 1
			}
		default:
			x[i] = math.Exp2(-float64(t) / half)
		}
	}
	return x
}

// deviance is that of a fit, of the negative binomial law or, with alpha 0, of
// Poisson's.
func (m *decay) deviance(a, b float64, x []float64) float64 {
	d := 0.0
	for i, y := range m.y {
		mu := m.n[i] * (b + a*x[i])
		if y > 0 {
			d += 2 * y * math.Log(y/mu)
		}
		if m.alpha > 0 {
			d -= 2 * (y + 1/m.alpha) * math.Log1p(m.alpha*(y-mu)/(1+m.alpha*mu))
		} else {
			d -= 2 * (y - mu)
		}
	}
	return d
}

// best fits level b and addition a, neither negative, for one half-life, by
// maximum likelihood.
func (m *decay) best(half float64) (a, b, deviance float64) {
	x := m.curve(half)
	a, b = m.poisson(x)
	deviance = m.deviance(a, b, x)
	if m.alpha == 0 {
		return a, b, deviance
	}
	// Fisher's scoring from there; steps that do not lower the deviance are cut.
	for range 50 {
		var bb, ab, aa, gb, ga float64
		for i, y := range m.y {
			n := m.n[i]
			mu := n * (b + a*x[i])
			if mu <= 0 {
				continue
			}
			v := mu * (1 + m.alpha*mu)
			w, r := n*n/v, n*(y-mu)/v
			bb += w
			ab += w * x[i]
			aa += w * x[i] * x[i]
			gb += r
			ga += r * x[i]
		}
		var da, db float64
		switch det := aa*bb - ab*ab; {
		case m.toZero || b == 0 && gb <= 0:
			da = ga / aa
		case a == 0 && ga <= 0:
			db = gb / bb
		case det > 1e-12*aa*bb:
			da, db = (bb*ga-ab*gb)/det, (aa*gb-ab*ga)/det
		default:
			return a, b, deviance
		}
		moved := false
		for range 20 {
			na, nb := math.Max(0, a+da), math.Max(0, b+db)
			if d := m.deviance(na, nb, x); d < deviance {
				moved = deviance-d > 1e-10*(1+deviance)
				a, b, deviance = na, nb, d
				break
			}
			da, db = da/2, db/2
		}
		if !moved {
			break
		}
	}
	return a, b, deviance
}

// extra is the alpha that maximises the likelihood at a fit, adjusted for the
// parameters of the curve (Cox and Reid 1987).
func (m *decay) extra(a, b, half float64) float64 {
	x := m.curve(half)
	slope := make([]float64, len(x)) // of the curve, by log half-life
	if half > 0 && !math.IsInf(half, 1) {
		for i, t := range m.at {
			slope[i] = a * x[i] * math.Ln2 * float64(t) / half
		}
	}
	adjusted := func(alpha float64) float64 {
		var info [3][3]float64
		l := 0.0
		for i, y := range m.y {
			mu := m.n[i] * (b + a*x[i])
			if mu <= 0 {
				continue
			}
			up, _ := math.Lgamma(y + 1/alpha)
			down, _ := math.Lgamma(1 / alpha)
			l += up - down + y*math.Log(alpha*mu) - (y+1/alpha)*math.Log1p(alpha*mu)
			g := [3]float64{1, x[i], slope[i]}
			if m.toZero {
				g[0] = 0
			}
			w := m.n[i] * m.n[i] / (mu * (1 + alpha*mu))
			for p := range g {
				for q := range g {
					info[p][q] += w * g[p] * g[q]
				}
			}
		}
		// The determinant by elimination; what is not identified is left out.
		for p := range info {
			if !(info[p][p] > 1e-12) {
				continue
			}
			l -= math.Log(info[p][p]) / 2
			for q := p + 1; q < 3; q++ {
				f := info[q][p] / info[p][p]
				for r := p; r < 3; r++ {
					info[q][r] -= f * info[p][r]
				}
			}
		}
		return -l
	}
	// Below some smallest alpha the law is Poisson's.
	const least, most = 1e-5, 10.0
	const steps = 40
	top, low := 0, math.Inf(1)
	at := func(i int) float64 {
		return math.Log(least) + math.Log(most/least)*math.Max(0, math.Min(steps, float64(i)))/steps
	}
	for i := range steps + 1 {
		if v := adjusted(math.Exp(at(i))); v < low {
			top, low = i, v
		}
	}
	if top == 0 {
		return 0
	}
	return math.Exp(golden(func(l float64) float64 { return adjusted(math.Exp(l)) }, at(top-1), at(top+1)))
}

// poisson is best for Poisson's law.
func (m *decay) poisson(x []float64) (a, b float64) {
	var sy, sn, sx float64
	for i := range m.y {
		sy += m.y[i]
		sn += m.n[i]
		sx += m.n[i] * x[i]
	}
	if m.toZero {
		return sy / sx, 0
	}
	// At the maximum the total expected is the total seen, so one unknown is
	// left, the share s of it that the event added. The slope of the likelihood
	// falls with s: Newton's method, kept between the ends that are known.
	top, bottom := sy/sx, sy/sn
	slope := func(s float64) (first, second float64) {
		for i, y := range m.y {
			if y == 0 {
				continue
			}
			q := (top*x[i] - bottom) / (s*top*x[i] + (1-s)*bottom)
			first += y * q
			second -= y * q * q
		}
		return first, second
	}
	share := 0.0
	if rise, _ := slope(0); rise > 0 {
		lo, hi := 0.0, 1.0
		share = 0.5
		for range 100 {
			first, second := slope(share)
			if first > 0 {
				lo = share
			} else {
				hi = share
			}
			next := share - first/second
			if !(next > lo && next < hi) {
				next = (lo + hi) / 2
			}
			if math.Abs(next-share) < 1e-13 {
				break
			}
			share = next
		}
		// With no story outside the decay the level is zero.
		law := decay{at: m.at, y: m.y, n: m.n}
		if end := law.deviance(top, 0, x); end <= law.deviance(share*top, (1-share)*bottom, x) {
			share = 1
		}
	}
	return share * top, (1 - share) * bottom
}

func (m *decay) fit(g *align.Grid, at int, o DecayOptions) (*Decay, error) {
	d := &Decay{N: len(m.y)}
	after, seen, sum := 0, false, 0.0
	latest, top := 0, -1.0
	for i, t := range m.at {
		sum += m.y[i]
		if t >= 0 {
			after++
			if v := m.y[i] / m.n[i]; v > top {
				latest, top = t, v
			}
		}
		seen = seen || t == 0
	}
	before := d.N - after
	parameters := 3.0
	if m.toZero {
		parameters = 2
	}
	if after < 4 || float64(d.N) <= parameters {
		return nil, fmt.Errorf("attention: %w: %d known periods from the event on, a decay needs four", ErrData, after)
	}
	if sum == 0 {
		return nil, fmt.Errorf("attention: %w: no stories at all", ErrData)
	}
	longest := m.at[len(m.at)-1] + 1
	d.HalfLife = finding.New("half-life of attention after the event, in "+g.First.Kind.String()+"s", math.NaN())
	f := &d.HalfLife
	f.N, f.Unit = d.N, g.First.Kind.String()+"s"
	f.Method = "exponential decay to an estimated level, negative binomial, interval by profile of the deviance"
	if m.toZero {
		f.Method = "exponential decay to zero, negative binomial, interval by profile of the deviance"
	}
	f.Assumptions = []string{"attention decays at a constant rate", "no other event in the window", "periods are independent apart from the decay"}
	f.Test = &finding.Test{Null: "attention stays where the event put it", Name: "F test", Statistic: math.NaN(), P: math.NaN()}
	half, a, b, dev := m.search(longest)
	// The fit depends on alpha and alpha on the fit: in turns.
	for range 4 {
		m.alpha = m.extra(a, b, half)
		half, a, b, dev = m.search(longest)
	}
	d.Extra = m.alpha
	d.Added, d.Level = a, b
	x := m.curve(half)
	pearson, over := 0.0, 0.0
	full := make([]float64, m.at[len(m.at)-1]-m.at[0]+1)
	for i := range full {
		full[i] = math.NaN()
	}
	for i, t := range m.at {
		mu := m.n[i] * (b + a*x[i])
		d.Points = append(d.Points, DecayPoint{g.Period(at + t), m.y[i] / m.n[i], b + a*x[i]})
		r := 0.0
		if mu > 0 {
			r = (m.y[i] - mu) / math.Sqrt(mu)
			pearson += r * r
			r /= math.Sqrt(1 + m.alpha*mu)
		}
		over += r * r
		full[t-m.at[0]] = r
	}
	df := float64(d.N) - parameters
	d.Dispersion = pearson / df
	// Where the law does not fit, what is left over widens the interval.
	m.scale = math.Max(1, over/df)
	if pearson <= 1e-12*df {
		m.scale = 0
	}
	d.Rise = finding.Test{Null: "the event added nothing", Name: "F test", Statistic: math.NaN(), P: math.NaN()}
	if m.scale > 0 && !m.toZero {
		d.Rise.Statistic = math.Max(0, m.flat()-dev) / 2 / m.scale
		d.Rise.DF = []float64{2, df}
		d.Rise.P = tail.F(d.Rise.Statistic, 2, df)
	}
	m.conclude(d, half, dev, df, o, longest)
	d.warn(m, before, after, latest, seen, full, df)
	for _, w := range d.Warnings {
		f.Warn("%s", w)
	}
	return d, nil
}

// search finds the half-life of least deviance, with its fit.
func (m *decay) search(longest int) (half, a, b, deviance float64) {
	// The profile on a grid of log half-lives, then the best by golden section.
	lo, hi := math.Log(0.1), math.Log(20*float64(longest))
	profile := func(logHalf float64) float64 { _, _, dev := m.best(math.Exp(logHalf)); return dev }
	const steps = 120
	best, low := lo, math.Inf(1)
	for i := range steps + 1 {
		l := lo + (hi-lo)*float64(i)/steps
		if v := profile(l); v < low {
			best, low = l, v
		}
	}
	best = golden(profile, math.Max(lo, best-(hi-lo)/steps), math.Min(hi, best+(hi-lo)/steps))
	half = math.Exp(best)
	a, b, deviance = m.best(half)
	for _, end := range []float64{0, never} {
		if ea, eb, ed := m.best(end); ed <= deviance {
			half, a, b, deviance = end, ea, eb, ed
		}
	}
	return half, a, b, deviance
}

// flat is the deviance of a level alone: no addition, whatever the curve.
func (m *decay) flat() float64 {
	x, top := make([]float64, len(m.at)), 0.0
	for i := range m.y {
		top = math.Max(top, m.y[i]/m.n[i])
	}
	if top == 0 {
		return m.deviance(0, 0, x)
	}
	l := golden(func(l float64) float64 { return m.deviance(0, math.Exp(l), x) }, math.Log(top)-20, math.Log(top))
	return m.deviance(0, math.Exp(l), x)
}

// conclude puts estimate, interval and test on the half-life.
func (m *decay) conclude(d *Decay, half, dev, df float64, o DecayOptions, longest int) {
	f := &d.HalfLife
	if d.Added == 0 {
		f.Warn("attention did not rise with the event: there is nothing to decay")
		return
	}
	if m.scale == 0 {
		f.Estimate = half
		f.Warn("the fit leaves no residuals: no interval")
		return
	}
	f.Estimate = half
	excess := func(h float64) float64 { _, _, v := m.best(h); return (v - dev) / m.scale }
	t := tail.StudentTQuantile((1+o.Confidence)/2, df)
	limit := t * t
	f.Confidence = o.Confidence
	f.Interval = finding.Interval{Low: 0, High: never}
	inside := math.Min(math.Max(half, 1e-3), 1e6*float64(longest))
	if excess(0) > limit {
		f.Interval.Low = math.Exp(crossing(func(l float64) float64 { return excess(math.Exp(l)) - limit }, math.Log(inside), math.Log(1e-3)))
	}
	if excess(never) > limit {
		f.Interval.High = math.Exp(crossing(func(l float64) float64 { return excess(math.Exp(l)) - limit }, math.Log(inside), math.Log(1e6*float64(longest))))
	} else {
		f.Warn("the data bear no decay at all as well")
	}
	f.Interval.Low, f.Interval.High = math.Min(f.Interval.Low, half), math.Max(f.Interval.High, half)
	f.Test.Statistic = math.Max(0, excess(never))
	f.Test.DF = []float64{1, df}
	f.Test.P = tail.F(f.Test.Statistic, 1, df)
	if half < 1 {
		f.Warn("the half-life is shorter than a period: use shorter periods to tell it")
	}
	if 2*half > float64(longest) {
		f.Warn("the series ends after %d periods, before attention could return", longest)
	}
}

func (d *Decay) warn(m *decay, before, after, latest int, seen bool, residuals []float64, df float64) {
	if d.Rise.P > 0.05 {
		warn(&d.Warnings, "a level without the event fits as well (%s): the half-life means nothing", finding.PValue(d.Rise.P))
	}
	if !m.toZero && before < 3 {
		warn(&d.Warnings, "only %d periods before the event: the level rests on the end of the decay", before)
	}
	if !seen {
		warn(&d.Warnings, "the period of the event is not known")
	}
	if latest > 1 {
		warn(&d.Warnings, "attention was greatest %d periods after the event: it may have had another cause, or a slow rise that this model has not", latest)
	}
	if m.missing > 0 {
		warn(&d.Warnings, "%d periods are missing and were not filled in", m.missing)
	}
	if df < 10 {
		warn(&d.Warnings, "only %d periods from the event on: the interval is rough", after)
	}
	if acf, err := lag.ACF(residuals, min(1, len(residuals)-1)); err == nil && len(acf) > 1 && acf[1].Estimate > 2/math.Sqrt(float64(d.N)) {
		warn(&d.Warnings, "residuals of neighbouring periods are correlated (%.2f): the interval is too narrow", acf[1].Estimate)
	}
}

// golden finds the minimum of a function with one between two ends.
func golden(f func(float64) float64, lo, hi float64) float64 {
	g := (math.Sqrt(5) - 1) / 2
	for range 60 {
		if p, q := hi-g*(hi-lo), lo+g*(hi-lo); f(p) <= f(q) {
			hi = q
		} else {
			lo = p
		}
	}
	return (lo + hi) / 2
}

// crossing walks from a place where f is negative towards end, in steps that
// grow, and finds where f turns positive first.
func crossing(f func(float64) float64, from, end float64) float64 {
	in, step := from, 0.05
	for {
		out := in + math.Copysign(step, end-from)
		if (end-from)*(out-end) >= 0 {
			out = end
		}
		if f(out) > 0 {
			for range 50 {
				if mid := (in + out) / 2; f(mid) > 0 {
					out = mid
				} else {
					in = mid
				}
			}
			return in
		}
		if out == end {
			return end
		}
		in, step = out, step*1.2
	}
}

// String gives the half-life, the rise and the warnings.
func (d *Decay) String() string {
	s := d.HalfLife.String() + fmt.Sprintf(" The event added %s to a level of %s.", finding.Number(d.Added), finding.Number(d.Level))
	if !math.IsNaN(d.Rise.P) {
		s += " " + d.Rise.String()
	}
	for _, w := range d.Warnings {
		if !slices.Contains(d.HalfLife.Warnings, w) {
			s += " Warning: " + w + "."
		}
	}
	return strings.TrimSpace(s)
}
