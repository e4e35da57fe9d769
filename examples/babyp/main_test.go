package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/examples/internal/report"
)

var update = flag.Bool("update", false, "write the figure that the README shows")

func runQuietly(t *testing.T, out, texts, codebook string) (string, error) {
	t.Helper()
	stdout := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout = w
	defer func() { os.Stdout = stdout }()
	printed := make(chan string)
	go func() {
		b, _ := io.ReadAll(r)
		printed <- string(b)
	}()
	runErr := run(context.Background(), report.Options{Out: out, Texts: texts, Codebook: codebook, Seed: 1})
	w.Close()
	return <-printed, runErr
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	printed, err := runQuietly(t, dir, "", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"233 records", "Total 897 over 90 observed months", "highest 31 in 2017-11", "2021-08, 2022-06", "index.html"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the summary does not say %q", want)
		}
	}
	for _, name := range []string{"index.html", "manifest.json", "figures/attention.svg", "figures/blame.svg", "figures/views.svg", "data/articles.csv", "data/bjsw_views.csv"} {
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	views, err := os.ReadFile(filepath.Join(dir, "data", "bjsw_views.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(views, []byte("month,views,status,note\n")) || !bytes.Contains(views, []byte("\n2021-08,,missing,")) || !bytes.Contains(views, []byte("\n2022-06,,missing,")) {
		t.Errorf("bjsw_views.csv does not show the gaps")
	}

	// The README shows this figure.
	got, err := os.ReadFile(filepath.Join(dir, "figures", "attention.svg"))
	if err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "attention.svg")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("the figure in the README is not what the program draws; run go test ./examples/babyp -update")
	}
}

func TestRunSaysWhatIsWrong(t *testing.T) {
	empty := t.TempDir()
	bad := filepath.Join(empty, "bad.yaml")
	if err := os.WriteFile(bad, []byte("patterns: [\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ texts, codebook, says string }{
		"no texts":        {t.TempDir(), "", "no *.json file"},
		"no codebook":     {"", filepath.Join(empty, "absent.yaml"), "absent.yaml"},
		"broken codebook": {"", bad, "bad.yaml"},
	} {
		if _, err := runQuietly(t, t.TempDir(), c.texts, c.codebook); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: error %v does not say %q", name, err, c.says)
		}
	}
}

// Real documents of the case: what a reader would call them, they are called.
func TestRealDocuments(t *testing.T) {
	ext := os.Getenv("PRESSFRAME_EXTDATA")
	if ext == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: the texts are third parties' and not in the repository")
	}
	dir := t.TempDir()
	if _, err := runQuietly(t, dir, filepath.Join(ext, "texts"), ""); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(dir, "data", "articles.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := slices.Index(rows[0], "leading_frame")
	leading := map[string]string{}
	for _, row := range rows[1:] {
		leading[row[0]] = row[column]
	}
	if len(leading) != 15 {
		t.Errorf("%d documents were scored, want 15", len(leading))
	}
	for id, want := range map[string]string{
		"bmj-2009-systemic-failings-nhs-contributed":                   "systemic",
		"health-service-journal-2009-review-reveals-systemic-failings": "systemic",
		"family-law-2009-nhs-criticised-peter-failings":                "systemic",
		"british-journal-of-2009-lessons":                              "counter-blame",
		"transforming-society-2019-impact-case-study-story":            "counter-blame",
		"community-care-2008-poor-practice-caused-protection":          "blame",
	} {
		if leading[id] != want {
			t.Errorf("%s: leading frame %s, want %s", id, leading[id], want)
		}
	}
}

// The report opens in a browser without a word on the console: no error, no
// blocked request, no script of a title.
func TestReportInBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("chromium is not installed")
	}
	dir := t.TempDir()
	if _, err := runQuietly(t, dir, "", ""); err != nil {
		t.Fatal(err)
	}
	page := "file://" + filepath.ToSlash(filepath.Join(dir, "index.html"))
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(), "--enable-logging=stderr", "--dump-dom", page)
	var dom, log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &dom, &log
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(dom.String(), "<figure"); n < 4 {
		t.Errorf("%d figures on the page, want at least 4", n)
	}
	for line := range strings.Lines(log.String()) {
		if strings.Contains(line, "CONSOLE") {
			t.Errorf("the page said: %s", line)
		}
	}
}
