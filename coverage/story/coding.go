package story

import (
	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

// CodedPresent is the hand code (0 to 3) from which a frame counts as present.
const CodedPresent = 2

// A Coding compares the scorer with the hand codes, article by article: a
// frame is present for the coder from code 2 of 3, for the scorer if any
// sentence of the text carries it. Blame of perpetrators counts on both sides.
type Coding struct {
	N      int              // articles with hand codes
	Scores agreement.Scores // the scorer against the hand codes
	Alpha  []agreement.Estimate
}

var frameLabels = []string{sentiment.Blame.String(), sentiment.Systemic.String(), sentiment.CounterBlame.String()}

// compareCodes returns nil when no scored record has hand codes.
func compareCodes(a *Analysis) (*Coding, error) {
	var pairs []agreement.Pair
	hand := make([][]string, len(frameLabels))
	machine := make([][]string, len(frameLabels))
	for i := range a.Scored {
		s := &a.Scored[i]
		if s.Codes == nil {
			continue
		}
		coded := codedFrames(s.Codes)
		found := foundFrames(&s.Result.Measures)
		var pair agreement.Pair
		for f, label := range frameLabels {
			if coded[f] {
				pair.Truth = append(pair.Truth, label)
			}
			if found[f] {
				pair.Predicted = append(pair.Predicted, label)
			}
			hand[f] = append(hand[f], presence(coded[f]))
			machine[f] = append(machine[f], presence(found[f]))
		}
		pairs = append(pairs, pair)
	}
	if len(pairs) == 0 {
		return nil, nil
	}
	boot := agreement.Bootstrap{Seed: a.Options.Seed, Resamples: a.Options.Replicates}
	scores, err := agreement.Evaluate(pairs, frameLabels, boot)
	if err != nil {
		return nil, err
	}
	c := &Coding{N: len(pairs), Scores: scores}
	for f := range frameLabels {
		d := agreement.FromColumns([]string{"hand codes", "scorer"}, hand[f], machine[f])
		alpha, err := agreement.Alpha(d, agreement.Scale{}, boot)
		if err != nil {
			return nil, err
		}
		c.Alpha = append(c.Alpha, alpha)
	}
	return c, nil
}

func codedFrames(c *Codes) [3]bool {
	return [3]bool{c.Blame >= CodedPresent, c.Systemic >= CodedPresent, c.CounterBlame >= CodedPresent}
}

func foundFrames(m *sentiment.Measures) [3]bool {
	return [3]bool{m.Blame+m.PerpetratorBlame > 0, m.Systemic > 0, m.Counter > 0}
}

func presence(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
