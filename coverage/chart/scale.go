package chart

import "math"

// A scale is a vertical or horizontal axis of numbers, from lo to hi with
// ticks at multiples of step.
type scale struct {
	lo, hi, step float64
	decimals     int
	power        bool // the labels are powers of ten
}

// niceScale covers lo to hi with about n steps of 1, 2 or 5 times a power of
// ten. The ends are ticks.
func niceScale(lo, hi float64, n int) scale {
	if lo > hi {
		lo, hi = hi, lo
	}
	if lo == hi {
		switch {
		case lo == 0:
			hi = 1
		case lo > 0:
			lo = 0
		default:
			hi = 0
		}
	}
	n = max(n, 1)
	raw := (hi - lo) / float64(n)
	e := math.Floor(math.Log10(raw))
	unit := math.Pow(10, e)
	step := 10 * unit
	for _, m := range []float64{1, 2, 5} {
		if m*unit >= raw*(1-1e-9) {
			step = m * unit
			break
		}
	}
	s := scale{
		lo:   math.Floor(lo/step+1e-9) * step,
		hi:   math.Ceil(hi/step-1e-9) * step,
		step: step,
	}
	s.decimals = max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	big := max(math.Abs(s.lo), math.Abs(s.hi))
	s.power = big >= 1e7 || s.decimals > 4
	return s
}

// countScale is a scale for counts: from zero, with whole steps.
func countScale(hi float64, n int) scale {
	if hi > 0 && hi < 1 {
		return niceScale(0, hi, n) // rates, not counts
	}
	s := niceScale(0, math.Max(hi, 1), n)
	if s.step < 1 {
		s = scale{lo: 0, hi: math.Ceil(math.Max(hi, 1)), step: 1}
	}
	return s
}

func (s scale) ticks() []float64 {
	n := int(math.Round((s.hi - s.lo) / s.step))
	ts := make([]float64, 0, n+1)
	for i := range n + 1 {
		v := s.lo + float64(i)*s.step
		if math.Abs(v) < s.step*1e-9 {
			v = 0
		}
		ts = append(ts, v)
	}
	return ts
}

// text is the label of a tick.
func (s scale) text(v float64) string {
	if s.power {
		if v == 0 {
			return "0"
		}
		return power(v)
	}
	return fixed(v, s.decimals)
}

// at maps v to 0 at lo and 1 at hi.
func (s scale) at(v float64) float64 { return (v - s.lo) / (s.hi - s.lo) }

// indexScale is a scale for an index: from −1 to 1 when the values lie within
// it and are not tiny, and with zero on it.
func indexScale(lo, hi float64, n int) scale {
	if lo >= -1 && hi <= 1 && (math.Max(-lo, hi) >= 0.05 || lo == hi) {
		return niceScale(-1, 1, min(n, 5))
	}
	return niceScale(math.Min(lo, 0), math.Max(hi, 0), n)
}
