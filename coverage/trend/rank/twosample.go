package rank

import (
	"fmt"
	"math"
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

func present(v []float64, least int) ([]float64, error) {
	var out []float64
	for _, x := range v {
		if math.IsInf(x, 0) {
			return nil, fmt.Errorf("rank: %w: an infinite value", ErrData)
		}
		if !math.IsNaN(x) {
			out = append(out, x)
		}
	}
	if len(out) < least {
		return nil, fmt.Errorf("rank: %w: %d values in a sample", ErrData, len(out))
	}
	return out, nil
}

// Wilcoxon is the rank-sum test of two samples with the normal approximation,
// corrected for ties and for continuity. The estimate is the share of pairs in
// which the first is the greater, ties counting half; the statistic is W, the
// number of such pairs.
func Wilcoxon(x, y []float64) (finding.Finding, error) {
	x, err := present(x, 1)
	if err != nil {
		return finding.Finding{}, err
	}
	if y, err = present(y, 1); err != nil {
		return finding.Finding{}, err
	}
	nx, ny := float64(len(x)), float64(len(y))
	all := append(slices.Clone(x), y...)
	r := Ranks(all)
	w := -nx * (nx + 1) / 2
	for i := range x {
		w += r[i]
	}
	t3 := 0.0
	for _, t := range ties(all) {
		t3 += t*t*t - t
	}
	n := nx + ny
	variance := nx * ny / 12 * (n + 1 - t3/(n*(n-1)))
	f := finding.New("probability that a value of the first sample is the greater", w/(nx*ny))
	f.N, f.Unit, f.Method = len(all), "values", "Wilcoxon-Mann-Whitney rank-sum test"
	f.Assumptions = []string{"values are independent of each other"}
	f.Test = &finding.Test{Null: "both samples come from one law", Name: "Wilcoxon rank-sum test", Statistic: w, P: math.NaN()}
	if variance > 0 {
		z := w - nx*ny/2
		z = (z - sign(z)*0.5) / math.Sqrt(variance)
		f.Test.P = math.Min(1, 2*tail.Normal(math.Abs(z)))
	} else {
		f.Warn("all values are equal")
	}
	return f, nil
}

// Welch compares the means of two samples without assuming equal variances.
func Welch(x, y []float64, confidence float64) (finding.Finding, error) {
	x, err := present(x, 2)
	if err != nil {
		return finding.Finding{}, err
	}
	if y, err = present(y, 2); err != nil {
		return finding.Finding{}, err
	}
	mx, vx := meanVariance(x)
	my, vy := meanVariance(y)
	a, b := vx/float64(len(x)), vy/float64(len(y))
	f := finding.New("difference of means", mx-my)
	f.N, f.Unit, f.Method = len(x)+len(y), "values", "Welch's t test"
	f.Assumptions = []string{"values are independent of each other", "means are about normal"}
	f.Test = &finding.Test{Null: "equal means", Name: "Welch's t test", Statistic: math.NaN(), P: math.NaN()}
	se := math.Sqrt(a + b)
	if se == 0 {
		f.Warn("both samples are constant")
		return f, nil
	}
	df := (a + b) * (a + b) / (a*a/float64(len(x)-1) + b*b/float64(len(y)-1))
	f.Test.Statistic, f.Test.DF = (mx-my)/se, []float64{df}
	f.Test.P = 2 * tail.StudentT(math.Abs(f.Test.Statistic), df)
	if confidence > 0 && confidence < 1 {
		q := tail.StudentTQuantile((1+confidence)/2, df)
		f.Interval, f.Confidence = finding.Interval{Low: mx - my - q*se, High: mx - my + q*se}, confidence
	}
	return f, nil
}

func meanVariance(v []float64) (mean, variance float64) {
	for _, x := range v {
		mean += x
	}
	mean /= float64(len(v))
	for _, x := range v {
		variance += (x - mean) * (x - mean)
	}
	return mean, variance / float64(len(v)-1)
}

// KolmogorovSmirnov compares the laws of two samples; the estimate D is the
// greatest distance of their distribution functions. Without ties, and with
// fewer than 10,000 pairs of values, the p-value is exact, otherwise asymptotic
// (and too great in small samples). D has few values in small samples, so the
// test then rejects a true null less often than its level says.
func KolmogorovSmirnov(x, y []float64) (finding.Finding, error) {
	x, err := present(x, 1)
	if err != nil {
		return finding.Finding{}, err
	}
	if y, err = present(y, 1); err != nil {
		return finding.Finding{}, err
	}
	x, y = slices.Clone(x), slices.Clone(y)
	slices.Sort(x)
	slices.Sort(y)
	d, i, j := 0.0, 0, 0
	for i < len(x) && j < len(y) {
		v := math.Min(x[i], y[j])
		for i < len(x) && x[i] == v {
			i++
		}
		for j < len(y) && y[j] == v {
			j++
		}
		d = math.Max(d, math.Abs(float64(i)/float64(len(x))-float64(j)/float64(len(y))))
	}
	nx, ny := float64(len(x)), float64(len(y))
	f := finding.New("greatest distance of the distribution functions", d)
	f.N, f.Unit, f.Method = len(x)+len(y), "values", "two-sample Kolmogorov-Smirnov test, asymptotic"
	f.Assumptions = []string{"values are independent of each other", "the law is continuous"}
	f.Test = &finding.Test{Null: "both samples come from one law", Name: "Kolmogorov-Smirnov test", Statistic: d, P: KolmogorovTail(math.Sqrt(nx*ny/(nx+ny)) * d)}
	if t := ties(append(slices.Clone(x), y...)); len(t) > 0 {
		f.Warn("there are ties: the p-value is approximate")
	} else if len(x)*len(y) < 10000 {
		f.Method = "two-sample Kolmogorov-Smirnov test, exact"
		f.Test.P = kolmogorovExact(d, len(x), len(y))
	}
	return f, nil
}

// KolmogorovTail is P(K > z) for the Kolmogorov distribution, the supremum of
// a Brownian bridge.
func KolmogorovTail(z float64) float64 {
	if math.IsNaN(z) {
		return math.NaN()
	}
	if z < 0.01 {
		return 1 // to within 1e-5000, and 1/z² cannot overflow
	}
	if z < 1 {
		// The theta series that converges fast for small z.
		s := 0.0
		for k := 1; k < 50; k += 2 {
			s += math.Exp(-float64(k*k) * math.Pi * math.Pi / (8 * z * z))
		}
		return 1 - math.Sqrt(2*math.Pi)/z*s
	}
	s := 0.0
	for k := 1; k < 50; k++ {
		term := math.Exp(-2 * float64(k*k) * z * z)
		if k%2 == 1 {
			s += term
		} else {
			s -= term
		}
		if term < 1e-18*s {
			break
		}
	}
	return math.Min(1, 2*s)
}
