package views

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Usage is one line of a COUNTER report: one metric of one title or item,
// month by month.
type Usage struct {
	Item     string // title of the journal, book, article or platform
	DOI      string
	ISSN     string // online ISSN, else print ISSN
	Platform string
	Metric   string // "Total_Item_Requests", "Unique_Item_Requests", …
	Rows     int    // rows of the report that were summed: access types, years of publication, …
	Series   coverage.Series
}

// A CounterReport is what a COUNTER Release 5 report says.
type CounterReport struct {
	ID       string // "TR_J1", "IR_A1", …
	Release  string // "5", "5.1"
	From, To coverage.Period
	Created  coverage.Date
	Usage    []Usage // in the order of the report
}

// Find returns the lines of one metric whose item, DOI or ISSN is want, in
// any case. An empty want finds every item.
func (r *CounterReport) Find(want, metric string) []Usage {
	var found []Usage
	for _, u := range r.Usage {
		if strings.EqualFold(u.Metric, metric) &&
			(want == "" || strings.EqualFold(u.Item, want) || strings.EqualFold(u.DOI, want) || strings.EqualFold(u.ISSN, want)) {
			found = append(found, u)
		}
	}
	return found
}

// ReadCounter reads a COUNTER report of Release 5 (R5.0 or R5.1), as JSON or
// as tab-separated text, which it tells apart by the first byte. Rows that
// differ only in access type, year of publication or the like are summed.
//
// The months are those of the reporting period in the header. A month within
// it that has no entry is missing: COUNTER services may leave out months
// without use, and Options.AbsentIsZero reads them as zeros. Months of a
// COUNTER report are whole, so edges are partial only where
// Options.Captured says so. In the tab-separated form each row's
// Reporting_Period_Total is held against its months.
func ReadCounter(r io.Reader, o Options) (*CounterReport, error) {
	raw, err := readAll(r, o)
	if err != nil {
		return nil, err
	}
	text := bytes.TrimSpace(plainText(raw))
	var report *counterBuilder
	if bytes.HasPrefix(text, []byte("{")) || bytes.HasPrefix(text, []byte("[")) {
		report, err = counterJSON(text)
	} else {
		report, err = counterTSV(text)
	}
	if err != nil {
		var at *coverage.RecordError
		if errors.As(err, &at) {
			at.Location = o.Location
			return nil, at
		}
		return nil, &coverage.RecordError{Location: o.Location, Err: err}
	}
	return report.build(o, coverage.SHA256Hex(raw))
}

// counterBuilder sums rows by item and metric.
type counterBuilder struct {
	report CounterReport
	rows   map[string]*counterRow
	order  []string
}

type counterRow struct {
	usage    Usage
	months   map[coverage.Period]float64
	warnings []string
}

func (b *counterBuilder) row(u Usage, key string) *counterRow {
	key += "\x00" + u.Item + "\x00" + u.DOI + "\x00" + u.ISSN + "\x00" + u.Platform + "\x00" + u.Metric
	r := b.rows[key]
	if r == nil {
		if b.rows == nil {
			b.rows = map[string]*counterRow{}
		}
		r = &counterRow{usage: u, months: map[coverage.Period]float64{}}
		b.rows[key] = r
		b.order = append(b.order, key)
	}
	return r
}

const maxCounterMonths = 1200

func (b *counterBuilder) build(o Options, digest string) (*CounterReport, error) {
	report := b.report
	known := report.From.Kind == coverage.Monthly && report.To.Kind == coverage.Monthly
	if known && (report.To.Sub(report.From) < 0 || report.To.Sub(report.From) > maxCounterMonths) {
		return nil, &coverage.RecordError{Location: o.Location, Err: fmt.Errorf("views: the reporting period is %s to %s", report.From, report.To)}
	}
	for _, key := range b.order {
		r := b.rows[key]
		var entries []entry
		for _, p := range slices.SortedFunc(maps.Keys(r.months), coverage.Period.Compare) {
			entries = append(entries, entry{period: p, value: r.months[p]})
		}
		outside := false
		if known {
			for p := report.From; p.Sub(report.To) <= 0; p = p.Add(1) {
				if _, ok := r.months[p]; !ok {
					e := entry{period: p, absent: !o.AbsentIsZero, note: "no entry in the report"}
					if o.AbsentIsZero {
						e.note = "not listed; the source leaves out zeros"
					}
					entries = append(entries, e)
				}
			}
			for p := range r.months {
				outside = outside || p.Sub(report.From) < 0 || p.Sub(report.To) > 0
			}
		}
		lineOptions := o
		lineOptions.ID = strings.Join(slices.DeleteFunc([]string{o.ID, firstOf(r.usage.DOI, r.usage.ISSN, r.usage.Item), r.usage.Metric},
			func(s string) bool { return s == "" }), ":")
		lineOptions.Name = firstOf(o.Name, r.usage.Item)
		s, err := assemble(entries, coverage.Monthly, lineOptions, coverage.Provenance{
			Source: "counter-" + report.Release, Location: o.Location, SHA256: digest, Warnings: r.warnings})
		if err != nil {
			return nil, err
		}
		if outside {
			warn(&s.Provenance, fmt.Sprintf("the report has months outside its reporting period %s to %s", report.From, report.To))
		}
		if r.usage.Rows > 1 {
			s.Provenance.Steps = append(s.Provenance.Steps, fmt.Sprintf("summed over %d rows of the report", r.usage.Rows))
			if strings.HasPrefix(r.usage.Metric, "Unique_") {
				warn(&s.Provenance, "a sum over rows of a Unique_ metric may count a user session more than once")
			}
		}
		s.Unit = strings.ToLower(strings.ReplaceAll(r.usage.Metric, "_", " "))
		lineOptions.FirstIsWhole = true
		lineOptions.LastIsWhole = o.LastIsWhole || !o.Captured.IsKnown()
		markEdges(s, lineOptions)
		r.usage.Series = *s
		report.Usage = append(report.Usage, r.usage)
	}
	if len(report.Usage) == 0 {
		return nil, &coverage.RecordError{Location: o.Location, Err: fmt.Errorf("views: %w: the report %s has no items", ErrNoTable, report.ID)}
	}
	return &report, nil
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

// looseList reads the places where Release 5.0 has an array of {Type, Value}
// or {Name, Value} and Release 5.1 an object of strings or arrays.
type looseList map[string]string

func (l *looseList) UnmarshalJSON(b []byte) error {
	*l = looseList{}
	var pairs []struct{ Type, Name, Value string }
	if json.Unmarshal(b, &pairs) == nil {
		for _, p := range pairs {
			(*l)[firstOf(p.Type, p.Name)] = p.Value
		}
		return nil
	}
	var object map[string]json.RawMessage
	if err := json.Unmarshal(b, &object); err != nil {
		return nil // another type of value: nothing to be learnt
	}
	for k, v := range object {
		var one string
		var many []string
		if json.Unmarshal(v, &one) == nil {
			(*l)[k] = one
		} else if json.Unmarshal(v, &many) == nil {
			(*l)[k] = strings.Join(many, "|")
		}
	}
	return nil
}

type counterItem struct {
	Title, Item, Database, Platform string
	ItemID                          looseList       `json:"Item_ID"`
	Performance                     json.RawMessage // R5.0
	AttributePerformance            []struct {
		Performance json.RawMessage
	} `json:"Attribute_Performance"` // R5.1
	Items []counterItem // R5.1 item reports put articles under their journal
}

func counterJSON(text []byte) (*counterBuilder, error) {
	var doc struct {
		Header struct {
			Release string
			ID      string    `json:"Report_ID"`
			Created string    `json:"Created"`
			Filters looseList `json:"Report_Filters"`
		} `json:"Report_Header"`
		Items   []counterItem `json:"Report_Items"`
		Code    json.Number
		Message string
	}
	if err := json.Unmarshal(text, &doc); err != nil {
		var at *json.SyntaxError
		if errors.As(err, &at) {
			return nil, &coverage.RecordError{Offset: at.Offset, Err: fmt.Errorf("views: not a COUNTER report: %w", err)}
		}
		return nil, fmt.Errorf("views: not a COUNTER report: %w", err)
	}
	if doc.Header.Release == "" && len(doc.Items) == 0 {
		if doc.Message != "" {
			return nil, fmt.Errorf("views: %w: the COUNTER service answers %s %s", ErrNoTable, doc.Code, shorten(doc.Message, 200))
		}
		return nil, fmt.Errorf("views: %w: no Report_Header and no Report_Items", ErrNoTable)
	}
	b := &counterBuilder{report: CounterReport{ID: doc.Header.ID, Release: doc.Header.Release}}
	b.report.header(doc.Header.Filters["Begin_Date"], doc.Header.Filters["End_Date"], doc.Header.Created)
	for i := range doc.Items {
		if err := b.item(&doc.Items[i], i+1, "", 0); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (r *CounterReport) header(begin, end, created string) {
	month := func(s string) coverage.Period {
		d, err := coverage.ParseDate(s[:min(len(s), 10)])
		if err != nil {
			return coverage.Period{}
		}
		p, _ := coverage.PeriodOf(d, coverage.Monthly)
		return p
	}
	r.From, r.To = month(begin), month(end)
	if d, err := coverage.ParseDate(created[:min(len(created), 10)]); err == nil {
		d.Raw, d.Basis = created, "Report_Header"
		r.Created = d
	}
}

func (b *counterBuilder) item(it *counterItem, record int, parent string, depth int) error {
	id := it.ItemID
	u := Usage{Item: firstOf(it.Title, it.Item, it.Database, it.Platform), DOI: id["DOI"], ISSN: firstOf(id["Online_ISSN"], id["Print_ISSN"]), Platform: it.Platform}
	performances := []json.RawMessage{it.Performance}
	for _, a := range it.AttributePerformance {
		performances = append(performances, a.Performance)
	}
	key := parent + "\x00" + id["Proprietary"]
	for _, p := range performances {
		if len(p) == 0 || string(p) == "null" {
			continue
		}
		if err := b.performance(u, key, p); err != nil {
			return &coverage.RecordError{Record: record, Err: err}
		}
	}
	if depth < 8 {
		for i := range it.Items {
			if err := b.item(&it.Items[i], record, parent+"\x00"+u.Item+u.DOI, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// performance reads {"Metric": {"2022-01": 526}} (R5.1) or
// [{"Period": {"Begin_Date"}, "Instance": [{"Metric_Type", "Count"}]}] (R5.0).
func (b *counterBuilder) performance(u Usage, key string, raw json.RawMessage) error {
	add := func(r *counterRow, month string, count float64) error {
		d, err := coverage.ParseDate(month)
		p, ok := coverage.PeriodOf(d, coverage.Monthly)
		if err != nil || !ok {
			return fmt.Errorf("views: %q is not a month (%s, %s)", month, u.Item, r.usage.Metric)
		}
		if count < 0 {
			return fmt.Errorf("views: %s has the count %v (%s, %s)", p, count, u.Item, r.usage.Metric)
		}
		r.months[p] += count
		return nil
	}
	var byMetric map[string]map[string]float64
	if json.Unmarshal(raw, &byMetric) == nil {
		for _, metric := range slices.Sorted(maps.Keys(byMetric)) {
			u.Metric = metric
			r := b.row(u, key)
			r.usage.Rows++
			for _, month := range slices.Sorted(maps.Keys(byMetric[metric])) {
				if err := add(r, month, byMetric[metric][month]); err != nil {
					return err
				}
			}
		}
		return nil
	}
	var byPeriod []struct {
		Period struct {
			Begin string `json:"Begin_Date"`
			End   string `json:"End_Date"`
		}
		Instance []struct {
			Metric string `json:"Metric_Type"`
			Count  float64
		}
	}
	if err := json.Unmarshal(raw, &byPeriod); err != nil {
		return fmt.Errorf("views: Performance of %q: %w", u.Item, err)
	}
	counted := map[string]bool{}
	for _, p := range byPeriod {
		if len(p.Period.Begin) < 7 || len(p.Period.End) >= 7 && p.Period.End[:7] != p.Period.Begin[:7] {
			return fmt.Errorf("views: %q has the period %s to %s, not one month", u.Item, p.Period.Begin, p.Period.End)
		}
		for _, in := range p.Instance {
			u.Metric = in.Metric
			r := b.row(u, key)
			if !counted[in.Metric] {
				counted[in.Metric] = true
				r.usage.Rows++
			}
			if err := add(r, p.Period.Begin[:7], in.Count); err != nil {
				return err
			}
		}
	}
	return nil
}

// counterTSV reads the tabular form: header rows of name and value, an empty
// row, a row of column names and one row for each item and metric.
func counterTSV(text []byte) (*counterBuilder, error) {
	cr := csv.NewReader(bytes.NewReader(text))
	cr.Comma = '\t'
	if first, _, _ := bytes.Cut(text, []byte("\n")); !bytes.Contains(first, []byte("\t")) && bytes.Contains(first, []byte(",")) {
		cr.Comma = ','
	}
	cr.FieldsPerRecord = -1
	cr.LazyQuotes = true
	b := &counterBuilder{}
	head := map[string]string{}
	var columns []string
	months := map[int]coverage.Period{}
	for {
		row, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := 0, 0
		if err == nil {
			line, _ = cr.FieldPos(0)
		}
		fail := func(err error) (*counterBuilder, error) { return nil, &coverage.RecordError{Line: line, Err: err} }
		if err != nil {
			return fail(err)
		}
		if columns == nil {
			name := strings.TrimSpace(row[0])
			if slices.Contains(row, "Metric_Type") {
				columns = slices.Clone(row)
				for i, c := range columns {
					if t, err := time.Parse("Jan-2006", strings.TrimSpace(c)); err == nil && t.Year() >= 1 {
						months[i] = coverage.Month(t.Year(), t.Month())
					}
				}
				if len(months) == 0 {
					return fail(fmt.Errorf("views: %w: no month columns such as Jan-2022", ErrNoTable))
				}
			} else if name != "" && len(row) > 1 {
				head[name] = row[1]
			}
			continue
		}
		cells := map[string]string{}
		empty := true
		for i, c := range row {
			if i < len(columns) {
				cells[columns[i]] = strings.TrimSpace(c)
			}
			empty = empty && strings.TrimSpace(c) == ""
		}
		if empty {
			continue
		}
		u := Usage{Item: firstOf(cells["Item"], cells["Title"], cells["Database"], cells["Platform"]), DOI: cells["DOI"],
			ISSN: firstOf(cells["Online_ISSN"], cells["Print_ISSN"]), Platform: cells["Platform"], Metric: cells["Metric_Type"]}
		if u.Metric == "" {
			return fail(fmt.Errorf("views: the row of %q has no Metric_Type", u.Item))
		}
		parent := "\x00" + firstOf(cells["Parent_Title"]) + cells["Parent_DOI"]
		if cells["Parent_Title"] == "" && cells["Parent_DOI"] == "" {
			parent = ""
		}
		r := b.row(u, parent+"\x00"+cells["Proprietary_ID"])
		r.usage.Rows++
		sum := 0.0
		for i, p := range months {
			if i >= len(row) || strings.TrimSpace(row[i]) == "" {
				continue
			}
			n, absent, err := parseCount(row[i])
			if err != nil {
				return fail(fmt.Errorf("%w (%s, %s, %s)", err, u.Item, u.Metric, p))
			}
			if !absent {
				r.months[p] += n
				sum += n
			}
		}
		if total, absent, err := parseCount(cells["Reporting_Period_Total"]); err == nil && !absent && total != sum {
			r.warnings = append(r.warnings, fmt.Sprintf("line %d: Reporting_Period_Total is %s, the months sum to %s", line,
				strconv.FormatFloat(total, 'f', -1, 64), strconv.FormatFloat(sum, 'f', -1, 64)))
		}
	}
	if columns == nil {
		return nil, fmt.Errorf("views: %w: neither COUNTER JSON nor a row of column names with Metric_Type", ErrNoTable)
	}
	b.report.ID, b.report.Release = head["Report_ID"], head["Release"]
	period := map[string]string{}
	for part := range strings.SplitSeq(head["Reporting_Period"], ";") {
		if k, v, ok := strings.Cut(strings.TrimSpace(part), "="); ok {
			period[k] = v
		}
	}
	b.report.header(period["Begin_Date"], period["End_Date"], head["Created"])
	return b, nil
}
