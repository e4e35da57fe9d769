package quote

import "slices"

// Voice is whose words or thoughts a place of the text gives.
type Voice uint8

const (
	Author   Voice = iota // the writer's own
	Quoted                // somebody's words, between quotation marks
	Reported              // somebody's words or thoughts, in the writer's words
)

func (v Voice) String() string { return [...]string{"author", "quoted", "reported"}[v] }

// voiced is a stretch of text with one voice: from start to the next start.
type voiced struct {
	start int
	attr  int32
	voice Voice
}

// VoiceAt returns the voice at byte off of the source and the index of the
// attribution that gives it its speaker, -1 if there is none: the author
// speaks, or the text does not say who is quoted. Of nested attributions the
// innermost counts. Only cues of saying and thinking give voice; see
// Class.Speech.
func (r *Result) VoiceAt(off int) (Voice, int) {
	k := r.stretch(off)
	if k < 0 {
		return Author, -1
	}
	v := r.voiced[k]
	return v.voice, int(v.attr)
}

// stretch returns the index of the last stretch that begins at byte off or
// before, -1 if there is none.
func (r *Result) stretch(off int) int {
	lo, hi := 0, len(r.voiced)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); r.voiced[m].start <= off {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo - 1
}

// cueFrom returns the index of the first attribution whose cue begins at byte
// off or behind.
func (r *Result) cueFrom(off int) int {
	lo, hi := 0, len(r.Attributions)
	for lo < hi {
		if m := int(uint(lo+hi) >> 1); r.Attributions[m].Cue.Start < off {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
}

// Within returns the range of the attributions whose cue begins in a stretch of
// text, such as a sentence.
func (r *Result) Within(s Span) (from, to int) { return r.cueFrom(s.Start), r.cueFrom(s.End) }

// leastQuoted is the share of a stretch from which quoted words give it their
// voice, whatever else is said around them.
const leastQuoted = 0.35

// VoiceOf returns the voice of a stretch of text, such as a sentence, when no
// place in it is more telling than another. Where leastQuoted of it or more, and
// twenty bytes at least, are quoted, that is its voice. Naming the speaker and the
// cue is nobody's; of the rest, two fifths or more must be quoted or reported,
// else the author speaks, unless the author tells that somebody accuses or the
// stretch begins with a quotation. The index is that of VoiceAt where the voice is
// heard longest.
func (r *Result) VoiceOf(s Span) (Voice, int) {
	var bytes, longest [3]int
	attr := [3]int{-1, -1, -1}
	for k := max(r.stretch(s.Start), 0); k < len(r.voiced) && r.voiced[k].start < s.End; k++ {
		v := r.voiced[k]
		end := s.End
		if k+1 < len(r.voiced) {
			end = min(end, r.voiced[k+1].start)
		}
		n := end - max(v.start, s.Start)
		if n <= 0 {
			continue
		}
		bytes[v.voice] += n
		if n > longest[v.voice] {
			longest[v.voice], attr[v.voice] = n, int(v.attr)
		}
	}
	other := bytes[Quoted] + bytes[Reported]
	if other == 0 {
		return Author, -1
	}
	if bytes[Quoted] >= 20 && float64(bytes[Quoted]) >= leastQuoted*float64(s.End-s.Start) {
		return Quoted, attr[Quoted]
	}
	author := s.End - s.Start - other
	accused, mixed := -1, false
	for i := r.cueFrom(s.Start); i < len(r.Attributions) && r.Attributions[i].Cue.Start < s.End; i++ {
		a := &r.Attributions[i]
		if !a.voices() {
			continue
		}
		if (a.Class == Accuse || a.Class == Mock) && accused < 0 && (a.how == cFinite || a.how == cPassive) && !a.Source.Empty() {
			accused = i
		}
		if v, _ := r.VoiceAt(a.Cue.Start); v != Author && a.Class != Accuse {
			continue
		}
		if a.Kind == Mixed && (a.typ == tThat || a.typ == tClause) && len(a.Content) == 1 {
			mixed = true
		}
		// From the source to the cue, with what is said of the source.
		p := a.Cue
		if !a.Source.Empty() && s.Holds(a.Source.Start) && a.Cue.Start-a.Source.End < 200 && a.Source.Start-a.Cue.End < 20 {
			p = Span{min(p.Start, a.Source.Start), max(p.End, a.Source.End)}
		}
		author -= p.End - p.Start
	}
	if other*3 < author*2 {
		if v, k := r.VoiceAt(s.Start); v == Quoted && bytes[Quoted] >= 20 {
			return Quoted, k
		}
		if accused >= 0 {
			return Reported, accused
		}
		return Author, -1
	}
	if bytes[Quoted] > bytes[Reported] && !mixed {
		return Quoted, attr[Quoted]
	}
	if attr[Reported] < 0 {
		return Reported, attr[Quoted]
	}
	return Reported, attr[Reported]
}

// voices reports whether the attribution gives its content a voice other than
// the author's.
func (a *Attribution) voices() bool {
	if !a.Class.Speech() || a.mute || a.Negated && a.Kind == Indirect && a.Class != Accuse {
		return false
	}
	if a.Source.Empty() && a.Kind != Direct {
		switch a.Class {
		case Order, Call, Show, Ask:
			return false
		}
		return a.how != cInfinitive
	}
	switch a.Class {
	case Believe:
		return a.Factivity != Factive
	case Show:
		return a.document
	}
	return true
}

// layer is a stretch of content or a quotation while voices are laid out.
type layer struct {
	Span
	attr int32 // -1 for a quotation
}

// voices lays out the voices of the text from start to end.
func (f *Finder) voices() {
	r := &f.res
	r.voiced = r.voiced[:0]
	f.layers = f.layers[:0]
	for i := range r.Attributions {
		a := &r.Attributions[i]
		if !a.voices() {
			continue
		}
		if (a.Class == Accuse || a.Class == Mock) && len(a.Content) > 0 {
			// The accusation lies in the cue as much as in the content.
			whole := Span{min(a.Cue.Start, a.Content[0].Start), max(a.Cue.End, a.Content[len(a.Content)-1].End)}
			f.layers = append(f.layers, layer{whole, int32(i)})
			continue
		}
		for _, s := range a.Content {
			f.layers = append(f.layers, layer{s, int32(i)})
		}
	}
	for _, q := range r.Quotations {
		f.layers = append(f.layers, layer{q.Span, -1})
	}
	// Outer before inner; a quotation lies inside the content that equals it.
	slices.SortFunc(f.layers, func(a, b layer) int {
		switch {
		case a.Start != b.Start:
			return a.Start - b.Start
		case a.End != b.End:
			return b.End - a.End
		}
		return int(b.attr) - int(a.attr)
	})
	f.stack = f.stack[:0]
	emit := func(at int) {
		v := voiced{start: at, attr: -1}
		for k := len(f.stack) - 1; k >= 0; k-- {
			l := &f.stack[k]
			switch {
			case l.attr < 0:
				v.voice = Quoted
			case v.attr < 0:
				v.attr = l.attr
			}
			if v.attr >= 0 && v.voice == Author {
				v.voice = Reported
			}
		}
		if n := len(r.voiced); n > 0 && r.voiced[n-1].start == at {
			r.voiced[n-1] = v
			return
		}
		r.voiced = append(r.voiced, v)
	}
	pop := func(until int) {
		for len(f.stack) > 0 {
			top := f.stack[len(f.stack)-1]
			if top.End > until {
				return
			}
			f.stack = f.stack[:len(f.stack)-1]
			emit(top.End)
		}
	}
	for _, l := range f.layers {
		pop(l.Start)
		// A layer that outlasts the one it began in is cut to it.
		if n := len(f.stack); n > 0 && l.End > f.stack[n-1].End {
			l.End = f.stack[n-1].End
		}
		f.stack = append(f.stack, l)
		emit(l.Start)
	}
	pop(int(^uint(0) >> 1))
}
