package structural_test

import (
	"fmt"
	"log"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

func ExampleBreakpoints() {
	articles := []float64{4, 6, 5, 4, 6, 5, 5, 6, 4, 5, 14, 16, 15, 15, 14, 16, 15, 14, 16, 15} // a month each
	b, err := structural.Breakpoints(articles, structural.Options{}, linear.Intercept(len(articles)))
	if err != nil {
		log.Fatal(err)
	}
	for _, date := range b.Dates(b.Best, 0.95) {
		fmt.Printf("last month before the break: %v, 95%% interval %v to %v\n", date.Estimate, date.Interval.Low, date.Interval.High)
	}
	// Output: last month before the break: 10, 95% interval 9 to 11
}
