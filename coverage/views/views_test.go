package views

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// brief writes a series as "2016-11=1p 2016-12=4 2017-01=?": p for partial,
// ? for missing.
func brief(s *coverage.Series) string {
	var b []string
	for _, p := range s.Points {
		v, ok := p.Number()
		switch {
		case !ok:
			b = append(b, p.Period.String()+"=?")
		case p.Status == coverage.Partial:
			b = append(b, fmt.Sprintf("%s=%vp", p.Period, v))
		default:
			b = append(b, fmt.Sprintf("%s=%v", p.Period, v))
		}
	}
	return strings.Join(b, " ")
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// extdata returns a path below PRESSFRAME_EXTDATA, or skips.
func extdata(t *testing.T, path ...string) string {
	t.Helper()
	root := os.Getenv("PRESSFRAME_EXTDATA")
	if root == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: test over outside samples skipped")
	}
	return filepath.Join(append([]string{root}, path...)...)
}

func day(t testing.TB, s string) coverage.Date {
	t.Helper()
	d, err := coverage.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestReadJournal(t *testing.T) {
	const table = "2016-11=1p 2016-12=1234 2017-01=9 2017-02=? 2017-03=8 2017-04=? 2017-05=16p"
	tests := []struct {
		name, in string
		opt      Options
		want     string
		warnings int
	}{
		{name: "saved page", in: string(fixture(t, "saved-page.html")), want: table},
		{name: "pasted, tabs", in: string(fixture(t, "pasted-tabs.txt")), want: table},
		{name: "pasted, a cell a line", in: string(fixture(t, "pasted-cells-on-lines.txt")), want: table},
		{name: "bars", in: "| Month: | Total Views: |\n|---|---|\n| May 2020 | 3 |\n| June 2020 | 4 |\n", want: "2020-05=3p 2020-06=4p"},
		{name: "blanks", in: "Month: Total Views:\nMay 2020 3\nJune 2020 1,004\n", want: "2020-05=3p 2020-06=1004p"},
		{name: "newest first", in: "Month:\tTotal Views:\nJune 2020\t4\nMay 2020\t3\n", want: "2020-05=3p 2020-06=4p"},
		{name: "CRLF and BOM", in: "\ufeffMonth:\tTotal Views:\r\nMay 2020\t3\r\n", want: "2020-05=3p"},
		{name: "short month names", in: "Month:\tTotal Views:\nSept 2020\t3\nOct-2020\t4\n", want: "2020-09=3p 2020-10=4p"},
		{name: "zero is a number", in: "Month:\tTotal Views:\nMay 2020\t0\nJune 2020\t4\nJuly 2020\t1\n", want: "2020-05=0p 2020-06=4 2020-07=1p"},
		{name: "no header", in: "May 2020\t3\nJune 2020\t4\n", want: "2020-05=3p 2020-06=4p", warnings: 1},
		{name: "row twice", in: "Month:\tTotal Views:\nMay 2020\t3\nMay 2020\t3\n", want: "2020-05=3p", warnings: 1},
		{name: "total disagrees", in: "Total Views 9\nMonth:\tTotal Views:\nMay 2020\t3\n", want: "2020-05=3p", warnings: 1},
		{name: "captured later", in: "Month:\tTotal Views:\nMay 2020\t3\nJune 2020\t4\n", opt: Options{Captured: day(t, "2020-07-02")}, want: "2020-05=3p 2020-06=4"},
		{name: "captured within", in: "Month:\tTotal Views:\nMay 2020\t3\nJune 2020\t4\n", opt: Options{Captured: day(t, "2020-06"), FirstIsWhole: true}, want: "2020-05=3 2020-06=4p"},
		{name: "captured before", in: "Month:\tTotal Views:\nMay 2020\t3\nJune 2020\t4\n", opt: Options{Captured: day(t, "2020-05-09")}, want: "2020-05=3p 2020-06=4", warnings: 1},
		{name: "both whole", in: "Month:\tTotal Views:\nMay 2020\t3\nJune 2020\t4\n", opt: Options{FirstIsWhole: true, LastIsWhole: true}, want: "2020-05=3 2020-06=4"},
		{name: "gap as zero on demand", in: "Month:\tTotal Views:\nMay 2020\t3\nJuly 2020\t4\n", opt: Options{AbsentIsZero: true}, want: "2020-05=3p 2020-06=0 2020-07=4p"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := ReadJournal(strings.NewReader(tt.in), tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, brief(s)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			if len(s.Provenance.Warnings) != tt.warnings {
				t.Errorf("warnings: got %q, want %d", s.Provenance.Warnings, tt.warnings)
			}
			if err := s.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestReadJournalErrors(t *testing.T) {
	tests := []struct {
		name, in string
		is       error
		line     int
	}{
		{"empty", "", ErrNoTable, 0},
		{"prose", "In May 2020 there were 3 of them.", ErrNoTable, 0},
		{"page without the table", "<html><body><p>Month of reading</p></body></html>", ErrNoTable, 0},
		{"header only", "Month:\tTotal Views:\n", ErrNoTable, 0},
		{"number unreadable", "Month:\tTotal Views:\nMay 2020\t3\nJune 2020\t4.5k\n", nil, 3},
		{"negative", "Month:\tTotal Views:\nMay 2020\t-3\n", nil, 2},
		{"German thousands", "Month:\tTotal Views:\nMay 2020\t1.234\n", nil, 2},
		{"broken thousands", "Month:\tTotal Views:\nMay 2020\t1,23\n", nil, 2},
		{"two numbers for a month", "Month:\tTotal Views:\nMay 2020\t3\nMay 2020\t4\n", ErrConflict, 3},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := ReadJournal(strings.NewReader(tt.in), Options{Location: "f"})
			if err == nil {
				t.Fatalf("no error, series %s", brief(s))
			}
			var at *coverage.RecordError
			if !errors.As(err, &at) || at.Location != "f" || at.Line != tt.line {
				t.Errorf("error %v: want a RecordError in f, line %d", err, tt.line)
			}
			if tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v is not %v", err, tt.is)
			}
		})
	}
	if _, err := ReadJournal(strings.NewReader("Month:\tTotal Views:\nMay 2020\t3\n"), Options{MaxBytes: 10}); !errors.Is(err, ErrTooLarge) {
		t.Errorf("11 bytes of 10: %v", err)
	}
}

// The figures are those of the case: a page that lists 90 of 92 months.
func TestReadJournalCase(t *testing.T) {
	csvFile, err := os.ReadFile(extdata(t, "case", "bjsw_views.csv"))
	if err != nil {
		t.Fatal(err)
	}
	fromCSV, err := ReadCSV(bytes.NewReader(csvFile), Columns{}, Options{Location: "bjsw_views.csv"})
	if err != nil {
		t.Fatal(err)
	}
	var page, pasted strings.Builder
	page.WriteString("<table><tr><th>Month:</th><th>Total Views:</th></tr>")
	pasted.WriteString("Month:\tTotal Views:\n")
	for p := range fromCSV.Numbers() {
		label := p.Period.Time().Format("January 2006")
		fmt.Fprintf(&page, "<tr><td>%s</td><td>%v</td></tr>", label, p.Value)
		fmt.Fprintf(&pasted, "%s\t%v\n", label, p.Value)
	}
	for name, in := range map[string]string{"page": page.String() + "</table>", "pasted": pasted.String()} {
		s, err := ReadJournal(strings.NewReader(in), Options{})
		if err != nil {
			t.Fatal(name, err)
		}
		if d := cmp.Diff(brief(fromCSV), brief(s)); d != "" {
			t.Errorf("%s against CSV (-csv +%s)\n%s", name, name, d)
		}
	}
	m := fromCSV.Summary()
	if m.Total != 897 || m.N != 90 || m.Missing != 2 || m.Partial != 2 || m.Max.Value != 31 || m.Max.Period.String() != "2017-11" {
		t.Errorf("summary %+v", m)
	}
	if got := fmt.Sprint(fromCSV.Gaps()); got != "[2021-08 2022-06]" {
		t.Errorf("gaps %s", got)
	}
}

func TestReadCSV(t *testing.T) {
	tests := []struct {
		name, in string
		columns  Columns
		opt      Options
		want     string
	}{
		{name: "case form", in: "month,total_views,status,note\n2016-11,1,partial,\"first, perhaps\"\n2016-12,4,observed,\n2017-01,,missing,\n", want: "2016-11=1p 2016-12=4 2017-01=?"},
		{name: "gap without row", in: "month,views\n2016-11,1\n2017-01,4\n", want: "2016-11=1 2016-12=? 2017-01=4"},
		{name: "chosen columns, semicolons", in: "Name;Monat;Aufrufe\na;11/2016;1\na;December 2016;2\n", columns: Columns{Period: "monat", Value: "AUFRUFE"}, want: "2016-11=1 2016-12=2"},
		{name: "tabs and BOM", in: "\ufeffdate\tviews\n2016-11-01\t1\n2016-11-02\t2\n", want: "2016-11-01=1 2016-11-02=2"},
		{name: "first of month as month", in: "date,views\n2016-11-01,1\n2016-12-01,2\n", columns: Columns{By: coverage.Monthly}, want: "2016-11=1 2016-12=2"},
		{name: "years", in: "year,count\n2016,1.5\n2017,\n", want: "2016=1.5 2017=?"},
		{name: "captured", in: "month,views\n2016-11,1\n2016-12,4\n", opt: Options{Captured: day(t, "2016-12-05")}, want: "2016-11=1 2016-12=4p"},
		{name: "exponent", in: "month,views\n2016-11,1e3\n", want: "2016-11=1000"},
		{name: "short rows", in: "month,views,note\n2016-11,1\n\n2016-12\n", want: "2016-11=1 2016-12=?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := ReadCSV(strings.NewReader(tt.in), tt.columns, tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, brief(s)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
	for name, in := range map[string]string{
		"empty":                 "",
		"no rows":               "month,views\n",
		"no value column":       "month,readers\n2016-11,1\n",
		"bad period":            "month,views\nsoon,1\n",
		"bad number":            "month,views\n2016-11,many\n",
		"infinite":              "month,views\n2016-11,Inf\n",
		"missing with a number": "month,views,status\n2016-11,1,missing\n",
		"observed without":      "month,views,status\n2016-11,,observed\n",
		"status unknown":        "month,views,status\n2016-11,1,guessed\n",
		"kinds mixed":           "date,views\n2016-11-01,1\n2016-12,1\n",
		"negative":              "month,views\n2016-11,-1\n",
		"negative decimal":      "month,views,status\n2016-11,-1.5,observed\n",
		"conflict":              "month,views\n2016-11,1\n2016-11,2\n",
		"quote unfinished":      "month,views\n\"2016-11,1\n",
	} {
		if s, err := ReadCSV(strings.NewReader(in), Columns{}, Options{}); err == nil {
			t.Errorf("%s: no error, series %s", name, brief(s))
		}
	}
}

// What is said of a header must help one who has only the file.
func TestReadCSVSaysWhichColumnsAreUnderstood(t *testing.T) {
	for in, says := range map[string]string{
		"month,readers\n2016-11,1\n": `call it total_views, total views, views, value, count, total or pageviews`,
		"month,views\n2016-13,1\n":   `"2016-13": there is no such`,
		"date,views\n2016-02-31,1\n": `"2016-02-31": there is no such day`,
		"when,views\n2016-11,1\n":    `call it period, month, date, year, quarter, week, day or time`,
	} {
		if _, err := ReadCSV(strings.NewReader(in), Columns{}, Options{}); err == nil || !strings.Contains(err.Error(), says) || strings.Contains(says, "call it") != errors.Is(err, ErrNoTable) {
			t.Errorf("%q: %v does not say %q", in, err, says)
		}
	}
	if _, err := ReadCSV(strings.NewReader("month,views\n2016-11,1\n"), Columns{Value: "hits"}, Options{}); err == nil || !strings.Contains(err.Error(), `there is none called "hits"`) {
		t.Errorf("a column that was chosen: %v", err)
	}
}

const pageviews = `{"items":[
 {"project":"en.wikipedia","article":"Case_A","granularity":"monthly","timestamp":"2020010100","views":10},
 {"project":"en.wikipedia","article":"Case_A","granularity":"monthly","timestamp":"2020020100","views":20},
 {"project":"en.wikipedia","article":"Case_A","granularity":"monthly","timestamp":"2020050100","views":5}]}`

const pageviewsAlias = `{"items":[
 {"project":"en.wikipedia","article":"Case_B","granularity":"monthly","timestamp":"2020020100","views":1},
 {"project":"en.wikipedia","article":"Case_B","granularity":"monthly","timestamp":"2020030100","views":2}]}`

func TestPageviews(t *testing.T) {
	s, err := ReadPageviews(strings.NewReader(pageviews), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(s), "2020-01=10p 2020-02=20 2020-03=? 2020-04=? 2020-05=5p"; got != want {
		t.Errorf("one title: got %s, want %s", got, want)
	}
	s, err = SumPageviews([]io.Reader{strings.NewReader(pageviews), strings.NewReader(pageviewsAlias)}, Options{FirstIsWhole: true, Captured: day(t, "2020-05-12")})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(s), "2020-01=10 2020-02=21 2020-03=2 2020-04=? 2020-05=5p"; got != want {
		t.Errorf("two titles: got %s, want %s", got, want)
	}
	if p := s.Points[0]; p.Note != "1 of 2 titles have data" {
		t.Errorf("note of a month that one title has: %q", p.Note)
	}
	for name, in := range map[string]string{
		"not found":     `{"status":404,"title":"Not Found","detail":"we do not have data"}`,
		"empty":         `{}`,
		"no items":      `{"items":[]}`,
		"bad request":   `{"status":400,"title":"Bad Request","detail":"no full months"}`,
		"plain text":    `You are making too many requests`,
		"no views":      `{"items":[{"article":"A","granularity":"monthly","timestamp":"2020010100"}]}`,
		"bad timestamp": `{"items":[{"article":"A","granularity":"monthly","timestamp":"2020","views":1}]}`,
		"hourly":        `{"items":[{"article":"A","granularity":"hourly","timestamp":"2020010100","views":1}]}`,
		"month twice":   `{"items":[{"article":"A","timestamp":"2020010100","views":1},{"article":"A","timestamp":"2020010100","views":1}]}`,
	} {
		s, err := ReadPageviews(strings.NewReader(in), Options{})
		if err == nil {
			t.Errorf("%s: no error, series %s", name, brief(s))
			continue
		}
		var status *StatusError
		if wantStatus := name == "bad request" || name == "plain text"; errors.As(err, &status) != wantStatus {
			t.Errorf("%s: %v", name, err)
		}
		if noData := name == "not found" || name == "empty" || name == "no items"; errors.Is(err, ErrNoTable) != noData {
			t.Errorf("%s: %v", name, err)
		}
	}
}

type answers map[string]string

func (a answers) Do(r *http.Request) (*http.Response, error) {
	if r.Header.Get("User-Agent") == "" {
		return nil, errors.New("no User-Agent")
	}
	for suffix, body := range a {
		if strings.Contains(r.URL.EscapedPath(), suffix) {
			code := http.StatusOK
			if strings.HasPrefix(body, "429") {
				code = http.StatusTooManyRequests
			}
			return &http.Response{StatusCode: code, Body: io.NopCloser(strings.NewReader(body))}, nil
		}
	}
	return &http.Response{StatusCode: http.StatusNotFound, Body: io.NopCloser(strings.NewReader(`{"status":404}`))}, nil
}

func TestPageviewsSeries(t *testing.T) {
	q := Pageviews{
		Client: answers{"/Case_A/monthly/20200101/20200531": pageviews, "/Case_B/": pageviewsAlias}, UserAgent: "test/1 (mailto:a@example.org)",
		Titles: []string{"Case A", "Case B", "Case C/D?"}, From: day(t, "2020-01"), To: day(t, "2020-05"), Today: day(t, "2020-05-20"),
	}
	s, err := q.Series(context.Background(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(s), "2020-01=10 2020-02=21 2020-03=2 2020-04=? 2020-05=5p"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(s.Provenance.Warnings) != 1 {
		t.Errorf("warnings %q: want one, for the title without data", s.Provenance.Warnings)
	}
	if got := q.URL("Case C/D?"); !strings.Contains(got, "/Case_C%2FD%3F/monthly/20200101/20200531") {
		t.Errorf("URL %s", got)
	}
	q.Client = answers{}
	if s, err = q.Series(context.Background(), Options{}); err != nil || len(s.Points) != 0 || len(s.Provenance.Warnings) != 1 {
		t.Errorf("no title has data: %v, %v", s, err)
	}
	q.Client = answers{"/Case_B/": "429 slow down"}
	var status *StatusError
	if _, err = q.Series(context.Background(), Options{}); !errors.As(err, &status) || status.Code != http.StatusTooManyRequests {
		t.Errorf("throttled: %v", err)
	}
	for _, bad := range []Pageviews{{}, {Client: answers{}}, {Client: answers{}, UserAgent: "x"}, {Client: answers{}, UserAgent: "x", Titles: []string{"A"}}} {
		if _, err := bad.Series(context.Background(), Options{}); err == nil {
			t.Errorf("%+v: no error", bad)
		}
	}
}

func TestReadCounter(t *testing.T) {
	tests := []struct {
		file, metric string
		opt          Options
		want         string
		rows         int
		warnings     int
	}{
		{"counter-r51.json", "Total_Item_Requests", Options{}, "2022-01=15 2022-02=6 2022-03=? 2022-04=1", 2, 0},
		{"counter-r51.json", "total_item_requests", Options{AbsentIsZero: true}, "2022-01=15 2022-02=6 2022-03=0 2022-04=1", 2, 0},
		{"counter-r51.json", "Unique_Item_Requests", Options{}, "2022-01=4 2022-02=? 2022-03=? 2022-04=?", 1, 0},
		{"counter-r50.json", "Total_Item_Requests", Options{}, "2016-01=6 2016-02=? 2016-03=9", 1, 0},
		{"counter-r50.json", "Unique_Item_Requests", Options{}, "2016-01=5 2016-02=? 2016-03=?", 1, 0},
		{"counter-total-disagrees.tsv", "Total_Item_Requests", Options{}, "2022-01=1000 2022-02=? 2022-03=40", 1, 0},
		{"counter-total-disagrees.tsv", "Unique_Item_Requests", Options{Captured: day(t, "2022-03-12")}, "2022-01=4 2022-02=0 2022-03=4p", 1, 1},
	}
	for _, tt := range tests {
		t.Run(tt.file+"/"+tt.metric, func(t *testing.T) {
			r, err := ReadCounter(bytes.NewReader(fixture(t, tt.file)), tt.opt)
			if err != nil {
				t.Fatal(err)
			}
			found := r.Find("0000-0002", tt.metric)
			if len(found) != 1 {
				t.Fatalf("%d lines of %s", len(found), tt.metric)
			}
			if d := cmp.Diff(tt.want, brief(&found[0].Series)); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			if found[0].Rows != tt.rows || len(found[0].Series.Provenance.Warnings) != tt.warnings {
				t.Errorf("rows %d, warnings %q; want %d and %d", found[0].Rows, found[0].Series.Provenance.Warnings, tt.rows, tt.warnings)
			}
		})
	}
	for name, in := range map[string]string{
		"empty":            "",
		"no report":        `{"a":1}`,
		"service error":    `{"Code":3030,"Severity":"Error","Message":"No Usage Available"}`,
		"cut off":          `{"Report_Header":{"Release":"5.1"`,
		"no items":         `{"Report_Header":{"Release":"5.1","Report_ID":"TR_J1"},"Report_Items":[]}`,
		"not a month":      `{"Report_Header":{"Release":"5.1"},"Report_Items":[{"Title":"A","Attribute_Performance":[{"Performance":{"X":{"2022":1}}}]}]}`,
		"negative":         `{"Report_Header":{"Release":"5.1"},"Report_Items":[{"Title":"A","Attribute_Performance":[{"Performance":{"X":{"2022-01":-1}}}]}]}`,
		"a whole year":     `{"Report_Header":{"Release":"5"},"Report_Items":[{"Title":"A","Performance":[{"Period":{"Begin_Date":"2016-01-01","End_Date":"2016-12-31"},"Instance":[{"Metric_Type":"X","Count":6}]}]}]}`,
		"period reversed":  `{"Report_Header":{"Release":"5.1","Report_Filters":{"Begin_Date":"2022-05-01","End_Date":"2022-01-31"}},"Report_Items":[{"Title":"A","Attribute_Performance":[{"Performance":{"X":{"2022-01":1}}}]}]}`,
		"tabular, no head": "a\tb\nc\td\n",
		"tabular, bad":     "Title\tMetric_Type\tJan-2022\nA\tX\tmany\n",
	} {
		r, err := ReadCounter(strings.NewReader(in), Options{Location: "f"})
		var at *coverage.RecordError
		if !errors.As(err, &at) || at.Location != "f" {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
}

func TestReadLagotto(t *testing.T) {
	for _, file := range []string{"lagotto.xml", "lagotto.json"} {
		s, err := ReadLagotto(bytes.NewReader(fixture(t, file)), Options{})
		if err != nil {
			t.Fatal(file, err)
		}
		if got, want := brief(s), "2010-01=26p 2010-02=? 2010-03=11p"; got != want || s.ID != "10.9999/jts.1" {
			t.Errorf("%s: got %s (%s), want %s", file, got, s.ID, want)
		}
		// The XML fixture states one view too many.
		if wantWarnings := map[string]int{"lagotto.xml": 1}[file]; len(s.Provenance.Warnings) != wantWarnings {
			t.Errorf("%s: warnings %q", file, s.Provenance.Warnings)
		}
	}
	for name, in := range map[string]string{
		"empty":       "",
		"no months":   `<rest><response><results><total><total>0</total></total></results></response></rest>`,
		"html":        "<html><p>gone",
		"no counter":  `{"data":[{"doi":"a","sources":[{"name":"x"}]}]}`,
		"two works":   `{"data":[{"sources":[]},{"sources":[]}]}`,
		"bad month":   `{"sources":[{"name":"counter","by_month":[{"year":2010,"month":13}]}]}`,
		"only braces": "{}",
	} {
		if s, err := ReadLagotto(strings.NewReader(in), Options{}); err == nil {
			t.Errorf("%s: no error, %s", name, brief(s))
		}
	}
}

func TestReadOpenAlex(t *testing.T) {
	s, err := ReadOpenAlex(bytes.NewReader(fixture(t, "openalex.json")), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := brief(s), "2021=3 2022=4 2023=? 2024=1p"; got != want || s.Unit != "citations" || len(s.Provenance.Warnings) != 1 {
		t.Errorf("got %s, warnings %q; want %s and one warning", got, s.Provenance.Warnings, want)
	}
	for _, in := range []string{"", "[]", "{}", `{"counts_by_year":[{"year":0,"cited_by_count":1}]}`, `{"counts_by_year":[{"year":2020}]}`} {
		if s, err := ReadOpenAlex(strings.NewReader(in), Options{}); err == nil {
			t.Errorf("%s: no error, %s", in, brief(s))
		}
	}
}

// Figures from the notes that lie with the samples.
func TestSamples(t *testing.T) {
	extdata(t) // skips here, not in a subtest
	open := func(path ...string) []byte {
		t.Helper()
		b, err := os.ReadFile(extdata(t, append([]string{"samples"}, path...)...))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	t.Run("COUNTER", func(t *testing.T) {
		for _, name := range []string{"TRJ1_sample_r51", "R50-Sample-TR_J1", "TRJ3_sample_r51", "TRJ4_sample_r51", "IRA1_sample_r51", "R50-Sample-IR_A1", "TR_sample_r51", "IR_sample_r51"} {
			sums := map[string]map[string]float64{}
			for _, ext := range []string{".json", ".tsv"} {
				r, err := ReadCounter(bytes.NewReader(open("counter5-cop", name+ext)), Options{AbsentIsZero: true})
				if err != nil {
					t.Errorf("%s%s: %v", name, ext, err)
					continue
				}
				sums[ext] = map[string]float64{}
				for _, u := range r.Usage {
					sums[ext][u.Metric] += u.Series.Summary().Total
					for _, w := range u.Series.Provenance.Warnings {
						if strings.Contains(w, "Reporting_Period_Total") {
							t.Errorf("%s%s: %s", name, ext, w)
						}
					}
				}
			}
			if d := cmp.Diff(sums[".json"], sums[".tsv"]); d != "" {
				t.Errorf("%s: sums by metric (-json +tsv)\n%s", name, d)
			}
			if got := sums[".json"]["Total_Item_Requests"]; name == "TRJ1_sample_r51" && got != 8844 {
				t.Errorf("TR_J1 Total_Item_Requests = %v, want 8844", got)
			}
		}
	})
	t.Run("Lagotto", func(t *testing.T) {
		s, err := ReadLagotto(bytes.NewReader(open("metrics-lagotto", "counter.xml")), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if m := s.Summary(); m.N != 37 || m.Total != 3387 || len(s.Provenance.Warnings) != 0 {
			t.Errorf("%+v, warnings %q; want 37 months, 3387", m, s.Provenance.Warnings)
		}
		if _, err := ReadLagotto(bytes.NewReader(open("metrics-lagotto", "counter_nil.xml")), Options{}); !errors.Is(err, ErrNoTable) {
			t.Errorf("counter_nil.xml: %v", err)
		}
	})
	t.Run("Wikimedia", func(t *testing.T) {
		for file, want := range map[string]int{"sample-bard.json": 0, "dan-castellaneta-partial-last-month.json": 9} {
			raw := open("wikimedia-pageviews", file)
			s, err := ReadPageviews(bytes.NewReader(raw), Options{Captured: day(t, "2020-09-10"), FirstIsWhole: true})
			if err != nil {
				t.Errorf("%s: %v", file, err)
				continue
			}
			if n := bytes.Count(raw, []byte(`"timestamp"`)); s.Summary().N != n || want != 0 && n != want {
				t.Errorf("%s: %d points, %d timestamps", file, s.Summary().N, n)
			}
			if last := s.Points[len(s.Points)-1]; want == 9 && last.Status != coverage.Partial {
				t.Errorf("%s: last month is %s", file, last.Status)
			}
		}
		for _, file := range []string{"sample-404.json", "sample-400-no-full-months.json", "sample-429.txt"} {
			if _, err := ReadPageviews(bytes.NewReader(open("wikimedia-pageviews", file)), Options{}); err == nil {
				t.Errorf("%s: no error", file)
			} else if errors.Is(err, ErrNoTable) != (file == "sample-404.json") {
				t.Errorf("%s: %v", file, err)
			}
		}
	})
}

func addFixtures(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) == 0 {
		f.Fatal("no fixtures", err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Add([]byte(pageviews))
	f.Add([]byte("month,total_views,status,note\n2016-11,1,partial,x\n"))
}

// FuzzRead gives every reader the same bytes: none may panic or hang, and
// what they return must hold together.
func FuzzRead(f *testing.F) {
	addFixtures(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		check := func(reader string, s *coverage.Series, err error) {
			if err != nil {
				var at *coverage.RecordError
				if !errors.As(err, &at) {
					t.Errorf("%s: error without position: %v", reader, err)
				}
				return
			}
			if err := s.Check(); err != nil {
				t.Errorf("%s: %v", reader, err)
			}
			if len(s.Gaps()) > 0 && s.Summary().N+s.Summary().Missing != len(s.Points) {
				t.Errorf("%s: a gap without a Missing point: %s", reader, brief(s))
			}
			if _, err := json.Marshal(s); err != nil {
				t.Errorf("%s: %v", reader, err)
			}
		}
		s, err := ReadJournal(bytes.NewReader(b), Options{})
		check("journal", s, err)
		s, err = ReadCSV(bytes.NewReader(b), Columns{}, Options{})
		check("csv", s, err)
		s, err = ReadPageviews(bytes.NewReader(b), Options{})
		check("pageviews", s, err)
		s, err = ReadLagotto(bytes.NewReader(b), Options{})
		check("lagotto", s, err)
		s, err = ReadOpenAlex(bytes.NewReader(b), Options{})
		check("openalex", s, err)
		r, err := ReadCounter(bytes.NewReader(b), Options{})
		if err != nil {
			check("counter", nil, err)
			return
		}
		for i := range r.Usage {
			check("counter", &r.Usage[i].Series, nil)
		}
	})
}

func BenchmarkReadJournal(b *testing.B) {
	var page strings.Builder
	page.WriteString("<html><body>")
	page.WriteString(strings.Repeat("<p>Some words of an article, with <i>markup</i>.</p>\n", 2000))
	page.WriteString("<table><tr><th>Month:</th><th>Total Views:</th></tr>")
	for i := range 92 {
		fmt.Fprintf(&page, "<tr><td>%s</td><td>%d</td></tr>", coverage.Month(2016, 11).Add(i).Time().Format("January 2006"), i)
	}
	page.WriteString("</table></body></html>")
	b.SetBytes(int64(page.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadJournal(strings.NewReader(page.String()), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadCounter(b *testing.B) {
	raw := fixture(b, "counter-r51.json")
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadCounter(bytes.NewReader(raw), Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
