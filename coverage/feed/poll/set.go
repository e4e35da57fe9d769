package poll

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"iter"
	"net/http"
	"sync"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/feed"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/inorder"
)

// A Set is a list of feeds with what is known of them. Fields may not be
// changed after the first round.
type Set struct {
	// Feeds are asked in this order. One that is listed twice is asked once.
	Feeds []feed.Subscription

	// Client gets the documents. nil means a client with default settings.
	Client *fetch.Client

	// StateDir is a folder that remembers what was acknowledged, for one Set at
	// a time. "" means that it is remembered as long as the Set.
	StateDir string

	// Workers is the number of feeds that are read at once. 0 means 8.
	Workers int

	// Reader says how to read what feeds leave open: Order, Zones, MaxBytes,
	// MaxDepth. Its other fields are set for each feed.
	Reader feed.Reader

	// Outlet, if not nil, says where the articles of a feed appear. Otherwise
	// it is the title that the feed gives itself.
	Outlet func(feed.Subscription) coverage.Outlet

	// Forget is how long an article is remembered that its feed no longer
	// lists. 0 means 180 days.
	Forget time.Duration

	mu     sync.Mutex
	states map[string]*state // by address of the feed
	client *fetch.Client
}

// A FeedError says which feed could not be read. Err is an error of package
// fetch, feed or os.
type FeedError struct {
	Feed feed.Subscription
	Err  error
}

func (e *FeedError) Error() string {
	return "feed " + fetch.Redact(e.Feed.URL) + ": " + e.Err.Error()
}

func (e *FeedError) Unwrap() error { return e.Err }

// Round asks every feed once and yields what is new, in the order of the set.
// A feed that cannot be read is a [*FeedError], and the round goes on; when ctx
// is over, its error is the last pair. Feeds are read ahead of the one that is
// yielded, some dozens at most.
func (s *Set) Round(ctx context.Context) iter.Seq2[*Batch, error] {
	return func(yield func(*Batch, error) bool) {
		type outcome struct {
			batch *Batch
			err   error
		}
		feeds := s.distinct()
		read := func(ctx context.Context, f feed.Subscription) outcome {
			b, err := s.poll(ctx, f)
			if err != nil {
				return outcome{err: &FeedError{Feed: f, Err: err}}
			}
			return outcome{batch: b}
		}
		for _, o := range inorder.Map(ctx, feeds, max(cmp.Or(s.Workers, 8), 1), read) {
			if !yield(o.batch, o.err) {
				return
			}
		}
		if err := ctx.Err(); err != nil {
			yield(nil, err)
		}
	}
}

// distinct lists the feeds, each once.
func (s *Set) distinct() []feed.Subscription {
	seen := map[string]bool{}
	var out []feed.Subscription
	for _, f := range s.Feeds {
		if !seen[f.URL] {
			seen[f.URL] = true
			out = append(out, f)
		}
	}
	return out
}

const accept = "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"

// poll reads one feed.
func (s *Set) poll(ctx context.Context, f feed.Subscription) (*Batch, error) {
	st, err := s.state(f.URL)
	if err != nil {
		return nil, err
	}
	req := fetch.Request{URL: f.URL, Header: http.Header{"Accept": {accept}}, MaxBytes: s.Reader.MaxBytes}
	st.condition(req.Header)
	b := &Batch{Feed: f, set: s}
	broke := false
	r, err := s.getter().Do(ctx, req)
	if cut, ok := errors.AsType[*fetch.BodyError](err); ok && cut.Got > 0 {
		// What came of it is worth having. The feed is asked for in full again.
		broke, b.Partial = true, true
		b.Warnings = append(b.Warnings, err.Error())
		r = cut.Response
	} else if err != nil {
		return nil, err
	}
	b.URL, b.Retrieved, b.Moved = r.URL, r.Retrieved, moved(r)
	if r.Status == http.StatusNotModified {
		b.Unchanged = true
		return b, nil
	}
	rd := s.Reader
	rd.URL, rd.Base, rd.ContentType, rd.Retrieved = fetch.Redact(f.URL), r.URL, r.ContentType(), r.Retrieved
	if s.Outlet != nil {
		rd.Outlet = s.Outlet(f)
	}
	b.next = validators{r.Header.Get("ETag"), r.Header.Get("Last-Modified"), coverage.SHA256Hex(r.Body)}
	if !b.Partial && st.unchanged(b.next.SHA256) {
		b.Unchanged = true
		return b, nil
	}
	doc, err := rd.Read(bytes.NewReader(r.Body))
	if err != nil {
		if b.Partial {
			return nil, errors.Join(errors.New(b.Warnings[0]), err)
		}
		return nil, err
	}
	again := st.wasCut(b.next.SHA256)
	b.Partial = broke || doc.Truncated && !again
	if doc.CutItem && !again {
		b.withholdLast(doc)
	}
	b.fill(doc, st)
	if len(r.Redirects) > 0 {
		for i := range b.Items {
			p := &b.Items[i].Article.Provenance
			p.Steps = append(p.Steps, "the feed was found at "+fetch.Redact(r.URL))
		}
	}
	return b, nil
}

func (s *Set) getter() *fetch.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client == nil {
		if s.client = s.Client; s.client == nil {
			s.client = &fetch.Client{}
		}
	}
	return s.client
}

// moved is the address that a feed has moved to for good, "" if it has not:
// the end of a chain of redirects all of which are permanent.
func moved(r *fetch.Response) string {
	for _, d := range r.Redirects {
		if d.Status != http.StatusMovedPermanently && d.Status != http.StatusPermanentRedirect {
			return ""
		}
	}
	if len(r.Redirects) == 0 {
		return ""
	}
	return r.URL
}
