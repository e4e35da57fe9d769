package resample_test

import (
	"fmt"
	"log"

	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func ExamplePlan_TwoSamples() {
	before := []float64{0, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0} // 1: the article blames
	after := []float64{1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0}
	share := func(x []float64, pick []int) float64 {
		s := 0.0
		for _, i := range pick {
			s += x[i]
		}
		return s / float64(len(pick))
	}
	f, err := resample.Plan{Seed: 1, Kind: resample.BCa}.TwoSamples(len(after), len(before), func(a, b []int) float64 {
		return share(after, a) - share(before, b)
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%.2f (%.2f to %.2f)\n", f.Estimate, f.Interval.Low, f.Interval.High)
	// Output: 0.50 (0.00 to 0.83)
}
