package page

import (
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// region returns the blocks from lo up to hi within the smallest element that
// holds nine tenths of what was kept, widened to the elements beside it that
// are made alike: the next section of the same article, the next post of a
// live blog.
func (s *segments) region(root *html.Node, kept []bool, bodies []*html.Node) (lo, hi int) {
	sum := make([]int, len(s.blocks)+1)   // of what was kept
	prose := make([]int, len(s.blocks)+1) // of prose that is not marked
	for i := range s.blocks {
		b := &s.blocks[i]
		sum[i+1], prose[i+1] = sum[i], prose[i]
		if kept[i] {
			sum[i+1] += b.size
		}
		if b.isProse() && b.reasonOf() == "" {
			prose[i+1] += b.size
		}
	}
	total := sum[len(s.blocks)]
	if total == 0 {
		return 0, 0
	}
	within := func(n *html.Node, sum []int) int {
		at := s.span[n]
		return sum[at[1]] - sum[at[0]]
	}
	// What the page itself marks as the body of the article counts as found,
	// if go-trafilatura found something in it.
	n := root
	for _, b := range bodies {
		if 2*within(b, sum) > total {
			n = b
			break
		}
	}
	for {
		var next *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Type == html.ElementNode && 10*within(c, sum) >= 9*total {
				next = c
				break
			}
		}
		if next == nil || s.span[next][1]-s.span[next][0] <= 1 {
			break
		}
		n = next
	}
	for range 3 {
		if n == root || n.Parent == nil || !s.hasKin(n, func(k *html.Node) bool { return within(k, prose) >= 100 }) {
			break
		}
		n = n.Parent
	}
	if n == root {
		return 0, len(s.blocks)
	}
	at := s.span[n]
	return at[0], at[1]
}

// standfirst keeps up to two paragraphs between the title and the text.
func (s *segments) standfirst(kept []bool, lo int, h head) {
	title := s.title(lo, h)
	if title == lo {
		return
	}
	n := 0
	for i := title + 1; i < lo && i <= title+12; i++ {
		b := &s.blocks[i]
		if (b.isProse() || b.kind == heading && b.size >= 60) && 5*b.linked < b.size && b.reasonOf() == "" {
			if n++; n > 2 {
				return
			}
			kept[i] = true
		}
	}
}

// headBlocks is how many blocks above the text may belong to its head where
// no title is found among them.
const headBlocks = 20

// title returns the last block before lo that is the title, or lo.
func (s *segments) title(lo int, h head) int {
	for i := lo - 1; i >= 0; i-- {
		if b := &s.blocks[i]; len(b.text) < 500 && h.titles[fold(b.text)] {
			return i
		}
	}
	return lo
}

// hasKin reports whether an element beside n is made as n is, passes the test,
// and does not begin another article.
func (s *segments) hasKin(n *html.Node, test func(*html.Node) bool) bool {
	found := false
	class := attribute(n, "class")
	for c := n.Parent.FirstChild; c != nil; c = c.NextSibling {
		if c == n || c.Type != html.ElementNode || c.DataAtom != n.DataAtom || attribute(c, "class") != class {
			continue
		}
		if m := s.marks[c]; m != nil && !m.void {
			continue
		}
		if holds(c, atom.H1) || n.DataAtom == atom.Td || n.DataAtom == atom.Tr {
			return false
		}
		found = found || test(c)
	}
	return found
}

func holds(n *html.Node, a atom.Atom) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.DataAtom == a || holds(c, a) {
			return true
		}
	}
	return false
}
