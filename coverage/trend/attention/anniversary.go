package attention

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// AnniversaryOptions are the choices of [Anniversaries]. The zero value is
// usable.
type AnniversaryOptions struct {
	// Around is the number of periods on either side of the anniversary that
	// belong to it; 0 means 3 for days, else none.
	Around int
	// None makes Around 0 for days too.
	None bool
	Plan resample.Plan // seeds the draws of other dates
}

// An Anniversary is one return of the day.
type Anniversary struct {
	Year   int
	Period coverage.Period
	Count  float64 // mean per period at the anniversary
	Usual  float64 // mean per period of the rest of that year
	// P is that of this anniversary among all other dates of its year; Holm is
	// corrected for the number of anniversaries. NaN when not known.
	P, Holm float64
}

// AnniversaryResult says whether attention comes back.
type AnniversaryResult struct {
	// Ratio is the attention at anniversaries over that of the rest of their
	// years, all together.
	Ratio finding.Finding
	Each  []Anniversary
	// Earlier is the same ratio over the years before the event, when nobody
	// could have remembered it: if it is as high, it is the season. NaN
	// without such years.
	Earlier      float64
	EarlierYears int
	Warnings     []string
}

// Anniversaries compares attention at the anniversaries of an event with that
// in the rest of the years around them, half a year on either side. The test
// puts the anniversary of each year at a date drawn from that year, so that the
// level and the trend of the years do not matter; what matters is whether the
// day of the event is a special one. A season that peaks on that day looks like
// memory: the years before the event, if the series has them, tell the two
// apart.
//
// Errors wrap [ErrData], [resample.ErrPlan], [align.ErrSeries] or
// [coverage.ErrSeries].
func Anniversaries(s *coverage.Series, event coverage.Date, o AnniversaryOptions) (*AnniversaryResult, error) {
	plan, err := o.Plan.Normal()
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	if o.Around == 0 && s.Period == coverage.Daily && !o.None {
		o.Around = 3
	}
	length := map[coverage.PeriodKind]int{coverage.Daily: 365, coverage.Weekly: 52, coverage.Monthly: 12}[s.Period]
	if length == 0 || o.Around < 0 || 2*o.Around+1 > length/2 {
		return nil, fmt.Errorf("attention: %w: anniversaries of %d %ss on either side need a series by day, week or month", ErrData, o.Around, s.Period)
	}
	g, err := align.Together(false, s)
	if err != nil {
		return nil, fmt.Errorf("attention: %w", err)
	}
	if _, ok := coverage.PeriodOf(event, s.Period); !ok {
		return nil, fmt.Errorf("attention: %w: %s is not known to the %s", ErrData, event, s.Period)
	}
	for _, v := range g.Values[0] {
		if v < 0 {
			return nil, fmt.Errorf("attention: %w: a negative value", ErrData)
		}
	}
	a := anniversaries{g: g, around: o.Around, half: length / 2}
	r := &AnniversaryResult{Earlier: math.NaN()}
	first, last := g.First.Time().Year(), g.Period(g.Len()-1).Time().Year()
	var years, earlier []year
	for y := first; y <= last; y++ {
		if y == event.Year {
			continue
		}
		v, ok := a.year(event, y)
		switch {
		case !ok:
		case y > event.Year:
			years = append(years, v)
		default:
			earlier = append(earlier, v)
		}
	}
	r.Ratio = finding.New("attention at anniversaries over that in the rest of their years", math.NaN())
	f := &r.Ratio
	f.N, f.Unit = len(years), "anniversaries"
	f.Method = fmt.Sprintf("ratio of means with dates drawn anew within each year (%d draws, seed %d)", plan.Replicates, plan.Seed)
	f.Assumptions = []string{"without memory, the day of the event is like any other of its year", "no other event falls on the same day of the year"}
	f.Test = &finding.Test{Null: "anniversaries are days like any other", Name: "permutation test over dates", Statistic: math.NaN(), P: math.NaN()}
	r.Earlier, r.EarlierYears = ratio(earlier, nil), len(earlier)
	if len(years) == 0 {
		f.Warn("no anniversary lies in the series with half a year known on either side")
		return r, nil
	}
	r.each(years)
	r.conclude(years, plan)
	return r, nil
}

// anniversaries lays out years around the day of an event.
type anniversaries struct {
	g            *align.Grid
	around, half int
}

// year is what one anniversary is compared with: the sums and numbers of known
// values in every window of the year, the anniversary's own first.
type year struct {
	number   int
	period   coverage.Period
	sum, n   []float64
	all, num float64 // of the whole year
}

func (a *anniversaries) year(event coverage.Date, y int) (year, bool) {
	d := coverage.Date{Year: y, Month: event.Month, Day: event.Day, Precision: event.Precision}
	if d.Month == time.February && d.Day == 29 {
		d.Day = 28
	}
	p, ok := coverage.PeriodOf(d, a.g.First.Kind)
	if !ok {
		return year{}, false
	}
	c := p.Sub(a.g.First)
	out := year{number: y, period: p}
	from, to := c-a.half, c+a.half
	known := 0
	at := func(i int) (float64, bool) {
		if i < 0 || i >= a.g.Len() || math.IsNaN(a.g.Values[0][i]) {
			return 0, false
		}
		return a.g.Values[0][i], true
	}
	for i := from; i <= to; i++ {
		if v, ok := at(i); ok {
			out.all += v
			out.num++
			known++
		}
	}
	if 2*known < to-from+1 {
		return year{}, false
	}
	window := func(t int) {
		s, n := 0.0, 0.0
		for i := t - a.around; i <= t+a.around; i++ {
			if v, ok := at(i); ok {
				s += v
				n++
			}
		}
		if 2*n >= float64(2*a.around+1) {
			out.sum, out.n = append(out.sum, s), append(out.n, n)
		} else if t == c {
			ok = false
		}
	}
	window(c)
	if !ok {
		return year{}, false
	}
	for t := from + a.around; t <= to-a.around; t++ {
		if t-c > 2*a.around || c-t > 2*a.around {
			window(t)
		}
	}
	return out, len(out.sum) > 1
}

// usual is the mean of the year outside the anniversary and outside window k.
func (y *year) usual(k int) float64 {
	sum, n := y.all-y.sum[0], y.num-y.n[0]
	if k > 0 {
		sum, n = sum-y.sum[k], n-y.n[k]
	}
	return math.Max(0, sum) / n
}

// ratio is the attention at the windows picked, the anniversaries if nil, over
// what the rest of each year leads to expect.
func ratio(years []year, pick []int) float64 {
	seen, expected := 0.0, 0.0
	for i := range years {
		k := 0
		if pick != nil {
			k = pick[i]
		}
		seen += years[i].sum[k]
		expected += years[i].usual(k) * years[i].n[k]
	}
	if expected == 0 {
		if seen > 0 {
			return math.Inf(1)
		}
		return math.NaN()
	}
	return seen / expected
}

func (r *AnniversaryResult) each(years []year) {
	var p []float64
	for i := range years {
		y := &years[i]
		a := Anniversary{Year: y.number, Period: y.period, Count: y.sum[0] / y.n[0], Usual: y.usual(0)}
		as := 0
		for k := range y.sum {
			if y.sum[k]/y.n[k] >= a.Count*(1-1e-12) {
				as++
			}
		}
		a.P = float64(as) / float64(len(y.sum))
		p = append(p, a.P)
		r.Each = append(r.Each, a)
	}
	for i, v := range multiplicity.Holm(p) {
		r.Each[i].Holm = v
	}
}

func (r *AnniversaryResult) conclude(years []year, plan resample.Plan) {
	f := &r.Ratio
	f.Estimate = ratio(years, nil)
	picks := make([][]int, plan.Workers)
	law := plan.Run(func(worker int, s *resample.Stream) float64 {
		pick := picks[worker][:0]
		for i := range years {
			// Any window but the anniversary's own.
			pick = append(pick, 1+s.Index(len(years[i].sum)-1))
		}
		picks[worker] = pick
		return ratio(years, pick)
	})
	slices.Sort(law)
	undefined := 0
	for undefined < len(law) && math.IsNaN(law[undefined]) {
		undefined++
	}
	law = law[undefined:]
	if math.IsNaN(f.Estimate) || len(law) < 20 {
		f.Warn("there was no attention to compare with")
		r.finish()
		return
	}
	up, down := 1, 1
	for _, v := range law {
		if v >= f.Estimate*(1-1e-12) {
			up++
		}
		if v <= f.Estimate*(1+1e-12) {
			down++
		}
	}
	f.Test.Statistic = f.Estimate
	f.Test.P = math.Min(1, 2*float64(min(up, down))/float64(len(law)+1))
	// On the scale of logarithms the ratio less the law of chance.
	low, high := resample.Quantile(law, (1-plan.Confidence)/2), resample.Quantile(law, (1+plan.Confidence)/2)
	f.Confidence = plan.Confidence
	f.Interval = finding.Interval{Low: math.Min(f.Estimate, divide(f.Estimate, high)), High: math.Max(f.Estimate, divide(f.Estimate, low))}
	places := len(years[0].sum)
	if chance := 1 / math.Pow(float64(places-1), float64(len(years))); chance > 0.01 {
		f.Warn("%d anniversaries among %d dates of a year each: no p-value can be far below %.2g", len(years), places, chance)
	}
	if len(years) < 5 {
		f.Warn("only %d anniversaries", len(years))
	}
	switch {
	case r.EarlierYears == 0:
		f.Warn("the series has no year before the event: a season that peaks on this day would look the same")
	case r.Earlier >= f.Interval.Low && r.Earlier > 1:
		f.Warn("in the %d years before the event the ratio was %s: this may be the season", r.EarlierYears, finding.Number(r.Earlier))
	}
	r.finish()
}

// divide is a ratio of ratios whose interval must hold the estimate of no
// attention too.
func divide(a, b float64) float64 {
	switch {
	case a == 0:
		return 0
	case b == 0 || math.IsInf(a, 1):
		return math.Inf(1)
	}
	return a / b
}

func (r *AnniversaryResult) finish() {
	for _, w := range r.Warnings {
		r.Ratio.Warn("%s", w)
	}
}

// String gives the ratio and the years that stand out.
func (r *AnniversaryResult) String() string {
	var b strings.Builder
	b.WriteString(r.Ratio.String())
	for _, a := range r.Each {
		if a.Holm < 0.05 {
			fmt.Fprintf(&b, " %s stands out: %s against %s (%s, Holm-corrected).", a.Period, finding.Number(a.Count), finding.Number(a.Usual), finding.PValue(a.Holm))
		}
	}
	return b.String()
}
