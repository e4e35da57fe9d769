package text

// MaxTokens is the length of the longest sentence. What runs on beyond it, such
// as a text without full stops, is cut, at a comma if there is one, so that
// whoever works by the sentence need not fear its length.
const MaxTokens = 400

// split fills p.doc.Sentences.
//
// A sentence ends at . ! ? or ... with the marks that close around it, unless
// the full stop belongs to an abbreviation, to initials or to a number, or the
// text goes on in lower case, or what follows is "he said" after a quotation.
// A blank line ends it always. A single line break ends it too, unless the
// lines look wrapped at a fixed width.
func (p *Parser) split() {
	p.doc.Sentences = p.doc.Sentences[:0]
	src, toks := p.doc.Source, p.doc.Tokens
	first, stops := 0, p.stops
	lineStart := 0 // byte where the current line starts
	for _, at := range p.lines {
		i := int(at)
		if i > first && breaksLine(src, toks, i, lineStart) {
			stops = p.splitBlock(first, i, stops)
			first = i
		}
		lineStart = int(toks[i].Start)
	}
	if first < len(toks) {
		p.splitBlock(first, len(toks), stops)
	}
}

// Lines between these lengths that do not end a sentence are taken for text
// wrapped at a fixed width: the break is no boundary.
const (
	wrapMin = 50
	wrapMax = 110
)

func breaksLine(src string, toks []Token, i, lineStart int) bool {
	t, prev := &toks[i], &toks[i-1]
	if t.Flags&Paragraph != 0 || isBullet(src, toks, i) {
		return true
	}
	if t.Kind == Word && t.Flags&Title == 0 {
		return false // goes on in lower case
	}
	if ends(src, prev) || prev.Flags&Closing != 0 {
		return true
	}
	n := int(prev.End) - lineStart
	return n < wrapMin || n > wrapMax
}

// isBullet reports whether token i starts a list item: a dash, a dot or a
// number with a full stop or bracket.
func isBullet(src string, toks []Token, i int) bool {
	t := &toks[i]
	if i+1 >= len(toks) || t.Flags&NewLine == 0 {
		return false
	}
	next := &toks[i+1]
	switch s := src[t.Start:t.End]; s {
	case "•", "‣", "◦", "▪", "●", "*", "-", "--", "–", "—", "·":
		return next.Flags&SpaceBefore != 0
	}
	if t.Kind == Number && t.End-t.Start <= 2 && next.Flags&SpaceBefore == 0 {
		c := src[next.Start]
		return (c == '.' || c == ')') && i+2 < len(toks) && toks[i+2].Flags&SpaceBefore != 0
	}
	return false
}

// ends reports whether a token can end a sentence.
func ends(src string, t *Token) bool {
	if t.Kind == Punct {
		switch src[t.Start] {
		case '.', '!', '?':
			return true
		}
		return t.ID == idEllipsis
	}
	return t.Flags&Abbrev != 0
}

// splitBlock cuts the tokens [first, last), which no paragraph parts. Those of
// them that can end a sentence are the first of stops; it returns the others.
func (p *Parser) splitBlock(first, last int, stops []int32) []int32 {
	src, toks := p.doc.Source, p.doc.Tokens
	block := first
	bullet := isBullet(src, toks, first)
	start := first
	if bullet {
		start++
		if toks[first].Kind == Number {
			start++
		}
	}
	over := false // the rest of the block is one sentence
	for len(stops) > 0 && int(stops[0]) < last {
		i := int(stops[0])
		stops = stops[1:]
		if i < start || over {
			continue
		}
		j := i + 1
		for j < last && toks[j].Flags&SpaceBefore == 0 &&
			(toks[j].Flags&Closing != 0 || ends(src, &toks[j]) || toks[j].Kind == Quote) {
			j++
		}
		// A straight mark after a space can still close: 'he said. "'
		if j >= last {
			over = true
			continue
		}
		if boundary(src, toks, first, i, j, last) {
			first = p.add(block, first, j, last, bullet)
		}
		start = j
	}
	if first < last {
		p.add(block, first, last, last, bullet)
	}
	return stops
}

// add appends the sentence [first, end) of the block [block, last), in parts if
// it is too long, and returns where the next one begins.
func (p *Parser) add(block, first, end, last int, bullet bool) int {
	src, toks := p.doc.Source, p.doc.Tokens
	for end-first > MaxTokens {
		cut := first + MaxTokens
		for k := cut; k > cut-MaxTokens/2; k-- {
			if c := src[toks[k-1].Start]; toks[k-1].Kind == Punct && (c == ',' || c == ';' || c == ':') {
				cut = k
				break
			}
		}
		first = p.add(block, first, cut, last, bullet)
	}
	s := Sentence{Start: toks[first].Start, End: toks[end-1].End, First: int32(first), Last: int32(end)}
	if first == block {
		if toks[first].Flags&Paragraph != 0 || bullet {
			s.Flags |= ParagraphStart
		}
		if bullet {
			s.Flags |= Bullet
		} else if end == last && end-first < 25 && !ends(src, &toks[end-1]) && toks[end-1].Flags&Closing == 0 {
			s.Flags |= Headline
		}
	}
	p.doc.Sentences = append(p.doc.Sentences, s)
	return end
}

// boundary decides whether a sentence ends at the mark at i, when the next
// token that does not close it is at j.
func boundary(src string, toks []Token, first, i, j, last int) bool {
	t, next := &toks[i], &toks[j]
	closed := j > i+1 && toks[j-1].Kind == Quote
	if next.Flags&SpaceBefore == 0 {
		// "end.The": a space is missing. Anything else without a space, such
		// as a domain or a version, is one sentence.
		return src[t.Start] != ',' && next.Kind == Word && next.Flags&Title != 0 && i > first &&
			toks[i-1].Kind == Word && toks[i-1].Flags&Title == 0 && toks[i-1].End-toks[i-1].Start > 1 && t.Kind == Punct
	}
	head := next // the token whose shape tells
	k := j
	for k < last && (toks[k].Kind == Quote || toks[k].Flags&Opening != 0) {
		k++
	}
	if k < last {
		head = &toks[k]
	}
	if head.Kind == Word && head.Flags&(Title|HasDigit) == 0 {
		return false
	}
	if head.Kind == Punct && src[head.Start] != '-' && head.ID != idDash && head.ID != idEllipsis && head.Flags&Opening == 0 {
		if c := src[head.Start]; c == ',' || c == ';' || c == ':' || c == ')' {
			return false
		}
	}
	if closed && k == j && saidFollows(toks, j, last) {
		return false
	}
	mark := src[t.Start]
	if t.Kind == Punct && (mark == '!' || mark == '?') {
		return true
	}
	if t.ID == idEllipsis && t.Kind == Punct {
		return head.Kind == Word
	}
	// A full stop.
	if closed {
		return true
	}
	if t.Flags&Abbrev != 0 {
		return starters[head.ID]
	}
	if i == first {
		return true
	}
	p := &toks[i-1]
	if t.Flags&SpaceBefore != 0 || p.End != t.Start {
		return true
	}
	if p.Kind == Word {
		if p.End-p.Start == 1 && p.Flags&Title != 0 {
			// An initial, unless it is the pronoun or ends the text of a list.
			return src[p.Start] == 'I' && starters[head.ID]
		}
		if p.Flags&Title != 0 || p.End-p.Start <= 3 {
			switch abbreviations[p.ID] {
			case beforeName:
				return false
			case beforeNumber:
				return head.Kind != Number && (starters[head.ID] || p.Flags&Title == 0)
			case afterName:
				// "ill." and "mass." in small letters are words.
				return p.Flags&Title == 0 || starters[head.ID]
			}
		}
		if abbreviations[p.ID] == anywhere {
			return starters[head.ID]
		}
	}
	return true
}

// saidFollows: the words after a closed quotation are its attribution, as in
// "Who knew?" Ms Clarke asked.
func saidFollows(toks []Token, j, last int) bool {
	for k := j; k < last && k < j+5; k++ {
		if toks[k].Kind != Word {
			if toks[k].Kind == Punct && k > j && toks[k-1].Kind == Word && abbreviations[toks[k-1].ID] == beforeName {
				continue
			}
			return false
		}
		if sayings[toks[k].ID] {
			// "The council said it would": a new sentence, as a rule; a bare
			// "Ms Clarke said." or "said Ms Clarke" is not.
			return k+1 >= last || toks[k+1].Kind == Punct
		}
	}
	return false
}

type abbreviation uint8

const (
	beforeName   abbreviation = iota + 1 // Mr. Sen.
	beforeNumber                         // No. Jan.
	afterName                            // Inc. Jr.
	anywhere                             // etc. vs.
)

var abbreviations = func() map[uint64]abbreviation {
	m := map[uint64]abbreviation{}
	add := func(a abbreviation, ws ...string) {
		for _, w := range ws {
			m[Hash(w)] = a
		}
	}
	add(beforeName, "mr", "mrs", "ms", "mx", "dr", "prof", "rev", "hon", "fr", "sen", "sens", "rep", "reps", "gov", "govs",
		"gen", "lt", "col", "sgt", "capt", "cpl", "pvt", "maj", "cmdr", "adm", "sr", "st", "ste", "supt", "insp", "det",
		"cllr", "pres", "atty", "asst", "assoc", "amb", "mme", "mlle", "messrs", "mt", "ft", "dep", "cmsr", "ald", "sec", "del", "dir")
	add(beforeNumber, "no", "nos", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
		"fig", "figs", "vol", "pp", "para", "paras", "ch", "art", "p", "pt", "sect")
	add(afterName, "inc", "corp", "co", "cos", "ltd", "llc", "plc", "jr", "bros", "assn", "univ", "dept", "dist", "ave", "blvd", "rd",
		"ala", "ariz", "ark", "calif", "colo", "conn", "fla", "ga", "ill", "ind", "kan", "ky", "la", "md", "mass", "mich", "minn",
		"miss", "mo", "mont", "neb", "nev", "okla", "ore", "pa", "tenn", "tex", "vt", "va", "wash", "wis", "wisc", "wyo", "esq", "phd", "ph")
	add(anywhere, "vs", "etc", "al", "approx", "est", "ca", "cf", "viz", "eg", "ie", "mph")
	return m
}()

// starters are words that, capitalised after an abbreviation, show that a new
// sentence began.
var starters = set("the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "this", "that", "these", "those", "there", "here",
	"his", "her", "its", "their", "our", "my", "in", "on", "at", "by", "for", "from", "with", "after", "before", "when", "while", "as",
	"if", "but", "and", "or", "so", "yet", "however", "although", "though", "because", "since", "until", "once", "meanwhile",
	"what", "who", "why", "how", "where", "which", "one", "two", "some", "many", "most", "all", "no", "not", "nobody", "none",
	"another", "other", "also", "then", "now", "last", "earlier", "later", "according", "asked", "under", "during", "despite", "instead")

var sayings = set("said", "says", "asked", "asks", "told", "tells", "added", "adds", "replied", "wrote", "writes", "shouted", "cried",
	"declared", "insisted", "demanded", "responded", "answered", "tweeted", "wondered", "recalled", "remarked", "quipped", "exclaimed", "joked")

func set(ws ...string) map[uint64]bool {
	m := make(map[uint64]bool, len(ws))
	for _, w := range ws {
		m[Hash(w)] = true
	}
	return m
}
