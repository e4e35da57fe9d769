package wayback

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// Match says which addresses a query is about.
type Match string

// The matches, by the example of the address example.org/news.
const (
	Exact  Match = ""       // example.org/news itself
	Prefix Match = "prefix" // and whatever begins so
	Host   Match = "host"   // all of example.org
	Domain Match = "domain" // and of news.example.org and other subdomains
)

// A Query says which captures to list. Only URL must be set.
type Query struct {
	URL      string
	Match    Match
	From, To coverage.Date // first and last day, month or year of capture; unknown: no bound
	Filters  []string      // of the CDX server, each "[!]field:regular expression"; nil means none
	Collapse []string      // of the CDX server: of neighbours in the list that agree in a field ("digest", "urlkey", "timestamp:8"), only the first; nil means none
	PageSize int           // captures in one answer of the index; 0 means 1000
}

// A BlockedError says that the archive keeps the captures of a site back.
type BlockedError struct {
	URL    string
	Reason string // as the archive gives it
}

func (e *BlockedError) Error() string {
	return "wayback: " + e.URL + ": the archive does not give out captures of this site: " + e.Reason
}

// Captures lists the captures of a query in the order of the index: by
// address, then by time. Captures that the index repeats are yielded once. A
// line that is none is an error that wraps a [*coverage.RecordError], and the
// list goes on; an error of the archive ends it.
func (a Archive) Captures(ctx context.Context, q Query) iter.Seq2[Capture, error] {
	l := &listing{archive: a, query: q, at: func(string) {}}
	return l.captures(ctx)
}

// A listing goes through the index, one answer after the other.
type listing struct {
	archive Archive
	query   Query
	resume  string
	at      func(resume string) // told where each answer begins
	rows    int
	recent  map[string]bool // captures with the key and time of the last one
	last    string
}

func (l *listing) captures(ctx context.Context) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		for {
			if err := ctx.Err(); err != nil {
				yield(Capture{}, err)
				return
			}
			l.at(l.resume)
			address, err := l.address()
			if err != nil {
				yield(Capture{}, err)
				return
			}
			body, err := l.get(ctx, address)
			if err != nil {
				yield(Capture{}, err)
				return
			}
			next := ""
			for row, err := range readCDX(body, &next) {
				l.rows++
				broken := errors.Is(err, ErrBroken)
				if err != nil {
					err = &coverage.RecordError{Location: fetch.Redact(address), Record: l.rows, Err: err}
				} else if l.isRepeated(row) {
					continue
				}
				if !yield(row, err) || broken {
					return
				}
			}
			if next == "" {
				l.at("")
				return
			}
			if next == l.resume {
				yield(Capture{}, fmt.Errorf("wayback: %s: the index goes round in circles", fetch.Redact(address)))
				return
			}
			l.resume = next
		}
	}
}

// isRepeated reports whether the index has listed the capture already. Such
// captures stand together.
func (l *listing) isRepeated(c Capture) bool {
	if at := c.Key + " " + c.Timestamp; at != l.last {
		l.last, l.recent = at, map[string]bool{}
	}
	id := c.URL + " " + c.Digest + " " + strconv.Itoa(c.Status)
	if l.recent[id] {
		return true
	}
	l.recent[id] = true
	return false
}

// address of the next answer.
func (l *listing) address() (string, error) {
	q := l.query
	if strings.TrimSpace(q.URL) == "" {
		return "", errors.New("wayback: the query names no address")
	}
	v := []string{"url=" + url.QueryEscape(q.URL), "output=json", "showResumeKey=true", "limit=" + strconv.Itoa(cmp.Or(q.PageSize, 1000))}
	add := func(name, value string) {
		if value != "" {
			v = append(v, name+"="+url.QueryEscape(value))
		}
	}
	add("matchType", string(q.Match))
	first, _ := q.From.Bounds()
	_, last := q.To.Bounds()
	add("from", strings.ReplaceAll(first.String(), "-", ""))
	add("to", strings.ReplaceAll(last.String(), "-", ""))
	for _, f := range q.Filters {
		add("filter", f)
	}
	for _, c := range q.Collapse {
		add("collapse", c)
	}
	add("resumeKey", l.resume) // the index hands it out escaped, and wants that escaped
	return l.archive.base() + "/cdx/search/cdx?" + strings.Join(v, "&"), nil
}

func (l *listing) get(ctx context.Context, address string) ([]byte, error) {
	r, err := l.archive.Client.Do(ctx, fetch.Request{URL: address, SkipRobots: true, Interval: orDefault(l.archive.ListInterval, 1500*time.Millisecond), MaxBytes: 64 << 20})
	if err == nil {
		return r.Body, nil
	}
	if se, ok := errors.AsType[*fetch.StatusError](err); ok {
		if reason := blocked(se.Response.Body); reason != "" {
			return nil, &BlockedError{URL: l.query.URL, Reason: reason}
		}
	}
	return nil, fmt.Errorf("wayback: the index cannot be read: %w", err)
}

// blocked returns the reason by which the index refuses a site.
func blocked(body []byte) string {
	for _, mark := range [...]string{"AccessControlException", "Blocked Site Error", "Excluded"} {
		if bytes.Contains(body, []byte(mark)) {
			s := string(body[:min(len(body), 300)])
			if at := strings.LastIndex(s, "Exception: "); at >= 0 {
				s = s[at+len("Exception: "):]
			}
			return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
		}
	}
	return ""
}
