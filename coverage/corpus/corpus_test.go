package corpus_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

func open(t testing.TB) *corpus.Corpus {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "a b%c?.corpus"))
}

func openAt(t testing.TB, path string) *corpus.Corpus {
	t.Helper()
	clock := func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	c, err := corpus.Options{Now: clock}.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func date(t testing.TB, s string) coverage.Date {
	t.Helper()
	d, err := coverage.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	d.Raw, d.Basis = "raw "+s, "printed"
	return d
}

// sample is a small corpus with every precision of date.
func sample(t testing.TB) coverage.Slice {
	rows := []struct{ id, date, outlet, title, text, lang string }{
		{"c", "2008-11-12", "Coastal Times", "Ferry late again", "The ferry was late. Nobody apologised for the delay.", "en"},
		{"a", "2008-11-12", "The Pier", "Fähre verspätet", "Die Fähre kam zu spät.", "de"},
		{"b", "2008-11", "Tide Review", "A month of delays", "Delays were common in autumn.", "en-GB"},
		{"d", "2008", "Year Book", "The year", "A year of ferries.", "en"},
		{"e", "", "Leaflet", "Undated", "No date was printed, nor a name's owner.", ""},
		{"f", "2009-01-05", "Coastal Times", "Inquiry opens", "The inquiry into the ferry opened.", "en"},
	}
	var out coverage.Slice
	for i, r := range rows {
		out = append(out, coverage.Article{
			ID: r.id, Title: r.title, Text: r.text, Language: r.lang, Outlet: coverage.Outlet{Name: r.outlet, Kind: coverage.OutletKinds()[i], Country: "GB"}, Published: date(t, r.date),
			URL: "https://example.org/" + r.id, Byline: "B", Section: "S", Words: i,
			Provenance: coverage.Provenance{Source: "test", Location: "x", Record: i + 1, SHA256: "00", Retrieved: time.Date(2026, 1, 1, 0, 0, i, 5, time.FixedZone("", 3600)), Steps: []string{"s"}},
		})
	}
	return out
}

func add(t testing.TB, c *corpus.Corpus, src coverage.Source) corpus.Report {
	t.Helper()
	rep, err := c.Add(context.Background(), src, corpus.ImportOptions{Name: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func ids(t testing.TB, src coverage.Source) string {
	t.Helper()
	var out []string
	for a, err := range src.Articles(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, a.ID)
	}
	return strings.Join(out, " ")
}

func TestAddAndIterate(t *testing.T) {
	c := open(t)
	src := sample(t)
	rep := add(t, c, src)
	if rep.Seen != 6 || rep.Added != 6 {
		t.Errorf("report %+v", rep)
	}
	// 2008 begins before 2008-11; of those that begin on one day the more
	// precise comes first; the undated come last.
	if got, want := ids(t, c), "d b a c f e"; got != want {
		t.Errorf("order %s, want %s", got, want)
	}
	for _, want := range src {
		got, err := c.Get(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		want.Provenance.Retrieved = want.Provenance.Retrieved.UTC()
		got.Provenance.Retrieved = got.Provenance.Retrieved.UTC()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	}
	if _, err := c.Get(t.Context(), "zz"); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("Get: %v", err)
	}

	before, err := c.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if rep := add(t, c, src); rep.Known != 6 || rep.Added != 0 {
		t.Errorf("second import %+v", rep)
	}
	moved := src[0]
	moved.Provenance.Location = "another download"
	changed := src[1]
	changed.Text += " Changed."
	rep = add(t, c, coverage.SourceFunc(func(context.Context) iter.Seq2[coverage.Article, error] {
		return func(yield func(coverage.Article, error) bool) {
			_ = yield(moved, nil) && yield(changed, nil) && yield(coverage.Article{}, &coverage.RecordError{Location: "x", Record: 3, Err: errors.New("unreadable")}) &&
				yield(coverage.Article{Title: "no id"}, nil)
		}
	}))
	if rep.Seen != 4 || rep.Known != 1 || rep.Differing != 1 || rep.Errors != 2 || len(rep.Problems) != 3 || !errors.Is(rep.Problems[0], corpus.ErrDiffers) {
		t.Errorf("third import %+v", rep)
	}
	after, err := c.Snapshot(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if before != after || before.Articles != 6 {
		t.Errorf("snapshot %+v, then %+v", before, after)
	}
	imports, err := c.Imports(t.Context())
	if err != nil || len(imports) != 3 || imports[2].Report.Errors != 2 || imports[2].Finished != "2026-01-02T03:04:05Z" {
		t.Errorf("imports %+v, %v", imports, err)
	}
	problems, err := c.Problems(t.Context(), rep.Import)
	if err != nil || len(problems) != 3 || problems[1].Record != 3 {
		t.Errorf("problems %+v, %v", problems, err)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestSnapshotIgnoresOrder adds the same articles in other orders and batches.
func TestSnapshotIgnoresOrder(t *testing.T) {
	src := sample(t)
	var want corpus.Snapshot
	for i := range 4 {
		path := filepath.Join(t.TempDir(), "c")
		c, err := corpus.Options{Batch: i + 1}.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		r := rand.New(rand.NewPCG(uint64(i), 0))
		r.Shuffle(len(src), func(i, j int) { src[i], src[j] = src[j], src[i] })
		add(t, c, src)
		if err := c.Tag(t.Context(), "x", "why", "a", "b"); err != nil {
			t.Fatal(err)
		}
		if err := c.Exclude(t.Context(), "sport", "d"); err != nil {
			t.Fatal(err)
		}
		s, err := c.Snapshot(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if i == 0 {
			want = s
		}
		if s != want || s.Excluded != 1 {
			t.Errorf("snapshot %+v, want %+v", s, want)
		}
	}
}

func TestFilter(t *testing.T) {
	c := open(t)
	add(t, c, sample(t))
	ctx := t.Context()
	for _, err := range []error{
		c.Tag(ctx, "key", "", "a", "c", "f"), c.Tag(ctx, "opinion", "a leader", "c"), c.Untag(ctx, "key", "f"), c.Exclude(ctx, "not about the case", "f"), c.Exclude(ctx, "twice", "f"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Tag(ctx, "key", "", "b", "zz"); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("tagging what is not there: %v", err)
	}
	if c.Tag(ctx, " ", "", "a") == nil || c.Exclude(ctx, "", "a") == nil {
		t.Error("a tag or an exclusion without words was accepted")
	}
	for _, tt := range []struct {
		name string
		f    corpus.Filter
		want string
	}{
		{"none", corpus.Filter{}, "d b a c e"},
		{"excluded too", corpus.Filter{Excluded: true}, "d b a c f e"},
		{"within a month", corpus.Filter{From: date(t, "2008-11"), To: date(t, "2008-11")}, "b a c"},
		{"from a day within the month", corpus.Filter{From: date(t, "2008-11-02")}, "a c"},
		{"to a year", corpus.Filter{To: date(t, "2008")}, "d b a c"},
		{"outlets", corpus.Filter{Outlets: []string{"Coastal Times", "The Pier"}}, "a c"},
		{"kind", corpus.Filter{Kinds: []coverage.OutletKind{coverage.Tabloid}}, "c"},
		{"language and its variants", corpus.Filter{Languages: []string{"en"}}, "d b c"},
		{"tags", corpus.Filter{Tags: []string{"key", "opinion"}}, "c"},
		{"without a tag", corpus.Filter{Without: []string{"opinion"}}, "d b a e"},
		{"source", corpus.Filter{Sources: []string{"other"}}, ""},
		{"import", corpus.Filter{Imports: []int64{1}}, "d b a c e"},
		{"word", corpus.Filter{Query: "ferry"}, "c"},
		{"accents", corpus.Filter{Query: "fahre"}, "a"},
		{"phrase", corpus.Filter{Query: `"was late"`}, "c"},
		{"either", corpus.Filter{Query: "delays OR inquiry", Excluded: true}, "b f"},
		{"plain words", corpus.Filter{Query: corpus.Words("name's owner")}, "e"},
	} {
		if got := ids(t, c.Select(tt.f)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if n, err := c.Count(ctx, tt.f); err != nil || n != len(strings.Fields(tt.want)) {
			t.Errorf("%s: count %d, %v", tt.name, n, err)
		}
	}
	for _, q := range []string{`"open`, "AND", "nope:x", "(", "'"} {
		if _, err := c.Count(ctx, corpus.Filter{Query: q}); !errors.Is(err, corpus.ErrQuery) {
			t.Errorf("query %s: %v", q, err)
		}
	}
	tags, err := c.Tags(ctx, "c")
	if diff := cmp.Diff(map[string]string{"key": "", "opinion": "a leader"}, tags); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	ex, err := c.Exclusions(ctx)
	if err != nil || len(ex) != 1 || ex[0].Reason != "twice" {
		t.Errorf("exclusions %+v, %v", ex, err)
	}
	if err := c.Include(ctx, "f"); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		by   corpus.Dimension
		want string
	}{
		{corpus.ByOutlet, "[{Coastal Times 2} {Leaflet 1} {The Pier 1} {Tide Review 1} {Year Book 1}]"},
		{corpus.ByMonth, "[{ 2} {2008-11 3} {2009-01 1}]"},
		{corpus.ByYear, "[{ 1} {2008 4} {2009 1}]"},
		{corpus.BySource, "[{test 6}]"},
	} {
		got, err := c.CountBy(ctx, corpus.Filter{}, tt.by)
		if err != nil || fmt.Sprint(got) != tt.want {
			t.Errorf("%s: %v, %v; want %s", tt.by, got, err, tt.want)
		}
	}
	if _, err := c.CountBy(ctx, corpus.Filter{}, "a.id; DROP TABLE article"); err == nil {
		t.Error("a dimension of one's own was accepted")
	}
}

func TestSearch(t *testing.T) {
	c := open(t)
	add(t, c, sample(t))
	h, err := c.Search(t.Context(), corpus.Filter{Query: "ferry"}, corpus.SearchOptions{Words: 6, Before: "<", After: ">"})
	if err != nil || len(h.Matches) != 2 || h.Found != 2 || h.More || h.Order != corpus.BestOfAll || h.Weighed != 2 {
		t.Fatalf("%+v, %v", h, err)
	}
	if m := h.Matches; m[0].Article.ID != "c" || !strings.Contains(strings.ToLower(m[0].Snippet), "<ferry>") || m[0].Score <= m[1].Score {
		t.Errorf("%+v", h)
	}
	byDate, err := c.Search(t.Context(), corpus.Filter{Query: "ferry OR year", Languages: []string{"en"}}, corpus.SearchOptions{ByDate: true})
	if err != nil || len(byDate.Matches) != 3 || byDate.Matches[0].Article.ID != "d" {
		t.Errorf("%+v, %v", byDate, err)
	}
	// What is added later is found.
	late := sample(t)[0]
	late.ID, late.Text = "late", "A quokka on the ferry."
	add(t, c, coverage.Slice{late})
	if h, err = c.Search(t.Context(), corpus.Filter{Query: "quokka"}, corpus.SearchOptions{}); err != nil || len(h.Matches) != 1 {
		t.Errorf("%+v, %v", h, err)
	}
	if err := c.Exclude(t.Context(), "no", "late"); err != nil {
		t.Fatal(err)
	}
	if h, err = c.Search(t.Context(), corpus.Filter{Query: "quokka"}, corpus.SearchOptions{}); err != nil || len(h.Matches) != 0 {
		t.Errorf("excluded article found: %+v, %v", h, err)
	}
}

func TestOpenWhatIsNoCorpus(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	os.WriteFile(text, []byte(strings.Repeat("not a database at all ", 100)), 0o666)
	if _, err := corpus.Open(t.Context(), text); !errors.Is(err, corpus.ErrNotCorpus) {
		t.Errorf("text file: %v", err)
	}
	if _, err := (corpus.Options{ReadOnly: true}).Open(t.Context(), filepath.Join(dir, "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	path := filepath.Join(dir, "c")
	c := openAt(t, path)
	add(t, c, sample(t))
	if err := c.Index(t.Context()); err != nil {
		t.Fatal(err)
	}
	ro, err := corpus.Options{ReadOnly: true}.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer ro.Close()
	if n, err := ro.Count(t.Context(), corpus.Filter{Query: "ferry"}); n != 2 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := ro.Add(t.Context(), sample(t), corpus.ImportOptions{}); err == nil {
		t.Error("a corpus opened for reading was written to")
	}
}

// TestManyAtOnce adds overlapping parts from several handles on one file.
func TestManyAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c")
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			c, err := corpus.Options{Batch: 7}.Open(context.Background(), path)
			if err != nil {
				t.Error(err)
				return
			}
			defer c.Close()
			if _, err := c.Add(context.Background(), generated(w*50, w*50+100), corpus.ImportOptions{}); err != nil {
				t.Error(err)
			}
			for _, err := range c.Articles(context.Background()) {
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	c := openAt(t, path)
	if n, err := c.Count(t.Context(), corpus.Filter{}); n != 250 || err != nil {
		t.Errorf("%d articles, %v", n, err)
	}
	if err := c.Check(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestIterationSeesOneState adds while iterating.
func TestIterationSeesOneState(t *testing.T) {
	c := open(t)
	add(t, c, generated(0, 50))
	n := 0
	for _, err := range c.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			add(t, c, generated(50, 100))
		}
		n++
	}
	if n != 50 {
		t.Errorf("%d articles, want 50", n)
	}
}

// generated yields articles from to to, each the same whenever it is made.
func generated(from, to int) coverage.Source {
	return coverage.SourceFunc(func(ctx context.Context) iter.Seq2[coverage.Article, error] {
		return func(yield func(coverage.Article, error) bool) {
			for i := from; i < to; i++ {
				if !yield(generate(i), nil) {
					return
				}
			}
		}
	})
}

func generate(i int) coverage.Article {
	r := rand.New(rand.NewPCG(uint64(i), 1))
	var b strings.Builder
	for w := range 480 {
		if w > 0 {
			b.WriteByte(' ')
		}
		// About Zipf's law, over 50,000 words.
		b.WriteString(word(int(50000 * (pow(r.Float64(), 4)))))
	}
	d := coverage.DateOf(time.Date(2000, 1, 1+i%7300, 0, 0, 0, 0, time.UTC))
	return coverage.Article{
		ID: fmt.Sprintf("id-%07d", i), Title: "Title " + word(i%5000), Outlet: coverage.Outlet{Name: fmt.Sprintf("Outlet %d", i%50)}, Published: d, Text: b.String(),
		Language: "en", Provenance: coverage.Provenance{Source: "generated", Record: i + 1},
	}
}

func pow(x float64, n int) float64 {
	y := 1.0
	for range n {
		y *= x
	}
	return y
}

var syllables = []string{"ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "wo", "zu", "an"}

func word(i int) string {
	var b strings.Builder
	for {
		b.WriteString(syllables[i%16])
		i /= 16
		if i == 0 {
			return b.String()
		}
	}
}
