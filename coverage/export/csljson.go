package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// CSLJSON reads lists of CSL-JSON items, as reference managers and Crossref
// write them, and lists of JSON objects of other programs, whose keys are found
// like the columns of a [Table]. A title that is a list gives its first entry, a
// date with date-parts is as precise as they are. The abstract becomes the text,
// and the provenance says so.
//
// JSON that is damaged in the middle ends the stream with an error: what follows
// cannot be told apart.
type CSLJSON struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the items in the order of the file.
func (x CSLJSON) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// Records yields the items with their fields and bytes.
func (x CSLJSON) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatCSLJSON, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		if b, err := peek(in, 3); err == nil && bytes.Equal(b, []byte("\xef\xbb\xbf")) {
			io.ReadFull(in, b)
		}
		s.found = "an empty JSON list"
		t := &rowTap{r: in, max: s.opts.maxRecord()}
		d := json.NewDecoder(t)
		if tok, err := d.Token(); err != nil || tok != json.Delim('[') {
			s.found = "a JSON file that is no list"
			return
		}
		for number := 1; s.live() && d.More(); number++ {
			p := piece{number: number, offset: d.InputOffset(), step: step}
			t.forget(p.offset)
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				s.fail(p, fmt.Errorf("damaged JSON: %w", err))
				s.stopped = true
				return
			}
			p.raw = raw
			p.offset = d.InputOffset() - int64(len(raw))
			r, id, err := s.cslItem(&p)
			if err != nil {
				s.fail(p, err)
				continue
			}
			s.emit(p, r, id)
		}
	})
}

type peeker interface {
	Peek(n int) ([]byte, error)
}

func peek(r io.Reader, n int) ([]byte, error) {
	if p, ok := r.(peeker); ok {
		b, err := p.Peek(n)
		return bytes.Clone(b), err
	}
	return nil, io.EOF
}

type cslDate struct {
	Parts   [][]json.RawMessage `json:"date-parts"`
	Raw     string              `json:"raw"`
	Literal string              `json:"literal"`
}

func (s *session) cslItem(p *piece) (Record, string, error) {
	text := s.text(p)
	keys, values, err := jsonObject(text)
	if err != nil {
		return Record{}, "", err
	}
	item := map[string]json.RawMessage{}
	var fields []Field
	for i, k := range keys {
		if _, twice := item[k]; !twice {
			item[k] = values[i]
		}
		if v := jsonText(values[i]); v != "" {
			fields = append(fields, Field{k, v})
		}
	}
	if len(s.opts.Columns) > 0 || item["issued"] == nil && item["container-title"] == nil && item["type"] == nil {
		columns, err := s.opts.mapColumns(keys)
		if err != nil {
			return Record{}, "", err
		}
		r, id, err := s.tabled(func(field string) string {
			if i, ok := columns[field]; ok {
				return jsonText(values[i])
			}
			return ""
		}, "stated")
		r.Fields = fields
		if id != "" {
			r.Article.ID = id
		}
		return r, "", err
	}
	first := func(names ...string) string {
		for _, name := range names {
			v := bytes.TrimSpace(item[name])
			if len(v) > 0 && v[0] == '[' {
				var list []json.RawMessage
				if json.Unmarshal(v, &list) == nil && len(list) > 0 {
					v = list[0]
				}
			}
			if t := squeeze(jsonText(v)); t != "" {
				return t
			}
		}
		return ""
	}
	r := Record{Fields: fields}
	a := &r.Article
	a.Title = first("title")
	a.Outlet.Name = first("container-title", "publisher")
	a.Section = first("section")
	a.Language = language(first("language"))
	a.Byline = cslNames(item["author"])
	doi := first("DOI")
	if a.URL = first("URL"); a.URL == "" && doi != "" {
		a.URL = doiURL(doi)
	}
	if abstract := first("abstract"); abstract != "" {
		a.Text = paragraphs(strings.ReplaceAll(plainText(abstract), "\n", "\n\n"))
		a.Provenance.Steps = append(a.Provenance.Steps, "abstract in place of the text")
	}
	s.cslDate(&r, item["issued"])
	if a.Title == "" {
		return r, "", fmt.Errorf("%w: an item without a title", errRecord)
	}
	id := ""
	if doi != "" {
		id = "doi:" + strings.ToLower(strings.TrimPrefix(doi, "https://doi.org/"))
	}
	return r, id, nil
}

// cslDate reads an issued date; parts may be numbers or texts.
func (s *session) cslDate(r *Record, v json.RawMessage) {
	if len(v) == 0 {
		return
	}
	var d cslDate
	if err := json.Unmarshal(v, &d); err != nil {
		r.warn("date not understood: " + clip(string(v)))
		return
	}
	if len(d.Parts) == 0 || len(d.Parts[0]) == 0 || jsonText(d.Parts[0][0]) == "" {
		s.setDate(r, d.Raw+d.Literal)
		return
	}
	var parts []string
	for i, part := range d.Parts[0][:min(3, len(d.Parts[0]))] {
		n, err := strconv.Atoi(strings.TrimSpace(jsonText(part)))
		if err != nil || n <= 0 {
			break
		}
		if i == 0 {
			parts = append(parts, fmt.Sprintf("%04d", n))
		} else {
			parts = append(parts, fmt.Sprintf("%02d", n))
		}
	}
	s.setDate(r, strings.Join(parts, "-"))
}

func cslNames(v json.RawMessage) string {
	var list []struct{ Family, Given, Literal, Name string }
	if json.Unmarshal(v, &list) != nil {
		return squeeze(jsonText(v))
	}
	var out []string
	for _, n := range list {
		name := n.Literal + n.Name
		if n.Family != "" {
			name = n.Family
			if n.Given != "" {
				name += ", " + n.Given
			}
		}
		if name != "" {
			out = append(out, squeeze(name))
		}
	}
	return strings.Join(out, "; ")
}
