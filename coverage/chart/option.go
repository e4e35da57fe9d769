package chart

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// A series is a set of data marks made by one of go-echarts' builders, with
// the fields that its types lack.
type series struct {
	made   charts.MultiSeries // one
	extra  map[string]any
	unseen bool // not in the drawing: only read under the pointer, or drawn by marks
}

// gap is what ECharts reads as "no value here".
const gap = "-"

// datum is a value for the option, or the gap.
func datum(n Num) any {
	v, ok := n.Get()
	if !ok {
		return gap
	}
	return significant(v)
}

// significant rounds to what a reader sees under the pointer: four significant
// digits, which is finer than a printer's dot, and the whole part of larger
// numbers.
func significant(v float64) float64 {
	if math.Abs(v) >= 1000 && math.Abs(v) < 1e12 {
		return math.Round(v)
	}
	r, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', 4, 64), 64)
	if err != nil {
		return v
	}
	return r
}

// A curve is a line through the bands of a grid.
type curve struct {
	name   string
	grid   int
	values []Num
	colour string
	width  float64
	dash   []float64
	dots   bool // a dot at every value, not only at lone ones
	hidden bool // not drawn: only read under the pointer
	silent bool // not read under the pointer
	z      int
}

func (s *sheet) curve(c curve) {
	data := make([]opts.LineData, len(c.values))
	for i, v := range c.values {
		data[i] = opts.LineData{Value: datum(v)}
		lone := v.Known() && (i == 0 || !c.values[i-1].Known()) && (i == len(c.values)-1 || !c.values[i+1].Known())
		if v.Known() && !c.hidden && (c.dots || lone) {
			data[i].Symbol = "circle"
			data[i].SymbolSize = int(math.Ceil(c.width*1.5 + 2))
		}
	}
	line := charts.NewLine()
	line.AddSeries(markup(c.name), data,
		charts.WithLineChartOpts(opts.LineChart{XAxisIndex: c.grid, YAxisIndex: c.grid, Symbol: "none"}),
		charts.WithItemStyleOpts(opts.ItemStyle{Color: c.colour}),
	)
	ls := map[string]any{"color": c.colour, "width": c.width}
	if c.dash != nil {
		ls["type"] = c.dash
	}
	if c.hidden {
		ls["width"], ls["opacity"] = 0, 0
	}
	s.add(line.MultiSeries, map[string]any{"z": c.z, "lineStyle": ls, "silent": true, "emphasis": map[string]any{"disabled": true}}, c.silent)
	s.series[len(s.series)-1].unseen = c.hidden
	if !c.hidden && s.direct(len(c.values)) {
		s.drawCurve(c)
	}
}

// band fills between two curves: an interval. It is stacked over all signs,
// which alone is right on both sides of zero.
func (s *sheet) band(gridIndex int, name string, low, high []Num, colour string, opacity float64) {
	base := make([]opts.LineData, len(low))
	wide := make([]opts.LineData, len(low))
	for i := range low {
		base[i], wide[i] = opts.LineData{Value: gap}, opts.LineData{Value: gap}
		l, ok := low[i].Get()
		h, ok2 := high[i].Get()
		if ok && ok2 {
			base[i].Value, wide[i].Value = significant(l), significant(h-l)
		}
	}
	stack := fmt.Sprintf("band%d", len(s.series))
	for i, data := range [][]opts.LineData{base, wide} {
		line := charts.NewLine()
		line.AddSeries(markup(name), data,
			charts.WithLineChartOpts(opts.LineChart{XAxisIndex: gridIndex, YAxisIndex: gridIndex, Symbol: "none", Stack: stack}),
		)
		extra := map[string]any{
			"z": zBand, "stackStrategy": "all", "silent": true,
			"lineStyle": map[string]any{"width": 0, "opacity": 0}, "itemStyle": map[string]any{"color": colour},
			"emphasis": map[string]any{"disabled": true},
		}
		if i == 1 {
			extra["areaStyle"] = map[string]any{"color": colour, "opacity": opacity}
		}
		s.add(line.MultiSeries, extra, true)
	}
	if s.direct(len(low)) {
		s.series[len(s.series)-2].unseen = true
		s.drawBand(gridIndex, low, high, colour, opacity)
	}
}

// A column is a bar a band, or a bar a row of a grid with rows.
type columns struct {
	name    string
	grid    int
	values  []Num
	colour  string
	colours []string // for each bar; nil for all the same
	stack   string
	gap     string   // between bars: "10%"
	hollow  []bool   // bars drawn as an outline; nil for none
	names   []string // of the bars, for the pointer; nil where the axis has them
	edge    bool     // a thin line of paper between the parts of a stack
	silent  bool
}

func (s *sheet) columns(c columns) {
	data := make([]opts.BarData, len(c.values))
	for i, v := range c.values {
		data[i] = opts.BarData{Value: datum(v)}
		if c.names != nil {
			data[i].Name = markup(c.names[i])
		}
		if c.colours != nil {
			data[i].ItemStyle = &opts.ItemStyle{Color: c.colours[i]}
		}
		if c.hollow != nil && c.hollow[i] {
			data[i].ItemStyle = &opts.ItemStyle{Color: s.p.Palette.Paper, BorderColor: c.colour, BorderWidth: 1}
		}
	}
	item := opts.ItemStyle{Color: c.colour}
	if c.edge {
		item.BorderColor, item.BorderWidth = s.p.Palette.Paper, 0.75
	}
	bar := charts.NewBar()
	bar.AddSeries(markup(c.name), data,
		charts.WithBarChartOpts(opts.BarChart{XAxisIndex: c.grid, YAxisIndex: c.grid, Stack: c.stack, BarCategoryGap: c.gap}),
		charts.WithItemStyleOpts(item),
	)
	s.add(bar.MultiSeries, map[string]any{"z": zData, "silent": c.names == nil, "emphasis": map[string]any{"disabled": true}}, c.silent)
	if s.direct(len(c.values)) {
		s.drawColumns(c)
	}
}

func (s *sheet) add(made charts.MultiSeries, extra map[string]any, silent bool) {
	if silent {
		extra["tooltip"] = map[string]any{"show": false}
	}
	s.series = append(s.series, series{made: made, extra: extra})
}

// markup takes the braces out of a name, which a tooltip would read as a
// command of ECharts' rich text.
func markup(s string) string {
	return strings.NewReplacer("{", "(", "}", ")").Replace(clean(s))
}

// visitor adds what go-echarts' types lack and takes out what they add.
type visitor struct {
	charts.BaseConfigurationVisitor
	s       *sheet
	graphic []map[string]any
	still   bool // for a drawing: without what answers to a pointer
}

// option returns the sheet as an ECharts option for a page.
func (s *sheet) option() ([]byte, error) {
	var children []map[string]any
	for _, m := range s.marks {
		if g := m.graphic(); g != nil {
			children = append(children, g)
		}
	}
	return s.encode([]map[string]any{{"type": "group", "silent": true, "children": children}}, false)
}

// seriesOption returns the series alone, with a marker for every level of
// marks that lies between them, or nil when there are no series.
func (s *sheet) seriesOption() ([]byte, error) {
	still := *s
	still.series = slices.DeleteFunc(slices.Clone(s.series), func(x series) bool { return x.unseen })
	if len(still.series) == 0 {
		return nil, nil
	}
	var graphic []map[string]any
	for z := zData + 1; z < zText; z++ {
		if slices.ContainsFunc(s.marks, func(m mark) bool { return m.level() == z }) {
			graphic = append(graphic, block{box{0, 0, 1, 1}, marker(z), "", 0, z}.graphic())
		}
	}
	return still.encode(graphic, true)
}

// encode writes an option as JSON: data only, without functions, every "<", ">"
// and "&" escaped.
func (s *sheet) encode(graphic []map[string]any, still bool) ([]byte, error) {
	base := charts.NewLine()
	base.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: "figure", BackgroundColor: s.p.Palette.Paper}),
		charts.WithAnimation(false),
	)
	base.XAxisList, base.YAxisList = nil, nil
	for i, g := range s.grids {
		base.GridList = append(base.GridList, opts.Grid{Left: coord(g.x), Top: coord(g.y), Width: coord(g.w), Height: coord(g.h)})
		x := opts.XAxis{Show: opts.Bool(false), GridIndex: i, Type: "category"}
		if g.bands != nil {
			names := make([]string, len(g.bands))
			for k, b := range g.bands {
				names[k] = markup(b)
			}
			x.Data = names
			if i == 0 {
				base.SetXAxis(names) // Validate overwrites the first axis with this
			}
		} else {
			x.Type, x.Min, x.Max = "value", g.across.lo, g.across.hi
		}
		base.ExtendXAxis(x)
		y := opts.YAxis{Show: opts.Bool(false), GridIndex: i, Type: "value", Min: g.up.lo, Max: g.up.hi}
		if g.rows != nil {
			names := make([]string, len(g.rows))
			for k, r := range g.rows {
				names[k] = markup(r)
			}
			y.Type, y.Min, y.Max, y.Data = "category", nil, nil, names
		}
		base.ExtendYAxis(y)
	}
	for _, made := range s.series {
		base.MultiSeries = append(base.MultiSeries, made.made...)
	}
	base.Accept(visitor{s: s, graphic: graphic, still: still})
	if len(base.XAxisList) > 0 {
		base.Validate()
	}
	b, err := json.Marshal(base.JSON())
	if err != nil {
		return nil, fmt.Errorf("option: %w", err)
	}
	return b, nil
}

func coord(v float64) string { return strconv.FormatFloat(round2(v), 'f', -1, 64) }

// Visit is called by go-echarts with the finished option.
func (v visitor) Visit(o map[string]any) {
	s := v.s
	delete(o, "toolbox")
	delete(o, "title")
	delete(o, "color")
	o["useUTC"] = true
	o["textStyle"] = map[string]any{"fontFamily": family, "fontSize": s.p.text(), "color": s.p.Palette.Ink}
	o["graphic"] = v.graphic
	if len(s.grids) == 0 {
		delete(o, "xAxis")
		delete(o, "yAxis")
	}
	if v.still {
		delete(o, "tooltip")
		delete(o, "legend")
		delete(o, "backgroundColor")
		return
	}
	o["legend"] = map[string]any{"show": false, "data": s.groups}
	tip := map[string]any{
		"renderMode": "richText", "confine": true, "trigger": "item",
		"backgroundColor": s.p.Palette.Paper, "borderColor": s.p.Palette.Axis,
		"textStyle": map[string]any{"fontFamily": family, "fontSize": s.p.small(), "color": s.p.Palette.Ink},
	}
	o["tooltip"] = tip
	var linked []int
	for i, g := range s.grids {
		if g.pointer {
			linked = append(linked, i)
		}
	}
	if linked != nil {
		tip["trigger"] = "axis"
		o["axisPointer"] = map[string]any{
			"link":      []any{map[string]any{"xAxisIndex": linked}},
			"lineStyle": map[string]any{"color": s.p.Palette.Axis, "width": 1, "type": "solid"},
			"label":     map[string]any{"show": false},
		}
	}
}

// VisitYAxis puts the rows of a grid in reading order, from the top, and names
// the grid: the types tag the field wrongly.
func (v visitor) VisitYAxis(axes []opts.YAxis) any {
	out := make([]any, len(axes))
	for i, a := range axes {
		m := object(a)
		m["gridIndex"] = i
		if v.s.grids[i].rows != nil {
			m["inverse"] = true
			m["data"] = a.Data
		}
		m["show"] = false
		out[i] = m
	}
	return out
}

// VisitXAxis sets what an empty value would drop: a minimum of zero.
func (v visitor) VisitXAxis(axes []opts.XAxis) any {
	out := make([]any, len(axes))
	for i, a := range axes {
		m := object(a)
		m["gridIndex"] = i
		m["show"] = false
		out[i] = m
	}
	return out
}

// VisitSeriesOpt adds the fields that go-echarts does not know.
func (v visitor) VisitSeriesOpt(made charts.MultiSeries) any {
	out := make([]any, len(made))
	for i, one := range made {
		m := object(one)
		maps.Copy(m, v.s.series[i].extra)
		if data, ok := m["data"].([]any); ok {
			for k, x := range data {
				if item, ok := x.(map[string]any); ok && len(item) == 1 && item["value"] != nil {
					data[k] = item["value"]
				}
			}
		}
		out[i] = m
	}
	return out
}

// object turns one of go-echarts' structs into the object that it encodes as.
func object(v any) map[string]any {
	m := map[string]any{}
	if b, err := json.Marshal(v); err == nil {
		// Both directions are JSON of plain structs: neither can fail.
		_ = json.Unmarshal(b, &m)
	}
	return m
}

// A heatCell is a cell of a grid with rows: column, row, value, fill.
type heatCell struct {
	col, row   int
	value      float64
	fill, name string
}

// cells draws the cells of a grid with rows.
func (s *sheet) cells(gi int, name string, cs []heatCell) {
	data := make([]opts.HeatMapData, len(cs))
	for i, c := range cs {
		data[i] = opts.HeatMapData{Name: markup(c.name), Value: []any{c.col, c.row, significant(c.value)}}
	}
	heat := charts.NewHeatMap()
	heat.AddSeries(markup(name), data,
		charts.WithItemStyleOpts(opts.ItemStyle{BorderColor: s.p.Palette.Paper, BorderWidth: 1}))
	items := make([]any, len(cs))
	for i, c := range cs {
		m := object(data[i])
		m["itemStyle"] = map[string]any{"color": c.fill}
		items[i] = m
	}
	s.add(heat.MultiSeries, map[string]any{"z": zData, "data": items, "xAxisIndex": gi, "yAxisIndex": gi, "emphasis": map[string]any{"disabled": true}}, false)
	if s.direct(len(cs)) {
		s.drawCells(gi, cs)
	}
}

// A cloud is a set of points in a grid with two scales.
type cloud struct {
	name   string
	grid   int
	points [][2]float64
	names  []string // of the points, for the pointer; may be nil
	colour string
	size   [2]float64 // width and height in pixels
	shape  string     // "circle" or "rect"
	hollow bool
	ticks  bool // drawn by marks, since there may be thousands; the series is for the page
}

func (s *sheet) cloud(c cloud) {
	data := make([]opts.ScatterData, len(c.points))
	for i, p := range c.points {
		data[i] = opts.ScatterData{Value: []float64{significant(p[0]), significant(p[1])}}
		if c.names != nil {
			data[i].Name = markup(c.names[i])
		}
	}
	made := charts.NewScatter()
	made.AddSeries(markup(c.name), data,
		charts.WithScatterChartOpts(opts.ScatterChart{XAxisIndex: c.grid, YAxisIndex: c.grid, Symbol: c.shape, SymbolSize: c.size}))
	item := map[string]any{"color": c.colour, "opacity": 1}
	if c.hollow {
		item["color"], item["borderColor"], item["borderWidth"] = s.p.Palette.Paper, c.colour, 1.2
	}
	extra := map[string]any{"z": zLine, "itemStyle": item, "emphasis": map[string]any{"disabled": true}}
	s.add(made.MultiSeries, extra, false)
	if !c.ticks {
		return
	}
	if len(c.points) > 2000 {
		extra["large"], extra["largeThreshold"] = true, 0
	}
	g := s.grids[c.grid]
	for _, p := range c.points {
		s.marks = append(s.marks, printed{block{box{g.xAt(p[0]) - c.size[0]/2, g.yAt(p[1]) - c.size[1]/2, c.size[0], c.size[1]}, c.colour, "", 0, zDot}})
	}
	s.series[len(s.series)-1].unseen = true
}

// points draws values as dots over the bands of a grid.
func (s *sheet) points(gi int, name string, values []Num, colour string, size float64) {
	data := make([]opts.ScatterData, len(values))
	for i, v := range values {
		data[i] = opts.ScatterData{Value: datum(v)}
	}
	made := charts.NewScatter()
	made.AddSeries(markup(name), data,
		charts.WithScatterChartOpts(opts.ScatterChart{XAxisIndex: gi, YAxisIndex: gi, Symbol: "circle", SymbolSize: size}))
	s.add(made.MultiSeries, map[string]any{"z": zLine, "itemStyle": map[string]any{"color": colour, "opacity": 1}, "emphasis": map[string]any{"disabled": true}}, false)
	if s.direct(len(values)) {
		s.drawPoints(gi, values, colour, size)
	}
}

// flow draws a sankey diagram of two columns in a box. Names are unique within
// a column; a node of weight zero is left out by the caller.
type flow struct {
	box
	left, right []flowNode
	links       []flowLink
	bar, air    float64 // width of a node, least distance between two
}

type flowNode struct {
	name, colour string
	value        float64
}

type flowLink struct {
	from, to int
	value    float64
}

func (s *sheet) flow(f flow) {
	var nodes []opts.SankeyNode
	depth := []int{0, 1}
	// The same actor may stand on both sides: the side is part of the name.
	for _, n := range f.left {
		nodes = append(nodes, opts.SankeyNode{Name: markup(n.name) + " (speaks)", Depth: &depth[0], ItemStyle: &opts.ItemStyle{Color: n.colour}})
	}
	for _, n := range f.right {
		nodes = append(nodes, opts.SankeyNode{Name: markup(n.name) + " (blamed)", Depth: &depth[1], ItemStyle: &opts.ItemStyle{Color: n.colour}})
	}
	var links []opts.SankeyLink
	for _, l := range f.links {
		links = append(links, opts.SankeyLink{Source: nodes[l.from].Name, Target: nodes[len(f.left)+l.to].Name, Value: float32(l.value)})
	}
	made := charts.NewSankey()
	made.AddSeries("ties", nodes, links)
	s.add(made.MultiSeries, map[string]any{
		"z": zData, "left": round2(f.x), "top": round2(f.y), "width": round2(f.w), "height": round2(f.h),
		"nodeWidth": f.bar, "nodeGap": f.air, "layoutIterations": 0, "draggable": false, "nodeAlign": "left",
		"label": map[string]any{"show": false}, "emphasis": map[string]any{"disabled": true},
		"lineStyle": map[string]any{"color": "source", "opacity": 0.4, "curveness": 0.5},
	}, false)
}
