package page

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// What is hostile is refused in well under a second and 64 MB, or read.
func TestHostile(t *testing.T) {
	bomb := "<!DOCTYPE html [<!ENTITY a \"xxxxxxxxxx\">\n"
	for c := 'b'; c < 'z'; c++ {
		bomb += fmt.Sprintf("<!ENTITY %c \"%s\">\n", c, strings.Repeat("&"+string(c-1)+";", 10))
	}
	fonts := strings.Builder{}
	for i := range 500 {
		fmt.Fprintf(&fonts, "<font size=%d>", i)
	}
	const p = "<p>A paragraph with a number of words in it, no two of them the same, to be read.</p>"
	tests := []struct {
		name, in string
		refused  any // nil: it may be read, in bounded time
	}{
		{"a million nested divs", strings.Repeat("<div>", 1e6), new(*TooComplexError)},
		{"a million nested spans and text", strings.Repeat("<span>a", 1e6), new(*TooComplexError)},
		{"a million links", strings.Repeat("<a>", 1e6), new(*TooComplexError)},
		{"a million elements of an unknown name", strings.Repeat("<x-y>", 1e6), new(*TooComplexError)},
		{"entity bomb", bomb + "]><html><title>&y;</title>", new(*EntityError)},
		{"fonts opened again in each paragraph", fonts.String() + strings.Repeat("<p>x", 30000), new(*TooComplexError)},
		{"forty thousand nested divs", strings.Repeat("<div>", 4e4) + p, nil},
		{"forty thousand nested bold", strings.Repeat("<b>", 4e4) + p, nil},
		{"nested tables", strings.Repeat("<table><tr><td>", 1e4) + p, nil},
		{"nested lists", strings.Repeat("<ul><li>", 2e3) + p, nil},
		{"paragraphs", strings.Repeat(p, 1e4), nil},
		{"paragraphs without end", strings.Repeat("<p>x y z", 1e4), nil},
		{"line breaks", "<p>" + strings.Repeat("x<br>", 1e4), nil},
		{"links", "<p>" + strings.Repeat("<a href=x>some words</a>, ", 1e4), nil},
		{"rows", "<table>" + strings.Repeat("<tr><td>some words<td>more words", 3e3), nil},
		{"paragraphs in deep nesting", strings.Repeat("<div>", 190) + strings.Repeat(p, 5e3), nil},
		{"lists in lists", strings.Repeat("<ul>"+strings.Repeat("<li>some words", 100), 100), nil},
		{"one word of two million letters", "<p>" + strings.Repeat("x", 2e6), nil},
		{"blanks", "<p>" + strings.Repeat(" ", 2e6) + p, nil},
		{"attributes", "<p " + strings.Repeat("a ", 2e5) + ">" + p, nil},
		{"classes", `<p class="` + strings.Repeat("aB-", 5e5) + `">` + p, nil},
		{"open comments", strings.Repeat("<!--", 2e5), nil},
		{"open script", "<script>" + strings.Repeat("<!--<script>", 1e5), nil},
		{"open angle brackets", strings.Repeat("<", 1e6), nil},
		{"ampersands", "<p>" + strings.Repeat("&", 1e6), nil},
		{"end tags", "<div>" + strings.Repeat("</b>", 3e5) + p, nil},
		{"metas", strings.Repeat("<meta name=a content=b>", 4e4) + p, nil},
		{"JSON of a million lists", `<script type="application/ld+json">` + strings.Repeat("[", 1e6) + "</script>" + p, nil},
		{"JSON of many objects", `<script type="application/ld+json">[` + strings.Repeat(`{"@type":"NewsArticle","headline":"a b"},`, 2e4) + "{}]</script>" + p, nil},
		{"long articleBody", `<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"` + strings.Repeat("End.The end. ", 2e4) + `"}</script>` + p, nil},
		{"classed dates", strings.Repeat("<i class=date>1 January</i>", 1e4) + p, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			_, err := Reader{}.Read(strings.NewReader(tt.in))
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			if testing.Verbose() {
				t.Logf("%v, %d MB allocated in all, error: %.80v", took, used, err)
			}
			if tt.refused != nil && (err == nil || !errors.As(err, tt.refused)) {
				t.Errorf("error %v, want %T", err, tt.refused)
			}
			if underRace {
				return
			}
			if tt.refused != nil && used > 64 {
				t.Errorf("allocated %d MB in all", used)
			}
			if limit := 10 * time.Second; took > limit || tt.refused != nil && took > limit/4 { // generous for a busy machine
				t.Errorf("took %v", took)
			}
		})
	}
}

// zeros is an endless file.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestGzipBomb(t *testing.T) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.Copy(z, io.LimitReader(zeros{}, 64<<20)); err != nil {
		t.Fatal(err)
	}
	z.Close()
	_, err := Reader{}.Read(&b)
	if not, ok := errors.AsType[*NotPageError](err); !ok || not.Kind != "archive" {
		t.Errorf("gzip given as a page: %v", err)
	}
	if _, err := (Reader{}).Read(zeros{}); err == nil {
		t.Error("an endless file was read")
	} else if _, ok := errors.AsType[*TooLargeError](err); !ok {
		t.Errorf("endless file: %v", err)
	}
}
