package sentiment

import "github.com/seed-11e619e4/pressframe/sentiment/text"

// voice tells whose words the sentence gives and who is their source.
func (st *state) voice(sentence int, out *Sentence) {
	words, quoted, cue := 0, 0, -1
	for i := st.first; i < st.last; i++ {
		if st.token(i).Kind != text.Word {
			continue
		}
		words++
		if st.quoted[i] {
			quoted++
		} else if cue < 0 && st.pos(i)&posSay != 0 && st.pos(i)&posVerb != 0 {
			cue = i
		}
	}
	inQuote := words > 0 && quoted*2 > words
	if !inQuote && quoted > 0 {
		for k := range out.Hits {
			if h := &out.Hits[k]; h.Weight > 0 {
				if t := st.doc.TokenAt(h.Start); t < st.last && st.quoted[t] {
					inQuote = true
				}
			}
		}
	}
	switch {
	case inQuote:
		out.Voice = Quoted
	case cue >= 0 || st.accordingTo() >= 0:
		out.Voice = Reported
	}
	if out.Frames == 0 && out.Voice != Quoted {
		return // nobody asks who speaks
	}
	for k := range st.hits {
		h := &st.hits[k]
		for f := 0; f < h.nfill; f++ {
			if h.fills[f].kind == slotSpeaker {
				st.setSpeaker(int(h.fills[f].mention), sentence, out)
				if out.Voice == Author {
					out.Voice = Reported
				}
				return
			}
		}
	}
	if cue >= 0 {
		if k, end, _ := st.object(cue+1, sentence); k >= 0 && quoted > 0 && end > 0 {
			st.setSpeaker(k, sentence, out)
			return
		}
		if f, ok := st.subject(cue, sentence, 0); ok {
			st.setSpeaker(int(f.mention), sentence, out)
		}
		return
	}
	if at := st.accordingTo(); at >= 0 {
		if k, _, _ := st.object(at, sentence); k >= 0 {
			st.setSpeaker(k, sentence, out)
		}
	}
}

func (st *state) accordingTo() int {
	for i := st.first; i+2 < st.last; i++ {
		if st.token(i).ID == idAccording && st.pos(i+1)&posTo != 0 {
			return i + 2
		}
	}
	return -1
}

var idAccording = text.Hash("according")

func (st *state) setSpeaker(k, sentence int, out *Sentence) {
	a, ok := st.resolve(k, sentence)
	m := &st.mentions[a]
	if !ok {
		m = &st.mentions[k]
	}
	sp := st.span(m)
	out.Speaker = Speaker{Name: st.doc.Source[sp.Start:sp.End], Level: m.level, Span: st.span(&st.mentions[k])}
	if m.actor != 0 {
		act := &st.prog.actors[m.actor-1]
		out.Speaker.Actor, out.Speaker.Name, out.Speaker.Level = act.ID, act.ID, act.Level
	}
}
