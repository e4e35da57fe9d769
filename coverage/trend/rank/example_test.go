package rank_test

import (
	"fmt"
	"log"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
)

func ExampleTrend() {
	articles := []float64{12, 15, 14, 18, 21, math.NaN(), 24, 23, 27, 26, 29, 33} // NaN: month not collected
	slope, err := rank.Trend(articles, rank.Options{TimeUnit: "month"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %.2f (%.2f to %.2f), n = %d\n", slope.Quantity, slope.Estimate, slope.Interval.Low, slope.Interval.High, slope.N)
	fmt.Printf("%s: p = %.1g\n", slope.Test.Name, slope.Test.P)
	// Output:
	// slope of the trend per month: 1.80 (1.49 to 2.00), n = 11
	// Mann-Kendall test, exact: p = 1e-05
}

func ExampleWilcoxon() {
	before := []float64{3, 5, 4, 6}
	after := []float64{7, 9, 6, 8}
	f, err := rank.Wilcoxon(after, before)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s: %.3f\n", f.Quantity, f.Estimate)
	// Output:
	// probability that a value of the first sample is the greater: 0.969
}
