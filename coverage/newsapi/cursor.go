package newsapi

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Cursor is where a collection stands: what was taken, what is left, and what
// the service did not give. The zero Cursor stands at the beginning. It is
// stored as JSON, at any time within the loop over the articles; the article at
// hand counts as taken, so it must be stored before the cursor is. Its size
// grows by some 11 bytes with every record read of the window at hand; where a
// window holds many, store it now and then.
type Cursor struct {
	Service  string
	Done     bool // there is nothing left
	Requests int  // answered
	Articles int  // yielded
	Errors   int  // records yielded as errors
	Repeated int  // records that came again and were left out
	Stated   int  // how many there are, by the service's own account; 0 if it gives none
	Short    []Shortfall

	question string   // digest of what was asked
	pending  []window // not read whole yet, the next first
	whole    int      // stated for windows before they were cut
	parts    int      // stated for windows that were read
	wasCut   bool     // a window was cut

	// Within the first pending window:
	token    string // of the page at hand
	index    int    // records of that page that are behind
	stated   int    // latest word on the window; -1 if there is none
	read     int    // different records so far
	repeated int
	walked   int    // records passed since the window was last begun
	grew     bool   // the number stated became larger on the way
	shrank   bool   // or smaller
	second   bool   // the window is read a second time
	full     bool   // it holds more than the service gives and cannot be cut
	broken   string // why it cannot be read whole
	begun    bool
	counted  bool // in whole
	seen     map[uint64]bool
}

// A Shortfall is a window that did not give what it should have.
type Shortfall struct {
	Window
	Stated int    `json:"stated"` // -1 if the service does not say
	Read   int    `json:"read"`
	Reason string `json:"reason"`
}

// A window of the pending list.
type window struct {
	Window
	Part bool `json:"part,omitempty"` // of a window that was cut
	Last bool `json:"last,omitempty"` // not to be cut: the service refuses shorter ones
}

type cursorJSON struct {
	Service  string      `json:"service"`
	Question string      `json:"question"`
	Done     bool        `json:"done,omitempty"`
	Requests int         `json:"requests,omitempty"`
	Articles int         `json:"articles,omitempty"`
	Errors   int         `json:"errors,omitempty"`
	Repeated int         `json:"repeated,omitempty"`
	Stated   int         `json:"stated,omitempty"`
	Short    []Shortfall `json:"short,omitempty"`
	Pending  []window    `json:"pending,omitempty"`
	Whole    int         `json:"whole,omitempty"`
	Parts    int         `json:"parts,omitempty"`
	Cut      bool        `json:"cut,omitempty"`
	At       *placeJSON  `json:"at,omitempty"`
}

type placeJSON struct {
	Token    string `json:"token,omitempty"`
	Index    int    `json:"index,omitempty"`
	Stated   int    `json:"stated"`
	Read     int    `json:"read,omitempty"`
	Repeated int    `json:"repeated,omitempty"`
	Walked   int    `json:"walked,omitempty"`
	Grew     bool   `json:"grew,omitempty"`
	Shrank   bool   `json:"shrank,omitempty"`
	Second   bool   `json:"second,omitempty"`
	Full     bool   `json:"full,omitempty"`
	Broken   string `json:"broken,omitempty"`
	Counted  bool   `json:"counted,omitempty"`
	Seen     []byte `json:"seen,omitempty"`
}

// MarshalJSON writes the cursor for [Cursor.UnmarshalJSON]. It holds no key and
// no text of an article.
func (c Cursor) MarshalJSON() ([]byte, error) {
	j := cursorJSON{c.Service, c.question, c.Done, c.Requests, c.Articles, c.Errors, c.Repeated, c.Stated, c.Short, c.pending, c.whole, c.parts, c.wasCut, nil}
	if c.begun {
		seen := make([]byte, 0, 8*len(c.seen))
		for _, id := range slices.Sorted(maps.Keys(c.seen)) {
			seen = binary.BigEndian.AppendUint64(seen, id)
		}
		j.At = &placeJSON{c.token, c.index, c.stated, c.read, c.repeated, c.walked, c.grew, c.shrank, c.second, c.full, c.broken, c.counted, seen}
	}
	return json.Marshal(j)
}

var errCursor = errors.New("newsapi: not a cursor that was stored here")

// UnmarshalJSON reads what MarshalJSON writes.
func (c *Cursor) UnmarshalJSON(b []byte) error {
	var j cursorJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*c = Cursor{Service: j.Service, question: j.Question, Done: j.Done, Requests: j.Requests, Articles: j.Articles, Errors: j.Errors,
		Repeated: j.Repeated, Stated: j.Stated, Short: j.Short, pending: j.Pending, whole: j.Whole, parts: j.Parts, wasCut: j.Cut}
	if j.At == nil {
		return nil
	}
	p := j.At
	if len(p.Seen)%8 != 0 || p.Index < 0 || len(j.Pending) == 0 {
		return errCursor
	}
	c.token, c.index, c.stated, c.read, c.repeated, c.walked = p.Token, p.Index, p.Stated, p.Read, p.Repeated, p.Walked
	c.grew, c.shrank, c.second, c.full, c.broken, c.counted, c.begun = p.Grew, p.Shrank, p.Second, p.Full, p.Broken, p.Counted, true
	c.seen = map[uint64]bool{}
	for i := 0; i < len(p.Seen); i += 8 {
		c.seen[binary.BigEndian.Uint64(p.Seen[i:])] = true
	}
	return nil
}

// Window is the window that is being read, and false when there is none.
func (c *Cursor) Window() (Window, bool) {
	if len(c.pending) == 0 {
		return Window{}, false
	}
	return c.pending[0].Window, true
}

// Tally is the account of the cursor in the form of package coverage.
func (c *Cursor) Tally() coverage.Tally {
	return coverage.Tally{Seen: c.Articles + c.Errors, Articles: c.Articles, Errors: c.Errors, Stated: c.Stated}
}

// begin stands at the beginning of the first pending window.
func (c *Cursor) begin() {
	c.token, c.index, c.stated, c.read, c.repeated, c.walked = "", 0, -1, 0, 0, 0
	c.grew, c.shrank, c.second, c.full, c.broken = false, false, false, false, ""
	c.begun, c.counted, c.seen = true, false, map[uint64]bool{}
}

// again stands at the beginning of the window, with what was read of it known.
func (c *Cursor) again() { c.token, c.index, c.walked, c.broken = "", 0, 0, "" }

// end leaves the first pending window behind.
func (c *Cursor) end() {
	c.pending = c.pending[1:]
	c.begun, c.seen = false, nil
	c.token, c.index = "", 0
}

// idOf is the form in which a record is remembered.
func idOf(s string) uint64 {
	sum := sha256.Sum256([]byte(s))
	return binary.BigEndian.Uint64(sum[:])
}
