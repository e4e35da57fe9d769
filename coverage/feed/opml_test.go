package feed

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOPML(t *testing.T) {
	list := []Subscription{{"One & two", "https://example.org/1", "https://example.org/", ""}, {"Two", "https://example.org/2", "", "Press/Local"}, {"Three", "https://example.org/3", "", "Press/Local"},
		{"Four", "https://example.org/4?a=1&b=2", "", "Press"}, {"Five", "https://example.org/5", "", ""}}
	var b bytes.Buffer
	if err := WriteOPML(&b, "List", list); err != nil {
		t.Fatal(err)
	}
	got, err := ReadOPML(&b)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(list, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

func TestReadOPMLForms(t *testing.T) {
	one := []Subscription{{Title: "A", URL: "https://example.org/1"}}
	tests := []struct {
		name, in string
		want     []Subscription
		failed   bool
	}{
		{"plain", `<opml version="2.0"><body><outline text="A" xmlUrl="https://example.org/1"/></body></opml>`, one, false},
		{"names in any case", `<OPML><BODY><OUTLINE TEXT="A" XMLURL="https://example.org/1"/></BODY></OPML>`, one, false},
		{"mark, declaration, encoding", "\ufeff<?xml version='1.0' encoding='iso-8859-1'?><opml><body><outline text='A' xmlUrl='https://example.org/1'/></body></opml>", one, false},
		{"bare ampersand and HTML entity", `<opml><body><outline text="B&nbsp;&eacute; & C" xmlUrl="https://example.org/?a=1&b=2"/></body></opml>`, []Subscription{{Title: "B é & C", URL: "https://example.org/?a=1&b=2"}}, false},
		{"url for xmlUrl", `<opml><body><outline type="rss" text="A" url="https://example.org/1"/><outline type="link" text="B" url="https://example.org/2"/></body></opml>`, one, false},
		{"group with a slash", `<opml><body><outline text=" UK / Press "><outline text="A" xmlUrl="https://example.org/1"/></outline></body></opml>`, []Subscription{{Title: "A", URL: "https://example.org/1", Group: "UK/Press"}}, false},
		{"feed within a feed", `<opml><body><outline text="A" xmlUrl="https://example.org/1"><outline text="B" xmlUrl="https://example.org/2"/></outline></body></opml>`, []Subscription{one[0], {Title: "B", URL: "https://example.org/2", Group: "A"}}, false},
		{"no feeds", `<opml><body></body></opml>`, nil, false},
		{"breaks off", `<opml><body><outline text="A" xmlUrl="https://example.org/1"/><outline te`, one, true},
		{"a page", `<html><body></body></html>`, nil, true},
		{"empty", "", nil, true},
		{"words", "https://example.org/1", nil, true},
		{"too deep", "<opml><body>" + strings.Repeat(`<outline text="g">`, 1e6), nil, true},
		{"entity bomb", `<!DOCTYPE opml [<!ENTITY a "xxxxxxxx"><!ENTITY b "&a;&a;&a;">]><opml><body><outline text="A" xmlUrl="https://example.org/1"/></body></opml>`, one, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadOPML(strings.NewReader(tt.in))
			if d := cmp.Diff(tt.want, got); d != "" || (err != nil) != tt.failed {
				t.Errorf("error %v (-want +got)\n%s", err, d)
			}
		})
	}
	var large *TooLargeError
	if _, err := ReadOPML(strings.NewReader(strings.Repeat(" ", 16<<20+1))); !errors.As(err, &large) {
		t.Errorf("too large: %v", err)
	}
}

// What was read is written so that it reads the same.
func FuzzReadOPML(f *testing.F) {
	f.Add([]byte(`<opml version="2.0"><body><outline text="G"><outline text="A" xmlUrl="https://example.org/1"/></outline></body></opml>`))
	f.Add([]byte(`<opml><body><outline text="/a//b/"><outline title=" " text="A&B" xmlUrl="x" htmlUrl="y"/></outline><outline type=rss url=z></body>`))
	f.Fuzz(func(t *testing.T, in []byte) {
		list, err := ReadOPML(bytes.NewReader(in))
		if err != nil {
			return
		}
		for _, s := range list {
			if s.URL == "" {
				t.Errorf("subscription without address: %+v", s)
			}
		}
		var b bytes.Buffer
		if err := WriteOPML(&b, "List", list); err != nil {
			t.Fatal(err)
		}
		again, err := ReadOPML(&b)
		if err != nil || !slices.Equal(list, again) {
			t.Errorf("%v (-read +read again)\n%s", err, cmp.Diff(list, again))
		}
	})
}
