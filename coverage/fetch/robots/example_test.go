package robots_test

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage/fetch/robots"
)

func ExampleFile_Allowed() {
	f := robots.Parse([]byte("User-agent: *\nDisallow: /search\nAllow: /search/help\nCrawl-delay: 5\n"))
	fmt.Println(f.Allowed("Pressframe", "https://example.org/search?q=x"))
	fmt.Println(f.Allowed("Pressframe", "https://example.org/search/help"))
	fmt.Println(f.CrawlDelay("Pressframe"))
	// Output:
	// false
	// true
	// 5s
}
