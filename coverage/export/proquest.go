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

// ProQuest reads the text downloads of ProQuest, whose records are parted by
// lines of underscores, and its HTML pages and e-mails, whose labels are set in
// strong type. Labels are English, as ProQuest writes them in any interface.
// ProQuest's document number is the identity of an article. Where there is no
// full text the abstract stands for it, and the provenance says so.
//
// The number of records is reconciled with "Document 3 of 10" where the file
// has such lines.
type ProQuest struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the records in the order of the file.
func (x ProQuest) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// proquestLabels are the labels that begin a line of a text record.
var proquestLabels = map[string]bool{
	"title": true, "headline": true, "subtitle": true, "author": true, "authors": true, "correspondence author": true, "publication title": true, "publication info": true,
	"publication date": true, "publication year": true, "publication subject": true, "date": true, "year": true, "full text": true, "abstract": true, "abstract (summary)": true,
	"proquest document id": true, "document url": true, "section": true, "column": true, "language": true, "language of publication": true, "document type": true, "source type": true,
	"subject": true, "people": true, "location": true, "company / organization": true, "company/organization": true, "copyright": true, "last updated": true, "database": true, "volume": true, "issue": true,
	"pages": true, "first page": true, "start page": true, "number of pages": true, "place of publication": true, "country of publication": true, "publisher": true, "issn": true, "e-issn": true, "isbn": true, "doi": true,
	"accession number": true, "document feature": true, "classification": true, "links": true, "credit": true, "dateline": true, "edition": true, "contents": true, "cite as": true, "identifier / keyword": true, "identifiers / keywords": true,
	"edition statement": true, "publication identifier": true, "source": true, "caption": true, "document number": true, "proquest id": true, "notes": true, "word count": true,
}

var (
	strongLabel   = regexp.MustCompile(`(?is)<(strong|b)[^>]*>\s*([^<>:]{2,40}?)\s*:?\s*(?:&nbsp;|&#160;)?\s*:?\s*</(strong|b)>\s*:?`)
	mstarTag      = regexp.MustCompile(`(?i)^<[a-z]+\s[^>]*(?:name|id)=["'](?:DocID_)?MSTAR_`)
	pqDocumentOf  = regexp.MustCompile(`(?im)^\s*(?:document\s+)?(\d{1,6}) of (\d{1,6})\s*$`)
	pqLine        = regexp.MustCompile(`^([A-Za-z][A-Za-z /().-]{2,39}?):(?:\s|$)`)
	pqPlacedLines = regexp.MustCompile(`\n{2,}`)
)

func isRule(line []byte) bool {
	line = bytes.TrimSpace(line)
	return len(line) >= 20 && len(bytes.Trim(line, "_")) == 0
}

// Records yields the records with their fields and bytes.
func (x ProQuest) Records(ctx context.Context) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		// The first bytes tell the two forms apart.
		in, step := utf8Of(x.R)
		var head [1024]byte
		n, _ := io.ReadFull(in, head[:])
		in = io.MultiReader(bytes.NewReader(head[:n]), in)
		text := bytes.TrimSpace(bytes.TrimPrefix(head[:n], []byte("\xef\xbb\xbf")))
		read, format := x.readText, FormatProQuestTXT
		if len(text) > 0 && text[0] == '<' {
			read, format = x.readHTML, FormatProQuestHTML
		}
		stream(ctx, x.Name, format, x.Options, func(s *session) { read(s, in, step) })(yield)
	}
}

func (x ProQuest) readText(s *session, in io.Reader, step string) {
	s.found = "text between lines of underscores that are no ProQuest records"
	var span numbering
	number := 0
	s.cut(in, 256, lineMarker(isRule), func(p piece) bool {
		p.step = step
		text := s.text(&p)
		if bytes := []byte(text); isRule(firstLine(bytes)) {
			_, text, _ = strings.Cut(text, "\n")
		}
		if m := pqDocumentOf.FindStringSubmatchIndex(text); m != nil && m[0] < 200 {
			n, _ := strconv.Atoi(text[m[2]:m[3]])
			of, _ := strconv.Atoi(text[m[4]:m[5]])
			span.add(n, of)
		}
		fields, before := proquestFields(text)
		if len(fields) < 2 {
			if number > 0 && len(strings.Fields(text)) > 40 && !strings.Contains(text, "Contact us at") {
				number++
				p.number = number
				return s.fail(p, fmt.Errorf("%w: no labels; it begins %q", errRecord, clip(text)))
			}
			return true // cover, table of contents, closing page
		}
		number++
		p.number = number
		r, id, err := s.proquest(fields, before)
		if err != nil {
			return s.fail(p, err)
		}
		return s.emit(p, r, id)
	})
	s.state(span.stated())
}

func firstLine(b []byte) []byte {
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		return b[:i]
	}
	return b
}

// proquestFields reads labelled lines; a value runs to the next known label.
// before is what precedes the first one.
func proquestFields(text string) (fields []Field, before string) {
	var value strings.Builder
	var lead strings.Builder
	flush := func() {
		if len(fields) > 0 {
			fields[len(fields)-1].Value = strings.TrimSpace(value.String())
		}
		value.Reset()
	}
	inText := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, " \t\r\n")
		if m := pqLine.FindStringSubmatch(line); m != nil && proquestLabels[strings.ToLower(m[1])] &&
			(!inText || afterFullText[strings.ToLower(m[1])]) {
			flush()
			fields = append(fields, Field{Label: m[1]})
			inText = strings.EqualFold(m[1], "full text")
			line = line[len(m[1])+1:]
		}
		if len(fields) == 0 {
			lead.WriteString(line)
			lead.WriteByte('\n')
			continue
		}
		value.WriteString(line)
		value.WriteByte('\n')
	}
	flush()
	return fields, strings.TrimSpace(lead.String())
}

// afterFullText are the labels that may end a full text: a line of an article
// may begin "Date:" or "Location:".
var afterFullText = map[string]bool{
	"proquest document id": true, "document url": true, "publication title": true, "publication year": true, "publication date": true, "publication subject": true,
	"source type": true, "language of publication": true, "document type": true, "copyright": true, "last updated": true, "database": true, "subject": true, "credit": true,
	"company / organization": true, "place of publication": true, "country of publication": true, "identifier / keyword": true, "identifiers / keywords": true, "classification": true, "publication info": true, "links": true, "issn": true,
}

func (x ProQuest) readHTML(s *session, in io.Reader, step string) {
	s.found = "an HTML page of ProQuest without records"
	// Records begin at an anchor; pages that have none, at the label "Title".
	anchored := false
	marker := tagMarker(func(tag []byte) bool {
		if mstarTag.Match(tag) {
			anchored = true
			return true
		}
		m := strongLabel.FindSubmatchIndex(tag)
		return !anchored && m != nil && m[0] == 0 && strings.EqualFold(string(tag[m[4]:m[5]]), "title")
	})
	number := 0
	seen := map[string]bool{}
	s.cut(in, tagWindow, marker, func(p piece) bool {
		p.step = step
		if p.number == 0 {
			s.declared = charsetIn(p.raw)
		}
		fields, before := proquestPairs(s.text(&p))
		if len(fields) < 2 {
			return true
		}
		number++
		p.number = number
		r, id, err := s.proquest(fields, before)
		if err != nil {
			return s.fail(p, err)
		}
		if id != "" && seen[id] {
			r.warn("the file holds this record more than once")
		}
		seen[id] = true
		return s.emit(p, r, id)
	})
}

// proquestPairs reads strong labels and what follows them.
func proquestPairs(fragment string) (fields []Field, before string) {
	marks := strongLabel.FindAllStringSubmatchIndex(fragment, -1)
	kept := marks[:0]
	for _, m := range marks {
		if proquestLabels[strings.ToLower(squeeze(plainText(fragment[m[4]:m[5]])))] {
			kept = append(kept, m)
		}
	}
	for i, m := range kept {
		end := len(fragment)
		if i+1 < len(kept) {
			end = kept[i+1][0]
		}
		label := squeeze(plainText(fragment[m[4]:m[5]]))
		var paras []string
		for _, b := range htmlBlocks(fragment[m[1]:end], never) {
			for line := range strings.SplitSeq(b.text, "\n") {
				paras = append(paras, line)
			}
		}
		fields = append(fields, Field{label, strings.Join(paras, "\n\n")})
	}
	if len(kept) > 0 {
		before = plainText(fragment[:kept[0][0]])
	}
	return fields, before
}

func plainText(fragment string) string {
	var parts []string
	for _, b := range htmlBlocks(fragment, never) {
		parts = append(parts, b.text)
	}
	return strings.Join(parts, "\n")
}

// proquest makes a record of labelled values.
func (s *session) proquest(fields []Field, before string) (Record, string, error) {
	r := Record{Fields: fields}
	a := &r.Article
	get := func(labels ...string) string {
		for _, l := range labels {
			if v, ok := r.Field(l); ok && v != "" {
				return v
			}
		}
		return ""
	}
	a.Title = squeeze(get("Title", "Headline"))
	if a.Title == "" {
		// Text records print the title and the author above the labels.
		lines := pqPlacedLines.Split(strings.TrimSpace(pqDocumentOf.ReplaceAllString(before, "")), 3)
		a.Title = squeeze(lines[0])
	}
	a.Byline = squeeze(get("Author", "Authors", "Correspondence author"))
	a.Outlet.Name = squeeze(get("Publication title"))
	if a.Outlet.Name == "" {
		a.Outlet.Name, _, _ = strings.Cut(squeeze(get("Publication info")), ";")
	}
	a.Section = squeeze(get("Section", "Column"))
	r.Edition = squeeze(get("Edition"))
	a.Language = language(get("Language of publication", "Language"))
	a.Words, _ = strconv.Atoi(get("Word count"))
	if d := get("Publication date", "Date"); d != "" {
		s.setDate(&r, d)
	} else if y := get("Publication year", "Year"); y != "" {
		s.setDate(&r, y)
	}
	a.Text = paragraphs(get("Full text"))
	if a.Text == "" || strings.EqualFold(a.Text, "not available.") || strings.EqualFold(a.Text, "none available.") {
		a.Text = ""
		if abstract := paragraphs(get("Abstract", "Abstract (Summary)")); abstract != "" && !strings.EqualFold(abstract, "none available.") {
			a.Text = abstract
			a.Provenance.Steps = append(a.Provenance.Steps, "abstract in place of the text")
		}
	}
	id := squeeze(get("ProQuest document ID", "ProQuest ID"))
	if id != "" {
		id = "proquest:" + id
	}
	a.Byline = cleanByline(a.Byline, a.Language)
	if a.Title == "" && a.Text == "" {
		return r, "", fmt.Errorf("%w: neither title nor full text", errRecord)
	}
	return r, id, nil
}

// paragraphs tidies text whose paragraphs are parted by blank lines; lines
// within one are joined.
func paragraphs(s string) string {
	var out []string
	for _, b := range textBlocks(s) {
		out = append(out, squeeze(b.text))
	}
	return strings.Join(out, "\n\n")
}
