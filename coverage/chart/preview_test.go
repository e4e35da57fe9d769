package chart

import (
	"context"
	"os"
	"testing"
	"time"
)

func TestPreview(t *testing.T) {
	dir := os.Getenv("PREVIEW")
	if dir == "" {
		t.Skip()
	}
	for _, p := range []Profile{Nature(), Phone(), Web(), NatureColumn(), Slide(), PLOS()} {
		for _, pl := range append(samples(), sampleMatrix()) {
			f := Figure{ID: "f", Title: pl.Kind(), Profile: p, Plot: pl}
			at := time.Now()
			svg, err := f.SVG(context.Background())
			if err != nil {
				t.Error(p.Name, err)
				continue
			}
			t.Log(p.Name, pl.Kind(), len(svg), time.Since(at))
			name := pl.Kind()
			if tt, ok := pl.(Ties); ok && len(tt.Rows) > 30 {
				name = "matrix"
			}
			os.WriteFile(dir+"/"+p.Name+"-"+name+".svg", svg, 0o644)
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
			{ID: "what", Title: "What happened", Blocks: []Block{P{Text("See "), Ref{ID: "attention"}, Text(" and "), Link{"a page", "https://example.org/x"}, Text(".")}, FigureBlock{Figure: &Figure{ID: "attention", Title: "Attention and framing", Caption: cap, Plot: a}}}},
			{ID: "who", Title: "Who is blamed", Blocks: []Block{FigureBlock{Figure: &Figure{ID: "blame", Title: "Blame by actor", Caption: cap, Plot: sampleBlameMap()}}, FigureBlock{Figure: &Figure{ID: "views", Title: "Views", Caption: cap, Plot: sampleViews()}}}},
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
