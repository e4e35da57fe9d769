package page

import (
	"net/url"
	"regexp"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// canonicalURL chooses the address that stands for the article: the canonical
// link, og:url, JSON-LD, and last the address the page was read from. An
// address of another site, or of the front page of this one, is a fault of
// the page and is passed over.
func (f *findings) canonicalURL(article object, from string) (address string, warnings []string) {
	own, _ := url.Parse(from)
	base := own
	if b := resolve(f.base, own); b != "" {
		base, _ = url.Parse(b)
	}
	list := []named{{f.canonical, "canonical link"}}
	ogURL, _ := f.first("og:url")
	list = append(list, named{ogURL, "og:url"})
	if article != nil {
		list = append(list, named{f.ld.address(article["mainEntityOfPage"]), "json-ld mainEntityOfPage"}, named{article.text("url"), "json-ld url"})
	}
	seen := map[string]bool{}
	for _, c := range list {
		clean := coverage.CleanURL(original(resolve(c.text, base)))
		if clean == "" || seen[clean] {
			continue
		}
		seen[clean] = true
		u, err := url.Parse(clean)
		if err != nil {
			continue
		}
		if own == nil || own.Host == "" {
			return clean, warnings
		}
		switch {
		case site(u) != site(own):
			warnings = append(warnings, "address: the "+c.basis+" is on another site and was passed over: "+clip(clean))
		case strings.Trim(u.Path, "/") == "" && u.RawQuery == "" && strings.Trim(own.Path, "/") != "":
			warnings = append(warnings, "address: the "+c.basis+" is the front page and was passed over")
		default:
			return clean, warnings
		}
	}
	return coverage.CleanURL(from), warnings
}

// isAddress returns a test whether an address names this page.
func (f *findings) isAddress(from string) func(string) bool {
	own, _ := url.Parse(from)
	ogURL, _ := f.first("og:url")
	known := map[string]bool{}
	for _, s := range [...]string{from, f.canonical, ogURL} {
		if key := addressKey(resolve(s, own)); key != "" {
			known[key] = true
		}
	}
	return func(s string) bool { return s != "" && known[addressKey(resolve(s, own))] }
}

// addressKey compares addresses without scheme, "www." and final slash.
func addressKey(s string) string {
	u, err := url.Parse(coverage.CleanURL(s))
	if err != nil || u.Host == "" {
		return ""
	}
	return strings.TrimPrefix(u.Host, "www.") + strings.TrimSuffix(u.EscapedPath(), "/") + "?" + u.RawQuery
}

func resolve(ref string, base *url.URL) string {
	ref = strings.TrimSpace(ref)
	u, err := url.Parse(ref)
	if ref == "" || err != nil {
		return ""
	}
	if base != nil && base.Host != "" {
		u = base.ResolveReference(u)
	}
	return u.String()
}

var replayed = regexp.MustCompile(`^https?://web\.archive\.org/web/\d{4,14}[a-z_]{0,4}/(https?:/.+)$`)

// original returns the address behind a replayed one of the Wayback Machine.
func original(address string) string {
	if m := replayed.FindStringSubmatch(address); m != nil {
		scheme, rest, _ := strings.Cut(m[1], ":/")
		return scheme + "://" + strings.TrimLeft(rest, "/")
	}
	return address
}

// site is the registered domain of an address.
func site(u *url.URL) string {
	host := strings.ToLower(u.Hostname())
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}
