package text

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"github.com/clipperhouse/uax29/v2/words"
)

type class uint8

const (
	cSpace class = iota + 1
	cLine
	cLower
	cUpper
	cDigit
	cPunct
	cQuote
	cSymbol
	cHigh
)

var classes = func() (t [256]class) {
	for i := range t {
		switch c := byte(i); {
		case c >= utf8.RuneSelf:
			t[i] = cHigh
		case c == '\n' || c == '\r':
			t[i] = cLine
		case c <= ' ' || c == 0x7F:
			t[i] = cSpace
		case 'a' <= c && c <= 'z' || c == '_':
			t[i] = cLower
		case 'A' <= c && c <= 'Z':
			t[i] = cUpper
		case '0' <= c && c <= '9':
			t[i] = cDigit
		case c == '"' || c == '\'' || c == '`':
			t[i] = cQuote
		case c == '$' || c == '+' || c == '<' || c == '=' || c == '>' || c == '^' || c == '|' || c == '~':
			t[i] = cSymbol
		default:
			t[i] = cPunct
		}
	}
	return t
}()

func isLetter(c byte) bool { k := classes[c]; return k == cLower || k == cUpper }
func isAlnum(c byte) bool  { k := classes[c]; return cLower <= k && k <= cDigit }

// tokenize fills p.doc.Tokens, and p.lines and p.stops with those of them that
// begin a line and those that can end a sentence.
func (p *Parser) tokenize(src string) {
	toks := p.doc.Tokens[:0]
	p.lines, p.stops = p.lines[:0], p.stops[:0]
	before := SpaceBefore | NewLine | Paragraph
	lines := 2
	for i := 0; i < len(src); {
		c := src[i]
		if c == ' ' {
			before |= SpaceBefore
			if i++; i == len(src) {
				break
			}
			c = src[i]
		}
		k := classes[c]
		var t Token
		if k == cLower || k == cUpper {
			t.Start = int32(i)
			if end := plainWord(&t, src, i); end > 0 {
				t.End = int32(end)
				t.Flags |= before
				if before&NewLine != 0 {
					p.lines = append(p.lines, int32(len(toks)))
				}
				before, lines = 0, 0
				toks = append(toks, t)
				i = end
				continue
			}
			t = Token{}
		}
		switch k {
		case cSpace:
			before |= SpaceBefore
			i++
			continue
		case cLine:
			if !(c == '\n' && i > 0 && src[i-1] == '\r') {
				lines++
			}
			before |= SpaceBefore | NewLine
			if lines > 1 {
				before |= Paragraph
			}
			i++
			continue
		}
		t.Start = int32(i)
		switch k {
		case cLower, cUpper, cDigit:
			i = scanWord(&t, src, i)
		case cQuote, cPunct, cSymbol:
			if c == '\'' && before&SpaceBefore == 0 && isClitic(src, i+1) && followsLetter(toks, src, i) {
				i = scanClitic(&t, src, i, i+1)
			} else {
				i = scanMark(&t, src, i, before&SpaceBefore != 0)
			}
		default:
			r, n := utf8.DecodeRuneInString(src[i:])
			switch {
			case isApostrophe(r) && before&SpaceBefore == 0 && isClitic(src, i+n) && followsLetter(toks, src, i):
				i = scanClitic(&t, src, i, i+n)
			case isQuoteRune(r):
				t.Kind = Quote
				t.ID = hashOf(r, src[i:i+n])
				t.Flags = Changed
				i += n
				t.Flags |= quoteSide(r, before&SpaceBefore != 0, src, i)
			case r == utf8.RuneError && n == 1:
				t.Kind = Symbol
				t.ID = hashByte(c)
				i++
			case r == 0x2028 || r == 0x2029 || r == 0x85:
				lines++
				before |= SpaceBefore | NewLine
				if lines > 1 || r == 0x2029 {
					before |= Paragraph
				}
				i += n
				continue
			case unicode.IsSpace(r):
				before |= SpaceBefore
				i += n
				continue
			case unicode.Is(unicode.Cf, r) || r == 0xFE0F:
				i += n
				continue
			case unicode.IsLetter(r) && r < 0x0E00 && !isApostrophe(r) || unicode.IsDigit(r):
				i = scanWord(&t, src, i)
			case unicode.IsPunct(r):
				t.Kind = Punct
				t.ID = hashOf(r, src[i:i+n])
				t.Flags = Changed
				i += n
			default:
				i = scanForeign(&t, src, i)
			}
		}
		t.End = int32(i)
		t.Flags |= before
		if before&NewLine != 0 {
			p.lines = append(p.lines, int32(len(toks)))
		}
		if ends(src, &t) {
			p.stops = append(p.stops, int32(len(toks)))
		}
		before, lines = 0, 0
		toks = append(toks, t)
	}
	p.doc.Tokens = toks
}

// plainWord reads the word that begins with the letter src[i] when it is made of
// small ASCII letters after at most one capital, as most are, and what follows
// cannot be part of it. It returns its end, or 0 for a word that is not so
// plain: then scanWord decides. The letters are looked at eight at a time.
func plainWord(t *Token, src string, i int) int {
	const (
		ones = 0x0101010101010101
		tops = 0x80 * ones
	)
	first := i
	state := uint64(hashSeed)
	for {
		if i+8 > len(src) {
			return 0
		}
		s := src[i : i+8]
		x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		small := x | 0x20*ones
		// The top bit of every byte tells whether it is a letter. The sums
		// cannot carry, for the top bits are masked.
		letters := ((small &^ tops) + (0x80-'a')*ones) &^ ((small &^ tops) + (0x7F-'z')*ones) &^ x & tops
		n := bits.TrailingZeros64(^letters&tops) / 8 // 8 when all are
		mask := ^uint64(0)
		if n < 8 {
			mask = 1<<(8*n) - 1
		}
		if capitals := ^(x << 2) & tops & mask; capitals != 0 {
			if i > first || capitals != 0x80 {
				return 0
			}
			t.Flags = Title | Changed
		}
		if n > 0 {
			state = mixBlock(state, small&mask)
		}
		i += n
		if n < 8 {
			break
		}
	}
	if !endsWord(src, i) {
		return 0
	}
	t.Kind, t.ID = Word, state
	return i
}

// endsWord reports whether a word of letters alone that runs up to src[i] ends
// there for certain.
func endsWord(src string, i int) bool {
	c := src[i]
	switch classes[c] {
	case cSpace, cLine, cSymbol:
		return true
	case cPunct:
		switch c {
		case '&':
			return false
		case '.', '-':
			return i+1 == len(src) || classes[src[i+1]] != cHigh && !isAlnum(src[i+1])
		}
		return true
	case cQuote:
		if c != '\'' || i+1 == len(src) {
			return true
		}
		k := classes[src[i+1]]
		return k < cLower || k > cUpper && k != cHigh || isClitic(src, i+1)
	}
	return false
}

// followsLetter reports whether the text right before i ends a word.
func followsLetter(toks []Token, src string, i int) bool {
	if len(toks) == 0 {
		return false
	}
	last := &toks[len(toks)-1]
	return int(last.End) == i && (last.Kind == Word || last.Kind == Number) && last.Flags&Clitic == 0
}

func isApostrophe(r rune) bool { return r == '\'' || r == 0x2019 || r == 0x02BC }

// isClitic reports whether src[i:] is s, ll, re, ve, d or m and ends there.
func isClitic(src string, i int) bool { return cliticLen(src, i) > 0 }

func cliticLen(src string, i int) int {
	if i >= len(src) {
		return 0
	}
	n := 0
	switch lower[src[i]] {
	case 's', 'd', 'm':
		n = 1
	case 'l':
		if i+1 < len(src) && lower[src[i+1]] == 'l' {
			n = 2
		}
	case 'r', 'v':
		if i+1 < len(src) && lower[src[i+1]] == 'e' {
			n = 2
		}
	}
	if n == 0 {
		return 0
	}
	if j := i + n; j < len(src) {
		if isAlnum(src[j]) {
			return 0
		}
		if src[j] >= utf8.RuneSelf {
			if r, _ := utf8.DecodeRuneInString(src[j:]); unicode.IsLetter(r) {
				return 0
			}
		}
	}
	return n
}

// scanClitic reads a clitic whose apostrophe is src[i:j].
func scanClitic(t *Token, src string, i, j int) int {
	end := j + cliticLen(src, j)
	t.Kind = Word
	t.Flags = Clitic
	if j-i > 1 {
		t.Flags |= Changed
	}
	x := hasher{state: hashSeed}
	x.add('\'')
	for ; j < end; j++ {
		if lower[src[j]] != src[j] {
			t.Flags |= Changed
		}
		x.add(lower[src[j]])
	}
	t.ID = x.sum()
	return end
}

// scanWord reads a word or number that starts at i.
func scanWord(t *Token, src string, i int) int {
	x := hasher{state: hashSeed}
	start := i
	letters, uppers, digits := 0, 0, 0
	var flags Flags
	initials := true // only single letters parted by full stops so far
	run := 0         // letters since the last full stop
loop:
	for i < len(src) {
		c := src[i]
		switch classes[c] {
		case cLower:
			x.add(c)
			letters++
			run++
			i++
			continue
		case cUpper:
			if letters+digits == 0 {
				flags |= Title
			}
			uppers++
			letters++
			run++
			x.add(lower[c])
			i++
			continue
		case cDigit:
			x.add(c)
			digits++
			run = 2
			i++
			continue
		case cHigh:
			r, n := utf8.DecodeRuneInString(src[i:])
			if isApostrophe(r) {
				next, ok := joinApostrophe(src, i, i+n)
				if !ok {
					break loop
				}
				x.add('\'')
				flags |= Changed
				run = 2
				i = next
				continue
			}
			switch {
			case r == 0x2011 || r == 0x2010:
				if i+n >= len(src) || !isAlnum(src[i+n]) || i == start {
					break loop
				}
				flags |= Hyphenated | Changed
				run = 2
			case r == 0xAD, r >= 0x200C && r <= 0x200D, 0x300 <= r && r <= 0x36F:
				flags |= Changed
			case unicode.IsLetter(r) && r < 0x0E00:
				if unicode.IsUpper(r) {
					if letters+digits == 0 {
						flags |= Title
					}
					uppers++
				}
				flags |= Changed
				letters++
				run++
			case unicode.IsDigit(r):
				digits++
				flags |= Changed
				run = 2
			default:
				break loop
			}
			x.addRune(r, src[i:i+n])
			i += n
			continue
		}
		if i+1 >= len(src) {
			break
		}
		next := src[i+1]
		switch c {
		case '\'':
			j, ok := joinApostrophe(src, i, i+1)
			if !ok {
				break loop
			}
			x.add('\'')
			run = 2
			i = j
			continue
		case '-':
			if !isAlnum(next) && !(next >= utf8.RuneSelf && startsLetter(src[i+1:])) {
				break loop
			}
			flags |= Hyphenated
			run = 2
		case '.':
			prev := src[i-1]
			switch {
			case classes[prev] == cDigit && classes[next] == cDigit:
				run = 2
			case initials && run == 1 && isLetter(prev) && isLetter(next) &&
				(i+2 < len(src) && src[i+2] == '.' || letters > 1 && (i+2 == len(src) || !isAlnum(src[i+2]))):
				run = 0
			case digits == 0 && classes[prev] == cLower && classes[next] == cLower && i-start > 1:
				run = 2 // example.com
				initials = false
			default:
				break loop
			}
		case ',':
			if digits == 0 || classes[src[i-1]] != cDigit || classes[next] != cDigit {
				break loop
			}
		case ':':
			if letters > 0 || classes[src[i-1]] != cDigit || classes[next] != cDigit {
				break loop
			}
		case '&':
			if classes[src[i-1]] != cUpper || classes[next] != cUpper {
				break loop
			}
			run = 2
		default:
			break loop
		}
		x.add(c)
		i++
	}
	// U.S. and a.m. own their last full stop.
	if initials && run == 1 && letters > 1 && i < len(src) && src[i] == '.' && i-start == 2*letters-1 {
		x.add('.')
		flags |= Abbrev
		i++
	}
	if letters > 0 {
		t.Kind = Word
		if digits > 0 {
			flags |= HasDigit
		}
		if uppers == letters && letters > 1 {
			flags |= AllCaps
		}
		if uppers > 0 {
			flags |= Changed
		}
	} else {
		t.Kind = Number
	}
	t.ID = x.sum()
	t.Flags = flags
	return i
}

func startsLetter(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(r) && r < 0x0E00
}

// joinApostrophe decides whether the apostrophe src[i:j] lies inside a word
// (O'Malley, don't) and is not the start of a clitic or a closing mark.
func joinApostrophe(src string, i, j int) (int, bool) {
	if j >= len(src) || !isLetter(src[j]) && !(src[j] >= utf8.RuneSelf && startsLetter(src[j:])) {
		return i, false
	}
	if isClitic(src, j) {
		return i, false
	}
	return j, true
}

// scanMark reads ASCII punctuation, quotation marks and symbols.
func scanMark(t *Token, src string, i int, spaced bool) int {
	c := src[i]
	j := i + 1
	switch c {
	case '.':
		for j < len(src) && src[j] == '.' {
			j++
		}
		if j-i > 1 {
			t.Kind = Punct
			t.ID = idEllipsis
			if j-i != 3 {
				t.Flags = Changed
			}
			return j
		}
	case '-':
		for j < len(src) && src[j] == '-' {
			j++
		}
		if j-i > 1 {
			t.Kind = Punct
			t.ID = idDash
			if j-i != 2 {
				t.Flags = Changed
			}
			return j
		}
	case '\'', '`':
		if j < len(src) && src[j] == c {
			j++
			t.Kind = Quote
			t.ID = idDouble
			t.Flags = Changed | straightSide(spaced, src, j)
			return j
		}
	}
	t.ID = hashByte(c)
	switch classes[c] {
	case cQuote:
		t.Kind = Quote
		t.Flags = straightSide(spaced, src, j)
		if c == '`' {
			t.ID = idSingle
			t.Flags = Changed | Opening
		}
	case cSymbol:
		t.Kind = Symbol
	default:
		t.Kind = Punct
		switch c {
		case '(', '[', '{':
			t.Flags = Opening
		case ')', ']', '}':
			t.Flags = Closing
		}
	}
	return j
}

var (
	idEllipsis = Hash("...")
	idDash     = Hash("--")
	idDouble   = Hash(`"`)
	idSingle   = Hash("'")
)

// straightSide guesses which side a straight mark is on from the space around
// it: what follows at src[j] and whether white space stands before.
func straightSide(spaced bool, src string, j int) Flags {
	open := j < len(src) && classes[src[j]] != cSpace && classes[src[j]] != cLine
	switch {
	case spaced && open:
		return Opening
	case !spaced && (!open || classes[src[j]] == cPunct || classes[src[j]] == cQuote):
		return Closing
	}
	return 0
}

func isQuoteRune(r rune) bool {
	switch r {
	case 0x2018, 0x2019, 0x201A, 0x201B, 0x201C, 0x201D, 0x201E, 0x201F, 0xAB, 0xBB, 0x2039, 0x203A:
		return true
	}
	return false
}

func quoteSide(r rune, spaced bool, src string, j int) Flags {
	switch r {
	case 0x2018, 0x201C, 0x201A, 0x201E, 0xAB, 0x2039:
		return Opening
	case 0x201D, 0xBB, 0x203A:
		return Closing
	}
	return straightSide(spaced, src, j)
}

// scanForeign reads one token of a script that does not part its words by
// spaces, or a symbol such as an emoji, by the rules of UAX 29.
func scanForeign(t *Token, src string, i int) int {
	// A token of UAX 29 is short except for runs of letters; cap what is
	// looked at so that an unbroken run stays linear.
	rest := src[i:]
	const window = 256
	if len(rest) > window {
		cut := window
		for cut > window-utf8.UTFMax && !utf8.RuneStart(rest[cut]) {
			cut--
		}
		rest = rest[:cut]
	}
	it := words.FromString(rest)
	n := 0
	if it.Next() {
		n = len(it.Value())
	}
	if n == 0 {
		_, n = utf8.DecodeRuneInString(rest)
	}
	r, _ := utf8.DecodeRuneInString(rest)
	t.Kind = Symbol
	if unicode.IsLetter(r) {
		t.Kind = Word
	}
	t.ID = Hash(rest[:n])
	t.Flags = Changed
	return i + n
}
