package valence

import "math"

// rate gives every rated word its rating in its context.
func (s *Scorer) rate() {
	mixed := s.mixedCase()
	for i := range s.hits {
		s.hits[i].rating = s.rateWord(int(s.hits[i].at), mixed)
	}
	for i := range s.words {
		if s.flags(i)&isBut != 0 {
			s.contrast(int32(i))
			break
		}
	}
}

// mixedCase reports whether some words are in capitals and some are not.
func (s *Scorer) mixedCase() bool {
	n := 0
	for _, w := range s.words {
		if w.shape&inCapitals != 0 {
			n++
		}
	}
	return n > 0 && n < len(s.words)
}

func (s *Scorer) flags(i int) entryFlags { return s.lex.entries[s.words[i].entry].flags }

func (s *Scorer) is(i int, f entryFlags) bool {
	return i >= 0 && i < len(s.words) && s.flags(i)&f != 0
}

// negates reports whether word i is a negation.
func (s *Scorer) negates(i int) bool {
	return s.flags(i)&isNegation != 0 || s.words[i].shape&hasNt != 0
}

// rateWord applies the rules to the rated word i.
func (s *Scorer) rateWord(i int, mixed bool) float64 {
	e := &s.lex.entries[s.words[i].entry]
	if e.flags&isBooster != 0 || e.flags&isKind != 0 && s.is(i+1, isOf) {
		return 0
	}
	v := e.rating
	if e.flags&isNo != 0 && s.is(i+1, isRated) {
		v = 0 // it negates the next word instead
	}
	if s.is(i-1, isNo) || s.is(i-2, isNo) || s.is(i-3, isNo) && s.is(i-1, isOrNor) {
		v = e.rating * negation
	}
	if mixed && s.words[i].shape&inCapitals != 0 {
		if v > 0 {
			v += capitals
		} else {
			v -= capitals
		}
	}
	for back := 1; back <= 3 && i >= back; back++ {
		if s.is(i-back, isRated) {
			continue
		}
		v += s.boost(i-back, back, v, mixed)
		v = s.negate(v, i, back)
		if back == 3 {
			v = s.idiom(v, i)
		}
	}
	if s.is(i-1, isLeast) && !s.is(i-1, isRated) && !s.is(i-2, isAtOrVery) {
		v *= negation
	}
	return v
}

// boost returns what a booster, back words before a word rated v, adds to it.
func (s *Scorer) boost(at, back int, v float64, mixed bool) float64 {
	e := &s.lex.entries[s.words[at].entry]
	if e.flags&isBooster == 0 {
		return 0
	}
	b := e.boost
	if v < 0 {
		b = -b
	}
	if mixed && s.words[at].shape&inCapitals != 0 {
		if v > 0 {
			b += capitals
		} else {
			b -= capitals
		}
	}
	switch back {
	case 2:
		b = float64(b * 0.95)
	case 3:
		b = float64(b * 0.9)
	}
	return b
}

// negate applies a negation that stands back words before word i.
func (s *Scorer) negate(v float64, i, back int) float64 {
	switch back {
	case 2:
		if s.is(i-2, isNever) && s.is(i-1, isSoOrThis) {
			return v * intensify
		}
		if s.is(i-2, isWithout) && s.is(i-1, isDoubt) {
			return v
		}
	case 3:
		// The published condition binds so: "never so …", or "so" and
		// "this" just before the word with or without "never".
		if s.is(i-3, isNever) && s.is(i-2, isSoOrThis) || s.is(i-1, isSoOrThis) {
			return v * intensify
		}
		if s.is(i-3, isWithout) && (s.is(i-2, isDoubt) || s.is(i-1, isDoubt)) {
			return v
		}
	}
	if s.negates(i - back) {
		return v * negation
	}
	return v
}

// idiom looks for phrases around word i, which has three words before it.
func (s *Scorer) idiom(v float64, i int) float64 {
	near := entryFlags(0)
	for j := i - 3; j <= i+2 && j < len(s.words); j++ {
		near |= s.flags(j)
	}
	if near&inPhrase == 0 {
		return v
	}
	seq := func(at ...int) (p phrase) {
		for k, j := range at {
			// An unknown word is in no phrase.
			if p[k] = s.words[j].entry; p[k] == 0 {
				return phrase{}
			}
		}
		return p
	}
	for _, p := range [...]phrase{seq(i-1, i), seq(i-2, i-1, i), seq(i-2, i-1), seq(i-3, i-2, i-1), seq(i-3, i-2)} {
		if r, ok := s.lex.phrases[p]; ok {
			v = r
			break
		}
	}
	if i+1 < len(s.words) {
		if r, ok := s.lex.phrases[seq(i, i+1)]; ok {
			v = r
		}
	}
	if i+2 < len(s.words) {
		if r, ok := s.lex.phrases[seq(i, i+1, i+2)]; ok {
			v = r
		}
	}
	for _, p := range [...]phrase{seq(i-3, i-2), seq(i-2, i-1)} {
		v += s.lex.boosterPhrases[p]
	}
	return v
}

// contrast halves ratings before the first "but" and raises those after it.
//
// The published implementation looks each rating up by its value, so that when
// two words have the same rating by then, the first of them is changed. Scores
// can only agree if that is done here too.
func (s *Scorer) contrast(but int32) {
	if len(s.hits) > fewHits {
		s.contrastMany(but)
		return
	}
	for j := range s.hits {
		v := s.hits[j].rating
		for k := range s.hits[:j+1] {
			if s.hits[k].rating == v {
				s.shift(k, but)
				break
			}
		}
	}
}

// fewHits is up to where a plain search beats a queue.
const fewHits = 48

func (s *Scorer) shift(k int, but int32) {
	switch h := &s.hits[k]; {
	case h.at < but:
		h.rating *= halfway
	case h.at > but:
		h.rating *= emphasised
	}
}

// contrastMany does the same in n log n, with a queue of places for each
// rating.
func (s *Scorer) contrastMany(but int32) {
	q := buckets{}
	for k, h := range s.hits {
		if h.rating != 0 {
			q.push(h.rating, int32(k))
		}
	}
	for j := range s.hits {
		v := s.hits[j].rating
		if v == 0 {
			continue
		}
		for {
			k := int(q.pop(v))
			if s.hits[k].rating != v {
				continue // changed since it was queued
			}
			s.shift(k, but)
			q.push(s.hits[k].rating, int32(k))
			break
		}
	}
}

// sum adds the ratings up.
func (s *Scorer) sum(text string) Valence {
	if len(s.words) == 0 {
		return Valence{}
	}
	var total, pos, neg float64
	neutral := float64(len(s.words))
	for _, h := range s.hits {
		total += h.rating
		switch {
		case h.rating > 0:
			pos += h.rating + 1
			neutral--
		case h.rating < 0:
			neg += h.rating - 1
			neutral--
		}
	}
	punctuation := emphasis(text)
	if total > 0 {
		total += punctuation
	} else if total < 0 {
		total -= punctuation
	}
	if pos > -neg {
		pos += punctuation
	} else if pos < -neg {
		neg -= punctuation
	}
	whole := pos - neg + neutral
	return Valence{Neg: (0 - neg) / whole, Neu: neutral / whole, Pos: pos / whole, Compound: normalise(total)}
}

// normalise maps a sum of ratings to [−1, 1].
func normalise(x float64) float64 {
	const spread = 15
	return max(-1, min(1, x/math.Sqrt(float64(x*x)+spread)))
}

// emphasis returns the weight of exclamation and question marks: up to four of
// the one, two or more of the other.
func emphasis(text string) float64 {
	exclamations, questions := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '!':
			exclamations++
		case '?':
			questions++
		}
	}
	e := float64(float64(min(exclamations, 4)) * 0.292)
	switch {
	case questions > 3:
		e += 0.96
	case questions > 1:
		e += float64(float64(questions) * 0.18)
	}
	return e
}
