package storytest

import (
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage/trend/resample"
)

// A sentence of the grammar has slots: TARGET is who is blamed or cleared,
// SPEAKER who says so, {…} a word of the list of that name.
var (
	// The text's own blame, and the same said by others.
	blameAuthor = []string{
		"TARGET failed to check {thing} {when}.",
		"TARGET ignored {number} warnings about {thing} {when}.",
		"TARGET ignored {thing} {when} and carried on.",
		"The deaths were the fault of TARGET, who ignored {thing} {when}.",
		"TARGET neglected {thing} {when}.",
		"TARGET failed to test {thing} {when}.",
	}
	blameReported = []string{
		"SPEAKER said that TARGET failed to check {thing} {when}.",
		"SPEAKER accused TARGET of neglecting {thing} {when}.",
		"SPEAKER blamed TARGET for the fault with {thing} {when}.",
		"SPEAKER said that TARGET ignored {number} warnings about {thing} {when}.",
	}
	blameQuoted = []string{
		"“TARGET failed to check {thing} {when},” SPEAKER said.",
		"“TARGET ignored {number} warnings about {thing} {when},” SPEAKER said.",
		"“TARGET neglected {thing} {when},” SPEAKER said.",
	}
	systemicAuthor = []string{
		"Chronic understaffing {when} led to the failure with {thing}.",
		"Outdated procedures for {thing} led to the deaths {when}.",
		"Systemic failings in the handling of {thing} led to the deaths {when}.",
		"A shortage of staff {when} meant that {thing} went unwatched.",
		"Budget cuts had left too few staff to watch {thing} {when}.",
		"Years of underfunding led to the failure with {thing} {when}.",
	}
	systemicReported = []string{
		"SPEAKER said that chronic understaffing {when} led to the failure with {thing}.",
		"SPEAKER said that outdated procedures for {thing} led to the deaths {when}.",
		"SPEAKER said that budget cuts had left too few staff to watch {thing} {when}.",
	}
	counterAny = []string{
		"SPEAKER said that TARGET had been made a scapegoat for {thing} {when}.",
		"TARGET was made a scapegoat for {thing} {when}.",
		"TARGET has been made a scapegoat over {thing}, and what happened {when} goes unexplained.",
		"SPEAKER called the hunt for a culprit over {thing} {when} a witch-hunt.",
	}
	neutral = []string{
		"The hearing about {thing} goes on {day}.",
		"The hospital has {number} beds and opened {ago}.",
		"A notice about {thing} hung at the gate {when}.",
		"Visitors brought flowers {day} and stood by the gate.",
		"The committee meets again {day} in the town hall.",
		"Some {number} people came to the meeting {day}.",
		"The report on {thing} has {number} pages and comes out {day}.",
		"The wing is on the {storey} floor and looks over the harbour.",
		"Trains to Quillmere were full {day}.",
		"The council will put up {number} chairs for the meeting {day}.",
		"Letters about {thing} can be handed in {day}.",
		"Quillmere has {number} streets and a small harbour.",
	}
)

var words = map[string][]string{
	"thing": {"the pump settings", "the alarm log", "the dose chart", "the battery light", "the night rota", "the drug cupboard", "the spare pumps",
		"the handover sheet", "the service book", "the flow valve", "the telephone list", "the drip stands", "the key box", "the fluid balance", "the wall chart"},
	"when": {"on the night of the deaths", "before dawn", "during the handover", "at the change of shifts", "over the weekend", "in the first week of May",
		"after midnight", "for most of the night", "in the small hours", "in the early hours", "on the bank holiday", "all through the spring"},
	"day":    {"on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "on Saturday", "next week", "at the end of the month", "tomorrow", "in the evening"},
	"number": {"two", "three", "four", "five", "six", "seven", "eight", "nine", "eleven", "twelve", "fourteen", "sixteen", "twenty", "thirty", "forty"},
	"ago":    {"ten years ago", "in the spring", "long before the war", "two decades ago", "last autumn"},
	"storey": {"second", "third", "fourth", "fifth", "sixth"},
}

// fill puts words into the slots of a template.
func fill(s *resample.Stream, template, target, speaker string) string {
	var b strings.Builder
	for i := 0; i < len(template); {
		switch {
		case template[i] == '{':
			end := i + strings.IndexByte(template[i:], '}')
			list := words[template[i+1:end]]
			b.WriteString(list[s.Index(len(list))])
			i = end + 1
		case strings.HasPrefix(template[i:], "TARGET"):
			b.WriteString(target)
			i += len("TARGET")
		case strings.HasPrefix(template[i:], "SPEAKER"):
			b.WriteString(speaker)
			i += len("SPEAKER")
		default:
			b.WriteByte(template[i])
			i++
		}
	}
	out := b.String()
	for i, r := range out { // a sentence begins with a capital, also within quotes
		if r >= 'a' && r <= 'z' {
			return out[:i] + strings.ToUpper(string(r)) + out[i+1:]
		}
		if r != '“' {
			break
		}
	}
	return out
}

// titles carry no frame.
var titles = []string{
	"Quillmere: {number} at the hearing {day}", "Hearing about {thing} goes on {day}", "A meeting {day} about {thing}", "Quillmere waits: {number} pages, {number} chairs",
	"The town on the coast, {day}", "What is known about {thing}", "Questions about {thing} {when}", "Flowers at the gate {day}",
}
