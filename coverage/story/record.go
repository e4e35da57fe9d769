package story

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// A Record is an article of a case with what was coded by hand. Its Text is
// the full text if there is one, else the abstract.
type Record struct {
	coverage.Article
	IsAbstract bool   // Text is an abstract
	CodedFrom  string // what the coder had before her: "full text", "opening", ""
	Codes      *Codes // nil if the record was not coded by hand
}

// Codes are one coder's judgement of a whole article.
type Codes struct {
	Blame            int      `json:"blame"`         // 0 to 3: fault laid on persons or agencies
	Systemic         int      `json:"systemic"`      // 0 to 3: organisational, resource and policy causes
	CounterBlame     int      `json:"counter_blame"` // 0 to 3: criticism of the blaming itself
	Primary          string   `json:"primary"`       // "blame", "systemic", "counter_blame", "mixed" or "none"
	PerpetratorsOnly bool     `json:"perpetrators_only"`
	Targets          []string `json:"targets"`
}

type recordJSON struct {
	ID            string `json:"id"`
	Outlet        string `json:"outlet"`
	OutletKind    string `json:"outlet_kind"`
	Title         string `json:"title"`
	Byline        string `json:"byline"`
	Section       string `json:"section"`
	Language      string `json:"language"`
	Date          string `json:"date"`
	DatePrecision string `json:"date_precision"`
	DateBasis     string `json:"date_basis"`
	URL           string `json:"url"`
	Abstract      string `json:"abstract"`
	AbstractBasis string `json:"abstract_basis"`
	Text          string `json:"text"`
	Source        string `json:"source"`
	Codes         *Codes `json:"codes"`
}

// ReadRecords reads one record a line: JSON with id, outlet, outlet_kind,
// title, byline, date, date_precision, date_basis, url, source (the database or
// reader it came through), abstract, codes and, instead of the abstract, text;
// or a [coverage.Article] as JSON, which is what collectors and a corpus write.
// Both may stand in one file. Records come back in order of date, then id.
// All faults are found before it gives up: the error joins a
// [*coverage.RecordError] for each.
func ReadRecords(r io.Reader, name string) ([]Record, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, coverage.MaxLine)
	var records []Record
	var errs []error
	line, n := 0, 0
	for sc.Scan() {
		line++
		b := sc.Bytes()
		if len(strings.TrimSpace(string(b))) == 0 {
			continue
		}
		n++
		rec, err := parseRecord(b)
		if err == nil {
			for _, other := range records {
				if other.ID == rec.ID {
					err = fmt.Errorf("id %q stands twice", rec.ID)
				}
			}
		}
		if err != nil {
			errs = append(errs, &coverage.RecordError{Location: name, Line: line, Record: n, Err: err})
			continue
		}
		if rec.Provenance.Location == "" {
			rec.Provenance.Location, rec.Provenance.Record = name, n
		}
		records = append(records, rec)
	}
	if err := sc.Err(); err != nil {
		errs = append(errs, &coverage.RecordError{Location: name, Line: line + 1, Err: err})
	}
	sortRecords(records)
	return records, errors.Join(errs...)
}

// ReadRecordDir reads every *.json file of a folder as one record, for texts
// that are kept one to a file.
func ReadRecordDir(fsys fs.FS) ([]Record, []Input, error) {
	names, err := fs.Glob(fsys, "*.json")
	if err != nil {
		return nil, nil, err
	}
	if len(names) == 0 {
		return nil, nil, &CaseError{File: ".", Err: errors.New("the folder holds no *.json file")}
	}
	slices.Sort(names)
	var records []Record
	var inputs []Input
	var errs []error
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			errs = append(errs, &CaseError{File: name, Err: err})
			continue
		}
		rec, err := parseRecord(raw)
		if err != nil {
			errs = append(errs, &CaseError{File: name, Line: text.InvalidLine(raw), Err: err})
			continue
		}
		rec.Provenance.Location = path.Base(name)
		inputs = append(inputs, Input{name, len(raw), coverage.SHA256Hex(raw)})
		records = append(records, rec)
	}
	sortRecords(records)
	for i := 1; i < len(records); i++ {
		if records[i].ID == records[i-1].ID {
			errs = append(errs, &CaseError{File: records[i].Provenance.Location, Err: fmt.Errorf("id %q stands twice", records[i].ID)})
		}
	}
	return records, inputs, errors.Join(errs...)
}

func parseRecord(b []byte) (Record, error) {
	if !utf8.Valid(b) {
		return Record{}, errNotUTF8
	}
	var form struct{ Published, Provenance json.RawMessage }
	if json.Unmarshal(b, &form) == nil && (form.Published != nil || form.Provenance != nil) {
		return articleRecord(b)
	}
	var j recordJSON
	if err := decodeStrictly(b, &j); err != nil {
		return Record{}, err
	}
	r := Record{CodedFrom: j.AbstractBasis, Codes: j.Codes, Article: coverage.Article{
		ID: j.ID, URL: j.URL, Title: j.Title, Byline: j.Byline, Section: j.Section, Language: j.Language,
		Outlet: coverage.Outlet{Name: j.Outlet}, Text: j.Text,
	}}
	var err error
	if r.Outlet.Kind, err = coverage.ParseOutletKind(j.OutletKind); err != nil {
		return r, err
	}
	if r.Published, err = coverage.ParseDate(j.Date); err != nil {
		return r, &plainError{plain(err), err}
	}
	p, err := coverage.ParsePrecision(j.DatePrecision)
	if err != nil {
		return r, err
	}
	if j.DatePrecision != "" && p != r.Published.Precision {
		return r, fmt.Errorf("date %q is not of precision %s", j.Date, p)
	}
	r.Published.Basis = j.DateBasis
	if r.Title == "" {
		return r, errors.New("no title")
	}
	if r.Text == "" {
		r.Text, r.IsAbstract = j.Abstract, true
	}
	if r.ID == "" {
		r.ID = coverage.MakeID(r.Article)
	}
	if c := r.Codes; c != nil {
		for _, v := range []int{c.Blame, c.Systemic, c.CounterBlame} {
			if v < 0 || v > 3 {
				return r, fmt.Errorf("a code of %d (want 0 to 3)", v)
			}
		}
		if !slices.Contains([]string{"blame", "systemic", "counter_blame", "mixed", "none"}, c.Primary) {
			return r, fmt.Errorf("primary code is %q (want blame, systemic, counter_blame, mixed or none)", c.Primary)
		}
	}
	r.Provenance.Source = or(j.Source, "record")
	r.Provenance.SHA256 = coverage.SHA256Hex(b)
	if r.IsAbstract {
		r.Provenance.Steps = []string{"abstract stands for the text"}
	}
	return r, nil
}

// articleRecord takes an article as a reader of this library wrote it.
func articleRecord(b []byte) (Record, error) {
	var r Record
	if err := decodeStrictly(b, &r.Article); err != nil {
		return r, err
	}
	if r.Title == "" {
		return r, errors.New("no title")
	}
	if r.ID == "" {
		r.ID = coverage.MakeID(r.Article)
	}
	r.IsAbstract = r.Text == "" || slices.ContainsFunc(r.Provenance.Steps, func(step string) bool {
		return strings.Contains(step, "summary") || strings.Contains(step, "abstract")
	})
	return r, nil
}

// decodeStrictly refuses fields that are not known, for a misspelt one would
// lose data silently, and more than one value.
func decodeStrictly(b []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return plainJSON(err, v)
	}
	if dec.More() {
		return errors.New("more than one JSON value in a record")
	}
	return nil
}

func sortRecords(rs []Record) {
	slices.SortFunc(rs, func(a, b Record) int {
		if c := a.Published.Compare(b.Published); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}
