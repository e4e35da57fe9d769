package attention_test

import (
	"errors"
	"fmt"
	"log"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/attention"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

var nan, inf = math.NaN(), math.Inf(1)

// start is a Wednesday; most series here begin on it or in its week or month.
var start = coverage.DateOf(time.Date(2008, time.November, 12, 0, 0, 0, 0, time.UTC))

// series begins steps before the period of start; NaN leaves a period out.
func series(kind coverage.PeriodKind, before int, values ...float64) *coverage.Series {
	p, _ := coverage.PeriodOf(start, kind)
	s := &coverage.Series{ID: "s", Period: kind}
	for i, v := range values {
		if !math.IsNaN(v) {
			s.Points = append(s.Points, coverage.Point{Period: p.Add(i - before), Value: v, Status: coverage.Observed})
		}
	}
	return s
}

func repeat(v float64, n int) []float64 { return slices.Repeat([]float64{v}, n) }

// poisson draws counts with the given means.
func poisson(seed uint64, means ...float64) []float64 {
	var s resample.Stream
	s.Begin(seed, 0)
	out := make([]float64, len(means))
	for i, m := range means {
		p := math.Exp(-m)
		for u := s.Float64() - p; u > 0 && p > 0; u -= p {
			out[i]++
			p *= m / out[i]
		}
	}
	return out
}

// burst has a level and, from row at on, an addition that halves every half.
func burst(n, at int, level, added, half float64) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = level
		if i >= at {
			out[i] += added * math.Exp2(-float64(i-at)/half)
		}
	}
	return out
}

func mustShare(t testing.TB, topic, total []float64, kind coverage.PeriodKind) *attention.Shares {
	t.Helper()
	s, err := attention.Share(series(kind, 0, topic...), series(kind, 0, total...), 0.95)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func Example() {
	topic := series(coverage.Weekly, 0, 3, 2, 4, 3, 41, 52, 38, 12, 6, 4)
	all := series(coverage.Weekly, 0, repeat(120, 10)...)
	shares, err := attention.Share(topic, all, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	storms, err := attention.Storms(shares, attention.StormOptions{})
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range storms.Storms {
		fmt.Printf("%s to %s, peak %s, %d stories, %.0f%% of all\n", s.First, s.Last, s.Peak, s.Stories, 100*s.Share.Estimate)
	}
	event, _ := coverage.Day(2008, time.December, 10)
	half, err := attention.HalfLife(topic, event, attention.DecayOptions{Total: all})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("half-life %.1f weeks (%.1f to %.1f)\n", half.HalfLife.Estimate, half.HalfLife.Interval.Low, half.HalfLife.Interval.High)
	// Output:
	// 2008-W50 to 2008-W52, peak 2008-W51, 131 stories, 36% of all
	// half-life 1.1 weeks (0.6 to 2.6)
}

func TestShareRefuses(t *testing.T) {
	good := series(coverage.Monthly, 0, 1, 2)
	for name, c := range map[string]struct {
		topic, total *coverage.Series
		level        float64
		want         error
	}{
		"more than all":     {series(coverage.Monthly, 0, 3), good, 0.95, attention.ErrData},
		"negative":          {series(coverage.Monthly, 0, -1), good, 0.95, attention.ErrData},
		"no whole number":   {series(coverage.Monthly, 0, 0.5), good, 0.95, attention.ErrData},
		"no confidence":     {good, good, 1, attention.ErrData},
		"empty":             {&coverage.Series{Period: coverage.Monthly}, good, 0.95, align.ErrSeries},
		"other periods":     {good, series(coverage.Weekly, 0, 1), 0.95, align.ErrSeries},
		"infinite":          {good, series(coverage.Monthly, 0, inf), 0.95, coverage.ErrSeries},
		"stands twice":      {good, &coverage.Series{Period: coverage.Monthly, Points: append(good.Points, good.Points[1])}, 0.95, coverage.ErrSeries},
		"not in time order": {good, &coverage.Series{Period: coverage.Monthly, Points: []coverage.Point{good.Points[1], good.Points[0]}}, 0.95, coverage.ErrSeries},
	} {
		if _, err := attention.Share(c.topic, c.total, c.level); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestShareKeepsGaps(t *testing.T) {
	s := mustShare(t, []float64{5, nan, 3, 0, 2}, []float64{50, 60, nan, 0, 200}, coverage.Monthly)
	want := []float64{0.1, nan, nan, nan, 0.01}
	for i, p := range s.Points {
		if p.Share.Estimate != want[i] && !(math.IsNaN(p.Share.Estimate) && math.IsNaN(want[i])) {
			t.Errorf("%s: %v, want %v", p.Period, p.Share, want[i])
		}
	}
	if s.Points[1].Known || s.Points[2].Known || !s.Points[3].Known {
		t.Errorf("known: %+v", s.Points)
	}
	if s.Overall.Estimate != 7./250 {
		t.Errorf("%v", s.Overall)
	}
	if text := s.String(); !strings.Contains(text, "2 of 5 periods have no share") || !strings.Contains(text, "from 50 to 200 stories a month") {
		t.Errorf("%s", text)
	}
	if back := s.Series(); back.Check() != nil || len(back.Gaps()) != 3 {
		t.Errorf("%+v", back)
	}
	partial := series(coverage.Monthly, 0, 5, 6)
	partial.Points[1].Status = coverage.Partial
	p, err := attention.Share(partial, series(coverage.Monthly, 0, 50, 50), 0.95)
	if err != nil || p.Points[1].Known {
		t.Errorf("a partial count is taken for a whole one: %+v, %v", p, err)
	}
}

func TestStorms(t *testing.T) {
	ten := repeat(100, 10)
	for _, c := range []struct {
		name   string
		topic  []float64
		o      attention.StormOptions
		storms string
		unseen int
	}{
		{name: "sudden, high, sustained", topic: []float64{4, 5, 4, 30, 40, 25, 5, 4, 4, 4}, o: attention.StormOptions{Duration: 3}, storms: "3-5"},
		{name: "over too soon", topic: []float64{4, 5, 4, 90, 4, 4, 5, 4, 4, 4}, o: attention.StormOptions{Duration: 3}},
		{name: "too low", topic: []float64{1, 1, 1, 15, 18, 15, 5, 4, 4, 4}, o: attention.StormOptions{Duration: 3}},
		{name: "low level asked for", topic: []float64{1, 1, 1, 15, 18, 15, 5, 4, 4, 4}, o: attention.StormOptions{Duration: 3, Level: 0.1}, storms: "3-5"},
		{name: "too slow", topic: []float64{10, 14, 18, 21, 25, 29, 33, 30, 20, 9}, o: attention.StormOptions{Duration: 3}},
		{name: "slow, then a leap", topic: []float64{12, 14, 18, 21, 22, 22, 80, 85, 80, 9}, o: attention.StormOptions{Duration: 2}, storms: "6-8"},
		{name: "nothing before", topic: []float64{0, 0, 0, 30, 30, 30, 0, 0, 0, 0}, o: attention.StormOptions{Duration: 3}, storms: "3-5"},
		{name: "begins before the data", topic: []float64{50, 50, 50, 50, 4, 4, 4, 4, 4, 4}, o: attention.StormOptions{Duration: 3}, unseen: 1},
		{name: "begins in a gap", topic: []float64{4, nan, nan, 50, 50, 50, 4, 4, 4, 4}, o: attention.StormOptions{Duration: 3}, unseen: 1},
		{name: "two", topic: []float64{4, 50, 60, 4, 4, 4, 70, 80, 3, 4}, o: attention.StormOptions{Duration: 1}, storms: "1-2 6-7"},
		{name: "a gap within", topic: []float64{4, 4, 4, 50, nan, 50, 4, 4, 4, 4}, o: attention.StormOptions{Duration: 3}, storms: "3-5"},
		{name: "to the end of the data", topic: []float64{4, 4, 4, 4, 4, 4, 4, 50, 60, 70}, o: attention.StormOptions{Duration: 3}, storms: "7-9"},
		{name: "no stories at all", topic: repeat(0, 10), o: attention.StormOptions{Duration: 3}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := mustShare(t, c.topic, ten, coverage.Weekly)
			r, err := attention.Storms(s, c.o)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, storm := range r.Storms {
				first := s.Points[0].Period
				got = append(got, fmt.Sprintf("%d-%d", storm.First.Sub(first), storm.Last.Sub(first)))
				if !(storm.Margin >= 1) || !storm.Share.Interval.Contains(storm.Share.Estimate) || !storm.Rise.Interval.Contains(storm.Rise.Estimate) || storm.Rise.Estimate < 2.5 {
					t.Errorf("%+v", storm)
				}
			}
			if text := strings.Join(got, " "); text != c.storms || len(r.Unseen) != c.unseen {
				t.Errorf("storms %q, %d unseen, want %q, %d", text, len(r.Unseen), c.storms, c.unseen)
			}
			_ = r.String()
		})
	}
	s := mustShare(t, ten, ten, coverage.Daily)
	for _, o := range []attention.StormOptions{{Rise: 1}, {Rise: nan}, {Rise: inf}, {Level: 1}, {Level: -1}, {Duration: -1}, {Duration: math.MaxInt}, {Confidence: 2}} {
		if _, err := attention.Storms(s, o); !errors.Is(err, attention.ErrData) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestHalfLifeFindsItsTruth(t *testing.T) {
	for _, c := range []struct{ level, added, half float64 }{{5, 60, 4}, {2, 30, 10}, {0, 50, 3}} {
		y := burst(80, 25, c.level, c.added, c.half)
		exact, err := attention.HalfLife(series(coverage.Daily, 25, y...), start, attention.DecayOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(exact.HalfLife.Estimate-c.half) > 1e-3*c.half || math.Abs(exact.Level-c.level) > 1e-3 || math.Abs(exact.Added-c.added) > 1e-2 {
			t.Errorf("without noise: %v, want %v", exact, c)
		}
		d, err := attention.HalfLife(series(coverage.Daily, 25, poisson(7, y...)...), start, attention.DecayOptions{})
		if err != nil {
			t.Fatal(err)
		}
		f := d.HalfLife
		if !f.Interval.Contains(c.half) || math.IsInf(f.Interval.High, 1) || f.Test.P > 1e-3 || d.Rise.P > 1e-3 {
			t.Errorf("%v, want %v", d, c)
		}
		if d.Dispersion < 0.3 || d.Dispersion > 1.8 {
			t.Errorf("dispersion %v", d.Dispersion)
		}
	}
}

// With totals the share decays: a total that doubles must not look like lasting
// attention.
func TestHalfLifeOfAShare(t *testing.T) {
	y, total := burst(60, 20, 0.02, 0.4, 5), make([]float64, 60)
	for i := range y {
		total[i] = 100
		if i >= 30 {
			total[i] = 300
		}
		y[i] *= total[i]
	}
	y = poisson(3, y...)
	topic, all := series(coverage.Daily, 20, y...), series(coverage.Daily, 20, total...)
	share, err := attention.HalfLife(topic, start, attention.DecayOptions{Total: all})
	if err != nil {
		t.Fatal(err)
	}
	if !share.HalfLife.Interval.Contains(5) || share.Added < 0.3 || share.Added > 0.5 {
		t.Errorf("%v", share)
	}
	raw, err := attention.HalfLife(topic, start, attention.DecayOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if raw.HalfLife.Estimate < 2*share.HalfLife.Estimate {
		t.Errorf("raw counts %v, shares %v", raw.HalfLife, share.HalfLife)
	}
}

func TestHalfLifeSaysWhatItCannot(t *testing.T) {
	for _, c := range []struct {
		name string
		y    []float64
		o    attention.DecayOptions
		say  string
		low  float64
		high float64
		// before moves the event from row 20.
		before int
	}{
		{name: "no rise", y: poisson(1, repeat(10, 60)...), say: "means nothing", low: nan},
		{name: "attention stays", y: poisson(1, append(repeat(3, 20), repeat(40, 40)...)...), say: "no decay at all", high: inf, low: 10},
		{name: "over at once", y: poisson(1, append(append(repeat(3, 20), 90), repeat(3, 39)...)...), say: "shorter than a period", low: 0, high: 0.7},
		{name: "later than the event", y: poisson(1, burst(60, 30, 3, 50, 4)...), say: "greatest"},
		{name: "none before", y: poisson(1, burst(40, 0, 3, 50, 4)...), before: -20, say: "only 0 periods before"},
		{name: "constant", y: repeat(4, 60), say: "did not rise"},
		{name: "to zero", y: poisson(1, burst(60, 20, 0, 60, 5)...), o: attention.DecayOptions{ToZero: true, Before: 1}, say: ""},
		{name: "gaps", y: append([]float64{3, 4, nan, nan, 2}, poisson(1, burst(60, 15, 3, 60, 5)...)...), say: "2 periods are missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := attention.HalfLife(series(coverage.Daily, 20+c.before, c.y...), start, c.o)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(d.String(), c.say) {
				t.Errorf("%q is not said: %v", c.say, d)
			}
			if c.high != 0 && !(d.HalfLife.Interval.High <= c.high || math.IsInf(c.high, 1) && math.IsInf(d.HalfLife.Interval.High, 1)) {
				t.Errorf("%v, want an upper end of %v", d.HalfLife, c.high)
			}
			if !math.IsNaN(c.low) && d.HalfLife.Interval.IsDefined() && d.HalfLife.Interval.Low < c.low {
				t.Errorf("%v, want a lower end of %v", d.HalfLife, c.low)
			}
		})
	}
	y := burst(60, 20, 3, 50, 4)
	year := coverage.Date{Year: 2008, Precision: coverage.YearPrecision}
	far, _ := coverage.Day(1990, 1, 1)
	negative := slices.Clone(y)
	negative[3] = -1
	for name, c := range map[string]struct {
		y    []float64
		when coverage.Date
		o    attention.DecayOptions
		want error
	}{
		"empty":              {nil, start, attention.DecayOptions{}, align.ErrSeries},
		"date too coarse":    {y, year, attention.DecayOptions{}, attention.ErrData},
		"date unknown":       {y, coverage.Date{}, attention.DecayOptions{}, attention.ErrData},
		"outside the series": {y, far, attention.DecayOptions{}, attention.ErrData},
		"three periods":      {y[:23], start, attention.DecayOptions{}, attention.ErrData},
		"nothing":            {repeat(0, 60), start, attention.DecayOptions{}, attention.ErrData},
		"negative":           {negative, start, attention.DecayOptions{}, attention.ErrData},
		"negative window":    {y, start, attention.DecayOptions{After: -1}, attention.ErrData},
		"no confidence":      {y, start, attention.DecayOptions{Confidence: 1}, attention.ErrData},
		"short window":       {y, start, attention.DecayOptions{After: 3}, attention.ErrData},
		"no totals":          {y, start, attention.DecayOptions{Total: series(coverage.Daily, 20, repeat(0, 60)...)}, attention.ErrData},
	} {
		if _, err := attention.HalfLife(series(coverage.Daily, 20, c.y...), c.when, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}

func TestWindow(t *testing.T) {
	y := make([]float64, 120)
	for i := range y {
		y[i] = 20 + 4*math.Sin(float64(i*i))
	}
	for i := 60; i < 64; i++ {
		y[i] += 25
	}
	s := series(coverage.Weekly, 60, y...)
	r, err := attention.Window(s, attention.WindowOptions{}, start)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r.Change.Test.P-1/float64(r.Dates+1)) > 1e-12 || r.Change.Interval.Low < 10 || !r.Change.Interval.Contains(25) {
		t.Errorf("%v", r)
	}
	if math.Abs(r.After-r.Before-r.Ordinary-r.Change.Estimate) > 1e-12 {
		t.Errorf("%v − %v − %v is not %v", r.After, r.Before, r.Ordinary, r.Change.Estimate)
	}
	quiet := coverage.DateOf(time.Date(2009, 6, 3, 0, 0, 0, 0, time.UTC))
	r, err = attention.Window(s, attention.WindowOptions{}, quiet)
	if err != nil || r.Change.Test.P < 0.05 {
		t.Errorf("a date without an event: %v, %v", r, err)
	}
	// A drift of one a step is no effect of any date.
	for i := range y {
		y[i] += float64(i)
	}
	r, err = attention.Window(series(coverage.Weekly, 60, y...), attention.WindowOptions{}, quiet)
	if err != nil || r.Change.Test.P < 0.05 || math.Abs(r.Ordinary-4) > 1.5 {
		t.Errorf("drift: %v, ordinary change %v, %v", r, r.Ordinary, err)
	}
}

func TestWindowOfSeveralEvents(t *testing.T) {
	y := poisson(8, repeat(20, 200)...)
	var events []coverage.Date
	for k := range 4 {
		at := 30 + 40*k
		for i := at; i < at+4; i++ {
			y[i] += 6
		}
		events = append(events, coverage.DateOf(time.Date(2008, 11, 12, 0, 0, 0, 0, time.UTC).AddDate(0, 0, 7*(at-60))))
	}
	s := series(coverage.Weekly, 60, y...)
	plan := resample.Plan{Seed: 2, Replicates: 999}
	r, err := attention.Window(s, attention.WindowOptions{Plan: plan}, events...)
	if err != nil {
		t.Fatal(err)
	}
	if r.Change.Test.P > 0.01 || !r.Change.Interval.Contains(6) || len(r.Each) != 4 {
		t.Errorf("%v", r)
	}
	plan.Workers = 7
	slices.Reverse(events)
	again, err := attention.Window(s, attention.WindowOptions{Plan: plan}, events...)
	if err != nil || again.String() != r.String() {
		t.Errorf("other workers and order: %v, %v", again, r)
	}
	near := append(events, events[0])
	r, err = attention.Window(s, attention.WindowOptions{Plan: plan}, near...)
	if err != nil || !strings.Contains(r.String(), "overlap") {
		t.Errorf("%v, %v", r, err)
	}
}

func TestWindowRefuses(t *testing.T) {
	y := repeat(3, 60)
	far, _ := coverage.Day(1990, 1, 1)
	hole := slices.Clone(y)
	for i := 18; i < 24; i++ {
		hole[i] = nan
	}
	for name, c := range map[string]struct {
		y      []float64
		o      attention.WindowOptions
		events []coverage.Date
		want   error
	}{
		"no event":        {y, attention.WindowOptions{}, nil, attention.ErrData},
		"outside":         {y, attention.WindowOptions{}, []coverage.Date{far}, attention.ErrData},
		"in a gap":        {hole, attention.WindowOptions{}, []coverage.Date{start}, attention.ErrData},
		"negative window": {y, attention.WindowOptions{Before: -1}, []coverage.Date{start}, attention.ErrData},
		"negative gap":    {y, attention.WindowOptions{Gap: -1}, []coverage.Date{start}, attention.ErrData},
		"endless window":  {y, attention.WindowOptions{After: math.MaxInt}, []coverage.Date{start}, attention.ErrData},
		"few draws":       {y, attention.WindowOptions{Plan: resample.Plan{Replicates: 2}}, []coverage.Date{start}, resample.ErrPlan},
		"empty":           {nil, attention.WindowOptions{}, []coverage.Date{start}, align.ErrSeries},
	} {
		if _, err := attention.Window(series(coverage.Weekly, 20, c.y...), c.o, c.events...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	r, err := attention.Window(series(coverage.Weekly, 20, y...), attention.WindowOptions{}, start)
	if err != nil || r.Change.Estimate != 0 || r.Change.Test.P != 1 || len(r.Change.Warnings) == 0 {
		t.Errorf("constant: %v, %v", r, err)
	}
	r, err = attention.Window(series(coverage.Weekly, 5, y[:12]...), attention.WindowOptions{}, start)
	if err != nil || r.Change.IsDefined() || len(r.Change.Warnings) == 0 {
		t.Errorf("no other date: %v, %v", r, err)
	}
}

// years makes a daily series of ten years around start, with a peak at the day
// of the event in the years given.
func years(seed uint64, peak float64, at ...int) *coverage.Series {
	first := coverage.DateOf(time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC))
	p, _ := coverage.PeriodOf(first, coverage.Daily)
	s := &coverage.Series{Period: coverage.Daily}
	means := repeat(3, 3650)
	for i := range means {
		if d := p.Add(i).Time(); slices.Contains(at, d.Year()) && d.Month() == 11 && d.Day() >= 10 && d.Day() <= 14 {
			means[i] += peak
		}
	}
	for i, v := range poisson(seed, means...) {
		s.Points = append(s.Points, coverage.Point{Period: p.Add(i), Value: v, Status: coverage.Observed})
	}
	return s
}

func TestAnniversaries(t *testing.T) {
	r, err := attention.Anniversaries(years(1, 10, 2009, 2010, 2011, 2012, 2013), start, attention.AnniversaryOptions{Plan: resample.Plan{Seed: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Ratio.N != 5 || r.Ratio.Interval.Low < 1.5 || r.Ratio.Test.P > 0.01 || r.EarlierYears != 4 || math.Abs(r.Earlier-1) > 0.3 {
		t.Errorf("%v, earlier %v in %d years", r, r.Earlier, r.EarlierYears)
	}
	for _, a := range r.Each {
		if a.Holm > 0.05 || a.Count < 2*a.Usual {
			t.Errorf("%+v", a)
		}
	}
	if !strings.Contains(r.String(), "2010-11-12 stands out") {
		t.Errorf("%v", r)
	}
	r, err = attention.Anniversaries(years(2, 0), start, attention.AnniversaryOptions{})
	if err != nil || r.Ratio.Test.P < 0.05 || !r.Ratio.Interval.Contains(1) {
		t.Errorf("no memory: %v, %v", r, err)
	}
	// A peak in every November, also before the event, is the season.
	r, err = attention.Anniversaries(years(3, 10, 2004, 2005, 2006, 2007, 2009, 2010, 2011, 2012), start, attention.AnniversaryOptions{})
	if err != nil || !strings.Contains(r.String(), "may be the season") {
		t.Errorf("season: %v, %v", r, err)
	}
}

func TestAnniversariesOfLittle(t *testing.T) {
	month := coverage.Date{Year: 2008, Month: 11, Precision: coverage.MonthPrecision}
	r, err := attention.Anniversaries(series(coverage.Monthly, 0, repeat(5, 60)...), month, attention.AnniversaryOptions{})
	if err != nil || r.Ratio.Estimate != 1 || r.Ratio.Test.P != 1 || r.Ratio.N != 4 {
		t.Errorf("constant: %v, %v", r, err)
	}
	r, err = attention.Anniversaries(series(coverage.Monthly, 0, repeat(0, 60)...), month, attention.AnniversaryOptions{})
	if err != nil || r.Ratio.IsDefined() || len(r.Ratio.Warnings) == 0 {
		t.Errorf("nothing: %v, %v", r, err)
	}
	r, err = attention.Anniversaries(series(coverage.Monthly, 0, repeat(5, 12)...), month, attention.AnniversaryOptions{})
	if err != nil || r.Ratio.IsDefined() || len(r.Ratio.Warnings) == 0 {
		t.Errorf("no anniversary: %v, %v", r, err)
	}
	for name, c := range map[string]struct {
		s    *coverage.Series
		when coverage.Date
		o    attention.AnniversaryOptions
		want error
	}{
		"by year":          {series(coverage.Yearly, 0, 1, 2, 3), start, attention.AnniversaryOptions{}, attention.ErrData},
		"month by day":     {years(1, 0), month, attention.AnniversaryOptions{}, attention.ErrData},
		"window of a year": {years(1, 0), start, attention.AnniversaryOptions{Around: 100}, attention.ErrData},
		"negative window":  {years(1, 0), start, attention.AnniversaryOptions{Around: -1}, attention.ErrData},
		"negative value":   {series(coverage.Monthly, 0, 1, -1), month, attention.AnniversaryOptions{}, attention.ErrData},
		"empty":            {series(coverage.Monthly, 0), month, attention.AnniversaryOptions{}, align.ErrSeries},
		"few draws":        {years(1, 0), start, attention.AnniversaryOptions{Plan: resample.Plan{Replicates: 1}}, resample.ErrPlan},
	} {
		if _, err := attention.Anniversaries(c.s, c.when, c.o); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	leap, _ := coverage.Day(2004, time.February, 29)
	r, err = attention.Anniversaries(years(1, 0), leap, attention.AnniversaryOptions{})
	if err != nil || r.Each[0].Period.String() != "2005-02-28" || r.Each[3].Period.String() != "2008-02-28" {
		t.Errorf("the leap day: %v, %v", r, err)
	}
}

func TestOnAnything(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		kind := coverage.PeriodKind(rapid.IntRange(1, 5).Draw(rt, "kind"))
		n := rapid.IntRange(0, 90).Draw(rt, "n")
		value := rapid.Custom(func(rt *rapid.T) float64 {
			if rapid.IntRange(0, 9).Draw(rt, "kind of value") == 0 {
				return nan
			}
			return float64(rapid.IntRange(0, 6).Draw(rt, "value"))
		})
		y := rapid.SliceOfN(value, n, n).Draw(rt, "y")
		s := series(kind, rapid.IntRange(0, n+1).Draw(rt, "before"), y...)
		total := &coverage.Series{Period: kind}
		for _, p := range s.Points {
			p.Value += float64(rapid.IntRange(0, 3).Draw(rt, "others"))
			total.Points = append(total.Points, p)
		}
		plan := resample.Plan{Replicates: 20}
		typed := func(err error) bool {
			if err != nil && !errors.Is(err, attention.ErrData) && !errors.Is(err, align.ErrSeries) && !errors.Is(err, coverage.ErrSeries) {
				rt.Fatal(err)
			}
			return err == nil
		}
		whole := func(f finding.Finding) {
			if f.Interval.IsDefined() && !(f.Interval.Low <= f.Interval.High) || f.Test != nil && (f.Test.P < 0 || f.Test.P > 1) {
				rt.Fatalf("%v", f)
			}
			if f.Method == "" || f.Unit == "" || len(f.Assumptions) == 0 && f.IsDefined() || !f.IsDefined() && len(f.Warnings) == 0 {
				rt.Fatalf("something is left out: %+v", f)
			}
		}
		if sh, err := attention.Share(s, total, 0.9); typed(err) {
			whole(sh.Overall)
			r, err := attention.Storms(sh, attention.StormOptions{Level: 0.5, Duration: rapid.IntRange(1, 4).Draw(rt, "duration")})
			if err != nil {
				rt.Fatal(err)
			}
			for _, x := range r.Storms {
				whole(x.Share)
				whole(x.Rise)
				if x.First.Ordinal > x.Peak.Ordinal || x.Peak.Ordinal > x.Last.Ordinal || x.Last.Sub(x.First)+1 < r.Options.Duration || !(x.Margin >= 1) {
					rt.Fatalf("%+v", x)
				}
			}
			_ = r.String()
		}
		o := attention.DecayOptions{ToZero: rapid.Bool().Draw(rt, "to zero"), Before: rapid.IntRange(0, 5).Draw(rt, "window")}
		if rapid.Bool().Draw(rt, "totals") {
			o.Total = total
		}
		if d, err := attention.HalfLife(s, start, o); typed(err) {
			whole(d.HalfLife)
			if f := d.HalfLife; f.Interval.IsDefined() && !f.Interval.Contains(f.Estimate) || d.Added < 0 || d.Level < 0 {
				rt.Fatalf("%v", d)
			}
		}
		if w, err := attention.Window(s, attention.WindowOptions{Before: 2, After: 3, Plan: plan}, start); typed(err) {
			whole(w.Change)
		}
		if a, err := attention.Anniversaries(s, start, attention.AnniversaryOptions{Plan: plan}); typed(err) {
			whole(a.Ratio)
			if f := a.Ratio; f.Interval.IsDefined() && !f.Interval.Contains(f.Estimate) {
				rt.Fatalf("%v", f)
			}
		}
	})
}

func BenchmarkHalfLife(b *testing.B) {
	s := series(coverage.Daily, 30, poisson(1, burst(120, 30, 3, 50, 6)...)...)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := attention.HalfLife(s, start, attention.DecayOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
