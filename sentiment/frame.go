package sentiment

import "fmt"

// Frame is a way of holding somebody or something responsible.
type Frame uint8

const (
	// Blame holds a person, an occupation or a named body at fault.
	Blame Frame = iota
	// Systemic places cause, failing or remedy in arrangements.
	Systemic
	// CounterBlame contests, regrets or mocks the blaming itself.
	CounterBlame
)

// Frames lists the frames in their fixed order.
var Frames = [...]Frame{Blame, Systemic, CounterBlame}

var frameNames = [...]string{"blame", "systemic", "counter"}

// String returns blame, systemic or counter.
func (f Frame) String() string { return nameOf(frameNames[:], int(f)) }

// MarshalText writes the name of the frame.
func (f Frame) MarshalText() ([]byte, error) { return marshalName(frameNames[:], int(f), "frame") }

// UnmarshalText reads a name that MarshalText wrote; counter-blame is accepted for counter.
func (f *Frame) UnmarshalText(b []byte) error {
	s := string(b)
	if s == "counter-blame" || s == "counterblame" {
		s = "counter"
	}
	i, err := indexOf(frameNames[:], s, "frame")
	*f = Frame(i)
	return err
}

// FrameSet is a set of frames.
type FrameSet uint8

// Has reports whether f is in the set.
func (s FrameSet) Has(f Frame) bool { return s>>f&1 != 0 }

// With returns the set with f.
func (s FrameSet) With(f Frame) FrameSet { return s | 1<<f }

// Level is where in an institution, or outside it, an actor stands.
type Level uint8

const (
	Unnamed Level = iota // somebody, or nobody named
	Perpetrator
	Individual // one professional
	Occupation // professionals as a group
	Management
	Organisation
	Regulator
	Government
	Media
	Politician
	Public
	Family
	Victim
)

var levelNames = [...]string{"unnamed", "perpetrator", "individual", "occupation", "management", "organisation",
	"regulator", "government", "media", "politician", "public", "family", "victim"}

// Levels returns every level in its fixed order.
func Levels() []Level {
	ls := make([]Level, len(levelNames))
	for i := range ls {
		ls[i] = Level(i)
	}
	return ls
}

// String returns the name of the level in lower case.
func (l Level) String() string { return nameOf(levelNames[:], int(l)) }

// MarshalText writes the name of the level.
func (l Level) MarshalText() ([]byte, error) { return marshalName(levelNames[:], int(l), "level") }

// UnmarshalText reads a name that MarshalText wrote; "individual
// professional" is accepted for individual and the American spelling for organisation.
func (l *Level) UnmarshalText(b []byte) error {
	s := string(b)
	switch s {
	case "individual professional":
		s = "individual"
	case "organization":
		s = "organisation"
	case "":
		s = "unnamed"
	}
	i, err := indexOf(levelNames[:], s, "level")
	*l = Level(i)
	return err
}

// Voice tells whose words a sentence gives.
type Voice uint8

const (
	Author   Voice = iota // the text's own
	Quoted                // in quotation marks
	Reported              // attributed, in indirect speech
)

var voiceNames = [...]string{"author", "quoted", "reported"}

// String returns author, quoted or reported.
func (v Voice) String() string { return nameOf(voiceNames[:], int(v)) }

// MarshalText writes the name of the voice.
func (v Voice) MarshalText() ([]byte, error) { return marshalName(voiceNames[:], int(v), "voice") }

// UnmarshalText reads a name that MarshalText wrote.
func (v *Voice) UnmarshalText(b []byte) error {
	i, err := indexOf(voiceNames[:], string(b), "voice")
	*v = Voice(i)
	return err
}

func nameOf(names []string, i int) string {
	if i < len(names) {
		return names[i]
	}
	return "?"
}

func marshalName(names []string, i int, kind string) ([]byte, error) {
	if i >= len(names) {
		return nil, fmt.Errorf("sentiment: no %s has number %d", kind, i)
	}
	return []byte(names[i]), nil
}

func indexOf(names []string, s, kind string) (int, error) {
	for i, n := range names {
		if n == s {
			return i, nil
		}
	}
	return 0, fmt.Errorf("sentiment: no %s is called %q", kind, s)
}
