package sentiment

// Document is a text to score. Only Text is needed; Title is read as context
// for the first sentences.
type Document struct {
	ID    string
	Title string
	Text  string
}

// Span is a range of bytes [Start, End) of the scored text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Result is what a Scorer makes of a Document.
type Result struct {
	ID        string     `json:"id,omitempty"`
	Sentences []Sentence `json:"sentences"`
	// Title is the headline scored by itself, with offsets into the title;
	// it counts in no measure. Nil without a title.
	Title    *Sentence `json:"title,omitempty"`
	Measures Measures  `json:"measures"`
	// Codebook is the hash of the codebook that was used.
	Codebook string `json:"codebook"`
}

// Sentence is one scored sentence.
type Sentence struct {
	Span
	// Prob holds, per Frame, the confidence in [0, 1] that the frame is present.
	// That of a layer is moved so that it is one half where the layer begins to
	// add the frame.
	Prob [len(Frames)]float64 `json:"prob"`
	// Frames are those whose Prob is at least one half.
	Frames FrameSet `json:"frames"`
	// Hits are the matched patterns, including those that were turned down
	// by negation, rejection or contrast.
	Hits []Hit `json:"hits,omitempty"`
	// Targets are those blamed, when Frames has Blame.
	Targets []Target `json:"targets,omitempty"`
	Voice   Voice    `json:"voice"`
	// Speaker is the one quoted or reported; the zero value if none was found.
	Speaker Speaker `json:"speaker"`
	// Ties join a speaker to each target.
	Ties []Tie `json:"ties,omitempty"`
	// Reasons tell what the layer leaned on, with WithReasons.
	Reasons []Reason `json:"reasons,omitempty"`
}

// Scope tells what the words around a hit do to it.
type Scope uint8

const (
	Negated    Scope = 1 << iota // not, no, never, nobody
	Rejected                     // denied, dismissed, mocked, by the reporting verb
	Contrasted                   // the losing side of "rather than"
	Questioned                   // in a question or after "whether"
	Supposed                     // after "if", or in a modal that leaves it open
	Ironic                       // under a mark of irony
)

// Hit is a pattern that matched.
type Hit struct {
	Pattern string `json:"pattern"`
	Frame   Frame  `json:"frame"`
	Span
	Scope Scope `json:"scope,omitempty"`
	// Counts is the frame for which the hit counts after its scope has been
	// applied; Weight is 0 when it counts for none.
	Counts Frame   `json:"counts"`
	Weight float64 `json:"weight"`
	// Target is the span of the actor in the TARGET slot, if there is one.
	Target Span `json:"target,omitzero"`
}

// Target is an actor that a sentence blames. Span is its mention in the
// sentence, or the words that refer to it (a pronoun, a definite description).
type Target struct {
	Actor string `json:"actor"`
	Name  string `json:"name"`
	Show  string `json:"show"`
	Level Level  `json:"level"`
	Span
}

// Speaker is the source of quoted or reported words.
type Speaker struct {
	Actor string `json:"actor,omitempty"`
	Name  string `json:"name,omitempty"`
	Level Level  `json:"level,omitempty"`
	Span  Span   `json:"span,omitzero"`
}

// Tie is one blame tie: who blames whom. From is empty for the author.
type Tie struct {
	From string `json:"from"`
	To   string `json:"to"`
}
