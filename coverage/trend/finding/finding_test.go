package finding_test

import (
	"encoding/json"
	"fmt"
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
)

func Example() {
	f := finding.New("share of articles that blame", 0.37)
	f.Interval, f.Confidence = finding.Interval{Low: 0.282, High: 0.468}, 0.95
	f.N, f.Unit, f.Method = 100, "articles", "Wilson score interval"
	fmt.Println(f)
	// Output: share of articles that blame: 0.37 (95% interval 0.282 to 0.468, n = 100 articles; Wilson score interval).
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		x    float64
		want string
	}{
		{0, "0"}, {math.Copysign(0, -1), "0"}, {1, "1"}, {0.123456, "0.1235"}, {-12.34567, "-12.35"}, {9999.9, "10000"},
		{123456.7, "123457"}, {1e20, "1e+20"}, {1e-9, "1e-09"}, {math.NaN(), "undefined"},
		{math.Inf(1), "infinity"}, {math.Inf(-1), "minus infinity"}, {1000, "1000"},
	} {
		if got := finding.Number(c.x); got != c.want {
			t.Errorf("Number(%v) = %q, want %q", c.x, got, c.want)
		}
	}
}

func TestStringTellsUndefinedFromZero(t *testing.T) {
	f := finding.New("index", math.NaN())
	f.Unit = "articles"
	f.Warn("no data")
	f.Warn("no data")
	f.Test = &finding.Test{Null: "no shift", Name: "permutation test", Statistic: math.NaN(), P: 0.0004}
	if got, want := f.String(), "index: undefined (n = 0 articles). permutation test: p < 0.001 (null: no shift). Warning: no data."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestJSONHasNullForUndefined(t *testing.T) {
	f := finding.New("index", math.NaN())
	f.Interval.High = math.Inf(1)
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b), `{"quantity":"index","estimate":null,"low":null,"high":null,"n":0}`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestMethodsNamesAssumptions(t *testing.T) {
	f := finding.New("the slope", 2)
	f.Interval, f.Confidence, f.N, f.Unit = finding.Interval{Low: 1, High: 3}, 0.9, 12, "months"
	f.Method, f.Assumptions = "least squares", []string{"independent errors"}
	if got, want := f.Methods(), "We estimated the slope by least squares with a 90% interval (n = 12 months). This assumes independent errors."; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
