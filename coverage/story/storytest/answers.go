package storytest

import (
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/story"
)

// An Effect says what was put into the coverage about a claim.
type Effect uint8

// The sorts of claims.
const (
	There   Effect = iota // an effect of the size that matters, or more, in one direction
	Absent                // no effect
	Faulty                // no effect, but a fault of the record that looks like one
	Unknown               // too few records, or none
)

// An Answer is what is right to say of a claim.
type Answer struct {
	Claim  string
	Effect Effect
	Is     []story.Verdict  // the verdicts that are right
	Flags  []story.FlagKind // faults that must be named
}

// Right reports whether an outcome is what it should be.
func (a Answer) Right(o story.Outcome) bool { return slices.Contains(a.Is, o.Verdict) && a.Flagged(o) }

// Flagged reports whether every planted fault is named.
func (a Answer) Flagged(o story.Outcome) bool {
	for _, k := range a.Flags {
		if !slices.ContainsFunc(o.Flags, func(f story.Flag) bool { return f.Kind == k }) {
			return false
		}
	}
	return true
}

// Answers are the right answers, in the order of the claims.
func Answers() []Answer {
	supported, contradicted := []story.Verdict{story.Supported}, []story.Verdict{story.Contradicted}
	undecided := []story.Verdict{story.NoClearDifference, story.TooLittleData}
	return []Answer{
		{"Q01", There, supported, nil}, {"Q02", There, supported, nil}, {"Q03", There, contradicted, nil}, {"Q04", There, supported, nil},
		{"Q05", There, supported, nil}, {"Q06", There, contradicted, nil}, {"Q07", There, supported, nil}, {"Q08", There, supported, nil},
		{"Q09", There, supported, nil}, {"Q10", There, contradicted, nil}, {"Q11", There, supported, nil},
		{"Q12", Absent, undecided, nil}, {"Q13", Absent, undecided, nil}, {"Q14", Absent, undecided, nil}, {"Q15", Absent, undecided, nil},
		{"Q16", Absent, undecided, nil}, {"Q17", Absent, undecided, nil}, {"Q18", Absent, undecided, nil}, {"Q19", Absent, undecided, nil},
		{"Q20", Faulty, undecided, []story.FlagKind{story.Gap}}, {"Q21", Faulty, undecided, []story.FlagKind{story.Gap}},
		{"Q22", Faulty, undecided, []story.FlagKind{story.CopyWave}},
		{"Q23", Unknown, []story.Verdict{story.TooLittleData, story.NoData}, nil}, {"Q24", Unknown, []story.Verdict{story.NoData}, nil},
	}
}
