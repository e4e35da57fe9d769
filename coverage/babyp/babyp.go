// Package babyp is the founding case of Pressframe, embedded: what was
// published about the death of a child in Haringey in August 2007 and about
// the "Baby P story" that followed.
//
// It holds 233 article records from 2007 to 2024 with abstracts and hand
// codes, 100 dated events, the monthly views of one review in The British
// Journal of Social Work, official figures on care applications and children
// in care, and Ray Jones's argument as seventeen claims. The way in is [Case]:
//
//	c, err := babyp.Case()
//	if err != nil {
//		return err
//	}
//	a, err := story.Analyse(ctx, c, story.Options{})
//
// The records are a convenience sample, coded by one coder who knew the
// thesis. They show what can be found; they cannot show how common anything
// was. Names stand in the data because texts must be matched against them;
// every output of package story shows roles.
package babyp

import (
	"embed"
	"io/fs"

	"github.com/seed-11e619e4/pressframe/coverage/story"
)

//go:embed data
var data embed.FS

// FS returns the case folder: case.yaml and the files it names. It is a
// pattern for a case of one's own.
func FS() fs.FS {
	sub, err := fs.Sub(data, "data")
	if err != nil {
		panic(err) // the folder is embedded under that name
	}
	return sub
}

// Case reads and checks the embedded case. Every call reads it anew, so the
// caller may change what it gets. An error means that the module's own data
// are damaged.
func Case() (*story.Case, error) { return story.Load(FS()) }
