package datapackage_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/datapackage"
)

func Example() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "package")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	mine, _ := corpus.Open(ctx, filepath.Join(dir, "mine.corpus"))
	defer mine.Close()
	mine.Add(ctx, articles(), corpus.ImportOptions{Name: "my downloads"})
	if _, err := datapackage.Write(ctx, mine, filepath.Join(dir, "shared"), datapackage.Options{Name: "quay"}); err != nil {
		fmt.Println(err)
		return
	}

	yours, _ := corpus.Open(ctx, filepath.Join(dir, "yours.corpus"))
	defer yours.Close()
	rep, err := datapackage.Hydrate(ctx, filepath.Join(dir, "shared"), yours, datapackage.HydrateOptions{Sources: []coverage.Source{articles()}})
	fmt.Println(rep.Filled, "filled in,", len(rep.Missing), "missing, the same corpus:", rep.Matches, err)
	// Output:
	// 4 filled in, 0 missing, the same corpus: true <nil>
}
