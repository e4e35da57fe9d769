package coverage

import (
	"fmt"
	"strconv"
)

// OutletKind groups outlets by the press they belong to.
type OutletKind uint8

// The kinds of outlet. The zero kind says that nothing is known.
const (
	UnknownKind OutletKind = iota
	Tabloid
	Broadsheet
	Local
	Broadcaster
	Professional // trade and professional press
	Academic
	Official // government, regulator, court, parliament
	Blog
	Wire
	OtherKind
)

var outletKindNames = [...]string{"", "tabloid", "broadsheet", "local", "broadcaster", "professional", "academic", "official", "blog", "wire", "other"}

// OutletKinds lists the known kinds in their fixed order, UnknownKind left out.
func OutletKinds() []OutletKind {
	return []OutletKind{Tabloid, Broadsheet, Local, Broadcaster, Professional, Academic, Official, Blog, Wire, OtherKind}
}

// String returns the lower-case name of the kind, "" for UnknownKind.
func (k OutletKind) String() string {
	if int(k) < len(outletKindNames) {
		return outletKindNames[k]
	}
	return "kind(" + strconv.Itoa(int(k)) + ")"
}

// ParseOutletKind is the inverse of [OutletKind.String].
func ParseOutletKind(s string) (OutletKind, error) {
	for i, n := range outletKindNames {
		if s == n {
			return OutletKind(i), nil
		}
	}
	return 0, fmt.Errorf("coverage: unknown outlet kind %q (want one of tabloid, broadsheet, local, broadcaster, professional, academic, official, blog, wire, other)", s)
}

// MarshalText writes the name of the kind.
func (k OutletKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the name of the kind.
func (k *OutletKind) UnmarshalText(b []byte) error {
	v, err := ParseOutletKind(string(b))
	if err == nil {
		*k = v
	}
	return err
}

// An Outlet is where an article appeared.
type Outlet struct {
	Name    string     `json:"name"`
	Kind    OutletKind `json:"kind,omitempty"`
	Country string     `json:"country,omitempty"` // ISO 3166-1 alpha-2, "" if not known
}
