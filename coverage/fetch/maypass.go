package fetch

import (
	"crypto/tls"
	"errors"
	"net"
)

// MayPass reports whether an error of a [Client] may be gone another time. The
// client has tried several times when it returns such an error; a collection
// should try again in its next round. Other errors may not pass.
func MayPass(err error) bool {
	e, ok := errors.AsType[*Error](err)
	return ok && mayPass(e.Err)
}

func mayPass(err error) bool {
	if robots, ok := errors.AsType[*RobotsError](err); ok {
		return robots.Unreachable != nil && mayPass(robots.Unreachable)
	}
	if status, ok := errors.AsType[*StatusError](err); ok {
		return !status.Response.Archived && statusMayPass(status.Response.Status)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return !dns.IsNotFound
	}
	var (
		address  *AddressError
		large    *TooLargeError
		redirect *RedirectError
		encoding *EncodingError
		cert     *tls.CertificateVerificationError
		record   tls.RecordHeaderError // the server does not speak TLS
	)
	return !errors.Is(err, errNoWebAddress) && !errors.As(err, &address) && !errors.As(err, &large) && !errors.As(err, &redirect) &&
		!errors.As(err, &encoding) && !errors.As(err, &cert) && !errors.As(err, &record)
}

// statusMayPass lists the statuses that speak of the moment, not of the
// document.
func statusMayPass(status int) bool {
	switch status {
	case 408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524:
		return true
	}
	return false
}
