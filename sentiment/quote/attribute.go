package quote

import (
	"slices"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// maxDepth is how deep attributions of one clause may nest. It keeps the work
// on "he said he said he said" in step with its length.
const maxDepth = 4

// maxContent is how many words after its cue a content may run; a quotation
// counts as one. No sentence of prose comes near it.
const maxContent = 400

// found is an attribution of the clause being resolved, in items.
type found struct {
	candidate
	n       int // number of content ranges in use
	content [3][2]int
	parent  int // index into Finder.found, -1
	depth   int // how many attributions of the clause stand around it
	left    bool
	attr    int32 // its index in the result, -1 if it was dropped
}

// attribute searches every region: paragraphs first, then the insides of
// quotations, outer before inner.
func (f *Finder) attribute() {
	if cap(f.owner) < len(f.quotes) {
		f.owner = make([]int32, len(f.quotes)+len(f.quotes)/2)
	}
	f.owner = f.owner[:len(f.quotes)]
	for i := range f.owner {
		f.owner[i] = -1
	}
	q := 0
	f.lastDirect = -1
	for _, r := range f.regions {
		for q < len(f.quotes) && f.quotes[q].open < r.from {
			q++
		}
		f.search(r, q)
	}
	for k := range f.quotes {
		q := &f.quotes[k]
		if q.end-q.open > 3 {
			f.lastDirect = -1
			f.search(region{q.open, q.end, int32(k)}, k+1)
		}
	}
}

// search finds the attributions of one region.
func (f *Finder) search(r region, nextQuote int) {
	f.fill(r, nextQuote)
	outer := int32(-1)
	if r.quote >= 0 {
		outer = f.owner[r.quote]
	}
	lo := 0
	if f.lastDirect >= 0 && r.quote < 0 {
		f.lastPara = f.lastDirect
	} else {
		f.lastPara = -1
	}
	f.lastDirect = -1
	begun := false
	turn := int32(-1)
	for _, at := range f.breaks {
		i := int(at)
		if lo < i {
			n := len(f.res.Attributions)
			f.resolve(lo, i, outer, r.quote < 0, begun)
			switch {
			case turn >= 0:
				f.extra = append(f.extra, extension{turn, f.span(lo, i)})
			case !begun && n < len(f.res.Attributions) && f.res.Attributions[n].how == cColon && f.res.Attributions[n].Parent < 0:
				// A turn of a transcript lasts to the end of its paragraph.
				turn = int32(n)
				outer = turn
			}
			begun = true
		}
		lo = i + 1
	}
}

// resolve gives the candidates of the clause [lo, hi) their contents, nests
// them and records the attributions.
func (f *Finder) resolve(lo, hi int, outer int32, paragraph, begun bool) {
	// MYRTLE BEACH, S.C. - The family ...
	if f.items[lo].kind == iWord && f.doc.Tokens[f.items[lo].first].Flags&text.AllCaps != 0 {
		for k := lo + 1; k < hi && k < lo+9; k++ {
			if f.items[k].kind == iPunct && f.items[k].ch == '-' {
				lo = k + 1
				break
			}
		}
		if lo >= hi {
			return
		}
	}
	f.collect(lo, hi, paragraph && !begun)
	f.found = f.found[:0]
	leftFrom := lo // content to the left reaches back to here
	accordFrom := lo
	widest := -1 // of those whose content runs to the end, the first to begin
	mainA, mainB := -1, -1
	for k := range f.cands {
		c := &f.cands[k]
		x := found{candidate: *c, parent: -1}
		var cu *cue
		if c.sense != 0 {
			cu = &f.lex.cues[c.sense]
		}
		// The nearest attribution whose content this one stands in.
		in := -1
		for p := len(f.found) - 1; p >= 0 && p > len(f.found)-4 && in < 0; p-- {
			for up := p; up >= 0 && in < 0; up = f.found[up].parent {
				if f.found[up].holds(c.begin) || f.found[up].holds(c.start) {
					in = up
				}
			}
		}
		if in < 0 && widest >= 0 && (f.found[widest].holds(c.begin) || f.found[widest].holds(c.start)) {
			in = widest
		}
		if in >= 0 && !f.found[in].left {
			for top := in; top >= 0; top = f.found[top].parent {
				if at := f.sibling(&f.found[top], c, lo); at >= 0 && !f.found[top].left {
					f.cutContent(top, at)
					in = f.found[top].parent
				}
			}
		}
		x.parent = in
		if in >= 0 {
			if x.depth = f.found[in].depth + 1; x.depth > maxDepth {
				continue
			}
		}
		// Left or right?
		switch {
		case c.kind == cAccording:
			x.left = f.accordingTo(&x, accordFrom, hi)
			accordFrom = x.after
		case c.kind == cHedge:
			a := leftFrom
			x.add(a, c.start)
			x.add(c.after, f.clauseEnd(c.after, hi))
			x.left = true
		case c.kind == cPassive && c.agent:
			if a := f.nounLeft(c.start-1, lo); a < c.start {
				x.add(a, c.start)
			} else if a, b := f.subject(c.start-1, lo); a >= 0 {
				x.add(a, b)
			}
		default:
			f.direct(&x, cu, leftFrom, hi)
		}
		if x.n == 0 {
			continue
		}
		if x.left {
			// What stands in the content to the left is nested in it.
			for p := len(f.found) - 1; p >= 0 && f.found[p].verb >= x.content[0][0]; p-- {
				if f.found[p].parent < 0 && f.found[p].begin >= x.content[0][0] && f.found[p].verb < x.content[0][1] {
					f.found[p].parent = len(f.found)
				}
				if f.found[p].verb < x.content[0][1] {
					f.found[p].cut(x.content[0][1])
				}
			}
			x.parent = -1
			leftFrom = x.content[x.n-1][1]
		}
		if x.shared && x.subA < 0 {
			f.share(&x, lo, hi, &mainA, &mainB)
		}
		if last := x.content[x.n-1]; last[1] == min(hi, last[0]+maxContent) && (widest < 0 || !f.found[widest].holds(last[0])) {
			widest = len(f.found)
		}
		f.found = append(f.found, x)
	}
	f.record(lo, hi, outer, begun)
}

// holds reports whether item i lies in the content.
func (x *found) holds(i int) bool {
	for _, r := range x.content[:x.n] {
		if r[0] <= i && i < r[1] {
			return true
		}
	}
	return false
}

func (x *found) add(a, b int) {
	if a >= x.after {
		b = min(b, a+maxContent)
	}
	if a < b && x.n < len(x.content) {
		x.content[x.n] = [2]int{a, b}
		x.n++
	}
}

// sibling reports where, before candidate c, the content of p ends because c
// stands beside p rather than inside what p reports; -1 if it is inside.
func (f *Finder) sibling(p *found, c *candidate, lo int) int {
	b := c.begin
	if b-1 < lo || b <= p.after {
		return -1
	}
	for b-1 > lo && f.items[b-1].kind == iWord && f.items[b-1].is(pAdv) && !f.items[b-1].is(pConj|pSub) {
		b--
	}
	prev := &f.items[b-1]
	comma := func(k int) bool { return k >= lo && f.items[k].kind == iPunct && f.items[k].ch == ',' }
	switch {
	case c.kind == cParticiple && c.shared && comma(b-1):
		return b - 1
	case c.kind == cParticiple && c.shared && prev.kind == iQuote && f.sentenceQuote(prev):
		return b
	case prev.kind == iPunct && (prev.ch == ';' || prev.ch == '-') && c.subA >= 0:
		return b - 1
	case c.kind == cAccording:
		return -1
	case comma(b-1) && c.subA >= 0 && c.kind == cFinite && (c.typ == tThat || c.typ == tClause || c.typ == tQuote) &&
		(p.kind != cFinite || f.items[lo].kind == iWord && f.items[lo].is(pSub|pPrep|pIng)):
		return b - 1
	case prev.kind == iWord && prev.is(pConj):
		if c.shared && (c.form == p.form || p.typ == tQuote || p.kind == cParticiple) && c.kind == cFinite {
			at := b - 1
			if comma(at - 1) {
				at--
			}
			return at
		}
		if c.kind == cParticiple && p.kind == cParticiple {
			return b - 1
		}
		if c.subA >= 0 && comma(b-2) && c.kind == cFinite {
			return b - 2
		}
	case prev.kind == iWord && prev.is(pSub) && c.subA >= 0 && comma(b-2) && c.kind == cFinite:
		return b - 2
	case c.shared && c.kind == cFinite && comma(b-1) && c.form == p.form:
		return b - 1
	}
	return -1
}

// cutContent ends the content of found p, and of all in it, before item at.
func (f *Finder) cutContent(p, at int) {
	for k := p; k < len(f.found); k++ {
		f.found[k].cut(at)
	}
}

// cut ends the content before item at.
func (x *found) cut(at int) {
	for n := x.n - 1; n >= 0; n-- {
		if x.content[n][0] >= at {
			x.n--
		} else if x.content[n][1] > at {
			x.content[n][1] = at
		}
	}
}

// accordingTo sets the content of "according to X".
func (f *Finder) accordingTo(x *found, lo, hi int) bool {
	c := &x.candidate
	end := c.right
	if end < hi && f.items[end].kind == iPunct && f.items[end].ch == ',' {
		end++
		// "according to three polls, including one from X, ..."
		if end < hi && f.isWord(end, idIncluding) {
			for k := end; k < hi && k < end+20; k++ {
				if f.items[k].kind == iPunct && f.items[k].ch == ',' {
					end = k + 1
					break
				}
			}
		}
	}
	if end < hi && f.items[end].kind == iQuote && c.right > c.after && f.items[end-1].kind == iPunct {
		x.add(end, end+1) // in the words of X, "..."
		return false
	}
	if c.start <= lo || c.start == lo+1 && f.items[lo].kind == iWord && f.items[lo].is(pConj|pAdv) {
		x.add(end, hi)
		return false
	}
	x.add(lo, c.start)
	if end < hi-1 && f.items[end-1].kind == iPunct {
		x.add(end, hi)
	}
	return true
}

// direct gives a verb, noun, adjective or colon its content.
func (f *Finder) direct(x *found, cu *cue, lo, hi int) {
	c := &x.candidate
	if cu != nil && cu.frames&(frQuote|frThat) != 0 && (c.kind == cFinite || c.kind == cParticiple) && f.leftContent(x, cu, lo, hi) {
		x.left = true
		return
	}
	if b := c.begin - 1; c.typ == tNone && cu != nil && cu.frames&frClause != 0 && b >= lo && b < lo+2 && f.isWord(b, idAs) &&
		c.after+1 < hi && f.items[c.after].kind == iPunct && f.items[c.after].ch == ',' {
		x.add(c.after+1, hi) // "As the report said, ..."
		return
	}
	if c.typ == tNone || c.right < 0 || c.right >= hi {
		return
	}
	switch {
	case c.kind == cPassive && c.patA < c.patB:
		x.add(c.patA, c.patB)
	case c.subA >= 0 && cu != nil && cu.class == Seem:
		// The subject is part of what seems to be.
		x.add(c.subA, c.subB)
		x.subA, x.subB = -1, -1
	}
	switch c.typ {
	case tQuote:
		end := c.right + 1
		// 'A' and 'B'; "A," and that B
		if q := &f.items[c.right]; q.last-q.first <= 8 && !f.sentenceQuote(q) {
			end = f.objectEnd(c.right, hi)
		}
		x.add(c.right, end)
	case tThat, tClause:
		switch {
		case c.kind == cNoun:
			x.add(c.right, f.clauseEnd(c.right, hi))
		case c.subA >= 0 && f.items[c.subA].kind == iWord && f.items[c.subA].is(pWh|pThat) && !f.items[c.subA].is(pPlural),
			c.kind == cParticiple && c.begin < lo+3:
			// A relative clause, or a clause before the main one.
			x.add(c.right, f.objectEnd(c.right, hi))
		default:
			x.add(c.right, hi)
		}
	case tInfinitive:
		x.add(c.right, f.objectEnd(c.right, hi))
	default:
		x.add(c.right, f.objectEnd(c.right, hi))
	}
}

// sentenceQuote reports whether the quotation of an item ends with a mark that
// ends or parts a sentence, so that it is more than a borrowed phrase.
func (f *Finder) sentenceQuote(it *item) bool {
	end := it.last - 1
	if q := &f.quotes[it.quote]; q.closed && end > it.first {
		end--
	}
	switch f.doc.Source[f.doc.Tokens[end].End-1] {
	case '.', '!', '?', ',':
		return true
	}
	return false
}

// leftContent tries `..., X said` and `..., said X`.
func (f *Finder) leftContent(x *found, cu *cue, lo, hi int) bool {
	c := &x.candidate
	b := c.begin
	if c.inverted {
		b = c.start
	}
	// "..." and "Yes," he said: step back over the comma.
	e := b
	comma := false
	if e-1 >= lo && f.items[e-1].kind == iPunct && (f.items[e-1].ch == ',' || f.items[e-1].ch == '-' || f.items[e-1].ch == '?' && e-2 >= lo) {
		e--
		comma = true
	}
	if !comma && e-2 >= lo && f.isWord(e-1, idAs) && f.items[e-2].kind == iPunct && f.items[e-2].ch == ',' {
		e -= 2 // ", as the report said"
		comma = true
	}
	if e <= lo {
		return false
	}
	quoted := f.items[e-1].kind == iQuote
	if !quoted && !comma {
		return false
	}
	if quoted && !comma && !f.sentenceQuote(&f.items[e-1]) && e-1 > lo && !c.inverted {
		// 'the "crazy" Smith said' : part of a noun phrase
		if q := &f.items[e-1]; q.last-q.first <= 6 {
			return false
		}
	}
	if !c.inverted && c.subA < 0 {
		return false
	}
	if c.kind == cParticiple && !quoted {
		return false
	}
	// Something to the right that must be the content?
	rest := c.after
	if c.inverted {
		rest = c.subB
	}
	if !quoted {
		if !c.inverted && f.items[c.subA].kind == iWord && f.items[c.subA].is(pWh|pThat) && !f.items[c.subA].is(pPlural) {
			return false
		}
		if cu.frames&(frClause|frAddressee|frThat) == 0 || !c.inverted && c.typ != tNone && !f.filled(c, hi) {
			return false
		}
		if v := &f.items[c.verb]; v.is(pNounVerb) && v.is(pBase|pS3) && !v.is(pPast) && !c.inverted {
			named := false
			for i := c.subA; i < c.subB; i++ {
				named = named || f.items[i].is(pSpeaker|pSubj|pCap)
			}
			if !named {
				return false
			}
		}
		if cu.frames&(frClause|frAddressee) == 0 && rest < hi {
			if n := &f.items[rest]; n.kind == iWord && !n.is(pTime) && !(n.is(pPrep) && rest+1 < hi && f.items[rest+1].is(pTime|pNum)) {
				return false
			}
		}
		// A mere adverbial before the comma is not a content: "On Monday, he
		// said."
		split := rest < hi && f.items[rest].kind == iPunct && f.items[rest].ch == ',' &&
			rest+1 < hi && f.items[rest+1].kind == iWord
		if e-lo < 3 && !split {
			return false
		}
		if f.items[lo].kind == iWord && f.items[lo].is(pPrep|pSub) && e-lo < 6 && !split {
			return false
		}
	} else if (c.typ == tThat || c.typ == tClause && !f.filled(c, hi)) && !c.inverted && e-1 > lo && f.items[e-2].kind == iWord && !f.sentenceStart(&f.items[e-1]) {
		return false // 'Speaking on "This Week," he said that'
	} else if (c.typ == tThat || c.typ == tClause && !f.filled(c, hi)) && !c.inverted && e-1 > lo && f.items[lo].kind == iWord && f.items[lo].is(pPrep|pIng|pSub) && f.items[e-1].last-f.items[e-1].first < 8 {
		return false
	} else if !comma && !f.sentenceQuote(&f.items[e-1]) && c.typ != tNone && !c.inverted && c.typ != tQuote {
		return false
	}
	a := lo
	for a < e-1 && f.items[a].kind == iWord && f.items[a].is(pConj) || a < e-1 && f.items[a].kind == iPunct && f.items[a].ch != '(' {
		a++
	}
	if quoted {
		// Words before a quoted sentence belong to it only when the
		// quotation goes on with them.
		k := e - 1
		for k-1 >= a && (f.items[k-1].kind == iQuote) {
			k--
		}
		if k > a && f.sentenceStart(&f.items[k]) && f.items[k-1].kind == iPunct {
			a = k
		}
	}
	x.add(a, e)
	// "A," he said, "B."
	k := rest
	if c.inverted || c.typ == tNone {
		for k < hi && k < rest+24 && !(f.items[k].kind == iPunct && (f.items[k].ch == ',' || f.items[k].ch == ':')) && f.items[k].kind != iQuote {
			k++
		}
	} else if c.typ == tQuote {
		k = c.right
		x.add(k, k+1)
		return true
	} else if c.typ != tNone {
		if f.filled(c, hi) {
			return true
		}
		x.add(c.right, hi)
		return true
	}
	if k+1 < hi && f.items[k].kind == iPunct {
		n := &f.items[k+1]
		switch {
		case n.kind == iQuote:
			x.add(k+1, k+2)
		case quoted:
			// "A," said X, a former Y, "B."
			for m := k + 1; m < hi && m < k+24; m++ {
				if f.items[m].kind == iQuote && f.items[m-1].kind == iPunct {
					x.add(m, m+1)
					break
				}
			}
		case n.kind == iWord && n.is(pAux) && !quoted:
			x.add(k+1, hi)
		case n.kind == iWord && k == rest && n.is(pConj) && k+2 < hi && f.startsNoun(k+2) && f.finiteAhead(k+2, hi, false):
			x.add(k+1, hi)
		case n.kind == iWord && k == rest && (!n.is(pIng|pSub|pWh|pConj|pPrep) || e-a < 6 && !n.is(pIng|pConj)):
			x.add(k+1, hi)
		}
	} else if k < hi && f.items[k].kind == iQuote && k == rest {
		x.add(k, k+1)
	}
	return true
}

// filled reports whether what stands right of the verb only says when, where
// or to whom.
func (f *Finder) filled(c *candidate, hi int) bool {
	r := c.after
	if r >= hi {
		return true
	}
	it := &f.items[r]
	if it.kind != iWord {
		return it.kind == iPunct && it.ch == '.'
	}
	if c.typ == tThat || c.typ == tQuote {
		return false
	}
	if c.typ == tClause && c.right == r {
		// A bare clause holds a verb.
		for k := r; k < hi; k++ {
			n := &f.items[k]
			if n.kind == iWord && (n.is(pAux) || n.is(pVerb|pPast) && !n.is(pIng) && n.pos != pCap) || n.kind == iQuote {
				return false
			}
			if k > r+8 {
				return false
			}
		}
		return true
	}
	return it.is(pPrep | pTime)
}

// sentenceStart reports whether a quotation begins with a capital letter.
func (f *Finder) sentenceStart(it *item) bool {
	if it.first+1 >= it.last {
		return false
	}
	return f.doc.Tokens[it.first+1].Flags&text.Title != 0
}

// clauseEnd returns where a clause that begins at i ends.
func (f *Finder) clauseEnd(i, hi int) int {
	for k := i; k < hi && k < i+60; k++ {
		it := &f.items[k]
		if it.kind == iPunct && (it.ch == ';' || it.ch == '-' || it.ch == ',') && k > i+1 {
			return k
		}
	}
	return hi
}

// objectEnd returns where a noun phrase with all that hangs on it ends.
func (f *Finder) objectEnd(i, hi int) int {
	for k := i + 1; k < hi; k++ {
		if k > i+80 {
			return k
		}
		it := &f.items[k]
		if p := &f.items[k-1]; p.kind == iQuote && it.kind == iWord && it.is(pIng|pConj|pSub|pWh) && f.sentenceQuote(p) {
			return k
		}
		switch it.kind {
		case iPunct:
			switch it.ch {
			case ';', '-', ':':
				return k
			case ',':
				if f.listGoesOn(k, hi) {
					continue
				}
				return k
			}
		case iWord:
			switch {
			case it.is(pConj) && k+1 < hi:
				n := &f.items[k+1]
				if n.kind == iWord && (n.is(pPast) && n.is(pVerb) && !n.is(pBase) || n.is(pSubj) && !n.is(pPlural|pDet) || n.is(pAux)) {
					return k
				}
				if n.kind == iWord && n.is(pAdv) && k+2 < hi && f.items[k+2].is(pPast) {
					return k
				}
			case it.is(pSub) && (f.word(k) == "while" || f.word(k) == "although" || f.word(k) == "though" || f.word(k) == "because" || f.word(k) == "when" || f.word(k) == "after"):
				return k
			case it.is(pTime) && it.is(pCap) && k-i < 6:
				if p := &f.items[k-1]; p.kind == iWord && p.is(pPrep) {
					if k-1 > i {
						return k - 1
					}
				}
				return k
			}
		}
	}
	return hi
}

// listGoesOn reports whether the comma at k parts items of a list.
func (f *Finder) listGoesOn(k, hi int) bool {
	for n := k + 1; n < hi && n < k+9; n++ {
		it := &f.items[n]
		switch {
		case it.kind == iQuote:
		case it.kind == iPunct && it.ch == ',':
		case it.kind != iWord:
			return false
		case it.is(pConj) && n+1 < hi:
			x := &f.items[n+1]
			if f.items[n].kind == iWord && x.kind == iWord && f.startsNoun(n+1) && f.finiteAhead(n+1, hi, false) {
				return false
			}
			return n > k && x.kind == iWord && (n > k+1 || !(x.is(pSubj | pAux | pPast))) && !x.is(pSubj|pAux) && f.word(n) != "but"
		case it.is(pWh | pAux | pSub | pSubj):
			return false
		case it.is(pPast) && !it.is(pBase):
			return false
		case it.is(pIng) && n == k+1:
			return false
		}
	}
	return false
}

// share gives x the subject of the clause it belongs to.
func (f *Finder) share(x *found, lo, hi int, mainA, mainB *int) {
	// "Noting that it failed, Smith ..."
	if x.kind == cParticiple && x.begin < lo+3 && x.n > 0 && !x.left {
		if from := x.content[x.n-1][1] + 1; from < hi {
			if a, b := f.mainSubject(from, hi); a >= 0 {
				x.subA, x.subB = a, b
				return
			}
		}
	}
	for p := len(f.found) - 1; p >= 0; p-- {
		y := &f.found[p]
		if y.parent == x.parent && y.subA >= 0 && (y.kind == cFinite || y.kind == cParticiple || y.kind == cAdjective) && !y.agent {
			x.subA, x.subB = y.subA, y.subB
			return
		}
		if p < len(f.found)-6 {
			break
		}
	}
	if x.parent >= 0 {
		from := f.found[x.parent].content[0][0]
		if a, b := f.mainSubject(from, x.begin); a >= 0 {
			x.subA, x.subB = a, b
			return
		}
	}
	if *mainA < 0 {
		*mainA, *mainB = f.mainSubject(lo, x.begin)
	}
	if x.kind == cInfinitive && *mainA >= 0 && *mainB-*mainA == 1 && f.isWord(*mainA, idIt) &&
		(f.items[*mainB].is(pBe) || f.items[*mainB].is(pModal) && f.items[*mainB+1].is(pBe)) {
		return // "it is wrong to blame her": nobody in particular
	}
	x.subA, x.subB = *mainA, *mainB
}

// mainSubject returns the subject of the first finite verb in [lo, hi).
func (f *Finder) mainSubject(lo, hi int) (a, b int) {
	if hi > lo+60 {
		hi = lo + 60
	}
	for k := lo + 1; k < hi; k++ {
		it := &f.items[k]
		if it.kind != iWord {
			continue
		}
		finite := it.is(pAux) && !(f.clitic(k) && f.possessive(k)) || it.is(pPast) && f.nominal(k-1) && f.items[k-1].kind == iWord ||
			it.is(pS3) && it.is(pVerb) && f.nominal(k-1) && f.items[k-1].is(pCap|pSubj)
		if !finite {
			continue
		}
		if s, e := f.subject(k-1, lo); s >= 0 && !f.items[s].is(pWh) {
			return s, e
		}
	}
	// "To reassure parents, the school ..." or no verb seen: the first name.
	for k := lo; k < hi; k++ {
		if f.items[k].kind == iWord && (f.items[k].is(pSubj) && !f.items[k].is(pWh) || f.items[k].pos == pCap) {
			if e := f.nounRight(k, hi, false); e > k {
				return k, e
			}
		}
	}
	return -1, -1
}

// record turns what was found in the clause [lo, hi) into attributions.
func (f *Finder) record(lo, hi int, outer int32, begun bool) {
	// What was cut away to nothing is left out; the rest get their numbers
	// first, since a parent may come after its child.
	n := int32(len(f.res.Attributions))
	for k := range f.found {
		x := &f.found[k]
		kept := 0
		for _, r := range x.content[:x.n] {
			if r = f.trim(r); r[0] < r[1] {
				x.content[kept] = r
				kept++
			}
		}
		x.n, x.attr = kept, -1
		if kept > 0 {
			x.attr = n
			n++
		}
	}
	lastQuoted := int32(-1)
	for k := range f.found {
		x := &f.found[k]
		if x.attr < 0 {
			continue
		}
		a := Attribution{Parent: int(outer), Negated: x.negated, how: x.kind, typ: x.typ}
		for p := x.parent; p >= 0; p = f.found[p].parent {
			if f.found[p].attr >= 0 {
				a.Parent = int(f.found[p].attr)
				break
			}
		}
		nested := a.Parent != int(outer)
		if x.sense != 0 {
			cu := &f.lex.cues[x.sense]
			a.Class, a.Stance, a.Factivity = cu.class, cu.stance, cu.fact
		} else {
			a.Stance = Accepts
			if x.kind == cHedge {
				a.Class, a.Factivity = Claim, Doubtful
			}
		}
		a.Cue = f.span(x.start, x.after)
		if x.subA >= 0 {
			a.Source = f.span(x.subA, x.subB)
			if it := &f.items[x.subA]; x.subB-x.subA == 1 && it.kind == iWord && it.is(pWh|pThat) && !it.is(pPlural) {
				k := x.subA - 1
				if k > lo && f.items[k].kind == iPunct && f.items[k].ch == ',' {
					k--
				}
				if k >= lo {
					if s := f.nounLeft(k, lo); s <= k {
						a.Antecedent = f.span(s, k+1)
					}
				}
			}
			a.mute = x.subB-x.subA == 1 && f.firstPerson(x.subA)
			for i := x.subA; i < x.subB; i++ {
				a.document = a.document || f.items[i].is(pSpeaker)
			}
		}
		if (a.Class == Believe || a.Class == Ask) && f.items[hi-1].kind == iPunct && f.items[hi-1].ch == '?' {
			a.mute = true
		}
		from := len(f.spans)
		quotedItems, items := 0, 0
		for _, r := range x.content[:x.n] {
			for i := r[0]; i < r[1]; i++ {
				it := &f.items[i]
				switch it.kind {
				case iQuote:
					quotedItems++
					if !nested {
						if f.owner[it.quote] < 0 {
							f.owner[it.quote] = x.attr
						}
						lastQuoted = x.attr
					} else {
						f.owner[it.quote] = x.attr
					}
				case iWord:
					items++
				}
			}
			f.spans = append(f.spans, f.span(r[0], r[1]))
		}
		a.Content = f.spans[from:len(f.spans):len(f.spans)]
		switch {
		case quotedItems > 0 && items == 0:
			a.Kind = Direct
		case quotedItems > 0:
			a.Kind = Mixed
		}
		f.res.Attributions = append(f.res.Attributions, a)
	}
	if lastQuoted >= 0 {
		f.lastDirect = lastQuoted
	}
	if len(f.found) == 0 {
		f.continued(lo, hi, outer, begun)
	}
}

// firstPerson reports whether item i is I, we, my or our.
func (f *Finder) firstPerson(i int) bool {
	switch f.word(i) {
	case "I", "we", "We", "my", "My", "our", "Our":
		return true
	}
	return false
}

// continued handles a clause without cues that is all quotation: it goes on
// with the speaker before.
func (f *Finder) continued(lo, hi int, outer int32, begun bool) {
	for i := lo; i < hi; i++ {
		if f.items[i].kind == iWord {
			f.lastPara = -1
			return
		}
	}
	to := f.lastDirect
	if to < 0 && !begun {
		to = f.lastPara
	}
	for i := lo; i < hi; i++ {
		it := &f.items[i]
		if it.kind != iQuote || f.owner[it.quote] >= 0 {
			continue
		}
		owner := to
		if q := &f.quotes[it.quote]; q.continues >= 0 && f.owner[q.continues] >= 0 {
			owner = f.owner[q.continues]
		}
		if owner < 0 {
			continue
		}
		f.owner[it.quote] = owner
		f.lastDirect = owner
		f.extra = append(f.extra, extension{owner, f.span(i, i+1)})
	}
}

// trim takes punctuation off both ends of a range of items.
func (f *Finder) trim(r [2]int) [2]int {
	for r[0] < r[1] && f.items[r[0]].kind == iPunct && f.items[r[0]].ch != '(' {
		r[0]++
	}
	for r[0] < r[1] && f.items[r[1]-1].kind == iPunct && f.items[r[1]-1].ch != ')' {
		r[1]--
	}
	return r
}

// span returns the bytes of items [a, b).
func (f *Finder) span(a, b int) Span {
	toks := f.doc.Tokens
	return Span{int(toks[f.items[a].first].Start), int(toks[f.items[b-1].last-1].End)}
}

// extension is a quotation that goes on with an attribution made before.
type extension struct {
	attr int32
	span Span
}

// extend adds the extensions to the contents of their attributions.
func (f *Finder) extend() {
	slices.SortStableFunc(f.extra, func(a, b extension) int { return int(a.attr - b.attr) })
	for i := 0; i < len(f.extra); {
		a := &f.res.Attributions[f.extra[i].attr]
		from := len(f.spans)
		f.spans = append(f.spans, a.Content...)
		for k := f.extra[i].attr; i < len(f.extra) && f.extra[i].attr == k; i++ {
			f.spans = append(f.spans, f.extra[i].span)
		}
		a.Content = f.spans[from:len(f.spans):len(f.spans)]
	}
}

// publish orders what was found and prepares VoiceAt.
func (f *Finder) publish() {
	r := &f.res
	toks := f.doc.Tokens
	for _, q := range f.quotes {
		r.Quotations = append(r.Quotations, Quotation{
			Span:      Span{int(toks[q.open].Start), int(toks[q.end-1].End)},
			Level:     int(q.level),
			Continues: int(q.continues),
		})
	}
	f.extend()
	n := len(r.Attributions)
	f.order = f.order[:0]
	for i := range n {
		f.order = append(f.order, int32(i))
		if c := r.Attributions[i].Content; len(c) > 1 {
			slices.SortFunc(c, func(a, b Span) int { return a.Start - b.Start })
		}
	}
	slices.SortFunc(f.order, func(a, b int32) int {
		x, y := &r.Attributions[a], &r.Attributions[b]
		if d := x.Cue.Start - y.Cue.Start; d != 0 {
			return d
		}
		return int(a - b)
	})
	f.rank = f.rank[:0]
	f.rank = append(f.rank, f.order...)
	for to, from := range f.order {
		f.rank[from] = int32(to)
	}
	f.sorted = f.sorted[:0]
	for _, k := range f.order {
		a := r.Attributions[k]
		if a.Parent >= 0 {
			a.Parent = int(f.rank[a.Parent])
		}
		f.sorted = append(f.sorted, a)
	}
	r.Attributions, f.sorted = f.sorted, r.Attributions
	f.voices()
}
