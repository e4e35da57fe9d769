package warc

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSamples reads real archives. A file example.warc holds 6 records: two
// descriptions of the archive, two requests, a page and a record that refers
// to it.
func TestSamples(t *testing.T) {
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set: real web archives are not part of the project")
	}
	six := "records: request 2, response 1, revisit 1, warcinfo 2; damaged 0; articles 1, pages not read 0; passed over: revisit 1"
	for _, tt := range []struct{ file, account, title, captured string }{
		{"example.warc", six, "Example Domain", "2017-03-06T04:02:06Z"},
		{"example.warc.gz", six, "Example Domain", "2017-03-06T04:02:06Z"},
		{"example-bad-non-chunked.warc.gz", six, "Example Domain", "2017-03-06T04:02:06Z"}, // one member for all records
		{"example-bad.warc.gz.bad", "records: request 2, response 2, revisit 1, warcinfo 1; damaged 0; articles 1, pages not read 0; passed over: revisit 1, status 302 1", "Example Domain", "2014-01-03T03:03:21Z"},
		{"example-digest.warc", "records: request 4; damaged 0; articles 0, pages not read 0", "", ""},
		{"example-iana.org-chunked.warc", "records: request 1, response 1, warcinfo 1; damaged 0; articles 1, pages not read 0", "Internet Assigned Numbers Authority", "2017-03-06T16:54:09Z"},
		{"example-resource.warc.gz", "records: resource 1, warcinfo 2; damaged 0; articles 1, pages not read 0", "Example Domain", "2017-04-29T01:30:30Z"},
		{"example-wrong-chunks.warc.gz", "records: request 1, response 1; damaged 0; articles 1, pages not read 0", "Example Domain", "2018-11-02T18:55:11Z"}, // one record over three members
		{"example.arc", "records: response 1, warcinfo 1; damaged 0; articles 1, pages not read 0", "Example Domain", "2014-02-16T05:02:21Z"},
		{"example.arc.gz", "records: response 1, warcinfo 1; damaged 0; articles 1, pages not read 0", "Example Domain", "2014-02-16T05:02:21Z"},
		{"post-test.warc.gz", "records: request 3, response 3; damaged 0; articles 0, pages not read 0; passed over: application/json 3", "", ""},
	} {
		t.Run(tt.file, func(t *testing.T) {
			f, err := os.Open(filepath.Join(dir, "samples", "warc-warcio", tt.file))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			src := &Source{Reader: Reader{R: f, Name: tt.file}}
			title, captured := "", ""
			for a, err := range src.Articles(t.Context()) {
				if err != nil {
					t.Error(err)
					continue
				}
				title, captured = a.Title, a.Provenance.Retrieved.Format("2006-01-02T15:04:05Z07:00")
				if a.Text == "" || a.URL == "" || a.Provenance.Location != tt.file || a.Provenance.Record == 0 {
					t.Errorf("incomplete article %+v", a)
				}
			}
			if got := src.Account.String(); got != tt.account || title != tt.title || captured != tt.captured {
				t.Errorf("%q of %s\n got %s\nwant %s, %q of %s", title, captured, got, tt.account, tt.title, tt.captured)
			}
		})
	}
}
