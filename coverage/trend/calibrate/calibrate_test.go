package main

import (
	"bufio"
	"bytes"
	"regexp"
	"testing"
)

// What the table promises must hold in a small part of it: bounds are those of
// the table, widened by what 400 runs cannot tell.
func TestSomeStudiesHoldTheirBounds(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of simulations take too long with -short")
	}
	const runs = 400
	quick := regexp.MustCompile(`^(Shares|Rank tests|Linear regression)`)
	tried := 0
	for _, s := range studies() {
		if s.outside || !quick.MatchString(s.section) || tried >= 24 {
			continue
		}
		for q, x := range s.simulate(runs, 2) {
			if s.quantities[q].outside {
				continue
			}
			low, high := x.interval()
			if lo, hi := s.quantities[q].kind.bounds(); high < lo || low > hi {
				t.Errorf("%s, %s: %s %s in %.1f%% [%.1f, %.1f] of %d runs", s.method, s.setting, s.quantities[q].kind, s.quantities[q].name, 100*x.rate(), 100*low, 100*high, x.runs)
			}
			tried++
		}
	}
	if tried == 0 {
		t.Error("no study was tried: the sections have other names")
	}
}

func TestTableIsTheSameForAnyNumberOfWorkers(t *testing.T) {
	var one, four bytes.Buffer
	all := studies()
	only := regexp.MustCompile("^(" + regexp.QuoteMeta(all[0].section) + ") ")
	for n, b := range map[int]*bytes.Buffer{1: &one, 4: &four} {
		if err := write(bufio.NewWriter(b), all, 3, n, only); err != nil {
			t.Fatal(err)
		}
	}
	if one.Len() == 0 || one.String() != four.String() {
		t.Errorf("one worker:\n%s\nfour:\n%s", one.String(), four.String())
	}
}
