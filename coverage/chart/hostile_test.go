package chart

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// hostile are texts that run, load or break something when a page, a drawing,
// a tooltip, a document or a spreadsheet takes them for more than text.
var hostile = []string{
	`</script><script>window.PWN=1</script>`,
	`<img src=x onerror="window.PWN=1">`,
	`<svg onload=window.PWN=1>`,
	`__f__(window.PWN=1)__f__`,
	`<!--<script>`,
	`--><script>window.PWN=1</script>`,
	`]]><script>window.PWN=1</script>`,
	`]]></style><script>window.PWN=1</script>`,
	`</style><img src=//evil.example/x>`,
	`</text></svg><svg onload="window.PWN=1">`,
	`</title><script>window.PWN=1</script>`,
	`"onload="window.PWN=1`,
	`' onmouseover='window.PWN=1`,
	"`onclick=window.PWN=1`",
	`javascript:window.PWN=1`,
	`data:text/html,<script>window.PWN=1</script>`,
	`{a|red}{b}{c}{@value}`,
	`{{constructor.constructor('window.PWN=1')()}}`,
	`${window.PWN=1}`,
	`<%= window.PWN %>`,
	`&lt;script&gt;window.PWN=1&lt;/script&gt;`,
	`&#x3c;script&#x3e;window.PWN=1`,
	"line one\u2028line two\u2029three",
	"null\x00byte\x08back\x1b[31mred",
	"\u202etxet desrever\u202c",
	"\xff\xfe not UTF-8 \xc3(",
	"\ufeffbyte order mark\ufffe",
	`<foreignObject><iframe src=javascript:window.PWN=1></iframe></foreignObject>`,
	`<a xlink:href="javascript:window.PWN=1">x</a>`,
	`url(#x);fill:url(//evil.example/y)`,
	`@import "//evil.example/z.css";`,
	`<base href=//evil.example/>`,
	`<meta http-equiv=refresh content="0;url=//evil.example">`,
	`<template shadowrootmode=open><script>window.PWN=1</script></template>`,
	`<math><mtext><img src=x onerror=window.PWN=1></mtext></math>`,
	`=HYPERLINK("http://evil.example","x")`,
	`+cmd|'/c calc'!A0`,
	`\input{/etc/passwd}\write18{x}`,
	`](javascript:window.PWN=1) {onclick=x}`,
	`__proto__`,
	`constructor`,
	strings.Repeat("verylongword", 60),
	strings.Repeat("\u0301", 200) + "a",
	"😀😀😀 Ω≈ç√ العربية עברית",
}

// hostilePlots put a hostile text into every slot of every kind; k chooses
// which.
func hostilePlots(k int) []Plot {
	h := func(i int) string { return hostile[(k+i)%len(hostile)] }
	phase := func(i int) string { return fmt.Sprintf("%s %d", h(i), i) }
	date := ev("2008-11", "x")
	event := func(i int) coverage.Event { return coverage.Event{Date: date.Date, Title: h(i), Label: h(i + 1)} }
	a := Attention{Count: h(0), Index: h(1), High: h(2), Low: h(3), Groups: []string{h(4) + "4", h(5) + "5"},
		Rows: []AttentionRow{{Period: "2008-11", Count: N(3), Groups: []Num{N(1), N(2)}, Index: N(0), Link: h(6)}, {Period: "2008-12", Count: N(1), Index: N(0.5)}}, Events: []coverage.Event{event(6)}}
	b := Attention{Count: h(7), Rows: []AttentionRow{{Period: phase(8), Count: N(1)}, {Period: phase(9), Count: N(2)}}}
	return []Plot{a, b,
		Changes{Index: h(0), High: h(1), Low: h(2), Rows: []ChangeRow{{Period: phase(3), Value: N(1)}, {Period: phase(4), Value: N(2)}}, Points: []ChangePoint{{Period: phase(4), Label: h(5)}}},
		BlameMap{Measure: h(0), Unit: h(1), LowN: 4, Cells: []Cell{{Actor: phase(2), Period: phase(3), Value: N(2)}, {Actor: phase(4), Period: phase(3), Value: N(1), Link: h(5)}}},
		Shares{Title: h(0), Whole: h(1), Parts: []string{phase(2), phase(3)}, Rows: []ShareRow{{Period: phase(4), Counts: []float64{1, 2}}}, Events: []coverage.Event{event(5)}},
		OutletShift{Measure: h(0), Before: h(1), After: h(2), Rows: []ShiftRow{{Outlet: phase(3), Before: N(1), After: N(2), Link: h(4)}}},
		Keyness{Statistic: h(0), Left: h(1), Right: h(2), Cut: N(1), CutLabel: h(3), Rows: []KeyRow{{Term: phase(4), Value: N(2)}, {Term: phase(5), Value: N(-2)}}},
		Interruption{Measure: h(0), Effects: []Effect{{Name: h(1), Value: N(1)}}, Rows: []InterruptionRow{{Period: phase(2), Observed: N(1)}, {Period: phase(3), Observed: N(2)}}},
		Ties{Measure: h(0), Rows: []Tie{{Speaker: phase(1), Target: phase(2), Count: 2, Link: h(3)}, {Speaker: phase(2), Target: phase(1), Count: 1}}},
		Dispersion{Title: h(0), Frames: []string{h(1), h(2)}, Articles: []DispersionRow{{ID: phase(3), Date: h(4), Title: h(5), Hits: []DispersionHit{{0.2, 0}, {0.4, 1}}}}},
		Views{Count: h(0), Trend: h(1), SeasonTitle: h(2), Captured: h(3), Rows: []ViewRow{{Period: phase(4), Count: N(2), Trend: N(1)}}, Season: []SeasonRow{{Label: h(5), Value: N(1)}}},
		Evidence{{ID: "e", Title: phase(0), Cards: []Card{{Title: h(1), Outlet: h(2), Date: h(3), URL: h(4), Note: h(5), Sentences: []Sentence{{Text: h(6), Marks: []Mark{{-3, 5, h(7)}, {7, 1 << 30, "blame"}}, Codes: []string{h(8)}}}}}}},
		Claims{Title: h(0), Rows: []ClaimRow{{ID: h(1), Claim: phase(2), Unit: h(3), Effect: N(1), Verdict: phase(4), Link: h(5)}}},
	}
}

// hostilePage puts hostile texts into every slot of a page.
func hostilePage(k int, interactive bool) *Page {
	h := func(i int) string { return hostile[(k+i)%len(hostile)] }
	p := &Page{Title: h(0), Subtitle: h(1), Language: h(2), About: h(3), Interactive: interactive, Footer: []Inline{Text(h(4)), Code(h(5))}}
	var blocks []Block
	for i, plot := range hostilePlots(k) {
		blocks = append(blocks, FigureBlock{Figure: &Figure{ID: fmt.Sprintf("f%d", i), Title: h(i), Plot: plot,
			Caption: Caption{Text: h(i + 1), N: h(i + 2), Outlets: h(i + 3), Period: h(i + 4), Unit: h(i + 5), Interval: h(i + 6), Agreement: h(i + 7), Captured: h(i + 8), Version: h(i + 9), Notes: []string{h(i + 10)}}}})
	}
	blocks = append(blocks, P{Text(h(0)), Strong(h(1)), Em(h(2)), Code(h(3)), Link{h(4), h(5)}, Link{h(6), "javascript:window.PWN=1"}, Link{h(7), "https://a.example/\"><script>window.PWN=1</script>"}, Ref{ID: "f1", Text: h(8)}},
		List{Items: [][]Inline{{Text(h(9))}}}, Facts{{h(10), []Inline{Text(h(11))}}}, Note{Text(h(12))},
		TableBlock{ID: "t1", Title: h(13), Caption: Caption{Text: h(14)}, Table: Table{Heads: 1, Columns: []Column{{"a", h(15), false}, {"b", h(16), true}}, Rows: [][]string{{h(17), h(18)}}, Links: []string{h(19)}}},
		Evidence{{ID: "e1", Title: h(20), Cards: []Card{{Title: h(21), Outlet: h(22), Date: h(23), URL: h(24), Note: h(25), Sentences: []Sentence{{Text: h(26), Marks: []Mark{{2, 9, h(27)}, {-5, 4, "blame"}, {8, 9999, "systemic"}}, Codes: []string{h(28)}}}}}}},
		Downloads{{Name: h(29) + ".csv", Label: h(30), Data: []byte(h(31))}})
	p.Sections = []Section{{ID: "s1", Title: h(32), Blocks: blocks, Parts: []Section{{ID: "s2", Title: h(33)}}}, {ID: "s3", Title: h(34)}}
	return p
}

var pageElements = strings.Fields("html head meta link title style body a header h1 h2 h3 p nav ol ul li main section dl div dt dd strong em code cite span " +
	"figure figcaption b details summary table caption thead tbody tr th td blockquote mark footer script svg desc rect path circle text g defs clippath clipPath iframe")

// TestHostile is point 13 without a browser: whatever the texts, a page holds
// only the elements and attributes that this package writes, its own scripts,
// and links to the web or into itself.
func TestHostile(t *testing.T) {
	if len(hostile) < 30 {
		t.Fatalf("%d hostile texts", len(hostile))
	}
	every := 1
	if testing.Short() || underRace {
		every = 11
	}
	for k := 0; k < len(hostile); k += every {
		// Layout of every plot with every text; drawing for some of them.
		for i, p := range hostilePlots(k) {
			f := Figure{ID: "f", Title: hostile[k], Plot: p}
			option, err := f.Option()
			if err != nil {
				t.Errorf("%q in %s: %v", hostile[k], p.Kind(), err)
				continue
			}
			checkOption(t, option)
			var csv bytes.Buffer
			if err := f.WriteCSV(&csv); err != nil {
				t.Errorf("%q in %s: %v", hostile[k], p.Kind(), err)
			}
			if m := regexp.MustCompile(`(?m)(^|,)"?[=+@]`).Find(csv.Bytes()); m != nil {
				t.Errorf("%s: a spreadsheet would take a cell for a formula: %q", p.Kind(), m)
			}
			if k%11 == 0 && i%3 == k/11%3 && !underRace {
				svg, err := f.SVG(context.Background())
				if err != nil {
					t.Errorf("%q in %s: %v", hostile[k], p.Kind(), err)
					continue
				}
				checkSVG(t, svg)
			}
		}
	}
	for _, k := range []int{0, 9} {
		if underRace && k > 0 {
			break
		}
		page, err := hostilePage(k, true).HTML(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		checkHTML(t, page, 2)
	}
	f := Figure{ID: "f", Title: hostile[0], Caption: Caption{Text: hostile[1]}, Plot: hostilePlots(2)[0]}
	fragment, err := f.Fragment(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	checkHTML(t, []byte(fragment), 0)
	frame, err := f.Srcdoc(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	checkHTML(t, []byte(frame), 0)
}

// checkOption makes sure that an option is data for a script element: no "<",
// no line end of JavaScript, no function, no link.
func checkOption(t *testing.T, option []byte) {
	t.Helper()
	if !json.Valid(option) {
		t.Error("the option is not JSON")
	}
	for _, bad := range []string{"<", ">", "&", "\u2028", "\u2029", `"formatter"`, `"renderItem"`, `"link":"`, `"sublink"`, `"renderMode":"html"`} {
		if bytes.Contains(option, []byte(bad)) {
			t.Errorf("the option holds %q", bad)
		}
	}
}

func checkHTML(t *testing.T, page []byte, scripts int) {
	t.Helper()
	z := html.NewTokenizer(bytes.NewReader(page))
	ran := 0
	for {
		switch z.Next() {
		case html.ErrorToken:
			if ran != scripts {
				t.Errorf("%d scripts that run, want %d", ran, scripts)
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			if !slices.Contains(pageElements, tok.Data) {
				t.Errorf("element %v", tok)
			}
			kind := ""
			for _, a := range tok.Attr {
				if strings.HasPrefix(a.Key, "on") || a.Key == "style" || a.Key == "action" || a.Key == "background" {
					t.Errorf("attribute %q of <%s>", a.Key, tok.Data)
				}
				if a.Key == "src" {
					t.Errorf("<%s src=%q>", tok.Data, a.Val)
				}
				if a.Key == "href" && !regexp.MustCompile(`^(#|https?://|data:(text/csv|application/json|image/svg\+xml|text/plain);charset=utf-8;base64,|data:,$)`).MatchString(a.Val) {
					t.Errorf("<%s href=%q>", tok.Data, a.Val)
				}
				if a.Key == "type" {
					kind = a.Val
				}
			}
			if tok.Data == "script" && kind != "application/json" {
				ran++
			}
		}
	}
}

func TestSnippets(t *testing.T) {
	f := Figure{ID: "views", Title: "Views 100% & more_{x}", Caption: Caption{Text: `A \input{secret} & "quoted" [text](javascript:x) −0.5`}, Profile: PLOS(), Plot: sampleViews()}
	tex := f.LaTeX("figures/views.pdf")
	for _, want := range []string{`\includegraphics[width=190.5mm]{figures/views.pdf}`, `\textbf{Views 100\% \& more\_\{x\}.}`, `\textbackslash{}input\{secret\}`, `\label{fig:views}`, `$-$0.5`} {
		if !strings.Contains(tex, want) {
			t.Errorf("LaTeX lacks %q:\n%s", want, tex)
		}
	}
	md := f.Markdown("figures/views.svg")
	for _, want := range []string{"(figures/views.svg){#fig-views ", "width=190.5mm}", `\[text\]\(javascript\:x\)`} {
		if !strings.Contains(md, want) {
			t.Errorf("Markdown lacks %q:\n%s", want, md)
		}
	}
	if strings.Contains(f.LaTeX(`x}\write18{y}`), `\write18`) {
		t.Error("a file name became a command")
	}
}
