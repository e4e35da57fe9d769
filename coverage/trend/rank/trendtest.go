// Package rank holds tests and estimates of trend and difference that ask for
// no law of the errors: the Mann-Kendall test with ties, its seasonal form,
// the Theil-Sen slope, and the two-sample tests of Wilcoxon and
// Kolmogorov-Smirnov.
//
// Values that are NaN are missing: they take no part and are never filled in.
// The way in is [Trend]:
//
//	slope, err := rank.Trend(views, rank.Options{Season: 12})
//	fmt.Println(slope) // Theil-Sen slope per month, interval, Mann-Kendall test
package rank

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
)

// ErrData is wrapped by errors about data no test can be made of.
var ErrData = errors.New("no rank test")

// Options are the choices of [Trend]. The zero value is usable.
type Options struct {
	// Season is the number of points in a cycle: only points at the same
	// place in the cycle are compared (Hirsch and Slack 1984). 0 or 1 means
	// no season.
	Season int
	// Confidence of the interval; 0 means 0.95.
	Confidence float64
	// TimeUnit names a step between points in the text, such as "month".
	TimeUnit string
	// Serial allows for a first-order autocorrelation r of what trend and season
	// leave, estimated from it: the variance of Kendall's S grows by what such a
	// normal series adds (after Dietz and Killeen 1981; Hamed and Rao 1998), and
	// the t law with the effective number of points takes the place of the normal
	// and of the exact one.
	Serial bool
}

// MinPoints is the number of points below which [Trend] gives no test.
const MinPoints = 4

// Trend estimates the slope of y over equally spaced times by the median of
// the slopes between all pairs (Theil 1950; Sen 1968), with Sen's interval from
// the variance of Kendall's S, and tests for monotone trend with the
// Mann-Kendall statistic, corrected for ties and for continuity. With at most
// 150 pairs to compare (17 points, or five years of months with a Season) the
// p-value is exact, given the ties; with few points S has few values, so the
// test rejects a true null less often than its level says, and the interval
// covers more often.
//
// With a Season the pairs are those at the same place in the cycle and the
// variance is summed over the places; that assumes the places independent.
// Autocorrelation makes the test reject too often and the interval too narrow
// (at 120 points, an autocorrelation of 0.2 doubles the rejections): when the
// lag-one autocorrelation of the detrended series is clearly positive there is
// a warning. Options.Serial allows for it instead.
func Trend(y []float64, o Options) (finding.Finding, error) {
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if !(o.Confidence > 0 && o.Confidence < 1) || o.Season < 0 {
		return finding.Finding{}, fmt.Errorf("rank: %w: confidence %v, season %d", ErrData, o.Confidence, o.Season)
	}
	n := 0
	for _, v := range y {
		if math.IsInf(v, 0) {
			return finding.Finding{}, fmt.Errorf("rank: %w: an infinite value", ErrData)
		}
		if !math.IsNaN(v) {
			n++
		}
	}
	season := max(1, o.Season)
	f := finding.New("slope of the trend", math.NaN())
	if o.TimeUnit != "" {
		f.Quantity = "slope of the trend per " + o.TimeUnit
	}
	f.N, f.Unit = n, "points"
	f.Method = "Theil-Sen slope with Sen's interval"
	test := &finding.Test{Null: "no monotone trend", Name: "Mann-Kendall test", Statistic: math.NaN(), P: math.NaN()}
	if season > 1 {
		f.Method = fmt.Sprintf("seasonal Theil-Sen slope (%d seasons) with Sen's interval", season)
		test.Name = "seasonal Mann-Kendall test"
		f.Assumptions = append(f.Assumptions, "seasons are independent of each other")
	}
	f.Assumptions = append(f.Assumptions, "points are independent apart from the trend")
	f.Test = test
	if n < MinPoints {
		f.Warn("only %d points", n)
		return f, nil
	}
	var slopes []float64
	s, variance := 0.0, 0.0
	law := []float64{1}
	// A season beyond the series compares nothing, as one of its length does;
	// the shorter step cannot overflow an index.
	step := min(season, len(y))
	for first := range step {
		var at, v []float64
		for i := first; i < len(y); i += step {
			if !math.IsNaN(y[i]) {
				at, v = append(at, float64(i)), append(v, y[i])
			}
		}
		for i := range v {
			for j := i + 1; j < len(v); j++ {
				slopes = append(slopes, (v[j]-v[i])/(at[j]-at[i]))
				s += sign(v[j] - v[i])
			}
		}
		tied := ties(v)
		variance += kendallVariance(len(v), tied, nil)
		if len(slopes) <= exactPairs {
			law = convolve(law, kendallLaw(len(v), tied))
		}
	}
	if len(slopes) == 0 {
		f.Warn("no two points stand at the same place in the cycle")
		return f, nil
	}
	slices.Sort(slopes)
	f.Estimate = median(slopes)
	if variance == 0 {
		f.Warn("the series is constant: no test")
		return f, nil
	}
	sd := math.Sqrt(variance)
	r := detrendedLag1(y, f.Estimate, step)
	z := distuv.UnitNormal.Quantile((1 + o.Confidence) / 2)
	switch {
	case o.Serial:
		r = math.Max(-0.9, math.Min(0.9, r))
		grow := inflation(r, n, step)
		sd *= math.Sqrt(grow)
		df := math.Max(2, float64(n)/math.Max(1, grow)-2)
		test.Statistic, test.DF = (s-sign(s))/sd, []float64{df}
		test.P = math.Min(1, 2*tail.StudentT(math.Abs(test.Statistic), df))
		test.Name += fmt.Sprintf(", variance for an autocorrelation of %.2f", r)
		z = tail.StudentTQuantile((1+o.Confidence)/2, df)
	case len(slopes) <= exactPairs:
		test.Statistic = (s - sign(s)) / sd
		test.P = asFar(law, s)
		test.Name += ", exact"
	default:
		test.Statistic = (s - sign(s)) / sd
		test.P = math.Min(1, 2*tail.Normal(math.Abs(test.Statistic)))
	}
	// Sen (1968): ranks (N ∓ z·sd)/2 of the ordered slopes.
	c := z * sd
	m := float64(len(slopes))
	f.Interval = finding.Interval{Low: orderStatistic(slopes, (m-c)/2-1), High: orderStatistic(slopes, (m+c)/2)}
	f.Confidence = o.Confidence
	if n < 10 {
		f.Warn("only %d points: the interval is rough", n)
	}
	if !o.Serial && r > 2/math.Sqrt(float64(n)) {
		f.Warn("lag-one autocorrelation of %.2f remains: the test rejects too often", r)
	}
	return f, nil
}

// inflation is by how much autocorrelation r^k at lag k multiplies the variance
// of the sum of S over the seasons, for normal values. Two seasons with
// correlation x and m points each have cov(S, S') = m(m−1)/2·(τ + (m−2)·⅔·ρ/3):
// pairs at the same times agree in sign with Kendall's τ = 2/π asin x, pairs with
// one time in common with a third of Spearman's ρ = 6/π asin(x/2). Without a
// season only ρ counts in the limit.
func inflation(r float64, n, seasons int) float64 {
	share := 0.0 // of τ
	if seasons > 1 {
		m := float64(n) / float64(seasons)
		share = 1 / (1 + math.Max(0, m-2)*2/9)
	}
	grow := 1.0
	for x := r; math.Abs(x) > 1e-6; x *= r {
		grow += 2 * (share*2/math.Pi*math.Asin(x) + (1-share)*6/math.Pi*math.Asin(x/2))
	}
	return math.Max(0.05, grow)
}

// detrendedLag1 is the lag-one autocorrelation after slope and season are
// taken off.
func detrendedLag1(y []float64, slope float64, season int) float64 {
	d := make([]float64, len(y))
	for i, v := range y {
		d[i] = v - slope*float64(i)
	}
	for first := range min(season, len(d)) {
		var v []float64
		for i := first; i < len(d); i += season {
			if !math.IsNaN(d[i]) {
				v = append(v, d[i])
			}
		}
		if len(v) == 0 {
			continue
		}
		m := 0.0
		for _, x := range v {
			m += x
		}
		m /= float64(len(v))
		for i := first; i < len(d); i += season {
			d[i] -= m
		}
	}
	var num, den, pairs, n float64
	for i, v := range d {
		if math.IsNaN(v) {
			continue
		}
		den += v * v
		n++
		if i > 0 && !math.IsNaN(d[i-1]) {
			num += v * d[i-1]
			pairs++
		}
	}
	if den == 0 || pairs == 0 {
		return 0
	}
	return num / pairs / (den / n)
}

func orderStatistic(sorted []float64, rank float64) float64 {
	if rank <= 0 {
		return sorted[0]
	}
	if rank >= float64(len(sorted)-1) {
		return sorted[len(sorted)-1]
	}
	i := int(rank)
	return sorted[i] + (rank-float64(i))*(sorted[i+1]-sorted[i])
}

func median(sorted []float64) float64 {
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return 0
}

// ties returns the sizes of groups of equal values.
func ties(v []float64) []float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	var out []float64
	for i := 0; i < len(s); {
		j := i
		for j < len(s) && s[j] == s[i] {
			j++
		}
		if j-i > 1 {
			out = append(out, float64(j-i))
		}
		i = j
	}
	return out
}

// kendallVariance is Var(S) with ties in x, in y, or in both (Kendall 1970).
func kendallVariance(count int, tx, ty []float64) float64 {
	n := float64(count)
	var x1, y1, x2, y2, x3, y3 float64
	for _, t := range tx {
		x1 += t * (t - 1) * (2*t + 5)
		x2 += t * (t - 1)
		x3 += t * (t - 1) * (t - 2)
	}
	for _, t := range ty {
		y1 += t * (t - 1) * (2*t + 5)
		y2 += t * (t - 1)
		y3 += t * (t - 1) * (t - 2)
	}
	v := (n*(n-1)*(2*n+5) - x1 - y1) / 18
	if n > 1 {
		v += x2 * y2 / (2 * n * (n - 1))
	}
	if n > 2 {
		v += x3 * y3 / (9 * n * (n - 1) * (n - 2))
	}
	return v
}

// fewPairs warns below ten pairs, where few values of a rank correlation are
// possible and the laws of their tests are poor.
func fewPairs(f *finding.Finding) {
	if f.N < 10 {
		f.Warn("only %d pairs: the p-value is rough", f.N)
	}
}

// Kendall is the rank correlation τ_b of Kendall with the normal test of
// independence, corrected for ties and not for continuity. Below ten pairs the
// p-value is rough, and there is a warning.
func Kendall(x, y []float64) (finding.Finding, error) {
	x, y, err := paired(x, y)
	if err != nil {
		return finding.Finding{}, err
	}
	n := len(x)
	s := 0.0
	for i := range x {
		for j := i + 1; j < n; j++ {
			s += sign(x[i]-x[j]) * sign(y[i]-y[j])
		}
	}
	pairs := float64(n) * float64(n-1) / 2
	var px, py float64
	tx, ty := ties(x), ties(y)
	for _, t := range tx {
		px += t * (t - 1) / 2
	}
	for _, t := range ty {
		py += t * (t - 1) / 2
	}
	f := finding.New("Kendall's τ", math.NaN())
	f.N, f.Unit, f.Method = n, "pairs", "Kendall's rank correlation τ_b"
	f.Assumptions = []string{"pairs are independent of each other"}
	f.Test = &finding.Test{Null: "no association", Name: "Kendall's test", Statistic: math.NaN(), P: math.NaN()}
	if d := math.Sqrt((pairs - px) * (pairs - py)); d > 0 {
		f.Estimate = s / d
		f.Test.Statistic = s / math.Sqrt(kendallVariance(n, tx, ty))
		f.Test.P = 2 * tail.Normal(math.Abs(f.Test.Statistic))
		fewPairs(&f)
	} else {
		f.Warn("one of the variables is constant")
	}
	return f, nil
}

// Spearman is the rank correlation ρ of Spearman with the t test. Below ten
// pairs it rejects too often, and there is a warning.
func Spearman(x, y []float64) (finding.Finding, error) {
	x, y, err := paired(x, y)
	if err != nil {
		return finding.Finding{}, err
	}
	n := float64(len(x))
	rx, ry := Ranks(x), Ranks(y)
	m := (n + 1) / 2
	var sxy, sxx, syy float64
	for i := range rx {
		sxy += (rx[i] - m) * (ry[i] - m)
		sxx += (rx[i] - m) * (rx[i] - m)
		syy += (ry[i] - m) * (ry[i] - m)
	}
	f := finding.New("Spearman's ρ", math.NaN())
	f.N, f.Unit, f.Method = len(x), "pairs", "Spearman's rank correlation"
	f.Assumptions = []string{"pairs are independent of each other"}
	f.Test = &finding.Test{Null: "no association", Name: "t test of the rank correlation", Statistic: math.NaN(), P: math.NaN(), DF: []float64{n - 2}}
	if sxx > 0 && syy > 0 {
		r := sxy / math.Sqrt(sxx*syy)
		f.Estimate = r
		f.Test.Statistic = r / math.Sqrt((1-r*r)/(n-2))
		f.Test.P = 2 * tail.StudentT(math.Abs(f.Test.Statistic), n-2)
		fewPairs(&f)
	} else {
		f.Warn("one of the variables is constant")
	}
	return f, nil
}

func paired(x, y []float64) ([]float64, []float64, error) {
	if len(x) != len(y) {
		return nil, nil, fmt.Errorf("rank: %w: %d and %d values", ErrData, len(x), len(y))
	}
	var a, b []float64
	for i := range x {
		if math.IsInf(x[i], 0) || math.IsInf(y[i], 0) {
			return nil, nil, fmt.Errorf("rank: %w: an infinite value", ErrData)
		}
		if !math.IsNaN(x[i]) && !math.IsNaN(y[i]) {
			a, b = append(a, x[i]), append(b, y[i])
		}
	}
	if len(a) < 3 {
		return nil, nil, fmt.Errorf("rank: %w: %d pairs", ErrData, len(a))
	}
	return a, b, nil
}

// Ranks returns mid-ranks, from 1.
func Ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		switch {
		case v[a] < v[b]:
			return -1
		case v[a] > v[b]:
			return 1
		}
		return a - b
	})
	out := make([]float64, len(v))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && v[order[j]] == v[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = float64(i+j+1) / 2
		}
		i = max(j, i+1)
	}
	return out
}
