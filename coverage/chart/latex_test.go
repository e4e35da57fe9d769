package chart

import (
	"strings"
	"testing"
)

func TestTableLaTeX(t *testing.T) {
	table := Table{Columns: []Column{{Key: "phase", Head: "Phase"}, {Key: "index", Head: "Index", Number: true}},
		Rows: [][]string{{"R&D_50% \\input{x}", "-0.25"}, {"no data", ""}, {"short"}, {"[0, 1]", "1"}}}
	got := table.LaTeX("tab:phases", "Index by phase, 100% of $records")
	for _, want := range []string{
		`\begin{tabular}{lr}`, `\caption{Index by phase, 100\% of \$records}`, `\label{tab:phases}`,
		`Phase & Index \\`, `R\&D\_50\% \textbackslash{}input\{x\} & $-$0.25 \\`, `no data & -- \\`, `short & -- \\`, `{}[0, 1] & 1 \\`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}
