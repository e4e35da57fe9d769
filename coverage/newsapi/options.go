package newsapi

import (
	"cmp"
	"context"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// A Client gets documents from the web. [*fetch.Client] is one.
type Client interface {
	Do(ctx context.Context, req fetch.Request) (*fetch.Response, error)
}

// Options say how a service is asked. The zero value is ready to use where the
// service needs no key.
type Options struct {
	// Client makes the requests; it keeps the pace and asks again after faults.
	// nil means a [fetch.Client] with default settings.
	Client Client

	// Key is the caller's key to the service. "" means the environment variable
	// named in the documentation of the service. It is not used where there is
	// none.
	Key string

	// Base is the address of the service, for a mirror or a test. "" means the
	// real one.
	Base string

	// Interval is the least time between two requests. 0 means what the service
	// asks for, less than 0 none.
	Interval time.Duration

	// PageSize is how many records are asked for at once. 0, and more than the
	// service allows, mean as many as it allows.
	PageSize int

	// Cap is how many records the service gives for one window. 0 means what is
	// known of it; less than 0 means that there is no limit.
	Cap int

	// MinWindow is the shortest window that is not cut further. 0 means a second
	// for GDELT and a day for the others, which know days only.
	MinWindow time.Duration

	// Attempts is how often a page is asked for while the service answers under
	// a good status that it is busy, or with damaged JSON. Faults of the
	// connection and bad statuses are the business of Client. 0 means 4.
	Attempts int

	// MaxBytes bounds one answer. 0 means 64 MiB.
	MaxBytes int64

	// Cursor says where the collection stands. It is kept up to date while the
	// stream runs: within the loop, it counts the article at hand as taken. A
	// cursor that was stored goes on from there; one of another question is a
	// [*CursorError]. nil means that the collection begins at the beginning and
	// no account is kept.
	Cursor *Cursor

	// Progress, if not nil, is called after every answer with the state of the
	// cursor, which it may read and not keep.
	Progress func(*Cursor)
}

const defaultMaxBytes = 64 << 20

func (o Options) client() Client {
	if o.Client != nil {
		return o.Client
	}
	return &fetch.Client{}
}

// key returns the key of a service, from the caller or from the environment.
func (o Options) key(variable string) string {
	if variable == "" {
		return ""
	}
	return strings.TrimSpace(cmp.Or(o.Key, os.Getenv(variable)))
}

// pageSize is what the caller wants, within what the service allows.
func (o Options) pageSize(most int) int {
	if o.PageSize <= 0 || o.PageSize > most {
		return most
	}
	return o.PageSize
}

// address joins base, path and parameters given as name, value, name, value, …
// A parameter without a value is left out.
func address(base, path string, params ...string) string {
	var b strings.Builder
	b.WriteString(strings.TrimRight(base, "/"))
	b.WriteString(path)
	joint := byte('?')
	if strings.Contains(base, "?") {
		joint = '&'
	}
	for i := 0; i+1 < len(params); i += 2 {
		if params[i+1] == "" {
			continue
		}
		b.WriteByte(joint)
		joint = '&'
		b.WriteString(params[i])
		b.WriteByte('=')
		b.WriteString(url.QueryEscape(params[i+1]))
	}
	return b.String()
}

// withKey adds a key to an address.
func withKey(address, name, key string) string {
	joint := "?"
	if strings.Contains(address, "?") {
		joint = "&"
	}
	return address + joint + name + "=" + url.QueryEscape(key)
}

// hide takes a key out of what a service says.
func hide(s, key string) string {
	if len(key) < 3 {
		return s // too short to be found in a text; no service has such keys
	}
	s = strings.ReplaceAll(s, key, "…")
	return strings.ReplaceAll(s, url.QueryEscape(key), "…")
}

// pageNumber reads a token that is a number; the first page is first.
func pageNumber(token string, first int) int {
	n, err := strconv.Atoi(token)
	if err != nil || n < first {
		return first
	}
	return n
}
