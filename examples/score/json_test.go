package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

func run(t *testing.T, in string, runes bool) ([]map[string]any, error) {
	t.Helper()
	var out bytes.Buffer
	err := scoreJSON(strings.NewReader(in), &out, sentiment.Default(), runes, false)
	var lines []map[string]any
	for _, l := range strings.Split(strings.TrimSpace(out.String()), "\n") {
		var m map[string]any
		if e := json.Unmarshal([]byte(l), &m); e != nil {
			t.Fatalf("%q: %v", l, e)
		}
		lines = append(lines, m)
	}
	return lines, err
}

func TestJSON(t *testing.T) {
	const in = `{"id":7,"title":"Marsh blamed","text":"Café owners accused Marsh Council of lying. “It ignored us,” said Ann Poole.","actors":[{"name":"council","aliases":["Marsh Council"],"level":"organisation"},{"name":""},{"name":"x","level":"none such"}]}`
	lines, err := run(t, in+"\n", false)
	if err != nil || len(lines) != 1 {
		t.Fatalf("%d lines, error %v", len(lines), err)
	}
	m := lines[0]
	if m["id"] != float64(7) || m["codebook"] == "" || m["title"] == nil {
		t.Errorf("id %v codebook %v title %v", m["id"], m["codebook"], m["title"])
	}
	ss := m["sentences"].([]any)
	if len(ss) != 2 {
		t.Fatalf("%d sentences", len(ss))
	}
	first := ss[0].(map[string]any)
	if p := first["frames"].(map[string]any)["blame"].(float64); p < 0.5 || p != first["blame"].(float64) {
		t.Errorf("blame %v and %v", p, first["blame"])
	}
	target := first["targets"].([]any)[0].(map[string]any)
	if target["actor"] != "council" || target["level"] != "organisation" || target["start"] != float64(21) {
		t.Errorf("target %v", target)
	}
	if tie := first["ties"].([]any)[0].(map[string]any); tie["target"] != "council" {
		t.Errorf("tie %v", tie)
	}
	second := ss[1].(map[string]any)
	if second["voice"] != "quoted" || len(second["quotes"].([]any)) == 0 {
		t.Errorf("voice %v quotes %v", second["voice"], second["quotes"])
	}
	if b := m["most_blamed"].([]any); len(b) == 0 || b[0].(map[string]any)["actor"] != "council" {
		t.Errorf("most blamed %v", b)
	}

	// In code points the é counts one.
	lines, _ = run(t, in, true)
	target = lines[0]["sentences"].([]any)[0].(map[string]any)["targets"].([]any)[0].(map[string]any)
	if target["start"] != float64(20) {
		t.Errorf("in code points the target starts at %v, want 20", target["start"])
	}
}

func TestJSONBadLines(t *testing.T) {
	lines, err := run(t, "{bad\n\n{\"text\":\"\"}\n[1]\n{\"text\":\"He lied.\"}", false)
	if !errors.Is(err, errBadLines) || len(lines) != 4 {
		t.Fatalf("%d lines, error %v", len(lines), err)
	}
	if lines[0]["line"] != float64(1) || lines[2]["line"] != float64(4) || lines[2]["error"] == nil {
		t.Errorf("%v %v", lines[0], lines[2])
	}
	if lines[3]["sentences"] == nil {
		t.Errorf("a bad line stopped the rest: %v", lines[3])
	}
}

func TestReasonsWhenAskedFor(t *testing.T) {
	const in = `{"text": "The market opens at nine, and the stalls are put up by eight."}`
	for _, explain := range []bool{false, true} {
		var out strings.Builder
		if err := scoreJSON(strings.NewReader(in), &out, sentiment.Default(), false, explain); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), `"reasons":[{"frame":"blame","feature":"`); got != explain {
			t.Errorf("explain %t: %s", explain, out.String())
		}
	}
}
