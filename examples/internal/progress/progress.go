// Package progress shows how far a program has come: a bar on a terminal, and
// nothing at all on a pipe or in a file.
//
//	bar := progress.New(os.Stderr, "scoring")
//	bar.Update(3, 10)
//	bar.Done()
package progress

import (
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// A Bar counts up to a total.
type Bar struct {
	label string
	pool  *mpb.Progress
	bar   *mpb.Bar
}

// New returns a bar that is drawn once there is something to count.
func New(f *os.File, label string) *Bar {
	b := &Bar{label: label}
	if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		b.pool = mpb.New(mpb.WithOutput(io.Writer(f)), mpb.WithWidth(40))
	}
	return b
}

// Update says how much is done, and of how much.
func (b *Bar) Update(done, total int) {
	if b.pool == nil {
		return
	}
	if b.bar == nil {
		b.bar = b.pool.AddBar(int64(total), mpb.PrependDecorators(decor.Name(b.label+" ")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d of %d")))
	}
	b.bar.SetCurrent(int64(done))
}

// Done leaves the terminal as it should be, also after an error. It may be
// called again.
func (b *Bar) Done() {
	if b.bar != nil {
		b.bar.Abort(false)
		b.pool.Wait()
	}
	b.bar, b.pool = nil, nil
}
