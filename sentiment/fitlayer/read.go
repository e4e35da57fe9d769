package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// coded is one sentence with what is read before it and its codes.
type coded struct {
	ID, Doc, Item, Case, Title, Text string
	Before                           []string
	Frames, Optional                 []string
}

// readTexts reads sentences that stand in the order of their texts, and gives
// each those of the same text before it.
func readTexts(path string) ([]coded, error) {
	before := map[string][]string{}
	var out []coded
	err := eachLine(path, func(c *coded) {
		c.Before = before[c.Doc]
		before[c.Doc] = append(before[c.Doc], c.Text)
		out = append(out, *c)
	})
	return out, err
}

// readFolder reads sentences.jsonl with the codes of labels.jsonl.
func readFolder(dir string) ([]coded, error) {
	labels := map[string]coded{}
	if err := eachLine(filepath.Join(dir, "labels.jsonl"), func(c *coded) { labels[c.ID] = *c }); err != nil {
		return nil, err
	}
	before := map[string][]string{}
	var out []coded
	err := eachLine(filepath.Join(dir, "sentences.jsonl"), func(c *coded) {
		if c.Item != "" {
			c.Doc = c.Item
			c.Before = before[c.Doc]
			before[c.Doc] = append(before[c.Doc], c.Text)
		}
		c.Frames, c.Optional = labels[c.ID].Frames, labels[c.ID].Optional
		out = append(out, *c)
	})
	return out, err
}

// featuresOf computes the features of each sentence, read after those before it.
func featuresOf(sentences []coded, actors map[string][]sentiment.Actor) ([][]learn.Feature, error) {
	scorers := map[string]*sentiment.Scorer{}
	out := make([][]learn.Feature, len(sentences))
	for i, c := range sentences {
		key := c.Case
		if len(actors[key]) == 0 {
			key = ""
		}
		if scorers[key] == nil {
			s, err := sentiment.NewScorer(sentiment.Default().WithActors(actors[key]...), sentiment.WithLayer(nil))
			if err != nil {
				return nil, err
			}
			scorers[key] = s
		}
		text := ""
		for _, b := range c.Before {
			text += b + " "
		}
		// The last sentence of the text is the coded one, or its last part.
		if fs := scorers[key].Features(sentiment.Document{Title: c.Title, Text: text + c.Text}); len(fs) > 0 {
			out[i] = fs[len(fs)-1]
		}
	}
	return out, nil
}

// readActors returns the actors of each case; a file that is not there has none.
func readActors(path string) (map[string][]sentiment.Actor, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
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

func eachLine(path string, f func(*coded)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		var c coded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		f(&c)
	}
	return lines.Err()
}
