package sentiment

import (
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

type mentionKind uint8

const (
	byAlias mentionKind = iota + 1
	byName
	byRole
	byPronoun
	byIndefinite // somebody, nobody
)

// mention is an expression for an actor: tokens [first, last), determiner
// not included.
type mention struct {
	first, last int32
	kind        mentionKind
	level       Level
	known       bool  // the level is known, not guessed
	actor       int32 // index+1 into the codebook's actors
	plural      bool
	poss        bool // a possessive pronoun
	person      bool // he or she fits
	body        bool // it fits
	gender      Gender
	self        bool // I, we
	nameHash    uint64
	ante        int32 // for pronouns: index+1 of the antecedent, -1 when looked for in vain
}

// mentionsOf returns the mentions of sentence i as a range of st.mentions.
func (st *state) mentionsOf(i int) (int, int) {
	for k := len(st.spans) - 1; k >= 0 && k >= len(st.spans)-12; k-- {
		if st.spans[k].sentence == i {
			return st.spans[k].from, st.spans[k].to
		}
	}
	st.learnNames()
	from := len(st.mentions)
	s := st.doc.Sentences[i]
	st.findMentions(int(s.First), int(s.Last))
	st.spans = append(st.spans, mentionSpan{i, from, len(st.mentions)})
	return from, len(st.mentions)
}

// titled reports whether token i is capitalised for its own sake.
func (st *state) titled(i int) bool {
	t := st.token(i)
	return t.Kind == text.Word && t.Flags&text.Title != 0
}

// startsSentence reports whether token i is the first word of its sentence or quotation.
func (st *state) startsSentence(i, first int) bool {
	if i == first {
		return true
	}
	t := st.token(i - 1)
	return t.Kind == text.Quote || t.Kind == text.Punct && (st.is(i-1, ':') || st.is(i-1, '.') && i-1 == first) || t.Kind == text.Number && i-1 == first
}

// roleAt returns the longest role noun that starts at i.
func (st *state) roleAt(i, last int, phrases []phraseHit) (end int, level Level, plural, ok bool) {
	for k := range phrases {
		ph := &phrases[k]
		if int(ph.start) == i && int(ph.end) > end {
			if nd := &st.prog.nodes[ph.node]; nd.hasRole {
				end, level, plural, ok = int(ph.end), nd.role, nd.plural, true
			}
		}
	}
	if ok {
		return
	}
	w := st.word(i)
	if w.hasRole {
		return i + 1, w.role, w.pos&posPlural != 0, true
	}
	return 0, 0, false, false
}

func (st *state) aliasAt(i int, phrases []phraseHit) (end int, actor int32) {
	for k := range phrases {
		ph := &phrases[k]
		if int(ph.start) == i && int(ph.end) > end {
			if nd := &st.prog.nodes[ph.node]; nd.actor != 0 {
				end, actor = int(ph.end), nd.actor
			}
		}
	}
	return
}

// findMentions appends the mentions in tokens [first, last).
func (st *state) findMentions(first, last int) {
	var buf [64]phraseHit
	phrases := st.phrases
	if first != st.first || last != st.last {
		phrases = st.findPhrases(first, last, buf[:0])
	}
	shout := st.shouting(first, last)
	st.titleCase = st.titleCaseIn(first, last)
	for i := first; i < last; {
		if end, actor := st.aliasAt(i, phrases); actor != 0 {
			a := &st.prog.actors[actor-1]
			// An alias may be the front of a longer noun phrase.
			m := mention{first: int32(i), last: int32(end), kind: byAlias, level: a.Level, known: true, actor: actor,
				plural: a.Plural, gender: a.Gender}
			m.person, m.body = personLevel(a.Level), !personLevel(a.Level) || a.Level == Management
			if a.Level == Occupation || a.Level == Management {
				m.plural = m.plural || st.pos(end-1)&posPlural != 0
			}
			i = st.extend(&m, i, end, last, phrases)
			st.mentions = append(st.mentions, m)
			continue
		}
		if st.titled(i) && !shout && st.nameStart(i, first, phrases) {
			end := st.nameEnd(i, last)
			m := mention{first: int32(i), last: int32(end), kind: byName}
			st.classifyName(&m, i, end)
			if e, level, plural, ok := st.roleAt(i, last, phrases); ok && e == end && e > i+1 && !m.known {
				m.level, m.known, m.plural = level, true, plural // Wall Street
				m.person, m.body = personLevel(level) && !plural, !personLevel(level)
			}
			i = st.extend(&m, i, end, last, phrases)
			st.apposition(&m, last, phrases)
			st.mentions = append(st.mentions, m)
			continue
		}
		if end, level, plural, ok := st.roleAt(i, last, phrases); ok && (end > i+1 || !st.noActor(i)) {
			m := mention{first: int32(i), last: int32(end), kind: byRole, level: level, known: true, plural: plural}
			m.person, m.body = personLevel(level) && !plural, !personLevel(level)
			i = st.extend(&m, i, end, last, phrases)
			st.mentions = append(st.mentions, m)
			continue
		}
		p := st.pos(i)
		switch {
		case p&posSomebody != 0 || p&posNegDet != 0 && p&posPrep == 0:
			m := mention{first: int32(i), last: int32(i + 1), kind: byIndefinite, level: Unnamed}
			if st.negQuantifier(i) || p&posSomebody != 0 {
				st.mentions = append(st.mentions, m)
			}
		case p&posPron != 0:
			st.mentions = append(st.mentions, st.pronoun(i))
		}
		i++
	}
}

// shouting reports whether most of a stretch is in capitals or every word is
// capitalised, as in a headline: capitals then tell nothing.
func (st *state) shouting(first, last int) bool {
	words, caps := 0, 0
	for i := first; i < last; i++ {
		if t := st.token(i); t.Kind == text.Word && t.Flags&text.Clitic == 0 {
			words++
			if t.Flags&text.AllCaps != 0 {
				caps++
			}
		}
	}
	return words > 4 && caps*10 > words*8
}

// titleCaseIn reports whether a stretch is a headline in title case.
func (st *state) titleCaseIn(first, last int) bool {
	words, titles := 0, 0
	for i := first; i < last; i++ {
		if t := st.token(i); t.Kind == text.Word && t.Flags&text.Clitic == 0 && st.pos(i)&(posDet|posPrep|posConj|posTo) == 0 {
			words++
			if t.Flags&text.Title != 0 {
				titles++
			}
		}
	}
	return inTitleCase(words, titles)
}

func personLevel(l Level) bool {
	switch l {
	case Individual, Occupation, Management, Politician, Perpetrator, Public, Family, Victim, Unnamed:
		return true
	}
	return false
}

// nameStart reports whether a capitalised token at i begins a name.
func (st *state) nameStart(i, first int, phrases []phraseHit) bool {
	t := st.token(i)
	p := st.pos(i)
	if p&posName != 0 {
		return true
	}
	if p&(posDet|posPrep|posAux|posPron|posConj|posSub|posTo|posNeg|posNegDet|posRel) != 0 && t.Flags&text.AllCaps == 0 {
		return false
	}
	if st.isBadAdjective(i) {
		return false // Crooked, Lying
	}
	if st.titleCase && p&posRole == 0 && st.known(i) {
		return false
	}
	if t.End-t.Start == 1 && st.doc.Source[t.Start] == 'I' {
		return false
	}
	if p&posAdv != 0 && t.Flags&text.AllCaps == 0 {
		return false // Monday
	}
	if st.isMarch(i) {
		return false
	}
	if !st.startsSentence(i, first) {
		return true
	}
	if t.Flags&text.AllCaps != 0 && p == 0 {
		return true
	}
	// At the start of a sentence a capital tells little. It is a name if the
	// next word goes on with capitals, or the text capitalises it elsewhere.
	if i+1 < len(st.doc.Tokens) && st.titled(i+1) && st.token(i+1).Flags&text.NewLine == 0 && !st.isAdverb(i) &&
		st.pos(i+1)&(posAux|posPron|posDet|posSub) == 0 {
		return true
	}
	if p&(posRole|posVerb|posAdv|posNoun|posCatena|posAnchor|posSay) != 0 {
		return false
	}
	if st.isAdverb(i) {
		return false
	}
	if i+1 < len(st.doc.Tokens) && (st.titled(i+1) && st.token(i+1).Flags&text.NewLine == 0 || st.isCliticS(i+1)) {
		return true
	}
	if _, ok := st.names.get(t.ID); ok {
		return true
	}
	// An unknown word right before a verb or its auxiliary is most likely a name.
	return i+1 < len(st.doc.Tokens) && st.pos(i+1)&(posSay|posAux|posFinite) != 0 && !hasSuffix(st.doc.Text(i), "ing", "ly", "ed", "ion", "ions", "ings", "ment", "ness", "ity")
}

func (st *state) isCliticS(i int) bool {
	t := st.token(i)
	return t.Flags&text.Clitic != 0 && t.ID == idCliticS
}

var idCliticS = text.Hash("'s")

// noActor reports whether a role noun at token i is none where it stands: a
// verb ("to trust", "can't force") or a state ("go to jail", "in hospital").
func (st *state) noActor(i int) bool {
	if i == 0 {
		return false
	}
	switch id := st.token(i).ID; {
	case verbNouns.has(id):
		return st.pos(i-1)&(posTo|posNeg|posModal) != 0
	case stateNouns.has(id):
		return stateBefore.has(st.token(i - 1).ID)
	}
	return false
}

var (
	verbNouns   = wordsOf("trust force head chair host state judge coach guard man steward pilot captain doctor nurse mine plant")
	stateNouns  = wordsOf("jail prison school college university church hospital surgery town city")
	stateBefore = wordsOf("to in from at of after out")
	months      = wordsOf("march may")
	monthBefore = wordsOf("last next this early mid late")
	placeBefore = wordsOf("in across throughout near outside around")
)

// words is a set of words by their hashes.
type words map[uint64]struct{}

func wordsOf(list string) words {
	m := words{}
	for _, w := range strings.Fields(list) {
		m[text.Hash(w)] = struct{}{}
	}
	return m
}

func (m words) has(id uint64) bool { _, ok := m[id]; return ok }

// isMarch reports whether token i is a month whose name is another word too.
func (st *state) isMarch(i int) bool {
	return i > 0 && months.has(st.token(i).ID) && (st.pos(i-1)&posPrep != 0 || monthBefore.has(st.token(i-1).ID))
}

// isPlace reports whether a name that nothing else is known of stands where
// places do: "in Hawaii", but not "in Hawaii's" or "in Smith, who".
func (st *state) isPlace(m *mention) bool {
	if m.kind != byName || m.known || m.first == 0 || int(m.last) < len(st.doc.Tokens) && (st.isCliticS(int(m.last)) || st.pos(int(m.last))&posRel != 0) {
		return false
	}
	return placeBefore.has(st.token(int(m.first) - 1).ID)
}

// nameEnd returns the end of the run of capitalised words from i.
func (st *state) nameEnd(i, last int) int {
	j := i + 1
	for j < last {
		t := st.token(j)
		if t.Flags&text.NewLine != 0 && t.Flags&text.Paragraph != 0 {
			break
		}
		if t.Kind == text.Word && t.Flags&text.Title != 0 && t.Flags&text.Clitic == 0 {
			if st.pos(j)&(posAux|posPron|posConj|posSub|posDet) != 0 && t.Flags&text.AllCaps == 0 {
				break
			}
			if st.titleCase && st.known(j) && st.pos(j)&posRole == 0 {
				break
			}
			j++
			continue
		}
		// The full stop of an initial or title.
		if st.is(j, '.') && j+1 < last && st.titled(j+1) && (st.token(j-1).End-st.token(j-1).Start == 1 || st.pos(j-1)&(posName|posRole) != 0) && t.Flags&text.SpaceBefore == 0 {
			j++
			continue
		}
		// "Department of Justice", "Royal College of Nursing and Midwifery".
		if t.Kind == text.Word && j+1 < last && st.titled(j+1) && st.pos(j+1)&posPron == 0 {
			switch st.doc.Text(j) {
			case "of":
				j++
				continue
			case "for", "the", "and":
				if st.doc.Text(j) == "for" && st.headIsBody(i, j) {
					j++
					continue
				}
			case "de", "van", "von", "der", "den", "al", "bin", "la", "le", "du", "da":
				j++
				continue
			}
		}
		break
	}
	return j
}

func (st *state) headIsBody(i, j int) bool {
	for k := i; k < j; k++ {
		if w := st.word(k); w.hasRole && !personLevel(w.role) {
			return true
		}
	}
	return false
}

// classifyName guesses the level of a run of capitalised words.
func (st *state) classifyName(m *mention, i, end int) {
	last := end - 1
	for last > i && st.token(last).Kind != text.Word {
		last--
	}
	m.nameHash = st.token(last).ID
	if end-i == 1 && st.token(i).Flags&text.AllCaps != 0 {
		m.body = true
	}
	// A role noun among the words: the head if it stands last (Regional
	// Hospital), a title if it stands first (Senator Smith).
	for k := i; k < end; k++ {
		w := st.word(k)
		if w.pos&posName != 0 {
			m.person = true
			switch st.doc.Norm(k) {
			case "mr", "sir", "lord":
				m.gender = Male
			case "mrs", "ms", "miss", "dame", "lady":
				m.gender = Female
			}
		}
	}
	if w := st.word(last); w.hasRole && last > i && !m.person {
		m.level, m.known = w.role, true
		m.body = !personLevel(w.role)
		m.person = !m.body
		m.plural = w.pos&posPlural != 0
		return
	}
	if w := st.word(last); w.head != 0 && !m.person && (last > i && st.doc.Norm(last-1) != "of" || last == i && i > 0 && st.doc.Norm(i-1) == "the") {
		m.level, m.known, m.body = w.head, true, true // the Harbour Times
		return
	}
	for k := i; k < last; k++ {
		w := st.word(k)
		if !w.hasRole {
			continue
		}
		if st.doc.Norm(k+1) == "of" && !personLevel(w.role) {
			m.level, m.known, m.body = w.role, true, true
			return
		}
		if personLevel(w.role) {
			m.level, m.known, m.person = w.role, true, true
			if w.role == Occupation {
				m.level = Individual
			}
			st.learn(m)
			return
		}
	}
	if w := st.word(i); last > i && w.hasRole {
		m.level, m.known, m.body = w.role, true, true
		st.learn(m)
		return
	}
	// "county surgeon Adrian Colborne": a role noun right before the name.
	if i > 0 && !m.known {
		if w := st.word(i - 1); w.hasRole && w.pos&posPlural == 0 && st.token(i-1).Flags&text.Title == 0 {
			m.level, m.known = w.role, true
			m.person = personLevel(w.role)
			m.body = !m.person
			st.learn(m)
			return
		}
	}
	if info, ok := st.names.get(m.nameHash); ok {
		m.level, m.known = info.level, info.known
		m.body = m.body || info.body
		if m.gender == AnyGender {
			m.gender = info.gender
		}
		if info.known {
			m.person = !info.body
			return
		}
	}
	if w := st.word(i); end-i == 1 && w.hasRole {
		m.level, m.known, m.plural = w.role, true, w.pos&posPlural != 0
		m.person, m.body = personLevel(w.role) && !m.plural, !personLevel(w.role)
		m.kind = byRole
		return
	}
	if i > 0 && st.doc.Norm(i-1) == "the" && !m.person {
		m.level, m.body = Organisation, true
		return
	}
	if m.body {
		m.level = Organisation
		return
	}
	if end < len(st.doc.Tokens) {
		// "X, which" is a body.
		k := end
		if st.is(k, ',') && k+1 < len(st.doc.Tokens) {
			k++
		}
		if st.token(k).ID == idWhich {
			m.level, m.body = Organisation, true
			return
		}
	}
	m.level = Individual
	if st.politics {
		m.level = Politician
	}
	m.person = true
}

var idWhich = text.Hash("which")

func (st *state) learn(m *mention) {
	if old, _ := st.names.get(m.nameHash); !old.known {
		st.names.set(m.nameHash, nameInfo{m.level, m.known, m.gender, m.body})
	}
}

// extend grows a mention over role nouns that follow it ("the Obama
// administration", "Hospital chiefs") and returns where to go on.
func (st *state) extend(m *mention, i, end, last int, phrases []phraseHit) int {
	for end < last {
		if st.token(end).Flags&text.Title != 0 && m.kind == byRole {
			break // "surgeon Adrian Colborne": the name is the head
		}
		e, level, plural, ok := st.roleAt(end, last, phrases)
		if !ok || st.token(end).Flags&text.NewLine != 0 && st.token(end).Flags&text.Paragraph != 0 {
			break
		}
		m.level, m.known, m.plural, m.actor = level, true, plural, 0
		m.kind = byRole
		m.person, m.body = personLevel(level) && !plural, !personLevel(level)
		m.nameHash = 0
		end = e
	}
	// "officers'" and "the council's" keep their mention.
	m.last = int32(end)
	if _, actor := st.aliasAt(i, phrases); actor != 0 && int(m.last) == end && m.kind == byRole {
		m.actor = 0
	}
	return end
}

// apposition reads ", a spokesman for the trust," and "(R-Tex.)" after a name.
func (st *state) apposition(m *mention, last int, phrases []phraseHit) {
	if m.known || m.kind != byName {
		return
	}
	j := int(m.last)
	if j >= last {
		return
	}
	if st.is(j, '(') && j+1 < last {
		switch st.doc.Text(j + 1) {
		case "R", "D", "R-Tex", "D-N":
			m.level, m.known, m.person = Politician, true, true
			st.learn(m)
		default:
			if s := st.doc.Text(j + 1); len(s) > 2 && (s[:2] == "R-" || s[:2] == "D-") {
				m.level, m.known, m.person = Politician, true, true
				st.learn(m)
			}
		}
		return
	}
	if !st.is(j, ',') {
		return
	}
	for k := j + 1; k < last && k < j+8; k++ {
		if st.isBreak(k) || st.pos(k)&(posAux|posFinite|posRel|posConj|posPron) != 0 && st.pos(k)&posPoss == 0 {
			return
		}
		if _, level, plural, ok := st.roleAt(k, last, phrases); ok && !plural {
			// The head of the apposition is the last role noun before "of" or "for".
			e, _, _, _ := st.roleAt(k, last, phrases)
			if e < last {
				if _, l2, p2, ok2 := st.roleAt(e, last, phrases); ok2 && !p2 {
					level = l2
				}
			}
			m.level, m.known = level, true
			m.person = personLevel(level)
			m.body = !m.person
			st.learn(m)
			return
		}
	}
}

func (st *state) negQuantifier(i int) bool {
	switch st.doc.Norm(i) {
	case "nobody", "none", "neither":
		return true
	case "no", "not":
		return i+1 < len(st.doc.Tokens) && st.doc.Norm(i+1) == "one"
	}
	return false
}

func (st *state) pronoun(i int) mention {
	m := mention{first: int32(i), last: int32(i + 1), kind: byPronoun}
	switch st.doc.Norm(i) {
	case "he", "him", "himself":
		m.person, m.gender = true, Male
	case "his":
		m.person, m.gender, m.poss = true, Male, true
	case "she", "herself":
		m.person, m.gender = true, Female
	case "her":
		m.person, m.gender, m.poss = true, Female, true
	case "they", "them", "themselves":
		m.plural, m.body = true, true
	case "their":
		m.plural, m.body, m.poss = true, true, true
	case "it", "itself":
		m.body = true
		if st.isExpletive(i) {
			m.ante = -1
		}
	case "its":
		m.body, m.poss = true, true
	case "i":
		m.self, m.person = true, true
	case "my":
		m.self, m.person, m.poss = true, true, true
	case "we", "us":
		m.self, m.plural = true, true
	case "our":
		m.self, m.plural, m.poss = true, true, true
	case "you":
		m.level, m.ante = Unnamed, -1
	case "your":
		m.level, m.ante, m.poss = Unnamed, -1, true
	case "who":
		m.ante = -1
	}
	return m
}

// isExpletive reports whether "it" at token i stands for nobody: "it was wrong to
// blame her", "it is a disgrace that", "it would be unfair of them", "it was time
// to go". "It was slow to act" is somebody.
func (st *state) isExpletive(i int) bool {
	k := i + 1
	skip := func() {
		for k < st.last && (st.pos(k)&(posModal|posNeg) != 0 || st.isAdverb(k)) {
			k++
		}
	}
	skip()
	if k >= st.last || st.pos(k)&posBe == 0 && !expletiveVerbs.has(st.token(k).ID) {
		return false
	}
	k++
	skip()
	for k < st.last && st.pos(k)&posDet != 0 { // a disgrace, no surprise
		k++
	}
	skip()
	if k >= st.last || !expletiveWords.has(st.token(k).ID) {
		return false
	}
	k++
	if k >= st.last {
		return false
	}
	return expletiveAfter.has(st.token(k).ID)
}

var (
	expletiveAfter = wordsOf("to that for of how why when if whether who what")
	expletiveVerbs = wordsOf("seem seems seemed appear appears appeared become becomes became")
	expletiveWords = wordsOf(`wrong right unfair fair easy easier hard harder difficult important impossible possible necessary clear unclear true
		untrue false obvious wise unwise foolish absurd ridiculous outrageous shameful disgraceful unacceptable unlikely likely simplistic tempting vital
		essential crucial imperative reasonable unreasonable understandable sad tragic ironic good bad better best worse early late time up
		disgrace scandal shame pity outrage tragedy mistake wonder surprise duty job fault convenient inconceivable unthinkable unforgivable inexcusable
		indefensible customary lawful unlawful legal illegal safe unsafe dangerous evident apparent plain common usual unusual striking telling
		astonishing extraordinary incredible remarkable inevitable probable fashionable worth cruel unjust premature irresponsible`)
)

// resolve returns the mention a pronoun stands for, or the mention itself.
// ok is false when a pronoun has no antecedent.
func (st *state) resolve(k int, sentence int) (int, bool) {
	m := &st.mentions[k]
	if m.kind != byPronoun {
		return k, true
	}
	if m.ante > 0 {
		return int(m.ante - 1), true
	}
	if m.ante < 0 || m.self {
		return k, m.self || m.level == Unnamed && !m.person && !m.body
	}
	fits := func(c *mention) bool {
		if c.kind == byPronoun || c.kind == byIndefinite {
			return false
		}
		switch {
		case m.person:
			if !c.person || st.isPlace(c) || c.plural || c.gender == Neuter || c.gender != AnyGender && m.gender != c.gender {
				return false
			}
			return true
		case m.plural:
			return c.plural || c.body
		default:
			return c.body && !c.plural || c.kind == byName && !c.known && c.gender == AnyGender
		}
	}
	// The subject, which comes first, is the likeliest; names before roles.
	pick := func(f, t int) (int, bool) {
		role := -1
		for c := f; c < t; c++ {
			if fits(&st.mentions[c]) {
				if st.mentions[c].kind != byRole || !m.person {
					return c, true
				}
				if role < 0 {
					role = c
				}
			} else if o := &st.mentions[c]; o.kind == byPronoun && o.person == m.person && o.plural == m.plural && o.gender == m.gender && o.ante > 0 {
				return int(o.ante - 1), true
			}
		}
		return role, role >= 0
	}
	from, _ := st.mentionsOf(sentence)
	if c, ok := pick(from, k); ok {
		m.ante = int32(c) + 1
		return c, true
	}
	for back := 1; back <= 3 && sentence-back >= 0; back++ {
		f, t := st.mentionsOf(sentence - back)
		m = &st.mentions[k] // mentionsOf may have moved them
		if c, ok := pick(f, t); ok {
			m.ante = int32(c) + 1
			return c, true
		}
		if m.body && !m.plural {
			break // "it" does not reach far
		}
	}
	st.mentions[k].ante = -1
	return k, false
}

// learnNames goes once over a document to learn what titles and appositions
// tell of names, which words are capitalised in running text, and whether the
// text is about party politics.
func (st *state) learnNames() {
	if st.namesFor == st.doc {
		return
	}
	st.namesFor = st.doc
	st.names.reset()
	n := len(st.doc.Tokens)
	for _, at := range st.capped {
		i := int(at)
		t := st.token(i)
		w := st.word(i)
		if w.pos&(posDet|posPrep|posAux|posPron|posConj|posSub|posTo) != 0 {
			continue
		}
		if i > 0 && st.token(i-1).Kind == text.Word && t.Flags&text.NewLine == 0 && !w.hasRole {
			if _, ok := st.names.get(t.ID); !ok {
				st.names.set(t.ID, nameInfo{})
			}
		}
		// A title right before: Senator Smith, former minister Jones.
		if i > 0 && st.word(i-1).hasRole && st.word(i-1).pos&posPlural == 0 && !w.hasRole && t.Flags&text.NewLine == 0 {
			e := st.nameEnd(i, n)
			head := e - 1
			if role := st.word(i - 1).role; st.word(head).role == 0 || !st.word(head).hasRole {
				st.names.set(st.token(head).ID, nameInfo{level: role, known: true, body: !personLevel(role)})
			}
		}
		// "Smith (R-Tex.)"
		if i+2 < n && st.is(i+1, '(') {
			if s := st.doc.Text(i + 2); s == "R" || s == "D" || len(s) > 2 && (s[:2] == "R-" || s[:2] == "D-") {
				st.names.set(t.ID, nameInfo{level: Politician, known: true})
			}
		}
		if w.pos&posName != 0 && i+1 < n {
			g := AnyGender
			switch st.doc.Norm(i) {
			case "mr", "sir", "lord":
				g = Male
			case "mrs", "ms", "miss", "dame", "lady":
				g = Female
			}
			j := i + 1
			if st.is(j, '.') {
				j++
			}
			if j < n && st.titled(j) {
				head := st.nameEnd(j, n) - 1
				info, _ := st.names.get(st.token(head).ID)
				info.gender = g
				st.names.set(st.token(head).ID, info)
			}
		}
	}
	st.politics = st.political > 0 && 2*st.political >= st.professional
}
