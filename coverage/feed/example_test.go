package feed_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/feed"
)

func ExampleReader_Read() {
	const body = `<rss version="2.0"><channel><title>The Test Post</title>
<item><title>Review < 3 months late</title><link>https://example.org/1?utm_source=rss</link><pubDate>Wed, 12 Nov 2008 09:30:00 GMT</pubDate></item>
</channel></rss>`
	f, err := feed.Reader{URL: "https://example.org/rss"}.Read(strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	for a, err := range f.Articles(context.Background()) {
		fmt.Println(a.Published, a.Title, a.URL, err)
	}
	fmt.Println(f.Warnings)
	// Output:
	// 2008-11-12 Review < 3 months late https://example.org/1 <nil>
	// [a '<' that starts no tag was kept as text]
}
