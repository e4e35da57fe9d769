// Package valence measures how positive or negative a text sounds, and how it
// speaks of a target within it.
//
// Scorer applies the rules of VADER (Hutto and Gilbert 2014): a lexicon of
// rated words, with boosters, negation, capitals, exclamation marks, "but" and
// a few set phrases. It agrees with the published implementation to four
// decimals on the published test sentences.
//
//	var s valence.Scorer
//	v := s.Score("The inquiry was not very helpful.")
//	fmt.Printf("%.4f\n", v.Compound)
//
// Valence is not a frame: a tender obituary and a savage verdict on a death
// both hold dark words. Use Judge for the polarity towards a person or body
// named in a sentence, and a codebook for who is held responsible.
//
// The lexicon and the emoji list in the folder vader are those of VADER,
// Copyright (c) 2016 C.J. Hutto, under the MIT License; see vader/LICENSE.txt
// and vader/NOTICE.txt. They are read on first use.
package valence

import (
	"strconv"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Valence is the tone of a text. The zero value is that of a text without
// words.
type Valence struct {
	// Neg, Neu and Pos are the shares of the text that are negative, neutral
	// and positive, from 0 to 1. They add up to 1 unless there are no words.
	Neg float64 `json:"neg"`
	Neu float64 `json:"neu"`
	Pos float64 `json:"pos"`
	// Compound is the sum of all ratings, normalised to [−1, 1]:
	// x/√(x²+15). By custom, a text from 0.05 up is called positive and one
	// from −0.05 down negative.
	Compound float64 `json:"compound"`
}

// Rounded returns v as the published implementation prints it: shares to three
// decimals and the compound to four.
func (v Valence) Rounded() Valence {
	return Valence{Neg: round(v.Neg, 3), Neu: round(v.Neu, 3), Pos: round(v.Pos, 3), Compound: round(v.Compound, 4)}
}

// round rounds the exact value of x, so that 0.8125 in binary goes to the even
// digit and not always up, as in the published implementation.
func round(x float64, places int) float64 {
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'f', places, 64), 64)
	return r
}

// Hit is a word that carries a rating, with the rating that the rules gave it.
type Hit struct {
	Start, End int // byte offsets of the word in the text
	Rating     float64
}

// Scorer scores texts and keeps its memory from one to the next. The zero value
// is ready for use. A Scorer must not be used by several goroutines at once.
type Scorer struct {
	lex   *lexicon
	words []word
	hits  []hit
	buf   []byte // text with emoji spelt out
	moves []move // where buf and text differ
	fold  []byte // one word, folded
}

// Score returns the valence of s as one unit. VADER is made for sentences and
// short posts: of a long text, Compound soon reaches −1 or 1, so score its
// sentences instead, as Sentences does.
//
// Two things differ from the published implementation, for the sake of printed
// text: curly apostrophes count as straight ones, so that “didn’t” negates, and
// curly quotation marks, dashes and ellipses around a word are taken off like
// other punctuation.
func (s *Scorer) Score(text string) Valence {
	s.scan(text)
	s.rate()
	return s.sum(text)
}

// Hits appends the rated words of the text last given to Score to dst.
func (s *Scorer) Hits(dst []Hit) []Hit {
	for _, h := range s.hits {
		if h.rating != 0 {
			dst = append(dst, Hit{Start: s.origin(h.start, false), End: s.origin(h.end, true), Rating: h.rating})
		}
	}
	return dst
}

// Sentences appends the valence of each sentence of d to dst.
func (s *Scorer) Sentences(dst []Valence, d *text.Document) []Valence {
	for i := range d.Sentences {
		dst = append(dst, s.Score(d.Slice(i)))
	}
	return dst
}

// Summary is the valence of a text as the mean over its sentences. It is an
// accumulator: summaries of parts may be merged.
type Summary struct {
	Sentences int     `json:"sentences"` // with at least one word
	Positive  int     `json:"positive"`  // sentences with a compound from 0.05 up
	Negative  int     `json:"negative"`  // sentences with a compound from −0.05 down
	Compound  float64 `json:"compound"`  // sum over the sentences
}

// Add counts one sentence.
func (m *Summary) Add(v Valence) {
	if v == (Valence{}) {
		return
	}
	m.Sentences++
	switch {
	case v.Compound >= 0.05:
		m.Positive++
	case v.Compound <= -0.05:
		m.Negative++
	}
	m.Compound += v.Compound
}

// Merge adds the sentences of other.
func (m *Summary) Merge(other Summary) {
	m.Sentences += other.Sentences
	m.Positive += other.Positive
	m.Negative += other.Negative
	m.Compound += other.Compound
}

// Mean returns the mean compound of the sentences, and whether there are any.
func (m Summary) Mean() (mean float64, ok bool) {
	if m.Sentences == 0 {
		return 0, false
	}
	return m.Compound / float64(m.Sentences), true
}
