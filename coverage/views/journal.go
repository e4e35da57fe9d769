package views

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// ReadJournal reads the table "Month: / Total Views:" that journal platforms
// print under an article's metrics, from the saved HTML page or from text
// copied off the page (cells divided by tabs, bars or line breaks).
//
// The result is a monthly series of views. A month that is not listed, or
// whose cell is empty or a dash, is missing. Where the page prints a total
// ("Total Views 1,234") a difference is a warning. Input without such a table
// is an error that wraps [ErrNoTable]; a row whose number cannot be read is a
// [*coverage.RecordError] with its line, and no series is returned, for a
// series short of a row looks like a gap of the source.
func ReadJournal(r io.Reader, o Options) (*coverage.Series, error) {
	raw, err := readAll(r, o)
	if err != nil {
		return nil, err
	}
	text := string(plainText(raw))
	provenance := coverage.Provenance{Source: "journal-metrics", Location: o.Location, SHA256: coverage.SHA256Hex(raw)}
	if looksLikeHTML(text) {
		text = flatten(text)
		provenance.Steps = append(provenance.Steps, "read from HTML")
	}
	entries, headed, err := scanTable(text, o.Location)
	if err != nil {
		return nil, err
	}
	if len(entries) == 0 || !headed && len(entries) < 2 {
		return nil, &coverage.RecordError{Location: o.Location,
			Err: fmt.Errorf("views: %w: looked for \"Month:\" and \"Total Views:\" and rows such as \"December 2016  3\"", ErrNoTable)}
	}
	if !headed {
		warn(&provenance, "the table has no header \"Month: / Total Views:\"; rows of a month and a number were read")
	}
	s, err := assemble(entries, coverage.Monthly, o, provenance)
	if err != nil {
		return nil, err
	}
	s.Unit = "views"
	if m := statedTotal.FindStringSubmatch(text); m != nil {
		if total, absent, err := parseCount(m[1]); err == nil && !absent {
			checkTotal(s, total, "the page's own total")
		}
	}
	markEdges(s, o)
	return s, nil
}

// statedTotal finds "Total Views 1,234", but not the header "Total Views:".
var statedTotal = regexp.MustCompile(`(?i)\btotal\s+views\s+([0-9][0-9,]*)\b`)

func looksLikeHTML(s string) bool {
	head := strings.ToLower(s[:min(len(s), 4096)])
	for _, mark := range []string{"<!doctype", "<html", "<table", "<tr", "<td", "<div", "<body"} {
		if strings.Contains(head, mark) {
			return true
		}
	}
	return strings.Contains(s, "<td") || strings.Contains(s, "<tr")
}

// flatten turns HTML into lines: a row or block a line, cells divided by tabs.
func flatten(page string) string {
	var out bytes.Buffer
	z := html.NewTokenizer(strings.NewReader(page))
	z.SetMaxBuf(1 << 20)
	hidden := 0
	breakLine := func() {
		if n := out.Len(); n > 0 && out.Bytes()[n-1] != '\n' {
			out.WriteByte('\n')
		}
	}
	for {
		switch z.Next() {
		case html.ErrorToken:
			return out.String()
		case html.TextToken:
			if hidden == 0 {
				out.WriteString(strings.Join(strings.Fields(string(z.Text())), " "))
				out.WriteByte(' ')
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); a {
			case atom.Script, atom.Style, atom.Template, atom.Noscript:
				hidden++
			case atom.Td, atom.Th:
			default:
				if isBlock(a) {
					breakLine()
				}
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			switch a := atom.Lookup(name); a {
			case atom.Script, atom.Style, atom.Template, atom.Noscript:
				hidden = max(0, hidden-1)
			case atom.Td, atom.Th:
				out.WriteByte('\t')
			default:
				if isBlock(a) {
					breakLine()
				}
			}
		}
	}
}

func isBlock(a atom.Atom) bool {
	switch a {
	case atom.Tr, atom.Table, atom.Tbody, atom.Thead, atom.Tfoot, atom.Div, atom.P, atom.Li, atom.Ul, atom.Ol, atom.Dl,
		atom.Dt, atom.Dd, atom.Br, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main, atom.Nav, atom.Aside,
		atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Body, atom.Html, atom.Head, atom.Title, atom.Form, atom.Option:
		return true
	}
	return false
}

// cellEnd divides the cells of a line of text.
var cellEnd = regexp.MustCompile(`[\t|;]| {2,}`)

// rowOfOneCell is a month and its number with nothing but a blank between.
var rowOfOneCell = regexp.MustCompile(`^([A-Za-z]{3,9}[ \x{a0}]\d{4}):?\s+(\S.*)$`)

// scanTable finds the rows of the table. With a header, rows are read from
// there to the first line that is none; without, all rows of the text.
func scanTable(text, location string) (entries []entry, headed bool, err error) {
	lines := strings.Split(text, "\n")
	start := 0
	for i := range lines {
		if headerEnd, ok := isHeader(lines, i); ok {
			start, headed = headerEnd, true
			break
		}
	}
	var pending *entry // a month whose number stands on the next line
	flush := func() {
		if pending != nil {
			pending.absent = true
			entries = append(entries, *pending)
			pending = nil
		}
	}
	for i := start; i < len(lines); i++ {
		line := strings.TrimRight(lines[i], "\r ")
		cells := split(line)
		if len(cells) == 0 {
			continue
		}
		if pending != nil {
			if _, isMonth := monthCell(cells[0]); !isMonth && len(cells) == 1 {
				value, absent, err := parseCount(cells[0])
				if err == nil {
					pending.value, pending.absent = value, absent
					entries = append(entries, *pending)
					pending = nil
					continue
				}
				if headed {
					return nil, headed, &coverage.RecordError{Location: location, Record: len(entries) + 1, Line: i + 1, Err: err}
				}
				pending = nil
				continue
			}
		}
		period, isMonth := monthCell(cells[0])
		if !isMonth {
			if headed && pending == nil && len(entries) > 0 {
				break // the table is over
			}
			flush()
			continue
		}
		flush()
		e := entry{period: period, line: i + 1}
		if len(cells) == 1 {
			if strings.HasSuffix(line, "\t") || strings.HasSuffix(line, "|") {
				if strings.Count(line, "\t") > 1 || strings.Count(line, "|") > 1 {
					e.absent = true // an empty cell
					entries = append(entries, e)
					continue
				}
			}
			pending = &e
			continue
		}
		value, absent, err := parseCount(cells[1])
		if err != nil {
			if !headed {
				continue
			}
			return nil, headed, &coverage.RecordError{Location: location, Record: len(entries) + 1, Line: i + 1, Err: err}
		}
		e.value, e.absent = value, absent
		entries = append(entries, e)
	}
	flush()
	return entries, headed, nil
}

// isHeader reports whether the header begins on line i, and the line after it.
func isHeader(lines []string, i int) (int, bool) {
	first := strings.ToLower(strings.TrimSpace(lines[i]))
	if !strings.HasPrefix(strings.TrimLeft(first, "| \t"), "month") {
		return 0, false
	}
	if strings.Contains(first, "total views") {
		return i + 1, true
	}
	for j := i + 1; j < len(lines) && j <= i+3; j++ {
		next := strings.ToLower(strings.Trim(lines[j], "| \t\r"))
		if next == "" {
			continue
		}
		if strings.HasPrefix(next, "total views") && strings.Trim(first, "| \t:") == "month" {
			return j + 1, true
		}
		return 0, false
	}
	return 0, false
}

func split(line string) []string {
	var cells []string
	for _, c := range cellEnd.Split(line, -1) {
		if c = strings.TrimSpace(c); c != "" {
			cells = append(cells, c)
		}
	}
	if len(cells) == 1 {
		if m := rowOfOneCell.FindStringSubmatch(cells[0]); m != nil {
			if _, ok := monthCell(m[1]); ok {
				return []string{m[1], m[2]}
			}
		}
	}
	return cells
}

func monthCell(s string) (coverage.Period, bool) {
	p, ok := parsePeriod(s)
	return p, ok && p.Kind == coverage.Monthly
}
