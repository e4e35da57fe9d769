package sentiment_test

import (
	"bytes"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

func TestLayerComesBack(t *testing.T) {
	_, layer, _ := golden(t)
	var b, again bytes.Buffer
	if _, err := layer.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	read, err := sentiment.ReadLayer(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := read.WriteTo(&again); err != nil {
		t.Fatal(err)
	}
	if read.From != layer.From || read.Politics != layer.Politics || !bytes.Equal(b.Bytes(), again.Bytes()) {
		t.Error("a layer that was written and read is another one")
	}
	_, model, _ := strings.Cut(b.String(), `"model":`)
	const good = "[0.3,0.4,0.5]"
	for _, from := range []string{"[0,0.4,0.5]", "[0.3,1.5,0.5]", "[0.3,0.4,-1]", "[0.3,0.4]"} {
		for _, head := range []string{`"from":` + from + `,"politics":` + good, `"from":` + good + `,"politics":` + from} {
			if _, err := sentiment.ReadLayer(strings.NewReader("{" + head + `,"model":` + model)); err == nil {
				t.Errorf("a layer with %s was read", head)
			}
		}
	}
}

// scoreFrom scores a text with the base codebook and its layer, which speaks
// from other probabilities.
func scoreFrom(t *testing.T, from [3]float64, text string) *sentiment.Result {
	t.Helper()
	layer := *sentiment.Default().Layer()
	layer.From, layer.Politics = from, from
	s, err := sentiment.NewScorer(sentiment.Default(), sentiment.WithLayer(&layer))
	if err != nil {
		t.Fatal(err)
	}
	return s.Score(sentiment.Document{Text: text})
}

// A layer without probabilities would find every frame in every sentence.
func TestLayerMustSayFromWhere(t *testing.T) {
	_, layer, _ := golden(t)
	for _, from := range [][3]float64{{}, {0.5, 0.5, 1.5}, {0.5, -1, 0.5}} {
		l := &sentiment.Layer{Model: layer.Model, From: from, Politics: layer.Politics}
		if _, err := sentiment.NewScorer(sentiment.Default(), sentiment.WithLayer(l)); err == nil {
			t.Errorf("a scorer was made with a layer from %v", from)
		}
		if _, err := l.WriteTo(io.Discard); err == nil {
			t.Errorf("a layer from %v was written", from)
		}
	}
}

func TestLayerFromOneIsSilent(t *testing.T) {
	_, _, press := golden(t)
	rules, err := sentiment.NewScorer(sentiment.Default(), sentiment.WithLayer(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := scoreFrom(t, [3]float64{1, 1, 1}, press), rules.Score(sentiment.Document{Text: press}); !reflect.DeepEqual(got, want) {
		t.Error("a layer that never speaks changes the result")
	}
}

// Where only the layer finds blame, who speaks is not who is blamed, and a nobody
// who did violence is a perpetrator.
func TestWhoTheLayerBlames(t *testing.T) {
	for _, tt := range []struct {
		in    string
		name  string
		level sentiment.Level
	}{
		{"The coroner said that the harbour board had met in June.", "board", sentiment.Management},
		{"To be kidnapped is a horror.", "", sentiment.Perpetrator},
		{"To be walked is a joy.", "", sentiment.Unnamed},
	} {
		s := scoreFrom(t, [3]float64{1e-9, 1, 1}, tt.in).Sentences[0]
		if !s.Frames.Has(sentiment.Blame) || len(s.Hits) > 0 {
			t.Fatalf("%s: the layer did not decide: %+v", tt.in, s)
		}
		if len(s.Targets) != 1 || s.Targets[0].Name != tt.name || s.Targets[0].Level != tt.level {
			t.Errorf("%s: targets %+v", tt.in, s.Targets)
		}
	}
}
