package chart

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Dispersion is figure kind 9: where in the articles the frames stand. Each
// article is a row, the oldest at the top; each framed sentence is a tick at
// its place in the article.
type Dispersion struct {
	Title    string   // "Where in the article a frame stands"
	Frames   []string // in the order of the legend
	Articles []DispersionRow
}

// A DispersionRow is one article.
type DispersionRow struct {
	ID    string // as in the table
	Date  string // "2008-11-12", "2008-11" or "2008"; rows are sorted by it
	Title string // for the table; may be empty
	Hits  []DispersionHit
	Link  string
}

// A DispersionHit is one framed sentence.
type DispersionHit struct {
	At    float64 // place in the article, from 0 (first sentence) to 1 (last)
	Frame int     // index into Dispersion.Frames
}

// Kind returns "dispersion".
func (Dispersion) Kind() string { return "dispersion" }

func (d Dispersion) sorted() []DispersionRow {
	rows := slices.Clone(d.Articles)
	slices.SortStableFunc(rows, func(a, b DispersionRow) int {
		return cmp.Or(strings.Compare(a.Date, b.Date), strings.Compare(a.ID, b.ID))
	})
	return rows
}

// Table returns one row a framed sentence; an article without one has a row
// without frame and place.
func (d Dispersion) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"article", "Article", false}, {"date", "Date", false}, {"title", "Title", false}, {"frame", "Frame", false}, {"place", "Place (0 to 1)", true}}}
	for _, r := range d.sorted() {
		if len(r.Hits) == 0 {
			t.add(r.ID, r.Date, r.Title, "", "")
		}
		for _, h := range r.Hits {
			t.add(r.ID, r.Date, r.Title, d.Frames[h.Frame], N(math.Round(h.At*1e4)/1e4).String())
			if r.Link != "" {
				t.link(r.Link)
			}
		}
	}
	return t
}

// Finding states, for each frame, how many sentences there are and which part
// of the article holds most of them.
func (d Dispersion) Finding() string {
	thirds := make([][3]int, len(d.Frames))
	total := 0
	for _, r := range d.Articles {
		for _, h := range r.Hits {
			thirds[h.Frame][min(2, int(h.At*3))]++
			total++
		}
	}
	if total == 0 {
		return fmt.Sprintf("No data: none of %s has a framed sentence.", plural(len(d.Articles), "article"))
	}
	var said []string
	for i, f := range d.Frames {
		n := thirds[i][0] + thirds[i][1] + thirds[i][2]
		if n == 0 {
			said = append(said, clean(f)+" nowhere")
			continue
		}
		said = append(said, fmt.Sprintf("%s in %s, %.0f%% of them in the first third", clean(f), plural(n, "sentence"), 100*float64(thirds[i][0])/float64(n)))
	}
	return fmt.Sprintf("%s: %s.", plural(len(d.Articles), "article"), strings.Join(said, "; "))
}

func (d Dispersion) check() error {
	if len(d.Frames) > 4 {
		return fmt.Errorf("%d frames (4 can be told apart)", len(d.Frames))
	}
	seen := map[string]bool{}
	for _, r := range d.Articles {
		if clean(r.ID) == "" {
			return errors.New("an article has no ID")
		}
		if seen[r.ID] {
			return fmt.Errorf("article %q stands twice", r.ID)
		}
		seen[r.ID] = true
		for _, h := range r.Hits {
			if !(h.At >= 0 && h.At <= 1) || h.Frame < 0 || h.Frame >= len(d.Frames) {
				return fmt.Errorf("article %q: frame %d at %g", r.ID, h.Frame, h.At)
			}
		}
	}
	return nil
}

func (d Dispersion) draw(s *sheet) error {
	rows := d.sorted()
	total := 0
	for _, r := range rows {
		total += len(r.Hits)
	}
	if total == 0 {
		return s.nothing(d.Finding())
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())
	n := len(rows)
	year := func(i int) string { return rows[i].Date[:min(4, len(rows[i].Date))] }

	y := s.panelTitle(s.letter(false), or(d.Title, "Where in the article a frame stands"), s.top+2)
	var keys []key
	lane := func(f int) float64 { return ((float64(f)+0.5)/float64(len(d.Frames)) - 0.5) * 0.5 }
	for f, name := range d.Frames {
		keys = append(keys, key{name, func(x, y float64) { s.rect(box{x + 5, y - 6, 3, 12}, pal.series(f), "", zText) }})
	}
	left := s.textWidth("2000", style{}) + 14
	y = s.legend(left, s.w-8, y, keys) + lh*0.35

	limit := s.p.MaxHeight*pxPerMM - y - 3*lh
	row := math.Min(13, math.Min(limit, s.w*0.9)/float64(n))
	b := box{left, y, s.w - left - 12, row * float64(n)}
	sc := scale{lo: 0, hi: 1, step: 0.25}
	g := grid{box: b, across: sc, up: scale{lo: 0, hi: float64(n), step: 1}}
	gi := s.addGrid(g)

	// A year stands beside its first article, where there is room.
	from, stripe := 0, false
	last := math.Inf(-1)
	for i := 1; i <= n; i++ {
		if i < n && year(i) == year(from) {
			continue
		}
		top, end := b.y+float64(from)*row, b.y+float64(i)*row
		if stripe {
			s.rect(box{b.x, top, b.w, end - top}, pal.Stripe, "", zShade)
		}
		stripe = !stripe
		mid := (top + end) / 2
		if mid-last >= lh {
			s.text(left-10, mid, year(from), style{align: "right"})
			last = mid
		}
		s.line(b.x-6, top, b.x, top, stroke{pal.Axis, 0.75, nil, zGrid})
		from = i
	}
	s.line(b.x, b.y, b.x, b.bottom(), stroke{pal.Axis, 0.75, nil, zGrid})

	// Each frame stands a little lower in the row than the one before, so that
	// of two ticks at the same place both are seen.
	tall := math.Max(1.2, row*0.6)
	wide := math.Max(1.2, math.Min(2.4, b.w/250))
	for f, name := range d.Frames {
		var pts [][2]float64
		var from []string
		for i, r := range rows {
			for _, h := range r.Hits {
				if h.Frame == f {
					from = append(from, r.ID+", "+r.Date)
					pts = append(pts, [2]float64{h.At, float64(n-i) - 0.5 - lane(f)})
				}
			}
		}
		if pts != nil {
			s.cloud(cloud{name: name, grid: gi, points: pts, names: from, colour: pal.series(f), size: [2]float64{wide, tall}, shape: "rect", ticks: true})
		}
	}
	y = s.scaleAxis(b, sc, func(v float64) string {
		switch v {
		case 0:
			return "first sentence"
		case 1:
			return "last"
		}
		return strconv.Itoa(int(math.Round(v*100))) + "%"
	})
	s.h = y + 4
	return nil
}
