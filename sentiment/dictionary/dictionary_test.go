package dictionary_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/dictionary"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

const liwc = "%\n1\tnegative\n2\tanger (Anger words)\n%\nfail*\t1\nblam*\t1 2\nnot good\t1\nlike (02 134)125/464\t1\n"
const lcd = `<?xml version="1.0"?><dictionary><cnode name="TONE"><cnode name="NEGATIVE"><pnode name="fail*"/><pnode name="blam*"/></cnode><cnode name="NEG_POSITIVE"><pnode name="not good"/></cnode></cnode></dictionary>`
const quanteda = "tone:\n  negative: [fail*, blam*, not good]\n  odd: ['b?d', '*ology']\n"

func Example() {
	d, err := dictionary.Read(strings.NewReader("negative: [fail*, blam*]\npositive: [good]\n"))
	if err != nil {
		panic(err)
	}
	fmt.Println(d.Count(text.Parse("They failed, and blamed a good man.")))
	// Output: map[negative:2 positive:1]
}

func TestCount(t *testing.T) {
	const src = "The failure was not good. They blame biology; it is bad. FAILED!"
	for _, c := range []struct {
		name, file string
		want       map[string]int
	}{
		{"liwc", liwc, map[string]int{"negative": 4, "anger": 1}},
		{"lexicoder", lcd, map[string]int{"TONE": 4, "TONE/NEGATIVE": 3, "TONE/NEG_POSITIVE": 1}},
		{"quanteda", quanteda, map[string]int{"tone": 6, "tone/negative": 4, "tone/odd": 2}},
	} {
		d, err := dictionary.Read(strings.NewReader(c.file))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := d.Count(text.Parse(src)); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestConditionsAreReported(t *testing.T) {
	d, err := dictionary.Read(strings.NewReader(liwc))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Warnings) != 1 || !strings.Contains(d.Warnings[0], "line 8") {
		t.Errorf("warnings %q", d.Warnings)
	}
}

func TestLongestEntryCountsOnce(t *testing.T) {
	d, err := dictionary.Read(strings.NewReader("x: [good, not good, very good indeed]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if n := d.Count(text.Parse("not good, very good indeed"))["x"]; n != 2 {
		t.Errorf("%d matches, want 2", n)
	}
}

func TestReadErrors(t *testing.T) {
	for _, s := range []string{"", "   ", "%\n1\tx\n", "%\n1 a\n1 b\n%\n", "<a></b>", "<dictionary/>", "just words", "[a, b]"} {
		if d, err := dictionary.Read(strings.NewReader(s)); err == nil {
			t.Errorf("%q: read as %+v", s, d.Categories)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{liwc, lcd, quanteda, "a: {b: {c: [d]}}\n", "%\n%\nx 1\n", "<cnode name='*'><pnode name='**a?'/></cnode>"} {
		f.Add(s)
	}
	doc := text.Parse("The failure was not good. aaaaab 日本 \xff")
	f.Fuzz(func(t *testing.T, s string) {
		d, err := dictionary.Read(strings.NewReader(s))
		if err != nil {
			return
		}
		for name, n := range d.Count(doc) {
			if n < 0 || n > len(doc.Tokens) {
				t.Fatalf("%q: %s counts %d", s, name, n)
			}
		}
		if len(d.Names()) != len(d.Categories) {
			t.Fatal("names and categories differ")
		}
	})
}

func BenchmarkCount(b *testing.B) {
	d, err := dictionary.Read(strings.NewReader(quanteda))
	if err != nil {
		b.Fatal(err)
	}
	src := strings.Repeat("The failure was not good. They blame biology; it is bad. ", 2000)
	doc := text.Parse(src)
	b.SetBytes(int64(len(src)))
	for b.Loop() {
		d.Count(doc)
	}
}
