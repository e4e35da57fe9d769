package sentiment

import "fmt"

// Check scores the examples that a codebook carries and returns one error for
// each that does not come out as it says. Tests of a pattern (yes, no) ask only
// for the presence or absence of its frame; tests of the section tests ask for
// exactly their frames.
func (cb *Codebook) Check() []error { return cb.CheckExamples(cb) }

// CheckExamples is Check for the examples of another codebook alone, such as one
// that was laid over cb: whoever loads a case asks whether its own examples come
// out in the whole.
func (cb *Codebook) CheckExamples(of *Codebook) []error {
	s, err := NewScorer(cb)
	if err != nil {
		return []error{err}
	}
	var errs []error
	for _, t := range of.tests {
		src := t.Text
		if t.Before != "" {
			src = t.Before + "\n\n" + t.Text
		}
		r := s.Score(Document{Text: src})
		var got FrameSet
		var targets []Target
		for i := range r.Sentences {
			if x := &r.Sentences[i]; x.Start >= len(src)-len(t.Text) {
				got |= x.Frames
				targets = append(targets, x.Targets...)
			}
		}
		if got != t.Frames && !(t.partial && got&t.Frames == t.Frames && (t.Frames != 0 || got>>t.absent&1 == 0)) {
			errs = append(errs, &CodebookError{t.File, t.Line, fmt.Sprintf("%q: got %s, want %s", t.Text, got, t.Frames)})
			continue
		}
		if t.Target == "" && t.Level == "" {
			continue
		}
		found := false
		for _, x := range targets {
			found = found || (t.Target == "" || x.Actor == t.Target || x.Name == t.Target) && (t.Level == "" || x.Level.String() == t.Level)
		}
		if !found {
			errs = append(errs, &CodebookError{t.File, t.Line, fmt.Sprintf("%q: no target %s %s", t.Text, t.Target, t.Level)})
		}
	}
	return errs
}

// String lists the frames of the set, joined by "+", or says none.
func (s FrameSet) String() string {
	out := ""
	for _, f := range Frames {
		if s.Has(f) {
			out += "+" + f.String()
		}
	}
	if out == "" {
		return "none"
	}
	return out[1:]
}
