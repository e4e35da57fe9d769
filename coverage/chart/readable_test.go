package chart

import (
	"context"
	"strings"
	"testing"
)

// The page shows four significant digits, a comma between thousands and a true
// minus sign; CSV keeps what there is.
func TestTableIsReadable(t *testing.T) {
	for in, want := range map[string]string{
		"0.123456789":   "0.1235",
		"-0.123456789":  minus + "0.1235",
		"0.00012345678": "0.0001235",
		"12.3456789":    "12.35",
		"129.94":        "129.9",
		"21988.456":     "21,988",
		"9999.99":       "10,000",
		"21988":         "21,988",
		"-1234":         minus + "1,234",
		"897":           "897",
		"0.50":          "0.50",
		"0":             "0",
		"0.0000":        "0.0000",
		"":              "",
		"-":             minus,
		"undefined":     "undefined",
	} {
		if got := readable(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	table := Table{Columns: []Column{{"x", "X", true}}, Rows: [][]string{{"0.123456789"}}}
	var html, csv strings.Builder
	table.html(&html, "x", false)
	if err := table.WriteCSV(&csv); err != nil || !strings.Contains(csv.String(), "0.123456789") || strings.Contains(html.String(), "0.123456789") {
		t.Errorf("CSV %q (%v), page %q", csv.String(), err, html.String())
	}
}

// A part of the year that rests on two values has no interval, for it would
// flatten those of the others.
func TestSeasonOfTwoValuesHasNoInterval(t *testing.T) {
	season := func(n int, low, high float64) Views {
		v := Views{Rows: []ViewRow{{Period: "2016-01", Count: N(3)}, {Period: "2016-02", Count: N(4)}}}
		return Views{Rows: v.Rows, Season: []SeasonRow{{Label: "Jan", Value: N(1.1), Low: N(0.9), High: N(1.3), N: 7}, {Label: "Feb", Value: N(0.9), Low: N(low), High: N(high), N: n}}}
	}
	draw := func(v Views) string {
		svg, err := (&Figure{ID: "f", Title: "f", Caption: Caption{Text: "f"}, Plot: v}).SVG(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return string(svg)
	}
	if draw(season(2, 0.001, 400)) != draw(season(2, 0.5, 1.5)) {
		t.Error("the interval of two values is drawn or sets the scale")
	}
	if draw(season(3, 0.001, 400)) == draw(season(3, 0.5, 1.5)) {
		t.Error("the interval of three values is not drawn")
	}
	rows := season(2, 0.001, 400).Table().Rows
	if got := strings.Join(rows[len(rows)-1], "|"); got != "season: Feb||no interval: fewer than three values|0.9||" {
		t.Errorf("row %q", got)
	}
}
