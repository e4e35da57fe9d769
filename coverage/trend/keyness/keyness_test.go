package keyness_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/seed-11e619e4/pressframe/coverage/trend/keyness"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
)

func words(documents ...string) *keyness.Words {
	w := &keyness.Words{}
	for _, d := range documents {
		w.Add(strings.Fields(d)...)
	}
	return w
}

func ExampleCompare() {
	var tabloid, broadsheet keyness.Words
	for range 12 {
		tabloid.Add(strings.Fields("sack them now the shame of the bungling council the fury")...)
		broadsheet.Add(strings.Fields("the inspection found the council had vacancies and the caseload rose")...)
	}
	table, err := keyness.Compare(&tabloid, &broadsheet, keyness.Options{})
	if err != nil {
		log.Fatal(err)
	}
	r, _ := table.Row("shame")
	fmt.Printf("%s %d:%d, log odds ratio %.2f (%.2f to %.2f), z = %.2f\n", r.Word, r.A, r.B, r.LogOdds.Estimate, r.LogOdds.Interval.Low, r.LogOdds.Interval.High, r.LogOdds.Test.Statistic)
	r, _ = table.Row("council")
	fmt.Printf("%s %d:%d, z = %.2f\n", r.Word, r.A, r.B, r.LogOdds.Test.Statistic)
	// Output:
	// shame 12:0, log odds ratio 0.44 (-0.08 to 0.97), z = 1.65
	// council 12:12, z = 0.00
}

func TestRefuses(t *testing.T) {
	some := words("a b c")
	for name, err := range map[string]error{
		"nothing":             second(keyness.Compare(words(), words(), keyness.Options{})),
		"one side nil":        second(keyness.Compare(nil, some, keyness.Options{})),
		"one side empty":      second(keyness.Compare(some, words("", ""), keyness.Options{})),
		"background empty":    second(keyness.Compare(some, some, keyness.Options{Background: words()})),
		"negative strength":   second(keyness.Compare(some, some, keyness.Options{Strength: -1})),
		"strength missing":    second(keyness.Compare(some, some, keyness.Options{Strength: math.NaN()})),
		"strength infinite":   second(keyness.Compare(some, some, keyness.Options{Strength: math.Inf(1)})),
		"negative prior":      second(keyness.Compare(some, some, keyness.Options{Flat: -1})),
		"negative least":      second(keyness.Compare(some, some, keyness.Options{Least: -1})),
		"certain":             second(keyness.Compare(some, some, keyness.Options{Confidence: 1})),
		"counts stand twice":  json.Unmarshal([]byte(`{"documents":1,"words":[{"word":"a","tokens":1,"documents":1},{"word":"a","tokens":1,"documents":1}]}`), some),
		"more documents":      json.Unmarshal([]byte(`{"documents":3,"words":[{"word":"a","tokens":1,"documents":2}]}`), some),
		"too many documents":  json.Unmarshal([]byte(`{"documents":1,"words":[{"word":"a","tokens":4,"documents":2}]}`), some),
		"no tokens":           json.Unmarshal([]byte(`{"documents":1,"words":[{"word":"a","tokens":0,"documents":0}]}`), some),
		"negative documents":  json.Unmarshal([]byte(`{"documents":-1,"words":[]}`), some),
		"tokens beyond count": json.Unmarshal([]byte(`{"documents":1,"words":[{"word":"a","tokens":9223372036854775807,"documents":1}]}`), some),
	} {
		if !errors.Is(err, keyness.ErrData) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if some.Tokens != 3 {
		t.Errorf("a refused reading changes the counts: %d tokens", some.Tokens)
	}
}

func second(_ *keyness.Table, err error) error { return err }

// δ and z by hand for y = 3 of 10 and 1 of 20, α = 2 of 8: odds 5/13 and 3/25.
// G² and χ² are those of the table 3, 7, 1, 19.
func TestOneWordByHand(t *testing.T) {
	a, b := words("k k k a a a a a a a"), words("k a a a a a a a a a a a a a a a a a a a")
	table, err := keyness.Compare(a, b, keyness.Options{Background: words("k a a a"), Strength: 8, Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	r, ok := table.Row("k")
	if !ok {
		t.Fatal("no row")
	}
	delta := math.Log(5./13) - math.Log(3./25)
	if z := delta / math.Sqrt(1/5.+1/3.); math.Abs(r.LogOdds.Estimate-delta) > 1e-12 || math.Abs(r.LogOdds.Test.Statistic-z) > 1e-12 {
		t.Errorf("δ = %v, z = %v, want %v, %v", r.LogOdds.Estimate, r.LogOdds.Test.Statistic, delta, z)
	}
	g2 := 2 * (3*math.Log(3/(4/3.)) + 7*math.Log(7/(26/3.)) + math.Log(1/(8/3.)) + 19*math.Log(19/(52/3.)))
	if math.Abs(r.G2.Statistic-g2) > 1e-12 {
		t.Errorf("G² = %v, want %v", r.G2.Statistic, g2)
	}
	x2, err := proportion.ChiSquared([][]int{{3, 7}, {1, 19}})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r.ChiSquared.Statistic-x2.Test.Statistic) > 1e-12 || math.Abs(r.ChiSquared.P-x2.Test.P) > 1e-12 {
		t.Errorf("χ² = %v, want %v", r.ChiSquared, x2.Test)
	}
	if r.RateA != 300 || r.RateB != 50 {
		t.Errorf("rates %v and %v", r.RateA, r.RateB)
	}
}

func TestOneWordAlone(t *testing.T) {
	table, err := keyness.Compare(words("a a a"), words("a a"), keyness.Options{Least: 1})
	if err != nil {
		t.Fatal(err)
	}
	r := table.Rows[0]
	if r.LogOdds.IsDefined() || !math.IsNaN(r.LogOdds.Test.P) || !math.IsNaN(r.BHLogOdds) || r.G2.P != 1 || r.ChiSquared.P != 1 || len(r.LogOdds.Warnings) == 0 {
		t.Errorf("%+v", r)
	}
	if s := table.String(); strings.Count(s, "none") != 2 {
		t.Errorf("%s", s)
	}
}

// A word that one article repeats is warned about and its documents do not
// differ.
func TestWordOfOneArticle(t *testing.T) {
	var a, b keyness.Words
	for i := range 20 {
		a.Add("the", "court", "heard", "evidence")
		b.Add("the", "court", "heard", "counsel")
		if i == 0 {
			a.Add(slices.Repeat([]string{"zebra"}, 60)...)
		}
	}
	table, err := keyness.Compare(&a, &b, keyness.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, _ := table.Row("zebra")
	if r.BHG2 > 0.001 || len(r.LogOdds.Warnings) != 1 || r.HolmDocuments < 0.5 {
		t.Errorf("%+v", r)
	}
	r, _ = table.Row("evidence")
	if r.HolmDocuments > 0.001 || len(r.LogOdds.Warnings) != 0 {
		t.Errorf("%+v", r)
	}
	if s := table.String(); !strings.Contains(s, "first side: zebra") {
		t.Errorf("%s", s)
	}
	if table.BelowLeast != 0 || table.DocumentsA != 21 || table.DocumentsB != 20 {
		t.Errorf("%+v", table)
	}
}

func draw(rt *rapid.T, name string) *keyness.Words {
	w := &keyness.Words{}
	for range rapid.IntRange(1, 6).Draw(rt, name+" documents") {
		w.Add(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "\xff", "\xfe", ""}), 0, 8).Draw(rt, name)...)
	}
	return w
}

func TestSidesSwapAndCountsMerge(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := draw(rt, "a"), draw(rt, "b")
		o := keyness.Options{Least: rapid.IntRange(1, 3).Draw(rt, "least"), Flat: rapid.SampledFrom([]float64{0, 0.1}).Draw(rt, "flat")}
		if rapid.Bool().Draw(rt, "background") {
			o.Background = words("a a b f f f")
		}
		ab, err := keyness.Compare(a, b, o)
		if err != nil {
			if !errors.Is(err, keyness.ErrData) {
				rt.Fatal(err)
			}
			return
		}
		ba, err := keyness.Compare(b, a, o)
		if err != nil {
			rt.Fatal(err)
		}
		if len(ab.Rows) != len(ba.Rows) {
			rt.Fatalf("%d rows, swapped %d", len(ab.Rows), len(ba.Rows))
		}
		for _, r := range ab.Rows {
			s, ok := ba.Row(r.Word)
			if !ok || r.LogOdds.IsDefined() && math.Abs(r.LogOdds.Estimate+s.LogOdds.Estimate) > 1e-9 || math.Abs(r.G2.P-s.G2.P) > 1e-9 {
				rt.Fatalf("%+v, swapped %+v", r, s)
			}
			if r.A == r.B*a.Tokens/b.Tokens && r.B*a.Tokens%b.Tokens == 0 && r.G2.Statistic > 1e-9 {
				rt.Fatalf("equal rates have G² %v", r.G2.Statistic)
			}
			for _, p := range []float64{r.LogOdds.Test.P, r.HolmLogOdds, r.BHLogOdds, r.G2.P, r.HolmG2, r.BHG2, r.ChiSquared.P, r.HolmDocuments, r.BHDocuments} {
				if p < 0 || p > 1 {
					rt.Fatalf("%+v", r)
				}
			}
			if r.LogOdds.IsDefined() && !r.LogOdds.Interval.Contains(r.LogOdds.Estimate) {
				rt.Fatalf("%v", r.LogOdds)
			}
		}
		_ = ab.String()
		// Merged parts and what was written and read are the same as one count.
		text, err := json.Marshal(a)
		if err != nil {
			rt.Fatal(err)
		}
		var back keyness.Words
		if err := json.Unmarshal(text, &back); err != nil {
			rt.Fatal(err)
		}
		back.Merge(b)
		b.Merge(a)
		x, _ := json.Marshal(&back)
		y, _ := json.Marshal(b)
		if string(x) != string(y) || back.Tokens != b.Tokens {
			rt.Fatalf("%s, merged the other way %s", x, y)
		}
	})
}

func TestSameAnswerEveryTime(t *testing.T) {
	a, b := words("a b c d e f g h a b c", "a a q"), words("i j k l a b m n o p", "a c")
	text := func() string {
		table, err := keyness.Compare(a, b, keyness.Options{Least: 1})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		for _, r := range table.Rows {
			fmt.Fprintln(&out, r.Word, r.LogOdds.Estimate, r.G2.Statistic, r.HolmG2, r.BHLogOdds, r.Documents)
		}
		return out.String()
	}
	first := text()
	for range 20 {
		if again := text(); again != first {
			t.Fatalf("%s\n%s", first, again)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	var left, right keyness.Words
	for d := range 2000 {
		doc := make([]string, 300)
		for i := range doc {
			doc[i] = fmt.Sprint((d*d + i*i*i) % 7919)
		}
		if d%2 == 0 {
			left.Add(doc...)
		} else {
			right.Add(doc...)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := keyness.Compare(&left, &right, keyness.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
