package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Record is one article of an export with everything the export says of it.
type Record struct {
	Article coverage.Article

	// Edition is the edition as printed ("3 Star Edition", "Version:28"), and
	// Correction the text of a correction appended to the article. The text of
	// the article stays as it was published.
	Edition    string
	Correction string

	// Fields are the labelled values of the record in its own order and words,
	// those that also went into Article included.
	Fields []Field

	// Raw is the record as read, in the encoding of the file. It is valid until
	// the next record is asked for.
	Raw []byte
}

// A Field is a label and its value as printed in a record.
type Field struct{ Label, Value string }

// Field returns the value of the first field with the label, compared without
// regard to case, and false when there is none.
func (r Record) Field(label string) (string, bool) {
	for _, f := range r.Fields {
		if strings.EqualFold(f.Label, label) {
			return f.Value, true
		}
	}
	return "", false
}

// A Reader reads one format. It is a [coverage.Source] that can be read once.
type Reader interface {
	coverage.Source
	Records(ctx context.Context) iter.Seq2[Record, error]
}

// ErrNoArticles is wrapped by every [*NoArticlesError].
var ErrNoArticles = errors.New("no articles")

// A NoArticlesError says that a file holds no articles, and what it holds.
type NoArticlesError struct {
	Location string
	Found    string // what was found instead, such as "an Excel workbook"
}

func (e *NoArticlesError) Error() string {
	return fmt.Sprintf("export: %s: no articles: this is %s", e.Location, e.Found)
}

func (e *NoArticlesError) Unwrap() error { return ErrNoArticles }

// A CountError says that a file holds another number of records than it states
// itself. It wraps [coverage.ErrCount] and is the last error of a stream.
type CountError struct {
	Location string
	Where    string // where the file states its number, such as "Documents (10)"
	Tally    coverage.Tally
}

func (e *CountError) Error() string {
	return fmt.Sprintf("export: %s: %v: %q states %d, read %d (%d articles, %d errors)", e.Location, coverage.ErrCount,
		e.Where, e.Tally.Stated, e.Tally.Seen, e.Tally.Articles, e.Tally.Errors)
}

func (e *CountError) Unwrap() error { return coverage.ErrCount }

// ErrTooLarge is wrapped by errors about a record or a zip entry beyond the
// limits of [Options].
var ErrTooLarge = errors.New("larger than the limit")

// errRecord is wrapped by errors about records that are there but say too
// little to be an article.
var errRecord = errors.New("not an article")

// A session is one reading of one file.
type session struct {
	ctx      context.Context
	name     string
	format   Format
	opts     Options
	yield    func(Record, error) bool
	tally    coverage.Tally
	where    string // where the file states its count
	found    string // what the file is if no article comes
	stopped  bool
	declared string // charset declared by the file
}

// stream runs read as a sequence of records and ends it with the accounts.
func stream(ctx context.Context, name string, f Format, o Options, read func(*session)) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s := &session{ctx: ctx, name: name, format: f, opts: o, yield: yield}
		read(s)
		switch {
		case s.stopped:
		case s.tally.Seen == 0:
			found := s.found
			if found == "" {
				found = "a " + string(f) + " file without a record"
			}
			yield(Record{}, &NoArticlesError{Location: name, Found: found})
		case s.tally.Reconcile() != nil:
			yield(Record{}, &CountError{Location: name, Where: s.where, Tally: s.tally})
		}
	}
}

// state notes the number of records the file says it holds.
func (s *session) state(n int, where string) {
	if s.tally.Stated == 0 && n > 0 {
		s.tally.Stated, s.where = n, where
	}
}

// halt ends the stream with an error.
func (s *session) halt(err error) {
	if !s.stopped {
		s.stopped = true
		s.yield(Record{}, err)
	}
}

// live reports whether the stream is wanted further.
func (s *session) live() bool {
	if s.stopped {
		return false
	}
	if err := s.ctx.Err(); err != nil {
		s.halt(err)
		return false
	}
	return true
}

// fail yields an error for the record in p and goes on.
func (s *session) fail(p piece, err error) bool {
	if !s.live() {
		return false
	}
	s.tally.Seen++
	s.tally.Errors++
	s.stopped = !s.yield(Record{}, &coverage.RecordError{Location: s.name, Record: p.number, Line: p.line, Offset: p.offset, Err: err})
	return !s.stopped
}

// emit completes and yields the record read from p. ownID is the identifier
// the source gives the record, if it gives one.
func (s *session) emit(p piece, r Record, ownID string) bool {
	if !s.live() {
		return false
	}
	a := &r.Article
	pv := &a.Provenance
	pv.Source, pv.Location, pv.Record, pv.Offset = string(s.format), s.name, p.number, p.offset
	pv.SHA256 = coverage.SHA256Hex(p.raw)
	if p.step != "" {
		pv.Steps = append([]string{p.step}, pv.Steps...)
	}
	if a.Outlet.Name == "" && s.opts.Outlet.Name != "" {
		a.Outlet = s.opts.Outlet
		pv.Steps = append(pv.Steps, "outlet given by the reader's options")
	}
	if a.Language == "" && s.opts.Language != "" {
		a.Language = s.opts.Language
		pv.Steps = append(pv.Steps, "language given by the reader's options")
	}
	if a.Title == "" {
		pv.Warnings = append(pv.Warnings, "no headline")
	}
	if !a.Published.IsKnown() && !mentionsDate(pv.Warnings) {
		pv.Warnings = append(pv.Warnings, "no date")
	}
	if r.Correction != "" {
		pv.Warnings = append(pv.Warnings, "a correction is appended")
	}
	if a.ID == "" {
		a.ID = identify(*a, ownID)
	}
	r.Raw = p.raw
	s.tally.Seen++
	s.tally.Articles++
	s.stopped = !s.yield(r, nil)
	return !s.stopped
}

func mentionsDate(warnings []string) bool {
	for _, w := range warnings {
		if strings.Contains(w, "date") {
			return true
		}
	}
	return false
}

// identify makes the stable id described in the package comment.
func identify(a coverage.Article, own string) string {
	switch {
	case own != "":
		return coverage.SHA256Hex([]byte("id\x00" + own))[:16]
	case a.URL != "":
		return coverage.MakeID(a)
	}
	text := coverage.SHA256Hex([]byte(squeeze(a.Text)))
	return coverage.SHA256Hex([]byte(coverage.MakeID(a) + "\x00" + text))[:16]
}

// prefixed sets the name of the register before an identifier, if there is one.
func prefixed(register, id string) string {
	if id == "" {
		return ""
	}
	return register + id
}

// articles drops everything but the article.
func articles(seq iter.Seq2[Record, error]) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		for r, err := range seq {
			if !yield(r.Article, err) {
				return
			}
		}
	}
}

// squeeze folds every run of white space to one blank and trims the ends.
func squeeze(s string) string {
	i := untidy(s)
	if i < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:i])
	gap := false
	for _, r := range s[i:] {
		if unicode.IsSpace(r) {
			gap = true
			continue
		}
		if gap && b.Len() > 0 {
			b.WriteByte(' ')
		}
		gap = false
		b.WriteRune(r)
	}
	return b.String()
}

// untidy returns an index at or before the first white space that squeeze would
// change, not within one, or -1 when there is none.
func untidy(s string) int {
	last := byte(' ')
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 0x80:
			// White space beyond ASCII is rare: U+0085, U+00A0, U+1680,
			// U+2000 to U+205F, U+3000.
			if c == 0xC2 || c >= 0xE1 && c <= 0xE3 {
				if r, _ := utf8.DecodeRuneInString(s[i:]); unicode.IsSpace(r) {
					if last == ' ' && i > 0 {
						return i - 1
					}
					return i
				}
			}
			if !utf8.RuneStart(c) {
				break
			}
			if r, size := utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				return i
			}
		case c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r', c == ' ' && last == ' ':
			if last == ' ' && i > 0 {
				return i - 1
			}
			return i
		}
		last = c
	}
	if last == ' ' && s != "" {
		return len(s) - 1
	}
	return -1
}

// readErr is how an error of the underlying reader ends a stream.
func (s *session) readErr(offset int64, err error) {
	if err != nil && err != io.EOF {
		s.halt(&coverage.RecordError{Location: s.name, Offset: offset, Err: err})
	}
}
