package babyp_test

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage/babyp"
)

func ExampleCase() {
	c, err := babyp.Case()
	if err != nil {
		fmt.Println(err)
		return
	}
	views := c.Views.Series.Summary()
	fmt.Println(len(c.Records), "records,", len(c.Events), "events")
	fmt.Println(views.Total, "views in", views.N, "months; highest in", views.Max.Period)
	fmt.Println("no number for", c.Views.Series.Gaps())
	// Output:
	// 233 records, 100 events
	// 897 views in 90 months; highest in 2017-11
	// no number for [2021-08 2022-06]
}
