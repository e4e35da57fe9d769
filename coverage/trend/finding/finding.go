// Package finding is the form in which every estimator below coverage/trend
// answers: an estimate with its interval, the number it rests on, the name of
// the method as a paper would give it, what the method assumes, and warnings
// where the record cannot bear it.
//
// The way in is to print one. [Finding.String] is a sentence for a methods or
// results section:
//
//	f := finding.New("share of articles that blame", 0.37)
//	f.Interval, f.Confidence = finding.Interval{Low: 0.282, High: 0.468}, 0.95
//	f.N, f.Unit, f.Method = 100, "articles", "Wilson score interval"
//	fmt.Println(f)
package finding

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// An Interval is a confidence interval. Both ends are NaN when there is none;
// one end may be infinite.
type Interval struct {
	Low, High float64
}

// None is the interval of an estimate that has none.
func None() Interval { return Interval{math.NaN(), math.NaN()} }

// IsDefined reports whether both ends are numbers.
func (i Interval) IsDefined() bool { return !math.IsNaN(i.Low) && !math.IsNaN(i.High) }

// Contains reports whether x lies in the interval, ends included.
func (i Interval) Contains(x float64) bool { return i.Low <= x && x <= i.High }

// Width is High − Low.
func (i Interval) Width() float64 { return i.High - i.Low }

// A Test is a test of a null hypothesis.
type Test struct {
	Null      string  // the hypothesis tested, such as "no change at the event"
	Name      string  // "Mann-Kendall test"
	Statistic float64 // the test statistic, NaN if the test has none
	DF        []float64
	P         float64 // two-sided unless Null says otherwise; NaN if undefined
}

// A Finding is one estimate with all that a reader needs to judge it.
type Finding struct {
	Quantity    string   // what is estimated
	Estimate    float64  // NaN when undefined, which is never the same as zero
	Interval    Interval // at level Confidence
	Confidence  float64  // 0.95 for a 95% interval; 0 when there is none
	N           int      // number of units
	Unit        string   // what N counts: "articles", "months"
	Method      string   // as named in a paper
	Test        *Test    // nil when nothing was tested
	Assumptions []string
	Warnings    []string
}

// New returns a finding with an estimate and no interval.
func New(quantity string, estimate float64) Finding {
	return Finding{Quantity: quantity, Estimate: estimate, Interval: None()}
}

// IsDefined reports whether there is an estimate.
func (f Finding) IsDefined() bool { return !math.IsNaN(f.Estimate) }

// Warn adds a warning once.
func (f *Finding) Warn(format string, args ...any) {
	w := fmt.Sprintf(format, args...)
	for _, have := range f.Warnings {
		if have == w {
			return
		}
	}
	f.Warnings = append(f.Warnings, w)
}

// String returns the finding as a sentence or two, such as
//
//	share of articles that blame: 0.37 (95% interval 0.282 to 0.468, n = 100 articles; Wilson score interval).
//
// followed by the warnings. Assumptions are left to [Finding.Methods].
func (f Finding) String() string {
	var b strings.Builder
	b.WriteString(f.Quantity)
	b.WriteString(": ")
	if f.IsDefined() {
		b.WriteString(Number(f.Estimate))
	} else {
		b.WriteString("undefined")
	}
	var in []string
	if f.Interval.IsDefined() {
		in = append(in, fmt.Sprintf("%s%% interval %s to %s", Number(100*f.Confidence), Number(f.Interval.Low), Number(f.Interval.High)))
	}
	if f.N > 0 || f.Unit != "" {
		in = append(in, strings.TrimSpace(fmt.Sprintf("n = %d %s", f.N, f.Unit)))
	}
	detail := strings.Join(in, ", ")
	if f.Method != "" {
		if detail != "" {
			detail += "; "
		}
		detail += f.Method
	}
	if detail != "" {
		b.WriteString(" (" + detail + ")")
	}
	b.WriteString(".")
	if t := f.Test; t != nil {
		b.WriteString(" " + t.String())
	}
	for _, w := range f.Warnings {
		b.WriteString(" Warning: " + w + ".")
	}
	return b.String()
}

// Methods returns what a methods section must say: the method, the level, n,
// and the assumptions.
func (f Finding) Methods() string {
	var b strings.Builder
	fmt.Fprintf(&b, "We estimated %s by %s", f.Quantity, f.Method)
	if f.Interval.IsDefined() {
		fmt.Fprintf(&b, " with a %s%% interval", Number(100*f.Confidence))
	}
	fmt.Fprintf(&b, " (n = %s).", strings.TrimSpace(strconv.Itoa(f.N)+" "+f.Unit))
	if len(f.Assumptions) > 0 {
		b.WriteString(" This assumes " + strings.Join(f.Assumptions, "; ") + ".")
	}
	for _, w := range f.Warnings {
		b.WriteString(" Warning: " + w + ".")
	}
	return b.String()
}

// String returns the test as a sentence.
func (t *Test) String() string {
	var b strings.Builder
	b.WriteString(t.Name + ": ")
	if !math.IsNaN(t.Statistic) {
		b.WriteString("statistic " + Number(t.Statistic) + ", ")
	}
	for i, d := range t.DF {
		if i == 0 {
			b.WriteString("df ")
		}
		b.WriteString(Number(d) + ", ")
	}
	b.WriteString(PValue(t.P))
	if t.Null != "" {
		b.WriteString(" (null: " + t.Null + ")")
	}
	return b.String() + "."
}

// Number writes x with four significant digits, without an exponent where that
// can be helped. The rounding makes the text the same on machines that fuse
// multiplication and addition and those that do not.
func Number(x float64) string {
	switch {
	case math.IsNaN(x):
		return "undefined"
	case math.IsInf(x, 1):
		return "infinity"
	case math.IsInf(x, -1):
		return "minus infinity"
	case x == 0:
		return "0"
	}
	if a := math.Abs(x); a >= 1e4 && a < 1e15 {
		return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	}
	s := strconv.FormatFloat(x, 'g', 4, 64)
	if a := math.Abs(x); a >= 1e-4 && a < 1e4 {
		// Parse and print again to drop the exponent that %g may choose.
		v, _ := strconv.ParseFloat(s, 64)
		s = strconv.FormatFloat(v, 'f', -1, 64)
	}
	return s
}

// PValue writes "p = 0.012" or "p < 0.001".
func PValue(p float64) string {
	switch {
	case math.IsNaN(p):
		return "p undefined"
	case p < 0.001:
		return "p < 0.001"
	}
	return "p = " + strconv.FormatFloat(p, 'f', 3, 64)
}

type findingJSON struct {
	Quantity    string    `json:"quantity"`
	Estimate    *float64  `json:"estimate"`
	Low         *float64  `json:"low"`
	High        *float64  `json:"high"`
	Confidence  float64   `json:"confidence,omitempty"`
	N           int       `json:"n"`
	Unit        string    `json:"unit,omitempty"`
	Method      string    `json:"method,omitempty"`
	Test        *testJSON `json:"test,omitempty"`
	Assumptions []string  `json:"assumptions,omitempty"`
	Warnings    []string  `json:"warnings,omitempty"`
}

type testJSON struct {
	Null      string    `json:"null,omitempty"`
	Name      string    `json:"name"`
	Statistic *float64  `json:"statistic"`
	DF        []float64 `json:"df,omitempty"`
	P         *float64  `json:"p"`
}

// MarshalJSON writes undefined and infinite numbers as null and rounds the
// others to ten significant digits.
func (f Finding) MarshalJSON() ([]byte, error) {
	j := findingJSON{
		Quantity: f.Quantity, Estimate: finite(f.Estimate),
		Low: finite(f.Interval.Low), High: finite(f.Interval.High), Confidence: f.Confidence,
		N: f.N, Unit: f.Unit, Method: f.Method, Assumptions: f.Assumptions, Warnings: f.Warnings,
	}
	if t := f.Test; t != nil {
		j.Test = &testJSON{t.Null, t.Name, finite(t.Statistic), t.DF, finite(t.P)}
	}
	return json.Marshal(j)
}

func finite(x float64) *float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	r, _ := strconv.ParseFloat(strconv.FormatFloat(x, 'g', 10, 64), 64)
	return &r
}
