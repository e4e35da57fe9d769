package sentiment

import "github.com/seed-11e619e4/pressframe/sentiment/text"

// hit is a matched pattern in token terms.
type hit struct {
	pattern    int32
	start, end int32 // tokens of the core, without slots
	verb       int32 // the first verbal token, for the grammar around it
	negated    bool  // by the verb's own negation, or a negator inside the match
	modal      bool
	fills      [3]slotFill
	nfill      int
}

type scopeHit struct {
	kind     Scope
	from, to int32 // tokens under the scope
	at       int32 // where the marker stands
}

// matcher is one attempt to match a pattern around its anchor.
type matcher struct {
	st       *state
	p        *pattern
	sentence int
	start    int
	end      int
	firstSet int // token of the first set element matched
	negated  bool
	fills    [3]slotFill
	nfill    int
	steps    int // taken by this attempt
}

// maxSteps bounds one attempt, so that a pattern of many gaps cannot make the
// scorer slow: it then does not match.
const maxSteps = 3000

// lengths of the phrases that start at i and have the symbol.
func (st *state) setAt(i int, sym int32) (lens [4]int, n int) {
	if sym < 0 {
		if st.ofKind(i, sym) {
			lens[0], n = 1, 1
		}
		return
	}
	if st.isCliticS(i) && (i == st.first || st.pos(i-1)&posPron == 0 || st.pos(i-1)&posPoss != 0) {
		return // the possessor's mark, not "is"
	}
	for k := range st.phrases {
		ph := &st.phrases[k]
		if int(ph.start) == i && hasSym(st.prog.nodes[ph.node].syms, sym) && n < 3 {
			lens[n] = int(ph.end) - i
			n++
		}
	}
	if st.prog.has(st.toks[i].word, sym) {
		lens[n] = 1
		n++
	}
	return
}

// setEnding is setAt for phrases that end before i.
func (st *state) setEnding(i int, sym int32) (lens [4]int, n int) {
	if sym < 0 {
		if i > st.first && st.ofKind(i-1, sym) {
			lens[0], n = 1, 1
		}
		return
	}
	for k := range st.phrases {
		ph := &st.phrases[k]
		if int(ph.end) == i && hasSym(st.prog.nodes[ph.node].syms, sym) && n < 3 {
			lens[n] = i - int(ph.start)
			n++
		}
	}
	if i > st.first && st.prog.has(st.toks[i-1].word, sym) &&
		!(st.isCliticS(i-1) && (i-1 == st.first || st.pos(i-2)&posPron == 0 || st.pos(i-2)&posPoss != 0)) {
		lens[n] = 1
		n++
	}
	return
}

// Symbols that are no list of words but a kind of token.
const (
	symParticiple int32 = -2 - iota
	symNumber
	symVerb
	symQuestion
	symIng
)

var kindClasses = map[string]int32{"any-participle": symParticiple, "any-number": symNumber, "any-verb": symVerb, "question-mark": symQuestion, "any-ing": symIng}

func (st *state) ofKind(i int, sym int32) bool {
	switch sym {
	case symParticiple:
		t := st.token(i)
		return st.isParticiple(i) && t.Kind == text.Word && !hasSuffix(st.doc.Text(i), "ing")
	case symNumber:
		return st.token(i).Kind == text.Number || st.pos(i)&posNumber != 0
	case symIng:
		return st.isParticiple(i) && hasSuffix(st.doc.Text(i), "ing")
	case symQuestion:
		return st.is(i, '?')
	case symVerb:
		return st.pos(i)&(posVerb|posAux) != 0 || st.isParticiple(i)
	}
	return false
}

func hasSym(syms []int32, sym int32) bool {
	for _, s := range syms {
		if s == sym {
			return true
		}
	}
	return false
}

// try matches pattern p with its element k at token i.
func (st *state) try(p *pattern, k, i, sentence int) (hit, bool) {
	e := &p.elems[k]
	lens, n := st.setAt(i, e.sym)
	if n == 0 {
		return hit{}, false
	}
	m := matcher{st: st, p: p, sentence: sentence, firstSet: -1}
	for x := 0; x < n; x++ {
		l := lens[x]
		m.reset()
		if !m.cond(e, i) {
			continue
		}
		m.start, m.end = i, i+l
		if !m.right(k+1, i+l) {
			continue
		}
		m.firstSet = i
		if !m.left(k-1, i) {
			continue
		}
		h := hit{start: int32(m.start), end: int32(m.end), verb: int32(m.firstSet), negated: m.negated, fills: m.fills, nfill: m.nfill}
		for f := 0; f < h.nfill; f++ {
			h.modal = h.modal || h.fills[f].modal
		}
		return h, true
	}
	return hit{}, false
}

func (m *matcher) reset() {
	m.negated, m.nfill, m.firstSet = false, 0, -1
}

// cond checks the voice an element asks for.
func (m *matcher) cond(e *celem, i int) bool {
	if e.cond == condNone {
		return true
	}
	g := m.st.verbGroupAt(i)
	switch e.cond {
	case condAct:
		if g.passive && m.st.pos(i)&posParticiple != 0 && !hasSuffix(m.st.doc.Text(i), "ing") {
			return false
		}
		// After a determiner a word that could be a noun is one: "the abuse".
		if i > m.st.first {
			p := m.st.pos(i - 1)
			if (p&(posDet|posPoss) != 0 && p&posRel == 0 || p&posPrep != 0 && p&posTo == 0 && !hasSuffix(m.st.doc.Text(i), "ing")) && p&(posAux|posAdv) == 0 && m.st.pos(i-1)&posBe == 0 {
				return false
			}
		}
		return true
	case condPass:
		if g.passive {
			return true
		}
		// A reduced relative: "officials accused of".
		if g.aux || g.start != i || i == m.st.first || i+1 >= m.st.last {
			return false
		}
		p := m.st.pos(i + 1)
		return p&posPrep != 0 || m.st.isBreak(i+1)
	}
	return true
}

// skippable tells whether token i may stand between two elements without being
// named: an adverb, a negator or a quotation mark.
func (m *matcher) skippable(i int) bool {
	st := m.st
	if st.token(i).Kind == text.Quote {
		return true
	}
	return st.pos(i)&posNeg != 0 && st.pos(i)&posAux == 0 || st.isAdverb(i)
}

const maxSkip = 3

func (m *matcher) right(k, i int) bool {
	st := m.st
	if k >= len(m.p.elems) {
		m.end = i
		return true
	}
	if m.steps++; m.steps > maxSteps {
		return false
	}
	e := &m.p.elems[k]
	switch e.kind {
	case elemGap:
		negators := 0
		for g := 0; g <= e.gap && i+g <= st.last; g++ {
			if g > 0 && st.token(i+g-1).Kind == text.Punct && (st.is(i+g-1, ';') || st.is(i+g-1, ':') || st.is(i+g-1, '.')) {
				break
			}
			if g > 0 && st.pos(i+g-1)&posNeg != 0 && !st.notOnly(i+g-1) {
				m.negated = !m.negated
				negators++
			}
			if m.right(k+1, i+g) {
				return true
			}
		}
		if negators%2 == 1 {
			m.negated = !m.negated
		}
		return e.optional && m.right(k+1, i)
	case elemSet:
		for skip := 0; skip <= maxSkip && i+skip < st.last; skip++ {
			j := i + skip
			lens, n := st.setAt(j, e.sym)
			for x := 0; x < n; x++ {
				if !m.cond(e, j) {
					continue
				}
				was := m.negated
				for s := i; s < j; s++ {
					if st.pos(s)&posNeg != 0 && !st.notOnly(s) {
						m.negated = !m.negated
					}
				}
				if st.pos(j)&posNeg != 0 && st.pos(j)&posAux != 0 && lens[x] == 1 && !e.negative {
					m.negated = !m.negated
				}
				if m.right(k+1, j+lens[x]) {
					return true
				}
				m.negated = was
			}
			if !m.skippable(j) {
				break
			}
		}
		return e.optional && m.right(k+1, i)
	case elemSlot:
		kk, end, indirect := st.object(i, m.sentence)
		if kk >= 0 && m.accept(e, kk, indirect, i) {
			if e.poss != indirect && e.poss {
				return false
			}
			n, was := m.nfill, m.negated
			m.fill(e, slotFill{mention: int32(kk), indirect: indirect && !e.poss})
			for s := i; s < int(st.mentions[kk].first); s++ {
				if st.pos(s)&posNeg != 0 && !st.notOnly(s) { // "it was not the board"
					m.negated = !m.negated
				}
			}
			if m.right(k+1, end) {
				return true
			}
			m.nfill, m.negated = n, was
		}
		return e.optional && m.right(k+1, i)
	case elemNP:
		j := i
		for j < st.last && j < i+8 {
			p := st.pos(j)
			if !st.isWord(j) && st.token(j).Kind != text.Number || p&(posPrep|posTo|posConj|posSub|posAux) != 0 && p&posDet == 0 || p&posVerb != 0 && p&(posParticiple|posNoun) == 0 {
				break
			}
			j++
		}
		for ; j > i; j-- {
			if m.right(k+1, j) {
				return true
			}
		}
		return e.optional && m.right(k+1, i)
	}
	return false
}

func (m *matcher) left(k, i int) bool {
	st := m.st
	if k < 0 {
		m.start = i
		return true
	}
	if m.steps++; m.steps > maxSteps {
		return false
	}
	e := &m.p.elems[k]
	switch e.kind {
	case elemGap:
		for g := 0; g <= e.gap && i-g >= st.first; g++ {
			if g > 0 && st.token(i-g).Kind == text.Punct && (st.is(i-g, ';') || st.is(i-g, ':') || st.is(i-g, '.')) {
				break
			}
			if m.left(k-1, i-g) {
				return true
			}
		}
		return e.optional && m.left(k-1, i)
	case elemSet:
		for skip := 0; skip <= maxSkip && i-skip > st.first; skip++ {
			j := i - skip
			lens, n := st.setEnding(j, e.sym)
			for x := 0; x < n; x++ {
				at := j - lens[x]
				if !m.cond(e, at) {
					continue
				}
				was, first := m.negated, m.firstSet
				for s := j; s < i; s++ {
					if st.pos(s)&posNeg != 0 && !st.notOnly(s) {
						m.negated = !m.negated
					}
				}
				if st.pos(at)&posNeg != 0 && st.pos(at)&posAux != 0 && lens[x] == 1 && !e.negative {
					m.negated = !m.negated
				}
				m.firstSet = at
				if m.left(k-1, at) {
					return true
				}
				m.negated, m.firstSet = was, first
			}
			if !m.skippable(j - 1) {
				break
			}
		}
		return e.optional && m.left(k-1, i)
	case elemSlot:
		if fill, at, ok := m.slotLeft(e, k, i); ok {
			n := m.nfill
			m.fill(e, fill)
			if fill.negated {
				m.negated = !m.negated
			}
			if k == 0 {
				m.start = i
				return true
			}
			if m.left(k-1, at) {
				return true
			}
			m.nfill = n
		}
		return e.optional && m.left(k-1, i)
	case elemNP:
		j := i
		for j > st.first && j > i-8 {
			p := st.pos(j - 1)
			if !st.isWord(j-1) && st.token(j-1).Kind != text.Number || p&(posPrep|posTo|posConj|posSub|posAux) != 0 && p&posDet == 0 || p&posVerb != 0 && p&(posParticiple|posNoun) == 0 {
				break
			}
			j--
		}
		if j < i && m.left(k-1, j) {
			return true
		}
		return e.optional && m.left(k-1, i)
	}
	return false
}

// slotLeft fills a slot that stands before token i.
func (m *matcher) slotLeft(e *celem, k, i int) (slotFill, int, bool) {
	st := m.st
	next := &m.p.elems[k+1]
	from, to := st.mentionsOf(m.sentence)
	if e.poss {
		// the council's repeated failure; his failure; the officers' failure
		for j := i; j > st.first && j > i-6; j-- {
			if st.isCliticS(j-1) || st.is(j-1, '\'') {
				if kk := st.mentionEnding(j-1, from, to); kk >= 0 && m.accept(e, kk, false, i) {
					at := int(st.mentions[kk].first)
					for k > 0 && at > st.first && st.pos(at-1)&posDet != 0 {
						at-- // "on the director's watch"
					}
					return slotFill{mention: int32(kk)}, at, true
				}
				return slotFill{}, 0, false
			}
			if kk := st.mentionEnding(j, from, to); kk >= 0 && st.mentions[kk].poss && m.accept(e, kk, false, i) {
				return slotFill{mention: int32(kk)}, int(st.mentions[kk].first), true
			}
			if p := st.pos(j - 1); !st.isWord(j-1) && st.token(j-1).Kind != text.Quote || p&(posPrep|posAux|posSub|posTo) != 0 ||
				p&(posDet|posConj|posVerb) != 0 && j == i && p&posAdv == 0 && st.doc.Norm(j-1) != "own" {
				return slotFill{}, 0, false
			}
		}
		return slotFill{}, 0, false
	}
	if next.kind == elemSet && next.verb {
		if fill, ok := st.subject(i, m.sentence, 0); ok && m.accept(e, int(fill.mention), fill.indirect, i) {
			return fill, int(st.mentions[fill.mention].first), true
		}
		return slotFill{}, 0, false
	}
	for j := i; j > st.first && j > i-3; j-- {
		if kk := st.mentionEnding(j, from, to); kk >= 0 {
			if !st.mentions[kk].poss && m.accept(e, kk, false, i) {
				at := int(st.mentions[kk].first)
				for k > 0 && at > st.first && st.pos(at-1)&posDet != 0 {
					at-- // "took the treasurer to task"
				}
				return slotFill{mention: int32(kk)}, at, true
			}
			return slotFill{}, 0, false
		}
		if !m.skippable(j-1) && st.token(j-1).Flags&text.Title != 0 || !st.isWord(j-1) || st.pos(j-1)&(posPrep|posAux|posConj|posSub|posTo|posVerb) != 0 {
			return slotFill{}, 0, false
		}
	}
	return slotFill{}, 0, false
}

// accept checks that a mention may fill a slot.
func (m *matcher) accept(e *celem, k int, indirect bool, at int) bool {
	st := m.st
	if k < 0 {
		return false
	}
	a, ok := st.resolve(k, m.sentence)
	if !ok {
		// "He failed" without an antecedent is still somebody; "it" is not.
		if mm := &st.mentions[k]; mm.body && !mm.plural {
			return false
		}
		a = k
	}
	am := &st.mentions[a]
	if e.named && (st.mentions[k].kind == byPronoun || st.mentions[k].kind == byIndefinite) {
		return false
	}
	if am.level == Victim && (e.slot == slotTarget || e.slot == slotBody) && am.known {
		return false
	}
	if e.levels != 0 && e.levels>>am.level&1 == 0 {
		return false
	}
	if e.slot == slotTarget && am.level == Family && am.known && !m.st.familyMayBeBlamed() {
		return false
	}
	return true
}

func (st *state) familyMayBeBlamed() bool { return false }

func (m *matcher) fill(e *celem, f slotFill) {
	if m.nfill < len(m.fills) {
		f.kind = e.slot
		m.fills[m.nfill] = f
		m.nfill++
	}
}
