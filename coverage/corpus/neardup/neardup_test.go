package neardup_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus/neardup"
)

// A planter makes articles, and knows which of them descend from one text.
type planter struct {
	r    *rand.Rand
	days int
}

func (p planter) words(n int) []string {
	out := make([]string, n)
	for i := range out {
		x := p.r.Float64()
		out[i] = "w" + strconv.Itoa(int(30000*x*x*x*x))
	}
	return out
}

// mutate makes a near-duplicate of a text in one of the ways of the press.
func (p planter) mutate(w []string) []string {
	w = slices.Clone(w)
	switch p.r.IntN(5) {
	case 0: // light edits
		for i := range w {
			if p.r.Float64() < 0.06 {
				w[i] = p.words(1)[0]
			}
		}
	case 1: // cut from the end
		w = w[:len(w)*(45+p.r.IntN(45))/100]
	case 2: // a new beginning
		w = append(p.words(30), w[20:]...)
	case 3: // added paragraphs
		at := len(w) * p.r.IntN(3) / 3
		w = slices.Concat(w[:at], p.words(len(w)*(20+p.r.IntN(60))/100), w[at:])
	case 4: // both cut and edited
		w = w[:len(w)*6/10]
		for i := range w {
			if p.r.Float64() < 0.04 {
				w[i] = p.words(1)[0]
			}
		}
	}
	return w
}

// plant makes n articles by date; a third are in clusters of two to six. Others
// quote from an article of the days before, or end with the same boilerplate.
func plant(n int, seed uint64) (coverage.Slice, map[string]int) {
	p := planter{r: rand.New(rand.NewPCG(seed, 7)), days: max(30, n/300)}
	boilerplate := p.words(40)
	type raw struct {
		day, cluster int
		w            []string
	}
	var all []raw
	cluster := 0
	for len(all) < n {
		cluster++
		day := p.r.IntN(p.days)
		w := p.words(150 + p.r.IntN(500))
		if p.r.Float64() < 0.3 {
			w = append(w, boilerplate...)
		}
		if len(all) > 0 && p.r.Float64() < 0.3 { // a quotation of an earlier text
			from := all[p.r.IntN(len(all))].w
			if len(from) > 60 {
				w = append(w, from[10:60]...)
			}
		}
		all = append(all, raw{day, cluster, w})
		if p.r.Float64() < 0.12 {
			for range 1 + p.r.IntN(5) {
				all = append(all, raw{day + p.r.IntN(7), cluster, p.mutate(w)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b raw) int { return a.day - b.day })
	truth := map[string]int{}
	var out coverage.Slice
	for i, a := range all {
		id := fmt.Sprintf("%07d", i)
		truth[id] = a.cluster
		out = append(out, coverage.Article{ID: id, Title: "t", Text: strings.Join(a.w, " "), Outlet: coverage.Outlet{Name: "o" + strconv.Itoa(i%40)},
			Published: coverage.DateOf(time.Date(2000, 1, 1+a.day, 0, 0, 0, 0, time.UTC))})
	}
	return out, truth
}

// pairwise returns recall and precision over pairs of articles.
func pairwise(truth map[string]int, clusters []neardup.Cluster) (recall, precision float64) {
	sizes := map[int]int{}
	for _, c := range truth {
		sizes[c]++
	}
	want := 0
	for _, n := range sizes {
		want += n * (n - 1) / 2
	}
	got, right := 0, 0
	for _, c := range clusters {
		got += len(c.Members) * (len(c.Members) - 1) / 2
		in := map[int]int{}
		for _, m := range c.Members {
			in[truth[m.ID]]++
		}
		for _, n := range in {
			right += n * (n - 1) / 2
		}
	}
	return float64(right) / float64(want), float64(right) / float64(max(1, got))
}

func TestPlanted(t *testing.T) {
	articles, truth := plant(3000, 1)
	clusters, err := neardup.Find(t.Context(), articles, neardup.Options{})
	if err != nil {
		t.Fatal(err)
	}
	recall, precision := pairwise(truth, clusters)
	t.Logf("recall %.4f, precision %.4f, %d clusters", recall, precision, len(clusters))
	if recall < 0.98 || precision < 0.98 {
		t.Errorf("recall %.4f, precision %.4f; want 0.98 both", recall, precision)
	}
	// An index filled at once without expiring finds the same.
	x, err := neardup.New(neardup.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range articles {
		x.Add(a)
		x.Add(a)
	}
	if diff := cmp.Diff(clusters, x.Clusters()); diff != "" {
		t.Errorf("expiring changes the result (-with +without)\n%s", diff)
	}
	// In two steps, the first restored, too.
	y, _ := neardup.New(neardup.Options{})
	for _, a := range articles[:2000] {
		y.Add(a)
	}
	of := map[string]string{}
	for _, c := range y.Clusters() {
		for _, m := range c.Members {
			of[m.ID] = c.ID
		}
	}
	z, _ := neardup.New(neardup.Options{})
	for i, a := range articles {
		if i < 2000 {
			z.Restore(a, of[a.ID])
		} else {
			z.Add(a)
		}
	}
	if diff := cmp.Diff(members(clusters), members(z.Clusters())); diff != "" {
		t.Errorf("restoring changes the result\n%s", diff)
	}
}

func members(cs []neardup.Cluster) [][]string {
	var out [][]string
	for _, c := range cs {
		ids := []string{c.ID}
		for _, m := range c.Members {
			ids = append(ids, m.ID)
		}
		out = append(out, ids)
	}
	return out
}

const story = "The harbour board met on Tuesday evening in the long room above the chandler's shop and voted by seven to two to close the northern quay until the timbers have been looked at by an engineer from the county, who is expected before the end of the month."

func article(id, outlet, date, byline, text string) coverage.Article {
	d, err := coverage.ParseDate(date)
	if err != nil {
		panic(err)
	}
	return coverage.Article{ID: id, Outlet: coverage.Outlet{Name: outlet}, Published: d, Byline: byline, Text: text}
}

func TestClusters(t *testing.T) {
	add := " The chair said that nobody had been told, and that the fishermen would have to land their catch across the bay for as long as it takes."
	for _, tt := range []struct {
		name string
		in   coverage.Slice
		want string // clusters: id, wire, members with relations
	}{
		{"wire copy", coverage.Slice{article("b", "Post", "2008-11-13", "PA", story), article("a", "Times", "2008-11-12", "", story+add)}, "a wire [a representative] [b copy]"},
		{"editions and updates", coverage.Slice{article("a", "The Post (London)", "2008-11-12", "", story), article("b", "post.co.uk", "2008-11-12", "", story+add), article("c", "Post", "2008-11-15", "", story)},
			"b [a edition] [b representative] [c update]"},
		{"three outlets", coverage.Slice{article("a", "A", "2008-11-12", "Ada Reuterswood", story), article("b", "B", "2008-11-12", "", story), article("c", "C", "2008-11-12", "", story)}, "a wire [a representative] [b copy] [c copy]"},
		{"outside the window", coverage.Slice{article("a", "A", "2008-11-12", "", story), article("b", "B", "2008-11-27", "", story)}, ""},
		{"last day of the window", coverage.Slice{article("a", "A", "2008-11-12", "", story), article("b", "B", "2008-11-26", "", story)}, "a [a representative] [b copy]"},
		{"a month may hold the day", coverage.Slice{article("a", "A", "2008-11", "", story), article("b", "B", "2008-12-10", "", story)}, "a [a representative] [b copy]"},
		{"no date", coverage.Slice{article("a", "A", "2008-11-12", "", story), article("b", "B", "", "", story)}, "a [a representative] [b copy]"},
		{"too short", coverage.Slice{article("a", "A", "2008-11-12", "", "Ferry late again."), article("b", "B", "2008-11-12", "", "Ferry late again.")}, ""},
		{"a page that quotes all", coverage.Slice{article("a", "A", "2008-11-12", "", story), article("b", "B", "2008-11-12", "", story+strings.Repeat(" Other words stand here and there without end, number by number.", 1)+numbered(400))}, ""},
		{"case and punctuation", coverage.Slice{article("a", "A", "2008-11-12", "", story), article("b", "B", "2008-11-12", "", strings.ToUpper(strings.NewReplacer(",", " –", ".", "!").Replace(story)))}, "a [a representative] [b copy]"},
	} {
		clusters, err := neardup.Find(t.Context(), tt.in, neardup.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range clusters {
			s := c.ID
			if c.Wire {
				s += " wire"
			}
			for _, m := range c.Members {
				s += fmt.Sprintf(" [%s %s]", m.ID, m.Relation)
			}
			got = append(got, s)
		}
		if strings.Join(got, "; ") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " item%d", i)
	}
	return b.String()
}

// TestManyCopies prints one story three hundred times: its runs must not pass
// for boilerplate.
func TestManyCopies(t *testing.T) {
	var in coverage.Slice
	for i := range 300 {
		in = append(in, article(fmt.Sprintf("%03d", i), fmt.Sprint("o", i), time.Date(2008, 11, 1+i/30, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), "", story+fmt.Sprintf(" Printed as number %d.", i)))
	}
	clusters, err := neardup.Find(t.Context(), in, neardup.Options{})
	if err != nil || len(clusters) != 1 || len(clusters[0].Members) != 300 {
		t.Errorf("%d clusters, %v", len(clusters), err)
	}
}

func TestDiffer(t *testing.T) {
	a := "The board met on Tuesday. It voted to close the quay at once, the chair said, and went home early."
	b := "The board met on Tuesday. It voted to close the quay in spring, the chair said, and went home early. More next week."
	show := func(text string, spans []neardup.Span) []string {
		var out []string
		for _, s := range spans {
			out = append(out, text[s.Start:s.End])
		}
		return out
	}
	onlyA, onlyB := neardup.Differ(a, b, 0)
	if diff := cmp.Diff([]string{"at once"}, show(a, onlyA)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"in spring", "More next week"}, show(b, onlyB)); diff != "" {
		t.Error(diff)
	}
	onlyA, onlyB = neardup.Differ("", "One two.", 0)
	if len(onlyA) != 0 || len(onlyB) != 1 || onlyB[0] != (neardup.Span{Start: 0, End: 7}) {
		t.Errorf("%v %v", onlyA, onlyB)
	}
	contained, resemblance := neardup.Similarity(story, story+" "+story+" and more words at the end of it all", 0)
	if contained != 1 || resemblance >= 1 || resemblance < 0.7 {
		t.Errorf("%v %v", contained, resemblance)
	}
	if c, r := neardup.Similarity("", story, 0); c != 0 || r != 0 {
		t.Errorf("%v %v", c, r)
	}
}

func TestOptionsOutOfRange(t *testing.T) {
	for _, o := range []neardup.Options{{Window: -1}, {Threshold: 2}, {Threshold: -1}, {Ratio: 2}, {Run: 1}} {
		if _, err := neardup.New(o); err == nil {
			t.Errorf("%+v was accepted", o)
		}
	}
	bad := coverage.SourceFunc(func(context.Context) iter.Seq2[coverage.Article, error] {
		return func(yield func(coverage.Article, error) bool) { yield(coverage.Article{}, errors.New("unreadable")) }
	})
	if _, err := neardup.Find(t.Context(), bad, neardup.Options{}); err == nil {
		t.Error("an error of the source was passed over")
	}
}

// FuzzDiffer checks that passages lie within their texts in order, and that a
// text has nothing a copy lacks.
func FuzzDiffer(f *testing.F) {
	f.Add(story, story+" more")
	f.Add("Çà et là — été", "ÇÀ ET LÀ\xff été")
	f.Add("", "a")
	f.Fuzz(func(t *testing.T, a, b string) {
		onlyA, onlyB := neardup.Differ(a, b, 3)
		for _, x := range []struct {
			text  string
			spans []neardup.Span
		}{{a, onlyA}, {b, onlyB}} {
			last := 0
			for _, s := range x.spans {
				if s.Start < last || s.End <= s.Start || s.End > len(x.text) {
					t.Fatalf("spans %v of %d bytes", x.spans, len(x.text))
				}
				last = s.End
			}
		}
		if x, y := neardup.Differ(a, a, 3); len(x)+len(y) != 0 {
			t.Fatalf("a text differs from itself: %v %v", x, y)
		}
		if c, r := neardup.Similarity(a, b, 3); c < r || c > 1 {
			t.Fatalf("containment %v, resemblance %v", c, r)
		}
	})
}

func BenchmarkFind(b *testing.B) {
	sizes := []int{1000, 3000, 9000}
	if s := os.Getenv("NEARDUP_BENCH"); s != "" { // such as 50000,100000,200000
		sizes = nil
		for f := range strings.SplitSeq(s, ",") {
			n, err := strconv.Atoi(f)
			if err != nil {
				b.Fatal(err)
			}
			sizes = append(sizes, n)
		}
	}
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			articles, truth := plant(n, 2)
			var size int64
			for _, a := range articles {
				size += int64(len(a.Text))
			}
			b.SetBytes(size)
			b.ReportAllocs()
			var recall, precision float64
			for b.Loop() {
				clusters, err := neardup.Find(context.Background(), articles, neardup.Options{})
				if err != nil {
					b.Fatal(err)
				}
				recall, precision = pairwise(truth, clusters)
			}
			b.ReportMetric(recall, "recall")
			b.ReportMetric(precision, "precision")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(articles)), "µs/article")
		})
	}
}
