package feed

import "fmt"

// NotFeedError says that a document is something other than a feed. An HTML
// page lists the feeds it advertises, so that the caller can follow them.
type NotFeedError struct {
	Kind   string   // "HTML page", "news API response", "JSON", "XML", "text" or "empty"
	Detail string   // what gave it away
	Feeds  []string // addresses of feeds an HTML page advertises, as written
}

func (e *NotFeedError) Error() string {
	s := "feed: not a feed but " + e.Kind
	if e.Kind == "empty" {
		s = "feed: the document is empty"
	}
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	if len(e.Feeds) > 0 {
		s += fmt.Sprintf("; the page advertises %d feed(s), the first is %s", len(e.Feeds), e.Feeds[0])
	}
	return s
}

// TooLargeError says that a document has more bytes than Reader.MaxBytes.
type TooLargeError struct{ Limit int64 }

func (e *TooLargeError) Error() string {
	return fmt.Sprintf("feed: more than %d bytes; raise MaxBytes to read it", e.Limit)
}

// TooDeepError says that elements nest deeper than Reader.MaxDepth.
type TooDeepError struct {
	Limit  int
	Offset int64 // in the document after decoding to UTF-8
}

func (e *TooDeepError) Error() string {
	return fmt.Sprintf("feed: byte %d: elements nest deeper than %d", e.Offset, e.Limit)
}

// EntityError says that the DOCTYPE declares entities that expand into other
// entities, or too many or too long ones: the pattern of an entity bomb.
type EntityError struct {
	Name   string
	Offset int64
}

func (e *EntityError) Error() string {
	return fmt.Sprintf("feed: byte %d: the DOCTYPE declares entity %q that expands into others or is too long; refused", e.Offset, e.Name)
}
