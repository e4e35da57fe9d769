package parquet

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"reflect"
	"slices"

	pq "github.com/parquet-go/parquet-go"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Options say what is written besides the metadata. The zero value is ready to
// use and leaves the texts out.
type Options struct {
	// Text adds the column text.
	Text bool

	// Columns are added in their order, such as how often a frame was found.
	Columns []Column

	// Metadata is kept in the footer of the file, in the order of its keys, such
	// as the hash of the corpus under "snapshot".
	Metadata map[string]string

	// GroupBytes is how much of articles goes into one row group, which is what
	// is held in memory. 0 means 64 MB.
	GroupBytes int
}

// A Column is computed from each article. Exactly one of Number and Text is set;
// each reports false for what is not known, which is written as null, as is a
// number that is not finite.
type Column struct {
	Name   string
	Number func(coverage.Article) (float64, bool)
	Text   func(coverage.Article) (string, bool)
}

// ErrColumn is wrapped by the error for columns that cannot be written.
var ErrColumn = errors.New("invalid column")

// A column makes one value of a row of type T. The value is null if it is the
// zero pq.Value, which only an optional column may give.
type column[T any] struct {
	name  string
	node  pq.Node
	value func(*T) pq.Value
}

// An entry is an article with what several columns need.
type entry struct {
	coverage.Article
	provenance []byte
}

// Write writes the articles of seq to w and returns how many it wrote. It stops
// at the first error of seq or of w; what w holds then is no Parquet file.
func Write(w io.Writer, seq iter.Seq2[coverage.Article, error], o Options) (int, error) {
	columns := articleColumns()
	if o.Text {
		columns = append(columns, text("text", func(e *entry) string { return e.Text }))
	}
	for _, c := range o.Columns {
		own, err := c.column()
		if err != nil {
			return 0, err
		}
		columns = append(columns, own)
	}
	t, err := newTable(w, "article", columns, o.Metadata)
	if err != nil {
		return 0, err
	}
	most := cmp.Or(o.GroupBytes, 64<<20)
	n, held := 0, 0
	for a, err := range seq {
		if err != nil {
			return n, err
		}
		e := entry{Article: a}
		if e.provenance, err = json.Marshal(a.Provenance); err != nil {
			return n, fmt.Errorf("parquet: article %s: %w", a.ID, err)
		}
		size := len(e.provenance) + len(a.Title) + 512 // other fields are short
		if o.Text {
			size += len(a.Text)
		}
		if held > 0 && held+size > most {
			if err := t.endGroup(); err != nil {
				return n, err
			}
			held = 0
		}
		if err := t.add(&e); err != nil {
			return n, err
		}
		n++
		held += size
	}
	return n, t.close()
}

func (c Column) column() (column[entry], error) {
	switch {
	case c.Name == "":
		return column[entry]{}, fmt.Errorf("parquet: %w: no name", ErrColumn)
	case (c.Number == nil) == (c.Text == nil):
		return column[entry]{}, fmt.Errorf("parquet: %w: %s: set one of Number and Text", ErrColumn, c.Name)
	case c.Text != nil:
		return column[entry]{c.Name, pq.Optional(pq.String()), func(e *entry) pq.Value {
			s, ok := c.Text(e.Article)
			if !ok {
				return pq.Value{}
			}
			return pq.ByteArrayValue([]byte(s))
		}}, nil
	}
	return column[entry]{c.Name, pq.Optional(pq.Leaf(pq.DoubleType)), func(e *entry) pq.Value {
		x, ok := c.Number(e.Article)
		if !ok || math.IsNaN(x) || math.IsInf(x, 0) {
			return pq.Value{}
		}
		return pq.DoubleValue(x)
	}}, nil
}

// A table writes rows of one type.
type table[T any] struct {
	w       *pq.GenericWriter[any]
	columns []column[T]
	row     pq.Row
}

func newTable[T any](w io.Writer, name string, columns []column[T], metadata map[string]string) (*table[T], error) {
	var g group
	seen := map[string]bool{}
	for _, c := range columns {
		if seen[c.name] {
			return nil, fmt.Errorf("parquet: %w: %s stands twice", ErrColumn, c.name)
		}
		seen[c.name] = true
		g.fields = append(g.fields, field{pq.Compressed(c.node, &pq.Zstd), c.name})
	}
	g.Node = pq.Group{}
	config := []pq.WriterOption{pq.NewSchema(name, g), pq.CreatedBy("pressframe", "1", "")}
	for k, v := range metadata {
		config = append(config, pq.KeyValueMetadata(k, v)) // the writer sorts them
	}
	return &table[T]{w: pq.NewGenericWriter[any](w, config...), columns: columns, row: make(pq.Row, len(columns))}, nil
}

func (t *table[T]) add(v *T) error {
	for i, c := range t.columns {
		x := c.value(v)
		level := 0
		if c.node.Optional() && !x.IsNull() {
			level = 1
		}
		t.row[i] = x.Level(0, level, i)
	}
	_, err := t.w.WriteRows([]pq.Row{t.row})
	return wrap(err)
}

func (t *table[T]) endGroup() error { return wrap(t.w.Flush()) }

func (t *table[T]) close() error { return wrap(t.w.Close()) }

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("parquet: %w", err)
}

// A group is a schema whose columns keep their order; that of pq.Group is
// alphabetical.
type group struct {
	pq.Node
	fields []pq.Field
}

func (g group) Fields() []pq.Field { return slices.Clone(g.fields) }

type field struct {
	pq.Node
	name string
}

func (f field) Name() string { return f.name }

// Value makes field a pq.Field. Rows are written as values, so that nothing asks
// for the fields of a Go value.
func (f field) Value(base reflect.Value) reflect.Value { return reflect.Value{} }
