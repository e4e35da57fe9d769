package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// RIS reads files of reference managers and databases in the RIS format: records
// from a TY line to an ER line. Lines without a tag continue the one before. The
// abstract (AB, N2) becomes the text, and the provenance says so; notes (N1) stay
// in the fields. DOIs become addresses at doi.org where there is no address.
type RIS struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the records in the order of the file.
func (x RIS) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var risTag = regexp.MustCompile(`^\s{0,3}([A-Z][A-Z0-9])  ?- ?(.*)$`)

func isRISStart(line []byte) bool {
	line = bytes.TrimLeft(line, " \t\xef\xbb\xbf")
	return len(line) >= 5 && line[0] == 'T' && line[1] == 'Y' && line[2] == ' ' && bytes.Contains(line[2:5], []byte("-"))
}

// Records yields the records with their fields and bytes.
func (x RIS) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatRIS, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "text without a line \"TY  - \""
		s.cut(in, 256, lineMarker(isRISStart), func(p piece) bool {
			if p.number == 0 {
				return true
			}
			p.step = step
			r, id, err := s.ris(s.text(&p))
			if err != nil {
				return s.fail(p, err)
			}
			return s.emit(p, r, id)
		})
	})
}

func (s *session) ris(text string) (Record, string, error) {
	var r Record
	ended := false
	for line := range strings.Lines(strings.TrimPrefix(text, "\ufeff")) {
		line = strings.TrimRight(line, "\r\n")
		m := risTag.FindStringSubmatch(line)
		switch {
		case m != nil && m[1] == "ER":
			ended = true
		case ended:
		case m != nil:
			r.Fields = append(r.Fields, Field{m[1], strings.TrimSpace(m[2])})
		case strings.TrimSpace(line) != "" && len(r.Fields) > 0:
			f := &r.Fields[len(r.Fields)-1]
			f.Value = strings.TrimSpace(f.Value + "\n" + strings.TrimSpace(line))
		}
	}
	get := func(tags ...string) string {
		for _, tag := range tags {
			for _, f := range r.Fields {
				if f.Label == tag && f.Value != "" {
					return f.Value
				}
			}
		}
		return ""
	}
	var authors []string
	for _, f := range r.Fields {
		switch f.Label {
		case "AU", "A1":
			authors = append(authors, squeeze(f.Value))
		}
	}
	a := &r.Article
	a.Title = squeeze(get("TI", "T1", "CT"))
	a.Byline = strings.Join(authors, "; ")
	a.Outlet.Name = squeeze(get("T2", "JF", "JO", "BT", "JA", "PB"))
	if a.Title == "" {
		a.Title = squeeze(get("BT", "T2", "T3"))
	}
	a.Section = squeeze(get("SE"))
	a.Language = language(get("LA"))
	if abstract := get("AB", "N2"); abstract != "" {
		a.Text = abstract
		a.Provenance.Steps = append(a.Provenance.Steps, "abstract in place of the text")
	}
	doi := get("DO")
	a.URL = get("UR", "L2")
	if i := strings.IndexAny(a.URL, " ;\n"); i > 0 {
		a.URL = a.URL[:i]
	}
	if a.URL == "" && doi != "" {
		a.URL = doiURL(doi)
	}
	if d := get("DA", "PY", "Y1"); d != "" {
		s.risDate(&r, d, get("PY", "Y1"))
	}
	if a.Title == "" && a.Text == "" {
		return r, "", fmt.Errorf("%w: neither title nor abstract", errRecord)
	}
	if !ended {
		r.warn("the record has no end (ER)")
	}
	id := ""
	if doi != "" {
		id = "doi:" + strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(doi, "https://doi.org/"), "doi:"))
	}
	return r, id, nil
}

func doiURL(doi string) string {
	doi = strings.TrimSpace(doi)
	if strings.HasPrefix(doi, "http://") || strings.HasPrefix(doi, "https://") {
		return doi
	}
	return "https://doi.org/" + strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(doi, "doi:"), "DOI:"))
}

var risSlashes = regexp.MustCompile(`^(\d{4})/(\d{0,2})/?(\d{0,2})/?(.*)$`)

// risDate reads "2008/11/12/Late edition", "2008/11//", "2008///" and what
// people write instead, with the year tag to fall back on.
func (s *session) risDate(r *Record, text, year string) {
	text = squeeze(text)
	m := risSlashes.FindStringSubmatch(text)
	if m == nil {
		s.setDate(r, text)
		if !r.Article.Published.IsKnown() && year != "" && year != text {
			if d, ok := s.opts.parseDate(firstOf(year, "/"), "printed"); ok && d.date.IsKnown() {
				d.date.Raw = text
				r.Article.Published = d.date
			}
		}
		return
	}
	parts := m[1]
	for _, p := range m[2:4] {
		if p == "" || p == "0" || p == "00" {
			break
		}
		parts += "-" + strings.Repeat("0", 2-len(p)) + p
	}
	s.setDate(r, parts)
	r.Article.Published.Raw = text
	if e := squeeze(m[4]); e != "" {
		r.Edition = e
	}
}

func firstOf(s, sep string) string {
	before, _, _ := strings.Cut(s, sep)
	return before
}

var errBraces = errors.New("a brace or a quotation mark is not closed")
