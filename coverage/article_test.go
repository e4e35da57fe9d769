package coverage

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func articles(t testing.TB) Slice {
	d := mustDate(t, "2019-03")
	d.Raw, d.Basis = "March 2019", "printed"
	return Slice{
		{ID: "a", Title: "Bridge report: \"nobody looked\"", Outlet: Outlet{"The Ferry Post", Local, "GB"}, Published: d,
			Text: "One line.\nAnother, with a comma.", Words: 6, URL: "https://example.org/a",
			Provenance: Provenance{Source: "test", Record: 3, Retrieved: time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC), SHA256: SHA256Hex([]byte("x")), Steps: []string{"entities decoded"}}},
		{ID: "b", Title: "<b>Überschrift</b>", Language: "de"},
	}
}

func collect(t testing.TB, seq iter.Seq2[Article, error]) (as Slice, errs []error) {
	t.Helper()
	for a, err := range seq {
		if len(as)+len(errs) > 100 {
			t.Fatal("the stream does not end")
		}
		if err != nil {
			errs = append(errs, err)
		} else {
			as = append(as, a)
		}
	}
	return as, errs
}

func TestArticleRoundTrips(t *testing.T) {
	want, ctx := articles(t), context.Background()
	var j, c bytes.Buffer
	if err := WriteJSONL(&j, want.Articles(ctx)); err != nil {
		t.Fatal(err)
	}
	if err := WriteCSV(&c, want.Articles(ctx)); err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]Source{"JSONL": JSONL{&j, "a.jsonl"}, "CSV": CSV{&c, "a.csv"}} {
		got, errs := collect(t, src.Articles(ctx))
		if len(errs) > 0 {
			t.Errorf("%s: %v", name, errs)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", name, d)
		}
	}
}

func TestBadRecordDoesNotEndTheStream(t *testing.T) {
	ctx := context.Background()
	jsonl := "{\"id\":\"1\",\"title\":\"x\"}\n\n{broken\n{\"title\":\"y\",\"published\":\"2008-02-30\"}\n{\"title\":\"z\"}\n"
	csv := "title,date,words\nx,2008,1\ny,soon,2\n\"z\" z,2008,3\nshort\nw,2008-11,many\nlast,,\n"
	for _, c := range []struct {
		name           string
		src            Source
		articles, errs int
		lines          []int
	}{
		{"JSONL", JSONL{strings.NewReader(jsonl), "f"}, 2, 2, []int{3, 4}},
		{"CSV", CSV{strings.NewReader(csv), "f"}, 2, 4, []int{3, 0, 0, 6}},
	} {
		var tally Tally
		as, errs := collect(t, tally.Count(c.src.Articles(ctx)))
		if len(as) != c.articles || len(errs) != c.errs {
			t.Errorf("%s: %d articles, errors %v", c.name, len(as), errs)
		}
		if tally.Seen != tally.Articles+tally.Errors || tally.Seen != c.articles+c.errs {
			t.Errorf("%s: tally %+v", c.name, tally)
		}
		for i, err := range errs {
			re, ok := errors.AsType[*RecordError](err)
			if !ok || re.Record == 0 || c.lines[i] > 0 && re.Line != c.lines[i] {
				t.Errorf("%s: error %d is %#v, want line %d", c.name, i, err, c.lines[i])
			}
		}
		tally.Stated = tally.Seen
		if err := tally.Reconcile(); err != nil {
			t.Error(err)
		}
		tally.Stated++
		if err := tally.Reconcile(); !errors.Is(err, ErrCount) {
			t.Errorf("Reconcile: %v", err)
		}
	}
}

func TestReadErrorEndsTheStream(t *testing.T) {
	broken := errors.New("disk gone")
	for name, src := range map[string]Source{
		"JSONL": JSONL{io.MultiReader(strings.NewReader("{\"title\":\"x\"}\n"), iotest.ErrReader(broken)), "f"},
		"CSV":   CSV{io.MultiReader(strings.NewReader("title\nx\n"), iotest.ErrReader(broken)), "f"},
	} {
		as, errs := collect(t, src.Articles(context.Background()))
		if len(as) != 1 || len(errs) != 1 || !errors.Is(errs[0], broken) {
			t.Errorf("%s: %d articles, errors %v", name, len(as), errs)
		}
	}
}

func TestCancelledStreamSaysSo(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, src := range map[string]Source{
		"Slice": articles(t), "JSONL": JSONL{strings.NewReader("{}\n"), ""}, "CSV": CSV{strings.NewReader("title\nx\n"), ""},
	} {
		if as, errs := collect(t, src.Articles(ctx)); len(as) != 0 || len(errs) != 1 || !errors.Is(errs[0], context.Canceled) {
			t.Errorf("%s: %v, %v", name, as, errs)
		}
	}
}

func TestMakeID(t *testing.T) {
	a := Article{Title: "Inquiry  opens", Outlet: Outlet{Name: "The Ferry Post"}, Published: mustDate(t, "2019-03-01")}
	b := a
	b.Title = " inquiry opens "
	if MakeID(a) != MakeID(b) || len(MakeID(a)) != 16 {
		t.Errorf("folding: %s, %s", MakeID(a), MakeID(b))
	}
	b.Published = mustDate(t, "2019-03-02")
	if MakeID(a) == MakeID(b) {
		t.Error("two days share an id")
	}
	a.URL, b.URL = "https://example.org/1", "https://example.org/1"
	if MakeID(a) != MakeID(b) {
		t.Error("same URL, different ids")
	}
}

func TestEventsRoundTrip(t *testing.T) {
	approx := mustDate(t, "2019-03-04")
	approx.Basis = Approximate
	want := []Event{
		{Date: mustDate(t, "2019-03"), Title: "Inquiry opens", Kind: "review", Actors: []string{"council", "ministry"}, Sources: []string{"a"}, Label: "Inquiry"},
		{Date: approx, Title: "Petition starts", Note: "day inferred"},
		{Date: mustDate(t, "2020"), Title: "Bridge closed; \"for good\"", Prehistory: true, Conflict: "one paper says 2019"},
	}
	var b bytes.Buffer
	if err := WriteEventsCSV(&b, []Event{want[2], want[0], want[1]}); err != nil {
		t.Fatal(err)
	}
	got, err := ReadEventsCSV(&b, "events.csv")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	for in, says := range map[string]string{
		"":                                    "no header",
		"date\n":                              "no column",
		"date,title,tittle\n":                 "unknown column",
		"date,title,title\n":                  "stands twice",
		"date,title\n2019-13,x\n":             "e.csv:2",
		"date,title\n2019,\n":                 "no title",
		"date,precision,title\n2019,day,x\n":  "not of precision day",
		"date,title,prehistory\n2019,x,1\n":   "prehistory is",
		"date,precision,title\n2019,soon,x\n": "unknown precision",
	} {
		if _, err := ReadEventsCSV(strings.NewReader(in), "e.csv"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: error %v, want one that says %q", in, err, says)
		}
	}
}

func FuzzCSVSource(f *testing.F) {
	f.Add("title,date\nx,2008\n\"y\",\n")
	f.Add("id,title,provenance\n1,x,{}\n2,y,{\n")
	f.Fuzz(func(t *testing.T, in string) {
		n := 0
		for a, err := range (CSV{strings.NewReader(in), "f"}).Articles(context.Background()) {
			if n++; n > len(in)+2 {
				t.Fatal("more records than bytes")
			}
			if err == nil && a.ID == "" {
				t.Errorf("article without id from %q", in)
			}
		}
	})
}

func FuzzJSONL(f *testing.F) {
	f.Add("{\"title\":\"x\",\"published\":{\"date\":\"2008-11\",\"precision\":\"month\"}}\n{\n")
	f.Fuzz(func(t *testing.T, in string) {
		for a, err := range (JSONL{strings.NewReader(in), "f"}).Articles(context.Background()) {
			if err == nil && (a.ID == "" || a.Published.Check() != nil) {
				t.Errorf("bad article %+v from %q", a, in)
			}
		}
	})
}
