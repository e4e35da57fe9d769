package linear_test

import (
	"fmt"
	"log"

	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

func ExampleOLS() {
	articles := []float64{12, 15, 14, 18, 21, 19, 24, 23, 27, 26, 29, 33}
	month := make([]float64, len(articles))
	for i := range month {
		month[i] = float64(i)
	}
	fit, err := linear.OLS(articles, linear.Intercept(len(articles)), linear.Column{Name: "month", Values: month})
	if err != nil {
		log.Fatal(err)
	}
	cov, err := fit.Covariance(linear.NeweyWest(1))
	if err != nil {
		log.Fatal(err)
	}
	slope := fit.Coefficient(1, cov, 0.95)
	fmt.Printf("%.2f more a month (%.2f to %.2f)\n", slope.Estimate, slope.Interval.Low, slope.Interval.High)
	fmt.Println(slope.Method)
	// Output:
	// 1.74 more a month (1.53 to 1.94)
	// ordinary least squares, Newey-West standard errors with lag 1, adjusted by n/(n−k)
}
