package chart

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

func TestNum(t *testing.T) {
	for _, c := range []struct {
		n    Num
		csv  string
		json string
	}{
		{Num{}, "", "null"},
		{N(math.NaN()), "", "null"},
		{N(math.Inf(1)), "", "null"},
		{N(0), "0", "0"},
		{N(math.Copysign(0, -1)), "0", "0"},
		{N(-0.25), "-0.25", "-0.25"},
		{N(1e-6), "0.000001", "0.000001"},
		{N(1e9), "1000000000", "1000000000"},
	} {
		if got := c.n.String(); got != c.csv {
			t.Errorf("String of %v is %q, want %q", c.n, got, c.csv)
		}
		b, err := json.Marshal(c.n)
		if err != nil || string(b) != c.json {
			t.Errorf("JSON of %v is %s, %v; want %s", c.n, b, err, c.json)
		}
		var back Num
		if err := json.Unmarshal(b, &back); err != nil || back.ok != c.n.ok || back.v != c.n.v {
			t.Errorf("%s reads back as %v, %v", b, back, err)
		}
	}
}

func TestNumbersForReaders(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{fixed(1234567, 0), "1,234,567"},
		{fixed(-0.5, 2), "−0.50"},
		{fixed(-0.001, 2), "0.00"},
		{fixed(999.5, 0), "1,000"},
		{fixed(2e12, 0), "2\u202f×\u202f10¹²"},
		{signed(0.3, 1), "+0.3"},
		{signed(0, 1), "0.0"},
		{brief(0), "0"},
		{brief(31), "31"},
		{brief(0.126), "0.13"},
		{brief(45.67), "45.7"},
		{brief(0.0019), "0.0019"},
		{briefSigned(0.0019), "+0.0019"},
		{briefSigned(-0.5), "−0.50"},
		{briefSigned(0), "0.00"},
		{brief(-2e-7), "−2\u202f×\u202f10⁻⁷"},
		{probability(0.0004), "p < 0.001"},
		{probability(0.0031), "p = 0.003"},
		{probability(0.41), "p = 0.41"},
		{effect(N(0.31), N(0.1), N(0.52), 2, 1), "+0.31 [0.10, 0.52]"},
		{effect(N(0.31), Num{}, Num{}, 0, 100), "+31"},
		{effect(Num{}, N(1), N(2), 2, 1), "–"},
		{effect(N(2e-6), N(-1e-6), N(4e-6), 2, 1), "+2\u202f×\u202f10⁻⁶ [−1\u202f×\u202f10⁻⁶, 4\u202f×\u202f10⁻⁶]"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestScale(t *testing.T) {
	for _, c := range []struct {
		s    scale
		want string
	}{
		{niceScale(0, 31, 4), "0 10 20 30 40"},
		{niceScale(-1, 1, 4), "−1.0 −0.5 0.0 0.5 1.0"},
		{niceScale(0.2, 0.2, 4), "0.00 0.05 0.10 0.15 0.20"},
		{niceScale(-3, -3, 3), "−3 −2 −1 0"},
		{niceScale(0, 0, 2), "0.0 0.5 1.0"},
		{countScale(2, 4), "0 1 2"},
		{countScale(0, 4), "0 1"},
		{niceScale(0, 4.1e9, 2), "0 5\u202f×\u202f10⁹"},
	} {
		var got []string
		for _, v := range c.s.ticks() {
			got = append(got, c.s.text(v))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("got %s, want %s", s, c.want)
		}
	}
}

func TestTimelineLabels(t *testing.T) {
	width := func(s string) float64 { return sans.Width(s, 10, false) }
	for _, c := range []struct {
		name    string
		periods []string
		band    float64
		want    []string
	}{
		{"months with room", []string{"2008-11", "2009-02"}, 60, []string{"Nov Dec Jan Feb", "2008 2009"}},
		{"months with little", []string{"2008-01", "2010-12"}, 12, []string{"Q1 Q2 Q3 Q4 Q1 Q2 Q3 Q4 Q1 Q2 Q3 Q4", "2008 2009 2010"}},
		{"months with none", []string{"2008-01", "2015-12"}, 3, []string{"2008 2009 2010 2011 2012 2013 2014 2015"}},
		{"many years", []string{"1950", "2024"}, 9, []string{"1950 1955 1960 1965 1970 1975 1980 1985 1990 1995 2000 2005 2010 2015 2020"}},
		{"quarters", []string{"2008-Q3", "2009-Q2"}, 40, []string{"Q3 Q4 Q1 Q2", "2008 2009"}},
		{"phases", []string{"before", "after"}, 40, []string{"before after"}},
		{"mixed kinds are phases", []string{"2008", "2009-Q1"}, 40, []string{"2008 2009-Q1"}},
	} {
		line, err := newTimeline(c.periods)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got []string
		for _, row := range line.rows(c.band, 10, width) {
			var words []string
			for _, k := range row {
				words = append(words, k.text)
			}
			got = append(got, strings.Join(words, " "))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := newTimeline([]string{"0001-01-01", "2024-01-01"}); err == nil {
		t.Error("a timeline of 700,000 days was accepted")
	}
}

func TestDodge(t *testing.T) {
	for _, c := range []struct {
		name        string
		at          []float64
		gap, lo, hi float64
		want        []float64
	}{
		{"apart already", []float64{0, 50}, 10, 0, 100, []float64{0, 50}},
		{"two at one place", []float64{50, 50}, 10, 0, 100, []float64{45, 55}},
		{"order of input for equals, order of place else", []float64{52, 50}, 10, 0, 100, []float64{56, 46}},
		{"pushed in from the edge", []float64{98, 99, 100}, 10, 0, 100, []float64{80, 90, 100}},
		{"more than fit", []float64{5, 5, 5}, 10, 0, 10, []float64{0, 5, 10}},
		{"none", nil, 10, 0, 10, []float64{}},
	} {
		got := dodge(c.at, c.gap, c.lo, c.hi)
		if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) < 1e-9 }) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestLanes(t *testing.T) {
	flags := []banner{{x: 10, w: 50}, {x: 20, w: 50}, {x: 30, w: 50}, {x: 190, w: 50}}
	n, ok := lanes(flags, 0, 200, 5)
	if !ok || n != 3 {
		t.Fatalf("%d lanes, %v", n, ok)
	}
	if flags[0].lane != 2 || flags[1].lane != 1 || flags[2].lane != 0 || !flags[3].left {
		t.Errorf("lanes %+v", flags)
	}
	if _, ok := lanes([]banner{{x: 10, w: 500}}, 0, 200, 5); ok {
		t.Error("a text wider than the sheet was placed")
	}
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		lines int
		want  []string
	}{
		{"", 50, 3, nil},
		{"a b c", 500, 3, []string{"a b c"}},
		{"social worker", 40, 3, []string{"social", "worker"}},
		{"Oberinspektionsrat", 40, 3, []string{"Oberins", "pektions", "rat"}},
		{"one two three four five six", 40, 2, []string{"one two", "three …"}},
	} {
		got := wrap(c.text, c.width, 10, false, c.lines)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestTableCSV(t *testing.T) {
	table := Table{Columns: []Column{{"name", "Name", false}, {"n", "n", true}}}
	table.add("=1+1", "-3")
	table.add("plain, \"quoted\"", "")
	table.add("short")
	var b bytes.Buffer
	if err := table.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	want := "name,n\n'=1+1,-3\n\"plain, \"\"quoted\"\"\",\nshort,\n"
	if b.String() != want {
		t.Errorf("got  %q\nwant %q", b.String(), want)
	}
}

func TestFigureRefuses(t *testing.T) {
	ok := Views{Rows: []ViewRow{{Period: "2008", Count: N(1)}}}
	bad := Web()
	bad.Palette.Paper = "white"
	for _, c := range []struct {
		name string
		f    Figure
		want string
	}{
		{"an id that is no id", Figure{ID: "1", Title: "t", Plot: ok}, "the id must be"},
		{"no plot", Figure{ID: "a", Title: "t"}, "no Plot"},
		{"no title", Figure{ID: "a", Plot: ok}, "no Title"},
		{"a colour by name", Figure{ID: "a", Title: "t", Plot: ok, Profile: bad}, `colour "white"`},
		{"a period twice", Figure{ID: "a", Title: "t", Plot: Views{Rows: []ViewRow{{Period: "2008"}, {Period: "2008"}}}}, "stands twice"},
		{"a negative count", Figure{ID: "a", Title: "t", Plot: Views{Rows: []ViewRow{{Period: "2008", Count: N(-1)}}}}, "a count of -1"},
		{"a value outside its interval", Figure{ID: "a", Title: "t", Plot: Attention{Rows: []AttentionRow{{Period: "2008", Index: N(1), Low: N(-1), High: N(0)}}}}, "not within its interval"},
		{"half an interval", Figure{ID: "a", Title: "t", Plot: Attention{Rows: []AttentionRow{{Period: "2008", Index: N(1), Low: N(0)}}}}, "one end"},
		{"panels within panels", Figure{ID: "a", Title: "t", Plot: Panels{Panels{ok}}}, "panels within panels"},
		{"too high for a slide", Figure{ID: "a", Title: "t", Profile: Slide(), Plot: Panels{ok, ok, ok, ok, ok}}, "mm high"},
	} {
		_, err := c.f.Option()
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: err = %v, want one that says %q", c.name, err, c.want)
		}
	}
}

func TestPageRefuses(t *testing.T) {
	ctx := t.Context()
	for _, c := range []struct {
		name string
		p    Page
		want string
	}{
		{"a reference to nothing", Page{Opening: []Block{P{Ref{ID: "nowhere"}}}}, `refers to "nowhere"`},
		{"an id twice", Page{Sections: []Section{{ID: "a"}, {ID: "a"}}}, "stands twice"},
		{"an id that is no id", Page{Sections: []Section{{ID: "A b"}}}, "want a lower-case letter"},
		{"a download without a type", Page{Opening: []Block{Downloads{{Name: "x.exe"}}}}, "suffix must be one of"},
		{"a figure that cannot be drawn", Page{Opening: []Block{FigureBlock{Figure: &Figure{ID: "x", Title: "x"}}}}, "no Plot"},
		{"no figure", Page{Opening: []Block{FigureBlock{}}}, "without a Figure"},
	} {
		_, err := c.p.HTML(ctx)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: err = %v, want one that says %q", c.name, err, c.want)
		}
	}
}

// FuzzText lays out any text: it stays within its width and on its lines, and
// what is written into XML is valid.
func FuzzText(f *testing.F) {
	for _, s := range append(hostile, longNames...) {
		f.Add(s, 80.0, 3)
	}
	f.Fuzz(func(t *testing.T, s string, width float64, lines int) {
		if !(width >= 20 && width <= 2000) || lines < 1 || lines > 50 || len(s) > 2000 {
			t.Skip()
		}
		c := clean(s)
		if !utf8.ValidString(c) || clean(c) != c || strings.ContainsAny(c, "\n\r\t\x00") {
			t.Errorf("clean(%q) = %q", s, c)
		}
		ls := wrap(s, width, 10, false, lines)
		if len(ls) > lines {
			t.Errorf("%d lines, want at most %d", len(ls), lines)
		}
		for _, l := range ls {
			if w := sans.Width(l, 10, false); w > width+0.01 && utf8.RuneCountInString(l) > 2 {
				t.Errorf("%q is %.1f wide, the line %.1f", l, w, width)
			}
		}
		if joined := strings.ReplaceAll(strings.Join(ls, ""), " ", ""); len(ls) < lines && joined != strings.ReplaceAll(c, " ", "") {
			t.Errorf("wrap lost text: %q of %q", joined, c)
		}
		if l := fit(s, width, 10, false); sans.Width(l, 10, false) > width+0.01 && utf8.RuneCountInString(l) > 2 {
			t.Errorf("fit(%q) = %q is too wide", s, l)
		}
		if e := escape(s); strings.ContainsAny(e, "<>\"'") || !utf8.ValidString(e) {
			t.Errorf("escape(%q) = %q", s, e)
		}
		if e := texEscape(s); strings.Contains(strings.ReplaceAll(e, `\textbackslash{}`, ""), `\write`) {
			t.Errorf("a command in %q", e)
		}
	})
}

// FuzzSentence marks any ranges of any text: all of the text comes out, once.
func FuzzSentence(f *testing.F) {
	f.Add("The council ignored three warnings.", 4, 11, 8, 20)
	f.Add("é漢😀", 1, 2, 3, 4)
	f.Add("", -1, 9, 0, 0)
	f.Fuzz(func(t *testing.T, s string, a, b, c, d int) {
		if !utf8.ValidString(s) || len(s) > 500 {
			t.Skip()
		}
		var w pageWriter
		Sentence{Text: s, Marks: []Mark{{a, b, "blame"}, {c, d, "systemic"}}}.html(&w)
		got := w.b.String()
		for _, tag := range []string{`<mark class="pf-m0" title="blame">`, `<mark class="pf-m1" title="systemic">`, "</mark>"} {
			got = strings.ReplaceAll(got, tag, "")
		}
		if got != escape(s) {
			t.Errorf("marked %q, got %q", s, got)
		}
	})
}
