package sentiment

import (
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// vocabulary numbers words, from 1, and finds them by their hash. The first of
// them are the words of the codebook, those behind are known to a layer alone.
type vocabulary struct {
	words []wordInfo // by number; 0 is the unknown word
	slots []uint64   // open addressing: the upper half of the hash, then the number; 0 is free
	mask  uint64
	known uint32 // the words of the codebook have numbers below
}

// wordInfo is what is known of a word. It fits a cache line.
type wordInfo struct {
	hash    uint64
	symbols uint64 // its symbols, folded: bit symbol%64
	pos     pos
	first   int32 // the node of the trie that it leads to from the root, 0 for none

	from, to             int32 // its blocks in program.sparse
	wantedFrom, wantedTo int32 // in program.wantedBlocks
	refFrom, refTo       int32 // in program.refs
	classes              int32 // its row in program.classBits, with useClass
	use                  use
	role                 Level
	hasRole              bool
}

// use says which tables hold something for a word.
type use uint8

const (
	useClass use = 1 << iota
	useWanted
)

// index enters the words of the codebook; words[i] has number i. Of words with
// one hash the first in the order of letters counts.
func (v *vocabulary) index(words []string) {
	v.known = uint32(len(words))
	order := make([]uint32, len(words)-1)
	for i := range order {
		order[i] = uint32(i) + 1
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(words[a], words[b]) })
	for _, n := range order {
		v.words[n].hash = text.Hash(words[n])
	}
	v.slots = nil
	v.grow()
	for _, n := range order {
		if v.find(v.words[n].hash) == 0 {
			v.enter(n)
		}
	}
}

// add returns the number of the word with a hash, giving it one if it has none.
func (v *vocabulary) add(hash uint64) uint32 {
	if n := v.find(hash); n != 0 {
		return n
	}
	v.words = append(v.words, wordInfo{hash: hash})
	if 2*len(v.words) > len(v.slots) {
		v.grow()
	}
	n := uint32(len(v.words) - 1)
	v.enter(n)
	return n
}

// grow makes room for the words there are and as many again.
func (v *vocabulary) grow() {
	size := 1024
	for size < 2*len(v.words) {
		size *= 2
	}
	old := v.slots
	v.slots, v.mask = make([]uint64, size), uint64(size-1)
	for _, s := range old {
		if s != 0 {
			v.enter(uint32(s))
		}
	}
}

func (v *vocabulary) enter(n uint32) {
	h := v.words[n].hash
	i := slotOf(h) & v.mask
	for v.slots[i] != 0 {
		i = (i + 1) & v.mask
	}
	v.slots[i] = h>>32<<32 | uint64(n)
}

func slotOf(h uint64) uint64 { return h ^ h>>29 }

// find returns the number of the word with a hash, 0 if there is none.
func (v *vocabulary) find(h uint64) uint32 {
	for i := slotOf(h) & v.mask; ; i = (i + 1) & v.mask {
		s := v.slots[i]
		if s == 0 {
			return 0
		}
		if s>>32 == h>>32 && v.words[uint32(s)].hash == h {
			return uint32(s)
		}
	}
}

// has reports whether a word belongs to a symbol.
func (p *program) has(word uint32, sym int32) bool {
	return p.words[word].symbols>>(uint(sym)&63)&1 != 0 &&
		p.bits[int(word)*p.stride+int(sym>>6)]>>(uint(sym)&63)&1 != 0
}

// pairTable maps two numbers, the second of them not 0, to a third, by open
// addressing.
type pairTable struct {
	keys []uint64 // a<<32|b; 0 is free
	vals []int32
	used int
}

// get returns what was put for a and b, 0 if nothing was.
func (t *pairTable) get(a int32, b uint32) int32 {
	if len(t.keys) == 0 {
		return 0
	}
	key := uint64(a)<<32 | uint64(b)
	mask := uint64(len(t.keys) - 1)
	for i := key * 0x9E3779B97F4A7C15 >> 20 & mask; ; i = (i + 1) & mask {
		switch t.keys[i] {
		case key:
			return t.vals[i]
		case 0:
			return 0
		}
	}
}

// put enters a value for a pair that has none.
func (t *pairTable) put(a int32, b uint32, to int32) {
	if 2*t.used >= len(t.keys) {
		old := *t
		*t = pairTable{keys: make([]uint64, max(1024, 4*len(old.keys))), used: 0}
		t.vals = make([]int32, len(t.keys))
		for i, k := range old.keys {
			if k != 0 {
				t.put(int32(k>>32), uint32(k), old.vals[i])
			}
		}
	}
	key := uint64(a)<<32 | uint64(b)
	mask := uint64(len(t.keys) - 1)
	i := key * 0x9E3779B97F4A7C15 >> 20 & mask
	for t.keys[i] != 0 {
		i = (i + 1) & mask
	}
	t.keys[i], t.vals[i] = key, to
	t.used++
}

// each calls f for every pair.
func (t *pairTable) each(f func(a int32, b uint32)) {
	for _, k := range t.keys {
		if k != 0 {
			f(int32(k>>32), uint32(k))
		}
	}
}
