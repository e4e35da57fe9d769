package newsapi_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// samples returns the folder of outside material or skips the test.
func samples(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: real answers of services are not part of the project")
	}
	return filepath.Join(dir, "samples")
}

type pageReader func(io.Reader, newsapi.Origin) (*newsapi.Page, error)

func TestSamplePages(t *testing.T) {
	dir := samples(t)
	for _, tt := range []struct {
		file   string
		read   pageReader
		items  int
		errors int
		stated int
		first  string // the first item, by [line]
		says   string // part of the error of the whole
	}{
		{"guardian-capi/search.json", newsapi.ReadGuardian, 10, 0, 1687267, "2014-09-10 webPublicationDate|The Guardian|County cricket – live!||Sport||0|0|", ""},
		{"guardian-capi/item-content.json", newsapi.ReadGuardian, 1, 0, 1, "2013-01-16 webPublicationDate|The Guardian|Can vegans stomach the unpalatable truth about quinoa?|Joanna Blythman|Comment is free|en|750|10|", ""},
		{"guardian-capi/item-content-with-blocks.json", newsapi.ReadGuardian, 1, 0, 1, "2015-04-17 webPublicationDate|The Guardian|example-liveblog||News||0|7|text from blocks", ""},
		{"guardian-capi/item-tag.json", newsapi.ReadGuardian, 10, 0, 10814, "2014-09-11 webPublicationDate|The Guardian|An awkward interview with Le Corbusier: from the archive, 11 September 1965||Art and design||0|0|", ""},
		{"guardian-capi/tags.json", newsapi.ReadGuardian, 0, 10, 43880, "", ""},
		{"guardian-capi/removed.json", newsapi.ReadGuardian, 0, 10, 18198, "", ""},
		{"guardian-capi/editions.json", newsapi.ReadGuardian, 0, 3, 3, "", ""},
		{"guardian-capi/error.json", newsapi.ReadGuardian, 0, 0, 0, "", "the service says: Uh oh spaghetti-o!"},
		{"guardian-capi/section.json", newsapi.ReadGuardian, 0, 0, 0, "", "holds no list of records"},

		{"gdelt-doc/gdelt_live_artlist.json", newsapi.ReadGDELT, 1, 0, -1, "2026-09-05 seen|mactech.com|Top Apple - related stories for the week of August 31 - September 4|||en|0|0|", ""},
		{"gdelt-doc/empty-object.json", newsapi.ReadGDELT, 0, 0, -1, "", ""},
		{"gdelt-doc/gdelt_query_rejected.txt", newsapi.ReadGDELT, 0, 0, 0, "", "the service says: Your query was too short or too long."},
		{"gdelt-doc/gdelt_rate_limited.txt", newsapi.ReadGDELT, 0, 0, 0, "", "the service says: Please limit requests to one every 5 seconds"},
		{"gdelt-doc/invalid-format.txt", newsapi.ReadGDELT, 0, 0, 0, "", "the service says: Invalid format."},
		{"gdelt-doc/keyword-error.txt", newsapi.ReadGDELT, 0, 0, 0, "", "the service says: One or more of your keywords"},
		{"gdelt-doc/timelinevol.json", newsapi.ReadGDELT, 0, 0, 0, "", "holds no list of records"},

		{"govuk-content/news_article.json", newsapi.ReadGOVUK, 1, 0, -1, "2016-12-25 first_published_at|Prime Minister's Office, 10 Downing Street|Christmas 2016: Prime Minister's message||news story|en|0|", ""},
		{"govuk-content/news_article_history_mode.json", newsapi.ReadGOVUK, 1, 0, -1, "2016-02-29 first_published_at|Department of Health|Final Care Act guidance published||news story|en|0|", ""},
		{"govuk-content/news_article_press_release.json", newsapi.ReadGOVUK, 1, 0, -1, "2016-12-28 first_published_at|Public Health England|Modern life responsible for ‘worrying’ health in middle aged||press release|en|0|", ""},
		{"govuk-content/news_article_withdrawn.json", newsapi.ReadGOVUK, 1, 0, -1, "2016-12-25 first_published_at|Prime Minister's Office, 10 Downing Street|Christmas 2016: Prime Minister's message||news story|en|0|", ""},

		{"crossref-rcrossref/cr_works_param_select.0.200.body.json", newsapi.ReadCrossref, 20, 0, 10001855, "||Citizen Science||||0|0|", ""},
		{"crossref-rcrossref/cr_works__fails_well.0.200.body.json", newsapi.ReadCrossref, 0, 0, 0, "", ""},
		{"crossref-rcrossref/cr_works_fails_well.0.200.body.json", newsapi.ReadCrossref, 0, 0, 0, "", ""},
		{"crossref-rcrossref/cr_works_fails_well.1.400.body.json", newsapi.ReadCrossref, 0, 0, 0, "", "the service says: Integer specified as 200 but must be a positive integer less than or equal to 100."},
		{"crossref-rcrossref/cr_works_with_cursor_fails_well.0.500.body.json", newsapi.ReadCrossref, 0, 0, 0, "", "the service says: clojure.lang.ExceptionInfo"},
		{"crossref-rcrossref/cr_works_empty_funder.0.200.body.json", newsapi.ReadCrossref, 1, 0, -1, "", ""},
		{"crossref-rcrossref/cr_cn_citeproc_json.1.200.body.json", newsapi.ReadCrossref, 1, 0, -1, "", ""},
		{"crossref-rcrossref/cr_cn_citeproc_json.0.200.body.json", newsapi.ReadCrossref, 0, 0, 0, "", "holds no list of records"},
		{"crossref-rcrossref/cr_cn_bibentry.1.200.body.txt", newsapi.ReadCrossref, 0, 0, 0, "", "the service says: @article{Frank_1970,"},
		{"crossref-rcrossref/cr_journals_issn_behavior.0.404.body.txt", newsapi.ReadCrossref, 0, 0, 0, "", "the service says: Resource not found."},
		{"crossref-rcrossref/cr_journals_issn_behavior.1.200.body.json", newsapi.ReadCrossref, 0, 0, 0, "", "holds no list of records"},
		{"crossref-rcrossref/cr_abstract.0.200.body.xml", newsapi.ReadCrossref, 0, 0, 0, "", "XML in place of JSON"},
		{"crossref-rcrossref/id_converter.0.200.body.json", newsapi.ReadCrossref, 0, 0, 0, "", "holds no list of records"},
		{"metrics-lagotto/crossref_import.json", newsapi.ReadCrossref, 10, 0, 22993, "2008-07-26 issued|OECD Journal: General Papers|Investment climate, capabilities and firm performance|Batra, Geeta; Stone, Andrew H. W.|||0|0|", ""},

		{"metrics-lagotto/europe_pmc_fulltext.json", newsapi.ReadEuropePMC, 13, 0, 13, "2014 pubYear|Sci Rep|Genetic evidence of African slavery at the beginning of the trans-Atlantic slave trade.|Martiniano R, Coelho C, Ferreira MT, Neves MJ, Pinhasi R, Bradley DG|||0|0|", ""},
		{"metrics-lagotto/europe_pmc.json", newsapi.ReadEuropePMC, 23, 0, 23, "", ""},
		{"metrics-lagotto/europe_pmc_nil.json", newsapi.ReadEuropePMC, 0, 0, 0, "", ""},
		{"metrics-lagotto/europe_pmc_fulltext_nil.json", newsapi.ReadEuropePMC, 0, 0, 0, "", ""},
	} {
		t.Run(filepath.Base(tt.file), func(t *testing.T) {
			body, err := os.ReadFile(filepath.Join(dir, tt.file))
			if err != nil {
				t.Fatal(err)
			}
			p, err := tt.read(bytes.NewReader(body), newsapi.Origin{Location: tt.file})
			if tt.says != "" {
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("got %v, want %q", err, tt.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if len(p.Items) != tt.items || len(p.Errors) != tt.errors || p.Stated != tt.stated {
				t.Errorf("%d items, %d errors, %d stated; want %d, %d, %d; %v", len(p.Items), len(p.Errors), p.Stated, tt.items, tt.errors, tt.stated, p.Errors)
			}
			for _, a := range p.Items {
				if a.ID == "" || a.Title == "" || a.URL == "" || a.Provenance.SHA256 != coverage.SHA256Hex(body[a.Provenance.Offset:][:rawLength(body[a.Provenance.Offset:])]) {
					t.Errorf("incomplete article %+v", a)
				}
			}
			if len(p.Items) > 0 {
				if got := line(p.Items[0]); !strings.HasPrefix(got, tt.first) {
					t.Errorf("first article\n got %s\nwant %s", got, tt.first)
				}
				t.Logf("%s\n%+v\n%.200s", line(p.Items[0]), p.Items[0].Provenance, p.Items[0].Text)
			}
			for _, e := range p.Errors {
				t.Log(e)
			}
		})
	}
}

// line shows an article: date and basis, outlet, title, byline, section,
// language, words, paragraphs of the text, steps.
func line(a coverage.Article) string {
	paragraphs := 0
	if a.Text != "" {
		paragraphs = strings.Count(a.Text, "\n\n") + 1
	}
	return strings.Join([]string{strings.TrimSpace(a.Published.String() + " " + a.Published.Basis), a.Outlet.Name, a.Title, a.Byline, a.Section, a.Language,
		fmt.Sprint(a.Words), fmt.Sprint(paragraphs), strings.Join(a.Provenance.Steps, "; ")}, "|")
}

// rawLength is the length of the JSON value that b begins with.
func rawLength(b []byte) int {
	depth, inString := 0, false
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(b)
}

func TestSampleTimelines(t *testing.T) {
	dir := samples(t)
	for _, tt := range []struct{ file, want, says string }{
		{"timelinevolraw.json", "Article Count (articles): 2026-04-22 41 partial, 2026-04-23 119 partial; Total Monitored Articles (articles watched): 2026-04-22 191394 partial, 2026-04-23 214966 partial", ""},
		{"timelinevol.json", "Volume Intensity (% of articles watched): 2026-04-22 0.0214 partial, 2026-04-23 0.0554 partial", ""},
		{"timelinevolraw-csv-bom.csv", "Article Count (articles): 2026-06-01 1317 partial, 2026-06-02 1519 observed, 2026-06-03 1578 partial; Total Monitored Articles (articles watched): 2026-06-01 159665 partial, 2026-06-02 182921 observed, 2026-06-03 171004 partial", ""},
		{"empty-object.json", "", ""},
		{"gdelt_rate_limited.txt", "", "Please limit requests"},
		{"keyword-error.txt", "", "One or more of your keywords"},
		{"gdelt_live_artlist.json", "", "no timeline in the answer"},
	} {
		f, err := os.Open(filepath.Join(dir, "gdelt-doc", tt.file))
		if err != nil {
			t.Fatal(err)
		}
		list, err := newsapi.ReadGDELTTimeline(f, newsapi.Origin{Location: tt.file})
		f.Close()
		if tt.says != "" {
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("%s: got %v, want %q", tt.file, err, tt.says)
			}
			if se, ok := errors.AsType[*newsapi.ServiceError](err); ok != (tt.file != "gdelt_live_artlist.json") || ok && se.Throttled != strings.Contains(tt.file, "rate") {
				t.Errorf("%s: %#v", tt.file, err)
			}
			continue
		}
		if got := show(list); err != nil || got != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.file, err, got, tt.want)
		}
	}
}

// show writes series for comparison.
func show(list []*coverage.Series) string {
	var out []string
	for _, s := range list {
		var points []string
		for _, p := range s.Points {
			v := fmt.Sprint(p.Value)
			if p.Status == coverage.Missing {
				v = "-"
			}
			points = append(points, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", p.Period, v, p.Status, p.Note)))
		}
		out = append(out, fmt.Sprintf("%s (%s): %s", s.Name, s.Unit, strings.Join(points, ", ")))
	}
	return strings.Join(out, "; ")
}
