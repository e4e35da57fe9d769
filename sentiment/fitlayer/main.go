// Fitlayer fits the learned layer of the base codebook to coded sentences and
// writes it as JSON. It is the recipe by which sentiment/base/layer.json was
// made:
//
//	go run ./sentiment/fitlayer -sentences sentiment/learn/sentences -o sentiment/base/layer.json
//
// The features are those of Scorer.Features; -kinds names the kinds that are
// used. The report printed is by cross-validation over documents.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

type coded struct {
	ID, Case, Doc, Title, Text string
	Frames                     []string
}

func main() {
	log.SetFlags(0)
	dir := flag.String("sentences", "sentiment/learn/sentences", "folder with press.jsonl, cases.jsonl and actors.json")
	out := flag.String("o", "", "file to write the layer to")
	kinds := flag.String("kinds", "hvxrqcswb", "first letters of the features to use")
	alone := flag.String("alone", "0.5 0.6 0.5", "probabilities from which the model alone is enough")
	politics := flag.String("politics", "0.7 0.75 0.7", "the same in texts about party politics")
	veto := flag.String("veto", "0 0 0", "probabilities under which the rules are overruled")
	flag.Parse()
	actors, err := readActors(filepath.Join(*dir, "actors.json"))
	if err != nil {
		log.Fatal(err)
	}
	var examples []learn.Example
	for _, name := range []string{"press.jsonl", "cases.jsonl"} {
		more, err := read(filepath.Join(*dir, name), actors, *kinds)
		if err != nil {
			log.Fatal(err)
		}
		examples = append(examples, more...)
	}
	model, err := learn.Fit(examples, learn.Options{Labels: []string{"blame", "systemic", "counter"}, MinCount: 4})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.Report)
	if *out == "" {
		return
	}
	layer := &sentiment.Layer{Model: model}
	for _, x := range []struct {
		flag string
		to   *[3]float64
	}{{*alone, &layer.Alone}, {*politics, &layer.Politics}, {*veto, &layer.Veto}} {
		if _, err := fmt.Sscan(x.flag, &x.to[0], &x.to[1], &x.to[2]); err != nil {
			log.Fatalf("%q: want three numbers: %v", x.flag, err)
		}
	}
	f, err := os.Create(*out)
	if err != nil {
		log.Fatal(err)
	}
	if _, err := layer.WriteTo(f); err != nil {
		log.Fatal(err)
	}
	if err := f.Close(); err != nil {
		log.Fatal(err)
	}
}

// read makes an example of each coded sentence, read after those before it.
func read(path string, actors map[string][]sentiment.Actor, kinds string) ([]learn.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	scorers := map[string]*sentiment.Scorer{}
	before := map[string]string{}
	var out []learn.Example
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var c coded
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		key := c.Case
		if len(actors[key]) == 0 {
			key = ""
		}
		s := scorers[key]
		if s == nil {
			if s, err = sentiment.NewScorer(sentiment.Default().WithActors(actors[key]...), sentiment.WithLayer(nil)); err != nil {
				return nil, err
			}
			scorers[key] = s
		}
		src := before[c.Doc] + c.Text
		before[c.Doc] = src + "\n\n"
		d := sentiment.Document{Title: c.Title, Text: src}
		features := s.Features(d)
		if len(features) == 0 {
			continue
		}
		// The last sentence of the text is the coded one, or its last part.
		var used []learn.Feature
		for _, x := range features[len(features)-1] {
			if strings.Contains(kinds, x.Name[:1]) {
				used = append(used, x)
			}
		}
		out = append(out, learn.Example{ID: c.ID, Group: c.Doc, Features: used, Labels: c.Frames})
	}
	return out, sc.Err()
}

func readActors(path string) (map[string][]sentiment.Actor, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var raw map[string][]struct {
		Name, Level string
		Aliases     []string
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := map[string][]sentiment.Actor{}
	for c, as := range raw {
		for _, a := range as {
			act := sentiment.Actor{ID: a.Name, Aliases: a.Aliases}
			if err := act.Level.UnmarshalText([]byte(a.Level)); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			out[c] = append(out[c], act)
		}
	}
	return out, nil
}
