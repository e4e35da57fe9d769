package newsapi

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"iter"
	"net/url"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// EuropePMC asks Europe PMC for papers in the life sciences, medicine and
// public health, with their abstracts. It is a [coverage.Source]. The service
// needs no key; 1,000 records come on a page.
type EuropePMC struct {
	Query string // in the service's syntax: words, "phrases", AUTH:"…", JOURNAL:"…"

	// From and To are the first and last day of first publication; a month or
	// year means all of it. Without them all times are asked for.
	From, To coverage.Date

	Options Options
}

// Articles yields what the question finds, the best match first.
func (q EuropePMC) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: europePMCFormat, options: q.Options, from: q.From, to: q.To,
		base: "https://www.ebi.ac.uk/europepmc/webservices/rest", interval: time.Second, most: 1000, unit: day, forgets: true}
	s.problem = func() *QueryError { return required("Query", q.Query) }
	s.address = func(w Window, token string) string {
		query := q.Query
		if from, to := w.days(time.DateOnly); from != "" {
			query = fmt.Sprintf("(%s) AND FIRST_PDATE:[%s TO %s]", query, from, to)
		}
		return address(s.endpoint(), "/search", "query", query, "resultType", "core", "format", "json",
			"pageSize", strconv.Itoa(s.pageSize()), "cursorMark", cmp.Or(token, "*"))
	}
	s.next = named // the last page names itself
	return s.articles(ctx)
}

// ReadEuropePMC reads a saved answer of a search or a list of citations.
func ReadEuropePMC(r io.Reader, from Origin) (*Page, error) { return europePMCFormat.read(r, from) }

var europePMCFormat = &format{service: "europepmc", lists: []string{"resultList.result", "citationList.citation"}, envelope: europePMCEnvelope, article: europePMCArticle, future: true}

func europePMCEnvelope(a *answer, p *Page) (ours bool, err error) {
	if m := textOf(a.fields["errMsg"]); m != "" {
		return true, &ServiceError{Message: strings.TrimSpace(m + " " + textOf(a.fields["errCode"]))}
	}
	p.Stated = countOf(a.fields["hitCount"]).or(-1)
	p.Next = textOf(a.fields["nextCursorMark"])
	return p.Stated >= 0 && textOf(a.fields["version"]) != "", nil
}

type europePMCItem struct {
	ID          text  `json:"id"`
	Source      text  `json:"source"`
	DOI         text  `json:"doi"`
	Title       text  `json:"title"`
	Authors     text  `json:"authorString"`
	Journal     text  `json:"journalTitle"`
	Short       text  `json:"journalAbbreviation"`
	Year        text  `json:"pubYear"`
	First       text  `json:"firstPublicationDate"`
	Abstract    text  `json:"abstractText"`
	Language    text  `json:"language"`
	Type        texts `json:"pubType"`
	JournalInfo struct {
		Printed text `json:"printPublicationDate"`
		Journal struct {
			Title text `json:"title"`
		} `json:"journal"`
	} `json:"journalInfo"`
	Book struct {
		Publisher text `json:"publisher"`
	} `json:"bookOrReportDetails"`
}

func europePMCArticle(raw []byte, b *builder) error {
	var e europePMCItem
	if err := decode(raw, &e); err != nil {
		return err
	}
	b.Outlet = coverage.Outlet{Kind: coverage.Academic,
		Name: plain.Line(string(cmp.Or(e.JournalInfo.Journal.Title, e.Journal, e.Short, e.Book.Publisher)))}
	b.Title = plain.Line(string(e.Title))
	b.Byline = strings.TrimSuffix(plain.Line(string(e.Authors)), ".")
	if base, err := language.ParseBase(string(e.Language)); err == nil && base.String() != "und" {
		b.Language = base.String()
	}
	b.date(string(e.First), "firstPublicationDate")
	b.date(string(e.JournalInfo.Printed), "printPublicationDate")
	b.date(string(e.Year), "pubYear")
	if b.Text = plain.Paragraphs(string(e.Abstract)); b.Text != "" {
		b.step("abstract in place of the text")
	}
	b.identify(string(e.DOI))
	if b.ID == "" && e.ID != "" {
		source := cmp.Or(string(e.Source), "MED")
		b.ID = "europepmc:" + source + "/" + string(e.ID)
		b.link("https://europepmc.org/article/" + url.PathEscape(source) + "/" + url.PathEscape(string(e.ID)))
	}
	return nil
}

// identify takes a DOI for address and id, as package export does.
func (b *builder) identify(doi string) {
	for _, prefix := range []string{"https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "http://dx.doi.org/", "doi:"} {
		doi = strings.TrimPrefix(doi, prefix)
	}
	if doi = strings.TrimSpace(doi); doi == "" {
		return
	}
	b.ID = "doi:" + strings.ToLower(doi)
	b.URL = "https://doi.org/" + doi
}
