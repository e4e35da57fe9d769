package keyness

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Words counts the words of a set of documents. The zero value is empty and
// ready; parts counted apart can be merged. What a word is, is the caller's
// choice: tokens, lemmas, pairs of words. It is not safe for concurrent use.
type Words struct {
	// Tokens is the number of words, Documents that of documents.
	Tokens, Documents int

	tally map[string]tally
}

type tally struct{ tokens, documents int }

// ErrData is wrapped by errors about words that cannot be compared.
var ErrData = errors.New("no words to compare")

// Add counts the words of one document.
func (w *Words) Add(document ...string) {
	if w.tally == nil {
		w.tally = map[string]tally{}
	}
	w.Documents++
	w.Tokens += len(document)
	seen := map[string]bool{}
	for _, word := range document {
		word = strings.ToValidUTF8(word, "\ufffd") // as JSON would have it
		t := w.tally[word]
		t.tokens++
		if !seen[word] {
			seen[word] = true
			t.documents++
		}
		w.tally[word] = t
	}
}

// Merge adds what other has counted.
func (w *Words) Merge(other *Words) {
	if w.tally == nil {
		w.tally = make(map[string]tally, len(other.tally))
	}
	w.Tokens += other.Tokens
	w.Documents += other.Documents
	for word, t := range other.tally {
		u := w.tally[word]
		w.tally[word] = tally{u.tokens + t.tokens, u.documents + t.documents}
	}
}

// Count returns how often a word was seen, and in how many documents.
func (w *Words) Count(word string) (tokens, documents int) {
	t := w.tally[word]
	return t.tokens, t.documents
}

// Len returns the number of different words.
func (w *Words) Len() int { return len(w.tally) }

type wordsJSON struct {
	Documents int         `json:"documents"`
	Words     []tallyJSON `json:"words"`
}

type tallyJSON struct {
	Word      string `json:"word"`
	Tokens    int    `json:"tokens"`
	Documents int    `json:"documents"`
}

// MarshalJSON writes the counts in order of the words.
func (w *Words) MarshalJSON() ([]byte, error) {
	j := wordsJSON{Documents: w.Documents, Words: make([]tallyJSON, 0, len(w.tally))}
	for _, word := range slices.Sorted(maps.Keys(w.tally)) {
		t := w.tally[word]
		j.Words = append(j.Words, tallyJSON{word, t.tokens, t.documents})
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes, replacing what w held. Errors
// about counts that cannot be wrap [ErrData].
func (w *Words) UnmarshalJSON(b []byte) error {
	var j wordsJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	fresh := Words{Documents: j.Documents, tally: make(map[string]tally, len(j.Words))}
	if j.Documents < 0 {
		return fmt.Errorf("keyness: %w: %d documents", ErrData, j.Documents)
	}
	for _, t := range j.Words {
		if _, ok := fresh.tally[t.Word]; ok || t.Tokens < 1 || t.Documents < 1 || t.Documents > t.Tokens || t.Documents > j.Documents || t.Tokens > most-fresh.Tokens {
			return fmt.Errorf("keyness: %w: %q stands twice or has %d tokens in %d documents of %d", ErrData, t.Word, t.Tokens, t.Documents, j.Documents)
		}
		fresh.tally[t.Word] = tally{t.Tokens, t.Documents}
		fresh.Tokens += t.Tokens
	}
	*w = fresh
	return nil
}

// most bounds the number of tokens, so that products of counts stay exact
// enough.
const most = 1 << 40
