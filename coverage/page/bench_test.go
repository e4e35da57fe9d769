package page

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/markusmobius/go-trafilatura"
)

// fullPage is a page as news sites serve it: 40 paragraphs among scripts,
// styles, menus, teasers and comments, about 130 KB.
func fullPage() []byte {
	var b strings.Builder
	b.WriteString(`<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Harbour board to be abolished | Coastal Times</title>
<meta property="og:title" content="Harbour board to be abolished"><meta property="og:site_name" content="Coastal Times">
<meta property="article:published_time" content="2019-09-02T06:00:00Z"><link rel="canonical" href="https://coastal-times.example/news/board-abolished">`)
	b.WriteString("<style>" + strings.Repeat(".c-menu__item--active{color:#333;margin:0 auto;padding:4px}\n", 400) + "</style>")
	b.WriteString("<script>" + strings.Repeat("window.cfg=window.cfg||{};cfg.push({slot:'mpu',size:[300,250],a:1<2});\n", 500) + "</script>")
	b.WriteString(`<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle","headline":"Harbour board to be abolished","datePublished":"2019-09-02T06:00:00Z","author":{"@type":"Person","name":"Hanna Reyes"},"publisher":{"@type":"Organization","name":"Coastal Times"}}</script></head><body><header><nav><ul>`)
	for i := range 120 {
		fmt.Fprintf(&b, `<li class="c-menu__item"><a class="c-menu__link" href="/section/%d">Section number %d</a></li>`, i, i)
	}
	b.WriteString(`</ul></nav></header><main><article class="c-article"><h1>Harbour board to be abolished</h1><div class="c-byline">By <a href="/staff/hr">Hanna Reyes</a></div><div class="c-article__body">`)
	for i := range 40 {
		fmt.Fprintf(&b, `<p>Paragraph %d says that the board, which has <a href="/news/%d">run the harbour</a> for %d years, did not answer the letters of its own pilots, and that <em>nobody</em> has yet said why that was so.</p>`, i, i, 100+i)
		if i%10 == 5 {
			b.WriteString(`<div class="ad-slot"><p>Advertisement</p></div><figure><img src="x.jpg" alt=""><figcaption>The office of the board, from the square.</figcaption></figure>`)
		}
	}
	b.WriteString(`</div></article><section class="related">`)
	for i := range 60 {
		fmt.Fprintf(&b, `<div class="c-teaser"><h3><a href="/news/t%d">Another report of some length with the number %d</a></h3><p>Its first sentence, cut short where the box ends, as boxes do…</p></div>`, i, i)
	}
	b.WriteString(`</section><section class="comments">`)
	for i := range 40 {
		fmt.Fprintf(&b, `<div class="comment"><span class="who">reader%d</span><p>I have said it before and I say it again: number %d is right and all the others are wrong, and so it goes.</p></div>`, i, i)
	}
	b.WriteString(`</section></main><footer><ul>` + strings.Repeat(`<li><a href="/about">About us and our terms</a></li>`, 40) + `</ul></footer></body></html>`)
	return []byte(b.String())
}

func pages(b *testing.B) map[string][][]byte {
	sets := map[string][][]byte{"full page": {fullPage()}}
	for _, file := range fixtures(b) {
		raw, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		sets["fixtures"] = append(sets["fixtures"], raw)
	}
	return sets
}

func BenchmarkRead(b *testing.B) {
	raw := fullPage()
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := (Reader{}).Read(bytes.NewReader(raw)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkBesideTrafilatura reads the same pages by turns with this package
// and with go-trafilatura alone, at its defaults, and reports the median of
// the ratios of their times: 1.15 is 15% slower. go-trafilatura is once asked
// for everything it has and once for the text without a date and without
// its fallbacks, which is the least it can do.
func BenchmarkBesideTrafilatura(b *testing.B) {
	others := []struct {
		name    string
		options trafilatura.Options
	}{
		{"with dates", trafilatura.Options{ExcludeComments: true}},
		{"text only", trafilatura.Options{ExcludeComments: true, HtmlDateMode: trafilatura.Disabled}},
		{"with fallbacks", trafilatura.Options{ExcludeComments: true, EnableFallback: true}},
	}
	for set, list := range pages(b) {
		for _, other := range others {
			b.Run(set+"/"+other.name, func(b *testing.B) {
				var ratios []float64
				for b.Loop() {
					var own, theirs time.Duration
					for _, raw := range list {
						start := time.Now()
						if _, err := (Reader{}).Read(bytes.NewReader(raw)); err != nil {
							b.Fatal(err)
						}
						middle := time.Now()
						if _, err := trafilatura.Extract(bytes.NewReader(raw), other.options); err != nil {
							b.Fatal(err)
						}
						own, theirs = own+middle.Sub(start), theirs+time.Since(middle)
					}
					ratios = append(ratios, float64(own)/float64(theirs))
				}
				slices.Sort(ratios)
				b.ReportMetric(ratios[len(ratios)/2], "ratio")
			})
		}
	}
}
