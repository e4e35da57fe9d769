package agreement

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// coded makes the codings of coders who err on a share of the units.
func codedBy(items []Item, names []string, err float64) []Coding {
	rng := rand.New(rand.NewPCG(8, 8))
	out := make([]Coding, len(names))
	for c, n := range names {
		out[c].Coder = n
	}
	voices := []string{"author", "quoted", "reported"}
	for _, it := range items {
		truth := map[string]string{"blame": fmt.Sprint(rng.IntN(2)), "systemic": fmt.Sprint(rng.IntN(5) / 4), "counter": "0",
			"voice": voices[rng.IntN(3)], "target": []string{"management", "regulator", "management|regulator"}[rng.IntN(3)]}
		for c := range out {
			codes := map[string]string{}
			for _, f := range FrameFields() {
				codes[f.Name] = truth[f.Name]
				if rng.Float64() < err && f.Name != "counter" {
					codes[f.Name] = f.Codes[rng.IntN(2)]
				}
			}
			out[c].Rows = append(out[c].Rows, Row{Unit: it.Unit, Codes: codes})
		}
	}
	return out
}

func TestReportGolden(t *testing.T) {
	items := draw(corpus(2, 2, 10, 3), Sampler{N: 60, Seed: 3})
	three := codedBy(items, []string{"ann", "ben", "model"}, 0.15)
	tests := []struct {
		name    string
		codings []Coding
		key     []Item
		scorer  *Coding
	}{
		{"two coders and a scorer", three[:2], items, &three[2]},
		{"one coder", three[:1], nil, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := Validate("frames of responsibility", tt.codings, FrameFields(), tt.key, tt.scorer, Bootstrap{Resamples: 400, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if _, err := r.WriteTo(&b); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "report-"+strings.ReplaceAll(tt.name, " ", "-")+".md")
			if *update {
				if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), b.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if lines := strings.Count(b.String(), "\n"); lines > 70 {
				t.Errorf("%d lines: more than a page", lines)
			}
		})
	}
}

func TestReading(t *testing.T) {
	for v, want := range map[float64]string{0.95: "reliable", 0.8: "reliable", 0.7: "tentative", 0.5: "not reliable", -1: "not reliable"} {
		if got := Reading(Estimate{Value: v}); got != want {
			t.Errorf("Reading(%v) = %q, want %q", v, got, want)
		}
	}
	if got := Reading(undefined("", "", 0)); got != "undefined" {
		t.Errorf("undefined reads %q", got)
	}
}

func TestMajority(t *testing.T) {
	for _, tt := range []struct {
		codes []string
		want  string
		tie   bool
	}{{[]string{"a", "b", "a"}, "a", false}, {[]string{"a", "b"}, "", true}, {[]string{"", ""}, "", false}, {[]string{"a", ""}, "a", false}} {
		if got, tie := majority(tt.codes); got != tt.want || tie != tt.tie {
			t.Errorf("majority(%q) = %q, %v", tt.codes, got, tie)
		}
	}
}

func TestValidateErrors(t *testing.T) {
	c := Coding{Coder: "ann"}
	if _, err := Validate("", []Coding{c, c}, nil, nil, nil, point); err == nil {
		t.Error("two codings by one coder accepted")
	}
}
