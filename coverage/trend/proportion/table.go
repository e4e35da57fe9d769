package proportion

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/combin"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// ChiSquared is Pearson's test that the rows and columns of a table of counts
// are independent, without continuity correction. The estimate is Cramér's V,
// from 0 (none) to 1. Rows and columns without counts take no part. Errors wrap
// [ErrData].
func ChiSquared(table [][]int) (finding.Finding, error) {
	n := 0
	for i, r := range table {
		if len(r) != len(table[0]) {
			return finding.Finding{}, fmt.Errorf("proportion: %w: row %d has %d columns, the first %d", ErrData, i, len(r), len(table[0]))
		}
		for _, v := range r {
			if v < 0 || v > most {
				return finding.Finding{}, fmt.Errorf("proportion: %w: a count of %d in row %d", ErrData, v, i)
			}
			n += v
		}
	}
	f := finding.New("Cramér's V", math.NaN())
	f.N, f.Unit, f.Method = n, "items", "Pearson's χ² test of independence"
	f.Assumptions = []string{"items are independent"}
	x2, df, least := pearson(table)
	f.Test = &finding.Test{Null: "rows and columns are independent", Name: "χ² test", Statistic: math.NaN(), P: math.NaN()}
	if df == 0 {
		f.Warn("all counts stand in one row or column: nothing to test")
		return f, nil
	}
	f.Test.Statistic, f.Test.DF, f.Test.P = x2, []float64{float64(df)}, tail.ChiSquared(x2, float64(df))
	f.Estimate = math.Sqrt(x2 / float64(n) / float64(lesser(table)))
	if least < 5 {
		f.Warn("an expected count is %s: below 5 the test is rough", finding.Number(least))
	}
	return f, nil
}

// Yates is the χ² test that two shares are the same with continuity correction,
// which R makes for tables of two by two: every difference from what is
// expected is taken half an item smaller. It rejects too rarely. The p-value is
// NaN when all items count or none does. Errors wrap [ErrData].
func Yates(a, b Share) (finding.Test, error) {
	t := finding.Test{Null: "both shares are the same", Name: "χ² test with continuity correction", Statistic: math.NaN(), P: math.NaN()}
	if err := check(0.5, a, b); err != nil {
		return t, err
	}
	n1, n2 := float64(a.Of), float64(b.Of)
	hits := float64(a.Count + b.Count)
	n := n1 + n2
	if n1 == 0 || n2 == 0 || hits == 0 || hits == n {
		return t, nil
	}
	d := math.Abs(float64(a.Count) - hits*n1/n)
	d -= math.Min(0.5, d)
	t.Statistic = d * d * n * n * n / (n1 * n2 * hits * (n - hits))
	t.DF, t.P = []float64{1}, tail.ChiSquared(t.Statistic, 1)
	return t, nil
}

// lesser is the number of rows or columns that hold something, whichever is
// less, minus one.
func lesser(table [][]int) int {
	rows, cols := 0, map[int]bool{}
	for _, r := range table {
		any := false
		for j, v := range r {
			if v > 0 {
				any, cols[j] = true, true
			}
		}
		if any {
			rows++
		}
	}
	return min(rows, len(cols)) - 1
}

// Fisher is the exact test that two shares are the same. The estimate is the
// conditional maximum-likelihood odds ratio of a against b with its exact
// interval (Cornfield 1956), as R gives it, not the plain cross-product. An
// odds ratio of 0 or infinity is an answer. Errors wrap [ErrData].
func Fisher(a, b Share, confidence float64) (finding.Finding, error) {
	if err := check(confidence, a, b); err != nil {
		return finding.Finding{}, err
	}
	f := finding.New("odds ratio", math.NaN())
	f.N, f.Unit = a.Of+b.Of, "items"
	f.Method = "conditional maximum-likelihood odds ratio with exact interval"
	f.Assumptions = []string{"items are independent"}
	f.Test = &finding.Test{Null: "the odds are the same", Name: "Fisher's exact test", Statistic: math.NaN(), P: math.NaN()}
	if f.N > 1<<24 {
		return f, fmt.Errorf("proportion: %w: %d items are too many for an exact test; use Difference", ErrData, f.N)
	}
	h := hypergeometric(a, b)
	if len(h.logs) < 2 {
		f.Warn("the margins leave one table only: no odds ratio")
		f.Test.P = 1
		return f, nil
	}
	f.Test.P = fisherP(h, a.Count)
	f.Confidence = confidence
	tails := (1 - confidence) / 2
	x, last := a.Count, h.from+len(h.logs)-1
	switch x {
	case h.from:
		f.Estimate = 0
	case last:
		f.Estimate = math.Inf(1)
	default:
		f.Estimate = math.Exp(solve(func(log float64) float64 { mean, _, _ := h.at(log, x); return mean - float64(x) }))
	}
	f.Interval = finding.Interval{Low: 0, High: math.Inf(1)}
	if x > h.from {
		f.Interval.Low = math.Exp(solve(func(log float64) float64 { _, _, above := h.at(log, x); return above - tails }))
	}
	if x < last {
		f.Interval.High = math.Exp(solve(func(log float64) float64 { _, below, _ := h.at(log, x); return tails - below }))
	}
	return f, nil
}

// central holds the log weights of the hypergeometric law of a.Count given all
// margins.
type central struct {
	from int
	logs []float64
}

func hypergeometric(a, b Share) central {
	hits := a.Count + b.Count
	h := central{from: max(0, hits-b.Of)}
	for x := h.from; x <= min(hits, a.Of); x++ {
		h.logs = append(h.logs, combin.LogGeneralizedBinomial(float64(a.Of), float64(x))+combin.LogGeneralizedBinomial(float64(b.Of), float64(hits-x)))
	}
	return h
}

// at gives, for a log odds ratio, the mean and the chances of at most and of at
// least x.
func (h central) at(logOdds float64, x int) (mean, below, above float64) {
	top := math.Inf(-1)
	for i, l := range h.logs {
		top = math.Max(top, l+logOdds*float64(i))
	}
	total := 0.0
	for i, l := range h.logs {
		p := math.Exp(l + logOdds*float64(i) - top)
		v := h.from + i
		total += p
		mean += p * float64(v)
		if v <= x {
			below += p
		}
		if v >= x {
			above += p
		}
	}
	return mean / total, below / total, above / total
}

// fisherP sums the chances of all tables no likelier than the one observed.
func fisherP(h central, x int) float64 {
	top := math.Inf(-1)
	for _, l := range h.logs {
		top = math.Max(top, l)
	}
	limit := h.logs[x-h.from] + 1e-7 // tables as likely as this one count as such
	total, sum := 0.0, 0.0
	for _, l := range h.logs {
		p := math.Exp(l - top)
		total += p
		if l <= limit {
			sum += p
		}
	}
	return math.Min(1, sum/total)
}

// solve finds where a rising function crosses zero.
func solve(f func(float64) float64) float64 {
	lo, hi := -1.0, 1.0
	for f(lo) > 0 && lo > -700 {
		lo *= 2
	}
	for f(hi) < 0 && hi < 700 {
		hi *= 2
	}
	for range 200 {
		m := (lo + hi) / 2
		if m == lo || m == hi {
			break
		}
		if f(m) < 0 {
			lo = m
		} else {
			hi = m
		}
	}
	return (lo + hi) / 2
}
