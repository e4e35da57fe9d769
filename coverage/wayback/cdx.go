package wayback

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"time"
)

// ErrCDX is wrapped by errors about lines of an index that are no capture.
var ErrCDX = errors.New("wayback: not a capture")

// ErrBroken is wrapped by the error that ends a list before its end: the answer
// is no list, or breaks off.
var ErrBroken = errors.New("wayback: the list is broken")

// maxIndex is the largest index that ReadCDX reads, in bytes.
const maxIndex = 1 << 30

// stampLayout is that of the archive's timestamps.
const stampLayout = "20060102150405"

// cdxFields is the order of the fields where the index does not name them.
var cdxFields = []string{"urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"}

// ReadCDX reads a stored answer of the CDX server, in JSON or plain text. A
// line that is no capture is an error that wraps [ErrCDX], and reading goes on;
// any other error ends it, as [ErrBroken] does.
func ReadCDX(r io.Reader) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		body, err := io.ReadAll(io.LimitReader(r, maxIndex))
		if err != nil {
			yield(Capture{}, fmt.Errorf("wayback: %w", err))
			return
		}
		for c, err := range readCDX(body, new(string)) {
			if !yield(c, err) {
				return
			}
		}
	}
}

// readCDX reads an answer of the index. resume is set to the key by which it
// goes on, if it does.
func readCDX(body []byte, resume *string) iter.Seq2[Capture, error] {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff")))
	switch {
	case len(body) == 0:
		return func(func(Capture, error) bool) {}
	case body[0] == '[':
		return readJSON(body, resume)
	case body[0] == '<' || body[0] == '{':
		return func(yield func(Capture, error) bool) {
			yield(Capture{}, fmt.Errorf("%w: the answer begins %q", ErrBroken, clip(string(body))))
		}
	}
	return readText(body, resume)
}

// readJSON reads a list of lists of strings: the names of the fields, the
// captures and, after an empty list, the resume key.
func readJSON(body []byte, resume *string) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		d := json.NewDecoder(bytes.NewReader(body))
		if _, err := d.Token(); err != nil {
			yield(Capture{}, fmt.Errorf("%w: %w", ErrBroken, err))
			return
		}
		var fields []string
		atEnd := false
		for d.More() {
			var raw json.RawMessage
			if err := d.Decode(&raw); err != nil {
				yield(Capture{}, fmt.Errorf("%w: %w", ErrBroken, noEOF(err)))
				return
			}
			var row []string
			if err := json.Unmarshal(raw, &row); err != nil {
				if !yield(Capture{}, fmt.Errorf("%w: %s", ErrCDX, clip(string(raw)))) {
					return
				}
				continue
			}
			switch {
			case len(row) == 0:
				atEnd = true
				continue
			case atEnd && len(row) == 1:
				*resume = row[0]
				continue
			case fields == nil && isHeader(row):
				fields = row
				continue
			case fields == nil:
				fields = cdxFields
			}
			if !yield(capture(fields, row)) {
				return
			}
		}
		if _, err := d.Token(); err != nil {
			yield(Capture{}, fmt.Errorf("%w: %w", ErrBroken, noEOF(err)))
		}
	}
}

func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func isHeader(row []string) bool {
	for _, f := range row {
		if f == "timestamp" || f == "original" {
			return true
		}
	}
	return false
}

// readText reads one capture a line, its fields divided by blanks, and the
// resume key after an empty line.
func readText(body []byte, resume *string) iter.Seq2[Capture, error] {
	return func(yield func(Capture, error) bool) {
		afterEmpty := false
		for line := range bytes.Lines(body) {
			row := strings.Fields(string(line))
			switch {
			case len(row) == 0:
				afterEmpty = true
				continue
			case afterEmpty && len(row) == 1:
				*resume = row[0]
				continue
			case len(row) > len(cdxFields):
				// An address with blanks.
				n := len(row) - 4
				row = append([]string{row[0], row[1], strings.Join(row[2:n], " ")}, row[n:]...)
			}
			afterEmpty = false
			if !yield(capture(cdxFields, row)) {
				return
			}
		}
	}
}

// capture makes a capture of a row.
func capture(fields, row []string) (Capture, error) {
	bad := func(why string) (Capture, error) {
		return Capture{}, fmt.Errorf("%w: %s: %s", ErrCDX, why, clip(strings.Join(row, " ")))
	}
	if len(row) != len(fields) {
		return bad(fmt.Sprintf("%d fields, not %d", len(row), len(fields)))
	}
	c := Capture{Length: -1}
	for i, value := range row {
		if value == "-" {
			continue
		}
		switch fields[i] {
		case "urlkey":
			c.Key = value
		case "timestamp":
			c.Timestamp = value
		case "original":
			c.URL = value
		case "mimetype":
			c.MediaType = value
		case "digest":
			c.Digest = value
		case "statuscode":
			n, err := strconv.Atoi(value)
			if err != nil || n < 0 || n > 999 {
				return bad("status " + strconv.Quote(clip(value)))
			}
			c.Status = n
		case "length":
			n, err := strconv.ParseInt(value, 10, 64)
			if err != nil || n < 0 {
				return bad("length " + strconv.Quote(clip(value)))
			}
			c.Length = n
		}
	}
	if len(c.Timestamp) != len(stampLayout) || strings.Trim(c.Timestamp, "0123456789") != "" {
		return bad("no timestamp of 14 digits")
	}
	c.Time, _ = time.Parse(stampLayout, c.Timestamp) // some name a month or day 00
	if c.URL == "" || webAddress(c.URL) == "" {
		return bad("no web address")
	}
	return c, nil
}

func clip(s string) string {
	if len(s) > 100 {
		s = s[:100] + "…"
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
