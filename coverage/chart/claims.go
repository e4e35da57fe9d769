package chart

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Claims is figure kind 11: a published argument, claim by claim, with the
// effect that was found, its interval and the verdict. Claims that share a
// Unit share a scale; those without an effect stand last.
type Claims struct {
	Title string // "What the argument claims and what the data say"
	Rows  []ClaimRow
}

// A ClaimRow is one claim.
type ClaimRow struct {
	ID      string // "C3"
	Claim   string // what is claimed, in a few words
	Unit    string // of the effect: "difference of the framing index"
	Effect  Num
	Low     Num
	High    Num
	Null    Num // where no effect lies, if not at 0
	N       int
	P       Num    // after correction for the claims tested together
	Verdict string // "supported", "contradicted", "no clear difference", "too little data", "no data"
	Link    string
}

// Kind returns "claims".
func (Claims) Kind() string { return "claims" }

// Table returns one row a claim.
func (c Claims) Table() Table {
	t := Table{Heads: 1, Columns: []Column{{"id", "No.", false}, {"claim", "Claim", false}, {"verdict", "Verdict", false}, {"unit", "Measure", false},
		{"effect", "Effect", true}, {"low", "Low", true}, {"high", "High", true}, {"n", "n", true}, {"p", "p, corrected", true}}}
	for _, r := range c.Rows {
		t.add(r.ID, r.Claim, r.Verdict, r.Unit, r.Effect.String(), r.Low.String(), r.High.String(), fmt.Sprint(r.N), r.P.String())
		if r.Link != "" {
			t.link(r.Link)
		}
	}
	return t
}

// Finding counts the verdicts and names the claims of each.
func (c Claims) Finding() string {
	if len(c.Rows) == 0 {
		return "No data: no claim was tested."
	}
	var verdicts []string
	ids := map[string][]string{}
	for _, r := range c.Rows {
		v := clean(r.Verdict)
		if !slices.Contains(verdicts, v) {
			verdicts = append(verdicts, v)
		}
		ids[v] = append(ids[v], clean(r.ID))
	}
	var said []string
	for _, v := range verdicts {
		said = append(said, fmt.Sprintf("%s %d (%s)", v, len(ids[v]), strings.Join(ids[v], ", ")))
	}
	return fmt.Sprintf("Of %s: %s.", plural(len(c.Rows), "claim"), strings.Join(said, "; "))
}

func (c Claims) check() error {
	if len(c.Rows) > 60 {
		return fmt.Errorf("%d claims (60 rows are the most)", len(c.Rows))
	}
	for _, r := range c.Rows {
		if clean(r.Claim) == "" || clean(r.Verdict) == "" {
			return errors.New("a row has no Claim or no Verdict")
		}
		if err := checkInterval(r.ID+" "+r.Claim, r.Effect, r.Low, r.High); err != nil {
			return err
		}
	}
	return nil
}

func (c Claims) draw(s *sheet) error {
	if len(c.Rows) == 0 {
		return s.nothing(c.Finding())
	}
	pal, lh := s.p.Palette, s.lineHeight(s.p.text())

	// No. and claim | marks | verdict and n. On a narrow sheet the verdict
	// stands under the claim.
	narrow := s.w < 480
	numberWidth, verdictWidth := 0.0, 0.0
	for _, r := range c.Rows {
		numberWidth = math.Max(numberWidth, s.textWidth(r.ID, style{bold: true})+8)
		verdictWidth = math.Max(verdictWidth, math.Max(s.longestWord(r.Verdict), s.textWidth(below(r), style{size: s.p.small()})))
	}
	nameWidth := s.w*0.4 - numberWidth
	right := math.Min(math.Max(verdictWidth, s.textWidth("no clear difference", style{bold: true})), s.w*0.24) + 16
	if narrow {
		nameWidth, right = s.w*0.56-numberWidth, 10
	}
	left := 2 + numberWidth + nameWidth + 14
	small := style{size: s.p.small(), colour: pal.Soft}

	y := s.panelTitle(s.letter(false), or(c.Title, "Claims"), s.top+2) + 2
	var units []string
	var without []ClaimRow
	for _, r := range c.Rows {
		if !r.Effect.ok {
			without = append(without, r)
		} else if !slices.Contains(units, r.Unit) {
			units = append(units, r.Unit)
		}
	}
	for _, unit := range units {
		var rows []ClaimRow
		var nums []Num
		for _, r := range c.Rows {
			if r.Unit == unit && r.Effect.ok {
				rows = append(rows, r)
				nums = append(nums, r.Effect, r.Low, r.High, N(r.Null.v))
			}
		}
		lo, hi := extent(nums)
		sc := niceScale(lo, hi, max(2, int((s.w-left-right)/70)))
		top := y
		var pts, open [][2]float64
		var named, openNamed []string
		type line struct{ top, high float64 }
		var lines []line
		for _, r := range rows {
			n := len(wrap(r.Claim, nameWidth, s.p.text(), false, 4))
			if narrow {
				n += len(wrap(c.verdict(r), nameWidth, s.p.small(), false, 2))
			}
			h := math.Max(float64(n), 2)*lh + 6
			if narrow {
				h = float64(n)*lh + 6
			}
			lines = append(lines, line{y, h})
			y += h
		}
		b := box{left, top, s.w - left - right, y - top}
		up := scale{lo: 0, hi: b.h, step: b.h}
		g := grid{box: b, across: sc, up: up}
		gi := s.addGrid(g)
		for i, r := range rows {
			l := lines[i]
			if i%2 == 0 {
				s.rect(box{0, l.top, s.w, l.high}, pal.Stripe, "", zShade)
			}
			text := wrap(r.Claim, nameWidth, s.p.text(), false, 4)
			at := l.top + 3 + lh/2
			if !narrow {
				at = l.top + l.high/2 - float64(len(text)-1)*lh/2
			}
			s.text(2, at, r.ID, style{bold: true})
			at = s.lines(2+numberWidth, at, text, style{})
			mid := l.top + l.high/2
			if narrow {
				s.lines(2+numberWidth, at, wrap(c.verdict(r), nameWidth, s.p.small(), false, 2), small)
			} else {
				vs := wrap(r.Verdict, right-14, s.p.text(), true, 2)
				under := below(r)
				k := float64(len(vs))
				if under != "" {
					k++
				}
				vy := s.lines(s.w-right+10, mid-(k-1)*lh/2, vs, style{bold: true})
				s.text(s.w-right+10, vy, under, small)
			}
			colour := pal.series(0)
			hollow := false
			switch r.Verdict {
			case "contradicted":
				colour = pal.series(1)
			case "supported":
			default:
				colour, hollow = pal.Soft, true
			}
			v := b.bottom() - mid
			if r.Low.ok {
				k := stroke{colour, s.p.stroke(), nil, zBar}
				x1, x2 := g.xAt(r.Low.v), g.xAt(r.High.v)
				s.line(x1, mid, x2, mid, k)
				s.line(x1, mid-3, x1, mid+3, k)
				s.line(x2, mid-3, x2, mid+3, k)
			}
			if hollow {
				s.dot(g.xAt(r.Effect.v), mid, s.dotSize(), colour, true, zDot)
				open, openNamed = append(open, [2]float64{r.Effect.v, v}), append(openNamed, r.ID)
			} else {
				s.dot(g.xAt(r.Effect.v), mid, s.dotSize(), colour, false, zDot)
				pts, named = append(pts, [2]float64{r.Effect.v, v}), append(named, r.ID)
			}
		}
		size := [2]float64{5, 5}
		s.cloud(cloud{name: or(unit, "effect"), grid: gi, points: append(pts, open...), names: append(named, openNamed...), colour: pal.Soft, size: size, shape: "circle"})
		s.series[len(s.series)-1].unseen = true // the dots above are drawn; the series answers to a pointer
		for _, r := range rows {
			if r.Null.ok && r.Null.v != 0 {
				x := g.xAt(r.Null.v)
				s.line(x, b.y, x, b.bottom(), s.ruleStroke())
			}
		}
		y = s.scaleAxis(b, sc, nil)
		for _, l := range wrap(unit, math.Max(b.w+right-10, 100), s.p.small(), false, 2) {
			s.text(math.Min(b.x, s.w-b.w-10), y+lh/2, l, small)
			y += lh
		}
		y += 6
	}

	// Claims without an effect: a line each.
	for i, r := range without {
		text := wrap(r.Claim, s.w-right-2-numberWidth-8, s.p.text(), false, 3)
		verdict := wrap(c.verdict(r), right-14, s.p.text(), true, 2)
		if narrow {
			text, verdict = wrap(r.Claim+" – "+c.verdict(r), s.w-numberWidth-8, s.p.text(), false, 4), nil
		}
		h := float64(max(len(text), len(verdict)))*lh + 5
		if i%2 == 0 {
			s.rect(box{0, y, s.w, h}, pal.Stripe, "", zShade)
		}
		s.text(2, y+2.5+lh/2, r.ID, style{bold: true})
		s.lines(2+numberWidth, y+2.5+lh/2, text, style{})
		s.lines(s.w-right+10, y+2.5+lh/2, verdict, style{bold: true})
		y += h
	}
	s.h = y + 3
	return nil
}

// below is the line under a verdict.
func below(r ClaimRow) string {
	var parts []string
	if r.N > 0 {
		parts = append(parts, "n = "+fixed(float64(r.N), 0))
	}
	if r.P.ok {
		parts = append(parts, probability(r.P.v))
	}
	return strings.Join(parts, ", ")
}

func (c Claims) verdict(r ClaimRow) string {
	if b := below(r); b != "" {
		return r.Verdict + "; " + b
	}
	return r.Verdict
}
