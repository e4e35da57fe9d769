package chart_test

import (
	"bytes"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/chart"
)

func Example() {
	verdict, err := coverage.ParseDate("2008-11-11")
	if err != nil {
		log.Fatal(err)
	}
	fig := chart.Figure{
		ID: "attention", Title: "Attention and framing", Profile: chart.PLOS(),
		Plot: chart.Attention{
			Count: "Articles a month", Index: "Framing index with 95% interval",
			Rows: []chart.AttentionRow{
				{Period: "2008-10", Count: chart.N(0)},
				{Period: "2008-11", Count: chart.N(31), Index: chart.N(-0.62), Low: chart.N(-0.78), High: chart.N(-0.41), N: 31},
				// No row for December: no data, which is not zero.
				{Period: "2009-01", Count: chart.N(9), Index: chart.N(-0.2), Low: chart.N(-0.6), High: chart.N(0.3), N: 9},
			},
			Events: []coverage.Event{{Date: verdict, Label: "Verdict"}},
		},
	}
	svg, err := fig.SVG(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.HasPrefix(svg, []byte(`<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="190.5mm"`)))
	fmt.Println(fig.Description())
	// Output:
	// true
	// Articles a month: highest in Nov 2008 (31). The index goes from −0.62 in Nov 2008 to −0.20 in Jan 2009. No data for 1 of 4 periods.
}

func ExampleFigure_WriteCSV() {
	fig := chart.Figure{ID: "views", Title: "Views", Plot: chart.Views{Rows: []chart.ViewRow{
		{Period: "2021-07", Count: chart.N(12)},
		{Period: "2021-09", Count: chart.N(7), Partial: true},
	}}}
	if err := fig.WriteCSV(os.Stdout); err != nil {
		log.Fatal(err)
	}
	// Output:
	// period,count,state,trend,low,high
	// 2021-07,12,observed,,,
	// 2021-08,,missing,,,
	// 2021-09,7,partial,,,
}

func ExampleFigure_LaTeX() {
	fig := chart.Figure{ID: "views", Title: "Views", Profile: chart.Nature(), Caption: chart.Caption{Text: "100% of the views"}, Plot: chart.Views{}}
	fmt.Print(fig.LaTeX("views.pdf"))
	// Output:
	// \begin{figure}[t]
	//   \centering
	//   \includegraphics[width=183mm]{views.pdf}
	//   \caption{\textbf{Views.} 100\% of the views. Coder agreement: not measured.}
	//   \label{fig:views}
	// \end{figure}
}

func ExamplePage() {
	page := chart.Page{
		Title: "A report",
		Sections: []chart.Section{
			{ID: "views", Title: "Views", Blocks: []chart.Block{
				chart.P{chart.Text("See "), chart.Ref{ID: "evidence"}, chart.Text(".")},
			}},
			{ID: "evidence", Title: "Evidence", Blocks: []chart.Block{
				chart.Evidence{{ID: "e-2008-11", Title: "November 2008", Cards: []chart.Card{{
					Title: "A headline", Outlet: "A paper", Date: "12 November 2008",
					Sentences: []chart.Sentence{{Text: "The council ignored three warnings.", Marks: []chart.Mark{{Start: 12, End: 34, Kind: "blame"}}}},
				}}}},
			}},
		},
	}
	html, err := page.HTML(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(bytes.Contains(html, []byte(`<mark class="pf-m0" title="blame">ignored three warnings</mark>`)))
	// Output: true
}
