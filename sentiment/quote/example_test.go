package quote_test

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/sentiment/quote"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

func Example() {
	doc := text.Parse("The coroner said the unit had been warned twice.")
	for _, a := range quote.Find(doc).Attributions {
		fmt.Println(a.Source.In(doc.Source), "|", a.Cue.In(doc.Source), "|", a.Content[0].In(doc.Source))
	}
	// Output:
	// The coroner | said | the unit had been warned twice
}

func ExampleResult_VoiceAt() {
	src := "The unit closed. “They ignored us for years,” a nurse said."
	r := quote.Find(text.Parse(src))
	for _, off := range []int{4, 24} {
		voice, by := r.VoiceAt(off)
		if by < 0 {
			fmt.Println(voice)
			continue
		}
		fmt.Println(voice, "by", r.Attributions[by].Source.In(src))
	}
	// Output:
	// author
	// quoted by a nurse
}
