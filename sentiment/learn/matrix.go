package learn

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

const maxHashBits = 24

// matrix is sparse and held twice, by row for scoring and by column for
// solving. Columns are in the order of their names.
type matrix struct {
	names []string
	rows  []vector // ascending columns
	cols  []vector // ascending rows
}

type vector struct {
	index []int32
	value []float64
}

func newMatrix(examples []Example, o Options) (*matrix, error) {
	rows := make([][]Feature, len(examples))
	count := make(map[string]int)
	for i, e := range examples {
		row := make([]Feature, 0, len(e.Features))
		for _, f := range e.Features {
			if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
				return nil, fmt.Errorf("%w: example %d (%q): feature %q has value %v", ErrData, i, e.ID, f.Name, f.Value)
			}
			name, sign := foldName(f.Name, o.HashBits, o.HashPrefix)
			if o.HashBits > 0 && name == f.Name && strings.HasPrefix(name, "#") {
				return nil, fmt.Errorf("%w: example %d (%q): feature %q is named like a hash bucket", ErrData, i, e.ID, f.Name)
			}
			row = append(row, Feature{name, sign * f.Value})
		}
		rows[i] = sumByName(row)
		for _, f := range rows[i] {
			count[f.Name]++
		}
	}

	m := &matrix{rows: make([]vector, len(rows))}
	for name, n := range count {
		if n >= o.MinCount {
			m.names = append(m.names, name)
		}
	}
	slices.Sort(m.names)
	column := make(map[string]int32, len(m.names))
	for j, name := range m.names {
		column[name] = int32(j)
	}
	m.cols = make([]vector, len(m.names))
	for i, row := range rows {
		for _, f := range row {
			j, ok := column[f.Name]
			if !ok {
				continue
			}
			m.rows[i].index = append(m.rows[i].index, j)
			m.rows[i].value = append(m.rows[i].value, f.Value)
			m.cols[j].index = append(m.cols[j].index, int32(i))
			m.cols[j].value = append(m.cols[j].value, f.Value)
		}
	}
	return m, nil
}

// sumByName sorts features by name and adds up those of the same name. The
// order of addition is that of the values, so that the order in which a
// caller lists them cannot change a bit of the sum.
func sumByName(fs []Feature) []Feature {
	slices.SortFunc(fs, func(a, b Feature) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), cmp.Compare(a.Value, b.Value))
	})
	out := fs[:0]
	for _, f := range fs {
		if n := len(out); n > 0 && out[n-1].Name == f.Name {
			out[n-1].Value += f.Value
			continue
		}
		out = append(out, f)
	}
	return slices.DeleteFunc(out, func(f Feature) bool { return f.Value == 0 })
}

// foldName returns the name under which a feature is kept: its own, or that of
// its hash bucket with the sign the bucket gives it.
func foldName(name string, bits int, prefix string) (string, float64) {
	if bits == 0 || !strings.HasPrefix(name, prefix) {
		return name, 1
	}
	b, sign := bucket(name, bits)
	return bucketName(b), sign
}

// bucketName is how a model lists a bucket.
func bucketName(b uint32) string { return "#" + strconv.FormatUint(uint64(b), 10) }

// bucket hashes with FNV-1a, finished by the mixer of MurmurHash3 because the
// high bits of FNV are weak for short names.
func bucket(name string, bits int) (uint32, float64) {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	sign := 1.0
	if h&1 == 1 {
		sign = -1
	}
	return uint32(h >> (64 - bits)), sign
}

// score is the linear predictor of one row.
func (m *matrix) score(i int, beta []float64, intercept float64) float64 {
	s := intercept
	row := m.rows[i]
	for k, j := range row.index {
		s += float64(row.value[k] * beta[j])
	}
	return s
}
