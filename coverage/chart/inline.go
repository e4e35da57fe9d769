package chart

import (
	"fmt"
	"net/url"
	"strings"
)

// An Inline is a piece of running text: [Text], [Strong], [Em], [Code], [Link]
// or [Ref]. All of them are escaped; no markup in them has any effect.
type Inline interface{ inline(w *pageWriter) }

// Text is plain text.
type Text string

// Strong is text of weight.
type Strong string

// Em is stressed text.
type Em string

// Code is text in the fixed-width face.
type Code string

// A Link leads out of the page. Only http and https addresses become links;
// another one is written as text.
type Link struct{ Text, URL string }

// A Ref leads to a figure, table, section or evidence of the same page by its
// id. With no Text it reads "Figure 2" or "Table 1".
type Ref struct{ ID, Text string }

func (t Text) inline(w *pageWriter)   { w.text(string(t)) }
func (t Strong) inline(w *pageWriter) { w.element("strong", string(t)) }
func (t Em) inline(w *pageWriter)     { w.element("em", string(t)) }
func (t Code) inline(w *pageWriter)   { w.element("code", string(t)) }

func (l Link) inline(w *pageWriter) {
	href, ok := webAddress(l.URL)
	text := l.Text
	if text == "" {
		text = l.URL
	}
	if !ok {
		w.text(text)
		return
	}
	w.printf(`<a href="%s" rel="noopener noreferrer">%s</a>`, escape(href), escape(text))
}

func (r Ref) inline(w *pageWriter) {
	text := r.Text
	if text == "" {
		text = w.names[r.ID]
	}
	if text == "" {
		text = r.ID
	}
	if !w.ids[r.ID] {
		w.missing = append(w.missing, r.ID)
	}
	w.printf(`<a href="#%s">%s</a>`, escape(r.ID), escape(text))
}

// webAddress returns an absolute http or https address, written anew.
func webAddress(s string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(s))
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return "", false
	}
	u.User = nil
	return u.String(), true
}

func (w *pageWriter) printf(format string, args ...any) { fmt.Fprintf(&w.b, format, args...) }
func (w *pageWriter) text(s string)                     { w.b.WriteString(escape(s)) }
func (w *pageWriter) element(name, s string)            { w.printf("<%s>%s</%[1]s>", name, escape(s)) }

func (w *pageWriter) inlines(is []Inline) {
	for _, i := range is {
		if i != nil {
			i.inline(w)
		}
	}
}
