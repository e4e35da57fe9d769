package main

import (
	"fmt"
	"strings"

	"github.com/seed-11e619e4/pressframe/sentiment"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// engine scores each sentence in its context and reads off what fell on it.
func engine(option sentiment.Option) func([]example) ([]scored, error) {
	return func(set []example) ([]scored, error) { return score(set, option) }
}

func score(set []example, option sentiment.Option) ([]scored, error) {
	base, err := sentiment.NewScorer(sentiment.Default(), option)
	if err != nil {
		return nil, err
	}
	cache := map[string]*sentiment.Scorer{}
	out := make([]scored, len(set))
	for i := range set {
		e := &set[i]
		sc := base
		key := fmt.Sprint(e.actors)
		if e.actorsFromFile != nil {
			key = "file"
		}
		if key != "[]" {
			if sc = cache[key]; sc == nil {
				cb := sentiment.Default()
				if e.actorsFromFile != nil {
					cb = cb.Overlay(e.actorsFromFile)
				} else {
					cb = cb.WithActors(e.actors...)
				}
				if sc, err = sentiment.NewScorer(cb, option); err != nil {
					return nil, err
				}
				cache[key] = sc
			}
		}
		src := e.text
		if e.before != "" {
			src = e.before + " " + e.text
		}
		r := sc.Score(sentiment.Document{ID: e.id, Title: e.title, Text: src})
		out[i] = readOff(r, src, len(src)-len(e.text))
	}
	return out, nil
}

// readOff joins the sentences that lie for the most part in src[from:].
func readOff(r *sentiment.Result, src string, from int) scored {
	var s scored
	var b strings.Builder
	best := 0
	for i := range r.Sentences {
		x := &r.Sentences[i]
		lap := x.End - max(x.Start, from)
		if lap <= 0 || 2*lap < x.End-x.Start && 2*lap < len(src)-from {
			continue
		}
		s.frames |= x.Frames
		for _, t := range x.Targets {
			s.levels = append(s.levels, t.Level)
		}
		if lap > best {
			s.voice, best = x.Voice, lap
		}
		for _, h := range x.Hits {
			fmt.Fprintf(&b, "\t  %s %.2f %s->%s scope %d: %q target %q\n", h.Pattern, h.Weight, h.Frame, h.Counts, h.Scope, src[h.Start:h.End], src[h.Target.Start:h.Target.End])
		}
	}
	s.detail = b.String()
	return s
}

// wordCount is the baseline that needs no grammar: a frame is present when one
// of its words is.
func wordCount(set []example) ([]scored, error) {
	lists := [3][]string{
		strings.Fields("blame blamed blames fault failed fails failure failures failings negligence negligent blunder blunders bungled bungling ignored missed incompetent incompetence guilty accused accuses accusing criticised criticized condemned responsible shameful disgrace neglect neglected mistakes mistake errors wrong wrongly lied misled resign sacked"),
		strings.Fields("system systems systemic policy policies procedures procedure training staffing workload caseload caseloads funding cuts resources shortage shortages budget underfunded understaffed structure culture regulation oversight communication reform reforms legislation law supervision coordination"),
		strings.Fields("scapegoat scapegoats scapegoating scapegoated witch-hunt hysteria unfair unfairly unjust vilified hounded smear smears exonerated cleared vindicated defended baseless unfounded frenzy mob pilloried blameless innocent"),
	}
	var words [3]map[uint64]bool
	for f, l := range lists {
		words[f] = map[uint64]bool{}
		for _, w := range l {
			words[f][text.Hash(w)] = true
		}
	}
	out := make([]scored, len(set))
	var p text.Parser
	for i := range set {
		for _, t := range p.Parse(set[i].text).Tokens {
			for f := range words {
				if words[f][t.ID] {
					out[i].frames = out[i].frames.With(sentiment.Frame(f))
				}
			}
		}
	}
	return out, nil
}
