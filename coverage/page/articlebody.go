package page

import (
	"html"
	"regexp"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// bodyOf returns the text that JSON-LD gives for an article, its posts if it
// is a live blog. steps says what was done to it.
func (g *graph) bodyOf(article object) (paragraphs []string, steps []string) {
	if article == nil {
		return nil, nil
	}
	add := func(o object) {
		text := o.text("articleBody")
		if text == "" {
			text = o.text("text")
		}
		list, parted := splitBody(text)
		paragraphs = append(paragraphs, list...)
		if parted && len(steps) == 0 {
			steps = append(steps, "paragraphs set where articleBody runs sentences together")
		}
	}
	add(article)
	updates, _ := article["liveBlogUpdate"].([]any)
	for _, u := range updates[:min(len(updates), 1000)] {
		post, ok := g.resolve(u).(map[string]any)
		if !ok {
			continue
		}
		o := object(post)
		at := len(paragraphs)
		add(o)
		if h := o.line("headline"); h != "" && len(paragraphs) > at && fold(paragraphs[at]) != fold(h) {
			paragraphs = append(paragraphs[:at], append([]string{h}, paragraphs[at:]...)...)
		}
	}
	return paragraphs, steps
}

var runTogether = regexp.MustCompile(`(\p{Ll}{2}[.!?]["”’]?|\p{Ll}["”’][.!?])(["“‘]?\p{Lu}[\p{Ll} ’'])`)

// splitBody cuts an articleBody into paragraphs. It may hold HTML, line breaks
// of one kind or the other, or none at all, with the tags dropped between
// "late.The".
func splitBody(body string) (paragraphs []string, parted bool) {
	if body == "" {
		return nil, false
	}
	if strings.Contains(body, "&lt;") && !tag.MatchString(body) {
		body = html.UnescapeString(body)
	}
	if tag.MatchString(body) {
		body = html.UnescapeString(plain.Paragraphs(body))
	} else {
		if strings.ContainsRune(body, '&') {
			body = html.UnescapeString(html.UnescapeString(body))
		}
		body = plain.FoldBlocks(body)
	}
	breaks := "\n\n"
	if !strings.Contains(body, breaks) {
		breaks = "\n"
	}
	if !strings.Contains(body, breaks) {
		if n := len(runTogether.FindAllStringIndex(body, 3)); n > 0 {
			body, parted = runTogether.ReplaceAllString(body, "$1\n$2"), true
		}
	}
	for p := range strings.SplitSeq(body, breaks) {
		if p = strings.TrimSpace(p); p != "" {
			paragraphs = append(paragraphs, p)
		}
	}
	return paragraphs, parted
}

// guarded leaves lines of the site out of the text of JSON-LD too.
func (x *extraction) guarded(paragraphs []string) []string {
	var list []string
	for _, p := range paragraphs {
		b := &block{text: p, size: len(p), kind: prose}
		if reason := boilerplate(b); reason != "" {
			x.left[reason]++
			x.barrier = x.barrier || reason == asPaywall
			continue
		}
		list = append(list, p)
	}
	return list
}

// realign gives the text of JSON-LD, where it comes as one paragraph, the
// paragraphs that the page shows.
func realign(body string, blocks []*block) []string {
	var cuts []int
	from := 0
	for _, b := range blocks {
		if b.size < 20 || from >= len(body) {
			continue
		}
		at := strings.Index(body[from:], b.text)
		if at < 0 {
			continue
		}
		cuts = append(cuts, from+at, from+at+len(b.text))
		from += at + len(b.text)
	}
	if cuts == nil {
		return []string{body}
	}
	var list []string
	last := 0
	for _, c := range append(cuts, len(body)) {
		if p := strings.TrimSpace(body[last:c]); p != "" {
			list = append(list, p)
		}
		last = c
	}
	return list
}

// fuller reports whether the text of JSON-LD says more than that of the page.
// Where both have much to say, they must be the same article.
func fuller(body []string, x *extraction) bool {
	bodySize, size := 0, 0
	whole := squeeze(strings.Join(body, ""))
	bodySize = len(whole)
	shared := 0
	for _, b := range x.blocks {
		size += b.size
		if b.size >= 40 && strings.Contains(whole, squeeze(b.text)) {
			shared += b.size
		}
	}
	switch {
	case bodySize == 0:
		return false
	case size < thin:
		return bodySize > size
	case 10*bodySize <= 13*size:
		return false
	}
	return 3*shared >= size
}
