package coverage

import "testing"

func TestCleanURL(t *testing.T) {
	for in, want := range map[string]string{
		"HTTPS://Example.org:443/a?utm_source=x&id=1&CMP=y#z": "https://example.org/a?id=1",
		"http://example.org/?at_medium=RSS":                   "http://example.org/",
		"http://example.org/a?b=1&b=2":                        "http://example.org/a?b=1&b=2",
		"javascript:alert(1)":                                 "",
		"/relative":                                           "",
		"https://user:secret@example.org/":                    "https://example.org/",
	} {
		if got := CleanURL(in); got != want {
			t.Errorf("%s: got %q, want %q", in, got, want)
		}
	}
}
