package fetch

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	for in, want := range map[string]string{
		"https://example.org/a?q=x&api-key=k&page=2":           "https://example.org/a?q=x&api-key=…&page=2",
		"https://example.org/a?API_KEY=k":                      "https://example.org/a?API_KEY=…",
		"https://example.org/a?apikey=k&access_token=t&sig=s":  "https://example.org/a?apikey=…&access_token=…&sig=…",
		"https://example.org/a?api%2Dkey=k":                    "https://example.org/a?api%2Dkey=…",
		"https://example.org/a?queryParameters.key=k":          "https://example.org/a?queryParameters.key=…",
		"https://me:secret@example.org/a":                      "https://example.org/a",
		"https://example.org/a?keyword=monkey&tokens=2&author": "https://example.org/a?keyword=monkey&tokens=2&author",
		"https://example.org/a?monkey=1&q=caf%C3%A9+au":        "https://example.org/a?monkey=1&q=caf%C3%A9+au",
		"http://me:secret@[::1/?key=k":                         "[::1/?…",
		"":                                                     "",
	} {
		if got := Redact(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func FuzzRedact(f *testing.F) {
	f.Add("https://example.org/a?q=x", "&")
	f.Add("//", "?")
	f.Fuzz(func(t *testing.T, address, joint string) {
		if strings.ContainsAny(address+joint, "#") {
			return // what follows is no parameter
		}
		if !strings.ContainsAny(address, "?") {
			joint = "?"
		} else {
			joint = "&"
		}
		if got := Redact(address + joint + "api-key=hunter2hunter2"); strings.Contains(got, "hunter2") {
			t.Errorf("%q: %q", address, got)
		}
	})
}
