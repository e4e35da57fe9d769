package chart

import (
	"context"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

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

func TestPreview(t *testing.T) {
	dir := os.Getenv("PREVIEW")
	if dir == "" {
		t.Skip()
	}
	for _, p := range []Profile{Nature(), Phone(), Web(), NatureColumn(), Slide(), PLOS()} {
		for _, pl := range []Plot{sampleAttention(), sampleBlameMap(), sampleViews()} {
			f := Figure{ID: pl.Kind(), Title: pl.Kind(), Profile: p, Plot: pl}
			at := time.Now()
			svg, err := f.SVG(context.Background())
			if err != nil {
				t.Error(p.Name, err)
				continue
			}
			t.Log(p.Name, pl.Kind(), len(svg), time.Since(at))
			os.WriteFile(dir+"/"+p.Name+"-"+pl.Kind()+".svg", svg, 0o644)
		}
	}
}

func TestPreviewPage(t *testing.T) {
	dir := os.Getenv("PREVIEW")
	if dir == "" {
		t.Skip()
	}
	cap := Caption{Text: "Monthly articles and the framing index of their sentences.", N: "54 articles", Outlets: "21 outlets", Period: "2008 to 2012", Unit: "articles a month", Interval: "95% bootstrap over articles", Captured: "17 November 2024", Version: "pressframe v0.1"}
	a := sampleAttention()
	a.Rows[10].Link = "e-2008-11"
	p := Page{Title: "How the story shifted", Subtitle: "2008 to 2024", About: "A report.", Interactive: true,
		Opening: []Block{Facts{{"Articles", []Inline{Text("54")}}, {"Outlets", []Inline{Text("21")}}, {"Views", []Inline{Text("897 in 90 months")}}}, Note{Text("The records are a convenience sample.")}},
		Sections: []Section{
			{ID: "what", Title: "What happened", Blocks: []Block{P{Text("See "), Ref{ID: "attention"}, Text(" and "), Link{"a page", "https://example.org/x"}, Text(".")}, FigureBlock{&Figure{ID: "attention", Title: "Attention and framing", Caption: cap, Plot: a}}}},
			{ID: "who", Title: "Who is blamed", Blocks: []Block{FigureBlock{&Figure{ID: "blame", Title: "Blame by actor", Caption: cap, Plot: sampleBlameMap()}}, FigureBlock{&Figure{ID: "views", Title: "Views", Caption: cap, Plot: sampleViews()}}}},
			{ID: "evidence", Title: "Evidence", Blocks: []Block{Evidence{{ID: "e-2008-11", Title: "November 2008", Cards: []Card{{Title: "A headline <script>alert(1)</script>", Outlet: "Paper", Date: "12 November 2008", URL: "https://example.org", Sentences: []Sentence{{Text: "The council ignored three warnings.", Marks: []Mark{{4, 26, "blame"}}, Codes: []string{"blame: council"}}}}}}}}},
		}}
	at := time.Now()
	b, err := p.HTML(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Log(len(b), time.Since(at))
	os.WriteFile(dir+"/page.html", b, 0o644)
}
