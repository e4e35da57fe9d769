package fetch

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/url"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/fetch/robots"
)

// How long a robots.txt holds (RFC 9309 section 2.4), and how soon one that
// could not be read is asked for again.
const (
	robotsFresh = 24 * time.Hour
	robotsAgain = 10 * time.Minute
)

// A permission is the robots.txt of one scheme, host and port.
type permission struct {
	turn chan struct{} // held by whoever looks at the rest or renews it
	file *robots.File  // nil: not read so far
	err  error         // why it could not be read the last time
	next time.Time     // when to ask for it again
}

// permitted asks robots.txt. It returns the Crawl-delay.
func (c *Client) permitted(ctx context.Context, u *url.URL) (time.Duration, error) {
	if u.Path == "/robots.txt" {
		return 0, nil
	}
	origin := u.Scheme + "://" + u.Host
	c.mu.Lock()
	p := c.robots[origin]
	if p == nil {
		p = &permission{turn: make(chan struct{}, 1)}
		c.robots[origin] = p
	}
	c.mu.Unlock()
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return 0, ctx.Err()
	}
	if now := time.Now(); now.After(p.next) {
		file, err := c.readRobots(ctx, origin)
		if err != nil {
			if ctx.Err() != nil || errors.Is(err, errNoTime) {
				return 0, cmp.Or(ctx.Err(), errNoTime) // says nothing of the host
			}
			p.err, p.next = err, time.Now().Add(robotsAgain)
		} else {
			p.file, p.err, p.next = file, nil, time.Now().Add(robotsFresh)
		}
	}
	if p.file == nil { // one that was read before goes on to hold
		// The document is as far out of reach, for the same reason.
		if address, ok := errors.AsType[*AddressError](p.err); ok {
			return 0, address
		}
		if dns, ok := errors.AsType[*net.DNSError](p.err); ok && dns.IsNotFound {
			return 0, dns
		}
		return 0, &RobotsError{Product: c.product(), Unreachable: p.err}
	}
	if !p.file.Allowed(c.product(), u.String()) {
		return 0, &RobotsError{Product: c.product()}
	}
	return p.file.CrawlDelay(c.product()), nil
}

// readRobots gets a robots.txt by the rules of RFC 9309 section 2.3.1: five
// redirects, to other hosts too; none there means all is allowed; the error is
// why it could not be reached, and then nothing is.
func (c *Client) readRobots(ctx context.Context, origin string) (*robots.File, error) {
	x := &exchange{c: c, req: Request{URL: origin + "/robots.txt", SkipRobots: true},
		limit: robots.MaxBytes, clip: true, redirects: 5, forRobots: true}
	r, err := x.run(ctx)
	if err == nil {
		return robots.Parse(r.Body), nil
	}
	if _, ok := errors.AsType[*RedirectError](err); ok {
		return robots.AllowAll(), nil
	}
	if se, ok := errors.AsType[*StatusError](err); ok && se.Response.Status != 429 && se.Response.Status/100 == 4 {
		return robots.FromStatus(se.Response.Status), nil
	}
	return nil, err
}
