package main

import (
	"bufio"
	"fmt"
	"os"
	"regexp"
	"time"
)

// studies are all there are, in the order of the table.
func studies() []study {
	var all []study
	for _, part := range [][]study{aggregation(), proportions(), resampling(), ranks(), regressions(), interruptions(), countModels(), bends(), breaks(), changes(), lags(), seasons()} {
		all = append(all, part...)
	}
	return all
}

// write simulates the studies and prints the table.
func write(w *bufio.Writer, all []study, runs, workers int, only *regexp.Regexp) error {
	section := ""
	for i := range all {
		s := &all[i]
		if !only.MatchString(s.section + " " + s.method + " " + s.setting) {
			continue
		}
		if s.section != section {
			section = s.section
			fmt.Fprintf(w, "\n## %s\n\n| method | setting | of what | rate | 95%% | warned | |\n|---|---|---|---|---|---|---|\n", section)
		}
		began := time.Now()
		for q, t := range s.simulate(runs, workers) {
			x := s.quantities[q]
			low, high := t.interval()
			verdict := ""
			if lo, hi := x.kind.bounds(); t.rate() < lo || t.rate() > hi {
				verdict = "**out**"
			}
			if s.outside {
				verdict += " outside"
			}
			void := ""
			if t.void > 0 {
				void = fmt.Sprintf(" void %d", t.void)
			}
			fmt.Fprintf(w, "| %s | %s | %s %s | %.1f%% | %.1f–%.1f | %.0f%%%s | %s |\n", s.method, s.setting, x.kind, x.name, 100*t.rate(), 100*low, 100*high, 100*float64(t.warned)/float64(t.runs+t.void), void, verdict)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "%d of %d, %s, %s: %v\n", i+1, len(all), s.method, s.setting, time.Since(began).Round(time.Millisecond))
	}
	return w.Flush()
}
