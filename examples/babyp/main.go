// Babyp prints how the "Baby P story" shifted and writes a report with figures,
// tables and the sentences behind every number:
//
//	go run ./examples/babyp
//	go run ./examples/babyp -texts folder-of-json-files -out my-report
//
// The embedded records hold abstracts. With -texts, full texts are scored
// instead: a folder of JSON files with the fields id, outlet, outlet_kind,
// title, date, date_precision and text.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage/babyp"
	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

func main() {
	out := flag.String("out", "pressframe-report", "`folder` to write the report to")
	texts := flag.String("texts", "", "score the full texts in this `folder` (*.json) instead of the abstracts")
	seed := flag.Uint64("seed", 1, "`seed` of the bootstrap")
	codebook := flag.String("codebook", "", "lay the codebook in this YAML `file` over the default one")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "babyp: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *texts, *codebook, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "babyp:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, texts, codebook string, seed uint64) error {
	c, err := babyp.Case()
	if err != nil {
		return err
	}
	o := story.Options{Seed: seed}
	if texts != "" {
		if o.Records, o.RecordInputs, err = story.ReadRecordDir(os.DirFS(texts)); err != nil {
			return fmt.Errorf("reading texts in %s: %w", texts, err)
		}
	}
	if codebook != "" {
		if o.Codebook, err = overlay(codebook); err != nil {
			return err
		}
	}
	bar := newProgress(os.Stderr, "scoring")
	o.Progress = bar.update
	a, err := story.Analyse(ctx, c, o)
	bar.done()
	if err != nil {
		return err
	}
	if err := a.WriteSummary(os.Stdout); err != nil {
		return err
	}
	if err := a.WriteReport(ctx, out); err != nil {
		return err
	}
	fmt.Printf("\nReport: %s\n", filepath.Join(out, "index.html"))
	return nil
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
	for _, w := range book.Warnings {
		fmt.Fprintln(os.Stderr, "babyp: warning:", w)
	}
	return sentiment.Default().Overlay(book), nil
}
