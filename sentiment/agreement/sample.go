package agreement

import (
	"cmp"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"iter"
	"slices"
	"strings"
)

// Item is one unit to be coded, with what the coder may see (Title, Before,
// Text) and what only the researcher may (the rest).
type Item struct {
	ID       string // identifies the unit in the corpus; unique
	Document string // the article it comes from
	Outlet   string
	Phase    string // period of the story, as the researcher divides it
	Title    string
	Before   string // the sentences just before, for reading
	Text     string
	// Unit is the opaque name that stands for the item on the sheet. Set
	// by Sampler.
	Unit string
}

// Sampler draws items from a stream so that every combination of outlet and
// phase is represented as evenly as its supply allows. Which items are drawn
// depends on the seed and on the items, not on their order: the chance of each
// is fixed by a hash of its ID, so samplers that saw parts of a corpus can be
// merged.
//
// Memory is bounded by N items for each combination of outlet and phase.
type Sampler struct {
	N    int // items to draw
	Seed uint64
	// PerDocument limits the items from one document; 0 means no limit.
	PerDocument int

	strata map[stratum][]ranked
}

type stratum struct{ outlet, phase string }

type ranked struct {
	rank uint64
	item Item
}

func (r ranked) compare(s ranked) int {
	if c := cmp.Compare(r.rank, s.rank); c != 0 {
		return c
	}
	return strings.Compare(r.item.ID, s.item.ID)
}

// Add offers an item. An item whose ID was already offered is drawn once at
// most.
func (s *Sampler) Add(item Item) {
	s.offer(ranked{rank: s.hash("draw", item.ID), item: item})
}

// AddAll offers all items of a stream.
func (s *Sampler) AddAll(items iter.Seq[Item]) {
	for it := range items {
		s.Add(it)
	}
}

// Merge offers what other has kept. Both must have the same N, Seed and
// PerDocument.
func (s *Sampler) Merge(other *Sampler) {
	for _, kept := range other.strata {
		for _, r := range kept {
			s.offer(r)
		}
	}
}

// offer keeps the N lowest ranks of a stratum, and of these the PerDocument
// lowest of a document. An item once dropped could not come back: those that
// pushed it out are only ever replaced by lower ones.
func (s *Sampler) offer(r ranked) {
	if s.strata == nil {
		s.strata = map[stratum][]ranked{}
	}
	key := stratum{r.item.Outlet, r.item.Phase}
	kept := s.strata[key]
	if len(kept) >= s.N && (s.N <= 0 || r.compare(kept[len(kept)-1]) >= 0) {
		return
	}
	at, found := slices.BinarySearchFunc(kept, r, ranked.compare)
	if found {
		return
	}
	if s.PerDocument > 0 {
		same, worst := 0, -1
		for i, k := range kept {
			if k.item.Document == r.item.Document {
				same++
				worst = i
			}
		}
		if same >= s.PerDocument {
			if worst < at {
				return
			}
			kept = slices.Delete(kept, worst, worst+1)
		}
	}
	kept = slices.Insert(kept, at, r)
	if len(kept) > s.N {
		kept = kept[:s.N]
	}
	s.strata[key] = kept
}

// Items returns the sample in an order that tells nothing of outlet or phase,
// every item with its Unit set. It has fewer than N items only when the corpus
// has.
func (s *Sampler) Items() []Item {
	keys := make([]stratum, 0, len(s.strata))
	for k := range s.strata {
		keys = append(keys, k)
	}
	// The remainder of an uneven division goes to strata by hash, so that
	// no outlet gains by its name.
	slices.SortFunc(keys, func(a, b stratum) int {
		return cmp.Or(
			cmp.Compare(s.hash("stratum", a.outlet, a.phase), s.hash("stratum", b.outlet, b.phase)),
			strings.Compare(a.outlet, b.outlet), strings.Compare(a.phase, b.phase))
	})
	var drawn []ranked
	for round := 0; len(drawn) < s.N; round++ {
		before := len(drawn)
		for _, k := range keys {
			if kept := s.strata[k]; round < len(kept) && len(drawn) < s.N {
				r := kept[round]
				r.rank = s.hash("order", r.item.ID)
				drawn = append(drawn, r)
			}
		}
		if len(drawn) == before {
			break
		}
	}
	slices.SortFunc(drawn, ranked.compare)
	items := make([]Item, len(drawn))
	taken := map[string]bool{}
	for i, r := range drawn {
		items[i] = r.item
		for n := unitLength; ; n++ {
			if u := s.unit(r.item.ID, n); !taken[u] {
				taken[u] = true
				items[i].Unit = u
				break
			}
		}
	}
	return items
}

// unitLength is the number of base-32 digits of an opaque unit name: enough
// that names of two draws rarely meet, few enough to read aloud.
const unitLength = 6

// unit returns an opaque name that begins with a letter, so that no
// spreadsheet takes it for a number or a date.
func (s *Sampler) unit(id string, length int) string {
	sum := s.digest("unit", id)
	enc := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(sum[:])
	return "u" + strings.ToLower(enc[:min(length, len(enc))])
}

func (s *Sampler) hash(parts ...string) uint64 {
	sum := s.digest(parts...)
	return binary.BigEndian.Uint64(sum[:8])
}

func (s *Sampler) digest(parts ...string) [32]byte {
	b := binary.BigEndian.AppendUint64(nil, s.Seed)
	for _, p := range parts {
		b = binary.BigEndian.AppendUint64(b, uint64(len(p)))
		b = append(b, p...)
	}
	return sha256.Sum256(b)
}

// Assign divides items among coders, so that a share of them (0 to 1) is coded
// by every coder, for agreement, and each other item by one coder in turn. A
// share of 1 gives everything to everyone. Items that everyone codes are
// spread over the sheet rather than put first.
func Assign(items []Item, coders int, share float64) [][]Item {
	sheets := make([][]Item, max(coders, 0))
	if coders <= 0 {
		return sheets
	}
	done, next := 0.0, 0
	for _, it := range items {
		// One item in 1/share goes to everyone, however the sum rounds.
		if done += share; done >= 1-1e-9 {
			done--
			for c := range sheets {
				sheets[c] = append(sheets[c], it)
			}
			continue
		}
		sheets[next%coders] = append(sheets[next%coders], it)
		next++
	}
	return sheets
}
