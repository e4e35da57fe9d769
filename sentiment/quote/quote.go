// Package quote finds who says what: the attributions of a text, each with its
// source ("the coroner"), its cue ("said") and its content (what was said,
// quoted or in indirect speech), and, for any place in the text, whose voice
// is heard there.
//
// Find is the one way in; a Finder does the same into memory that it reuses:
//
//	doc := text.Parse("The coroner said the unit had been warned twice.")
//	for _, a := range quote.Find(doc).Attributions {
//		fmt.Println(a.Source.In(doc.Source), "|", a.Cue.In(doc.Source))
//	}
//
// The work is done in three steps. Quotation marks are paired, paragraph by
// paragraph. Each paragraph is then cut into clauses in which a quotation
// counts as one item, and the clauses are searched for cues: verbs, nouns and
// adjectives of saying, thinking, wanting and judging, "according to", and a
// name with a colon. Last, every cue looks for its source and its content to
// the left and right. The text inside a quotation or inside reported speech is
// searched in the same way; what is found there has a Parent.
//
// There is no part-of-speech tagger and no parser behind this, only word lists
// and the shape of English clauses, which is what makes it fast. What a reader
// should know of its limits:
//
//   - It is written for English news prose, British and American. Other
//     languages yield quotations but hardly any attributions.
//   - Pronouns are not resolved ("he" stays "he"), except that a relative
//     pronoun has its Antecedent.
//   - A source is the noun phrase nearest to its cue, without an apposition:
//     "Mary Hollis", not "Mary Hollis, a nurse at the unit".
//   - Reported speech ends with its sentence. Free indirect speech that goes
//     on in the next sentence without a cue is the author's.
//   - Irony is not seen: "the minister tells us that all is well" is Reported.
//   - About one attribution in three of those that annotators of American
//     political news mark is missed, mostly attitudes put in other words than
//     verbs of saying ("is closely aligned with"), and about one found in four
//     is not among theirs. On the development part of PolNeAR (Newell, Margolin
//     and Ruths 2018; 94 annotated articles) relation F1 is 0.66 [0.62, 0.69]
//     and the F1 of content tokens 0.85 [0.82, 0.87]; TestPolNeAR prints them.
//   - A straight quotation mark that is never closed runs to the end of its
//     paragraph; where a text has lost its paragraphs that may be far.
package quote

import (
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Span is a range of bytes [Start, End) of the source. A span with
// Start == End is empty: the part was not found.
type Span struct{ Start, End int }

// Empty reports whether the span holds nothing.
func (s Span) Empty() bool { return s.End <= s.Start }

// In returns the text that the span covers.
func (s Span) In(source string) string { return source[s.Start:s.End] }

// Holds reports whether the byte at off lies in the span.
func (s Span) Holds(off int) bool { return s.Start <= off && off < s.End }

// Kind is how the content is given.
type Kind uint8

const (
	Indirect Kind = iota // in the author's words
	Direct               // between quotation marks
	Mixed                // partly quoted
)

func (k Kind) String() string { return [...]string{"indirect", "direct", "mixed"}[k] }

// Class is the sort of act or state a cue names.
type Class uint8

const (
	Say     Class = iota // says, tells, writes, announces
	Claim                // claims, insists, argues
	Accuse               // accuses, blames, criticises
	Mock                 // mocks, ridicules
	Deny                 // denies, rejects, disputes
	Admit                // admits, acknowledges, apologises for
	Ask                  // asks, wonders
	Order                // urges, demands, recommends
	Want                 // wants, hopes, plans, refuses
	Believe              // thinks, fears, considers
	Praise               // praises, defends, exonerates
	Support              // supports, endorses
	Call                 // calls or describes something as something
	Show                 // shows, finds, reveals: documents and inquiries
	Seem                 // seems, appears
)

var classNames = [...]string{"say", "claim", "accuse", "mock", "deny", "admit", "ask",
	"order", "want", "believe", "praise", "support", "call", "show", "seem"}

func (c Class) String() string { return classNames[c] }

// Speech reports whether a cue of the class gives voice to its source, so that
// its content is the source's and not the author's. Wanting, supporting and
// seeming do not: "the council refused to pay" is the author speaking.
func (c Class) Speech() bool {
	switch c {
	case Want, Support, Seem:
		return false
	}
	return true
}

// Stance is how the source of the cue stands to the content.
type Stance uint8

const (
	Open    Stance = iota // neither: asks, wonders
	Accepts               // holds it true or right: says, claims, admits
	Rejects               // holds it false or wrong: denies, rejects
	Mocks                 // ridicules it
)

var stanceNames = [...]string{"open", "accept", "reject", "mock"}

func (s Stance) String() string { return stanceNames[s] }

// Factivity is what the choice of the cue says about the author's own view.
type Factivity uint8

const (
	Neutral  Factivity = iota // leaves it open: said
	Factive                   // takes the content for true: admitted, revealed
	Doubtful                  // keeps a distance: claimed, alleged
)

var factNames = [...]string{"neutral", "factive", "doubtful"}

func (f Factivity) String() string { return factNames[f] }

// Attribution is one act of attributing. All spans are bytes of the source.
type Attribution struct {
	// Source is who speaks, empty if the text does not say ("is expected to").
	Source Span
	// Antecedent is the noun phrase that Source stands for where Source is a
	// relative pronoun: "the officer" in "the officer, who said". Empty
	// otherwise; other pronouns are not resolved.
	Antecedent Span
	// Cue is the word or words that attribute, with auxiliaries and a
	// preposition that belongs to them. It is the opening mark of the
	// quotation where a quotation follows its speaker without a cue.
	Cue Span
	// Content is what is attributed, in order and without overlap; a
	// quotation includes its marks.
	Content   []Span
	Kind      Kind
	Class     Class
	Stance    Stance
	Factivity Factivity
	// Negated: the cue is denied, as in "did not say".
	Negated bool
	// Parent is the index of the attribution in whose content this one
	// stands, or -1.
	Parent int

	how      candidateKind
	typ      contentType
	mute     bool // gives no voice: the source is I or we, or it is a question
	document bool // the source is one that speaks: a report, an inquiry
}

// Quotation is a pair of quotation marks and what stands between them.
type Quotation struct {
	// Span includes the marks. A quotation that is not closed ends with its
	// paragraph.
	Span
	// Level is 0 for a quotation in the author's text, 1 inside a level 0.
	Level int
	// Continues is the index of the quotation of the paragraph before that
	// this one goes on with, or -1.
	Continues int
}

// Result is what was found in one document.
type Result struct {
	// Attributions are in order of their cues.
	Attributions []Attribution
	// Quotations are in order of their opening marks.
	Quotations []Quotation

	voiced []voiced
}

// Find finds the attributions of doc.
func Find(doc *text.Document) *Result {
	var f Finder
	return f.Find(doc)
}

// Finder finds attributions into memory it keeps. The zero value is ready to
// use. It is not safe for concurrent use.
type Finder struct {
	res   Result
	lex   *lexicon
	doc   *text.Document
	spans []Span // backing of Attribution.Content

	marked   []int32 // the tokens of the paragraph that are quotation marks
	marks    []mark
	quotes   []quotation
	items    []item
	breaks   []int32 // the items that end a sentence
	cands    []candidate
	regions  []region
	renumber []int32
	found    []found
	owner    []int32 // per quotation, the attribution that holds it
	order    []int32
	rank     []int32
	sorted   []Attribution
	layers   []layer
	extra    []extension
	stack    []layer
	// lastDirect is the last attribution with a quotation in the paragraph,
	// lastPara that of the paragraph before.
	lastDirect, lastPara int32
}

// Find is like the function Find, but the result is valid only until the next
// call on the same Finder.
func (f *Finder) Find(doc *text.Document) *Result {
	if f.lex == nil {
		f.lex = load()
	}
	f.doc = doc
	r := &f.res
	r.Attributions = r.Attributions[:0]
	r.Quotations = r.Quotations[:0]
	f.spans = f.spans[:0]
	f.extra = f.extra[:0]
	f.pair()
	f.attribute()
	f.publish()
	return r
}
