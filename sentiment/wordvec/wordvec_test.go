package wordvec

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func cosine(a, b []int8) float64 {
	var ab, aa, bb float64
	for k := range a {
		ab += float64(a[k]) * float64(b[k])
		aa += float64(a[k]) * float64(a[k])
		bb += float64(b[k]) * float64(b[k])
	}
	return ab / math.Sqrt(aa*bb)
}

// TestNeighbours: words that are used alike are nearer than others.
func TestNeighbours(t *testing.T) {
	for _, tt := range []struct{ word, near, far string }{
		{"blunder", "mistake", "orchestra"},
		{"nurse", "doctor", "tariff"},
		{"council", "board", "violin"},
		{"apologised", "admitted", "harvest"},
		{"reform", "reforms", "puppy"},
		{"negligence", "misconduct", "breakfast"},
	} {
		if near, far := cosine(Of(tt.word), Of(tt.near)), cosine(Of(tt.word), Of(tt.far)); near < far+0.3 {
			t.Errorf("%s: %.2f from %s, %.2f from %s", tt.word, near, tt.near, far, tt.far)
		}
	}
}

// TestWords: what is in the table is words, none twice, none of them a name.
func TestWords(t *testing.T) {
	seen := map[string]bool{}
	for word, v := range All() {
		if len(word) < 3 || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" || seen[word] {
			t.Errorf("word %q", word)
		}
		seen[word] = true
		if len(v) != Dims || !slices.Equal(v, Of(word)) {
			t.Errorf("%q: %v by All, %v by Of", word, v, Of(word))
		}
	}
	if len(seen) < 20000 {
		t.Errorf("%d words", len(seen))
	}
	for _, name := range []string{"london", "england", "smith", "obama", "trump", "bush", "ford", "the", "of", "", "Mistake", "mis take"} {
		if Of(name) != nil {
			t.Errorf("%q has a vector", name)
		}
	}
}

// TestScale: the first dimensions carry the most, and the step is the one that
// uses the whole range.
func TestScale(t *testing.T) {
	var spread [Dims]float64
	top := 0
	n := 0.0
	for _, v := range All() {
		n++
		for k, x := range v {
			spread[k] += float64(x) * float64(x)
			top = max(top, int(x), -int(x))
		}
	}
	if top != math.MaxInt8 {
		t.Errorf("largest number %d", top)
	}
	length := 0.0
	for k := range spread {
		length += spread[k] / n
		if k > 0 && spread[k] > spread[k-1] {
			t.Errorf("dimension %d is wider than the one before", k)
		}
	}
	if length = math.Sqrt(length) * Step(); length < 2 || length > 10 {
		t.Errorf("a word is %.1f long", length)
	}
}

func TestParse(t *testing.T) {
	code := strings.Repeat("A", 40) // 30 zeros
	if got, err := parse("30 0.5\nword " + code + "\n"); err != nil || got.step != 0.5 || !slices.Equal(got.words, []string{"word"}) {
		t.Errorf("%+v, %v", got, err)
	}
	for _, tt := range []struct{ in, want string }{
		{"", "line 1"},
		{"29 0.5\n", "line 1"},
		{"30 0\n", "line 1"},
		{"30 x\n", "line 1"},
		{"30 1\nword\n", "line 2"},
		{"30 1\nword " + code + "\nword " + code[1:] + "\n", "line 3"},
		{"30 1\nword " + code + "AAAA\n", "line 2"},
		{"30 1\nword " + code[:39] + "!\n", "line 2"},
	} {
		if _, err := parse(tt.in); err == nil || !strings.HasPrefix(err.Error(), tt.want) {
			t.Errorf("%q: error %v, want %s", tt.in, err, tt.want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		if _, err := parse(file); err != nil {
			b.Fatal(err)
		}
	}
}
