package quote

import "github.com/seed-11e619e4/pressframe/sentiment/text"

// maxLevel is how deep quotations nest; marks deeper than that are text.
const maxLevel = 4

// quotation is a Quotation in tokens: [open, end), end past the closing mark.
type quotation struct {
	open, end int32
	parent    int32 // index into Finder.quotes, -1 at level 0
	continues int32
	level     int8
	closed    bool
	dropped   bool // an apostrophe after all
	family    family
}

type family uint8

const (
	double family = iota + 1
	single
	angle
)

// mark is a quotation mark or apostrophe of the paragraph being paired.
type mark struct {
	tok    int32
	family family
	opens  bool // may open
	closes bool // may close
	// possessive: may be the apostrophe of "workers' pay"
	possessive bool
	// closerAhead: a single mark that may close comes before the next that
	// may open.
	closerAhead bool
}

// elisions are words that begin with an apostrophe.
var elisions = [...]uint64{
	text.Hash("em"), text.Hash("tis"), text.Hash("twas"), text.Hash("til"), text.Hash("cause"),
	text.Hash("n"), text.Hash("bout"), text.Hash("cos"), text.Hash("im"), text.Hash("er"),
}

// pair finds the quotations of the document, paragraph by paragraph.
func (f *Finder) pair() {
	f.quotes = f.quotes[:0]
	f.regions = f.regions[:0]
	f.marked = f.marked[:0]
	toks := f.doc.Tokens
	var unclosed [maxLevel]int32 // quotations the last paragraph left open
	nUnclosed := 0
	sent := 0
	from := 0
	depth := 0 // marks seen to open minus seen to close, for lines
	end := func(i int) {
		if from < i {
			nUnclosed = f.pairParagraph(int32(from), int32(i), &unclosed, nUnclosed)
			f.regions = append(f.regions, region{int32(from), int32(i), -1})
		}
		f.marked = f.marked[:0]
		from, depth = i, 0
	}
	for i := range toks {
		t := &toks[i]
		if t.Kind != text.Quote && t.Flags&(text.NewLine|text.Paragraph) == 0 {
			continue
		}
		if t.Kind == text.Quote {
			if t.Flags&text.Opening != 0 {
				depth++
			} else if t.Flags&text.Closing != 0 && depth > 0 {
				depth--
			}
		}
		opens := t.Kind == text.Quote && t.Flags&text.Opening != 0
		if i > 0 && (t.Flags&text.Paragraph != 0 || t.Flags&text.NewLine != 0 && f.startsSentence(i, &sent) && (depth == 0 || opens && depth == 1)) {
			end(i)
			if opens {
				depth = 1
			}
		}
		if t.Kind == text.Quote {
			f.marked = append(f.marked, int32(i))
		}
	}
	end(len(toks))
	f.settle()
}

// startsSentence reports whether a sentence begins at token i. It is asked of
// rising tokens; sent is where the last answer was found. A line break alone
// ends a paragraph there, unless a quotation runs on.
func (f *Finder) startsSentence(i int, sent *int) bool {
	ss := f.doc.Sentences
	for *sent < len(ss) && int(ss[*sent].Last) <= i {
		*sent++
	}
	return *sent < len(ss) && int(ss[*sent].First) == i
}

// region is a range of tokens to be searched for attributions: a paragraph,
// or the inside of a quotation.
type region struct {
	from, to int32
	quote    int32 // quotation whose inside it is, -1 for a paragraph
}

// pairParagraph pairs the marks of the tokens [from, to) and returns how many
// quotations stay open.
func (f *Finder) pairParagraph(from, to int32, unclosed *[maxLevel]int32, pending int) int {
	f.marks = f.marks[:0]
	for _, i := range f.marked {
		f.classify(i, from, to)
	}
	if len(f.marks) == 0 {
		return 0
	}
	ahead := false
	for k := len(f.marks) - 1; k >= 0; k-- {
		m := &f.marks[k]
		if m.family != single {
			continue
		}
		m.closerAhead = ahead
		switch {
		case m.opens:
			ahead = false
		case m.closes:
			ahead = true
		}
	}
	var stack [maxLevel]int32
	depth := 0
	first := len(f.quotes)
	for k := range f.marks {
		m := &f.marks[k]
		// Look for what it could close.
		at := -1
		for d := depth - 1; d >= 0; d-- {
			if f.quotes[stack[d]].family == m.family {
				at = d
				break
			}
		}
		closes := m.closes && at >= 0
		if closes && m.possessive && m.closerAhead {
			closes = false
		}
		if closes {
			for depth > at+1 { // what stayed open inside ends here
				depth--
				f.cut(stack[depth], m.tok)
			}
			depth--
			q := &f.quotes[stack[depth]]
			q.end, q.closed = m.tok+1, true
			continue
		}
		if !m.opens && at < 0 && m.family == double && len(f.quotes) == first && m.tok > from+2 &&
			f.doc.Tokens[m.tok-1].Kind == text.Punct && f.doc.Tokens[m.tok-1].End == f.doc.Tokens[m.tok].Start {
			// The mark that opened it was lost with what came before.
			f.quotes = append(f.quotes, quotation{open: from, end: m.tok + 1, parent: -1, continues: -1, family: double, closed: true})
			continue
		}
		if !m.opens || depth == maxLevel {
			continue
		}
		if m.family == single && !m.closerAhead && m.tok != from {
			continue // an apostrophe: nothing closes it
		}
		if at >= 0 && m.family != angle {
			// The same mark opens again: the one before was never closed.
			for depth > at {
				depth--
				f.cut(stack[depth], m.tok)
			}
		}
		q := quotation{open: m.tok, end: to, parent: -1, continues: -1, family: m.family, level: int8(depth)}
		if depth > 0 {
			q.parent = stack[depth-1]
		}
		if m.tok-from <= int32(depth) && depth < pending && f.quotes[unclosed[depth]].family == m.family {
			q.continues = unclosed[depth]
		}
		stack[depth] = int32(len(f.quotes))
		depth++
		f.quotes = append(f.quotes, q)
	}
	copy(unclosed[:], stack[:depth])
	return depth
}

// cut ends a quotation that was not closed before token tok. A single mark
// that was not closed was an apostrophe.
func (f *Finder) cut(k, tok int32) {
	q := &f.quotes[k]
	q.end = tok
	if q.family == single {
		q.dropped = true
	}
}

// settle drops single marks that neither close nor go on, and gives every
// quotation its final level and parent.
func (f *Finder) settle() {
	for i := len(f.quotes) - 1; i >= 0; i-- {
		q := &f.quotes[i]
		if q.dropped {
			continue
		}
		if q.continues >= 0 {
			if !f.quotes[q.continues].dropped {
				f.quotes[q.continues].closed = true // it goes on: keep it
			}
		}
		if q.closed {
			continue
		}
		if q.family == single {
			q.dropped = true
		} else if f.partial(q) {
			// A borrowed phrase does not outlast its sentence.
			q.end = min(q.end, f.doc.Sentences[f.doc.SentenceOf(int(q.open))].Last)
		}
	}
	n := int32(0)
	// Compact in place; continues and parent are renumbered through open.
	if cap(f.renumber) < len(f.quotes) {
		f.renumber = make([]int32, len(f.quotes)+len(f.quotes)/2)
	}
	num := f.renumber[:len(f.quotes)]
	for i := range f.quotes {
		q := f.quotes[i]
		if q.dropped || q.end-q.open < 2 {
			num[i] = -1
			if q.parent >= 0 {
				num[i] = num[q.parent]
			}
			continue
		}
		if q.parent >= 0 {
			q.parent = num[q.parent]
		}
		for q.parent >= 0 && f.quotes[q.parent].end <= q.open {
			q.parent = f.quotes[q.parent].parent
		}
		q.level = 0
		if q.parent >= 0 {
			q.level = f.quotes[q.parent].level + 1
		}
		if q.continues >= 0 {
			if f.quotes[q.continues].open >= q.open || num[q.continues] < 0 {
				q.continues = -1
			} else {
				q.continues = num[q.continues]
			}
		}
		num[i] = n
		f.quotes[n] = q
		n++
	}
	f.quotes = f.quotes[:n]
}

// partial reports whether a quotation begins inside a clause rather than at the
// start of a sentence or after a comma or colon.
func (f *Finder) partial(q *quotation) bool {
	if q.open == 0 || f.doc.Tokens[q.open].Flags&(text.Paragraph|text.NewLine) != 0 {
		return false
	}
	return f.doc.Tokens[q.open-1].Kind == text.Word
}

// classify appends the mark at token i of the paragraph [from, to).
func (f *Finder) classify(i, from, to int32) {
	doc := f.doc
	t := doc.Tokens[i]
	m := mark{tok: i, opens: t.Flags&text.Opening != 0, closes: t.Flags&text.Closing != 0}
	first := doc.Source[t.Start]
	rest := doc.Source[t.Start:t.End]
	switch {
	case first == '"', len(rest) == 2 && (first == '\'' || first == '`'):
		m.family = double
	case first == '\'' || first == '`':
		m.family = single
	case len(rest) == 3 && rest[0] == 0xE2 && rest[1] == 0x80:
		switch rest[2] {
		case 0x9C, 0x9D, 0x9E, 0x9F: // “ ” „ ‟
			m.family = double
		case 0xB9, 0xBA: // ‹ ›
			m.family = angle
		default: // ‘ ’ ‚ ‛
			m.family = single
		}
	default: // « »
		m.family = angle
	}
	glued := i > from && doc.Tokens[i-1].End == t.Start
	var prev, next *text.Token
	if i > from {
		prev = &doc.Tokens[i-1]
	}
	if i+1 < to {
		next = &doc.Tokens[i+1]
	}
	if !m.opens && !m.closes {
		// The space does not tell: close if something is open, else open.
		if next == nil || next.Start != t.End {
			m.closes = true
		} else {
			m.opens, m.closes = true, true
		}
	}
	switch m.family {
	case single:
		if glued && prev.Kind == text.Number && first == '\'' && m.closes {
			if next != nil && (next.Kind == text.Number || next.Kind == text.Word) {
				return
			}
		}
		if m.opens && next != nil && next.Start == t.End {
			if next.Kind == text.Number {
				m.opens = next.End-next.Start != 2 && !f.decade(next)
			}
			for _, e := range elisions {
				if next.ID == e {
					m.opens = false
				}
			}
		}
		if m.closes && glued && prev.Kind == text.Word && next != nil && next.Kind == text.Word &&
			next.Start > t.End && doc.Source[t.Start-1]|0x20 == 's' {
			m.possessive = true
		}
		if !m.opens && !m.closes {
			return
		}
	}
	f.marks = append(f.marks, m)
}

// decade reports whether a token is the rest of '90s.
func (f *Finder) decade(t *text.Token) bool {
	s := f.doc.Source[t.Start:t.End]
	return len(s) == 3 && s[2] == 's'
}
