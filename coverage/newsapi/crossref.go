package newsapi

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// Crossref asks Crossref, where publishers register papers, books and reports
// under a DOI, for what they registered, with the abstract where there is one.
// It is a [coverage.Source]. The service needs no key; 1,000 records come on a
// page. Who gives a mail address is served better: set Contact of the client.
//
// A date is as precise as what was registered: often a month or a year.
type Crossref struct {
	Query  string // words; they are not required, the best match comes first
	Filter string // in the service's syntax, such as "issn:1468-263X,type:journal-article"

	// From and To are the first and last day of publication; a month or year
	// means all of it. Without them all times are asked for.
	From, To coverage.Date

	Options Options
}

// Articles yields what the question finds, in the service's order.
func (q Crossref) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: crossrefFormat, options: q.Options, from: q.From, to: q.To,
		base: "https://api.crossref.org", interval: time.Second, most: 1000, unit: day, forgets: true}
	s.problem = func() *QueryError { return required("Query or Filter", q.Query+q.Filter) }
	s.address = func(w Window, token string) string {
		filter := q.Filter
		if from, to := w.days(time.DateOnly); from != "" {
			filter = strings.TrimPrefix(fmt.Sprintf("%s,from-pub-date:%s,until-pub-date:%s", filter, from, to), ",")
		}
		return address(s.endpoint(), "/works", "query", q.Query, "filter", filter, "rows", strconv.Itoa(s.pageSize()),
			"select", "DOI,title,author,container-title,publisher,issued,abstract,type", "cursor", cmp.Or(token, "*"))
	}
	s.next = func(p *Page, _ Window, _ string) string {
		if len(p.records) < s.pageSize() { // the last page names a next one too
			return ""
		}
		return p.Next
	}
	return s.articles(ctx)
}

// ReadCrossref reads a saved answer of the works of Crossref: a list, a single
// work, or a work in the form of a citation.
func ReadCrossref(r io.Reader, from Origin) (*Page, error) { return crossrefFormat.read(r, from) }

var crossrefFormat = &format{service: "crossref", lists: []string{"message.items"}, envelope: crossrefEnvelope, single: crossrefSingle, article: crossrefArticle, future: true}

func crossrefEnvelope(a *answer, p *Page) (ours bool, err error) {
	if status := textOf(a.fields["status"]); status != "" && status != "ok" {
		var list any
		_ = json.Unmarshal(a.fields["message"], &list) // a list of what is wrong, or nothing
		return true, &ServiceError{Message: cmp.Or(findMessage(list, 0), textOf(a.fields["message.description"]), textOf(a.fields["message.message"]), status)}
	}
	p.Stated = countOf(a.fields["message.total-results"]).or(-1)
	p.Next = textOf(a.fields["message.next-cursor"])
	return false, nil
}

// crossrefSingle finds a work that stands alone, with the message around it or
// without.
func crossrefSingle(a *answer) []byte {
	switch {
	case textOf(a.fields["message-type"]) == "work":
		var m struct {
			Message json.RawMessage `json:"message"`
		}
		if json.Unmarshal(a.doc, &m) == nil {
			return m.Message
		}
	case textOf(a.fields["message-type"]) == "" && textOf(a.fields["DOI"]) != "" && a.fields["title"] != nil:
		return bytes.TrimSpace(a.doc)
	}
	return nil
}

type crossrefItem struct {
	DOI       text     `json:"DOI"`
	URL       text     `json:"URL"`
	Title     texts    `json:"title"`
	Container texts    `json:"container-title"`
	Publisher text     `json:"publisher"`
	Type      text     `json:"type"`
	Language  text     `json:"language"`
	Abstract  text     `json:"abstract"`
	Issued    dateJSON `json:"issued"`
	Published dateJSON `json:"published"`
	Online    dateJSON `json:"published-online"`
	Print     dateJSON `json:"published-print"`
	Authors   listOf[struct {
		Family text `json:"family"`
		Given  text `json:"given"`
		Name   text `json:"name"`
	}] `json:"author"`
}

// A dateJSON is {"date-parts":[[2008,11]]}, with one to three parts, as numbers
// or texts or null.
type dateJSON struct {
	Parts [][]text `json:"date-parts"`
}

// iso writes the date as precisely as it is given; "" if it is not.
func (d dateJSON) iso() string {
	if len(d.Parts) == 0 {
		return ""
	}
	var parts []string
	for i, p := range d.Parts[0] {
		n, err := strconv.Atoi(string(p))
		if err != nil || n <= 0 || i > 2 {
			break
		}
		parts = append(parts, fmt.Sprintf([]string{"%04d", "%02d", "%02d"}[i], n))
	}
	return strings.Join(parts, "-")
}

// jats takes the prefixes of the names of elements from an abstract.
var jats = strings.NewReplacer("<jats:title", "<h4", "</jats:title", "</h4", "<jats:", "<", "</jats:", "</")

func crossrefArticle(raw []byte, b *builder) error {
	var c crossrefItem
	if err := decode(raw, &c); err != nil {
		return err
	}
	b.Outlet = coverage.Outlet{Name: plain.Line(cmp.Or(c.Container.first(), string(c.Publisher)))}
	if slices.Contains([]text{"journal-article", "article-journal", "proceedings-article", "book-chapter", "posted-content", "dissertation", "monograph", "book"}, c.Type) {
		b.Outlet.Kind = coverage.Academic
	}
	b.Title = plain.Line(c.Title.first())
	var authors []string
	for _, a := range c.Authors {
		name := plain.Line(string(cmp.Or(a.Family, a.Name)))
		if given := plain.Line(string(a.Given)); a.Family != "" && given != "" {
			name += ", " + given
		}
		if name != "" {
			authors = append(authors, name)
		}
	}
	b.Byline = strings.Join(authors, "; ")
	b.Language = string(c.Language)
	for _, d := range []struct {
		date  dateJSON
		basis string
	}{{c.Issued, "issued"}, {c.Published, "published"}, {c.Online, "published-online"}, {c.Print, "published-print"}} {
		b.date(d.date.iso(), d.basis)
	}
	abstract := plain.Paragraphs(jats.Replace(string(c.Abstract)))
	if b.Text = strings.TrimPrefix(abstract, "Abstract\n\n"); b.Text != "" {
		b.step("abstract in place of the text")
	}
	if c.Type != "" && c.Type != "journal-article" && c.Type != "article-journal" {
		b.step("type: " + plain.Clip(string(c.Type), 40))
	}
	b.identify(string(c.DOI))
	if b.URL == "" {
		b.link(string(c.URL))
	}
	return nil
}
