package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// A store is where articles go: a file of lines and perhaps a corpus. Both know
// an article that comes again by its id, which makes up for what was stored
// but not yet acknowledged to its source when a run was killed.
type store struct {
	file   *os.File
	known  map[string]struct{} // ids of the articles in file
	corpus *corpus.Corpus
}

// openStore opens the file, reads the ids in it, and cuts off a last line that
// a kill left incomplete.
func openStore(ctx context.Context, name, corpusName string) (*store, error) {
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, err
	}
	s := &store{file: f, known: map[string]struct{}{}}
	if err := s.recover(); err != nil {
		f.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if corpusName != "" {
		if s.corpus, err = corpus.Open(ctx, corpusName); err != nil {
			f.Close()
			return nil, err
		}
	}
	return s, nil
}

func (s *store) recover() error {
	r := bufio.NewReaderSize(s.file, 1<<20)
	var end int64
	for n := 1; ; n++ {
		line, err := r.ReadBytes('\n')
		if err == io.EOF {
			break // a line without its end was not complete
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line)) > 0 {
			var a struct{ ID string }
			if err := json.Unmarshal(line, &a); err != nil || a.ID == "" {
				return fmt.Errorf("line %d is not an article; choose another file for -out", n)
			}
			s.known[a.ID] = struct{}{}
		}
		end += int64(len(line))
	}
	if err := s.file.Truncate(end); err != nil {
		return err
	}
	_, err := s.file.Seek(end, io.SeekStart)
	return err
}

func (s *store) has(id string) bool {
	_, ok := s.known[id]
	return ok
}

// add stores the articles that are not there yet and counts them. When it
// returns nil they are on disk.
func (s *store) add(ctx context.Context, t *tally, articles []coverage.Article) error {
	var fresh []coverage.Article
	for _, a := range articles {
		if s.has(a.ID) {
			t.known++
			continue
		}
		s.known[a.ID] = struct{}{}
		fresh = append(fresh, a)
	}
	t.added += len(fresh)
	if len(fresh) > 0 {
		var b bytes.Buffer
		if err := coverage.WriteJSONL(&b, coverage.Slice(fresh).Articles(ctx)); err != nil {
			return err
		}
		if _, err := s.file.Write(b.Bytes()); err != nil {
			return err
		}
		if err := s.file.Sync(); err != nil {
			return err
		}
	}
	if s.corpus == nil || len(articles) == 0 {
		return nil
	}
	// All of them: a run that was killed may have stored them in the file only.
	rep, err := s.corpus.Add(ctx, coverage.Slice(articles), corpus.ImportOptions{Name: t.name, Note: "collected"})
	if err != nil {
		return err
	}
	for _, p := range slices.DeleteFunc(rep.Problems, func(err error) bool { return errors.Is(err, corpus.ErrDiffers) }) {
		return p
	}
	return nil
}

func (s *store) close() error {
	err := s.file.Close()
	if s.corpus != nil {
		err = errors.Join(err, s.corpus.Close())
	}
	return err
}
