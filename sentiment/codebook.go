package sentiment

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Codebook says what words, constructions and actors the frames are known by.
// It is immutable; a case adds to it with Overlay or WithActors.
type Codebook struct {
	Name    string
	Version string
	// Warnings tells what loading found that is probably a mistake: members,
	// patterns and scopes that stand there twice, that can never count or are
	// never needed, and those that contradict each other. Each names its line.
	Warnings []string

	classes  map[string]*classDef
	order    []string // class names in order of definition
	patterns []*patternDef
	scopes   []*scopeDef
	roles    []roleDef
	actors   []Actor
	tests    []Test
	layers   []layer
	layer    *Layer
}

type layer struct{ name, sum string }

type classDef struct {
	name    string
	members []string
	line    int
	file    string
}

type patternDef struct {
	id     string
	frame  Frame
	weight float64
	match  []string
	lines  []int // of match
	unless []string
	// after is a class, of which a member must stand in the sentence before.
	after   string
	negated string // "none", "counter", "same", "blame", "systemic"
	denied  string
	yes, no []string
	// agentless: the frame needs no actor, so none is looked for.
	agentless bool
	// reported: the words are somebody's accusation or denial even when the
	// author tells of it.
	reported bool
	// level, where levelled, is that of a target that is no professional and no
	// body: the public's violence is a perpetrator's.
	level    Level
	levelled bool
	line     int
	file     string
}

type scopeDef struct {
	kind  Scope
	reach string // "right", "left", "sentence"
	match []string
	lines []int // of match
	line  int
	file  string
}

type roleDef struct {
	level Level
	heads []string
	line  int
	file  string
}

// Test is an example that a codebook carries to be checked: see Check.
type Test struct {
	Text   string
	Before string
	Frames FrameSet
	// Target and Level, when not empty, must be among those of the sentence.
	Target string
	Level  string
	Line   int
	File   string

	partial bool  // other frames may be there too
	absent  Frame // of a "no" example
}

//go:embed base
var baseFiles embed.FS

var loadBase = sync.OnceValue(func() *Codebook {
	entries, err := baseFiles.ReadDir("base")
	if err != nil {
		panic(err) // embedded: cannot happen once the tests pass
	}
	cb := &Codebook{}
	for _, e := range entries {
		f, err := baseFiles.Open("base/" + e.Name())
		if err != nil {
			panic(err)
		}
		if strings.HasSuffix(e.Name(), ".json") {
			if err := cb.loadLayer(f, e.Name()); err != nil {
				panic(err)
			}
			f.Close()
			continue
		}
		next, err := ParseCodebook(f, e.Name())
		f.Close()
		if err != nil {
			panic(err)
		}
		cb = cb.Overlay(next)
	}
	return cb
})

// loadLayer reads a learned layer; its bytes count for the hash.
func (cb *Codebook) loadLayer(r io.Reader, name string) error {
	b, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if cb.layer, err = ReadLayer(bytes.NewReader(b)); err != nil {
		return err
	}
	sum := sha256.Sum256(b)
	cb.layers = append(cb.layers, layer{name, hex.EncodeToString(sum[:])})
	return nil
}

// Default returns the embedded codebook: general to institutional failure and
// to news about it. It names no case.
func Default() *Codebook { return loadBase() }

// Overlay returns a codebook with everything of cb and, added to it, everything
// of over. A class of the same name is extended; a pattern of the same id is
// replaced; an actor of the same id is replaced.
func (cb *Codebook) Overlay(over *Codebook) *Codebook {
	out := &Codebook{
		Name: cb.Name, Version: cb.Version,
		classes: make(map[string]*classDef, len(cb.classes)+len(over.classes)),
	}
	if over.Name != "" && cb.Name != over.Name {
		out.Name = over.Name
		if cb.Name != "" {
			out.Name = cb.Name + "+" + over.Name
		}
	}
	if cb.Version == "" {
		out.Version = over.Version
	}
	out.Warnings = append(append(out.Warnings, cb.Warnings...), over.Warnings...)
	out.Warnings = append(out.Warnings, cb.against(over)...)
	for _, name := range cb.order {
		out.classes[name] = cb.classes[name]
		out.order = append(out.order, name)
	}
	for _, name := range over.order {
		c := *over.classes[name]
		if old := out.classes[name]; old != nil {
			c.members = append(append([]string(nil), old.members...), c.members...)
		} else {
			out.order = append(out.order, name)
		}
		out.classes[name] = &c
	}
	replaced := map[string]int{}
	for _, p := range cb.patterns {
		replaced[p.id] = len(out.patterns)
		out.patterns = append(out.patterns, p)
	}
	for _, p := range over.patterns {
		if i, ok := replaced[p.id]; ok {
			out.patterns[i] = p
		} else {
			out.patterns = append(out.patterns, p)
		}
	}
	out.scopes = append(append(out.scopes, cb.scopes...), over.scopes...)
	out.roles = append(append(out.roles, cb.roles...), over.roles...)
	byID := map[string]int{}
	for _, a := range cb.actors {
		byID[a.ID] = len(out.actors)
		out.actors = append(out.actors, a)
	}
	for _, a := range over.actors {
		if i, ok := byID[a.ID]; ok {
			out.actors[i] = a
		} else {
			byID[a.ID] = len(out.actors)
			out.actors = append(out.actors, a)
		}
	}
	out.tests = append(append(out.tests, cb.tests...), over.tests...)
	out.layers = append(append(out.layers, cb.layers...), over.layers...)
	if out.layer = over.layer; out.layer == nil {
		out.layer = cb.layer
	}
	return out
}

// against returns the warnings about lines of over that repeat or contradict
// lines of cb that stay.
func (cb *Codebook) against(over *Codebook) []string {
	if len(over.patterns)+len(over.scopes) == 0 {
		return nil
	}
	replaced := map[string]bool{}
	for _, p := range over.patterns {
		replaced[p.id] = true
	}
	var stay []*patternDef
	for _, p := range cb.patterns {
		if !replaced[p.id] {
			stay = append(stay, p)
		}
	}
	before, after := linesOf(stay, cb.scopes), linesOf(over.patterns, over.scopes)
	own := lineWarnings(nil, after) // told when over was loaded
	return slices.DeleteFunc(lineWarnings(before, after), func(w string) bool { return slices.Contains(own, w) })
}

// WithActors returns a codebook with actors added.
func (cb *Codebook) WithActors(actors ...Actor) *Codebook {
	over := &Codebook{actors: actors}
	h := sha256.New()
	for _, a := range actors {
		fmt.Fprintf(h, "%q %q %d %q %d %t\n", a.ID, a.Show, a.Level, a.Aliases, a.Gender, a.Plural)
	}
	over.layers = []layer{{"actors", hex.EncodeToString(h.Sum(nil))}}
	return cb.Overlay(over)
}

// Actors returns the actors of the codebook. The caller must not change them.
func (cb *Codebook) Actors() []Actor { return cb.actors }

// Layer returns the learned layer that the codebook carries, nil if it has none.
func (cb *Codebook) Layer() *Layer { return cb.layer }

// Tests returns the examples the codebook carries.
func (cb *Codebook) Tests() []Test { return cb.tests }

// Hash returns a SHA-256, in hexadecimal, of all the layers of the codebook
// in their order: two codebooks of the same hash score alike. It is what to cite.
func (cb *Codebook) Hash() string {
	h := sha256.New()
	for _, l := range cb.layers {
		fmt.Fprintf(h, "%s\n", l.sum)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// ParseCodebook reads a codebook in YAML; name is used in errors. A file that
// is a list, not a mapping, is read as a list of actors. The errors are a
// joined list of *CodebookError, one for each line at fault.
func ParseCodebook(r io.Reader, name string) (*Codebook, error) {
	src, err := io.ReadAll(io.LimitReader(r, maxCodebook+1))
	if err != nil {
		return nil, fmt.Errorf("sentiment: codebook %s: %w", name, err)
	}
	if len(src) > maxCodebook {
		return nil, &CodebookError{File: name, Line: 1, Msg: "longer than 16 MiB"}
	}
	return decodeCodebook(src, name)
}

const maxCodebook = 16 << 20

// CodebookError is a fault in a codebook file.
type CodebookError struct {
	File string
	Line int // 1-based
	Msg  string
}

func (e *CodebookError) Error() string {
	return fmt.Sprintf("sentiment: codebook %s:%d: %s", e.File, e.Line, e.Msg)
}
