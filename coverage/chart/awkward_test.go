package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// longNames have 40 characters and more in several scripts.
var longNames = []string{
	"Управление социальной защиты детей и семьи округа",
	"Διεύθυνση κοινωνικής πρόνοιας και προστασίας",
	"Jugendfürsorgeverwaltungsbezirksoberinspektion",
	"Śródmiejska poradnia żłobkowo-wychowawcza ÅÄÖ",
	"👩‍⚕️ paediatrician on call 🏥 at the second hospital 🚑",
	"the permanent secretary to the department for children",
}

type awkward struct {
	name string
	plot Plot
}

// awkwardPlots are the rows that break figures, for every kind.
func awkwardPlots() []awkward {
	var out []awkward
	add := func(name string, p Plot) { out = append(out, awkward{p.Kind() + "-" + name, p}) }

	// Nothing at all.
	for _, p := range []Plot{Attention{}, Changes{}, BlameMap{}, Shares{}, OutletShift{}, Keyness{}, Interruption{}, Ties{}, Dispersion{}, Views{}, Claims{}, Evidence{}} {
		add("zero-rows", p)
	}

	// One point.
	add("one-point", Attention{Count: "Articles", Index: "Index", Rows: []AttentionRow{{Period: "2008-11", Count: N(3), Index: N(-0.5), Low: N(-0.9), High: N(0.1), N: 3}}, Events: []coverage.Event{ev("2008-11-12", "Verdict")}})
	add("one-point", Changes{Index: "Balance", Rows: []ChangeRow{{Period: "2008-11", Value: N(-0.5), Low: N(-0.9), High: N(0.1), N: 3}}})
	add("one-point", BlameMap{Measure: "Blame", Cells: []Cell{{Actor: "council", Period: "2008", Value: N(3), N: 2}}})
	add("one-point", Shares{Title: "Shares", Parts: []string{"blame", "systemic"}, Rows: []ShareRow{{Period: "2008", Counts: []float64{3, 1}}}})
	add("one-point", OutletShift{Measure: "Share", Rows: []ShiftRow{{Outlet: "press", Before: N(0.2), After: N(0.7)}}})
	add("one-point", Keyness{Rows: []KeyRow{{Term: "scapegoat", Value: N(3.2), Left: 1, Right: 9}}})
	add("one-point", Interruption{Rows: []InterruptionRow{{Period: "2008", Observed: N(0.2)}}})
	add("one-point", Ties{Rows: []Tie{{Speaker: "press", Target: "press", Count: 1, Articles: 1}}})
	add("one-point", Dispersion{Frames: []string{"blame"}, Articles: []DispersionRow{{ID: "a", Date: "2008", Hits: []DispersionHit{{0.5, 0}}}}})
	add("one-point", Views{Rows: []ViewRow{{Period: "2024-06", Count: N(7), Partial: true}}, Captured: "17 November 2024"})
	add("one-point", Claims{Rows: []ClaimRow{{ID: "C1", Claim: "It rose", Unit: "views", Effect: N(2), Low: N(1), High: N(3), Verdict: "supported", N: 9}}})

	// Negative bands; gaps at both ends; lone points between gaps.
	a := Attention{Count: "Articles", Index: "Index", LowN: 3, High: "faults arrangements", Low: "faults persons"}
	c := Changes{Index: "Balance", Points: []ChangePoint{{Period: "2009-03", First: "2008-12", Last: "2009-06"}}}
	v := Views{Count: "Views", Trend: "trend", Captured: "17 November 2024"}
	f := Interruption{Measure: "Balance"}
	sh := Shares{Title: "Shares", Whole: "sentences", Parts: []string{"blame", "systemic", "counter-blame"}}
	for i := range 24 {
		p := fmt.Sprintf("%d-%02d", 2008+i/12, i%12+1)
		gone := i < 2 || i > 21 || i == 9 || i == 11
		if gone {
			a.Rows = append(a.Rows, AttentionRow{Period: p})
			c.Rows = append(c.Rows, ChangeRow{Period: p})
			v.Rows = append(v.Rows, ViewRow{Period: p})
			f.Rows = append(f.Rows, InterruptionRow{Period: p})
			sh.Rows = append(sh.Rows, ShareRow{Period: p})
			continue
		}
		x := -0.5 - 0.3*math.Sin(float64(i))
		a.Rows = append(a.Rows, AttentionRow{Period: p, Count: N(float64(i % 4)), Index: N(x).when(i%4 > 0), Low: N(x - 0.15).when(i%4 > 0), High: N(x + 0.1).when(i%4 > 0), N: i % 4})
		c.Rows = append(c.Rows, ChangeRow{Period: p, Value: N(3 * x), Low: N(3*x - 1), High: N(3*x + 1), N: 4, Level: N(-1.5)})
		v.Rows = append(v.Rows, ViewRow{Period: p, Count: N(float64(i % 3)), Trend: N(1 + x), Low: N(x), High: N(2 + x)})
		f.Rows = append(f.Rows, InterruptionRow{Period: p, Observed: N(x), Fitted: N(x + 0.1), Counterfactual: N(x - 0.2).when(i > 12), Low: N(x - 0.4).when(i > 12), High: N(x).when(i > 12)})
		sh.Rows = append(sh.Rows, ShareRow{Period: p, Counts: []float64{float64(i % 3), float64(i % 2), 1}})
	}
	for _, p := range []Plot{a, c, v, f, sh} {
		add("negative-gaps", p)
	}

	// Four hundred points.
	a, c, v, f, sh = Attention{Count: "Articles a week", Index: "Index"}, Changes{Index: "Balance"}, Views{Count: "Views a day"}, Interruption{Measure: "Index"}, Shares{Title: "Shares", Parts: []string{"blame", "systemic"}}
	var m BlameMap
	for i := range 400 {
		w := coverage.Period{Kind: coverage.Weekly, Ordinal: 104700 + i}.String()
		d := coverage.Period{Kind: coverage.Daily, Ordinal: 733000 + i}.String()
		x := math.Sin(float64(i) / 20)
		a.Rows = append(a.Rows, AttentionRow{Period: w, Count: N(float64(i * 7 % 40)), Index: N(x * 0.8), Low: N(x*0.8 - 0.2), High: N(x*0.8 + 0.2), N: 9})
		c.Rows = append(c.Rows, ChangeRow{Period: w, Value: N(x), Low: N(x - 1), High: N(x + 1), N: 9})
		v.Rows = append(v.Rows, ViewRow{Period: d, Count: N(float64(i * 13 % 31)), Trend: N(15 + 3*x)})
		f.Rows = append(f.Rows, InterruptionRow{Period: w, Observed: N(x), Fitted: N(x / 2)})
		sh.Rows = append(sh.Rows, ShareRow{Period: w, Counts: []float64{float64(1 + i%7), float64(1 + i%5)}})
		m.Cells = append(m.Cells, Cell{Actor: fmt.Sprintf("actor %d", i%4), Period: coverage.Period{Kind: coverage.Monthly, Ordinal: 24096 + i/4}.String(), Value: N(float64(i % 23)), N: i % 9})
	}
	for _, p := range []Plot{a, c, v, f, sh, m} {
		add("400-points", p)
	}

	// Twelve events in one month, some with long labels.
	a, v = sampleAttention(), sampleViews()
	a.Events, v.Events = nil, nil
	for i := range 12 {
		a.Events = append(a.Events, ev(fmt.Sprintf("2008-11-%02d", 2*i+1), []string{"Verdict", "Debate in parliament", "Petition handed in", "Minister orders a review", "Report leaked"}[i%5]))
		v.Events = append(v.Events, ev("2019-03", longNames[i%6]))
	}
	add("12-events", a)
	add("12-events", v)

	// Long names in several scripts.
	m = BlameMap{Measure: strings.Repeat("Blame per 100 sentences with a frame, ", 3), LowN: 3, Unit: "articles"}
	o := OutletShift{Measure: "Index", Before: longNames[0], After: longNames[1]}
	k := Keyness{Statistic: "G²", Left: longNames[2], Right: longNames[3], Cut: N(3.84), CutLabel: longNames[5]}
	ti := Ties{}
	cl := Claims{}
	di := Dispersion{Frames: longNames[:3]}
	sh = Shares{Title: longNames[5], Whole: longNames[1], Parts: longNames}
	for i, n := range longNames {
		for j := range 5 {
			m.Cells = append(m.Cells, Cell{Actor: n, Period: longNames[j], Value: N(float64(i * j)), N: j})
		}
		o.Rows = append(o.Rows, ShiftRow{Outlet: n, Before: N(-0.4), After: N(0.1 * float64(i)), Change: N(0.4 + 0.1*float64(i)), ChangeLow: N(-1), ChangeHigh: N(2)})
		k.Rows = append(k.Rows, KeyRow{Term: n, Value: N(float64(i) - 2.5), Left: 1000 * i, Right: 77})
		ti.Rows = append(ti.Rows, Tie{Speaker: n, Target: longNames[(i+1)%6], Count: i + 1})
		cl.Rows = append(cl.Rows, ClaimRow{ID: fmt.Sprintf("C%d", i+10), Claim: n + " " + n, Unit: longNames[1], Effect: N(float64(i) - 2), Low: N(float64(i) - 3), High: N(float64(i)), N: 12, P: N(0.5), Verdict: []string{"supported", "contradicted", "no clear difference", "too little data"}[i%4]})
		di.Articles = append(di.Articles, DispersionRow{ID: n, Date: "2008-11", Hits: []DispersionHit{{0, 0}, {1, 1}, {0.5, 2}}})
		sh.Rows = append(sh.Rows, ShareRow{Period: n, Counts: []float64{1, 2, 3, 4, 5, 6}})
	}
	a = Attention{Count: longNames[0] + " " + longNames[1], Index: longNames[2], High: longNames[5], Low: longNames[0], Groups: longNames[:4], Events: []coverage.Event{ev("2009", longNames[4])}}
	for i := range 3 {
		a.Rows = append(a.Rows, AttentionRow{Period: fmt.Sprint(2008 + i), Count: N(4), Groups: []Num{N(1), N(1), N(2)}})
	}
	for _, p := range []Plot{m, o, k, ti, cl, di, sh, a} {
		add("long-names", p)
	}

	// Thirty outlets and thirty actors.
	o, m = OutletShift{Measure: "Framing index", Before: "before", After: "after"}, BlameMap{Measure: "Blame per 100 sentences"}
	k, cl = Keyness{Statistic: "z"}, Claims{}
	for i := range 30 {
		x := math.Sin(float64(i))
		o.Rows = append(o.Rows, ShiftRow{Outlet: fmt.Sprintf("Outlet number %d", i+1), Before: N(x * 0.7), BeforeLow: N(x*0.7 - 0.2), BeforeHigh: N(x*0.7 + 0.2), After: N(0.1), AfterLow: N(0), AfterHigh: N(0.3)})
		k.Rows = append(k.Rows, KeyRow{Term: fmt.Sprintf("term %d", i), Value: N(x * 9)})
		for j := range 17 {
			m.Cells = append(m.Cells, Cell{Actor: fmt.Sprintf("Actor number %d", i+1), Period: fmt.Sprint(2008 + j), Value: N(float64((i * j) % 50)), N: 5})
		}
	}
	add("30-outlets", o)
	add("30-actors", m)
	add("30-terms", k)

	// From a millionth to a thousand millions.
	for _, scale := range []float64{1e-6, 1e-3, 1e5, 1e9} {
		name := fmt.Sprintf("scale-%g", scale)
		a, v, c, o = Attention{Count: "Articles", Index: "Index"}, Views{Count: "Views", Trend: "trend"}, Changes{Index: "Balance"}, OutletShift{Measure: "Value"}
		m, k, f = BlameMap{Measure: "Amount"}, Keyness{Statistic: "G²"}, Interruption{Measure: "Value"}
		for i := range 8 {
			x := scale * (1 + 0.13*float64(i))
			p := fmt.Sprint(2008 + i)
			a.Rows = append(a.Rows, AttentionRow{Period: p, Count: N(x), Index: N(x), Low: N(x * 0.9), High: N(x * 1.1)})
			v.Rows = append(v.Rows, ViewRow{Period: p, Count: N(x), Trend: N(x)})
			c.Rows = append(c.Rows, ChangeRow{Period: p, Value: N(-x), Low: N(-x * 1.1), High: N(x)})
			o.Rows = append(o.Rows, ShiftRow{Outlet: p, Before: N(x), After: N(-x), Change: N(-2 * x), ChangeLow: N(-3 * x), ChangeHigh: N(0)})
			m.Cells = append(m.Cells, Cell{Actor: "actor", Period: p, Value: N(x), N: 1})
			k.Rows = append(k.Rows, KeyRow{Term: p, Value: N(x)})
			f.Rows = append(f.Rows, InterruptionRow{Period: p, Observed: N(x), Fitted: N(x)})
		}
		for _, p := range []Plot{a, v, c, o, m, k, f} {
			add(name, p)
		}
	}

	// Phases, zeros everywhere, a matrix, five thousand points, every sample.
	add("phases", Attention{Count: "Articles", Index: "Index", Rows: []AttentionRow{
		{Period: "before the verdict", Count: N(3), Index: N(0.2), Low: N(-0.3), High: N(0.5), N: 3}, {Period: "verdict to first review", Count: N(30), Index: N(-0.6), Low: N(-0.8), High: N(-0.4), N: 30},
		{Period: "to the judgment", Count: N(0)}, {Period: "after the judgment", Count: N(9), Index: N(0.5), Low: N(0.1), High: N(0.8), N: 9}}})
	zero := BlameMap{Measure: "Blame"}
	for i := range 6 {
		zero.Cells = append(zero.Cells, Cell{Actor: fmt.Sprint("actor ", i%2), Period: fmt.Sprint(2008 + i/2), Value: N(0), N: 9})
	}
	add("all-zero", zero)
	add("all-zero", Views{Rows: []ViewRow{{Period: "2008", Count: N(0)}, {Period: "2009", Count: N(0)}}})
	add("matrix", sampleMatrix())
	add("5000-points", sampleDispersion(500, 10))
	for _, p := range samples() {
		add("sample", p)
	}
	add("sample", samplePanels())
	add("mixed", Panels{sampleBlameMap(), sampleAttention(), Views{}, sampleKeyness()})
	return out
}
