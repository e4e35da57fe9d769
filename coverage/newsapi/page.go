package newsapi

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

// An Origin says where an answer comes from that was saved to a file.
type Origin struct {
	Location  string    // file name or address, for errors and Provenance; keys in an address are taken out
	Retrieved time.Time // when the service was asked; zero if not known
}

// A Page is one answer of a service, read. It is a [coverage.Source] and can be
// read again.
type Page struct {
	Items  []coverage.Article
	Errors []*coverage.RecordError // records that are no articles, and where the answer breaks off

	Stated int    // how many records the service says answer the question, on all pages; -1 if it does not say
	Next   string // what to ask for the next page with, where the service names it

	records []record // items and errors in their order
	broken  bool     // the answer breaks off
}

// A record is one record of a page, an item or an error.
type record struct {
	id       string // of the article, or of what could not be read
	article  coverage.Article
	err      *coverage.RecordError
	isRecord bool // one that the service counts; where an answer breaks off there is none
}

// Articles yields the records in order.
func (p *Page) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		for _, r := range p.records {
			if err := ctx.Err(); err != nil {
				yield(coverage.Article{}, err)
				return
			}
			var err error
			if r.err != nil {
				err = r.err
			}
			if !yield(r.article, err) {
				return
			}
		}
	}
}

func (p *Page) fail(id string, isRecord bool, e *coverage.RecordError) {
	p.Errors = append(p.Errors, e)
	p.records = append(p.records, record{id: id, err: e, isRecord: isRecord})
}

// A format is how one service writes its answers.
type format struct {
	service string
	lists   []string // the paths of its list of records

	// envelope reads what stands beside the records: Stated, Next, and the
	// service's way to say that something is wrong. The answer is one of the
	// service's if it says so, or if the list is there.
	envelope func(a *answer, p *Page) (ours bool, err error)

	// single, if not nil, finds the only record of an answer without a list.
	single func(a *answer) []byte

	// article reads one record. Its error is that of the record.
	article func(raw []byte, b *builder) error

	// future allows dates after retrieval, as issues of journals have.
	future bool
}

// read reads a whole answer.
func (f *format) read(r io.Reader, from Origin) (*Page, error) {
	body, err := readAll(r)
	if err != nil {
		return nil, &AnswerError{Service: f.service, Location: fetch.Redact(from.Location), Reason: "cannot be read", Err: err}
	}
	return f.parse(body, from)
}

func readAll(r io.Reader) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, defaultMaxBytes+1))
	if err == nil && len(body) > defaultMaxBytes {
		err = fmt.Errorf("more than %d bytes", defaultMaxBytes)
	}
	return body, err
}

// parse reads a whole answer. The error is a *ServiceError or *AnswerError.
func (f *format) parse(body []byte, from Origin) (*Page, error) {
	location := fetch.Redact(from.Location)
	if err := notJSON(f.service, location, body); err != nil {
		return nil, err
	}
	skip := 0
	if bytes.HasPrefix(body, bom) {
		skip = len(bom)
	}
	a := takeApart(body[skip:], f.lists...)
	p := &Page{Stated: -1}
	ours, err := f.envelope(a, p)
	if se, ok := errors.AsType[*ServiceError](err); ok {
		se.Service, se.Location, se.Message = f.service, location, words(se.Message)
		se.judge()
		return nil, se
	}
	if err != nil {
		return nil, err
	}
	if f.single != nil && !a.listed && a.broken == nil {
		if raw := f.single(a); raw != nil {
			p := piece{raw: raw, source: raw, offset: max(bytes.Index(a.doc, raw), 0)}
			if a.mended {
				p.source, p.offset = bytes.TrimSpace(body[skip:]), 0
			}
			a.pieces, a.listed = []piece{p}, true
		}
	}
	if !ours && !a.listed {
		if a.broken != nil {
			return nil, &AnswerError{Service: f.service, Location: location, Reason: "the answer is damaged before the first record", Err: a.broken}
		}
		return nil, &AnswerError{Service: f.service, Location: location, Reason: "the answer holds no list of records, and does not say why"}
	}
	for i, piece := range a.pieces {
		at := skip + piece.offset
		b := &builder{future: f.future, retrieved: from.Retrieved}
		b.Provenance = coverage.Provenance{Source: f.service, Location: location, Record: i + 1, Offset: int64(at),
			Retrieved: from.Retrieved, SHA256: coverage.SHA256Hex(piece.source)}
		if !from.Retrieved.IsZero() {
			b.Provenance.Retrieved = from.Retrieved.UTC()
		}
		err := piece.damaged
		if err != nil {
			err = fmt.Errorf("newsapi: the record is damaged: %w", err)
		} else {
			err = f.article(piece.raw, b)
		}
		if err == nil {
			err = b.finish()
		}
		if err != nil {
			p.fail(fmt.Sprintf("%s record %d", location, i+1), true, &coverage.RecordError{Location: location, Record: i + 1, Offset: int64(at), Err: err})
			continue
		}
		if !bytes.Equal(piece.raw, piece.source) {
			b.warn("the JSON of the record was damaged and was mended")
		}
		p.Items = append(p.Items, b.Article)
		p.records = append(p.records, record{id: b.ID, article: b.Article, isRecord: true})
	}
	if a.broken != nil {
		p.broken = true
		n := len(a.pieces)
		p.fail(fmt.Sprintf("%s broken after %d", location, n), false, &coverage.RecordError{Location: location, Record: n + 1, Offset: int64(len(body)),
			Err: fmt.Errorf("newsapi: the answer breaks off after %d records: %w", n, a.broken)})
	}
	return p, nil
}

// A builder is an article in the making.
type builder struct {
	coverage.Article
	retrieved time.Time
	future    bool
}

func (b *builder) warn(what string) {
	b.Provenance.Warnings = append(b.Provenance.Warnings, what)
}

func (b *builder) step(what string) { b.Provenance.Steps = append(b.Provenance.Steps, what) }

// link sets the canonical address.
func (b *builder) link(raw string) {
	if raw == "" {
		return
	}
	if b.URL = coverage.CleanURL(raw); b.URL == "" {
		b.warn("the address is no web address: " + plain.Clip(raw, 80))
	}
}

// date sets the date of publication from the first text that is a plausible
// date, and keeps what was found. A time of day that is nothing but midnight
// without a zone is no time.
func (b *builder) date(raw, basis string) {
	raw = strings.TrimSpace(raw)
	if raw == "" || b.Published.IsKnown() {
		return
	}
	st, err := stamp.Parse(strings.TrimSuffix(raw, "T00:00:00"), stamp.OrderUnknown, nil)
	switch first, _ := st.Date.Time(); {
	case err != nil:
		b.warn(basis + " refused: " + err.Error())
	case st.Date.Year < 1500 || !b.future && !b.retrieved.IsZero() && b.retrieved.AddDate(0, 0, 2).Before(first):
		b.warn(fmt.Sprintf("%s refused: %s is before 1500 or after retrieval", basis, st.Date))
	default:
		b.Published = st.Date
		b.Published.Raw, b.Published.Basis = raw, basis
		for _, d := range st.Doubts {
			b.warn("date: " + d)
		}
		return
	}
	if b.Published.Raw == "" {
		b.Published.Raw = raw
	}
}

// note adds a step about a date that is not the date of publication.
func (b *builder) note(what, raw string) {
	if st, err := stamp.Parse(raw, stamp.OrderUnknown, nil); err == nil && st.Date.IsKnown() {
		b.step(what + " " + st.Date.String())
	}
}

var errNothing = errors.New("newsapi: the record has neither title nor text nor address")

// finish checks that the article is one and gives it an id.
func (b *builder) finish() error {
	if b.Title == "" && b.Text == "" && b.URL == "" {
		return errNothing
	}
	for _, s := range []*string{&b.Title, &b.Byline, &b.Section, &b.Text, &b.Outlet.Name} {
		*s = strings.Map(legible, strings.ToValidUTF8(*s, "\uFFFD"))
	}
	if !b.Published.IsKnown() && len(b.Provenance.Warnings) == 0 {
		b.warn("no date")
	}
	if b.ID == "" {
		b.ID = coverage.MakeID(b.Article)
	}
	return nil
}

// legible leaves control characters out.
func legible(r rune) rune {
	if unicode.IsControl(r) && r != '\n' {
		return -1
	}
	return r
}

var leadingBy = regexp.MustCompile(`(?i)^by\s+`)

// cleanByline is a byline on one line without "By".
func cleanByline(s string) string { return leadingBy.ReplaceAllString(plain.Line(s), "") }
