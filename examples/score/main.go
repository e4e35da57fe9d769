// Score scores texts for frames of responsibility: who or what each sentence
// holds responsible, and whether it accepts the blaming.
//
//	score article.txt ...        a table, one line per text
//	score -explain article.txt   every sentence with a match, and why
//	score -json < texts.jsonl    machine-readable, one JSON object per text
//	score -codebook case.yaml    with a case's actors and terms added
//
// Without a file it reads standard input.
//
// # JSON
//
// With -json each line of the input is an object
//
//	{"id": "a1", "title": "...", "text": "...", "actors": [{"name": "...", "aliases": ["..."], "level": "organisation"}]}
//
// of which only text is needed; the actors are added to the codebook for that
// text. Each line of the output is an object with
//
//	id                the id of the input
//	codebook          SHA-256 of the codebook
//	sentences         in order, each with
//	  start, end      offsets in bytes of the UTF-8 text (-runes: in code points)
//	  text            the sentence
//	  frames          {"blame": p, "systemic": p, "counter": p}, each p in [0, 1]; a frame counts from 0.5 up
//	  blame, systemic, counter   the same numbers again
//	  targets         who is blamed: [{"name", "actor", "level", "start", "end"}]
//	  voice           author, quoted or reported
//	  speaker         the name of who is quoted or reported, "" if there is none; speaker_span has its offsets
//	  ties            [{"speaker", "target"}]; the speaker is "" for the author
//	  reasons         with -explain, what the learned layer leaned on: [{"frame", "feature", "log_odds"}]
//	  hits            the patterns that matched: [{"pattern", "frame", "counts", "weight", "scope", "start", "end"}]
//	  quotes          attributions whose cue stands in the sentence: [{"source": {"start", "end"},
//	                  "cue": {"start", "end"}, "content": [{"start", "end"}, ...], "kind"}]; a source or cue that is
//	                  not there is null
//	  valence         {"neg", "neu", "pos", "compound"}
//	title             the title scored as a sentence, if there is one, without quotes
//	measures          sentences, framed, blame, perpetrator_blame, systemic, counter, balance, balance_se,
//	                  index, contested_share, intensity (null where undefined), by_level, by_voice
//	most_blamed       [{"name", "actor", "level", "sentences"}], most first
//	valence           of the text: {"compound" (mean of the sentences), "positive", "negative", "sentences"}
//
// A line that is not such an object gives {"error": "...", "line": n} and the
// exit status 1; the others are scored all the same.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("score: ")
	asJSON := flag.Bool("json", false, "read JSON lines on standard input, write JSON lines")
	explain := flag.Bool("explain", false, "show every sentence with a match or a frame, and why; with -json: add reasons")
	runes := flag.Bool("runes", false, "with -json: count offsets in code points, not bytes")
	book := flag.String("codebook", "", "YAML file with actors and terms of a case")
	flag.Parse()
	cb := sentiment.Default()
	if *book != "" {
		over, err := readCodebook(*book)
		if err != nil {
			log.Fatal(err)
		}
		cb = cb.Overlay(over)
		for _, w := range cb.Warnings {
			log.Print(w)
		}
		for _, err := range cb.CheckExamples(over) {
			log.Print(err)
		}
	}
	out := bufio.NewWriter(os.Stdout)
	var err error
	if *asJSON {
		err = scoreJSON(os.Stdin, out, cb, *runes, *explain)
	} else {
		err = scoreFiles(flag.Args(), out, cb, *explain)
	}
	if e := out.Flush(); err == nil {
		err = e
	}
	if err != nil {
		log.Fatal(err)
	}
}

func readCodebook(path string) (*sentiment.Codebook, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return sentiment.ParseCodebook(f, path)
}

// reasons is how many are told for each frame.
func reasons(explain bool) int {
	if explain {
		return 5
	}
	return 0
}

func scoreFiles(paths []string, w io.Writer, cb *sentiment.Codebook, explain bool) error {
	s, err := sentiment.NewScorer(cb, sentiment.WithReasons(reasons(explain)))
	if err != nil {
		return err
	}
	if len(paths) == 0 {
		paths = []string{"-"}
	}
	if !explain {
		fmt.Fprintf(w, "%-32s %9s %6s %8s %8s %8s\n", "text", "sentences", "blame", "systemic", "counter", "balance")
	}
	for _, path := range paths {
		var b []byte
		var err error
		if path == "-" {
			b, err = io.ReadAll(os.Stdin)
		} else {
			b, err = os.ReadFile(path)
		}
		if err != nil {
			return err
		}
		src := string(b)
		r := s.Score(sentiment.Document{ID: path, Text: src})
		if explain {
			for i := range r.Sentences {
				if x := &r.Sentences[i]; len(x.Hits) > 0 || x.Frames != 0 {
					fmt.Fprintln(w, sentiment.Explain(src, &r.Sentences[i]))
				}
			}
			continue
		}
		m := &r.Measures
		fmt.Fprintf(w, "%-32s %9d %6d %8d %8d %+8.2f\n", path, m.Sentences, m.Blame, m.Systemic, m.Counter, m.Balance())
	}
	return nil
}
