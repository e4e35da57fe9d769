package chart

import "strings"

// A Caption says what a reader must know to judge a figure, piece by piece, so
// that none is forgotten. [Caption.String] joins the pieces in the order of
// the fields.
type Caption struct {
	Text      string   // what is shown, in whole sentences
	N         string   // "54 articles, 612 sentences"
	Outlets   string   // "21 outlets"
	Period    string   // "November 2008 to June 2024"
	Unit      string   // what one value counts: "articles a month"
	Interval  string   // "95% bootstrap over articles, 2,000 draws"
	Agreement string   // "coder agreement α = 0.81 [0.74, 0.87]"
	Captured  string   // when the source was read: "17 November 2024"
	Version   string   // of the program and the codebook
	Notes     []string // what else must be said beside the figure, in whole sentences
}

// String returns the caption as running text. A missing agreement is said to
// be missing, because a reader cannot tell "not measured" from "not told".
func (c Caption) String() string {
	var b strings.Builder
	say := func(lead, s string) {
		if s = clean(s); s == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(lead + s)
		if !strings.ContainsAny(s[len(s)-1:], ".!?") {
			b.WriteByte('.')
		}
	}
	say("", c.Text)
	var basis []string
	for _, p := range []struct{ lead, s string }{{"n = ", c.N}, {"", c.Outlets}, {"", c.Period}} {
		if s := clean(p.s); s != "" {
			basis = append(basis, p.lead+s)
		}
	}
	say("", strings.Join(basis, "; "))
	say("Unit: ", c.Unit)
	say("Interval: ", c.Interval)
	if c.Agreement == "" {
		say("", "Coder agreement: not measured")
	} else {
		say("Coder agreement: ", strings.TrimPrefix(c.Agreement, "coder agreement "))
	}
	say("Source read: ", c.Captured)
	for _, n := range c.Notes {
		say("", n)
	}
	say("", c.Version)
	return b.String()
}
