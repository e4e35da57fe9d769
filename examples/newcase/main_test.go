package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/story"
	"github.com/seed-11e619e4/pressframe/examples/internal/report"
)

// What the starter promises must hold: it loads, it runs, and the report shows
// the driver by her role.
func TestStarter(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mycase")
	if err := write(dir); err != nil {
		t.Fatal(err)
	}
	c, err := story.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	if v := c.Views; v == nil || v.Series.ID != "journal" || len(v.Series.Gaps()) != 1 || v.Series.Summary().Partial != 2 {
		t.Errorf("view counts of the starter: %+v", c.Views)
	}
	// What the starter says of series must load.
	claims, err := os.ReadFile(filepath.Join(dir, "claims.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	_, commented, ok := strings.Cut(string(claims), "# - id: C3\n")
	commented, _, end := strings.Cut(commented, "- id: C2")
	if !ok || !end {
		t.Fatal("no commented claim C3")
	}
	more := string(claims) + "- id: C3\n" + strings.ReplaceAll(commented, "#   ", "  ")
	series := filepath.Join(t.TempDir(), "series")
	if err := write(series); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(series, "claims.yaml"), []byte(more), 0o666); err != nil {
		t.Fatal(err)
	}
	if c, err := story.Load(os.DirFS(series)); err != nil || len(c.Claims) != 3 {
		t.Errorf("with the commented claim on a series: %v", err)
	}
	out := t.TempDir()
	var printed strings.Builder
	if err := report.Write(context.Background(), &printed, c, report.Options{Out: out, Seed: 1}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"The Millbrook bus fire", "6 records (full texts)", "bus driver", "C2 The company paid"} {
		if !strings.Contains(printed.String(), want) {
			t.Errorf("the summary does not say %q:\n%s", want, &printed)
		}
	}
	html, err := os.ReadFile(filepath.Join(out, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(html), "Dana Holm") || !strings.Contains(string(html), "[bus driver] ignored warning light") {
		t.Error("the report does not show the driver by her role")
	}
	if err := write(dir); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("written over a case: %v", err)
	}
}
