package quote

import "github.com/seed-11e619e4/pressframe/sentiment/text"

type itemKind uint8

const (
	iWord  itemKind = iota + 1
	iPunct          // item.ch says which
	iQuote          // a whole quotation
	iBreak          // the end of a sentence
)

// item is a word, a mark or a whole quotation as the cue search sees it.
type item struct {
	pos         pos
	kind        itemKind
	ch          byte // ',' '.' ':' ';' '-' '(' ')' or '?' for other marks
	prep        uint8
	cue         bool // may be a cue; see Finder.collect
	verb, nom   uint16
	first, last int32 // tokens [first, last)
	quote       int32
}

func (it *item) is(p pos) bool { return it.pos&p != 0 }

// fill cuts the tokens of a region into items. Quotations one level further in
// become one item each.
func (f *Finder) fill(r region, nextQuote int) {
	f.items, f.breaks = f.items[:0], f.breaks[:0]
	doc := f.doc
	sent := doc.SentenceOf(int(r.from))
	from, to := r.from, r.to
	if r.quote >= 0 {
		from++
		if q := &f.quotes[r.quote]; q.closed && to == q.end {
			to--
		}
	}
	q := nextQuote
	if need := int(to-from)*2 + 2; cap(f.items) < need {
		f.items = make([]item, 0, need+need/4)
	}
	for i := from; i < to; {
		for q < len(f.quotes) && (f.quotes[q].open < i || f.quotes[q].parent != r.quote) && f.quotes[q].open < to {
			q++
		}
		// A sentence ends here unless its words go on after a quotation.
		for sent < len(doc.Sentences) && doc.Sentences[sent].Last <= i {
			sent++
		}
		if sent < len(doc.Sentences) && doc.Sentences[sent].First == i && len(f.items) > 0 {
			if !f.runsOn(i) {
				f.breakAt(i)
			}
		}
		if q < len(f.quotes) && f.quotes[q].open == i {
			end := f.quotes[q].end
			f.items = append(f.items, item{kind: iQuote, first: i, last: end, quote: int32(q)})
			// After a closed quotation the sentence it began in may be over.
			i = end
			if i < to && f.over(q, i) {
				f.breakAt(i)
			}
			for sent < len(doc.Sentences) && doc.Sentences[sent].Last < i {
				sent++
			}
			continue
		}
		stop := to
		if q < len(f.quotes) {
			stop = min(stop, f.quotes[q].open)
		}
		if sent < len(doc.Sentences) {
			stop = min(stop, doc.Sentences[sent].Last)
		}
		f.fillWords(i, stop, to, sent)
		i = stop
	}
	f.breakAt(to)
}

func (f *Finder) breakAt(i int32) {
	f.breaks = append(f.breaks, int32(len(f.items)))
	f.items = append(f.items, item{kind: iBreak, first: i, last: i, quote: -1})
}

// fillWords appends the items of the tokens [i, stop), which are of one
// sentence and hold no quotation. The region goes up to token to.
func (f *Finder) fillWords(i, stop, to int32, sent int) {
	doc, items := f.doc, f.items
	for ; i < stop; i++ {
		t := &doc.Tokens[i]
		n := len(items)
		items = items[:n+1]
		it := &items[n]
		*it = item{kind: iWord, first: i, last: i + 1, quote: -1}
		if t.Kind == text.Word {
			if e := f.lex.find(t.ID); e != nil {
				it.pos, it.verb, it.nom, it.prep, it.cue = e.pos, e.verb, e.nom, e.prep, e.cue
			} else {
				it.cue = t.ID == idAccording
				if t.Flags&text.Title == 0 {
					it.pos = f.shape(t)
				}
			}
			if t.Flags&text.Title != 0 {
				it.pos |= pCap
			}
			continue
		}
		f.mark(it, t)
		if it.ch == '.' && n > 0 && i+1 < to && t.Flags&text.SpaceBefore == 0 &&
			!(sent+1 < len(doc.Sentences) && doc.Sentences[sent+1].First == i+1) {
			// The full stop of "Mr." belongs to its word.
			if last := &items[n-1]; last.kind == iWord && last.last == i {
				last.last = i + 1
				items = items[:n]
			}
		}
	}
	f.items = items
}

// over reports whether quotation q ended a sentence with a full stop inside
// its marks, so that a new one begins at token i.
func (f *Finder) over(q int, i int32) bool {
	x := &f.quotes[q]
	t := &f.doc.Tokens[i]
	if !x.closed || x.end-x.open < 4 || t.Flags&text.SpaceBefore == 0 || t.Kind == text.Word && t.Flags&text.Title == 0 || t.Kind == text.Punct {
		return false
	}
	return f.doc.Source[f.doc.Tokens[x.end-2].End-1] == '.'
}

// runsOn reports whether the sentence that begins at token i goes on with the
// one before: a quotation or its question mark parted them.
func (f *Finder) runsOn(i int32) bool {
	last := &f.items[len(f.items)-1]
	if last.kind != iQuote {
		return false
	}
	t := &f.doc.Tokens[i]
	if t.Flags&text.Paragraph != 0 {
		return false
	}
	// Inside the quotation, before its closing mark, stands what ended it.
	end := last.last - 1
	if q := &f.quotes[last.quote]; q.closed && end > last.first {
		end--
	}
	stop := f.doc.Source[f.doc.Tokens[end].End-1]
	if stop == '.' {
		return t.Kind == text.Word && t.Flags&text.Title == 0
	}
	if stop == ',' || stop == '-' {
		return true
	}
	if t.Kind != text.Word {
		return t.Kind == text.Punct
	}
	if t.Flags&text.Title == 0 {
		return true
	}
	// "Why?" Smith asked.
	if stop == '?' || stop == '!' {
		toks := f.doc.Tokens
		for k := i; k < i+6 && int(k) < len(toks) && toks[k].Kind == text.Word; k++ {
			if e := f.lex.find(toks[k].ID); e != nil && e.verb != 0 && k > i && f.lex.cues[e.verb].frames&frQuote != 0 {
				return true
			}
		}
	}
	return false
}

// mark makes the item of a token that is no word.
func (f *Finder) mark(it *item, t *text.Token) {
	s := f.doc.Source[t.Start:t.End]
	switch t.Kind {
	case text.Number:
		it.pos = pNum
	case text.Quote:
		it.kind, it.ch = iPunct, '\''
	case text.Punct:
		it.kind, it.ch = iPunct, '?'
		if len(s) == 1 {
			switch c := s[0]; c {
			case ',', ';', '(', ')', '.', '!', '?':
				it.ch = c
			case ':':
				it.ch, it.cue = c, true
			case '[':
				it.ch = '('
			case ']':
				it.ch = ')'
			case '-':
				if t.Flags&text.SpaceBefore != 0 {
					it.ch = '-'
				}
			case '@', '#', '%':
				it.kind, it.ch, it.pos = iWord, 0, pNum
			case '&':
				it.kind, it.ch, it.pos = iWord, 0, pConj
			}
			return
		}
		switch s {
		case "--", "—", "–", "―":
			it.ch = '-'
		case "...", "…":
			it.ch = '~'
		}
	default:
		switch s {
		case "$", "£", "€", "¥":
			it.pos = pNum
		default:
			it.pos = pOpaque
		}
	}
}

// shape guesses what an unknown word in small letters may be from its ending.
func (f *Finder) shape(t *text.Token) pos {
	s := f.doc.Source[t.Start:t.End]
	n := len(s)
	if n < 5 {
		return 0
	}
	switch {
	case s[n-2] == 'l' && s[n-1] == 'y' && s[n-3] != 'i':
		return pAdv
	case s[n-3] == 'i' && s[n-2] == 'l' && s[n-1] == 'y' && s != "family":
		return pAdv
	case s[n-2] == 'e' && s[n-1] == 'd' && s[n-3] != 'e':
		return pPast | pPart
	case s[n-3] == 'i' && s[n-2] == 'n' && s[n-1] == 'g':
		return pIng
	}
	return 0
}

// nominal reports whether item i may stand in a noun phrase.
func (f *Finder) nominal(i int) bool {
	it := &f.items[i]
	switch it.kind {
	case iQuote:
		return it.last-it.first <= 8 && !f.sentenceQuote(it)
	case iWord:
	default:
		return it.ch == '\'' && it.kind == iPunct
	}
	if it.pos == 0 || it.pos == pCap {
		return true
	}
	if it.is(pCap) && !it.is(pAux|pSubj|pObj|pWh|pThat|pConj|pSub|pPrep) && i > 0 && f.items[i-1].kind == iWord {
		return true // a name inside a sentence
	}
	if it.is(pBe) && f.clitic(i) {
		return f.possessive(i)
	}
	if it.is(pObj) && i > 0 && f.isWord(i-1, idOf) {
		return true // most of them
	}
	if it.is(pConj | pAux | pTo | pWh | pNeg | pObj | pOpaque) {
		return false
	}
	if it.is(pSubj) {
		return it.is(pPlural) || it.is(pDet)
	}
	if it.is(pDet | pPoss | pNum | pPlural | pTime | pSpeaker | pTitle) {
		return !it.is(pThat) || i+1 < len(f.items) && f.items[i+1].kind == iWord && !f.items[i+1].is(pDet|pPoss|pSubj|pAux|pCap)
	}
	if it.is(pPrep | pSub) {
		return false
	}
	if it.is(pForms) {
		switch {
		case it.is(pBase|pS3) && !it.is(pPast):
			return it.verb == 0 || it.is(pNounVerb)
		case it.is(pIng):
			return true
		case it.is(pPart):
			// an adjective between article and noun
			return i > 0 && f.items[i-1].kind == iWord && f.items[i-1].is(pDet|pPoss|pAdv|pNum) &&
				i+1 < len(f.items) && f.items[i+1].kind == iWord && !f.items[i+1].is(pDet|pPoss|pPrep|pSubj|pAux|pTo|pThat)
		}
		return false
	}
	if it.is(pAdv) {
		return i+1 < len(f.items) && f.items[i+1].kind == iWord && f.items[i+1].pos&^(pCap|pNum) == 0 && i > 0 && f.items[i-1].is(pDet|pPoss)
	}
	return true
}

// clitic reports whether item i is 's.
func (f *Finder) clitic(i int) bool {
	t := &f.doc.Tokens[f.items[i].first]
	return t.Flags&text.Clitic != 0 && f.doc.Source[t.End-1]|0x20 == 's'
}

// possessive reports whether the 's at item i marks a possessor rather than
// "is" or "has".
func (f *Finder) possessive(i int) bool {
	if i+1 >= len(f.items) || i == 0 {
		return false
	}
	n := &f.items[i+1]
	if n.kind == iQuote {
		return true
	}
	if n.kind != iWord || f.items[i-1].is(pSubj|pWh) {
		return false
	}
	if n.is(pDet|pPoss|pPrep|pSubj|pObj|pNeg|pThat|pTo) && !n.is(pNum|pPlural) {
		return false
	}
	return !n.is(pIng) || n.nom != 0
}

// nounLeft returns the start of the noun phrase that ends with item i, at
// least lo; i+1 if there is none.
func (f *Finder) nounLeft(i, lo int) int {
	const reach = 40
	if lo < i-reach {
		lo = i - reach
	}
	if i < lo || !f.nominal(i) {
		return i + 1
	}
	a := i
	for {
		for a-1 >= lo && f.nominal(a-1) && !f.items[a].is(pDet|pPoss) {
			a--
		}
		// "a spokesman for the group", "the head of the unit"
		if a-2 >= lo && f.items[a-1].is(pPrep) && f.binds(a-1) && f.nominal(a-2) && !f.items[a-2].is(pTime) {
			a -= 2
			continue
		}
		// "a man sacked over the error"
		if a-3 >= lo && f.items[a-1].is(pPrep) && f.items[a-2].kind == iWord && f.items[a-2].is(pPart) && f.nominal(a-3) {
			a -= 3
			continue
		}
		break
	}
	// "the mother and the school said"
	if a-2 >= lo && f.items[a-1].is(pConj) && f.items[a-1].kind == iWord && f.nominal(a-2) {
		if b := f.nounLeft(a-2, lo); b <= a-2 && (b == lo || f.items[b-1].kind != iWord || f.items[b-1].is(pSub|pThat|pConj)) {
			a = b
		}
	}
	return a
}

// binds reports whether the preposition at i ties two noun phrases together.
func (f *Finder) binds(i int) bool {
	p := f.items[i].prep
	if p == 0 {
		return false
	}
	switch f.word(i) {
	case "of", "for", "from", "at", "in", "with", "on":
		return true
	}
	return false
}

// word returns the text of item i as it stands.
func (f *Finder) word(i int) string {
	t := &f.doc.Tokens[f.items[i].first]
	return f.doc.Source[t.Start:t.End]
}

// nounRight returns the end (past the last item) of the noun phrase that
// begins at item i; i if there is none.
func (f *Finder) nounRight(i, hi int, withPreps bool) int {
	if hi > i+40 {
		hi = i + 40
	}
	b := i
	for b < hi {
		it := &f.items[b]
		if it.kind == iWord && it.is(pSubj|pObj) && !it.is(pPlural|pDet) {
			if b == i {
				return b + 1
			}
			break
		}
		if b > i && it.is(pDet|pPoss) && it.kind == iWord && !f.items[b-1].is(pPrep|pConj|pDet) {
			break
		}
		if f.nominal(b) {
			if b > i && it.kind == iWord && it.is(pIng) && !f.items[b-1].is(pDet|pPoss) && it.pos&pCap == 0 {
				break
			}
			b++
			continue
		}
		if withPreps && b > i && it.kind == iWord && it.is(pPrep) && f.binds(b) && b+1 < hi && f.nominal(b+1) && !f.items[b+1].is(pTime) {
			b++
			continue
		}
		if b > i && it.is(pConj) && b+1 < hi && f.nominal(b+1) && f.items[b+1].is(pCap) && f.items[b-1].is(pCap) {
			b++
			continue
		}
		break
	}
	return b
}
