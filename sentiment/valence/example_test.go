package valence_test

import (
	"fmt"
	"strings"

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

func ExampleJudge() {
	sentence := "The panel praised the nurses but condemned the managers."
	var j valence.Judge
	for _, name := range []string{"the nurses", "the managers"} {
		at := strings.Index(sentence, name)
		got := j.Judge(sentence, valence.Target{Span: valence.Span{Start: at, End: at + len(name)}})
		fmt.Println(name, got.Polarity)
	}
	// Output:
	// the nurses positive
	// the managers negative
}
