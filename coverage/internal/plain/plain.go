// Package plain turns HTML into plain text.
package plain

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Paragraphs turns HTML into plain text: blocks divided by an empty line,
// white space folded, scripts and styles left out.
func Paragraphs(source string) string {
	if !strings.ContainsAny(source, "<&") {
		return FoldBlocks(source)
	}
	var out strings.Builder
	z := html.NewTokenizer(strings.NewReader(source))
	z.SetMaxBuf(1 << 20)
	hidden := 0
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			return FoldBlocks(out.String())
		case html.TextToken:
			if hidden == 0 {
				// Line breaks of the source are white space; blocks break lines.
				out.WriteString(lineBreaks.Replace(html.UnescapeString(string(z.Raw()))))
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			switch atom.Lookup(name) {
			case atom.Script, atom.Style, atom.Template, atom.Iframe, atom.Object:
				if kind == html.StartTagToken {
					hidden++
				} else if kind == html.EndTagToken {
					hidden = max(0, hidden-1)
				}
			case atom.Br:
				out.WriteByte('\n')
			case atom.P, atom.Div, atom.Li, atom.Ul, atom.Ol, atom.Dl, atom.Dt, atom.Dd, atom.Tr, atom.Table, atom.Blockquote, atom.Pre,
				atom.Section, atom.Article, atom.Header, atom.Footer, atom.Aside, atom.Figure, atom.Figcaption, atom.Hr,
				atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
				out.WriteString("\n\n")
			case atom.Td, atom.Th:
				out.WriteByte(' ')
			}
		}
	}
}

var lineBreaks = strings.NewReplacer("\n", " ", "\r", " ", "\t", " ")

// FoldBlocks folds blanks within lines and lets one empty line divide blocks.
func FoldBlocks(s string) string {
	var out strings.Builder
	empty := 0
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" {
			empty++
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('\n')
			if empty > 0 {
				out.WriteByte('\n')
			}
		}
		out.WriteString(line)
		empty = 0
	}
	return out.String()
}

// Line is Paragraphs on one line, for titles and names.
func Line(source string) string { return strings.Join(strings.Fields(Paragraphs(source)), " ") }

// Clip shortens s to n runes, for messages.
func Clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
