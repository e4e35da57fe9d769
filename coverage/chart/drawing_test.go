package chart

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

var all = flag.Bool("all", false, "draw every awkward figure, not only those with a golden file")

// goldens are the figures with a golden file. The layout of the others is
// checked by TestGeometry; with -all they are drawn too.
var goldens = []string{"*-sample", "*-negative-gaps", "attention-*", "views-one-point", "shares-one-point", "keyness-scale-1e-06", "changes-scale-1e+09",
	"blame-map-long-names", "ties-long-names", "claims-long-names", "outlet-shift-30-outlets", "blame-map-all-zero", "ties-matrix"}

// TestGolden compares every kind of figure, with ordinary and with awkward
// rows, to a file that was looked at. It is also point 14 of the checklist:
// the files hold on every machine.
func TestGolden(t *testing.T) {
	for i, a := range awkwardPlots() {
		if underRace && i%20 != 0 {
			continue
		}
		if !*all && !slices.ContainsFunc(goldens, func(p string) bool {
			ok, _ := path.Match(p, a.name)
			return ok
		}) {
			continue
		}
		t.Run(a.name, func(t *testing.T) {
			t.Parallel()
			f := Figure{ID: "f", Title: "Figure", Profile: NatureColumn(), Plot: a.plot}
			f.Profile.MaxHeight = 400
			svg, err := f.SVG(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			checkSVG(t, svg)
			if es := elements(t, svg); strings.TrimSpace(es[1].text) != f.Title || strings.TrimSpace(es[2].text) != f.Description() || f.Description() == f.Title {
				t.Errorf("title %q, desc %q; want %q, %q", es[1].text, es[2].text, f.Title, f.Description())
			}
			if *all && !*update {
				if _, err := os.Stat(filepath.Join("testdata", "golden", a.name+".svg")); err != nil {
					return
				}
			}
			compare(t, filepath.Join("testdata", "golden", a.name+".svg"), svg)
		})
	}
}

func compare(t *testing.T, name string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (go test -run Golden -update writes it)", err)
	}
	if bytes.Equal(got, want) {
		return
	}
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s differs at line %d\n got %s\nwant %s", name, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", name, len(g), len(w))
}

// An element is a start tag of a drawing with its text.
type element struct {
	name string
	attr map[string]string
	text string
}

func elements(t *testing.T, svg []byte) []element {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(svg))
	var out []element
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatalf("not XML: %v", err)
		}
		switch k := tok.(type) {
		case xml.StartElement:
			e := element{name: k.Name.Local, attr: map[string]string{}}
			for _, a := range k.Attr {
				e.attr[a.Name.Local] = a.Value
			}
			out = append(out, e)
		case xml.CharData:
			if len(out) > 0 {
				out[len(out)-1].text += string(k)
			}
		}
	}
}

var tooFine = regexp.MustCompile(`[0-9]*\.[0-9]{3,}`)

var svgSize = regexp.MustCompile(`^[0-9.]+mm$`)

// checkSVG is points 2, 3 and 9 of the checklist on a finished drawing.
func checkSVG(t *testing.T, svg []byte) {
	t.Helper()
	names := []string{"svg", "title", "desc", "rect", "path", "circle", "text", "g", "defs", "clipPath"}
	attrs := []string{"xmlns", "version", "width", "height", "viewBox", "role", "aria-labelledby", "id", "x", "y", "d", "cx", "cy", "r",
		"fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "stroke-linecap", "stroke-opacity",
		"font-family", "font-size", "font-weight", "text-anchor", "textLength", "lengthAdjust", "clip-path", "transform", "shape-rendering"}
	ids := map[string]bool{}
	es := elements(t, svg)
	root := es[0]
	if root.name != "svg" || root.attr["role"] != "img" || !svgSize.MatchString(root.attr["width"]) || !svgSize.MatchString(root.attr["height"]) {
		t.Errorf("the root is %v", root)
	}
	if root.attr["aria-labelledby"] != es[1].attr["id"]+" "+es[2].attr["id"] || es[1].name != "title" || es[2].name != "desc" || es[1].text == "" || strings.TrimSpace(es[2].text) == "" {
		t.Errorf("title and desc: %v %v", es[1], es[2])
	}
	for _, e := range es {
		if !slices.Contains(names, e.name) {
			t.Errorf("element <%s>", e.name)
		}
		for k, v := range e.attr {
			if !slices.Contains(attrs, k) {
				t.Errorf("<%s %s=%q>", e.name, k, v)
			}
			if k != "xmlns" && strings.Contains(v, "//") {
				t.Errorf("an address: <%s %s=%q>", e.name, k, v)
			}
			if tooFine.MatchString(v) {
				t.Errorf("more than two decimals: <%s %s=%q>", e.name, k, v)
			}
			if (k == "fill" || k == "stroke") && v != "none" && v != "#000" && !isHexColour(v) {
				t.Errorf("a colour: <%s %s=%q>", e.name, k, v)
			}
		}
		if id := e.attr["id"]; id != "" {
			if ids[id] {
				t.Errorf("id %q stands twice", id)
			}
			if !strings.HasPrefix(id, "f-") {
				t.Errorf("id %q does not begin with the figure's", id)
			}
			ids[id] = true
		}
		if e.name == "text" {
			if e.attr["font-family"] == "" || e.attr["font-size"] == "" || strings.TrimSpace(e.text) == "" {
				t.Errorf("a text without a font or letters: %v", e)
			}
		}
		if strings.HasPrefix(e.attr["fill"], "#fe00") {
			t.Errorf("a marker stayed in the drawing: %v", e)
		}
	}
	for _, m := range regexp.MustCompile(`url\(#([^)]*)\)`).FindAllStringSubmatch(string(svg), -1) {
		if !ids[m[1]] {
			t.Errorf("reference to %q, which is not there", m[1])
		}
	}
}

// subpaths returns the polylines of path data in absolute moves and lines.
func subpaths(t *testing.T, d string) [][][2]float64 {
	t.Helper()
	var out [][][2]float64
	for _, part := range regexp.MustCompile(`[MLZ][^MLZ]*`).FindAllString(d, -1) {
		if part == "Z" {
			continue
		}
		xs := strings.Fields(part[1:])
		if len(xs) != 2 {
			t.Fatalf("path data %q", part)
		}
		x, err1 := strconv.ParseFloat(xs[0], 64)
		y, err2 := strconv.ParseFloat(xs[1], 64)
		if err1 != nil || err2 != nil {
			t.Fatalf("path data %q", part)
		}
		if part[0] == 'M' {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], [2]float64{x, y})
	}
	return out
}

// TestBandAndGaps is points 6 and 7: the interval holds its line everywhere,
// below zero too, and nothing is drawn across a month without data.
func TestBandAndGaps(t *testing.T) {
	var a Attention
	for _, w := range awkwardPlots() {
		if w.name == "attention-negative-gaps" {
			a = w.plot.(Attention)
		}
	}
	f := Figure{ID: "f", Title: "Figure", Profile: Nature(), Plot: a}
	s, err := f.layout(f.Profile)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := f.SVG(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	var band, line string
	for _, e := range elements(t, svg) {
		if e.name == "path" && e.attr["fill-opacity"] == "0.22" && !strings.Contains(e.attr["d"], "H") { // not the legend's
			band = e.attr["d"]
		}
		if e.name == "path" && e.attr["stroke"] == s.p.Palette.Series[0] && e.attr["stroke-linejoin"] != "" {
			line = e.attr["d"]
		}
	}
	if band == "" || line == "" {
		t.Fatalf("band %q, line %q", band, line)
	}
	span := map[float64][2]float64{}
	for _, p := range subpaths(t, band) {
		for _, q := range p {
			v, ok := span[q[0]]
			if !ok {
				v = [2]float64{math.Inf(1), math.Inf(-1)}
			}
			span[q[0]] = [2]float64{math.Min(v[0], q[1]), math.Max(v[1], q[1])}
		}
	}
	g := s.grids[1]
	points := 0
	for _, p := range subpaths(t, line) {
		for i, q := range p {
			points++
			if v, ok := span[q[0]]; ok && (q[1] < v[0]-0.2 || q[1] > v[1]+0.2) {
				t.Errorf("at x = %g the line is at %g, its interval from %g to %g", q[0], q[1], v[0], v[1])
			}
			if i == 0 {
				continue
			}
			for k, r := range a.Rows {
				if x := g.bandX(k); !r.Index.Known() && x > p[i-1][0]+0.5 && x < q[0]-0.5 {
					t.Errorf("the line runs over %s, which has no value", r.Period)
				}
			}
		}
	}
	known := 0
	for _, r := range a.Rows {
		if r.Index.Known() {
			known++
		}
	}
	if points != known {
		t.Errorf("%d points on the line for %d values", points, known)
	}

	shaded := map[int]bool{}
	for _, m := range s.marks {
		if b, ok := m.(block); ok && b.fill == s.p.Palette.Shade && b.z == zShade && b.y == g.y {
			for i := range g.bands {
				if x := g.bandX(i); x > b.x && x < b.right() {
					shaded[i] = true
				}
			}
		}
	}
	for i, r := range a.Rows {
		if shaded[i] == r.Count.Known() {
			t.Errorf("%s: shaded %v, count %q", r.Period, shaded[i], r.Count)
		}
	}
	if !strings.Contains(string(svg), ">no data<") {
		t.Error("the figure does not say what the shade is")
	}
}

// TestRows is point 10: the lines of the CSV, the rows of the table and the
// values of the option are the same.
func TestRows(t *testing.T) {
	for _, p := range samples() {
		f := Figure{ID: "f", Title: "Figure", Plot: p}
		var b bytes.Buffer
		if err := f.WriteCSV(&b); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(&b).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", p.Kind(), err)
		}
		table := f.Table()
		if len(lines) != len(table.Rows)+1 || len(lines) < 2 {
			t.Errorf("%s: %d lines for %d rows", p.Kind(), len(lines), len(table.Rows))
		}
		for i, c := range table.Columns {
			if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(c.Key) {
				t.Errorf("%s: column key %q", p.Kind(), c.Key)
			}
			if slices.IndexFunc(table.Columns, func(d Column) bool { return d.Key == c.Key }) != i {
				t.Errorf("%s: column key %q stands twice", p.Kind(), c.Key)
			}
			for k, row := range table.Rows {
				if len(row) != len(table.Columns) {
					t.Fatalf("%s: row %d has %d cells for %d columns", p.Kind(), k, len(row), len(table.Columns))
				}
				if _, err := strconv.ParseFloat(row[i], 64); c.Number && row[i] != "" && err != nil {
					t.Errorf("%s: %q in the number column %s", p.Kind(), row[i], c.Key)
				}
			}
		}
		var html strings.Builder
		table.html(&html, "t", false)
		if n := strings.Count(html.String(), "<tr>"); n != len(lines) {
			t.Errorf("%s: the page's table has %d rows, the CSV %d lines", p.Kind(), n, len(lines))
		}
	}

	// The values that are plotted are those of the rows.
	a := sampleAttention()
	option, err := (&Figure{ID: "f", Title: "Figure", Plot: a}).Option()
	if err != nil {
		t.Fatal(err)
	}
	var o struct {
		Series []struct {
			Name, Type string
			Data       []any
		}
	}
	if err := json.Unmarshal(option, &o); err != nil {
		t.Fatal(err)
	}
	for _, s := range o.Series {
		var want func(AttentionRow) Num
		switch {
		case s.Type == "bar":
			want = func(r AttentionRow) Num { return r.Count }
		case s.Name == a.Index:
			want = func(r AttentionRow) Num { return r.Index }
		case s.Name == "lower end":
			want = func(r AttentionRow) Num { return r.Low }
		case s.Name == "upper end":
			want = func(r AttentionRow) Num { return r.High }
		default:
			continue
		}
		if len(s.Data) != len(a.Rows) {
			t.Fatalf("%s: %d values for %d rows", s.Name, len(s.Data), len(a.Rows))
		}
		for i, d := range s.Data {
			if item, ok := d.(map[string]any); ok {
				d = item["value"]
			}
			got, isNumber := d.(float64)
			if n := want(a.Rows[i]); n.ok != isNumber || n.ok && math.Abs(got-n.v) > 5e-4*math.Abs(n.v) {
				t.Errorf("%s in %s is plotted as %v, the row has %q", s.Name, a.Rows[i].Period, d, n)
			}
		}
	}
}

// TestContrast is point 8: texts and marks stand out from what lies under
// them, on paper and on a dark screen, and neighbours differ for the
// colour-blind too.
func TestContrast(t *testing.T) {
	for name, p := range map[string]Palette{"light": Light(), "dark": Dark()} {
		for _, c := range []string{p.Ink, p.Soft} {
			for _, under := range []string{p.Paper, p.Shade, p.Stripe} {
				if r := contrast(c, under); r < 4.5 {
					t.Errorf("%s: text %s on %s has a contrast of %.2f (want 4.5)", name, c, under, r)
				}
			}
		}
		for _, c := range append([]string{p.Bar, p.Axis}, p.Series...) {
			if r := contrast(c, p.Paper); r < 3 {
				t.Errorf("%s: %s on paper has a contrast of %.2f (want 3)", name, c, r)
			}
		}
		for i, c := range p.Ramp {
			// The dark page maps each colour of the light drawing, so the
			// text on a cell is what the light palette chose for it.
			on := p.Ink
			if Light().on(Light().Ramp[i]) == Light().Paper {
				on = p.Paper
			}
			if r := contrast(on, c); r < 4.5 {
				t.Errorf("%s: number %s on cell %s has a contrast of %.2f (want 4.5)", name, on, c, r)
			}
			if i > 0 {
				if r := contrast(c, p.Ramp[i-1]); r < 1.2 {
					t.Errorf("%s: cells %s and %s have a contrast of %.2f (want 1.2)", name, c, p.Ramp[i-1], r)
				}
			}
		}
		for i := 1; i < 5; i++ {
			if r := contrast(p.Series[i-1], p.Series[i]); r < 1.25 {
				t.Errorf("%s: in grey, %s and %s have a contrast of %.2f (want 1.25)", name, p.Series[i-1], p.Series[i], r)
			}
			for kind, see := range dichromats {
				if d := distance(see(p.Series[i-1]), see(p.Series[i])); d < 10 {
					t.Errorf("%s: to a %s, %s and %s differ by %.1f (want 10)", name, kind, p.Series[i-1], p.Series[i], d)
				}
			}
		}
	}
	if len(Light().all()) != len(Dark().all()) {
		t.Error("the palettes do not correspond")
	}
}

// dichromats simulate what the three kinds of dichromat see, in linear RGB:
// the matrices of Machado, Oliveira and Fernandes (2009) for severity 1.
var dichromats = map[string]func(string) [3]float64{
	"protanope":   matrix(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
	"deuteranope": matrix(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
	"tritanope":   matrix(1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900),
}

func matrix(m ...float64) func(string) [3]float64 {
	return func(hex string) [3]float64 {
		n, _ := strconv.ParseUint(hex[1:], 16, 32)
		var in, out [3]float64
		for i := range 3 {
			c := float64(n>>(16-8*i)&0xff) / 255
			if c <= 0.04045 {
				in[i] = c / 12.92
			} else {
				in[i] = math.Pow((c+0.055)/1.055, 2.4)
			}
		}
		for i := range 3 {
			for k := range 3 {
				out[i] += m[3*i+k] * in[k]
			}
			out[i] = math.Min(1, math.Max(0, out[i]))
		}
		return out
	}
}

// distance is the CIE 1976 colour difference of two linear RGB colours (D65).
func distance(a, b [3]float64) float64 {
	lab := func(c [3]float64) [3]float64 {
		f := func(t float64) float64 {
			if t > 216.0/24389 {
				return math.Cbrt(t)
			}
			return (24389.0/27*t + 16) / 116
		}
		x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
		y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
		z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
		return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
	}
	p, q := lab(a), lab(b)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// TestCaption is point 16.
func TestCaption(t *testing.T) {
	full := Caption{Text: "Views of one article", N: "897 views", Outlets: "one journal", Period: "October 2016 to June 2024", Unit: "views a month",
		Interval: "95% by block bootstrap", Agreement: "α = 0.81 [0.74, 0.87]", Captured: "17 November 2024", Version: "pressframe v0.1", Notes: []string{"Two months are missing."}}
	want := "Views of one article. n = 897 views; one journal; October 2016 to June 2024. Unit: views a month. Interval: 95% by block bootstrap. " +
		"Coder agreement: α = 0.81 [0.74, 0.87]. Source read: 17 November 2024. Two months are missing. pressframe v0.1."
	if got := full.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got := (Caption{Text: "Views."}).String(); got != "Views. Coder agreement: not measured." {
		t.Errorf("got %q", got)
	}
}

// TestFinding is the second half of point 9: the description says what there
// is to see.
func TestFinding(t *testing.T) {
	for _, c := range []struct {
		plot Plot
		want string
	}{
		{sampleAttention(), "Articles a month: highest in Nov 2008 (40). The index goes from −0.70 in Jan 2008 to +0.75 in Dec 2012. No data for 4 of 60 periods."},
		{sampleViews(), "Views a month: 859 in 90 observed periods, highest in Nov 2017 (33). The three highest periods hold 8% of the total. No data for Aug 2021, Jun 2022."},
		{sampleClaims(), "Of 5 claims: supported 2 (C1, C3); no clear difference 1 (C2); contradicted 1 (C4); no data 1 (C5)."},
		{sampleTies(), "Who blames whom: sentences: 121 in 12 ties. Strongest: press blaming social worker (40). Most blamed: social worker (44 of 121)."},
		{BlameMap{}, "No data: no cell has a value."},
	} {
		if got := c.plot.Finding(); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.plot.Kind(), got, c.want)
		}
	}
}

func TestSameBytesSideBySide(t *testing.T) {
	page := func(workers int) string {
		var blocks []Block
		for i, p := range samples() {
			if underRace && i%4 != 0 {
				continue
			}
			blocks = append(blocks, FigureBlock{Figure: &Figure{ID: fmt.Sprint("f", i), Title: p.Kind(), Plot: p}})
		}
		b, err := (&Page{Title: "Report", Opening: blocks, Workers: workers}).HTML(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	if page(1) != page(4) {
		t.Error("the page depends on how many figures are drawn at a time")
	}
}
