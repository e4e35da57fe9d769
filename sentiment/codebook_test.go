package sentiment_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment"
)

func Example() {
	scorer, err := sentiment.NewScorer(sentiment.Default())
	if err != nil {
		panic(err)
	}
	text := "The inquiry said the trust had ignored three warnings. Staff shortages made matters worse."
	for _, s := range scorer.Score(sentiment.Document{Text: text}).Sentences {
		fmt.Println(s.Frames, s.Targets)
	}
	// Output:
	// blame [{trust trust organisation organisation {21 26}}]
	// systemic []
}

func parse(t *testing.T, src string) *sentiment.Codebook {
	t.Helper()
	cb, err := sentiment.ParseCodebook(strings.NewReader(src), "case.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return cb
}

func TestParseCodebookErrorsNameTheLine(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"unknown section", "name: x\nfoo: 1\n", "case.yaml:2: unknown section"},
		{"unknown frame", "patterns:\n- id: a\n  frame: anger\n  match: [word]\n", `no frame is called "anger"`},
		{"no match", "patterns:\n- {id: a, frame: blame}\n", "case.yaml:2: pattern a: nothing to match"},
		{"twice", "patterns:\n- {id: a, frame: blame, match: [x]}\n- {id: a, frame: blame, match: [y]}\n", "case.yaml:3: pattern a is defined twice (first on line 2)"},
		{"level", "actors:\n- {id: a, level: king}\n", `case.yaml:2: no level is called "king"`},
		{"gap at the edge", "patterns:\n- {id: a, frame: blame, match: ['... x']}\n", "a gap at the edge"},
		{"only slots", "patterns:\n- {id: a, frame: blame, match: [TARGET]}\n", "no word that must be there"},
		{"braces", "patterns:\n- {id: a, frame: blame, match: ['{a|b']}\n", "braces do not match"},
		{"form", "patterns:\n- {id: a, frame: blame, match: ['<x:past>']}\n", "no form is called"},
		{"weight", "patterns:\n- {id: a, frame: blame, weight: 2, match: [x]}\n", "no number in [0, 1]"},
		{"not yaml", "patterns: [\n", "case.yaml:"},
		{"scalar", "hello\n", "want a mapping"},
	} {
		_, err := sentiment.ParseCodebook(strings.NewReader(c.src), "case.yaml")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q in it", c.name, err, c.want)
		}
	}
}

// No rule may name a person, a place or a case: the base codebook is for any.
func TestBaseNamesNobody(t *testing.T) {
	files, err := filepath.Glob("base/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	names := []string{"trump", "clinton", "hillary", "obama", "obamacare", "putin", "sanders", "cruz", "rubio", "bush", "brexit", "cameron", "balls", "shoesmith", "haringey",
		"baby p", "climbie", "benghazi", "ferguson", "grenfell", "hillsborough", "isis", "washington", "kremlin", "london", "iraq", "libya", "russia", "china", "mexico", "israel"}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		words := " " + strings.Join(strings.FieldsFunc(strings.ToLower(string(b)), func(r rune) bool { return (r < 'a' || r > 'z') && r != '-' }), " ") + " "
		for _, n := range names {
			if strings.Contains(words, " "+n+" ") {
				t.Errorf("%s names %q", f, n)
			}
		}
	}
}

func TestWildcards(t *testing.T) {
	cb := parse(t, `
patterns:
- {id: mob, frame: counter, weight: 0.9, match: ['vilif*', 'hate camp* against']}
- {id: bad, frame: blame, weight: 0.9, match: ['TARGET vil*']}
- {id: known, frame: counter, weight: 0.9, match: ['villain|vilified by']}
`)
	s, err := sentiment.NewScorer(cb)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"A vilification nobody had foreseen.":     "mob",
		"She was vilified by them.":               "known",
		"Vilifying is easy.":                      "mob",
		"The hate campaigns against her went on.": "mob",
		"A villa by the sea.":                     "",
		"The vial broke.":                         "",
	} {
		found := ""
		for _, x := range s.Score(sentiment.Document{Text: text}).Sentences {
			for _, h := range x.Hits {
				if found == "" || h.Pattern == want {
					found = h.Pattern
				}
			}
		}
		if found != want {
			t.Errorf("%q: pattern %q, want %q", text, found, want)
		}
	}
}

func TestUndefinedClassIsAnError(t *testing.T) {
	cb := parse(t, "patterns:\n- {id: a, frame: blame, match: ['<nothere> x']}\n")
	_, err := sentiment.NewScorer(sentiment.Default().Overlay(cb))
	if err == nil || !strings.Contains(err.Error(), `case.yaml:2: no class is called "nothere"`) {
		t.Errorf("error %v", err)
	}
	// The line is that of the match, and alternatives do not repeat it.
	cb = parse(t, "patterns:\n- id: a\n  frame: blame\n  match:\n  - fine\n  - (x|y|z) <nothere>\n")
	_, err = sentiment.NewScorer(sentiment.Default().Overlay(cb))
	if err == nil || err.Error() != `sentiment: codebook case.yaml:6: no class is called "nothere"` {
		t.Errorf("error %v", err)
	}
}

func TestCodebookMistakesNameWhatThereIs(t *testing.T) {
	for in, says := range map[string]string{
		"- {id: a, level: chief, aliases: [A]}\n":                          "case.yaml:1: no level is called \"chief\" (levels: perpetrator, individual, occupation,",
		"- {id: a, levl: media, aliases: [A]}\n":                           "case.yaml:1: an actor has no \"levl\" (known: id, show, level,",
		"actors:\n- {id: a, level: media, aliases: [Caf\xe9]}\n":           "case.yaml:2: is not UTF-8; save the file as UTF-8",
		"actors:\n- id: a\n\tlevel: media\n":                               "indent with spaces, not with a tab",
		"patterns:\n- {id: a, frame: blame, level: chief, match: [x y]}\n": "(levels: perpetrator,",
	} {
		if _, err := sentiment.ParseCodebook(strings.NewReader(in), "case.yaml"); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v does not say %q", in, err, says)
		}
	}
}

func TestWarnings(t *testing.T) {
	cb := parse(t, "classes:\n  a: x, y, x\nactors:\n- {id: one, level: media, aliases: [The Bell]}\n- {id: two, level: media, aliases: [the bell]}\n")
	got := strings.Join(cb.Warnings, "\n")
	for _, want := range []string{`case.yaml:2: class "a": "x" stands there twice`, "case.yaml:5: alias"} {
		if !strings.Contains(got, want) {
			t.Errorf("warnings %q lack %q", got, want)
		}
	}
}

// TestLoadingWarns has one fault a case, and the line it is on.
func TestLoadingWarns(t *testing.T) {
	const head = "classes:\n  misdeed: ignore~, fail~\npatterns:\n"
	for _, c := range []struct{ name, src, want string }{
		{"line twice in a pattern", head + "- id: a\n  frame: blame\n  match:\n  - TARGET lied\n  - cost a life\n  - TARGET lied\n",
			`case.yaml:9: "TARGET lied" of pattern a repeats "TARGET lied" of pattern a (case.yaml:7)`},
		{"line twice in two patterns", head + "- {id: a, frame: blame, match: [asleep at the desk]}\n- {id: b, frame: blame, match: ['asleep at the desk']}\n",
			`case.yaml:5: "asleep at the desk" of pattern b repeats "asleep at the desk" of pattern a (case.yaml:4)`},
		{"same set in another order", head + "- {id: a, frame: blame, match: ['{x|y} z']}\n- {id: b, frame: blame, match: ['y|x z']}\n", "case.yaml:5: \"y|x z\" of pattern b repeats"},
		{"for two frames", head + "- {id: a, frame: blame, match: [lack of care]}\n- {id: b, frame: systemic, match: [lack of care]}\n",
			`case.yaml:5: "lack of care" of pattern b contradicts "lack of care" of pattern a (case.yaml:4)`},
		{"scope of two kinds", "scopes:\n- {kind: negated, match: [far from]}\n- {kind: supposed, match: [far from]}\n",
			`case.yaml:3: "far from" of scope supposed contradicts "far from" of scope negated (case.yaml:2)`},
		{"covered by a wider set", head + "- {id: a, frame: blame, match: ['TARGET a|b|c']}\n- {id: b, frame: blame, match: ['TARGET! b']}\n",
			`case.yaml:5: "TARGET! b" of pattern b is never needed: "TARGET a|b|c" of pattern a (case.yaml:4) matches whatever it matches`},
		{"covered by what comes later", head + "- {id: a, frame: blame, match: ['x ... y']}\n- {id: b, frame: blame, match: ['x ..7 y']}\n", `case.yaml:4: "x ... y" of pattern a is never needed`},
		{"covered by a class in more forms", head + "- {id: a, frame: blame, match: ['TARGET <misdeed:ed>']}\n- {id: b, frame: blame, match: ['TARGET <misdeed>']}\n", `case.yaml:4: "TARGET <misdeed:ed>" of pattern a is never needed`},
		{"taken back by unless", head + "- id: a\n  frame: blame\n  match: ['TARGET <misdeed>', fell asleep]\n  unless: [asleep]\n", `"fell asleep" can never count: unless "asleep" takes every match back`},
		{"weight 0", head + "- {id: a, frame: blame, weight: 0, match: [x]}\n", "case.yaml:4: pattern a has weight 0"},
		{"role twice", "roles:\n  media: paper, paper\n", `case.yaml:2: roles: "paper" stands there twice as media`},
		{"role of two levels", "roles:\n  media: agency\n  regulator: agency^\n", `case.yaml:3: roles: "agency" is both media and regulator; the last counts`},
	} {
		got := strings.Join(parse(t, c.src).Warnings, "\n")
		if !strings.Contains(got, c.want) || strings.Count(got, "\n") > 0 {
			t.Errorf("%s: warnings\n%s\nwant the one\n%s", c.name, got, c.want)
		}
	}
}

// What is legitimate must not be called a fault.
func TestLoadingDoesNotWarn(t *testing.T) {
	for name, src := range map[string]string{
		"a stronger special case":  "patterns:\n- {id: a, frame: blame, weight: 0.5, match: ['x a|b']}\n- {id: b, frame: blame, weight: 0.9, match: [x a]}\n",
		"a general line held back": "patterns:\n- {id: a, frame: blame, match: ['x a|b'], unless: [x a c]}\n- {id: b, frame: blame, match: [x a]}\n",
		"negated otherwise":        "patterns:\n- {id: a, frame: blame, match: ['x a|b'], negated: counter}\n- {id: b, frame: blame, match: [x a]}\n",
		"other forms":              "classes: {m: lie~}\npatterns:\n- {id: a, frame: blame, match: ['TARGET <m:act>']}\n- {id: b, frame: blame, match: ['TARGET <m:pass>']}\n",
		"another frame for some":   "patterns:\n- {id: a, frame: blame, match: ['lack of a|b']}\n- {id: b, frame: systemic, match: [lack of a]}\n",
		"an optional word":         "patterns:\n- {id: a, frame: blame, match: ['x y']}\n- {id: b, frame: blame, match: ['x z? y']}\n",
		"unless beyond the match":  "patterns:\n- {id: a, frame: blame, match: [fell asleep], unless: [fell asleep in peace]}\n",
	} {
		if got := parse(t, src).Warnings; len(got) > 0 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

func TestOverlayWarns(t *testing.T) {
	base := parse(t, "patterns:\n- {id: a, frame: blame, match: [x y]}\n- {id: b, frame: blame, match: [y z]}\n")
	over := parse(t, "patterns:\n- {id: c, frame: counter, match: [x y]}\n- {id: b, frame: blame, match: [y z]}\n")
	got := base.Overlay(over).Warnings
	if len(got) != 1 || !strings.Contains(got[0], `case.yaml:2: "x y" of pattern c contradicts "x y" of pattern a`) {
		t.Errorf("warnings %q, want one: a pattern that is replaced is no repetition", got)
	}
}

func TestBaseHasNoWarnings(t *testing.T) {
	for _, w := range sentiment.Default().Warnings {
		t.Error(w)
	}
}

// The codebook of CODEBOOK.md loads as it stands there, and its examples come
// out as it says.
func TestDocumentedCodebook(t *testing.T) {
	doc, err := os.ReadFile("CODEBOOK.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(doc), "```yaml\n")
	text, _, ok := strings.Cut(text, "```")
	if !ok {
		t.Fatal("CODEBOOK.md holds no codebook")
	}
	over, err := sentiment.ParseCodebook(strings.NewReader(text), "ferry.yaml")
	if err != nil {
		t.Fatal(err)
	}
	book := sentiment.Default().Overlay(over)
	for _, w := range book.Warnings {
		t.Error(w)
	}
	if len(over.Tests()) != 5 {
		t.Errorf("%d examples, want 5", len(over.Tests()))
	}
	for _, err := range book.CheckExamples(over) {
		t.Error(err)
	}
}

func TestOverlayNamesTargets(t *testing.T) {
	cb := parse(t, `
- {id: council, show: the council, level: organisation, aliases: [Marsh Council, Marsh]}
- {id: chief, show: head of service, level: management, aliases: [Dana Poole, Poole]}
`)
	s, err := sentiment.NewScorer(sentiment.Default().Overlay(cb))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, actor, show, level string }{
		{"Marsh ignored the warnings.", "council", "the council", "organisation"},
		{"Campaigners accused Dana Poole of lying.", "chief", "head of service", "management"},
		{"Poole met the families in May. She lied to them.", "chief", "head of service", "management"},
	} {
		r := s.Score(sentiment.Document{Text: c.text})
		last := r.Sentences[len(r.Sentences)-1]
		if len(last.Targets) != 1 || last.Targets[0].Actor != c.actor || last.Targets[0].Show != c.show || last.Targets[0].Level.String() != c.level {
			t.Errorf("%q: targets %+v, want %s", c.text, last.Targets, c.actor)
		}
	}
}

func TestHashFollowsContent(t *testing.T) {
	a, b := sentiment.Default(), sentiment.Default().WithActors(sentiment.Actor{ID: "x", Level: sentiment.Media})
	if a.Hash() == b.Hash() || len(a.Hash()) != 64 {
		t.Errorf("hashes %s and %s", a.Hash(), b.Hash())
	}
	if c := sentiment.Default().WithActors(sentiment.Actor{ID: "x", Level: sentiment.Media}); c.Hash() != b.Hash() {
		t.Errorf("the same actors give %s and %s", b.Hash(), c.Hash())
	}
}

func TestCheckReportsFailingExamples(t *testing.T) {
	cb := parse(t, "tests:\n- {text: The trust ignored every warning., frames: [blame], level: organisation}\n- {text: The trust ignored every warning., frames: [systemic]}\n")
	whole := sentiment.Default().Overlay(cb)
	for name, errs := range map[string][]error{"all": whole.Check(), "its own": whole.CheckExamples(cb)} {
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), "case.yaml:3") {
			t.Errorf("%s: got %v, want one error for line 3", name, errs)
		}
	}
}

func TestDefaultCodebook(t *testing.T) {
	cb := sentiment.Default()
	for _, err := range cb.Check() {
		t.Error(err)
	}
	if cb.Version == "" || cb.Name == "" {
		t.Errorf("name %q version %q", cb.Name, cb.Version)
	}
}

// TestNoHeavyDependencies keeps the promise that a user of package sentiment
// pays for no database, extractor, JavaScript engine or HTTP.
func TestNoHeavyDependencies(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go list")
	}
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("no go command")
	}
	cmd := exec.Command(goTool, "list", "-deps", ".")
	out, err := cmd.Output()
	if err != nil {
		t.Skipf("go list: %v", err)
	}
	for _, dep := range strings.Fields(string(out)) {
		for _, heavy := range []string{"net/http", "sqlite", "trafilatura", "goja", "go-echarts", "gonum", "pressframe/coverage"} {
			if dep == heavy || strings.Contains(dep, "/") && heavy != "net/http" && strings.Contains(dep, heavy) {
				t.Errorf("package sentiment links %s", dep)
			}
		}
	}
}

func TestCaseActorsLoad(t *testing.T) {
	dir := os.Getenv("PRESSFRAME_EXTDATA")
	if dir == "" {
		t.Skip("PRESSFRAME_EXTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "case/actors.yaml"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	cb, err := sentiment.ParseCodebook(f, "actors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(cb.Actors()) < 10 {
		t.Errorf("%d actors", len(cb.Actors()))
	}
	if _, err := sentiment.NewScorer(sentiment.Default().Overlay(cb)); err != nil {
		t.Error(err)
	}
}
