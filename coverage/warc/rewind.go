package warc

import (
	"bytes"
	"errors"
	"io"
)

// A rewinder reads a stream and can go back a little: to the last mark, as
// long as that is no further back than the window. It hands out single bytes,
// so that a decompressor takes no byte too many.
type rewinder struct {
	src    io.Reader
	buf    []byte // the stream from base on, as far as it was read
	base   int64
	pos    int // of the next byte, in buf
	mark   int // bytes before it are not needed again; in buf
	window int
	err    error // of src
	back   int64 // bytes gone back over, in all
}

const readSize = 32 << 10

func newRewinder(src io.Reader, window int) *rewinder {
	return &rewinder{src: src, window: window}
}

func (r *rewinder) reset(src io.Reader) {
	*r = rewinder{src: src, window: r.window, buf: r.buf[:0]}
}

// offset is that of the next byte.
func (r *rewinder) offset() int64 { return r.base + int64(r.pos) }

// setMark makes the next byte one to which rewind can return.
func (r *rewinder) setMark() { r.mark = r.pos }

// rewind goes back to offset, or as near to it as the window reaches. It
// refuses once the stream was gone over several times, so that a file made for
// it cannot keep the reader busy.
func (r *rewinder) rewind(offset int64) bool {
	to := int(max(offset-r.base, 0))
	if to > r.pos {
		return false
	}
	distance := int64(r.pos - to)
	if r.back+distance > 4*r.offset()+(16<<20) {
		return false
	}
	r.back += distance
	r.pos = to
	r.mark = min(r.mark, to)
	return true
}

// fill reads more, and reports whether there is a next byte.
func (r *rewinder) fill() bool {
	if r.pos < len(r.buf) {
		return true
	}
	return r.more()
}

// more adds to buf what the source gives next.
func (r *rewinder) more() bool {
	if r.err != nil {
		return false
	}
	if r.pos-r.mark > r.window {
		r.mark = r.pos
	}
	if r.mark > 0 && len(r.buf)+readSize > cap(r.buf) {
		n := copy(r.buf, r.buf[r.mark:])
		r.buf = r.buf[:n]
		r.base += int64(r.mark)
		r.pos -= r.mark
		r.mark = 0
	}
	for range 100 {
		if len(r.buf)+readSize > cap(r.buf) {
			grown := make([]byte, len(r.buf), max(2*cap(r.buf), len(r.buf)+2*readSize))
			copy(grown, r.buf)
			r.buf = grown
		}
		n, err := r.src.Read(r.buf[len(r.buf) : len(r.buf)+readSize])
		r.buf = r.buf[:len(r.buf)+n]
		if err != nil {
			r.err = err
		}
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	r.err = io.ErrNoProgress
	return false
}

// fault is the error of the source that is no plain end.
func (r *rewinder) fault() error {
	if r.err == nil || errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

func (r *rewinder) ReadByte() (byte, error) {
	if !r.fill() {
		return 0, r.err
	}
	c := r.buf[r.pos]
	r.pos++
	return c, nil
}

func (r *rewinder) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if !r.fill() {
		return 0, r.err
	}
	n := copy(p, r.buf[r.pos:])
	r.pos += n
	return n, nil
}

// peek returns up to n bytes without taking them.
func (r *rewinder) peek(n int) []byte {
	for len(r.buf)-r.pos < n && r.more() {
	}
	return r.buf[r.pos:min(r.pos+n, len(r.buf))]
}

// line takes a line of at most limit bytes, without its end. ok is false if
// there is no end within limit; nothing is taken then.
func (r *rewinder) line(limit int) (line []byte, ok bool) {
	searched := 0
	for {
		rest := r.buf[r.pos:]
		if at := bytes.IndexByte(rest[searched:], '\n'); at >= 0 {
			at += searched
			if at > limit {
				return nil, false
			}
			r.pos += at + 1
			return bytes.TrimSuffix(rest[:at], []byte("\r")), true
		}
		searched = len(rest)
		if searched > limit || !r.more() {
			return nil, false
		}
	}
}

// discard takes n bytes, or fewer at the end.
func (r *rewinder) discard(n int64) (taken int64) {
	for taken < n && r.fill() {
		step := min(n-taken, int64(len(r.buf)-r.pos))
		r.pos += int(step)
		taken += step
	}
	return taken
}

// blanks takes line ends.
func (r *rewinder) blanks() {
	for r.fill() && (r.buf[r.pos] == '\r' || r.buf[r.pos] == '\n') {
		r.pos++
	}
}
