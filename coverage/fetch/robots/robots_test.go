package robots

import (
	"strings"
	"testing"
	"time"
)

func TestAllowed(t *testing.T) {
	tests := []struct {
		name, file, agent, path string
		want                    bool
	}{
		{"empty file", "", "Bot", "/a", true},
		{"no group", "Disallow: /", "Bot", "/a", true},
		{"all", "User-agent: *\nDisallow: /", "Bot", "/a", false},
		{"empty disallow", "User-agent: *\nDisallow:", "Bot", "/a", true},
		{"robots.txt itself", "User-agent: *\nDisallow: /", "Bot", "/robots.txt", true},
		{"longest wins", "User-agent: *\nDisallow: /a\nAllow: /a/b", "Bot", "/a/b/c", true},
		{"longest wins, whatever the order", "User-agent: *\nAllow: /a/b\nDisallow: /a", "Bot", "/a/b/c", true},
		{"longer disallow", "User-agent: *\nAllow: /a\nDisallow: /a/b", "Bot", "/a/b", false},
		{"allow wins ties", "User-agent: *\nDisallow: /a\nAllow: /a", "Bot", "/a", true},
		{"allow wins ties, first", "User-agent: *\nAllow: /a\nDisallow: /a", "Bot", "/a", true},
		{"named group only", "User-agent: *\nDisallow: /\nUser-agent: bot\nDisallow: /x", "Bot/1.0 (+mailto:a@example.org)", "/a", true},
		{"name is whole", "User-agent: botany\nDisallow: /\nUser-agent: bo\nDisallow: /", "Bot", "/a", true},
		{"groups of one name are one", "User-agent: bot\nDisallow: /a\nUser-agent: other\nDisallow: /\nUser-agent: bot\nDisallow: /b", "Bot", "/b", false},
		{"several agents", "User-agent: other\nUser-agent: bot\n\nDisallow: /a", "Bot", "/a", false},
		{"version in the file", "User-agent: bot/2.1\nDisallow: /a", "Bot", "/a", false},
		{"case of the path", "User-agent: *\nDisallow: /A", "Bot", "/a", true},
		{"star", "User-agent: *\nDisallow: /*/private", "Bot", "/x/private/y", false},
		{"star and end", "User-agent: *\nDisallow: /*.pdf$", "Bot", "/a/b.pdf", false},
		{"end is the end", "User-agent: *\nDisallow: /*.pdf$", "Bot", "/a/b.pdf?x", true},
		{"end without star", "User-agent: *\nDisallow: /a$", "Bot", "/a/", true},
		{"parts do not overlap", "User-agent: *\nDisallow: /ab*ba$", "Bot", "/aba", true},
		{"query", "User-agent: *\nDisallow: /*?print=", "Bot", "/a?print=1", false},
		{"escapes of unreserved", "User-agent: *\nDisallow: /%61", "Bot", "/a", false},
		{"escapes, small digits", "User-agent: *\nDisallow: /a%3cd", "Bot", "/a%3Cd", false},
		{"escaped slash is no slash", "User-agent: *\nDisallow: /a/b", "Bot", "/a%2Fb", true},
		{"percent sign alone", "User-agent: *\nDisallow: /100%", "Bot", "/100%25", false},
		{"beyond ASCII", "User-agent: *\nDisallow: /caf\u00e9", "Bot", "/caf%C3%A9", false},
		{"escaped star is a star", "User-agent: *\nDisallow: /a%2A", "Bot", "/abc", true},
		{"escaped star meets a star", "User-agent: *\nDisallow: /a%2A", "Bot", "/a*b", false},
		{"dollar within", "User-agent: *\nDisallow: /a$b", "Bot", "/a$b", false},
		{"escaped dollar", "User-agent: *\nDisallow: /a%24", "Bot", "/a$", false},
		{"comment and BOM", "\ufeffUser-agent: * # all\nDisallow: /a # here\n", "Bot", "/a", false},
		{"carriage returns", "User-agent: *\rDisallow: /a\r", "Bot", "/a", false},
		{"unknown line within", "User-agent: *\nNoindex: /b\nDisallow: /a", "Bot", "/a", false},
		{"sitemap between agents", "User-agent: x\nSitemap: /s\nUser-agent: bot\nDisallow: /a", "Bot", "/a", false},
		{"host alone", "User-agent: *\nDisallow: /$", "Bot", "", false},
		{"a page instead", "<html><p>Disallow: /</p></html>", "Bot", "/a", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Parse([]byte(tt.file)).Allowed(tt.agent, "https://example.org"+tt.path); got != tt.want {
				t.Errorf("%q for %s: got %v, want %v", tt.file, tt.path, got, tt.want)
			}
		})
	}
	if Parse(nil).Allowed("Bot", "http://[::1") {
		t.Error("an address that cannot be parsed is allowed")
	}
}

func TestFromStatus(t *testing.T) {
	for code, want := range map[int]bool{404: true, 401: true, 410: true, 429: false, 500: false, 503: false, 301: false} {
		if got := FromStatus(code).Allowed("Bot", "https://example.org/a"); got != want {
			t.Errorf("%d: allowed %v, want %v", code, got, want)
		}
	}
	if FromStatus(200) != nil {
		t.Error("200 is not to be parsed")
	}
	if !DisallowAll().Allowed("Bot", "https://example.org/robots.txt") {
		t.Error("robots.txt itself is not allowed")
	}
}

func TestCrawlDelay(t *testing.T) {
	for file, want := range map[string]time.Duration{
		"User-agent: *\nCrawl-delay: 2.5":                                     2500 * time.Millisecond,
		"User-agent: *\nCrawl-delay: 9\nUser-agent: bot\nDisallow:":           0,
		"User-agent: bot\nCrawl-delay: 1e300":                                 maxDelay,
		"User-agent: bot\nCrawl-delay: NaN":                                   0,
		"User-agent: bot\nCrawl-delay: -1":                                    0,
		"User-agent: bot\nCrawl-delay: 1\nUser-agent: bot\nCrawl-delay: 2":    2 * time.Second,
		"Crawl-delay: 5\nUser-agent: *\nDisallow: /\nSitemap: https://e.org/": 0,
	} {
		if got := Parse([]byte(file)).CrawlDelay("Bot"); got != want {
			t.Errorf("%q: got %v, want %v", file, got, want)
		}
	}
}

func TestHostilePatternIsQuick(t *testing.T) {
	f := Parse([]byte("User-agent: *\nDisallow: /" + strings.Repeat("*a", 10000) + "b"))
	start := time.Now()
	f.Allowed("Bot", "https://example.org/"+strings.Repeat("a", 100000))
	if took := time.Since(start); took > time.Second {
		t.Errorf("took %v", took)
	}
}

func FuzzAllowed(f *testing.F) {
	f.Add([]byte("User-agent: *\nDisallow: /*.pdf$\nAllow: /a%20b"), "https://example.org/a%20b.pdf")
	f.Add([]byte("\ufeffUser-agent: bot\r\nCrawl-delay: 2\r\nDisallow: /"), "/x?y")
	f.Fuzz(func(t *testing.T, body []byte, address string) {
		file := Parse(body)
		file.Allowed("Bot", address)
		if d := file.CrawlDelay("Bot"); d < 0 || d > maxDelay {
			t.Errorf("delay %v", d)
		}
		if n := normalise(address); normalise(n) != n {
			t.Errorf("normalise(%q) = %q is not stable", address, n)
		}
	})
}

func BenchmarkAllowed(b *testing.B) {
	f := Parse([]byte("User-agent: *\n" + strings.Repeat("Disallow: /section/*/print\nAllow: /news/\n", 50)))
	b.ReportAllocs()
	for b.Loop() {
		f.Allowed("Bot", "https://example.org/section/2008/11/12/a-story-of-some-length")
	}
}
