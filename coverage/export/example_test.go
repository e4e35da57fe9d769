package export_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

func Example() {
	f, err := export.Open("testdata/nexis-document-missing.txt")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	for a, err := range f.Articles(context.Background()) {
		if errors.Is(err, coverage.ErrCount) {
			fmt.Println("the file says it holds more than was read")
			continue
		}
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(a.Published, a.Outlet.Name, a.Title)
	}
	// Output:
	// 2009-01-01 The Harbour Post Piece 1
	// 2009-01-02 The Harbour Post Piece 2
	// 2009-01-04 The Harbour Post Piece 4
	// the file says it holds more than was read
}

func ExampleOptions_Open() {
	o := export.Options{Columns: map[string]string{"section": "Seite"}, DateOrder: export.DayFirst}
	f, err := o.Open("testdata/table-semicolons-and-ragged-rows.csv")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	for a, err := range f.Articles(context.Background()) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(a.Published, a.Section, a.Title)
	}
	// Output:
	// 2009-04-03 4 Die Fähre; wieder
	// testdata/table-semicolons-and-ragged-rows.csv:3: record 2: wrong number of fields: 3 columns where the header has 6
	// 2009-04-23 5 Eindeutig
	// testdata/table-semicolons-and-ragged-rows.csv:5: record 4: extraneous or missing " in quoted-field
}
