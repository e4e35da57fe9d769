// Package sans measures text set in Liberation Sans, whose advance widths are
// those of Arial and Helvetica, so that a label laid out in Go has the same
// width in a browser, in a PDF and in print.
package sans

import (
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Heights of the face above and below the baseline, in em, from the hhea table.
const (
	Ascent    = 0.905
	Descent   = 0.212
	CapHeight = 0.729
)

// Central is how far the middle of the em box lies above the baseline, in em:
// where a text with dominant-baseline "central" is anchored.
const Central = (Ascent - Descent) / 2

// Width returns the advance width of s at the given size, in the size's unit.
// A character that the face lacks is taken as wide as the fonts that stand in
// for it make it: nothing for a combining mark, 1 em for an ideograph, 1.3 em
// for an emoji, 0.65 em otherwise. Kerning is not applied.
func Width(s string, size float64, bold bool) float64 {
	f := faces[0]
	if bold {
		f = faces[1]
	}
	sum := 0
	for _, r := range s {
		sum += f.advance(r)
	}
	return float64(sum) * size / 2048
}

// A face holds advance widths in 1/2048 em, the unit of the font files.
type face struct {
	ttf   []byte
	once  sync.Once
	font  *sfnt.Font
	latin [0x250]int

	mu    sync.Mutex
	buf   sfnt.Buffer
	other map[rune]int
}

var faces = [2]*face{{ttf: liberationsansregular.TTF}, {ttf: liberationsansbold.TTF}}

func (f *face) load() {
	// A font compiled into the program either always parses or never does;
	// without it every width falls back to the stand-in widths.
	f.font, _ = sfnt.Parse(f.ttf)
	f.other = make(map[rune]int)
	for r := range f.latin {
		f.latin[r] = f.lookUp(rune(r))
	}
}

func (f *face) advance(r rune) int {
	f.once.Do(f.load)
	if r >= 0 && int(r) < len(f.latin) {
		return f.latin[r]
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	w, ok := f.other[r]
	if !ok {
		w = f.lookUp(r)
		f.other[r] = w
	}
	return w
}

func (f *face) lookUp(r rune) int {
	if f.font != nil && !unicode.Is(unicode.Mn, r) {
		if i, err := f.font.GlyphIndex(&f.buf, r); err == nil && i != 0 {
			if a, err := f.font.GlyphAdvance(&f.buf, i, fixed.Int26_6(2048<<6), font.HintingNone); err == nil {
				return int(a >> 6)
			}
		}
	}
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf, unicode.Cc):
		return 0
	case r >= 0x1F000:
		return 2662
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 2048
	default:
		return 1331
	}
}
