package valence

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
)

// modelFile is a Model as JSON. Features is base64 of records of 20 bytes, in
// ascending order of hash: hash, scale, and the weights for negative, neutral
// and positive, little-endian.
type modelFile struct {
	Format   string     `json:"format"`
	Examples int        `json:"examples"`
	Names    bool       `json:"names"`
	Bias     [3]float64 `json:"bias"`
	Unseen   float32    `json:"unseen"`
	Features string     `json:"features"`
}

const (
	modelFormat = "pressframe target polarity 1"
	recordSize  = 20
	maxModel    = 1 << 30 // bytes of a model file
)

// Save writes the model as JSON, from which LoadModel makes it again. Equal
// models give equal bytes.
func (m *Model) Save(w io.Writer) error {
	raw := make([]byte, 0, recordSize*len(m.weights))
	for _, id := range slices.Sorted(maps.Keys(m.weights)) {
		f := m.weights[id]
		raw = binary.LittleEndian.AppendUint32(raw, id)
		for _, v := range [...]float32{f.scale, f.w[0], f.w[1], f.w[2]} {
			raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(v))
		}
	}
	file := modelFile{modelFormat, m.examples, m.names, m.bias, m.unseen, base64.StdEncoding.EncodeToString(raw)}
	if err := json.NewEncoder(w).Encode(file); err != nil {
		return fmt.Errorf("valence: save model: %w", err)
	}
	return nil
}

// LoadModel reads what Save wrote.
func LoadModel(r io.Reader) (*Model, error) {
	var file modelFile
	if err := json.NewDecoder(io.LimitReader(r, maxModel)).Decode(&file); err != nil {
		return nil, fmt.Errorf("valence: load model: %w", err)
	}
	if file.Format != modelFormat {
		return nil, fmt.Errorf("valence: load model: format is %q, not %q", file.Format, modelFormat)
	}
	raw, err := base64.StdEncoding.DecodeString(file.Features)
	if err != nil || len(raw)%recordSize != 0 {
		return nil, fmt.Errorf("valence: load model: features are damaged")
	}
	m := &Model{names: file.Names, bias: file.Bias, unseen: file.Unseen, examples: file.Examples, weights: make(map[uint32]weights, len(raw)/recordSize)}
	for ; len(raw) > 0; raw = raw[recordSize:] {
		var v [4]float32
		for i := range v {
			v[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4+4*i:]))
			if x := float64(v[i]); math.IsNaN(x) || math.IsInf(x, 0) {
				return nil, fmt.Errorf("valence: load model: a weight is not a number")
			}
		}
		m.weights[binary.LittleEndian.Uint32(raw)] = weights{scale: v[0], w: [3]float32{v[1], v[2], v[3]}}
	}
	return m, nil
}
