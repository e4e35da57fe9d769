package parquet

import (
	"io"
	"math"

	pq "github.com/parquet-go/parquet-go"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A point is a point of a series with what the series says of it.
type point struct {
	*coverage.Series
	coverage.Point
}

// WriteSeries writes the points of several series to w, one row a point, in
// order:
//
//	series, name, unit  text; null where empty
//	period              text, never null, such as 2008-11
//	period_kind         text, never null, such as month
//	first_day, last_day date: bounds of the period
//	value               double; null if it is missing
//	status              text, never null: observed, partial or missing
//	note                text; null where empty
//	source              text: where the series comes from; null where empty
//
// A series that [coverage.Series.Check] finds fault with is an error, and w then
// holds no Parquet file.
func WriteSeries(w io.Writer, series []coverage.Series, metadata map[string]string) error {
	t, err := newTable(w, "series", []column[point]{
		few(text("series", func(p *point) string { return p.Series.ID })),
		few(text("name", func(p *point) string { return p.Series.Name })),
		few(text("unit", func(p *point) string { return p.Series.Unit })),
		required("period", func(p *point) string { return p.Point.Period.String() }),
		few(required("period_kind", func(p *point) string { return p.Point.Period.Kind.String() })),
		date("first_day", func(p *point) coverage.Date { first, _ := p.Point.Period.Bounds(); return first }),
		date("last_day", func(p *point) coverage.Date { _, last := p.Point.Period.Bounds(); return last }),
		{"value", pq.Optional(pq.Leaf(pq.DoubleType)), func(p *point) pq.Value {
			x, ok := p.Point.Number()
			if !ok || math.IsNaN(x) {
				return pq.Value{}
			}
			return pq.DoubleValue(x)
		}},
		few(required("status", func(p *point) string { return p.Point.Status.String() })),
		text("note", func(p *point) string { return p.Point.Note }),
		few(text("source", func(p *point) string { return p.Series.Provenance.Source })),
	}, metadata)
	if err != nil {
		return err
	}
	for i := range series {
		s := &series[i]
		if err := s.Check(); err != nil {
			return wrap(err)
		}
		for _, p := range s.Points {
			if err := t.add(&point{s, p}); err != nil {
				return err
			}
		}
	}
	return t.close()
}
