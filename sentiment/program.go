package sentiment

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	mathbits "math/bits"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// program is a compiled codebook.
//
// Every word of the codebook has a number; every set of words and phrases that
// a pattern names is a symbol, and a word carries the bits of the symbols it
// belongs to. A pattern is searched for from its rarest element, its anchor:
// each word lists the patterns it anchors, so a sentence without an anchor
// costs nothing beyond looking up its words.
//
// What is asked of every token lies close together: the words in one table,
// found by hash, and in front of every dearer look-up a few bits that say
// whether it can succeed.
type program struct {
	vocabulary
	bits   []uint64 // stride words per word of the codebook
	stride int

	trie  pairTable // node and word to the next node
	nodes []trieNode
	refs  []anchorRef // by word and node
	wild  []wildcard  // longest first

	patterns []*pattern
	actors   []Actor

	classes      []classFeature
	classOf      []int32  // by symbol its index in classes, -1 if it is none
	classBits    []uint64 // rows of classWords words
	classWords   int
	wantedOf     []int32       // by symbol its number among those that patterns want, -1 if it is none
	wanted       int           // how many there are
	wantedBlocks []block       // by word, but for function words
	functions    []functionSet // of the wanted symbols with the lowest numbers, their function words
	badAdjective int32         // symbol of the class badadjective, -1 without one
	violence     int           // index of the class violence in classes, -1 without one
}

// block is sixteen bits of a set: their place in its upper half, they in its lower.
type block uint32

// functionSet is a set of function words, by wordInfo.function.
type functionSet [4]uint64

func (s *functionSet) add(function uint8) { s[function>>6] |= 1 << (function & 63) }

func (s *functionSet) meets(o *functionSet) bool {
	return s[0]&o[0]|s[1]&o[1]|s[2]&o[2]|s[3]&o[3] != 0
}

type anchorRef struct {
	pattern int32
	wanted  int32 // pattern.wanted
	elem    int16
}

// trieNode ends phrases.
type trieNode struct {
	syms     []int32
	from, to int32 // in program.refs
	actor    int32 // index+1
	role     Level
	hasRole  bool
	plural   bool
	ends     bool // a phrase ends here
	verb     bool
}

type pattern struct {
	elems   []celem
	def     *patternDef
	scope   *scopeDef
	unless  []unlessRef
	isVerb  bool // the first set is a verb: a slot before it is its subject
	private bool // an unless pattern
	name    string
	needs   []int32 // symbols without which the pattern cannot match
	after   int32   // symbol+1 of which a member must stand in the sentence before, 0 for none
	wanted  []int32 // those beside its anchor, the rarest first, by their numbers in program.wantedOf
	// features are its names as a feature when it counts for each frame, and
	// when it counts for none.
	features [len(Frames) + 1]string
}

// unlessRef is a pattern that takes a match back, with its first set and the
// symbol of that.
type unlessRef struct {
	pattern, sym int32
	elem         int16
}

// celem is an elem with its set resolved to a symbol.
type celem struct {
	elem
	sym  int32
	poss bool // a slot with 's
	// negative: the set itself names a negator, so matching it negates nothing.
	negative bool
	verb     bool // the set is verbal
}

type compiler struct {
	cb      *Codebook
	p       *program
	numbers map[string]uint32
	syms    map[string]int32
	members [][]phrase // by symbol
	errs    []error

	wordRefs map[uint32][]anchorRef // by word
	nodeRefs map[int32][]anchorRef  // by node
}

// phrase is a sequence of sets of words: "turn~ a blind eye".
type phrase struct {
	words [][]string
	verb  bool // the first word is inflected as a verb
	noun  bool
}

func compile(cb *Codebook) (*program, error) {
	c := &compiler{
		cb: cb, numbers: map[string]uint32{}, syms: map[string]int32{},
		p:        &program{vocabulary: vocabulary{words: make([]wordInfo, 1)}, nodes: make([]trieNode, 1), actors: cb.actors},
		wordRefs: map[uint32][]anchorRef{}, nodeRefs: map[int32][]anchorRef{},
	}
	for _, w := range slices.Sorted(maps.Keys(grammarWords)) {
		c.p.words[c.number(w)].pos |= grammarWords[w]
	}
	for _, def := range cb.patterns {
		c.pattern(def)
	}
	for _, def := range cb.scopes {
		for i, m := range def.match {
			c.add(m, &pattern{scope: def, name: "scope"}, def.file, lineOf(def.lines, i, def.line))
		}
	}
	if def := c.cb.classes["politics"]; def != nil {
		c.symbol(setSpec{class: "politics", forms: formAny}, def.file, def.line)
	}
	c.p.badAdjective = -1
	if def := c.cb.classes["badadjective"]; def != nil {
		c.p.badAdjective, _ = c.symbol(setSpec{class: "badadjective", forms: formAny}, def.file, def.line)
	}
	c.p.violence = -1
	for _, name := range cb.order {
		def := cb.classes[name]
		if sym, _ := c.symbol(setSpec{class: name, forms: formAny}, def.file, def.line); sym >= 0 {
			if name == "violence" {
				c.p.violence = len(c.p.classes)
			}
			c.p.classes = append(c.p.classes, classFeature{sym, "c:" + name})
		}
	}
	c.roles()
	c.actorAliases()
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	c.finish()
	return c.p, nil
}

func (c *compiler) errorf(file string, line int, format string, args ...any) {
	e := CodebookError{file, line, fmt.Sprintf(format, args...)}
	for _, err := range c.errs { // the alternatives of a line have the same fault
		if old, ok := err.(*CodebookError); ok && *old == e {
			return
		}
	}
	c.errs = append(c.errs, &e)
}

func (c *compiler) number(w string) uint32 {
	if n, ok := c.numbers[w]; ok {
		return n
	}
	n := uint32(len(c.p.words))
	c.numbers[w] = n
	c.p.words = append(c.p.words, wordInfo{})
	return n
}

func (c *compiler) pattern(def *patternDef) {
	var unless []unlessRef
	for _, u := range def.unless {
		for _, id := range c.add(u, &pattern{private: true}, def.file, def.line) {
			elems := c.p.patterns[id].elems
			k := slices.IndexFunc(elems, func(e celem) bool { return e.kind == elemSet && !e.optional && e.sym >= 0 })
			unless = append(unless, unlessRef{pattern: id, sym: elems[k].sym, elem: int16(k)})
		}
	}
	after := int32(0)
	if def.after != "" {
		sym, _ := c.symbol(setSpec{class: def.after, forms: formAny}, def.file, def.line)
		after = sym + 1
	}
	for i, m := range def.match {
		c.add(m, &pattern{def: def, unless: unless, after: after, name: def.id}, def.file, lineOf(def.lines, i, def.line))
	}
}

// lineOf returns the line of a match, that of what holds it if it has none.
func lineOf(lines []int, i, otherwise int) int {
	if i < len(lines) {
		return lines[i]
	}
	return otherwise
}

// add compiles one match line and returns the numbers of its alternatives.
func (c *compiler) add(src string, proto *pattern, file string, line int) []int32 {
	alts, err := parsePattern(src)
	if err != nil {
		c.errorf(file, line, "%q: %v", src, err)
		return nil
	}
	var out []int32
	for _, es := range alts {
		p := *proto
		for i := 0; i < len(es); i++ {
			ce := celem{elem: es[i], sym: -1}
			if ce.kind == elemSlot && i+1 < len(es) && isPossessive(es[i+1]) {
				ce.poss = true
				i++
			}
			if ce.kind == elemSet {
				for _, w := range ce.set.members {
					ce.negative = ce.negative || grammarWords[w]&posNeg != 0
				}
				ce.sym, ce.verb = c.symbol(ce.set, file, line)
			}
			p.elems = append(p.elems, ce)
		}
		for _, e := range p.elems {
			if e.kind == elemSet {
				p.isVerb = e.verb
				break
			}
		}
		for _, e := range p.elems {
			if e.kind == elemSet && !e.optional && e.sym >= 0 {
				p.needs = append(p.needs, e.sym)
			}
		}
		for f, frame := range Frames {
			p.features[f] = "h:" + p.name + ">" + frame.String()
		}
		p.features[len(Frames)] = "v:" + p.name
		id := int32(len(c.p.patterns))
		c.p.patterns = append(c.p.patterns, &p)
		out = append(out, id)
	}
	return out
}

func isPossessive(e elem) bool {
	return e.kind == elemSet && len(e.set.members) == 1 && e.set.members[0] == "'s"
}

// symbol resolves a set to a symbol and tells whether its members are verbs.
func (c *compiler) symbol(s setSpec, file string, line int) (int32, bool) {
	key := s.key()
	if id, ok := c.syms[key]; ok {
		return id, len(c.members[id]) > 0 && c.members[id][0].verb
	}
	var ps []phrase
	if id, ok := kindClasses[s.class]; ok {
		return id, false
	}
	if s.class != "" {
		def := c.cb.classes[s.class]
		if def == nil {
			c.errorf(file, line, "no class is called %q", s.class)
			return 0, false
		}
		seen := map[string]bool{s.class: true}
		ps = c.expandClass(def, s.forms, seen)
		if len(ps) == 0 {
			c.errorf(file, line, "class %q has no member in that form: it can never match", s.class)
		}
	} else {
		for _, m := range s.members {
			ps = append(ps, expandMember(m, s.forms)...)
		}
	}
	if len(ps) > 0 && !ps[0].verb && !ps[0].noun {
		ps[0].verb = startsVerb(ps[0].words[0])
	}
	id := int32(len(c.members))
	c.syms[key] = id
	c.members = append(c.members, ps)
	return id, len(ps) > 0 && ps[0].verb
}

// startsVerb reports whether a literal word of a pattern is a verb form, so
// that a slot before it is its subject.
func startsVerb(words []string) bool {
	for _, w := range words {
		if p := grammarWords[w]; w == "never" || p&(posAux|posVerb) != 0 && p&(posPoss|posPrep) == 0 || strings.HasSuffix(w, "ed") && len(w) > 4 || pastForms[w] {
			return true
		}
	}
	return false
}

func (c *compiler) expandClass(def *classDef, f form, seen map[string]bool) []phrase {
	var out []phrase
	for _, m := range def.members {
		if len(m) > 2 && m[0] == '<' && m[len(m)-1] == '>' {
			name := m[1 : len(m)-1]
			sub := c.cb.classes[name]
			if sub == nil {
				c.errorf(def.file, def.line, "class %q: no class is called %q", def.name, name)
			} else if !seen[name] {
				seen[name] = true
				out = append(out, c.expandClass(sub, f, seen)...)
			}
			continue
		}
		out = append(out, expandMember(m, f)...)
	}
	return out
}

// expandMember turns "turn~ a blind eye" into words. The forms apply to the
// first inflected word; the others take all theirs.
func expandMember(m string, f form) []phrase {
	var ph phrase
	inflectedYet := false
	for _, w := range strings.Fields(m) {
		switch {
		case len(w) > 1 && w[len(w)-1] == '~':
			var ws []string
			for _, x := range inflect(text.Fold(w[:len(w)-1])) {
				if inflectedYet || x.forms&f != 0 {
					ws = append(ws, x.word)
				}
			}
			if len(ws) == 0 {
				return nil
			}
			inflectedYet = true
			if len(ph.words) == 0 {
				ph.verb = true
			}
			ph.words = append(ph.words, ws)
		case len(w) > 1 && w[len(w)-1] == '+':
			base := text.Fold(w[:len(w)-1])
			ph.words = append(ph.words, []string{base, plural(base)})
			if len(ph.words) == 1 {
				ph.noun = true
			}
		case len(w) > 1 && w[len(w)-1] == '*':
			ph.words = append(ph.words, []string{text.Fold(w[:len(w)-1]) + "*"})
		case w[0] == '\'':
			ph.words = append(ph.words, []string{text.Fold(w)})
		default:
			// A member such as "council's" is more than one token.
			doc := text.Parse(w)
			for i := range doc.Tokens {
				ph.words = append(ph.words, []string{doc.Norm(i)})
			}
		}
	}
	if len(ph.words) == 0 {
		return nil
	}
	return []phrase{ph}
}

// addPhrase enters a phrase of two or more words and returns its last nodes.
func (c *compiler) addPhrase(ph phrase) []int32 {
	cur := []int32{0}
	for i, alts := range ph.words {
		var next []int32
		for _, w := range alts {
			n := c.number(w)
			if i == 0 {
				c.p.words[n].pos |= posPhrase
			}
			for _, at := range cur {
				to := c.p.trie.get(uint32(at), n)
				if to == 0 {
					to = int32(len(c.p.nodes))
					c.p.nodes = append(c.p.nodes, trieNode{})
					c.p.trie.put(uint32(at), n, to)
				}
				next = append(next, to)
			}
		}
		cur = next
	}
	return cur
}

func (c *compiler) roles() {
	// A plural that is listed by itself keeps its own level.
	listed := map[string]bool{}
	for _, r := range c.cb.roles {
		for _, h := range r.heads {
			if plain, ok := strings.CutSuffix(h, "!"); ok {
				listed[strings.TrimSuffix(text.Fold(plain), "^")] = true
			}
		}
	}
	for _, r := range c.cb.roles {
		for _, h := range r.heads {
			plain, isPlural := strings.CutSuffix(h, "!")
			name, politics := strings.CutSuffix(plain, "^")
			ws := strings.Fields(text.Fold(name))
			if len(ws) == 0 {
				continue
			}
			if len(ws) == 1 && unicode.IsUpper([]rune(name)[0]) {
				c.p.words[c.number(ws[0])].head = r.level
				continue
			}
			c.role(ws, r.level, isPlural, politics)
			if isPlural {
				continue
			}
			many := append([]string(nil), ws...)
			k := len(many) - 1
			for i, w := range many {
				if w == "of" && i > 0 { // head of department, secretary of state
					k = i - 1
					break
				}
			}
			many[k] = plural(many[k])
			if listed[strings.Join(many, " ")] {
				continue
			}
			level := r.level
			if level == Individual {
				level = Occupation
			}
			c.role(many, level, true, politics)
		}
	}
}

func (c *compiler) role(ws []string, level Level, isPlural, politics bool) {
	if len(ws) == 1 {
		w := &c.p.words[c.number(ws[0])]
		w.pos |= posRole
		if isPlural {
			w.pos |= posPlural
		}
		if politics {
			w.pos |= posPolitics
		}
		w.role, w.hasRole = level, true
		return
	}
	ph := phrase{}
	for _, w := range ws {
		ph.words = append(ph.words, []string{w})
	}
	for _, n := range c.addPhrase(ph) {
		node := &c.p.nodes[n]
		node.role, node.hasRole, node.plural = level, true, isPlural
	}
}

func (c *compiler) actorAliases() {
	for i, a := range c.cb.actors {
		for _, al := range append([]string{a.ID}, a.Aliases...) {
			doc := text.Parse(al)
			ph := phrase{}
			for k := range doc.Tokens {
				w := doc.Norm(k)
				if k == 0 && w == "the" && len(doc.Tokens) > 1 {
					continue
				}
				ph.words = append(ph.words, []string{w})
			}
			if len(ph.words) == 0 || len(ph.words) > 12 {
				continue
			}
			if len(ph.words) == 1 && grammarWords[ph.words[0][0]] != 0 {
				continue // "he" as an alias is resolved as a pronoun
			}
			for _, n := range c.addPhrase(ph) {
				if c.p.nodes[n].actor == 0 {
					c.p.nodes[n].actor = int32(i) + 1
				}
			}
		}
	}
}

// wildcard is a prefix that stands for every word that begins so, with the
// number of the word that stands for those the codebook does not know.
type wildcard struct {
	prefix string
	number uint32
}

// wildcards lets every "word*" stand for the words of the codebook that begin
// so, and remembers the prefix for words that it does not know.
func (c *compiler) wildcards() {
	var wild []string
	for _, ps := range c.members {
		for _, ph := range ps {
			for _, alts := range ph.words {
				for _, w := range alts {
					c.number(w)
					if isWildcard(w) && !slices.Contains(wild, w) {
						wild = append(wild, w)
					}
				}
			}
		}
	}
	if len(wild) == 0 {
		return
	}
	known := slices.Sorted(maps.Keys(c.numbers))
	for _, ps := range c.members {
		for _, ph := range ps {
			for k, alts := range ph.words {
				for _, w := range alts {
					if !isWildcard(w) {
						continue
					}
					for _, other := range known {
						if other != w && strings.HasPrefix(strings.TrimSuffix(other, "*"), w[:len(w)-1]) {
							ph.words[k] = append(ph.words[k], other)
						}
					}
				}
			}
		}
	}
	// The longest prefix of a word decides: it is among the words of the shorter.
	slices.SortFunc(wild, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	for _, w := range wild {
		c.p.wild = append(c.p.wild, wildcard{w[:len(w)-1], c.numbers[w]})
	}
}

func isWildcard(w string) bool { return len(w) > 1 && w[len(w)-1] == '*' }

// finish enters the symbols, chooses anchors and builds the word table.
func (c *compiler) finish() {
	c.wildcards()
	for sym, ps := range c.members {
		for _, ph := range ps {
			if len(ph.words) == 1 {
				for _, w := range ph.words[0] {
					c.number(w)
				}
				continue
			}
			for _, n := range c.addPhrase(ph) {
				c.p.nodes[n].syms = append(c.p.nodes[n].syms, int32(sym))
				c.p.nodes[n].verb = c.p.nodes[n].verb || ph.verb
			}
		}
	}
	c.p.stride = (len(c.members) + 63) / 64
	c.p.bits = make([]uint64, c.p.stride*len(c.p.words))
	for sym, ps := range c.members {
		for _, ph := range ps {
			if len(ph.words) != 1 {
				continue
			}
			for _, w := range ph.words[0] {
				n := c.numbers[w]
				c.p.bits[int(n)*c.p.stride+sym/64] |= 1 << (sym % 64)
			}
		}
	}
	c.wordClasses()
	if def := c.cb.classes["politics"]; def != nil {
		for _, ph := range c.expandClass(def, formAny, map[string]bool{}) {
			if len(ph.words) == 1 {
				for _, w := range ph.words[0] {
					c.p.words[c.numbers[w]].pos |= posPolitics
				}
			}
		}
	}
	c.anchors()
	for i := range c.p.nodes {
		n := &c.p.nodes[i]
		n.from = int32(len(c.p.refs))
		c.p.refs = append(c.p.refs, c.nodeRefs[int32(i)]...)
		n.to = int32(len(c.p.refs))
		n.ends = n.syms != nil || n.hasRole || n.actor != 0 || n.to > n.from
	}
	for i := range c.p.words {
		w := &c.p.words[i]
		w.refFrom = int32(len(c.p.refs))
		c.p.refs = append(c.p.refs, c.wordRefs[uint32(i)]...)
		w.refTo = int32(len(c.p.refs))
	}
	c.useClasses()
	c.useWanted()
	words := make([]string, len(c.p.words))
	for w, n := range c.numbers {
		words[n] = w
	}
	c.p.index(words)
}

// anchors chooses the anchor of every pattern, the element whose words are
// rarest, and enters it with these words; how rare is guessed from the number of
// function words among them.
func (c *compiler) anchors() {
	c.numberWanted()
	for id, p := range c.p.patterns {
		if p.private {
			continue
		}
		best := c.rarest(p)
		if best < 0 {
			continue
		}
		anchor := p.elems[best].sym
		ref := anchorRef{pattern: int32(id), wanted: -1, elem: int16(best)}
		for _, sym := range p.needs {
			if sym != anchor {
				p.wanted = append(p.wanted, c.p.wantedOf[sym])
			}
		}
		slices.SortFunc(p.wanted, func(a, b int32) int { return int(b - a) })
		if len(p.wanted) > 0 {
			ref.wanted = p.wanted[0]
		}
		for _, ph := range c.members[anchor] {
			if len(ph.words) == 1 {
				for _, w := range ph.words[0] {
					n := c.numbers[w]
					c.wordRefs[n] = appendRef(c.wordRefs[n], ref)
					c.p.words[n].pos |= posAnchor
				}
				continue
			}
			for _, n := range c.addPhrase(ph) {
				c.nodeRefs[n] = appendRef(c.nodeRefs[n], ref)
			}
			for _, w := range ph.words[0] {
				c.p.words[c.numbers[w]].pos |= posAnchor
			}
		}
	}
}

// rarest returns the element of p that must be there and whose words are
// rarest; -1 if there is none.
func (c *compiler) rarest(p *pattern) int {
	best, bestCost := -1, 0
	for i, e := range p.elems {
		if e.kind != elemSet || e.optional || e.sym < 0 {
			continue
		}
		cost := c.anchorCost(e.sym)
		if best < 0 || cost < bestCost {
			best, bestCost = i, cost
		}
	}
	return best
}

// numberWanted numbers the symbols that patterns want: those with function words
// first, of the others the rarest last.
func (c *compiler) numberWanted() {
	c.p.wantedOf = slices.Repeat([]int32{-1}, len(c.members))
	var syms []int32
	for _, p := range c.p.patterns {
		for _, sym := range p.needs {
			if !p.private && c.p.wantedOf[sym] < 0 {
				c.p.wantedOf[sym] = 0
				syms = append(syms, sym)
			}
		}
	}
	sets := c.functionWords(syms)
	cost := make(map[int32]int, len(syms))
	for _, sym := range syms {
		cost[sym] = c.anchorCost(sym)
	}
	slices.SortStableFunc(syms, func(a, b int32) int {
		if (sets[a] == functionSet{}) != (sets[b] == functionSet{}) {
			if (sets[a] == functionSet{}) {
				return 1
			}
			return -1
		}
		return cost[b] - cost[a]
	})
	for k, sym := range syms {
		c.p.wantedOf[sym] = int32(k)
		if set := sets[sym]; set != (functionSet{}) {
			c.p.functions = append(c.p.functions, set)
		}
	}
	c.p.wanted = len(syms)
}

// functionWords numbers the function words among those of the symbols, up to
// 255 of them, and returns their set for each symbol. They are in so many
// symbols and so often in a text that each has a bit of its own.
func (c *compiler) functionWords(syms []int32) map[int32]functionSet {
	last := 0
	sets := map[int32]functionSet{}
	for _, sym := range syms {
		var set functionSet
		for _, ph := range c.members[sym] {
			if len(ph.words) != 1 {
				continue
			}
			for _, w := range ph.words[0] {
				n := c.numbers[w]
				if wi := &c.p.words[n]; wi.function == 0 {
					if last == 255 || grammarWords[w]&functionPos == 0 {
						continue
					}
					last++
					wi.function = uint8(last)
				}
				set.add(c.p.words[n].function)
			}
		}
		sets[sym] = set
	}
	return sets
}

const functionPos = posDet | posPrep | posAux | posPron | posConj | posSub | posPoss

// useClasses enters which classes each word belongs to.
func (c *compiler) useClasses() {
	p := c.p
	p.classOf = slices.Repeat([]int32{-1}, len(c.members))
	for k, class := range p.classes {
		p.classOf[class.sym] = int32(k)
	}
	p.classWords = (len(p.classes) + 63) / 64
	for i := range p.words {
		row := make([]uint64, p.classWords)
		any := false
		for k, class := range p.classes {
			if p.bits[i*p.stride+int(class.sym>>6)]>>(uint(class.sym)&63)&1 != 0 {
				row[k>>6] |= 1 << (k & 63)
				any = true
			}
		}
		if any {
			p.words[i].use |= useClass
			p.words[i].classes = int32(len(p.classBits))
			p.classBits = append(p.classBits, row...)
		}
	}
}

// useWanted enters which of the wanted symbols each word belongs to, and what
// else is asked of every token.
func (c *compiler) useWanted() {
	p := c.p
	row := make([]uint16, (p.wanted+15)/16)
	for i := range p.words {
		if p.words[i].function != 0 {
			continue
		}
		clear(row)
		for at, bits := range p.bits[i*p.stride : (i+1)*p.stride] {
			for ; bits != 0; bits &= bits - 1 {
				if k := p.wantedOf[at*64+mathbits.TrailingZeros64(bits)]; k >= 0 {
					row[k>>4] |= 1 << (k & 15)
				}
			}
		}
		w := &p.words[i]
		w.wantedFrom = int32(len(p.wantedBlocks))
		for at, bits := range row {
			if bits != 0 {
				p.wantedBlocks = append(p.wantedBlocks, block(at)<<16|block(bits))
			}
		}
		w.wantedTo = int32(len(p.wantedBlocks))
	}
	firsts := map[int32]uint32{}
	for i := range p.words {
		w := &p.words[i]
		if w.wantedTo > w.wantedFrom {
			w.use |= useWanted
		}
		if w.refTo > w.refFrom {
			w.use |= useAnchor
		}
		switch {
		case w.pos&posPolitics != 0:
			w.use |= usePolitical
		case w.hasRole && (w.role == Individual || w.role == Occupation || w.role == Organisation):
			w.use |= useProfessional
		}
		if w.pos&posPhrase != 0 {
			if w.first = p.trie.get(0, uint32(i)); p.nodes[w.first].ends {
				w.use |= usePhrase
			}
			firsts[w.first] = uint32(i)
		}
		for _, bits := range p.bits[i*p.stride : (i+1)*p.stride] {
			w.symbols |= bits
		}
	}
	for node, second := range p.trie.all() {
		if first, ok := firsts[int32(node)]; ok {
			p.pairs.add(pairHash(first, second))
		}
	}
}

func appendRef(refs []anchorRef, r anchorRef) []anchorRef {
	for _, o := range refs {
		if o == r {
			return refs
		}
	}
	return append(refs, r)
}

func (c *compiler) anchorCost(sym int32) int {
	cost := 0
	for _, ph := range c.members[sym] {
		if len(ph.words) > 1 {
			cost++
			continue
		}
		for _, w := range ph.words[0] {
			switch p := grammarWords[w]; {
			case p&functionPos != 0:
				cost += 5000
			case p&(posAdv|posVerb) != 0:
				cost += 40
			default:
				cost++
			}
		}
	}
	return cost
}

// wordClasses marks which words of the codebook are verbs and nouns.
func (c *compiler) wordClasses() {
	for _, name := range c.cb.order {
		for _, m := range c.cb.classes[name].members {
			ws := strings.Fields(m)
			if len(ws) != 1 {
				continue
			}
			c.markWord(ws[0])
		}
	}
	for _, ps := range c.cb.patterns {
		for _, m := range ps.match {
			for _, w := range strings.FieldsFunc(m, func(r rune) bool { return strings.ContainsRune(" {}|?", r) }) {
				c.markWord(w)
			}
		}
	}
}

func (c *compiler) markWord(w string) {
	switch {
	case len(w) > 1 && w[len(w)-1] == '~':
		for _, x := range inflect(text.Fold(w[:len(w)-1])) {
			n, ok := c.numbers[x.word]
			if !ok {
				continue
			}
			wi := &c.p.words[n]
			if x.forms == formBase || x.forms == formS {
				// Could be a noun as well: "attack", "attacks".
				if x.forms == formS && wi.pos&posNoun == 0 {
					wi.pos |= posVerb | posFinite
				}
				continue
			}
			wi.pos |= posVerb
			if x.forms&formEd != 0 {
				wi.pos |= posFinite
			}
			if x.forms&(formEn|formIng) != 0 {
				wi.pos |= posParticiple
			}
		}
	case len(w) > 1 && w[len(w)-1] == '+':
		base := text.Fold(w[:len(w)-1])
		for _, x := range []string{base, plural(base)} {
			if n, ok := c.numbers[x]; ok {
				c.p.words[n].pos |= posNoun
				if c.p.words[n].pos&posParticiple == 0 {
					c.p.words[n].pos &^= posVerb | posFinite
				}
			}
		}
	}
}
