package learn

import (
	"fmt"
	"math"
	"slices"
)

// Calibration says how scores become probabilities.
type Calibration int

const (
	// Platt fits slope and offset of the log-odds to the scores out of fold.
	Platt Calibration = iota
	// Temperature fits the slope alone: less to fit, for few codings.
	Temperature
	// Uncalibrated leaves the log-odds of the regression as they are.
	Uncalibrated
)

func (c Calibration) String() string {
	switch c {
	case Platt:
		return "platt"
	case Temperature:
		return "temperature"
	case Uncalibrated:
		return "none"
	}
	return fmt.Sprintf("Calibration(%d)", int(c))
}

// scaling maps a score to calibrated log-odds.
type scaling struct{ slope, offset float64 }

func (c scaling) logOdds(score float64) float64 { return float64(c.slope*score) + c.offset }

func (c scaling) applyAll(scores []float64) []float64 {
	p := make([]float64, len(scores))
	for i, s := range scores {
		p[i] = sigmoid(c.logOdds(s))
	}
	return p
}

// calibrate fits the scaling to the examples with a weight. The targets are
// (N₊+1)/(N₊+2) and 1/(N₋+2) in place of 1 and 0 (Platt 1999), which keeps a
// perfect separation from certainty.
func calibrate(kind Calibration, scores []float64, y []bool, w []float64) scaling {
	if kind == Uncalibrated {
		return scaling{1, 0}
	}
	var pos, neg float64
	for i := range scores {
		if y[i] {
			pos += w[i]
		} else {
			neg += w[i]
		}
	}
	if pos == 0 || neg == 0 {
		if kind == Temperature {
			return scaling{1, 0}
		}
		return scaling{0, logit((pos + 0.5) / (pos + neg + 1))}
	}
	hi, lo := (pos+1)/(pos+2), 1/(neg+2)
	c := newtonScaling(scores, y, w, hi, lo, true, kind == Platt)
	if c.slope <= 0 {
		// Out of fold the score is no better than chance. Saying the base
		// rate is honest; turning the score round would fit noise.
		if kind == Temperature {
			return scaling{0, logit(pos / (pos + neg))}
		}
		return newtonScaling(scores, y, w, hi, lo, false, true)
	}
	return c
}

// newtonScaling minimises the cross-entropy by Newton's method with
// backtracking (Lin, Lin and Weng 2007), over slope, offset or both.
func newtonScaling(scores []float64, y []bool, w []float64, hi, lo float64, slope, offset bool) scaling {
	c := scaling{}
	if slope {
		c.slope = 1
	}
	target := func(i int) float64 {
		if y[i] {
			return hi
		}
		return lo
	}
	loss := func(c scaling) float64 {
		var f float64
		for i, s := range scores {
			if w[i] > 0 {
				t, v := target(i), c.logOdds(s)
				f += float64(w[i] * (float64(t*logLoss(v, true)) + float64((1-t)*logLoss(v, false))))
			}
		}
		return f
	}
	f := loss(c)
	for range 100 {
		var ga, gb, haa, hab, hbb float64
		for i, s := range scores {
			if w[i] == 0 {
				continue
			}
			p := sigmoid(c.logOdds(s))
			r := float64((p - target(i)) * w[i])
			h := float64(p * (1 - p) * w[i])
			ga += float64(r * s)
			gb += r
			haa += float64(h * s * s)
			hab += float64(h * s)
			hbb += h
		}
		if !slope {
			ga, haa, hab = 0, 1, 0
		}
		if !offset {
			gb, hbb, hab = 0, 1, 0
		}
		if math.Abs(ga) < 1e-9 && math.Abs(gb) < 1e-9 {
			break
		}
		haa += 1e-12
		hbb += 1e-12
		det := float64(haa*hbb) - float64(hab*hab)
		da := -(float64(hbb*ga) - float64(hab*gb)) / det
		db := -(float64(haa*gb) - float64(hab*ga)) / det
		descent := float64(ga*da) + float64(gb*db)
		step, moved := 1.0, false
		for range 40 {
			next := scaling{c.slope + float64(step*da), c.offset + float64(step*db)}
			if fn := loss(next); fn < f+float64(1e-4*step*descent) {
				c, f, moved = next, fn, true
				break
			}
			step /= 2
		}
		if !moved {
			break
		}
	}
	return c
}

// bestThreshold returns the probability from which calling a label present
// gives the best F1: halfway between the last case taken in and the first left
// out. Of equal thresholds the highest, which makes the fewest claims, wins.
func bestThreshold(p []float64, y []bool, w []float64) float64 {
	var order []int
	var positives float64
	for i := range p {
		if w[i] > 0 {
			order = append(order, i)
			if y[i] {
				positives += w[i]
			}
		}
	}
	if positives == 0 {
		return 0.5
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] > p[b]:
			return -1
		case p[a] < p[b]:
			return 1
		}
		return 0
	})
	best, threshold := 0.0, 0.5
	var tp, fp float64
	for k, i := range order {
		if y[i] {
			tp += w[i]
		} else {
			fp += w[i]
		}
		next := 0.0
		if k+1 < len(order) {
			next = p[order[k+1]]
			if next == p[i] {
				continue
			}
		}
		if f1 := 2 * tp / (tp + fp + positives); f1 > best {
			best, threshold = f1, (p[i]+next)/2
		}
	}
	return min(max(threshold, 1e-6), 1-1e-6)
}
