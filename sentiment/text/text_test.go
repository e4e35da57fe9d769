package text_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

func ExampleParse() {
	doc := text.Parse("The council failed. Nobody was told.")
	for _, s := range doc.Sentences {
		fmt.Println(doc.Source[s.Start:s.End])
	}
	// Output:
	// The council failed.
	// Nobody was told.
}

func TestTokens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"The council's failure", "The|council|'s|failure"},
		{"The council’s failure", "The|council|’s|failure"},
		{"didn't won’t O'Malley O’Brien", "didn't|won’t|O'Malley|O’Brien"},
		{"they'll we're I've he'd I'm", "they|'ll|we|'re|I|'ve|he|'d|I|'m"},
		{"a witch-hunt, 17-month-old", "a|witch-hunt|,|17-month-old"},
		{"U.S. law at 9:05 a.m. cost $1,200.50 (3.5%)", "U.S.|law|at|9:05|a.m.|cost|$|1,200.50|(|3.5|%|)"},
		{"Mr. Smith", "Mr|.|Smith"},
		{"well -- no — yes...", "well|--|no|—|yes|..."},
		{"''Hello,'' he said", "''|Hello|,|''|he|said"},
		{"the officers' union", "the|officers|'|union"},
		{"end.The next", "end|.|The|next"},
		{"example.com AT&T", "example.com|AT&T"},
		{"caf\u00e9 ﬁnd na\u0308ive", "caf\u00e9|ﬁnd|na\u0308ive"},
		{"bad\xffbyte", "bad|\xff|byte"},
		{"日本 ok", "日|本|ok"},
	} {
		doc := text.Parse(c.in)
		var got []string
		for i := range doc.Tokens {
			got = append(got, doc.Text(i))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%q\n got %s\nwant %s", c.in, s, c.want)
		}
	}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "One failed. Two did not! Three?", "One failed.|Two did not!|Three?"},
		{"titles", "Mr. Smith met Sen. John Q. Doe in St. Paul. He left.", "Mr. Smith met Sen. John Q. Doe in St. Paul.|He left."},
		{"months and numbers", "On Jan. 3 the U.S. Senate met. No. 10 said no.", "On Jan. 3 the U.S. Senate met.|No. 10 said no."},
		{"initials end", "He lives in the U.S. The end.", "He lives in the U.S.|The end."},
		{"company", "Acme Inc. was fined. Acme Corp. The rest paid.", "Acme Inc. was fined.|Acme Corp.|The rest paid."},
		{"quote then said", "“Who knew?” Ms Clarke asked. “Nobody did.” She left.", "“Who knew?” Ms Clarke asked.|“Nobody did.”|She left."},
		{"quote lower", "“We want answers!” she said. Then she left.", "“We want answers!” she said.|Then she left."},
		{"quote across", "“It failed. It failed twice,” he said.", "“It failed.|It failed twice,” he said."},
		{"headline", "Council blamed\n\nA report said so.", "Council blamed|A report said so."},
		{"single newline", "Council blamed for delay\nA report said so.\nIt was clear.", "Council blamed for delay|A report said so.|It was clear."},
		{"wrapped", "The report said that the council had not acted on the three warnings\nSmith gave it in May.", "The report said that the council had not acted on the three warnings\nSmith gave it in May."},
		{"bullets", "It asks for:\n- more staff\n- better training\n1. a law", "It asks for:|- more staff|- better training|1. a law"},
		{"missing space", "He failed.The rest did not.", "He failed.|The rest did not."},
		{"ellipsis", "Well... maybe. No.", "Well... maybe.|No."},
		{"decimal", "It cost 3.5 million. Yes.", "It cost 3.5 million.|Yes."},
		{"empty", " \n ", ""},
	} {
		doc := text.Parse(c.in)
		var got []string
		for i := range doc.Sentences {
			got = append(got, doc.Slice(i))
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s: %q\n got %s\nwant %s", c.name, c.in, s, c.want)
		}
	}
}

func TestNormKeepsOffsetsAndHash(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"Council", "council"}, {"O’Brien", "o'brien"}, {"ﬁnd", "find"}, {"Bríd", "brid"}, {"co\u00adoperate", "cooperate"},
		{"“", `"`}, {"—", "--"}, {"…", "..."}, {"ÉCOLE", "ecole"}, {"e\u0301", "e"},
	} {
		doc := text.Parse(c.in)
		if len(doc.Tokens) != 1 {
			t.Fatalf("%q: %d tokens", c.in, len(doc.Tokens))
		}
		if got := doc.Norm(0); got != c.want {
			t.Errorf("Norm(%q) = %q, want %q", c.in, got, c.want)
		}
		if doc.Tokens[0].ID != text.Hash(c.want) || text.Hash(c.in) != text.Hash(c.want) {
			t.Errorf("%q does not hash as %q", c.in, c.want)
		}
		if int(doc.Tokens[0].End) != len(c.in) {
			t.Errorf("%q: end %d", c.in, doc.Tokens[0].End)
		}
	}
}

// check reports the first broken invariant of the package comment.
func check(doc *text.Document) error {
	pos := 0
	for i, tok := range doc.Tokens {
		if int(tok.Start) < pos || tok.End <= tok.Start || int(tok.End) > len(doc.Source) {
			return fmt.Errorf("token %d: range [%d,%d) after %d", i, tok.Start, tok.End, pos)
		}
		if err := gap(doc.Source[pos:tok.Start]); err != nil {
			return fmt.Errorf("before token %d: %w", i, err)
		}
		if tok.ID != text.Hash(doc.Text(i)) {
			return fmt.Errorf("token %d %q: ID is not the hash of its text", i, doc.Text(i))
		}
		if text.Fold(doc.Text(i)) != doc.Norm(i) {
			return fmt.Errorf("token %d %q: Norm %q", i, doc.Text(i), doc.Norm(i))
		}
		pos = int(tok.End)
	}
	if err := gap(doc.Source[pos:]); err != nil {
		return fmt.Errorf("at the end: %w", err)
	}
	next := int32(0)
	for i, s := range doc.Sentences {
		if s.First != next || s.Last <= s.First {
			return fmt.Errorf("sentence %d: tokens [%d,%d) after %d", i, s.First, s.Last, next)
		}
		if s.Start != doc.Tokens[s.First].Start || s.End != doc.Tokens[s.Last-1].End {
			return fmt.Errorf("sentence %d: bytes do not match tokens", i)
		}
		next = s.Last
	}
	if int(next) != len(doc.Tokens) {
		return fmt.Errorf("sentences end at token %d of %d", next, len(doc.Tokens))
	}
	return nil
}

func gap(s string) error {
	for _, r := range s {
		if !(unicode.IsSpace(r) || r <= ' ' || r == 0x7F || unicode.Is(unicode.Cf, r) || r == 0xFE0F) {
			return fmt.Errorf("%q lies between tokens", s)
		}
	}
	return nil
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"The council's “failure”. U.S. 1,200", "bad\xff\xfe", "''x'' -- 日本語 \U0001F600", "a.\n\n- b\r\nc", "l’é'd O’S.", "\u2028.\u2029", "1.2.3:4:5,6,7", "a ʼ b", "ʼʼx ʼs"} {
		f.Add(s)
	}
	var p text.Parser
	f.Fuzz(func(t *testing.T, s string) {
		if err := check(text.Parse(s)); err != nil {
			t.Fatalf("%q: %v", s, err)
		}
		if err := check(p.Parse(s)); err != nil {
			t.Fatalf("reused: %q: %v", s, err)
		}
	})
}

func TestLetterApostropheAlone(t *testing.T) {
	for _, s := range []string{"a ʼ b", "ʼ", "xʼ", "ʼʼ", "Oʼs"} {
		if err := check(text.Parse(s)); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestSmallStateAbbreviationIsAWord(t *testing.T) {
	for s, want := range map[string]int{
		"She was ill. Meals now come late.":      2,
		"He moved to Springfield, Ill. Smith.":   1,
		"They stood in the mass. Police waited.": 2,
	} {
		if got := len(text.Parse(s).Sentences); got != want {
			t.Errorf("%q: %d sentences, want %d", s, got, want)
		}
	}
}

func press(n int) string {
	const p = "The council’s failure to act was “unforgivable”, said Mr. Smith of the U.S. Senate, who had been told twice on Jan. 3. " +
		"Nobody, the report said, could have known: caseloads had doubled since 2007, and $1,200 a head doesn't buy much. It won't happen again.\n\n"
	return strings.Repeat(p, n/len(p)+1)[:n]
}

func TestParserDoesNotAllocatePerToken(t *testing.T) {
	src := press(1 << 20)
	if !utf8.ValidString(src) {
		src = strings.ToValidUTF8(src, "")
	}
	var p text.Parser
	p.Parse(src)
	if n := testing.AllocsPerRun(3, func() { p.Parse(src) }); n > 0 {
		t.Errorf("%v allocations for a text seen before", n)
	}
}

func BenchmarkParse(b *testing.B) {
	for _, c := range []struct {
		name string
		src  string
	}{
		{"press/1MB", press(1 << 20)},
		{"press/8MB", press(8 << 20)},
		{"oneline/50MB", strings.ReplaceAll(press(50<<20), "\n", " ")},
		{"invalid/1MB", strings.Repeat("bad\xff\xfe byte ", 1<<20/12)},
		{"invalid/8MB", strings.Repeat("bad\xff\xfe byte ", 8<<20/12)},
		{"quotes/1M", strings.Repeat(`"`, 1<<20)},
		{"quotes/8M", strings.Repeat(`"`, 8<<20)},
		{"han/8MB", strings.Repeat("日本語文", 8<<20/12)},
	} {
		b.Run(c.name, func(b *testing.B) {
			var p text.Parser
			b.SetBytes(int64(len(c.src)))
			b.ReportAllocs()
			for b.Loop() {
				p.Parse(c.src)
			}
		})
	}
}

func TestLongSentenceIsCut(t *testing.T) {
	doc := text.Parse(strings.Repeat("one two, ", 2000))
	if err := check(doc); err != nil {
		t.Fatal(err)
	}
	for i, s := range doc.Sentences {
		if n := int(s.Last - s.First); n > text.MaxTokens {
			t.Errorf("sentence %d has %d tokens", i, n)
		}
		if last := doc.Text(int(s.Last) - 1); last != "," {
			t.Errorf("sentence %d ends at %q, want a comma", i, last)
		}
	}
}
