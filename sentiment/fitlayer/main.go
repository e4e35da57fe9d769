// Fitlayer fits the learned layer of the base codebook to coded sentences and
// writes it as JSON. It is the recipe by which sentiment/base/layer.json was
// made:
//
//	go run ./sentiment/fitlayer -news POLNEAR/data/train/text -o sentiment/base/layer.json
//
// Two kinds of sentences go into it: those that were written for the project,
// and sentences of real news. Of the latter the project ships the codes alone,
// with the places they stand at; the texts are those of PolNeAR 1.0 (Newell,
// Margolin and Ruths 2018), which -news names the folder of. Without -news the
// model is fitted to the project's own sentences and finds less.
//
// The features are those of Scorer.Features. The report printed is by
// cross-validation over documents, and so is the table behind it, which sets
// rules alone beside rules and layer on the news (or, without it, on the
// project's sentences). The news are read three ways: as whole articles, each
// sentence with the two before it, and each alone; so is the layer fitted.
//
// The probability from which the layer adds a frame is, of those at which two in
// three of the frames found in sentences with a cue word are there, the one with
// the best F1. It is found for texts about party politics and for others, on news
// and own sentences together.
//
// Whoever has codings of her own puts them into a file beside those of the
// project, in the same form, and names it with -files.
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
	var r recipe
	flag.StringVar(&r.dir, "sentences", "sentiment/learn/sentences", "folder with the files of -files, actors.json and news.jsonl")
	flag.StringVar(&r.files, "files", defaultFiles, "files of sentences, each with =weight if not 1")
	flag.StringVar(&r.news, "news", "", "folder with the texts that news.jsonl codes")
	flag.StringVar(&r.kinds, "kinds", defaultKinds, "first letters of the features to use")
	flag.Float64Var(&r.lambda, "lambda", defaultLambda, "strength of the penalty; 0 chooses by cross-validation")
	flag.Float64Var(&r.precision, "precision", defaultPrecision, "how much of what rules and layer find must be right in sentences with a cue word")
	out := flag.String("o", "", "file to write the layer to")
	flag.Parse()
	layer, table, err := r.fit()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(layer.Model.Report)
	fmt.Print(table)
	if *out == "" {
		return
	}
	if err := write(layer, *out); err != nil {
		log.Fatal(err)
	}
}

// The base layer is made with these.
const (
	defaultFiles  = "dailies cases press"
	defaultKinds  = "hvxrqcwsd"
	defaultLambda = 0.0002
	// Two in three are right.
	defaultPrecision = 0.667
)

// recipe says how a layer is made.
type recipe struct {
	dir, files, news, kinds string
	lambda, precision       float64
}

// fit makes the layer, and the table that says what it is worth.
func (r recipe) fit() (*sentiment.Layer, string, error) {
	own, err := r.own()
	if err != nil {
		return nil, "", err
	}
	var news []coded
	if r.news != "" {
		if news, err = readNews(filepath.Join(r.dir, "news.jsonl"), r.news); err != nil {
			return nil, "", err
		}
	}
	model, err := learn.Fit(r.examples(own, news), learn.Options{Labels: frameNames(), MinCount: 1, Lambda: r.lambda})
	if err != nil {
		return nil, "", err
	}
	ours, theirs := measure(own, model.Report), measure(news, model.Report)
	all := slices.Concat(ours, theirs)
	layer := &sentiment.Layer{Model: model, From: all.about(false).cued().from(r.precision), Politics: all.about(true).cued().from(r.precision)}
	judged := theirs
	if news == nil {
		judged = ours
	}
	table, err := judged.table(layer)
	return layer, table, err
}

// own reads the project's own sentences.
func (r recipe) own() ([]coded, error) {
	actors, err := readActors(filepath.Join(r.dir, "actors.json"))
	if err != nil {
		return nil, err
	}
	var out []coded
	for _, name := range strings.Fields(r.files) {
		name, weight, err := weighted(name)
		if err != nil {
			return nil, err
		}
		sentences, err := readTexts(filepath.Join(r.dir, name+".jsonl"), actors)
		if err != nil {
			return nil, err
		}
		for i := range sentences {
			sentences[i].weight = weight
		}
		out = append(out, sentences...)
	}
	return out, nil
}

// doubtful is the weight with which a frame that the coder doubted is present:
// of 52 such doubts, two coders who code more freely had coded 15.
const doubtful = 0.3

// examples makes the examples of all sentences, without the features that are
// not asked for or are too rare. A sentence with a doubtful frame is two
// examples, one with the frame and one without.
func (r recipe) examples(own, news []coded) []learn.Example {
	keep := r.vocabulary(own, news)
	var out []learn.Example
	for _, c := range slices.Concat(own, news) {
		e := learn.Example{ID: c.ID, Group: c.Doc, Labels: c.Frames, Weight: c.weight}
		for _, f := range c.features {
			if keep[f.Name] {
				e.Features = append(e.Features, f)
			}
		}
		if len(c.Doubt) > 0 {
			with := e
			with.Labels = slices.Concat(c.Frames, c.Doubt)
			with.Weight *= doubtful
			e.Weight *= 1 - doubtful
			out = append(out, e, with)
			continue
		}
		out = append(out, e)
	}
	return out
}

// A feature must occur in so many sentences, a word in so many of the project's
// own cases (of texts, where they name no case; of all, where there are fewer):
// the words of one case are its names, and those of the news alone are of its year.
const (
	leastSentences = 5
	leastCases     = 3
)

// layout tells how a text was set rather than what it says, and is lost where a
// sentence is scored with a few before it.
var layout = []string{"s:paragraph", "s:first"}

// vocabulary returns the features to use. It leaves out the words of more than
// a tenth of the sentences: "the" and "and" tell how long a sentence is, not
// what it says.
func (r recipe) vocabulary(own, news []coded) map[string]bool {
	sentences, cases, all := map[string]int{}, map[string]map[string]bool{}, map[string]bool{}
	for i, c := range slices.Concat(own, news) {
		seen := map[string]bool{}
		of := c.Case
		if of == "" {
			of = c.Doc
		}
		if i < len(own) {
			all[of] = true
		}
		for _, f := range c.features {
			if seen[f.Name] || !strings.Contains(r.kinds, f.Name[:1]) || slices.Contains(layout, f.Name) {
				continue
			}
			seen[f.Name] = true
			sentences[f.Name]++
			if i < len(own) {
				if cases[f.Name] == nil {
					cases[f.Name] = map[string]bool{}
				}
				cases[f.Name][of] = true
			}
		}
	}
	keep := map[string]bool{}
	for name, n := range sentences {
		word := name[0] == 'w' || name[0] == 'b'
		keep[name] = n >= leastSentences && (!word || len(cases[name]) >= min(leastCases, len(all)) && 10*n <= len(own)+len(news))
	}
	return keep
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
