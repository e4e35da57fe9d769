package neardup_test

import (
	"context"
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
)

func Example() {
	text := "The harbour board met on Tuesday evening and voted by seven to two to close the northern quay until the timbers have been looked at by an engineer."
	articles := coverage.Slice{
		article("1", "Coastal Times", "2008-11-12", "PA", text),
		article("2", "The Pier", "2008-11-13", "", text+" Fishermen were not told."),
	}
	clusters, err := neardup.Find(context.Background(), articles, neardup.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range clusters {
		fmt.Println(c.ID, c.Wire)
		for _, m := range c.Members {
			fmt.Println(m.ID, m.Relation)
		}
	}
	_, added := neardup.Differ(articles[0].Text, articles[1].Text, 0)
	for _, s := range added {
		fmt.Println(articles[1].Text[s.Start:s.End])
	}
	// Output:
	// 1 true
	// 1 representative
	// 2 copy
	// Fishermen were not told
}
