package glm_test

import (
	"fmt"
	"log"

	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

func ExampleFit() {
	articles := []float64{4, 6, 3, 7, 5, 5, 11, 8, 14, 9, 12, 6}
	after := []float64{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1}
	m, err := glm.Fit(glm.QuasiPoisson, articles, glm.Options{},
		linear.Intercept(len(articles)), linear.Column{Name: "after", Values: after})
	if err != nil {
		log.Fatal(err)
	}
	cov, err := m.Covariance(linear.Options{})
	if err != nil {
		log.Fatal(err)
	}
	ratio := m.Ratio(1, cov, 0.95)
	fmt.Printf("%s: %.2f (%.2f to %.2f)\n", ratio.Quantity, ratio.Estimate, ratio.Interval.Low, ratio.Interval.High)
	// Output:
	// rate ratio of after: 2.00 (1.35 to 2.96)
}

func ExampleFit_share() {
	negative := []float64{10, 12, 8, 20, 25, 15}
	articles := []float64{40, 40, 40, 50, 50, 50}
	after := []float64{0, 0, 0, 1, 1, 1}
	m, err := glm.Fit(glm.Binomial, negative, glm.Options{Trials: articles},
		linear.Intercept(len(negative)), linear.Column{Name: "after", Values: after})
	if err != nil {
		log.Fatal(err)
	}
	cov, err := m.Covariance(linear.Options{})
	if err != nil {
		log.Fatal(err)
	}
	ratio := m.Ratio(1, cov, 0.95)
	fmt.Printf("%s: %.2f (%.2f to %.2f)\n", ratio.Quantity, ratio.Estimate, ratio.Interval.Low, ratio.Interval.High)
	// Output:
	// odds ratio of after: 2.00 (1.18 to 3.39)
}
