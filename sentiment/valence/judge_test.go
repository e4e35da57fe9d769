package valence

import (
	"bytes"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

// marked cuts the target out of a sentence that has it in brackets, and its
// other mentions in braces.
func marked(t testing.TB, s string) (string, Target) {
	var out strings.Builder
	var target Target
	start := 0
	for _, r := range s {
		switch r {
		case '[', '{':
			start = out.Len()
		case ']':
			target.Span = Span{start, out.Len()}
		case '}':
			target.Mentions = append(target.Mentions, Span{start, out.Len()})
		default:
			out.WriteRune(r)
		}
	}
	if target.Span == (Span{}) {
		t.Fatalf("no target in %q", s)
	}
	return out.String(), target
}

// The sentences are written for this test; none is from a labelled set.
var judged = []struct {
	construction, sentence string
	want                   Polarity
}{
	{"subject of a misdeed", "[The trust] ignored, misled and finally betrayed the parents.", Negative},
	{"subject of a misdeed", "Then [Harlow] lied to the panel.", Negative},
	{"subject of a deed", "[The ward sister] saved two of the boys.", Positive},
	{"negated misdeed", "[The driver] did not lie to the panel.", Positive},
	{"negated deed", "[The board] never apologised to the family.", Negative},
	{"passive of attack", "[The director] was widely condemned on Tuesday.", Negative},
	{"passive of praise", "[The nurse] was praised on Tuesday.", Positive},
	{"passive of charge", "[The two officers] have been charged.", Negative},
	{"object of attack", "Campaigners accused [the minister] of delay.", Negative},
	{"object of attack", "The report blasts [the regulator] in every chapter.", Negative},
	{"object of praise", "Parents thanked [the paediatrician] at the gate.", Positive},
	{"object of praise, with article and title", "The coroner praised the late Dr [Mora] yesterday.", Positive},
	{"noun of attack", "There was an attack on [the council] in the papers.", Negative},
	{"against", "Two hundred people marched against [the chief executive].", Negative},
	{"attribute", "[The inspector] was incompetent.", Negative},
	{"attribute", "[The inspector] was diligent and brave.", Positive},
	{"negated attribute", "[The inspector] was not competent.", Negative},
	{"what is possessed", "[Her] appalling conduct shocked the court.", Negative},
	{"what is possessed", "[Ms Ode]'s courage shone through.", Positive},
	{"aside", "[Mr Pell], who ran the home for years, betrayed them.", Negative},
	{"speaker after a quotation", "“This is a disgrace,” said [Mr Ellis].", Neutral},
	{"speaker before a quotation", "[Mr Ellis] said: “The hearing opens on Monday.”", Neutral},
	{"neutral procedure", "[The minister] will make a statement in the Commons next week.", Neutral},
	{"neutral procedure", "The letter reached [the office] in March.", Neutral},
	{"curly contraction", "[The driver] didn’t lie to the panel.", Positive},
}

func TestJudgeByRules(t *testing.T) {
	var j Judge
	for _, tt := range judged {
		s, target := marked(t, tt.sentence)
		got := j.Judge(s, target)
		if got.Polarity != tt.want {
			t.Errorf("%s: %q is %v (%.2f), want %v", tt.construction, tt.sentence, got.Polarity, got.Score, tt.want)
			for _, e := range j.Evidence(nil) {
				t.Logf("\t%s %.2f", s[e.Start:e.End], e.Rating)
			}
		}
		sum := 0.0
		for _, e := range j.Evidence(nil) {
			sum += e.Rating
		}
		if math.Abs(sum-got.Score) > 1e-9 && math.Abs(sum/2-got.Score) > 1e-9 {
			t.Errorf("%q: evidence adds up to %.3f, the score is %.3f", s, sum, got.Score)
		}
	}
}

func TestJudgeSidesOfOneSentence(t *testing.T) {
	// The same words speak differently of two targets.
	var j Judge
	attacked, target := marked(t, "The panel praised the nurses but condemned [the managers].")
	if got := j.Judge(attacked, target); got.Polarity != Negative {
		t.Errorf("the managers: %+v", got)
	}
	praised, target := marked(t, "The panel praised [the nurses] but condemned the managers.")
	if got := j.Judge(praised, target); got.Polarity != Positive {
		t.Errorf("the nurses: %+v", got)
	}
}

func TestJudgeEdges(t *testing.T) {
	var j Judge
	for _, target := range []Target{{}, {Span: Span{3, 3}}, {Span: Span{90, 99}}, {Span: Span{5, 2}}, {Span: Span{-4, -1}}} {
		if got := j.Judge("They lied.", target); got != (Judgement{}) {
			t.Errorf("target %v: %+v", target, got)
		}
	}
	if got := j.Judge("", Target{Span: Span{0, 1}}); got != (Judgement{}) {
		t.Errorf("empty sentence: %+v", got)
	}
}

func examples(t testing.TB) []Example {
	var out []Example
	for range 4 {
		for _, x := range judged {
			s, target := marked(t, x.sentence)
			out = append(out, Example{s, target, x.want})
		}
	}
	return out
}

func TestTrain(t *testing.T) {
	ex := examples(t)
	m, err := Train(ex, Training{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Examples() != len(ex) {
		t.Errorf("%d examples, want %d", m.Examples(), len(ex))
	}
	j := Judge{Model: m}
	wrong := 0
	for _, e := range ex {
		got := j.Judge(e.Sentence, e.Target)
		if got.Polarity != e.Polarity {
			wrong++
		}
		if sum := got.Probability[0] + got.Probability[1] + got.Probability[2]; math.Abs(sum-1) > 1e-9 {
			t.Errorf("probabilities %v", got.Probability)
		}
	}
	if wrong > 0 {
		t.Errorf("%d of %d examples are judged otherwise than taught", wrong, len(ex))
	}
	// A sentence of other words, alike in construction.
	s, target := marked(t, "Nobody doubts that [the matron] was diligent and brave.")
	if got := j.Judge(s, target); got.Polarity != Positive {
		t.Errorf("%q: %+v", s, got)
	}
	reasons := m.Reasons(s, target, 5)
	if len(reasons) != 5 || reasons[0].Weight < reasons[4].Weight {
		t.Errorf("reasons %+v", reasons)
	}
}

func TestTrainLeavesNamesOut(t *testing.T) {
	var ex []Example
	for range 10 {
		for name, p := range map[string]Polarity{"Arden": Negative, "Benning": Positive} {
			s, target := marked(t, "On Monday ["+name+"] spoke.")
			ex = append(ex, Example{s, target, p})
		}
	}
	s, target := marked(t, "On Monday [Arden] spoke.")
	for names, want := range map[bool]bool{false: false, true: true} {
		m, err := Train(ex, Training{Names: names})
		if err != nil {
			t.Fatal(err)
		}
		j := Judge{Model: m}
		if sure := math.Abs(j.Judge(s, target).Score) > 0.5; sure != want {
			t.Errorf("names %v: score %v", names, j.Judge(s, target).Score)
		}
	}
}

func TestTrainErrors(t *testing.T) {
	s, target := marked(t, "[They] lied.")
	if _, err := Train([]Example{{s, target, Negative}}, Training{}); !errors.Is(err, ErrExamples) {
		t.Errorf("one class: %v", err)
	}
	if _, err := Train(nil, Training{}); !errors.Is(err, ErrExamples) {
		t.Errorf("no examples: %v", err)
	}
	if _, err := Train([]Example{{s, Target{}, Negative}}, Training{}); err == nil {
		t.Error("a target without words was accepted")
	}
	if _, err := Train([]Example{{s, target, 2}}, Training{}); err == nil {
		t.Error("polarity 2 was accepted")
	}
	if _, err := Train(nil, Training{Penalty: -1}); err == nil {
		t.Error("a negative penalty was accepted")
	}
}

func TestModelFile(t *testing.T) {
	m, err := Train(examples(t), Training{Names: true})
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	if err := m.Save(&first); err != nil {
		t.Fatal(err)
	}
	saved := first.String()
	back, err := LoadModel(&first)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(m, back) {
		t.Error("the model does not survive saving")
	}
	again, err := Train(examples(t), Training{Names: true})
	if err != nil {
		t.Fatal(err)
	}
	again.Save(&second)
	if second.String() != saved {
		t.Error("training twice gives two models")
	}
	for _, bad := range []string{"", "{", `{"format":"other"}`, `{"format":"` + modelFormat + `","features":"AAAA"}`,
		`{"format":"` + modelFormat + `","features":"!"}`, strings.Replace(saved, `"features":"`, `"features":"AAAAAADAfwAAAAAAAAAAAAAA`, 1)} {
		if _, err := LoadModel(strings.NewReader(bad)); err == nil {
			t.Errorf("%.60q was loaded", bad)
		}
	}
}

func TestClassesFile(t *testing.T) {
	known := map[string]bool{}
	for _, c := range openClasses {
		known[c.name] = true
	}
	lines := 0
	for line := range strings.Lines(classesFile) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		lines++
		if !known[words[0]] {
			t.Errorf("unknown class %q", words[0])
		}
		seen := map[string]bool{}
		for _, w := range words[1:] {
			if seen[w] || w != strings.ToLower(w) {
				t.Errorf("class %s: %q is given twice or not in small letters", words[0], w)
			}
			seen[w] = true
		}
	}
	if lines != len(openClasses) {
		t.Errorf("%d classes, want %d", lines, len(openClasses))
	}
}

func FuzzJudge(f *testing.F) {
	for _, x := range judged {
		s, target := marked(f, x.sentence)
		f.Add(s, target.Start, target.End)
	}
	f.Add("\xff\xfe’s “", 0, 4)
	f.Add("\"\"\"''", 1, 2)
	m, err := Train(examples(f), Training{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string, start, end int) {
		for _, j := range []*Judge{{}, {Model: m}} {
			got := j.Judge(s, Target{Span: Span{start, end}})
			if math.IsNaN(got.Score) || got.Polarity < Negative || got.Polarity > Positive {
				t.Errorf("%q [%d, %d): %+v", s, start, end, got)
			}
			for _, e := range j.Evidence(nil) {
				if e.Start < 0 || e.End > len(s) || e.Start >= e.End || utf8.ValidString(s) && !utf8.ValidString(s[e.Start:e.End]) {
					t.Errorf("%q: evidence %+v", s, e)
				}
			}
		}
	})
}

func FuzzLoadModel(f *testing.F) {
	m := &Model{examples: 3, unseen: 1, weights: map[uint32]weights{7: {scale: 1, w: [3]float32{1, 0, -1}}, 9: {scale: 2}}}
	var b bytes.Buffer
	m.Save(&b)
	f.Add(b.Bytes())
	f.Add([]byte(`{"format":"` + modelFormat + `"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, err := LoadModel(bytes.NewReader(raw))
		if err != nil {
			return
		}
		var again bytes.Buffer
		if err := m.Save(&again); err != nil {
			t.Fatal(err)
		}
		if back, err := LoadModel(&again); err != nil || !reflect.DeepEqual(m, back) {
			t.Errorf("%v", err)
		}
	})
}

func BenchmarkJudgeByRules(b *testing.B) {
	s, target := marked(b, "Mr Ellis, who chaired the panel, praised the staff but criticised [the board]'s “appalling” failure to act, and said the deaths weren't inevitable.")
	var j Judge
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		j.Judge(s, target)
	}
}

func BenchmarkJudgeByModel(b *testing.B) {
	m, err := Train(examples(b), Training{})
	if err != nil {
		b.Fatal(err)
	}
	s, target := marked(b, "Mr Ellis, who chaired the panel, praised the staff but criticised [the board]'s “appalling” failure to act, and said the deaths weren't inevitable.")
	j := Judge{Model: m}
	b.SetBytes(int64(len(s)))
	for b.Loop() {
		j.Judge(s, target)
	}
}
