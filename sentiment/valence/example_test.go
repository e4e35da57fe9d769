package valence_test

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
	"github.com/seed-11e619e4/pressframe/sentiment/valence"
)

func Example() {
	var s valence.Scorer
	v := s.Score("The inquiry was not very helpful.")
	fmt.Printf("%.4f\n", v.Compound)
	// Output: -0.3713
}

func ExampleScorer_Sentences() {
	d := text.Parse("The nurses were brave. The board ignored a terrible warning.")
	var s valence.Scorer
	var sum valence.Summary
	for _, v := range s.Sentences(nil, d) {
		sum.Add(v)
	}
	mean, _ := sum.Mean()
	fmt.Printf("%d positive, %d negative, mean %.2f\n", sum.Positive, sum.Negative, mean)
	// Output: 1 positive, 1 negative, mean -0.13
}
