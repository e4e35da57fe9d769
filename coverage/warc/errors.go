package warc

import "fmt"

// A DamagedError says that a record cannot be read. Reading goes on with the
// next record that can be found.
type DamagedError struct {
	Reason string
	Err    error // of the decompressor or the file; may be nil
}

func (e *DamagedError) Error() string {
	if e.Err != nil {
		return "warc: damaged record: " + e.Reason + ": " + e.Err.Error()
	}
	return "warc: damaged record: " + e.Reason
}

func (e *DamagedError) Unwrap() error { return e.Err }

// A TooLargeError says that a record, or the body within it once unpacked, is
// larger than a limit. It was passed over.
type TooLargeError struct {
	URI   string
	Limit int64
	Size  int64 // as the record states it; 0 for an unpacked body
}

func (e *TooLargeError) Error() string {
	if e.Size == 0 {
		return fmt.Sprintf("warc: %s: the body unpacks to more than %d bytes; raise MaxBody to read it", e.URI, e.Limit)
	}
	return fmt.Sprintf("warc: %s: a record of %d bytes, more than %d; raise MaxRecord to read it", e.URI, e.Size, e.Limit)
}

// An EncodingError says that a body is packed in a way this package does not
// know.
type EncodingError struct{ Coding string }

func (e *EncodingError) Error() string {
	return fmt.Sprintf("warc: the body is packed as %q, which is not known here", e.Coding)
}

// A RevisitError says that a record only refers to a page stored before, and
// that this page is not in the part of the archive that was read.
type RevisitError struct {
	URI     string // what was asked for
	Refers  string // the address under which the page is stored; may be empty
	Digest  string // of the page
	Capture string // when that was stored, as written; may be empty
}

func (e *RevisitError) Error() string {
	s := "warc: " + e.URI + ": the page is stored in another archive"
	if e.Refers != "" {
		s += ", as " + e.Refers
	}
	if e.Capture != "" {
		s += " of " + e.Capture
	}
	return s
}
