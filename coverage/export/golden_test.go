package export_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/export"
)

var update = flag.Bool("update", false, "write the .want files anew")

// TestGolden reads every fixture and compares all that came of it with the
// .want file beside it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.IsDir() || strings.HasSuffix(file, ".want") {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			got := describe(t, file)
			want := file + ".want"
			if *update {
				if err := os.WriteFile(want, []byte(got), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			b, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(b), got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// describe writes out everything a reader found in a file.
func describe(t *testing.T, file string) string {
	var b strings.Builder
	f, err := export.Open(file)
	if err != nil {
		fmt.Fprintf(&b, "open: %v\n", err)
		return b.String()
	}
	defer f.Close()
	fmt.Fprintf(&b, "format: %s\n", f.Format())
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range f.Records(t.Context()) {
		if err != nil {
			fmt.Fprintf(&b, "\nerror: %v\n", err)
			var re *coverage.RecordError
			if errors.As(err, &re) {
				fmt.Fprintf(&b, "  record %d line %d offset %d\n", re.Record, re.Line, re.Offset)
			}
			continue
		}
		a := r.Article
		pv := a.Provenance
		fmt.Fprintf(&b, "\narticle %d offset %d\n", pv.Record, pv.Offset)
		for _, kv := range [][2]string{
			{"url", a.URL}, {"outlet", a.Outlet.Name}, {"title", a.Title}, {"byline", a.Byline}, {"section", a.Section}, {"language", a.Language},
			{"date", fmt.Sprintf("%s %s %q %s", a.Published, a.Published.Precision, a.Published.Raw, a.Published.Basis)}, {"words", itoa(a.Words)},
			{"edition", r.Edition}, {"correction", r.Correction}, {"text", a.Text},
			{"steps", strings.Join(pv.Steps, " / ")}, {"warnings", strings.Join(pv.Warnings, " / ")},
		} {
			if kv[1] != "" && kv[1] != "0" {
				fmt.Fprintf(&b, "  %s: %q\n", kv[0], kv[1])
			}
		}
		for _, f := range r.Fields {
			fmt.Fprintf(&b, "    | %s = %q\n", f.Label, f.Value)
		}
		if pv.SHA256 != coverage.SHA256Hex(r.Raw) {
			t.Errorf("record %d: digest is not that of Raw", pv.Record)
		}
		if f.Format() != export.FormatNexisRTF && !strings.HasPrefix(string(data[pv.Offset:]), string(r.Raw)) {
			t.Errorf("record %d: Raw does not stand at offset %d", pv.Record, pv.Offset)
		}
	}
	return b.String()
}
