package sentiment

import (
	"iter"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// vocabulary finds words by their hash: those of the codebook and, behind them,
// those that only a layer knows. What is asked of every token of a text lies in
// the table itself, so that one look-up answers it.
type vocabulary struct {
	entries []entry // open addressing; an entry without an id is free
	mask    uint64
	seen    bloom      // of the hashes
	pairs   bloom      // of the ids of two words that begin a phrase or have a row of the layer
	hashes  []uint64   // of the entries, in the order they came
	last    uint32     // the highest id
	words   []wordInfo // of the codebook, by number; 0 is the unknown word
}

// entry is what is asked of every token. Half of the hash
// is enough to know a word again: the place in the table tells the rest.
type entry struct {
	tag      uint32
	id       uint32 // from 1; for a word of the codebook its number
	pos      pos
	first    int32 // the node of the trie that the word leads to from the root, 0 for none
	row      int32 // of the layer, 0 for none
	use      use
	function uint8 // number as a function word, 0 for none
}

// wordInfo is the rest of what the codebook knows of a word.
type wordInfo struct {
	symbols uint64 // its symbols, folded: bit symbol%64
	pos     pos

	wantedFrom, wantedTo int32 // in program.wantedBlocks
	refFrom, refTo       int32 // in program.refs
	classes              int32 // its row in program.classBits, with useClass
	first                int32
	use                  use
	function             uint8
	role                 Level
	hasRole              bool
	head                 Level // of a name of several words that ends in it, 0 for none
}

// use says what there is to know of a word beyond its entry.
type use uint8

const (
	useClass        use = 1 << iota // it belongs to classes
	useWanted                       // it belongs to symbols that patterns want, and is no function word
	useAnchor                       // patterns have it for their anchor
	usePhrase                       // it is a phrase by itself
	usePolitical                    // it speaks of party politics
	useProfessional                 // it is a profession or body
)

// index enters the words of the codebook; words[i] has number i. The words of
// grammar come first and so stand where they are looked for.
func (v *vocabulary) index(words []string) {
	v.last = uint32(len(words) - 1)
	for n := 1; n < len(words); n++ {
		w := &v.words[n]
		if e := v.add(text.Hash(words[n]), uint32(n)); e.id == uint32(n) {
			e.pos, e.first, e.use, e.function = w.pos, w.first, w.use, w.function
		}
	}
}

// add returns the entry of a hash, making one with the id if there is none. The
// pointer is good until the next add.
func (v *vocabulary) add(hash uint64, id uint32) *entry {
	if 3*len(v.hashes) >= 2*len(v.entries) {
		old := v.entries
		v.entries = make([]entry, max(1024, 2*len(old)))
		v.mask = uint64(len(v.entries) - 1)
		was := vocabulary{entries: old, mask: uint64(len(old) - 1)}
		for _, h := range v.hashes {
			*v.slot(h) = *was.slot(h)
		}
	}
	e := v.slot(hash)
	if e.id == 0 {
		e.tag, e.id = uint32(hash>>32), id
		v.seen.add(hash)
		v.hashes = append(v.hashes, hash)
	}
	return e
}

// addNew is add for a word that the codebook need not know.
func (v *vocabulary) addNew(hash uint64) *entry {
	e := v.add(hash, v.last+1)
	v.last = max(v.last, e.id)
	return e
}

// slot returns the entry of a hash, or the free one where it would stand.
func (v *vocabulary) slot(hash uint64) *entry {
	for i := slotOf(hash) & v.mask; ; i = (i + 1) & v.mask {
		if e := &v.entries[i]; e.id == 0 || e.tag == uint32(hash>>32) {
			return e
		}
	}
}

func slotOf(hash uint64) uint64 { return hash ^ hash>>29 }

// has reports whether a word of the codebook belongs to a symbol.
func (p *program) has(word uint32, sym int32) bool {
	return p.words[word].symbols>>(uint(sym)&63)&1 != 0 &&
		p.bits[int(word)*p.stride+int(sym>>6)]>>(uint(sym)&63)&1 != 0
}

// bloom is a set of hashes that may hold more than was added: small enough to
// stay near at hand, it tells most of what is missing from a table.
type bloom [1024]uint64

func (b *bloom) add(hash uint64)      { b[hash>>54] |= 1 << (hash >> 48 & 63) }
func (b *bloom) has(hash uint64) bool { return b[hash>>54]>>(hash>>48&63)&1 != 0 }

// pairTable maps two numbers, the second of them not 0, to a third, by open
// addressing.
type pairTable struct {
	slots []pairSlot // a power of two of them
	used  int
}

// pairSlot is free if b is 0.
type pairSlot struct {
	a, b uint32
	to   int32
}

func pairHash(a, b uint32) uint64 { return (uint64(a)<<32 | uint64(b)) * 0x9E3779B97F4A7C15 }

// get returns what was put for a and b, 0 if nothing was.
func (t *pairTable) get(a, b uint32) int32 {
	if len(t.slots) == 0 {
		return 0
	}
	mask := uint64(len(t.slots) - 1)
	for i := pairHash(a, b) >> 20 & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.b == b && s.a == a {
			return s.to
		}
		if s.b == 0 {
			return 0
		}
	}
}

// all returns the pairs.
func (t *pairTable) all() iter.Seq2[uint32, uint32] {
	return func(yield func(a, b uint32) bool) {
		for _, s := range t.slots {
			if s.b != 0 && !yield(s.a, s.b) {
				return
			}
		}
	}
}

// put enters a value for a pair that has none.
func (t *pairTable) put(a, b uint32, to int32) {
	if 2*t.used >= len(t.slots) {
		old := t.slots
		t.slots, t.used = make([]pairSlot, max(1024, 2*len(old))), 0
		for _, s := range old {
			if s.b != 0 {
				t.put(s.a, s.b, s.to)
			}
		}
	}
	mask := uint64(len(t.slots) - 1)
	i := pairHash(a, b) >> 20 & mask
	for t.slots[i].b != 0 {
		i = (i + 1) & mask
	}
	t.slots[i] = pairSlot{a, b, to}
	t.used++
}
