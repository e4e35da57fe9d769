package fetch

import (
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
)

func TestIsPublic(t *testing.T) {
	for _, a := range []string{"8.8.8.8", "1.1.1.1", "172.15.0.1", "172.32.0.1", "100.63.0.1", "192.0.1.1", "2600::1", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1"} {
		if !isPublic(netip.MustParseAddr(a).Unmap()) {
			t.Errorf("%s is refused", a)
		}
	}
	for _, a := range []string{"0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.9.9.9", "169.254.169.254", "172.16.0.1", "172.31.255.255",
		"192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255",
		"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1", "fc00::1", "fd12::1", "fe80::1", "fec0::1", "ff02::1", "2001:db8::1", "2001::1",
		"64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::1", "2002:a00:1::"} {
		if isPublic(netip.MustParseAddr(a).Unmap()) {
			t.Errorf("%s passes", a)
		}
	}
	if isPublic(netip.Addr{}) {
		t.Error("no address passes")
	}
}

func TestGuard(t *testing.T) {
	control := Guard([]netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")})
	for address, ok := range map[string]bool{"8.8.8.8:80": true, "10.1.2.3:80": true, "10.2.2.3:80": false, "[fe80::1%eth0]:80": false, "[::ffff:10.1.2.3]:80": true, "nonsense": false} {
		err := control("tcp", address, nil)
		if _, is := errors.AsType[*AddressError](err); (err == nil) != ok || err != nil && !is {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// A private address is refused after its name was resolved, at first and after
// a redirect, and nothing is sent there.
func TestPrivateAddressesAreRefused(t *testing.T) {
	inside := 0
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside++ }))
	defer inner.Close()
	_, port, err := net.SplitHostPort(inner.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	// The outer server stands for the internet: it has an address of its own.
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		t.Skipf("no second loopback address here: %v", err)
	}
	outer := &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
		}
	})}}
	outer.Start()
	defer outer.Close()
	c := local()
	c.AllowPrivate = []netip.Prefix{netip.MustParsePrefix("127.0.0.2/32")}
	targets := []string{inner.URL, "http://localhost:" + port, "http://LOCALHOST.:" + port, "http://a.localhost:" + port, "http://[::1]:" + port, "http://[::ffff:127.0.0.1]:" + port, "http://0.0.0.0:" + port,
		"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "http://[fe80::1]/", "//127.0.0.1:" + port}
	for _, target := range targets {
		for _, address := range []string{target, outer.URL + "/?to=" + target} {
			if strings.HasPrefix(address, "//") {
				continue
			}
			_, err := c.Get(t.Context(), address)
			if _, ok := errors.AsType[*AddressError](err); !ok {
				t.Errorf("%s: %v", address, err)
			}
		}
	}
	// Names that only the system's resolver takes for numbers.
	for _, odd := range []string{"http://127.1:" + port, "http://2130706433:" + port, "http://0x7f000001:" + port} {
		if _, err := c.Do(t.Context(), Request{URL: odd, SkipRobots: true}); err == nil {
			t.Errorf("%s was read", odd)
		}
	}
	if inside > 0 {
		t.Errorf("%d requests got inside", inside)
	}
	c = local()
	if _, err := c.Get(t.Context(), outer.URL+"/?to="+inner.URL); err != nil || inside == 0 {
		t.Errorf("allowed, but %v", err)
	}
}
