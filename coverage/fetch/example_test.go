package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"

	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

func ExampleClient_Get() {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /search")
		case "/old":
			http.Redirect(w, r, "/news", http.StatusMovedPermanently)
		default:
			fmt.Fprint(w, "<p>A council answers.</p>")
		}
	}))
	defer site.Close()
	c := &fetch.Client{
		Contact:      "a.researcher@example.org",
		Interval:     -1,                                                   // for this example only
		AllowPrivate: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, // likewise
	}
	for _, path := range []string{"/old", "/search?q=council"} {
		r, err := c.Get(context.Background(), site.URL+path)
		if _, ok := errors.AsType[*fetch.RobotsError](err); ok {
			fmt.Println(path, "is not to be read")
			continue
		}
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Printf("%s (%d redirect): %s\n", path, len(r.Redirects), r.Body)
	}
	// Output:
	// /old (1 redirect): <p>A council answers.</p>
	// /search?q=council is not to be read
}
