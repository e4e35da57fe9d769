package valence

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// extdata returns the folder of outside material, or skips.
func extdata(t testing.TB) string {
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set")
	}
	return filepath.Join(dir, "reference", "vader")
}

func readFile(t testing.TB, path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestConformance scores every line of the three published test files and
// compares with the published implementation.
func TestConformance(t *testing.T) {
	dir := extdata(t)
	for _, name := range []string{"tweets", "movieReviewSnippets", "amazonReviewSnippets"} {
		t.Run(name, func(t *testing.T) {
			rows, err := csv.NewReader(strings.NewReader(readFile(t, filepath.Join(dir, "expected_"+name+".csv")))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			want := map[string][4]float64{}
			for _, r := range rows[1:] {
				var v [4]float64
				for i := range v {
					if v[i], err = strconv.ParseFloat(r[i+2], 64); err != nil {
						t.Fatal(err)
					}
				}
				want[r[0]] = v
			}
			var s Scorer
			n, wrong := 0, 0
			for line := range strings.Lines(readFile(t, filepath.Join(dir, name+"_GroundTruth.txt"))) {
				f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 3)
				if len(f) < 3 {
					continue
				}
				w, ok := want[f[0]]
				if !ok {
					t.Errorf("no expected line for %s", f[0])
					continue
				}
				n++
				v := s.Score(f[2]).Rounded()
				for i, got := range []float64{v.Neg, v.Neu, v.Pos, v.Compound} {
					if math.Abs(got-w[i]) > 1e-4 {
						if wrong++; wrong < 20 {
							t.Errorf("%s %q: %+v, want %v", f[0], f[2], v, w)
						}
						break
					}
				}
			}
			if n != len(want) || n == 0 {
				t.Errorf("%d lines scored, %d expected", n, len(want))
			}
			t.Logf("%d lines, %d differ", n, wrong)
		})
	}
}

// TestLexiconFiles holds what is embedded against the published files.
func TestLexiconFiles(t *testing.T) {
	dir := extdata(t)
	want := map[string]string{}
	for line := range strings.Lines(readFile(t, filepath.Join(dir, "vader_lexicon.txt"))) {
		f := strings.Split(line, "\t")
		if w := strings.TrimSpace(f[0]); w == strings.ToLower(w) && !strings.Contains(w, " ") {
			want[w] = f[1]
		}
	}
	got := 0
	for line := range strings.Lines(lexiconFile) {
		w, r, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		got++
		if want[w] != r {
			t.Errorf("%q is rated %s, published %q", w, r, want[w])
		}
	}
	if got != len(want) {
		t.Errorf("%d words, published %d", got, len(want))
	}
}

func TestLexiconLines(t *testing.T) {
	seen := map[string]bool{}
	for line := range strings.Lines(lexiconFile) {
		w, r, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		v, err := strconv.ParseFloat(r, 64)
		if !ok || err != nil || v < -4 || v > 4 || seen[w] || w == "" {
			t.Errorf("bad line %q", line)
		}
		seen[w] = true
	}
	if len(seen) < 7000 {
		t.Errorf("only %d words", len(seen))
	}
	l := load()
	for w := range seen {
		if i := l.find(w, hash(w)); i == 0 || l.entries[i].flags&isRated == 0 {
			t.Errorf("%q is not found", w)
		}
	}
	if l.emoji['😀'] != "grinning face" || len(l.emoji) != strings.Count(emojiFile, "\n") {
		t.Errorf("%d emoji", len(l.emoji))
	}
}
