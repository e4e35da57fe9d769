// Package frictionless reads and writes the descriptor of a Frictionless Data
// Package, version 2: a folder of files with datapackage.json, which lists each
// with its size, digest and columns.
//
//	p := frictionless.Package{Name: "mycase"}
//	p.Add(frictionless.Resource{Name: "articles", Path: "articles.csv"}, data)
//	descriptor, err := p.Encode()
//
// Read verifies that a folder holds what its descriptor says.
package frictionless

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/seed-11e619e4/pressframe/coverage"
)

// Profile is the $schema of version 2 of the standard.
const Profile = "https://datapackage.org/profiles/2.0/datapackage.json"

// FileName is the name of the descriptor in its folder.
const FileName = "datapackage.json"

// A Package is the descriptor of a data package. Fields beyond the standard
// begin with "pressframe:".
type Package struct {
	Schema       string        `json:"$schema"`
	Name         string        `json:"name"`
	Title        string        `json:"title,omitempty"`
	Description  string        `json:"description,omitempty"`
	Version      string        `json:"version,omitempty"`
	Created      string        `json:"created,omitempty"` // RFC 3339
	Licenses     []License     `json:"licenses,omitempty"`
	Sources      []Source      `json:"sources,omitempty"`
	Contributors []Contributor `json:"contributors,omitempty"`
	Resources    []Resource    `json:"resources"`

	Snapshot string `json:"pressframe:snapshot,omitempty"` // of the corpus, see corpus.Snapshot
	Codebook string `json:"pressframe:codebook,omitempty"` // hash of the codebook that derived tables were made with
}

// A License states under what terms the package may be used.
type License struct {
	Name  string `json:"name,omitempty"` // such as "CC-BY-4.0"
	Path  string `json:"path,omitempty"`
	Title string `json:"title,omitempty"`
}

// A Source is where the articles came from.
type Source struct {
	Title string `json:"title,omitempty"`
	Path  string `json:"path,omitempty"`
}

// A Contributor had a part in the package.
type Contributor struct {
	Title string   `json:"title"`
	Email string   `json:"email,omitempty"`
	Roles []string `json:"roles,omitempty"`
}

// A Resource is a file of the package.
type Resource struct {
	Name      string  `json:"name"`
	Path      string  `json:"path"`
	Type      string  `json:"type,omitempty"` // "table", or "" for JSONL
	Title     string  `json:"title,omitempty"`
	Format    string  `json:"format"`
	Mediatype string  `json:"mediatype"`
	Encoding  string  `json:"encoding"`
	Bytes     int64   `json:"bytes"`
	Hash      string  `json:"hash"` // "sha256:…"
	Schema    *Schema `json:"schema,omitempty"`
}

// A Schema describes the columns of a table.
type Schema struct {
	Fields      []Field      `json:"fields"`
	PrimaryKey  []string     `json:"primaryKey,omitempty"`
	ForeignKeys []ForeignKey `json:"foreignKeys,omitempty"`
}

// A Field is a column: its name, its type in Frictionless terms ("string",
// "integer", "number", "boolean", "date") and what it means.
type Field struct {
	Name        string `json:"name"`
	Type        string `json:"type"`
	Description string `json:"description,omitempty"`
}

// A ForeignKey says that fields hold a key of another table.
type ForeignKey struct {
	Fields    []string  `json:"fields"`
	Reference Reference `json:"reference"`
}

// A Reference is the table and the fields that a foreign key refers to.
type Reference struct {
	Resource string   `json:"resource"`
	Fields   []string `json:"fields"`
}

// ErrPackage is wrapped by errors about a package that is damaged, incomplete or
// of another kind.
var ErrPackage = errors.New("not a sound data package")

// Read reads the descriptor in dir and verifies that every file it lists is
// there with the size and digest stated.
func Read(dir string) (*Package, error) {
	b, err := os.ReadFile(filepath.Join(dir, FileName))
	if err != nil {
		return nil, fmt.Errorf("frictionless: %w", err)
	}
	var p Package
	if err := json.Unmarshal(b, &p); err != nil {
		return nil, fmt.Errorf("frictionless: %w: %s: %v", ErrPackage, FileName, err)
	}
	var bad []error
	for _, r := range p.Resources {
		if !fs.ValidPath(r.Path) || strings.Contains(r.Path, `\`) {
			bad = append(bad, fmt.Errorf("frictionless: %w: path %q leads out of its folder", ErrPackage, r.Path))
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(r.Path)))
		switch {
		case err != nil:
			bad = append(bad, fmt.Errorf("frictionless: %w: %w", ErrPackage, err))
		case int64(len(data)) != r.Bytes:
			bad = append(bad, fmt.Errorf("frictionless: %w: %s has %d bytes, the descriptor says %d", ErrPackage, r.Path, len(data), r.Bytes))
		case "sha256:"+coverage.SHA256Hex(data) != r.Hash:
			bad = append(bad, fmt.Errorf("frictionless: %w: %s was changed: its digest is not the one stated", ErrPackage, r.Path))
		}
	}
	if err := errors.Join(bad...); err != nil {
		return nil, err
	}
	return &p, nil
}

// Resource returns the resource of that name.
func (p *Package) Resource(name string) (Resource, error) {
	for _, r := range p.Resources {
		if r.Name == name {
			return r, nil
		}
	}
	return Resource{}, fmt.Errorf("frictionless: %w: there is no resource %q", ErrPackage, name)
}

// Add enters a resource that holds data. Size, digest and the standard's $schema
// are filled in; format, mediatype and encoding are those of a CSV file in UTF-8
// if they are empty.
func (p *Package) Add(r Resource, data []byte) {
	p.Schema = Profile
	r.Bytes, r.Hash = int64(len(data)), "sha256:"+coverage.SHA256Hex(data)
	if r.Format == "" {
		r.Format, r.Mediatype = "csv", "text/csv"
	}
	if r.Encoding == "" {
		r.Encoding = "utf-8"
	}
	if r.Schema != nil {
		r.Type = "table"
	}
	p.Resources = append(p.Resources, r)
}

// Encode returns the descriptor as indented JSON.
func (p *Package) Encode() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	err := enc.Encode(p)
	return b.Bytes(), err
}
