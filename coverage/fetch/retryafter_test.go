package fetch

import (
	"net/http"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	now := time.Date(2008, 11, 12, 9, 30, 0, 0, time.UTC)
	tests := []struct {
		value, date string
		want        time.Duration
		ok          bool
	}{
		{"120", "", 2 * time.Minute, true},
		{" 0 ", "", 0, true},
		{"1.2", "", 2 * time.Second, true},
		{"-1", "", 0, false},
		{"", "", 0, false},
		{"soon", "", 0, false},
		{"NaN", "", 0, false},
		{"1e999", "", 0, false},
		{"1e300", "", maxRetryAfter, true},
		{"99999999999999999999", "", maxRetryAfter, true},
		{"Wed, 12 Nov 2008 09:35:00 GMT", "", 5 * time.Minute, true},
		{"Wednesday, 12-Nov-08 09:35:00 GMT", "", 5 * time.Minute, true},
		{"Wed Nov 12 09:35:00 2008", "", 5 * time.Minute, true},
		{"Wed, 12 Nov 2008 09:25:00 GMT", "", 0, true},
		{"Wed, 12 Nov 2008 09:35:00 GMT", "Wed, 12 Nov 2008 09:34:00 GMT", time.Minute, true},
		{"Wed, 12 Nov 2008 09:35:00 GMT", "today", 5 * time.Minute, true},
		{"Sat, 12 Nov 9998 09:35:00 GMT", "", maxRetryAfter, true},
	}
	for _, tt := range tests {
		h := http.Header{}
		h.Set("Retry-After", tt.value)
		h.Set("Date", tt.date)
		if d, ok := retryAfter(h, now); d != tt.want || ok != tt.ok {
			t.Errorf("%q at %q: %v, %v; want %v, %v", tt.value, tt.date, d, ok, tt.want, tt.ok)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"120", "1.5", "-1", "1e99", "Wed, 12 Nov 2008 09:35:00 GMT", "Wednesday, 12-Nov-08 09:35:00 GMT", "0x10", "Inf"} {
		f.Add(s, "Wed, 12 Nov 2008 09:35:00 GMT")
	}
	now := time.Date(2008, 11, 12, 9, 30, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, value, date string) {
		d, ok := retryAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		if d < 0 || d > maxRetryAfter || !ok && d != 0 {
			t.Errorf("%q at %q: %v, %v", value, date, d, ok)
		}
	})
}
