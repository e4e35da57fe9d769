package segmented

import (
	"fmt"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
)

// Davies tests whether the slope of y on x changes anywhere (Davies 1987, for
// unknown variance 2002). The t statistic of (x − ψ)₊ is taken at Points places
// ψ from the second to the last but one observation of x; the p-value bounds
// the chance that any is so far from zero by the variation of the statistic
// between them. A bound is not met: in long series the test rejects a true null
// less often than its level says (3% in place of 5% of series of 120 values). The
// estimate is the place of the greatest, which is no good
// estimate of the break: use [Fit] for that.
//
// Autocorrelated errors make the test reject too often; there is a warning when
// the residuals show it. Errors wrap [ErrData] or [linear.ErrDesign].
func Davies(x, y []float64, o Options, columns ...linear.Column) (finding.Finding, error) {
	o, err := o.normal()
	if err != nil {
		return finding.Finding{}, err
	}
	p, err := load(x, y, o, columns)
	if err != nil {
		return finding.Finding{}, err
	}
	s := &p.search
	n := len(s.x)
	f := finding.New("place of the greatest evidence for a change of slope", math.NaN())
	f.N, f.Unit = n, "observations"
	f.Method = fmt.Sprintf("Davies' test at %d places", o.Points)
	f.Assumptions = []string{"errors are independent, normal and of one variance", "the line bends and does not jump"}
	f.Test = &finding.Test{Null: "the slope does not change", Name: "Davies' test", Statistic: math.NaN(), P: math.NaN()}
	df := float64(n - len(s.plain) - 1)
	if df < 1 {
		return finding.Finding{}, fmt.Errorf("segmented: %w: %d rows for %d coefficients", ErrData, n, len(s.plain)+1)
	}
	straight, err := linear.OLS(p.y, p.design(nil)...)
	if err != nil {
		return finding.Finding{}, err
	}
	if straight.RSS <= 1e-20*dot(s.y, s.y) {
		f.Warn("the straight line fits without residuals: no test")
		return f, nil
	}
	q := basis(s.plain)
	e := s.residuals(s.plain)
	full := dot(e, e)
	lo, hi := s.x[1], s.x[n-2]
	variation, top, last, any := 0.0, 0.0, 0.0, false
	for i := range o.Points {
		psi := lo + (hi-lo)*float64(i)/float64(o.Points-1)
		u := s.hinge(psi)
		size := norm(u)
		for range 2 {
			for _, v := range q {
				add(u, v, -dot(u, v))
			}
		}
		if left := norm(u); !(left > 1e-9*size) {
			continue // the hinge adds nothing to the line here
		}
		z := dot(u, e) / norm(u)
		rest := math.Max(0, full-z*z)
		t := math.Inf(int(math.Copysign(1, z)))
		if rest > 1e-20*full {
			t = z / math.Sqrt(rest/df)
		}
		// asin of the correlation, whose variation does not depend on the
		// variance; its sign is left out, as in R.
		a := math.Asin(math.Min(1, math.Abs(z)/math.Sqrt(full)))
		if any {
			variation += math.Abs(a - last)
		}
		last = a
		if !any || math.Abs(t) > math.Abs(top) {
			top = t
			f.Estimate = p.middle + p.way*psi
		}
		any = true
	}
	if !any {
		f.Warn("x has no place where a change of slope could be told from the other columns")
		return f, nil
	}
	f.Test.Statistic, f.Test.DF = top, []float64{df}
	f.Test.P = 2 * tail.StudentT(math.Abs(top), df)
	if !math.IsInf(top, 0) {
		up, _ := math.Lgamma(df/2 + 0.5)
		down, _ := math.Lgamma(df / 2)
		// Davies (2002): the chance of crossing the level between the places.
		f.Test.P += variation / math.Sqrt(math.Pi) * math.Exp(up-down-(df-1)/2*math.Log1p(top*top/df))
	}
	f.Test.P = math.Min(1, f.Test.P)
	if bg, err := straight.BreuschGodfrey(1); err == nil && bg.P < 0.05 {
		f.Warn("residuals of the straight line are autocorrelated (Breusch-Godfrey p = %.3g): if a bend is not the cause, the test rejects too often", bg.P)
	}
	if o.Points < 10 {
		f.Warn("only %d places were looked at", o.Points)
	}
	if n < 10 {
		f.Warn("only %d observations", n)
	}
	return f, nil
}
