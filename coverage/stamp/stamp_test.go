package stamp_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/coverage/stamp"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in       string
		order    stamp.Order
		date, at string // RFC 3339, "" when the instant is not certain
		doubts   int
	}{
		{"Wed, 12 Nov 2008 09:30:00 GMT", 0, "2008-11-12", "2008-11-12T09:30:00Z", 0},
		{"12 Nov 08 09:30 EST", 0, "2008-11-12", "2008-11-12T09:30:00-05:00", 1},
		{"Thu, 12 Nov 2008 09:30:00 +0000", 0, "2008-11-12", "2008-11-12T09:30:00Z", 1},
		{"Wed, 12 Nov 2008 09:30:00 IST", 0, "2008-11-12", "", 1},
		{"Wed, 12 Nov 2008 09:30:00", 0, "2008-11-12", "", 1},
		{"Wed, 12 Nov 2008 23:30:00 +0100 (CET)", 0, "2008-11-12", "2008-11-12T23:30:00+01:00", 0},
		{"2008-11-12T09:30:00.123Z", 0, "2008-11-12", "2008-11-12T09:30:00Z", 0},
		{"2008-11-12 09:30:00+01:00", 0, "2008-11-12", "2008-11-12T09:30:00+01:00", 0},
		{"20081112T093000Z", 0, "2008-11-12", "2008-11-12T09:30:00Z", 0},
		{"2008-11", 0, "2008-11", "", 0},
		{"2008", 0, "2008", "", 0},
		{"November 12, 2008 3:05 PM GMT", 0, "2008-11-12", "2008-11-12T15:05:00Z", 0},
		{"November 2008", 0, "2008-11", "", 0},
		{"12 décembre 2008", 0, "2008-12-12", "", 0},
		{"Mittwoch, 12. März 2008", 0, "2008-03-12", "", 0},
		{"03/04/2024", 0, "2024", "", 1},
		{"03/04/2024", stamp.DayFirst, "2024-04-03", "", 0},
		{"03/04/2024", stamp.MonthFirst, "2024-03-04", "", 0},
		{"13/04/2024", 0, "2024-04-13", "", 0},
		{"04/04/2024", 0, "2024-04-04", "", 0},
		{"03.04.2024", 0, "2024-04-03", "", 0},
		{"1226482200", 0, "2008-11-12", "2008-11-12T09:30:00Z", 1},
		{"Wed Nov 12 09:35:14 CEST 2008", 0, "2008-11-12", "", 1},
		{"Wed Nov 12 09:35:14 2008", 0, "2008-11-12", "", 1},
		{"12. Sept. 2008", 0, "2008-09-12", "", 0},
		{"2008-11-12T25:00:00Z", 0, "2008-11-12", "", 1},
	}
	for _, tt := range tests {
		st, err := stamp.Parse(tt.in, tt.order, nil)
		at := ""
		if !st.Time.IsZero() {
			at = st.Time.Format(time.RFC3339)
		}
		if err != nil || st.Date.String() != tt.date || at != tt.at || len(st.Doubts) != tt.doubts || st.Date.Raw != tt.in {
			t.Errorf("%q: %s at %q, doubts %q, %v; want %s at %q, %d doubts", tt.in, st.Date, at, st.Doubts, err, tt.date, tt.at, tt.doubts)
		}
	}
	for _, in := range []string{"", "soon", "31 Feb 2008", "2008-13-01", "32/01/2008", "Nov", "2008 Emma Junghans", strings.Repeat("9", 200)} {
		if st, err := stamp.Parse(in, 0, nil); !errors.Is(err, coverage.ErrDate) {
			t.Errorf("%q: %s, %v", in, st.Date, err)
		}
	}
	if st, err := stamp.Parse("12 Nov 2008 09:30 AEST", 0, map[string]int{"AEST": 36000}); err != nil || st.Time.IsZero() {
		t.Errorf("zone of the caller: %+v, %v", st, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"Wed, 12 Nov 2008 09:30:00 GMT", "2008-11-12T09:30:00Z", "03/04/2024", "12 décembre 2008"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		st, err := stamp.Parse(s, stamp.DayFirst, nil)
		if err == nil && (st.Date.Check() != nil || !st.Date.IsKnown()) {
			t.Errorf("%q: %+v", s, st.Date)
		}
	})
}
