package trend

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Scored is what a scorer found in one article: counts of sentences.
type Scored struct {
	ID      string              `json:"id"` // stable; not empty
	Outlet  string              `json:"outlet,omitempty"`
	Kind    coverage.OutletKind `json:"kind,omitempty"`
	Date    coverage.Date       `json:"date"`
	Wire    bool                `json:"wire,omitempty"`    // agency copy
	Copy    string              `json:"copy_of,omitempty"` // ID of the article this one nearly repeats
	Section string              `json:"section,omitempty"` // or any other label to group by
	Words   int                 `json:"words,omitempty"`   // not used by the measures
	Counts  Counts              `json:"counts"`            // sentences with each frame
	Targets map[string]int      `json:"targets,omitempty"` // blame sentences by target level or actor
}

// Counts are numbers of sentences. A sentence may carry several frames, so the
// frames need not sum to Framed; none exceeds Sentences.
type Counts struct {
	Sentences    int `json:"sentences"`
	Framed       int `json:"framed"` // with any frame
	Blame        int `json:"blame"`  // blame of anybody but the perpetrators
	Systemic     int `json:"systemic"`
	Counter      int `json:"counter"`      // contesting the blaming
	Perpetrators int `json:"perpetrators"` // blame of perpetrators alone
}

// Plus returns the sums.
func (c Counts) Plus(d Counts) Counts {
	return Counts{
		c.Sentences + d.Sentences, c.Framed + d.Framed, c.Blame + d.Blame,
		c.Systemic + d.Systemic, c.Counter + d.Counter, c.Perpetrators + d.Perpetrators,
	}
}

// ErrScored is wrapped by errors about articles that cannot be counted.
var ErrScored = errors.New("invalid scored article")

// Check reports an empty ID, an impossible date or count. Errors wrap
// [ErrScored].
func (s *Scored) Check() error {
	if s.ID == "" {
		return fmt.Errorf("trend: %w: no id", ErrScored)
	}
	if err := s.Date.Check(); err != nil {
		return fmt.Errorf("trend: %w %s: %w", ErrScored, s.ID, err)
	}
	c := s.Counts
	for _, n := range [...]struct {
		name string
		n    int
	}{{"framed", c.Framed}, {"blame", c.Blame}, {"systemic", c.Systemic}, {"counter", c.Counter}, {"perpetrator", c.Perpetrators}} {
		if n.n < 0 || n.n > c.Sentences {
			return fmt.Errorf("trend: %w %s: %d %s sentences of %d", ErrScored, s.ID, n.n, n.name, c.Sentences)
		}
	}
	for _, k := range slices.Sorted(maps.Keys(s.Targets)) {
		if n := s.Targets[k]; n < 0 || n > c.Sentences {
			return fmt.Errorf("trend: %w %s: %d sentences blame %q of %d", ErrScored, s.ID, n, k, c.Sentences)
		}
	}
	return nil
}

// Articles collects scored articles. The zero value is empty and ready. The
// order in which articles are added has no influence on any result; parts
// collected apart can be merged. It is not safe for concurrent use.
type Articles struct {
	byID map[string]Scored
}

// Add adds articles. It stops at the first that is invalid or whose ID is
// already there; the error wraps [ErrScored].
func (a *Articles) Add(scored ...Scored) error {
	if a.byID == nil {
		a.byID = make(map[string]Scored, len(scored))
	}
	for _, s := range scored {
		if err := s.Check(); err != nil {
			return err
		}
		if _, ok := a.byID[s.ID]; ok {
			return fmt.Errorf("trend: %w %s: the id stands twice", ErrScored, s.ID)
		}
		a.byID[s.ID] = s
	}
	return nil
}

// Merge adds the articles of b.
func (a *Articles) Merge(b *Articles) error { return a.Add(b.sorted()...) }

// Len returns the number of articles.
func (a *Articles) Len() int { return len(a.byID) }

func (a *Articles) sorted() []Scored {
	out := make([]Scored, 0, len(a.byID))
	for _, id := range slices.Sorted(maps.Keys(a.byID)) {
		out = append(out, a.byID[id])
	}
	return out
}

// MarshalJSON writes the articles in order of ID.
func (a *Articles) MarshalJSON() ([]byte, error) { return json.Marshal(a.sorted()) }

// UnmarshalJSON reads what MarshalJSON writes, replacing what a held.
func (a *Articles) UnmarshalJSON(b []byte) error {
	var list []Scored
	if err := json.Unmarshal(b, &list); err != nil {
		return err
	}
	fresh := Articles{}
	if err := fresh.Add(list...); err != nil {
		return err
	}
	*a = fresh
	return nil
}
