package fetch

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
)

// readBody reads and unpacks a body of at most limit bytes, packed and
// unpacked. A longer one is a *TooLargeError or, with clip, cut. A body that
// breaks off is a *BodyError, and what came is returned with it.
func readBody(resp *http.Response, limit int64, clip bool) ([]byte, error) {
	if resp.ContentLength > limit && !clip {
		return nil, &TooLargeError{Limit: limit}
	}
	wire := &wireReader{r: resp.Body, left: limit}
	in, err := unpack(wire, strings.ToLower(strings.TrimSpace(strings.Join(resp.Header.Values("Content-Encoding"), ","))))
	if err != nil {
		return nil, err
	}
	pieces, err := readUpTo(in, limit)
	switch {
	case err == nil, clip && errors.Is(err, errOver):
		return slices.Concat(pieces...), nil
	case errors.Is(err, errOver):
		return nil, &TooLargeError{Limit: limit, Unpacked: !wire.over}
	}
	if wire.err != nil && wire.err != io.EOF {
		err = wire.err // the connection's fault, whatever the unpacker made of it
	}
	body := slices.Concat(pieces...)
	return body, &BodyError{Got: int64(len(body)), Err: err}
}

var errOver = errors.New("over the limit")

// A wireReader counts the bytes of the connection.
type wireReader struct {
	r    io.Reader
	left int64
	over bool
	err  error // of r
}

func (w *wireReader) Read(p []byte) (int, error) {
	if w.over {
		return 0, errOver
	}
	n, err := w.r.Read(p[:min(int64(len(p)), w.left+1)])
	if w.left -= int64(n); w.left < 0 {
		w.over = true
		return n - 1, errOver
	}
	w.err = err
	return n, err
}

// unpack undoes a content coding. A body that is not packed although the
// header says so is taken as it is: some servers label so what they did not
// pack.
func unpack(wire *wireReader, coding string) (io.Reader, error) {
	isGzip := coding == "gzip" || coding == "x-gzip"
	switch {
	case coding == "", coding == "identity":
		return wire, nil
	case !isGzip && coding != "deflate":
		return nil, &EncodingError{Coding: coding}
	}
	br := bufio.NewReaderSize(wire, 32<<10)
	head, _ := br.Peek(2)
	switch {
	case len(head) == 0: // no body, or a fault that reading will meet again
		return br, nil
	case isGzip && bytes.HasPrefix([]byte{0x1f, 0x8b}, head):
		return &gzipReader{br: br}, nil
	case isGzip, len(head) < 2:
		return br, nil
	case head[0]&0x0f == 8 && (uint(head[0])<<8|uint(head[1]))%31 == 0: // RFC 1950
		return zlib.NewReader(br)
	}
	return flate.NewReader(br), nil // what some servers send instead
}

// A gzipReader reads the members of a gzip body and takes no offence at what
// follows the last one.
type gzipReader struct {
	br   *bufio.Reader
	z    *gzip.Reader
	done bool
}

func (g *gzipReader) Read(p []byte) (int, error) {
	if g.done {
		return 0, io.EOF
	}
	if g.z == nil {
		z, err := gzip.NewReader(g.br)
		if err != nil {
			return 0, noEOF(err)
		}
		z.Multistream(false)
		g.z = z
	}
	n, err := g.z.Read(p)
	if err != io.EOF {
		return n, err
	}
	if head, _ := g.br.Peek(2); len(head) < 2 || head[0] != 0x1f || head[1] != 0x8b {
		g.done = true
		return n, io.EOF
	}
	if err := g.z.Reset(g.br); err != nil {
		return n, noEOF(err)
	}
	g.z.Multistream(false)
	return n, nil
}

// noEOF names an end within a structure what it is.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readUpTo reads up to limit bytes in pieces, which its caller joins, so that
// a body that is refused costs its limit and no more. With errOver the pieces
// hold limit bytes.
func readUpTo(r io.Reader, limit int64) ([][]byte, error) {
	var pieces [][]byte
	piece := make([]byte, 0, 16<<10)
	total, idle := int64(0), 0
	for {
		if len(piece) == cap(piece) {
			pieces = append(pieces, piece)
			piece = make([]byte, 0, min(2*cap(piece), 1<<20))
		}
		n, err := r.Read(piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		if total += int64(n); total > limit {
			return append(pieces, piece[:int64(len(piece))-(total-limit)]), errOver
		}
		if idle++; n > 0 {
			idle = 0
		}
		switch {
		case err == io.EOF:
			return append(pieces, piece), nil
		case err != nil:
			return append(pieces, piece), err
		case idle > 100:
			return append(pieces, piece), io.ErrNoProgress
		}
	}
}

// hasToken looks for a directive in a comma-separated header.
func hasToken(values []string, token string) bool {
	for _, v := range values {
		for t := range strings.SplitSeq(v, ",") {
			if strings.EqualFold(strings.TrimSpace(t), token) {
				return true
			}
		}
	}
	return false
}
