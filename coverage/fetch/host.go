package fetch

import (
	"cmp"
	"context"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A host keeps the pace of requests to one host.
type host struct {
	name    string
	limiter *rate.Limiter
	slots   chan struct{}

	mu     sync.Mutex
	until  time.Time // it asked to be left alone until then
	status int       // by which it did
}

func (c *Client) host(name string) *host {
	c.mu.Lock()
	defer c.mu.Unlock()
	h := c.hosts[name]
	if h == nil {
		n := cmp.Or(c.Hosts[name].PerHost, c.PerHost, 2)
		h = &host{name: name, limiter: rate.NewLimiter(rate.Inf, 1), slots: make(chan struct{}, max(n, 1))}
		c.hosts[name] = h
	}
	return h
}

// interval is the least time between two requests to a host: what the caller
// says of the host, else what the request says, else the default; never less
// than what robots.txt asks for.
func (c *Client) interval(name string, asked, crawlDelay time.Duration) time.Duration {
	return max(cmp.Or(c.Hosts[name].Interval, asked, c.Interval, time.Second), crawlDelay)
}

// enter waits until it is the caller's turn. After it, leave must be called.
func (h *host) enter(ctx context.Context, interval, maxWait time.Duration) error {
	select {
	case h.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := h.turn(ctx, interval, maxWait); err != nil {
		h.leave()
		return err
	}
	return nil
}

func (h *host) leave() { <-h.slots }

func (h *host) turn(ctx context.Context, interval, maxWait time.Duration) error {
	for paced := false; ; {
		until, status := h.paused()
		if wait := time.Until(until); wait > 0 {
			if wait > maxWait {
				return &PausedError{Host: h.name, Until: until, Status: status}
			}
			if err := sleep(ctx, wait); err != nil {
				return err
			}
			paced = false // others wait for the same moment
			continue
		}
		if paced {
			return ctx.Err()
		}
		if interval <= 0 {
			h.limiter.SetLimit(rate.Inf)
		} else {
			h.limiter.SetLimit(rate.Every(interval))
		}
		place := h.limiter.Reserve()
		if err := sleep(ctx, place.Delay()); err != nil {
			place.Cancel()
			return err
		}
		paced = true
	}
}

func (h *host) pauseUntil(t time.Time, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if t.After(h.until) {
		h.until, h.status = t, status
	}
}

func (h *host) paused() (until time.Time, status int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.until, h.status
}
