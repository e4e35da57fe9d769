package sentiment

import (
	"bytes"
	"math"
	"os"
	"testing"
)

// TestLayerScoresItsFeatures: what the layer adds up by columns is what the
// model makes of the features that training sees, to the last bit. Only vectors are
// added up in another order, word by word.
func TestLayerScoresItsFeatures(t *testing.T) {
	press, err := os.ReadFile("testdata/golden/press.txt")
	if err != nil {
		t.Fatal(err)
	}
	own, err := os.ReadFile("testdata/golden/codebook.yaml")
	if err != nil {
		t.Fatal(err)
	}
	cb, err := ParseCodebook(bytes.NewReader(own), "codebook.yaml")
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile("testdata/golden/layer.json")
	if err != nil {
		t.Fatal(err)
	}
	layer, err := ReadLayer(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		cb    *Codebook
		layer *Layer
		off   float64
	}{{"own", cb, layer, 0}, {"base", Default(), Default().Layer(), 1e-14}} {
		s, err := NewScorer(c.cb, WithLayer(c.layer))
		if err != nil {
			t.Fatal(err)
		}
		st := s.pool.Get().(*state)
		st.begin(st.parser.Parse(string(press)))
		seen := 0
		for i := range st.doc.Sentences {
			var out Sentence
			st.sentence(i, &out)
			fast, slow := emitter{layerIndex: st.layer, st: st, scores: st.layer.intercept}, emitter{st: st}
			st.features(&out, &fast)
			st.features(&out, &slow)
			seen += len(slow.features)
			want := c.layer.Model.Predict(nil, slow.features)
			for f, frame := range Frames {
				l := st.layer.label[f]
				if got := c.layer.Model.Calibrated(l, fast.scores[f]); math.Abs(got-want[l]) > c.off {
					t.Errorf("%s codebook, sentence %d, %s: %v by columns, %v by name", c.name, i, frame, got, want[l])
				}
			}
		}
		if seen == 0 {
			t.Error("no features")
		}
	}
}
