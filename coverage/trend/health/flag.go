package health

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Kind is a kind of fault of a record.
type Kind uint8

// The faults that are looked for.
const (
	// Gap is a stretch in which an outlet, or the whole record, has nothing
	// though the others, or the weeks on either side, would let one expect it.
	Gap Kind = iota
	// Missing is an outlet that is on one side of a comparison only.
	Missing
	// CopyWave is a week, or several in a row, with far more near-duplicates than
	// the others.
	CopyWave
	// NewSource is an outlet whose records come from another source from a day
	// on, or on one side of a comparison than on the other.
	NewSource
	// Start is an outlet that has nothing until some time after the record began.
	Start
	// Stop is an outlet that has nothing from some time before the record ends.
	Stop
)

var kindNames = [...]string{"gap", "missing outlet", "wave of near-duplicates", "change of source", "outlet that starts", "outlet that stops"}

// String names the fault.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", k)
}

// A Flag is a fault of the record that a change of framing or attention must
// not be mistaken for.
type Flag struct {
	Kind   Kind
	Outlet string // "" if it is of the whole record
	// From and To are the first and the last day of the stretch: the silence, the
	// weeks of the wave, or, for a change of source, the last day with the old and
	// the first with the new. Both are unknown where two sides were compared.
	From, To coverage.Date
	// Text is a sentence without its capital and its full stop. It names the
	// outlet and no person.
	Text string
	// Observed is the number of records found, and Expected the number that the
	// rest of the record lets one expect there: of the outlet in a silence, of
	// near-duplicates in a wave, of a source in the time without it (or, between
	// two sides, on the second).
	Observed int
	Expected float64
	// Of is the number of records that Expected is reckoned from: those of the
	// others in a silence of an outlet, those on either side of a silence of all,
	// all records of the weeks of a wave, those before or after a change of source
	// or on the side compared.
	Of int
	// Chance is the probability that a sound record of this size shows such a
	// thing anywhere: it is corrected for all the places looked at (Bonferroni),
	// and at most 1.
	Chance float64
}
