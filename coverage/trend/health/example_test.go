package health_test

import (
	"fmt"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/health"
)

func Example() {
	day := func(n int) coverage.Date { return coverage.DateOf(time.Date(2012, 1, 2+n, 0, 0, 0, 0, time.UTC)) }
	var records []health.Record
	for d := range 300 {
		for _, outlet := range []string{"Courier", "Herald", "Post"} {
			if outlet == "Post" && d >= 100 && d < 142 {
				continue // six weeks that nobody collected
			}
			records = append(records, health.Record{Date: day(d), Outlet: outlet, Source: "database"})
		}
	}
	flags := health.Find(records, health.Options{})
	for _, f := range flags {
		fmt.Printf("%s: %s (%.0f expected)\n", f.Kind, f.Text, f.Expected)
	}
	fmt.Println(health.AtChange(flags, health.Change{At: day(140), Low: day(120), High: day(150)}).Text)
	// Output:
	// gap: Post has no record from 2012-04-11 to 2012-05-22, while the others have 84 (36 expected)
	// The change of 2012-05-21 (interval 2012-05-01 to 2012-05-31) coincides with a fault of the record and may be owed to it: Post has no record from 2012-04-11 to 2012-05-22, while the others have 84.
}
