// Fitlayer fits the learned layer of the base codebook to coded sentences and
// writes it as JSON. It is the recipe by which sentiment/base/layer.json was
// made:
//
//	go run ./sentiment/fitlayer -o sentiment/base/layer.json
//
// The model is fitted to the sentences that the project ships, with the
// features of Scorer.Features; the report printed is by cross-validation over
// documents. How rules and model are weighed against each other (the mix) is
// kept from the layer that the codebook carries, for it cannot come from
// sentences that were written to be coded: who writes them knows what they are.
// It was tuned on coded sentences of real news, which are not the project's to
// ship. Whoever has such sentences tunes it again:
//
//	go run ./sentiment/fitlayer -tune mysentences -o mylayer.json
//
// A folder to tune on holds sentences.jsonl and labels.jsonl, as
// examples/frameseval reads them.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("sentences", "sentiment/learn/sentences", "folder with the files of -files and actors.json")
	files := flag.String("files", "dailies=1 cases=1 press=0.5", "files of sentences and the weight of each")
	kinds := flag.String("kinds", "hvxrqcwb", "first letters of the features to use")
	lambda := flag.Float64("lambda", 0.006, "strength of the penalty; 0 chooses by cross-validation")
	tune := flag.String("tune", "", "folders of coded sentences to tune the mix on, each with =weight if not 1")
	present := flag.Float64("present", 0.35, "probability, tuned, from which a frame counts as present")
	politics := flag.Float64("politics", 0.5, "the same in texts about party politics")
	out := flag.String("o", "", "file to write the layer to")
	flag.Parse()
	examples, err := training(*dir, *files, *kinds)
	if err != nil {
		log.Fatal(err)
	}
	model, err := learn.Fit(examples, learn.Options{Labels: frameNames(), MinCount: 3, Lambda: *lambda})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Report)
	layer := &sentiment.Layer{Model: model}
	if *tune != "" {
		if layer.Mix, err = tuned(model, *tune, *kinds, *present, *politics); err != nil {
			log.Fatal(err)
		}
		fmt.Println("mix:", layer.Mix)
	} else if old := sentiment.Default().Layer(); old != nil {
		layer.Mix = old.Mix
	}
	if *out == "" {
		return
	}
	if err := write(layer, *out); err != nil {
		log.Fatal(err)
	}
}

func write(l *sentiment.Layer, name string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if _, err := l.WriteTo(f); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func frameNames() []string {
	var names []string
	for _, f := range sentiment.Frames {
		names = append(names, f.String())
	}
	return names
}

// training makes the examples of all files.
func training(dir, files, kinds string) ([]learn.Example, error) {
	actors, err := readActors(filepath.Join(dir, "actors.json"))
	if err != nil {
		return nil, err
	}
	var out []learn.Example
	for _, name := range strings.Fields(files) {
		name, weight, err := weighted(name)
		if err != nil {
			return nil, err
		}
		sentences, err := readTexts(filepath.Join(dir, name+".jsonl"))
		if err != nil {
			return nil, err
		}
		features, err := featuresOf(sentences, actors)
		if err != nil {
			return nil, err
		}
		for i, s := range sentences {
			e := learn.Example{ID: s.ID, Group: s.Doc, Labels: s.Frames, Weight: weight}
			for _, f := range features[i] {
				if strings.Contains(kinds, f.Name[:1]) {
					e.Features = append(e.Features, f)
				}
			}
			out = append(out, e)
		}
	}
	return withoutCommonWords(out), nil
}

// withoutCommonWords leaves out the words of more than a tenth of the
// sentences: "the" and "and" tell how long a sentence is, not what it says.
func withoutCommonWords(examples []learn.Example) []learn.Example {
	count := map[string]int{}
	for _, e := range examples {
		seen := map[string]bool{}
		for _, f := range e.Features {
			if strings.HasPrefix(f.Name, "w:") && !seen[f.Name] {
				seen[f.Name] = true
				count[f.Name]++
			}
		}
	}
	for i := range examples {
		examples[i].Features = slices.DeleteFunc(examples[i].Features, func(f learn.Feature) bool { return 10*count[f.Name] > len(examples) })
	}
	return examples
}

// weighted parts "name=2" into the name and the weight, which is 1 if absent.
func weighted(s string) (string, float64, error) {
	name, w, ok := strings.Cut(s, "=")
	if !ok {
		return name, 1, nil
	}
	weight, err := strconv.ParseFloat(w, 64)
	if err != nil || !(weight > 0) {
		return "", 0, fmt.Errorf("%q: the weight must be a number above 0", s)
	}
	return name, weight, nil
}
