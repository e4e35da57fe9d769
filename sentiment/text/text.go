// Package text turns a string into tokens and sentences that every scorer of
// this module shares, so that a text is cut once and all of them agree on
// where a word begins.
//
// Parse is the one way in; a Parser does the same into memory that it reuses:
//
//	doc := text.Parse("The council failed. Nobody was told.")
//	for _, s := range doc.Sentences {
//		fmt.Println(doc.Source[s.Start:s.End])
//	}
//
// Every offset is a byte offset into the source as it was given. Folding
// (case, curly apostrophes, ligatures, diacritics, soft hyphens) happens in
// the hash and in Norm only and never moves an offset. Any bytes are accepted:
// a byte that is not valid UTF-8 is a token of its own, of kind Symbol.
//
// Two invariants hold for every input. Tokens are in order and do not overlap,
// and what lies between two tokens is white space or invisible format
// characters, so tokens and gaps together are the input. Sentences are in
// order, do not overlap, and hold every token exactly once.
package text

import (
	"math"
	"sort"
)

// Kind is what sort of token a token is.
type Kind uint8

const (
	Word   Kind = iota + 1 // letters, with digits, inner hyphens and apostrophes
	Number                 // digits, with inner separators: 1,200 3.5 9:05
	Punct                  // punctuation other than quotation marks; "..." and "--" are one token
	Quote                  // a quotation mark, straight or curly, single or double, guillemets
	Symbol                 // everything else: emoji, currency, invalid bytes
)

// Flags describe the shape of a token and what stands before it.
type Flags uint16

const (
	// SpaceBefore: white space, or the start of the text, precedes the token.
	SpaceBefore Flags = 1 << iota
	// NewLine: a line break lies between this token and the one before.
	NewLine
	// Paragraph: a blank line (or the start of the text) precedes the token.
	Paragraph
	// Title: the first letter is upper case.
	Title
	// AllCaps: at least two letters and all of them upper case.
	AllCaps
	// Clitic: cut from the word before it: 's 'll 're 've 'd 'm.
	Clitic
	// HasDigit: a word with a digit in it.
	HasDigit
	// Hyphenated: a word with a hyphen inside.
	Hyphenated
	// Changed: folding changes the token, so Norm differs from the source.
	Changed
	// Abbrev: ends in a full stop that belongs to it: U.S. a.m.
	Abbrev
	// Opening: a quotation mark or bracket that opens, by its shape or, for
	// straight marks, by the space around it.
	Opening
	// Closing: a quotation mark or bracket that closes. A straight mark whose
	// surroundings do not tell is neither Opening nor Closing.
	Closing
)

// Token is a word, number or mark. ID is Hash of its folded form: equal words
// have equal IDs in every document and process.
type Token struct {
	ID         uint64
	Start, End int32
	Flags      Flags
	Kind       Kind
}

// Has reports whether all the flags f are set.
func (t Token) Has(f Flags) bool { return t.Flags&f == f }

// SentenceFlags say where a sentence stands.
type SentenceFlags uint8

const (
	// ParagraphStart: the first sentence of a paragraph.
	ParagraphStart SentenceFlags = 1 << iota
	// Bullet: an item of a list.
	Bullet
	// Headline: a line of its own without a full stop.
	Headline
)

// Sentence is a range of bytes [Start, End) and of tokens [First, Last).
// Start is the start of its first token and End the end of its last one.
type Sentence struct {
	Start, End  int32
	First, Last int32
	Flags       SentenceFlags
}

// Document is a parsed text. It may be read by many goroutines at once.
type Document struct {
	Source    string
	Tokens    []Token
	Sentences []Sentence
}

// MaxBytes is the longest text one Document holds; Parse reads no further.
const MaxBytes = math.MaxInt32 - 1

// Parse cuts src into tokens and sentences. The document is the caller's.
func Parse(src string) *Document {
	var p Parser
	return p.Parse(src)
}

// Parser parses into memory it keeps. The zero value is ready to use. It is
// not safe for concurrent use.
type Parser struct {
	doc   Document
	lines []int32 // the tokens that begin a line
	stops []int32 // the tokens that can end a sentence
}

// Parse is like the function Parse, but the document is valid only until the
// next call on the same Parser. It allocates only when a text needs more room
// than any before it.
func (p *Parser) Parse(src string) *Document {
	if len(src) > MaxBytes {
		src = src[:MaxBytes]
	}
	d := &p.doc
	d.Source = src
	if need := len(src)/6 + 16; cap(d.Tokens) == 0 {
		d.Tokens = make([]Token, 0, need)
	}
	p.tokenize(src)
	p.split()
	return d
}

// Text returns token i as it stands in the source.
func (d *Document) Text(i int) string {
	t := &d.Tokens[i]
	return d.Source[t.Start:t.End]
}

// Norm returns the folded form of token i. It allocates only when folding
// changes something.
func (d *Document) Norm(i int) string {
	t := &d.Tokens[i]
	s := d.Source[t.Start:t.End]
	if t.Flags&Changed == 0 {
		return s
	}
	return string(appendFold(nil, s))
}

// AppendNorm appends the folded form of token i to dst.
func (d *Document) AppendNorm(dst []byte, i int) []byte {
	t := &d.Tokens[i]
	s := d.Source[t.Start:t.End]
	if t.Flags&Changed == 0 {
		return append(dst, s...)
	}
	return appendFold(dst, s)
}

// Slice returns the source of sentence i.
func (d *Document) Slice(i int) string {
	s := &d.Sentences[i]
	return d.Source[s.Start:s.End]
}

// TokenAt returns the index of the token that covers byte offset off or, if
// none does, of the next one; len(d.Tokens) when there is none.
func (d *Document) TokenAt(off int) int {
	return sort.Search(len(d.Tokens), func(i int) bool { return int(d.Tokens[i].End) > off })
}

// SentenceAt is TokenAt for sentences.
func (d *Document) SentenceAt(off int) int {
	return sort.Search(len(d.Sentences), func(i int) bool { return int(d.Sentences[i].End) > off })
}

// SentenceOf returns the index of the sentence that holds token i.
func (d *Document) SentenceOf(i int) int {
	return sort.Search(len(d.Sentences), func(k int) bool { return int(d.Sentences[k].Last) > i })
}
