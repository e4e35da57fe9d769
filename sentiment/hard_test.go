package sentiment_test

import (
	"bufio"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// TestHardCases runs what makes frames hard: for each item at least six
// wordings, written for this test, in many domains.
func TestHardCases(t *testing.T) {
	f, err := os.Open("testdata/hard.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s, err := sentiment.NewScorer(sentiment.Default())
	if err != nil {
		t.Fatal(err)
	}
	wordings := map[string]int{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		var c struct {
			Item, Before, Text, Level string
			Frames                    []sentiment.Frame
			// Not, in place of Frames, are levels that nobody blamed may have.
			Not []sentiment.Level
		}
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			t.Fatalf("%s: %v", sc.Text(), err)
		}
		wordings[c.Item]++
		var want sentiment.FrameSet
		for _, f := range c.Frames {
			want = want.With(f)
		}
		src := c.Text
		if c.Before != "" {
			src = c.Before + " " + c.Text
		}
		r := s.Score(sentiment.Document{Text: src})
		var got sentiment.FrameSet
		var targets []sentiment.Target
		why := ""
		for i := range r.Sentences {
			if x := &r.Sentences[i]; x.End > len(src)-len(c.Text) {
				got |= x.Frames
				targets = append(targets, x.Targets...)
				why += sentiment.Explain(src, x)
			}
		}
		if c.Not != nil {
			for _, x := range targets {
				if slices.Contains(c.Not, x.Level) {
					t.Errorf("%s: want no target of level %s\n%s", c.Item, x.Level, why)
				}
			}
			continue
		}
		if got != want {
			t.Errorf("%s: want %v\n%s", c.Item, c.Frames, why)
			continue
		}
		if c.Level != "" {
			ok := false
			for _, x := range targets {
				ok = ok || x.Level.String() == c.Level
			}
			if !ok {
				t.Errorf("%s: want a target of level %s\n%s", c.Item, c.Level, why)
			}
		}
	}
	for item, n := range wordings {
		if n < 6 {
			t.Errorf("%s: %d wordings, want six", item, n)
		}
	}
}
