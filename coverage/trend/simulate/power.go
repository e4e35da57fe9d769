package simulate

import (
	"cmp"
	"fmt"
	"math"
	"runtime"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// A Study is a comparison that is planned: the framing of one span against
// that of another, in coverage of which something is supposed.
type Study struct {
	// Design is the coverage as one supposes it, without the shift in
	// question. Only the proportions of its outlets matter: their sizes are
	// multiplied to give the number of articles tried.
	Design  Design
	Shift   Shift // what is to be seen
	Measure trend.Measure
	// Before and After are the spans compared.
	Before, After trend.Phase
	// Only chooses the articles compared; nil takes all.
	Only func(*trend.Scored) bool
	// Options are those of the analysis: weighting, copies, ByClusters, and
	// Bootstrap, in which 0 Replicates mean 199 here. Phases, Period and Group
	// are set by the study.
	Options trend.Options

	Level  float64 // of the test; 0 means 0.05
	Target float64 // power wanted; 0 means 0.8
	Runs   int     // simulations of each size; 0 means 400, the least is 50
	Most   int     // articles at which the search ends; 0 means 20,000
	// Workers is the number of goroutines; 0 means GOMAXPROCS. It has no
	// influence on results.
	Workers int
}

// A PowerPoint is the power at one size.
type PowerPoint struct {
	Articles float64         // mean number of articles compared, both spans together
	Power    finding.Finding // share of runs in which the shift was seen
}

// A PowerCurve is the answer to a [Study].
type PowerCurve struct {
	// Needed is the number of articles, both spans together, at which the
	// shift is seen with the power wanted. It is undefined when the search
	// ended before that.
	Needed finding.Finding
	// Shift is the true difference of the measure, after minus before, as it
	// stands in the text (not as an erring coder would count it).
	Shift  float64
	Points []PowerPoint // in order of size
	// Check is the power in fresh runs of the size needed.
	Check finding.Finding
	// False is how often a shift is seen at that size when there is none. It
	// should not be above Level; where outlets have lines that drift, articles
	// are not exchangeable, and it is.
	False finding.Finding
}

// Power asks by simulation how many articles are needed to see a shift. The
// shift counts as seen when the test of [trend.Table.Difference] rejects. A
// probit regression of that on the square root of the number of articles, over
// sizes around the one sought, gives the number; its interval (Fieller 1954)
// is for the error of simulating, not for what is wrong with the design.
// Errors wrap [ErrDesign] or [trend.ErrOptions].
func Power(s Study) (*PowerCurve, error) {
	w, err := newPowering(s)
	if err != nil {
		return nil, err
	}
	c := &PowerCurve{Shift: w.truth()}
	const least = 16
	low, high := 0.0, math.Inf(1)
	for n := 100.0; ; {
		p, err := w.at(n, w.s.Runs/4, true)
		if err != nil {
			return nil, err
		}
		if p < w.s.Target {
			low = n
		} else {
			high = n
		}
		if low > 0 && !math.IsInf(high, 1) || high <= least || low >= float64(w.s.Most) {
			break
		}
		if low > 0 {
			n = math.Min(2*n, float64(w.s.Most))
		} else {
			n = math.Max(n/2, least)
		}
	}
	w.trials = nil
	low = math.Max(low, least)
	high = math.Min(math.Max(high, 2*low), float64(w.s.Most))
	for _, f := range []float64{0.5, 0.8, 1.25, 1.75} { // times the middle
		n := f * math.Sqrt(low*high)
		if _, err := w.at(n, w.s.Runs, true); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(w.trials, func(a, b trial) int { return cmp.Compare(a.articles, b.articles) })
	for _, t := range w.trials {
		c.Points = append(c.Points, PowerPoint{t.articles, t.share("power")})
	}
	c.Needed = w.needed()
	largest := w.trials[len(w.trials)-1]
	size := largest.asked
	if c.Needed.IsDefined() {
		size = c.Needed.Estimate * largest.asked / largest.articles // gaps and sources lose some
	}
	if _, err := w.at(size, w.s.Runs, true); err != nil {
		return nil, err
	}
	c.Check = w.trials[len(w.trials)-1].share("power at the size needed")
	if _, err := w.at(size, w.s.Runs, false); err != nil {
		return nil, err
	}
	c.False = w.trials[len(w.trials)-1].share("rejections without a shift")
	if c.False.Interval.Low > w.s.Level {
		c.Needed.Warn("without a shift the test rejects in %s%% of runs: articles are not exchangeable in this design, and the power is bought with false alarms", finding.Number(100*c.False.Estimate))
	}
	return c, nil
}

// String says what was found.
func (c *PowerCurve) String() string {
	return fmt.Sprintf("%s True difference: %s. %s %s", c.Needed, finding.Number(c.Shift), c.Check, c.False)
}

// powering is a study at work.
type powering struct {
	s      Study
	base   float64 // articles expected of the design as it stands
	trials []trial
	spent  uint64 // runs made so far: none is made twice
}

// trial is what came of a number of runs of one size.
type trial struct {
	asked, articles float64
	seen, runs      int
}

func newPowering(s Study) (*powering, error) {
	if s.Level == 0 {
		s.Level = 0.05
	}
	if s.Target == 0 {
		s.Target = 0.8
	}
	if s.Runs == 0 {
		s.Runs = 400
	}
	if s.Most == 0 {
		s.Most = 20_000
	}
	if s.Workers == 0 {
		s.Workers = runtime.GOMAXPROCS(0)
	}
	if s.Options.Bootstrap.Replicates == 0 {
		s.Options.Bootstrap.Replicates = 199
	}
	s.Options.Bootstrap.Workers = 1
	if !(s.Level > 0 && s.Level < s.Target && s.Target < 1) || s.Runs < 50 || s.Most < 100 || s.Workers < 0 {
		return nil, fmt.Errorf("simulate: %w: level %v, power %v, %d runs, at most %d articles", ErrDesign, s.Level, s.Target, s.Runs, s.Most)
	}
	if s.Measure.Name == "" {
		return nil, fmt.Errorf("simulate: %w: no measure", ErrDesign)
	}
	s.Options.Phases = []trend.Phase{s.Before, s.After}
	s.Options.Group = nil
	s.Options.NoIntervals = true
	// Nothing outside the spans is made.
	first, _ := s.Before.First.Bounds()
	_, last := s.After.Last.Bounds()
	if first.Compare(s.Design.From) > 0 {
		s.Design.From = first
	}
	if last.IsKnown() && last.Compare(s.Design.To) < 0 {
		s.Design.To = last
	}
	w := &powering{s: s}
	d := w.design(1, true)
	if err := d.Check(); err != nil {
		return nil, err
	}
	t := truthOf(&d)
	w.base = t.Articles(Span{From: s.Before.First, To: s.Before.Last}) + t.Articles(Span{From: s.After.First, To: s.After.Last})
	if !(w.base > 0) {
		return nil, fmt.Errorf("simulate: %w: no articles are to be expected from %s to %s", ErrDesign, s.Before.First, s.After.Last)
	}
	return w, nil
}

// design is that of the study, its outlets made larger.
func (w *powering) design(scale float64, shifted bool) Design {
	d := w.s.Design
	d.Outlets = slices.Clone(d.Outlets)
	for i := range d.Outlets {
		d.Outlets[i].PerMonth *= scale
	}
	d.Wire.PerMonth *= scale
	d.Shifts = slices.Clone(d.Shifts)
	if shifted {
		d.Shifts = append(d.Shifts, w.s.Shift)
	}
	return d
}

// truth is the true difference in the mean over outlets. With Only, which sees
// articles and not outlets, it is that of all.
func (w *powering) truth() float64 {
	d := w.design(1, true)
	t := truthOf(&d)
	return t.Value(w.s.Measure, Span{From: w.s.After.First, To: w.s.After.Last, Population: true}) -
		t.Value(w.s.Measure, Span{From: w.s.Before.First, To: w.s.Before.Last, Population: true})
}

// at makes runs of a size and returns the share in which a shift was seen.
func (w *powering) at(n float64, runs int, shifted bool) (float64, error) {
	d := w.design(n/w.base, shifted)
	seen, counts, errs := make([]bool, runs), make([]int, runs), make([]error, runs)
	resample.Parallel(w.s.Workers, runs, func(_, i int) {
		seen[i], counts[i], errs[i] = w.look(d, w.spent+uint64(i))
	})
	w.spent += uint64(runs)
	t := trial{asked: n, runs: runs}
	for i := range seen {
		if errs[i] != nil {
			return 0, errs[i]
		}
		if seen[i] {
			t.seen++
		}
		t.articles += float64(counts[i]) / float64(runs)
	}
	w.trials = append(w.trials, t)
	return float64(t.seen) / float64(runs), nil
}

// look makes one run and tests it.
func (w *powering) look(d Design, run uint64) (seen bool, articles int, err error) {
	r, err := d.Run(run)
	if err != nil {
		return false, 0, err
	}
	var a trend.Articles
	for i := range r.Articles {
		if s := &r.Articles[i].Scored; w.s.Only == nil || w.s.Only(s) {
			if err := a.Add(*s); err != nil {
				return false, 0, err
			}
		}
	}
	t, err := a.Table(w.s.Measure, w.s.Options)
	if err != nil || len(t.Cells) != 2 {
		return false, 0, err
	}
	f := t.Difference(&t.Cells[1], &t.Cells[0])
	return f.Test != nil && f.Test.P < w.s.Level, f.N, nil
}

// confidence of the intervals for the error of simulating.
const confidence = 0.95

// share is a share of runs with its Wilson interval.
func (t trial) share(what string) finding.Finding {
	f, err := proportion.Wilson(proportion.Share{Count: t.seen, Of: t.runs}, confidence)
	if err != nil { // cannot be: seen is a count of runs
		return finding.New(what, math.NaN())
	}
	f.Quantity, f.Unit, f.Assumptions = what, "runs", nil
	return f
}

// needed fits probit(power) = a + b√n and solves it for the target.
func (w *powering) needed() finding.Finding {
	f := finding.New(fmt.Sprintf("articles needed to see the shift with a power of %s at the level %s", finding.Number(w.s.Target), finding.Number(w.s.Level)), math.NaN())
	f.Unit, f.Method = "runs", fmt.Sprintf("simulation of the design (seed %d), probit regression on the square root of the number of articles, Fieller interval", w.s.Design.Seed)
	f.Assumptions = []string{"coverage is as the design says"}
	for _, t := range w.trials {
		f.N += t.runs
	}
	a, b, va, vab, vb, ok := probit(w.trials)
	goal := tail.NormalQuantile(w.s.Target)
	if !ok || b <= 0 {
		f.Warn("power does not rise with the number of articles up to %d: the shift is too small, or outlets differ so much that more articles of the same outlets do not help", w.s.Most)
		return f
	}
	root := (goal - a) / b
	if root <= 0 || root*root > 2*float64(w.s.Most) {
		f.Warn("not to be reached with %d articles", w.s.Most)
		return f
	}
	f.Estimate = root * root
	q := tail.NormalQuantile((1 + confidence) / 2)
	edge := func(sign float64) float64 {
		at := func(x float64) float64 {
			return a + b*x + sign*q*math.Sqrt(math.Max(0, va+2*vab*x+vb*x*x)) - goal
		}
		lo, hi := 0.0, root
		if sign < 0 {
			lo, hi = root, 2*root
			for at(hi) < 0 {
				if hi *= 2; hi > 1e3*root {
					return math.Inf(1)
				}
			}
		}
		for range 100 {
			if m := (lo + hi) / 2; at(m) < 0 {
				lo = m
			} else {
				hi = m
			}
		}
		return hi * hi
	}
	f.Interval, f.Confidence = finding.Interval{Low: edge(1), High: edge(-1)}, confidence
	if lo, hi := w.trials[0].articles, w.trials[len(w.trials)-1].articles; f.Estimate < lo || f.Estimate > hi {
		f.Warn("the number lies outside the sizes that were run, %.0f to %.0f", lo, hi)
	}
	return f
}

// probit fits Φ(a + b√n) to the trials by Fisher scoring and returns the
// coefficients with their variances and covariance.
func probit(trials []trial) (a, b, va, vab, vb float64, ok bool) {
	for range 200 {
		var s0, s1, i00, i01, i11 float64
		for _, t := range trials {
			x := math.Sqrt(t.articles)
			eta := a + b*x
			p := math.Min(1-1e-9, math.Max(1e-9, tail.Normal(-eta)))
			d := math.Exp(-eta*eta/2) / math.Sqrt(2*math.Pi)
			n := float64(t.runs)
			r := (float64(t.seen) - n*p) * d / (p * (1 - p))
			w := n * d * d / (p * (1 - p))
			s0, s1 = s0+r, s1+r*x
			i00, i01, i11 = i00+w, i01+w*x, i11+w*x*x
		}
		det := i00*i11 - i01*i01
		if !(det > 1e-12*i00*i11) {
			return 0, 0, 0, 0, 0, false
		}
		da, db := (i11*s0-i01*s1)/det, (i00*s1-i01*s0)/det
		a, b = a+da, b+db
		va, vab, vb = i11/det, -i01/det, i00/det
		if math.Abs(da)+math.Abs(db) < 1e-10 {
			return a, b, va, vab, vb, true
		}
		if math.IsNaN(a) || math.Abs(a) > 1e3 {
			return 0, 0, 0, 0, 0, false
		}
	}
	return a, b, va, vab, vb, false
}
