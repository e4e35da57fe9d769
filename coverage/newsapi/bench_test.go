package newsapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage/newsapi"
)

// BenchmarkRead reads the largest page that each service gives.
func BenchmarkRead(b *testing.B) {
	text := strings.Repeat("<p>The harbour board &ldquo;knew&rdquo; of the <a href=\"https://example.org/rust\">rust</a> and said nothing, an inquiry heard on Monday.</p>", 40)
	records := func(n int, of func(int) object) []object {
		list := make([]object, n)
		for i := range list {
			list[i] = of(i)
		}
		return list
	}
	for _, bm := range []struct {
		service string
		answer  object
	}{
		{"guardian", object{"response": object{"status": "ok", "total": 200, "results": records(200, func(i int) object {
			return object{"type": "article", "webTitle": "Ferry report", "webUrl": fmt.Sprintf("https://www.theguardian.com/a/%d", i), "webPublicationDate": "2019-03-04T18:30:05Z", "fields": object{"body": text, "wordcount": "700", "byline": "Ann Example"}}
		})}}},
		{"gdelt", object{"articles": records(250, func(i int) object {
			return object{"url": fmt.Sprintf("https://post.example/%d", i), "title": "Ferry delayed - harbour board silent", "seendate": "20190304T131500Z", "domain": "post.example", "language": "English", "sourcecountry": "United Kingdom"}
		})}},
		{"crossref", object{"status": "ok", "message-type": "work-list", "message": object{"total-results": 1000, "items": records(1000, func(i int) object {
			return object{"DOI": fmt.Sprintf("10.5555/%d", i), "title": []string{"Rust in Ferries"}, "author": []object{{"family": "Example", "given": "Ann"}}, "container-title": []string{"Journal of Harbours"}, "issued": object{"date-parts": [][]int{{2019, 3}}}, "abstract": "<jats:p>Ferries rust.</jats:p>"}
		})}}},
	} {
		body, err := json.Marshal(bm.answer)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(bm.service, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				p, err := pageReaders[bm.service](bytes.NewReader(body), newsapi.Origin{Location: "bench", Retrieved: time.Unix(1<<31, 0)})
				if err != nil || len(p.Errors) > 0 {
					b.Fatal(err, p.Errors)
				}
			}
		})
	}
}

// BenchmarkDamaged reads a page of which every title is spoilt.
func BenchmarkDamaged(b *testing.B) {
	var doc strings.Builder
	doc.WriteString(`{"articles":[`)
	for i := range 250 {
		fmt.Fprintf(&doc, `{"url":"https://post.example/%d","title":"The captain\'s "no" \x","seendate":"20190304T131500Z"},`, i)
	}
	body := strings.TrimSuffix(doc.String(), ",") + "]}"
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if p, err := newsapi.ReadGDELT(strings.NewReader(body), newsapi.Origin{}); err != nil || len(p.Items) != 250 {
			b.Fatal(err, len(p.Items))
		}
	}
}
