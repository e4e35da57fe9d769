package main

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// tuned fits the mix to coded sentences: for each frame a logistic regression
// on the log-odds of rules and model for all three, over the sentences where
// the rules do not find the frame, with its zero where the probability is
// present.
func tuned(model *learn.Model, folders, kinds string, present, politics float64) ([len(sentiment.Frames)]sentiment.Mix, error) {
	var mix [len(sentiment.Frames)]sentiment.Mix
	var all []coded
	var odds []odd
	var weights []float64
	for _, folder := range strings.Fields(folders) {
		dir, weight, err := weighted(folder)
		if err != nil {
			return mix, err
		}
		sentences, err := readFolder(dir)
		if err != nil {
			return mix, err
		}
		actors, err := readActors(filepath.Join(dir, "actors.json"))
		if err != nil {
			return mix, err
		}
		features, err := featuresOf(sentences, actors)
		if err != nil {
			return mix, err
		}
		for i := range sentences {
			all = append(all, sentences[i])
			odds = append(odds, oddsOf(model, features[i], kinds))
			weights = append(weights, weight)
		}
	}
	for f, frame := range frameNames() {
		var examples []learn.Example
		for i, c := range all {
			if slices.Contains(c.Optional, frame) || odds[i].rules[f] >= 0 {
				continue
			}
			e := learn.Example{ID: c.ID, Group: c.Doc, Features: odds[i].features(), Weight: weights[i]}
			if slices.Contains(c.Frames, frame) {
				e.Labels = []string{frame}
			}
			examples = append(examples, e)
		}
		m, err := learn.Fit(examples, learn.Options{Labels: []string{frame}, Lambda: 0.005, MinCount: 1})
		if err != nil {
			return mix, fmt.Errorf("%s: %w", frame, err)
		}
		for name, w := range m.Columns() {
			kind, of, _ := strings.Cut(name, ":")
			k := slices.Index(frameNames(), of)
			switch kind {
			case "politics":
				mix[f].Politics = round3(w[0])
			case "rules":
				mix[f].Rules[k] = round3(w[0])
			default:
				mix[f].Model[k] = round3(w[0])
			}
		}
		// A rare frame is best told present before it is more likely than not: the
		// threshold with the best F1 is about half that F1 (Lipton et al. 2014).
		mix[f].Bias = round3(m.Intercept(0) - math.Log(present/(1-present)))
		mix[f].Politics = round3(m.Intercept(0) + mix[f].Politics - math.Log(politics/(1-politics)))
	}
	return mix, nil
}

// odd is what rules and model say of the frames of one sentence.
type odd struct {
	rules, model [len(sentiment.Frames)]float64
	politics     bool
}

func oddsOf(m *learn.Model, features []learn.Feature, kinds string) odd {
	var o odd
	for f := range o.model {
		o.model[f] = m.Intercept(f)
	}
	for _, x := range features {
		o.politics = o.politics || x.Name == "s:politics"
		for f, frame := range frameNames() {
			if x.Name == "r:"+frame {
				o.rules[f] = x.Value
			}
		}
		if !strings.Contains(kinds, x.Name[:1]) {
			continue
		}
		for f, w := range m.WeightsOf(x.Name) {
			o.model[f] += w * x.Value
		}
	}
	for f, v := range o.model {
		o.model[f] = math.Min(math.Max(v, -sentiment.ModelBound), sentiment.ModelBound)
	}
	return o
}

func (o *odd) features() []learn.Feature {
	var fs []learn.Feature
	for f, frame := range frameNames() {
		fs = append(fs, learn.Feature{Name: "rules:" + frame, Value: o.rules[f]}, learn.Feature{Name: "model:" + frame, Value: o.model[f]})
	}
	if o.politics {
		fs = append(fs, learn.Feature{Name: "politics", Value: 1})
	}
	return fs
}

func round3(x float64) float64 { return math.Round(x*1000) / 1000 }
