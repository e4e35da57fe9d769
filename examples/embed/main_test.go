package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	dir := t.TempDir()
	if err := run(context.Background(), dir); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"views.svg":        `width="190.5mm"`,
		"blame.svg":        "train driver",
		"views.csv":        "2022-03,,missing",
		"views.html":       `<figure class="pf-figure pf-auto" id="views">`,
		"views-frame.html": `sandbox=""`,
		"views-page.html":  "Content-Security-Policy",
		"host.html":        `<img src="data:image/svg+xml;base64,`,
		"paper.tex":        `\includegraphics[width=190.5mm]{views.pdf}`,
		"paper.qmd":        "(blame.svg){#fig-blame ",
	} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Error(err)
			continue
		}
		if !strings.Contains(string(b), want) {
			t.Errorf("%s does not hold %q", name, want)
		}
	}
	host, err := os.ReadFile(filepath.Join(dir, "host.html"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(host), "<figure "); n != 2 {
		t.Errorf("the host page has %d figures, want 2", n)
	}
	if strings.Contains(string(host), "<script") {
		t.Error("the host page has a script")
	}
}
