package export

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// columnNames are the usual names of columns and keys for each field of an
// article, in lower case with blanks for other signs, the better ones first.
var columnNames = map[string][]string{
	"id":        {"id", "article id", "stories id", "story id", "guid", "uuid", "doc id", "docid"},
	"url":       {"url", "link", "article url", "web url", "weburl", "documentidentifier", "permalink", "uri", "address"},
	"outlet":    {"outlet", "outlet name", "media name", "newspaper", "publication", "publication title", "source", "source name", "paper", "journal", "medium", "media", "domain", "zeitung", "quelle", "publisher"},
	"country":   {"country", "source country", "sourcecountry"},
	"title":     {"title", "headline", "heading", "titel", "titre", "webtitle"},
	"byline":    {"byline", "author", "authors", "creator", "journalist", "autor", "auteur"},
	"section":   {"section", "section name", "rubric", "desk", "ressort"},
	"language":  {"language", "lang"},
	"published": {"published", "date", "publish date", "publication date", "published at", "pub date", "pubdate", "datetime", "webpublicationdate", "seendate", "datum", "timestamp", "day"},
	"text":      {"text", "body", "content", "full text", "fulltext", "article", "article text", "maintext", "bodytext", "body text", "abstract", "snippet", "description"},
	"words":     {"words", "word count", "wordcount", "length"},
}

// fieldOrder is the order in which columns are given to fields.
var fieldOrder = []string{"id", "url", "outlet", "country", "title", "byline", "section", "language", "published", "text", "words"}

func columnKey(s string) string {
	s = strings.Map(func(r rune) rune {
		switch r {
		case '_', '-', '.', '/':
			return ' '
		}
		return r
	}, strings.ToLower(s))
	return squeeze(strings.TrimPrefix(s, "\ufeff"))
}

// mapColumns finds the column of each field. Names given in the options win and
// must exist.
func (o Options) mapColumns(header []string) (map[string]int, error) {
	at := map[string]int{}
	for i, h := range header {
		if _, taken := at[columnKey(h)]; !taken {
			at[columnKey(h)] = i
		}
	}
	out := map[string]int{}
	used := map[int]bool{}
	for field, name := range o.Columns {
		if columnNames[field] == nil {
			return nil, fmt.Errorf("columns: an article has no field %q; fields are %s", field, strings.Join(fieldOrder, ", "))
		}
		i, ok := at[columnKey(name)]
		if !ok {
			return nil, fmt.Errorf("columns: there is no column %q; columns are %s", name, strings.Join(header, ", "))
		}
		out[field] = i
		used[i] = true
	}
	for _, field := range fieldOrder {
		if _, ok := out[field]; ok {
			continue
		}
		for _, name := range columnNames[field] {
			if i, ok := at[name]; ok && !used[i] {
				out[field] = i
				used[i] = true
				break
			}
		}
	}
	return out, nil
}

// tabled makes a record of named values.
func (s *session) tabled(get func(field string) string, basis string) (Record, string, error) {
	var r Record
	a := &r.Article
	a.URL = strings.TrimSpace(get("url"))
	a.Outlet.Name = squeeze(get("outlet"))
	if c := strings.TrimSpace(get("country")); len(c) == 2 {
		a.Outlet.Country = strings.ToUpper(c)
	}
	if a.Outlet.Name == "" && s.opts.Outlet.Name == "" {
		if u, err := url.Parse(a.URL); err == nil && u.Hostname() != "" {
			a.Outlet.Name = strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.")
			a.Provenance.Steps = append(a.Provenance.Steps, "outlet from the address")
		}
	}
	a.Title = squeeze(get("title"))
	a.Language = language(get("language"))
	a.Byline = cleanByline(get("byline"), a.Language)
	a.Section = squeeze(get("section"))
	a.Text = strings.TrimSpace(get("text"))
	if w := strings.TrimSpace(get("words")); w != "" {
		n, err := strconv.Atoi(w)
		if err != nil {
			if m, ok := wordCount(w); ok {
				n, err = m, nil
			}
		}
		if err != nil || n < 0 {
			r.warn(fmt.Sprintf("number of words not understood: %q", clip(w)))
		} else {
			a.Words = n
		}
	}
	if d := strings.TrimSpace(get("published")); d != "" {
		s.setDate(&r, d)
		if r.Article.Published.IsKnown() {
			r.Article.Published.Basis = basis
		}
	}
	if a.Title == "" && a.Text == "" && a.URL == "" {
		return r, "", fmt.Errorf("%w: neither title, text nor address", errRecord)
	}
	return r, squeeze(get("id")), nil
}
