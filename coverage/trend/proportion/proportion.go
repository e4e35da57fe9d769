// Package proportion puts intervals on shares: of articles that blame, of
// stories about a topic, of sentences that carry a frame; and compares shares,
// one pair at a time or outlet by outlet before and after an event.
//
// The way in is [Wilson] for one share, [Difference] for two and [BeforeAfter]
// for several outlets:
//
//	share, err := proportion.Wilson(proportion.Share{Count: 37, Of: 100}, 0.95)
//	shift, err := proportion.BeforeAfter(0.95,
//		proportion.Stratum{Name: "The Sun", Before: proportion.Share{Count: 12, Of: 80}, After: proportion.Share{Count: 40, Of: 90}},
//	)
//
// The methods take each item for an independent draw. Articles of one outlet
// or one day are not quite that: where articles are at hand, package trend can
// resample outlets or weeks.
package proportion

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// ErrData is wrapped by errors about counts that are no share and confidence
// that is not between 0 and 1.
var ErrData = errors.New("not a proportion")

// A Share is a count out of a total.
type Share struct {
	Count, Of int
}

// Value is Count/Of, NaN when Of is zero.
func (s Share) Value() float64 {
	if s.Of == 0 {
		return math.NaN()
	}
	return float64(s.Count) / float64(s.Of)
}

// most bounds counts so that products of four of them stay exact enough.
const most = 1 << 40

func check(confidence float64, shares ...Share) error {
	for _, s := range shares {
		if s.Count < 0 || s.Of < s.Count || s.Of > most {
			return fmt.Errorf("proportion: %w: %d of %d", ErrData, s.Count, s.Of)
		}
	}
	if !(confidence > 0 && confidence < 1) {
		return fmt.Errorf("proportion: %w: confidence %v (want between 0 and 1)", ErrData, confidence)
	}
	return nil
}

func start(quantity string, s Share) finding.Finding {
	f := finding.New(quantity, s.Value())
	f.N, f.Unit = s.Of, "items"
	f.Assumptions = []string{"items are independent and equally likely to count"}
	if s.Of == 0 {
		f.Warn("no items: no share, which is not zero")
	}
	return f
}

// Wilson is the score interval of a share (Wilson 1927), without continuity
// correction. It stays within 0 and 1. Counts come in steps, so it covers more or
// less often than it says where they are small (91.6% to 98.0% with 10 items, and
// less still where hardly any item counts): there is a warning below 20 items, and
// with fewer than five that count or do not. Errors wrap [ErrData]; of nothing there is no share.
func Wilson(s Share, confidence float64) (finding.Finding, error) {
	if err := check(confidence, s); err != nil {
		return finding.Finding{}, err
	}
	f := start("share", s)
	f.Method = "Wilson score interval"
	if s.Of > 0 {
		f.Interval, f.Confidence = wilson(s, tail.NormalQuantile((1+confidence)/2)), confidence
	}
	rough(&f, s)
	return f, nil
}

// rough warns where few items make the level of an interval rough.
func rough(f *finding.Finding, shares ...Share) {
	least, few := math.MaxInt, math.MaxInt
	for _, s := range shares {
		least, few = min(least, s.Of), min(few, s.Count, s.Of-s.Count)
	}
	side := ""
	if len(shares) > 1 {
		side = " on one side"
	}
	switch {
	case least == 0:
	case least < 20:
		f.Warn("only %d items%s", least, side)
	case few < 5:
		f.Warn("only %d items%s count, or do not: the level of the interval is rough", few, side)
	}
}

func wilson(s Share, z float64) finding.Interval {
	n, p := float64(s.Of), s.Value()
	centre := p + z*z/(2*n)
	half := z * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	i := finding.Interval{Low: (centre - half) / (1 + z*z/n), High: (centre + half) / (1 + z*z/n)}
	// Rounding must not make the ends of nothing and of all differ from 0 and 1.
	if s.Count == 0 {
		i.Low = 0
	}
	if s.Count == s.Of {
		i.High = 1
	}
	return i
}

// ClopperPearson is the exact interval of a share (Clopper and Pearson 1934):
// it never covers less than its level and often more, so it is wider than
// [Wilson]'s. Errors wrap [ErrData].
func ClopperPearson(s Share, confidence float64) (finding.Finding, error) {
	if err := check(confidence, s); err != nil {
		return finding.Finding{}, err
	}
	f := start("share", s)
	f.Method = "Clopper-Pearson exact interval"
	if s.Of == 0 {
		return f, nil
	}
	k, n, tails := float64(s.Count), float64(s.Of), (1-confidence)/2
	f.Interval, f.Confidence = finding.Interval{Low: 0, High: 1}, confidence
	if s.Count > 0 {
		f.Interval.Low = mathext.InvRegIncBeta(k, n-k+1, tails)
	}
	if s.Count < s.Of {
		f.Interval.High = mathext.InvRegIncBeta(k+1, n-k, 1-tails)
	}
	return f, nil
}

// Difference is the share a minus the share b with the interval of Newcombe
// (1998, method 10), which joins the Wilson intervals of both. The test is
// Pearson's χ² without continuity correction, or Fisher's exact test when an
// expected count is below 5, which rejects a true null less often than its level
// says. There is a warning with fewer than 20 items on a side, or fewer than five
// that count or do not: the interval covers more often then. Errors wrap [ErrData].
func Difference(a, b Share, confidence float64) (finding.Finding, error) {
	if err := check(confidence, a, b); err != nil {
		return finding.Finding{}, err
	}
	f := finding.New("difference of shares", a.Value()-b.Value())
	f.N, f.Unit = a.Of+b.Of, "items"
	f.Method = "difference of two shares with Newcombe's hybrid score interval"
	f.Assumptions = []string{"items are independent", "both samples are drawn alike"}
	f.Test = &finding.Test{Null: "both shares are the same", Name: "χ² test", Statistic: math.NaN(), P: math.NaN()}
	if a.Of == 0 || b.Of == 0 {
		f.Warn("one side has no items: no difference, which is not zero")
		return f, nil
	}
	z := tail.NormalQuantile((1 + confidence) / 2)
	ia, ib := wilson(a, z), wilson(b, z)
	pa, pb := a.Value(), b.Value()
	f.Confidence = confidence
	f.Interval = finding.Interval{
		Low:  f.Estimate - math.Hypot(pa-ia.Low, ib.High-pb),
		High: f.Estimate + math.Hypot(ia.High-pa, pb-ib.Low),
	}
	*f.Test = compare(a, b)
	rough(&f, a, b)
	return f, nil
}

// compare is the test that two shares are the same.
func compare(a, b Share) finding.Test {
	table := [][]int{{a.Count, a.Of - a.Count}, {b.Count, b.Of - b.Count}}
	t := finding.Test{Null: "both shares are the same", Name: "χ² test", Statistic: math.NaN(), P: math.NaN()}
	x2, df, least := pearson(table)
	switch {
	case df == 0: // all count or none does
		t.Statistic, t.P, t.DF = 0, 1, []float64{1}
	case least < 5:
		t.Name, t.P = "Fisher's exact test", fisherP(hypergeometric(a, b), a.Count)
	default:
		t.Statistic, t.DF, t.P = x2, []float64{1}, tail.ChiSquared(x2, 1)
	}
	return t
}

// pearson is the χ² statistic of a table of counts, its degrees of freedom over
// the rows and columns that hold something, and the least expected count.
func pearson(table [][]int) (x2 float64, df int, least float64) {
	if len(table) == 0 {
		return 0, 0, 0
	}
	rows, cols := make([]float64, len(table)), make([]float64, len(table[0]))
	n := 0.0
	for i, r := range table {
		for j, v := range r {
			rows[i] += float64(v)
			cols[j] += float64(v)
			n += float64(v)
		}
	}
	held := func(sums []float64) int {
		m := 0
		for _, s := range sums {
			if s > 0 {
				m++
			}
		}
		return m
	}
	least = math.Inf(1)
	for i, r := range table {
		for j, v := range r {
			if e := rows[i] * cols[j] / n; e > 0 {
				x2 += (float64(v) - e) * (float64(v) - e) / e
				least = math.Min(least, e)
			}
		}
	}
	df = max(0, held(rows)-1) * max(0, held(cols)-1)
	if df == 0 {
		return 0, 0, least
	}
	return x2, df, least
}
