// Package warc reads web archives, WARC (ISO 28500) and ARC files, and makes
// articles of the pages in them.
//
// The way in is [Source], a [coverage.Source]:
//
//	f, err := os.Open("CC-NEWS-20190312060000-00042.warc.gz")
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer f.Close()
//	src := &warc.Source{Reader: warc.Reader{R: f, Name: f.Name()}}
//	for a, err := range src.Articles(ctx) {
//		…
//	}
//	fmt.Println(src.Account) // how many records of which kind, and why some gave no article
//
// [Reader] gives the records themselves. Files are streamed, packed or not:
// one gzip member for each record, one for the whole file, or both by turns.
// Chunked and packed bodies are undone.
//
// A damaged record is an error with its number and offset; the reader then
// looks for the next record and goes on. Memory is bounded by
// [Reader.MaxRecord] and [Reader.MaxBody], whatever a file may claim.
package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"iter"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A Reader reads the records of an archive. Only R must be set.
type Reader struct {
	R         io.Reader
	Name      string // file name or address, for errors and provenance
	MaxRecord int64  // largest block of a record, as stored, in bytes; default 16 MiB
	MaxBody   int64  // largest body of a page, unpacked, in bytes; default 16 MiB
}

// A Record is one record as stored.
type Record struct {
	Type      string               // "response", "resource", "revisit", "request", "warcinfo", …; "arc" files have "warcinfo", "response" and "resource"
	URI       string               // what it is about; may be empty
	Date      time.Time            // when it was stored, UTC; zero if the record does not say, or not legibly
	MediaType string               // of the block, as written
	Header    textproto.MIMEHeader // of the WARC record; nil in ARC files
	Block     []byte               // valid until the next record is asked for
	Format    string               // "warc" or "arc"
	Number    int                  // 1-based
	Offset    int64                // of its first byte in the file or, if packed, of its gzip member
	Warnings  []string             // a digest that does not agree, a truncation the crawler noted

	maxBody int64
}

// window is how far the reader can go back to look for the next record behind
// a damaged one.
const window = 4 << 20

// Records yields the records in order. It can be called once. A record that
// cannot be read is an error that wraps a [*coverage.RecordError] around a
// [*DamagedError] or [*TooLargeError], and the stream goes on.
func (r Reader) Records(ctx context.Context) iter.Seq2[*Record, error] {
	if r.MaxRecord <= 0 {
		r.MaxRecord = 16 << 20
	}
	if r.MaxBody <= 0 {
		r.MaxBody = 16 << 20
	}
	return func(yield func(*Record, error) bool) {
		x := &reading{Reader: r, file: newRewinder(r.R, window), member: newRewinder(nil, window), yield: yield}
		for x.next(ctx) {
		}
	}
}

// A reading is one pass over a file.
type reading struct {
	Reader
	yield  func(*Record, error) bool
	file   *rewinder // the bytes of the file
	member *rewinder // the unpacked bytes of the present gzip member
	z      *gzip.Reader
	packed bool  // within a gzip member
	ended  bool  // the present gzip member is at its end
	out    int64 // bytes unpacked since start
	isARC  bool  // the present record is one of an ARC file
	within bool  // within a record: it may go on in the next member
	start  int64 // offset in file of the present member, or record if not packed
	number int
	block  []byte
}

// next reads one record, or passes over one that is damaged. It reports whether
// there may be more.
func (x *reading) next(ctx context.Context) bool {
	if err := ctx.Err(); err != nil {
		x.yield(nil, err)
		return false
	}
	if !x.begin() {
		if err := x.file.fault(); err != nil {
			x.yield(nil, x.fail(&DamagedError{Reason: "the file cannot be read further", Err: err}))
		} else if x.number == 0 {
			x.yield(nil, x.fail(&DamagedError{Reason: "the file is empty"}))
		}
		return false
	}
	in := x.file
	if x.packed {
		in = x.member
	}
	in.setMark()
	from := in.offset()
	x.number++
	x.within = true
	rec, err := x.record(in)
	x.within = false
	_, tooLarge := errors.AsType[*TooLargeError](err)
	if err == nil || tooLarge {
		if bad := x.end(in); bad != nil {
			err, tooLarge = bad, false
		}
	}
	if err == nil {
		return x.yield(rec, nil)
	}
	return x.yield(nil, x.fail(err)) && (tooLarge || x.resync(in, from))
}

func (x *reading) fail(err error) error {
	return &coverage.RecordError{Location: x.Name, Record: x.number, Offset: x.start, Err: err}
}

// begin goes to the next record, opening a gzip member where one begins. It
// reports false at the end of the file.
func (x *reading) begin() bool {
	for {
		if x.packed {
			x.member.blanks()
			if x.member.fill() {
				return true
			}
			x.packed = false
			if err := x.member.fault(); err != nil {
				x.number++
				if !x.yield(nil, x.fail(&DamagedError{Reason: "its packing is damaged", Err: err})) || !x.nextMember(x.start+1) {
					return false
				}
			}
			continue
		}
		x.file.blanks()
		x.file.setMark()
		x.start = x.file.offset()
		head := x.file.peek(2)
		if len(head) == 0 {
			return false
		}
		if len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
			return true
		}
		if err := x.open(); err != nil {
			x.number++
			if !x.yield(nil, x.fail(&DamagedError{Reason: "its packing is damaged", Err: err})) || !x.nextMember(x.start+1) {
				return false
			}
		}
	}
}

// open begins to unpack the gzip member at the present place of the file.
func (x *reading) open() (err error) {
	if x.z == nil {
		x.z, err = gzip.NewReader(x.file)
	} else {
		err = x.z.Reset(x.file)
	}
	if err != nil {
		return err
	}
	x.z.Multistream(false)
	x.member.reset((*members)(x))
	x.packed, x.ended, x.out = true, false, 0
	return nil
}

// members unpacks the present gzip member. In the midst of a record it goes on
// in the next member, unless that begins a record: no standard allows to spread
// a record so, and some programs do it.
type members reading

func (m *members) Read(p []byte) (int, error) {
	if m.ended {
		x := (*reading)(m)
		if !m.within || !x.continues() {
			return 0, io.EOF
		}
		if err := m.z.Reset(m.file); err != nil {
			return 0, err
		}
		m.z.Multistream(false)
		m.ended = false
	}
	n, err := m.z.Read(p)
	if err == io.EOF {
		m.ended, err = true, nil
	}
	m.out += int64(n)
	if m.out > bombSize && m.out > bombRatio*(m.file.offset()-m.start) {
		return n, errBomb
	}
	return n, err
}

// A member that unpacks to more than bombSize bytes, and to more than bombRatio
// times its size, is not read further.
const (
	bombSize  = 48 << 20
	bombRatio = 200
)

var errBomb = errors.New("it unpacks to more than 200 times its size")

// continues reports whether the file goes on with a gzip member that begins no
// record.
func (x *reading) continues() bool {
	x.file.setMark()
	head := x.file.peek(2)
	return len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b && !x.tryMember()
}

// record reads one record, of either kind.
func (x *reading) record(in *rewinder) (*Record, error) {
	x.isARC = false
	if string(in.peek(5)) == "WARC/" {
		return x.warc(in)
	}
	line, ok := in.line(maxHeader)
	if ok {
		if h, ok := parseARC(line); ok {
			x.isARC = true
			return x.arc(in, h)
		}
	}
	if err := in.fault(); err != nil {
		return nil, &DamagedError{Reason: "its packing is damaged", Err: err}
	}
	return nil, &DamagedError{Reason: "neither a WARC nor an ARC record begins here"}
}

func (x *reading) warc(in *rewinder) (*Record, error) {
	_, h, err := in.warcHeader()
	if fault := in.fault(); err != nil && fault != nil {
		return nil, &DamagedError{Reason: "its packing is damaged", Err: fault}
	}
	if err != nil {
		return nil, err
	}
	rec := &Record{Type: strings.ToLower(h.Get("WARC-Type")), URI: strings.Trim(h.Get("WARC-Target-URI"), "<> "), Date: parseDate(h.Get("WARC-Date")),
		MediaType: h.Get("Content-Type"), Header: h, Format: "warc"}
	length, err := strconv.ParseInt(h.Get("Content-Length"), 10, 64)
	if err != nil || length < 0 {
		return nil, &DamagedError{Reason: "its Content-Length is " + strconv.Quote(clip(h.Get("Content-Length")))}
	}
	if t := h.Get("WARC-Truncated"); t != "" {
		rec.Warnings = append(rec.Warnings, "the crawler cut the record short: "+clip(t))
	}
	if err := x.readBlock(in, rec, length); err != nil {
		return nil, err
	}
	if !digestAgrees(h.Get("WARC-Block-Digest"), rec.Block) {
		rec.Warnings = append(rec.Warnings, "the block is not the one its digest was made of")
	}
	return rec, nil
}

func (x *reading) arc(in *rewinder, h arcHeader) (*Record, error) {
	rec := &Record{Type: "response", URI: h.uri, Date: parseDate(h.date), MediaType: h.mediaType, Format: "arc"}
	if err := x.readBlock(in, rec, h.length); err != nil {
		return nil, err
	}
	switch {
	case strings.HasPrefix(h.uri, "filedesc:"):
		rec.Type = "warcinfo"
	case !strings.HasPrefix(string(rec.Block[:min(len(rec.Block), 5)]), "HTTP/"):
		rec.Type = "resource"
	}
	return rec, nil
}

func (x *reading) readBlock(in *rewinder, rec *Record, length int64) error {
	rec.Number, rec.Offset, rec.maxBody = x.number, x.start, x.MaxBody
	if length > x.MaxRecord {
		if in.discard(length) < length {
			return x.cut(in, length)
		}
		return &TooLargeError{URI: rec.URI, Limit: x.MaxRecord, Size: length}
	}
	x.block = x.block[:0]
	for int64(len(x.block)) < length && in.fill() {
		// What is claimed is not trusted with memory before it is there.
		step := min(length-int64(len(x.block)), int64(len(in.buf)-in.pos))
		x.block = append(x.block, in.buf[in.pos:in.pos+int(step)]...)
		in.pos += int(step)
	}
	if int64(len(x.block)) < length {
		return x.cut(in, length)
	}
	rec.Block = x.block
	return nil
}

func (x *reading) cut(in *rewinder, length int64) error {
	if err := in.fault(); err != nil {
		return &DamagedError{Reason: "its packing is damaged", Err: err}
	}
	return &DamagedError{Reason: "it is shorter than the " + strconv.FormatInt(length, 10) + " bytes it states", Err: io.ErrUnexpectedEOF}
}

// end checks that a record ends where its length says: with an empty line or,
// as some programs write, at the end of the file or member, or before another
// record.
func (x *reading) end(in *rewinder) error {
	rest := in.peek(4)
	terminated := bytes.HasPrefix(rest, []byte("\r\n\r")) || bytes.HasPrefix(rest, []byte("\n\n")) || x.arcEnd(rest)
	in.blanks()
	if !in.fill() {
		if err := in.fault(); err != nil {
			return &DamagedError{Reason: "its packing is damaged", Err: err}
		}
		return nil
	}
	head := in.peek(2)
	if terminated || !x.packed && len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b || beginsRecord(in.peek(8)) || beginsRecord(in.peek(maxHeader)) {
		return nil
	}
	return &DamagedError{Reason: "it does not end where its length says"}
}

// arcEnd reports whether rest is the line end behind the block of an ARC record.
func (x *reading) arcEnd(rest []byte) bool {
	return x.isARC && (bytes.HasPrefix(rest, []byte("\n")) || bytes.HasPrefix(rest, []byte("\r\n")))
}

// resync looks for the next record behind one that is damaged: within the
// stream it stands in, from its second byte on, and then, in a packed file, in
// the members that follow.
func (x *reading) resync(in *rewinder, from int64) bool {
	in.rewind(from + 1)
	if !x.packed {
		return x.scanFile()
	}
	if scan(in) {
		return true
	}
	x.packed = false
	if in.fault() != nil {
		return x.nextMember(x.start + 1)
	}
	return true
}

// scan goes to the next line that could begin a record.
func scan(in *rewinder) bool {
	for in.fill() {
		rest := in.buf[in.pos:]
		at := bytes.IndexByte(rest, '\n')
		if at < 0 {
			in.pos = len(in.buf)
			in.setMark()
			continue
		}
		in.pos += at + 1
		in.setMark()
		if beginsRecord(in.peek(8)) || beginsRecord(in.peek(maxHeader)) {
			return true
		}
	}
	return false
}

// scanFile goes to the next line of a file, not packed as far as it was read,
// that could begin a record, or to a gzip member that does.
func (x *reading) scanFile() bool {
	in := x.file
	for in.fill() {
		rest := in.buf[in.pos:]
		at := bytes.IndexAny(rest[:min(len(rest), readSize)], "\n\x1f")
		if at < 0 {
			in.pos += min(len(rest), readSize)
			in.setMark()
			continue
		}
		in.pos += at
		in.setMark()
		if rest[at] == 0x1f {
			if x.memberHere() {
				return true
			}
			in.pos++
			continue
		}
		in.pos++
		in.setMark()
		if beginsRecord(in.peek(8)) || beginsRecord(in.peek(maxHeader)) {
			return true
		}
	}
	return false
}

// memberHere reports whether a gzip member with a record begins here.
func (x *reading) memberHere() bool {
	head := x.file.peek(4)
	return len(head) == 4 && head[0] == 0x1f && head[1] == 0x8b && head[2] == 8 && head[3]&0xe0 == 0 && x.tryMember()
}

// nextMember goes to the next gzip member of the file that holds a record.
func (x *reading) nextMember(from int64) bool {
	x.packed = false
	x.file.rewind(from)
	for x.file.fill() {
		x.file.setMark()
		if x.memberHere() {
			return true
		}
		x.file.pos++
		rest := x.file.buf[x.file.pos:]
		if at := bytes.IndexByte(rest, 0x1f); at >= 0 {
			x.file.pos += at
		} else {
			x.file.pos = len(x.file.buf)
		}
	}
	return false
}

// tryMember reports whether a gzip member that begins here unpacks to the
// beginning of a record. The place in the file stays the same.
func (x *reading) tryMember() bool {
	at := x.file.offset()
	var line []byte
	if z, err := gzip.NewReader(x.file); err == nil {
		z.Multistream(false)
		br := bufio.NewReader(io.LimitReader(z, maxHeader))
		for range 8 {
			if line, err = br.ReadSlice('\n'); err != nil || len(bytes.TrimSpace(line)) > 0 {
				break
			}
		}
	}
	return x.file.rewind(at) && beginsRecord(line)
}

// digestAgrees reports whether a labelled digest such as "sha1:B2LTWWPU…" is
// that of b. A digest that is not legible agrees.
func digestAgrees(labelled string, b []byte) bool {
	name, value, ok := strings.Cut(labelled, ":")
	if !ok {
		return true
	}
	var h hash.Hash
	switch strings.ToLower(name) {
	case "sha1", "sha-1":
		h = sha1.New()
	case "sha256", "sha-256":
		h = sha256.New()
	case "md5":
		h = md5.New()
	default:
		return true
	}
	var want []byte
	var err error
	if len(value) == hex.EncodedLen(h.Size()) {
		want, err = hex.DecodeString(value)
	} else {
		want, err = base32.StdEncoding.DecodeString(strings.ToUpper(value))
	}
	if err != nil || len(want) != h.Size() {
		return true
	}
	h.Write(b)
	return string(h.Sum(nil)) == string(want)
}
