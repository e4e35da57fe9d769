package newsapi

import (
	"testing"
	"time"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Cut down to the unit, the parts cover the window without a gap.
func TestHalves(t *testing.T) {
	first := time.Date(2019, 3, 1, 0, 0, 0, 0, time.UTC)
	for n := 1; n < 400; n++ {
		w := Window{first, first.AddDate(0, 0, n).Add(-time.Second)}
		for _, tt := range []struct {
			unit  time.Duration
			parts int
		}{{day, n}, {7 * day, (n + 6) / 7}, {10 * time.Hour, (24*n + 9) / 10}} {
			todo, parts, at := []Window{w}, 0, w.From
			for len(todo) > 0 {
				if a, b, ok := todo[0].halves(tt.unit); ok {
					todo = append([]Window{a, b}, todo[1:]...)
					continue
				}
				if todo[0].From != at {
					t.Fatalf("%v by %v: a part begins at %v, not %v", w, tt.unit, todo[0].From, at)
				}
				at = todo[0].To.Add(time.Second)
				parts++
				todo = todo[1:]
			}
			if at != w.To.Add(time.Second) || parts != tt.parts {
				t.Fatalf("%v by %v: ends at %v in %d parts, want %d", w, tt.unit, at, parts, tt.parts)
			}
		}
	}
	if _, _, ok := (Window{}).halves(day); ok {
		t.Error("all time was cut")
	}
}

func TestWindowString(t *testing.T) {
	month, _ := coverage.ParseDate("2008-11")
	year, _ := coverage.ParseDate("2009")
	for _, tt := range []struct {
		w    Window
		want string
	}{
		{windowOf(month, year), "2008-11-01 to 2009-12-31"},
		{windowOf(month, coverage.Date{}), "all time"},
		{Window{time.Unix(86400, 0).UTC(), time.Unix(2*86400-1, 0).UTC()}, "1970-01-02"},
		{Window{time.Unix(86401, 0).UTC(), time.Unix(86401, 0).UTC()}, "1970-01-02T00:00:01Z"},
		{Window{time.Unix(86400, 0).UTC(), time.Unix(86401, 0).UTC()}, "1970-01-02T00:00:00Z to 1970-01-02T00:00:01Z"},
	} {
		if got := tt.w.String(); got != tt.want {
			t.Errorf("got %s, want %s", got, tt.want)
		}
	}
}
