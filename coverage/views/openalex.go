package views

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ReadOpenAlex reads counts_by_year of one OpenAlex work, author or source:
// citations received by year. OpenAlex gives the last ten years only and
// leaves out years without citations; those are missing unless
// Options.AbsentIsZero is set. The year of updated_date, or of
// Options.Captured, is partial. A cited_by_count above the sum is the mark of
// older citations and is noted; one below it is a warning too.
func ReadOpenAlex(r io.Reader, o Options) (*coverage.Series, error) {
	raw, err := readAll(r, o)
	if err != nil {
		return nil, err
	}
	var doc struct {
		ID      string
		Name    string   `json:"display_name"`
		Total   *float64 `json:"cited_by_count"`
		Updated string   `json:"updated_date"`
		Years   []struct {
			Year  int
			Cited *float64 `json:"cited_by_count"`
		} `json:"counts_by_year"`
	}
	fail := func(record int, err error) (*coverage.Series, error) {
		return nil, &coverage.RecordError{Location: o.Location, Record: record, Err: err}
	}
	if err := json.Unmarshal(plainText(raw), &doc); err != nil {
		return fail(0, fmt.Errorf("views: not an OpenAlex entity: %w", err))
	}
	if len(doc.Years) == 0 {
		return fail(0, fmt.Errorf("views: %w: no counts_by_year", ErrNoTable))
	}
	var entries []entry
	for i, y := range doc.Years {
		d, err := coverage.ParseDate(fmt.Sprintf("%04d", y.Year))
		if err != nil || y.Cited == nil || *y.Cited < 0 {
			return fail(i+1, fmt.Errorf("views: year %d, cited_by_count %v", y.Year, y.Cited))
		}
		p, _ := coverage.PeriodOf(d, coverage.Yearly)
		entries = append(entries, entry{period: p, value: *y.Cited})
	}
	o.ID, o.Name = firstOf(o.ID, doc.ID), firstOf(o.Name, doc.Name)
	s, err := assemble(entries, coverage.Yearly, o, coverage.Provenance{Source: "openalex", Location: firstOf(o.Location, doc.ID), SHA256: coverage.SHA256Hex(raw)})
	if err != nil {
		return nil, err
	}
	s.Unit = "citations"
	if doc.Total != nil {
		checkTotal(s, *doc.Total, "cited_by_count, which counts older years too,")
	}
	if d, err := coverage.ParseDate(doc.Updated[:min(len(doc.Updated), 10)]); err == nil && !o.Captured.IsKnown() {
		o.Captured = d
	}
	o.FirstIsWhole = true
	markEdges(s, o)
	return s, nil
}
