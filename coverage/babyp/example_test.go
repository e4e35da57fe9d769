package babyp_test

import (
	"fmt"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/babyp"
	"github.com/seed-11e619e4/pressframe/coverage/trend/align"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
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

// Care applications to the courts before and after the convictions of November
// 2008. Six months are known before, none of October to March; the court reform
// of April 2008 and the fee rise of May 2008 lie where the series begins, so
// they cannot be put into the model and stand in the warnings.
func Example_careApplications() {
	c, err := babyp.Case()
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := c.FigureSeries("cafcass_care_applications_monthly_v2013")
	if err != nil {
		fmt.Println(err)
		return
	}
	y, first, err := align.Values(s, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	row := func(year int, m time.Month) int {
		p, _ := coverage.PeriodOf(coverage.Date{Year: year, Month: m, Precision: coverage.MonthPrecision}, coverage.Monthly)
		return p.Sub(first)
	}
	r, err := its.Fit(y, its.Options{
		Model: its.QuasiPoisson,
		Confounders: []its.Confounder{
			{Name: "court reform of April 2008", At: row(2008, time.April), InModel: true},
			{Name: "fee rise of May 2008", At: row(2008, time.May), InModel: true},
		},
	}, its.Interruption{Name: "convictions", At: row(2008, time.November), LevelOnly: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	level := r.Level[0]
	fmt.Printf("%d of %d months are known, the first is %s\n", r.N, len(y), first)
	fmt.Printf("ratio of the levels %.2f [%.2f, %.2f]\n", level.Estimate, level.Interval.Low, level.Interval.High)
	for _, w := range r.Warnings {
		fmt.Println("-", w)
	}
	// Output:
	// 29 of 53 months are known, the first is 2008-04
	// ratio of the levels 1.49 [1.18, 1.89]
	// - 6 values before and 23 after convictions: fewer than the twelve on either side that the method asks for
	// - there is a gap at convictions: when the change happened within it cannot be told
	// - court reform of April 2008 is not in the model: there are not three values on either side of it
	// - fee rise of May 2008 is not in the model: there are not three values on either side of it
	// - 24 of 53 steps are missing and were not filled in
}
