// Package wayback lists and reads the pages that the Wayback Machine of the
// Internet Archive has stored.
//
// The way in is [Source], a [coverage.Source]:
//
//	src := &wayback.Source{
//		Archive: wayback.Archive{Client: &fetch.Client{Contact: "a.researcher@example.org"}},
//		Query:   wayback.Query{URL: "example.org/news/", Match: wayback.Prefix, From: from, To: to},
//	}
//	for a, err := range src.Articles(ctx) {
//		…
//	}
//
// Reading goes in two steps. The archive's index, the CDX server, lists the
// captures of an address, a host or a domain; [Archive.Captures] is that step
// alone. Each capture is then read as it was stored, without the archive's
// banner and with its links as they were. The date by which a page is judged is
// that of its capture: a date of publication after it is refused.
package wayback

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/page"
)

// A Getter gets documents; [*fetch.Client] is one.
type Getter interface {
	Do(ctx context.Context, req fetch.Request) (*fetch.Response, error)
}

// An Archive is where to ask. Only Client must be set.
type Archive struct {
	Client Getter

	// Base is the address of the archive, without a slash at its end.
	// "" means https://web.archive.org.
	Base string

	// ListInterval and ReadInterval are the least times between two requests to
	// the index and to the pages. 0 means 1.5 s and 1 s. Hosts of a
	// [fetch.Client] goes before both.
	ListInterval, ReadInterval time.Duration

	// MaxDrift is how far from the time asked for a capture may lie. The archive
	// answers with the nearest it has. 0 means a day, less than 0 any.
	MaxDrift time.Duration
}

func (a Archive) base() string {
	if a.Base == "" {
		return "https://web.archive.org"
	}
	return strings.TrimSuffix(a.Base, "/")
}

// A Capture is one page as stored at one time.
type Capture struct {
	Key       string    // the address in the order of the index: "org,example)/news"
	Timestamp string    // 14 digits, as the archive names the capture
	Time      time.Time // UTC; zero where Timestamp is no time, which happens
	URL       string    // as it was asked for
	MediaType string
	Status    int    // 0 if the index does not say
	Digest    string // of the body: equal bodies have equal digests
	Length    int64  // bytes as stored, packed; -1 if the index does not say
}

// Address returns where the capture can be read as it was stored.
func (a Archive) Address(c Capture) string {
	return a.base() + "/web/" + c.Timestamp + "id_/" + c.URL
}

// A Replay is a capture as read.
type Replay struct {
	Capture  Capture   // as asked for
	Time     time.Time // when what was read was stored
	URL      string    // of what was read: another than Capture.URL where the page was a redirect
	Response *fetch.Response
}

// A DriftError says that the archive answered with a capture of another time.
type DriftError struct {
	URL        string
	Asked, Got time.Time
}

func (e *DriftError) Error() string {
	return fmt.Sprintf("wayback: %s: asked for the capture of %s, got that of %s", e.URL, e.Asked.Format(time.RFC3339), e.Got.Format(time.RFC3339))
}

// ErrNotStored is wrapped by errors about captures that the index lists and
// the archive does not have.
var ErrNotStored = errors.New("wayback: the archive has no such capture")

var replayAddress = regexp.MustCompile(`/web/(\d{14})[a-z_]*/(.+)$`)

// Get reads a capture.
func (a Archive) Get(ctx context.Context, c Capture) (*Replay, error) {
	r, err := a.Client.Do(ctx, fetch.Request{URL: a.Address(c), SkipRobots: true, Interval: orDefault(a.ReadInterval, time.Second)})
	if err != nil {
		if se, ok := errors.AsType[*fetch.StatusError](err); ok && !se.Response.Archived && (se.Response.Status == 404 || se.Response.Status == 410) {
			return nil, fmt.Errorf("%w: %s of %s", ErrNotStored, c.URL, c.Timestamp)
		}
		return nil, fmt.Errorf("wayback: %w", err)
	}
	replay := &Replay{Capture: c, Time: r.Memento, URL: c.URL, Response: r}
	if m := replayAddress.FindStringSubmatch(r.URL); m != nil {
		if t, err := time.Parse(stampLayout, m[1]); err == nil && replay.Time.IsZero() {
			replay.Time = t
		}
		if u := webAddress(m[2]); u != "" {
			replay.URL = u
		}
	}
	if !r.Archived && replay.Time.IsZero() {
		return nil, fmt.Errorf("wayback: %s of %s: the answer is not a capture but a page of the archive", c.URL, c.Timestamp)
	}
	drift := replay.Time.Sub(c.Time).Abs()
	if limit := orDefault(a.MaxDrift, 24*time.Hour); limit > 0 && drift > limit && !c.Time.IsZero() {
		return nil, &DriftError{URL: c.URL, Asked: c.Time, Got: replay.Time}
	}
	return replay, nil
}

func orDefault(d, otherwise time.Duration) time.Duration {
	if d == 0 {
		return otherwise
	}
	return d
}

// A Source makes articles of the captures that a query lists.
type Source struct {
	Archive
	Query Query
	Page  page.Reader // how to read pages; URL, ContentType and Retrieved are set for each

	// Resume is where to begin, and is set while the source is read: stored
	// and given to another Source with the same query, it makes that go on with
	// the part of the list, of Query.PageSize captures, that was being read.
	// "" means at the beginning, and is what it is again when all was read.
	Resume string
}

// Articles yields an article for each capture, in the order of the index. A
// capture that cannot be read, and a line of the index that is none, is an
// error that wraps a [*coverage.RecordError]; a list that breaks off ends the
// stream with an error. It can be read once.
//
// Unless Query.Collapse says otherwise, one capture of each address is read,
// the first in the period; unless Query.Filters says otherwise, only captures
// of HTML pages with status 200.
func (s *Source) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return func(yield func(coverage.Article, error) bool) {
		q := s.Query
		if q.Collapse == nil {
			q.Collapse = []string{"urlkey"}
		}
		if q.Filters == nil {
			q.Filters = []string{"statuscode:200", "mimetype:text/html|application/xhtml.xml"}
		}
		l := &listing{archive: s.Archive, query: q, resume: s.Resume, at: func(key string) { s.Resume = key }}
		n := 0
		for c, err := range l.captures(ctx) {
			if n++; err == nil {
				var a coverage.Article
				if a, err = s.article(ctx, c, n); err == nil {
					if !yield(a, nil) {
						return
					}
					continue
				}
				if ctx.Err() != nil {
					yield(coverage.Article{}, ctx.Err())
					return
				}
				err = &coverage.RecordError{Location: s.Address(c), Record: n, Err: err}
			}
			if !yield(coverage.Article{}, err) {
				return
			}
		}
	}
}

func (s *Source) article(ctx context.Context, c Capture, n int) (coverage.Article, error) {
	replay, err := s.Get(ctx, c)
	if err != nil {
		return coverage.Article{}, err
	}
	r := s.Page
	r.URL, r.ContentType, r.Retrieved = replay.URL, replay.Response.ContentType(), replay.Time
	p, err := r.Read(bytes.NewReader(replay.Response.Body))
	if err != nil {
		return coverage.Article{}, err
	}
	prov := &p.Article.Provenance
	prov.Source, prov.Location, prov.Record, prov.Retrieved = "wayback", s.Address(c), n, replay.Response.Retrieved.UTC()
	prov.Steps = append([]string{"captured " + replay.Time.UTC().Format(time.RFC3339) + " by the Wayback Machine"}, prov.Steps...)
	if replay.URL != c.URL {
		prov.Steps = append(prov.Steps, "the stored page was a redirect to "+replay.URL)
	}
	return p.Article, nil
}

// webAddress returns s if it can be asked for over the web, "" if not: the
// index holds what crawlers once took for links. "http:/a" has lost a slash in
// a path.
func webAddress(s string) string {
	if scheme, rest, ok := strings.Cut(s, ":/"); ok && (scheme == "http" || scheme == "https") {
		s = scheme + "://" + strings.TrimLeft(rest, "/")
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
		return ""
	}
	if path := strings.ToLower(u.Path); strings.Contains(path, "data:image/") || strings.Contains(path, "mailto:") {
		return ""
	}
	return s
}
