package newsapi

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strconv"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/fetch"
	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// Guardian asks the Content API of The Guardian, which holds its articles and
// those of The Observer with their full text. It is a [coverage.Source].
//
// The key is Options.Key or the environment variable GUARDIAN_API_KEY; the
// service has the key "test" for trying out. It allows a free key a request a
// second and some hundreds a day; what it allows has changed over the years, so
// Options.Interval and Options.Cap can be set. 200 records come on a page.
type Guardian struct {
	Query   string // words, "phrases", AND, OR, NOT; "" finds everything
	Section string // ids such as "society|uk-news"
	Tag     string // ids such as "society/baby-p,tone/news"

	From, To coverage.Date // first and last day, in UTC; a month or year means all of it

	Options Options
}

// Articles yields what the question finds, the oldest first.
func (q Guardian) Articles(ctx context.Context) iter.Seq2[coverage.Article, error] {
	s := &source{format: guardianFormat, options: q.Options, from: q.From, to: q.To, dated: true,
		base: "https://content.guardianapis.com", keyFrom: "GUARDIAN_API_KEY", interval: time.Second, most: 200, limit: 5000, unit: day}
	s.address = func(w Window, token string) string {
		from, to := w.days(time.RFC3339)
		return address(s.endpoint(), "/search", "q", q.Query, "section", q.Section, "tag", q.Tag,
			"from-date", from, "to-date", to, "use-date", "published", "order-by", "oldest",
			"page-size", strconv.Itoa(s.pageSize()), "page", strconv.Itoa(pageNumber(token, 1)), "show-fields", "all")
	}
	s.sign = func(r *fetch.Request, key string) { r.URL = withKey(r.URL, "api-key", key) }
	s.next = numbered(s.pageSize(), 1)
	return s.articles(ctx)
}

// ReadGuardian reads a saved answer of the Content API: a search, or a single
// item. Tags, sections and ids of what was removed are errors, for they are no
// articles.
func ReadGuardian(r io.Reader, from Origin) (*Page, error) { return guardianFormat.read(r, from) }

var guardianFormat = &format{service: "guardian", lists: []string{"response.results", "response.content"}, envelope: guardianEnvelope, article: guardianArticle}

func guardianEnvelope(a *answer, p *Page) (ours bool, err error) {
	if status := textOf(a.fields["response.status"]); status == "error" {
		return true, &ServiceError{Message: textOf(a.fields["response.message"])}
	}
	if m := textOf(a.fields["message"]); m != "" { // of the gateway before the service
		return true, &ServiceError{Message: m}
	}
	p.Stated = countOf(a.fields["response.total"]).or(-1)
	return false, nil
}

type guardianItem struct {
	Type      text `json:"type"`
	ID        text `json:"id"`
	Section   text `json:"sectionName"`
	Published text `json:"webPublicationDate"`
	Title     text `json:"webTitle"`
	URL       text `json:"webUrl"`
	Edition   text `json:"edition"`
	Fields    struct {
		Headline       text  `json:"headline"`
		Byline         text  `json:"byline"`
		Body           text  `json:"body"`
		BodyText       text  `json:"bodyText"`
		Standfirst     text  `json:"standfirst"`
		TrailText      text  `json:"trailText"`
		Words          count `json:"wordcount"`
		Language       text  `json:"lang"`
		Publication    text  `json:"publication"`
		FirstPublished text  `json:"firstPublicationDate"`
		Modified       text  `json:"lastModified"`
	} `json:"fields"`
	Blocks struct {
		Body listOf[struct {
			HTML text `json:"bodyHtml"`
		}] `json:"body"`
	} `json:"blocks"`
}

// guardianContent are the types of content; others are tags and the like.
var guardianContent = map[text]bool{"article": true, "liveblog": true, "gallery": true, "interactive": true, "picture": true, "video": true, "audio": true, "crossword": true, "signup": true}

func guardianArticle(raw []byte, b *builder) error {
	var id string
	if raw[0] == '"' && json.Unmarshal(raw, &id) == nil && id != "" {
		return fmt.Errorf("newsapi: the id of an item and no item: %s", plain.Clip(id, 120))
	}
	var g guardianItem
	if err := decode(raw, &g); err != nil {
		return err
	}
	switch {
	case g.Published != "" || guardianContent[g.Type]:
	case g.ID == "" && g.Title == "":
		return errNothing
	case g.Edition != "":
		return fmt.Errorf("newsapi: an edition and no article: %s", plain.Clip(string(g.ID), 120))
	default:
		return fmt.Errorf("newsapi: no article but of type %q: %s", plain.Clip(string(g.Type), 40), plain.Clip(string(g.ID), 120))
	}
	f := &g.Fields
	b.Outlet = coverage.Outlet{Name: "The Guardian", Kind: coverage.Broadsheet, Country: "GB"}
	switch f.Publication {
	case "", "theguardian.com", "guardian.co.uk", "The Guardian":
	default:
		b.Outlet.Name = plain.Line(string(f.Publication))
	}
	b.link(string(g.URL))
	if g.URL == "" && g.ID != "" {
		b.link("https://www.theguardian.com/" + string(g.ID))
		b.step("address from the id")
	}
	b.Title = plain.Line(string(g.Title))
	if h := plain.Line(string(f.Headline)); h != "" {
		b.Title = h // webTitle has the author after it
	}
	b.Byline = cleanByline(string(f.Byline))
	b.Section = plain.Line(string(g.Section))
	b.Language = string(f.Language)
	b.Words = f.Words.or(0)
	b.date(string(g.Published), "webPublicationDate")
	b.date(string(f.FirstPublished), "firstPublicationDate")
	if g.Type != "" && g.Type != "article" {
		b.step("type: " + plain.Clip(string(g.Type), 40))
	}
	b.guardianText(&g)
	return nil
}

// guardianText takes the body, the blocks of a live blog, or what there is.
func (b *builder) guardianText(g *guardianItem) {
	f := &g.Fields
	if b.Text = plain.Paragraphs(string(f.Body)); b.Text != "" {
		return
	}
	for _, block := range g.Blocks.Body {
		if t := plain.Paragraphs(string(block.HTML)); t != "" {
			if b.Text != "" {
				b.Text += "\n\n"
			}
			b.Text += t
		}
	}
	if b.Text != "" {
		b.step("text from blocks")
		return
	}
	if b.Text = plain.Paragraphs(string(f.BodyText)); b.Text != "" {
		return
	}
	if b.Text = plain.Paragraphs(string(f.Standfirst)); b.Text != "" {
		b.step("standfirst in place of the text")
		return
	}
	if b.Text = plain.Paragraphs(string(f.TrailText)); b.Text != "" {
		b.step("trail text in place of the text")
	}
}
