package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend"
	"github.com/seed-11e619e4/pressframe/coverage/trend/changepoint"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/smooth"
	"github.com/seed-11e619e4/pressframe/coverage/trend/structural"
)

func breaks() []study {
	var out []study
	const section = "Breaks in regressions"
	for _, n := range []int{30, 60, 120} {
		for _, regressor := range []bool{false, true} {
			what := "mean"
			if regressor {
				what = "mean and one regressor"
			}
			out = append(out, study{section: section, method: "tests of no break", setting: fmt.Sprintf("%d values, %s", n, what),
				quantities: []quantity{within("supF", rejects), within("aveF", rejects), within("expF", rejects), within("Chow at a date given", rejects), within("OLS-CUSUM", rejects), within("recursive CUSUM", rejects)},
				run: func(g *rand.Rand) []trial {
					y := ar(g, n, 0)
					cols := []linear.Column{linear.Intercept(n)}
					if regressor {
						cols = append(cols, linear.Column{Name: "x", Values: ar(g, n, 0)})
					}
					f, err := structural.F(y, 0.15, cols...)
					if err != nil {
						return none(6)
					}
					return []trial{tested(f.Sup), tested(f.Ave), tested(f.Exp), tested(must(structural.Chow(y, n/2-1, cols...))), tested(must(structural.OLSCusum(y, cols...))), tested(must(structural.RecursiveCusum(y, cols...)))}
				}})
		}
	}
	for _, n := range []int{50, 100} {
		for _, jump := range []float64{0.5, 1, 1.5, 2} {
			out = append(out, study{section: section, method: "Bai-Perron date", setting: fmt.Sprintf("%d values, a jump of %v standard deviations", n, jump), outside: jump < 1.5,
				quantities: []quantity{within("date", holds), within("the date is exact", counts)},
				run: func(g *rand.Rand) []trial {
					y := ar(g, n, 0)
					at := 2 * n / 5 // values before the break
					for i := at; i < n; i++ {
						y[i] += jump
					}
					p := must(structural.Breakpoints(y, structural.Options{MaxBreaks: 1}, linear.Intercept(n)))
					d := p.Dates(1, 0.95)[0]
					return []trial{held(d, float64(at)), {hit: d.Estimate == float64(at)}}
				}})
		}
	}
	return out
}

func changes() []study {
	var out []study
	const section = "Change points"
	for _, n := range []int{20, 50, 100} {
		for _, c := range []changepoint.Cost{changepoint.Mean, changepoint.MeanVariance, changepoint.Poisson, changepoint.Proportion} {
			out = append(out, study{section: section, method: "no change, " + c.String(), setting: fmt.Sprintf("%d values", n), outside: n < 20,
				quantities: []quantity{within("PELT finds a change, BIC", counts), within("PELT finds a change, MBIC", counts), within("binary segmentation finds a change, BIC", counts), within("permutation test", rejects)},
				run: func(g *rand.Rand) []trial {
					y, trials := make([]float64, n), make([]float64, n)
					for i := range y {
						trials[i] = float64(10 + i%11)
						switch c {
						case changepoint.Poisson:
							y[i] = poisson(g, 5)
						case changepoint.Proportion:
							y[i] = binomial(g, int(trials[i]), 0.3)
						default:
							y[i] = g.NormFloat64()
						}
					}
					o := changepoint.Options{Cost: c, Trials: trials}
					bic := must(changepoint.PELT(y, o))
					bin := must(changepoint.BinarySegmentation(y, o))
					o.Penalty = changepoint.MBIC
					mbic := must(changepoint.PELT(y, o))
					t := must(bic.Test(plan(g, 0, 199)))
					found := func(s *changepoint.Segmentation) trial {
						return trial{hit: len(s.Changes) > 0, warned: len(s.Warnings) > 0}
					}
					return []trial{found(bic), found(mbic), found(bin), rejected(t, bic.Warnings)}
				}})
		}
	}
	for _, n := range []int{50, 100} {
		for _, jump := range []float64{0.5, 1, 1.5, 2} {
			out = append(out, study{section: section, method: "bootstrap of the date, mean", setting: fmt.Sprintf("%d values, a jump of %v standard deviations", n, jump), outside: jump < 1 || n < 100 && jump < 1.5,
				quantities: []quantity{within("date", holds), within("one change is found", counts)},
				run: func(g *rand.Rand) []trial {
					y := ar(g, n, 0)
					at := 2 * n / 5
					for i := at; i < n; i++ {
						y[i] += jump
					}
					s := must(changepoint.BinarySegmentation(y, changepoint.Options{MaxChanges: 1, Penalty: changepoint.Manual}))
					d := must(s.Dates(plan(g, 0, 399)))
					full := must(changepoint.PELT(y, changepoint.Options{}))
					return []trial{held(d[0], float64(at-1)), {hit: len(full.Changes) == 1}}
				}})
		}
	}
	for _, ratio := range []float64{1.5, 2} {
		out = append(out, study{section: section, method: "bootstrap of the date, Poisson", setting: fmt.Sprintf("100 counts of mean 6, then %v times that", ratio),
			quantities: []quantity{within("date", holds), within("one change is found", counts)},
			run: func(g *rand.Rand) []trial {
				y := make([]float64, 100)
				for i := range y {
					mu := 6.0
					if i >= 40 {
						mu *= ratio
					}
					y[i] = poisson(g, mu)
				}
				s := must(changepoint.BinarySegmentation(y, changepoint.Options{Cost: changepoint.Poisson, MaxChanges: 1, Penalty: changepoint.Manual}))
				d := must(s.Dates(plan(g, 0, 399)))
				full := must(changepoint.PELT(y, changepoint.Options{Cost: changepoint.Poisson}))
				return []trial{held(d[0], 39), {hit: len(full.Changes) == 1}}
			}})
	}
	return out
}

func seasons() []study {
	var out []study
	const section = "Season and smoothing"
	monthly := func(y []float64) *coverage.Series {
		s := &coverage.Series{ID: "s", Period: coverage.Monthly}
		for i, v := range y {
			s.Points = append(s.Points, coverage.Point{Period: coverage.Month(2000, 1).Add(i), Value: v, Status: coverage.Observed})
		}
		return s
	}
	for _, years := range []int{3, 5, 10} {
		for _, phi := range []float64{0, 0.4} {
			for _, law := range []string{"counts", "levels"} {
				slope := covers
				if law == "counts" { // equal counts make slopes of just 0, which is the truth
					slope = coarse
				}
				out = append(out, study{section: section, method: "month levels, " + law, setting: fmt.Sprintf("%d years, autocorrelation %v", years, phi), outside: years < 5,
					quantities: []quantity{within("level of May", covers), within("teaching months against the others", covers), within("F test of no season", rejects), within("trend", slope)},
					run: func(g *rand.Rand) []trial {
						n := 12 * years
						e := ar(g, n, phi)
						y := make([]float64, n)
						for i := range y {
							if law == "counts" {
								y[i] = poisson(g, 40*math.Exp(0.15*e[i]))
							} else {
								y[i] = e[i] + 0.001
							}
						}
						r, err := trend.Season(monthly(y), trend.SeasonOptions{Calendar: trend.AcademicYear})
						if err != nil {
							return none(4)
						}
						null := 0.0
						if law == "counts" {
							null = 1
						}
						return []trial{held(r.Months[4].Level, null), held(r.Calendar, null), rejected(*r.Season.Test, r.Warnings), held(r.Trend, 0)}
					}})
			}
		}
	}
	for _, n := range []int{30, 60, 120} {
		out = append(out, study{section: section, method: "LOESS, span 0.75", setting: fmt.Sprintf("%d values about a straight line", n),
			quantities: []quantity{within("curve in the middle", covers), within("curve at the end", covers)},
			run: func(g *rand.Rand) []trial {
				x, y := make([]float64, n), ar(g, n, 0)
				for i := range x {
					x[i] = float64(i)
					y[i] += 0.05 * x[i]
				}
				c := must(smooth.Loess(x, y, smooth.LoessOptions{Degree: smooth.Linear}))
				at := func(i int) trial {
					_, in := c.At(x[i], 0.95)
					return trial{hit: in.Contains(0.05 * x[i])}
				}
				return []trial{at(n / 2), at(n - 1)}
			}})
	}
	return out
}
