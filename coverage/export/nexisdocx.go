package export

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strconv"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// NexisDOCX reads the Word files of Nexis Uni and Lexis Advance, with or without
// a cover page. Articles are found by the words "End of Document" (in English,
// German, French, Dutch or Spanish), headers by the bookmarks and section breaks
// that Nexis sets, so that a missing Body, Classification or Copyright line does
// no harm.
//
// The number of articles is reconciled with the cover page ("Documents (10)").
// A Word file without a Nexis article is a [*NoArticlesError].
//
// The file is refused with an error wrapping [ErrTooLarge] when its text unpacks
// to more than [Options.MaxUnzipped] bytes, and with an error when its XML is
// nested deeper than a document can be. Offsets count the bytes of the unpacked
// text part.
type NexisDOCX struct {
	R       io.ReaderAt
	Size    int64
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the articles in the order of the file.
func (x NexisDOCX) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

// Records yields the articles with their fields and bytes.
func (x NexisDOCX) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatNexisDOCX, x.Options, func(s *session) {
		z, err := zip.NewReader(x.R, x.Size)
		if err != nil {
			s.halt(fmt.Errorf("export: %s: damaged DOCX: %w", x.Name, err))
			return
		}
		var part *zip.File
		for _, f := range z.File {
			if f.Name == "word/document.xml" {
				part = f
			}
		}
		if part == nil {
			s.halt(&NoArticlesError{x.Name, "a zip archive without the text of a Word document"})
			return
		}
		limit := x.Options.maxUnzipped()
		if part.UncompressedSize64 > uint64(limit) {
			s.halt(fmt.Errorf("export: %s: the document unpacks to %d bytes: %w", x.Name, part.UncompressedSize64, ErrTooLarge))
			return
		}
		rc, err := part.Open()
		if err != nil {
			s.halt(fmt.Errorf("export: %s: %w", x.Name, err))
			return
		}
		defer rc.Close()
		tap := &tap{r: io.LimitReader(rc, limit), max: s.opts.maxRecord()}
		asm := nexisPages{s: s}
		s.found = "a Word document without Nexis articles"
		err = docxParagraphs(tap, func(p paragraph) bool { return asm.add(p, tap) })
		asm.finish(tap)
		if err != nil && !s.stopped {
			s.halt(fmt.Errorf("export: %s: %w", x.Name, err))
		}
	})
}

// A tap passes bytes on and keeps those since the last mark.
type tap struct {
	r    io.Reader
	kept []byte
	base int64 // offset of kept[0]
	max  int
}

func (t *tap) Read(b []byte) (int, error) {
	if len(t.kept) > t.max+2*len(b) {
		return 0, fmt.Errorf("record at byte %d of more than %d bytes: %w", t.base, t.max, ErrTooLarge)
	}
	n, err := t.r.Read(b)
	t.kept = append(t.kept, b[:n]...)
	return n, err
}

// until returns what was kept up to the offset and forgets it.
func (t *tap) until(offset int64) []byte {
	n := int(max(0, min(offset-t.base, int64(len(t.kept)))))
	out := t.kept[:n:n]
	t.kept = append([]byte(nil), t.kept[n:]...)
	t.base += int64(n)
	return out
}

// A paragraph of a word processor's document.
type paragraph struct {
	text      string // lines parted by "\n"
	bookmarks []string
	breaks    bool  // ends a section or page
	end       int64 // offset after it
}

const maxXMLDepth = 256

var errDepth = errors.New("XML nested deeper than a document can be")

// docxParagraphs streams the paragraphs of a WordprocessingML part.
func docxParagraphs(r io.Reader, yield func(paragraph) bool) error {
	d := xml.NewDecoder(r)
	d.Strict = true
	var (
		p      paragraph
		text   strings.Builder
		depth  int
		inPara int
		inText bool
		inDel  int
	)
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			if depth > 0 {
				return fmt.Errorf("damaged DOCX: its XML ends within an element")
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("damaged DOCX: %w", err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return errDepth
			}
			if t.Name.Space != "w" && t.Name.Space != "" {
				continue
			}
			switch t.Name.Local {
			case "p":
				if inPara++; inPara == 1 {
					p = paragraph{}
					text.Reset()
				}
			case "t":
				inText = true
			case "del":
				inDel++
			case "br", "cr":
				text.WriteByte('\n')
			case "tab":
				if inPara > 0 {
					text.WriteByte('\t')
				}
			case "sectPr":
				p.breaks = true
			case "bookmarkStart":
				for _, a := range t.Attr {
					if a.Name.Local == "name" {
						p.bookmarks = append(p.bookmarks, a.Value)
					}
				}
			}
		case xml.EndElement:
			depth--
			if t.Name.Space != "w" && t.Name.Space != "" {
				continue
			}
			switch t.Name.Local {
			case "t":
				inText = false
			case "del":
				inDel--
			case "p":
				if inPara--; inPara == 0 {
					p.text = strings.TrimSpace(strings.ReplaceAll(text.String(), "\u00a0", " "))
					p.end = d.InputOffset()
					if !yield(p) {
						return nil
					}
				}
			}
		case xml.CharData:
			if inText && inDel == 0 {
				text.Write(t)
			}
		case xml.Directive:
			if bytes.Contains(t, []byte("ENTITY")) {
				return errors.New("damaged DOCX: it defines entities")
			}
		}
	}
}

var (
	documentsCover = regexp.MustCompile(`(?i)^(?:documents?|dokumente?|documenten|documentos?)\s*\((\d{1,6})\)$`)
	endOfDocument  = regexp.MustCompile(`(?i)^(?:end of document|ende des dokuments|fin du document|einde van (?:het )?document|fin del documento|slut på dokument(?:et)?)$`)
	docBookmark    = regexp.MustCompile(`^(?:Bookmark|Doc)_\d+$`)
)

// nexisPages assembles the paragraphs of a Nexis Uni file, Word or RTF.
type nexisPages struct {
	s      *session
	paras  []paragraph
	number int
	begun  bool
	size   int
}

// add takes the next paragraph. tap holds the bytes since the last article.
func (a *nexisPages) add(p paragraph, t *tap) bool {
	if !a.begun {
		if m := documentsCover.FindStringSubmatch(p.text); m != nil {
			n, _ := strconv.Atoi(m[1])
			a.s.state(n, p.text)
		}
	}
	a.paras = append(a.paras, p)
	a.size += len(p.text)
	if a.size > a.s.opts.maxRecord() {
		a.s.halt(fmt.Errorf("export: %s: record of more than %d bytes: %w", a.s.name, a.s.opts.maxRecord(), ErrTooLarge))
		return false
	}
	if !endOfDocument.MatchString(strings.TrimSpace(p.text)) {
		return a.s.live()
	}
	return a.article(t, p.end)
}

// article ends the current article at an offset.
func (a *nexisPages) article(t *tap, end int64) bool {
	a.number++
	a.begun = true
	p := piece{number: a.number, offset: t.base}
	p.raw = t.until(end)
	paras := a.paras
	a.paras, a.size = nil, 0
	r, err := a.s.nexisPage(paras)
	if err != nil {
		return a.s.fail(p, err)
	}
	return a.s.emit(p, r, "")
}

// finish reads an article that the file does not end properly: it has a header
// bookmark or a Body line but no "End of Document".
func (a *nexisPages) finish(t *tap) {
	for _, p := range a.paras {
		for _, b := range p.bookmarks {
			if docBookmark.MatchString(b) {
				a.s.fail(piece{number: a.number + 1, offset: t.base}, fmt.Errorf("%w: the article is cut off before its end", errRecord))
				return
			}
		}
	}
}

// nexisPage makes a record of the paragraphs up to an end of document.
func (s *session) nexisPage(paras []paragraph) (Record, error) {
	var r Record
	a := &r.Article
	// The header begins after the last break, or at the article's own bookmark.
	body := -1
	start := 0
	for i, p := range paras {
		isBody := nexisLabels[strings.ToLower(strings.Trim(p.text, ": "))] == bodyRole
		for _, b := range p.bookmarks {
			if docBookmark.MatchString(b) && body < 0 {
				start = i
			}
			isBody = isBody || strings.HasPrefix(b, "Body")
		}
		if isBody && body < 0 {
			body = i
		}
		if p.breaks && body < 0 {
			start = i + 1
		}
	}
	paras, body = paras[start:], body-start
	var head []string
	i := 0
	for ; i < len(paras) && (body < 0 || i < body); i++ {
		t := paras[i].text
		if t == "" {
			continue
		}
		label, value, role := splitLabel(t, false)
		if role == noRole || !role.leads() && role != urlRole {
			if body < 0 && len(r.Fields) > 0 && !isCopyright(t) {
				break // labels are over and there is no Body line
			}
			if isCopyright(t) {
				r.Fields = append(r.Fields, Field{"Copyright", squeeze(t)})
			} else {
				head = append(head, t)
			}
			continue
		}
		r.take(label, value, role)
	}
	if body >= 0 {
		i = body + 1
	}
	if err := s.nexisPageHead(&r, head); err != nil {
		return r, err
	}

	var text []string
	section := "" // the heading of what follows the text
	for ; i < len(paras); i++ {
		p := paras[i]
		t := p.text
		if t == "" || endOfDocument.MatchString(t) {
			continue
		}
		if h := pageHeading(p); h != "" {
			section = h
			if h == "Correction" {
				r.Correction = ""
			}
			continue
		}
		switch section {
		case "":
			if label, value, role := splitLabel(t, false); role == loadDateRole || role == correctionDateRole {
				r.take(label, value, role)
				continue
			}
			for line := range strings.SplitSeq(t, "\n") {
				if line = squeeze(line); line != "" {
					text = append(text, line)
				}
			}
		case "Classification":
			for line := range strings.SplitSeq(t, "\n") {
				if label, value, ok := strings.Cut(line, ":"); ok && len(label) < 40 {
					_, _, role := splitLabel(line, false)
					r.take(squeeze(label), value, role)
				} else {
					r.continueField(line)
				}
			}
		case "Correction":
			r.Correction = strings.TrimSpace(r.Correction + "\n\n" + squeeze(t))
		default:
			r.Fields = append(r.Fields, Field{section, squeeze(t)})
		}
	}
	if r.Correction != "" {
		if _, ok := r.Field("Correction"); !ok {
			r.Fields = append(r.Fields, Field{"Correction", r.Correction})
		}
	}
	a.Text = strings.Join(text, "\n\n")
	r.finishLabels()
	return r, nil
}

// pageHeading names the part that a heading paragraph opens, "" if p is none.
func pageHeading(p paragraph) string {
	for _, b := range p.bookmarks {
		for _, name := range []string{"Classification", "Correction", "Notes", "Graphic"} {
			if strings.HasPrefix(b, name) {
				return name
			}
		}
	}
	switch strings.ToLower(p.text) {
	case "classification", "klassifizierung", "klassifikation", "classificatie", "clasificación":
		return "Classification"
	case "correction", "berichtigung", "rectificatie", "corrección":
		return "Correction"
	case "notes", "anmerkungen", "notities", "notas":
		return "Notes"
	case "graphic", "grafik", "graphique", "grafiek", "gráfico":
		return "Graphic"
	}
	return ""
}

// nexisPageHead reads headline, source and date: the date is the first line from
// the third on that is one, the source stands before it.
func (s *session) nexisPageHead(r *Record, head []string) error {
	a := &r.Article
	if len(head) < 2 {
		return fmt.Errorf("%w: no headline and source before the text", errRecord)
	}
	source := 1
	for i := 2; i < len(head); i++ {
		if isCorrectionNote(head[i]) {
			r.warn("marked \"Correction Appended\"")
			if a.Published.Raw == "" {
				source = i - 1
			}
			continue
		}
		if a.Published.Raw != "" {
			r.Edition = strings.TrimPrefix(r.Edition+"; "+editionOf(head[i]), "; ")
			continue
		}
		date, ok := s.opts.wholeDate(head[i], "printed")
		if !ok {
			continue
		}
		source = i - 1
		a.Published = date.date
		a.Published.Raw = squeeze(head[i])
		r.Edition = editionOf(date.rest)
		r.warn(date.warning)
	}
	a.Outlet.Name = squeeze(head[source])
	var title []string
	for _, t := range head[:source] {
		title = append(title, squeeze(t))
	}
	a.Title = strings.Join(title, "; ")
	r.Fields = append([]Field{{"Headline", a.Title}, {"Source", a.Outlet.Name}}, r.Fields...)
	if r.Edition != "" {
		r.Fields = append(r.Fields, Field{"Edition", r.Edition})
	}
	return nil
}
