package coverage

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"
)

func mustDate(t testing.TB, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Precision{
		"": UnknownPrecision, "2008": YearPrecision, "2008-11": MonthPrecision, "2008-02-29": DayPrecision, "0001-01-01": DayPrecision,
	} {
		d, err := ParseDate(in)
		if err != nil || d.Precision != want || d.String() != in {
			t.Errorf("ParseDate(%q) = %v (%s), %v; want precision %s", in, d, d.Precision, err, want)
		}
		if err := d.Check(); err != nil {
			t.Errorf("ParseDate(%q).Check: %v", in, err)
		}
	}
	for _, in := range []string{"0000", "2009-02-29", "2008-13", "2008-00", "2008-1-1", "2008-11-1x", "2008-11-11-11", "20081111", "-", "2008-", "٢٠٠٨", "+008"} {
		if d, err := ParseDate(in); !errors.Is(err, ErrDate) {
			t.Errorf("ParseDate(%q) = %v, %v; want ErrDate", in, d, err)
		}
	}
}

func TestDateOrder(t *testing.T) {
	want := []string{"2007-12-31", "2008-01-01", "2008-01", "2008", "2008-01-02", "2008-11", "2008-11-12", "2009", ""}
	got := make([]Date, len(want))
	for i, s := range want {
		got[len(want)-1-i] = mustDate(t, s)
	}
	slices.SortFunc(got, Date.Compare)
	for i, d := range got {
		if d.String() != want[i] {
			t.Fatalf("order %v, want %q", got, want)
		}
	}
}

func TestDateBounds(t *testing.T) {
	for in, want := range map[string][2]string{
		"2008": {"2008-01-01", "2008-12-31"}, "2008-02": {"2008-02-01", "2008-02-29"}, "2009-02": {"2009-02-01", "2009-02-28"},
		"2008-12": {"2008-12-01", "2008-12-31"}, "2008-12-05": {"2008-12-05", "2008-12-05"}, "": {"", ""},
	} {
		a, b := mustDate(t, in).Bounds()
		if a.String() != want[0] || b.String() != want[1] {
			t.Errorf("%q.Bounds() = %s, %s; want %v", in, a, b, want)
		}
	}
}

func TestDateJSON(t *testing.T) {
	d := mustDate(t, "2008-11")
	d.Raw, d.Basis = "November 2008", "printed"
	b, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var got Date
	if err := json.Unmarshal(b, &got); err != nil || got != d {
		t.Errorf("%s came back as %+v, %v", b, got, err)
	}
	if err := json.Unmarshal([]byte(`"2008-11-12"`), &got); err != nil || got.Day != 12 {
		t.Errorf("bare string: %+v, %v", got, err)
	}
	for _, in := range []string{`{"date":"2008-11","precision":"day"}`, `{"date":"x"}`, `{"date":"2008","precision":"week"}`, `7`} {
		if err := json.Unmarshal([]byte(in), &got); err == nil {
			t.Errorf("%s was accepted as %+v", in, got)
		}
	}
}

func TestPeriodOf(t *testing.T) {
	for _, c := range []struct {
		date string
		kind PeriodKind
		want string
	}{
		{"2008-11-12", Daily, "2008-11-12"}, {"2008-11-12", Weekly, "2008-W46"}, {"2008-11-12", Monthly, "2008-11"},
		{"2008-11-12", Quarterly, "2008-Q4"}, {"2008-11-12", Yearly, "2008"},
		{"2008-11", Quarterly, "2008-Q4"}, {"2008", Yearly, "2008"},
		{"2008-12-29", Weekly, "2009-W01"}, {"2010-01-03", Weekly, "2009-W53"}, {"1969-12-31", Daily, "1969-12-31"}, {"0001-01-01", Weekly, "0001-W01"},
		{"2008-11", Daily, ""}, {"2008-11", Weekly, ""}, {"2008", Monthly, ""}, {"", Yearly, ""},
		{"2008-02", NoPeriod, ""},
	} {
		p, ok := PeriodOf(mustDate(t, c.date), c.kind)
		if ok != (c.want != "") || ok && p.String() != c.want {
			t.Errorf("PeriodOf(%q, %s) = %s, %v; want %q", c.date, c.kind, p, ok, c.want)
		}
	}
}

func TestPeriodArithmetic(t *testing.T) {
	for s, next := range map[string]string{
		"2008": "2009", "2008-Q4": "2009-Q1", "2008-12": "2009-01", "2009-W53": "2010-W01", "2008-02-28": "2008-02-29",
	} {
		p, err := ParsePeriod(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Add(1); got.String() != next || got.Sub(p) != 1 || got.Compare(p) <= 0 {
			t.Errorf("%s.Add(1) = %s, want %s", p, got, next)
		}
		first, last := p.Bounds()
		q, _ := PeriodOf(last, p.Kind)
		r, _ := PeriodOf(first, p.Kind)
		if q != p || r != p || p.Days() != int(ordinalOf(last)-ordinalOf(first))+1 {
			t.Errorf("%s: bounds %s to %s, %d days", p, first, last, p.Days())
		}
	}
	for _, s := range []string{"", "2008-Q5", "2008-Q", "2008-Q04", "2008-W54", "2008-W00", "2008-W+1", "08-Q1", "2008-X1", "2008-"} {
		if p, err := ParsePeriod(s); !errors.Is(err, ErrPeriod) {
			t.Errorf("ParsePeriod(%q) = %v, %v; want ErrPeriod", s, p, err)
		}
	}
	if c := Month(2008, time.January).Compare(Period{Yearly, 2008}); c <= 0 {
		t.Errorf("a year does not come before its January: %d", c)
	}
}

func ordinalOf(d Date) int {
	t, _ := d.Time()
	return dayOrdinal(t)
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2008", "2008-11", "2008-11-12", "2008-13-01", "9999-12-31"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil {
			return
		}
		if d.String() != s || d.Check() != nil {
			t.Errorf("ParseDate(%q) = %+v, Check %v", s, d, d.Check())
		}
		for k := Daily; k <= Yearly; k++ {
			if p, ok := PeriodOf(d, k); ok {
				first, last := p.Bounds()
				df, dl := d.Bounds()
				if first.Compare(df) > 0 || last.Year <= 9999 && last.Compare(dl) < 0 && last.Precision == DayPrecision && p.Kind != Weekly && p.Kind != Daily {
					t.Errorf("%s not inside %s (%s to %s)", d, p, first, last)
				}
			}
		}
	})
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2008", "2008-Q4", "2008-11", "2008-W46", "2008-11-12", "2008-W53"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s); err == nil && p.String() != s {
			t.Errorf("ParsePeriod(%q) = %s", s, p)
		}
	})
}
