package fetch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

// hop gets one address of the chain: permission first, then as many attempts
// as it takes.
func (x *exchange) hop(ctx context.Context, u *url.URL) (*Response, error) {
	c := x.c
	if err := guardLiteral(u, c.AllowPrivate); err != nil {
		return nil, err
	}
	var delay time.Duration
	if !x.req.SkipRobots {
		var err error
		if delay, err = c.permitted(ctx, u); err != nil {
			return nil, err
		}
	}
	h := c.host(u.Host)
	interval := c.interval(u.Host, x.req.Interval, delay)
	for n := 1; ; n++ {
		if err := h.enter(ctx, interval, c.maxWait()); err != nil {
			return nil, err
		}
		r, err := x.attempt(ctx, u)
		h.leave()
		if err == nil && (r.isDocument() || r.redirects() || r.Status == http.StatusNotModified && x.ownCondition()) {
			return r, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err == nil {
			err = &StatusError{Response: r}
		}
		if !c.pause(h, err, n) || n >= cmp.Or(c.Attempts, 4) {
			return nil, err
		}
		if se, ok := errors.AsType[*StatusError](err); ok && se.throttled() {
			continue // the host is paused, for everyone
		}
		if err := sleep(ctx, c.backoff(n)); err != nil {
			return nil, err
		}
	}
}

// pause tells whether another attempt makes sense and, if the server asked for
// a pause, keeps everyone away from it for that long.
func (c *Client) pause(h *host, err error, n int) bool {
	se, ok := errors.AsType[*StatusError](err)
	if !ok {
		return mayPass(err)
	}
	r := se.Response
	if !mayPass(err) {
		return false
	}
	if !se.throttled() {
		return true
	}
	wait := c.backoff(n)
	if asked, ok := retryAfter(r.Header, r.Retrieved); ok {
		wait, se.RetryAfter = asked, asked
	}
	h.pauseUntil(time.Now().Add(wait), r.Status)
	return wait <= c.maxWait()
}

func (c *Client) maxWait() time.Duration { return cmp.Or(c.MaxWait, 5*time.Minute) }

// backoff is the pause after the nth attempt that failed.
func (c *Client) backoff(n int) time.Duration {
	return min(cmp.Or(c.Backoff, time.Second)<<min(n-1, 16), c.maxWait())
}

// attempt makes one request and reads the answer.
func (x *exchange) attempt(ctx context.Context, u *url.URL) (*Response, error) {
	c := x.c
	x.attempts++
	start, timeout := time.Now(), cmp.Or(c.Timeout, time.Minute)
	inTime, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(inTime, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, errNoWebAddress
	}
	x.setHeader(req)
	var stored *cached
	var key string
	if u.User != nil {
		password, _ := u.User.Password()
		req.SetBasicAuth(u.User.Username(), password)
	}
	if x.mayCache() && u.User == nil {
		key = cacheKey(u, req.Header)
		if stored = c.cache.load(key); stored != nil {
			stored.condition(req.Header)
		}
	}
	r, noStore, err := x.roundTrip(req)
	if err != nil {
		if ctx.Err() == nil {
			// The timeouts of package net pass for that of a context: errors.Is
			// would take a slow host for the end of the collection.
			if inTime.Err() != nil {
				err = &TimeoutError{After: timeout}
			} else if ne, ok := errors.AsType[net.Error](err); ok && ne.Timeout() {
				err = &TimeoutError{After: time.Since(start).Round(time.Millisecond)}
			} else if err == io.EOF {
				err = fmt.Errorf("the server closed the connection without an answer: %w", err)
			}
		}
		return nil, err
	}
	switch {
	case r.Status == http.StatusNotModified && stored != nil:
		stored.confirm(r)
		c.cache.touch(key)
	case r.Status == http.StatusOK && key != "" && !noStore:
		c.cache.store(key, r)
	}
	return r, nil
}

// setHeader writes the header of a request for the host of req.
func (x *exchange) setHeader(req *http.Request) {
	trusted := req.URL.Host == x.first.Host && (req.URL.Scheme == "https" || x.first.Scheme == "http")
	for name, values := range x.req.Header {
		name = http.CanonicalHeaderKey(name)
		if trusted || name == "Accept" || name == "Accept-Language" {
			req.Header[name] = append([]string(nil), values...)
		}
	}
	if req.Header.Get("Accept") == "" {
		req.Header.Set("Accept", "*/*")
	}
	req.Header.Set("User-Agent", x.c.userAgent())
	req.Header.Set("Accept-Encoding", "gzip, deflate")
	if x.jar != nil && req.Header.Get("Cookie") == "" {
		for _, cookie := range x.jar.Cookies(req.URL) {
			req.AddCookie(cookie)
		}
	}
}

// ownCondition reports whether the request brings its own condition.
func (x *exchange) ownCondition() bool {
	return x.has("If-None-Match") || x.has("If-Modified-Since")
}

func (x *exchange) mayCache() bool {
	return x.c.CacheDir != "" && !x.forRobots && !x.ownCondition() && !x.has("Authorization") && !x.has("Cookie")
}

// has looks for a header, however the caller spelt it.
func (x *exchange) has(name string) bool {
	for n := range x.req.Header {
		if http.CanonicalHeaderKey(n) == name {
			return true
		}
	}
	return false
}

// roundTrip makes the request and reads the body. noStore reports that the
// server does not want the answer kept.
func (x *exchange) roundTrip(req *http.Request) (r *Response, noStore bool, err error) {
	resp, err := x.c.transport.RoundTrip(req)
	if err != nil {
		return nil, false, err
	}
	defer resp.Body.Close()
	r = &Response{URL: req.URL.String(), Status: resp.StatusCode, Header: resp.Header, Retrieved: time.Now().UTC()}
	r.MediaType, r.Charset = mediaType(resp.Header.Get("Content-Type"))
	if stamp := resp.Header.Get("Memento-Datetime"); stamp != "" {
		r.Archived = true
		if t, err := http.ParseTime(stamp); err == nil {
			r.Memento = t.UTC()
		}
	}
	limit, clip := x.limit, x.clip
	if r.Status >= 300 {
		limit, clip = min(limit, maxErrorBody), true
	}
	r.Body, err = readBody(resp, limit, clip)
	r.Header.Del("Content-Encoding")
	r.Header.Del("Content-Length")
	if err != nil && r.Status < 300 {
		if broken, ok := errors.AsType[*BodyError](err); ok {
			broken.Response = r
		}
		return nil, false, err
	} // else the status says more than what became of its page
	return r, hasToken(resp.Header.Values("Cache-Control"), "no-store"), nil
}

// maxErrorBody is how much of the page of an error or a redirect is kept.
const maxErrorBody = 64 << 10

// errNoTime is returned instead of waiting for what cannot come.
var errNoTime = fmt.Errorf("the time given ends before the wait would: %w", context.DeadlineExceeded)

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return errNoTime
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
