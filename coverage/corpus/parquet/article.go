package parquet

import (
	"math"
	"time"

	pq "github.com/parquet-go/parquet-go"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// articleColumns are the columns of every file of articles.
func articleColumns() []column[entry] {
	return []column[entry]{
		required("id", func(e *entry) string { return e.ID }),
		text("published", func(e *entry) string { return e.Published.String() }),
		few(required("precision", func(e *entry) string { return e.Published.Precision.String() })),
		date("day", func(e *entry) coverage.Date {
			if e.Published.Precision < coverage.DayPrecision {
				return coverage.Date{}
			}
			return e.Published
		}),
		date("first_day", func(e *entry) coverage.Date { first, _ := e.Published.Bounds(); return first }),
		date("last_day", func(e *entry) coverage.Date { _, last := e.Published.Bounds(); return last }),
		text("date_raw", func(e *entry) string { return e.Published.Raw }),
		few(text("date_basis", func(e *entry) string { return e.Published.Basis })),
		few(text("outlet", func(e *entry) string { return e.Outlet.Name })),
		few(text("kind", func(e *entry) string { return e.Outlet.Kind.String() })),
		few(text("country", func(e *entry) string { return e.Outlet.Country })),
		text("title", func(e *entry) string { return e.Title }),
		text("byline", func(e *entry) string { return e.Byline }),
		few(text("section", func(e *entry) string { return e.Section })),
		few(text("language", func(e *entry) string { return e.Language })),
		text("url", func(e *entry) string { return e.URL }),
		{"words", pq.Optional(pq.Int(32)), func(e *entry) pq.Value {
			if e.Words <= 0 || e.Words > math.MaxInt32 {
				return pq.Value{}
			}
			return pq.Int32Value(int32(e.Words))
		}},
		few(text("source", func(e *entry) string { return e.Provenance.Source })),
		{"provenance", pq.Required(pq.JSON()), func(e *entry) pq.Value { return pq.ByteArrayValue(e.provenance) }},
		{"text_bytes", pq.Required(pq.Int(64)), func(e *entry) pq.Value { return pq.Int64Value(int64(len(e.Text))) }},
		required("text_sha256", func(e *entry) string { return coverage.SHA256Hex([]byte(e.Text)) }),
	}
}

// text is null where it is empty.
func text[T any](name string, value func(*T) string) column[T] {
	return column[T]{name, pq.Optional(pq.String()), func(v *T) pq.Value {
		s := value(v)
		if s == "" {
			return pq.Value{}
		}
		return pq.ByteArrayValue([]byte(s))
	}}
}

func required[T any](name string, value func(*T) string) column[T] {
	return column[T]{name, pq.Required(pq.String()), func(v *T) pq.Value { return pq.ByteArrayValue([]byte(value(v))) }}
}

// few is for a column in which values come again and again.
func few[T any](c column[T]) column[T] {
	c.node = pq.Encoded(c.node, &pq.RLEDictionary)
	return c
}

// date is null where the date is unknown.
func date[T any](name string, value func(*T) coverage.Date) column[T] {
	return column[T]{name, pq.Optional(pq.Date()), func(v *T) pq.Value {
		t, ok := value(v).Time()
		if !ok {
			return pq.Value{}
		}
		return pq.Int32Value(int32(t.Unix() / int64((24 * time.Hour).Seconds())))
	}}
}
