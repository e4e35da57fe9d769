package fetch

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}

// local returns a client for a server of the test.
func local() *Client {
	return &Client{AllowPrivate: loopback, Interval: -1, Backoff: time.Millisecond, Attempts: 2}
}

func packed(t testing.TB, open func(io.Writer) io.WriteCloser, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := open(&b)
	if _, err := w.Write(body); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func gzipped(t testing.TB, body []byte) []byte {
	return packed(t, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, body)
}

func TestBodies(t *testing.T) {
	text := []byte(strings.Repeat("Words of an article. ", 5000))
	raw := packed(t, func(w io.Writer) io.WriteCloser { z, _ := flate.NewWriter(w, 9); return z }, text)
	zl := packed(t, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, text)
	gz := gzipped(t, text)
	damaged := bytes.Clone(gz)
	damaged[len(damaged)/2] ^= 0xff // after some 50,000 bytes of text
	tests := []struct {
		name, coding string
		body         []byte
		length       int   // Content-Length; 0: none is sent
		limit        int64 // 0: the default
		want         any   // an error, or nil for text
	}{
		{"plain", "", text, len(text), 0, nil},
		{"without length", "", text, 0, 0, nil},
		{"gzip", "gzip", gz, len(gz), 0, nil},
		{"x-gzip", "X-GZIP", gz, 0, 0, nil},
		{"deflate with header", "deflate", zl, 0, 0, nil},
		{"deflate without header", "deflate", raw, 0, 0, nil},
		{"two members", "gzip", append(gzipped(t, text[:1000]), gzipped(t, text[1000:])...), 0, 0, nil},
		{"rubbish after gzip", "gzip", append(bytes.Clone(gz), "\x00\x00\x00rubbish"...), 0, 0, nil},
		{"labelled gzip, is not", "gzip", text, 0, 0, nil},
		{"identity", "identity", text, 0, 0, nil},
		{"brotli", "br", text, 0, 0, new(*EncodingError)},
		{"exactly the limit", "", text, 0, int64(len(text)), nil},
		{"one over, stated", "", text, len(text), int64(len(text)) - 1, new(*TooLargeError)},
		{"one over, not stated", "", text, 0, int64(len(text)) - 1, new(*TooLargeError)},
		{"one over, unpacked", "gzip", gz, 0, int64(len(text)) - 1, new(*TooLargeError)},
		{"exactly the limit, unpacked", "gzip", gz, 0, int64(len(text)), nil},
		{"breaks off", "", text[:50000], len(text), 0, new(*BodyError)},
		{"gzip breaks off", "gzip", gz[:len(gz)/2], len(gz), 0, new(*BodyError)},
		{"gzip breaks off, length says so", "gzip", gz[:len(gz)/2], 0, 0, new(*BodyError)},
		{"gzip breaks off in its header", "gzip", gz[:5], 0, 0, new(*BodyError)},
		{"gzip breaks off after a byte", "gzip", gz[:1], 0, 0, new(*BodyError)},
		{"gzip damaged", "gzip", damaged, 0, 0, new(*BodyError)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			requests := 0
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				requests++
				if tt.coding != "" {
					w.Header().Set("Content-Encoding", tt.coding)
				}
				w.Header().Set("Content-Type", "text/plain")
				if tt.length > 0 {
					w.Header().Set("Content-Length", strconv.Itoa(tt.length))
				}
				w.Write(tt.body)
				w.(http.Flusher).Flush()
				if len(tt.body) < tt.length {
					panic(http.ErrAbortHandler)
				}
			}))
			defer s.Close()
			r, err := local().Do(t.Context(), Request{URL: s.URL, SkipRobots: true, MaxBytes: tt.limit})
			if tt.want != nil {
				if err == nil || !errors.As(err, tt.want) {
					t.Fatalf("%v, want a %T", err, tt.want)
				}
				broken, ok := errors.AsType[*BodyError](err)
				if ok && (requests != 2 || broken.Response == nil || !bytes.HasPrefix(text, broken.Response.Body[:min(40000, broken.Got)]) || int64(len(broken.Response.Body)) != broken.Got) {
					t.Errorf("%d requests, %+v", requests, broken)
				}
				if !ok && requests != 1 {
					t.Errorf("%d requests", requests)
				}
				if tt.name == "breaks off" && (broken.Got != 50000 || !errors.Is(err, io.ErrUnexpectedEOF)) {
					t.Errorf("%v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(r.Body, text) || r.Header.Get("Content-Encoding") != "" {
				t.Errorf("%d bytes of %d, header %v", len(r.Body), len(text), r.Header)
			}
		})
	}
}

// A gigabyte of nothing, packed, is refused in under a second and 64 MB.
func TestGzipBomb(t *testing.T) {
	bomb := bombOf(t, 1<<30)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(bomb)
	}))
	defer s.Close()
	c := local()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	_, err := c.Do(t.Context(), Request{URL: s.URL, SkipRobots: true})
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	large, ok := errors.AsType[*TooLargeError](err)
	if !ok || !large.Unpacked {
		t.Fatalf("%v", err)
	}
	used := (after.TotalAlloc - before.TotalAlloc) >> 20
	t.Logf("%d KB that unpack to 1 GB: refused after %v, %d MB allocated in all", len(bomb)>>10, took.Round(time.Millisecond), used)
	if !underRace && (took > time.Second || used > 64) {
		t.Errorf("took %v and %d MB", took, used)
	}
}

// bombOf packs n zeros, n a multiple of 16 MB. A gzip file may have many
// members, so one is packed and repeated.
func bombOf(t testing.TB, n int) []byte {
	const member = 16 << 20
	return bytes.Repeat(gzipped(t, make([]byte, member)), n/member)
}

// A body without end stops at the limit.
func TestEndlessBody(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		piece := bytes.Repeat([]byte("<item>"), 10000)
		for {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	}))
	defer s.Close()
	_, err := local().Get(t.Context(), s.URL)
	if large, ok := errors.AsType[*TooLargeError](err); !ok || large.Limit != 16<<20 || large.Unpacked {
		t.Errorf("%v", err)
	}
}
