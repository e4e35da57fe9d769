package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// jsonFeed checks that a JSON document is a JSON Feed and rewrites it so that
// gofeed reads it: a field of the wrong type is turned into the right one or
// left out with a warning, and items before a break in the document are kept.
func (r Reader) jsonFeed(text []byte, f *Feed) ([]byte, error) {
	if text[0] == '[' {
		return nil, &NotFeedError{Kind: "JSON", Detail: "a list, not an object"}
	}
	top := map[string]json.RawMessage{}
	var items []json.RawMessage
	hasItems := false
	d := json.NewDecoder(bytes.NewReader(text))
	_, _ = d.Token()
	broken := false
	for d.More() && !broken {
		key, err := d.Token()
		name, ok := key.(string)
		if err != nil || !ok {
			broken = true
			break
		}
		if name == "items" && !hasItems {
			open, err := d.Token()
			if err != nil || open != json.Delim('[') {
				return nil, &NotFeedError{Kind: "JSON", Detail: "items is not a list"}
			}
			hasItems = true
			for d.More() {
				var item json.RawMessage
				if d.Decode(&item) != nil {
					broken = true
					break
				}
				items = append(items, item)
			}
			if !broken {
				_, err = d.Token()
				broken = err != nil
			}
			continue
		}
		var value json.RawMessage
		if d.Decode(&value) != nil {
			broken = true
			break
		}
		top[name] = value
	}
	if !broken {
		_, err := d.Token()
		broken = err != nil
	}
	version := jsonText(top["version"])
	if !hasItems || !strings.Contains(version, "jsonfeed.org") && version != "1" && !strings.HasPrefix(version, "1.") {
		for _, name := range []string{"response", "articles", "results", "stories", "docs", "status", "count_over_time", "resultList"} {
			if _, ok := top[name]; ok {
				return nil, &NotFeedError{Kind: "news API response", Detail: "it has the member " + strconv.Quote(name)}
			}
		}
		return nil, &NotFeedError{Kind: "JSON", Detail: "no JSON Feed version with a list of items"}
	}
	if broken {
		f.Truncated = true
		f.Warnings = append(f.Warnings, "the document breaks off or is broken; items before the break were kept")
	}
	out := f.coerce(top, feedFields)
	list := []map[string]any{}
	for i, raw := range items {
		var item map[string]json.RawMessage
		if json.Unmarshal(raw, &item) != nil {
			f.Warnings = append(f.Warnings, fmt.Sprintf("item %d is not an object", i+1))
			item = nil
		}
		list = append(list, f.coerce(item, itemFields))
	}
	out["items"] = list
	return json.Marshal(out)
}

type fieldKind uint8

const (
	textField fieldKind = iota
	textsField
	personField
	personsField
	attachmentsField
)

var feedFields = map[string]fieldKind{"version": textField, "title": textField, "home_page_url": textField, "feed_url": textField,
	"description": textField, "language": textField, "author": personField, "authors": personsField}

var itemFields = map[string]fieldKind{"id": textField, "url": textField, "external_url": textField, "title": textField,
	"content_html": textField, "content_text": textField, "summary": textField, "image": textField, "date_published": textField,
	"date_modified": textField, "language": textField, "tags": textsField, "author": personField, "authors": personsField, "attachments": attachmentsField}

// coerce keeps the known fields in the types that JSON Feed gives them.
func (f *Feed) coerce(in map[string]json.RawMessage, fields map[string]fieldKind) map[string]any {
	out := map[string]any{}
	for name, kind := range fields {
		raw, ok := in[name]
		if !ok || string(raw) == "null" {
			continue
		}
		var v any
		switch kind {
		case textField:
			if s := jsonText(raw); s != "" {
				v = s
			} else if string(raw) == `""` {
				continue
			}
		case textsField:
			if list := jsonList(raw); len(list) > 0 {
				var texts []string
				for _, e := range list {
					if s := jsonText(e); s != "" {
						texts = append(texts, s)
					}
				}
				v = texts
			}
		case personField:
			if p := jsonPerson(raw); p != nil {
				v = p
			}
		case personsField, attachmentsField:
			objects := []any{}
			for _, e := range jsonList(raw) {
				if p := jsonPerson(e); p != nil && kind == personsField {
					objects = append(objects, p)
				} else if kind == attachmentsField {
					var o map[string]json.RawMessage
					if json.Unmarshal(e, &o) == nil {
						objects = append(objects, map[string]any{"url": jsonText(o["url"]), "mime_type": jsonText(o["mime_type"])})
					}
				}
			}
			v = objects
		}
		if v == nil {
			f.warnOnce("the JSON field " + name + " has the wrong type and was left out")
			continue
		}
		out[name] = v
	}
	return out
}

func (f *Feed) warnOnce(text string) {
	for _, w := range f.Warnings {
		if w == text {
			return
		}
	}
	// Fields come in the order of a map: keep the warnings of fields sorted.
	at := len(f.Warnings)
	for at > 0 && strings.HasPrefix(f.Warnings[at-1], "the JSON field ") && f.Warnings[at-1] > text {
		at--
	}
	f.Warnings = append(f.Warnings[:at], append([]string{text}, f.Warnings[at:]...)...)
}

// jsonText reads a string, a number, or the url or name of an object.
func jsonText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	var o map[string]json.RawMessage
	if json.Unmarshal(raw, &o) == nil {
		for _, k := range []string{"url", "name", "rendered"} {
			if json.Unmarshal(o[k], &s) == nil && s != "" {
				return s
			}
		}
	}
	return ""
}

// jsonList reads a list, or anything else as a list of one.
func jsonList(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) == nil {
		return list
	}
	return []json.RawMessage{raw}
}

func jsonPerson(raw json.RawMessage) map[string]any {
	var o map[string]json.RawMessage
	name := ""
	if json.Unmarshal(raw, &o) == nil {
		name = jsonText(o["name"])
	} else {
		name = jsonText(raw)
	}
	if name == "" {
		return nil
	}
	return map[string]any{"name": name}
}
