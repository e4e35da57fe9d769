package sentiment

import "github.com/seed-11e619e4/pressframe/sentiment/text"

// slotFill is the actor that fills a slot, with what was learned on the way.
type slotFill struct {
	kind     slotKind
	mention  int32 // index into state.mentions
	indirect bool  // the actor owns what stands there: "the council's decision ignored ..."
	negated  bool  // the verb between is negated
	modal    bool
}

const reach = 45 // tokens a search for a subject goes back

// mentionEnding returns the mention of the current sentence that ends before token i.
func (st *state) mentionEnding(i, from, to int) int {
	for k := to - 1; k >= from; k-- {
		if int(st.mentions[k].last) == i {
			return k
		}
	}
	return -1
}

func (st *state) mentionStarting(i, from, to int) int {
	for k := from; k < to; k++ {
		if int(st.mentions[k].first) == i {
			return k
		}
	}
	return -1
}

type verbGroup struct {
	start   int // first token of the group
	negated bool
	modal   bool
	passive bool
	to      bool // an infinitive whose subject is that of the verb before
	inf     bool // any other infinitive
	aux     bool
	perfect bool // has "have"
}

var idHave = text.Hash("have")

// verbGroupAt walks left from a verb over its auxiliaries and adverbs.
func (st *state) verbGroupAt(v int) (g verbGroup) {
	i := v - 1
	for i >= st.first && i > v-14 {
		p := st.pos(i)
		switch {
		case p&posNeg != 0:
			if !st.notOnly(i) {
				g.negated = !g.negated
			}
			g.aux = g.aux || p&posAux != 0
		case p&posAux != 0 && !(p&posPoss != 0 && p&posBe != 0 && st.isCliticS(i) && !st.cliticIsVerb(i)):
			g.aux = true
			if p&posModal != 0 {
				// "may have violated" accuses; "could violate" and "would
				// have" leave it open.
				if m := st.doc.Norm(i); !g.perfect || m != "may" && m != "might" && m != "must" {
					g.modal = true
				}
			}
			if st.token(i).ID == idHave {
				g.perfect = true
			}
			if p&posBe != 0 && (i == v-1 || st.onlyAdverbs(i+1, v)) && !st.cliticIsHas(i, v) {
				g.passive = true
			}
		case st.isAdverb(i):
		case p&posTo != 0:
			// "decided to ignore", "had to hide", "chose not to act".
			if i-1 < st.first {
				g.start = i + 1
				return
			}
			q := st.pos(i - 1)
			switch {
			case q&posCatena != 0 || q&posAux != 0 || st.isAdverb(i-1) || q&posNeg != 0:
				g.to = true
				if q&posCatena != 0 && q&posAux == 0 {
					i--
				}
			default:
				g.inf = true
				g.start = i
				return
			}
		case p&posCatena != 0 && g.to:
		default:
			g.start = i + 1
			return
		}
		i--
	}
	g.start = i + 1
	return
}

// notOnly: "not only", "not just" deny nothing.
func (st *state) notOnly(i int) bool {
	if i+1 >= st.last {
		return false
	}
	switch st.doc.Norm(i + 1) {
	case "only", "just", "merely", "simply":
		return true
	}
	return false
}

// cliticIsVerb tells "she's lying" from "the council's": what follows decides.
func (st *state) cliticIsVerb(i int) bool {
	if i+1 >= st.last {
		return false
	}
	if i-1 >= st.first && st.pos(i-1)&posPron != 0 {
		return true
	}
	p := st.pos(i + 1)
	return p&(posNeg|posDet|posPrep) != 0 || p&posParticiple != 0 && st.mentionless(i)
}

// cliticIsHas tells "she's caused so many deaths" from "she's accused of": a
// participle that takes an object is no passive.
func (st *state) cliticIsHas(i, v int) bool {
	if !st.isCliticS(i) || v+1 >= st.last {
		return false
	}
	j := v + 1
	if st.isAdverb(j) && j+1 < st.last {
		j++
	}
	p := st.pos(j)
	return p&(posDet|posPron|posNumber) != 0 && p&(posPrep|posSub) == 0
}

func (st *state) mentionless(i int) bool { return false }

func (st *state) onlyAdverbs(from, to int) bool {
	for i := from; i < to; i++ {
		if !st.isAdverb(i) && st.pos(i)&posNeg == 0 {
			return false
		}
	}
	return true
}

// subject finds the subject of the verb at v: the index of its mention, or -1.
func (st *state) subject(v, sentence, depth int) (slotFill, bool) {
	from, to := st.mentionsOf(sentence)
	g := st.verbGroupAt(v)
	fill := slotFill{mention: -1, negated: g.negated, modal: g.modal}
	i := g.start - 1
	if i < st.first || depth > 3 {
		// A question turns subject and auxiliary round: "Did the council ignore".
		return fill, false
	}
	p := st.pos(i)
	// After a preposition ("criticised for ignoring", "by ignoring") the
	// nearest actor to the left.
	if p&(posPrep|posSub) != 0 && p&posRel == 0 && st.pos(v)&posParticiple != 0 && !g.aux {
		return st.nearestLeft(i, from, to, fill)
	}
	if g.inf {
		return fill, false // "urged them to ignore": not said to have happened
	}
	if st.is(i, ',') && !g.aux && st.pos(v)&posParticiple != 0 && hasSuffix(st.doc.Text(v), "ing") {
		if f, ok := st.priorSubject(i, sentence, depth); ok {
			f.negated = fill.negated
			return f, true
		}
		return fill, false
	}
	if (p&posConj != 0 || st.is(i, ',')) && !g.aux && !g.to && st.pos(v)&(posFinite|posParticiple|posAux|posNeg) == 0 && st.known(v) && !hasSuffix(st.doc.Text(v), "ed") {
		return fill, false // "violence and abuse": a noun
	}
	if p&posConj != 0 || st.is(i, ',') && st.commaJoinsVerbs(i) {
		if f, ok := st.priorSubject(i, sentence, depth); ok {
			f.negated = fill.negated
			f.modal = fill.modal
			return f, true
		}
		if p&posConj == 0 {
			return fill, false
		}
	}
	fill.mention = int32(st.headLeft(i, from, to, &fill))
	if fill.mention >= 0 {
		m := &st.mentions[fill.mention]
		if !g.aux && !m.plural && m.kind == byRole && st.known(v) && st.pos(v)&(posVerb|posFinite|posParticiple|posAux|posNeg) == 0 && !hasSuffix(st.doc.Text(v), "ed", "t", "w") {
			return fill, false // "child abuse": no verb agrees so
		}
		if st.negQuantifier(int(m.first)) && m.kind == byIndefinite {
			fill.negated = !fill.negated
		} else if st.negatedNoun(m) {
			fill.negated = !fill.negated
		}
		return fill, true
	}
	return fill, false
}

// negatedNoun: "no nurse", "no single agency", "not one inspector", "neither the
// board nor the mayor".
func (st *state) negatedNoun(m *mention) bool {
	for k := int(m.first) - 1; k >= st.first && k >= int(m.first)-3; k-- {
		switch id := st.token(k).ID; {
		case id == idNor:
			return true
		case m.kind != byRole:
			return false
		case st.pos(k)&posNegDet != 0:
			return true
		case st.pos(k)&posNeg != 0:
			return k < int(m.first)-1
		case id != idThe && !oneOfThem.has(id):
			return false
		}
	}
	return false
}

var (
	idNor, idThe = text.Hash("nor"), text.Hash("the")
	oneOfThem    = wordsOf("a one single other individual")
)

// commaJoinsVerbs: "the board knew, lied and hid": the word before the comma
// is no actor, and a verb with a subject stands further left.
func (st *state) commaJoinsVerbs(i int) bool {
	for k := i - 1; k >= st.first && k > i-25; k-- {
		if st.is(k, ',') {
			// A pair of commas is a parenthesis.
			if k+1 < st.last && st.pos(k+1)&(posRel|posDet|posPrep) != 0 {
				return false
			}
			return st.pos(k+1)&(posFinite|posVerb) != 0
		}
		if st.pos(k)&(posSub|posRel) != 0 {
			return false
		}
	}
	return true
}

// priorSubject finds the subject of the nearest finite verb left of i.
func (st *state) priorSubject(i, sentence, depth int) (slotFill, bool) {
	for k := i - 1; k >= st.first && k > i-reach; k-- {
		if p := st.pos(k); p&(posFinite|posAux) != 0 && st.token(k).Flags&text.Title == 0 {
			f, ok := st.subject(k, sentence, depth+1)
			return f, ok
		}
	}
	return slotFill{mention: -1}, false
}

// nearestLeft returns the nearest actor left of i that can be held to account.
func (st *state) nearestLeft(i, from, to int, fill slotFill) (slotFill, bool) {
	for k := to - 1; k >= from; k-- {
		m := &st.mentions[k]
		if int(m.last) > i+1 || int(m.last) <= i-reach {
			continue
		}
		if m.kind == byIndefinite || m.poss {
			continue
		}
		if m.kind == byPronoun && m.ante == -1 && !m.self {
			continue
		}
		fill.mention = int32(k)
		return fill, true
	}
	return fill, false
}

// headLeft returns the mention that heads the noun phrase ending at token i,
// passing over prepositional phrases, relative clauses and appositions.
func (st *state) headLeft(i, from, to int, fill *slotFill) int {
	fallback, relative := -1, false
	for steps := 0; i >= st.first && steps < reach; steps++ {
		if k := st.mentionEnding(i+1, from, to); k >= 0 {
			m := &st.mentions[k]
			if m.kind == byPronoun && st.pos(i)&posRel != 0 {
				// who: what stands before it.
				i = st.antecedentEnd(int(m.first) - 1)
				relative = true
				continue
			}
			if m.poss && i+1 < st.last && st.isWord(i+1) && m.kind == byPronoun && st.doc.Norm(i) != "her" {
				// "his decision": cannot end a noun phrase.
				return fallback
			}
			if relative {
				return k
			}
			b := int(m.first) - 1
			for n := 0; b >= st.first && n < 4; n++ { // determiners and adjectives
				p := st.pos(b)
				if st.isBreak(b) || st.token(b).Kind == text.Quote || p&(posPrep|posConj|posSub|posTo|posRel) != 0 && p&posDet == 0 || p&(posVerb|posAux) != 0 && p&posDet == 0 {
					break
				}
				if st.isCliticS(b) {
					break
				}
				b--
				if p&posDet != 0 {
					break
				}
			}
			if b >= st.first && st.pos(b)&(posPrep|posTo) != 0 && st.pos(b)&posDet == 0 && st.doc.Norm(b) != "than" && b > st.first {
				if fallback < 0 && st.doc.Norm(b) == "of" || st.doc.Norm(b) == "for" && st.prevIsRole(b) {
					fallback = k
				}
				i = b - 1
				if i >= st.first && st.is(i, ',') {
					// "In May, the council" goes no further left.
					return k
				}
				continue
			}
			if b >= st.first && st.isParticiple(b) && st.pos(b)&posDet == 0 && hasSuffix(st.doc.Text(b), "ing") && st.pos(b)&(posSay|posCatena) == 0 {
				return -1 // "entering the country is ...": an object
			}
			if b >= st.first && b == st.first && st.pos(b)&posPrep != 0 {
				return -1 // "In the council, ..." is no subject
			}
			return k
		}
		p := st.pos(i)
		switch {
		case st.is(i, ')'):
			j := i
			for j >= st.first && !st.is(j, '(') {
				j--
			}
			i = j - 1
			continue
		case st.is(i, ',') || st.is(i, '-') || st.token(i).Kind == text.Punct && st.token(i).End-st.token(i).Start > 1:
			j := i - 1
			for j >= st.first && j > i-30 && st.token(j).ID != st.token(i).ID {
				j--
			}
			if j < st.first || j <= i-30 {
				return fallback
			}
			i = j - 1
			continue
		case p&posRel != 0:
			if p&posRel != 0 && i > st.first && st.pos(i-1)&(posSay|posCatena) != 0 {
				return fallback
			}
			i = st.antecedentEnd(i - 1)
			relative = true
			continue
		case p&(posConj|posSub) != 0 && p&posDet == 0:
			return fallback
		case st.token(i).Kind == text.Quote:
			i--
			continue
		case st.token(i).Kind == text.Punct:
			return fallback
		}
		// A plain noun phrase. Does an actor own it?
		j := i
		for n := 0; j >= st.first && n < 6; n++ {
			pj := st.pos(j)
			if st.isCliticS(j) || st.is(j, '\'') {
				if k := st.mentionEnding(j, from, to); k >= 0 {
					fill.indirect = true
					return k
				}
			}
			if pj&posPoss != 0 && pj&posDet != 0 {
				if k := st.mentionStarting(j, from, to); k >= 0 {
					fill.indirect = true
					return k
				}
			}
			if st.isBreak(j) || pj&(posPrep|posConj|posSub|posRel|posTo) != 0 && pj&posDet == 0 || pj&posDet != 0 || pj&posAux != 0 {
				break
			}
			if pj&posVerb != 0 && j < i {
				break
			}
			if j < i {
				if k := st.mentionEnding(j+1, from, to); k >= 0 && st.mentions[k].kind != byPronoun {
					// "police cuts failed": the head is not the actor.
					j = int(st.mentions[k].first)
				}
			}
			j--
		}
		for j >= st.first && st.pos(j)&posDet != 0 {
			j--
		}
		if j > st.first && st.pos(j)&(posPrep|posTo) != 0 {
			i = j - 1
			if st.isParticiple(i) { // "officers sent to the house"
				i--
			}
			continue
		}
		return fallback
	}
	return fallback
}

// isParticiple: a known one, or an unknown word in -ed or -ing.
func (st *state) isParticiple(i int) bool {
	if i < st.first {
		return false
	}
	if st.pos(i)&posParticiple != 0 {
		return true
	}
	t := st.token(i)
	return st.pos(i)&(posNoun|posRole|posAdv|posPrep) == 0 && t.Flags&text.Title == 0 && t.End-t.Start > 4 && hasSuffix(st.doc.Text(i), "ed", "ing")
}

// antecedentEnd returns the token that ends the antecedent of a relative
// pronoun, i standing before the pronoun: past a comma and past ", not the
// pilot,".
func (st *state) antecedentEnd(i int) int {
	if i < st.first || !st.is(i, ',') {
		return i
	}
	for j := i - 1; j >= st.first && j > i-8; j-- {
		if st.is(j, ',') {
			if st.pos(j+1)&posNeg != 0 {
				return j - 1
			}
			break
		}
	}
	return i - 1
}

func (st *state) prevIsRole(b int) bool {
	return b-1 >= st.first && st.word(b-1).hasRole
}

// object returns the actor in the noun phrase that begins at token p, and the
// token after it.
func (st *state) object(p, sentence int) (k, end int, indirect bool) {
	from, to := st.mentionsOf(sentence)
	for j := p; j < st.last && j < p+8; j++ {
		if k := st.mentionStarting(j, from, to); k >= 0 {
			m := &st.mentions[k]
			end := int(m.last)
			if m.poss && m.kind == byPronoun {
				if st.doc.Norm(j) == "her" && (end >= st.last || st.isBreak(end) || st.pos(end)&(posPrep|posTo|posConj|posSub|posAdv|posDet) != 0) {
					return k, end, false
				}
				if h := st.mentionStarting(end, from, to); h >= 0 {
					continue // "his boyfriend"
				}
				return k, end, true
			}
			if end < st.last && (st.isCliticS(end) || st.is(end, '\'')) {
				if h := st.mentionStarting(end+1, from, to); h >= 0 {
					j = end
					continue // "his mother's boyfriend"
				}
				return k, end + 1, true
			}
			if end < st.last && st.isWord(end) && m.kind != byPronoun && st.token(end).Flags&text.Title == 0 &&
				(!st.known(end) && !st.isAdverb(end) && !st.isParticiple(end) || st.pos(end)&posNoun != 0 && st.pos(end)&(posVerb|posPrep|posAdv|posConj) == 0) {
				return -1, end, false // "police cuts": the head is not the actor
			}
			return k, end, false
		}
		pj := st.pos(j)
		if st.token(j).Kind == text.Quote {
			continue
		}
		if pj&posSub != 0 && (j > p || st.doc.Norm(j) != "that") {
			return -1, p, false
		}
		if !st.isWord(j) && st.token(j).Kind != text.Number || pj&(posPrep|posTo|posConj|posSub|posRel|posAux) != 0 && pj&posDet == 0 || pj&posVerb != 0 && pj&posParticiple == 0 {
			return -1, p, false
		}
	}
	return -1, p, false
}
