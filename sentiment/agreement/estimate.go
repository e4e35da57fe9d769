package agreement

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// Estimate is a figure with what a reader needs to judge it.
type Estimate struct {
	// Value is the figure; NaN when it is undefined, and then Undefined
	// says why.
	Value float64
	// Low and High bound the interval; NaN when there is none.
	Low, High  float64
	Confidence float64 // such as 0.95; 0 when there is no interval
	// N is the number of units that the figure rests on, Clusters the
	// number of groups that were resampled (N when units stand alone).
	N, Clusters int
	Method      string
	Undefined   string
	Warnings    []string
}

// Defined reports whether there is a figure at all.
func (e Estimate) Defined() bool { return !math.IsNaN(e.Value) }

// String prints the figure, its interval and n: "0.743 [0.51, 0.92], n=40".
func (e Estimate) String() string {
	var b strings.Builder
	if !e.Defined() {
		fmt.Fprintf(&b, "undefined (%s)", e.Undefined)
	} else {
		b.WriteString(e.Interval())
	}
	fmt.Fprintf(&b, ", n=%d", e.N)
	if e.Clusters > 0 && e.Clusters != e.N {
		fmt.Fprintf(&b, " in %d clusters", e.Clusters)
	}
	return b.String()
}

// Interval prints the figure and its interval alone: "0.743 [0.51, 0.92]", or
// an en dash when the figure is undefined.
func (e Estimate) Interval() string {
	switch {
	case !e.Defined():
		return "–"
	case math.IsNaN(e.Low) || math.IsNaN(e.High):
		return decimal(e.Value, 3)
	}
	return fmt.Sprintf("%s [%s, %s]", decimal(e.Value, 3), decimal(e.Low, 2), decimal(e.High, 2))
}

// decimal prints v, and never a negative zero.
func decimal(v float64, places int) string {
	s := fmt.Sprintf("%.*f", places, v)
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return s
}

// MarshalJSON writes undefined numbers as null.
func (e Estimate) MarshalJSON() ([]byte, error) {
	num := func(v float64) *float64 {
		if math.IsNaN(v) {
			return nil
		}
		return &v
	}
	return json.Marshal(struct {
		Value      *float64 `json:"value"`
		Low        *float64 `json:"low"`
		High       *float64 `json:"high"`
		Confidence float64  `json:"confidence,omitempty"`
		N          int      `json:"n"`
		Clusters   int      `json:"clusters,omitempty"`
		Method     string   `json:"method,omitempty"`
		Undefined  string   `json:"undefined,omitempty"`
		Warnings   []string `json:"warnings,omitempty"`
	}{num(e.Value), num(e.Low), num(e.High), e.Confidence, e.N, e.Clusters, e.Method, e.Undefined, e.Warnings})
}

func undefined(method, why string, n int) Estimate {
	nan := math.NaN()
	return Estimate{Value: nan, Low: nan, High: nan, Method: method, Undefined: why, N: n}
}
