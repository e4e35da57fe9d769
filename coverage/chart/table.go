package chart

import (
	"encoding/csv"
	"io"
	"strings"
)

// A Table holds the rows behind a figure, or any other table of a page. CSV,
// the table that a reader opens under a figure and the marks drawn in it are
// made of the same rows.
type Table struct {
	Columns []Column
	Rows    [][]string // one string a column; "" is no data
	Heads   int        // how many columns at the left name the row
	Links   []string   // for each row, the id of the evidence behind it, or ""; may be nil
}

// A Column names a column. Head is what the page prints; Key is the name in a
// CSV file, in lower case with underscores.
type Column struct {
	Key, Head string
	Number    bool // set right, with a true minus sign on the page
}

// WriteCSV writes a header line of the keys and one line a row, as RFC 4180
// has it, with LF line ends. A cell that a spreadsheet would take for a
// formula, because it begins with = + - @ and is not a number, is written with
// an apostrophe before it.
func (t Table) WriteCSV(w io.Writer) error {
	cw := csv.NewWriter(w)
	line := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		line[i] = c.Key
	}
	if err := cw.Write(line); err != nil {
		return err
	}
	for _, row := range t.Rows {
		for i := range line {
			line[i] = ""
			if i < len(row) {
				line[i] = row[i]
				if !t.Columns[i].Number {
					line[i] = defuse(row[i])
				}
			}
		}
		if err := cw.Write(line); err != nil {
			return err
		}
	}
	cw.Flush()
	return cw.Error()
}

func defuse(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (t *Table) add(cells ...string) { t.Rows = append(t.Rows, cells) }

func (t *Table) link(id string) {
	for len(t.Links) < len(t.Rows)-1 {
		t.Links = append(t.Links, "")
	}
	t.Links = append(t.Links, id)
}
