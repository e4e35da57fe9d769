package sentiment

// Gender tells which pronouns fit an actor.
type Gender uint8

const (
	AnyGender Gender = iota // not known: he, she and they fit
	Male
	Female
	Neuter // a body or thing: it and they fit
)

var genderNames = [...]string{"", "male", "female", "neuter"}

// String returns "", male, female or neuter.
func (g Gender) String() string { return nameOf(genderNames[:], int(g)) }

// MarshalText writes the name of the gender.
func (g Gender) MarshalText() ([]byte, error) { return marshalName(genderNames[:], int(g), "gender") }

// UnmarshalText reads a name that MarshalText wrote.
func (g *Gender) UnmarshalText(b []byte) error {
	i, err := indexOf(genderNames[:], string(b), "gender")
	*g = Gender(i)
	return err
}

// Actor is a person, group or body that a text can hold responsible.
type Actor struct {
	// ID is unique in a codebook. Candidates that a Scorer finds by itself
	// have the folded form of their name.
	ID string `json:"id"`
	// Show is the role to print in place of a private name; ID if empty.
	Show    string   `json:"show,omitempty"`
	Level   Level    `json:"level"`
	Aliases []string `json:"aliases,omitempty"`
	Gender  Gender   `json:"gender,omitempty"`
	Plural  bool     `json:"plural,omitempty"`
}
