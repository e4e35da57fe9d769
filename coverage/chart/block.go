package chart

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
)

// A Block is a part of a section: [P], [List], [Facts], [Note], [FigureBlock],
// [TableBlock], [Evidence] or [Downloads].
type Block interface{ block(w *pageWriter) error }

// P is a paragraph.
type P []Inline

// Para returns a paragraph of plain text.
func Para(text string) P { return P{Text(text)} }

// A List has one item an entry.
type List struct {
	Numbered bool
	Items    [][]Inline
}

// Facts are terms with their values, such as the numbers at the head of a
// report.
type Facts []Fact

// A Fact is a term and what is said of it.
type Fact struct {
	Term  string
	Value []Inline
}

// A Note is a paragraph set apart: a limit that a reader must not miss.
type Note []Inline

// A FigureBlock places a figure. Figures are numbered in the order of the page.
type FigureBlock struct {
	Figure *Figure

	plain bool // without downloads, which a sandbox forbids
}

// A TableBlock places a table. Tables are numbered in the order of the page.
type TableBlock struct {
	ID      string // as of a figure
	Title   string // the bold beginning of the caption
	Caption Caption
	Table   Table
}

// Downloads offers files that the page carries within it.
type Downloads []Download

// A Download is one file.
type Download struct {
	Name  string // with its suffix, which says the type: .csv, .json, .svg, .txt, .bib, .yaml
	Label string // "" is the name
	Data  []byte
}

func (p P) block(w *pageWriter) error {
	w.printf("<p>")
	w.inlines(p)
	w.printf("</p>\n")
	return nil
}

func (l List) block(w *pageWriter) error {
	tag := "ul"
	if l.Numbered {
		tag = "ol"
	}
	w.printf("<%s>\n", tag)
	for _, item := range l.Items {
		w.printf("<li>")
		w.inlines(item)
		w.printf("</li>\n")
	}
	w.printf("</%s>\n", tag)
	return nil
}

func (f Facts) block(w *pageWriter) error {
	w.printf("<dl class=\"pf-facts\">\n")
	for _, one := range f {
		w.printf("<div><dt>%s</dt><dd>", escape(one.Term))
		w.inlines(one.Value)
		w.printf("</dd></div>\n")
	}
	w.printf("</dl>\n")
	return nil
}

func (n Note) block(w *pageWriter) error {
	w.printf("<p class=\"pf-note\" role=\"note\">")
	w.inlines(n)
	w.printf("</p>\n")
	return nil
}

func (f FigureBlock) block(w *pageWriter) error {
	fig := f.Figure
	if f.plain {
		w.b.WriteString(w.drawn[fig.ID].html)
		return nil
	}
	var files Downloads
	var csv bytes.Buffer
	if err := fig.WriteCSV(&csv); err != nil {
		return err
	}
	files = append(files, Download{fig.ID + ".csv", "CSV", csv.Bytes()})
	d, ok := w.drawn[fig.ID]
	if !ok {
		return fmt.Errorf("chart: figure %q was not drawn", fig.ID)
	}
	if !w.interactive { // else the script offers the drawing and the option, which the page holds
		files = append(files,
			Download{fig.ID + ".svg", "SVG", []byte(d.wide.svg)},
			Download{fig.ID + ".json", "ECharts option (JSON)", d.wide.option})
	}
	w.b.WriteString(d.html)
	// The downloads stand within the figure, under its table.
	end := "</figure>\n"
	s := strings.TrimSuffix(w.b.String(), end)
	w.b.Reset()
	w.b.WriteString(s)
	if err := files.block(w); err != nil {
		return err
	}
	w.b.WriteString(end)
	return nil
}

func (t TableBlock) block(w *pageWriter) error {
	w.printf("<div class=\"pf-figure pf-table\" id=\"%s\">\n<p><b>%s</b> %s</p>\n", t.ID, escape(w.names[t.ID]+". "+clean(t.Title)+"."), escape(t.Caption.String()))
	t.Table.html(&w.b, t.Title, true)
	var csv bytes.Buffer
	if err := t.Table.WriteCSV(&csv); err != nil {
		return err
	}
	if err := (Downloads{{t.ID + ".csv", "CSV", csv.Bytes()}}).block(w); err != nil {
		return err
	}
	w.printf("</div>\n")
	return nil
}

var mediaTypes = map[string]string{".csv": "text/csv", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain", ".bib": "text/plain", ".yaml": "text/plain"}

func (ds Downloads) block(w *pageWriter) error {
	w.printf("<p class=\"pf-files\">Download: ")
	for i, d := range ds {
		dot := strings.LastIndexByte(d.Name, '.')
		if dot < 0 || mediaTypes[d.Name[dot:]] == "" {
			return fmt.Errorf("chart: download %q: the suffix must be one of %s", d.Name, strings.Join(sortedKeys(mediaTypes), " "))
		}
		if i > 0 {
			w.printf(" · ")
		}
		label := d.Label
		if label == "" {
			label = d.Name
		}
		w.printf(`<a download="%s" href="data:%s;charset=utf-8;base64,%s">%s</a>`, escape(d.Name), mediaTypes[d.Name[dot:]], base64.StdEncoding.EncodeToString(d.Data), escape(label))
	}
	w.printf("</p>\n")
	return nil
}

func sortedKeys(m map[string]string) []string {
	var ks []string
	for k := range m {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}
