package warc

import (
	"bytes"
	"net/textproto"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Bounds on headers. Real ones stay below a few kilobytes; addresses in ARC
// headers may be long.
const (
	maxHeader = 64 << 10
	maxLines  = 1000
)

// warcHeader reads the header of a WARC record from its version line to the empty
// line.
func (r *rewinder) warcHeader() (version string, h textproto.MIMEHeader, err error) {
	line, ok := r.line(maxHeader)
	if !ok || !bytes.HasPrefix(line, []byte("WARC/")) {
		return "", nil, &DamagedError{Reason: "it does not begin with its version"}
	}
	version = string(line)
	h = textproto.MIMEHeader{}
	last, size := "", 0
	for range maxLines {
		line, ok := r.line(maxHeader)
		if !ok {
			return "", nil, &DamagedError{Reason: "its header does not end"}
		}
		if len(line) == 0 {
			return version, h, nil
		}
		if size += len(line); size > maxHeader {
			break
		}
		if (line[0] == ' ' || line[0] == '\t') && last != "" {
			values := h[last]
			values[len(values)-1] += " " + strings.TrimSpace(string(line))
			continue
		}
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || name == "" {
			return "", nil, &DamagedError{Reason: "its header holds the line " + strconv.Quote(clip(string(line)))}
		}
		last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		h[last] = append(h[last], strings.TrimSpace(value))
	}
	return "", nil, &DamagedError{Reason: "its header is too long"}
}

// parseDate reads WARC-Date (RFC 3339, any precision) or the 14 digits of ARC.
func parseDate(s string) time.Time {
	for _, layout := range [...]string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02", "20060102150405", "200601021504"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}

// arcLine is the header of an ARC record: address, IP, 14 digits, media type,
// in version 2 some more fields, and the length of the block. Addresses and
// media types may hold blanks, so the date tells the fields apart.
var arcLine = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9+.-]*:\S.*?) (\S+) (\d{12,14}) (\S.*?|) ?(\d{1,15})$`)

type arcHeader struct {
	uri, ip, date, mediaType string
	length                   int64
}

func parseARC(line []byte) (h arcHeader, ok bool) {
	if len(line) > maxHeader || len(line) < 20 || line[len(line)-1] < '0' || line[len(line)-1] > '9' {
		return h, false
	}
	m := arcLine.FindSubmatch(line)
	if m == nil {
		return h, false
	}
	length, err := strconv.ParseInt(string(m[5]), 10, 64)
	if err != nil {
		return h, false
	}
	h = arcHeader{uri: string(m[1]), ip: string(m[2]), date: string(m[3]), mediaType: string(m[4]), length: length}
	// Version 2 puts result code, checksum, location, offset and file name
	// between media type and length.
	if f := strings.Fields(h.mediaType); len(f) >= 6 {
		h.mediaType = strings.Join(f[:len(f)-5], " ")
	}
	return h, true
}

// beginsRecord reports whether b, the beginning of a line, could be that of a
// record.
func beginsRecord(b []byte) bool {
	if bytes.HasPrefix(b, []byte("WARC/0.")) || bytes.HasPrefix(b, []byte("WARC/1.")) {
		return true
	}
	line, _, found := bytes.Cut(b, []byte("\n"))
	if !found {
		return false
	}
	_, ok := parseARC(bytes.TrimSuffix(line, []byte("\r")))
	return ok
}

func clip(s string) string {
	if len(s) > 60 {
		return strings.ToValidUTF8(s[:60], "") + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
