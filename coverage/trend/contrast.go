package trend

import (
	"fmt"
	"math"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
)

// A Contrast is the change of a measure in one group.
type Contrast struct {
	Group string
	// Change is the later value minus the earlier; the p-value of its test is
	// that of this group taken alone.
	Change finding.Finding
	// Holm and BH are that p-value corrected for all groups looked at; NaN
	// where there was no test.
	Holm, BH float64
}

// String gives the change with its corrected p-values.
func (c Contrast) String() string {
	s := c.Change.String()
	if !math.IsNaN(c.Holm) {
		s += fmt.Sprintf(" Corrected for all groups: %s (Holm), %s (Benjamini-Hochberg).", finding.PValue(c.Holm), finding.PValue(c.BH))
	}
	return s
}

// Contrasts compares two periods or phases, named by their labels, in every
// group of the table: with phases "before" and "after" and grouped [ByOutlet],
// what became of each outlet. Each comparison is a [Table.Difference]. A group
// without a value on one side has no change. It fails with [ErrOptions] when
// the table has no cell with one of the labels.
func (t *Table) Contrasts(from, to string) ([]Contrast, error) {
	var out []Contrast
	var p []float64
	for _, g := range t.Groups {
		earlier, ok := t.Cell(from, g)
		if !ok {
			return nil, fmt.Errorf("trend: %w: no cell %q", ErrOptions, from)
		}
		later, ok := t.Cell(to, g)
		if !ok {
			return nil, fmt.Errorf("trend: %w: no cell %q", ErrOptions, to)
		}
		c := Contrast{Group: g, Change: t.Difference(later, earlier)}
		if c.Change.Test != nil {
			p = append(p, c.Change.Test.P)
		} else {
			p = append(p, math.NaN())
		}
		out = append(out, c)
	}
	holm, bh := multiplicity.Holm(p), multiplicity.BenjaminiHochberg(p)
	for i := range out {
		out[i].Holm, out[i].BH = holm[i], bh[i]
	}
	return out, nil
}
