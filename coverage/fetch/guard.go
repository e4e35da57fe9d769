package fetch

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// Guard returns a check for [net.Dialer.Control] that refuses addresses which
// do not belong to the public internet, save those in the allowed networks. It
// sees the address that is about to be connected to, after its name was
// resolved, so a name that resolves to a private address does not get by. The
// error is an [*AddressError].
func Guard(allowed []netip.Prefix) func(network, address string, c syscall.RawConn) error {
	return func(_, address string, _ syscall.RawConn) error {
		ap, err := netip.ParseAddrPort(address)
		if err != nil {
			return &AddressError{Address: address}
		}
		return check(ap.Addr(), allowed)
	}
}

func (c *Client) newTransport() http.RoundTripper {
	d := &net.Dialer{Timeout: 30 * time.Second, KeepAlive: 30 * time.Second, Control: Guard(c.AllowPrivate)}
	return &http.Transport{
		Proxy:                  c.Proxy,
		DialContext:            d.DialContext,
		ForceAttemptHTTP2:      true,
		DisableCompression:     true, // bodies are unpacked by readBody, which keeps count
		TLSHandshakeTimeout:    30 * time.Second,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        time.Minute,
		MaxResponseHeaderBytes: 256 << 10,
	}
}

// guardLiteral refuses addresses written as numbers, and localhost, before a
// connection is thought of: behind a proxy or a foreign transport it is the
// only guard.
func guardLiteral(u *url.URL, allowed []netip.Prefix) error {
	name := strings.TrimSuffix(u.Hostname(), ".")
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		name = "127.0.0.1"
	}
	a, err := netip.ParseAddr(name)
	if err != nil {
		return nil
	}
	return check(a, allowed)
}

func check(a netip.Addr, allowed []netip.Prefix) error {
	a = a.WithZone("").Unmap()
	if isPublic(a) {
		return nil
	}
	for _, p := range allowed {
		if p.Contains(a) {
			return nil
		}
	}
	return &AddressError{Address: a.String()}
}

// special lists the networks of the IANA special-purpose registries (RFC 6890
// and later) that are not reached from everywhere.
var special = prefixes(
	"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
)

func prefixes(list ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(list))
	for i, s := range list {
		out[i] = netip.MustParsePrefix(s)
	}
	return out
}

var (
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
	sixToV4 = netip.MustParsePrefix("2002::/16")
)

// isPublic reports whether an address is one of the public internet. An IPv6
// address that carries an IPv4 address is what it carries.
func isPublic(a netip.Addr) bool {
	b := a.As16()
	switch {
	case nat64.Contains(a):
		a = netip.AddrFrom4([4]byte(b[12:16]))
	case sixToV4.Contains(a):
		a = netip.AddrFrom4([4]byte(b[2:6]))
	}
	for _, p := range special {
		if p.Contains(a) {
			return false
		}
	}
	return a.IsValid()
}
