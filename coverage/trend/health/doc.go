// Package health looks for faults of a record of press coverage that may be
// mistaken for a change in the coverage: silences of one outlet or of all,
// outlets that start or stop, waves of near-duplicates, and changes of the source
// that articles come through. It counts articles and reads none.
//
// The way in is [Find]; then ask what coincides with a change that was estimated:
//
//	flags := health.Find(records, health.Options{})
//	for _, f := range flags {
//		fmt.Println(f.Kind, f.Text, f.Expected, f.Chance)
//	}
//	fmt.Println(health.AtChange(flags, health.Change{At: at, Low: low, High: high}).Text)
//
// To look at a difference between two stretches of time, [Compare] finds outlets
// and sources that are on one side only, and [Between] says what coincides.
//
// # What is expected
//
//  1. An outlet is expected to have its share of what the others publish (its own
//     first and last day bound the time from which the share is taken), so a
//     quiet time of all is no gap. Near-duplicates do not count.
//  2. Coverage comes in bursts. How much an outlet's weekly counts vary about
//     its share, and hang together over four weeks, is measured on the record, and
//     the count of a silence is taken as negative binomial with that variance.
//     An outlet whose interest comes and goes must be silent longer. The same is
//     done with the shortfalls of the whole record.
//  3. Near-duplicates are counted in clusters, by week and by two weeks in a row,
//     and weighed against the other weeks. What comes again is usual: of two
//     waves alike in one record neither may be named.
//  4. Sources are held against all orders in which the same records might have
//     come.
//  5. Every chance is multiplied by the number of places looked at: all silences
//     of all outlets, all weeks and pairs of weeks, all sources.
//
// A flag says that something is unlikely in a sound record, not why: a silence
// may be one of the paper or a hole in the collecting. No flag does not mean that
// the record is sound; short silences of small outlets cannot be seen.
//
// # What is found
//
// Measured on records of package simulate, seed 1: five years, twenty outlets,
// some 150 articles a month, news and outlets varying from week to week. Of the
// runs, in percent, those in which the planted fault is found, and those in which
// anything else is flagged:
//
//	sound records (200 runs)                                     other
//	typical                                                        0.5
//	news in bursts                                                 3.0
//	outlets each in bursts                                         0.5
//	three events and little else                                   1.0
//	an event for tabloids alone                                    0.5
//	summers, Sundays, growth                                       0.0
//	one year of five outlets                                       0.0
//	much agency copy                                               0.5
//	two sources mixed                                              1.5
//
//	planted (50 runs)                                     found  other
//	an outlet of 15 a month silent 2 weeks                    0    0.0
//	an outlet of 15 a month silent 4 weeks                   36    0.0
//	an outlet of 15 a month silent 8 weeks                  100    0.0
//	an outlet of 30 a month silent 2 weeks                   12    0.0
//	an outlet of 30 a month silent 4 weeks                  100    0.0
//	an outlet of 30 a month silent 8 weeks                  100    0.0
//	an outlet of 60 a month silent 2 weeks                   76    0.0
//	an outlet of 60 a month silent 4 weeks                  100    0.0
//	an outlet of 60 a month silent 8 weeks                  100    0.0
//	a record of 167 a month silent 1 weeks                   96    0.0
//	a record of 167 a month silent 2 weeks                  100    0.0
//	a record of 167 a month silent 4 weeks                  100    0.0
//	a record of 167 a month silent 8 weeks                  100    0.0
//	a record of 33 a month silent 2 weeks                    30    0.0
//	a record of 33 a month silent 4 weeks                   100    0.0
//	a record of 33 a month silent 8 weeks                   100    0.0
//	3 agency stories in a week, each in 8 outlets            16    0.0
//	6 agency stories in a week, each in 8 outlets           100    0.0
//	12 agency stories in a week, each in 8 outlets          100    0.0
//	an outlet of 4 a month starts after a year              100    0.0
//	an outlet of 4 a month stops half a year early           98    2.0
//	an outlet of 8 a month starts after a year              100    0.0
//	an outlet of 8 a month stops half a year early          100    0.0
//	an outlet of 16 a month starts after a year             100    0.0
//	an outlet of 16 a month stops half a year early         100    0.0
//	an outlet of 0.5 a month changes its source             100    0.0
//	an outlet of 1.0 a month changes its source             100    0.0
//	an outlet of 4.0 a month changes its source             100    0.0
//
// TestFaultsAreFound makes the table again.
package health
