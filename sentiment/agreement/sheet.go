package agreement

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Field is one variable that coders fill in.
type Field struct {
	Name string
	// Codes are the allowed codes; none means any text.
	Codes []string
	// Multi allows several codes, joined by [Separator].
	Multi bool
	Scale Scale
}

// FrameFields are the variables of a coding of responsibility frames: whether
// each frame is present (1) or absent (0), and for blame who is blamed and in
// whose voice.
func FrameFields() []Field {
	binary := []string{"0", "1"}
	return []Field{
		{Name: "blame", Codes: binary},
		{Name: "systemic", Codes: binary},
		{Name: "counter", Codes: binary},
		{Name: "target", Multi: true, Codes: []string{"perpetrator", "individual", "occupation", "management",
			"organisation", "regulator", "government", "media", "politician", "public", "unnamed", "none"}},
		{Name: "voice", Codes: []string{"author", "quoted", "reported", "none"}},
	}
}

// unitColumn and noteColumn frame the fields on a sheet.
const (
	unitColumn = "unit"
	noteColumn = "note"
)

// WriteSheet writes a blinded coding sheet: the unit's opaque name, title,
// sentences before, text, one empty column per field with its codes in the
// head, and a column for notes. Outlet, phase, document and ID are not on it.
//
// Words in mask (such as the outlets' names) are replaced by "[…]" in title and
// text where they stand as whole words, whatever their case.
//
// The sheet is CSV with a byte order mark, by which spreadsheet programs know
// UTF-8. Every cell is quoted, and a cell that a spreadsheet would take for a
// formula gets an apostrophe in front, which [ReadSheet] takes off again.
func WriteSheet(w io.Writer, items []Item, fields []Field, mask []string) error {
	if err := checkFields(fields); err != nil {
		return err
	}
	out := cells{w: bufio.NewWriter(w)}
	out.w.WriteString("\ufeff")
	head := []string{unitColumn, "title", "before", "text"}
	for _, f := range fields {
		head = append(head, f.head())
	}
	out.row(append(head, noteColumn))
	hide := masker(mask)
	blank := make([]string, len(fields)+1)
	for _, it := range items {
		if it.Unit == "" {
			return fmt.Errorf("agreement: item %q has no unit name; draw items with a Sampler", it.ID)
		}
		out.row(append([]string{it.Unit, hide(it.Title), hide(it.Before), hide(it.Text)}, blank...))
	}
	return out.w.Flush()
}

// head is the column's title: the name and the codes allowed.
func (f Field) head() string {
	if len(f.Codes) == 0 {
		return f.Name
	}
	sep := " / "
	if f.Multi {
		sep = " + "
	}
	return f.Name + " [" + strings.Join(f.Codes, sep) + "]"
}

func checkFields(fields []Field) error {
	seen := map[string]bool{unitColumn: true, noteColumn: true, "title": true, "before": true, "text": true}
	for _, f := range fields {
		if f.Name == "" || strings.ContainsAny(f.Name, "[]") || f.Name != strings.TrimSpace(f.Name) {
			return fmt.Errorf("agreement: %q cannot name a field", f.Name)
		}
		if seen[f.Name] {
			return fmt.Errorf("agreement: field %q is given twice or is a fixed column", f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

// WriteKey writes the file that links unit names to the corpus: unit, id,
// document, outlet, phase. It belongs to the researcher, not to the coders.
func WriteKey(w io.Writer, items []Item) error {
	out := cells{w: bufio.NewWriter(w)}
	out.w.WriteString("\ufeff")
	out.row(keyHead)
	for _, it := range items {
		out.row([]string{it.Unit, it.ID, it.Document, it.Outlet, it.Phase})
	}
	return out.w.Flush()
}

var keyHead = []string{unitColumn, "id", "document", "outlet", "phase"}

// ReadKey reads what WriteKey wrote. The items have no text.
func ReadKey(r io.Reader) ([]Item, error) {
	t, err := readTable(r)
	if err != nil {
		return nil, err
	}
	var at [5]int
	for i, name := range keyHead {
		if at[i] = slices.Index(t.head, name); at[i] < 0 {
			return nil, &SheetError{Line: 1, Message: fmt.Sprintf("no column %q; a key has %s", name, strings.Join(keyHead, ", "))}
		}
	}
	errs := t.errs
	var items []Item
	seen := map[string]int{}
	for _, row := range t.rows {
		it := Item{Unit: row.cell(at[0]), ID: row.cell(at[1]), Document: row.cell(at[2]), Outlet: row.cell(at[3]), Phase: row.cell(at[4])}
		if first, dup := seen[it.Unit]; dup {
			errs = append(errs, &SheetError{Line: row.line, Unit: it.Unit, Message: fmt.Sprintf("unit was already on line %d", first)})
			continue
		}
		seen[it.Unit] = row.line
		items = append(items, it)
	}
	return items, errors.Join(errs...)
}

// Coding is what one coder, or a scorer, said.
type Coding struct {
	Coder string
	Rows  []Row
}

// Row is the coding of one unit.
type Row struct {
	Unit string
	Line int // in the sheet, the head being line 1; 0 if not from a sheet
	// Codes by field name. A field left empty is absent.
	Codes map[string]string
	Note  string
}

// SheetError is a mistake in a sheet.
type SheetError struct {
	Line    int    // first line of the row; the head is line 1
	Unit    string // when known
	Field   string // when the mistake is in one field
	Message string
}

func (e *SheetError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "line %d", e.Line)
	if e.Unit != "" {
		fmt.Fprintf(&b, ", unit %s", e.Unit)
	}
	if e.Field != "" {
		fmt.Fprintf(&b, ", %s", e.Field)
	}
	return b.String() + ": " + e.Message
}

// ReadSheet reads a filled-in sheet. Columns are found by name, in any order,
// and others are left alone; comma, semicolon and tab are recognised as
// separators, for spreadsheet programs rewrite them. Codes are trimmed and
// compared without regard to case.
//
// Units that are not among key are errors, as are units given twice and codes
// that are not allowed; a nil key accepts any unit. ReadSheet reports every
// mistake, each a [SheetError] within the joined error, and still returns all
// that could be read. Units missing from the sheet are not an error: several
// coders may have had different parts.
func ReadSheet(r io.Reader, coder string, fields []Field, key []Item) (Coding, error) {
	if err := checkFields(fields); err != nil {
		return Coding{}, err
	}
	t, err := readTable(r)
	if err != nil {
		return Coding{}, err
	}
	errs := t.errs
	names := make([]string, len(t.head))
	for i, h := range t.head {
		name, _, _ := strings.Cut(h, "[")
		names[i] = strings.TrimSpace(name)
	}
	find := func(name string) int {
		i := slices.IndexFunc(names, func(s string) bool { return strings.EqualFold(s, name) })
		if i < 0 {
			errs = append(errs, &SheetError{Line: t.headLine, Message: fmt.Sprintf("no column %q", name)})
		}
		return i
	}
	unitAt := find(unitColumn)
	if unitAt < 0 {
		return Coding{}, errors.Join(errs...)
	}
	fieldAt := make([]int, len(fields))
	for i, f := range fields {
		fieldAt[i] = find(f.Name)
	}
	noteAt := slices.Index(names, noteColumn)

	known := make(map[string]string, len(key))
	for _, it := range key {
		known[strings.ToLower(it.Unit)] = it.Unit
	}
	coding := Coding{Coder: coder}
	seen := map[string]int{}
	for _, row := range t.rows {
		unit := row.cell(unitAt)
		if key != nil {
			k, ok := known[strings.ToLower(unit)]
			if !ok {
				errs = append(errs, &SheetError{Line: row.line, Unit: unit, Message: "unit is not in the key; was it drawn with another seed?"})
				continue
			}
			unit = k
		} else if unit == "" {
			errs = append(errs, &SheetError{Line: row.line, Message: "no unit name"})
			continue
		}
		if first, dup := seen[unit]; dup {
			errs = append(errs, &SheetError{Line: row.line, Unit: unit, Message: fmt.Sprintf("unit was already coded on line %d", first)})
			continue
		}
		seen[unit] = row.line
		out := Row{Unit: unit, Line: row.line, Codes: map[string]string{}}
		if noteAt >= 0 {
			out.Note = row.cell(noteAt)
		}
		for i, f := range fields {
			if fieldAt[i] < 0 {
				continue
			}
			raw := row.cell(fieldAt[i])
			if raw == "" {
				continue
			}
			code, err := f.parse(raw)
			if err != nil {
				errs = append(errs, &SheetError{Line: row.line, Unit: unit, Field: f.Name, Message: err.Error()})
				continue
			}
			out.Codes[f.Name] = code
		}
		coding.Rows = append(coding.Rows, out)
	}
	return coding, errors.Join(errs...)
}

// parse returns the code in its canonical spelling; several codes are sorted
// and joined.
func (f Field) parse(raw string) (string, error) {
	parts := []string{raw}
	if f.Multi {
		parts = strings.FieldsFunc(raw, func(r rune) bool { return strings.ContainsRune("|;,+/", r) })
	}
	var codes []string
	for _, p := range parts {
		p = strings.TrimSpace(p)
		if p == "" {
			continue
		}
		if len(f.Codes) > 0 {
			i := slices.IndexFunc(f.Codes, func(c string) bool { return strings.EqualFold(c, p) })
			if i < 0 {
				return "", fmt.Errorf("%q is not one of %s", p, strings.Join(f.Codes, ", "))
			}
			p = f.Codes[i]
		}
		if _, err := f.Scale.value(p); err != nil {
			return "", err
		}
		codes = append(codes, p)
	}
	if len(codes) == 0 {
		return "", fmt.Errorf("%q holds no code", raw)
	}
	slices.Sort(codes)
	return strings.Join(slices.Compact(codes), Separator), nil
}

// Collect puts the codings of one field together. Key gives the units and
// their order and makes documents the clusters; when nil, units come from the
// codings, in order of appearance, and stand alone.
func Collect(field string, codings []Coding, key []Item) Data {
	d := Data{Coders: make([]string, len(codings))}
	at := map[string]int{}
	add := func(unit, cluster string) {
		if _, ok := at[unit]; !ok {
			at[unit] = len(d.Units)
			d.Units = append(d.Units, Unit{ID: unit, Cluster: cluster, Codes: make([]string, len(codings))})
		}
	}
	for _, it := range key {
		add(it.Unit, it.Document)
	}
	for c, coding := range codings {
		d.Coders[c] = coding.Coder
		for _, row := range coding.Rows {
			if key == nil {
				add(row.Unit, "")
			}
			if i, ok := at[row.Unit]; ok {
				d.Units[i].Codes[c] = row.Codes[field]
			}
		}
	}
	return d
}

// table is a CSV file as read.
type table struct {
	head     []string
	headLine int
	rows     []tableRow
	errs     []error
}

type tableRow struct {
	line  int
	cells []string
}

func (r tableRow) cell(i int) string {
	if i >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(revive(r.cells[i]))
}

// maxSheet bounds a sheet: 100,000 rows of long sentences fit.
const maxSheet = 256 << 20

func readTable(r io.Reader) (table, error) {
	raw, err := io.ReadAll(io.LimitReader(r, maxSheet+1))
	if err != nil {
		return table{}, fmt.Errorf("agreement: read sheet: %w", err)
	}
	if len(raw) > maxSheet {
		return table{}, fmt.Errorf("agreement: sheet is larger than %d MB", maxSheet>>20)
	}
	switch {
	case bytes.HasPrefix(raw, []byte{0xff, 0xfe}) || bytes.HasPrefix(raw, []byte{0xfe, 0xff}):
		return table{}, &SheetError{Line: 1, Message: "the file is UTF-16; save it as “CSV UTF-8”"}
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return table{}, &SheetError{Line: 1, Message: "the file is a workbook; save it as “CSV UTF-8”"}
	}
	raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
	cr := csv.NewReader(bytes.NewReader(raw))
	cr.Comma = separatorOf(raw)
	cr.FieldsPerRecord = -1
	var t table
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			t.errs = append(t.errs, &SheetError{Line: parse.StartLine, Message: "not CSV: " + parse.Err.Error()})
			continue
		}
		if err != nil {
			return table{}, fmt.Errorf("agreement: read sheet: %w", err)
		}
		line, _ := cr.FieldPos(0)
		blank := !slices.ContainsFunc(rec, func(c string) bool { return strings.TrimSpace(c) != "" })
		switch {
		case blank:
		case t.head == nil:
			t.headLine = line
			for i := range rec {
				rec[i] = strings.TrimSpace(revive(rec[i]))
			}
			t.head = rec
		default:
			t.rows = append(t.rows, tableRow{line, rec})
		}
	}
	if t.head == nil {
		return table{}, errors.Join(append(t.errs, &SheetError{Line: 1, Message: "the sheet is empty"})...)
	}
	return t, nil
}

// separatorOf returns the separator that is most frequent in the first
// non-blank line outside quotes and brackets (which may list codes).
func separatorOf(raw []byte) rune {
	raw = bytes.TrimLeft(raw, "\r\n")
	var count [128]int
	quoted, depth := false, 0
	for _, c := range raw {
		switch {
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			depth++
		case c == ']':
			depth--
		case c == '\n' || c == '\r':
			return mostOf(&count)
		case depth <= 0 && c < 128:
			count[c]++
		}
	}
	return mostOf(&count)
}

func mostOf(count *[128]int) rune {
	best := ','
	for _, c := range ";\t" {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// cells writes rows with every cell quoted: an unquoted cell with a semicolon
// would be cut in two by programs that separate by semicolons, and its second
// half could be a formula.
type cells struct{ w *bufio.Writer }

func (c cells) row(values []string) {
	for i, v := range values {
		if i > 0 {
			c.w.WriteByte(',')
		}
		c.w.WriteByte('"')
		c.w.WriteString(strings.ReplaceAll(inert(v), `"`, `""`))
		c.w.WriteByte('"')
	}
	c.w.WriteString("\r\n")
}

// inert makes a cell harmless in a spreadsheet: control characters become
// spaces, and a cell that begins like a formula (after any blanks and
// apostrophes) gets one more apostrophe.
func inert(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return ' '
		}
		return r
	}, strings.ReplaceAll(strings.ToValidUTF8(s, "\ufffd"), "\r\n", "\n"))
	if beginsFormula(s) {
		return "'" + s
	}
	return s
}

// revive undoes the apostrophe of inert.
func revive(s string) string {
	if strings.HasPrefix(s, "'") && beginsFormula(s[1:]) {
		return s[1:]
	}
	return s
}

func beginsFormula(s string) bool {
	for _, r := range s {
		switch r {
		case '=', '+', '-', '@', '＝', '＋', '－', '＠', '−':
			return true
		case '\'', '\ufeff', '\u200b':
		default:
			if !unicode.IsSpace(r) {
				return false
			}
		}
	}
	return false
}

// masker returns a function that hides words.
func masker(words []string) func(string) string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return strings.TrimSpace(w) == "" })
	if len(words) == 0 {
		return func(s string) string { return s }
	}
	// Longer names first, so that a name within a name does not win.
	slices.SortStableFunc(words, func(a, b string) int { return len(b) - len(a) })
	return func(s string) string {
		var b strings.Builder
		wordBefore := false
	next:
		for i := 0; i < len(s); {
			if !wordBefore {
				for _, w := range words {
					if n, ok := foldPrefix(s[i:], w); ok && !startsWord(s[i+n:]) {
						b.WriteString("[…]")
						i += n
						wordBefore = true
						continue next
					}
				}
			}
			r, n := utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
			wordBefore = isWordRune(r)
			i += n
		}
		return b.String()
	}
}

// foldPrefix reports whether s begins with word, case apart, and how many bytes
// of s that is.
func foldPrefix(s, word string) (int, bool) {
	n := 0
	for _, r := range word {
		got, size := utf8.DecodeRuneInString(s[n:])
		if size == 0 || unicode.ToLower(got) != unicode.ToLower(r) {
			return 0, false
		}
		n += size
	}
	return n, true
}

func startsWord(s string) bool {
	r, n := utf8.DecodeRuneInString(s)
	return n > 0 && isWordRune(r)
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
