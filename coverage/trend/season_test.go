package trend_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
)

// journalViews is a monthly count of page views with two gaps, from
// testdata/journal_views.csv (the public metrics table of a journal page).
func journalViews(t testing.TB) *coverage.Series {
	t.Helper()
	f, err := os.Open("testdata/journal_views.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	s := &coverage.Series{ID: "views", Unit: "views", Period: coverage.Monthly}
	for _, r := range rows[1:] {
		p, err := coverage.ParsePeriod(r[0])
		if err != nil {
			t.Fatal(err)
		}
		pt := coverage.Point{Period: p}
		if pt.Status, err = coverage.ParseStatus(r[2]); err != nil {
			t.Fatal(err)
		}
		if r[1] != "" {
			if pt.Value, err = strconv.ParseFloat(r[1], 64); err != nil {
				t.Fatal(err)
			}
		}
		s.Points = append(s.Points, pt)
	}
	return s
}

func ExampleSeason() {
	f, _ := os.Open("testdata/journal_views.csv")
	defer f.Close()
	s := &coverage.Series{Period: coverage.Monthly}
	rows, _ := csv.NewReader(f).ReadAll()
	for _, r := range rows[1:] {
		p, _ := coverage.ParsePeriod(r[0])
		status, _ := coverage.ParseStatus(r[2])
		v, _ := strconv.ParseFloat(r[1], 64)
		s.Points = append(s.Points, coverage.Point{Period: p, Value: v, Status: status})
	}
	season, err := trend.Season(s, trend.SeasonOptions{Calendar: trend.AcademicYear})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(season.High(), len(season.Gaps), "gaps")
	fmt.Println(season.Calendar)
	// Output:
	// [November April] 2 gaps
	// ratio of teaching months (October to May) to the other months: 2.585 (95% interval 2.033 to 3.287, n = 88 months; quasi-Poisson regression, Newey-West standard errors with lag 3, bias and degrees of freedom corrected under a first-order autoregression). t test: statistic 8.467, df 14.23, p < 0.001 (null: no difference).
}

func TestSeasonOfViews(t *testing.T) {
	s, err := trend.Season(journalViews(t), trend.SeasonOptions{Calendar: trend.AcademicYear})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(s)
	if s.Observed != 88 || len(s.Gaps) != 2 || s.Partial != 2 {
		t.Errorf("observed %d, gaps %v, partial %d", s.Observed, s.Gaps, s.Partial)
	}
	if len(s.High()) == 0 || s.High()[0] != 11 {
		t.Errorf("high months %v, want November first", s.High())
	}
	if !(s.Calendar.Interval.Low > 1) {
		t.Errorf("teaching months do not stand out: %v", s.Calendar)
	}
	if len(s.Curve) != 88 {
		t.Errorf("the curve has %d points, one for each observed month was wanted", len(s.Curve))
	}
	for _, c := range s.Curve {
		for _, g := range s.Gaps {
			if c.Period == g {
				t.Errorf("a value was made up for %s", g)
			}
		}
	}
	if !strings.Contains(s.String(), "2 months are missing and were not filled in") {
		t.Errorf("the text does not tell the gaps: %s", s)
	}
}

func TestSeasonRefusesWhatItCannotBear(t *testing.T) {
	short := journalViews(t)
	short.Points = short.Points[:20]
	yearly := &coverage.Series{Period: coverage.Yearly}
	for _, s := range []*coverage.Series{short, yearly, {Period: coverage.Monthly}} {
		if _, err := trend.Season(s, trend.SeasonOptions{}); !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%d points by %s: %v", len(s.Points), s.Period, err)
		}
	}
	constant := &coverage.Series{Period: coverage.Monthly}
	for i := range 48 {
		constant.Points = append(constant.Points, coverage.Point{Period: coverage.Month(2001, 1).Add(i), Value: 3, Status: coverage.Observed})
	}
	got, err := trend.Season(constant, trend.SeasonOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.High())+len(got.Low()) > 0 || got.Trend.Estimate != 0 {
		t.Errorf("a constant series has a season: %v", got)
	}
	for i := range constant.Points {
		constant.Points[i].Value = 0
	}
	if _, err := trend.Season(constant, trend.SeasonOptions{}); err == nil {
		t.Error("a series of zeros has no ratio of months: no error")
	}
}

func TestSeasonOfMeasurements(t *testing.T) {
	s := &coverage.Series{Period: coverage.Monthly}
	for i := range 60 {
		v := 0.01*float64(i) + math.Sin(float64(i)*2.399)*0.1
		if i%12 == 6 {
			v += 2
		}
		s.Points = append(s.Points, coverage.Point{Period: coverage.Month(2001, 1).Add(i), Value: v, Status: coverage.Observed})
	}
	got, err := trend.Season(s, trend.SeasonOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if h := got.High(); len(h) != 1 || h[0] != 7 {
		t.Errorf("high months %v, want July", h)
	}
	if !got.Trend.Interval.Contains(0.12) {
		t.Errorf("trend %v, want 0.12 a year", got.Trend)
	}
}
