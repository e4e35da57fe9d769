package quote

import (
	"bufio"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

var framesDir = flag.String("frames", "", "folder with frames/, frames-real/, frames-train/ and case_sentences.jsonl, to score voices")

var framesSkip = flag.String("frames.skip", "", "leave out sentences whose id begins so: their voices were not coded by hand")

// coded is a sentence with the voice that a coder gave it.
type coded struct {
	id, voice, speaker string
	framed             bool
	text               string
	span               Span
}

// TestFrameVoice scores VoiceOf on sentences coded for voice. A sentence is
// scored in its document: the sentences before it are read with it.
func TestFrameVoice(t *testing.T) {
	if *framesDir == "" {
		t.Skip("-frames is not set")
	}
	for _, set := range []string{"frames", "frames-real", "frames-train", "case_sentences.jsonl"} {
		docs := readCoded(t, filepath.Join(*framesDir, set))
		var all, framed, speaker, speakers int
		var right, framedRight int
		confusion := map[[2]string]int{}
		for _, d := range docs {
			doc := text.Parse(d.source)
			r := Find(doc)
			for _, c := range d.coded {
				v, k := r.VoiceOf(c.span)
				ok := v.String() == c.voice
				all++
				if ok {
					right++
				}
				if !c.framed {
					continue
				}
				framed++
				confusion[[2]string{c.voice, v.String()}]++
				if ok {
					framedRight++
				} else if testing.Verbose() {
					t.Logf("%s: want %s %q, got %s: %s", c.id, c.voice, c.speaker, v, c.text)
				}
				if c.voice != "author" && c.speaker != "" {
					speakers++
					if k >= 0 {
						got := strings.ToLower(r.Attributions[k].Source.In(d.source))
						for _, w := range strings.Fields(strings.ToLower(c.speaker)) {
							if len(w) > 3 && strings.Contains(got, w) {
								speaker++
								break
							}
						}
					}
				}
			}
		}
		t.Logf("%s: all %d/%d = %.3f; framed %d/%d = %.3f; speaker named alike %d/%d; want/got %v", set,
			right, all, float64(right)/float64(max(1, all)), framedRight, framed, float64(framedRight)/float64(max(1, framed)),
			speaker, speakers, confusion)
	}
}

type codedDoc struct {
	source string
	coded  []coded
}

func readCoded(t *testing.T, path string) []codedDoc {
	lines := func(p string) (out []map[string]any) {
		f, err := os.Open(p)
		if err != nil {
			t.Skip(err)
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			m := map[string]any{}
			if err := json.Unmarshal(sc.Bytes(), &m); err != nil {
				t.Fatal(err)
			}
			out = append(out, m)
		}
		return out
	}
	str := func(m map[string]any, k string) string { s, _ := m[k].(string); return s }
	framed := func(m map[string]any) bool { l, _ := m["frames"].([]any); return len(l) > 0 }
	var docs []codedDoc
	if strings.HasSuffix(path, ".jsonl") {
		for _, m := range lines(path) {
			s := str(m, "text")
			docs = append(docs, codedDoc{s, []coded{{str(m, "doc"), str(m, "voice"), "", framed(m), s, Span{0, len(s)}}}})
		}
		return docs
	}
	labels := map[string]map[string]any{}
	for _, m := range lines(filepath.Join(path, "labels.jsonl")) {
		labels[str(m, "id")] = m
	}
	item := ""
	for _, m := range lines(filepath.Join(path, "sentences.jsonl")) {
		l := labels[str(m, "id")]
		if l == nil || *framesSkip != "" && strings.HasPrefix(str(m, "id"), *framesSkip) {
			continue
		}
		if it := str(m, "item"); it == "" || it != item || len(docs) == 0 {
			item = it
			docs = append(docs, codedDoc{})
		}
		d := &docs[len(docs)-1]
		if before, ok := m["before"].([]any); ok {
			for _, b := range before {
				d.source += b.(string) + " "
			}
		}
		if d.source != "" && !strings.HasSuffix(d.source, " ") {
			d.source += " "
		}
		s := str(m, "text")
		d.coded = append(d.coded, coded{str(m, "id"), str(l, "voice"), str(l, "speaker"), framed(l), s, Span{len(d.source), len(d.source) + len(s)}})
		d.source += s
	}
	return docs
}
