package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/seed-11e619e4/pressframe/coverage/trend/rank"
)

func ranks() []study {
	var out []study
	const section = "Rank tests"
	for _, n := range []int{6, 10, 20, 50, 120} {
		for _, law := range []string{"normal", "counts with ties"} {
			slope, test := covers, rejects
			if n <= 10 {
				slope, test = coarse, coarsely
			}
			out = append(out, study{section: section, method: "Mann-Kendall, Theil-Sen", setting: fmt.Sprintf("%d points, %s", n, law), outside: n < 10,
				quantities: []quantity{within("slope", slope), within("test", test)},
				run: func(g *rand.Rand) []trial {
					y := make([]float64, n)
					for i := range y {
						y[i] = g.NormFloat64()
						if law != "normal" {
							y[i] = poisson(g, 4)
						}
					}
					null := must(rank.Trend(y, rank.Options{}))
					for i := range y {
						if law == "normal" {
							y[i] += 0.1 * float64(i)
						}
					}
					f := must(rank.Trend(y, rank.Options{}))
					if law != "normal" {
						return []trial{{void: true}, tested(null)}
					}
					return []trial{held(f, 0.1), tested(null)}
				}})
		}
	}
	for _, phi := range []float64{0.2, 0.4} {
		out = append(out, study{section: section, method: "Mann-Kendall, Theil-Sen", setting: fmt.Sprintf("120 points, autocorrelation %v", phi), outside: true,
			quantities: []quantity{within("slope", covers), within("test", rejects)},
			run: func(g *rand.Rand) []trial {
				f := must(rank.Trend(ar(g, 120, phi), rank.Options{}))
				return []trial{held(f, 0), tested(f)}
			}})
	}
	for _, years := range []int{3, 5, 10} {
		out = append(out, study{section: section, method: "seasonal Mann-Kendall, Theil-Sen", setting: fmt.Sprintf("%d years of months", years),
			quantities: []quantity{within("slope", covers), within("test", rejects)},
			run: func(g *rand.Rand) []trial {
				y := ar(g, 12*years, 0)
				for i := range y {
					y[i] += 2 * float64(i%12)
				}
				f := must(rank.Trend(y, rank.Options{Season: 12}))
				return []trial{held(f, 0), tested(f)}
			}})
	}
	for _, n := range []int{5, 10, 20, 50} {
		out = append(out, study{section: section, method: "two samples", setting: fmt.Sprintf("%d and %d values", n, 2*n), outside: n < 10,
			quantities: []quantity{within("Wilcoxon", rejects), within("Welch, difference", covers), within("Welch", rejects), within("Kolmogorov-Smirnov", coarsely), within("Kendall", rejects), within("Spearman", rejects)},
			run: func(g *rand.Rand) []trial {
				x, y := ar(g, n, 0), ar(g, 2*n, 0)
				w := must(rank.Wilcoxon(x, y))
				ks := must(rank.KolmogorovSmirnov(x, y))
				for i := range y {
					y[i] *= 2
				}
				t := must(rank.Welch(x, y, 0.95))
				return []trial{tested(w), held(t, 0), tested(t), tested(ks), tested(must(rank.Kendall(x, y[:n]))), tested(must(rank.Spearman(x, y[:n])))}
			}})
	}
	return out
}
