package corpus_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/corpus"
)

// shown lists the ids of the matches.
func shown(h corpus.Hits) string {
	var out []string
	for _, m := range h.Matches {
		out = append(out, m.Article.ID)
	}
	return strings.Join(out, " ")
}

func search(t testing.TB, c *corpus.Corpus, f corpus.Filter, o corpus.SearchOptions) corpus.Hits {
	t.Helper()
	h, err := c.Search(t.Context(), f, o)
	if err != nil {
		t.Fatalf("%+v %+v: %v", f, o, err)
	}
	return h
}

// harbour holds 400 articles with the word "quay", from four outlets in turns and
// of one day after the other backwards. The one numbered 7 says it most often.
func harbour(t testing.TB) *corpus.Corpus {
	c := open(t)
	var articles coverage.Slice
	for i := range 400 {
		text := fmt.Sprintf("The quay was closed again, says note %d.", i)
		if i == 7 {
			text = "Quay, quay, quay and quay."
		}
		if i%100 == 50 {
			text += " A lighthouse stands by."
		}
		day := date(t, fmt.Sprintf("%d-%02d-%02d", 2020-i/336, 12-i/28%12, 28-i%28))
		articles = append(articles, coverage.Article{ID: fmt.Sprintf("n%03d", i), Title: "Note", Text: text, Outlet: coverage.Outlet{Name: fmt.Sprintf("Paper %d", i%4)}, Published: day})
	}
	add(t, c, articles)
	if err := c.Exclude(t.Context(), "not ours", "n399", "n397"); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSearchSaysWhatWasWeighed(t *testing.T) {
	c := harbour(t)
	paper1 := []string{"Paper 1"} // n001, n005, … n393; n397 is excluded
	for _, tt := range []struct {
		name  string
		f     corpus.Filter
		o     corpus.SearchOptions
		first string // ids at the beginning
		want  corpus.Hits
	}{
		{"few are weighed all", corpus.Filter{Query: "quay"}, corpus.SearchOptions{}, "n007 n000 n001", corpus.Hits{Order: corpus.BestOfAll, Weighed: 398, Found: 398}},
		{"as many as may be weighed", corpus.Filter{Query: "quay"}, corpus.SearchOptions{Weigh: 398, Scan: 398}, "n007 n000 n001", corpus.Hits{Order: corpus.BestOfAll, Weighed: 398, Found: 398}},
		{"however many", corpus.Filter{Query: "quay"}, corpus.SearchOptions{Weigh: -1, Scan: 10}, "n007 n000 n001", corpus.Hits{Order: corpus.BestOfAll, Weighed: 398, Found: 398}},
		{"more than may be scanned", corpus.Filter{Query: "quay"}, corpus.SearchOptions{Scan: 397}, "n398 n396 n395", corpus.Hits{Order: corpus.LastAdded, Found: 397, More: true}},
		{"excluded too", corpus.Filter{Query: "quay", Excluded: true}, corpus.SearchOptions{Scan: 100, Limit: 3}, "n399 n398 n397", corpus.Hits{Order: corpus.LastAdded, Found: 3, More: true}},
		{"a rare word", corpus.Filter{Query: "lighthouse"}, corpus.SearchOptions{Weigh: 5, Scan: 5}, "n050 n150 n250 n350", corpus.Hits{Order: corpus.BestOfAll, Weighed: 4, Found: 4}},
		{"two words, one of them rare", corpus.Filter{Query: "quay lighthouse"}, corpus.SearchOptions{Weigh: 5, Scan: 5}, "n050 n150 n250 n350", corpus.Hits{Order: corpus.BestOfAll, Weighed: 4, Found: 4}},
		{"a prefix", corpus.Filter{Query: "lightho*"}, corpus.SearchOptions{}, "n050 n150 n250 n350", corpus.Hits{Order: corpus.BestOfAll, Weighed: 4, Found: 4}},
		{"an outlet", corpus.Filter{Query: "quay", Outlets: paper1}, corpus.SearchOptions{}, "n001 n005", corpus.Hits{Order: corpus.BestOfAll, Weighed: 99, Found: 99}},
		{"an outlet, too many to scan", corpus.Filter{Query: "quay", Outlets: paper1}, corpus.SearchOptions{Scan: 50}, "n393 n389", corpus.Hits{Order: corpus.LastAdded, Found: 20, More: true}},
		{"a few of very many", corpus.Filter{Query: "quay", To: date(t, "2019-10-26")}, corpus.SearchOptions{Scan: 50}, "n398 n396 n395 n394", corpus.Hits{Order: corpus.LastAdded, Found: 4}},
		{"none of very many", corpus.Filter{Query: "quay", To: date(t, "2019-01")}, corpus.SearchOptions{Scan: 50}, "", corpus.Hits{Order: corpus.LastAdded}},
		{"by date", corpus.Filter{Query: "quay"}, corpus.SearchOptions{ByDate: true}, "n398 n396 n395", corpus.Hits{Order: corpus.EarliestDate, Found: 398}},
		{"by date, very many", corpus.Filter{Query: "quay"}, corpus.SearchOptions{ByDate: true, Scan: 50}, "n398 n396 n395", corpus.Hits{Order: corpus.EarliestDate, Found: 50, More: true}},
		{"by date, very many, an outlet", corpus.Filter{Query: "quay", Outlets: paper1}, corpus.SearchOptions{ByDate: true, Scan: 50, Limit: 100}, "n393 n389", corpus.Hits{Order: corpus.EarliestDate, Found: 99}},
	} {
		h := search(t, c, tt.f, tt.o)
		if got := shown(h); !strings.HasPrefix(got, tt.first) || tt.first == "" && got != "" {
			t.Errorf("%s: shows %s, want %s …", tt.name, got, tt.first)
		}
		for _, m := range h.Matches {
			if weighed := h.Weighed > 0; weighed != (m.Score > 0) || !strings.Contains(m.Snippet, "[") {
				t.Errorf("%s: %s has score %v, snippet %s", tt.name, m.Article.ID, m.Score, m.Snippet)
			}
		}
		h.Matches = nil
		if diff := gocmp.Diff(tt.want, h); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", tt.name, diff)
		}
	}
}

// TestSampleIsSpreadAndTheSame bounds what is weighed.
func TestSampleIsSpreadAndTheSame(t *testing.T) {
	c := harbour(t)
	all := search(t, c, corpus.Filter{Query: "quay"}, corpus.SearchOptions{Weigh: -1, Limit: 1000})
	score := map[string]float64{}
	for _, m := range all.Matches {
		score[m.Article.ID] = m.Score
	}
	for _, f := range []corpus.Filter{{Query: "quay"}, {Query: "qua*"}, {Query: "quay", From: date(t, "2010")}} {
		o := corpus.SearchOptions{Weigh: 100, Limit: 1000}
		h := search(t, c, f, o)
		if h.Order != corpus.BestOfSample || h.Found != 398 || h.More || h.Weighed < 70 || h.Weighed > 130 || len(h.Matches) != h.Weighed {
			t.Errorf("%+v: %s of %d, %d weighed, %d shown", f, h.Order, h.Found, h.Weighed, len(h.Matches))
		}
		if again := search(t, c, f, o); shown(again) != shown(h) {
			t.Errorf("%+v: another sample the second time", f)
		}
		outlets, quarters := map[string]int{}, map[byte]int{}
		for _, m := range h.Matches {
			outlets[m.Article.Outlet.Name]++
			quarters[m.Article.ID[1]]++
			if m.Article.ID == "n399" || m.Article.ID == "n397" {
				t.Errorf("%+v: %s is excluded", f, m.Article.ID)
			}
			if !strings.HasSuffix(f.Query, "*") && m.Score != score[m.Article.ID] {
				t.Errorf("%+v: %s weighs %v, of all %v", f, m.Article.ID, m.Score, score[m.Article.ID])
			}
		}
		for i := range 4 {
			if n := outlets[fmt.Sprintf("Paper %d", i)]; n < 10 {
				t.Errorf("%+v: %d of Paper %d", f, n, i)
			}
			if n := quarters[byte('0'+i)]; n < 10 {
				t.Errorf("%+v: %d of hundred %d", f, n, i)
			}
		}
		if !slices.IsSortedFunc(h.Matches, func(a, b corpus.Match) int { return cmp.Compare(b.Score, a.Score) }) {
			t.Errorf("%+v: the best do not come first", f)
		}
	}
}
