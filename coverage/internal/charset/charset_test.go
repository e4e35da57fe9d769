package charset

import (
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	const text = "<p>Caf\u00e9 \u2013 a report, na\u00efve and d\u00e9j\u00e0 vu</p>"
	latin := strings.NewReplacer("\u00e9", "\xe9", "\u2013", "\x96", "\u00ef", "\xef", "\u00e0", "\xe0").Replace(text)
	tests := []struct{ name, in, contentType, encoding, evidence, holds string }{
		{"meta charset", `<meta charset="windows-1252">` + latin, "", "windows-1252", "meta element", "Caf\u00e9 \u2013"},
		{"meta http-equiv", `<META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=iso-8859-1">` + latin, "", "windows-1252", "meta element", "Caf\u00e9 \u2013"},
		{"meta in a comment", `<!-- <meta charset="koi8-r"> --><meta charset="windows-1252">` + latin, "", "windows-1252", "meta element", "Caf\u00e9"},
		{"meta late", strings.Repeat(" ", 3000) + `<meta charset="windows-1252">` + latin, "", "windows-1252", "meta element", "Caf\u00e9"},
		{"meta against HTTP", `<meta charset="utf-8">` + latin, "text/html; charset=windows-1252", "windows-1252", "HTTP charset", "Caf\u00e9"},
		{"meta lies", `<meta charset="iso-8859-1">` + text, "", "utf-8", "default", "Caf\u00e9 \u2013"},
		{"a bad byte in UTF-8", `<meta charset="utf-8">` + strings.Repeat(text, 4) + "\xe9", "", "utf-8", "meta element", "Caf\u00e9 \u2013"},
		{"a character cut in two", strings.Repeat(text, 4) + "\xe2\x80", "", "utf-8", "default", "\uFFFD"},
		{"nothing said", latin, "", "windows-1252", "guess", "Caf\u00e9"},
		{"ASCII", "<p>plain</p>", "text/html", "utf-8", "default", "plain"},
		{"empty", "", "", "utf-8", "default", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := Decode([]byte(tt.in), tt.contentType)
			if d.Encoding != tt.encoding || d.Evidence != tt.evidence || !strings.Contains(string(d.Text), tt.holds) {
				t.Errorf("%s (%s): %q; want %s (%s) with %q; doubts %q", d.Encoding, d.Evidence, d.Text, tt.encoding, tt.evidence, tt.holds, d.Doubts)
			}
		})
	}
}
