package story

import (
	"slices"

	"github.com/seed-11e619e4/pressframe/coverage/trend/finding"
	"github.com/seed-11e619e4/pressframe/coverage/trend/health"
)

// A FlagKind is a kind of fault of a record, and a Flag a fault: see package
// health, which finds them.
type (
	FlagKind = health.Kind
	Flag     = health.Flag
)

// The faults that a claim is held against.
const (
	Gap       = health.Gap
	Missing   = health.Missing
	CopyWave  = health.CopyWave
	NewSource = health.NewSource
)

// findFlags looks for the faults of the record as a whole: gaps and waves of
// near-duplicates. A convenience sample is full of holes that mean nothing, so
// gaps are looked for only where all, or a random part, was to be collected.
func (a *Analysis) findFlags() []Flag {
	kinds := []FlagKind{CopyWave}
	if a.Case.Record.BearsPrevalence() {
		kinds = append(kinds, Gap)
	}
	records := make([]health.Record, len(a.Scored))
	for i := range a.Scored {
		records[i] = a.Scored[i].known()
	}
	return health.Find(records, health.Options{Kinds: kinds})
}

// known is what package health may know of a record.
func (s *Scored) known() health.Record {
	return health.Record{Date: s.Published, Outlet: s.Outlet.Name, Source: s.Provenance.Source, Copy: s.CopyOf}
}

// flagsOf returns the flags that touch the records of a test: gaps and waves
// within the time it looks at, and outlets that are on one side only or change
// their source between the sides.
func (a *Analysis) flagsOf(e *effector, rows []row) []Flag {
	if !e.t.counted() {
		return nil
	}
	t := e.t
	var time []health.Stretch
	for _, s := range t.sides() {
		for _, x := range e.extent(s) {
			time = append(time, health.Stretch{From: x.first, To: x.last})
		}
	}
	mayHold := func(outlet string) bool {
		return slices.ContainsFunc(a.Scored, func(x Scored) bool {
			return x.Outlet.Name == outlet && t.Scope.picks(&x) && slices.ContainsFunc(t.sides(), func(s *Side) bool { return s.picks(&x) })
		})
	}
	var out []Flag
	for _, f := range health.Touching(a.Flags, time...) {
		if f.Outlet == "" || mayHold(f.Outlet) {
			out = append(out, f)
		}
	}
	if t.Than == nil || t.compare() != "difference" {
		return out
	}
	return append(out, oneSided(e, rows)...)
}

// oneSided compares the outlets of the two sides, where both may hold them.
func oneSided(e *effector, rows []row) []Flag {
	of, than := &e.t.Of, e.t.Than
	if len(of.Outlets)+len(than.Outlets)+len(of.Kinds)+len(than.Kinds) > 0 {
		return nil // sides that are made of different outlets
	}
	var sides [2][]health.Record
	for _, r := range rows {
		sides[b2i(r.than)] = append(sides[b2i(r.than)], e.a.Scored[r.at].known())
	}
	return health.Compare(sides[0], sides[1], health.Options{})
}

// sound measures the effect again without what is flagged, in the two ways there
// are: without the stretches of time that are flagged, for every outlet; and
// without the outlets that are flagged, for all time. Outlets that are on one
// side only or come from a new source, which have no stretch, and stretches of
// the whole record, which have no outlet, are left out both times. Of a wave
// every copy goes, also those printed after its week, and of other stories the
// earliest stays. A way that leaves nothing to measure gives NaN.
func (e *effector) sound(rows []row, flags []Flag, quick bool) (effects [2]finding.Finding, err error) {
	wave := e.a.inWaves(flags)
	for way := range effects {
		if way == 1 && e.t.compare() == "rank" {
			effects[way] = undefined("without a rival it is another question")
			continue
		}
		outlets := map[string]bool{}
		var out []span
		for _, f := range flags {
			if f.Outlet != "" && (way == 1 || !f.From.IsKnown()) {
				outlets[f.Outlet] = true
			} else {
				out = append(out, span{f.From, f.To})
			}
		}
		kept := e.without(rows, nil, func(x *Scored) bool {
			return !outlets[x.Outlet.Name] && (wave == nil || x.CopyOf == "" && !wave[x.ID])
		})
		if len(kept) == 0 {
			effects[way] = undefined("no record is left")
			continue
		}
		if effects[way], err = e.effect(kept, out, quick); err != nil {
			return effects, err
		}
	}
	return effects, nil
}

// inWaves returns the ids of the stories of which a copy stands in a flagged
// wave, nil if no wave is flagged. A story goes by its earliest record.
func (a *Analysis) inWaves(flags []Flag) map[string]bool {
	var in map[string]bool
	for _, f := range flags {
		if f.Kind != CopyWave {
			continue
		}
		if in == nil {
			in = map[string]bool{}
		}
		for i := range a.Scored {
			if x := &a.Scored[i]; (span{f.From, f.To}).holds(x.Published) {
				in[or(x.CopyOf, x.ID)] = true
			}
		}
	}
	return in
}

// flagText lists flags, in a fixed order.
func flagText(flags []Flag) string { return upperFirst(health.List(flags)) + "." }
