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

	"github.com/seed-11e619e4/pressframe/coverage/babyp"
	"github.com/seed-11e619e4/pressframe/examples/internal/report"
)

func main() {
	var o report.Options
	o.Flags(flag.CommandLine, "pressframe-report")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "babyp: unexpected argument %q\n", flag.Arg(0))
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "babyp:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o report.Options) error {
	c, err := babyp.Case()
	if err != nil {
		return err
	}
	return report.Write(ctx, os.Stdout, c, o)
}
