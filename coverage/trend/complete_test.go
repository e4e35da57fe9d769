package trend_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/attention"
	"github.com/seed-11e619e4/pressframe/coverage/trend/changepoint"
	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/keyness"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/misclass"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
	"github.com/seed-11e619e4/pressframe/coverage/trend/segmented"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

// Whatever an estimator answers, a reader can judge it: what is estimated, of
// how many, how, under which assumptions, and with an interval or a test.
func TestEveryFindingIsComplete(t *testing.T) {
	n := 96
	y, x, z := make([]float64, n), make([]float64, n), make([]float64, n)
	for i := range y {
		x[i] = float64(i)
		y[i] = 30 + 0.1*x[i] + 5*math.Sin(x[i]*x[i]) + 8*float64(i/48)
		z[i] = 3*math.Sin(2*x[i]*x[i]) + y[max(0, i-2)]/4
	}
	counts := make([]float64, n)
	for i := range y {
		counts[i] = math.Round(y[i])
	}
	ones, clock := linear.Intercept(n), linear.Column{Name: "time", Values: x}
	all := map[string]finding.Finding{}
	add := func(name string, f ...finding.Finding) {
		for i, v := range f {
			all[name+strings.Repeat("'", i)] = v
		}
	}
	one := must(t)

	s := &coverage.Series{Period: coverage.Monthly}
	total := &coverage.Series{Period: coverage.Monthly}
	for i, v := range counts {
		s.Points = append(s.Points, coverage.Point{Period: coverage.Month(2003, 1).Add(i), Value: v, Status: coverage.Observed})
		total.Points = append(total.Points, coverage.Point{Period: coverage.Month(2003, 1).Add(i), Value: 200, Status: coverage.Observed})
	}
	event := coverage.Date{Year: 2007, Month: time.January, Precision: coverage.MonthPrecision}

	tab := table(t, trend.Index, trend.Options{Phases: beforeAfter, Group: trend.ByOutlet}, turning()...)
	add("table", tab.Cells[0].Finding)
	add("difference", tab.Difference(&tab.Cells[1], &tab.Cells[0]))
	balance, _ := trend.BalanceOf(30, 20, 0.95)
	add("balance", balance)
	season, err := trend.Season(s, trend.SeasonOptions{Calendar: trend.AcademicYear})
	if err != nil {
		t.Fatal(err)
	}
	add("season", season.Season, season.Calendar, season.Trend, season.Months[0].Level)

	mean := func(pick []int) float64 {
		m := 0.0
		for _, i := range pick {
			m += y[i] / float64(len(pick))
		}
		return m
	}
	plan := resample.Plan{Replicates: 100}
	add("units", one(plan.Units(n, mean)))
	add("clusters", one(plan.Clusters(strings.Split(strings.Repeat("a b c d ", n/4), " ")[:n], mean)))
	add("blocks", one(plan.Blocks(n, 0, mean)))
	add("two samples", one(plan.TwoSamples(n, n, func(a, b []int) float64 { return mean(a) - mean(b) })))

	add("trend", one(rank.Trend(y, rank.Options{Season: 12})))
	add("Kendall", one(rank.Kendall(x, y)))
	add("Spearman", one(rank.Spearman(x, y)))
	add("Wilcoxon", one(rank.Wilcoxon(y[:40], y[40:])))
	add("Welch", one(rank.Welch(y[:40], y[40:], 0.95)))
	add("Kolmogorov-Smirnov", one(rank.KolmogorovSmirnov(y[:40], y[40:])))

	acf, err := lag.ACF(y, 3)
	if err != nil {
		t.Fatal(err)
	}
	add("autocorrelation", acf[1:]...)
	link, err := lag.Cross(y, z, lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2}, Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	add("cross-correlation", append(link.ByLag, link.Lead, link.Order)...)

	fit, err := linear.OLS(y, ones, clock)
	if err != nil {
		t.Fatal(err)
	}
	cov, err := fit.Covariance(linear.NeweyWest(3))
	if err != nil {
		t.Fatal(err)
	}
	add("least squares", fit.Coefficient(1, cov, 0.95))
	m, err := glm.Fit(glm.NegativeBinomial, counts, glm.Options{}, ones, clock)
	if err != nil {
		t.Fatal(err)
	}
	mcov, err := m.Covariance(linear.Options{})
	if err != nil {
		t.Fatal(err)
	}
	poisson, err := glm.Fit(glm.Poisson, counts, glm.Options{}, ones, clock)
	if err != nil {
		t.Fatal(err)
	}
	over, err := poisson.Overdispersion()
	if err != nil {
		t.Fatal(err)
	}
	add("negative binomial", m.Coefficient(1, mcov, 0.95), m.Ratio(1, mcov, 0.95), over)
	step, err := its.Fit(y, its.Options{}, its.Interruption{Name: "event", At: 48})
	if err != nil {
		t.Fatal(err)
	}
	add("interrupted", step.Level[0], step.Slope[0], step.Trend, step.Average)

	cp, err := changepoint.PELT(y, changepoint.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dates, err := cp.Dates(plan)
	if err != nil || len(dates) == 0 {
		t.Fatalf("%d changes, %v", len(dates), err)
	}
	add("change", dates...)
	breaks, err := structural.Breakpoints(y, structural.Options{}, ones)
	if err != nil {
		t.Fatal(err)
	}
	add("break", breaks.Dates(1, 0.95)...)
	f, err := structural.F(y, 0.15, ones)
	if err != nil {
		t.Fatal(err)
	}
	add("F", f.Sup, f.Ave, f.Exp)
	add("Chow", one(structural.Chow(y, 47, ones)))
	add("CUSUM", one(structural.OLSCusum(y, ones)), one(structural.RecursiveCusum(y, ones)))
	bent, err := segmented.Fit(x, y, segmented.Options{})
	if err != nil {
		t.Fatal(err)
	}
	add("segmented", bent.Breaks[0], bent.Slopes[0], bent.Changes[0], one(segmented.Davies(x, y, segmented.Options{})))

	a, b := proportion.Share{Count: 12, Of: 40}, proportion.Share{Count: 20, Of: 50}
	add("proportion", one(proportion.Wilson(a, 0.95)), one(proportion.ClopperPearson(a, 0.95)), one(proportion.Difference(a, b, 0.95)), one(proportion.Fisher(a, b, 0.95)), one(proportion.ChiSquared([][]int{{3, 9}, {8, 4}})))
	strata, err := proportion.BeforeAfter(0.95, proportion.Stratum{Name: "a", Before: a, After: b}, proportion.Stratum{Name: "b", Before: b, After: b})
	if err != nil {
		t.Fatal(err)
	}
	add("strata", strata.Strata[0].Before, strata.Strata[0].Difference, strata.Pooled, strata.Typical)
	check := misclass.Check{Classes: []string{"a", "b"}, Counts: [][]int{{40, 5}, {4, 60}}}
	right, err := check.Shares([]int{30, 70}, misclass.Options{Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	shift, err := check.Difference([]int{30, 70}, []int{50, 50}, misclass.Options{Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	add("misclassification", right.Raw[0], right.Corrected[0], shift[0], one(misclass.RoganGladen(a, proportion.Share{Count: 40, Of: 45}, proportion.Share{Count: 60, Of: 64}, 0.95)))
	var left, other keyness.Words
	left.Add(strings.Fields("a b c a b a a d")...)
	other.Add(strings.Fields("a b c e b f e d")...)
	words, err := keyness.Compare(&left, &other, keyness.Options{Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	add("keyness", words.Rows[0].LogOdds, words.Rows[0].Documents)

	shares, err := attention.Share(s, total, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	storms, err := attention.Storms(shares, attention.StormOptions{Level: 0.01, Rise: 1.05})
	if err != nil || len(storms.Storms) == 0 {
		t.Fatalf("%v, %v", storms, err)
	}
	half, err := attention.HalfLife(s, event, attention.DecayOptions{})
	if err != nil {
		t.Fatal(err)
	}
	window, err := attention.Window(s, attention.WindowOptions{}, event)
	if err != nil {
		t.Fatal(err)
	}
	again, err := attention.Anniversaries(s, coverage.Date{Year: 2004, Month: 5, Precision: coverage.MonthPrecision}, attention.AnniversaryOptions{Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	add("attention", shares.Overall, shares.Points[0].Share, storms.Storms[0].Share, storms.Storms[0].Rise, half.HalfLife, window.Change, again.Ratio)

	for name, f := range all {
		if f.Quantity == "" || f.Unit == "" || f.Method == "" || f.N <= 0 || len(f.Assumptions) == 0 {
			t.Errorf("%s leaves something out: %+v", name, f)
		}
		if f.Interval.IsDefined() != (f.Confidence > 0) || !f.Interval.IsDefined() && f.Test == nil {
			t.Errorf("%s has neither interval nor test: %+v", name, f)
		}
		if f.Test != nil && (f.Test.Name == "" || f.Test.Null == "" || f.Test.P < 0 || f.Test.P > 1) {
			t.Errorf("%s has a test that says nothing: %+v", name, *f.Test)
		}
		if text := f.String(); !strings.Contains(text, f.Method) || !strings.Contains(f.Methods(), f.Assumptions[0]) {
			t.Errorf("%s: %s", name, text)
		}
	}
}
