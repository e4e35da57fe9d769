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

// heading says how to read the table.
const heading = `# How often intervals hold and tests err

This file is printed by

	go run ./coverage/trend/calibrate -runs 2000

Each line is one quantity of one method in one setting, from series or articles
drawn at random many times over, with seeds of their own (2,000 times, where no
other number is given to -runs). *covers* counts how often a 95% interval held
the truth, and should say 93 to 97%. *rejects* counts how often a test rejected
a true null at 5%, and should say 3.5 to 6.5%. *happens* counts something that
has no rate to hold. The column *95%* is what so many runs leave open about the
rate. **out** marks a rate that is not what it should be.

Some methods can only err on the safe side, and then only the other bound
counts: dates are whole numbers, and may be right more often than asked for
(*whole numbers*); statistics of few points, and of tied values, have few values
(*discrete*); Davies' p-value is an upper bound (*bound*).

*outside* marks a setting outside the domain of the method. Rates need not hold
there; instead the method must warn, and *warned* says how often the result bore
a warning. A method that reads from the data whether it is in its domain cannot
always tell: near the edge it warns in part of the runs, outside and inside it.
Runs that gave no interval or no p-value are counted as void and enter no rate.

Where methods fail:

- Articles resampled: below 30 in a cell intervals may cover 92 to 93%, for rare
  frames less (88% with 10 articles). Outlets resampled: below 20 outlets.
  Articles resampled although outlets differ: 84%, with a warning where an F test
  sees it, in four runs of five.
- Shares of fewer than 20 items, or where fewer than five count: too wide or too
  narrow by steps.
- Bootstrap of skewed values: below 30 units. Blocks: where autocorrelation
  reaches beyond them (0.6 with any length tried).
- Rank tests of trend: autocorrelation; 0.2 at 120 points doubles the rejections.
  Fewer than ten pairs: Spearman's test rejects too often.
- Errors robust to unequal variance: HC1 and HC2 below 50 observations. Errors
  robust to autocorrelation: all uncorrected ones below 300 observations; the
  corrected ones where n(1 − autocorrelation) is below 12.
- Interrupted time series: the slope, where n(1 − autocorrelation) is below 16.
- Negative binomial regression: below 40 observations.
- Dates of breaks: Bai's interval for jumps below 1.5 standard deviations; those
  of a bent line where BIC gains less than ten by the bend.
- Series correlated with each other: below 60 values.
`

// write simulates the studies and prints the table.
func write(w *bufio.Writer, all []study, runs, workers int, only *regexp.Regexp) error {
	if _, err := w.WriteString(heading); err != nil {
		return err
	}
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
			if t.runs == 0 {
				continue // the quantity is not looked at in this setting
			}
			x := s.quantities[q]
			low, high := t.interval()
			verdict := ""
			if lo, hi := x.kind.bounds(); t.rate() < lo || t.rate() > hi {
				verdict = "**out**"
			}
			if s.outside || x.outside {
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
