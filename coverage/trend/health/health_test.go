package health

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// daily is a record of n outlets with so many articles each a day.
func daily(days, outlets, each int, keep func(outlet, day int) bool) []Record {
	var out []Record
	for d := range days {
		for o := range outlets {
			if keep != nil && !keep(o, d) {
				continue
			}
			for range each {
				out = append(out, Record{Date: plusDays(day(2010, 1, 4), d), Outlet: string(rune('A' + o)), Source: "database"})
			}
		}
	}
	return out
}

func TestNumbersBehindFlags(t *testing.T) {
	records := daily(200, 4, 1, func(o, d int) bool { return !(o == 1 && d >= 60 && d < 88) })
	flags := Find(records, Options{})
	if len(flags) != 1 {
		t.Fatalf("flags %+v", flags)
	}
	f := flags[0]
	// 172 of B stand beside 3·200 of the others, which have 84 in the gap.
	if f.Kind != Gap || f.Outlet != "B" || f.From != plusDays(day(2010, 1, 4), 60) || f.To != plusDays(day(2010, 1, 4), 87) || f.Of != 84 || math.Abs(f.Expected-172.0/600*84) > 1e-9 {
		t.Errorf("%+v", f)
	}
	// e = n·log(1+odds) over four weeks with a wobble that is measured: not below
	// Poisson's chance times one place (the only silence).
	e := math.Log1p(172.0/600) * 84
	if f.Chance < math.Exp(-e) || f.Chance > 1e-4 {
		t.Errorf("chance %v", f.Chance)
	}
	if want := "B has no record from 2010-03-05 to 2010-04-01, while the others have 84"; f.Text != want {
		t.Errorf("%q, want %q", f.Text, want)
	}
}

func TestChances(t *testing.T) {
	for _, x := range []struct {
		name      string
		got, want float64
	}{
		{"Poisson in the limit", silence(5, 4, 1e-9), math.Exp(-5)},
		{"gamma of shape 2: (1+6/2)^-2", silence(6, 1, 0.5), 1.0 / 16},
		{"four weeks of shape 1: (1+8/4)^-4", silence(8, 4, 1), 1.0 / 81},
		{"none of 3 among 7 of 10", neverAmong(7, 10, 3), 1.0 / 120},
		{"none of 4 among 7 of 10", neverAmong(7, 10, 4), 0},
		{"R: phyper(2, 8, 12, 10, lower.tail = FALSE)", shift(map[string]int{"a": 3, "b": 7}, map[string]int{"a": 5, "b": 5}, "a"), 0.9151},
		// Geometric with mean 1: half of what is left at every step.
		{"geometric", atLeast(3, 1, 2), 0.125},
		{"a Poisson number of mean 1 falls short by 1 when none comes", shortByChance(1), math.Exp(-1)},
	} {
		if math.Abs(x.got-x.want) > 1e-4 {
			t.Errorf("%s: %v, want %v", x.name, x.got, x.want)
		}
	}
}

func TestCompare(t *testing.T) {
	side := func(counts map[string]int) []Record {
		var out []Record
		for k, n := range counts {
			outlet, source, _ := strings.Cut(k, "/")
			for range n {
				out = append(out, Record{Outlet: outlet, Source: source})
			}
		}
		return out
	}
	for _, x := range []struct {
		name     string
		of, than map[string]int
		want     string
	}{
		{"nothing on either side", nil, nil, ""},
		{"nothing on one side", map[string]int{"A/x": 50}, nil, ""},
		{"an outlet goes", map[string]int{"A/x": 40, "B/x": 40}, map[string]int{"A/x": 80}, "missing outlet of B"},
		{"a few of it go", map[string]int{"A/x": 40, "B/x": 1}, map[string]int{"A/x": 80}, ""},
		{"too few on the other side to miss it", map[string]int{"A/x": 3}, map[string]int{"B/x": 2}, ""},
		{"another source", map[string]int{"A/x": 40}, map[string]int{"A/y": 40}, "change of source of A"},
		{"a mixture that stays", map[string]int{"A/x": 21, "A/y": 20}, map[string]int{"A/x": 20, "A/y": 21}, ""},
		{"one record each", map[string]int{"A/x": 1}, map[string]int{"A/y": 1}, ""},
		{"a source that is not known", map[string]int{"A/": 40}, map[string]int{"A/y": 40}, ""},
	} {
		var got []string
		for _, f := range Compare(side(x.of), side(x.than), Options{}) {
			got = append(got, fmt.Sprintf("%s of %s", f.Kind, f.Outlet))
		}
		if g := strings.Join(got, ", "); g != x.want {
			t.Errorf("%s: %q, want %q", x.name, g, x.want)
		}
	}
}

// A record of 28 articles a week, with one agency story that three of them print,
// and what is put in besides.
func TestWaves(t *testing.T) {
	start := day(2010, 1, 4) // a Monday
	for _, x := range []struct {
		name string
		put  func(add func(day int, copy string))
		want string
	}{
		{"nothing", func(func(int, string)) {}, ""},
		{"eight stories of six copies in a week", func(add func(int, string)) {
			for i := range 48 {
				add(140+i%5, fmt.Sprint("wave ", i/6))
			}
		}, "2010-05-24 to 2010-05-30, 51 of 76"},
		{"the same, begun on a Friday", func(add func(int, string)) {
			for i := range 48 {
				add(144+i%6, fmt.Sprint("wave ", i/6))
			}
		}, "2010-05-24 to 2010-06-06, 54 of 104"},
		{"the same, in a year with a long chain of texts each near to the next", func(add func(int, string)) {
			for i := range 48 {
				add(140+i%5, fmt.Sprint("wave ", i/6))
			}
			for i := range 40 {
				add(200+2*i, "chain")
			}
		}, "2010-05-24 to 2010-05-30, 51 of 76"},
		{"the chain alone", func(add func(int, string)) {
			for i := range 40 {
				add(200+2*i, "chain")
			}
		}, ""},
		{"two waves, each of which makes the other usual", func(add func(int, string)) {
			for i := range 96 {
				add(140+i%5+100*(i%2), fmt.Sprint("wave ", i/6, i%2))
			}
		}, ""},
		{"twelve weeks of thrice as many copies, as the agency wrote more", func(add func(int, string)) {
			for i := range 12 * 6 {
				add(140+7*(i/6), fmt.Sprint("more ", i/3))
			}
		}, ""},
	} {
		records := daily(52*7, 4, 1, nil)
		for i := range records {
			if i%28 >= 25 {
				records[i].Copy = fmt.Sprint("story ", i/28)
			}
		}
		x.put(func(d int, copy string) {
			records = append(records, Record{Date: plusDays(start, d), Outlet: "A", Source: "database", Copy: copy})
		})
		var got []string
		for _, f := range Find(records, Options{Kinds: []Kind{CopyWave}}) {
			got = append(got, fmt.Sprintf("%s to %s, %d of %d", f.From, f.To, f.Observed, f.Of))
		}
		if g := strings.Join(got, "; "); g != x.want {
			t.Errorf("%s: %q, want %q", x.name, g, x.want)
		}
	}
}

func TestCoincidence(t *testing.T) {
	gap := Flag{Kind: Gap, Outlet: "B", From: day(2010, 3, 5), To: day(2010, 4, 1), Text: "B is silent"}
	late := Flag{Kind: Start, Outlet: "C", From: day(2009, 1, 1), To: day(2010, 6, 30), Text: "C is not there yet"}
	sided := Flag{Kind: Missing, Outlet: "D", Text: "D is missing"}
	all := []Flag{gap, late, sided}
	month := func(m int) coverage.Date {
		x, _ := coverage.ParseDate(fmt.Sprintf("2010-%02d", m))
		return x
	}
	for _, x := range []struct {
		name string
		c    Change
		want int
	}{
		{"in the gap", Change{At: day(2010, 3, 20)}, 1},
		{"six days after it", Change{At: day(2010, 4, 7)}, 1},
		{"eight days after it", Change{At: day(2010, 4, 9)}, 0},
		{"eight days, none allowed", Change{At: day(2010, 4, 2), Near: -1}, 0},
		{"the interval reaches it", Change{At: day(2010, 5, 1), Low: day(2010, 4, 8), High: day(2010, 5, 9)}, 1},
		{"an interval the wrong way round", Change{At: day(2010, 5, 1), Low: day(2010, 5, 9), High: day(2010, 4, 8)}, 1},
		{"amid the absence of an outlet that starts later", Change{At: day(2009, 6, 1)}, 0},
		{"as it starts", Change{At: day(2010, 7, 2)}, 1},
		{"a month", Change{At: month(7)}, 1},
		{"gap and start", Change{At: day(2010, 5, 1), Low: month(4), High: month(6)}, 2},
		{"no date", Change{}, 0},
	} {
		got := AtChange(all, x.c)
		if len(got.Flags) != x.want || got.Text == "" || strings.Contains(got.Text, "owed") != (x.want > 0) {
			t.Errorf("%s: %d flags, want %d: %s", x.name, len(got.Flags), x.want, got.Text)
		}
	}
	got := Between(all, Stretch{day(2010, 1, 1), day(2010, 3, 31)}, Stretch{day(2010, 4, 1), day(2010, 5, 31)})
	if len(got.Flags) != 2 || got.Flags[0].Kind != Gap || got.Flags[1].Kind != Missing {
		t.Errorf("%+v: an outlet that is missing all the time is no reason for a difference", got)
	}
	if want := "The difference between 2010-01-01 to 2010-03-31 and 2010-04-01 to 2010-05-31 coincides with 2 faults of the record and may be owed to it: B is silent; D is missing."; got.Text != want {
		t.Errorf("%q", got.Text)
	}
	if n := len(Between(all, Stretch{}, Stretch{From: day(2011, 1, 1)}).Flags); n != 3 {
		t.Errorf("%d flags touch all time, want 3", n)
	}
}

// Whatever the records are, the flags do not depend on their order, lie within
// the record and carry numbers.
func TestAnyRecords(t *testing.T) {
	dates := []string{"", "2010", "2010-02", "2010-02-01", "2010-02-01", "2010-03-01", "2011-07-09", "0001-01-01", "9999-12-31"}
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) Record {
			d, _ := coverage.ParseDate(rapid.SampledFrom(dates).Draw(t, "date"))
			if d.Precision == coverage.DayPrecision && d.Year == 2010 {
				d = plusDays(d, rapid.IntRange(0, 200).Draw(t, "day"))
			}
			return Record{d, rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "outlet"), rapid.SampledFrom([]string{"", "x", "y"}).Draw(t, "source"), rapid.SampledFrom([]string{"", "", "1", "2"}).Draw(t, "copy")}
		})
		records := rapid.SliceOfN(one, 0, 300).Draw(t, "records")
		o := Options{Chance: rapid.SampledFrom([]float64{math.NaN(), -1, 0, 0.01, 0.5, 2}).Draw(t, "chance")}
		flags := Find(records, o)
		flags = append(flags, Compare(records[:len(records)/2], records[len(records)/2:], o)...)
		for _, f := range flags {
			if f.Text == "" || !(f.Chance >= 0 && f.Chance <= 1) || !(f.Expected >= 0) || math.IsInf(f.Expected, 0) || f.Of < 0 || f.Observed < 0 || f.To.Compare(f.From) < 0 {
				t.Fatalf("%+v", f)
			}
		}
		if n := len(Between(flags, Stretch{}, Stretch{}).Flags); n > len(flags) {
			t.Fatal("more flags than there are")
		}
		shuffled := slices.Clone(records)
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if a, b := Find(records, o), Find(shuffled, o); !reflect.DeepEqual(a, b) {
			t.Fatalf("the order matters:\n%+v\n%+v", a, b)
		}
	})
}

func TestTooLittle(t *testing.T) {
	same := func(n int, d coverage.Date) []Record {
		return slices.Repeat([]Record{{Date: d, Outlet: "A", Source: "x", Copy: "1"}}, n)
	}
	year, _ := coverage.ParseDate("2010")
	for name, records := range map[string][]Record{
		"none": nil, "one": same(1, day(2010, 1, 4)), "a day": same(1000, day(2010, 1, 4)), "no date": same(1000, coverage.Date{}),
		"years": same(1000, year), "the ends of the calendar": append(same(20, day(1, 1, 1)), same(20, day(9999, 12, 31))...),
		"one outlet, every day": daily(400, 1, 3, nil), "Sundays left out": daily(400, 5, 1, func(_, d int) bool { return d%7 != 6 }),
	} {
		if flags := Find(records, Options{}); len(flags) > 0 {
			t.Errorf("%s: %+v", name, flags)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		g := rand.New(rand.NewPCG(1, 1))
		records := make([]Record, n)
		for i := range records {
			records[i] = Record{Date: plusDays(day(2005, 1, 1), g.IntN(3650)), Outlet: fmt.Sprint("outlet ", g.IntN(50)), Source: "database"}
			if i%10 == 0 {
				records[i].Copy = fmt.Sprint(g.IntN(n / 30))
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Find(records, Options{})
			}
		})
	}
}
