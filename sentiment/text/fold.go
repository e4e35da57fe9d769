package text

import (
	"math/bits"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A hasher computes the ID of a token from the bytes of its folded form, eight
// at a time: each block is multiplied into the state and the two halves of the
// product are joined (as in wyhash, Wang Yi 2019). It is the same in every process and on
// every architecture. Blocks are padded with zeros, which no token holds.
type hasher struct {
	state uint64
	block uint64
	bits  uint // of block in use
}

const (
	hashSeed  = 0x9E3779B97F4A7C15
	hashPrime = 0xD6E8FEB86659FD93
)

func mixBlock(state, block uint64) uint64 {
	hi, lo := bits.Mul64(state^block, hashPrime)
	return hi ^ lo
}

func (x *hasher) add(c byte) {
	x.block |= uint64(c) << x.bits
	if x.bits += 8; x.bits == 64 {
		x.state = mixBlock(x.state, x.block)
		x.block, x.bits = 0, 0
	}
}

func (x *hasher) addString(s string) {
	for i := 0; i < len(s); i++ {
		x.add(s[i])
	}
}

// addRune adds the folded form of a rune that stands in the source as raw.
func (x *hasher) addRune(r rune, raw string) {
	if r == utf8.RuneError && len(raw) == 1 {
		x.add(raw[0])
		return
	}
	if f, ok := foldRune(r); ok {
		x.addString(f)
		return
	}
	var buf [utf8.UTFMax]byte
	for _, b := range buf[:utf8.EncodeRune(buf[:], unicode.ToLower(r))] {
		x.add(b)
	}
}

func (x *hasher) sum() uint64 {
	if x.bits == 0 {
		return x.state
	}
	return mixBlock(x.state, x.block)
}

// hashByte is Hash of a single byte that folds to itself.
func hashByte(c byte) uint64 { return mixBlock(hashSeed, uint64(c)) }

// hashOf is Hash of a single rune that stands in the source as raw.
func hashOf(r rune, raw string) uint64 {
	x := hasher{state: hashSeed}
	x.addRune(r, raw)
	return x.sum()
}

// Hash returns the ID of a token that folds to the same form as s.
func Hash(s string) uint64 {
	if m := mark(s); m != "" {
		s = m
	}
	x := hasher{state: hashSeed}
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			x.add(lower[c])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		x.addRune(r, s[i:i+n])
		i += n
	}
	return x.sum()
}

// Fold returns the folded form of s: lower case, straight apostrophes and
// quotation marks, ligatures and diacritics resolved, soft hyphens dropped.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return string(appendFold(nil, s))
}

// isFolded reports whether s is ASCII in lower case, without a mark in another
// form than its own.
func isFolded(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf || lower[s[i]] != s[i] {
			return false
		}
	}
	return mark(s) == ""
}

func appendFold(dst []byte, s string) []byte {
	if m := mark(s); m != "" {
		return append(dst, m...)
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			dst = append(dst, lower[c])
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			dst = append(dst, c)
		} else if f, ok := foldRune(r); ok {
			dst = append(dst, f...)
		} else {
			dst = utf8.AppendRune(dst, unicode.ToLower(r))
		}
		i += n
	}
	return dst
}

// mark returns the one form of a mark that typewriters spell in several ways,
// or "" when s is none: two or more full stops or hyphens, doubled single
// quotation marks, a grave accent.
func mark(s string) string {
	if len(s) == 0 || isLetter(s[0]) {
		return ""
	}
	switch c := s[0]; c {
	case '.', '-':
		if len(s) > 1 && strings.Count(s, s[:1]) == len(s) {
			if c == '.' {
				return "..."
			}
			return "--"
		}
	case '\'', '`':
		switch {
		case len(s) == 2 && s[1] == c:
			return `"`
		case len(s) == 1:
			return "'"
		}
	}
	return ""
}

// lower maps ASCII to lower case.
var lower = func() (t [256]byte) {
	for i := range t {
		t[i] = byte(i)
		if 'A' <= i && i <= 'Z' {
			t[i] += 'a' - 'A'
		}
	}
	return t
}()

// latin holds the plain letters for U+00C0 to U+017F, "-" where a letter has
// no plain form and keeps its own.
var latin = [...]string{
	// U+00C0
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "-", "o", "u", "u", "u", "u", "y", "th", "ss",
	"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i",
	"d", "n", "o", "o", "o", "o", "o", "-", "o", "u", "u", "u", "u", "y", "th", "y",
	// U+0100
	"a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d",
	"d", "d", "e", "e", "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g",
	"g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
	"i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l",
	"l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n", "o", "o", "o", "o",
	"o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s",
	"s", "s", "t", "t", "t", "t", "t", "t", "u", "u", "u", "u", "u", "u", "u", "u",
	"u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s",
}

// foldRune returns the folded form of a rune that folds to something other
// than its lower case.
func foldRune(r rune) (string, bool) {
	switch {
	case r < 0xA0:
		return "", false
	case 0xC0 <= r && r <= 0x17F:
		f := latin[r-0xC0]
		return f, f != "-"
	case 0x300 <= r && r <= 0x36F:
		return "", true // combining marks
	}
	switch r {
	case 0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF:
		return "", true
	case 0x2018, 0x2019, 0x201B, 0x02BC, 0x2032, 0x00B4, 0x2039, 0x203A:
		return "'", true
	case 0x201C, 0x201D, 0x201E, 0x201F, 0x00AB, 0x00BB, 0x2033:
		return `"`, true
	case 0x2010, 0x2011:
		return "-", true
	case 0x2012, 0x2013, 0x2014, 0x2015:
		return "--", true
	case 0x2026:
		return "...", true
	case 0xFB00:
		return "ff", true
	case 0xFB01:
		return "fi", true
	case 0xFB02:
		return "fl", true
	case 0xFB03:
		return "ffi", true
	case 0xFB04:
		return "ffl", true
	}
	return "", false
}
