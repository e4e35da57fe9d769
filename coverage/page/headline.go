package page

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var tag = regexp.MustCompile(`</?[A-Za-z][^<>]{0,200}>`)

// fold keeps the letters and digits of s in lower case, to compare names.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// noHeadline lists what templates and content management systems leave where
// a headline should be.
var noHeadline = map[string]bool{}

func init() {
	for s := range strings.FieldsSeq(`article articles blog blogger brightspot chorus craftcms default document drupal error escenic ghost home
		homepage hubspot index joomla liferay livingdocs medium methode news newarticle newpage newpost null page placeholder polopoly post
		scoop shopify sitecore squarespace story strapi substack template test title typo3 umbraco undefined unknown untitled
		untitleddocument webflow wix wordpress arcpublishing arcxp adobeexperiencemanager`) {
		noHeadline[s] = true
	}
}

// siteNames are the names under which the site may sign its titles, folded.
type siteNames map[string]bool

// has reports whether s is one of the names, with or without "The".
func (names siteNames) has(s string) bool {
	key := fold(s)
	return names[key] || names[strings.TrimPrefix(key, "the")]
}

func (f *findings) siteNames(article object, outlet, address string) siteNames {
	names := siteNames{}
	add := func(s string) {
		if s = fold(s); utf8.RuneCountInString(s) > 1 {
			names[s] = true
			names[strings.TrimPrefix(s, "the")] = true
		}
	}
	add(outlet)
	for _, key := range [...]string{"og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "dcterms.publisher", "publisher",
		"twitter:site", "al:ios:app_name", "al:android:app_name", "generator", "cre", "copyright"} {
		for _, c := range f.meta[key] {
			add(line(c))
		}
	}
	if article != nil {
		publishers, _ := f.ld.names(article["publisher"])
		for _, n := range publishers {
			add(n)
		}
	}
	if u, err := url.Parse(address); err == nil {
		host := strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
		add(host)
		if label, _, ok := strings.Cut(host, "."); ok && len(label) > 2 {
			add(label)
		}
	}
	delete(names, "")
	return names
}

var titleParts = regexp.MustCompile(`\s+[|–—·•»«›‹:~-]{1,2}\s+|\s*[|»«]\s*`)

// headlineOf takes the name of the site off a title: "A report | The Test Post".
func (names siteNames) headlineOf(title string) string {
	for range 3 {
		at := titleParts.FindAllStringIndex(title, -1)
		if len(at) == 0 {
			break
		}
		first, last := at[0], at[len(at)-1]
		switch {
		case names.has(title[last[1]:]):
			title = title[:last[0]]
		case names.has(title[:first[0]]):
			title = title[first[1]:]
		default:
			return title
		}
	}
	return title
}

// a named is a candidate with where it stood.
type named struct{ text, basis string }

// headline chooses the title: the first of JSON-LD, OpenGraph, citation, Dublin
// Core, Twitter, the h1 and the title element that is a headline at all. A
// headline of JSON-LD that shares no word with what all others say is refused.
// isShown says whether the page shows a line by itself, which tells the
// headline from the name of a site that signs nowhere else.
func (f *findings) headline(article object, names siteNames, isShown func(string) bool) (title string, warnings []string) {
	var list []named
	add := func(text, basis string) {
		if text = line(text); text != "" {
			list = append(list, named{text, basis})
		}
	}
	if article != nil {
		add(article.text("headline"), "json-ld headline")
		add(article.text("name"), "json-ld name")
	}
	for _, name := range [...]string{"og:title", "citation_title", "dc.title", "dc:title", "dcterms.title", "prism.title", "parsely-title",
		"sailthru.title", "twitter:title", "headline"} {
		content, _ := f.first(name)
		add(content, name)
	}
	if len(f.headings) > 0 {
		add(f.headings[0], "h1")
	}
	add(f.title, "title")
	for i, c := range list {
		clean := strings.TrimSpace(names.headlineOf(c.text))
		key := fold(clean)
		why := ""
		switch {
		case key == "":
			continue
		case noHeadline[key] || names.has(clean):
			why = "is the name of the site or of its software"
		case strings.HasPrefix(c.basis, "json-ld") && contradicted(clean, list[i+1:], names):
			why = "shares no word with the other titles of the page"
		}
		if why != "" {
			if strings.HasPrefix(c.basis, "json-ld") {
				warnings = append(warnings, "title: "+c.basis+" "+quoted(clean)+" "+why+" and was refused")
			}
			continue
		}
		show := f.isHeading
		if c.basis == "title" {
			show = isShown
		}
		return shownPart(clean, show), warnings
	}
	return "", warnings
}

// isHeading reports whether s is a heading of the first degree.
func (f *findings) isHeading(s string) bool {
	key := fold(s)
	for _, h := range f.headings {
		if fold(h) == key {
			return true
		}
	}
	return false
}

// shownPart returns the part of a title that the page shows as a line,
// or the whole title.
func shownPart(title string, isShown func(string) bool) string {
	if isShown(title) {
		return title
	}
	for _, part := range titleParts.Split(title, -1) {
		if strings.Contains(part, " ") && isShown(part) {
			return part
		}
	}
	return title
}

// contradicted reports whether at least two other titles exist and none shares
// a word with title.
func contradicted(title string, others []named, names siteNames) bool {
	words := map[string]bool{}
	for w := range strings.FieldsFuncSeq(strings.ToLower(title), notWord) {
		words[w] = true
	}
	n := 0
	for _, o := range others {
		if strings.HasPrefix(o.basis, "json-ld") || names.has(o.text) {
			continue
		}
		n++
		for w := range strings.FieldsFuncSeq(strings.ToLower(names.headlineOf(o.text)), notWord) {
			if words[w] && utf8.RuneCountInString(w) > 2 {
				return false
			}
		}
	}
	return n >= 2
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
