package story

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"strconv"

	"github.com/seed-11e619e4/pressframe/coverage"
	"github.com/seed-11e619e4/pressframe/sentiment"
)

// A plainError is an error in the words of one who writes a case, not a program.
type plainError struct {
	text string
	err  error
}

func (e *plainError) Error() string { return e.text }
func (e *plainError) Unwrap() error { return e.err }

// add takes the errors of a reader of a file of the case.
func (l *loader) add(file string, err error) {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			l.add(file, e)
		}
		return
	}
	if re, ok := errors.AsType[*coverage.RecordError](err); ok {
		text, line := plain(re.Err), re.Line
		if pe, ok := errors.AsType[*csv.ParseError](err); ok {
			text, line = pe.Err.Error(), pe.Line
		}
		if re.Record > 0 {
			text = fmt.Sprintf("record %d: %s", re.Record, text)
		}
		l.fail(or(re.Location, file), line, &plainError{text, err})
		return
	}
	if ce, ok := errors.AsType[*sentiment.CodebookError](err); ok {
		l.fail(or(ce.File, file), ce.Line, &plainError{ce.Msg, err})
		return
	}
	l.fail(file, 0, &plainError{plain(err), err})
}

var packagePrefix = regexp.MustCompile(`(^|: )(?:sentiment: codebook |(?:sentiment|coverage|views|story|json): )+`)

// plain cuts the names of packages out of an error.
func plain(err error) string { return packagePrefix.ReplaceAllString(err.Error(), "$1") }

// noSuchDate says what the calendar does not have of a date that cannot be read,
// "" if it is not that.
func noSuchDate(s string) string {
	_, err := coverage.ParseDate(s)
	for _, no := range []error{coverage.ErrNoSuchDay, coverage.ErrNoSuchMonth} {
		if errors.Is(err, no) {
			return no.Error()
		}
	}
	return ""
}

// wantDate says what is wanted in place of a date that cannot be used.
func wantDate(s, example string) string {
	return or(noSuchDate(s), "want a date such as "+example)
}

// plainFile says why a file could not be read.
func plainFile(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return &plainError{"there is no such file in the folder", err}
	case errors.Is(err, fs.ErrPermission):
		return &plainError{"the file may not be read", err}
	}
	return err
}

// plainJSON says what is wrong with a record that was to be read into v.
func plainJSON(err error, v any) error {
	text := plain(err)
	if te, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		want := map[reflect.Kind]string{reflect.String: "a text", reflect.Int: "a whole number", reflect.Slice: "a list", reflect.Bool: "true or false"}[te.Type.Kind()]
		text = fmt.Sprintf("%s: want %s, not a %s", or(te.Field, "record"), or(want, "an object {…}"), te.Value)
	} else if se, ok := errors.AsType[*json.SyntaxError](err); ok {
		text = "is not JSON: " + se.Error()
	} else if errors.Is(err, io.ErrUnexpectedEOF) {
		text = "the line ends within the record"
	} else if m := unknownJSON.FindStringSubmatch(err.Error()); m != nil {
		if name, uerr := strconv.Unquote(m[1]); uerr == nil {
			text = unknownField(name, fieldNames(reflect.TypeOf(v).Elem(), "json", true)).Error()
		}
	}
	return &plainError{text, err}
}

var unknownJSON = regexp.MustCompile(`unknown field (".*")$`)
