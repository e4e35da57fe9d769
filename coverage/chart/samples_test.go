package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

func ev(date, label string) coverage.Event {
	d, err := coverage.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return coverage.Event{Date: d, Title: label, Label: label}
}

func sampleAttention() Attention {
	a := Attention{Count: "Articles a month", Index: "Framing index: pooled sentences, 95% interval", High: "faults arrangements", Low: "faults persons", LowN: 4,
		Events: []coverage.Event{ev("2008-11-11", "Verdict"), ev("2008-12-01", "Inspection report"), ev("2009-05", "Second review"), ev("2011-05-27", "Appeal judgment"), ev("2012", "Film")}}
	for i := range 60 {
		y, m := 2008+i/12, i%12+1
		r := AttentionRow{Period: fmt.Sprintf("%04d-%02d", y, m)}
		if i == 20 || i == 21 || i == 22 || i == 40 {
			a.Rows = append(a.Rows, r)
			continue
		}
		r.Count = N(math.Round(40*math.Exp(-math.Abs(float64(i-10))/3)) + float64(i%5))
		r.N = int(r.Count.v)
		if r.N > 0 {
			v := math.Max(-0.95, math.Min(0.95, -0.7+float64(i)*0.025+0.1*math.Sin(float64(i)*1.7)))
			r.Index, r.Low, r.High = N(v), N(math.Max(-1, v-0.2-0.3/float64(r.N))), N(math.Min(1, v+0.2+0.1/float64(r.N)))
		}
		a.Rows = append(a.Rows, r)
	}
	a.Rows[59].Partial = true
	return a
}

func sampleBlameMap() BlameMap {
	m := BlameMap{Measure: "Blame per 100 sentences", LowN: 5, Unit: "articles"}
	actors := []string{"social worker", "team manager", "director of children’s services", "council", "paediatrician", "hospital trusts", "police", "inspectorate", "ministers", "press"}
	for i, a := range actors {
		for j := range 14 {
			c := Cell{Actor: a, Period: fmt.Sprintf("%d-Q%d", 2008+j/4, j%4+1), N: 3 + (i*7+j*3)%12, Value: N(float64((i*13 + j*j*7) % 60))}
			if j == 6 {
				c.Value = Num{}
			}
			m.Cells = append(m.Cells, c)
		}
	}
	return m
}

func sampleViews() Views {
	v := Views{Count: "Views a month", Trend: "trend (LOESS)", Captured: "17 November 2024", Events: []coverage.Event{ev("2019-03", "Blog post")}}
	for i := range 92 {
		y, m := 2016+(i+10)/12, (i+10)%12+1
		r := ViewRow{Period: fmt.Sprintf("%04d-%02d", y, m)}
		if i == 57 || i == 67 {
			v.Rows = append(v.Rows, r)
			continue
		}
		r.Count = N(float64(4 + (i*31)%11 + 20/(1+(i-12)*(i-12))))
		tr := 9 + 3*math.Sin(float64(i)/15)
		r.Trend, r.Low, r.High = N(tr), N(tr-1.5), N(tr+1.5)
		v.Rows = append(v.Rows, r)
	}
	v.Rows[91].Partial = true
	for i, l := range []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"} {
		x := 3 * math.Sin(float64(i))
		v.Season = append(v.Season, SeasonRow{Label: l, Value: N(x), Low: N(x - 1), High: N(x + 1), N: 7})
	}
	return v
}

func sampleChanges() Changes {
	c := Changes{Index: "Balance (log ratio), 95% interval", High: "more talk of arrangements", Low: "more blame", LowN: 4,
		Points: []ChangePoint{{Period: "2011-Q2", First: "2010-Q4", Last: "2011-Q4", Label: "a change in 94% of 2,000 draws; penalty MBIC"}},
		Events: []coverage.Event{ev("2008-11-11", "Verdict"), ev("2011-05-27", "Appeal judgment")}}
	for i := range 24 {
		y, q := 2008+(i+3)/4, (i+3)%4+1
		r := ChangeRow{Period: fmt.Sprintf("%d-Q%d", y, q), N: 3 + i%6}
		if i != 7 {
			level := -1.4
			if i >= 10 {
				level = 0.6
			}
			v := level + 0.5*math.Sin(float64(i)*2.1)
			r.Value, r.Low, r.High, r.Level = N(v), N(v-0.8), N(v+0.7), N(level)
		}
		c.Rows = append(c.Rows, r)
	}
	return c
}

func sampleShares() Shares {
	f := Shares{Title: "Share of framed sentences", Whole: "framed sentences", Parts: []string{"blame of professionals", "blame of perpetrators", "systemic", "counter-blame"},
		Events: []coverage.Event{ev("2011-05-27", "Appeal judgment")}}
	for i := range 12 {
		r := ShareRow{Period: fmt.Sprint(2008 + i)}
		if i != 6 {
			r.Counts = []float64{float64(60 - 4*i), float64(12 - i), float64(10 + 3*i), float64(3 + 2*i)}
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

func sampleShift() OutletShift {
	o := OutletShift{Measure: "Systemic share of framed sentences", Before: "to December 2010", After: "from January 2011", Percent: true}
	for i, n := range []string{"tabloids", "broadsheets", "local press", "broadcasters", "professional press", "academic journals", "official publications", "blogs"} {
		a, b := 0.1+0.07*float64(i), 0.3+0.5*math.Abs(math.Sin(float64(i)*2))
		r := ShiftRow{Outlet: n, Before: N(a), BeforeLow: N(math.Max(0, a-0.1)), BeforeHigh: N(a + 0.12), NBefore: 5 + i,
			After: N(b), AfterLow: N(math.Max(0, b-0.14)), AfterHigh: N(math.Min(1, b+0.1)), NAfter: 4 + i}
		r.Change, r.ChangeLow, r.ChangeHigh = N(b-a), N(b-a-0.17), N(b-a+0.16)
		if i == 7 {
			r.After, r.AfterLow, r.AfterHigh, r.Change, r.ChangeLow, r.ChangeHigh = Num{}, Num{}, Num{}, Num{}, Num{}, Num{}
		}
		o.Rows = append(o.Rows, r)
	}
	return o
}

func sampleKeyness() Keyness {
	k := Keyness{Statistic: "Log-odds ratio with informative prior, z", Left: "2008–2010", Right: "2011–2024", Cut: N(1.96), CutLabel: "two-sided 5%"}
	for i, t := range []string{"sacked", "blunders", "failed to spot", "incompetent", "guilty", "shame", "caseload", "scapegoat", "inspection regime", "lessons", "moral panic", "serious case review"} {
		v := float64(i)*1.3 - 6.8
		k.Rows = append(k.Rows, KeyRow{Term: t, Value: N(v), Low: N(v - 1.1), High: N(v + 1.1), Left: 40 - 3*i, Right: 2 + 4*i})
	}
	return k
}

func sampleInterruption() Interruption {
	f := Interruption{Measure: "Framing index", Effects: []Effect{{"Level change at the judgment", N(0.33), N(0.21), N(0.45), N(0.0004)}, {"Change of slope a quarter", N(0.01), N(-0.01), N(0.03), N(0.41)}},
		Events: []coverage.Event{ev("2011-05-27", "Appeal judgment")}}
	for i := range 40 {
		y, q := 2006+i/4, i%4+1
		fit := -0.6 + 0.012*float64(i)
		r := InterruptionRow{Period: fmt.Sprintf("%d-Q%d", y, q), N: 4}
		if i >= 21 {
			r.Counterfactual, r.Low, r.High = N(fit), N(fit-0.08-0.005*float64(i-21)), N(fit+0.08+0.005*float64(i-21))
			fit += 0.4
		}
		r.Fitted = N(fit)
		if i != 9 && i != 30 {
			r.Observed = N(fit + 0.12*math.Sin(float64(i)*1.9))
		}
		f.Rows = append(f.Rows, r)
	}
	return f
}

func sampleTies() Ties {
	t := Ties{Measure: "Who blames whom: sentences"}
	for i, p := range [][2]string{{"press", "social worker"}, {"press", "director of children’s services"}, {"ministers", "director of children’s services"}, {"ministers", "council"}, {"inspectorate", "council"}, {"professional bodies", "press"}, {"professional bodies", "ministers"}, {"judges", "ministers"}, {"politicians", "social worker"}, {"politicians", "council"}, {"paediatrician", "hospital trusts"}, {"press", "paediatrician"}} {
		t.Rows = append(t.Rows, Tie{Speaker: p[0], Target: p[1], Count: 40 / (i + 1), Articles: 1 + 10/(i+1)})
	}
	return t
}

func sampleMatrix() Ties {
	t := sampleTies()
	roles := []string{"press", "ministers", "inspectorate", "judges", "council", "police", "politicians", "parents"}
	t.Rows = nil
	for i, a := range roles {
		for j, b := range roles {
			if (i+j)%3 != 0 {
				t.Rows = append(t.Rows, Tie{Speaker: a, Target: b, Count: 1 + (i*5+j*j*3)%23, Articles: 1})
			}
		}
	}
	return t
}

func sampleDispersion(articles, hits int) Dispersion {
	d := Dispersion{Frames: []string{"blame", "systemic", "counter-blame"}}
	for i := range articles {
		r := DispersionRow{ID: fmt.Sprintf("a%04d", i), Date: fmt.Sprintf("%d-%02d-%02d", 2008+i*14/articles, i%12+1, i%28+1)}
		for k := range hits {
			x := math.Mod(float64(i*37+k*k*11+k*7), 101) / 101
			r.Hits = append(r.Hits, DispersionHit{At: x, Frame: (i + k*k) % 3})
		}
		d.Articles = append(d.Articles, r)
	}
	return d
}

func sampleClaims() Claims {
	return Claims{Title: "What the argument claims and what the data say", Rows: []ClaimRow{
		{ID: "C1", Claim: "In the first weeks the press blamed persons rather than arrangements", Unit: "framing index", Effect: N(-0.62), Low: N(-0.78), High: N(-0.41), N: 18, P: N(0.0002), Verdict: "supported"},
		{ID: "C2", Claim: "Tabloids blamed more than broadsheets", Unit: "framing index", Effect: N(-0.18), Low: N(-0.47), High: N(0.09), N: 22, P: N(0.21), Verdict: "no clear difference"},
		{ID: "C3", Claim: "After the judgment the story turned to arrangements", Unit: "framing index", Effect: N(0.55), Low: N(0.2), High: N(0.83), N: 31, P: N(0.003), Verdict: "supported"},
		{ID: "C4", Claim: "Police and health were spared", Unit: "blame a 100 sentences", Effect: N(7.2), Low: N(3.1), High: N(12.4), N: 40, P: N(0.01), Verdict: "contradicted"},
		{ID: "C5", Claim: "Referrals to care rose with the coverage", Unit: "", N: 0, Verdict: "no data"},
	}}
}

// samples is one ordinary figure of each kind.
func samples() []Plot {
	return []Plot{sampleAttention(), sampleChanges(), sampleBlameMap(), sampleShares(), sampleShift(), sampleKeyness(),
		sampleInterruption(), sampleTies(), sampleDispersion(54, 12), sampleViews(), sampleClaims(), sampleEvidence()}
}

// samplePanels are two plots over months, of which the second begins later.
func samplePanels() Panels {
	a := sampleAttention()
	v := sampleViews()
	v.Season = nil
	c := Changes{Index: "Balance"}
	for i := range 40 {
		c.Rows = append(c.Rows, ChangeRow{Period: fmt.Sprintf("%d-%02d", 2010+i/12, i%12+1), Value: N(1000 * math.Sin(float64(i))), Low: N(-1500), High: N(1500), N: 5})
	}
	return Panels{a, c, v}
}

func sampleEvidence() Evidence {
	text := "The council ignored three warnings, and the caseload of the team was twice what the inspectorate allows, which makes it a scapegoat."
	at := func(part, kind string) Mark {
		i := strings.Index(text, part)
		return Mark{i, i + len(part), kind}
	}
	return Evidence{
		{ID: "e-2008-11", Title: "November 2008", Cards: []Card{
			{Title: "Council ignored warnings", Outlet: "a tabloid", Date: "12 November 2008", URL: "https://example.org/a", Note: "abstract",
				Sentences: []Sentence{{Text: text, Marks: []Mark{at("ignored three warnings", "blame"), at("caseload of the team was twice", "systemic"), at("scapegoat", "counter-blame")}, Codes: []string{"blame: council", "systemic", "counter-blame"}}}},
			{Title: "Three were told", Outlet: "a broadsheet", Date: "13 November 2008", Sentences: []Sentence{{Text: "Nobody was told."}, {Text: strings.Repeat("Wort", 60), Marks: []Mark{{0, 9999, "other"}}}}}}},
		{ID: "e-2009-05", Title: "May 2009", Cards: []Card{{Title: "A regulator reports", Sentences: []Sentence{{Text: "Systems failed.", Marks: []Mark{{0, 7, "systemic"}}}}}}},
	}
}
