package valence

import (
	"bufio"
	"encoding/json"
	"flag"
	"hash/fnv"
	"os"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/agreement"
)

// To measure polarity towards targets on labelled sentences:
//
//	go test ./sentiment/valence -run TestTargetPolarity -v -train FILE -test FILE
//
// FILE being an absolute path. With -train alone, documents are divided in five for cross-validation. Lines
// are those of NewsMTSC (Hamborg and Donnay 2021): primary_gid,
// sentence_normalized, targets with from, to (in characters), polarity (2
// negative, 4 neutral, 6 positive) and further_mentions.
var (
	trainFile = flag.String("train", "", "labelled targets to fit on, JSON lines")
	testFile  = flag.String("test", "", "labelled targets to score, JSON lines")
)

type labelledTarget struct {
	Example
	document string
}

func readTargets(t testing.TB, path string) []labelledTarget {
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []labelledTarget
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		type span struct{ From, To int }
		var rec struct {
			ID       string `json:"primary_gid"`
			Sentence string `json:"sentence_normalized"`
			Targets  []struct {
				span
				Polarity float64
				Further  []span `json:"further_mentions"`
			}
		}
		if err := json.Unmarshal(sc.Bytes(), &rec); err != nil {
			t.Fatal(err)
		}
		var at []int // byte offset of each character
		for i := range rec.Sentence {
			at = append(at, i)
		}
		at = append(at, len(rec.Sentence))
		bytes := func(s span) Span { return Span{at[s.From], at[s.To]} }
		for _, x := range rec.Targets {
			e := Example{rec.Sentence, Target{Span: bytes(x.span)}, Polarity(x.Polarity/2 - 2)}
			for _, m := range x.Further {
				e.Target.Mentions = append(e.Target.Mentions, bytes(m))
			}
			out = append(out, labelledTarget{e, documentOf(rec.ID)})
		}
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// documentOf cuts the number of the sentence and the target off an ID.
func documentOf(id string) string {
	parts := strings.Split(id, "_")
	n := 2
	if parts[0] == "polusa" {
		n = 3
	}
	return strings.Join(parts[:min(n, len(parts))], "_")
}

func foldOf(document string, folds int) int {
	h := fnv.New32a()
	h.Write([]byte(document))
	return int(h.Sum32() % uint32(folds))
}

func TestTargetPolarity(t *testing.T) {
	if *trainFile == "" {
		t.Skip("-train is not given")
	}
	data := readTargets(t, *trainFile)
	type split struct{ train, test []labelledTarget }
	var splits []split
	if *testFile != "" {
		splits = []split{{data, readTargets(t, *testFile)}}
	} else {
		const folds = 5
		splits = make([]split, folds)
		for _, d := range data {
			for f := range splits {
				if foldOf(d.document, folds) == f {
					splits[f].test = append(splits[f].test, d)
				} else {
					splits[f].train = append(splits[f].train, d)
				}
			}
		}
	}
	pairs := map[string][]agreement.Pair{}
	judge := func(name string, m *Model, on []labelledTarget) {
		j := Judge{Model: m}
		for _, d := range on {
			got := j.Judge(d.Sentence, d.Target)
			pairs[name] = append(pairs[name], agreement.Pair{
				Truth: []string{d.Polarity.String()}, Predicted: []string{got.Polarity.String()}, Cluster: d.document})
		}
	}
	for _, s := range splits {
		var examples []Example
		for _, d := range s.train {
			examples = append(examples, d.Example)
		}
		judge("rules", nil, s.test)
		for name, names := range map[string]bool{"learned": false, "learned, with names": true} {
			m, err := Train(examples, Training{Names: names})
			if err != nil {
				t.Fatal(err)
			}
			judge(name, m, s.test)
		}
	}
	labels := []string{"negative", "neutral", "positive"}
	for _, name := range []string{"rules", "learned", "learned, with names"} {
		s, err := agreement.Evaluate(pairs[name], labels, agreement.Bootstrap{})
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%-20s macro-F1 %v (negative %.3f, neutral %.3f, positive %.3f), accuracy %.3f", name, s.Macro.F1,
			s.Classes[0].F1.Value, s.Classes[1].F1.Value, s.Classes[2].F1.Value, s.Exact.Value)
	}
}
