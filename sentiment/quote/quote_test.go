package quote

import (
	"fmt"
	"strings"
	"testing"

	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// show writes attributions one to a line: source | cue | content | kind, with
// two spaces of indent for each level of nesting and … between content spans.
func show(src string, r *Result) string {
	var b strings.Builder
	for i := range r.Attributions {
		a := &r.Attributions[i]
		for p := a.Parent; p >= 0; p = r.Attributions[p].Parent {
			b.WriteString("  ")
		}
		var parts []string
		for _, c := range a.Content {
			parts = append(parts, c.In(src))
		}
		fmt.Fprintf(&b, "%s | %s | %s | %v\n", a.Source.In(src), a.Cue.In(src), strings.Join(parts, " … "), a.Kind)
	}
	return b.String()
}

func TestFind(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"before", `The coroner said that nobody had checked.`,
			"The coroner | said | that nobody had checked | indirect\n"},
		{"without that", `Staff say the ward was never safe.`,
			"Staff | say | the ward was never safe | indirect\n"},
		{"after", `The ward was never safe, the coroner said on Monday.`,
			"the coroner | said | The ward was never safe | indirect\n"},
		{"after, inverted", `The ward was never safe, said Mary Hollis.`,
			"Mary Hollis | said | The ward was never safe | indirect\n"},
		{"inside", `The ward, the coroner said, was never safe.`,
			"the coroner | said | The ward … was never safe | indirect\n"},
		{"direct, curly", `“Nobody checked,” Mary Hollis said. “We trusted them.”`,
			"Mary Hollis | said | “Nobody checked,” … “We trusted them.” | direct\n"},
		{"direct, straight, inverted", `"Nobody checked," said Mary Hollis, a nurse, "and nobody cared."`,
			"Mary Hollis | said | \"Nobody checked,\" … \"and nobody cared.\" | direct\n"},
		{"nobody in particular", "It is wrong to blame one man for the fire, Lord Anwick said.",
			"   | to blame | one man for the fire | indirect\nLord Anwick | said | It is wrong to blame one man for the fire | indirect\n"},
		{"direct, British single", `'Nobody checked the boys' ward,' she said. 'It's a disgrace.'`,
			"she | said | 'Nobody checked the boys' ward,' … 'It's a disgrace.' | direct\n"},
		{"direct, doubled apostrophes", `''Nobody checked,'' Mr. Hollis said.`,
			"Mr. Hollis | said | ''Nobody checked,'' | direct\n"},
		{"direct, after a colon", `She wrote: "Nobody checked."`,
			"She | wrote | \"Nobody checked.\" | direct\n"},
		{"question", `"Who checked?" asked the judge.`,
			"the judge | asked | \"Who checked?\" | direct\n"},
		{"several sentences in one quotation", `"Nobody checked. Nobody came. It was chaos," he said.`,
			"he | said | \"Nobody checked. Nobody came. It was chaos,\" | direct\n"},
		{"partial", `The minister said the reply was “a disgrace”.`,
			"The minister | said | the reply was “a disgrace” | mixed\n"},
		{"told", `A nurse told the inquiry that nobody had checked.`,
			"A nurse | told | that nobody had checked | indirect\n"},
		{"apposition", `Mary Hollis, a nurse at the unit, said nobody had checked.`,
			"Mary Hollis | said | nobody had checked | indirect\n"},
		{"time before the verb", `The minister last week said the unit would close.`,
			"The minister | said | the unit would close | indirect\n"},
		{"according to", `According to the report, managers ignored the letter.`,
			"the report | According to | managers ignored the letter | indirect\n"},
		{"according to, at the end", `Managers ignored the letter, according to the report.`,
			"the report | according to | Managers ignored the letter | indirect\n"},
		{"headline", `Minister Hollis: unit must close by the end of March`,
			"Minister Hollis | : | unit must close by the end of March | indirect\n"},
		{"transcript", `Q: Who was on the ward that night?`,
			"Q | : | Who was on the ward that night | indirect\n"},
		{"participle", `The board met on Monday, saying that it had not been told.`,
			"The board | saying | that it had not been told | indirect\n"},
		{"two verbs, one subject", `The minister criticised the board and called its reply a disgrace.`,
			"The minister | criticised | the board | indirect\nThe minister | called | its reply a disgrace | indirect\n"},
		{"accusation", `The family accused the trust of hiding the figures.`,
			"The family | accused | the trust of hiding the figures | indirect\n"},
		{"accusation, passive", `The trust was accused of hiding the figures by a former manager.`,
			"a former manager | was accused | The trust … of hiding the figures by a former manager | indirect\n"},
		{"passive without an agent", `The trust is expected to appeal.`,
			" | is expected | The trust … to appeal | indirect\n"},
		{"nested in reported speech", `The nurse said the manager denied the claim.`,
			"The nurse | said | the manager denied the claim | indirect\n  the manager | denied | the claim | indirect\n"},
		{"noun", `His claim that nobody was told is false.`,
			"His | claim | that nobody was told is false | indirect\n"},
		{"adjective", `The judge was critical of the board.`,
			"The judge | was critical of | the board | indirect\n"},
		{"subject with a relative clause", `The officer who led the search said it failed.`,
			"The officer | said | it failed | indirect\n"},
		{"relative pronoun", `The officer, who said it failed, left.`,
			"who | said | it failed | indirect\n"},
		{"a statement saying", `The trust issued a statement saying that it failed.`,
			"The trust | saying | that it failed | indirect\n"},
		{"preface", `Noting that it failed, the judge closed the case.`,
			"the judge | Noting | that it failed | indirect\n"},
		{"as the report said", `The unit failed the boy, as the report said on Monday.`,
			"the report | said | The unit failed the boy | indirect\n"},
		{"in her view", `In the coroner's view, the unit failed.`,
			"the coroner | In the coroner's view | the unit failed | indirect\n"},
		{"words of", `In the words of the judge, it was a disgrace.`,
			"the judge | In the words of | it was a disgrace | indirect\n"},
		{"held responsible", `The report held the board responsible for it.`,
			"The report | held | the board responsible for it | indirect\n"},
		{"made clear", `The judge made it clear that the unit failed.`,
			"The judge | made it clear | that the unit failed | indirect\n"},
		{"floating quantifier", `The nurse and the doctor both said it failed.`,
			"The nurse and the doctor | said | it failed | indirect\n"},
		{"asked whether", `When asked whether it failed, she left.`,
			" | asked | whether it failed | indirect\n"},
		{"dateline", `LEEDS - The mother of a boy who died said nobody came.`,
			"The mother of a boy | said | nobody came | indirect\n"},
		{"quotation ends a sentence", `He called it “a disgrace.” She said it failed.`,
			"He | called | it “a disgrace.” | mixed\nShe | said | it failed | indirect\n"},
		{"refusal", `The council refused to comment.`,
			"The council | refused | to comment | indirect\n"},
		{"length", `The boy, 5'10" tall, fell from a 6" ledge.`, ""},
		{"apostrophes", `The '90s ward had 'em all, the nurses' room too.`, ""},
		{"noun, not verb", `The report was published. His plan failed. The states voted.`, ""},
		{"cue without content", `Nothing more was said.`, ""},
		{"empty", ``, ""},
		{"invalid bytes", "\xff said \xfe\"", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := show(tt.in, Find(text.Parse(tt.in))); got != tt.want {
				t.Errorf("%s\n got:\n%s want:\n%s", tt.in, got, tt.want)
			}
		})
	}
}

func TestParagraphs(t *testing.T) {
	src := "“Nobody checked,” Mary Hollis said. “It went on for weeks.\n\n“We wrote to the board twice.\n\n“They never replied.”\n\nThe board met in May."
	r := Find(text.Parse(src))
	want := "Mary Hollis | said | “Nobody checked,” … “It went on for weeks. … “We wrote to the board twice. … “They never replied.” | direct\n"
	if got := show(src, r); got != want {
		t.Errorf("got:\n%s want:\n%s", got, want)
	}
	if v, _ := r.VoiceAt(strings.Index(src, "twice")); v != Quoted {
		t.Errorf("the second paragraph is %v, want quoted", v)
	}
	if v, _ := r.VoiceAt(strings.Index(src, "met in May")); v != Author {
		t.Errorf("the last paragraph is %v, want author", v)
	}
}

func TestUnclosed(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"ends with its paragraph", "She said: \"It went on. For weeks.\n\nThe board met.", "\"It went on. For weeks."},
		{"borrowed phrase ends with its sentence", "It was a \"disgrace. The board met. It sat.", "\"disgrace."},
		{"opens again", `He said "one and then "two", no more.`, `"one and then|"two"`},
		{"closes only", `It went on for weeks.” She left.`, `It went on for weeks.”`},
	} {
		r := Find(text.Parse(tt.in))
		var got []string
		for _, q := range r.Quotations {
			got = append(got, q.In(tt.in))
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s: quotations of %q are %q, want %q", tt.name, tt.in, s, tt.want)
		}
	}
}

func TestNestedQuotations(t *testing.T) {
	src := `“He told me ‘nobody checked’ and left,” she said.`
	r := Find(text.Parse(src))
	if len(r.Quotations) != 2 || r.Quotations[0].Level != 0 || r.Quotations[1].Level != 1 {
		t.Fatalf("quotations: %+v", r.Quotations)
	}
	want := "  He | told | ‘nobody checked’ | direct\nshe | said | “He told me ‘nobody checked’ and left,” | direct\n"
	if got := show(src, r); got != want {
		t.Errorf("got:\n%s want:\n%s", got, want)
	}
}

func TestVoice(t *testing.T) {
	for _, tt := range []struct {
		in, at  string
		voice   Voice
		speaker string
	}{
		{`The trust ignored three warnings.`, "ignored", Author, ""},
		{`The trust ignored three warnings, the coroner said.`, "ignored", Reported, "the coroner"},
		{`“The trust ignored us,” the nurse said.`, "ignored", Quoted, "the nurse"},
		{`The nurse said the family blamed the trust for it.`, "blamed", Reported, "the family"},
		{`The family accused the trust of negligence.`, "accused", Reported, "The family"},
		{`The council refused to pay for its failure.`, "failure", Author, ""},
		{`I think the trust failed him.`, "failed", Author, ""},
		{`“I think the trust failed him,” the nurse said.`, "failed", Quoted, "the nurse"},
		{`The board did not say why the unit closed.`, "closed", Author, ""},
		{`The manager knew that the unit was unsafe.`, "unsafe", Author, ""},
	} {
		r := Find(text.Parse(tt.in))
		v, k := r.VoiceAt(strings.Index(tt.in, tt.at))
		speaker := ""
		if k >= 0 {
			speaker = r.Attributions[k].Source.In(tt.in)
		}
		if v != tt.voice || speaker != tt.speaker {
			t.Errorf("%s\n voice of %q is %v of %q, want %v of %q", tt.in, tt.at, v, speaker, tt.voice, tt.speaker)
		}
	}
}

func TestVoiceOf(t *testing.T) {
	for _, tt := range []struct {
		in    string
		voice Voice
	}{
		{`The unit closed in May.`, Author},
		{`The coroner said the unit had been warned twice.`, Reported},
		{`“The unit had been warned twice,” the coroner said.`, Quoted},
		{`The family blamed the trust, which runs four hospitals on the coast and has a budget of nine million a year.`, Reported},
		{`The trust, which the minister once called “a jewel”, closed four of its wards in May.`, Author},
		{`The surveyor said the bridge “had been left to rust by people who knew better than to leave it”.`, Quoted},
		{`The surveyor said in his last report to the county that the old bridge had been left “to rust”.`, Reported},
	} {
		r := Find(text.Parse(tt.in))
		if v, _ := r.VoiceOf(Span{0, len(tt.in)}); v != tt.voice {
			t.Errorf("%s: %v, want %v\n%s", tt.in, v, tt.voice, show(tt.in, r))
		}
	}
}

func TestSenses(t *testing.T) {
	for _, tt := range []struct {
		in        string
		class     Class
		stance    Stance
		factivity Factivity
		negated   bool
	}{
		{`He said it failed.`, Say, Accepts, Neutral, false},
		{`He claimed it failed.`, Claim, Accepts, Doubtful, false},
		{`He admitted it failed.`, Admit, Accepts, Factive, false},
		{`He denied that it failed.`, Deny, Rejects, Neutral, false},
		{`He mocked the report.`, Mock, Mocks, Doubtful, false},
		{`He did not say that it failed.`, Say, Accepts, Neutral, true},
		{`He wondered whether it failed.`, Ask, Open, Neutral, false},
	} {
		r := Find(text.Parse(tt.in))
		if len(r.Attributions) != 1 {
			t.Errorf("%s: %d attributions, want 1", tt.in, len(r.Attributions))
			continue
		}
		a := r.Attributions[0]
		if a.Class != tt.class || a.Stance != tt.stance || a.Factivity != tt.factivity || a.Negated != tt.negated {
			t.Errorf("%s: %v %v %v negated=%v", tt.in, a.Class, a.Stance, a.Factivity, a.Negated)
		}
	}
}

func TestAntecedent(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`The officer, who said it failed, left.`, "The officer"},
		{`We met the nurse who told us that it failed.`, "the nurse"},
		{`The officer said it failed.`, ""},
	} {
		r := Find(text.Parse(tt.in))
		if len(r.Attributions) == 0 {
			t.Errorf("%s: nothing found", tt.in)
			continue
		}
		if got := r.Attributions[0].Antecedent.In(tt.in); got != tt.want {
			t.Errorf("%s: antecedent %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestInflect(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"say/said", "say says said said saying"},
		{"write/wrote/written", "write writes wrote written writing"},
		{"deny/denied/denied", "deny denies denied denied denying"},
		{"plan", "plan plans planned planned planning"},
		{"accuse", "accuse accuses accused accused accusing"},
		{"push", "push pushes pushed pushed pushing"},
		{"echo", "echo echoes echoed echoed echoing"},
		{"see/saw/seen", "see sees saw seen seeing"},
		{"admit/admitted/admitted", "admit admits admitted admitted admitting"},
		{"agree", "agree agrees agreed agreed agreeing"},
	} {
		var got []string
		for _, f := range inflect(tt.in) {
			got = append(got, f.word)
		}
		if s := strings.Join(got, " "); s != tt.want {
			t.Errorf("inflect(%q) = %q, want %q", tt.in, s, tt.want)
		}
	}
}

func TestFinderReuse(t *testing.T) {
	docs := []*text.Document{text.Parse(press), text.Parse(`He said no.`), text.Parse(press + press)}
	var f Finder
	for _, d := range docs {
		if got, want := show(d.Source, f.Find(d)), show(d.Source, Find(d)); got != want {
			t.Errorf("a used Finder finds\n%s a new one\n%s", got, want)
		}
	}
	allocs := testing.AllocsPerRun(10, func() { f.Find(docs[2]) })
	if allocs > 0 {
		t.Errorf("%v allocations per document, want none", allocs)
	}
}
