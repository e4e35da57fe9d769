package agreement_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

func Example() {
	ann := []string{"blame", "none", "systemic", "none", "blame", "none", "systemic", "blame"}
	ben := []string{"blame", "none", "systemic", "none", "none", "none", "systemic", "blame"}
	d := agreement.FromColumns([]string{"ann", "ben"}, ann, ben)
	a, err := agreement.Alpha(d, agreement.Scale{}, agreement.Bootstrap{Seed: 1})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("α = %.3f, %s\n", a.Value, agreement.Reading(a))
	// Output: α = 0.819, reliable
}

func ExampleEvaluate() {
	pairs := []agreement.Pair{
		{Truth: []string{"blame"}, Predicted: []string{"blame"}},
		{Truth: []string{"blame", "systemic"}, Predicted: []string{"systemic"}},
		{Truth: nil, Predicted: []string{"blame"}},
	}
	s, err := agreement.Evaluate(pairs, nil, agreement.Bootstrap{Resamples: -1})
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range s.Classes {
		fmt.Printf("%s: precision %.2f, recall %.2f, F1 %.2f\n", c.Label, c.Precision.Value, c.Recall.Value, c.F1.Value)
	}
	fmt.Printf("macro F1 %.2f\n", s.Macro.F1.Value)
	// Output:
	// blame: precision 0.50, recall 0.50, F1 0.50
	// systemic: precision 1.00, recall 1.00, F1 1.00
	// macro F1 0.75
}

func ExampleSampler() {
	s := agreement.Sampler{N: 2, Seed: 1}
	s.Add(agreement.Item{ID: "a1", Outlet: "A", Text: "The council ignored three warnings."})
	s.Add(agreement.Item{ID: "a2", Outlet: "A", Text: "A hearing opens on Monday."})
	s.Add(agreement.Item{ID: "b1", Outlet: "B", Text: "Nobody could have known."})
	fields := []agreement.Field{{Name: "blame", Codes: []string{"0", "1"}}}
	fmt.Println(len(s.Items()))
	var sheet strings.Builder
	if err := agreement.WriteSheet(&sheet, nil, fields, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.NewReplacer("\ufeff", "", `"`, "", ",", " ").Replace(sheet.String()))
	// Output:
	// 2
	// unit title before text blame [0 / 1] note
}
