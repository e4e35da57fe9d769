package export

import (
	"bytes"
	"fmt"
	"io"
)

// A piece is the part of a file that holds one record.
type piece struct {
	number int // 1-based
	line   int // 1-based line of the first byte
	offset int64
	raw    []byte // valid until the next piece
	step   string // how raw became text, if it was not UTF-8
}

// A cutter divides a stream where marker finds that a record begins. What lies
// before the first marker is the preamble, piece number 0. It holds at most max
// bytes of one piece and keep bytes more; keep must be as long as the longest
// marker.
type cutter struct {
	r      io.Reader
	marker func(b []byte, from int, atEOF bool) int // index of the first marker at or after from, or -1
	keep   int
	max    int

	buf      []byte
	start    int // of the current piece in buf
	offset   int64
	line     int
	number   int
	scanned  int // no marker begins in buf[start+1:scanned]
	eof      bool
	finished bool
	err      error
}

// next returns the following piece. over is true when the piece was longer than
// max; its raw is then nil. It returns io.EOF at the end.
func (c *cutter) next() (p piece, over bool, err error) {
	if c.finished {
		if c.err != nil {
			return piece{}, false, c.err
		}
		return piece{}, false, io.EOF
	}
	if c.line == 0 {
		c.line = 1
	}
	p = piece{number: c.number, line: c.line, offset: c.offset}
	from := c.start + 1
	if c.number == 0 {
		from = c.start // the first record may begin at once
	}
	c.scanned = max(c.scanned, from)
	for {
		if i := c.marker(c.buf, c.scanned, c.eof); i >= 0 {
			return c.take(p, i, over)
		}
		c.scanned = max(from, len(c.buf)-c.keep)
		if c.eof {
			c.finished = true
			return c.take(p, len(c.buf), over)
		}
		if len(c.buf)-c.start > c.max {
			over = true
			drop := max(0, len(c.buf)-c.keep-c.start)
			c.pass(drop)
			from = c.start
			c.scanned = c.start
		}
		c.fill()
	}
}

// take ends the current piece at index i of the buffer.
func (c *cutter) take(p piece, i int, over bool) (piece, bool, error) {
	if !over {
		p.raw = c.buf[c.start:i]
	}
	c.pass(i - c.start)
	c.number++
	c.scanned = c.start + 1
	return p, over, nil
}

func (c *cutter) pass(n int) {
	c.line += bytes.Count(c.buf[c.start:c.start+n], []byte{'\n'})
	c.start += n
	c.offset += int64(n)
}

// fill reads more, moving the current piece to the front when there is no room.
func (c *cutter) fill() {
	const chunk = 64 << 10
	if cap(c.buf)-len(c.buf) < chunk {
		size := len(c.buf) - c.start
		to := c.buf[:0]
		if cap(c.buf) < 2*size+chunk {
			to = make([]byte, 0, 2*size+2*chunk)
		}
		c.buf = append(to, c.buf[c.start:]...)
		c.scanned -= c.start
		c.start = 0
	}
	n, err := c.r.Read(c.buf[len(c.buf):cap(c.buf)])
	c.buf = c.buf[:len(c.buf)+n]
	if err != nil {
		c.eof = true
		if err != io.EOF {
			c.err = err
		}
	}
}

// cut feeds every piece of the file to handle, the preamble first and even if
// it is empty, until handle says stop. Pieces over the limit are record errors.
func (s *session) cut(r io.Reader, keep int, marker func([]byte, int, bool) int, handle func(piece) bool) {
	c := &cutter{r: r, marker: marker, keep: keep, max: s.opts.maxRecord()}
	for s.live() {
		p, over, err := c.next()
		if err != nil {
			s.readErr(c.offset, err)
			return
		}
		switch {
		case over && p.number == 0:
			s.halt(&NoArticlesError{Location: s.name, Found: fmt.Sprintf("more than %d bytes before a first record", c.max)})
		case over:
			s.fail(p, fmt.Errorf("record of more than %d bytes: %w", c.max, ErrTooLarge))
		case !handle(p):
			return
		}
	}
}

// lineMarker makes a marker of a predicate on lines. match gets the line
// without its end.
func lineMarker(match func(line []byte) bool) func([]byte, int, bool) int {
	return func(b []byte, from int, atEOF bool) int {
		i := from
		if i > 0 && i <= len(b) && b[i-1] != '\n' { // from is within a line: go to the next
			j := bytes.IndexByte(b[i:], '\n')
			if j < 0 {
				return -1
			}
			i += j + 1
		}
		for i < len(b) {
			end := bytes.IndexByte(b[i:], '\n')
			if end < 0 {
				if !atEOF {
					return -1
				}
				end = len(b) - i
			}
			if match(bytes.TrimRight(b[i:i+end], "\r")) {
				return i
			}
			i += end + 1
		}
		return -1
	}
}

// tagWindow is how many bytes of a tag a tagMarker's match may look at.
const tagWindow = 512

// tagMarker makes a marker of a predicate on what begins with '<'. match gets
// at least tagWindow bytes unless the file ends.
func tagMarker(match func(tag []byte) bool) func([]byte, int, bool) int {
	return func(b []byte, from int, atEOF bool) int {
		for i := from; i < len(b); i++ {
			j := bytes.IndexByte(b[i:], '<')
			if j < 0 {
				return -1
			}
			i += j
			if !atEOF && len(b)-i < tagWindow {
				return -1
			}
			if match(b[i:min(len(b), i+tagWindow)]) {
				return i
			}
		}
		return -1
	}
}

// hasPrefixFold reports whether b begins with lower, an ASCII text in lower
// case, without regard to case.
func hasPrefixFold(b []byte, lower string) bool {
	if len(b) < len(lower) {
		return false
	}
	for i := range len(lower) {
		c := b[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
