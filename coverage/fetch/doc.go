// Package fetch gets documents from the web the way a guest should: it asks
// robots.txt first, keeps a pace for each host, waits when a server asks it
// to, says who it is, and asks again for what it has only if that changed.
//
// The way in is [Client.Get]. One Client serves a whole collection, from any
// number of goroutines:
//
//	c := &fetch.Client{Contact: "a.researcher@example.org", CacheDir: "cache"}
//	r, err := c.Get(ctx, "https://example.org/news/rss")
//	if err != nil {
//		return err // says which address, what stood in the way, after how many attempts
//	}
//	f, err := feed.Reader{URL: r.URL, ContentType: r.ContentType()}.Read(bytes.NewReader(r.Body))
//
// # What is refused
//
// Every document has a largest size, packed and unpacked, a longest time and a
// largest number of redirects. Addresses of private networks are refused when
// the connection is made, after the name was resolved and after every
// redirect, so that no feed and no page can point the client at the inside of
// the network it runs in.
//
// # Errors
//
// Every error is an [*Error] with the address, and wraps the cause:
// [*RobotsError], [*StatusError], [*TooLargeError], [*BodyError],
// [*RedirectError], [*AddressError], [*TimeoutError], [*PausedError],
// [*EncodingError], an error of package net or crypto/tls, or that of the
// context. [MayPass] tells those that may be gone the next time. Addresses in
// errors have passed through [Redact].
//
// # Waiting
//
// Connections that fail, bodies cut short, timeouts and the statuses 408, 425,
// 429, 500, 502, 503, 504 and 520 to 524 are tried again, after a pause that
// doubles or, where the server names one in Retry-After, after that pause,
// which holds for the whole host. An archive that replays a stored page may
// replay a stored 503 or 429 with it; such an answer carries Memento-Datetime
// and is final.
package fetch
