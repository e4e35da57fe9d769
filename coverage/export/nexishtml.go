package export

import (
	"context"
	"errors"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// NexisHTML reads the HTML downloads of Nexis UK and LexisNexis Academic, whose
// documents begin with "<DOC NUMBER=1>" in a comment. Labels are told by their
// words, in any language [NexisText] knows, never by the numbers of style
// classes, which change from file to file.
//
// The number of documents is reconciled with the page's own
// ("DOCUMENTS="146""), then with the cover, then with the numbers of the
// documents. A document that Nexis itself could not show is a record error.
type NexisHTML struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the documents in the order of the file.
func (x NexisHTML) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var (
	nexisDocuments = regexp.MustCompile(`(?i)<meta[^>]+documents="(\d{1,6})"`)
	nexisSorry     = regexp.MustCompile(`(?i)we are sorry but there is an error in this document`)
)

var errNexisSorry = errors.New("the database could not show this document and put an apology in its place")

// Records yields the documents with their fields and bytes.
func (x NexisHTML) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatNexisHTML, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		var span numbering
		var centred map[string]bool
		s.found = "an HTML page without Nexis documents"
		marker := tagMarker(func(tag []byte) bool { return hasPrefixFold(tag, "<doc number=") })
		s.cut(in, tagWindow, marker, func(p piece) bool {
			p.step = step
			if p.number == 0 {
				s.declared = charsetIn(p.raw)
				head := s.text(&p)
				centred = centredClasses(head)
				if m := nexisDocuments.FindStringSubmatch(head); m != nil {
					n, _ := strconv.Atoi(m[1])
					s.state(n, "DOCUMENTS="+m[1])
				}
				return true
			}
			blocks := nexisHTMLBlocks(s.text(&p), centred)
			warning := ""
			if len(blocks) > 0 {
				if n, of, ok := nexisSeparatorOf([]byte(blocks[0].text)); ok {
					warning = span.add(n, of)
					blocks = blocks[1:]
				}
			}
			for _, b := range blocks[:min(3, len(blocks))] {
				if nexisSorry.MatchString(b.text) {
					return s.fail(p, errNexisSorry)
				}
			}
			r, err := s.nexisRecord(blocks)
			if err != nil {
				return s.fail(p, err)
			}
			r.warn(warning)
			return s.emit(p, r, "")
		})
		s.state(span.stated())
	})
}

// nexisHTMLBlocks makes the blocks of one document, which begins within a
// comment.
func nexisHTMLBlocks(fragment string, centred map[string]bool) []block {
	if i := strings.Index(fragment[:min(len(fragment), 400)], "-->"); i >= 0 {
		fragment = fragment[i+3:]
	}
	if i := strings.Index(fragment, "</DOCFULL>"); i >= 0 {
		fragment = fragment[:i]
	}
	fragment = strings.TrimSuffix(strings.TrimSpace(fragment), "<!-- Hide XML section from browser")
	var out []block
	for _, b := range htmlBlocks(fragment, never) {
		c := false
		if !b.in("td") {
			for class := range strings.FieldsSeq(b.classes) {
				c = c || centred[class]
			}
		}
		out = append(out, block{text: b.text, centred: c})
	}
	return out
}
