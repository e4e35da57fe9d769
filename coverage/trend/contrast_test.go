package trend_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

func day(t testing.TB, y, m, d int) coverage.Date {
	t.Helper()
	out, err := coverage.Day(y, time.Month(m), d)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var beforeAfter = []trend.Phase{{Name: "before", First: month(2009, 1), Last: month(2009, 1)}, {Name: "after", First: month(2009, 2), Last: month(2009, 2)}}

// Only the articles of outlet A turn from blame to arrangements.
func turning() []trend.Scored {
	var arts []trend.Scored
	r := rand.New(rand.NewPCG(8, 1))
	for i := range 240 {
		outlet := []string{"A", "B", "C"}[i%3]
		b, s := 2+r.IntN(4), r.IntN(3)
		after := i >= 120
		if after && outlet == "A" {
			b, s = s, b
		}
		m := 1
		if after {
			m = 2
		}
		arts = append(arts, article(fmt.Sprintf("%03d", i), outlet, month(2009, m), 20, b, s, 0))
	}
	return append(arts, article("alone", "D", month(2009, 2), 10, 1, 0, 0))
}

func TestContrastsFindTheOutletThatTurned(t *testing.T) {
	tab := table(t, trend.Index, trend.Options{Phases: beforeAfter, Group: trend.ByOutlet, Bootstrap: resample.Plan{Kind: resample.BCa, Replicates: 500}}, turning()...)
	all, err := tab.Contrasts("before", "after")
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 4 {
		t.Fatalf("%d groups", len(all))
	}
	for _, c := range all {
		switch c.Group {
		case "A":
			if c.Holm > 0.02 || c.Change.Interval.Low < 0.5 {
				t.Errorf("the outlet that turned: %v", c)
			}
		case "D":
			if c.Change.IsDefined() || !math.IsNaN(c.Holm) || !math.IsNaN(c.BH) {
				t.Errorf("an outlet without articles before: %v", c)
			}
		default:
			if c.Holm < 0.05 || c.Holm < c.BH {
				t.Errorf("an outlet that did not turn: %v", c)
			}
		}
		if !strings.Contains(c.Change.Method, "BCa bootstrap over articles") && c.Group != "D" {
			t.Errorf("method: %s", c.Change.Method)
		}
	}
	for _, labels := range [][2]string{{"before", "later"}, {"", "after"}} {
		if _, err := tab.Contrasts(labels[0], labels[1]); !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%q: %v", labels, err)
		}
	}
}

// Articles that come in waves, all of one kind, say less than as many single
// ones: blocks of days must give the wider interval.
func TestBlocksWidenTheIntervalOfWaves(t *testing.T) {
	var arts []trend.Scored
	r := rand.New(rand.NewPCG(3, 9))
	for d := 1; d <= 28; d++ {
		blame := r.IntN(2) * 4
		for i := range 6 {
			arts = append(arts, article(fmt.Sprintf("%02d-%d", d, i), "A", day(t, 2009, 2, d), 10, blame, 4-blame, 0))
		}
	}
	width := func(o trend.Options) float64 {
		c := table(t, trend.Index, o, arts...).Cells[0]
		if o.ByBlocks != coverage.NoPeriod && !strings.Contains(c.Finding.Method, "over days") {
			t.Errorf("method: %s", c.Finding.Method)
		}
		return c.Finding.Interval.Width()
	}
	single, blocks := width(trend.Options{}), width(trend.Options{ByBlocks: coverage.Daily})
	// Six equal articles a day: √6 times as wide.
	if ratio := blocks / single; ratio < 2 || ratio > 3 {
		t.Errorf("articles %v, days %v", single, blocks)
	}
	// Dates to the month cannot be put in a day: they are one block.
	coarse := table(t, trend.Index, trend.Options{ByBlocks: coverage.Daily}, append(arts, article("coarse", "A", month(2009, 2), 10, 1, 0, 0))...)
	if len(coarse.Unplaced) != 0 || coarse.Cells[0].Finding.N != 169 {
		t.Errorf("%v", coarse.Cells[0].Finding)
	}
	for _, o := range []trend.Options{
		{ByBlocks: coverage.Monthly}, {ByBlocks: coverage.Daily, ByClusters: true}, {ByBlocks: 99}, {Period: coverage.Daily, ByBlocks: coverage.Daily},
	} {
		var a trend.Articles
		if _, err := a.Table(trend.Index, o); !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

func TestWilsonForShareOfArticles(t *testing.T) {
	arts := []trend.Scored{}
	for i := range 30 {
		arts = append(arts, article(fmt.Sprint(i), "A", month(2009, 1), 10, (i%3)/2, 0, 0))
	}
	arts = append(arts, article("empty", "A", month(2009, 1), 0, 0, 0, 0))
	c := table(t, trend.BlameShare, trend.Options{Within: trend.ByPresence, Wilson: true}, arts...).Cells[0]
	want, err := proportion.Wilson(proportion.Share{Count: 10, Of: 30}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if c.Finding.Interval != want.Interval || !strings.Contains(c.Finding.Method, "Wilson") {
		t.Errorf("%v, want %v", c.Finding, want)
	}
	// None of thirty is not certainly none, which the bootstrap cannot say.
	for i := range arts {
		arts[i].Counts.Blame = 0
	}
	if c := table(t, trend.BlameShare, trend.Options{Within: trend.ByPresence, Wilson: true}, arts...).Cells[0]; !(c.Finding.Interval.High > 0.1) {
		t.Errorf("none of thirty: %v", c.Finding)
	}
	var a trend.Articles
	for _, o := range []trend.Options{{}, {Within: trend.ByPresence, Across: trend.ArticleMean}, {Within: trend.ByPresence, ByClusters: true}, {Within: trend.ByPresence, OverTime: trend.OverTime{Window: 2}}} {
		o.Wilson = true
		if _, err := a.Table(trend.BlameShare, o); !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for _, m := range []trend.Measure{trend.Index, trend.ContestedShare, trend.TargetShare("x")} {
		if _, err := a.Table(m, trend.Options{Within: trend.ByPresence, Wilson: true}); !errors.Is(err, trend.ErrOptions) {
			t.Errorf("%s: %v", m.Name, err)
		}
	}
}
