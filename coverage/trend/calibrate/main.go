// Calibrate measures by simulation what the intervals and tests of
// coverage/trend promise: how often a 95% interval holds the truth, and how
// often a test rejects a true null at 5%. It prints the table of
// coverage/trend/SIMULATIONS.md:
//
//	go run ./coverage/trend/calibrate -runs 2000 > coverage/trend/SIMULATIONS.md
//
// Every run has a seed of its own, so the table comes out the same each time.
// With -only, studies whose section, method or setting does not match the
// regular expression are left out.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
)

func main() {
	runs := flag.Int("runs", 2000, "simulations of each study")
	only := flag.String("only", "", "regular expression of the studies to run")
	workers := flag.Int("workers", runtime.GOMAXPROCS(0), "goroutines; no influence on the table")
	flag.Parse()
	match, err := regexp.Compile(*only)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	w := bufio.NewWriter(os.Stdout)
	if err := write(w, studies(), *runs, *workers, match); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
