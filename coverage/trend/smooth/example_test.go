package smooth_test

import (
	"fmt"
	"log"

	"github.com/seed-11e619e4/pressframe/coverage/trend/smooth"
)

func ExampleLoess() {
	month := make([]float64, 24)
	articles := make([]float64, 24)
	for i := range month {
		month[i], articles[i] = float64(i), 10+0.5*float64(i)
		if i%2 == 1 {
			articles[i] += 2
		}
	}
	curve, err := smooth.Loess(month, articles, smooth.LoessOptions{Degree: smooth.Linear})
	if err != nil {
		log.Fatal(err)
	}
	fit, band := curve.At(12, 0.95)
	fmt.Printf("%.1f (%.1f to %.1f)\n", fit, band.Low, band.High)
	// Output: 17.0 (16.4 to 17.6)
}

func ExampleSTL() {
	views := make([]float64, 36)
	for i := range views {
		views[i] = 100 + float64(i)
		if i%12 == 10 { // November of every year
			views[i] += 50
		}
	}
	parts, err := smooth.STL(views, smooth.STLOptions{Period: 12, Periodic: true})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("November %.0f above the trend of %.0f\n", parts.Season[10], parts.Trend[10])
	// Output: November 47 above the trend of 114
}
