package page

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// choose decides block by block.
func (x *extraction) choose(s *segments, kept []bool, lo, hi int, h head) {
	seen := map[string]bool{}
	started := false
	above := min(s.title(lo, h), lo-headBlocks)
	for i := range s.blocks {
		b := &s.blocks[i]
		if i >= above && !started && x.isHead(b, h) {
			continue
		}
		inside := i >= lo && i < hi
		if !inside && !kept[i] {
			continue
		}
		if reason := b.reasonOf(); reason != "" {
			if inside && b.size >= 12 {
				x.left[reason]++
			}
			x.barrier = x.barrier || reason == asPaywall
			continue
		}
		key := fold(b.text)
		if key == "" {
			continue
		}
		if reason := boilerplate(b); reason != "" {
			x.left[reason]++
			x.barrier = x.barrier || reason == asPaywall
			continue
		}
		if !inside && !b.isProse() && (b.kind != heading || b.size < 60 || started) {
			continue
		}
		if !kept[i] && !belongs(b) {
			if b.size >= 12 && b.kind != heading {
				x.left["links and labels"]++
			}
			continue
		}
		// The same paragraph a second time is one for another size of screen.
		if b.size >= 60 {
			if seen[key] {
				x.left["doubles"]++
				continue
			}
			seen[key] = true
		}
		started = started || b.isProse()
		x.blocks = append(x.blocks, b)
	}
	x.dropEmptyHeadings(s)
	x.dropPullQuotes()
}

// belongs decides about a block in the midst of the article that
// go-trafilatura did not take.
func belongs(b *block) bool {
	if 2*b.linked >= b.size {
		return false
	}
	switch b.kind {
	case prose, item, quote, caption, verse, rows, heading:
		return true
	}
	return b.size >= 30 && (b.size >= 100 || endsSentence(b.text))
}

// endsSentence reports whether s ends as a sentence does.
func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"'”’)]»“`)
	return strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, ":")
}

// isHead reports whether every line of a block is the title, the byline or the
// date of the article, and keeps the latter two.
func (x *extraction) isHead(b *block, h head) bool {
	if len(b.text) > 300 || b.linked == b.size && b.kind != heading {
		return false
	}
	all := true
	for l := range strings.SplitSeq(b.text, "\n") {
		all = x.isHeadLine(l, h) && all
	}
	return all
}

func (x *extraction) isHeadLine(l string, h head) bool {
	key := fold(l)
	if h.titles[key] {
		return true
	}
	if len(l) < 6 || len(l) > 120 {
		return false
	}
	if name := printedByline(l, h.language); name != "" {
		if x.byline == "" {
			x.byline = name
		}
		return true
	}
	if h.byline != "" && key == fold(h.byline) {
		return true
	}
	if len(x.printed) >= 5 {
		return false
	}
	raw := printedDate(l)
	if raw == "" {
		return false
	}
	x.printed = append(x.printed, raw)
	return true
}

// dropEmptyHeadings leaves out headings of which nothing is left: those at the
// end, and those of which all that stood below was left out.
func (x *extraction) dropEmptyHeadings(s *segments) {
	at := make(map[*block]int, len(x.blocks))
	for i := range s.blocks {
		at[&s.blocks[i]] = i
	}
	var list []*block
	for i := len(x.blocks) - 1; i >= 0; i-- {
		b := x.blocks[i]
		if b.kind == heading {
			if len(list) == 0 {
				continue
			}
			next := list[len(list)-1]
			if next.kind == heading && next.rank() <= b.rank() && at[next]-at[b] > 1 {
				continue
			}
		}
		list = append(list, b)
	}
	slices.Reverse(list)
	x.blocks = list
}

// rank is the degree of a heading, 1 to 6.
func (b *block) rank() int {
	if d := b.node.Data; len(d) == 2 && d[0] == 'h' {
		return int(d[1] - '0')
	}
	return 6
}

// dropPullQuotes leaves out quotes that only repeat words of a paragraph.
func (x *extraction) dropPullQuotes() {
	var whole string
	x.blocks = slices.DeleteFunc(x.blocks, func(b *block) bool {
		if b.kind != quote || b.size > 400 || !isPullQuote(b.node) {
			return false
		}
		if whole == "" {
			var all strings.Builder
			for _, o := range x.blocks {
				if o.kind != quote {
					all.WriteString(fold(o.text))
					all.WriteByte('\n')
				}
			}
			whole = all.String()
		}
		if strings.Contains(whole, fold(b.text)) {
			x.left["pull quotes"]++
			return true
		}
		return false
	})
}

func isPullQuote(n *html.Node) bool {
	for depth := 0; n != nil && depth < 4; depth++ {
		class := strings.ToLower(attribute(n, "class"))
		if strings.Contains(class, "pull") {
			return true
		}
		n = n.Parent
	}
	return false
}
