// Frameseval scores labelled sentences and prints how often the scorer is
// right: precision, recall and F1 of each frame with 95% bootstrap intervals
// that resample documents, the level of the target given the sentence, and
// the voice, beside a plain count of words.
//
//	frameseval -dir DIR [-actors case-actors.yaml] [-set NAME] [-errors]
//
// Every folder in DIR that holds sentences.jsonl and labels.jsonl is a set;
// actors.json beside them names the actors of each case. A file whose name ends
// in sentences.jsonl is a set too, with the codes in the sentences and the
// actors of -actors.
package main

import (
	"flag"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sort"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", "", "directory with the labelled sets")
	actors := flag.String("actors", "", "YAML list of actors for case_sentences.jsonl")
	only := flag.String("set", "", "score only this set")
	showErrors := flag.Bool("errors", false, "print the sentences that were scored wrong")
	layerFile := flag.String("layer", "", "learned layer to try in place of the codebook's own")
	boot := flag.Int("boot", 2000, "bootstrap samples")
	flag.Parse()
	if *dir == "" {
		log.Fatal("frameseval: -dir is needed")
	}
	methods := []method{{"engine", engine(sentiment.WithLayer(nil))}, {"word count", wordCount}}
	layer, err := readLayer(*layerFile)
	if err != nil {
		log.Fatal(err)
	}
	if layer != nil {
		methods = []method{methods[0], {"engine with layer", engine(sentiment.WithLayer(layer))}, methods[1]}
	}
	entries, err := os.ReadDir(*dir)
	if err != nil {
		log.Fatal(err)
	}
	for _, entry := range entries {
		name := entry.Name()
		if *only != "" && *only != name || !isSet(filepath.Join(*dir, name)) {
			continue
		}
		set, err := load(filepath.Join(*dir, name), *actors)
		if err != nil {
			log.Fatal(err)
		}
		for _, m := range methods {
			got, err := m.score(set)
			if err != nil {
				log.Fatal(err)
			}
			report(os.Stdout, name, m.name, set, got, *boot)
			if *showErrors && m.name != "word count" {
				printErrors(os.Stdout, set, got)
			}
		}
	}
}

// readLayer returns the layer of a file or, without one, that of the default codebook.
func readLayer(path string) (*sentiment.Layer, error) {
	if path == "" {
		return sentiment.Default().Layer(), nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return sentiment.ReadLayer(f)
}

type method struct {
	name  string
	score func([]example) ([]scored, error)
}

// scored is what a method makes of one example.
type scored struct {
	frames sentiment.FrameSet
	levels []sentiment.Level
	voice  sentiment.Voice
	detail string
}

// counts are the cells needed for every figure of a table.
type counts struct {
	tp, fp, fn           [3]int
	levelRight, levelAll int
	voiceRight, voiceAll int
}

func (c *counts) add(e *example, s *scored) {
	for f := range c.tp {
		frame := sentiment.Frame(f)
		if e.optional.Has(frame) {
			continue
		}
		switch gold, got := e.frames.Has(frame), s.frames.Has(frame); {
		case gold && got:
			c.tp[f]++
		case gold:
			c.fn[f]++
		case got:
			c.fp[f]++
		}
	}
	if e.frames.Has(sentiment.Blame) && s.frames.Has(sentiment.Blame) && len(e.levels) > 0 {
		c.levelAll++
		if anyLevel(e.levels, s.levels) {
			c.levelRight++
		}
	}
	if e.frames != 0 {
		c.voiceAll++
		if s.voice == e.voice || s.voice == e.voice2 {
			c.voiceRight++
		}
	}
}

func anyLevel(a, b []sentiment.Level) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

func (c *counts) merge(o *counts) {
	for f := range c.tp {
		c.tp[f] += o.tp[f]
		c.fp[f] += o.fp[f]
		c.fn[f] += o.fn[f]
	}
	c.levelRight += o.levelRight
	c.levelAll += o.levelAll
	c.voiceRight += o.voiceRight
	c.voiceAll += o.voiceAll
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

func (c *counts) f1(f int) float64 { return ratio(2*c.tp[f], 2*c.tp[f]+c.fp[f]+c.fn[f]) }

func (c *counts) macro() float64 { return (c.f1(0) + c.f1(1) + c.f1(2)) / 3 }

func report(w io.Writer, name, method string, set []example, got []scored, boot int) {
	var total counts
	byDoc := map[string]*counts{}
	var docs []string
	for i := range set {
		total.add(&set[i], &got[i])
		d := byDoc[set[i].doc]
		if d == nil {
			d = &counts{}
			byDoc[set[i].doc] = d
			docs = append(docs, set[i].doc)
		}
		d.add(&set[i], &got[i])
	}
	rng := rand.New(rand.NewPCG(1, 2))
	samples := make([]counts, boot)
	for b := range samples {
		for range docs {
			samples[b].merge(byDoc[docs[rng.IntN(len(docs))]])
		}
	}
	interval := func(stat func(*counts) float64) (lo, hi float64) {
		if boot == 0 {
			return
		}
		xs := make([]float64, boot)
		for i := range samples {
			xs[i] = stat(&samples[i])
		}
		sort.Float64s(xs)
		return xs[boot*25/1000], xs[min(boot-1, boot*975/1000)]
	}
	fmt.Fprintf(w, "%s, %s: %d sentences in %d documents\n", name, method, len(set), len(docs))
	line := func(label string, stat func(*counts) float64, note string) {
		lo, hi := interval(stat)
		fmt.Fprintf(w, "  %-18s %.3f [%.3f, %.3f] %s\n", label, stat(&total), lo, hi, note)
	}
	for f, frame := range sentiment.Frames {
		p, r := ratio(total.tp[f], total.tp[f]+total.fp[f]), ratio(total.tp[f], total.tp[f]+total.fn[f])
		line("F1 "+frame.String(), func(c *counts) float64 { return c.f1(f) },
			fmt.Sprintf("precision %.3f recall %.3f (tp %d fp %d fn %d)", p, r, total.tp[f], total.fp[f], total.fn[f]))
	}
	line("macro-F1", (*counts).macro, "")
	if method != "word count" {
		line("level of target", func(c *counts) float64 { return ratio(c.levelRight, c.levelAll) }, fmt.Sprintf("(n %d)", total.levelAll))
		line("voice", func(c *counts) float64 { return ratio(c.voiceRight, c.voiceAll) }, fmt.Sprintf("(n %d, sentences with a frame)", total.voiceAll))
	}
	fmt.Fprintln(w)
}

func printErrors(w io.Writer, set []example, got []scored) {
	for i := range set {
		e, s := &set[i], &got[i]
		wrong := false
		for _, f := range sentiment.Frames {
			if !e.optional.Has(f) && e.frames.Has(f) != s.frames.Has(f) {
				wrong = true
			}
		}
		note := ""
		if e.frames.Has(sentiment.Blame) && s.frames.Has(sentiment.Blame) && !anyLevel(e.levels, s.levels) {
			wrong = true
			note = fmt.Sprintf(" level %v not %v", s.levels, e.levels)
		}
		if e.frames != 0 && s.voice != e.voice && s.voice != e.voice2 {
			wrong = true
			note += fmt.Sprintf(" voice %v not %v", s.voice, e.voice)
		}
		if wrong {
			fmt.Fprintf(w, "%s gold %s got %s%s\n\t%s\n%s", e.id, setString(e.frames), setString(s.frames), note, e.text, s.detail)
		}
	}
}

func setString(s sentiment.FrameSet) string {
	out := ""
	for _, f := range sentiment.Frames {
		if s.Has(f) {
			out += "+" + f.String()
		}
	}
	if out == "" {
		return "none"
	}
	return out[1:]
}
