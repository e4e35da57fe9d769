package text

import "testing"

func TestInvalidLine(t *testing.T) {
	for in, want := range map[string]int{
		"": 0, "a\nb\n": 0, "caf\xc3\xa9 \ufffd\n": 0, "\xff": 1, "a\nb\xe9\nc": 2, "a\n\n\xc3": 3,
	} {
		if got := InvalidLine([]byte(in)); got != want {
			t.Errorf("%q: line %d, want %d", in, got, want)
		}
	}
}
