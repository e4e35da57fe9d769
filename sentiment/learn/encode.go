package learn

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
)

// Schema names the file format. A change that an older reader would
// misunderstand gets a new number.
const Schema = "pressframe.learn/1"

// ErrModel is wrapped by every error of Read that is due to the file.
var ErrModel = errors.New("learn: not a usable model file")

// file is the layout of a saved model, in this order.
type file struct {
	Schema     string        `json:"schema"`
	HashBits   int           `json:"hash_bits,omitempty"`
	HashPrefix string        `json:"hash_prefix,omitempty"`
	Labels     []label       `json:"labels"`
	Report     *Report       `json:"report,omitempty"`
	Features   []fileFeature `json:"features"`
}

type fileFeature struct {
	Name    string    `json:"f"`
	Weights []float64 `json:"w"` // by label
}

// WriteTo writes the model as JSON, one feature a line so that two versions can
// be compared by diff. The same model gives the same bytes.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	field := func(name string, v any) error {
		data, err := json.Marshal(v)
		if err != nil {
			return fmt.Errorf("learn: %s: %w", name, err)
		}
		fmt.Fprintf(&b, "%q: %s,\n", name, data)
		return nil
	}
	b.WriteString("{\n")
	errs := []error{field("schema", Schema)}
	if m.hashBits > 0 {
		errs = append(errs, field("hash_bits", m.hashBits), field("hash_prefix", m.hashPrefix))
	}
	errs = append(errs, field("labels", m.labels))
	if m.Report != nil {
		errs = append(errs, field("report", m.Report))
	}
	if err := errors.Join(errs...); err != nil {
		return 0, err
	}
	b.WriteString("\"features\": [")
	for j, name := range m.names {
		if j > 0 {
			b.WriteByte(',')
		}
		n := len(m.labels)
		data, err := json.Marshal(fileFeature{name, m.weight[j*n : (j+1)*n]})
		if err != nil {
			return 0, fmt.Errorf("learn: feature %q: %w", name, err)
		}
		b.WriteByte('\n')
		b.Write(data)
	}
	b.WriteString("\n]\n}\n")
	return b.WriteTo(w)
}

// Read loads a model that WriteTo wrote. A file that is of another version,
// incomplete, or edited into something that is no model gives ErrModel with
// the reason.
func Read(r io.Reader) (*Model, error) {
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	var f file
	if err := d.Decode(&f); err != nil {
		// A file of another version may well have other fields; the decoder
		// has read the version, which says more than the field.
		if f.Schema != "" && f.Schema != Schema {
			return nil, fmt.Errorf("%w: schema %q, want %q", ErrModel, f.Schema, Schema)
		}
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("%w: something follows the model", ErrModel)
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	m := &Model{labels: f.Labels, hashBits: f.HashBits, hashPrefix: f.HashPrefix, Report: f.Report}
	for _, ff := range f.Features {
		m.names = append(m.names, ff.Name)
		m.weight = append(m.weight, ff.Weights...)
	}
	m.index()
	return m, nil
}

func (f *file) check() error {
	if f.Schema != Schema {
		return fmt.Errorf("schema %q, want %q", f.Schema, Schema)
	}
	if f.HashBits < 0 || f.HashBits > maxHashBits || (f.HashBits == 0 && f.HashPrefix != "") {
		return fmt.Errorf("hash_bits %d with prefix %q; allowed are 0 to %d", f.HashBits, f.HashPrefix, maxHashBits)
	}
	if len(f.Labels) == 0 {
		return errors.New("no labels")
	}
	seen := make(map[string]bool)
	for i, l := range f.Labels {
		switch {
		case l.Name == "" || seen[l.Name]:
			return fmt.Errorf("label %d: name %q is empty or taken", i, l.Name)
		case !(l.Threshold > 0 && l.Threshold < 1):
			return fmt.Errorf("label %q: threshold %v is not in (0, 1)", l.Name, l.Threshold)
		case l.Slope < 0:
			return fmt.Errorf("label %q: calibration slope %v is negative", l.Name, l.Slope)
		case math.Abs(l.Intercept) > 1e6 || math.Abs(l.Offset) > 1e6 || l.Slope > 1e6:
			return fmt.Errorf("label %q: intercept, slope or offset beyond 1e6", l.Name)
		}
		seen[l.Name] = true
	}
	for j, ff := range f.Features {
		if len(ff.Weights) != len(f.Labels) {
			return fmt.Errorf("feature %d (%q): %d weights for %d labels", j, ff.Name, len(ff.Weights), len(f.Labels))
		}
		if j > 0 && ff.Name <= f.Features[j-1].Name {
			return fmt.Errorf("feature %d (%q): out of order or twice, after %q", j, ff.Name, f.Features[j-1].Name)
		}
		for _, w := range ff.Weights {
			if math.Abs(w) > 1e6 {
				return fmt.Errorf("feature %d (%q): weight %v beyond 1e6", j, ff.Name, w)
			}
		}
	}
	return nil
}
