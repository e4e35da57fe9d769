// Package wordvec places common English words in a space of a few dimensions in
// which words that are used alike lie close together: "blunder" near "mistake",
// "regulator" near "watchdog". A model that is fitted to what words it has seen
// can so weigh a word that it has not.
//
//	wordvec.Of("blunder") // []int8 of Dims numbers, nil for a word without a place
//
// The vectors are the first Dims principal components of those of GloVe
// (Pennington, Socher and Manning 2014; 6 billion words of Wikipedia and
// Gigaword, 100 dimensions), in steps of Step. They are for words only: of the
// 50,000 most frequent entries of GloVe those that stand in lower case in the word
// lists of SCOWL and were not mostly names in a corpus of news, without the
// hundred most frequent and without words of one or two letters. Command makevec
// makes the file; its package comment has the recipe.
//
// The space knows what was written up to 2014, and the prejudices of it: use the
// vectors to tell subjects and tones apart, not people.
package wordvec

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"iter"
	"strings"
	"sync"
)

// Dims is the number of dimensions.
const Dims = 30

//go:embed words.vec
var file string

// table holds the words in the order of the file, the most frequent first.
type table struct {
	words   []string
	vectors []int8
	number  map[string]int
	step    float64
}

var base = sync.OnceValue(func() *table {
	t, err := parse(file)
	if err != nil {
		panic("wordvec: words.vec: " + err.Error()) // the file is part of the program
	}
	return t
})

// parse reads a line "30 0.05", dimensions and step, and a line a word: the word,
// a space and its numbers, a byte each, in base64.
func parse(s string) (*table, error) {
	head, rest, _ := strings.Cut(s, "\n")
	t := &table{number: map[string]int{}}
	var dims int
	if _, err := fmt.Sscanf(head, "%d %g", &dims, &t.step); err != nil || dims != Dims || !(t.step > 0) {
		return nil, fmt.Errorf("line 1: %q is not %d and a step", head, Dims)
	}
	n := strings.Count(rest, "\n")
	t.words, t.vectors = make([]string, 0, n), make([]int8, 0, n*Dims)
	var numbers [Dims]byte
	for line := range strings.Lines(rest) {
		word, code, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		k := base64.RawStdEncoding.DecodedLen(len(code))
		if k == Dims {
			k, _ = base64.RawStdEncoding.Decode(numbers[:], []byte(code))
		}
		if k != Dims || word == "" {
			return nil, fmt.Errorf("line %d: %q is not a word and its %d numbers", len(t.words)+2, line, Dims)
		}
		t.number[word] = len(t.words)
		t.words = append(t.words, word)
		for _, b := range numbers {
			t.vectors = append(t.vectors, int8(b))
		}
	}
	return t, nil
}

func (t *table) vector(n int) []int8 { return t.vectors[n*Dims : (n+1)*Dims : (n+1)*Dims] }

// Of returns the vector of a word in lower case, in units of Step, or nil if it
// has none. The vector must not be changed.
func Of(word string) []int8 {
	t := base()
	n, ok := t.number[word]
	if !ok {
		return nil
	}
	return t.vector(n)
}

// Step is the unit of the vectors in the scale of GloVe, in which a common word
// is some five long.
func Step() float64 { return base().step }

// All returns the words with their vectors, the most frequent first. The vectors
// must not be changed.
func All() iter.Seq2[string, []int8] {
	return func(yield func(string, []int8) bool) {
		t := base()
		for n, word := range t.words {
			if !yield(word, t.vector(n)) {
				return
			}
		}
	}
}
