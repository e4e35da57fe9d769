package report

import (
	"io"
	"os"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// progress is a bar on a terminal and nothing at all on a pipe or in a file.
type progress struct {
	label string
	pool  *mpb.Progress
	bar   *mpb.Bar
}

func newProgress(f *os.File, label string) *progress {
	p := &progress{label: label}
	if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		p.pool = mpb.New(mpb.WithOutput(io.Writer(f)), mpb.WithWidth(40))
	}
	return p
}

func (p *progress) update(done, total int) {
	if p.pool == nil {
		return
	}
	if p.bar == nil {
		p.bar = p.pool.AddBar(int64(total), mpb.PrependDecorators(decor.Name(p.label+" ")),
			mpb.AppendDecorators(decor.CountersNoUnit("%d of %d")))
	}
	p.bar.SetCurrent(int64(done))
}

// done leaves the terminal as it should be, also after an error.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.Abort(false)
		p.pool.Wait()
	}
}
