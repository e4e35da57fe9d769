package export

import (
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

// FactivaHTML reads the HTML downloads of Factiva in both layouts: rows of field
// codes (HD, BY, WC, PD, SN, LP, TD, AN), and the display layout, in which the
// fields stand in a fixed order without codes. The language of the interface
// changes the words but not the order, and both are understood. The text is the
// lead paragraph and the body; the document's code is its identity.
type FactivaHTML struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the articles in the order of the file.
func (x FactivaHTML) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var factivaDocument = regexp.MustCompile(`(?i)^(?:document|dokument|documento|documento|文件|документ)\s+([A-Za-z0-9]{12,})$`)

// Records yields the articles with their fields and bytes.
func (x FactivaHTML) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatFactivaHTML, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "a Factiva page without articles, such as a list of headlines"
		marker := tagMarker(func(tag []byte) bool {
			return hasPrefixFold(tag, "<div") && factivaDiv.Match(tag[:min(len(tag), 200)]) && factivaDiv.FindIndex(tag)[0] == 0
		})
		s.cut(in, tagWindow, marker, func(p piece) bool {
			p.step = step
			if p.number == 0 {
				s.declared = charsetIn(p.raw)
				return true
			}
			r, id, err := s.factivaArticle(s.text(&p))
			if err != nil {
				return s.fail(p, err)
			}
			return s.emit(p, r, prefixed("factiva:", id))
		})
	})
}

var factivaCode = regexp.MustCompile(`^[A-Z]{2,4}$`)

func (s *session) factivaArticle(fragment string) (Record, string, error) {
	if i := strings.Index(fragment, `id="pageFooter"`); i >= 0 {
		fragment = fragment[:i]
	}
	blocks := htmlBlocks(fragment, func(class string) bool { return strings.Contains(class, "headline") })
	for _, b := range blocks {
		if b.in("td") && b.has("index") && factivaCode.MatchString(b.text) {
			return s.factivaCoded(blocks)
		}
	}
	return s.factivaPlaced(blocks)
}

// factivaCoded reads rows of a code and a value.
func (s *session) factivaCoded(blocks []htmlBlock) (Record, string, error) {
	var r Record
	var values [][2]string // code, value with paragraphs
	for _, b := range blocks {
		if b.has("index") && factivaCode.MatchString(b.text) {
			values = append(values, [2]string{b.text})
			continue
		}
		if len(values) == 0 {
			continue
		}
		v := &values[len(values)-1][1]
		*v = strings.TrimPrefix(*v+"\n\n"+squeeze(b.text), "\n\n")
	}
	a := &r.Article
	id := ""
	var text, correction []string
	for _, kv := range values {
		code, v := kv[0], kv[1]
		one := squeeze(v)
		r.Fields = append(r.Fields, Field{code, v})
		switch code {
		case "HD":
			a.Title = one
		case "BY":
			a.Byline = one
		case "WC":
			a.Words, _ = wordCount(one)
		case "PD":
			s.setDate(&r, one)
		case "SN":
			a.Outlet.Name = one
		case "SE":
			a.Section = one
		case "ED":
			r.Edition = one
		case "LA":
			a.Language = language(one)
		case "CX":
			correction = append(correction, v)
		case "LP", "TD":
			text = append(text, v)
		case "AN":
			id = factivaID(one)
		}
	}
	a.Text = strings.Join(text, "\n\n")
	r.Correction = strings.Join(correction, "\n\n")
	a.Byline = cleanByline(a.Byline, a.Language)
	if a.Title == "" && a.Text == "" {
		return r, "", fmt.Errorf("%w: neither headline (HD) nor text (LP, TD)", errRecord)
	}
	return r, id, nil
}

func factivaID(s string) string {
	if m := factivaDocument.FindStringSubmatch(s); m != nil {
		return m[1]
	}
	f := strings.Fields(s)
	if len(f) == 0 {
		return ""
	}
	return f[len(f)-1]
}

var (
	clockLine  = regexp.MustCompile(`^\d{1,2}[:.h]\d{2}( ?[AaPp]\.?[Mm]\.?)?( [A-Z]{2,5})?$`)
	sourceCode = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,9}$`)
)

// factivaPlaced reads the display layout: [section] headline [author] words
// date [time] source code [edition, page…] language copyright, then paragraphs.
func (s *session) factivaPlaced(blocks []htmlBlock) (Record, string, error) {
	var r Record
	a := &r.Article
	id := ""
	var text []string
	state := "title"
	for _, b := range blocks {
		one := squeeze(b.text)
		if m := factivaDocument.FindStringSubmatch(one); m != nil {
			id = m[1]
			r.Fields = append(r.Fields, Field{"AN", one})
			break
		}
		switch {
		case b.has("headline"):
			a.Title = strings.TrimSpace(a.Title + " " + one)
			state = "words"
		case b.has("articleparagraph") || b.in("p") && state == "text":
			text = append(text, one)
			state = "text"
		case state == "title":
			a.Section = one
		case b.has("author") && state == "words":
			a.Byline = one
		case state == "words":
			if n, ok := wordCount(one); ok {
				a.Words = n
				state = "date"
			} else if a.Byline == "" {
				a.Byline = one
			}
		case state == "date":
			s.setDate(&r, one)
			state = "source"
		case state == "source" && clockLine.MatchString(one):
			r.Fields = append(r.Fields, Field{"ET", one})
			continue
		case state == "source":
			a.Outlet.Name = one
			state = "code"
		case state == "code" && sourceCode.MatchString(one):
			r.Fields = append(r.Fields, Field{"SC", one})
			state = "after"
			continue
		case isCopyright(one):
			r.Fields = append(r.Fields, Field{"CY", one})
			state = "text"
			continue
		case state == "text":
			text = append(text, one)
		default:
			if l, ok := languageNames[strings.ToLower(one)]; ok {
				a.Language = l
			} else if a.Language == "" {
				r.Edition = strings.TrimPrefix(r.Edition+"; "+one, "; ")
			}
		}
		if state != "text" {
			r.Fields = append(r.Fields, Field{"", one})
		}
	}
	a.Text = strings.Join(text, "\n\n")
	a.Byline = cleanByline(a.Byline, a.Language)
	if a.Title == "" {
		return r, "", fmt.Errorf("%w: no headline", errRecord)
	}
	if a.Outlet.Name == "" {
		r.warn("no source: the article is not laid out as expected")
	}
	return r, id, nil
}

// setDate reads a field that must be a date.
func (s *session) setDate(r *Record, text string) {
	if text = squeeze(text); text == "" {
		return
	}
	d, ok := s.opts.parseDate(text, "printed")
	if !ok {
		r.Article.Published = coverage.Date{Raw: text}
		r.warn(fmt.Sprintf("date not understood: %q", clip(text)))
		return
	}
	r.Article.Published = d.date
	r.warn(d.warning)
}

// FactivaXML reads the XML of Factiva's services and of the programs that write
// it. The number of articles is reconciled with the count of the result set.
// The text is the lead and tail paragraphs. Fields hold region, subject and
// company codes as "code: name".
type FactivaXML struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the articles in the order of the file.
func (x FactivaXML) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var (
	factivaCount = regexp.MustCompile(`(?i)resultset[^>]*\scount="(\d+)"`)
	factivaOpen  = regexp.MustCompile(`(?i)^<(?:[a-z0-9]+:)?article[\s>]`)
)

// Records yields the articles with their fields and bytes.
func (x FactivaXML) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatFactivaXML, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "a Factiva XML file without articles"
		s.cut(in, tagWindow, tagMarker(func(tag []byte) bool { return factivaOpen.Match(tag) }), func(p piece) bool {
			p.step = step
			if p.number == 0 {
				s.declared = charsetIn(p.raw)
				if m := factivaCount.FindSubmatch(p.raw); m != nil {
					n, _ := strconv.Atoi(string(m[1]))
					s.state(n, "count=\""+string(m[1])+"\"")
				}
				return true
			}
			r, id, err := s.factivaElement(s.text(&p))
			if err != nil {
				return s.fail(p, err)
			}
			return s.emit(p, r, prefixed("factiva:", id))
		})
	})
}

// factivaElement reads one article element; what follows its end is ignored.
func (s *session) factivaElement(fragment string) (Record, string, error) {
	var r Record
	a := &r.Article
	id := ""
	d := xml.NewDecoder(strings.NewReader(fragment))
	d.Strict = false
	d.Entity = xml.HTMLEntity
	var path []string
	var value strings.Builder // of the field
	var paras []string        // of the text field
	code := ""
	inPara := 0
	date := ""
	dateBasis := ""
	var text []string
	closed := false
	for !closed {
		tok, err := d.RawToken()
		if err == io.EOF {
			break
		}
		if err != nil {
			return r, "", fmt.Errorf("damaged XML: %w", err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if len(path) >= maxXMLDepth {
				return r, "", errDepth
			}
			path = append(path, t.Name.Local)
			if len(path) == 2 {
				value.Reset()
				paras, code = nil, ""
				for _, at := range t.Attr {
					if at.Name.Local == "code" {
						code = at.Value
					}
				}
			}
			if t.Name.Local == "paragraph" {
				inPara++
				flushPara(&value, &paras)
			}
		case xml.CharData:
			if len(path) >= 2 {
				value.Write(t)
			}
		case xml.EndElement:
			if len(path) == 0 {
				return r, "", errors.New("damaged XML: an element ends that did not begin")
			}
			name := path[len(path)-1]
			if name != t.Name.Local {
				return r, "", fmt.Errorf("damaged XML: element %s is ended by %s", name, t.Name.Local)
			}
			if name == "paragraph" {
				flushPara(&value, &paras)
			}
			path = path[:len(path)-1]
			switch len(path) {
			case 0:
				closed = true
			case 2:
				if path[1] == "publicationDate" && (name == "date" || name == "dateTime") {
					date, dateBasis = squeeze(value.String()), name
				}
			case 1:
				if strings.HasSuffix(name, "Paragraph") || strings.HasSuffix(name, "Paragraphs") {
					if len(paras) == 0 {
						paras = indentedParagraphs(value.String())
					} else {
						flushPara(&value, &paras)
					}
				} else {
					flushPara(&value, &paras)
				}
				all := strings.Join(paras, " ")
				if all == "" {
					continue
				}
				if code != "" {
					r.Fields = append(r.Fields, Field{name, code + ": " + all})
				} else {
					r.Fields = append(r.Fields, Field{name, strings.Join(paras, "\n\n")})
				}
				switch name {
				case "accessionNo":
					id = all
				case "headline":
					a.Title = all
				case "byline":
					a.Byline = all
				case "sourceName":
					a.Outlet.Name = all
				case "sectionName":
					a.Section = all
				case "edition":
					r.Edition = all
				case "baseLanguage":
					a.Language = language(all)
				case "wordCount":
					a.Words, _ = strconv.Atoi(all)
				case "corrections":
					r.Correction = strings.Join(paras, "\n\n")
				case "leadParagraph", "tailParagraphs":
					text = append(text, paras...)
				}
			}
		}
	}
	if !closed {
		return r, "", fmt.Errorf("%w: the article is cut off before its end", errRecord)
	}
	if date != "" {
		s.setDate(&r, date)
		if r.Article.Published.IsKnown() {
			r.Article.Published.Basis = dateBasis
		}
	}
	a.Text = strings.Join(text, "\n\n")
	a.Byline = cleanByline(a.Byline, a.Language)
	if a.Title == "" && a.Text == "" {
		return r, "", fmt.Errorf("%w: neither headline nor text", errRecord)
	}
	return r, id, nil
}

func flushPara(value *strings.Builder, paras *[]string) {
	if t := squeeze(value.String()); t != "" {
		*paras = append(*paras, t)
	}
	value.Reset()
}

// indentedParagraphs parts running text at lines that are indented.
func indentedParagraphs(s string) []string {
	var out []string
	var cur strings.Builder
	for line := range strings.Lines(s) {
		if strings.HasPrefix(line, "   ") && cur.Len() > 0 {
			flushPara(&cur, &out)
		}
		cur.WriteString(line)
		cur.WriteByte(' ')
	}
	flushPara(&cur, &out)
	return out
}
