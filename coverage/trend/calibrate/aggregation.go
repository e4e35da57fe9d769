package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/misclass"
	"github.com/seed-11e619e4/pressframe/coverage/trend/proportion"
	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// press draws two months of n articles each, of about eleven sentences that are
// alike within an article, from outlets whose lines differ by the given spread
// (coefficient of variation, an even law). It is what package simulate does, cut
// down to what is needed here.
func press(g *rand.Rand, n, outlets int, spread float64) []trend.Scored {
	base := [...]float64{0.15, 0.08, 0.04, 0.02} // blame, systemic, counter, perpetrators
	lines := make([][4]float64, outlets)
	for o := range lines {
		for k := range base {
			lines[o][k] = base[k] * (1 + spread*math.Sqrt(3)*(2*g.Float64()-1))
		}
	}
	out := make([]trend.Scored, 2*n)
	const urn = 9 // intraclass correlation 0.1
	for i := range out {
		o := i % outlets
		s := &out[i]
		s.ID, s.Outlet, s.Date = strconv.Itoa(i), strconv.Itoa(o), day(2010, 3+i/n, 1+i%28)
		s.Counts.Sentences = 1 + int(poisson(g, 10))
		var seen [4]float64
		for j := range s.Counts.Sentences {
			u := g.Float64() * (urn + float64(j))
			for k := range seen {
				if u -= urn*lines[o][k] + seen[k]; u < 0 {
					seen[k]++
					break
				}
			}
		}
		c := &s.Counts
		c.Blame, c.Systemic, c.Counter, c.Perpetrators = int(seen[0]), int(seen[1]), int(seen[2]), int(seen[3])
		c.Framed = c.Blame + c.Systemic + c.Counter + c.Perpetrators
	}
	return out
}

func day(y, m, d int) coverage.Date {
	return coverage.Date{Year: y, Month: time.Month(m), Day: d, Precision: coverage.DayPrecision}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err) // a mistake in this program
	}
	return v
}

func table(s []trend.Scored, m trend.Measure, o trend.Options) *trend.Table {
	var a trend.Articles
	if err := a.Add(s...); err != nil {
		panic(err)
	}
	return must(a.Table(m, o))
}

func aggregation() []study {
	var out []study
	const section = "Aggregation of articles"
	type choice struct {
		name string
		m    trend.Measure
		o    trend.Options
		want float64
	}
	add := func(method, setting string, outside bool, draw func(g *rand.Rand) []trend.Scored, choices ...choice) {
		s := study{section: section, method: method, setting: setting, outside: outside}
		for i := range choices {
			c := &choices[i]
			s.quantities = append(s.quantities, within(c.name+", a month", covers), within(c.name+", difference of two months", covers), within(c.name+", permutation test", rejects))
		}
		s.run = func(g *rand.Rand) []trial {
			articles := draw(g)
			var out []trial
			for _, c := range choices {
				c.o.Bootstrap = plan(g, c.o.Bootstrap.Kind, 399)
				t := table(articles, c.m, c.o)
				d := t.Difference(&t.Cells[1], &t.Cells[0])
				out = append(out, held(t.Cells[0].Finding, c.want), held(d, 0), tested(d))
			}
			return out
		}
		out = append(out, s)
	}
	index, balance, contested := (0.08-0.15)/(0.08+0.15), math.Log(0.08/0.15), 0.04/0.19
	bca := trend.Options{Bootstrap: resample.Plan{Kind: resample.BCa}}
	for _, n := range []int{10, 20, 40, 100, 300} {
		add("articles resampled", fmt.Sprintf("%d articles a month", n), n < trend.RoughCell,
			func(g *rand.Rand) []trend.Scored { return press(g, n, 1, 0) },
			choice{"index, pooled", trend.Index, trend.Options{}, index},
			choice{"index, pooled, BCa", trend.Index, bca, index},
			choice{"index, mean of articles", trend.Index, trend.Options{Across: trend.ArticleMean}, index},
			choice{"share that blames, pooled", trend.BlameShare, trend.Options{}, 0.15},
			choice{"share that blames, mean of articles", trend.BlameShare, trend.Options{Across: trend.ArticleMean}, 0.15},
			choice{"intensity, pooled", trend.Intensity, trend.Options{}, 0.29},
		)
		add("articles resampled", fmt.Sprintf("%d articles a month, measures of rare frames", n), n < 40,
			func(g *rand.Rand) []trend.Scored { return press(g, n, 1, 0) },
			choice{"balance, pooled", trend.Balance, trend.Options{}, balance},
			choice{"contested share, pooled", trend.ContestedShare, trend.Options{}, contested},
			choice{"contested share, pooled, BCa", trend.ContestedShare, bca, contested},
		)
	}
	for _, k := range []int{5, 10, 20, 40} {
		add("outlets resampled", fmt.Sprintf("%d outlets with %d articles a month, lines varying by 0.4", k, 8*k), k < 20,
			func(g *rand.Rand) []trend.Scored { return press(g, 8*k, k, 0.4) },
			choice{"index, pooled", trend.Index, trend.Options{ByClusters: true}, index},
			choice{"share that blames, pooled", trend.BlameShare, trend.Options{ByClusters: true}, 0.15},
			choice{"share that blames, mean of outlets", trend.BlameShare, trend.Options{ByClusters: true, Across: trend.OutletMean}, 0.15},
		)
	}
	add("articles resampled though outlets differ", "20 outlets with 160 articles a month, lines varying by 0.4", true,
		func(g *rand.Rand) []trend.Scored { return press(g, 160, 20, 0.4) },
		choice{"share that blames, pooled", trend.BlameShare, trend.Options{}, 0.15})
	return out
}

// proportions are shares of items.
func proportions() []study {
	var out []study
	share := func(g *rand.Rand, n int, p float64) proportion.Share {
		return proportion.Share{Count: int(binomial(g, n, p)), Of: n}
	}
	for _, n := range []int{10, 30, 100, 400} {
		for _, p := range []float64{0.1, 0.3, 0.5} {
			out = append(out, study{section: "Shares", method: "Wilson, Newcombe", setting: fmt.Sprintf("%d items, a share of %v", n, p), outside: n < 20 || float64(n)*p < 5,
				quantities: []quantity{within("share, Wilson", covers), within("difference, Newcombe", covers), within("χ² or Fisher's test", counts)},
				run: func(g *rand.Rand) []trial {
					a, b := share(g, n, p), share(g, n, p)
					d := must(proportion.Difference(a, b, 0.95))
					return []trial{held(must(proportion.Wilson(a, 0.95)), p), held(d, 0), tested(d)}
				}})
		}
	}
	for _, checked := range []int{50, 200} {
		out = append(out, study{section: "Shares", method: "corrected for the coder", setting: fmt.Sprintf("500 items, recall 0.8, false alarms 0.1, %d checked of each class", checked),
			quantities: []quantity{within("share, matrix method", covers), within("share, Rogan-Gladen", covers), within("share as coded", counts)},
			run: func(g *rand.Rand) []trial {
				const p = 0.3
				coded := 0
				for range 500 {
					rate := 0.1
					if g.Float64() < p {
						rate = 0.8
					}
					if g.Float64() < rate {
						coded++
					}
				}
				se, sp := share(g, checked, 0.8), share(g, checked, 0.9)
				check := misclass.Check{Classes: []string{"yes", "no"}, Counts: [][]int{{se.Count, checked - se.Count}, {checked - sp.Count, sp.Count}}}
				r, err := check.Shares([]int{coded, 500 - coded}, misclass.Options{Plan: plan(g, 0, 999)})
				if err != nil {
					return none(3)
				}
				rg, err := misclass.RoganGladen(proportion.Share{Count: coded, Of: 500}, se, sp, 0.95)
				if err != nil {
					return none(3)
				}
				return []trial{held(r.Corrected[0], p), held(rg, p), held(r.Raw[0], p)}
			}})
	}
	return out
}

func resampling() []study {
	var out []study
	mean := func(y []float64) func([]int) float64 {
		return func(pick []int) float64 {
			s := 0.0
			for _, i := range pick {
				s += y[i]
			}
			return s / float64(len(pick))
		}
	}
	for _, n := range []int{10, 20, 40, 100} {
		for _, k := range []resample.Kind{resample.Percentile, resample.BCa} {
			for _, law := range []string{"normal", "exponential"} {
				out = append(out, study{section: "Bootstrap", method: k.String(), setting: fmt.Sprintf("mean of %d %s values", n, law), outside: n < resample.Small,
					quantities: []quantity{within("mean", covers)},
					run: func(g *rand.Rand) []trial {
						y := make([]float64, n)
						for i := range y {
							y[i] = g.NormFloat64()
							if law == "exponential" {
								y[i] = g.ExpFloat64() - 1
							}
						}
						return []trial{held(must(plan(g, k, 399).Units(n, mean(y))), 0)}
					}})
			}
		}
	}
	for _, n := range []int{50, 100, 200, 400} {
		for _, phi := range []float64{0, 0.3, 0.6, 0.8} {
			out = append(out, study{section: "Bootstrap", method: "circular block bootstrap", setting: fmt.Sprintf("mean of %d values, autocorrelation %v", n, phi), outside: phi > 0.3 || n < 100,
				quantities: []quantity{within("mean", covers)},
				run: func(g *rand.Rand) []trial {
					return []trial{held(must(plan(g, resample.Percentile, 399).Blocks(n, 0, mean(ar(g, n, phi)))), 0)}
				}})
		}
	}
	return out
}
