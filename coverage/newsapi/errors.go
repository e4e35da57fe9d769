package newsapi

import (
	"fmt"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// A ServiceError is what a service says instead of an answer, under whatever
// status.
type ServiceError struct {
	Service   string // "guardian", "gdelt", …
	Location  string // the address asked, without the key
	Status    int    // of HTTP; 200 where the service said it under a good status, 0 in a saved file
	Message   string // in the service's words, shortened, without the key
	Throttled bool   // there were too many requests, or a quota is used up: go on later, with the cursor
	Err       error  // of package fetch; nil under a good status

	passing  bool // it may be gone the next time
	tooShort bool // the window is shorter than the service can search
}

func (e *ServiceError) Error() string {
	s := "newsapi: " + at(e.Service, e.Location) + ": the service says: "
	if e.Message == "" && e.Err != nil {
		s = "newsapi: " + at(e.Service, e.Location) + ": "
		return s + e.Err.Error()
	}
	s += e.Message
	if e.Status != 0 {
		s += fmt.Sprintf(" (HTTP status %d)", e.Status)
	}
	return s
}

func (e *ServiceError) Unwrap() error { return e.Err }

// An AnswerError says that an answer is not what the service documents.
type AnswerError struct {
	Service  string
	Location string
	Reason   string
	Err      error // may be nil
}

func (e *AnswerError) Error() string {
	s := "newsapi: " + at(e.Service, e.Location) + ": " + e.Reason
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *AnswerError) Unwrap() error { return e.Err }

// at joins what may be empty.
func at(service, location string) string {
	if service == "" || location == "" {
		return service + location
	}
	return service + ": " + location
}

// A CapError says that a window which cannot be cut further holds more records
// than the service gives.
type CapError struct {
	Service string
	Window  Window
	Stated  int // how many there are; -1 if the service does not say
	Read    int // how many came
}

func (e *CapError) Error() string {
	stated := "perhaps more"
	if e.Stated >= 0 {
		stated = fmt.Sprint(e.Stated)
	}
	return fmt.Sprintf("newsapi: %s: %s holds %s records, the service gave %d, and the window cannot be cut further; narrow the query", e.Service, e.Window, stated, e.Read)
}

// A CountError says that a service states another number of records than came.
// It wraps [coverage.ErrCount].
type CountError struct {
	Service  string
	Window   Window
	Stated   int
	Read     int  // different ones
	Repeated int  // came once more and were left out
	Parts    bool // Read is the sum of what was stated for the parts of a window that was cut
}

func (e *CountError) Error() string {
	s := fmt.Sprintf("newsapi: %s: %s: %v: states %d, read %d", e.Service, e.Window, coverage.ErrCount, e.Stated, e.Read)
	if e.Parts {
		s = fmt.Sprintf("newsapi: %s: %s: %v: states %d for the whole and %d for its parts", e.Service, e.Window, coverage.ErrCount, e.Stated, e.Read)
	}
	if e.Repeated > 0 {
		s += fmt.Sprintf(" and %d of them again", e.Repeated)
	}
	return s
}

func (e *CountError) Unwrap() error { return coverage.ErrCount }

// A CursorError says that a cursor cannot be gone on from.
type CursorError struct {
	Service string
	Reason  string
}

func (e *CursorError) Error() string {
	return "newsapi: " + e.Service + ": the cursor " + e.Reason + "; begin with an empty one, or ask as it was asked before"
}

// A QueryError says what is missing or wrong in a question. No request was
// made.
type QueryError struct {
	Service string
	Field   string // as in the struct: "Query", "From", "Options.Key", …
	Reason  string
}

func (e *QueryError) Error() string {
	return "newsapi: " + e.Service + ": " + e.Field + ": " + e.Reason
}
