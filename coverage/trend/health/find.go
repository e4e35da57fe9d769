package health

import "slices"

// Options are the settings of [Find]. The zero value looks for everything.
type Options struct {
	// Kinds are the faults to look for; none means all that Find knows: Gap,
	// Start, Stop, CopyWave and NewSource. In a sample that was picked by
	// convenience silences mean nothing: look for CopyWave and NewSource there.
	Kinds []Kind
	// Chance is the greatest [Flag.Chance] that is flagged, from 0 to 1; 0 means
	// 0.01. It holds for silences (Gap, Start and Stop together), for waves and
	// for changes of source each.
	Chance float64
}

func (o Options) seeks(k Kind) bool { return len(o.Kinds) == 0 || slices.Contains(o.Kinds, k) }

func (o Options) level() float64 {
	if o.Chance > 0 {
		return o.Chance
	}
	return implausible
}

// implausible is the chance below which a fault is not put down to chance.
const implausible = 0.01

// leastRecords is the number of records below which nothing is expected of an
// outlet.
const leastRecords = 20

// Find looks for the faults of a record as a whole. The order of the records
// has no influence. Flags come by kind: silences of all, then of each outlet in
// order of name, waves, changes of source; those of a kind in order of time. A
// record that is too small to expect anything of it, or empty, has none.
func Find(records []Record, o Options) []Flag {
	s := shelve(records)
	var out []Flag
	if o.seeks(Gap) {
		out = s.wholeGaps()
	}
	if o.seeks(Gap) || o.seeks(Start) || o.seeks(Stop) {
		for _, f := range s.silences(o.level()) {
			if o.seeks(f.Kind) {
				out = append(out, f)
			}
		}
	}
	if o.seeks(CopyWave) {
		out = append(out, waves(records, o.level())...)
	}
	if o.seeks(NewSource) {
		out = append(out, s.sourceChanges(o.level())...)
	}
	return slices.DeleteFunc(out, func(f Flag) bool { return !(f.Chance < o.level()) })
}
