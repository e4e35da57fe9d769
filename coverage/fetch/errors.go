package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// An Error says which document could not be got. Err is the cause.
type Error struct {
	URL      string // redacted; where a redirect led, if it is there that it failed
	Attempts int    // requests that were made for it
	Err      error
}

func (e *Error) Error() string {
	s := "fetch: " + e.URL + ": " + e.Err.Error()
	if e.Attempts > 1 {
		s += fmt.Sprintf(" (after %d requests)", e.Attempts)
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// A RobotsError says that robots.txt keeps the client out.
type RobotsError struct {
	Product string // the name the rules were looked up by

	// Unreachable is why robots.txt could not be read; nothing may be read then
	// (RFC 9309 section 2.3.1.4). nil if it was read and says no. It is not
	// wrapped: a status of robots.txt is not one of the document.
	Unreachable error
}

func (e *RobotsError) Error() string {
	if e.Unreachable != nil {
		return "robots.txt cannot be read, and until it can nothing is: " + e.Unreachable.Error()
	}
	return "robots.txt does not allow " + e.Product + " to read it"
}

// A StatusError says that the answer is no document. Response is the answer
// with the first 64 KiB of its body.
type StatusError struct {
	Response   *Response
	RetryAfter time.Duration // the pause the server asked for; 0 if it named none
}

func (e *StatusError) Error() string {
	s := fmt.Sprintf("status %d %s", e.Response.Status, http.StatusText(e.Response.Status))
	if e.Response.Archived {
		s += ", as archived"
	}
	if e.RetryAfter > 0 {
		s += fmt.Sprintf(", to be asked again in %v", e.RetryAfter)
	}
	return s
}

// throttled reports whether the answer asks for fewer requests: 429, and 503
// with Retry-After.
func (e *StatusError) throttled() bool {
	return !e.Response.Archived && (e.Response.Status == http.StatusTooManyRequests ||
		e.Response.Status == http.StatusServiceUnavailable && e.Response.Header.Get("Retry-After") != "")
}

// A PausedError says that the host has asked for a pause longer than
// Client.MaxWait and was not asked for anything.
type PausedError struct {
	Host   string
	Until  time.Time
	Status int // by which it asked: 429 or 503
}

func (e *PausedError) Error() string {
	return fmt.Sprintf("%s answered with status %d and asks to be left alone until %s", e.Host, e.Status, e.Until.UTC().Format(time.RFC3339))
}

// A TooLargeError says that a body has more than Limit bytes.
type TooLargeError struct {
	Limit    int64
	Unpacked bool // as unpacked; it may have been small as sent
}

func (e *TooLargeError) Error() string {
	if e.Unpacked {
		return fmt.Sprintf("unpacks to more than %d bytes; raise MaxBytes to read it", e.Limit)
	}
	return fmt.Sprintf("more than %d bytes; raise MaxBytes to read it", e.Limit)
}

// A BodyError says that a body broke off or is damaged, at every attempt.
type BodyError struct {
	Got      int64     // bytes that could be read, unpacked
	Response *Response // the last answer, with those bytes as its Body
	Err      error     // io.ErrUnexpectedEOF where it broke off
}

func (e *BodyError) Error() string {
	if errors.Is(e.Err, io.ErrUnexpectedEOF) {
		return fmt.Sprintf("the body breaks off after %d bytes", e.Got)
	}
	return fmt.Sprintf("the body is damaged after %d bytes: %v", e.Got, e.Err)
}

func (e *BodyError) Unwrap() error { return e.Err }

// A RedirectError says that redirects lead nowhere.
type RedirectError struct {
	Reason    string
	Redirects []Redirect // followed so far
}

func (e *RedirectError) Error() string {
	return fmt.Sprintf("%s, %d followed", e.Reason, max(len(e.Redirects)-1, 0))
}

// An AddressError says that an address does not belong to the public internet.
type AddressError struct{ Address string }

func (e *AddressError) Error() string {
	return "the address " + e.Address + " is not public; a network that may be read is named in AllowPrivate"
}

// A TimeoutError says that every attempt took longer than Client.Timeout.
type TimeoutError struct{ After time.Duration }

func (e *TimeoutError) Error() string { return fmt.Sprintf("not complete after %v", e.After) }

// Timeout reports true, as in [net.Error].
func (e *TimeoutError) Timeout() bool { return true }

// An EncodingError says that a body is packed in a way that was not asked for
// and is not known here.
type EncodingError struct{ Coding string }

func (e *EncodingError) Error() string {
	return fmt.Sprintf("the content coding %q is not known", e.Coding)
}
