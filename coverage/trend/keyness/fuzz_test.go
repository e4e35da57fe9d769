package keyness_test

import (
	"encoding/json"
	"testing"

	"github.com/seed-11e619e4/pressframe/coverage/trend/keyness"
)

// Whatever is read without an error can be written, read again and compared.
func FuzzWords(f *testing.F) {
	for _, seed := range []string{
		`{"documents":2,"words":[{"word":"blame","tokens":3,"documents":2},{"word":"trust","tokens":1,"documents":1}]}`,
		`{"documents":0,"words":[]}`, `{}`, `null`, `[]`, `{"documents":1,"words":null}`,
		`{"documents":1,"words":[{"word":"a","tokens":1,"documents":2}]}`,
		`{"documents":1,"words":[{"word":"a","tokens":1099511627776,"documents":1},{"word":"b","tokens":1,"documents":1}]}`,
		`{"documents":-1,"words":[{"word":"\ud800","tokens":1,"documents":1}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w keyness.Words
		if json.Unmarshal(data, &w) != nil {
			return
		}
		text, err := json.Marshal(&w)
		if err != nil {
			t.Fatal(err)
		}
		var back keyness.Words
		if err := json.Unmarshal(text, &back); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		again, _ := json.Marshal(&back)
		if string(again) != string(text) || back.Tokens != w.Tokens || back.Documents != w.Documents || back.Len() != w.Len() {
			t.Fatalf("%s was read back as %s", text, again)
		}
		if w.Tokens == 0 {
			return
		}
		if _, err := keyness.Compare(&w, &back, keyness.Options{Least: 1}); err != nil {
			t.Fatal(err)
		}
	})
}
