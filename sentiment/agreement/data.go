package agreement

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Data holds the codes that several coders gave to the same units, for one
// variable.
type Data struct {
	Coders []string
	Units  []Unit
}

// Unit is one coded unit: a sentence, a paragraph, an article.
type Unit struct {
	ID string
	// Cluster names the group that the unit was drawn with, such as its
	// document. Intervals resample whole clusters. Empty: the unit stands
	// for itself.
	Cluster string
	// Codes has one code per coder, in the order of Data.Coders; "" is a
	// missing coding.
	Codes []string
}

// FromColumns builds Data from one column of codes per coder. Columns may have
// different lengths; what is absent is missing.
func FromColumns(coders []string, columns ...[]string) Data {
	n := 0
	for _, c := range columns {
		n = max(n, len(c))
	}
	d := Data{Coders: coders, Units: make([]Unit, n)}
	for i := range d.Units {
		codes := make([]string, len(columns))
		for j, c := range columns {
			if i < len(c) {
				codes[j] = c[i]
			}
		}
		d.Units[i] = Unit{ID: strconv.Itoa(i + 1), Codes: codes}
	}
	return d
}

// Indicator returns d with every code replaced by "1" where it contains label
// and "0" where it does not; missing stays missing. A code holds several
// labels when they are joined by [Separator]. Agreement on a variable with
// several labels per unit is measured label by label.
func (d Data) Indicator(label string) Data {
	out := Data{Coders: d.Coders, Units: make([]Unit, len(d.Units))}
	for i, u := range d.Units {
		codes := make([]string, len(u.Codes))
		for j, c := range u.Codes {
			switch {
			case c == "":
			case slices.Contains(strings.Split(c, Separator), label):
				codes[j] = "1"
			default:
				codes[j] = "0"
			}
		}
		out.Units[i] = Unit{ID: u.ID, Cluster: u.Cluster, Codes: codes}
	}
	return out
}

// Separator joins several labels in one code.
const Separator = "|"

// Level is the level of measurement of a variable.
type Level uint8

// Levels of measurement, each with its own distance between two codes
// (Krippendorff, Content Analysis, 4th ed. 2019, ch. 12).
const (
	Nominal  Level = iota // codes are equal or not
	Ordinal               // codes are ranked
	Interval              // codes are numbers whose differences count
	Ratio                 // codes are non-negative numbers whose proportions count
)

var levelNames = [...]string{"nominal", "ordinal", "interval", "ratio"}

func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "level(" + strconv.Itoa(int(l)) + ")"
}

// Scale says how codes are to be compared. The zero value is nominal.
type Scale struct {
	Level Level
	// Order lists the codes from lowest to highest. Used for Ordinal and
	// for weighted kappa; when empty there, codes must be numbers.
	Order []string
}

// ErrScale reports a code that the scale cannot place: not a number, not in
// the given order, negative on a ratio scale.
var ErrScale = errors.New("code does not fit the scale")

// coded is Data with codes replaced by indices into values.
type coded struct {
	labels  []string  // distinct codes, sorted (by value where there is one)
	values  []float64 // numeric value of each label; its index when nominal
	codes   [][]int   // per unit, per coder; -1 is missing
	cluster []string
}

// encode replaces codes by indices. The order of labels depends only on the
// labels.
func (d Data) encode(s Scale) (coded, error) {
	if int(s.Level) >= len(levelNames) {
		return coded{}, fmt.Errorf("agreement: unknown level of measurement %d", s.Level)
	}
	var c coded
	seen := map[string]float64{}
	for _, u := range d.Units {
		if len(u.Codes) > len(d.Coders) {
			return coded{}, fmt.Errorf("agreement: unit %q has %d codes for %d coders", u.ID, len(u.Codes), len(d.Coders))
		}
		for _, code := range u.Codes {
			if code == "" {
				continue
			}
			if _, ok := seen[code]; ok {
				continue
			}
			v, err := s.value(code)
			if err != nil {
				return coded{}, fmt.Errorf("agreement: unit %q: %w", u.ID, err)
			}
			seen[code] = v
			c.labels = append(c.labels, code)
		}
	}
	slices.SortFunc(c.labels, func(a, b string) int {
		if va, vb := seen[a], seen[b]; va != vb {
			if va < vb {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	index := make(map[string]int, len(c.labels))
	n := 0
	for _, l := range c.labels {
		// "1" and "1.0" are one value, unless the scale is nominal.
		if n > 0 && s.numeric() && seen[l] == c.values[n-1] {
			index[l] = n - 1
			continue
		}
		index[l] = n
		c.labels[n] = l
		c.values = append(c.values, seen[l])
		n++
	}
	c.labels = c.labels[:n]
	c.codes = make([][]int, len(d.Units))
	c.cluster = make([]string, len(d.Units))
	for i, u := range d.Units {
		row := make([]int, len(d.Coders))
		for j := range row {
			row[j] = -1
			if j < len(u.Codes) && u.Codes[j] != "" {
				row[j] = index[u.Codes[j]]
			}
		}
		c.codes[i] = row
		c.cluster[i] = u.Cluster
	}
	return c, nil
}

func (s Scale) numeric() bool { return s.Level != Nominal || len(s.Order) > 0 }

func (s Scale) value(code string) (float64, error) {
	if len(s.Order) > 0 {
		i := slices.Index(s.Order, code)
		if i < 0 {
			return 0, fmt.Errorf("%w: %q is not among %s", ErrScale, code, strings.Join(s.Order, ", "))
		}
		if s.Level == Nominal || s.Level == Ordinal {
			return float64(i), nil
		}
	}
	if s.Level == Nominal {
		return 0, nil
	}
	v, err := strconv.ParseFloat(code, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, fmt.Errorf("%w: %q is not a number", ErrScale, code)
	}
	if s.Level == Ratio && v < 0 {
		return 0, fmt.Errorf("%w: %q is negative on a ratio scale", ErrScale, code)
	}
	return v, nil
}
