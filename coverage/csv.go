package coverage

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// articleHeader lists the columns of the article CSV. Provenance is one JSON
// column so that nothing is lost on the way.
var articleHeader = []string{"id", "date", "date_precision", "date_raw", "date_basis", "outlet", "outlet_kind", "country",
	"title", "byline", "section", "language", "url", "words", "text", "provenance"}

// WriteCSV writes articles with a header line. It stops at the first error of
// seq or of w. encoding/csv reads "\r\n" inside a field as "\n", so carriage
// returns in texts do not survive a round trip; use [WriteJSONL] where that
// matters.
func WriteCSV(w io.Writer, seq iter.Seq2[Article, error]) error {
	cw := csv.NewWriter(w)
	if err := cw.Write(articleHeader); err != nil {
		return err
	}
	for a, err := range seq {
		if err != nil {
			return err
		}
		prov, err := json.Marshal(a.Provenance)
		if err != nil {
			return err
		}
		words := ""
		if a.Words != 0 {
			words = strconv.Itoa(a.Words)
		}
		err = cw.Write([]string{a.ID, a.Published.String(), a.Published.Precision.String(), a.Published.Raw, a.Published.Basis,
			a.Outlet.Name, a.Outlet.Kind.String(), a.Outlet.Country, a.Title, a.Byline, a.Section, a.Language, a.URL, words, a.Text, string(prov)})
		if err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

// CSV is a [Source] over what [WriteCSV] writes. Columns may stand in any
// order and may be absent, save "title"; a column it does not know ends the
// stream with an error, for a misspelt name would lose data silently. For
// other people's CSV files see package export.
type CSV struct {
	R    io.Reader
	Name string
}

// Articles yields the rows in order.
func (s CSV) Articles(ctx context.Context) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		cr := csv.NewReader(s.R)
		head, err := cr.Read()
		if err != nil {
			yield(Article{}, &RecordError{Location: s.Name, Line: 1, Err: fmt.Errorf("no header line: %w", err)})
			return
		}
		head = slices.Clone(head)
		head[0] = strings.TrimPrefix(head[0], "\ufeff")
		for _, h := range head {
			if !slices.Contains(articleHeader, h) {
				yield(Article{}, &RecordError{Location: s.Name, Line: 1, Err: fmt.Errorf("unknown column %q (know %s)", h, strings.Join(articleHeader, ", "))})
				return
			}
		}
		if !slices.Contains(head, "title") {
			yield(Article{}, &RecordError{Location: s.Name, Line: 1, Err: fmt.Errorf("no column %q", "title")})
			return
		}
		for record := 1; ; record++ {
			if err := ctx.Err(); err != nil {
				yield(Article{}, err)
				return
			}
			at := cr.InputOffset()
			rec, err := cr.Read()
			if err == io.EOF {
				return
			}
			var a Article
			line, ended := 0, false
			if err != nil {
				// A malformed row leaves the reader at the next one; any
				// other error would come back for ever.
				_, malformed := errors.AsType[*csv.ParseError](err)
				ended = !malformed
			} else {
				line, _ = cr.FieldPos(0)
				a, err = articleFromRow(head, rec)
			}
			if err != nil {
				a, err = Article{}, &RecordError{Location: s.Name, Record: record, Line: line, Offset: at, Err: err}
			}
			if !yield(a, err) || ended {
				return
			}
		}
	}
}

func articleFromRow(head, rec []string) (Article, error) {
	var a Article
	var precision, raw, basis string
	var err error
	for i, h := range head {
		v := rec[i]
		switch h {
		case "id":
			a.ID = v
		case "date":
			a.Published, err = ParseDate(v)
		case "date_precision":
			precision = v
		case "date_raw":
			raw = v
		case "date_basis":
			basis = v
		case "outlet":
			a.Outlet.Name = v
		case "outlet_kind":
			a.Outlet.Kind, err = ParseOutletKind(v)
		case "country":
			a.Outlet.Country = v
		case "title":
			a.Title = v
		case "byline":
			a.Byline = v
		case "section":
			a.Section = v
		case "language":
			a.Language = v
		case "url":
			a.URL = v
		case "words":
			if v != "" {
				a.Words, err = strconv.Atoi(v)
			}
		case "text":
			a.Text = v
		case "provenance":
			if v != "" {
				err = json.Unmarshal([]byte(v), &a.Provenance)
			}
		}
		if err != nil {
			return a, fmt.Errorf("column %s: %w", h, err)
		}
	}
	if precision != "" {
		p, err := ParsePrecision(precision)
		if err != nil {
			return a, err
		}
		if p > a.Published.Precision {
			return a, fmt.Errorf("column date_precision: %w: %q is not known to the %s", ErrDate, a.Published, p)
		}
		a.Published = a.Published.Truncate(p)
	}
	if slices.Contains(head, "date_raw") {
		a.Published.Raw = raw
	}
	a.Published.Basis = basis
	if a.ID == "" {
		a.ID = MakeID(a)
	}
	return a, nil
}
