package export

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Text reads one article from a plain text file, such as one copied from a page
// or taken out of a PDF. The date comes from the name of the file and nowhere
// else ("2008-11-12_guardian_leader.txt", "20081112.txt", "12 Nov 2008 - x.txt");
// its basis is "file name". The headline is the first line if it is short and set
// apart by a blank line, else what the name says beside the date. Form feeds part
// pages and are dropped; lines within a paragraph are joined, and a word broken
// by a hyphen at the end of a line is left as it is.
type Text struct {
	R       io.Reader
	Name    string // its last element may hold the date
	Options Options
}

// Articles yields the article.
func (x Text) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// maxHeadline is the longest first line, in bytes, that is taken for a headline.
const maxHeadline = 250

// Records yields the article with its bytes.
func (x Text) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatText, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		limit := s.opts.maxRecord()
		raw, err := io.ReadAll(io.LimitReader(in, int64(limit)+1))
		p := piece{line: 1, raw: raw, step: step}
		switch {
		case err != nil:
			s.readErr(int64(len(raw)), err)
			return
		case len(raw) > limit:
			s.fail(p, fmt.Errorf("text of more than %d bytes: %w", limit, ErrTooLarge))
			return
		case len(bytes.TrimSpace(raw)) == 0:
			s.found = "an empty file"
			return
		}
		s.emit(p, s.plain(s.text(&p)), "")
	})
}

// plain makes a record of running text and the name of its file.
func (s *session) plain(text string) Record {
	var r Record
	a := &r.Article
	text = strings.ReplaceAll(text, "\f", "\n\n")
	blocks := textBlocks(text)
	date, label := s.opts.nameDate(s.name)
	a.Published = date
	if len(blocks) > 1 && len(blocks[0].text) <= maxHeadline && !strings.HasSuffix(blocks[0].text, ".") {
		a.Title = squeeze(blocks[0].text)
		blocks = blocks[1:]
	} else {
		a.Title = label
		a.Provenance.Steps = append(a.Provenance.Steps, "headline from the name of the file")
	}
	var paras []string
	for _, b := range blocks {
		paras = append(paras, squeeze(b.text))
	}
	a.Text = strings.Join(paras, "\n\n")
	return r
}

var (
	nameISO = regexp.MustCompile(`(?:^|[^0-9])(\d{4}[-_.]?\d{2}[-_.]?\d{2})(?:[^0-9]|$)`)
	nameDMY = regexp.MustCompile(`(?:^|[^0-9])(\d{1,2}[-_. ]\d{1,2}[-_. ]\d{4})(?:[^0-9]|$)`)
	nameMon = regexp.MustCompile(`(?i)(?:^|[^0-9\p{L}])(\d{1,2}[-_. ]+\p{L}{3,10}[-_., ]+\d{4}|\p{L}{3,10}[-_. ]+\d{1,2}[-_., ]+\d{4}|\p{L}{3,10}[-_. ]+\d{4})(?:[^0-9]|$)`)
	nameYM  = regexp.MustCompile(`(?:^|[^0-9])(\d{4}[-_]\d{2})(?:[^0-9]|$)`)
)

// nameDate finds a date in the last element of a file's name, and what else the
// name says.
func (o Options) nameDate(name string) (coverage.Date, string) {
	if i := strings.LastIndexByte(name, '!'); i >= 0 {
		name = name[i+1:]
	}
	base := path.Base(strings.ReplaceAll(name, "\\", "/"))
	if ext := path.Ext(base); len(ext) <= 5 {
		base = strings.TrimSuffix(base, ext)
	}
	for _, re := range []*regexp.Regexp{nameISO, nameDMY, nameMon, nameYM} {
		m := re.FindStringSubmatchIndex(base)
		if m == nil {
			continue
		}
		found := base[m[2]:m[3]]
		text := strings.Map(func(r rune) rune {
			switch {
			case re == nameISO, re == nameYM:
				if r == '_' || r == '.' {
					return '-'
				}
			case re == nameDMY:
				if r == '_' || r == ' ' || r == '.' {
					return '-'
				}
			case r == '_' || r == '-' || r == '.':
				return ' '
			}
			return r
		}, found)
		d, ok := o.parseDate(text, "file name")
		if !ok || !d.date.IsKnown() {
			continue
		}
		d.date.Raw = found
		return d.date, nameWords(base[:m[2]] + " " + base[m[3]:])
	}
	return coverage.Date{}, nameWords(base)
}

func nameWords(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '_' || r == utf8.RuneError {
			return ' '
		}
		return r
	}, s)
	return strings.Trim(squeeze(s), "-–., ")
}
