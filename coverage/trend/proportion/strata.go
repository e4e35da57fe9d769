package proportion

import (
	"fmt"
	"math"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
)

// A Stratum is one outlet, or any other group, before and after an event.
type Stratum struct {
	Name          string
	Before, After Share
}

// A Change is what became of one stratum.
type Change struct {
	Name          string
	Before, After finding.Finding // Wilson
	// Difference is After minus Before (Newcombe); the p-value of its test is
	// that of this stratum taken alone.
	Difference finding.Finding
	// Holm and BH are that p-value corrected for all strata looked at: Holm
	// bounds the chance of any false alarm, Benjamini-Hochberg their share.
	// NaN where there was no test.
	Holm, BH float64
}

// Changes are shares before and after, stratum by stratum and together.
type Changes struct {
	Strata []Change
	// Pooled is the Mantel-Haenszel difference common to all strata, with the
	// Cochran-Mantel-Haenszel test. It speaks of these strata.
	Pooled finding.Finding
	// Typical is the plain mean of the differences with a t interval: each
	// stratum counts once. It speaks of strata like these.
	Typical finding.Finding
	// Homogeneity tests that the difference is the same in all strata.
	Homogeneity finding.Test
}

// BeforeAfter compares shares before and after, by outlet and over all. A
// stratum without items on one side has no difference and takes no part in the
// others. Errors wrap [ErrData].
func BeforeAfter(confidence float64, strata ...Stratum) (*Changes, error) {
	c := &Changes{}
	var p []float64
	seen := map[string]bool{}
	for _, s := range strata {
		if seen[s.Name] {
			return nil, fmt.Errorf("proportion: %w: stratum %q stands twice", ErrData, s.Name)
		}
		seen[s.Name] = true
		before, err := Wilson(s.Before, confidence)
		if err != nil {
			return nil, fmt.Errorf("proportion: stratum %q before: %w", s.Name, err)
		}
		after, err := Wilson(s.After, confidence)
		if err != nil {
			return nil, fmt.Errorf("proportion: stratum %q after: %w", s.Name, err)
		}
		d, err := Difference(s.After, s.Before, confidence)
		if err != nil {
			return nil, err
		}
		before.Quantity, after.Quantity = "share before, "+s.Name, "share after, "+s.Name
		d.Quantity = "share after minus share before, " + s.Name
		c.Strata = append(c.Strata, Change{Name: s.Name, Before: before, After: after, Difference: d})
		p = append(p, d.Test.P)
	}
	if err := check(confidence); err != nil {
		return nil, err
	}
	holm, bh := multiplicity.Holm(p), multiplicity.BenjaminiHochberg(p)
	for i := range c.Strata {
		c.Strata[i].Holm, c.Strata[i].BH = holm[i], bh[i]
	}
	c.pool(strata, confidence)
	return c, nil
}

func (c *Changes) pool(strata []Stratum, confidence float64) {
	c.Pooled = finding.New("share after minus share before, common to all strata", math.NaN())
	c.Pooled.Unit, c.Pooled.Method = "items", "Mantel-Haenszel difference of shares with Greenland and Robins' interval"
	c.Pooled.Assumptions = []string{"items are independent within strata", "the difference is about the same in all strata"}
	c.Pooled.Test = &finding.Test{Null: "no difference in any stratum", Name: "Cochran-Mantel-Haenszel test", Statistic: math.NaN(), P: math.NaN()}
	c.Typical = finding.New("share after minus share before, mean of the strata", math.NaN())
	c.Typical.Unit, c.Typical.Method = "strata", "mean of the differences with t interval"
	c.Typical.Assumptions = []string{"strata are independent of each other and like those not looked at"}
	c.Homogeneity = finding.Test{Null: "the difference is the same in all strata", Name: "Cochran's Q test", Statistic: math.NaN(), P: math.NaN()}
	var weight, sum, variance, surplus, spread float64
	var d, v []float64
	for _, s := range strata {
		if s.Before.Of == 0 || s.After.Of == 0 {
			continue
		}
		n0, n1 := float64(s.Before.Of), float64(s.After.Of)
		p0, p1 := s.Before.Value(), s.After.Value()
		w := n0 * n1 / (n0 + n1)
		weight += w
		sum += w * (p1 - p0)
		variance += w * w * (p0*(1-p0)/n0 + p1*(1-p1)/n1)
		hits, n := float64(s.Before.Count+s.After.Count), n0+n1
		surplus += float64(s.After.Count) - hits*n1/n
		if n > 1 {
			spread += n0 * n1 * hits * (n - hits) / (n * n * (n - 1))
		}
		c.Pooled.N += s.Before.Of + s.After.Of
		d = append(d, p1-p0)
		// Half a hit and half a miss keep strata of none or all from an infinite weight.
		q0, q1 := (float64(s.Before.Count)+0.5)/(n0+1), (float64(s.After.Count)+0.5)/(n1+1)
		v = append(v, q0*(1-q0)/n0+q1*(1-q1)/n1)
	}
	c.Typical.N = len(d)
	if len(d) == 0 {
		c.Pooled.Warn("no stratum has items on both sides")
		c.Typical.Warn("no stratum has items on both sides")
		return
	}
	c.Pooled.Estimate = sum / weight
	if variance > 0 {
		half := tail.NormalQuantile((1+confidence)/2) * math.Sqrt(variance) / weight
		c.Pooled.Interval, c.Pooled.Confidence = finding.Interval{Low: math.Max(-1, c.Pooled.Estimate-half), High: math.Min(1, c.Pooled.Estimate+half)}, confidence
	} else {
		c.Pooled.Warn("all shares are 0 or 1: the interval is undefined")
	}
	if spread > 0 {
		t := c.Pooled.Test
		t.Statistic, t.DF = surplus*surplus/spread, []float64{1}
		t.P = tail.ChiSquared(t.Statistic, 1)
	}
	if c.Pooled.N < 40 {
		c.Pooled.Warn("only %d items: the interval is asymptotic", c.Pooled.N)
	}
	c.typical(d, confidence)
	c.homogeneity(d, v)
}

func (c *Changes) typical(d []float64, confidence float64) {
	k := float64(len(d))
	mean, square := 0.0, 0.0
	for _, x := range d {
		mean += x / k
	}
	for _, x := range d {
		square += (x - mean) * (x - mean)
	}
	f := &c.Typical
	f.Estimate = mean
	f.Test = &finding.Test{Null: "no difference on average", Name: "t test", Statistic: math.NaN(), P: math.NaN()}
	if len(d) < 2 || square == 0 {
		f.Warn("%d strata without a spread between them: no interval", len(d))
		return
	}
	se := math.Sqrt(square / (k - 1) / k)
	q := tail.StudentTQuantile((1+confidence)/2, k-1)
	f.Interval, f.Confidence = finding.Interval{Low: mean - q*se, High: mean + q*se}, confidence
	f.Test.Statistic, f.Test.DF = mean/se, []float64{k - 1}
	f.Test.P = 2 * tail.StudentT(math.Abs(f.Test.Statistic), k-1)
	if len(d) < 5 {
		f.Warn("only %d strata", len(d))
	}
}

func (c *Changes) homogeneity(d, v []float64) {
	if len(d) < 2 {
		return
	}
	var weight, mean, q float64
	for i := range d {
		weight += 1 / v[i]
		mean += d[i] / v[i]
	}
	mean /= weight
	for i := range d {
		q += (d[i] - mean) * (d[i] - mean) / v[i]
	}
	df := float64(len(d) - 1)
	c.Homogeneity.Statistic, c.Homogeneity.DF, c.Homogeneity.P = q, []float64{df}, tail.ChiSquared(q, df)
	if c.Homogeneity.P < 0.05 {
		c.Pooled.Warn("the difference is not the same in all strata (%s): the common one hides that", finding.PValue(c.Homogeneity.P))
	}
}

// String gives the sentences for a results section.
func (c *Changes) String() string {
	var b strings.Builder
	for i := range c.Strata {
		s := &c.Strata[i]
		b.WriteString(s.Difference.String())
		if !math.IsNaN(s.Holm) {
			fmt.Fprintf(&b, " Corrected for %d strata: %s (Holm), %s (Benjamini-Hochberg).", len(c.Strata), finding.PValue(s.Holm), finding.PValue(s.BH))
		}
		b.WriteByte(' ')
	}
	b.WriteString(c.Pooled.String() + " " + c.Typical.String())
	if !math.IsNaN(c.Homogeneity.P) {
		b.WriteString(" " + c.Homogeneity.String())
	}
	return b.String()
}
