package fetch

import (
	"crypto/tls"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

func TestMayPass(t *testing.T) {
	status := func(code int, archived bool) error {
		return &StatusError{Response: &Response{Status: code, Archived: archived}}
	}
	for _, tt := range []struct {
		err  error
		want bool
	}{
		{status(503, false), true},
		{status(429, false), true},
		{status(503, true), false},
		{status(404, false), false},
		{status(206, false), false},
		{&RobotsError{}, false},
		{&RobotsError{Unreachable: &Error{Err: status(500, false)}}, true},
		{&RobotsError{Unreachable: &TooLargeError{}}, false},
		{&PausedError{Until: time.Now()}, true},
		{&TimeoutError{}, true},
		{&BodyError{Err: io.ErrUnexpectedEOF}, true},
		{&TooLargeError{}, false},
		{&RedirectError{}, false},
		{&AddressError{}, false},
		{&net.OpError{Err: &AddressError{}}, false},
		{&EncodingError{}, false},
		{&net.DNSError{IsNotFound: true}, false},
		{&net.DNSError{IsTemporary: true}, true},
		{&net.OpError{Err: syscall.ECONNREFUSED}, true},
		{&tls.CertificateVerificationError{}, false},
		{tls.RecordHeaderError{}, false},
		{errNoWebAddress, false},
	} {
		err := error(&Error{URL: "https://example.org/", Err: tt.err})
		if got := MayPass(err); got != tt.want {
			t.Errorf("%#v: %v, want %v", tt.err, got, tt.want)
		}
	}
	if MayPass(nil) || MayPass(io.ErrUnexpectedEOF) {
		t.Error("an error of something else may pass")
	}
}
