// Package bounded reads streams of unknown length into memory.
package bounded

import (
	"errors"
	"io"
	"slices"
)

// ErrTooLarge says that a stream has more bytes than its reader wants.
var ErrTooLarge = errors.New("more bytes than the limit")

// ReadAll is [io.ReadAll] for at most limit bytes. Of a longer stream nothing
// is returned but [ErrTooLarge]; it costs little more memory than its limit.
// With any other error the bytes read so far are returned.
func ReadAll(r io.Reader, limit int64) ([]byte, error) {
	var pieces [][]byte
	piece := make([]byte, 0, 16<<10)
	var total int64
	for {
		if len(piece) == cap(piece) {
			pieces = append(pieces, piece)
			piece = make([]byte, 0, min(2*cap(piece), 1<<20))
		}
		n, err := r.Read(piece[len(piece):cap(piece)])
		piece = piece[:len(piece)+n]
		if total += int64(n); total > limit {
			return nil, ErrTooLarge
		}
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			if len(pieces) == 0 {
				return piece, err
			}
			return slices.Concat(append(pieces, piece)...), err
		}
	}
}
