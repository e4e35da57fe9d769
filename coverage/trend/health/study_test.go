package health

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/simulate"
)

var runs = flag.Int("runs", 0, "runs of each planted fault of TestFaultsAreFound, and four times as many of each clean record, in place of the quick form")

// A study is a sort of record, made again and again from seed 1, and what was
// planted in it.
type study struct {
	name    string
	clean   bool
	design  simulate.Design
	mixed   bool // sources are drawn at random
	kind    Kind
	outlet  string
	planted Stretch
	sure    bool // it must be found in every run of the quick form
}

func day(y int, m time.Month, d int) coverage.Date {
	return coverage.Date{Year: y, Month: m, Day: d, Precision: coverage.DayPrecision}
}

// press is [simulate.Typical] with sentences left out: only the counts matter.
func press(change func(*simulate.Design)) simulate.Design {
	d := simulate.Typical()
	d.Seed = 1
	for i := range d.Outlets {
		d.Outlets[i].Sentences, d.Outlets[i].Output = 1, 0
	}
	if change != nil {
		change(&d)
	}
	return d
}

func scale(d *simulate.Design, by float64) {
	for i := range d.Outlets {
		d.Outlets[i].PerMonth *= by
	}
	d.Wire.PerMonth *= by
}

// studies are the rows of the table in the package comment.
func studies() []study {
	var out []study
	clean := func(name string, change func(*simulate.Design)) {
		out = append(out, study{name: "clean: " + name, clean: true, design: press(change)})
	}
	clean("typical", nil)
	clean("news in bursts", func(d *simulate.Design) { d.Burst, d.Persist, d.Whim = 1, 0.7, 0.15 })
	clean("outlets each in bursts", func(d *simulate.Design) { d.Burst, d.Persist, d.Whim = 0.5, 0.5, 0.6 })
	clean("three events and little else", func(d *simulate.Design) {
		scale(d, 0.15)
		for i, at := range []coverage.Date{day(2010, 8, 2), day(2011, 10, 10), day(2013, 5, 6)} {
			d.Events = append(d.Events, simulate.Event{Date: at, Height: 60, HalfLife: float64(3 + 4*i)})
		}
	})
	clean("an event for tabloids alone", func(d *simulate.Design) {
		d.Events = []simulate.Event{{Date: day(2012, 3, 5), Height: 15, HalfLife: 14, Kinds: []coverage.OutletKind{coverage.Tabloid}}}
	})
	clean("summers, Sundays, growth", func(d *simulate.Design) {
		d.Season = [12]float64{1, 1, 1.2, 1, 1, 0.9, 0.5, 0.3, 1, 1.2, 1.2, 0.7}
		d.Weekdays = [7]float64{0.1, 1, 1, 1.1, 1.1, 1, 0.5}
		d.Growth = 0.3
	})
	clean("one year of five outlets", func(d *simulate.Design) {
		d.To = day(2010, 12, 31)
		d.Outlets = d.Outlets[2:7]
	})
	clean("much agency copy", func(d *simulate.Design) { d.Wire = simulate.Wire{PerMonth: 15, Takers: 6} })
	clean("two sources mixed", nil)
	out[len(out)-1].mixed = true

	plant := func(name string, k Kind, outlet string, from, to coverage.Date, sure bool, change func(*simulate.Design)) {
		out = append(out, study{name: name, design: press(change), kind: k, outlet: outlet, planted: Stretch{from, to}, sure: sure})
	}
	begin := day(2012, 3, 5)
	for _, n := range []float64{15, 30, 60} {
		for _, weeks := range []int{2, 4, 8} {
			end := plusDays(begin, 7*weeks-1)
			plant(fmt.Sprintf("an outlet of %.0f a month silent %d weeks", n, weeks), Gap, "local A", begin, end, weeks >= 4 && n*float64(weeks) >= 120, func(d *simulate.Design) {
				for i := range d.Outlets {
					if d.Outlets[i].Name == "local A" {
						d.Outlets[i].PerMonth = n
					}
				}
				d.Gaps = []simulate.Gap{{Outlet: "local A", From: begin, To: end}}
			})
		}
	}
	for _, x := range []struct {
		by    float64
		weeks int
	}{{1, 1}, {1, 2}, {1, 4}, {1, 8}, {0.2, 2}, {0.2, 4}, {0.2, 8}} {
		end := plusDays(begin, 7*x.weeks-1)
		plant(fmt.Sprintf("a record of %.0f a month silent %d weeks", 167*x.by, x.weeks), Gap, "", begin, end, x.by*float64(x.weeks) >= 1.6, func(d *simulate.Design) {
			scale(d, x.by)
			d.Gaps = []simulate.Gap{{From: begin, To: end}}
		})
	}
	for _, stories := range []int{3, 6, 12} {
		plant(fmt.Sprintf("%d agency stories in a week, each in 8 outlets", stories), CopyWave, "", begin, plusDays(begin, 8), stories == 12, func(d *simulate.Design) {
			d.Waves = []simulate.Wave{{From: begin, Stories: stories, Takers: 8}}
		})
	}
	for _, n := range []float64{4, 8, 16} {
		at := day(2011, 1, 1)
		set := func(d *simulate.Design) {
			for i := range d.Outlets {
				if d.Outlets[i].Name == "local A" {
					d.Outlets[i].PerMonth = n
				}
			}
		}
		plant(fmt.Sprintf("an outlet of %.0f a month starts after a year", n), Start, "local A", at, at, n >= 4, func(d *simulate.Design) {
			set(d)
			d.Gaps = []simulate.Gap{{Outlet: "local A", From: d.From, To: day(2010, 12, 31)}}
		})
		plant(fmt.Sprintf("an outlet of %.0f a month stops half a year early", n), Stop, "local A", day(2014, 7, 1), day(2014, 7, 1), n >= 8, func(d *simulate.Design) {
			set(d)
			d.Gaps = []simulate.Gap{{Outlet: "local A", From: day(2014, 7, 1), To: d.To}}
		})
	}
	for _, n := range []float64{0.5, 1, 4} {
		at := day(2013, 1, 1)
		plant(fmt.Sprintf("an outlet of %.1f a month changes its source", n), NewSource, "local A", at, at, n >= 4, func(d *simulate.Design) {
			for i := range d.Outlets {
				if d.Outlets[i].Name == "local A" {
					d.Outlets[i].PerMonth = n
				}
			}
			d.Changes = []simulate.SourceChange{{At: at, Outlets: []string{"local A"}, To: "feed"}}
		})
	}
	return out
}

// made is one run of a study.
func (s *study) made(t testing.TB, run uint64) []Record {
	r, err := s.design.Run(run)
	if err != nil {
		t.Fatal(err)
	}
	records := recordsOf(r)
	if s.mixed {
		h := fnv.New64a()
		h.Write([]byte(s.name))
		g := rand.New(rand.NewPCG(h.Sum64(), run))
		for i := range records {
			if g.Float64() < 0.3 {
				records[i].Source = "feed"
			}
		}
	}
	return records
}

func recordsOf(r *simulate.Record) []Record {
	out := make([]Record, len(r.Articles))
	for i := range r.Articles {
		a := &r.Articles[i]
		out[i] = Record{Date: a.Date, Outlet: a.Outlet, Source: a.Source, Copy: a.Copy}
	}
	return out
}

// outcome counts runs: in which the planted fault is found, and in which
// something else is flagged.
type outcome struct{ found, other, runs int }

func (s *study) run(t testing.TB, runs int) outcome {
	o := outcome{runs: runs}
	var mu sync.Mutex
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < runs; i += workers {
				found, other := false, ""
				for _, f := range Find(s.made(t, uint64(i)), Options{}) {
					m := f.moment()
					if !s.clean && f.Kind == s.kind && f.Outlet == s.outlet && m.touches(Stretch{plusDays(s.planted.From, -30), plusDays(s.planted.To, 30)}) {
						found = true
					} else {
						other = f.Text
					}
				}
				mu.Lock()
				if found {
					o.found++
				}
				if other != "" {
					o.other++
					t.Logf("run %d: %s", i, other)
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	return o
}

// The quick form asks that what is sure to be found is found each time, and that
// sound records are flagged no more often than the table says. The whole table is
// made by
//
//	go test ./coverage/trend/health -run TestFaultsAreFound -runs 50 -v -timeout 1h
func TestFaultsAreFound(t *testing.T) {
	for _, s := range studies() {
		n := 1
		if s.clean {
			n = 4
		}
		if *runs > 0 {
			n = *runs
			if s.clean {
				n *= 4
			}
		} else if testing.Short() || !s.clean && !s.sure {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			o := s.run(t, n)
			t.Logf("found %.1f, other %.1f", 100*float64(o.found)/float64(o.runs), 100*float64(o.other)/float64(o.runs))
			if s.sure && o.found < o.runs && *runs == 0 {
				t.Errorf("found in %d of %d runs", o.found, o.runs)
			}
			if allowed := max(1, o.runs/20); o.other > allowed {
				t.Errorf("other faults flagged in %d of %d runs", o.other, o.runs)
			}
		})
	}
}
