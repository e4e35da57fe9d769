// Package report is what the programs that write a report share: the flags, the
// bar on the terminal, and the way from a case to a folder.
//
//	var o report.Options
//	o.Flags(flag.CommandLine, "my-report")
//	flag.Parse()
//	err := report.Write(ctx, os.Stdout, c, o)
package report

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/examples/internal/progress"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// Options are the flags of such a program.
type Options struct {
	Out      string // folder of the report
	Texts    string // folder of full texts to score instead of the case's records
	Codebook string // YAML file to lay over the default codebook
	Seed     uint64 // of the bootstrap
}

// Flags adds the options to a set of flags; out is the folder a report goes to
// unless -out names another.
func (o *Options) Flags(f *flag.FlagSet, out string) {
	f.StringVar(&o.Out, "out", out, "`folder` to write the report to")
	f.StringVar(&o.Texts, "texts", "", "score the full texts in this `folder` (*.json) instead of the case's records")
	f.StringVar(&o.Codebook, "codebook", "", "lay the codebook in this YAML `file` over the default one")
	f.Uint64Var(&o.Seed, "seed", 1, "`seed` of the bootstrap")
}

// Write analyses the case, prints the summary to w and writes the report.
func Write(ctx context.Context, w io.Writer, c *story.Case, o Options) error {
	so := story.Options{Seed: o.Seed}
	var err error
	if o.Texts != "" {
		if so.Records, so.RecordInputs, err = story.ReadRecordDir(os.DirFS(o.Texts)); err != nil {
			return fmt.Errorf("reading texts in %s: %w", o.Texts, err)
		}
	}
	if o.Codebook != "" {
		if so.Codebook, err = overlay(o.Codebook); err != nil {
			return err
		}
	}
	bar := progress.New(os.Stderr, "scoring")
	so.Progress = bar.Update
	a, err := story.Analyse(ctx, c, so)
	bar.Done()
	if err != nil {
		return err
	}
	if err := a.WriteSummary(w); err != nil {
		return err
	}
	if err := a.WriteReport(ctx, o.Out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "\nReport: %s\n", filepath.Join(o.Out, "index.html"))
	return err
}

// overlay reads a codebook and lays it over the default one.
func overlay(name string) (*sentiment.Codebook, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	book, err := sentiment.ParseCodebook(f, filepath.Base(name))
	if err != nil {
		return nil, err
	}
	whole := sentiment.Default().Overlay(book)
	if _, err := sentiment.NewScorer(whole); err != nil {
		return nil, err // told here, and not as a warning too
	}
	for _, w := range whole.Warnings {
		fmt.Fprintln(os.Stderr, "warning:", w)
	}
	for _, err := range whole.CheckExamples(book) {
		fmt.Fprintln(os.Stderr, "warning:", err)
	}
	return whole, nil
}
