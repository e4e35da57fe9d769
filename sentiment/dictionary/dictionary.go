// Package dictionary reads the word-count dictionaries that researchers already
// have and counts their categories in a text: quanteda YAML, LIWC .dic and
// Lexicoder .lcd.
//
// Read is the one way in; it tells the format from the content:
//
//	d, err := dictionary.Read(file)
//	if err != nil { ... }
//	counts := d.Count(text.Parse(article))
//	fmt.Println(counts["negative"])
//
// A dictionary counts words. It does not know who is blamed, nor whether the
// blaming is accepted: use package sentiment for that, and a dictionary to
// repeat an earlier study or as a baseline. Many dictionaries may be used for
// research but not passed on; none comes with this package.
package dictionary

import (
	"sort"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// Dictionary is a list of categories. Make one with Read, or fill Categories
// and call Count; it must not be changed after that.
type Dictionary struct {
	Categories []Category
	// Warnings names entries that were left out, with their line where the
	// format has lines.
	Warnings []string

	index *index
}

// Category is a list of entries under a name. In nested dictionaries the name
// is the path, joined by "/", and a word counts for every category on it.
type Category struct {
	Name string
	// Entries are words or phrases in any case. "*" stands for any letters,
	// "?" for one letter.
	Entries []string
}

// Count returns how many matches each category has in doc. A category without
// a match is there with zero. Entries of one category that begin at the same
// word count once, the longest of them; then the count goes on behind it. So
// "not good" and "good" in one category count once.
func (d *Dictionary) Count(doc *text.Document) map[string]int {
	counts := make(map[string]int, len(d.Categories))
	for _, c := range d.Categories {
		counts[c.Name] = 0
	}
	x := d.compiled()
	next := make([]int, len(d.Categories)) // token from which a category may match again
	best := make([]int, len(d.Categories))
	var words []string
	for i := range doc.Tokens {
		words = append(words, strings.ToLower(doc.Norm(i)))
	}
	for i := range words {
		for c := range best {
			best[c] = 0
		}
		try := func(e *entry) {
			if n := e.match(words[i:]); n > best[e.category] {
				best[e.category] = n
			}
		}
		for _, e := range x.byWord[words[i]] {
			try(e)
		}
		if w := words[i]; w != "" {
			for _, e := range x.byFirst[w[0]] {
				try(e)
			}
		}
		for _, e := range x.globs {
			try(e)
		}
		for c, n := range best {
			if n > 0 && i >= next[c] {
				counts[d.Categories[c].Name]++
				next[c] = i + n
			}
		}
	}
	return counts
}

// entry is a compiled entry: a glob for each word of the phrase.
type entry struct {
	category int
	words    []string
}

type index struct {
	byWord  map[string][]*entry // first word without a wildcard
	byFirst map[byte][]*entry   // first word with a wildcard, by its first letter
	globs   []*entry            // first word begins with a wildcard
}

func (d *Dictionary) compiled() *index {
	if d.index != nil {
		return d.index
	}
	return compile(d.Categories)
}

func compile(categories []Category) *index {
	x := &index{byWord: map[string][]*entry{}, byFirst: map[byte][]*entry{}}
	for c := range categories {
		for _, s := range categories[c].Entries {
			e := &entry{category: c, words: split(s)}
			if len(e.words) == 0 {
				continue
			}
			first := e.words[0]
			switch k := strings.IndexAny(first, "*?"); {
			case k < 0:
				x.byWord[first] = append(x.byWord[first], e)
			case k > 0:
				x.byFirst[first[0]] = append(x.byFirst[first[0]], e)
			default:
				x.globs = append(x.globs, e)
			}
		}
	}
	return x
}

// split cuts an entry into words as the text model would, keeping wildcards.
func split(s string) []string {
	var out []string
	for _, w := range strings.Fields(text.Fold(s)) {
		if strings.ContainsAny(w, "*?") {
			out = append(out, w)
			continue
		}
		doc := text.Parse(w)
		for i := range doc.Tokens {
			out = append(out, doc.Norm(i))
		}
	}
	return out
}

// match returns how many words the entry covers at the start of ws, 0 for none.
func (e *entry) match(ws []string) int {
	if len(ws) < len(e.words) {
		return 0
	}
	for k, glob := range e.words {
		if !matchGlob(glob, ws[k]) {
			return 0
		}
	}
	return len(e.words)
}

// matchGlob matches with "*" and "?", in time linear in the product of the lengths.
func matchGlob(glob, s string) bool {
	star, mark := -1, 0
	g, i := 0, 0
	for i < len(s) {
		switch {
		case g < len(glob) && (glob[g] == '?' || glob[g] == s[i] && glob[g] != '*'):
			g++
			i++
		case g < len(glob) && glob[g] == '*':
			star, mark = g, i
			g++
		case star >= 0:
			g = star + 1
			mark++
			i = mark
		default:
			return false
		}
	}
	for g < len(glob) && glob[g] == '*' {
		g++
	}
	return g == len(glob)
}

// Names returns the names of the categories, sorted.
func (d *Dictionary) Names() []string {
	out := make([]string, 0, len(d.Categories))
	for _, c := range d.Categories {
		out = append(out, c.Name)
	}
	sort.Strings(out)
	return out
}
