package export

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// NexisText reads plain text downloads of Nexis and LexisNexis: documents parted
// by lines such as "3 of 10 DOCUMENTS", "Dokument 2 von 5" or
// "3 van 10 DOCUMENTEN", with or without a cover page, labels in English,
// German, French, Dutch, Swedish, Danish, Norwegian, Spanish, Portuguese or
// Italian.
//
// The number of documents is reconciled with the cover page ("Selected Items:
// 1-10") or, without one, with the first and the last number of the separators.
// The total of the separators counts the hits of the query, not the file ("8 of
// 383"); where it changes within a file the record carries a warning.
//
// The labels before the text end at the first block that is none, so that
// "LENGTH: 19.43 meters" in a text stays there.
type NexisText struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the documents in the order of the file.
func (x NexisText) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var nexisSeparator = regexp.MustCompile(`(?i)^[\s\x{FEFF}]*(?:(?:dokument|document|documento)\s+)?(\d{1,7})\s+(?:of|von|de|van|sur|av|af|di)\s+(\d{1,7})(?:\s+(?:documents?|dokumenten?|dokumente?r?|documenten|documentos?|documenti))?\s*$`)

// nexisSeparatorOf reads a separator line, which must say "document" somewhere.
func nexisSeparatorOf(line []byte) (n, of int, ok bool) {
	t := bytes.TrimPrefix(bytes.TrimSpace(line), []byte("\xef\xbb\xbf"))
	if len(t) < 14 || len(t) > 60 || !(t[0] >= '0' && t[0] <= '9' || t[0]|0x20 == 'd') ||
		!bytes.Contains(t, []byte("ument")) && !bytes.Contains(t, []byte("UMENT")) {
		return 0, 0, false
	}
	m := nexisSeparator.FindSubmatch(line)
	if m == nil {
		return 0, 0, false
	}
	n, _ = strconv.Atoi(string(m[1]))
	of, _ = strconv.Atoi(string(m[2]))
	return n, of, true
}

func isNexisSeparator(line []byte) bool {
	_, _, ok := nexisSeparatorOf(line)
	return ok
}

var selectedItems = regexp.MustCompile(`(?im)^[\s\x{FEFF}]*(?:Download Request|Print Request|Anforderung|Demande)?[^\n]{0,60}?(?:Selected Items|Ausgewählte Dokumente|Documents? sélectionnés?|Geselecteerde items|(?:Elementos|Documentos) seleccionados|(?:Itens|Documentos) selecionados|(?:Elementi|Documenti) selezionati)\s*:\s*(\d[\d ,;-]*)`)

// countSelected reads "1-10, 12" as 11.
func countSelected(s string) int {
	total := 0
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ';' }) {
		lo, hi, span := strings.Cut(strings.TrimSpace(part), "-")
		a, err := strconv.Atoi(strings.TrimSpace(lo))
		if err != nil {
			continue
		}
		b := a
		if span {
			if b, err = strconv.Atoi(strings.TrimSpace(hi)); err != nil || b < a {
				return 0
			}
		}
		total += b - a + 1
	}
	return total
}

// Records yields the documents with their fields and bytes.
func (x NexisText) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatNexisTXT, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		var span numbering
		s.found = "text without a line such as \"1 of 10 DOCUMENTS\""
		s.cut(in, 256, lineMarker(isNexisSeparator), func(p piece) bool {
			p.step = step
			text := s.text(&p)
			if p.number == 0 {
				if m := selectedItems.FindStringSubmatch(text); m != nil {
					s.state(countSelected(m[1]), squeeze(m[0]))
				}
				return true
			}
			first, rest, _ := strings.Cut(text, "\n")
			n, of, _ := nexisSeparatorOf([]byte(first))
			warning := span.add(n, of)
			r, err := s.nexisRecord(textBlocks(rest))
			if err != nil {
				return s.fail(p, err)
			}
			r.warn(warning)
			return s.emit(p, r, "")
		})
		s.state(span.stated())
	})
}

// numbering follows the numbers of the separators of a file.
type numbering struct {
	first, last, of int
}

// add takes the next separator and returns a warning if it does not fit.
func (g *numbering) add(n, of int) string {
	warning := ""
	switch {
	case g.first == 0:
		g.first, g.of = n, of
	case of != g.of:
		warning = fmt.Sprintf("numbered %d of %d in a file that counts to %d", n, of, g.of)
	case n != g.last+1:
		warning = fmt.Sprintf("numbered %d after %d", n, g.last)
	}
	g.last = max(g.last, n)
	return warning
}

// stated is the number of records the numbers span.
func (g *numbering) stated() (int, string) {
	if g.first == 0 {
		return 0, ""
	}
	return g.last - g.first + 1, fmt.Sprintf("numbers %d to %d", g.first, g.last)
}

// textBlocks parts text at blank lines. A block is centred if its first line
// is indented by eight columns or more.
func textBlocks(text string) []block {
	var out []block
	var lines []string
	flush := func() {
		if len(lines) == 0 {
			return
		}
		indent := len(lines[0]) - len(strings.TrimLeft(lines[0], " \t"))
		if strings.HasPrefix(lines[0], "\t") {
			indent += 8
		}
		out = append(out, block{text: strings.TrimSpace(strings.Join(lines, "\n")), centred: indent >= 8})
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n\u00a0\f")
		if strings.TrimSpace(line) == "" {
			flush()
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return out
}
