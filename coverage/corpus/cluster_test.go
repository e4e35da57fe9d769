package corpus_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
)

// copies makes articles of which every third is a near-duplicate of the one
// before, a day later and in another outlet.
func copies(t *testing.T, n int) coverage.Slice {
	t.Helper()
	var out coverage.Slice
	for i := range n {
		a := generate(i)
		if i%3 == 2 {
			b := out[i-1]
			a.Text = b.Text + " With a paragraph that only this outlet printed."
			d, _ := b.Published.Time()
			a.Published = coverage.DateOf(d.AddDate(0, 0, 1))
			a.Byline = "PA Media"
		}
		a.ID = fmt.Sprintf("n%04d", i)
		out = append(out, a)
	}
	return out
}

func TestCluster(t *testing.T) {
	all := copies(t, 90)
	whole := open(t)
	add(t, whole, all)
	rep, err := whole.Cluster(t.Context(), neardup.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if rep.New != 90 || rep.Clusters != 30 || rep.Members != 60 || rep.Wire != 30 {
		t.Errorf("%+v", rep)
	}
	want, err := whole.Clusters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range want {
		if c.ID != c.Members[0].ID || c.Members[0].Relation != neardup.Representative || c.Members[1].Relation != neardup.Copy || !c.Wire || c.Members[1].Similarity != 1 {
			t.Errorf("cluster %d: %+v", i, c)
		}
	}
	if n, err := whole.Count(t.Context(), corpus.Filter{OnePerCluster: true}); n != 60 || err != nil {
		t.Errorf("%d articles with one per cluster, %v", n, err)
	}
	if rep, err := whole.Cluster(t.Context(), neardup.Options{}); err != nil || rep.New != 0 || rep.Read != 0 || rep.Clusters != 30 {
		t.Errorf("again: %+v, %v", rep, err)
	}
	if rep, err := whole.Cluster(t.Context(), neardup.Options{Threshold: 0.9}); err != nil || rep.New != 90 {
		t.Errorf("with other options: %+v, %v", rep, err)
	}

	// The same in three steps, in an order that brings copies before originals.
	parts := open(t)
	for k := range 3 {
		var some coverage.Slice
		for i, a := range all {
			if (i*7)%3 == 2-k {
				some = append(some, a)
			}
		}
		add(t, parts, some)
		if rep, err := parts.Cluster(t.Context(), neardup.Options{}); err != nil || rep.New != 30 {
			t.Errorf("step %d: %+v, %v", k, rep, err)
		}
	}
	got, err := parts.Clusters(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("in steps (-whole +steps)\n%s", diff)
	}
	// A late article far in time reads little.
	one := generate(5)
	one.ID = "late"
	add(t, parts, coverage.Slice{one})
	if rep, err := parts.Cluster(t.Context(), neardup.Options{Window: 2}); err != nil || rep.New != 91 {
		t.Errorf("%+v, %v", rep, err)
	}
	two := generate(6000)
	two.ID = "later"
	add(t, parts, coverage.Slice{two})
	if rep, err := parts.Cluster(t.Context(), neardup.Options{Window: 2}); err != nil || rep.New != 1 || rep.Read != 1 {
		t.Errorf("one article far from all others: %+v, %v", rep, err)
	}
}

// TestClusterGrowsBackwards adds an earlier copy, far enough that not all
// members lie within the days that are read.
func TestClusterGrowsBackwards(t *testing.T) {
	base := generate(1).Text
	make := func(id, day, outlet string) coverage.Article {
		return coverage.Article{ID: id, Title: "t", Text: base, Published: date(t, day), Outlet: coverage.Outlet{Name: outlet}}
	}
	c := open(t)
	var last string
	for i, a := range []coverage.Article{make("m3", "2008-11-30", "C"), make("m2", "2008-11-18", "B"), make("m1", "2008-11-06", "A")} {
		add(t, c, coverage.Slice{a})
		if _, err := c.Cluster(t.Context(), neardup.Options{}); err != nil {
			t.Fatal(err)
		}
		clusters, err := c.Clusters(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		last = ""
		for _, cl := range clusters {
			last += cl.ID + ":"
			for _, m := range cl.Members {
				last += " " + m.ID
			}
		}
		if want := []string{"", "m2: m2 m3", "m1: m1 m2 m3"}[i]; last != want {
			t.Errorf("after %s: %q, want %q", a.ID, last, want)
		}
	}
	if !strings.HasPrefix(last, "m1") {
		t.Error("the earliest is not the representative")
	}
}
