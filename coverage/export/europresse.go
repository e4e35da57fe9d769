package export

import (
	"context"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Europresse reads the HTML downloads of Europresse, Eureka and Factiva's French
// cousins by CEDROM-SNi, in the older layout of tables and the newer one of
// article elements. The encoding is taken from the bytes, since pages declare
// ISO-8859-1 and are UTF-8. The database's document number is the identity of
// an article; kickers and subtitles, notes and captions are in the fields.
type Europresse struct {
	R       io.Reader
	Name    string // for errors and provenance
	Options Options
}

// Articles yields the articles in the order of the file.
func (x Europresse) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	return articles(x.Records(ctx))
}

var (
	publicationTag = regexp.MustCompile(`(?i)^<[a-z]+[^>]*class=["']?[^"'>]*docpublicationname`)
	europresseNo   = regexp.MustCompile(`^(?:Numéro de document|Document number|N° de document|Número de documento|Dokumentnummer)\s*:\s*(\S+)`)
	issueNumber    = regexp.MustCompile(`(?i),\s*(no\.?|n°|vol\.?|nr\.?)\s*\d.*$`)
)

// Records yields the articles with their fields and bytes.
func (x Europresse) Records(ctx context.Context) iter.Seq2[Record, error] {
	return stream(ctx, x.Name, FormatEuropresse, x.Options, func(s *session) {
		in, step := utf8Of(x.R)
		s.found = "a Europresse page without articles"
		s.cut(in, tagWindow, tagMarker(func(tag []byte) bool { return publicationTag.Match(tag) }), func(p piece) bool {
			p.step = step
			if p.number == 0 {
				s.declared = charsetIn(p.raw)
				return true
			}
			r, id, err := s.europresse(s.text(&p))
			if err != nil {
				return s.fail(p, err)
			}
			return s.emit(p, r, prefixed("cedrom:", id))
		})
	})
}

func (s *session) europresse(fragment string) (Record, string, error) {
	var r Record
	a := &r.Article
	id := ""
	split := func(class string) bool {
		return strings.Contains(class, "docpublicationname") || strings.Contains(class, "titrearticle")
	}
	// The newer layout closes a header element, within which the author stands.
	head, rest, newer := strings.Cut(fragment, "</header>")
	blocks := htmlBlocks(head, split)
	headed := 0
	if newer {
		headed = len(blocks)
		blocks = append(blocks, htmlBlocks(rest, split)...)
	}
	var text []string
	state := "head"
	var header string
	for i, b := range blocks {
		one := squeeze(b.text)
		switch {
		case b.has("docpublicationname"):
			a.Outlet.Name = one
			continue
		case b.has("titrearticlevisu"):
			a.Title = strings.TrimSpace(a.Title + " " + one)
			state = "author"
			continue
		}
		if m := europresseNo.FindStringSubmatch(one); m != nil {
			id = m[1]
			r.Fields = append(r.Fields, Field{"Document number", id})
			break
		}
		if isCopyright(one) {
			r.Fields = append(r.Fields, Field{"Copyright", one})
			continue
		}
		switch {
		case b.in("aside"):
			r.Fields = append(r.Fields, Field{"Note", one})
		case b.in("footer"):
		case state == "head":
			// The header line; a kicker may follow it after a break.
			lines := strings.Split(b.text, "\n")
			if header == "" {
				header, lines = lines[0], lines[1:]
			}
			for _, l := range lines {
				r.Fields = append(r.Fields, Field{"Kicker", l})
			}
		case state == "author" && newer && i >= headed:
			text = append(text, one)
			state = "text"
		case state == "author":
			// Between title and text stands the author, ended by a break or by
			// its element; without an author the text begins at once.
			state = "text"
			if b.broke || i < headed {
				a.Byline = one
			} else {
				text = append(text, one)
			}
		default:
			text = append(text, one)
		}
	}
	s.europresseHeader(&r, header)
	if m := issueNumber.FindString(a.Outlet.Name); m != "" {
		r.Fields = append(r.Fields, Field{"Issue", strings.Trim(m, ", ")})
		a.Outlet.Name = strings.TrimSuffix(a.Outlet.Name, m)
	}
	a.Text = strings.Join(text, "\n\n")
	a.Byline = cleanByline(a.Byline, a.Language)
	if a.Title == "" && a.Text == "" {
		return r, "", fmt.Errorf("%w: neither title nor text", errRecord)
	}
	return r, id, nil
}

// europresseHeader reads "Éditorial, jeudi 4 octobre 2012, p. 03": section, date
// and page. The date begins at the first comma after which one can be read.
func (s *session) europresseHeader(r *Record, header string) {
	header = squeeze(header)
	if header == "" {
		return
	}
	r.Fields = append(r.Fields, Field{"Header", header})
	for at := 0; at >= 0; {
		rest := strings.TrimLeft(header[at:], ", ")
		if d, ok := s.opts.parseDate(rest, "printed"); ok && (d.date.Precision == coverage.DayPrecision || d.warning != "" || at == 0) {
			r.Article.Section = strings.Trim(header[:at], ", ")
			r.Article.Published = d.date
			r.Article.Published.Raw = rest
			if page := strings.Trim(d.rest, ", "); page != "" {
				r.Fields = append(r.Fields, Field{"Page", page})
			}
			r.warn(d.warning)
			return
		}
		next := strings.IndexByte(header[at+1:], ',')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	r.Article.Published = coverage.Date{Raw: header}
	r.warn(fmt.Sprintf("date not understood: %q", clip(header)))
}
