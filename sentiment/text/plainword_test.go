package text

import (
	"strings"
	"testing"
)

// same reports where the quick reader of words and the full one differ on the
// word that begins src.
func same(t *testing.T, src string) {
	t.Helper()
	if c := classes[src[0]]; c != cLower && c != cUpper {
		return
	}
	var quick, full Token
	end := plainWord(&quick, src, 0)
	if end == 0 {
		return
	}
	if to := scanWord(&full, src, 0); to != end || full != quick {
		t.Errorf("%q: plainWord %d %+v, scanWord %d %+v", src, end, quick, to, full)
	}
}

func TestPlainWordIsScanWord(t *testing.T) {
	long := "abcdefghijklmnopqrstuvwxyz"
	after := []string{"", " ", ".", ". ", ".x", ".X", ".5", "-", "- ", "-x", "--", "'", "'s", "'s ", "'sx", "'ll ", "'x", "'é", "&", "&x",
		",", ",5", ":", ":5", "\"", "`", "\n", "\t", "$", "+", "_", "_x", "0", "@", "[", "`x", "{", "é", "’", "’s", "\x80", "\x00", "\xff", "\u2011x", "\u00ADx"}
	taken := 0
	for n := 1; n <= len(long); n++ {
		for _, word := range []string{long[:n], strings.ToUpper(long[:1]) + long[1:n], strings.ToUpper(long[:n]), long[:n-1] + "Q"} {
			for _, a := range after {
				src := word + a
				same(t, src)
				same(t, src+strings.Repeat(" ", 16))
				same(t, src+strings.Repeat("z", 16))
				var quick Token
				if a == " " && plainWord(&quick, src+strings.Repeat(" ", 8), 0) > 0 {
					taken++
				}
			}
		}
	}
	if taken < 2*len(long) {
		t.Errorf("only %d words were plain", taken)
	}
}

func FuzzPlainWord(f *testing.F) {
	for _, s := range []string{"council ", "Council's report", "U.S. Senate said", "e.g. this one", "AbCd efghijkl", "wordwordword, and", "x’s and more of it"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for len(src) > 0 {
			same(t, src)
			src = src[1:]
		}
	})
}
