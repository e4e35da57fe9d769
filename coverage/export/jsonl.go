package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// JSONL reads files of one JSON object a line: those that
// [coverage.WriteJSONL] writes, whose articles come back as they were, and those
// of other programs, whose keys are found like the columns of a [Table]. Values
// that are objects or lists are in the fields of the record as JSON.
type JSONL struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the lines in order.
func (x JSONL) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// Records yields the lines with their fields and bytes.
func (x JSONL) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatJSONL, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "a file without a line"
		l := &lineReader{r: bufio.NewReaderSize(in, 64<<10), max: s.opts.maxRecord()}
		number := 0
		for s.live() {
			p, err := l.next()
			if err == io.EOF {
				return
			}
			p.step = step
			if err == nil && len(bytes.TrimSpace(p.raw)) == 0 {
				continue
			}
			number++
			p.number = number
			if err != nil {
				if !errors.Is(err, ErrTooLarge) {
					s.readErr(p.offset, err)
					return
				}
				s.fail(p, err)
				continue
			}
			s.jsonLine(p)
		}
	})
}

func (s *session) jsonLine(p piece) bool {
	text := s.text(&p)
	if len(s.opts.Columns) == 0 {
		// An article of ours has an id, nothing we do not know, and an outlet
		// or a date in our form or a provenance.
		d := json.NewDecoder(strings.NewReader(text))
		d.DisallowUnknownFields()
		var a coverage.Article
		if d.Decode(&a) == nil && a.ID != "" {
			if a.Provenance.Source != "" {
				return s.emitAsIs(p, a)
			}
			if a.Outlet.Name != "" || a.Published.IsKnown() && strings.Contains(text, `"precision"`) {
				return s.emit(p, Record{Article: a}, "")
			}
		}
	}
	keys, values, err := jsonObject(text)
	if err != nil {
		return s.fail(p, err)
	}
	columns, err := s.opts.mapColumns(keys)
	if err != nil {
		return s.fail(p, err)
	}
	r, id, err := s.tabled(func(field string) string {
		if i, ok := columns[field]; ok {
			return jsonText(values[i])
		}
		return ""
	}, "stated")
	if err != nil {
		return s.fail(p, err)
	}
	for i, k := range keys {
		if v := jsonText(values[i]); v != "" {
			r.Fields = append(r.Fields, Field{k, v})
		}
	}
	if id != "" {
		r.Article.ID = id
	}
	return s.emit(p, r, "")
}

// emitAsIs yields an article that already has its provenance.
func (s *session) emitAsIs(p piece, a coverage.Article) bool {
	if !s.live() {
		return false
	}
	s.tally.Seen++
	s.tally.Articles++
	s.stopped = !s.yield(Record{Article: a, Raw: p.raw}, nil)
	return !s.stopped
}

// jsonObject reads the keys and values of an object in their order.
func jsonObject(text string) (keys []string, values []json.RawMessage, err error) {
	d := json.NewDecoder(strings.NewReader(text))
	tok, err := d.Token()
	if err != nil {
		return nil, nil, fmt.Errorf("damaged JSON: %w", err)
	}
	if tok != json.Delim('{') {
		return nil, nil, fmt.Errorf("%w: a JSON line that is no object", errRecord)
	}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, nil, fmt.Errorf("damaged JSON: %w", err)
		}
		var v json.RawMessage
		if err := d.Decode(&v); err != nil {
			return nil, nil, fmt.Errorf("damaged JSON: %w", err)
		}
		keys = append(keys, k.(string))
		values = append(values, slices.Clone(v))
	}
	if _, err := d.Token(); err != nil {
		return nil, nil, fmt.Errorf("damaged JSON: %w", err)
	}
	return keys, values, nil
}

// jsonText is the text of a JSON value; lists of texts are joined with "; ", an
// object that names something by its name.
func jsonText(v json.RawMessage) string {
	v = bytes.TrimSpace(v)
	if len(v) == 0 || bytes.Equal(v, []byte("null")) {
		return ""
	}
	switch v[0] {
	case '"':
		var s string
		if json.Unmarshal(v, &s) == nil {
			return s
		}
	case '[':
		var list []json.RawMessage
		if json.Unmarshal(v, &list) == nil {
			var parts []string
			for _, e := range list {
				if t := jsonText(e); t != "" {
					parts = append(parts, t)
				}
			}
			return strings.Join(parts, "; ")
		}
	case '{':
		var named struct{ Name, Date string }
		if json.Unmarshal(v, &named) == nil && (named.Name != "" || named.Date != "") {
			return named.Name + named.Date
		}
	}
	return string(v)
}

// A lineReader reads lines of bounded length with their positions.
type lineReader struct {
	r      *bufio.Reader
	max    int
	buf    []byte
	line   int
	offset int64
}

// next returns a line without its end. The error wraps ErrTooLarge when the line
// was passed over for its length.
func (l *lineReader) next() (piece, error) {
	l.line++
	p := piece{line: l.line, offset: l.offset}
	l.buf = l.buf[:0]
	over := false
	for {
		part, err := l.r.ReadSlice('\n')
		l.offset += int64(len(part))
		if !over {
			l.buf = append(l.buf, part...)
			if len(l.buf) > l.max {
				over = true
				l.buf = l.buf[:0]
			}
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil && (err != io.EOF || len(l.buf) == 0 && !over) {
			return p, err
		}
		break
	}
	if over {
		return p, fmt.Errorf("line of more than %d bytes: %w", l.max, ErrTooLarge)
	}
	p.raw = bytes.TrimRight(l.buf, "\r\n")
	return p, nil
}

// sniffJSON tells what a file that begins with a bracket holds.
func sniffJSON(text []byte) (Format, string) {
	d := json.NewDecoder(bytes.NewReader(text))
	if text[0] == '[' {
		if _, err := d.Token(); err != nil {
			return "", "a damaged JSON file"
		}
		var first map[string]json.RawMessage
		if err := d.Decode(&first); err != nil && len(text) < sniffSize-16 {
			return "", "a JSON list that does not hold objects"
		}
		return FormatCSLJSON, ""
	}
	line := firstLine(text)
	if json.Valid(line) && len(bytes.TrimSpace(text[len(line):])) > 0 || len(line) >= sniffSize-16 {
		return FormatJSONL, ""
	}
	var only map[string]json.RawMessage
	if err := d.Decode(&only); err != nil {
		if bytes.HasPrefix(text, []byte(`{\`)) || text[0] == '{' && !bytes.Contains(text[:min(len(text), 200)], []byte(`"`)) {
			return "", ""
		}
		if rest := text[len(line):]; len(rest) > 0 && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("{")) {
			return FormatJSONL, "" // a first line that is damaged
		}
		return "", "a damaged JSON file"
	}
	switch {
	case only["items"] != nil && only["title"] == nil:
		return "", "a JSON file with \"items\", such as a Zotero or feed answer; export it as CSL-JSON or RIS"
	case only["articles"] != nil, only["response"] != nil, only["stories"] != nil, only["timeline"] != nil, only["count_over_time"] != nil:
		return "", "the answer of a news API; read it with package newsapi"
	case only["title"] != nil || only["text"] != nil || only["headline"] != nil || only["url"] != nil:
		return FormatJSONL, ""
	}
	return "", "a JSON object without a title or text"
}
