package newsapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/internal/plain"
)

// An answer is the JSON of a service, taken apart but not yet understood.
type answer struct {
	doc    []byte                     // mended, if it was
	fields map[string]json.RawMessage // what stands beside the list, by its path: "response.total"
	pieces []piece
	listed bool  // the list was there, though it may be empty or null
	listAt int   // where the first record begins, 0 if there is no list
	broken error // where the document breaks off; what came before it is kept
	mended bool
}

// A piece is one record of the list.
type piece struct {
	raw     []byte // to be decoded
	source  []byte // as it stands in the document
	offset  int    // in the document
	damaged error  // it is no JSON; the records after it were found again
}

// takeApart cuts out the records of the list that stands at one of the paths,
// such as "response.results". Where an object stands in place of the list, it
// is the only record. A document that is not valid is mended, and what cannot
// be mended is one record that is damaged, not the end of the list.
func takeApart(doc []byte, lists ...string) *answer {
	a := cut(doc, lists)
	if a.broken == nil {
		return a
	}
	mended, edits := mend(doc)
	b := cut(mended, lists)
	if b.broken != nil {
		b = salvage(mended, lists, b)
	}
	b.mended = edits != nil
	for i, p := range b.pieces {
		from := min(original(edits, p.offset), len(doc))
		to := min(max(original(edits, p.offset+len(p.raw)), from), len(doc))
		b.pieces[i].offset, b.pieces[i].source = from, doc[from:to]
	}
	return b
}

func cut(doc []byte, lists []string) *answer {
	c := &cutter{doc: doc, lists: lists}
	c.a = &answer{doc: doc, fields: map[string]json.RawMessage{}}
	c.d = json.NewDecoder(bytes.NewReader(doc))
	if t, err := c.d.Token(); err != nil {
		c.a.broken = err
	} else if t != json.Delim('{') {
		c.a.broken = errNoObject
	} else if err := c.object(""); err != nil {
		c.a.broken = err
	}
	if c.a.broken == io.EOF {
		c.a.broken = io.ErrUnexpectedEOF
	}
	return c.a
}

// A cutter walks through a document down to the list.
type cutter struct {
	doc   []byte
	lists []string
	d     *json.Decoder
	a     *answer
}

var errNoObject = errors.New("the JSON is no object")

// object reads what follows the "{" of the object at a path.
func (c *cutter) object(path string) error {
	for c.d.More() {
		t, err := c.d.Token()
		if err != nil {
			return err
		}
		name, ok := t.(string)
		if !ok {
			return errNoObject
		}
		if path != "" {
			name = path + "." + name
		}
		if err := c.value(name); err != nil {
			return err
		}
	}
	_, err := c.d.Token()
	return err
}

func (c *cutter) value(path string) error {
	first := c.peek()
	switch {
	case slices.Contains(c.lists, path) && (first == '[' || first == 'n' || first == '{'):
		c.a.listed = true
		return c.list(first)
	case first == '{' && slices.ContainsFunc(c.lists, func(l string) bool { return strings.HasPrefix(l, path+".") }):
		if _, err := c.d.Token(); err != nil {
			return err
		}
		return c.object(path)
	}
	var raw json.RawMessage
	if err := c.d.Decode(&raw); err != nil {
		return err
	}
	c.a.fields[path] = raw
	return nil
}

func (c *cutter) list(first byte) error {
	if first != '[' {
		return c.piece(first == 'n')
	}
	if _, err := c.d.Token(); err != nil {
		return err
	}
	c.a.listAt = int(c.d.InputOffset())
	for c.d.More() {
		if err := c.piece(false); err != nil {
			return err
		}
	}
	_, err := c.d.Token()
	return err
}

func (c *cutter) piece(skip bool) error {
	var raw json.RawMessage
	if err := c.d.Decode(&raw); err != nil || skip {
		return err
	}
	c.a.pieces = append(c.a.pieces, piece{raw: raw, source: raw, offset: int(c.d.InputOffset()) - len(raw)})
	return nil
}

// peek is the first byte of the value that comes next.
func (c *cutter) peek() byte {
	rest := c.doc[c.d.InputOffset():]
	for {
		b, after := next(rest)
		if b != ':' && b != ',' {
			return b
		}
		rest = after
	}
}

// maxDamaged bounds the records of an answer that are looked for again.
const maxDamaged = 1000

// salvage reads the list of a damaged document record by record. A record that
// is no JSON ends where the next one begins: where a member comes that is named
// as its own first one.
func salvage(doc []byte, lists []string, a *answer) *answer {
	if a.listAt == 0 {
		return a
	}
	at, damaged := a.listAt, 0
	a.pieces = nil
	for {
		c, rest := next(doc[at:])
		for ; c == ','; c, rest = next(rest) {
		}
		at = len(doc) - len(rest) - 1
		switch {
		case c == 0:
			a.broken = io.ErrUnexpectedEOF
			return a
		case c == ']':
			// What stands behind the list is read as if the list were empty.
			b := cut(slices.Concat(doc[:a.listAt], doc[at:]), lists)
			a.fields, a.broken = b.fields, b.broken
			return a
		}
		var raw json.RawMessage
		d := json.NewDecoder(bytes.NewReader(doc[at:]))
		err := d.Decode(&raw)
		if err == nil {
			a.pieces = append(a.pieces, piece{raw: raw, offset: at})
			at += int(d.InputOffset())
			continue
		}
		to := nextRecord(doc, at)
		if damaged++; to < 0 || damaged > maxDamaged {
			a.broken = err
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				a.broken = io.ErrUnexpectedEOF
			}
			return a
		}
		a.pieces = append(a.pieces, piece{raw: bytes.TrimRight(doc[at:to], ", \t\r\n"), offset: at, damaged: err})
		at = to
	}
}

var firstMember = regexp.MustCompile(`^\{\s*"[^"\\]{1,64}"\s*:`)

// nextRecord is where the record after the one at a position begins, -1 if that
// cannot be told.
func nextRecord(doc []byte, at int) int {
	head := firstMember.Find(doc[at:])
	if head == nil {
		return -1
	}
	name := head[1 : len(head)-1]
	for from := at + 1; ; {
		i := bytes.Index(doc[from:], bytes.TrimSpace(name))
		if i < 0 {
			return -1
		}
		i += from
		before := bytes.TrimRight(doc[:i], " \t\r\n")
		if n := len(before) - 1; n > at && before[n] == '{' {
			if c, _ := next(doc[i+len(bytes.TrimSpace(name)):]); c == ':' {
				return n
			}
		}
		from = i + 1
	}
}

var bom = []byte("\xef\xbb\xbf")

// notJSON tells what a body is that is no JSON: nil if it may be some. Plain
// text is the service speaking; a page is most often a server that rests.
func notJSON(service, location string, body []byte) error {
	head := bytes.TrimLeft(bytes.TrimPrefix(body, bom), " \t\r\n\x00")
	if len(head) == 0 {
		return &AnswerError{Service: service, Location: location, Reason: "the answer is empty"}
	}
	switch head[0] {
	case '{', '[':
		return nil
	case '<':
		e := &ServiceError{Service: service, Location: location, Message: "a page in place of an answer", passing: true}
		if bytes.HasPrefix(head, []byte("<?xml")) {
			e.Message = "XML in place of JSON"
		}
		if title := titleOf(head); title != "" {
			e.Message += ", titled " + title
		}
		e.Throttled = speaksOfLimits(e.Message)
		return e
	}
	e := &ServiceError{Service: service, Location: location, Message: words(string(head))}
	e.judge()
	return e
}

// judge tells from the words of an error what kind it is.
func (e *ServiceError) judge() {
	if speaksOfLimits(e.Message) {
		e.Throttled, e.passing = true, true
	}
	low := strings.ToLower(e.Message)
	e.tooShort = strings.Contains(low, "timespan") && strings.Contains(low, "short")
}

func speaksOfLimits(message string) bool {
	low := strings.ToLower(message)
	for _, w := range []string{"limit requests", "rate limit", "ratelimit", "quota", "too many requests", "throttl", "slow down", "requests per"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// words shortens what a service says.
func words(s string) string {
	return plain.Clip(strings.Join(strings.Fields(strings.ToValidUTF8(s, "\uFFFD")), " "), 300)
}

var pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)

// titleOf finds the title of a page.
func titleOf(page []byte) string {
	m := pageTitle.FindSubmatch(page[:min(len(page), 4096)])
	if m == nil {
		return ""
	}
	return words(plain.Line(string(m[1])))
}
