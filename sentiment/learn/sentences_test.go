package learn

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

type coded struct {
	ID, Case, Doc, Title, Text, Voice, Speaker string
	N                                          int
	Frames                                     []string
	Targets                                    []struct{ Name, Level string }
}

func readCoded(t *testing.T, name string) (out []coded) {
	t.Helper()
	f, err := os.Open("sentences/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var c coded
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatalf("%s line %d: %v", name, len(out)+1, err)
		}
		out = append(out, c)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestSentencesAreCodedByTheRules(t *testing.T) {
	frames := []string{"blame", "systemic", "counter"}
	levels := strings.Split("perpetrator,individual professional,occupation,management,organisation,regulator,government,media,politician,public,unnamed", ",")
	readme, err := os.ReadFile("sentences/README.md")
	if err != nil {
		t.Fatal(err)
	}
	texts := make(map[string]string)
	for _, name := range []string{"dailies.jsonl", "press.jsonl", "cases.jsonl"} {
		count := make(map[string]int)
		docs, cases := make(map[string]bool), make(map[string]bool)
		var before coded
		sentences := readCoded(t, name)
		for _, c := range sentences {
			docs[c.Doc], cases[c.Case] = true, true
			if prior, ok := texts[c.Text]; ok {
				t.Errorf("%s repeats %s", c.ID, prior)
			}
			texts[c.Text] = c.ID
			if c.N != 1 && (c.Doc != before.Doc || c.N != before.N+1 || c.Title != before.Title) {
				t.Errorf("%s does not follow on %s", c.ID, before.ID)
			}
			before = c
			if len(c.Frames) == 0 {
				count["none"]++
			}
			at := -1
			for _, f := range c.Frames {
				count[f]++
				if i := slices.Index(frames, f); i <= at {
					t.Errorf("%s: frames %v are unknown, doubled or out of order", c.ID, c.Frames)
				} else {
					at = i
				}
			}
			if slices.Contains(c.Frames, "blame") != (len(c.Targets) > 0) {
				t.Errorf("%s: frames %v with targets %v", c.ID, c.Frames, c.Targets)
			}
			for _, target := range c.Targets {
				if target.Name == "" || !slices.Contains(levels, target.Level) {
					t.Errorf("%s: target %+v", c.ID, target)
				}
			}
			if !slices.Contains([]string{"author", "quoted", "reported"}, c.Voice) || (c.Voice == "author" && c.Speaker != "") {
				t.Errorf("%s: voice %q, speaker %q", c.ID, c.Voice, c.Speaker)
			}
			if strings.TrimSpace(c.Text) != c.Text || c.Text == "" || c.Title == "" {
				t.Errorf("%s: text %q, title %q", c.ID, c.Text, c.Title)
			}
		}
		row := fmt.Sprintf("| `%s` | %s | %d | %d | %d | %d | %d | %s |", name, thousands(len(sentences)), len(docs), len(cases),
			count["blame"], count["systemic"], count["counter"], thousands(count["none"]))
		if !strings.Contains(string(readme), row) {
			t.Errorf("the README does not say\n%s", row)
		}
	}
}

func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%d,%03d", n/1000, n%1000)
}
