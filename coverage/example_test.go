package coverage_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

func Example() {
	file := strings.NewReader(`{"title":"Ferry inquiry opens","published":"2019-03-04","outlet":{"name":"The Ferry Post","kind":"local"}}
{"title":"Ferry inquiry
{"title":"Book on the ferry","published":"2021-05"}
`)
	var tally coverage.Tally
	for a, err := range tally.Count(coverage.JSONL{R: file, Name: "ferry.jsonl"}.Articles(context.Background())) {
		if err != nil {
			fmt.Println("not read:", err)
			continue
		}
		fmt.Println(a.Published, a.Title)
	}
	fmt.Println(tally.Seen, "seen,", tally.Articles, "read")
	// Output:
	// 2019-03-04 Ferry inquiry opens
	// not read: ferry.jsonl:2: record 2: unexpected end of JSON input
	// 2021-05 Book on the ferry
	// 3 seen, 2 read
}

func ExamplePeriodOf() {
	book, _ := coverage.ParseDate("2014-07") // published in July; no day is known
	quarter, ok := coverage.PeriodOf(book, coverage.Quarterly)
	fmt.Println(quarter, ok)
	_, ok = coverage.PeriodOf(book, coverage.Weekly)
	fmt.Println(ok)
	// Output:
	// 2014-Q3 true
	// false
}
