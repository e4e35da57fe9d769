package valence

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// TestRules derives each sum by hand from the ratings of the lexicon: good 1.9,
// great 3.1, helpful 1.8, useful 1.9, bad −2.5, terrible −2.1, failed −2.3,
// harm −2.5, horror −2.7, no −1.2, kind 2.4, tragic −2.0, kiss 1.8, death −2.9,
// die −2.9, brave 2.4, clever 2.0.
func TestRules(t *testing.T) {
	tests := []struct {
		name, text string
		sum        float64
	}{
		{"no rated word", "The hearing opens on Monday.", 0},
		{"plain", "The report was good.", 1.9},
		{"booster", "The report was very good.", 1.9 + 0.293},
		{"booster two words off", "A very long good report.", 1.9 + 0.293*0.95},
		{"booster three words off", "A very long wide good report.", 1.9 + 0.293*0.9},
		{"booster on a negative", "The report was extremely bad.", -2.5 - 0.293},
		{"dampener", "The report was slightly bad.", -2.5 + 0.293},
		{"booster phrase", "The notes were sort of helpful.", 1.8 - 0.293},
		{"negation", "The report was not good.", 1.9 * -0.74},
		{"contraction", "It wasn't good.", 1.9 * -0.74},
		{"curly contraction", "It wasn’t good.", 1.9 * -0.74},
		{"unlisted contraction", "They shalln't harm us.", -2.5 * -0.74},
		{"negated booster", "The inquiry was not very helpful.", (1.8 + 0.293) * -0.74},
		{"negation three words off", "It was not in any good order.", 1.9 * -0.74},
		{"negation four words off", "It was not in any very good order.", 1.9 + 0.293},
		{"never so", "Never so good.", (1.9 + 0.293) * 1.25},
		{"never so, further on", "There was never so good a witness.", (1.9 + 0.293) * 1.25 * 1.25},
		{"without doubt", "It was without doubt good.", 1.9 - 1.5*-0.74},
		{"without", "He went without good advice.", 1.9 * -0.74},
		{"no before a rated word", "There was no harm.", -2.5 * -0.74},
		{"no alone", "The answer was no", -1.2},
		{"no or", "There was no error or harm.", -2.5*-0.74 + -1.7*-0.74},
		{"least", "It was the least helpful answer.", 1.8 * -0.74},
		{"at least", "It was at least helpful.", 1.8},
		{"but", "The plan was good but the result was bad.", 1.9*0.5 - 2.5*1.5},
		{"but, same rating twice", "Good and useful but bad.", 1.9*0.5 + 1.9*0.5 - 2.5*1.5},
		// great is halved to 1.55; then 1.55 is not met again.
		{"but, three ratings", "Great, good and useful, but terrible and bad.", 3.1*0.5 + 1.9*0.5*2 - 2.1*1.5 - 2.5*1.5},
		{"capitals", "The report was GOOD.", 1.9 + 0.733},
		{"all in capitals", "THE REPORT WAS GOOD.", 1.9},
		{"booster in capitals", "The report was VERY good.", 1.9 + 0.293 + 0.733},
		{"exclamation", "The report was good!!", 1.9 + 2*0.292},
		{"five exclamations", "The report was bad!!!!!", -2.5 - 4*0.292},
		{"one question", "The report was good?", 1.9},
		{"three questions", "The report was good???", 1.9 + 3*0.18},
		{"four questions", "The report was bad????", -2.5 - 0.96},
		{"phrase", "It gave the plan the kiss of death today.", -1.5 - 1.5},
		{"kind of is no kindness", "This kind of thing is good.", 1.9},
		{"quotation marks", "He called it “terrible” and ‘bad’ – “good…”", -2.1 - 2.5 + 1.9},
		{"punctuation inside", "a good-bad plan", 0},
		{"emoticon", "Thanks :)", 1.9 + 2.0},
		{"emoji", "Well 😀 then", 1.1 + 1.5},
		{"emoji without spaces", "Then😀😀", 1.5 + 1.5},
	}
	var s Scorer
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := tt.sum / math.Sqrt(tt.sum*tt.sum+15)
			v := s.Score(tt.text)
			if math.Abs(v.Compound-want) > 1e-9 {
				t.Errorf("%q: compound %.4f (hits %+v), want %.4f", tt.text, v.Compound, s.Hits(nil), want)
			}
		})
	}
}

func TestShares(t *testing.T) {
	var s Scorer
	// good 1.9, bad −2.5, three others: (2.9, 3.5, 3) of 9.4.
	v := s.Score("good and bad as ever")
	for _, c := range []struct{ got, want float64 }{{v.Pos, 2.9 / 9.4}, {v.Neg, 3.5 / 9.4}, {v.Neu, 3 / 9.4}} {
		if math.Abs(c.got-c.want) > 1e-12 {
			t.Errorf("%+v, want pos 2.9, neg 3.5, neu 3 of 9.4", v)
		}
	}
	if v := s.Score(" \n\t"); v != (Valence{}) {
		t.Errorf("no words: %+v", v)
	}
}

func TestHits(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"A good and “terrible” plan", "good terrible"},
		{"Sad 😢 but GOOD", "Sad 😢 GOOD"},
		{"😀😀 and a brave man", "😀 😀 brave"},
	} {
		var s Scorer
		s.Score(tt.text)
		var got []string
		for _, h := range s.Hits(nil) {
			got = append(got, tt.text[h.Start:h.End])
		}
		if g := strings.Join(got, " "); g != tt.want {
			t.Errorf("%q: hits %q, want %q", tt.text, g, tt.want)
		}
	}
}

func TestSentencesAndSummary(t *testing.T) {
	d := text.Parse("The nurse was brave. The ward failed her.\n\nA hearing opens on Monday.")
	var s Scorer
	got := s.Sentences(nil, d)
	if len(got) != 3 || got[0].Compound <= 0 || got[1].Compound >= 0 || got[2].Compound != 0 {
		t.Fatalf("%+v", got)
	}
	var whole, part Summary
	whole.Add(got[0])
	part.Add(got[1])
	part.Add(got[2])
	part.Add(Valence{})
	whole.Merge(part)
	mean, ok := whole.Mean()
	if want := (got[0].Compound + got[1].Compound) / 3; !ok || math.Abs(mean-want) > 1e-12 {
		t.Errorf("mean %v, want %v", mean, want)
	}
	if whole.Sentences != 3 || whole.Positive != 1 || whole.Negative != 1 {
		t.Errorf("%+v", whole)
	}
	if _, ok := (Summary{}).Mean(); ok {
		t.Error("a text without sentences has a mean")
	}
}

// The queue must do exactly what the plain search does.
func TestContrastMany(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	ratings := []float64{1, 2, 0.5, 4, -1, -2, 3, 1.5, 0.75, 0, -0.5}
	for range 200 {
		n := 1 + rng.IntN(120)
		plain, queued := &Scorer{}, &Scorer{}
		for i := range n {
			plain.hits = append(plain.hits, hit{at: int32(i), rating: ratings[rng.IntN(len(ratings))]})
		}
		queued.hits = append(queued.hits, plain.hits...)
		but := int32(rng.IntN(n))
		for j := range plain.hits {
			v := plain.hits[j].rating
			for k := range plain.hits[:j+1] {
				if plain.hits[k].rating == v {
					plain.shift(k, but)
					break
				}
			}
		}
		queued.contrastMany(but)
		for i := range plain.hits {
			if plain.hits[i].rating != queued.hits[i].rating {
				t.Fatalf("hit %d of %d, but at %d: %v, want %v", i, n, but, queued.hits[i].rating, plain.hits[i].rating)
			}
		}
	}
}

func FuzzScore(f *testing.F) {
	for _, s := range []string{"", "good but bad!", "It wasn’t “GOOD”…", "😀😀 x", "\xff\xfe good\xc2", "n't no or nor no good", "\u2003good\u00a0bad", "( '}{' )"} {
		f.Add(s)
	}
	var s Scorer
	f.Fuzz(func(t *testing.T, text string) {
		v := s.Score(text)
		if sum := v.Neg + v.Neu + v.Pos; v != (Valence{}) && math.Abs(sum-1) > 1e-9 || math.Abs(v.Compound) > 1 || math.IsNaN(v.Compound) {
			t.Errorf("%q: %+v", text, v)
		}
		for _, h := range s.Hits(nil) {
			if h.Start < 0 || h.End > len(text) || h.Start >= h.End {
				t.Errorf("%q: hit %+v", text, h)
			}
		}
		var fresh Scorer
		if again := fresh.Score(text); again != v {
			t.Errorf("%q: %+v, afresh %+v", text, v, again)
		}
	})
}

const press = `The trust said on Tuesday that it had “learned lessons” after an inquiry found that managers ignored three warnings from nurses. ` +
	`Mr Ellis, 54, who chaired the panel, praised the staff but criticised the board's “appalling” failure to act, and said the deaths weren't inevitable. ` +
	`A spokesman for the regulator declined to comment; the minister is expected to make a statement in the Commons next week. `

func TestScoreDoesNotAllocate(t *testing.T) {
	var s Scorer
	doc := strings.Repeat(press, 50)
	s.Score(doc)
	if n := testing.AllocsPerRun(10, func() { s.Score(press) }); n != 0 {
		t.Errorf("%v allocations for one text", n)
	}
}

func BenchmarkScore(b *testing.B) {
	sentences := strings.SplitAfter(strings.Repeat(press, 100), ". ")
	var s Scorer
	b.SetBytes(int64(len(press) * 100))
	b.ReportAllocs()
	for b.Loop() {
		for _, x := range sentences {
			s.Score(x)
		}
	}
}

// BenchmarkOneLine shows that time stays linear in a text without sentences.
func BenchmarkOneLine(b *testing.B) {
	for _, n := range []struct {
		name   string
		copies int
	}{{"0.5MB", 1e3}, {"5MB", 1e4}, {"50MB", 1e5}} {
		b.Run(n.name, func(b *testing.B) {
			line := strings.Repeat(press, n.copies)
			var s Scorer
			s.Score(line)
			b.SetBytes(int64(len(line)))
			for b.Loop() {
				s.Score(line)
			}
		})
	}
}

func BenchmarkSentences(b *testing.B) {
	var p text.Parser
	var s Scorer
	doc := strings.Repeat(press, 100)
	var out []Valence
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		out = s.Sentences(out[:0], p.Parse(doc))
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		readLexicon()
	}
}
