package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

const twoParagraphs = "<p>The board did not answer the letters of its own pilots, the inquiry heard on Monday.</p><p>It will hear the harbour master next.</p>"

// page builds a page with a head and two paragraphs.
func page(head string) string {
	return "<!doctype html><html><head>" + head + "</head><body><main>" + twoParagraphs + "</main></body></html>"
}

func ld(json string) string { return `<script type="application/ld+json">` + json + `</script>` }

func read(t testing.TB, r Reader, in string) *Page {
	t.Helper()
	p, err := r.Read(strings.NewReader(in))
	if err != nil {
		t.Fatalf("%v\n%s", err, in)
	}
	return p
}

func TestTitle(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{"json-ld", ld(`{"@type":"NewsArticle","headline":"Board did not answer"}`) + `<title>Other</title>`, "Board did not answer"},
		{"name of the software", ld(`{"@type":"NewsArticle","headline":"Brightspot"}`) + `<meta property="og:title" content="Board did not answer">`, "Board did not answer"},
		{"name of the site", ld(`{"@type":"NewsArticle","headline":"Test Post","publisher":{"name":"Test Post"}}`) + `<title>Board did not answer | Test Post</title>`, "Board did not answer"},
		{"name of the generator", `<meta name="generator" content="Escenicity 5"><meta property="og:title" content="Escenicity 5"><title>Board did not answer</title>`, "Board did not answer"},
		{"contradicted", ld(`{"@type":"NewsArticle","headline":"Lorem dolor"}`) + `<meta property="og:title" content="Board did not answer"><meta name="twitter:title" content="Board did not answer pilots">`, "Board did not answer"},
		{"array of nodes", ld(`[{"@type":"WebSite","name":"Test Post"},{"@type":["Thing","NewsArticle"],"headline":"Board did not answer"}]`), "Board did not answer"},
		{"graph", ld(`{"@graph":[{"@type":"WebPage","name":"x y"},{"@type":"https://schema.org/ReportageNewsArticle","headline":"Board did not answer"}]}`), "Board did not answer"},
		{"several blocks", ld(`{"@type":"BreadcrumbList"}`) + ld(`not JSON`) + ld(`{"@type":"Article","headline":"Board did not answer"}`), "Board did not answer"},
		{"main entity", ld(`{"@type":"WebPage","mainEntity":{"@type":"NewsArticle","headline":"Board did not answer"}}`), "Board did not answer"},
		{"the article among teasers", `<link rel="canonical" href="https://example.org/b">` +
			ld(`[{"@type":"NewsArticle","url":"https://example.org/a","headline":"Another"},{"@type":"NewsArticle","url":"https://example.org/b","headline":"Board did not answer"}]`), "Board did not answer"},
		{"escaped twice", `<meta property="og:title" content="Board &amp;amp; pilots&amp;#8217; letters">`, "Board & pilots’ letters"},
		{"markup", ld(`{"@type":"NewsArticle","headline":"Board <em>did not<\/em> answer"}`), "Board did not answer"},
		{"citation", `<meta name="citation_title" content="Board did not answer">`, "Board did not answer"},
		{"dublin core", `<meta name="DC.Title" content="Board did not answer">`, "Board did not answer"},
		{"title with the site before", `<meta property="og:site_name" content="The Test Post"><title>Test Post: x – Board did not answer – The Test Post</title>`, "Test Post: x – Board did not answer"},
		{"colon kept", `<title>Harbour board: did it answer?</title>`, "Harbour board: did it answer?"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, Reader{}, page(tt.head)).Article; got.Title != tt.want {
				t.Errorf("got %q, want %q; warnings %q", got.Title, tt.want, got.Provenance.Warnings)
			}
		})
	}
}

func TestPublished(t *testing.T) {
	retrieved := time.Date(2019, 6, 1, 12, 0, 0, 0, time.UTC)
	tests := []struct{ name, head, url, want, basis, at string }{
		{"json-ld", ld(`{"@type":"NewsArticle","datePublished":"2019-03-12T23:30:00+01:00"}`), "", "2019-03-12", "json-ld datePublished", "2019-03-12T22:30:00Z"},
		{"zone without colon", `<meta property="article:published_time" content="2019-03-12T23:30:00+0100">`, "", "2019-03-12", "article:published_time", "2019-03-12T22:30:00Z"},
		{"no zone", `<meta property="article:published_time" content="2019-03-12T23:30:00">`, "", "2019-03-12", "article:published_time", ""},
		{"month only", `<meta name="citation_publication_date" content="2019/03">`, "", "2019-03", "citation_publication_date", ""},
		{"month, and the day further on", `<meta name="citation_publication_date" content="2019/03"><meta name="DC.Date" content="2019-03-12">`, "", "2019-03-12", "dc.date", ""},
		{"month, and another day", `<meta name="citation_publication_date" content="2019/03"><meta name="DC.Date" content="2018-03-12">`, "", "2019-03", "citation_publication_date", ""},
		{"year only", `<meta name="citation_date" content="2019">`, "", "2019", "citation_date", ""},
		{"prism", `<meta name="prism.publicationDate" content="2019-03-12">`, "", "2019-03-12", "prism.publicationdate", ""},
		{"microdata", `</head><body><span itemprop="datePublished" content="2019-03-12">x</span>`, "", "2019-03-12", "marked datePublished", ""},
		{"time element", `</head><body><h1>A title</h1><time datetime="2019-03-12T10:00Z">today</time>`, "", "2019-03-12", "time element", "2019-03-12T10:00:00Z"},
		{"time elements of others", `</head><body><time datetime="2019-03-12">a</time><time datetime="2019-03-13">b</time>`, "", "", "", ""},
		{"time element aside", `</head><body><aside><time datetime="2019-03-12">a</time></aside>`, "", "", "", ""},
		{"url", "", "https://example.org/news/2019/mar/12/board", "2019-03-12", "url", ""},
		{"month in the url", "", "https://example.org/2019/03/board-did-not-answer/", "2019-03", "url", ""},
		{"eight digits in the url", "", "https://example.org/20190312/board", "2019-03-12", "url", ""},
		{"number in the url", "", "https://example.org/news/uk-england-20190312", "", "", ""},
		{"printed", `</head><body><h1>A title</h1><p>Tuesday 12 March 2019, 10.30am</p>`, "", "2019-03-12", "printed", ""},
		{"printed in German", `</head><html lang="de"><body><h1>Ein Titel</h1><div class="datum">03.04.2019</div>`, "", "2019-04-03", "printed", ""},
		{"printed numbers in English", `</head><body><h1>A title</h1><div class="date">03/04/2019</div>`, "", "2019", "printed", ""},
		{"a date of the story", `</head><body><h1>A title</h1><p>On 12 March 2019 the board met in private.</p>`, "", "", "", ""},
		{"before 1800", ld(`{"@type":"NewsArticle","datePublished":"1246-01-01"}`) + `<meta name="date" content="2019-03-12">`, "", "2019-03-12", "date", ""},
		{"after retrieval", ld(`{"@type":"NewsArticle","datePublished":"2031-01-01"}`) + `<meta name="date" content="2019-03-12">`, "", "2019-03-12", "date", ""},
		{"day of retrieval in a zone ahead", ld(`{"@type":"NewsArticle","datePublished":"2019-06-02T01:00:00+13:00"}`), "", "2019-06-02", "json-ld datePublished", "2019-06-01T12:00:00Z"},
		{"clock never set", `<meta property="article:published_time" content="1970-01-01T00:00:00Z">`, "https://example.org/2019/03/12/x", "2019-03-12", "url", ""},
		{"only changed", ld(`{"@type":"NewsArticle","dateModified":"2019-03-12"}`), "", "", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := read(t, Reader{URL: tt.url, Retrieved: retrieved}, page(tt.head))
			at := ""
			if !p.Time.IsZero() {
				at = p.Time.UTC().Format(time.RFC3339)
			}
			if d := p.Article.Published; d.String() != tt.want || d.Basis != tt.basis || at != tt.at {
				t.Errorf("%s by %q at %q, want %s by %q at %q; warnings %q", d, d.Basis, at, tt.want, tt.basis, tt.at, p.Article.Provenance.Warnings)
			}
		})
	}
	p := read(t, Reader{Retrieved: retrieved}, page(ld(`{"@type":"NewsArticle","datePublished":"2031-01-01"}`)))
	if w := p.Article.Provenance.Warnings; len(w) == 0 || !strings.Contains(w[0], "2031-01-01") || p.Article.Published.Raw != "2031-01-01" {
		t.Errorf("a date that cannot be: raw %q, warnings %q", p.Article.Published.Raw, w)
	}
	p = read(t, Reader{Order: stamp.DayFirst}, page(`<meta name="date" content="03/04/2019">`))
	if p.Article.Published.String() != "2019-04-03" {
		t.Errorf("order given: %s", p.Article.Published)
	}
}

func TestByline(t *testing.T) {
	tests := []struct{ name, head, want string }{
		{"json-ld person", ld(`{"@type":"NewsArticle","author":{"@type":"Person","name":"Ada Marsh"}}`), "Ada Marsh"},
		{"json-ld persons and desk", ld(`{"@type":"NewsArticle","author":[{"@type":"Organization","name":"Desk"},{"@type":"Person","name":"Ada Marsh"},{"@type":"Person","name":"Ben Roe"}]}`), "Ada Marsh, Ben Roe"},
		{"json-ld list of names", ld(`{"@type":"NewsArticle","author":{"@type":"Person","name":["Ada Marsh","Ben Roe"]}}`), "Ada Marsh, Ben Roe"},
		{"json-ld reference", ld(`{"@graph":[{"@type":"Person","@id":"#p1","name":"Ada Marsh"},{"@type":"NewsArticle","author":{"@id":"#p1"}}]}`), "Ada Marsh"},
		{"json-ld text", ld(`{"@type":"NewsArticle","author":"By Ada Marsh"}`), "Ada Marsh"},
		{"address for a name", `<meta property="article:author" content="https://example.org/profile/ada"><meta name="author" content="Ada Marsh">`, "Ada Marsh"},
		{"citation", `<meta name="citation_author" content="Marsh, A."><meta name="citation_author" content="Roe, B.">`, "Marsh, A., Roe, B."},
		{"admin", `<meta name="author" content="admin">`, ""},
		{"the site", `<meta property="og:site_name" content="Test Post"><meta name="author" content="The Test Post">`, ""},
		{"by, date and handle", `</head><body><div class="byline">By Ada Marsh @adamarsh | Published 12 March 2019</div>`, "Ada Marsh"},
		{"role kept", `</head><body><p class="byline">By Ada Marsh, Health Correspondent</p>`, "Ada Marsh, Health Correspondent"},
		{"e-mail", `</head><body><span itemprop="author">Ada Marsh (ada@example.org)</span>`, "Ada Marsh"},
		{"by as part of a name", `<meta name="author" content="Byron Marsh">`, "Byron Marsh"},
		{"German", `</head><html lang="de"><body><p class="autor">Von Jörg Weiß</p>`, "Jörg Weiß"},
		{"German name", `<meta name="author" content="Von der Heide, Anna">`, "Von der Heide, Anna"},
		{"printed", `</head><body><h1>T</h1><p>By Ada Marsh and Ben Roe</p>`, "Ada Marsh and Ben Roe"},
		{"no byline", `</head><body><h1>T</h1><p>By Monday the letters had been lost and found again</p>`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, Reader{}, page(tt.head)).Article.Byline; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestAddress(t *testing.T) {
	tests := []struct{ name, url, head, want string }{
		{"canonical", "https://m.example.org/a?utm_source=x", `<link rel="canonical" href="https://www.example.org/a">`, "https://www.example.org/a"},
		{"relative", "https://example.org/news/a?x=1", `<link rel="canonical" href="/news/a">`, "https://example.org/news/a"},
		{"front page", "https://example.org/news/a", `<link rel="canonical" href="https://example.org/">`, "https://example.org/news/a"},
		{"another site", "https://news.example.co.uk/a", `<link rel="canonical" href="https://other.co.uk/a">`, "https://news.example.co.uk/a"},
		{"og:url", "", `<meta property="og:url" content="https://example.org/a#top">`, "https://example.org/a"},
		{"json-ld", "", ld(`{"@type":"NewsArticle","mainEntityOfPage":{"@id":"https://example.org/a"}}`), "https://example.org/a"},
		{"replay", "https://web.archive.org/web/20190312000000/https://example.org/a", `<link rel="canonical" href="https://web.archive.org/web/20190312000000/https://example.org/a">`, "https://example.org/a"},
		{"none", "https://example.org/a?fbclid=1", "", "https://example.org/a"},
		{"no web address", "", `<link rel="canonical" href="javascript:void(0)">`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := read(t, Reader{URL: tt.url}, page(tt.head)).Article; got.URL != tt.want {
				t.Errorf("got %q, want %q; warnings %q", got.URL, tt.want, got.Provenance.Warnings)
			}
		})
	}
}

func TestLanguage(t *testing.T) {
	tests := []struct{ head, want string }{
		{ld(`{"@type":"NewsArticle","inLanguage":"en_ie"}`), "en-IE"},
		{`<meta property="og:locale" content="de_AT">`, "de-AT"},
		{`<meta http-equiv="Content-Language" content="en, cy">`, "en"},
		{`<meta name="language" content="English">`, "en"}, // not a tag: read from the text
		{"", "en"},
	}
	for _, tt := range tests {
		if got := read(t, Reader{}, page(tt.head)).Article.Language; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.head, got, tt.want)
		}
	}
}

func TestPaywall(t *testing.T) {
	for _, head := range []string{
		ld(`{"@type":"NewsArticle","isAccessibleForFree":false}`),
		ld(`{"@type":"NewsArticle","isAccessibleForFree":"False"}`),
		ld(`{"@type":"NewsArticle","hasPart":{"@type":"WebPageElement","isAccessibleForFree":"http://schema.org/False"}}`),
		`<meta name="article:content_tier" content="metered">`,
	} {
		if p := read(t, Reader{}, page(head)); !p.Paywall || len(p.Article.Provenance.Warnings) == 0 {
			t.Errorf("%s: not seen; warnings %q", head, p.Article.Provenance.Warnings)
		}
	}
	if read(t, Reader{}, page(ld(`{"@type":"NewsArticle","isAccessibleForFree":"True"}`))).Paywall {
		t.Error("a free page is called paid")
	}
}

// Lines of the site go, sentences that only look like them stay.
func TestBoilerplate(t *testing.T) {
	gone := map[string]string{
		"Subscribe to continue reading":                                    asPaywall,
		"To continue reading, sign in or create an account":                asPaywall,
		"Already a subscriber? Log in":                                     asPaywall,
		"You have 2 free articles remaining this month":                    asPaywall,
		"This article is available exclusively to our subscribers.":        asPaywall,
		"We use cookies to give you the best experience on our website.":   asCookie,
		"Accept all cookies":                                               asCookie,
		"Sign up for our daily newsletter":                                 asNewsletter,
		"Get the best of our reports delivered straight to your inbox":     asNewsletter,
		"Share on Facebook":                                                asShare,
		"Share this article":                                               asShare,
		"Facebook Twitter WhatsApp Email":                                  asShare,
		"Follow us on Twitter @test for more":                              asShare,
		"Comments (12)":                                                    asShare,
		"ADVERTISEMENT":                                                    asAdvertising,
		"Story continues below advertisement":                              asAdvertising,
		"Related articles":                                                 asRelated,
		"More on this story":                                               asRelated,
		"4 min read":                                                       asMetadata,
		"3 hours ago":                                                      asMetadata,
		"10.42am GMT":                                                      asMetadata,
		"Updated at 2.05pm BST":                                            asMetadata,
		"Last updated: 12 March 2019":                                      asMetadata,
		"© 2019 Test Post Ltd. All rights reserved.":                       asMetadata,
		"Please enable JavaScript to read this page.":                      asHidden,
		"You need to enable JavaScript to run this app.":                   asHidden,
		"Have you got a story? Call the news desk or write to us.":         asShare,
		"Image 3 of 12":                                                    asMetadata,
		"By signing up, you agree to our terms and our privacy policy too": asNewsletter,
	}
	for text, want := range gone {
		if got := boilerplate(&block{text: text, size: len(text), kind: prose}); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	for _, text := range []string{
		"Subscribe to a faith, the preacher said, and you will not sleep again.",
		"“We use cookies to improve your experience on our website,” it read.",
		"Share prices fell by a tenth on Monday after the board resigned.",
		"Follow the money, a former employee advised.",
		"Already a member of the board, he was asked to lead it.",
		"Comments by the minister were not welcome, the union said.",
		"Print works in the north closed first.",
		"More than four hundred people came.",
		"Read more books, she said.",
		"Related questions were not asked at the hearing, which lasted four hours.",
		"This article is the second of three.",
		"We use cookies as bait, the hunter said.",
		"10.42am was when the lamp went out, by the clock of the church.",
		"3 hours passed.",
		"Get out, he told the inspectors.",
		"Sign here, they said, and she signed for the letters.",
		"Register offices were shut for a week.",
		"Copyright law was no help.",
		"Please wait, the voice said.",
		"Close the home, the inspectors wrote.",
		"Save the Children was not asked.",
	} {
		if got := boilerplate(&block{text: text, size: len(text), kind: prose}); got != "" {
			t.Errorf("%q was taken for %s", text, got)
		}
	}
}

func TestDecodeJSON(t *testing.T) {
	const want = `[{"a":"x\ny","b":[1,2]}]`
	for _, in := range []string{
		`{"a":"x\ny","b":[1,2]}`,
		"{\"a\":\"x\ny\",\"b\":[1,2]}",
		`{"a":"x\ny","b":[1,2,],}`,
		`{"a":"x\ny","b":[1,2]};`,
		`<!-- {"a":"x\ny","b":[1,2]} -->`,
		"//<![CDATA[\n" + `{"a":"x\ny","b":[1,2]}` + "\n//]]>",
		`<![CDATA[{"a":"x\ny","b":[1,2]}]]>`,
	} {
		got, err := json.Marshal(decodeJSON(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: %s, %v", in, got, err)
		}
	}
	if got := decodeJSON(`{"a":1}{"b":2}`); len(got) != 2 {
		t.Errorf("two values in a row: %v", got)
	}
	for _, in := range []string{"", "nonsense", `{"a":`, strings.Repeat("[", 1e5)} {
		if got := decodeJSON(in); len(got) != 0 {
			t.Errorf("%.20q: %v", in, got)
		}
	}
}

func TestArticleBody(t *testing.T) {
	tests := []struct{ name, body string }{
		{"empty lines", "One is here.\n\nTwo is there.\n\nThree is gone."},
		{"lines", "One is here.\nTwo is there.\nThree is gone."},
		{"html", "<p>One is here.</p><p>Two is there.</p><div>Three is gone.</div>"},
		{"escaped html", "&lt;p&gt;One is here.&lt;/p&gt;&lt;p&gt;Two is there.&lt;/p&gt;Three is gone."},
		{"run together", "One is here.Two is there.Three is gone."},
	}
	for _, tt := range tests {
		got, _ := splitBody(tt.body)
		if strings.Join(got, "|") != "One is here.|Two is there.|Three is gone." {
			t.Errorf("%s: %q", tt.name, got)
		}
	}
	if got, parted := splitBody("The U.S. Army and example.com said so. Nobody else did."); len(got) != 1 || parted {
		t.Errorf("cut where nothing runs together: %q", got)
	}
	// A body of JSON-LD that is another text is not taken.
	long := strings.Repeat("Something else altogether is told here at length. ", 60)
	p := read(t, Reader{}, page(ld(`{"@type":"NewsArticle","headline":"x y","articleBody":"`+long+`"}`)+"</head><body>"+strings.Repeat(twoParagraphs, 1)+
		"<p>The chair of the inquiry thanked the pilots for their patience and their blue ink, and asked for the log of the year before, which nobody could find.</p>"))
	if strings.Contains(p.Article.Text, "Something else") {
		t.Errorf("took %.80q", p.Article.Text)
	}
}

func TestNotPage(t *testing.T) {
	kinds := map[string]string{
		"":                                  "empty",
		" \n\x00":                           "empty",
		"%PDF-1.7\n":                        "PDF",
		"\x89PNG\r\n\x1a\n":                 "image",
		"\x1f\x8b\x08\x00":                  "archive",
		"PK\x03\x04":                        "archive",
		`{"a":1}`:                           "JSON",
		`[1]`:                               "JSON",
		"just words, with no tag":           "text",
		`<?xml version="1.0"?><rss></rss>`:  "feed",
		"<!-- c --><feed xmlns='x'>":        "feed",
		`<urlset xmlns="x"><url/></urlset>`: "XML",
	}
	for in, kind := range kinds {
		_, err := Reader{}.Read(strings.NewReader(in))
		if not, ok := errors.AsType[*NotPageError](err); !ok || not.Kind != kind {
			t.Errorf("%.30q: %v, want kind %s", in, err, kind)
		}
	}
	_, err := Reader{}.Read(strings.NewReader("<html><title>Loading</title><div id=root></div>"))
	if no, ok := errors.AsType[*NoArticleError](err); !ok || no.Title != "Loading" {
		t.Errorf("page without text: %v", err)
	}
	if _, err := (Reader{MaxBytes: 10}).Read(strings.NewReader("<p>12345678")); err == nil {
		t.Error("11 bytes of 10 were read")
	}
	failing := errors.New("broken pipe")
	if _, err := (Reader{}).Read(iotestErr{failing}); !errors.Is(err, failing) {
		t.Errorf("error of the reader: %v", err)
	}
}

type iotestErr struct{ err error }

func (r iotestErr) Read([]byte) (int, error) { return 0, r.err }

func TestDescriptionForText(t *testing.T) {
	p := read(t, Reader{}, `<html><head><meta property="og:title" content="Board did not answer"><meta property="og:description" content="Letters went unread.">`)
	if a := p.Article; a.Text != "Letters went unread." || !slices.Contains(a.Provenance.Steps, "text is the description of the page") {
		t.Errorf("text %q, steps %q", a.Text, a.Provenance.Steps)
	}
}

func TestEncodings(t *testing.T) {
	in := page(`<title>Café – a report</title>`)
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		out, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	w1252 := charmap.Windows1252.NewEncoder()
	tests := []struct{ name, in, contentType string }{
		{"utf-8", in, ""},
		{"byte order mark", "\ufeff" + in, "text/html; charset=iso-8859-1"},
		{"utf-16", encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), in), ""},
		{"HTTP", encode(w1252, in), "text/html; charset=windows-1252"},
		{"meta", encode(w1252, strings.Replace(in, "<head>", `<head><meta charset="windows-1252">`, 1)), "text/html"},
		{"nothing said", encode(w1252, in), ""},
		{"a lie", strings.Replace(in, "<head>", `<head><meta charset="iso-8859-1">`, 1), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if p := read(t, Reader{ContentType: tt.contentType}, tt.in); p.Article.Title != "Café – a report" {
				t.Errorf("%s: %q", p.Encoding, p.Article.Title)
			}
		})
	}
}

// The same page gives the same article, byte for byte.
func TestDeterministic(t *testing.T) {
	for _, file := range fixtures(t) {
		raw := fixture(t, strings.TrimPrefix(file, "testdata/"))
		var first []byte
		for i := range 5 {
			got, err := json.Marshal(read(t, Reader{}, string(raw)))
			if err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				first = got
			} else if !bytes.Equal(first, got) {
				t.Fatalf("%s:\n%s\n%s", file, first, got)
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, file := range fixtures(f) {
		f.Add(fixture(f, strings.TrimPrefix(file, "testdata/")), "text/html; charset=utf-8")
	}
	f.Add([]byte(page(ld(`{"@graph":[{"@type":"NewsArticle","headline":"A b","author":{"@id":"#1"},"articleBody":"One.Two."}]}`))), "")
	f.Fuzz(func(t *testing.T, in []byte, contentType string) {
		p, err := Reader{ContentType: contentType, URL: "https://example.org/2019/03/12/a"}.Read(bytes.NewReader(in))
		if err != nil {
			var (
				not     *NotPageError
				no      *NoArticleError
				complex *TooComplexError
				deep    *TooDeepError
				entity  *EntityError
			)
			if !errors.As(err, &not) && !errors.As(err, &no) && !errors.As(err, &complex) && !errors.As(err, &deep) && !errors.As(err, &entity) {
				t.Errorf("error of no type: %v", err)
			}
			return
		}
		a := p.Article
		if a.ID == "" || a.Published.Check() != nil || a.Text == "" && a.Title == "" || a.Provenance.SHA256 == "" {
			t.Errorf("incomplete: %+v", a)
		}
		for _, s := range []string{a.Title, a.Byline, a.Text, a.Section, a.Language, a.URL, a.Outlet.Name, p.Description} {
			if !utf8.ValidString(s) {
				t.Errorf("not UTF-8: %q", s)
			}
		}
		if _, err := json.Marshal(p); err != nil {
			t.Error(err)
		}
	})
}

func ExampleReader_Read() {
	const body = `<html lang="en"><head><title>Board did not answer | Test Post</title>
<meta property="og:site_name" content="Test Post">
<meta property="article:published_time" content="2019-03-12T06:30:00Z"></head>
<body><nav><a href="/">Home</a></nav><h1>Board did not answer</h1><p class="byline">By Ada Marsh</p>
<p>The board did not answer the letters of its own pilots, the inquiry heard on Monday.</p>
<p>Share this article</p></body></html>`
	p, err := Reader{URL: "https://example.org/news/board?utm_source=mail"}.Read(strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	a := p.Article
	fmt.Println(a.Published, a.Outlet.Name, a.URL)
	fmt.Println(a.Title, "/", a.Byline)
	fmt.Println(a.Text)
	// Output:
	// 2019-03-12 Test Post https://example.org/news/board
	// Board did not answer / Ada Marsh
	// The board did not answer the letters of its own pilots, the inquiry heard on Monday.
}
