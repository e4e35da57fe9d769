package valence

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one white-space-separated word of a text.
type word struct {
	entry int32
	shape shape
}

type shape uint8

const (
	inCapitals shape = 1 << iota // has capitals and no small letters
	hasNt                        // contains n't
)

// hit is a rated word.
type hit struct {
	at         int32 // index of the word
	start, end int32 // offsets in the scanned text
	rating     float64
}

// move says that from offset at of the scanned text on, the original offset is
// as much larger.
type move struct{ at, by int }

type byteClass uint8

const (
	space byteClass = 1 << iota
	punct           // ASCII punctuation
	high            // not ASCII
	upper
	lower
)

// classOf follows Python's str.split and string.punctuation, as the published
// implementation does.
var classOf = func() (c [256]byteClass) {
	for i := range c {
		switch {
		case i >= 0x80:
			c[i] = high
		case i == ' ' || i >= '\t' && i <= '\r' || i >= 0x1c && i <= 0x1f:
			c[i] = space
		case i >= 'A' && i <= 'Z':
			c[i] = upper
		case i >= 'a' && i <= 'z':
			c[i] = lower
		case i > ' ' && i < 0x7f && !(i >= '0' && i <= '9'):
			c[i] = punct
		}
	}
	return c
}()

// maxBytes is the longest text that is scored; the rest is left out.
const maxBytes = 1<<31 - 2

// scan cuts text into words and finds the rated ones.
func (s *Scorer) scan(text string) {
	if s.lex == nil {
		s.lex = load()
	}
	if len(text) > maxBytes {
		text = text[:maxBytes]
	}
	s.words, s.hits, s.moves = s.words[:0], s.hits[:0], s.moves[:0]
	if spelt, changed := s.spellEmoji(text); changed {
		scanWords(s, spelt)
	} else {
		scanWords(s, text)
	}
}

// scanWords is generic so that text with emoji spelt out, which lies in a
// buffer, needs no copy.
func scanWords[T string | []byte](s *Scorer, text T) {
	for i := 0; i < len(text); {
		c := classOf[text[i]]
		if c&space != 0 {
			i++
			continue
		}
		if c&high != 0 {
			if n := wideSpace(text[i:]); n > 0 {
				i += n
				continue
			}
		}
		start, any := i, byteClass(0)
		for i < len(text) {
			c := classOf[text[i]]
			if c&space != 0 || c&high != 0 && wideSpace(text[i:]) > 0 {
				break
			}
			any |= c
			i++
		}
		addWord(s, text, start, i, any&high != 0)
	}
}

// wideSpace returns the length of the white space beyond ASCII that b begins
// with, or 0.
func wideSpace[T string | []byte](b T) int {
	switch b[0] {
	case 0xc2:
		if len(b) > 1 && (b[1] == 0x85 || b[1] == 0xa0) {
			return 2
		}
	case 0xe1, 0xe2, 0xe3:
		if len(b) > 2 {
			r := rune(b[0]&0xf)<<12 | rune(b[1]&0x3f)<<6 | rune(b[2]&0x3f)
			if unicode.IsSpace(r) {
				return 3
			}
		}
	}
	return 0
}

// addWord takes the punctuation off a word, unless two letters or fewer would
// be left (an emoticon), and looks it up.
func addWord[T string | []byte](s *Scorer, text T, start, end int, foreign bool) {
	if foreign {
		addForeign(s, text, start, end)
		return
	}
	a, b := start, end
	for a < b && classOf[text[a]]&punct != 0 {
		a++
	}
	for a < b && classOf[text[b-1]]&punct != 0 {
		b--
	}
	if b-a <= 2 {
		a, b = start, end
	}
	h, letters := uint64(hashSeed), byteClass(0)
	var w word
	for i := a; i < b; i++ {
		c := text[i]
		k := classOf[c]
		letters |= k
		if k&upper != 0 {
			c += 'a' - 'A'
		} else if c == '\'' && i > a && i+1 < b && text[i-1]|0x20 == 'n' && text[i+1]|0x20 == 't' {
			w.shape |= hasNt
		}
		h = (h ^ uint64(c)) * hashPrime
	}
	if letters&(upper|lower) == upper {
		w.shape |= inCapitals
	}
	h = mix(h)
	w.entry = findFold(s.lex, text[a:b], h, letters&upper != 0)
	s.push(w, a, b)
}

// findFold finds an ASCII word whatever its case.
func findFold[T string | []byte](l *lexicon, w T, h uint64, hasUpper bool) int32 {
	for at := h & l.mask; ; at = (at + 1) & l.mask {
		i := l.slots[at]
		if i == 0 {
			return 0
		}
		if e := &l.entries[i]; e.hash == h && len(e.word) == len(w) {
			if !hasUpper && e.word == string(w) {
				return i
			}
			if hasUpper && equalFoldASCII(e.word, w) {
				return i
			}
		}
	}
}

func equalFoldASCII[T string | []byte](folded string, w T) bool {
	for i := range len(folded) {
		c := w[i]
		if classOf[c]&upper != 0 {
			c += 'a' - 'A'
		}
		if c != folded[i] {
			return false
		}
	}
	return true
}

func (s *Scorer) push(w word, start, end int) {
	if s.lex.entries[w.entry].flags&isRated != 0 {
		s.hits = append(s.hits, hit{at: int32(len(s.words)), start: int32(start), end: int32(end)})
	}
	s.words = append(s.words, w)
}

// addForeign is addWord for a word with letters or marks beyond ASCII.
func addForeign[T string | []byte](s *Scorer, text T, start, end int) {
	a, b := start, end
	for a < b {
		n := printedMark(text[a:b])
		if n == 0 {
			break
		}
		a += n
	}
	for a < b {
		n := lastMark(text[a:b])
		if n == 0 {
			break
		}
		b -= n
	}
	if runes(text[a:b]) <= 2 {
		a, b = start, end
	}
	var w word
	hasUpper, hasLower := false, false
	s.fold = s.fold[:0]
	for i := a; i < b; {
		r, n := decode(text[i:b])
		i += n
		switch {
		case r == '\u2019' || r == '\u02bc':
			r = '\''
		case unicode.IsUpper(r):
			hasUpper = true
			r = unicode.ToLower(r)
		case unicode.IsLower(r) || unicode.IsTitle(r):
			hasLower = true
		}
		s.fold = utf8.AppendRune(s.fold, r)
	}
	if hasUpper && !hasLower {
		w.shape |= inCapitals
	}
	h := uint64(hashSeed)
	for i, c := range s.fold {
		if c == '\'' && i > 0 && i+1 < len(s.fold) && s.fold[i-1] == 'n' && s.fold[i+1] == 't' {
			w.shape |= hasNt
		}
		h = (h ^ uint64(c)) * hashPrime
	}
	w.entry = s.lex.findBytes(s.fold, mix(h))
	s.push(w, a, b)
}

// printedMark returns the length of the punctuation mark that b begins with.
func printedMark[T string | []byte](b T) int {
	if classOf[b[0]]&punct != 0 {
		return 1
	}
	if r, n := decode(b); isPrintedMark(r) {
		return n
	}
	return 0
}

func lastMark[T string | []byte](b T) int {
	c := b[len(b)-1]
	if classOf[c]&high == 0 {
		return int(classOf[c] & punct / punct)
	}
	n := 1
	for n < len(b) && n < utf8.UTFMax && b[len(b)-n]&0xc0 == 0x80 {
		n++
	}
	if r, size := decode(b[len(b)-n:]); size == n && isPrintedMark(r) {
		return n
	}
	return 0
}

// isPrintedMark tells the marks that typesetters use where typewriters have
// those of ASCII.
func isPrintedMark(r rune) bool {
	switch r {
	case '‘', '’', '‚', '“', '”', '„', '«', '»', '‹', '›', '–', '—', '―', '…':
		return true
	}
	return false
}

func runes[T string | []byte](b T) int {
	n := 0
	for i := 0; i < len(b); n++ {
		_, size := decode(b[i:])
		i += size
	}
	return n
}

func decode[T string | []byte](b T) (rune, int) {
	var buf [utf8.UTFMax]byte
	return utf8.DecodeRune(buf[:copy(buf[:], b)])
}

// spellEmoji writes the names of emoji in their place, with a space before
// when there is none, as the published implementation does.
func (s *Scorer) spellEmoji(text string) (spelt []byte, changed bool) {
	if !hasHigh(text) {
		return nil, false
	}
	s.buf = s.buf[:0]
	from := 0 // text up to here is in buf
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		name, ok := "", false
		if r >= firstEmoji || r == '©' || r == '®' {
			name, ok = s.lex.emoji[r]
		}
		if ok {
			// A second emoji without space finds from == i.
			s.buf = append(s.buf, text[from:i]...)
			if len(s.buf) > 0 && s.buf[len(s.buf)-1] != ' ' {
				s.buf = append(s.buf, ' ')
			}
			s.moves = append(s.moves, move{len(s.buf), i - len(s.buf)})
			s.buf = append(s.buf, name...)
			from = i + n
			s.moves = append(s.moves, move{len(s.buf), from - len(s.buf)})
		}
		i += n
	}
	if from == 0 {
		return nil, false
	}
	s.buf = append(s.buf, text[from:]...)
	return s.buf, true
}

// firstEmoji is the lowest code point of the list beyond © and ®, but for the
// dashes and quotation marks in between, which are not on it.
const firstEmoji = '\u203c'

func hasHigh(text string) bool {
	for len(text) >= 8 {
		if (text[0]|text[1]|text[2]|text[3]|text[4]|text[5]|text[6]|text[7])&0x80 != 0 {
			return true
		}
		text = text[8:]
	}
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0
}

// origin returns the offset in the text as given of an offset in the text as
// scanned. Within the name of an emoji that is the start of the emoji, or its
// end for the end of a word.
func (s *Scorer) origin(scanned int32, isEnd bool) int {
	k := sort.Search(len(s.moves), func(i int) bool { return s.moves[i].at > int(scanned) })
	if k == 0 {
		return int(scanned)
	}
	m := s.moves[k-1]
	switch inName := k%2 == 1; {
	case !inName:
		return int(scanned) + m.by
	case isEnd:
		m = s.moves[k]
	}
	return m.at + m.by
}
