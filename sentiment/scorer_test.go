package sentiment_test

import (
	"bytes"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

func scorer(t testing.TB) *sentiment.Scorer {
	t.Helper()
	s, err := sentiment.NewScorer(sentiment.Default())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestConcurrentScoringIsTheSame(t *testing.T) {
	s := scorer(t)
	docs := strings.SplitAfter(strings.Repeat(pressText(t)[0][:1<<12], 8), "\n\n")
	want := make([]*sentiment.Result, len(docs))
	for i := range docs {
		want[i] = s.Score(sentiment.Document{Text: docs[i]})
	}
	got := make([]*sentiment.Result, len(docs))
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i := w; i < len(docs); i += 4 {
				got[i] = s.Score(sentiment.Document{Text: docs[i]})
			}
		})
	}
	wg.Wait()
	if !reflect.DeepEqual(got, want) {
		t.Error("results depend on who else is scoring")
	}
}

func TestMeasures(t *testing.T) {
	var m sentiment.Measures
	for _, s := range []sentiment.Sentence{
		{},
		{Frames: sentiment.FrameSet(0).With(sentiment.Systemic)},
		{Frames: sentiment.FrameSet(0).With(sentiment.Systemic).With(sentiment.CounterBlame)},
		{Frames: sentiment.FrameSet(0).With(sentiment.Blame), Targets: []sentiment.Target{{Actor: "a", Level: sentiment.Media}}, Ties: []sentiment.Tie{{To: "a"}}},
		{Frames: sentiment.FrameSet(0).With(sentiment.Blame), Targets: []sentiment.Target{{Actor: "k", Level: sentiment.Perpetrator}}},
	} {
		m.Add(&s)
	}
	if m.Blame != 1 || m.PerpetratorBlame != 1 || m.Systemic != 2 || m.Counter != 1 || m.Framed != 4 || m.Sentences != 5 {
		t.Fatalf("%+v", m)
	}
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	near("balance", m.Balance(), math.Log(2.5)-math.Log(1.5))
	near("se", m.BalanceSE(), math.Sqrt(1/2.5+1/1.5))
	index, ok := m.Index()
	near("index", index, 1.0/3)
	share, _ := m.ContestedShare()
	near("contested", share, 0.5)
	intensity, _ := m.Intensity()
	near("intensity", intensity, 0.8)
	near("media", m.LevelShares()[sentiment.Media], 0.5)
	with := m.WithPerpetrators()
	if !ok || with.Blame != 2 {
		t.Errorf("with perpetrators: %+v", with)
	}
	var none sentiment.Measures
	if _, ok := none.Index(); ok {
		t.Error("an index of nothing is defined")
	}
	if _, ok := none.Intensity(); ok {
		t.Error("the intensity of nothing is defined")
	}

	var ab, ba sentiment.Measures
	ab.Merge(&m)
	ab.Merge(&with)
	ba.Merge(&with)
	ba.Merge(&m)
	x, _ := json.Marshal(ab)
	y, _ := json.Marshal(ba)
	if !bytes.Equal(x, y) {
		t.Errorf("merged in another order:\n%s\n%s", x, y)
	}
}

func TestExplainAndMark(t *testing.T) {
	src := `The <b>board</b> said the council ignored "the" warnings & lied.`
	s := scorer(t).Score(sentiment.Document{Text: src}).Sentences[0]
	if e := sentiment.Explain(src, &s); !strings.Contains(e, "blames council (organisation)") || !strings.Contains(e, "matches deed") {
		t.Errorf("explanation lacks its reasons:\n%s", e)
	}
	m := sentiment.Mark(src, &s)
	if !strings.Contains(m, `<mark class="blame"`) || strings.Contains(m, "<b>board") || !strings.Contains(m, "&amp;") {
		t.Errorf("mark-up: %s", m)
	}
	if strings.Count(m, "<mark") != strings.Count(m, "</mark>") || strings.Count(m, "<b>") != strings.Count(m, "</b>") {
		t.Errorf("tags do not match: %s", m)
	}
}

func TestTies(t *testing.T) {
	r := scorer(t).Score(sentiment.Document{Text: "Residents accused the landlord of ignoring their letters."})
	s := r.Sentences[0]
	if len(s.Ties) != 1 || s.Ties[0].From != "residents" || s.Ties[0].To != "landlord" || s.Voice != sentiment.Reported {
		t.Errorf("ties %v voice %v", s.Ties, s.Voice)
	}
}

// A finding, an apology and a call for somebody to go are somebody's words, also
// where the author tells of them.
func TestVoiceOfFindings(t *testing.T) {
	for _, tt := range []struct {
		in    string
		voice sentiment.Voice
	}{
		{"The ferry company has apologised for failing to answer the harbour master's letters.", sentiment.Reported},
		{"The tribunal exonerated the signalman.", sentiment.Reported},
		{"Passengers called for the managing director to resign.", sentiment.Reported},
		{"The auditor attributes the losses to the procurement rules.", sentiment.Reported},
		{"The managing director must resign.", sentiment.Author},
		{"The outdated procedures let the error through.", sentiment.Author},
	} {
		s := scorer(t).Score(sentiment.Document{Text: tt.in}).Sentences[0]
		if s.Frames == 0 || s.Voice != tt.voice {
			t.Errorf("%s: frames %v, voice %v, want %v", tt.in, s.Frames, s.Voice, tt.voice)
		}
	}
}

// valid reports the first thing wrong with a result as such.
func valid(r *sentiment.Result, src string) string {
	in := func(s sentiment.Span) bool { return 0 <= s.Start && s.Start <= s.End && s.End <= len(src) }
	pos := 0
	for i := range r.Sentences {
		s := &r.Sentences[i]
		if !in(s.Span) || s.Start < pos || s.Start == s.End {
			return "sentence out of range or order"
		}
		pos = s.End
		for _, p := range s.Prob {
			if !(p >= 0 && p <= 1) {
				return "probability out of range"
			}
		}
		for _, h := range s.Hits {
			if !in(h.Span) || h.Start < s.Start || h.End > s.End {
				return "hit outside its sentence"
			}
		}
		for _, x := range s.Targets {
			if !in(x.Span) {
				return "target out of range"
			}
		}
		if !in(s.Speaker.Span) {
			return "speaker out of range"
		}
		sentiment.Explain(src, s)
		sentiment.Mark(src, s)
	}
	return ""
}

// Of a title with more words than a sentence may have, what lies beyond is not
// looked at, however many quotations begin there.
func TestLongTitle(t *testing.T) {
	title := strings.Repeat("The council ignored “the warnings ", text.MaxTokens/2)
	r := scorer(t).Score(sentiment.Document{Title: title, Text: "A bus came."})
	if r.Title == nil || int(r.Title.End) >= len(title) || r.Measures.Sentences != 1 {
		t.Errorf("title %+v, %d sentences", r.Title, r.Measures.Sentences)
	}
}

func FuzzScore(f *testing.F) {
	for _, s := range []string{
		"The council ignored it. \"It was a witch-hunt,\" she said.", "Mr. X, who failed to, and did not", "he he he his her 's ' “ ” ‘",
		"\xff\xfeThe board's failure\n\n- no one could have", "NOT NOT NOT the system, rather than instead of not so much", "if had would could have been",
		"Why did the council not act?", "accused accused accused of of of", strings.Repeat("the council's ", 40) + "failed",
	} {
		f.Add(s)
	}
	s := scorer(f)
	f.Fuzz(func(t *testing.T, src string) {
		if bad := valid(s.Score(sentiment.Document{Text: src, Title: src}), src); bad != "" {
			t.Fatalf("%q: %s", src, bad)
		}
	})
}

func FuzzParseCodebook(f *testing.F) {
	for _, s := range []string{"name: x\n", "- {id: a, level: media, aliases: [b]}\n", "classes: {a: 'x~, y+, z'}\npatterns:\n- {id: p, frame: blame, match: ['TARGET <a:act> of|for ..3 {x y|z}', 'a NEAR/4 b']}\n",
		"scopes:\n- {kind: rejected, reach: right, match: [deny~ that]}\n", "tests:\n- {text: x, frames: none}\n", "a: &a [*a]\n", "? [x]\n: y\n", "roles: {media: 'x!, y^'}\n",
		"patterns:\n- {id: 0, frame: blame, match: ['TARGET <0>']}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		cb, err := sentiment.ParseCodebook(strings.NewReader(src), "fuzz.yaml")
		if err != nil {
			return
		}
		s, err := sentiment.NewScorer(cb)
		if err != nil {
			return
		}
		text := "The council ignored x y. He denied that it lied."
		if bad := valid(s.Score(sentiment.Document{Text: text}), text); bad != "" {
			t.Fatalf("%q: %s", src, bad)
		}
	})
}

// TestLinear scores hostile texts at three sizes; the time per byte must not
// grow with the size. What else goes on can only make it longer, so the best of
// several rounds counts.
func TestLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	s := scorer(t)
	sizes := [3]int{1 << 15, 1 << 17, 1 << 19}
	for _, c := range hostile {
		best := [3]float64{math.Inf(1), math.Inf(1), math.Inf(1)}
		grows := true
		for round := 0; grows && round < 8; round++ {
			for k, n := range sizes {
				src := strings.Repeat(c.unit, n/len(c.unit))
				start := cpuTime()
				s.Score(sentiment.Document{Text: src})
				best[k] = min(best[k], float64((cpuTime()-start).Nanoseconds())/float64(n))
			}
			grows = best[2] > 3*best[0]+100
		}
		t.Logf("%s: %.0f %.0f %.0f ns/byte", c.name, best[0], best[1], best[2])
		if grows {
			t.Errorf("%s: %.0f, %.0f, %.0f ns/byte at 32 kB, 128 kB, 512 kB", c.name, best[0], best[1], best[2])
		}
	}
}

// hostile are units that, repeated, tempt a search to look at everything again.
var hostile = []struct{ name, unit string }{
	{"one line", "The council, which failed, accused the board of lying and did not know that "},
	{"invalid", "council\xff\xfe failed "},
	{"quotation marks", `"`},
	{"anchors", "accused failed ignored "},
	{"commas", "the council, "},
	{"names", "Mary Hollis "},
}
