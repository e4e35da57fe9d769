package trend

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

// A Measure is a quantity of framing, computed from two counts of sentences.
// The measures of this package are [Index], [Balance], [ContestedShare],
// [Intensity], [BlameShare], [SystemicShare] and, by target, [TargetShare];
// [Measure.WithPerpetrators] counts blame of perpetrators too.
type Measure struct {
	Name string
	// Low and High bound the values.
	Low, High float64

	// parts returns the two sums that value reads.
	parts func(s *Scored, perpetrators bool) (a, b float64)
	value func(a, b float64) float64
	perps bool
	// ofItems says that counted by presence the measure is a share of articles.
	ofItems bool
}

func blame(s *Scored, perpetrators bool) float64 {
	if perpetrators {
		return float64(s.Counts.Blame + s.Counts.Perpetrators)
	}
	return float64(s.Counts.Blame)
}

// ratio is undefined, not zero, over nothing.
func ratio(a, b float64) float64 {
	if b <= 0 {
		return math.NaN()
	}
	return a / b
}

// Index is I = (S − B)/(S + B), from −1 (all blame) to 1 (all systemic);
// undefined when no sentence blames or is systemic.
var Index = Measure{
	Name: "framing index", Low: -1, High: 1,
	parts: func(s *Scored, p bool) (float64, float64) {
		b, sys := blame(s, p), float64(s.Counts.Systemic)
		return sys - b, sys + b
	},
	value: ratio,
}

// Balance is θ = log(S + ½) − log(B + ½), positive when systemic sentences
// outnumber blaming ones (log ratio of counts after Lowe, Benoit, Mikhaylov
// and Laver 2011). It is defined, as 0, for an article without either frame,
// so read it beside [Intensity].
var Balance = Measure{
	Name: "framing balance", Low: math.Inf(-1), High: math.Inf(1),
	parts: func(s *Scored, p bool) (float64, float64) {
		return float64(s.Counts.Systemic), blame(s, p)
	},
	value: func(a, b float64) float64 { return math.Log((a + 0.5) / (b + 0.5)) },
}

// ContestedShare is C/(B + C): how much of the talk of blame contests the
// blaming. Undefined when there is neither.
var ContestedShare = Measure{
	Name: "contested share", Low: 0, High: 1,
	parts: func(s *Scored, p bool) (float64, float64) {
		c := float64(s.Counts.Counter)
		return c, blame(s, p) + c
	},
	value: ratio,
}

// Intensity is the share of sentences with any frame. Undefined without
// sentences.
var Intensity = Measure{
	Name: "framing intensity", Low: 0, High: 1, ofItems: true,
	parts: func(s *Scored, _ bool) (float64, float64) {
		return float64(s.Counts.Framed), float64(s.Counts.Sentences)
	},
	value: ratio,
}

// BlameShare is the share of sentences that blame.
var BlameShare = Measure{
	Name: "share of sentences that blame", Low: 0, High: 1, ofItems: true,
	parts: func(s *Scored, p bool) (float64, float64) { return blame(s, p), float64(s.Counts.Sentences) },
	value: ratio,
}

// SystemicShare is the share of sentences that are systemic.
var SystemicShare = Measure{
	Name: "share of systemic sentences", Low: 0, High: 1, ofItems: true,
	parts: func(s *Scored, _ bool) (float64, float64) {
		return float64(s.Counts.Systemic), float64(s.Counts.Sentences)
	},
	value: ratio,
}

// TargetShare is the number of sentences that blame the target over the sum of
// all entries of Targets: who, among those blamed, is blamed. Let Targets hold
// levels or actors, not both.
func TargetShare(target string) Measure {
	return Measure{
		Name: "share of blame on " + target, Low: 0, High: 1,
		parts: func(s *Scored, _ bool) (float64, float64) {
			all := 0
			for _, n := range s.Targets {
				all += n
			}
			return float64(s.Targets[target]), float64(all)
		},
		value: ratio,
	}
}

// WithPerpetrators returns the measure with blame of perpetrators counted as
// blame.
func (m Measure) WithPerpetrators() Measure {
	if !m.perps {
		m.perps = true
		m.Name += ", perpetrators included"
	}
	return m
}

// Of returns the value of m for one article, NaN when undefined.
func (m Measure) Of(s Scored) float64 { return m.value(m.parts(&s, m.perps)) }

// BalanceOf is the balance of two pooled counts with its Wald interval:
// SE ≈ √(1/(S+½) + 1/(B+½)). The error holds if sentences are independent,
// which sentences of one article are not: prefer [Articles.Table], which
// resamples articles, where the articles are at hand. The standard error is
// the second result. Negative counts give an undefined finding.
func BalanceOf(systemic, blame int, confidence float64) (finding.Finding, float64) {
	f := finding.New(Balance.Name, math.NaN())
	f.N, f.Unit = systemic+blame, "sentences"
	f.Method = "log ratio of counts with Wald interval (Lowe et al. 2011)"
	f.Assumptions = []string{"sentences are independent"}
	if systemic < 0 || blame < 0 || !(confidence > 0 && confidence < 1) {
		f.Warn("counts must not be negative and the confidence lies between 0 and 1")
		return f, math.NaN()
	}
	s, b := float64(systemic)+0.5, float64(blame)+0.5
	se := math.Sqrt(1/s + 1/b)
	z := distuv.UnitNormal.Quantile((1 + confidence) / 2)
	f.Estimate = math.Log(s / b)
	f.Interval = finding.Interval{Low: f.Estimate - z*se, High: f.Estimate + z*se}
	f.Confidence = confidence
	if systemic+blame < 10 {
		f.Warn("only %d sentences carry either frame", systemic+blame)
	}
	return f, se
}

// Detectable returns the smallest true effect that a study with an interval as
// wide as that of f would have called different from nothing with the given
// power (0.8 is usual): half the width times (z_c + z_power)/z_c. It is NaN
// when f has no interval.
func Detectable(f finding.Finding, power float64) (float64, error) {
	if !(power > 0 && power < 1) {
		return math.NaN(), fmt.Errorf("trend: power %v is not between 0 and 1", power)
	}
	if !f.Interval.IsDefined() || !(f.Confidence > 0 && f.Confidence < 1) {
		return math.NaN(), nil
	}
	z := distuv.UnitNormal.Quantile((1 + f.Confidence) / 2)
	return f.Interval.Width() / 2 * (z + distuv.UnitNormal.Quantile(power)) / z, nil
}
