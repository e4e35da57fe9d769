package chart

import (
	"fmt"
	"strings"
)

// LaTeX returns a table environment with the rows, for a paper that loads the
// package booktabs. Columns of numbers are set right; a cell without data is a
// dash. Nothing in a cell or the caption is a command.
func (t Table) LaTeX(label, caption string) string {
	var b strings.Builder
	spec := ""
	for _, c := range t.Columns {
		if c.Number {
			spec += "r"
		} else {
			spec += "l"
		}
	}
	fmt.Fprintf(&b, "\\begin{table}\n  \\caption{%s}\n  \\label{%s}\n  \\begin{tabular}{%s}\n    \\toprule\n", texEscape(caption), texPath(label), spec)
	heads := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		heads[i] = texEscape(c.Head)
	}
	b.WriteString("    " + strings.Join(heads, " & ") + " \\\\\n    \\midrule\n")
	for _, row := range t.Rows {
		cells := make([]string, len(t.Columns))
		for i, c := range t.Columns {
			switch {
			case i >= len(row) || row[i] == "":
				cells[i] = "--"
			case c.Number && strings.HasPrefix(row[i], "-"):
				cells[i] = "$-$" + texEscape(row[i][1:])
			default:
				cells[i] = texEscape(row[i])
			}
		}
		if strings.HasPrefix(cells[0], "[") {
			cells[0] = "{}" + cells[0] // else an argument of the line end before
		}
		b.WriteString("    " + strings.Join(cells, " & ") + " \\\\\n")
	}
	b.WriteString("    \\bottomrule\n  \\end{tabular}\n\\end{table}\n")
	return b.String()
}
