package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

const sentences = "../learn/sentences"

// span is a coded sentence of news.jsonl.
type span struct {
	Start, End    int
	Frames, Doubt []string
	Levels        []sentiment.Level
	Voice         string
}

type newsText struct {
	Text              string
	Of                int
	Sentences, Second []span
}

func readNewsTexts(t *testing.T) (out []newsText) {
	t.Helper()
	if err := eachLine(filepath.Join(sentences, "news.jsonl"), func(n *newsText) error {
		out = append(out, *n)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestNewsIsCodedByTheRules(t *testing.T) {
	count := map[string]int{}
	total, none, seen := 0, 0, map[string]bool{}
	texts := readNewsTexts(t)
	for _, n := range texts {
		if len(n.Text) != 16 || seen[n.Text] || len(n.Sentences) > n.Of {
			t.Errorf("text %q of %d sentences, %d coded, seen before: %v", n.Text, n.Of, len(n.Sentences), seen[n.Text])
		}
		seen[n.Text] = true
		total += n.Of
		none += n.Of
		for _, list := range [][]span{n.Sentences, n.Second} {
			end := 0
			for _, s := range list {
				if s.Start < end || s.End <= s.Start || len(s.Frames)+len(s.Doubt) == 0 {
					t.Errorf("%s: sentence %+v behind byte %d", n.Text, s, end)
				}
				end = s.End
				for _, f := range slices.Concat(s.Frames, s.Doubt) {
					if !slices.Contains(frameNames(), f) {
						t.Errorf("%s: frame %q", n.Text, f)
					}
				}
				for _, f := range s.Doubt {
					if slices.Contains(s.Frames, f) {
						t.Errorf("%s: %s is both present and doubtful at %d", n.Text, f, s.Start)
					}
				}
			}
		}
		for _, s := range n.Sentences {
			for _, f := range s.Frames {
				count[f]++
			}
			if len(s.Frames) > 0 {
				none--
				if !slices.Contains([]string{"author", "quoted", "reported"}, s.Voice) {
					t.Errorf("%s: voice %q", n.Text, s.Voice)
				}
			}
		}
	}
	readme := read(t, filepath.Join(sentences, "README.md"))
	row := fmt.Sprintf("| `news.jsonl` | %s | %d | | %s | %d | %d | %s |", thousands(total), len(texts), thousands(count["blame"]), count["systemic"], count["counter"], thousands(none))
	if !strings.Contains(readme, row) {
		t.Errorf("the README does not say\n%s", row)
	}
}

// TestAgreementOnNews: the agreement that the README states is that of the file.
func TestAgreementOnNews(t *testing.T) {
	readme := read(t, filepath.Join(sentences, "README.md"))
	for _, frame := range frameNames() {
		var first, second []string
		code := func(list []span, start int) string {
			for _, s := range list {
				if s.Start == start && slices.Contains(s.Frames, frame) {
					return "yes"
				}
			}
			return "no"
		}
		for _, n := range readNewsTexts(t) {
			if n.Second == nil {
				continue
			}
			starts := map[int]bool{}
			for _, s := range slices.Concat(n.Sentences, n.Second) {
				starts[s.Start] = true
			}
			for s := range starts {
				first, second = append(first, code(n.Sentences, s)), append(second, code(n.Second, s))
			}
			for range n.Of - len(starts) {
				first, second = append(first, "no"), append(second, "no")
			}
		}
		a, err := agreement.Alpha(agreement.FromColumns([]string{"first", "second"}, first, second), agreement.Scale{}, agreement.Bootstrap{Resamples: -1})
		if err != nil {
			t.Fatal(err)
		}
		if want := fmt.Sprintf("%s %.2f", frame, a.Value); !strings.Contains(readme, want) {
			t.Errorf("the README does not say α %s (of %d sentences)", want, len(first))
		}
	}
}

// TestRecipe: the layer of the base codebook is what the recipe makes.
func TestRecipe(t *testing.T) {
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" || testing.Short() {
		t.Skip("needs the texts of PolNeAR, and a minute")
	}
	r := recipe{dir: sentences, files: defaultFiles, news: filepath.Join(dir, "eval/quotes/train/text"), kinds: defaultKinds, lambda: defaultLambda, precision: defaultPrecision}
	layer, table, err := r.fit()
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if _, err := layer.WriteTo(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != read(t, "../base/layer.json") {
		t.Error("sentiment/base/layer.json is not what the recipe makes: run it")
	}
	// The README gives the macro-F1 that the table gives.
	var cells []string
	for _, m := range regexp.MustCompile(`macro-F1 (\S+) (\[.+\])`).FindAllStringSubmatch(table, -1) {
		f, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		cells = append(cells, fmt.Sprintf("%.2f %s", f, m[2]))
	}
	if len(cells) != 6 {
		t.Fatalf("table:\n%s", table)
	}
	readme := read(t, "../../README.md")
	for k, n := range []string{"13,926", "3,588"} {
		if row := regexp.MustCompile(`(?m)^.*\| ` + n + ` \|.*$`).FindString(readme); !strings.Contains(row, "| "+cells[k]+" | **"+cells[k+2]+"** |") {
			t.Errorf("the README says %q, the table\n%s", row, table)
		}
	}
}

// TestOwnSentencesAlone: without the news there is a layer too.
func TestOwnSentencesAlone(t *testing.T) {
	r := recipe{dir: sentences, files: "cases=2", kinds: "hrc", lambda: 0.01, precision: 0.5}
	layer, table, err := r.fit()
	if err != nil {
		t.Fatal(err)
	}
	for name := range layer.Model.Columns() {
		if !strings.Contains("hrc", name[:1]) {
			t.Errorf("feature %q was not asked for", name)
		}
	}
	for f, p := range slices.Concat(layer.From[:], layer.Politics[:]) {
		if !(p > 0 && p <= 1) {
			t.Errorf("threshold %d: %v", f, p)
		}
	}
	if !strings.Contains(table, "834 sentences of 105 texts") {
		t.Errorf("table:\n%s", table)
	}
}

func TestMissingTexts(t *testing.T) {
	_, err := readNews(filepath.Join(sentences, "news.jsonl"), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "news.jsonl:1: ") {
		t.Errorf("error %v", err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}

// TestLayerKnowsNoNames: who is blamed in the sentences it was fitted to is
// nothing that the layer may know.
func TestLayerKnowsNoNames(t *testing.T) {
	cases := map[string]map[string]bool{}
	for _, file := range strings.Fields(defaultFiles) {
		if err := eachLine(filepath.Join(sentences, file+".jsonl"), func(c *coded) error {
			for _, w := range strings.Fields(strings.ToLower(c.Text)) {
				w = strings.Trim(w, ".,;:'’\"“”()?!")
				if cases[w] == nil {
					cases[w] = map[string]bool{}
				}
				cases[w][c.Case] = true
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	actors, err := readActors(filepath.Join(sentences, "actors.json"))
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, list := range actors {
		for _, a := range list {
			for _, w := range strings.Fields(a.ID) {
				w = strings.ToLower(w)
				if len(cases[w]) != 1 {
					continue
				}
				checked++
				if sentiment.Default().Layer().Model.WeightsOf("w:"+w) != nil {
					t.Errorf("the layer weighs %q, a word of the name %q", w, a.ID)
				}
			}
		}
	}
	if checked < 100 {
		t.Errorf("%d words of names were looked for", checked)
	}
}

// TestFrom: the threshold is the one with the best F1 among those that are right
// often enough; a frame that nobody coded is never added, and what changes nothing
// changes nothing.
func TestFrom(t *testing.T) {
	js := judgements{}
	for i, p := range []float64{0.9, 0.8, 0.7, 0.6, 0.5, 0.4} {
		j := judgement{coded: &coded{}, open: true}
		j.model[0] = p
		if i == 0 || i == 2 || i == 4 {
			j.Frames = []string{frameNames()[0]}
		}
		js = append(js, j)
	}
	for _, tt := range []struct{ precision, from float64 }{{0, 0.5}, {0.6, 0.5}, {0.65, 0.7}, {0.7, 0.9}} {
		if got, want := js.from(tt.precision), [3]float64{tt.from, 1, 1}; got != want {
			t.Errorf("precision %v: from %v, want %v", tt.precision, got, want)
		}
	}
	for i := range js {
		js[i].open = false // the rules are sure of another frame
	}
	js[0].rules[0] = true
	if got, want := js.from(0.6), [3]float64{1, 1, 1}; got != want {
		t.Errorf("a silent layer from %v, want %v", got, want)
	}
}

// TestContexts: a sentence is read with all of its text, with two before it and
// alone, and tells the same codes each time.
func TestContexts(t *testing.T) {
	const text = "The ferry sank. Nobody came. The minister lied. She was blamed for the failures of the harbour."
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "text"), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(text))
	start := strings.Index(text, "She")
	codes := filepath.Join(t.TempDir(), "news.jsonl")
	line := fmt.Sprintf(`{"text":"%s","of":4,"sentences":[{"start":%d,"end":%d,"frames":["blame"],"levels":["politician"],"voice":"author"}]}`,
		hex.EncodeToString(sum[:])[:16], start, len(text))
	if err := os.WriteFile(codes, []byte(line), 0o666); err != nil {
		t.Fatal(err)
	}
	got, err := readNews(codes, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4*len(contexts) {
		t.Fatalf("%d readings", len(got))
	}
	for i, c := range got {
		if want := context(i % len(contexts)); c.context != want || len(c.features) == 0 {
			t.Errorf("reading %d: context %d with %d features", i, c.context, len(c.features))
		}
		if last := i >= 3*len(contexts); slices.Equal(c.Frames, []string{"blame"}) != last {
			t.Errorf("reading %d: frames %v", i, c.Frames)
		}
	}
	// Only with the sentence before can the rules tell who "she" is.
	level := func(c coded) string { return strings.Join(c.foundLevels, " ") }
	if w, n, a := level(got[9]), level(got[10]), level(got[11]); w != "politician" || n != w || a == w {
		t.Errorf("whom the last sentence blames: %q in the whole text, %q with two before, %q alone", w, n, a)
	}
}
