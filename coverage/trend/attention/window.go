package attention

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// WindowOptions are the choices of [Window]. The zero value is usable.
type WindowOptions struct {
	// Before and After are the lengths of the windows in periods; 0 means 4.
	// The period of the event belongs to the window after.
	Before, After int
	// Gap leaves out that many periods just before the event, where word of
	// it may have spread already.
	Gap int
	// Plan seeds the draws of dates for several events and holds the
	// confidence. For one event every date is tried and nothing is drawn.
	Plan resample.Plan
}

// A WindowResult compares the windows after events with those before.
type WindowResult struct {
	// Before and After are the means of the windows, averaged over events.
	Before, After float64
	// Change is After − Before, less the change that the series shows at an
	// ordinary date, with interval and test.
	Change finding.Finding
	// Ordinary is the median change over dates without an event: a series that
	// rises has one.
	Ordinary float64
	Dates    int // dates without an event that could be tried
	Each     []float64
	Warnings []string
}

// Window asks whether the series changes at the events more than at other
// dates. The mean of the window after is compared with that of the window
// before; then the same is done at every date whose windows meet none of those
// of the events, and the changes found there are the law of the change under
// no event. So autocorrelation, season and drift of the series enter as they
// are, and nothing is assumed of the values. The interval is the change less the
// quantiles of that law. For several events the mean change is compared with
// that of as many dates drawn at random.
//
// Half of each window must be known. With fewer than 19 dates without an event
// no p-value can be below 0.05. Errors wrap [ErrData], [resample.ErrPlan],
// [align.ErrSeries] or [coverage.ErrSeries].
func Window(s *coverage.Series, o WindowOptions, events ...coverage.Date) (*WindowResult, error) {
	if o.Before == 0 {
		o.Before = 4
	}
	if o.After == 0 {
		o.After = 4
	}
	plan, err := o.Plan.Normal()
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	if o.Before < 1 || o.After < 1 || o.Gap < 0 || o.Before > 1<<20 || o.After > 1<<20 || o.Gap > 1<<20 || len(events) == 0 {
		return nil, fmt.Errorf("attention: %w: windows of %d and %d periods, gap %d, %d events", ErrData, o.Before, o.After, o.Gap, len(events))
	}
	g, err := align.Together(false, s)
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	w := windows{y: g.Values[0], o: o}
	r := &WindowResult{Before: math.NaN(), After: math.NaN(), Ordinary: math.NaN()}
	var at []int
	for _, e := range events {
		i, err := row(g, e)
		if err != nil {
			return nil, err
		}
		at = append(at, i)
	}
	slices.Sort(at)
	sumBefore, sumAfter := 0.0, 0.0
	for i, t := range at {
		b, a, ok := w.means(t)
		if !ok {
			return nil, fmt.Errorf("attention: %w: fewer than half of the periods around %s are known", ErrData, g.Period(t))
		}
		if i > 0 && t-at[i-1] < o.Before+o.After+o.Gap {
			warn(&r.Warnings, "the windows of %s and %s overlap", g.Period(at[i-1]), g.Period(t))
		}
		sumBefore += b
		sumAfter += a
		r.Each = append(r.Each, a-b)
	}
	k := float64(len(at))
	r.Before, r.After = sumBefore/k, sumAfter/k
	ordinary := w.ordinary(at)
	r.Dates = len(ordinary)
	r.conclude(w, ordinary, len(at), plan, s.Period)
	return r, nil
}

// windows computes changes at any date of a series.
type windows struct {
	y []float64
	o WindowOptions
}

func (w *windows) means(t int) (before, after float64, ok bool) {
	b, nb := w.mean(t-w.o.Gap-w.o.Before, t-w.o.Gap)
	a, na := w.mean(t, t+w.o.After)
	return b, a, 2*nb >= w.o.Before && 2*na >= w.o.After
}

// mean of the known values of steps from..to, the last not included.
func (w *windows) mean(from, to int) (mean float64, n int) {
	for i := max(0, from); i < min(to, len(w.y)); i++ {
		if !math.IsNaN(w.y[i]) {
			mean += w.y[i]
			n++
		}
	}
	return mean / float64(max(1, n)), n
}

// ordinary returns the changes at all dates whose windows meet none of the
// events'.
func (w *windows) ordinary(at []int) []float64 {
	reach := w.o.Before + w.o.Gap + w.o.After
	var out []float64
	for t := range w.y {
		near := false
		for _, e := range at {
			near = near || t-e < reach && e-t < reach
		}
		if near {
			continue
		}
		if b, a, ok := w.means(t); ok {
			out = append(out, a-b)
		}
	}
	return out
}

func (r *WindowResult) conclude(w windows, ordinary []float64, events int, plan resample.Plan, kind coverage.PeriodKind) {
	raw := r.After - r.Before
	r.Change = finding.New("change at the event beyond that at ordinary dates", math.NaN())
	if events > 1 {
		r.Change.Quantity = fmt.Sprintf("mean change at %d events beyond that at ordinary dates", events)
	}
	f := &r.Change
	f.N, f.Unit = len(ordinary), "dates without an event"
	f.Method = fmt.Sprintf("mean of %d %ss from the event less mean of %d before, against every other date", w.o.After, kind, w.o.Before)
	f.Assumptions = []string{"the date of the event has nothing else to do with the series", "the series is as ready to change at any date"}
	f.Test = &finding.Test{Null: "the event is a date like any other", Name: "permutation test over dates", Statistic: raw, P: math.NaN()}
	if len(ordinary) < 2*events {
		f.Warn("only %d dates without an event: no law to compare with", len(ordinary))
		r.finish()
		return
	}
	law := slices.Clone(ordinary)
	if events > 1 {
		f.Test.Name += fmt.Sprintf(" (%d draws, seed %d)", plan.Replicates, plan.Seed)
		picks := make([][]float64, plan.Workers)
		law = plan.Run(func(worker int, s *resample.Stream) float64 {
			v := append(picks[worker][:0], ordinary...)
			picks[worker] = v
			sum := 0.0
			for i := range events { // without replacement
				j := i + s.Index(len(v)-i)
				v[i], v[j] = v[j], v[i]
				sum += v[i]
			}
			return sum / float64(events)
		})
	}
	slices.Sort(law)
	r.Ordinary = resample.Quantile(law, 0.5)
	f.Estimate = raw - r.Ordinary
	as := 1
	for _, v := range law {
		if math.Abs(v-r.Ordinary) >= math.Abs(f.Estimate)*(1-1e-12) {
			as++
		}
	}
	f.Test.P = float64(as) / float64(len(law)+1)
	f.Confidence = plan.Confidence
	f.Interval = finding.Interval{
		Low:  raw - resample.Quantile(law, (1+plan.Confidence)/2),
		High: raw - resample.Quantile(law, (1-plan.Confidence)/2),
	}
	if events == 1 && len(ordinary) < 40 {
		f.Warn("only %d dates without an event: no p-value can be below %.3g and the ends of the interval are rough", len(ordinary), 1/float64(len(ordinary)+1))
	}
	reach := w.o.Before + w.o.Gap + w.o.After
	if acf, err := lag.ACF(w.y, min(1, len(w.y)-1)); err == nil && len(acf) > 1 && acf[1].Estimate > 0.5 && len(ordinary) < 10*events*reach {
		f.Warn("neighbouring periods are alike (autocorrelation %.2f) and there is room for only about %d separate windows: the test rejects too often", acf[1].Estimate, max(1, len(ordinary)/reach))
	}
	if law[0] == law[len(law)-1] {
		f.Warn("the series changes alike at all other dates")
	}
	r.finish()
}

func (r *WindowResult) finish() {
	for _, w := range r.Warnings {
		r.Change.Warn("%s", w)
	}
}

// String gives the means, the change and the warnings.
func (r *WindowResult) String() string {
	return strings.TrimSpace(fmt.Sprintf("From %s before to %s after. %s", finding.Number(r.Before), finding.Number(r.After), r.Change))
}
