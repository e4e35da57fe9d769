package parquet_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	pq "github.com/parquet-go/parquet-go"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/parquet"
)

// sample has every precision of date and, in its last article, nothing that can
// be left out.
func sample(t testing.TB) coverage.Slice {
	t.Helper()
	var out coverage.Slice
	for i, d := range []string{"2008-11-12", "2008-11", "2008", "1969-12-31", ""} {
		published, err := coverage.ParseDate(d)
		if err != nil {
			t.Fatal(err)
		}
		a := coverage.Article{ID: fmt.Sprintf("id-%d", i), Published: published}
		if d != "" {
			a.Title, a.Text, a.Words = "Fähre verspätet", "The ferry was late.\r\nAgain.", 100+i
			a.Published.Basis = "printed"
			a.Outlet = coverage.Outlet{Name: "Coastal Times", Kind: coverage.Local, Country: "GB"}
			a.Byline, a.Section, a.Language, a.URL = "Ada Fenn", "News", "en-GB", "https://example.org/"+a.ID
			a.Provenance = coverage.Provenance{Source: "test", Location: "x", Record: i + 1, Retrieved: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Steps: []string{"a", "b"}}
		}
		out = append(out, a)
	}
	return out
}

// A row is what a file says of an article. A nil pointer is null.
type row struct {
	ID         string   `parquet:"id"`
	Published  *string  `parquet:"published,optional"`
	Precision  string   `parquet:"precision"`
	Day        *int32   `parquet:"day,optional,date"`
	First      *int32   `parquet:"first_day,optional,date"`
	Last       *int32   `parquet:"last_day,optional,date"`
	Raw        *string  `parquet:"date_raw,optional"`
	Basis      *string  `parquet:"date_basis,optional"`
	Outlet     *string  `parquet:"outlet,optional"`
	Kind       *string  `parquet:"kind,optional"`
	Country    *string  `parquet:"country,optional"`
	Title      *string  `parquet:"title,optional"`
	Byline     *string  `parquet:"byline,optional"`
	Section    *string  `parquet:"section,optional"`
	Language   *string  `parquet:"language,optional"`
	URL        *string  `parquet:"url,optional"`
	Words      *int32   `parquet:"words,optional"`
	Source     *string  `parquet:"source,optional"`
	Provenance string   `parquet:"provenance,json"`
	TextBytes  int64    `parquet:"text_bytes"`
	TextSHA256 string   `parquet:"text_sha256"`
	Text       *string  `parquet:"text,optional"`
	Blame      *float64 `parquet:"blame,optional"`
	Cluster    *string  `parquet:"cluster,optional"`
}

var columns = []parquet.Column{
	{Name: "blame", Number: func(a coverage.Article) (float64, bool) {
		if a.Words == 103 {
			return math.NaN(), true
		}
		return float64(a.Words) / 2, a.Words > 0
	}},
	{Name: "cluster", Text: func(a coverage.Article) (string, bool) { return "", a.Words > 0 }},
}

func write(t testing.TB, seq iter.Seq2[coverage.Article, error], o parquet.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := parquet.Write(&b, seq, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read[T any](t testing.TB, b []byte) []T {
	t.Helper()
	rows, err := pq.Read[T](bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func ref[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

func day(t testing.TB, s string) *int32 {
	t.Helper()
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t.Fatal(err)
	}
	n := int32(d.Sub(time.Unix(0, 0)) / (24 * time.Hour))
	return &n
}

func TestWriteIsReadBack(t *testing.T) {
	articles := sample(t)
	got := read[row](t, write(t, articles.Articles(t.Context()), parquet.Options{Text: true, Columns: columns}))
	dates := []struct{ day, first, last *int32 }{
		{day(t, "2008-11-12"), day(t, "2008-11-12"), day(t, "2008-11-12")},
		{nil, day(t, "2008-11-01"), day(t, "2008-11-30")},
		{nil, day(t, "2008-01-01"), day(t, "2008-12-31")},
		{day(t, "1969-12-31"), day(t, "1969-12-31"), day(t, "1969-12-31")},
		{nil, nil, nil},
	}
	var want []row
	for i, a := range articles {
		r := row{ID: a.ID, Published: ref(a.Published.String()), Precision: a.Published.Precision.String(), Day: dates[i].day, First: dates[i].first, Last: dates[i].last, Raw: ref(a.Published.Raw), Basis: ref(a.Published.Basis),
			Outlet: ref(a.Outlet.Name), Kind: ref(a.Outlet.Kind.String()), Country: ref(a.Outlet.Country), Title: ref(a.Title), Byline: ref(a.Byline), Section: ref(a.Section), Language: ref(a.Language), URL: ref(a.URL),
			Words: ref(int32(a.Words)), Source: ref(a.Provenance.Source), Provenance: "{}", TextBytes: int64(len(a.Text)), TextSHA256: coverage.SHA256Hex([]byte(a.Text)), Text: ref(a.Text)}
		if a.Words > 0 {
			r.Provenance = fmt.Sprintf(`{"source":"test","location":"x","record":%d,"retrieved":"2026-01-02T03:04:05.000000006Z","steps":["a","b"]}`, i+1)
			r.Blame = ref(float64(a.Words) / 2)
			r.Cluster = new(string) // known and empty is not null
		}
		if a.Words == 103 {
			r.Blame = nil
		}
		want = append(want, r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// TestColumnsAndTypes reads the schema as a stranger does.
func TestColumnsAndTypes(t *testing.T) {
	b := write(t, sample(t).Articles(t.Context()), parquet.Options{Columns: columns, Metadata: map[string]string{"snapshot": "sha256:00", "b": "1"}})
	f, err := pq.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range f.Root().Columns() {
		null := ""
		if c.Optional() {
			null = "?"
		}
		got = append(got, c.Name()+" "+c.Type().String()+null)
	}
	want := []string{"id STRING", "published STRING?", "precision STRING", "day DATE?", "first_day DATE?", "last_day DATE?", "date_raw STRING?", "date_basis STRING?",
		"outlet STRING?", "kind STRING?", "country STRING?", "title STRING?", "byline STRING?", "section STRING?", "language STRING?", "url STRING?",
		"words INT(32,true)?", "source STRING?", "provenance JSON", "text_bytes INT(64,true)", "text_sha256 STRING", "blame DOUBLE?", "cluster STRING?"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if v, ok := f.Lookup("snapshot"); v != "sha256:00" || !ok {
		t.Errorf("snapshot %q in the footer", v)
	}
}

// TestSameBytes writes one corpus twice, from files it was added to in different
// orders.
func TestSameBytes(t *testing.T) {
	var files [][]byte
	for range 2 {
		articles := sample(t)
		if len(files) > 0 {
			slices.Reverse(articles)
		}
		c, err := corpus.Open(t.Context(), filepath.Join(t.TempDir(), "c"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := c.Add(t.Context(), articles, corpus.ImportOptions{}); err != nil {
			t.Fatal(err)
		}
		files = append(files, write(t, c.Articles(t.Context()), parquet.Options{Text: true, Columns: columns, Metadata: map[string]string{"a": "1", "b": "2", "c": "3"}}))
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("the same corpus gives other bytes")
	}
}

// TestRowGroups bounds a group so that several are needed.
func TestRowGroups(t *testing.T) {
	const n = 500
	seq := func(yield func(coverage.Article, error) bool) {
		for i := range n {
			if !yield(coverage.Article{ID: fmt.Sprint(i), Text: strings.Repeat("x", 1000)}, nil) {
				return
			}
		}
	}
	for _, tt := range []struct{ bytes, groups int }{{0, 1}, {100 << 10, 8}, {1, n}} {
		b := write(t, seq, parquet.Options{Text: true, GroupBytes: tt.bytes})
		f, err := pq.OpenFile(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(f.RowGroups()); got != tt.groups || f.NumRows() != n {
			t.Errorf("%d bytes a group: %d groups, want %d; %d rows, want %d", tt.bytes, got, tt.groups, f.NumRows(), n)
		}
	}
}

func TestWriteStopsAtErrors(t *testing.T) {
	bad := errors.New("bad record")
	seq := func(yield func(coverage.Article, error) bool) {
		_ = yield(coverage.Article{ID: "a"}, nil) && yield(coverage.Article{}, bad)
	}
	if n, err := parquet.Write(io.Discard, seq, parquet.Options{}); n != 1 || !errors.Is(err, bad) {
		t.Errorf("%d articles, %v", n, err)
	}
	none := coverage.Slice{}.Articles(context.Background())
	for name, c := range map[string]parquet.Column{
		"nameless": {Text: columns[1].Text}, "twice": {Name: "id", Text: columns[1].Text}, "neither": {Name: "x"}, "both": {Name: "x", Number: columns[0].Number, Text: columns[1].Text},
	} {
		if _, err := parquet.Write(io.Discard, none, parquet.Options{Columns: []parquet.Column{c}}); !errors.Is(err, parquet.ErrColumn) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := parquet.Write(fullDisk{}, sample(t).Articles(t.Context()), parquet.Options{}); !errors.Is(err, errFull) {
		t.Errorf("full disk: %v", err)
	}
	if got := read[row](t, write(t, none, parquet.Options{})); len(got) != 0 {
		t.Errorf("%d rows of no article", len(got))
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestWriteSeries(t *testing.T) {
	m := coverage.Month(2008, time.November)
	s := coverage.Series{ID: "s", Unit: "views", Period: m.Kind, Points: []coverage.Point{
		{Period: m, Value: 0, Status: coverage.Observed}, {Period: m.Add(1)}, {Period: m.Add(2), Value: 2.5, Status: coverage.Partial, Note: "half a month"},
	}}
	var b bytes.Buffer
	if err := parquet.WriteSeries(&b, []coverage.Series{s, {ID: "empty", Period: m.Kind}}, nil); err != nil {
		t.Fatal(err)
	}
	type point struct {
		Series string   `parquet:"series,optional"`
		Name   *string  `parquet:"name,optional"`
		Unit   string   `parquet:"unit,optional"`
		Period string   `parquet:"period"`
		Kind   string   `parquet:"period_kind"`
		First  *int32   `parquet:"first_day,optional,date"`
		Last   *int32   `parquet:"last_day,optional,date"`
		Value  *float64 `parquet:"value,optional"`
		Status string   `parquet:"status"`
		Note   *string  `parquet:"note,optional"`
	}
	want := []point{
		{"s", nil, "views", "2008-11", "month", day(t, "2008-11-01"), day(t, "2008-11-30"), new(float64), "observed", nil},
		{"s", nil, "views", "2008-12", "month", day(t, "2008-12-01"), day(t, "2008-12-31"), nil, "missing", nil},
		{"s", nil, "views", "2009-01", "month", day(t, "2009-01-01"), day(t, "2009-01-31"), ref(2.5), "partial", ref("half a month")},
	}
	if diff := cmp.Diff(want, read[point](t, b.Bytes())); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	s.Points[1].Period = m
	if err := parquet.WriteSeries(io.Discard, []coverage.Series{s}, nil); !errors.Is(err, coverage.ErrSeries) {
		t.Errorf("a month that stands twice: %v", err)
	}
}

// TestOthersDoNotLinkIt keeps the promise that only who wants Parquet pays for
// it.
func TestOthersDoNotLinkIt(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go list")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command")
	}
	const module = "github.com/seed-11e619e4/pressframe/"
	for _, pkg := range []string{"sentiment", "coverage", "coverage/corpus", "coverage/corpus/datapackage", "coverage/export", "coverage/story"} {
		cmd := exec.Command(goTool, "list", "-deps", module+pkg)
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=readonly")
		out, err := cmd.Output()
		if err != nil {
			t.Skipf("go list: %v", err)
		}
		for dep := range strings.FieldsSeq(string(out)) {
			if strings.Contains(dep, "parquet") {
				t.Errorf("package %s links %s", pkg, dep)
			}
		}
	}
}
