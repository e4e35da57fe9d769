package export

import (
	"strings"
	"testing"
)

// TestSqueeze compares with the plain way of doing it.
func TestSqueeze(t *testing.T) {
	for _, in := range []string{"", " ", "a", " a", "a ", "a b", "a  b", "a\nb", "a \n b", "\ta\t", "é à", "é\u00a0à", "a\u2003b", "a \u3000 b", "\u0085", "日本 語", "a\u00a0", "\u00a0a", "x  \u00a0", "\xff a", "ab \xc2", "– —"} {
		want := strings.ToValidUTF8(strings.Join(strings.Fields(in), " "), "\ufffd")
		if got := strings.ToValidUTF8(squeeze(in), "\ufffd"); got != want {
			t.Errorf("squeeze(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for _, tt := range []struct {
		in    string
		order DateOrder
		want  string // ISO date; "?" refused, "-" no date
		rest  string
		warns bool
	}{
		{in: "January 11, 2010 Monday", want: "2010-01-11"},
		{in: "January 10, 2010 Sunday 3 Star Edition", want: "2010-01-10", rest: "3 Star Edition"},
		{in: "January 20, 2009 Tuesday 8:27 PM AEST", want: "2009-01-20"},
		{in: "July 1, 2019 Monday 9:20 AM GMT", want: "2019-07-01"},
		{in: "Mittwoch 31. August 2011", want: "2011-08-31"},
		{in: "17 mai 2003", want: "2003-05-17"},
		{in: "1er mars 2004", want: "2004-03-01"},
		{in: "3 de mayo de 2008", want: "2008-05-03"},
		{in: "segunda-feira, 3 de março de 2008", want: "2008-03-03"},
		{in: "12 de noviembre de 2008 miércoles", want: "2008-11-12"},
		{in: "Miercoles, 12 de noviembre del 2008", want: "2008-11-12"},
		{in: "Noviembre 12, 2008 Miércoles", want: "2008-11-12"},
		{in: "12/nov/2008 a las 18:30 horas", want: "2008-11-12"},
		{in: "mié. 12 nov. 2008", want: "2008-11-12"},
		{in: "3 de setiembre de 2008", want: "2008-09-03"},
		{in: "1.º de março de 2008", want: "2008-03-01"},
		{in: "1º de fev. de 2008 às 18h30", want: "2008-02-01"},
		{in: "giovedì 13 novembre 2008 ore 10.30", want: "2008-11-13"},
		{in: "1° gen. 2008", want: "2008-01-01"},
		{in: "5 sett. 2008", want: "2008-09-05"},
		{in: "noviembre de 2008", want: "2008-11"},
		{in: "Otoño de 2008", want: "2008"},
		{in: "martes 12 de noviembre de 2008", want: "2008-11-12", warns: true},
		{in: "A las puertas de la ciudad", want: "-"},
		{in: "3 augusti 2010 tisdag", want: "2010-08-03"},
		{in: "Summer, 2008", want: "2008"},
		{in: "January 2009", want: "2009-01"},
		{in: "July/August 2008", want: "2008"},
		{in: "2008", want: "2008"},
		{in: "3rd of May, 2008", want: "2008-05-03"},
		{in: "12-Nov-2008", want: "2008-11-12"},
		{in: "Nov. 3, 2008", want: "2008-11-03"},
		{in: "2008-11-12T23:30:00+01:00", want: "2008-11-12"},
		{in: "20081112", want: "2008-11-12"},
		{in: "20081112093000", want: "2008-11-12"},
		{in: "2008年11月12日", want: "2008-11-12"},
		{in: "12.11.2008", want: "2008-11-12"},
		{in: "03/04/2024", want: "2024", warns: true},
		{in: "03/04/2024", order: DayFirst, want: "2024-04-03"},
		{in: "03/04/2024", order: MonthFirst, want: "2024-03-04"},
		{in: "23/04/2024", want: "2024-04-23"},
		{in: "04/23/2024", want: "2024-04-23"},
		{in: "04/04/2024", want: "2024-04-04"},
		{in: "February 30, 2008", want: "?", warns: true},
		{in: "January 1, 1246", want: "?", warns: true},
		{in: "1246", want: "?", warns: true},
		{in: "January 12, 2010 Monday", want: "2010-01-12", warns: true},
		{in: "1,246 words", want: "-"},
		{in: "May was wet", want: "-"},
		{in: "Correction Appended", want: "-"},
		{in: "", want: "-"},
		{in: "99999999999999999999", want: "-"},
	} {
		d, ok := Options{DateOrder: tt.order}.parseDate(tt.in, "printed")
		got := d.date.String()
		switch {
		case !ok:
			got = "-"
		case got == "":
			got = "?"
		}
		if got != tt.want || d.rest != tt.rest || (d.warning != "") != tt.warns {
			t.Errorf("parseDate(%q): %s, rest %q, warning %q; want %s, rest %q, warns %v", tt.in, got, d.rest, d.warning, tt.want, tt.rest, tt.warns)
		}
		if ok && d.date.Raw != tt.in {
			t.Errorf("parseDate(%q): raw %q", tt.in, d.date.Raw)
		}
	}
}

func TestWholeDateIsNoHeadline(t *testing.T) {
	for in, want := range map[string]bool{
		"January 11, 2010 Monday\nEdition 1;\nScotland": true,
		"May 2008":                            true,
		"May 2008 was the wettest month":      false,
		"May 2008 Revisited":                  false,
		"12 November 2008 is a day to forget": false,
		"January 28, 1993, Tuesday, Late Edition - Final\nCorrection Appended": true,
	} {
		if _, got := (Options{}).wholeDate(in, "printed"); got != want {
			t.Errorf("wholeDate(%q) = %v", in, got)
		}
	}
}

func TestWordCount(t *testing.T) {
	for in, want := range map[string]int{"2,968 words": 2968, "1.204 Wörter": 1204, "1 204 mots": 1204, "1\u00a0204 mots": 1204, "65 mots": 65, "312 woorden": 312, "210 ord": 210, "1.204 palabras": 1204, "1 palabra": 1, "1 parola": 1, "80 palavras": 80, "19.43 meters": -1, "words": -1, "": -1} {
		n, ok := wordCount(in)
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("wordCount(%q) = %d, want %d", in, n, want)
		}
	}
}

func TestCleanByline(t *testing.T) {
	for _, tt := range []struct{ in, lang, want string }{
		{"By Ada Fenn", "en", "Ada Fenn"},
		{"BY ADA FENN", "", "ADA FENN"},
		{"Byron Fenn", "en", "Byron Fenn"},
		{"Von Jörg Petersen", "de", "Jörg Petersen"},
		{"von Hagen", "de", "von Hagen"},
		{"Von Hagen", "en", "Von Hagen"},
		{"Di Marco", "en", "Di Marco"},
		{"Par Jeanne Morel et Paul Roy", "fr", "Jeanne Morel et Paul Roy"},
		{"By", "en", "By"},
	} {
		if got := cleanByline(tt.in, tt.lang); got != tt.want {
			t.Errorf("cleanByline(%q, %q) = %q, want %q", tt.in, tt.lang, got, tt.want)
		}
	}
}

func TestCountSelected(t *testing.T) {
	for in, want := range map[string]int{"1-10": 10, "1-10, 12": 11, "3": 1, "9-2": 0, "": 0} {
		if got := countSelected(in); got != want {
			t.Errorf("countSelected(%q) = %d, want %d", in, got, want)
		}
	}
}
