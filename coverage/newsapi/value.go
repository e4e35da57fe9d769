package newsapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strconv"
	"strings"
)

// Services change the type of a value from record to record: a number becomes a
// text, a text a list, anything null. These types take what comes and never
// fail; what they cannot use is as good as absent.

// A text is a JSON string, number or boolean.
type text string

func (t *text) UnmarshalJSON(b []byte) error {
	*t = ""
	switch {
	case len(b) == 0 || b[0] == 'n' || b[0] == '{' || b[0] == '[':
	case b[0] == '"':
		var s string
		if json.Unmarshal(b, &s) == nil {
			*t = text(strings.TrimSpace(s))
		}
	default:
		*t = text(b)
	}
	return nil
}

// texts is a list of texts, or a single one.
type texts []string

func (l *texts) UnmarshalJSON(b []byte) error {
	*l = nil
	var list []text
	if len(b) > 0 && b[0] == '[' {
		_ = json.Unmarshal(b, &list) // of what is no list, nothing is used
	} else {
		var one text
		_ = one.UnmarshalJSON(b)
		list = []text{one}
	}
	for _, t := range list {
		if t != "" {
			*l = append(*l, string(t))
		}
	}
	return nil
}

// first is the first that is not empty.
func (l texts) first() string {
	if len(l) > 0 {
		return l[0]
	}
	return ""
}

// A count is a whole number, also one written as a text with thousands commas.
// stated is false where there is none.
type count struct {
	n      int
	stated bool
}

func (c *count) UnmarshalJSON(b []byte) error {
	*c = count{}
	var t text
	_ = t.UnmarshalJSON(b)
	s := strings.ReplaceAll(string(t), ",", "")
	if n, err := strconv.ParseInt(s, 10, 52); err == nil && n >= 0 {
		*c = count{int(n), true}
	} else if f, err := strconv.ParseFloat(s, 64); err == nil && f >= 0 && f < 1<<52 && f == math.Trunc(f) {
		*c = count{int(f), true}
	}
	return nil
}

// or is the number, or another where there is none.
func (c count) or(other int) int {
	if c.stated {
		return c.n
	}
	return other
}

// countOf reads a raw value as a count.
func countOf(raw json.RawMessage) (c count) {
	_ = c.UnmarshalJSON(bytes.TrimSpace(raw))
	return c
}

// textOf reads a raw value as a text.
func textOf(raw json.RawMessage) string {
	var t text
	_ = t.UnmarshalJSON(bytes.TrimSpace(raw))
	return string(t)
}

// A number is a finite JSON number, also one written as a text.
type number struct {
	v      float64
	stated bool
}

func (n *number) UnmarshalJSON(b []byte) error {
	var t text
	_ = t.UnmarshalJSON(b)
	n.parse(string(t))
	return nil
}

func (n *number) parse(s string) {
	*n = number{}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		*n = number{f, true}
	}
}

// A listOf is a list of objects, or a single one, or null.
type listOf[T any] []T

func (l *listOf[T]) UnmarshalJSON(b []byte) error {
	*l = nil
	switch {
	case len(b) > 0 && b[0] == '[':
		var raws []json.RawMessage
		if json.Unmarshal(b, &raws) != nil {
			return nil
		}
		for _, raw := range raws {
			var v T
			if decode(raw, &v) == nil {
				*l = append(*l, v)
			}
		}
	case len(b) > 0 && b[0] == '{':
		var v T
		if decode(b, &v) == nil {
			*l = listOf[T]{v}
		}
	}
	return nil
}

var errNoRecord = errors.New("newsapi: no record but a single value")

// decode reads an object. A field of another type than documented is as good as
// absent.
func decode(raw []byte, v any) error {
	if raw = bytes.TrimSpace(raw); len(raw) == 0 || raw[0] != '{' {
		return errNoRecord
	}
	err := json.Unmarshal(raw, v)
	if _, ok := err.(*json.UnmarshalTypeError); ok {
		return nil
	}
	return err
}
