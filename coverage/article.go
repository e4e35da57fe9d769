package coverage

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"unicode"
)

// An Article is one published item: a news report, a leader, a page, a blog
// post. Text is the running text without title and byline; it may be an
// abstract, and then Provenance.Steps says so.
type Article struct {
	ID         string     `json:"id"`               // stable; see [MakeID]
	URL        string     `json:"url,omitempty"`    // canonical address
	Outlet     Outlet     `json:"outlet,omitzero"`  // where it appeared
	Title      string     `json:"title"`            // headline as published
	Byline     string     `json:"byline,omitempty"` // as published, cleaned of "By"
	Section    string     `json:"section,omitempty"`
	Language   string     `json:"language,omitempty"` // BCP 47, "" if not known
	Published  Date       `json:"published,omitzero"`
	Text       string     `json:"text,omitempty"`
	Words      int        `json:"words,omitempty"` // as stated by the source; 0 if it does not say
	Provenance Provenance `json:"provenance,omitzero"`
}

// MakeID returns a stable id for an article that brings none: the first 16
// hexadecimal digits of the SHA-256 of its URL or, without a URL, of outlet,
// date and title with white space and case folded.
func MakeID(a Article) string {
	key := a.URL
	if key == "" {
		key = foldKey(a.Outlet.Name) + "\x00" + a.Published.String() + "\x00" + foldKey(a.Title)
	}
	return SHA256Hex([]byte(key))[:16]
}

func foldKey(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), unicode.IsSpace), " ")
}

// A Source is a stream of articles. Articles may be called again only if the
// source says so. A record that cannot be read is yielded as a zero Article
// and an error that wraps a [*RecordError], and the stream goes on; an error
// that ends the stream is the last pair yielded. When ctx is cancelled the
// stream ends with ctx's error.
type Source interface {
	Articles(ctx context.Context) iter.Seq2[Article, error]
}

// SourceFunc makes a function a [Source].
type SourceFunc func(ctx context.Context) iter.Seq2[Article, error]

// Articles calls f.
func (f SourceFunc) Articles(ctx context.Context) iter.Seq2[Article, error] { return f(ctx) }

// Slice is a [Source] over articles already in memory. It can be read again.
type Slice []Article

// Articles yields the articles in order.
func (s Slice) Articles(ctx context.Context) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		for _, a := range s {
			if err := ctx.Err(); err != nil {
				yield(Article{}, err)
				return
			}
			if !yield(a, nil) {
				return
			}
		}
	}
}

// A RecordError tells which record of a source could not be read, and why.
type RecordError struct {
	Location string // file name, URL or query
	Record   int    // 1-based record number; 0 if not known
	Line     int    // 1-based line; 0 if not known
	Offset   int64  // byte offset
	Err      error
}

func (e *RecordError) Error() string {
	var b strings.Builder
	b.WriteString(e.Location)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	if e.Record > 0 {
		fmt.Fprintf(&b, ": record %d", e.Record)
	}
	if b.Len() > 0 {
		b.WriteString(": ")
	}
	b.WriteString(e.Err.Error())
	return b.String()
}

func (e *RecordError) Unwrap() error { return e.Err }

// A Tally counts what a source yields, so that nothing is lost unseen: Seen is
// always Articles plus Errors. Where the source states how many records it
// holds, set Stated and call [Tally.Reconcile] at the end.
type Tally struct {
	Seen     int
	Articles int
	Errors   int
	Stated   int // the source's own total; 0 if it states none
}

// Count passes seq through and counts it.
func (t *Tally) Count(seq iter.Seq2[Article, error]) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		for a, err := range seq {
			t.Seen++
			if err != nil {
				t.Errors++
			} else {
				t.Articles++
			}
			if !yield(a, err) {
				return
			}
		}
	}
}

// ErrCount is wrapped by the error of [Tally.Reconcile].
var ErrCount = errors.New("record count differs from the source's own")

// Reconcile returns an error wrapping [ErrCount] if the source states a total
// and a different number of records was seen.
func (t *Tally) Reconcile() error {
	if t.Stated > 0 && t.Seen != t.Stated {
		return fmt.Errorf("coverage: %w: states %d, read %d (%d articles, %d errors)", ErrCount, t.Stated, t.Seen, t.Articles, t.Errors)
	}
	return nil
}

// MaxLine is the longest line, in bytes, that [JSONL] accepts.
const MaxLine = 64 << 20

// JSONL is a [Source] that reads one article a line in the form that
// [WriteJSONL] writes. Blank lines are passed over. A line that is not an
// article is a [*RecordError] and the stream goes on. It can be read once.
type JSONL struct {
	R    io.Reader
	Name string // file name for errors and provenance
}

// Articles yields the lines of the file in order.
func (s JSONL) Articles(ctx context.Context) iter.Seq2[Article, error] {
	return func(yield func(Article, error) bool) {
		sc := bufio.NewScanner(s.R)
		sc.Buffer(nil, MaxLine)
		var offset int64
		line, record := 0, 0
		for sc.Scan() {
			if err := ctx.Err(); err != nil {
				yield(Article{}, err)
				return
			}
			b := sc.Bytes()
			line++
			at := offset
			offset += int64(len(b)) + 1
			if len(strings.TrimSpace(string(b))) == 0 {
				continue
			}
			record++
			var a Article
			err := json.Unmarshal(b, &a)
			if err == nil && a.ID == "" {
				a.ID = MakeID(a)
			}
			if err != nil {
				a, err = Article{}, &RecordError{Location: s.Name, Record: record, Line: line, Offset: at, Err: err}
			}
			if !yield(a, err) {
				return
			}
		}
		if err := sc.Err(); err != nil {
			yield(Article{}, &RecordError{Location: s.Name, Line: line + 1, Offset: offset, Err: err})
		}
	}
}

// WriteJSONL writes one article a line. It stops at the first error of seq or
// of w.
func WriteJSONL(w io.Writer, seq iter.Seq2[Article, error]) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for a, err := range seq {
		if err != nil {
			return err
		}
		if err := enc.Encode(a); err != nil {
			return err
		}
	}
	return nil
}
