package poll

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
)

// A StateError says that the memory of a feed cannot be read or written.
// Without it every article would come again, so the feed is not read.
type StateError struct {
	Path string
	Err  error
}

func (e *StateError) Error() string {
	return fmt.Sprintf("state %s: %v; mend it, or delete it to get all articles of the feed again", e.Path, e.Err)
}

func (e *StateError) Unwrap() error { return e.Err }

// validators tell a document from its next version.
type validators struct {
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"lastModified,omitempty"`
	SHA256       string `json:"sha256,omitempty"`
}

// memory is what is stored of a feed.
type memory struct {
	Feed string `json:"feed"` // redacted, for whoever looks at the file
	validators
	Cut  string            `json:"cut,omitempty"` // digest of the last document, if it broke off
	Seen map[string]string `json:"seen"`          // article id → last day it was listed
}

// A state is what was acknowledged of a feed.
type state struct {
	path string // "" if it is not stored

	mu     sync.Mutex
	memory memory
}

// state returns what is known of a feed, read from its file at first.
func (s *Set) state(address string) (*state, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if st := s.states[address]; st != nil {
		return st, nil
	}
	st := &state{memory: memory{Feed: fetch.Redact(address), Seen: map[string]string{}}}
	if s.StateDir != "" {
		st.path = filepath.Join(s.StateDir, coverage.SHA256Hex([]byte(address))[:16]+".json")
		raw, err := os.ReadFile(st.path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, &StateError{st.path, err}
		default:
			st.memory = memory{}
			if err := json.Unmarshal(raw, &st.memory); err != nil {
				return nil, &StateError{st.path, err}
			}
			if st.memory.Seen == nil {
				return nil, &StateError{st.path, errors.New("it holds no list of articles")}
			}
		}
	}
	if s.states == nil {
		s.states = map[string]*state{}
	}
	s.states[address] = st
	return st, nil
}

func (st *state) knows(id string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	_, ok := st.memory.Seen[id]
	return ok
}

func (st *state) unchanged(sha256 string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.memory.SHA256 == sha256
}

// wasCut reports whether the last document was this one and broke off.
func (st *state) wasCut(sha256 string) bool {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.memory.Cut == sha256
}

// condition makes a request conditional on a change since the last
// acknowledgement, which may be longer ago than the client's cache reaches.
func (st *state) condition(h http.Header) {
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.memory.ETag != "" {
		h.Set("If-None-Match", st.memory.ETag)
	}
	if st.memory.LastModified != "" {
		h.Set("If-Modified-Since", st.memory.LastModified)
	}
}

// acknowledge remembers the articles of a batch, on disk first.
func (s *Set) acknowledge(b *Batch) error {
	st, err := s.state(b.Feed.URL)
	if err != nil {
		return &FeedError{Feed: b.Feed, Err: err}
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	next := st.memory
	if b.Partial {
		next.Cut = b.next.SHA256
	} else {
		next.validators, next.Cut = b.next, ""
	}
	next.Seen = maps.Clone(st.memory.Seen)
	day := b.Retrieved.UTC().Format(time.DateOnly)
	for _, id := range b.ids {
		next.Seen[id] = max(day, next.Seen[id])
	}
	oldest := b.Retrieved.UTC().Add(-cmp.Or(s.Forget, 180*24*time.Hour)).Format(time.DateOnly)
	maps.DeleteFunc(next.Seen, func(_, last string) bool { return last < oldest })
	if st.path != "" {
		if err := replace(st.path, next); err != nil {
			return &FeedError{Feed: b.Feed, Err: &StateError{st.path, err}}
		}
	}
	st.memory = next
	return nil
}

// replace writes a file whole or not at all.
func replace(path string, v any) error {
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	tmp, err := os.Create(path + ".part") // whoever was killed here left one of this name
	if err != nil {
		return err
	}
	_, err = tmp.Write(append(raw, '\n'))
	err = cmp.Or(err, tmp.Sync())
	err = cmp.Or(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), path)
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}
