package quote

import (
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// FuzzFind checks what must hold for any bytes: spans in range, in order and
// without overlap, parents before the end of the list and without cycles, the
// same result twice, and VoiceAt in agreement with the quotations.
func FuzzFind(f *testing.F) {
	f.Add(press)
	for _, h := range hostile {
		f.Add(strings.Repeat(h.unit, 20))
	}
	f.Add("“a\n\n“b\n\n‘c” 'd' \"e")
	f.Add("'Tis said ''x'' 5'6\" “„«»‹›‚‘")
	f.Add("\xff\"\xfe said\x00 that")
	f.Add("In the words of Smith, he was, she claimed, accused by \"us\", according to X, of it.")
	f.Fuzz(func(t *testing.T, src string) {
		doc := text.Parse(src)
		r := Find(doc)
		in := func(what string, s Span) {
			if s.Start < 0 || s.End > len(src) || s.Start > s.End {
				t.Fatalf("%s %v outside of 0..%d", what, s, len(src))
			}
		}
		at := 0
		for i := range r.Attributions {
			a := &r.Attributions[i]
			in("source", a.Source)
			in("cue", a.Cue)
			if a.Cue.Empty() {
				t.Fatalf("attribution %d has no cue", i)
			}
			if a.Cue.Start < at {
				t.Fatalf("attribution %d begins before the one before", i)
			}
			at = a.Cue.Start
			if len(a.Content) == 0 {
				t.Fatalf("attribution %d has no content", i)
			}
			end := 0
			for _, c := range a.Content {
				in("content", c)
				if c.Empty() || c.Start < end {
					t.Fatalf("attribution %d: contents %v", i, a.Content)
				}
				end = c.End
			}
			steps := 0
			for p := a.Parent; p >= 0; p = r.Attributions[p].Parent {
				if p >= len(r.Attributions) || steps > len(r.Attributions) {
					t.Fatalf("attribution %d: parent %d", i, a.Parent)
				}
				steps++
			}
		}
		at = 0
		for i, q := range r.Quotations {
			in("quotation", q.Span)
			if q.Start < at || q.Continues >= i {
				t.Fatalf("quotation %d: %+v", i, q)
			}
			at = q.Start
			if v, _ := r.VoiceAt(q.Start); v != Quoted {
				t.Fatalf("the voice of quotation %d is %v", i, v)
			}
		}
		for off := 0; off < len(src); off += 1 + len(src)/50 {
			if _, k := r.VoiceAt(off); k >= len(r.Attributions) {
				t.Fatalf("VoiceAt(%d) is of attribution %d", off, k)
			}
		}
		r.VoiceOf(Span{0, len(src)})
		if a, b := show(src, r), show(src, Find(text.Parse(src))); a != b {
			t.Fatalf("two runs differ:\n%s\n%s", a, b)
		}
	})
}
