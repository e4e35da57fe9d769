package sentiment_test

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// TestReasonsAddUp: all the reasons for a frame are its log-odds, and asking for
// them changes nothing else.
func TestReasonsAddUp(t *testing.T) {
	cb, layer, press := golden(t)
	for _, c := range []struct {
		name  string
		cb    *sentiment.Codebook
		layer *sentiment.Layer
	}{{"own", cb, layer}, {"base", sentiment.Default(), sentiment.Default().Layer()}} {
		plain, err := sentiment.NewScorer(c.cb, sentiment.WithLayer(c.layer))
		if err != nil {
			t.Fatal(err)
		}
		all, err := sentiment.NewScorer(c.cb, sentiment.WithLayer(c.layer), sentiment.WithReasons(math.MaxInt))
		if err != nil {
			t.Fatal(err)
		}
		d := sentiment.Document{Text: press}
		want, got := plain.Score(d), all.Score(d)
		explained := 0
		for i := range got.Sentences {
			s := &got.Sentences[i]
			sum := map[sentiment.Frame]float64{}
			for _, r := range s.Reasons {
				sum[r.Frame] += r.LogOdds
			}
			for f, z := range sum {
				explained++
				p := 1 / (1 + math.Exp(-z))
				// The rules may be surer than the layer of a frame that both
				// leave absent.
				if math.Abs(p-s.Prob[f]) > 1e-9 && p > s.Prob[f] {
					t.Errorf("%s, sentence %d, %s: reasons add up to %v, probability %v", c.name, i, f, p, s.Prob[f])
				}
				if p < s.Prob[f]-1e-9 && s.Frames.Has(f) {
					t.Errorf("%s, sentence %d, %s: present at %v, but reasons add up to %v", c.name, i, f, s.Prob[f], p)
				}
			}
			s.Reasons = nil
		}
		if explained == 0 {
			t.Error("no reasons")
		}
		if !reflect.DeepEqual(got, want) {
			t.Error("asking for reasons changes the result")
		}
	}
}

func TestExplainTellsWhatTheLayerLeanedOn(t *testing.T) {
	cb, layer, _ := golden(t)
	s, err := sentiment.NewScorer(cb, sentiment.WithLayer(layer), sentiment.WithReasons(4))
	if err != nil {
		t.Fatal(err)
	}
	const src = "They were asleep at the desk, blind to it all."
	x := s.Score(sentiment.Document{Text: src}).Sentences[0]
	e := sentiment.Explain(src, &x)
	for _, want := range []string{"+0.41 words “asleep at”", "+0.27 word “blind”", "no quotation or report"} {
		if !strings.Contains(e, want) {
			t.Errorf("no %q in\n%s", want, e)
		}
	}
	if n := strings.Count(e, "\n    "); n != 4 {
		t.Errorf("%d reasons, want 4, for the one frame worth a word:\n%s", n, e)
	}
	b, err := json.Marshal(x)
	if err != nil || !strings.Contains(string(b), `"reasons":[{"frame":"blame","feature":`) {
		t.Errorf("%s, %v", b, err)
	}
}

func TestReasonsHaveNames(t *testing.T) {
	for feature, want := range map[string]string{
		"w:cover-up": "word “cover-up”", "b:could have": "words “could have”", "c:misdeed": "class misdeed",
		"h:broad.act>counter": "pattern broad.act for counter", "v:broad.act": "pattern broad.act, turned down",
		"x:negated": "something negated", "q:author": "no quotation or report", "s:question": "a question",
		"r:blame": "the rules on blame", "r:before:counter": "the rules on counter just before",
		"r:title:systemic": "the rules on systemic in the title", "bias": "any sentence",
	} {
		if got := (sentiment.Reason{Feature: feature}).String(); got != want {
			t.Errorf("%s: %q, want %q", feature, got, want)
		}
	}
}
