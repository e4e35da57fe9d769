package quote

import "github.com/seed-11e619e4/pressframe/sentiment/text"

type candidateKind uint8

const (
	cFinite     candidateKind = iota + 1
	cParticiple               // ", adding that"
	cInfinitive               // "to say that"
	cPassive                  // "was accused of", "is expected to"
	cAccording
	cColon
	cNoun
	cAdjective
	cHedge
)

// contentType is how the content begins.
type contentType uint8

const (
	tNone contentType = iota
	tQuote
	tThat
	tClause
	tObject
	tInfinitive
)

// candidate is a cue that may attribute. All positions are items; -1 for none.
type candidate struct {
	kind     candidateKind
	sense    uint16
	form     pos
	start    int // first item of the cue
	verb     int
	after    int // first item past the cue
	subA     int // source
	subB     int
	patA     int // who or what a passive is about; empty if patA >= patB
	patB     int
	begin    int // first item of cue and source together
	right    int // where content to the right begins
	typ      contentType
	inverted bool
	shared   bool // takes the subject of the clause before
	negated  bool
	agent    bool // passive with "by": content is the subject to the left
}

var (
	idAccording = text.Hash("according")
	idIn        = text.Hash("in")
	idBy        = text.Hash("by")
	idAs        = text.Hash("as")
	idOf        = text.Hash("of")
	idLast      = text.Hash("last")
	idNext      = text.Hash("next")
	idWho       = text.Hash("who")
	idWhich     = text.Hash("which")
	idStood     = text.Hash("stood")
	idStands    = text.Hash("stands")
	idBoth      = text.Hash("both")
	idAll       = text.Hash("all")
	idEach      = text.Hash("each")
	idClear     = text.Hash("clear")
	idIt        = text.Hash("it")
	idSaid      = text.Hash("said")
	idSays      = text.Hash("says")
	idMost      = text.Hash("most")
	idMore      = text.Hash("more")
	idSo        = text.Hash("so")
	idIncluding = text.Hash("including")
)

func (f *Finder) id(i int) uint64 { return f.doc.Tokens[f.items[i].first].ID }

// collect finds the candidates of the clause [lo, hi). Only a paragraph has
// speakers before a colon.
func (f *Finder) collect(lo, hi int, paragraph bool) {
	f.cands = f.cands[:0]
	for i := lo; i < hi; i++ {
		it := &f.items[i]
		if !it.cue {
			continue
		}
		switch {
		case it.kind == iPunct:
			if it.ch == ':' && paragraph {
				f.colon(i, lo, hi)
			}
		case it.is(pAccount) && f.account(i, lo, hi):
		case it.verb != 0:
			if !f.verbCue(i, lo, hi) && it.nom != 0 {
				f.nominalCue(i, lo, hi)
			}
		case it.nom != 0:
			f.nominalCue(i, lo, hi)
		case it.is(pHedge):
			f.cands = append(f.cands, candidate{kind: cHedge, start: i, verb: i, after: i + 1, begin: i, subA: -1, right: i + 1, typ: tClause})
		case it.prep == 0 && i+1 < hi && f.id(i) == idAccording && f.items[i+1].is(pTo):
			// The source runs to the next comma.
			end := i + 2
			for end < hi && end < i+24 && f.items[end].kind != iPunct && f.items[end].kind != iQuote {
				end++
			}
			if end < hi && f.items[end].kind == iQuote || end == i+24 {
				end = f.nounRight(i+2, hi, true)
			}
			if end > i+2 {
				f.cands = append(f.cands, candidate{kind: cAccording, start: i, verb: i, after: i + 2, begin: i, subA: i + 2, subB: end, right: end, typ: tClause})
				i = end - 1
			}
		}
	}
}

// account handles "in the coroner's view" and "in the words of the coroner".
func (f *Finder) account(i, lo, hi int) bool {
	c := candidate{kind: cAccording, verb: i, subA: -1, typ: tClause}
	j := i - 1
	switch {
	case j < lo || f.items[j].kind != iWord:
		return false
	case f.items[j].is(pPoss):
		c.subA, c.subB = j, j+1
	case f.items[j].is(pBe) && f.clitic(j) && j > lo:
		c.subA, c.subB = f.nounLeft(j-1, lo), j
	case f.items[j].is(pArt) && i+2 < hi && f.isWord(i+1, idOf):
		if end := f.nounRight(i+2, hi, true); end > i+2 {
			c.subA, c.subB = i+2, end
			c.start, c.after, c.right = j-1, i+2, end
		}
	}
	if c.subA < 0 || c.subA >= c.subB {
		return false
	}
	if c.after == 0 {
		c.start, c.after, c.right = c.subA-1, i+1, i+1
		if c.start >= lo {
			// The cue is "in ... view"; it may hold its source.
			c.after = i + 1
		}
	}
	if c.start < lo || !f.isWord(c.start, idIn) && !f.isWord(c.start, idBy) {
		return false
	}
	c.begin = c.start
	f.cands = append(f.cands, c)
	return true
}

// colon handles "Smith: we were never told" and "Q: Who was told?".
func (f *Finder) colon(i, lo, hi int) {
	if i-lo < 1 || i-lo > 6 || i+1 >= hi {
		return
	}
	caps := 0
	for k := lo; k < i; k++ {
		it := &f.items[k]
		if it.kind == iPunct && (it.ch == '(' || it.ch == ')' || it.ch == ',') {
			continue
		}
		if it.kind != iWord || it.is(pAux|pPast|pArt|pPrep|pNum|pSub|pWh) || it.verb != 0 && !it.is(pCap) || f.label(k) {
			return
		}
		if it.is(pCap) {
			caps++
		}
	}
	n := &f.items[i+1]
	if caps == 0 || i-lo > 2 && caps < 2 || n.kind == iPunct || n.kind == iWord && n.is(pNum) {
		return
	}
	if hi-i < 5 && n.kind != iQuote && !f.turn(lo) {
		return
	}
	f.cands = append(f.cands, candidate{kind: cColon, start: i, verb: i, after: i + 1, begin: lo, subA: lo, subB: i, right: i + 1, typ: tClause})
}

// turn reports whether the word at item i labels a turn of a transcript: Q, A,
// or a name in capitals.
func (f *Finder) turn(i int) bool {
	t := &f.doc.Tokens[f.items[i].first]
	return t.Flags&text.AllCaps != 0 || t.Flags&text.Title != 0 && t.End-t.Start == 1
}

// label reports whether the word at item i names a kind of item, such as
// "UPDATE:", rather than a speaker.
func (f *Finder) label(i int) bool {
	e := f.lex.find(f.id(i))
	return e != nil && e.label
}

// verbCue looks at item i, a verb of the list, and appends a candidate when
// its surroundings make it a cue.
func (f *Finder) verbCue(i, lo, hi int) bool {
	it := &f.items[i]
	if it.is(pBase) && f.id(i) == idClear {
		return false
	}
	var sawTo, sawBe, sawHave, sawModal, negated bool
	j, start := i-1, i
	for j >= lo && j > i-12 && f.items[j].kind == iWord {
		p := &f.items[j]
		switch {
		case f.isWord(j, idStood) || f.isWord(j, idStands):
			sawBe = true
		case p.is(pBe) && !(f.clitic(j) && f.possessive(j) && !it.is(pIng)):
			sawBe = sawBe || !sawTo && !sawHave && !sawModal
		case p.is(pHave) && !p.is(pIng):
			sawHave = true
		case p.is(pModal | pDo):
			sawModal = true
		case p.is(pTo):
			sawTo = true
		case p.is(pNeg):
		case p.is(pAdv) && !p.is(pSubj|pCap|pPlural|pConj):
			negated = negated || p.is(pNeg)
			j--
			continue
		default:
			goto done
		}
		negated = negated || p.is(pNeg)
		start = j
		j--
		if sawTo {
			break
		}
	}
done:
	c := candidate{start: start, verb: i, after: i + 1, subA: -1, negated: negated}
	var prev *item
	if j >= lo {
		prev = &f.items[j]
	}
	prevIs := func(p pos) bool { return prev != nil && prev.kind == iWord && prev.is(p) }
	atEdge := prev == nil || prev.kind == iQuote || prev.kind == iPunct && (prev.ch == ',' || prev.ch == '-' || prev.ch == '\'' || prev.ch == '?' || prev.ch == '!' || prev.ch == ')')
	next := &f.items[i+1]
	by := next.kind == iWord && f.id(i+1) == idBy
	if it.is(pCap) && it.is(pBase|pS3) && prevIs(pCap) && !it.is(pPast) && !f.headline(i) {
		return false // "United States"
	}
	switch {
	case it.is(pIng) && sawBe:
		c.kind, c.form = cFinite, pIng
	case it.is(pIng):
		c.kind, c.form = cParticiple, pIng
		switch {
		case prevIs(pDet | pPoss):
			return false
		case atEdge, prevIs(pPrep | pSub | pConj):
			c.shared = true
		case f.nominal(j):
			// "a warning service", "the saying goes"
			if next.kind == iWord && it.nom|uint16(it.pos&pNounVerb) != 0 && !next.is(pDet|pPoss|pThat|pWh|pTo|pCap|pSubj|pObj|pPrep) {
				return false
			}
			c.subA, c.subB = f.nounLeft(j, lo), j+1
			// "issued a statement saying": who issued it says so.
			if k := c.subA - 1; k > lo && f.items[k].kind == iWord && f.items[k].is(pVerb|pPast|pPrep) && !f.items[k].is(pSub|pThat) && f.items[c.subA].pos&pCap == 0 {
				c.subA, c.shared = -1, true
			}
		default:
			c.shared = true
		}
	case sawTo && it.is(pBase):
		c.kind, c.form, c.shared = cInfinitive, pBase, true
	case it.is(pPart) && sawBe && !sawTo:
		c.kind, c.form = cPassive, pPart
		c.agent = by
	case it.is(pPart) && sawTo && sawBe:
		return false
	case it.is(pPart) && sawHave, it.is(pBase) && sawModal:
		c.kind, c.form = cFinite, pPast
	case sawBe || sawHave || sawModal || sawTo:
		return false
	case it.is(pPart) && (prev == nil || prevIs(pSub)) && f.asks(it.verb):
		c.kind, c.form = cPassive, pPart
	case it.is(pPast):
		c.kind, c.form = cFinite, pPast
		switch {
		case prevIs(pArt | pPoss), prev != nil && (f.isWord(j, idMost) || f.isWord(j, idMore)):
			return false
		case by && it.is(pPart) && f.takesObject(it.verb):
			c.kind, c.form, c.agent = cPassive, pPart, true
		case prevIs(pPrep) && !prevIs(pThat):
			return false
		}
	case it.is(pS3):
		c.kind, c.form = cFinite, pS3
		if prevIs(pArt|pPoss|pPrep|pNum) || prevIs(pDet) && !prevIs(pSubj|pThat|pPlural|pCap) {
			return false
		}
		if prev != nil && prev.kind == iWord && f.clitic(j) {
			return false
		}
	case it.is(pBase):
		c.kind, c.form = cFinite, pBase
		switch {
		case prevIs(pArt | pPoss), it.is(pCap) && next.kind == iWord && next.is(pCap) && prev != nil && !prevIs(pCap):
			return false
		case prevIs(pSubj), prevIs(pPlural), prevIs(pWh | pThat):
		case prevIs(pConj):
			// only with another base form before; see resolve
		case atEdge && prev != nil:
		case prev != nil && prev.kind == iWord && f.nominal(j) && (f.pluralNoun(j) || !it.is(pNounVerb)):
		default:
			return false
		}
	default:
		return false
	}
	return f.sense(c, i, j, lo, hi, atEdge)
}

// asks reports whether a sense of the verb asks.
func (f *Finder) asks(s uint16) bool {
	for ; s != 0; s = f.lex.cues[s].next {
		if f.lex.cues[s].class == Ask {
			return true
		}
	}
	return false
}

// takesObject reports whether a sense of the verb takes a noun phrase.
func (f *Finder) takesObject(s uint16) bool {
	for ; s != 0; s = f.lex.cues[s].next {
		if f.lex.cues[s].frames&(frObject|frRole) != 0 {
			return true
		}
	}
	return false
}

// headline reports whether item i stands in a headline.
func (f *Finder) headline(i int) bool {
	k := f.doc.SentenceOf(int(f.items[i].first))
	return k < len(f.doc.Sentences) && f.doc.Sentences[k].Flags&text.Headline != 0
}

// pluralNoun reports whether item i looks like a plural.
func (f *Finder) pluralNoun(i int) bool {
	w := f.word(i)
	n := len(w)
	return f.items[i].is(pPlural) || n > 2 && w[n-1]|0x20 == 's' && w[n-2]|0x20 != 's' && !f.clitic(i)
}

// sense picks the sense of the verb whose frame fits, finds its subject and
// appends the candidate.
func (f *Finder) sense(c candidate, i, j, lo, hi int, atEdge bool) bool {
	it := &f.items[i]
	// A quotation or clause to the left that ends right here, so that
	// "said Smith" may follow.
	canInvert := c.kind == cFinite && atEdge && j >= lo && (c.form == pPast || c.form == pS3 || c.form == pBase) && c.start == i
	best := candidate{}
	for s := it.verb; s != 0; s = f.lex.cues[s].next {
		cu := &f.lex.cues[s]
		d := c
		d.sense = s
		if c.kind == cPassive {
			if !f.passive(&d, cu, i, lo, hi) {
				continue
			}
			best = d
			break
		}
		if canInvert && cu.frames&frQuote != 0 && i+1 < hi {
			n := &f.items[i+1]
			quoteLeft := f.items[j].kind == iQuote || j > lo && f.items[j].ch == ',' && f.items[j-1].kind == iQuote
			if end := f.nounRight(i+1, hi, true); end > i+1 && n.kind == iWord && !n.is(pThat) &&
				(f.items[j].ch == ',' || quoteLeft) && (quoteLeft || cu.frames&frClause != 0 && f.inverts(i, i+1, end)) {
				d.inverted, d.subA, d.subB, d.typ = true, i+1, end, tNone
				d.right = end
				best = d
				break
			}
		}
		r := i + 1
		for r < hi && f.items[r].kind == iWord && f.items[r].is(pAdv) && !f.items[r].is(pSubj|pDet) && f.items[r].prep == 0 && r < i+3 {
			r++
		}
		if cu.frames&frPrep != 0 {
			p := f.items[r].prep
			if r >= hi || f.items[r].kind != iWord || p == 0 || cu.preps&(1<<p) == 0 {
				continue
			}
			d.after, d.right, d.typ = r+1, r+1, tObject
			if r+1 < hi && f.items[r+1].kind == iQuote {
				d.typ = tQuote
			}
			if r+1 >= hi || f.items[r+1].kind == iPunct {
				continue
			}
			best = d
			break
		}
		f.rightContent(&d, cu, i+1, hi)
		if d.typ == tNone && cu.frames&(frQuote|frThat) == 0 {
			continue
		}
		if best.kind == 0 || best.typ == tNone && d.typ != tNone || best.typ == tObject && d.typ < tObject {
			if d.typ != tNone || best.kind == 0 {
				best = d
			}
		}
	}
	if best.kind == 0 {
		return false
	}
	c = best
	if !c.inverted && c.subA < 0 && !c.shared && c.kind != cPassive {
		a, b := f.subject(j, lo)
		switch {
		case a >= 0:
			c.subA, c.subB = a, b
		case j >= lo && f.items[j].kind == iWord && f.items[j].is(pConj):
			c.shared = true
		case j >= lo && f.items[j].kind == iPunct && f.items[j].ch == ',' && c.form != pBase:
			c.shared = true
		default:
			if c.typ != tQuote {
				return false
			}
			c.shared = true
		}
	}
	if f.idle(&c) || f.lex.cues[c.sense].frames&frWeak != 0 && c.typ != tQuote && !f.speaks(&c) {
		return false
	}
	c.begin = c.start
	if c.subA >= 0 && c.subA < c.begin && !c.agent {
		c.begin = c.subA
	}
	f.cands = append(f.cands, c)
	return true
}

// speaks reports whether the subject of a weak cue can be trusted to speak.
func (f *Finder) speaks(c *candidate) bool {
	if c.subA < 0 || c.inverted {
		return true
	}
	for i := c.subA; i < c.subB; i++ {
		if it := &f.items[i]; it.kind == iWord && (it.is(pSpeaker) || it.is(pSubj) && !it.is(pPlural|pDet)) {
			return true
		}
	}
	return c.start > 0 && f.items[c.start-1].kind == iQuote || c.subA > 0 && f.items[c.subA-1].kind == iQuote
}

// idle reports whether a cue that is not the verb of a clause says too little
// of anybody's view: "to support the family", "seeing the child".
func (f *Finder) idle(c *candidate) bool {
	cu := &f.lex.cues[c.sense]
	switch c.kind {
	case cInfinitive:
		switch cu.class {
		case Believe, Want, Support, Show, Seem:
			return true
		case Praise, Claim, Deny, Order:
			return c.typ == tObject || c.typ == tClause
		}
	case cParticiple:
		switch cu.class {
		case Believe, Show:
			return true
		case Want:
			return c.typ == tObject
		}
	}
	return false
}

// inverts reports whether items [a, b) after the verb of saying v are a speaker
// that ends the clause or is followed by a comma, rather than the beginning of
// what is said.
func (f *Finder) inverts(v, a, b int) bool {
	// ", said the coroner," needs no proof that a coroner can speak.
	said := f.isWord(v, idSaid) || f.isWord(v, idSays)
	speaker := false
	for i := a; i < b && !speaker; i++ {
		speaker = f.items[i].is(pCap | pSpeaker | pSubj | pPlural | pTitle)
	}
	if !speaker && !said {
		return false
	}
	n := &f.items[b]
	if n.kind == iBreak || n.kind == iPunct && (n.ch == ',' || n.ch == '.' || n.ch == '-' || n.ch == '(' || n.ch == ';') {
		return true
	}
	return speaker && n.kind == iWord && n.is(pPrep|pWh|pTime) && !n.is(pDet)
}

// subject finds the subject that ends at item j or before it.
func (f *Finder) subject(j, lo int) (a, b int) {
	for n := 0; j >= lo && n < 12; n++ {
		it := &f.items[j]
		if it.kind == iWord && it.is(pAdv) && !it.is(pSubj|pPlural|pConj|pCap) {
			j--
			continue
		}
		// "Smith and Jones both said"
		if j > lo && (f.isWord(j, idBoth) || f.isWord(j, idAll) || f.isWord(j, idEach)) && f.nominal(j-1) && f.items[j-1].kind == iWord && !f.items[j-1].is(pTime) {
			j--
			continue
		}
		// "Smith last week said", "Smith on Thursday blamed"
		if k := f.timeBefore(j, lo); k < j {
			j = k
			continue
		}
		// (D-Mass.)
		if it.kind == iPunct && it.ch == ')' {
			k := j - 1
			for k >= lo && k > j-10 && !(f.items[k].kind == iPunct && f.items[k].ch == '(') {
				k--
			}
			if k < lo || k == j-10 {
				return -1, -1
			}
			j = k - 1
			continue
		}
		break
	}
	if j < lo {
		return -1, -1
	}
	it := &f.items[j]
	switch {
	case it.kind == iPunct && (it.ch == ',' || it.ch == '-'):
		return f.apposed(j, lo)
	case it.kind != iWord:
		if f.nominal(j) {
			if s := f.nounLeft(j, lo); s < j {
				return s, j + 1
			}
		}
		return -1, -1
	case it.is(pWh|pSubj) && !it.is(pPlural), it.is(pThat):
		return j, j + 1
	}
	if s := f.nounLeft(j, lo); s <= j {
		if s-1 > lo {
			if a, b := f.relativeHead(s-1, lo); a >= 0 {
				return a, b
			}
		}
		return s, j + 1
	}
	return f.relativeHead(j, lo)
}

// relativeHead finds the head of a relative clause without commas whose verb
// is at item k or left of it: "the officer who led the search said".
func (f *Finder) relativeHead(k, lo int) (a, b int) {
	if it := &f.items[k]; it.kind != iWord || !it.is(pVerb|pAux|pPast|pPart|pPrep|pAdv|pTo) || it.is(pThat|pWh|pConj) {
		return -1, -1
	}
	verb := false
	for w := k; w > lo && w > k-20; w-- {
		it := &f.items[w]
		if it.kind != iWord || it.is(pConj) {
			return -1, -1
		}
		if verb && (f.isWord(w, idWho) || it.is(pThat) || f.isWord(w, idWhich)) {
			if s := f.nounLeft(w-1, lo); s < w && f.items[w-1].kind == iWord {
				return s, w
			}
			return -1, -1
		}
		verb = verb || it.is(pVerb|pAux|pPast)
	}
	return -1, -1
}

// timeBefore steps back over a phrase of time that ends at item j; it returns
// j if there is none, or if nothing that could be a subject is left of it.
func (f *Finder) timeBefore(j, lo int) int {
	k := j
	for k >= lo && f.items[k].kind == iWord && f.items[k].is(pTime|pNum) && k > j-4 {
		k--
	}
	if k == j || !f.items[j].is(pTime) {
		return j
	}
	for n := 0; n < 3 && k >= lo && f.items[k].kind == iWord; n++ {
		if w := &f.items[k]; w.is(pPrep) && !f.isWord(k, idOf) || w.is(pDet) && !w.is(pPlural) || f.isWord(k, idLast) || f.isWord(k, idNext) {
			k--
			continue
		}
		break
	}
	if k < lo {
		return j
	}
	if w := &f.items[k]; w.kind == iWord && !f.nominal(k) && !w.is(pSubj|pWh|pThat) {
		return j
	}
	return k
}

func (f *Finder) isWord(i int, id uint64) bool {
	return f.items[i].kind == iWord && f.id(i) == id
}

// apposed finds the subject of "X, a spokesman for Y, said": j is the second
// comma or dash.
func (f *Finder) apposed(j, lo int) (a, b int) {
	const reach = 45
	from := lo
	if j-reach > from {
		from = j - reach
	}
	ch := f.items[j].ch
	for k := j - 1; k >= from; k-- {
		it := &f.items[k]
		if it.kind == iBreak || it.kind == iPunct && it.ch == ';' || it.kind == iQuote && it.last-it.first > 8 {
			from = k + 1
			break
		}
	}
	bestA, bestB := -1, -1
	for k := from + 1; k < j; k++ {
		it := &f.items[k]
		if it.kind != iPunct || it.ch != ch {
			continue
		}
		s := f.nounLeft(k-1, from)
		if s > k-1 || f.items[s].kind == iWord && f.items[s].is(pIng) && !f.items[s].is(pCap) || s == lo && f.items[s].is(pIng) {
			continue
		}
		n := &f.items[k+1]
		ok := n.kind == iWord && (n.is(pDet|pNum|pWh|pCap|pIng|pPart|pPrep|pSpeaker|pPoss) || n.pos == 0) && (!n.is(pConj|pSubj) || n.is(pWh))
		if k+1 == j {
			ok = false
		}
		head := s == from || f.items[s-1].kind != iWord || f.items[s-1].is(pSub|pConj|pThat)
		if ok && head && !f.items[k-1].is(pTime) {
			return s, k
		}
		if ok {
			bestA, bestB = s, k
		}
	}
	return bestA, bestB
}

// passive decides on "was accused of", "is expected to", "criticised by".
func (f *Finder) passive(c *candidate, cu *cue, i, lo, hi int) bool {
	if cu.frames&frPrep != 0 {
		return false
	}
	j := c.start - 1
	if c.agent {
		end := f.nounRight(i+2, hi, true)
		if end == i+2 {
			return false
		}
		c.after, c.subA, c.subB = i+2, i+2, end
		c.right, c.typ = end, tNone
		return cu.frames&(frObject|frRole|frClause) != 0
	}
	r := i + 1
	for r < i+4 && r+1 < hi && f.items[r].kind == iWord && (f.items[r].is(pTime|pAdv) || f.isWord(r, idLast)) {
		r++ // "stood accused last night of"
	}
	if r >= hi {
		return false
	}
	n := &f.items[r]
	if n.kind == iQuote {
		c.right, c.typ = r, tQuote
		f.byWhom(c, r+1, hi)
		return true
	}
	if n.kind != iWord {
		return false
	}
	switch {
	case n.is(pTo) && cu.class != Show:
		if cu.class == Want || cu.class == Support {
			return false
		}
	case cu.frames&frRole != 0 && (n.is(pPrep) || f.id(r) == idAs):
	case n.is(pThat|pWh) && cu.frames&frThat != 0:
	case cu.class == Ask && n.is(pPrep):
	case (cu.class == Believe || cu.class == Call) && f.id(r) == idAs:
	case cu.class == Call && (n.is(pDet | pCap)):
	default:
		return false
	}
	c.right, c.typ = r, tInfinitive
	if cu.frames&(frRole|frObject) != 0 {
		f.byWhom(c, r, hi)
	}
	if s, e := f.subject(j, lo); s >= 0 && !n.is(pThat|pWh) && cu.class != Ask {
		c.patA, c.patB = s, e
	}
	return true
}

// byWhom looks for the agent of a passive behind its content: "was accused of
// lying by a former colleague".
func (f *Finder) byWhom(c *candidate, from, hi int) {
	for k := from; k+1 < hi && k < from+24; k++ {
		it := &f.items[k]
		if it.kind == iBreak || it.kind == iPunct && it.ch == ';' {
			return
		}
		if f.isWord(k, idBy) && f.items[k+1].kind == iWord && f.items[k+1].is(pArt|pCap|pPoss|pSpeaker|pPlural) {
			if end := f.nounRight(k+1, hi, true); end > k+1 {
				c.subA, c.subB = k+1, end
				return
			}
		}
	}
}

// rightContent looks for the content to the right of the verb, from item r.
func (f *Finder) rightContent(c *candidate, cu *cue, r, hi int) {
	c.typ = tNone
	fr := cu.frames
	clausal := fr&(frClause|frThat|frQuote) != 0
	for k := r; k < hi && k < r+3; k++ {
		if it := &f.items[k]; it.kind == iWord && it.is(pAdv) && !it.is(pSubj|pDet) {
			r = k + 1
		} else {
			break
		}
	}
	if r >= hi {
		return
	}
	it := &f.items[r]
	set := func(at int, t contentType) { c.right, c.typ = at, t }
	switch {
	case it.kind == iQuote:
		set(r, tQuote)
		return
	case it.kind == iPunct && it.ch == ':':
		if r+1 < hi && clausal {
			if f.items[r+1].kind == iQuote {
				set(r+1, tQuote)
			} else {
				set(r+1, tClause)
			}
		}
		return
	case it.kind == iPunct && it.ch == ',':
		if !clausal || r+1 >= hi {
			return
		}
		if f.items[r+1].kind == iQuote {
			set(r+1, tQuote)
			return
		}
		// said, in a statement, that
		for k := r + 1; k+1 < hi && k < r+14; k++ {
			if f.items[k].kind == iPunct && f.items[k].ch == ',' {
				n := &f.items[k+1]
				if n.kind == iQuote {
					set(k+1, tQuote)
				} else if n.kind == iWord && n.is(pThat) && fr&frThat != 0 {
					set(k+1, tThat)
				} else if fr&frClause != 0 && f.startsNoun(k+1) && f.finiteAhead(k+1, hi, false) {
					set(k+1, tClause)
				}
				return
			}
			if f.items[k].kind == iWord && f.items[k].is(pSubj) {
				return
			}
		}
		return
	case it.kind != iWord:
		return
	}
	if it.is(pThat) && fr&frThat != 0 {
		set(r, tThat)
		return
	}
	// "who he claims has been unfair"
	if it.is(pBe|pHave|pModal) && fr&frClause != 0 && c.kind == cFinite {
		set(r, tClause)
		return
	}
	if (it.is(pWh) || f.word(r) == "if") && fr&(frThat|frObject) != 0 {
		set(r, tThat)
		return
	}
	if fr&frAddressee != 0 {
		f.addressed(c, r, hi)
		return
	}
	if fr&frInfinitive != 0 && it.is(pTo) {
		set(r, tInfinitive)
		return
	}
	starts := f.startsNoun(r)
	if starts && !it.is(pTime) && fr&(frClause|frMaybe) != 0 && (fr&(frObject|frMaybe) == 0 || f.finiteAhead(r, hi, fr&frMaybe != 0)) {
		set(r, tClause)
	} else if starts && fr&frObject != 0 && (fr&frAs == 0 || f.asAhead(r, hi)) && (fr&frBlamed == 0 || f.blamedAhead(r, hi)) {
		set(r, tObject)
		return
	}
	if fr&frClause != 0 && c.typ == tNone && f.isWord(r, idSo) {
		set(r, tObject)
	}
	if !clausal {
		return
	}
	// Fillers: when, where, to whom.
	if !it.is(pPrep|pTime|pTo|pAdv|pSub) && !(fr&frClause == 0 && fr&frThat != 0) {
		return
	}
	if it.is(pSub) {
		if fr&frClause != 0 && !f.isWord(r, idAs) {
			set(r, tClause)
		}
		return
	}
	for k := r; k < hi && k < r+16; k++ {
		n := &f.items[k]
		switch {
		case n.kind == iQuote:
			if k > r && (f.items[k-1].kind == iPunct || n.last-n.first > 6) {
				set(k, tQuote)
			}
			return
		case n.kind == iPunct && n.ch == ':':
			if k+1 < hi {
				if f.items[k+1].kind == iQuote {
					set(k+1, tQuote)
				} else if fr&frClause != 0 {
					set(k+1, tClause)
				}
			}
			return
		case n.kind == iPunct && n.ch == ',':
			if k+1 < hi && f.items[k+1].kind == iQuote {
				set(k+1, tQuote)
				return
			}
			if k+1 < hi && f.items[k+1].kind == iWord && !f.items[k+1].is(pThat) {
				return
			}
		case n.kind != iWord:
			return
		case n.is(pThat) && fr&frThat != 0 && k > r:
			set(k, tThat)
			return
		case n.is(pSubj) && !n.is(pPlural) || n.is(pModal):
			if fr&frClause != 0 && n.is(pSubj) && k > r {
				set(k, tClause)
			}
			return
		case n.is(pAux):
			// A finite verb: the clause began at its noun phrase.
			if fr&frClause != 0 && k > r+1 {
				if s := f.nounLeft(k-1, r); s < k && s > r {
					set(s, tClause)
				}
			}
			return
		case n.is(pTime) && fr&frClause != 0 && k+1 < hi && f.items[k+1].kind == iWord &&
			f.items[k+1].is(pDet|pSubj|pCap|pPoss) && !f.items[k+1].is(pTime):
			set(k+1, tClause)
			if !f.items[k+1].is(pThat) {
				return
			}
		}
	}
}

// asAhead reports whether "as" follows the noun phrase at item r: "sees it as".
func (f *Finder) asAhead(r, hi int) bool {
	for k := r + 1; k < hi && k < r+12; k++ {
		if f.items[k].kind == iPunct && f.items[k].ch != '\'' {
			return false
		}
		if f.isWord(k, idAs) {
			return true
		}
	}
	return false
}

// blamedAhead reports whether the object is held "responsible" or the fault is
// laid at somebody's "door".
func (f *Finder) blamedAhead(r, hi int) bool {
	for k := r + 1; k < hi && k < r+16; k++ {
		if f.items[k].kind == iWord && f.items[k].is(pBlamed) {
			return true
		}
	}
	return false
}

// finiteAhead reports whether the noun phrase that begins at item r has a
// finite verb of its own. With known, a word that merely ends like a past
// tense does not count.
func (f *Finder) finiteAhead(r, hi int, known bool) bool {
	if it := &f.items[r]; it.is(pSubj) && !it.is(pDet|pPlural) {
		return true
	}
	k := f.nounRight(r, hi, true)
	for n := 0; k < hi && n < 4; n, k = n+1, k+1 {
		it := &f.items[k]
		if it.kind != iWord {
			return false
		}
		if it.is(pAux) && !(f.clitic(k) && f.possessive(k)) && !(it.is(pHave) && it.is(pIng)) || it.is(pPast) && (!known || it.is(pVerb)) && !f.isWord(min(k+1, hi), idBy) {
			return true
		}
		if !it.is(pAdv | pNeg) {
			// A verb that a noun phrase may have swallowed.
			return false
		}
	}
	return false
}

// startsNoun reports whether a noun phrase begins at item r.
func (f *Finder) startsNoun(r int) bool {
	it := &f.items[r]
	if it.kind != iWord {
		return false
	}
	if it.is(pDet | pPoss | pSubj | pObj | pNum) {
		return true
	}
	if it.is(pPrep|pConj|pSub|pAux|pTo|pTime) && !it.is(pCap) {
		return false
	}
	return f.nominal(r) || it.is(pIng)
}

// addressed handles "told the panel (that)": r is the item after the verb.
func (f *Finder) addressed(c *candidate, r, hi int) {
	end := f.nounRight(r, hi, true)
	// "told Smith he": the name ends where a new subject begins.
	if end == r {
		if f.items[r].is(pPrep) || f.items[r].is(pTo) {
			return
		}
	}
	for k := end; k < hi && k < end+8; k++ {
		n := &f.items[k]
		switch {
		case n.kind == iQuote:
			c.right, c.typ = k, tQuote
			return
		case n.kind == iPunct && n.ch == ':' && k+1 < hi:
			c.right, c.typ = k+1, tClause
			return
		case n.kind == iPunct && n.ch == ',':
			if k+1 < hi && f.items[k+1].kind == iQuote {
				c.right, c.typ = k+1, tQuote
				return
			}
			if k+1 < hi && f.items[k+1].is(pIng) {
				return
			}
			continue
		case n.kind != iWord:
			return
		case n.is(pThat|pWh) || n.is(pSubj) && !n.is(pPlural) || f.word(k) == "if":
			c.right, c.typ = k, tThat
			return
		case n.is(pTo):
			c.right, c.typ = k, tInfinitive
			return
		case n.is(pDet|pPoss|pCap) && !n.is(pTime) && k > r:
			c.right, c.typ = k, tClause
			return
		case n.is(pPrep) && k == end && (f.word(k) == "about" || f.word(k) == "of"):
			c.right, c.typ = k+1, tObject
			return
		case n.is(pAux) && k > r && end > r:
			// The addressee and the subject ran together; the clause has no
			// seam to be seen.
			c.right, c.typ = r, tClause
			return
		}
	}
}

// nominalCue handles nouns ("his claim that") and adjectives ("critical of").
func (f *Finder) nominalCue(i, lo, hi int) {
	it := &f.items[i]
	cu := &f.lex.cues[it.nom]
	c := candidate{sense: it.nom, start: i, verb: i, after: i + 1, subA: -1}
	r := i + 1
	if r >= hi || f.items[r].kind != iWord {
		return
	}
	n := &f.items[r]
	switch {
	case n.is(pThat) && cu.frames&frThat != 0:
		c.right, c.typ = r, tThat
	case n.is(pTo) && cu.frames&frInfinitive != 0:
		c.right, c.typ = r, tInfinitive
	case n.prep != 0 && cu.preps&(1<<n.prep) != 0 && !n.is(pThat):
		if r+1 >= hi || f.items[r+1].kind == iPunct {
			return
		}
		c.after, c.right, c.typ = r+1, r+1, tObject
	default:
		return
	}
	if cu.frames&frAdjective != 0 {
		// is, was, remains, feels (very) critical of
		j := i - 1
		for j >= lo && f.items[j].kind == iWord && (f.items[j].is(pAdv|pNeg) && !f.items[j].is(pAux) || f.word(j) == "more" || f.word(j) == "less" || f.word(j) == "most") {
			c.negated = c.negated || f.items[j].is(pNeg)
			j--
		}
		if f.id(i) == idClear && j > lo && f.items[j].kind == iWord {
			// made (it) clear that
			if f.isWord(j, idIt) {
				j--
			}
			if !f.items[j].is(pLight) {
				return
			}
			c.kind, c.start = cAdjective, j
			for j > lo && f.items[j-1].kind == iWord && (f.items[j-1].is(pAux|pTo) || f.items[j-1].is(pAdv) && !f.items[j-1].is(pSubj)) {
				j--
			}
			if f.items[j].is(pTo) || f.items[c.start].is(pIng) {
				c.shared = true
			} else if a, b := f.subject(j-1, lo); a >= 0 {
				c.subA, c.subB = a, b
			} else {
				c.shared = true
			}
			c.begin = c.start
			if c.subA >= 0 {
				c.begin = c.subA
			}
			f.cands = append(f.cands, c)
			return
		}
		if j < lo || f.items[j].kind != iWord || !f.items[j].is(pBe) {
			return
		}
		c.kind = cAdjective
		for j >= lo && f.items[j].kind == iWord && (f.items[j].is(pAux) || f.items[j].is(pAdv) && !f.items[j].is(pSubj|pCap)) {
			c.negated = c.negated || f.items[j].is(pNeg)
			c.start = j
			j--
		}
		a, b := f.subject(j, lo)
		if a < 0 {
			return
		}
		c.subA, c.subB = a, b
	} else {
		c.kind = cNoun
		// Back over adjectives to the possessor.
		j := i - 1
		for j >= lo && j > i-4 && f.items[j].kind == iWord && f.nominal(j) && !f.items[j].is(pDet|pPoss|pBe) {
			j--
		}
		if j < lo || f.items[j].kind != iWord {
			return
		}
		if p := &f.items[j]; c.typ == tObject && (p.is(pPoss) || p.is(pBe)) {
			// "her plan for", "his message of" say little of a view.
			switch cu.class {
			case Say, Want, Support, Believe:
				return
			}
		}
		switch p := &f.items[j]; {
		case p.is(pPoss):
			c.subA, c.subB = j, j+1
		case p.is(pBe) && f.clitic(j) && j > lo:
			c.subA, c.subB = f.nounLeft(j-1, lo), j
			if c.subA >= c.subB {
				return
			}
		case p.is(pDet):
			// expressed the view that
			k := j - 1
			if k >= lo && f.items[k].kind == iWord && f.items[k].is(pLight) && f.items[k].is(pForms) {
				c.start = k
				if f.items[k].is(pIng) {
					c.shared = true
				} else if a, b := f.subject(k-1, lo); a >= 0 {
					c.subA, c.subB = a, b
				} else {
					c.shared = true
				}
			} else if c.typ != tThat || cu.class != Claim && cu.class != Accuse && cu.class != Deny && cu.class != Believe {
				return
			} else if cu.class == Believe {
				c.shared = true
			}
		case p.is(pLight) && p.is(pForms):
			c.start = j
			if a, b := f.subject(j-1, lo); a >= 0 {
				c.subA, c.subB = a, b
			} else {
				c.shared = true
			}
		default:
			return
		}
	}
	c.begin = c.start
	if c.subA >= 0 && c.subA < c.begin {
		c.begin = c.subA
	}
	f.cands = append(f.cands, c)
}
