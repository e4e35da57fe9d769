// Package charset turns documents of the web into UTF-8 and says how their
// encoding was found.
package charset

import (
	"bytes"
	"mime"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// A Document is a document turned into valid UTF-8.
type Document struct {
	Text     []byte
	Encoding string   // canonical lower-case name
	Evidence string   // "byte order mark", "HTTP charset", "byte pattern", "XML declaration", "meta element", "default" or "guess"
	Doubts   []string // labels that were passed over, and why
}

// Decode turns a document into valid UTF-8. The order of trust is that of
// RFC 7303 section 3 and of what servers get wrong in practice: a byte order
// mark, the charset parameter of the HTTP header, the pattern of NUL bytes
// of UTF-16 and UTF-32, the XML declaration, the meta element of HTML, UTF-8
// where the bytes are valid UTF-8, and last a guess from the bytes. A label
// that names no encoding or that the bytes contradict is passed over, and a
// doubt says so. A few bad bytes in what is otherwise UTF-8, such as a
// character cut in two, do not make it another encoding.
func Decode(raw []byte, contentType string) Document {
	var d Document
	if enc, name, n := byteOrderMark(raw); enc != nil {
		d.Encoding, d.Evidence = name, "byte order mark"
		d.Text = convert(enc, raw[n:])
		return d
	}
	type claim struct{ label, evidence string }
	var claims []claim
	if label := charsetParameter(contentType); label != "" {
		claims = append(claims, claim{label, "HTTP charset"})
	}
	if enc, name := nulPattern(raw); enc != nil {
		// No single-byte label can be true of such bytes.
		d.Encoding, d.Evidence = name, "byte pattern"
		d.Text = convert(enc, raw)
		return d
	}
	if label := declaredEncoding(raw); label != "" {
		claims = append(claims, claim{label, "XML declaration"})
	}
	if label := metaEncoding(raw); label != "" {
		claims = append(claims, claim{label, "meta element"})
	}
	isUTF8 := utf8.Valid(raw)
	hasHigh := !isUTF8 || !isASCII(raw)
	mostlyUTF8 := isUTF8 || mostlyUTF8(raw)
	for _, c := range claims {
		enc, name := lookup(c.label)
		switch {
		case enc == nil:
			d.Doubts = append(d.Doubts, c.evidence+" names no known encoding: "+strconv.Quote(c.label))
			continue
		case strings.HasPrefix(name, "utf-16"), strings.HasPrefix(name, "utf-32"):
			d.Doubts = append(d.Doubts, c.evidence+" says "+name+", the bytes are not")
			continue
		case name == "utf-8":
			if !mostlyUTF8 {
				d.Doubts = append(d.Doubts, c.evidence+" says utf-8, the bytes are not valid UTF-8")
				continue
			}
		case name == "windows-1252" && hasHigh && mostlyUTF8:
			// Text in a Latin encoding is almost never valid UTF-8 by chance.
			d.Doubts = append(d.Doubts, c.evidence+" says "+strconv.Quote(c.label)+", the bytes are UTF-8")
			continue
		}
		text := convert(enc, raw)
		if name == "utf-8" && !isUTF8 {
			d.Doubts = append(d.Doubts, badBytes)
		} else if name != "utf-8" && bytes.ContainsRune(text, utf8.RuneError) {
			d.Doubts = append(d.Doubts, c.evidence+" says "+strconv.Quote(c.label)+", the bytes are not valid in it")
			continue
		}
		d.Text, d.Encoding, d.Evidence = text, name, c.evidence
		return d
	}
	if mostlyUTF8 {
		d.Text, d.Encoding, d.Evidence = bytes.ToValidUTF8(raw, []byte("\uFFFD")), "utf-8", "default"
		if !isUTF8 {
			d.Doubts = append(d.Doubts, badBytes)
		}
		return d
	}
	enc, name := guess(raw)
	d.Text, d.Encoding, d.Evidence = convert(enc, raw), name, "guess"
	d.Doubts = append(d.Doubts, "the encoding is not stated; taken for "+name+" from the bytes")
	return d
}

const badBytes = "some bytes are not valid UTF-8 and were replaced"

// mostlyUTF8 tells text in UTF-8 with a few bad bytes from text in another
// encoding, where characters that happen to be valid UTF-8 are rare.
func mostlyUTF8(raw []byte) bool {
	good, bad := 0, 0
	for i := 0; i < len(raw); {
		if raw[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRune(raw[i:])
		if n > 1 {
			good++
		} else {
			bad++
		}
		i += n
	}
	return good >= 8*bad
}

func isASCII(raw []byte) bool {
	for _, c := range raw {
		if c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func byteOrderMark(raw []byte) (encoding.Encoding, string, int) {
	switch {
	case bytes.HasPrefix(raw, []byte{0, 0, 0xFE, 0xFF}):
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be", 4
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE, 0, 0}):
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le", 4
	case bytes.HasPrefix(raw, []byte{0xEF, 0xBB, 0xBF}):
		return unicode.UTF8, "utf-8", 3
	case bytes.HasPrefix(raw, []byte{0xFE, 0xFF}):
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be", 2
	case bytes.HasPrefix(raw, []byte{0xFF, 0xFE}):
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le", 2
	}
	return nil, "", 0
}

// nulPattern recognises UTF-16 and UTF-32 without a byte order mark by the
// NUL bytes beside a first ASCII character (XML 1.0, appendix F.1).
func nulPattern(raw []byte) (encoding.Encoding, string) {
	if len(raw) < 4 {
		return nil, ""
	}
	switch z := [4]bool{raw[0] == 0, raw[1] == 0, raw[2] == 0, raw[3] == 0}; z {
	case [4]bool{true, true, true, false}:
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), "utf-32be"
	case [4]bool{false, true, true, true}:
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "utf-32le"
	case [4]bool{true, false, true, false}:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"
	case [4]bool{false, true, false, true}:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"
	}
	return nil, ""
}

// charsetParameter reads the charset of a Content-Type header, also where
// the header is not well formed enough for package mime.
func charsetParameter(contentType string) string {
	if _, params, err := mime.ParseMediaType(contentType); err == nil {
		return strings.Trim(params["charset"], `'" `)
	}
	m := looseCharset.FindStringSubmatch(contentType)
	if m == nil {
		return ""
	}
	return m[1]
}

var (
	looseCharset = regexp.MustCompile(`(?i)charset\s*=\s*["']?\s*([A-Za-z0-9._:-]+)`)
	xmlEncoding  = regexp.MustCompile(`^[\s\x00]*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']\s*([^"'>]{1,40}?)\s*["']`)
)

func declaredEncoding(raw []byte) string {
	if len(raw) > 1024 {
		raw = raw[:1024]
	}
	m := xmlEncoding.FindSubmatch(raw)
	if m == nil {
		return ""
	}
	return string(m[1])
}

// metaPrefix is how far the charset of HTML is looked for. The standard asks
// for the first 1,024 bytes; real pages have it later.
const metaPrefix = 8 << 10

var (
	htmlComment = regexp.MustCompile(`(?s)<!--.*?-->`)
	metaCharset = regexp.MustCompile(`(?i)<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([a-z0-9._:-]{2,40})`)
)

func metaEncoding(raw []byte) string {
	if len(raw) > metaPrefix {
		raw = raw[:metaPrefix]
	}
	m := metaCharset.FindSubmatchIndex(raw)
	if m == nil {
		return ""
	}
	if bytes.Contains(raw[:m[0]], []byte("<!--")) {
		raw = htmlComment.ReplaceAll(raw, nil)
		if m = metaCharset.FindSubmatchIndex(raw); m == nil {
			return ""
		}
	}
	return string(raw[m[2]:m[3]])
}

// lookup finds an encoding by label; the labels are those of the WHATWG
// Encoding Standard, with a few spellings feeds use.
func lookup(label string) (encoding.Encoding, string) {
	label = strings.ToLower(strings.TrimSpace(label))
	switch label {
	case "utf8", "utf_8":
		label = "utf-8"
	case "utf-16", "utf16", "utf_16", "utf-16be", "utf-16le", "ucs-2", "iso-10646-ucs-2":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), "utf-16"
	case "utf-32", "utf32", "utf_32", "utf-32be", "utf-32le", "ucs-4", "iso-10646-ucs-4":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), "utf-32"
	case "cp1252", "windows1252", "latin-1":
		label = "windows-1252"
	}
	enc, name := charset.Lookup(label)
	if enc == nil || name == "replacement" || name == "x-user-defined" {
		return nil, ""
	}
	if name == "utf-8" {
		return unicode.UTF8, name
	}
	return enc, name
}

// guess names the encoding of bytes that are not UTF-8 and carry no true
// label. A guess below even odds is passed over for windows-1252, which is
// what most unlabelled feeds in western languages are.
func guess(raw []byte) (encoding.Encoding, string) {
	sample := raw
	if len(sample) > 1<<16 {
		sample = sample[:1<<16]
	}
	if best, err := chardet.NewTextDetector().DetectBest(sample); err == nil && best.Confidence >= 50 {
		if enc, name := lookup(best.Charset); enc != nil && name != "utf-8" && !strings.HasPrefix(name, "utf-") {
			return enc, name
		}
	}
	enc, name := charset.Lookup("windows-1252")
	return enc, name
}

// convert decodes raw; bytes that mean nothing become U+FFFD.
func convert(enc encoding.Encoding, raw []byte) []byte {
	out, err := enc.NewDecoder().Bytes(raw)
	if err != nil {
		return bytes.ToValidUTF8(raw, []byte("\uFFFD"))
	}
	return out
}
