package sentiment

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// Reason is something that moved the learned layer towards a frame or away
// from it. See WithReasons.
type Reason struct {
	Frame Frame `json:"frame"`
	// Feature is the name by which the model knows it, as in Scorer.Features, "d:"
	// and a word for what the vector of the word adds, or "bias" for what holds of
	// any sentence.
	Feature string `json:"feature"`
	// LogOdds is what it adds to the log-odds of the frame, counted from where
	// the layer begins to add it: above zero it speaks for the frame, below zero
	// against it.
	LogOdds float64 `json:"log_odds"`
}

// WithReasons lets every sentence tell what the layer leaned on: for each frame
// that was left to the layer, the n reasons that weigh most, the weightiest
// first. A frame that the rules found, and every frame of a sentence that the
// rules are sure of, has none: there the layer is not heard. It takes several
// times as long to score so.
func WithReasons(n int) Option { return func(s *Scorer) { s.reasons = n } }

// explainLayer enters the reasons for a frame; all of them add up to the
// log-odds that the layer gives it, from where it begins to add the frame.
func (st *state) explainLayer(frame Frame, out *Sentence) {
	x := st.layer
	model, label := x.layer.Model, x.label[frame]
	bias := model.LogOdds(label, x.intercept[frame]) - st.least()[frame]
	zero := model.LogOdds(label, 0)
	var all []Reason
	adds := func(score float64) float64 { return model.LogOdds(label, score) - zero }
	tell := func(feature string, score float64) {
		if z := adds(score); z != 0 {
			all = append(all, Reason{frame, feature, z})
		}
	}
	e := emitter{st: st}
	st.features(out, &e)
	for _, feature := range summed(e.features) {
		weights := model.WeightsOf(feature.Name)
		if weights == nil || slices.Contains(dimensionNames[:], feature.Name) {
			continue
		}
		if slices.Contains(featureNames[ruleFeature:][:len(Frames)], feature.Name) {
			// Rules that find nothing are no reason: that is so of most sentences.
			bias += adds(weights[label] * leastLogit)
			feature.Value -= leastLogit
		}
		tell(feature.Name, weights[label]*feature.Value)
	}
	for _, word := range summed(st.wordsFor(frame)) {
		tell(word.Name, word.Value)
	}
	all = append(all, Reason{frame, "bias", bias})
	slices.SortStableFunc(all, func(a, b Reason) int { return cmp.Compare(math.Abs(b.LogOdds), math.Abs(a.LogOdds)) })
	out.Reasons = append(out.Reasons, all[:min(len(all), st.reasons)]...)
}

// wordsFor returns what the vector of each word adds to the score of a frame: of
// the dimensions themselves a reader would learn nothing.
func (st *state) wordsFor(frame Frame) (to []learn.Feature) {
	per := perWords[st.survey.words()]
	for i := st.first; i < st.last; i++ {
		if x := &st.toks[i]; x.shape&shapePlain != 0 && x.row != 0 {
			if z := st.layer.wordRows[x.row].vector[frame] * per; z != 0 {
				to = append(to, learn.Feature{Name: "d:" + st.doc.Norm(i), Value: z})
			}
		}
	}
	return to
}

// summed returns each feature once, in the order of names.
func summed(features []learn.Feature) []learn.Feature {
	slices.SortStableFunc(features, func(a, b learn.Feature) int { return strings.Compare(a.Name, b.Name) })
	out := features[:0]
	for _, f := range features {
		if n := len(out); n > 0 && out[n-1].Name == f.Name {
			out[n-1].Value += f.Value
		} else {
			out = append(out, f)
		}
	}
	return out
}

// String names the feature for a reader: word “cover-up”, class misdeed.
func (r Reason) String() string {
	if name, ok := plainNames[r.Feature]; ok {
		return name
	}
	kind, rest, _ := strings.Cut(r.Feature, ":")
	switch kind {
	case "w":
		return "word “" + rest + "”"
	case "b":
		return "words “" + rest + "”"
	case "d":
		return "words like “" + rest + "”"
	case "c":
		return "class " + rest
	case "h":
		pattern, frame, _ := strings.Cut(rest, ">")
		return "pattern " + pattern + " for " + frame
	case "v":
		return "pattern " + rest + ", turned down"
	case "x":
		return "something " + rest
	case "r":
		if frame, ok := strings.CutPrefix(rest, "before:"); ok {
			return "the rules on " + frame + " just before"
		}
		if frame, ok := strings.CutPrefix(rest, "title:"); ok {
			return "the rules on " + frame + " in the title"
		}
		return "the rules on " + rest
	}
	return r.Feature
}

var plainNames = map[string]string{
	"bias":        "any sentence",
	"q:author":    "no quotation or report",
	"q:quoted":    "quoted",
	"q:reported":  "reported",
	"q:share":     "share of words in quotation marks",
	"s:length":    "length of the sentence",
	"s:name":      "a name",
	"s:number":    "a number",
	"s:paragraph": "begins a paragraph",
	"s:politics":  "a text about party politics",
	"s:first":     "begins the text",
	"s:question":  "a question",
}
