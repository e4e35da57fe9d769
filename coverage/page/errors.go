package page

import "fmt"

// NotPageError says that a document is something other than an HTML page.
type NotPageError struct {
	Kind   string // "empty", "PDF", "image", "archive", "feed", "JSON", "XML", "text" or "binary"
	Detail string // what gave it away; may be empty
}

func (e *NotPageError) Error() string {
	if e.Kind == "empty" {
		return "page: the document is empty"
	}
	if e.Detail != "" {
		return "page: not an HTML page but " + e.Kind + " (" + e.Detail + ")"
	}
	return "page: not an HTML page but " + e.Kind
}

// NoArticleError says that a page holds nothing that could be an article:
// no text, and not even a title with a date or a description.
type NoArticleError struct {
	Title string // title of the page, "" if it has none
}

func (e *NoArticleError) Error() string {
	if e.Title == "" {
		return "page: no title and no text; the page may need a browser to show its text"
	}
	return fmt.Sprintf("page: no text on the page %q; it may need a browser to show its text", e.Title)
}

// TooLargeError says that a document has more bytes than Reader.MaxBytes.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("page: more than %d bytes; raise MaxBytes to read it", e.Limit)
}

// TooComplexError says that a page would take more elements to build than
// Reader.MaxElements.
type TooComplexError struct {
	Limit    int
	Elements int // estimate, from below
}

func (e *TooComplexError) Error() string {
	return fmt.Sprintf("page: about %d elements, more than %d; raise MaxElements to read it", e.Elements, e.Limit)
}

// TooDeepError says that elements nest deeper than the parser allows, even
// with those too deep left out.
type TooDeepError struct{ Limit int }

func (e *TooDeepError) Error() string {
	return fmt.Sprintf("page: elements nest deeper than %d", e.Limit)
}

// EntityError says that the DOCTYPE declares entities, which HTML does not
// have: the pattern of an entity bomb.
type EntityError struct{ Offset int64 }

func (e *EntityError) Error() string {
	return fmt.Sprintf("page: byte %d: the DOCTYPE declares entities; refused", e.Offset)
}
