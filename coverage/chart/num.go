package chart

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// A Num is a number that may be absent. The zero Num is absent, so a field
// left out of a row is missing, never zero. Make one with [N].
type Num struct {
	v  float64
	ok bool
}

// N returns v as a Num; a NaN or an infinity is absent.
func N(v float64) Num {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return Num{}
	}
	return Num{v + 0, true} // + 0 turns a negative zero into zero
}

// Get returns the number and whether there is one.
func (n Num) Get() (float64, bool) { return n.v, n.ok }

// Known reports whether there is a number.
func (n Num) Known() bool { return n.ok }

// String returns the shortest decimal that reads back as the number, without
// an exponent, or "" when it is absent. It is what a CSV cell holds.
func (n Num) String() string {
	if !n.ok {
		return ""
	}
	return strconv.FormatFloat(n.v, 'f', -1, 64)
}

// MarshalJSON writes the number, or null.
func (n Num) MarshalJSON() ([]byte, error) {
	if !n.ok {
		return []byte("null"), nil
	}
	return json.Marshal(n.v)
}

// UnmarshalJSON reads a number or null.
func (n *Num) UnmarshalJSON(b []byte) error {
	var p *float64
	if err := json.Unmarshal(b, &p); err != nil {
		return err
	}
	*n = Num{}
	if p != nil {
		*n = N(*p)
	}
	return nil
}

const minus = "\u2212"

// fixed writes v for a reader: so many decimals, a comma between thousands, a
// true minus sign. Numbers from 10¹² up and those too small for the decimals
// are written as powers of ten.
func fixed(v float64, decimals int) string {
	if a := math.Abs(v); a >= 1e12 || a != 0 && decimals > 6 {
		return power(v)
	}
	s := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, frac, hasFrac := strings.Cut(s, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasFrac {
		whole += "." + frac
	}
	if v < 0 && strings.Trim(s, "0.") != "" {
		return minus + whole
	}
	return whole
}

// signed is fixed with a plus sign before a positive number.
func signed(v float64, decimals int) string {
	s := fixed(v, decimals)
	if v > 0 && strings.Trim(s, "0.,") != "" {
		return "+" + s
	}
	return s
}

// power writes v as a number of at most two decimals times a power of ten.
func power(v float64) string {
	s := strconv.FormatFloat(v, 'e', 2, 64)
	m, e, _ := strings.Cut(s, "e")
	m = strings.TrimSuffix(strings.TrimRight(m, "0"), ".")
	m = strings.Replace(m, "-", minus, 1)
	n, _ := strconv.Atoi(e)
	return m + "\u202f×\u202f10" + superscript(n)
}

func superscript(n int) string {
	return strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴",
		"5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹").Replace(strconv.Itoa(n))
}

// brief writes v with two or three significant digits, for a label beside a
// mark.
func brief(v float64) string {
	a := math.Abs(v)
	switch {
	case a == 0:
		return "0"
	case a >= 1e6 || a < 1e-3:
		return power(v)
	case a >= 100 || v == math.Trunc(v):
		return fixed(v, 0)
	case a >= 10:
		return fixed(v, 1)
	case a >= 0.1:
		return fixed(v, 2)
	default:
		return fixed(v, 1-int(math.Floor(math.Log10(a))))
	}
}

// briefSigned is for an index in a sentence: two decimals and a sign, or three
// significant digits where these say nothing.
func briefSigned(v float64) string {
	if a := math.Abs(v); a == 0 || a >= 0.005 && a < 1000 {
		return signed(v, 2)
	}
	if v > 0 {
		return "+" + brief(v)
	}
	return brief(v)
}
