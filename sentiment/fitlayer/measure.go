package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// judgement is what coder, rules and model say of a sentence, the model fitted
// without the document that the sentence is of.
type judgement struct {
	*coded
	rules [len(sentiment.Frames)]bool
	open  bool // the rules are not so sure of a frame that the layer is not heard
	// politics tells that the text is about party politics.
	politics bool
	model    [len(sentiment.Frames)]float64
}

type judgements []judgement

// measure sets the codes of sentences beside the rules and the predictions out
// of fold.
func measure(sentences []coded, report *learn.Report) judgements {
	predicted := map[string][]float64{}
	for _, p := range report.Predictions {
		predicted[p.ID] = p.Probabilities
	}
	var out judgements
	for i := range sentences {
		p, ok := predicted[sentences[i].ID]
		if !ok {
			continue
		}
		j := judgement{coded: &sentences[i], open: true}
		copy(j.model[:], p)
		for _, f := range sentences[i].features {
			if k := slices.Index(ruleFeatures, f.Name); k >= 0 {
				j.rules[k] = f.Value >= 0
				j.open = j.open && f.Value < sure
			}
			j.politics = j.politics || f.Name == "s:politics"
		}
		out = append(out, j)
	}
	return out
}

// ruleFeatures hold half the log-odds of the rules; from sure, a hair below that
// of 0.7, a layer is not heard.
var ruleFeatures = func() (out []string) {
	for _, f := range frameNames() {
		out = append(out, "r:"+f)
	}
	return out
}()

const sure = 0.4236

// present reports whether rules and layer find frame f.
func (j *judgement) present(f int, from float64) bool {
	return j.rules[f] || j.open && from < 1 && j.model[f] >= from
}

// about returns the judgements of texts that are, or are not, about party
// politics.
func (js judgements) about(politics bool) (out judgements) {
	for i := range js {
		if js[i].politics == politics {
			out = append(out, js[i])
		}
	}
	return out
}

// in returns the judgements of sentences read in a context.
func (js judgements) in(c context) (out judgements) {
	for i := range js {
		if js[i].context == c {
			out = append(out, js[i])
		}
	}
	return out
}

// from returns for each frame the probability from which the layer adds it: of
// those at which what rules and layer find is right often enough, by precision,
// the one with the best F1; of equals the highest. At 1 the layer is silent.
func (js judgements) from(precision float64) (from [len(sentiment.Frames)]float64) {
	for f, frame := range frameNames() {
		best := 0.0
		from[f] = 1 // where nothing can be judged, or nothing is right often enough
		for percent := 100; percent >= 5; percent-- {
			p := float64(percent) / 100
			var c agreement.Counts
			for i := range js {
				j := &js[i]
				if slices.Contains(j.Doubt, frame) {
					continue
				}
				switch truth, present := slices.Contains(j.Frames, frame), j.present(f, p); {
				case truth && present:
					c.TP++
				case truth:
					c.FN++
				case present:
					c.FP++
				}
			}
			if c.F1() > best && c.Precision() >= precision {
				best, from[f] = c.F1(), p
			}
		}
	}
	return from
}

// table compares rules alone with rules and layer: on all sentences, and on a
// sample of which seven in ten hold a cue word, as sets for coders often do. A
// frame that the coder doubted is not scored.
func (js judgements) table(layer *sentiment.Layer) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "\nOut of fold, the layer from probability %v, in politics from %v:\n", layer.From, layer.Politics)
	all := js
	js = js.in(whole)
	cued := js.cued()
	for _, with := range []bool{false, true} {
		name, at := "rules alone", silent
		if with {
			name, at = "rules and layer", layer
		}
		for _, set := range []struct {
			judgements
			kind string
		}{{js, ""}, {cued, ", seven in ten of them with a cue word"}} {
			s, err := set.evaluate(at)
			if err != nil {
				return "", err
			}
			fmt.Fprintf(&b, "%s, %d sentences of %d texts%s: macro-F1 %s\n", name, s.N, s.Clusters, set.kind, s.Macro.F1.Interval())
			for _, c := range s.Classes {
				fmt.Fprintf(&b, "  %-9s precision %s recall %s F1 %s\n", c.Label, c.Precision.Interval(), c.Recall.Interval(), c.F1.Interval())
			}
		}
	}
	for _, c := range []struct {
		context
		how string
	}{{near, "read with the two before"}, {alone, "read alone"}} {
		read := all.in(c.context)
		if len(read) == 0 {
			continue
		}
		s, err := read.evaluate(layer)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "rules and layer, %d sentences %s: macro-F1 %s\n", s.N, c.how, s.Macro.F1.Interval())
	}
	for _, what := range []struct {
		name  string
		right func(*coded) (right, judged bool)
	}{
		{"level of the target, where the rules find blame that is there", func(c *coded) (bool, bool) {
			for _, l := range c.levels {
				if slices.Contains(c.foundLevels, l) {
					return true, true
				}
			}
			return false, len(c.levels) > 0 && len(c.foundLevels) > 0
		}},
		{"voice, where a frame is there", func(c *coded) (bool, bool) { return c.voice == c.foundVoice, c.voice != "" }},
	} {
		if err := js.share(&b, what.name, what.right); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

// share writes how often something is right.
func (js judgements) share(b *strings.Builder, name string, right func(*coded) (right, judged bool)) error {
	const yes = "right"
	var pairs []agreement.Pair
	for i := range js {
		ok, judged := right(js[i].coded)
		if !judged {
			continue
		}
		p := agreement.Pair{Truth: []string{yes}, Cluster: js[i].Doc}
		if ok {
			p.Predicted = p.Truth
		}
		pairs = append(pairs, p)
	}
	if len(pairs) == 0 {
		return nil
	}
	s, err := agreement.Evaluate(pairs, []string{yes}, agreement.Bootstrap{Seed: 1, Resamples: 1000})
	if err != nil {
		return err
	}
	fmt.Fprintf(b, "%s: %s of %d\n", name, s.Classes[0].Recall.Interval(), s.N)
	return nil
}

// silent is a layer that never adds a frame.
var silent = &sentiment.Layer{From: [len(sentiment.Frames)]float64{1, 1, 1}, Politics: [len(sentiment.Frames)]float64{1, 1, 1}}

func (js judgements) evaluate(layer *sentiment.Layer) (agreement.Scores, error) {
	var pairs []agreement.Pair
	for i := range js {
		j := &js[i]
		p := agreement.Pair{Truth: j.Frames, Cluster: j.Doc}
		from := &layer.From
		if j.politics {
			from = &layer.Politics
		}
		for f, frame := range frameNames() {
			if !slices.Contains(j.Doubt, frame) && j.present(f, from[f]) {
				p.Predicted = append(p.Predicted, frame)
			}
		}
		pairs = append(pairs, p)
	}
	return agreement.Evaluate(pairs, frameNames(), agreement.Bootstrap{Seed: 1, Resamples: 1000})
}

// cued returns all sentences with a cue word, and three for every seven of them
// drawn at random from those without.
func (js judgements) cued() judgements {
	var with, without judgements
	for i := range js {
		if hasCue(js[i].Text) {
			with = append(with, js[i])
		} else {
			without = append(without, js[i])
		}
	}
	rng := rand.New(rand.NewPCG(1, 0))
	rng.Shuffle(len(without), func(i, k int) { without[i], without[k] = without[k], without[i] })
	return append(with, without[:min(len(without), len(with)*3/7)]...)
}

// cues are beginnings of words by which somebody who looks for talk of
// responsibility would draw sentences.
var cues = strings.Fields("blam fault fail accus critic guilt negligen incompeten careless reckless respons wrong mistake error " +
	"scandal lied lying mislead dishonest system polic law rule fund cuts staff train regulat procedure process reform culture " +
	"scapegoat witch unfair smear attack defend deni reject apolog sorry resign fired corrupt rigged abuse ignor neglect warn " +
	"prevent cause disaster crisis harm damage hurt victim charge alleg condemn slam blast")

func hasCue(s string) bool {
	for word := range strings.FieldsFuncSeq(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) }) {
		for _, c := range cues {
			if strings.HasPrefix(word, c) {
				return true
			}
		}
	}
	return false
}
