package warc

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"crypto/sha1"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/page"
)

func html(n int) string {
	return fmt.Sprintf("<html lang=en><head><title>Report %d</title></head><body><p>The board did not answer letter number %d of its own pilots, the inquiry heard.</p></body></html>", n, n)
}

func answer(header, body string) string {
	return "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n" + header + "\r\n" + body
}

// record builds a WARC record; more are header lines.
func record(kind, uri, block string, more ...string) string {
	s := "WARC/1.1\r\nWARC-Type: " + kind + "\r\nWARC-Date: 2019-03-12T06:30:00Z\r\n"
	if uri != "" {
		s += "WARC-Target-URI: " + uri + "\r\n"
	}
	for _, m := range more {
		s += m + "\r\n"
	}
	return s + fmt.Sprintf("Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n", len(block), block)
}

func response(n int) string {
	return record("response", fmt.Sprintf("https://example.org/%d", n), answer("", html(n)))
}

func gz(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// outcome is what came of an archive: a line for each article and error.
type outcome struct {
	titles  []string
	errs    []error
	account Account
}

func read(t testing.TB, r Reader, file string) outcome {
	t.Helper()
	r.R, r.Name = strings.NewReader(file), "test.warc"
	src := &Source{Reader: r}
	var o outcome
	for a, err := range src.Articles(t.Context()) {
		if err != nil {
			if _, ok := errors.AsType[*coverage.RecordError](err); !ok {
				t.Errorf("an error without position: %v", err)
			}
			o.errs = append(o.errs, err)
			continue
		}
		o.titles = append(o.titles, a.Title)
	}
	o.account = src.Account
	checkAccount(t, o)
	return o
}

func checkAccount(t testing.TB, o outcome) {
	t.Helper()
	a := o.account
	pages := a.Types["response"] + a.Types["resource"] + a.Types["conversion"] + a.Types["revisit"]
	passed := 0
	for _, n := range a.Passed {
		passed += n
	}
	if pages != a.Articles+a.Unread+passed || a.Articles != len(o.titles) || a.Damaged+a.Unread != len(o.errs) {
		t.Errorf("%d articles, %d errors and the account do not agree: %s", len(o.titles), len(o.errs), a)
	}
}

func TestPacking(t *testing.T) {
	info := record("warcinfo", "", "software: none\r\n")
	request := record("request", "https://example.org/1", "GET /1 HTTP/1.1\r\n\r\n")
	all := []string{info, response(1), request, response(2), response(3)}
	each := make([]string, len(all))
	for i, s := range all {
		each[i] = gz(s)
	}
	plain := strings.Join(all, "")
	whole := gz(plain)
	for name, file := range map[string]string{
		"plain":                    plain,
		"a member each":            strings.Join(each, ""),
		"one member":               whole,
		"by turns":                 all[0] + each[1] + all[2] + each[3] + all[4],
		"two members":              gz(all[0]+all[1]) + gz(all[2]+all[3]+all[4]),
		"records over members":     gz(plain[:500]) + gz(plain[500:900]) + gz(plain[900:]),
		"line feeds only":          strings.ReplaceAll(all[0], "\r\n", "\n") + response(1) + response(2) + response(3),
		"blank lines before":       "\r\n\r\n" + plain,
		"no blank lines at end":    strings.TrimRight(plain, "\r\n"),
		"empty members in between": each[1] + gz("") + each[3] + gz("\r\n") + each[4],
	} {
		t.Run(name, func(t *testing.T) {
			o := read(t, Reader{}, file)
			if got := strings.Join(o.titles, ", "); got != "Report 1, Report 2, Report 3" || len(o.errs) > 0 {
				t.Errorf("%s; errors %v", got, o.errs)
			}
		})
	}
}

func TestProvenance(t *testing.T) {
	first := gz(record("warcinfo", "", "x"))
	src := &Source{Reader: Reader{R: strings.NewReader(first + gz(response(7))), Name: "a.warc.gz"}}
	for a, err := range src.Articles(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		p := a.Provenance
		if p.Source != "warc" || p.Location != "a.warc.gz" || p.Record != 2 || p.Offset != int64(len(first)) ||
			p.Retrieved.Format("2006-01-02 15:04") != "2019-03-12 06:30" || p.SHA256 != coverage.SHA256Hex([]byte(html(7))) || a.URL != "https://example.org/7" {
			t.Errorf("%+v", a)
		}
	}
}

// Reading in two goes, wherever it is parted, is reading in one.
func TestAfter(t *testing.T) {
	digest := "WARC-Payload-Digest: sha1:AAAA"
	revisit := record("revisit", "https://example.org/1", "", digest, "WARC-Refers-To-Target-URI: https://example.org/1", "WARC-Refers-To-Date: 2019-03-12T06:30:00Z")
	all := []string{record("warcinfo", "", "x"), record("response", "https://example.org/1", answer("", html(1)), digest), "WARC/1.1\r\nWARC-Type: response\r\n\r\n", response(2),
		revisit, record("response", "https://example.org/4", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>"), response(3)}
	for i := range all {
		all[i] = gz(all[i])
	}
	file := strings.Join(all, "")
	lines := func(after, until int) (out []string) {
		src := &Source{Reader: Reader{R: strings.NewReader(file), Name: "a"}, After: after}
		for a, err := range src.Articles(t.Context()) {
			n, line := a.Provenance.Record, a.Title
			if re, ok := errors.AsType[*coverage.RecordError](err); ok {
				n, line = re.Record, err.Error()
			}
			if n > until {
				break
			}
			out = append(out, line)
		}
		return out
	}
	want := lines(0, len(all))
	if len(want) != 5 {
		t.Fatalf("%q", want)
	}
	for after := range len(all) + 1 {
		if got := append(lines(0, after), lines(after, len(all))...); !slices.Equal(got, want) {
			t.Errorf("parted after %d: %q, want %q", after, got, want)
		}
	}
}

func pack(t *testing.T, kind, s string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.WriteCloser
	switch kind {
	case "gzip":
		w = gzip.NewWriter(&b)
	case "zlib":
		w = zlib.NewWriter(&b)
	case "flate":
		w, _ = flate.NewWriter(&b, -1)
	case "br":
		w = brotli.NewWriter(&b)
	}
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
	w.Close()
	return b.String()
}

func chunked(s string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := min(len(s), 50)
		fmt.Fprintf(&b, "%x;ext=1\r\n%s\r\n", n, s[:n])
		s = s[n:]
	}
	return b.String() + "0\r\nTrailer: x\r\n\r\n"
}

func TestBodies(t *testing.T) {
	const encoding, chunks = "Content-Encoding: ", "Transfer-Encoding: chunked\r\n"
	h := html(1)
	tests := []struct {
		name, header, body string
		warned             bool
		err                any
	}{
		{"plain", "", h, false, nil},
		{"chunked", chunks, chunked(h), false, nil},
		{"gzip", encoding + "gzip\r\n", pack(t, "gzip", h), false, nil},
		{"x-gzip in capitals", "CONTENT-ENCODING: X-GZIP\r\n", pack(t, "gzip", h), false, nil},
		{"chunked gzip", encoding + "gzip\r\n" + chunks, chunked(pack(t, "gzip", h)), false, nil},
		{"deflate", encoding + "deflate\r\n", pack(t, "zlib", h), false, nil},
		{"raw deflate", encoding + "deflate\r\n", pack(t, "flate", h), false, nil},
		{"brotli", encoding + "br\r\n", pack(t, "br", h), false, nil},
		{"twice", encoding + "gzip, br\r\n", pack(t, "br", pack(t, "gzip", h)), false, nil},
		{"labelled chunked, joined", chunks, h, false, nil},
		{"labelled gzip, plain", encoding + "gzip\r\n", h, false, nil},
		{"labelled br, plain", encoding + "br\r\n", h, false, nil},
		{"something after gzip", encoding + "gzip\r\n", pack(t, "gzip", h) + "\r\n<!-- x -->", false, nil},
		{"chunks break off", chunks, chunked(h + strings.Repeat(" ", 100))[:len(h)+20], true, nil},
		{"gzip breaks off", encoding + "gzip\r\n", pack(t, "gzip", h)[:len(pack(t, "gzip", h))-8], true, nil},
		{"folded header", "X-A: b\r\n c\r\nbroken line\r\n", h, false, nil},
		{"unknown coding", encoding + "zstd\r\n", "\x28\xb5\x2f\xfd" + h, false, new(*EncodingError)},
		{"damaged gzip", encoding + "gzip\r\n", "\x1f\x8b\x08\x00junkjunkjunk", false, new(*DamagedError)},
		{"gzip bomb", encoding + "gzip\r\n", pack(t, "gzip", strings.Repeat(" ", 20<<20)), false, new(*TooLargeError)},
		{"brotli bomb", encoding + "br\r\n", pack(t, "br", strings.Repeat(" ", 20<<20)), false, new(*TooLargeError)},
		{"chunks without end", chunks, "ffffffffff\r\n" + h, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			file := record("response", "https://example.org/1", answer(tt.header, tt.body)) + response(2)
			src := &Source{Reader: Reader{R: strings.NewReader(file), Name: "test.warc"}}
			var titles []string
			var warnings []string
			var failed error
			for a, err := range src.Articles(t.Context()) {
				if err != nil {
					failed = err
					continue
				}
				titles = append(titles, a.Title)
				warnings = append(warnings, a.Provenance.Warnings...)
			}
			if !slices.Contains(titles, "Report 2") {
				t.Errorf("the next record is lost: %q, %v", titles, failed)
			}
			if tt.err != nil {
				if failed == nil || !errors.As(failed, tt.err) {
					t.Errorf("error %v, want %T", failed, tt.err)
				}
				return
			}
			if failed != nil || titles[0] != "Report 1" || len(warnings) > 0 != tt.warned {
				t.Errorf("%q, warnings %q, error %v", titles, warnings, failed)
			}
		})
	}
}

func TestWhatIsPassedOver(t *testing.T) {
	digest := "sha1:" + base32.StdEncoding.EncodeToString(make([]byte, 20))
	other := "sha1:" + base32.StdEncoding.EncodeToString([]byte("01234567890123456789"))
	file := record("warcinfo", "", "x") +
		record("response", "https://example.org/1", answer("", html(1)), "WARC-Payload-Digest: "+digest) +
		record("response", "https://example.org/1", answer("", html(1)), "WARC-Payload-Digest: "+digest) + // again
		record("response", "https://example.org/p.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG") +
		record("response", "https://example.org/404", "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"+html(9)) +
		record("response", "https://example.org/301", "HTTP/1.1 301\r\nLocation: /1\r\n\r\n") +
		record("response", "https://example.org/u", "HTTP/1.1 200 OK\r\n\r\n"+html(2)) + // no media type
		record("response", "https://example.org/e", "HTTP/1.1 200 OK\r\n\r\n") +
		record("response", "https://example.org/app", answer("", "<html><title>Loading</title><div id=root></div>")) +
		record("response", "dns:example.org", "not HTTP") +
		record("metadata", "https://example.org/1", "x: y") +
		record("revisit", "https://example.org/2", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "WARC-Payload-Digest: "+digest) +
		record("revisit", "https://example.org/3", "", "WARC-Refers-To-Target-URI: https://example.org/u", "WARC-Refers-To-Date: 2019-03-12T06:30:00Z") +
		record("revisit", "https://example.org/4", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", "WARC-Payload-Digest: "+other, "WARC-Refers-To-Target-URI: https://example.org/old") +
		record("revisit", "https://example.org/5.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n", "WARC-Payload-Digest: "+other)
	o := read(t, Reader{}, file)
	const want = "records: metadata 1, response 9, revisit 4, warcinfo 1; damaged 0; articles 2, pages not read 3; " +
		"passed over: image/png 1, no media type 1, revisit 3, status 301 1, status 404 1, stored before 1"
	if got := o.account.String(); got != want {
		t.Errorf("\n got %s\nwant %s\n%v", got, want, o.errs)
	}
	for i, as := range []any{new(*page.NoArticleError), new(*DamagedError), new(*RevisitError)} {
		if i >= len(o.errs) || !errors.As(o.errs[i], as) {
			t.Errorf("error %d of %v: want %T", i, o.errs, as)
		}
	}
	if !strings.Contains(o.errs[2].Error(), "https://example.org/old") {
		t.Errorf("the error does not say where the page is: %v", o.errs[2])
	}
}

func arc(uri, mediaType, block string, v2 bool) string {
	if v2 {
		return fmt.Sprintf("%s 192.0.2.1 20190312063000 %s 200 - - 151 test.arc %d\n%s\n", uri, mediaType, len(block), block)
	}
	return fmt.Sprintf("%s 192.0.2.1 20190312063000 %s %d\n%s\n", uri, mediaType, len(block), block)
}

func TestARC(t *testing.T) {
	for _, v2 := range []bool{false, true} {
		head := arc("filedesc://test.arc", "text/plain", "1 0 Test\nURL IP-address Archive-date Content-type Archive-length\n", false)
		dns := arc("dns:example.org", "text/dns", "example.org. 60 IN A 192.0.2.1", v2)
		one := arc("http://example.org/1", "text/html", answer("", html(1)), v2)
		two := arc("http://example.org/a b", "text/html; charset=utf-8", answer("", html(2)), v2)
		for name, file := range map[string]string{"plain": head + dns + one + two, "packed": gz(head) + gz(dns) + gz(one) + gz(two)} {
			src := &Source{Reader: Reader{R: strings.NewReader(file), Name: "test.arc"}}
			var got []string
			for a, err := range src.Articles(t.Context()) {
				if err != nil {
					t.Error(err)
					continue
				}
				got = append(got, a.Title+" "+a.URL+" "+a.Provenance.Source)
			}
			if s := strings.Join(got, ", "); s != "Report 1 http://example.org/1 arc, Report 2 http://example.org/a%20b arc" {
				t.Errorf("%s, version 2 %v: %s; %s", name, v2, s, src.Account)
			}
		}
	}
}

func TestDamage(t *testing.T) {
	a, b, c := response(1), response(2), response(3)
	wrongLength := func(s string, by int) string {
		var n int
		fmt.Sscanf(s[strings.Index(s, "Content-Length: "):], "Content-Length: %d", &n)
		return strings.Replace(s, fmt.Sprintf("Content-Length: %d\r\n", n), fmt.Sprintf("Content-Length: %d\r\n", n+by), 1)
	}
	flip := func(s string, at int) string { return s[:at] + string([]byte{s[at] ^ 0x55}) + s[at+1:] }
	long := gz(record("response", "https://example.org/2", answer("", html(2)+strings.Repeat("word after word ", 20000))))
	tests := []struct {
		name, file string
		want       string
		damaged    int
	}{
		{"length too great", a + wrongLength(b, 100) + c, "Report 1, Report 3", 1},
		{"length too small", a + wrongLength(b, -30) + c, "Report 1, Report 3", 1},
		{"length far too great", a + wrongLength(b, 1<<40) + c, "Report 1, Report 3", 1},
		{"no length", a + strings.Replace(b, "Content-Length", "Content-Lenght", 1) + c, "Report 1, Report 3", 1},
		{"negative length", a + strings.Replace(b, "Content-Length: ", "Content-Length: -", 1) + c, "Report 1, Report 3", 1},
		{"bad header line", a + strings.Replace(b, "WARC-Type:", "WARC-Type", 1) + c, "Report 1, Report 3", 1},
		{"something between", a + "garbage\r\nof two lines\r\n\r\n" + b + c, "Report 1, Report 2, Report 3", 1},
		{"something first", "garbage\r\n" + a + b, "Report 1, Report 2", 1},
		{"cut off", a + b + c[:len(c)/2], "Report 1, Report 2", 1},
		{"cut off in the header", a + b + c[:40], "Report 1, Report 2", 1},
		{"cut off, packed", gz(a) + gz(b) + gz(c)[:100], "Report 1, Report 2", 1},
		{"packing damaged", gz(a) + flip(long, len(long)/2) + gz(c), "Report 1, Report 3", 1},
		{"packing damaged at once", gz(a) + flip(gz(b), 12) + gz(c), "Report 1, Report 3", 1},
		{"checksum wrong", gz(a) + flip(gz(b), len(gz(b))-6) + gz(c), "Report 1, Report 3", 1},
		{"gzip header wrong", gz(a) + flip(gz(b), 2) + gz(c), "Report 1, Report 3", 1},
		{"gzip magic wrong", gz(a) + flip(gz(b), 0) + gz(c), "Report 1, Report 3", 1},
		{"something between, packed", gz(a) + "garbage" + gz(b) + gz(c), "Report 1, Report 2, Report 3", 1},
		{"length too great, packed", gz(a) + gz(wrongLength(b, 100)) + gz(c), "Report 1, Report 3", 1},
		{"no archive", "<!doctype html><p>Not found</p>", "", 1},
		{"empty", "", "", 1},
		{"empty, packed", gz(""), "", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := read(t, Reader{}, tt.file)
			if got := strings.Join(o.titles, ", "); got != tt.want || o.account.Damaged != tt.damaged {
				t.Errorf("%s, %d damaged; want %s, %d\n%v", got, o.account.Damaged, tt.want, tt.damaged, o.errs)
			}
			for _, err := range o.errs {
				if _, ok := errors.AsType[*DamagedError](err); !ok {
					t.Errorf("not a DamagedError: %v", err)
				}
			}
		})
	}
}

// One bad byte, wherever it is, costs at most the record it is in. In ARC
// files, where a single line end divides two records, it may cost both.
func TestEveryByte(t *testing.T) {
	for name, parts := range map[string][]string{
		"plain":  {response(1), response(2), response(3), response(4)},
		"packed": {gz(response(1)), gz(response(2)), gz(response(3)), gz(response(4))},
		"arc": {arc("http://example.org/1", "text/html", answer("", html(1)), false), arc("http://example.org/2", "text/html", answer("", html(2)), false),
			arc("http://example.org/3", "text/html", answer("", html(3)), false), arc("http://example.org/4", "text/html", answer("", html(4)), false)},
	} {
		file := strings.Join(parts, "")
		step := 3 // the sizes of the records are no multiples of it
		if testing.Short() {
			step = 17
		}
		for at := len(parts[0]); at < len(file); at += step {
			for _, x := range []byte{0xff, 0x01} {
				bad := file[:at] + string([]byte{file[at] ^ x}) + file[at+1:]
				records := 0
				for rec, err := range (Reader{R: strings.NewReader(bad), Name: "x"}).Records(context.Background()) {
					if err == nil && rec.Type == "response" {
						records++
					}
				}
				lost := 1
				if name == "arc" {
					lost = 2
				}
				if records < len(parts)-lost {
					t.Fatalf("%s: byte %d xor %#x: %d records of %d", name, at, x, records, len(parts))
				}
			}
		}
	}
}

// filler is a stream of n bytes made on the way.
func filler(n int64) io.Reader { return io.LimitReader(letters{}, n) }

type letters struct{}

func (letters) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'a' + byte(i%26)
	}
	return len(p), nil
}

func TestLargeRecords(t *testing.T) {
	const size = 200 << 20
	head := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/large\r\nContent-Length: %d\r\n\r\n", size)
	for name, in := range map[string]io.Reader{
		"plain":          io.MultiReader(strings.NewReader(response(1)+head), filler(size), strings.NewReader("\r\n\r\n"+response(2))),
		"without an end": io.MultiReader(strings.NewReader(response(1)+strings.Replace(head, fmt.Sprint(size), fmt.Sprint(int64(1)<<60), 1)), filler(size)),
		"one long line":  io.MultiReader(strings.NewReader(response(1)), filler(size)),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			records, errs := 0, []error{}
			for _, err := range (Reader{R: in, Name: "x"}).Records(t.Context()) {
				if err != nil {
					errs = append(errs, err)
				} else {
					records++
				}
			}
			runtime.ReadMemStats(&after)
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 64 {
				t.Errorf("allocated %d MB in all", used)
			}
			if want := map[string]int{"plain": 2, "without an end": 1, "one long line": 1}[name]; records != want || len(errs) != 1 {
				t.Errorf("%d records, errors %v", records, errs)
			}
		})
	}
}

// A gigabyte packed small is refused before it is unpacked, as a body and as a
// record, and what follows is read.
func TestGzipBomb(t *testing.T) {
	const member = 16 << 20
	gigabyte := strings.Repeat(gz(string(make([]byte, member))), 1<<30/member)
	head := fmt.Sprintf("WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.org/bomb\r\nContent-Length: %d\r\n\r\n", 1<<30)
	for name, file := range map[string]string{
		"body":      gz(response(1)) + gz(record("response", "https://example.org/bomb", answer("Content-Encoding: gzip\r\n", gigabyte))) + gz(response(2)),
		"record":    gz(response(1)) + gz(head) + gigabyte + gz(response(2)),
		"no record": gz(response(1)) + gz(string(make([]byte, 100<<20))) + gz(response(2)),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			o := read(t, Reader{}, file)
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			if testing.Verbose() {
				t.Logf("%v, %d MB allocated in all, %v", took, used, o.errs)
			}
			if got := strings.Join(o.titles, ", "); got != "Report 1, Report 2" || len(o.errs) != 1 {
				t.Errorf("%s; %v", got, o.errs)
			}
			if underRace {
				return
			}
			if took > 3*time.Second || used > 64 { // generous for a busy machine
				t.Errorf("took %v and %d MB", took, used)
			}
		})
	}
}

// A file made to be gone over again and again is not.
func TestRewindingIsBounded(t *testing.T) {
	file := strings.Repeat("WARC/1.0\r\nContent-Length: 4000000\r\n\r\n", 100000)
	n := 0
	for range (Reader{R: strings.NewReader(file), Name: "x"}).Records(t.Context()) {
		n++
	}
	if n == 0 || n > 1000 { // each takes a pass over the file
		t.Errorf("%d records", n)
	}
}

func TestReaderFails(t *testing.T) {
	broken := errors.New("broken disk")
	in := io.MultiReader(strings.NewReader(response(1)+response(2)[:200]), failing{broken})
	var got error
	n := 0
	for _, err := range (Reader{R: in, Name: "x"}).Records(t.Context()) {
		if err != nil {
			got = err
		} else {
			n++
		}
	}
	if n != 1 || !errors.Is(got, broken) {
		t.Errorf("%d records, %v", n, got)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	n = 0
	for _, err := range (Reader{R: strings.NewReader(response(1) + response(2) + response(3)), Name: "x"}).Records(ctx) {
		if n++; n == 1 {
			cancel()
		} else if !errors.Is(err, context.Canceled) || n > 2 {
			t.Errorf("after cancelling: pair %d, %v", n, err)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestDigest(t *testing.T) {
	block := answer("", html(1))
	sum := sha1.Sum([]byte(block))
	good := "sha1:" + base32.StdEncoding.EncodeToString(sum[:])
	for digest, agrees := range map[string]bool{good: true, "sha1:" + fmt.Sprintf("%x", sum): true, "crc32:1": true, "sha1:zzz": true,
		"sha1:" + base32.StdEncoding.EncodeToString(make([]byte, 20)): false} {
		for rec, err := range (Reader{R: strings.NewReader(record("response", "https://example.org/1", block, "WARC-Block-Digest: "+digest))}).Records(t.Context()) {
			if err != nil || len(rec.Warnings) == 0 != agrees {
				t.Errorf("%s: %q, %v", digest, rec.Warnings, err)
			}
		}
	}
}

func FuzzSource(f *testing.F) {
	f.Add([]byte(record("warcinfo", "", "x") + response(1) + record("revisit", "https://example.org/2", "", "WARC-Refers-To-Target-URI: https://example.org/1")))
	f.Add([]byte(gz(response(1)) + gz(response(2))))
	f.Add([]byte(gz(response(1) + response(2))))
	f.Add([]byte(record("response", "https://example.org/1", answer("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", chunked(gz(html(1)))))))
	f.Add([]byte(arc("filedesc://a", "text/plain", "1 0 x\n", false) + arc("http://example.org/1", "text/html", answer("", html(1)), true)))
	for _, name := range []string{"crawl.warc.gz", "crawl.arc"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		src := &Source{Reader: Reader{R: bytes.NewReader(in), Name: "x", MaxRecord: 1 << 16, MaxBody: 1 << 16}}
		var o outcome
		last := 0
		for a, err := range src.Articles(context.Background()) {
			if len(o.titles)+len(o.errs) > len(in)+2 {
				t.Fatal("more pairs than bytes")
			}
			if err != nil {
				re, ok := errors.AsType[*coverage.RecordError](err)
				if !ok || re.Record < last || re.Offset > int64(len(in)) {
					t.Errorf("position of %v", err)
				} else {
					last = re.Record
				}
				o.errs = append(o.errs, err)
				continue
			}
			if a.ID == "" || a.Provenance.Record < last {
				t.Errorf("incomplete: %+v", a)
			}
			last = a.Provenance.Record
			o.titles = append(o.titles, a.Title)
		}
		o.account = src.Account
		checkAccount(t, o)
	})
}

func BenchmarkRecords(b *testing.B) {
	block := answer("", html(1)+strings.Repeat("Words of a page, neither long nor short. ", 1000))
	one := record("response", "https://example.org/1", block)
	for name, file := range map[string]string{"plain": strings.Repeat(one, 50), "packed": strings.Repeat(gz(one), 50)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(50 * len(one)))
			b.ReportAllocs()
			for b.Loop() {
				n := 0
				for _, err := range (Reader{R: strings.NewReader(file), Name: "x"}).Records(b.Context()) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
				if n != 50 {
					b.Fatal(n)
				}
			}
		})
	}
}

func ExampleSource() {
	file := record("response", "https://example.org/1", answer("", html(1))) + record("response", "https://example.org/logo.png", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n…")
	src := &Source{Reader: Reader{R: strings.NewReader(file), Name: "crawl.warc"}}
	for a, err := range src.Articles(context.Background()) {
		fmt.Println(a.Title, a.URL, err)
	}
	fmt.Println(src.Account)
	// Output:
	// Report 1 https://example.org/1 <nil>
	// records: response 2; damaged 0; articles 1, pages not read 0; passed over: image/png 1
}
