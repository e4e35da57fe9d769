package export

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"unicode/utf8"

	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// utf8Of returns r as a stream whose markup is ASCII: UTF-16 is transcoded, and
// anything else is passed through to be decoded record by record. step says
// what was done.
func utf8Of(r io.Reader) (out io.Reader, step string) {
	br := bufio.NewReaderSize(r, 64<<10)
	head, _ := br.Peek(4)
	endian := unicode.BigEndian
	switch {
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		endian = unicode.LittleEndian
	case len(head) == 4 && head[0] == 0 && head[2] == 0 && head[1] != 0 && head[3] != 0:
	case len(head) == 4 && head[1] == 0 && head[3] == 0 && head[0] != 0 && head[2] != 0:
		endian = unicode.LittleEndian
	default:
		return br, ""
	}
	dec := unicode.UTF16(endian, unicode.UseBOM).NewDecoder()
	return transform.NewReader(br, dec), "transcoded from UTF-16; the offset counts UTF-8 bytes"
}

var declaredCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)|encoding\s*=\s*["']([A-Za-z0-9_.:-]+)["']`)

// charsetIn returns the encoding that the head of an HTML or XML file declares.
func charsetIn(head []byte) string {
	m := declaredCharset.FindSubmatch(head[:min(len(head), 8<<10)])
	if m == nil {
		return ""
	}
	if len(m[1]) > 0 {
		return string(m[1])
	}
	return string(m[2])
}

// text decodes the bytes of a record and notes in p how.
func (s *session) text(p *piece) string {
	raw := bytes.TrimPrefix(p.raw, []byte("\xef\xbb\xbf"))
	if s.opts.Charset == "" && utf8.Valid(raw) {
		return string(raw)
	}
	for _, label := range []string{s.opts.Charset, s.declared, "windows-1252"} {
		enc, name := charset.Lookup(label)
		if enc == nil || name == "utf-8" && !utf8.Valid(raw) && label != s.opts.Charset {
			continue
		}
		out, err := enc.NewDecoder().Bytes(raw)
		if err != nil {
			continue
		}
		if name != "utf-8" {
			p.step = "decoded from " + name
		}
		return string(bytes.ToValidUTF8(out, []byte("\uFFFD")))
	}
	return string(bytes.ToValidUTF8(raw, []byte("\uFFFD")))
}
