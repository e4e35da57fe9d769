package chart

import (
	"fmt"
	"math"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// textBox is what the letters of a label cover: from the height of a capital
// above the baseline to the depth of a "g" below it.
func textBox(l label) box {
	w := sans.Width(l.text, l.size, l.bold)
	x := l.x
	switch l.align {
	case "center":
		x -= w / 2
	case "right":
		x -= w
	}
	base := l.y + sans.Central*l.size
	return box{x, base - sans.CapHeight*l.size, w, (sans.CapHeight + 0.2) * l.size}
}

func overlap(a, b box) bool {
	const eps = 0.3
	return a.x < b.right()-eps && b.x < a.right()-eps && a.y < b.bottom()-eps && b.y < a.bottom()-eps
}

// TestGeometry is points 1, 2 and 4 of the checklist: the size of the sheet,
// the sizes of all texts, no text over another or off the sheet, for every
// kind of figure with awkward rows in every profile.
func TestGeometry(t *testing.T) {
	for _, p := range Profiles() {
		for _, a := range awkwardPlots() {
			f := Figure{ID: "f", Title: "Figure", Profile: p, Plot: a.plot}
			// A figure of many rows is too high for some profiles, and says so.
			f.Profile.MaxHeight = 2000
			s, err := f.layout(f.Profile)
			if err != nil {
				t.Errorf("%s in %s: %v", a.name, p.Name, err)
				continue
			}
			if got := s.w / pxPerMM; math.Abs(got-p.Width) > 0.01 {
				t.Errorf("%s in %s: %.3f mm wide, the profile says %g", a.name, p.Name, got, p.Width)
			}
			checkTexts(t, a.name+" in "+p.Name, s)
		}
	}
}

func checkTexts(t *testing.T, where string, s *sheet) {
	t.Helper()
	var labels []label
	for _, m := range s.marks {
		if l, ok := m.(label); ok {
			labels = append(labels, l)
		}
	}
	if len(labels) == 0 {
		t.Errorf("%s: no text at all", where)
	}
	faults := 0
	fault := func(format string, args ...any) {
		if faults++; faults <= 3 {
			t.Errorf("%s: %s", where, fmt.Sprintf(format, args...))
		}
	}
	for i, l := range labels {
		if pts := l.size * 0.75; pts < s.p.MinText-0.01 || pts > s.p.MaxText+0.01 {
			fault("%q is set in %.2f points; the profile allows %g to %g", l.text, pts, s.p.MinText, s.p.MaxText)
		}
		b := textBox(l)
		if b.x < -0.5 || b.right() > s.w+0.5 || b.y < -0.5 || b.bottom() > s.h+0.5 {
			fault("%q leaves the sheet: %.1f to %.1f of %.1f across, %.1f to %.1f of %.1f down", l.text, b.x, b.right(), s.w, b.y, b.bottom(), s.h)
		}
		for _, m := range labels[:i] {
			if overlap(b, textBox(m)) {
				fault("%q (%.0f, %.0f) lies over %q (%.0f, %.0f)", l.text, l.x, l.y, m.text, m.x, m.y)
			}
		}
		for _, m := range s.marks {
			if k, ok := m.(segment); ok && k.x1 == k.x2 && k.z >= zRule {
				if k.x1 > b.x+0.5 && k.x1 < b.right()-0.5 && k.y2 > b.y+0.5 && k.y1 < b.bottom()-0.5 {
					fault("a rule at %.1f from %.0f to %.0f runs through %q (%.0f, %.0f)", k.x1, k.y1, k.y2, l.text, l.x, l.y)
				}
			}
		}
	}
}

// TestRulesAlign is point 5: an event has its rule at the same place in every
// panel, and that place is the date's.
func TestRulesAlign(t *testing.T) {
	for _, p := range Profiles() {
		for _, plot := range []Plot{sampleAttention(), sampleShares()} {
			f := Figure{ID: "f", Title: "Figure", Profile: p, Plot: plot}
			s, err := f.layout(p)
			if err != nil {
				t.Fatal(err)
			}
			panels := map[float64]int{}
			for _, m := range s.marks {
				if k, ok := m.(segment); ok && k.dash != nil && k.x1 == k.x2 {
					for _, g := range s.grids {
						if k.y1 == g.y && k.y2 == g.bottom() {
							panels[k.x1]++
						}
					}
				}
			}
			if len(panels) == 0 {
				t.Errorf("%s in %s: no rule", plot.Kind(), p.Name)
			}
			for x, n := range panels {
				if n != len(s.grids) {
					t.Errorf("%s in %s: a rule at %.2f in %d of %d panels", plot.Kind(), p.Name, x, n, len(s.grids))
				}
			}
		}
	}

	line, err := newTimeline([]string{"2008-01", "2009-12"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		date string
		want float64
	}{{"2008-01-01", 0.5 / 31}, {"2008-11-30", 10 + 29.5/30}, {"2008-11", 10.5}, {"2009", 18}} {
		if got, ok := line.at(ev(c.date, "x").Date); !ok || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s lies at %g bands, want %g", c.date, got, c.want)
		}
	}
	for _, outside := range []string{"2007-12-31", "2010-01-01"} {
		if at, ok := line.at(ev(outside, "x").Date); ok {
			t.Errorf("%s lies at %g on an axis that does not hold it", outside, at)
		}
	}
}
