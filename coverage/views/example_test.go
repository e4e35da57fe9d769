package views_test

import (
	"fmt"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/views"
)

func ExampleReadJournal() {
	const page = `<table>
<tr><th>Month:</th><th>Total Views:</th></tr>
<tr><td>November 2016</td><td>1</td></tr>
<tr><td>December 2016</td><td>4</td></tr>
<tr><td>February 2017</td><td>1,008</td></tr>
</table>`
	series, err := views.ReadJournal(strings.NewReader(page), views.Options{Location: "article-metrics.html"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range series.Points {
		fmt.Println(p.Period, p.Status, p.Value)
	}
	fmt.Println(series.Summary().Total, series.Gaps())
	// Output:
	// 2016-11 partial 1
	// 2016-12 observed 4
	// 2017-01 missing 0
	// 2017-02 partial 1008
	// 1013 [2017-01]
}
