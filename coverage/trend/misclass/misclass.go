// Package misclass corrects shares for the mistakes of the coder that counted
// them. A machine that calls a tenth of the innocent sentences blame finds blame
// where there is none; where a sample has been checked by hand its errors are
// known, and the share can be set right, with an interval that counts both the
// sample of texts and the sample of checks.
//
// The way in is a [Check], the confusion matrix of the checked items, and
// [Check.Shares]:
//
//	check := misclass.Check{Classes: []string{"blame", "systemic", "neither"}, Counts: matrix}
//	r, err := check.Shares([]int{412, 97, 1033}, misclass.Options{})
//	fmt.Println(r.Raw[0], r.Corrected[0])
//
// For two classes [RoganGladen] has a closed form. What no matrix can mend is a
// coder whose errors change with the time or the outlet: check items from all of
// them.
package misclass

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// ErrData is wrapped by errors about counts that are no confusion matrix, and
// ErrUseless by those about a coder whose classes cannot be told apart, so that
// no correction exists.
var (
	ErrData    = errors.New("no correction for misclassification")
	ErrUseless = errors.New("the coder does not tell the classes apart")
)

// Design says how the checked items were chosen, and so which of their shares
// can be trusted.
type Design uint8

const (
	// ByTruth: items of each true class were checked, in any proportion; what
	// holds elsewhere too is how often a class is taken for another. This is
	// the matrix method.
	ByTruth Design = iota
	// ByAssigned: items were drawn at random from those counted, or at random
	// from each class as the coder assigned it; what is trusted is how often
	// an assigned class is right. It needs no inversion and its intervals are
	// narrower, but it holds for the collection checked only, not for another
	// period with other shares.
	ByAssigned
)

// A Check is the result of checking some items by hand.
type Check struct {
	Classes []string
	// Counts[i][j] is the number of items that truly are of class i and that
	// the coder assigned to class j: a confusion matrix with true classes in
	// rows, as package sentiment/agreement writes it.
	Counts [][]int
	Design Design
}

// FromPairs counts checked items given as pairs of true and assigned class. The
// classes are all that occur, in order.
func FromPairs(truth, assigned []string) (Check, error) {
	if len(truth) != len(assigned) {
		return Check{}, fmt.Errorf("misclass: %w: %d true and %d assigned classes", ErrData, len(truth), len(assigned))
	}
	c := Check{Classes: slices.Compact(slices.Sorted(slices.Values(slices.Concat(truth, assigned))))}
	for range c.Classes {
		c.Counts = append(c.Counts, make([]int, len(c.Classes)))
	}
	for k := range truth {
		i, _ := slices.BinarySearch(c.Classes, truth[k])
		j, _ := slices.BinarySearch(c.Classes, assigned[k])
		c.Counts[i][j]++
	}
	return c, nil
}

// Options are the choices of a correction. The zero value is usable.
type Options struct {
	// Plan says how many draws make the interval, with which seed and at what
	// confidence; its zero value is usable. Its Kind has no influence.
	Plan resample.Plan
}

const most = 1 << 40

// check returns the number of classes.
func (c *Check) check() (int, error) {
	k := len(c.Classes)
	if k < 2 || k > 100 || len(c.Counts) != k || c.Design > ByAssigned {
		return 0, fmt.Errorf("misclass: %w: %d classes, %d rows, design %d", ErrData, k, len(c.Counts), c.Design)
	}
	rows, cols := make([]int, k), make([]int, k)
	for i, r := range c.Counts {
		if len(r) != k {
			return 0, fmt.Errorf("misclass: %w: row %q has %d columns of %d", ErrData, c.Classes[i], len(r), k)
		}
		for j, n := range r {
			if n < 0 || n > most {
				return 0, fmt.Errorf("misclass: %w: %d items of %q assigned to %q", ErrData, n, c.Classes[i], c.Classes[j])
			}
			rows[i] += n
			cols[j] += n
		}
	}
	for i, name := range c.Classes {
		switch {
		case slices.Index(c.Classes, name) != i:
			return 0, fmt.Errorf("misclass: %w: class %q stands twice", ErrData, name)
		case c.Design == ByTruth && rows[i] == 0:
			return 0, fmt.Errorf("misclass: %w: no item that truly is %q was checked", ErrData, name)
		case c.Design == ByAssigned && cols[i] == 0:
			return 0, fmt.Errorf("misclass: %w: no item assigned to %q was checked", ErrData, name)
		}
	}
	return k, nil
}

// N is the number of items checked.
func (c *Check) N() int {
	n := 0
	for _, r := range c.Counts {
		for _, v := range r {
			n += v
		}
	}
	return n
}

// Shares holds shares before and after correction, by class.
type Shares struct {
	Classes []string
	Raw     []finding.Finding // as the coder assigned, with Wilson intervals
	// Corrected has the interval of [Check.Shares].
	Corrected []finding.Finding
	Warnings  []string
}

// Shares corrects the shares of classes among items counted by the coder.
// assigned[j] is the number the coder assigned to class j.
//
// ByTruth solves q = M'p for the true shares p, with M the error rates and q
// the shares assigned (Rogan and Gladen 1978 for two classes; Buonaccorsi 2010,
// chapter 2). A solution outside 0 and 1 means that the rates do not fit the
// counts; then the shares that fit best are taken, by maximum likelihood, and
// there is a warning. ByAssigned takes p = C'q with C the shares of true classes
// among those assigned (Tenenbein 1970).
//
// Intervals are percentiles over draws of both the rates and the shares
// assigned from their posterior with Jeffreys' prior, each draw corrected in the
// same way. Errors wrap [ErrData], [ErrUseless] or [resample.ErrPlan].
func (c Check) Shares(assigned []int, o Options) (*Shares, error) {
	plan, err := c.ready(o, assigned)
	if err != nil {
		return nil, err
	}
	n := sum(assigned)
	out := &Shares{Classes: slices.Clone(c.Classes)}
	p, inside := c.correct(c.rates(nil), shares(assigned))
	if !inside {
		out.warn("the error rates do not fit the counts: some corrected share was below 0 and the best fit within 0 and 1 is given")
	}
	c.warn(out.warn)
	draws := c.draws(plan, assigned)
	method := c.method(plan)
	for i, name := range c.Classes {
		raw, err := proportion.Wilson(proportion.Share{Count: assigned[i], Of: n}, plan.Confidence)
		if err != nil {
			return nil, fmt.Errorf("misclass: %w", err)
		}
		raw.Quantity = "share of " + name + " as assigned"
		out.Raw = append(out.Raw, raw)
		f := c.start("share of "+name+" corrected for misclassification", p[i], n, method, out.Warnings)
		if n == 0 {
			f.Estimate = math.NaN()
			f.Warn("no items: no share, which is not zero")
		} else {
			interval(&f, plan, func(r int) float64 { return draws[r][i] })
		}
		out.Corrected = append(out.Corrected, f)
	}
	return out, nil
}

// Difference corrects the difference of shares between two sets of items, such
// as after and before an event, a minus b, by class. The errors of the coder are
// taken to be the same in both, so that the uncertainty of the matrix enters
// once; Design must be ByTruth. The test is that of the shares as assigned:
// without a difference in truth there is none in what the coder assigns.
func (c Check) Difference(a, b []int, o Options) ([]finding.Finding, error) {
	plan, err := c.ready(o, a, b)
	if err != nil {
		return nil, err
	}
	if c.Design != ByTruth {
		return nil, fmt.Errorf("misclass: %w: a check of assigned classes does not carry over from one set to another", ErrData)
	}
	na, nb := sum(a), sum(b)
	rates := c.rates(nil)
	pa, insideA := c.correct(rates, shares(a))
	pb, insideB := c.correct(rates, shares(b))
	var warnings Shares
	if !insideA || !insideB {
		warnings.warn("the error rates do not fit the counts: some corrected share was below 0 and the best fit within 0 and 1 is taken")
	}
	c.warn(warnings.warn)
	draws := c.draws(plan, a, b)
	var out []finding.Finding
	k := len(c.Classes)
	for i, name := range c.Classes {
		f := c.start("difference of the share of "+name+" corrected for misclassification", pa[i]-pb[i], na+nb, c.method(plan), warnings.Warnings)
		f.Assumptions = append(f.Assumptions, "the coder errs alike in both sets")
		if na == 0 || nb == 0 {
			f.Estimate = math.NaN()
			f.Warn("one side has no items: no difference, which is not zero")
			out = append(out, f)
			continue
		}
		interval(&f, plan, func(r int) float64 { return draws[r][i] - draws[r][k+i] })
		raw, err := proportion.Difference(proportion.Share{Count: a[i], Of: na}, proportion.Share{Count: b[i], Of: nb}, plan.Confidence)
		if err != nil {
			return nil, fmt.Errorf("misclass: %w", err)
		}
		f.Test = raw.Test
		f.Test.Name += " of the shares as assigned"
		out = append(out, f)
	}
	return out, nil
}

// ready checks all there is to check before any work.
func (c *Check) ready(o Options, sets ...[]int) (resample.Plan, error) {
	plan, err := o.Plan.Normal()
	if err != nil {
		return plan, err
	}
	k, err := c.check()
	if err != nil {
		return plan, err
	}
	for _, s := range sets {
		if len(s) != k {
			return plan, fmt.Errorf("misclass: %w: %d counts for %d classes", ErrData, len(s), k)
		}
		for j, n := range s {
			if n < 0 || n > most {
				return plan, fmt.Errorf("misclass: %w: %d items assigned to %q", ErrData, n, c.Classes[j])
			}
		}
	}
	if c.Design == ByTruth && smallest(c.rates(nil)) < 1e-6 {
		return plan, fmt.Errorf("misclass: %w", ErrUseless)
	}
	return plan, nil
}

func (c *Check) method(plan resample.Plan) string {
	if c.Design == ByAssigned {
		return fmt.Sprintf("double sampling of %d checked items (Tenenbein 1970), interval from %d posterior draws (seed %d)", c.N(), plan.Replicates, plan.Seed)
	}
	return fmt.Sprintf("inverse of the confusion matrix of %d checked items (Rogan and Gladen 1978), interval from %d posterior draws (seed %d)", c.N(), plan.Replicates, plan.Seed)
}

func (c *Check) start(quantity string, estimate float64, n int, method string, warnings []string) finding.Finding {
	f := finding.New(quantity, estimate)
	f.N, f.Unit, f.Method = n, "items", method
	f.Assumptions = []string{"items are independent", "checked items are coded correctly by hand"}
	if c.Design == ByAssigned {
		f.Assumptions = append(f.Assumptions, "checked items were drawn at random from those assigned to each class")
	} else {
		f.Assumptions = append(f.Assumptions, "the coder errs as often as among the checked items of the same true class")
	}
	for _, w := range warnings {
		f.Warn("%s", w)
	}
	return f
}

func (s *Shares) warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	if !slices.Contains(s.Warnings, w) {
		s.Warnings = append(s.Warnings, w)
	}
}

// FewChecked is the number of checked items of a class below which there is a
// warning.
const FewChecked = 30

func (c *Check) warn(warn func(string, ...any)) {
	for i, name := range c.Classes {
		n, right := 0, c.Counts[i][i]
		for j := range c.Classes {
			if c.Design == ByTruth {
				n += c.Counts[i][j]
			} else {
				n += c.Counts[j][i]
			}
		}
		if n < FewChecked {
			warn("only %d checked items of %s", n, name)
		}
		if 2*right < n {
			warn("fewer than half of the checked items of %s are right: the correction rests on the others", name)
		}
	}
	if c.Design == ByTruth {
		if s := smallest(c.rates(nil)); s < 0.3 {
			warn("the coder hardly tells some classes apart (least singular value of the matrix %.2g): errors of the rates are blown up", s)
		}
	}
}

// rates returns the matrix of error rates: rows are true classes and sum to one
// (ByTruth), or columns are assigned classes and sum to one (ByAssigned). With a
// stream they are drawn from their posterior.
func (c *Check) rates(s *resample.Stream) *mat.Dense {
	k := len(c.Classes)
	m := mat.NewDense(k, k, nil)
	v := make([]float64, k)
	for i := range k {
		for j := range k {
			if c.Design == ByTruth {
				v[j] = float64(c.Counts[i][j])
			} else {
				v[j] = float64(c.Counts[j][i])
			}
		}
		if s != nil {
			dirichlet(s, v)
		} else {
			normalise(v)
		}
		if c.Design == ByTruth {
			m.SetRow(i, v)
		} else {
			m.SetCol(i, v)
		}
	}
	return m
}

// correct returns the true shares for assigned shares q. It is false when they
// had to be brought within 0 and 1, or when there is no solution to bring.
func (c *Check) correct(rates *mat.Dense, q []float64) (p []float64, inside bool) {
	k := len(q)
	out := mat.NewVecDense(k, nil)
	if c.Design == ByAssigned {
		out.MulVec(rates, mat.NewVecDense(k, q))
		return out.RawVector().Data, true
	}
	if err := out.SolveVec(rates.T(), mat.NewVecDense(k, slices.Clone(q))); err != nil {
		return likeliest(rates, q), false
	}
	p = out.RawVector().Data
	inside = true
	for i, v := range p {
		if v < -1e-9 {
			inside = false
		}
		p[i] = math.Max(0, v)
	}
	if inside || k == 2 { // of two, the end that was passed
		normalise(p)
		return p, inside
	}
	return likeliest(rates, q), false
}

// draws corrects each set with rates and shares drawn from their posterior; the
// shares of the sets stand one after another.
func (c *Check) draws(plan resample.Plan, sets ...[]int) [][]float64 {
	k := len(c.Classes)
	out := make([][]float64, plan.Replicates)
	streams := make([]resample.Stream, plan.Workers)
	resample.Parallel(plan.Workers, plan.Replicates, func(w, r int) {
		s := &streams[w]
		s.Begin(plan.Seed, uint64(r))
		rates := c.rates(s)
		for _, set := range sets {
			q := make([]float64, k)
			for j, n := range set {
				q[j] = float64(n)
			}
			dirichlet(s, q)
			p, _ := c.correct(rates, q)
			out[r] = append(out[r], p...)
		}
	})
	return out
}

func interval(f *finding.Finding, plan resample.Plan, of func(r int) float64) {
	v := make([]float64, plan.Replicates)
	for r := range v {
		v[r] = of(r)
	}
	slices.Sort(v)
	f.Confidence = plan.Confidence
	f.Interval = finding.Interval{Low: resample.Quantile(v, (1-plan.Confidence)/2), High: resample.Quantile(v, (1+plan.Confidence)/2)}
	// A share at an end of what is possible is its own limit.
	f.Interval.Low, f.Interval.High = math.Min(f.Interval.Low, f.Estimate), math.Max(f.Interval.High, f.Estimate)
}

func shares(counts []int) []float64 {
	v := make([]float64, len(counts))
	for i, n := range counts {
		v[i] = float64(n)
	}
	normalise(v)
	return v
}

func sum(counts []int) int {
	n := 0
	for _, v := range counts {
		n += v
	}
	return n
}

// normalise makes v sum to one; of nothing it makes equal shares.
func normalise(v []float64) {
	total := 0.0
	for _, x := range v {
		total += x
	}
	for i := range v {
		if total > 0 {
			v[i] /= total
		} else {
			v[i] = 1 / float64(len(v))
		}
	}
}

func smallest(m *mat.Dense) float64 {
	var svd mat.SVD
	if !svd.Factorize(m, mat.SVDNone) {
		return 0
	}
	v := svd.Values(nil)
	return v[len(v)-1]
}

// dirichlet replaces counts by shares drawn from their posterior with Jeffreys'
// prior.
func dirichlet(s *resample.Stream, v []float64) {
	for i := range v {
		v[i] = gamma(s, v[i]+0.5)
	}
	normalise(v)
}

// gamma draws from the gamma law of a shape (Marsaglia and Tsang 2000).
func gamma(s *resample.Stream, shape float64) float64 {
	if shape < 1 {
		u := 1 - s.Float64()
		return gamma(s, shape+1) * math.Pow(u, 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := s.Normal()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := 1 - s.Float64()
		if math.Log(u) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// String gives the raw and the corrected share of each class.
func (s *Shares) String() string {
	var b strings.Builder
	for i := range s.Classes {
		f := s.Corrected[i]
		f.Warnings = nil
		b.WriteString(s.Raw[i].String() + " " + f.String() + " ")
	}
	for _, w := range s.Warnings {
		b.WriteString("Warning: " + w + ". ")
	}
	return strings.TrimSpace(b.String())
}

// RoganGladen corrects the share of one class against all others for the
// sensitivity (of items truly of the class, how many were found) and the
// specificity (of those truly not, how many were left alone) of the coder, each
// a share of checked items: p = (q + Sp − 1)/(Se + Sp − 1), cut to 0 and 1
// (Rogan and Gladen 1978), with the interval of Lang and Reiczigel (2014), which
// counts the error of all three. Errors wrap [ErrData] or [ErrUseless].
func RoganGladen(assigned, sensitivity, specificity proportion.Share, confidence float64) (finding.Finding, error) {
	for _, s := range []proportion.Share{assigned, sensitivity, specificity} {
		if s.Count < 0 || s.Count > s.Of || s.Of > most {
			return finding.Finding{}, fmt.Errorf("misclass: %w: %d of %d", ErrData, s.Count, s.Of)
		}
	}
	if sensitivity.Of == 0 || specificity.Of == 0 || !(confidence > 0 && confidence < 1) {
		return finding.Finding{}, fmt.Errorf("misclass: %w: %d and %d checked items, confidence %v", ErrData, sensitivity.Of, specificity.Of, confidence)
	}
	se, sp := sensitivity.Value(), specificity.Value()
	if se+sp-1 < 1e-6 {
		return finding.Finding{}, fmt.Errorf("misclass: %w: sensitivity %.3g and specificity %.3g", ErrUseless, se, sp)
	}
	f := finding.New("share corrected for sensitivity and specificity", math.NaN())
	f.N, f.Unit = assigned.Of, "items"
	f.Method = fmt.Sprintf("Rogan-Gladen estimate from %d and %d checked items with Lang and Reiczigel's interval", sensitivity.Of, specificity.Of)
	f.Assumptions = []string{"items are independent", "checked items are coded correctly by hand", "the coder errs as often as among the checked items of the same true class"}
	if assigned.Of == 0 {
		f.Warn("no items: no share, which is not zero")
		return f, nil
	}
	p := (assigned.Value() + sp - 1) / (se + sp - 1)
	f.Estimate = math.Min(1, math.Max(0, p))
	if p < 0 || p > 1 {
		f.Warn("the estimate was %.3g: the error rates do not fit the counts", p)
	}
	if n := min(sensitivity.Of, specificity.Of); n < FewChecked {
		f.Warn("only %d checked items on one side", n)
	}
	if se+sp-1 < 0.3 {
		f.Warn("sensitivity and specificity sum to %.2f: near 1 the coder tells nothing", se+sp)
	}
	z := tail.NormalQuantile((1 + confidence) / 2)
	n := float64(assigned.Of) + z*z
	q := (float64(assigned.Count) + z*z/2) / n
	nse, nsp := float64(sensitivity.Of)+2, float64(specificity.Of)+2
	se, sp = (float64(sensitivity.Count)+1)/nse, (float64(specificity.Count)+1)/nsp
	youden := se + sp - 1
	p = (q + sp - 1) / youden
	vse, vsp := se*(1-se)/nse, sp*(1-sp)/nsp
	half := z * math.Sqrt(q*(1-q)/n+p*p*vse+(1-p)*(1-p)*vsp) / math.Abs(youden)
	centre := p + 2*z*z*(p*vse-(1-p)*vsp)
	f.Confidence = confidence
	f.Interval = finding.Interval{Low: math.Max(0, math.Min(f.Estimate, centre-half)), High: math.Min(1, math.Max(f.Estimate, centre+half))}
	return f, nil
}
