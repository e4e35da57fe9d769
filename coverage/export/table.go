package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Table reads tables with a header line: CSV or TSV files of any origin, the
// story lists of Media Cloud and the article lists of GDELT. Columns are found
// by their usual names or by [Options.Columns]; those that are not used are in
// the fields of the record.
//
// The date of a GDELT list is the time GDELT saw the page, not the date of
// publication; its basis is "seen", and the record carries a warning. A table
// of counts over time is a [*NoArticlesError].
//
// A row with too few or too many columns is a record error. A quotation mark out
// of place costs the rows up to the next line that reads well.
type Table struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the rows in order.
func (x Table) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// Records yields the rows with their fields and bytes.
func (x Table) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		in, step := utf8Of(x.R)
		br := bufio.NewReaderSize(in, 64<<10)
		head, _ := br.Peek(64 << 10)
		head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
		comma := x.Options.Comma
		if comma == 0 {
			comma = separatorOf(head)
		}
		header, _ := firstRow(head, comma)
		format, _ := tableKind(header)
		if format == "" {
			format = FormatTable
		}
		stream(ctx, x.Name, format, x.Options, func(s *session) { x.read(s, br, step, comma) })(yield)
	}
}

func (x Table) read(s *session, in io.Reader, step string, comma rune) {
	t := &rowTap{r: in, max: s.opts.maxRecord()}
	c := csv.NewReader(t)
	c.Comma = comma
	c.FieldsPerRecord = -1
	c.LazyQuotes = comma == '\t'
	header, err := c.Read()
	if err != nil {
		if err == io.EOF {
			s.found = "an empty table"
			return
		}
		s.halt(&coverage.RecordError{Location: s.name, Line: 1, Err: err})
		return
	}
	header = slices.Clone(header)
	header[0] = strings.TrimPrefix(header[0], "\ufeff")
	if _, found := tableKind(header); found != "" {
		s.found = found
		return
	}
	columns, err := s.opts.mapColumns(header)
	if err != nil {
		s.halt(fmt.Errorf("export: %s: %w", s.name, err))
		return
	}
	if _, ok := columns["title"]; !ok {
		if _, ok := columns["text"]; !ok {
			s.found = fmt.Sprintf("a table without a column for title or text; its columns are %s", clip(strings.Join(header, ", ")))
			return
		}
	}
	s.found = "a table with a header line and no rows"
	basis := "stated"
	if s.format == FormatGDELT {
		basis = "seen"
	}
	number := 0
	for s.live() {
		offset := c.InputOffset()
		t.forget(offset)
		row, err := c.Read()
		if err == io.EOF {
			return
		}
		number++
		p := piece{number: number, offset: offset, step: step}
		if err != nil {
			var pe *csv.ParseError
			if !errors.As(err, &pe) {
				s.readErr(offset, err)
				return
			}
			p.line = pe.StartLine
			if !s.fail(p, pe.Err) {
				return
			}
			continue
		}
		p.line, _ = c.FieldPos(0)
		p.raw = t.between(offset, c.InputOffset())
		if len(row) != len(header) {
			if !s.fail(p, fmt.Errorf("%w: %d columns where the header has %d", csv.ErrFieldCount, len(row), len(header))) {
				return
			}
			continue
		}
		cells := s.cells(&p, row)
		get := func(field string) string {
			if i, ok := columns[field]; ok {
				return cells[i]
			}
			return ""
		}
		r, id, err := s.tabled(get, basis)
		if err != nil {
			if !s.fail(p, err) {
				return
			}
			continue
		}
		for i, h := range header {
			if cells[i] != "" {
				r.Fields = append(r.Fields, Field{h, cells[i]})
			}
		}
		if basis == "seen" && r.Article.Published.IsKnown() {
			r.warn("date is when GDELT saw the page, not when it was published")
		}
		if id != "" {
			switch s.format {
			case FormatMediaCloud:
				id = "mediacloud:" + id
			default:
				r.Article.ID, id = id, ""
			}
		}
		if !s.emit(p, r, id) {
			return
		}
	}
}

// cells decodes the cells of a row.
func (s *session) cells(p *piece, row []string) []string {
	out := make([]string, len(row))
	for i, cell := range row {
		q := piece{raw: []byte(cell), step: p.step}
		out[i] = s.text(&q)
		if q.step != p.step {
			p.step = q.step
		}
	}
	return out
}

// A rowTap keeps the bytes of the row that is being read.
type rowTap struct {
	r    io.Reader
	kept []byte
	base int64
	max  int
}

func (t *rowTap) Read(b []byte) (int, error) {
	if len(t.kept) > t.max+2*len(b) {
		return 0, fmt.Errorf("row at byte %d of more than %d bytes: %w", t.base, t.max, ErrTooLarge)
	}
	n, err := t.r.Read(b)
	t.kept = append(t.kept, b[:n]...)
	return n, err
}

func (t *rowTap) forget(before int64) {
	n := before - t.base
	if n < int64(len(t.kept))/2 && len(t.kept) < 1<<20 {
		return
	}
	t.kept = append(t.kept[:0], t.kept[min(n, int64(len(t.kept))):]...)
	t.base = before
}

func (t *rowTap) between(from, to int64) []byte {
	return bytes.TrimRight(t.kept[from-t.base:min(to-t.base, int64(len(t.kept)))], "\r\n")
}

// separatorOf guesses the separator by the header line: the sign that makes the
// most columns.
func separatorOf(head []byte) rune {
	best, most := ',', 0
	for _, comma := range []rune{',', ';', '\t', '|'} {
		row, err := firstRow(head, comma)
		if err == nil && len(row) > most {
			best, most = comma, len(row)
		}
	}
	return best
}

func firstRow(head []byte, comma rune) ([]string, error) {
	c := csv.NewReader(bytes.NewReader(head))
	c.Comma = comma
	c.FieldsPerRecord = -1
	row, err := c.Read()
	if len(row) > 0 {
		row[0] = strings.TrimPrefix(row[0], "\ufeff")
	}
	return row, err
}

// tableKind tells the tables it knows by their header; found is set for those
// that hold no articles.
func tableKind(header []string) (format Format, found string) {
	has := map[string]bool{}
	for _, h := range header {
		has[columnKey(h)] = true
	}
	all := func(names ...string) bool {
		for _, n := range names {
			if !has[n] {
				return false
			}
		}
		return true
	}
	switch {
	case all("media name", "media url", "publish date", "title", "url"), all("stories id", "media name", "title", "url"):
		return FormatMediaCloud, ""
	case all("mobileurl", "url", "title"), all("seendate", "url", "title"), all("url", "mobileurl", "date", "title"):
		return FormatGDELT, ""
	case all("date", "count", "total count"), all("date", "count", "ratio"):
		return "", "a Media Cloud table of counts over time, not of stories"
	case all("date", "series", "value"):
		return "", "a GDELT timeline, not a list of articles"
	}
	return "", ""
}

// sniffTable tells whether text is a table of articles by its header.
func sniffTable(text []byte) (Format, string) {
	line := firstLine(text)
	if len(line) == 0 || len(line) > 4096 {
		return "", ""
	}
	comma := separatorOf(text)
	header, err := firstRow(text, comma)
	if err != nil || len(header) < 2 {
		return "", ""
	}
	for _, h := range header {
		if len(h) > 60 || strings.ContainsAny(h, ".!?") && strings.Contains(h, " ") {
			return "", "" // a sentence, not a name
		}
	}
	if f, found := tableKind(header); f != "" || found != "" {
		return f, found
	}
	columns, err := Options{}.mapColumns(header)
	if err != nil {
		return "", ""
	}
	_, title := columns["title"]
	_, body := columns["text"]
	_, date := columns["published"]
	if len(columns) >= 2 && (title || body) {
		return FormatTable, ""
	}
	if date && len(columns) >= 1 && len(header) >= 2 {
		return "", fmt.Sprintf("a table without a column for title or text; its columns are %s", clip(strings.Join(header, ", ")))
	}
	if len(columns) >= 1 && body || title {
		return FormatTable, ""
	}
	return "", ""
}
