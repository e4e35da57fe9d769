package learn

import (
	"math"
	"testing"
)

// With two scores the sigmoid can meet both smoothed rates exactly.
func TestPlattTwoScores(t *testing.T) {
	var scores []float64
	var y []bool
	add := func(s float64, label bool, n int) {
		for range n {
			scores = append(scores, s)
			y = append(y, label)
		}
	}
	add(-1, true, 5)
	add(-1, false, 45)
	add(2, true, 30)
	add(2, false, 10)
	hi, lo := 36.0/37, 1.0/57
	rate := func(pos, neg float64) float64 {
		p := (pos*hi + neg*lo) / (pos + neg)
		return math.Log(p / (1 - p))
	}
	c := calibrate(Platt, scores, y, ones(len(y)))
	closeTo(t, "log-odds at −1", c.logOdds(-1), rate(5, 45), 1e-6)
	closeTo(t, "log-odds at 2", c.logOdds(2), rate(30, 10), 1e-6)
}

// Scores that are the true log-odds times three want a temperature of a third.
func TestTemperature(t *testing.T) {
	var scores, w []float64
	var y []bool
	for _, s := range []float64{-4, -2, -1, 0, 1, 3} {
		p := 1 / (1 + math.Exp(-s))
		scores = append(scores, 3*s, 3*s)
		y = append(y, true, false)
		w = append(w, 1e7*p, 1e7*(1-p))
	}
	c := calibrate(Temperature, scores, y, w)
	closeTo(t, "slope", c.slope, 1.0/3, 1e-5)
	if c.offset != 0 {
		t.Errorf("offset %v", c.offset)
	}
}

func TestCalibrateGivesUpOnUselessScores(t *testing.T) {
	scores := []float64{3, 2, 2.5, -1, -2, -1.5, -1, 0}
	y := []bool{false, false, false, true, false, true, false, false}
	c := calibrate(Platt, scores, y, ones(len(y)))
	if c.slope != 0 {
		t.Errorf("slope %v for scores that point the wrong way", c.slope)
	}
	hi, lo := 3.0/4, 1.0/8
	closeTo(t, "base rate", sigmoid(c.offset), (2*hi+6*lo)/8, 1e-9)
	if c := calibrate(Uncalibrated, scores, y, ones(len(y))); c != (scaling{1, 0}) {
		t.Errorf("uncalibrated: %v", c)
	}
}

func TestBestThreshold(t *testing.T) {
	for _, tt := range []struct {
		name string
		p    []float64
		y    []bool
		want float64
	}{
		{"clear", []float64{0.9, 0.8, 0.2, 0.1}, []bool{true, true, false, false}, 0.5},
		{"take one false to gain two", []float64{0.9, 0.8, 0.7, 0.6, 0.1}, []bool{true, false, true, true, false}, 0.35},
		{"ties stay together", []float64{0.6, 0.6, 0.6, 0.2}, []bool{true, false, true, false}, 0.4},
		{"all", []float64{0.6, 0.4}, []bool{true, true}, 0.2},
		{"none to find", []float64{0.6, 0.4}, []bool{false, false}, 0.5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			closeTo(t, "threshold", bestThreshold(tt.p, tt.y, ones(len(tt.p))), tt.want, 1e-12)
		})
	}
}
