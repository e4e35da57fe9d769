// Package keyness says which words set one part of the press apart from
// another: tabloids from broadsheets, the weeks before a report from those
// after. It gives the log odds ratio with informative Dirichlet prior (Monroe,
// Colaresi and Quinn 2008), which neither rare nor common words dominate, the
// log-likelihood ratio G² (Dunning 1993) and χ², and the share of documents
// that hold the word, each with intervals and corrected p-values.
//
// The way in is two [Words] and [Compare]:
//
//	var tabloid, broadsheet keyness.Words
//	tabloid.Add(tokens...) // once a document
//	table, err := keyness.Compare(&tabloid, &broadsheet, keyness.Options{})
//	for _, row := range table.Rows[:20] { fmt.Println(row.Word, row.LogOdds) }
//
// Words of one document are not independent draws: a word repeated all through
// one article looks key in a count of tokens. So every row says in how many
// documents the word stands, and compares those too.
package keyness

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/internal/tail"
	"github.com/seed-11e619e4/pressframe/coverage/trend/multiplicity"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

// Options are the choices of [Compare]. The zero value is usable.
type Options struct {
	// Strength is the weight of the prior in tokens, α₀; 0 means 500. Each
	// word has the part of it that it has in Background.
	Strength float64
	// Background are the words whose shares are expected without a
	// difference, such as those of a large collection of news; nil means both
	// sides together. A word it lacks counts as half a token of it.
	Background *Words
	// Flat, if not 0, is the prior of every word alike in place of the
	// informative one.
	Flat float64
	// Least is the number of tokens, both sides together, below which a word
	// has no row; 0 means 5. It still counts in the totals.
	Least int
	// Confidence of the intervals; 0 means 0.95.
	Confidence float64
}

func (o Options) normal() (Options, error) {
	if o.Strength == 0 {
		o.Strength = 500
	}
	if o.Least == 0 {
		o.Least = 5
	}
	if o.Confidence == 0 {
		o.Confidence = 0.95
	}
	if !(o.Strength > 0 && o.Strength < most) || !(o.Flat >= 0 && o.Flat < most) || o.Least < 1 || !(o.Confidence > 0 && o.Confidence < 1) {
		return o, fmt.Errorf("keyness: %w: strength %v, flat prior %v, least %d, confidence %v", ErrData, o.Strength, o.Flat, o.Least, o.Confidence)
	}
	return o, nil
}

// A Row is one word on both sides.
type Row struct {
	Word                   string
	A, B                   int     // tokens
	DocumentsA, DocumentsB int     // documents that hold the word
	RateA, RateB           float64 // tokens per thousand
	// LogOdds is the log odds ratio δ with its interval and the z test that it
	// is zero; positive where the word is typical of the first side.
	LogOdds finding.Finding
	// G2 and ChiSquared test that the word is as frequent on both sides.
	G2, ChiSquared finding.Test
	// Documents is the share of documents with the word, first side minus
	// second, with Newcombe's interval.
	Documents finding.Finding
	// Corrected p-values over all rows: of LogOdds, of G2, of Documents.
	HolmLogOdds, BHLogOdds     float64
	HolmG2, BHG2               float64
	HolmDocuments, BHDocuments float64
}

// A Table has a row for every word, those most typical of the first side, by z,
// at the top and those most typical of the second at the bottom.
type Table struct {
	Rows                   []Row
	TokensA, TokensB       int
	Method                 string
	Assumptions            []string
	Warnings               []string
	BelowLeast             int // words without a row
	DocumentsA, DocumentsB int
}

// Compare sets the words of a against those of b. Errors wrap [ErrData].
func Compare(a, b *Words, o Options) (*Table, error) {
	o, err := o.normal()
	if err != nil {
		return nil, err
	}
	for i, w := range []*Words{a, b, o.Background} {
		if w == nil && i == 2 {
			continue
		}
		if w == nil || w.Tokens == 0 || w.Tokens > most {
			return nil, fmt.Errorf("keyness: %w: %s has no words, or too many", ErrData, [...]string{"the first side", "the second side", "the background"}[i])
		}
	}
	prior, total := o.prior(a, b)
	t := &Table{TokensA: a.Tokens, TokensB: b.Tokens, DocumentsA: a.Documents, DocumentsB: b.Documents}
	t.Assumptions = []string{"words are independent of each other, which words of one document are not"}
	t.Method = fmt.Sprintf("log odds ratio with informative Dirichlet prior of %s tokens (Monroe, Colaresi and Quinn 2008)", finding.Number(o.Strength))
	if o.Flat > 0 {
		t.Method = fmt.Sprintf("log odds ratio with flat Dirichlet prior of %s tokens a word (Monroe, Colaresi and Quinn 2008)", finding.Number(o.Flat))
	}
	if least := min(a.Documents, b.Documents); least < 10 {
		t.Warnings = append(t.Warnings, fmt.Sprintf("one side has only %d documents: what is typical of them need not be of others", least))
	}
	for word := range union(a, b) {
		ya, da := a.Count(word)
		yb, db := b.Count(word)
		if ya+yb < o.Least {
			t.BelowLeast++
			continue
		}
		r := Row{Word: word, A: ya, B: yb, DocumentsA: da, DocumentsB: db,
			RateA: 1000 * float64(ya) / float64(a.Tokens), RateB: 1000 * float64(yb) / float64(b.Tokens)}
		t.logOdds(&r, prior(word), total, o.Confidence)
		r.G2, r.ChiSquared = counts(ya, a.Tokens, yb, b.Tokens)
		if r.Documents, err = proportion.Difference(proportion.Share{Count: da, Of: a.Documents}, proportion.Share{Count: db, Of: b.Documents}, o.Confidence); err != nil {
			return nil, err
		}
		r.Documents.Quantity, r.Documents.Unit = fmt.Sprintf("share of documents with %q, difference of both sides", word), "documents"
		t.Rows = append(t.Rows, r)
	}
	slices.SortFunc(t.Rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(y.LogOdds.Test.Statistic, x.LogOdds.Test.Statistic), cmp.Compare(x.Word, y.Word))
	})
	t.correct()
	return t, nil
}

func union(a, b *Words) map[string]bool {
	all := make(map[string]bool, len(a.tally)+len(b.tally))
	for w := range a.tally {
		all[w] = true
	}
	for w := range b.tally {
		all[w] = true
	}
	return all
}

// prior returns α of a word, and their sum over all words of both sides.
func (o Options) prior(a, b *Words) (of func(string) float64, total float64) {
	words := union(a, b)
	if o.Flat > 0 {
		return func(string) float64 { return o.Flat }, o.Flat * float64(len(words))
	}
	expected := func(word string) float64 {
		if o.Background == nil {
			x, _ := a.Count(word)
			y, _ := b.Count(word)
			return float64(x + y)
		}
		n, _ := o.Background.Count(word)
		if n == 0 {
			return 0.5
		}
		return float64(n)
	}
	// Words of the background that neither side holds have their part too. The
	// sum must not depend on the order of a map, and of whole and half numbers
	// it does not.
	sum := 0.0
	for w := range words {
		sum += expected(w)
	}
	if o.Background != nil {
		for w, t := range o.Background.tally {
			if !words[w] {
				sum += float64(t.tokens)
			}
		}
	}
	return func(word string) float64 { return o.Strength * expected(word) / sum }, o.Strength
}

func (t *Table) logOdds(r *Row, alpha, total, confidence float64) {
	odds := func(y, n int) float64 {
		hit := float64(y) + alpha
		return math.Log(hit) - math.Log(float64(n)+total-hit)
	}
	f := finding.New(fmt.Sprintf("log odds ratio of %q", r.Word), odds(r.A, t.TokensA)-odds(r.B, t.TokensB))
	f.N, f.Unit, f.Method, f.Assumptions = r.A+r.B, "tokens", t.Method, t.Assumptions
	se := math.Sqrt(1/(float64(r.A)+alpha) + 1/(float64(r.B)+alpha))
	f.Test = &finding.Test{Null: "the word is as frequent on both sides", Name: "z test", Statistic: f.Estimate / se}
	f.Test.P = 2 * tail.Normal(math.Abs(f.Test.Statistic))
	q := tail.NormalQuantile((1 + confidence) / 2)
	f.Interval, f.Confidence = finding.Interval{Low: f.Estimate - q*se, High: f.Estimate + q*se}, confidence
	if math.IsNaN(f.Estimate) || math.IsInf(f.Estimate, 0) {
		// One side holds nothing but this word and the prior nothing else.
		f.Estimate, f.Interval, f.Confidence = math.NaN(), finding.None(), 0
		f.Test.Statistic, f.Test.P = math.NaN(), math.NaN()
		f.Warn("there is no other word: no odds")
	}
	if tokens, documents := r.side(f.Estimate > 0); documents > 0 && documents < 3 && tokens > documents {
		f.Warn("its %d tokens on the side it is typical of stand in %d documents: this may be the topic of those alone", tokens, documents)
	}
	r.LogOdds = f
}

func (r *Row) side(first bool) (tokens, documents int) {
	if first {
		return r.A, r.DocumentsA
	}
	return r.B, r.DocumentsB
}

// counts gives G² and χ² of a word against all others.
func counts(a, n, b, m int) (g2, x2 finding.Test) {
	g2 = finding.Test{Null: "the word is as frequent on both sides", Name: "log-likelihood ratio test", Statistic: 0, DF: []float64{1}, P: 1}
	x2 = g2
	x2.Name = "χ² test"
	all := float64(n) + float64(m)
	for _, cell := range [...]struct{ seen, row, col float64 }{
		{float64(a), float64(n), float64(a + b)}, {float64(n - a), float64(n), all - float64(a+b)},
		{float64(b), float64(m), float64(a + b)}, {float64(m - b), float64(m), all - float64(a+b)},
	} {
		e := cell.row / all * cell.col
		if e == 0 {
			continue
		}
		x2.Statistic += (cell.seen - e) * (cell.seen - e) / e
		if cell.seen > 0 {
			g2.Statistic += 2 * cell.seen * math.Log(cell.seen/e)
		}
	}
	g2.Statistic = math.Max(0, g2.Statistic)
	g2.P, x2.P = tail.ChiSquared(g2.Statistic, 1), tail.ChiSquared(x2.Statistic, 1)
	return g2, x2
}

func (t *Table) correct() {
	p := func(of func(*Row) float64) []float64 {
		out := make([]float64, len(t.Rows))
		for i := range t.Rows {
			out[i] = of(&t.Rows[i])
		}
		return out
	}
	z := p(func(r *Row) float64 { return r.LogOdds.Test.P })
	g := p(func(r *Row) float64 { return r.G2.P })
	d := p(func(r *Row) float64 { return r.Documents.Test.P })
	hz, bz := multiplicity.Holm(z), multiplicity.BenjaminiHochberg(z)
	hg, bg := multiplicity.Holm(g), multiplicity.BenjaminiHochberg(g)
	hd, bd := multiplicity.Holm(d), multiplicity.BenjaminiHochberg(d)
	for i := range t.Rows {
		r := &t.Rows[i]
		r.HolmLogOdds, r.BHLogOdds, r.HolmG2, r.BHG2, r.HolmDocuments, r.BHDocuments = hz[i], bz[i], hg[i], bg[i], hd[i], bd[i]
	}
}

// Row returns the row of a word, and false if it has none.
func (t *Table) Row(word string) (*Row, bool) {
	for i := range t.Rows {
		if t.Rows[i].Word == word {
			return &t.Rows[i], true
		}
	}
	return nil, false
}

// String names the ten most typical words of either side whose corrected
// p-value (Benjamini-Hochberg) is below 0.05, and the method.
func (t *Table) String() string {
	var b strings.Builder
	list := func(side string, rows func(yield func(*Row) bool)) {
		b.WriteString("Typical of the " + side + " side: ")
		n := 0
		for r := range rows {
			if n == 10 || !(r.BHLogOdds < 0.05) {
				break
			}
			if n > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "%s (z = %s)", r.Word, finding.Number(r.LogOdds.Test.Statistic))
			n++
		}
		if n == 0 {
			b.WriteString("none")
		}
		b.WriteString(". ")
	}
	list("first", func(yield func(*Row) bool) {
		for i := range t.Rows {
			if t.Rows[i].LogOdds.Estimate > 0 && !yield(&t.Rows[i]) {
				return
			}
		}
	})
	list("second", func(yield func(*Row) bool) {
		for i := len(t.Rows) - 1; i >= 0; i-- {
			if t.Rows[i].LogOdds.Estimate < 0 && !yield(&t.Rows[i]) {
				return
			}
		}
	})
	fmt.Fprintf(&b, "%d words compared, %s; p-values corrected by Benjamini-Hochberg (n = %d and %d tokens in %d and %d documents).", len(t.Rows), t.Method, t.TokensA, t.TokensB, t.DocumentsA, t.DocumentsB)
	for _, w := range t.Warnings {
		b.WriteString(" Warning: " + w + ".")
	}
	return b.String()
}
