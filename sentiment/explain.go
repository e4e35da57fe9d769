package sentiment

import (
	"fmt"
	"html"
	"sort"
	"strings"
)

// Explain tells in plain text why a sentence of src was scored as it was: the
// frames with their confidence, what the layer leaned on if the scorer was asked
// for it (WithReasons), each matched pattern with its words and what the words
// around it did to it, the targets and the speaker.
func Explain(src string, s *Sentence) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", cut(src, s.Span))
	for _, f := range Frames {
		if s.Prob[f] > 0 {
			mark := "below one half, not counted"
			if s.Frames.Has(f) {
				mark = "present"
			}
			fmt.Fprintf(&b, "  %s %.2f, %s\n", f, s.Prob[f], mark)
			s.writeReasons(&b, f)
		}
	}
	switch {
	case s.Frames == 0 && len(s.Hits) == 0:
		b.WriteString("  no frame: nothing matched\n")
	case len(s.Hits) == 0:
		b.WriteString("  no pattern matched: the layer decided\n")
	}
	for i := range s.Hits {
		h := &s.Hits[i]
		fmt.Fprintf(&b, "  %q matches %s", cut(src, h.Span), h.Pattern)
		if h.Target.End > h.Target.Start {
			fmt.Fprintf(&b, ", target %q", cut(src, h.Target))
		}
		if names := h.Scope.names(); names != "" {
			fmt.Fprintf(&b, "; %s", names)
		}
		switch {
		case h.Weight == 0:
			b.WriteString("; counts for nothing")
		case h.Counts != h.Frame:
			fmt.Fprintf(&b, "; counts as %s, %.2f", h.Counts, h.Weight)
		default:
			fmt.Fprintf(&b, "; %s %.2f", h.Counts, h.Weight)
		}
		b.WriteByte('\n')
	}
	for i := range s.Targets {
		t := &s.Targets[i]
		name := t.Name
		if name == "" {
			name = "nobody named"
		}
		fmt.Fprintf(&b, "  blames %s (%s)", name, t.Level)
		if said := cut(src, t.Span); said != name && said != "" {
			fmt.Fprintf(&b, ", as %q", said)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "  voice: %s", s.Voice)
	if s.Speaker.Name != "" {
		fmt.Fprintf(&b, ", %s", s.Speaker.Name)
	}
	b.WriteByte('\n')
	return b.String()
}

// writeReasons tells what spoke for and against a frame in the layer, as far as
// the frame is worth a word.
func (s *Sentence) writeReasons(b *strings.Builder, f Frame) {
	const worthTelling = 0.2
	if s.Prob[f] < worthTelling {
		return
	}
	for _, r := range s.Reasons {
		if r.Frame == f {
			fmt.Fprintf(b, "    %+.2f %s\n", r.LogOdds, r)
		}
	}
}

var scopeNames = [...]string{"negated", "rejected", "contrasted", "questioned", "supposed", "ironic"}

func (s Scope) names() string {
	var out []string
	for i, n := range scopeNames {
		if s>>i&1 != 0 {
			out = append(out, n)
		}
	}
	return strings.Join(out, ", ")
}

func cut(src string, s Span) string {
	if s.Start < 0 || s.End > len(src) || s.Start > s.End {
		return ""
	}
	return src[s.Start:s.End]
}

// Mark returns the sentence as HTML, escaped, with <mark> around the words
// that matched. The class of a mark is the frame the hit counts for, or "off"
// when it counts for none; its title names the pattern. Targets are in <b>,
// speakers in <i>. Overlapping spans are cut so that tags nest.
func Mark(src string, s *Sentence) string {
	type piece struct {
		Span
		open, shut string
		rank       int
	}
	var ps []piece
	for i := range s.Hits {
		h := &s.Hits[i]
		class := h.Counts.String()
		if h.Weight == 0 {
			class = "off"
		}
		title := h.Pattern
		if n := h.Scope.names(); n != "" {
			title += " (" + n + ")"
		}
		ps = append(ps, piece{h.Span, fmt.Sprintf(`<mark class="%s" title="%s">`, class, html.EscapeString(title)), "</mark>", 0})
	}
	for i := range s.Targets {
		ps = append(ps, piece{s.Targets[i].Span, "<b>", "</b>", 1})
	}
	if s.Speaker.Name != "" {
		ps = append(ps, piece{s.Speaker.Span, "<i>", "</i>", 2})
	}
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i], ps[j]
		if a.Start != b.Start {
			return a.Start < b.Start
		}
		if a.End != b.End {
			return a.End > b.End
		}
		return a.rank < b.rank
	})
	var out strings.Builder
	var stack []piece
	at := s.Start
	emit := func(to int) {
		if to > at && to <= len(src) {
			out.WriteString(html.EscapeString(src[at:to]))
			at = to
		}
	}
	pop := func(until int) {
		for len(stack) > 0 && stack[len(stack)-1].End <= until {
			top := stack[len(stack)-1]
			emit(top.End)
			out.WriteString(top.shut)
			stack = stack[:len(stack)-1]
		}
	}
	for _, p := range ps {
		if p.Start < s.Start || p.End > s.End || p.End <= p.Start {
			continue
		}
		pop(p.Start)
		if n := len(stack); n > 0 && p.End > stack[n-1].End {
			p.End = stack[n-1].End
		}
		emit(p.Start)
		out.WriteString(p.open)
		stack = append(stack, p)
	}
	pop(s.End)
	emit(s.End)
	return out.String()
}
