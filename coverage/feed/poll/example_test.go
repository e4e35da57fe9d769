package poll_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/seed-11e619e4/pressframe/coverage/feed"
	"github.com/seed-11e619e4/pressframe/coverage/feed/poll"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/fetch/fetchtest"
)

func ExampleSet_Round() {
	listed := "<item><title>A council answers</title><link>/1</link></item>"
	var network fetchtest.Network // stands for the internet
	defer network.Close()
	network.Serve("post.example", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/rss" {
			http.NotFound(w, r)
			return
		}
		fmt.Fprintf(w, "<rss><channel><title>The Post</title>%s</channel></rss>", listed)
	}))
	set := &poll.Set{
		Feeds:  []feed.Subscription{{URL: "http://post.example/rss"}, {URL: "http://post.example/gone"}},
		Client: &fetch.Client{Transport: network.Transport(), Interval: -1},
	}
	for range 2 {
		for batch, err := range set.Round(context.Background()) {
			if err != nil {
				fmt.Println(err)
				continue
			}
			for _, it := range batch.Items {
				fmt.Println(it.Article.Outlet.Name, it.Article.URL, it.Article.Title)
			}
			if err := batch.Ack(); err != nil {
				fmt.Println(err)
			}
		}
		listed += "<item><title>The council again</title><link>/2</link></item>"
	}
	// Output:
	// The Post http://post.example/1 A council answers
	// feed http://post.example/gone: fetch: http://post.example/gone: status 404 Not Found
	// The Post http://post.example/2 The council again
	// feed http://post.example/gone: fetch: http://post.example/gone: status 404 Not Found
}
