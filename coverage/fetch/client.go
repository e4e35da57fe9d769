package fetch

import (
	"cmp"
	"context"
	"errors"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"
)

// A Client gets documents. The zero value is ready to use; setting Contact is
// good manners, and some services refuse who does not. Its methods may be
// called from several goroutines. Fields may not be changed, and the Client
// not copied, after first use.
type Client struct {
	// Product is the name that robots.txt rules are looked up by and that
	// begins the User-Agent: letters, digits, "_" and "-".
	// "" means "Pressframe".
	Product string

	// Contact is a mail or web address in the User-Agent, by which a site can
	// reach whoever runs the collection.
	Contact string

	// Interval is the least time between the starts of two requests to one
	// host. 0 means a second, less than 0 none. A longer Crawl-delay of the
	// host's robots.txt goes before it.
	Interval time.Duration

	// PerHost is the number of requests to one host that may be under way at
	// once. 0 means 2.
	PerHost int

	// Hosts are exceptions from Interval and PerHost, by host name as in the
	// address, in lower case, with the port if it is not the usual one.
	Hosts map[string]Limit

	// Attempts is how often a document is asked for before giving up on faults
	// that may pass. 0 means 4.
	Attempts int

	// Backoff is the pause after the first failed attempt; it doubles with
	// every further one. 0 means a second.
	Backoff time.Duration

	// MaxWait is the longest pause that a server's Retry-After is obeyed by
	// waiting. A longer one is an error that says until when. 0 means 5 minutes.
	MaxWait time.Duration

	// Timeout bounds one attempt, from connecting to the last byte of the
	// body. 0 means a minute.
	Timeout time.Duration

	// MaxBytes bounds a body, as sent and as unpacked. 0 means 16 MiB.
	MaxBytes int64

	// MaxRedirects is how many redirects are followed. 0 means 10, less than 0
	// none.
	MaxRedirects int

	// AllowPrivate lists networks that are otherwise refused (private,
	// loopback, link-local and such) and may be read here: the host of an
	// intranet archive, or the proxy. A proxy of a custom Transport is the
	// business of that Transport.
	AllowPrivate []netip.Prefix

	// CacheDir is a folder that keeps documents which can be asked for
	// conditionally (ETag, Last-Modified). Several programs may share it.
	// "" means none is kept.
	CacheDir string

	// MaxCache bounds CacheDir, in bytes; what was not used for longest goes
	// first. 0 means 256 MiB.
	MaxCache int64

	// Proxy names the proxy for a request, as in [http.Transport]. nil means
	// none; [http.ProxyFromEnvironment] obeys the environment. A proxy resolves
	// names itself, so behind one only addresses written as numbers are guarded.
	Proxy func(*http.Request) (*url.URL, error)

	// Transport replaces the client's own. It makes connections by itself, so
	// only addresses written as numbers are guarded unless its dialer has a
	// [Guard]. Proxy has no effect then.
	Transport http.RoundTripper

	once      sync.Once
	transport http.RoundTripper

	mu     sync.Mutex
	hosts  map[string]*host
	robots map[string]*permission
	cache  diskCache
}

// A Limit is the pace for one host.
type Limit struct {
	Interval time.Duration // as Client.Interval; 0 means that one
	PerHost  int           // as Client.PerHost; 0 means that one
}

// A Request is what to get, where more is to be said than the address.
type Request struct {
	URL string

	// Header is sent beside the client's own. On a redirect to another host, or
	// from https to http, only Accept and Accept-Language go along. A request with a condition of
	// its own (If-None-Match, If-Modified-Since), with Authorization or with
	// Cookie passes by the cache.
	Header http.Header

	// SkipRobots leaves robots.txt unasked: for services called through their
	// documented API, whose terms hold instead.
	SkipRobots bool

	// Interval is the pace that a documented API asks for; it goes before
	// Client.Interval, and Client.Hosts goes before it. 0 means none is given.
	Interval time.Duration

	// MaxBytes goes before Client.MaxBytes. 0 means that one.
	MaxBytes int64
}

// A Response is a document as it came. Addresses in it are not redacted.
type Response struct {
	URL       string     // where the document was in the end
	Redirects []Redirect // the addresses that led there, in order
	Status    int        // 2xx, or 304 if the Request had a condition of its own
	Header    http.Header
	Body      []byte // unpacked; the caller may keep and change it
	MediaType string // of Content-Type, in lower case; "" if there is none
	Charset   string // of Content-Type, in lower case: a hint, it may be wrong; "" if there is none
	Retrieved time.Time
	FromCache bool      // the server confirmed what the cache holds
	Archived  bool      // an archive's replay (Memento-Datetime), not the live web
	Memento   time.Time // when the archive stored it; zero if not archived or not legible
	Attempts  int       // requests made, redirects counted, robots.txt not
}

// ContentType returns the Content-Type header, for readers that look at the
// charset themselves.
func (r *Response) ContentType() string { return r.Header.Get("Content-Type") }

// A Redirect is an address that sent the client on.
type Redirect struct {
	URL    string
	Status int // 301 and 308 are permanent
}

// Get gets the document at the address.
func (c *Client) Get(ctx context.Context, address string) (*Response, error) {
	return c.Do(ctx, Request{URL: address})
}

// Do gets the document that the request names. Statuses other than 2xx are a
// [*StatusError], which holds the response, save 304 where the request brings
// its own condition.
func (c *Client) Do(ctx context.Context, req Request) (*Response, error) {
	c.once.Do(c.start)
	x := &exchange{c: c, req: req, limit: cmp.Or(req.MaxBytes, c.MaxBytes, 16<<20), redirects: max(cmp.Or(c.MaxRedirects, 10), 0)}
	return x.run(ctx)
}

// CloseIdleConnections closes connections that wait for a next request.
func (c *Client) CloseIdleConnections() {
	c.once.Do(c.start)
	if t, ok := c.transport.(interface{ CloseIdleConnections() }); ok {
		t.CloseIdleConnections()
	}
}

func (c *Client) start() {
	c.hosts = map[string]*host{}
	c.robots = map[string]*permission{}
	c.cache = diskCache{dir: c.CacheDir, max: cmp.Or(c.MaxCache, 256<<20)}
	c.transport = c.Transport
	if c.transport == nil {
		c.transport = c.newTransport()
	}
}

func (c *Client) product() string { return cmp.Or(c.Product, "Pressframe") }

// userAgent names the program, where it is explained, and whom to write to.
func (c *Client) userAgent() string {
	const home = "https://github.com/seed-11e619e4/pressframe"
	if c.Contact == "" {
		return c.product() + "/1 (+" + home + ")"
	}
	return c.product() + "/1 (+" + home + "; " + c.Contact + ")"
}

// An exchange is one document on its way, with all its redirects and attempts.
type exchange struct {
	c         *Client
	req       Request
	limit     int64 // of the body
	clip      bool  // cut a longer body instead of refusing it
	redirects int   // how many are followed
	forRobots bool  // the document is a robots.txt itself
	chain     []Redirect
	attempts  int
	jar       http.CookieJar // cookies live as long as one chain of redirects
	first     *url.URL
}

// run follows the redirects.
func (x *exchange) run(ctx context.Context) (*Response, error) {
	u, err := parseAddress(x.req.URL)
	if err != nil {
		return nil, &Error{URL: Redact(x.req.URL), Err: err}
	}
	x.first = u
	for {
		r, err := x.hop(ctx, u)
		if err != nil {
			switch e := err.(type) {
			case *StatusError:
				e.Response.Redirects, e.Response.Attempts = x.chain, x.attempts
			case *BodyError:
				e.Response.Redirects, e.Response.Attempts = x.chain, x.attempts
			}
			return nil, &Error{URL: Redact(u.String()), Attempts: x.attempts, Err: err}
		}
		if !r.redirects() {
			r.Redirects, r.Attempts = x.chain, x.attempts
			return r, nil
		}
		x.chain = append(x.chain, Redirect{u.String(), r.Status})
		fail := func(reason string) (*Response, error) {
			return nil, &Error{URL: Redact(x.req.URL), Attempts: x.attempts, Err: &RedirectError{Reason: reason, Redirects: x.chain}}
		}
		if len(x.chain) > x.redirects {
			return fail("too many redirects")
		}
		ref, err := url.Parse(r.Header.Get("Location"))
		if err != nil {
			return fail("the redirect leads to an address that cannot be read")
		}
		next, err := parseAddress(u.ResolveReference(ref).String())
		if err != nil {
			return fail("the redirect leads to what is no web address")
		}
		if x.jar == nil {
			x.jar, _ = cookiejar.New(nil) // never fails without options
		}
		x.jar.SetCookies(u, (&http.Response{Header: r.Header}).Cookies())
		u = next
	}
}

// isDocument reports whether the answer is what was asked for. A part of a
// document, which nobody asks for here, is not.
func (r *Response) isDocument() bool {
	return r.Status >= 200 && r.Status < 300 && r.Status != http.StatusPartialContent
}

// redirects reports whether the answer leads to another address.
func (r *Response) redirects() bool {
	switch r.Status {
	case 301, 302, 303, 307, 308:
		return r.Header.Get("Location") != ""
	}
	return false
}

var errNoWebAddress = errors.New("not a web address; it must begin with http:// or https://")

// parseAddress reads an absolute web address. The error does not quote it.
func parseAddress(s string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil {
		return nil, errNoWebAddress
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, errNoWebAddress
	}
	u.Host = hostKey(u)
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

// hostKey is the host in lower case, without the port that is usual.
func hostKey(u *url.URL) string {
	h := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		h = strings.TrimSuffix(h, ":80")
	case "https":
		h = strings.TrimSuffix(h, ":443")
	}
	return strings.TrimSuffix(h, ":")
}

// mediaType splits a Content-Type, also one that is not well formed.
func mediaType(contentType string) (media, charset string) {
	media, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		media, _, _ = strings.Cut(contentType, ";")
	}
	return strings.ToLower(strings.TrimSpace(media)), strings.ToLower(strings.Trim(params["charset"], `'" `))
}
