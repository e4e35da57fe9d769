package newsapi

import (
	"bytes"
	"encoding/json"
	"testing"
)

func TestMend(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"a":"it\'s"}`, `{"a":"it's"}`},
		{`{"a":"\x41 \u12 \é"}`, `{"a":"\\x41 \\u12 \\é"}`},
		{"{\"a\":\"tab\tand\nbreak\x00\"}", `{"a":"tab\u0009and\u000abreak\u0000"}`},
		{`{"a":"say "no" twice","b":"x"}`, `{"a":"say \"no\" twice","b":"x"}`},
		{`{"a":"say "no", "yes"","b":1}`, `{"a":"say \"no\", \"yes\"","b":1}`},
		{`{"a": ["x" , "y"z"], "b" : {"c" : "d"}}`, `{"a": ["x" , "y\"z"], "b" : {"c" : "d"}}`},
		{`{"a":"a lone \","b":"x"}`, `{"a":"a lone \\","b":"x"}`},
		{`{"a":"marked \", \"b\": x","c":"\q"}`, `{"a":"marked \", \"b\": x","c":"\\q"}`},
		{`{"a":"cut`, `{"a":"cut`},
		{`}]{"a":"b"}`, `}]{"a":"b"}`},
	} {
		got, edits := mend([]byte(tt.in))
		if string(got) != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.in, got, tt.want)
		}
		if at := original(edits, len(got)); at != len(tt.in) {
			t.Errorf("%s: the end is at %d", tt.in, at)
		}
	}
}

func FuzzMend(f *testing.F) {
	f.Add([]byte(`{"a":"it\'s","b":["x","y"],"c":{"d":"e"}}`))
	f.Add([]byte(`{"a":"say "no", "yes"","b":1}`))
	f.Add([]byte(`[{"a":"\u00e9\\","long name \" with marks":null},"x"]`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, edits := mend(doc)
		if json.Valid(doc) && !bytes.Equal(got, doc) && !longName(doc) {
			t.Fatalf("valid JSON was changed\n%s\n%s", doc, got)
		}
		if at := original(edits, len(got)); at != len(doc) {
			t.Fatalf("the end came from %d of %d", at, len(doc))
		}
		a := takeApart(doc, "a", "b.c")
		for _, p := range a.pieces {
			if p.offset < 0 || p.offset+len(p.source) > len(doc) || !bytes.Equal(doc[p.offset:p.offset+len(p.source)], p.source) {
				t.Fatalf("a record is not where it should be: %+v", p)
			}
		}
	})
}

// longName tells of names of members that are longer than mend looks.
func longName(doc []byte) bool { return len(doc) > 250 }
