package neardup

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// A word is a run of letters and digits, folded to lower case and hashed.
type word struct {
	hash       uint64
	start, end int
}

// words splits a text. Apostrophes and hyphens part words.
func words(text string, out []word) []word {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	h := uint64(offset)
	start := -1
	for i := 0; i < len(text); {
		c := text[i]
		size := 1
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c < utf8.RuneSelf:
			if start >= 0 {
				out = append(out, word{h, start, i})
				start, h = -1, offset
			}
			i++
			continue
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
				if start >= 0 {
					out = append(out, word{h, start, i})
					start, h = -1, offset
				}
				i += size
				continue
			}
			if start < 0 {
				start = i
			}
			h = (h ^ uint64(unicode.ToLower(r))) * prime
			i += size
			continue
		}
		if start < 0 {
			start = i
		}
		h = (h ^ uint64(c)) * prime
		i += size
	}
	if start >= 0 {
		out = append(out, word{h, start, len(text)})
	}
	return out
}

// run hashes consecutive words.
func run(ws []word) uint32 {
	var h uint64
	for _, w := range ws {
		h = mix(h*0x9E3779B97F4A7C15 + w.hash)
	}
	return uint32(h >> 32)
}

// mix spreads the bits of x (the finaliser of MurmurHash3).
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xFF51AFD7ED558CCD
	x ^= x >> 33
	x *= 0xC4CEB9FE1A85EC53
	x ^= x >> 33
	return x
}

// runs returns the sorted set of hashes of the runs of k words.
func runs(ws []word, k int) []uint32 {
	if len(ws) < k {
		return nil
	}
	out := make([]uint32, 0, len(ws)-k+1)
	for i := 0; i+k <= len(ws); i++ {
		out = append(out, run(ws[i:i+k]))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// shared counts what two sorted sets have in common.
func shared(a, b []uint32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			n++
			i++
			j++
		}
	}
	return n
}

// Similarity compares two texts by their runs of k words (0 means 4). Contained
// is the share of the runs of the shorter text that are in the longer, and
// resemblance the share of all their runs that are in both (Jaccard). Both are 0
// if a text has no run.
func Similarity(a, b string, k int) (contained, resemblance float64) {
	if k <= 0 {
		k = defaultRun
	}
	x, y := runs(words(a, nil), k), runs(words(b, nil), k)
	least := min(len(x), len(y))
	if least == 0 {
		return 0, 0
	}
	n := shared(x, y)
	return float64(n) / float64(least), float64(n) / float64(len(x)+len(y)-n)
}

// A Span is a passage of a text, in bytes.
type Span struct{ Start, End int }

// Differ returns the passages of two texts that the other does not have, in
// order: the words that are in no run of k words (0 means 4) common to both.
// Single words that match by chance between differing passages belong to them.
func Differ(a, b string, k int) (onlyA, onlyB []Span) {
	if k <= 0 {
		k = defaultRun
	}
	wa, wb := words(a, nil), words(b, nil)
	k = max(1, min(k, len(wa), len(wb)))
	return lacking(wa, runs(wb, k), k), lacking(wb, runs(wa, k), k)
}

func lacking(ws []word, other []uint32, k int) []Span {
	has := make([]bool, len(ws))
	for i := 0; i+k <= len(ws); i++ {
		if _, ok := slices.BinarySearch(other, run(ws[i:i+k])); ok {
			for j := i; j < i+k; j++ {
				has[j] = true
			}
		}
	}
	var out []Span
	for i := 0; i < len(ws); {
		if has[i] {
			i++
			continue
		}
		j := i
		for j < len(ws) && !has[j] {
			j++
		}
		out = append(out, Span{ws[i].start, ws[j-1].end})
		i = j
	}
	return out
}
