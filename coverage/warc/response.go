package warc

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"net/textproto"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"

	"github.com/seed-11e619e4/pressframe/coverage/internal/bounded"
)

// A Response is what a server answered, as a record holds it.
type Response struct {
	Status    int // 0 if the record is no HTTP answer but the document itself
	Header    http.Header
	MediaType string   // of Content-Type, in lower case, without parameters
	Body      []byte   // chunks joined and unpacked; valid as long as the record's Block
	Warnings  []string // what was wrong with the packing
}

// Response reads the block of a response, resource or conversion record. A
// body that breaks off is given as far as it goes, with a warning. The error
// is a [*DamagedError], [*TooLargeError] or [*EncodingError].
func (rec *Record) Response() (*Response, error) {
	if !bytes.HasPrefix(rec.Block, []byte("HTTP/")) {
		if rec.Type == "response" && strings.HasPrefix(rec.MediaType, "application/http") {
			return nil, &DamagedError{Reason: "its block is no HTTP answer"}
		}
		return &Response{Header: http.Header{"Content-Type": {rec.MediaType}}, MediaType: mediaType(rec.MediaType), Body: rec.Block}, nil
	}
	r, body, err := parseHTTP(rec.Block)
	if err != nil {
		return nil, err
	}
	if strings.Contains(strings.ToLower(r.Header.Get("Transfer-Encoding")), "chunked") {
		var whole bool
		if body, whole = joinChunks(body, rec.maxBody); !whole {
			r.Warnings = append(r.Warnings, "the chunks of the body break off")
		}
	}
	if r.Body, err = r.unpack(body, rec.maxBody); err != nil {
		if large, ok := errors.AsType[*TooLargeError](err); ok {
			large.URI = rec.URI
		}
		return nil, err
	}
	return r, nil
}

func mediaType(contentType string) string {
	t, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.TrimSpace(t))
}

var statusLine = regexp.MustCompile(`^HTTP/\d(?:\.\d+)?[ \t]+(\d{3})(?:[ \t\r]|$)`)

// parseHTTP reads status and header. Lines that are none are passed over:
// servers send anything.
func parseHTTP(block []byte) (*Response, []byte, error) {
	line, rest, _ := bytes.Cut(block, []byte("\n"))
	m := statusLine.FindSubmatch(line[:min(len(line), 200)])
	if m == nil {
		return nil, nil, &DamagedError{Reason: "its HTTP answer begins with " + strconv.Quote(clip(string(line[:min(len(line), 200)])))}
	}
	r := &Response{Header: http.Header{}}
	r.Status, _ = strconv.Atoi(string(m[1]))
	last := ""
	for range maxLines {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if !found && len(line) > 0 {
			break // the header has no end; what is there is no body either
		}
		rest = after
		if len(line) == 0 {
			r.MediaType = mediaType(r.Header.Get("Content-Type"))
			return r, rest, nil
		}
		if (line[0] == ' ' || line[0] == '\t') && last != "" {
			values := r.Header[last]
			values[len(values)-1] += " " + strings.TrimSpace(string(line))
			continue
		}
		name, value, ok := strings.Cut(string(line), ":")
		if !ok || strings.TrimSpace(name) == "" {
			continue
		}
		last = textproto.CanonicalMIMEHeaderKey(strings.TrimSpace(name))
		r.Header[last] = append(r.Header[last], strings.TrimSpace(value))
	}
	return nil, nil, &DamagedError{Reason: "its HTTP header does not end"}
}

// joinChunks undoes the chunked coding. A body that is not chunked, although
// its header says so, is taken as it is: some crawlers join the chunks and keep
// the header. whole is false if the chunks break off.
func joinChunks(body []byte, limit int64) (joined []byte, whole bool) {
	rest, first := body, true
	for {
		line, after, found := bytes.Cut(rest, []byte("\n"))
		size, ok := chunkSize(line)
		if !found && !ok || !ok || size > int64(len(after)) && first {
			if first {
				return body, true
			}
			return append(joined, rest...), false
		}
		if size == 0 {
			return joined, true
		}
		n := min(size, int64(len(after)))
		if int64(len(joined))+n > limit+1 {
			n = limit + 1 - int64(len(joined)) // unpack will refuse it
			return append(joined, after[:n]...), true
		}
		joined = append(joined, after[:n]...)
		if n < size {
			return joined, false
		}
		rest = bytes.TrimPrefix(bytes.TrimPrefix(after[n:], []byte("\r")), []byte("\n"))
		first = false
	}
}

// chunkSize reads the line before a chunk.
func chunkSize(line []byte) (int64, bool) {
	s, _, _ := strings.Cut(string(line[:min(len(line), 200)]), ";")
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 12 {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 16, 64)
	return n, err == nil && n >= 0
}

// unpack undoes the content codings.
func (r *Response) unpack(body []byte, limit int64) ([]byte, error) {
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(r.Header.Values("Content-Encoding"), ",")), func(c rune) bool { return c == ',' || c == ' ' })
	if len(codings) > 3 {
		return nil, &EncodingError{Coding: clip(strings.Join(codings, ","))}
	}
	for _, coding := range slices.Backward(codings) {
		in, err := unpacker(coding, body)
		if err != nil {
			return nil, err
		}
		if in == nil {
			continue
		}
		out, err := bounded.ReadAll(in, limit)
		if errors.Is(err, bounded.ErrTooLarge) {
			return nil, &TooLargeError{Limit: limit}
		}
		if err != nil {
			if len(out) == 0 {
				return nil, &DamagedError{Reason: "its body does not unpack", Err: err}
			}
			r.Warnings = append(r.Warnings, "the packed body breaks off after "+strconv.Itoa(len(out))+" bytes")
		}
		body = out
	}
	if int64(len(body)) > limit {
		return nil, &TooLargeError{Limit: limit}
	}
	return body, nil
}

// unpacker returns a reader that undoes coding, nil if there is nothing to
// undo: some servers, and many crawlers, keep the header of what is no longer
// packed.
func unpacker(coding string, body []byte) (io.Reader, error) {
	br := bufio.NewReader(bytes.NewReader(body))
	switch coding {
	case "identity", "none", "utf-8":
		return nil, nil
	case "gzip", "x-gzip":
		if len(body) < 2 || body[0] != 0x1f || body[1] != 0x8b {
			return nil, nil
		}
		z, err := gzip.NewReader(br)
		if err != nil {
			return nil, &DamagedError{Reason: "its body does not unpack", Err: err}
		}
		return &tolerant{z}, nil
	case "deflate":
		if len(body) < 2 || body[0] == '<' {
			return nil, nil
		}
		if body[0]&0x0f == 8 && (uint(body[0])<<8|uint(body[1]))%31 == 0 {
			z, err := zlib.NewReader(br)
			if err != nil {
				return nil, &DamagedError{Reason: "its body does not unpack", Err: err}
			}
			return z, nil
		}
		return flate.NewReader(br), nil // what some servers send instead
	case "br":
		if len(body) == 0 || body[0] == '<' {
			return nil, nil
		}
		return brotli.NewReader(br), nil
	}
	if bytes.HasPrefix(body, []byte("<")) {
		return nil, nil
	}
	return nil, &EncodingError{Coding: clip(coding)}
}

// tolerant takes no offence at what follows a gzip body.
type tolerant struct{ z *gzip.Reader }

func (t *tolerant) Read(p []byte) (int, error) {
	n, err := t.z.Read(p)
	if errors.Is(err, gzip.ErrHeader) {
		err = io.EOF
	}
	return n, err
}
