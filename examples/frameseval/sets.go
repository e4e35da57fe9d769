package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

// example is one labelled sentence with what may be read before it.
type example struct {
	id, doc, text  string
	before         string
	title          string
	frames         sentiment.FrameSet
	optional       sentiment.FrameSet
	levels         []sentiment.Level
	voice, voice2  sentiment.Voice
	actors         []sentiment.Actor
	actorsFromFile *sentiment.Codebook
}

type jsonSentence struct {
	ID, Doc, Item, Case, Title, Text string
	Before                           []string
}

type jsonLabel struct {
	ID, Doc, Text    string
	Frames, Optional []string
	Targets          []struct{ Name, Level string }
	Voice            string
	Voice2           string `json:"voice_second_coder"`
}

func (l *jsonLabel) fill(e *example) error {
	for _, f := range l.Frames {
		var fr sentiment.Frame
		if err := fr.UnmarshalText([]byte(f)); err != nil {
			return err
		}
		e.frames = e.frames.With(fr)
	}
	for _, f := range l.Optional {
		var fr sentiment.Frame
		if err := fr.UnmarshalText([]byte(f)); err != nil {
			return err
		}
		e.optional = e.optional.With(fr)
	}
	for _, t := range l.Targets {
		var lv sentiment.Level
		if err := lv.UnmarshalText([]byte(t.Level)); err != nil {
			return err
		}
		e.levels = append(e.levels, lv)
	}
	if err := e.voice.UnmarshalText([]byte(l.Voice)); err != nil {
		return err
	}
	e.voice2 = e.voice
	if l.Voice2 != "" {
		return e.voice2.UnmarshalText([]byte(l.Voice2))
	}
	return nil
}

// isSet tells whether load can read path.
func isSet(path string) bool {
	if strings.HasSuffix(path, "sentences.jsonl") {
		return true
	}
	_, err := os.Stat(filepath.Join(path, "labels.jsonl"))
	return err == nil
}

// load reads a set: a folder with sentences and labels, or a file with both.
func load(path, actorsFile string) ([]example, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var set []example
	if !info.IsDir() {
		var over *sentiment.Codebook
		if actorsFile != "" {
			f, err := os.Open(actorsFile)
			if err != nil {
				return nil, err
			}
			defer f.Close()
			if over, err = sentiment.ParseCodebook(f, actorsFile); err != nil {
				return nil, err
			}
		}
		err := eachLine(path, func(l *jsonLabel) error {
			e := example{id: fmt.Sprintf("%s#%d", l.Doc, len(set)), doc: l.Doc, text: l.Text, actorsFromFile: over}
			set = append(set, e)
			return l.fill(&set[len(set)-1])
		})
		return set, err
	}
	labels := map[string]*jsonLabel{}
	if err := eachLine(filepath.Join(path, "labels.jsonl"), func(l *jsonLabel) error {
		labels[l.ID] = l
		return nil
	}); err != nil {
		return nil, err
	}
	actors := map[string][]sentiment.Actor{}
	if err := readActors(filepath.Join(path, "actors.json"), actors); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	earlier := map[string][]string{}
	err = eachLine(filepath.Join(path, "sentences.jsonl"), func(s *jsonSentence) error {
		l := labels[s.ID]
		if l == nil {
			return fmt.Errorf("%s: no label", s.ID)
		}
		e := example{id: s.ID, doc: s.Doc, text: s.Text, title: s.Title, actors: actors[s.Case]}
		if s.Item != "" {
			e.doc = s.Item
			e.before = strings.Join(earlier[s.Item], " ")
			earlier[s.Item] = append(earlier[s.Item], s.Text)
		} else {
			e.before = strings.Join(s.Before, " ")
		}
		set = append(set, e)
		return l.fill(&set[len(set)-1])
	})
	return set, err
}

func readActors(path string, into map[string][]sentiment.Actor) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var raw map[string][]struct {
		Name, Level string
		Aliases     []string
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	for c, as := range raw {
		for _, a := range as {
			act := sentiment.Actor{ID: a.Name, Aliases: a.Aliases}
			if err := act.Level.UnmarshalText([]byte(a.Level)); err != nil {
				return fmt.Errorf("%s: %w", path, err)
			}
			into[c] = append(into[c], act)
		}
	}
	return nil
}

func eachLine[T any](path string, f func(*T) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sc := bufio.NewScanner(file)
	sc.Buffer(nil, 16<<20)
	for n := 1; sc.Scan(); n++ {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if err := f(&v); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return sc.Err()
}
