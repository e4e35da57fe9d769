package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

// report reads sheets back and prints their agreement.
func report(w io.Writer, keyFile string, sheets []string, corpus string, seed uint64) error {
	if len(sheets) == 0 {
		return errors.New("no sheets given")
	}
	key, err := readKey(keyFile)
	if err != nil {
		return err
	}
	fields := agreement.FrameFields()
	var codings []agreement.Coding
	var mistakes []error
	for _, path := range sheets {
		c, err := readSheet(path, fields, key)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("%s:\n%w", path, err))
		}
		codings = append(codings, c)
	}
	if len(mistakes) > 0 {
		return errors.Join(mistakes...)
	}
	var scorer *agreement.Coding
	codebook := ""
	if corpus != "" {
		cb := sentiment.Default()
		codebook = "base codebook"
		if scorer, err = scoreUnits(corpus, key, cb); err != nil {
			return err
		}
	}
	r, err := agreement.Validate("frames of responsibility", codings, fields, key, scorer, agreement.Bootstrap{Seed: seed})
	if err != nil {
		return err
	}
	r.Codebook = codebook
	_, err = r.WriteTo(w)
	return err
}

func readKey(path string) ([]agreement.Item, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	key, err := agreement.ReadKey(f)
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", path, err)
	}
	return key, nil
}

func readSheet(path string, fields []agreement.Field, key []agreement.Item) (agreement.Coding, error) {
	f, err := os.Open(path)
	if err != nil {
		return agreement.Coding{}, err
	}
	defer f.Close()
	name := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
	return agreement.ReadSheet(f, name, fields, key)
}

// scoreUnits scores the sentences of the key with a codebook.
func scoreUnits(corpus string, key []agreement.Item, cb *sentiment.Codebook) (*agreement.Coding, error) {
	s, err := sentiment.NewScorer(cb)
	if err != nil {
		return nil, err
	}
	units, documents := map[string]string{}, map[string]bool{}
	for _, it := range key {
		units[it.ID] = it.Unit
		documents[it.Document] = true
	}
	coding := &agreement.Coding{Coder: "base codebook"}
	err = readCorpus(corpus, func(a coverage.Article) {
		if !documents[a.ID] {
			return
		}
		result := s.Score(sentiment.Document{ID: a.ID, Title: a.Title, Text: a.Text})
		for i := range result.Sentences {
			x := &result.Sentences[i]
			if unit, ok := units[unitID(a.ID, x.Start, x.End)]; ok {
				coding.Rows = append(coding.Rows, agreement.Row{Unit: unit, Codes: codesOf(x)})
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if len(coding.Rows) < len(units) {
		return nil, fmt.Errorf("%s holds %d of the %d sentences of the key", corpus, len(coding.Rows), len(units))
	}
	return coding, nil
}

// codesOf puts a scored sentence in the codes of agreement.FrameFields. Target
// and voice are coded for blame only.
func codesOf(s *sentiment.Sentence) map[string]string {
	codes := map[string]string{"target": "none", "voice": "none"}
	for _, f := range sentiment.Frames {
		codes[f.String()] = "0"
		if s.Frames.Has(f) {
			codes[f.String()] = "1"
		}
	}
	if s.Frames.Has(sentiment.Blame) {
		var levels []string
		for _, t := range s.Targets {
			levels = append(levels, t.Level.String())
		}
		if len(levels) == 0 {
			levels = []string{sentiment.Unnamed.String()}
		}
		slices.Sort(levels)
		codes["target"] = strings.Join(slices.Compact(levels), agreement.Separator)
		codes["voice"] = s.Voice.String()
	}
	return codes
}
