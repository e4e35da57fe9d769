// Report analyses a case folder of your own and writes its report:
//
//	go run ./examples/report mycase
//	go run ./examples/report -out my-report mycase
//
// The report goes to mycase-report unless -out says otherwise; -codebook lays a
// codebook of your own over the default one.
//
// The folder holds case.yaml and the files it names; examples/newcase writes a
// commented one to begin with. Every mistake in it is named with file and line.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/examples/internal/report"
)

func main() {
	var o report.Options
	o.Flags(flag.CommandLine, "")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: report [flags] case-folder")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if o.Out == "" {
		o.Out = filepath.Clean(flag.Arg(0)) + "-report"
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, flag.Arg(0), o); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string, o report.Options) error {
	c, err := story.Load(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("%s:\n%w", dir, err)
	}
	return report.Write(ctx, os.Stdout, c, o)
}
