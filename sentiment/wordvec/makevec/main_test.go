package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/wordvec"
	"gonum.org/v1/gonum/mat"
)

// TestRun makes a file of invented vectors: words of the lists that are no names
// come into it, in their order, with the widest direction first.
func TestRun(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	rng := rand.New(rand.NewPCG(1, 1))
	g := embeddings{Vectors: map[string][]float64{}}
	add := func(word string) {
		v := make([]float64, gloveDims+2)
		for k := range v {
			v[k] = rng.NormFloat64() / float64(k+1)
		}
		g.Words, g.Vectors[word] = append(g.Words, word), v
	}
	for i := range firstEntry {
		add(fmt.Sprintf("common%c%c", 'a'+i/26, 'a'+i%26))
	}
	var list []string
	for i := range 60 {
		word := fmt.Sprintf("word%c%c", 'a'+i/26, 'a'+i%26)
		add(word)
		list = append(list, word)
	}
	for _, word := range []string{"ford", "ox", "42", "semi-detached", "unlisted"} {
		add(word)
	}
	b, err := json.Marshal(map[string]any{"words": g.Words, "vectors": g.Vectors})
	if err != nil {
		t.Fatal(err)
	}
	glove := write("glove.json", string(b))
	news := filepath.Join(dir, "news")
	if err := os.Mkdir(news, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(news, "a"), []byte("The cars of Ford and Ford alone. Wordaa crossed the ford with wordaa."), 0o666); err != nil {
		t.Fatal(err)
	}
	lists := []string{write("one", strings.Join(list[:30], "\n")+"\nford\nox\n42"), write("two", strings.Join(list[30:], "\n"))}
	out := filepath.Join(dir, "words.vec")
	if err := run(glove, lists, news, out); err != nil {
		t.Fatal(err)
	}
	b, err = os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	if len(lines) != 1+len(list) {
		t.Fatalf("%d lines", len(lines))
	}
	var dims int
	var step float64
	if _, err := fmt.Sscan(lines[0], &dims, &step); err != nil || dims != wordvec.Dims {
		t.Errorf("first line %q", lines[0])
	}
	var spread [wordvec.Dims]float64
	for i, line := range lines[1:] {
		word, code, _ := strings.Cut(line, " ")
		v, err := base64.RawStdEncoding.DecodeString(code)
		if word != list[i] || err != nil || len(v) != wordvec.Dims {
			t.Errorf("line %d: %q", i+2, line)
			continue
		}
		for k, x := range v {
			spread[k] += math.Pow(float64(int8(x))*step, 2)
		}
	}
	if spread[0] < 2*spread[1] || spread[1] < spread[5] {
		t.Errorf("spread by dimension %v", spread)
	}
	if err := run(glove, lists[:0], news, out); err == nil {
		t.Error("a file without words was made")
	}
	if err := run(glove, []string{filepath.Join(dir, "none")}, news, out); err == nil {
		t.Error("a list that is not there was read")
	}
}

// TestComponents: on points along a line, the first component is the place on it.
func TestComponents(t *testing.T) {
	m := mat.NewDense(40, gloveDims, nil)
	for i := range 40 {
		m.Set(i, 3, 3*float64(i))
		m.Set(i, 70, 4*float64(i))
	}
	c, err := components(m)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		if got, want := math.Abs(c.At(i, 0)), 5*math.Abs(float64(i)-19.5); math.Abs(got-want) > 1e-9 || math.Abs(c.At(i, 1)) > 1e-9 {
			t.Errorf("point %d: %v, %v; want %v, 0", i, got, c.At(i, 1), want)
		}
	}
}
