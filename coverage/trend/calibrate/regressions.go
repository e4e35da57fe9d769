package main

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/trend/attention"
	"github.com/seed-11e619e4/pressframe/coverage/trend/glm"
	"github.com/seed-11e619e4/pressframe/coverage/trend/its"
	"github.com/seed-11e619e4/pressframe/coverage/trend/lag"
	"github.com/seed-11e619e4/pressframe/coverage/trend/linear"
	"github.com/seed-11e619e4/pressframe/coverage/trend/segmented"
)

func regressions() []study {
	var out []study
	const section = "Linear regression"
	rule := linear.Options{Estimator: linear.Bartlett, Lag: linear.Rule, Adjust: true}
	white := rule
	white.Prewhiten = true
	auto := white
	auto.Lag = linear.Automatic
	robust := linear.Robust()
	// Estimators kept for comparison are too small in all but long series, and
	// always warn there.
	reference := func(name string) quantity { return quantity{name, covers, true} }
	slope := func(g *rand.Rand, n int, phi float64, x []float64, o linear.Options) trial {
		e := ar(g, n, phi)
		fit := must(linear.OLS(e, linear.Intercept(n), linear.Column{Name: "x", Values: x}))
		return held(fit.Coefficient(1, must(fit.Covariance(o)), 0.95), 0)
	}
	for _, n := range []int{30, 60, 120} {
		out = append(out, study{section: section, method: "OLS, classical errors", setting: fmt.Sprintf("%d values", n),
			quantities: []quantity{within("slope", covers)},
			run:        func(g *rand.Rand) []trial { return []trial{slope(g, n, 0, ar(g, n, 0), linear.Options{})} }})
		for _, e := range []linear.Estimator{linear.HC1, linear.HC2, linear.HC3, linear.HC4} {
			out = append(out, study{section: section, method: fmt.Sprintf("OLS, HC%d", e-linear.HC0), setting: fmt.Sprintf("%d values, variance grows with x", n), outside: n < linear.FewForHC && e < linear.HC3,
				quantities: []quantity{within("slope", covers)},
				run: func(g *rand.Rand) []trial {
					x, y := ar(g, n, 0), ar(g, n, 0)
					for i := range y {
						y[i] *= math.Sqrt(0.2 + x[i]*x[i])
					}
					fit := must(linear.OLS(y, linear.Intercept(n), linear.Column{Name: "x", Values: x}))
					return []trial{held(fit.Coefficient(1, must(fit.Covariance(linear.Options{Estimator: e})), 0.95), 0)}
				}})
		}
		for _, phi := range []float64{0, 0.3, 0.6, 0.8} {
			trendCol := make([]float64, n)
			for i := range trendCol {
				trendCol[i] = float64(i)
			}
			out = append(out, study{section: section, method: "OLS, autocorrelation-robust", setting: fmt.Sprintf("%d values, autocorrelation %v", n, phi), outside: float64(n)*(1-phi) < 12.1,
				quantities: []quantity{within("slope on time, corrected", covers), within("slope on a series, corrected", covers), reference("slope on time, Newey-West by rule"), reference("slope on time, prewhitened"), reference("slope on time, prewhitened, automatic"), reference("slope on a series, Newey-West by rule"), reference("slope on a series, prewhitened"), reference("slope on time, quadratic spectral")},
				run: func(g *rand.Rand) []trial {
					x := ar(g, n, phi)
					return []trial{slope(g, n, phi, trendCol, robust), slope(g, n, phi, x, robust), slope(g, n, phi, trendCol, rule), slope(g, n, phi, trendCol, white), slope(g, n, phi, trendCol, auto), slope(g, n, phi, x, rule), slope(g, n, phi, x, white),
						slope(g, n, phi, trendCol, linear.Options{Estimator: linear.QuadraticSpectral, Prewhiten: true, Adjust: true})}
				}})
		}
		out = append(out, study{section: section, method: "residual diagnostics", setting: fmt.Sprintf("%d values, two regressors", n),
			quantities: []quantity{within("Durbin-Watson", rejects), within("Breusch-Godfrey, order 1", rejects), within("Breusch-Godfrey, order 4", rejects), within("Breusch-Pagan", rejects)},
			run: func(g *rand.Rand) []trial {
				fit := must(linear.OLS(ar(g, n, 0), linear.Intercept(n), linear.Column{Name: "x", Values: ar(g, n, 0.5)}, linear.Column{Name: "z", Values: ar(g, n, 0)}))
				return []trial{rejected(fit.DurbinWatson(), nil), rejected(must(fit.BreuschGodfrey(1)), nil), rejected(must(fit.BreuschGodfrey(4)), nil), rejected(must(fit.BreuschPagan()), nil)}
			}})
	}
	return out
}

// whenWhite is what a test of autocorrelation does: it rejects a true null only
// where there is none.
func whenWhite(phi float64) kind {
	if phi == 0 {
		return rejects
	}
	return counts
}

func interruptions() []study {
	var out []study
	const section = "Interrupted time series"
	for _, n := range []int{24, 36, 60, 120} {
		for _, phi := range []float64{0, 0.3, 0.6, 0.8} {
			out = append(out, study{section: section, method: "Gaussian, default errors", setting: fmt.Sprintf("%d values, autocorrelation %v", n, phi), outside: float64(n)*(1-phi) < 16,
				quantities: []quantity{within("level", covers), within("slope", covers), within("trend before", covers), within("mean effect", covers), within("Ljung-Box of the residuals", whenWhite(phi))},
				run: func(g *rand.Rand) []trial {
					y := ar(g, n, phi)
					for i := range y {
						y[i] += 5 + 0.02*float64(i)
						if i >= n/2 {
							y[i] += 1 + 0.03*float64(i-n/2+1)
						}
					}
					r := must(its.Fit(y, its.Options{}, its.Interruption{At: n / 2}))
					after := float64(n - n/2)
					lb := trial{void: true}
					for _, d := range r.Diagnostics {
						if d.Name == "Ljung-Box test for residuals" {
							lb = rejected(d, nil)
						}
					}
					return []trial{held(r.Level[0], 1), held(r.Slope[0], 0.03), held(r.Trend, 0.02), held(r.Average, 1+0.03*(after+1)/2), lb}
				}})
		}
	}
	for _, n := range []int{60, 120} {
		out = append(out, study{section: section, method: "Gaussian, season and two interruptions", setting: fmt.Sprintf("%d values, autocorrelation 0.2", n),
			quantities: []quantity{within("first level", covers), within("second level", covers)},
			run: func(g *rand.Rand) []trial {
				y := ar(g, n, 0.2)
				for i := range y {
					y[i] += math.Sin(2 * math.Pi * float64(i) / 12)
				}
				r := must(its.Fit(y, its.Options{Harmonics: 1}, its.Interruption{At: n / 3}, its.Interruption{At: 2 * n / 3, LevelOnly: true}))
				return []trial{held(r.Level[0], 0), held(r.Level[1], 0)}
			}})
		for _, phi := range []float64{0, 0.4} {
			for _, m := range []its.Model{its.Poisson, its.NegativeBinomial, its.QuasiBinomial} {
				out = append(out, study{section: section, method: [...]string{its.Poisson: "Poisson", its.NegativeBinomial: "negative binomial", its.QuasiBinomial: "quasi-binomial"}[m] + ", default errors",
					setting:    fmt.Sprintf("%d values, latent autocorrelation %v", n, phi),
					quantities: []quantity{within("level ratio", covers), within("slope ratio", covers), within("mean effect ratio", covers)},
					run: func(g *rand.Rand) []trial {
						e := ar(g, n, phi)
						y, trials := make([]float64, n), make([]float64, n)
						for i := range y {
							eta := 0.0
							if i >= n/2 {
								eta = 0.3
							}
							sd := 0.3
							if m == its.Poisson && phi == 0 {
								sd = 0
							}
							switch m {
							case its.QuasiBinomial:
								trials[i] = float64(20 + i%20)
								y[i] = binomial(g, int(trials[i]), 1/(1+math.Exp(0.8-eta-sd*e[i])))
							default:
								y[i] = poisson(g, 15*math.Exp(eta+sd*e[i]-sd*sd/2))
							}
						}
						o := its.Options{Model: m}
						if m == its.QuasiBinomial {
							o.Trials = trials
						}
						r, err := its.Fit(y, o, its.Interruption{At: n / 2})
						if err != nil {
							return none(3)
						}
						return []trial{held(r.Level[0], math.Exp(0.3)), held(r.Slope[0], 1), held(r.Average, math.Exp(0.3))}
					}})
			}
		}
	}
	return out
}

// bends are lines with estimated breaks, and decays after an event.
func bends() []study {
	var out []study
	for _, n := range []int{30, 60, 120} {
		for _, bend := range []float64{0.5, 1, 2} {
			// The bend lifts the end of the series by so many standard deviations
			// times five.
			delta := 10 * bend / float64(n)
			out = append(out, study{section: "Segmented regression", method: "one break (Muggeo)", setting: fmt.Sprintf("%d values, the end bent away by %v standard deviations", n, 5*bend), outside: bend < 1,
				quantities: []quantity{within("place of the break", covers), within("change of slope", covers)},
				run: func(g *rand.Rand) []trial {
					x, y := make([]float64, n), ar(g, n, 0)
					at := 0.5 * float64(n)
					for i := range x {
						x[i] = float64(i)
						y[i] += 0.01*x[i] + delta*math.Max(0, x[i]-at)
					}
					r, err := segmented.Fit(x, y, segmented.Options{})
					if err != nil {
						return none(2)
					}
					return []trial{held(r.Breaks[0], at), held(r.Changes[0], delta)}
				}})
		}
		out = append(out, study{section: "Segmented regression", method: "Davies test", setting: fmt.Sprintf("%d values, no bend", n),
			quantities: []quantity{within("no bend", bounded)},
			run: func(g *rand.Rand) []trial {
				x := make([]float64, n)
				for i := range x {
					x[i] = float64(i)
				}
				return []trial{tested(must(segmented.Davies(x, ar(g, n, 0), segmented.Options{})))}
			}})
	}
	for _, added := range []float64{40, 160} {
		for _, half := range []float64{2, 5} {
			out = append(out, study{section: "Attention", method: "half-life after an event", setting: fmt.Sprintf("20 weeks before and 30 after, level 5, %v added, half-life %v weeks", added, half),
				quantities: []quantity{within("half-life", covers)},
				run: func(g *rand.Rand) []trial {
					s := &coverage.Series{ID: "s", Period: coverage.Weekly}
					first, _ := coverage.PeriodOf(day(2010, 1, 4), coverage.Weekly)
					for i := range 50 {
						mu := 5.0
						if i >= 20 {
							mu += added * math.Exp2(-float64(i-20)/half)
						}
						s.Points = append(s.Points, coverage.Point{Period: first.Add(i), Value: poisson(g, mu*gamma(g, 30)), Status: coverage.Observed})
					}
					event, _ := first.Add(20).Bounds()
					d, err := attention.HalfLife(s, event, attention.DecayOptions{})
					if err != nil {
						return none(1)
					}
					return []trial{held(d.HalfLife, half)}
				}})
		}
	}
	for _, phi := range []float64{0, 0.6} {
		out = append(out, study{section: "Attention", method: "event window", setting: fmt.Sprintf("150 weeks, autocorrelation %v, no effect", phi),
			quantities: []quantity{within("change at the event", covers), within("test", rejects)},
			run: func(g *rand.Rand) []trial {
				s := &coverage.Series{ID: "s", Period: coverage.Weekly}
				first, _ := coverage.PeriodOf(day(2010, 1, 4), coverage.Weekly)
				for i, e := range ar(g, 150, phi) {
					s.Points = append(s.Points, coverage.Point{Period: first.Add(i), Value: 10 + e, Status: coverage.Observed})
				}
				event, _ := first.Add(75).Bounds()
				w, err := attention.Window(s, attention.WindowOptions{Plan: plan(g, 0, 399)}, event)
				if err != nil {
					return none(2)
				}
				return []trial{held(w.Change, 0), tested(w.Change)}
			}})
	}
	return out
}

func countModels() []study {
	var out []study
	const section = "Counts and shares"
	for _, n := range []int{20, 40, 100} {
		after := make([]float64, n)
		for i := n / 2; i < n; i++ {
			after[i] = 1
		}
		cols := []linear.Column{linear.Intercept(n), {Name: "after", Values: after}}
		fit := func(f glm.Family, y []float64, o glm.Options, c linear.Options, truth float64) trial {
			m, err := glm.Fit(f, y, o, cols...)
			if err != nil {
				return trial{void: true, warned: true}
			}
			return held(m.Ratio(1, must(m.Covariance(c)), 0.95), truth)
		}
		hac := linear.Robust()
		out = append(out, study{section: section, method: "regression on before and after", setting: fmt.Sprintf("%d values", n), outside: n < 40,
			quantities: []quantity{within("Poisson", covers), within("quasi-Poisson", covers), within("negative binomial", covers), within("binomial", covers), within("quasi-binomial", covers), within("Poisson, HC1", covers), within("quasi-Poisson, corrected Newey-West", covers), within("quasi-binomial, corrected Newey-West", covers), within("overdispersion", rejects)},
			run: func(g *rand.Rand) []trial {
				e := ar(g, n, 0.3)
				p, nb, b, bb, arc, arb, trials := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
				for i := range p {
					mu, odds := 6.0, -0.5
					if after[i] == 1 {
						mu, odds = 9, 0
					}
					p[i] = poisson(g, mu)
					nb[i] = poisson(g, mu*gamma(g, 3))
					trials[i] = float64(10 + i%11)
					b[i] = binomial(g, int(trials[i]), 1/(1+math.Exp(-odds)))
					bb[i] = binomial(g, int(trials[i]), 1/(1+math.Exp(-odds-0.5*g.NormFloat64())))
					arc[i] = poisson(g, mu*math.Exp(0.4*e[i]-0.08))
					arb[i] = binomial(g, int(trials[i]), 1/(1+math.Exp(-odds-0.5*e[i])))
				}
				// The odds ratio of the mean of a logit-normal is a little nearer to
				// one than that of its median: truth by quadrature below.
				o := glm.Options{Trials: trials}
				marginal := marginalOdds(0, 0.5) / marginalOdds(-0.5, 0.5)
				over := trial{void: true}
				if m, err := glm.Fit(glm.Poisson, p, glm.Options{}, cols...); err == nil {
					over = tested(must(m.Overdispersion()))
				}
				return []trial{
					fit(glm.Poisson, p, glm.Options{}, linear.Options{}, 1.5), fit(glm.QuasiPoisson, nb, glm.Options{}, linear.Options{}, 1.5), fit(glm.NegativeBinomial, nb, glm.Options{}, linear.Options{}, 1.5),
					fit(glm.Binomial, b, o, linear.Options{}, math.Exp(0.5)), fit(glm.QuasiBinomial, bb, o, linear.Options{}, marginal),
					fit(glm.Poisson, nb, glm.Options{}, linear.Options{Estimator: linear.HC1}, 1.5), fit(glm.QuasiPoisson, arc, glm.Options{}, hac, 1.5), fit(glm.QuasiBinomial, arb, o, hac, marginal), over,
				}
			}})
	}
	return out
}

// marginalOdds are the odds of the mean of a logit-normal share.
func marginalOdds(mean, sd float64) float64 {
	p, w := 0.0, 0.0
	for z := -6.0; z <= 6; z += 0.01 {
		d := math.Exp(-z * z / 2)
		p += d / (1 + math.Exp(-mean-sd*z))
		w += d
	}
	p /= w
	return p / (1 - p)
}

// tenLags is the kind of a Ljung-Box test at ten lags: its law holds for up to a
// fifth of the values.
func tenLags(n int) kind {
	if n < 50 {
		return counts
	}
	return rejects
}

func lags() []study {
	var out []study
	const section = "Autocorrelation and two series"
	for _, n := range []int{30, 60, 120} {
		out = append(out, study{section: section, method: "Ljung-Box", setting: fmt.Sprintf("%d values", n),
			quantities: []quantity{within("lag 1", rejects), within("lags to 5", rejects), within("lags to 10", tenLags(n)), within("lags to 5, a fifth missing", rejects)},
			run: func(g *rand.Rand) []trial {
				y := ar(g, n, 0)
				one, five, ten := must(lag.LjungBox(y, 1, 0)), must(lag.LjungBox(y, 5, 0)), must(lag.LjungBox(y, 10, 0))
				for i := range y {
					if g.Float64() < 0.2 {
						y[i] = math.NaN()
					}
				}
				return []trial{rejected(one, nil), rejected(five, nil), rejected(ten, nil), rejected(must(lag.LjungBox(y, 5, 0)), nil)}
			}})
	}
	for _, n := range []int{30, 60, 120} {
		for _, phi := range []float64{0, 0.6, 0.95} {
			out = append(out, study{section: section, method: "prewhitened cross-correlation, unrelated", setting: fmt.Sprintf("%d values, autocorrelation %v", n, phi), outside: phi > 0.9 || n < 60,
				quantities: []quantity{within("lag 0", rejects), within("any of lags −2 to 2", rejects)},
				run: func(g *rand.Rand) []trial {
					l, err := lag.Cross(ar(g, n, phi), ar(g, n, phi), lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2}, Plan: plan(g, 0, 299)})
					if err != nil {
						return none(2)
					}
					f := l.ByLag[2]
					f.Warnings = append(f.Warnings, l.Warnings...)
					return []trial{tested(f), rejected(l.Any, l.Warnings)}
				}})
		}
		for _, rho := range []float64{0.3, 0.6} {
			out = append(out, study{section: section, method: "prewhitened cross-correlation, related", setting: fmt.Sprintf("%d values, autocorrelation 0.5, correlation of innovations %v at lag 1", n, rho), outside: n < 60,
				quantities: []quantity{within("correlation", covers), within("lag of the greatest", holds), within("the greatest is at the true lag", counts)},
				run: func(g *rand.Rand) []trial {
					u := ar(g, n+1, 0)
					x, y := make([]float64, n), make([]float64, n)
					for i := range x {
						x[i] = u[i+1]
						y[i] = rho*u[i] + math.Sqrt(1-rho*rho)*g.NormFloat64()
						if i > 0 {
							x[i] += 0.5 * x[i-1]
							y[i] += 0.5 * y[i-1]
						}
					}
					l, err := lag.Cross(x, y, lag.CrossOptions{Lags: []int{-2, -1, 0, 1, 2, 3}, Plan: plan(g, 0, 299)})
					if err != nil {
						return none(3)
					}
					return []trial{held(l.ByLag[3], rho), held(l.Lead, 1), {hit: l.Lead.Estimate == 1}}
				}})
		}
	}
	return out
}
