package sentiment

import (
	"github.com/seed-11e619e4/pressframe/sentiment/quote"
	"github.com/seed-11e619e4/pressframe/sentiment/text"
)

// voice tells whose words the sentence gives and who is their source. The
// place that decides is the one that carries the frame; without a frame it is
// the greater part of the sentence.
func (st *state) voice(sentence int, out *Sentence) {
	out.Speaker = Speaker{}
	v, at := st.quotes.VoiceOf(quote.Span{Start: out.Start, End: out.End})
	if out.Frames != 0 {
		if h := st.strongest(out); h != nil {
			if hv, ha := st.quotes.VoiceAt(h.Start); hv == quote.Quoted || hv == quote.Reported && v != quote.Quoted {
				v, at = hv, ha
			} else if hv == quote.Author && v == quote.Reported && h.Weight >= 0.6 {
				v, at = quote.Author, -1
			}
		}
	}
	if h := st.strongest(out); h != nil && v == quote.Author {
		for k := range out.Hits {
			if &out.Hits[k] == h && st.prog.patterns[st.hits[k].pattern].def.reported {
				v = quote.Reported
			}
		}
	}
	out.Voice = Voice(v)
	for k := range st.hits {
		h := &st.hits[k]
		for f := 0; f < h.nfill && k < len(out.Hits); f++ {
			if h.fills[f].kind == slotSpeaker && out.Hits[k].Weight >= 0.5 {
				if out.Voice == Author {
					out.Voice = Reported
				}
				if out.Voice == Reported {
					st.setSpeaker(int(h.fills[f].mention), sentence, out)
					return
				}
			}
		}
	}
	if at < 0 || out.Voice == Author {
		return
	}
	src := st.quotes.Attributions[at].Source
	if src.Empty() {
		return
	}
	st.speakerAt(src, out)
}

// strongest returns the hit that says most for a frame of the sentence.
func (st *state) strongest(out *Sentence) *Hit {
	var best *Hit
	for k := range out.Hits {
		h := &out.Hits[k]
		if out.Frames.Has(h.Counts) && (best == nil || h.Weight > best.Weight) {
			best = h
		}
	}
	return best
}

// speakerAt enters the speaker whose mention is the span; it may stand in
// another sentence.
func (st *state) speakerAt(src quote.Span, out *Sentence) {
	out.Speaker.Span = Span{src.Start, src.End}
	out.Speaker.Name = st.doc.Source[src.Start:src.End]
	if out.Frames == 0 {
		return
	}
	sentence := st.doc.SentenceAt(src.Start)
	if sentence >= len(st.doc.Sentences) {
		return
	}
	from, to := st.mentionsOf(sentence)
	for k := from; k < to; k++ {
		m := &st.mentions[k]
		sp := st.span(m)
		if sp.Start < src.Start || sp.End > src.End || m.poss {
			continue
		}
		first, last := st.first, st.last
		st.first, st.last = int(st.doc.Sentences[sentence].First), int(st.doc.Sentences[sentence].Last)
		st.setSpeaker(k, sentence, out)
		st.first, st.last = first, last
		out.Speaker.Span = Span{src.Start, src.End}
		return
	}
}

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

func speakerID(s *Speaker) string {
	if s.Actor != "" {
		return s.Actor
	}
	return text.Fold(s.Name)
}
