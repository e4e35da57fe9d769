package datapackage_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/datapackage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
	"github.com/seed-11e619e4/pressframe/coverage/frictionless"
)

func open(t testing.TB) *corpus.Corpus {
	t.Helper()
	c, err := corpus.Open(context.Background(), filepath.Join(t.TempDir(), "c"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

const secret = "The quay was closed on Tuesday because its timbers had not been looked at for eleven years, the engineer wrote in a note that nobody read at the time."

func articles() coverage.Slice {
	day, _ := coverage.Day(2008, 11, 12)
	day.Raw, day.Basis = "November 12, 2008", "printed"
	month, _ := coverage.ParseDate("2008-12")
	at := time.Date(2026, 1, 2, 3, 4, 5, 600, time.FixedZone("", 7200))
	return coverage.Slice{
		{ID: "a", Title: "Quay <closed> & \"sealed\"", Byline: "Ada Fenn", Outlet: coverage.Outlet{Name: "Post", Kind: coverage.Local, Country: "GB"}, Published: day, Text: secret, Words: 30,
			Provenance: coverage.Provenance{Source: "nexis-txt", Location: "x.txt", Record: 3, Offset: 9, Retrieved: at, SHA256: "00", Steps: []string{"s"}, Warnings: []string{"w"}}},
		{ID: "b", Title: "Quay shut", Outlet: coverage.Outlet{Name: "Times"}, Published: day, Text: secret + " More.", URL: "https://example.org/b"},
		{ID: "c", Title: "Leader", Outlet: coverage.Outlet{Name: "Times"}, Published: month, Text: "Another\r\ntext.", Language: "en"},
		{ID: "d", Title: "Only a headline", Outlet: coverage.Outlet{Name: "Times"}},
	}
}

func shared(t *testing.T, o datapackage.Options) (c *corpus.Corpus, dir string, p *frictionless.Package) {
	t.Helper()
	ctx := context.Background()
	c = open(t)
	_, err := c.Add(ctx, articles(), corpus.ImportOptions{Name: "first download"})
	if err == nil {
		err = errors.Join(c.Tag(ctx, "opinion", "a, \"note\"", "c"), c.Exclude(ctx, " beside the point", "d"))
	}
	if err == nil {
		_, err = c.Cluster(ctx, neardup.Options{})
	}
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "pkg")
	o.Name = "quay"
	if p, err = datapackage.Write(ctx, c, dir, o); err != nil {
		t.Fatal(err)
	}
	return c, dir, p
}

func TestRoundTrip(t *testing.T) {
	for _, bare := range []bool{false, true} {
		c, dir, p := shared(t, datapackage.Options{Licenses: []frictionless.License{{Name: "CC-BY-4.0"}}, WithoutHeadlines: bare, Codebook: "sha256:1"})
		files, err := os.ReadDir(dir)
		if err != nil || len(files) != 7 {
			t.Fatalf("%d files, %v", len(files), err)
		}
		for _, f := range files {
			b, err := os.ReadFile(filepath.Join(dir, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(b), "timbers") || strings.Contains(string(b), "Another") || bare && strings.Contains(string(b), "Leader") {
				t.Errorf("%s holds text", f.Name())
			}
		}
		s, err := c.Snapshot(t.Context())
		if err != nil || p.Snapshot != s.Hash {
			t.Errorf("package states %s, corpus has %s, %v", p.Snapshot, s.Hash, err)
		}
		if p.Schema != frictionless.Profile || len(p.Sources) != 1 || p.Sources[0].Title != "first download" {
			t.Errorf("%+v", p)
		}

		// From the exports in another order, with the texts at other ids.
		in := articles()
		in[0], in[2] = in[2], in[0]
		in[1].ID = "other"
		back := open(t)
		rep, err := datapackage.Hydrate(t.Context(), dir, back, datapackage.HydrateOptions{Sources: []coverage.Source{in[:1], in[1:]}})
		if err != nil {
			t.Fatal(err)
		}
		// Without headlines one that has no text cannot get its own back.
		if rep.Filled != 4 || len(rep.Missing) != 0 || rep.Matches == bare {
			t.Errorf("bare %v: %+v", bare, rep)
		}
		if !bare && rep.Snapshot != s.Hash {
			t.Errorf("snapshot %s, want %s", rep.Snapshot, s.Hash)
		}
		// Again changes nothing.
		again, err := datapackage.Hydrate(t.Context(), dir, back, datapackage.HydrateOptions{Sources: []coverage.Source{in}})
		if err != nil || again.Known != 4 || again.Snapshot != rep.Snapshot {
			t.Errorf("again: %+v, %v", again, err)
		}
	}
}

func TestSameCorpusSameBytes(t *testing.T) {
	_, one, _ := shared(t, datapackage.Options{})
	_, two, _ := shared(t, datapackage.Options{})
	a, err := os.ReadFile(filepath.Join(one, frictionless.FileName))
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(two, frictionless.FileName))
	if err != nil || string(a) != string(b) {
		t.Errorf("%v\n%s\n%s", err, a, b)
	}
}

func TestMissingAndDiffering(t *testing.T) {
	_, dir, _ := shared(t, datapackage.Options{})
	in := articles()
	changed := in[0]
	changed.ID, changed.Text = "elsewhere", "Another version of it." // found by outlet, date and headline
	fetched := 0
	o := datapackage.HydrateOptions{Sources: []coverage.Source{coverage.Slice{changed}}, Fetch: func(_ context.Context, url string) (coverage.Article, error) {
		fetched++
		return in[1], nil
	}}
	back := open(t)
	rep, err := datapackage.Hydrate(t.Context(), dir, back, o)
	if err != nil {
		t.Fatal(err)
	}
	if fetched != 1 || rep.Filled != 2 || len(rep.Missing) != 2 || rep.Missing[0].ID != "a" && rep.Missing[1].ID != "a" || rep.Matches {
		t.Errorf("fetched %d, %+v", fetched, rep)
	}
	for _, m := range rep.Missing {
		want := map[string]string{"a": "the sources have another text of it", "c": "in none of the sources"}[m.ID]
		if m.Reason != want {
			t.Errorf("%s: %s, want %s", m.ID, m.Reason, want)
		}
	}
	// The rest later, from what turned up.
	rep, err = datapackage.Hydrate(t.Context(), dir, back, datapackage.HydrateOptions{Sources: []coverage.Source{in}})
	if err != nil || !rep.Matches {
		t.Errorf("%+v, %v", rep, err)
	}
	o.AcceptDiffering = true
	other := open(t)
	if rep, err = datapackage.Hydrate(t.Context(), dir, other, o); err != nil || rep.Differing != 1 || len(rep.Missing) != 1 {
		t.Errorf("%+v, %v", rep, err)
	}
	a, err := other.Get(t.Context(), "a")
	if err != nil || a.Text != changed.Text || !strings.Contains(strings.Join(a.Provenance.Steps, ""), "another version") {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestUnsoundPackage(t *testing.T) {
	_, dir, _ := shared(t, datapackage.Options{})
	path := filepath.Join(dir, "tags.csv")
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	os.WriteFile(path, []byte(strings.Replace(string(b), "opinion", "0pinion", 1)), 0o666)
	if _, err := datapackage.Hydrate(t.Context(), dir, open(t), datapackage.HydrateOptions{}); !errors.Is(err, frictionless.ErrPackage) || !strings.Contains(err.Error(), "tags.csv was changed") {
		t.Errorf("changed file: %v", err)
	}
	os.Remove(path)
	if _, err := frictionless.Read(dir); !errors.Is(err, frictionless.ErrPackage) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	for _, p := range []string{"../x", "/etc/passwd", `..\x`, ""} {
		b, _ := json.Marshal(frictionless.Package{Resources: []frictionless.Resource{{Name: "x", Path: p}}})
		d := t.TempDir()
		os.WriteFile(filepath.Join(d, frictionless.FileName), b, 0o666)
		if _, err := frictionless.Read(d); !errors.Is(err, frictionless.ErrPackage) {
			t.Errorf("path %q: %v", p, err)
		}
	}
	if _, err := datapackage.Write(t.Context(), open(t), t.TempDir(), datapackage.Options{Name: "Not A Name"}); err == nil {
		t.Error("a bad name was accepted")
	}
	if _, err := datapackage.Write(t.Context(), open(t), dir, datapackage.Options{Name: "x"}); !errors.Is(err, os.ErrExist) {
		t.Errorf("writing over a package: %v", err)
	}
}

func TestTables(t *testing.T) {
	c := open(t)
	rows := func(yield func([]string, error) bool) { yield([]string{"a", "1"}, nil) }
	table := datapackage.Table{Name: "scores", Schema: frictionless.Schema{Fields: []frictionless.Field{{Name: "article", Type: "string"}, {Name: "blame", Type: "integer"}}}, Rows: rows}
	dir := t.TempDir()
	p, err := datapackage.Write(t.Context(), c, dir, datapackage.Options{Name: "x", Tables: []datapackage.Table{table}})
	if err != nil || p.Resources[len(p.Resources)-1].Name != "scores" {
		t.Fatalf("%+v, %v", p, err)
	}
	if _, err := frictionless.Read(dir); err != nil {
		t.Error(err)
	}
	table.Rows = func(yield func([]string, error) bool) { yield([]string{"a"}, nil) }
	dir = t.TempDir()
	if _, err := datapackage.Write(t.Context(), c, dir, datapackage.Options{Name: "x", Tables: []datapackage.Table{table}}); err == nil {
		t.Error("a short row was accepted")
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Errorf("%d files were left behind", len(files))
	}
}

// FuzzRead checks that no descriptor makes reading panic or leave the folder.
func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"resources":[{"name":"x","path":"a.csv","bytes":1,"hash":"sha256:0"}]}`), []byte("x"))
	f.Add([]byte(`{"resources":[{"name":"articles-full","path":"a.csv","bytes":2,"hash":""}]}`), []byte("{}"))
	f.Fuzz(func(t *testing.T, descriptor, file []byte) {
		dir := t.TempDir()
		os.WriteFile(filepath.Join(dir, frictionless.FileName), descriptor, 0o666)
		os.WriteFile(filepath.Join(dir, "a.csv"), file, 0o666)
		p, err := frictionless.Read(dir)
		if err != nil {
			return
		}
		for _, r := range p.Resources {
			if r.Path != "a.csv" && r.Path != frictionless.FileName {
				t.Fatalf("read %q", r.Path)
			}
		}
	})
}
