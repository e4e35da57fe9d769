package page

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// byWord is the word for "by" that stands before a name, by language. Words
// that are also part of names, as the German "von", count only in theirs.
var byWord = map[string][]string{
	"":   {"by", "by:", "words by", "words:", "written by", "reported by", "story by", "report by", "author:", "authors:"},
	"de": {"von", "von:", "text:", "autor:", "autorin:"},
	"fr": {"par", "par:", "auteur:"},
	"es": {"por", "por:"},
	"pt": {"por", "por:"},
	"it": {"di", "di:"},
	"nl": {"door", "door:"},
	"da": {"af", "af:"},
	"no": {"av", "av:"},
	"nb": {"av", "av:"},
	"sv": {"av", "av:"},
}

var (
	bylineTail = regexp.MustCompile(`(?i)[\s,;|•·–-]*\b(?:published|updated|posted|first published|last (?:updated|modified)|publié|veröffentlicht|aktualisiert)\b.*$` +
		`|[\s,;|•·–-]*\b\d{1,2}[:.]\d{2}\s*(?:[ap]\.?m\.?|gmt|bst|uhr|utc|h)?\b.*$` +
		`|[\s,;|•·–-]*\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?(?:\d{1,2}(?:st|nd|rd|th)?\s+[a-zäéû.]{3,10}|[a-z]{3,9}\s+\d{1,2},?)\s+\d{4}\b.*$`)
	bylineNoise = regexp.MustCompile(`(?i)\b(?:view|see|read) (?:bio|profile|more|all)\b.*$|\bfollow(?: @\w+| on \w+)?\s*$|\(?@[A-Za-z0-9_]{2,}\)?|\bcontact the author\b.*$`)
	email       = regexp.MustCompile(`[<(]?[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}[>)]?`)
)

// noName lists what stands for an author where there is none.
var noName = map[string]bool{"admin": true, "administrator": true, "author": true, "webmaster": true, "unknown": true, "undefined": true, "null": true,
	"none": true, "na": true, "guest": true, "anonymous": true, "anónimo": true, "anonym": true, "user": true, "editor": true, "root": true, "wordpress": true,
	"wordpressadmin": true, "publisher": true}

// cleanByline takes from a byline what is no part of it: the word for "by",
// dates, addresses, handles. The rest stays as published.
func cleanByline(s, language string) string {
	s = line(s)
	if len(s) > 1000 {
		return ""
	}
	if strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "https:") || strings.HasPrefix(s, "//") {
		return ""
	}
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	for range 2 {
		lower := strings.ToLower(s)
		for _, w := range slices.Concat(byWord[""], byWord[language]) {
			if rest, ok := strings.CutPrefix(lower, w); ok && (rest == "" || rest[0] == ' ' || strings.HasSuffix(w, ":")) {
				// Lower case may have another length.
				if n := len(w); n <= len(s) && strings.EqualFold(s[:n], w) {
					s = strings.TrimSpace(s[n:])
				}
				break
			}
		}
	}
	s = email.ReplaceAllString(s, "")
	s = bylineNoise.ReplaceAllString(s, "")
	s = bylineTail.ReplaceAllString(s, "")
	s = strings.TrimFunc(strings.Join(strings.Fields(s), " "), func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(",;|•·–—-/:&", r)
	})
	if noName[fold(s)] || utf8.RuneCountInString(s) > 200 || !strings.ContainsFunc(s, unicode.IsLetter) {
		return ""
	}
	return s
}

// byline chooses who wrote the article: JSON-LD, meta elements, and last what
// the page marks as its byline. Persons go before bodies; the site itself is
// no author.
func (f *findings) byline(article object, language string, site siteNames) string {
	if article != nil {
		for _, key := range [...]string{"author", "creator"} {
			names, persons := f.ld.names(article[key])
			onlyPersons := slices.Contains(persons, true)
			var list []string
			for i, n := range names {
				if persons[i] || !onlyPersons {
					list = append(list, n)
				}
			}
			if b := joinNames(list, language, site); b != "" {
				return b
			}
		}
	}
	for _, name := range [...]string{"citation_author", "author", "byl", "dc.creator", "dc:creator", "dcterms.creator", "article:author", "og:article:author",
		"parsely-author", "sailthru.author", "authors", "twitter:creator:name"} {
		if b := joinNames(f.meta[name], language, site); b != "" {
			return b
		}
	}
	// The longest of the first element's kin: "By A. Writer and B. Writer" may
	// hold two elements, each with one name.
	best := ""
	for _, s := range f.bylines {
		b := cleanByline(s, language)
		switch {
		case b == "" || utf8.RuneCountInString(b) > 120 || site.has(b):
		case best == "", strings.Contains(b, best) && len(b) <= 3*len(best)+20:
			best = b
		}
	}
	return best
}

// printedByline reads a line above the text such as "By A. Writer, Health
// Correspondent". It returns "" for any other line.
func printedByline(s, language string) string {
	if len(s) > 100 || endsSentence(s) {
		return ""
	}
	language, _, _ = strings.Cut(strings.ToLower(language), "-")
	words := byWord[language]
	if language == "" || language == "en" {
		words = []string{"by", "words by", "written by"}
	}
	for _, w := range words {
		if len(s) > len(w)+1 && strings.EqualFold(s[:len(w)], w) && (s[len(w)] == ' ' || strings.HasSuffix(w, ":")) {
			name := strings.TrimSpace(s[len(w):])
			if isName(name) {
				return cleanByline(name, language)
			}
		}
	}
	return ""
}

// isName reports whether the words up to the first comma are written as those
// of names are.
func isName(s string) bool {
	s, _, _ = strings.Cut(s, ",")
	n := 0
	for w := range strings.FieldsSeq(s) {
		r, _ := utf8.DecodeRuneInString(w)
		if n++; n > 10 || !unicode.IsUpper(r) && (n == 1 || !nameParticles[w]) {
			return false
		}
	}
	return n > 0
}

var nameParticles = map[string]bool{"and": true, "und": true, "et": true, "y": true, "e": true, "en": true, "og": true, "och": true, "with": true, "in": true,
	"&": true, "|": true, "de": true, "del": true, "della": true, "di": true, "da": true, "dos": true, "du": true, "la": true, "le": true, "van": true,
	"von": true, "der": true, "den": true, "ten": true, "ter": true, "zu": true, "al": true, "bin": true, "ibn": true}

func joinNames(names []string, language string, site siteNames) string {
	var list []string
	for _, n := range names {
		n = cleanByline(n, language)
		if n != "" && !site.has(n) && !slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, n) }) {
			list = append(list, n)
		}
	}
	return strings.Join(list, ", ")
}
