package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// TestReadmeFigures: the README gives for the sets of the repository what the
// program prints.
func TestReadmeFigures(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`macro-F1 +(\S+) \[(\S+), (\S+)\]`)
	for _, tt := range []struct {
		set, row string
		n        int
	}{
		{"inquiries", "| invented inquiries, in `testdata` | 1,600 |", 1600},
		{"probes", "| invented probes, in `testdata` | 166 |", 166},
	} {
		set, err := load("../../testdata/"+tt.set, "")
		if err != nil {
			t.Fatal(err)
		}
		if len(set) != tt.n {
			t.Fatalf("%s: %d sentences", tt.set, len(set))
		}
		var cells []any
		for _, m := range []method{{"word count", wordCount}, {"rules", engine(sentiment.WithLayer(nil))}, {"rules and layer", engine(sentiment.WithLayer(sentiment.Default().Layer()))}} {
			got, err := m.score(set)
			if err != nil {
				t.Fatal(err)
			}
			var b bytes.Buffer
			report(&b, tt.set, m.name, set, got, 2000)
			f := number.FindStringSubmatch(b.String())
			if f == nil {
				t.Fatalf("no macro-F1 in\n%s", &b)
			}
			var x [3]float64
			for i := range x {
				if x[i], err = strconv.ParseFloat(f[i+1], 64); err != nil {
					t.Fatal(err)
				}
			}
			cells = append(cells, fmt.Sprintf("%.2f [%.2f, %.2f]", x[0], x[1], x[2]))
		}
		if row := fmt.Sprintf(tt.row+" %s | %s | **%s** |", cells...); !strings.Contains(string(readme), row) {
			t.Errorf("the README does not say\n%s", row)
		}
	}
}
