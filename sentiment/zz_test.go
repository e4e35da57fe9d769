package sentiment

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	b, _ := os.ReadFile("/tmp/zz.txt")
	s, err := NewScorer(Default())
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		r := s.Score(Document{Text: l})
		for _, x := range r.Sentences {
			fmt.Printf("%.2f %v %v %s %s\n", x.Prob, x.Targets, x.Voice, x.Speaker.Name, l[x.Start:x.End])
			for _, h := range x.Hits {
				fmt.Printf("     %s %.2f %v->%v sc%d %q T=%q\n", h.Pattern, h.Weight, h.Frame, h.Counts, h.Scope, l[h.Start:h.End], l[h.Target.Start:h.Target.End])
			}
		}
		if os.Getenv("ZM") != "" {
			st := &state{prog: s.prog}
			st.begin(st.parser.Parse(l))
			for i := range st.doc.Sentences {
				st.first, st.last = int(st.doc.Sentences[i].First), int(st.doc.Sentences[i].Last)
				f, to := st.mentionsOf(i)
				for k := f; k < to; k++ {
					m := &st.mentions[k]
					sp := st.span(m)
					fmt.Printf("      M %q kind %d level %v\n", l[sp.Start:sp.End], m.kind, m.level)
				}
			}
		}
	}
}
