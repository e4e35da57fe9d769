package warc

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"

	"bytes"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/page"
)

// A Source makes articles of the pages in an archive. It can be read once.
//
// Every HTML page that was stored with status 200 gives an article or an
// error. What else the archive holds (requests, pictures, redirects, pages not
// found) gives neither; Account says how much of it there was.
type Source struct {
	Reader
	Page    page.Reader // how to read pages; URL, ContentType and Retrieved are set from each record
	Account Account     // set while the articles are read

	// After is the number of a record. This one and those before it are passed
	// over without being made into articles or errors, to go on where a reading
	// ended: at Provenance.Record of the last article stored.
	After int
}

// An Account says what became of the records of an archive:
//
//	records of Types "response", "resource", "conversion" and "revisit"
//		= Articles + Unread + sum of Passed
type Account struct {
	Types    map[string]int // records by type
	Damaged  int            // records that could not be read, nor their type
	Articles int
	Unread   int            // pages that gave an error
	Passed   map[string]int // records that are no page to be read, by reason: "status 404", "image/png", "revisit"
}

// String lists the account in one line.
func (a Account) String() string {
	var parts []string
	for _, t := range slices.Sorted(maps.Keys(a.Types)) {
		parts = append(parts, fmt.Sprintf("%s %d", t, a.Types[t]))
	}
	s := fmt.Sprintf("records: %s; damaged %d; articles %d, pages not read %d", strings.Join(parts, ", "), a.Damaged, a.Articles, a.Unread)
	parts = parts[:0]
	for _, p := range slices.Sorted(maps.Keys(a.Passed)) {
		parts = append(parts, fmt.Sprintf("%s %d", p, a.Passed[p]))
	}
	if len(parts) > 0 {
		s += "; passed over: " + strings.Join(parts, ", ")
	}
	return s
}

// Articles yields an article for each page, in the order of the file. A page
// that cannot be read, and a record that is damaged, is an error that wraps a
// [*coverage.RecordError]; so is a record that only refers to a page in
// another archive ([*RevisitError]).
func (s *Source) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		s.Account = Account{Types: map[string]int{}, Passed: map[string]int{}}
		stored := map[uint64]bool{}
		for rec, err := range s.Records(ctx) {
			if err != nil {
				if re, ok := errors.AsType[*coverage.RecordError](err); ok && re.Record > 0 && re.Record <= s.After {
					continue
				}
				if ctx.Err() == nil {
					s.Account.Damaged++
				}
				if !yield(coverage.Article{}, err) {
					return
				}
				continue
			}
			s.Account.Types[rec.Type]++
			if rec.Number <= s.After {
				s.passOver(rec, stored)
				continue
			}
			a, passed, err := s.article(rec, stored)
			switch {
			case err != nil:
				s.Account.Unread++
				err = &coverage.RecordError{Location: s.Name, Record: rec.Number, Offset: rec.Offset, Err: err}
			case passed != "":
				s.Account.Passed[passed]++
				continue
			case a == nil:
				continue
			default:
				s.Account.Articles++
				if !yield(*a, nil) {
					return
				}
				continue
			}
			if !yield(coverage.Article{}, err) {
				return
			}
		}
	}
}

// passOver notes that a record up to After is there.
func (s *Source) passOver(rec *Record, stored map[uint64]bool) {
	switch rec.Type {
	case "response", "resource", "conversion":
		s.firstCapture(rec, stored)
	case "revisit":
	default:
		return
	}
	s.Account.Passed["read before"]++
}

// article reads the page in a record. Without an error and an article, passed
// says why the record has none; it is empty for records that never have one.
func (s *Source) article(rec *Record, stored map[uint64]bool) (a *coverage.Article, passed string, err error) {
	switch rec.Type {
	case "response", "resource", "conversion", "revisit":
	default:
		return nil, "", nil
	}
	resp, err := rec.Response()
	if rec.Type == "revisit" {
		return nil, "revisit", revisit(rec, resp, stored)
	}
	if err != nil {
		return nil, "", pageError(rec, err)
	}
	if !s.firstCapture(rec, stored) {
		return nil, "stored before", nil
	}
	if resp.Status != 0 && resp.Status != http.StatusOK {
		return nil, fmt.Sprintf("status %d", resp.Status), nil
	}
	if !isHTML(resp) {
		if resp.MediaType == "" {
			return nil, "no media type", nil
		}
		return nil, clip(resp.MediaType), nil
	}
	r := s.Page
	r.URL, r.ContentType, r.Retrieved = rec.URI, resp.Header.Get("Content-Type"), rec.Date
	p, err := r.Read(bytes.NewReader(resp.Body))
	if err != nil {
		return nil, "", pageError(rec, err)
	}
	prov := &p.Article.Provenance
	prov.Source, prov.Location, prov.Record, prov.Offset = rec.Format, s.Name, rec.Number, rec.Offset
	prov.Warnings = slices.Concat(rec.Warnings, resp.Warnings, prov.Warnings)
	return &p.Article, "", nil
}

func pageError(rec *Record, err error) error {
	if rec.URI == "" || errors.As(err, new(*TooLargeError)) {
		return err
	}
	return fmt.Errorf("%s: %w", rec.URI, err)
}

// firstCapture notes that a page is stored, and reports false if the same page
// was stored before, with the same address and digest.
func (s *Source) firstCapture(rec *Record, stored map[uint64]bool) bool {
	stored[key("at", rec.URI, rec.Header.Get("WARC-Date"))] = true
	digest := rec.Header.Get("WARC-Payload-Digest")
	if digest == "" {
		return true
	}
	stored[key("digest", digest)] = true
	both := key("both", rec.URI, digest)
	known := stored[both]
	stored[both] = true
	return !known
}

// revisit returns an error if the page that a record refers to was not stored
// before in this archive, and may have been HTML.
func revisit(rec *Record, resp *Response, stored map[uint64]bool) error {
	digest, refers, date := rec.Header.Get("WARC-Payload-Digest"), strings.Trim(rec.Header.Get("WARC-Refers-To-Target-URI"), "<> "), rec.Header.Get("WARC-Refers-To-Date")
	if digest != "" && stored[key("digest", digest)] || refers != "" && stored[key("at", refers, date)] {
		return nil
	}
	if resp != nil && (resp.Status != 0 && resp.Status != http.StatusOK && resp.Status != http.StatusNotModified || resp.Status != 0 && resp.MediaType != "" && !isHTML(resp)) {
		return nil
	}
	return &RevisitError{URI: rec.URI, Refers: refers, Digest: digest, Capture: date}
}

func key(parts ...string) uint64 {
	h := fnv.New64a()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

// isHTML goes by the Content-Type and, where that says nothing, by the body.
func isHTML(r *Response) bool {
	switch r.MediaType {
	case "text/html", "application/xhtml+xml", "application/vnd.wap.xhtml+xml":
		return true
	case "", "unk", "unknown", "no-type", "application/octet-stream", "text/plain":
		return strings.HasPrefix(http.DetectContentType(r.Body), "text/html")
	}
	return false
}
