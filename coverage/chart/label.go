package chart

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// clean makes text fit to be drawn or written into XML: valid UTF-8 on one
// line, without control characters, without the marks that turn the direction
// of what follows, without characters that XML forbids.
func clean(s string) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0' && r != '\u202f' && r != '\u2009':
			return ' '
		case r == '\ufffe' || r == '\uffff' || unicode.IsControl(r),
			r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

// wrap breaks text into lines no wider than width pixels, at spaces; a word
// that is wider by itself is cut, and what does not fit in the given number of
// lines ends in an ellipsis.
func wrap(s string, width, size float64, bold bool, lines int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(clean(s)) {
		for {
			next := word
			if line != "" {
				next = line + " " + word
			}
			if sans.Width(next, size, bold) <= width {
				line = next
				break
			}
			if line != "" {
				out = append(out, line)
				line = ""
				continue
			}
			n := cut(word, width, size, bold)
			out = append(out, word[:n])
			word = word[n:]
			if word == "" {
				break
			}
		}
	}
	if line != "" {
		out = append(out, line)
	}
	if len(out) > lines {
		out = out[:lines]
		out[lines-1] = fit(out[lines-1]+" …", width, size, bold)
		if !strings.HasSuffix(out[lines-1], "…") {
			out[lines-1] += "…"
		}
	}
	return out
}

// cut returns how many bytes of s fit into width, at least one character.
func cut(s string, width, size float64, bold bool) int {
	end := 0
	for i, r := range s {
		n := i + utf8.RuneLen(r)
		if end > 0 && sans.Width(s[:n], size, bold) > width {
			break
		}
		end = n
	}
	return end
}

// fit shortens text to width pixels, with an ellipsis when it is cut.
func fit(s string, width, size float64, bold bool) string {
	s = clean(s)
	if sans.Width(s, size, bold) <= width {
		return s
	}
	s = strings.TrimSuffix(s, "…")
	n := cut(s, width-sans.Width("…", size, bold), size, bold)
	return strings.TrimRight(s[:n], " ") + "…"
}

// dodge moves the centres of labels apart until neighbours are gap pixels from
// each other, keeps them between lo and hi, and moves them as little as it can
// (the blocks of pooled labels that isotonic regression gives). The order of
// the centres is kept; equal ones stay in the order given.
func dodge(at []float64, gap, lo, hi float64) []float64 {
	n := len(at)
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case at[a] < at[b]:
			return -1
		case at[a] > at[b]:
			return 1
		}
		return 0
	})
	if n > 1 {
		gap = math.Min(gap, (hi-lo)/float64(n-1))
	}
	type block struct {
		sum float64 // of at minus the offset within the block
		n   int
	}
	var blocks []block
	for k, i := range order {
		blocks = append(blocks, block{at[i] - gap*float64(k), 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/float64(a.n) <= b.sum/float64(b.n) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum, a.n + b.n})
		}
	}
	out := make([]float64, n)
	k := 0
	for _, b := range blocks {
		base := b.sum / float64(b.n)
		base = math.Max(lo, math.Min(base, hi-gap*float64(n-1)))
		for range b.n {
			out[order[k]] = base + gap*float64(k)
			k++
		}
	}
	return out
}

// A banner is a label that stands beside a vertical rule.
type banner struct {
	x    float64 // of the rule
	text string
	w    float64 // of the text
	lane int     // 0 is nearest to the plot
	left bool    // the text stands left of the rule
}

const flagGap = 3 // pixels between a rule and its text

func (f banner) span() (a, b float64) {
	if f.left {
		return f.x - flagGap - f.w, f.x - flagGap
	}
	return f.x + flagGap, f.x + flagGap + f.w
}

// lanes gives every banner a lane and a side such that no two texts overlap and
// no rule crosses a text on its way from its own lane down to the plot. The
// banners come in order of x; texts stay between lo and hi. It returns the
// number of lanes, and false when there is no such arrangement in most lanes.
func lanes(flags []banner, lo, hi float64, most int) (int, bool) {
	n := 0
	for i := len(flags) - 1; i >= 0; i-- {
		f := &flags[i]
		if f.x+flagGap+f.w > hi && f.x-flagGap-f.w >= lo {
			f.left = true
		}
		if a, b := f.span(); a < lo || b > hi {
			return 0, false
		}
		for f.lane = 0; !f.free(flags[i+1:]); {
			if f.lane++; f.lane == most {
				return 0, false
			}
		}
		n = max(n, f.lane+1)
	}
	return n, true
}

func (f banner) free(placed []banner) bool {
	const air = 5
	a, b := f.span()
	for _, g := range placed {
		c, d := g.span()
		switch {
		case g.lane == f.lane && a < d+air && c < b+air:
			return false
		case g.lane > f.lane && g.x > a-2 && g.x < b+2: // its rule comes down through this text
			return false
		case g.lane < f.lane && f.x > c-2 && f.x < d+2: // this rule goes down through that text
			return false
		}
	}
	return true
}
