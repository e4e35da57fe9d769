// Package robots reads robots.txt and says what it allows, by RFC 9309.
//
// The way in is [Parse] and [File.Allowed]:
//
//	f := robots.Parse(body)
//	if !f.Allowed("Pressframe", "https://example.org/news?id=1") {
//		return // the site asks not to be read there
//	}
//	time.Sleep(f.CrawlDelay("Pressframe"))
//
// The longest matching rule decides and Allow wins ties (section 2.2.2);
// groups that name the same crawler are read as one; a rule may hold "*" and
// end in "$". [FromStatus] says what an answer other than 200 means.
//
// The package does no HTTP.
package robots

import (
	"bytes"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// MaxBytes is how much of a robots.txt is read; RFC 9309 section 2.5 asks
// for at least 500 KiB. What follows is not looked at.
const MaxBytes = 512 << 10

// maxDelay bounds Crawl-delay, which is no part of RFC 9309: some sites mean
// milliseconds.
const maxDelay = 10 * time.Minute

// A File is a robots.txt as read. The zero File allows everything.
type File struct {
	groups   []group
	Sitemaps []string
	disallow bool
}

type group struct {
	agents []string // lower case product tokens, or "*"
	rules  []rule
	delay  time.Duration
}

type rule struct {
	pattern string // normalised
	allow   bool
}

// AllowAll and DisallowAll return the files that a missing and an unreachable
// robots.txt stand for.
func AllowAll() *File { return &File{} }

// DisallowAll returns a file that allows nothing but robots.txt itself.
func DisallowAll() *File { return &File{disallow: true} }

// FromStatus says what an HTTP status other than 2xx means (RFC 9309 section
// 2.3.1): 4xx is no robots.txt, so everything is allowed; any other status is
// "unreachable", so nothing is. It treats 429 as unreachable: the server has
// only asked for patience. For 2xx it returns nil: parse the body.
func FromStatus(code int) *File {
	switch {
	case code >= 200 && code < 300:
		return nil
	case code >= 400 && code < 500 && code != 429:
		return AllowAll()
	}
	return DisallowAll()
}

// Parse reads a robots.txt. Lines it does not know are passed over; there is
// no such thing as a robots.txt that cannot be read.
func Parse(body []byte) *File {
	body = bytes.TrimPrefix(body[:min(len(body), MaxBytes)], []byte("\xef\xbb\xbf"))
	f := &File{}
	var current *group
	inAgents := false
	for len(body) > 0 {
		n := bytes.IndexAny(body, "\r\n")
		text := body
		if n < 0 {
			body = nil
		} else {
			text, body = body[:n], body[n+1:]
		}
		text, _, _ = bytes.Cut(text, []byte("#"))
		key, value, ok := strings.Cut(string(text), ":")
		if !ok {
			continue
		}
		key, value = strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
		switch key {
		case "user-agent", "useragent", "user agent":
			if !inAgents {
				f.groups = append(f.groups, group{})
				current = &f.groups[len(f.groups)-1]
				inAgents = true
			}
			if value == "*" || strings.HasPrefix(value, "* ") {
				current.agents = append(current.agents, "*")
			} else if token := productToken(value); token != "" {
				current.agents = append(current.agents, token)
			}
		case "allow", "disallow":
			inAgents = false
			// An empty Disallow forbids nothing; rules before any group have no crawler.
			if current != nil && value != "" {
				p, end := strings.CutSuffix(normalise(value), "$")
				p = strings.ReplaceAll(p, "$", "%24") // only a last "$" has a meaning
				if end {
					p += "$"
				}
				if p[0] == '/' || p[0] == '*' {
					current.rules = append(current.rules, rule{p, key == "allow"})
				}
			}
		case "crawl-delay":
			if seconds, err := strconv.ParseFloat(value, 64); current != nil && err == nil && seconds > 0 {
				current.delay = min(maxDelay, time.Duration(min(seconds, maxDelay.Seconds())*float64(time.Second)))
			}
			inAgents = false
		case "sitemap":
			if value != "" {
				f.Sitemaps = append(f.Sitemaps, value)
			}
		}
	}
	return f
}

// productToken is the leading run of letters, "_" and "-" (section 2.2.1),
// in lower case; digits are taken too, as crawlers have them in their names.
func productToken(s string) string {
	n := 0
	for n < len(s) && (s[n] >= 'a' && s[n] <= 'z' || s[n] >= 'A' && s[n] <= 'Z' || s[n] >= '0' && s[n] <= '9' || s[n] == '_' || s[n] == '-') {
		n++
	}
	return strings.ToLower(s[:n])
}

// matching returns the groups that name the crawler, or else those for "*".
func (f *File) matching(agent string) []*group {
	token := productToken(agent)
	var named, all []*group
	for i := range f.groups {
		g := &f.groups[i]
		isNamed, isAll := false, false
		for _, a := range g.agents {
			isNamed = isNamed || a == token && a != ""
			isAll = isAll || a == "*"
		}
		if isNamed {
			named = append(named, g)
		} else if isAll {
			all = append(all, g)
		}
	}
	if named != nil {
		return named
	}
	return all
}

// CrawlDelay is the pause between requests that the site asks of the crawler,
// at most ten minutes; 0 if it asks for none.
func (f *File) CrawlDelay(agent string) time.Duration {
	var d time.Duration
	for _, g := range f.matching(agent) {
		d = max(d, g.delay)
	}
	return d
}

// Allowed reports whether the crawler, named by its product token or by a
// User-Agent that begins with it, may read the address. An address that
// cannot be parsed is not allowed; /robots.txt always is.
func (f *File) Allowed(agent, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	if f.disallow {
		return false
	}
	if u.RawQuery != "" || u.ForceQuery {
		path += "?" + u.RawQuery
	}
	path = literal.Replace(normalise(path))
	longest, allowed := -1, true
	for _, g := range f.matching(agent) {
		for _, r := range g.rules {
			if n := len(r.pattern); n >= longest && (n > longest || r.allow) && match(r.pattern, path) {
				longest, allowed = n, r.allow
			}
		}
	}
	return allowed
}

// literal escapes in a path what has a meaning in a pattern.
var literal = strings.NewReplacer("*", "%2A", "$", "%24")

// normalise brings paths and patterns to one spelling (section 2.2.2):
// unreserved characters are decoded, all other escapes have capital digits,
// and bytes outside ASCII are escaped. "*" and "$" stay; escaped, they stand
// for themselves and stay escaped.
func normalise(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && unhex(s[i+1]) >= 0 && unhex(s[i+2]) >= 0:
			c = byte(unhex(s[i+1])<<4 | unhex(s[i+2]))
			if unreserved(c) {
				b.WriteByte(c)
			} else {
				b.Write([]byte{'%', digits[c>>4], digits[c&15]})
			}
			i += 2
		case c <= ' ' || c >= 0x7F || c == '%': // a "%" that begins no escape stands for itself
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// match matches a pattern from the start of path. Each part between stars is
// taken at its first place, so the work is at most linear in path for each
// part and there is no backtracking.
func match(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	pattern = strings.TrimSuffix(pattern, "$")
	first, rest, starred := strings.Cut(pattern, "*")
	if !strings.HasPrefix(path, first) {
		return false
	}
	path = path[len(first):]
	if !starred {
		return !anchored || path == ""
	}
	for {
		part, next, more := strings.Cut(rest, "*")
		if !more {
			if anchored {
				return strings.HasSuffix(path, part)
			}
			return strings.Contains(path, part)
		}
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path, rest = path[i+len(part):], next
	}
}
