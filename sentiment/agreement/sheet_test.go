package agreement

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func corpus(outlets, phases, documents, sentences int) []Item {
	var items []Item
	for o := range outlets {
		for p := range phases {
			for d := range documents {
				doc := fmt.Sprintf("o%dp%dd%d", o, p, d)
				for s := range sentences {
					items = append(items, Item{
						ID: fmt.Sprintf("%s#%d", doc, s), Document: doc,
						Outlet: fmt.Sprintf("o%d", o), Phase: fmt.Sprintf("p%d", p), Text: "Text " + doc,
					})
				}
			}
		}
	}
	return items
}

func draw(items []Item, s Sampler) []Item {
	s.AddAll(slices.Values(items))
	return s.Items()
}

func TestSamplerBalances(t *testing.T) {
	items := corpus(3, 2, 20, 5)
	// One stratum with two items only: the others make up for it.
	items = append(items, Item{ID: "x1", Outlet: "rare", Phase: "p0"}, Item{ID: "x2", Outlet: "rare", Phase: "p0"})
	got := draw(items, Sampler{N: 50, Seed: 1})
	count := map[stratum]int{}
	for _, it := range got {
		count[stratum{it.Outlet, it.Phase}]++
	}
	if len(got) != 50 || count[stratum{"rare", "p0"}] != 2 || len(count) != 7 {
		t.Fatalf("%d items by stratum %v", len(got), count)
	}
	for s, n := range count {
		if s.outlet != "rare" && n != 8 {
			t.Errorf("%v has %d items, want 8", s, n)
		}
	}
	// Neighbours on the sheet must not come from one stratum more often
	// than chance has it (a sixth).
	same := 0
	for i := 1; i < len(got); i++ {
		if got[i].Outlet == got[i-1].Outlet && got[i].Phase == got[i-1].Phase {
			same++
		}
	}
	if same > 20 {
		t.Errorf("%d of 49 neighbours share outlet and phase", same)
	}
}

func TestSamplerIgnoresOrderAndParts(t *testing.T) {
	items := corpus(3, 3, 10, 4)
	want := draw(items, Sampler{N: 40, Seed: 9, PerDocument: 2})
	backward := slices.Clone(items)
	slices.Reverse(backward)
	if diff := cmp.Diff(want, draw(backward, Sampler{N: 40, Seed: 9, PerDocument: 2})); diff != "" {
		t.Errorf("reversed corpus (-want +got):\n%s", diff)
	}
	a, b := Sampler{N: 40, Seed: 9, PerDocument: 2}, Sampler{N: 40, Seed: 9, PerDocument: 2}
	for i, it := range items {
		if i%3 == 0 {
			a.Add(it)
		} else {
			b.Add(it)
		}
	}
	b.Merge(&a)
	if diff := cmp.Diff(want, b.Items()); diff != "" {
		t.Errorf("merged parts (-want +got):\n%s", diff)
	}
	if cmp.Equal(want, draw(items, Sampler{N: 40, Seed: 10, PerDocument: 2})) {
		t.Error("another seed drew the same items")
	}
	per := map[string]int{}
	units := map[string]bool{}
	for _, it := range want {
		per[it.Document]++
		units[it.Unit] = true
	}
	for d, n := range per {
		if n > 2 {
			t.Errorf("%d items from %s, want at most 2", n, d)
		}
	}
	if len(units) != 40 || units[""] {
		t.Errorf("%d distinct unit names for 40 items", len(units))
	}
}

func TestSamplerSmallCorpus(t *testing.T) {
	items := corpus(1, 1, 2, 2)
	if got := draw(append(items, items...), Sampler{N: 100}); len(got) != 4 {
		t.Errorf("%d items from a corpus of 4 offered twice", len(got))
	}
	if got := draw(items, Sampler{}); len(got) != 0 {
		t.Errorf("N = 0 drew %d items", len(got))
	}
}

func TestAssign(t *testing.T) {
	items := corpus(1, 1, 10, 10)
	for _, tt := range []struct {
		coders      int
		share       float64
		want, total int
	}{{2, 0.1, 55, 110}, {2, 1, 100, 200}, {3, 0, 34, 100}, {1, 0.5, 100, 100}} {
		sheets := Assign(items, tt.coders, tt.share)
		total := 0
		for _, s := range sheets {
			total += len(s)
		}
		if len(sheets) != tt.coders || len(sheets[0]) != tt.want || total != tt.total {
			t.Errorf("%d coders, share %v: first has %d of %d, want %d of %d", tt.coders, tt.share, len(sheets[0]), total, tt.want, tt.total)
		}
	}
}

var hostile = []string{
	`=HYPERLINK("http://example.invalid","x")`, "+1", "-1+2", "@SUM(A1)", "\t=1", " =1", "'=1", "''+2",
	"\u00a0=1", "＝1", "\ufeff=1", "\u200b=1", "'Twas the night", "“=1”", "plain; =cmd|' /C calc'!A0", "a\r\n=1", "\x00=1", "−1",
}

func TestSheetIsInertAndBlind(t *testing.T) {
	var items []Item
	for i, h := range hostile {
		items = append(items, Item{ID: fmt.Sprint(i), Document: "secret-doc", Outlet: "The Daily Secret", Phase: "secret-phase",
			Unit: fmt.Sprintf("u%03d", i), Title: h, Text: h + " said the Daily Secret, not the daily secretary"})
	}
	var b bytes.Buffer
	if err := WriteSheet(&b, items, FrameFields(), []string{"the daily secret"}); err != nil {
		t.Fatal(err)
	}
	if low := strings.ToLower(b.String()); strings.Contains(low, "secret-") || strings.Contains(low, "daily secret,") {
		t.Error("the sheet shows the outlet, the phase or the document")
	}
	if !strings.Contains(b.String(), "the daily secretary") {
		t.Error("the mask hit part of a word")
	}
	// Whatever the separator of the program that opens it, no cell begins
	// like a formula.
	for _, comma := range []rune{',', ';', '\t'} {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff")))
		r.Comma, r.LazyQuotes, r.FieldsPerRecord = comma, true, -1
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatalf("separator %q: %v", comma, err)
		}
		for _, row := range rows {
			for _, cell := range row {
				if trimmed := strings.TrimSpace(cell); trimmed != "" && strings.ContainsAny(trimmed[:1], "=+-@") {
					t.Errorf("separator %q: cell %q is live", comma, cell)
				}
			}
		}
	}
}

func TestInertIsReversible(t *testing.T) {
	for _, h := range hostile {
		clean := strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(h, "\x00", " "), "\t", " "), "\r\n", "\n")
		if got := revive(inert(h)); got != clean {
			t.Errorf("%q comes back as %q", h, got)
		}
		if beginsFormula(clean) && !strings.HasPrefix(inert(h), "'") {
			t.Errorf("%q is left live", h)
		}
	}
	if got := inert("'Twas"); got != "'Twas" {
		t.Errorf("an apostrophe alone became %q", got)
	}
}

func TestSheetRoundTrip(t *testing.T) {
	items := draw(corpus(2, 2, 3, 3), Sampler{N: 12, Seed: 4})
	var sheet, keyFile bytes.Buffer
	if err := WriteSheet(&sheet, items, FrameFields(), nil); err != nil {
		t.Fatal(err)
	}
	if err := WriteKey(&keyFile, items); err != nil {
		t.Fatal(err)
	}
	key, err := ReadKey(&keyFile)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range key {
		if want := (Item{Unit: items[i].Unit, ID: items[i].ID, Document: items[i].Document, Outlet: items[i].Outlet, Phase: items[i].Phase}); k != want {
			t.Errorf("key %d: %+v, want %+v", i, k, want)
		}
	}
	// A coder fills it in, and the program saves it with semicolons.
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(sheet.String(), "\ufeff")))
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(rows[0], func(h string) bool { return strings.HasPrefix(h, "blame") })
	var saved bytes.Buffer
	w := csv.NewWriter(&saved)
	w.Comma = ';'
	for i, row := range rows {
		if i > 0 {
			row[at], row[at+3], row[at+4], row[at+5] = " 1 ", "Regulator; management", "QUOTED", "hm; see above"
		}
		w.Write(row)
	}
	w.Flush()
	coding, err := ReadSheet(&saved, "ann", FrameFields(), key)
	if err != nil {
		t.Fatal(err)
	}
	if len(coding.Rows) != 12 {
		t.Fatalf("%d rows, want 12", len(coding.Rows))
	}
	want := Row{Unit: items[0].Unit, Line: 2, Note: "hm; see above",
		Codes: map[string]string{"blame": "1", "target": "management|regulator", "voice": "quoted"}}
	if diff := cmp.Diff(want, coding.Rows[0]); diff != "" {
		t.Errorf("row (-want +got):\n%s", diff)
	}
}

func TestReadSheetErrors(t *testing.T) {
	fields := []Field{{Name: "blame", Codes: []string{"0", "1"}}, {Name: "score", Scale: Scale{Level: Interval}}}
	key := []Item{{Unit: "ua"}, {Unit: "ub"}, {Unit: "uc"}, {Unit: "ud"}, {Unit: "ue"}}
	sheet := "unit,text,blame [0 / 1],score\n" +
		"ua,\"two\nlines\",1,2\n" + // lines 2 and 3
		"ub,x,2,1\n" + // 4: not allowed
		"\n" +
		"uz,x,1,1\n" + // 6: unknown
		"UA,x,1,1\n" + // 7: again
		"uc,x\n" + // 8: short, both missing
		"ud,a\"b,1,1\n" + // 9: bare quote
		"ue,x,,much\n" // 10: not a number
	coding, err := ReadSheet(strings.NewReader(sheet), "ann", fields, key)
	want := []string{
		`line 9: not CSV: bare " in non-quoted-field`,
		`line 4, unit ub, blame: "2" is not one of 0, 1`,
		`line 6, unit uz: unit is not in the key; was it drawn with another seed?`,
		`line 7, unit ua: unit was already coded on line 2`,
		`line 10, unit ue, score: code does not fit the scale: "much" is not a number`,
	}
	if diff := cmp.Diff(strings.Join(want, "\n"), fmt.Sprint(err)); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
	var se *SheetError
	if !errors.As(err, &se) || se.Line != 9 {
		t.Errorf("no SheetError with its line in %v", err)
	}
	if len(coding.Rows) != 4 || coding.Rows[1].Codes["score"] != "1" || len(coding.Rows[2].Codes) != 0 {
		t.Errorf("what could be read: %+v", coding.Rows)
	}

	for _, tt := range []struct{ name, sheet, want string }{
		{"empty", "", "line 1: the sheet is empty"},
		{"workbook", "PK\x03\x04rest", "line 1: the file is a workbook; save it as “CSV UTF-8”"},
		{"utf16", "\xff\xfeu\x00", "line 1: the file is UTF-16; save it as “CSV UTF-8”"},
		{"no unit", "text,blame,score\nx,1,1\n", `line 1: no column "unit"`},
		{"no field", "\n\nunit,score\nua,1\n", `line 3: no column "blame"`},
	} {
		if _, err := ReadSheet(strings.NewReader(tt.sheet), "ann", fields, key); fmt.Sprint(err) != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if _, err := ReadSheet(strings.NewReader("unit"), "ann", []Field{{Name: "text"}}, nil); err == nil {
		t.Error("a field named like a fixed column was accepted")
	}
}

func TestCollect(t *testing.T) {
	a := Coding{Coder: "ann", Rows: []Row{{Unit: "u1", Codes: map[string]string{"f": "1"}}, {Unit: "u9", Codes: map[string]string{"f": "1"}}}}
	b := Coding{Coder: "ben", Rows: []Row{{Unit: "u2", Codes: map[string]string{"f": "0"}}, {Unit: "u1", Codes: map[string]string{}}}}
	got := Collect("f", []Coding{a, b}, []Item{{Unit: "u2", Document: "d"}, {Unit: "u1"}})
	want := Data{Coders: []string{"ann", "ben"}, Units: []Unit{
		{ID: "u2", Cluster: "d", Codes: []string{"", "0"}}, {ID: "u1", Codes: []string{"1", ""}}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := Collect("f", []Coding{a, b}, nil); len(got.Units) != 3 {
		t.Errorf("without key: %d units, want 3", len(got.Units))
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add("unit,blame\nua,1\n")
	f.Add("\ufeff\"unit\";\"blame [0 / 1]\"\r\n\"ua\";\"1\"\r\n")
	f.Add("unit\tblame\nua\t2\n\"")
	f.Add("PK\x03\x04")
	f.Add("unit,blame\n'=a,1\nua,\"x\ny\"\n")
	fields := []Field{{Name: "blame", Codes: []string{"0", "1"}}}
	f.Fuzz(func(t *testing.T, sheet string) {
		c, err := ReadSheet(strings.NewReader(sheet), "c", fields, nil)
		lines := strings.Count(sheet, "\n") + 1
		for _, r := range c.Rows {
			if r.Line < 1 || r.Line > lines {
				t.Errorf("line %d of %d", r.Line, lines)
			}
			if v, ok := r.Codes["blame"]; ok && v != "0" && v != "1" {
				t.Errorf("code %q let through", v)
			}
		}
		var se *SheetError
		if err != nil && !errors.As(err, &se) {
			t.Errorf("error without a line: %v", err)
		}
	})
}

func FuzzInert(f *testing.F) {
	for _, h := range hostile {
		f.Add(h)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cell := inert(s)
		if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") {
			t.Errorf("%q is left live", cell)
		}
		if again := inert(revive(cell)); again != cell {
			t.Errorf("%q: %q comes back as %q", s, cell, again)
		}
	})
}
