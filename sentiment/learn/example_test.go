package learn_test

import (
	"fmt"
	"log"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// words makes a feature of every word: enough to show the steps. Real features
// are a scorer's hits, scopes and roles.
func words(s string) (fs []learn.Feature) {
	for _, w := range strings.Fields(strings.ToLower(s)) {
		fs = append(fs, learn.Feature{Name: w, Value: 1})
	}
	return fs
}

func Example() {
	var examples []learn.Example
	for doc := range 12 {
		group := fmt.Sprintf("article %d", doc)
		examples = append(examples,
			learn.Example{Group: group, Features: words("The trust ignored the warnings"), Labels: []string{"blame"}},
			learn.Example{Group: group, Features: words("Managers ignored her letter"), Labels: []string{"blame"}},
			learn.Example{Group: group, Features: words("The hearing opens on Monday")},
			learn.Example{Group: group, Features: words("The trust runs two hospitals")},
		)
	}
	model, err := learn.Fit(examples, learn.Options{Lambda: 0.05, Resamples: 200})
	if err != nil {
		log.Fatal(err)
	}
	sentence := words("The council ignored the letter")
	p := model.Predict(nil, sentence)
	why, err := model.Explain("blame", sentence)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Present(p), "because of", why.Contributions[0].Feature)
	fmt.Println("F1 out of fold:", model.Report.MacroF1)
	// Output:
	// [blame] because of ignored
	// F1 out of fold: 1.000 [1.000, 1.000]
}
