package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/learn"
)

// coded is one sentence with its codes and its features.
type coded struct {
	ID, Doc, Case, Title, Text string
	Frames, Doubt              []string

	weight   float64
	context  context
	features []learn.Feature

	// Of news: whom a sentence blames and whose words it gives, by the coder and
	// by the rules.
	levels, foundLevels []string
	voice, foundVoice   string
}

// readTexts reads sentences that stand in the order of their texts. Each is read
// with those of the same text before it and the actors of its case.
func readTexts(path string, actors map[string][]sentiment.Actor) ([]coded, error) {
	scorers := map[string]*sentiment.Scorer{}
	before := map[string]string{}
	var out []coded
	err := eachLine(path, func(c *coded) error {
		key := c.Case
		if len(actors[key]) == 0 {
			key = ""
		}
		if scorers[key] == nil {
			s, err := sentiment.NewScorer(sentiment.Default().WithActors(actors[key]...), sentiment.WithLayer(nil))
			if err != nil {
				return err
			}
			scorers[key] = s
		}
		// The last sentence of the text is the coded one, or its last part.
		fs := scorers[key].Features(sentiment.Document{Title: c.Title, Text: before[c.Doc] + c.Text})
		if len(fs) > 0 {
			c.features = fs[len(fs)-1]
		}
		before[c.Doc] += c.Text + " "
		out = append(out, *c)
		return nil
	})
	return out, err
}

// codedText is one line of the codes of texts that are kept elsewhere: the
// beginning of the SHA-256 of a text, in hexadecimal, and the sentences that
// carry a frame or may carry one, by their bytes. All others carry none.
type codedText struct {
	Text      string
	Sentences []struct {
		Start, End            int
		Frames, Doubt, Levels []string
		Voice                 string
	}
}

// context is how much of its text a sentence was read with.
type context int

const (
	whole context = iota // all of it
	near                 // the two sentences before
	alone
)

var contexts = []context{whole, near, alone}

// from returns the sentence at which the reading of sentence i begins.
func (c context) from(i int) int {
	switch c {
	case near:
		return max(0, i-2)
	case alone:
		return i
	}
	return 0
}

// readNews reads the codes of texts that lie in a folder. A text that is not
// there is an error: a model fitted to half of them is another one. Each sentence
// comes once in each context, for scorers are given whole articles, and
// sentences that somebody took out of them.
func readNews(codes, dir string) ([]coded, error) {
	texts, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	s, err := sentiment.NewScorer(sentiment.Default(), sentiment.WithLayer(nil))
	if err != nil {
		return nil, err
	}
	var out []coded
	err = eachLine(codes, func(c *codedText) error {
		text, ok := texts[c.Text]
		if !ok {
			return fmt.Errorf("%s holds no text with SHA-256 %s…", dir, c.Text)
		}
		d := sentiment.Document{Text: text}
		features, sentences := s.Features(d), s.Score(d).Sentences
		k := 0
		for i, sentence := range sentences {
			for k < len(c.Sentences) && c.Sentences[k].End <= sentence.Start {
				k++
			}
			for _, context := range contexts {
				read, features := sentence, features[i]
				if context != whole {
					part := sentiment.Document{Text: text[sentences[context.from(i)].Start:sentence.End]}
					// The last sentence of the part is the coded one, or its last part.
					if fs := s.Features(part); len(fs) > 0 {
						read, features = s.Score(part).Sentences[len(fs)-1], fs[len(fs)-1]
					}
				}
				x := coded{ID: fmt.Sprintf("%s#%d/%d", c.Text, i, context), Doc: c.Text, Text: text[sentence.Start:sentence.End],
					weight: 1 / float64(len(contexts)), context: context, features: features, foundVoice: read.Voice.String()}
				if k < len(c.Sentences) && c.Sentences[k].Start < sentence.End {
					y := c.Sentences[k]
					x.Frames, x.Doubt, x.levels, x.voice = y.Frames, y.Doubt, y.Levels, y.Voice
				}
				for _, t := range read.Targets {
					x.foundLevels = append(x.foundLevels, t.Level.String())
				}
				out = append(out, x)
			}
		}
		return nil
	})
	return out, err
}

// readFolder returns the files of a folder by the first 16 digits of their SHA-256.
func readFolder(dir string) (map[string]string, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(b)
		out[hex.EncodeToString(sum[:])[:16]] = string(b)
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

func eachLine[T any](path string, f func(*T) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if err := f(&v); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}
