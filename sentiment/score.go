package sentiment

import (
	"github.com/seed-11e619e4/pressframe/sentiment/quote"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// sentence scores sentence i of the document at hand.
func (st *state) sentence(i int, out *Sentence) {
	s := &st.doc.Sentences[i]
	out.Span = Span{int(s.Start), int(s.End)}
	st.first, st.last = int(s.First), int(s.Last)
	st.phrases, st.hits, st.scopes = st.phrases[:0], st.hits[:0], st.scopes[:0]
	st.index, st.rules = i, [len(Frames)]float64{}
	if st.observe != nil || st.layer != nil || st.anchored() {
		st.look()
		st.match(i)
		if len(st.hits) > 0 {
			st.weigh(i, out)
		}
	}
	st.rules = out.Prob
	st.voice(i, out)
	if st.observe != nil {
		st.observe(i, out)
	} else if st.layer != nil {
		before := out.Frames
		st.speak(out)
		if out.Frames != before {
			st.retarget(i, out)
			st.voice(i, out)
		}
	}
	st.recent[0], st.recent[1] = st.recent[1], out.Frames
	st.recentProb[0], st.recentProb[1] = st.recentProb[1], st.rules
	if out.Frames.Has(Blame) && out.Speaker.Name != "" {
		for k := range out.Targets {
			out.Ties = append(out.Ties, Tie{From: speakerID(&out.Speaker), To: out.Targets[k].Actor})
		}
	} else if out.Frames.Has(Blame) {
		for k := range out.Targets {
			out.Ties = append(out.Ties, Tie{To: out.Targets[k].Actor})
		}
	}
}

// anchored reports whether a pattern may begin in the sentence.
func (st *state) anchored() bool {
	for i := st.first; i < st.last; i++ {
		if st.toks[i].pos&posAnchor != 0 {
			return true
		}
	}
	return false
}

// match fills st.hits and st.scopes.
func (st *state) match(sentence int) {
	for _, at := range st.anchors {
		i := int(at)
		w := st.word(i)
		if t := st.token(i); t.Flags&(text.Title|text.AllCaps) == text.Title && !st.titleCase && w.pos&posRole == 0 &&
			!st.startsSentence(i, st.first) && !st.isBadAdjective(i) {
			continue // part of a name or title
		}
		// The word alone; phrases that begin with it have anchors of their own.
		st.matchRefs(w.refFrom, w.refTo, i, sentence)
	}
	for k := 0; k < len(st.phrases); k++ {
		ph := st.phrases[k]
		n := &st.prog.nodes[ph.node]
		st.matchRefs(n.from, n.to, int(ph.start), sentence)
	}
}

// isBadAdjective: "Crooked", "Lying", which a capital makes no name.
func (st *state) isBadAdjective(i int) bool {
	return st.prog.badAdjective >= 0 && st.prog.has(st.toks[i].word, st.prog.badAdjective)
}

// matchRefs tries the patterns that a word or phrase at token i anchors.
func (st *state) matchRefs(from, to int32, i, sentence int) {
	for _, a := range st.prog.refs[from:to] {
		if a.wanted >= 0 && !st.survey.occurs(st.prog, a.wanted) {
			continue
		}
		st.matchAt(a, i, sentence)
	}
}

func (st *state) matchAt(a anchorRef, i, sentence int) {
	p := st.prog.patterns[a.pattern]
	for k := 1; k < len(p.wanted); k++ {
		if !st.survey.occurs(st.prog, p.wanted[k]) {
			return
		}
	}
	if p.after > 0 && !st.stoodBefore(p.after-1, sentence) {
		return
	}
	h, ok := st.try(p, int(a.elem), i, sentence)
	if !ok {
		return
	}
	h.pattern = a.pattern
	if p.scope != nil {
		st.addScope(p.scope, &h)
		return
	}
	for k := range p.unless {
		if st.near(&p.unless[k], int(h.start), int(h.end), sentence) {
			return
		}
	}
	for k := range st.hits {
		// The same pattern in another wording of it: the longer match stays.
		o := &st.hits[k]
		if st.prog.patterns[o.pattern].def == p.def && o.start < h.end && h.start < o.end && o.negated == h.negated && sameTargets(o, &h) {
			if h.end-h.start > o.end-o.start {
				*o = h
			}
			return
		}
	}
	st.hits = append(st.hits, h)
}

// stoodBefore reports whether a word or phrase of a symbol stands in the sentence
// before.
func (st *state) stoodBefore(sym int32, sentence int) bool {
	if sentence == 0 {
		return false
	}
	s := &st.doc.Sentences[sentence-1]
	for i := s.First; i < s.Last; i++ {
		if st.prog.has(st.toks[i].word, sym) {
			return true
		}
	}
	var buf [16]phraseHit
	for _, ph := range st.findPhrases(int(s.First), int(s.Last), buf[:0]) {
		if hasSym(st.prog.nodes[ph.node].syms, sym) {
			return true
		}
	}
	return false
}

func sameTargets(a, b *hit) bool {
	ta, tb := int32(-1), int32(-1)
	for f := 0; f < a.nfill; f++ {
		if a.fills[f].kind == slotTarget {
			ta = a.fills[f].mention
		}
	}
	for f := 0; f < b.nfill; f++ {
		if b.fills[f].kind == slotTarget {
			tb = b.fills[f].mention
		}
	}
	return ta == tb
}

// near reports whether an unless pattern matches so that it touches
// tokens [start-1, end+1).
func (st *state) near(u *unlessRef, start, end, sentence int) bool {
	sym := u.sym
	phrases := false // any of the sentence that has the symbol
	for i := range st.phrases {
		if hasSym(st.prog.nodes[st.phrases[i].node].syms, sym) {
			phrases = true
			break
		}
	}
	for i := max(st.first, start-8); i < min(st.last, end+8); i++ {
		if !phrases && !st.prog.has(st.toks[i].word, sym) {
			continue
		}
		if h, ok := st.try(st.prog.patterns[u.pattern], int(u.elem), i, sentence); ok && int(h.start) <= end && int(h.end) >= start {
			return true
		}
	}
	return false
}

// addScope enters the tokens a scope marker reaches.
func (st *state) addScope(def *scopeDef, h *hit) {
	s := scopeHit{kind: def.kind, at: h.start}
	switch def.reach {
	case "sentence":
		s.from, s.to = int32(st.first), int32(st.last)
	case "left":
		s.to = h.start
		s.from = h.start
		for int(s.from) > st.first && !st.endsClause(int(s.from)-1) {
			s.from--
		}
	case "as": // "not so much X as Y"
		s.from, s.to = h.end, h.end
		for int(s.to) < st.last && st.doc.Norm(int(s.to)) != "as" && !st.endsClause(int(s.to)) {
			s.to++
		}
	case "inside":
		s.from, s.to = h.start, h.end
	case "phrase":
		s.from, s.to = h.end, h.end
		for int(s.to) < st.last && s.to < h.end+12 && !st.endsClause(int(s.to)) && !st.is(int(s.to), ',') {
			s.to++
		}
	default:
		s.from, s.to = h.end, h.end
		for int(s.to) < st.last && !st.endsClause(int(s.to)) {
			s.to++
		}
	}
	if h.negated || def.kind == Rejected && (st.negatedBefore(int(h.start)) || st.saysOnly(h)) { // "did not deny", "no longer rejects"
		return
	}
	st.scopes = append(st.scopes, s)
}

// saysOnly reports whether the words of a hit deny nothing: "it was not only the
// board that".
func (st *state) saysOnly(h *hit) bool {
	for k := int(h.start); k < int(h.end); k++ {
		if st.pos(k)&posNeg != 0 && st.notOnly(k) {
			return true
		}
	}
	return false
}

func (st *state) endsClause(i int) bool {
	p := st.pos(i)
	return st.is(i, ';') || st.is(i, ':') || p&posBut != 0 || st.token(i).Kind == text.Punct && st.token(i).End-st.token(i).Start > 1
}

// scopeOf returns the scopes that a hit stands in.
func (st *state) scopeOf(h *hit) Scope {
	var sc Scope
	for k := range st.scopes {
		s := &st.scopes[k]
		if s.at >= h.start && s.at < h.end && s.kind != Questioned && s.from != s.at {
			continue
		}
		if h.start < s.to && h.end > s.from {
			sc |= s.kind
		}
	}
	if h.negated {
		sc ^= Negated
	}
	for e := int(st.last) - 1; e >= st.first && e >= st.last-3; e-- {
		if st.is(e, '?') {
			sc |= Questioned
			break
		}
	}
	return sc
}

// counted is what a hit is worth once its scope is applied.
type counted struct {
	frame  Frame
	weight float64
	scope  Scope
}

// weigh turns hits into probabilities, targets and spans.
func (st *state) weigh(sentence int, out *Sentence) {
	toks := st.doc.Tokens
	var buf [32]counted
	cs := buf[:0]
	for k := range st.hits {
		h := &st.hits[k]
		p := st.prog.patterns[h.pattern]
		def := p.def
		if (!p.isVerb || def.frame == Systemic) && st.negatedBefore(int(h.start)) {
			h.negated = !h.negated
		}
		c := counted{frame: def.frame, weight: def.weight, scope: st.scopeOf(h)}
		if c.scope&Contrasted != 0 {
			c.weight = 0
		}
		if c.scope&Rejected != 0 && c.weight > 0 {
			turned := def.denied
			if turned == "" {
				turned = "none"
				if def.frame == Blame {
					turned = "counter"
				}
			}
			c.turn(turned)
			c.scope &^= Negated
		}
		if c.scope&Negated != 0 && c.weight > 0 {
			c.turn(def.negated)
			switch {
			case def.negated == "same":
			case h.modal || st.modalBefore(int(h.start)): // "should not profit from" clears nobody
				c.weight = 0
			case def.negated == "counter": // clears only where somebody blames: inContext
				c.weight *= 0.65
			default:
				c.weight *= 0.85
			}
		}
		if c.scope&Questioned != 0 {
			c.weight *= 0.85
		}
		if c.scope&Supposed != 0 {
			c.weight *= 0.6
		}
		if h.modal {
			c.weight *= 0.7
		}
		for f := 0; f < h.nfill; f++ {
			if h.fills[f].kind != slotTarget {
				continue
			}
			if h.fills[f].indirect {
				c.weight *= 0.85
			}
			if m := &st.mentions[h.fills[f].mention]; m.kind == byPronoun && (m.self || m.level == Unnamed && m.ante < 0 && !m.person && !m.plural) && p.name != "admit" && c.frame == Blame {
				c.weight *= 0.65 // we, our, you
			}
		}
		cs = append(cs, c)
	}
	// A hit inside another that counts for a different frame gives way to
	// the one that covers more: "wrongly accused the doctor".
	for a := range cs {
		for b := range cs {
			if a == b || cs[a].weight == 0 || cs[b].weight == 0 || cs[a].frame == cs[b].frame {
				continue
			}
			ha, hb := &st.hits[a], &st.hits[b]
			if hb.start <= ha.start && ha.end <= hb.end && cs[b].frame == CounterBlame && (cs[b].weight >= 0.5 || cs[b].weight >= cs[a].weight) {
				cs[a].weight = 0
			}
		}
	}
	for k := range st.hits {
		h, c := &st.hits[k], &cs[k]
		p := st.prog.patterns[h.pattern]
		o := Hit{Pattern: p.name, Frame: p.def.frame, Span: Span{int(toks[h.start].Start), int(toks[h.end-1].End)},
			Scope: c.scope, Counts: c.frame, Weight: c.weight}
		for f := 0; f < h.nfill; f++ {
			if h.fills[f].kind == slotTarget {
				m := &st.mentions[h.fills[f].mention]
				o.Target = st.span(m)
			}
		}
		out.Hits = append(out.Hits, o)
	}
	// Noisy or, but hits that overlap tell the same thing once.
	for _, f := range Frames {
		miss := 1.0
		for a := range cs {
			if cs[a].frame != f || cs[a].weight == 0 || coveredByStronger(st.hits, a, func(b int) bool {
				return cs[b].frame == f && (cs[b].weight > cs[a].weight || cs[b].weight == cs[a].weight && b < a)
			}) {
				continue
			}
			miss *= 1 - cs[a].weight
		}
		out.Prob[f] = st.inContext(f, 1-miss)
		if out.Prob[f] >= 0.5 {
			out.Frames = out.Frames.With(f)
		}
	}
	if !out.Frames.Has(Blame) {
		return
	}
	for k := range st.hits {
		if cs[k].frame == Blame && cs[k].weight >= 0.3 {
			st.addTargets(&st.hits[k], sentence, out)
		}
	}
	if len(out.Targets) > 1 {
		// Unnamed stands only when nobody is named.
		kept := out.Targets[:0]
		for _, t := range out.Targets {
			if t.Level != Unnamed {
				kept = append(kept, t)
			}
		}
		if len(kept) > 0 {
			out.Targets = kept
		} else {
			out.Targets = out.Targets[:1]
		}
	}
	if len(out.Targets) == 0 || len(out.Targets) == 1 && out.Targets[0].Level == Unnamed {
		st.likelyTarget(sentence, out)
	}
	if len(out.Targets) == 0 {
		out.Targets = append(out.Targets, Target{Level: Unnamed, Span: out.Hits[0].Span})
	}
}

// inContext raises a weak sign of a frame that the title or one of the two
// sentences before carried; a sign of counter-blame also where they blame.
func (st *state) inContext(f Frame, p float64) float64 {
	if p < 0.4 || p >= 0.5 {
		return p
	}
	context := st.titleFrames | st.recent[0] | st.recent[1]
	if context.Has(f) || f == CounterBlame && context.Has(Blame) {
		return p + 0.1
	}
	return p
}

// negatedBefore looks for a negation shortly before a match that has no verb
// of its own to carry it: "was not mainly the fault of", "no failure by".
func (st *state) negatedBefore(i int) bool {
	for k := i - 1; k >= st.first && k >= i-4; k-- {
		p := st.pos(k)
		if p&posNeg != 0 || st.token(k).ID == idNo || st.token(k).ID == idWithout || st.token(k).ID == idNobody {
			return !st.notOnly(k)
		}
		if st.isBreak(k) || p&(posConj|posSub|posRel) != 0 && p&posDet == 0 {
			return false
		}
	}
	return false
}

// modalBefore reports whether "should", "cannot" or the like stands before a
// match, no more than a negation and adverbs between them.
func (st *state) modalBefore(i int) bool {
	for k := i - 1; k >= st.first && k >= i-4; k-- {
		switch p := st.pos(k); {
		case p&posModal != 0:
			return true
		case p&posNeg == 0 && !st.isAdverb(k):
			return false
		}
	}
	return false
}

var idNo, idWithout, idNobody = text.Hash("no"), text.Hash("without"), text.Hash("nobody")

// turn applies what a codebook says of a hit that is negated or denied.
func (c *counted) turn(to string) {
	switch to {
	case "same":
	case "blame":
		c.frame = Blame
	case "systemic":
		c.frame = Systemic
	case "counter":
		c.frame = CounterBlame
	default:
		c.weight = 0
	}
}

// retarget mends targets after the layer has changed the frames.
func (st *state) retarget(sentence int, out *Sentence) {
	if !out.Frames.Has(Blame) {
		out.Targets = nil
		return
	}
	if len(out.Targets) > 0 {
		return
	}
	for k := range out.Hits {
		if out.Hits[k].Counts == Blame && out.Hits[k].Weight > 0 {
			st.addTargets(&st.hits[k], sentence, out)
		}
	}
	if len(out.Targets) == 0 {
		st.likelyTarget(sentence, out)
	}
	if len(out.Targets) == 0 {
		out.Targets = append(out.Targets, Target{Level: Unnamed, Span: out.Span})
	}
	// Who is blamed for violence and is nobody known, or just a man, did it. The
	// words do not tell who suffered it: see CODEBOOK.md.
	if t := &out.Targets[0]; len(out.Targets) == 1 && (t.Level == Unnamed || t.Level == Public) && st.survey.hasClass(st.prog.violence) {
		t.Level = Perpetrator
		if t.Show != "" {
			t.Show = t.Level.String()
		}
	}
}

// likelyTarget looks for the actor a blaming sentence most likely means when
// no pattern named one: the subject of the words that blame, or the first
// actor of the sentence who is not its speaker and can be held to account, a
// body before a person outside politics. Where no words blame, nobody who speaks
// in the sentence is meant.
func (st *state) likelyTarget(sentence int, out *Sentence) {
	var best *hit
	weight := 0.0
	for k := range st.hits {
		if o := &out.Hits[k]; o.Counts == Blame && o.Weight > weight {
			best, weight = &st.hits[k], o.Weight
		}
	}
	if best != nil && st.prog.patterns[best.pattern].def.agentless && weight >= 0.55 {
		return
	}
	where := out.Start
	if len(out.Hits) > 0 {
		where = out.Hits[0].Start
	}
	// Where no words blame, nobody who speaks in the sentence is meant.
	_, first := st.quotes.VoiceAt(where)
	end := first + 1
	if best == nil {
		if from, to := st.quotes.Within(quote.Span{Start: out.Start, End: out.End}); from < to {
			first, end = from, to
		}
	}
	speaks := func(m *mention) bool {
		sp := st.span(m)
		for at := max(first, 0); at < end; at++ {
			if src := st.quotes.Attributions[at].Source; src.Start <= sp.Start && sp.End <= src.End {
				return true
			}
		}
		return false
	}
	fits := func(k int) bool {
		m := &st.mentions[k]
		if m.kind == byIndefinite || m.self || st.isPlace(m) || speaks(m) {
			return false
		}
		a, ok := st.resolve(k, sentence)
		if !ok {
			return false
		}
		switch st.mentions[a].level {
		case Victim, Family, Public, Unnamed:
			return false
		}
		return true
	}
	if best != nil {
		if f, ok := st.subject(int(best.verb), sentence, 0); ok && fits(int(f.mention)) {
			out.Targets = out.Targets[:0]
			st.addTarget(int(f.mention), sentence, nil, out)
			return
		}
	}
	from, to := st.mentionsOf(sentence)
	likely := -1
	for k := from; k < to; k++ {
		if !fits(k) {
			continue
		}
		if likely < 0 {
			likely = k
		}
		// In politics it is most often a politician, elsewhere a body.
		a, _ := st.resolve(k, sentence)
		if level := st.mentions[a].level; st.politics && level == Politician || !st.politics && !personLevel(level) {
			likely = k
			break
		}
	}
	if likely >= 0 {
		out.Targets = out.Targets[:0]
		st.addTarget(likely, sentence, nil, out)
	}
}

func coveredByStronger(hits []hit, a int, stronger func(b int) bool) bool {
	for b := range hits {
		if b != a && hits[b].start < hits[a].end && hits[a].start < hits[b].end && stronger(b) {
			return true
		}
	}
	return false
}

func (st *state) span(m *mention) Span {
	return Span{int(st.doc.Tokens[m.first].Start), int(st.doc.Tokens[m.last-1].End)}
}

// addTargets enters the actors in the TARGET slots of a hit.
func (st *state) addTargets(h *hit, sentence int, out *Sentence) {
	def := st.prog.patterns[h.pattern].def
	for f := 0; f < h.nfill; f++ {
		if h.fills[f].kind != slotTarget {
			continue
		}
		k := int(h.fills[f].mention)
		st.addTarget(k, sentence, def, out)
		if st.mentions[k].kind == byPronoun {
			continue
		}
		// Others joined to it: "the trust and the police failed".
		from, _ := st.mentionsOf(sentence)
		for j := k - 1; j >= from; j-- {
			a, b := &st.mentions[j], &st.mentions[j+1]
			if !st.joined(int(a.last), int(b.first)) || a.kind == byPronoun || a.kind == byName != (b.kind == byName) && b.first-a.last == 1 {
				break
			}
			st.addTarget(j, sentence, def, out)
		}
		_, to := st.mentionsOf(sentence)
		for j := k + 1; j < to; j++ {
			a, b := &st.mentions[j-1], &st.mentions[j]
			if !st.joined(int(a.last), int(b.first)) || b.kind == byPronoun || a.kind == byName != (b.kind == byName) && b.first-a.last == 1 || int(b.last) < st.last && st.pos(int(b.last))&posFinite != 0 {
				break
			}
			st.addTarget(j, sentence, def, out)
		}
	}
}

// joined reports whether only "and", commas and determiners lie between.
func (st *state) joined(a, b int) bool {
	and := false
	for i := a; i < b; i++ {
		p := st.pos(i)
		if p&posConj != 0 {
			and = true
		} else if st.is(i, ',') {
			and = true
		} else if p&posDet == 0 {
			return false
		}
	}
	return and
}

// addTarget enters an actor; def is the pattern that it is the target of, nil
// when it was only guessed.
func (st *state) addTarget(k, sentence int, def *patternDef, out *Sentence) {
	m := &st.mentions[k]
	a, ok := st.resolve(k, sentence)
	t := Target{Span: st.span(m)}
	am := &st.mentions[a]
	if !ok {
		am = m
	}
	t.Level = am.level
	if am.kind == byPronoun && !am.self {
		t.Level = Unnamed
	}
	if am.actor != 0 {
		act := &st.prog.actors[am.actor-1]
		t.Actor, t.Name, t.Show, t.Level = act.ID, act.ID, act.Show, act.Level
		if t.Show == "" {
			t.Show = act.ID
		}
	} else if am.kind != byIndefinite && (am.kind != byPronoun || am.self) {
		sp := st.span(am)
		t.Name = st.doc.Source[sp.Start:sp.End]
		t.Actor = text.Fold(t.Name)
		t.Show = t.Level.String()
	}
	if t.Level == Victim || t.Level == Family {
		t.Level = Public
	}
	if def != nil && def.levelled && (t.Level == Public || t.Level == Unnamed || t.Level == Individual && !am.known) {
		t.Level = def.level
	}
	for i := range out.Targets {
		if out.Targets[i].Actor == t.Actor {
			return
		}
	}
	out.Targets = append(out.Targets, t)
}
