package newsapi_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

var update = flag.Bool("update", false, "write the .want files anew")

type seriesReader func(io.Reader, newsapi.Origin) ([]*coverage.Series, error)

// The reader of a fixture is that of the first word of its name.
var (
	pageReaders = map[string]pageReader{"guardian": newsapi.ReadGuardian, "gdelt": newsapi.ReadGDELT, "mediacloud": newsapi.ReadMediaCloud, "nyt": newsapi.ReadNYT,
		"govuk": newsapi.ReadGOVUK, "hansard": newsapi.ReadHansard, "europepmc": newsapi.ReadEuropePMC, "crossref": newsapi.ReadCrossref}
	seriesReaders = map[string]seriesReader{"gdelttimeline": newsapi.ReadGDELTTimeline, "mediacloudcounts": newsapi.ReadMediaCloudCounts}
)

// captured is when the fixtures were "retrieved".
var captured = time.Date(2026, 9, 6, 12, 0, 0, 0, time.UTC)

// TestGolden reads every fixture and compares all that came of it with the
// .want file beside it.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.IsDir() || strings.HasSuffix(file, ".want") {
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
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	service, _, _ := strings.Cut(filepath.Base(file), "-")
	from := newsapi.Origin{Location: filepath.Base(file), Retrieved: captured}
	if read := seriesReaders[service]; read != nil {
		list, err := read(bytes.NewReader(body), newsapi.Origin{Location: from.Location})
		if err != nil {
			return tell(err)
		}
		var b strings.Builder
		for _, s := range list {
			fmt.Fprintf(&b, "%s\n%s\nsteps: %s\n", s.ID, strings.ReplaceAll(show([]*coverage.Series{s}), ", ", "\n  "), strings.Join(s.Provenance.Steps, " / "))
		}
		return b.String()
	}
	p, err := pageReaders[service](bytes.NewReader(body), from)
	if err != nil {
		return tell(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d items, %d errors, %d stated, next %q\n", len(p.Items), len(p.Errors), p.Stated, p.Next)
	for a, err := range p.Articles(t.Context()) {
		if err != nil {
			fmt.Fprintf(&b, "\nerror: %v\n", err)
			if re, ok := errors.AsType[*coverage.RecordError](err); ok {
				fmt.Fprintf(&b, "  record %d offset %d\n", re.Record, re.Offset)
			}
			continue
		}
		pv := a.Provenance
		fmt.Fprintf(&b, "\narticle %d offset %d\n", pv.Record, pv.Offset)
		for _, kv := range [][2]string{
			{"id", a.ID}, {"url", a.URL}, {"outlet", strings.Trim(fmt.Sprintf("%s, %s, %s", a.Outlet.Name, a.Outlet.Kind, a.Outlet.Country), ", ")}, {"title", a.Title},
			{"byline", a.Byline}, {"section", a.Section}, {"language", a.Language},
			{"date", fmt.Sprintf("%s %s %q %s", a.Published, a.Published.Precision, a.Published.Raw, a.Published.Basis)}, {"words", fmt.Sprint(a.Words)},
			{"text", a.Text}, {"steps", strings.Join(pv.Steps, " / ")}, {"warnings", strings.Join(pv.Warnings, " / ")},
		} {
			if kv[1] != "" && kv[1] != "0" {
				fmt.Fprintf(&b, "  %s: %q\n", kv[0], kv[1])
			}
		}
		raw := body[pv.Offset:]
		if raw = raw[:rawLength(raw)]; !strings.Contains(file, "escapes") && coverage.SHA256Hex(raw) != pv.SHA256 {
			t.Errorf("record %d: the digest is not that of what stands at offset %d", pv.Record, pv.Offset)
		}
		if pv.Retrieved != captured || pv.Source != service {
			t.Errorf("record %d: %+v", pv.Record, pv)
		}
	}
	return b.String()
}

// tell writes out an error.
func tell(err error) string {
	s := fmt.Sprintf("error: %v\n", err)
	if se, ok := errors.AsType[*newsapi.ServiceError](err); ok && se.Throttled {
		s += "throttled\n"
	}
	return s
}
