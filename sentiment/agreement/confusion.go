package agreement

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// Confusion counts how often each true label was given as each label. The zero
// value is ready for use. It is an accumulator: parts counted apart may be
// merged, in any order.
type Confusion struct {
	counts map[[2]string]int
}

// Add counts one unit.
func (c *Confusion) Add(truth, predicted string) { c.AddN(truth, predicted, 1) }

// AddN counts n units.
func (c *Confusion) AddN(truth, predicted string, n int) {
	if c.counts == nil {
		c.counts = map[[2]string]int{}
	}
	c.counts[[2]string{truth, predicted}] += n
}

// Merge adds the counts of other.
func (c *Confusion) Merge(other *Confusion) {
	for k, n := range other.counts {
		c.AddN(k[0], k[1], n)
	}
}

// Count returns how many units of label truth were given label predicted.
func (c *Confusion) Count(truth, predicted string) int {
	return c.counts[[2]string{truth, predicted}]
}

// N returns the number of units.
func (c *Confusion) N() int {
	n := 0
	for _, k := range c.counts {
		n += k
	}
	return n
}

// Labels returns all labels that occur, sorted.
func (c *Confusion) Labels() []string {
	var labels []string
	for k := range c.counts {
		labels = append(labels, k[0], k[1])
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}

// Matrix returns the counts, one row per true label and one column per given
// label, both in the order of labels; nil means [Confusion.Labels].
func (c *Confusion) Matrix(labels []string) [][]int {
	if labels == nil {
		labels = c.Labels()
	}
	m := make([][]int, len(labels))
	for i, t := range labels {
		m[i] = make([]int, len(labels))
		for j, p := range labels {
			m[i][j] = c.Count(t, p)
		}
	}
	return m
}

// Counts returns the outcomes for one label against all others.
func (c *Confusion) Counts(label string) Counts {
	var out Counts
	for k, n := range c.counts {
		switch {
		case k[0] == label && k[1] == label:
			out.TP += n
		case k[1] == label:
			out.FP += n
		case k[0] == label:
			out.FN += n
		default:
			out.TN += n
		}
	}
	return out
}

// confusionJSON is a Confusion on paper: rows are the truth.
type confusionJSON struct {
	Labels []string `json:"labels"`
	Counts [][]int  `json:"counts"`
}

// MarshalJSON writes the labels, sorted, and the matrix.
func (c Confusion) MarshalJSON() ([]byte, error) {
	return json.Marshal(confusionJSON{append([]string{}, c.Labels()...), c.Matrix(nil)})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (c *Confusion) UnmarshalJSON(b []byte) error {
	var j confusionJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return fmt.Errorf("agreement: confusion matrix: %w", err)
	}
	if len(j.Counts) != len(j.Labels) {
		return fmt.Errorf("agreement: confusion matrix has %d rows for %d labels", len(j.Counts), len(j.Labels))
	}
	*c = Confusion{}
	for i, row := range j.Counts {
		if len(row) != len(j.Labels) {
			return fmt.Errorf("agreement: row %d of the confusion matrix has %d counts for %d labels", i+1, len(row), len(j.Labels))
		}
		for k, n := range row {
			if n < 0 {
				return fmt.Errorf("agreement: row %d of the confusion matrix has a negative count", i+1)
			}
			if n > 0 {
				c.AddN(j.Labels[i], j.Labels[k], n)
			}
		}
	}
	return nil
}

// WriteTo prints the matrix as a Markdown table, rows being the truth.
func (c *Confusion) WriteTo(w io.Writer) (int64, error) {
	labels := c.Labels()
	table := [][]string{append([]string{"coded \\ scored"}, labels...)}
	for i, row := range c.Matrix(labels) {
		cells := []string{labels[i]}
		for _, n := range row {
			cells = append(cells, fmt.Sprint(n))
		}
		table = append(table, cells)
	}
	n, err := io.WriteString(w, markdownTable(table))
	return int64(n), err
}

// markdownTable lays out rows with their columns aligned, the first row being
// the head.
func markdownTable(rows [][]string) string {
	widths := make([]int, len(rows[0]))
	escape := strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ")
	for _, r := range rows {
		for j, cell := range r {
			r[j] = escape.Replace(cell)
			widths[j] = max(widths[j], utf8.RuneCountInString(r[j]), 3)
		}
	}
	var b strings.Builder
	for i, r := range rows {
		for j, cell := range r {
			pad := strings.Repeat(" ", widths[j]-utf8.RuneCountInString(cell))
			if j == 0 {
				fmt.Fprintf(&b, "| %s%s |", cell, pad)
			} else {
				fmt.Fprintf(&b, " %s%s |", pad, cell)
			}
		}
		b.WriteByte('\n')
		if i == 0 {
			for j, w := range widths {
				if j == 0 {
					fmt.Fprintf(&b, "|%s|", strings.Repeat("-", w+2))
				} else {
					fmt.Fprintf(&b, "%s:|", strings.Repeat("-", w+1))
				}
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}
