package simulate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/simulate"
)

func day(y int, m time.Month, d int) coverage.Date {
	return coverage.Date{Year: y, Month: m, Day: d, Precision: coverage.DayPrecision}
}

func run(t testing.TB, d simulate.Design, n uint64) *simulate.Record {
	t.Helper()
	r, err := d.Run(n)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func Example() {
	d := simulate.Typical()
	review := day(2012, 6, 1)
	d.Shifts = []simulate.Shift{{Name: "the review", At: review, Blame: -0.04, Systemic: 0.06}}
	record, err := d.Run(0)
	if err != nil {
		log.Fatal(err)
	}
	var articles trend.Articles
	if err := articles.Add(record.Scored()...); err != nil {
		log.Fatal(err)
	}
	phases := []trend.Phase{{Name: "before", First: d.From, Last: day(2012, 5, 31)}, {Name: "after", First: review, Last: d.To}}
	table, err := articles.Table(trend.Index, trend.Options{Phases: phases, ByClusters: true})
	if err != nil {
		log.Fatal(err)
	}
	for i, c := range table.Cells {
		f := c.Finding
		truth := record.Truth.Value(trend.Index, simulate.Span{From: phases[i].First, To: phases[i].Last, Population: true})
		fmt.Printf("%s: index %.2f (%.2f to %.2f) of %d articles; truth %.2f\n", c.Label, f.Estimate, f.Interval.Low, f.Interval.High, f.N, truth)
	}
	// Output:
	// before: index -0.35 (-0.51 to -0.16) of 4935 articles; truth -0.28
	// after: index 0.14 (-0.04 to 0.33) of 5397 articles; truth 0.25
}

// everything is a design that uses all there is.
func everything() simulate.Design {
	d := simulate.Typical()
	d.Seed = 7
	d.Season = [12]float64{1, 1, 1.2, 1, 1, 0.9, 0.6, 0.5, 1, 1.1, 1.2, 0.9}
	d.Weekdays = [7]float64{0.4, 1, 1, 1.1, 1.1, 1, 0.7}
	d.Growth = 0.1
	d.Events = []simulate.Event{{Name: "trial", Date: day(2011, 3, 7), Height: 8, HalfLife: 10}}
	d.Shifts = []simulate.Shift{
		{Name: "review", At: day(2012, 6, 1), Ramp: 90, Blame: -0.02, Systemic: 0.05, Targets: map[string]float64{"police": 1}},
		{Name: "court", At: day(2013, 5, 1), Kinds: []coverage.OutletKind{coverage.Broadsheet}, Counter: 0.05},
	}
	for i := range d.Outlets {
		d.Outlets[i].Framing.Targets = map[string]float64{"social workers": 3, "council": 2, "police": 1}
	}
	d.Gaps = []simulate.Gap{{From: day(2011, 9, 1), To: day(2011, 11, 30), Outlet: "tabloid A"}, {From: day(2013, 1, 1), To: day(2013, 1, 31), Source: "feed", Kept: 0.2}}
	d.Waves = []simulate.Wave{{From: day(2012, 2, 6), Stories: 6, Takers: 8}}
	d.Changes = []simulate.SourceChange{{At: day(2012, 10, 1), Outlets: []string{"local A", "broadsheet B"}, To: "feed", Yield: 0.7, Length: 0.5}}
	d.Coder = simulate.Erring(0.8, 0.02)
	return d
}

// The digest is of the record as JSON. It must be the same on every processor,
// whether or not that fuses multiplication and addition (GOAMD64=v3 does).
func TestSameBytesEverywhere(t *testing.T) {
	b, err := json.Marshal(run(t, everything(), 3))
	if err != nil {
		t.Fatal(err)
	}
	const want = "7d6161ec01637499a23a433142f7feafd3f7b33172c3d0c31771d078f43e4325"
	if got := coverage.SHA256Hex(b); got != want {
		t.Errorf("digest %s, want %s", got, want)
	}
	if again, _ := json.Marshal(run(t, everything(), 3)); string(again) != string(b) {
		t.Error("a second run differs")
	}
	if other, _ := json.Marshal(run(t, everything(), 4)); string(other) == string(b) {
		t.Error("another run is the same")
	}
}

// shares pools the frames of some articles.
func shares(articles []simulate.Article, in func(*simulate.Article) bool) (blame, systemic, counter float64, n int) {
	var c trend.Counts
	for i := range articles {
		if in(&articles[i]) {
			c = c.Plus(articles[i].True)
			n++
		}
	}
	s := float64(c.Sentences)
	return float64(c.Blame) / s, float64(c.Systemic) / s, float64(c.Counter) / s, n
}

func TestFramesAreWhatTheDesignSays(t *testing.T) {
	d := simulate.Design{From: day(2000, 1, 1), To: day(2001, 12, 31), Base: simulate.Framing{Blame: 0.2, Systemic: 0.1, Counter: 0.05}, Likeness: 0.2,
		Shifts: []simulate.Shift{{At: day(2001, 1, 1), Kinds: []coverage.OutletKind{coverage.Tabloid}, Blame: -0.1, Systemic: 0.15}}}
	for i := range 40 {
		k := coverage.Tabloid
		if i%2 == 1 {
			k = coverage.Local
		}
		d.Outlets = append(d.Outlets, simulate.Outlet{Name: fmt.Sprint(i), Kind: k, PerMonth: 60})
	}
	r := run(t, d, 0)
	for _, c := range []struct {
		kind                     coverage.OutletKind
		year                     int
		blame, systemic, counter float64
	}{
		{coverage.Tabloid, 2000, 0.2, 0.1, 0.05}, {coverage.Tabloid, 2001, 0.1, 0.25, 0.05},
		{coverage.Local, 2000, 0.2, 0.1, 0.05}, {coverage.Local, 2001, 0.2, 0.1, 0.05},
	} {
		b, s, k, n := shares(r.Articles, func(a *simulate.Article) bool { return a.Kind == c.kind && a.Date.Year == c.year })
		for _, x := range []struct{ got, want float64 }{{b, c.blame}, {s, c.systemic}, {k, c.counter}} {
			// Sentences of an article are alike: the variance is that of n
			// articles of twelve with intraclass correlation 0.2.
			se := math.Sqrt(x.want * (1 - x.want) * (0.2 + 0.8/12) / float64(n))
			if math.Abs(x.got-x.want) > 4*se {
				t.Errorf("%s in %d: a frame in %.4f of sentences, want %.4f", c.kind, c.year, x.got, x.want)
			}
		}
		in := func(o simulate.Outlet) bool { return o.Kind == c.kind }
		truth := r.Truth.Value(trend.Index, simulate.Span{From: day(c.year, 1, 1), To: day(c.year, 12, 31), In: in})
		if want := (c.systemic - c.blame) / (c.systemic + c.blame); math.Abs(truth-want) > 1e-7 {
			t.Errorf("%s in %d: true index %v, want %v", c.kind, c.year, truth, want)
		}
	}
	// A ramp is half in after half its time.
	d.Shifts[0].Ramp = 181
	half, _ := run(t, d, 0).Truth.Line("0", day(2001, 4, 1))
	if math.Abs(half.Blame-0.15) > 1e-12 {
		t.Errorf("half way up the ramp the share is %v, want 0.15", half.Blame)
	}
}

func TestSentencesOfAnArticleAreAlike(t *testing.T) {
	d := simulate.Design{From: day(2000, 1, 1), To: day(2000, 12, 31), Base: simulate.Framing{Blame: 0.3}, Outlets: []simulate.Outlet{{Name: "A", PerMonth: 2000, Sentences: 10}}}
	for _, rho := range []float64{0, 0.1, 0.4} {
		d.Likeness = rho
		var pairs, both float64
		for _, a := range run(t, d, 1).Articles {
			n, b := float64(a.True.Sentences), float64(a.True.Blame)
			pairs += n * (n - 1)
			both += b * (b - 1)
		}
		if got := (both/pairs - 0.09) / 0.21; math.Abs(got-rho) > 0.02 {
			t.Errorf("intraclass correlation %.3f, want %v", got, rho)
		}
	}
}

func TestOutletsDifferAndTheirMeanDoesNot(t *testing.T) {
	d := simulate.Design{From: day(2000, 1, 1), To: day(2000, 12, 31), Base: simulate.Framing{Blame: 0.2, Systemic: 0.1}, Spread: 0.5}
	for i := range 2000 {
		d.Outlets = append(d.Outlets, simulate.Outlet{Name: fmt.Sprint(i)})
	}
	r := run(t, d, 0)
	sum, squares := 0.0, 0.0
	for _, o := range d.Outlets {
		f, ok := r.Truth.Line(o.Name, day(2000, 5, 1))
		if !ok {
			t.Fatal("an outlet has no line")
		}
		sum += f.Blame
		squares += f.Blame * f.Blame
	}
	n := float64(len(d.Outlets))
	mean := sum / n
	if cv := math.Sqrt(squares/n-mean*mean) / 0.2; math.Abs(mean-0.2) > 0.01 || math.Abs(cv-0.5) > 0.03 {
		t.Errorf("mean %.3f with a spread of %.3f, want 0.2 with 0.5", mean, cv)
	}
}

func TestAttention(t *testing.T) {
	d := simulate.Design{From: day(2000, 1, 1), To: day(2001, 12, 31), Outlets: []simulate.Outlet{{Name: "A", Kind: coverage.Tabloid, PerMonth: 300}, {Name: "B", Kind: coverage.Local, PerMonth: 300}},
		Season: [12]float64{1, 1, 1, 1, 1, 1, 1, 0.5, 1, 1, 1, 1}, Growth: 1, Wire: simulate.Wire{PerMonth: 30, Takers: 1},
		Events: []simulate.Event{{Date: day(2001, 3, 1), Height: 9, HalfLife: 5, Kinds: []coverage.OutletKind{coverage.Tabloid}}}}
	r := run(t, d, 0)
	for _, s := range []simulate.Span{
		{To: day(2000, 1, 31)}, {From: day(2000, 8, 1), To: day(2000, 8, 31)}, {From: day(2001, 3, 1), To: day(2001, 3, 5)}, {From: day(2001, 12, 1)},
		{From: day(2001, 3, 1), To: day(2001, 3, 5), In: func(o simulate.Outlet) bool { return o.Name == "B" }},
	} {
		n := 0.0
		for _, a := range r.Articles {
			if (!s.From.IsKnown() || a.Date.Compare(s.From) >= 0) && (!s.To.IsKnown() || a.Date.Compare(s.To) <= 0) && (s.In == nil || a.Outlet == "B") {
				n++
			}
		}
		if want := r.Truth.Articles(s); math.Abs(n-want) > 4*math.Sqrt(want) {
			t.Errorf("%s to %s: %v articles, want %.0f", s.From, s.To, n, want)
		}
	}
	// Ten times the base on the day, for one of two outlets.
	one := r.Truth.Articles(simulate.Span{From: day(2001, 3, 1), To: day(2001, 3, 1), In: func(o simulate.Outlet) bool { return o.Name == "A" }})
	before := r.Truth.Articles(simulate.Span{From: day(2001, 2, 28), To: day(2001, 2, 28), In: func(o simulate.Outlet) bool { return o.Name == "A" }})
	if ratio := one / before; math.Abs(ratio-9.6) > 0.2 {
		t.Errorf("the event raises attention %.2f times, want about 9.6 with its copy", ratio)
	}
	if n := len(r.Totals); n != 0 {
		t.Errorf("%d totals of outlets whose output is not known", n)
	}
}

func TestNewsCycleKeepsTheMean(t *testing.T) {
	d := simulate.Design{From: day(1900, 1, 1), To: day(1999, 12, 31), Burst: 0.5, Persist: 0.6, Outlets: []simulate.Outlet{{Name: "A", PerMonth: 30}}}
	weeks := make([]float64, 36525/7)
	r := run(t, d, 2)
	first, _ := coverage.PeriodOf(d.From, coverage.Daily)
	for _, a := range r.Articles {
		p, _ := coverage.PeriodOf(a.Date, coverage.Daily)
		if w := p.Sub(first) / 7; w < len(weeks) {
			weeks[w]++
		}
	}
	mean, v, c := 0.0, 0.0, 0.0
	for _, n := range weeks {
		mean += n / float64(len(weeks))
	}
	for i, n := range weeks {
		v += (n - mean) * (n - mean) / float64(len(weeks))
		if i > 0 {
			c += (n - mean) * (weeks[i-1] - mean) / float64(len(weeks))
		}
	}
	want := 30 / 30.4375 * 7.0
	// Counts vary by Poisson's law about a mean that varies by half.
	if cv := math.Sqrt(v-mean) / mean; math.Abs(mean/want-1) > 0.03 || math.Abs(cv-0.5) > 0.05 {
		t.Errorf("%.2f articles a week varying by %.3f, want %.2f by 0.5", mean, cv, want)
	}
	// exp(s²φ) − 1 over exp(s²) − 1 for log-normal factors.
	if got, want := c/(v-mean), (math.Exp(math.Log(1.25)*0.6)-1)/0.25; math.Abs(got-want) > 0.08 {
		t.Errorf("autocorrelation of the news %.2f, want %.2f", got, want)
	}
}

func TestDefectsLeaveTheRestAlone(t *testing.T) {
	d := everything()
	d.Coder, d.Gaps, d.Waves, d.Changes = nil, nil, nil, nil
	clean := run(t, d, 5)
	if len(clean.Lost) != 0 || len(clean.Truth.Defects) != 0 {
		t.Fatalf("%d lost and %d defects in a clean record", len(clean.Lost), len(clean.Truth.Defects))
	}
	by := map[string]simulate.Article{}
	for _, a := range clean.Articles {
		by[a.ID] = a
	}

	d.Coder = simulate.Erring(0.8, 0.02)
	coded := run(t, d, 5)
	var is, found trend.Counts
	for i, a := range coded.Articles {
		if a.ID != clean.Articles[i].ID || a.True != clean.Articles[i].True {
			t.Fatalf("a coder changes article %s", a.ID)
		}
		is, found = is.Plus(a.True), found.Plus(a.Counts)
	}
	none := is.Sentences - is.Framed
	if got, want := float64(found.Blame), 0.8*float64(is.Blame)+0.005*float64(none); math.Abs(got-want) > 4*math.Sqrt(want) {
		t.Errorf("%v sentences coded as blame, want about %.0f", got, want)
	}
	span := simulate.Span{Coded: true}
	if got, want := coded.Truth.Value(trend.BlameShare, span), float64(found.Blame)/float64(found.Sentences); math.Abs(got-want) > 0.01 {
		t.Errorf("the coder should find blame in %.4f of sentences and finds it in %.4f", got, want)
	}

	d.Coder = nil
	d.Gaps = []simulate.Gap{{From: day(2011, 9, 1), To: day(2011, 11, 30), Outlet: "tabloid A"}}
	d.Changes = []simulate.SourceChange{{At: day(2012, 10, 1), Outlets: []string{"local A"}, To: "feed", Yield: 0.5, Length: 0.5}}
	d.Waves = []simulate.Wave{{From: day(2012, 2, 6), Stories: 6, Takers: 8}}
	r := run(t, d, 5)
	seen := 0
	for _, a := range r.Articles {
		was, ok := by[a.ID]
		if a.Outlet == "tabloid A" && a.Date.Compare(day(2011, 9, 1)) >= 0 && a.Date.Compare(day(2011, 11, 30)) <= 0 {
			t.Errorf("%s of %s lies in the gap", a.ID, a.Date)
		}
		if a.Outlet == "local A" && a.Date.Compare(day(2012, 10, 1)) >= 0 {
			if a.Source != "feed" || ok && a.True.Sentences > (was.True.Sentences+1)/2 {
				t.Errorf("%s through %s has %d sentences of %d", a.ID, a.Source, a.True.Sentences, was.True.Sentences)
			}
			continue
		}
		if !ok {
			if a.ID[0] != 'v' {
				t.Errorf("%s was not there before", a.ID)
			}
			continue
		}
		seen++
		if a.True != was.True || a.Source != "database" || !reflect.DeepEqual(a.Targets, was.Targets) {
			t.Errorf("%s changed", a.ID)
		}
	}
	for _, def := range r.Truth.Defects {
		switch {
		case def.Gap != nil:
			n := 0
			for _, a := range r.Lost {
				if a.Outlet == "tabloid A" {
					n++
				}
			}
			if n == 0 || def.Articles != n {
				t.Errorf("gap: %d said, %d lost", def.Articles, n)
			}
		case def.Wave != nil:
			if def.Articles < 25 || def.Articles > 70 {
				t.Errorf("wave of 6 stories with 8 takers: %d articles", def.Articles)
			}
		case def.Change != nil:
			lost := 0
			for _, a := range r.Lost {
				if a.Outlet == "local A" {
					lost++
				}
			}
			if ratio := float64(def.Articles) / float64(def.Articles+lost); math.Abs(ratio-0.5) > 0.12 {
				t.Errorf("the new source finds %.2f of articles, want 0.5", ratio)
			}
		}
	}
}

func TestCopiesPointAtTheFirstCollected(t *testing.T) {
	d := everything()
	r := run(t, d, 1)
	at := map[string]simulate.Article{}
	copies := 0
	for _, a := range r.Articles {
		at[a.ID] = a
		if a.Copy == "" {
			continue
		}
		copies++
		first, ok := at[a.Copy]
		if !ok || first.Copy != "" || first.Cluster != a.Cluster || !first.Wire || !a.Wire {
			t.Errorf("%s is a copy of %q, which is not the first of its cluster", a.ID, a.Copy)
		}
		if first.Source == a.Source && first.Counts != a.Counts {
			t.Errorf("%s and its copy %s differ", first.ID, a.ID)
		}
	}
	if copies < 100 {
		t.Errorf("only %d copies", copies)
	}
	if got := len(r.Totals); got != len(d.Outlets) {
		t.Errorf("%d totals for %d outlets", got, len(d.Outlets))
	}
	for _, s := range r.Totals {
		if m := s.Summary(); s.Check() != nil || math.Abs(m.Mean-1000) > 20 {
			t.Errorf("%s: %v articles a month on all matters, want 1000", s.ID, m.Mean)
		}
	}
}

func TestBadDesigns(t *testing.T) {
	for name, spoil := range map[string]func(d *simulate.Design){
		"no outlets":   func(d *simulate.Design) { d.Outlets = nil },
		"a name twice": func(d *simulate.Design) { d.Outlets[1].Name = d.Outlets[0].Name },
		"months for days": func(d *simulate.Design) {
			d.From = coverage.Date{Year: 2010, Month: 1, Precision: coverage.MonthPrecision}
		},
		"turned about":        func(d *simulate.Design) { d.From, d.To = d.To, d.From },
		"too long":            func(d *simulate.Design) { d.From = day(1, 1, 1) },
		"negative season":     func(d *simulate.Design) { d.Season[3] = -1 },
		"NaN":                 func(d *simulate.Design) { d.Burst = math.NaN() },
		"endless event":       func(d *simulate.Design) { d.Events = []simulate.Event{{Date: d.From, Height: 1}} },
		"spread":              func(d *simulate.Design) { d.Spread = 0.6 },
		"likeness":            func(d *simulate.Design) { d.Likeness = 1 },
		"more than all":       func(d *simulate.Design) { d.Shifts = []simulate.Shift{{At: d.To, Blame: 0.9}} },
		"less than nothing":   func(d *simulate.Design) { d.Shifts = []simulate.Shift{{At: d.To, Blame: -0.5}} },
		"room for spread":     func(d *simulate.Design) { d.Base.Blame, d.Wire.Framing = 0.8, nil },
		"unknown outlet, gap": func(d *simulate.Design) { d.Gaps = []simulate.Gap{{From: d.From, To: d.To, Outlet: "no"}} },
		"unknown outlet, feed": func(d *simulate.Design) {
			d.Changes = []simulate.SourceChange{{At: d.From, To: "x", Outlets: []string{"no"}}}
		},
		"change to nothing":     func(d *simulate.Design) { d.Changes = []simulate.SourceChange{{At: d.From}} },
		"wave":                  func(d *simulate.Design) { d.Waves = []simulate.Wave{{From: d.From, Stories: -1}} },
		"half a coder":          func(d *simulate.Design) { d.Coder = &simulate.Confusion{} },
		"more articles than is": func(d *simulate.Design) { d.Outlets[0].PerMonth = math.Inf(1) },
		"target": func(d *simulate.Design) {
			d.Shifts = []simulate.Shift{{At: d.To, Targets: map[string]float64{"x": -1}}}
		},
	} {
		d := simulate.Typical()
		spoil(&d)
		if _, err := d.Run(0); !errors.Is(err, simulate.ErrDesign) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryRunCanBeCounted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		num := func(name string, lo, hi float64) float64 { return rapid.Float64Range(lo, hi).Draw(rt, name) }
		d := simulate.Design{Seed: rapid.Uint64().Draw(rt, "seed"), From: day(2000, 1, 1), To: day(2000, 1+time.Month(rapid.IntRange(0, 11).Draw(rt, "months")), 28),
			Burst: num("burst", 0, 3), Persist: num("persist", 0, 0.99), Whim: num("whim", 0, 1), Spread: num("spread", 0, 0.57), Drift: num("drift", 0, 0.57), Likeness: num("likeness", 0, 0.9),
			Base: simulate.Framing{Blame: num("blame", 0, 0.1), Systemic: num("systemic", 0, 0.1)}, Wire: simulate.Wire{PerMonth: num("wire", 0, 20), Takers: num("takers", 0, 9)},
			Gaps:  []simulate.Gap{{From: day(2000, 2, 1), To: day(2000, 3, 1), Kept: num("kept", 0, 1)}},
			Waves: []simulate.Wave{{From: day(2000, 4, 1), Stories: rapid.IntRange(0, 5).Draw(rt, "stories"), Takers: 2}},
		}
		for i := range rapid.IntRange(1, 4).Draw(rt, "outlets") {
			d.Outlets = append(d.Outlets, simulate.Outlet{Name: fmt.Sprint(i), PerMonth: num("per month", 0, 40)})
		}
		r, err := d.Run(0)
		if err != nil {
			rt.Fatal(err)
		}
		var a trend.Articles
		if err := a.Add(r.Scored()...); err != nil {
			rt.Fatal(err)
		}
		if !slices.IsSortedFunc(r.Articles, func(x, y simulate.Article) int { return x.Date.Compare(y.Date) }) {
			rt.Fatal("not in order of date")
		}
		for _, x := range r.Articles {
			if x.Date.Compare(d.From) < 0 || x.Date.Compare(d.To) > 0 {
				rt.Fatalf("%s is dated %s", x.ID, x.Date)
			}
		}
		if m := r.Metadata(); len(m) != len(r.Articles) {
			rt.Fatal("metadata of other articles")
		}
	})
}

func BenchmarkRun(b *testing.B) {
	d := simulate.Typical()
	n := 0
	for i := range uint64(b.N) {
		r, err := d.Run(i)
		if err != nil {
			b.Fatal(err)
		}
		n += len(r.Articles)
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}
