package fetch

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// retryAfter reads a Retry-After header, which holds seconds or a date (RFC
// 9110 section 10.2.3). A date is measured from the Date of the same answer,
// if it has one, so that a clock that is off does no harm; now stands in for
// it. A date that has passed is no pause; what cannot be read is not ok.
func retryAfter(h http.Header, now time.Time) (d time.Duration, ok bool) {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if s, err := strconv.ParseFloat(value, 64); err == nil {
		if math.IsNaN(s) || s < 0 {
			return 0, false
		}
		if s > maxRetryAfter.Seconds() {
			return maxRetryAfter, true
		}
		return time.Duration(math.Ceil(s)) * time.Second, true
	}
	t, err := http.ParseTime(value)
	if err != nil {
		return 0, false
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return min(max(t.Sub(now), 0), maxRetryAfter), true
}

// maxRetryAfter is the longest pause that is told apart from a longer one.
const maxRetryAfter = 366 * 24 * time.Hour
