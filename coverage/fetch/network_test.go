package fetch

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// A certificate that cannot be trusted is not asked for again, and nothing is
// sent.
func TestCertificate(t *testing.T) {
	requests := 0
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests++ }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	_, err := local().Get(t.Context(), s.URL)
	if _, ok := errors.AsType[*RobotsError](err); !ok || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("%v", err)
	}
	_, err = local().Do(t.Context(), Request{URL: s.URL, SkipRobots: true})
	e, ok := errors.AsType[*Error](err)
	if _, is := errors.AsType[*tls.CertificateVerificationError](err); !is || !ok || e.Attempts != 1 || requests != 0 {
		t.Errorf("%v, %d requests", err, requests)
	}
}

// Behind a proxy, which resolves names itself, an address written as a number
// is guarded all the same; and the proxy is guarded like any other address.
func TestProxy(t *testing.T) {
	var asked []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.URL.String())
		switch r.URL.Path {
		case "/robots.txt":
			http.NotFound(w, r)
		case "/inside":
			http.Redirect(w, r, "http://10.0.0.1/", http.StatusFound)
		default:
			fmt.Fprint(w, "through the proxy")
		}
	}))
	defer proxy.Close()
	address, err := url.Parse(proxy.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := local()
	c.Proxy = http.ProxyURL(address)
	r, err := c.Get(t.Context(), "http://site.invalid/a")
	if err != nil || string(r.Body) != "through the proxy" || strings.Join(asked, " ") != "http://site.invalid/robots.txt http://site.invalid/a" {
		t.Errorf("%v; the proxy was asked for %q", err, asked)
	}
	for _, inside := range []string{"http://10.0.0.1/", "http://site.invalid/inside"} {
		_, err := c.Get(t.Context(), inside)
		if ae, ok := errors.AsType[*AddressError](err); !ok || ae.Address != "10.0.0.1" {
			t.Errorf("%s: %v", inside, err)
		}
	}
	c = local()
	c.Proxy, c.AllowPrivate = http.ProxyURL(address), nil
	if _, err := c.Get(t.Context(), "http://site.invalid/a"); err == nil {
		t.Error("a proxy in a private network was used without leave")
	}
}
