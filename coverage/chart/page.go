package chart

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"strings"
	"sync"

	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/echarts"
	"github.com/seed-11e619e4/pressframe/coverage/chart/internal/sans"
)

// A Page is a report in one HTML file that works without a network: figures,
// tables, prose and evidence, with a table of contents, numbered figures and
// tables, cross-links, downloads, a style sheet for screens of all widths, for
// dark screens and for print. A content security policy in the page allows
// its own style sheet and scripts by their hashes and nothing else.
type Page struct {
	Title    string
	Subtitle string
	Language string // BCP 47; "" is "en"
	About    string // one sentence for the page's description
	Opening  []Block
	Sections []Section
	Footer   []Inline // version, hashes

	// Interactive has the browser draw wide figures anew, so that they show
	// values under the pointer; the page is complete without it. It adds
	// about 0.6 MB.
	Interactive bool
	bare        bool // a figure in a frame: no heading of the page

	// Workers bounds how many figures are drawn side by side; 0 is 2.
	Workers int
}

// A Section has a heading and a place in the table of contents.
type Section struct {
	ID     string // as of a figure
	Title  string
	Blocks []Block
	Parts  []Section // sub-sections, one level
}

//go:embed assets/page.css
var pageCSS string

//go:embed assets/boot.js
var bootJS string

// CSPHash returns a source expression, 'sha256-…', that allows exactly this
// style sheet or script in a content security policy.
func CSPHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

type pageWriter struct {
	b       strings.Builder
	names   map[string]string // id to "Figure 2"
	ids     map[string]bool
	drawn   map[string]drawnFigure
	missing []string

	interactive bool
}

type drawnFigure struct {
	html string
	wide drawing
}

// HTML writes the page. An id that stands twice, a reference to an id that the
// page does not have, and a figure that cannot be drawn are errors.
func (p *Page) HTML(ctx context.Context) ([]byte, error) {
	w := &pageWriter{names: map[string]string{}, ids: map[string]bool{}, drawn: map[string]drawnFigure{}, interactive: p.Interactive}
	figures, err := w.number(p)
	if err != nil {
		return nil, err
	}
	if err := w.drawAll(ctx, p, figures); err != nil {
		return nil, err
	}
	if err := w.page(p); err != nil {
		return nil, err
	}
	if len(w.missing) > 0 {
		return nil, fmt.Errorf("chart: page %q refers to %q, which it does not hold", p.Title, w.missing[0])
	}
	return p.wrap(w.b.String())
}

func (p *Page) wrap(body string) ([]byte, error) {
	css := FragmentStyle() + pageCSS
	var scripts []string
	if p.Interactive {
		src, err := echarts.Source()
		if err != nil {
			return nil, err
		}
		scripts = []string{src, bootJS}
	}
	csp := "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src " + CSPHash(css)
	if scripts != nil {
		csp += "; script-src"
		for _, s := range scripts {
			csp += " " + CSPHash(s)
		}
	}
	lang := p.Language
	if lang == "" {
		lang = "en"
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"color-scheme\" content=\"light dark\">\n", escape(lang), html.EscapeString(csp))
	if p.About != "" {
		fmt.Fprintf(&b, "<meta name=\"description\" content=\"%s\">\n", escape(clean(p.About)))
	}
	fmt.Fprintf(&b, "<link rel=\"icon\" href=\"data:,\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n%s", escape(clean(p.Title)), css, body)
	for _, s := range scripts {
		fmt.Fprintf(&b, "<script>%s</script>\n", s)
	}
	b.WriteString("</body>\n</html>\n")
	return b.Bytes(), nil
}

// number gives every figure and table its number and collects the ids.
func (w *pageWriter) number(p *Page) ([]*Figure, error) {
	var figures []*Figure
	tables := 0
	take := func(id, name string) error {
		if !idPattern.MatchString(id) {
			return fmt.Errorf("chart: id %q on page %q: want a lower-case letter, then letters, digits and hyphens", id, p.Title)
		}
		if w.ids[id] {
			return fmt.Errorf("chart: id %q stands twice on page %q", id, p.Title)
		}
		w.ids[id] = true
		w.names[id] = name
		return nil
	}
	blocks := func(bs []Block) error {
		for _, b := range bs {
			switch b := b.(type) {
			case FigureBlock:
				if b.Figure == nil {
					return errors.New("chart: a FigureBlock without a Figure")
				}
				figures = append(figures, b.Figure)
				if err := take(b.Figure.ID, fmt.Sprintf("Figure %d", len(figures))); err != nil {
					return err
				}
			case TableBlock:
				tables++
				if err := take(b.ID, fmt.Sprintf("Table %d", tables)); err != nil {
					return err
				}
			case Evidence:
				for _, g := range b {
					if err := take(g.ID, g.Title); err != nil {
						return err
					}
					for _, c := range g.Cards {
						for _, s := range c.Sentences {
							for _, id := range s.IDs {
								if err := take(id, g.Title); err != nil {
									return err
								}
							}
						}
					}
				}
			}
		}
		return nil
	}
	if err := blocks(p.Opening); err != nil {
		return nil, err
	}
	var sections func(ss []Section) error
	sections = func(ss []Section) error {
		for _, s := range ss {
			if err := take(s.ID, s.Title); err != nil {
				return err
			}
			if err := blocks(s.Blocks); err != nil {
				return err
			}
			if err := sections(s.Parts); err != nil {
				return err
			}
		}
		return nil
	}
	return figures, sections(p.Sections)
}

// drawAll draws the figures, several at a time; the result does not depend on
// how many.
func (w *pageWriter) drawAll(ctx context.Context, p *Page, figures []*Figure) error {
	workers := p.Workers
	if workers <= 0 {
		workers = 2
	}
	drawn := make([]drawnFigure, len(figures))
	errs := make([]error, len(figures))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(workers, len(figures)) {
		wg.Go(func() {
			for i := range next {
				f := figures[i]
				more := func(b *strings.Builder) {}
				lead := sentence(f.Title)
				if !p.bare {
					lead = w.names[f.ID] + ". " + lead
				}
				s, d, err := f.html(ctx, lead, more)
				if err == nil && p.Interactive && d.series > 0 {
					s, err = addOption(s, f, d)
				}
				drawn[i], errs[i] = drawnFigure{s, d}, err
			}
		})
	}
	for i := range figures {
		next <- i
	}
	close(next)
	wg.Wait()
	for i, f := range figures {
		w.drawn[f.ID] = drawn[i]
	}
	return errors.Join(errs...)
}

// A textSample tells the boot script how wide a text is at 100 pixels in the fonts
// that the drawing was measured with.
type textSample struct {
	Font  string  `json:"font"`
	Text  string  `json:"text"`
	Width float64 `json:"width"`
}

func sampleText() textSample {
	const text = "Arrangements of blame, 2008"
	return textSample{family, text, round2(sans.Width(text, 100, false))}
}

// addOption puts the option into the figure as data for the boot script.
func addOption(s string, f *Figure, d drawing) (string, error) {
	light, dark := Light().all(), Dark().all()
	colours := map[string]string{}
	if f.profile().turnsDark() {
		for i, c := range light {
			if _, ok := colours[c]; !ok {
				colours[c] = dark[i]
			}
		}
	}
	data, err := json.Marshal(struct {
		Width   float64           `json:"width"`
		Height  float64           `json:"height"`
		Groups  []string          `json:"groups,omitempty"`
		Links   []string          `json:"links,omitempty"`
		Colours map[string]string `json:"colours,omitempty"`
		Sample  textSample        `json:"sample"`
		Option  json.RawMessage   `json:"option"`
	}{d.w, d.h, d.groups, d.links, colours, sampleText(), d.option})
	if err != nil {
		return "", fmt.Errorf("chart: %q: %w", f.ID, err)
	}
	end := "</figure>\n"
	return strings.TrimSuffix(s, end) + fmt.Sprintf("<script type=\"application/json\" data-figure=\"%s\">%s</script>\n", f.ID, data) + end, nil
}

func (w *pageWriter) page(p *Page) error {
	if p.bare {
		w.printf("<h1 class=\"pf-hidden\">%s</h1>\n", escape(clean(p.Title)))
		return w.content(p)
	}
	w.printf("<a class=\"pf-skip\" href=\"#main\">Skip to the report</a>\n<header class=\"pf-head\">\n<h1>%s</h1>\n", escape(clean(p.Title)))
	if s := clean(p.Subtitle); s != "" {
		w.printf("<p class=\"pf-soft\">%s</p>\n", escape(s))
	}
	w.printf("</header>\n")
	if len(p.Sections) > 1 {
		w.printf("<nav class=\"pf-toc\" aria-label=\"Contents\">\n<h2>Contents</h2>\n<ol>\n")
		for _, s := range p.Sections {
			w.printf("<li><a href=\"#%s\">%s</a>", s.ID, escape(clean(s.Title)))
			if len(s.Parts) > 0 {
				w.printf("<ol>")
				for _, part := range s.Parts {
					w.printf("<li><a href=\"#%s\">%s</a></li>", part.ID, escape(clean(part.Title)))
				}
				w.printf("</ol>")
			}
			w.printf("</li>\n")
		}
		w.printf("</ol>\n</nav>\n")
	}
	return w.content(p)
}

func (w *pageWriter) content(p *Page) error {
	w.printf("<main id=\"main\">\n")
	for _, b := range p.Opening {
		if err := b.block(w); err != nil {
			return err
		}
	}
	for _, s := range p.Sections {
		if err := w.section(s, 2); err != nil {
			return err
		}
	}
	w.printf("</main>\n")
	if len(p.Footer) > 0 {
		w.printf("<footer class=\"pf-foot\"><p>")
		w.inlines(p.Footer)
		w.printf("</p></footer>\n")
	}
	return nil
}

func (w *pageWriter) section(s Section, level int) error {
	w.printf("<section id=\"%s\">\n<h%d>%s</h%[2]d>\n", s.ID, level, escape(clean(s.Title)))
	for _, b := range s.Blocks {
		if b == nil {
			continue
		}
		if err := b.block(w); err != nil {
			return err
		}
	}
	for _, part := range s.Parts {
		if err := w.section(part, level+1); err != nil {
			return err
		}
	}
	w.printf("</section>\n")
	return nil
}

// Page returns the figure alone on a page in one file, drawn anew by the
// browser so that it answers to the pointer; without script the drawing stands.
func (f *Figure) Page(ctx context.Context) ([]byte, error) {
	p := Page{Title: f.Title, About: f.Description(), Interactive: true, Workers: 1, Opening: []Block{FigureBlock{Figure: f}}, bare: true}
	return p.HTML(ctx)
}
