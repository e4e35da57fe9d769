package bounded

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"testing/iotest"
)

func TestReadAll(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 300_000) // 4.8 MB: several pieces
	for _, n := range []int{0, 1, 16 << 10, 16<<10 + 1, len(data)} {
		for name, r := range map[string]io.Reader{"whole": bytes.NewReader(data[:n]), "end with data": iotest.DataErrReader(bytes.NewReader(data[:n])), "half reads": iotest.HalfReader(bytes.NewReader(data[:n]))} {
			got, err := ReadAll(r, int64(n))
			if err != nil || !bytes.Equal(got, data[:n]) {
				t.Errorf("%d bytes, %s: %d, %v", n, name, len(got), err)
			}
		}
		if got, err := ReadAll(bytes.NewReader(data), int64(n)-1); n > 0 && (!errors.Is(err, ErrTooLarge) || got != nil) {
			t.Errorf("limit %d: %d bytes, %v", n-1, len(got), err)
		}
	}
	broken := errors.New("broken")
	got, err := ReadAll(io.MultiReader(bytes.NewReader(data[:100_000]), iotest.ErrReader(broken)), 1<<20)
	if !errors.Is(err, broken) || !bytes.Equal(got, data[:100_000]) {
		t.Errorf("a stream that breaks: %d bytes, %v", len(got), err)
	}
}
