package keyness_test

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/keyness"
)

// token is the tokeniser of the reference: words of two letters or more.
var token = regexp.MustCompile(`[\p{L}\p{N}_]{2,}`)

func tokens(text string) []string { return token.FindAllString(strings.ToLower(text), -1) }

func near(t *testing.T, what string, got, want, tol float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tol*math.Max(1e-9, math.Abs(want))) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// The z values are those in the description of the Python package
// FightingWords, with a flat prior of 0.05.
func TestPublishedPair(t *testing.T) {
	var a, b keyness.Words
	a.Add(tokens("the quick brown fox jumps over the lazy pig")...)
	b.Add(tokens("the lazy purple pig jumps over the lazier donkey")...)
	table, err := keyness.Compare(&a, &b, keyness.Options{Flat: 0.05, Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"donkey": -0.6894227886807968, "lazier": -0.6894227886807968, "purple": -0.6894227886807968,
		"brown": 0.6894227886807968, "fox": 0.6894227886807968, "quick": 0.6894227886807968,
		"jumps": 0, "lazy": 0, "over": 0, "pig": 0, "the": 0}
	if len(table.Rows) != len(want) {
		t.Errorf("%d rows, want %d", len(table.Rows), len(want))
	}
	for _, r := range table.Rows {
		near(t, r.Word, r.LogOdds.Test.Statistic, want[r.Word], 1e-6)
	}
}

// Positive reviews against the others, with informative and with flat prior, by
// an independent implementation; counts are checked too.
func TestReviewsAgainstReference(t *testing.T) {
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: third-party reviews are not part of the project")
	}
	raw, err := os.ReadFile(filepath.Join(root, "reference", "agreement", "fightin_words.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Amazon struct {
			Scale      float64            `json:"informative_prior_scale"`
			TopRows    [][]any            `json:"top"`
			BottomRows [][]any            `json:"bottom"`
			Flat       map[string]float64 `json:"uninformative_alpha001"`
		} `json:"amazon_positive_vs_nonpositive"`
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(root, "reference", "vader", "amazonReviewSnippets_GroundTruth.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var positive, rest keyness.Words
	for sc := bufio.NewScanner(f); sc.Scan(); {
		p := strings.SplitN(sc.Text(), "\t", 3)
		if len(p) < 3 {
			continue
		}
		rating, err := strconv.ParseFloat(p[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		side := &rest
		if rating > 0 {
			side = &positive
		}
		side.Add(tokens(p[2])...)
	}
	table, err := keyness.Compare(&positive, &rest, keyness.Options{Strength: all.Amazon.Scale, Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	rows := append(all.Amazon.TopRows, all.Amazon.BottomRows...)
	if len(rows) < 100 {
		t.Fatalf("%d reference words", len(rows))
	}
	for _, w := range rows {
		r, ok := table.Row(w[0].(string))
		if !ok {
			t.Errorf("no row for %q", w[0])
			continue
		}
		if float64(r.A) != w[2].(float64) || float64(r.B) != w[3].(float64) {
			t.Errorf("%s: %d and %d, want %v and %v", r.Word, r.A, r.B, w[2], w[3])
		}
		near(t, r.Word, r.LogOdds.Test.Statistic, w[1].(float64), 1e-6)
	}
	if r := table.Rows[0]; r.Word != rows[0][0] {
		t.Errorf("the most typical word is %q, want %q", r.Word, rows[0][0])
	}
	flat, err := keyness.Compare(&positive, &rest, keyness.Options{Flat: 0.01, Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	for w, z := range all.Amazon.Flat {
		r, ok := flat.Row(w)
		if !ok {
			t.Errorf("no row for %q", w)
			continue
		}
		near(t, "flat, "+w, r.LogOdds.Test.Statistic, z, 1e-6)
	}
}
