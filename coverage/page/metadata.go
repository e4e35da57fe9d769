package page

import (
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// language chooses the language as a BCP 47 tag.
func (f *findings) language(article object) string {
	var list []string
	if article != nil {
		list = append(list, article.text("inLanguage"))
		if o, ok := article["inLanguage"].(map[string]any); ok {
			list = append(list, object(o).text("alternateName"))
		}
	}
	list = append(list, f.lang)
	for _, name := range [...]string{"dc.language", "dc:language", "dcterms.language", "citation_language", "content-language", "language", "og:locale"} {
		content, _ := f.first(name)
		list = append(list, content)
	}
	for _, s := range list {
		s, _, _ = strings.Cut(strings.TrimSpace(s), ",")
		s = strings.ReplaceAll(strings.TrimSpace(s), "_", "-")
		if s == "" || len(s) > 35 {
			continue
		}
		t, err := language.Parse(s)
		if err != nil || t == language.Und {
			continue
		}
		return t.String()
	}
	return ""
}

func (f *findings) outlet(article object, address string) string {
	if article != nil {
		if names, _ := f.ld.names(article["publisher"]); len(names) > 0 && names[0] != "" {
			return names[0]
		}
	}
	for _, name := range [...]string{"og:site_name", "citation_journal_title", "prism.publicationname", "dc.publisher", "dc:publisher", "dcterms.publisher",
		"application-name", "publisher"} {
		content, _ := f.first(name)
		if s := line(content); s != "" && !strings.HasPrefix(s, "http") && len(s) < 200 {
			return s
		}
	}
	if u, err := url.Parse(address); err == nil {
		return strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
	}
	return ""
}

func (f *findings) section(article object) string {
	if article != nil {
		if s := article.line("articleSection"); s != "" {
			return s
		}
	}
	content, _ := f.first("article:section", "og:article:section", "prism.section", "parsely-section", "sailthru.section", "section", "cxenseparse:recs:category")
	return line(content)
}

func (f *findings) description(article object) string {
	if article != nil {
		if s := article.line("description"); s != "" {
			return s
		}
	}
	content, _ := f.first("og:description", "description", "dc.description", "dcterms.description", "dcterms.abstract", "citation_abstract", "twitter:description")
	return line(content)
}

func (f *findings) keywords(article object) []string {
	var raw []string
	if article != nil {
		raw = article.list("keywords")
	}
	for _, name := range [...]string{"article:tag", "news_keywords", "citation_keywords", "keywords", "parsely-tags"} {
		if len(raw) == 0 {
			raw = f.meta[name]
		}
	}
	var list []string
	seen := map[string]bool{}
	for _, s := range raw {
		for w := range strings.FieldsFuncSeq(line(s), func(r rune) bool { return r == ',' || r == ';' }) {
			if w = strings.TrimSpace(w); w != "" && !seen[w] && len(list) < 100 {
				seen[w] = true
				list = append(list, w)
			}
		}
	}
	return list
}

func quoted(s string) string { return strconv.Quote(clip(s)) }

func clip(s string) string { return plain.Clip(s, 80) }
