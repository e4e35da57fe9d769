package page

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// fixtures lists the pages written for the project.
func fixtures(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.html")
	if err != nil || len(files) == 0 {
		t.Fatal("no fixtures", err)
	}
	return files
}

// TestGolden compares every fixture with the .want file beside it, which was
// written by hand: each paragraph of the article, and nothing of the site.
func TestGolden(t *testing.T) {
	for _, file := range fixtures(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(file + ".want")
			if err != nil {
				t.Fatal(err)
			}
			p, err := Reader{}.Read(bytes.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(want), describe(p)); d != "" {
				t.Errorf("(-want +got)\n%s\nsteps %q\nwarnings %q", d, p.Article.Provenance.Steps, p.Article.Provenance.Warnings)
			}
		})
	}
}

func describe(p *Page) string {
	var b strings.Builder
	a := p.Article
	put := func(key, value string) {
		if value != "" {
			fmt.Fprintf(&b, "%s: %s\n", key, value)
		}
	}
	put("title", a.Title)
	put("byline", a.Byline)
	if a.Published.IsKnown() {
		put("published", fmt.Sprintf("%s (%s, %q)", a.Published, a.Published.Basis, a.Published.Raw))
	}
	put("outlet", a.Outlet.Name)
	put("section", a.Section)
	put("language", a.Language)
	put("url", a.URL)
	put("type", p.Type)
	if p.Paywall {
		put("paywall", "true")
	}
	fmt.Fprintf(&b, "\n%s\n", a.Text)
	return b.String()
}
