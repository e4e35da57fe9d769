package valence

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// class is a set of word classes; words/classes.txt says what they mean.
type class uint32

const (
	classSay class = 1 << iota
	classAttack
	classCharge
	classPraise
	classMisdeed
	classYield
	classDeed
	classBad
	classGood
	classFlat
	classBe
	classHave
	classModal // and adverbs that stand between a subject and its verb
	classNegator
	classContrast
	classBreak // begins a clause
	classPreposition
)

//go:embed words/classes.txt
var classesFile string

// openClasses are the classes of the file, with the names that features have.
var openClasses = []struct {
	class      class
	name, abbr string
}{
	{classSay, "say", "say"}, {classAttack, "attack", "att"}, {classCharge, "charge", "chg"}, {classPraise, "praise", "pra"},
	{classMisdeed, "misdeed", "mis"}, {classYield, "yield", "yld"}, {classDeed, "deed", "dee"}, {classBad, "bad", "bad"},
	{classGood, "good", "goo"}, {classFlat, "flat", ""},
}

// closedClasses hold words as they are, not by stem.
var closedClasses = map[class]string{
	classBe:   "be is are was were been being am 's 're 'm isn't wasn't aren't weren't get gets got getting becomes became become",
	classHave: "have has had having 've hasn't haven't hadn't",
	classModal: "will would can could shall should may might must do does did won't wouldn't can't cannot couldn't shouldn't don't doesn't " +
		"didn't 'll 'd to not never also still already just then now always often really only even simply later again once",
	classNegator: "not no never n't without nor neither cannot hardly barely nobody none nothing isn't wasn't aren't weren't hasn't " +
		"haven't hadn't won't wouldn't can't couldn't shouldn't don't doesn't didn't lack lacks lacked denied denies deny denying " +
		"despite stop stopped refuse refused refuses",
	classContrast: "but however yet although though despite nevertheless nonetheless whereas while instead rather",
	classBreak: "but however yet although though whereas while because since after before when if unless until that which who whom whose " +
		"where why how what so and or as",
	classPreposition: "of for by with from to on in at against about over into under toward towards between among behind like than through without during",
}

// classTable finds the classes of a word by its form and by its stem.
type classTable struct {
	form, stem map[string]class
}

var loadClasses = sync.OnceValue(func() *classTable {
	t := &classTable{form: map[string]class{}, stem: map[string]class{}}
	names := map[string]class{}
	for _, c := range openClasses {
		names[c.name] = c.class
	}
	env := snowballstem.NewEnv("")
	for line := range strings.Lines(classesFile) {
		words := strings.Fields(line)
		if len(words) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		c := names[words[0]]
		for _, w := range words[1:] {
			t.form[w] |= c
			if c&(classBad|classGood|classFlat) == 0 {
				// Verbs inflect enough to be worth a stem, which may
				// join unlike words.
				t.stem[stem(env, w)] |= c
			}
		}
	}
	for c, words := range closedClasses {
		for w := range strings.FieldsSeq(words) {
			t.form[w] |= c
		}
	}
	return t
})

func (t *classTable) of(form, stem string) class { return t.form[form] | t.stem[stem] }

func stem(env *snowballstem.Env, w string) string {
	env.SetCurrent(w)
	english.Stem(env)
	return env.Current()
}
