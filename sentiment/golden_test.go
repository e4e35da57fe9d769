package sentiment_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden is a scorer with a codebook and a layer of its own, which do not
// change when the base codebook does.
func golden(t testing.TB) (*sentiment.Codebook, *sentiment.Layer, string) {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join("testdata/golden", name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	cb, err := sentiment.ParseCodebook(bytes.NewReader(read("codebook.yaml")), "codebook.yaml")
	if err != nil {
		t.Fatal(err)
	}
	layer, err := sentiment.ReadLayer(bytes.NewReader(read("layer.json")))
	if err != nil {
		t.Fatal(err)
	}
	return cb, layer, string(read("press.txt"))
}

// TestGolden scores a made-up article with and without a layer: whoever makes
// the scorer faster must leave every bit of the result as it was.
func TestGolden(t *testing.T) {
	cb, layer, press := golden(t)
	title, _, _ := strings.Cut(press, "\n")
	for _, c := range []struct {
		file  string
		layer *sentiment.Layer
	}{{"rules.jsonl", nil}, {"layered.jsonl", layer}} {
		s, err := sentiment.NewScorer(cb, sentiment.WithLayer(c.layer))
		if err != nil {
			t.Fatal(err)
		}
		r := s.Score(sentiment.Document{ID: "press", Title: title, Text: press})
		var got bytes.Buffer
		line := func(v any) {
			b, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			got.Write(append(b, '\n'))
		}
		line(r.Title)
		for i := range r.Sentences {
			line(r.Sentences[i])
		}
		line(r.Measures)
		path := filepath.Join("testdata/golden", c.file)
		if *update {
			if err := os.WriteFile(path, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.file, d)
		}
	}
}
