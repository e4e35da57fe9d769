package chart

import (
	"fmt"
	"math"
	"slices"
)

// A Profile sets the sheet that a figure is drawn on: what a journal, a page
// or a slide asks of it. Take one of those below and change what your
// publisher wants otherwise.
type Profile struct {
	Name      string
	Width     float64 // mm
	MaxHeight float64 // mm; a taller figure is an error
	Text      float64 // size of labels, in points
	Small     float64 // size of notes inside the figure, in points
	MinText   float64 // the smallest size allowed, in points
	MaxText   float64 // the largest
	Line      float64 // width of a data line, in points
	Palette   Palette
}

// A Palette holds the colours of a figure as "#rrggbb" in lower case.
type Palette struct {
	Paper, Ink, Soft string   // background, text, secondary text
	Axis, Grid       string   // axis lines and ticks, grid lines
	Shade, Stripe    string   // where there is no data; every other row
	Bar              string   // counts
	Series           []string // lines and areas, to be told apart in this order, also in grey and by the colour-blind
	Ramp             []string // from little to much, at least five
}

// Light is the palette of print: the colours of Okabe and Ito (2008), changed
// until each stands 3:1 against white and neighbours differ in grey too.
func Light() Palette {
	return Palette{
		Paper: "#ffffff", Ink: "#222222", Soft: "#595959",
		Axis: "#4d4d4d", Grid: "#e4e4e4", Shade: "#efefef", Stripe: "#f6f6f6", Bar: "#858585",
		Series: []string{"#0072b2", "#d55e00", "#005f46", "#c26a9e", "#1b1b1b", "#8a6d00", "#3d8fc4", "#7a4b2a"},
		Ramp:   []string{"#eaf1f8", "#c3d9ec", "#8fbfdf", "#4a94c7", "#08519c"},
	}
}

// Dark is the palette of a dark screen; its colours correspond one to one with
// those of [Light].
func Dark() Palette {
	return Palette{
		Paper: "#16191d", Ink: "#e8e8e8", Soft: "#b3b8bd",
		Axis: "#a0a6ab", Grid: "#343a40", Shade: "#262b30", Stripe: "#1d2126", Bar: "#8f979e",
		Series: []string{"#56b4e9", "#e8772e", "#6fe3bd", "#c868a3", "#f2f2f2", "#d9b93b", "#9ad1f5", "#b98a66"},
		Ramp:   []string{"#1f2a36", "#234463", "#28598a", "#2f6ba3", "#a9d4f5"},
	}
}

// The profiles that come with the package. Nature asks for 89 or 183 mm, text
// of 5 to 7 points and at most 170 mm of height; PLOS for 66.8 to 190.5 mm,
// 8 to 12 points and at most 222.3 mm.
var (
	natureProfile = Profile{Name: "nature", Width: 183, MaxHeight: 170, Text: 7, Small: 6, MinText: 5, MaxText: 7, Line: 1}
	plosProfile   = Profile{Name: "plos", Width: 190.5, MaxHeight: 222.3, Text: 8.5, Small: 8, MinText: 8, MaxText: 12, Line: 1.25}
	webProfile    = Profile{Name: "web", Width: px(720), MaxHeight: px(1600), Text: pt(13), Small: pt(12), MinText: pt(9), MaxText: pt(16), Line: 1.4}
	slideProfile  = Profile{Name: "slide", Width: 254, MaxHeight: 142.9, Text: 14, Small: 12, MinText: 12, MaxText: 24, Line: 2.5}
)

// Nature returns the profile of a figure over two columns of Nature, 183 mm.
func Nature() Profile { return natureProfile.with(Light()) }

// NatureColumn returns the profile of a figure in one column of Nature, 89 mm.
func NatureColumn() Profile { p := Nature(); p.Name, p.Width = "nature-column", 89; return p }

// PLOS returns the profile of a figure over the full width of a PLOS journal,
// 190.5 mm.
func PLOS() Profile { return plosProfile.with(Light()) }

// PLOSColumn returns the profile of a figure as wide as the text of a PLOS
// journal, 132 mm.
func PLOSColumn() Profile { p := PLOS(); p.Name, p.Width = "plos-column", 132; return p }

// Web returns the profile of a page, 720 pixels wide. A figure of this name
// comes with a second drawing for narrow columns.
func Web() Profile { return webProfile.with(Light()) }

// Phone returns the profile of a page on a small screen, 343 pixels wide: what
// a screen of 375 leaves between its margins. A page is scrolled, so a figure
// may be high: what stands side by side on a wide page stands one below the
// other here.
func Phone() Profile {
	p := Web()
	p.Name, p.Width, p.Text, p.Small = "phone", px(343), pt(12), pt(11)
	p.MaxHeight = px(4000)
	return p
}

// Slide returns the profile of a slide, 254 by 142.9 mm (16:9).
func Slide() Profile { return slideProfile.with(Light()) }

func (p Profile) with(c Palette) Profile { p.Palette = c; return p }

// Profiles returns the profiles that come with the package.
func Profiles() []Profile {
	return []Profile{Nature(), NatureColumn(), PLOS(), PLOSColumn(), Web(), Phone(), Slide()}
}

const pxPerMM = 96 / 25.4

func px(v float64) float64 { return v / pxPerMM } // CSS pixels to mm
func pt(v float64) float64 { return v * 72 / 96 } // CSS pixels to points

// width is the width of the sheet in CSS pixels.
func (p Profile) width() float64 { return round2(p.Width * pxPerMM) }

// text and small are text sizes in CSS pixels.
func (p Profile) text() float64   { return round2(p.Text * 96 / 72) }
func (p Profile) small() float64  { return round2(p.Small * 96 / 72) }
func (p Profile) stroke() float64 { return round2(p.Line * 96 / 72) }

func round2(v float64) float64 { return math.Round(v*100) / 100 }

func (p Profile) check() error {
	switch {
	case !(p.Width >= 40 && p.Width <= 1000):
		return fmt.Errorf("profile %q: width of %g mm (want 40 to 1000)", p.Name, p.Width)
	case !(p.MaxHeight >= 20):
		return fmt.Errorf("profile %q: height limit of %g mm (want 20 or more)", p.Name, p.MaxHeight)
	case !(p.MinText > 0 && p.MinText <= p.Small && p.Small <= p.Text && p.Text <= p.MaxText):
		return fmt.Errorf("profile %q: text sizes must rise from MinText %g over Small %g and Text %g to MaxText %g", p.Name, p.MinText, p.Small, p.Text, p.MaxText)
	case !(p.Line > 0):
		return fmt.Errorf("profile %q: lines of %g points", p.Name, p.Line)
	case len(p.Palette.Series) < 4 || len(p.Palette.Ramp) < 5:
		return fmt.Errorf("profile %q: the palette has %d series colours and %d ramp colours (want 4 and 5 or more)", p.Name, len(p.Palette.Series), len(p.Palette.Ramp))
	}
	for _, c := range p.Palette.all() {
		if !isHexColour(c) {
			return fmt.Errorf("profile %q: colour %q is not of the form #rrggbb in lower case", p.Name, c)
		}
	}
	return nil
}

func (p Palette) all() []string {
	cs := []string{p.Paper, p.Ink, p.Soft, p.Axis, p.Grid, p.Shade, p.Stripe, p.Bar}
	return append(append(cs, p.Series...), p.Ramp...)
}

// turnsDark reports whether a page shows the figure in the colours of [Dark] to
// readers who ask for a dark page: the Web profile does, unless it was given
// colours of its own.
func (p Profile) turnsDark() bool {
	return p.Name == "web" && slices.Equal(p.Palette.all(), Light().all())
}

// series returns the i-th series colour, beginning anew when they run out.
func (p Palette) series(i int) string { return p.Series[i%len(p.Series)] }

func isHexColour(s string) bool {
	if len(s) != 7 || s[0] != '#' {
		return false
	}
	for _, c := range s[1:] {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return false
		}
	}
	return true
}
